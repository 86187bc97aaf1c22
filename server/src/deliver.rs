//! Delivery: one thread that hands durable events and presence to everyone who is live.
//!
//! It never waits for a client. What several commits left to deliver goes out as one frame, encoded once per set of
//! reaches; who does not take it is marked behind and reads on from the record.

use crate::journal::{IncidentId, Row};
use crate::outlet::{Outlet, Pushed};
use crate::{bounds, frame};
use bytes::Bytes;
use chrono::Utc;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use warroom_incident::chain::Hash;
use warroom_incident::reader::ToReader;
use warroom_incident::wire::{Farewell, Presence, Present, ToClient};
use warroom_incident::{Person, Reaches, Seat, Seq, Time};

/// A connection's number, unique while the server runs.
pub type ConnectionId = u64;

/// What delivery and a connection's loop say to each other.
#[derive(Debug)]
pub struct Client {
    /// The connection.
    pub id: ConnectionId,
    /// Who it is.
    pub person: Person,
    /// The way out.
    pub outlet: Outlet,
    /// The number after which the client has to read on from the record; [`Client::LIVE`] while it is not behind.
    behind: AtomicU64,
    /// Wakes the connection's loop when that changes.
    pub fell_behind: Notify,
    /// Whether it reads published text only: known once it attached, and the same until it is over.
    reader: OnceLock<bool>,
}

impl Client {
    const LIVE: u64 = u64::MAX;

    /// A client that is not live yet.
    #[must_use]
    pub fn new(id: ConnectionId, person: Person, outlet: Outlet) -> Client {
        Client {
            id,
            person,
            outlet,
            behind: AtomicU64::new(Client::LIVE),
            fell_behind: Notify::new(),
            reader: OnceLock::new(),
        }
    }

    /// Takes the number after which to read on, if the client fell behind.
    #[must_use]
    pub fn take_behind(&self) -> Option<Seq> {
        Some(self.behind.swap(Client::LIVE, Ordering::AcqRel)).filter(|&seq| seq != Client::LIVE)
    }

    /// Says who is listening, when they attach: a member of the room, or somebody who sees nothing of it.
    pub fn listens_with(&self, reaches: Reaches) {
        // Who changes from one to the other is sent away first and comes back over another connection.
        let _: &bool = self.reader.get_or_init(|| reaches == Reaches::PUBLISHED);
    }

    /// Whether this is a reader of published text only.
    #[must_use]
    pub fn is_reader(&self) -> bool {
        self.reader.get().copied().unwrap_or(false)
    }

    /// A message as this client may have it; none where there is nothing of it for them.
    #[must_use]
    pub fn frame(&self, message: ToClient) -> Option<Bytes> {
        if self.is_reader() {
            return ToReader::of(message).map(|message| frame::to_reader(&message));
        }
        Some(frame::message(&message).open())
    }

    /// Sends an answer or a word of the connection's own.
    pub fn tell(&self, message: ToClient) -> Pushed {
        self.frame(message).map_or(Pushed::Taken, |frame| self.outlet.push_answer(frame))
    }

    /// Sends what was encoded once for all members.
    fn push(&self, frame: frame::ForMembers) -> Pushed {
        if self.is_reader() { Pushed::Taken } else { self.outlet.push(frame.open()) }
    }

    /// Ends the connection with a word.
    pub fn dismiss(&self, why: Farewell) {
        self.tell(ToClient::Goodbye { why, sentence: farewell(why).to_owned() });
        self.outlet.push_answer(frame::close(close_code(why)));
        self.outlet.close();
    }
}

/// Why a connection ends, as a sentence.
#[must_use]
pub fn farewell(why: Farewell) -> &'static str {
    match why {
        Farewell::Stopping => "the server stops; what is written meanwhile is kept here and sent when it is back",
        Farewell::TooSlow => "this connection does not read fast enough; connect again and resume",
        Farewell::NotAMember => "you are not in this room any more; ask the chair for a new invite",
        Farewell::ReachChanged => "your seat changed what you may see; attach again from 0",
        Farewell::OtherRecord => {
            "what you remember is not on this server's record: it was restored or replaced; keep your copy and tell its operator"
        }
        Farewell::Damaged => {
            "this record does not verify: it was damaged or altered on the server; tell its operator, and keep your copy"
        }
        Farewell::BadMessage => "a message was not understood; update your client",
        Farewell::StoreFailed => "the server's store failed and it stops; what is written meanwhile is kept here",
    }
}

fn close_code(why: Farewell) -> u16 {
    match why {
        Farewell::Stopping | Farewell::StoreFailed => 1001,
        Farewell::TooSlow => 1013,
        Farewell::BadMessage => 1007,
        Farewell::NotAMember | Farewell::ReachChanged | Farewell::OtherRecord | Farewell::Damaged => 1008,
    }
}

