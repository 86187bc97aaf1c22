//! Whole screens as text: each seat and size, and every state in which somebody has to know what to do next.

use super::common::{Room, at, person};
use super::screen::{Screen, night, start};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use warroom::app::lobby::{self, Answer, Known, Lobby};
use warroom::app::look::ThemeName;
use warroom::app::model::Look;
use warroom::app::{Code, LinkNews, Message, Press};
use warroom::view;
use warroom_incident::event::EntryKind;
use warroom_incident::wire::ToClient;
use warroom_incident::{Actor, Command, Policy, Rejection, Seat, Summary};

macro_rules! shows {
    ($name:expr, $screen:expr) => {
        insta::assert_snapshot!($name, $screen.drawn())
    };
}

#[test]
fn each_seat_at_each_size() {
    let room = night();
    for (seat, name) in [("responder", "ana"), ("observer", "kim"), ("coordinator", "priya"), ("guest", "lou")] {
        for (width, height) in [(80, 24), (120, 40), (200, 60)] {
            shows!(format!("{seat}_{width}x{height}"), Screen::of(&room, name, (width, height)));
        }
    }
}

#[test]
fn the_brief_comes_first_for_every_seat() {
    let room = night();
    for name in ["ana", "kim", "priya", "lou"] {
        let mut screen = Screen::joined(&room, name, (120, 40));
        assert!(screen.drawn().contains("0 Brief"), "{name} sees {}", screen.drawn());
        assert!(screen.keys("q").drawn().contains("1 Timeline"), "{name} does not come to the room");
    }
    shows!("joined_120x40", Screen::joined(&room, "kim", (120, 40)));
}

#[test]
fn an_empty_room_says_who_is_missing() {
    let room = Room::declared("Checkout errors", None, true, &[("ana", Seat::Responder)]);
    shows!("empty_drill", Screen::of(&room, "ana", (80, 24)));
}

#[test]
fn before_the_first_connection() {
    let mut screen = Screen::new(start("ana", (80, 24), at(46, 50)), at(47, 12));
    shows!("connecting", screen.gets(Message::Tick));
}

#[test]
fn offline_says_how_old_the_screen_is_and_keeps_what_is_written() {
    let room = night();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.link(LinkNews::Lost { why: "reset".into(), retry_ms: 4_000 });
    screen.now = at(47, 54);
    screen.link(LinkNews::Lost { why: "refused".into(), retry_ms: 4_000 });
    screen.keys("apods 1-4 restarted, their 5xx is 0.3 %\na/action scale starting 5-8\n");
    shows!("offline_80x24", screen);
    shows!("offline_severity_is_off", screen.keys("s"));
}

#[test]
fn written_offline_stands_where_it_was_written() {
    let mut room = night();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    let before = room.record.seq();
    screen.link(LinkNews::Lost { why: "reset".into(), retry_ms: 4_000 });
    screen.now = at(48, 0);
    screen.keys("apods 1-4 are clean\n");
    let mut waiting: Vec<_> = screen.model.replica.outbox();
    let command = waiting.remove(0).command;
    room.says("kim", Command::post(EntryKind::Observation, "the vendor called back"), at(55, 0));
    room.says("ana", command, at(61, 0));
    screen.now = at(61, 0);
    screen.link(LinkNews::Up);
    for message in room.catch_up(&person("ana"), before) {
        screen.hears(message);
    }
    shows!("written_offline", screen);
}

#[test]
fn the_oldest_day_has_its_date() {
    let room = night();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    assert!(!screen.keys("gg").drawn().contains("Sat 21 Nov 2026"), "all of it is today");
    screen.now += chrono::TimeDelta::days(1);
    screen.gets(Message::Tick);
    shows!("oldest_day", screen);
}

#[test]
fn catching_up_counts() {
    let room = night();
    let mut screen = Screen::new(start("ana", (80, 24), at(46, 50)), at(47, 12));
    screen.link(LinkNews::Up);
    for message in room.catch_up(&person("ana"), 0).into_iter().take(4) {
        screen.hears(message);
    }
    shows!("catching_up", screen);
}

#[test]
fn a_refused_entry_stays_with_its_reason() {
    let room = night();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("a/decision we wait for the vendor\n");
    let id = warroom_incident::CommandId([screen.count; 16]);
    let rejection = Rejection::IncidentClosed;
    let sentence = rejection.to_string();
    screen.hears(ToClient::Refused { id, rejection, sentence });
    shows!("refused", screen);
    shows!("refused_opened", screen.keys("\n"));
    shows!("refused_taken_back", screen.keys("\n"));
}

