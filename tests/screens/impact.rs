//! The Impact pane, the form of an estimate, and the loss in the top line.

use super::common::{Room, at, person};
use super::screen::{Screen, night};
use warroom_incident::event::{ImpactKind, JourneyState};
use warroom_incident::impact::{Clear, Journey, Range, Stated, StatedCost, Users};
use warroom_incident::{Actor, Command, Seat, Time};

macro_rules! shows {
    ($name:expr, $screen:expr) => {
        insta::assert_snapshot!($name, $screen.drawn())
    };
}

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// Euros in cents.
fn euros(low: u64, likely: u64, high: u64) -> Range {
    Range { low: low * 100, likely: likely * 100, high: high * 100 }
}

fn journey(name: &str, state: JourneyState) -> Journey {
    Journey { name: name.into(), state }
}

fn says(stated: Stated, source: &str, reason: &str, sets: bool) -> Command {
    let (stated, source, reason) = (Box::new(stated), source.to_owned(), reason.to_owned());
    if sets {
        Command::SetEstimate { stated, source, reason }
    } else {
        Command::ProposeEstimate { stated, source, reason }
    }
}

/// What is known after five minutes: checkout is blocked for a part, and what that costs.
fn first() -> Stated {
    Stated {
        impact: Some(ImpactKind::Availability),
        journeys: vec![journey("checkout", JourneyState::Blocked)],
        users: Some(Users::Share(Range { low: 2_000, likely: 3_000, high: 4_000 })),
        loss_per_hour: Some(euros(6_000, 8_000, 12_000)),
        ..Stated::default()
    }
}

fn knows_journeys(room: &mut Room) {
    let mut policy = room.state.policy.clone();
    policy.impact.journeys = vec!["checkout".into(), "sign-in".into()];
    room.order(&Actor::Server, &Command::AdoptPolicy { policy: Box::new(policy) }, at(1, 50)).expect("another policy");
}

/// One estimate; the room is SEV1 from minute nine on, and the estimate says SEV2.
fn estimated() -> Room {
    let mut room = night();
    knows_journeys(&mut room);
    room.says("priya", says(first(), "payments dashboard", "a third of all attempts fail", true), at(46, 40));
    room
}

/// Three revisions and one proposal.
fn revised() -> Room {
    let mut room = estimated();
    let cost = Stated {
        one_off: Some(StatedCost { amount: euros(2_000, 2_000, 2_000), at: Some(at(20, 0)) }),
        ..Stated::default()
    };
    room.says("priya", says(cost, "", "the vendor's emergency fee", true), at(46, 45));
    let more = Stated { loss_per_hour: Some(euros(10_000, 20_000, 50_000)), ..Stated::default() };
    room.says("priya", says(more, "finance, on the phone", "", true), at(46, 50));
    let search = Stated { journeys: vec![journey("search", JourneyState::Degraded)], ..Stated::default() };
    room.says("ana", says(search, "errors in the search log", "search is slow too", false), at(47, 0));
    room
}

fn over() -> Room {
    let mut room = estimated();
    let ended = Stated { until: Some(at(46, 50)), ..Stated::default() };
    room.says("priya", says(ended, "", "payments are back", true), at(46, 55));
    room
}

fn shows_everywhere(name: &str, room: &Room, who: &str, keys: &str) {
    for (width, height) in SIZES {
        let mut screen = Screen::of(room, who, (width, height));
        screen.keys(keys);
        shows!(format!("impact_{name}_{width}x{height}"), screen);
    }
}

#[test]
fn nobody_has_estimated_and_the_pane_says_which_key_does() {
    let room = night();
    shows_everywhere("none", &room, "priya", "4");
    let drawn = Screen::of(&room, "ana", (80, 24)).keys("4").drawn();
    assert!(drawn.contains("e proposes one to the chair"), "{drawn}");
    let drawn = Screen::of(&room, "lou", (80, 24)).keys("4").drawn();
    assert!(drawn.contains("Whoever works on the incident makes one") && !drawn.contains(" e "), "{drawn}");
}

#[test]
fn one_estimate_and_another_severity_than_was_chosen() {
    shows_everywhere("differs", &estimated(), "priya", "4");
    let drawn = Screen::of(&estimated(), "ana", (80, 24)).keys("4").drawn();
    assert!(drawn.contains("S proposes SEV2"), "{drawn}");
}

#[test]
fn a_proposal_waits_above_the_numbers_and_the_history_below() {
    let room = revised();
    shows_everywhere("proposal", &room, "priya", "4");
    shows!("impact_history_80x24", Screen::of(&room, "priya", (80, 24)).keys("4G"));
    shows!("impact_revision_80x24", Screen::of(&room, "priya", (80, 24)).keys("4jjjj\n"));
    shows!("impact_needs_80x24", Screen::of(&room, "priya", (80, 24)).keys("n"));
    shows!("impact_40x10", Screen::of(&room, "priya", (40, 10)).keys("4"));
}

#[test]
fn everybody_sees_the_loss_without_looking_for_it() {
    let room = revised();
    shows_everywhere("elsewhere", &room, "ana", "1");
    for who in ["ana", "kim", "priya"] {
        let drawn = Screen::of(&room, who, (120, 40)).drawn();
        // 46:40 at 8,000 an hour likely, the fee, and 22 seconds at 20,000.
        assert!(drawn.contains("lost EUR 8.3k (6.7k–12k)"), "{who}: {drawn}");
    }
}

