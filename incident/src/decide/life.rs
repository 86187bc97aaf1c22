//! Rules of an incident's life: declared, acknowledged, phases, severity, closed and open again.

use super::{Case, Decided, Outcome};
use crate::event::{Content, Ending, Event, Phase, Proposal, SeverityName, TaskTime};
use crate::policy::{ChecklistTask, Policy};
use crate::prelude::*;
use crate::rejection::{Place, Rejection, Target};
use crate::{Actor, Seq, bounds, text};

pub(super) fn declare(
    case: &Case<'_>,
    title: &str,
    severity: Option<&str>,
    reporter: &str,
    drill: bool,
    policy: &Policy,
) -> Outcome {
    let title = text::one_line(title, Place::Title, bounds::TITLE_BYTES)?;
    let severity = severity.map(|name| known(policy, name)).transpose()?;
    let reporter = crate::Person::new(reporter)?.as_str().to_owned();
    let declared = Event::Declared { severity: severity.clone(), reporter, drill };
    let mut events = vec![case.event(declared, Some(Content::text(title)))];
    events.extend(opening(policy, severity.as_deref(), case));
    Ok(events)
}

/// What follows every declaration: the policy in force and its checklist.
pub(super) fn opening(policy: &Policy, severity: Option<&str>, case: &Case<'_>) -> Vec<Decided> {
    let server = Case { state: case.state, actor: &Actor::Server, seat: None, now: case.now };
    let mut events = vec![server.event(Event::PolicyAdopted { policy: Box::new(policy.clone()) }, None)];
    events.extend(policy.checklist(severity).map(|task| listed(&server, task)));
    events
}

/// A task of a checklist; the server adds it, whoever caused it.
pub(super) fn listed(server: &Case<'_>, task: &ChecklistTask) -> Decided {
    let event = Event::TaskAdded { when: TaskTime::Now, mitigation: task.mitigation, class: None, debt_of: None };
    server.event(event, Some(Content::text(text::visible(&task.text))))
}

/// The change to a severity, and the checklists that are for it and were not added before.
fn changed(case: &Case<'_>, severity: SeverityName, proposal: Option<Seq>, reason: Option<&str>) -> Outcome {
    let state = case.state;
    let had = |name: &SeverityName| state.severities.iter().any(|(_, past)| past.as_ref() == Some(name));
    let lists = state.policy.checklists.iter();
    let fresh = lists.filter(|list| list.severities.contains(&severity) && !list.severities.iter().any(had));
    let server = Case { state, actor: &Actor::Server, seat: None, now: case.now };
    let tasks: Vec<_> = fresh.flat_map(|list| &list.tasks).map(|task| listed(&server, task)).collect();
    case.room_for_tasks(tasks.len())?;
    let reason = reason.map(|reason| case.reason(reason)).transpose()?;
    let mut events = vec![case.event(Event::SeveritySet { severity: Some(severity), proposal }, reason)];
    events.extend(tasks);
    Ok(events)
}

/// The severity of that name, as the policy writes it.
pub(super) fn known(policy: &Policy, name: &str) -> Result<SeverityName, Rejection> {
    policy.severity(name).map(|severity| severity.name.clone()).ok_or_else(|| Rejection::UnknownSeverity {
        severity: text::visible(name).chars().take(40).collect(),
        known: policy.severity_names().map(ToOwned::to_owned).collect(),
    })
}

pub(super) fn acknowledge(case: &Case<'_>, words: &str) -> Outcome {
    if let Some((by, _)) = &case.state.acknowledged {
        return Err(Rejection::AlreadyAcknowledged { by: by.as_str().to_owned() });
    }
    case.with(Event::Acknowledged {}, words)
}

fn settable(case: &Case<'_>, phase: Phase) -> Result<(), Rejection> {
    if !Phase::WORKING.contains(&phase) {
        return Err(Rejection::NotAWorkingPhase { phase });
    }
    if case.state.phase == Some(phase) {
        return Err(Rejection::Already { is: phase.to_string() });
    }
    Ok(())
}

