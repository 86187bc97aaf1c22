//! The order over a journal whose faults are injected: what is acknowledged is stored, and nothing else is.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, mpsc::Receiver};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};
use warroom_incident::event::EntryKind;
use warroom_incident::wire::ReadMarks;
use warroom_incident::{Actor, Command, CommandId, Person, Policy, Rejection, Seat};
use warroom_server::catch_up::CatchUp;
use warroom_server::deliver::{Delivery, Heads};
use warroom_server::journal::{IncidentId, Journal as _, Reader as _};
use warroom_server::memory::{Fault, MemoryJournal};
use warroom_server::order::{Accepted, Attached, Declined, Early, Order, Ordering, Stopped};

type Outcome = Result<Accepted, Declined>;

/// An order on its own, without sockets.
struct World {
    journal: MemoryJournal,
    orders: mpsc::Sender<Order>,
    delivered: Receiver<Delivery>,
    thread: JoinHandle<Result<(), Stopped>>,
    next: u128,
    /// Seconds that the clock is ahead.
    ahead: Arc<AtomicI64>,
}

impl World {
    fn start(journal: MemoryJournal) -> World {
        let (orders, given) = mpsc::channel(64);
        let (deliveries, delivered) = std::sync::mpsc::sync_channel(4_096);
        let catch_up = Arc::new(CatchUp::new(journal.reader().unwrap()));
        let url = Arc::new(Mutex::new("ws://127.0.0.1:1".to_owned()));
        let policy = Arc::new(Policy::default());
        let heads = Arc::new(Heads::default());
        let order = Ordering::new(Box::new(journal.clone()), policy, url, catch_up, heads, deliveries).unwrap();
        let ahead = Arc::new(AtomicI64::new(0));
        let seconds = Arc::clone(&ahead);
        let start: warroom_incident::Time = "2026-11-21T03:00:00Z".parse().unwrap();
        let order = order.with_clock(move || start + chrono::TimeDelta::seconds(seconds.load(Relaxed)));
        World { journal, orders, delivered, thread: std::thread::spawn(move || order.run(given)), next: 1, ahead }
    }

    fn id(&mut self) -> CommandId {
        self.next += 1;
        CommandId(self.next.to_be_bytes())
    }

    fn send(&self, incident: IncidentId, actor: Actor, id: CommandId, command: Command) -> oneshot::Receiver<Outcome> {
        let (answer, answered) = oneshot::channel();
        let reply = Box::new(move |outcome| answer.send(outcome).unwrap_or(()));
        self.orders.blocking_send(Order::Command { incident, actor, id, command: Box::new(command), reply }).unwrap();
        answered
    }

    fn tell(&mut self, incident: IncidentId, actor: &Actor, command: Command) -> Outcome {
        let id = self.id();
        self.send(incident, actor.clone(), id, command).blocking_recv().unwrap()
    }

    /// An incident with a responder, ready to write.
    fn room(&mut self) -> (IncidentId, Actor) {
        let declare = Command::Declare {
            title: "Checkout errors".into(),
            severity: None,
            reporter: "kim".into(),
            drill: false,
            policy: Box::new(Policy::default()),
        };
        let incident = self.tell(IncidentId::NONE, &Actor::Operator, declare).unwrap().incident;
        let invite = Command::Invite { seat: Seat::Responder, loss: false };
        let invite = self.tell(incident, &Actor::Operator, invite).unwrap();
        assert!(invite.invites[0].invite.starts_with("wr1_"));
        self.tell(incident, &Actor::Bearer(invite.seq), Command::Join { name: "ana".into() }).unwrap();
        (incident, Actor::Person(Person::new("ana").unwrap()))
    }

    fn texts(&mut self, incident: IncidentId) -> Vec<String> {
        let rows = self.journal.read(incident, 0, 10_000).unwrap();
        let lines = rows.iter().map(|row| serde_json::from_str::<serde_json::Value>(&row.line).unwrap());
        let posted = lines.filter(|line| line["fact"]["event"]["kind"] == "posted");
        posted.map(|line| line["content"]["text"].as_str().unwrap().to_owned()).collect()
    }

