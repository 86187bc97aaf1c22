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
    let words = first_line(model.replica.record().text(task.seq).unwrap_or("[words removed]"), 200);
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
