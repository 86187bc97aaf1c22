//! Passwords and secrets behind their names, what comes behind `Authorization`, and connection strings without a scheme.

use super::scan::{MARKS, Scan, any, entropy_is_high};
use super::{Found, Kind};
use core::ops::Range;

/// Names of secrets; more may stand before them, as in `DB_PASSWORD`.
const NAMES: &[&str] = &[
    "password",
    "passwd",
    "passwort",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "api_key",
    "api-key",
    "apikey",
    "access_key",
    "access-key",
    "accesskey",
    "secret_key",
    "secretkey",
    "private_key",
    "privatekey",
    "client_secret",
    "account_key",
    "accountkey",
    "sharedaccesskey",
    "credential",
    "sessionid",
    "session_id",
];

/// Names in the headers of requests that carry a secret.
const HEADERS: &[&str] = &[
    "x-api-key",
    "x-auth-token",
    "x-vault-token",
    "x-amz-security-token",
    "proxy-authorization",
    "authorization",
    "cookie",
    "set-cookie",
    "dd-api-key",
    "private-token",
];

/// Words behind which people say a password without a sign.
const PASSWORDS: &[&str] = &["password", "passwort", "passphrase", "passcode", "pwd", "contraseña", "mot de passe"];

/// Pairs of keys that stand together in connection strings.
const STRING_KEYS: [(&str, &str); 7] = [
    ("server=", "database="),
    ("data source=", "initial catalog="),
    ("server=", "uid="),
    ("host=", "dbname="),
    ("endpoint=sb://", "sharedaccesskey"),
    ("defaultendpointsprotocol=", "accountname="),
    ("server=", "user id="),
];

/// Bytes in which the second key of a connection string follows the first.
const PAIRS: usize = 300;
/// Bytes of a secret behind its name; a longer one is found by its first part.
const SECRET: usize = 300;

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    bearer(scan, found);
    for sign in ["=", ":", " is ", " was ", " ist ", " lautet "] {
        scan.places(sign).for_each(|at| named(scan, at, sign, found));
    }
    for name in PASSWORDS {
        scan.begins(name).for_each(|at| said(scan, at, at + name.len(), found));
    }
    for sign in ["=", ":", "=>"] {
        scan.places(sign).for_each(|at| assigned(scan, at, at + sign.len(), found));
    }
    for name in HEADERS {
        scan.begins(name).for_each(|at| header(scan, at, at + name.len(), found));
    }
    for (first, second) in STRING_KEYS {
        scan.begins(first).for_each(|at| pairs(scan, at, second, found));
    }
    dsn(scan, found);
}

fn of_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=')
}

/// `Bearer 7f3c…`, with or without the name of the header.
fn bearer(scan: &Scan<'_>, found: &mut Found) {
    for at in scan.begins("bearer ") {
        let from = scan.past_blanks(at + "bearer".len());
        let end = scan.trimmed(from..scan.run(from, of_token), ".-/");
        let token = scan.text.get(from..end).unwrap_or_default();
        let digit = any(token, |byte| byte.is_ascii_digit());
        if token.len() >= 8 && digit || token.len() >= 24 && any(token, |b| b.is_ascii_uppercase()) {
            found.add(Kind::BearerToken, at..end);
        }
    }
}

/// `password=…`, `DB_PASSWORD: …`, `the password is …`: a sign behind the name of a secret.
fn named(scan: &Scan<'_>, at: usize, sign: &str, found: &mut Found) {
    let near = scan.near_before(at);
    let end = near.trim_end_matches([' ', '"', '\'']).len();
    let of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let name = near[..end].bytes().rev().take_while(|byte| of_name(byte)).count();
    let name = &near[end - name..end];
    if name.len() < 3 || near.len() - end > 3 || !NAMES.iter().any(|known| name.contains(known)) {
        return;
    }
    let value = scan.past_blanks(at + sign.len());
    let sure = sign == "=" && value == at + 1;
    if let Some(close) = secret_end(scan, value, sure) {
        found.add(Kind::Credential, at - near.len() + end - name.len()..close);
    }
}

