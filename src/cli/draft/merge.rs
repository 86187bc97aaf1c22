//! From the words that somebody wants to an edit: what they changed in the text they saw, carried to the text of now.
//! Nothing that others wrote meanwhile is overwritten.

use crate::client::reading::Room;
use crate::client::seen::Seen;
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeSet;
use warroom_incident::draft::{Edit, Left, Step, Steps};
use warroom_incident::{Author, Event, Incident, Line, Person, Seq, apply};

/// Below this two texts are two texts and not two stages of one.
const ALIKE: f32 = 0.5;

/// Revisions that a refusal names at most: what somebody could mean is among the last.
const NAMED: usize = 5;

/// What somebody goes on from.
pub(super) enum From {
    /// They named a revision.
    Named(Seq),
    /// It was shown to them on this machine.
    Saw(Seen),
    /// Nobody knows.
    Unknown,
}

/// An edit of the draft as the room has it, and the event whose text it was made of.
pub(super) struct Made {
    pub(super) edit: Edit,
    pub(super) base: Seq,
}

/// The edit of the draft as the room has it now, made by somebody who saw it at an event; where it is not known what
/// they saw, the text of its history that is most like theirs, if one is.
///
/// # Errors
/// A sentence, when the revision was never there, its words are gone, or nothing says what they went on from.
pub(super) fn edit(room: &Room, draft: Seq, me: &Person, from: &From, wanted: &str) -> Result<Made, String> {
    let history = History::of(room, draft);
    let gone =
        |at: Seq| format!("what draft {draft} said at {at} is not known any more; see: warroom draft show {draft}");
    let base = match from {
        From::Named(at) if !history.revisions.contains(at) => return Err(history.never(draft, *at)),
        From::Named(at) => history.at(*at).ok_or_else(|| gone(*at))?,
        From::Saw(Seen { at, .. }) => history.at(*at).ok_or_else(|| gone(*at))?,
        From::Unknown => history.likest(wanted).ok_or_else(|| {
            format!(
                "you were not shown draft {draft}: warroom draft show {draft}, or name the --revision that you read"
            )
        })?,
    };
    let me = Author::Person(me.clone());
    let Past { text: there, seq, .. } = &history.texts[base];
    let gave = match from {
        From::Saw(seen) => seen.gave.as_deref().filter(|gave| went_on_from(gave, there, wanted)),
        From::Named(_) | From::Unknown => None,
    };
    let mine = match gave {
        // They went on from their own words: those of the others are not theirs to take out.
        Some(gave) => difference(gave, wanted).carried(&difference(gave, there), Left::Carried),
        None => difference(there, wanted),
    };
    let since = history.texts.get(base + 1..).unwrap_or_default();
    let carried = since.iter().fold(mine, |mine, later| mine.carried(&later.edit, Left::of(&me, &later.by)));
    let now = history.texts.last().map_or("", |past| past.text.as_str());
    Ok(Made { edit: spaced(&carried, now), base: *seq })
}

/// What others wrote that stands in the draft beside the words that somebody gave, as a sentence; nothing where the
/// draft says just those words.
pub(super) fn merged(room: &Room, draft: Seq, me: &Person, (base, done): (Seq, Seq), wanted: &str) -> Option<String> {
    let history = History::of(room, draft);
    let after = history.texts.get(history.at(done)?)?;
    if after.text.trim() == wanted.trim() {
        return None;
    }
    let me = Author::Person(me.clone());
    let by = |past: &&Past| past.by != me && !past.edit.is_empty();
    let since = history.texts.iter().filter(|past| (base + 1..=done).contains(&past.seq)).filter(by);
    let since: BTreeSet<_> = since.map(|past| past.by.as_str()).collect();
    if !since.is_empty() {
        let names = since.into_iter().collect::<Vec<_>>().join(" and ");
        return Some(format!("merged with what {names} wrote since revision {base}: warroom draft show {draft}"));
    }
    let before: BTreeSet<_> = history.texts.iter().filter(by).map(|past| past.by.as_str()).collect();
    let names = before.into_iter().collect::<Vec<_>>().join(" and ");
    Some(format!("merged with what {names} wrote, which is not in the text that you gave: warroom draft show {draft}"))
}

