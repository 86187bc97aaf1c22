//! Who sits where, HOLD, and invites.

use warroom_incident::state::Chair;
use warroom_incident::{Command, Person, Seat};

use super::life::waits_for_chair;
use super::{Form, Words, choice};
use crate::app::model::Model;

/// The chair: offered, accepted, declined, claimed or taken back, as it stands.
///
/// # Errors
/// A sentence where nothing of this is mine to do.
pub fn hand_over(model: &Model) -> Result<Form, String> {
    let state = model.replica.state();
    if let Some(offer) = &state.offer {
        if offer.to == *model.me() {
            let note = model.replica.record().text(offer.seq).unwrap_or("[words removed]");
            let take = "Take the chair? You speak for the incident and decide from then on.";
            let accept = choice("Accept the chair", Command::AcceptChair {}, Words::No).ask(take);
            let decline = choice("Decline", Command::DeclineChair { reason: String::new() }, Words::May);
            let from = state.chair.holder().map_or("nobody", Person::as_str);
            let about = [format!("{from} offers you the chair and keeps the duty until you accept."), note.to_owned()];
            let form = Form::new("You are offered the chair", "Why not (may stay empty)", vec![accept, decline]);
            return Ok(form.about(about.iter().flat_map(|text| text.lines()).map(str::to_owned)));
        }
        if model.is_chair() {
            let withdraw = choice("Take the offer back", Command::WithdrawChair {}, Words::No);
            let question = format!("Take back the offer to {}?", offer.to);
            return Ok(Form::new("The chair is offered", "", vec![withdraw.ask(question)]));
        }
    }
    if let Chair::Empty { last, .. } = &state.chair {
        let last = last.as_ref().map_or("Nobody had it before.".into(), |last| format!("{last} had it last."));
        let claim = choice("Claim the chair", Command::ClaimChair {}, Words::No)
            .ask("Claim the empty chair? You speak for the incident and decide from then on.");
        return Ok(Form::new("NO CHAIR", "", vec![claim]).about([last]));
    }
    if !model.is_chair() {
        let holder = state.chair.holder().map_or("nobody", Person::as_str);
        return Err(format!("{holder} has the chair; only they can offer it"));
    }
    let choices: Vec<_> = members_with(model, &[Seat::Responder, Seat::Observer])
        .map(|person| {
            let label = format!("{person}  {}", seat_words(model, &person));
            let question = format!(
                "Offer the chair to {person}? You keep the duty until they accept; after that you keep an observer's seat."
            );
            choice(label, Command::OfferChair { to: person, note: String::new() }, Words::Must).ask(question)
        })
        .collect();
    if choices.is_empty() {
        return Err("there is no responder or observer to hand over to; invite one with I".into());
    }
    let after = "You keep the duty until they accept; after that you keep an observer's seat.".to_owned();
    Ok(Form::new("Hand over the chair to", "What they need to know", choices).about([after]))
}

fn members_with<'a>(model: &'a Model, seats: &'a [Seat]) -> impl Iterator<Item = Person> + 'a {
    let members = model.replica.state().members();
    let fits = move |(person, member): &(&Person, &warroom_incident::state::Member)| {
        *person != model.me() && seats.iter().any(|seat| member.seats.contains(seat))
    };
    members.filter(fits).map(|(person, _)| person.clone())
}

/// Somebody's seats as words.
#[must_use]
pub fn seat_words(model: &Model, person: &Person) -> String {
    model.replica.state().seats(person).iter().map(|seat| seat.as_str()).collect::<Vec<_>>().join(", ")
}

/// HOLD, up or down.
#[must_use]
pub fn hold(model: &Model) -> Form {
    match &model.replica.state().hold {
        Some(hold) => {
            let why = model.replica.record().text(hold.seq).unwrap_or("[words removed]").to_owned();
            let lower = choice("Lower HOLD", Command::LowerHold { reason: String::new() }, Words::May);
            Form::new(format!("HOLD, raised by {}", hold.by), "Why (may stay empty)", vec![lower]).about([why])
        }
        None => {
            let raise = choice("Raise HOLD", Command::RaiseHold { reason: String::new() }, Words::Must);
            Form::new("HOLD: stop before the next step", "Why", vec![raise])
        }
    }
}

/// A request for a seat, for the chair.
#[must_use]
pub fn seat_request(model: &Model, person: &Person, seat: Seat) -> Form {
    if !model.is_chair() {
        let title = format!("{person} asks for the seat of {seat}");
        return Form::new(title, "", Vec::new()).about([waits_for_chair(model)]);
    }
    let grant = Command::GrantSeat { person: person.clone(), seat };
    let decline = Command::DeclineSeat { person: person.clone(), reason: String::new() };
    let choices = vec![
        choice(format!("Make {person} {seat}, too"), grant, Words::No).ask(format!("{person} becomes {seat}?")),
        choice("Decline", decline, Words::May),
    ];
    Form::new(format!("{person} asks for the seat of {seat}"), "Why not (may stay empty)", choices)
}

/// Asking for another seat.
#[must_use]
pub fn ask_for_seat(model: &Model) -> Form {
    let mine = model.seats();
    let choices = [Seat::Responder, Seat::Observer]
        .into_iter()
        .filter(|seat| !mine.contains(seat))
        .map(|seat| choice(seat.as_str(), Command::RequestSeat { seat, reason: String::new() }, Words::May));
    Form::new("Ask the chair for another seat", "Why (may stay empty)", choices.collect())
}

/// Who keeps the record.
#[must_use]
pub fn scribe(model: &Model) -> Form {
    let state = model.replica.state();
    let may_move = model.is_chair();
    let mut choices: Vec<_> = state
        .members()
        .filter(|(_, member)| [Seat::Responder, Seat::Observer].iter().any(|seat| member.seats.contains(seat)))
        .filter(|(person, _)| (may_move || *person == model.me()) && state.scribe.as_ref() != Some(person))
        .map(|(person, _)| choice(person.as_str(), Command::SetScribe { person: Some(person.clone()) }, Words::No))
        .collect();
    if state.scribe.is_some() {
        choices.push(choice("nobody", Command::SetScribe { person: None }, Words::No));
    }
    if let [only] = choices.as_mut_slice() {
        only.question = format!("The scribe becomes: {}?", only.label);
    }
    let now = state.scribe.as_ref().map_or("nobody", Person::as_str);
    Form::new("Scribe", "", choices)
        .about([format!("It is {now} now. The scribe keeps the now line and may correct entries.")])
}

/// A new invite.
#[must_use]
pub fn invite(model: &Model) -> Form {
    let highest = model.seat();
    // The least right first: Enter twice must not hand out more than was meant.
    let choices = Seat::BY_RIGHT
        .into_iter()
        .rev()
        .filter(|&seat| seat <= highest)
        .map(|seat| choice(seat.as_str(), Command::Invite { seat, loss: false }, Words::No));
    let reader = Command::Invite { seat: Seat::Reader, loss: false };
    let reader = choice("reader: sees what is published, and nothing of the room", reader, Words::No);
    Form::new("Invite somebody as", "", choices.chain([reader]).collect())
}