#[test]
fn dialogs() {
    let room = night();
    shows!("help", Screen::of(&room, "ana", (80, 24)).keys("?"));
    shows!("help_scrolled", Screen::of(&room, "ana", (80, 24)).keys("?   "));
    shows!("help_120x40", Screen::of(&room, "ana", (120, 40)).keys("?"));
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("?").gets(Message::Press(Press::plain(Code::End))).gets(Message::Press(Press::plain(Code::Up)));
    shows!("help_good_to_know_80x24", screen);
    shows!("palette", Screen::of(&room, "ana", (80, 24)).keys(":"));
    shows!("palette_filtered", Screen::of(&room, "lou", (80, 24)).keys(":sev"));
    shows!("severity_list", Screen::of(&room, "priya", (80, 24)).keys("s"));
    shows!("severity_reason", Screen::of(&room, "priya", (80, 24)).keys("s\nerrors fall"));
    shows!("severity_confirm", Screen::of(&room, "priya", (80, 24)).keys("s\nerrors fall\n"));
    shows!("phase_proposed", Screen::of(&room, "ana", (80, 24)).keys("pj\n\n"));
    shows!("hand_over", Screen::of(&room, "priya", (80, 24)).keys("hj\nAna restarts pods; Northwind waits for us"));
    shows!("proposal", Screen::of(&room, "priya", (120, 40)).keys("n\n"));
    shows!("hand_over_list", Screen::of(&room, "priya", (80, 24)).keys("h"));
    shows!("leave", Screen::of(&room, "ana", (80, 24)).keys("q"));
    shows!("detail", Screen::of(&room, "ana", (80, 24)).keys("kkk\n"));
}

#[test]
fn the_empty_chair_can_be_claimed() {
    let mut room = night();
    let absent_since = at(44, 0);
    room.order(&Actor::Server, &Command::EmptyChair { absent_since }, at(47, 0)).expect("it is empty");
    shows!("no_chair", Screen::of(&room, "ana", (80, 24)));
    shows!("claim", Screen::of(&room, "ana", (80, 24)).keys("h"));
}

#[test]
fn loud_lines() {
    let mut room = night();
    room.says("kim", Command::RaiseHold { reason: "the backup runs until 03:50Z".into() }, at(46, 40));
    let note = "Ana restarts pods. Northwind waits. Vendor calls back 04:10Z.".into();
    room.says("priya", Command::OfferChair { to: person("ana"), note }, at(46, 50));
    shows!("hold_and_offer", Screen::of(&room, "ana", (80, 24)));
    shows!("offer_answered", Screen::of(&room, "ana", (80, 24)).keys("h"));
}

#[test]
fn panes_on_demand() {
    let room = night();
    shows!("brief", Screen::of(&room, "ana", (80, 24)).keys("0"));
    shows!("notes", Screen::of(&room, "ana", (80, 24)).keys("2"));
    shows!("drafts", Screen::of(&room, "ana", (80, 24)).keys("3"));
    shows!("impact", Screen::of(&room, "ana", (80, 24)).keys("4"));
    shows!("people", Screen::of(&room, "ana", (80, 24)).keys("w"));
    shows!("tasks", Screen::of(&room, "ana", (80, 24)).keys("T"));
    shows!("people_120x40", Screen::of(&room, "ana", (120, 40)).keys("w"));
    shows!("zoomed", Screen::of(&room, "ana", (120, 40)).keys("2z"));
}

#[test]
fn writing() {
    let room = night();
    shows!("writing_80x24", Screen::of(&room, "ana", (80, 24)).keys("a/finding pods 1-4 restarted"));
    shows!("writing_120x40", Screen::of(&room, "kim", (120, 40)).keys("2astill 4 to go"));
    shows!("writing_now", Screen::of(&room, "kim", (80, 24)).keys("N"));
    shows!("text_kept", Screen::of(&room, "ana", (80, 24)).keys("astill 4 to go\u{1b}z"));
}

#[test]
fn small_terminals() {
    let room = night();
    shows!("minimal_40x10", Screen::of(&room, "ana", (40, 10)));
    shows!("minimal_20x5", Screen::of(&room, "ana", (20, 5)));
    shows!("too_small", Screen::of(&room, "ana", (19, 4)));
    shows!("one_line_high", Screen::of(&room, "ana", (60, 7)));
}

