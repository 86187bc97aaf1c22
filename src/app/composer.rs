//! Where text is written: what for, with the keys that every terminal has, and never lost by leaving.

use ratatui_textarea::{CursorMove, TextArea, WrapMode};
use warroom_incident::Seq;

use super::keys::{Code, Press};

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
    fn is_entry(self) -> bool {
        matches!(self, Target::Fact | Target::Note)
    }
}

/// The text and what it becomes.
#[derive(Clone, Debug)]
pub struct Composer {
    target: Option<Target>,
    area: TextArea<'static>,
    entry: String,
    other: Option<(Target, String)>,
}

/// What a key did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// It wrote.
    Text,
    /// The text shall be sent.
    Send,
    /// Writing stops; the text stays.
    Stop,
}

fn area(text: &str) -> TextArea<'static> {
    let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
    area.set_wrap_mode(WrapMode::WordOrGlyph);
    area.move_cursor(CursorMove::Bottom);
    area.move_cursor(CursorMove::End);
    area
}

impl Composer {
    /// Closed, with a text that was kept.
    #[must_use]
    pub fn new(kept: String) -> Composer {
        Composer { target: None, area: area(""), entry: kept, other: None }
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

    /// The text area, to be drawn.
    #[must_use]
    pub fn area(&self) -> &TextArea<'static> {
        &self.area
    }

    /// The same, with what terminals draw in different widths made simple. One character stays one, so that the
    /// cursor stays where it is.
    #[must_use]
    pub fn drawn(&self) -> TextArea<'static> {
        let (text, cursor) = (self.text(), self.area.cursor());
        let simple = crate::timeline::flags_as_letters(&text);
        if simple == text {
            return self.area.clone();
        }
        let mut drawn = area(&simple);
        let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        drawn.move_cursor(CursorMove::Jump(place(cursor.0), place(cursor.1)));
        drawn
    }

    /// The text in the area.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// The entry's text that has to survive everything, open or not.
    #[must_use]
    pub fn entry_text(&self) -> String {
        if self.target.is_some_and(Target::is_entry) { self.text() } else { self.entry.clone() }
    }

    /// Opens it; a text that was left comes back, otherwise it begins with `prefill`.
    pub fn open(&mut self, target: Target, prefill: &str) {
        self.close();
        let text = match &self.other {
            _ if target.is_entry() => self.entry.clone(),
            Some((left, text)) if *left == target => text.clone(),
            _ => prefill.to_owned(),
        };
        self.area = area(&text);
        self.target = Some(target);
    }

    /// Closes it and keeps the text.
    pub fn close(&mut self) {
        match self.target.take() {
            Some(target) if target.is_entry() => self.entry = self.text(),
            Some(target) => self.other = Some((target, self.text())),
            None => {}
        }
        self.area = area("");
    }

    /// The text was sent: empties it and closes it.
    pub fn sent(&mut self) {
        match self.target.take() {
            Some(target) if target.is_entry() => self.entry.clear(),
            _ => self.other = None,
        }
        self.area = area("");
    }

    /// Puts a text into the entry, before what is there.
    pub fn give_back(&mut self, text: &str) {
        self.close();
        self.entry = if self.entry.is_empty() { text.to_owned() } else { format!("{text}\n{}", self.entry) };
    }

    /// Inserts a text as it is.
    pub fn insert(&mut self, text: &str) {
        self.area.insert_str(text);
    }

    /// Takes a key.
    pub fn press(&mut self, press: Press) -> Typed {
        let area = &mut self.area;
        match (press.code, press.ctrl, press.alt) {
            (Code::Enter, false, false) => return Typed::Send,
            (Code::Esc, ..) => return Typed::Stop,
            (Code::Char('j'), true, _) | (Code::Enter, _, true) => area.insert_newline(),
            (Code::Char('a'), true, _) | (Code::Home, ..) => area.move_cursor(CursorMove::Head),
            (Code::Char('e'), true, _) | (Code::End, ..) => area.move_cursor(CursorMove::End),
            (Code::Char('u'), true, _) => drop(area.delete_line_by_head()),
            (Code::Char('k'), true, _) => drop(area.delete_line_by_end()),
            (Code::Char('w'), true, _) | (Code::Backspace, _, true) => drop(area.delete_word()),
            (Code::Char('z'), _, true) => drop(area.undo()),
            (Code::Backspace, ..) | (Code::Char('h'), true, _) => drop(area.delete_char()),
            (Code::Delete, ..) => drop(area.delete_next_char()),
            (Code::Left, true, _) => area.move_cursor(CursorMove::WordBack),
            (Code::Right, true, _) => area.move_cursor(CursorMove::WordForward),
            (Code::Left, ..) => area.move_cursor(CursorMove::Back),
            (Code::Right, ..) => area.move_cursor(CursorMove::Forward),
            (Code::Up, ..) => area.move_cursor(CursorMove::Up),
            (Code::Down, ..) => area.move_cursor(CursorMove::Down),
            (Code::Tab, ..) => drop(area.insert_str("    ")),
            (Code::Char(c), false, false) => area.insert_char(c),
            _ => {}
        }
        Typed::Text
    }
}
