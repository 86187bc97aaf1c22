//! Every state of the connection, as a screen and as what the app wants done: no state may be taken for another, and
//! nothing rings twice.

use super::common::{Room, at, person};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use warroom::app::bridge::Bridge;
use warroom::app::calls::{Bell, Desktop};
use warroom::app::model::Opening;
use warroom::app::{Code, Effect, Input, LinkNews, Message, Model, Press, update};
use warroom::view;
use warroom_incident::event::{EntryKind, LinkKind, Mark};
use warroom_incident::wire::{Farewell, PROTOCOL, ToClient, ToServer};
use warroom_incident::{Command, CommandId, Policy, Rejection, Seat, Time};

struct Desk {
    room: Room,
    model: Model,
    now: Time,
    count: u8,
    effects: Vec<Effect>,
}

fn room() -> Room {
    let members = [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator)];
    let mut room = Room::declared("Checkout errors, EU customers cannot pay", Some("sev1"), false, &members);
    room.says("ana", Command::Acknowledge { text: String::new() }, at(1, 0));
    for (minute, text) in [(6, "5xx only in eu-west-1, us-east-1 is clean"), (15, "deploy 8812 went out at 02:54Z")] {
        room.says("ana", Command::post(EntryKind::Observation, text), at(minute, 0));
    }
    room
}

impl Desk {
    /// Before the first connection.
    fn new(room: Room, name: &str, size: (u16, u16)) -> Desk {
        let model = Model::new(Opening {
            incident: "INC-7".into(),
            server: "ws://127.0.0.1:7410".into(),
            ..Opening::fresh(person(name), size, at(47, 12))
        });
        Desk { room, model, now: at(47, 12), count: 0, effects: Vec::new() }
    }

    /// In the room, live.
    fn live(room: Room, name: &str, size: (u16, u16)) -> Desk {
        let mut desk = Desk::new(room, name, size);
        desk.connects();
        desk.link(LinkNews::RoundTrip { ms: 38 });
        desk.keys("1");
        desk
    }

    fn connects(&mut self) -> &mut Desk {
        self.link(LinkNews::Up).welcomed(PROTOCOL);
        let after = self.model.replica.record().seq();
        let name = self.model.me().clone();
        for message in self.room.catch_up(&name, after) {
            self.hears(message);
        }
        self
    }

    fn welcomed(&mut self, protocol: u32) -> &mut Desk {
        let (you, at) = (self.model.me().clone(), self.now);
        self.hears(ToClient::Welcome { protocol, server: "0.1.0".into(), incident: "INC-7".into(), you, at })
    }

    fn gets(&mut self, message: Message) -> &mut Desk {
        self.count += 1;
        let input = Input { at: self.now, random: [self.count; 16], message };
        // What comes in can be written down and read again.
        let written = serde_json::to_string(&input).expect("it can be written");
        let input = serde_json::from_str(&written).expect("it can be read");
        self.effects = update(&mut self.model, input);
        self
    }

    fn link(&mut self, news: LinkNews) -> &mut Desk {
        self.gets(Message::Link(news))
    }

    fn lost(&mut self, retry_ms: u64) -> &mut Desk {
        self.link(LinkNews::Lost { why: "reset".into(), retry_ms })
    }

    fn hears(&mut self, message: ToClient) -> &mut Desk {
        self.link(LinkNews::Server(Box::new(message)))
    }

    /// Somebody does something, and it arrives here.
    fn does(&mut self, name: &str, command: Command) -> &mut Desk {
        let before = self.room.record.lines().len();
        self.room.says(name, command, self.now);
        let lines = self.room.record.lines()[before..].to_vec();
        self.hears(ToClient::Events(lines))
    }

    fn waits(&mut self, seconds: i64) -> &mut Desk {
        self.now += chrono::TimeDelta::seconds(seconds);
        self.gets(Message::Tick)
    }

    fn keys(&mut self, keys: &str) -> &mut Desk {
        for c in keys.chars() {
            let code = match c {
                '\n' => Code::Enter,
                '\u{1b}' => Code::Esc,
                c => Code::Char(c),
            };
            self.gets(Message::Press(Press::plain(code)));
        }
        self
    }

    fn drawn(&self) -> String {
        let (width, height) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
        terminal.draw(|frame| view::draw(frame, &self.model)).expect("drawn");
        terminal.backend().to_string()
    }

