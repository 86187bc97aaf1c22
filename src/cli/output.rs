//! What goes to stdout. Nobody's text reaches a terminal raw, in plain lines and in JSON.

use crate::client::exit::Failure;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{self, Write};
use warroom_incident::text;

/// Prints a line.
///
/// # Errors
/// When nobody reads it any more, or the disk behind it is full.
pub(crate) fn line(line: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(line.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()).map_err(stdout_failed)
}

/// Prints a value as one line of JSON.
///
/// # Errors
/// As [`line`].
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let json = serde_json::to_string(value).map_err(|error| Failure::failed(format!("cannot print: {error}")))?;
    line(&escaped(&json))
}

/// Why stdout failed.
pub(super) fn stdout_failed(error: io::Error) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Failure::reader_gone();
    }
    Failure::failed(format!("cannot write to stdout: {error}"))
}

/// JSON with hidden characters as `\uXXXX`: the same value, but harmless to a terminal.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if text::is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Somebody's text for one plain line.
pub(super) fn one_line(words: &str) -> String {
    let visible = text::visible(words);
    visible.lines().map(|line| line.replace('\t', " ")).collect::<Vec<_>>().join(" ⏎ ")
}

/// Tells a person something beside the output.
pub(super) fn notice(sentence: &str) {
    eprintln!("warroom: {sentence}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_stays_the_same_value_and_harmless() {
        let value = serde_json::json!({"text": "a\u{202e}b\u{9b}c\u{e0041}\n"});
        let printed = escaped(&value.to_string());
        assert!(!printed.chars().any(text::is_hidden), "{printed}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&printed).expect("still JSON"), value);
    }

    #[test]
    fn several_lines_become_one() {
        assert_eq!(one_line("a\nb\u{1b}[2J\tc"), "a ⏎ b<U+001B>[2J c");
    }
}
