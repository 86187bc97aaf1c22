//! What is not known exactly: the least, the likely and the most of it.

use crate::prelude::*;
use crate::rejection::{Figure, Rejection};
use serde::{Deserialize, Serialize};

/// A figure as people know it at three in the morning. `low ≤ likely ≤ high`, once it was checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Range {
    /// At least.
    pub low: u64,
    /// Most likely.
    pub likely: u64,
    /// At most.
    pub high: u64,
}

impl Range {
    /// A figure that is known exactly.
    #[must_use]
    pub fn exactly(figure: u64) -> Range {
        Range { low: figure, likely: figure, high: figure }
    }

    /// Whether it is known exactly.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.low == self.high
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Range) -> Range {
        let add = u64::saturating_add;
        Range {
            low: add(self.low, other.low),
            likely: add(self.likely, other.likely),
            high: add(self.high, other.high),
        }
    }

    /// The three figures changed alike.
    #[must_use]
    pub fn map(self, change: impl Fn(u64) -> u64) -> Range {
        Range { low: change(self.low), likely: change(self.likely), high: change(self.high) }
    }

    /// Reads `20`, `20..40`, `20-40` or `20..25..40`, each figure by `figure`; of two the middle is the likely one.
    ///
    /// # Errors
    /// What is wrong with the first figure that cannot be read, or with their number.
    pub fn read(words: &str, figure: impl Fn(&str) -> Result<u64, String>) -> Result<Range, String> {
        let figure = |part: &str| match figure(part) {
            Err(why) if !words.contains("..") => Err(format!("{why}; a range is written 20..40")),
            read => read,
        };
        // Nothing is less than nothing: a dash stands between two figures as the dots do.
        let dotted = words.replace(['-', '–'], "..");
        let parts: Vec<_> = dotted.split("..").map(str::trim).collect();
        match parts.as_slice() {
            [one] => figure(one).map(Range::exactly),
            [low, high] => {
                let (low, high) = (figure(low)?, figure(high)?);
                Ok(Range { low, likely: low.midpoint(high), high })
            }
            [low, likely, high] => Ok(Range { low: figure(low)?, likely: figure(likely)?, high: figure(high)? }),
            _ => Err(format!("{words:?} has too many parts: write 20, 20..40 or 20..25..40")),
        }
    }

    /// Checks that the three rise and that none is beyond `most`; `written` is how people write such a figure.
    pub(crate) fn check(self, figure: Figure, most: u64, written: impl Fn(u64) -> String) -> Result<Range, Rejection> {
        let Range { low, likely, high } = self;
        if low > likely || likely > high {
            let [low, likely, high] = [low, likely, high].map(written);
            return Err(Rejection::NotRising { figure, low, likely, high });
        }
        if high > most {
            return Err(Rejection::FigureTooHigh { figure, high: written(high), most: written(most) });
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Result<Range, String> {
        Range::read(words, |part| part.parse().map_err(|_| format!("{part:?}")))
    }

    #[test]
    fn one_two_or_three_figures_make_a_range() {
        assert_eq!(read("20"), Ok(Range::exactly(20)));
        assert_eq!(read("20..40"), Ok(Range { low: 20, likely: 30, high: 40 }));
        assert_eq!(read("20-40"), read("20..40"));
        assert_eq!(read("20–25–40"), read("20..25..40"));
        assert_eq!(read("20 .. 25 .. 40"), Ok(Range { low: 20, likely: 25, high: 40 }));
        assert_eq!(read("20..x"), Err("\"x\"".into()));
        assert_eq!(read("x"), Err("\"x\"; a range is written 20..40".into()));
        assert!(read("1..2..3..4").is_err_and(|why| why.contains("too many parts")));
    }

    #[test]
    fn the_middle_of_the_highest_figures_does_not_overflow() {
        let most = u64::MAX.to_string();
        assert_eq!(read(&format!("{most}..{most}")), Ok(Range::exactly(u64::MAX)));
    }
}
