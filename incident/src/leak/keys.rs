//! Keys and tokens by their form: what their issuers put in front, and how long they are. And random text beside a word
//! that says it is a key.

use super::forms::Of::{Hex, Plain, Wide};
use super::forms::{FORMS, Of, WITHIN};
use super::scan::{Scan, any, entropy_is_high};
use super::{Found, Kind};
use crate::prelude::*;
use core::ops::Range;

/// Addresses that let anyone who has them act.
const SECRET_URLS: [(&str, &str); 8] = [
    ("hooks.slack.com/services/", "Slack"),
    ("hooks.slack.com/workflows/", "Slack"),
    ("hooks.slack.com/triggers/", "Slack"),
    ("webhook.office.com/webhookb2/", "Microsoft Teams"),
    ("discord.com/api/webhooks/", "Discord"),
    ("discordapp.com/api/webhooks/", "Discord"),
    ("chat.googleapis.com/v1/spaces/", "Google Chat"),
    ("api.telegram.org/bot", "Telegram"),
];

/// What AWS puts before the id of an access key.
const AWS_STARTS: &[&str] = &["AKIA", "ASIA", "ABIA", "ACCA", "A3T"];

/// Words that say what a random text beside them is.
const NAMES: &[&str] = &[
    "key",
    "keys",
    "token",
    "tokens",
    "secret",
    "secrets",
    "credential",
    "credentials",
    "apikey",
    "api_key",
    "passphrase",
    "signature",
    "sas",
    "cookie",
    "session",
    "bearer",
];

/// Bytes of the shortest key.
const SHORTEST: usize = 14;

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    let mut behind = 0;
    for (at, range) in starts(scan) {
        // Most words are too short for any of them.
        if scan.run_within(at, SHORTEST, |byte| Wide.has(byte)) < at + SHORTEST {
            continue;
        }
        aws(scan, at, found);
        if at >= behind {
            behind = known(scan, at, found).max(jwt(scan, at, found));
        }
        random(scan, range, found);
    }
    for (part, whose) in SECRET_URLS {
        for at in scan.begins(part) {
            let end = scan.run(at, |byte| Wide.has(byte) || matches!(byte, b'?' | b'&' | b'@'));
            let end = scan.trimmed(at..end, ".:%?&");
            let start =
                scan.near_before(at).rfind("https://").map_or(at, |from| at - scan.near_before(at).len() + from);
            found.say(Kind::Secret, start..end, format!("an address of {whose} that lets anyone post; revoke it"));
        }
    }
    within(scan, found);
    private_keys(scan, found);
}

/// Keys that are known by what stands within them.
fn within(scan: &Scan<'_>, found: &mut Found) {
    for (part, before, behind, whose) in WITHIN {
        for at in scan.places(part) {
            let of_key = |byte: &u8| Of::Web.has(*byte) || matches!(byte, b'.' | b'~');
            let start = at - scan.near_before(at).bytes().rev().take_while(of_key).count();
            let from = at + part.len();
            let end = scan.trimmed(from..scan.run(from, |byte| of_key(&byte) || byte == b'='), ".~");
            let key = scan.text.get(start..end).unwrap_or_default();
            let long = at - start >= *before && end >= from + behind;
            if long && any(key, |byte| byte.is_ascii_digit()) && any(key, |byte| byte.is_ascii_alphabetic()) {
                found.say(Kind::Secret, start..end, format!("a key or token of {whose}; revoke it, then take it out"));
            }
        }
    }
}

