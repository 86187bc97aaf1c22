//! Whom a nudge is for.

use super::{Addressee, Nudge};
use crate::Seq;
use crate::draft::{FactsSeen, Lack};
use crate::event::Author;
use crate::people::{Person, Seat};
use crate::prelude::*;
use crate::state::{Incident, TaskState};

/// Whom a nudge is for. Where nobody sits, who stands nearest: nothing that is due is due for nobody.
pub(super) fn addressed(state: &Incident, nudge: &Nudge) -> Addressee {
    match nudge {
        Nudge::Acknowledge => seats(state, &[Seat::Responder]),
        Nudge::FirstUpdate { .. } | Nudge::NextUpdate { .. } | Nudge::GroupUpdate { .. } => chair(state),
        Nudge::NoEstimate | Nudge::Unanswered { .. } => chair(state),
        // Whoever writes down what happens; the others have their hands full.
        Nudge::InternalSilence { .. } => seats(state, &[Seat::Observer]),
        Nudge::DraftWaiting { draft, .. } => draft_waits_for(state, *draft),
        Nudge::EmptySeat { seat: Seat::Coordinator, .. } => seats(state, &[Seat::Responder, Seat::Observer]),
        Nudge::EmptySeat { .. } => chair(state),
        Nudge::ShiftTooLong { person, .. } => Addressee::Person(person.clone()),
        Nudge::TaskOverdue { task, .. } => whose_task(state, *task).map_or_else(|| chair(state), Addressee::Person),
        // Nobody else may know of it.
        Nudge::Question { .. } => Addressee::Seats(vec![Seat::Coordinator]),
        Nudge::NoMitigation => seats(state, &[Seat::Responder, Seat::Observer]),
    }
}

fn chair(state: &Incident) -> Addressee {
    seats(state, &[Seat::Coordinator])
}

/// These seats; where they are all empty, the others in turn.
fn seats(state: &Incident, wanted: &[Seat]) -> Addressee {
    let filled = |seat: &Seat| state.members().any(|(_, member)| member.seats.contains(seat));
    let here: Vec<_> = wanted.iter().copied().filter(filled).collect();
    if !here.is_empty() {
        return Addressee::Seats(here);
    }
    let nearest = [Seat::Coordinator, Seat::Observer, Seat::Responder].into_iter().find(filled);
    Addressee::Seats(nearest.map_or_else(|| wanted.to_vec(), |seat| vec![seat]))
}

/// The chair; before that, those whose word the policy asks for.
fn draft_waits_for(state: &Incident, draft: Seq) -> Addressee {
    let lacks = state.drafts.get(&draft).zip(state.chair.holder());
    let lacks = lacks.map(|(draft, chair)| draft.lacks(&state.policy.approval, &FactsSeen::of(state), chair));
    match lacks.unwrap_or_default().first() {
        Some(Lack::SecondPair) => seats(state, &[Seat::Observer]),
        Some(Lack::Facts) => seats(state, &[Seat::Responder]),
        None => chair(state),
    }
}

/// Who has a task, or answers for it, if they are here.
fn whose_task(state: &Incident, task: Seq) -> Option<Person> {
    let task = state.task(task)?;
    let claimed = match &task.state {
        TaskState::Claimed(Author::Person(person)) => Some(person.as_str()),
        TaskState::Claimed(_) | TaskState::Open | TaskState::Done | TaskState::Dropped => None,
    };
    let name = claimed.or(task.owner.as_deref())?;
    state.members().map(|(person, _)| person).find(|person| person.as_str() == name).cloned()
}
