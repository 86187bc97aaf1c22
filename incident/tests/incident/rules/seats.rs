//! Rules of seats: invites, joining, the chair, the scribe mark, HOLD.

use crate::world::*;
use warroom_incident::command::CommandKind;
use warroom_incident::event::{Event, Reach};
use warroom_incident::rejection::Place;
use warroom_incident::state::Chair;
use warroom_incident::{Actor, Command, Incident, Rejection, Seat, Seq, bounds};

fn invite(seat: Seat) -> Command {
    Command::Invite { seat, loss: false }
}

fn join(name: &str) -> Command {
    Command::Join { name: name.into() }
}

fn take(name: &str) -> Command {
    Command::TakeSeat { person: person(name) }
}

fn guest() -> Actor {
    Actor::Bearer(GUEST_INVITE)
}

fn offer(to: &str) -> Command {
    Command::OfferChair { to: person(to), note: "rollback runs".into() }
}

fn ask(seat: Seat) -> Command {
    Command::RequestSeat { seat, reason: "I know the vendor".into() }
}

fn grant(name: &str, seat: Seat) -> Command {
    Command::GrantSeat { person: person(name), seat }
}

fn remove(name: &str) -> Command {
    Command::Remove { person: person(name), reason: "wrong incident".into() }
}

fn leave(seat: Seat) -> Command {
    Command::Leave { seat: Some(seat) }
}

fn scribe(name: Option<&str>) -> Command {
    Command::SetScribe { person: name.map(person) }
}

fn hold() -> Command {
    Command::RaiseHold { reason: "wrong host".into() }
}

fn lower() -> Command {
    Command::LowerHold { reason: String::new() }
}

/// Nothing was heard of ana since the start, and the server says so.
fn emptied() -> Room {
    given([]).later(minutes(2)).after(Actor::Server, Command::EmptyChair { absent_since: start() })
}

fn seats(state: &Incident, name: &str) -> Vec<Seat> {
    state.seats(&person(name))
}

fn holds(state: &Incident, name: &str) -> bool {
    state.chair.holder() == Some(&person(name))
}