#[test]
fn every_size_says_that_nothing_is_connected() {
    let room = night();
    for (width, height) in [(19, 4), (20, 5), (40, 10), (60, 7), (60, 13), (80, 24), (200, 60)] {
        let mut screen = Screen::of(&room, "ana", (width, height));
        screen.link(LinkNews::Lost { why: "reset".into(), retry_ms: 4_000 });
        screen.keys("aone\natwo\n");
        let drawn = screen.drawn();
        assert!(drawn.contains("NOT CONNECTED"), "{width}x{height}: {drawn}");
        assert!(drawn.to_lowercase().contains("2 wait") || width < 20, "{width}x{height}: {drawn}");
        if width < 60 {
            shows!(format!("offline_{width}x{height}"), screen);
        }
    }
}

#[test]
fn nobody_is_offered_what_only_the_chair_may() {
    let mut room = night();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    shows!("proposal_of_my_own", screen.keys("n\n"));
    assert!(screen.keys("\n").model.dialog.is_none());
    assert!(!screen.keys("j\n").drawn().contains("Make lou"), "a seat is the chair's to give");
    let said = |screen: &Screen| screen.model.said.as_ref().map(|(sentence, _)| sentence.clone()).unwrap_or_default();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    assert!(said(screen.keys("N")).contains("kim holds the scribe mark"));
    room.says("kim", Command::SetScribe { person: None }, at(47, 0));
    assert!(!Screen::of(&room, "ana", (80, 24)).keys("n").drawn().contains("[SCRIBE]"));
    assert!(Screen::of(&room, "kim", (80, 24)).keys("n").drawn().contains("[SCRIBE]"));
    assert!(Screen::of(&room, "priya", (80, 24)).keys("n").drawn().contains("[SCRIBE]"));
}

#[test]
fn what_is_over_stops_every_clock_and_asks_nobody_to_accept() {
    use warroom_incident::event::Phase;
    let mut room = Room::declared("Checkout errors", Some("sev2"), false, &[("priya", Seat::Coordinator)]);
    shows!("not_acknowledged", Screen::of(&room, "priya", (80, 24)));
    for (phase, minute) in [(Phase::Monitoring, 20), (Phase::Resolved, 30)] {
        room.says("priya", Command::SetPhase { phase, reason: "errors are gone".into() }, at(minute, 0));
        let mut screen = Screen::of(&room, "priya", (80, 24));
        assert!(!screen.keys("0").drawn().contains("NOT ACK"), "{phase}");
        assert!(!screen.keys("n").drawn().contains("[ACCEPT]"), "{phase}");
    }
    let screen = Screen::joined(&room, "priya", (80, 24));
    assert_eq!(screen.drawn().matches("30:00").count(), 2, "header and brief agree: {}", screen.drawn());
}

#[test]
fn flags_leave_nothing_behind() {
    let mut room = night();
    let text = "only \u{1F1E9}\u{1F1EA} and \u{1F1EB}\u{1F1F7} pay";
    room.says("kim", Command::post(EntryKind::Observation, text), at(47, 0));
    let mut screen = Screen::of(&room, "ana", (80, 24));
    assert!(screen.drawn().contains("only DE and FR pay"));
    screen.keys("a").gets(Message::Paste(text.into()));
    assert!(screen.drawn().contains("┃only DE and FR pay"), "{}", screen.drawn());
    assert!(screen.model.composer.text().contains('\u{1F1E9}'), "what is sent is what was written");
}

#[test]
fn rows_name_what_they_speak_of() {
    use warroom_incident::event::Phase;
    let mut room = night();
    let proposal = *room.state.proposals.keys().next().expect("ana proposed a phase");
    room.says("priya", Command::DeclineProposal { proposal, reason: "too early".into() }, at(46, 40));
    let again = Command::ProposePhase { phase: Phase::Identified, reason: "8 of 12 pods are clean".into() };
    let proposal = room.says("ana", again, at(46, 45));
    room.says("priya", Command::AcceptProposal { proposal }, at(46, 50));
    let tasks: Vec<_> = room.state.tasks.iter().map(|task| task.seq).collect();
    room.says("ana", Command::FinishTask { task: tasks[0], text: "it was".into() }, at(46, 52));
    room.says("ana", Command::FinishTask { task: tasks[1], text: String::new() }, at(46, 54));
    room.says("priya", Command::DropTask { task: tasks[2], reason: "support does it".into() }, at(46, 56));
    shows!("rows_in_words", Screen::of(&room, "ana", (80, 24)));
}

