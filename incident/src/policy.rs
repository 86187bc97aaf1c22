//! The policy: what a team has agreed on beforehand. It enters an incident's state by an event; rules read it there.
//!
//! Reading it from a file is the server's business, and there an unknown key is an error. Here it is not: a policy
//! also stands in events, and a client must be able to read those of a newer server. Times are in seconds or minutes, as the names say.

mod clock;
mod escalation;
mod impact;
mod places;
mod reference;
mod text_flaws;
mod update_flaws;
mod updates;

pub use clock::{Cadence, Clock, EXECUTIVES, INTERNAL, Team};
pub use escalation::{Continuity, EscalationLevel};
pub use impact::{Estimating, PriorityRule, Response};
pub use places::{Impact, Issue, IssueFormat, STATUSPAGE, page_status};
pub use reference::{Checked, Contact, Owner, Reference, Runbook};
pub use updates::{Approving, Audience, Channel, Holding, Slot, Stakeholder, Template, Updates};

use crate::event::SeverityName;
use crate::people::Seat;
use crate::prelude::*;
use crate::{bounds, text};
use serde::{Deserialize, Serialize};

/// All sections. Everything has a default, so a server serves without a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// The severities, the worst first.
    pub severities: Vec<Severity>,
    /// Seats and hand-over.
    pub seats: Seats,
    /// Limits that a team may lower.
    pub limits: Limits,
    /// How invites live.
    pub invites: Invites,
    /// What follows from an estimate of the impact.
    pub impact: Estimating,
    /// Tasks that stand on the list when an incident is declared.
    pub checklists: Vec<Checklist>,
    /// Whom to call.
    pub contacts: Vec<Contact>,
    /// Who answers for which service.
    pub owners: Vec<Owner>,
    /// What to read.
    pub runbooks: Vec<Runbook>,
    /// How long a check of these three holds.
    pub reference: Reference,
    /// Where people meet when the server is away.
    #[serde(skip_serializing_if = "Bridge::is_none")]
    pub bridge: Bridge,
    /// Practice.
    pub drill: Drill,
    /// What the leak check knows of the team's own words.
    pub leaks: crate::leak::Settings,
    /// What all external updates share.
    pub updates: Updates,
    /// Whom external updates are for.
    pub audiences: Vec<Audience>,
    /// Where they go.
    pub channels: Vec<Channel>,
    /// Words to start a draft with.
    pub templates: Vec<Template>,
    /// Words that were approved beforehand.
    pub holding_statements: Vec<Holding>,
    /// Whom to call when those in the room cannot do it alone, in their order.
    pub escalation: Vec<EscalationLevel>,
    /// While the business goes on elsewhere.
    pub continuity: Continuity,
    /// What has to be there before the chair may approve.
    pub approval: Approving,
    /// Groups with a stake in the incident.
    pub stakeholders: Vec<Stakeholder>,
    /// How long things may take.
    pub clock: Clock,
    /// How often whom is told.
    pub cadences: Vec<Cadence>,
}

/// One severity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Severity {
    /// Its name, lower case letters and digits: `sev1`.
    pub name: SeverityName,
    /// What it means, in one line.
    pub meaning: String,
    /// Minutes until a responder has to have acknowledged.
    pub acknowledge_minutes: u32,
}

/// Seats and hand-over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seats {
    /// Seconds without a sign of the chair's holder until the chair counts as empty.
    pub chair_absent_seconds: u32,
    /// Minutes on shift after which the screen proposes a hand-over.
    pub shift_limit_minutes: u32,
    /// How many people the team has for an incident, which says what seats have to be filled: `solo`, `two`, `three`
    /// or `major`.
    pub team: String,
}

/// Limits that a team may lower.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Bytes of one entry, at most 16384.
    pub entry_bytes: usize,
    /// People in one incident, at most 2000.
    pub people: usize,
}

/// How invites live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Invites {
    /// Minutes until an invite ends.
    pub lifetime_minutes: u32,
    /// How often a guest's invite may be used; all others once.
    pub guest_uses: u32,
}

