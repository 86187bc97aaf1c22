//! Rules of what becomes of a published update on its way: an attempt is known before it is made, one after the other
//! to a channel, and what the channel took is not sent again.

use super::drafts::{DRAFT, WORDS, drafted};
use crate::samples::facts;
use crate::world::*;
use warroom_incident::draft::CannotGoOut;
use warroom_incident::event::DeliveryFate::{self, Confirmed, Failed, GivenUp, Sending, Sent, Waiting};
use warroom_incident::policy::Channel;
use warroom_incident::words::on_timeline;
use warroom_incident::{Actor, Command, Rejection, Seq};

fn published() -> Room {
    let approve = Command::ApproveDraft { draft: DRAFT, revision: WORDS, facts: facts(), publish: true };
    drafted("We are looking into it.").after("ana", approve)
}

fn report(delivery: Seq, fate: DeliveryFate, attempts: u32) -> Command {
    let again = (fate == Failed && attempts < 3).then(start);
    Command::ReportDelivery { delivery, fate, attempts, reference: Some("m4d9".into()), again, note: "503".into() }
}

fn first(room: &Room) -> Seq {
    *room.state.deliveries.keys().next().expect("one was published")
}

rules! {
    fn an_attempt_stands_in_the_record_before_it_is_made() {
        let room = published();
        let delivery = first(&room);
        let retry = || Command::RetryDelivery { delivery };
        let sending = room.after(Actor::Server, report(delivery, Sending, 1));
        sending.clone().when("ana", retry()).refused(Rejection::Already { is: "sending".into() });
        sending.clone().when(Actor::Server, report(delivery, Sending, 1)).refused(Rejection::Already { is: "sending".into() });
        assert!(sending.state.outgoing(delivery).is_some(), "after a crash it is found again");
        let failed = sending.after(Actor::Server, report(delivery, Failed, 1));
        assert_eq!(failed.state.deliveries[&delivery].again, Some(start()));
        let by_hand = failed.clone().after(Actor::Server, report(delivery, Failed, 3));
        assert_eq!(by_hand.state.deliveries[&delivery].again, None);
        let waiting = failed.after("ana", retry());
        assert_eq!((waiting.state.deliveries[&delivery].fate, waiting.state.deliveries[&delivery].again), (Waiting, None));
    }

    fn what_the_channel_took_is_over_but_may_still_be_confirmed() {
        let room = published();
        let delivery = first(&room);
        let sent = room.after(Actor::Server, report(delivery, Sent, 1));
        assert!(sent.state.outgoing(delivery).is_none() && sent.state.open_deliveries().next().is_none());
        let over = || Rejection::DeliveryOver { delivery, fate: Sent };
        sent.clone().when("ana", Command::RetryDelivery { delivery }).refused(over());
        sent.clone().when("ana", Command::GiveUpDelivery { delivery, reason: "x".into() }).refused(over());
        for fate in [Sending, Failed, Waiting] {
            sent.clone().when(Actor::Server, report(delivery, fate, 2)).refused(Rejection::Already { is: "sent".into() });
        }
        sent.after(Actor::Server, report(delivery, Confirmed, 1));
    }

    fn an_attempt_does_not_begin_after_somebody_gave_up() {
        let room = published();
        let delivery = first(&room);
        let given_up = room.after("ana", Command::GiveUpDelivery { delivery, reason: "told them".into() });
        given_up.clone().when(Actor::Server, report(delivery, Sending, 1)).refused(Rejection::Already { is: "given_up".into() });
        // One that was under way already did arrive.
        let arrived = given_up.after(Actor::Server, report(delivery, Sent, 1));
        assert_eq!(arrived.state.deliveries[&delivery].fate, Sent);
    }

    fn a_later_update_does_not_overtake_an_earlier_one_to_its_channel() {
        let two = policy(|it| it.channels.push(Channel { name: "second".into(), ..it.channels[0].clone() }));
        let room = published().after(Actor::Server, two);
        let mut room = room;
        let draft = room.state.seq + 1;
        room = room.after("bo", super::drafts::open("More is known."));
        let revision = room.state.drafts[&draft].revision;
        room = room.after("ana", Command::ApproveDraft { draft, revision, facts: facts(), publish: true });
        let all: Vec<_> = room.state.deliveries.keys().copied().collect();
        let turns = |room: &Room| room.state.in_turn().map(|it| it.seq).collect::<Vec<_>>();
        assert_eq!(turns(&room), [all[0], all[2]], "of each channel the oldest");
        for fate in [Sending, Failed] {
            room = room.after(Actor::Server, report(all[0], fate, 3));
            assert_eq!(turns(&room), [all[0], all[2]]);
        }
        for over in [
            room.clone().after("ana", Command::GiveUpDelivery { delivery: all[0], reason: "told them".into() }),
            room.clone().after(Actor::Server, report(all[0], Sent, 4)),
        ] {
            assert_eq!(turns(&over), [all[1], all[2]]);
            assert_eq!(over.state.outgoing(all[1]).unwrap().known_as(), ["m4d9"]);
        }
    }

    fn what_was_given_up_is_not_sent_over_something_newer() {
        let room = published();
        let old = first(&room);
        let room = room.after(Actor::Server, report(old, Failed, 3))
            .after("ana", Command::GiveUpDelivery { delivery: old, reason: "told them".into() });
        let draft = room.state.seq + 1;
        let room = room.after("bo", super::drafts::open("It is over."));
        let revision = room.state.drafts[&draft].revision;
        let room = room.after("ana", Command::ApproveDraft { draft, revision, facts: facts(), publish: true });
        let new = *room.state.deliveries.keys().next_back().expect("another");
        let retry = || Command::RetryDelivery { delivery: old };
        // As long as nothing newer was tried, the older one goes first.
        let back = room.clone().after("ana", retry());
        assert_eq!(back.state.in_turn().map(|it| it.seq).collect::<Vec<_>>(), [old]);
        // Also where the newer one was on its way to be tried already.
        let waits = Rejection::Already { is: "waiting for an earlier update to the same channel".into() };
        back.when(Actor::Server, report(new, Sending, 1)).refused(waits);
        let overtaken = Rejection::Overtaken { delivery: old, channel: "file".into(), later: new };
        assert!(overtaken.to_string().contains("a later update went to file since"), "{overtaken}");
        for fate in [Sending, Failed, GivenUp, Sent, Confirmed] {
            let tried = room.clone().after(Actor::Server, report(new, fate, 1));
            tried.when("ana", retry()).refused(overtaken.clone());
        }
        let failed = room.after(Actor::Server, report(new, Failed, 3));
        failed.after("ana", Command::RetryDelivery { delivery: new });
    }

    fn what_cannot_go_out_says_why() {
        let room = published();
        let delivery = first(&room);
        let why = |room: &Room| room.state.cannot_go_out(&room.state.deliveries[&delivery]);
        assert_eq!(why(&room), None);
        let gone = room.clone().after(Actor::Server, policy(|it| it.channels[0].name = "other".into()));
        assert_eq!(why(&gone), Some(CannotGoOut::NoSuchChannel));
        let strange = room.clone().after(Actor::Server, policy(|it| it.channels[0].kind = "pigeon".into()));
        assert_eq!(why(&strange), Some(CannotGoOut::UnknownKind));
        let update = room.state.updates[0].seq;
        let wiped = room.after("ana", Command::Redact { event: update, reason: "a customer".into() });
        assert_eq!(why(&wiped), Some(CannotGoOut::Redacted));
    }

    fn an_attempt_does_not_begin_once_its_words_or_its_channel_are_gone() {
        let room = published();
        let (delivery, update) = (first(&room), room.state.updates[0].seq);
        let wiped = room.clone().after("ana", Command::Redact { event: update, reason: "a customer".into() });
        wiped.clone().when(Actor::Server, report(delivery, Sending, 1)).refused(Rejection::AlreadyRedacted { event: update });
        wiped.after(Actor::Server, report(delivery, GivenUp, 0));
        let gone = room.after(Actor::Server, policy(|it| it.channels[0].name = "other".into()));
        let refusal = Rejection::UnknownChannel {
            channel: gone.state.deliveries[&delivery].channel.clone(),
            audience: "customers".into(),
            known: vec!["other".into()],
        };
        gone.when(Actor::Server, report(delivery, Sending, 1)).refused(refusal);
    }

    fn a_long_note_is_cut_to_what_the_policy_lets_a_text_have() {
        let room = published().after(Actor::Server, policy(|it| it.limits.entry_bytes = 256));
        let delivery = first(&room);
        for note in ["é".repeat(400), "\u{202e}".repeat(400)] {
            let failed = Command::ReportDelivery { delivery, fate: Failed, attempts: 1, reference: None, again: None, note };
            let failed = room.clone().after(Actor::Server, failed);
            assert_eq!(failed.state.deliveries[&delivery].fate, Failed);
            let told = failed.decided()[0].content.clone();
            let bytes = format!("{told:?}").len();
            assert!((256..400).contains(&bytes), "{told:?}");
        }
    }

    fn of_many_tries_the_timeline_has_the_first_failure_and_the_one_for_a_person() {
        let room = published();
        let delivery = first(&room);
        let mut room = room;
        let mut shown = Vec::new();
        for attempts in 1..=3 {
            room = room.after(Actor::Server, report(delivery, Sending, attempts));
            shown.push(on_timeline(&room.decided()[0].fact.event));
            room = room.after(Actor::Server, report(delivery, Failed, attempts));
            shown.push(on_timeline(&room.decided()[0].fact.event));
        }
        assert_eq!(shown, [false, true, false, false, false, true]);
        room = room.after("ana", Command::GiveUpDelivery { delivery, reason: "told them".into() });
        assert!(on_timeline(&room.decided()[0].fact.event) && room.state.deliveries[&delivery].fate == GivenUp);
    }
}