pub(super) fn set_phase(case: &Case<'_>, phase: Phase, reason: &str) -> Outcome {
    settable(case, phase)?;
    case.with(Event::PhaseSet { phase, proposal: None }, reason)
}

pub(super) fn propose_phase(case: &Case<'_>, phase: Phase, reason: &str) -> Outcome {
    settable(case, phase)?;
    propose(case, Proposal::Phase(phase), reason)
}

fn settable_severity(case: &Case<'_>, severity: &str) -> Result<SeverityName, Rejection> {
    let severity = known(&case.state.policy, severity)?;
    if case.state.severity.as_ref() == Some(&severity) {
        return Err(Rejection::Already { is: severity });
    }
    Ok(severity)
}

pub(super) fn set_severity(case: &Case<'_>, severity: &str, reason: &str) -> Outcome {
    changed(case, settable_severity(case, severity)?, None, Some(reason))
}

pub(super) fn propose_severity(case: &Case<'_>, severity: &str, reason: &str) -> Outcome {
    let severity = settable_severity(case, severity)?;
    case.reason(reason)?;
    propose(case, Proposal::Severity(severity), reason)
}

pub(super) fn propose(case: &Case<'_>, proposal: Proposal, reason: &str) -> Outcome {
    if case.state.proposals.values().any(|open| open.proposal == proposal) {
        return Err(Rejection::Already { is: "proposed; the chair decides".into() });
    }
    if case.state.proposals.len() >= bounds::PROPOSALS {
        return Err(Rejection::TooMany { what: "open proposals".into(), most: bounds::PROPOSALS });
    }
    case.with(Event::Proposed { proposal }, reason)
}

pub(super) fn accept(case: &Case<'_>, seq: Seq) -> Outcome {
    let open = case.state.proposals.get(&seq).ok_or(Rejection::Unknown { target: Target::Proposal, number: seq })?;
    match &open.proposal {
        Proposal::Phase(phase) => case.bare(Event::PhaseSet { phase: *phase, proposal: Some(seq) }),
        Proposal::Severity(severity) => changed(case, settable_severity(case, severity)?, Some(seq), None),
        Proposal::Estimate(stated) => super::impact::accept(case, stated, seq),
    }
}

pub(super) fn decline(case: &Case<'_>, seq: Seq, reason: &str) -> Outcome {
    let open = case.state.proposals.get(&seq).ok_or(Rejection::Unknown { target: Target::Proposal, number: seq })?;
    let mut declined = case.because(Event::ProposalDeclined { proposal: seq }, reason)?;
    // The reason may repeat the figures that were proposed: it goes no further than they did.
    declined.iter_mut().for_each(|it| it.fact.reach = open.reach);
    Ok(declined)
}

pub(super) fn close(case: &Case<'_>, ending: Ending, reason: &str) -> Outcome {
    let event = Event::Closed { ending };
    match (ending, case.state.phase) {
        // A false alarm says why it was one.
        (Ending::FalseAlarm, _) => case.because(event, reason),
        (Ending::Resolved, Some(Phase::Resolved)) => case.with(event, reason),
        (Ending::Resolved, phase) => Err(Rejection::NotResolved { phase: phase.unwrap_or(Phase::Declared) }),
    }
}

pub(super) fn reopen(case: &Case<'_>, reason: &str) -> Outcome {
    if !case.state.is_closed() {
        return Err(Rejection::NotClosed { phase: case.state.phase.unwrap_or(Phase::Declared) });
    }
    case.because(Event::Reopened {}, reason)
}

pub(super) fn adopt(case: &Case<'_>, policy: &Policy) -> Outcome {
    if case.state.policy == *policy {
        return Err(Rejection::Already { is: "this policy is in force".into() });
    }
    let mut events = vec![case.event(Event::PolicyAdopted { policy: Box::new(policy.clone()) }, None)];
    events.extend(super::impact::judged_anew(case, policy, case.next(0)));
    Ok(events)
}
