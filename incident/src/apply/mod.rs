//! The only function that changes an [`Incident`]. It is total: if it could fail, replay could.

mod drafts;
mod entries;
mod escalation;
mod impact;
mod inbox;
mod life;
mod seats;
mod tasks;
mod ticks;

use crate::event::{Author, Event, Reach};
use crate::prelude::*;
use crate::record::Line;
use crate::state::{Hold, Incident, Link, NowLine, Offer, TaskState};
use crate::turns::{self, Before};
use crate::{Content, Fact, Seq};

/// Applies the next line of a record: an open event or one that is withheld.
pub fn apply(state: &mut Incident, line: &Line) {
    match line {
        Line::Withheld { seq, .. } => state.seq = *seq,
        Line::Open(sealed) => {
            let words = match &sealed.content {
                Some(content) => Words::Said(content),
                None if sealed.is_redacted() => Words::Redacted,
                None => Words::None,
            };
            apply_fact(state, sealed.seq, &sealed.fact, words);
        }
    }
}

/// The prose of an event as `apply` finds it.
#[derive(Clone, Copy, Debug)]
pub enum Words<'a> {
    /// There was none.
    None,
    /// It is there.
    Said(&'a Content),
    /// It was removed; that there was some still counts.
    Redacted,
}

impl<'a> From<Option<&'a Content>> for Words<'a> {
    fn from(content: Option<&'a Content>) -> Self {
        content.map_or(Words::None, Words::Said)
    }
}

