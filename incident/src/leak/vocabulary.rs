//! Words that stand in the internal notes and nowhere outside. A room's [`Vocabulary`] is kept as its notes come and
//! go, so that a text can be held against it at every key; [`internal_words`] works the same out from texts at hand.

use super::scan::Scan;
use super::{Found, Kind};
use crate::prelude::*;
use crate::{Seq, bounds};
use alloc::collections::VecDeque;
use alloc::sync::Arc;

/// What the notes of a room call things, and what was published: part of the incident's state, since the rules ask it.
///
/// Only the last [`bounds::LEAK_TEXTS`] of each are known. A text whose words were redacted keeps its place in that
/// count, so that whoever reads the record only afterwards knows the same words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    notes: Texts,
    published: Texts,
}

impl Vocabulary {
    /// Takes an entry; without words where they are gone.
    pub(crate) fn noted(&mut self, seq: Seq, text: Option<&str>) {
        self.notes.take(seq, text.map(|text| spoken(text, Hears::Names)).unwrap_or_default());
    }

    /// Takes a text that everybody can read by now.
    pub(crate) fn published(&mut self, seq: Seq, text: Option<&str>) {
        self.published.take(seq, text.map(|text| spoken(text, Hears::Everything)).unwrap_or_default());
    }

    /// Lets go of the words of an event.
    pub(crate) fn forget(&mut self, seq: Seq) {
        self.notes.forget(seq);
        self.published.forget(seq);
    }

    /// Whether a word in lower case is a name in the notes and stands in nothing that was published.
    #[must_use]
    pub fn is_internal(&self, word: &str) -> bool {
        let uses = self.notes.words.get(word);
        uses.is_some_and(|uses| uses.as_name > 0 && uses.as_word == 0) && !self.published.words.contains_key(word)
    }

    /// Whether there is nothing to hold a text against.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.notes.words.is_empty()
    }
}

/// Texts of late and how often each of their words occurs in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Texts {
    /// In the order of their numbers, with what was heard in each.
    each: VecDeque<(Seq, Vec<Heard>)>,
    words: BTreeMap<Arc<str>, Uses>,
}

/// A word of a text, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Heard {
    word: Arc<str>,
    as_name: bool,
}

/// In how many texts a word stands as a name, and in how many as a word like others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Uses {
    as_name: u32,
    as_word: u32,
}

impl Texts {
    fn take(&mut self, seq: Seq, heard: Vec<(String, bool)>) {
        let mut list = Vec::with_capacity(heard.len());
        for (word, as_name) in heard {
            let word = self.words.get_key_value(word.as_str()).map_or_else(|| word.into(), |(word, _)| word.clone());
            let uses = self.words.entry(Arc::clone(&word)).or_default();
            *uses.of(as_name) += 1;
            list.push(Heard { word, as_name });
        }
        self.each.push_back((seq, list));
        if self.each.len() > bounds::LEAK_TEXTS
            && let Some((_, oldest)) = self.each.pop_front()
        {
            self.unlearn(&oldest);
        }
    }

    fn forget(&mut self, seq: Seq) {
        let Ok(at) = self.each.binary_search_by_key(&seq, |(seq, _)| *seq) else { return };
        let heard = self.each.get_mut(at).map(|(_, heard)| core::mem::take(heard)).unwrap_or_default();
        self.unlearn(&heard);
    }

    fn unlearn(&mut self, heard: &[Heard]) {
        for it in heard {
            let Some(uses) = self.words.get_mut(&it.word) else { continue };
            *uses.of(it.as_name) -= 1;
            if *uses == Uses::default() {
                self.words.remove(&it.word);
            }
        }
    }
}

impl Uses {
    fn of(&mut self, as_name: bool) -> &mut u32 {
        if as_name { &mut self.as_name } else { &mut self.as_word }
    }
}

/// What is listened for in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hears {
    /// Names, and words that are written small: those are no names.
    Names,
    /// Every word.
    Everything,
}

/// The words of a text, in lower case, each once as a name and once as a word; at most [`bounds::LEAK_TEXT_WORDS`].
fn spoken(text: &str, hears: Hears) -> Vec<(String, bool)> {
    let mut heard = BTreeSet::new();
    for (at, word) in words(text) {
        let low = word.to_lowercase();
        let as_name = hears == Hears::Names && is_name(text, at, word) && !COMMON.contains(&low.as_str());
        if as_name || hears == Hears::Everything || word == low {
            heard.insert((low, as_name));
        }
        if heard.len() >= bounds::LEAK_TEXT_WORDS {
            break;
        }
    }
    heard.into_iter().collect()
}

