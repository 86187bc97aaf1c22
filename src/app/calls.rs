//! What rings: what is addressed to this person, once each, never when it is replayed and never for what they did
//! themselves.

use serde::{Deserialize, Serialize};
use warroom_incident::event::DeliveryFate;
use warroom_incident::inbox::QuestionFate;
use warroom_incident::{Event, Line, Seq};

use super::message::Effect;
use super::model::Model;
use crate::timeline::{clean, first_line};

/// Bytes of a notification: what the places that show one have room for.
const NOTICE_BYTES: usize = 200;

/// How this person wants to be called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notify {
    /// The bell.
    pub bell: Bell,
    /// Notifications of the desktop, by the terminal.
    pub desktop: Desktop,
}

impl Notify {
    /// What somebody has chosen in their settings.
    #[must_use]
    pub fn of(chosen: &crate::settings::Notify) -> Notify {
        Notify {
            bell: if chosen.bell { Bell::Rings } else { Bell::Silent },
            desktop: if chosen.desktop { Desktop::Osc9 } else { Desktop::Never },
        }
    }
}

/// The bell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bell {
    /// It rings. In a multiplexer it marks the window.
    #[default]
    Rings,
    /// It does not; the window's title tells all the same.
    Silent,
}

/// Notifications of the desktop: never unless chosen, since not every terminal knows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Desktop {
    /// None.
    #[default]
    Never,
    /// By OSC 9, as iTerm2, WezTerm, kitty and others have it.
    Osc9,
    /// By OSC 777, as foot, urxvt and others have it.
    Osc777,
}

/// Why it rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Somebody named me.
    Mention,
    /// The chair is offered to me.
    Chair,
    /// Somebody raised HOLD.
    Hold,
    /// Somebody wants something from the chair, and I hold it.
    Request,
    /// A question came in, and I hold the chair.
    Asked,
    /// What I asked the chair was answered.
    Answered,
    /// The chair does not answer what I asked.
    Declined,
    /// An update did not reach a channel, and I hold the chair.
    Delivery,
    /// An entry of mine was refused.
    Refused,
    /// Something for me became due.
    Due,
    /// The connection is gone.
    Lost,
}

impl Call {
    fn words(self) -> &'static str {
        match self {
            Call::Mention => "you were named",
            Call::Chair => "the chair is offered to you",
            Call::Hold => "HOLD is up",
            Call::Request => "somebody asks the chair",
            Call::Asked => "a question came in for the chair",
            Call::Answered => "your question was answered",
            Call::Declined => "your question is not answered, and why",
            Call::Delivery => "an update did not reach a channel",
            Call::Refused => "an entry of yours was refused",
            Call::Due => "something is due",
            Call::Lost => "not connected",
        }
    }
}

/// Whether something new speaks to me, and the loudest of what does.
#[must_use]
pub fn among(model: &Model, after: Seq) -> Option<Call> {
    of_lines(model, model.replica.record().lines().iter().skip(usize::try_from(after).unwrap_or(usize::MAX)))
}

