//! Commits, hashes, UUIDs and ids of traces: hexadecimal that says nothing to a reader.

use super::scan::{Scan, any, is_lower_hex, is_word};
use super::{Found, Kind};
use core::ops::Range;

/// Words before a number that make it a commit, even without a letter or a digit in it.
const COMMIT: &[&str] = &[
    "commit",
    "commits",
    "revision",
    "rev",
    "sha",
    "sha1",
    "hash",
    "changeset",
    "reverted",
    "reverting",
    "revert",
    "digest",
    "head",
    "hotfix",
];

/// Words before an id that make it one of a trace or request.
const TRACE: &[&str] = &[
    "trace",
    "traceid",
    "trace_id",
    "span",
    "spanid",
    "span_id",
    "request",
    "requestid",
    "request_id",
    "correlation",
    "correlationid",
    "x-request-id",
    "reqid",
    "traceparent",
];

/// Words with only the letters `a` to `f`.
const WORDS: &[&str] = &[
    "defaced", "effaced", "acceded", "facaded", "decaded", "beddeed", "faceted", "accede", "decade", "facade",
    "efface", "deface",
];

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    for run in scan.runs(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
        uuid(scan, &run, found);
    }
    for run in scan.runs(|byte| byte.is_ascii_alphanumeric()) {
        hash(scan, &run, found);
    }
}

/// `8c0e5f4a-1b2c-4d3e-9f8a-7b6c5d4e3f2a`
fn uuid(scan: &Scan<'_>, run: &Range<usize>, found: &mut Found) {
    let part = scan.low(run.clone());
    let lengths = [8, 4, 4, 4, 12];
    let is_uuid = part.len() == 36 && part.split('-').map(str::len).eq(lengths);
    let is_parent = part.len() == 55 && part.split('-').map(str::len).eq([2, 32, 16, 2]);
    if (is_uuid || is_parent) && scan.opens(run.start) && scan.closes(run.end) {
        found.add(Kind::Uuid, run.clone());
    }
}

fn hash(scan: &Scan<'_>, run: &Range<usize>, found: &mut Found) {
    let part = scan.text.get(run.clone()).unwrap_or_default();
    let lower = part.bytes().all(is_lower_hex);
    let upper = part.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'A'..=b'F'));
    if !(7..=128).contains(&part.len()) || !(lower || upper) || !stands_free(scan, run) {
        return;
    }
    let (digit, letter) = (any(part, |byte| byte.is_ascii_digit()), any(part, |byte| byte.is_ascii_alphabetic()));
    let before = scan.word_before(run.start);
    let commit = COMMIT.contains(&before) && scan.near_before(run.start).len() < 64 + 1;
    let mixed = digit && letter && !is_date(part) && !is_power(part);
    let long = part.len() >= 32 && digit && letter;
    let near_trace = near_names(scan, run.start);
    let named = commit && !WORDS.contains(&part) && (digit || part.len() >= 7) && (letter || part.len() <= 12);
    if near_trace && (mixed || (digit && part.len() >= 16)) {
        found.add(Kind::Uuid, run.clone());
    } else if named || long || (mixed && lower) {
        found.add(Kind::GitHash, run.clone());
    }
}

/// Whether one of the two words before names a trace or request.
fn near_names(scan: &Scan<'_>, at: usize) -> bool {
    let near = scan.near_before(at);
    near.rsplit(|c: char| !(is_word(c) || c == '-'))
        .filter(|word| !word.is_empty())
        .take(2)
        .any(|word| TRACE.contains(&word))
}

/// Whether nothing is joined to it that makes it part of a name, a number or an address.
fn stands_free(scan: &Scan<'_>, run: &Range<usize>) -> bool {
    let before = !matches!(scan.before(run.start), Some(c) if is_word(c) || matches!(c, '#' | '-' | '.' | ',' | '+' | '&' | '%' | '€' | '$' | '£'));
    let behind = match scan.after(run.end) {
        Some('-' | '.' | ',' | '\'') => !scan.after(run.end + 1).is_some_and(is_word),
        Some('%' | '€' | '@') => false,
        Some(c) => !is_word(c),
        None => true,
    };
    let range = scan.eat(run.end, "..").is_some();
    before && (behind || range)
}

/// `24dec2026`, `1feb2027`
fn is_date(part: &str) -> bool {
    let month = part.find("dec").or_else(|| part.find("feb"));
    month.is_some_and(|at| {
        (1..=2).contains(&at)
            && [2, 4].contains(&(part.len() - at - 3))
            && part.bytes().filter(u8::is_ascii_alphabetic).count() == 3
    })
}

/// `1000000e3`: a number with an exponent; or digits and one letter at the end, as in `1234567b`.
fn is_power(part: &str) -> bool {
    let letters = part.bytes().filter(u8::is_ascii_alphabetic).count();
    letters == 1
        && (part.contains('e') && part.len() < 12 && !part.starts_with('e')
            || part.len() < 10 && part.ends_with(|c: char| c.is_ascii_alphabetic()) && part.len() > 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::found;
    use crate::prelude::*;

    #[test]
    fn commits_and_hashes_are_found() {
        for text in
            ["9f1c2ab7", "4d7e0b1", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "9e107d9d372bb6826bd81d3542a419d6"]
        {
            assert_eq!(found(Kind::GitHash, &format!("Since {text}, it fails.")), [text]);
        }
        assert_eq!(found(Kind::GitHash, "commit 1234567"), ["1234567"]);
        assert_eq!(found(Kind::GitHash, "commit deadbee."), ["deadbee"]);
        assert_eq!(found(Kind::GitHash, "commit 9F1C2AB7"), ["9F1C2AB7"]);
        assert_eq!(
            found(Kind::Uuid, "id 8c0e5f4a-1b2c-4d3e-9f8a-7b6c5d4e3f2a!"),
            ["8c0e5f4a-1b2c-4d3e-9f8a-7b6c5d4e3f2a"]
        );
        assert_eq!(found(Kind::Uuid, "trace id 4bf92f3577b34da6"), ["4bf92f3577b34da6"]);
        assert_eq!(found(Kind::Uuid, "trace 4bf92f3577b34da6a3ce929d0e0e4736"), ["4bf92f3577b34da6a3ce929d0e0e4736"]);
    }

    #[test]
    fn words_numbers_and_dates_are_none() {
        for text in [
            "defaced",
            "facade",
            "1234567",
            "20261121",
            "24dec2026",
            "1000000e3",
            "the defaced page",
            "commit defaced",
            "3,000,000",
            "0800-7236464",
            "€12345678",
            "8F3A2C1D",
            "deadbee",
            "added",
            "4d7e0b",
            "1234567.89",
            "#9f1c2ab",
            "a1b2c3d-x",
        ] {
            assert_eq!(found(Kind::GitHash, text), [""; 0], "{text}");
        }
    }
}