/// Applies one event by its parts, as `decide` yields them.
pub fn apply_fact(state: &mut Incident, seq: Seq, fact: &Fact, words: Words<'_>) {
    state.seq = seq;
    let text = || said(words).map(str::to_owned);
    if !matches!(words, Words::None) && !matches!(fact.event, Event::Posted { .. }) {
        state.words.insert(seq, fact.author.clone());
        if matches!(fact.reach, Reach::Loss | Reach::Inbox) {
            state.narrow_words.insert(seq, fact.reach);
        }
    }
    let before = Before::of(state);
    match &fact.event {
        Event::Declared { severity, reporter, drill } => {
            life::declared(state, fact, text(), severity, reporter, *drill)
        }
        Event::PolicyAdopted { policy } => {
            drafts::policy_adopted(state, seq, fact, policy);
            state.policy = (**policy).clone();
            state.policy_seq = Some(seq);
        }
        Event::Acknowledged {} => life::acknowledged(state, fact),
        Event::PhaseSet { phase, proposal } => life::phase_set(state, *phase, *proposal, fact.happened()),
        Event::SeveritySet { severity, proposal } => {
            life::severity_set(state, severity.clone(), *proposal, fact.happened());
        }
        Event::Proposed { proposal } => life::proposed(state, seq, fact, proposal),
        Event::ProposalDeclined { proposal } => life::close_proposals(state, Some(*proposal)),
        Event::EstimateSet { scope, proposal } => impact::estimated(state, seq, fact, scope, *proposal),
        Event::FiguresSet { estimate, figures } => {
            let words_at = (!matches!(words, Words::None)).then_some(seq);
            impact::figured(state, words_at, *estimate, figures);
        }
        Event::ImpactFollows { estimate, follows } => impact::followed(state, *estimate, follows),
        Event::Closed { ending } => life::closed(state, *ending, fact.happened()),
        Event::Reopened {} => life::reopened(state, fact.happened()),

        Event::Posted { entry, action, mentions } => {
            entries::posted(state, seq, fact, *entry, *action, mentions.clone());
            noted(state, seq, fact, words);
        }
        Event::MarkedFact { entry, fact: kind } => entries::marked_fact(state, *entry, *kind),
        Event::MarkedKey { entry, mark } => entries::marked_key(state, *entry, *mark),
        Event::HypothesisJudged { entry, verdict } => entries::judged(state, *entry, *verdict),
        Event::ActionMoved { entry, progress } => entries::action_moved(state, *entry, *progress),
        Event::MarkedTemporary { entry } => entries::marked_temporary(state, *entry),
        Event::Corrected { entry, happened_at, text, mentions } => {
            entries::corrected(state, seq, *entry, *happened_at, text.then_some(mentions));
            if *text {
                noted(state, seq, fact, words);
            }
        }
        Event::Redacted { wipes, .. } => redacted(state, fact, wipes),
        Event::LinkAdded { link } => state.links.push(Link { seq, kind: *link, author: fact.author.clone() }),
        Event::NowSet {} => {
            state.now = Some(NowLine { seq, text: text(), by: fact.author.clone(), at: fact.at });
        }

        Event::TaskAdded { when, mitigation, class, debt_of } => {
            tasks::added(state, seq, fact, *when, *mitigation, *class, *debt_of);
        }
        Event::TaskPlanned { task, owner, due, by, link } => {
            let plan = tasks::Plan { owner: owner.as_ref(), due: *due, by: *by, link_at: link.then_some(seq) };
            tasks::planned(state, *task, &plan);
        }
        Event::TaskClaimed { task } => tasks::claimed(state, *task, &fact.author),
        Event::TaskFinished { task } => tasks::over(state, *task, TaskState::Done),
        Event::TaskDropped { task } => tasks::over(state, *task, TaskState::Dropped),
        Event::TaskRanked { task, rank, saves_percent } => tasks::ranked(state, *task, *rank, *saves_percent),
        Event::StepTicked { runbook, step, mark } => ticks::ticked(state, (seq, fact), runbook, *step, *mark, text()),

        Event::Invited { seat, uses, expires_at, loss } => seats::invited(state, seq, *seat, *uses, *expires_at, *loss),
        Event::Joined { person, seat, invite, loss } => {
            seats::joined(state, seq, person, *seat, *invite, *loss, fact.at)
        }
        Event::SeatRequested { seat } => seats::requested(state, &fact.author, *seat),
        Event::SeatGranted { person, seat } => seats::sit(state, person, *seat, fact.at),
        Event::SeatDeclined { person } => {
            state.seat_requests.remove(person);
        }
        Event::Left { seat } => seats::left(state, &fact.author, *seat, fact.at),
        Event::Removed { person } => seats::removed(state, seq, person, fact.at),
        Event::ChairOffered { to } => state.offer = Some(Offer { seq, to: to.clone(), at: fact.at }),
        Event::ChairOfferEnded {} => state.offer = None,
        Event::ChairAccepted { .. } | Event::ChairClaimed {} => seats::chair_taken(state, &fact.author, fact.at),
        Event::ChairEmptied { from, absent_since } => seats::chair_emptied(state, from, *absent_since),
        Event::Escalated { level, level_kind, answer_by } => {
            escalation::escalated(state, seq, fact, (level, *level_kind, *answer_by), text());
        }
        Event::EscalationAnswered { escalation } => escalation::answered(state, seq, fact, *escalation),
        Event::EscalationEnded { escalation } => escalation::ended(state, seq, fact, *escalation),
        Event::PageQueued { escalation, nowhere, .. } => escalation::queued(state, seq, fact, *escalation, *nowhere),
        Event::PageMoved { page, fate, attempts, again, .. } => {
            escalation::moved(state, (seq, fact.at), *page, (*fate, *attempts, *again), words);
        }
        Event::ScribeSet { person } => state.scribe.clone_from(person),
        Event::HoldRaised {} => state.hold = Some(Hold { seq, by: fact.author.clone(), at: fact.at }),
        Event::HoldLowered {} => state.hold = None,

        // The clock keeps them.
        Event::NudgeMissed { .. } | Event::NudgeSnoozed { .. } | Event::WaitingSet { .. } => {}

        Event::DraftOpened { .. } | Event::DraftSet { .. } => draft_terms(state, seq, fact),
        Event::DraftEdited { draft, edit, entry } => {
            let inserted = text().unwrap_or_default();
            drafts::edited(state, seq, fact, *draft, edit, *entry, &inserted);
        }
        Event::DraftSubmitted { draft, .. } => drafts::submitted(state, fact, *draft),
        Event::DraftSignedOff { draft, revision, sign_off, facts } => {
            drafts::signed_off(state, fact, *draft, *revision, *sign_off, facts);
        }
        Event::FindingWaived { draft, leak } => drafts::waived(state, seq, fact, *draft, *leak, words),
        Event::DraftChangesRequested { draft } => drafts::changes_requested(state, seq, fact, *draft),
        Event::DraftApproved { draft, facts, how, suggested, .. } => {
            drafts::approved(state, seq, fact, *draft, facts, *how, suggested);
        }
        Event::DraftPublished { draft, update, .. } => drafts::published(state, seq, *draft, *update),
        Event::DraftWithdrawn { draft } => drafts::withdrawn(state, seq, fact, *draft),
        Event::DraftSnapshot { draft, written, changed } => {
            drafts::snapshot(state, seq, fact, *draft, &text().unwrap_or_default(), written, *changed);
        }
        Event::UpdatePublished { .. } => {
            drafts::update(state, seq, fact, words);
            state.vocabulary.published(seq, said(words));
        }
        Event::DeliveryQueued { draft, update, channel, nowhere } => {
            drafts::queued(state, seq, fact, (*draft, *update), channel, *nowhere);
        }
        Event::DeliveryMoved { delivery, fate, attempts, reference, again, .. } => {
            let became = (*fate, *attempts, *again);
            drafts::moved(state, (seq, fact.at), *delivery, became, reference.as_ref(), words);
        }

        Event::Standing { phase, severity, drill } => life::standing(state, *phase, severity.as_ref(), *drill, fact.at),
        Event::QuestionAsked { same_as } => inbox::asked(state, seq, fact, *same_as, text().as_deref()),
        Event::QuestionAnswered { question } => inbox::answered(state, seq, fact, *question),
        Event::QuestionFolded { question, into } => inbox::folded(state, *question, *into),
        Event::QuestionDeclined { question } => inbox::declined(state, seq, fact, *question),

        // Kept in the record for what later rules make of it.
        Event::Imported { .. } | Event::Unknown => {}
    }
    turns::note(state, before, seq, fact);
    crate::clock::note(state, seq, fact);
}

