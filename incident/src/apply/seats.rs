//! What changes who sits where: invites, members, the chair and the marks that go with a seat.

use crate::event::Author;
use crate::people::{Person, Seat};
use crate::prelude::*;
use crate::state::{Chair, Incident, Invite, Member};
use crate::{Seq, Time};

pub(super) fn invited(state: &mut Incident, seq: Seq, seat: Seat, uses: u32, expires_at: Time, loss: bool) {
    state.readers |= seat == Seat::Reader;
    state.invites.insert(seq, Invite { seat, uses_left: uses, expires_at, loss });
}

pub(super) fn joined(state: &mut Incident, seq: Seq, person: &Person, seat: Seat, invite: Seq, loss: bool, at: Time) {
    if let Some(invite) = state.invites.get_mut(&invite) {
        invite.uses_left = invite.uses_left.saturating_sub(1);
    }
    let newcomer =
        || Member { seats: BTreeSet::new(), loss: false, joined: seq, joined_at: at, removed: None, asked: false };
    let member = state.people.entry(person.clone()).or_insert_with(newcomer);
    if !member.is_in() {
        *member = newcomer();
    }
    member.loss |= loss;
    sit(state, person, seat, at);
}

pub(super) fn requested(state: &mut Incident, author: &Author, seat: Seat) {
    if let Author::Person(person) = author {
        state.seat_requests.insert(person.clone(), seat);
    }
}

/// Puts a member into a seat, which answers a request for it; the coordinator's is the chair, held by one.
pub(super) fn sit(state: &mut Incident, person: &Person, seat: Seat, at: Time) {
    if seat == Seat::Coordinator {
        if let Some(holder) = state.chair.holder().filter(|holder| *holder != person).cloned() {
            leave_chair(state, &holder);
        }
        state.chair = Chair::Held { by: person.clone(), since: at };
        state.offer = None;
    }
    if state.seat_requests.get(person) == Some(&seat) {
        state.seat_requests.remove(person);
    }
    if let Some(member) = state.people.get_mut(person) {
        if seat != Seat::Guest {
            member.seats.remove(&Seat::Guest);
        }
        if seat != Seat::Reader {
            member.seats.remove(&Seat::Reader);
        }
        member.seats.insert(seat);
    }
}

/// The former holder keeps an observer's seat.
fn leave_chair(state: &mut Incident, person: &Person) {
    if let Some(member) = state.people.get_mut(person)
        && member.seats.remove(&Seat::Coordinator)
    {
        member.seats.insert(Seat::Observer);
    }
}

pub(super) fn chair_taken(state: &mut Incident, author: &Author, at: Time) {
    if let Author::Person(person) = author {
        sit(state, person, Seat::Coordinator, at);
    }
}

pub(super) fn chair_emptied(state: &mut Incident, from: &Person, absent_since: Time) {
    leave_chair(state, from);
    state.chair = Chair::Empty { last: Some(from.clone()), since: Some(absent_since) };
    state.offer = None;
}

pub(super) fn left(state: &mut Incident, author: &Author, seat: Option<Seat>, at: Time) {
    if let Author::Person(person) = author {
        stand_up(state, person, seat, at);
    }
}

pub(super) fn removed(state: &mut Incident, seq: Seq, person: &Person, at: Time) {
    stand_up(state, person, None, at);
    if let Some(member) = state.people.get_mut(person) {
        member.removed = Some(seq);
    }
}

/// Takes a seat, or all of them, from somebody, and with it what only that seat may hold.
fn stand_up(state: &mut Incident, person: &Person, seat: Option<Seat>, at: Time) {
    let Some(member) = state.people.get_mut(person) else { return };
    match seat {
        Some(seat) => {
            member.seats.remove(&seat);
        }
        None => member.seats.clear(),
    }
    let (gone, works) = (!member.is_in(), member.works());
    if state.chair.holder() == Some(person) && !member.seats.contains(&Seat::Coordinator) {
        state.chair = Chair::Empty { last: Some(person.clone()), since: Some(at) };
        state.offer = None;
    }
    if gone {
        state.seat_requests.remove(person);
    }
    if !works {
        state.scribe.take_if(|scribe| scribe == person);
        state.offer.take_if(|offer| offer.to == *person);
    }
}
