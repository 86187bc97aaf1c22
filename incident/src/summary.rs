//! One incident in a few fields: what a list, `status` and the top line need before the record is there.

use crate::chain::Hash;
use crate::event::{Ending, Phase, SeverityName};
use crate::people::{Person, Seat};
use crate::prelude::*;
use crate::reader::ReaderSnapshot;
use crate::state::Incident;
use crate::{Seq, Time};
use serde::{Deserialize, Serialize};

/// The fields of `status --json`, of each line of `list --json`, and of the snapshot on attaching.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The incident's id: `INC-1`.
    pub incident: String,
    /// Its title; null when it was redacted.
    pub title: Option<String>,
    /// A practice.
    pub drill: bool,
    /// How bad; null while unknown.
    pub severity: Option<SeverityName>,
    /// Where it stands.
    pub phase: Option<Phase>,
    /// How it ended, while it is closed.
    pub ending: Option<Ending>,
    /// Whether a responder has accepted it.
    pub acknowledged: bool,
    /// Who did.
    pub acknowledged_by: Option<String>,
    /// When.
    pub acknowledged_at: Option<Time>,
    /// Who reported it.
    pub reporter: String,
    /// When it was declared.
    pub declared_at: Option<Time>,
    /// When it began.
    pub since: Option<Time>,
    /// Who has the chair; null while it is empty.
    pub chair: Option<Person>,
    /// Everyone in the room.
    pub people: Vec<PersonSummary>,
    /// The *now* line.
    pub now: Option<String>,
    /// Whether HOLD is up.
    pub hold: bool,
    /// Debts that lack an owner, a date or a link.
    pub debts: usize,
    /// Drafts of external updates that are not published or withdrawn.
    #[serde(default)]
    pub drafts: usize,
    /// What each audience was told last.
    #[serde(default)]
    pub told: Vec<ToldSummary>,
    /// Whether it is what a reader of published text only knows: what they do not is empty here.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub reader: bool,
    /// Questions that wait for the chair; absent for those who do not see them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub questions: Option<usize>,
    /// Why the record does not verify, where it does not: all else is what could be read before that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub damaged: Option<String>,
    /// Number of the last event.
    pub seq: Seq,
    /// The chain's head there.
    pub head: Hash,
}

/// One person of a summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonSummary {
    /// Who.
    pub name: Person,
    /// Their seats, the one with most rights first.
    pub seats: Vec<Seat>,
    /// Whether they hold the scribe mark.
    pub scribe: bool,
}

/// What one audience was told last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldSummary {
    /// Who.
    pub audience: String,
    /// The phase that was told.
    pub phase: Phase,
    /// When.
    pub at: Time,
    /// When the next update was promised.
    pub next_update: Option<Time>,
    /// Number of the update's event.
    pub update: Seq,
}

impl Summary {
    /// Sums an incident up; the chain's head is kept beside the state.
    #[must_use]
    pub fn of(incident: &str, state: &Incident, head: Hash) -> Summary {
        let people = state.members().map(|(person, _)| PersonSummary {
            name: person.clone(),
            seats: state.seats(person),
            scribe: state.scribe.as_ref() == Some(person),
        });
        Summary {
            incident: incident.to_owned(),
            title: state.title.clone(),
            drill: state.drill,
            severity: state.severity.clone(),
            phase: state.phase,
            ending: state.ending,
            acknowledged: state.acknowledged.is_some(),
            acknowledged_by: state.acknowledged.as_ref().map(|(by, _)| by.as_str().to_owned()),
            acknowledged_at: state.acknowledged.as_ref().map(|&(_, at)| at),
            reporter: state.reporter.clone(),
            declared_at: state.declared_at,
            since: state.since,
            chair: state.chair.holder().cloned(),
            people: people.collect(),
            now: state.now.as_ref().and_then(|now| now.text.clone()),
            hold: state.hold.is_some(),
            debts: state.debts().count(),
            drafts: state.drafts.values().filter(|draft| draft.is_open()).count(),
            told: told(state),
            reader: false,
            questions: None,
            damaged: None,
            seq: state.seq,
            head,
        }
    }
}

impl Summary {
    /// What a reader of published text only knows: all else is empty.
    #[must_use]
    pub fn for_reader(known: &ReaderSnapshot) -> Summary {
        let state = Incident {
            seq: known.seq,
            drill: known.drill,
            severity: known.severity.clone(),
            phase: known.phase,
            ..Incident::default()
        };
        Summary { reader: true, ..Summary::of(&known.incident, &state, known.head) }
    }
}

/// The last update of each audience, in the order in which they were first told.
fn told(state: &Incident) -> Vec<ToldSummary> {
    let mut told: Vec<ToldSummary> = Vec::new();
    for update in &state.updates {
        let (phase, at, next_update) = (update.phase, update.at, update.promise);
        let one = ToldSummary { audience: update.audience.clone(), phase, at, next_update, update: update.seq };
        match told.iter_mut().find(|known| known.audience == update.audience) {
            Some(known) => *known = one,
            None => told.push(one),
        }
    }
    told
}
