//! Rules of calling somebody from outside: the chair calls, the next level comes by itself, whoever is in the room writes
//! down who answered, and a page says one thing for ever.

use crate::world::*;
use warroom_incident::escalation::{CannotPage, Standing, continuity, continuity_since, late, next_level, vendor};
use warroom_incident::event::DeliveryFate::{self, Confirmed, Failed, GivenUp, Nowhere, Sending, Sent, Waiting};
use warroom_incident::event::{Ending, LevelKind, LinkKind, Phase};
use warroom_incident::rejection::{Place, Target};
use warroom_incident::shifts::shifts;
use warroom_incident::words::{kind, on_timeline};
use warroom_incident::{Actor, Command, Event, Rejection, Seat, Seq, Time, bounds};

/// The number of the first escalation of a room in which nothing else happened.
const FIRST_CALL: Seq = FIRST;

fn call(level: Option<&str>) -> Command {
    Command::Escalate { level: level.map(Into::into), reason: "we need somebody who can decide".into() }
}

fn answer(escalation: Seq) -> Command {
    Command::AnswerEscalation { escalation, text: "Max, on his way".into() }
}

fn end(escalation: Seq) -> Command {
    Command::EndEscalation { escalation, reason: "we know enough".into() }
}

fn report(delivery: Seq, fate: DeliveryFate, attempts: u32, again: Option<Time>) -> Command {
    Command::ReportDelivery { delivery, fate, attempts, reference: Some("id".into()), again, note: "503".into() }
}

fn case(level: Option<&str>, url: Option<&str>) -> Command {
    Command::AddCase { level: level.map(Into::into), case: "RL-5521".into(), url: url.map(Into::into) }
}

fn names() -> Vec<String> {
    ["second_on_call", "manager", "vendor", "continuity"].map(Into::into).into()
}

/// A room whose second on-call is told by webhook; its page has the second number after this.
fn with_webhook(room: Room) -> Room {
    let webhook = policy(|it| {
        it.escalation[0].to = "https://pager.example/x".into();
        it.escalation[0].secret_env = "PAGER".into();
    });
    room.after(Actor::Server, webhook)
}

fn paged() -> (Room, Seq) {
    let room = with_webhook(given([])).after("ana", call(None));
    let page = room.state.seq;
    (room, page)
}

fn page_of(room: &Room, seq: Seq) -> DeliveryFate {
    room.state.page(seq).expect("it was queued").1.fate
}

