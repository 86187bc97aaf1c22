//! Many replicas and one room over a bad network, from a seed: nothing lost, nothing twice, everyone equal.

mod common;

use std::collections::{BTreeMap, VecDeque};

use common::{Room, at, person};
use warroom::replica::{Pending, Replica};
use warroom_incident::event::EntryKind;
use warroom_incident::wire::{Presence, ToClient, ToServer};
use warroom_incident::{Actor, Command, CommandId, Event, Line, Person, Seat, Seq};

/// What is broken on purpose, to see that the simulation would notice.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    RoomForgetsIds,
    ReplicaDropsPending,
    ReplicaMakesNewIds,
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// A room that knows which commands it has answered.
struct Desk {
    room: Room,
    answers: BTreeMap<CommandId, (Seq, u64)>,
}

impl Desk {
    fn of(room: Room) -> Desk {
        Desk { room, answers: BTreeMap::new() }
    }

    /// A command of a member, with its id: sent twice, it takes effect once.
    fn submit(&mut self, who: &Person, id: CommandId, command: &Command) -> (ToClient, Vec<Line>) {
        if let Some(&(seq, count)) = self.answers.get(&id) {
            return (ToClient::Accepted { id, seq, count, invite: None }, Vec::new());
        }
        match self.room.order(&Actor::Person(who.clone()), command, at(6, 0)) {
            Ok(lines) => {
                let (seq, count) = (lines[0].seq(), lines.len() as u64);
                self.answers.insert(id, (seq, count));
                (ToClient::Accepted { id, seq, count, invite: None }, lines)
            }
            Err(rejection) => {
                let sentence = rejection.to_string();
                (ToClient::Refused { id, rejection, sentence }, Vec::new())
            }
        }
    }

    /// The server was started again from what was on disk; a faulty one forgets which commands it had answered.
    fn restart(&mut self, forgets_ids: bool) {
        if forgets_ids {
            self.answers.clear();
        }
    }
}

struct Client {
    who: Person,
    replica: Replica,
    connected: bool,
    live_after: Option<Seq>,
    to_server: VecDeque<ToServer>,
    to_client: VecDeque<ToClient>,
    written: Vec<String>,
}

struct World {
    dice: Dice,
    desk: Desk,
    clients: Vec<Client>,
    fault: Fault,
    ids: u128,
}

impl World {
    fn new(seed: u64, fault: Fault) -> World {
        let names = [("ana", Seat::Responder), ("bo", Seat::Observer), ("cy", Seat::Coordinator)];
        let room = Room::declared("Checkout errors", Some("sev2"), false, &names);
        let clients = names.iter().map(|(name, _)| Client {
            who: person(name),
            replica: Replica::new(person(name), Vec::new()),
            connected: false,
            live_after: None,
            to_server: VecDeque::new(),
            to_client: VecDeque::new(),
            written: Vec::new(),
        });
        World { dice: Dice(seed), desk: Desk::of(room), clients: clients.collect(), fault, ids: 0 }
    }