/// Every word of a text in lower case.
pub(crate) fn lower_words(text: &str) -> impl Iterator<Item = String> + '_ {
    words(text).map(|(_, word)| word.to_lowercase())
}

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
    // `RL-5521` is a name as `db7x` is.
    let coded = digits && (letters >= 3 || word.contains('-'));
    letters >= 2 && (coded || word.contains('_') || inner || (capital && within))
}

/// Names that are words as well: only a capital within a sentence makes them somebody's.
const WORDS_TOO: &[&str] = &[
    "april", "august", "bill", "chase", "dawn", "dean", "drew", "eve", "faith", "frank", "grace", "guy", "hope",
    "hunter", "iris", "jack", "joy", "june", "mark", "max", "may", "page", "pat", "ray", "rob", "rose", "sky", "star",
    "summer", "sue", "will",
];

/// Where a text names somebody of the room: their own word, whatever its case.
pub(crate) fn people_in<'a>(
    text: &'a str,
    is_member: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = core::ops::Range<usize>> + 'a {
    let base = text.as_ptr() as usize;
    let parts = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')));
    let parts = parts.flat_map(|part| {
        // `ana's` and `ana.` are ana; `ana.lopez` is somebody, and so may be `ana` in it.
        let whole = part.trim_matches(['-', '_', '.']);
        core::iter::once(whole).chain(whole.split(['.', '-', '_']).filter(move |it| it.len() < whole.len()))
    });
    parts.filter(|word| (3..=64).contains(&word.len())).filter_map(move |word| {
        let (at, low) = (word.as_ptr() as usize - base, word.to_lowercase());
        let a_name = !COMMON.contains(&low.as_str()) && (!WORDS_TOO.contains(&low.as_str()) || is_name(text, at, word));
        (a_name && is_member(&low)).then(|| at..at + word.len())
    })
}

pub(super) fn find(scan: &Scan<'_>, is_internal: &dyn Fn(&str) -> bool, found: &mut Found) {
    for (at, word) in words(scan.text).filter(|(_, word)| is_internal(&word.to_lowercase())) {
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
    fn a_vocabulary_knows_what_is_said_inside_until_it_is_published_or_redacted() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.noted(3, Some("The Hydra queue in ledger_v2 is stuck; Payments fail"));
        assert!(vocabulary.is_internal("hydra") && vocabulary.is_internal("ledger_v2"));
        assert!(!vocabulary.is_internal("queue") && !vocabulary.is_internal("payments"));
        vocabulary.published(4, Some("HYDRA is slow"));
        assert!(!vocabulary.is_internal("hydra"));
        vocabulary.noted(5, Some("ledger_v2 again"));
        vocabulary.forget(4);
        vocabulary.forget(3);
        assert!(!vocabulary.is_internal("hydra") && vocabulary.is_internal("ledger_v2"));
        vocabulary.forget(5);
        assert!(vocabulary.is_empty() && !vocabulary.is_internal("ledger_v2"));
    }

    #[test]
    fn a_name_that_somebody_writes_small_is_a_word() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.noted(3, Some("is Checkout down"));
        assert!(vocabulary.is_internal("checkout"));
        vocabulary.noted(4, Some("checkout is down"));
        assert!(!vocabulary.is_internal("checkout"));
        vocabulary.forget(4);
        assert!(vocabulary.is_internal("checkout"));
    }

    #[test]
    fn a_vocabulary_is_bounded_and_the_same_whether_words_were_redacted_before_or_after() {
        let (mut before, mut after) = (Vocabulary::default(), Vocabulary::default());
        let most = bounds::LEAK_TEXTS as Seq;
        for seq in 1..=most + 10 {
            let text = alloc::format!("we call it Name{seq}");
            before.noted(seq, (seq != 20).then_some(text.as_str()));
            after.noted(seq, Some(&text));
        }
        after.forget(20);
        assert_eq!(before, after);
        assert!(!after.is_internal("name10") && after.is_internal("name11") && !after.is_internal("name20"));
        let babble: String = (0..1_000).map(|nth| alloc::format!(" word_{nth}")).collect();
        assert_eq!(spoken(&babble, Hears::Names).len(), bounds::LEAK_TEXT_WORDS);
    }

    #[test]
    fn a_word_that_was_published_is_not_internal_any_more() {
        assert!(internal_words(["we call it Hydra"], ["Hydra is back"]).is_empty());
    }
}
