//! What a reader of published text only is sent: message types of their own, in which there is no place for anything
//! internal. Events come beside them, by their reach.

use crate::chain::Hash;
use crate::command::CommandId;
use crate::event::{Phase, SeverityName};
use crate::people::Person;
use crate::prelude::*;
use crate::rejection::Rejection;
use crate::state::Incident;
use crate::wire::{Farewell, ToClient};
use crate::{Seq, Time};
use serde::{Deserialize, Serialize};

/// Where an incident stands, as readers know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderSnapshot {
    /// The incident's id: `INC-1`.
    pub incident: String,
    /// A practice.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub drill: bool,
    /// Where it stands.
    pub phase: Option<Phase>,
    /// How bad; null while unknown.
    pub severity: Option<SeverityName>,
    /// Number of the last event.
    pub seq: Seq,
    /// The chain's head there.
    pub head: Hash,
}

impl ReaderSnapshot {
    /// What a reader may know of an incident.
    #[must_use]
    pub fn of(incident: &str, state: &Incident, head: Hash) -> ReaderSnapshot {
        let (phase, severity) = (state.phase, state.severity.clone());
        ReaderSnapshot { incident: incident.to_owned(), drill: state.drill, phase, severity, seq: state.seq, head }
    }
}

/// From the server to a reader, beside events. On the wire each is the [`ToClient`] of the same name.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ToReader {
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
    /// Attached.
    Reading(Box<ReaderSnapshot>),
    /// Caught up.
    Live {
        /// The last number.
        seq: Seq,
        /// The head there.
        head: Hash,
    },
    /// A command was refused: a reader's seat gives the right to none.
    Refused {
        /// Its id.
        id: CommandId,
        /// Why.
        rejection: Rejection,
        /// The same as a sentence.
        sentence: String,
    },
    /// A command was not taken, and nothing was done.
    NotSaved {
        /// Its id.
        id: CommandId,
        /// The same words for every reason.
        sentence: String,
    },
    /// A sign of life.
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

impl ToReader {
    /// The message for a reader, where there is one: what has no place here is not sent.
    #[must_use]
    pub fn of(message: ToClient) -> Option<ToReader> {
        match message {
            ToClient::Welcome { protocol, server, incident, you, at } => {
                Some(ToReader::Welcome { protocol, server, incident, you, at })
            }
            ToClient::Reading(snapshot) => Some(ToReader::Reading(snapshot)),
            ToClient::Live { seq, head } => Some(ToReader::Live { seq, head }),
            ToClient::Ping { seq, head, at } => Some(ToReader::Ping { seq, head, at }),
            ToClient::Goodbye { why, sentence } => Some(ToReader::Goodbye { why, sentence }),
            ToClient::Refused { id, rejection, .. } => {
                // The table refuses whatever a reader orders, and says so with their own seat only.
                let known = matches!(rejection, Rejection::NotPermitted { .. } | Rejection::NotAMember);
                let rejection = if known { rejection } else { Rejection::NotAMember };
                let sentence = rejection.to_string();
                Some(ToReader::Refused { id, rejection, sentence })
            }
            ToClient::NotSaved { id, .. } => {
                let sentence = "this was not taken, and nothing was done".to_owned();
                Some(ToReader::NotSaved { id, sentence })
            }
            ToClient::Attached { .. } | ToClient::Events(_) | ToClient::Presence(_) => None,
            ToClient::Accepted { .. } => None,
        }
    }
}
