//! Somebody is called from outside: the form, what waits for the chair, the banner, the shifts.

use super::common::{Room, at};
use super::screen::{Screen, night};
use warroom::app::Effect;
use warroom_incident::event::DeliveryFate;
use warroom_incident::{Actor, Command, Policy};

macro_rules! shows {
    ($name:expr, $screen:expr) => {
        insta::assert_snapshot!($name, $screen.drawn())
    };
}

const SIZES: [(u16, u16); 3] = [(40, 10), (80, 24), (120, 40)];

fn call(level: &str, reason: &str) -> Command {
    Command::Escalate { level: Some(level.into()), reason: reason.into() }
}

/// The night without what else waits for the chair, and with a webhook for the second on-call.
fn calm() -> Room {
    let mut room = night();
    let mut policy = Policy::default();
    policy.escalation[0].to = "https://pager.example/x".into();
    policy.escalation[0].secret_env = "PAGER".into();
    policy.escalation[2].case_url = "https://vendor.example/cases/{case}".into();
    room.order(&Actor::Server, &Command::AdoptPolicy { policy: Box::new(policy) }, at(46, 31)).expect("a policy");
    let proposal = *room.state.proposals.keys().next().expect("one waits");
    room.says("priya", Command::AcceptProposal { proposal }, at(46, 40));
    room
}

/// The second on-call was called and has said nothing for twelve minutes; the manager has answered.
fn late() -> Room {
    let mut room = calm();
    room.says("priya", call("second_on_call", "nobody here knows the connection pool"), at(35, 0));
    let page = room.state.escalations[0].page.as_ref().expect("a page").seq;
    for (fate, attempts) in [(DeliveryFate::Sending, 1), (DeliveryFate::Sent, 1)] {
        let (reference, again, note) = (None, None, String::new());
        let report = Command::ReportDelivery { delivery: page, fate, attempts, reference, again, note };
        room.order(&Actor::Server, &report, at(35, 1)).expect("a report");
    }
    room
}

fn failed() -> Room {
    let mut room = calm();
    room.says("priya", call("second_on_call", "nobody here knows the connection pool"), at(46, 50));
    let delivery = room.state.escalations[0].page.as_ref().expect("a page").seq;
    for fate in [DeliveryFate::Sending, DeliveryFate::Failed] {
        let note = "answered 404; retry or give up by hand".into();
        let report = Command::ReportDelivery { delivery, fate, attempts: 1, reference: None, again: None, note };
        room.order(&Actor::Server, &report, at(46, 51)).expect("a report");
    }
    room
}

fn continuity() -> Room {
    let mut room = late();
    room.says("priya", call("continuity", "the data centre is dark, tills work by hand"), at(46, 45));
    room
}

#[test]
fn the_form_has_the_next_level_selected_and_takes_a_reason() {
    let room = calm();
    for (width, height) in SIZES {
        shows!(format!("escalate_{width}x{height}"), Screen::of(&room, "priya", (width, height)).keys("M"));
    }
    shows!("escalate_writing_80x24", Screen::of(&room, "priya", (80, 24)).keys("M\nwe need a second"));
    let mut screen = Screen::of(&room, "priya", (80, 24));
    screen.keys("M\nwe need a second pair of hands\n");
    shows!("escalate_asked_80x24", &mut screen);
    screen.keys("y");
    let sent = screen.effects.iter().find(|effect| matches!(effect, Effect::Send(_)));
    let Some(Effect::Send(message)) = sent else { panic!("it is sent") };
    let command = serde_json::to_value(message).expect("JSON")["command"]["command"].clone();
    let expected = serde_json::json!({
        "do": "escalate", "level": "second_on_call", "reason": "we need a second pair of hands"
    });
    assert_eq!(command, expected);
}

#[test]
fn no_answer_in_time_proposes_the_next_level_with_one_key() {
    let room = late();
    for (width, height) in SIZES {
        shows!(format!("no_answer_{width}x{height}"), Screen::of(&room, "priya", (width, height)).keys("n"));
    }
    shows!("no_answer_form_80x24", Screen::of(&room, "priya", (80, 24)).keys("M"));
    let mut screen = Screen::of(&room, "priya", (80, 24));
    screen.keys("M\n\n");
    let drawn = screen.drawn();
    assert!(drawn.contains("Call the manager on duty?"), "{drawn}");
    screen.keys("y");
    let sent = format!("{:?}", screen.effects);
    assert!(sent.contains("No answer from the second on-call. nobody here knows the connection pool"), "{sent}");
    assert!(sent.contains("manager"), "{sent}");
}