/// The same edit without words of two that touch: it was made of whole words, and what others inserted or removed
/// beside them may have brought two together.
fn spaced(edit: &Edit, text: &str) -> Edit {
    let mut rest = text.chars().peekable();
    let mut last = None;
    let mut steps = Vec::new();
    let mut walk = edit.steps().iter().peekable();
    while let Some(step) = walk.next() {
        match step {
            Step::Retain(count) => {
                last = rest.by_ref().take(*count).last().or(last);
                steps.push(Step::Retain(*count));
            }
            Step::Delete(count) => {
                rest.by_ref().take(*count).for_each(drop);
                steps.push(Step::Delete(*count));
            }
            Step::Insert(words) => {
                let gone = if let Some(Step::Delete(count)) = walk.peek() { *count } else { 0 };
                let next = rest.clone().nth(gone);
                let touch = |one: Option<char>, other: Option<char>| {
                    one.zip(other).is_some_and(|(one, other)| !one.is_whitespace() && !other.is_whitespace())
                };
                let (first, end) = (words.chars().next(), words.chars().next_back());
                let before = if touch(last, first) { " " } else { "" };
                let behind = if touch(end, next) { " " } else { "" };
                steps.push(Step::Insert(format!("{before}{words}{behind}")));
                last = if behind.is_empty() { end.or(last) } else { Some(' ') };
            }
        }
    }
    Steps::normal(steps)
}

/// Whether somebody went on from the words that they gave, and not from what the program showed: with those of the
/// others merged in. Where it is not clear, they did, so that nobody's words are taken out.
fn went_on_from(gave: &str, shown: &str, wanted: &str) -> bool {
    let others = difference(gave, shown);
    let has_theirs = others.steps().iter().all(|step| match step {
        Step::Insert(text) => wanted.contains(text.trim()),
        Step::Retain(_) | Step::Delete(_) => true,
    });
    !has_theirs || likeness(gave, wanted) > likeness(shown, wanted)
}

/// What somebody changed, word by word: whole words are replaced, so that two changes do not make a third word. Where
/// hardly a word is the same, all of it: of two texts that only share an "it" nobody wants a mixture.
fn difference(from: &str, to: &str) -> Edit {
    if likeness(from, to) < ALIKE {
        return Edit::replace(0..from.chars().count(), to);
    }
    let steps = TextDiff::from_words(from, to);
    let steps = steps.iter_all_changes().map(|change| match change.tag() {
        ChangeTag::Equal => Step::Retain(change.value().chars().count()),
        ChangeTag::Delete => Step::Delete(change.value().chars().count()),
        ChangeTag::Insert => Step::Insert(change.value().to_owned()),
    });
    Steps::normal(steps.collect::<Vec<_>>())
}

/// How many words of two texts are the same, from 0 to 1. Spaces are in every text.
fn likeness(one: &str, other: &str) -> f32 {
    let (one, other): (Vec<_>, Vec<_>) = (one.split_whitespace().collect(), other.split_whitespace().collect());
    TextDiff::from_slices(&one, &other).ratio()
}

/// A text that a draft had.
struct Past {
    seq: Seq,
    text: String,
    /// What made it of the one before.
    edit: Edit,
    by: Author,
}

/// All texts that a draft had since its words were last redacted, oldest first; never empty.
struct History {
    texts: Vec<Past>,
    /// Every revision that it had, those whose words are gone as well.
    revisions: BTreeSet<Seq>,
}

