//! The life of the incident: severity, phase, proposals, closing, and leaving.

use warroom_incident::escalation::continuity_since;
use warroom_incident::event::{Ending, Phase, Proposal};
use warroom_incident::{Command, CommandKind, Incident, Seq};

use super::{Choice, Form, Order, Words, choice};
use crate::app::model::Model;
use crate::timeline::clean;

/// The severity: set by the chair, proposed by others.
#[must_use]
pub fn severity(model: &Model) -> Form {
    let state = model.replica.state();
    let sets = state.seat_for(model.me(), CommandKind::SetSeverity).is_some();
    let old = state.severity.as_deref().map_or("unknown".into(), str::to_uppercase);
    // All of them, so that a digit is the same level whatever is in force.
    let choices = state.policy.severities.iter().map(|level| {
        let (name, upper) = (level.name.clone(), level.name.to_uppercase());
        if state.severity.as_ref() == Some(&name) {
            let label = format!("{upper}  (as it is now)");
            return Choice { label, order: Order::Stands, words: Words::No, question: String::new() };
        }
        let reason = String::new();
        let label = format!("{upper}  {}", level.meaning);
        let command = if sets {
            Command::SetSeverity { severity: name, reason }
        } else {
            Command::ProposeSeverity { severity: name, reason }
        };
        let verb = if sets { "Set" } else { "Propose to the chair" };
        choice(label, command, Words::Must).ask(format!("{verb} severity {old} → {upper}?"))
    });
    let title = if sets { "Severity" } else { "Propose a severity to the chair" };
    Form::new(title, "Why", choices.collect())
        .about([format!("It is {old} now. If unsure, take the higher one; a change needs a reason.")])
}

/// The phase: set by the chair, proposed by others.
#[must_use]
pub fn phase(model: &Model) -> Form {
    let state = model.replica.state();
    let sets = state.seat_for(model.me(), CommandKind::SetPhase).is_some();
    let old = state.phase.map_or("unknown".into(), |phase| phase.as_str().to_uppercase());
    let choices = Phase::WORKING.into_iter().filter(|&phase| Some(phase) != state.phase).map(|phase| {
        let upper = phase.as_str().to_uppercase();
        let reason = String::new();
        let label = format!("{upper:<14}{}", phase_means(phase));
        let command = if sets { Command::SetPhase { phase, reason } } else { Command::ProposePhase { phase, reason } };
        let verb = if sets { "Set" } else { "Propose to the chair" };
        choice(label, command, Words::May).ask(format!("{verb} phase {old} → {upper}?"))
    });
    let title = if sets { "Phase" } else { "Propose a phase to the chair" };
    Form::new(title, "Why (may stay empty)", choices.collect()).about([format!("It is {old} now.")])
}

fn phase_means(phase: Phase) -> &'static str {
    match phase {
        Phase::Investigating => "the cause is looked for",
        Phase::Identified => "the cause or a way out is known",
        Phase::Monitoring => "a repair is in; watching",
        Phase::Resolved => "over for those affected",
        Phase::Declared | Phase::Acknowledged | Phase::Closed => "",
    }
}

/// Accepting the incident.
#[must_use]
pub fn acknowledge(model: &Model) -> Form {
    let id = &model.incident;
    let question = format!("Acknowledge {id}? Everyone sees that you have it.");
    let ack = choice("Acknowledge", Command::Acknowledge { text: String::new() }, Words::No).ask(question);
    Form::new("Acknowledge", "", vec![ack])
}

/// A proposal, for the chair.
#[must_use]
pub fn proposal(model: &Model, seq: Seq) -> Option<Form> {
    let open = model.replica.state().proposals.get(&seq)?;
    let what = proposed(&open.proposal);
    let why = model.replica.record().text(seq).filter(|why| !why.trim().is_empty()).unwrap_or("no reason given");
    let mut about = vec![why.to_owned()];
    if let Proposal::Estimate(stated) = &open.proposal {
        about.extend(super::impact::around(model, seq, stated));
    }
    if !model.is_chair() {
        let waits = waits_for_chair(model);
        return Some(Form::new(format!("{} proposes {what}", open.by), "", Vec::new()).about(about).about([waits]));
    }
    let accept = choice(format!("Accept: set {what}"), Command::AcceptProposal { proposal: seq }, Words::No);
    let decline = Command::DeclineProposal { proposal: seq, reason: String::new() };
    let choices = vec![accept.ask(format!("Set {what}?")), choice("Decline", decline, Words::Must)];
    Some(Form::new(format!("{} proposes {what}", open.by), "Why not", choices).about(about))
}