rules! {
    fn whoever_redeems_the_coordinators_invite_first_takes_the_chair() {
        given([]).so("ana has the chair", |it| holds(it, "ana"))
            .after(Actor::Operator, invite(Seat::Coordinator))
            .when(Actor::Bearer(FIRST), join("eve"))
            .refused(Rejection::ChairHeld { holder: person("ana") });
    }

    fn an_invite_is_used_once_and_a_guests_several_times() {
        given([]).when(Actor::Bearer(GUEST_INVITE - 1), join("eve")).refused(Rejection::InviteNotUsable)
            .after(guest(), join("eve")).after(guest(), join("finn"));
    }

    fn an_invite_ends() {
        given([]).later(chrono::TimeDelta::days(1)).when(guest(), join("eve")).refused(Rejection::InviteNotUsable);
    }

    fn an_unknown_invite_says_no_more_than_a_used_one() {
        given([]).when(Actor::Bearer(99), join("eve")).refused(Rejection::InviteNotUsable);
    }

    fn members_invite_to_seats_at_or_below_their_own() {
        given([]).after("ana", invite(Seat::Coordinator)).after("bo", invite(Seat::Responder))
            .when("bo", invite(Seat::Coordinator))
            .refused(Rejection::InviteAboveSeat { seat: Seat::Responder, wanted: Seat::Coordinator })
            .when("cy", invite(Seat::Responder))
            .refused(Rejection::InviteAboveSeat { seat: Seat::Observer, wanted: Seat::Responder })
            .when("dee", invite(Seat::Guest))
            .refused(Rejection::NotPermitted { command: CommandKind::Invite, seats: vec![Seat::Guest] });
    }

    fn there_are_only_so_many_invites() {
        let mut room = given([]);
        let one = room.state.invites[&GUEST_INVITE].clone();
        room.state.invites = (1..=bounds::INVITES as Seq).map(|seq| (seq, one.clone())).collect();
        room.when("ana", invite(Seat::Guest))
            .refused(Rejection::TooMany { what: "invites".into(), most: bounds::INVITES });
    }

    fn names_that_look_alike_are_not_taken() {
        // The last one has a Cyrillic o.
        for name in ["bo", "BO", "b\u{043e}"] {
            given([]).when(guest(), join(name))
                .refused(Rejection::NameTaken { name: name.into(), like: "bo".into() });
        }
    }

    fn a_name_that_would_deceive_is_not_allowed() {
        let reason = "the record uses it for what is not a person".into();
        given([]).when(guest(), join("server"))
            .refused(Rejection::NameNotAllowed { name: "server".into(), reason })
            .when(guest(), join("")).refused(Rejection::Empty { place: Place::Name })
            .when(guest(), join(&"x".repeat(33)))
            .refused(Rejection::TooLong { place: Place::Name, bytes: 33, most: 32 });
    }

    fn a_full_room_takes_nobody() {
        given([]).after(Actor::Server, policy(|it| it.limits.people = 4))
            .when(guest(), join("eve")).refused(Rejection::TooMany { what: "people".into(), most: 4 })
            .after("dee", Command::Leave { seat: None }).after(guest(), join("eve"));
    }

    fn who_left_comes_back_under_the_same_name() {
        given([]).after("dee", Command::Leave { seat: None })
            .so("dee is out", |it| it.member(&person("dee")).is_none())
            .when("dee", ask(Seat::Observer)).refused(Rejection::NotAMember)
            .when(guest(), join("Dee"))
            .refused(Rejection::NameTaken { name: "Dee".into(), like: "dee".into() })
            .after(guest(), join("dee"));
    }

    fn who_was_removed_comes_back_only_by_a_later_invite() {
        given([]).after("ana", remove("dee"))
            .when(guest(), join("dee")).refused(Rejection::InviteNotUsable)
            .after("ana", invite(Seat::Guest)).after(Actor::Bearer(FIRST + 1), join("dee"))
            .so("dee is in", |it| it.member(&person("dee")).is_some_and(|member| member.removed.is_none()));
    }

    fn the_chair_removes_anyone_but_itself() {
        given([]).when("ana", remove("ana")).refused(Rejection::NotToOneself)
            .when("ana", remove("eve")).refused(Rejection::NoSuchPerson { name: "eve".into() })
            .when("ana", Command::Remove { person: person("bo"), reason: " ".into() })
            .refused(Rejection::Empty { place: Place::Reason })
            .after("cy", scribe(Some("cy"))).after("ana", offer("cy"))
            .when("ana", remove("cy")).then([Event::Removed { person: person("cy") }])
            .so("scribe mark and offer are free", |it| it.scribe.is_none() && it.offer.is_none())
            .when("cy", note("but")).refused(Rejection::NotAMember);
    }

    fn one_person_holds_two_seats() {
        given([]).after("ana", invite(Seat::Observer))
            .when(Actor::Bearer(FIRST), take("bo"))
            .so("both", |it| seats(it, "bo") == [Seat::Responder, Seat::Observer])
            .after("ana", invite(Seat::Observer))
            .when(Actor::Bearer(FIRST + 2), take("bo"))
            .refused(Rejection::HasSeat { person: person("bo"), seat: Seat::Observer })
            .when("bo", hold()).then([Event::HoldRaised {}]);
    }

    fn a_seat_is_taken_only_with_an_invite_in_hand_and_by_a_member() {
        given([("ana", invite(Seat::Responder))])
            .when("cy", take("cy"))
            .refused(Rejection::NotPermitted { command: CommandKind::TakeSeat, seats: vec![Seat::Observer] })
            .when(Actor::Bearer(99), take("cy")).refused(Rejection::InviteNotUsable)
            .when(Actor::Bearer(FIRST), take("eve")).refused(Rejection::NotAMember);
    }

    fn a_guest_asks_for_a_seat_and_the_chair_grants_it() {
        given([("dee", ask(Seat::Responder))]).when("ana", grant("dee", Seat::Responder))
            .then([Event::SeatGranted { person: person("dee"), seat: Seat::Responder }])
            .so("no guest any more", |it| seats(it, "dee") == [Seat::Responder] && it.seat_requests.is_empty())
            .when("ana", grant("dee", Seat::Responder))
            .refused(Rejection::HasSeat { person: person("dee"), seat: Seat::Responder })
            .when("dee", ask(Seat::Responder))
            .refused(Rejection::HasSeat { person: person("dee"), seat: Seat::Responder });
    }

    fn a_request_is_one_line_and_one_at_a_time() {
        let long = Command::RequestSeat { seat: Seat::Observer, reason: "x".repeat(201) };
        given([]).when("dee", long).refused(Rejection::TooLong { place: Place::Reason, bytes: 201, most: 200 })
            .after("dee", ask(Seat::Responder)).when("dee", ask(Seat::Observer))
            .refused(Rejection::Already { is: "asked for the seat of responder; the chair decides".into() });
    }

    fn a_request_is_declined_or_answered_by_an_invite() {
        let decline = |name| Command::DeclineSeat { person: person(name), reason: String::new() };
        let asked = given([("dee", ask(Seat::Observer)), ("ana", invite(Seat::Observer))]);
        asked.clone().when("ana", decline("dee")).then([Event::SeatDeclined { person: person("dee") }])
            .when("ana", decline("dee")).refused(Rejection::NoRequest { person: person("dee") });
        asked.after(Actor::Bearer(FIRST + 1), take("dee"))
            .so("no request is open", |it| it.seat_requests.is_empty());
    }

    fn the_chair_is_never_asked_for_or_granted() {
        given([]).when("dee", ask(Seat::Coordinator)).refused(Rejection::ChairIsOffered)
            .when("ana", grant("dee", Seat::Coordinator)).refused(Rejection::ChairIsOffered);
    }

    fn loss_figures_come_with_the_invite_or_a_working_seat() {
        let sees = |it: &Incident, name: &str| it.people[&person(name)].reaches().contains(Reach::Loss);
        given([]).so("by seat", |it| sees(it, "cy") && !sees(it, "dee"))
            .after("ana", Command::Invite { seat: Seat::Guest, loss: true })
            .after(Actor::Bearer(FIRST), take("dee")).so("by invite", |it| sees(it, "dee"))
            .when(Actor::Bearer(FIRST), take("dee"))
            .refused(Rejection::HasSeat { person: person("dee"), seat: Seat::Guest });
    }

    fn the_inbox_is_the_chairs_and_the_guests() {
        given([]).so("ana and dee", |it| {
            let sees = it.members().filter(|(_, member)| member.reaches().contains(Reach::Inbox));
            sees.map(|(person, _)| person.as_str()).eq(["ana", "dee"])
        });
    }

    fn a_seat_is_given_up_and_with_it_what_only_it_may_hold() {
        given([("cy", scribe(Some("cy"))), ("ana", offer("cy")), ("ana", grant("cy", Seat::Guest))])
            .when("cy", leave(Seat::Responder))
            .refused(Rejection::HasNoSeat { person: person("cy"), seat: Seat::Responder })
            .after("cy", leave(Seat::Observer))
            .so("only a guest", |it| seats(it, "cy") == [Seat::Guest] && it.scribe.is_none() && it.offer.is_none());
    }

    fn the_chair_is_handed_over_before_its_holder_goes() {
        given([]).when("ana", Command::Leave { seat: None }).refused(Rejection::ChairMustHandOver)
            .when("ana", leave(Seat::Coordinator)).refused(Rejection::ChairMustHandOver);
    }

    fn the_chair_leaves_a_closed_room_empty() {
        let close = Command::Close { ending: warroom_incident::event::Ending::FalseAlarm, reason: "a test".into() };
        given([("ana", offer("cy")), ("ana", close)]).after("ana", Command::Leave { seat: None })
            .so("empty since now", |it| {
                it.chair == Chair::Empty { last: Some(person("ana")), since: Some(start()) } && it.offer.is_none()
            })
            .after("bo", Command::ClaimChair {});
    }

    fn the_giver_has_the_duty_until_the_offer_is_accepted() {
        given([]).when("ana", offer("cy")).then([Event::ChairOffered { to: person("cy") }])
            .saying([Some("rollback runs")]).so("ana still decides", |it| holds(it, "ana"))
            .when("cy", Command::AcceptChair {}).then([Event::ChairAccepted { from: person("ana") }])
            .so("cy has the chair", |it| holds(it, "cy") && it.offer.is_none())
            .so("two seats", |it| seats(it, "cy") == [Seat::Coordinator, Seat::Observer])
            .so("ana observes", |it| seats(it, "ana") == [Seat::Observer])
            .when("ana", offer("bo"))
            .refused(Rejection::NotPermitted { command: CommandKind::OfferChair, seats: vec![Seat::Observer] });
    }

    fn the_chair_is_offered_with_a_note_to_who_works_here() {
        given([]).when("ana", offer("dee"))
            .refused(Rejection::WrongSeat { person: person("dee"), seats: vec![Seat::Guest] })
            .when("ana", offer("eve")).refused(Rejection::NoSuchPerson { name: "eve".into() })
            .when("ana", offer("ana")).refused(Rejection::NotToOneself)
            .when("ana", Command::OfferChair { to: person("cy"), note: "\n".into() })
            .refused(Rejection::Empty { place: Place::HandOverNote });
    }

    fn one_offer_is_open_at_a_time() {
        given([("ana", offer("cy"))]).when("ana", offer("bo")).refused(Rejection::OfferOpen { to: person("cy") })
            .when("bo", Command::AcceptChair {}).refused(Rejection::OfferForAnother { to: person("cy") });
    }

    fn an_offer_is_withdrawn_or_declined() {
        given([("ana", offer("cy"))]).when("ana", Command::WithdrawChair {}).then([Event::ChairOfferEnded {}])
            .when("ana", Command::WithdrawChair {}).refused(Rejection::NoOffer)
            .when("cy", Command::AcceptChair {}).refused(Rejection::NoOffer)
            .after("ana", offer("cy"))
            .when("cy", Command::DeclineChair { reason: "at lunch".into() }).saying([Some("at lunch")])
            .so("ana keeps it", |it| holds(it, "ana") && it.offer.is_none());
    }

    fn the_chair_counts_as_empty_after_two_minutes_of_silence() {
        let gone = Command::EmptyChair { absent_since: start() };
        given([]).later(minutes(1)).when(Actor::Server, gone.clone())
            .refused(Rejection::ChairNotAbandoned { holder: person("ana"), absent_seconds: 60, needed_seconds: 120 })
            .later(minutes(1)).when(Actor::Server, gone.clone())
            .then([Event::ChairEmptied { from: person("ana"), absent_since: start() }])
            .so("ana observes", |it| seats(it, "ana") == [Seat::Observer])
            .when(Actor::Server, gone).refused(Rejection::ChairEmpty);
    }

    fn an_offer_ends_when_its_giver_is_gone() {
        given([("ana", offer("cy"))]).later(minutes(2))
            .after(Actor::Server, Command::EmptyChair { absent_since: start() })
            .when("cy", Command::AcceptChair {}).refused(Rejection::NoOffer);
    }

    fn an_emptied_chair_is_claimed_by_who_works_here() {
        for who in ["ana", "bo", "cy"] {
            emptied().when(who, Command::ClaimChair {}).then([Event::ChairClaimed {}])
                .so("it is taken", |it| holds(it, who));
        }
        emptied().when("dee", Command::ClaimChair {})
            .refused(Rejection::NotPermitted { command: CommandKind::ClaimChair, seats: vec![Seat::Guest] });
        given([]).when("bo", Command::ClaimChair {}).refused(Rejection::ChairHeld { holder: person("ana") });
    }

    fn an_emptied_chair_is_taken_with_a_coordinators_invite() {
        emptied().after(Actor::Operator, invite(Seat::Coordinator))
            .when(Actor::Bearer(FIRST + 1), join("eve")).so("eve has it", |it| holds(it, "eve"));
    }

    fn a_chair_nobody_had_waits_for_who_was_invited_to_it() {
        let room = declared(false).after(Actor::Operator, invite(Seat::Responder))
            .after(Actor::Bearer(COORDINATOR_INVITE), join("bo"));
        room.when("bo", Command::ClaimChair {})
            .refused(Rejection::ChairAwaitsInvite { claimable_at: start() + minutes(2) })
            .later(minutes(2)).after("bo", Command::ClaimChair {});
    }

    fn an_observer_takes_the_free_scribe_mark_and_gives_it_on() {
        let taken = || Rejection::ScribeTaken { scribe: person("bo") };
        given([]).when("cy", scribe(Some("bo"))).refused(Rejection::NotTheScribe { scribe: None })
            .when("cy", scribe(Some("cy"))).then([Event::ScribeSet { person: Some(person("cy")) }])
            .when("cy", scribe(Some("cy"))).refused(Rejection::Already { is: "so".into() })
            .after("cy", scribe(Some("bo")))
            .when("cy", scribe(Some("cy"))).refused(taken())
            .when("cy", scribe(None)).refused(taken());
    }

    fn the_chair_moves_the_scribe_mark() {
        given([("cy", scribe(Some("cy")))]).after("ana", scribe(Some("bo"))).after("ana", scribe(None))
            .when("ana", scribe(Some("dee")))
            .refused(Rejection::WrongSeat { person: person("dee"), seats: vec![Seat::Guest] });
    }

    fn an_observer_raises_hold_with_a_reason() {
        given([]).when("cy", Command::RaiseHold { reason: String::new() })
            .refused(Rejection::Empty { place: Place::Reason })
            .when("cy", hold()).then([Event::HoldRaised {}]).so("it is up", |it| it.hold.is_some())
            .when("ana", hold()).refused(Rejection::HoldRaised { by: "cy".into() });
        given([]).when("bo", hold())
            .refused(Rejection::NotPermitted { command: CommandKind::RaiseHold, seats: vec![Seat::Responder] });
    }

    fn who_raised_hold_or_the_chair_lowers_it() {
        let eve = given([("ana", invite(Seat::Observer))]).after(Actor::Bearer(FIRST), join("eve"));
        eve.when("cy", lower()).refused(Rejection::NoHold)
            .after("cy", hold())
            .when("eve", lower()).refused(Rejection::NotYoursToLower { by: "cy".into() })
            .after("cy", lower()).after("cy", hold())
            .when("ana", lower()).then([Event::HoldLowered {}]).so("it is down", |it| it.hold.is_none());
    }
}
