//! Rules of tasks and debts.

use crate::world::*;
use warroom_incident::event::{EntryKind, Event, TaskTime};
use warroom_incident::rejection::{Place, Target};
use warroom_incident::state::TaskState;
use warroom_incident::{Author, Command, Rejection, Seq, bounds};

fn add() -> (&'static str, Command) {
    ("bo", Command::AddTask { text: "look at db1".into(), when: TaskTime::Now, mitigation: false, class: None })
}

fn claim() -> Command {
    Command::ClaimTask { task: FIRST }
}

fn finish() -> Command {
    Command::FinishTask { task: FIRST, text: "looks fine".into() }
}

fn plan(task: Seq, owner: Option<&str>, due: bool, link: Option<&str>) -> Command {
    let due = due.then(|| chrono::NaiveDate::from_ymd_opt(2026, 4, 1).expect("a day"));
    Command::PlanTask { task, owner: owner.map(Into::into), due, by: None, link: link.map(Into::into) }
}

/// A makeshift whose debt is the task in question.
fn debt() -> Room {
    given([("bo", Command::post(EntryKind::Action, "restart hourly"))])
        .after("bo", Command::MarkTemporary { entry: FIRST })
}

rules! {
    fn a_task_is_claimed_and_finished() {
        given([add()]).when("cy", claim()).then([Event::TaskClaimed { task: FIRST }])
            .so("cy has it", |it| it.task(FIRST).unwrap().state == TaskState::Claimed(Author::Person(person("cy"))))
            .when("cy", claim()).refused(Rejection::Already { is: "yours".into() })
            .when("cy", finish()).then([Event::TaskFinished { task: FIRST }]).saying([Some("looks fine")])
            .when("cy", finish()).refused(Rejection::TaskOver { task: FIRST, how: "done".into() });
    }

    fn a_task_is_dropped_with_a_reason() {
        let drop = |reason: &str| Command::DropTask { task: FIRST, reason: reason.into() };
        given([add()]).when("bo", drop(""))
            .refused(Rejection::Empty { place: Place::Reason })
            .after("bo", drop("moot"))
            .when("cy", claim()).refused(Rejection::TaskOver { task: FIRST, how: "dropped".into() });
    }

    fn a_claimed_task_is_taken_over_only_by_the_chair_or_from_who_left() {
        let taken = || Rejection::TaskTaken { task: FIRST, by: "bo".into() };
        let claimed = given([add(), ("bo", claim())]);
        claimed.clone().when("cy", claim()).refused(taken());
        claimed.clone().after("ana", claim());
        claimed.after("bo", Command::Leave { seat: None }).after("cy", claim());
    }

    fn a_number_that_is_no_task_is_unknown() {
        given([]).when("cy", claim()).refused(Rejection::Unknown { target: Target::Task, number: FIRST });
    }

    fn there_are_only_so_many_tasks() {
        let full = || Rejection::TooMany { what: "tasks".into(), most: bounds::TASKS };
        let mut room = given([("bo", Command::post(EntryKind::Action, "x"))]);
        room.state.tasks = vec![room.state.tasks[0].clone(); bounds::TASKS];
        room.when("bo", add().1).refused(full())
            .when("bo", Command::MarkTemporary { entry: FIRST }).refused(full())
            .when("ana", Command::SetSeverity { severity: "sev1".into(), reason: "worse".into() }).refused(full());
    }

    fn an_action_item_is_planned_with_an_owner_a_day_or_a_link() {
        given([add()]).when("bo", plan(FIRST, None, false, None)).refused(Rejection::NothingToPlan)
            .when("bo", plan(FIRST, Some("eve"), false, None)).saying([None])
            .when("bo", plan(FIRST, None, true, Some("https://t.example/1"))).saying([Some("https://t.example/1")])
            .so("the owner stays", |it| it.task(FIRST).unwrap().owner.as_deref() == Some("eve"))
            .when("bo", plan(FIRST, None, false, Some("t.example")))
            .refused(Rejection::NotALink { url: "t.example".into() });
    }

    fn a_debt_stays_until_it_has_an_owner_a_date_and_a_link() {
        let debt_at = FIRST + 2;
        let finish = || Command::FinishTask { task: debt_at, text: String::new() };
        let drop = || Command::DropTask { task: debt_at, reason: "never mind".into() };
        let lacks = |missing: &[&str]| Rejection::DebtNotPlanned {
            task: debt_at, missing: missing.iter().map(|it| String::from(*it)).collect(),
        };
        debt().when("bo", finish()).refused(lacks(&["owner", "due date", "link"]))
            .after("bo", plan(debt_at, Some("eve"), true, None))
            .when("bo", drop()).refused(lacks(&["link"]))
            .after("bo", plan(debt_at, None, false, Some("https://t.example/1")))
            .so("no debt is left", |it| it.debts().count() == 0)
            .after("ana", Command::Redact { event: FIRST + 4, reason: "a token in it".into() })
            .so("its link is gone", |it| it.debts().count() == 1)
            .after("bo", plan(debt_at, None, false, Some("https://t.example/1")))
            .after("bo", finish());
    }
}
