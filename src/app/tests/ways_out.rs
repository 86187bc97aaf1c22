//! Nothing hangs on Esc: a default tmux holds it for half a second, and some terminals never send it alone.

use super::*;

/// What leads into each thing that lies over the panes.
const INTO: [&str; 12] = ["?", ":", ":sev", "s", "s\n", "s\nwhy\n", "p", "h", "|", "a", "awords", "N"];

#[test]
fn everything_that_opens_closes_without_esc() {
    for keys in INTO {
        let mut desk = Desk::of("priya");
        desk.types(keys);
        assert!(desk.model.dialog.is_some() || desk.model.composer.is_open(), "{keys:?} opens nothing");
        desk.ctrl('c');
        assert!(desk.model.dialog.is_none() && !desk.model.composer.is_open(), "{keys:?} does not close");
        assert!(!desk.model.leaving, "{keys:?}: one Ctrl-C leaves");
    }
}

#[test]
fn the_way_out_of_the_room_needs_two_keys_and_never_esc() {
    let mut desk = Desk::of("ana");
    for _ in 0..5 {
        desk.types("\u{1b}");
    }
    assert!(!desk.model.leaving && desk.model.dialog.is_none());
    assert!(!desk.types("q").model.leaving);
    assert!(desk.types("y").model.leaving);
}
