//! The brief on real nights, before the record is whole, and for somebody who comes back.

use super::common::{Room, at, person};
use super::screen::start;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use warroom::app::{Code, Effect, Input, LinkNews, Message, Model, Press, update};
use warroom::view;
use warroom_incident::brief::{Source, brief};
use warroom_incident::event::{EntryKind, Verdict};
use warroom_incident::wire::{ReadMarks, ToClient, ToServer};
use warroom_incident::{Actor, Command, Incident, Policy, Reaches, Seat, Seq, Time};

struct Screen {
    model: Model,
    now: Time,
    sent: Vec<ToServer>,
}

impl Screen {
    fn new(name: &str, size: (u16, u16), now: Time) -> Screen {
        let model = start(name, size, now);
        Screen { model, now, sent: Vec::new() }
    }

    /// Somebody who comes in with what the server remembers of them.
    fn joined(room: &Room, name: &str, size: (u16, u16), now: Time, read: ReadMarks) -> Screen {
        let mut screen = Screen::new(name, size, now);
        screen.comes(room, read);
        screen
    }

    fn comes(&mut self, room: &Room, marks: ReadMarks) -> &mut Screen {
        self.gets(Message::Link(LinkNews::Up));
        let after = self.model.replica.record().seq();
        for mut message in room.catch_up(self.model.me(), after) {
            if let ToClient::Attached { read, .. } = &mut message {
                *read = Some(marks);
            }
            self.hears(message);
        }
        self.gets(Message::Link(LinkNews::RoundTrip { ms: 38 }))
    }

    fn gets(&mut self, message: Message) -> &mut Screen {
        let effects = update(&mut self.model, Input { at: self.now, random: [1; 16], message });
        for effect in effects {
            if let Effect::Send(message) = effect {
                self.sent.push(message);
            }
        }
        self
    }

    fn hears(&mut self, message: ToClient) -> &mut Screen {
        self.gets(Message::Link(LinkNews::Server(Box::new(message))))
    }

    /// What came in the room since this screen heard of it last.
    fn hears_new(&mut self, room: &Room) -> &mut Screen {
        let before = self.model.replica.record().seq();
        let lines = room.record.lines().iter().filter(|line| line.seq() > before).cloned().collect();
        self.hears(ToClient::Events(lines))
    }

    fn keys(&mut self, keys: &str) -> &mut Screen {
        for c in keys.chars() {
            let code = if c == '\n' { Code::Enter } else { Code::Char(c) };
            self.gets(Message::Press(Press::plain(code)));
        }
        self
    }

    /// How far the server was told that this person has read.
    fn told(&self) -> Vec<(Seq, Seq)> {
        let reads = self.sent.iter().filter_map(|message| match message {
            ToServer::Read { timeline, notes } => Some((*timeline, *notes)),
            ToServer::Attach { .. } | ToServer::Command { .. } | ToServer::Presence(_) | ToServer::Pong { .. } => None,
        });
        reads.collect()
    }

    fn drawn(&self) -> String {
        let (width, height) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a screen of cells");
        terminal.draw(|frame| view::draw(frame, &self.model)).expect("it draws");
        terminal.backend().to_string()
    }
}

fn read(timeline: Seq) -> ReadMarks {
    ReadMarks { timeline, notes: timeline, left_at: Some(at(12, 0)) }
}

fn imported(file: &str) -> Room {
    let incident = Box::new(warroom_incident::import::parse(file).expect("a good file"));
    let mut room = Room::default();
    let import = Command::Import { incident, policy: Box::new(Policy::default()) };
    room.order(&Actor::Operator, &import, at(0, 0)).expect("it is brought in");
    room.join("kim", Seat::Observer, at(1, 0));
    room
}

macro_rules! real {
    ($($name:literal),+) => { [$(($name, include_str!(concat!("../../src/incidents/", $name, ".jsonl")))),+] };
}

