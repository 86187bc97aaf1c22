//! What a piece of text means, from which a theme chooses its looks. The only words for looks outside the theme.

/// A meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Ordinary text.
    Plain,
    /// Stands out without warning.
    Strong,
    /// Of less weight: set aside, explanatory.
    Faint,
    /// Warns.
    Alarm,
    /// Warns so that nobody can overlook it.
    Shout,
    /// All is well.
    Good,
    /// Not as it should be, yet works.
    Uneasy,
    /// What leaves the room.
    External,
    /// A time.
    Moment,
    /// A name.
    Name,
    /// A key to press.
    Key,
    /// A mode's word.
    Mode,
    /// The row that is selected.
    Selected,
}

/// A piece of text and what it means.
pub type Piece = (String, Tone);

/// Makes a piece.
pub fn piece(text: impl Into<String>, tone: Tone) -> Piece {
    (text.into(), tone)
}
