//! Rules of the clock: what is due when and for whom, snoozed once, missed once, and silent where nothing runs.

use crate::world::*;
use warroom_incident::clock::{self, Nudge, Standing};
use warroom_incident::event::{ActionKind, ActionPosted, Ending, EntryKind, Event, Mark, Phase, Progress, TaskTime};
use warroom_incident::policy::Cadence;
use warroom_incident::rejection::Place;
use warroom_incident::{Actor, Command, CommandKind, Incident, Reach, Rejection, Seat, Time};

fn ack() -> Command {
    Command::Acknowledge { text: String::new() }
}

fn phase(phase: Phase) -> Command {
    Command::SetPhase { phase, reason: String::new() }
}

fn severity(severity: &str) -> Command {
    Command::SetSeverity { severity: severity.into(), reason: "because".into() }
}

fn snooze(nudge: Nudge, reason: &str) -> Command {
    Command::SnoozeNudge { nudge, reason: reason.into() }
}

fn missed(nudge: Nudge, due: Time) -> Command {
    Command::RecordMissed { nudge, due }
}

fn waiting(mark: Mark, text: &str) -> Command {
    Command::SetWaiting { mark, text: text.into() }
}

fn first() -> Nudge {
    Nudge::FirstUpdate { audience: "customers".into() }
}

/// Minutes from the start at which something is due, if it is.
fn at(state: &Incident, is: impl Fn(&Nudge) -> bool) -> Option<i64> {
    let far = start() + minutes(100_000);
    clock::due(state, far).into_iter().find(|it| is(&it.nudge)).map(|it| (it.at - start()).num_minutes())
}

fn silence(state: &Incident) -> Option<i64> {
    at(state, |it| matches!(it, Nudge::InternalSilence { .. }))
}

fn next(state: &Incident) -> Option<i64> {
    at(state, |it| matches!(it, Nudge::NextUpdate { .. }))
}

fn words(room: &Room) -> Vec<&'static str> {
    clock::due(&room.state, room.now).iter().map(|it| it.nudge.word()).collect()
}

/// Publishes an update for customers, without a promise.
fn told(room: Room, phase: Phase) -> Room {
    let text = Some("We are looking into it.".into());
    let (audience, notice) = ("customers".into(), warroom_incident::event::Notice::Silent);
    let open = Command::OpenDraft { audience, phase, text, channels: Vec::new(), notice, promise: None };
    let room = room.after("ana", open);
    let draft = room.state.drafts.values().next_back().expect("it was opened");
    let (number, revision) = (draft.seq, draft.revision);
    let facts = warroom_incident::draft::FactsSeen::of(&room.state);
    room.after("ana", Command::ApproveDraft { draft: number, revision, facts, publish: true })
}

/// What is recorded at this moment, as the server does it.
fn recorded(mut room: Room) -> Room {
    for (nudge, due) in clock::unrecorded(&room.state, room.now) {
        room = room.after(Actor::Server, missed(nudge, due));
    }
    room
}

