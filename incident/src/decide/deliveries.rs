//! Rules of what becomes of something on its way out, an update to a channel or a page to a level: what the server
//! reports, and what people decide.

use super::{Case, Outcome};
use crate::draft::{CannotGoOut, Delivery};
use crate::escalation::{CannotPage, Escalation, Page};
use crate::event::{DeliveryFate, Event};
use crate::prelude::*;
use crate::rejection::{Place, Rejection, Target};
use crate::{Seq, Time, bounds, text};

/// Characters of what a channel answered: a sentence or two.
const NOTE_CHARS: usize = 500;

/// Something on its way out.
#[derive(Clone, Copy)]
enum Parcel<'a> {
    Update(&'a Delivery),
    Page(&'a Escalation, &'a Page),
}

impl<'a> Parcel<'a> {
    /// The one of this number, if anything can still become of it.
    fn of(case: &'a Case<'_>, seq: Seq) -> Result<Parcel<'a>, Rejection> {
        let update = case.state.deliveries.get(&seq).map(Parcel::Update);
        let parcel = update.or_else(|| case.state.page(seq).map(|(escalation, page)| Parcel::Page(escalation, page)));
        let parcel = parcel.ok_or(Rejection::Unknown { target: Target::Delivery, number: seq })?;
        match parcel.fate() {
            DeliveryFate::Waiting | DeliveryFate::Sending | DeliveryFate::Sent => Ok(parcel),
            DeliveryFate::Failed | DeliveryFate::GivenUp => Ok(parcel),
            DeliveryFate::Confirmed | DeliveryFate::Nowhere => Err(parcel.over()),
        }
    }

    fn seq(self) -> Seq {
        match self {
            Parcel::Update(delivery) => delivery.seq,
            Parcel::Page(_, page) => page.seq,
        }
    }

    fn fate(self) -> DeliveryFate {
        match self {
            Parcel::Update(delivery) => delivery.fate,
            Parcel::Page(_, page) => page.fate,
        }
    }

    fn attempts(self) -> u32 {
        match self {
            Parcel::Update(delivery) => delivery.attempts,
            Parcel::Page(_, page) => page.attempts,
        }
    }

    fn again(self) -> Option<Time> {
        match self {
            Parcel::Update(delivery) => delivery.again,
            Parcel::Page(_, page) => page.again,
        }
    }

    fn over(self) -> Rejection {
        Rejection::DeliveryOver { delivery: self.seq(), fate: self.fate() }
    }

    /// The event that says what became of it. A page is known by its number alone: nobody else has a name for it.
    fn moved(self, fate: DeliveryFate, attempts: u32, reference: Option<String>, again: Option<Time>) -> Event {
        match self {
            Parcel::Update(it) => {
                let channel = it.channel.clone();
                Event::DeliveryMoved { delivery: it.seq, channel, fate, attempts, reference, again }
            }
            Parcel::Page(it, page) => {
                Event::PageMoved { page: page.seq, level: it.level.clone(), fate, attempts, again }
            }
        }
    }

    /// Asked again where an attempt begins: what goes out was put together before, and what was redacted or is not
    /// needed any more stays here.
    fn may_begin(self, case: &Case<'_>) -> Result<(), Rejection> {
        match self {
            Parcel::Update(delivery) => update_may_begin(case, delivery),
            Parcel::Page(escalation, page) => match case.state.outgoing_page(escalation, page) {
                Ok(_) => Ok(()),
                Err(CannotPage::Redacted) => Err(Rejection::AlreadyRedacted { event: escalation.seq }),
                Err(CannotPage::NotNeeded) => Err(Rejection::Already { is: "over: nobody is needed there".into() }),
                Err(CannotPage::NoSuchLevel) => {
                    let levels = case.state.policy.escalation.iter().filter(|level| level.has_webhook());
                    let known = levels.map(|level| level.name.clone()).collect();
                    Err(Rejection::UnknownLevel { level: escalation.level.clone(), known })
                }
            },
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
    let parcel = Parcel::of(case, seq)?;
    if fate == DeliveryFate::Nowhere {
        return Err(Rejection::DeliveryOver { delivery: seq, fate });
    }
    let same = parcel.fate() == fate && parcel.attempts() == attempts && parcel.again() == again;
    let arrived = matches!(fate, DeliveryFate::Sent | DeliveryFate::Confirmed);
    // Who gave up by hand is not overruled by an answer that came late, unless it went out after all; and what the
    // channel took is not sent again.
    let late = matches!(parcel.fate(), DeliveryFate::GivenUp | DeliveryFate::Sent) && !arrived;
    if same || late {
        return Err(Rejection::Already { is: parcel.fate().to_string() });
    }
    if fate == DeliveryFate::Sending {
        parcel.may_begin(case)?;
    }
    let reference = reference.map(|it| text::one_line(it, Place::Text, bounds::TITLE_BYTES)).transpose()?;
    let again = again.filter(|_| fate == DeliveryFate::Failed);
    case.with(parcel.moved(fate, attempts, reference, again), &cut(note, case.text_bytes()))
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

/// What was redacted or lost its channel meanwhile does not begin, nor what an earlier one goes before again, since
/// somebody wants it tried.
fn update_may_begin(case: &Case<'_>, delivery: &Delivery) -> Result<(), Rejection> {
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

/// Something that a person may decide about: not what was taken.
fn undecided<'a>(case: &'a Case<'_>, seq: Seq, refused: &[DeliveryFate]) -> Result<Parcel<'a>, Rejection> {
    let parcel = Parcel::of(case, seq)?;
    if parcel.fate() == DeliveryFate::Sent {
        return Err(parcel.over());
    }
    if refused.contains(&parcel.fate()) {
        return Err(Rejection::Already { is: parcel.fate().to_string() });
    }
    Ok(parcel)
}

pub(super) fn retry(case: &Case<'_>, seq: Seq) -> Outcome {
    let parcel = undecided(case, seq, &[DeliveryFate::Waiting, DeliveryFate::Sending])?;
    match parcel {
        Parcel::Update(delivery) => not_overtaken(case, delivery)?,
        // A person hears at once why it cannot go, not from the outbox.
        Parcel::Page(..) => parcel.may_begin(case)?,
    }
    moved_by_hand(case, parcel, DeliveryFate::Waiting, "")
}

/// Whatever became of a later one: it may be what the channel shows now.
fn not_overtaken(case: &Case<'_>, delivery: &Delivery) -> Result<(), Rejection> {
    let tried = |it: &&Delivery| it.seq > delivery.seq && it.channel == delivery.channel && it.attempts > 0;
    let Some(later) = case.state.deliveries.values().rev().find(tried) else { return Ok(()) };
    let (channel, later) = (delivery.channel.clone(), later.seq);
    Err(Rejection::Overtaken { delivery: delivery.seq, channel, later })
}

pub(super) fn give_up(case: &Case<'_>, seq: Seq, reason: &str) -> Outcome {
    let parcel = undecided(case, seq, &[DeliveryFate::GivenUp])?;
    case.reason(reason)?;
    moved_by_hand(case, parcel, DeliveryFate::GivenUp, reason)
}

fn moved_by_hand(case: &Case<'_>, parcel: Parcel<'_>, fate: DeliveryFate, words: &str) -> Outcome {
    let reference = match parcel {
        Parcel::Update(delivery) => delivery.reference.clone(),
        Parcel::Page(..) => None,
    };
    case.with(parcel.moved(fate, parcel.attempts(), reference, None), words)
}