    #[track_caller]
    fn says(&self, words: &str) {
        assert!(self.drawn().contains(words), "no {words:?} on\n{}", self.drawn());
    }

    #[track_caller]
    fn says_no(&self, words: &str) {
        assert!(!self.drawn().contains(words), "{words:?} on\n{}", self.drawn());
    }

    fn bells(&self) -> usize {
        self.effects.iter().filter(|effect| **effect == Effect::Bell).count()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only commands matter here")]
    fn sent(&self) -> Vec<CommandId> {
        let sent = self.effects.iter().filter_map(|effect| match effect {
            Effect::Send(ToServer::Command { id, .. }) => Some(*id),
            _ => None,
        });
        sent.collect()
    }

    fn waiting(&self) -> Vec<CommandId> {
        self.model.replica.outbox().iter().map(|pending| pending.id).collect()
    }
}

macro_rules! shows {
    ($name:expr, $desk:expr) => {
        insta::assert_snapshot!($name, $desk.drawn())
    };
}

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (40, 10)];

fn named(state: &str, (width, height): (u16, u16)) -> String {
    format!("{state}_{width}x{height}")
}

#[test]
fn live_turns_slow_after_two_seconds_without_a_sign_and_back() {
    for size in SIZES {
        let mut desk = Desk::live(room(), "ana", size);
        shows!(named("live", size), desk);
        desk.waits(2);
        desk.says_no("SLOW");
        desk.now += chrono::TimeDelta::milliseconds(400);
        desk.gets(Message::Tick);
        assert_eq!(desk.bells(), 0);
        shows!(named("slow", size), desk);
        desk.link(LinkNews::RoundTrip { ms: 900 });
        desk.says_no("SLOW");
    }
}

#[test]
fn not_connected_says_for_how_long_how_old_when_next_and_what_still_works() {
    for size in SIZES {
        let mut desk = Desk::live(room(), "ana", size);
        desk.does(
            "priya",
            Command::AddLink { link: LinkKind::Call, url: "https://meet.example/inc-7".into(), label: String::new() },
        );
        desk.waits(5).lost(250);
        assert_eq!(desk.bells(), 1);
        assert!(desk.model.title.starts_with("! [OFFLINE] SEV1 INC-7"), "{}", desk.model.title);
        desk.keys("apods 1-4 restarted\na");
        desk.keys("starting 5-8\n");
        assert!(desk.sent().is_empty());
        desk.waits(37).lost(3_900);
        assert_eq!(desk.bells(), 0, "one outage, one bell");
        shows!(named("not_connected", size), desk);
        desk.waits(4).says(if size.0 < 60 { "NOT CONNECTED" } else { "trying now" });
    }
}

#[test]
fn catching_up_counts_what_is_replayed_and_nothing_rings_meanwhile() {
    for size in SIZES {
        let mut desk = Desk::live(room(), "ana", size);
        desk.lost(250);
        for minute in 0..20 {
            desk.room.says("kim", Command::post(EntryKind::Note, format!("@ana look at {minute}")), desk.now);
        }
        desk.room.says("kim", Command::RaiseHold { reason: "wait".into() }, desk.now);
        desk.waits(60).link(LinkNews::Up).welcomed(PROTOCOL);
        let mut bells = 0;
        let messages = desk.room.catch_up(&person("ana"), desk.model.replica.record().seq());
        for (nth, message) in messages.into_iter().enumerate() {
            desk.hears(message);
            bells += desk.bells();
            if nth == 2 {
                desk.says("replaying 14 of 21");
                shows!(named("catching_up", size), desk);
            }
        }
        assert_eq!(bells, 0);
        desk.says("HOLD");
    }
}

#[test]
fn back_says_what_came_and_what_was_sent_until_a_key_is_pressed() {
    for size in SIZES {
        let mut desk = Desk::live(room(), "ana", size);
        desk.lost(250);
        desk.keys("aone\na").keys("two\na").keys("three\n");
        let mine = desk.waiting();
        for minute in 0..12 {
            desk.room.says("kim", Command::post(EntryKind::Observation, format!("pod {minute} is clean")), desk.now);
        }
        desk.room.says("priya", Command::SetSeverity { severity: "sev2".into(), reason: "fewer".into() }, desk.now);
        let clean = desk.room.record.seq();
        desk.room.says("kim", Command::MarkKey { entry: clean - 1, mark: Mark::On }, desk.now);
        desk.waits(192).connects();
        let wide = size.0 >= 60;
        if wide {
            desk.says("13 new, 2 key · 3 wait");
        }
        for id in &mine[..2] {
            let seq = desk.room.record.seq();
            desk.hears(ToClient::Accepted { id: *id, seq, count: 1, invite: None });
        }
        if wide {
            desk.says("your 2 sent · 1 waits");
        }
        let rejection = Rejection::IncidentClosed;
        desk.hears(ToClient::Refused { id: mine[2], sentence: rejection.to_string(), rejection });
        assert_eq!(desk.bells(), 1, "an entry of mine was refused");
        desk.link(LinkNews::RoundTrip { ms: 44 });
        shows!(named("restored", size), desk);
        desk.keys("t").says_no("back after");
    }
}

