//! What the environment says about this machine's zone, and what a multiplexer swallows.

use crate::app::calls::{Desktop, Notify};

/// How to call: what was chosen, without what a multiplexer would swallow.
pub(super) fn notify(chosen: Notify, variable: impl Fn(&str) -> Option<String>) -> Notify {
    let term = variable("TERM").unwrap_or_default();
    let inside = ["TMUX", "STY", "ZELLIJ"].into_iter().any(|name| variable(name).is_some_and(|it| !it.is_empty()))
        || term.starts_with("screen")
        || term.starts_with("tmux");
    Notify { desktop: if inside { Desktop::Never } else { chosen.desktop }, ..chosen }
}

/// This machine's zone, minutes east of Greenwich.
pub(super) fn zone_minutes() -> i32 {
    chrono::Local::now().offset().local_minus_utc() / 60
}
