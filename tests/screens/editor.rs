//! Screens of writing in a draft: alone, with others, offline, approved, leaking, refused; and of putting an entry into
//! words for the outside.

use super::common::{Room, at, person};
use super::screen::{Screen, night};
use warroom::app::look::{Look, ThemeName};
use warroom::app::{Code, Effect, LinkNews, Message, Model, Press};
use warroom_incident::draft::{Caret, Edit, FactsSeen};
use warroom_incident::event::{Notice, Phase};
use warroom_incident::wire::{Present, ToClient};
use warroom_incident::{Command, Seq};

macro_rules! shows {
    ($name:expr, $screen:expr) => {
        insta::assert_snapshot!($name, $screen.drawn())
    };
}

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (40, 10)];

const TEXT: &str = "We have rolled back a change and are restarting the affected servers in Europe. Error rates are \
                    falling.\nSome customers may still see failed payments. Next update by 04:20 UTC.";

fn with_draft(text: &str) -> (Room, Seq) {
    let mut room = night();
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase: Phase::Identified,
        text: Some(text.into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise: None,
    };
    let draft = room.says("kim", open, at(40, 0));
    (room, draft)
}

fn settles(screen: &mut Screen) {
    while screen.effects.contains(&Effect::GoOn) {
        screen.gets(Message::GoOn);
    }
}

fn editing(room: &Room, name: &str, size: (u16, u16)) -> Screen {
    let mut screen = Screen::of(room, name, size);
    screen.keys("3e");
    settles(&mut screen);
    screen
}

fn press(screen: &mut Screen, code: Code, ctrl: bool) {
    screen.gets(Message::Press(Press { code, ctrl, alt: false }));
    settles(screen);
}

fn here(model: &Model, others: &[(&str, usize)], draft: Seq) -> ToClient {
    let base = model.replica.record().seq();
    let present = |(name, at): &(&str, usize)| Present {
        name: person(name),
        seats: Vec::new(),
        pane: "drafts".into(),
        typing: true,
        caret: Some(Caret { draft, base, anchor: *at, head: *at }),
        lost_at: None,
    };
    ToClient::Presence(others.iter().map(present).collect())
}

#[test]
fn a_text_says_who_reads_it_where_it_stands_how_long_it_is_and_who_else_writes() {
    let (room, draft) = with_draft(TEXT);
    for (width, height) in SIZES {
        let mut screen = editing(&room, "ana", (width, height));
        let end = TEXT.chars().count();
        let message = here(&screen.model, &[("kim", end), ("priya", 20)], draft);
        screen.hears(message);
        press(&mut screen, Code::Home, true);
        shows!(format!("editor_{width}x{height}"), screen);
    }
}

#[test]
fn what_leaks_is_underlined_and_explained_nearest_first() {
    let text = "Redis on redis-eu-3.internal failed over, see PLAT-5521. Northwind is told.";
    let (room, _) = with_draft(text);
    for (width, height) in SIZES {
        let mut screen = editing(&room, "ana", (width, height));
        press(&mut screen, Code::Home, true);
        shows!(format!("editor_leaks_{width}x{height}"), screen);
    }
}

#[test]
fn without_colour_others_findings_and_the_selection_are_still_told_apart() {
    let (room, draft) = with_draft("See PLAT-5521. We are sorry.");
    let mut screen = editing(&room, "ana", (80, 24));
    screen.model.look = Look { theme: ThemeName::Mono, ..screen.model.look };
    let message = here(&screen.model, &[("kim", 20)], draft);
    screen.hears(message);
    press(&mut screen, Code::Home, true);
    for _ in 0..3 {
        press(&mut screen, Code::Shifted(warroom::app::keys::Move::Right), false);
    }
    use ratatui::style::Modifier;
    let mut terminal = ratatui::Terminal::new(ratatui::backend::TestBackend::new(80, 24)).expect("cells");
    terminal.draw(|frame| warroom::view::draw(frame, &screen.model)).expect("it draws");
    let buffer = terminal.backend().buffer();
    let of = |wanted: Modifier| {
        let cells = buffer.content.iter().filter(|cell| cell.modifier.contains(wanted));
        cells.map(ratatui::buffer::Cell::symbol).collect::<String>()
    };
    assert!(of(Modifier::UNDERLINED).contains("PLAT-5521"), "{}", of(Modifier::UNDERLINED));
    assert!(of(Modifier::REVERSED).contains("See "), "{}", of(Modifier::REVERSED));
    let drawn = screen.drawn();
    assert!(drawn.contains("We ar▏e sorry") && drawn.contains("kim (row 1)"), "{drawn}");
    shows!("editor_mono_80x24", screen);
}

#[test]
fn a_terminal_that_knows_only_ascii_shows_the_cursors_of_others() {
    let (room, draft) = with_draft("See PLAT-5521. We are sorry.");
    let mut screen = editing(&room, "ana", (80, 24));
    screen.model.look = Look { ascii: true, ..screen.model.look };
    let message = here(&screen.model, &[("kim", 20)], draft);
    screen.hears(message);
    let drawn = screen.drawn();
    assert!(drawn.contains("We ar|e sorry") && drawn.contains("| kim (row 1)") && drawn.is_ascii(), "{drawn}");
}

