//! What changes the ticks of runbooks.

use crate::event::Mark;
use crate::prelude::*;
use crate::state::Incident;
use crate::ticks::Tick;
use crate::{Fact, Seq};

pub(super) fn ticked(
    state: &mut Incident,
    (seq, fact): (Seq, &Fact),
    runbook: &str,
    step: u32,
    mark: Mark,
    words: Option<String>,
) {
    let key = (runbook.to_owned(), step);
    match mark {
        Mark::On => state.ticks.insert(key, Tick { seq, by: fact.author.clone(), at: fact.at, words }),
        Mark::Off => state.ticks.remove(&key),
    };
}

/// Who ticked a step and when stays; what it said goes.
pub(super) fn redacted(state: &mut Incident, wipes: &[Seq]) {
    for tick in state.ticks.values_mut().filter(|tick| wipes.contains(&tick.seq)) {
        tick.words = None;
    }
}
