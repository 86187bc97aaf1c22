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
    Unknown(String),
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
    /// As something that only was asked: nothing can have arrived by it.
    pub(super) fn asked(self) -> Outcome {
        match self {
            Outcome::Unknown(note) => Outcome::NotYet { note, after: None },
            Outcome::Confirmed { .. } | Outcome::Taken { .. } | Outcome::Refused(_) | Outcome::NotYet { .. } => self,
        }
    }
}
