//! Words about what is due that need the room: what it is about, and what is the way to do it now.

use warroom_incident::clock::{self, Due, Nudge};
use warroom_incident::event::Proposal;
use warroom_incident::{CommandKind, Incident, Person, Record, Seq};

use crate::timeline::{clean, first_line};

/// Characters of what it is about: enough to know it by.
const WORDS: usize = 60;

/// The first words of the task or the question that it is about, or who was called.
#[must_use]
pub fn about(state: &Incident, record: &Record, nudge: &Nudge) -> Option<String> {
    let about = match nudge {
        Nudge::TaskOverdue { task, .. } => *task,
        Nudge::Question { question } => *question,
        Nudge::Unanswered { escalation } => return state.escalation(*escalation).map(|it| clean(&it.who)),
        Nudge::Acknowledge
        | Nudge::FirstUpdate { .. }
        | Nudge::NextUpdate { .. }
        | Nudge::GroupUpdate { .. }
        | Nudge::InternalSilence { .. }
        | Nudge::NoEstimate
        | Nudge::DraftWaiting { .. }
        | Nudge::EmptySeat { .. }
        | Nudge::ShiftTooLong { .. }
        | Nudge::NoMitigation => return None,
    };
    let words = clean(&first_line(record.text(about)?, WORDS));
    (!words.trim().is_empty()).then_some(words)
}

/// An estimate that waits while none is in force: then nobody has to make one, it has to be decided.
#[must_use]
pub fn proposed_estimate(state: &Incident, nudge: &Nudge) -> Option<Seq> {
    if *nudge != Nudge::NoEstimate || !state.estimates.is_empty() {
        return None;
    }
    let mut open = state.proposals.iter();
    open.find(|(_, it)| matches!(it.proposal, Proposal::Estimate(_))).map(|(seq, _)| *seq)
}

/// What to do about it, by what stands in the room.
#[must_use]
pub fn todo(state: &Incident, me: Option<&Person>, due: &Due) -> String {
    let Some(open) = proposed_estimate(state, &due.nudge).and_then(|seq| state.proposals.get(&seq)) else {
        return clock::todo(due);
    };
    let by = clean(open.by.as_str());
    match me.is_some_and(|me| state.seat_for(me, CommandKind::AcceptProposal).is_some()) {
        true => format!("accept or decline {by}'s proposal"),
        false => format!("{by}'s proposal waits for the chair"),
    }
}
