//! What is due at the screen, with the real programs: it rings at whom it is for, once, and is quiet elsewhere.

use super::terminal::Terminal;
use super::world::World;
use std::time::{Duration, Instant};

/// The shortest that a policy can ask for is a minute.
const A_MINUTE_AND_MORE: Duration = Duration::from_secs(90);

/// The clock on the screen goes on second by second: waits for one after the other until the words are there.
fn sees_in_time(terminal: &mut Terminal, words: &str) {
    let deadline = Instant::now() + A_MINUTE_AND_MORE;
    while !terminal.screen().contains(words) {
        assert!(Instant::now() < deadline, "no {words:?} in time on\n{}", terminal.screen());
        let before = terminal.screen();
        terminal.wait_until("another second", |it| it.screen() != before);
    }
}

#[test]
fn an_update_that_is_late_rings_once_at_the_chair_and_is_quiet_elsewhere() {
    let policy = "[clock]\nfirst_update_minutes = 1\nestimate_minutes = 0\nseats_minutes = 0\n";
    let world = World::with_policy(|_| policy.to_owned());
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    bo.run(&["ack"]).done();
    ana.has_settings("[notify]\ndesktop = true\n");
    bo.has_settings("[notify]\ndesktop = true\n");
    let mut chair = Terminal::open_with(&ana, &["join"], &[("NO_COLOR", "1")]);
    chair.sees("0 Brief").types("q").sees("FIRST UPDATE DUE in");
    let mut other = Terminal::open(&bo, &["join"]);
    other.sees("0 Brief").types("q").sees("chair: first update due in");
    sees_in_time(&mut chair, "OVERDUE: first update for customers");
    // Without colours it stands out all the same, and words say it.
    chair.sees("8 shows it");
    assert!(chair.is_reversed("8 shows it") && !chair.has_colours());
    assert!(chair.was_sent(b"\x1b]9;INC-1: OVERDUE: first update for customers"));
    other.sees("chair: first update").sees("MISSED");
    assert_eq!((chair.bells(), other.bells()), (1, 0));
    assert!(!other.was_sent(b"\x1b]9;") && !other.screen().contains("8 shows it"));

    // Whoever comes back to it is not called for what was so before.
    assert_eq!(chair.leaves(), 0);
    let mut chair = Terminal::open(&ana, &["join"]);
    chair.sees("0 Brief").types("q").sees("FIRST UPDATE").sees("OVERDUE");
    chair.types("8").sees("first update for customers").sees("for you").types("x").sees("Why it has to wait");
    chair.spells("we write it").sees("we write it_").types("\r").sees("by ana: we write it").sees("none overdue");
    assert_eq!(chair.bells(), 0);
    other.sees("SNOOZED until").sees("we write it");
    // Where somebody goes from there.
    chair.types("G").types("\r").sees("Holding statement");
    let missed = ana.log().iter().filter(|event| event["kind"] == "nudge_missed").count();
    assert_eq!(missed, 1, "once on the record");
}
