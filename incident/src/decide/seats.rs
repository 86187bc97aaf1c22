//! Rules of seats: invites, joining, the chair and its hand-over, the scribe mark, HOLD.

use super::{Case, Outcome};
use crate::event::{Author, Content, Event};
use crate::people::{Person, Seat};
use crate::prelude::*;
use crate::rejection::{Place, Rejection};
use crate::state::{Chair, Invite, Member};
use crate::{Actor, Seq, Time, bounds, text};
use chrono::TimeDelta;

pub(super) fn invite(case: &Case<'_>, seat: Seat, loss: bool) -> Outcome {
    if case.state.invites.len() >= bounds::INVITES {
        return Err(Rejection::TooMany { what: "invites".into(), most: bounds::INVITES });
    }
    if let Actor::Person(person) = case.actor {
        let highest = case.state.seats(person).into_iter().next().unwrap_or(Seat::Guest);
        if seat > highest {
            return Err(Rejection::InviteAboveSeat { seat: highest, wanted: seat });
        }
        // Nobody gives away what they cannot see themselves; all who may invite see loss figures.
    }
    let lifetime = TimeDelta::minutes(i64::from(case.state.policy.invites.lifetime_minutes));
    let uses = case.state.policy.uses(seat);
    case.bare(Event::Invited {
        seat,
        uses,
        expires_at: case.now + lifetime,
        loss: seat != Seat::Reader && (loss || seat != Seat::Guest),
    })
}

/// An invite that may be used now; the same answer for all that may not.
fn usable<'a>(case: &'a Case<'_>, seq: Seq) -> Result<&'a Invite, Rejection> {
    let invite = case.state.invites.get(&seq).ok_or(Rejection::InviteNotUsable)?;
    if invite.uses_left == 0 || invite.expires_at <= case.now {
        return Err(Rejection::InviteNotUsable);
    }
    if invite.seat == Seat::Coordinator
        && let Some(holder) = case.state.chair.holder()
    {
        return Err(Rejection::ChairHeld { holder: holder.clone() });
    }
    Ok(invite)
}

pub(super) fn join(case: &Case<'_>, name: &str) -> Outcome {
    let Actor::Bearer(seq) = *case.actor else { return Err(Rejection::InviteNotUsable) };
    let invite = usable(case, seq)?;
    let person = Person::new(name)?;
    let skeleton = person.skeleton();
    // Somebody who left may come back under their own name; nobody may look like somebody else.
    let like = case
        .state
        .people
        .iter()
        .find(|(other, member)| other.skeleton() == skeleton && (member.is_in() || **other != person));
    if let Some((like, _)) = like {
        // Whoever comes to read what was published learns nobody's name.
        let like = if invite.seat == Seat::Reader { &person } else { like };
        return Err(Rejection::NameTaken { name: person.as_str().to_owned(), like: like.as_str().to_owned() });
    }
    // Whoever was removed comes back by an invite made since, not by one that still lay about.
    let removed = case.state.people.get(&person).and_then(|member| member.removed);
    if removed.is_some_and(|removed| seq < removed) {
        return Err(Rejection::InviteNotUsable);
    }
    let most = case.state.policy.limits.people.min(bounds::PEOPLE);
    let here = case.state.members().count();
    if here >= most || case.state.people.len() >= bounds::PEOPLE {
        return Err(Rejection::TooMany { what: "people".into(), most });
    }
    Ok(vec![joined(case, person, seq, invite)])
}

pub(super) fn take_seat(case: &Case<'_>, person: &Person) -> Outcome {
    let Actor::Bearer(seq) = *case.actor else { return Err(Rejection::InviteNotUsable) };
    let invite = usable(case, seq)?;
    let member = case.state.member(person).ok_or(Rejection::NotAMember)?;
    if invite.seat == Seat::Reader {
        return Err(Rejection::ReaderSeat);
    }
    // A guest may take the same seat again for the loss figures.
    if member.seats.contains(&invite.seat) && (member.loss || !invite.loss) {
        return Err(Rejection::HasSeat { person: person.clone(), seat: invite.seat });
    }
    Ok(vec![joined(case, person.clone(), seq, invite)])
}

