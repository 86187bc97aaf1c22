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
}

impl Sheet {
    /// A sheet at its first line.
    #[must_use]
    pub fn new(title: impl Into<String>, text: &str) -> Sheet {
        Sheet { title: title.into(), text: crate::timeline::clean(text), top: 0 }
    }
}

/// The lines at a width. They are broken anywhere: a terminal that joins full lines again gives back what was written.
#[must_use]
pub fn lines(sheet: &Sheet, width: u16) -> Vec<String> {
    let room = usize::from(width).max(2);
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
    fn full_lines_join_to_what_was_written() {
        let text = "a long command --with flags 漢字漢字\nsecond";
        let sheet = Sheet::new("x", text);
        let shown = lines(&sheet, 10);
        assert_eq!(shown[0], "a long com");
        assert_eq!(shown.iter().take(shown.len() - 1).cloned().collect::<String>(), text.lines().next().expect("one"));
        assert!(!Sheet::new("x", "\u{1b}[31m").text.contains('\u{1b}'));
    }
}
