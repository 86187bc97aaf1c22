//! Addresses of private networks: IPv4 and IPv6, with port, range or mask, also with the dots in brackets.

use super::scan::Scan;
use super::{Found, Kind};
use core::net::{Ipv4Addr, Ipv6Addr};
use core::ops::Range;

/// Words before a number with four parts that make it a version.
const VERSION_WORDS: &[&str] = &[
    "version", "versions", "v", "ver", "release", "build", "firmware", "app", "driver", "update", "macos", "ios",
    "android", "chrome", "section", "chapter",
];

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    for run in scan.runs(|byte| byte.is_ascii_digit()) {
        if let Some(end) = v4(scan, run.start) {
            found.add(Kind::PrivateIp, run.start..end);
        }
    }
    for run in scan.runs(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'-')) {
        if is_hardware(scan, run.clone()) {
            found.add(Kind::PrivateIp, run);
        }
    }
    for run in scan.runs(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.')) {
        if let Some(range) = (run.len() >= 3).then(|| v6(scan, run)).flatten() {
            found.add(Kind::PrivateIp, range);
        }
    }
}

/// `00:1b:44:11:3a:b7`: the address of a network card.
fn is_hardware(scan: &Scan<'_>, run: Range<usize>) -> bool {
    let part = scan.low(run.clone());
    let sign = part.chars().nth(2).unwrap_or(' ');
    let whole = part.len() == 17 && scan.opens_apart(run.start) && scan.closes(run.end);
    whole && matches!(sign, ':' | '-') && part.split(sign).count() == 6 && part.split(sign).all(|pair| pair.len() == 2)
}

/// The end of a private IPv4 address that begins here.
fn v4(scan: &Scan<'_>, start: usize) -> Option<usize> {
    // `ip-10-0-0-1` is a host, `1.10.0.0.1` something else.
    let free = scan.opens(start) && !matches!(scan.before(start), Some('.' | '-' | '#'));
    let mut parts = [0_u8; 4];
    let mut at = start;
    for (i, part) in parts.iter_mut().enumerate().filter(|_| free) {
        if i > 0 {
            at = scan.eat_any(at, &[".", "[.]", "(.)"])?;
        }
        let end = scan.run(at, |byte| byte.is_ascii_digit());
        let joker = i >= 2 && end == at && matches!(scan.byte(at), b'x' | b'*');
        if !joker {
            *part = scan.low(at..end).parse().ok()?;
        }
        at = if joker { at + 1 } else { end };
    }
    let goes_on = scan.byte(at) == b'.' && scan.byte(at + 1).is_ascii_digit();
    let version = VERSION_WORDS.contains(&scan.word_before(start)) && scan.byte(start.wrapping_sub(1)) == b' ';
    if !free || goes_on || version || !is_private(Ipv4Addr::from(parts)) {
        return None;
    }
    let end = tail(scan, at);
    scan.closes(end).then_some(end)
}

fn is_private(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_private() || address.is_link_local() || address.is_loopback() || (first == 100 && second & 0xc0 == 64)
}

/// The end of a port, a mask or the end of a range.
fn tail(scan: &Scan<'_>, at: usize) -> usize {
    let digits = |from| scan.run(from, |byte| byte.is_ascii_digit());
    match scan.byte(at) {
        b':' | b'/' | b'-' if digits(at + 1) > at + 1 => tail_of_range(scan, digits(at + 1)),
        _ => at,
    }
}

fn tail_of_range(scan: &Scan<'_>, at: usize) -> usize {
    // `10.0.0.1-10.0.0.9`
    scan.run(at, |byte| byte == b'.' || byte.is_ascii_digit())
        .min(scan.trimmed(at..scan.run(at, |b| b == b'.' || b.is_ascii_digit()), "."))
}

/// Where a private IPv6 address stands in a run of hexadecimal digits, colons and dots.
fn v6(scan: &Scan<'_>, run: Range<usize>) -> Option<Range<usize>> {
    let colons = scan.low(run.clone()).bytes().filter(|byte| *byte == b':').take(9).count();
    let end = scan.trimmed(run.clone(), ".");
    // The longest one has 45 characters.
    if !(2..=8).contains(&colons) || run.len() > 48 || !scan.opens(run.start) {
        return None;
    }
    let whole = scan.low(run.start..end);
    let end = if whole.ends_with("::") { end } else { scan.trimmed(run.start..end, ":.") };
    let address: Ipv6Addr = scan.low(run.start..end).parse().ok()?;
    let [first, ..] = address.octets();
    let second = address.octets()[1];
    let unique_local = first & 0xfe == 0xfc;
    let link_local = first == 0xfe && second & 0xc0 == 0x80;
    let mapped = address.to_ipv4_mapped().is_some_and(is_private);
    if !(unique_local || link_local || mapped || address == Ipv6Addr::LOCALHOST) {
        return None;
    }
    let zone = if scan.byte(end) == b'%' { scan.run(end + 1, |b| b.is_ascii_alphanumeric()) } else { end };
    let mask = if scan.byte(zone) == b'/' { scan.run(zone + 1, |b| b.is_ascii_digit()) } else { zone };
    scan.closes(mask).then_some(run.start..mask)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::found;
    use crate::prelude::*;

    #[test]
    fn private_addresses_are_found_in_every_spelling() {
        for text in [
            "10.42.7.19",
            "172.16.0.1",
            "172.31.255.254",
            "192.168.1.1",
            "169.254.169.254",
            "127.0.0.1",
            "100.64.0.1",
            "10.0.0.0/8",
            "10.1.2.3:5432",
            "10[.]1[.]2[.]3",
            "10.1.2.x",
            "192.168.*.*",
            "10.0.0.1-10.0.0.9",
            "fd12:3456::1",
            "fe80::1%eth0",
            "::1",
            "fd00:1::/48",
            "::ffff:10.0.0.1",
        ] {
            let sentence = format!("Errors from {text}, since noon.");
            assert_eq!(found(Kind::PrivateIp, &sentence), [text], "{sentence}");
        }
    }

    #[test]
    fn public_addresses_versions_and_times_are_none() {
        for text in [
            "8.8.8.8",
            "172.32.0.1",
            "203.0.113.9",
            "version 10.4.2.1",
            "v10.4.2.1",
            "1.10.0.0.1",
            "10.0.0.1.5",
            "10.5.3",
            "10:30:15",
            "2001:db8::1",
            "100.128.0.1",
            "999.1.1.1",
            "10.42.7.1900",
            "abc::def::1",
        ] {
            assert_eq!(found(Kind::PrivateIp, text), [""; 0], "{text}");
        }
    }
}
