//! What a draft says that the last published update for the same readers did not, sentence by sentence.

use similar::{ChangeTag, TextDiff};

use crate::app::rows::wrap;
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

#[cfg(test)]
mod tests {
    use super::*;

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
