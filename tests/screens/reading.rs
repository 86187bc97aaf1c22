//! Reading: search, filters, what is new, freezing, copying, and an entry in full; as keys, effects and whole screens.

use super::common::{Room, at, person};
use super::screen::{Screen, night};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Modifier;
use warroom::app::list::Cursor;
use warroom::app::look::ThemeName;
use warroom::app::message::Way;
use warroom::app::model::{Dialog, Look};
use warroom::app::{Effect, LinkNews, Message, Pane};
use warroom::view;
use warroom_incident::event::{ActionKind, ActionPosted, EntryKind, Mark, Progress, Verdict};
use warroom_incident::wire::ToClient;
use warroom_incident::{Command, Seat, Seq};

fn room() -> Room {
    let members =
        [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];
    let mut room = Room::declared("Checkout errors", Some("sev2"), false, &members);
    room.says("ana", Command::Acknowledge { text: String::new() }, at(1, 0));
    for minute in 2..40 {
        let kind = if minute % 10 == 0 { EntryKind::Finding } else { EntryKind::Observation };
        let who = if minute % 3 == 0 { "kim" } else { "ana" };
        let text = match minute {
            5 => "Redis primary failed over at 02:53Z".to_owned(),
            17 => "the redis pool keeps its sockets".to_owned(),
            31 => "restarted REDIS clients, @kim looks".to_owned(),
            _ => format!("5xx at {minute} % of requests in eu-west-1, the others are clean"),
        };
        room.says(who, Command::post(kind, text), at(minute, 0));
    }
    for (minute, text) in
        [(40, "runbook 4.2: batches of 4"), (41, "vendor ticket RL-5521"), (42, "redis docs: see wiki")]
    {
        room.says("kim", Command::post(EntryKind::Note, text), at(minute, 0));
    }
    room
}

impl Screen {
    /// Everything that the room has and the screen was not told yet, from this number on.
    fn hears_since(&mut self, room: &Room, before: Seq) -> &mut Screen {
        let lines = room.record.lines().iter().filter(|line| line.seq() > before).cloned().collect();
        self.hears(ToClient::Events(lines))
    }

    fn frame(&self) -> ratatui::buffer::Buffer {
        let (width, height) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a screen of cells");
        terminal.draw(|frame| view::draw(frame, &self.model)).expect("it draws");
        terminal.backend().buffer().clone()
    }

    /// The line with the selection's mark.
    fn selected(&self) -> String {
        let drawn = self.drawn();
        let marked = drawn.lines().find(|line| line.contains("┃>")).unwrap_or_default();
        marked.to_owned()
    }

    fn underlined(&self) -> String {
        let marked = |cell: &&ratatui::buffer::Cell| cell.modifier.contains(Modifier::UNDERLINED);
        self.frame().content.iter().filter(marked).map(ratatui::buffer::Cell::symbol).collect()
    }

