//! When what is due: it follows from the state alone.

use super::pace::{cadence, fair, later, minutes, pace, severity};
use super::{Base, Nudge};
use crate::draft::{Stage, Update};
use crate::event::{Phase, TaskTime};
use crate::impact::Estimate;
use crate::people::Seat;
use crate::policy::INTERNAL;
use crate::prelude::*;
use crate::state::{Incident, Task};
use crate::{Seq, Time};
use chrono::NaiveTime;

type Moments = Vec<(Nudge, Time)>;

/// Everything that a deadline runs for, with its moment.
pub(super) fn moments(state: &Incident, now: Time) -> Moments {
    let Some(running) = state.clock.running else { return Vec::new() };
    let began = state.clock.moment(running, now);
    let mut all = Vec::new();
    match state.phase {
        None | Some(Phase::Closed) => return all,
        // Whoever was promised something, and whoever asked, still waits.
        Some(Phase::Resolved) => {}
        Some(Phase::Declared | Phase::Acknowledged | Phase::Investigating | Phase::Identified | Phase::Monitoring) => {
            working(state, began, now, &mut all);
        }
    }
    updates(state, running, now, &mut all);
    groups(state, began, now, &mut all);
    reviews(state, began, now, &mut all);
    tasks(state, began, &mut all);
    questions(state, began, now, &mut all);
    all
}

/// A moment so many minutes after a base, and not counted from before the clock ran; none where that is never.
fn after(began: Time, from: Time, wait: u32) -> Option<Time> {
    (wait > 0).then(|| later(from.max(began), minutes(wait)))
}

/// What is due only while it is worked on.
fn working(state: &Incident, began: Time, now: Time, all: &mut Moments) {
    let (kept, clock) = (&state.clock, &state.policy.clock);
    if state.acknowledged.is_none()
        && let Some(level) = severity(state)
    {
        all.push((
            Nudge::Acknowledge,
            fair(state, &Nudge::Acknowledge, later(began, minutes(level.acknowledge_minutes)), now),
        ));
    }
    if !has_estimate(state, began) {
        all.extend(after(began, began, clock.estimate_minutes).map(|at| (Nudge::NoEstimate, at)));
    }
    if let Some(said) = kept.said
        && let Some(pace) = pace(state, INTERNAL, said, now)
    {
        let nudge = Nudge::InternalSilence { after: said.seq };
        let at = fair(state, &nudge, later(kept.moment(said, now).max(began), pace), now);
        all.push((nudge, at));
    }
    for (&seat, &base) in &kept.empty {
        let at = after(began, kept.moment(base, now), clock.seats_minutes);
        all.extend(at.map(|at| (Nudge::EmptySeat { seat, since: base.at }, at)));
    }
    shifts(state, began, now, all);
    let mut last = None;
    for it in state.escalations.iter().rev().filter(|it| it.is_waited_for()) {
        let called = Base { seq: it.seq, at: it.at };
        let by = it.answer_by.map(|by| later(kept.moment(called, now).max(began), by - it.at));
        // While somebody who was called later still has time, nobody else has to be called.
        last = last.max(by);
        all.extend(last.map(|by| (Nudge::Unanswered { escalation: it.seq }, by)));
    }
    if state.no_mitigation_tried() {
        all.extend(after(began, began, clock.mitigation_minutes).map(|at| (Nudge::NoMitigation, at)));
    }
}

/// Those who work on it, by how long they do. Whoever only watches goes when they want.
fn shifts(state: &Incident, began: Time, now: Time, all: &mut Moments) {
    let limit = minutes(state.policy.seats.shift_limit_minutes);
    for (person, member) in state.members() {
        let works = member.works() || member.seats.contains(&Seat::Coordinator);
        if works {
            let joined = state.clock.moment(Base { seq: member.joined, at: member.joined_at }, now);
            let (person, since) = (person.clone(), member.joined_at);
            all.push((Nudge::ShiftTooLong { person, since }, later(joined.max(began), limit)));
        }
    }
}

/// Whether an estimate of the impact is in force.
/// One that says that it was over before it was taken up again is of the time before.
fn has_estimate(state: &Incident, began: Time) -> bool {
    let over = |estimate: &Estimate| estimate.scope.until.is_some_and(|until| until <= began);
    state.estimates.last().is_some_and(|last| !over(last))
}

/// Audiences: the first word, and the next one by promise or cadence.
fn updates(state: &Incident, running: Base, now: Time, all: &mut Moments) {
    let mut audiences: Vec<&str> = state.policy.audiences.iter().map(|it| it.name.as_str()).collect();
    // Who was told once is told again, also when the policy has forgotten them.
    for update in &state.updates {
        if !audiences.contains(&update.audience.as_str()) {
            audiences.push(&update.audience);
        }
    }
    for audience in audiences {
        let last = state.updates.iter().rev().find(|update| update.audience == audience);
        all.extend(match last {
            None => first(state, running, audience, now),
            Some(last) => next(state, running, audience, last, now),
        });
    }
}

