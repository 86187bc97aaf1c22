//! Steps in a text, in bytes: what a cursor key goes over and what a key removes. Every step is one character as people
//! see it. Shared by everything that is written in.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// What the last change was: changes of one kind are undone together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Run {
    /// None, or one that stands alone.
    #[default]
    None,
    /// A letter was typed.
    Word,
    /// A space was typed.
    Space,
    /// A character was removed.
    Erased,
}

impl Run {
    /// What typing this character is.
    #[must_use]
    pub fn of(c: char) -> Run {
        if c.is_whitespace() { Run::Space } else { Run::Word }
    }

    /// Whether the next change is undone together with this one. A word goes with the space before it: undoing takes
    /// words away one by one.
    #[must_use]
    pub fn goes_on(self, next: Run) -> bool {
        matches!(
            (self, next),
            (Run::Word, Run::Word) | (Run::Space, Run::Word | Run::Space) | (Run::Erased, Run::Erased)
        )
    }
}

/// The place itself, or the one behind the character that it lies in.
#[must_use]
pub fn boundary(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) | Err(_) => at,
        Ok(false) => after(text, at),
    }
}

/// One character back.
#[must_use]
pub fn before(text: &str, at: usize) -> usize {
    text[..at].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
}

/// One character on.
#[must_use]
pub fn after(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len())
}

/// The beginning of the word, or of the one before.
#[must_use]
pub fn word_left(text: &str, at: usize) -> usize {
    let rest = text[..at].trim_end_matches(|c: char| !c.is_alphanumeric());
    rest.trim_end_matches(char::is_alphanumeric).len()
}

/// The end of the word, or of the next one.
#[must_use]
pub fn word_right(text: &str, at: usize) -> usize {
    let rest = text[at..].trim_start_matches(|c: char| !c.is_alphanumeric());
    text.len() - rest.trim_start_matches(char::is_alphanumeric).len()
}

/// The beginning of the line.
#[must_use]
pub fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

/// The end of the line.
#[must_use]
pub fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |more| at + more)
}

/// From where a shell would remove a word.
#[must_use]
pub fn shell_word(text: &str, at: usize) -> usize {
    text[..at].trim_end().trim_end_matches(|c: char| !c.is_whitespace()).len()
}

/// From where the line is removed up to here; at its beginning, the line end before it.
#[must_use]
pub fn to_line_start(text: &str, at: usize) -> usize {
    let from = line_start(text, at);
    if from == at { before(text, at) } else { from }
}

/// Up to where the line is removed from here; at its end, the line end.
#[must_use]
pub fn to_line_end(text: &str, at: usize) -> usize {
    let to = line_end(text, at);
    if to == at { after(text, at) } else { to }
}