    fn said(&self) -> &str {
        self.model.said.as_ref().map_or("", |(sentence, _)| sentence.as_str())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    fn copied(&self) -> &str {
        let copied = self.effects.iter().find_map(|effect| match effect {
            Effect::Copy { text, .. } => Some(text.as_str()),
            _ => None,
        });
        copied.unwrap_or_else(|| panic!("nothing was copied: {:?}", self.effects))
    }
}

macro_rules! shows {
    ($name:expr, $screen:expr) => {
        insta::assert_snapshot!($name, $screen.drawn())
    };
}

#[test]
fn a_search_goes_to_the_nearest_match_and_round_the_ends() {
    let mut screen = Screen::of(&room(), "ana", (80, 24));
    screen.keys("/redi");
    assert!(screen.selected().contains("restarted REDIS"), "{}", screen.drawn());
    assert!(screen.underlined().contains("REDI"));
    shows!("search_typing_80x24", screen);
    screen.keys("s\n");
    assert!(screen.drawn().contains("match 3 of 3"), "{}", screen.drawn());
    screen.keys("N");
    assert!(screen.selected().contains("redis pool"));
    screen.keys("N");
    assert!(screen.selected().contains("Redis primary"));
    screen.keys("N");
    assert!(screen.selected().contains("restarted REDIS") && screen.said().contains("round"));
    screen.keys("n");
    assert!(screen.selected().contains("Redis primary") && screen.said().contains("round"));
    shows!("search_going_80x24", screen);
    screen.keys("\u{1b}");
    assert!(screen.model.search.is_none() && screen.underlined().is_empty());
    assert!(screen.selected().contains("Redis primary"), "the place is kept");
    assert_eq!(screen.keys("n").model.focus, Pane::Needs, "n is free again");
}

#[test]
fn a_capital_makes_case_count_and_escape_at_the_prompt_goes_back() {
    let mut screen = Screen::of(&room(), "ana", (120, 40));
    screen.keys("/Redis");
    assert!(screen.selected().contains("Redis primary"));
    shows!("search_typing_120x40", screen);
    screen.keys("\u{1b}");
    assert_eq!(screen.model.timeline, Cursor::End, "where it was");
    screen.keys("/nowhere\n");
    assert!(screen.said().contains("stands nowhere"), "{}", screen.said());
}

#[test]
fn every_list_is_searched() {
    let mut screen = Screen::of(&room(), "ana", (80, 24));
    screen.keys("2/redis\n");
    assert!(screen.selected().contains("redis docs"), "{}", screen.drawn());
    screen.keys("\u{1b}w/lou\n");
    assert!(screen.selected().contains("lou"), "{}", screen.drawn());
    screen.keys("\u{1b}0/customers\n");
    assert!(screen.selected().contains("CUSTOMERS"), "{}", screen.drawn());
    screen.keys("\u{1b}3/x\n");
    assert!(screen.said().contains("stands nowhere"), "no draft is there: {}", screen.said());
    screen.keys("\u{1b}1gg");
    screen.keys("\n/responder\n");
    assert!(screen.drawn().contains("match 1 of") || screen.drawn().contains("no match"), "{}", screen.drawn());
}

#[test]
fn a_search_counts_what_comes_while_it_is_on() {
    let mut room = room();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("/redis\n");
    let before = room.record.seq();
    room.says("kim", Command::post(EntryKind::Observation, "redis is quiet"), at(48, 0));
    screen.hears_since(&room, before);
    assert!(screen.drawn().contains("match 3 of 4"), "{}", screen.drawn());
    assert!(screen.selected().contains("restarted REDIS"), "it did not move");
}

#[test]
fn a_paste_at_the_prompt_is_searched_and_never_commands() {
    let mut screen = Screen::of(&room(), "ana", (80, 24));
    screen.keys("/").gets(Message::Paste("redis\nq".into()));
    assert_eq!(screen.model.search.as_ref().map(|it| it.typed.as_str()), Some("redis q"));
    screen.gets(Message::Line(" more".into()));
    assert!(screen.model.search.is_some() && !screen.model.composer.is_open());
}

#[test]
fn a_filter_shows_only_what_fits_and_counts_what_does_not() {
    let mut room = room();
    let finding = room.state.entries.iter().find(|it| it.kind == EntryKind::Finding).expect("one").seq;
    room.says("kim", Command::MarkKey { entry: finding, mark: Mark::On }, at(45, 0));
    let mut screen = Screen::of(&room, "ana", (80, 24));
    shows!("filter_choice_80x24", screen.keys("f"));
    screen.keys("k");
    assert!(screen.drawn().contains("filter: key · 1 of 44 · f clears"), "{}", screen.drawn());
    let before = room.record.seq();
    let fresh = room.says("kim", Command::post(EntryKind::Observation, "nothing new"), at(48, 0));
    room.says("kim", Command::post(EntryKind::Observation, "nothing"), at(48, 1));
    screen.hears_since(&room, before);
    assert!(screen.drawn().contains("filter: key · 1 of 46 · 2 new outside it · f clears"), "{}", screen.drawn());
    let before = room.record.seq();
    room.says("kim", Command::MarkKey { entry: fresh, mark: Mark::On }, at(48, 2));
    room.says("kim", Command::MarkKey { entry: finding, mark: Mark::Off }, at(48, 3));
    screen.hears_since(&room, before);
    assert!(screen.drawn().contains("filter: key · 1 of 46 · 1 new outside it"), "{}", screen.drawn());
    assert!(screen.drawn().contains("nothing new") && !screen.drawn().contains("5xx at 10"));
    shows!("filter_on_80x24", screen);
    screen.keys("f");
    assert!(!screen.drawn().contains("filter:"));
    assert!(screen.drawn().contains("new since you looked (2)"), "what was hidden is new: {}", screen.drawn());
}

#[test]
fn filters_by_author_kind_mention_words_and_of_short_lists() {
    let room = room();
    let rows = |screen: &Screen| screen.model.places(Pane::Timeline).len();
    let mut screen = Screen::of(&room, "kim", (120, 40));
    assert_eq!(rows(screen.keys("fm")), 12 + 2, "her entries and her coming in");
    assert_eq!(rows(screen.keys("ff@")), 1);
    assert_eq!(rows(screen.keys("ffs")), 2, "declared and acknowledged");
    assert_eq!(rows(screen.keys("ff/redis\n")), 3);
    shows!("filter_words_120x40", screen);
    screen.keys("f2fm");
    assert_eq!(screen.model.places(Pane::Notes).len(), 3);
    screen.keys("wfr");
    assert!(screen.drawn().contains("filter: responders · 1 of 4"), "{}", screen.drawn());
    screen.keys("Tfd");
    assert!(screen.drawn().contains("filter: debts · 0 of"), "{}", screen.drawn());
}

#[test]
fn late_entries_come_in_above_without_moving_the_reader_and_are_not_counted_below() {
    let mut room = room();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("kkkkkkkk");
    let before = screen.drawn();
    let seq = room.record.seq();
    for nth in 0..3 {
        let late = Command::Post {
            entry: EntryKind::Observation,
            text: format!("seen earlier {nth}"),
            happened_at: Some(at(3, nth)),
            action: None,
            temporary: false,
        };
        room.says("kim", late, at(48, nth));
    }
    room.says("kim", Command::post(EntryKind::Observation, "now"), at(48, 10));
    screen.hears_since(&room, seq);
    let after = screen.drawn();
    let body = |drawn: &str| drawn.lines().skip(4).take(15).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(body(&before), body(&after));
    assert!(after.contains("1 new below (G)"), "{after}");
    screen.keys("u");
    assert!(screen.selected().contains("seen earlier 0"), "the first new one stands above: {}", screen.drawn());
    assert!(screen.drawn().contains("new since you looked (3 of 4)"), "{}", screen.drawn());
    assert!(screen.drawn().contains("recorded 03:48Z"));
}

#[test]
fn opening_a_list_is_not_reading_it() {
    let mut room = room();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("2");
    let before = room.record.seq();
    for nth in 0..3 {
        room.says("kim", Command::post(EntryKind::Observation, format!("small {nth}")), at(48, nth));
    }
    screen.hears_since(&room, before);
    assert!(screen.drawn().contains("1 Timeline +3"), "{}", screen.drawn());
    screen.keys("1");
    assert!(screen.drawn().contains("new since you looked (3)"), "{}", screen.drawn());
    assert!(screen.drawn().contains("following"), "its end is in sight");
    shows!("opened_with_new_80x24", screen);
    screen.keys("z");
    assert!(!screen.drawn().contains("new since you looked"), "a key later it was read");

    screen.keys("z2");
    let before = room.record.seq();
    for nth in 0..40 {
        room.says("kim", Command::post(EntryKind::Observation, format!("many {nth}")), at(49, nth));
    }
    screen.hears_since(&room, before);
    screen.keys("1");
    assert!(screen.selected().contains("many 0"), "more than fits is read from its beginning: {}", screen.drawn());
    screen.keys("2");
    assert!(screen.drawn().contains("1 Timeline +40"), "the end was not reached: {}", screen.drawn());
    screen.keys("1G");
    assert!(!screen.keys("2").drawn().contains("1 Timeline +"), "{}", screen.drawn());
}

#[test]
fn a_frozen_screen_stands_still_and_tells_the_truth_about_the_connection() {
    let mut room = room();
    let mut screen = Screen::of(&room, "ana", (120, 40));
    screen.keys("F");
    let before = screen.drawn();
    let seq = room.record.seq();
    for nth in 0..5 {
        room.says("kim", Command::post(EntryKind::Observation, format!("later {nth}")), at(48, nth));
    }
    screen.now = at(52, 0);
    screen.hears_since(&room, seq);
    let (newest, head) = room.head();
    screen.hears(ToClient::Ping { seq: newest, head, at: at(52, 0) });
    assert!(!screen.effects.contains(&Effect::RetryNow), "what is held back is not missing");
    let after = screen.drawn();
    let body = |drawn: &str| drawn.lines().skip(2).take(36).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(body(&before), body(&after));
    assert!(after.contains("FROZEN 03:47:12Z · 5 held back"), "{after}");
    shows!("frozen_120x40", screen);
    screen.keys("/redis\n");
    assert!(screen.drawn().contains("match 3 of 3"), "it can be searched");
    screen.keys("\u{1b}y");
    assert!(screen.copied().contains("REDIS"), "it can be copied");
    screen.keys("a");
    assert!(!screen.model.composer.is_open() && screen.said().contains("frozen"), "{}", screen.said());
    screen.gets(Message::Link(LinkNews::Lost { why: "reset".into(), retry_ms: 4_000 }));
    assert!(screen.drawn().contains("NOT CONNECTED"), "{}", screen.drawn());
    screen.gets(Message::Link(LinkNews::Up));
    for message in room.catch_up(&person("ana"), seq) {
        screen.hears(message);
    }
    assert!(screen.drawn().contains("5 held back") && screen.drawn().contains("LIVE"), "{}", screen.drawn());
    screen.keys("F");
    assert!(!screen.drawn().contains("FROZEN"));
    assert_eq!(screen.model.replica.record().seq(), room.record.seq());
    screen.keys("G");
    assert!(screen.drawn().contains("later 4"), "{}", screen.drawn());
}

#[test]
fn removed_words_leave_a_frozen_screen_at_once() {
    let mut room = room();
    let secret = room.says("kim", Command::post(EntryKind::Observation, "password hunter2"), at(46, 0));
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("F");
    let before = room.record.seq();
    room.says("kim", Command::post(EntryKind::Observation, "later"), at(48, 0));
    screen.hears_since(&room, before);
    let before = room.record.seq();
    room.says("priya", Command::Redact { event: secret, reason: "a password".into() }, at(48, 5));
    screen.hears_since(&room, before);
    assert!(!screen.drawn().contains("hunter2") && screen.model.frozen.is_none(), "{}", screen.drawn());
    assert_eq!(screen.model.replica.record().seq(), room.record.seq());
}

#[test]
fn more_than_can_be_held_back_is_fetched_again() {
    use warroom::app::freeze::MOST_HELD;
    let mut room = room();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("F");
    let before = room.record.seq();
    room.fill(MOST_HELD + 500, at(48, 0));
    let lines: Vec<_> = room.record.lines().iter().filter(|line| line.seq() > before).cloned().collect();
    for chunk in lines.chunks(500) {
        screen.hears(ToClient::Events(chunk.to_vec()));
    }
    assert!(screen.drawn().contains(&format!("{} held back", MOST_HELD + 500)), "{}", screen.drawn());
    screen.keys("F");
    assert!(screen.effects.contains(&Effect::RetryNow), "{:?}", screen.effects);
    screen.gets(Message::Link(LinkNews::Lost { why: "again".into(), retry_ms: 0 })).gets(Message::Link(LinkNews::Up));
    for message in room.catch_up(&person("ana"), before) {
        screen.hears(message);
    }
    assert_eq!(screen.model.replica.record().seq(), room.record.seq());
}

#[test]
fn what_is_copied_says_whose_and_from_when_it_is() {
    let mut room = room();
    room.says("kim", Command::post(EntryKind::Finding, "escape \u{1b}[31m stays\nsecond line"), at(46, 0));
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("y");
    let text = screen.copied().to_owned();
    assert!(
        text.starts_with("INC-7 #") && text.contains("2026-11-21 03:46:00Z kim (observer): FINDING: escape"),
        "{text}"
    );
    assert!(text.contains("second line") && !text.contains('\u{1b}'), "{text}");
    screen.gets(Message::Copied { what: "number 55".into(), chars: 41, way: Way::Tmux });
    assert!(screen.said().contains("41 characters") && screen.said().contains("tmux"));
    screen.keys("Y");
    assert!(screen.copied().contains("NOW       no summary yet"), "{}", screen.copied());
    screen.keys("\ny");
    assert_eq!(screen.copied(), "escape <U+001B>[31m stays\nsecond line", "in full only the words");
}

#[test]
fn what_cannot_be_copied_is_shown_to_be_marked() {
    let mut screen = Screen::of(&room(), "ana", (80, 24));
    let text = "a line ".repeat(300);
    screen.gets(Message::NotCopied { what: "the brief".into(), text, why: "tmux refused it".into() });
    assert!(matches!(&screen.model.dialog, Some(Dialog::Sheet(_))));
    assert!(screen.said().contains("tmux refused it"));
    shows!("sheet_80x24", screen);
    screen.keys(" ");
    assert!(screen.drawn().contains("lines 7-27 of 27"), "{}", screen.drawn());
    screen.keys("q");
    assert!(screen.model.dialog.is_none());
    screen.keys("V");
    assert!(!screen.drawn().contains('┃'), "nothing stands beside the text: {}", screen.drawn());
}

/// An entry with everything that can become of one.
fn much_happened() -> (Room, Seq) {
    let mut room = room();
    let guess = room.says(
        "ana",
        Command::post(EntryKind::Hypothesis, "deploy 8812 broke it, see https://ci.example/8812 @kim"),
        at(43, 0),
    );
    room.says("ana", Command::MarkKey { entry: guess, mark: Mark::On }, at(43, 5));
    let text = "deploy 8812 to checkout-api broke it, see https://ci.example/8812 @kim".to_owned();
    room.says("ana", Command::Correct { entry: guess, text: Some(text), happened_at: None }, at(43, 30));
    room.says("ana", Command::Correct { entry: guess, text: None, happened_at: Some(at(20, 0)) }, at(43, 40));
    let ruled = Command::JudgeHypothesis { entry: guess, verdict: Verdict::RuledOut, reason: "errors go on".into() };
    room.says("kim", ruled, at(44, 0));
    (room, guess)
}

#[test]
fn an_entry_in_full_tells_everything_that_became_of_it() {
    let (room, _) = much_happened();
    for size in [(80, 24), (120, 40), (40, 10)] {
        let mut screen = Screen::of(&room, "ana", size);
        screen.keys("/broke it\nN\u{1b}\n");
        shows!(format!("detail_{}x{}", size.0, size.1), screen);
        let mut seen = String::new();
        for _ in 0..40 {
            seen.push_str(&screen.drawn());
            screen.keys("j");
        }
        for words in [
            "RULED OUT",
            "errors",
            "corrected",
            "03:43:30Z",
            "deploy 8812 broke it",
            "recorded",
            "@kim",
            "Take the key",
        ] {
            assert!(seen.contains(words), "{words} at {size:?}: {}", screen.drawn());
        }
    }
}

#[test]
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn digits_do_what_stands_there_and_going_back_comes_back() {
    let (room, guess) = much_happened();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("/broke it\nN\u{1b}\n");
    let Some(Dialog::Detail(detail)) = &screen.model.dialog else { panic!("in full") };
    assert_eq!(detail.seq, guess);
    let nth = detail.choices.iter().position(|it| it.label.starts_with("Confirmed")).expect("it is ruled out");
    screen.keys(&format!("{}", nth + 1));
    assert!(matches!(&screen.model.dialog, Some(Dialog::Form(_))), "it asks why");
    screen.keys("\u{1b}");
    assert!(matches!(&screen.model.dialog, Some(Dialog::Detail(it)) if it.seq == guess));
    screen.keys(&format!("{}it was\n", nth + 1));
    let sent = screen.effects.iter().any(|effect| match effect {
        Effect::Send(warroom_incident::wire::ToServer::Command { command, .. }) => {
            matches!(&**command, Command::JudgeHypothesis { verdict: Verdict::Confirmed, .. })
        }
        _ => false,
    });
    assert!(sent, "{:?}", screen.effects);
    screen.keys("\n").keys("9");
    assert!(screen.said().contains("no such line"), "{}", screen.said());
}

#[test]
fn brackets_turn_to_the_neighbours() {
    let mut screen = Screen::of(&room(), "ana", (80, 24));
    screen.keys("\n");
    assert!(screen.drawn().contains("5xx at 39"));
    screen.keys("]");
    assert!(screen.said().contains("last one"), "{}", screen.said());
    screen.keys("[");
    assert!(screen.drawn().contains("5xx at 38") && !screen.drawn().contains("5xx at 39"), "{}", screen.drawn());
    screen.keys("]");
    assert!(screen.drawn().contains("5xx at 39"));
}

#[test]
fn a_long_entry_can_be_read_to_its_end() {
    let mut room = room();
    let long: String = (0..1_600).map(|nth| format!("word{nth} ")).collect();
    room.says("ana", Command::post(EntryKind::Finding, long.trim()), at(46, 0));
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("\nG");
    assert!(screen.drawn().contains("as number"), "{}", screen.drawn());
    screen.keys("/word1599\n");
    assert!(screen.drawn().contains("word1599") && screen.underlined().contains("word1599"), "{}", screen.drawn());
    screen.keys("\u{1b}gg");
    assert!(screen.drawn().contains("word0 "));
}

#[test]
fn all_links_are_listed() {
    let mut room = room();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    assert!(screen.keys("L").said().contains("no links"));
    let link = warroom_incident::event::LinkKind::parse("dashboard");
    let Some(kind) = link else { panic!("a kind of link") };
    let before = room.record.seq();
    room.says(
        "ana",
        Command::AddLink { link: kind, url: "https://grafana.example/d/1".into(), label: "5xx by region".into() },
        at(46, 0),
    );
    screen.hears_since(&room, before);
    shows!("links_80x24", screen.keys("L"));
}

#[test]
fn actions_show_their_state_in_full() {
    let mut room = room();
    let action = Command::Post {
        entry: EntryKind::Action,
        text: "roll back deploy 8812".into(),
        happened_at: None,
        action: Some(ActionPosted { kind: ActionKind::Rollback, progress: Progress::UnderWay }),
        temporary: true,
    };
    let action = room.says("ana", action, at(45, 0));
    room.says(
        "ana",
        Command::MoveAction { entry: action, progress: Progress::Failed, text: "no artefact".into() },
        at(46, 0),
    );
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("k\n");
    shows!("detail_action_80x24", screen);
}

#[test]
fn a_long_list_is_searched_in_steps_and_says_how_far_it_is() {
    let mut room = room();
    room.fill(20_000, at(46, 0));
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("/redis pool");
    assert!(screen.effects.contains(&Effect::GoOn), "it is not through yet");
    assert!(screen.drawn().contains("% searched"), "{}", screen.drawn());
    let mut steps = 0;
    while screen.effects.contains(&Effect::GoOn) {
        screen.gets(Message::GoOn);
        steps += 1;
    }
    assert!((2..10).contains(&steps), "{steps}");
    assert!(screen.selected().contains("the redis pool"), "the first match is gone to: {}", screen.drawn());
    assert!(screen.drawn().contains("match 1 of 1"), "{}", screen.drawn());
    screen.keys("\n\u{1b}f/redis\n");
    while screen.effects.contains(&Effect::GoOn) {
        screen.gets(Message::GoOn);
    }
    assert_eq!(screen.model.places(Pane::Timeline).len(), 3);
}

#[test]
fn whoever_came_late_sees_where_that_was() {
    let mut room = room();
    room.join("max", Seat::Observer, at(45, 0));
    room.says("ana", Command::post(EntryKind::Finding, "all clean"), at(46, 0));
    let screen = Screen::of(&room, "max", (80, 24));
    assert!(screen.drawn().contains("you joined here, 03:45Z"), "{}", screen.drawn());
    let screen = Screen::of(&room, "ana", (80, 24));
    assert!(!screen.drawn().contains("you joined here"), "she was there from the beginning");
}

#[test]
fn what_came_under_a_dialog_is_new_when_it_closes() {
    let mut room = room();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("\n");
    let before = room.record.seq();
    room.says("kim", Command::post(EntryKind::Observation, "while you read"), at(48, 0));
    screen.hears_since(&room, before);
    screen.keys("q");
    assert!(screen.drawn().contains("new since you looked (1)"), "{}", screen.drawn());
}

#[test]
fn a_name_with_hidden_characters_is_copied_and_searched_as_it_is_shown() {
    let mut room = room();
    room.says("kim", Command::post(EntryKind::Observation, "left\u{202e}right"), at(46, 0));
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("/U+202E\n");
    assert!(screen.drawn().contains("match 1 of 1"), "{}", screen.drawn());
    screen.keys("y");
    assert!(screen.copied().contains("left<U+202E>right"), "{}", screen.copied());
}

#[test]
fn a_match_is_underlined_without_colours_too() {
    let mut screen = Screen::of(&room(), "ana", (80, 24));
    screen.model.look = Look { theme: ThemeName::Mono, ..Look::default() };
    screen.keys("/pool\n");
    assert_eq!(screen.underlined(), "pool");
    assert!(screen.frame().content.iter().all(|cell| cell.fg == ratatui::style::Color::Reset));
}

#[test]
fn small_screens_search_filter_and_read_in_full() {
    for size in [(40, 10), (60, 14), (20, 5)] {
        let mut screen = Screen::of(&room(), "ana", size);
        for keys in ["/redis", "\n", "n", "\u{1b}", "f", "k", "f", "\n", "j", "G", "q", "V", " ", "q", "F", "F"] {
            screen.keys(keys);
            screen.drawn();
        }
        assert!(screen.model.dialog.is_none() && screen.model.search.is_none(), "{size:?}");
    }
}

#[test]
fn going_on_without_a_connection_does_not_pretend_one() {
    let mut room = room();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("F");
    screen
        .gets(Message::Link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 }))
        .gets(Message::Link(LinkNews::Up));
    let before = room.record.seq();
    room.says("kim", Command::post(EntryKind::Observation, "while frozen"), at(48, 0));
    for message in room.catch_up(&person("ana"), before) {
        screen.hears(message);
    }
    screen.gets(Message::Link(LinkNews::Lost { why: "reset".into(), retry_ms: 4_000 }));
    screen.keys("F");
    assert!(screen.drawn().contains("NOT CONNECTED"), "{}", screen.drawn());
    assert!(screen.drawn().contains("while frozen"), "what had come is there: {}", screen.drawn());
}

