//! Numbers of tickets, changes and vulnerabilities.

use super::scan::{Scan, is_word};
use super::trackers::{JOINTS, NO_PROJECTS, PUBLIC, SERVICE_DESK, THINGS, TRACKED};
use super::{Found, Kind, Settings, urls};
use crate::prelude::*;

pub(super) fn find(scan: &Scan<'_>, settings: &Settings, found: &mut Found) {
    for run in scan.runs(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
        vulnerability(scan, run.start, run.end, found);
        if let Some(end) = ticket(scan, settings, run.start, run.end) {
            found.add(Kind::TicketId, run.start..end);
        }
    }
    for at in scan.begins("cve ") {
        numbered(scan, at, at + 4, b" -", found);
    }
    // With hyphens at which no line breaks, as some editors set them.
    for hyphen in ["\u{2010}", "\u{2011}", "\u{2013}"] {
        for at in scan.begins(&format!("cve{hyphen}")).collect::<Vec<_>>() {
            let digits = |from: usize| scan.run(from, |byte| byte.is_ascii_digit());
            let year = digits(at + 6);
            let number = scan.eat_any(year, &[hyphen, "-"]).map_or(year, digits);
            if number >= year + 5 && scan.closes(number) {
                found.add(Kind::Cve, at..number);
            }
        }
    }
    requests(scan, found);
    trackers(scan, found);
}

/// `CVE-2025-31870`, `GHSA-xxxx-xxxx-xxxx`
fn vulnerability(scan: &Scan<'_>, start: usize, end: usize, found: &mut Found) {
    if !scan.opens(start) {
        return;
    }
    let part = scan.low(start..end);
    if part.starts_with("cve-") || part.starts_with("cve_") {
        numbered(scan, start, start + 4, b"-_", found);
    }
    let mut groups = part.strip_prefix("ghsa-").unwrap_or_default().split('-');
    if groups.by_ref().take(3).filter(|group| group.len() == 4).count() == 3 && groups.next().is_none() {
        found.add(Kind::Cve, start..end);
    }
}

/// A year and a number behind the word.
fn numbered(scan: &Scan<'_>, start: usize, from: usize, between: &[u8], found: &mut Found) {
    let digits = |from| scan.run(from, |byte| byte.is_ascii_digit());
    let year = digits(from);
    let number = digits(year + 1);
    if year == from + 4 && between.contains(&scan.byte(year)) && number >= year + 4 && scan.closes(number) {
        found.add(Kind::Cve, start..number);
    }
}

/// The end of a ticket's number that begins here.
fn ticket(scan: &Scan<'_>, settings: &Settings, start: usize, end: usize) -> Option<usize> {
    let free = scan.opens(start) && !matches!(scan.before(start), Some('-' | '.' | '#' | '@' | '$' | '&' | '\\'));
    let part = scan.text.get(start..end)?;
    if !free || part.len() > 40 {
        return None;
    }
    let part = part.trim_end_matches(['-', '_']);
    let low = part.to_ascii_lowercase();
    if service_desk(&low) {
        return Some(start + part.len());
    }
    let (project, number) = part.split_once('-')?;
    let digits = number.len() - number.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let low_project = &low[..project.len()];
    let ours = settings.ticket_prefixes.iter().any(|prefix| prefix.trim_end_matches('-').eq_ignore_ascii_case(project));
    let is_project = (2..=12).contains(&project.len())
        && project.starts_with(|c: char| c.is_ascii_uppercase())
        && project.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && project.bytes().filter(u8::is_ascii_uppercase).count() >= 2
        && !NO_PROJECTS.contains(&low_project);
    let whole = digits == number.len() && (1..=7).contains(&digits);
    // `WEB-2` is also said of an age; a year is no ticket of most projects.
    let stated = digits >= 2 || is_tracked(scan, start, Says::Outright);
    let year = number.len() == 4
        && (number.starts_with("19") || number.starts_with("20"))
        && PUBLIC.contains(&scan.word_before(start));
    // With two letters it is a product more often than a project.
    let stated = stated && (project.len() > 2 || is_tracked(scan, start, Says::Anyhow));
    let public = is_public(scan, start, start + part.len()) || year;
    // `PLAT-1234.5` and `PLAT-1234-x` are something else.
    let goes_on = scan.byte(start + part.len()) == b'.' && scan.byte(start + part.len() + 1).is_ascii_digit();
    (whole && !goes_on && (ours || (is_project && stated && !public))).then(|| start + part.len())
}

/// Whether a word beside it says that customers know this code: `error code PAY-902`, `flights such as LH-454`,
/// `the PAX-920 terminal`. "An error, see PAY-902" is something else.
fn is_public(scan: &Scan<'_>, start: usize, end: usize) -> bool {
    let near = scan.near_before(start);
    let near = near.rsplit(['.', '!', '?', '\n', ',', ';']).next().unwrap_or_default();
    let mut words = near.rsplit(|c: char| !is_word(c)).filter(|word| !word.is_empty()).take(8).peekable();
    // Other codes of the same sort may stand between: `coupons such as SAVE-20 and SAVE-30`.
    while let Some(word) = words.peek() {
        let number = word.bytes().all(|byte| byte.is_ascii_digit());
        if !number && !JOINTS.contains(word) {
            break;
        }
        words.nth(usize::from(number));
    }
    let before = words.next().unwrap_or_default();
    PUBLIC.contains(&before) || THINGS.contains(&scan.word_after(end))
}

/// How a sentence speaks of a tracker.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// By a word for it.
    Outright,
    /// Or only by a word that leads there: `see DB-77`.
    Anyhow,
}

