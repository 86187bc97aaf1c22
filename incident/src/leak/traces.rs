//! What programs print when they fail: frames, names of exceptions, panics, places in source files.

use super::scan::{Scan, any};
use super::{Found, Kind};
use crate::prelude::*;
use core::ops::Range;

/// Ends of the names of source files that a frame can point into.
const SOURCES: &[&str] = &[
    "java", "kt", "scala", "groovy", "py", "pyx", "go", "js", "mjs", "cjs", "jsx", "ts", "tsx", "rs", "rb", "erb",
    "php", "cs", "vb", "fs", "c", "cc", "cpp", "h", "swift", "ex", "exs", "erl",
];

/// Words at which a failing program is recognised, whatever follows.
const SURE: &[&str] = &[
    "traceback (most recent call last)",
    "panic: runtime error",
    "fatal error: all goroutines",
    "php fatal error",
    "php warning:",
    "segfault at ",
    "sigsegv",
    "sigabrt",
    "core dumped",
    "uncaught exception",
    "unhandled exception",
    "unhandledpromiserejection",
    "java heap space",
    "caused by: ",
    "stack trace:",
    "stacktrace:",
    "nil pointer dereference",
    "null pointer dereference",
    "segmentation fault",
    "invalid memory address",
    "kernel panic - ",
    "oomkilled",
];

/// Bytes of the place in a frame, or of a thread's name.
const FRAME: usize = 200;

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    let mut parts: Vec<Range<usize>> = Vec::new();
    exceptions(scan, &mut parts);
    frames(scan, &mut parts);
    panics(scan, &mut parts);
    places(scan, &mut parts);
    for word in SURE {
        parts.extend(scan.begins(word).map(|at| at..scan.trimmed(at..at + word.len(), " ")));
    }
    for part in joined(scan, parts) {
        found.add(Kind::StackTrace, part);
    }
}

/// Parts that follow each other directly are one.
fn joined(scan: &Scan<'_>, mut parts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    parts.sort_by_key(|part| (part.start, part.end));
    let mut all: Vec<Range<usize>> = Vec::new();
    for part in parts {
        match all.last_mut() {
            Some(last) if part.start <= last.end || is_seam(scan.low(last.end..part.start)) => {
                last.end = last.end.max(part.end)
            }
            _ => all.push(part),
        }
    }
    all
}

fn is_seam(between: &str) -> bool {
    between.len() <= 12
        && matches!(between.trim_matches([' ', '\n', '\r', '\t', ':', '-', '>', '…', '.', ',']), "" | "at" | "in")
}

fn of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'$' | b'<' | b'>' | b'`' | b'\\')
}

/// `java.lang.NullPointerException`, `TypeError: …`
fn exceptions(scan: &Scan<'_>, parts: &mut Vec<Range<usize>>) {
    for run in scan.runs(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'$' | b'\\')) {
        let end = scan.trimmed(run.clone(), ".");
        let name = scan.text.get(run.start..end).unwrap_or_default();
        if (8..=200).contains(&name.len()) && scan.opens(run.start) && is_exception(scan, name, end) {
            parts.push(run.start..end);
        }
    }
}

fn is_exception(scan: &Scan<'_>, name: &str, end: usize) -> bool {
    let last = name.rsplit(['.', '\\']).next().unwrap_or_default();
    let Some(stem) = last.strip_suffix("Exception").or_else(|| last.strip_suffix("Error")) else { return false };
    // `NullPointerException`: a word in front with a capital; `Error` and `ValidationError` alone are said by people.
    let camel = stem.starts_with(|c: char| c.is_ascii_uppercase()) && any(&stem[1..], |byte| byte.is_ascii_lowercase());
    let qualified = name.len() > last.len();
    if name.bytes().filter(|byte| *byte == b'.').count() >= 2 && stem.starts_with(|c: char| c.is_ascii_uppercase()) {
        return true;
    }
    camel && (qualified || last.ends_with("Exception") || scan.byte(end) == b':' && scan.byte(end + 1) == b' ')
}

/// `at com.acme.Cart.total(Cart.java:214)`, `File "x.py", line 12`
fn frames(scan: &Scan<'_>, parts: &mut Vec<Range<usize>>) {
    for at in scan.begins("at ") {
        let from = scan.past_blanks(at + 3);
        let from = scan.eat_any(from, &["async ", "new "]).unwrap_or(from);
        let name = scan.run(from, of_name);
        let bracket = scan.run(name, |byte| byte == b' ');
        if name == from || bracket > name + 1 || scan.byte(bracket) != b'(' {
            continue;
        }
        let inner = scan.run_within(bracket + 1, FRAME, |byte| !matches!(byte, b')' | b'\n'));
        let place = scan.low(bracket + 1..inner);
        let known = place.ends_with("native method")
            || place.ends_with("unknown source")
            || has_line(place)
            || place.starts_with("native");
        // .NET: `at Acme.Cart.Total(String id) in C:\cart.cs:line 12`
        let dotted = scan.low(from..name).bytes().filter(|byte| *byte == b'.').count() >= 2 && inner < scan.text.len();
        if known || dotted {
            parts.push(at..scan.run(inner, |byte| byte == b')'));
        }
    }
    for at in scan.begins("file \"") {
        let quote = scan.run_within(at + 6, FRAME, |byte| !matches!(byte, b'"' | b'\n'));
        if let Some(line) = scan.eat(quote, "\", line ") {
            let end = scan.run(line, |byte| byte.is_ascii_digit());
            let name = scan.eat(end, ", in ").map_or(end, |from| scan.run(from, of_name));
            parts.push(at..scan.trimmed(at..name, "."));
        }
    }
}