#[test]
fn what_came_of_my_own_entry_is_kept_on_disk_while_frozen() {
    let room = room();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("apods are back\n");
    let id = warroom_incident::CommandId([screen.count; 16]);
    screen.keys("F");
    let before = screen.drawn();
    screen.hears(ToClient::Accepted { id, seq: room.record.seq() + 1, count: 1, invite: None });
    assert!(screen.effects.iter().any(|it| matches!(it, Effect::SaveOutbox(waiting) if waiting.is_empty())));
    assert!(before.contains("WAITING 1") && screen.drawn().contains("pods are back"), "{}", screen.drawn());
}

#[test]
fn a_task_in_full_says_where_it_stands_and_what_can_be_done() {
    let mut room = room();
    let add = Command::AddTask {
        text: format!("find out why the pool is stuck: {}", "look at every pod, one after the other. ".repeat(20)),
        when: warroom_incident::event::TaskTime::Now,
        mitigation: true,
        class: None,
    };
    let task = room.says("kim", add, at(45, 0));
    room.says("ana", Command::ClaimTask { task }, at(45, 30));
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("T/pool\n\u{1b}\n");
    shows!("detail_task_80x24", screen);
    screen.keys("G");
    assert!(screen.drawn().contains("ana: took it"), "{}", screen.drawn());
    let Some(Dialog::Detail(detail)) = &screen.model.dialog else { panic!("in full") };
    let done = detail.choices.iter().position(|it| it.label == "Done").expect("it is open");
    screen.keys(&format!("{}it was the failover\n", done + 1));
    let finished = screen.effects.iter().any(|effect| {
        matches!(effect, Effect::Send(warroom_incident::wire::ToServer::Command { command, .. })
            if matches!(&**command, Command::FinishTask { text, .. } if text == "it was the failover"))
    });
    assert!(finished, "{:?}", screen.effects);
}

