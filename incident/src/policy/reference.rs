//! Whom to call, who answers for which service, what to read, and when somebody last looked whether it still holds.
//!
//! Nothing here knows what day it is: whether a check is long ago is judged by [`Checked::of`] where it is shown.

use super::{Flaws, Policy, is_line};
use crate::prelude::*;
use crate::{Time, bounds};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Whom to call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Who.
    pub name: String,
    /// For what.
    #[serde(default)]
    pub role: String,
    /// How: a number, an address.
    pub reach: String,
    /// The day on which somebody last tried it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<NaiveDate>,
}

/// Who answers for a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The service.
    pub service: String,
    /// A team or a person.
    pub who: String,
    /// How to get them: a number, an address, a chat.
    pub reach: String,
    /// The day on which somebody last looked whether it still holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<NaiveDate>,
}

/// What to read, and what to do step by step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runbook {
    /// What it is for.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// Who keeps it right.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// The day on which somebody last went through it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<NaiveDate>,
    /// Its steps in their order, to be ticked off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
}

/// How long a check holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reference {
    /// Days after a check until what was checked counts as possibly out of date.
    pub stale_after_days: u32,
}

impl Default for Reference {
    /// A quarter: people change teams and numbers faster than once a year.
    fn default() -> Self {
        Self { stale_after_days: 90 }
    }
}

/// What a date of a check means at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Nobody ever did.
    Never,
    /// Not long ago.
    Lately {
        /// The day.
        day: NaiveDate,
        /// Days since.
        days: i64,
    },
    /// Longer ago than the policy allows.
    LongAgo {
        /// The day.
        day: NaiveDate,
        /// Days since.
        days: i64,
    },
    /// On a day that is still to come: the date is wrong.
    Ahead {
        /// The day.
        day: NaiveDate,
    },
}

impl Checked {
    /// Judges the date of a check.
    #[must_use]
    pub fn of(checked: Option<NaiveDate>, reference: &Reference, now: Time) -> Checked {
        let Some(day) = checked else { return Checked::Never };
        let days = (now.date_naive() - day).num_days();
        // It may be tomorrow already where the check was made.
        if days < -1 {
            Checked::Ahead { day }
        } else if days > i64::from(reference.stale_after_days) {
            Checked::LongAgo { day, days }
        } else {
            Checked::Lately { day, days: days.max(0) }
        }
    }

    /// Whether it may not hold any more.
    #[must_use]
    pub fn is_doubtful(self) -> bool {
        !matches!(self, Checked::Lately { .. })
    }

    /// As words that say themselves when it is in doubt.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Checked::Never => "never checked: may be wrong".into(),
            Checked::Lately { day, days } => format!("checked {day}, {}", ago(days)),
            Checked::LongAgo { day, days } => format!("checked {day}, {}: may be out of date", ago(days)),
            Checked::Ahead { day } => format!("checked {day}, a day to come: the date is wrong"),
        }
    }

    /// As one or two words, for a column.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Checked::Never => "never checked",
            Checked::Lately { .. } => "",
            Checked::LongAgo { .. } => "out of date?",
            Checked::Ahead { .. } => "wrong date",
        }
    }
}

fn ago(days: i64) -> String {
    match days {
        0 => "today".into(),
        1 => "1 day ago".into(),
        days => format!("{days} days ago"),
    }
}

impl Policy {
    /// The runbook of that title, in capitals or not; else the only one whose title begins like that.
    #[must_use]
    pub fn runbook(&self, title: &str) -> Option<&Runbook> {
        let wanted = title.trim().to_lowercase();
        let exact = self.runbooks.iter().find(|runbook| runbook.title.to_lowercase() == wanted);
        let mut begin = self.runbooks.iter().filter(|runbook| runbook.title.to_lowercase().starts_with(&wanted));
        let only = begin.next().filter(|_| !wanted.is_empty() && begin.next().is_none());
        exact.or(only)
    }

