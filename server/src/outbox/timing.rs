//! How long the outbox waits for what, each with its reason. Tests have other times.

use crate::secret::random;
use std::time::Duration;

/// Times and bounds of the outbox.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// Until a connection stands, its name looked up and its TLS spoken.
    pub connect: Duration,
    /// One question and its answer.
    pub request: Duration,
    /// A whole attempt with its reading back: below the half minute after which a failure has to be on the screens.
    pub attempt: Duration,
    /// After the first failure; twice as long after each further one.
    pub first_pause: Duration,
    /// Between two attempts at most: a channel that is back is noticed soon.
    pub longest_pause: Duration,
    /// The longest that a channel may ask for: a person who waits longer should know.
    pub longest_asked: Duration,
    /// Attempts in a row by itself, about an hour and a quarter; then a person decides.
    pub attempts: u32,
    /// After a report that the store did not take.
    pub report_again: Duration,
    /// Between two requests with one key of a status page, which allows one a second.
    pub page_every: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Timing {
            connect: Duration::from_secs(5),
            request: Duration::from_secs(10),
            attempt: Duration::from_secs(25),
            first_pause: Duration::from_secs(2),
            longest_pause: Duration::from_secs(300),
            longest_asked: Duration::from_secs(3_600),
            attempts: 20,
            report_again: Duration::from_secs(1),
            page_every: Duration::from_millis(1_100),
        }
    }
}

impl Timing {
    /// The pause after so many attempts: not shorter than the channel asked for, and never the same for two.
    pub(super) fn pause(&self, attempts: u32, asked: Option<Duration>) -> Duration {
        let doubled = 1_u32.checked_shl(attempts.saturating_sub(1).min(16)).unwrap_or(u32::MAX);
        let longest = self.first_pause.saturating_mul(doubled).min(self.longest_pause);
        let share = f64::from(u16::from_be_bytes(random())) / f64::from(u16::MAX);
        let pause = longest.mul_f64(0.5 + share / 2.0);
        asked.map_or(pause, |asked| pause.max(asked.min(self.longest_asked)))
    }

    /// Whether it is tried again by itself after so many attempts. Each retry by hand grants one more attempt.
    pub(super) fn goes_on(&self, attempts: u32) -> bool {
        attempts < self.attempts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound_vary_and_are_not_shorter_than_asked() {
        let timing = Timing::default();
        for attempts in 1..40 {
            let longest = Duration::from_secs(2 << (attempts - 1).min(16)).min(timing.longest_pause);
            for _ in 0..20 {
                let pause = timing.pause(attempts, None);
                assert!(pause <= longest && pause >= longest / 2, "{attempts}: {pause:?}");
            }
        }
        let different: std::collections::HashSet<_> = (0..20).map(|_| timing.pause(5, None)).collect();
        assert!(different.len() > 10);
        assert_eq!(timing.pause(1, Some(Duration::from_secs(60))), Duration::from_secs(60));
        assert_eq!(timing.pause(1, Some(Duration::from_secs(86_400))), timing.longest_asked);
        assert!(timing.goes_on(19) && !timing.goes_on(20) && !timing.goes_on(21));
    }
}
