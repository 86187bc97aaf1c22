//! A draft as JSON for scripts and as lines for people.

use super::findings;
use crate::cli::output;
use crate::client::reading::Room;
use serde_json::{Value, json};
use warroom_incident::draft::{Approval, Draft, FactsSeen, Stage};
use warroom_incident::event::{ApprovedHow, DeliveryFate};
use warroom_incident::{Seq, text};

/// The draft with everything that is known about it.
pub(super) fn json(room: &Room, draft: &Draft) -> Value {
    let facts = FactsSeen::of(&room.state);
    let written =
        draft.manuscript().written().map(|(by, span)| json!({ "by": by, "chars": span.chars, "at": span.at }));
    let signed_off = draft.signed_off.iter().map(|it| {
        let counts = draft.valid_sign_offs(&facts).any(|valid| valid == it);
        json!({ "sign_off": it.sign_off, "by": it.by, "at": it.at, "revision": it.revision, "counts": counts })
    });
    let deliveries = room.state.deliveries.values().filter(|delivery| delivery.draft == draft.seq).map(|delivery| {
        json!({
            "delivery": delivery.seq,
            "channel": delivery.channel,
            "state": delivery.fate,
            "attempts": delivery.attempts,
            "at": delivery.at,
            "again": delivery.again,
            "note": delivery.note_at.and_then(|at| room.record.text(at)),
            "reference": delivery.reference,
        })
    });
    let update = if let Stage::Published { update, .. } = &draft.stage { Some(*update) } else { None };
    json!({
        "draft": draft.seq,
        "state": draft.stage.as_str(),
        "revision": draft.revision,
        "text": draft.text().as_str(),
        "audience": draft.audience,
        "phase": draft.phase,
        "channels": draft.channels,
        "notice": draft.notice,
        "next_update": draft.promise,
        "holding": draft.holding,
        "by": draft.by,
        "at": draft.at,
        "findings": findings::json(room, draft),
        "written": written.collect::<Vec<_>>(),
        "reworded": draft.reworded,
        "sign_offs": signed_off.collect::<Vec<_>>(),
        "approval": draft.approval().map(approval),
        "void_since": draft.voided,
        "reason": reason(room, draft),
        "facts": facts,
        "update": update,
        "redacted": words_gone(room, draft),
        "deliveries": deliveries.collect::<Vec<_>>(),
    })
}

fn approval(approval: &Approval) -> Value {
    json!({
        "by": approval.by,
        "at": approval.at,
        "revision": approval.revision,
        "digest": approval.digest,
        "facts": approval.facts,
        "how": approval.how,
    })
}

/// Why changes were asked for, it was withdrawn, or the glass was broken.
fn reason<'a>(room: &'a Room, draft: &Draft) -> Option<&'a str> {
    let at: Option<Seq> = match &draft.stage {
        Stage::ChangesRequested { at, .. } | Stage::Withdrawn { at, .. } => Some(*at),
        Stage::Approved(approval) | Stage::Published { approval, .. } => Some(approval.seq),
        Stage::Draft | Stage::InReview { .. } => None,
    };
    at.and_then(|at| room.record.text(at))
}

/// Whether it was published and its words were removed since.
pub(super) fn words_gone(room: &Room, draft: &Draft) -> bool {
    let Stage::Published { update, .. } = &draft.stage else { return false };
    room.state.updates.iter().any(|it| it.seq == *update && it.text.is_none())
}

/// A draft on one line.
pub(super) fn one_line(draft: &Draft) -> String {
    let stage = draft.stage.as_str().replace('_', " ").to_uppercase();
    let glass = draft.approval().is_some_and(|approval| approval.how == ApprovedHow::BreakGlass);
    let glass = if glass { " GLASS BROKEN" } else { "" };
    let void = if draft.voided.is_some() { " (its approval is void)" } else { "" };
    let words = output::one_line(draft.text().as_str());
    let (number, revision, audience, phase) = (draft.seq, draft.revision, &draft.audience, draft.phase);
    format!("draft {number} {stage}{glass}{void}  revision {revision}  {audience}  {phase}  {words}")
}

