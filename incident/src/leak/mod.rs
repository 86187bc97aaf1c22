//! The leak check: what in a text for the outside belongs to the inside. A pure function of text and settings, asked
//! while somebody types and asked again by the server when a draft is submitted and approved.
//!
//! It is a set of hand-written scanners, one file for each family of kinds. Each passes over the text once and looks a
//! bounded way back and ahead, so that the time grows with the text and not with what somebody puts into it; there is
//! nothing to compile at start-up and nothing to keep.
//!
//! Credentials are the part for which others keep rule sets. The best kept one, that of gitleaks (MIT), is some 220
//! regular expressions for files of code, more than half of them "a vendor's name near a long random text"; linking it
//! would bring an engine for them, a time to compile them into every key that somebody types, and rules with a vendor's
//! name in front that do not fit prose. So it is followed and not linked: the formats of keys are facts that issuers
//! publish and that set collects; they stand in `forms.rs` as a table, and random text behind any name is found without
//! knowing the vendor. Held against samples made from all rules of its version of July 2026, those with a start of
//! their own are found. To bring the table up to date, compare it with the rules that came since.
//!
//! It is not a proof that nothing leaks: a person approves, and the check makes sure that they looked.

mod addresses;
mod allowed;
mod cloud;
mod commands;
mod credentials;
mod files;
mod forms;
mod hidden;
mod hosts;
mod ids;
mod keys;
mod kind;
mod kubectl;
mod lexicon;
mod machines;
mod people;
mod programs;
mod references;
mod scan;
mod settings;
mod shells;
mod sql;
mod terms;
mod traces;
mod trackers;
mod urls;
mod versions;
mod vocabulary;
mod wording;

pub use kind::{Kind, Weight};
pub use settings::{Allowed, Settings};
pub use vocabulary::{Vocabulary, internal_words};
pub(crate) use vocabulary::{lower_words, people_in};

use crate::prelude::*;
use core::ops::Range;
use scan::Scan;
use serde::Serialize;

/// Something in a text that should perhaps not leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// Its first byte; on a character's boundary.
    pub start: usize,
    /// The byte after its last; on a character's boundary.
    pub end: usize,
    /// What follows from it.
    pub weight: Weight,
    /// Why it was found and what to write instead, in one sentence.
    pub explanation: String,
}

impl Finding {
    /// Where it stands.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// What was found, as it stands in the text that was checked.
    #[must_use]
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.range()).unwrap_or_default()
    }

    fn holds(&self, other: &Finding) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    fn overlaps(&self, other: &Finding) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Finds what should perhaps not leave, in the order in which it stands.
///
/// `internal_words` are words, in lower case, that occur in the internal notes and nowhere outside; see
/// [`internal_words`](internal_words()). Findings do not overlap, but for those that block: a hidden character is
/// named even where it stands inside something else.
#[must_use]
pub fn check(text: &str, settings: &Settings, internal_words: &BTreeSet<String>) -> Vec<Finding> {
    check_with(text, settings, &|word| internal_words.contains(word))
}

/// As [`check`], asking of a word in lower case whether only the internal notes hold it.
#[must_use]
pub fn check_with(text: &str, settings: &Settings, is_internal: &dyn Fn(&str) -> bool) -> Vec<Finding> {
    let scan = Scan::new(text);
    let mut found = Found::default();
    hidden::find(&scan, &mut found);
    urls::find(&scan, settings, &mut found);
    keys::find(&scan, &mut found);
    credentials::find(&scan, &mut found);
    addresses::find(&scan, &mut found);
    hosts::find(&scan, settings, &mut found);
    cloud::find(&scan, &mut found);
    traces::find(&scan, &mut found);
    files::find(&scan, &mut found);
    kubectl::find(&scan, &mut found);
    commands::find(&scan, &mut found);
    sql::find(&scan, &mut found);
    references::find(&scan, settings, &mut found);
    ids::find(&scan, &mut found);
    versions::find(&scan, settings, &mut found);
    people::find(&scan, settings, &mut found);
    terms::find(&scan, settings, &mut found);
    wording::find(&scan, settings, &mut found);
    vocabulary::find(&scan, is_internal, &mut found);
    found.settled(&allowed::Exempt::of(&scan, settings))
}

