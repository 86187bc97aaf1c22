//! The world of the rules tests: a room with four people, told as `given(…).when(…).then(…)`.

use std::cell::RefCell;
use std::collections::BTreeSet;
use warroom_incident::apply::apply_fact;
use warroom_incident::chain::Salt;
use warroom_incident::event::{Content, EntryKind};
use warroom_incident::{Actor, Command, Event, Incident, Line, Person, Policy, Record, Rejection, Sealed, Seat, Seq};
use warroom_incident::{Decided, Time, apply, decide};

/// The numbers of the room's four invites, the guest's last.
pub(crate) const COORDINATOR_INVITE: Seq = 6;
pub(crate) const GUEST_INVITE: Seq = 9;
/// The number of the first event after the room is set up: 1 declaration, 1 policy, 3 tasks, 4 invites, 4 people.
pub(crate) const FIRST: Seq = 14;

/// The moment at which every room is set up.
pub(crate) fn start() -> Time {
    "2026-03-01T09:00:00Z".parse().expect("a time")
}

pub(crate) fn minutes(minutes: i64) -> chrono::TimeDelta {
    chrono::TimeDelta::minutes(minutes)
}

pub(crate) fn person(name: &str) -> Person {
    Person::new(name).expect("a plain name")
}

/// Who acts: a member by name, or one of the others.
pub(crate) struct Who(pub(crate) Actor);

impl From<&str> for Who {
    fn from(name: &str) -> Who {
        Who(Actor::Person(person(name)))
    }
}

impl From<Actor> for Who {
    fn from(actor: Actor) -> Who {
        Who(actor)
    }
}

/// An incident in the middle of a test.
#[derive(Clone)]
pub(crate) struct Room {
    pub(crate) state: Incident,
    pub(crate) record: Record,
    pub(crate) now: Time,
    answer: Option<Result<Vec<Decided>, Rejection>>,
}

thread_local! {
    /// The names of all rejections that tests on this thread have met.
    static REFUSALS: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
}

/// Notes that a rejection was met.
pub(crate) fn met(rejection: &Rejection) {
    REFUSALS.with_borrow_mut(|names| names.insert(crate::rules::every_rejection::name(rejection)));
}

/// The names of all rejections met on this thread.
pub(crate) fn refusals_met() -> BTreeSet<&'static str> {
    REFUSALS.with_borrow(Clone::clone)
}

/// Before anything was declared.
pub(crate) fn nothing() -> Room {
    Room { state: Incident::default(), record: Record::default(), now: start(), answer: None }
}

/// Declared and nobody in it yet.
pub(crate) fn declared(drill: bool) -> Room {
    let declare = Command::Declare {
        title: "Checkout is down".into(),
        severity: Some("sev2".into()),
        reporter: "rita".into(),
        drill,
        policy: Box::default(),
    };
    nothing().after(Actor::Operator, declare)
}

fn peopled(drill: bool) -> Room {
    let mut room = declared(drill);
    for seat in Seat::BY_RIGHT {
        room = room.after(Actor::Operator, Command::Invite { seat, loss: false });
    }
    for (name, invite) in ["ana", "bo", "cy", "dee"].into_iter().zip(COORDINATOR_INVITE..) {
        room = room.after(Actor::Bearer(invite), Command::Join { name: name.into() });
    }
    room
}

/// ana in the chair, bo responds, cy observes, dee is a guest; then these commands.
pub(crate) fn given<const N: usize>(commands: [(&str, Command); N]) -> Room {
    commands.into_iter().fold(peopled(false), |room, (who, command)| room.after(who, command))
}

/// The same in a drill.
pub(crate) fn drill() -> Room {
    peopled(true)
}

impl Room {
    /// Gives a command that has to succeed.
    pub(crate) fn after(self, who: impl Into<Who>, command: Command) -> Room {
        let room = self.when(who, command);
        if let Some(Err(rejection)) = &room.answer {
            panic!("a command of the setting was refused: {rejection}");
        }
        room
    }

    /// Lets time pass.
    pub(crate) fn later(mut self, by: chrono::TimeDelta) -> Room {
        self.now += by;
        self
    }

    /// Gives the command that the test is about.
    pub(crate) fn when(mut self, who: impl Into<Who>, command: Command) -> Room {
        let answer = decide(&self.state, &command, &who.into().0, self.now);
        if let Ok(events) = &answer {
            for Decided { fact, content } in events {
                let seq = self.record.seq() + 1;
                let mut predicted = self.state.clone();
                apply_fact(&mut predicted, seq, fact, content.as_ref().into());
                let salted = content.clone().map(|content| (content, Salt([2; 16])));
                let line = Line::Open(Box::new(Sealed::new(seq, fact.clone(), Salt([1; 16]), salted)));
                apply(&mut self.state, &line);
                assert_eq!(self.state, predicted, "a line and its parts are applied alike");
                self.record.push(line).expect("the next number");
            }
        }
        self.answer = Some(answer);
        self
    }

    /// Checks exactly these events came of it.
    pub(crate) fn then<const N: usize>(self, expected: [Event; N]) -> Room {
        let events: Vec<_> = self.decided().iter().map(|decided| decided.fact.event.clone()).collect();
        assert_eq!(events, expected);
        self
    }

    /// Checks that the words of what came of it are these, event by event.
    pub(crate) fn saying<const N: usize>(self, expected: [Option<&str>; N]) -> Room {
        let words: Vec<_> =
            self.decided().iter().map(|it| it.content.as_ref().map(|content| content.text.as_str())).collect();
        assert_eq!(words, expected);
        self
    }

    /// Checks something else about the state.
    #[track_caller]
    pub(crate) fn so(self, what: &str, holds: impl FnOnce(&Incident) -> bool) -> Room {
        assert!(holds(&self.state), "{what}: {:#?}", self.state);
        self
    }

    /// Checks that it was refused for this reason, and that nothing happened.
    #[track_caller]
    pub(crate) fn refused(self, expected: Rejection) -> Room {
        let answer = self.answer.as_ref().expect("when comes before refused");
        assert_eq!(answer.as_ref().err(), Some(&expected), "{answer:?}");
        met(&expected);
        self
    }

    /// The answer to the last command.
    pub(crate) fn answer(&self) -> &Result<Vec<Decided>, Rejection> {
        self.answer.as_ref().expect("when comes before its answer")
    }

    /// What came of the last command.
    pub(crate) fn decided(&self) -> &[Decided] {
        self.answer.as_ref().expect("when comes before then").as_ref().expect("it was refused")
    }
}

pub(crate) fn note(text: &str) -> Command {
    Command::post(EntryKind::Note, text)
}

pub(crate) fn posted(entry: EntryKind) -> Event {
    Event::Posted { entry, action: None, mentions: Vec::new() }
}

pub(crate) fn content(text: &str) -> Content {
    Content::text(text.into())
}

/// A policy of one's own.
pub(crate) fn policy(change: impl FnOnce(&mut Policy)) -> Command {
    let mut policy = Policy::default();
    change(&mut policy);
    Command::AdoptPolicy { policy: Box::new(policy) }
}
