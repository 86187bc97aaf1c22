//! What the outside has been told, beside what is believed now: facts for a screen, which refuse nothing.

use super::Update;
use crate::event::{Phase, SeverityName};
use crate::prelude::*;
use crate::state::Incident;
use crate::{Time, text};

/// What one audience knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<'a> {
    /// The audience, by its name in the policy.
    pub audience: &'a str,
    /// The last update for it; nothing was told yet where there is none.
    pub last: Option<&'a Update>,
    /// What became of the promise of the next one.
    pub promise: Promise,
    /// What it was told and is no longer so.
    pub contradictions: Vec<Contradiction>,
}

/// A promised next update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// Nothing was promised.
    None,
    /// It is due then.
    Due {
        /// When.
        at: Time,
    },
    /// The moment has gone by without one.
    RanOut {
        /// When it was due.
        at: Time,
    },
}

/// Something that was told and is no longer so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// The phase is another one.
    Phase {
        /// The one that was told.
        told: Phase,
        /// The one that is.
        is: Phase,
        /// Since when.
        since: Time,
    },
    /// It is over, and they were last told an earlier phase.
    NotToldOver {
        /// The phase that was told.
        told: Phase,
        /// Since when it is over.
        since: Time,
        /// Whether the room is closed: nobody is about to tell them.
        closed: bool,
    },
    /// The severity rose after it was told.
    SeverityRose {
        /// From.
        from: Option<SeverityName>,
        /// To.
        to: SeverityName,
        /// When.
        at: Time,
    },
}

impl Contradiction {
    /// Whether it warns: what is worse than was told, or has to be told now. Of an incident that is closed it is only
    /// worth saying.
    #[must_use]
    pub fn warns(&self) -> bool {
        !matches!(self, Contradiction::NotToldOver { closed: true, .. })
    }

    /// As a line: `NOT SO: told monitoring, it is investigating`, or more calmly what was left untold.
    #[must_use]
    pub fn line(&self) -> String {
        match self {
            Contradiction::NotToldOver { .. } => self.sentence(),
            Contradiction::Phase { .. } | Contradiction::SeverityRose { .. } => format!("NOT SO: {}", self.sentence()),
        }
    }

    /// As words: `told monitoring, it is investigating`.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Contradiction::NotToldOver { told, closed: false, .. } => {
                format!("not told yet that it is resolved, last told {told}")
            }
            Contradiction::NotToldOver { told, closed: true, .. } => {
                format!("were not told that it is resolved, last told {told}")
            }
            Contradiction::Phase { told, is, .. } => format!("told {told}, it is {is}"),
            Contradiction::SeverityRose { from, to, .. } => {
                let level = |name: &str| text::visible(name).to_uppercase();
                let from = from.as_deref().map_or("unknown".into(), level);
                format!("severity rose from {from} to {} since", level(to))
            }
        }
    }
}

/// What every audience of the policy, and every other one that was ever told something, knows.
#[must_use]
pub fn told(state: &Incident, now: Time) -> Vec<Told<'_>> {
    let mut audiences: Vec<&str> = state.policy.audiences.iter().map(|audience| audience.name.as_str()).collect();
    for update in &state.updates {
        if !audiences.contains(&update.audience.as_str()) {
            audiences.push(&update.audience);
        }
    }
    let of = |audience| {
        let last = state.updates.iter().rev().find(|update| update.audience == audience);
        let promise = match last.and_then(|update| update.promise) {
            None => Promise::None,
            // Whoever was told that it is over waits for nothing.
            Some(_) if state.is_closed() => Promise::None,
            Some(at) if at < now => Promise::RanOut { at },
            Some(at) => Promise::Due { at },
        };
        let contradictions = last.map(|update| contradictions(state, update)).unwrap_or_default();
        Told { audience, last, promise, contradictions }
    };
    audiences.into_iter().map(of).collect()
}

fn contradictions(state: &Incident, update: &Update) -> Vec<Contradiction> {
    let mut found = Vec::new();
    if let (Some(is), Some(since)) = (state.phase, state.phase_since)
        && outside(is) != outside(update.phase)
    {
        let told = update.phase;
        let over = outside(is) == Phase::Resolved;
        let closed = state.is_closed();
        found.push(match over {
            true => Contradiction::NotToldOver { told, since, closed },
            false => Contradiction::Phase { told, is, since },
        });
    }
    // An update from an imported record does not say it.
    let past = || state.severities.iter().rev().find(|(at, _)| *at <= update.at);
    let then = update.severity.as_ref().or_else(|| past().and_then(|(_, severity)| severity.as_ref()));
    let rank = |name: Option<&SeverityName>| {
        let place = name.and_then(|name| state.policy.severity_names().position(|known| known == name));
        place.unwrap_or(usize::MAX)
    };
    if let (Some(is), Some(at)) = (&state.severity, state.severity_since)
        && at > update.at
        && rank(Some(is)) < rank(then)
    {
        found.push(Contradiction::SeverityRose { from: then.cloned(), to: is.clone(), at });
    }
    found
}

/// The phase as the outside knows it: before anybody looks it is being looked into, and closed is resolved.
#[must_use]
pub fn outside(phase: Phase) -> Phase {
    match phase {
        Phase::Declared | Phase::Acknowledged | Phase::Investigating => Phase::Investigating,
        Phase::Identified | Phase::Monitoring => phase,
        Phase::Resolved | Phase::Closed => Phase::Resolved,
    }
}
