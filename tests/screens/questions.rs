//! Questions, what was told to whom, and a reader's screen.

use super::common::{Room, at, person};
use super::screen::{Screen, night};
use warroom_incident::draft::FactsSeen;
use warroom_incident::event::{Notice, Phase};
use warroom_incident::policy::Stakeholder;
use warroom_incident::{Actor, Command, Seat};

macro_rules! shows {
    ($name:expr, $screen:expr) => {
        insta::assert_snapshot!($name, $screen.drawn())
    };
}

fn asks(room: &mut Room, who: &str, text: &str, minute: u32) {
    room.says(who, Command::AskQuestion { text: text.into() }, at(minute, 0));
}

/// lou asks three times; one is answered, one declined.
fn asked() -> Room {
    let mut room = night();
    asks(&mut room, "lou", "Is the data of our customers safe, and who checks it?", 36);
    let first = *room.state.questions.keys().next_back().expect("a question");
    asks(&mut room, "lou", "When will it be over?", 40);
    let second = *room.state.questions.keys().next_back().expect("a question");
    asks(&mut room, "lou", "What did it cost until now?", 44);
    let third = *room.state.questions.keys().next_back().expect("a question");
    asks(&mut room, "priya", "when will it be OVER", 45);
    let answer = "Yes: no data was lost or read. The database team has checked it.".into();
    room.says("priya", Command::AnswerQuestion { question: first, text: answer }, at(46, 0));
    let reason = "figures come with the review, when they are known".into();
    room.says("priya", Command::DeclineQuestion { question: third, reason }, at(46, 30));
    assert!(room.state.questions[&second].is_open());
    room
}

#[test]
fn the_chair_sees_what_waits_and_a_guest_the_answer() {
    let room = asked();
    for (width, height) in [(80, 24), (120, 40)] {
        shows!(format!("questions_chair_{width}x{height}"), Screen::of(&room, "priya", (width, height)).keys("5"));
        shows!(format!("questions_guest_{width}x{height}"), Screen::of(&room, "lou", (width, height)).keys("5"));
    }
    shows!("questions_40x10", Screen::of(&room, "priya", (40, 10)).keys("5"));
    shows!("questions_answering_80x24", Screen::of(&room, "priya", (80, 24)).keys("5r"));
    shows!("questions_menu_80x24", Screen::of(&room, "priya", (80, 24)).keys("5\n"));
    let drawn = Screen::of(&room, "priya", (80, 24)).keys("1").drawn();
    assert!(drawn.contains("5 Questions 1"), "the tabs count what waits: {drawn}");
    let drawn = Screen::of(&room, "lou", (80, 24)).keys("1").drawn();
    assert!(drawn.contains("the chair does not answer your question"), "the next line tells lou: {drawn}");
}

#[test]
fn what_is_searched_and_what_is_filtered_is_told_in_the_pane() {
    let room = asked();
    let drawn = Screen::of(&room, "priya", (80, 24)).keys("5/database\n").drawn();
    assert!(drawn.contains("match 1 of 1"), "{drawn}");
    let drawn = Screen::of(&room, "priya", (80, 24)).keys("5fo").drawn();
    assert!(drawn.contains("filter: open · 1 of 3"), "{drawn}");
    assert!(drawn.contains("When will it be over?") && !drawn.contains("database team"), "{drawn}");
    let drawn = Screen::of(&room, "priya", (40, 10)).keys("5f/zebra\n").drawn();
    assert!(drawn.contains("no question fits; f shows all"), "{drawn}");
}

#[test]
fn whoever_works_on_the_fix_sees_nothing_of_it() {
    let room = asked();
    for keys in ["1", "2", "5", "n", "0"] {
        let drawn = Screen::of(&room, "ana", (120, 40)).keys(keys).drawn();
        assert!(!drawn.contains("customers safe") && !drawn.contains("be over"), "{keys}: {drawn}");
    }
    let drawn = Screen::of(&room, "ana", (80, 24)).keys("5").drawn();
    assert!(drawn.contains("They do not come to you"), "{drawn}");
}

/// One update, whose promise has run out, and two groups that read it.
fn told() -> Room {
    let mut room = night();
    let group = |name: &str, interest: &str, cadence_minutes| Stakeholder {
        name: name.into(),
        power: "high".into(),
        interest: interest.into(),
        audience: "customers".into(),
        channels: Vec::new(),
        cadence_minutes,
    };
    let mut policy = room.state.policy.clone();
    policy.stakeholders = vec![group("Board", "high", 20), group("Legal", "low", 0)];
    let adopt = Command::AdoptPolicy { policy: Box::new(policy) };
    room.order(&Actor::Server, &adopt, at(12, 0)).expect("another policy");
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase: Phase::Investigating,
        text: Some("Some customers in the EU cannot pay. We are looking into it.\nWe are sorry.".into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise: Some(at(45, 0)),
    };
    room.says("priya", open, at(15, 0));
    let draft = *room.state.drafts.keys().next_back().expect("a draft");
    let (revision, facts) = (room.state.drafts[&draft].revision, FactsSeen::of(&room.state));
    room.says("priya", Command::ApproveDraft { draft, revision, facts, publish: true }, at(16, 0));
    room
}

#[test]
fn what_was_told_stands_beside_what_is_believed() {
    let room = told();
    for (width, height) in [(80, 24), (120, 40)] {
        shows!(format!("told_{width}x{height}"), Screen::of(&room, "priya", (width, height)).keys("6"));
    }
    shows!("told_40x10", Screen::of(&room, "priya", (40, 10)).keys("6"));
}

#[test]
fn a_reader_sees_what_was_published_and_nothing_of_the_room() {
    let mut room = told();
    room.says("priya", Command::Invite { seat: Seat::Reader, loss: false }, at(20, 0));
    let invite = *room.state.invites.keys().next_back().expect("an invite");
    room.order(&Actor::Bearer(invite), &Command::Join { name: "rex".into() }, at(21, 0)).expect("a seat");
    assert!(room.state.member(&person("rex")).is_some());
    for (width, height) in [(80, 24), (120, 40)] {
        shows!(format!("reader_{width}x{height}"), Screen::joined(&room, "rex", (width, height)));
    }
    shows!("reader_40x10", Screen::joined(&room, "rex", (40, 10)));
    let drawn = Screen::joined(&room, "rex", (80, 24)).keys("1").drawn();
    assert!(drawn.contains("you read what is published"), "{drawn}");
    let drawn = Screen::joined(&room, "rex", (80, 24)).keys("asp02nTw").drawn();
    assert!(!drawn.contains("priya") && !drawn.contains("Checkout"), "{drawn}");
}
