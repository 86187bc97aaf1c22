//! Texts that are not sent yet, for every place that one can write for. As text they go into a file of one's own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use warroom_incident::Seq;

use super::Target;
use crate::app::estimate::Unsent;

/// Corrections that may be half-written at a time: more than anybody remembers having begun.
pub const MOST_CORRECTIONS: usize = 20;

/// Texts that were left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Entries and notes share one: whoever began a note may post it as a fact.
    entry: String,
    /// The now line.
    now: String,
    /// Corrections by the number of the entry.
    corrections: BTreeMap<Seq, String>,
    /// What was typed into the form of an estimate.
    #[serde(default, skip_serializing_if = "Unsent::is_empty")]
    pub estimate: Unsent,
}

impl Kept {
    /// Reads what an earlier run kept. What is not written by [`Kept::written`] is an entry's plain text, which is
    /// what older versions kept.
    #[must_use]
    pub fn read(text: &str) -> Kept {
        serde_json::from_str(text).unwrap_or_else(|_| Kept { entry: text.to_owned(), ..Kept::default() })
    }

    /// As text; empty when nothing is kept.
    #[must_use]
    pub fn written(&self) -> String {
        if *self == Kept::default() {
            return String::new();
        }
        // Strings and numbers can always be written as JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The text for this target; empty when none was left.
    #[must_use]
    pub fn get(&self, target: Target) -> &str {
        match target {
            Target::Fact | Target::Note => &self.entry,
            Target::Now => &self.now,
            Target::Correct(seq) => self.corrections.get(&seq).map_or("", String::as_str),
        }
    }

    /// Leaves a text for this target; an empty one takes it away.
    pub fn set(&mut self, target: Target, text: String) {
        match target {
            Target::Fact | Target::Note => self.entry = text,
            Target::Now => self.now = text,
            Target::Correct(seq) if text.trim().is_empty() => drop(self.corrections.remove(&seq)),
            Target::Correct(seq) => drop(self.corrections.insert(seq, text)),
        }
    }

    /// Whether one more correction can be begun without forgetting another.
    #[must_use]
    pub fn has_room_for(&self, target: Target) -> bool {
        match target {
            Target::Correct(seq) => self.corrections.len() < MOST_CORRECTIONS || self.corrections.contains_key(&seq),
            Target::Fact | Target::Note | Target::Now => true,
        }
    }

    /// Everything that was left, the entry first.
    pub fn all(&self) -> impl Iterator<Item = (Target, &str)> {
        let single = [(Target::Fact, self.entry.as_str()), (Target::Now, self.now.as_str())];
        let corrections = self.corrections.iter().map(|(seq, text)| (Target::Correct(*seq), text.as_str()));
        single.into_iter().chain(corrections).filter(|(_, text)| !text.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_for_every_target_is_read_again() {
        let mut kept = Kept::default();
        assert_eq!(kept.written(), "");
        kept.set(Target::Note, "{\"a\": 1}\nb".into());
        kept.set(Target::Now, "rolling back".into());
        kept.set(Target::Correct(7), "queue full".into());
        let again = Kept::read(&kept.written());
        assert_eq!(again, kept);
        assert_eq!(again.get(Target::Correct(7)), "queue full");
        assert_eq!(again.all().count(), 3);
    }

    #[test]
    fn the_plain_text_of_an_older_version_is_an_entry() {
        for text in ["pods are back\n", "{not json", "{\"a\": 1}", "[]", "12"] {
            assert_eq!(Kept::read(text).get(Target::Fact), text);
        }
    }

    #[test]
    fn half_written_corrections_have_a_bound() {
        let mut kept = Kept::default();
        for seq in 0..MOST_CORRECTIONS as u64 {
            assert!(kept.has_room_for(Target::Correct(seq)));
            kept.set(Target::Correct(seq), "x".into());
        }
        assert!(!kept.has_room_for(Target::Correct(99)));
        assert!(kept.has_room_for(Target::Correct(3)) && kept.has_room_for(Target::Now));
    }
}