#[test]
fn every_real_night_has_its_essentials_on_one_small_screen() {
    for (name, file) in real![
        "aws-us-east-1-2025-10-20",
        "github-2018-10-21",
        "moj-dockerhub-2023-01-11",
        "polar-2026-06-12",
        "pypi-org-teams-2025-04-14",
        "pypi-phishing-2025-07-26",
        "yearn-ydai-2021-02-04"
    ] {
        let room = imported(file);
        let screen = Screen::joined(&room, "kim", (80, 24), at(47, 12), ReadMarks::default());
        let drawn = screen.drawn();
        for head in ["NOW", "WHAT", "PEOPLE", "CUSTOMERS", "OPEN"] {
            assert!(drawn.contains(head), "{name} lacks {head}: {drawn}");
        }
        insta::assert_snapshot!(format!("{name}_80x24"), drawn);
    }
}

/// A short night until ana leaves at 03:12Z, and what happens after that.
fn two_halves() -> (Room, Seq) {
    let members =
        [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];
    let mut room = Room::declared("Checkout errors, EU customers cannot pay", Some("sev2"), false, &members);
    let post = |kind, text: &str| Command::post(kind, text);
    room.says("ana", Command::Acknowledge { text: String::new() }, at(1, 0));
    room.says("kim", Command::SetScribe { person: Some(person("kim")) }, at(1, 30));
    room.says("kim", post(EntryKind::Alert, "checkout-api answers 12 % of requests with 5xx"), at(2, 0));
    let guess = room.says("ana", post(EntryKind::Hypothesis, "deploy 8812 broke the payment call"), at(8, 0));
    room.says("kim", Command::SetNow { text: "We look at deploy 8812.".into() }, at(9, 0));
    room.says("ana", Command::ClaimTask { task: 3 }, at(10, 0));
    let left = room.record.seq();
    let up = Command::SetSeverity { severity: "sev1".into(), reason: "payments fail for all of the EU".into() };
    room.says("priya", up, at(19, 0));
    room.says("priya", post(EntryKind::Decision, "roll back 8812, look for the cause afterwards"), at(20, 0));
    let verdict = Command::JudgeHypothesis { entry: guess, verdict: Verdict::RuledOut, reason: "goes on".into() };
    room.says("kim", verdict, at(36, 0));
    room.says("kim", post(EntryKind::Observation, "redis primary failed over at 02:53Z"), at(37, 0));
    room.says("kim", post(EntryKind::Note, "@ana can you look at the pool?"), at(40, 0));
    room.says("lou", Command::RequestSeat { seat: Seat::Observer, reason: String::new() }, at(41, 0));
    (room, left)
}

#[test]
fn who_comes_back_sees_first_what_changed() {
    let (room, left) = two_halves();
    for (seat, name) in [("responder", "ana"), ("observer", "kim"), ("coordinator", "priya"), ("guest", "lou")] {
        let screen = Screen::joined(&room, name, (80, 24), at(47, 12), read(left));
        insta::assert_snapshot!(format!("back_{seat}_80x24"), screen.drawn());
    }
    let screen = Screen::joined(&room, "ana", (120, 40), at(47, 12), read(left));
    insta::assert_snapshot!("back_responder_120x40", screen.drawn());
}

#[test]
fn a_newcomer_has_read_what_the_brief_was_made_from_and_what_comes_then_is_counted() {
    let (mut room, _) = two_halves();
    let mut screen = Screen::joined(&room, "ana", (80, 24), at(47, 12), ReadMarks::default());
    assert!(!screen.drawn().contains("SINCE"), "{}", screen.drawn());
    let head = room.record.seq();
    assert_eq!(screen.told(), [(head, head)]);
    for minute in 0..3 {
        room.says("kim", Command::post(EntryKind::Observation, "clean"), at(47, 20 + minute));
    }
    screen.hears_new(&room);
    let drawn = screen.drawn();
    assert!(drawn.contains("3 new since you opened this") && drawn.contains("1 Timeline +3"), "{drawn}");
    screen.now = at(48, 0);
    let drawn = screen.keys("q").drawn();
    assert!(drawn.contains("new since you looked (3)"), "{drawn}");
    screen.now = at(48, 5);
    screen.keys("G");
    assert_eq!(screen.told().last(), Some(&(head + 3, head)), "the end was in sight until the next key");
}

