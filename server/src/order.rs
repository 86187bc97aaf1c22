//! The order: one thread that decides every command, stores what was decided, answers, and hands it to delivery.
//!
//! It owns all rooms and the journal. What waits while a sync is under way shares the next one. Nothing is answered
//! or delivered before the journal says that it is on disk; when it cannot write, the rooms concerned are forgotten
//! and read again, so that nothing stays that was decided and not stored.

use crate::bounds;
use crate::catch_up::CatchUp;
use crate::deliver::{Client, ConnectionId, Delivery, Heads, Seats};
use crate::frame;
use crate::invite;
use crate::journal::{Answered, AppendError, Batch, Holder, IncidentId, Journal, ReadError, Row};
use crate::outlet::Pushed;
use crate::room::{Damaged, Room, wiped, wipes};
use crate::secret::{Kind, Secret, random};
use chrono::{SubsecRound as _, Utc};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, oneshot};
use warroom_incident::chain::{Hash, Salt};
use warroom_incident::wire::{Farewell, InviteMade, Presence, ToClient};
use warroom_incident::{
    Actor, Command, CommandId, Decided, Event, Person, Policy, Reaches, Record, Rejection, Seat, Seq, Summary, Time,
};

/// What a command came to.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// In which incident.
    pub incident: IncidentId,
    /// Number of its first event.
    pub seq: Seq,
    /// How many events it made.
    pub count: u64,
    /// Invites that it made, for the sender alone.
    pub invites: Vec<InviteMade>,
    /// The credential of whoever joined, with who and where they are.
    pub joined: Option<Joined>,
}

/// A membership that was just made.
#[derive(Clone, Debug)]
pub struct Joined {
    /// Who.
    pub person: Person,
    /// In which seat.
    pub seat: Seat,
    /// The incident's title.
    pub title: Option<String>,
    /// The credential.
    pub credential: Secret,
}

/// Why a command came to nothing.
#[derive(Clone, Debug)]
pub enum Declined {
    /// The rules said no.
    Refused(Rejection),
    /// The store could not save or read it; nothing was done, and it may be sent again.
    NotSaved(String),
    /// There is no such incident.
    NoSuchIncident,
}

/// How an answer finds its way.
pub type Reply = Box<dyn FnOnce(Result<Accepted, Declined>) + Send>;

/// What the order is asked to do.
pub enum Order {
    /// To decide a command.
    Command {
        /// In which incident; [`IncidentId::NONE`] for those that make one.
        incident: IncidentId,
        /// Who.
        actor: Actor,
        /// The sender's id.
        id: CommandId,
        /// What.
        command: Box<Command>,
        /// To whom to answer.
        reply: Reply,
    },
    /// To take a whole record under its own number.
    Adopt {
        /// Its number.
        incident: IncidentId,
        /// The record, checked.
        record: Box<Record>,
        /// To whom to answer.
        reply: Reply,
    },
    /// To begin a client's flow.
    Attach {
        /// Where.
        incident: IncidentId,
        /// Who.
        person: Person,
        /// The last number the client has.
        after: Seq,
        /// The head it remembers there.
        head: Option<Hash>,
        /// To whom to answer.
        reply: oneshot::Sender<Result<Attached, Farewell>>,
    },
    /// To hand a client over to delivery.
    GoLive {
        /// Where.
        incident: IncidentId,
        /// Who.
        client: Arc<Client>,
        /// What it sees.
        reaches: Reaches,
        /// Where the person is.
        presence: Presence,
        /// The last number it has.
        after: Seq,
        /// Answered with nothing when it is live, or with the number to read on to.
        reply: oneshot::Sender<Option<Seq>>,
    },
    /// To note that a connection is over.
    Gone {
        /// Where.
        incident: IncidentId,
        /// Which.
        connection: ConnectionId,
    },
    /// To sum up.
    Summaries {
        /// To whom to answer.
        reply: oneshot::Sender<Result<Vec<Summary>, String>>,
    },
    /// To put another policy in force.
    Policy(Arc<Policy>),
    /// To look at the clock.
    Tick,
    /// To finish: what waits is stored and told, then everybody gets a goodbye.
    Stop,
}

