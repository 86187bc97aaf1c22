//! Gives one command and waits until the server has acknowledged it, for ten seconds at most. Nothing is queued: what
//! is not acknowledged by then is the caller's again. Tries that follow each other carry the same id.

use super::address::Address;
use super::exit::Failure;
use super::http::{self, Ask, Trouble};
use super::socket::{Incoming, NotOpen, Socket};
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};
use warroom_incident::wire::{Farewell, InviteMade, ToClient, ToServer};
use warroom_incident::{Command, CommandId, Rejection, Seq, text};

/// How long a command waits for its acknowledgement.
pub const PATIENCE: Duration = Duration::from_secs(10);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Who is told that it takes longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// Whoever reads stderr.
    Stderr,
    /// Nobody: the screen is drawn on, and says itself that it waits.
    Nobody,
}

/// An acknowledged command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// Number of its first event.
    pub seq: Seq,
    /// How many events it made.
    pub count: u64,
    /// The invite that it made.
    pub invite: Option<InviteMade>,
}

/// A command that did not happen, or of which nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// The rules said no.
    Refused {
        /// With its facts.
        rejection: Box<Rejection>,
        /// As a sentence.
        sentence: String,
    },
    /// The server does not let this membership in.
    TurnedAway(String),
    /// No acknowledgement within the time.
    NotSaved(String),
}

impl From<NotDone> for Failure {
    fn from(not_done: NotDone) -> Failure {
        match not_done {
            NotDone::Refused { sentence, .. } | NotDone::TurnedAway(sentence) => Failure::refused(sentence),
            NotDone::NotSaved(sentence) => Failure::not_saved(sentence),
        }
    }
}

/// A new command's id.
///
/// # Errors
/// When the system has no randomness.
pub fn new_id() -> Result<CommandId, Failure> {
    let mut id = [0; 16];
    getrandom::fill(&mut id)
        .map_err(|error| Failure::failed(format!("the system gives no random numbers: {error}")))?;
    Ok(CommandId(id))
}

/// Gives a command over a WebSocket.
///
/// # Errors
/// [`NotDone`].
pub async fn give(
    address: &Address,
    credential: &str,
    id: CommandId,
    command: &Command,
) -> Result<Acknowledged, NotDone> {
    let mut tries = Tries::start(Telling::Stderr);
    loop {
        let once = timeout_at(tries.deadline, give_once(address, credential, id, command)).await;
        match once {
            Ok(Once::Answered(answer)) => return answer,
            Ok(Once::Again(why)) => tries.failed(why),
            Err(_) => tries.failed(format!("{address} does not acknowledge")),
        }
        if !tries.pause().await {
            return Err(NotDone::NotSaved(tries.given_up()));
        }
    }
}

/// Sends an HTTP request that carries an id of its own, again where that may help.
///
/// # Errors
/// The last [`Trouble`].
pub async fn ask<T: DeserializeOwned>(request: impl FnMut() -> Result<(Address, Ask), Trouble>) -> Result<T, Trouble> {
    ask_within(PATIENCE, request).await
}

/// As [`ask`], for whoever draws on the terminal meanwhile.
///
/// # Errors
/// The last [`Trouble`].
pub async fn ask_telling<T: DeserializeOwned>(
    telling: Telling,
    request: impl FnMut() -> Result<(Address, Ask), Trouble>,
) -> Result<T, Trouble> {
    again(Tries::start(telling), Duration::ZERO, request).await
}

/// As [`ask`], for requests whose answer may take longer; an unreachable server gets the usual time only.
///
/// # Errors
/// The last [`Trouble`].
pub async fn ask_within<T: DeserializeOwned>(
    answer: Duration,
    request: impl FnMut() -> Result<(Address, Ask), Trouble>,
) -> Result<T, Trouble> {
    again(Tries::start(Telling::Stderr), answer.saturating_sub(PATIENCE), request).await
}

async fn again<T: DeserializeOwned>(
    mut tries: Tries,
    more: Duration,
    mut request: impl FnMut() -> Result<(Address, Ask), Trouble>,
) -> Result<T, Trouble> {
    loop {
        let once = match request() {
            Ok((address, ask)) => http::ask(&address, ask, tries.left() + more).await,
            Err(trouble) => Err(trouble),
        };
        let trouble = match once {
            Err(trouble) if trouble.may_pass() => trouble,
            done => return done,
        };
        tries.failed(Failure::from(trouble).sentence);
        if !tries.pause().await {
            return Err(Trouble::NotSaved(tries.given_up()));
        }
    }
}

enum Once {
    Answered(Result<Acknowledged, NotDone>),
    Again(String),
}

async fn give_once(address: &Address, credential: &str, id: CommandId, command: &Command) -> Once {
    let mut socket = match Socket::open(address, credential).await {
        Ok(socket) => socket,
        Err(NotOpen::Unreachable(why)) => return Once::Again(why),
        Err(NotOpen::Refused(sentence)) => return Once::Answered(Err(NotDone::TurnedAway(sentence))),
    };
    if let Err(why) = socket.send(&ToServer::Command { id, command: Box::new(command.clone()) }).await {
        return Once::Again(why);
    }
    loop {
        let message = match socket.next().await {
            Incoming::Message(message) => *message,
            Incoming::Pong(_) => continue,
            Incoming::Closed(why) | Incoming::NotUnderstood(why) => return Once::Again(why),
        };
        let answer = match message {
            ToClient::Accepted { id: answered, seq, count, invite } if answered == id => {
                Ok(Acknowledged { seq, count, invite })
            }
            ToClient::Refused { id: answered, rejection, sentence } if answered == id => {
                Err(NotDone::Refused { rejection: Box::new(rejection), sentence: text::visible(&sentence) })
            }
            ToClient::NotSaved { id: answered, sentence } if answered == id => {
                return Once::Again(text::visible(&sentence));
            }
            ToClient::Goodbye { why: Farewell::NotAMember, sentence } => {
                Err(NotDone::TurnedAway(text::visible(&sentence)))
            }
            ToClient::Goodbye { sentence, .. } => return Once::Again(text::visible(&sentence)),
            ToClient::Welcome { .. } | ToClient::Attached { .. } | ToClient::Events(_) | ToClient::Live { .. } => {
                continue;
            }
            ToClient::Reading(_) => continue,
            ToClient::Accepted { .. } | ToClient::Refused { .. } | ToClient::NotSaved { .. } => continue,
            ToClient::Presence(_) | ToClient::Ping { .. } => continue,
        };
        socket.close().await;
        return Once::Answered(answer);
    }
}

/// Tries within the time, and what was said about them.
struct Tries {
    deadline: Instant,
    pause: Duration,
    last: Option<String>,
    telling: Telling,
}

impl Tries {
    fn start(telling: Telling) -> Tries {
        Tries { deadline: Instant::now() + PATIENCE, pause: FIRST_PAUSE, last: None, telling }
    }

    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    fn failed(&mut self, why: String) {
        if self.telling == Telling::Stderr && self.last.is_none() && !self.left().is_zero() {
            eprintln!("warroom: {why}; trying for {} s", PATIENCE.as_secs());
        }
        self.last = Some(why);
    }

    /// Waits for the next try; false when the time is up.
    async fn pause(&mut self) -> bool {
        if self.left() <= self.pause {
            sleep(self.left()).await;
            return false;
        }
        sleep(self.pause).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        true
    }

    fn given_up(self) -> String {
        let why = self.last.unwrap_or_default();
        format!("NOT SAVED: no acknowledgement within {} s ({why}); nothing is queued, try again", PATIENCE.as_secs())
    }
}
