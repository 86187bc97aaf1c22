//! Where text is written: what for, with the keys that every terminal has, and never lost by leaving.

mod buffer;
pub mod history;
mod kept;
pub mod meaning;
pub mod offers;
pub mod steps;
pub mod wrapping;

use warroom_incident::{Command, Seq};

use super::estimate::Unsent;
use super::keys::{Code, Press};
use history::Past;

pub use buffer::{Buffer, MOST_BYTES};
pub use kept::{Kept, MOST_CORRECTIONS};

/// What the text becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A fact on the timeline.
    Fact,
    /// A note.
    Note,
    /// The now line.
    Now,
    /// Another text for this entry.
    Correct(Seq),
}

impl Target {
    /// Entries share one text: whoever began a note may post it as a fact.
    #[must_use]
    pub fn is_entry(self) -> bool {
        matches!(self, Target::Fact | Target::Note)
    }

    /// What a command that needs the server was written for.
    #[must_use]
    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones are written here and wait for nothing")]
    pub fn of(command: &Command) -> Option<Target> {
        match command {
            Command::SetNow { .. } => Some(Target::Now),
            Command::Correct { entry, .. } => Some(Target::Correct(*entry)),
            _ => None,
        }
    }
}

/// The text and what it becomes.
#[derive(Clone, Debug, Default)]
pub struct Composer {
    target: Option<Target>,
    buffer: Buffer,
    /// What the text began as, where that was not mine.
    began: String,
    kept: Kept,
    /// Texts whose answer is awaited: kept until then, in case it is no.
    asked: Vec<(Target, String)>,
    /// The list of words that fit.
    pub list: Listed,
    past: Option<Past>,
    half_editor: bool,
    column: Option<usize>,
    changes: u64,
}

/// Whether the words that fit are shown, and which is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Listed {
    /// They are not.
    #[default]
    No,
    /// They are, and none is chosen.
    Shown,
    /// This one is chosen.
    Chosen(usize),
}

/// What a key did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// It wrote or moved.
    Text,
    /// The text shall be sent.
    Send,
    /// Writing stops; the text stays.
    Stop,
    /// The text shall go into an editor.
    Editor,
    /// An older entry of mine is wanted.
    Older,
    /// A newer one is wanted.
    Newer,
}

impl Composer {
    /// Closed, with what was kept.
    #[must_use]
    pub fn new(kept: &str) -> Composer {
        Composer { kept: Kept::read(kept), ..Composer::default() }
    }

    /// What is written for, while it is open.
    #[must_use]
    pub fn target(&self) -> Option<Target> {
        self.target
    }

