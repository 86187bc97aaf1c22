//! Drafts on the screen: what was told, where each draft stands, and what of it waits for the chair.

use super::common::{Room, at, person};
use super::screen::{Screen, night};
use warroom::app::model::Pane;
use warroom_incident::draft::{Edit, FactsSeen};
use warroom_incident::event::{Notice, Phase};
use warroom_incident::leak::Kind;
use warroom_incident::wire::ToClient;
use warroom_incident::{Actor, Command, Time};

macro_rules! shows {
    ($name:expr, $screen:expr) => {
        insta::assert_snapshot!($name, $screen.drawn())
    };
}

fn opened(room: &mut Room, who: &str, text: &str, when: Time) -> u64 {
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase: Phase::Investigating,
        text: Some(text.into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise: Some(at(45, 0)),
    };
    room.says(who, open, when);
    *room.state.drafts.keys().next_back().expect("a draft")
}

fn approved(room: &mut Room, draft: u64, publish: bool, when: Time) {
    let (revision, facts) = (room.state.drafts[&draft].revision, FactsSeen::of(&room.state));
    room.says("priya", Command::ApproveDraft { draft, revision, facts, publish }, when);
}

/// One published whose promise has run out, one that waits for the chair after its approval was voided, one that leaks.
fn three() -> Room {
    let mut room = night();
    let first = opened(&mut room, "kim", "Some customers in the EU cannot pay. We are looking into it.", at(15, 0));
    approved(&mut room, first, true, at(16, 0));
    let second =
        opened(&mut room, "kim", "We found the cause of the failing payments and are restarting systems.", at(40, 0));
    approved(&mut room, second, false, at(41, 0));
    let base = room.state.seq;
    let edit = Edit::replace(0..0, "Sorry: ");
    room.says("ana", Command::EditDraft { draft: second, base, edit }, at(42, 0));
    opened(&mut room, "ana", "Redis on redis-eu-3.internal failed over, see PLAT-5521.", at(43, 0));
    room
}

#[test]
fn the_pane_says_what_was_told_where_each_draft_stands_and_who_waits() {
    let room = three();
    for (width, height) in [(80, 24), (120, 40)] {
        shows!(format!("drafts_{width}x{height}"), Screen::of(&room, "priya", (width, height)).keys("3"));
    }
    shows!("drafts_zoomed_120x40", Screen::of(&room, "priya", (120, 40)).keys("3z"));
    shows!("drafts_40x10", Screen::of(&room, "priya", (40, 10)).keys("3"));
}

#[test]
fn no_draft_says_which_key_opens_one() {
    let room = night();
    let drawn = Screen::of(&room, "priya", (80, 24)).keys("3").drawn();
    assert!(drawn.contains("Customers were told nothing from here yet."), "{drawn}");
    assert!(drawn.contains("O opens a holding statement") && drawn.contains("D a draft"), "{drawn}");
    let drawn = Screen::of(&room, "lou", (80, 24)).keys("3").drawn();
    assert!(drawn.contains("approved by the chair") && !drawn.contains("D a draft"), "a guest opens none: {drawn}");
}

#[test]
fn a_draft_alone_tells_nobody_anything_and_the_pane_says_so() {
    let mut room = night();
    opened(&mut room, "kim", "Some customers in the EU cannot pay.", at(15, 0));
    let drawn = Screen::of(&room, "priya", (80, 24)).keys("3").drawn();
    assert!(drawn.contains("customers: told nothing yet"), "{drawn}");
}

#[test]
fn what_waits_for_the_chair_stands_among_its_needs_and_leads_to_the_words() {
    let room = three();
    let mut screen = Screen::of(&room, "priya", (120, 40));
    shows!("drafts_needs_120x40", screen.keys("n"));
    let drawn = screen.drawn();
    assert!(drawn.contains("[LATE]") && drawn.contains("[DRAFT]"), "{drawn}");
    screen.keys("gg");
    for _ in 0..9 {
        if !screen.drawn().contains(">[DRAFT]") {
            screen.keys("j");
        }
    }
    screen.keys("\n");
    let drawn = screen.drawn();
    assert!(drawn.contains("APPROVAL VOID") && drawn.contains("Sorry: We found the cause"), "{drawn}");
    assert!(drawn.contains("STOP    the promised next update lies in the past"), "why it cannot leave: {drawn}");
    assert!(drawn.contains("r send back"), "and what can be done: {drawn}");
}

#[test]
fn a_draft_in_full_says_what_leaks_and_what_was_waived() {
    let mut room = three();
    let draft = *room.state.drafts.keys().next_back().expect("a draft");
    let found = String::from("PLAT-5521");
    let waive = Command::WaiveFinding { draft, leak: Kind::TicketId, found, reason: "it is theirs".into() };
    room.says("ana", waive, at(44, 0));
    let mut screen = Screen::of(&room, "ana", (120, 40));
    screen.keys("3\n");
    shows!("drafts_in_full_120x40", screen);
    let drawn = screen.drawn();
    assert!(drawn.contains("internal_host") && drawn.contains("waived  ticket_id \"PLAT-5521\" by ana"), "{drawn}");
    assert!(screen.keys("q").drawn().contains("EXTERNAL"), "q goes back to the list");
}

#[test]
fn the_list_is_walked_with_the_usual_keys_and_keeps_to_its_draft() {
    let mut room = three();
    let mut screen = Screen::of(&room, "priya", (120, 40));
    screen.keys("3ggj");
    let second = screen.model.selected.draft;
    assert!(room.state.drafts.contains_key(&second));
    assert_eq!(screen.model.focus, Pane::Drafts);
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase: Phase::Resolved,
        text: Some("It works again.".into()),
        channels: Vec::new(),
        notice: Notice::Silent,
        promise: None,
    };
    let lines = room.order(&Actor::Person(person("kim")), &open, at(46, 40)).expect("opened");
    screen.hears(ToClient::Events(lines));
    assert_eq!(screen.model.selected.draft, second, "a new one above moves nothing");
    assert_eq!(screen.keys("j").keys("k").model.selected.draft, second);
    screen.keys("gg");
    assert_ne!(screen.model.selected.draft, second);
}
