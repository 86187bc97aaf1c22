//! What the chair decides with one key: proposals; and what follows from the estimate.

use warroom_incident::impact::disagreement;
use warroom_incident::{Command, Seq};

use super::lists::{Leads, needs};
use super::{forms, order, show};
use crate::app::impact::{self, Item};
use crate::app::keymap::Action;
use crate::app::message::Effect;
use crate::app::model::{Model, Pane};

/// The proposal on the selected line, where one is.
fn proposal(model: &Model) -> Option<Seq> {
    if model.focus == Pane::Needs {
        let need = needs(model).into_iter().nth(model.selected.needs)?;
        return if let Leads::Proposal(seq) = need.leads { Some(seq) } else { None };
    }
    match impact::selected(model) {
        Item::Proposal(seq) => Some(seq),
        Item::Now | Item::Revision(_) => None,
    }
}

/// Remembers which proposal the reader has on the selected line: lists move when something comes in.
pub(in crate::app) fn point_at_need(model: &mut Model) {
    model.selected.need = (model.focus == Pane::Needs).then(|| proposal(model)).flatten();
    if model.focus == Pane::Impact && model.selected.impact.is_none() {
        // The proposal that somebody has in front of them stays selected, also when another one comes or goes.
        model.selected.impact = proposal(model).map(Item::Proposal);
    }
}

/// Takes up the selected proposal.
pub(super) fn accept(model: &mut Model, random: [u8; 16]) -> Vec<Effect> {
    let Some(seq) = proposal(model) else {
        model.complain("choose a proposal with j k first");
        return Vec::new();
    };
    let what = model.replica.state().proposals.get(&seq).map(|open| forms::proposed(&open.proposal));
    let what = crate::timeline::first_line(&crate::timeline::clean(&what.unwrap_or_default()), 60);
    if model.focus == Pane::Needs && model.selected.need != Some(seq) {
        model.say(format!("the list has moved: {} again accepts {what}", model.key(Action::AcceptProposal)));
        return Vec::new();
    }
    let effects = order(model, Command::AcceptProposal { proposal: seq }, random);
    if !effects.is_empty() {
        // Another key must not take up what comes into its place: somebody has to go there first.
        if model.focus == Pane::Impact {
            model.selected.impact = Some(Item::Now);
        }
        model.say(format!("accepted: {what}"));
    }
    effects
}

/// Asks why the selected proposal is not taken up.
pub(super) fn decline(model: &mut Model) {
    match proposal(model).and_then(|seq| forms::decline_proposal(model, seq)) {
        Some(form) => show(model, form),
        None => model.complain("choose a proposal with j k first"),
    }
}

/// Offers the severity that the estimate says.
pub(super) fn severity_follows(model: &mut Model) {
    match forms::severity_follows(model) {
        Some(form) => show(model, form),
        None => model.say("the estimate says no other severity than the chosen one"),
    }
}

/// Asks why the figures of the selected revision are taken back.
pub(super) fn void_cost(model: &mut Model) {
    match revision(model).and_then(|seq| forms::void_cost(model, seq)) {
        Some(form) => show(model, form),
        None => model.say("no revision is selected whose figures count"),
    }
}

/// The selected revision, where its figures count.
fn revision(model: &Model) -> Option<Seq> {
    let seq = match impact::selected(model) {
        Item::Revision(seq) => seq,
        Item::Now => impact::in_force(model)?.seq,
        Item::Proposal(_) => return None,
    };
    impact::counts(model, seq).then_some(seq)
}

/// Why one of these is off for the moment.
#[expect(clippy::wildcard_enum_match_arm, reason = "only these are decided here")]
pub(super) fn why_not(model: &Model, action: Action) -> Option<String> {
    let state = model.replica.state();
    let why = match action {
        Action::AcceptProposal | Action::DeclineProposal if state.proposals.is_empty() => "nothing is proposed",
        Action::AcceptProposal | Action::DeclineProposal
            if model.focus == Pane::Impact && impact::proposals(model).is_empty() =>
        {
            "no severity and no estimate is proposed"
        }
        Action::SeverityFollows if disagreement(state).is_none() => {
            "the estimate says no other severity than the chosen one"
        }
        Action::VoidCost if model.focus == Pane::Impact && revision(model).is_none() => {
            "choose a revision with figures that count (j k)"
        }
        _ => return None,
    };
    Some(why.into())
}
