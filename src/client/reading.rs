//! Reads an incident over a WebSocket: the snapshot, then its lines, then what follows live. Proves the chain as far
//! as it can on the way: the head it computes has to be the one that the server says.

use super::address::Address;
use super::exit::Failure;
use super::membership::{Membership, Memberships, Remembered};
use super::socket::{Incoming, NotOpen, Socket};
use std::time::Duration;
use tokio::time::timeout;
use warroom_incident::chain::{self, Hash};
use warroom_incident::wire::{Farewell, Presence, ToClient, ToServer};
use warroom_incident::{Incident, Line, Reaches, Record, Seq, Summary, apply, text};

/// Silence after which a server that should be sending counts as gone; it pings every 15 s.
const SILENCE: Duration = Duration::from_secs(35);
/// How long the answer to attaching may take.
const ANSWER: Duration = Duration::from_secs(10);

/// An incident that is being read.
#[derive(Debug)]
pub struct Reading {
    socket: Socket,
    /// What the incident was when it was attached.
    pub snapshot: Summary,
    /// What may be seen of it.
    pub reaches: Reaches,
    seq: Seq,
    /// Known from the start when everything is read, else from the moment that the server says it.
    head: Option<Hash>,
}

/// What comes while reading.
#[derive(Debug)]
pub enum Step {
    /// The next lines, in order.
    Lines(Vec<Line>),
    /// Caught up; what follows is live.
    Live,
}

/// From where to read.
#[derive(Clone, Copy, Debug)]
pub struct From {
    /// The last number that is not wanted.
    pub after: Seq,
    /// The head there, if it is known.
    pub head: Option<Hash>,
}

impl From {
    /// Everything.
    pub const START: From = From { after: 0, head: Some(Hash::ZERO) };
}

impl Reading {
    /// Attaches.
    ///
    /// # Errors
    /// When the server cannot be reached, does not know the membership, or has another record.
    pub async fn start(address: &Address, credential: &str, from: From) -> Result<Reading, Failure> {
        let mut socket = Socket::open(address, credential).await.map_err(|not_open| match not_open {
            NotOpen::Unreachable(why) => Failure::not_saved(why),
            NotOpen::Refused(sentence) => Failure::refused(sentence),
        })?;
        let head = from.head.filter(|_| from.after > 0);
        let attach = ToServer::Attach { after: from.after, head, presence: Presence::default() };
        socket.send(&attach).await.map_err(Failure::not_saved)?;
        loop {
            let (snapshot, reaches) = match message(&mut socket, ANSWER).await? {
                ToClient::Attached { snapshot, reaches, .. } => (*snapshot, reaches),
                ToClient::Reading(snapshot) => (Summary::for_reader(&snapshot), Reaches::PUBLISHED),
                ToClient::Welcome { .. } | ToClient::Events(_) | ToClient::Live { .. } | ToClient::Ping { .. } => {
                    continue;
                }
                ToClient::Accepted { .. } | ToClient::Refused { .. } | ToClient::NotSaved { .. } => continue,
                ToClient::Presence(_) | ToClient::Goodbye { .. } => continue,
            };
            return Ok(Reading { socket, snapshot, reaches, seq: from.after, head: from.head });
        }
    }

    /// The last number that was read, and the head there if it is known.
    #[must_use]
    pub fn reached(&self) -> From {
        From { after: self.seq, head: self.head }
    }

    /// Waits for what comes next.
    ///
    /// # Errors
    /// When the connection ends, or the lines do not prove the head.
    pub async fn next(&mut self) -> Result<Step, Failure> {
        loop {
            match message(&mut self.socket, SILENCE).await? {
                ToClient::Events(lines) => {
                    for line in &lines {
                        self.prove(line)?;
                    }
                    return Ok(Step::Lines(lines));
                }
                ToClient::Live { seq, head } => {
                    self.compare(seq, head)?;
                    return Ok(Step::Live);
                }
                ToClient::Ping { .. } => {
                    if let Some(head) = self.head {
                        let pong = ToServer::Pong { seq: self.seq, head };
                        self.socket.send(&pong).await.map_err(Failure::not_saved)?;
                    }
                }
                ToClient::Welcome { .. } | ToClient::Attached { .. } | ToClient::Reading(_) | ToClient::Presence(_) => {
                }
                ToClient::Accepted { .. } | ToClient::Refused { .. } | ToClient::NotSaved { .. } => {}
                ToClient::Goodbye { sentence, .. } => return Err(Failure::not_saved(text::visible(&sentence))),
            }
        }
    }

