//! A connection that freezes, breaks, or cannot save: what the person at the screen sees, hears and may do meanwhile.

use super::terminal::Terminal;
use super::world::{World, eventually};
use nix::sys::signal::Signal;
use std::time::{Duration, Instant};

/// What a frozen server may take to be noticed: five seconds, and the turn of a busy machine.
const NOTICED: Duration = Duration::from_millis(6_500);

#[test]
fn a_frozen_server_is_slow_then_gone_within_five_seconds_and_rings_once() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").sees("LIVE").types("1");
    let rung = terminal.bells();
    world.freeze(true);
    let since = Instant::now();
    terminal.sees("SLOW").sees("NOT CONNECTED");
    assert!(since.elapsed() < NOTICED, "after {:?}", since.elapsed());
    terminal.sees("screen is from").sees("s old").sees("R now").sees("Off until connected");
    // Several tries fail meanwhile; it rings for the first only.
    terminal.writes("/finding into the silence").sees("WAITING");
    world.freeze(false);
    terminal.sees("back after").sees("your 1 sent");
    eventually("it is sent", || (bo.texts("finding") == ["into the silence"]).then_some(()));
    assert_eq!(terminal.bells() - rung, 1);
    terminal.types("t").sees_no("back after");
}

#[test]
fn a_killed_server_is_counted_down_and_tried_when_asked() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").sees("LIVE").types("1");
    world.kill();
    terminal.sees("NOT CONNECTED").sees("next try in");
    let named = String::from_utf8_lossy(&terminal.raw()).contains("\x1b]0;! [OFFLINE] SEV2");
    assert!(named, "the window says so, too");
    // Severity needs the server: nothing opens, nothing waits.
    terminal.types("s").sees("not connected: severity needs the server");
    world.restart();
    terminal.types("R").sees("LIVE");
    assert_eq!(terminal.leaves(), 0);
}

#[test]
fn a_screen_that_was_stopped_does_not_blame_the_server() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let ana = world.joined("ana", &declared.invite("observer"));
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").sees("LIVE").types("1");
    terminal.signal(Signal::SIGSTOP);
    ana.posts(&["finding", "written meanwhile"]);
    let stopped = Instant::now();
    eventually("longer than a silence may last", || (stopped.elapsed() > Duration::from_secs(8)).then_some(()));
    let before = terminal.raw().len();
    terminal.signal(Signal::SIGCONT);
    terminal.sees("written meanwhile").sees("LIVE");
    let since = String::from_utf8_lossy(&terminal.raw()[before..]).into_owned();
    assert!(!since.contains("NOT CONNECTED") && !since.contains("clock"), "{since}");
}

// Only Linux lets one process narrow another's limits.
#[cfg(target_os = "linux")]
#[test]
fn a_server_with_a_full_disk_keeps_nothing_and_says_so_until_it_can_again() {
    let world = World::whose_disk_may_be_full();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").sees("LIVE").types("1").writes("/finding before");
    eventually("it is saved", || (bo.texts("finding") == ["before"]).then_some(()));
    world.fills_disk(true);
    terminal.writes("/finding one").sees("server cannot save: nothing you write is kept by it. Outbox holds 1");
    terminal.writes("/finding two").sees("Outbox holds 2");
    assert_eq!(bo.texts("finding"), ["before"]);
    world.fills_disk(false);
    terminal.sees_no("cannot save").sees("LIVE");
    eventually("both are saved", || (bo.texts("finding").len() == 3).then_some(()));
    assert_eq!(bo.texts("finding"), ["before", "one", "two"], "once each, in their order");
}

#[test]
fn somebody_who_was_removed_reads_why_and_keeps_the_screen() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let priya = world.joined("priya", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").sees("LIVE").types("1").writes("/finding what I saw");
    priya.run(&["remove", "bo", "wrong room"]).done();
    terminal.sees("REFUSED: you are not in this room any more; ask the chair for a new invite");
    terminal.sees("what I saw").sees("READ ONLY").types("a").sees("read only: the server refuses this client");
}

#[test]
fn a_mention_rings_once_and_marks_the_window_until_a_key() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let ana = world.joined("ana", &declared.invite("observer"));
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").sees("LIVE").types("1");
    let rung = terminal.bells();
    ana.posts(&["note", "nothing for anybody"]);
    ana.posts(&["note", "@bo please look"]);
    // The key comes after what it answers to.
    terminal.sees("please look").types("2").sees("┏ 2 Notes");
    assert_eq!(terminal.bells() - rung, 1);
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    let titles: Vec<_> = raw.split("\x1b]0;").skip(1).filter_map(|rest| rest.split('\x07').next()).collect();
    let marked = titles.iter().rposition(|title| title.starts_with("! SEV2")).expect("it was marked");
    assert!(titles[marked + 1..].iter().any(|title| title.starts_with("SEV2")), "and is not any more: {titles:?}");
    // Read again from the start, it does not ring.
    terminal.dies();
    let mut again = Terminal::open(&bo, &["join"]);
    again.sees("LIVE").types("2").sees("please look");
    assert_eq!(again.bells(), 0);
}