/// Whether the sentence so far speaks of a tracker: `fixed in DB-77`, `see DB-77`.
fn is_tracked(scan: &Scan<'_>, start: usize, says: Says) -> bool {
    let near = scan.near_before(start);
    let near = near.rsplit(['.', '!', '?', '\n']).next().unwrap_or_default();
    let mut words = near.rsplit(|c: char| !is_word(c)).filter(|word| !word.is_empty());
    let before = words.next().unwrap_or_default();
    says == Says::Anyhow && ["in", "see", "under", "via", "siehe", "cf"].contains(&before)
        || TRACKED.contains(&before)
        || words.take(5).any(|word| TRACKED.contains(&word))
}

/// `CHG0031234`
fn service_desk(low: &str) -> bool {
    let digits = low.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let word = &low[..low.len() - digits.len()];
    (7..=10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && SERVICE_DESK.contains(&word)
}

/// `PR #4821`, `MR !88`, `acme/ledger#12`
fn requests(scan: &Scan<'_>, found: &mut Found) {
    let words = [
        "pr #",
        "pr ",
        "pull request #",
        "pull request ",
        "merge request !",
        "merge request #",
        "merge request ",
        "mr !",
        "jira #",
        "gh-",
        "cr #",
        "change request #",
        "bug #",
        "issue #",
        "zendesk ticket #",
        "zendesk #",
        "incident #",
        "jira ticket #",
    ];
    for word in words {
        for at in scan.begins(word).filter(|at| scan.opens_apart(*at)) {
            let end = scan.run(at + word.len(), |byte| byte.is_ascii_digit());
            // A bare `PR` is written in capitals, or it is the end of another language's word.
            let shouted = word.len() > 4 || scan.byte(at).is_ascii_uppercase();
            if end >= at + word.len() + 2 && shouted && scan.closes(end) {
                found.add(Kind::TicketId, at..end);
            }
        }
    }
    for word in ["pagerduty incident ", "pagerduty alert ", "opsgenie alert "] {
        for from in scan.begins(word).map(|at| at + word.len()) {
            let end = scan.run(from, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
            let part = scan.text.get(from..end).unwrap_or_default();
            if part.len() >= 6 && part.bytes().any(|byte| byte.is_ascii_digit()) && scan.closes(end) {
                found.add(Kind::TicketId, from..end);
            }
        }
    }
    for at in scan.places("#") {
        let end = scan.run(at + 1, |byte| byte.is_ascii_digit());
        let name = scan
            .near_before(at)
            .bytes()
            .rev()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.'))
            .count();
        let repository = scan.low(at - name..at);
        if end > at + 1
            && repository.split('/').filter(|part| !part.is_empty()).count() == 2
            && !repository.contains("//")
            && scan.closes(end)
        {
            found.add(Kind::TicketId, at - name..end);
        }
    }
}

/// Addresses in trackers: `https://acme.atlassian.net/browse/PLAT-1`.
fn trackers(scan: &Scan<'_>, found: &mut Found) {
    for url in urls::all(scan) {
        let path = scan.low(url.path..url.range.end);
        let jira = url.host.ends_with(".atlassian.net") && (path.starts_with("/browse/") || path.starts_with("/wiki/"));
        let code = matches!(url.host, "github.com" | "gitlab.com" | "bitbucket.org")
            && ["/issues/", "/pull/", "/pull-requests/", "/merge_requests/", "/commit/", "/actions/"]
                .iter()
                .any(|part| path.contains(part));
        let others = url.host == "linear.app"
            || url.host.ends_with(".pagerduty.com")
            || url.host.ends_with(".service-now.com")
            || url.host == "app.datadoghq.com";
        if jira || code || others {
            found.add(Kind::TicketId, url.range);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::found;

    #[test]
    fn tickets_and_vulnerabilities_are_found() {
        for text in [
            "PLAT-1234",
            "PAY-902",
            "ops-12",
            "CHG0031234",
            "PR #4821",
            "acme/ledger#12",
            "INFRA2-77",
            "pull request #88",
            "WEB-12",
        ] {
            assert_eq!(found(Kind::TicketId, &format!("It is ({text}), as said.")), [text]);
        }
        assert_eq!(found(Kind::TicketId, "ticket AB-7 and fixed in DB-77"), ["AB-7", "DB-77"]);
        assert_eq!(found(Kind::TicketId, "the error in PAY-902 and a plan for OPS-12"), ["PAY-902", "OPS-12"]);
        for text in ["CVE-2025-31870", "cve-2021-44228", "CVE 2025 1234", "GHSA-4f6h-9x2c-7q3m"] {
            assert_eq!(found(Kind::Cve, &format!("It is {text}, as said.")), [text]);
        }
    }

    #[test]
    fn standards_codes_and_products_are_none() {
        for text in [
            "UTF-8",
            "SHA-256",
            "COVID-19",
            "ISO-8601",
            "ISO 27001",
            "TLS-1.3",
            "RFC-3339",
            "E-1042",
            "error code PAY-902",
            "WCAG-2",
            "UTC-5",
            "Q3-2026",
            "HTTP-500",
            "H-264",
            "GPT-4",
            "A-320",
            "24-7",
            "MIL-810",
            "Wi-Fi-6",
            "EN-301",
            "invoice number INV-2043",
            "Rechnung RE-2043",
            "WEB-2",
            "Flight LH-454",
            "Error PAY-902",
            "ES-2022",
            "F-16",
            "PR 1",
            "prepare 12",
            "us-east-1",
            "US-2024",
        ] {
            assert_eq!(found(Kind::TicketId, text), [""; 0], "{text}");
        }
    }
}
