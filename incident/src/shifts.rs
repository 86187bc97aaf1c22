//! Who sits where since when, and when they should be relieved.

use crate::Time;
use crate::people::{Person, Seat};
use crate::prelude::*;
use crate::state::{Chair, Incident};
use chrono::TimeDelta;

/// One person's shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift<'a> {
    /// Who.
    pub person: &'a Person,
    /// Where, the seat with most rights first.
    pub seats: Vec<Seat>,
    /// Since when they are in the room without a break.
    pub since: Time,
    /// Since when they have the chair, where they have it.
    pub chair_since: Option<Time>,
    /// When the policy wants them relieved.
    pub hand_over_by: Time,
}

impl Shift<'_> {
    /// Whether they are here longer than the policy wants.
    #[must_use]
    pub fn is_too_long(&self, now: Time) -> bool {
        self.hand_over_by <= now
    }
}

/// The shift of everybody who runs the incident, whoever is to be relieved first at the top. Who only watches has none.
#[must_use]
pub fn shifts(state: &Incident) -> Vec<Shift<'_>> {
    let limit = TimeDelta::minutes(state.policy.seats.shift_limit_minutes.into());
    let works = |seat: &Seat| match seat {
        Seat::Coordinator | Seat::Responder | Seat::Observer => true,
        Seat::Guest | Seat::Reader => false,
    };
    let on_shift = state.members().filter(|(_, member)| member.seats.iter().any(works));
    let mut shifts: Vec<_> = on_shift
        .map(|(person, member)| Shift {
            person,
            seats: state.seats(person),
            since: member.joined_at,
            chair_since: match &state.chair {
                Chair::Held { by, since } if by == person => Some(*since),
                Chair::Held { .. } | Chair::Empty { .. } => None,
            },
            // A clock at the end of time has no shift that ends.
            hand_over_by: member.joined_at.checked_add_signed(limit).unwrap_or(Time::MAX_UTC),
        })
        .collect();
    shifts.sort_by_key(|shift| (shift.hand_over_by, shift.person));
    shifts
}
