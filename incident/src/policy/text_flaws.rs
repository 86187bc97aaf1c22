//! What a policy's own words for the outside may not hold: they are approved beforehand, or the start of every draft.
//!
//! A holding statement is looked at with all values of its slots. What is found has to be written in other words, or be
//! allowed outright in `leaks.allowed`.

use super::{Flaws, Policy};
use crate::leak::{self, Finding, Weight};
use crate::policy::Holding;
use crate::prelude::*;
use core::ops::Range;

/// Combinations of a statement's values that are looked at whole; of more every value is looked at once.
const COMBINATIONS: usize = 200;

/// A text with its slots filled, and where each value stands.
struct Filled {
    text: String,
    values: Vec<(Range<usize>, Place)>,
}

/// Where a value comes from.
#[derive(Clone, Copy)]
enum Place {
    /// What the policy calls the service.
    Service,
    /// A value of one of the statement's own slots, by their places.
    Own(usize, usize),
    /// What is only known when it is filled: an hour, a severity.
    Known,
}

impl Policy {
    pub(super) fn text_flaws(&self, flaws: &mut Flaws) {
        let none = |_: &str| None;
        self.words_leak(flaws, "updates.service", &self.updates.service, &none);
        for (i, template) in self.templates.iter().enumerate() {
            self.words_leak(flaws, &format!("templates[{i}].text"), &template.text, &none);
        }
        for (i, holding) in self.holding_statements.iter().enumerate() {
            for chosen in choices(holding) {
                let own = |name: &str| {
                    let at = holding.slots.iter().position(|slot| slot.name == name)?;
                    let value = *chosen.get(at)?;
                    Some((at, value, holding.slots.get(at)?.values.get(value)?.as_str()))
                };
                self.words_leak(flaws, &format!("holding_statements[{i}].text"), &holding.text, &own);
            }
        }
    }

    /// Names what a text should not hold, each finding once and by the key at which it is written.
    fn words_leak<'a>(
        &'a self,
        flaws: &mut Flaws,
        key: &str,
        words: &str,
        own: &dyn Fn(&str) -> Option<(usize, usize, &'a str)>,
    ) {
        let filled = self.filled(words, own);
        let findings = leak::check_with(&filled.text, &self.leaks, &|_| false);
        for finding in findings.iter().filter(|it| it.weight != Weight::Suggestion) {
            let within = filled.values.iter().find(|(range, _)| finding.start < range.end && range.start < finding.end);
            let key = match within {
                Some((_, Place::Service)) => "updates.service".into(),
                Some((_, Place::Own(slot, value))) => {
                    format!("{}.slots[{slot}].values[{value}]", key.trim_end_matches(".text"))
                }
                Some((_, Place::Known)) | None => key.to_owned(),
            };
            flaws.leaks(&key, finding, finding.of(&filled.text));
        }
    }

    fn filled<'a>(&'a self, words: &str, own: &dyn Fn(&str) -> Option<(usize, usize, &'a str)>) -> Filled {
        let mut filled = Filled { text: String::with_capacity(words.len()), values: Vec::new() };
        let mut rest = words;
        while let Some((before, after)) = rest.split_once('{') {
            filled.text.push_str(before);
            let Some((name, tail)) = after.split_once('}') else { break };
            let (value, place) = match own(name) {
                Some((slot, value, words)) => (words, Place::Own(slot, value)),
                None if name == "service" => (self.updates.service.as_str(), Place::Service),
                None => (sample(name), Place::Known),
            };
            let start = filled.text.len();
            filled.text.push_str(value);
            filled.values.push((start..filled.text.len(), place));
            rest = tail;
        }
        filled.text.push_str(rest);
        filled
    }
}

/// What a known slot is filled with, as an example.
fn sample(slot: &str) -> &'static str {
    match slot {
        "phase" => "investigating",
        "severity" => "SEV2",
        _ => "10:30 UTC",
    }
}

