//! The screen of one draft, its questions, the fields of a new one, and the manual kit.

use super::common::{Room, at, person};
use super::screen::{Screen, night};
use warroom::app::LinkNews;
use warroom_incident::draft::{Edit, FactsSeen};
use warroom_incident::event::{DeliveryFate, Notice, Phase, SignOff};
use warroom_incident::policy::{Channel, Holding, Slot};
use warroom_incident::wire::ToClient;
use warroom_incident::{Actor, Command, Policy, Seq};

macro_rules! shows {
    ($name:expr, $screen:expr) => {
        insta::assert_snapshot!($name, $screen.drawn())
    };
}

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 60), (40, 10)];

const TEXT: &str = "We found what makes some payments in the EU fail and are restarting the systems behind it. Some \
                    customers still see errors when they pay. Next update by 04:15 UTC.";

fn opened(room: &mut Room, who: &str, phase: Phase, text: &str, minute: u32) -> Seq {
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase,
        text: Some(text.into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise: Some(at(75, 0)),
    };
    room.says(who, open, at(minute, 0))
}

fn seen(room: &Room, draft: Seq) -> (Seq, FactsSeen) {
    (room.state.drafts[&draft].revision, FactsSeen::of(&room.state))
}

/// Three channels of three kinds; the facts have to be confirmed.
fn policy() -> Policy {
    let mut policy = Policy::default();
    let file = policy.channels[0].clone();
    let channel = |name: &str, kind: &str, to: &str| Channel {
        name: name.into(),
        kind: kind.into(),
        to: to.into(),
        secret_env: "WARROOM_SECRET".into(),
        ..file.clone()
    };
    policy.channels.push(channel("status_page", "statuspage", "kctbh9vrtdwd"));
    policy.channels.push(channel("status_chat", "slack", ""));
    policy.approval.facts_confirmed = true;
    let slot = Slot { name: "area".into(), values: vec!["payments".into(), "log-in".into(), "the console".into()] };
    policy.holding_statements.push(Holding {
        name: "area".into(),
        phase: "investigating".into(),
        audience: String::new(),
        next_update_minutes: 20,
        text: "We know of a problem with {area} since {since} and are looking into it. Next update by {next_update}."
            .into(),
        slots: vec![slot],
    });
    policy
}

/// The night with that policy, one update told, and a second draft in review by two hands that ana has confirmed.
fn in_review() -> (Room, Seq) {
    let mut room = night();
    room.order(&Actor::Server, &Command::AdoptPolicy { policy: Box::new(policy()) }, at(14, 0)).expect("adopted");
    let text = "We are looking into payments in the EU that fail. Next update by 04:15 UTC.";
    let first = opened(&mut room, "kim", Phase::Investigating, text, 15);
    let (revision, facts) = seen(&room, first);
    let reason = "nobody else is awake".to_owned();
    room.says("priya", Command::BreakGlass { draft: first, revision, facts, publish: true, reason }, at(16, 0));
    let draft = opened(&mut room, "kim", Phase::Identified, TEXT, 40);
    let base = room.state.seq;
    let end = TEXT.chars().count();
    let edit = Edit::replace(end..end, " We are sorry.");
    room.says("ana", Command::EditDraft { draft, base, edit }, at(42, 0));
    room.says("kim", Command::SubmitDraft { draft, text: String::new() }, at(43, 0));
    let (revision, facts) = seen(&room, draft);
    let sign = Command::SignOffDraft { draft, revision, facts, sign_off: SignOff::Facts, text: "checked".into() };
    room.says("ana", sign, at(44, 0));
    (room, draft)
}

#[test]
fn a_draft_that_waits_shows_what_leaves_and_what_speaks_against_it() {
    let (room, _) = in_review();
    for (width, height) in SIZES {
        let mut screen = Screen::of(&room, "priya", (width, height));
        shows!(format!("review_{width}x{height}"), screen.keys("3\n"));
    }
    let mut screen = Screen::of(&room, "priya", (80, 24));
    shows!("review_scrolled_80x24", screen.keys("3\n  "));
    shows!("review_end_80x24", screen.keys("G"));
}

