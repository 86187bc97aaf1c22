//! Tasks.

use warroom_incident::event::TaskTime;
use warroom_incident::state::{Task, TaskState};
use warroom_incident::{Command, Person};

use super::{Choice, Form, Order, Words, choice};
use crate::app::model::Model;
use crate::timeline::first_line;

/// A new task.
#[must_use]
pub fn task() -> Form {
    let add = |label: &str, when, mitigation| {
        choice(label, Command::AddTask { text: String::new(), when, mitigation, class: None }, Words::Must)
    };
    let choices = vec![
        add("to do now", TaskTime::Now, false),
        add("to do now, ends the harm (mitigation)", TaskTime::Now, true),
        add("afterwards (action item)", TaskTime::Afterwards, false),
    ];
    Form::new("New task", "What is to be done", choices)
}

/// Saying that a task is done: a list may have moved under the finger, so its words are asked back.
#[must_use]
pub fn finish_task(model: &Model, task: &Task) -> Form {
    let words = words(model, task);
    let done = choice("Done", Command::FinishTask { task: task.seq, text: String::new() }, Words::No);
    Form::new("Task done", "", vec![done.ask(format!("Is it done? {words}"))])
}

/// What somebody can do with a task.
#[must_use]
pub fn task_menu(task: &Task, me: &Person) -> Vec<Choice> {
    let mut choices = Vec::new();
    if task.is_open() {
        if !matches!(&task.state, TaskState::Claimed(by) if by.person() == Some(me)) {
            choices.push(choice("Take it", Command::ClaimTask { task: task.seq }, Words::No));
        }
        choices.push(Choice {
            label: "Plan it: owner, day, link".into(),
            order: Order::Plan(task.seq),
            words: Words::Must,
            question: String::new(),
        });
        choices.push(choice("Done", Command::FinishTask { task: task.seq, text: String::new() }, Words::May));
        choices.push(choice(
            "Will not be done",
            Command::DropTask { task: task.seq, reason: String::new() },
            Words::Must,
        ));
    }
    choices
}

fn written(label: &str, order: Order) -> Choice {
    Choice { label: label.into(), order, words: Words::Must, question: String::new() }
}

/// What a task saves of what the incident costs.
#[must_use]
pub fn saves(model: &Model, task: &Task) -> Form {
    let seq = task.seq;
    let share = |label: &str, percent: u8| {
        let order = Command::RankTask { task: seq, rank: None, saves_percent: Some(percent), no_rank: false };
        let mut choice = choice(label, order, Words::No);
        if task.saves_percent == Some(percent) {
            choice.order = Order::Stands;
            choice.label.push_str(" (as it stands)");
        }
        choice
    };
    let choices = vec![
        share("all of it: 100 %", 100),
        share("most of it: 75 %", 75),
        share("half of it: 50 %", 50),
        share("a quarter: 25 %", 25),
        share("little: 5 %", 5),
        share("nothing: 0 %", 0),
        written("another share", Order::Saves(seq)),
    ];
    Form::new("What it saves", "", choices)
        .about([words(model, task), "How much of what the incident costs ends when this is done?".to_owned()])
}

/// By when a task is due.
#[must_use]
pub fn due_by(model: &Model, task: &Task) -> Form {
    let seq = task.seq;
    let within = |minutes: i64| Choice {
        label: format!("in {minutes} minutes"),
        order: Order::DueIn(seq, minutes),
        words: Words::No,
        question: String::new(),
    };
    let mut choices: Vec<_> = [5, 10, 15, 30, 60].into_iter().map(within).collect();
    choices.push(written("at a time of day", Order::DueAt(seq)));
    Form::new("Due by", "", choices).about([words(model, task)])
}

fn words(model: &Model, task: &Task) -> String {
    first_line(model.replica.record().text(task.seq).unwrap_or("[words removed]"), 200)
}