    pub(super) fn reference_flaws(&self, flaws: &mut Flaws) {
        let days = u64::from(self.reference.stale_after_days);
        flaws.within(days, 1..=3_650, "reference.stale_after_days", "days (ten years)", "90");
        flaws.few(self.contacts.len(), "contacts");
        for (i, Contact { name, role, reach, checked }) in self.contacts.iter().enumerate() {
            flaws.line(&format!("contacts[{i}].name"), name, bounds::REFERENCE_BYTES);
            flaws.line(&format!("contacts[{i}].reach"), reach, bounds::REFERENCE_BYTES);
            if !role.is_empty() {
                flaws.line(&format!("contacts[{i}].role"), role, bounds::REFERENCE_BYTES);
            }
            flaws.day(&format!("contacts[{i}].checked"), *checked);
            let first = self.contacts.iter().position(|other| (&other.name, &other.role) == (name, role));
            let expected = "a name that no other contact with this role has";
            flaws.expect(first == Some(i), &format!("contacts[{i}].name"), expected, None);
        }
        let expected = format!("at most {} of them", bounds::OWNERS);
        flaws.expect(self.owners.len() <= bounds::OWNERS, "owners", &expected, None);
        for (i, Owner { service, who, reach, checked }) in self.owners.iter().enumerate() {
            for (key, value) in [("service", service), ("who", who), ("reach", reach)] {
                flaws.line(&format!("owners[{i}].{key}"), value, bounds::REFERENCE_BYTES);
            }
            flaws.day(&format!("owners[{i}].checked"), *checked);
            let first = self.owners.iter().position(|other| (&other.service, &other.who) == (service, who));
            let expected = "an owner who is not named for this service already";
            flaws.expect(first == Some(i), &format!("owners[{i}].who"), expected, None);
        }
        flaws.few(self.runbooks.len(), "runbooks");
        for (i, runbook) in self.runbooks.iter().enumerate() {
            self.runbook_flaws(flaws, i, runbook);
        }
    }

    fn runbook_flaws(&self, flaws: &mut Flaws, i: usize, runbook: &Runbook) {
        let Runbook { title, url, owner, checked, steps } = runbook;
        let key = format!("runbooks[{i}].title");
        flaws.line(&key, title, bounds::REFERENCE_BYTES);
        // A tick names the runbook by its title, and people write it without looking at capitals.
        let same = |other: &Runbook| other.title.to_lowercase() == title.to_lowercase();
        let first = self.runbooks.iter().position(same);
        flaws.expect(first == Some(i), &key, "a title that no other runbook has", None);
        let web = url.starts_with("https://") || url.starts_with("http://");
        let key = format!("runbooks[{i}].url");
        flaws.expect(web && is_line(url, 500), &key, "an http or https address", None);
        if !owner.is_empty() {
            flaws.line(&format!("runbooks[{i}].owner"), owner, bounds::REFERENCE_BYTES);
        }
        flaws.day(&format!("runbooks[{i}].checked"), *checked);
        flaws.few(steps.len(), &format!("runbooks[{i}].steps"));
        for (j, step) in steps.iter().enumerate() {
            flaws.line(&format!("runbooks[{i}].steps[{j}]"), step, bounds::STEP_BYTES);
        }
    }
}