/// Tasks for the start of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checklist {
    /// For which severities; all when empty.
    #[serde(default)]
    pub severities: Vec<SeverityName>,
    /// The tasks, in their order.
    pub tasks: Vec<ChecklistTask>,
}

/// One task of a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistTask {
    /// What to do.
    pub text: String,
    /// It ends the harm: listed first.
    #[serde(default)]
    pub mitigation: bool,
}

/// Where people meet when the server is away: shown on every screen that is not connected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bridge {
    /// The number of a call.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// A chat.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub chat: String,
}

impl Bridge {
    /// Whether there is none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.phone.is_empty() && self.chat.is_empty()
    }
}

/// Practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Drill {
    /// Seconds between two lines that a script plays, at most; a real pause of an hour is cut to it.
    pub longest_pause_seconds: u32,
    /// Seconds between two lines that a script plays, at least.
    pub shortest_pause_seconds: u32,
}

impl Default for Policy {
    fn default() -> Self {
        let severity = |name: &str, meaning: &str, acknowledge_minutes| Severity {
            name: name.into(),
            meaning: meaning.into(),
            acknowledge_minutes,
        };
        let task = |text: &str, mitigation| ChecklistTask { text: text.into(), mitigation };
        let severities = vec![
            severity("sev1", "critical: down for all, or data or money is being lost", 5),
            severity("sev2", "major: down or badly degraded for many", 5),
            severity("sev3", "minor: partly degraded, work goes on", 15),
            severity("sev4", "small: no effect on use", 60),
        ];
        let audiences = updates::audiences();
        Self {
            clock: Clock::default(),
            cadences: Cadence::defaults(&severities, &audiences),
            severities,
            seats: Seats::default(),
            limits: Limits::default(),
            invites: Invites::default(),
            impact: Estimating::default(),
            checklists: vec![
                Checklist {
                    severities: Vec::new(),
                    tasks: vec![
                        task("Can the last change be rolled back?", true),
                        task("Can traffic be led around the fault, or the feature be switched off?", true),
                        task("Say who is affected and since when", false),
                    ],
                },
                Checklist {
                    severities: vec!["sev1".into()],
                    tasks: vec![task("Tell management that a SEV1 is running", false)],
                },
            ],
            contacts: Vec::new(),
            owners: Vec::new(),
            runbooks: Vec::new(),
            reference: Reference::default(),
            bridge: Bridge::default(),
            drill: Drill::default(),
            leaks: crate::leak::Settings::default(),
            updates: Updates::default(),
            audiences,
            channels: updates::channels(),
            templates: updates::templates(),
            holding_statements: updates::holding_statements(),
            escalation: escalation::levels(),
            continuity: Continuity::default(),
            approval: Approving::default(),
            stakeholders: Vec::new(),
        }
    }
}

impl Default for Seats {
    fn default() -> Self {
        Self { chair_absent_seconds: 120, shift_limit_minutes: 240, team: "three".into() }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { entry_bytes: bounds::TEXT_BYTES, people: bounds::PEOPLE }
    }
}

impl Default for Invites {
    fn default() -> Self {
        Self { lifetime_minutes: 24 * 60, guest_uses: 20 }
    }
}

impl Default for Drill {
    fn default() -> Self {
        Self { longest_pause_seconds: 10, shortest_pause_seconds: 3 }
    }
}

/// What is wrong with a policy that has the right shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The key, as it stands in the file: `severities[1].name`.
    pub key: String,
    /// What is expected there.
    pub expected: String,
    /// What would be right, where it can be said.
    pub suggestion: Option<String>,
}

impl Policy {
    /// The severity of that name.
    #[must_use]
    pub fn severity(&self, name: &str) -> Option<&Severity> {
        self.severities.iter().find(|severity| severity.name.eq_ignore_ascii_case(name))
    }

    /// The names of all severities, the worst first.
    pub fn severity_names(&self) -> impl Iterator<Item = &str> {
        self.severities.iter().map(|severity| severity.name.as_str())
    }

