//! How often somebody is to hear: the policy's cadence, slower where it may be, and fair where it just became stricter.

use super::{Base, Nudge};
use crate::Time;
use crate::event::Phase;
use crate::policy::Severity;
use crate::state::Incident;
use chrono::TimeDelta;

pub(super) fn minutes(minutes: u32) -> TimeDelta {
    TimeDelta::minutes(i64::from(minutes))
}

/// A moment later than another. A record may hold any moment, and a question about it has an answer all the same.
pub(super) fn later(at: Time, by: TimeDelta) -> Time {
    at.checked_add_signed(by).unwrap_or(Time::MAX_UTC)
}

/// The severity that counts. Unknown, or none of this policy: the worst.
pub(super) fn severity(state: &Incident) -> Option<&Severity> {
    let known = state.severity.as_deref().and_then(|name| state.policy.severity(name));
    known.or_else(|| state.policy.severities.first())
}

/// Minutes between two updates for an audience at the severity that counts.
pub(super) fn cadence(state: &Incident, audience: &str) -> Option<u32> {
    state.policy.cadence(audience, &severity(state)?.name)
}

/// The same where it was agreed on for a phase; 0 is on change only.
fn cadence_in(state: &Incident, phase: Phase, audience: &str) -> Option<u32> {
    state.policy.cadence_in(phase.as_str(), audience, &severity(state)?.name)
}

/// How long after some event the next update for an audience is due. It is slower, once, when the cause is known, when
/// the incident had been going on for long at that event, and while a vendor is waited for.
pub(super) fn pace(state: &Incident, audience: &str, after: Base, now: Time) -> Option<TimeDelta> {
    if let Some(agreed) = state.phase.and_then(|phase| cadence_in(state, phase, audience)) {
        return (agreed > 0).then(|| minutes(agreed));
    }
    let usual = cadence(state, audience)?;
    let clock = &state.policy.clock;
    if matches!(state.phase, Some(Phase::Monitoring | Phase::Resolved)) {
        // In monitoring `0` is never.
        return (clock.monitoring_minutes > 0).then(|| minutes(usual.max(clock.monitoring_minutes)));
    }
    let began = state.clock.running.map(|base| state.clock.moment(base, now))?;
    let long =
        clock.slower_after_minutes > 0 && state.clock.moment(after, now) - began >= minutes(clock.slower_after_minutes);
    let slower = state.phase == Some(Phase::Identified) || long || state.clock.waiting.is_some();
    let factor = if slower { i64::from(clock.slower_factor.max(1)) } else { 1 };
    Some(TimeDelta::minutes(i64::from(usual) * factor))
}

/// The last event by which deadlines may have become stricter: severity, phase, policy, a vendor who is back.
fn changed(state: &Incident, now: Time) -> Option<Time> {
    let kept = &state.clock;
    let phase = kept.phase.map(|(_, base)| base);
    let all = [kept.severities.last().copied(), phase, kept.policy, kept.waited];
    all.into_iter().flatten().map(|base| kept.moment(base, now)).max()
}

/// A moment that has not gone by already when it came to be: who learns only now that something is due sooner has as
/// long as a warning goes ahead. What was missed before stays missed.
pub(super) fn fair(state: &Incident, nudge: &Nudge, at: Time, now: Time) -> Time {
    match changed(state, now).filter(|changed| at < *changed) {
        None => at,
        Some(changed) => match state.clock.missed.get(nudge) {
            Some(missed) => missed.due,
            None => later(changed, minutes(state.policy.clock.soon_minutes)),
        },
    }
}
