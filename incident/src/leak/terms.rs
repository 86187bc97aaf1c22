//! Terms and names of the policy: exact words in any case of letters, also where blanks, hyphens or characters that
//! nobody sees stand between or are missing.

use super::lexicon::Lexicon;
use super::scan::{Scan, is_word};
use super::{Found, Kind, Settings};
use crate::prelude::*;
use crate::text::is_hidden;
use unicode_security::skeleton;

/// A text or a term as its letters, digits and signs, each with where it ends in the original.
struct Folded {
    letters: Vec<Letter>,
}

#[derive(Clone, Copy)]
struct Letter {
    c: char,
    start: usize,
    end: usize,
    /// Nothing that is part of a word stands before it.
    opens: bool,
}

impl Folded {
    fn new(text: &str) -> Folded {
        let mut letters = Vec::with_capacity(text.len());
        let mut opens = true;
        for (start, c) in text.char_indices() {
            if is_hidden(c) {
                continue;
            }
            if is_separator(c) {
                opens = true;
                continue;
            }
            let end = start + c.len_utf8();
            let sign = !is_word(c);
            let mut fold = |c: char| letters.push(Letter { c, start, end, opens: opens || sign });
            c.to_lowercase().for_each(|c| plain(c, &mut fold));
            opens = sign;
        }
        Folded { letters }
    }

    /// A term in the forms it is looked for in: `&` and `and` are the same.
    fn needles(term: &str) -> [Vec<char>; 2] {
        let fold = |term: &str| Folded::new(term).letters.into_iter().map(|letter| letter.c).collect();
        [fold(&term.replace(" and ", " & ")), fold(&term.replace('&', "and"))]
    }

    /// Whether a word ends before a place; an `s` behind it still belongs to it.
    fn closes(&self, place: usize) -> bool {
        let opens = |place: usize| self.letters.get(place).is_none_or(|letter| letter.opens);
        opens(place) || (self.letters.get(place).is_some_and(|letter| letter.c == 's') && opens(place + 1))
    }
}

/// A letter without its accents, and for one that only looks like another that other one.
fn plain(c: char, each: &mut impl FnMut(char)) {
    if c.is_ascii() {
        return each(c);
    }
    let mut bytes = [0; 4];
    let marks = '\u{300}'..='\u{36f}';
    skeleton(c.encode_utf8(&mut bytes)).filter(|c| !marks.contains(c)).for_each(each);
}

/// What may stand between the words of a term, or between its letters to hide it.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '_' | '.' | '/' | '\u{2010}'..='\u{2015}' | '\u{b7}' | '*')
}

pub(super) fn find(scan: &Scan<'_>, settings: &Settings, found: &mut Found) {
    let terms = settings.terms.iter().map(|term| (Kind::Term, term));
    let names = settings.staff_names.iter().map(|name| (Kind::StaffName, name));
    let needles = |(kind, term): (Kind, &String)| Folded::needles(term).map(|needle| (needle, kind));
    let lexicon = Lexicon::new(terms.chain(names).flat_map(needles).collect());
    if lexicon.is_empty() {
        return;
    }
    let folded = Folded::new(scan.text);
    for (at, letter) in folded.letters.iter().enumerate().filter(|(_, letter)| letter.opens) {
        let ahead = folded.letters[at..].iter().map(|letter| letter.c);
        lexicon.beginnings(ahead, |length, kind| {
            if folded.closes(at + length) {
                found.add(kind, letter.start..folded.letters[at + length - 1].end);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::found;

    #[test]
    fn a_term_is_found_however_it_is_written() {
        for text in [
            "Kestrel Bank",
            "kestrel bank",
            "KESTREL  BANK",
            "Kestrel\nBank",
            "kestrel-bank",
            "Kestrel\u{a0}Bank",
            "KestrelBank",
            "Kestrel_Bank",
            "bluebird",
            "Hartwell & Daughters",
            "Hartwell and Daughters",
            "BLUEBIRD",
        ] {
            assert_eq!(found(Kind::Term, &format!("For {text}, too.")), [text]);
        }
        assert_eq!(found(Kind::Term, "Kestrel Bank's orders"), ["Kestrel Bank"]);
        assert_eq!(found(Kind::Term, "Kes\u{200b}trel Bank").len(), 1);
        assert_eq!(found(Kind::StaffName, "MIRA OKAFOR did it"), ["MIRA OKAFOR"]);
    }

    #[test]
    fn a_part_of_another_word_is_none() {
        for text in ["Bluebirding", "kestrel, bank", "the Kestrel flies over banks", "subbluebird", "Kestrel Banking"] {
            assert_eq!(found(Kind::Term, text), [""; 0], "{text}");
        }
    }
}