    fn id(&mut self) -> CommandId {
        self.ids += 1;
        CommandId(self.ids.to_be_bytes())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    fn connect(&mut self, nth: usize) {
        let fault = self.fault;
        let fresh = if fault == Fault::ReplicaMakesNewIds { self.id() } else { CommandId([0; 16]) };
        let client = &mut self.clients[nth];
        client.connected = true;
        client.live_after = None;
        client.to_server.push_back(client.replica.attach(Presence::default()));
        if fault == Fault::ReplicaDropsPending {
            let me = client.who.clone();
            let mut without = Replica::new(me, Vec::new());
            for message in self.desk.room.catch_up(&client.who, 0) {
                without.receive(&message);
            }
            client.replica = without;
        }
        let resent: Vec<_> = client.replica.send_due(at(5, 0));
        for (nth, message) in resent.into_iter().enumerate() {
            let message = match message {
                ToServer::Command { command, .. } if fault == Fault::ReplicaMakesNewIds => {
                    let mut id = fresh;
                    id.0[0] = 1 + nth as u8;
                    ToServer::Command { id, command }
                }
                other => other,
            };
            client.to_server.push_back(message);
        }
    }

    /// The wire breaks: what is on it is lost, but a prefix of it may have arrived.
    fn disconnect(&mut self, nth: usize) {
        let client = &mut self.clients[nth];
        client.connected = false;
        client.live_after = None;
        client.to_server.clear();
        client.to_client.clear();
        client.replica.lose_connection();
    }

    /// The program ends and starts again from its outbox on disk.
    fn crash_client(&mut self, nth: usize) {
        self.disconnect(nth);
        let client = &mut self.clients[nth];
        let outbox: Vec<Pending> = client.replica.outbox();
        client.replica = Replica::new(client.who.clone(), outbox);
    }

    fn write(&mut self, nth: usize) {
        let id = self.id();
        let kind = [EntryKind::Note, EntryKind::Observation, EntryKind::Finding][self.dice.roll(3) as usize];
        let client = &mut self.clients[nth];
        let text = format!("{} {}", client.who, client.written.len());
        if let Ok(order) = client.replica.submit(Command::post(kind, text.clone()), id, at(5, 0)) {
            client.written.push(text);
            if client.connected {
                client.to_server.push_back(order);
            }
        }
    }

    fn serve(&mut self, nth: usize) {
        let Some(message) = self.clients[nth].to_server.pop_front() else { return };
        match message {
            ToServer::Attach { after, .. } => {
                let messages = self.desk.room.catch_up(&self.clients[nth].who, after);
                self.clients[nth].to_client.extend(messages);
                self.clients[nth].live_after = Some(self.desk.room.record.seq());
            }
            ToServer::Command { id, command } => {
                let who = self.clients[nth].who.clone();
                let (answer, lines) = self.desk.submit(&who, id, &command);
                // Whether the answer or the event comes first is left to chance.
                let answer_first = self.dice.roll(2) == 0;
                if answer_first {
                    self.clients[nth].to_client.push_back(answer.clone());
                }
                self.broadcast(&lines);
                if !answer_first {
                    self.clients[nth].to_client.push_back(answer);
                }
            }
            ToServer::Presence(_) | ToServer::Pong { .. } | ToServer::Read { .. } => {}
        }
    }

    fn broadcast(&mut self, lines: &[Line]) {
        if lines.is_empty() {
            return;
        }
        for client in self.clients.iter_mut().filter(|client| client.connected && client.live_after.is_some()) {
            client.to_client.push_back(ToClient::Events(lines.to_vec()));
        }
    }

    fn hear(&mut self, nth: usize) {
        let doubled = self.dice.roll(8) == 0;
        let dropped = self.dice.roll(40) == 0;
        let client = &mut self.clients[nth];
        let Some(message) = client.to_client.pop_front() else { return };
        // A message that goes missing on a live connection: the next one shows the gap.
        let is_events = matches!(message, ToClient::Events(_));
        if dropped && is_events {
            return;
        }
        for _ in 0..if doubled { 2 } else { 1 } {
            let received = client.replica.receive(&message);
            if received.attach_again {
                client.to_server.push_back(client.replica.attach(Presence::default()));
            }
            assert!(!received.other_record, "the heads differ");
        }
    }

    fn ping(&mut self, nth: usize) {
        let (seq, head) = self.desk.room.head();
        let client = &mut self.clients[nth];
        if client.connected && client.live_after.is_some() {
            client.to_client.push_back(ToClient::Ping { seq, head, at: at(7, 0) });
        }
    }

    fn crash_room(&mut self) {
        for nth in 0..self.clients.len() {
            self.disconnect(nth);
        }
        self.desk.restart(self.fault == Fault::RoomForgetsIds);
    }

    fn step(&mut self) {
        let nth = self.dice.roll(self.clients.len() as u64) as usize;
        match self.dice.roll(100) {
            0..12 => self.write(nth),
            12..14 => self.disconnect(nth),
            14 => self.crash_client(nth),
            15 => self.crash_room(),
            16..30 if !self.clients[nth].connected => self.connect(nth),
            30..60 => self.serve(nth),
            60..98 => self.hear(nth),
            _ => self.ping(nth),
        }
    }

    /// Lets everything arrive.
    fn settle(&mut self) {
        for _ in 0..3 {
            for nth in 0..self.clients.len() {
                self.disconnect(nth);
                self.connect(nth);
            }
            while self.clients.iter().any(|it| !it.to_server.is_empty() || !it.to_client.is_empty()) {
                for nth in 0..self.clients.len() {
                    self.serve(nth);
                    self.hear(nth);
                }
            }
        }
    }

    fn verdict(&self) -> Result<(), String> {
        let mut posted: BTreeMap<&str, usize> = BTreeMap::new();
        for sealed in self.desk.room.record.lines().iter().filter_map(Line::open) {
            if let (Event::Posted { .. }, Some(content)) = (&sealed.fact.event, &sealed.content) {
                *posted.entry(content.text.as_str()).or_default() += 1;
            }
        }
        for client in &self.clients {
            for text in &client.written {
                match posted.get(text.as_str()) {
                    Some(1) => {}
                    Some(times) => return Err(format!("{text:?} stands {times} times in the record")),
                    None => return Err(format!("{text:?} was lost")),
                }
            }
            let replica = &client.replica;
            if (replica.record().seq(), replica.record().head()) != self.desk.room.head() {
                return Err(format!("{} has another head", client.who));
            }
            if *replica.state() != self.desk.room.state {
                return Err(format!("{} has another state", client.who));
            }
            if replica.unsent() > 0 || replica.waiting().count() > 0 {
                return Err(format!("{} still waits for what is in the record", client.who));
            }
            let rows = replica.timeline();
            let shown = rows.facts().len() + rows.notes().len();
            let fresh = posted.len();
            if shown < fresh {
                return Err(format!("{} shows {shown} rows of {fresh}", client.who));
            }
        }
        Ok(())
    }
}

fn run(seed: u64, fault: Fault) -> Result<(), String> {
    let mut world = World::new(seed, fault);
    for _ in 0..1_500 {
        world.step();
    }
    world.settle();
    world.verdict()
}

#[test]
fn nothing_is_lost_nothing_is_doubled_and_everyone_is_equal() {
    for seed in 0..60 {
        run(seed, Fault::None).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    }
}

#[test]
fn a_planted_fault_is_caught() {
    for fault in [Fault::RoomForgetsIds, Fault::ReplicaDropsPending, Fault::ReplicaMakesNewIds] {
        assert!((0..60).any(|seed| run(seed, fault).is_err()), "a planted fault went unnoticed");
    }
}

#[test]
fn a_waiting_entry_is_shown_once_whichever_comes_first() {
    let mut room = Room::declared("Checkout errors", None, false, &[("ana", Seat::Responder)]);
    room.says("ana", Command::Acknowledge { text: String::new() }, at(1, 0));
    let mut desk = Desk::of(room);
    for events_first in [true, false] {
        let mut replica = Replica::new(person("ana"), Vec::new());
        for message in desk.room.catch_up(&person("ana"), 0) {
            replica.receive(&message);
        }
        let id = CommandId([u8::from(events_first); 16]);
        let command = Command::post(EntryKind::Observation, format!("5xx falls {events_first}"));
        replica.submit(command.clone(), id, at(5, 0)).expect("she may write");
        assert_eq!(replica.waiting().count(), 1);
        let (answer, lines) = desk.submit(&person("ana"), id, &command);
        let before = replica.timeline().facts().len();
        let mut messages = vec![answer, ToClient::Events(lines)];
        if events_first {
            messages.reverse();
        }
        for message in messages {
            replica.receive(&message);
            let shown = replica.timeline().facts().len() - before + replica.waiting().count();
            assert_eq!(shown, 1, "shown once at every moment");
        }
        assert_eq!(replica.outbox().len(), 0);
    }
}
