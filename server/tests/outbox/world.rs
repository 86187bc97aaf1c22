//! An order with its outbox over a journal in memory, which outlives both.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot};
use warroom_incident::draft::{Delivery as Sent, FactsSeen};
use warroom_incident::event::{DeliveryFate, Notice, Phase};
use warroom_incident::{Actor, Command, CommandId, Incident, Person, Policy, Record, Seat, Seq};
use warroom_server::catch_up::CatchUp;
use warroom_server::deliver::{Delivery, Heads};
use warroom_server::journal::{IncidentId, Journal as _};
use warroom_server::memory::MemoryJournal;
use warroom_server::order::{Accepted, Declined, Order, Ordering, Stopped};
use warroom_server::outbox::{self, Drain, Job, Options, Reports, Timing};
use warroom_server::room::Room;

/// How long a test waits for what has to come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Times short enough for a test; what a test is about it sets itself.
pub(crate) fn quick() -> Timing {
    Timing {
        connect: Duration::from_secs(2),
        request: Duration::from_millis(400),
        attempt: Duration::from_secs(5),
        first_pause: Duration::from_millis(20),
        longest_pause: Duration::from_millis(80),
        longest_asked: Duration::from_secs(3_600),
        attempts: 6,
        report_again: Duration::from_millis(10),
        page_every: Duration::from_millis(1),
    }
}

/// A server's inside.
pub(crate) struct World {
    pub(crate) journal: MemoryJournal,
    pub(crate) dir: Arc<TempDir>,
    pub(crate) incident: IncidentId,
    orders: mpsc::Sender<Order>,
    delivered: Receiver<Delivery>,
    order: JoinHandle<Result<(), Stopped>>,
    outbox: JoinHandle<()>,
    ticking: oneshot::Sender<()>,
    options: Options,
    policy: Policy,
}

/// Whether somebody sends.
enum Sends {
    Yes,
    /// The outbox ended before the order.
    Ended,
    /// The test, which also has the clock looked at.
    ByHand(std::sync::mpsc::Sender<mpsc::Receiver<Job>>),
}

/// A channel of a policy with a secret in a file.
pub(crate) fn channel(dir: &Path, kind: &str, secret: &str, more: Value) -> Value {
    let at = dir.join(format!("{kind}.secret"));
    std::fs::write(&at, secret).unwrap();
    let mut channel = json!({ "name": kind, "kind": kind, "secret_file": at });
    channel.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    channel
}

impl World {
    /// One with these channels, an incident whose coordinator has the chair, and this machine allowed as a target.
    pub(crate) fn start(channels: impl FnOnce(&Path) -> Vec<Value>, timing: Timing) -> World {
        World::with(channels, Options { allowed: vec!["127.0.0.1".parse().unwrap()], timing })
    }

    /// The same with other options.
    pub(crate) fn with(channels: impl FnOnce(&Path) -> Vec<Value>, options: Options) -> World {
        World::made(channels, options, Sends::Yes)
    }

    /// One whose outbox has ended.
    pub(crate) fn without_outbox(channels: impl FnOnce(&Path) -> Vec<Value>) -> World {
        World::made(channels, Options::default(), Sends::Ended)
    }

    /// One whose jobs the test is given, and where nothing happens by itself.
    pub(crate) fn by_hand(channels: impl FnOnce(&Path) -> Vec<Value>) -> (World, mpsc::Receiver<Job>) {
        let (give, given) = std::sync::mpsc::channel();
        let world = World::made(channels, Options::default(), Sends::ByHand(give));
        (world, given.recv().unwrap())
    }

    fn made(channels: impl FnOnce(&Path) -> Vec<Value>, options: Options, sends: Sends) -> World {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let mut policy = Policy::default();
        policy.updates.service = "Checkout".into();
        policy.channels = serde_json::from_value(Value::Array(channels(dir.path()))).unwrap();
        assert_eq!(policy.flaws().iter().map(|it| it.key.clone()).collect::<Vec<_>>(), Vec::<String>::new());
        let mut world = World::on(MemoryJournal::default(), dir, policy, options, (IncidentId(1), sends));
        world.incident = world.declared("Kestrel Bank cannot pay: db-prod-03", false);
        world
    }

