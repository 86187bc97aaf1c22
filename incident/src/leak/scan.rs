//! A text and the few questions that every scanner asks of it. All answers look a bounded way or lead ahead.

use crate::prelude::*;
use core::ops::Range;

/// A text under examination.
pub(super) struct Scan<'a> {
    /// As it was written.
    pub(super) text: &'a str,
    /// The same with ASCII letters in lower case, so at the same places.
    pub(super) lower: String,
    /// Where words begin, by their first byte: so a list of a hundred words costs no hundred passes.
    starts: BTreeMap<u8, Vec<usize>>,
}

/// Bytes of the surroundings that are looked at for a word that explains a number.
const NEAR: usize = 64;
/// Bytes of the longest thing that is found in one piece: a signed token. Without a bound, a text made of beginnings
/// would be read to its end from each of them.
const LONGEST: usize = 2048;

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut scan = Self { text, lower: text.to_ascii_lowercase(), starts: BTreeMap::new() };
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            if !is_word(before) && !c.is_whitespace() {
                scan.starts.entry(scan.lower.as_bytes()[at]).or_default().push(at);
            }
            before = c;
        }
        scan
    }

    /// The byte at a place; zero behind the end.
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    /// The character that ends before a place.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    /// The character that begins at a place.
    pub(super) fn after(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// Whether a name or number can begin here: no letter, digit or underscore stands before.
    pub(super) fn opens(&self, at: usize) -> bool {
        !self.before(at).is_some_and(is_word)
    }

    /// Whether a name or number can end here.
    pub(super) fn closes(&self, at: usize) -> bool {
        !self.after(at).is_some_and(is_word)
    }

    /// As [`Scan::opens`], and it does not go on from a dot, hyphen, slash or the like either.
    pub(super) fn opens_apart(&self, at: usize) -> bool {
        !self
            .before(at)
            .is_some_and(|c| is_word(c) || matches!(c, '.' | '-' | '/' | '\\' | '@' | '#' | '&' | '+' | '%'))
    }

    /// The end of the bytes from a place on that are of one sort; no further than anything reaches that is found.
    pub(super) fn run(&self, at: usize, of: impl Fn(u8) -> bool) -> usize {
        self.run_within(at, LONGEST, of)
    }

    /// As [`Scan::run`], at most so many bytes.
    pub(super) fn run_within(&self, at: usize, most: usize, of: impl Fn(u8) -> bool) -> usize {
        let end = at + self.rest(at).iter().take(most).take_while(|byte| of(**byte)).count();
        // The bound may fall into a character.
        (end.saturating_sub(3)..=end).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(at)
    }

    fn rest(&self, at: usize) -> &[u8] {
        self.text.as_bytes().get(at..).unwrap_or_default()
    }

    /// The end of an ASCII word in lower case that stands here, if it does.
    pub(super) fn eat(&self, at: usize, word: &str) -> Option<usize> {
        self.lower.get(at..)?.starts_with(word).then_some(at + word.len())
    }

    /// As [`Scan::eat`], for the first of several words that stands here.
    pub(super) fn eat_any(&self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().find_map(|word| self.eat(at, word))
    }

    /// The place behind blanks.
    pub(super) fn past_blanks(&self, at: usize) -> usize {
        self.run(at, |byte| matches!(byte, b' ' | b'\t'))
    }

    /// Where a word in lower case begins, everywhere it does.
    pub(super) fn places<'s>(&'s self, word: &'s str) -> impl Iterator<Item = usize> + 's {
        self.lower.match_indices(word).map(|(at, _)| at)
    }

    /// Where a word or sign in lower case begins, everywhere nothing that is part of a word stands before it.
    pub(super) fn begins<'s>(&'s self, word: &'s str) -> impl Iterator<Item = usize> + 's {
        let starts = word.bytes().next().and_then(|first| self.starts.get(&first));
        starts.into_iter().flatten().copied().filter(|at| self.eat(*at, word).is_some())
    }

    /// Where words begin, whatever they are.
    pub(super) fn all_starts(&self) -> impl Iterator<Item = usize> + '_ {
        self.starts.values().flatten().copied()
    }

    /// Where bytes of one sort begin: the runs of them that start a name or number.
    pub(super) fn runs<'s>(&'s self, of: impl Fn(u8) -> bool + Copy + 's) -> impl Iterator<Item = Range<usize>> + 's {
        let mut at = 0;
        core::iter::from_fn(move || {
            let start = at + self.rest(at).iter().take_while(|byte| !of(**byte)).count();
            let end = start + self.rest(start).iter().take_while(|byte| of(**byte)).count();
            at = end;
            (start < end).then_some(start..end)
        })
    }

    /// The words of the text: what stands between blanks and line ends.
    pub(super) fn words(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.runs(|byte| !byte.is_ascii_whitespace())
    }

    /// The part in lower case.
    pub(super) fn low(&self, range: Range<usize>) -> &str {
        self.lower.get(range).unwrap_or_default()
    }

    /// What stands before a place, in lower case, at most so far that it can still belong to it.
    pub(super) fn near_before(&self, at: usize) -> &str {
        let mut start = at.saturating_sub(NEAR);
        while !self.text.is_char_boundary(start) {
            start += 1;
        }
        self.low(start..at)
    }

    /// What stands from a place on, in lower case, at most so far that it can still belong to it.
    pub(super) fn near_after(&self, at: usize) -> &str {
        let mut end = (at + NEAR).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        self.low(at..end)
    }

    /// The last word before a place, in lower case, without punctuation around it.
    pub(super) fn word_before(&self, at: usize) -> &str {
        let near = self.near_before(at).trim_end_matches(|c: char| !is_word(c));
        near.rsplit(|c: char| !is_word(c)).next().unwrap_or_default()
    }

    /// The next word from a place on, in lower case, when nothing but blanks stands before it.
    pub(super) fn word_after(&self, at: usize) -> &str {
        let near = self.near_after(at).trim_start_matches([' ', '\t', '\u{a0}']);
        near.split(|c: char| !is_word(c)).next().unwrap_or_default()
    }

    /// The end without the punctuation of the sentence around it.
    pub(super) fn trimmed(&self, range: Range<usize>, marks: &str) -> usize {
        let part = self.text.get(range.clone()).unwrap_or_default();
        range.start + part.trim_end_matches(|c| marks.contains(c)).len()
    }
}

