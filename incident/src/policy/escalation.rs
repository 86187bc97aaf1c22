//! Whom to call when those in the room cannot do it alone: the levels in their order, and what holds while the
//! business goes on elsewhere.
//!
//! Kinds are words here, not types, as everywhere in a policy: a client must be able to read that of a newer server.

use super::update_flaws::is_address;
use super::{Channel, ChecklistTask, Flaws, Policy};
use crate::event::{ChannelKind, LevelKind};
use crate::prelude::*;
use serde::{Deserialize, Serialize};

/// Levels of a policy: whoever would be called tenth is called too late.
const LEVELS: usize = 9;
/// Where the number of a case stands in an address.
const CASE: &str = "{case}";

/// One level: somebody outside the room who can be called into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationLevel {
    /// Its name, lower case: `manager`.
    pub name: String,
    /// Who that is, in one line, as those in the room would call them.
    pub who: String,
    /// What it is: `on_call`, `manager`, `vendor` or `continuity`.
    pub kind: String,
    /// Minutes until somebody there has to have answered; no answer is awaited when 0.
    #[serde(default = "ten_minutes")]
    pub answer_minutes: u32,
    /// The address of a signed webhook that is told; nobody is told by the server where it is empty.
    #[serde(default)]
    pub to: String,
    /// The environment variable of the server that holds the webhook's secret.
    #[serde(default)]
    pub secret_env: String,
    /// The file on the server that holds it.
    #[serde(default)]
    pub secret_file: String,
    /// Where a case of the vendor stands, `{case}` for its number.
    #[serde(default)]
    pub case_url: String,
}

/// While the business goes on elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Continuity {
    /// What the banner says on every screen.
    pub words: String,
    /// The tasks that stand on the list from then on.
    pub checklist: Vec<ChecklistTask>,
}

/// What nobody has said otherwise.
fn ten_minutes() -> u32 {
    10
}

impl Default for Continuity {
    fn default() -> Self {
        let task = |text: &str| ChecklistTask { text: text.into(), mitigation: false };
        Self {
            words: "follow the continuity plan".into(),
            checklist: vec![
                task("Say to everybody what goes on elsewhere from now, and where"),
                task("Agree on who relieves whom: shifts for the next twelve hours"),
                task("Keep what is done by hand, so that it can be entered later"),
                task("Agree on what has to hold before the business comes back"),
            ],
        }
    }
}

impl EscalationLevel {
    /// What kind of level; nothing for one of a newer version.
    #[must_use]
    pub fn kind(&self) -> Option<LevelKind> {
        LevelKind::parse(&self.kind)
    }

    /// Whether the server tells somebody.
    #[must_use]
    pub fn has_webhook(&self) -> bool {
        !self.to.is_empty()
    }

    /// Its webhook as a channel, which is how it is sent to; nothing where there is none.
    #[must_use]
    pub fn webhook(&self) -> Option<Channel> {
        self.has_webhook().then(|| Channel {
            name: self.name.clone(),
            kind: ChannelKind::Webhook.as_str().into(),
            audiences: Vec::new(),
            to: self.to.clone(),
            api: String::new(),
            from: String::new(),
            components: Vec::new(),
            secret_env: self.secret_env.clone(),
            secret_file: self.secret_file.clone(),
            most_chars: 0,
        })
    }

    /// Where a case of this number stands; nothing where the policy does not say.
    #[must_use]
    pub fn case_address(&self, number: &str) -> Option<String> {
        self.case_url.contains(CASE).then(|| self.case_url.replace(CASE, &in_address(number)))
    }
}

