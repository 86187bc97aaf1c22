//! Rules of the leak check: what of a draft may not leave, and who said that it may all the same.

use super::drafts::open_draft;
use super::{Case, Outcome};
use crate::draft::{Draft, Found, Leak, waiver};
use crate::event::Event;
use crate::leak::{Kind, Weight};
use crate::prelude::*;
use crate::rejection::Rejection;
use crate::{Seq, bounds};

/// Findings that one refusal names; the rest is counted.
const NAMED: usize = 5;

/// Whether nothing of it has to stay inside; if so the kinds of what is only worth a look, for the record: words of
/// the notes are among them, which nobody can hold against a text as the room can.
pub(super) fn nothing_leaks(case: &Case<'_>, draft: &Draft) -> Result<Vec<Kind>, Rejection> {
    let found = case.state.findings(draft);
    let text = draft.text().as_str();
    let standing = found.iter().filter(|it| it.stands_in_the_way());
    let mut leaks: Vec<_> = standing.map(|it| Leak::of(&it.finding, text)).collect();
    if leaks.is_empty() {
        let suggested = found.iter().filter(|it| it.finding.weight == Weight::Suggestion);
        let kinds: BTreeSet<Kind> = suggested.map(|it| it.finding.kind).collect();
        return Ok(kinds.into_iter().collect());
    }
    // What nobody can waive is named first.
    leaks.sort_by_key(|leak| leak.weight);
    let more = leaks.len().saturating_sub(NAMED);
    leaks.truncate(NAMED);
    Err(Rejection::Leaks { draft: draft.seq, leaks, more })
}

pub(super) fn waive(case: &Case<'_>, seq: Seq, leak: Kind, found: &str, reason: &str) -> Outcome {
    let draft = open_draft(case, seq)?;
    if draft.waived.iter().any(|it| it.is_for(leak, found)) {
        return Err(Rejection::Already { is: "waived".into() });
    }
    let text = draft.text().as_str();
    let stands = |it: &&Found<'_>| it.finding.kind == leak && it.finding.of(text) == found;
    let findings = case.state.findings(draft);
    // What a kind weighs may depend on the policy.
    let weight = findings.iter().find(stands).map(|it| it.finding.weight);
    match weight.unwrap_or(leak.weight()) {
        Weight::Blocks => return Err(Rejection::NotWaivable { leak, explanation: leak.explanation().to_owned() }),
        Weight::Suggestion => return Err(Rejection::Already { is: "only a suggestion: nothing waits for it".into() }),
        Weight::NeedsWaiver => {}
    }
    if weight.is_none() {
        return Err(Rejection::NoSuchFinding { draft: seq, leak });
    }
    if draft.waived.len() >= bounds::WAIVERS {
        return Err(Rejection::TooMany { what: "waivers of this draft".into(), most: bounds::WAIVERS });
    }
    let reason = case.reason(reason)?.text;
    Ok(vec![case.event(Event::FindingWaived { draft: seq, leak }, Some(waiver(reason, found)))])
}
