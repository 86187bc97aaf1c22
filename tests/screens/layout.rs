//! Where panes stand: each seat at every size, and what somebody chose.

use super::common::{Room, at};
use super::screen::Screen;
use ratatui::layout::Rect;
use warroom::app::arrangement::Arrangements;
use warroom::app::layout;
use warroom::app::{Effect, Message, Pane};
use warroom_incident::event::EntryKind;
use warroom_incident::{Command, Seat};

const SEATS: [(&str, Seat); 4] =
    [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];

/// A small room: what is looked at here is where things stand, not what they say.
fn of(name: &str, size: (u16, u16)) -> Screen {
    let mut room = Room::declared("Checkout errors, EU customers cannot pay", Some("sev1"), false, &SEATS);
    room.says("ana", Command::Acknowledge { text: String::new() }, at(1, 0));
    for minute in 2..12 {
        room.says("ana", Command::post(EntryKind::Finding, format!("5xx at {minute} %")), at(minute, 0));
    }
    room.says("kim", Command::post(EntryKind::Note, "vendor ticket RL-5521 is open, P1"), at(12, 0));
    Screen::at(&room, name, size, at(13, 0))
}

fn columns(screen: &Screen) -> Vec<Vec<Pane>> {
    layout::arrangement(&screen.model).columns().to_vec()
}

/// Every size that matters, and every one at which something changes.
fn sizes() -> impl Iterator<Item = (u16, u16)> {
    let widths = [1, 10, 19, 20, 39, 40, 44, 59, 60, 79, 80, 99, 100, 120, 159, 160, 200, 259, 260, 320, 500];
    let heights = [1, 4, 5, 7, 8, 9, 10, 13, 14, 19, 20, 24, 30, 40, 50, 60, 100, 200];
    widths.into_iter().flat_map(move |width| heights.into_iter().map(move |height| (width, height)))
}

#[test]
fn every_seat_draws_at_every_size() {
    for (name, _) in SEATS {
        let mut screen = of(name, (80, 24));
        for size in sizes() {
            screen.gets(Message::Resize { width: size.0, height: size.1 });
            screen.drawn();
        }
    }
}

#[test]
fn panes_fill_the_middle_and_lie_side_by_side() {
    for (name, _) in SEATS {
        let mut screen = of(name, (80, 24));
        for (width, height) in sizes().filter(|size| !layout::is_too_small(*size)) {
            screen.gets(Message::Resize { width, height });
            let panes = layout::areas(&screen.model).panes;
            let whole = Rect { x: 0, y: 0, width, height };
            assert!(panes.iter().all(|(_, area)| whole.union(*area) == whole), "{name} {width}x{height}: {panes:?}");
            for (at, (_, one)) in panes.iter().enumerate() {
                let apart = panes[at + 1..].iter().all(|(_, other)| one.intersection(*other).is_empty());
                assert!(apart, "{name} {width}x{height}: {panes:?}");
            }
            let cells: u32 = panes.iter().map(|(_, area)| area.area()).sum();
            let top = panes.iter().map(|(_, area)| area.y).min().expect("a pane");
            let end = panes.iter().map(|(_, area)| area.bottom()).max().expect("a pane");
            assert_eq!(cells, u32::from(width) * u32::from(end - top), "{name} {width}x{height}: {panes:?}");
            let focused = panes.iter().any(|(pane, area)| *pane == screen.model.focus && area.height > 0);
            assert!(focused, "{name} {width}x{height}: the focused pane is always there");
        }
    }
}

#[test]
fn panes_are_chosen_for_the_seat_and_the_choice_is_kept() {
    let mut screen = of("ana", (120, 40));
    screen.keys("|");
    insta::assert_snapshot!("panes_list_120x40", screen.drawn());
    // Down to Notes and Drafts: notes move to the left, drafts go.
    screen.keys("j<jx");
    assert_eq!(columns(&screen), [vec![Pane::Notes, Pane::Timeline], vec![Pane::Impact]]);
    let Some(Effect::SaveArrangements(kept)) = screen.effects.first() else { panic!("{:?}", screen.effects) };
    let kept = Arrangements::read(&kept.written());
    assert_eq!(kept, screen.model.arrangements);
    screen.keys("q");
    insta::assert_snapshot!("panes_chosen_120x40", screen.drawn());

    let mut later = of("ana", (120, 40));
    later.model.arrangements = kept.clone();
    assert_eq!(columns(&later), columns(&screen));
    let mut other_seat = of("kim", (120, 40));
    other_seat.model.arrangements = kept;
    assert_eq!(columns(&other_seat), columns(&of("kim", (120, 40))), "each seat has its own");
    later.keys("|r");
    assert_eq!(columns(&later), columns(&of("ana", (120, 40))));
    assert_eq!(later.model.arrangements, Arrangements::default());
}

#[test]
fn a_hidden_pane_is_still_a_key_away_and_the_last_one_stays() {
    let mut screen = of("ana", (120, 40));
    screen.keys("2|").keys("xq");
    assert_eq!(columns(&screen), [vec![Pane::Timeline], vec![Pane::Impact, Pane::Drafts]]);
    assert_eq!(screen.model.focus, Pane::Impact);
    assert!(screen.keys("2").drawn().contains("vendor ticket"));
    screen.keys("4|xq3|xq1|x");
    assert_eq!(screen.model.focus, Pane::Timeline);
    assert!(screen.drawn().contains("the last pane stays"));
}

#[test]
fn the_tabs_of_a_narrow_screen_are_put_in_order_and_hidden_as_well() {
    let mut screen = of("kim", (80, 24));
    screen.keys("2<");
    assert_eq!(columns(&screen)[0][..3], [Pane::Brief, Pane::Notes, Pane::Timeline]);
    screen.keys("3|xq");
    assert!(!screen.drawn().contains("3 Drafts"));
    insta::assert_snapshot!("tabs_chosen_80x24", screen.drawn());
}

#[test]
fn zoom_makes_one_pane_the_whole_screen_at_any_size() {
    for size in [(60, 14), (80, 24), (120, 40), (200, 60), (500, 200)] {
        let mut screen = of("ana", size);
        let before = layout::areas(&screen.model).panes;
        screen.keys("z");
        assert_eq!(layout::areas(&screen.model).panes.len(), 1, "{size:?}");
        screen.keys("z");
        assert_eq!(layout::areas(&screen.model).panes, before, "{size:?}");
    }
}

#[test]
fn wide_screens_use_their_width() {
    insta::assert_snapshot!("coordinator_260x60", of("priya", (260, 60)).drawn());
    insta::assert_snapshot!("observer_60x14", of("kim", (60, 14)).drawn());
}
