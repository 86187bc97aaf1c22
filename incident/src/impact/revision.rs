//! One revision of the estimate, what of it somebody states, and how the one follows from the other.

use super::{Follows, Journey, Range, Users};
use crate::event::{Author, ImpactKind};
use crate::prelude::*;
use crate::{Content, Seq, Time};
use serde::{Deserialize, Serialize};

/// One revision; all of them are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// Its number.
    pub seq: Seq,
    /// From when on it is in force.
    pub at: Time,
    /// Who set it.
    pub by: Author,
    /// What is broken for whom.
    pub scope: Scope,
    /// The proposal that was accepted by it.
    pub proposal: Option<Seq>,
    /// Its money; absent where it said nothing new of it, and for those who may not see it.
    pub figures: Option<Figures>,
    /// The event whose content gives source and reason.
    pub words_at: Seq,
    /// What the policy made of it.
    pub follows: Follows,
}

/// What is broken for whom, and from when to when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Which kind of harm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<ImpactKind>,
    /// What users want to do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub journeys: Vec<Journey>,
    /// How many of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<Users>,
    /// When the harm began.
    pub since: Time,
    /// When it ended, or will.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
}

/// The money of a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// In which currency, three letters.
    pub currency: String,
    /// Revenue lost in an hour, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_per_hour: Option<Range>,
    /// What it costs beside that in an hour, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_per_hour: Option<Range>,
    /// What it costs once; never carried over to the next revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_off: Option<OneOff>,
    /// Revisions whose figures were wrong: they count no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub void: Vec<Seq>,
}

impl Figures {
    /// Whether an amount is known.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.loss_per_hour.is_some() || self.cost_per_hour.is_some() || self.one_off.is_some()
    }

    /// What is lost in an hour, everything together.
    #[must_use]
    pub fn per_hour(&self) -> Range {
        self.loss_per_hour.unwrap_or_default().plus(self.cost_per_hour.unwrap_or_default())
    }
}

/// A cost that arises once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneOff {
    /// How much, in minor units.
    pub amount: Range,
    /// When: it counts from there.
    pub at: Time,
}

/// What somebody states anew; what is absent stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// Which kind of harm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<ImpactKind>,
    /// Journeys by their names; others stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub journeys: Vec<Journey>,
    /// How many users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<Users>,
    /// When the harm began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Time>,
    /// When it ended, or will.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// The currency; that of the revision before or of the policy where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Revenue lost in an hour, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_per_hour: Option<Range>,
    /// What it costs beside that in an hour, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_per_hour: Option<Range>,
    /// What it costs once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_off: Option<StatedCost>,
    /// Revisions whose figures were wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub void: Vec<Seq>,
    /// What is not known any more, or not so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clear: Vec<Clear>,
    /// Journeys that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forget: Vec<String>,
}

/// A cost that arises once, as it is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedCost {
    /// How much, in minor units.
    pub amount: Range,
    /// When; now where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
}

/// What can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clear {
    /// The kind of harm.
    Impact,
    /// How many users.
    Users,
    /// The end.
    Until,
    /// Revenue lost in an hour.
    LossPerHour,
    /// Other costs in an hour.
    CostPerHour,
}

impl Stated {
    /// Whether it states anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Stated::default()
    }

    /// Whether it speaks of money: then only those see it who may.
    #[must_use]
    pub fn has_figures(&self) -> bool {
        let cleared = |clear: &Clear| matches!(clear, Clear::LossPerHour | Clear::CostPerHour);
        self.currency.is_some()
            || self.loss_per_hour.is_some()
            || self.cost_per_hour.is_some()
            || self.one_off.is_some()
            || !self.void.is_empty()
            || self.clear.iter().any(cleared)
    }

    fn clears(&self, what: Clear) -> bool {
        self.clear.contains(&what)
    }

    /// The scope that follows on the one before, or on one that began at `since`.
    pub(crate) fn scope(&self, before: Option<&Scope>, since: Time) -> Scope {
        let keep = |what| before.filter(|_| !self.clears(what));
        let mut journeys = before.map(|scope| scope.journeys.clone()).unwrap_or_default();
        journeys.retain(|journey| !self.forget.contains(&journey.name));
        for stated in &self.journeys {
            match journeys.iter_mut().find(|journey| journey.name == stated.name) {
                Some(journey) => journey.state = stated.state,
                None => journeys.push(stated.clone()),
            }
        }
        Scope {
            impact: self.impact.or_else(|| keep(Clear::Impact)?.impact),
            journeys,
            users: self.users.or_else(|| keep(Clear::Users)?.users),
            since: self.since.or(before.map(|scope| scope.since)).unwrap_or(since),
            until: self.until.or_else(|| keep(Clear::Until)?.until),
        }
    }

    /// The figures that follow on those before.
    pub(crate) fn figures(&self, before: Option<&Figures>, usual: &str, now: Time) -> Figures {
        let currency = self.currency.clone().or_else(|| before.map(|figures| figures.currency.clone()));
        let currency = currency.unwrap_or_else(|| usual.to_owned());
        // Ten thousand euros are not ten thousand yen: what was said in another currency is not carried over.
        let before = before.filter(|figures| figures.currency == currency);
        let keep = |what| before.filter(|_| !self.clears(what));
        Figures {
            loss_per_hour: self.loss_per_hour.or_else(|| keep(Clear::LossPerHour)?.loss_per_hour),
            cost_per_hour: self.cost_per_hour.or_else(|| keep(Clear::CostPerHour)?.cost_per_hour),
            one_off: self.one_off.map(|cost| OneOff { amount: cost.amount, at: cost.at.unwrap_or(now) }),
            void: self.void.clone(),
            currency,
        }
    }
}

/// Where the numbers come from, as the content of a revision or proposal says it.
#[must_use]
pub fn source(content: &Content) -> Option<String> {
    #[derive(Deserialize)]
    struct Said {
        source: String,
    }
    serde_json::from_str::<Said>(content.data_str()).ok().map(|said| said.source)
}
