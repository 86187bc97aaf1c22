//! Back after a lost connection, and what is overdue meanwhile: before a screen that nobody touches, too.

use super::common::{Room, at, person};
use super::screen::Screen;
use chrono::TimeDelta;
use warroom::app::{LinkNews, Message};
use warroom_incident::event::EntryKind;
use warroom_incident::{Actor, Command, Seat, Time};

/// Customers are told first at minute five; nothing else runs.
fn room() -> Room {
    let members =
        [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];
    let mut room = Room::declared("Checkout errors", Some("sev2"), false, &members);
    let mut policy = room.state.policy.clone();
    policy.clock.estimate_minutes = 0;
    policy.cadences.retain(|it| it.audience == "customers");
    let adopt = Command::AdoptPolicy { policy: Box::new(policy) };
    room.order(&Actor::Server, &adopt, at(0, 20)).expect("another policy");
    room.says("ana", Command::Acknowledge { text: String::new() }, at(0, 30));
    room
}

fn tick(screen: &mut Screen, now: Time) -> String {
    screen.now = now;
    if screen.model.link.is_up() {
        screen.link(LinkNews::RoundTrip { ms: 38 });
    }
    screen.gets(Message::Tick);
    second(screen)
}

fn second(screen: &Screen) -> String {
    screen.drawn().lines().nth(1).unwrap_or_default().to_owned()
}

/// Away for ten seconds, in which one line came; back at that moment.
fn returned(who: &str, size: (u16, u16), back: Time) -> Screen {
    let mut room = room();
    let mut screen = Screen::at(&room, who, size, back - TimeDelta::seconds(20));
    screen.now = back - TimeDelta::seconds(10);
    screen.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    room.says("kim", Command::post(EntryKind::Note, "one new line"), back - TimeDelta::seconds(5));
    screen.now = back;
    screen.link(LinkNews::Up);
    let after = screen.model.replica.record().seq();
    for message in room.catch_up(&person(who), after) {
        screen.hears(message);
    }
    screen
}

#[test]
fn the_word_about_having_been_away_goes_by_itself() {
    for size in [(40, 10), (80, 24), (120, 40)] {
        let mut screen = returned("kim", size, at(2, 0));
        assert!(second(&screen).contains("back after"), "{size:?} {}", second(&screen));
        let line = tick(&mut screen, at(2, 29));
        assert!(line.contains("back after"), "{size:?} {line}");
        let line = tick(&mut screen, at(2, 30));
        assert!(!line.contains("back after"), "{size:?} {line}");
        assert!(line.contains("kim") || size.0 < 80, "{size:?} {line}");
    }
}

#[test]
fn what_is_overdue_and_mine_is_seen_at_once() {
    for size in [(40, 10), (80, 24), (120, 40)] {
        let screen = returned("priya", size, at(9, 0));
        let line = second(&screen);
        assert!(line.contains("FIRST UPDATE 4 min OVERDUE"), "{size:?} {line}");
        let mut screen = returned("priya", size, at(4, 50));
        let line = second(&screen);
        assert!(line.contains("back after") && !line.contains("OVERDUE"), "{size:?} {line}");
        let line = tick(&mut screen, at(5, 1));
        assert!(line.contains("FIRST UPDATE 1 s OVERDUE"), "{size:?} {line}");
    }
    insta::assert_snapshot!("returning_overdue_40x10", returned("priya", (40, 10), at(9, 0)).drawn());
    insta::assert_snapshot!("returning_overdue_80x24", returned("priya", (80, 24), at(9, 0)).drawn());
}

#[test]
fn what_is_overdue_for_others_does_not_go_while_there_is_room() {
    for width in [80, 100, 120] {
        let mut screen = Screen::at(&room(), "ana", (width, 24), at(4, 0));
        for second in (301..3_600).step_by(7) {
            let line = tick(&mut screen, at(0, 0) + TimeDelta::seconds(second));
            assert!(line.contains("overdue"), "{width} {second}: {line}");
        }
        let line = tick(&mut screen, at(5, 43));
        assert!(line.contains("first update 43 s overdue"), "{width}: {line}");
    }
}

#[test]
fn without_a_connection_the_age_and_the_stamp_are_both_true() {
    let mut screen = Screen::at(&room(), "priya", (80, 24), at(4, 45));
    screen.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    tick(&mut screen, at(7, 0));
    let drawn = screen.drawn();
    assert!(drawn.contains("2 min overdue by now, as known at 03:04Z"), "{drawn}");
}
