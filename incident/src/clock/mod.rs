//! The clock: what the state of an incident implies for every moment. Pure; the server asks and records what was missed,
//! screens ask and show it.
//!
//! [`due`] is everything that a deadline runs for, the most urgent first. When something is due follows from the state;
//! the time says how that stands, and whether a clock that was put back had been ahead. Nothing is due in a closed room or
//! in one that was brought in, and little in one that is resolved.

mod addressed;
mod kept;
mod moments;
mod nudge;
mod pace;
mod seats;
mod words;

pub(crate) use kept::note;
pub use kept::{Base, Kept, Missed, PutBack, Snoozed, Waiting};
pub use nudge::{Addressee, Due, Nudge, Standing};
pub(crate) use words::missed;
pub use words::{lasting, todo, what, whom};

use crate::Time;
use crate::event::Reach;
use crate::people::Person;
use crate::prelude::*;
use crate::state::Incident;
use chrono::TimeDelta;

/// Hours ahead of which a task of a later day is not spoken of yet.
const TASK_HOURS: i64 = 24;

/// Everything that a deadline runs for, the most urgent first.
#[must_use]
pub fn due(state: &Incident, now: Time) -> Vec<Due> {
    let mut all: Vec<Due> = moments::moments(state, now)
        .into_iter()
        .map(|(nudge, at)| stands(state, nudge, at, now))
        .filter(|it| is_shown(it, now))
        .collect();
    all.sort_by(|a, b| a.urgency().cmp(&b.urgency()).then_with(|| a.nudge.cmp(&b.nudge)));
    all
}

/// The most urgent of what is addressed to somebody, snoozed things left out.
#[must_use]
pub fn most_urgent(state: &Incident, person: &Person, now: Time) -> Option<Due> {
    let rings = |it: &Due| !matches!(it.standing, Standing::Snoozed { .. });
    due(state, now).into_iter().find(|it| rings(it) && it.is_for(state, person))
}

/// What was missed and is not on the record yet: each with the moment at which it was due.
#[must_use]
pub fn unrecorded(state: &Incident, now: Time) -> Vec<(Nudge, Time)> {
    let mut missed = moments::moments(state, now);
    missed.retain(|(nudge, at)| !state.clock.missed.contains_key(nudge) && recorded_at(state, nudge, *at) <= now);
    missed.sort_by(|(a, due_a), (b, due_b)| due_a.cmp(due_b).then_with(|| a.cmp(b)));
    missed
}

/// When next something may have been missed, as long as nothing happens until then; never too late.
#[must_use]
pub fn next_missed(state: &Incident, now: Time) -> Option<Time> {
    let open = moments::moments(state, now).into_iter().filter(|(nudge, _)| !state.clock.missed.contains_key(nudge));
    open.map(|(nudge, at)| recorded_at(state, &nudge, at)).min()
}

/// Whether there is something that a deadline could run for.
#[must_use]
pub fn runs(state: &Incident) -> bool {
    state.clock.running.is_some() && !state.is_closed()
}

/// From when on something counts as missed: what is snoozed only after that.
pub(crate) fn recorded_at(state: &Incident, nudge: &Nudge, at: Time) -> Time {
    state.clock.snoozed.get(nudge).map_or(at, |snoozed| at.max(snoozed.until))
}

/// How something that is due at a moment stands.
pub(crate) fn stands(state: &Incident, nudge: Nudge, at: Time, now: Time) -> Due {
    let soon = TimeDelta::minutes(i64::from(state.policy.clock.soon_minutes));
    let snoozed = state.clock.snoozed.get(&nudge);
    let standing = match snoozed.filter(|it| now < it.until) {
        Some(it) => Standing::Snoozed { until: it.until },
        None if at <= now => Standing::Overdue,
        None if at - now <= soon => Standing::Soon,
        None => Standing::Coming,
    };
    let missed = state.clock.missed.get(&nudge).map(|it| it.seq);
    Due { to: addressed::addressed(state, &nudge), at, standing, missed, snoozed: snoozed.map(|it| it.seq), nudge }
}

/// The moment of something for which a deadline runs.
pub(crate) fn moment(state: &Incident, nudge: &Nudge, now: Time) -> Option<Time> {
    // Of tasks there may be ten thousand that are late since the same midnight: each is asked for by itself.
    let found = if let Nudge::TaskOverdue { task, .. } = nudge {
        moments::of_task(state, *task, now).filter(|(it, _)| it == nudge)
    } else {
        moments::moments(state, now).into_iter().find(|(it, _)| it == nudge)
    };
    found.map(|(_, at)| at)
}

/// Who may know of a nudge: as far as what it speaks of reaches.
pub(crate) fn reach(state: &Incident, nudge: &Nudge) -> Reach {
    match nudge {
        Nudge::Question { .. } => Reach::Inbox,
        Nudge::TaskOverdue { task, .. } => state.task(*task).map_or(Reach::Room, |task| task.reach),
        Nudge::Acknowledge
        | Nudge::FirstUpdate { .. }
        | Nudge::NextUpdate { .. }
        | Nudge::GroupUpdate { .. }
        | Nudge::InternalSilence { .. }
        | Nudge::NoEstimate
        | Nudge::DraftWaiting { .. }
        | Nudge::EmptySeat { .. }
        | Nudge::ShiftTooLong { .. }
        | Nudge::NoMitigation
        | Nudge::Unanswered { .. } => Reach::Room,
    }
}

/// Whether it is worth a line now. Of shifts and of later days nobody wants to hear hours ahead, and that nothing was
/// tried is only said once it is so for a while.
fn is_shown(it: &Due, now: Time) -> bool {
    let coming = it.standing == Standing::Coming;
    match &it.nudge {
        Nudge::ShiftTooLong { .. } => !coming,
        Nudge::NoMitigation => !coming && it.standing != Standing::Soon,
        Nudge::TaskOverdue { .. } => !coming || it.at - now <= TimeDelta::hours(TASK_HOURS),
        Nudge::Acknowledge
        | Nudge::FirstUpdate { .. }
        | Nudge::NextUpdate { .. }
        | Nudge::GroupUpdate { .. }
        | Nudge::InternalSilence { .. }
        | Nudge::NoEstimate
        | Nudge::DraftWaiting { .. }
        | Nudge::EmptySeat { .. }
        | Nudge::Question { .. }
        | Nudge::Unanswered { .. } => true,
    }
}
