//! Where everything of the editor stands on the screen: pure geometry, so that keys and drawing agree about rows.

use ratatui::layout::Rect;

use super::{Editor, Shows, text};
use crate::app::composer::wrapping::{self, Row};
use crate::app::detail;
use crate::app::model::Model;

/// Columns that stay free at the end of each row: a mark for the cursors of two others, so that the text is not broken
/// elsewhere when they move.
const MARKS: u16 = 2;

/// Columns of the names beside the text.
pub const NAMES: u16 = 14;

/// Where the parts of the editor stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// All of it, with its border.
    pub whole: Rect,
    /// What has to be known before the next key.
    pub warning: Option<Rect>,
    /// For whom, which phase, how long.
    pub about: Option<Rect>,
    /// Names beside the text.
    pub names: Option<Rect>,
    /// The text.
    pub text: Rect,
    /// What the leak check found.
    pub found: Option<Rect>,
}

/// The parts on this screen. They do not depend on the text: nothing moves because something was found.
#[must_use]
pub fn parts(model: &Model, editor: &Editor) -> Parts {
    let whole = detail::area(model);
    let inner = Rect {
        x: whole.x + 1,
        y: whole.y + 1,
        width: whole.width.saturating_sub(2),
        height: whole.height.saturating_sub(2),
    };
    let rows = inner.height;
    let found = match rows {
        24.. => 8,
        16..24 => 5,
        8..16 => 2,
        5..8 => 1,
        _ => 0,
    };
    let mut top = inner.y;
    let mut above = |wanted: bool| {
        let line = wanted.then_some(Rect { y: top, height: 1, ..inner });
        top += u16::from(wanted);
        line
    };
    let warns = super::warning(model, editor.draft).is_some();
    let warning = above(warns && rows >= 3);
    let about = above(if warns { rows >= 6 } else { rows >= 3 });
    // A line between what is said about the text and the text itself.
    above(rows >= 14);
    let left = (inner.y + rows).saturating_sub(top);
    let below = found.min(left.saturating_sub(1));
    let names = editor.shows == Shows::Writers && inner.width > 3 * NAMES;
    let indent = 1 + if names { NAMES } else { 0 };
    let text = Rect {
        x: inner.x + indent.min(inner.width),
        y: top,
        width: inner.width.saturating_sub(indent),
        height: left - below,
    };
    Parts {
        whole,
        warning,
        about,
        names: names.then_some(Rect { x: inner.x, y: text.y, width: NAMES, height: text.height }),
        text,
        found: (below > 0).then_some(Rect { y: text.y + text.height, height: below, ..inner }),
    }
}

/// Columns of text in a row: marks of others and a place for the cursor behind the last one go off.
#[must_use]
pub fn columns(parts: &Parts) -> usize {
    usize::from(parts.text.width.saturating_sub(MARKS + 1).max(1))
}

/// The rows of the text.
#[must_use]
pub fn rows(model: &Model, editor: &Editor) -> Vec<Row> {
    wrapping::rows(text(model, editor), columns(&parts(model, editor)))
}

/// The byte of a character.
#[must_use]
pub fn byte(text: &str, chars: usize) -> usize {
    text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at)
}

/// The character of a byte.
#[must_use]
pub fn char_at(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(0, |before| before.chars().count())
}

/// The row that is drawn first.
#[must_use]
pub fn first_row(text: &str, rows: &[Row], editor: &Editor) -> usize {
    wrapping::place(text, rows, byte(text, editor.top)).0
}

/// Scrolls as little as is needed for the cursor to be in sight.
pub(super) fn keep_in_sight(model: &Model, editor: &mut Editor) {
    let text = text(model, editor);
    let parts = parts(model, editor);
    let rows = wrapping::rows(text, columns(&parts));
    let height = usize::from(parts.text.height).max(1);
    let (cursor, _) = wrapping::place(text, &rows, byte(text, editor.head));
    let first = first_row(text, &rows, editor);
    let fits = rows.len().saturating_sub(height);
    let wanted =
        first.min(cursor).max((cursor + 1).saturating_sub(height)).min(fits.max(cursor.saturating_sub(height)));
    editor.top = rows.get(wanted).map_or(0, |row| char_at(text, row.from));
}