pub(super) fn waits_for_chair(model: &Model) -> String {
    match model.replica.state().chair.holder() {
        Some(holder) => format!("It waits for the chair ({holder})."),
        None => "It waits for a chair; there is none now.".into(),
    }
}

/// A proposal as words.
#[must_use]
pub fn proposed(proposal: &Proposal) -> String {
    match proposal {
        Proposal::Phase(phase) => format!("phase {}", phase.as_str().to_uppercase()),
        Proposal::Severity(severity) => format!("severity {}", severity.to_uppercase()),
        Proposal::Estimate(stated) => format!("an estimate: {}", stated.words()),
    }
}

/// How the room is closed.
#[must_use]
pub fn close(model: &Model) -> Form {
    if model.replica.state().is_closed() {
        let reopen = choice("Open it again", Command::Reopen { reason: String::new() }, Words::Must);
        let question = "Open the incident again? Its phase is INVESTIGATING then.";
        return Form::new("Open the incident again", "Why", vec![reopen.ask(question)]);
    }
    let state = model.replica.state();
    let end = |ending| Command::Close { ending, reason: String::new() };
    let mut choices = Vec::new();
    let mut about = vec!["Nobody can write entries after that.".to_owned()];
    let mut title = "Close the incident";
    if state.phase == Some(Phase::Resolved) {
        choices.push(choice("Resolved", end(Ending::Resolved), Words::May).ask("Close the incident as resolved?"));
    } else {
        // One choice is not listed: the title says which it is.
        title = "Close the incident as a false alarm";
        let key = model.key(crate::app::keymap::Action::Phase);
        about.push(format!("To close it as resolved, set the phase RESOLVED first ({key})."));
    }
    choices
        .push(choice("False alarm", end(Ending::FalseAlarm), Words::Must).ask("Close the incident as a false alarm?"));
    match state.tasks.iter().filter(|task| task.is_open()).count() {
        0 => {}
        1 => about.push("1 task is still open.".to_owned()),
        open => about.push(format!("{open} tasks are still open.")),
    }
    about.extend(left_over(state));
    Form::new(title, "Why or what", choices).about(about)
}

/// What else goes on outside the room, and ends with it or is left hanging.
fn left_over(state: &Incident) -> Vec<String> {
    let mut left = Vec::new();
    left.extend(continuity_since(state).map(|_| "Business continuity is still on; it ends with the room.".to_owned()));
    let called: Vec<_> = state.escalations.iter().filter(|it| it.is_waited_for()).map(|it| clean(&it.who)).collect();
    if !called.is_empty() {
        left.push(format!("Called and not told that it is over: {}.", called.join(", ")));
    }
    left
}

/// Leaving the program.
#[must_use]
pub fn leave(model: &Model) -> Form {
    let unsent = model.replica.unsent();
    let kept = match unsent {
        0 => String::new(),
        1 => "1 entry waits here and is sent when you come back. ".into(),
        _ => format!("{unsent} entries wait here and are sent when you come back. "),
    };
    let drafts = model.papers.unshared().count();
    let kept = match drafts {
        0 => kept,
        1 => format!("{kept}What you wrote in a draft is not shared yet; it is kept and goes out when you come back. "),
        _ => format!("{kept}What you wrote in {drafts} drafts is not shared yet; it is kept. "),
    };
    let room = match &model.banner {
        Some(_) => "The demo's server stops for everyone; the record is kept.",
        None => "The room keeps everything.",
    };
    let leave = Choice {
        label: "Leave".into(),
        order: Order::Leave,
        words: Words::No,
        question: format!("Leave? {kept}{room}"),
    };
    Form::new("Leave", "", vec![leave])
}