    fn stop(self) -> Result<(), Stopped> {
        self.orders.blocking_send(Order::Stop).ok();
        self.thread.join().unwrap()
    }
}

fn note(text: &str) -> Command {
    Command::post(EntryKind::Note, text)
}

#[test]
fn an_acknowledged_note_is_in_the_journal_and_then_delivered() {
    let mut world = World::start(MemoryJournal::default());
    let (incident, ana) = world.room();
    let accepted = world.tell(incident, &ana, note("one")).unwrap();
    assert_eq!(world.texts(incident), ["one"]);
    let mut events = world
        .delivered
        .iter()
        .filter_map(|delivery| if let Delivery::Events { rows, .. } = delivery { Some(rows) } else { None });
    assert!(events.any(|rows| rows[0].seq == accepted.seq));
    world.stop().unwrap();
}

#[test]
fn a_command_sent_again_gets_the_same_numbers_and_its_id_with_another_body_is_refused() {
    let mut world = World::start(MemoryJournal::default());
    let (incident, ana) = world.room();
    let id = world.id();
    let first = world.send(incident, ana.clone(), id, note("one")).blocking_recv().unwrap().unwrap();
    // Not waited for one by one: the repeats share a group with each other.
    let repeats: Vec<_> = (0..5).map(|_| world.send(incident, ana.clone(), id, note("one"))).collect();
    for repeat in repeats {
        assert_eq!(repeat.blocking_recv().unwrap().unwrap().seq, first.seq);
    }
    let other = world.send(incident, ana.clone(), id, note("two")).blocking_recv().unwrap();
    assert!(matches!(other, Err(Declined::Refused(Rejection::IdReused))));
    assert_eq!(world.texts(incident), ["one"]);

    // For ever: also by a server that starts on the same journal.
    let journal = world.journal.clone();
    world.stop().unwrap();
    let mut world = World::start(journal);
    let again = world.send(incident, ana, id, note("one")).blocking_recv().unwrap().unwrap();
    assert_eq!(again.seq, first.seq);
    assert_eq!(world.texts(incident), ["one"]);
    world.stop().unwrap();
}

#[test]
fn what_the_store_refuses_is_told_and_leaves_no_trace_and_the_next_one_works() {
    let mut world = World::start(MemoryJournal::default());
    let (incident, ana) = world.room();
    world.journal.inject(Fault::Refuse);
    let refused = world.tell(incident, &ana, note("lost on a full disk"));
    assert!(matches!(refused, Err(Declined::NotSaved(why)) if why.contains("try again")));
    let saved = world.tell(incident, &ana, note("after it")).unwrap();
    assert_eq!(world.texts(incident), ["after it"]);
    let last = world.journal.incidents().unwrap()[0].1;
    assert_eq!(saved.seq, last, "the refused note took a number");
    world.stop().unwrap();
}

#[test]
fn when_the_store_cannot_tell_nothing_more_is_acknowledged() {
    for fault in [Fault::WriteAndLose, Fault::LoseUnwritten] {
        let mut world = World::start(MemoryJournal::default());
        let (incident, ana) = world.room();
        world.journal.inject(fault);
        assert!(matches!(world.tell(incident, &ana, note("perhaps")), Err(Declined::NotSaved(_))));
        let journal = world.journal.clone();
        assert!(matches!(world.thread.join().unwrap(), Err(Stopped::StoreFailed(_))), "{fault:?}");
        // Sent again after a restart it is there once, whichever way it went.
        let mut world = World::start(journal);
        world.next = 1_000;
        let id = CommandId([9; 16]);
        world.send(incident, ana.clone(), id, note("surely")).blocking_recv().unwrap().unwrap();
        let texts = world.texts(incident);
        assert_eq!(texts.iter().filter(|text| *text == "surely").count(), 1);
        world.stop().unwrap();
    }
}