/// What a client gets when it attaches.
#[derive(Debug)]
pub struct Attached {
    /// The incident at its head.
    pub snapshot: Summary,
    /// What the client may see.
    pub reaches: Reaches,
}

/// Where orders go.
pub type Orders = mpsc::Sender<Order>;

/// Why the order ended before it was told to.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The store cannot tell what it wrote: going on could acknowledge and forget.
    #[error("the store failed and nothing more is acknowledged: {0}; check the disk, then start again")]
    StoreFailed(String),
}

/// A room and what the order keeps beside it.
struct Slot {
    room: Room,
    /// The newest events, encoded: what somebody misses while attaching.
    tail: VecDeque<Row>,
    /// Bytes of their lines.
    tail_bytes: usize,
    /// Which reaches occur in the record.
    used: Reaches,
    /// Connections that are live, by person.
    here: HashMap<ConnectionId, Person>,
    /// The ids of all commands that were answered here, folded: what is not among them was never sent before, and
    /// the journal need not be asked.
    ids: HashSet<u64>,
    /// The policy that was last put to it.
    policy: Option<Arc<Policy>>,
    /// When somebody who is not here was last heard of.
    heard: BTreeMap<Person, Time>,
}

/// Who is live by connection, and when the others were last heard of.
type Whereabouts = (HashMap<ConnectionId, Person>, BTreeMap<Person, Time>);

/// One command that waits for its sync.
struct Waiting {
    reply: Reply,
    answer: Accepted,
}

/// The thread's state.
pub struct Ordering {
    journal: Box<dyn Journal>,
    slots: HashMap<IncidentId, Slot>,
    /// Who was here and heard of in rooms that were forgotten, until they are loaded again.
    parked: HashMap<IncidentId, Whereabouts>,
    next_incident: u32,
    policy: Arc<Policy>,
    url: Arc<Mutex<String>>,
    catch_up: Arc<CatchUp>,
    heads: Arc<Heads>,
    deliveries: SyncSender<Delivery>,
    clock: Box<dyn Fn() -> Time + Send>,
    started_at: Time,
    /// Decided and not yet on disk.
    group: Vec<Batch>,
    waiting: Vec<Waiting>,
    refusals: Vec<(Reply, Declined)>,
    /// Answers of this group, by incident, author and id.
    answered: HashMap<(IncidentId, String, CommandId), Answered>,
    salts: Salts,
    /// Incidents that this group changes.
    touched: HashSet<IncidentId>,
    /// For each batch of the group that changes seats: who sits where right after it.
    group_seats: Vec<Option<(Seats, Reaches)>>,
    /// The same for the batch that was decided last.
    seats_after: Option<(Seats, Reaches)>,
}

fn system_clock() -> Time {
    Utc::now().trunc_subsecs(3)
}

/// Salts, many at a time: one question to the system for 64 of them.
#[derive(Default)]
struct Salts(Vec<[u8; 16]>);

impl Salts {
    fn next(&mut self) -> Salt {
        if self.0.is_empty() {
            let bytes: [u8; 1_024] = random();
            self.0.extend(bytes.as_chunks().0);
        }
        Salt(self.0.pop().unwrap_or_else(random))
    }
}

/// The author's key under which command ids are unique.
fn author_key(actor: &Actor) -> String {
    match actor {
        Actor::Person(person) => person.as_str().to_owned(),
        Actor::Operator => "operator".into(),
        Actor::Server => "server".into(),
        Actor::Playback(_) => "playback".into(),
        Actor::Bearer(invite) => format!("invite {invite}"),
    }
}

/// Enough of a random id to tell whether it is new; the journal has the last word.
fn folded(id: CommandId) -> u64 {
    let id = u128::from_be_bytes(id.0);
    (id >> 64) as u64 ^ id as u64
}

/// What identifies a command's body; salted by its random id. The policy that the server adds is no part of it.
fn body_hash(id: CommandId, command: &Command) -> [u8; 32] {
    let body = if let Command::Declare { title, severity, reporter, drill, .. } = command {
        serde_json::to_vec(&(title, severity, reporter, drill))
    } else if let Command::Import { incident, .. } = command {
        serde_json::to_vec(incident)
    } else {
        serde_json::to_vec(command)
    };
    let body = body.expect("a command has a JSON text");
    Sha256::new().chain_update(id.0).chain_update(body).finalize().into()
}

