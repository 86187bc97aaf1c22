//! Rules of what leaves the room: approved to the letter by the chair of this moment.

use super::drafts::{DRAFT, WORDS, drafted, edit, open, text_of};
use crate::samples::facts;
use crate::world::*;
use warroom_incident::draft::{
    Change, Contradiction, Edit, FactsSeen, Lack, Moved, Part, Promise, Stage, digest, told,
};
use warroom_incident::event::{ApprovedHow, DeliveryFate, Event, Notice, Phase, SignOff};
use warroom_incident::policy::{Approving, Channel};
use warroom_incident::rejection::Target;
use warroom_incident::{Actor, Author, Command, Reach, Rejection, Seat, Seq};

fn approve(revision: Seq, publish: bool) -> Command {
    Command::ApproveDraft { draft: DRAFT, revision, facts: facts(), publish }
}

fn publish(revision: Seq) -> Command {
    Command::PublishDraft { draft: DRAFT, revision, facts: facts() }
}

fn break_glass(reason: &str) -> Command {
    Command::BreakGlass { draft: DRAFT, revision: WORDS, facts: facts(), publish: false, reason: reason.into() }
}

fn sign(sign_off: SignOff) -> Command {
    Command::SignOffDraft { draft: DRAFT, revision: WORDS, facts: facts(), sign_off, text: String::new() }
}

fn asks(four_eyes: bool, facts_confirmed: bool) -> Command {
    policy(|it| it.approval = Approving { four_eyes, facts_confirmed, ..Approving::default() })
}

fn severity(name: &str) -> Command {
    Command::SetSeverity { severity: name.into(), reason: "more regions".into() }
}

fn published() -> Room {
    drafted("Acme Ltd cannot pay.").after("ana", approve(WORDS, true))
}

fn report(delivery: Seq, fate: DeliveryFate) -> Command {
    Command::ReportDelivery {
        delivery,
        fate,
        attempts: 1,
        reference: None,
        again: None,
        note: "503 from the page".into(),
    }
}

