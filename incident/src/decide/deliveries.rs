//! Rules of what becomes of an update on its way to a channel: what the server reports, and what people decide.

use super::{Case, Outcome};
use crate::draft::{CannotGoOut, Delivery};
use crate::event::{DeliveryFate, Event};
use crate::prelude::*;
use crate::rejection::{Place, Rejection, Target};
use crate::{Seq, Time, bounds, text};

/// Characters of what a channel answered: a sentence or two.
const NOTE_CHARS: usize = 500;

fn delivery<'a>(case: &'a Case<'_>, seq: Seq) -> Result<&'a Delivery, Rejection> {
    let unknown = Rejection::Unknown { target: Target::Delivery, number: seq };
    let delivery = case.state.deliveries.get(&seq).ok_or(unknown)?;
    match delivery.fate {
        DeliveryFate::Waiting | DeliveryFate::Sending | DeliveryFate::Sent => Ok(delivery),
        DeliveryFate::Failed | DeliveryFate::GivenUp => Ok(delivery),
        DeliveryFate::Confirmed | DeliveryFate::Nowhere => {
            Err(Rejection::DeliveryOver { delivery: seq, fate: delivery.fate })
        }
    }
}

/// What the server says became of a delivery. The beginning of an attempt is reported before anything is sent.
pub(super) fn report(
    case: &Case<'_>,
    seq: Seq,
    (fate, attempts, again): (DeliveryFate, u32, Option<Time>),
    reference: Option<&str>,
    note: &str,
) -> Outcome {
    let delivery = delivery(case, seq)?;
    if fate == DeliveryFate::Nowhere {
        return Err(Rejection::DeliveryOver { delivery: seq, fate });
    }
    let same = delivery.fate == fate && delivery.attempts == attempts && delivery.again == again;
    let arrived = matches!(fate, DeliveryFate::Sent | DeliveryFate::Confirmed);
    // Who gave up by hand is not overruled by an answer that came late, unless it went out after all; and what the
    // channel took is not sent again.
    let late = matches!(delivery.fate, DeliveryFate::GivenUp | DeliveryFate::Sent) && !arrived;
    if same || late {
        return Err(Rejection::Already { is: delivery.fate.to_string() });
    }
    if fate == DeliveryFate::Sending {
        may_begin(case, delivery)?;
    }
    let reference = reference.map(|it| text::one_line(it, Place::Text, bounds::TITLE_BYTES)).transpose()?;
    let channel = delivery.channel.clone();
    let again = again.filter(|_| fate == DeliveryFate::Failed);
    let event = Event::DeliveryMoved { delivery: seq, channel, fate, attempts, reference, again };
    case.with(event, &cut(note, case.text_bytes()))
}

/// The beginning of a note, as much as the policy lets a text have: a failure is not unknown because it was explained
/// at length.
fn cut(note: &str, most_bytes: usize) -> String {
    let mut cut = String::new();
    for c in text::visible(note).chars().take(NOTE_CHARS) {
        if cut.len() + c.len_utf8() > most_bytes {
            break;
        }
        cut.push(c);
    }
    cut
}

/// Asked again where the attempt begins: what goes out was put together before, and what was redacted or lost its
/// channel meanwhile stays here, as does what an earlier one goes before again, since somebody wants it tried.
fn may_begin(case: &Case<'_>, delivery: &Delivery) -> Result<(), Rejection> {
    if !case.state.in_turn().any(|it| it.seq == delivery.seq) {
        return Err(Rejection::Already { is: "waiting for an earlier update to the same channel".into() });
    }
    let Some(cannot) = case.state.cannot_go_out(delivery) else { return Ok(()) };
    if cannot == CannotGoOut::Redacted {
        return Err(Rejection::AlreadyRedacted { event: delivery.update });
    }
    let audience = case.state.drafts.get(&delivery.draft).map(|draft| draft.audience.clone()).unwrap_or_default();
    let known = case.state.policy.channels.iter().map(|it| it.name.clone()).collect();
    Err(Rejection::UnknownChannel { channel: delivery.channel.clone(), audience, known })
}

/// A delivery that a person may decide about: not one that the channel took.
fn undecided<'a>(case: &'a Case<'_>, seq: Seq, refused: &[DeliveryFate]) -> Result<&'a Delivery, Rejection> {
    let delivery = delivery(case, seq)?;
    if delivery.fate == DeliveryFate::Sent {
        return Err(Rejection::DeliveryOver { delivery: seq, fate: delivery.fate });
    }
    if refused.contains(&delivery.fate) {
        return Err(Rejection::Already { is: delivery.fate.to_string() });
    }
    Ok(delivery)
}

pub(super) fn retry(case: &Case<'_>, seq: Seq) -> Outcome {
    let delivery = undecided(case, seq, &[DeliveryFate::Waiting, DeliveryFate::Sending])?;
    // Whatever became of the later one: it may be what the channel shows now.
    let tried = |it: &&Delivery| it.seq > seq && it.channel == delivery.channel && it.attempts > 0;
    if let Some(later) = case.state.deliveries.values().rev().find(tried) {
        let (channel, later) = (delivery.channel.clone(), later.seq);
        return Err(Rejection::Overtaken { delivery: seq, channel, later });
    }
    moved_by_hand(case, delivery, DeliveryFate::Waiting, "")
}

pub(super) fn give_up(case: &Case<'_>, seq: Seq, reason: &str) -> Outcome {
    let delivery = undecided(case, seq, &[DeliveryFate::GivenUp])?;
    case.reason(reason)?;
    moved_by_hand(case, delivery, DeliveryFate::GivenUp, reason)
}

fn moved_by_hand(case: &Case<'_>, delivery: &Delivery, fate: DeliveryFate, words: &str) -> Outcome {
    let (channel, reference, again) = (delivery.channel.clone(), delivery.reference.clone(), None);
    let (delivery, attempts) = (delivery.seq, delivery.attempts);
    case.with(Event::DeliveryMoved { delivery, channel, fate, attempts, reference, again }, words)
}