/// Opens a draft or changes what else an approval covers.
fn draft_terms(state: &mut Incident, seq: Seq, fact: &Fact) {
    if let Event::DraftOpened { audience, phase, channels, notice, promise, holding } = &fact.event {
        let (phase, notice, promise) = (*phase, *notice, *promise);
        let terms = drafts::Terms { audience, phase, channels, notice, promise };
        drafts::opened(state, seq, fact, &terms, holding.as_ref());
    } else if let Event::DraftSet { draft, audience, phase, channels, notice, promise } = &fact.event {
        let (phase, notice, promise) = (*phase, *notice, *promise);
        let terms = drafts::Terms { audience, phase, channels, notice, promise };
        drafts::set(state, seq, fact, *draft, &terms);
    }
}

/// The text of what was said, if it is there.
fn said(words: Words<'_>) -> Option<&str> {
    match words {
        Words::Said(content) => Some(&content.text),
        Words::None | Words::Redacted => None,
    }
}

/// Learns the words of an entry. What only some see is no part of it: what the check suggests is on the room's record.
fn noted(state: &mut Incident, seq: Seq, fact: &Fact, words: Words<'_>) {
    if fact.reach == Reach::Room {
        state.vocabulary.noted(seq, said(words));
    }
}

/// Forgets the words that the state itself holds.
fn redacted(state: &mut Incident, fact: &Fact, wipes: &[Seq]) {
    drafts::redacted(state, fact, wipes);
    inbox::redacted(state, wipes);
    escalation::redacted(state, wipes);
    ticks::redacted(state, wipes);
    for &wiped in wipes {
        state.redacted.insert(wiped);
        state.vocabulary.forget(wiped);
        if wiped == 1 {
            state.title = None;
        }
        if let Some(now) = state.now.as_mut().filter(|now| now.seq == wiped) {
            now.text = None;
        }
        // A debt whose link is gone lacks one again.
        for task in state.tasks.iter_mut().filter(|task| task.link_at == Some(wiped)) {
            task.link_at = None;
        }
    }
}

/// Who wrote the words of an event; absent when it has none.
#[must_use]
pub fn wrote(state: &Incident, event: Seq) -> Option<&Author> {
    state.entry(event).map(|entry| &entry.author).or_else(|| state.words.get(&event))
}