rules! {
    fn the_chair_calls_the_next_level_with_one_command_and_a_reason() {
        let answer_by = Some(start() + minutes(10));
        let room = given([])
            .when("ana", call(None))
            .then([Event::Escalated { level: "second_on_call".into(), level_kind: LevelKind::OnCall, answer_by }])
            .saying([Some("we need somebody who can decide")]);
        let called = room.state.escalation(FIRST_CALL).unwrap();
        assert_eq!((called.who.as_str(), called.page.clone()), ("the second on-call", None));
        assert_eq!(next_level(&room.state).map(|it| it.name.as_str()), Some("manager"));
        let empty = Command::Escalate { level: None, reason: " ".into() };
        given([]).when("ana", empty).refused(Rejection::Empty { place: Place::Reason });
        let long = Command::Escalate { level: None, reason: "x".repeat(bounds::ESCALATION_BYTES + 1) };
        let (bytes, most) = (bounds::ESCALATION_BYTES + 1, bounds::ESCALATION_BYTES);
        given([]).when("ana", long).refused(Rejection::TooLong { place: Place::Reason, bytes, most });
    }

    fn levels_are_called_one_after_the_other_or_by_their_name() {
        let mut room = given([]);
        let mut called = Vec::new();
        for _ in 0..4 {
            room = room.after("ana", call(None));
            called.push(room.state.escalations.last().unwrap().level.clone());
        }
        assert_eq!(called, names());
        assert_eq!(next_level(&room.state), None);
        room.when("ana", call(None)).refused(Rejection::NoLevelLeft { known: names() });
        let named = given([("ana", call(Some(" Vendor ")))]);
        assert_eq!(next_level(&named.state).map(|it| it.name.as_str()), Some("continuity"), "what was left out stays out");
        let known = names();
        named.clone().when("ana", call(Some("boss"))).refused(Rejection::UnknownLevel { level: "boss".into(), known });
        // One that is not needed any more counts as not called.
        let over = named.after("ana", end(FIRST_CALL));
        assert_eq!(next_level(&over.state).map(|it| it.name.as_str()), Some("second_on_call"));
    }

    fn only_the_chair_calls_and_ends_and_whoever_works_here_writes_down_who_answered() {
        let denied = |who: &str, seat, command: Command| {
            let kind = command.kind();
            given([("ana", call(None))]).when(who, command).refused(Rejection::NotPermitted { command: kind, seats: vec![seat] });
        };
        for (who, seat) in [("bo", Seat::Responder), ("cy", Seat::Observer), ("dee", Seat::Guest)] {
            denied(who, seat, call(None));
            denied(who, seat, end(FIRST_CALL));
        }
        denied("dee", Seat::Guest, answer(FIRST_CALL));
        for who in ["ana", "bo", "cy"] {
            let room = given([("ana", call(None))])
                .when(who, answer(FIRST_CALL))
                .then([Event::EscalationAnswered { escalation: FIRST_CALL }])
                .saying([Some("Max, on his way")]);
            let over = Rejection::EscalationOver { escalation: FIRST_CALL, is: "answered".into() };
            room.when("bo", answer(FIRST_CALL)).refused(over);
        }
        let nobody = Rejection::Unknown { target: Target::Escalation, number: 3 };
        given([("ana", call(None))]).when("bo", answer(3)).refused(nobody);
    }

    fn no_answer_in_time_is_said_until_somebody_answers_or_the_chair_goes_on() {
        let room = given([("ana", call(None))]);
        let standing = |room: &Room, seq| room.state.escalation(seq).unwrap().standing(room.now);
        let late_ones = |room: &Room| late(&room.state, room.now).map(|it| it.seq).collect::<Vec<_>>();
        assert_eq!((standing(&room, FIRST_CALL), late_ones(&room)), (Standing::Waiting, vec![]));
        let waiting = Rejection::Already { is: format!("waited for: escalation {FIRST_CALL}") };
        room.clone().when("ana", call(Some("second_on_call"))).refused(waiting);
        // The next level before the time is up: the first is still waited for.
        let both = room.clone().after("ana", call(None)).later(minutes(10));
        assert_eq!((standing(&both, FIRST_CALL), late_ones(&both)), (Standing::Late, vec![]), "the manager has time");
        let both = both.later(minutes(5));
        assert_eq!(late_ones(&both), [FIRST_CALL, FIRST_CALL + 1]);
        let answered = both.after("bo", answer(FIRST_CALL + 1));
        assert_eq!((standing(&answered, FIRST_CALL), late_ones(&answered)), (Standing::PassedOn, vec![]));
        let late = room.later(minutes(10));
        assert_eq!((standing(&late, FIRST_CALL), late_ones(&late)), (Standing::Late, vec![FIRST_CALL]));
        let answered = late.clone().after("bo", answer(FIRST_CALL));
        assert_eq!((standing(&answered, FIRST_CALL), late_ones(&answered)), (Standing::Answered, vec![]));
        let on = late.clone().after("ana", call(None));
        assert_eq!((standing(&on, FIRST_CALL), late_ones(&on)), (Standing::PassedOn, vec![]));
        assert_eq!(on.state.escalation(FIRST_CALL).unwrap().passed_on, Some(FIRST_CALL + 1));
        // Whoever answers after all is written down, too.
        on.after("bo", answer(FIRST_CALL));
        let again = late.clone().after("ana", call(Some("second_on_call")));
        assert_eq!((standing(&again, FIRST_CALL), standing(&again, FIRST_CALL + 1)), (Standing::Ended, Standing::Waiting));
        let closed = late.after("ana", Command::Close { ending: Ending::FalseAlarm, reason: "nothing there".into() });
        assert!(late_ones(&closed).is_empty());
        closed.when("ana", call(None)).refused(Rejection::IncidentClosed);
    }

    fn where_no_answer_is_awaited_none_is_late() {
        let room = given([]).after(Actor::Server, policy(|it| it.escalation[0].answer_minutes = 0)).after("ana", call(None));
        let called = room.state.escalations[0].clone();
        assert_eq!((called.answer_by, called.standing(Time::MAX_UTC)), (None, Standing::Called));
        assert!(!called.is_waited_for());
    }

    fn there_is_an_end_to_calling() {
        let mut room = given([]);
        for _ in 0..bounds::ESCALATIONS {
            room = room.after("ana", call(Some("manager"))).later(minutes(15));
        }
        let most = bounds::ESCALATIONS;
        room.when("ana", call(Some("manager"))).refused(Rejection::TooMany { what: "escalations".into(), most });
    }

    fn business_continuity_raises_its_banner_and_its_checklist_once() {
        let room = given([]).when("ana", call(Some("continuity")));
        let added = room.decided().iter().filter(|it| matches!(it.fact.event, Event::TaskAdded { .. })).count();
        assert_eq!(added, room.state.policy.continuity.checklist.len());
        assert!(room.decided().iter().skip(1).all(|it| it.fact.author.as_str() == "server"));
        assert_eq!(continuity(&room.state).map(|it| it.seq), Some(FIRST_CALL));
        let waiting = Rejection::Already { is: format!("waited for: escalation {FIRST_CALL}") };
        room.clone().when("ana", call(Some("continuity"))).refused(waiting);
        let tasks = room.state.tasks.len();
        let twice = room.clone().later(minutes(60)).after("ana", call(Some("continuity"))).later(minutes(60));
        let twice = twice.after("ana", call(Some("continuity")));
        assert_eq!(continuity(&twice.state).map(|it| it.seq), Some(twice.state.seq));
        assert_eq!((continuity_since(&twice.state), twice.state.tasks.len()), (Some(start()), tasks));
        let answered = room.after("bo", answer(FIRST_CALL)).so("it stays on", |it| continuity(it).is_some());
        let on = Rejection::Already { is: format!("on: escalation {FIRST_CALL}") };
        answered.clone().when("ana", call(Some("continuity"))).refused(on);
        let over = answered.after("ana", end(FIRST_CALL)).so("it is off", |it| continuity(it).is_none());
        let gone = Rejection::EscalationOver { escalation: FIRST_CALL, is: "ended".into() };
        over.clone().when("ana", end(FIRST_CALL)).refused(gone);
        let again = over.after("ana", call(Some("continuity")));
        assert_eq!(again.state.tasks.len(), tasks, "nobody gets the same list twice");
        assert!(continuity(&again.state).is_some());
        let closed = again.after("ana", Command::Close { ending: Ending::FalseAlarm, reason: "over".into() });
        assert!(continuity(&closed.state).is_none());
    }

    fn a_page_is_queued_where_there_is_a_webhook_and_goes_nowhere_in_a_drill() {
        let (room, page) = paged();
        let queued = room.decided().last().unwrap();
        let expected = Event::PageQueued { escalation: page - 1, level: "second_on_call".into(), nowhere: false };
        assert_eq!((&queued.fact.event, queued.fact.author.as_str(), &queued.content), (&expected, "server", &None));
        assert_eq!(room.state.open_pages().map(|(_, page)| page.seq).collect::<Vec<_>>(), [page]);
        // The next one has none.
        let next = room.after("ana", call(None));
        assert_eq!(next.state.escalations[1].page, None);
        let drill = with_webhook(drill()).after("ana", call(None));
        assert_eq!((page_of(&drill, drill.state.seq), drill.state.open_pages().count()), (Nowhere, 0));
    }

    fn a_page_says_the_level_the_reason_and_how_bad_it_is_and_the_same_for_ever() {
        let (room, page) = paged();
        let said = |room: &Room| {
            let (escalation, page) = room.state.page(page).unwrap();
            room.state.outgoing_page(escalation, page).map(|it| it.said())
        };
        let expected = serde_json::json!({
            "level": "second_on_call",
            "level_kind": "on_call",
            "who": "the second on-call",
            "reason": "we need somebody who can decide",
            "severity": "sev2",
            "phase": "declared",
            "drill": false,
        });
        assert_eq!(said(&room), Ok(expected.clone()));
        let worse = room.after("ana", Command::SetSeverity { severity: "sev1".into(), reason: "worse".into() });
        let later = worse.after("ana", Command::SetPhase { phase: Phase::Identified, reason: String::new() });
        assert_eq!(said(&later), Ok(expected), "a repetition says what the first said");
    }

    fn a_page_that_nobody_needs_any_more_does_not_begin() {
        let (room, page) = paged();
        let begin = || report(page, Sending, 1, None);
        let over = || Rejection::Already { is: "over: nobody is needed there".into() };
        let close = Command::Close { ending: Ending::FalseAlarm, reason: "nothing".into() };
        for (who, command) in [("bo", answer(page - 1)), ("ana", end(page - 1)), ("ana", close)] {
            let gone = room.clone().after(who, command);
            gone.clone().when(Actor::Server, begin()).refused(over());
            let (escalation, of) = gone.state.page(page).unwrap();
            assert_eq!(gone.state.outgoing_page(escalation, of).err(), Some(CannotPage::NotNeeded));
        }
        let redact = Command::Redact { event: page - 1, reason: "a name".into() };
        let redacted = room.clone().after("ana", redact).so("its reason is gone", |it| it.escalations[0].reason.is_none());
        redacted.when(Actor::Server, begin()).refused(Rejection::AlreadyRedacted { event: page - 1 });
        let without = room.clone().after(Actor::Server, policy(|_| ()));
        let (level, known) = ("second_on_call".into(), Vec::new());
        without.when(Actor::Server, begin()).refused(Rejection::UnknownLevel { level, known });
        room.after(Actor::Server, begin());
    }

    fn a_page_is_retried_given_up_and_over_as_an_update_is() {
        let (room, delivery) = paged();
        let again = room.now + minutes(1);
        let failed = room.after(Actor::Server, report(delivery, Sending, 1, None))
            .when(Actor::Server, report(delivery, Failed, 1, Some(again)))
            .then([Event::PageMoved { page: delivery, level: "second_on_call".into(), fate: Failed, attempts: 1, again: Some(again) }]);
        assert!(!failed.state.escalations[0].page_failed());
        let for_a_person = failed.after(Actor::Server, report(delivery, Failed, 2, None));
        assert!(for_a_person.state.escalations[0].page_failed());
        let retry = || Command::RetryDelivery { delivery };
        let waiting = for_a_person.clone().after("ana", retry());
        assert_eq!(page_of(&waiting, delivery), Waiting);
        let given_up = for_a_person.after("ana", Command::GiveUpDelivery { delivery, reason: "called them".into() });
        assert_eq!((page_of(&given_up, delivery), given_up.state.escalations[0].page_failed()), (GivenUp, false));
        let begin = report(delivery, Sending, 3, None);
        given_up.clone().when(Actor::Server, begin).refused(Rejection::Already { is: "given_up".into() });
        given_up.clone().after("bo", answer(delivery - 1)).when("ana", retry())
            .refused(Rejection::Already { is: "over: nobody is needed there".into() });
        let sent = waiting.after(Actor::Server, report(delivery, Sending, 3, None)).after(Actor::Server, report(delivery, Sent, 3, None));
        sent.clone().when("ana", retry()).refused(Rejection::DeliveryOver { delivery, fate: Sent });
        let confirmed = sent.after(Actor::Server, report(delivery, Confirmed, 3, None));
        confirmed.when("ana", retry()).refused(Rejection::DeliveryOver { delivery, fate: Confirmed });
    }

    fn of_many_tries_of_a_page_the_first_and_the_last_stand_on_the_timeline() {
        let moved = |fate, attempts, again| Event::PageMoved { page: 7, level: "manager".into(), fate, attempts, again };
        let shown: Vec<_> = [(Failed, 1, Some(start())), (Failed, 2, Some(start())), (Failed, 6, None), (GivenUp, 6, None), (Sent, 1, None)]
            .map(|(fate, attempts, again)| on_timeline(&moved(fate, attempts, again))).into();
        assert_eq!(shown, [true, false, true, true, false]);
        assert_eq!(kind(&moved(Sent, 1, None)), "page");
    }

    fn the_case_of_a_vendor_becomes_a_link_by_its_number_or_its_address() {
        let room = given([("ana", call(Some("vendor")))]);
        room.clone().when("bo", case(None, None)).refused(Rejection::NoCaseAddress { level: "vendor".into() });
        let address = "https://vendor.example/cases/RL-5521";
        let link = || [Event::LinkAdded { link: LinkKind::VendorCase }];
        room.clone().when("bo", case(None, Some(address))).then(link())
            .saying([Some("https://vendor.example/cases/RL-5521 case RL-5521, the vendor's support")]);
        let knows = room.after(Actor::Server, policy(|it| it.escalation[2].case_url = "https://vendor.example/cases/{case}".into()));
        knows.clone().when("cy", case(None, None)).then(link())
            .saying([Some("https://vendor.example/cases/RL-5521 case RL-5521, the vendor's support")]);
        knows.clone().when("cy", case(Some("manager"), None)).refused(Rejection::NoCaseAddress { level: "manager".into() });
        knows.clone().when("cy", case(Some("boss"), None)).refused(Rejection::UnknownLevel { level: "boss".into(), known: names() });
        knows.clone().when("cy", case(None, Some("RL-5521"))).refused(Rejection::NotALink { url: "RL-5521".into() });
        // The vendor that was called last, not the first of the policy.
        let two = knows.after(Actor::Server, policy(|it| {
            it.escalation[0].kind = "vendor".into();
            it.escalation[2].case_url = "https://vendor.example/cases/{case}".into();
        }));
        assert_eq!(vendor(&two.state).map(|it| it.name.as_str()), Some("vendor"));
        let without = given([]).after(Actor::Server, policy(|it| it.escalation.clear()));
        without.clone().when("bo", case(None, None)).refused(Rejection::NoCaseAddress { level: "a vendor".into() });
        without.when("bo", case(None, Some(address))).saying([Some("https://vendor.example/cases/RL-5521 case RL-5521")]);
    }

    fn a_shift_runs_from_coming_in_and_whoever_is_to_be_relieved_first_is_first() {
        let room = given([]).later(minutes(30)).after("ana", Command::OfferChair { to: person("cy"), note: "x".into() })
            .after("cy", Command::AcceptChair {})
            .after("bo", Command::Leave { seat: None });
        let all = shifts(&room.state);
        let said: Vec<_> = all.iter().map(|it| (it.person.as_str(), it.seats.clone())).collect();
        assert_eq!(said, [("ana", vec![Seat::Observer]), ("cy", vec![Seat::Coordinator, Seat::Observer])], "no guest, none who left");
        assert_eq!((all[1].since, all[1].chair_since), (start(), Some(room.now)));
        assert_eq!(all[0].hand_over_by, start() + minutes(240));
        assert!(!all[0].is_too_long(start() + minutes(239)) && all[0].is_too_long(start() + minutes(240)));
    }
}
