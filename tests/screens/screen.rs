//! A screen over a room in memory: keys and messages in, cells out.

use super::common::{Room, at, person};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use warroom::app::model::Opening;
use warroom::app::{Code, Effect, Input, LinkNews, Message, Model, Press, update};
use warroom::view;
use warroom_incident::event::{ActionKind, ActionPosted, EntryKind, Mark, Progress, Verdict};
use warroom_incident::wire::{Present, ToClient};
use warroom_incident::{Command, Seat, Time};

/// A night at GitHub's desk, shortened: three seats, a guest, and a cause that was first taken for another.
pub(crate) fn night() -> Room {
    let members =
        [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];
    let mut room = Room::declared("Checkout errors, EU customers cannot pay", Some("sev2"), false, &members);
    let post = |kind, text: &str| Command::post(kind, text);
    room.says("ana", Command::Acknowledge { text: String::new() }, at(1, 0));
    room.says("kim", Command::SetScribe { person: Some(person("kim")) }, at(1, 30));
    let alert = room.says(
        "kim",
        post(EntryKind::Alert, "checkout-api answers 12 % of requests with 5xx (threshold 2 %)"),
        at(2, 0),
    );
    room.says("kim", Command::MarkKey { entry: alert, mark: Mark::On }, at(2, 10));
    room.says("ana", post(EntryKind::Observation, "5xx only in eu-west-1, us-east-1 is clean"), at(6, 0));
    let guess = room.says(
        "ana",
        post(EntryKind::Hypothesis, "deploy 8812 to checkout-api at 02:54Z broke the payment call"),
        at(8, 0),
    );
    let up = Command::SetSeverity { severity: "sev1".into(), reason: "payments fail for all of the EU".into() };
    room.says("priya", up, at(9, 0));
    let decision =
        room.says("priya", post(EntryKind::Decision, "roll back 8812, look for the cause afterwards"), at(12, 0));
    room.says("priya", Command::MarkKey { entry: decision, mark: Mark::On }, at(12, 5));
    let rollback = Command::Post {
        entry: EntryKind::Action,
        text: "roll back deploy 8812".into(),
        happened_at: None,
        action: Some(ActionPosted { kind: ActionKind::Rollback, progress: Progress::UnderWay }),
        temporary: false,
    };
    let rollback = room.says("ana", rollback, at(13, 0));
    room.says(
        "ana",
        Command::MoveAction { entry: rollback, progress: Progress::Done, text: "12 of 12 pods".into() },
        at(29, 0),
    );
    let late = Command::Post {
        entry: EntryKind::Observation,
        text:
            "the redis primary failed over at 02:53Z, a minute before the deploy. Nobody was paged: the alert goes to \
               a mailbox that nobody reads at night."
                .into(),
        happened_at: Some(at(4, 0)),
        action: None,
        temporary: false,
    };
    room.says("kim", late, at(30, 0));
    room.says("ana", post(EntryKind::Finding, "5xx 31 % → 24 % after the roll-back, not back to baseline"), at(33, 0));
    let ruled_out =
        Command::JudgeHypothesis { entry: guess, verdict: Verdict::RuledOut, reason: "errors go on without it".into() };
    room.says("ana", ruled_out, at(36, 0));
    room.says(
        "ana",
        post(EntryKind::Hypothesis, "the connection pool keeps sockets to the old redis primary"),
        at(41, 0),
    );
    room.says("ana", post(EntryKind::Note, "runbook §4.2: restart in batches of 4"), at(42, 0));
    room.says(
        "kim",
        post(EntryKind::Note, "vendor ticket RL-5521 is open, P1\nthey call back within 30 min"),
        at(43, 0),
    );
    room.says("priya", post(EntryKind::Note, "customer Northwind asks for an ETA; do not promise one"), at(43, 30));
    let now = "Rollback done, errors 31 % → 24 %. Redis failover suspected.\nAna restarts EU checkout pods in batches (4/12).";
    room.says("kim", Command::SetNow { text: now.into() }, at(44, 0));
    let phase = warroom_incident::event::Phase::Identified;
    room.says("ana", Command::ProposePhase { phase, reason: "restarted pods are clean".into() }, at(46, 0));
    room.says("lou", Command::RequestSeat { seat: Seat::Observer, reason: "I can take notes".into() }, at(46, 30));
    room
}

pub(crate) fn start(name: &str, size: (u16, u16), now: Time) -> Model {
    Model::new(Opening {
        incident: "INC-7".into(),
        server: "ws://127.0.0.1:7410".into(),
        ..Opening::fresh(person(name), size, now)
    })
}

pub(crate) struct Screen {
    pub(crate) model: Model,
    pub(crate) now: Time,
    pub(crate) count: u8,
    /// What the last message wanted done.
    pub(crate) effects: Vec<Effect>,
}

impl Screen {
    /// Before anything has arrived.
    pub(crate) fn new(model: Model, now: Time) -> Screen {
        Screen { model, now, count: 0, effects: Vec::new() }
    }

    /// Somebody who has read the brief and gone to the room.
    pub(crate) fn of(room: &Room, name: &str, size: (u16, u16)) -> Screen {
        let mut screen = Screen::joined(room, name, size);
        screen.keys("q");
        screen
    }

    /// The same, at another moment.
    pub(crate) fn at(room: &Room, name: &str, size: (u16, u16), now: Time) -> Screen {
        let mut screen = Screen::joined_at(room, name, size, now);
        screen.keys("q");
        screen
    }

    /// Somebody who has just joined.
    pub(crate) fn joined(room: &Room, name: &str, size: (u16, u16)) -> Screen {
        Screen::joined_at(room, name, size, at(47, 12))
    }

    fn joined_at(room: &Room, name: &str, size: (u16, u16), now: Time) -> Screen {
        let mut screen = Screen::new(start(name, size, now), now);
        screen.link(LinkNews::Up);
        for message in room.catch_up(&person(name), 0) {
            screen.hears(message);
        }
        let present = room.state.members().map(|(name, member)| Present {
            name: name.clone(),
            seats: member.seats.iter().copied().collect(),
            pane: "timeline".into(),
            typing: name.as_str() == "kim",
            caret: None,
            lost_at: (name.as_str() == "lou").then(|| at(45, 0)),
        });
        screen.hears(ToClient::Presence(present.collect()));
        screen.link(LinkNews::RoundTrip { ms: 38 });
        screen
    }

    pub(crate) fn gets(&mut self, message: Message) -> &mut Screen {
        self.count = self.count.wrapping_add(1);
        let random = [self.count; 16];
        self.effects = update(&mut self.model, Input { at: self.now, random, message });
        self
    }

    pub(crate) fn link(&mut self, news: LinkNews) -> &mut Screen {
        self.gets(Message::Link(news))
    }

    pub(crate) fn hears(&mut self, message: ToClient) -> &mut Screen {
        self.link(LinkNews::Server(Box::new(message)))
    }

    pub(crate) fn keys(&mut self, keys: &str) -> &mut Screen {
        for c in keys.chars() {
            let code = match c {
                // A form feed stands for the key that begins a new line.
                '\u{c}' => {
                    self.gets(Message::Press(Press::ctrl('j')));
                    continue;
                }
                '\n' => Code::Enter,
                '\t' => Code::Tab,
                '\u{1b}' => Code::Esc,
                c => Code::Char(c),
            };
            self.gets(Message::Press(Press::plain(code)));
        }
        self
    }

    pub(crate) fn drawn(&self) -> String {
        let (width, height) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a screen of cells");
        terminal.draw(|frame| view::draw(frame, &self.model)).expect("it draws");
        terminal.backend().to_string()
    }
}