/// A text as it may stand in an address: everything but letters, digits and four signs as `%40`.
fn in_address(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Whom to call where a policy does not say.
pub(super) fn levels() -> Vec<EscalationLevel> {
    let level = |name: &str, who: &str, kind: LevelKind, answer_minutes| EscalationLevel {
        name: name.into(),
        who: who.into(),
        kind: kind.as_str().into(),
        answer_minutes,
        to: String::new(),
        secret_env: String::new(),
        secret_file: String::new(),
        case_url: String::new(),
    };
    vec![
        level("second_on_call", "the second on-call", LevelKind::OnCall, 10),
        level("manager", "the manager on duty", LevelKind::Manager, 15),
        level("vendor", "the vendor's support", LevelKind::Vendor, 30),
        level("continuity", "the continuity lead (BC/DR)", LevelKind::Continuity, 15),
    ]
}

impl Policy {
    /// The level of that name.
    #[must_use]
    pub fn level(&self, name: &str) -> Option<&EscalationLevel> {
        self.escalation.iter().find(|level| level.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn escalation_flaws(&self, flaws: &mut Flaws) {
        let few = self.escalation.len() <= LEVELS;
        flaws.expect(few, "escalation", "at most nine levels, in their order", None);
        for (i, level) in self.escalation.iter().enumerate() {
            let first = self.escalation.iter().position(|it| it.name == level.name) == Some(i);
            level.flaws(flaws, first, &|field: &str| format!("escalation[{i}].{field}"));
        }
        // It stands in one line of eighty columns.
        flaws.line("continuity.words", &self.continuity.words, 100);
        flaws.few(self.continuity.checklist.len(), "continuity.checklist");
        for (i, task) in self.continuity.checklist.iter().enumerate() {
            flaws.line(&format!("continuity.checklist[{i}].text"), &task.text, 500);
        }
    }
}

impl EscalationLevel {
    fn flaws(&self, flaws: &mut Flaws, first: bool, key: &dyn Fn(&str) -> String) {
        flaws.name(&key("name"), &self.name, first);
        flaws.line(&key("who"), &self.who, 100);
        let kinds = LevelKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
        let known = self.kind().is_some_and(|kind| kind.as_str() == self.kind);
        flaws.expect(known, &key("kind"), &format!("one of {kinds}"), None);
        flaws.within(self.answer_minutes.into(), 0..=1_440, &key("answer_minutes"), "minutes", "10");
        flaws.secret_place((&self.secret_env, &self.secret_file), key);
        let (env, file) = (self.secret_env.is_empty(), self.secret_file.is_empty());
        if self.has_webhook() {
            flaws.expect(is_address(&self.to), &key("to"), "an https address", None);
            let expected = "where the webhook's secret is: secret_env or secret_file, one of them";
            flaws.expect(env != file, &key("to"), expected, None);
        } else {
            let key = if env { key("secret_file") } else { key("secret_env") };
            flaws.expect(env && file, &key, "nothing: without an address in to there is no webhook", None);
        }
        if !self.case_url.is_empty() {
            let one = self.case_url.matches(CASE).count() == 1;
            let web = is_address(&self.case_url);
            let host = self.case_url.split('/').nth(2).is_none_or(|host| !host.contains(CASE));
            let expected = "an https address with {case} in its path, once, where the number of a case stands";
            flaws.expect(one && web && host, &key("case_url"), expected, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(change: impl FnOnce(&mut Policy)) -> Vec<String> {
        let mut policy = Policy::default();
        change(&mut policy);
        policy.flaws().into_iter().map(|flaw| flaw.key).collect()
    }

    #[test]
    fn a_webhook_needs_one_secret_and_a_secret_needs_a_webhook() {
        let to = || "https://pager.example/x".to_owned();
        assert_eq!(keys(|it| it.escalation[0].to = to()), ["escalation[0].to"]);
        assert_eq!(keys(|it| it.escalation[0].secret_env = "PAGER".into()), ["escalation[0].secret_env"]);
        assert_eq!(keys(|it| it.escalation[0].secret_file = "/run/pager".into()), ["escalation[0].secret_file"]);
        let right = keys(|it| (it.escalation[0].to, it.escalation[0].secret_env) = (to(), "PAGER".into()));
        assert_eq!(right, [""; 0]);
        let secret_itself = keys(|it| (it.escalation[0].to, it.escalation[0].secret_env) = (to(), "whsec_abc=".into()));
        assert_eq!(secret_itself, ["escalation[0].secret_env"]);
    }

    #[test]
    fn names_kinds_times_and_addresses_are_judged() {
        let wrong = keys(|it| {
            it.escalation[0].name = "Second on-call".into();
            it.escalation[1].name = "vendor".into();
            it.escalation[1].kind = "boss".into();
            it.escalation[2].answer_minutes = 1_441;
            it.escalation[2].case_url = "https://vendor.example/cases".into();
            it.escalation[3].who = "two\nlines".into();
            it.escalation[3].case_url = "https://{case}.example/".into();
            it.continuity.words = String::new();
            it.continuity.checklist[1].text = String::new();
        });
        let expected = [
            "escalation[0].name",
            "escalation[1].kind",
            "escalation[2].name",
            "escalation[2].answer_minutes",
            "escalation[2].case_url",
            "escalation[3].who",
            "escalation[3].case_url",
            "continuity.words",
            "continuity.checklist[1].text",
        ];
        assert_eq!(wrong, expected);
        let many = keys(|it| it.escalation = vec![it.escalation[0].clone(); 10]);
        assert_eq!(many[0], "escalation");
    }

    #[test]
    fn the_number_of_a_case_cannot_leave_its_place_in_the_address() {
        let mut level = levels().remove(2);
        assert_eq!(level.case_address("42"), None);
        level.case_url = "https://vendor.example/cases/{case}?view=all".into();
        let address = level.case_address("RL 55/../../x?y#z@é");
        assert_eq!(
            address.as_deref(),
            Some("https://vendor.example/cases/RL%2055%2F..%2F..%2Fx%3Fy%23z%40%C3%A9?view=all")
        );
    }
}
