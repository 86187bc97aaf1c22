//! External updates: drafts that several people write, their approval to the letter, and what was told to whom.
//!
//! The text for the outside is a type of its own ([`ExternalText`]); what leaves is an [`ApprovedUpdate`], and only an
//! approval makes one. Rules are in [`decide`](crate::decide), changes in [`apply`](crate::apply()); here is what a
//! draft is, and what can be read from one.

mod delivery;
pub mod edit;
mod external;
mod groups;
mod leaks;
mod manuscript;
mod rendering;
mod route;
mod stage;
mod template;
mod told;
mod writing;

pub use delivery::{CannotGoOut, Delivery, Outgoing};
pub use edit::{Edit, Left, Outline, Step, Steps};
pub use external::{ApprovedUpdate, ExternalText, digest};
pub use groups::{Group, groups};
pub use leaks::{Found, Leak, Waived};
pub(crate) use leaks::{waived_in, waiver};
pub use manuscript::{Manuscript, Recent, Span, Written};
pub use rendering::{ApprovedRendering, PageUpdate, Plain, Rendering};
pub use route::Route;
pub use stage::{Approval, Lack, SignedOff, Stage};
pub use template::{Blank, KNOWN_SLOTS, Slots, blanks, fill, left};
pub use told::{Contradiction, Promise, Told, outside, told};
pub use writing::{Caret, Refused, Unit, Writing, entering};

use crate::event::{Author, Event, Notice, Phase, SeverityName};
use crate::prelude::*;
use crate::state::Incident;
use crate::{Fact, Seq, Time};
use serde::{Deserialize, Serialize};

/// The facts as somebody saw them when they approved or confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsSeen {
    /// The severity; absent while unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<SeverityName>,
    /// The phase.
    pub phase: Phase,
    /// Number of the estimate of the impact; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<Seq>,
}

/// A fact that is not as it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Which: `severity`, `phase` or `impact`.
    pub fact: String,
    /// As it was seen.
    pub was: String,
    /// As it is.
    pub is: String,
}

impl FactsSeen {
    /// The facts as they stand.
    #[must_use]
    pub fn of(state: &Incident) -> FactsSeen {
        let phase = state.phase.unwrap_or(Phase::Declared);
        FactsSeen { severity: state.severity.clone(), phase, impact: state.impact_revision() }
    }

    /// What is different now.
    #[must_use]
    pub fn moved(&self, now: &FactsSeen) -> Vec<Moved> {
        let level = |severity: &Option<SeverityName>| severity.as_deref().map_or("unknown".into(), str::to_uppercase);
        let number = |impact: Option<Seq>| impact.map_or("none".into(), |seq| format!("estimate {seq}"));
        let pairs = [
            ("severity", level(&self.severity), level(&now.severity)),
            ("phase", self.phase.to_string(), now.phase.to_string()),
            ("impact", number(self.impact), number(now.impact)),
        ];
        let moved = pairs.into_iter().filter(|(_, was, is)| was != is);
        moved.map(|(fact, was, is)| Moved { fact: fact.to_owned(), was, is }).collect()
    }
}

/// A part of a draft that an approval covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Its words.
    Text,
    /// For whom it is.
    Audience,
    /// The phase that it tells.
    Phase,
    /// Where it goes.
    Channels,
    /// Whether it notifies.
    Notice,
    /// When the next one is promised.
    Promise,
}

impl Part {
    /// The part within a sentence.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Text => "text",
            Part::Audience => "audience",
            Part::Phase => "phase told",
            Part::Channels => "channels",
            Part::Notice => "notify or silent",
            Part::Promise => "promised next update",
        }
    }
}

/// The last change of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which part.
    pub part: Part,
    /// By which event.
    pub at: Seq,
    /// By whom.
    pub by: Author,
}

impl Change {
    /// Who made it, as people say it: a channel that leads elsewhere is the policy's doing.
    #[must_use]
    pub fn who(&self) -> &str {
        if self.part == Part::Channels && self.by == Author::Server { "the policy" } else { self.by.as_str() }
    }
}

