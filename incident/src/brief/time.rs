//! Moments and stretches of time as a brief says them.

use crate::Time;
use crate::event::Phase;
use crate::prelude::*;
use crate::state::Incident;

/// A stretch of time in its two largest units: `47:12`, `3:07:12`, `5d 04h`.
#[must_use]
pub fn lasted(from: Time, to: Time) -> String {
    let seconds = (to - from).num_seconds().max(0);
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{rest:02}"),
        1..=47 => format!("{hours}:{minutes:02}:{rest:02}"),
        _ => format!("{}d {:02}h", hours / 24, hours % 24),
    }
}

/// How long an incident lasts or lasted; what is over does not go on counting.
#[must_use]
pub fn running(state: &Incident, now: Time) -> Option<String> {
    let over = state.phase_since.filter(|_| matches!(state.phase, Some(Phase::Resolved | Phase::Closed)));
    state.since.map(|since| lasted(since, over.unwrap_or(now)))
}

/// How old something is, in the unit that matters.
#[must_use]
pub fn age(from: Time, to: Time) -> String {
    let seconds = (to - from).num_seconds().max(0);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..7200 => format!("{}m", seconds / 60),
        7200..172_800 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// A moment: of today the time, else with its day, with its year where that is not this one.
#[must_use]
pub fn moment(at: Time, now: Time) -> String {
    let format = if at.date_naive() == now.date_naive() {
        "%H:%MZ"
    } else if at.format("%Y").to_string() == now.format("%Y").to_string() {
        "%d %b %H:%MZ"
    } else {
        "%d %b %Y %H:%MZ"
    };
    at.format(format).to_string()
}

/// A moment among others of one incident: its day where that is not today, its year stands above.
#[must_use]
pub fn moment_within(at: Time, now: Time) -> String {
    let format = if at.date_naive() == now.date_naive() { "%H:%MZ" } else { "%d %b %H:%MZ" };
    at.format(format).to_string()
}
