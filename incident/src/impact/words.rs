//! Estimates as words: one place for the timeline, the command line and the pane.

use super::{Amount, Clear, Figures, Follows, Journey, OneOff, Range, Scope, Stated, Users, money};
use crate::Time;
use crate::event::JourneyState;
use crate::prelude::*;

impl Scope {
    /// What is broken for whom: `checkout BLOCKED, sign-in degraded, 20–40 % of users, likely 30 %, availability`.
    #[must_use]
    pub fn what(&self) -> String {
        self.parts().join(", ")
    }

    fn parts(&self) -> Vec<String> {
        let mut parts = journeys(&self.journeys);
        parts.extend(self.users.map(Users::words));
        parts.extend(self.impact.map(|impact| impact.to_string()));
        parts
    }

    /// The same with its begin and end.
    #[must_use]
    pub fn words(&self) -> String {
        let mut parts = self.parts();
        parts.push(format!("since {}", moment(self.since)));
        parts.extend(self.until.map(|until| format!("until {}", moment(until))));
        parts.join(", ")
    }
}

impl Figures {
    /// The money: `10,000–50,000 EUR lost an hour, likely 30,000; 5,000 EUR once, at 21 Nov 03:10Z`.
    #[must_use]
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.loss_per_hour.map(|range| self.amount(range).said(" lost an hour")));
        parts.extend(self.cost_per_hour.map(|range| self.amount(range).said(" of other costs an hour")));
        let once = |cost: OneOff| self.amount(cost.amount).said(&format!(" once, at {}", moment(cost.at)));
        parts.extend(self.one_off.map(once));
        parts.extend(self.void.iter().map(|revision| format!("without the figures of revision {revision}")));
        if parts.is_empty() { format!("none is known, in {}", self.currency) } else { parts.join("; ") }
    }

    fn amount(&self, range: Range) -> Amount {
        Amount { range, currency: self.currency.clone() }
    }
}

impl Follows {
    /// What follows: `priority high (a journey is blocked): restore now; SEV2`.
    #[must_use]
    pub fn words(&self) -> String {
        let Some(priority) = self.priority else {
            return "no priority follows yet: say which journeys are blocked, degraded or working".into();
        };
        let rule = self.rule.as_deref().map_or(String::new(), |rule| format!(" ({rule})"));
        let response = self.response.as_deref().map_or(String::new(), |words| format!(": {words}"));
        let severity = self.severity.as_deref().map_or(String::new(), |name| format!("; {}", name.to_uppercase()));
        format!("priority {priority}{rule}{response}{severity}")
    }
}

impl Stated {
    /// What is stated anew, as words.
    #[must_use]
    pub fn words(&self) -> String {
        let mut parts = journeys(&self.journeys);
        parts.extend(self.forget.iter().map(|name| format!("without {name}")));
        parts.extend(self.users.map(Users::words));
        parts.extend(self.impact.map(|impact| impact.to_string()));
        parts.extend(self.since.map(|since| format!("since {}", moment(since))));
        parts.extend(self.until.map(|until| format!("until {}", moment(until))));
        let currency = self.currency.clone().unwrap_or_default();
        let figure = |range: Range, what: &str| {
            // Without a currency of its own it is in that of the revision before, which is not known here: two places.
            let Range { low, likely, high } = range.map(|minor| minor / money::minor_per_unit(&currency));
            let [low, likely, high] = [low, likely, high].map(money::grouped);
            let said = |sum: &str| format!("{sum} {currency} {what}").replace("  ", " ");
            if range.is_exact() { said(&low) } else { format!("{}, likely {likely}", said(&format!("{low}–{high}"))) }
        };
        parts.extend(self.loss_per_hour.map(|range| figure(range, "lost an hour")));
        parts.extend(self.cost_per_hour.map(|range| figure(range, "of other costs an hour")));
        parts.extend(self.one_off.map(|cost| figure(cost.amount, "once")));
        parts.extend(self.void.iter().map(|revision| format!("without the figures of revision {revision}")));
        parts.extend(self.clear.iter().map(|clear| clear.words().to_owned()));
        parts.join(", ")
    }
}

impl Clear {
    /// As words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Clear::Impact => "kind unknown",
            Clear::Users => "users unknown",
            Clear::Until => "not over",
            Clear::LossPerHour => "loss per hour unknown",
            Clear::CostPerHour => "no other costs",
        }
    }
}

/// Journeys as words, what is broken most first.
fn journeys(all: &[Journey]) -> Vec<String> {
    let mut sorted: Vec<_> = all.iter().collect();
    sorted.sort_by_key(|journey| journey.state);
    let words = |journey: &Journey| match journey.state {
        JourneyState::Blocked => format!("{} BLOCKED", journey.name),
        JourneyState::Degraded | JourneyState::Working => format!("{} {}", journey.name, journey.state),
    };
    sorted.into_iter().map(words).collect()
}

/// A moment as the record writes it.
fn moment(at: Time) -> String {
    at.format("%d %b %H:%MZ").to_string()
}
