//! What can be done about the draft in view, by whoever reads it, the likeliest first.

use warroom_incident::draft::{Draft, Stage};

use super::orders::{is_order, why_not};
use crate::app::actions;
use crate::app::keymap::Action;
use crate::app::model::Model;

/// The actions that the rules would let the reader do now.
#[must_use]
pub fn offers(model: &Model) -> Vec<Action> {
    let draft = super::in_view(model).and_then(|seq| model.replica.state().drafts.get(&seq));
    let Some(draft) = draft else { return Vec::new() };
    let wanted = likely(model, draft);
    wanted.into_iter().filter(|action| allowed(model, *action)).collect()
}

fn allowed(model: &Model, action: Action) -> bool {
    if is_order(action) { why_not(model, action).is_none() } else { actions::why_not(model, action).is_none() }
}

fn likely(model: &Model, draft: &Draft) -> Vec<Action> {
    use Action as A;
    let mut actions = match &draft.stage {
        Stage::Draft | Stage::ChangesRequested { .. } => {
            vec![A::EditDraft, A::SubmitDraft, A::Waive, A::WithdrawDraft, A::Terms]
        }
        Stage::InReview { .. } => {
            vec![A::RequestChanges, A::EditDraft, A::Waive, A::SignOff, A::WithdrawDraft, A::Terms]
        }
        Stage::Approved(_) => vec![A::Kit, A::RequestChanges, A::EditDraft, A::WithdrawDraft],
        Stage::Published { .. } => vec![A::Deliveries, A::Kit],
        Stage::Withdrawn { .. } => Vec::new(),
    };
    if model.is_chair() {
        let in_hand = [A::PublishDraft, A::ApproveDraft, A::BreakGlass];
        actions.splice(0..0, in_hand);
    } else if matches!(draft.stage, Stage::InReview { .. }) {
        actions.splice(0..0, [A::SignOff]);
    }
    if draft.is_open() {
        actions.extend([A::SignOff, A::WithdrawDraft, A::RedactDraft]);
    }
    // What the chair signs is the approval.
    actions.retain(|action| *action != A::SignOff || !model.is_chair());
    let mut seen = Vec::new();
    actions.retain(|action| {
        let fresh = !seen.contains(action);
        seen.push(*action);
        fresh
    });
    actions
}