#[test]
fn what_a_key_would_void_is_said_before_it_is_pressed() {
    let (mut room, draft) = with_draft(TEXT);
    room.says("kim", Command::SubmitDraft { draft, text: String::new() }, at(41, 0));
    shows!("editor_in_review_80x24", editing(&room, "ana", (80, 24)));
    let (revision, facts) = (room.state.drafts[&draft].revision, FactsSeen::of(&room.state));
    room.says("priya", Command::ApproveDraft { draft, revision, facts, publish: false }, at(42, 0));
    for (width, height) in SIZES {
        shows!(format!("editor_approved_{width}x{height}"), editing(&room, "ana", (width, height)));
    }
}

#[test]
fn offline_says_what_is_not_shared_and_that_it_is_kept() {
    let (room, _) = with_draft(TEXT);
    for (width, height) in SIZES {
        let mut screen = editing(&room, "ana", (width, height));
        screen.link(LinkNews::Lost { why: "reset".into(), retry_ms: 3_000 });
        screen.keys(" We are sorry.");
        settles(&mut screen);
        shows!(format!("editor_offline_{width}x{height}"), screen);
    }
    let mut screen = editing(&room, "ana", (80, 24));
    screen.link(LinkNews::Lost { why: "reset".into(), retry_ms: 3_000 });
    screen.keys(" We are sorry.\u{1b}");
    shows!("editor_left_offline_80x24", screen);
}

#[test]
fn refused_words_are_kept_and_can_be_had() {
    let (mut room, draft) = with_draft(TEXT);
    let mut screen = editing(&room, "ana", (80, 24));
    screen.link(LinkNews::Lost { why: "reset".into(), retry_ms: 3_000 });
    screen.keys(" We are sorry.");
    room.says("kim", Command::WithdrawDraft { draft, reason: "another one".into() }, at(46, 40));
    screen.link(LinkNews::Up);
    for message in room.catch_up(&person("ana"), screen.model.replica.record().seq()) {
        screen.hears(message);
    }
    settles(&mut screen);
    let (id, _) = screen.model.papers.of(draft).and_then(|it| it.writing.under_way()).expect("it was sent");
    let rejection = warroom_incident::Rejection::DraftOver { draft, stage: "withdrawn".into() };
    screen.hears(ToClient::Refused { id, sentence: rejection.to_string(), rejection });
    settles(&mut screen);
    shows!("editor_refused_80x24", screen);
    screen.gets(Message::Press(Press::plain(Code::F(4))));
    shows!("editor_refused_words_80x24", screen);
}

#[test]
fn who_wrote_which_row_is_written_beside_it() {
    let (mut room, draft) = with_draft(TEXT);
    let edit = Edit::replace(0..0, "We are sorry. ");
    let base = room.state.seq;
    room.says("priya", Command::EditDraft { draft, base, edit }, at(41, 0));
    let mut screen = editing(&room, "ana", (80, 24));
    screen.keys("\nCall us.");
    press(&mut screen, Code::F(2), false);
    shows!("editor_writers_80x24", screen);
    press(&mut screen, Code::F(1), false);
    shows!("editor_keys_80x24", screen);
}

#[test]
fn a_long_text_scrolls_with_its_cursor_and_stays_with_its_words() {
    let text = (1..=60).map(|nth| format!("Line {nth} of a long text.")).collect::<Vec<_>>().join("\n");
    let (room, draft) = with_draft(&text);
    let mut room = room;
    let mut screen = editing(&room, "ana", (80, 24));
    assert!(screen.drawn().contains("Line 60"), "the end is in sight");
    press(&mut screen, Code::PageUp, false);
    press(&mut screen, Code::PageUp, false);
    let before = screen.drawn();
    let base = room.state.seq;
    let edit = Edit::replace(0..0, &"more\n".repeat(10));
    room.says("kim", Command::EditDraft { draft, base, edit }, at(46, 40));
    let lines: Vec<_> = room.record.lines().iter().filter(|line| line.seq() > base).cloned().collect();
    screen.hears(ToClient::Events(lines));
    settles(&mut screen);
    let rows = |drawn: &str| drawn.lines().filter(|it| it.contains("Line ")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(rows(&screen.drawn()), rows(&before), "ten lines above move nothing in sight");
}

#[test]
fn an_entry_stands_above_the_empty_field_for_its_words() {
    let (room, _) = with_draft(TEXT);
    for (width, height) in SIZES {
        let mut screen = Screen::of(&room, "ana", (width, height));
        screen.keys("1Gkkkd");
        shows!(format!("reword_choosing_{width}x{height}"), screen);
        screen.keys("\n");
        settles(&mut screen);
        shows!(format!("reword_{width}x{height}"), screen);
        screen.keys("Some of redis-eu-3.internal is slow.");
        settles(&mut screen);
        shows!(format!("reword_written_{width}x{height}"), screen);
    }
}

#[test]
fn where_not_all_findings_fit_what_must_go_comes_first_and_the_rest_is_counted() {
    let hints = "There was a root cause. It was human error. It is due to a single mistake. ";
    let text =
        format!("{hints}See PLAT-5519, PLAT-5520 and PLAT-5521. The p\u{0430}ss is http://redis-eu-3.internal, pod-1.");
    let (room, _) = with_draft(&text);
    let mut screen = editing(&room, "ana", (80, 24));
    press(&mut screen, Code::Home, true);
    shows!("editor_many_leaks_80x24", screen);
    let drawn = screen.drawn();
    assert!(drawn.contains(" must go, ") && drawn.contains(" more; Tab goes to each"), "{drawn}");
    let list = drawn.split("LEAK CHECK").nth(1).expect("the list");
    assert!(!list.contains("hint: "), "{drawn}");
}
