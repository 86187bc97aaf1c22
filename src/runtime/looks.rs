//! What the environment says about this machine's zone.

/// This machine's zone, minutes east of Greenwich.
pub(super) fn zone_minutes() -> i32 {
    chrono::Local::now().offset().local_minus_utc() / 60
}