/// The event is its person's own, whoever holds the invite.
fn joined(case: &Case<'_>, person: Person, seq: Seq, invite: &Invite) -> super::Decided {
    let event = Event::Joined { person: person.clone(), seat: invite.seat, invite: seq, loss: invite.loss };
    let mut joined = case.event(event, None);
    joined.fact.author = Author::Person(person);
    joined.fact.seat = Some(invite.seat);
    joined
}

pub(super) fn request(case: &Case<'_>, seat: Seat, reason: &str) -> Outcome {
    let person = case.person()?;
    if seat == Seat::Coordinator {
        return Err(Rejection::ChairIsOffered);
    }
    if seat == Seat::Reader {
        return Err(Rejection::ReaderSeat);
    }
    if case.state.seats(person).contains(&seat) {
        return Err(Rejection::HasSeat { person: person.clone(), seat });
    }
    // One at a time and one line: a guest's only words in the room must not become a way to write into it.
    if let Some(asked) = case.state.seat_requests.get(person) {
        return Err(Rejection::Already { is: format!("asked for the seat of {asked}; the chair decides") });
    }
    let reason = match reason.trim() {
        "" => None,
        reason => Some(Content::text(text::one_line(reason, Place::Reason, bounds::TITLE_BYTES)?)),
    };
    Ok(vec![case.event(Event::SeatRequested { seat }, reason)])
}

fn member<'a>(case: &'a Case<'_>, person: &Person) -> Result<&'a Member, Rejection> {
    let unknown = || Rejection::NoSuchPerson { name: person.as_str().to_owned() };
    case.state.member(person).ok_or_else(unknown)
}

/// A responder or observer: whom the chair and the scribe mark can go to.
fn working_member(case: &Case<'_>, person: &Person) -> Result<(), Rejection> {
    if !member(case, person)?.works() {
        return Err(Rejection::WrongSeat { person: person.clone(), seats: case.state.seats(person) });
    }
    Ok(())
}

pub(super) fn grant(case: &Case<'_>, person: &Person, seat: Seat) -> Outcome {
    let member = member(case, person)?;
    if seat == Seat::Coordinator {
        return Err(Rejection::ChairIsOffered);
    }
    if seat == Seat::Reader {
        return Err(Rejection::ReaderSeat);
    }
    if member.seats.contains(&seat) {
        return Err(Rejection::HasSeat { person: person.clone(), seat });
    }
    case.bare(Event::SeatGranted { person: person.clone(), seat })
}

pub(super) fn decline(case: &Case<'_>, person: &Person, reason: &str) -> Outcome {
    if !case.state.seat_requests.contains_key(person) {
        return Err(Rejection::NoRequest { person: person.clone() });
    }
    case.with(Event::SeatDeclined { person: person.clone() }, reason)
}

pub(super) fn leave(case: &Case<'_>, seat: Option<Seat>) -> Outcome {
    let person = case.person()?;
    let seats = case.state.seats(person);
    if let Some(seat) = seat
        && !seats.contains(&seat)
    {
        return Err(Rejection::HasNoSeat { person: person.clone(), seat });
    }
    let gives_up_chair = seat.is_none_or(|seat| seat == Seat::Coordinator);
    if gives_up_chair && case.is_chair() && !case.state.is_closed() {
        return Err(Rejection::ChairMustHandOver);
    }
    case.bare(Event::Left { seat })
}

pub(super) fn remove(case: &Case<'_>, person: &Person, reason: &str) -> Outcome {
    member(case, person)?;
    if case.person()? == person {
        return Err(Rejection::NotToOneself);
    }
    case.because(Event::Removed { person: person.clone() }, reason)
}

pub(super) fn offer_chair(case: &Case<'_>, to: &Person, note: &str) -> Outcome {
    if case.person()? == to {
        return Err(Rejection::NotToOneself);
    }
    working_member(case, to)?;
    if let Some(offer) = &case.state.offer {
        return Err(Rejection::OfferOpen { to: offer.to.clone() });
    }
    let note = text::lines(note, Place::HandOverNote, case.text_bytes())?;
    Ok(vec![case.event(Event::ChairOffered { to: to.clone() }, Some(Content::text(note)))])
}

