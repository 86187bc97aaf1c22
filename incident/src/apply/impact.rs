//! What changes the estimate of the impact.

use super::life::close_proposals;
use crate::impact::{Estimate, Figures, Follows, Scope};
use crate::state::Incident;
use crate::{Fact, Seq};

pub(super) fn estimated(state: &mut Incident, seq: Seq, fact: &Fact, scope: &Scope, proposal: Option<Seq>) {
    // What the policy makes of it follows at once; until then that of the revision before stands.
    let follows = state.estimates.last().map(|before| before.follows.clone()).unwrap_or_default();
    let (at, by, scope) = (fact.happened(), fact.author.clone(), scope.clone());
    // Of an accepted proposal source and reason are those of whoever proposed it.
    let words_at = proposal.unwrap_or(seq);
    state.estimates.push(Estimate { seq, at, by, scope, proposal, figures: None, words_at, follows });
    close_proposals(state, proposal);
}

/// `words_at` is this event where source and reason came with it.
pub(super) fn figured(state: &mut Incident, words_at: Option<Seq>, estimate: Seq, figures: &Figures) {
    if let Some(revision) = state.estimates.iter_mut().rev().find(|revision| revision.seq == estimate) {
        revision.figures = Some(figures.clone());
        revision.words_at = words_at.unwrap_or(revision.words_at);
    }
}

pub(super) fn followed(state: &mut Incident, estimate: Seq, follows: &Follows) {
    if let Some(revision) = state.estimates.iter_mut().rev().find(|revision| revision.seq == estimate) {
        revision.follows = follows.clone();
    }
}