#[test]
fn a_short_time_away_is_no_news() {
    let room = night();
    let (seq, _) = room.head();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    for (away, says) in [(1, false), (20, true)] {
        screen.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
        screen.now += chrono::TimeDelta::seconds(away);
        screen.link(LinkNews::Up);
        for message in room.catch_up(&person("ana"), seq) {
            screen.hears(message);
        }
        assert_eq!(screen.drawn().contains("back after"), says, "{}", screen.drawn());
    }
}

#[test]
fn the_names_of_the_panes_fit_with_their_counts() {
    let mut room = night();
    let mut screen = Screen::of(&room, "priya", (80, 24));
    let before = room.record.seq();
    screen.keys("kkkkkk");
    for minute in 0..12 {
        room.says("kim", Command::post(EntryKind::Observation, "clean"), at(48, minute));
        room.says("kim", Command::post(EntryKind::Note, "clean"), at(48, minute));
    }
    let lines: Vec<_> = room.record.lines().iter().filter(|line| line.seq() > before).cloned().collect();
    screen.hears(ToClient::Events(lines));
    shows!("tabs_with_counts", screen);
}

#[test]
fn how_to_recover_fits() {
    let mut room = Room::declared("Checkout errors", Some("sev2"), false, &[("ana", Seat::Responder)]);
    room.says("ana", Command::Acknowledge { text: String::new() }, at(1, 0));
    shows!("recover", Screen::of(&room, "ana", (80, 24)));
}

#[test]
fn new_lines_are_counted_below_and_shown_after_coming_back() {
    let mut room = night();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    let before = room.record.seq();
    screen.keys("kkkkkk");
    for minute in 0..4 {
        room.says(
            "kim",
            Command::post(EntryKind::Observation, format!("pods {minute} of 4 are clean")),
            at(47, 13 + minute),
        );
    }
    let lines: Vec<_> = room.record.lines().iter().filter(|line| line.seq() > before).cloned().collect();
    screen.hears(ToClient::Events(lines.clone()));
    shows!("four_new_below", screen);

    let mut away = Screen::of(&night(), "ana", (80, 24));
    away.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    away.now = at(50, 24);
    away.link(LinkNews::Up);
    for message in room.catch_up(&person("ana"), before) {
        away.hears(message);
    }
    shows!("back_again", away);
}

#[test]
fn the_lines_of_the_demo_can_be_copied_whole() {
    let word = format!("wr1_{}", "eyJzIjoid3M6Ly8xMj".repeat(3));
    let command = format!("/home/ana/src/warroom/target/release/warroom join {word} --as ana");
    let mut model = start("ana", (80, 24), at(0, 0));
    let banner = vec![
        "Responder, in a second terminal:".to_owned(),
        command.clone(),
        "Observer, in a third:".into(),
        format!("warroom join {word} --as bo"),
    ];
    model.dialog = Some(warroom::app::model::join_lines(banner.clone()));
    model.banner = Some(banner);
    let mut screen = Screen::new(model, at(0, 0));
    // What a shell makes of the copied lines: the mark at the end of a line goes on with the next.
    let drawn = screen.drawn();
    let copied: Vec<&str> = drawn.lines().map(|line| line.trim_matches('"').trim_end()).collect();
    assert!(copied.join("\n").replace(" \\\n", " ").contains(&command), "{drawn}");
    assert!(copied.contains(&format!("warroom join {word} --as bo").as_str()), "{drawn}");
    shows!("demo_lines", screen);
    assert!(screen.keys("?").drawn().contains("All keys"));
}

#[test]
fn a_real_incident_brought_in() {
    let file = include_str!("../data/github-2018-10-21.jsonl");
    let incident = Box::new(warroom_incident::import::parse(file).expect("a good file"));
    let mut room = Room::default();
    let import = Command::Import { incident, policy: Box::new(Policy::default()) };
    room.order(&Actor::Operator, &import, at(0, 0)).expect("it is brought in");
    room.join("kim", Seat::Observer, at(1, 0));
    shows!("imported_120x40", Screen::of(&room, "kim", (120, 40)).keys("kkkkkkkkkkkkkkkk"));
    shows!("imported_brief_80x24", Screen::joined(&room, "kim", (80, 24)));
}

#[test]
fn ascii_and_no_colour() {
    let room = night();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.model.look = Look { theme: ThemeName::Mono, ascii: true, ..Look::default() };
    let drawn = screen.drawn();
    assert!(drawn.lines().all(|line| line.is_ascii()), "only ASCII is drawn");
    shows!("ascii", screen);
}

