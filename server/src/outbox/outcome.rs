//! What came of an attempt, as far as this side knows.

use std::time::Duration;

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It stands there: it was read back.
    Confirmed {
        /// What the channel calls it.
        reference: Option<String>,
    },
    /// The channel took it, and that is all it can say.
    Taken {
        /// What the channel calls it.
        reference: Option<String>,
        /// What is worth knowing about it.
        note: String,
    },
    /// It did not arrive, and will not as it stands: a person has to change something.
    Refused(String),
    /// It did not arrive; later it may.
    NotYet {
        /// What the channel answered.
        note: String,
        /// How long it asked to be left alone.
        after: Option<Duration>,
    },
    /// Nobody knows whether it arrived.
    Unknown {
        /// What the channel answered.
        note: String,
        /// How long it asked to be left alone.
        after: Option<Duration>,
    },
}

/// What looking for it at the channel came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Looked {
    /// It is there.
    There {
        /// What the channel calls it.
        reference: Option<String>,
    },
    /// It is not there.
    NotThere {
        /// What the channel calls that to which it belongs.
        known: Option<String>,
    },
    /// The channel could not be asked.
    Failed(Outcome),
}

impl Outcome {
    /// One of which nobody knows, and that asked for nothing.
    pub(super) fn unknown(note: impl Into<String>) -> Outcome {
        Outcome::Unknown { note: note.into(), after: None }
    }

    /// As something that only was asked: nothing can have arrived by it.
    pub(super) fn asked(self) -> Outcome {
        match self {
            Outcome::Unknown { note, after } => Outcome::NotYet { note, after },
            Outcome::Confirmed { .. } | Outcome::Taken { .. } | Outcome::Refused(_) | Outcome::NotYet { .. } => self,
        }
    }
}
