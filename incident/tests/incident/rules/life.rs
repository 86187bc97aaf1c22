//! Rules of an incident's life.

use crate::samples;
use crate::world::*;
use warroom_incident::command::CommandKind;
use warroom_incident::event::Ending;
use warroom_incident::event::{EntryKind, Event, Phase, Proposal, TaskTime};
use warroom_incident::rejection::{Place, Target};
use warroom_incident::state::Chair;
use warroom_incident::{Actor, Author, Command, Rejection, Seat, bounds};

fn set_phase(phase: Phase) -> Command {
    Command::SetPhase { phase, reason: String::new() }
}

fn severity(severity: &str) -> Command {
    Command::SetSeverity { severity: severity.into(), reason: "more errors".into() }
}

fn propose_severity(severity: &str) -> Command {
    Command::ProposeSeverity { severity: severity.into(), reason: "more errors".into() }
}

fn close(ending: Ending) -> Command {
    Command::Close { ending, reason: String::new() }
}

fn resolved() -> Room {
    given([("ana", set_phase(Phase::Resolved))])
}

fn closed() -> Room {
    resolved().after("ana", close(Ending::Resolved))
}

fn reason_missing() -> Rejection {
    Rejection::Empty { place: Place::Reason }
}

rules! {
    fn a_declaration_brings_the_policy_and_its_checklist() {
        let room = declared(false)
            .so("the chair is empty", |it| it.chair == Chair::Empty { last: None, since: Some(start()) })
            .so("the reporter has no seat", |it| it.reporter == "rita" && it.people.is_empty())
            .so("mitigations come first", |it| it.tasks.iter().map(|task| task.mitigation).eq([true, true, false]));
        let authors: Vec<_> = room.decided().iter().map(|it| it.fact.author.clone()).collect();
        assert_eq!(authors[0], Author::Operator);
        assert!(authors[1..].iter().all(|author| *author == Author::Server), "what follows is the server's");
    }

    fn nothing_happens_before_the_declaration() {
        nothing().when(Actor::Operator, Command::Invite { seat: Seat::Guest, loss: false })
            .refused(Rejection::NotDeclared);
    }

    fn an_incident_is_declared_once() {
        declared(false).when(Actor::Operator, samples::command(CommandKind::Declare))
            .refused(Rejection::AlreadyDeclared);
        declared(false).when(Actor::Operator, samples::command(CommandKind::Import))
            .refused(Rejection::AlreadyDeclared);
    }

    fn an_unknown_severity_names_those_that_there_are() {
        let known = || ["sev1", "sev2", "sev3", "sev4"].map(String::from).to_vec();
        given([]).when("ana", severity("sev9"))
            .refused(Rejection::UnknownSeverity { severity: "sev9".into(), known: known() })
            .when("ana", severity("SEV3"))
            .so("case does not matter", |it| it.severity.as_deref() == Some("sev3"));
    }

    fn the_first_to_acknowledge_moves_a_declared_incident_on() {
        given([]).when("bo", Command::Acknowledge { text: "on it".into() })
            .then([Event::Acknowledged {}])
            .saying([Some("on it")])
            .so("acknowledged by bo", |it| it.acknowledged == Some((Author::Person(person("bo")), start())))
            .so("phase", |it| it.phase == Some(Phase::Acknowledged))
            .when("ana", Command::Acknowledge { text: String::new() })
            .refused(Rejection::AlreadyAcknowledged { by: "bo".into() });
    }

    fn an_observer_does_not_acknowledge() {
        given([]).when("cy", Command::Acknowledge { text: String::new() })
            .refused(Rejection::NotPermitted { command: CommandKind::Acknowledge, seats: vec![Seat::Observer] });
    }

    fn the_chair_sets_phases_back_and_forth() {
        given([("ana", set_phase(Phase::Monitoring))]).when("ana", set_phase(Phase::Investigating))
            .then([Event::PhaseSet { phase: Phase::Investigating, proposal: None }])
            .when("ana", set_phase(Phase::Investigating))
            .refused(Rejection::Already { is: "investigating".into() });
    }

    fn acknowledged_and_closed_are_not_set_by_hand() {
        for phase in [Phase::Declared, Phase::Acknowledged, Phase::Closed] {
            given([]).when("ana", set_phase(phase)).refused(Rejection::NotAWorkingPhase { phase });
        }
    }

    fn a_change_of_severity_needs_a_reason() {
        given([]).when("ana", Command::SetSeverity { severity: "sev1".into(), reason: " \n".into() })
            .refused(reason_missing());
        given([]).when("bo", Command::ProposeSeverity { severity: "sev1".into(), reason: String::new() })
            .refused(reason_missing());
    }

    fn a_severity_reached_later_brings_its_checklist_once() {
        let task = Event::TaskAdded { when: TaskTime::Now, mitigation: false, class: None, debt_of: None };
        given([]).when("ana", severity("sev1"))
            .then([Event::SeveritySet { severity: Some("sev1".into()), proposal: None }, task])
            .saying([Some("more errors"), Some("Tell management that a SEV1 is running")])
            .after("ana", severity("sev3")).when("ana", severity("sev1"))
            .then([Event::SeveritySet { severity: Some("sev1".into()), proposal: None }])
            .so("every change is kept", |it| it.severities.len() == 4);
    }

    fn everyone_who_writes_proposes_and_the_chair_accepts_with_one_key() {
        for who in ["bo", "cy"] {
            given([]).when(who, propose_severity("sev3"))
                .then([Event::Proposed { proposal: Proposal::Severity("sev3".into()) }])
                .when("ana", Command::AcceptProposal { proposal: FIRST })
                .then([Event::SeveritySet { severity: Some("sev3".into()), proposal: Some(FIRST) }])
                .so("the proposal is closed", |it| it.proposals.is_empty());
        }
        given([]).after("bo", Command::ProposePhase { phase: Phase::Identified, reason: String::new() })
            .when("ana", Command::AcceptProposal { proposal: FIRST })
            .then([Event::PhaseSet { phase: Phase::Identified, proposal: Some(FIRST) }]);
    }

    fn a_guest_proposes_nothing() {
        given([]).when("dee", propose_severity("sev1"))
            .refused(Rejection::NotPermitted { command: CommandKind::ProposeSeverity, seats: vec![Seat::Guest] });
    }

    fn a_proposal_is_declined_with_a_reason_and_gone() {
        let decline = |reason: &str| Command::DeclineProposal { proposal: FIRST, reason: reason.into() };
        given([("bo", propose_severity("sev1"))])
            .when("ana", decline("")).refused(reason_missing())
            .when("ana", decline("only one region")).then([Event::ProposalDeclined { proposal: FIRST }])
            .when("ana", decline("again"))
            .refused(Rejection::Unknown { target: Target::Proposal, number: FIRST })
            .when("ana", Command::AcceptProposal { proposal: FIRST })
            .refused(Rejection::Unknown { target: Target::Proposal, number: FIRST });
    }

    fn a_proposal_that_came_true_by_itself_is_closed() {
        given([("bo", propose_severity("sev1"))]).when("ana", severity("sev1"))
            .so("no proposal is open", |it| it.proposals.is_empty());
    }

    fn the_same_is_not_proposed_twice() {
        given([("bo", propose_severity("sev1"))]).when("cy", propose_severity("sev1"))
            .refused(Rejection::Already { is: "proposed; the chair decides".into() });
        given([]).when("cy", propose_severity("sev2")).refused(Rejection::Already { is: "sev2".into() });
    }

    fn only_so_many_proposals_are_open() {
        let mut room = given([("bo", propose_severity("sev1"))]);
        let open = room.state.proposals[&FIRST].clone();
        room.state.proposals.extend((1_000..).take(bounds::PROPOSALS).map(|seq| (seq, open.clone())));
        room.when("bo", propose_severity("sev3"))
            .refused(Rejection::TooMany { what: "open proposals".into(), most: bounds::PROPOSALS });
    }

    fn only_a_resolved_incident_is_closed() {
        given([]).when("ana", close(Ending::Resolved)).refused(Rejection::NotResolved { phase: Phase::Declared });
        resolved().when("ana", close(Ending::Resolved)).then([Event::Closed { ending: Ending::Resolved }])
            .so("closed", |it| it.is_closed() && it.ending == Some(Ending::Resolved));
    }

    fn a_false_alarm_closes_at_any_time_with_a_reason() {
        given([]).when("ana", close(Ending::FalseAlarm)).refused(reason_missing())
            .when("ana", Command::Close { ending: Ending::FalseAlarm, reason: "a test alert".into() })
            .then([Event::Closed { ending: Ending::FalseAlarm }]);
    }

    fn closing_ends_what_was_pending() {
        given([("bo", propose_severity("sev1")), ("cy", Command::RaiseHold { reason: "wait".into() })])
            .when("ana", Command::Close { ending: Ending::FalseAlarm, reason: "a test alert".into() })
            .so("no proposal, no HOLD", |it| it.proposals.is_empty() && it.hold.is_none());
    }

    fn a_closed_room_takes_no_entries_but_what_belongs_to_afterwards() {
        closed().when("bo", note("one more thing")).refused(Rejection::IncidentClosed)
            .after("bo", samples::command(CommandKind::AddTask))
            .after("bo", samples::command(CommandKind::AddLink));
    }

    fn the_chair_reopens_a_closed_incident_with_a_reason() {
        given([]).when("ana", Command::Reopen { reason: "it is back".into() })
            .refused(Rejection::NotClosed { phase: Phase::Declared });
        closed().when("ana", Command::Reopen { reason: String::new() }).refused(reason_missing())
            .when("ana", Command::Reopen { reason: "it is back".into() }).then([Event::Reopened {}])
            .so("investigating again", |it| it.phase == Some(Phase::Investigating) && it.ending.is_none());
    }

    fn playback_speaks_for_a_seat_and_only_in_drills() {
        let seat = Some(Seat::Responder);
        given([]).when(Actor::Playback(seat), note("hello")).refused(Rejection::PlaybackOutsideDrill);
        let room = drill().when(Actor::Playback(seat), Command::post(EntryKind::Finding, "a loop in the config"));
        let fact = &room.decided()[0].fact;
        assert_eq!((&fact.author, fact.seat), (&Author::Playback, seat));
        room.when(Actor::Playback(seat), close(Ending::Resolved))
            .refused(Rejection::NotPermitted { command: CommandKind::Close, seats: Vec::new() });
    }

    fn a_policy_comes_into_force_by_an_event_and_once() {
        given([]).when(Actor::Server, policy(|_| {}))
            .refused(Rejection::Already { is: "this policy is in force".into() })
            .when(Actor::Server, policy(|it| it.limits.entry_bytes = 300))
            .so("in force", |it| it.policy.limits.entry_bytes == 300)
            .when("bo", note(&"x".repeat(301)))
            .refused(Rejection::TooLong { place: Place::Text, bytes: 301, most: 300 });
    }

    fn a_full_record_says_so() {
        let mut room = given([]);
        room.state.seq = bounds::EVENTS;
        room.when("bo", note("one more")).refused(Rejection::RecordFull { most: bounds::EVENTS });
    }

    fn a_cause_hunted_without_a_mitigation_is_said() {
        let mut action = samples::command(CommandKind::Post);
        if let Command::Post { action: Some(action), .. } = &mut action {
            action.progress = warroom_incident::event::Progress::UnderWay;
        }
        given([("bo", Command::Acknowledge { text: String::new() })])
            .so("nothing was tried", |it| it.no_mitigation_tried())
            .when("bo", action)
            .so("a rollback runs", |it| !it.no_mitigation_tried());
    }
}
