//! An order over a journal in memory, whose clock and whose life a story decides.

use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};
use warroom_incident::clock::what;
use warroom_incident::draft::FactsSeen;
use warroom_incident::event::{ActionKind, ActionPosted, Ending, EntryKind, Mark, Notice, Phase, Progress};
use warroom_incident::{Actor, Command, CommandId, Event, Incident, Line, Person, Policy, Seat, Seq, Time, apply};
use warroom_server::catch_up::CatchUp;
use warroom_server::deliver::{Delivery, Heads};
use warroom_server::journal::{IncidentId, Journal, Reader as _};
use warroom_server::memory::MemoryJournal;
use warroom_server::order::{Accepted, Declined, Order, Ordering, Stopped};

pub(crate) fn start() -> Time {
    "2026-03-01T20:00:00Z".parse().unwrap()
}

/// A server that runs.
struct Running {
    orders: mpsc::Sender<Order>,
    _delivered: Receiver<Delivery>,
    thread: JoinHandle<Result<(), Stopped>>,
}

/// A journal, and a server on it from time to time.
pub(crate) struct World {
    pub(crate) journal: MemoryJournal,
    pub(crate) policy: Policy,
    running: Option<Running>,
    next: u128,
    /// Seconds since the start that the server's clock shows.
    clock: Arc<AtomicI64>,
}

impl World {
    pub(crate) fn new() -> World {
        let clock = Arc::new(AtomicI64::new(0));
        let mut policy = Policy::default();
        // Nobody is connected here, and the chair is not what the story is about.
        policy.seats.chair_absent_seconds = u32::MAX;
        World { journal: MemoryJournal::default(), policy, running: None, next: 0, clock }
    }

    /// Starts a server on the journal.
    pub(crate) fn start(&mut self) {
        let (orders, given) = mpsc::channel(64);
        let (deliveries, delivered) = std::sync::mpsc::sync_channel(65_536);
        let journal = self.journal.clone();
        let catch_up = Arc::new(CatchUp::new(journal.reader().unwrap()));
        let url = Arc::new(Mutex::new("ws://127.0.0.1:1".to_owned()));
        let policy = Arc::new(self.policy.clone());
        let order = Ordering::new(Box::new(journal), policy, url, catch_up, Arc::new(Heads::default()), deliveries);
        let clock = Arc::clone(&self.clock);
        let order = order.unwrap().with_clock(move || start() + chrono::TimeDelta::seconds(clock.load(SeqCst)));
        let thread = std::thread::spawn(move || order.run(given));
        self.running = Some(Running { orders, _delivered: delivered, thread });
    }

