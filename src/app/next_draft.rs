//! What the external updates ask of a seat next: the part of the next step that is about drafts.

use warroom_incident::draft::{Draft, FactsSeen, Lack, Stage};
use warroom_incident::event::{DeliveryFate, Phase};
use warroom_incident::{CommandKind, Seq};

use super::keymap::Action;
use super::model::Model;
use super::next_step::NextStep;
use crate::brief::age;
use crate::timeline::clean;

fn step(action: Action, why: String) -> Option<NextStep> {
    Some(NextStep { action, why: clean(&why) })
}

/// The drafts in which something failed: the draft and the channel, the oldest first.
pub fn failed(model: &Model) -> impl Iterator<Item = (Seq, &str)> {
    let deliveries = model.replica.state().deliveries.values();
    deliveries.filter(|it| it.fate == DeliveryFate::Failed).map(|it| (it.draft, it.channel.as_str()))
}

/// The draft that the next step leads to, so that its key selects it.
#[must_use]
pub fn draft(model: &Model) -> Option<Seq> {
    let failed = failed(model).map(|(draft, _)| draft).next();
    let waits = |draft: &&Draft| !matches!(draft.stage, Stage::Draft | Stage::ChangesRequested { .. });
    let drafts = || model.replica.state().drafts.values().filter(|draft| draft.is_open());
    let for_chair = failed.or_else(|| drafts().find(waits).map(|draft| draft.seq));
    if model.is_chair() { for_chair } else { drafts().find(|draft| asked(model, draft).is_some()).map(|it| it.seq) }
}

/// What the chair does first about what leaves the room: what went wrong on the way, and what is late.
#[must_use]
pub fn of_chair(model: &Model) -> Option<NextStep> {
    let (state, now) = (model.replica.state(), model.server_now());
    if let Some((draft, channel)) = failed(model).next() {
        return step(
            Action::Drafts,
            format!("draft {draft} did NOT reach {channel}: read why, try again or send it by hand"),
        );
    }
    if let Some((seq, since)) = super::drafts::in_review(state) {
        let lacks = state.drafts.get(&seq).map(|draft| lacks(model, draft)).unwrap_or_default();
        let why = match lacks.first() {
            Some(Lack::Facts) => ": it lacks a responder's word on the facts",
            Some(Lack::SecondPair) => ": it lacks a second pair of eyes",
            None => "",
        };
        return step(Action::Drafts, format!("draft {seq} waits {} for your approval{why}", age(since, now)));
    }
    for draft in state.drafts.values() {
        if let Stage::Approved(approval) = &draft.stage {
            let moved = !approval.facts.moved(&FactsSeen::of(state)).is_empty();
            let why = if moved { "and facts moved: read it again" } else { "and not published" };
            return step(
                Action::Drafts,
                format!("draft {} is approved {} ago {why}", draft.seq, age(approval.at, now)),
            );
        }
    }
    None
}

/// Nothing was told to anybody yet: what the chair can say at once.
#[must_use]
pub fn first_word(model: &Model) -> Option<NextStep> {
    let state = model.replica.state();
    let over = matches!(state.phase, Some(Phase::Resolved | Phase::Closed));
    if over || !state.updates.is_empty() || state.drafts.values().any(Draft::is_open) {
        return None;
    }
    let audience = state.policy.audiences.first()?;
    let may = state.seat_for(model.me(), CommandKind::PublishDraft).is_some();
    if !may || state.policy.holding_statements.is_empty() {
        return None;
    }
    step(Action::Holding, format!("tell {}: holding statement; they know nothing yet", audience.name))
}

/// What somebody else than the chair is asked for.
#[must_use]
pub fn of_others(model: &Model) -> Option<NextStep> {
    let state = model.replica.state();
    let waiting = state.drafts.values().filter_map(|draft| Some((draft, asked(model, draft)?)));
    let (draft, lack) = waiting.min_by_key(|(draft, _)| draft.seq)?;
    step(
        Action::Drafts,
        match lack {
            Lack::Facts => format!("draft {}: are its facts right? A responder has to say so", draft.seq),
            Lack::SecondPair => format!("draft {} needs a second pair of eyes: read it, then sign off", draft.seq),
        },
    )
}

fn lacks(model: &Model, draft: &Draft) -> Vec<Lack> {
    let state = model.replica.state();
    let chair = state.chair.holder();
    chair.map(|chair| draft.lacks(&state.policy.approval, &FactsSeen::of(state), chair)).unwrap_or_default()
}

/// What this person could give a draft that lacks it.
fn asked(model: &Model, draft: &Draft) -> Option<Lack> {
    if model.is_chair() || !matches!(draft.stage, Stage::InReview { .. }) {
        return None;
    }
    model.replica.state().seat_for(model.me(), CommandKind::SignOffDraft)?;
    let lacks = lacks(model, draft);
    // Whoever knows the facts is asked for them: that is a second pair of eyes, too.
    let facts = lacks.contains(&Lack::Facts) && super::review::may_confirm_facts(model);
    if facts { Some(Lack::Facts) } else { lacks.into_iter().find(|lack| *lack == Lack::SecondPair) }
}
