//! Rules of the order of tasks: the chair ranks, mitigations come first among the rest, a task of now has a moment.

use crate::world::*;
use warroom_incident::event::{EntryKind, Event, Reach, TaskTime};
use warroom_incident::impact::{Amount, Range, Stated};
use warroom_incident::rejection::Target;
use warroom_incident::waiting::cost_of_waiting;
use warroom_incident::{Command, Incident, Rejection, Seq, apply, bounds};

fn add(text: &str, mitigation: bool) -> Command {
    Command::AddTask { text: text.into(), when: TaskTime::Now, mitigation, class: None }
}

fn later(text: &str) -> Command {
    Command::AddTask { text: text.into(), when: TaskTime::Afterwards, mitigation: false, class: None }
}

fn place(task: Seq, place: u32) -> Command {
    Command::RankTask { task, rank: Some(place), saves_percent: None, no_rank: false }
}

fn saves(task: Seq, percent: u8) -> Command {
    Command::RankTask { task, rank: None, saves_percent: Some(percent), no_rank: false }
}

fn no_place(task: Seq) -> Command {
    Command::RankTask { task, rank: None, saves_percent: None, no_rank: true }
}

fn due(task: Seq, by: warroom_incident::Time) -> Command {
    Command::PlanTask { task, owner: None, due: None, by: Some(by), link: None }
}

fn done(task: Seq) -> Command {
    Command::FinishTask { task, text: String::new() }
}

/// Four tasks of now from `FIRST` on, the third of them a mitigation; those of the checklist are done.
fn four() -> Room {
    given([
        ("bo", add("one", false)),
        ("bo", add("two", false)),
        ("bo", add("three", true)),
        ("bo", add("four", false)),
    ])
    .after("bo", done(3))
    .after("bo", done(4))
    .after("bo", done(5))
}

/// The same, while between 6,000 and 60,000 euros are lost in an hour.
fn costly() -> Room {
    let range = Range { low: 600_000, likely: 3_000_000, high: 6_000_000 };
    let stated = Stated { loss_per_hour: Some(range), ..Stated::default() };
    let source = String::from("the dashboard");
    four().after("ana", Command::SetEstimate { stated: Box::new(stated), source, reason: String::new() })
}

/// The open tasks in their order, as distances from the first.
fn order(state: &Incident) -> Vec<Seq> {
    let mut tasks: Vec<_> = state.tasks.iter().filter(|task| task.is_open()).collect();
    tasks.sort_by_key(|task| task.rank());
    tasks.into_iter().map(|task| task.seq - FIRST).collect()
}

fn places(state: &Incident) -> Vec<Option<u32>> {
    (FIRST..FIRST + 4).map(|seq| state.task(seq).expect("it is there").place).collect()
}

