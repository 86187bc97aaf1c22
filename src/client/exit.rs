//! How the program ends: the exit codes that scripts rely on, and the one sentence that goes with each failure.

use std::fmt;
use std::process::ExitCode;

/// The exit codes. Released: never renumbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// What was asked for is done.
    Done = 0,
    /// The world did not co-operate: a file, a port, a store.
    Failed = 1,
    /// The command line was wrong; nothing was tried.
    Usage = 2,
    /// The rules said no.
    Refused = 3,
    /// The server did not acknowledge, or cannot be reached.
    NotSaved = 4,
    /// A record does not verify.
    Unverified = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// A failure that ends a command: its code and the sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The code.
    pub exit: Exit,
    /// The sentence; empty when there is nobody left to read it.
    pub sentence: String,
}

impl Failure {
    /// The world did not co-operate.
    pub fn failed(sentence: impl Into<String>) -> Failure {
        Failure { exit: Exit::Failed, sentence: sentence.into() }
    }

    /// The command line was wrong.
    pub fn usage(sentence: impl Into<String>) -> Failure {
        Failure { exit: Exit::Usage, sentence: sentence.into() }
    }

    /// The rules said no.
    pub fn refused(sentence: impl Into<String>) -> Failure {
        Failure { exit: Exit::Refused, sentence: sentence.into() }
    }

    /// Not acknowledged or not reachable.
    pub fn not_saved(sentence: impl Into<String>) -> Failure {
        Failure { exit: Exit::NotSaved, sentence: sentence.into() }
    }

    /// A record does not verify.
    pub fn unverified(sentence: impl Into<String>) -> Failure {
        Failure { exit: Exit::Unverified, sentence: sentence.into() }
    }

    /// The reader of the output went away, as `head` does: no failure, but an end.
    #[must_use]
    pub fn reader_gone() -> Failure {
        Failure { exit: Exit::Done, sentence: String::new() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Failure {}
