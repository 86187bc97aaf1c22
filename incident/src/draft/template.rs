//! Words agreed on beforehand: a text with slots like `{since}`, filled with what is known and nothing else.
//!
//! No slot stands for anything that somebody wrote in the room: the title and the entries are internal.

use super::external::ExternalText;
use crate::event::Phase;
use crate::policy::Holding;
use crate::prelude::*;
use crate::state::Incident;
use crate::{Time, text};

/// The slots that the rules can fill: where it stands, how bad it is, since when, the time now, when the next update
/// comes, and what the policy calls the service.
pub const KNOWN_SLOTS: [&str; 6] = ["phase", "severity", "since", "now", "next_update", "service"];

/// A slot in a text for which there is no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blank(pub String);

/// What slots are filled with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slots(BTreeMap<String, String>);

impl Slots {
    /// What is known at this moment.
    #[must_use]
    pub fn known(state: &Incident, phase: Phase, promise: Option<Time>, now: Time) -> Slots {
        let severity = state.severity.as_deref().map(str::to_uppercase);
        let service = Some(state.policy.updates.service.clone()).filter(|service| !service.is_empty());
        let pairs = [
            ("phase", Some(phase.as_str().to_owned())),
            ("severity", severity),
            ("since", state.began().map(|at| moment(at, now))),
            ("now", Some(moment(now, now))),
            ("next_update", promise.map(|at| moment(at, now))),
            ("service", service),
        ];
        Slots(pairs.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
    }

    /// Adds the choices of a holding statement: of each of its own slots one of the values that the policy lists, the
    /// first where none was chosen.
    ///
    /// # Errors
    /// The slot whose chosen value is not listed, or that is none of its slots.
    pub fn with_choices(mut self, holding: &Holding, chosen: &BTreeMap<String, String>) -> Result<Slots, Blank> {
        if let Some(strange) = chosen.keys().find(|name| !holding.slots.iter().any(|slot| slot.name == **name)) {
            return Err(Blank(text::visible(strange).chars().take(40).collect()));
        }
        for slot in &holding.slots {
            let value = match chosen.get(&slot.name) {
                Some(wanted) => slot.values.iter().find(|value| *value == wanted),
                None => slot.values.first(),
            };
            let value = value.ok_or_else(|| Blank(slot.name.clone()))?;
            self.0.insert(slot.name.clone(), value.clone());
        }
        Ok(self)
    }
}

/// A moment as the outside reads it: the hour, and the day where it is another one.
fn moment(at: Time, now: Time) -> String {
    let form = if at.date_naive() == now.date_naive() { "%H:%M UTC" } else { "%Y-%m-%d %H:%M UTC" };
    at.format(form).to_string()
}

/// The slots of a text, in their order: a word of lower-case letters and `_` in braces.
pub fn blanks(words: &str) -> impl Iterator<Item = &str> {
    words.split('{').skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once('}')?;
        let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        plain.then_some(name)
    })
}

/// Fills a text. What has no value stays as it stands there: nothing is published while it does.
#[must_use]
pub fn fill(words: &str, slots: &Slots) -> ExternalText {
    let mut filled = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(name, tail)| Some((slots.0.get(name)?, tail)));
        match value {
            Some((value, tail)) => {
                filled.push_str(value);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    ExternalText::filled(text::visible(&filled))
}

/// The first slot that is left in a text.
#[must_use]
pub fn left(words: &str) -> Option<&str> {
    blanks(words).find(|name| KNOWN_SLOTS.contains(name))
}
