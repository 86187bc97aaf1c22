//! The first run, what somebody has chosen for their screen, and what a terminal makes of it.

use super::terminal::Terminal;
use super::world::{DEADLINE, World};
use std::time::Duration;

#[test]
fn who_comes_for_the_first_time_is_told_once_what_is_good_to_know() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let kim = world.person("kim");
    let invite = declared.invite("guest");
    let mut first = Terminal::open_for_the_first_time(&kim, &["join", &invite, "--as", "kim"], &[]);
    first.sees("Before you go in").sees("? shows every key").sees("INC-1").sees("Checkout is down");
    first.sees("guest (read only)").sees("kim").sees("NO CHAIR").sees("agrees with the server").sees("FIRST RUN");
    assert!(!kim.home().join("config").exists(), "nothing is written that nobody has chosen");
    first.types("\r").sees("0 Brief").sees_no("Before you go in");
    assert_eq!(first.leaves(), 0);
    let mut second =
        Terminal::open_for_the_first_time(&kim, &["join", &declared.invite("observer"), "--as", "kim"], &[]);
    second.sees("0 Brief");
    assert!(!second.screen().contains("Before you go in"));
    assert_eq!(second.leaves(), 0);
}

#[test]
fn who_names_nobody_is_asked_for_a_name_and_an_unreachable_server_is_said_so() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    world.joined("ana", &declared.invite("coordinator"));
    let kim = world.person("kim");
    let mut screen = Terminal::open_for_the_first_time(&kim, &["join", &declared.invite("responder")], &[]);
    screen.sees("Enter joins as kim").sees("used when you press Enter");
    screen.types("an").types("a").sees("ana_").types("\r").sees("the name \"ana\" is taken").sees("ana_");
    world.stop();
    screen.types("\u{15}").sees("Enter joins as kim").types("\r").sees("for 10 s at most");
    world.restart();
    // It goes on by itself, and nothing but the screen was written onto the terminal meanwhile.
    screen.sees("Checkout is down").sees("0 Brief");
    assert!(!screen.wrote("trying for"));
    assert_eq!(screen.leaves(), 0);
    assert_eq!(kim.run(&["status", "--json"]).done().json()["people"][1]["name"], "kim");
}

#[test]
fn leaving_before_going_in_keeps_the_seat_and_asks_again() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let kim = world.person("kim");
    let invite = declared.invite("observer");
    let mut first = Terminal::open_for_the_first_time(&kim, &["join", &invite, "--as", "kim"], &[]);
    first.sees("Before you go in").types("q");
    assert_eq!(first.ends_within(DEADLINE), 0);
    kim.run(&["note", "I am a member"]).done();
}

#[test]
fn without_colours_the_selection_can_be_seen_and_colours_can_be_had_all_the_same() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    bo.posts(&["finding", "the pool is empty"]);
    let mut terminal = Terminal::open_with(&bo, &["join"], &[("NO_COLOR", "1")]);
    terminal.sees("Checkout is down").types("1").sees(">").sees("the pool is empty");
    terminal.wait_until("the selection is reversed", |terminal| terminal.is_reversed("the pool is empty"));
    assert!(!terminal.has_colours());
    assert_eq!(terminal.leaves(), 0);
    let mut terminal = Terminal::open_with(&bo, &["join", "--color=always"], &[("NO_COLOR", "1")]);
    terminal.sees("Checkout is down").sees("LIVE");
    assert!(terminal.has_colours());
    assert_eq!(terminal.leaves(), 0);
}

#[test]
fn a_mistake_in_the_settings_is_named_with_its_place_and_costs_no_invite() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.person("bo");
    bo.has_settings("[screen]\nthme = \"dark\"\n[keys]\nzoom = [\"ctrl-b\"]\n");
    let invite = declared.invite("responder");
    let mut terminal = Terminal::open(&bo, &["join", &invite, "--as", "bo"]);
    terminal.sees("config.toml:2:1: screen.thme is not a key").sees("did you mean theme?");
    terminal.sees("config.toml:4:9: keys.zoom[0] is \"ctrl-b\"").sees("2 problems");
    assert_eq!(terminal.ends_within(DEADLINE), 2);
    assert!(!terminal.is_full_screen());
    let elsewhere = bo.home().join("none.toml");
    let named = elsewhere.to_str().expect("a plain path");
    let mut terminal = Terminal::open_with(&bo, &["lobby"], &[("WARROOM_CONFIG", named)]);
    assert_eq!(terminal.sees("none.toml").sees("cannot be read").ends_within(DEADLINE), 2);
    bo.run(&["join", &invite, "--as", "bo", "--no-screen"]).done();
}

#[test]
fn keys_and_times_are_as_somebody_has_chosen_them() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    bo.has_settings("[screen]\ntimes = \"elapsed\"\n[keys]\nwrite = [\"^\"]\nhelp = [\"f2\", \"Q\"]\n");
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").types("1").sees("^ write").sees("f2 help").sees("+0:0");
    terminal.types("Q").sees("All keys").types("q").sees_no("All keys").types("^").sees("WRITING");
    terminal.types("\u{3}").sees_no("WRITING");
    assert_eq!(terminal.leaves(), 0);
}

#[test]
fn the_mouse_is_heard_where_it_is_asked_for_and_given_back() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").sees("LIVE");
    assert!(!terminal.hears_the_mouse(), "off unless asked for");
    assert_eq!(terminal.leaves(), 0);
    bo.has_settings("[screen]\nmouse = true\nsync_output = false\n");
    bo.posts(&["finding", "the pool is empty"]);
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").sees("LIVE").types("1").sees("1 Timeline —").sees("2 Notes —");
    assert!(terminal.hears_the_mouse());
    let screen = terminal.screen();
    let row = screen.lines().position(|line| line.contains("Notes —")).expect("the notes are in sight");
    let before = screen.lines().nth(row).and_then(|line| line.split_once("Notes")).expect("their title").0;
    terminal.types(&format!("\u{1b}[<0;{};{}M", before.chars().count(), row + 1)).sees("┏ 2 Notes —");
    terminal.types("a").sees("NOTE");
    terminal.types("\u{3}").sees_no("WRITING").types("q").sees("Leave?").types("y");
    assert_eq!(terminal.ends_within(Duration::from_secs(5)), 0);
    terminal.wait_until("the terminal is given back", |terminal| !terminal.is_full_screen());
    assert!(!terminal.hears_the_mouse());
}

#[test]
fn the_mouse_is_given_back_also_when_the_program_is_told_to_end() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    bo.has_settings("[screen]\nmouse = true\n");
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").sees("LIVE");
    assert!(terminal.hears_the_mouse());
    terminal.is_terminated();
    terminal.ends_within(DEADLINE);
    terminal.wait_until("the terminal is given back", |terminal| !terminal.is_full_screen());
    assert!(!terminal.hears_the_mouse());
}
