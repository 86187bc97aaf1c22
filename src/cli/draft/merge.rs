//! From the words that somebody wants to an edit: what they changed in the text they saw, carried to the text of now.
//! Nothing that others wrote meanwhile is overwritten.

use crate::client::reading::Room;
use crate::client::seen::Seen;
use similar::{ChangeTag, TextDiff};
use warroom_incident::draft::{Edit, Left, Step, Steps};
use warroom_incident::{Author, Event, Incident, Line, Person, Seq, apply};

/// The edit of the draft as the room has it now, made by somebody who saw it at an event; where it is not known what
/// they saw, the text of its history that is most like theirs.
///
/// # Errors
/// A sentence, when the text that they saw was redacted since.
pub(super) fn edit(room: &Room, draft: Seq, me: &Person, saw: Option<&Seen>, wanted: &str) -> Result<Edit, String> {
    let history = History::of(room, draft);
    let base = match saw {
        Some(Seen { at, .. }) => history.at(*at).ok_or_else(|| {
            format!("what draft {draft} said at {at} is not known any more; see: warroom draft show {draft}")
        })?,
        None => history.likest(wanted),
    };
    let me = Author::Person(me.clone());
    let there = &history.texts[base].text;
    let gave = saw.and_then(|seen| seen.gave.as_deref()).filter(|gave| went_on_from(gave, there, wanted));
    let mine = match gave {
        // They went on from their own words: those of the others are not theirs to take out.
        Some(gave) => difference(gave, wanted).carried(&difference(gave, there), Left::Carried),
        None => difference(there, wanted),
    };
    let since = history.texts.get(base + 1..).unwrap_or_default();
    Ok(since.iter().fold(mine, |mine, later| mine.carried(&later.edit, Left::of(&me, &later.by))))
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

/// What somebody changed, word by word: whole words are replaced, so that two changes do not make a third word.
fn difference(from: &str, to: &str) -> Edit {
    let steps = TextDiff::from_words(from, to);
    let steps = steps.iter_all_changes().map(|change| match change.tag() {
        ChangeTag::Equal => Step::Retain(change.value().chars().count()),
        ChangeTag::Delete => Step::Delete(change.value().chars().count()),
        ChangeTag::Insert => Step::Insert(change.value().to_owned()),
    });
    Steps::normal(steps.collect::<Vec<_>>())
}

/// How much of two texts is the same, from 0 to 1.
fn likeness(one: &str, other: &str) -> f32 {
    TextDiff::from_words(one, other).ratio()
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
}

impl History {
    fn of(room: &Room, number: Seq) -> History {
        let mut state = Incident::default();
        let mut texts: Vec<Past> = Vec::new();
        for line in room.record.lines() {
            apply(&mut state, line);
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
        History { texts }
    }

    /// The text at an event.
    fn at(&self, seq: Seq) -> Option<usize> {
        self.texts.iter().rposition(|past| past.seq <= seq)
    }

    /// The text that these words were most likely made of: of several the last.
    fn likest(&self, wanted: &str) -> usize {
        let all = self.texts.iter().enumerate().map(|(at, past)| (at, likeness(&past.text, wanted)));
        all.max_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(at, _)| at)
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
}