pub(super) fn withdraw_chair(case: &Case<'_>) -> Outcome {
    case.state.offer.as_ref().ok_or(Rejection::NoOffer)?;
    case.bare(Event::ChairOfferEnded {})
}

fn offered_to_me(case: &Case<'_>) -> Result<(), Rejection> {
    let offer = case.state.offer.as_ref().ok_or(Rejection::NoOffer)?;
    if offer.to != *case.person()? {
        return Err(Rejection::OfferForAnother { to: offer.to.clone() });
    }
    Ok(())
}

pub(super) fn accept_chair(case: &Case<'_>) -> Outcome {
    offered_to_me(case)?;
    let from = case.state.chair.holder().ok_or(Rejection::ChairEmpty)?.clone();
    case.bare(Event::ChairAccepted { from })
}

pub(super) fn decline_chair(case: &Case<'_>, reason: &str) -> Outcome {
    offered_to_me(case)?;
    case.with(Event::ChairOfferEnded {}, reason)
}

pub(super) fn claim_chair(case: &Case<'_>) -> Outcome {
    match &case.state.chair {
        Chair::Held { by, .. } => Err(Rejection::ChairHeld { holder: by.clone() }),
        Chair::Empty { last: Some(_), .. } => case.bare(Event::ChairClaimed {}),
        // Nobody ever had it: whoever was invited to it comes first.
        Chair::Empty { last: None, since } => {
            let wait = TimeDelta::seconds(i64::from(case.state.policy.seats.chair_absent_seconds));
            let claimable_at = since.unwrap_or(case.now) + wait;
            if case.now < claimable_at {
                return Err(Rejection::ChairAwaitsInvite { claimable_at });
            }
            case.bare(Event::ChairClaimed {})
        }
    }
}

pub(super) fn empty_chair(case: &Case<'_>, absent_since: Time) -> Outcome {
    let Chair::Held { by, since } = &case.state.chair else { return Err(Rejection::ChairEmpty) };
    let absent_seconds = (case.now - absent_since.max(*since)).num_seconds();
    let needed_seconds = i64::from(case.state.policy.seats.chair_absent_seconds);
    if absent_seconds < needed_seconds {
        return Err(Rejection::ChairNotAbandoned { holder: by.clone(), absent_seconds, needed_seconds });
    }
    case.bare(Event::ChairEmptied { from: by.clone(), absent_since })
}

pub(super) fn set_scribe(case: &Case<'_>, person: Option<&Person>) -> Outcome {
    let me = case.person()?;
    let current = case.state.scribe.as_ref();
    if current == person {
        return Err(Rejection::Already { is: "so".into() });
    }
    if let Some(person) = person {
        working_member(case, person)?;
    }
    if !case.is_chair() {
        // An observer takes the free mark; the scribe gives it up or on; taking it from another is the chair's.
        if let Some(scribe) = current.filter(|scribe| *scribe != me) {
            return Err(Rejection::ScribeTaken { scribe: scribe.clone() });
        }
        if current.is_none() && person != Some(me) {
            return Err(Rejection::NotTheScribe { scribe: None });
        }
    }
    case.bare(Event::ScribeSet { person: person.cloned() })
}

pub(super) fn raise_hold(case: &Case<'_>, reason: &str) -> Outcome {
    if let Some(hold) = &case.state.hold {
        return Err(Rejection::HoldRaised { by: hold.by.as_str().to_owned() });
    }
    case.because(Event::HoldRaised {}, reason)
}

pub(super) fn lower_hold(case: &Case<'_>, reason: &str) -> Outcome {
    let hold = case.state.hold.as_ref().ok_or(Rejection::NoHold)?;
    if hold.by != case.author() && !case.is_chair() {
        return Err(Rejection::NotYoursToLower { by: hold.by.as_str().to_owned() });
    }
    case.with(Event::HoldLowered {}, reason)
}
