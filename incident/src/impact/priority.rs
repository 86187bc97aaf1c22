//! What follows from an estimate by the policy: the priority, the way to respond, the severity.

use super::{Figures, Scope, Users, money};
use crate::Seq;
use crate::event::{ImpactKind, JourneyState, Priority, SeverityName};
use crate::policy::{Policy, PriorityRule};
use crate::prelude::*;
use crate::state::Incident;
use serde::{Deserialize, Serialize};

/// What the policy makes of an estimate. Recorded, so that those who may not see money see the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follows {
    /// How urgent it is; absent where nothing that is known says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// How bad it is by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<SeverityName>,
    /// How to respond, in the policy's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
    /// The rule that made it, in the policy's words; absent where it speaks of money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Number of the event by which the policy came in force.
    #[serde(default)]
    pub policy: Seq,
}

/// Applies the policy's rules in their order; the first that fits decides.
#[must_use]
pub fn followed(policy: &Policy, scope: &Scope, figures: Option<&Figures>, policy_seq: Seq) -> Follows {
    let Some(rule) = fitting(policy, scope, figures) else {
        return Follows { policy: policy_seq, ..Follows::default() };
    };
    let priority = Priority::parse(&rule.priority);
    Follows {
        priority,
        severity: policy.severity(&rule.severity).map(|severity| severity.name.clone()),
        response: priority.and_then(|priority| policy.impact.response(priority)).map(ToOwned::to_owned),
        rule: (rule.loss_per_hour == 0).then(|| rule.words.clone()),
        policy: policy_seq,
    }
}

/// The first rule that fits.
#[must_use]
pub fn fitting<'a>(policy: &'a Policy, scope: &Scope, figures: Option<&Figures>) -> Option<&'a PriorityRule> {
    policy.impact.rules.iter().find(|rule| fits(policy, rule, scope, figures))
}

/// The words of the rule in force, money included: only somebody who sees money can tell.
#[must_use]
pub fn rule_in_force(state: &Incident) -> Option<&str> {
    let last = state.estimates.last()?;
    let figures = super::figures_in_force(state);
    match last.follows.rule.as_deref() {
        Some(rule) => Some(rule),
        None if figures.is_some() => fitting(&state.policy, &last.scope, figures).map(|rule| rule.words.as_str()),
        None => None,
    }
}

fn fits(policy: &Policy, rule: &PriorityRule, scope: &Scope, figures: Option<&Figures>) -> bool {
    let kind = ImpactKind::parse(&rule.kind);
    let journey = JourneyState::parse(&rule.journey);
    let share = match scope.users {
        Some(Users::Share(range)) => range.likely,
        Some(Users::Count(_)) | None => 0,
    };
    let lost = figures.filter(|figures| figures.currency == policy.impact.currency);
    let per_hour = lost.map_or(0, |figures| figures.per_hour().likely);
    let asked = rule.loss_per_hour.saturating_mul(money::minor_per_unit(&policy.impact.currency));
    (rule.kind.is_empty() || (kind.is_some() && kind == scope.impact))
        && (rule.journey.is_empty() || scope.journeys.iter().any(|it| Some(it.state) == journey))
        && (rule.users_percent == 0 || share >= u64::from(rule.users_percent) * 100)
        && (rule.loss_per_hour == 0 || per_hour >= asked)
}

/// The severity that was chosen and the one that follows, where they differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The one in force; absent while unknown.
    pub chosen: Option<SeverityName>,
    /// The one that follows from the estimate.
    pub derived: SeverityName,
}

impl Disagreement {
    /// As a sentence: `chosen SEV2, the estimate says SEV1`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let chosen = self
            .chosen
            .as_deref()
            .map_or("no severity chosen".into(), |name| format!("chosen {}", name.to_uppercase()));
        format!("{chosen}, the estimate says {}", self.derived.to_uppercase())
    }
}

/// Whether the chosen severity is another one than the estimate makes it.
#[must_use]
pub fn disagreement(state: &Incident) -> Option<Disagreement> {
    let derived = state.estimates.last()?.follows.severity.clone()?;
    let chosen = state.severity.clone();
    (chosen.as_ref() != Some(&derived)).then_some(Disagreement { chosen, derived })
}
