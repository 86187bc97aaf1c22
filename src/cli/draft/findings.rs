//! What the leak check finds in a draft: shown with numbers, and waived by number or by kind.

use crate::cli::{leaks, output};
use crate::client::exit::Failure;
use crate::client::reading::Room;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use warroom_incident::Seq;
use warroom_incident::draft::{Draft, Found};
use warroom_incident::leak::Kind;

pub(super) fn json(room: &Room, draft: &Draft) -> Vec<Value> {
    let text = draft.text().as_str();
    let one = |(nth, it): (usize, &Found<'_>)| {
        let waived =
            it.waived.map(|waived| json!({ "by": waived.by, "at": waived.at, "reason": room.record.text(waived.seq) }));
        json!({
            "number": nth + 1,
            "kind": it.finding.kind,
            "start": it.finding.start,
            "end": it.finding.end,
            "weight": it.finding.weight,
            "explanation": it.finding.explanation,
            "match": it.finding.of(text),
            "waived": waived,
        })
    };
    room.state.findings(draft).iter().enumerate().map(one).collect()
}

/// A line each, and what can be done about those that stand in the way.
pub(super) fn lines(room: &Room, draft: &Draft) -> Vec<String> {
    let text = draft.text().as_str();
    let found = room.state.findings(draft);
    let one = |(nth, it): (usize, &Found<'_>)| {
        let weight = match it.waived {
            Some(waived) => {
                let reason = room.record.text(waived.seq).unwrap_or("[words removed]");
                format!("waived by {}: {}", waived.by, output::one_line(reason))
            }
            None => format!("{}: {}", leaks::weight(&it.finding).to_uppercase(), it.finding.explanation),
        };
        format!("finding {} {} {:?} {weight}", nth + 1, it.finding.kind, leaks::shortened(it.finding.of(text)))
    };
    let mut lines: Vec<_> = found.iter().enumerate().map(one).collect();
    if draft.is_open() && found.iter().any(Found::stands_in_the_way) {
        let number = draft.seq;
        lines.push(format!("it cannot leave like this: edit it, or warroom draft waive {number} NUMBER REASON"));
    }
    lines
}

/// What to waive: one by its number, or all of a kind that nobody waived yet.
pub(super) fn waivers(
    room: &Room,
    draft: &Draft,
    wanted: &str,
    saw: Option<Seq>,
) -> Result<Vec<(Kind, String)>, Failure> {
    let number = draft.seq;
    // A number, and also a kind, is of the words that somebody read.
    if saw.is_none_or(|saw| {
        draft.changed_since(saw).iter().any(|change| change.part == warroom_incident::draft::Part::Text)
    }) {
        return Err(Failure::refused(format!(
            "draft {number} is not what you were shown last; read it again: warroom draft show {number}"
        )));
    }
    let found = room.state.findings(draft);
    let text = draft.text().as_str();
    let words = |it: &Found<'_>| (it.finding.kind, it.finding.of(text).to_owned());
    if let Ok(nth) = wanted.parse::<usize>() {
        let one = nth.checked_sub(1).and_then(|nth| found.get(nth));
        let missing = || Failure::refused(format!("draft {number} has no finding {nth}; it has {}", found.len()));
        return Ok(vec![words(one.ok_or_else(missing)?)]);
    }
    let Some(kind) = Kind::ALL.iter().find(|kind| kind.as_str() == wanted) else {
        let word = output::one_line(wanted);
        return Err(Failure::usage(format!(
            "{word:?} is neither the number nor the kind of a finding, like 1 or ticket_id"
        )));
    };
    let open: BTreeSet<_> =
        found.iter().filter(|it| it.finding.kind == *kind && it.waived.is_none()).map(words).collect();
    if open.is_empty() {
        return Err(Failure::refused(format!("draft {number} has no {kind} that waits for a waiver")));
    }
    Ok(open.into_iter().collect())
}
