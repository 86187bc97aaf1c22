//! Rules of what becomes of an update on its way to a channel: what the server reports, and what people decide.

use super::{Case, Outcome};
use crate::draft::Delivery;
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
    let reference = reference.map(|it| text::one_line(it, Place::Text, bounds::TITLE_BYTES)).transpose()?;
    let channel = delivery.channel.clone();
    let again = again.filter(|_| fate == DeliveryFate::Failed);
    let event = Event::DeliveryMoved { delivery: seq, channel, fate, attempts, reference, again };
    case.with(event, &note.chars().take(NOTE_CHARS).collect::<String>())
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
