//! What a team agrees on about impact: the currency, the journeys it knows, and what follows from an estimate.
//!
//! Kinds, states and priorities are words here, not types: a policy also stands in events, and a client must be able
//! to read that of a newer server.

use super::{Flaws, Policy};
use crate::bounds;
use crate::event::{ImpactKind, JourneyState, Priority};
use crate::impact::money;
use crate::prelude::*;
use serde::{Deserialize, Serialize};

/// Everything about impact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Estimating {
    /// In which currency money is counted where nobody says another, three letters.
    pub currency: String,
    /// What users want to do, by short names: offered when somebody estimates.
    pub journeys: Vec<String>,
    /// What follows from an estimate: the first that fits decides.
    pub rules: Vec<PriorityRule>,
    /// How to respond to each priority.
    pub responses: Vec<Response>,
}

/// What follows from an estimate. All that it asks for has to be so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorityRule {
    /// As it is shown: `a journey is blocked`.
    pub words: String,
    /// The kind of harm; any when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// How one of the journeys is: `blocked`, `degraded` or `working`; any when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub journey: String,
    /// The likely share of users, in percent, at least; any when 0.
    #[serde(default, skip_serializing_if = "is_zero_32")]
    pub users_percent: u32,
    /// The likely loss in an hour, all costs included, in whole units of the policy's currency, at least; any when 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub loss_per_hour: u64,
    /// How urgent it is then: `high`, `medium` or `low`.
    pub priority: String,
    /// How bad it is then.
    pub severity: String,
}

/// How to respond to a priority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// `high`, `medium` or `low`.
    pub priority: String,
    /// What to do, in a few words.
    pub words: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero_32(number: &u32) -> bool {
    *number == 0
}

impl Estimating {
    /// How to respond to a priority, in the policy's words.
    #[must_use]
    pub fn response(&self, priority: Priority) -> Option<&str> {
        let response = self.responses.iter().find(|response| response.priority == priority.as_str());
        response.map(|response| response.words.as_str())
    }

    /// Makes the usual rules speak of a team's own severities, by their order from the worst.
    pub fn rename_usual(&mut self, severities: &[super::Severity]) {
        let usual: Vec<_> = Policy::default().severities.into_iter().map(|severity| severity.name).collect();
        let own = |name: &str| {
            let place = usual.iter().position(|usual| usual == name)?;
            severities.get(place).or(severities.last())
        };
        for rule in &mut self.rules {
            if let Some(severity) = own(&rule.severity) {
                rule.severity.clone_from(&severity.name);
            }
        }
    }
}

impl Default for Estimating {
    fn default() -> Self {
        let any = PriorityRule::default;
        let rule = |words: &str, priority: Priority, severity: &str, asks: PriorityRule| PriorityRule {
            words: words.into(),
            priority: priority.as_str().into(),
            severity: severity.into(),
            ..asks
        };
        let journey = |state: JourneyState| PriorityRule { journey: state.as_str().into(), ..any() };
        let (high, medium, low) = (Priority::High, Priority::Medium, Priority::Low);
        let security = PriorityRule { kind: ImpactKind::Security.as_str().into(), ..any() };
        let many = PriorityRule { users_percent: 50, ..journey(JourneyState::Blocked) };
        let response =
            |priority: Priority, words: &str| Response { priority: priority.as_str().into(), words: words.into() };
        Self {
            currency: "EUR".into(),
            journeys: Vec::new(),
            rules: vec![
                rule("it is a security incident", high, "sev1", security),
                rule("a journey is blocked for half of the users or more", high, "sev1", many),
                rule(
                    "10,000 or more are lost in an hour",
                    high,
                    "sev1",
                    PriorityRule { loss_per_hour: 10_000, ..any() },
                ),
                rule("a journey is blocked", high, "sev2", journey(JourneyState::Blocked)),
                rule(
                    "1,000 or more are lost in an hour",
                    medium,
                    "sev3",
                    PriorityRule { loss_per_hour: 1_000, ..any() },
                ),
                rule("a journey is degraded", medium, "sev3", journey(JourneyState::Degraded)),
                rule("every journey works", low, "sev4", journey(JourneyState::Working)),
            ],
            responses: vec![
                response(high, "restore now"),
                response(medium, "by the next working day"),
                response(low, "when possible, and a ticket"),
            ],
        }
    }
}

