//! What changes who was called from outside, and the pages to them.

use super::Words;
use crate::escalation::{Escalation, Mention, Page};
use crate::event::{DeliveryFate, LevelKind};
use crate::prelude::*;
use crate::state::Incident;
use crate::{Fact, Seq, Time};

pub(super) fn escalated(
    state: &mut Incident,
    seq: Seq,
    fact: &Fact,
    (level, kind, answer_by): (&str, LevelKind, Option<Time>),
    reason: Option<String>,
) {
    for earlier in state.escalations.iter_mut().filter(|it| it.is_on()) {
        if earlier.level == level {
            // The new call stands for the old one.
            earlier.ended = Some(mention(seq, fact));
        } else if earlier.is_late(fact.at) {
            earlier.passed_on = Some(seq);
        }
    }
    let who = state.policy.level(level).map_or(level, |it| &it.who).to_owned();
    state.escalations.push(Escalation {
        seq,
        level: level.to_owned(),
        who,
        kind,
        by: fact.author.clone(),
        at: fact.at,
        reason,
        answer_by,
        answered: None,
        ended: None,
        passed_on: None,
        page: None,
    });
}

fn mention(seq: Seq, fact: &Fact) -> Mention {
    Mention { seq, by: fact.author.clone(), at: fact.at }
}

pub(super) fn answered(state: &mut Incident, seq: Seq, fact: &Fact, escalation: Seq) {
    // Somebody further up is there: those called before are not waited for any more.
    for earlier in state.escalations.iter_mut().filter(|it| it.seq < escalation && it.is_waited_for()) {
        earlier.passed_on = Some(escalation);
    }
    if let Some(escalation) = state.escalation_mut(escalation) {
        escalation.answered = Some(mention(seq, fact));
    }
}

pub(super) fn ended(state: &mut Incident, seq: Seq, fact: &Fact, escalation: Seq) {
    if let Some(escalation) = state.escalation_mut(escalation) {
        escalation.ended = Some(mention(seq, fact));
    }
}

pub(super) fn queued(state: &mut Incident, seq: Seq, fact: &Fact, escalation: Seq, nowhere: bool) {
    let fate = if nowhere { DeliveryFate::Nowhere } else { DeliveryFate::Waiting };
    let (severity, phase) = (state.severity.clone(), state.phase);
    let page = Page { seq, severity, phase, fate, attempts: 0, at: fact.at, note_at: None, again: None };
    if let Some(escalation) = state.escalation_mut(escalation) {
        escalation.page = Some(page);
    }
}

pub(super) fn moved(
    state: &mut Incident,
    (seq, at): (Seq, Time),
    page: Seq,
    (fate, attempts, again): (DeliveryFate, u32, Option<Time>),
    words: Words<'_>,
) {
    let note_at = (!matches!(words, Words::None)).then_some(seq);
    let mut pages = state.escalations.iter_mut().filter_map(|it| it.page.as_mut());
    if let Some(page) = pages.find(|it| it.seq == page) {
        *page = Page { fate, attempts, again, at, note_at, severity: page.severity.take(), ..*page };
    }
}

/// Words that are gone are not sent any more.
pub(super) fn redacted(state: &mut Incident, wipes: &[Seq]) {
    for escalation in state.escalations.iter_mut().filter(|it| wipes.contains(&it.seq)) {
        escalation.reason = None;
    }
}