impl Ordering {
    /// Takes over a journal.
    ///
    /// # Errors
    /// [`ReadError`] when the journal does not answer.
    pub fn new(
        mut journal: Box<dyn Journal>,
        policy: Arc<Policy>,
        url: Arc<Mutex<String>>,
        catch_up: Arc<CatchUp>,
        heads: Arc<Heads>,
        deliveries: SyncSender<Delivery>,
    ) -> Result<Ordering, ReadError> {
        let next_incident = journal.incidents()?.last().map_or(0, |(incident, _)| incident.0) + 1;
        Ok(Ordering {
            journal,
            slots: HashMap::new(),
            parked: HashMap::new(),
            next_incident,
            policy,
            url,
            catch_up,
            heads,
            deliveries,
            clock: Box::new(system_clock),
            started_at: system_clock(),
            group: Vec::new(),
            waiting: Vec::new(),
            refusals: Vec::new(),
            answered: HashMap::new(),
            salts: Salts::default(),
            touched: HashSet::new(),
            group_seats: Vec::new(),
            seats_after: None,
        })
    }

    /// Tells the time by another clock: tests pass days in a moment.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> Time + Send + 'static) -> Ordering {
        self.started_at = clock();
        self.clock = Box::new(clock);
        self
    }

    /// Runs until it is stopped.
    ///
    /// # Errors
    /// [`Stopped`] when the store failed.
    pub fn run(mut self, mut orders: mpsc::Receiver<Order>) -> Result<(), Stopped> {
        while let Some(first) = orders.blocking_recv() {
            let mut stop = matches!(first, Order::Stop);
            let mut next = Some(first);
            while let Some(order) = next.take() {
                self.take(order)?;
                if !stop && self.group.len() < bounds::GROUP_COMMANDS {
                    next = orders.try_recv().ok();
                    stop = matches!(next, Some(Order::Stop));
                }
            }
            self.commit()?;
            if stop {
                self.deliver(Delivery::Stop { why: Farewell::Stopping });
                return Ok(());
            }
        }
        Ok(())
    }

    fn deliver(&self, delivery: Delivery) {
        // Delivery ends only after this thread.
        let _: Result<(), _> = self.deliveries.send(delivery);
    }

    fn take(&mut self, order: Order) -> Result<(), Stopped> {
        if let Order::Command { incident, actor, id, command, reply } = order {
            return self.command(incident, &actor, id, &command, reply);
        }
        // Everything else speaks of what is on disk.
        self.commit()?;
        match order {
            Order::Command { .. } | Order::Stop => {}
            Order::Adopt { incident, record, reply } => return self.adopt(incident, &record, reply),
            Order::Attach { incident, person, after, head, reply } => {
                let loaded = self.load(incident);
                // Loading may have put a policy in force.
                self.commit()?;
                let attached = loaded.map_err(|_| Farewell::StoreFailed);
                // The client may have gone meanwhile; nobody is owed the answer then.
                let _: Result<(), _> = reply.send(attached.and_then(|()| self.attach(incident, &person, after, head)));
            }
            Order::GoLive { incident, client, reaches, presence, after, reply } => {
                let _: Result<(), _> = reply.send(self.go_live(incident, client, reaches, presence, after));
            }
            Order::Gone { incident, connection } => {
                if let Some(slot) = self.slots.get_mut(&incident)
                    && let Some(person) = slot.here.remove(&connection)
                {
                    slot.heard.insert(person, (self.clock)());
                }
                self.deliver(Delivery::Gone { incident, connection });
            }
            Order::Summaries { reply } => {
                let loaded = self.load_all();
                self.commit()?;
                let _: Result<(), _> = reply.send(loaded.map(|all| self.summaries(&all)));
            }
            Order::Policy(policy) => {
                self.policy = policy;
                self.put_policy_in_force_everywhere();
            }
            Order::Tick => {
                self.put_policy_in_force_everywhere();
                self.empty_abandoned_chairs();
                self.journal.tidy();
            }
        }
        Ok(())
    }

    /// Loads an incident, once: exactly what is on disk, and nothing is staged for it.
    fn load(&mut self, incident: IncidentId) -> Result<(), Declined> {
        if self.slots.contains_key(&incident) {
            return Ok(());
        }
        let mut slot = Slot::new(incident);
        loop {
            let rows = self.journal.read(incident, slot.room.state.seq, 4_096).map_err(not_read)?;
            let Some(last) = rows.last().map(|row| row.seq) else { break };
            for row in rows {
                slot.room.replay(&row).map_err(damaged)?;
                slot.keep(row);
            }
            tracing::debug!(%incident, last, "loaded");
        }
        if !slot.room.state.is_declared() {
            return Err(Declined::NoSuchIncident);
        }
        slot.ids = self.journal.answered_ids(incident).map_err(not_read)?.into_iter().map(folded).collect();
        self.heads.set(incident, slot.room.state.seq, slot.room.head);
        self.deliver(Delivery::Seats { incident, seats: slot.seats(), used: slot.used });
        if let Some(parked) = self.parked.remove(&incident) {
            (slot.here, slot.heard) = parked;
        }
        self.slots.insert(incident, slot);
        Ok(())
    }

    /// Decides one command and stages what it yields.
    fn command(
        &mut self,
        incident: IncidentId,
        actor: &Actor,
        id: CommandId,
        command: &Command,
        reply: Reply,
    ) -> Result<(), Stopped> {
        if matches!(command, Command::Redact { .. }) {
            // A redaction rewrites what is on disk; everything before it has to be there.
            self.commit()?;
        }
        let staged = catch_unwind(AssertUnwindSafe(|| self.stage(incident, actor, id, command)));
        match staged {
            Ok(Ok(answer)) => {
                self.waiting.push(Waiting { reply, answer });
                if matches!(command, Command::Redact { .. }) {
                    self.commit()?;
                }
            }
            Ok(Err(declined)) => self.refusals.push((reply, declined)),
            Err(_) => {
                // A bug ends one room, not the server: what was staged before it is stored, then it is read again.
                tracing::error!(%incident, command = ?command.kind(), "a rule panicked; the room is read again");
                self.commit()?;
                self.forget(incident);
                let why = "a fault inside the server; nothing was done, and it is logged".to_owned();
                reply(Err(Declined::NotSaved(why)));
            }
        }
        Ok(())
    }

    fn stage(
        &mut self,
        scope: IncidentId,
        actor: &Actor,
        id: CommandId,
        command: &Command,
    ) -> Result<Accepted, Declined> {
        let author = author_key(actor);
        let body = body_hash(id, command);
        let key = (scope, author, id);
        let makes = scope == IncidentId::NONE;
        if !makes {
            self.load(scope)?;
            self.put_policy_in_force(scope);
        }
        let may_be_known = self.slots.get(&scope).is_none_or(|slot| slot.ids.contains(&folded(id)));
        let before = match self.answered.get(&key) {
            Some(answered) => Some(*answered),
            None if may_be_known => self.journal.answered(scope, &key.1, id).map_err(not_read)?,
            None => None,
        };
        if let Some(before) = before {
            return self.repeat(scope, actor, command, before, body);
        }
        let incident = if makes { IncidentId(self.next_incident) } else { scope };
        if makes {
            self.slots.insert(incident, Slot::new(incident));
        }
        let staged = self.decide(incident, actor, command);
        if staged.is_err() && makes {
            self.slots.remove(&incident);
        }
        let (mut batch, mut answer) = staged?;
        if makes {
            self.next_incident += 1;
        }
        let first = if makes { u64::from(incident.0) } else { answer.seq };
        let answered = Answered { body: Some(body), first, count: answer.count };
        batch.command = Some((scope, key.1.clone(), id, answered));
        self.secrets_for(actor, command, &mut batch, &mut answer);
        if let Some(slot) = self.slots.get_mut(&scope) {
            slot.ids.insert(folded(id));
        }
        self.answered.insert(key, answered);
        self.put_in_group(batch);
        Ok(answer)
    }

    /// Lets the rules decide, seals the events, and applies them.
    fn decide(
        &mut self,
        incident: IncidentId,
        actor: &Actor,
        command: &Command,
    ) -> Result<(Batch, Accepted), Declined> {
        let at = (self.clock)();
        let slot = self.slots.get_mut(&incident).ok_or(Declined::NoSuchIncident)?;
        let decided = slot.room.decide(command, actor, at).map_err(Declined::Refused)?;
        let mut batch = Batch::new(incident, slot.room.state.seq);
        for seq in wipes(&decided) {
            let rows = self.journal.read(incident, seq - 1, 1).map_err(not_read)?;
            let row = rows.first().ok_or_else(|| Declined::NotSaved(format!("event {seq} cannot be read")))?;
            batch.wiped.push(wiped(incident, row).map_err(damaged)?);
        }
        self.touched.insert(incident);
        let mut reseats = false;
        for one in &decided {
            reseats |= changes_seats(&one.fact.event);
        }
        let goers = goers(&decided);
        let seq = slot.room.state.seq + 1;
        batch.rows = slot.room.seal(decided, || self.salts.next());
        // Whoever has no seat left has no credential either.
        batch.revoked = goers.into_iter().filter(|person| slot.room.state.member(person).is_none()).collect();
        if !batch.wiped.is_empty() {
            slot.tail.clear();
            slot.tail_bytes = 0;
        }
        for row in &batch.rows {
            slot.keep(row.clone());
        }
        if let Actor::Person(person) = actor {
            slot.heard.insert(person.clone(), at);
        }
        let count = batch.rows.len() as u64;
        self.seats_after = reseats.then(|| (slot.seats(), slot.used));
        Ok((batch, Accepted { incident, seq, count, invites: Vec::new(), joined: None }))
    }

    /// Answers a command that was answered before.
    fn repeat(
        &mut self,
        scope: IncidentId,
        actor: &Actor,
        command: &Command,
        before: Answered,
        body: [u8; 32],
    ) -> Result<Accepted, Declined> {
        if before.body.is_some_and(|known| known != body) {
            return Err(Declined::Refused(Rejection::IdReused));
        }
        let makes = scope == IncidentId::NONE;
        let incident = if makes { IncidentId(u32::try_from(before.first).unwrap_or(0)) } else { scope };
        self.load(incident)?;
        let seq = if makes { 1 } else { before.first };
        let mut answer = Accepted { incident, seq, count: before.count, invites: Vec::new(), joined: None };
        // Secrets are stored hashed; whoever lost the answer gets fresh ones for the same invite or membership.
        let mut batch = Batch::new(incident, 0);
        self.check_still_in(incident, command, before.first)?;
        self.secrets_for(actor, command, &mut batch, &mut answer);
        if !batch.secrets.is_empty() {
            self.put_in_group(batch);
        }
        Ok(answer)
    }

    /// Whoever was removed, or left and came back by another invite, gets nothing for the invite of then.
    fn check_still_in(&self, incident: IncidentId, command: &Command, first: Seq) -> Result<(), Declined> {
        let Some(person) = joiner(command) else { return Ok(()) };
        let member = self.slots.get(&incident).and_then(|slot| slot.room.state.member(&person));
        if member.is_some_and(|member| member.joined <= first) {
            return Ok(());
        }
        Err(Declined::Refused(Rejection::InviteNotUsable))
    }

    /// Makes the secrets that go with a command's events.
    fn secrets_for(&self, actor: &Actor, command: &Command, batch: &mut Batch, answer: &mut Accepted) {
        let Some(slot) = self.slots.get(&answer.incident) else { return };
        let state = &slot.room.state;
        let made = answer.seq..answer.seq + answer.count;
        let server = self.url.lock().expect("nothing panics while it holds the address").clone();
        for (&seq, open) in state.invites.range(made.clone()) {
            let secret = Secret::new(Kind::Invite);
            batch.secrets.push((secret.hash(), Holder::Invite(answer.incident, seq)));
            let invite = invite::encode(&server, secret.reveal());
            answer.invites.push(InviteMade { invite, seat: open.seat, expires_at: open.expires_at });
        }
        if let Some(person) = joiner(command) {
            let credential = Secret::new(Kind::Credential);
            batch.secrets.push((credential.hash(), Holder::Member(answer.incident, person.clone())));
            let invite = if let Actor::Bearer(seq) = actor { state.invites.get(seq) } else { None };
            let seat = invite.map_or(Seat::Guest, |invite| invite.seat);
            answer.joined = Some(Joined { person, seat, title: state.title.clone(), credential });
        }
    }

    fn put_in_group(&mut self, batch: Batch) {
        self.group.push(batch);
        self.group_seats.push(self.seats_after.take());
    }

    /// Stores the group, answers its commands, and hands its events to delivery.
    fn commit(&mut self) -> Result<(), Stopped> {
        if !self.group.is_empty() {
            let stored = self.journal.append(&self.group);
            self.answered.clear();
            if let Err(error) = stored {
                return self.not_stored(&error);
            }
        }
        for waiting in self.waiting.drain(..) {
            (waiting.reply)(Ok(waiting.answer));
        }
        for (reply, declined) in self.refusals.drain(..) {
            reply(Err(declined));
        }
        let seats = std::mem::take(&mut self.group_seats);
        for (batch, seats) in std::mem::take(&mut self.group).into_iter().zip(seats) {
            let incident = batch.incident;
            if !batch.wiped.is_empty() {
                self.catch_up.forget(incident);
            }
            if !batch.rows.is_empty() {
                self.deliver(Delivery::Events { incident, rows: batch.rows });
            }
            // Before the next events: whoever was removed by these does not get those.
            if let Some((seats, used)) = seats {
                self.deliver(Delivery::Seats { incident, seats, used });
            }
        }
        for incident in std::mem::take(&mut self.touched) {
            if let Some(slot) = self.slots.get(&incident) {
                self.heads.set(incident, slot.room.state.seq, slot.room.head);
            }
        }
        Ok(())
    }

    /// The store did not take the group: its rooms are forgotten, its senders told, and nothing was acknowledged.
    fn not_stored(&mut self, error: &AppendError) -> Result<(), Stopped> {
        self.touched.clear();
        tracing::error!(%error, waiting = self.waiting.len(), "not saved");
        let sentence = match error {
            AppendError::Unknown(_) => format!("{error}; sent again with the same id it is recorded at most once"),
            AppendError::Refused(_) | AppendError::Conflict { .. } => {
                format!("not saved: {error}; nothing was recorded, try again")
            }
        };
        for waiting in self.waiting.drain(..) {
            (waiting.reply)(Err(Declined::NotSaved(sentence.clone())));
        }
        for (reply, declined) in self.refusals.drain(..) {
            reply(Err(declined));
        }
        let incidents: HashSet<_> = self.group.drain(..).map(|batch| batch.incident).collect();
        self.group_seats.clear();
        for incident in incidents {
            self.forget(incident);
        }
        match error {
            AppendError::Refused(_) | AppendError::Conflict { .. } => Ok(()),
            AppendError::Unknown(_) => {
                self.deliver(Delivery::Stop { why: Farewell::StoreFailed });
                Err(Stopped::StoreFailed(error.to_string()))
            }
        }
    }

    /// Forgets a room that may be ahead of the store; it is read again when it is needed.
    fn forget(&mut self, incident: IncidentId) {
        if let Some(old) = self.slots.remove(&incident) {
            self.parked.insert(incident, (old.here, old.heard));
        }
    }

    fn adopt(&mut self, incident: IncidentId, record: &Record, reply: Reply) -> Result<(), Stopped> {
        if record.lines().is_empty() {
            let problem = "the record holds no event".to_owned();
            reply(Err(Declined::Refused(Rejection::ImportLine { line: 1, problem })));
            return Ok(());
        }
        let known = match self.load(incident) {
            Ok(()) => true,
            Err(Declined::NoSuchIncident) => false,
            Err(declined) => {
                reply(Err(declined));
                return Ok(());
            }
        };
        if known {
            let is = format!("{incident} exists on this server");
            reply(Err(Declined::Refused(Rejection::Already { is })));
            return Ok(());
        }
        let mut room = Room::new(incident);
        let mut batch = Batch::new(incident, 0);
        batch.rows = room.adopt(record);
        let count = batch.rows.len() as u64;
        match self.journal.append(std::slice::from_ref(&batch)) {
            Ok(()) => {
                self.next_incident = self.next_incident.max(incident.0 + 1);
                reply(Ok(Accepted { incident, seq: 1, count, invites: Vec::new(), joined: None }));
                Ok(())
            }
            Err(error) => {
                reply(Err(Declined::NotSaved(format!("not saved: {error}; nothing was imported, try again"))));
                self.not_stored(&error)
            }
        }
    }

    fn attach(
        &mut self,
        incident: IncidentId,
        person: &Person,
        after: Seq,
        head: Option<Hash>,
    ) -> Result<Attached, Farewell> {
        let slot = self.slots.get(&incident).ok_or(Farewell::StoreFailed)?;
        let state = &slot.room.state;
        let member = state.member(person).ok_or(Farewell::NotAMember)?;
        if after > state.seq {
            return Err(Farewell::OtherRecord);
        }
        if let Some(head) = head {
            let known = head_at(self.journal.as_mut(), incident, after).map_err(|_| Farewell::StoreFailed)?;
            if known != Some(head) {
                return Err(Farewell::OtherRecord);
            }
        }
        let snapshot = Summary::of(&incident.to_string(), state, slot.room.head);
        Ok(Attached { snapshot, reaches: member.reaches() })
    }

    fn go_live(
        &mut self,
        incident: IncidentId,
        client: Arc<Client>,
        reaches: Reaches,
        presence: Presence,
        after: Seq,
    ) -> Option<Seq> {
        let Some(slot) = self.slots.get_mut(&incident) else {
            client.dismiss(Farewell::StoreFailed);
            return None;
        };
        let seq = slot.room.state.seq;
        match slot.room.state.member(&client.person) {
            None => {
                client.dismiss(Farewell::NotAMember);
                return None;
            }
            Some(member) if member.reaches().differs_within(reaches, slot.used) => {
                client.dismiss(Farewell::ReachChanged);
                return None;
            }
            Some(_) => {}
        }
        let missing = usize::try_from(seq.saturating_sub(after)).unwrap_or(usize::MAX);
        let gap = slot.tail.iter().skip(slot.tail.len().saturating_sub(missing));
        let bytes: usize = gap.clone().map(|row| row.line.len()).sum();
        if missing > slot.tail.len() || bytes > bounds::OUTLET_BYTES {
            return Some(seq);
        }
        // One push, so that both are taken or neither: what is not taken is read from the record instead.
        let live = frame::message(&ToClient::Live { seq, head: slot.room.head });
        let frames = if missing > 0 { [frame::events(gap, reaches), live].concat().into() } else { live };
        if client.outlet.push_answer(frames) == Pushed::Full {
            return Some(seq);
        }
        slot.here.insert(client.id, client.person.clone());
        slot.heard.remove(&client.person);
        self.deliver(Delivery::Live { incident, client, reaches, presence, seq });
        None
    }

    fn load_all(&mut self) -> Result<Vec<IncidentId>, String> {
        let all = self.journal.incidents().map_err(|error| error.to_string())?;
        for &(incident, _) in &all {
            // A damaged one is logged and left out; the others are still to be seen.
            if let Err(Declined::NotSaved(why)) = self.load(incident) {
                tracing::error!(%incident, why, "left out of the list");
            }
        }
        Ok(all.into_iter().map(|(incident, _)| incident).collect())
    }

    fn summaries(&self, all: &[IncidentId]) -> Vec<Summary> {
        let loaded = all.iter().filter_map(|incident| self.slots.get(incident));
        loaded.map(|slot| Summary::of(&slot.room.id.to_string(), &slot.room.state, slot.room.head)).collect()
    }

    fn put_policy_in_force_everywhere(&mut self) {
        let loaded: Vec<_> = self.slots.keys().copied().collect();
        for incident in loaded {
            self.put_policy_in_force(incident);
        }
    }

    /// Stages the policy in force for a room that has another. Each room is asked once for each policy.
    fn put_policy_in_force(&mut self, incident: IncidentId) {
        let policy = Arc::clone(&self.policy);
        let Some(slot) = self.slots.get_mut(&incident) else { return };
        if slot.policy.as_ref().is_some_and(|asked| Arc::ptr_eq(asked, &policy)) {
            return;
        }
        slot.policy = Some(Arc::clone(&policy));
        if slot.room.lacks_policy(&policy) {
            let command = Command::AdoptPolicy { policy: Box::new((*policy).clone()) };
            self.server_command(incident, &command);
        }
    }

    /// Records chairs whose holders are gone longer than their incident's policy allows.
    fn empty_abandoned_chairs(&mut self) {
        let at = (self.clock)();
        let mut abandoned = Vec::new();
        for (&incident, slot) in &self.slots {
            let Some(holder) = slot.room.state.chair.holder() else { continue };
            if slot.room.state.is_closed() || slot.here.values().any(|person| person == holder) {
                continue;
            }
            let since = slot.heard.get(holder).copied().unwrap_or(self.started_at);
            let patience = i64::from(slot.room.state.policy.seats.chair_absent_seconds);
            if (at - since).num_seconds() >= patience {
                abandoned.push((incident, since));
            }
        }
        for (incident, absent_since) in abandoned {
            self.server_command(incident, &Command::EmptyChair { absent_since });
        }
    }

    /// Stages a command of the server itself; a refusal only means that it is not needed.
    fn server_command(&mut self, incident: IncidentId, command: &Command) {
        match self.decide(incident, &Actor::Server, command) {
            Ok((batch, _)) => self.put_in_group(batch),
            Err(Declined::Refused(why)) => tracing::debug!(%incident, %why, "not needed"),
            Err(Declined::NotSaved(why)) => tracing::warn!(%incident, why, "not saved; tried again later"),
            Err(Declined::NoSuchIncident) => {}
        }
    }
}

