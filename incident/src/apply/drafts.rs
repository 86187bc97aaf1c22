//! What changes drafts of external updates, and what becomes of what was published.

use super::Words;
use crate::draft::Written;
use crate::draft::{
    Approval, Change, Delivery, Draft, FactsSeen, Manuscript, Outline, Part, SignedOff, Stage, Update, Waived, digest,
    waived_in,
};
use crate::event::{ApprovedHow, Author, DeliveryFate, Notice, Phase, SignOff};
use crate::leak::Kind;
use crate::policy::Policy;
use crate::prelude::*;
use crate::state::Incident;
use crate::{Fact, Seq, Time};

/// Everything of a draft that an approval covers, but its words.
pub(super) struct Terms<'a> {
    pub(super) audience: &'a str,
    pub(super) phase: Phase,
    pub(super) channels: &'a [String],
    pub(super) notice: Notice,
    pub(super) promise: Option<Time>,
}

pub(super) fn opened(state: &mut Incident, seq: Seq, fact: &Fact, terms: &Terms<'_>, holding: Option<&String>) {
    let draft = Draft {
        seq,
        by: fact.author.clone(),
        at: fact.at,
        audience: terms.audience.to_owned(),
        phase: terms.phase,
        channels: terms.channels.to_vec(),
        notice: terms.notice,
        promise: terms.promise,
        holding: holding.cloned(),
        stage: Stage::Draft,
        revision: seq,
        changes: Vec::new(),
        signed_off: Vec::new(),
        voided: None,
        told_over: told_over(state, terms.audience),
        reworded: Vec::new(),
        waived: Vec::new(),
        hands: Vec::new(),
        manuscript: Manuscript::default(),
    };
    state.drafts.insert(seq, draft);
}

pub(super) fn edited(
    state: &mut Incident,
    seq: Seq,
    fact: &Fact,
    draft: Seq,
    edit: &Outline,
    entry: Option<Seq>,
    inserted: &str,
) {
    let Some(draft) = state.drafts.get_mut(&draft) else { return };
    // The first words of a draft are those that it was opened with.
    let first = draft.revision == draft.seq;
    draft.manuscript.edited(seq, &fact.author, edit, inserted);
    has_hand(draft, &fact.author);
    draft.reworded.extend(entry);
    if !first {
        draft.holding = None;
    }
    changed(draft, seq, fact, &[Part::Text]);
}

/// Whether an audience was told that it is over.
fn told_over(state: &Incident, audience: &str) -> bool {
    state.updates.iter().any(|update| update.audience == audience && update.phase == Phase::Resolved)
}

pub(super) fn set(state: &mut Incident, seq: Seq, fact: &Fact, draft: Seq, terms: &Terms<'_>) {
    let over = told_over(state, terms.audience);
    let Some(draft) = state.drafts.get_mut(&draft) else { return };
    let parts = [
        (Part::Audience, draft.audience != terms.audience),
        (Part::Phase, draft.phase != terms.phase),
        (Part::Channels, draft.channels != terms.channels),
        (Part::Notice, draft.notice != terms.notice),
        (Part::Promise, draft.promise != terms.promise),
    ];
    terms.audience.clone_into(&mut draft.audience);
    draft.phase = terms.phase;
    draft.channels = terms.channels.to_vec();
    draft.notice = terms.notice;
    draft.promise = terms.promise;
    draft.told_over = over;
    has_hand(draft, &fact.author);
    let parts: Vec<_> = parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect();
    // A holding statement may take another channel; what it says, to whom, and what it promises is agreed on.
    if parts.iter().any(|part| matches!(part, Part::Audience | Part::Phase | Part::Promise)) {
        draft.holding = None;
    }
    changed(draft, seq, fact, &parts);
}

/// Another policy: a holding statement that it has in other words, or has not, is a draft like any other; and what it
/// sends elsewhere, or makes something else of, is not what anybody has read.
pub(super) fn policy_adopted(state: &mut Incident, seq: Seq, fact: &Fact, policy: &Policy) {
    let old = &state.policy;
    for draft in state.drafts.values_mut() {
        let agreed = |policy: &Policy, name: &String| policy.holding(name).cloned();
        draft.holding.take_if(|name| agreed(policy, name) != agreed(old, name));
        if draft.is_open() && draft.is_rerouted(old, policy) {
            changed(draft, seq, fact, &[Part::Channels]);
        }
    }
}

fn has_hand(draft: &mut Draft, author: &Author) {
    if !draft.hands.contains(author) {
        draft.hands.push(author.clone());
    }
}

/// Makes a new revision, which voids an approval of the one before.
fn changed(draft: &mut Draft, seq: Seq, fact: &Fact, parts: &[Part]) {
    draft.revision = seq;
    draft.changes.retain(|change| !parts.contains(&change.part));
    draft.changes.extend(parts.iter().map(|&part| Change { part, at: seq, by: fact.author.clone() }));
    if matches!(draft.stage, Stage::Approved(_)) {
        draft.stage = Stage::InReview { since: fact.at };
        draft.voided = Some(seq);
    }
}

pub(super) fn submitted(state: &mut Incident, fact: &Fact, draft: Seq) {
    if let Some(draft) = state.drafts.get_mut(&draft) {
        draft.stage = Stage::InReview { since: fact.at };
    }
}

