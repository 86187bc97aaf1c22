//! The order of tasks by keys, what they save, and by when they are due.

use warroom_incident::event::TaskTime;
use warroom_incident::{Seq, Time};

use super::*;
use crate::app::actions::{selected_task, task_order};
use crate::app::next_step::next_step;

fn add(text: &str, mitigation: bool) -> Command {
    Command::AddTask { text: text.into(), when: TaskTime::Now, mitigation, class: None }
}

/// Three tasks besides those of the checklist, which are done.
fn desk(name: &str) -> (Desk, [Seq; 3]) {
    let members = [("ana", Seat::Responder), ("priya", Seat::Coordinator)];
    let mut room = Room::declared("Checkout errors", Some("sev2"), false, &members);
    let listed: Vec<_> = room.state.tasks.iter().map(|task| task.seq).collect();
    for task in listed {
        room.says("ana", Command::FinishTask { task, text: String::new() }, at(1, 0));
    }
    let tasks = [("one", false), ("two", false), ("three", true)];
    let tasks = tasks.map(|(text, mitigation)| room.says("ana", add(text, mitigation), at(2, 0)));
    (Desk::in_room(room, name), tasks)
}

impl Desk {
    /// What was sent is decided, and what came of it is heard.
    fn answered(&mut self, who: &str) -> &mut Desk {
        for command in self.sent() {
            let seq = self.room.says(who, command, self.now);
            let lines = self.room.record.lines().iter().filter(|line| line.seq() >= seq).cloned().collect();
            self.hears(ToClient::Events(lines));
        }
        self
    }

    fn heard(&self) -> &str {
        self.model.said.as_ref().map_or("", |(said, _)| said)
    }
}

fn rank(task: Seq, rank: Option<u32>) -> Command {
    Command::RankTask { task, rank, saves_percent: None, no_rank: rank.is_none() }
}

fn due(task: Seq, by: Time) -> Command {
    Command::PlanTask { task, owner: None, due: None, by: Some(by), link: None }
}

#[test]
fn plus_and_minus_move_a_task_by_one_place_and_the_cursor_goes_with_it() {
    let (mut desk, [one, two, three]) = desk("priya");
    desk.types("T");
    assert_eq!(task_order(&desk.model)[..3], [three, one, two], "the mitigation comes first");
    desk.types("jj+");
    assert_eq!(desk.sent(), [rank(two, Some(1))]);
    desk.answered("priya");
    assert_eq!(task_order(&desk.model)[..3], [two, three, one]);
    assert_eq!(selected_task(&desk.model), Some(two));
    assert!(desk.types("+").sent().is_empty() && desk.heard().contains("first to do already"), "{}", desk.heard());
    desk.types("jj+").answered("priya");
    assert_eq!(task_order(&desk.model)[..3], [two, one, three]);
    desk.types("+");
    assert_eq!(desk.sent(), [rank(one, Some(1))]);
    desk.answered("priya").types("-");
    assert_eq!(desk.sent(), [rank(one, Some(2))]);
    desk.answered("priya").types("-");
    assert_eq!(desk.sent(), [rank(one, None)], "the last one has no place any more");
    desk.answered("priya");
    assert!(desk.types("-").sent().is_empty() && desk.heard().contains("+ gives it one"), "{}", desk.heard());
}

#[test]
fn only_the_chair_ranks_and_whoever_else_hears_why() {
    let (mut desk, _) = desk("ana");
    for key in ["+", "-", "%"] {
        desk.types("T").types(key);
        assert!(desk.sent().is_empty() && desk.model.dialog.is_none(), "{key}");
        assert!(desk.heard().contains("ask: coordinator"), "{key}: {}", desk.heard());
    }
    // Elsewhere these keys are others'.
    desk.types("1+%");
    assert!(desk.sent().is_empty());
}

#[test]
fn what_a_task_saves_is_chosen_by_a_digit_or_written() {
    let (mut desk, [_, _, three]) = desk("priya");
    let saves = |percent| Command::RankTask { task: three, rank: None, saves_percent: Some(percent), no_rank: false };
    desk.types("T%2");
    assert_eq!(desk.sent(), [saves(75)]);
    desk.answered("priya").types("%7120\n");
    assert!(desk.sent().is_empty());
    let Some(Dialog::Form(form)) = &desk.model.dialog else { panic!("the form stays") };
    assert_eq!(form.problem.as_deref(), Some("a share is a whole number from 0 to 100"));
    desk.types("\u{1b}\u{1b}%740 %\n");
    assert_eq!(desk.sent(), [saves(40)]);
}

#[test]
fn a_task_is_due_in_some_minutes_or_at_the_next_such_time_of_day() {
    let (mut desk, [_, _, three]) = desk("ana");
    desk.types("Tb3");
    assert_eq!(desk.sent(), [due(three, at(20, 0))], "fifteen minutes after five past");
    desk.types("b604:30\n");
    assert_eq!(desk.sent(), [due(three, at(90, 0))]);
    desk.types("b603:00\n");
    assert_eq!(desk.sent(), [due(three, at(0, 0) + chrono::TimeDelta::days(1))], "what is over is tomorrow's");
    desk.types("b6soon\n");
    assert!(desk.sent().is_empty());
    assert_eq!(desk.form_stage(), Some(Stage::Writing));
}

#[test]
fn the_next_step_of_whoever_works_is_their_task_that_stands_first() {
    let (desk, [one, two, _]) = desk("ana");
    let mut room = desk.room;
    room.says("ana", Command::Acknowledge { text: String::new() }, at(3, 0));
    room.says(
        "priya",
        Command::SetPhase { phase: warroom_incident::event::Phase::Monitoring, reason: "it falls".into() },
        at(3, 0),
    );
    for task in [one, two] {
        room.says("ana", Command::ClaimTask { task }, at(3, 0));
    }
    let why = |room: &Room| next_step(&Desk::in_room(room.clone(), "ana").model).map(|step| step.why);
    assert_eq!(why(&room), Some("your task: one".into()));
    room.says("priya", rank(two, Some(1)), at(3, 30));
    assert_eq!(why(&room), Some("your task: two".into()));
}

#[test]
fn what_is_over_is_neither_ranked_nor_due() {
    let (mut desk, _) = desk("priya");
    desk.types("TG");
    for key in ["%", "b", "+"] {
        desk.types(key);
        assert!(desk.sent().is_empty() && desk.model.dialog.is_none(), "{key}");
        assert!(desk.heard().contains("over"), "{key}: {}", desk.heard());
    }
}