    fn on(
        journal: MemoryJournal,
        dir: Arc<TempDir>,
        policy: Policy,
        options: Options,
        (incident, sends): (IncidentId, Sends),
    ) -> World {
        let (orders, given) = mpsc::channel(256);
        let (deliveries, delivered) = std::sync::mpsc::sync_channel(65_536);
        let catch_up = Arc::new(CatchUp::new(journal.reader().unwrap()));
        let url = Arc::new(Mutex::new("ws://127.0.0.1:1".to_owned()));
        let heads = Arc::new(Heads::default());
        let shared = Arc::new(policy.clone());
        let order = Ordering::new(Box::new(journal.clone()), shared, url, catch_up, heads, deliveries).unwrap();
        let (jobs, given_jobs) = mpsc::channel(outbox::JOBS_WAITING);
        let order = order.with_outbox(jobs);
        let order = std::thread::spawn(move || order.run(given));
        let how = options.clone();
        let (data, reports, mut reader) = (dir.path().to_owned(), Reports::to(&orders), journal.reader().unwrap());
        let ticks_by_itself = !matches!(sends, Sends::ByHand(_));
        let outbox = std::thread::spawn(move || match sends {
            Sends::Yes => outbox::run(given_jobs, data, (&how, &Drain::default()), &reports, reader.as_mut()),
            Sends::Ended => {}
            Sends::ByHand(give) => give.send(given_jobs).unwrap(),
        });
        let (ticking, mut stopped) = oneshot::channel::<()>();
        let ticks = orders.clone();
        std::thread::spawn(move || {
            while ticks_by_itself && stopped.try_recv() == Err(oneshot::error::TryRecvError::Empty) {
                std::thread::sleep(Duration::from_millis(10));
                if ticks.blocking_send(Order::Tick).is_err() {
                    return;
                }
            }
        });
        World { journal, dir, incident, orders, delivered, order, outbox, ticking, options, policy }
    }

    /// Ends the order in the middle of whatever the outbox does, and starts both again on the same journal.
    pub(crate) fn killed(self) -> World {
        let World { journal, dir, incident, options, policy, .. } = self.end();
        World::on(journal, dir, policy, options, (incident, Sends::Yes))
    }

    /// Puts another policy in force.
    pub(crate) fn takes(&mut self, change: impl FnOnce(&mut Policy)) {
        change(&mut self.policy);
        self.order(Order::Policy(Arc::new(self.policy.clone())));
    }

    /// Ends everything and waits for it.
    fn end(self) -> World {
        let World { journal, dir, incident, orders, delivered, order, outbox, ticking, options, policy } = self;
        orders.blocking_send(Order::Stop).unwrap();
        order.join().unwrap().unwrap();
        drop((orders, ticking));
        outbox.join().unwrap();
        let (orders, _) = mpsc::channel(1);
        let (order, outbox) = (std::thread::spawn(|| Ok(())), std::thread::spawn(|| ()));
        let (ticking, _) = oneshot::channel();
        World { journal, dir, incident, orders, delivered, order, outbox, ticking, options, policy }
    }

    /// Gives the order something to do that is done when this returns.
    pub(crate) fn order(&self, order: Order) {
        self.orders.blocking_send(order).unwrap();
        // Answered after it, and it makes the order read no incident.
        let nowhere = Command::Invite { seat: Seat::Coordinator, loss: false };
        self.give(IncidentId(u32::MAX), Actor::Operator, nowhere).unwrap_err();
    }

    fn give(&self, incident: IncidentId, actor: Actor, command: Command) -> Result<Accepted, Declined> {
        let (answer, answered) = oneshot::channel();
        let reply = Box::new(move |outcome| answer.send(outcome).unwrap_or(()));
        let id = CommandId(warroom_server::secret::random());
        self.orders.blocking_send(Order::Command { incident, actor, id, command: Box::new(command), reply }).unwrap();
        answered.blocking_recv().unwrap()
    }

    /// Declares an incident with ana in the coordinator's seat.
    pub(crate) fn declared(&self, title: &str, drill: bool) -> IncidentId {
        let (severity, reporter) = (Some("sev2".into()), "rita".into());
        let declare =
            Command::Declare { title: title.into(), severity, reporter, drill, policy: Box::new(self.policy.clone()) };
        let incident = self.give(IncidentId::NONE, Actor::Operator, declare).unwrap().incident;
        let invite = Command::Invite { seat: Seat::Coordinator, loss: false };
        let invite = self.give(incident, Actor::Operator, invite).unwrap();
        self.give(incident, Actor::Bearer(invite.seq), Command::Join { name: "ana".into() }).unwrap();
        incident
    }

    pub(crate) fn ana(&self, command: Command) -> Result<Accepted, Declined> {
        self.give(self.incident, ana(), command)
    }

