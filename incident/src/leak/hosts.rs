//! Names of hosts that only the inside knows: by their suffix, by the form of fleets and pods, by a port of a store.

use super::machines::{PORTS, STAGES, STRONG, TOOLS, WEAK};
use super::scan::Scan;
use super::{Found, Kind, Settings};
use crate::prelude::*;
use core::ops::Range;

/// What can stand in one label of a host's name.
pub(super) fn is_label(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

pub(super) fn find(scan: &Scan<'_>, settings: &Settings, found: &mut Found) {
    for run in scan.runs(|byte| is_label(byte) || byte == b'.') {
        let start =
            run.start + scan.low(run.clone()).bytes().take_while(|byte| matches!(byte, b'.' | b'-' | b'_')).count();
        let end = scan.trimmed(start..run.end, ".-_");
        // The longest name of a host has 253 characters.
        if start >= end
            || end - start > 253
            || !scan.opens(start)
            || matches!(scan.before(start), Some('#' | '$' | '\\'))
        {
            continue;
        }
        // What stands behind `@` is judged as an address of e-mail, but for a host of one label: `root@db-prod-1`.
        if scan.before(start) == Some('@') && scan.low(start..end).contains('.') {
            continue;
        }
        let port = port_end(scan, end);
        if is_internal(scan, settings, start..end) || (port > end && has_store_port(scan, start, end, port)) {
            found.add(Kind::InternalHost, start..port);
        }
    }
}

fn port_end(scan: &Scan<'_>, end: usize) -> usize {
    let port = scan.run(end + 1, |byte| byte.is_ascii_digit());
    if scan.byte(end) == b':' && port > end + 1 && scan.closes(port) { port } else { end }
}

fn is_internal(scan: &Scan<'_>, settings: &Settings, range: Range<usize>) -> bool {
    let name = scan.low(range.clone());
    let labels = name.bytes().filter(|byte| *byte == b'.').count() + 1;
    if labels == 1 {
        // `/db-1/` is a part of a path, and what follows `-` or `=` is judged with what it belongs to.
        return name.contains(|c: char| c.is_ascii_digit())
            && !matches!(scan.before(range.start), Some('/'))
            && !is_ticket(scan.text.get(range.clone()).unwrap_or_default())
            && is_fleet(name)
            || name == "localhost" && scan.byte(range.end) == b':';
    }
    let plain = name.split('.').all(|label| !label.is_empty()) && any_letter(name);
    if !plain {
        return false;
    }
    let first = name.split('.').next().unwrap_or_default();
    settings.is_internal(name)
        || settings.is_staff_domain(name)
            && (TOOLS.contains(&first) || (first.contains(|c: char| c.is_ascii_digit()) && is_fleet(first)))
        || is_stage_zone(name)
}

/// `DB-77`: in capitals it is a ticket's number, where one has that form.
fn is_ticket(name: &str) -> bool {
    let capitals = !name.bytes().any(|byte| byte.is_ascii_lowercase());
    capitals && name.split_once('-').is_some_and(|(_, number)| !number.starts_with('0') && !number.contains('-'))
}

fn any_letter(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// `mq-1.prod.eu`, `ledger.payments.svc`: zones that exist on no public resolver.
fn is_stage_zone(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    name.split('.').count() >= 2
        && matches!(last, "svc" | "prod" | "prd" | "stg" | "staging" | "qa" | "private" | "localdomain" | "intern")
}

/// `redis:6379`
fn has_store_port(scan: &Scan<'_>, start: usize, end: usize, port: usize) -> bool {
    let name = scan.low(start..end);
    PORTS.contains(&scan.low(end + 1..port))
        && name.len() >= 2
        && !name.contains('.')
        && any_letter(name)
        && scan.byte(start).is_ascii_lowercase()
}

/// Whether one label is built as operators name machines and pods.
fn is_fleet(name: &str) -> bool {
    is_address_name(name) || is_pod(name) || is_counted(name)
}

/// `ip-10-42-7-19`
fn is_address_name(name: &str) -> bool {
    let mut parts = name.strip_prefix("ip-").unwrap_or_default().split('-');
    let four = parts.by_ref().take(4).filter(|part| part.parse::<u8>().is_ok()).count() == 4;
    four && parts.next().is_none()
}

/// `checkout-7d9f8b6c5-x2kqz`: a deployment's pod. Kubernetes leaves out vowels and what looks like them.
fn is_pod(name: &str) -> bool {
    let mut parts = name.rsplit('-');
    let (Some(pod), Some(set), Some(_)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let drawn = |part: &str| part.bytes().all(|byte| b"bcdfghjklmnpqrstvwxz2456789".contains(&byte));
    let set_is_hash =
        (6..=10).contains(&set.len()) && set.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase());
    pod.len() == 5
        && drawn(pod)
        && set_is_hash
        && set.bytes().filter(u8::is_ascii_digit).count() >= 2
        && set.bytes().any(|b| b.is_ascii_lowercase())
}

/// `db-prod-03`, `kafka-07`, `web01`: words for machines and a number.
fn is_counted(name: &str) -> bool {
    let parts: Vec<&str> = name.split(['-', '_']).collect();
    let (mut strong, mut weak, mut stages, mut numbers, mut zeros, mut others) = (0, 0, 0, 0, 0, 0);
    for part in &parts {
        let word = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = &part[word.len()..];
        numbers += usize::from(!number.is_empty() && number.len() <= 4);
        zeros += usize::from(number.len() >= 2 && number.starts_with('0'));
        match word {
            "" => {}
            _ if STRONG.contains(&word) => strong += 1,
            _ if WEAK.contains(&word) => weak += 1,
            _ if STAGES.contains(&word) => stages += 1,
            _ => others += 1,
        }
    }
    let split = parts.len() >= 2;
    let several = parts.len() >= 3 && weak > 0 && others <= 2 && !is_prose(&parts);
    // `es-6` is one of a fleet, `b2b-api` is none: the number has to stand last.
    let counted = numbers > 0 && parts.last().is_some_and(|part| part.ends_with(|c: char| c.is_ascii_digit()));
    counted && strong + weak > 0 && (zeros > 0 || stages > 0 || (strong > 0 && split) || several)
}

/// Words that make of three words with hyphens something that people say: `state-of-the-web-3`.
fn is_prose(parts: &[&str]) -> bool {
    parts.iter().any(|part| {
        matches!(
            *part,
            "of" | "the"
                | "in"
                | "to"
                | "for"
                | "and"
                | "sign"
                | "log"
                | "tier"
                | "version"
                | "v1"
                | "v2"
                | "v3"
                | "v4"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::found;

    #[test]
    fn machines_and_pods_are_found() {
        for name in [
            "db-prod-03",
            "kafka-07",
            "web01",
            "ip-10-42-7-19",
            "checkout-7d9f8b6c5-x2kqz",
            "db-prod-03.internal",
            "redis:6379",
            "pg-eu-2",
            "api-gw-prod-2",
            "payments-worker-3",
            "mq-1.prod.corp:5671",
            "ledger.payments.svc.cluster.local",
            "localhost:8080",
            "REDIS-PROD-1",
            "srv-db01",
            "vault.service.consul",
            "k8s-node-12",
        ] {
            let sentence = format!("Since noon {name}, is slow.");
            assert_eq!(found(Kind::InternalHost, &sentence), [name], "{sentence}");
        }
        assert_eq!(found(Kind::InternalHost, "see http://grafana:3000/d/7 now"), ["grafana:3000"]);
        assert_eq!(found(Kind::InternalHost, "root@prod-db-1:~# reboot"), ["prod-db-1"]);
        assert_eq!(found(Kind::InternalHost, "see https://wiki.acme.example/x"), ["wiki.acme.example"]);
    }

    #[test]
    fn what_people_say_is_no_machine() {
        for text in [
            "us-east-1",
            "eu-central-1",
            "covid-19",
            "top-10",
            "web-2",
            "node-18",
            "api-2",
            "windows-11",
            "gpt-4",
            "24-7",
            "level-3",
            "mp3",
            "e-mail",
            "b2b-api",
            "status.acme.example",
            "www.example.com",
            "internal",
            "tier-1",
            "sign-in-page-2",
            "v2.1.3",
            "utf-8",
            "web3",
            "5g",
            "app.acme.example",
            "one-off",
            "day-2",
            "h2-2026",
            "at 10:30",
            "3000:1",
            "local",
            "the lan",
        ] {
            assert_eq!(found(Kind::InternalHost, text), [""; 0], "{text}");
        }
    }
}
