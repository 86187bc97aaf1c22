//! The severity that the estimate says, proposals that are declined, and figures that were wrong.

use warroom_incident::impact::{Stated, disagreement};
use warroom_incident::{Command, Seq};

use super::{Choice, Form, Stage, Words, choice, life};
use crate::app::estimate;
use crate::app::model::Model;

/// The form of the severity at the one that the estimate says, with the rule as its reason; nothing where they agree.
#[must_use]
pub fn severity_follows(model: &Model) -> Option<Form> {
    let state = model.replica.state();
    let derived = disagreement(state)?.derived;
    let mut form = life::severity(model);
    let is = |choice: &Choice| {
        matches!(choice.command(), Some(Command::SetSeverity { severity, .. } | Command::ProposeSeverity { severity, .. })
            if *severity == derived)
    };
    form.cursor = form.choices.iter().position(is)?;
    form.stage = Stage::Writing;
    // Everybody in the room reads the reason: a rule about money is not named in it.
    let rule = state.estimates.last().and_then(|it| it.follows.rule.clone());
    form.words = rule.map_or("as the estimate says".into(), |rule| format!("as the estimate says: {rule}"));
    Some(form)
}

/// What has to be known beside the words of a proposed estimate: its source, what is in force, and what would follow.
pub(super) fn around(model: &Model, seq: Seq, stated: &Stated) -> Vec<String> {
    let source = crate::app::impact::page::source_at(model, seq).unwrap_or_else(|| "none given".into());
    let now = crate::app::impact::summary(model).unwrap_or_else(|| "no estimate yet".into());
    let mut lines = vec![format!("source: {source}"), format!("in force: {now}")];
    lines.extend(estimate::preview::follows(model, stated).into_iter().map(|(line, _)| line));
    lines
}

/// Why a proposal is not taken up.
#[must_use]
pub fn decline_proposal(model: &Model, seq: Seq) -> Option<Form> {
    let open = model.replica.state().proposals.get(&seq)?;
    let decline = Command::DeclineProposal { proposal: seq, reason: String::new() };
    let title = format!("Decline what {} proposes", open.by);
    Some(
        Form::new(title, "Why not", vec![choice("Decline", decline, Words::Must)])
            .about([life::proposed(&open.proposal)]),
    )
}

/// Figures that were wrong.
#[must_use]
pub fn void_cost(model: &Model, revision: Seq) -> Option<Form> {
    let estimate = model.replica.state().estimates.iter().find(|it| it.seq == revision)?;
    let words = estimate.figures.as_ref()?.words();
    let (stated, source, reason) =
        (Box::new(Stated { void: vec![revision], ..Stated::default() }), String::new(), String::new());
    let sets = estimate::sets(model);
    let command = if sets {
        Command::SetEstimate { stated, source, reason }
    } else {
        Command::ProposeEstimate { stated, source, reason }
    };
    let label = if sets { "Take its figures back" } else { "Propose to take its figures back" };
    let form = Form::new(
        format!("The figures of revision {revision} were wrong"),
        "Why",
        vec![choice(label, command, Words::Must)],
    );
    Some(
        form.about([format!("It said: {words}"), "They count no more then; the revision stays in the history.".into()]),
    )
}
