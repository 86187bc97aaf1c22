//! Earlier entries of mine, brought back into the composer one after the other.

use warroom_incident::{Command, Event};

use super::Target;
use crate::app::model::Model;
use crate::app::parse;

/// Entries that are offered: further back nobody pages.
const MOST: usize = 50;

/// Lines of the record that are looked through for them, so that a key stays quick in a record of a million.
const LOOKED_AT: usize = 20_000;

/// Where one is among the earlier entries.
#[derive(Clone, Debug)]
pub(super) struct Past {
    /// The newest first.
    entries: Vec<String>,
    /// Which of them is shown.
    at: usize,
    /// The text that was being written; comes back behind the newest.
    own: String,
}

impl Past {
    /// Begins at the newest; nothing when there is none.
    pub(super) fn begin(entries: Vec<String>, own: &str) -> Option<Past> {
        (!entries.is_empty()).then(|| Past { entries, at: 0, own: own.to_owned() })
    }

    /// The entry that is shown.
    pub(super) fn shown(&self) -> &str {
        self.entries.get(self.at).map_or("", String::as_str)
    }

    /// One further back; says whether there was one.
    pub(super) fn older(&mut self) -> bool {
        let more = self.at + 1 < self.entries.len();
        self.at += usize::from(more);
        more
    }

    /// One further on; the text that was being written once the newest is passed.
    pub(super) fn newer(&mut self) -> Option<String> {
        match self.at.checked_sub(1) {
            Some(at) => {
                self.at = at;
                None
            }
            None => Some(std::mem::take(&mut self.own)),
        }
    }
}

/// My entries of this incident as they would be typed again, the newest first, each text once.
#[must_use]
pub fn mine(model: &Model, target: Target) -> Vec<String> {
    let (record, me) = (model.replica.record(), model.me());
    let mut found: Vec<String> = Vec::new();
    let waiting = model.replica.waiting().rev().map(|waiting| waiting.pending.command.clone());
    let posted = record.lines().iter().rev().take(LOOKED_AT).filter_map(|line| {
        let sealed = line.open()?;
        let Event::Posted { entry, action, .. } = &sealed.fact.event else { return None };
        if sealed.fact.author.person() != Some(me) {
            return None;
        }
        let text = record.text(sealed.seq)?.to_owned();
        Some(Command::Post { entry: *entry, text, happened_at: None, action: *action, temporary: false })
    });
    for command in waiting.chain(posted) {
        // When it happened belongs to the entry that it was.
        let typed = parse::as_typed(&command, target, None);
        if !typed.is_empty() && !found.contains(&typed) {
            found.push(typed);
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}
