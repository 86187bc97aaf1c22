//! What a draft says that the last published update for the same readers did not, sentence by sentence.

use similar::{ChangeTag, DiffTag, TextDiff};

use crate::app::rows::{fit, wrap};
use crate::app::tone::{Piece, Tone, piece};
use crate::timeline::clean;

/// A text as its sentences; line breaks end one, too.
fn sentences(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut from = 0;
        for (at, c) in line.char_indices() {
            let next = at + c.len_utf8();
            if matches!(c, '.' | '!' | '?' | '。') && line[next..].starts_with(' ') {
                all.push(line[from..next].trim().to_owned());
                from = next;
            }
        }
        all.push(line[from..].trim().to_owned());
    }
    all
}

/// The difference as lines of that width: `-` is gone, `+` is new.
pub(super) fn lines(before: &str, now: &str, width: usize) -> Vec<Vec<Piece>> {
    let (before, now) = (sentences(before), sentences(now));
    let (before, now): (Vec<&str>, Vec<&str>) =
        (before.iter().map(String::as_str).collect(), now.iter().map(String::as_str).collect());
    let diff = TextDiff::from_slices(&before, &now);
    let mut lines = Vec::new();
    for change in diff.iter_all_changes() {
        let (mark, tone) = match change.tag() {
            ChangeTag::Equal => (" ", Tone::Faint),
            ChangeTag::Delete => ("-", Tone::Faint),
            ChangeTag::Insert => ("+", Tone::Strong),
        };
        let wrapped = wrap(&clean(change.value()), width.saturating_sub(2).max(1));
        lines.extend(wrapped.into_iter().map(|text| vec![piece(format!("{mark} {text}"), tone)]));
    }
    lines
}

/// Places that are shown one by one: what changed while somebody read is a few words, or has to be read again anyhow.
const MOST_PLACES: usize = 6;

/// What is different as words: `- not` is gone, `+ Sorry` is new; each place on lines of its own, cut to that width.
pub(super) fn words(before: &str, now: &str, width: usize) -> Vec<Vec<Piece>> {
    if before == now {
        return Vec::new();
    }
    let old: Vec<&str> = before.split_whitespace().collect();
    let new: Vec<&str> = now.split_whitespace().collect();
    let diff = TextDiff::from_slices(&old, &new);
    let places: Vec<_> = diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal).collect();
    let mut lines = Vec::new();
    for place in places.iter().take(MOST_PLACES) {
        for (mark, words) in [("-", old.get(place.old_range())), ("+", new.get(place.new_range()))] {
            let words = clean(&words.unwrap_or_default().join(" "));
            if !words.is_empty() {
                lines.push(vec![piece(fit(&format!("{mark} {words}"), width), Tone::Uneasy)]);
            }
        }
    }
    if places.is_empty() {
        lines.push(vec![piece("only spaces and line breaks", Tone::Uneasy)]);
    }
    if places.len() > MOST_PLACES {
        let more = places.len() - MOST_PLACES;
        lines.push(vec![piece(
            format!("and in {more} more {}", if more == 1 { "place" } else { "places" }),
            Tone::Uneasy,
        )]);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(lines: Vec<Vec<Piece>>) -> Vec<String> {
        lines.into_iter().map(|line| line[0].0.trim_end().to_owned()).collect()
    }

    #[test]
    fn words_that_came_and_words_that_went_are_shown_whole() {
        let before = "We do not know why payments fail.";
        assert_eq!(plain(words(before, "We do know why payments fail.", 40)), ["- not"]);
        assert_eq!(plain(words(before, "Sorry: We do not know why payments fail.", 40)), ["+ Sorry:"]);
        let now = "We do not know why some log-ins fail.";
        assert_eq!(plain(words(before, now, 40)), ["- payments", "+ some log-ins"]);
        assert_eq!(plain(words(before, "We do not know\nwhy payments fail.", 40)), ["only spaces and line breaks"]);
        assert!(words(before, before, 40).is_empty());
        let all = plain(words("a b c d e f g h i j k l m n", "a 1 c 2 e 3 g 4 i 5 k 6 m 7", 40));
        assert_eq!(all.last().map(String::as_str), Some("and in 1 more place"));
        assert!(plain(words("", &"word ".repeat(40), 20)).iter().all(|line| line.chars().count() <= 20));
    }

    #[test]
    fn only_the_sentences_that_differ_are_marked() {
        let before = "We look into it. Next update by 04:00 UTC.";
        let now = "We look into it. It is slow in the EU. Next update by 04:30 UTC.";
        let lines: Vec<String> = lines(before, now, 60).into_iter().map(|line| line[0].0.clone()).collect();
        let expected = [
            "  We look into it.",
            "- Next update by 04:00 UTC.",
            "+ It is slow in the EU.",
            "+ Next update by 04:30 UTC.",
        ];
        assert_eq!(lines, expected);
    }
}
