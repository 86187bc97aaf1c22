//! Rules of the estimate of the impact: proposed by those who work, set by the chair; what the policy makes of it
//! follows at once. Money goes into an event of its own reach, and the words that came with it too.

use super::{Case, Decided, Outcome};
use crate::apply::{Words, apply_fact};
use crate::event::{Content, Event, Proposal, Reach};
use crate::impact::{
    self, Estimate, Figures, Journey, Range, Scope, Stated, StatedCost, Users, figures_in_force, figures_without,
    followed, money,
};
use crate::prelude::*;
use crate::rejection::{Figure, Place, Rejection};
use crate::state::Incident;
use crate::{Actor, Policy, Seq, Time, bounds, text};
use chrono::TimeDelta;

pub(super) fn set(case: &Case<'_>, stated: &Stated, source: &str, reason: &str) -> Outcome {
    let words = words(case, source, reason)?;
    revised(case, stated, None, words)
}

pub(super) fn propose(case: &Case<'_>, stated: &Stated, source: &str, reason: &str) -> Outcome {
    let words = words(case, source, reason)?;
    let stated = checked(case, stated)?;
    // What could not be set is not proposed either.
    following(case, &stated)?;
    let reach = reach(&stated);
    let mut events = super::life::propose(case, Proposal::Estimate(Box::new(stated)), "")?;
    for event in &mut events {
        event.fact.reach = reach;
        event.content.clone_from(&words);
    }
    Ok(events)
}

/// Does what was proposed: what was stated then, on top of what is in force now.
pub(super) fn accept(case: &Case<'_>, stated: &Stated, proposal: Seq) -> Outcome {
    revised(case, stated, Some(proposal), None)
}

/// Whether this could be stated now, whoever states it: for a form that says what is wrong while it is filled in.
///
/// # Errors
/// What is wrong with it.
pub fn could_be_stated(state: &Incident, stated: &Stated, now: Time) -> Result<(), Rejection> {
    let case = Case { state, actor: &Actor::Server, seat: None, now };
    following(&case, &checked(&case, stated)?).map(|_| ())
}

/// What would be so if this were set now, whoever sets it: for a preview. It holds what estimates need, and nothing
/// else of the incident.
///
/// # Errors
/// What is wrong with what is stated.
pub fn foreseen(state: &Incident, stated: &Stated, now: Time) -> Result<Incident, Rejection> {
    let case = Case { state, actor: &Actor::Server, seat: None, now };
    let decided = revised(&case, stated, None, None)?;
    let mut then = Incident {
        seq: state.seq,
        declared_at: state.declared_at,
        since: state.since,
        severity: state.severity.clone(),
        severities: state.severities.clone(),
        over: state.over.clone(),
        policy: state.policy.clone(),
        policy_seq: state.policy_seq,
        estimates: state.estimates.clone(),
        ..Incident::default()
    };
    for (seq, it) in (state.seq + 1..).zip(&decided) {
        apply_fact(&mut then, seq, &it.fact, Words::None);
    }
    Ok(then)
}

fn revised(case: &Case<'_>, stated: &Stated, proposal: Option<Seq>, words: Option<Content>) -> Outcome {
    let state = case.state;
    if state.estimates.len() >= bounds::ESTIMATES {
        return Err(Rejection::TooMany { what: "revisions of the estimate".into(), most: bounds::ESTIMATES });
    }
    let stated = checked(case, stated)?;
    let (scope, figures) = following(case, &stated)?;
    let estimate = case.next(0);
    let in_force = figures.as_ref().or_else(|| figures_in_force(state));
    let follows = followed(&state.policy, &scope, in_force, state.policy_seq.unwrap_or(0));
    let (mut of_scope, mut of_figures) = (None, None);
    if figures.is_some() {
        of_figures = words
    } else {
        of_scope = words
    }
    let mut events = vec![case.event(Event::EstimateSet { scope, proposal }, of_scope)];
    if let Some(figures) = figures {
        let mut event = case.event(Event::FiguresSet { estimate, figures }, of_figures);
        event.fact.reach = Reach::Loss;
        events.push(event);
    }
    events.push(server(case).event(Event::ImpactFollows { estimate, follows }, None));
    Ok(events)
}

/// What another policy makes of the estimate, where that is something else.
pub(super) fn judged_anew(case: &Case<'_>, policy: &Policy, policy_seq: Seq) -> Option<Decided> {
    let last = case.state.estimates.last()?;
    let follows = followed(policy, &last.scope, figures_in_force(case.state), policy_seq);
    let before = crate::impact::Follows { policy: policy_seq, ..last.follows.clone() };
    let event = Event::ImpactFollows { estimate: last.seq, follows: follows.clone() };
    (follows != before).then(|| server(case).event(event, None))
}

