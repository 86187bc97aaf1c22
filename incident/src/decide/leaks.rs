//! Rules of the leak check: what of a draft may not leave, and who said that it may all the same.

use super::drafts::open_draft;
use super::{Case, Outcome};
use crate::chain::Hash;
use crate::draft::{Draft, Leak, found_hash};
use crate::event::Event;
use crate::leak::{Kind, Weight};
use crate::prelude::*;
use crate::rejection::Rejection;
use crate::{Seq, bounds};

/// Findings that one refusal names; the rest is counted.
const NAMED: usize = 5;

/// Whether nothing of it has to stay inside. Words of the notes are no part of this: they only suggest, and so need
/// nobody's record here.
pub(super) fn nothing_leaks(case: &Case<'_>, draft: &Draft) -> Result<(), Rejection> {
    let settings = &case.state.policy.leaks;
    let found = draft.findings(settings, &BTreeSet::new());
    let text = draft.text().as_str();
    let standing = found.iter().filter(|it| it.stands_in_the_way());
    let mut leaks: Vec<_> = standing.map(|it| Leak::of(&it.finding, text)).collect();
    if leaks.is_empty() {
        return Ok(());
    }
    // What nobody can waive is named first.
    leaks.sort_by_key(|leak| leak.weight);
    let more = leaks.len().saturating_sub(NAMED);
    leaks.truncate(NAMED);
    Err(Rejection::Leaks { draft: draft.seq, leaks, more })
}

pub(super) fn waive(case: &Case<'_>, seq: Seq, leak: Kind, found: Hash, reason: &str) -> Outcome {
    let draft = open_draft(case, seq)?;
    match leak.weight() {
        Weight::Blocks => return Err(Rejection::NotWaivable { leak, explanation: leak.explanation().to_owned() }),
        Weight::Suggestion => return Err(Rejection::Already { is: "only a suggestion: nothing waits for it".into() }),
        Weight::NeedsWaiver => {}
    }
    if draft.waived.iter().any(|it| it.leak == leak && it.found == found) {
        return Err(Rejection::Already { is: "waived".into() });
    }
    let text = draft.text().as_str();
    let findings = draft.findings(&case.state.policy.leaks, &BTreeSet::new());
    let stands = |it: &crate::leak::Finding| it.kind == leak && found_hash(seq, leak, it.of(text)) == found;
    if !findings.iter().any(|it| stands(&it.finding)) {
        return Err(Rejection::NoSuchFinding { draft: seq, leak });
    }
    if draft.waived.len() >= bounds::WAIVERS {
        return Err(Rejection::TooMany { what: "waivers of this draft".into(), most: bounds::WAIVERS });
    }
    case.because(Event::FindingWaived { draft: seq, leak, found }, reason)
}