/// The same for lines that are not on the record here yet.
#[must_use]
pub fn of_lines<'a>(model: &Model, new: impl Iterator<Item = &'a Line>) -> Option<Call> {
    let rank = |call: &Call| match call {
        Call::Hold => 3,
        Call::Delivery => 2,
        Call::Chair => 2,
        Call::Mention | Call::Refused | Call::Lost | Call::Due => 1,
        Call::Answered | Call::Declined => 1,
        Call::Request | Call::Asked => 0,
    };
    new.filter_map(|line| call(model, line)).max_by_key(rank)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn call(model: &Model, line: &Line) -> Option<Call> {
    let sealed = line.open()?;
    let me = model.me();
    if sealed.fact.author.person() == Some(me) {
        return None;
    }
    match &sealed.fact.event {
        Event::DeliveryMoved { delivery, fate: DeliveryFate::Failed, .. } if model.is_chair() => {
            // Once: what is tried again and fails again is known.
            (!failed_before(model, *delivery, sealed.seq)).then_some(Call::Delivery)
        }
        // One that repeats an open one rang already.
        Event::QuestionAsked { same_as: None } if model.is_chair() => Some(Call::Asked),
        Event::QuestionAnswered { question } if asked_by_me(model, *question) => Some(Call::Answered),
        Event::QuestionDeclined { question } if asked_by_me(model, *question) => Some(Call::Declined),
        // What it was folded into has its answer already.
        Event::QuestionFolded { question, into } if asked_by_me(model, *question) => answer(model, *into),
        Event::DraftSubmitted { .. } if model.is_chair() => Some(Call::Request),
        Event::Posted { mentions, .. } | Event::Corrected { mentions, .. } if mentions.contains(me) => {
            Some(Call::Mention)
        }
        Event::ChairOffered { to } if to == me => Some(Call::Chair),
        Event::HoldRaised {} => Some(Call::Hold),
        Event::Proposed { .. } | Event::SeatRequested { .. } if model.is_chair() => Some(Call::Request),
        _ => None,
    }
}

/// Whether I am one of those who asked this.
fn asked_by_me(model: &Model, question: Seq) -> bool {
    let question = model.replica.state().questions.get(&question);
    question.is_some_and(|it| it.asks.iter().any(|ask| ask.by.person() == Some(model.me())))
}

/// What stands under a question already.
fn answer(model: &Model, question: Seq) -> Option<Call> {
    match model.replica.state().questions.get(&question)?.fate {
        QuestionFate::Answered(_) => Some(Call::Answered),
        QuestionFate::Declined(_) => Some(Call::Declined),
        QuestionFate::Open | QuestionFate::Folded { .. } => None,
    }
}

/// Whether the last that was heard of a delivery before this event was that it had failed, too.
#[expect(clippy::wildcard_enum_match_arm, reason = "only deliveries matter here")]
fn failed_before(model: &Model, delivery: Seq, seq: Seq) -> bool {
    let before = usize::try_from(seq.saturating_sub(1)).unwrap_or(usize::MAX);
    let first = usize::try_from(delivery.saturating_sub(1)).unwrap_or(usize::MAX);
    let lines = model.replica.record().lines();
    let since = lines.get(first..before.min(lines.len())).unwrap_or_default().iter().rev().filter_map(Line::open);
    let mut last = since.filter_map(|sealed| match &sealed.fact.event {
        Event::DeliveryMoved { delivery: other, fate, .. } if *other == delivery => Some(*fate),
        _ => None,
    });
    last.next() == Some(DeliveryFate::Failed)
}

/// Rings, and marks the title until a key is pressed.
pub(super) fn ring(model: &mut Model, call: Call) -> Vec<Effect> {
    ring_with(model, call, call.words())
}

/// Rings with words of its own.
pub(super) fn ring_with(model: &mut Model, call: Call, words: &str) -> Vec<Effect> {
    model.called = Some(call);
    let mut effects = Vec::new();
    if model.notify.bell == Bell::Rings {
        effects.push(Effect::Bell);
    }
    if model.notify.desktop != Desktop::Never {
        let about = model.replica.state().title.as_deref().unwrap_or_default();
        let notice = format!("{}: {words} — {}", model.incident, first_line(about, 120));
        effects.push(Effect::Notify(bounded(&notice)));
    }
    effects
}

/// Safe to stand between the brackets of an escape sequence: one line without any control character, and not too long.
fn bounded(notice: &str) -> String {
    let mut line: String = clean(notice).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut end = NOTICE_BYTES.min(line.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line.truncate(end);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_one_short_line_without_control_characters() {
        let notice = bounded(&format!("a\x1b]52;c;eA==\x07b\nc {}", "é".repeat(300)));
        assert!(notice.len() <= NOTICE_BYTES && !notice.chars().any(char::is_control), "{notice:?}");
    }
}
