//! A text as rows of so many columns, with the place of the cursor: for drawing, and for going up and down.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// One row: the bytes from here to there, without the line end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The first byte.
    pub from: usize,
    /// The byte behind the last.
    pub to: usize,
}

/// What is drawn for a character: nothing raw, and as wide as it counts.
#[must_use]
pub fn shown(character: &str) -> (String, usize) {
    let shown = crate::timeline::clean(character);
    let width = shown.width();
    // What has no width of its own would fall to its neighbour.
    if width == 0 { (" ".into(), 1) } else { (shown, width) }
}

fn width(character: &str) -> usize {
    // Nearly all of a text, and this is asked for all of it with every frame.
    let plain = matches!(character.as_bytes(), [b' '..=b'~']);
    if plain { 1 } else { shown(character).1 }
}

/// Breaks a text at words where it can. One row at least.
#[must_use]
pub fn rows(text: &str, columns: usize) -> Vec<Row> {
    first_rows(text, columns, usize::MAX)
}

/// How many rows there are, counted no further than `most`: a box has to be measured often.
#[must_use]
pub fn height(text: &str, columns: usize, most: usize) -> usize {
    first_rows(text, columns, most).len().min(most)
}

fn first_rows(text: &str, columns: usize, most: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        broken(line, start, columns.max(1), most, &mut rows);
        if rows.len() >= most {
            break;
        }
        start += line.len() + 1;
    }
    rows
}

fn broken(line: &str, start: usize, columns: usize, most: usize, rows: &mut Vec<Row>) {
    let (mut from, mut used, mut word) = (0, 0, 0);
    let mut since_word = 0;
    for (at, character) in line.grapheme_indices(true) {
        let width = width(character);
        if used + width > columns && at > from {
            let breaks_at_word = word > from;
            let to = if breaks_at_word { word } else { at };
            rows.push(Row { from: start + from, to: start + to });
            if rows.len() >= most {
                return;
            }
            used = if breaks_at_word { since_word } else { 0 };
            (from, word, since_word) = (to, to, used);
        }
        used += width;
        since_word += width;
        if character.chars().all(char::is_whitespace) {
            (word, since_word) = (at + character.len(), 0);
        }
    }
    rows.push(Row { from: start + from, to: start + line.len() });
}

/// The cursor's row and column.
#[must_use]
pub fn place(text: &str, rows: &[Row], at: usize) -> (usize, usize) {
    let row = rows.iter().rposition(|row| row.from <= at).unwrap_or(0);
    let from = rows.get(row).map_or(0, |row| row.from);
    (row, text[from..at].graphemes(true).map(width).sum())
}

/// The byte at a column of a row, or the row's last place.
#[must_use]
pub fn byte_at(text: &str, rows: &[Row], row: usize, column: usize) -> usize {
    let Some(it) = rows.get(row) else { return text.len() };
    let mut used = 0;
    for (at, character) in text[it.from..it.to].grapheme_indices(true) {
        let width = width(character);
        if used + width > column {
            return it.from + at;
        }
        used += width;
    }
    // The last place of a row that goes on below is the first of the next one: one step before it.
    let goes_on = rows.get(row + 1).is_some_and(|next| next.from == it.to);
    match text[it.from..it.to].grapheme_indices(true).next_back() {
        Some((at, _)) if goes_on => it.from + at,
        _ => it.to,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, columns: usize) -> Vec<&str> {
        rows(text, columns).into_iter().map(|row| &text[row.from..row.to]).collect()
    }

    #[test]
    fn rows_break_at_words_and_long_words_anywhere() {
        assert_eq!(texts("one two three", 8), ["one two ", "three"]);
        assert_eq!(texts("abcdefghij kl", 4), ["abcd", "efgh", "ij ", "kl"]);
        assert_eq!(texts("a\n\nb", 4), ["a", "", "b"]);
        assert_eq!(texts("", 4), [""]);
        for most in 1..6 {
            assert_eq!(height("abcdefghij kl", 4, most), most.min(4));
        }
    }

    #[test]
    fn wide_and_hidden_characters_are_as_wide_as_they_are_drawn() {
        assert_eq!(texts("漢字漢字", 5), ["漢字", "漢字"]);
        assert_eq!(texts("a\u{1b}b", 9), ["a\u{1b}", "b"], "<U+001B> takes eight columns");
        let text = "漢e\u{301}☎\u{fe0f}x";
        assert_eq!(place(text, &rows(text, 20), text.len()), (0, 5));
    }

    #[test]
    fn the_cursor_keeps_its_column_from_row_to_row() {
        let text = "one two three";
        let rows = rows(text, 8);
        assert_eq!(place(text, &rows, 8), (1, 0), "the end of a row is the beginning of the next");
        assert_eq!(byte_at(text, &rows, 0, 3), 3);
        assert_eq!(byte_at(text, &rows, 0, 50), 7);
        assert_eq!(byte_at(text, &rows, 1, 50), text.len());
    }
}
