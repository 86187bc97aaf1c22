//! What a deadline runs for, whom it is for, and how it stands.

use crate::people::{Person, Seat};
use crate::prelude::*;
use crate::state::Incident;
use crate::{Seq, Time};
use serde::{Deserialize, Serialize};

/// Something that has to be done by a moment. What comes again has another one each time, so that each is recorded once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Nudge {
    /// A responder accepts the incident.
    Acknowledge,
    /// An audience hears of it for the first time.
    FirstUpdate {
        /// Who.
        audience: String,
    },
    /// An audience hears of it again: by promise or by cadence, whichever is sooner.
    NextUpdate {
        /// Who.
        audience: String,
        /// Number of the update that they heard last.
        after: Seq,
    },
    /// A group with a stake hears of it, by its own cadence.
    GroupUpdate {
        /// Who.
        group: String,
        /// Number of the update that they heard last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Seq>,
    },
    /// Somebody writes in the room.
    InternalSilence {
        /// Number of what was said last.
        after: Seq,
    },
    /// Somebody says what it costs.
    NoEstimate,
    /// A draft is approved, or changes are asked for.
    DraftWaiting {
        /// Number of the draft.
        draft: Seq,
        /// Number of the event since which it waits.
        since: Seq,
    },
    /// A seat that the team needs is filled.
    EmptySeat {
        /// Which.
        seat: Seat,
        /// Since when it is empty.
        since: Time,
    },
    /// Somebody hands over and rests.
    ShiftTooLong {
        /// Who.
        person: Person,
        /// Since when they are on shift.
        since: Time,
    },
    /// A task is done.
    TaskOverdue {
        /// Number of the task.
        task: Seq,
        /// By when.
        by: Time,
    },
    /// A question to the chair is answered.
    Question {
        /// Number of the question.
        question: Seq,
    },
    /// A mitigation is tried while a cause is hunted.
    NoMitigation,
    /// Somebody answers who was escalated to.
    Unanswered {
        /// Number of the escalation.
        escalation: Seq,
    },
}

/// A deadline, as it stands at some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// What for.
    pub nudge: Nudge,
    /// When it is due.
    pub at: Time,
    /// Whom it is for.
    pub to: Addressee,
    /// How it stands.
    pub standing: Standing,
    /// Number of the event that says it was missed.
    pub missed: Option<Seq>,
    /// Number of the event that snoozed it: it cannot be snoozed again.
    pub snoozed: Option<Seq>,
}

/// Whom a nudge is for: it rings there, and is quiet elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addressee {
    /// Everybody in one of these seats.
    Seats(Vec<Seat>),
    /// One person.
    Person(Person),
}

/// How a deadline stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It has gone by.
    Overdue,
    /// It is near.
    Soon,
    /// There is time.
    Coming,
    /// It is not spoken of for a while.
    Snoozed {
        /// Until when.
        until: Time,
    },
}

impl Standing {
    /// As a word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Overdue => "overdue",
            Standing::Soon => "soon",
            Standing::Coming => "coming",
            Standing::Snoozed { .. } => "snoozed",
        }
    }
}

impl Addressee {
    /// Whether somebody is meant.
    #[must_use]
    pub fn includes(&self, state: &Incident, person: &Person) -> bool {
        match self {
            Addressee::Person(one) => one == person,
            Addressee::Seats(seats) => {
                state.member(person).is_some_and(|member| seats.iter().any(|seat| member.seats.contains(seat)))
            }
        }
    }
}

impl Nudge {
    /// As one word: what it is called on the command line and in JSON.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Nudge::Acknowledge => "acknowledge",
            Nudge::FirstUpdate { .. } => "first_update",
            Nudge::NextUpdate { .. } => "next_update",
            Nudge::GroupUpdate { .. } => "group_update",
            Nudge::InternalSilence { .. } => "internal_silence",
            Nudge::NoEstimate => "no_estimate",
            Nudge::DraftWaiting { .. } => "draft_waiting",
            Nudge::EmptySeat { .. } => "empty_seat",
            Nudge::ShiftTooLong { .. } => "shift_too_long",
            Nudge::TaskOverdue { .. } => "task_overdue",
            Nudge::Question { .. } => "question",
            Nudge::NoMitigation => "no_mitigation",
            Nudge::Unanswered { .. } => "unanswered",
        }
    }

    /// What goes before what when both are late: first that somebody looks after it at all, then those outside, then
    /// the room itself.
    fn weight(&self) -> u8 {
        match self {
            Nudge::Acknowledge => 0,
            Nudge::EmptySeat { seat: Seat::Coordinator, .. } => 1,
            Nudge::Unanswered { .. } => 2,
            Nudge::FirstUpdate { .. } => 3,
            Nudge::NextUpdate { .. } => 4,
            Nudge::DraftWaiting { .. } => 5,
            Nudge::GroupUpdate { .. } => 6,
            Nudge::NoEstimate => 7,
            Nudge::NoMitigation => 8,
            Nudge::EmptySeat { .. } => 9,
            Nudge::InternalSilence { .. } => 10,
            Nudge::TaskOverdue { .. } => 11,
            Nudge::Question { .. } => 12,
            Nudge::ShiftTooLong { .. } => 13,
        }
    }
}

impl Due {
    /// Whether it is for somebody.
    #[must_use]
    pub fn is_for(&self, state: &Incident, person: &Person) -> bool {
        self.to.includes(state, person)
    }

    /// What is sorted by: late things by what they are, all others by when.
    pub(super) fn urgency(&self) -> (u8, u8, Time, u8) {
        let weight = self.nudge.weight();
        match self.standing {
            Standing::Overdue => (0, weight, self.at, weight),
            Standing::Soon | Standing::Coming => (1, 0, self.at, weight),
            Standing::Snoozed { until } => (2, 0, until, weight),
        }
    }
}
