//! Every seat in every state at three sizes: the same person, the same night, and what they see when it is quiet, busy,
//! far behind, cut off, refused, a drill, or too small to say more.

use super::common::{Room, at, person};
use super::screen::{Screen, night, start};
use warroom::app::LinkNews;
use warroom::app::model::Pane;
use warroom_incident::event::EntryKind;
use warroom_incident::wire::{Farewell, ToClient};
use warroom_incident::{Command, Seat};

const SEATS: [(&str, &str); 4] =
    [("responder", "ana"), ("observer", "kim"), ("coordinator", "priya"), ("guest", "lou")];
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// Draws a state for every seat at every size.
fn each(state: &str, of: impl Fn(&str, (u16, u16)) -> Screen) {
    for (seat, name) in SEATS {
        for (width, height) in SIZES {
            let drawn = of(name, (width, height)).drawn();
            insta::assert_snapshot!(format!("{state}_{seat}_{width}x{height}"), drawn);
        }
    }
}

fn quiet(drill: bool) -> Room {
    let members =
        [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];
    Room::declared("Checkout errors, EU customers cannot pay", Some("sev2"), drill, &members)
}

#[test]
fn empty() {
    each("empty", |name, size| Screen::at(&quiet(false), name, size, at(2, 10)));
}

#[test]
fn busy() {
    each("busy", |name, size| Screen::of(&night(), name, size));
}

#[test]
fn a_hundred_thousand_entries() {
    let room = long(100_000);
    each("long", |name, size| Screen::of(&room, name, size));
}

#[test]
fn offline() {
    each("offline", |name, size| {
        let mut screen = Screen::of(&night(), name, size);
        screen.link(LinkNews::Lost { why: "connection reset".into(), retry_ms: 4_000 });
        screen.now = at(47, 54);
        screen.link(LinkNews::Lost { why: "connection refused".into(), retry_ms: 4_000 });
        if name != "lou" {
            screen.keys("apods 1-4 restarted, their 5xx is 0.3 %\na/action scale starting 5-8\n");
        }
        screen
    });
}

#[test]
fn catching_up() {
    let room = night();
    each("catching_up", |name, size| {
        let mut screen = Screen::new(start(name, size, at(46, 50)), at(47, 12));
        screen.link(LinkNews::Up);
        for message in room.catch_up(&person(name), 0).into_iter().take(4) {
            screen.hears(message);
        }
        screen
    });
}

#[test]
fn refused() {
    each("refused", |name, size| {
        let mut screen = Screen::of(&night(), name, size);
        let sentence = "you were removed from this incident by priya: ask the coordinator for a new invite".into();
        screen.hears(ToClient::Goodbye { why: Farewell::NotAMember, sentence });
        screen
    });
}

#[test]
fn a_drill() {
    each("drill", |name, size| Screen::at(&quiet(true), name, size, at(7, 30)));
}

#[test]
fn too_small() {
    for (seat, name) in SEATS {
        for (width, height) in [(40, 10), (20, 5), (19, 4)] {
            let drawn = Screen::of(&night(), name, (width, height)).drawn();
            insta::assert_snapshot!(format!("small_{seat}_{width}x{height}"), drawn);
        }
    }
}

/// A room with so many entries: every fifth a note, every hundredth marked.
fn long(entries: u64) -> Room {
    let mut room = night();
    let kinds =
        [EntryKind::Observation, EntryKind::Finding, EntryKind::Observation, EntryKind::Decision, EntryKind::Note];
    for nth in 0..entries {
        let kind = kinds[usize::try_from(nth % 5).expect("small")];
        let name = ["ana", "kim", "priya"][usize::try_from(nth % 3).expect("small")];
        let text = format!("reading {nth}: errors at {} % of requests in eu-west-1", nth % 37);
        room.says(name, Command::post(kind, text), at(47, 0));
    }
    room
}

#[test]
fn the_layout_of_a_seat_shows_what_it_works_with() {
    let shows = |name: &str, size| {
        let screen = Screen::of(&night(), name, size);
        warroom::app::layout::areas(&screen.model).panes.into_iter().map(|(pane, _)| pane).collect::<Vec<_>>()
    };
    assert!(shows("priya", (120, 40)).contains(&Pane::Needs), "the coordinator sees what waits for a decision");
    assert!(shows("priya", (120, 40)).contains(&Pane::Drafts), "and what customers will read");
    assert_eq!(shows("ana", (120, 40))[0], Pane::Timeline, "the responder sees what happens");
    assert!(shows("lou", (120, 40)).contains(&Pane::Brief), "a guest sees where it stands");
    assert!(shows("kim", (120, 40)).contains(&Pane::Notes), "the observer sees what was noted");
}