rules! {
    fn mitigations_come_first_then_what_saves_most_then_the_older() {
        four().so("the mitigation first", |it| order(it) == [2, 0, 1, 3])
            .after("ana", saves(FIRST + 3, 30)).after("ana", saves(FIRST + 1, 60))
            .so("what saves most before the rest", |it| order(it) == [2, 1, 3, 0])
            .after("ana", saves(FIRST + 2, 5))
            .so("a mitigation that saves little is one all the same", |it| order(it) == [2, 1, 3, 0])
            .so("and says so", |it| it.task(FIRST + 2).unwrap().saves() == Some(5));
    }

    fn a_mitigation_saves_all_and_of_others_nothing_is_known() {
        four().so("all", |it| it.task(FIRST + 2).unwrap().saves() == Some(100))
            .so("nothing is known", |it| it.task(FIRST).unwrap().saves().is_none());
    }

    fn the_chair_ranks_and_whoever_is_in_the_place_moves_down() {
        four().when("ana", place(FIRST + 3, 1))
            .then([Event::TaskRanked { task: FIRST + 3, rank: Some(1), saves_percent: None }])
            .so("before the mitigation", |it| order(it) == [3, 2, 0, 1])
            .after("ana", place(FIRST, 1))
            .so("the other moves down", |it| places(it) == [Some(1), None, None, Some(2)])
            .after("ana", place(FIRST + 1, 2))
            .so("and again", |it| places(it) == [Some(1), Some(2), None, Some(3)])
            .after("ana", place(FIRST, 3))
            .so("a move closes its gap", |it| places(it) == [Some(3), Some(1), None, Some(2)])
            .after("ana", no_place(FIRST + 1))
            .so("so does taking it out", |it| places(it) == [Some(2), None, None, Some(1)]);
    }

    fn what_is_over_gives_its_place_away() {
        let ranked = four().after("ana", place(FIRST, 1)).after("ana", place(FIRST + 1, 2));
        ranked.clone().after("bo", done(FIRST)).so("it moves up", |it| places(it) == [None, Some(1), None, None]);
        ranked.after("bo", Command::DropTask { task: FIRST, reason: "moot".into() })
            .so("it moves up", |it| places(it) == [None, Some(1), None, None])
            .when("ana", place(FIRST, 1)).refused(Rejection::TaskOver { task: FIRST, how: "dropped".into() });
    }

    fn a_place_beyond_the_last_is_the_last() {
        four().after("ana", place(FIRST, 1)).when("ana", place(FIRST + 1, 9))
            .then([Event::TaskRanked { task: FIRST + 1, rank: Some(2), saves_percent: None }])
            .when("ana", place(FIRST + 1, 7)).refused(Rejection::Already { is: "place 2".into() });
    }

    fn what_is_not_said_stays() {
        four().after("ana", saves(FIRST, 80)).when("ana", place(FIRST, 1))
            .then([Event::TaskRanked { task: FIRST, rank: Some(1), saves_percent: Some(80) }])
            .when("ana", saves(FIRST, 80)).refused(Rejection::Already { is: "place 1, saves 80 %".into() })
            .when("ana", saves(FIRST, 70))
            .then([Event::TaskRanked { task: FIRST, rank: Some(1), saves_percent: Some(70) }]);
    }

    fn what_is_for_afterwards_has_places_of_its_own() {
        four().after("bo", later("five")).after("ana", place(FIRST, 1))
            .when("ana", place(FIRST + 7, 4))
            .then([Event::TaskRanked { task: FIRST + 7, rank: Some(1), saves_percent: None }])
            .so("it stays behind those of now", |it| order(it).last() == Some(&7));
    }

    fn only_the_chair_ranks_and_only_by_what_makes_sense() {
        let nothing = Command::RankTask { task: FIRST, rank: None, saves_percent: None, no_rank: false };
        let room = four();
        assert!(matches!(
            warroom_incident::decide(&room.state, &place(FIRST, 1), &Who::from("bo").0, room.now),
            Err(Rejection::NotPermitted { .. })
        ));
        room.when("ana", nothing).refused(Rejection::NothingToRank)
            .when("ana", place(FIRST, 0)).refused(Rejection::NoPlaceZero)
            .when("ana", saves(FIRST, 101)).refused(Rejection::NotAShare { percent: 101 })
            .when("ana", place(999, 1)).refused(Rejection::Unknown { target: Target::Task, number: 999 });
    }

    fn a_task_of_now_is_due_at_a_moment_ahead() {
        let room = four().when("bo", due(FIRST, start() + minutes(15)))
            .then([Event::TaskPlanned {
                task: FIRST, owner: None, due: None, by: Some(start() + minutes(15)), link: false,
            }])
            .so("not yet overdue", |it| !it.task(FIRST).unwrap().is_overdue(start() + minutes(15)))
            .so("overdue", |it| it.task(FIRST).unwrap().is_overdue(start() + minutes(16)));
        room.clone().after("bo", done(FIRST))
            .so("what is done is not overdue", |it| !it.task(FIRST).unwrap().is_overdue(start() + minutes(16)));
        let refused = |by| Rejection::DueNotAhead { by, now: start(), days: bounds::TASK_DAYS };
        let far = start() + chrono::TimeDelta::days(bounds::TASK_DAYS) + minutes(1);
        room.when("bo", due(FIRST, start())).refused(refused(start()))
            .when("bo", due(FIRST, far)).refused(refused(far));
    }

    fn waiting_costs_the_share_that_a_task_saves_of_what_ten_minutes_cost() {
        let room = costly();
        let cost = |state: &Incident, task: Seq| cost_of_waiting(state, state.task(task).unwrap(), start() + minutes(5));
        let euros = |low: u64, likely: u64, high: u64| Some(Amount {
            range: Range { low: low * 100, likely: likely * 100, high: high * 100 }, currency: "EUR".into(),
        });
        // 6,000 to 60,000 an hour are 1,000 to 10,000 in ten minutes.
        room.clone().so("a mitigation ends all of it", |it| cost(it, FIRST + 2) == euros(1_000, 5_000, 10_000))
            .so("of others nothing is known", |it| cost(it, FIRST).is_none())
            .after("ana", saves(FIRST, 30)).after("ana", saves(FIRST + 2, 80))
            .so("what the chair says counts", |it| cost(it, FIRST) == euros(300, 1_500, 3_000))
            .so("also of a mitigation", |it| cost(it, FIRST + 2) == euros(800, 4_000, 8_000))
            .after("bo", done(FIRST + 2)).so("nobody waits for what is done", |it| cost(it, FIRST + 2).is_none());
        let later = Command::AddTask { text: "alert on it".into(), when: TaskTime::Afterwards, mitigation: true, class: None };
        let room = room.after("bo", later);
        let after = room.state.tasks.last().unwrap().seq;
        room.so("nor for what is meant for afterwards", |it| cost(it, after).is_none());
        four().so("without an estimate nothing is known", |it| cost(it, FIRST + 2).is_none());
    }

    fn who_sees_no_figures_is_told_no_cost_of_waiting() {
        let room = costly().after("ana", saves(FIRST, 30));
        let reaches = room.state.people[&person("dee")].reaches();
        assert!(!reaches.contains(Reach::Loss));
        let mut seen = Incident::default();
        for line in room.record.lines() {
            let open = line.open().is_some_and(|sealed| reaches.contains(sealed.fact.reach));
            apply(&mut seen, &if open { line.clone() } else { line.withheld() });
        }
        let task = seen.task(FIRST).unwrap();
        assert_eq!((task.saves(), cost_of_waiting(&seen, task, start() + minutes(5))), (Some(30), None));
    }

    fn an_action_item_is_due_on_a_day_not_at_a_moment() {
        given([("bo", later("five"))]).when("bo", due(FIRST, start() + minutes(15)))
            .refused(Rejection::MomentForLater { task: FIRST })
            .after("bo", Command::post(EntryKind::Note, "so be it"));
    }
}
