//! What is taller than the place it is shown in: all of it can be read.

use super::common::{Room, at};
use super::screen::{Screen, night};
use warroom::app::{Code, Message, Press};
use warroom_incident::Command;
use warroom_incident::event::{ImpactKind, JourneyState};
use warroom_incident::impact::{Journey, Range, Stated, Users};

pub(crate) fn estimated() -> Room {
    let mut room = night();
    let stated = Stated {
        impact: Some(ImpactKind::Availability),
        journeys: vec![Journey { name: "checkout".into(), state: JourneyState::Blocked }],
        users: Some(Users::Share(Range { low: 2_000, likely: 3_000, high: 4_000 })),
        loss_per_hour: Some(Range { low: 600_000, likely: 800_000, high: 1_200_000 }),
        ..Stated::default()
    };
    let (source, reason) = ("payments dashboard".into(), "a third of all attempts fail".into());
    room.says("priya", Command::SetEstimate { stated: Box::new(stated), source, reason }, at(46, 40));
    room
}

/// What is in sight after each press of a key, until nothing changes any more.
fn walk(screen: &mut Screen, press: Press) -> Vec<String> {
    let mut seen = vec![screen.drawn()];
    for _ in 0..60 {
        let drawn = screen.gets(Message::Press(press)).drawn();
        if seen.last() == Some(&drawn) {
            break;
        }
        seen.push(drawn);
    }
    seen
}

#[test]
fn every_line_of_the_numbers_is_reached_on_the_smallest_screen() {
    let room = estimated();
    let presses = [Press::plain(Code::Char('j')), Press::plain(Code::PageDown), Press::ctrl('d')];
    for size in [(40, 10), (60, 12), (80, 24)] {
        for press in presses {
            let mut screen = Screen::of(&room, "priya", size);
            screen.keys("4");
            let seen = walk(&mut screen, press);
            for word in [
                "severity",
                "lost",
                "an hour",
                "+10 min",
                "priority",
                "broken",
                "since",
                "set  ",
                "source:",
                "1 revision",
            ] {
                assert!(seen.iter().any(|it| it.contains(word)), "{word} {press:?} {size:?}\n{}", seen.join("\n"));
            }
            let back = walk(&mut screen, Press::plain(Code::Char('k')));
            assert_eq!(back.last(), seen.first(), "{press:?} {size:?}: and back to where it began");
            for word in ["severity", "lost", "priority", "broken", "since", "set  "] {
                assert!(back.iter().any(|it| it.contains(word)), "back: {word} {press:?} {size:?}");
            }
        }
    }
}

#[test]
fn one_step_shows_one_line_more_of_it() {
    let mut screen = Screen::of(&estimated(), "priya", (40, 10));
    screen.keys("4jj");
    insta::assert_snapshot!("impact_tall_40x10", screen.drawn());
}