#[test]
fn a_refusal_says_its_cause_and_its_remedy_whole_and_keeps_the_screen() {
    let causes = [
        (
            "gone",
            LinkNews::Refused { sentence: "this credential is not known here; join again with a new invite".into() },
        ),
        ("removed", goodbye(Farewell::NotAMember)),
        ("damaged", goodbye(Farewell::Damaged)),
        ("other_record", goodbye(Farewell::OtherRecord)),
    ];
    for (name, news) in causes {
        for size in SIZES {
            let mut desk = Desk::live(room(), "ana", size);
            desk.link(news.clone());
            assert_eq!(desk.bells(), 1, "{name}");
            assert!(desk.effects.contains(&Effect::GiveUp), "{name}");
            // The end of the connection on which it was said, and what was still on its way, change nothing.
            desk.lost(250).says("REFUSED");
            assert_eq!(desk.bells(), 0, "{name}");
            desk.hears(ToClient::Live { seq: 1, head: desk.room.record.head() });
            shows!(named(&format!("refused_{name}"), size), desk);
        }
    }
}

fn goodbye(why: Farewell) -> LinkNews {
    let sentence = warroom_server::deliver::farewell(why).to_owned();
    LinkNews::Server(Box::new(ToClient::Goodbye { why, sentence }))
}

#[test]
fn a_refused_screen_writes_nothing_and_tries_again_when_asked() {
    let mut desk = Desk::live(room(), "ana", (80, 24));
    desk.keys("ahalf a sentence");
    desk.link(goodbye(Farewell::NotAMember));
    desk.keys("\n");
    assert!(desk.sent().is_empty() && desk.waiting().is_empty());
    assert_eq!(desk.model.composer.entry_text(), "half a sentence", "the text is kept");
    desk.keys("\u{1b}a").says("read only");
    assert!(!desk.model.composer.is_open());
    desk.says("READ ONLY");
    desk.keys("R");
    assert!(desk.effects.contains(&Effect::RetryNow));
    desk.connects().says("LIVE");
}

#[test]
fn another_version_of_the_protocol_is_refused_with_who_has_to_update() {
    for (protocol, words) in [(PROTOCOL + 1, "this warroom is too old"), (0, "the server is too old")] {
        let mut desk = Desk::new(room(), "ana", (80, 24));
        desk.link(LinkNews::Up).welcomed(protocol).says(words);
        assert!(desk.effects.contains(&Effect::GiveUp));
    }
}

#[test]
fn a_server_that_cannot_save_is_told_and_tried_in_order_until_it_saves() {
    for size in SIZES {
        let mut desk = Desk::live(room(), "ana", size);
        desk.keys("aone\n");
        let first = desk.sent();
        desk.hears(ToClient::NotSaved { id: first[0], sentence: "not saved: the disk is full".into() });
        desk.keys("atwo\n");
        assert!(desk.sent().is_empty(), "what comes later waits behind what could not be saved");
        assert_eq!(desk.model.replica.unsent(), 2);
        if size.0 >= 60 {
            desk.says("server cannot save: nothing you write is kept by it. Outbox holds 2");
        }
        shows!(named("cannot_save", size), desk);
        desk.waits(1);
        assert!(desk.sent().is_empty());
        desk.waits(1);
        assert_eq!(desk.sent(), first, "the first one asks");
        desk.hears(ToClient::NotSaved { id: first[0], sentence: "not saved: the disk is full".into() });
        desk.waits(2);
        let seq = desk.room.record.seq();
        desk.hears(ToClient::Accepted { id: first[0], seq, count: 1, invite: None });
        assert_eq!(desk.sent(), desk.waiting(), "the rest follows, in order");
        assert_eq!(desk.sent().len(), 1);
        desk.says_no("cannot save");
    }
}