    /// Whether keys write.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.target.is_some()
    }

    /// The text that is being written.
    #[must_use]
    pub fn text(&self) -> String {
        self.buffer.text().to_owned()
    }

    /// The byte before which the cursor stands.
    #[must_use]
    pub fn at(&self) -> usize {
        self.buffer.at()
    }

    /// A number that is another one after every change.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// The entry's text that has to survive everything, open or not.
    #[must_use]
    pub fn entry_text(&self) -> String {
        if self.target.is_some_and(Target::is_entry) { self.text() } else { self.kept.get(Target::Fact).to_owned() }
    }

    /// Everything that has to survive, as it is written to disk.
    #[must_use]
    pub fn to_keep(&self) -> String {
        let mut kept = self.kept.clone();
        if let Some(target) = self.target {
            kept.set(target, self.own_text());
        }
        kept.written()
    }

    /// Texts that were left, without those that are on their way.
    pub fn left(&self) -> impl Iterator<Item = (Target, &str)> {
        self.kept.all().filter(|(target, text)| !self.is_asked(*target, text) && Some(*target) != self.target)
    }

    fn is_asked(&self, target: Target, text: &str) -> bool {
        self.asked.iter().any(|(asked, sent)| *asked == target && sent == text)
    }

    /// What was typed into the form of an estimate and not sent.
    #[must_use]
    pub fn estimate(&self) -> &Unsent {
        &self.kept.estimate
    }

    /// Keeps what was typed into it.
    pub fn keep_estimate(&mut self, typed: Unsent) {
        if self.kept.estimate != typed {
            self.kept.estimate = typed;
            self.changes += 1;
        }
    }

    /// Whether it can be opened for this without another text being forgotten.
    #[must_use]
    pub fn has_room_for(&self, target: Target) -> bool {
        self.kept.has_room_for(target)
    }

    /// Opens it; a text that was left comes back, otherwise it begins with `prefill`.
    pub fn open(&mut self, target: Target, prefill: &str) {
        self.close();
        let left = self.kept.get(target);
        let text = if left.trim().is_empty() { prefill } else { left };
        self.buffer = Buffer::new(text);
        prefill.clone_into(&mut self.began);
        self.target = Some(target);
        self.changes += 1;
    }

    /// What was written here; what it began with is nothing to be kept.
    fn own_text(&self) -> String {
        if self.buffer.text() == self.began { String::new() } else { self.text() }
    }

    /// Closes it and keeps the text.
    pub fn close(&mut self) {
        if let Some(target) = self.target.take() {
            let text = self.own_text();
            self.kept.set(target, text);
        }
        self.empty();
    }

    fn empty(&mut self) {
        self.buffer = Buffer::default();
        self.began.clear();
        (self.list, self.past, self.half_editor, self.column) = (Listed::No, None, false, None);
        self.changes += 1;
    }

    /// The text was sent and is kept elsewhere: empties it and closes it.
    pub fn sent(&mut self) {
        if let Some(target) = self.target.take() {
            self.kept.set(target, String::new());
        }
        self.empty();
    }

    /// The text was sent and the answer decides whether it may be forgotten: closes it.
    pub fn ask(&mut self) {
        let Some(target) = self.target else { return };
        let text = self.text();
        self.close();
        self.asked.retain(|(asked, _)| *asked != target);
        self.asked.push((target, text));
    }

    /// The answer to what was asked is there: a text that was accepted goes, any other stays where it was left.
    pub fn answered(&mut self, target: Target, accepted: bool) {
        let asked = self.asked.iter().position(|(asked, _)| *asked == target).map(|at| self.asked.remove(at));
        if let Some((_, text)) = asked.filter(|_| accepted)
            && self.kept.get(target) == text
        {
            self.kept.set(target, String::new());
            if self.target == Some(target) {
                // Opened again meanwhile and not touched: it is on the record, and nothing to be kept.
                self.began = text;
            }
            self.changes += 1;
        }
    }

    /// Puts a text into the entry, before what is there.
    pub fn give_back(&mut self, text: &str) {
        self.close();
        let left = self.kept.get(Target::Fact);
        let text = if left.trim().is_empty() { text.to_owned() } else { format!("{text}\n{left}") };
        self.kept.set(Target::Fact, text);
        self.changes += 1;
    }

    /// Inserts a text as it is; returns how many bytes did not fit.
    pub fn insert(&mut self, text: &str) -> usize {
        self.touched();
        self.list = Listed::No;
        self.buffer.insert(text)
    }

    /// Puts a text in place of all; the old one can be brought back by undoing.
    pub fn replace(&mut self, text: &str) {
        self.touched();
        self.list = Listed::No;
        self.buffer.replace_all(text);
    }

    /// Puts a word in place of the one that begins there, with a space behind it.
    pub fn complete(&mut self, from: usize, word: &str) {
        self.touched();
        let at = self.buffer.at();
        let rest = &self.buffer.text()[at..];
        let space = if rest.starts_with(char::is_whitespace) { "" } else { " " };
        self.buffer.replace(from, at, &format!("{word}{space}"));
        self.list = Listed::Shown;
    }

    /// What was brought back is mine from now on.
    fn touched(&mut self) {
        self.past = None;
        self.column = None;
        self.changes += 1;
    }

    /// Shows an older entry; `entries` is asked for when one begins to look back. Says whether there was one.
    pub fn older(&mut self, entries: impl FnOnce() -> Vec<String>) -> bool {
        let found = match &mut self.past {
            Some(past) => past.older(),
            None => {
                self.past = Past::begin(entries(), self.buffer.text());
                self.past.is_some()
            }
        };
        self.show_past();
        found
    }

    /// Shows a newer entry, or the text that was being written. Says whether there was one.
    pub fn newer(&mut self) -> bool {
        let Some(past) = &mut self.past else { return false };
        match past.newer() {
            Some(own) => {
                self.past = None;
                self.buffer.replace_all(&own);
                self.changes += 1;
            }
            None => self.show_past(),
        }
        true
    }

    fn show_past(&mut self) {
        if let Some(past) = &self.past {
            let shown = past.shown().to_owned();
            self.buffer.replace_all(&shown);
            self.list = Listed::No;
            self.changes += 1;
        }
    }

    /// Takes a key; lines are so many columns wide.
    pub fn press(&mut self, press: Press, columns: usize) -> Typed {
        let half_editor = std::mem::take(&mut self.half_editor);
        let column = self.column.take();
        match (press.code, press.ctrl, press.alt) {
            (Code::Enter, false, false) => return Typed::Send,
            (Code::Esc, ..) => return Typed::Stop,
            (Code::Char('e' | 'E'), _, true) => return Typed::Editor,
            (Code::Char('e'), true, _) if half_editor => return Typed::Editor,
            (Code::Char('x'), true, _) => self.half_editor = true,
            (Code::Up, true, _) | (Code::Up, _, true) => return Typed::Older,
            (Code::Down, true, _) | (Code::Down, _, true) => return Typed::Newer,
            (Code::Up, ..) if self.buffer.text().is_empty() || self.past.is_some() && self.row(columns).0 == 0 => {
                return Typed::Older;
            }
            (Code::Down, ..) if self.past.is_some() && self.is_in_last_row(columns) => return Typed::Newer,
            (Code::Up, ..) => self.go_row(columns, column, false),
            (Code::Down, ..) => self.go_row(columns, column, true),
            _ if self.move_by(press) => self.list = Listed::No,
            _ => self.edit(press),
        }
        Typed::Text
    }

    fn row(&self, columns: usize) -> (usize, usize) {
        wrapping::place(self.buffer.text(), &wrapping::rows(self.buffer.text(), columns), self.buffer.at())
    }

    fn is_in_last_row(&self, columns: usize) -> bool {
        self.row(columns).0 + 1 == wrapping::rows(self.buffer.text(), columns).len()
    }

    fn go_row(&mut self, columns: usize, column: Option<usize>, down: bool) {
        let rows = wrapping::rows(self.buffer.text(), columns);
        let (row, here) = wrapping::place(self.buffer.text(), &rows, self.buffer.at());
        let column = column.unwrap_or(here);
        let to = if down { Some(row + 1).filter(|row| *row < rows.len()) } else { row.checked_sub(1) };
        match to {
            Some(row) => self.buffer.go(wrapping::byte_at(self.buffer.text(), &rows, row, column)),
            None if down => self.buffer.go(self.buffer.text().len()),
            None => self.buffer.go(0),
        }
        self.column = to.map(|_| column);
        self.list = Listed::No;
    }

    fn move_by(&mut self, press: Press) -> bool {
        let buffer = &mut self.buffer;
        match (press.code, press.ctrl, press.alt) {
            (Code::Char('a'), true, _) | (Code::Home, ..) => buffer.home(),
            (Code::Char('e'), true, _) | (Code::End, ..) => buffer.end(),
            (Code::Left, true, _) | (Code::Left, _, true) | (Code::Char('b'), _, true) => buffer.word_left(),
            (Code::Right, true, _) | (Code::Right, _, true) | (Code::Char('f'), _, true) => buffer.word_right(),
            (Code::Left, ..) => buffer.left(),
            (Code::Right, ..) => buffer.right(),
            _ => return false,
        }
        true
    }

    fn edit(&mut self, press: Press) {
        let buffer = &mut self.buffer;
        let mut list = Listed::No;
        match (press.code, press.ctrl, press.alt) {
            (Code::Char('j'), true, _) | (Code::Enter, _, true) => buffer.type_char('\n'),
            (Code::Char('u'), true, _) => buffer.erase_line_start(),
            (Code::Char('k'), true, _) => buffer.erase_line_end(),
            (Code::Char('w'), true, _) | (Code::Backspace, _, true) => buffer.erase_word(),
            (Code::Char('z'), _, true) => drop(buffer.undo()),
            (Code::Char('y'), _, true) => drop(buffer.redo()),
            (Code::Backspace, ..) | (Code::Char('h'), true, _) => {
                buffer.erase();
                list = Listed::Shown;
            }
            (Code::Delete, ..) => buffer.delete(),
            (Code::Tab, ..) => drop(buffer.insert("    ")),
            (Code::Char(c), false, false) => {
                buffer.type_char(c);
                list = Listed::Shown;
            }
            _ => return,
        }
        self.list = list;
        self.touched();
    }
}
