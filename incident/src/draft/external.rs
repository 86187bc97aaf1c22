//! Text for the outside: a type of its own, so that nothing internal can be where it is expected.
//!
//! There is no way from a `String`, a [`Content`](crate::Content) or an entry into it but the doors of this folder:
//! an edit that a person orders, a template or a holding statement of the policy. What leaves is an
//! [`ApprovedUpdate`], and only an approval makes one.
//!
//! ```compile_fail
//! let entry = warroom_incident::Content::text("the password is hunter2".into());
//! let leak: warroom_incident::draft::ExternalText = entry.text.into();
//! ```
//! ```compile_fail
//! let leak = warroom_incident::draft::ExternalText(String::from("hunter2"));
//! ```
//! ```compile_fail
//! let leak: warroom_incident::draft::ExternalText = serde_json::from_str("\"hunter2\"").unwrap();
//! ```

use super::edit::Edit;
use super::{Draft, FactsSeen, Route};
use crate::Time;
use crate::chain::Hash;
use crate::event::{Notice, Phase, SeverityName};
use crate::policy::Policy;
use crate::prelude::*;
use core::fmt;
use sha2::{Digest as _, Sha256};

/// Words for the outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExternalText(String);

impl ExternalText {
    /// The words: to be shown, compared and sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many characters it is.
    #[must_use]
    pub fn chars(&self) -> usize {
        self.0.chars().count()
    }

    /// The door of a person's edit.
    pub(super) fn edit(&mut self, edit: &Edit) {
        self.0 = edit.apply(&self.0);
    }

    /// The door of what was external text before: a snapshot of it, or an update as it was published.
    pub(super) fn recorded(text: &str) -> ExternalText {
        ExternalText(text.to_owned())
    }

    /// The door of a template or holding statement, its slots filled.
    pub(super) fn filled(text: String) -> ExternalText {
        ExternalText(text)
    }
}

impl fmt::Display for ExternalText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Exactly what was approved: the only thing that a channel takes. Nothing but an approval makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovedUpdate {
    text: ExternalText,
    audience: String,
    phase: Phase,
    channels: Vec<String>,
    notice: Notice,
    promise: Option<Time>,
    severity: Option<SeverityName>,
    routes: Vec<Route>,
}

impl ApprovedUpdate {
    /// What an approval of this draft, as it stands and with these facts and this policy, approves.
    pub(super) fn of(draft: &Draft, facts: &FactsSeen, policy: &Policy) -> ApprovedUpdate {
        let severity = facts.severity.as_deref();
        ApprovedUpdate {
            text: draft.text().clone(),
            audience: draft.audience.clone(),
            phase: draft.phase,
            channels: draft.channels.clone(),
            notice: draft.notice,
            promise: draft.promise,
            severity: facts.severity.clone(),
            routes: draft.channels.iter().filter_map(|name| Route::of(policy, name, severity)).collect(),
        }
    }

    /// After a redaction elsewhere in the draft: the same words, from the snapshot.
    pub(crate) fn restore(&mut self, text: &ExternalText) {
        self.text = text.clone();
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &ExternalText {
        &self.text
    }

    /// For whom it is.
    #[must_use]
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// The phase that it tells.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The channels that it goes to, by their names in the policy.
    #[must_use]
    pub fn channels(&self) -> &[String] {
        &self.channels
    }

    /// Where the channel of that name led, and how it showed things, when this was approved; nothing where the policy
    /// had no such channel.
    #[must_use]
    pub fn route(&self, channel: &str) -> Option<&Route> {
        self.routes.iter().find(|route| route.channel().name.eq_ignore_ascii_case(channel))
    }

    /// Whether those who hear of it are rung up.
    #[must_use]
    pub fn notice(&self) -> Notice {
        self.notice
    }

    /// When the next update was promised.
    #[must_use]
    pub fn promise(&self) -> Option<Time> {
        self.promise
    }

    /// How bad it was when it was approved; nothing while that was unknown.
    #[must_use]
    pub fn severity(&self) -> Option<&str> {
        self.severity.as_deref()
    }
}

/// One hash over everything that an approval covers:
///
/// ```text
/// SHA-256("warroom draft 1" ‖ len(text) ‖ text ‖ len(audience) ‖ audience ‖ len(phase) ‖ phase
///         ‖ count of channels ‖ len(channel) ‖ channel … ‖ len(notice) ‖ notice ‖ len(promise) ‖ promise)
/// ```
///
/// Lengths and the count are 8 bytes, big-endian; phase and notice are their words, the promise is milliseconds since
/// 1970 in decimal digits, empty where there is none.
#[must_use]
pub fn digest(draft: &Draft) -> Hash {
    let mut hash = Sha256::new();
    hash.update(b"warroom draft 1");
    let mut field = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    field(draft.text().as_str().as_bytes());
    field(draft.audience.as_bytes());
    field(draft.phase.as_str().as_bytes());
    hash.update((draft.channels.len() as u64).to_be_bytes());
    let mut field = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    draft.channels.iter().for_each(|channel| field(channel.as_bytes()));
    field(draft.notice.as_str().as_bytes());
    let promise = draft.promise.map(|at| at.timestamp_millis().to_string()).unwrap_or_default();
    field(promise.as_bytes());
    Hash(hash.finalize().into())
}
