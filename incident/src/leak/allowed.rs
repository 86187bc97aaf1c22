//! What the policy exempts: its own words, and what stands in the path of an address on a public host.

use super::lexicon::Lexicon;
use super::scan::{Scan, is_word};
use super::{Finding, Kind, Settings, urls};
use crate::prelude::*;
use core::ops::Range;

/// The parts of a text that are exempt.
pub(super) struct Exempt {
    /// Words of the policy: never flagged, nor anything inside them.
    words: Spans,
    /// Addresses on public hosts: names in their paths are exempt, what was kept secret is not.
    addresses: Spans,
}

impl Exempt {
    pub(super) fn of(scan: &Scan<'_>, settings: &Settings) -> Exempt {
        let public = urls::all(scan).filter(|url| settings.is_allowed_host(url.host) && url.user.is_none());
        Exempt {
            words: Spans::new(words(scan, settings)),
            addresses: Spans::new(public.map(|url| url.range).collect()),
        }
    }

    pub(super) fn covers(&self, finding: &Finding) -> bool {
        self.words.hold(finding) || (self.addresses.hold(finding) && !is_grave(finding.kind))
    }
}

/// What no address makes harmless.
fn is_grave(kind: Kind) -> bool {
    match kind {
        Kind::HiddenCharacter | Kind::LookAlike | Kind::PrivateKey | Kind::ConnectionString | Kind::BearerToken => true,
        Kind::AwsAccessKey | Kind::Jwt | Kind::Secret | Kind::Credential | Kind::StaffEmail | Kind::StaffName => true,
        Kind::Term => true,
        Kind::AwsArn | Kind::AwsAccount | Kind::CloudResource | Kind::StackTrace | Kind::Kubectl | Kind::Command => {
            false
        }
        Kind::FilePath | Kind::InternalHost | Kind::PrivateIp | Kind::Cve | Kind::SoftwareVersion | Kind::Handle => {
            false
        }
        Kind::SlackChannel | Kind::TicketId | Kind::Uuid | Kind::GitHash | Kind::Email | Kind::Blame => false,
        Kind::Promise | Kind::InternalWord => false,
    }
}

/// Where the policy's words stand, each as a whole.
fn words(scan: &Scan<'_>, settings: &Settings) -> Vec<Range<usize>> {
    let lists = &settings.allowed;
    let all = lists.emails.iter().chain(&lists.handles).chain(&lists.hosts).chain(&lists.words);
    let lexicon = Lexicon::new(all.map(|word| (word.to_ascii_lowercase().into_bytes(), ())).collect());
    let mut found = Vec::new();
    for at in scan.all_starts() {
        let ahead = scan.lower.as_bytes()[at..].iter().copied();
        lexicon.beginnings(ahead, |length, ()| {
            let range = at..at + length;
            found.extend(stands_alone(scan, &range).then_some(range));
        });
    }
    found
}

/// Whether it is the whole of a name: `api.acme.example` is not in `api.acme.example.org` or `x-api.acme.example`.
fn stands_alone(scan: &Scan<'_>, range: &Range<usize>) -> bool {
    let goes_on = |c: char| is_word(c) || matches!(c, '-' | '@');
    let before = match scan.before(range.start) {
        Some('.') => scan.byte(range.start) != b'@',
        Some(c) => goes_on(c),
        None => false,
    };
    let behind = match scan.after(range.end) {
        Some('.' | '-') => scan.after(range.end + 1).is_some_and(is_word),
        Some(c) => goes_on(c),
        None => false,
    };
    !before && !behind
}

/// Parts of a text, made to answer quickly whether one of them holds another.
struct Spans {
    /// Beginnings in their order, each with the furthest end of all that begin there or before.
    furthest: Vec<(usize, usize)>,
}

impl Spans {
    fn new(mut ranges: Vec<Range<usize>>) -> Spans {
        ranges.sort_by_key(|range| range.start);
        let mut end = 0;
        let reach = |range: Range<usize>| {
            end = range.end.max(end);
            (range.start, end)
        };
        Spans { furthest: ranges.into_iter().map(reach).collect() }
    }

    fn hold(&self, finding: &Finding) -> bool {
        let begun = self.furthest.partition_point(|(start, _)| *start <= finding.start);
        // Begun before it and ended behind it: some part holds it, or two that overlap do.
        begun > 0 && self.furthest[begun - 1].1 >= finding.end
    }
}

#[cfg(test)]
mod tests {
    use crate::leak::Kind;
    use crate::leak::testing::kinds;

    #[test]
    fn what_the_policy_allows_is_never_found() {
        for text in [
            "Write to support@acme.example or SUPPORT@ACME.example.",
            "Follow @acmestatus: we post there.",
            "(@AcmeStatus)",
            "See https://status.acme.example/incidents/PLAT-1234?x=9f1c2ab7",
            "https://api.acme.example/var/lib/x",
            "our ACME-2000",
            "open 10.0.0.1 in a browser",
            "api.acme.example is slow",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn what_only_resembles_it_is_found() {
        assert_eq!(kinds("Follow @acmestatus2"), [Kind::Handle]);
        assert_eq!(kinds("tech.support@acme.example"), [Kind::StaffEmail]);
        assert_eq!(kinds("support@acme.example.internal"), [Kind::StaffEmail]);
        assert_eq!(kinds("10.0.0.12"), [Kind::PrivateIp]);
        assert_eq!(kinds("https://status.acme.example/kestrel-bank"), [Kind::Term], "a term is one everywhere");
    }
}
