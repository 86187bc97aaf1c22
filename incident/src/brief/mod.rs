//! The brief: one screen that says where an incident stands, made from the record without guesswork.
//!
//! Every line carries the number of the event it comes from. Nothing is summed up in words that nobody wrote; what
//! is not known is said to be unknown. Wrapping, colours and what is given up where room is short belong to whoever
//! shows it; each line says by its rank how well it can be spared.
//!
//! It looks at a bounded number of entries, however long the record is, and at nothing beyond the given reaches: the
//! server makes it from the whole state for somebody who may see a part of it.

mod customers;
mod entries;
mod escalation;
mod impact;
mod since;
mod stand;
mod time;

use crate::event::{Phase, Reaches};
use crate::prelude::*;
use crate::state::Incident;
use crate::text::{first_line, visible};
use crate::{Seq, Time};
use serde::{Deserialize, Serialize};

pub use since::{Reader, since};
pub use time::{age, lasted, moment, moment_within, running};

/// Characters of somebody's words on one line: two rows of a terminal; the place it leads to has all of them.
pub(crate) const WORDS: usize = 160;

/// A part of the brief, in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// What changed since the reader left.
    Since,
    /// What waits for the reader.
    You,
    /// What the chair or the scribe wrote.
    Now,
    /// How bad, what, since when.
    What,
    /// What is broken for whom, how urgent that is, what it costs.
    Impact,
    /// Who.
    People,
    /// What was found out.
    Known,
    /// What is believed, and what is ruled out.
    Believed,
    /// What was done about it, and how it went.
    Tried,
    /// What was decided.
    Decided,
    /// What customers were told.
    Customers,
    /// What is open.
    Open,
    /// The events everyone has to know of.
    Key,
    /// What nobody has written down.
    NotYet,
    /// One of a newer version.
    #[serde(other)]
    Other,
}

impl Section {
    /// The word before its first line.
    #[must_use]
    pub fn head(self) -> &'static str {
        match self {
            Section::Since => "SINCE",
            Section::You => "FOR YOU",
            Section::Now => "NOW",
            Section::What => "WHAT",
            Section::Impact => "IMPACT",
            Section::People => "PEOPLE",
            Section::Known => "KNOWN",
            Section::Believed => "BELIEVED",
            Section::Tried => "TRIED",
            Section::Decided => "DECIDED",
            Section::Customers => "CUSTOMERS",
            Section::Open => "OPEN",
            Section::Key => "KEY",
            Section::NotYet => "NOT YET",
            Section::Other => "",
        }
    }
}

/// Where a line leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// To its event.
    #[default]
    Event,
    /// To the tasks, where its number is a task's.
    Tasks,
    /// To the people.
    People,
    /// To what waits for the chair.
    Needs,
    /// Nowhere: it says that there is nothing, or where the rest is.
    #[serde(other)]
    Nowhere,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefLine {
    /// The part it belongs to.
    pub section: Section,
    /// The moment it speaks of, where that matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
    /// What it says, without hidden characters.
    pub text: String,
    /// The event it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
    /// Where it leads.
    #[serde(default)]
    pub place: Place,
    /// Whether it warns.
    #[serde(default)]
    pub alarm: bool,
    /// How well it can be spared: 0 never, the highest first.
    #[serde(default)]
    pub rank: u8,
}

impl BriefLine {
    pub(crate) fn new(section: Section, rank: u8, text: &str) -> BriefLine {
        let text = visible(text).replace(['\n', '\t'], " ");
        BriefLine { section, at: None, text, seq: None, place: Place::Nowhere, alarm: false, rank }
    }

    pub(crate) fn of(self, seq: Seq) -> BriefLine {
        BriefLine { seq: Some(seq), place: Place::Event, ..self }
    }

    /// Leads to the event that says so, where there is one.
    pub(crate) fn at_missed(self, seq: Option<Seq>) -> BriefLine {
        match seq {
            Some(seq) => self.of(seq),
            None => self,
        }
    }

    pub(crate) fn to(self, place: Place) -> BriefLine {
        BriefLine { place, ..self }
    }

    pub(crate) fn at(self, at: Time) -> BriefLine {
        BriefLine { at: Some(at), ..self }
    }

    pub(crate) fn alarm(self) -> BriefLine {
        BriefLine { alarm: true, ..self }
    }
}

/// What a brief is made from.
pub struct Source<'a> {
    /// The incident.
    pub state: &'a Incident,
    /// What the reader may see.
    pub reaches: Reaches,
    /// The server's clock.
    pub now: Time,
    /// The words of an event, by its number.
    pub text: &'a dyn Fn(Seq) -> Option<String>,
}

impl Source<'_> {
    pub(crate) fn words(&self, seq: Seq) -> String {
        (self.text)(seq).map_or_else(|| "[words removed]".into(), |text| first_line(&text, WORDS))
    }
}

/// Makes the brief.
#[must_use]
pub fn brief(source: &Source<'_>) -> Vec<BriefLine> {
    if !source.state.is_declared() {
        return vec![BriefLine::new(Section::What, 0, "nothing is known yet: the record has not arrived")];
    }
    let mut missing = Vec::new();
    let mut lines = stand::now(source);
    lines.push(stand::what(source));
    lines.extend(impact::impact(source, &mut missing));
    lines.extend(stand::people(source));
    lines.extend(entries::known(source, &mut missing));
    lines.extend(entries::believed(source, &mut missing));
    lines.extend(entries::tried(source, &mut missing));
    lines.extend(entries::decided(source, &mut missing));
    lines.extend(customers::customers(source));
    lines.extend(stand::open(source));
    lines.extend(entries::key(source));
    if !missing.is_empty() {
        lines.push(BriefLine::new(Section::NotYet, 3, &format!("{} written down", missing.join(" · "))));
    }
    lines
}

/// Whether somebody still has to accept the incident; once a repair is in, nobody has to be woken for that.
#[must_use]
pub fn is_unaccepted(state: &Incident) -> bool {
    let late = matches!(state.phase, Some(Phase::Monitoring | Phase::Resolved | Phase::Closed));
    state.is_declared() && state.acknowledged.is_none() && !late
}
