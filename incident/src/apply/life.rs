//! What changes an incident's life: its phase, its severity, what is proposed, how it ends.

use crate::event::{Ending, Phase, Proposal, SeverityName};
use crate::prelude::*;
use crate::state::{Chair, Incident, OpenProposal, Over};
use crate::{Fact, Seq, Time};

pub(super) fn declared(
    state: &mut Incident,
    fact: &Fact,
    title: Option<String>,
    severity: &Option<SeverityName>,
    reporter: &str,
    drill: bool,
) {
    state.title = title;
    reporter.clone_into(&mut state.reporter);
    state.drill = drill;
    state.declared_at = Some(fact.at);
    state.since = Some(fact.happened());
    state.chair = Chair::Empty { last: None, since: Some(fact.at) };
    set_phase(state, Phase::Declared, fact.happened());
    set_severity(state, severity.clone(), fact.happened());
}

/// The first to accept it counts; an imported record may say it more than once.
pub(super) fn acknowledged(state: &mut Incident, fact: &Fact) {
    if state.acknowledged.is_some() {
        return;
    }
    state.acknowledged = Some((fact.author.clone(), fact.happened()));
    if state.phase == Some(Phase::Declared) {
        set_phase(state, Phase::Acknowledged, fact.happened());
    }
}

pub(super) fn phase_set(state: &mut Incident, phase: Phase, proposal: Option<Seq>, at: Time) {
    set_phase(state, phase, at);
    close_proposals(state, proposal);
}

pub(super) fn severity_set(state: &mut Incident, severity: Option<SeverityName>, proposal: Option<Seq>, at: Time) {
    set_severity(state, severity, at);
    close_proposals(state, proposal);
}

pub(super) fn proposed(state: &mut Incident, seq: Seq, fact: &Fact, proposal: &Proposal) {
    let (by, at, reach) = (fact.author.clone(), fact.at, fact.reach);
    let open = OpenProposal { proposal: proposal.clone(), by, at, reach };
    state.proposals.insert(seq, open);
}

pub(super) fn closed(state: &mut Incident, ending: Ending, at: Time) {
    set_phase(state, Phase::Closed, at);
    state.ending = Some(ending);
    state.proposals.clear();
    state.hold = None;
}

pub(super) fn reopened(state: &mut Incident, at: Time) {
    set_phase(state, Phase::Investigating, at);
    state.ending = None;
}

/// Whoever sees nothing of the room learns here where the incident stands; everybody else knows it.
pub(super) fn standing(state: &mut Incident, phase: Phase, severity: Option<&SeverityName>, drill: bool, at: Time) {
    state.drill |= drill;
    if state.phase != Some(phase) {
        set_phase(state, phase, at);
    }
    if state.severity.as_ref() != severity {
        set_severity(state, severity.cloned(), at);
    }
}

/// Closes an accepted or declined proposal, and all that have become true by it.
pub(super) fn close_proposals(state: &mut Incident, proposal: Option<Seq>) {
    if let Some(seq) = proposal {
        state.proposals.remove(&seq);
    }
    let (phase, severity) = (state.phase, state.severity.as_ref());
    state.proposals.retain(|_, open| match &open.proposal {
        Proposal::Phase(wanted) => Some(*wanted) != phase,
        Proposal::Severity(wanted) => Some(wanted) != severity,
        Proposal::Estimate(_) => true,
    });
}

fn set_severity(state: &mut Incident, severity: Option<SeverityName>, at: Time) {
    state.severities.push((at, severity.clone()));
    state.severity = severity;
    state.severity_since = Some(at);
}

fn set_phase(state: &mut Incident, phase: Phase, at: Time) {
    let over = matches!(phase, Phase::Resolved | Phase::Closed);
    match state.over.last_mut() {
        Some(Over { until: None, .. }) if over => {}
        // Whatever moments a record has, no stretch reaches into another.
        Some(last @ Over { until: None, .. }) => last.until = Some(at.max(last.since)),
        last if over => {
            let since = last.and_then(|last| last.until).map_or(at, |until| at.max(until));
            state.over.push(Over { since, until: None });
        }
        Some(_) | None => {}
    }
    state.phase = Some(phase);
    state.phase_since = Some(at);
}
