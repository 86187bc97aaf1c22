//! What waiting costs: a task that ends the harm is worth what the harm costs until it is done.

use crate::Time;
use crate::event::TaskTime;
use crate::impact::{Amount, ten_minutes};
use crate::state::{Incident, Task};

/// What ten more minutes of waiting for a task cost: its share of what ten minutes of the incident cost. Nothing is
/// known where nobody has said what it saves, where there is no estimate, or for whoever does not see figures; and
/// nothing waits for what is over, or meant for afterwards.
#[must_use]
pub fn cost_of_waiting(state: &Incident, task: &Task, now: Time) -> Option<Amount> {
    if !task.is_open() || task.when == TaskTime::Afterwards {
        return None;
    }
    let percent = task.saves()?.min(100);
    let Amount { range, currency } = ten_minutes(state, now)?;
    Some(Amount { range: range.map(|minor| share(minor, percent)), currency })
}

/// So many percent of a sum, at most the sum itself.
fn share(minor: u64, percent: u8) -> u64 {
    u64::try_from(u128::from(minor) * u128::from(percent) / 100).unwrap_or(minor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_exact_and_does_not_overflow() {
        assert_eq!([share(1_000, 80), share(999, 50), share(7, 0), share(7, 100)], [800, 499, 0, 7]);
        assert_eq!(share(u64::MAX, 100), u64::MAX);
    }
}
