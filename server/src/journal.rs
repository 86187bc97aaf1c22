//! What a store must do for the order: append all or nothing, read back, answer what was answered before.
//!
//! `server/tests/journal.rs` holds the contract as tests; every engine passes them.

use crate::secret::SecretHash;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use warroom_incident::chain::Hash;
use warroom_incident::wire::ReadMarks;
use warroom_incident::{CommandId, Person, Reach, Seq};

/// An incident's number; `INC-1` is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IncidentId(pub u32);

impl IncidentId {
    /// Stands for the server itself where a command belongs to no incident yet.
    pub const NONE: IncidentId = IncidentId(0);

    /// The largest number: what the store's keys have room for.
    const LAST: u32 = 1_000_000_000;

    /// Reads `INC-1`.
    #[must_use]
    pub fn parse(word: &str) -> Option<IncidentId> {
        let digits = word.strip_prefix("INC-")?;
        let plain = !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse().ok().filter(|number| plain && *number <= IncidentId::LAST).map(IncidentId)
    }
}

impl fmt::Display for IncidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "INC-{}", self.0)
    }
}

/// An event as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub seq: Seq,
    /// Who may see it.
    pub reach: Reach,
    /// What stands in its place for everybody else.
    pub commitment: Hash,
    /// The chain's head after it.
    pub head: Hash,
    /// The line as it goes over the wire, shared by all who hold it.
    pub line: Arc<str>,
}

/// A command that was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Hash of id and body; gone after a redaction, because a short text could be guessed from it.
    pub body: Option<[u8; 32]>,
    /// Number of its first event; of the incident for what makes one.
    pub first: Seq,
    /// How many events it made.
    pub count: u64,
}

/// Who holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// The member of an incident.
    Member(IncidentId, Person),
    /// Whoever was given this invite: its number.
    Invite(IncidentId, Seq),
}

/// What one command changes, all or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// In which incident.
    pub incident: IncidentId,
    /// The last number before it: compare and append.
    pub after: Seq,
    /// The new events.
    pub rows: Vec<Row>,
    /// Events whose words go: their new rows.
    pub wiped: Vec<Row>,
    /// The command and its answer, kept as long as the incident.
    pub command: Option<(IncidentId, String, CommandId, Answered)>,
    /// New secrets.
    pub secrets: Vec<(SecretHash, Holder)>,
    /// Members whose credentials end.
    pub revoked: Vec<Person>,
}

impl Batch {
    /// A batch that changes nothing yet.
    #[must_use]
    pub fn new(incident: IncidentId, after: Seq) -> Batch {
        Batch {
            incident,
            after,
            rows: Vec::new(),
            wiped: Vec::new(),
            command: None,
            secrets: Vec::new(),
            revoked: Vec::new(),
        }
    }
}

/// Why nothing, or perhaps something, was appended; the variant says what the caller can do.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Surely not written: somebody else is ahead. Read the journal again.
    #[error("another writer is ahead in {incident}")]
    Conflict {
        /// Where.
        incident: IncidentId,
    },
    /// Surely not written; it may work later: a full disk, a failed write.
    #[error("the store could not write: {0}")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Cannot tell: a failed sync. Acknowledge nothing more; a sync that is tried again may lie.
    #[error("the store cannot tell whether it wrote: {0}")]
    Unknown(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
#[error("the store could not read: {0}")]
pub struct ReadError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Reading; several may read at a time, each through its own.
pub trait Reader: Send {
    /// All incidents with their last numbers.
    ///
    /// # Errors
    /// [`ReadError`] when the store does not answer.
    fn incidents(&mut self) -> Result<Vec<(IncidentId, Seq)>, ReadError>;

    /// Up to `most` events after a number, in order.
    ///
    /// # Errors
    /// [`ReadError`] when the store does not answer.
    fn read(&mut self, incident: IncidentId, after: Seq, most: u64) -> Result<Vec<Row>, ReadError>;

    /// Who holds a secret, if it is known and not revoked.
    ///
    /// # Errors
    /// [`ReadError`] when the store does not answer.
    fn holder(&mut self, secret: &SecretHash) -> Result<Option<Holder>, ReadError>;

    /// The ids of all commands that were answered in an incident, of all authors.
    ///
    /// # Errors
    /// [`ReadError`] when the store does not answer.
    fn answered_ids(&mut self, incident: IncidentId) -> Result<Vec<CommandId>, ReadError>;

    /// How far the members of an incident have read.
    ///
    /// # Errors
    /// [`ReadError`] when the store does not answer.
    fn marks(&mut self, incident: IncidentId) -> Result<Vec<(Person, ReadMarks)>, ReadError>;

    /// How a command was answered, if it was.
    ///
    /// # Errors
    /// [`ReadError`] when the store does not answer.
    fn answered(&mut self, incident: IncidentId, author: &str, id: CommandId) -> Result<Option<Answered>, ReadError>;
}

/// A store with one writer.
pub trait Journal: Reader {
    /// Appends all batches or none; when it returns, they are on disk.
    ///
    /// # Errors
    /// [`AppendError`], by what the caller can do.
    fn append(&mut self, group: &[Batch]) -> Result<(), AppendError>;

    /// Keeps how far people have read. No part of the record, and not synced: a process that is killed loses nothing,
    /// a machine that loses power the last moment. What is kept never goes back, and goes with the member.
    ///
    /// # Errors
    /// [`AppendError`] when it was not written; it is only tried again later.
    fn keep_marks(&mut self, marks: &[(IncidentId, Person, ReadMarks)]) -> Result<(), AppendError>;

    /// Goes on with what an append left to do, such as removing redacted words from a log; costs nothing else.
    fn tidy(&mut self) {}

    /// Another reader of the same store.
    ///
    /// # Errors
    /// [`ReadError`] when the store does not answer.
    fn reader(&self) -> Result<Box<dyn Reader>, ReadError>;
}