/// The check that the tests above rely on, seen to fail: a store that acknowledges and forgets is noticed.
#[test]
fn a_store_that_forgets_what_it_acknowledged_is_noticed() {
    let mut world = World::start(MemoryJournal::default());
    let (incident, ana) = world.room();
    world.journal.inject(Fault::Forget);
    assert!(world.tell(incident, &ana, note("acknowledged and forgotten")).is_ok());
    assert_eq!(world.texts(incident), Vec::<String>::new(), "the planted fault was not planted");
    // The order's copy is ahead of the store now: the next append is a conflict, never a silent gap.
    assert!(matches!(world.tell(incident, &ana, note("next")), Err(Declined::NotSaved(_))));
    world.stop().unwrap();
}

#[test]
fn what_waits_shares_a_group_and_keeps_its_order() {
    let mut world = World::start(MemoryJournal::default());
    let (incident, ana) = world.room();
    let ids: Vec<_> = (0..300).map(|_| world.id()).collect();
    let sent = ids.iter().enumerate().map(|(at, &id)| {
        let ana = ana.clone();
        world.send(incident, ana, id, note(&format!("n{at}")))
    });
    let seqs: Vec<_> =
        sent.collect::<Vec<_>>().into_iter().map(|it| it.blocking_recv().unwrap().unwrap().seq).collect();
    assert!(seqs.windows(2).all(|pair| pair[1] == pair[0] + 1));
    assert_eq!(world.texts(incident).len(), 300);
    world.stop().unwrap();
}

#[test]
fn a_chair_whose_holder_is_gone_is_recorded_as_empty_by_the_server() {
    let mut world = World::start(MemoryJournal::default());
    let (incident, _) = world.room();
    let invite = Command::Invite { seat: Seat::Coordinator, loss: false };
    let invite = world.tell(incident, &Actor::Operator, invite).unwrap();
    world.tell(incident, &Actor::Bearer(invite.seq), Command::Join { name: "priya".into() }).unwrap();
    let emptied = |world: &mut World| {
        world.orders.blocking_send(Order::Tick).unwrap();
        // Answered after the tick: what it staged is stored by then.
        let ana = Actor::Person(Person::new("ana").unwrap());
        world.tell(incident, &ana, note("is she here?")).unwrap();
        let rows = world.journal.read(incident, 0, 1_000).unwrap();
        rows.iter().filter(|row| row.line.contains("chair_emptied")).count()
    };
    let priya = Actor::Person(Person::new("priya").unwrap());
    world.ahead.store(100, Relaxed);
    world.tell(incident, &priya, note("a command line counts as presence")).unwrap();
    world.ahead.store(219, Relaxed);
    assert_eq!(emptied(&mut world), 0, "119 seconds of silence");
    world.ahead.store(220, Relaxed);
    assert_eq!(emptied(&mut world), 1, "120 seconds of silence");
    world.ahead.store(500, Relaxed);
    assert_eq!(emptied(&mut world), 1, "recorded once");
    let ana = Actor::Person(Person::new("ana").unwrap());
    world.tell(incident, &ana, Command::ClaimChair {}).unwrap();
    world.stop().unwrap();
}

fn other_policy() -> Arc<Policy> {
    let mut policy = Policy::default();
    policy.invites.lifetime_minutes = 77;
    Arc::new(policy)
}

