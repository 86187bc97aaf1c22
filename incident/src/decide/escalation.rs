//! Rules of calling somebody from outside: the chair calls, anybody who works in the room writes down who answered.

use super::{Case, Outcome};
use crate::escalation::{Escalation, Standing, next_level, vendor};
use crate::event::{Content, Event, LevelKind, LinkKind};
use crate::policy::EscalationLevel;
use crate::prelude::*;
use crate::rejection::{Place, Rejection, Target};
use crate::{Actor, Seq, bounds, text};
use chrono::TimeDelta;

/// The names of all levels.
fn names(case: &Case<'_>) -> Vec<String> {
    case.state.policy.escalation.iter().map(|level| level.name.clone()).collect()
}

fn named<'a>(case: &'a Case<'_>, name: &str) -> Result<&'a EscalationLevel, Rejection> {
    case.state.policy.level(name.trim()).ok_or_else(|| {
        let level = text::visible(name).chars().take(40).collect();
        Rejection::UnknownLevel { level, known: names(case) }
    })
}

pub(super) fn escalate(case: &Case<'_>, level: Option<&str>, reason: &str) -> Outcome {
    let level = match level {
        Some(name) => named(case, name)?,
        None => next_level(case.state).ok_or_else(|| Rejection::NoLevelLeft { known: names(case) })?,
    };
    // A policy with a kind of a newer version was checked by a newer server.
    let level_kind = level.kind().unwrap_or(LevelKind::OnCall);
    let earlier = case.state.escalations.iter().rev().find(|it| it.level == level.name && it.is_on());
    if let Some(earlier) = earlier {
        not_called_yet(case, earlier)?;
    }
    if case.state.escalations.len() >= bounds::ESCALATIONS {
        return Err(Rejection::TooMany { what: "escalations".into(), most: bounds::ESCALATIONS });
    }
    let reason = text::lines(reason, Place::Reason, bounds::ESCALATION_BYTES.min(case.text_bytes()))?;
    let answer_by = match i64::from(level.answer_minutes) {
        0 => None,
        minutes => case.now.checked_add_signed(TimeDelta::minutes(minutes)),
    };
    let (number, name) = (case.next(0), level.name.clone());
    let escalated = Event::Escalated { level: name.clone(), level_kind, answer_by };
    let mut events = vec![case.event(escalated, Some(Content::text(reason)))];
    let server = Case { state: case.state, actor: &Actor::Server, seat: None, now: case.now };
    if level.has_webhook() {
        let page = Event::PageQueued { escalation: number, level: name, nowhere: case.state.drill };
        events.push(server.event(page, None));
    }
    // Calling them a second time gives nobody the same list again.
    let first = !case.state.escalations.iter().any(|it| it.kind == LevelKind::Continuity);
    if level_kind == LevelKind::Continuity && first {
        let tasks = &case.state.policy.continuity.checklist;
        case.room_for_tasks(tasks.len())?;
        events.extend(tasks.iter().map(|task| super::life::listed(&server, task)));
    }
    Ok(events)
}

/// Somebody is called again only when they did not answer in time, or answered an earlier call.
fn not_called_yet(case: &Case<'_>, earlier: &Escalation) -> Result<(), Rejection> {
    let is = match earlier.standing(case.now) {
        Standing::Waiting => "waited for: escalation",
        Standing::Called | Standing::Answered if earlier.kind == LevelKind::Continuity => "on: escalation",
        Standing::Called | Standing::Late | Standing::PassedOn | Standing::Answered | Standing::Ended => return Ok(()),
    };
    Err(Rejection::Already { is: format!("{is} {}", earlier.seq) })
}

fn on<'a>(case: &'a Case<'_>, seq: Seq) -> Result<&'a Escalation, Rejection> {
    let unknown = Rejection::Unknown { target: Target::Escalation, number: seq };
    let escalation = case.state.escalation(seq).ok_or(unknown)?;
    if escalation.is_on() {
        return Ok(escalation);
    }
    Err(Rejection::EscalationOver { escalation: seq, is: Standing::Ended.as_str().into() })
}

pub(super) fn answer(case: &Case<'_>, seq: Seq, words: &str) -> Outcome {
    if on(case, seq)?.answered.is_some() {
        return Err(Rejection::EscalationOver { escalation: seq, is: Standing::Answered.as_str().into() });
    }
    let text = text::lines(words, Place::Text, case.text_bytes())?;
    Ok(vec![case.event(Event::EscalationAnswered { escalation: seq }, Some(Content::text(text)))])
}

pub(super) fn end(case: &Case<'_>, seq: Seq, reason: &str) -> Outcome {
    on(case, seq)?;
    case.because(Event::EscalationEnded { escalation: seq }, reason)
}

/// The link to a vendor's case: by its address, or by its number alone where the policy knows how addresses are made.
pub(super) fn add_case(case: &Case<'_>, level: Option<&str>, number: &str, url: Option<&str>) -> Outcome {
    let level = match level {
        Some(name) => Some(named(case, name)?),
        None => vendor(case.state),
    };
    let number = text::one_line(number, Place::Text, bounds::CASE_BYTES)?;
    let url = url.map(ToOwned::to_owned).or_else(|| level.and_then(|level| level.case_address(&number)));
    let no_address = || Rejection::NoCaseAddress { level: level.map_or("a vendor", |it| &it.name).to_owned() };
    let url = url.ok_or_else(no_address)?;
    let who = level.map_or(String::new(), |level| format!(", {}", level.who));
    super::entries::add_link(case, LinkKind::VendorCase, &url, &format!("case {number}{who}"))
}
