//! Steps of runbooks that were ticked off: who did which, when, and what it said then.

use crate::event::Author;
use crate::policy::Runbook;
use crate::prelude::*;
use crate::state::Incident;
use crate::{Seq, Time};

/// A step that was ticked off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Number of its event.
    pub seq: Seq,
    /// Who.
    pub by: Author,
    /// When.
    pub at: Time,
    /// What the step said; absent when that was redacted.
    pub words: Option<String>,
}

impl Tick {
    /// Whether it is for a step of these words: one that was rewritten since is another step.
    #[must_use]
    pub fn is_of(&self, words: &str) -> bool {
        self.words.as_deref().is_none_or(|ticked| ticked == words)
    }
}

impl Incident {
    /// The tick of a step, counted from 1, as the runbook stands now.
    #[must_use]
    pub fn tick(&self, runbook: &Runbook, step: u32) -> Option<&Tick> {
        let words = usize::try_from(step).ok()?.checked_sub(1).and_then(|at| runbook.steps.get(at))?;
        self.tick_before(runbook, step).filter(|tick| tick.is_of(words))
    }

    /// The tick of a step, counted from 1, even if the step said something else then.
    #[must_use]
    pub fn tick_before(&self, runbook: &Runbook, step: u32) -> Option<&Tick> {
        self.ticks.get(&(runbook.title.clone(), step))
    }

    /// How many steps of a runbook are ticked off.
    #[must_use]
    pub fn ticked(&self, runbook: &Runbook) -> usize {
        (1..).zip(&runbook.steps).filter(|&(step, _)| self.tick(runbook, step).is_some()).count()
    }
}
