//! Screens of writing: what is offered, what it becomes, how the box grows, what waits, what has to be typed.

use super::screen::Screen;

use super::common::{Room, at, person};
use warroom::app::{Code, LinkNews, Message, Press};
use warroom_incident::event::EntryKind;
use warroom_incident::wire::ToClient;
use warroom_incident::{Command, Rejection, Seat};

/// A room with some entries, before anybody is at a screen.
fn room() -> Room {
    let members =
        [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];
    let mut room = Room::declared("Checkout errors, EU customers cannot pay", Some("sev1"), false, &members);
    for (minute, kind, text) in [
        (6, EntryKind::Observation, "5xx only in eu-west-1, us-east-1 is clean"),
        (8, EntryKind::Hypothesis, "deploy 8812 to checkout-api broke the payment call"),
        (12, EntryKind::Decision, "roll back 8812, look for the cause afterwards"),
        (33, EntryKind::Finding, "5xx 31 % → 24 % after the roll-back, the token is hunter2"),
    ] {
        room.says("ana", Command::post(kind, text), at(minute, 0));
    }
    room
}

#[test]
fn the_words_that_fit_stand_above_the_text_with_what_they_mean() {
    let room = room();
    insta::assert_snapshot!("kinds_80x24", Screen::of(&room, "ana", (80, 24)).keys("a/").drawn());
    insta::assert_snapshot!("kinds_chosen_40x10", Screen::of(&room, "ana", (40, 10)).keys("a/\t\t\t").drawn());
    insta::assert_snapshot!(
        "people_120x40",
        Screen::of(&room, "ana", (120, 40)).keys("a/action scale more pods, @").drawn()
    );
    insta::assert_snapshot!("times_80x24", Screen::of(&room, "ana", (80, 24)).keys("a@-15").drawn());
}

#[test]
fn the_title_says_what_the_text_becomes_and_the_box_grows() {
    let room = room();
    let text = "a@3:12 /action rollback 8812 is out, @kim looks at the graphs\u{c}12 of 12 pods\u{c}a third line";
    let mut screen = Screen::of(&room, "ana", (80, 24));
    insta::assert_snapshot!("meaning_80x24", screen.keys(text).drawn());
    insta::assert_snapshot!("grown_80x24", screen.keys(&"\u{c}more".repeat(12)).drawn());
    screen.gets(Message::Resize { width: 40, height: 10 });
    insta::assert_snapshot!("grown_40x10", screen.drawn());
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("a").gets(Message::Paste("stack trace ".repeat(1_500)));
    insta::assert_snapshot!("too_long_80x24", screen.drawn());
}

#[test]
fn odd_characters_keep_the_cursor_where_it_is() {
    let room = room();
    let mut screen = Screen::of(&room, "ana", (40, 14));
    screen.keys("a漢字 e\u{301} ☎\u{fe0f} 👩\u{200d}👧 🇩🇪 end");
    for _ in 0.." end".len() {
        screen.gets(Message::Press(Press::plain(Code::Left)));
    }
    insta::assert_snapshot!("odd_characters_40x14", screen.drawn());
}

#[test]
fn what_waits_is_told_apart_without_colour() {
    let room = room();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("a/decision we wait for the vendor\n");
    let id = warroom_incident::CommandId([screen.count; 16]);
    let rejection = Rejection::IncidentClosed;
    let refused = ToClient::Refused { id, sentence: rejection.to_string(), rejection };
    screen.link(LinkNews::Server(Box::new(refused)));
    screen.link(LinkNews::Lost { why: "reset".into(), retry_ms: 3_000 });
    screen.keys("astarting 5-8\n");
    screen.now = at(59, 0);
    screen.keys("a/finding 5-8 are clean\n");
    insta::assert_snapshot!("outbox_80x24", screen.keys("o").drawn());
    insta::assert_snapshot!("outbox_entry_80x24", screen.keys("j\n").drawn());
    screen.keys("q").link(LinkNews::Up);
    for message in room.catch_up(&person("ana"), room.record.seq()) {
        screen.link(LinkNews::Server(Box::new(message)));
    }
    insta::assert_snapshot!("asks_80x24", screen.drawn());
    insta::assert_snapshot!("still_true_80x24", screen.keys("o").drawn());
    insta::assert_snapshot!("not_true_any_more_80x24", screen.keys("n").drawn());
}

#[test]
fn removing_words_says_what_goes_and_asks_for_the_word() {
    let room = room();
    let mut screen = Screen::of(&room, "ana", (80, 24));
    insta::assert_snapshot!("redact_80x24", screen.keys("Xa password\nreda").drawn());
    screen.gets(Message::Resize { width: 40, height: 12 });
    insta::assert_snapshot!("redact_40x12", screen.drawn());
}