#[test]
fn publishing_is_asked_under_the_words_that_leave() {
    let (room, _) = in_review();
    for (width, height) in SIZES {
        let mut screen = Screen::of(&room, "priya", (width, height));
        shows!(format!("review_publish_{width}x{height}"), screen.keys("3\nPpubl"));
    }
    let mut screen = Screen::of(&room, "priya", (80, 24));
    let drawn = screen.keys("3\nP").drawn();
    assert!(drawn.contains("file, status_page, status_chat (3 channels)"), "{drawn}");
}

#[test]
fn the_rest_of_a_long_draft_is_asked_for_before_it_leaves() {
    for (width, height) in [(80, 24), (40, 10)] {
        let mut room = night();
        let long: Vec<_> = (1..=25).map(|nth| format!("Line {nth} of what leaves.")).collect();
        opened(&mut room, "kim", Phase::Investigating, &long.join("\n"), 40);
        let mut screen = Screen::of(&room, "priya", (width, height));
        shows!(format!("review_unseen_{width}x{height}"), screen.keys("3Ppublish\n"));
        shows!(format!("review_unseen_scrolled_{width}x{height}"), screen.keys(" "));
    }
}

#[test]
fn an_edit_voids_the_question_before_the_reader_s_eyes() {
    for (width, height) in SIZES {
        let (mut room, draft) = in_review();
        let mut screen = Screen::of(&room, "priya", (width, height));
        screen.keys("3\nPpubl");
        let base = room.state.seq;
        let edit = Command::EditDraft { draft, base, edit: Edit::replace(0..0, "Sorry: ") };
        let lines = room.order(&Actor::Person(person("kim")), &edit, at(47, 10)).expect("an edit");
        screen.hears(ToClient::Events(lines));
        shows!(format!("review_void_{width}x{height}"), screen);
    }
}

#[test]
fn what_leaks_and_what_is_missing_stand_before_what_is_well() {
    let mut room = night();
    room.order(&Actor::Server, &Command::AdoptPolicy { policy: Box::new(policy()) }, at(14, 0)).expect("adopted");
    let text = "Redis on redis-eu-3.internal failed over, see PLAT-5521. Northwind cannot pay.";
    opened(&mut room, "priya", Phase::Identified, text, 40);
    for (width, height) in [(80, 24), (120, 40)] {
        let mut screen = Screen::of(&room, "priya", (width, height));
        shows!(format!("review_leaks_{width}x{height}"), screen.keys("3\n"));
    }
    let mut screen = Screen::of(&room, "priya", (80, 24));
    shows!("review_refused_80x24", screen.keys("3\nP"));
    shows!("review_waive_80x24", screen.keys("qv"));
    let drawn = Screen::of(&room, "priya", (80, 24)).keys("3\n!").drawn();
    assert!(drawn.contains("cannot leave like this"), "the glass does not let a leak out: {drawn}");
}

#[test]
fn a_broken_glass_is_loud_on_the_draft_in_the_pane_on_the_timeline_and_in_the_brief() {
    let (room, _) = in_review();
    let mut screen = Screen::of(&room, "kim", (120, 40));
    shows!("review_glass_120x40", screen.keys("3G\n"));
    assert!(screen.drawn().contains("GLASS BROKEN by priya"), "on the draft: {}", screen.drawn());
    assert!(screen.keys("q").drawn().contains("GLASS BROKEN"), "in the pane: {}", screen.drawn());
    assert!(screen.keys("1gg").drawn().contains("BROKE THE GLASS"), "on the timeline: {}", screen.drawn());
    assert!(screen.keys("0").drawn().contains("GLASS BROKEN by priya"), "in the brief: {}", screen.drawn());
}

#[test]
fn the_glass_is_broken_with_a_reason_and_two_words() {
    let (mut room, draft) = in_review();
    let base = room.state.seq;
    room.says("kim", Command::EditDraft { draft, base, edit: Edit::replace(0..0, "Sorry: ") }, at(45, 0));
    let mut screen = Screen::of(&room, "priya", (80, 24));
    shows!("review_lacks_80x24", screen.keys("3\n"));
    shows!("review_break_80x24", screen.keys("!"));
    shows!("review_break_typed_80x24", screen.keys("1nobody else is awake\nbreak"));
}