/// What somebody may see and where they sit.
pub type Seats = BTreeMap<Person, (Vec<Seat>, Reaches)>;

/// What is to be delivered.
pub enum Delivery {
    /// A client is live after this number.
    Live {
        /// Where.
        incident: IncidentId,
        /// Who.
        client: Arc<Client>,
        /// What it may see.
        reaches: Reaches,
        /// Where the person is.
        presence: Presence,
        /// The number.
        seq: Seq,
    },
    /// A connection is over.
    Gone {
        /// Where.
        incident: IncidentId,
        /// Which.
        connection: ConnectionId,
    },
    /// Events are on disk.
    Events {
        /// Where.
        incident: IncidentId,
        /// Which.
        rows: Vec<Row>,
    },
    /// Seats changed, and `used` says which reaches occur in the record.
    Seats {
        /// Where.
        incident: IncidentId,
        /// Who sits where now.
        seats: Seats,
        /// The reaches of all events so far.
        used: Reaches,
    },
    /// Somebody moved to another pane, or types.
    Presence {
        /// Where.
        incident: IncidentId,
        /// Which connection.
        connection: ConnectionId,
        /// What they do.
        presence: Presence,
    },
    /// Everybody is told goodbye.
    Stop {
        /// Why.
        why: Farewell,
    },
}

/// The last durable number of each incident with its head: what pings tell.
#[derive(Debug, Default)]
pub struct Heads(Mutex<HashMap<IncidentId, (Seq, Hash)>>);

impl Heads {
    /// Remembers a head.
    pub fn set(&self, incident: IncidentId, seq: Seq, head: Hash) {
        self.0.lock().expect("nothing panics while it holds the heads").insert(incident, (seq, head));
    }

    /// The head of an incident that was loaded.
    #[must_use]
    pub fn get(&self, incident: IncidentId) -> Option<(Seq, Hash)> {
        self.0.lock().expect("nothing panics while it holds the heads").get(&incident).copied()
    }
}

struct Subscriber {
    client: Arc<Client>,
    reaches: Reaches,
    presence: Presence,
    /// The last number that was handed over.
    seq: Seq,
    behind: bool,
}

#[derive(Default)]
struct Audience {
    subscribers: Vec<Subscriber>,
    seats: Seats,
    lost: BTreeMap<Person, (Time, Instant)>,
    /// When the presence list is due; nothing changed while absent.
    presence_due: Option<Instant>,
}

/// Runs delivery until the channel closes.
pub fn run(deliveries: &Receiver<Delivery>) {
    let mut audiences: HashMap<IncidentId, Audience> = HashMap::new();
    loop {
        let due = audiences.values().filter_map(|audience| audience.presence_due).min();
        let first = match due {
            None => match deliveries.recv() {
                Ok(delivery) => Some(delivery),
                Err(_) => return,
            },
            Some(due) => match deliveries.recv_timeout(due.saturating_duration_since(Instant::now())) {
                Ok(delivery) => Some(delivery),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return,
            },
        };
        // Events of several commits become one frame as long as nothing else comes between them.
        let mut together: Option<(IncidentId, Vec<Row>)> = None;
        for delivery in first.into_iter().chain(deliveries.try_iter().take(bounds::GROUP_COMMANDS)) {
            match (delivery, &mut together) {
                (Delivery::Events { incident, rows }, Some((same, all))) if *same == incident => all.extend(rows),
                (Delivery::Events { incident, rows }, _) => {
                    hand_out(&mut audiences, together.replace((incident, rows)));
                }
                (other, _) => {
                    hand_out(&mut audiences, together.take());
                    attend(&mut audiences, other);
                }
            }
        }
        hand_out(&mut audiences, together);
        for audience in audiences.values_mut() {
            audience.show_presence();
        }
    }
}

fn hand_out(audiences: &mut HashMap<IncidentId, Audience>, events: Option<(IncidentId, Vec<Row>)>) {
    let Some((incident, rows)) = events else { return };
    if let Some(audience) = audiences.get_mut(&incident) {
        audience.hand_out(&rows);
    }
}

