//! People: e-mail addresses, handles; and the channels in which they talk.

use super::scan::{MARKS, Scan, is_word};
use super::{Found, Kind, Settings};
use core::ops::Range;

pub(super) fn find(scan: &Scan<'_>, settings: &Settings, found: &mut Found) {
    for at in scan.places("@") {
        match email(scan, at, at + 1) {
            Some(range) => add_email(scan, settings, at + 1, range, found),
            None => handle(scan, at, found),
        }
    }
    for sign in ["[at]", "(at)", " [at] ", " (at) "] {
        for at in scan.places(sign) {
            let domain = at + sign.len();
            let range = email(scan, at, domain).filter(|range| settings.is_staff_domain(scan.low(domain..range.end)));
            if let Some(range) = range {
                found.add(Kind::StaffEmail, range);
            }
        }
    }
    for at in scan.places("#") {
        channel(scan, at, found);
    }
}

fn add_email(scan: &Scan<'_>, settings: &Settings, domain: usize, range: Range<usize>, found: &mut Found) {
    let host = scan.low(domain..range.end);
    let staff = settings.is_staff_domain(host) || settings.is_internal(host);
    found.add(if staff { Kind::StaffEmail } else { Kind::Email }, range);
}

/// An address around the sign that stands from `at` to `domain`.
fn email(scan: &Scan<'_>, at: usize, domain: usize) -> Option<Range<usize>> {
    let of_name = |c: &char| is_word(*c) || matches!(c, '.' | '-' | '+' | '%' | '\'');
    let name: usize = scan.near_before(at).chars().rev().take_while(of_name).map(char::len_utf8).sum();
    let start = at - name;
    let start =
        start + (scan.low(start..at).len() - scan.low(start..at).trim_start_matches(['.', '-', '\'', '%']).len());
    let end = scan.run(domain, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    let end = scan.trimmed(domain..end, ".-");
    let host = scan.low(domain..end);
    let ending = host.rsplit('.').next().unwrap_or_default();
    let whole = host.contains('.') && ending.len() >= 2 && ending.bytes().all(|byte| byte.is_ascii_alphabetic());
    (start < at && whole && scan.byte(end) != b'(').then_some(start..end)
}

/// `@tomasz`, `@dana.k`, `<@U024BE7LH>`
fn handle(scan: &Scan<'_>, at: usize, found: &mut Found) {
    let free = match scan.before(at) {
        None => true,
        Some(c) => !is_word(c) && !matches!(c, '.' | '/' | '@' | '-' | '+' | ':' | '='),
    };
    let of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    let first = scan.after(at + 1);
    let end = scan.run(at + 1, |byte| of_name(byte) || !byte.is_ascii());
    let name: &str = scan.text.get(at + 1..end).unwrap_or_default();
    let name: &str = &name[..name.find(|c: char| !(is_word(c) || matches!(c, '.' | '-'))).unwrap_or(name.len())];
    let name = name.trim_end_matches(['.', '-', '_']);
    let end = at + 1 + name.len();
    let letters = first.is_some_and(|c| c.is_alphabetic() || c == '_') && name.chars().any(char::is_alphabetic);
    // `@angular/core` is a package, `@media(…)` code.
    let package = matches!(scan.byte(end), b'/' | b'(' | b'{') && scan.after(end + 1).is_some_and(is_word);
    if free && letters && name.len() >= 2 && name.len() <= 80 && !package {
        found.add(Kind::Handle, at..end);
    }
}

/// `#inc-4821-checkout`: names of channels are in lower case; with a capital it is a word for the public.
fn channel(scan: &Scan<'_>, at: usize, found: &mut Found) {
    let free = match scan.before(at) {
        None => true,
        Some(c) => !is_word(c) && !matches!(c, '/' | '#' | '&' | '.' | '?' | '=' | '-'),
    };
    let end = scan.run(at + 1, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let end = scan.trimmed(at + 1..end, "-_");
    let name = scan.text.get(at + 1..end).unwrap_or_default();
    let lower = name.bytes().all(|byte| !byte.is_ascii_uppercase());
    let letters = name.bytes().filter(u8::is_ascii_lowercase).count();
    let colour = matches!(name.len(), 3 | 4 | 6 | 8) && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let counted = name.starts_with(|c: char| c.is_ascii_digit());
    // `#1-rated` and `#12b` are counted; `#4821-checkout` is a channel.
    let is_name = if counted {
        name.contains('-') && letters >= 4 && name.bytes().take_while(u8::is_ascii_digit).count() >= 3
    } else {
        letters >= 2
    };
    let tag = ["hashtag", "hashtags"].contains(&scan.word_before(at));
    if free && lower && is_name && !colour && !tag && scan.closes(end) && name.len() <= 80 {
        found.add(Kind::SlackChannel, at..scan.trimmed(at..end, MARKS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::{found, kinds};
    use crate::prelude::*;

    #[test]
    fn addresses_of_staff_and_of_others_are_told_apart() {
        for text in [
            "mira.okafor@acme.example",
            "bo@mail.acme.example",
            "mira.okafor[at]acme.example",
            "mira (at) acme.example",
            "Jürgen@acme.example",
        ] {
            assert_eq!(kinds(&format!("Ask {text}, she knows.")), [Kind::StaffEmail], "{text}");
        }
        assert_eq!(found(Kind::Email, "Ask help@vendor.example."), ["help@vendor.example"]);
        assert_eq!(kinds("we are at acme.example"), []);
    }

    #[test]
    fn handles_and_channels_end_at_punctuation() {
        assert_eq!(
            found(Kind::Handle, "Thanks @dana.k, (@ravi) and @tomasz's @Zoë."),
            ["@dana.k", "@ravi", "@tomasz", "@Zoë"]
        );
        assert_eq!(found(Kind::Handle, "<@U024BE7LH>"), ["@U024BE7LH"]);
        assert_eq!(
            found(Kind::SlackChannel, "see #inc-4821-checkout, #sec-response. (#payments)"),
            ["#inc-4821-checkout", "#sec-response", "#payments"]
        );
        assert_eq!(found(Kind::SlackChannel, "#4821-checkout"), ["#4821-checkout"]);
        assert_eq!(kinds("https://acme.slack.com/archives/C024BE7LH/p1"), [Kind::SlackChannel]);
    }

    #[test]
    fn numbers_colours_and_packages_are_none() {
        for text in [
            "@ 10:30",
            "@3",
            "@angular/core",
            "#1",
            "#123",
            "#1-rated",
            "#ff0000",
            "#fff",
            "C# and F#",
            "#StatusUpdate",
            "case #48213",
            "x@",
            "https://a.example/p#top-part",
            "# heading",
            "##",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }
}
