//! Rules of the leak check: nothing that belongs inside leaves unless somebody said so, with a reason.

use super::drafts::{DRAFT, WORDS, drafted, edit};
use crate::samples::facts;
use crate::world::*;
use warroom_incident::draft::{Edit, Leak};
use warroom_incident::event::{Event, Notice};
use warroom_incident::leak::{Kind, Weight};
use warroom_incident::policy::Holding;
use warroom_incident::{Actor, Command, Rejection, Seat, Seq, bounds};

const TICKET: &str = "Some payments fail, see PLAT-1234.";

fn submit() -> Command {
    Command::SubmitDraft { draft: DRAFT, text: String::new() }
}

fn approve(revision: Seq) -> Command {
    Command::ApproveDraft { draft: DRAFT, revision, facts: facts(), publish: true }
}

fn waive(leak: Kind, found: &str) -> Command {
    Command::WaiveFinding { draft: DRAFT, leak, found: found.into(), reason: "customers opened it themselves".into() }
}

fn refusal(kind: Kind, found: Option<&str>) -> Rejection {
    let explanation = kind.explanation().to_owned();
    let leak = Leak { leak: kind, weight: kind.weight(), explanation, found: found.map(Into::into) };
    Rejection::Leaks { draft: DRAFT, leaks: vec![leak], more: 0 }
}