fn first(state: &Incident, running: Base, audience: &str, now: Time) -> Option<(Nudge, Time)> {
    if state.phase == Some(Phase::Resolved) {
        return None;
    }
    cadence(state, audience)?;
    let began = state.clock.moment(running, now);
    let nudge = Nudge::FirstUpdate { audience: audience.to_owned() };
    let at = after(began, began, state.policy.clock.first_update_minutes)?;
    let at = fair(state, &nudge, at, now);
    Some((nudge, at))
}

fn next(state: &Incident, running: Base, audience: &str, last: &Update, now: Time) -> Option<(Nudge, Time)> {
    let over = last.phase == Phase::Resolved;
    let began = state.clock.moment(running, now);
    let nudge = Nudge::NextUpdate { audience: audience.to_owned(), after: last.seq };
    // They were told that it is over, and it goes on: as urgent as the first word.
    if over && last.seq < running.seq {
        let at = after(began, began, state.policy.clock.first_update_minutes);
        return at.filter(|_| state.phase != Some(Phase::Resolved)).map(|at| (nudge, at));
    }
    if over {
        return None;
    }
    // An update from before the clock was put back promised by that clock, too; a promise is what was said, though.
    let told = Base { seq: last.seq, at: last.at };
    let paced = pace(state, audience, told, now).map(|pace| later(state.clock.moment(told, now).max(began), pace));
    let paced = paced.map(|at| fair(state, &nudge, at, now));
    let at = paced.into_iter().chain(last.promise).min()?;
    Some((nudge, at))
}

/// Groups with a cadence of their own. What was promised is their audience's.
fn groups(state: &Incident, began: Time, now: Time, all: &mut Moments) {
    if state.phase == Some(Phase::Resolved) || state.policy.stakeholders.iter().all(|it| it.cadence_minutes == 0) {
        return;
    }
    // The time only says how what they are promised stands.
    for it in crate::draft::groups(state, began) {
        let told = it.last.map(|update| Base { seq: update.seq, at: update.at });
        let over = it.last.is_some_and(|update| update.phase == Phase::Resolved);
        let from = told.map_or(began, |base| state.clock.moment(base, now));
        let group = it.group.name.clone();
        let at = after(began, from, it.group.cadence_minutes).filter(|_| !over);
        let nudge = Nudge::GroupUpdate { group, after: told.map(|base| base.seq) };
        all.extend(at.map(|at| (nudge.clone(), fair(state, &nudge, at, now))));
    }
}

/// Drafts that wait for the chair.
fn reviews(state: &Incident, began: Time, now: Time, all: &mut Moments) {
    for draft in state.drafts.values() {
        let Stage::InReview { since } = draft.stage else { continue };
        let base = state.clock.reviews.get(&draft.seq).copied().unwrap_or(Base { seq: draft.seq, at: since });
        let at = after(began, state.clock.moment(base, now), state.policy.clock.draft_minutes);
        all.extend(at.map(|at| (Nudge::DraftWaiting { draft: draft.seq, since: base.seq }, at)));
    }
}

/// Tasks with a day: due until it is over.
fn tasks(state: &Incident, began: Time, all: &mut Moments) {
    all.extend(state.tasks.iter().filter_map(|it| task(state, began, it)));
}

fn task(state: &Incident, began: Time, task: &Task) -> Option<(Nudge, Time)> {
    let over = state.phase == Some(Phase::Resolved) && task.when == TaskTime::Now;
    let day = task.due.and_then(|day| day.succ_opt()).map(|day| day.and_time(NaiveTime::MIN).and_utc());
    let by = task.by.or(day).filter(|_| task.is_open() && !over)?;
    // What was late before it was taken up again is not late twice.
    Some((Nudge::TaskOverdue { task: task.seq, by }, by.max(began)))
}

/// What [`moments`] says of one task, at the cost of one.
pub(super) fn of_task(state: &Incident, seq: Seq, now: Time) -> Option<(Nudge, Time)> {
    let running = state.clock.running.filter(|_| !matches!(state.phase, None | Some(Phase::Closed)))?;
    task(state, state.clock.moment(running, now), state.task(seq)?)
}

/// Questions to the chair; only who sees the inbox has any.
fn questions(state: &Incident, began: Time, now: Time, all: &mut Moments) {
    for question in state.questions.values().filter(|it| it.is_open()) {
        let asked = question.asks.iter().map(|ask| state.clock.moment(Base { seq: ask.seq, at: ask.at }, now)).min();
        let at = asked.and_then(|asked| after(began, asked, state.policy.clock.question_minutes));
        all.extend(at.map(|at| (Nudge::Question { question: question.seq }, at)));
    }
}
