//! The order: one thread that decides every command, stores what was decided, answers, and hands it to delivery.
//!
//! It owns all rooms and the journal. What waits while a sync is under way shares the next one. Nothing is answered
//! or delivered before the journal says that it is on disk; when it cannot write, the rooms concerned are forgotten
//! and read again, so that nothing stays that was decided and not stored.

mod clock;
mod commit;
mod early;
mod flow;
mod marks;
mod nudges;
mod sending;
mod slot;
mod stage;

pub(crate) use self::flow::is_screen;
use self::slot::{Salts, Slot, Whereabouts};
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
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, oneshot};
use warroom_incident::brief::BriefLine;
use warroom_incident::chain::{Hash, Salt};
use warroom_incident::reader::ReaderSnapshot;
use warroom_incident::wire::{Farewell, InviteMade, Presence, ReadMarks, ToClient};
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
    /// The incident's title; a reader is not told it.
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
    /// The record does not verify; nothing is done with it.
    Damaged(String),
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
        /// Whether it is shown something before the record is whole.
        early: Early,
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
    /// To keep how far somebody has read.
    Read {
        /// Where.
        incident: IncidentId,
        /// Who.
        person: Person,
        /// How far.
        read: ReadMarks,
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
    /// To load an incident that may have something to send.
    Look {
        /// Which.
        incident: IncidentId,
    },
    /// To take back a delivery that the outbox is done with.
    LetGo {
        /// Where.
        incident: IncidentId,
        /// Which.
        delivery: Seq,
    },
    /// To look at the clock.
    Tick,
    /// To finish: what waits is stored and told, then everybody gets a goodbye.
    Stop,
}

/// What a client gets when it attaches.
#[derive(Debug)]
pub enum Attached {
    /// Somebody in the room.
    Member {
        /// The incident at its head.
        snapshot: Box<Summary>,
        /// What the client may see.
        reaches: Reaches,
        /// How far the person has read.
        read: ReadMarks,
        /// What is shown before the record is whole.
        brief: Vec<BriefLine>,
    },
    /// A reader of published text only.
    Reader(ReaderSnapshot),
}

impl Attached {
    /// What the client may see.
    #[must_use]
    pub fn reaches(&self) -> Reaches {
        match self {
            Attached::Member { reaches, .. } => *reaches,
            Attached::Reader(_) => Reaches::PUBLISHED,
        }
    }

    /// Number of the last event.
    #[must_use]
    pub fn seq(&self) -> Seq {
        match self {
            Attached::Member { snapshot, .. } => snapshot.seq,
            Attached::Reader(snapshot) => snapshot.seq,
        }
    }
}

/// Whether a client is shown the brief before its record is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Early {
    /// It is a screen: where much is missing, it gets the brief.
    Brief,
    /// It only reads.
    Nothing,
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
    /// Connections that are screens: when the last of a person's goes, that person has left.
    screens: HashSet<ConnectionId>,
    /// How far people have read, where that is not in the journal yet; rooms may be forgotten meanwhile.
    unkept: BTreeMap<(IncidentId, Person), ReadMarks>,
    /// When it is tried again after the store did not take them.
    marks_again_at: Option<Time>,
    /// What could be read of records that do not verify.
    damaged: HashMap<IncidentId, Summary>,
    next_incident: u32,
    policy: Arc<Policy>,
    url: Arc<Mutex<String>>,
    catch_up: Arc<CatchUp>,
    heads: Arc<Heads>,
    deliveries: SyncSender<Delivery>,
    clock: Box<dyn Fn() -> Time + Send>,
    started_at: Time,
    /// The way out for what is published; none where nothing is sent.
    outbox: Option<mpsc::Sender<crate::outbox::Job>>,
    /// Deliveries that the outbox has.
    sending: HashSet<(IncidentId, Seq)>,
    /// Incidents that may have something to send and are not loaded.
    to_look_at: BTreeSet<IncidentId>,
    /// Incidents whose deadlines may run and that nobody has asked for yet, with their last event.
    unwatched: BTreeMap<IncidentId, Seq>,
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
        let unwatched: BTreeMap<_, _> = journal.incidents()?.into_iter().collect();
        let next_incident = unwatched.last_key_value().map_or(0, |(incident, _)| incident.0) + 1;
        Ok(Ordering {
            journal,
            slots: HashMap::new(),
            parked: HashMap::new(),
            screens: HashSet::new(),
            unkept: BTreeMap::new(),
            marks_again_at: None,
            damaged: HashMap::new(),
            next_incident,
            policy,
            url,
            catch_up,
            heads,
            deliveries,
            clock: Box::new(system_clock),
            started_at: system_clock(),
            outbox: None,
            sending: HashSet::new(),
            to_look_at: BTreeSet::new(),
            unwatched,
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
                self.all_leave()?;
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
        if let Order::Read { incident, person, read } = order {
            // Waits for no sync and makes none.
            self.read(incident, person, read);
            return Ok(());
        }
        // Everything else speaks of what is on disk.
        self.commit()?;
        match order {
            Order::Command { .. } | Order::Read { .. } | Order::Stop => {}
            Order::Adopt { incident, record, reply } => return self.adopt(incident, &record, reply),
            Order::Attach { incident, person, after, head, early, reply } => {
                let loaded = self.load(incident);
                // Loading may have put a policy in force.
                self.commit()?;
                let attached = loaded.map_err(|declined| match declined {
                    Declined::Damaged(_) => Farewell::Damaged,
                    Declined::Refused(_) | Declined::NotSaved(_) | Declined::NoSuchIncident => Farewell::StoreFailed,
                });
                // The client may have gone meanwhile; nobody is owed the answer then.
                let _: Result<(), _> =
                    reply.send(attached.and_then(|()| self.attach(incident, &person, after, head, early)));
            }
            Order::GoLive { incident, client, reaches, presence, after, reply } => {
                // Between attaching and this a full disk may have made the room forgotten; it is there for readers.
                if self.load(incident).is_ok() {
                    self.commit()?;
                }
                let _: Result<(), _> = reply.send(self.go_live(incident, client, reaches, presence, after));
            }
            Order::Gone { incident, connection } => {
                if let Some(slot) = self.slots.get_mut(&incident)
                    && let Some(person) = slot.here.remove(&connection)
                {
                    slot.heard.insert(person.clone(), (self.clock)());
                    self.leaves(incident, connection, person);
                }
                // Also where its room was forgotten meanwhile.
                self.screens.remove(&connection);
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
            Order::Look { incident } => {
                self.to_look_at.insert(incident);
                self.look()?;
            }
            Order::LetGo { incident, delivery } => self.let_go(incident, delivery),
            Order::Tick => {
                self.look()?;
                // Before anything is staged: only what is on disk goes out.
                self.send_out_everything();
                self.watch_the_unloaded();
                // By the policy of then.
                self.record_missed_everywhere();
                self.put_policy_in_force_everywhere();
                self.empty_abandoned_chairs();
                self.journal.tidy();
                self.keep_marks()?;
            }
        }
        Ok(())
    }
}

fn not_read(error: ReadError) -> Declined {
    Declined::NotSaved(error.to_string())
}

fn damaged(error: Damaged) -> Declined {
    tracing::error!(%error, "damaged");
    Declined::NotSaved(error.to_string())
}