    /// Publishes a text to all channels and returns its deliveries.
    pub(crate) fn publish(&self, text: &str) -> Vec<Seq> {
        self.publish_in(self.incident, Phase::Identified, text)
    }

    pub(crate) fn publish_in(&self, incident: IncidentId, phase: Phase, text: &str) -> Vec<Seq> {
        let open = Command::OpenDraft {
            audience: "customers".into(),
            phase,
            text: Some(text.into()),
            channels: Vec::new(),
            notice: Notice::Notify,
            promise: None,
        };
        let draft = self.give(incident, ana(), open).unwrap().seq;
        let state = self.state_of(incident);
        let (revision, facts) = (state.drafts[&draft].revision, FactsSeen::of(&state));
        let approve = Command::ApproveDraft { draft, revision, facts, publish: true };
        self.give(incident, ana(), approve).unwrap();
        let state = self.state_of(incident);
        state.deliveries.values().filter(|it| it.draft == draft).map(|it| it.seq).collect()
    }

    /// Brings in the record of an incident of another server.
    pub(crate) fn adopts(&self, other: &World) {
        let mut record = Record::default();
        for row in other.journal.reader().unwrap().read(other.incident, 0, u64::MAX).unwrap() {
            record.push(serde_json::from_str(&row.line).unwrap()).unwrap();
        }
        let (answer, answered) = oneshot::channel();
        let reply = Box::new(move |outcome: Result<Accepted, Declined>| answer.send(outcome).unwrap_or(()));
        let order = Order::Adopt { incident: other.incident, record: Box::new(record), reply };
        self.orders.blocking_send(order).unwrap();
        answered.blocking_recv().unwrap().unwrap();
    }

    /// What stands in the journal.
    pub(crate) fn state(&self) -> Incident {
        self.state_of(self.incident)
    }

    pub(crate) fn state_of(&self, incident: IncidentId) -> Incident {
        self.room(incident).state
    }

    pub(crate) fn room(&self, incident: IncidentId) -> Room {
        let mut room = Room::new(incident);
        for row in self.journal.reader().unwrap().read(incident, 0, u64::MAX).unwrap() {
            room.replay(&row).unwrap();
        }
        room
    }

    /// All lines of the incident's record.
    pub(crate) fn lines(&self) -> String {
        let rows = self.journal.reader().unwrap().read(self.incident, 0, u64::MAX).unwrap();
        rows.iter().map(|row| format!("{}\n", row.line)).collect()
    }

    /// What was said of a delivery or a page last.
    pub(crate) fn note(&self, number: Seq) -> String {
        let state = self.state();
        let page = state.page(number).and_then(|(_, page)| page.note_at);
        let at = page.or_else(|| state.deliveries.get(&number)?.note_at).unwrap();
        let rows = self.journal.reader().unwrap().read(self.incident, at - 1, 1).unwrap();
        let line: Value = serde_json::from_str(&rows[0].line).unwrap();
        line["content"]["text"].as_str().unwrap().to_owned()
    }

    /// Waits until the journal says so; each change of it wakes.
    pub(crate) fn until(&self, what: &str, mut holds: impl FnMut(&Incident) -> bool) -> Incident {
        let since = Instant::now();
        loop {
            let state = self.state();
            if holds(&state) {
                return state;
            }
            let left = PATIENCE.checked_sub(since.elapsed());
            let left =
                left.unwrap_or_else(|| panic!("{what} did not come: {:#?} {:#?}", state.deliveries, state.escalations));
            // A tick's worth at most: what is waited for may be about another incident.
            let _: Result<_, _> = self.delivered.recv_timeout(left.min(Duration::from_millis(50)));
        }
    }

    /// Waits until a delivery came to this.
    pub(crate) fn becomes(&self, delivery: Seq, fate: DeliveryFate) -> Sent {
        let state = self.until(&format!("{fate}"), |state| state.deliveries[&delivery].fate == fate);
        state.deliveries[&delivery].clone()
    }

    /// Waits until a delivery failed for good, as far as the server is concerned.
    pub(crate) fn is_for_a_person(&self, delivery: Seq) -> String {
        let failed = |it: &Sent| it.fate == DeliveryFate::Failed && it.again.is_none();
        self.until("a failure for a person", |state| failed(&state.deliveries[&delivery]));
        self.note(delivery)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().to_owned()
    }
}

fn ana() -> Actor {
    Actor::Person(Person::new("ana").unwrap())
}