#[test]
fn the_selection_is_visible_without_colours() {
    let room = night();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.model.look.theme = ThemeName::Mono;
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).expect("a screen of cells");
    terminal.draw(|frame| view::draw(frame, &screen.model)).expect("it draws");
    let cells = &terminal.backend().buffer().content;
    assert!(
        cells.iter().any(|cell| cell.symbol() == ">" && cell.modifier.contains(ratatui::style::Modifier::REVERSED))
    );
    assert!(
        cells.iter().all(|cell| cell.fg == ratatui::style::Color::Reset && cell.bg == ratatui::style::Color::Reset)
    );
}

fn known(incident: &str, title: &str) -> Known {
    let server = "ws://127.0.0.1:7410".into();
    Known { incident: incident.into(), server, me: person("ana"), title: Some(title.into()) }
}

fn summary(incident: &str, room: &Room) -> Answer {
    Answer::Told(Box::new(Summary::of(incident, &room.state, room.record.head())))
}

fn lobby_of(known: &[Known], size: (u16, u16)) -> Lobby {
    Lobby::new(known.iter().cloned(), Look::default(), size, at(47, 0))
}

fn lobby_drawn(lobby: &Lobby) -> String {
    let (width, height) = lobby.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a screen of cells");
    terminal.draw(|frame| view::lobby::draw(frame, lobby)).expect("it draws");
    terminal.backend().to_string()
}

#[test]
fn the_lobby_shows_where_each_incident_stands() {
    let mut drill = Room::declared("Failover practice", None, true, &[("ana", Seat::Observer)]);
    drill.says("ana", Command::RaiseHold { reason: "wait".into() }, at(3, 0));
    let all = [
        known("INC-9", "Failover practice"),
        known("INC-7", "Checkout errors"),
        known("INC-4", "Search is slow\u{1b}"),
    ];
    for size in [(80, 24), (120, 40)] {
        let name = format!("{}x{}", size.0, size.1);
        let mut some = lobby_of(&all, size);
        assert_eq!(some.ask().len(), 3);
        lobby::update(&mut some, at(47, 1), lobby::Message::Answer { row: 0, answer: summary("INC-9", &drill) });
        lobby::update(&mut some, at(47, 5), lobby::Message::Answer { row: 1, answer: summary("INC-7", &night()) });
        lobby::update(&mut some, at(47, 12), lobby::Message::Press(Press::plain(Code::Down)));
        insta::assert_snapshot!(format!("lobby_some_{name}"), lobby_drawn(&some));
        insta::assert_snapshot!(format!("lobby_none_{name}"), lobby_drawn(&lobby_of(&[], size)));
        let why = "cannot reach ws://127.0.0.1:7410: Connection refused".to_owned();
        for (row, answer) in [
            (0, Answer::Refused("you were removed from this incident".into())),
            (1, Answer::Unreachable(why.clone())),
            (2, Answer::Unreachable(why)),
        ] {
            lobby::update(&mut some, at(49, 30), lobby::Message::Answer { row, answer });
        }
        lobby::update(&mut some, at(49, 30), lobby::Message::Press(Press::plain(Code::Char('?'))));
        insta::assert_snapshot!(format!("lobby_unreachable_{name}"), lobby_drawn(&some));
    }
}

#[test]
fn the_lobby_keeps_the_selected_one_in_sight_at_any_size() {
    let all: Vec<_> = (0..30).map(|nth| known(&format!("INC-{nth}"), "slow")).collect();
    for size in [(19, 4), (20, 5), (40, 10), (80, 24)] {
        let mut lobby = lobby_of(&all, size);
        for _ in 0..29 {
            lobby::update(&mut lobby, at(47, 0), lobby::Message::Press(Press::plain(Code::Down)));
            let selected = format!("INC-{}", lobby.cursor);
            assert!(size.1 < 5 || lobby_drawn(&lobby).contains(&selected), "{selected} at {size:?}");
        }
    }
}

#[test]
fn the_lobby_says_nothing_of_a_room_to_somebody_who_reads_what_is_published() {
    let room = night();
    let reads = warroom_incident::reader::ReaderSnapshot::of("INC-7", &room.state, room.record.head());
    let mut lobby = lobby_of(&[Known { title: None, ..known("INC-7", "") }], (80, 24));
    let answer = Answer::Told(Box::new(Summary::for_reader(&reads)));
    lobby::update(&mut lobby, at(47, 1), lobby::Message::Answer { row: 0, answer });
    let drawn = lobby_drawn(&lobby);
    assert!(drawn.contains("published updates of INC-7"), "{drawn}");
    assert!(!drawn.contains("redacted") && !drawn.contains("CHAIR") && !drawn.contains("chair"), "{drawn}");
}