/// One external update in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its number.
    pub seq: Seq,
    /// Who opened it.
    pub by: Author,
    /// When.
    pub at: Time,
    /// For whom it is: an audience of the policy.
    pub audience: String,
    /// The phase that it tells.
    pub phase: Phase,
    /// Where it goes: channels of the policy.
    pub channels: Vec<String>,
    /// Whether those who hear of it are rung up.
    pub notice: Notice,
    /// When the next update is promised.
    pub promise: Option<Time>,
    /// The holding statement that it is, word for word; gone when the words are changed.
    pub holding: Option<String>,
    /// Where it stands.
    pub stage: Stage,
    /// Number of the event that last changed anything that an approval covers.
    pub revision: Seq,
    /// The last change of each part.
    pub changes: Vec<Change>,
    /// Who signed off which revision.
    pub signed_off: Vec<SignedOff>,
    /// The change that voided the last approval, until it is approved again.
    pub voided: Option<Seq>,
    /// Whether its audience was told already that it is over.
    pub told_over: bool,
    /// Entries that were reworded into it.
    pub reworded: Vec<Seq>,
    /// What the leak check found and somebody said may leave.
    pub waived: Vec<Waived>,
    /// Who had a hand in it: wrote, took away or redacted words of it, or set what else an approval covers, whatever of
    /// that still stands.
    pub hands: Vec<Author>,
    /// Its words, and who wrote them.
    pub(crate) manuscript: Manuscript,
}

impl Draft {
    /// Its words.
    #[must_use]
    pub fn text(&self) -> &ExternalText {
        self.manuscript.text()
    }

    /// Who wrote which part, and the edits of late.
    #[must_use]
    pub fn manuscript(&self) -> &Manuscript {
        &self.manuscript
    }

    /// Whether it can still change and be published.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.stage {
            Stage::Draft | Stage::InReview { .. } | Stage::ChangesRequested { .. } | Stage::Approved(_) => true,
            Stage::Published { .. } | Stage::Withdrawn { .. } => false,
        }
    }

    /// Whether it is the review: told to those who know already that it is over.
    #[must_use]
    pub fn is_review(&self) -> bool {
        self.told_over && self.phase == Phase::Resolved
    }

    /// The approval that is in force for it, or was when it was published.
    #[must_use]
    pub fn approval(&self) -> Option<&Approval> {
        match &self.stage {
            Stage::Approved(approval) | Stage::Published { approval, .. } => Some(approval),
            Stage::Draft | Stage::InReview { .. } | Stage::ChangesRequested { .. } | Stage::Withdrawn { .. } => None,
        }
    }

    /// What changed since that revision was seen.
    #[must_use]
    pub fn changed_since(&self, revision: Seq) -> Vec<Change> {
        self.changes.iter().filter(|change| change.at > revision).cloned().collect()
    }
}

/// An update that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Number of its event.
    pub seq: Seq,
    /// For whom it was.
    pub audience: String,
    /// The phase that it told.
    pub phase: Phase,
    /// How bad it was held to be then; absent where it was unknown.
    pub severity: Option<SeverityName>,
    /// When the next one was promised.
    pub promise: Option<Time>,
    /// When it was published.
    pub at: Time,
    /// Its words; absent when they were redacted.
    pub text: Option<ExternalText>,
}

impl Update {
    /// The door of what was published: its words were external text when they left.
    pub(crate) fn recorded(seq: Seq, fact: &Fact, text: Option<&str>) -> Option<Update> {
        let Event::UpdatePublished { audience, phase, severity, promise } = &fact.event else { return None };
        Some(Update {
            seq,
            audience: audience.clone(),
            phase: *phase,
            severity: severity.clone(),
            promise: *promise,
            at: fact.happened(),
            text: text.map(ExternalText::recorded),
        })
    }
}