impl Flaws {
    /// A day on which somebody can have looked: a mistyped year would count as checked for ever.
    fn day(&mut self, key: &str, day: Option<NaiveDate>) {
        let plausible = day.is_none_or(|day| (2000..=2099).contains(&day.year()));
        self.expect(plausible, key, "a day from 2000-01-01 to 2099-12-31", None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    fn at(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn keys(change: impl FnOnce(&mut Policy)) -> Vec<String> {
        let mut policy = Policy::default();
        change(&mut policy);
        policy.flaws().into_iter().map(|flaw| flaw.key).collect()
    }

    fn runbook(title: &str) -> Runbook {
        Runbook { title: title.into(), url: "https://runbooks.example/1".into(), ..Runbook::default() }
    }

    #[test]
    fn a_check_says_how_long_ago_it_was_and_when_that_is_too_long() {
        let now = at("2026-11-21T17:00:00Z");
        let words = |checked| Checked::of(checked, &Reference::default(), now).words();
        assert_eq!(words(day("2026-02-03")), "checked 2026-02-03, 291 days ago: may be out of date");
        assert_eq!(words(day("2026-11-20")), "checked 2026-11-20, 1 day ago");
        assert_eq!(words(day("2026-11-21")), "checked 2026-11-21, today");
        assert_eq!(words(None), "never checked: may be wrong");
        assert_eq!(words(day("2027-02-03")), "checked 2027-02-03, a day to come: the date is wrong");
    }

    #[test]
    fn a_check_holds_to_the_last_day_of_its_time_and_tomorrow_may_be_today_elsewhere() {
        let now = at("2026-04-01T00:00:00Z");
        let doubtful = |checked| Checked::of(checked, &Reference::default(), now).is_doubtful();
        assert!(!doubtful(day("2026-01-01")), "ninety days ago");
        assert!(doubtful(day("2025-12-31")), "ninety-one days ago");
        assert!(!doubtful(day("2026-04-02")) && doubtful(day("2026-04-03")));
    }

    #[test]
    fn what_is_wrong_with_contacts_owners_and_runbooks_is_named_by_its_key() {
        let contact = Contact { name: "Vendor".into(), reach: "+44 1".into(), ..Contact::default() };
        let twice = |policy: &mut Policy| policy.contacts = vec![contact.clone(), contact.clone()];
        assert_eq!(keys(twice), ["contacts[1].name"]);
        let wrong = Contact { reach: String::new(), checked: day("2226-01-01"), ..contact.clone() };
        assert_eq!(keys(|it| it.contacts = vec![wrong]), ["contacts[0].reach", "contacts[0].checked"]);
        let owner = Owner { service: "pay".into(), who: "team".into(), reach: "#pay".into(), checked: None };
        assert_eq!(keys(|it| it.owners = vec![owner.clone(), owner.clone()]), ["owners[1].who"]);
        assert_eq!(keys(|it| it.owners = vec![Owner::default(); 1])[..2], ["owners[0].service", "owners[0].who"]);
        let many: Vec<_> = (0..=bounds::OWNERS).map(|i| Owner { who: i.to_string(), ..owner.clone() }).collect();
        assert_eq!(keys(|it| it.owners = many), ["owners"]);
        assert_eq!(keys(|it| it.reference.stale_after_days = 0), ["reference.stale_after_days"]);
    }

    #[test]
    fn the_beginning_of_a_title_is_enough_where_only_one_begins_so() {
        let policy = Policy { runbooks: vec![runbook("Roll back"), runbook("Roll back all")], ..Policy::default() };
        let found = |title: &str| policy.runbook(title).map(|runbook| runbook.title.as_str());
        assert_eq!(found(" roll BACK "), Some("Roll back"), "the whole title is meant before a longer one");
        assert_eq!(found("roll back a"), Some("Roll back all"));
        assert_eq!((found("roll"), found(""), found("back")), (None, None, None));
    }

    #[test]
    fn a_title_names_one_runbook_and_its_steps_stand_in_a_line_each() {
        let twice = vec![runbook("Roll back"), runbook("ROLL BACK")];
        assert_eq!(keys(|it| it.runbooks = twice), ["runbooks[1].title"]);
        let steps = vec!["one".into(), "two\nlines".into(), "x".repeat(bounds::STEP_BYTES + 1)];
        let long = Runbook { steps, ..runbook("Roll back") };
        assert_eq!(keys(|it| it.runbooks = vec![long]), ["runbooks[0].steps[1]", "runbooks[0].steps[2]"]);
        let many = Runbook { steps: vec!["one".into(); 51], ..runbook("Roll back") };
        assert_eq!(keys(|it| it.runbooks = vec![many]), ["runbooks[0].steps"]);
    }
}