    fn prove(&mut self, line: &Line) -> Result<(), Failure> {
        let expected = self.seq + 1;
        if line.seq() != expected {
            let found = line.seq();
            return Err(Failure::unverified(format!("the server left out events: {found} came after {}", self.seq)));
        }
        self.seq = expected;
        self.head = self.head.map(|head| chain::next_head(head, expected, line.commitment()));
        Ok(())
    }

    fn compare(&mut self, seq: Seq, head: Hash) -> Result<(), Failure> {
        let differs = self.head.is_some_and(|mine| mine != head);
        if seq != self.seq || differs {
            return Err(Failure::unverified(format!(
                "the server's head at {seq} is not what its own events prove; do not trust this record"
            )));
        }
        self.head = Some(head);
        Ok(())
    }

    /// Ends it.
    pub async fn close(self) {
        self.socket.close().await;
    }
}

async fn message(socket: &mut Socket, patience: Duration) -> Result<ToClient, Failure> {
    loop {
        let incoming = timeout(patience, socket.next()).await;
        let incoming = incoming.map_err(|_| Failure::not_saved("the server fell silent"))?;
        let message = match incoming {
            Incoming::Message(message) => *message,
            Incoming::Pong(_) => continue,
            Incoming::Closed(why) | Incoming::NotUnderstood(why) => return Err(Failure::not_saved(why)),
        };
        if let ToClient::Goodbye { why, sentence } = &message {
            let sentence = text::visible(sentence);
            match why {
                Farewell::NotAMember => return Err(Failure::refused(sentence)),
                Farewell::OtherRecord | Farewell::Damaged => {
                    return Err(Failure::unverified(format!("NOT VERIFIED: {sentence}")));
                }
                Farewell::Stopping | Farewell::TooSlow | Farewell::ReachChanged => {}
                Farewell::BadMessage | Farewell::StoreFailed => {}
            }
        }
        return Ok(message);
    }
}

/// A whole incident as one member may see it.
#[derive(Debug)]
pub struct Room {
    /// Its lines.
    pub record: Record,
    /// What they amount to.
    pub state: Incident,
    /// The snapshot that came with them.
    pub snapshot: Summary,
    /// What may be seen of it.
    pub reaches: Reaches,
}

/// Asks where an incident stands, and has the server compare what is remembered of the chain.
///
/// # Errors
/// As [`Reading::start`].
pub async fn summary(known: &Remembered) -> Result<Summary, Failure> {
    let address = Address::parse(&known.membership.server).map_err(|error| Failure::failed(error.to_string()))?;
    let from = From { after: known.seq, head: known.head };
    let reading = Reading::start(&address, &known.membership.credential, from).await?;
    let summary = reading.snapshot.clone();
    reading.close().await;
    Ok(summary)
}

/// Reads everything up to now and remembers the head that was seen.
///
/// # Errors
/// As [`Reading::start`] and [`Reading::next`].
pub async fn whole(address: &Address, membership: &Membership) -> Result<Room, Failure> {
    let mut reading = Reading::start(address, &membership.credential, From::START).await?;
    let mut record = Record::default();
    let mut state = Incident::default();
    while let Step::Lines(lines) = reading.next().await? {
        for line in lines {
            apply(&mut state, &line);
            record.push(line).map_err(|unproved| Failure::unverified(unproved.to_string()))?;
        }
    }
    let (snapshot, reaches) = (reading.snapshot.clone(), reading.reaches);
    reading.close().await;
    Memberships::load()?.remember_head(membership, record.seq(), record.head())?;
    Ok(Room { record, state, snapshot, reaches })
}