#[test]
fn what_a_filter_and_a_search_kept_up_is_what_they_would_find_anew() {
    let mut room = room();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("fk/clean\n");
    for nth in 0..60_u32 {
        let before = room.record.seq();
        let entry = room.state.entries[(nth as usize * 7) % room.state.entries.len()].seq;
        let command = match nth % 5 {
            0 => Command::MarkKey {
                entry,
                mark: if room.state.entry(entry).is_some_and(|it| it.key) { Mark::Off } else { Mark::On },
            },
            1 => Command::Correct { entry, text: Some(format!("reworded {nth}, clean")), happened_at: None },
            2 => Command::Correct { entry, text: None, happened_at: Some(at(nth % 40, 7)) },
            3 => Command::post(EntryKind::Finding, format!("finding {nth} is clean")),
            _ => Command::Redact { event: entry, reason: "clean up".into() },
        };
        // What the rules refuse changes nothing.
        if room.order(&warroom_incident::Actor::Person(person("priya")), &command, at(48, nth)).is_ok() {
            screen.hears_since(&room, before);
        }
    }
    let kept = screen.model.places(Pane::Timeline).all().to_vec();
    let found =
        |screen: &Screen| screen.drawn().split("match").nth(1).map(|it| it.chars().take(12).collect::<String>());
    let kept_found = found(&screen);
    screen.keys("\u{1b}ffk");
    assert_eq!(kept, screen.model.places(Pane::Timeline).all());
    assert!(!kept.is_empty());
    screen.keys("/clean\n");
    let of = |text: Option<String>| {
        text.and_then(|it| it.split("of ").nth(1).map(|it| it.split(' ').next().unwrap_or("").to_owned()))
    };
    assert_eq!(of(kept_found), of(found(&screen)));
}

#[test]
fn a_line_that_names_the_reader_is_marked_for_them_alone() {
    let mut room = night();
    room.says("priya", Command::post(EntryKind::Note, "@kim who answers for the pager?"), at(44, 0));
    let drawn = |name: &str| Screen::of(&room, name, (120, 40)).keys("2").drawn();
    assert!(drawn("kim").contains("@ priya"), "{}", drawn("kim"));
    assert!(!drawn("ana").contains("@ priya"));
    assert!(!drawn("priya").contains("@ priya"));
}
