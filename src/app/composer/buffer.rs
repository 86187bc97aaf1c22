//! A text and a cursor in it: every step is one character as people see it, and every step can be undone.

use super::steps::{self, Run, after, before, boundary};

/// What a text may hold while it is written: an entry's bound four times over, so that a long paste can be cut down
/// by hand instead of being lost.
pub const MOST_BYTES: usize = 64 * 1024;

/// Steps that can be undone: an evening's worth of second thoughts.
const MOST_STEPS: usize = 200;

/// Bytes that all steps together keep: a few of the largest pastes.
const STEPS_BYTES: usize = 1024 * 1024;

/// A text with a cursor.
#[derive(Clone, Debug, Default)]
pub struct Buffer {
    text: String,
    at: usize,
    undo: Vec<(String, usize)>,
    redo: Vec<(String, usize)>,
    run: Run,
}

impl Buffer {
    /// A text with the cursor at its end.
    #[must_use]
    pub fn new(text: &str) -> Buffer {
        let mut buffer = Buffer::default();
        buffer.insert(text);
        buffer.undo.clear();
        buffer
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte before which the cursor stands.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// Puts the cursor before this byte, or after the character that it lies in.
    pub fn go(&mut self, at: usize) {
        self.run = Run::None;
        self.at = boundary(&self.text, at.min(self.text.len()));
    }

    /// One character back.
    pub fn left(&mut self) {
        self.go(before(&self.text, self.at));
    }

    /// One character on.
    pub fn right(&mut self) {
        self.go(after(&self.text, self.at));
    }

    /// To the beginning of the word, or of the one before.
    pub fn word_left(&mut self) {
        self.go(steps::word_left(&self.text, self.at));
    }

    /// To the end of the word, or of the next one.
    pub fn word_right(&mut self) {
        self.go(steps::word_right(&self.text, self.at));
    }

    /// To the beginning of the line.
    pub fn home(&mut self) {
        self.go(steps::line_start(&self.text, self.at));
    }

    /// To the end of the line.
    pub fn end(&mut self) {
        self.go(steps::line_end(&self.text, self.at));
    }

    /// Types a character.
    pub fn type_char(&mut self, c: char) {
        if self.text.len() + c.len_utf8() > MOST_BYTES {
            return;
        }
        let run = Run::of(c);
        if !self.run.goes_on(run) {
            self.remember();
        }
        self.put(c.encode_utf8(&mut [0; 4]));
        self.run = run;
    }

    /// Inserts a text as one step; returns how many bytes did not fit and were left out.
    pub fn insert(&mut self, text: &str) -> usize {
        let mut fits = text.len().min(MOST_BYTES.saturating_sub(self.text.len()));
        while fits > 0 && !text.is_char_boundary(fits) {
            fits -= 1;
        }
        if fits > 0 {
            self.remember();
            self.put(&text[..fits]);
            self.run = Run::None;
        }
        text.len() - fits
    }

    /// Puts another text in place of a part, as one step, with the cursor behind it.
    pub fn replace(&mut self, from: usize, to: usize, with: &str) {
        self.remember();
        self.text.replace_range(from..to, with);
        self.go(from + with.len());
    }

    /// Puts another text in place of all, as one step.
    pub fn replace_all(&mut self, with: &str) {
        self.replace(0, self.text.len(), with);
    }

    fn put(&mut self, text: &str) {
        self.text.insert_str(self.at, text);
        self.at = boundary(&self.text, self.at + text.len());
    }

    /// Removes the character before the cursor.
    pub fn erase(&mut self) {
        let from = before(&self.text, self.at);
        if from < self.at {
            if !self.run.goes_on(Run::Erased) {
                self.remember();
            }
            self.text.replace_range(from..self.at, "");
            self.at = boundary(&self.text, from);
            self.run = Run::Erased;
        }
    }

    /// Removes the character behind the cursor.
    pub fn delete(&mut self) {
        self.cut(self.at, after(&self.text, self.at));
    }

    /// Removes back to the beginning of a word, as shells do.
    pub fn erase_word(&mut self) {
        self.cut(steps::shell_word(&self.text, self.at), self.at);
    }

    /// Removes to the beginning of the line; there, the line end before it.
    pub fn erase_line_start(&mut self) {
        self.cut(steps::to_line_start(&self.text, self.at), self.at);
    }

    /// Removes to the end of the line; there, the line end.
    pub fn erase_line_end(&mut self) {
        self.cut(self.at, steps::to_line_end(&self.text, self.at));
    }

    fn cut(&mut self, from: usize, to: usize) {
        if from < to {
            self.replace(from, to, "");
        }
    }

    /// Takes the last step back; says whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some((text, at)) = self.undo.pop() else { return false };
        self.redo.push((std::mem::replace(&mut self.text, text), std::mem::replace(&mut self.at, at)));
        self.run = Run::None;
        true
    }

    /// Does again what was taken back; says whether there was something.
    pub fn redo(&mut self) -> bool {
        let Some((text, at)) = self.redo.pop() else { return false };
        self.undo.push((std::mem::replace(&mut self.text, text), std::mem::replace(&mut self.at, at)));
        self.run = Run::None;
        true
    }