/// `the password Winter2026!`: nothing but a blank between. What follows has to look like nobody's word.
fn said(scan: &Scan<'_>, at: usize, behind: usize, found: &mut Found) {
    if scan.byte(behind) != b' ' || !scan.opens(at) {
        return;
    }
    let from = behind + 1;
    let Some(end) = secret_end(scan, from, false) else { return };
    let value = scan.text.get(from..end).unwrap_or_default().trim_matches(['"', '\'', '`']);
    let (digit, low) = (any(value, |b| b.is_ascii_digit()), any(value, |b| b.is_ascii_lowercase()));
    let drawn = any(value, |b| b.is_ascii_uppercase()) || any(value, |b| b"!#$%&*+=?@^_~".contains(&b));
    if value.len() >= 8 && digit && low && drawn && value.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        found.add(Kind::Credential, at..end);
    }
}

/// `DATADOG_APP=…`: random text that is given to any name, whatever the name says.
fn assigned(scan: &Scan<'_>, at: usize, behind: usize, found: &mut Found) {
    let near = scan.near_before(at);
    let end = near.trim_end_matches([' ', '"', '\'']).len();
    let name = near[..end].bytes().rev().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let low = &near[end - name..end];
    let code = scan.byte(at) == b'=' || low.contains('_');
    let url = near[..end - name].ends_with(['?', '&', '/', '#']);
    if low.len() < 3 || near.len() - end > 3 || !code || url || low.starts_with(|c: char| c.is_ascii_digit()) {
        return;
    }
    let from = scan.past_blanks(behind);
    let from = from + usize::from(matches!(scan.byte(from), b'"' | b'\'' | b'`'));
    let close = scan.trimmed(from..scan.run_within(from, SECRET, of_token), ".-/=");
    let value = scan.text.get(from..close).unwrap_or_default();
    let parts = value.bytes().filter(|byte| matches!(byte, b'-' | b'/' | b'.' | b'_')).count();
    let mixed = any(value, |b| b.is_ascii_digit()) && any(value, |b| b.is_ascii_alphabetic());
    if value.len() >= 18 && mixed && parts <= 2 && entropy_is_high(value) {
        found.add(Kind::Secret, at - near.len() + end - name..close);
    }
}

/// The end of a secret that begins here, if it looks like one. Behind `=` most things are; behind `:` and `is` they have
/// to be no word.
fn secret_end(scan: &Scan<'_>, at: usize, sure: bool) -> Option<usize> {
    let open = scan.byte(at);
    let quoted = matches!(open, b'"' | b'\'' | b'`');
    let from = at + usize::from(quoted);
    let end = scan.run_within(from, SECRET, |byte| {
        !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'`' | b'&' | b'<' | b'>')
    });
    // A password may end in `!`.
    let end = scan.trimmed(from..end, ".,;:)]}…");
    let value = scan.text.get(from..end)?;
    // The id of a key of AWS is found as what it is.
    if value.len() == 20 && (value.starts_with("AKIA") || value.starts_with("ASIA")) {
        return None;
    }
    let mask = value.bytes().all(|byte| matches!(byte, b'*' | b'x' | b'X' | b'.' | b'$' | b'{' | b'}' | b'['));
    let digit = any(value, |byte| byte.is_ascii_digit());
    let letter = any(value, |byte| byte.is_ascii_alphabetic());
    let sign = any(value.trim_end_matches(['!', '?']), |byte| {
        byte.is_ascii_punctuation() && !matches!(byte, b'.' | b'-' | b'/' | b',')
    });
    let drawn = letter && (digit || sign) && value.len() >= 6;
    let end = if quoted && scan.byte(end) == open { end + 1 } else { end };
    (!mask && value.len() >= 4 && (sure || drawn)).then_some(end)
}

/// `Authorization: Basic …`, `X-Api-Key: …`
fn header(scan: &Scan<'_>, at: usize, behind: usize, found: &mut Found) {
    if scan.byte(behind) != b':' || !scan.opens_apart(at) {
        return;
    }
    let from = scan.past_blanks(behind + 1);
    let scheme = scan.eat_any(from, &["basic ", "digest ", "token ", "apikey ", "negotiate ", "aws4-hmac-sha256 "]);
    if scan.eat(from, "bearer ").is_some() {
        return;
    }
    let value = scheme.unwrap_or(from);
    let end = scan.run(value, |byte| of_token(byte) || matches!(byte, b';' | b':' | b','));
    let end = scan.trimmed(value..end, MARKS);
    let part = scan.text.get(value..end).unwrap_or_default();
    if part.len() >= 6 && (any(part, |b| b.is_ascii_digit() || b == b'=') || scheme.is_some()) {
        found.add(Kind::Credential, at..end);
    }
}

