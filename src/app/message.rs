//! What comes in and what shall be done: the two lists that the runtime and the app speak with.

use serde::{Deserialize, Serialize};
use warroom_incident::chain::Hash;
use warroom_incident::wire::{ToClient, ToServer};
use warroom_incident::{Seq, Time};

use super::arrangement::Arrangements;
use super::bridge::Bridge;
use super::keys::Press;
use super::mouse::Pointer;
use crate::replica::Pending;

/// A message with the moment it came at, and the randomness that it may need for one command's id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// This machine's clock.
    pub at: Time,
    /// Fresh random bytes.
    pub random: [u8; 16],
    /// What came.
    pub message: Message,
}

/// What can come in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Message {
    /// A key.
    Press(Press),
    /// A paste, or keys that came faster than anybody types: text, never commands.
    Paste(String),
    /// One line that came as fast, with the Enter that closes it: sent only by whoever was writing already.
    Line(String),
    /// The mouse, where it is switched on.
    Mouse(Pointer),
    /// The terminal has this size now.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// Another second.
    Tick,
    /// Something about the connection.
    Link(LinkNews),
    /// What was to be kept on disk could not be: it was not sent either.
    NotKept {
        /// Why.
        why: String,
    },
    /// What is written in drafts could not be kept on disk: what was to be sent after it was not sent.
    WritingsNotKept {
        /// Why.
        why: String,
    },
    /// Something for the person, from the runtime.
    Say(String),
    /// The editor was left.
    Edited {
        /// The text as it is now; nothing when it could not be had.
        text: Option<String>,
        /// What went wrong.
        trouble: Option<String>,
    },
    /// A search or a filter goes on through a long list; what was written in a draft is looked at and shared.
    GoOn,
    /// A text was copied.
    Copied {
        /// What it is.
        what: String,
        /// Its characters.
        chars: usize,
        /// Which way it went.
        way: Way,
    },
    /// A text could not be copied.
    NotCopied {
        /// What it is.
        what: String,
        /// The text.
        text: String,
        /// Why.
        why: String,
    },
}

/// Which way a text went to the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// Into a buffer of tmux, which hands it on where it may.
    Tmux,
    /// To the terminal itself, which says nothing back.
    Terminal,
}

/// What the connection reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LinkNews {
    /// It is being made.
    Connecting,
    /// It is there.
    Up,
    /// The server said something.
    Server(Box<ToClient>),
    /// The way there and back.
    RoundTrip {
        /// How long it took.
        ms: u64,
    },
    /// It is gone.
    Lost {
        /// Why.
        why: String,
        /// When the next try is made.
        retry_ms: u64,
    },
    /// The server does not want this client; nothing is tried again.
    Refused {
        /// Why, and what to do.
        sentence: String,
    },
}

/// What the app wants done, in this order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Effect {
    /// Keep these in a file before anything after it in the list is done.
    SaveOutbox(Vec<Pending>),
    /// Send.
    Send(ToServer),
    /// Keep the texts that are being written.
    SaveComposer(String),
    /// Keep them on disk before anything after it in the list is done.
    SaveComposerNow(String),
    /// Keep what is written in drafts, at once and cheaply; it has to outlive this program, and soon a power cut.
    SaveWritings(String),
    /// Keep it on disk before anything after it in the list is done.
    SaveWritingsNow(String),
    /// Keep the head, so that a server that lost or changed something is noticed.
    RememberHead {
        /// Its number.
        seq: Seq,
        /// The head.
        head: Hash,
    },
    /// Keep which panes stand where.
    SaveArrangements(Arrangements),
    /// Hand the terminal over to the person's editor with this text.
    Edit(String),
    /// Try the connection now.
    RetryNow,
    /// Copy a text.
    Copy {
        /// What it is.
        what: String,
        /// The text.
        text: String,
    },
    /// Let the search, the filter or the writing in a draft go on, after a frame was drawn.
    GoOn,
    /// Do not try the connection until it is asked for.
    GiveUp,
    /// Ring.
    Bell,
    /// Have the desktop show this line.
    Notify(String),
    /// Keep how to reach the others without the server.
    RememberBridge(Bridge),
    /// Name the window.
    Title(String),
    /// Draw everything anew.
    Redraw,
    /// Stop until the shell wakes the program.
    Suspend,
    /// Leave.
    Quit,
}
