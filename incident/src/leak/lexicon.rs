//! A list of words in which all are looked for at once: at each place of a text the list is narrowed letter by letter,
//! so that five hundred terms that begin alike cost no more than one.

use crate::prelude::*;

/// Words of letters of one sort, in their order, each with what it stands for.
pub(super) struct Lexicon<L, V> {
    words: Vec<(Vec<L>, V)>,
}

impl<L: Ord + Copy, V: Ord + Copy> Lexicon<L, V> {
    pub(super) fn new(mut words: Vec<(Vec<L>, V)>) -> Self {
        words.retain(|(word, _)| !word.is_empty());
        words.sort();
        words.dedup();
        Self { words }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Calls back with the length of every word that the letters begin with, the shortest first.
    pub(super) fn beginnings(&self, letters: impl Iterator<Item = L>, mut found: impl FnMut(usize, V)) {
        let mut left = &self.words[..];
        for (depth, letter) in letters.enumerate() {
            // Those that end here stand first.
            let from = left.partition_point(|(word, _)| word.get(depth).is_none_or(|other| *other < letter));
            let to = left.partition_point(|(word, _)| word.get(depth).is_none_or(|other| *other <= letter));
            left = &left[from..to];
            if left.is_empty() {
                return;
            }
            left.iter().take_while(|(word, _)| word.len() == depth + 1).for_each(|(word, of)| found(word.len(), *of));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_that_a_text_begins_with_is_called() {
        let words = ["ab", "abc", "abd", "b", "", "ab"].map(|word| (word.bytes().collect(), ()));
        let lexicon = Lexicon::new(words.to_vec());
        let lengths = |text: &str| {
            let mut all = Vec::new();
            lexicon.beginnings(text.bytes(), |length, ()| all.push(length));
            all
        };
        assert_eq!(lengths("abcd"), [2, 3]);
        assert_eq!(lengths("abx"), [2]);
        assert_eq!(lengths("b"), [1]);
        assert_eq!(lengths("x"), [0; 0]);
        assert_eq!(lengths(""), [0; 0]);
    }
}
