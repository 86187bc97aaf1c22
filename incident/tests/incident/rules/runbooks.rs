//! Rules of runbooks: a step is ticked off once, and the record says what it said then.

use crate::world::*;
use warroom_incident::event::{Event, Mark};
use warroom_incident::policy::Runbook;
use warroom_incident::{Actor, Command, CommandKind, Incident, Policy, Rejection, Seq, bounds};

const TITLE: &str = "Roll back a release";

fn runbooks(steps: &[&str]) -> impl FnOnce(&mut Policy) + use<> {
    let steps = steps.iter().map(|step| (*step).to_owned()).collect();
    let url = String::from("https://runbooks.example/rollback");
    |policy| policy.runbooks = vec![Runbook { title: TITLE.into(), url, steps, ..Runbook::default() }]
}

/// The policy has a runbook of two steps; what follows begins at [`TICK`].
fn room() -> Room {
    given([]).after(Actor::Server, policy(runbooks(&["stop the pipeline", "roll back"])))
}

const TICK: Seq = FIRST + 1;

fn tick(title: &str, step: u32, mark: Mark) -> Command {
    Command::TickStep { runbook: title.into(), step, mark }
}

fn on(step: u32) -> Command {
    tick(TITLE, step, Mark::On)
}

fn off(step: u32) -> Command {
    tick(TITLE, step, Mark::Off)
}

fn ticked(state: &Incident) -> usize {
    state.ticked(&state.policy.runbooks[0])
}

rules! {
    fn a_step_is_ticked_off_with_its_words_and_once() {
        let again = Rejection::StepTicked { runbook: TITLE.into(), step: 2, by: "bo".into(), at: start() };
        assert_eq!(
            again.to_string(),
            "step 2 of \"Roll back a release\" was ticked off already, by bo at 2026-03-01 09:00:00 UTC"
        );
        room().when("bo", tick("roll back A RELEASE", 2, Mark::On))
            .then([Event::StepTicked { runbook: TITLE.into(), step: 2, mark: Mark::On }])
            .saying([Some("roll back")])
            .so("one of two", |it| ticked(it) == 1)
            .when("cy", on(2)).refused(again)
            .after("cy", on(1))
            .so("both", |it| ticked(it) == 2);
    }

    fn a_tick_is_taken_back_by_anybody_who_may_tick() {
        room().after("bo", on(1)).when("cy", off(1))
            .then([Event::StepTicked { runbook: TITLE.into(), step: 1, mark: Mark::Off }])
            .saying([Some("stop the pipeline")])
            .so("none", |it| ticked(it) == 0)
            .when("cy", off(1)).refused(Rejection::StepNotTicked { runbook: TITLE.into(), step: 1 })
            .after("bo", on(1));
    }

    fn an_unknown_runbook_or_step_is_refused_with_what_there_is() {
        let unknown = Rejection::UnknownRunbook { runbook: "failover".into(), known: vec![TITLE.into()] };
        assert_eq!(unknown.to_string(), "there is no runbook \"failover\"; the policy has Roll back a release");
        let step = |step| Rejection::UnknownStep { runbook: TITLE.into(), step, steps: 2 };
        assert_eq!(step(3).to_string(), "runbook \"Roll back a release\" has no step 3: it has steps 1 to 2");
        room().when("bo", tick("failover", 1, Mark::On)).refused(unknown)
            .when("bo", on(0)).refused(step(0))
            .when("bo", on(3)).refused(step(3));
        given([]).when("bo", on(1)).refused(Rejection::UnknownRunbook { runbook: TITLE.into(), known: Vec::new() });
    }

    fn the_record_stands_when_the_policy_changes_and_a_rewritten_step_is_another() {
        let room = room().after("bo", on(1)).after("bo", on(2))
            .after(Actor::Server, policy(runbooks(&["stop the pipeline", "roll back one region", "and the rest"])))
            .so("only what still says the same counts", |it| ticked(it) == 1)
            .so("what was ticked is known", |it| {
                it.tick_before(&it.policy.runbooks[0], 2).unwrap().words.as_deref() == Some("roll back")
            });
        room.clone().when("bo", off(2)).saying([Some("roll back")]);
        room.when("bo", on(2)).saying([Some("roll back one region")])
            .so("it counts again", |it| ticked(it) == 2);
    }

    fn a_redacted_tick_keeps_who_and_when() {
        room().after("bo", on(1))
            .after("bo", Command::Redact { event: TICK, reason: "a token in it".into() })
            .so("the words are gone", |it| it.ticks.values().all(|tick| tick.words.is_none()))
            .so("it is ticked all the same", |it| ticked(it) == 1);
    }

    fn guests_do_not_tick_and_a_closed_room_has_no_steps_left() {
        let room = room();
        assert!(matches!(
            warroom_incident::decide(&room.state, &on(1), &Who::from("dee").0, room.now),
            Err(Rejection::NotPermitted { command: CommandKind::TickStep, .. })
        ));
        let close = Command::Close { ending: warroom_incident::event::Ending::FalseAlarm, reason: "no".into() };
        room.after("ana", close).when("bo", on(1)).refused(Rejection::IncidentClosed);
    }

    fn there_are_only_so_many_ticks() {
        let mut room = room().after("bo", on(1));
        let tick = room.state.ticks[&(TITLE.to_owned(), 1)].clone();
        room.state.ticks = (0..bounds::TICKS as u32).map(|i| (("old".to_owned(), i), tick.clone())).collect();
        room.when("bo", on(1)).refused(Rejection::TooMany { what: "ticked steps".into(), most: bounds::TICKS });
    }
}
