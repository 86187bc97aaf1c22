//! Who wrote what, where it went, and what happened to a draft, in short.

use warroom_incident::draft::{Delivery, Draft};
use warroom_incident::event::{Author, DeliveryFate};
use warroom_incident::{Event, Seq, Time, words};

use crate::app::model::Model;
use crate::app::tone::Tone;
use crate::brief::age;
use crate::timeline::{author, clean, first_line};

/// Lines of the history that are shown: the newest.
const MOST: usize = 12;

/// Who wrote which part of what stands there: `mei: "We know of" … "Sorry."`.
pub(super) fn written(draft: &Draft) -> Vec<(String, String)> {
    let mut chars = draft.text().as_str().chars();
    let mut parts: Vec<(String, Vec<String>)> = Vec::new();
    let mut last: Option<String> = None;
    for (by, span) in draft.manuscript().written() {
        let name = whose(by);
        let text: String = chars.by_ref().take(span.chars).collect();
        let place = parts.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            parts.push((name.clone(), Vec::new()));
            parts.len() - 1
        });
        let Some((_, texts)) = parts.get_mut(place) else { continue };
        match texts.last_mut().filter(|_| last.as_ref() == Some(&name)) {
            Some(before) => before.push_str(&text),
            None => texts.push(text),
        }
        last = Some(name);
    }
    let shown = |texts: Vec<String>| {
        let quoted = texts.iter().filter(|text| !text.trim().is_empty());
        quoted.map(|text| format!("\u{201c}{}\u{201d}", first_line(text.trim(), 120))).collect::<Vec<_>>().join(" … ")
    };
    parts.into_iter().map(|(name, texts)| (name, clean(&shown(texts)))).collect()
}

/// Whether any words were removed for good since an event.
pub(super) fn removed_since(model: &Model, seq: Seq) -> bool {
    let from = usize::try_from(seq).unwrap_or(usize::MAX);
    let later = model.replica.record().lines().iter().skip(from).filter_map(warroom_incident::Line::open);
    let mut events = later.map(|sealed| &sealed.fact.event);
    events.any(|event| matches!(event, Event::Redacted { .. }))
}

/// A name; what the policy wrote is nobody's.
pub(super) fn whose(by: &Author) -> String {
    if by.person().is_some() { author(by, None) } else { "the policy".into() }
}

/// The deliveries of a draft with their fates and what the channel answered.
pub(super) fn deliveries(model: &Model, draft: Seq) -> Vec<(String, Tone)> {
    let (state, record, now) = (model.replica.state(), model.replica.record(), model.shown_at());
    let of = state.deliveries.values().filter(|it| it.draft == draft);
    let one = |it: &Delivery| {
        let note = it.note_at.and_then(|at| record.text(at)).map(|note| format!(": {}", first_line(note, 200)));
        let tries = if it.attempts > 1 { format!(" ({} tries)", it.attempts) } else { String::new() };
        let reference = it.reference.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
        let (word, tone) = fate(it, now);
        let (ago, note) = (age(it.at, now), note.unwrap_or_default());
        let text = format!("{} {word}{tries}, {ago} ago{reference}{note}", it.channel);
        (clean(&text), tone)
    };
    of.map(one).collect()
}

/// What became of a delivery, in words.
fn fate(delivery: &Delivery, now: Time) -> (String, Tone) {
    let (word, tone) = match delivery.fate {
        DeliveryFate::Waiting => ("WAITING to be sent", Tone::Uneasy),
        DeliveryFate::Sending => ("SENDING now", Tone::Uneasy),
        DeliveryFate::Sent => ("SENT: the channel took it", Tone::Good),
        DeliveryFate::Confirmed => ("CONFIRMED: it is there", Tone::Good),
        DeliveryFate::Failed if delivery.again.is_some() => ("FAILED", Tone::Alarm),
        DeliveryFate::Failed => ("FAILED, waits for a person", Tone::Alarm),
        DeliveryFate::GivenUp => ("GIVEN UP: it was not sent", Tone::Alarm),
        DeliveryFate::Nowhere => ("DRILL: went nowhere", Tone::Uneasy),
    };
    let again = delivery.again.filter(|_| delivery.fate == DeliveryFate::Failed);
    let again = again.map_or(String::new(), |at| match at > now {
        true => format!(", tried again in {}", age(now, at)),
        false => ", tried again now".into(),
    });
    (format!("{word}{again}"), tone)
}

/// What happened to it, the newest first; edits in a row are one line.
pub(super) fn short(model: &Model, draft: Seq) -> Vec<String> {
    let (state, record, now) = (model.replica.state(), model.replica.record(), model.shown_at());
    let from = usize::try_from(draft.saturating_sub(1)).unwrap_or(usize::MAX);
    let mut lines: Vec<String> = Vec::new();
    let mut edits: Option<(Vec<String>, usize, Time)> = None;
    let told = |(names, count, at): (Vec<String>, usize, Time)| {
        let times = if count > 1 { format!(", {count} times") } else { String::new() };
        format!("{} ago  {} edited it{times}", age(at, now), names.join(", "))
    };
    for sealed in record.lines().iter().skip(from).rev().filter_map(warroom_incident::Line::open) {
        if lines.len() >= MOST {
            break;
        }
        let to = |delivery: Seq| state.deliveries.get(&delivery).map(|it| it.draft);
        if of_draft(&sealed.fact.event, sealed.seq, to) != Some(draft) {
            continue;
        }
        if let Event::DraftEdited { entry: None, .. } = sealed.fact.event {
            let (names, count, _) = edits.get_or_insert((Vec::new(), 0, sealed.fact.happened()));
            let name = whose(&sealed.fact.author);
            if !names.contains(&name) {
                names.push(name);
            }
            *count += 1;
            continue;
        }
        lines.extend(edits.take().map(told));
        let says = words::sentence(&sealed.fact, sealed.content.as_ref());
        let by = author(&sealed.fact.author, sealed.fact.seat);
        lines.push(clean(&first_line(&format!("{} ago  {by}: {says}", age(sealed.fact.happened(), now)), 300)));
    }
    lines.extend(edits.map(told));
    lines
}

/// The draft that an event is about.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones are about drafts")]
fn of_draft(event: &Event, seq: Seq, to: impl Fn(Seq) -> Option<Seq>) -> Option<Seq> {
    match event {
        Event::DraftOpened { .. } => Some(seq),
        Event::DraftEdited { draft, .. } | Event::DraftSet { draft, .. } | Event::DraftSubmitted { draft, .. } => {
            Some(*draft)
        }
        Event::DraftSignedOff { draft, .. } | Event::FindingWaived { draft, .. } => Some(*draft),
        Event::DraftChangesRequested { draft } | Event::DraftApproved { draft, .. } => Some(*draft),
        Event::DraftPublished { draft, .. } | Event::DraftWithdrawn { draft } => Some(*draft),
        Event::DraftSnapshot { draft, .. } => Some(*draft),
        Event::DeliveryMoved { delivery, .. } => to(*delivery),
        _ => None,
    }
}