impl Policy {
    pub(super) fn impact_flaws(&self, flaws: &mut Flaws) {
        let Estimating { currency, journeys, rules, responses } = &self.impact;
        let upper: String = currency.to_uppercase();
        let better = money::places(&upper).map(|_| upper.as_str()).or(Some("EUR"));
        let expected = "the three letters of a currency (ISO 4217)";
        flaws.expect(money::places(currency).is_some(), "impact.currency", expected, better);
        let few = journeys.len() <= bounds::JOURNEYS;
        flaws.expect(few, "impact.journeys", &format!("at most {} of them", bounds::JOURNEYS), None);
        for (i, name) in journeys.iter().enumerate() {
            let key = format!("impact.journeys[{i}]");
            let journey = crate::impact::Journey { name: name.clone(), state: JourneyState::Working };
            let expected = format!("a short name of 1 to {} letters, digits, spaces or - _ . /", bounds::JOURNEY_CHARS);
            flaws.expect(journey.checked().is_ok_and(|it| it.name == *name), &key, &expected, None);
            let first = journeys.iter().position(|other| other == name);
            flaws.expect(first == Some(i), &key, "a name that no other journey has", None);
        }
        flaws.few(rules.len(), "impact.rules");
        for (i, rule) in rules.iter().enumerate() {
            self.rule_flaws(rule, &format!("impact.rules[{i}]"), flaws);
        }
        flaws.few(responses.len(), "impact.responses");
        for (i, response) in responses.iter().enumerate() {
            let key = format!("impact.responses[{i}]");
            priority_flaw(&response.priority, &format!("{key}.priority"), flaws);
            flaws.line(&format!("{key}.words"), &response.words, 100);
            let first = responses.iter().position(|other| other.priority == response.priority);
            flaws.expect(first == Some(i), &format!("{key}.priority"), "a priority that has no other response", None);
        }
        for priority in Priority::ALL {
            let used = rules.iter().any(|rule| rule.priority == priority.as_str());
            let expected = format!("a response to the priority {priority}, which a rule gives");
            flaws.expect(!used || self.impact.response(*priority).is_some(), "impact.responses", &expected, None);
        }
    }

    fn rule_flaws(&self, rule: &PriorityRule, key: &str, flaws: &mut Flaws) {
        flaws.line(&format!("{key}.words"), &rule.words, 100);
        let kind = rule.kind.is_empty() || ImpactKind::parse(&rule.kind).is_some();
        let kinds = words(ImpactKind::ALL.iter().map(|kind| kind.as_str()));
        flaws.expect(kind, &format!("{key}.kind"), &kinds, Some("security"));
        let journey = rule.journey.is_empty() || JourneyState::parse(&rule.journey).is_some();
        let states = words(JourneyState::ALL.iter().map(|state| state.as_str()));
        flaws.expect(journey, &format!("{key}.journey"), &states, Some("blocked"));
        flaws.within(rule.users_percent.into(), 0..=100, &format!("{key}.users_percent"), "percent", "50");
        let most = bounds::FIGURE / money::minor_per_unit(&self.impact.currency);
        flaws.within(rule.loss_per_hour, 0..=most, &format!("{key}.loss_per_hour"), "whole units an hour", "10000");
        priority_flaw(&rule.priority, &format!("{key}.priority"), flaws);
        let known = self.severity_names().any(|name| name == rule.severity);
        let first = self.severity_names().next();
        flaws.expect(known, &format!("{key}.severity"), "the name of a severity of this policy", first);
        let asks = !rule.kind.is_empty() || !rule.journey.is_empty();
        let asks = asks || rule.users_percent > 0 || rule.loss_per_hour > 0;
        flaws.expect(asks, key, "kind, journey, users_percent or loss_per_hour: without one it always fits", None);
    }
}

fn priority_flaw(word: &str, key: &str, flaws: &mut Flaws) {
    let known = Priority::ALL.iter().any(|priority| priority.as_str() == word);
    flaws.expect(known, key, &words(Priority::ALL.iter().map(|priority| priority.as_str())), Some("high"));
}

fn words(all: impl Iterator<Item = &'static str>) -> String {
    all.collect::<Vec<_>>().join(", ")
}
