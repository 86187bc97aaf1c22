//! Three people at their screens.

use super::terminal::Terminal;
use super::world::World;
use std::time::Duration;

#[test]
fn three_people_see_the_same_at_the_same_moment() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let (ana, bo, cy) = (world.person("ana"), world.person("bo"), world.person("cy"));
    // An invite and a name are enough: no form in between.
    let mut ana = Terminal::open(&ana, &["join", &declared.invite("coordinator"), "--as", "ana"]);
    ana.sees("Checkout is down").sees("NOT ACKNOWLEDGED");
    let mut bo = Terminal::open(&bo, &["join", &declared.invite("responder"), "--as", "bo"]);
    let mut cy = Terminal::open(&cy, &["join", &declared.invite("observer"), "--as", "cy"]);
    bo.sees("Checkout is down").types("1");
    cy.sees("Checkout is down").types("1");
    ana.types("1").sees("here: ana bo cy");
    bo.writes("/finding the pool is empty");
    ana.sees("the pool is empty");
    cy.sees("the pool is empty").writes("/observation errors since noon");
    bo.sees("errors since noon");
    ana.sees("errors since noon").writes("/decision we roll back");
    bo.sees("we roll back");
    cy.sees("we roll back");
    // A command line of the same person is seen at once, too.
    world.person("bo").run(&["ack", "on it"]).done();
    ana.sees_no("NOT ACKNOWLEDGED");
    for terminal in [ana, bo, cy] {
        assert!(terminal.is_full_screen());
        assert_eq!(terminal.leaves(), 0);
    }
    let cy = world.person("cy");
    assert_eq!((cy.texts("finding").len(), cy.texts("observation").len(), cy.texts("decision").len()), (1, 1, 1));
}

#[test]
fn joining_again_opens_the_current_incident() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    bo.posts(&["finding", "the pool is empty"]);
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").types("1").sees("the pool is empty");
    assert_eq!(terminal.leaves(), 0);
}

#[test]
fn the_lobby_leads_into_each_room_and_back() {
    let mut world = World::new();
    let (first, second) = (world.declare("The first fire"), world.declare("The second fire"));
    let ana = world.joined("ana", &first.invite("coordinator"));
    ana.run(&["join", &second.invite("responder"), "--as", "ana", "--no-screen"]).done();
    let place = |screen: &str, title: &str| screen.find(title).expect("it is on the screen");
    let mut terminal = Terminal::open(&ana, &[]);
    terminal.sees("chair ana · you are ana, coordinator").sees("you are ana, responder").sees_no("asking");
    let screen = terminal.screen();
    assert!(place(&screen, "The second fire") < place(&screen, "The first fire"), "{screen}");
    terminal.types("j").sees(">INC-1").types("\r").sees("0 Brief —").types("1").sees("1 Timeline —");
    terminal.types("q").sees("Leave?").types("y").sees("Your incidents").sees(">INC-1").sees_no("asking");
    let screen = terminal.screen();
    assert!(place(&screen, "The first fire") < place(&screen, "The second fire"), "{screen}");
    assert_eq!(ana.run(&["status", "--json"]).done().json()["incident"], "INC-1");
    world.kill();
    terminal.types("r").sees("not reachable").types("q");
    assert_eq!(terminal.ends_within(Duration::from_secs(5)), 0);
}

#[test]
fn the_lobby_says_how_to_begin_and_needs_a_terminal() {
    let world = World::new();
    let bo = world.person("bo");
    let mut terminal = Terminal::open(&bo, &["lobby"]);
    terminal.sees("warroom join INVITE --as NAME").sees("warroom demo").types("\u{3}");
    assert_eq!(terminal.ends_within(Duration::from_secs(5)), 0);
    for words in [&[][..], &["lobby"]] {
        bo.run(words).ends(2).says("warroom list");
    }
}

#[test]
fn a_window_that_is_closed_ends_the_program_and_keeps_what_was_typed() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").types("a").sees("WRITING").types("half a thought").sees("half a thought");
    terminal.is_cut_off();
    terminal.ends_within(Duration::from_secs(5));
    let mut again = Terminal::open(&bo, &["join"]);
    again.sees("Checkout is down").types("a").sees("half a thought");
    assert!(bo.texts("note").is_empty() && bo.texts("observation").is_empty());
}

#[test]
fn nobodys_text_steers_anybodys_terminal() {
    let world = World::new();
    let declared = world.declare("Checkout \u{1b}]0;owned\u{7} is \u{202e}down");
    let bo = world.joined("bo", &declared.invite("responder"));
    bo.run(&["finding", "clear \u{1b}[2J all \u{9b}31m"]).done();
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("<U+001B>").types("1").sees("clear <U+001B>[2J all <U+009B>31m");
    assert!(!terminal.screen().contains('\u{202e}'));
}

#[test]
fn the_demo_needs_nothing_and_lets_two_more_terminals_in() {
    let world = World::new();
    let host = world.person("host");
    let mut demo = Terminal::open(&host, &["demo", "--incident", "yearn", "--speed", "4"]);
    demo.sees("--as ana").sees("--as bo");
    let invite = |screen: &str, name: &str| -> String {
        let all: String = screen.lines().map(str::trim_end).collect();
        let until = all.split_once(&format!("--as {name}")).expect("the line").0;
        let word: String = until.rsplit_once("wr1_").expect("an invite").1.to_owned();
        let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        format!("wr1_{}", word.chars().filter(plain).collect::<String>())
    };
    let screen = demo.screen();
    let ana = world.person("ana");
    let mut ana = Terminal::open(&ana, &["join", &invite(&screen, "ana"), "--as", "ana"]);
    ana.sees("DRILL").types("1").sees("Flash attack").sees("strange pattern").writes("/finding it is real");
    demo.types("\u{1b}").sees_no("--as ana").types("1").sees("it is real").sees("Impact: About 11 million");
    let mut ended = demo;
    ended.types("q").sees("Leave?").types("y");
    assert_eq!(ended.ends_within(Duration::from_secs(20)), 0);
    ended.sees("warroom serve --data");
}