/// Places where a key can begin; and the run of letters and digits from there, where it is as long as a key.
fn starts<'s>(scan: &'s Scan<'_>) -> impl Iterator<Item = (usize, Range<usize>)> + 's {
    scan.runs(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        .map(|run| (run.start, run))
        .filter(|(at, _)| scan.opens(*at))
}

/// `AKIA…`: twenty capitals and digits.
fn aws(scan: &Scan<'_>, at: usize, found: &mut Found) {
    let part = scan.text.get(at..).unwrap_or_default();
    let end = scan.run(at, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let whole = (16..=24).contains(&(end - at)) && scan.closes(end);
    if whole && AWS_STARTS.iter().any(|start| part.starts_with(start)) {
        found.add(Kind::AwsAccessKey, at..end);
    }
}

/// A key with a known start; returns how far was read, so that it is not read again from inside.
fn known(scan: &Scan<'_>, at: usize, found: &mut Found) -> usize {
    let part = scan.text.get(at..).unwrap_or_default();
    let first = scan.byte(at);
    let mut read = at;
    for (start, least, of, whose) in FORMS.iter().filter(|form| form.0.as_bytes().first() == Some(&first)) {
        if !part.starts_with(start) {
            continue;
        }
        let from = at + start.len();
        let end = scan.trimmed(from..scan.run(from, |byte| of.has(byte)), ".:%");
        let rest = scan.text.get(from..end).unwrap_or_default();
        read = read.max(end);
        // Words with hyphens have no digits: `sk-` also begins nothing that people say.
        let drawn = any(rest, |byte| byte.is_ascii_digit())
            || any(rest, |b| b.is_ascii_uppercase()) && any(rest, |b| b.is_ascii_lowercase());
        let closed = !matches!(of, Hex | Plain) || scan.closes(end);
        if end - from >= *least && drawn && closed {
            found.say(Kind::Secret, at..end, format!("a key or token of {whose}; revoke it, then take it out"));
            return end;
        }
    }
    read
}

/// Three parts of base64 with dots, the first of which is a JSON object.
fn jwt(scan: &Scan<'_>, at: usize, found: &mut Found) -> usize {
    if !scan.text.get(at..).is_some_and(|part| part.starts_with("eyJ")) {
        return at;
    }
    let part = |from| scan.run(from, |byte| Of::Web.has(byte));
    let first = part(at);
    let second = part(first + 1);
    if first - at < 10 || scan.byte(first) != b'.' || second < first + 8 {
        return second.max(first);
    }
    let third = if scan.byte(second) == b'.' { part(second + 1) } else { second };
    // A token may be encrypted, and then has five parts.
    let end = scan.run(third, |byte| Of::Web.has(byte) || matches!(byte, b'.' | b'='));
    found.add(Kind::Jwt, at..scan.trimmed(at..end, "."));
    end
}

/// Random text with a word before it that says what it is; or so long and mixed that it can be nothing else.
fn random(scan: &Scan<'_>, run: Range<usize>, found: &mut Found) {
    // What goes on from a hyphen or slash was looked at from its beginning.
    if scan.before(run.start).is_some_and(|c| matches!(c, '-' | '+' | '/' | '.' | '=' | '@' | '#')) {
        return;
    }
    let end = scan
        .run(run.start, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'/' | b'=' | b'.'));
    let end = scan.trimmed(run.start..end, ".-/");
    let part = scan.text.get(run.start..end).unwrap_or_default();
    if part.len() < 16 {
        return;
    }
    let (digits, low, high) =
        (|b: u8| b.is_ascii_digit(), |b: u8| b.is_ascii_lowercase(), |b: u8| b.is_ascii_uppercase());
    let letters = any(part, low) || any(part, high);
    let mixed = any(part, digits) && letters && entropy_is_high(part);
    // A host, a version or a path has parts; a key has few.
    let parts = part.bytes().filter(|byte| matches!(byte, b'-' | b'/' | b'.' | b'_')).count();
    let named = is_named(scan, run.start) && parts <= 2;
    // A secret of AWS has forty bytes and may have slashes in them.
    let slashes = !part.contains(['.', '_', '-']) && part.len() >= 36 && parts <= 4;
    let alone = part.len() >= 32 && (parts <= 1 || slashes) && any(part, low) && any(part, high);
    if mixed && (named || alone) {
        found.add(Kind::Secret, run.start..end);
    }
}

/// Whether one of the three words before says that a key follows.
fn is_named(scan: &Scan<'_>, at: usize) -> bool {
    let near = scan.near_before(at);
    near.rsplit(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .take(3)
        .any(|word| NAMES.contains(&word))
}

/// `-----BEGIN … PRIVATE KEY-----` up to its end, or all there is of it.
fn private_keys(scan: &Scan<'_>, found: &mut Found) {
    for at in scan.places("-----begin") {
        let head = scan.near_after(at);
        if !head.contains("private key") {
            continue;
        }
        let line = at + head.find('\n').unwrap_or(head.len());
        let of_key = |byte: u8| Wide.has(byte) || byte.is_ascii_whitespace() || byte == b',';
        let end = scan.run(line, of_key);
        let body = scan.low(at..end);
        let close = body.find("-----end").and_then(|from| Some(from + 8 + body[from + 8..].find("-----")? + 5));
        let end = close.map_or(end, |close| at + close);
        found.add(Kind::PrivateKey, at..scan.trimmed(at..end, " \n\r\t"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::{found, kinds};

    /// A made-up rest of a key. Whole keys do not stand in this file: scanners of repositories would stop at them.
    fn rest(of: Of, length: usize) -> String {
        let letters = match of {
            Hex => "4f09c2ab71de8365",
            Plain | Of::Web | Wide => "Zx8Kq2Lm7Rt4Vw9Yb3Nc6Pd1Fg5Hj0Ts",
        };
        letters.chars().cycle().take(length).collect()
    }

    #[test]
    fn every_form_is_found_whole_and_named() {
        for (start, least, of, whose) in FORMS {
            let key = format!("{start}{}", rest(*of, least + 4));
            let sentence = format!("It was ({key}), as we know.");
            let all = crate::leak::check(&sentence, &crate::leak::Settings::default(), &BTreeSet::new());
            assert_eq!(all.len(), 1, "{sentence}: {all:?}");
            assert_eq!((all[0].kind, all[0].of(&sentence)), (Kind::Secret, key.as_str()));
            let shared = matches!(*whose, "OpenAI" | "OpenRouter");
            assert!(shared || all[0].explanation.contains(whose), "{sentence}: {all:?}");
        }
    }

    #[test]
    fn addresses_that_let_anyone_post_are_found() {
        let url = format!("https://hooks.slack.com/{}/T0{}/B0{}/{}", "services", "2ABCDEF", "2GHIJKL", rest(Plain, 24));
        assert_eq!(found(Kind::Secret, &format!("We post to {url}.")), [url.as_str()]);
    }

    #[test]
    fn a_private_key_is_found_to_its_end() {
        let key =
            format!("-----BEGIN RSA {0} KEY-----\n{1}\n{1}\n-----END RSA {0} KEY-----", "PRIVATE", rest(Plain, 64));
        assert_eq!(found(Kind::PrivateKey, &format!("It was\n{key}\nas you see")), [key.as_str()]);
        assert_eq!(found(Kind::PrivateKey, "-----BEGIN CERTIFICATE-----"), [""; 0]);
    }

    #[test]
    fn a_random_text_is_found_beside_its_name() {
        assert_eq!(found(Kind::Secret, "the api key is 9f8e7d6c5b4a39281706"), ["9f8e7d6c5b4a39281706"]);
        assert_eq!(found(Kind::Secret, "token: kJ8s0Qw2Zx4Vb6Nm8Lp0"), [""; 0], "that is a credential");
        assert_eq!(kinds("token: kJ8s0Qw2Zx4Vb6Nm8Lp0"), [Kind::Credential]);
        for text in [
            "The key takeaway is internationalisation.",
            "session-replay-and-heatmaps-2026 works",
            "a token of appreciation",
            "Your key date is 2026-11-21T10:30:00Z",
            "api.acme.example/v2/customers/orders/2026",
        ] {
            assert_eq!(found(Kind::Secret, text), [""; 0], "{text}");
        }
    }
}
