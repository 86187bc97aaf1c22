//! What is broken for whom: user journeys and users.

use super::{Range, money};
use crate::event::JourneyState;
use crate::prelude::*;
use crate::rejection::{Figure, Rejection};
use crate::{bounds, text};
use serde::{Deserialize, Serialize};

/// What users want to do, and whether they can.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journey {
    /// A short name: `checkout`.
    pub name: String,
    /// Whether it works.
    pub state: JourneyState,
}

impl Journey {
    /// Reads `checkout=blocked`.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn read(words: &str) -> Result<Journey, String> {
        let states = "blocked, degraded or working";
        let (name, state) = words
            .split_once('=')
            .ok_or_else(|| format!("{:?} does not say how it is: checkout=blocked", text::visible(words)))?;
        let state = JourneyState::parse(state.trim())
            .ok_or_else(|| format!("{:?} is not {states}", text::visible(state.trim())))?;
        Ok(Journey { name: name.trim().to_owned(), state })
    }

    /// Checks the name: it is a name and not a sentence, since it stays when words are redacted.
    pub(crate) fn checked(&self) -> Result<Journey, Rejection> {
        let name = self.name.trim();
        let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/');
        if name.is_empty() || name.chars().count() > bounds::JOURNEY_CHARS || !name.chars().all(fits) {
            return Err(Rejection::NotAJourney {
                name: text::visible(name).chars().take(bounds::JOURNEY_CHARS).collect(),
            });
        }
        Ok(Journey { name: name.to_owned(), state: self.state })
    }
}

/// How many users are affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Users {
    /// So many.
    Count(Range),
    /// A share of all, in hundredths of a percent: 10,000 are all.
    Share(Range),
}

impl Users {
    /// All of them, in hundredths of a percent.
    pub const ALL: u64 = 10_000;

    /// Reads a count: `4100` or `3000..5000`.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn read_count(words: &str) -> Result<Users, String> {
        Range::read(words, |part| money::read_decimal(part, 0)).map(Users::Count)
    }

    /// Reads a share in percent: `20..40`, `0.5`, `20%..40%`.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn read_share(words: &str) -> Result<Users, String> {
        Range::read(words, |part| money::read_decimal(part.trim_end_matches(['%', ' ']), 2)).map(Users::Share)
    }

    pub(crate) fn checked(self) -> Result<Users, Rejection> {
        match self {
            Users::Count(range) => range.check(Figure::Users, bounds::FIGURE, money::grouped).map(Users::Count),
            Users::Share(range) if range.high > Users::ALL => {
                Err(Rejection::ShareBeyondAll { percent: money::percent(range.high) })
            }
            Users::Share(range) => {
                let percent = |share| format!("{} %", money::percent(share));
                range.check(Figure::UsersShare, Users::ALL, percent).map(Users::Share)
            }
        }
    }

    /// As people say it: `20–40 % of users, likely 30 %`.
    #[must_use]
    pub fn words(self) -> String {
        let (range, unit, figure): (Range, &str, &dyn Fn(u64) -> String) = match self {
            Users::Count(range) => (range, " users", &money::grouped),
            Users::Share(range) => (range, " % of users", &money::percent),
        };
        let Range { low, likely, high } = range;
        if range.is_exact() {
            return format!("{}{unit}", figure(low));
        }
        let percent = if matches!(self, Users::Share(_)) { " %" } else { "" };
        format!("{}–{}{unit}, likely {}{percent}", figure(low), figure(high), figure(likely))
    }

    /// As it can be read back: `20..30..40`.
    #[must_use]
    pub fn plain(self) -> String {
        let (Range { low, likely, high }, figure): (Range, &dyn Fn(u64) -> String) = match self {
            Users::Count(range) => (range, &|count| count.to_string()),
            Users::Share(range) => (range, &money::percent),
        };
        if low == high { figure(low) } else { format!("{}..{}..{}", figure(low), figure(likely), figure(high)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn journeys_and_shares_are_read_as_they_are_typed() {
        let blocked = Journey { name: "checkout".into(), state: JourneyState::Blocked };
        assert_eq!(Journey::read("checkout=blocked"), Ok(blocked));
        assert!(Journey::read("checkout").is_err_and(|why| why.contains("checkout=blocked")));
        assert!(Journey::read("checkout=down").is_err_and(|why| why.contains("blocked, degraded or working")));
        let share = Users::Share(Range { low: 2_000, likely: 3_000, high: 4_000 });
        assert_eq!(Users::read_share("20..40"), Ok(share));
        assert_eq!(Users::read_share("20 %..40%"), Ok(share));
        assert_eq!(share.words(), "20–40 % of users, likely 30 %");
        assert_eq!(Users::read_share(&share.plain()), Ok(share));
        assert_eq!(Users::read_count("4100").map(Users::words), Ok("4,100 users".into()));
    }
}
