//! What should perhaps not leave of a draft's words, and what somebody said may leave all the same.

use super::Draft;
use crate::chain::Hash;
use crate::event::Author;
use crate::leak::{self, Finding, Kind, Settings, Weight};
use crate::prelude::*;
use crate::{Seq, Time};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Somebody's word that something may leave: for these very characters of this kind, wherever they stand in the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// Number of the event; the reason is its content.
    pub seq: Seq,
    /// What kind of finding it was.
    pub leak: Kind,
    /// The hash of what was found.
    pub found: Hash,
    /// Who.
    pub by: Author,
    /// When.
    pub at: Time,
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

/// The hash by which a waiver knows what it is for:
/// `SHA-256("warroom waiver 1" ‖ draft ‖ len(kind) ‖ kind ‖ found)`; numbers are 8 bytes, big-endian.
#[must_use]
pub fn found_hash(draft: Seq, leak: Kind, found: &str) -> Hash {
    let mut hash = Sha256::new();
    hash.update(b"warroom waiver 1");
    hash.update(draft.to_be_bytes());
    hash.update((leak.as_str().len() as u64).to_be_bytes());
    hash.update(leak.as_str().as_bytes());
    hash.update(found.as_bytes());
    Hash(hash.finalize().into())
}

impl Draft {
    /// What the leak check finds in its words, in the order in which it stands. `internal_words` only suggest.
    #[must_use]
    pub fn findings(&self, settings: &Settings, internal_words: &BTreeSet<String>) -> Vec<Found<'_>> {
        let text = self.text().as_str();
        let all = leak::check(text, settings, internal_words).into_iter();
        all.map(|finding| {
            let hash = found_hash(self.seq, finding.kind, finding.of(text));
            let waived = self.waived.iter().find(|it| it.leak == finding.kind && it.found == hash);
            Found { finding, waived }
        })
        .collect()
    }
}