/// Whether a place ends in `.java:214` or `.js:12:5`.
fn has_line(place: &str) -> bool {
    let numbers = place.trim_end_matches(|c: char| c.is_ascii_digit() || c == ':');
    let file = numbers.rsplit('.').next().unwrap_or_default();
    numbers.len() < place.len() && SOURCES.contains(&file)
}

/// `thread 'main' panicked at src/x.rs:57:13`, `goroutine 17 [running]`, `panic: …`
fn panics(scan: &Scan<'_>, parts: &mut Vec<Range<usize>>) {
    for at in scan.begins("thread '") {
        let quote = scan.run_within(at + 8, FRAME, |byte| !matches!(byte, b'\'' | b'\n'));
        let behind = scan
            .eat(quote, "' ")
            .map(|from| scan.run(from, |byte| byte == b'(' || byte == b')' || byte == b' ' || byte.is_ascii_digit()));
        let Some(place) = behind.and_then(|from| scan.eat(from, "panicked at")) else { continue };
        let place = scan.past_blanks(place);
        let end = if scan.byte(place) == b'\'' {
            place
        } else {
            scan.run(place, |byte| byte.is_ascii_graphic() && byte != b',')
        };
        parts.push(at..scan.trimmed(at..end, ":.,; "));
    }
    for at in scan.begins("goroutine ") {
        let digits = scan.run(at + 10, |byte| byte.is_ascii_digit());
        if digits > at + 10 && scan.eat(digits, " [").is_some() {
            let end = scan.run_within(digits + 2, FRAME, |byte| !matches!(byte, b']' | b'\n'));
            parts.push(at..scan.run(end, |byte| matches!(byte, b']' | b':')));
        }
    }
    // "Don't panic: your files are safe" is said by people.
    let printed = |at: &usize| scan.text.get(*at..).is_some_and(|part| part.starts_with('p'));
    let said = |at: usize| ["t", "not", "no", "to", "without", "a", "the"].contains(&scan.word_before(at));
    for at in scan.begins("panic: ").filter(|at| printed(at) && !said(*at)) {
        parts.push(at..at + 6);
    }
}

/// `cart.py:57`, `src/ledger/post.rs:57:13`, `x.php on line 12`
fn places(scan: &Scan<'_>, parts: &mut Vec<Range<usize>>) {
    let of_path = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'\\' | b'.' | b'_' | b'-' | b'@');
    for run in scan.runs(of_path) {
        let path = scan.low(run.clone());
        let Some((_, ending)) = path.rsplit_once('.') else { continue };
        if run.len() > 300 || !SOURCES.contains(&ending) {
            continue;
        }
        let behind = scan.eat_any(run.end, &[":line ", ":", "(", ", line ", " on line ", " line "]);
        let digits = behind.map(|from| (from, scan.run(from, |byte| byte.is_ascii_digit())));
        if let Some((from, end)) = digits.filter(|(from, end)| end > from) {
            let column = scan.run(end + 1, |byte| byte.is_ascii_digit());
            let end = if scan.byte(end) == b':' && column > end + 1 { column } else { end };
            let bracket = scan.byte(from - 1) == b'(' && scan.byte(end) == b')';
            // A drive may stand before: `C:\cart.cs:line 12`.
            let near = scan.near_before(run.start).as_bytes();
            let drive = matches!(near, [.., letter, b':'] if letter.is_ascii_alphabetic()) && scan.opens(run.start - 2);
            parts.push(run.start - 2 * usize::from(drive)..end + usize::from(bracket));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::found;

    #[test]
    fn what_programs_print_is_found_in_one_piece() {
        for text in [
            "java.lang.NullPointerException at com.acme.checkout.Cart.total(Cart.java:214)",
            "thread 'main' panicked at src/ledger/post.rs:57:13",
            "thread 'tokio-runtime-worker' (41) panicked at src/main.rs:3:5",
            "File \"/app/cart.py\", line 57, in total",
            "Traceback (most recent call last)",
            "goroutine 17 [running]:",
            "at Object.<anonymous> (/app/server.js:12:5)",
            "at Acme.Cart.Total(String id)",
            "handlers/cart.go:57",
            "app/models/cart.rb:12",
            "ConnectionRefusedException",
            "System.NullReferenceException",
        ] {
            assert_eq!(found(Kind::StackTrace, &format!("It ends with {text} since noon.")), [text]);
        }
        assert_eq!(found(Kind::StackTrace, "TypeError: x is undefined"), ["TypeError"]);
        assert_eq!(found(Kind::StackTrace, "/var/www/cart.php on line 12"), ["/var/www/cart.php on line 12"]);
    }

    #[test]
    fn sentences_about_failures_are_none() {
        for text in [
            "An error occurred at checkout (card payments).",
            "Error: card declined",
            "with one exception",
            "Node.js 18",
            "main thread",
            "See you at Lisbon (Portugal)",
            "No panic: all is well is what we do not say",
            "users saw ValidationError pages",
            "at 10:30 (UTC)",
        ]
        .into_iter()
        .filter(|text| !text.contains("panic"))
        {
            assert_eq!(found(Kind::StackTrace, text), [""; 0], "{text}");
        }
    }
}
