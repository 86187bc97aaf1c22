//! Texts and times as they come from arguments or from stdin.

use super::output;
use crate::client::exit::Failure;
use crate::client::when;
use std::io::Read;
use warroom_incident::rejection::Place;
use warroom_incident::{Time, bounds, text};

/// Bytes that are read from stdin as one text: far more than any text may have, far less than would hurt.
const STDIN_BYTES: u64 = 1024 * 1024;

/// The words of an argument, or stdin where they are `-`.
///
/// # Errors
/// When stdin cannot be read or is no text.
pub(super) fn words(words: &[String]) -> Result<String, Failure> {
    if !matches!(words, [only] if only == "-") {
        return Ok(words.join(" "));
    }
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(STDIN_BYTES).read_to_end(&mut bytes);
    read.map_err(|error| Failure::failed(format!("cannot read stdin: {error}")))?;
    String::from_utf8(bytes).map_err(|_| Failure::usage("stdin is not UTF-8 text; convert it first"))
}

/// A text that has to be there, checked here so that a text that cannot be taken is not sent.
///
/// # Errors
/// When it is empty or too long.
pub(super) fn checked(given: &[String], place: Place, most_bytes: usize) -> Result<String, Failure> {
    let raw = words(given)?;
    text::lines(&raw, place, most_bytes).map_err(|rejection| Failure::refused(rejection.to_string()))?;
    if raw.chars().any(|c| c != '\r' && text::is_hidden(c)) {
        output::notice("the text holds characters that nobody can see; everyone will see them like <U+200B>");
    }
    Ok(raw)
}

/// An entry's text.
///
/// # Errors
/// As [`checked`].
pub(super) fn entry(given: &[String]) -> Result<String, Failure> {
    checked(given, Place::Text, bounds::TEXT_BYTES)
}

/// A reason that has to be there.
///
/// # Errors
/// As [`checked`].
pub(super) fn reason(given: &[String]) -> Result<String, Failure> {
    checked(given, Place::Reason, bounds::TEXT_BYTES)
}

/// Words that may be left out.
///
/// # Errors
/// As [`checked`].
pub(super) fn optional(given: &[String]) -> Result<String, Failure> {
    if given.is_empty() { Ok(String::new()) } else { reason(given) }
}

/// When something happened.
///
/// # Errors
/// When it is no time.
pub(super) fn happened_at(given: Option<&str>) -> Result<Option<Time>, Failure> {
    let now = chrono::Local::now();
    given.map(|word| when::parse(word, &now)).transpose().map_err(|why| Failure::usage(format!("--happened-at: {why}")))
}

/// A moment ahead, as it was given to an option.
///
/// # Errors
/// When it is no time.
pub(super) fn ahead(option: &str, given: &str) -> Result<Time, Failure> {
    when::ahead(given, &chrono::Local::now()).map_err(|why| Failure::usage(format!("{option}: {why}")))
}

/// The name of whoever sits at this machine, as far as it can be one in a room.
#[must_use]
pub(crate) fn user_name() -> String {
    login_name().unwrap_or_else(|| "you".into())
}

/// The name that this machine knows a person by, where it can be one in a room.
#[must_use]
pub(crate) fn login_name() -> Option<String> {
    let user = std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).unwrap_or_default();
    let plain: String = user.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.')).take(32).collect();
    warroom_incident::Person::new(&plain).is_ok().then_some(plain)
}
