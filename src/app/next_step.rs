//! The next step for a seat in one line, where the process knows it; and what is due. Pure: asked again for each frame.

use chrono::TimeDelta;
use warroom_incident::clock::Nudge;
use warroom_incident::event::Phase;
use warroom_incident::state::{Chair, TaskState};
use warroom_incident::{CommandKind, Seat};

use super::due::Urgency;
use super::keymap::Action;
use super::model::Model;
use crate::brief::{age, is_unaccepted};
use crate::timeline::first_line;

/// A *now* line older than this is said to whoever keeps it.
const NOW_LINE_MINUTES: i64 = 20;

/// What somebody in this seat should do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// The action that does it.
    pub action: Action,
    /// Why, in a few words.
    pub why: String,
}

fn step(action: Action, why: impl Into<String>) -> Option<NextStep> {
    Some(NextStep { action, why: why.into() })
}

/// The most pressing step of the reader's seat; nothing where the process does not know one.
#[must_use]
pub fn next_step(model: &Model) -> Option<NextStep> {
    let state = model.replica.state();
    let seat = model.seat();
    if seat == Seat::Guest
        && let Some(why) = super::questions::answered(model)
    {
        return step(Action::Questions, why);
    }
    if !state.is_declared() || matches!(seat, Seat::Guest | Seat::Reader) {
        return None;
    }
    if state.is_closed() {
        return None;
    }
    if !model.link.is_up() {
        // Nearly every step needs the server; what can be done without it is said by whoever shows the connection.
        return None;
    }
    let now = model.server_now();
    let may = |command| state.seat_for(model.me(), command).is_some();
    if state.offer.as_ref().is_some_and(|offer| offer.to == *model.me()) {
        return step(Action::HandOver, "you are offered the chair: read the note, accept or decline");
    }
    if state.chair.holder().is_none() {
        return step(Action::HandOver, "nobody has the chair: claim it, or nobody decides");
    }
    if is_unaccepted(state) {
        let waits = state.declared_at.map_or(String::new(), |at| format!(" for {}", age(at, now)));
        return match seat {
            Seat::Responder => step(Action::Acknowledge, format!("accept the incident: nobody has{waits}")),
            Seat::Coordinator | Seat::Observer | Seat::Guest | Seat::Reader => {
                let responder = has_responder(model);
                // Those outside need not wait for somebody inside to accept it.
                let outside = super::next_draft::of_chair(model).or_else(|| super::next_draft::first_word(model));
                if let Some(step) = outside.filter(|_| responder && model.is_chair()) {
                    return Some(step);
                }
                let do_it = if responder { "ask a responder to accept it" } else { "invite a responder, none is here" };
                let action = if responder { Action::People } else { Action::Invite };
                step(action, format!("nobody has accepted it{waits}: {do_it}"))
            }
        };
    }
    if model.is_chair() {
        if !has_responder(model) && state.phase != Some(Phase::Resolved) {
            return step(Action::Invite, "no responder is in the room: nobody looks for the fix");
        }
        if let Some(step) = super::escalation::of_chair(model, now) {
            return Some(step);
        }
        if state.severity.is_none() {
            return step(Action::Severity, "say how bad it is; if unsure, the higher one");
        }
        if let Some((_, open)) = state.proposals.iter().next() {
            let what = super::forms::proposed(&open.proposal);
            return step(Action::Needs, format!("{} proposes {what}, {} ago: decide", open.by, age(open.at, now)));
        }
        if let Some(step) = super::next_draft::of_chair(model).or_else(|| super::next_draft::first_word(model)) {
            return Some(step);
        }
    }
    if let Some(step) = super::next_draft::of_others(model) {
        return Some(step);
    }
    if let Some(step) = super::due::step(model) {
        return Some(step);
    }
    if let Some(why) = super::questions::oldest(model, now).filter(|_| model.is_chair()) {
        return step(Action::Questions, why);
    }
    let keeps_now = model.is_chair() || state.scribe.as_ref() == Some(model.me());
    if state.scribe.is_none() && seat == Seat::Observer && may(CommandKind::SetScribe) {
        return step(Action::Scribe, "nobody is the scribe: take the mark and keep the now line");
    }
    let working = !matches!(state.phase, Some(Phase::Resolved | Phase::Closed));
    if keeps_now && working {
        let limit = TimeDelta::minutes(NOW_LINE_MINUTES);
        match &state.now {
            None if state.since.is_some_and(|since| now - since > TimeDelta::minutes(5)) => {
                return step(Action::Now, "nobody has said where it stands: write the now line");
            }
            Some(written) if now - written.at > limit => {
                return step(Action::Now, format!("the now line is {} old: say where it stands", age(written.at, now)));
            }
            Some(_) | None => {}
        }
    }
    if let Some((person, wanted)) = state.seat_requests.iter().next().filter(|_| model.is_chair()) {
        return step(Action::Needs, format!("{person} asks for the seat of {wanted}"));
    }
    if matches!(seat, Seat::Responder | Seat::Observer) {
        let mine = |task: &&warroom_incident::state::Task| matches!(&task.state, TaskState::Claimed(by) if by.person() == Some(model.me()));
        let mine = state.tasks.iter().filter(|task| task.is_open()).filter(mine);
        if let Some(task) = mine.min_by_key(|task| task.rank()) {
            let words = first_line(model.replica.record().text(task.seq).unwrap_or("[words removed]"), 80);
            return step(Action::Tasks, format!("your task: {words}"));
        }
    }
    if model.is_chair() && state.phase == Some(Phase::Resolved) {
        return step(Action::Close, "it is resolved: note what is left to do as tasks, then close");
    }
    None
}