impl History {
    fn of(room: &Room, number: Seq) -> History {
        let mut state = Incident::default();
        let mut texts: Vec<Past> = Vec::new();
        let mut revisions = BTreeSet::new();
        for line in room.record.lines() {
            apply(&mut state, line);
            revisions.extend(state.drafts.get(&number).map(|draft| draft.revision));
            let Some(sealed) = line.open() else { continue };
            let (draft, edit) = match part(line) {
                Some(Part::Opened) => (sealed.seq, Edit::default()),
                Some(Part::Edited(draft, edit)) => (draft, edit),
                Some(Part::Replaced(draft)) => {
                    if draft == number {
                        texts.clear();
                    }
                    (draft, Edit::default())
                }
                None => continue,
            };
            if let Some(draft) = state.drafts.get(&number).filter(|_| draft == number) {
                let text = draft.text().as_str().to_owned();
                texts.push(Past { seq: sealed.seq, text, edit, by: sealed.fact.author.clone() });
            }
        }
        History { texts, revisions }
    }

    /// The text at an event.
    fn at(&self, seq: Seq) -> Option<usize> {
        self.texts.iter().rposition(|past| past.seq <= seq)
    }

    /// The text that these words were most likely made of: of several the last. None where no text is like them; where
    /// nothing stands in the draft, that nothing.
    fn likest(&self, wanted: &str) -> Option<usize> {
        let last = self.texts.len().checked_sub(1)?;
        if self.texts[last].text.trim().is_empty() {
            return Some(last);
        }
        let all = self.texts.iter().enumerate().map(|(at, past)| (at, likeness(&past.text, wanted)));
        all.filter(|(_, like)| *like >= ALIKE).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
    }

    /// Says that a revision was never there, and which are.
    fn never(&self, draft: Seq, at: Seq) -> String {
        let last: Vec<_> = self.revisions.iter().rev().take(NAMED).map(ToString::to_string).collect();
        let (now, before) = last.split_first().map_or(("", &[][..]), |(now, before)| (now.as_str(), before));
        let before = if before.is_empty() { String::new() } else { format!(", before that {}", before.join(", ")) };
        format!("draft {draft} never had a revision {at}: it is at revision {now}{before}")
    }
}

enum Part {
    Opened,
    Edited(Seq, Edit),
    Replaced(Seq),
}

/// What an event is to a draft's words.
fn part(line: &Line) -> Option<Part> {
    let sealed = line.open()?;
    let said = sealed.content.as_ref().map_or("", |content| content.text.as_str());
    if let Event::DraftEdited { draft, edit, .. } = &sealed.fact.event {
        return Some(Part::Edited(*draft, Edit::joined(edit, said)));
    }
    if let Event::DraftSnapshot { draft, .. } = &sealed.fact.event {
        return Some(Part::Replaced(*draft));
    }
    matches!(sealed.fact.event, Event::DraftOpened { .. }).then_some(Part::Opened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_replaces_whole_words() {
        let edit = difference("We are looking into it.", "We are fixing it.\n");
        assert_eq!(edit.apply("We are looking into it."), "We are fixing it.\n");
        assert!(edit.steps().contains(&Step::Delete("looking into".chars().count())) || edit.steps().len() > 2);
    }

    #[test]
    fn of_two_texts_that_hardly_share_a_word_the_whole_is_replaced() {
        let (from, to) = ("We are looking into it and will tell you more.", "Priya never saw it here.");
        assert_eq!(difference(from, to), Edit::replace(0..from.chars().count(), to));
        // What somebody else put in meanwhile stays, beside it and as it is.
        let theirs = difference(from, "We are looking into it today and will tell you more.");
        let mine = spaced(&difference(from, to).carried(&theirs, Left::Carried), &theirs.apply(from));
        let text = mine.apply(&theirs.apply(from));
        assert_eq!(text.split_whitespace().collect::<Vec<_>>().join(" "), format!("{to} today"));
    }

    #[test]
    fn two_who_replace_one_word_do_not_make_a_third_of_it() {
        let from = "We are looking into it.";
        let (theirs, mine) =
            (difference(from, "We are looking into this."), difference(from, "We are looking into that."));
        let now = theirs.apply(from);
        for left in [Left::Carried, Left::Over] {
            let text = spaced(&mine.carried(&theirs, left), &now).apply(&now);
            let words: BTreeSet<_> = text.split_whitespace().collect();
            assert!(words.contains("this.") && words.contains("that."), "{text}");
        }
    }
}