fn attend(audiences: &mut HashMap<IncidentId, Audience>, delivery: Delivery) {
    match delivery {
        Delivery::Live { incident, client, reaches, presence, seq } => {
            let audience = audiences.entry(incident).or_default();
            audience.lost.remove(&client.person);
            audience.subscribers.retain(|other| other.client.id != client.id);
            audience.subscribers.push(Subscriber { client, reaches, presence, seq, behind: false });
            audience.presence_changed();
        }
        Delivery::Gone { incident, connection } => {
            if let Some(audience) = audiences.get_mut(&incident) {
                audience.gone(connection);
            }
        }
        Delivery::Seats { incident, seats, used } => audiences.entry(incident).or_default().reseat(seats, used),
        Delivery::Presence { incident, connection, presence } => {
            let Some(audience) = audiences.get_mut(&incident) else { return };
            if let Some(one) = audience.subscribers.iter_mut().find(|one| one.client.id == connection)
                && one.presence != presence
            {
                one.presence = presence;
                audience.presence_changed();
            }
        }
        Delivery::Stop { why } => {
            for one in audiences.values().flat_map(|audience| &audience.subscribers) {
                one.client.dismiss(why);
            }
            audiences.clear();
        }
        Delivery::Events { .. } => unreachable!("events are handed out together"),
    }
}

impl Audience {
    fn hand_out(&mut self, rows: &[Row]) {
        let mut frames: Vec<(Reaches, Bytes)> = Vec::new();
        let Some(last) = rows.last().map(|row| row.seq) else { return };
        for one in self.subscribers.iter_mut().filter(|one| !one.behind) {
            let frame = match frames.iter().find(|(reaches, _)| *reaches == one.reaches) {
                Some((_, frame)) => frame.clone(),
                None => {
                    let frame = frame::events(rows.iter(), one.reaches);
                    frames.push((one.reaches, frame.clone()));
                    frame
                }
            };
            match one.client.outlet.push(frame) {
                Pushed::Taken => one.seq = last,
                Pushed::Full => {
                    one.behind = true;
                    one.client.behind.store(one.seq, Ordering::Release);
                    one.client.fell_behind.notify_one();
                }
                // Its loop sees the closed socket and says that it is gone.
                Pushed::Closed => one.behind = true,
            }
        }
    }

    fn gone(&mut self, connection: ConnectionId) {
        let Some(at) = self.subscribers.iter().position(|one| one.client.id == connection) else { return };
        let person = self.subscribers.swap_remove(at).client.person.clone();
        if !self.subscribers.iter().any(|one| one.client.person == person) {
            self.lost.insert(person, (Utc::now(), Instant::now()));
        }
        self.presence_changed();
    }

    fn reseat(&mut self, seats: Seats, used: Reaches) {
        self.subscribers.retain_mut(|one| match seats.get(&one.client.person) {
            None => {
                one.client.dismiss(Farewell::NotAMember);
                false
            }
            // Who may see more than before lacks words that are already numbered; who may see less forgets them.
            Some((_, reaches)) if reaches.differs_within(one.reaches, used) => {
                one.client.dismiss(Farewell::ReachChanged);
                false
            }
            Some((_, reaches)) => {
                one.reaches = *reaches;
                true
            }
        });
        self.lost.retain(|person, _| seats.contains_key(person));
        self.seats = seats;
        self.presence_changed();
    }

    /// A list costs as many deliveries as people, each as long as people are many: it comes the rarer the more.
    fn presence_changed(&mut self) {
        let people = u32::try_from(self.subscribers.len()).unwrap_or(u32::MAX);
        let wait = bounds::PRESENCE_EVERY + Duration::from_micros(20).saturating_mul(people.saturating_mul(people));
        self.presence_due.get_or_insert(Instant::now() + wait.min(Duration::from_secs(20)));
    }

    fn show_presence(&mut self) {
        if self.presence_due.is_none_or(|due| Instant::now() < due) {
            return;
        }
        self.lost.retain(|_, (_, at)| at.elapsed() < bounds::LOST_SHOWN);
        let mut present: BTreeMap<&Person, Present> = BTreeMap::new();
        let seats = |person: &Person| self.seats.get(person).map(|(seats, _)| seats.clone()).unwrap_or_default();
        for one in &self.subscribers {
            let person = &one.client.person;
            let shown = present.entry(person).or_insert_with(|| Present {
                name: person.clone(),
                seats: seats(person),
                pane: String::new(),
                typing: false,
                caret: None,
                lost_at: None,
            });
            shown.pane.clone_from(&one.presence.pane);
            shown.typing |= one.presence.typing;
            shown.caret = one.presence.caret.or(shown.caret);
        }
        for (person, (at, _)) in &self.lost {
            let (name, seats, pane) = (person.clone(), seats(person), String::new());
            present.insert(person, Present { name, seats, pane, typing: false, caret: None, lost_at: Some(*at) });
        }
        let frame = frame::message(&ToClient::Presence(present.into_values().collect()));
        for one in self.subscribers.iter().filter(|one| !one.behind) {
            // Presence is never needed for correctness: who has no room for it goes without.
            let _: Pushed = one.client.push(frame.clone());
        }
        self.presence_due = None;
    }
}
