//! Versions of software that a team's servers run. Versions of apps, interfaces and protocols are harmless.

use super::scan::{Scan, is_word};
use super::{Found, Kind, Settings};

/// Words between a name and its version.
const BETWEEN: &[&str] = &[
    "version ",
    "versions ",
    "version: ",
    "release ",
    "ver. ",
    "ver ",
    "server ",
    "broker ",
    "proxy ",
    "cluster ",
    "database ",
    "at version ",
    "on version ",
    "v. ",
    "is ",
    "was ",
    "from ",
    "runs ",
    "on ",
];

/// Words behind a bare number that make it a count: `redis 3 times`.
const NO_COUNT: &[&str] = &[
    "",
    "has",
    "had",
    "have",
    "is",
    "was",
    "were",
    "to",
    "and",
    "on",
    "in",
    "with",
    "cluster",
    "clusters",
    "server",
    "servers",
    "instance",
    "instances",
    "because",
    "from",
    "which",
    "that",
    "until",
    "upgrade",
    "database",
    "databases",
    "broker",
    "brokers",
    "release",
    "fails",
];

pub(super) fn find(scan: &Scan<'_>, settings: &Settings, found: &mut Found) {
    for name in settings.server_software.iter().map(|name| name.to_ascii_lowercase()).filter(|name| !name.is_empty()) {
        for at in scan.begins(&name).filter(|at| scan.opens_apart(*at)) {
            if let Some(end) = version(scan, at + name.len()) {
                found.add(Kind::SoftwareVersion, at..end);
            }
        }
    }
}

/// The end of a version that stands behind a name.
fn version(scan: &Scan<'_>, name: usize) -> Option<usize> {
    // `postgres` is also `PostgreSQL` and `postgres-server`.
    let name = scan.eat_any(name, &["ql", "sql", "-server", "d"]).filter(|end| scan.closes(*end)).unwrap_or(name);
    let sign = scan.byte(name);
    let mut at = match sign {
        b' ' | b'\t' => scan.past_blanks(name),
        b'/' | b':' | b'-' | b'@' | b'_' | b'=' => name + 1,
        b'(' => name + 1,
        _ => return None,
    };
    if sign == b' ' && scan.byte(at) == b'(' {
        at += 1;
    }
    for _ in 0..2 {
        at = scan.eat_any(at, BETWEEN).unwrap_or(at);
    }
    at = if scan.byte(at) == b'v' && scan.byte(at + 1).is_ascii_digit() { at + 1 } else { at };
    let end = scan.run(at, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+' | b'~'));
    let end = scan.trimmed(at..end, ".-_+~");
    let number = scan.low(at..end);
    let digits = number.len() - number.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 || digits > 4 || !scan.closes(end) {
        return None;
    }
    let dotted = number.as_bytes().get(digits) == Some(&b'.')
        && number.as_bytes().get(digits + 1).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'x');
    let bare = digits == number.len() && digits <= 2 && is_no_count(scan, sign, end);
    // `redis-7` is a host, `redis:6379` a port, `kafka-3.6` a version.
    (dotted && !is_percent(scan, end) || bare && matches!(sign, b' ' | b'@' | b'/' | b'(')).then_some(end)
}

fn is_percent(scan: &Scan<'_>, end: usize) -> bool {
    let next = scan.word_after(end);
    matches!(scan.after(end), Some('%'))
        || scan.near_after(end).trim_start().starts_with('%')
        || matches!(
            next,
            "percent"
                | "prozent"
                | "pour"
                | "seconds"
                | "s"
                | "ms"
                | "times"
                | "hours"
                | "minutes"
                | "gb"
                | "mb"
                | "tb"
                | "million"
        )
}

fn is_no_count(scan: &Scan<'_>, sign: u8, end: usize) -> bool {
    let ends = match scan.after(end) {
        Some(' ' | '\t') => NO_COUNT.contains(&scan.word_after(end)),
        Some('%' | ':' | '/' | '-' | '€' | '$') => false,
        Some(c) => !is_word(c),
        None => true,
    };
    ends || sign == b'@'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::found;
    use crate::prelude::*;

    #[test]
    fn versions_of_servers_are_found() {
        for text in [
            "envoy 1.29.2",
            "nginx/1.25.3",
            "OpenSSL 3.0.13",
            "PostgreSQL 16.2",
            "Postgres 16",
            "kafka version 3.6.1",
            "redis v7.2",
            "Kubernetes v1.29",
            "redis:7.2-alpine",
            "nginx-1.25.3",
            "envoy version 1.29.2",
            "redis server 6.0.16",
            "openssl 1.1.1w",
            "kubernetes 1.29",
            "kafka from 3.4.1",
            "postgres is 13.4",
        ] {
            assert_eq!(found(Kind::SoftwareVersion, &format!("It runs {text}, as said.")), [text]);
        }
    }

    #[test]
    fn counts_ports_and_other_versions_are_none() {
        for text in [
            "redis 3 times",
            "kafka 12 minutes behind",
            "redis is back",
            "app 5.3.1",
            "API v2",
            "TLS 1.3",
            "Windows 11",
            "iOS 17.2",
            "nginx 99.9 % up",
            "kafka 2 of 3",
            "our kafka. 3 of us",
            "redis 1.5 seconds late",
            "version 5.3",
        ] {
            assert_eq!(found(Kind::SoftwareVersion, text), [""; 0], "{text}");
        }
    }
}