/// Which value of each slot: all combinations, or where they are too many every value once.
fn choices(holding: &Holding) -> Vec<Vec<usize>> {
    let counts: Vec<usize> = holding.slots.iter().map(|slot| slot.values.len()).collect();
    let all = counts.iter().try_fold(1_usize, |all, count| all.checked_mul((*count).max(1)));
    if let Some(all) = all.filter(|all| *all <= COMBINATIONS) {
        let nth = |nth: usize| {
            let mut left = nth;
            let digit = |count: &usize| {
                let digit = left % (*count).max(1);
                left /= (*count).max(1);
                digit
            };
            counts.iter().map(digit).collect()
        };
        return (0..all).map(nth).collect();
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let step = |step: usize| counts.iter().map(|count| step.min(count.saturating_sub(1))).collect();
    (0..most).map(step).collect()
}

impl Flaws {
    fn leaks(&mut self, key: &str, finding: &Finding, found: &str) {
        let Finding { kind, explanation, .. } = finding;
        let said = if kind.is_secret() || finding.weight == Weight::Blocks {
            String::new()
        } else {
            format!(" {:?}", found.chars().take(60).collect::<String>())
        };
        let allow = if finding.weight == Weight::Blocks { "" } else { ", or allowed in leaks.allowed.words" };
        let expected = format!("words without {kind}{said} ({explanation}){allow}");
        if !self.0.iter().any(|flaw| flaw.key == key && flaw.expected == expected) {
            self.expect(false, key, &expected, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Slot;

    fn with(text: &str, slots: &[(&str, &[&str])]) -> Policy {
        let mut policy = Policy::default();
        let slot = |(name, values): &(&str, &[&str])| Slot {
            name: (*name).into(),
            values: values.iter().map(|value| (*value).into()).collect(),
        };
        policy.holding_statements[0].text = text.into();
        policy.holding_statements[0].slots = slots.iter().map(slot).collect();
        policy
    }

    fn keys(policy: &Policy) -> Vec<String> {
        policy.flaws().into_iter().map(|flaw| flaw.key).collect()
    }

    #[test]
    fn what_is_approved_beforehand_is_clean_with_every_value_of_its_slots() {
        let policy =
            with("{part} is slow, see {where}.", &[("part", &["Checkout", "PLAT-1234"]), ("where", &["help"])]);
        let flaws = policy.flaws();
        assert_eq!(keys(&policy), ["holding_statements[0].slots[0].values[1]"]);
        assert!(flaws[0].expected.contains("without ticket_id \"PLAT-1234\""), "{flaws:?}");
        // What only comes of two values together.
        let policy = with("{user}@{host}", &[("user", &["help", "mira"]), ("host", &["acme.example", "db.internal"])]);
        assert!(!keys(&policy).is_empty());
        assert_eq!(keys(&with("See PLAT-1234.", &[])), ["holding_statements[0].text"]);
    }

    #[test]
    fn many_values_are_looked_at_once_each() {
        let names: Vec<String> = (0..50).map(|nth| format!("part {nth}")).collect();
        let mut values: Vec<&str> = names.iter().map(String::as_str).collect();
        values[49] = "10.0.0.1";
        let slots: Vec<(&str, &[&str])> = [("a", &values[..]), ("b", &values[..]), ("c", &values[..])].into();
        let policy = with("{a} {b} {c}", &slots);
        assert_eq!(keys(&policy).len(), 3, "{:?}", policy.flaws());
    }

    #[test]
    fn templates_the_service_and_what_is_allowed_outright() {
        let mut policy = Policy::default();
        policy.templates[0].text = "We restarted db-prod-03.internal.".into();
        policy.updates.service = "Kestrel Bank".into();
        policy.leaks.terms = vec!["Kestrel Bank".into()];
        assert!(keys(&policy).contains(&"templates[0].text".into()));
        assert!(keys(&policy).contains(&"updates.service".into()));
        policy.leaks.allowed.words = vec!["db-prod-03.internal".into(), "Kestrel Bank".into()];
        assert_eq!(keys(&policy), [""; 0]);
    }

    #[test]
    fn a_promise_of_recovery_is_one_only_where_the_policy_refuses_it() {
        let mut policy = with("We will be back by {now}. Next update by {next_update}.", &[]);
        assert_eq!(keys(&policy), [""; 0]);
        policy.leaks.may_promise_recovery = Some(false);
        let flaws = policy.flaws();
        assert!(flaws.len() == 1 && flaws[0].expected.contains("promise"), "{flaws:?}");
        assert_eq!(keys(&with("We are on it. Next update by {next_update}.", &[])), [""; 0]);
    }
}
