//! Finds actions by what somebody types: scattered letters and a slip or two are enough.

use frizbee::{CaseMatching, Config, Matcher};

use super::actions;
use super::bindings::Line;
use super::keymap::{Binding, Where};
use super::keys::{Code, Press};
use super::model::Model;

/// Letters that are looked for: more than any name has. A paste may be longer.
const MOST_TYPED: usize = 60;

/// One letter in so many may be wrong.
const LETTERS_A_SLIP: usize = 4;

/// Rows that a page key moves by.
pub(super) const PAGE: usize = 10;

/// Typing edits what is looked for; says whether the key was one for it.
pub(super) fn typed(line: &mut String, press: Press) -> bool {
    match (press.code, press.ctrl) {
        (Code::Backspace, _) | (Code::Char('h'), true) => return line.pop().is_some(),
        (Code::Char('u'), true) => line.clear(),
        (Code::Char('w'), true) => {
            let kept = line.trim_end().rfind(' ').map_or(0, |at| at + 1);
            line.truncate(kept);
        }
        _ => match press.written() {
            Some(c) => line.push(c),
            None => return false,
        },
    }
    true
}

/// Moves the selection of a list that one types into; says whether the key was one for it.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub(super) fn moved(cursor: &mut usize, last: usize, press: Press) -> bool {
    *cursor = match press.code {
        Code::Down | Code::Tab => *cursor + 1,
        Code::Up | Code::BackTab => cursor.saturating_sub(1),
        Code::PageDown => *cursor + PAGE,
        Code::PageUp => cursor.saturating_sub(PAGE),
        Code::Home => 0,
        Code::End => last,
        _ => return false,
    }
    .min(last);
    true
}

/// The rank from which an action is called what was typed; below it stands in its sentence, or only has the letters.
pub(super) const CALLED_SO: u32 = 300_000;

/// How well texts fit what was typed; the better, the higher.
pub(super) struct Search {
    words: Vec<String>,
    whole: String,
    matcher: Matcher,
}

impl Search {
    /// For what was typed; nothing where that is nothing.
    pub(super) fn of(typed: &str) -> Option<Search> {
        let whole: String = typed.trim().chars().take(MOST_TYPED).collect::<String>().to_lowercase();
        if whole.is_empty() {
            return None;
        }
        let slips = u16::try_from(whole.chars().count() / LETTERS_A_SLIP).unwrap_or(0);
        let config = Config { casing: CaseMatching::Ignore, ..Config::default() }.max_typos(Some(slips));
        let letters: String = whole.split_whitespace().collect();
        let matcher = Matcher::new(letters.as_str(), &config);
        Some(Search { words: whole.split_whitespace().map(str::to_owned).collect(), whole, matcher })
    }

    /// The name's beginning, a part of it, its letters; then the key itself, then the sentence.
    pub(super) fn rank(&mut self, line: &Line) -> Option<u32> {
        let label = line.binding.label.to_lowercase();
        let id = line.binding.action.id();
        if line.keys.iter().any(|key| key.to_lowercase() == self.whole) {
            // Somebody asks what a key does.
            return Some(500_000);
        }
        if label.starts_with(&self.whole) {
            return Some(400_000);
        }
        if self.has_words(&label) || self.has_words(&id) {
            return Some(CALLED_SO);
        }
        if self.has_words(&line.binding.does.to_lowercase()) {
            return Some(200_000);
        }
        self.matcher.match_one(&label, 0).map(|found| u32::from(found.score))
    }

    /// Whether all words stand in a text.
    pub(super) fn has_words(&self, text: &str) -> bool {
        self.words.iter().all(|word| text.contains(word))
    }
}

/// Where an action works, to be read after "works".
#[must_use]
pub fn place(binding: &Binding) -> Option<&'static str> {
    match binding.applies {
        Where::Anywhere => None,
        Where::Rows => Some("in the timeline and the notes"),
        Where::Notes => Some("in the notes"),
        Where::Tasks => Some("in the tasks"),
        Where::Drafts => Some("in the drafts"),
        Where::Questions => Some("in the questions"),
        Where::Impact => Some("in the impact"),
        Where::Proposals => Some("in the impact and in what needs you"),
        Where::Due => Some("in what is due"),
        Where::Offline => Some("while not connected"),
        Where::Searching => Some("while something is searched"),
        Where::Detail => Some("where an entry is shown in full"),
    }
}

/// Why an action is off for me here and now; nothing where it is on.
#[must_use]
pub fn why_off(model: &Model, binding: &Binding) -> Option<String> {
    actions::why_not(model, binding.action).or_else(|| {
        let elsewhere = place(binding).filter(|_| !actions::applies(model, binding));
        elsewhere.map(|place| format!("works {place}"))
    })
}