/// `Server=db;Database=ledger;User Id=…;Password=…`
fn pairs(scan: &Scan<'_>, at: usize, second: &str, found: &mut Found) {
    let line = scan.run_within(at, PAIRS, |byte| !matches!(byte, b'"' | b'`' | b'\n'));
    if !scan.low(at..line).contains(second) {
        return;
    }
    let end = if second == "dbname=" { words_with_equals(scan, at) } else { values_with_semicolons(scan, at) };
    found.add(Kind::ConnectionString, at..end);
}

/// `host=… dbname=… user=…`
fn words_with_equals(scan: &Scan<'_>, at: usize) -> usize {
    let mut end = at;
    for word in word_ends(scan, at).take(24).take_while(|word| scan.low(word.clone()).contains('=')) {
        end = word.end;
    }
    scan.trimmed(at..end, ".,;:)")
}

fn word_ends<'s>(scan: &'s Scan<'_>, at: usize) -> impl Iterator<Item = Range<usize>> + 's {
    let mut from = at;
    core::iter::from_fn(move || {
        let start = scan.past_blanks(from);
        from = scan.run_within(start, PAIRS, |byte| !byte.is_ascii_whitespace());
        (start < from).then_some(start..from)
    })
}

/// Values may hold blanks, but the last one ends at a blank.
fn values_with_semicolons(scan: &Scan<'_>, at: usize) -> usize {
    let mut end = at;
    for word in word_ends(scan, at).take(40) {
        let part = scan.low(word.clone());
        let goes_on = part.contains(';') || part.contains('=') || next_has_equals(scan, word.end);
        if !goes_on {
            break;
        }
        end = word.end;
    }
    scan.trimmed(at..end, ".,:;)")
}

fn next_has_equals(scan: &Scan<'_>, at: usize) -> bool {
    word_ends(scan, at).next().is_some_and(|word| scan.low(word).contains('='))
}

/// `ledger:secret@tcp(db:3306)/ledger`
fn dsn(scan: &Scan<'_>, found: &mut Found) {
    for at in scan.places("@tcp(") {
        let before = scan.near_before(at);
        let start = at
            - before
                .bytes()
                .rev()
                .take_while(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'`' | b'\'' | b'('))
                .count();
        let end =
            scan.run_within(at, PAIRS, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'`' | b'\''));
        // The part before may have begun inside a character.
        if scan.text.is_char_boundary(start) {
            found.add(Kind::ConnectionString, start..scan.trimmed(start..end, ".,;:"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::found;

    #[test]
    fn secrets_behind_their_names_are_found() {
        for text in [
            "password=hunter2",
            "DB_PASSWORD=correct-horse",
            "Password: Winter2026!",
            "pwd='s3cr3t-1'",
            "api_key=abcd1234",
            "client_secret: 8Q~x81hh",
            "the password is Tr0ub4dor&3",
        ] {
            let hits = found(Kind::Credential, text);
            assert_eq!(hits.len(), 1, "{text}");
        }
        assert_eq!(
            found(Kind::Credential, "Authorization: Basic dXNlcjpwYXNz, as"),
            ["Authorization: Basic dXNlcjpwYXNz"]
        );
        assert_eq!(
            found(Kind::Credential, "http://bo:secret@grafana.acme.example/d"),
            ["http://bo:secret@grafana.acme.example/d"]
        );
        assert_eq!(found(Kind::BearerToken, "use Bearer abcdef123456."), ["Bearer abcdef123456"]);
    }

    #[test]
    fn strings_of_pairs_are_found_to_their_end() {
        let ado = "Server=sql-1;Database=ledger;User Id=app;Password=x y9";
        assert_eq!(found(Kind::ConnectionString, &alloc::format!("via {ado}; and so on"))[0][..20], ado[..20]);
        let dsn = "host=db-1 port=5432 dbname=ledger user=app";
        assert_eq!(found(Kind::ConnectionString, &alloc::format!("via {dsn} today")), [dsn]);
        assert_eq!(found(Kind::ConnectionString, "via app:pw@tcp(db:3306)/ledger now"), ["app:pw@tcp(db:3306)/ledger"]);
    }

    #[test]
    fn talk_about_passwords_is_none() {
        for text in [
            "Please reset your password.",
            "Password: required",
            "your password is correct",
            "password: at least 12 characters",
            "The token is valid again",
            "Bearer tokens work again",
            "password=****",
            "Token: expired",
            "Secret: none",
            "a password is safe",
        ] {
            assert_eq!(found(Kind::Credential, text), [""; 0], "{text}");
            assert_eq!(found(Kind::BearerToken, text), [""; 0], "{text}");
        }
    }
}