/// Letters and digits of any script, and the underscore.
pub(super) fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Digits and the letters `a` to `f`, in lower case.
pub(super) fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

/// Whether a part has at least one byte of a sort.
pub(super) fn any(part: &str, of: impl Fn(u8) -> bool) -> bool {
    part.bytes().any(of)
}

/// Bits of surprise for each byte: words and counting numbers have few, random keys have many.
pub(super) fn entropy_is_high(part: &str) -> bool {
    let mut counts = [0_u32; 128];
    for byte in part.bytes().filter(u8::is_ascii) {
        counts[usize::from(byte)] += 1;
    }
    let different = counts.iter().filter(|count| **count > 0).count();
    let most = counts.iter().max().copied().unwrap_or(0) as usize;
    // Floating point logarithms are not in `core`; random text of n bytes has many different ones and none of them often.
    let length = part.len().max(1);
    different >= 10.min(length / 2 + 1) && most * 4 <= length + 4
}

/// Punctuation that ends a sentence or a bracket and is no part of what stands in it.
pub(super) const MARKS: &str = ".,;:!?)]}>\"'`*”’»…";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_asked_in_characters() {
        let scan = Scan::new("é10.2 „x“");
        assert!(!scan.opens(2), "a letter stands before");
        assert_eq!(scan.word_before(3), "é1");
        assert_eq!(scan.before(0), None);
        assert_eq!(scan.after(99), None);
        assert_eq!(scan.byte(99), 0);
    }

    #[test]
    fn words_are_no_random_text() {
        assert!(entropy_is_high("7f3c9a1e5b8d4026a7c1e0f94d2b6835"));
        assert!(!entropy_is_high("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    }
}