#[test]
fn whoever_works_here_writes_down_who_answered_and_does_not_call() {
    let room = late();
    shows!("answer_80x24", Screen::of(&room, "ana", (80, 24)).keys("M"));
    let guest = Screen::of(&room, "lou", (80, 24)).keys("M").drawn();
    assert!(guest.contains("may not do this") && !guest.contains("Call the"), "{guest}");
}

#[test]
fn a_page_that_failed_is_loud_and_can_be_tried_again() {
    let room = failed();
    for (width, height) in SIZES {
        shows!(format!("page_failed_{width}x{height}"), Screen::of(&room, "priya", (width, height)));
    }
    shows!("page_failed_form_80x24", Screen::of(&room, "priya", (80, 24)).keys("M"));
}

#[test]
fn the_banner_stands_on_every_screen_while_business_continuity_is_on() {
    let room = continuity();
    for (width, height) in SIZES {
        for who in ["priya", "ana", "lou"] {
            let name = format!("continuity_{who}_{width}x{height}");
            shows!(name, Screen::of(&room, who, (width, height)));
        }
    }
    for keys in ["0", "2", "3", "4", "5", "6", "w", "T", "?", ":", "L", "\n"] {
        for who in ["priya", "ana"] {
            let drawn = Screen::of(&room, who, (80, 24)).keys(keys).drawn();
            assert!(drawn.contains("CONTINUITY"), "{who} {keys}: {drawn}");
        }
    }
    for (width, height) in [(60, 14), (30, 8), (20, 7)] {
        let drawn = Screen::of(&room, "ana", (width, height)).drawn();
        assert!(drawn.contains(" CONTINUITY"), "{drawn}");
    }
    let end = room.state.escalations.last().expect("it is on").seq;
    let mut over = room.clone();
    over.says("priya", Command::EndEscalation { escalation: end, reason: "the lights are on".into() }, at(46, 55));
    assert!(!Screen::of(&over, "ana", (80, 24)).drawn().contains(" CONTINUITY "));
}

#[test]
fn shifts_say_who_is_to_be_relieved_and_when() {
    let room = continuity();
    for (width, height) in SIZES {
        shows!(format!("people_{width}x{height}"), Screen::of(&room, "priya", (width, height)).keys("w"));
        shows!(format!("shifts_{width}x{height}"), Screen::of(&room, "priya", (width, height)).keys(":shifts\n"));
    }
    let long = at(4 * 60 + 20, 0);
    shows!("people_late_80x24", Screen::at(&room, "priya", (80, 24), long).keys("w"));
    shows!("shifts_late_80x24", Screen::at(&room, "priya", (80, 24), long).keys(":shifts\n"));
}

#[test]
fn the_call_its_answer_and_the_case_stand_on_the_timeline_and_in_the_brief() {
    let mut room = late();
    room.says("priya", call("vendor", "the pool is theirs"), at(46, 0));
    let vendor = room.state.escalations.last().expect("called").seq;
    let case = Command::AddCase { level: None, case: "RL-5521".into(), url: None };
    room.says("ana", case, at(46, 30));
    let text = "Mo of the vendor: they look at it now".into();
    room.says("ana", Command::AnswerEscalation { escalation: vendor, text }, at(47, 0));
    for (width, height) in SIZES {
        shows!(format!("called_{width}x{height}"), Screen::of(&room, "priya", (width, height)).keys("1"));
    }
    shows!("called_brief_80x24", Screen::of(&room, "priya", (80, 24)).keys("0"));
    shows!("called_detail_80x24", Screen::of(&room, "priya", (80, 24)).keys("1kk\n"));
    shows!("called_links_80x24", Screen::of(&room, "priya", (80, 24)).keys("L"));
}

#[test]
fn who_closes_is_told_whom_it_leaves_waiting_and_what_ends_with_it() {
    let drawn = Screen::of(&continuity(), "priya", (80, 24)).keys("C").drawn();
    assert!(drawn.contains("Business continuity is still on; it ends with the room."), "{drawn}");
    assert!(drawn.contains("Called and not told that it is over: "), "{drawn}");
    let drawn = Screen::of(&calm(), "priya", (80, 24)).keys("C").drawn();
    assert!(drawn.contains("Close the incident") && !drawn.contains("Called and not told"), "{drawn}");
}