fn server<'a>(case: &Case<'a>) -> Case<'a> {
    Case { state: case.state, actor: &Actor::Server, seat: None, now: case.now }
}

fn reach(stated: &Stated) -> Reach {
    if stated.has_figures() { Reach::Loss } else { Reach::Room }
}

/// Scope and, where money was stated, figures as they follow on those in force.
fn following(case: &Case<'_>, stated: &Stated) -> Result<(Scope, Option<Figures>), Rejection> {
    let state = case.state;
    let began = state.began().unwrap_or(case.now).min(case.now);
    let scope = stated.scope(state.estimates.last().map(|estimate| &estimate.scope), began);
    if let Some(until) = scope.until.filter(|until| *until < scope.since) {
        return Err(Rejection::EndsBeforeStart { since: scope.since, until });
    }
    if scope.journeys.len() > bounds::JOURNEYS {
        return Err(Rejection::TooMany { what: "journeys".into(), most: bounds::JOURNEYS });
    }
    let figures = || stated.figures(figures_without(state, &stated.void), &state.policy.impact.currency, case.now);
    Ok((scope, stated.has_figures().then(figures)))
}

/// Checks what is stated, figure by figure.
fn checked(case: &Case<'_>, stated: &Stated) -> Result<Stated, Rejection> {
    if stated.is_empty() {
        return Err(Rejection::NothingEstimated);
    }
    let mut stated = stated.clone();
    stated.journeys = stated.journeys.iter().map(Journey::checked).collect::<Result<_, _>>()?;
    stated.users = stated.users.map(Users::checked).transpose()?;
    stated.since = case.happened_at(stated.since)?;
    stated.until = stated.until.map(|until| ended(case, until)).transpose()?;
    let before = figures_in_force(case.state).map(|figures| figures.currency.as_str());
    let currency = stated.currency.as_deref().or(before).unwrap_or(&case.state.policy.impact.currency).to_owned();
    // A record from elsewhere may count in what is no currency of a country; it goes on in it.
    if money::places(&currency).is_none() && before != Some(currency.as_str()) {
        let currency = text::visible(&currency).chars().take(16).collect();
        return Err(Rejection::UnknownCurrency { currency });
    }
    // A slip of three letters would take back all that was counted, and going back would not bring it again.
    let amounts = stated.loss_per_hour.is_some() || stated.cost_per_hour.is_some() || stated.one_off.is_some();
    if let Some(before) = before.filter(|before| *before != currency && !amounts) {
        return Err(Rejection::CurrencyAlone { currency, before: before.to_owned() });
    }
    let check = |range: Range, figure| range.check(figure, bounds::FIGURE, |minor| money::plain(minor, &currency));
    stated.loss_per_hour = stated.loss_per_hour.map(|range| check(range, Figure::LossPerHour)).transpose()?;
    stated.cost_per_hour = stated.cost_per_hour.map(|range| check(range, Figure::CostPerHour)).transpose()?;
    if let Some(StatedCost { amount, at }) = stated.one_off {
        let (amount, at) = (check(amount, Figure::OneOff)?, case.happened_at(at)?);
        stated.one_off = Some(StatedCost { amount, at });
    }
    if stated.has_figures() {
        stated.currency = Some(currency.clone());
    }
    for &revision in &stated.void {
        let counts = |estimate: &&Estimate| estimate.seq == revision && estimate.figures.is_some();
        let void = impact::void(&case.state.estimates);
        if void.contains(&revision) || !case.state.estimates.iter().any(|estimate| counts(&estimate)) {
            return Err(Rejection::NoSuchCost { revision });
        }
    }
    Ok(stated)
}

/// Checks an end: it may lie ahead, but not by months.
fn ended(case: &Case<'_>, until: Time) -> Result<Time, Rejection> {
    if until > case.now + TimeDelta::days(bounds::UNTIL_DAYS) {
        return Err(Rejection::EndsTooFarAhead { until, days: bounds::UNTIL_DAYS });
    }
    if until < case.now - TimeDelta::days(bounds::BACKDATE_DAYS) {
        return Err(Rejection::TooLongAgo { happened_at: until, days: bounds::BACKDATE_DAYS });
    }
    Ok(until)
}

/// The reason as text and the source beside it; nothing where neither is given.
fn words(case: &Case<'_>, source: &str, reason: &str) -> Result<Option<Content>, Rejection> {
    let source = if source.trim().is_empty() { None } else { Some(text::one_line(source, Place::Source, 500)?) };
    let reason = if reason.trim().is_empty() { None } else { Some(case.reason(reason)?.text) };
    if source.is_none() && reason.is_none() {
        return Ok(None);
    }
    let data = source.map(|source| {
        serde_json::value::to_raw_value(&serde_json::json!({ "source": source })).expect("a map of a string is JSON")
    });
    Ok(Some(Content { text: reason.unwrap_or_default(), data }))
}