rules! {
    fn what_belongs_inside_keeps_a_draft_from_being_submitted_approved_and_published() {
        let refused = refusal(Kind::TicketId, Some("PLAT-1234"));
        drafted(TICKET).when("bo", submit()).refused(refused.clone());
        drafted(TICKET).when("ana", approve(WORDS)).refused(refused.clone());
        assert_eq!(
            refused.to_string(),
            format!("draft {DRAFT} cannot leave like this: ticket_id \"PLAT-1234\" (the number of an internal ticket or change; \
                leave it out); write it in other words, or waive it with a reason"),
        );
    }

    fn a_waiver_lets_these_characters_leave_wherever_they_stand_and_no_others() {
        let room = drafted(TICKET).when("bo", waive(Kind::TicketId, "PLAT-1234"))
            .then([Event::FindingWaived { draft: DRAFT, leak: Kind::TicketId }])
            .saying([Some("customers opened it themselves")]);
        room.clone().after("ana", approve(WORDS)).so("published", |it| it.updates.len() == 1);
        let moved = edit(WORDS, Edit::replace(0..0, "Sorry. "));
        let room = room.after("cy", moved);
        let number = room.state.drafts[&DRAFT].revision;
        room.clone().after("ana", approve(number)).so("it stands elsewhere", |it| it.updates.len() == 1);
        let another = edit(number, Edit::replace(0..0, "See PLAT-9876 too. "));
        room.after("cy", another).when("bo", submit()).refused(refusal(Kind::TicketId, Some("PLAT-9876")));
    }

    fn a_waiver_is_no_edit_and_voids_no_approval() {
        drafted(TICKET).after("bo", waive(Kind::TicketId, "PLAT-1234"))
            .so("the same revision", |it| it.drafts[&DRAFT].revision == WORDS);
    }

    fn a_credential_is_named_by_its_kind_and_never_said_again() {
        let text = "Use password: hunter2-Correct9 to log in.";
        let room = drafted(text).when("ana", approve(WORDS));
        let refused = room.answer();
        let Err(Rejection::Leaks { leaks, .. }) = refused else { panic!("it leaks: {refused:?}") };
        assert!(leaks.iter().all(|leak| leak.leak.is_secret() && leak.found.is_none()), "{leaks:?}");
        let said = serde_json::to_string(refused.as_ref().expect_err("refused")).expect("JSON");
        assert!(!said.contains("hunter2") && said.contains("credential"), "{said}");
        let sentence = refused.as_ref().expect_err("refused").to_string();
        assert!(!sentence.contains("hunter2"), "{sentence}");
    }

    fn what_nobody_can_see_is_waived_by_nobody() {
        // A Cyrillic letter in a Latin word.
        let text = "Your p\u{430}yments are safe.";
        drafted(text).when("ana", approve(WORDS)).refused(refusal(Kind::LookAlike, None));
        let explanation = Kind::LookAlike.explanation().to_owned();
        let refused = Rejection::NotWaivable { leak: Kind::LookAlike, explanation };
        drafted(text).when("ana", waive(Kind::LookAlike, "p\u{430}yments")).refused(refused);
    }

    fn a_waiver_is_for_what_stands_there_and_needs_a_reason() {
        let missing = Rejection::NoSuchFinding { draft: DRAFT, leak: Kind::TicketId };
        drafted("All is well.").when("bo", waive(Kind::TicketId, "PLAT-1234")).refused(missing.clone());
        drafted(TICKET).when("bo", waive(Kind::TicketId, "PLAT-1")).refused(missing);
        let mut silent = waive(Kind::TicketId, "PLAT-1234");
        if let Command::WaiveFinding { reason, .. } = &mut silent { reason.clear(); }
        drafted(TICKET).when("bo", silent).refused(Rejection::Empty { place: warroom_incident::rejection::Place::Reason });
        let suggestion = Rejection::Already { is: "only a suggestion: nothing waits for it".into() };
        drafted(TICKET).when("bo", waive(Kind::Blame, "fault")).refused(suggestion);
        let again = drafted(TICKET).after("bo", waive(Kind::TicketId, "PLAT-1234"));
        again.when("ana", waive(Kind::TicketId, "PLAT-1234")).refused(Rejection::Already { is: "waived".into() });
    }

    fn a_guest_waives_nothing() {
        let command = waive(Kind::TicketId, "PLAT-1234");
        let refused = Rejection::NotPermitted { command: command.kind(), seats: vec![Seat::Guest] };
        drafted(TICKET).when("dee", command).refused(refused);
    }

    fn waivers_have_a_bound() {
        let tickets: Vec<_> = (0..=bounds::WAIVERS).map(|number| format!("PLAT-{}", 1000 + number)).collect();
        let mut room = drafted(&tickets.join(", "));
        for ticket in &tickets[..bounds::WAIVERS] {
            room = room.after("bo", waive(Kind::TicketId, ticket));
        }
        let refused = Rejection::TooMany { what: "waivers of this draft".into(), most: bounds::WAIVERS };
        room.when("bo", waive(Kind::TicketId, &tickets[bounds::WAIVERS])).refused(refused);
    }

    fn the_terms_of_the_policy_hold_and_words_of_the_notes_only_suggest() {
        let terms = policy(|it| it.leaks.terms = vec!["Kestrel Bank".into()]);
        let room = drafted("Kestrel Bank cannot pay.").after(Actor::Server, terms);
        room.when("bo", submit()).refused(refusal(Kind::Term, Some("Kestrel Bank")));
        // The notes come before the draft or after it; what was published or agreed on is no word of theirs.
        let room = drafted("Nightjar is slow, Checkout too.").after("bo", note("restarted Nightjar and Checkout"));
        let room = room.after(Actor::Server, policy(|it| it.updates.service = "Checkout".into()));
        let draft = &room.state.drafts[&DRAFT];
        let found = room.state.findings(draft);
        assert_eq!(found.iter().map(|it| it.finding.of(draft.text().as_str())).collect::<Vec<_>>(), ["Nightjar"]);
        assert_eq!((found[0].finding.kind, found[0].finding.weight), (Kind::InternalWord, Weight::Suggestion));
        assert!(!found[0].stands_in_the_way());
        assert_eq!(room.state.leaks_in("Nightjar").len(), 1);
        // The record keeps that somebody let it pass.
        let suggested = vec![Kind::InternalWord];
        let room = room.when("bo", submit()).then([Event::DraftSubmitted { draft: DRAFT, suggested: suggested.clone() }]);
        let revision = room.state.drafts[&DRAFT].revision;
        let room = room.after("ana", approve(revision));
        let approval = room.state.drafts[&DRAFT].approval().expect("it is approved");
        assert_eq!(approval.suggested, suggested);
        assert!(room.state.leaks_in("Nightjar").is_empty(), "everybody has read it by now");
    }

    fn the_names_of_those_in_the_room_are_worth_a_look() {
        let text = "Ana restarts it, and ana's analysis goes on; banana.";
        let room = drafted(text).after("bo", note("vendor case RL-5521 is open"));
        let found = room.state.leaks_in(text);
        assert_eq!(found.iter().map(|it| it.of(text)).collect::<Vec<_>>(), ["Ana", "ana"]);
        assert!(found.iter().all(|it| it.weight == Weight::Suggestion && it.explanation.contains("in this room")));
        room.clone().when("bo", submit()).then([Event::DraftSubmitted { draft: DRAFT, suggested: vec![Kind::InternalWord] }]);
        // What a team calls itself by outside is agreed on.
        let agreed = room.clone().after(Actor::Server, policy(|it| it.updates.service = "Ana Checkout".into()));
        assert!(agreed.state.leaks_in(text).is_empty());
        // A number of somebody else's tracker is a word of the notes at least.
        let numbers = "We have asked our vendor RL-5521.";
        assert_eq!(room.state.leaks_in(numbers).iter().map(|it| it.of(numbers)).collect::<Vec<_>>(), ["RL-5521"]);
    }

    fn words_of_a_redacted_note_are_known_to_nobody() {
        let room = given([]).after("bo", note("restarted Nightjar"));
        let seq = room.state.seq;
        assert_eq!(room.state.leaks_in("Nightjar is slow").len(), 1);
        let room = room.after("bo", Command::Redact { event: seq, reason: "a code name".into() });
        assert!(room.state.leaks_in("Nightjar is slow").is_empty());
    }

    fn a_redaction_takes_what_a_waiver_was_for_with_it_and_leaves_the_other_waivers() {
        let room = drafted("PLAT-1234 and PLAT-9876")
            .after("bo", waive(Kind::TicketId, "PLAT-1234"))
            .after("bo", waive(Kind::TicketId, "PLAT-9876"));
        let (first, second) = (room.state.seq - 1, room.state.seq);
        let room = room.after("cy", edit(WORDS, Edit::replace(23..23, " PLAT-5555")));
        let added = room.state.seq;
        let room = room.after("ana", waive(Kind::TicketId, "PLAT-5555"));
        let third = room.state.seq;
        // The edit of somebody else goes: what it brought, and the waiver for that.
        let room = room.when("ana", Command::Redact { event: added, reason: "theirs".into() });
        let Event::Redacted { wipes, .. } = &room.decided()[0].fact.event else { panic!("it is redacted") };
        assert!(wipes.contains(&third) && !wipes.contains(&first) && !wipes.contains(&second), "{wipes:?}");
        let waived = |room: &Room| {
            let found: Vec<_> = room.state.drafts[&DRAFT].waived.iter().map(|it| it.found.clone()).collect();
            found
        };
        assert_eq!(waived(&room), [Some("PLAT-1234".into()), Some("PLAT-9876".into()), None]);
        let snapshot = room.state.seq;
        let room = room.when("ana", Command::Redact { event: snapshot, reason: "all of it".into() });
        assert_eq!(waived(&room), [None, None, None]);
        for line in room.record.lines() {
            let line = serde_json::to_string(line).expect("JSON");
            assert!(!line.contains("PLAT-"), "it is in no line any more: {line}");
        }
    }

    fn a_waiver_that_is_redacted_by_itself_is_for_nothing() {
        let room = drafted(TICKET).after("bo", waive(Kind::TicketId, "PLAT-1234"));
        let seq = room.state.seq;
        let room = room.after("bo", Command::Redact { event: seq, reason: "a name in it".into() });
        room.when("ana", approve(WORDS)).refused(refusal(Kind::TicketId, Some("PLAT-1234")));
    }

    fn a_holding_statement_is_checked_like_any_other_text() {
        let bad = policy(|it| it.holding_statements.push(Holding {
            name: "leaky".into(), text: "We know of PLAT-1234.".into(), ..it.holding_statements[0].clone()
        }));
        let open = Command::OpenHolding {
            holding: "leaky".into(), audience: "customers".into(), slots: Default::default(), channels: Vec::new(),
            notice: Notice::Notify,
        };
        let room = given([]).after(Actor::Server, bad).after("ana", open);
        let (&draft, known) = room.state.drafts.iter().next().expect("a draft");
        let publish = Command::PublishDraft { draft, revision: known.revision, facts: facts() };
        let Rejection::Leaks { leaks, .. } = room.when("ana", publish).answer().clone().expect_err("it leaks") else {
            panic!("it leaks")
        };
        assert_eq!(leaks[0].leak, Kind::TicketId);
    }
}
