//! `leaks`: tries the leak check on a text, without a server. What is a leak, the rules say.

use super::args::Common;
use super::{input, output};
use crate::client::exit::Failure;
use crate::client::places;
use crate::serve;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use warroom_incident::Policy;
use warroom_incident::leak::{self, Finding, Weight};

/// Bytes of a text that is checked: ten times what any channel takes.
const TEXT_BYTES: usize = 256 * 1024;

/// `leaks check`
pub(super) fn check(common: &Common, policy: Option<PathBuf>, text: &[String]) -> Result<(), Failure> {
    let text = input::words(text)?;
    if text.len() > TEXT_BYTES {
        return Err(Failure::refused(format!("the text is longer than {TEXT_BYTES} bytes; check it in parts")));
    }
    let settings = policy_of(common, policy)?.leaks;
    let findings = leak::check(&text, &settings, &BTreeSet::new());
    let clean = leak::is_clean(&findings);
    if common.json {
        let findings: Vec<Value> = findings.iter().map(|finding| as_json(finding, &text)).collect();
        output::json(&json!({ "clean": clean, "findings": findings }))?;
    } else {
        table(&findings, &text).iter().try_for_each(|line| output::line(line))?;
    }
    if clean { Ok(()) } else { Err(Failure::refused(sentence(&findings))) }
}

fn policy_of(common: &Common, policy: Option<PathBuf>) -> Result<Policy, Failure> {
    let data = common.data.clone().map_or_else(places::server_data, Ok)?;
    let in_data = data.join("policy.toml");
    let policy = policy.or_else(|| in_data.exists().then_some(in_data));
    policy.map_or_else(|| Ok(Policy::default()), |policy| serve::read_policy(&policy))
}

fn as_json(finding: &Finding, text: &str) -> Value {
    let Finding { kind, start, end, weight, explanation } = finding;
    let found = finding.of(text);
    json!({ "kind": kind, "start": start, "end": end, "weight": weight, "explanation": explanation, "match": found })
}

/// One line for each finding, in columns.
fn table(findings: &[Finding], text: &str) -> Vec<String> {
    let rows: Vec<[String; 5]> = findings.iter().map(|finding| row(finding, text)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [0, 1, 2, 3].map(width);
    let line = |row: &[String; 5]| {
        let cells = row.iter().zip(widths.into_iter().chain([0]));
        cells.map(|(cell, width)| format!("{cell:width$}")).collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    if rows.is_empty() { vec![String::from("nothing found")] } else { rows.iter().map(line).collect() }
}

/// Where, what, how grave, the words, and why.
fn row(finding: &Finding, text: &str) -> [String; 5] {
    let before = text.get(..finding.start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    [
        format!("{line}:{column}"),
        finding.kind.to_string(),
        weight(finding).into(),
        shortened(finding.of(text)),
        finding.explanation.clone(),
    ]
}

/// What was found, on one line and not too long for it.
pub(super) fn shortened(found: &str) -> String {
    let words = output::one_line(found);
    let short: String = words.chars().take(40).collect();
    let cut = if short.len() < words.len() { "…" } else { "" };
    format!("{short}{cut}")
}

/// How grave it is, in words.
pub(super) fn weight(finding: &Finding) -> &'static str {
    match finding.weight {
        Weight::Blocks => "blocks",
        Weight::NeedsWaiver => "needs a waiver",
        Weight::Suggestion => "suggestion",
    }
}

/// What stands in the way of an approval.
fn sentence(findings: &[Finding]) -> String {
    let count = |weight| findings.iter().filter(|finding| finding.weight == weight).count();
    let of = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let waivers = of(count(Weight::NeedsWaiver), "finding needs a waiver", "findings need a waiver");
    match count(Weight::Blocks) {
        0 => waivers,
        blocks => format!("{}, {waivers}", of(blocks, "finding blocks", "findings block")),
    }
}