impl Slot {
    fn new(incident: IncidentId) -> Slot {
        Slot {
            room: Room::new(incident),
            tail: VecDeque::new(),
            tail_bytes: 0,
            used: Reaches::NONE,
            here: HashMap::new(),
            ids: HashSet::new(),
            policy: None,
            heard: BTreeMap::new(),
        }
    }

    fn keep(&mut self, row: Row) {
        self.used = self.used.with(row.reach);
        self.tail_bytes += row.line.len();
        self.tail.push_back(row);
        // What is more than going live hands over at once is of no use here.
        while self.tail.len() > bounds::TAIL_EVENTS || self.tail_bytes > bounds::OUTLET_BYTES {
            let Some(oldest) = self.tail.pop_front() else { break };
            self.tail_bytes -= oldest.line.len();
        }
    }

    fn seats(&self) -> Seats {
        let state = &self.room.state;
        state.members().map(|(person, member)| (person.clone(), (state.seats(person), member.reaches()))).collect()
    }
}

/// Who comes to sit somewhere by this command.
fn joiner(command: &Command) -> Option<Person> {
    if let Command::Join { name } = command {
        Person::new(name).ok()
    } else if let Command::TakeSeat { person } = command {
        Some(person.clone())
    } else {
        None
    }
}

/// Who gives up a seat or is removed by these events.
fn goers(decided: &[Decided]) -> Vec<Person> {
    let mut goers = Vec::new();
    for one in decided {
        if let Event::Removed { person } = &one.fact.event {
            goers.push(person.clone());
        } else if let Event::Left { .. } = &one.fact.event {
            goers.extend(one.fact.author.person().cloned());
        }
    }
    goers
}

/// Whether an event changes who sits where, and with it what somebody may see.
fn changes_seats(event: &Event) -> bool {
    use Event as E;
    matches!(
        event,
        E::Joined { .. }
            | E::SeatGranted { .. }
            | E::Left { .. }
            | E::Removed { .. }
            | E::ChairAccepted { .. }
            | E::ChairEmptied { .. }
            | E::ChairClaimed {}
    )
}

fn not_read(error: ReadError) -> Declined {
    Declined::NotSaved(error.to_string())
}

fn damaged(error: Damaged) -> Declined {
    tracing::error!(%error, "damaged");
    Declined::NotSaved(error.to_string())
}

/// The head after an event; the zero head before the first.
fn head_at(journal: &mut dyn Journal, incident: IncidentId, seq: Seq) -> Result<Option<Hash>, ReadError> {
    let Some(before) = seq.checked_sub(1) else { return Ok(Some(Hash::ZERO)) };
    Ok(journal.read(incident, before, 1)?.first().filter(|row| row.seq == seq).map(|row| row.head))
}
