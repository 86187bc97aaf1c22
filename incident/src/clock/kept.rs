//! What the clock needs to know of the past: kept in the state as events come, so that a question costs little.

use super::{Nudge, seats};
use crate::draft::Stage;
use crate::event::{Author, Event, Mark, Phase, Reach};
use crate::people::Seat;
use crate::prelude::*;
use crate::state::Incident;
use crate::{Fact, Seq, Time};
use chrono::TimeDelta;

/// An event from which a deadline is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Base {
    /// Its number.
    pub seq: Seq,
    /// The server's time of it.
    pub at: Time,
}

/// A nudge that was missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// Number of the event that says so.
    pub seq: Seq,
    /// When it was due.
    pub due: Time,
    /// When that was recorded.
    pub at: Time,
}

/// A nudge that was snoozed; why is the content of that event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snoozed {
    /// Number of the event.
    pub seq: Seq,
    /// By whom.
    pub by: Author,
    /// Until when it is not spoken of.
    pub until: Time,
}

/// A vendor is waited for; which one is the content of that event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Number of the event.
    pub seq: Seq,
    /// Who said so.
    pub by: Author,
    /// When.
    pub at: Time,
}

/// What the clock keeps. All of it but nudges of a narrower reach follows from what everybody in the room sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Since when deadlines run: the declaration, or the moment at which it was taken up again; nothing for what was
    /// brought in and never was this server's to watch.
    pub running: Option<Base>,
    /// What people said last in the room.
    pub said: Option<Base>,
    /// The last change of the phase.
    pub phase: Option<(Phase, Base)>,
    /// Every change of the severity, as in [`Incident::severities`].
    pub severities: Vec<Base>,
    /// The policy in force.
    pub policy: Option<Base>,
    /// Drafts in review, each with the event since which it waits.
    pub reviews: BTreeMap<Seq, Base>,
    /// Seats that the team needs and has not, each with the event since which it is so.
    pub empty: BTreeMap<Seat, Base>,
    /// A vendor is waited for.
    pub waiting: Option<Waiting>,
    /// The last change of that.
    pub waited: Option<Base>,
    /// What was missed.
    pub missed: BTreeMap<Nudge, Missed>,
    /// What was snoozed.
    pub snoozed: BTreeMap<Nudge, Snoozed>,
    /// The last event that the whole room sees.
    pub last: Option<Base>,
    /// Where the server's clock was put back.
    pub put_back: Vec<PutBack>,
}

/// A place in the record before which the server's clock was put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PutBack {
    /// The first event after it.
    pub to: Base,
    /// What the clock had shown before.
    pub from: Time,
}

/// Below this a clock that goes back is only corrected a little, as clocks are.
const PUT_BACK: TimeDelta = TimeDelta::seconds(30);
/// How many places are kept: a clock that is put back more often is broken, and each question about a moment looks at all.
const PUT_BACKS: usize = 64;

impl Kept {
    /// The moment of an event on the clock as it goes now. As long as the clock has not come to what it showed before
    /// it was put back, it was ahead then: what was written meanwhile did not happen later than what was written after.
    #[must_use]
    pub fn moment(&self, base: Base, now: Time) -> Time {
        let later = self.put_back.iter().filter(|back| back.to.seq > base.seq && now < back.from);
        later.map(|back| back.to.at).chain([base.at]).min().unwrap_or(base.at)
    }

    fn follow(&mut self, base: Base) {
        if let Some(last) = self.last
            && last.at - base.at > PUT_BACK
        {
            // Of those before it, what is within this one says no more.
            self.put_back.retain(|back| back.to.at < base.at || back.from > last.at);
            self.put_back.push(PutBack { to: base, from: last.at });
            if self.put_back.len() > PUT_BACKS {
                // The two oldest become one.
                let first = self.put_back.remove(0);
                if let Some(second) = self.put_back.first_mut() {
                    second.from = second.from.max(first.from);
                }
            }
        }
        self.last = Some(base);
    }
}

/// Keeps what an event means for the clock, after it was applied.
pub(crate) fn note(state: &mut Incident, seq: Seq, fact: &Fact) {
    let base = Base { seq, at: fact.at };
    nudged(&mut state.clock, base, fact);
    if fact.reach != Reach::Room {
        return;
    }
    state.clock.follow(base);
    life(state, base, fact);
    drafts(state, base, &fact.event);
    if says(&fact.event) && !matches!(fact.author, Author::Server) {
        state.clock.said = Some(base);
    }
    if seats::may_change(&fact.event) {
        seats::keep(state, base);
    }
}