    /// Keeps what there is as a step to come back to.
    fn remember(&mut self) {
        self.redo.clear();
        self.undo.push((self.text.clone(), self.at));
        let mut bytes: usize = self.undo.iter().map(|(text, _)| text.len()).sum();
        let mut gone = self.undo.len().saturating_sub(MOST_STEPS);
        bytes -= self.undo.iter().take(gone).map(|(text, _)| text.len()).sum::<usize>();
        while bytes > STEPS_BYTES && gone + 1 < self.undo.len() {
            bytes -= self.undo[gone].0.len();
            gone += 1;
        }
        self.undo.drain(..gone);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(text: &str) -> Buffer {
        let mut buffer = Buffer::default();
        text.chars().for_each(|c| buffer.type_char(c));
        buffer
    }

    #[test]
    fn a_step_is_one_character_as_people_see_it() {
        // A letter with a mark of its own, a picture with a selector, a family, a flag, a wide one.
        let clusters = ["e\u{301}", "☎\u{fe0f}", "👩\u{200d}👧", "🇩🇪", "漢"];
        let mut buffer = typed(&clusters.concat());
        for cluster in clusters.iter().rev() {
            let behind = buffer.at();
            buffer.left();
            assert_eq!(behind - buffer.at(), cluster.len(), "{cluster}");
        }
        buffer.right();
        buffer.erase();
        assert_eq!(buffer.text(), clusters[1..].concat());
        buffer.delete();
        assert_eq!(buffer.text(), clusters[2..].concat());
    }

    #[test]
    fn words_and_lines_are_removed_as_in_a_shell() {
        let mut buffer = typed("one two-three\nfour");
        buffer.erase_word();
        buffer.erase_line_start();
        assert_eq!(buffer.text(), "one two-three");
        buffer.erase_word();
        assert_eq!(buffer.text(), "one ");
        buffer.home();
        buffer.erase_line_end();
        assert_eq!(buffer.text(), "");
        let mut buffer = typed("alpha beta-gamma");
        buffer.word_left();
        assert_eq!(&buffer.text()[buffer.at()..], "gamma");
        buffer.word_left();
        buffer.word_left();
        buffer.word_right();
        assert_eq!(&buffer.text()[..buffer.at()], "alpha");
    }

    #[test]
    fn typing_is_undone_by_words_and_a_paste_at_once() {
        let mut buffer = typed("pods are back");
        buffer.insert(" and a whole pasted text");
        assert!(buffer.undo());
        assert_eq!(buffer.text(), "pods are back");
        assert!(buffer.undo() && buffer.undo());
        assert_eq!(buffer.text(), "pods");
        assert!(buffer.redo() && buffer.redo() && buffer.redo());
        assert_eq!(buffer.text(), "pods are back and a whole pasted text");
        assert!(!buffer.redo());
        while buffer.undo() {}
        assert_eq!(buffer.text(), "");
    }

    #[test]
    fn what_does_not_fit_is_counted_and_never_cuts_a_character() {
        let mut buffer = Buffer::new(&"x".repeat(MOST_BYTES - 2));
        assert_eq!(buffer.insert("漢字"), "漢字".len());
        assert_eq!(buffer.insert("éa"), 1);
        assert_eq!(buffer.text().len(), MOST_BYTES);
        buffer.type_char('a');
        assert_eq!(buffer.text().len(), MOST_BYTES);
    }

    #[test]
    fn steps_have_a_bound() {
        let mut buffer = Buffer::default();
        for n in 0..1_000 {
            buffer.insert(&format!("{n} "));
        }
        assert_eq!(buffer.undo.len(), MOST_STEPS);
        let mut buffer = Buffer::new(&"x".repeat(MOST_BYTES - 100));
        for _ in 0..50 {
            buffer.insert("y");
        }
        assert!(buffer.undo.iter().map(|(text, _)| text.len()).sum::<usize>() <= STEPS_BYTES);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_pressed_the_cursor_stands_between_characters(
            text in "[a é\u{301}漢🇩👩\u{200d}\u{fe0f}\n]{0,12}",
            keys in proptest::collection::vec(0..14u8, 0..30),
        ) {
            let mut buffer = Buffer::new(&text);
            for key in keys {
                match key {
                    0 => buffer.left(),
                    1 => buffer.right(),
                    2 => buffer.word_left(),
                    3 => buffer.word_right(),
                    4 => buffer.home(),
                    5 => buffer.end(),
                    6 => buffer.erase(),
                    7 => buffer.delete(),
                    8 => buffer.erase_word(),
                    9 => buffer.erase_line_end(),
                    10 => drop(buffer.undo()),
                    11 => drop(buffer.redo()),
                    12 => buffer.type_char('\u{301}'),
                    _ => drop(buffer.insert("🇪 x")),
                }
                prop_assert_eq!(boundary(buffer.text(), buffer.at()), buffer.at());
            }
        }
    }
}