/// Says whether a text may be approved as it is: suggestions do not stand in the way.
#[must_use]
pub fn is_clean(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.weight == Weight::Suggestion)
}

/// Collects what the scanners find.
#[derive(Default)]
struct Found(Vec<Finding>);

impl Found {
    fn add(&mut self, kind: Kind, range: Range<usize>) {
        self.say(kind, range, kind.explanation().to_owned());
    }

    fn say(&mut self, kind: Kind, range: Range<usize>, explanation: String) {
        self.weigh(kind, range, kind.weight(), explanation);
    }

    fn weigh(&mut self, kind: Kind, range: Range<usize>, weight: Weight, explanation: String) {
        if range.start < range.end {
            let Range { start, end } = range;
            self.0.push(Finding { kind, start, end, weight, explanation });
        }
    }

    /// What is left when the allowed is taken out, and of what overlaps only the heaviest, then the widest.
    fn settled(self, allowed: &allowed::Exempt) -> Vec<Finding> {
        let mut all: Vec<Finding> = self.0.into_iter().filter(|finding| !allowed.covers(finding)).collect();
        let precise: Vec<(Kind, Range<usize>)> = all
            .iter()
            .filter(|it| matches!(it.kind, Kind::Jwt | Kind::AwsAccessKey))
            .map(|it| (it.kind, it.range()))
            .collect();
        // `session=eyJ…`: what stands behind the name of a secret is named as what it is.
        for it in all.iter_mut().filter(|it| matches!(it.kind, Kind::Secret | Kind::Credential)) {
            if let Some((kind, _)) = precise.iter().find(|(_, at)| it.start <= at.start && at.end == it.end) {
                (it.kind, it.explanation) = (*kind, kind.explanation().to_owned());
            }
        }
        let key = |it: &Finding| (it.weight, core::cmp::Reverse(it.end - it.start), it.kind, it.start);
        all.sort_by_key(key);
        let mut kept = Kept::default();
        for finding in all {
            kept.take(finding);
        }
        kept.in_order()
    }
}

/// The findings that were kept so far; those that do not block never overlap one another.
#[derive(Default)]
struct Kept {
    blocking: Vec<Finding>,
    others: BTreeMap<usize, Finding>,
}

impl Kept {
    fn take(&mut self, finding: Finding) {
        if finding.weight == Weight::Blocks {
            if !self.blocking.iter().rev().take(4).any(|kept| kept.holds(&finding)) {
                self.blocking.push(finding);
            }
            return;
        }
        // Nothing kept overlaps anything kept, so only the last one that begins before the end can be in the way.
        let before = self.others.range(..finding.end).next_back();
        if !before.is_some_and(|(_, kept)| kept.overlaps(&finding)) {
            self.others.insert(finding.start, finding);
        }
    }

    fn in_order(self) -> Vec<Finding> {
        let mut all: Vec<Finding> = self.blocking.into_iter().chain(self.others.into_values()).collect();
        all.sort_by_key(|finding| (finding.start, finding.end, finding.kind));
        all
    }
}

#[cfg(test)]
mod testing {
    //! What the tests of the scanners share.

    use super::*;

    pub(super) fn settings() -> Settings {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Settings {
            terms: list(&["Kestrel Bank", "Hartwell & Daughters", "Bluebird"]),
            staff_domains: list(&["acme.example"]),
            staff_names: list(&["Mira Okafor"]),
            ticket_prefixes: list(&["ops"]),
            allowed: Allowed {
                emails: list(&["support@acme.example"]),
                hosts: list(&["status.acme.example", "api.acme.example"]),
                handles: list(&["@acmestatus"]),
                words: list(&["ACME-2000", "10.0.0.1"]),
            },
            ..Settings::default()
        }
    }

    /// All kinds that are found in a text.
    pub(super) fn kinds(text: &str) -> Vec<Kind> {
        check(text, &settings(), &BTreeSet::new()).into_iter().map(|finding| finding.kind).collect()
    }

    /// What is found of one kind.
    pub(super) fn found(kind: Kind, text: &str) -> Vec<String> {
        let all = check(text, &settings(), &BTreeSet::new());
        all.iter().filter(|it| it.kind == kind).map(|it| it.of(text).to_owned()).collect()
    }
}
