//! What a line of a past incident says of the impact, as far as its data say it beyond doubt.
//!
//! ```text
//! {"at": "…", "kind": "impact", "text": "…", "data": {"loss_total": 11000000, "currency": "DAI"}}
//! ```
//!
//! `loss_total` with a `currency` is what was lost by then, all in all; `users`, `users_share` (percent) and `journeys`
//! (`{"checkout": "blocked"}`) are what they are in an estimate; `since` and `until` are whole dates with their zone, and
//! `duration_minutes` counts from `since`, or from the line. Everything else (a service's name, `09:59 PDT`) stays data:
//! a state or a moment is never guessed.

use super::ImportedLine;
use crate::event::{ImpactKind, JourneyState};
use crate::impact::{Journey, Range, Stated, StatedCost, Users, money};
use crate::prelude::*;
use crate::rejection::Figure;
use crate::{Time, bounds};
use chrono::TimeDelta;
use serde_json::{Map, Value};

/// Letters of a currency that is none of a country's.
const CURRENCY_CHARS: usize = 16;

impl ImportedLine {
    /// What the line states of the impact; nothing where its data say nothing of it.
    #[must_use]
    pub fn harm(&self) -> Option<Stated> {
        let data: Map<String, Value> = serde_json::from_str(self.content.data_str()).ok()?;
        if self.kind != "impact" {
            return None;
        }
        let total = total(&data, self.at);
        let since = moment(&data, "since").filter(|since| *since <= self.at);
        let lasts = data.get("duration_minutes").and_then(Value::as_i64).filter(|it| (1..=MOST_MINUTES).contains(it));
        // How long it lasted says also when it began: with the line, where nothing else is said.
        let since = since.or(lasts.map(|_| self.at));
        let counted = since.zip(lasts).and_then(|(since, lasts)| since.checked_add_signed(TimeDelta::minutes(lasts)));
        let until = moment(&data, "until").or(counted).filter(|until| since.unwrap_or(self.at) <= *until);
        let stated = Stated {
            impact: data.get("impact").and_then(Value::as_str).and_then(|word| ImpactKind::parse(&word.to_lowercase())),
            journeys: journeys(&data),
            users: users(&data),
            since,
            until,
            currency: total.as_ref().map(|(currency, _)| currency.clone()),
            one_off: total.map(|(_, cost)| cost),
            ..Stated::default()
        };
        (!stated.is_empty()).then_some(stated)
    }
}

/// A year: what lasted longer was no incident.
const MOST_MINUTES: i64 = 366 * 24 * 60;

/// A number as it is written, or a text such as `20..40`.
fn figure(data: &Map<String, Value>, name: &str) -> Option<String> {
    match data.get(name)? {
        Value::Number(number) => Some(number.to_string()),
        Value::String(words) => Some(words.clone()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn moment(data: &Map<String, Value>, name: &str) -> Option<Time> {
    data.get(name)?.as_str()?.parse().ok()
}

fn total(data: &Map<String, Value>, at: Time) -> Option<(String, StatedCost)> {
    let currency = data.get("currency")?.as_str()?.trim().to_uppercase();
    let plain = !currency.is_empty() && currency.len() <= CURRENCY_CHARS;
    if !plain || !currency.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let amount = Range::read(&figure(data, "loss_total")?, |part| money::read(part, &currency)).ok()?;
    let amount = amount.check(Figure::OneOff, bounds::FIGURE, money::grouped).ok()?;
    Some((currency, StatedCost { amount, at: Some(at) }))
}

fn users(data: &Map<String, Value>) -> Option<Users> {
    let share = figure(data, "users_share").and_then(|words| Users::read_share(&words).ok());
    let count = || figure(data, "users").and_then(|words| Users::read_count(&words).ok());
    share.or_else(count)?.checked().ok()
}

fn journeys(data: &Map<String, Value>) -> Vec<Journey> {
    let Some(Value::Object(all)) = data.get("journeys") else { return Vec::new() };
    let read = |(name, state): (&String, &Value)| {
        let state = JourneyState::parse(&state.as_str()?.to_lowercase())?;
        Journey { name: name.clone(), state }.checked().ok()
    };
    all.iter().filter_map(read).take(bounds::JOURNEYS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Content;

    fn harm(data: &str) -> Option<Stated> {
        let data = Some(serde_json::value::RawValue::from_string(data.to_owned()).expect("JSON"));
        let at = "2023-01-11T14:22:00Z".parse().expect("a time");
        ImportedLine { at, kind: "impact".into(), seat: None, content: Content { text: "x".into(), data } }.harm()
    }

    #[test]
    fn a_total_is_counted_in_its_currency_whatever_that_is() {
        let stated = harm(r#"{"loss_total": 11000000, "saved": 24000000, "currency": "DAI"}"#).expect("a loss");
        assert_eq!(stated.currency.as_deref(), Some("DAI"));
        assert_eq!(stated.one_off.map(|cost| cost.amount), Some(Range::exactly(1_100_000_000)));
        let yen = harm(r#"{"loss_total": "5..7k", "currency": "jpy"}"#).and_then(|it| it.one_off);
        assert_eq!(yen.map(|cost| cost.amount), Some(Range { low: 5, likely: 3_502, high: 7_000 }));
        let no = [
            r#"{"loss_total": 5}"#,
            r#"{"loss_total": -5, "currency": "EUR"}"#,
            r#"{"loss_total": 1e30, "currency": "EUR"}"#,
            r#"{"loss_total": 99999999999999, "currency": "EUR"}"#,
            r#"{"loss_total": 5, "currency": "\u001b[2J"}"#,
            r#"{"currency": "EUR"}"#,
        ];
        for data in no {
            assert_eq!(harm(data), None, "{data}");
        }
    }

    #[test]
    fn moments_are_never_guessed() {
        let until = |data| harm(data).and_then(|it| it.until).map(|at| at.to_rfc3339());
        assert_eq!(until(r#"{"duration_minutes": 88}"#).as_deref(), Some("2023-01-11T15:50:00+00:00"));
        let zoned = r#"{"until": "2023-01-11T17:00:00+01:00"}"#;
        assert_eq!(until(zoned).as_deref(), Some("2023-01-11T16:00:00+00:00"));
        for data in [
            r#"{"until": "09:59 PDT"}"#,
            r#"{"until": "2023-01-11T13:00:00Z"}"#,
            r#"{"duration_minutes": 0}"#,
            r#"{"duration_minutes": 99999999999}"#,
            r#"{"service": "STS"}"#,
            r#"{"services_affected": 95}"#,
        ] {
            assert_eq!(harm(data), None, "{data}");
        }
    }

    #[test]
    fn journeys_and_users_are_what_they_are_in_an_estimate() {
        let stated = harm(r#"{"journeys": {"checkout": "Blocked", "odd": "grim"}, "users_share": "20..40"}"#);
        let stated = stated.expect("an estimate");
        assert_eq!(stated.journeys, [Journey { name: "checkout".into(), state: JourneyState::Blocked }]);
        assert_eq!(stated.users, Some(Users::Share(Range { low: 2_000, likely: 3_000, high: 4_000 })));
        assert_eq!(harm(r#"{"users_share": 120}"#), None);
        assert!(matches!(harm(r#"{"users": 4100}"#).and_then(|it| it.users), Some(Users::Count(_))));
    }
}
