//! Where a draft stands, who signed off what, and what an approval is.

use super::external::{ApprovedUpdate, digest};
use super::{Draft, FactsSeen};
use crate::chain::Hash;
use crate::event::{ApprovedHow, Author, SignOff};
use crate::leak::Kind;
use crate::people::{Person, Seat};
use crate::policy::{Approving, Policy};
use crate::prelude::*;
use crate::state::Incident;
use crate::{Fact, Seq, Time};
use serde::{Deserialize, Serialize};

/// Where a draft stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is being written.
    Draft,
    /// It waits for sign-offs and the chair.
    InReview {
        /// Since when.
        since: Time,
    },
    /// Somebody wants it different.
    ChangesRequested {
        /// Number of the event; the reason is its content.
        at: Seq,
        /// Who.
        by: Author,
    },
    /// The chair said yes to exactly this.
    Approved(Box<Approval>),
    /// It was published.
    Published {
        /// By this approval.
        approval: Box<Approval>,
        /// Number of the update's event.
        update: Seq,
    },
    /// It will not be published.
    Withdrawn {
        /// Number of the event.
        at: Seq,
        /// Who.
        by: Author,
    },
}

impl Stage {
    /// The word that is shown.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::InReview { .. } => "in_review",
            Stage::ChangesRequested { .. } => "changes_requested",
            Stage::Approved(_) => "approved",
            Stage::Published { .. } => "published",
            Stage::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// The chair's yes: for exactly these words, these readers, these routes to them and these facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Number of its event.
    pub seq: Seq,
    /// Who had the chair at that moment.
    pub by: Author,
    /// When.
    pub at: Time,
    /// The revision that was seen.
    pub revision: Seq,
    /// One hash over everything that it covers.
    pub digest: Hash,
    /// The facts as they stood.
    pub facts: FactsSeen,
    /// In which way.
    pub how: ApprovedHow,
    /// Kinds of what the leak check only suggested to look at, and the chair let pass.
    pub suggested: Vec<Kind>,
    /// What was approved.
    pub(crate) update: ApprovedUpdate,
}

impl Approval {
    /// The only place where an approved update is made: an approval's event is applied to the draft as it stands.
    pub(crate) fn of(
        (draft, policy): (&Draft, &Policy),
        seq: Seq,
        fact: &Fact,
        facts: &FactsSeen,
        how: ApprovedHow,
    ) -> Self {
        Approval {
            seq,
            by: fact.author.clone(),
            at: fact.at,
            revision: draft.revision,
            digest: digest(draft),
            facts: facts.clone(),
            how,
            suggested: Vec::new(),
            update: ApprovedUpdate::of(draft, facts, policy),
        }
    }

    /// What was approved.
    #[must_use]
    pub fn update(&self) -> &ApprovedUpdate {
        &self.update
    }

    /// Whether what the draft says now is what was approved, to the letter.
    #[must_use]
    pub fn covers(&self, draft: &Draft) -> bool {
        self.revision == draft.revision && self.digest == digest(draft)
    }

    /// Whether its holder still has the chair.
    #[must_use]
    pub fn is_by_chair(&self, state: &Incident) -> bool {
        state.chair.holder().is_some_and(|holder| self.by.person() == Some(holder))
    }
}

/// Somebody's yes before the chair's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedOff {
    /// To what.
    pub sign_off: SignOff,
    /// Who.
    pub by: Author,
    /// The seat that gave the right to it.
    pub seat: Option<Seat>,
    /// When.
    pub at: Time,
    /// Of which revision.
    pub revision: Seq,
    /// The facts as they stood.
    pub facts: FactsSeen,
}

/// A sign-off that the policy asks for and that is not there for this revision and these facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// A second pair of eyes: the approver had a hand in it, and nobody else has looked at this revision.
    SecondPair,
    /// A responder's word that the facts are right.
    Facts,
}

impl Lack {
    /// What is missing, within a sentence.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Lack::SecondPair => "a second pair of eyes (somebody besides the approver; for a review no responder)",
            Lack::Facts => "a responder's confirmation of the facts",
        }
    }
}

impl Draft {
    /// The sign-offs that count: for this revision, and for the facts as they stand.
    pub fn valid_sign_offs<'a>(&'a self, facts: &'a FactsSeen) -> impl Iterator<Item = &'a SignedOff> {
        self.signed_off.iter().filter(move |it| {
            it.revision == self.revision && (it.sign_off == SignOff::SecondPair || it.facts == *facts)
        })
    }

    /// What the policy asks for and is not there, were this person to approve now.
    #[must_use]
    pub fn lacks(&self, asked: &Approving, facts: &FactsSeen, approver: &Person) -> Vec<Lack> {
        let mut lacks = Vec::new();
        let me = Author::Person(approver.clone());
        let others = |wanted: SignOff| {
            self.valid_sign_offs(facts)
                .any(|it| it.by != me && (it.sign_off == wanted || wanted == SignOff::SecondPair))
        };
        if asked.four_eyes && self.hands.contains(&me) && !others(SignOff::SecondPair) {
            lacks.push(Lack::SecondPair);
        }
        let review = asked.review_needs_both && self.is_review();
        let lay =
            |it: &SignedOff| it.sign_off == SignOff::SecondPair && it.by != me && it.seat != Some(Seat::Responder);
        if review && lacks.is_empty() && !self.valid_sign_offs(facts).any(lay) {
            lacks.push(Lack::SecondPair);
        }
        let confirmed = self.valid_sign_offs(facts).any(|it| it.sign_off == SignOff::Facts);
        if (asked.facts_confirmed || review) && !confirmed {
            lacks.push(Lack::Facts);
        }
        lacks
    }
}
