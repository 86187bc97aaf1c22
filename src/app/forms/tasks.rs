//! Tasks.

use warroom_incident::Command;
use warroom_incident::event::TaskTime;
use warroom_incident::state::{Task, TaskState};

use super::{Choice, Form, Order, Stage, Words, choice};
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
    Form::new("Task done", "", vec![done.ask(format!("Done: {words}?"))])
}

/// What can be done with a task.
#[must_use]
pub fn task_menu(model: &Model, task: &Task) -> Form {
    let words = model.replica.record().text(task.seq).unwrap_or("[words removed]").to_owned();
    let mut choices = Vec::new();
    if task.is_open() {
        if !matches!(&task.state, TaskState::Claimed(by) if by.person() == Some(model.me())) {
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
    let lacks = task.lacks();
    let lacks = (!lacks.is_empty()).then(|| format!("A debt: it still lacks {}.", lacks.join(", ")));
    let mut form = Form::new(format!("Task {}", task.seq), "What came of it, or why", choices);
    form.stage = Stage::Choosing;
    form.about(words.lines().map(str::to_owned).chain(planned(model, task)).chain(lacks))
}

/// What is planned of a task already.
fn planned(model: &Model, task: &Task) -> Option<String> {
    let owner = task.owner.as_ref().map(|owner| format!("owner {owner}"));
    let due = task.due.map(|due| format!("due {due}"));
    let link = task.link_at.map(|seq| model.replica.record().text(seq).unwrap_or("[words removed]").to_owned());
    let parts: Vec<_> = [owner, due, link].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("Planned: {}", parts.join(" · ")))
}
