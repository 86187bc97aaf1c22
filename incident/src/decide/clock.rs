//! Rules of the clock: who may snooze what, and what the server records as missed.

use super::{Case, Outcome};
use crate::clock::{self, Nudge, Standing};
use crate::event::{Content, Event, Mark};
use crate::prelude::*;
use crate::rejection::{Place, Rejection};
use crate::{Actor, Time, bounds, text};
use chrono::TimeDelta;

/// When something is due, if a deadline runs for it, as far as the sender may know.
fn moment(case: &Case<'_>, nudge: &Nudge) -> Result<Time, Rejection> {
    let secret = clock::reach(case.state, nudge) == crate::Reach::Inbox && !super::inbox::is_seen(case);
    let at = clock::moment(case.state, nudge, case.now).filter(|_| !secret);
    at.ok_or_else(|| Rejection::NothingDue { what: clock::what(nudge) })
}

pub(super) fn snooze(case: &Case<'_>, nudge: &Nudge, reason: &str) -> Outcome {
    let (state, what) = (case.state, clock::what(nudge));
    let at = moment(case, nudge)?;
    let due = clock::stands(state, nudge.clone(), at, case.now);
    if let Some(before) = state.clock.snoozed.get(nudge) {
        let by = before.by.as_str().to_owned();
        return Err(Rejection::SnoozedAlready { what, by, until: before.until });
    }
    let mine = matches!(case.actor, Actor::Person(person) if due.is_for(state, person));
    if !mine && !case.is_chair() {
        return Err(Rejection::NotYoursToSnooze { what, who: clock::whom(&due.to) });
    }
    if due.standing == Standing::Coming {
        return Err(Rejection::NotDueYet { what, at });
    }
    let reason = text::one_line(reason, Place::Reason, bounds::TITLE_BYTES)?;
    let until = case.now + TimeDelta::minutes(i64::from(state.policy.clock.snooze_minutes));
    let snoozed = Event::NudgeSnoozed { nudge: nudge.clone(), due: at, until };
    let mut decided = case.event(snoozed, Some(Content::text(reason)));
    decided.fact.reach = clock::reach(state, nudge);
    Ok(vec![decided])
}

pub(super) fn missed(case: &Case<'_>, nudge: &Nudge, due: Time) -> Outcome {
    let (state, what) = (case.state, clock::what(nudge));
    let at = moment(case, nudge)?;
    if let Some(missed) = state.clock.missed.get(nudge) {
        return Err(Rejection::Already { is: format!("recorded as missed, event {}", missed.seq) });
    }
    let recorded = clock::recorded_at(state, nudge, at);
    if recorded > case.now || at != due {
        return Err(Rejection::NotDueYet { what, at: recorded });
    }
    let missed = Event::NudgeMissed { nudge: nudge.clone(), due, policy: state.policy_seq.unwrap_or(0) };
    let mut decided = case.event(missed, None);
    decided.fact.reach = clock::reach(state, nudge);
    Ok(vec![decided])
}

pub(super) fn wait(case: &Case<'_>, mark: Mark, words: &str) -> Outcome {
    let waiting = case.state.clock.waiting.is_some();
    match mark {
        Mark::On if waiting => {
            Err(Rejection::Already { is: "a vendor is waited for; say first that they are back".into() })
        }
        Mark::Off if !waiting => Err(Rejection::Already { is: "no vendor is waited for".into() }),
        Mark::Off if words.trim().is_empty() => case.bare(Event::WaitingSet { mark }),
        Mark::On | Mark::Off => {
            let text = text::one_line(words, Place::Text, bounds::TITLE_BYTES)?;
            Ok(vec![case.event(Event::WaitingSet { mark }, Some(Content::text(text)))])
        }
    }
}