rules! {
    fn a_room_that_was_just_declared_has_its_deadlines() {
        let room = given([]);
        assert_eq!(words(&room), ["acknowledge", "first_update", "no_estimate", "internal_silence"]);
        room.so("acknowledged within what its severity says", |it| at(it, |it| *it == Nudge::Acknowledge) == Some(5))
            .so("and so on", |it| at(it, |it| *it == first()) == Some(5) && silence(it) == Some(20))
            .so("no mitigation", |it| at(it, |it| *it == Nudge::NoMitigation).is_none())
            .after("bo", ack())
            .so("but hunted", |it| at(it, |it| *it == Nudge::NoMitigation) == Some(15))
            .so("accepted", |it| at(it, |it| *it == Nudge::Acknowledge).is_none());
    }

    fn an_unknown_severity_counts_as_the_worst() {
        let declare = Command::Declare {
            title: "x".into(), severity: None, reporter: "rita".into(), drill: false, policy: Box::default(),
        };
        nothing().after(Actor::Operator, declare)
            .so("as of SEV1", |it| silence(it) == Some(15) && at(it, |it| *it == first()) == Some(5));
    }

    fn a_mild_severity_has_no_cadence_and_one_that_rises_is_given_time() {
        let room = given([("bo", ack()), ("ana", severity("sev4"))]).so("nobody waits", |it| silence(it).is_none() && at(it, |it| *it == first()).is_none());
        room.later(minutes(50)).after("ana", severity("sev1"))
            .so("not late the moment it begins", |it| at(it, |it| *it == first()) == Some(55))
            .so("a change is a word, too", |it| silence(it) == Some(65));
    }

    fn a_cadence_is_slower_once_when_the_cause_is_known_later_or_while_a_vendor_is_waited_for() {
        let room = told(given([("bo", ack()), ("ana", severity("sev1"))]), Phase::Investigating);
        let room = room.so("twenty minutes", |it| next(it) == Some(20))
            .after("bo", waiting(Mark::On, " Acme Cloud,\ncase 4711 "))
            .saying([Some("Acme Cloud, case 4711")])
            .so("forty", |it| next(it) == Some(40))
            .after("ana", phase(Phase::Identified))
            .so("once", |it| next(it) == Some(40))
            .after("bo", waiting(Mark::Off, ""))
            .so("still", |it| next(it) == Some(40))
            .after("ana", phase(Phase::Monitoring))
            .so("sixty in monitoring", |it| next(it) == Some(60))
            .later(minutes(50)).after("ana", phase(Phase::Investigating))
            .so("what became due by that is not late at once", |it| next(it) == Some(55));
        let room = told(room.later(minutes(70)), Phase::Investigating);
        room.so("after two hours", |it| next(it) == Some(160));
    }

    // Five minutes while the cause is sought, never in monitoring: neither is made slower by anything else.
    fn a_cadence_of_a_phase_is_meant_as_it_stands() {
        let agreed = |phase: Phase, minutes| Cadence {
            audience: "customers".into(), severity: "sev1".into(), phase: phase.as_str().into(), minutes,
        };
        let own = policy(|it| it.cadences.extend([agreed(Phase::Identified, 5), agreed(Phase::Monitoring, 0)]));
        let room = given([("bo", ack()), ("ana", severity("sev1"))]).after(Actor::Server, own);
        told(room, Phase::Investigating)
            .so("the usual one", |it| next(it) == Some(20))
            .after("bo", waiting(Mark::On, "Acme"))
            .after("ana", phase(Phase::Identified))
            .so("five, vendor or not", |it| next(it) == Some(5))
            .after("ana", phase(Phase::Monitoring))
            .so("on change only", |it| next(it).is_none());
    }

    fn what_was_missed_stays_late_when_the_rule_becomes_stricter() {
        let room = told(given([("bo", ack())]), Phase::Investigating).later(minutes(31));
        recorded(room).so("due at thirty", |it| next(it) == Some(30))
            .after("ana", severity("sev1"))
            .so("it is late since then", |it| next(it) == Some(30));
    }

    fn a_promise_counts_where_it_is_sooner() {
        let room = given([("bo", ack())]);
        let open = Command::OpenHolding {
            holding: "looking".into(), audience: "customers".into(), slots: Default::default(), channels: Vec::new(),
            notice: warroom_incident::event::Notice::Silent,
        };
        let room = room.after(Actor::Server, policy(|it| it.holding_statements[0].next_update_minutes = 12)).after("ana", open);
        let draft = room.state.drafts.values().next().expect("it is open");
        let (draft, revision) = (draft.seq, draft.revision);
        let facts = warroom_incident::draft::FactsSeen::of(&room.state);
        room.after("ana", Command::PublishDraft { draft, revision, facts })
            .so("by promise", |it| next(it) == Some(12));
    }

    fn nothing_is_due_in_a_closed_room_and_little_in_a_resolved_one() {
        let asked = Command::AskQuestion { text: "Is it over?".into() };
        let room = told(given([("bo", ack()), ("dee", asked)]), Phase::Investigating);
        let room = room.after("ana", phase(Phase::Resolved));
        assert_eq!(words(&room), ["question", "next_update"]);
        let room = told(room, Phase::Resolved);
        assert_eq!(words(&room), ["question"]);
        let room = room.after("ana", Command::Close { ending: Ending::Resolved, reason: String::new() });
        assert_eq!(words(&room), [""; 0]);
        assert_eq!(clock::unrecorded(&room.state, room.now + minutes(10_000)), []);
        room.when("ana", snooze(Nudge::NoEstimate, "x")).refused(Rejection::IncidentClosed);
    }

    fn what_is_opened_again_begins_anew_and_nobody_is_late() {
        let room = told(given([("bo", ack())]), Phase::Resolved).after("ana", phase(Phase::Resolved));
        let close = Command::Close { ending: Ending::Resolved, reason: String::new() };
        let room = room.after("ana", close).later(minutes(600))
            .after("ana", Command::Reopen { reason: "it is back".into() });
        assert_eq!(clock::unrecorded(&room.state, room.now), []);
        room.so("who was told that it is over hears soon that it is not", |it| next(it) == Some(605))
            .so("silence counts from here", |it| silence(it) == Some(620))
            .so("so does a shift", |it| at(it, |it| matches!(it, Nudge::ShiftTooLong { .. })) == Some(840));
    }

    fn an_imported_incident_does_not_ring_until_somebody_opens_it_again() {
        let import = crate::samples::command(CommandKind::Import);
        let room = nothing().after(Actor::Operator, import).later(minutes(10_000));
        assert_eq!(clock::due(&room.state, room.now), []);
        assert!(!clock::runs(&room.state));
    }

    fn an_empty_seat_is_counted_by_the_size_of_the_team() {
        let empty = |state: &Incident| -> Vec<Seat> { state.clock.empty.keys().copied().collect() };
        let leave = |seat| Command::Leave { seat: Some(seat) };
        let size = |team: &'static str| policy(move |it| it.seats.team = team.into());
        let room = given([]).so("three of three", |it| empty(it).is_empty());
        room.clone().after(Actor::Server, size("major"))
            .so("two who work, two who watch", |it| empty(it) == [Seat::Observer, Seat::Responder]);
        let room = room.later(minutes(3)).after("bo", Command::Leave { seat: None }).after("cy", leave(Seat::Observer))
            .so("two are missing", |it| empty(it) == [Seat::Observer, Seat::Responder])
            .so("since then", |it| at(it, |it| matches!(it, Nudge::EmptySeat { .. })) == Some(13));
        room.clone().after(Actor::Server, size("two")).so("one is missing", |it| empty(it) == [Seat::Responder]);
        let grant = Command::GrantSeat { person: person("dee"), seat: Seat::Responder };
        room.after("ana", grant).so("one is there", |it| empty(it) == [Seat::Observer])
            .after(Actor::Server, size("two")).so("that is all", |it| empty(it).is_empty());
        declared(false).so("all three", |it| empty(it) == [Seat::Observer, Seat::Responder, Seat::Coordinator]);
        let alone = declared(false).after(Actor::Server, size("solo"))
            .after(Actor::Operator, Command::Invite { seat: Seat::Coordinator, loss: false })
            .after(Actor::Operator, Command::Invite { seat: Seat::Responder, loss: false })
            .after(Actor::Bearer(7), Command::Join { name: "ana".into() });
        alone.so("nobody works on it", |it| empty(it) == [Seat::Responder])
            .after(Actor::Bearer(8), Command::TakeSeat { person: person("ana") })
            .so("one in both", |it| empty(it).is_empty())
            .after(Actor::Server, size("two")).so("one is not two", |it| empty(it) == [Seat::Responder]);
    }

    fn a_draft_that_waits_is_the_chairs_or_whose_word_is_missing() {
        let draft = |room: &Room| clock::due(&room.state, room.now).into_iter().find(|it| it.nudge.word() == "draft_waiting");
        let open = crate::samples::command(CommandKind::OpenDraft);
        let room = given([("bo", ack()), ("bo", open)]);
        assert!(draft(&room).is_none());
        let number = *room.state.drafts.keys().next().expect("it is open");
        let room = room.later(minutes(2)).after("bo", Command::SubmitDraft { draft: number, text: String::new() });
        let it = draft(&room).expect("it waits");
        assert_eq!((it.at, clock::whom(&it.to).as_str()), (start() + minutes(12), "the coordinator"));
        assert_eq!(clock::todo(&it), "approve it, or ask for changes");
        let room = room.after(Actor::Server, policy(|it| it.approval.facts_confirmed = true));
        let it = draft(&room).expect("it waits");
        assert_eq!((it.at, clock::whom(&it.to).as_str()), (start() + minutes(12), "the responder"));
        assert!(it.is_for(&room.state, &person("bo")) && !it.is_for(&room.state, &person("ana")));
        let changes = Command::RequestChanges { draft: number, reason: "shorter".into() };
        assert!(draft(&room.after("ana", changes)).is_none());
    }

    fn a_task_is_late_when_its_day_is_over_and_it_is_for_who_has_it() {
        let add = Command::AddTask { text: "Alert".into(), when: TaskTime::Afterwards, mitigation: false, class: None };
        let room = given([("bo", ack()), ("ana", add)]);
        let task = room.state.tasks.last().expect("it is there").seq;
        let due = chrono::NaiveDate::from_ymd_opt(2026, 3, 2);
        let plan = Command::PlanTask { task, owner: Some("cy".into()), due, by: None, link: None };
        let room = room.after("ana", plan);
        let late: Time = "2026-03-03T00:00:00Z".parse().expect("a time");
        let nudge = Nudge::TaskOverdue { task, by: late };
        room.clone().when(Actor::Server, missed(nudge.clone(), late))
            .refused(Rejection::NotDueYet { what: format!("task {task}"), at: late });
        let days = clock::due(&room.state, late).into_iter().find(|it| it.nudge == nudge).expect("it is late");
        assert!(days.standing == Standing::Overdue && days.is_for(&room.state, &person("cy")));
        assert!(!days.is_for(&room.state, &person("ana")));
        assert!(!words(&room).contains(&"task_overdue"), "not a day ahead");
        let far = Command::PlanTask { task, owner: None, due: Some(chrono::NaiveDate::MAX), by: None, link: None };
        assert!(!words(&room.after("ana", far)).contains(&"task_overdue"), "a day without a next one");
    }

    fn a_question_that_waits_stays_within_the_inbox() {
        let asked = Command::AskQuestion { text: "Is the data safe?".into() };
        let room = given([("bo", ack()), ("dee", asked)]).later(minutes(15));
        let nudge = Nudge::Question { question: FIRST + 1 };
        assert!(clock::most_urgent(&room.state, &person("ana"), room.now).is_some());
        let due = clock::due(&room.state, room.now).into_iter().find(|it| it.nudge == nudge).expect("it waits");
        assert!(due.is_for(&room.state, &person("ana")) && !due.is_for(&room.state, &person("cy")));
        room.clone().when("bo", snooze(nudge.clone(), "x"))
            .refused(Rejection::NothingDue { what: format!("answer to question {}", FIRST + 1) });
        let room = room.when(Actor::Server, missed(nudge.clone(), start() + minutes(15)));
        assert!(room.decided().iter().all(|it| it.fact.reach == Reach::Inbox));
        let room = room.when("ana", snooze(nudge, "after the roll-back"));
        assert!(room.decided().iter().all(|it| it.fact.reach == Reach::Inbox));
        let redacted = room.state.seq;
        let room = room.when("ana", Command::Redact { event: redacted, reason: "said too much".into() });
        assert!(room.decided().iter().all(|it| it.fact.reach == Reach::Inbox));
    }

    fn that_no_mitigation_was_tried_is_said_once_to_who_could() {
        let room = given([("bo", ack())]).later(minutes(14));
        assert!(!words(&room).contains(&"no_mitigation"));
        let room = recorded(room.later(minutes(1)));
        let it = clock::due(&room.state, room.now).into_iter().find(|it| it.nudge == Nudge::NoMitigation);
        assert!(it.is_some_and(|it| it.missed.is_some() && clock::whom(&it.to) == "the responder and the observer"));
        let action = |progress| Command::Post {
            entry: EntryKind::Action, text: "roll back".into(), happened_at: None, temporary: false,
            action: Some(ActionPosted { kind: ActionKind::Rollback, progress }),
        };
        let room = recorded(room.after("bo", action(Progress::Planned)).later(minutes(90)));
        assert_eq!(room.record.lines().iter().filter(|it| it.open().is_some_and(|it| matches!(&it.fact.event,
            Event::NudgeMissed { nudge: Nudge::NoMitigation, .. }))).count(), 1);
        assert!(words(&room).contains(&"no_mitigation"), "a plan is no try");
        assert!(!words(&room.after("bo", action(Progress::UnderWay))).contains(&"no_mitigation"));
    }

    fn where_nobody_sits_it_rings_with_who_is_nearest() {
        let leave = || Command::Leave { seat: None };
        let room = given([]).after("bo", leave());
        let whom = |room: &Room, word: &str| {
            let due = clock::due(&room.state, room.now).into_iter().find(|it| it.nudge.word() == word);
            due.map(|it| clock::whom(&it.to)).unwrap_or_default()
        };
        assert_eq!(whom(&room, "acknowledge"), "the coordinator");
        assert_eq!(whom(&room, "internal_silence"), "the observer");
        assert_eq!(whom(&room.after("cy", leave()), "internal_silence"), "the coordinator");
        let alone = declared(false);
        assert_eq!(whom(&alone, "first_update"), "the coordinator");
        let alone = alone.after(Actor::Operator, Command::Invite { seat: Seat::Observer, loss: false })
            .after(Actor::Bearer(6), Command::Join { name: "cy".into() });
        assert_eq!(whom(&alone, "first_update"), "the observer", "nobody is in the chair");
    }

    fn a_nudge_is_snoozed_once_with_a_reason_by_whom_it_is_for_or_the_chair() {
        let room = given([("bo", ack())]);
        let what = || "first update for customers".to_owned();
        let until = start() + minutes(11);
        let due = start() + minutes(5);
        room.clone().when("bo", snooze(first(), "x"))
            .refused(Rejection::NotYoursToSnooze { what: what(), who: "the coordinator".into() });
        room.clone().when("dee", snooze(first(), "x"))
            .refused(Rejection::NotPermitted { command: CommandKind::SnoozeNudge, seats: vec![Seat::Guest] });
        room.clone().when("ana", snooze(first(), " ")).refused(Rejection::Empty { place: Place::Reason });
        room.clone().when("ana", snooze(Nudge::InternalSilence { after: FIRST }, "x"))
            .refused(Rejection::NotDueYet { what: "word in the room".into(), at: start() + minutes(20) });
        room.clone().when("ana", snooze(Nudge::Acknowledge, "x"))
            .refused(Rejection::NothingDue { what: "acknowledgement".into() });
        let room = room.later(minutes(1)).when("ana", snooze(first(), "the words are\nwith legal"))
            .then([Event::NudgeSnoozed { nudge: first(), due, until }])
            .saying([Some("the words are with legal")]);
        let last = clock::due(&room.state, room.now).pop().expect("it is due");
        assert_eq!((last.nudge, last.standing), (first(), Standing::Snoozed { until }));
        assert!(clock::most_urgent(&room.state, &person("ana"), room.now).is_some_and(|it| it.nudge != first()));
        let room = room.later(minutes(8));
        assert!(!clock::unrecorded(&room.state, room.now).iter().any(|(nudge, _)| *nudge == first()), "not yet missed");
        room.clone().when(Actor::Server, missed(first(), due))
            .refused(Rejection::NotDueYet { what: what(), at: until });
        room.when("ana", snooze(first(), "again"))
            .refused(Rejection::SnoozedAlready { what: what(), by: "ana".into(), until });
    }

    fn the_server_records_what_was_missed_once_with_the_policy_in_force() {
        let room = given([("bo", ack())]);
        let due = start() + minutes(5);
        room.clone().later(minutes(4)).when(Actor::Server, missed(first(), due))
            .refused(Rejection::NotDueYet { what: "first update for customers".into(), at: due });
        let room = room.later(minutes(5)).when(Actor::Server, missed(first(), due))
            .then([Event::NudgeMissed { nudge: first(), due, policy: 2 }]);
        room.clone().when("ana", missed(first(), due)).refused(Rejection::NotPermitted {
            command: CommandKind::RecordMissed, seats: vec![Seat::Coordinator],
        });
        room.when(Actor::Server, missed(first(), due))
            .refused(Rejection::Already { is: format!("recorded as missed, event {}", FIRST + 1) });
    }

    fn a_vendor_is_waited_for_until_they_are_back() {
        given([]).when("dee", waiting(Mark::On, "x"))
            .refused(Rejection::NotPermitted { command: CommandKind::SetWaiting, seats: vec![Seat::Guest] });
        given([]).when("bo", waiting(Mark::On, "")).refused(Rejection::Empty { place: Place::Text });
        given([]).when("bo", waiting(Mark::Off, "")).refused(Rejection::Already { is: "no vendor is waited for".into() });
        given([("bo", waiting(Mark::On, "Acme"))]).when("cy", waiting(Mark::On, "Bolt")).refused(Rejection::Already {
            is: "a vendor is waited for; say first that they are back".into(),
        });
        given([("bo", waiting(Mark::On, "Acme"))]).when("cy", waiting(Mark::Off, "a new disk is in"))
            .then([Event::WaitingSet { mark: Mark::Off }]).saying([Some("a new disk is in")])
            .so("it is over", |it| it.clock.waiting.is_none());
    }

    // A record may be brought in from anywhere: each question about a moment looks at every place that is kept.
    fn of_a_clock_that_is_put_back_again_and_again_little_is_kept() {
        let mut room = given([]);
        room.now = start() + minutes(1_000);
        for nth in 0..300 {
            room = room.after("bo", note(&format!("note {nth}")));
            room.now -= minutes(1);
        }
        assert!(room.state.clock.put_back.len() <= 64, "{}", room.state.clock.put_back.len());
        // After two hours the pace is half as fast.
        assert_eq!(silence(&room.after("bo", note("now")).state), Some(700 + 40));
    }

    fn a_clock_that_was_ahead_and_is_put_back_loses_nothing() {
        let room = given([("bo", ack())]).later(minutes(1_440)).after("bo", note("the clock is a day ahead"));
        let room = room.later(minutes(-1_438));
        let room = room.after("dee", Command::RequestSeat { seat: Seat::Observer, reason: String::new() });
        let due = |room: &Room, word: &str| {
            let all = clock::due(&room.state, room.now);
            all.into_iter().find(|it| it.nudge.word() == word).map(|it| (it.at - start()).num_minutes())
        };
        assert_eq!(due(&room, "internal_silence"), Some(22), "counted from when the clock was right again");
        assert_eq!(due(&room, "first_update"), Some(5), "of before it everything is as it was");
    }

    fn a_clock_that_is_behind_for_a_while_makes_nobody_late() {
        let room = told(given([("bo", ack())]).later(minutes(200)), Phase::Investigating);
        let behind = room.later(minutes(-150)).after("dee", Command::RequestSeat { seat: Seat::Observer, reason: String::new() });
        let room = recorded(behind.later(minutes(155)));
        assert!(!room.state.clock.missed.keys().any(|it| matches!(it, Nudge::NextUpdate { .. })), "told five minutes ago");
    }

    fn an_estimate_ends_the_wait_for_one() {
        let room = given([("bo", ack())]);
        assert!(words(&room).contains(&"no_estimate"));
        let room = room.after("ana", crate::samples::command(CommandKind::SetEstimate));
        assert!(!words(&room).contains(&"no_estimate"));
    }

    fn a_group_with_a_cadence_of_its_own_is_told_by_it() {
        let group = |minutes| policy(move |it| it.stakeholders.push(warroom_incident::policy::Stakeholder {
            name: "Management".into(), power: "high".into(), interest: "high".into(), audience: "customers".into(),
            channels: Vec::new(), cadence_minutes: minutes,
        }));
        let of = |state: &Incident| at(state, |it| matches!(it, Nudge::GroupUpdate { .. }));
        given([]).after(Actor::Server, group(0)).so("on change only", |it| of(it).is_none());
        let room = given([]).after(Actor::Server, group(60)).so("from the start", |it| of(it) == Some(60));
        let room = told(room.later(minutes(10)), Phase::Investigating).so("from then", |it| of(it) == Some(70));
        told(room, Phase::Resolved).so("no more", |it| of(it).is_none());
    }
}
