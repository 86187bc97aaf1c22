//! What a search or a filter lets through of a long list: found in bounded steps, then kept up row by row.

use std::ops::Range;

use warroom_incident::Seq;
use warroom_incident::event::EntryKind;

use crate::places::{Place, Places};
use crate::replica::Replica;
use crate::timeline;

/// Rows looked at between two messages: a few milliseconds, so that keys and frames are never late.
const STEP: usize = 5_000;

/// Words that are looked for: without regard to case, unless a capital is among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle {
    text: String,
    exact: bool,
}

impl Needle {
    /// What was typed.
    #[must_use]
    pub fn new(typed: &str) -> Needle {
        Needle { text: typed.to_owned(), exact: typed.chars().any(char::is_uppercase) }
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether it stands in a text.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.first_in(text).is_some()
    }

    /// Where it stands first.
    #[must_use]
    pub fn first_in(&self, text: &str) -> Option<Range<usize>> {
        if self.exact {
            return text.find(&self.text).map(|at| at..at + self.text.len());
        }
        let first = self.text.chars().next()?;
        if self.text.is_ascii() {
            let (needle, bytes) = (self.text.as_bytes(), text.as_bytes());
            let begins = |byte: u8| byte.eq_ignore_ascii_case(&needle[0]);
            let last = bytes.len().checked_sub(needle.len())?;
            let at = (0..=last)
                .find(|&at| begins(bytes[at]) && bytes[at..at + needle.len()].eq_ignore_ascii_case(needle))?;
            return Some(at..at + needle.len());
        }
        let same = |a: char, b: char| a == b || a.to_lowercase().eq(b.to_lowercase());
        let starts = text.char_indices().filter(|(_, c)| same(*c, first));
        starts.map(|(at, _)| at).find_map(|at| {
            let mut rest = text[at..].char_indices();
            let fits = self.text.chars().all(|c| rest.next().is_some_and(|(_, other)| same(c, other)));
            fits.then(|| at..rest.next().map_or(text.len(), |(end, _)| at + end))
        })
    }

    /// Everywhere it stands.
    #[must_use]
    pub fn all_in(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        while let Some(next) = {
            let from = found.last().map_or(0, |range| range.end);
            self.first_in(&text[from..]).map(|range| range.start + from..range.end + from)
        } {
            if next.is_empty() {
                break;
            }
            found.push(next);
        }
        found
    }

    /// Whether it stands in the row of an event: its words, its author, or the word for its kind.
    #[must_use]
    pub fn is_in_row(&self, replica: &Replica, seq: Seq) -> bool {
        let (state, record) = (replica.state(), replica.record());
        // What people wrote is looked at as it lies there; only other rows are put into words for it.
        let written = state.entry(seq).and_then(|entry| Some((entry, record.text(entry.text_at)?)));
        match written {
            Some((entry, text)) => {
                let is_plain = matches!(entry.kind, EntryKind::Note | EntryKind::Observation);
                self.is_in(text)
                    || self.is_in(entry.author.as_str())
                    || !is_plain && self.is_in(&timeline::kind_word(entry.kind, entry.course).0)
            }
            None => timeline::row(state, record, replica.index(), seq)
                .is_some_and(|row| self.is_in(&row.text) || self.is_in(&row.author) || self.is_in(&row.word)),
        }
    }
}

/// The rows of a list that fit.
#[derive(Clone, Debug)]
pub struct Sieve {
    fits: Places,
    /// Rows before this place were not looked at yet.
    before: Option<Place>,
}

impl Sieve {
    /// Nothing was looked at yet.
    #[must_use]
    pub fn new() -> Sieve {
        Sieve { fits: Places::default(), before: Some((warroom_incident::Time::MAX_UTC, Seq::MAX)) }
    }

    /// What fits, as far as was looked.
    #[must_use]
    pub fn fits(&self) -> &Places {
        &self.fits
    }

    /// Whether all rows were looked at.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.before.is_none()
    }

    /// How many per cent of the rows were looked at.
    #[must_use]
    pub fn per_cent(&self, all: &Places) -> usize {
        let left = self.before.map_or(0, |before| all.all().partition_point(|place| *place < before));
        (all.len() - left) * 100 / all.len().max(1)
    }

    /// Looks at some more rows, the newest first.
    pub fn step(&mut self, all: &Places, fits: impl Fn(Seq) -> bool) {
        let Some(before) = self.before else { return };
        let end = all.all().partition_point(|place| *place < before);
        let start = end.saturating_sub(STEP);
        let rows = all.all().get(start..end).unwrap_or_default();
        self.fits.put_all(rows.iter().copied().filter(|(_, seq)| fits(*seq)));
        self.before = rows.first().copied().filter(|_| start > 0);
    }

    /// A row is new or reads differently.
    pub fn touch(&mut self, all: &Places, seq: Seq, fits: impl Fn(Seq) -> bool) {
        match all.of(seq).filter(|_| fits(seq)) {
            Some(place) => self.fits.put(place),
            None => self.fits.take_out(seq),
        }
    }
}

impl Default for Sieve {
    fn default() -> Sieve {
        Sieve::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_counts_only_when_a_capital_is_typed() {
        assert_eq!(Needle::new("redis").all_in("Redis, redis"), [0..5, 7..12]);
        assert_eq!(Needle::new("Redis").all_in("Redis, redis, Redis"), [0..5, 14..19]);
        assert_eq!(Needle::new("müller").all_in("Frau MÜLLER und Müller"), [5..12, 17..24]);
        assert!(Needle::new("aa").all_in("aaa").len() == 1 && !Needle::new("xyz").is_in("xy"));
    }

    #[test]
    fn a_long_list_is_sieved_in_steps_and_kept_up() {
        let mut all = Places::default();
        let at = |seq: Seq| (warroom_incident::Time::UNIX_EPOCH, seq);
        (1..=25_000).for_each(|seq| all.put(at(seq)));
        let even = |seq: Seq| seq.is_multiple_of(2);
        let mut sieve = Sieve::new();
        sieve.step(&all, even);
        assert_eq!((sieve.fits().len(), sieve.per_cent(&all), sieve.is_done()), (2_500, 20, false));
        all.put(at(25_002));
        sieve.touch(&all, 25_002, even);
        (0..4).for_each(|_| sieve.step(&all, even));
        assert_eq!((sieve.fits().len(), sieve.is_done()), (12_501, true));
        sieve.touch(&all, 2, |_| false);
        assert_eq!(sieve.fits().all().first(), Some(&at(4)));
    }
}
