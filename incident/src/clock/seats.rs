//! Which seats a team needs and has not.

use super::Base;
use crate::event::Event;
use crate::people::Seat;
use crate::policy::Team;
use crate::prelude::*;
use crate::state::Incident;

/// Whether an event may fill or empty a seat, or change how many are needed.
pub(super) fn may_change(event: &Event) -> bool {
    use Event as E;
    matches!(
        event,
        E::Declared { .. }
            | E::PolicyAdopted { .. }
            | E::Joined { .. }
            | E::SeatGranted { .. }
            | E::Left { .. }
            | E::Removed { .. }
            | E::ChairAccepted { .. }
            | E::ChairEmptied { .. }
            | E::ChairClaimed {}
    )
}

/// Keeps since when which seats are empty.
pub(super) fn keep(state: &mut Incident, base: Base) {
    let lacking = lacking(state);
    let empty = &mut state.clock.empty;
    empty.retain(|seat, _| lacking.contains(seat));
    for seat in lacking {
        empty.entry(seat).or_insert(base);
    }
}

/// Seats for which there are fewer people than the team needs. One person counts once, unless the team is one person.
fn lacking(state: &Incident) -> BTreeSet<Seat> {
    let team = state.policy.team();
    let (responders, observers) = team.needs();
    let (mut respond, mut observe, mut either) = (0, 0, 0);
    for (person, member) in state.members() {
        if team != Team::Solo && state.chair.holder() == Some(person) {
            continue;
        }
        match (member.seats.contains(&Seat::Responder), member.seats.contains(&Seat::Observer)) {
            (true, true) => either += 1,
            (true, false) => respond += 1,
            (false, true) => observe += 1,
            (false, false) => {}
        }
    }
    // Whoever could do both does what nobody else does.
    let lent = responders.saturating_sub(respond).min(either);
    let mut lacking = BTreeSet::new();
    if state.chair.holder().is_none() {
        lacking.insert(Seat::Coordinator);
    }
    if respond + lent < responders {
        lacking.insert(Seat::Responder);
    }
    if observe + either - lent < observers {
        lacking.insert(Seat::Observer);
    }
    lacking
}
