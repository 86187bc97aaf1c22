//! Words that stand in the internal notes and nowhere outside. Which they are is worked out once, by
//! [`internal_words`]; a text is then held against them.

use super::scan::Scan;
use super::{Found, Kind};
use crate::bounds;
use crate::prelude::*;

/// The words of the notes that look like names and that no public text has: with a digit, an underscore, a capital
/// inside, or a capital within a sentence. Ordinary words are not among them, they are everybody's. At most
/// [`bounds::LEAK_WORDS`]; in lower case.
pub fn internal_words<'a>(
    notes: impl IntoIterator<Item = &'a str>,
    public: impl IntoIterator<Item = &'a str>,
) -> BTreeSet<String> {
    let known: BTreeSet<String> = public.into_iter().flat_map(words).map(|(_, word)| word.to_lowercase()).collect();
    let mut internal = BTreeSet::new();
    let mut ordinary = BTreeSet::new();
    for note in notes {
        for (at, word) in words(note) {
            let low = word.to_lowercase();
            if is_name(note, at, word) && !known.contains(&low) && !COMMON.contains(&low.as_str()) {
                if internal.len() < bounds::LEAK_WORDS {
                    internal.insert(low);
                }
            } else if ordinary.len() < bounds::LEAK_WORDS && word == low {
                // Written small somewhere, it is a word like others.
                ordinary.insert(low);
            }
        }
    }
    internal.retain(|word| !ordinary.contains(word));
    internal
}

/// Names and short forms that everybody knows.
const COMMON: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "utc",
    "gmt",
    "cet",
    "http",
    "https",
    "http2",
    "api",
    "apis",
    "sla",
    "europe",
    "america",
    "asia",
    "english",
    "german",
    "french",
    "github",
    "google",
    "amazon",
    "azure",
    "android",
    "iphone",
    "ios",
    "windows",
    "linux",
    "macos",
    "safari",
    "chrome",
    "firefox",
    "ipv4",
    "ipv6",
    "oauth2",
    "5xx",
    "4xx",
    "internet",
];

/// Words with their places: letters, digits, and what joins them in names.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = text.as_ptr() as usize;
    let parts = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')));
    let parts = parts.map(|word| word.trim_matches(['-', '_']));
    parts.filter(|word| (4..=64).contains(&word.len())).map(move |word| (word.as_ptr() as usize - base, word))
}

/// Whether a word looks like somebody's name for something.
fn is_name(text: &str, at: usize, word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let digits = word.chars().any(|c| c.is_ascii_digit());
    let inner = word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    let capital = word.starts_with(char::is_uppercase) && word.chars().skip(1).all(|c| c.is_lowercase() || c == '-');
    let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '\t', '"', '(', '„']);
    let within = !before.is_empty() && !before.ends_with(['.', '!', '?', ':', ';', '\n', '-', '*', '•']);
    letters >= 2 && (digits && letters >= 3 || word.contains('_') || inner || (capital && within))
}

pub(super) fn find(scan: &Scan<'_>, internal: &BTreeSet<String>, found: &mut Found) {
    if internal.is_empty() {
        return;
    }
    for (at, word) in words(scan.text).filter(|(_, word)| internal.contains(&word.to_lowercase())) {
        found.add(Kind::InternalWord, at..at + word.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::{Settings, check};

    #[test]
    fn names_of_the_notes_are_suggested_and_words_of_everybody_are_not() {
        let notes = [
            "The Hydra queue in ledger_v2 is stuck since the deploy.",
            "restarted Hydra; checkout is slow. Payments fail",
        ];
        let words = internal_words(notes, ["We look into Checkout and payments."]);
        assert_eq!(words.iter().map(String::as_str).collect::<Vec<_>>(), ["hydra", "ledger_v2"]);
        let text = "The Hydra and payments are slow in LEDGER_V2.";
        let all = check(text, &Settings::default(), &words);
        assert_eq!(
            all.iter().map(|it| (it.kind, it.of(text))).collect::<Vec<_>>(),
            [(Kind::InternalWord, "Hydra"), (Kind::InternalWord, "LEDGER_V2")]
        );
    }

    #[test]
    fn a_word_that_was_published_is_not_internal_any_more() {
        assert!(internal_words(["we call it Hydra"], ["Hydra is back"]).is_empty());
    }
}