    /// The tasks for an incident of this severity; all general ones when it is unknown.
    pub fn checklist<'a>(&'a self, severity: Option<&'a str>) -> impl Iterator<Item = &'a ChecklistTask> {
        self.checklists
            .iter()
            .filter(move |list| {
                list.severities.is_empty() || list.severities.iter().any(|name| Some(name.as_str()) == severity)
            })
            .flat_map(|list| &list.tasks)
    }

    /// How often an invite to this seat may be used.
    #[must_use]
    pub fn uses(&self, seat: Seat) -> u32 {
        match seat {
            Seat::Guest | Seat::Reader => self.invites.guest_uses,
            Seat::Observer | Seat::Responder | Seat::Coordinator => 1,
        }
    }

    /// Checks what a type cannot: values within their bounds, names that exist.
    #[must_use]
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut flaws = Flaws::default();
        self.severity_flaws(&mut flaws);
        self.number_flaws(&mut flaws);
        self.impact_flaws(&mut flaws);
        self.checklist_flaws(&mut flaws);
        self.reference_flaws(&mut flaws);
        self.bridge_flaws(&mut flaws);
        self.leak_flaws(&mut flaws);
        self.update_flaws(&mut flaws);
        self.escalation_flaws(&mut flaws);
        self.clock_flaws(&mut flaws);
        self.text_flaws(&mut flaws);
        flaws.0
    }

    fn leak_flaws(&self, flaws: &mut Flaws) {
        for list in self.leaks.lists() {
            let expected = format!("at most {} of them", bounds::LEAK_LIST);
            flaws.expect(list.words.len() <= bounds::LEAK_LIST, &format!("leaks.{}", list.key), &expected, None);
            for (i, word) in list.words.iter().enumerate() {
                let key = format!("leaks.{}[{i}]", list.key);
                let is_word = is_line(word, bounds::LEAK_WORD_BYTES);
                flaws.line(&key, word, bounds::LEAK_WORD_BYTES);
                flaws.expect(!is_word || (list.fits)(word), &key, list.expected, None);
            }
        }
    }

    fn severity_flaws(&self, flaws: &mut Flaws) {
        let count = (1..=9).contains(&self.severities.len());
        flaws.expect(count, "severities", "one to nine severities, the worst first", None);
        for (i, severity) in self.severities.iter().enumerate() {
            let (name, key) = (&severity.name, format!("severities[{i}].name"));
            let plain = !name.is_empty()
                && name.len() <= 16
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            let lower: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
            let better = (!lower.is_empty()).then_some(lower.as_str());
            flaws.expect(plain, &key, "1 to 16 lower-case letters and digits", better);
            let first = self.severities.iter().position(|other| other.name == *name);
            flaws.expect(first == Some(i), &key, "a name that no other severity has", None);
            flaws.line(&format!("severities[{i}].meaning"), &severity.meaning, 200);
            let key = format!("severities[{i}].acknowledge_minutes");
            flaws.within(u64::from(severity.acknowledge_minutes), 1..=10_080, &key, "minutes", "5");
        }
    }

    fn number_flaws(&self, flaws: &mut Flaws) {
        let Seats { chair_absent_seconds, shift_limit_minutes, .. } = self.seats;
        flaws.within(chair_absent_seconds.into(), 10..=86_400, "seats.chair_absent_seconds", "seconds", "120");
        flaws.within(shift_limit_minutes.into(), 10..=2_880, "seats.shift_limit_minutes", "minutes", "240");
        let Limits { entry_bytes, people } = self.limits;
        flaws.within(entry_bytes as u64, 256..=bounds::TEXT_BYTES as u64, "limits.entry_bytes", "bytes", "16384");
        flaws.within(people as u64, 3..=bounds::PEOPLE as u64, "limits.people", "people", "2000");
        let Invites { lifetime_minutes, guest_uses } = self.invites;
        let minutes = "minutes (30 days)";
        flaws.within(lifetime_minutes.into(), 1..=43_200, "invites.lifetime_minutes", minutes, "1440");
        flaws.within(guest_uses.into(), 1..=1_000, "invites.guest_uses", "uses", "20");
        let Drill { shortest_pause_seconds: least, longest_pause_seconds: most } = self.drill;
        flaws.within(most.into(), 1..=3_600, "drill.longest_pause_seconds", "seconds", "10");
        let expected = "1 second or more, and no more than drill.longest_pause_seconds";
        flaws.expect((1..=most).contains(&least), "drill.shortest_pause_seconds", expected, Some("3"));
    }

    fn checklist_flaws(&self, flaws: &mut Flaws) {
        flaws.few(self.checklists.len(), "checklists");
        for (i, list) in self.checklists.iter().enumerate() {
            for (j, name) in list.severities.iter().enumerate() {
                let known = self.severity_names().any(|known| known == name);
                let key = format!("checklists[{i}].severities[{j}]");
                let first = self.severity_names().next();
                flaws.expect(known, &key, "the name of a severity of this policy", first);
            }
            flaws.few(list.tasks.len(), &format!("checklists[{i}].tasks"));
            for (j, task) in list.tasks.iter().enumerate() {
                flaws.line(&format!("checklists[{i}].tasks[{j}].text"), &task.text, 500);
            }
        }
    }

    fn bridge_flaws(&self, flaws: &mut Flaws) {
        for (key, value) in [("bridge.phone", &self.bridge.phone), ("bridge.chat", &self.bridge.chat)] {
            if !value.is_empty() {
                // It stands in one line of eighty columns, together with what it is.
                flaws.line(key, value, 100);
            }
        }
    }
}