pub(super) fn signed_off(
    state: &mut Incident,
    fact: &Fact,
    draft: Seq,
    revision: Seq,
    sign_off: SignOff,
    facts: &FactsSeen,
) {
    if let Some(draft) = state.drafts.get_mut(&draft) {
        let facts = facts.clone();
        let (by, seat) = (fact.author.clone(), fact.seat);
        draft.signed_off.push(SignedOff { sign_off, by, seat, at: fact.at, revision, facts });
    }
}

pub(super) fn waived(state: &mut Incident, seq: Seq, fact: &Fact, draft: Seq, leak: Kind, words: Words<'_>) {
    if let Some(draft) = state.drafts.get_mut(&draft) {
        let found = match words {
            Words::Said(content) => waived_in(content),
            Words::None | Words::Redacted => None,
        };
        draft.waived.push(Waived { seq, leak, found, by: fact.author.clone(), at: fact.at });
    }
}

pub(super) fn changes_requested(state: &mut Incident, seq: Seq, fact: &Fact, draft: Seq) {
    if let Some(draft) = state.drafts.get_mut(&draft) {
        draft.stage = Stage::ChangesRequested { at: seq, by: fact.author.clone() };
    }
}

pub(super) fn approved(
    state: &mut Incident,
    seq: Seq,
    fact: &Fact,
    draft: Seq,
    facts: &FactsSeen,
    how: ApprovedHow,
    suggested: &[Kind],
) {
    if let Some(draft) = state.drafts.get_mut(&draft) {
        let mut approval = Approval::of((draft, &state.policy), seq, fact, facts, how);
        approval.suggested = suggested.to_vec();
        draft.stage = Stage::Approved(Box::new(approval));
        draft.voided = None;
    }
}

pub(super) fn published(state: &mut Incident, seq: Seq, draft: Seq, update: Seq) {
    let Some(draft) = state.drafts.get_mut(&draft) else { return };
    if let Stage::Approved(approval) = &draft.stage {
        draft.stage = Stage::Published { approval: approval.clone(), update };
    }
    draft.manuscript.finish(seq);
}

pub(super) fn withdrawn(state: &mut Incident, seq: Seq, fact: &Fact, draft: Seq) {
    let Some(draft) = state.drafts.get_mut(&draft) else { return };
    draft.stage = Stage::Withdrawn { at: seq, by: fact.author.clone() };
    draft.manuscript.finish(seq);
}

/// The words in the place of their history, as they are left after a redaction.
pub(super) fn snapshot(
    state: &mut Incident,
    seq: Seq,
    fact: &Fact,
    draft: Seq,
    text: &str,
    written: &[Written],
    lost: bool,
) {
    let Some(draft) = state.drafts.get_mut(&draft) else { return };
    draft.manuscript.replace(seq, text, written);
    if lost {
        draft.holding = None;
        changed(draft, seq, fact, &[Part::Text]);
    }
    // Of the words that are left, so that nothing of the others can be guessed, and the record says the same before it.
    let digest = digest(draft);
    if let Stage::Approved(approval) | Stage::Published { approval, .. } = &mut draft.stage {
        approval.update.restore(draft.manuscript.text());
        approval.digest = digest;
    }
}

pub(super) fn update(state: &mut Incident, seq: Seq, fact: &Fact, words: Words<'_>) {
    let text = match words {
        Words::Said(content) => Some(content.text.as_str()),
        Words::None | Words::Redacted => None,
    };
    let update = Update::recorded(seq, fact, text);
    if let Some(update) = update.as_ref().filter(|update| update.phase == Phase::Resolved) {
        // Not the draft that this is: it is published already.
        let others = state.drafts.values_mut().filter(|draft| draft.is_open() && draft.audience == update.audience);
        others.for_each(|draft| draft.told_over = true);
    }
    state.updates.extend(update);
}

pub(super) fn queued(
    state: &mut Incident,
    seq: Seq,
    fact: &Fact,
    (draft, update): (Seq, Seq),
    channel: &str,
    nowhere: bool,
) {
    let fate = if nowhere { DeliveryFate::Nowhere } else { DeliveryFate::Waiting };
    let channel = channel.to_owned();
    let at = fact.at;
    let (note_at, reference, again) = (None, None, None);
    let delivery = Delivery { seq, draft, update, channel, fate, attempts: 0, at, note_at, reference, again };
    state.deliveries.insert(seq, delivery);
}

pub(super) fn moved(
    state: &mut Incident,
    (seq, at): (Seq, Time),
    delivery: Seq,
    (fate, attempts, again): (DeliveryFate, u32, Option<Time>),
    reference: Option<&String>,
    words: Words<'_>,
) {
    if let Some(delivery) = state.deliveries.get_mut(&delivery) {
        delivery.fate = fate;
        delivery.attempts = attempts;
        delivery.again = again;
        delivery.at = at;
        delivery.reference = reference.cloned().or(delivery.reference.take());
        delivery.note_at = (!matches!(words, Words::None)).then_some(seq);
    }
}

/// Forgets the words of updates that are gone, and what waivers said that they were for.
pub(super) fn redacted(state: &mut Incident, fact: &Fact, wipes: &[Seq]) {
    // Who takes words away decides what is said as much as who writes them.
    for draft in state.drafts.values_mut().filter(|draft| draft.is_open()) {
        if draft.manuscript.sources().iter().any(|source| wipes.contains(source)) {
            has_hand(draft, &fact.author);
        }
    }
    for waived in state.drafts.values_mut().flat_map(|draft| &mut draft.waived) {
        if wipes.contains(&waived.seq) {
            waived.found = None;
        }
    }
    for update in state.updates.iter_mut().filter(|update| wipes.contains(&update.seq)) {
        update.text = None;
    }
}
