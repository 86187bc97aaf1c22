//! Makes text safe where it enters: nobody's text reaches a terminal raw.
//!
//! Characters that a terminal would obey or a reader cannot see become visible (`<U+001B>`), so nothing that was
//! written is lost and nothing hidden takes effect. Drawing code escapes again; this is the first of two walls.

use crate::prelude::*;
use crate::rejection::{Place, Rejection};

/// Says whether a character steers a terminal, reorders text or is invisible.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    let code = u32::from(c);
    match c {
        '\n' | '\t' => false,
        _ if c.is_control() => true,
        // Soft hyphen, combining grapheme joiner, Arabic letter mark, Hangul fillers, Mongolian separators.
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' => true,
        '\u{180B}'..='\u{180F}' | '\u{3164}' | '\u{FFA0}' => true,
        // Zero-width characters, directional marks, embeddings, overrides, isolates, line separators, joiners.
        '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' => true,
        // Annotations and tags.
        '\u{FFF9}'..='\u{FFFB}' => true,
        _ => (0xE0000..=0xE0FFF).contains(&code),
    }
}

/// Returns the text with every hidden character made visible, line ends as `\n`, emoji selectors dropped.
#[must_use]
pub fn visible(raw: &str) -> String {
    // Most text is plain, and this is on the way of every note.
    if raw.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return raw.to_owned();
    }
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' => out.push('\n'),
            // Variation selectors only choose between two pictures of one character; widths differ over them.
            '\u{FE00}'..='\u{FE0F}' => {}
            _ if is_hidden(c) => out.push_str(&format!("<U+{:04X}>", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

/// Cleans a text of one or more lines and checks its size.
///
/// # Errors
/// [`Rejection::Empty`] and [`Rejection::TooLong`] with the place named.
pub fn lines(raw: &str, place: Place, most_bytes: usize) -> Result<String, Rejection> {
    // Checked before the copy, so that an absurd input costs nothing.
    if raw.len() > most_bytes {
        return Err(Rejection::TooLong { place, bytes: raw.len(), most: most_bytes });
    }
    let text = visible(raw);
    let text = text.trim_matches(|c: char| c == '\n' || c == ' ' || c == '\t');
    if text.is_empty() {
        return Err(Rejection::Empty { place });
    }
    if text.len() > most_bytes {
        return Err(Rejection::TooLong { place, bytes: text.len(), most: most_bytes });
    }
    Ok(text.to_owned())
}

/// Cleans a text that has to fit on one line: line ends and tabs become spaces.
///
/// # Errors
/// As [`lines`].
pub fn one_line(raw: &str, place: Place, most_bytes: usize) -> Result<String, Rejection> {
    let text = lines(raw, place, most_bytes)?;
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Finds the words behind `@` in a text, in brackets too: `@ana`, `(@bo)`. A name has no spaces.
pub fn mentioned(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter_map(|word| {
        let word = word.trim_start_matches(|c: char| c.is_ascii_punctuation() && c != '@');
        let name = word.strip_prefix('@')?.trim_end_matches(|c: char| c.is_ascii_punctuation() && c != '-' && c != '_');
        (!name.is_empty()).then_some(name)
    })
}

/// The beginning of a text, on one line.
#[must_use]
pub fn first_line(text: &str, most_chars: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= most_chars && line.len() == text.len() {
        return line.to_owned();
    }
    let cut: String = line.chars().take(most_chars.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_becomes_visible() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c\u{200b}"), "a<U+001B>[31mb<U+202E>c<U+200B>");
        assert_eq!(visible("one\r\ntwo\rthree\tfour"), "one\ntwo\nthree\tfour");
        assert_eq!(visible("☎\u{fe0f} 漢字 é"), "☎ 漢字 é");
    }

    #[test]
    fn empty_and_oversized_texts_are_refused_with_their_facts() {
        assert_eq!(lines(" \n\t", Place::Text, 10), Err(Rejection::Empty { place: Place::Text }));
        assert_eq!(
            lines("0123456789x", Place::Text, 10),
            Err(Rejection::TooLong { place: Place::Text, bytes: 11, most: 10 })
        );
    }

    #[test]
    fn mentions_end_at_punctuation() {
        assert_eq!(mentioned("ask @ana, @bo-2 or mail x@y; (@cy)").collect::<Vec<_>>(), ["ana", "bo-2", "cy"]);
    }
}
