//! A text over the full width without borders: whatever cannot be copied for the reader can be marked with the mouse.

use unicode_width::UnicodeWidthChar;

/// Lines of a text to be read or marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// What it is.
    pub title: String,
    /// The text, safe to draw.
    pub text: String,
    /// The first line in sight.
    pub top: usize,
    /// Where its lines are broken.
    pub breaks: Breaks,
}

/// Where lines that are too long are broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaks {
    /// Anywhere: a terminal that joins full lines again gives back what was written.
    Anywhere,
    /// Between words, the rest under the text of its line: for what is read and not marked.
    Words {
        /// Columns before the text of a line.
        under: usize,
    },
}

impl Sheet {
    /// A sheet at its first line, to be marked with the mouse.
    #[must_use]
    pub fn new(title: impl Into<String>, text: &str) -> Sheet {
        Sheet { title: title.into(), text: crate::timeline::clean(text), top: 0, breaks: Breaks::Anywhere }
    }

    /// A sheet to be read; the text of each line begins after so many columns.
    #[must_use]
    pub fn to_read(title: impl Into<String>, text: &str, under: usize) -> Sheet {
        Sheet { breaks: Breaks::Words { under }, ..Sheet::new(title, text) }
    }
}

/// The lines at a width.
#[must_use]
pub fn lines(sheet: &Sheet, width: u16) -> Vec<String> {
    let room = usize::from(width).max(2);
    if let Breaks::Words { under } = sheet.breaks {
        // On a very small screen the text needs the columns.
        let under = " ".repeat(if under * 3 <= room { under } else { 0 });
        let options = textwrap::Options::new(room).subsequent_indent(&under).break_words(true);
        let wrapped = sheet.text.lines().flat_map(|text| textwrap::wrap(text, &options));
        return wrapped.map(std::borrow::Cow::into_owned).collect();
    }
    let mut lines = Vec::new();
    for text in sheet.text.lines() {
        let (mut line, mut used) = (String::new(), 0);
        for c in text.chars() {
            let wide = c.width().unwrap_or(0);
            if used + wide > room {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(c);
            used += wide;
        }
        lines.push(line);
    }
    lines
}

/// Lines of text that fit on a screen of this height: all but the title and the two lines at the bottom.
#[must_use]
pub fn height(rows: u16) -> usize {
    usize::from(rows.saturating_sub(3)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_broken_between_words_under_its_own_text() {
        let sheet = Sheet::to_read("x", "harm      since 21 Nov 18:10Z, not over\nsource    the dashboard", 10);
        assert_eq!(
            lines(&sheet, 30),
            ["harm      since 21 Nov 18:10Z,", "          not over", "source    the dashboard"]
        );
        assert!(lines(&sheet, 12).iter().all(|line| line.len() <= 12));
    }

    #[test]
    fn full_lines_join_to_what_was_written() {
        let text = "a long command --with flags 漢字漢字\nsecond";
        let sheet = Sheet::new("x", text);
        let shown = lines(&sheet, 10);
        assert_eq!(shown[0], "a long com");
        assert_eq!(shown.iter().take(shown.len() - 1).cloned().collect::<String>(), text.lines().next().expect("one"));
        assert!(!Sheet::new("x", "\u{1b}[31m").text.contains('\u{1b}'));
    }
}