/// Collects what is wrong.
#[derive(Default)]
struct Flaws(Vec<Flaw>);

impl Flaws {
    fn expect(&mut self, ok: bool, key: &str, expected: &str, suggestion: Option<&str>) {
        if !ok {
            let suggestion = suggestion.map(ToOwned::to_owned);
            self.0.push(Flaw { key: key.to_owned(), expected: expected.to_owned(), suggestion });
        }
    }

    fn within(&mut self, value: u64, range: core::ops::RangeInclusive<u64>, key: &str, unit: &str, suggestion: &str) {
        let expected = format!("{} to {} {unit}", range.start(), range.end());
        self.expect(range.contains(&value), key, &expected, Some(suggestion));
    }

    fn line(&mut self, key: &str, value: &str, most: usize) {
        let expected = format!("one line of 1 to {most} bytes without hidden characters");
        self.expect(is_line(value, most), key, &expected, None);
    }

    /// A list that people read during an incident, and that travels in an event.
    fn few(&mut self, count: usize, key: &str) {
        self.expect(count <= 50, key, "at most 50 of them", None);
    }
}

fn is_line(value: &str, most: usize) -> bool {
    !value.trim().is_empty() && value.len() <= most && !value.contains('\n') && !value.chars().any(text::is_hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_have_no_flaw() {
        assert_eq!(Policy::default().flaws(), []);
    }

    #[test]
    fn a_bridge_may_be_left_out_and_stands_in_one_line() {
        let mut policy = Policy::default();
        policy.bridge.phone = "+44 20 7946 0000\nor 0001".into();
        policy.bridge.chat = "c".repeat(101);
        let keys: Vec<_> = policy.flaws().into_iter().map(|flaw| flaw.key).collect();
        assert_eq!(keys, ["bridge.phone", "bridge.chat"]);
    }

    #[test]
    fn a_flaw_names_its_key_and_what_is_expected() {
        let mut policy = Policy::default();
        policy.severities[1].name = "SEV 2".into();
        policy.checklists[1].severities[0] = "sev9".into();
        policy.seats.chair_absent_seconds = 1;
        let keys: Vec<_> = policy.flaws().into_iter().map(|flaw| (flaw.key, flaw.suggestion)).collect();
        assert_eq!(
            keys,
            [
                ("severities[1].name".into(), Some("sev2".into())),
                ("seats.chair_absent_seconds".into(), Some("120".into())),
                ("impact.rules[3].severity".into(), Some("sev1".into())),
                ("checklists[1].severities[0]".into(), Some("sev1".into())),
            ]
        );
    }
}