/// Where a published draft stands on its way out, one line for all channels of which the same is to be said.
pub(super) fn way(room: &Room, draft: &Draft) -> Vec<String> {
    if !matches!(draft.stage, Stage::Published { .. }) {
        return Vec::new();
    }
    let number = draft.seq;
    let deliveries: Vec<_> = room.state.deliveries.values().filter(|delivery| delivery.draft == number).collect();
    if deliveries.is_empty() {
        return vec![format!("it goes to no channel; to send it by hand: warroom draft kit {number}")];
    }
    let said = |fates: &[DeliveryFate], what: &str| {
        let to = deliveries.iter().filter(|delivery| fates.contains(&delivery.fate));
        let to: Vec<_> = to.map(|delivery| output::one_line(&delivery.channel)).collect();
        (!to.is_empty()).then(|| format!("{what} {}: warroom draft show {number}", to.join(", ")))
    };
    [
        said(&[DeliveryFate::Waiting, DeliveryFate::Sending], "on its way to"),
        said(&[DeliveryFate::Failed], "NOT DELIVERED yet to"),
        said(&[DeliveryFate::Sent, DeliveryFate::Confirmed], "delivered to"),
        said(&[DeliveryFate::GivenUp], "given up, never delivered to"),
        said(&[DeliveryFate::Nowhere], "a practice, so it does not leave for"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A draft in full.
pub(super) fn lines(room: &Room, draft: &Draft) -> Vec<String> {
    let stage = draft.stage.as_str().replace('_', " ").to_uppercase();
    let mut lines = vec![format!("draft {} {stage}, revision {}", draft.seq, draft.revision)];
    if let Some(voided) = draft.voided {
        lines.push(format!("its approval is VOID since event {voided}: read it again"));
    }
    if room.state.drill {
        lines.push("DRILL: it goes nowhere".into());
    }
    let channels = if draft.channels.is_empty() { "no channel".into() } else { draft.channels.join(", ") };
    lines.push(format!("for {}, tells {}, {}, to {channels}", draft.audience, draft.phase, draft.notice));
    if let Some(promise) = draft.promise {
        lines.push(format!("promises the next update for {}", promise.format("%Y-%m-%d %H:%MZ")));
    }
    lines.push(String::new());
    if words_gone(room, draft) {
        lines.push("  (its words were redacted)".into());
    }
    lines.extend(draft.text().as_str().lines().map(|line| format!("  {}", text::visible(line))));
    lines.push(String::new());
    let mut shares: Vec<(String, usize)> = Vec::new();
    for (by, span) in draft.manuscript().written() {
        let name = if by.person().is_some() { by.as_str() } else { "the policy" };
        match shares.iter_mut().find(|(known, _)| known == name) {
            Some((_, chars)) => *chars += span.chars,
            None => shares.push((name.to_owned(), span.chars)),
        }
    }
    if !shares.is_empty() {
        let shares: Vec<_> = shares.iter().map(|(name, chars)| format!("{name} ({chars} characters)")).collect();
        lines.push(format!("written by {}", output::one_line(&shares.join(", "))));
    }
    lines.extend(findings::lines(room, draft));
    let facts = FactsSeen::of(&room.state);
    for signed in draft.valid_sign_offs(&facts) {
        lines.push(format!("signed off ({}) by {}", signed.sign_off.as_str().replace('_', " "), signed.by));
    }
    if let Some(approval) = draft.approval() {
        let how = match approval.how {
            ApprovedHow::Reviewed => "approved",
            ApprovedHow::Holding => "approved as a holding statement",
            ApprovedHow::BreakGlass => "GLASS BROKEN: approved without sign-offs",
        };
        lines.push(format!("{how} by {} at {}", approval.by, approval.at.format("%H:%M:%SZ")));
        let moved = approval.facts.moved(&facts);
        if matches!(draft.stage, Stage::Approved(_)) && !moved.is_empty() {
            let moved: Vec<_> = moved.iter().map(|it| format!("{} was {}, is {}", it.fact, it.was, it.is)).collect();
            lines.push(format!("FACTS MOVED since: {}; approve it again", moved.join("; ")));
        }
    }
    if let Some(reason) = reason(room, draft) {
        lines.push(format!("reason: {}", output::one_line(reason)));
    }
    for delivery in room.state.deliveries.values().filter(|delivery| delivery.draft == draft.seq) {
        let fate = if delivery.fate == DeliveryFate::Nowhere {
            "goes nowhere: a practice".to_owned()
        } else {
            delivery.fate.as_str().replace('_', " ").to_uppercase()
        };
        let note = delivery.note_at.and_then(|at| room.record.text(at)).map(|note| format!(": {note}"));
        let note = output::one_line(&note.unwrap_or_default());
        let again = delivery.again.map(|at| format!("; tried again at {}", at.format("%H:%M:%SZ"))).unwrap_or_default();
        lines.push(format!("delivery {} to {} {fate}{note}{again}", delivery.seq, delivery.channel));
    }
    lines
}