#[test]
fn opening_a_long_list_reads_nothing_its_end_does() {
    let (mut room, left) = two_halves();
    for nth in 0..40 {
        room.says("kim", Command::post(EntryKind::Observation, format!("pod {nth} is clean")), at(42, nth));
    }
    let mut screen = Screen::joined(&room, "ana", (80, 24), at(47, 12), read(left));
    screen.now = at(47, 30);
    let drawn = screen.keys("q").drawn();
    assert!(drawn.contains("new since you looked (45)"), "{drawn}");
    assert_eq!(screen.told(), [], "it was only opened");
    screen.keys("G");
    assert_eq!(screen.told().first().map(|(timeline, _)| *timeline), Some(room.record.seq()));
}

#[test]
fn the_server_is_told_once_a_second_at_most_and_never_while_it_is_away() {
    let (mut room, _) = two_halves();
    let mut screen = Screen::joined(&room, "ana", (80, 24), at(47, 0), ReadMarks::default());
    screen.keys("1");
    let before = screen.told().len();
    screen.now = at(47, 2);
    for _ in 0..20 {
        room.says("kim", Command::post(EntryKind::Observation, "clean"), at(47, 2));
        screen.hears_new(&room);
    }
    assert_eq!(screen.told().len(), before + 1);
    screen.now = at(47, 4);
    screen.gets(Message::Tick);
    assert_eq!(screen.told().last().map(|(timeline, _)| *timeline), Some(room.record.seq()));
    let told = screen.told().len();
    screen.gets(Message::Link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 }));
    screen.now = at(47, 9);
    screen.keys("U");
    screen.gets(Message::Tick);
    assert_eq!(screen.told().len(), told);
}

#[test]
fn all_read_clears_every_count_and_u_finds_the_first() {
    let (mut room, left) = two_halves();
    room.says("kim", Command::post(EntryKind::Observation, "pods are clean"), at(46, 0));
    let mut screen = Screen::joined(&room, "ana", (80, 24), at(47, 12), read(left));
    assert!(screen.drawn().contains("2 Notes +1"), "{}", screen.drawn());
    screen.now = at(47, 20);
    screen.keys("U");
    let drawn = screen.drawn();
    assert!(drawn.contains("everything counts as read") && !drawn.contains(" +"), "{drawn}");
    assert_eq!(screen.told(), [(room.record.seq(), room.record.seq())]);
    let mut screen = Screen::joined(&room, "ana", (80, 24), at(47, 12), read(left));
    let drawn = screen.keys("u").drawn();
    assert!(drawn.contains("[1 Timeline") && drawn.contains(">03:19Z"), "{drawn}");
}

#[test]
fn a_server_that_keeps_no_marks_is_told_none() {
    let (room, _) = two_halves();
    let mut screen = Screen::new("ana", (80, 24), at(47, 12));
    screen.gets(Message::Link(LinkNews::Up));
    for message in room.catch_up(&person("ana"), 0) {
        screen.hears(message);
    }
    screen.now = at(47, 30);
    screen.keys("1G").gets(Message::Tick);
    assert_eq!(screen.told(), []);
}

#[test]
fn the_servers_brief_stands_until_the_record_is_whole() {
    let (room, _) = two_halves();
    let mut screen = Screen::new("kim", (80, 24), at(47, 12));
    screen.gets(Message::Link(LinkNews::Up));
    let text = |seq| room.record.text(seq).map(str::to_owned);
    let early = brief(&Source { state: &room.state, reaches: Reaches::ALL, now: at(47, 12), text: &text });
    let mut messages = room.catch_up(&person("kim"), 0).into_iter();
    let Some(ToClient::Attached { snapshot, reaches, .. }) = messages.next() else { panic!("attached comes first") };
    screen.hears(ToClient::Attached { snapshot, reaches, read: Some(ReadMarks::default()), brief: early });
    insta::assert_snapshot!("early_80x24", screen.drawn());
    assert!(screen.keys("\n").drawn().contains("the record is still coming"), "{}", screen.drawn());
    screen.hears(messages.next().expect("some events"));
    assert!(screen.drawn().contains("7 of"), "{}", screen.drawn());
    for message in messages {
        screen.hears(message);
    }
    let drawn = screen.drawn();
    assert!(drawn.contains("Enter leads to the place") && !drawn.contains("CATCHING UP"), "{drawn}");
    assert!(screen.told().len() == 1, "nothing was read before the record was whole");
}