/// What was missed and snoozed, in whatever reach.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the clock's own events are kept here")]
fn nudged(kept: &mut Kept, base: Base, fact: &Fact) {
    let Base { seq, at } = base;
    match &fact.event {
        Event::NudgeMissed { nudge, due, .. } => {
            // Once: a second one says nothing new.
            kept.missed.entry(nudge.clone()).or_insert(Missed { seq, due: *due, at });
        }
        Event::NudgeSnoozed { nudge, until, .. } => {
            let snoozed = Snoozed { seq, by: fact.author.clone(), until: *until };
            kept.snoozed.entry(nudge.clone()).or_insert(snoozed);
        }
        _ => {}
    }
}

/// Where the incident stands, and since when deadlines run.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others leave the life of an incident alone")]
fn life(state: &mut Incident, base: Base, fact: &Fact) {
    let kept = &mut state.clock;
    let before = kept.phase.map(|(phase, _)| phase);
    if let Some(phase) = state.phase.filter(|phase| before != Some(*phase)) {
        kept.phase = Some((phase, base));
    }
    kept.severities.resize(state.severities.len(), base);
    let over = matches!(before, Some(Phase::Resolved | Phase::Closed));
    match &fact.event {
        Event::Declared { .. } if fact.author != Author::Import => kept.running = Some(base),
        Event::Reopened {} => taken_up(kept, base),
        Event::PhaseSet { phase, .. } if over && *phase != Phase::Resolved && kept.running.is_some() => {
            taken_up(kept, base);
        }
        Event::Closed { .. } => (kept.waiting, kept.waited) = (None, Some(base)),
        Event::PolicyAdopted { .. } => kept.policy = Some(base),
        Event::WaitingSet { mark } => {
            let waiting = Waiting { seq: base.seq, by: fact.author.clone(), at: base.at };
            kept.waiting = (*mark == Mark::On).then_some(waiting);
            kept.waited = Some(base);
        }
        _ => {}
    }
}

/// What was over goes on: nothing of the time between is anybody's fault.
fn taken_up(kept: &mut Kept, base: Base) {
    kept.running = Some(base);
    kept.empty.values_mut().for_each(|empty| *empty = base);
}

/// Drafts that wait for the chair.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others leave drafts as they are")]
fn drafts(state: &mut Incident, base: Base, event: &Event) {
    match event {
        Event::DraftSubmitted { draft, .. } => {
            state.clock.reviews.remove(draft);
            reviewed(state, base, *draft);
        }
        // An approval that is void waits for another.
        Event::DraftEdited { draft, .. } | Event::DraftSet { draft, .. } | Event::DraftSnapshot { draft, .. } => {
            reviewed(state, base, *draft);
        }
        Event::DraftChangesRequested { draft }
        | Event::DraftApproved { draft, .. }
        | Event::DraftPublished { draft, .. }
        | Event::DraftWithdrawn { draft } => reviewed(state, base, *draft),
        Event::PolicyAdopted { .. } | Event::Redacted { .. } => {
            let all: Vec<_> = state.drafts.values().filter(|draft| draft.is_open()).map(|draft| draft.seq).collect();
            all.into_iter().for_each(|draft| reviewed(state, base, draft));
        }
        _ => {}
    }
}

fn reviewed(state: &mut Incident, base: Base, draft: Seq) {
    let stage = state.drafts.get(&draft).map(|draft| &draft.stage);
    if matches!(stage, Some(Stage::InReview { .. })) {
        state.clock.reviews.entry(draft).or_insert(base);
    } else {
        state.clock.reviews.remove(&draft);
    }
}

/// Whether an event tells those in the room something: who comes and goes and what is typed for the outside does not.
fn says(event: &Event) -> bool {
    use Event as E;
    matches!(
        event,
        E::Declared { .. }
            | E::Acknowledged {}
            | E::PhaseSet { .. }
            | E::SeveritySet { .. }
            | E::Proposed { .. }
            | E::EstimateSet { .. }
            | E::ProposalDeclined { .. }
            | E::Reopened {}
            | E::Posted { .. }
            | E::MarkedFact { .. }
            | E::HypothesisJudged { .. }
            | E::ActionMoved { .. }
            | E::Corrected { .. }
            | E::NowSet {}
            | E::TaskAdded { .. }
            | E::TaskClaimed { .. }
            | E::TaskFinished { .. }
            | E::TaskDropped { .. }
            | E::LinkAdded { .. }
            | E::Escalated { .. }
            | E::EscalationAnswered { .. }
            | E::StepTicked { .. }
            | E::HoldRaised {}
            | E::HoldLowered {}
            | E::WaitingSet { .. }
    )
}
