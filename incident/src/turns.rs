//! What turned: the few events that change the picture, kept apart so that a brief of a long record looks at a few
//! lines and not at all of them. Sentences stay in the record and are looked up by number.

use crate::event::{Author, Ending, EntryKind, Event, Mark, Phase, Progress, SeverityName, Verdict};
use crate::people::{Person, Seat};
use crate::prelude::*;
use crate::state::Incident;
use crate::{Fact, Reach, Reaches, Seq, Time};

/// One turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Number of its event.
    pub seq: Seq,
    /// When it happened.
    pub at: Time,
    /// Who.
    pub by: Author,
    /// From which seat.
    pub seat: Option<Seat>,
    /// Who may know of it.
    pub reach: Reach,
    /// What.
    pub what: Turned,
}

/// What turned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turned {
    /// Another severity.
    Severity {
        /// Before.
        from: Option<SeverityName>,
        /// After.
        to: Option<SeverityName>,
    },
    /// Another phase.
    Phase(Phase),
    /// Another estimate of the impact.
    Estimated,
    /// A responder accepted it.
    Acknowledged,
    /// The end.
    Closed(Ending),
    /// Not the end.
    Reopened,
    /// Another holder of the chair, or none.
    Chair(Option<Person>),
    /// Somebody was called from outside.
    Escalated(Seq),
    /// They answered.
    EscalationAnswered(Seq),
    /// They are not needed any more.
    EscalationEnded(Seq),
    /// HOLD went up.
    HoldRaised,
    /// HOLD went down.
    HoldLowered,
    /// A hypothesis was judged.
    Judged(Seq, Verdict),
    /// An action moved on.
    Moved(Seq, Progress),
    /// An entry was marked as key.
    Key(Seq),
    /// The *now* line was written.
    Now,
    /// A task is over.
    TaskOver(Seq, TaskEnd),
}

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskEnd {
    /// Done.
    Done,
    /// Will not be done.
    Dropped,
}

/// What has to be known of the state before an event, to tell what it turned.
pub(crate) struct Before {
    severity: Option<SeverityName>,
    chair: Option<Person>,
}

impl Before {
    pub(crate) fn of(state: &Incident) -> Before {
        Before { severity: state.severity.clone(), chair: state.chair.holder().cloned() }
    }
}

/// Notes what an event turned, after it was applied.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones turn anything")]
pub(crate) fn note(state: &mut Incident, before: Before, seq: Seq, fact: &Fact) {
    let holder = state.chair.holder().cloned();
    let mut turned = |what| {
        if matches!(what, Turned::Severity { .. } | Turned::Chair(_)) {
            state.big_turns.push(state.turns.len());
        }
        let (at, by) = (fact.happened(), fact.author.clone());
        state.turns.push(Turn { seq, at, by, seat: fact.seat, reach: fact.reach, what });
    };
    match &fact.event {
        Event::SeveritySet { severity, .. } if *severity != before.severity => {
            turned(Turned::Severity { from: before.severity, to: severity.clone() });
        }
        Event::PhaseSet { phase, .. } => turned(Turned::Phase(*phase)),
        Event::EstimateSet { .. } => turned(Turned::Estimated),
        Event::Acknowledged {} => turned(Turned::Acknowledged),
        Event::Closed { ending } => turned(Turned::Closed(*ending)),
        Event::Reopened {} => turned(Turned::Reopened),
        Event::Escalated { .. } => turned(Turned::Escalated(seq)),
        Event::EscalationAnswered { escalation } => turned(Turned::EscalationAnswered(*escalation)),
        Event::EscalationEnded { escalation } => turned(Turned::EscalationEnded(*escalation)),
        Event::HoldRaised {} => turned(Turned::HoldRaised),
        Event::HoldLowered {} => turned(Turned::HoldLowered),
        Event::HypothesisJudged { entry, verdict } => turned(Turned::Judged(*entry, *verdict)),
        Event::ActionMoved { entry, progress } => turned(Turned::Moved(*entry, *progress)),
        Event::MarkedKey { entry, mark: Mark::On } => turned(Turned::Key(*entry)),
        Event::NowSet {} => turned(Turned::Now),
        Event::TaskFinished { task } => turned(Turned::TaskOver(*task, TaskEnd::Done)),
        Event::TaskDropped { task } => turned(Turned::TaskOver(*task, TaskEnd::Dropped)),
        _ => {}
    }
    if holder != before.chair {
        turned(Turned::Chair(holder));
    }
}

/// Numbers of entries by kind and reach, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByKind(BTreeMap<(EntryKind, Reach), Vec<Seq>>);

impl ByKind {
    pub(crate) fn add(&mut self, kind: EntryKind, reach: Reach, seq: Seq) {
        // What stands in no brief and in no answer to a returning person is not kept twice.
        if matches!(kind, EntryKind::Note | EntryKind::Observation | EntryKind::Command) {
            return;
        }
        let all = self.0.entry((kind, reach)).or_default();
        if all.last().is_none_or(|last| *last < seq) {
            all.push(seq);
        } else if let Err(at) = all.binary_search(&seq) {
            all.insert(at, seq);
        }
    }

    pub(crate) fn remove(&mut self, kind: EntryKind, reach: Reach, seq: Seq) {
        if let Some(all) = self.0.get_mut(&(kind, reach))
            && let Ok(at) = all.binary_search(&seq)
        {
            all.remove(at);
            if all.is_empty() {
                self.0.remove(&(kind, reach));
            }
        }
    }

    /// What of it may be seen.
    #[must_use]
    pub fn within(&self, reaches: Reaches) -> ByKind {
        let seen = self.0.iter().filter(|((_, reach), all)| reaches.contains(*reach) && !all.is_empty());
        ByKind(seen.map(|(of, all)| (*of, all.clone())).collect())
    }

    fn lists(&self, kind: EntryKind, reaches: Reaches) -> impl Iterator<Item = &Vec<Seq>> {
        self.0.iter().filter(move |((of, reach), _)| *of == kind && reaches.contains(*reach)).map(|(_, all)| all)
    }

    /// How many of a kind may be seen.
    #[must_use]
    pub fn count(&self, kind: EntryKind, reaches: Reaches) -> usize {
        self.lists(kind, reaches).map(Vec::len).sum()
    }

    /// The newest of a kind that may be seen, the newest first.
    #[must_use]
    pub fn newest(&self, kind: EntryKind, reaches: Reaches, most: usize) -> Vec<Seq> {
        let mut newest: Vec<_> =
            self.lists(kind, reaches).flat_map(|all| all.iter().rev().take(most).copied()).collect();
        newest.sort_unstable_by_key(|seq| core::cmp::Reverse(*seq));
        newest.truncate(most);
        newest
    }

    /// The first of a kind that may be seen.
    #[must_use]
    pub fn first(&self, kind: EntryKind, reaches: Reaches) -> Option<Seq> {
        self.lists(kind, reaches).filter_map(|all| all.first().copied()).min()
    }
}