#[test]
fn whoever_was_cut_off_for_minutes_finds_what_changed_in_the_brief() {
    let (mut room, _) = two_halves();
    let mut screen = Screen::joined(&room, "ana", (80, 24), at(47, 12), ReadMarks::default());
    let head = room.record.seq();
    screen.keys("1");
    screen.gets(Message::Link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 }));
    room.says("kim", Command::post(EntryKind::Decision, "we fail over"), at(50, 0));
    screen.now = at(54, 0);
    screen.comes(&room, read(head));
    let drawn = screen.drawn();
    assert!(drawn.contains("back after 6:48") && drawn.contains("0 what changed"), "{drawn}");
    assert!(drawn.contains("[1 Timeline"), "nothing pops up that was not asked for: {drawn}");
    // Also after the end of the timeline was read.
    let drawn = screen.keys("G0").drawn();
    assert!(drawn.contains("SINCE     03:47Z: 1 new"), "{drawn}");
    assert!(drawn.contains("kim: DECISION we fail over"), "{drawn}");
    assert!(!screen.keys("q0").drawn().contains("SINCE"), "{}", screen.drawn());
}

#[test]
fn every_line_leads_to_its_place() {
    let (room, left) = two_halves();
    let mut screen = Screen::joined(&room, "ana", (80, 24), at(47, 12), read(left));
    // The decision, on the timeline.
    assert!(screen.keys("j\n").drawn().contains("[1 Timeline"), "{}", screen.drawn());
    let lines = warroom::app::actions::brief_lines(&screen.keys("0").model);
    for (nth, line) in lines.iter().enumerate() {
        let mut again = Screen::joined(&room, "ana", (80, 24), at(47, 12), read(left));
        let drawn = again.keys(&"j".repeat(nth)).keys("\n").drawn();
        let moved = !drawn.contains("[0 Brief]") || again.model.dialog.is_some() || again.model.said.is_some();
        assert!(moved, "{line:?} leads nowhere and does not say so: {drawn}");
    }
    let task = lines.iter().position(|line| line.text.starts_with("[ana]")).expect("her task");
    let mut screen = Screen::joined(&room, "ana", (80, 24), at(47, 12), read(left));
    let drawn = screen.keys(&"j".repeat(task)).keys("\n").drawn();
    assert!(drawn.contains("[T Tasks]"), "{drawn}");
}

#[test]
fn what_is_spared_is_there_to_scroll_through() {
    let room = imported(include_str!("../../src/incidents/github-2018-10-21.jsonl"));
    let mut screen = Screen::joined(&room, "kim", (80, 24), at(47, 12), ReadMarks::default());
    let fitted = warroom::app::actions::brief_lines(&screen.model).len();
    screen.keys("z");
    let all = warroom::app::actions::brief_lines(&screen.model).len();
    assert!(all > fitted, "{all} {fitted}");
    screen.keys(&"j".repeat(all));
    insta::assert_snapshot!("github_scrolled_80x24", screen.drawn());
}

#[test]
fn small_screens_begin_with_what_matters_most() {
    let (room, left) = two_halves();
    for size in [(40, 10), (60, 14), (200, 60)] {
        let screen = Screen::joined(&room, "ana", size, at(47, 12), read(left));
        insta::assert_snapshot!(format!("back_{}x{}", size.0, size.1), screen.drawn());
    }
}

#[test]
fn an_empty_state_has_a_brief_too() {
    let text = |_| None;
    let source = Source { state: &Incident::default(), reaches: Reaches::ALL, now: at(0, 0), text: &text };
    assert_eq!(brief(&source).len(), 1);
}