#[test]
fn an_order_that_could_not_be_saved_is_no_news_for_ever() {
    let mut desk = Desk::live(room(), "ana", (80, 24));
    desk.hears(ToClient::NotSaved { id: CommandId([9; 16]), sentence: "the disk is full".into() });
    desk.says("cannot save");
    desk.waits(59).says("cannot save");
    desk.waits(3).says_no("cannot save");
}

#[test]
fn a_clock_that_is_off_is_pointed_out_and_the_servers_time_is_shown() {
    for size in SIZES {
        let mut desk = Desk::new(room(), "ana", size);
        let (you, at) = (person("ana"), desk.now + chrono::TimeDelta::milliseconds(4_100));
        desk.link(LinkNews::Up);
        desk.hears(ToClient::Welcome { protocol: PROTOCOL, server: "0.1.0".into(), incident: "INC-7".into(), you, at });
        for message in desk.room.catch_up(&person("ana"), 0) {
            desk.hears(message);
        }
        desk.keys("1");
        shows!(named("clock", size), desk);
        // By this machine's clock it is 03:47:12.
        desk.waits(1).lost(3_000);
        if size.0 >= 60 {
            desk.says("screen is from 03:47:16Z");
        }
    }
}

#[test]
fn a_message_that_lay_about_does_not_turn_the_clock() {
    let mut desk = Desk::live(room(), "ana", (80, 24));
    let (seq, head) = desk.room.head();
    // The machine slept for half a minute; this one was sent before.
    let sent_at = desk.now;
    desk.waits(30);
    desk.hears(ToClient::Ping { seq, head, at: sent_at });
    assert_eq!(desk.model.server_ahead_ms, 0);
    desk.hears(ToClient::Ping { seq, head, at: desk.now });
    // A clock that was really set is believed the second time.
    for ahead in [0, -60_000] {
        desk.hears(ToClient::Ping { seq, head, at: desk.now - chrono::TimeDelta::seconds(60) });
        assert_eq!(desk.model.server_ahead_ms, ahead);
    }
}

#[test]
fn what_is_off_says_why() {
    let mut desk = Desk::live(room(), "priya", (80, 24));
    desk.lost(3_000);
    for (key, what) in [("s", "severity"), ("p", "phase"), ("h", "chair"), ("H", "HOLD"), ("I", "invite")] {
        desk.keys(key).says(&format!("not connected: {what} needs the server, and is never kept for later"));
        assert!(desk.sent().is_empty() && desk.waiting().is_empty());
    }
}

#[test]
fn what_is_addressed_to_me_rings_once_and_marks_the_title_until_a_key() {
    let mut desk = Desk::live(room(), "priya", (80, 24));
    desk.does("ana", Command::post(EntryKind::Note, "nothing for anybody"));
    assert_eq!(desk.bells(), 0);
    let calls = [
        ("ana", Command::post(EntryKind::Note, "@priya please look")),
        ("ana", Command::ProposeSeverity { severity: "sev2".into(), reason: "fewer".into() }),
        ("kim", Command::RaiseHold { reason: "wait".into() }),
    ];
    for (name, command) in calls {
        desk.does(name, command.clone());
        assert_eq!(desk.bells(), 1, "{command:?}");
        assert!(desk.model.title.starts_with("! SEV1 INC-7"), "{}", desk.model.title);
        desk.waits(1);
        assert_eq!(desk.bells(), 0);
        desk.keys("j");
        assert!(desk.model.title.starts_with("SEV1 INC-7"), "{}", desk.model.title);
    }
    // The same to somebody who is not meant: the chair's business is the chair's.
    let mut other = Desk::live(room(), "kim", (80, 24));
    other.does("ana", Command::post(EntryKind::Note, "@priya please look"));
    assert_eq!(other.bells(), 0);
    other.does("ana", Command::ProposeSeverity { severity: "sev2".into(), reason: "fewer".into() });
    assert_eq!(other.bells(), 0);
    other.does("priya", Command::OfferChair { to: person("kim"), note: "please".into() });
    assert_eq!(other.bells(), 1);
}

#[test]
fn my_own_doings_do_not_ring() {
    let mut desk = Desk::live(room(), "priya", (80, 24));
    desk.does("priya", Command::post(EntryKind::Note, "@priya to myself"));
    assert_eq!(desk.bells(), 0);
    desk.does("priya", Command::RaiseHold { reason: "wait".into() });
    assert_eq!(desk.bells(), 0);
}