/// The line of what waits for the chair that the next step speaks of, if it leads there.
#[must_use]
pub fn need(model: &Model) -> Option<usize> {
    use super::actions::{Leads, needs};
    next_step(model).filter(|step| step.action == Action::Needs)?;
    let state = model.replica.state();
    let proposal = state.proposals.keys().next();
    let person = state.seat_requests.keys().next();
    needs(model).iter().position(|need| match &need.leads {
        Leads::Proposal(seq) => proposal == Some(seq),
        Leads::Seat(by, _) => proposal.is_none() && person == Some(by),
        Leads::Draft(_) | Leads::Question(_) | Leads::Due(_) | Leads::Action(_) => false,
    })
}

fn has_responder(model: &Model) -> bool {
    model.replica.state().members().any(|(_, member)| member.seats.contains(&Seat::Responder))
}

/// The most urgent thing that is due, in words that are read once; what is for others only as far as there is room.
#[must_use]
pub fn due(model: &Model, room: usize) -> Option<(String, Urgency)> {
    let state = model.replica.state();
    if !state.is_declared() || state.is_closed() || model.is_reader() {
        return None;
    }
    match super::next_draft::failed(model).count() {
        0 => {}
        1 => return Some(("1 delivery FAILED".into(), Urgency::Late)),
        failed => return Some((format!("{failed} deliveries FAILED"), Urgency::Late)),
    }
    match state.escalations.iter().filter(|it| it.page_failed()).count() {
        0 => {}
        1 => return Some(("1 page FAILED".into(), Urgency::Late)),
        failed => return Some((format!("{failed} pages FAILED"), Urgency::Late)),
    }
    if let Chair::Empty { since, .. } = &state.chair {
        let for_how_long = since.map_or(String::new(), |since| format!(" for {}", age(since, model.server_now())));
        let flashes = super::due::flashing(model).is_some_and(|it| matches!(it.nudge, Nudge::EmptySeat { .. }));
        return Some((format!("NO CHAIR{for_how_long}"), if flashes { Urgency::Now } else { Urgency::Late }));
    }
    super::due::top(model, room)
}
