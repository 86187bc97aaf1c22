//! What travels over the WebSocket, one JSON object a message; written down in full in `server/PROTOCOL.md`.

use crate::brief::BriefLine;
use crate::chain::Hash;
use crate::command::{Command, CommandId};
use crate::draft::Caret;
use crate::event::Reaches;
use crate::people::{Person, Seat};
use crate::prelude::*;
use crate::reader::ReaderSnapshot;
use crate::record::Line;
use crate::rejection::Rejection;
use crate::summary::Summary;
use crate::{Seq, Time};
use serde::{Deserialize, Serialize};

/// The version of the protocol; a server refuses others.
pub const PROTOCOL: u32 = 1;

/// From a client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToServer {
    /// Starts the flow of events.
    Attach {
        /// The last number the client has; 0 for none.
        after: Seq,
        /// The chain's head there: the server compares.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        head: Option<Hash>,
        /// How the client sits here; a screen counts as present, a command line does not stay.
        #[serde(default)]
        presence: Presence,
    },
    /// Gives an order.
    Command {
        /// Its id.
        id: CommandId,
        /// What.
        command: Box<Command>,
    },
    /// Says where one is; never recorded.
    Presence(Presence),
    /// Says how far one has read; kept by the server for this person, never recorded. Only what is further than
    /// before counts. A server that keeps no marks tells none on attaching, and must not be sent any.
    Read {
        /// The last event read on the timeline.
        timeline: Seq,
        /// The last event read among the notes.
        notes: Seq,
    },
    /// Answers a ping.
    Pong {
        /// The last number the client has.
        seq: Seq,
        /// The head there.
        head: Hash,
    },
}

/// Where somebody is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// The pane they look at.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pane: String,
    /// Whether they are writing.
    #[serde(default)]
    pub typing: bool,
    /// Where they stand in a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caret: Option<Caret>,
}

/// How far a person has read, on whichever machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadMarks {
    /// The last event read on the timeline; 0 for somebody who never was here.
    pub timeline: Seq,
    /// The last event read among the notes.
    pub notes: Seq,
    /// When their last screen left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Time>,
}

/// One person who is here, or was a moment ago.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Who.
    pub name: Person,
    /// Their seats, the one with most rights first.
    pub seats: Vec<Seat>,
    /// The pane they look at.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pane: String,
    /// Whether they are writing.
    #[serde(default)]
    pub typing: bool,
    /// Where they stand in a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caret: Option<Caret>,
    /// When they dropped off, if they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_at: Option<Time>,
}

/// From the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToClient {
    /// The first message.
    Welcome {
        /// The version of the protocol.
        protocol: u32,
        /// The server's version.
        server: String,
        /// The incident of the credential.
        incident: String,
        /// Who the client is.
        you: Person,
        /// The server's clock.
        at: Time,
    },
    /// Attached: what the incident is at the head, before the events that lead there.
    Attached {
        /// The snapshot.
        snapshot: Box<Summary>,
        /// What the client will see.
        reaches: Reaches,
        /// How far this person has read; absent from a server that does not keep it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        read: Option<ReadMarks>,
        /// The brief, where the events that it is made from take a while to come. It holds nothing beyond `reaches`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        brief: Vec<BriefLine>,
    },
    /// Attached, for a reader of published text only: they see nothing but [`Reaches::PUBLISHED`].
    Reading(Box<ReaderSnapshot>),
    /// The next lines, in order.
    Events(Vec<Line>),
    /// Caught up: what follows is live.
    Live {
        /// The last number.
        seq: Seq,
        /// The head there.
        head: Hash,
    },
    /// A command is on disk.
    Accepted {
        /// Its id.
        id: CommandId,
        /// Number of its first event.
        seq: Seq,
        /// How many events it made, numbered from there.
        count: u64,
        /// Secrets that only the sender may have: the invite that was made.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        invite: Option<InviteMade>,
    },
    /// The rules said no.
    Refused {
        /// Its id.
        id: CommandId,
        /// Why, with the facts.
        rejection: Rejection,
        /// The same as a sentence.
        sentence: String,
    },
    /// The store could not save it: nothing was done, it may be sent again.
    NotSaved {
        /// Its id.
        id: CommandId,
        /// What was wrong.
        sentence: String,
    },
    /// Who is here.
    Presence(Vec<Present>),
    /// A sign of life; the client answers with a pong.
    Ping {
        /// The last number.
        seq: Seq,
        /// The head there.
        head: Hash,
        /// The server's clock.
        at: Time,
    },
    /// The server ends this connection.
    Goodbye {
        /// Why.
        why: Farewell,
        /// The same as a sentence.
        sentence: String,
    },
}

/// Why a server ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Farewell {
    /// The server stops; come back.
    Stopping,
    /// The client did not read fast enough; come back and resume.
    TooSlow,
    /// The member was removed or left.
    NotAMember,
    /// A change of seat changed what the client may see; come back and attach from 0.
    ReachChanged,
    /// What the client remembers is not on the server's chain.
    OtherRecord,
    /// The record does not verify: it was damaged or altered on the server.
    Damaged,
    /// A message was not understood.
    BadMessage,
    /// The store failed; the server stops until somebody has looked.
    StoreFailed,
}

/// A fresh invite; shown once, stored hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteMade {
    /// One word that carries the server's address.
    pub invite: String,
    /// The seat it grants.
    pub seat: Seat,
    /// When it ends.
    pub expires_at: Time,
}

/// The body of `POST /v1/redeem`; the invite's secret is in the `Authorization` header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redeem {
    /// The command's id: a repeat gets the same membership.
    pub id: CommandId,
    /// The name to go by.
    pub name: String,
}

/// The answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redeemed {
    /// The incident.
    pub incident: String,
    /// Its title.
    pub title: Option<String>,
    /// Who one is.
    pub name: Person,
    /// The seat taken.
    pub seat: Seat,
    /// The credential: `Authorization: Bearer` from now on.
    pub credential: String,
    /// Number of the event.
    pub seq: Seq,
}