#[test]
fn an_entry_refused_while_the_record_is_replayed_rings_at_its_end() {
    let mut desk = Desk::live(room(), "ana", (80, 24));
    desk.lost(250).keys("aone\n");
    let mine = desk.waiting()[0];
    desk.waits(60).link(LinkNews::Up).welcomed(PROTOCOL);
    let rejection = Rejection::IncidentClosed;
    desk.hears(ToClient::Refused { id: mine, sentence: rejection.to_string(), rejection });
    assert_eq!(desk.bells(), 0);
    let mut bells = 0;
    for message in desk.room.catch_up(&person("ana"), desk.model.replica.record().seq()) {
        desk.hears(message);
        bells += desk.bells();
    }
    assert_eq!(bells, 1);
}

#[test]
fn a_silent_bell_still_marks_the_title_and_a_chosen_notice_is_safe() {
    let mut desk = Desk::live(room(), "priya", (80, 24));
    desk.model.notify.bell = Bell::Silent;
    desk.does("ana", Command::post(EntryKind::Note, "@priya look"));
    assert_eq!(desk.bells(), 0);
    assert!(desk.model.title.starts_with("! "));
    assert!(!desk.effects.iter().any(|effect| matches!(effect, Effect::Notify(_))), "never unless chosen");
    desk.model.notify.desktop = Desktop::Osc9;
    desk.does("ana", Command::post(EntryKind::Note, "@priya look again"));
    let notices: Vec<_> = desk
        .effects
        .iter()
        .filter_map(|it| if let Effect::Notify(notice) = it { Some(notice) } else { None })
        .collect();
    assert_eq!(notices, ["INC-7: you were named — Checkout errors, EU customers cannot pay"]);
}

#[test]
fn the_title_counts_what_is_unread_while_the_reader_stands_still() {
    let mut desk = Desk::live(room(), "ana", (80, 24));
    desk.keys("k");
    for nth in 0..3 {
        desk.does("kim", Command::post(EntryKind::Observation, format!("look {nth}")));
    }
    assert!(desk.model.title.starts_with("SEV1 INC-7 +3 "), "{}", desk.model.title);
    desk.keys("G");
    assert!(desk.model.title.starts_with("SEV1 INC-7 Checkout"), "{}", desk.model.title);
}

#[test]
fn the_newest_link_is_the_bridge_before_the_policys_and_it_is_kept() {
    let mut room = room();
    let mut policy = Policy::default();
    policy.bridge.phone = "+44 20 7946 0000".into();
    let members = [("ana", Seat::Responder)];
    let mut with_policy = Room::default();
    let declare = Command::Declare {
        title: "Checkout errors".into(),
        severity: Some("sev1".into()),
        reporter: "sam".into(),
        drill: false,
        policy: Box::new(policy),
    };
    with_policy.order(&warroom_incident::Actor::Operator, &declare, at(0, 0)).expect("declared");
    with_policy.join(members[0].0, members[0].1, at(0, 10));
    let mut desk = Desk::live(with_policy, "ana", (80, 24));
    let kept = Bridge { call: "+44 20 7946 0000".into(), chat: String::new() };
    assert_eq!(desk.model.kept_bridge, Some(kept.clone()));
    desk.says_no("7946");
    desk.keys("B").says("call  +44 20 7946 0000");
    desk.keys("q").lost(3_000).says("Not helping? Use the bridge: +44 20 7946 0000");
    desk.connects();
    for url in ["https://meet.example/old", "https://meet.example/new"] {
        desk.does("ana", Command::AddLink { link: LinkKind::Call, url: url.into(), label: "war call".into() });
    }
    let newest = Bridge { call: "https://meet.example/new war call".into(), chat: String::new() };
    assert!(desk.effects.contains(&Effect::RememberBridge(newest)));
    desk.lost(3_000).says("Use the bridge: https://meet.example/new war call");
    // Not even the first connection stands: what was kept is there.
    room.says("ana", Command::post(EntryKind::Note, "later"), at(48, 0));
    let mut again = Desk::new(room, "ana", (80, 24));
    again.model.kept_bridge = Some(kept);
    again.lost(3_000).says("Use the bridge: +44 20 7946 0000");
    shows!("first_connection_fails_80x24", again);
}