/// A disk that is full until it is told otherwise.
struct FullDisk(MemoryJournal, Arc<std::sync::atomic::AtomicBool>);
impl warroom_server::journal::Reader for FullDisk {
    fn incidents(&mut self) -> Result<Vec<(IncidentId, warroom_incident::Seq)>, warroom_server::journal::ReadError> {
        self.0.incidents()
    }
    fn read(
        &mut self,
        i: IncidentId,
        a: warroom_incident::Seq,
        m: u64,
    ) -> Result<Vec<warroom_server::journal::Row>, warroom_server::journal::ReadError> {
        self.0.read(i, a, m)
    }
    fn holder(
        &mut self,
        s: &warroom_server::secret::SecretHash,
    ) -> Result<Option<warroom_server::journal::Holder>, warroom_server::journal::ReadError> {
        self.0.holder(s)
    }
    fn answered_ids(&mut self, i: IncidentId) -> Result<Vec<CommandId>, warroom_server::journal::ReadError> {
        self.0.answered_ids(i)
    }
    fn marks(
        &mut self,
        i: IncidentId,
    ) -> Result<Vec<(Person, warroom_incident::wire::ReadMarks)>, warroom_server::journal::ReadError> {
        self.0.marks(i)
    }
    fn answered(
        &mut self,
        i: IncidentId,
        a: &str,
        id: CommandId,
    ) -> Result<Option<warroom_server::journal::Answered>, warroom_server::journal::ReadError> {
        self.0.answered(i, a, id)
    }
}
impl warroom_server::journal::Journal for FullDisk {
    fn append(&mut self, group: &[warroom_server::journal::Batch]) -> Result<(), warroom_server::journal::AppendError> {
        if self.1.load(Relaxed) {
            Err(warroom_server::journal::AppendError::Refused("disk full".into()))
        } else {
            self.0.append(group)
        }
    }
    fn keep_marks(
        &mut self,
        marks: &[(IncidentId, Person, warroom_incident::wire::ReadMarks)],
    ) -> Result<(), warroom_server::journal::AppendError> {
        if self.1.load(Relaxed) {
            Err(warroom_server::journal::AppendError::Refused("disk full".into()))
        } else {
            self.0.keep_marks(marks)
        }
    }
    fn reader(&self) -> Result<Box<dyn warroom_server::journal::Reader>, warroom_server::journal::ReadError> {
        self.0.reader()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_unsaved_is_told_to_anyone_on_a_full_disk() {
    use tokio::io::AsyncReadExt as _;
    let (journal, incident) = tokio::task::spawn_blocking(|| {
        let mut world = World::start(MemoryJournal::default());
        let (incident, _) = world.room();
        let journal = world.journal.clone();
        world.stop().unwrap();
        (journal, incident)
    })
    .await
    .unwrap();
    let disk = journal.clone().incidents().unwrap()[0].1;
    let full = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let (orders, given) = mpsc::channel(64);
    let (deliveries, _delivered) = std::sync::mpsc::sync_channel(4_096);
    let catch_up = Arc::new(CatchUp::new(journal.reader().unwrap()));
    // started again with another policy while the disk is full
    let order = Ordering::new(
        Box::new(FullDisk(journal.clone(), full)),
        other_policy(),
        Arc::new(Mutex::new("ws://x".into())),
        catch_up,
        Arc::default(),
        deliveries,
    )
    .unwrap();
    std::thread::spawn(move || order.run(given));
    let (reply, answer) = oneshot::channel();
    let person = Person::new("ana").unwrap();
    orders
        .send(Order::Attach { incident, person: person.clone(), after: disk, head: None, early: Early::Nothing, reply })
        .await
        .ok()
        .unwrap();
    let attached = answer.await.unwrap().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut there = tokio::net::TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (here, _) = listener.accept().await.unwrap();
    here.writable().await.unwrap();
    let client = Arc::new(warroom_server::deliver::Client::new(1, person, warroom_server::outlet::Outlet::new(here)));
    let (reply, _answer) = oneshot::channel();
    orders
        .send(Order::GoLive {
            incident,
            client,
            reaches: attached.reaches(),
            presence: Default::default(),
            after: disk,
            reply,
        })
        .await
        .ok()
        .unwrap();
    let mut bytes = vec![0; 4096];
    let read = there.read(&mut bytes).await.unwrap();
    assert_eq!(journal.clone().incidents().unwrap()[0].1, disk);
    assert!(attached.seq() == disk && !String::from_utf8_lossy(&bytes[..read]).contains("policy_adopted"));
}

#[test]
fn nothing_after_a_removal_is_delivered_before_it() {
    let mut world = World::start(MemoryJournal::default());
    let (incident, ana) = world.room();
    let invite =
        world.tell(incident, &Actor::Operator, Command::Invite { seat: Seat::Coordinator, loss: false }).unwrap();
    world.tell(incident, &Actor::Bearer(invite.seq), Command::Join { name: "priya".into() }).unwrap();
    let journal = world.journal.clone();
    world.stop().unwrap();
    // the same on a thread that starts when both wait already
    let (orders, given) = mpsc::channel(64);
    let (deliveries, delivered) = std::sync::mpsc::sync_channel(4_096);
    let catch_up = Arc::new(CatchUp::new(journal.reader().unwrap()));
    let order = Ordering::new(
        Box::new(journal),
        Arc::new(Policy::default()),
        Arc::new(Mutex::new("ws://x".into())),
        catch_up,
        Arc::default(),
        deliveries,
    )
    .unwrap();
    let priya = Actor::Person(Person::new("priya").unwrap());
    let send = |actor: Actor, id: u8, command: Command| {
        orders
            .try_send(Order::Command {
                incident,
                actor,
                id: CommandId([id; 16]),
                command: Box::new(command),
                reply: Box::new(|outcome| {
                    outcome.unwrap();
                }),
            })
            .ok()
            .unwrap();
    };
    send(priya.clone(), 100, Command::Remove { person: Person::new("ana").unwrap(), reason: "sells secrets".into() });
    send(priya, 101, note("ana must not read this"));
    orders.try_send(Order::Stop).ok().unwrap();
    order.run(given).unwrap();
    let mut seen = Vec::new();
    for delivery in delivered.try_iter() {
        match delivery {
            Delivery::Events { rows, .. } => {
                seen.push(if rows[0].line.contains("must not") { "secret" } else { "removal" })
            }
            Delivery::Seats { seats, .. } => seen.push(if seats.contains_key(ana.clone().person_ref()) {
                "seats with ana"
            } else {
                "seats without ana"
            }),
            Delivery::Live { .. } | Delivery::Gone { .. } | Delivery::Presence { .. } | Delivery::Stop { .. } => {}
        }
    }
    let at = |what: &str| seen.iter().position(|it| *it == what).unwrap();
    assert!(at("seats without ana") < at("secret"), "{seen:?}");
}

trait PersonRef {
    fn person_ref(&self) -> &Person;
}
impl PersonRef for Actor {
    fn person_ref(&self) -> &Person {
        if let Actor::Person(person) = self { person } else { panic!() }
    }
}

#[test]
fn a_redeem_sent_again_after_a_removal_gives_no_credential() {
    let mut world = World::start(MemoryJournal::default());
    let (incident, _) = world.room();
    let invite =
        world.tell(incident, &Actor::Operator, Command::Invite { seat: Seat::Coordinator, loss: false }).unwrap();
    world.tell(incident, &Actor::Bearer(invite.seq), Command::Join { name: "priya".into() }).unwrap();
    let priya = Actor::Person(Person::new("priya").unwrap());
    let invite =
        world.tell(incident, &Actor::Operator, Command::Invite { seat: Seat::Observer, loss: false }).unwrap().seq;
    let id = CommandId([77; 16]);
    world
        .send(incident, Actor::Bearer(invite), id, Command::Join { name: "sam".into() })
        .blocking_recv()
        .unwrap()
        .unwrap();
    world
        .tell(incident, &priya, Command::Remove { person: Person::new("sam").unwrap(), reason: "laptop stolen".into() })
        .unwrap();
    let again =
        world.send(incident, Actor::Bearer(invite), id, Command::Join { name: "sam".into() }).blocking_recv().unwrap();
    let gone = again.as_ref().ok().and_then(|it| it.joined.as_ref()).map(|it| it.credential.hash());
    let fresh =
        world.tell(incident, &Actor::Operator, Command::Invite { seat: Seat::Responder, loss: false }).unwrap().seq;
    world.tell(incident, &Actor::Bearer(fresh), Command::Join { name: "sam".into() }).unwrap();
    let again =
        world.send(incident, Actor::Bearer(invite), id, Command::Join { name: "sam".into() }).blocking_recv().unwrap();
    assert!(gone.is_none(), "removed sam holds a credential again");
    assert!(again.is_err(), "the invite of then gives a credential for the membership of now");
}

#[test]
fn a_declaration_sent_again_under_another_policy_is_the_same() {
    let mut world = World::start(MemoryJournal::default());
    let declare = |policy: Policy| Command::Declare {
        title: "x".into(),
        severity: None,
        reporter: "kim".into(),
        drill: false,
        policy: Box::new(policy),
    };
    let id = world.id();
    let first =
        world.send(IncidentId::NONE, Actor::Operator, id, declare(Policy::default())).blocking_recv().unwrap().unwrap();
    let again =
        world.send(IncidentId::NONE, Actor::Operator, id, declare((*other_policy()).clone())).blocking_recv().unwrap();
    assert_eq!(again.unwrap().incident, first.incident);
}

impl World {
    fn reads(&self, incident: IncidentId, who: &str, timeline: warroom_incident::Seq) {
        let read = ReadMarks { timeline, notes: 0, left_at: None };
        let person = Person::new(who).unwrap();
        self.orders.blocking_send(Order::Read { incident, person, read }).ok().unwrap();
    }

    fn attach(&self, incident: IncidentId, who: &str, early: Early) -> Attached {
        let (reply, answer) = oneshot::channel();
        let person = Person::new(who).unwrap();
        let order = Order::Attach { incident, person, after: 0, head: None, early, reply };
        self.orders.blocking_send(order).ok().unwrap();
        answer.blocking_recv().unwrap().unwrap()
    }
}

/// How far a member has read, as attaching says it.
fn read(attached: Attached) -> warroom_incident::wire::ReadMarks {
    match attached {
        Attached::Member { read, .. } => read,
        Attached::Reader(_) => panic!("a reader of published text has no marks"),
    }
}

#[test]
fn marks_are_known_at_once_and_written_with_the_next_tick() {
    let mut world = World::start(MemoryJournal::default());
    let (incident, _) = world.room();
    world.reads(incident, "ana", 4);
    world.reads(incident, "ana", 3);
    world.reads(incident, "eve", 4);
    assert_eq!(read(world.attach(incident, "ana", Early::Nothing)).timeline, 4);
    assert_eq!(world.journal.marks(incident).unwrap(), [], "nobody waits for it");
    world.orders.blocking_send(Order::Tick).ok().unwrap();
    // Answered after the tick.
    world.attach(incident, "ana", Early::Nothing);
    let kept = world.journal.marks(incident).unwrap();
    assert_eq!(kept.iter().map(|(person, read)| (person.as_str(), read.timeline)).collect::<Vec<_>>(), [("ana", 4)]);
    let journal = world.journal.clone();
    world.reads(incident, "ana", 5);
    world.stop().unwrap();
    let world = World::start(journal);
    assert_eq!(read(world.attach(incident, "ana", Early::Nothing)).timeline, 5, "also what came after the tick");
    world.stop().unwrap();
}

#[test]
fn a_store_that_refuses_loses_no_mark_that_was_told() {
    let mut world = World::start(MemoryJournal::default());
    let (incident, ana) = world.room();
    world.reads(incident, "ana", 4);
    // The room is forgotten and read again, where the mark is not yet.
    world.journal.inject(Fault::Refuse);
    assert!(world.tell(incident, &ana, note("lost")).is_err());
    assert_eq!(read(world.attach(incident, "ana", Early::Nothing)).timeline, 4);
    world.stop().unwrap();
}
