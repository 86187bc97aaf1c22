//! Where something that is due is done.

use warroom_incident::Seq;
use warroom_incident::clock::{Due, Nudge};
use warroom_incident::people::Seat;

use super::is_mine;
use crate::app::actions;
use crate::app::composer::Target;
use crate::app::impact::Item;
use crate::app::keymap::Action;
use crate::app::message::Effect;
use crate::app::model::Model;

/// The action that does it, or leads to where it is done.
#[must_use]
pub fn action(model: &Model, due: &Due) -> Action {
    match &due.nudge {
        Nudge::Acknowledge => Action::Acknowledge,
        Nudge::FirstUpdate { .. } | Nudge::NextUpdate { .. } | Nudge::GroupUpdate { .. } => {
            match (audience(model, &due.nudge).and_then(|audience| draft(model, &audience)), &due.nudge) {
                (Some(_), _) => Action::Drafts,
                (None, Nudge::FirstUpdate { .. }) if has_holding(model) => Action::Holding,
                (None, _) => Action::NewDraft,
            }
        }
        Nudge::InternalSilence { .. } | Nudge::NoMitigation => Action::Write,
        // What was proposed is decided, and not made once more.
        nudge @ Nudge::NoEstimate if proposed(model, nudge).is_some() => Action::Impact,
        Nudge::NoEstimate => Action::Estimate,
        Nudge::DraftWaiting { .. } => Action::Drafts,
        Nudge::EmptySeat { seat: Seat::Coordinator, .. } => Action::HandOver,
        Nudge::EmptySeat { .. } => Action::Invite,
        Nudge::ShiftTooLong { .. } if model.is_chair() && is_mine(model, due) => Action::HandOver,
        Nudge::ShiftTooLong { .. } => Action::People,
        Nudge::TaskOverdue { .. } => Action::Tasks,
        Nudge::Question { .. } => Action::Questions,
        Nudge::Unanswered { .. } => Action::Escalate,
    }
}

/// Goes to where it is done: with what it is about selected or open.
pub fn go(model: &mut Model, due: &Due, random: [u8; 16]) -> Vec<Effect> {
    match &due.nudge {
        Nudge::FirstUpdate { .. } | Nudge::NextUpdate { .. } | Nudge::GroupUpdate { .. } => {
            if let Some(draft) = audience(model, &due.nudge).and_then(|audience| draft(model, &audience)) {
                crate::app::review::open(model, draft);
                return Vec::new();
            }
        }
        Nudge::DraftWaiting { draft, .. } => {
            crate::app::review::open(model, *draft);
            return Vec::new();
        }
        Nudge::TaskOverdue { task, .. } => {
            model.selected.task = *task;
            return actions::run(model, Action::Tasks, random);
        }
        Nudge::Question { question } => {
            model.selected.question = *question;
            return actions::run(model, Action::Questions, random);
        }
        nudge @ Nudge::NoEstimate => {
            if let Some(proposal) = proposed(model, nudge) {
                model.selected.impact = Some(Item::Proposal(proposal));
                return actions::run(model, Action::Impact, random);
            }
        }
        Nudge::NoMitigation => {
            return match actions::why_not(model, Action::Write) {
                Some(why) => {
                    model.complain(why);
                    Vec::new()
                }
                None => actions::write_for(model, Target::Fact, "/action "),
            };
        }
        Nudge::Acknowledge
        | Nudge::InternalSilence { .. }
        | Nudge::EmptySeat { .. }
        | Nudge::ShiftTooLong { .. }
        | Nudge::Unanswered { .. } => {}
    }
    let action = action(model, due);
    actions::run(model, action, random)
}

fn proposed(model: &Model, nudge: &Nudge) -> Option<Seq> {
    crate::dues::proposed_estimate(model.replica.state(), nudge)
}

/// Who is told by an update; a group's updates are those of its audience.
fn audience(model: &Model, nudge: &Nudge) -> Option<String> {
    if let Nudge::FirstUpdate { audience } | Nudge::NextUpdate { audience, .. } = nudge {
        return Some(audience.clone());
    }
    let Nudge::GroupUpdate { group, .. } = nudge else { return None };
    let groups = &model.replica.state().policy.stakeholders;
    groups.iter().find(|it| it.name == *group).map(|it| it.audience.clone())
}

/// The draft for them that is furthest.
fn draft(model: &Model, audience: &str) -> Option<Seq> {
    let open = model.replica.state().drafts.values().filter(|it| it.is_open() && it.audience == audience);
    open.map(|it| (it.stage.as_str() == "draft", it.seq)).min().map(|(_, seq)| seq)
}

fn has_holding(model: &Model) -> bool {
    !model.replica.state().policy.holding_statements.is_empty() && model.is_chair()
}