#[test]
fn a_guest_without_loss_figures_sees_everything_but_money() {
    let mut room = revised();
    shows_everywhere("guest", &room, "lou", "4");
    let whole = |screen: &Screen| screen.drawn();
    for keys in ["4", "4j\n", "1", "0", "4zG"] {
        let drawn = whole(Screen::of(&room, "lou", (120, 40)).keys(keys));
        for money in ["EUR", "8,000", "finance", "emergency fee"] {
            assert!(!drawn.contains(money), "{keys} shows {money}: {drawn}");
        }
    }
    // Who may see it sees it.
    room.order(&Actor::Operator, &Command::Invite { seat: Seat::Guest, loss: true }, at(47, 1)).expect("an invite");
    let invite = *room.state.invites.keys().next_back().expect("an invite");
    room.order(&Actor::Bearer(invite), &Command::Join { name: "max".into() }, at(47, 2)).expect("a seat");
    assert!(room.state.member(&person("max")).is_some());
    let drawn = Screen::of(&room, "max", (120, 40)).keys("4").drawn();
    assert!(drawn.contains("lost EUR"), "{drawn}");
}

#[test]
fn what_is_over_costs_nothing_more() {
    let room = over();
    shows_everywhere("over", &room, "priya", "4");
    let later: Time = at(59, 0);
    let lost = |now| {
        let drawn = Screen::at(&room, "priya", (120, 40), now).keys("4").drawn();
        drawn.lines().find(|line| line.contains("in all; nothing more")).map(str::to_owned)
    };
    assert_eq!(lost(later), lost(at(50, 0)));
    assert!(lost(later).is_some());
}

#[test]
fn the_form_says_how_it_is_understood_and_what_follows() {
    let room = estimated();
    for (width, height) in SIZES {
        shows!(format!("estimate_form_{width}x{height}"), Screen::of(&room, "priya", (width, height)).keys("4e"));
    }
    let mut screen = Screen::of(&room, "ana", (80, 24));
    screen.keys("4e\td\t\t50..10%");
    shows!("estimate_wrong_80x24", screen);
    shows!("estimate_right_80x24", Screen::of(&room, "ana", (80, 24)).keys("4e\td\t\t50..60%\t20k..60k\t\t5k\t-10m"));
    shows!("estimate_40x10", Screen::of(&room, "ana", (40, 10)).keys("4e\td\t\t50..60%"));
    shows!("estimate_severity_80x24", Screen::of(&room, "priya", (80, 24)).keys("4S"));
}

#[test]
fn without_colour_and_beyond_ascii_nothing_is_lost() {
    let room = revised();
    let mut screen = Screen::of(&room, "priya", (80, 24));
    screen.keys("4z");
    let coloured = screen.drawn();
    screen.model.look.theme = warroom::app::look::ThemeName::Mono;
    assert_eq!(screen.drawn(), coloured, "the same words and signs");
    screen.model.look.ascii = true;
    let plain = screen.drawn();
    // One stands for the help; a sign without a plain one would be another.
    assert!(plain.is_ascii() && plain.matches('?').count() == 1, "{plain}");
    shows!("impact_ascii_80x24", screen);
}

#[test]
fn it_ticks_without_traffic() {
    let room = revised();
    let mut screen = Screen::of(&room, "priya", (120, 40));
    screen.keys("4");
    let lost = |screen: &Screen| screen.drawn().lines().find(|line| line.contains("so far")).map(str::to_owned);
    let before = lost(&screen);
    screen.now = at(47, 30);
    screen.gets(warroom::app::Message::Tick);
    assert_ne!(lost(&screen), before);
    let cleared = Stated { clear: vec![Clear::LossPerHour], ..Stated::default() };
    assert!(!cleared.is_empty());
}

#[test]
fn the_loss_stays_in_the_top_line_before_the_title_and_the_seconds() {
    let mut room = estimated();
    let call = Command::Escalate { level: Some("continuity".into()), reason: "tills work by hand".into() };
    room.says("priya", call, at(46, 45));
    let top = |room: &Room, width: u16| {
        let drawn = Screen::of(room, "priya", (width, 24)).drawn();
        drawn.lines().next().unwrap_or_default().to_owned()
    };
    insta::assert_snapshot!("impact_top_continuity", [80, 100, 120, 160].map(|width| top(&room, width)).join("\n"));
    for width in 80..=200 {
        assert!(top(&room, width).contains("EUR "), "{width}: {}", top(&room, width));
    }
}

#[test]
fn an_estimate_that_agrees_says_so_and_the_last_source_stays_with_its_moment() {
    let mut room = estimated();
    let set = Command::SetSeverity { severity: "sev2".into(), reason: "as the estimate says".into() };
    room.says("priya", set, at(46, 42));
    let users =
        Stated { users: Some(Users::Share(Range { low: 1_000, likely: 1_500, high: 2_000 })), ..Stated::default() };
    room.says("priya", says(users, "", "fewer than before", true), at(46, 45));
    let drawn = Screen::of(&room, "priya", (80, 24)).keys("4").drawn();
    assert!(drawn.contains("estimate says SEV2, as chosen"), "{drawn}");
    assert!(drawn.contains("source: payments dashboard"), "{drawn}");
    shows!("impact_agrees_80x24", Screen::of(&room, "priya", (80, 24)).keys("4"));
    shows!("impact_agrees_full_80x24", Screen::of(&room, "priya", (80, 24)).keys("4\n"));
}

#[test]
fn how_a_field_is_filled_in_is_read_whole_on_a_narrow_screen() {
    let drawn = Screen::of(&estimated(), "priya", (80, 24)).keys("4e").drawn();
    assert!(drawn.contains("b blocked, d degraded, w working; Backspace: not known"), "{drawn}");
}