rules! {
    fn the_chair_approves_exactly_what_was_seen_and_publishes_it_later() {
        let room = drafted("We are looking into it.");
        let digest = digest(&room.state.drafts[&DRAFT]);
        let room = room.when("ana", approve(WORDS, false)).then([Event::DraftApproved {
            draft: DRAFT, revision: WORDS, facts: facts(), how: ApprovedHow::Reviewed, suggested: Vec::new(),
        }]);
        assert_eq!(room.state.drafts[&DRAFT].approval().map(|approval| approval.digest), Some(digest));
        let update = WORDS + 3;
        room.clone().when("ana", approve(WORDS, false)).refused(Rejection::Already { is: "approved".into() });
        let room = room.when("ana", publish(WORDS)).then([
            Event::DraftPublished { draft: DRAFT, update },
            Event::UpdatePublished { audience: "customers".into(), phase: Phase::Investigating, severity: Some("sev2".into()), promise: None },
            Event::DeliveryQueued { draft: DRAFT, update, channel: "file".into(), nowhere: false },
        ]).saying([None, Some("We are looking into it."), None]);
        let told = &room.decided()[1].fact;
        assert_eq!((told.reach, &told.author, told.seat), (Reach::Published, &Author::Server, None), "no name leaves");
        let outgoing = room.state.outgoing(update + 1).expect("it is on its way");
        assert_eq!(outgoing.approved().text().as_str(), "We are looking into it.");
        room.when("ana", publish(WORDS)).refused(Rejection::DraftOver { draft: DRAFT, stage: "published".into() });
    }

    fn approving_and_publishing_are_one_act_where_that_is_wanted() {
        published().so("published", |it| matches!(it.drafts[&DRAFT].stage, Stage::Published { .. }))
            .so("told", |it| it.updates.len() == 1);
    }

    fn nobody_but_the_chair_approves_or_publishes() {
        for who in ["bo", "cy", "dee"] {
            for command in [approve(WORDS, true), publish(WORDS), break_glass("3 a.m.")] {
                let seat = drafted("x").state.seats(&person(who))[0];
                let refused = Rejection::NotPermitted { command: command.kind(), seats: vec![seat] };
                drafted("x").when(who, command).refused(refused);
            }
        }
    }

    fn an_edit_in_flight_refuses_the_approval_and_one_after_it_voids_it() {
        let slipped = edit(WORDS, Edit::replace(0..1, "y"));
        let changes = vec![Change { part: Part::Text, at: WORDS + 1, by: Author::from(String::from("cy")) }];
        let changed = Rejection::DraftChanged { draft: DRAFT, seen: WORDS, revision: WORDS + 1, changes };
        let room = drafted("x").after("cy", slipped.clone()).when("ana", approve(WORDS, true)).refused(changed.clone());
        assert!(changed.to_string().contains("the text by cy"), "{changed}");
        room.after("ana", approve(WORDS + 1, true)).so("the new words", |it| {
            it.updates[0].text.as_ref().is_some_and(|text| text.as_str() == "y")
        });
        drafted("x").after("ana", approve(WORDS, false)).after("cy", slipped)
            .so("void, and said by what", |it| it.drafts[&DRAFT].voided == Some(WORDS + 2))
            .when("ana", publish(WORDS + 2)).refused(Rejection::NotApproved { draft: DRAFT, stage: "in_review".into() })
            .when("ana", publish(WORDS)).refused(Rejection::DraftChanged {
                draft: DRAFT, seen: WORDS, revision: WORDS + 2,
                changes: vec![Change { part: Part::Text, at: WORDS + 2, by: Author::from(String::from("cy")) }],
            });
    }

    fn a_review_is_confirmed_by_a_responder_and_read_by_somebody_who_is_none() {
        let both = policy(|it| it.approval.review_needs_both = true);
        let tells = |text: &str| Command::OpenDraft {
            audience: "customers".into(), phase: Phase::Resolved, text: Some(text.into()), channels: Vec::new(),
            notice: Notice::Silent, promise: None,
        };
        let last = |room: &Room| (*room.state.drafts.keys().next_back().expect("a draft"), room.state.seq);
        let yes = |(draft, revision): (Seq, Seq)| Command::ApproveDraft { draft, revision, facts: facts(), publish: true };
        let sign = |(draft, revision): (Seq, Seq), sign_off| Command::SignOffDraft {
            draft, revision, facts: facts(), sign_off, text: String::new(),
        };
        // That it is over needs neither.
        let room = given([]).after(Actor::Server, both).after("bo", tells("It is over."));
        let over = last(&room);
        let room = room.after("bo", tells("What happened, and why.")).after("ana", yes(over));
        let review = (*room.state.drafts.keys().next_back().expect("a draft"), 0);
        let review = (review.0, room.state.drafts[&review.0].revision);
        assert!(room.state.drafts[&review.0].is_review() && !room.state.drafts[&over.0].is_review());
        let missing = |missing: Vec<Lack>| Rejection::SignOffsMissing { draft: review.0, missing };
        let room = room.when("ana", yes(review)).refused(missing(vec![Lack::SecondPair, Lack::Facts]));
        // A responder's second look is a technical one again.
        let room = room.after("bo", sign(review, SignOff::Facts)).after("bo", sign(review, SignOff::SecondPair));
        let room = room.when("ana", yes(review)).refused(missing(vec![Lack::SecondPair]));
        room.after("cy", sign(review, SignOff::SecondPair)).after("ana", yes(review)).so("told", |it| it.updates.len() == 2);
    }

    fn every_change_that_an_approval_covers_voids_it() {
        let nothing = Command::SetDraft {
            draft: DRAFT, audience: None, phase: None, channels: None, notice: None, promise: None, no_promise: false,
        };
        let two = policy(|it| it.channels.push(Channel { name: "second".into(), ..it.channels[0].clone() }));
        let change = |change: fn(&mut Command)| { let mut command = nothing.clone(); change(&mut command); command };
        let changes = [
            change(|it| if let Command::SetDraft { phase, .. } = it { *phase = Some(Phase::Resolved) }),
            change(|it| if let Command::SetDraft { notice, .. } = it { *notice = Some(Notice::Silent) }),
            change(|it| if let Command::SetDraft { promise, .. } = it { *promise = Some(start() + minutes(30)) }),
            change(|it| if let Command::SetDraft { channels, .. } = it { *channels = Some(vec!["second".into()]) }),
        ];
        for command in changes {
            drafted("x").after(Actor::Server, two.clone()).after("ana", approve(WORDS, false)).after("bo", command)
                .so("void", |it| it.drafts[&DRAFT].approval().is_none() && it.drafts[&DRAFT].voided.is_some());
        }
    }

    fn facts_that_moved_have_to_be_read_again() {
        let moved = |fact: &str, was: &str, is: &str| vec![Moved { fact: fact.into(), was: was.into(), is: is.into() }];
        let rose = Rejection::FactsMoved { moved: moved("severity", "SEV2", "SEV1") };
        assert!(rose.to_string().starts_with("facts moved: read again (severity was SEV2, is SEV1"), "{rose}");
        drafted("x").after("ana", severity("sev1")).when("ana", approve(WORDS, true)).refused(rose.clone());
        let room = drafted("x").after("ana", approve(WORDS, false)).after("ana", severity("sev1"));
        room.clone().when("ana", publish(WORDS)).refused(rose.clone());
        // Naming the facts of now does not make an approval of then hold.
        let now = FactsSeen { severity: Some("sev1".into()), ..facts() };
        room.clone().when("ana", Command::PublishDraft { draft: DRAFT, revision: WORDS, facts: now.clone() }).refused(rose);
        room.after("ana", Command::ApproveDraft { draft: DRAFT, revision: WORDS, facts: now, publish: true });
        drafted("x").after("ana", Command::SetPhase { phase: Phase::Monitoring, reason: String::new() })
            .when("ana", approve(WORDS, true))
            .refused(Rejection::FactsMoved { moved: moved("phase", "declared", "monitoring") });
        let seen = FactsSeen { impact: Some(9), ..facts() };
        drafted("x").when("ana", Command::ApproveDraft { draft: DRAFT, revision: WORDS, facts: seen, publish: true })
            .refused(Rejection::FactsMoved { moved: moved("impact", "estimate 9", "none") });
    }

    fn an_approval_ends_with_the_hand_over_of_the_chair() {
        let room = drafted("x").after("ana", approve(WORDS, false))
            .after("ana", Command::OfferChair { to: person("cy"), note: "one draft is approved".into() })
            .after("cy", Command::AcceptChair {});
        room.clone().when("cy", publish(WORDS)).refused(Rejection::ApprovedByAnother { draft: DRAFT, by: "ana".into() });
        room.clone().when("ana", publish(WORDS))
            .refused(Rejection::NotPermitted { command: publish(WORDS).kind(), seats: vec![Seat::Observer] });
        room.after("cy", approve(WORDS, true));
    }

    fn the_policy_may_ask_for_a_second_pair_of_eyes() {
        let own = given([("ana", open("x"))]).after(Actor::Server, asks(true, false));
        let lacks = Rejection::SignOffsMissing { draft: DRAFT, missing: vec![Lack::SecondPair] };
        own.clone().when("ana", approve(WORDS, true)).refused(lacks.clone());
        own.clone().after("ana", sign(SignOff::SecondPair)).when("ana", approve(WORDS, true)).refused(lacks.clone());
        own.clone().after("cy", sign(SignOff::SecondPair)).after("ana", approve(WORDS, true));
        // It was for another revision.
        own.after("cy", sign(SignOff::SecondPair)).after("bo", edit(WORDS, Edit::replace(1..1, "y")))
            .when("ana", approve(WORDS + 3, true)).refused(lacks);
        // Whoever wrote none of it is the second pair.
        drafted("x").after(Actor::Server, asks(true, false)).after("ana", approve(WORDS, true));
    }

    fn whoever_took_words_away_or_set_anything_needs_the_second_pair_as_well() {
        let word = "The data is not lost.";
        let not = word.find("not ").expect("it is there");
        let takes = edit(WORDS, Edit::replace(not..not + 4, ""));
        let sets = Command::SetDraft {
            draft: DRAFT, audience: None, phase: Some(Phase::Resolved), channels: None, notice: None, promise: None,
            no_promise: false,
        };
        let redacts = Command::Redact { event: WORDS + 2, reason: "a customer".into() };
        let adds = edit(WORDS + 1, Edit::replace(0..0, "No: "));
        let room = drafted(word).after(Actor::Server, asks(true, false)).after("bo", adds);
        assert_eq!(text_of(&room.state), "No: The data is not lost.");
        let lacks = Rejection::SignOffsMissing { draft: DRAFT, missing: vec![Lack::SecondPair] };
        for command in [takes, sets, redacts] {
            let room = room.clone().after("ana", command);
            let revision = room.state.drafts[&DRAFT].revision;
            let room = room.when("ana", approve(revision, true)).refused(lacks.clone());
            let seen = Command::SignOffDraft {
                draft: DRAFT, revision, facts: facts(), sign_off: SignOff::SecondPair, text: String::new(),
            };
            room.after("cy", seen).after("ana", approve(revision, true));
        }
        // Words of one's own that are gone again count as well.
        let own = edit(WORDS + 2, Edit::replace(0..0, "y"));
        let room = room.after("ana", own).after("ana", edit(WORDS + 3, Edit::replace(0..1, "")));
        assert_eq!(text_of(&room.state), "No: The data is not lost.");
        room.when("ana", approve(WORDS + 4, true)).refused(lacks);
    }

    fn the_policy_may_ask_for_a_responders_word_that_the_facts_are_right() {
        let room = drafted("x").after(Actor::Server, asks(false, true));
        let lacks = Rejection::SignOffsMissing { draft: DRAFT, missing: vec![Lack::Facts] };
        room.clone().when("ana", approve(WORDS, true)).refused(lacks.clone());
        room.clone().after("bo", sign(SignOff::Facts)).after("ana", approve(WORDS, true));
        let now = FactsSeen { severity: Some("sev1".into()), ..facts() };
        room.after("bo", sign(SignOff::Facts)).after("ana", severity("sev1"))
            .when("ana", Command::ApproveDraft { draft: DRAFT, revision: WORDS, facts: now, publish: true }).refused(lacks);
    }

    fn the_glass_is_broken_with_a_reason_and_only_where_something_is_missing() {
        let room = drafted("x").after(Actor::Server, asks(false, true));
        room.clone().when("ana", break_glass(" ")).refused(Rejection::Empty { place: warroom_incident::rejection::Place::Reason });
        room.when("ana", break_glass("nobody else is awake")).saying([Some("nobody else is awake")])
            .so("marked", |it| it.drafts[&DRAFT].approval().is_some_and(|it| it.how == ApprovedHow::BreakGlass))
            .after("ana", publish(WORDS));
        drafted("x").when("ana", break_glass("why not")).refused(Rejection::NothingToBreak { draft: DRAFT });
    }

    fn the_chair_publishes_a_holding_statement_at_once() {
        let holding = Command::OpenHolding {
            holding: "looking".into(), audience: "customers".into(), slots: Default::default(),
            channels: Vec::new(), notice: Notice::Notify,
        };
        let room = given([("bo", holding)]).after(Actor::Server, asks(true, true));
        let room = room.when("ana", publish(WORDS));
        let how: Vec<_> = room.decided().iter().filter_map(|it| {
            if let Event::DraftApproved { how, .. } = it.fact.event { Some(how) } else { None }
        }).collect();
        assert_eq!(how, [ApprovedHow::Holding], "publishing it is the chair's approval");
        room.so("with its promise", |it| it.updates[0].promise == Some(start() + minutes(30)));
    }

    fn what_is_not_approved_is_not_published() {
        drafted("x").when("ana", publish(WORDS)).refused(Rejection::NotApproved { draft: DRAFT, stage: "draft".into() });
    }

    fn a_text_fits_every_channel_before_it_is_approved() {
        let short = policy(|it| it.channels[0].most_chars = 3);
        drafted("four").after(Actor::Server, short).when("ana", approve(WORDS, true))
            .refused(Rejection::TooLongForChannel { channel: "file".into(), chars: 4, most: 3 });
    }

    fn a_hidden_character_from_an_older_record_does_not_leave() {
        let mut room = drafted("x");
        let fact = warroom_incident::Fact {
            at: start(), happened_at: None, author: Author::Server, seat: None, reach: Reach::Room,
            event: Event::DraftEdited { draft: DRAFT, edit: Edit::replace(0..0, "x").parts().0, entry: None },
        };
        let hidden = content("\u{202e}");
        warroom_incident::apply::apply_fact(&mut room.state, WORDS + 1, &fact, Some(&hidden).into());
        room.when("ana", approve(WORDS + 1, true)).refused(Rejection::HiddenCharacter { code: 0x202e });
    }

    fn a_practice_publishes_to_nowhere() {
        let room = drill().after("bo", open("x")).after("ana", approve(WORDS, true));
        assert!(room.state.deliveries.values().all(|it| it.fate == DeliveryFate::Nowhere) && room.state.deliveries.len() == 1);
        let delivery = *room.state.deliveries.keys().next().unwrap();
        assert!(room.state.outgoing(delivery).is_none());
        room.when(Actor::Server, report(delivery, DeliveryFate::Sent))
            .refused(Rejection::DeliveryOver { delivery, fate: DeliveryFate::Nowhere });
    }

    fn what_becomes_of_a_delivery_is_reported_and_retried_and_given_up_by_hand() {
        let room = published();
        let delivery = *room.state.deliveries.keys().next().unwrap();
        let retry = || Command::RetryDelivery { delivery };
        let give_up = || Command::GiveUpDelivery { delivery, reason: "told them by phone".into() };
        room.clone().when("ana", retry()).refused(Rejection::Already { is: "waiting".into() });
        let failed = room.when(Actor::Server, report(delivery, DeliveryFate::Failed)).saying([Some("503 from the page")]);
        failed.clone().when(Actor::Server, report(delivery, DeliveryFate::Failed)).refused(Rejection::Already { is: "failed".into() });
        failed.clone().after("ana", retry()).so("again", |it| it.deliveries[&delivery].fate == DeliveryFate::Waiting);
        failed.clone().after("ana", give_up()).when(Actor::Server, report(delivery, DeliveryFate::Failed))
            .refused(Rejection::Already { is: "given_up".into() })
            .when("ana", give_up()).refused(Rejection::Already { is: "given_up".into() });
        failed.after(Actor::Server, report(delivery, DeliveryFate::Confirmed)).when("ana", retry())
            .refused(Rejection::DeliveryOver { delivery, fate: DeliveryFate::Confirmed })
            .when("ana", Command::RetryDelivery { delivery: 2 })
            .refused(Rejection::Unknown { target: Target::Delivery, number: 2 });
    }

    fn what_was_published_is_redacted_as_a_whole() {
        let room = published();
        let Stage::Published { update, .. } = room.state.drafts[&DRAFT].stage else { panic!("published") };
        let delivery = *room.state.deliveries.keys().next().unwrap();
        for event in [update, DRAFT, WORDS] {
            let room = room.clone().after("ana", Command::Redact { event, reason: "names a customer".into() });
            assert!(room.state.updates[0].text.is_none() && text_of(&room.state).is_empty());
            assert!(room.state.outgoing(delivery).is_none(), "nothing of it is sent any more");
            assert!(!serde_json::to_string(room.record.lines()).unwrap().contains("Acme"));
            assert_eq!(room.record.check_redactions(), Ok(()));
            let mut state = warroom_incident::Incident::default();
            room.record.lines().iter().for_each(|line| warroom_incident::apply(&mut state, line));
            assert_eq!(state, room.state);
        }
        room.when("cy", Command::Redact { event: update, reason: "x".into() })
            .refused(Rejection::NotYoursToRedact { event: update, author: "bo".into() });
    }

    fn an_approved_text_keeps_its_approval_when_only_its_history_is_redacted() {
        let room = drafted("x hunter2").after("bo", edit(WORDS, Edit::replace(1..9, "")))
            .after("ana", approve(WORDS + 1, false)).after("bo", Command::Redact { event: DRAFT, reason: "a password".into() });
        let mut state = warroom_incident::Incident::default();
        room.record.lines().iter().for_each(|line| warroom_incident::apply(&mut state, line));
        assert_eq!(state, room.state);
        room.after("ana", publish(WORDS + 1)).so("told", |it| it.updates[0].text.as_ref().unwrap().as_str() == "x");
    }

    fn what_was_told_stands_beside_what_is_believed() {
        let promised = Command::SetDraft {
            draft: DRAFT, audience: None, phase: Some(Phase::Monitoring), channels: None, notice: None,
            promise: Some(start() + minutes(30)), no_promise: false,
        };
        let room = drafted("x");
        assert_eq!(told(&room.state, start())[0].last, None);
        let room = room.after("bo", promised).after("ana", approve(WORDS + 1, true)).later(minutes(6))
            .after("ana", severity("sev1"));
        let now = told(&room.state, room.now);
        let rose = Contradiction::SeverityRose { from: Some("sev2".into()), to: "sev1".into(), at: room.now };
        let phase = Contradiction::Phase { told: Phase::Monitoring, is: Phase::Declared, since: start() };
        assert_eq!(now[0].contradictions, [phase, rose]);
        assert_eq!(now[0].promise, Promise::Due { at: start() + minutes(30) });
        assert_eq!(told(&room.state, start() + minutes(31))[0].promise, Promise::RanOut { at: start() + minutes(30) });
    }
}