#[test]
fn a_delivery_that_failed_is_loud_wherever_the_chair_looks() {
    let (mut room, draft) = in_review();
    let (revision, facts) = seen(&room, draft);
    room.says("priya", Command::ApproveDraft { draft, revision, facts, publish: true }, at(46, 40));
    let of: Vec<_> = room.state.deliveries.values().filter(|it| it.draft == draft).map(|it| it.seq).collect();
    let fates = [(DeliveryFate::Confirmed, ""), (DeliveryFate::Failed, "503 from the page"), (DeliveryFate::Sent, "")];
    for (delivery, (fate, note)) in of.into_iter().zip(fates) {
        let report =
            Command::ReportDelivery { delivery, fate, attempts: 3, reference: None, again: None, note: note.into() };
        room.order(&Actor::Server, &report, at(46, 50)).expect("a report");
    }
    for (width, height) in SIZES {
        let mut screen = Screen::of(&room, "priya", (width, height));
        shows!(format!("review_failed_{width}x{height}"), screen.keys("3\n"));
    }
    let mut screen = Screen::of(&room, "priya", (80, 24));
    shows!("review_deliveries_80x24", screen.keys("3\nb"));
    let mut screen = Screen::of(&room, "priya", (120, 40));
    let drawn = screen.keys("n").drawn();
    assert!(drawn.contains("[FAILED]") && drawn.contains("1 delivery FAILED"), "{drawn}");
    shows!("review_kit_120x40", screen.keys("3\nK"));
    let mut screen = Screen::of(&room, "priya", (80, 24));
    shows!("review_kit_80x24", screen.keys("3\nKjjj"));
}

#[test]
fn new_drafts_and_holding_statements_show_their_words_before_they_are_opened() {
    let mut room = night();
    room.order(&Actor::Server, &Command::AdoptPolicy { policy: Box::new(policy()) }, at(14, 0)).expect("adopted");
    for (width, height) in SIZES {
        let mut screen = Screen::of(&room, "priya", (width, height));
        shows!(format!("review_new_{width}x{height}"), screen.keys("D"));
        let mut screen = Screen::of(&room, "priya", (width, height));
        shows!(format!("review_holding_{width}x{height}"), screen.keys("Oljl"));
    }
    let (room, _) = in_review();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    shows!("review_terms_80x24", screen.keys("3\nmjj"));
}

#[test]
fn a_guest_reads_a_draft_and_is_offered_nothing() {
    let (room, _) = in_review();
    let mut screen = Screen::of(&room, "lou", (80, 24));
    shows!("review_guest_80x24", screen.keys("3\n"));
    let drawn = screen.keys("P").drawn();
    assert!(drawn.contains("ask: coordinator"), "{drawn}");
}

#[test]
fn a_practice_says_that_it_publishes_to_nowhere() {
    let members = [("ana", warroom_incident::Seat::Responder), ("priya", warroom_incident::Seat::Coordinator)];
    let mut room = Room::declared("Checkout errors", Some("sev2"), true, &members);
    opened(&mut room, "ana", Phase::Investigating, "Some payments fail.", 2);
    let mut screen = Screen::of(&room, "priya", (80, 24));
    shows!("review_drill_80x24", screen.keys("3\nP"));
    assert!(screen.drawn().contains("DRILL: this publishes to nowhere"), "{}", screen.drawn());
}

#[test]
fn offline_the_page_says_why_nothing_can_be_ordered() {
    let (room, _) = in_review();
    let mut screen = Screen::of(&room, "priya", (80, 24));
    screen.keys("3\n").link(LinkNews::Lost { why: "reset".into(), retry_ms: 3_000 });
    shows!("review_offline_80x24", screen.keys("P"));
}

#[test]
fn without_colours_the_page_says_the_same() {
    let (room, _) = in_review();
    let mut screen = Screen::of(&room, "priya", (80, 24));
    let coloured = screen.keys("3\n").drawn();
    screen.model.look.theme = warroom::app::look::ThemeName::Mono;
    assert_eq!(screen.drawn(), coloured);
    for word in ["IN REVIEW", "EXTERNAL", "INVESTIGATING -> IDENTIFIED", "ok "] {
        assert!(coloured.contains(word), "{word}: {coloured}");
    }
}
