//! What should perhaps not leave of a draft's words, and what somebody said may leave all the same.

use super::Draft;
use crate::event::Author;
use crate::leak::{self, Finding, Kind, Settings, Weight};
use crate::prelude::*;
use crate::state::Incident;
use crate::{Content, Seq, Time};
use core::cell::OnceCell;
use serde::{Deserialize, Serialize};

/// Somebody's word that something may leave: for these very characters of this kind, wherever they stand in the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// Number of the event; the reason is its content.
    pub seq: Seq,
    /// What kind of finding it was.
    pub leak: Kind,
    /// The characters that it is for; absent when they were redacted, and it is for nothing then.
    pub found: Option<String>,
    /// Who.
    pub by: Author,
    /// When.
    pub at: Time,
}

impl Waived {
    /// Whether it is for this finding.
    #[must_use]
    pub fn is_for(&self, leak: Kind, found: &str) -> bool {
        self.leak == leak && self.found.as_deref() == Some(found)
    }
}

/// What was found in a draft, and who said that it may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// What was found, and where.
    pub finding: Finding,
    /// The waiver that covers it.
    pub waived: Option<&'a Waived>,
}

impl Found<'_> {
    /// Whether the draft cannot leave for it.
    #[must_use]
    pub fn stands_in_the_way(&self) -> bool {
        match self.finding.weight {
            Weight::Blocks => true,
            Weight::NeedsWaiver => self.waived.is_none(),
            Weight::Suggestion => false,
        }
    }
}

/// A finding as a refusal tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leak {
    /// Its kind.
    pub leak: Kind,
    /// What follows from it.
    pub weight: Weight,
    /// Why it was found and what to write instead.
    pub explanation: String,
    /// What was found; absent where saying it again would spread a secret, or nobody could see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

/// Characters of what was found that a refusal repeats.
const SAID_CHARS: usize = 60;

impl Leak {
    /// What a refusal says of a finding in this text.
    pub(crate) fn of(finding: &Finding, text: &str) -> Leak {
        let Finding { kind, weight, explanation, .. } = finding;
        let sayable = !kind.is_secret() && *weight != Weight::Blocks;
        let found = sayable.then(|| finding.of(text).chars().take(SAID_CHARS).collect());
        Leak { leak: *kind, weight: *weight, explanation: explanation.clone(), found }
    }

    /// Within a sentence: `ticket_id "PLAT-1234" (the number of an internal ticket; leave it out)`.
    pub(crate) fn sentence(&self) -> String {
        let found = self.found.as_ref().map(|found| format!(" {found:?}")).unwrap_or_default();
        format!("{}{found} ({})", self.leak, self.explanation)
    }
}

/// What the content of a waiver holds beside the reason.
#[derive(Serialize, Deserialize)]
struct WaivedData {
    found: String,
}

/// The content of a waiver: the reason, and what it is for. Both are gone when the draft is redacted, and nothing in
/// the fact tells what it was.
pub(crate) fn waiver(reason: String, found: &str) -> Content {
    let data = serde_json::value::to_raw_value(&WaivedData { found: found.to_owned() });
    Content { text: reason, data: data.ok() }
}

/// What a waiver is for.
pub(crate) fn waived_in(content: &Content) -> Option<String> {
    let data: WaivedData = serde_json::from_str(content.data_str()).ok()?;
    Some(data.found)
}

impl Draft {
    /// What the leak check finds in its words, in the order in which it stands. `internal_words` only suggest;
    /// [`Incident::findings`] knows those of the room.
    #[must_use]
    pub fn findings(&self, settings: &Settings, internal_words: &BTreeSet<String>) -> Vec<Found<'_>> {
        let text = self.text().as_str();
        self.held_against_waivers(text, leak::check(text, settings, internal_words))
    }

    fn held_against_waivers(&self, text: &str, findings: Vec<Finding>) -> Vec<Found<'_>> {
        let of = |finding: Finding| {
            let waived = self.waived.iter().find(|it| it.is_for(finding.kind, finding.of(text)));
            Found { finding, waived }
        };
        findings.into_iter().map(of).collect()
    }
}

impl Incident {
    /// What the leak check finds in a text for the outside by the policy of this room, with words that only its notes
    /// hold: for every key that somebody types, and for the rules.
    #[must_use]
    pub fn leaks_in(&self, text: &str) -> Vec<Finding> {
        // Texts of the policy are looked through only once there is something to look for.
        let agreed: OnceCell<BTreeSet<String>> = OnceCell::new();
        let look = || self.policy.outside_texts().flat_map(leak::lower_words).collect();
        let is_internal = |word: &str| self.vocabulary.is_internal(word) && !agreed.get_or_init(look).contains(word);
        let mut found = leak::check_with(text, &self.policy.leaks, &is_internal);
        let names: BTreeSet<String> = self.people.keys().map(|person| person.as_str().to_lowercase()).collect();
        let of_policy = || self.policy.outside_texts().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        let is_agreed = |word: &str| of_policy().any(|known| known.to_lowercase() == word);
        let somebody = |word: &str| names.contains(word) && !is_agreed(word);
        for at in leak::people_in(text, somebody) {
            // What is found already is explained better there.
            if found.iter().all(|it| it.end <= at.start || at.end <= it.start) {
                let explanation = "the name of somebody in this room; is it meant for the public?".into();
                let (kind, weight) = (Kind::InternalWord, Weight::Suggestion);
                found.push(Finding { kind, start: at.start, end: at.end, weight, explanation });
            }
        }
        found.sort_by_key(|it| it.start);
        found
    }

    /// As [`Incident::leaks_in`] for a draft as it stands, with who said that something may leave.
    #[must_use]
    pub fn findings<'a>(&self, draft: &'a Draft) -> Vec<Found<'a>> {
        self.findings_in(draft, draft.text().as_str())
    }

    /// As [`Incident::findings`] for words of that draft that are not on the record yet.
    #[must_use]
    pub fn findings_in<'a>(&self, draft: &'a Draft, text: &str) -> Vec<Found<'a>> {
        draft.held_against_waivers(text, self.leaks_in(text))
    }
}
