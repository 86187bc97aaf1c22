//! Groups with a stake in the incident: how each is treated, where it reads, when it was told last, when it hears next.

use super::{Promise, Update};
use crate::Time;
use crate::event::DeliveryFate;
use crate::policy::Stakeholder;
use crate::prelude::*;
use crate::state::Incident;
use chrono::TimeDelta;

/// One group, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<'a> {
    /// What the policy says of it.
    pub group: &'a Stakeholder,
    /// The channels on which it reads, by their names in the policy.
    pub channels: Vec<&'a str>,
    /// The last update that it was told.
    pub last: Option<&'a Update>,
    /// When it is to hear next: by the promise of that update or its own cadence, whichever is sooner.
    pub next: Promise,
}

/// The groups of the policy, in its order.
#[must_use]
pub fn groups(state: &Incident, now: Time) -> Vec<Group<'_>> {
    let of = |group| {
        let channels = channels(state, group);
        let last = state.updates.iter().rev().find(|update| reached(state, group, &channels, update));
        Group { group, next: next(state, group, last, now), channels, last }
    };
    state.policy.stakeholders.iter().map(of).collect()
}

fn channels<'a>(state: &'a Incident, group: &'a Stakeholder) -> Vec<&'a str> {
    if !group.channels.is_empty() {
        return group.channels.iter().map(String::as_str).collect();
    }
    let serving = state.policy.channels.iter().filter(|channel| channel.serves(&group.audience));
    serving.map(|channel| channel.name.as_str()).collect()
}

/// Whether an update was for this group and went where it reads. An imported one says nothing of channels.
fn reached(state: &Incident, group: &Stakeholder, channels: &[&str], update: &Update) -> bool {
    if update.audience != group.audience {
        return false;
    }
    let mut ways = state.deliveries.values().filter(|it| it.update == update.seq).peekable();
    let mut here = |delivery: &super::Delivery| {
        channels.contains(&delivery.channel.as_str()) && delivery.fate != DeliveryFate::GivenUp
    };
    ways.peek().is_none() || ways.any(&mut here)
}

fn next(state: &Incident, group: &Stakeholder, last: Option<&Update>, now: Time) -> Promise {
    // Whoever was told that it is over waits for nothing; a closed room tells nobody anything by the clock.
    if state.is_closed() || last.is_some_and(|update| update.phase == crate::event::Phase::Resolved) {
        return Promise::None;
    }
    let cadence = (group.cadence_minutes > 0).then(|| TimeDelta::minutes(i64::from(group.cadence_minutes)));
    let from = last.map(|update| update.at).or(state.declared_at);
    let by_cadence = cadence.and_then(|cadence| Some(from? + cadence));
    let promised = last.and_then(|update| update.promise);
    match by_cadence.into_iter().chain(promised).min() {
        None => Promise::None,
        Some(at) if at < now => Promise::RanOut { at },
        Some(at) => Promise::Due { at },
    }
}