    pub(crate) fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.orders.blocking_send(Order::Stop).unwrap();
            running.thread.join().unwrap().unwrap();
        }
    }

    pub(crate) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Sets what the server's clock shows.
    pub(crate) fn set(&self, seconds: i64) {
        self.clock.store(seconds, SeqCst);
    }

    fn orders(&self) -> &mpsc::Sender<Order> {
        &self.running.as_ref().expect("the server runs").orders
    }

    /// A tick, and all that it stored.
    pub(crate) fn tick(&self) {
        self.orders().blocking_send(Order::Tick).unwrap();
        self.settle();
    }

    /// Waits until the server has done what it was told before.
    fn settle(&self) {
        let (reply, answer) = oneshot::channel();
        let (incident, person) = (IncidentId(9_999), person("nobody-here"));
        let early = warroom_server::order::Early::Nothing;
        let attach = Order::Attach { incident, person, after: 0, head: None, early, reply };
        self.orders().blocking_send(attach).unwrap();
        assert!(answer.blocking_recv().unwrap().is_err());
    }

    pub(crate) fn try_tell(
        &mut self,
        incident: IncidentId,
        actor: Actor,
        command: Command,
    ) -> Result<Accepted, Declined> {
        self.next += 1;
        let (answer, answered) = oneshot::channel();
        let reply = Box::new(move |outcome| answer.send(outcome).unwrap_or(()));
        let id = CommandId(self.next.to_be_bytes());
        let command = Box::new(command);
        self.orders().blocking_send(Order::Command { incident, actor, id, command, reply }).unwrap();
        answered.blocking_recv().unwrap()
    }

    pub(crate) fn tell(&mut self, incident: IncidentId, actor: Actor, command: Command) -> Seq {
        self.try_tell(incident, actor, command).unwrap().seq
    }

    /// Declares an incident with ana in the chair, bo as responder, cy as observer and dee as guest.
    pub(crate) fn declare(&mut self) -> IncidentId {
        let policy = Box::new(self.policy.clone());
        let (title, reporter) = ("Checkout is down".into(), "rita".into());
        let declare = Command::Declare { title, severity: Some("sev1".into()), reporter, drill: false, policy };
        let incident = self.try_tell(IncidentId::NONE, Actor::Operator, declare).unwrap().incident;
        for (name, seat) in ["ana", "bo", "cy", "dee"].into_iter().zip(Seat::BY_RIGHT) {
            let invite = self.tell(incident, Actor::Operator, Command::Invite { seat, loss: false });
            self.tell(incident, Actor::Bearer(invite), Command::Join { name: name.into() });
        }
        incident
    }

    fn lines(&mut self, incident: IncidentId) -> Vec<Line> {
        let rows = self.journal.read(incident, 0, 100_000).unwrap();
        rows.iter().map(|row| serde_json::from_str(&row.line).unwrap()).collect()
    }

    pub(crate) fn state(&mut self, incident: IncidentId) -> Incident {
        let mut state = Incident::default();
        self.lines(incident).iter().for_each(|line| apply(&mut state, line));
        state
    }

    /// What was recorded as missed, in the order of the record: when that was recorded, what, and when it was due.
    pub(crate) fn missed(&mut self, incident: IncidentId) -> Vec<(String, String)> {
        let mut missed = Vec::new();
        for line in self.lines(incident) {
            let Some(sealed) = line.open() else { continue };
            if let Event::NudgeMissed { nudge, due, .. } = &sealed.fact.event {
                missed.push((shown(sealed.fact.at), format!("{} due {}", what(nudge), shown(*due))));
            }
        }
        missed
    }

    /// Lets somebody do something that a story calls by a word.
    pub(crate) fn act(&mut self, incident: IncidentId, who: &str, what: &str) {
        let actor = Actor::Person(person(who));
        let (verb, rest) = what.split_once(' ').unwrap_or((what, ""));
        let text = || format!("{what} by {who}");
        let command = match verb {
            "acknowledges" => Command::Acknowledge { text: String::new() },
            "writes" => Command::post(EntryKind::Note, text()),
            "rolls" => {
                let action = Some(ActionPosted { kind: ActionKind::Rollback, progress: Progress::UnderWay });
                let (entry, happened_at, temporary) = (EntryKind::Action, None, false);
                Command::Post { entry, text: text(), happened_at, action, temporary }
            }
            "estimates" => {
                let impact = Some(warroom_incident::event::ImpactKind::Performance);
                let stated = warroom_incident::impact::Stated { impact, ..Default::default() };
                Command::SetEstimate { stated: Box::new(stated), source: text(), reason: text() }
            }
            "sets" => Command::SetPhase { phase: Phase::parse(rest).unwrap(), reason: String::new() },
            "asks" => Command::AskQuestion { text: format!("{rest}?") },
            "answers" => {
                let question = *self.state(incident).questions.keys().next_back().unwrap();
                Command::AnswerQuestion { question, text: text() }
            }
            "snoozes" => {
                let state = self.state(incident);
                let now = start() + chrono::TimeDelta::seconds(self.clock.load(SeqCst));
                let due = warroom_incident::clock::due(&state, now);
                let nudge = due.into_iter().find(|it| it.nudge.word() == rest).unwrap().nudge;
                Command::SnoozeNudge { nudge, reason: text() }
            }
            "leaves" => Command::Leave { seat: None },
            "seats" => Command::GrantSeat { person: person(rest), seat: Seat::Responder },
            "waits" => Command::SetWaiting { mark: Mark::On, text: text() },
            "drafts" | "tells" => {
                let phase = Phase::parse(rest).unwrap();
                let (audience, channels, notice) = ("customers".into(), Vec::new(), Notice::Silent);
                let text = Some("We are looking into it.".into());
                let open = Command::OpenDraft { audience, phase, text, channels, notice, promise: None };
                let draft = self.tell(incident, actor.clone(), open);
                if verb == "tells" {
                    return self.act(incident, who, "publishes");
                }
                Command::SubmitDraft { draft, text: String::new() }
            }
            "publishes" => {
                let state = self.state(incident);
                let draft = state.drafts.values().rfind(|draft| draft.is_open()).unwrap();
                let (draft, revision, facts) = (draft.seq, draft.revision, FactsSeen::of(&state));
                Command::ApproveDraft { draft, revision, facts, publish: true }
            }
            "closes" => Command::Close { ending: Ending::Resolved, reason: String::new() },
            other => panic!("the story has no {other}"),
        };
        self.tell(incident, actor, command);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.stop();
        }
    }
}

pub(crate) fn person(name: &str) -> Person {
    Person::new(name).unwrap()
}

/// A moment as a story says it: hours and minutes since the start.
fn shown(at: Time) -> String {
    let minutes = (at - start()).num_minutes();
    format!("{}:{:02}", minutes / 60, minutes % 60)
}
