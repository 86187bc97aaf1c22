//! A small room in memory, with the rules of the real one: what the client's tests talk to instead of a server.

use warroom_incident::chain::{Hash, Salt};
use warroom_incident::reader::ReaderSnapshot;
use warroom_incident::wire::ToClient;
use warroom_incident::{
    Actor, Command, Incident, Line, Person, Policy, Reaches, Record, Rejection, Sealed, Seat, Seq, Summary, Time,
};

/// A room.
#[derive(Clone, Default)]
pub(crate) struct Room {
    pub(crate) record: Record,
    pub(crate) state: Incident,
}

/// A moment of the night in which the tests play.
pub(crate) fn at(minute: u32, second: u32) -> Time {
    let text = format!("2026-11-21T{:02}:{:02}:{second:02}Z", 3 + minute / 60, minute % 60);
    text.parse().expect("a valid moment")
}

pub(crate) fn person(name: &str) -> Person {
    Person::new(name).expect("a plain name")
}

impl Room {
    /// Orders something as somebody; the lines that came of it.
    pub(crate) fn order(&mut self, actor: &Actor, command: &Command, now: Time) -> Result<Vec<Line>, Rejection> {
        let decided = warroom_incident::decide(&self.state, command, actor, now)?;
        let mut lines = Vec::new();
        for it in decided {
            let seq = self.record.seq() + 1;
            let salt = |kind: u8| {
                let mut salt = [kind; 16];
                salt[8..].copy_from_slice(&seq.to_be_bytes());
                Salt(salt)
            };
            let content = it.content.map(|content| (content, salt(2)));
            let line = Line::Open(Box::new(Sealed::new(seq, it.fact, salt(1), content)));
            warroom_incident::apply(&mut self.state, &line);
            self.record.push(line.clone()).expect("the next number");
            lines.push(line);
        }
        Ok(lines)
    }

    /// The room as an incident with these members.
    pub(crate) fn declared(title: &str, severity: Option<&str>, drill: bool, members: &[(&str, Seat)]) -> Room {
        let mut room = Room::default();
        let declare = Command::Declare {
            title: title.into(),
            severity: severity.map(str::to_owned),
            reporter: "sam".into(),
            drill,
            policy: Box::new(Policy::default()),
        };
        room.order(&Actor::Operator, &declare, at(0, 0)).expect("it is declared");
        for (nth, (name, seat)) in members.iter().enumerate() {
            room.join(name, *seat, at(0, 10 + nth as u32));
        }
        room
    }

    pub(crate) fn join(&mut self, name: &str, seat: Seat, now: Time) {
        let invite = Command::Invite { seat, loss: false };
        let invited = self.order(&Actor::Operator, &invite, now).expect("an invite");
        let bearer = Actor::Bearer(invited[0].seq());
        self.order(&bearer, &Command::Join { name: name.into() }, now).expect("a seat");
    }

    /// Orders as a member; the test fails when it is refused.
    pub(crate) fn says(&mut self, name: &str, command: Command, now: Time) -> Seq {
        let lines = self.order(&Actor::Person(person(name)), &command, now);
        lines.unwrap_or_else(|why| panic!("{name}: {why}"))[0].seq()
    }

    pub(crate) fn head(&self) -> (Seq, Hash) {
        (self.record.seq(), self.record.head())
    }

    /// What the server says to somebody who attaches.
    pub(crate) fn catch_up(&self, who: &Person, after: Seq) -> Vec<ToClient> {
        let reaches = self.state.member(who).map(|member| member.reaches()).unwrap_or_default();
        let snapshot = Box::new(Summary::of("INC-1", &self.state, self.record.head()));
        let seen = |line: &Line| line.open().is_some_and(|sealed| reaches.contains(sealed.fact.reach));
        let filtered = |line: &Line| if seen(line) { line.clone() } else { line.withheld() };
        let lines: Vec<_> = self.record.lines().iter().filter(|line| line.seq() > after).map(filtered).collect();
        let (seq, head) = self.head();
        let mut messages = vec![if reaches == Reaches::PUBLISHED {
            ToClient::Reading(Box::new(ReaderSnapshot::of("INC-1", &self.state, head)))
        } else {
            ToClient::Attached { snapshot, reaches, read: None, brief: Vec::new() }
        }];
        messages.extend(lines.chunks(7).map(|chunk| ToClient::Events(chunk.to_vec())));
        messages.push(ToClient::Live { seq, head });
        messages
    }
}
