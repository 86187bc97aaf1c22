//! Where the incident stands, for readers of published text only: an event of their own reach follows every change of
//! phase or severity, since those changes themselves are the room's and carry its names and reasons.

use super::{Case, Outcome};
use crate::event::{Event, Phase, Reach};
use crate::people::Seat;
use crate::prelude::*;
use crate::{Actor, Decided};

/// What was decided, with the standing behind it where that changed. Before anybody is invited to read nothing is
/// added, and a record without readers has none.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones change where an incident stands")]
pub(super) fn followed(case: &Case<'_>, mut decided: Vec<Decided>) -> Outcome {
    let state = case.state;
    let (mut phase, mut severity, mut told) = (state.phase, state.severity.clone(), false);
    let mut readers = state.readers;
    for one in &decided {
        let now = match &one.fact.event {
            Event::PhaseSet { phase, .. } => Some(*phase),
            Event::Acknowledged {} if phase == Some(Phase::Declared) => Some(Phase::Acknowledged),
            Event::Closed { .. } => Some(Phase::Closed),
            Event::Reopened {} => Some(Phase::Investigating),
            _ => None,
        };
        told |= now.is_some();
        phase = now.or(phase);
        if let Event::SeveritySet { severity: level, .. } = &one.fact.event {
            severity.clone_from(level);
            told = true;
        }
        if let Event::Invited { seat: Seat::Reader, .. } = &one.fact.event {
            told |= !readers;
            readers = true;
        }
    }
    if let (true, true, Some(phase)) = (readers, told, phase) {
        let server = Case { state, actor: &Actor::Server, seat: None, now: case.now };
        let mut standing = server.event(Event::Standing { phase, severity, drill: state.drill }, None);
        standing.fact.reach = Reach::Published;
        decided.push(standing);
    }
    Ok(decided)
}
