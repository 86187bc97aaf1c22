//! What changes tasks.

use crate::event::{Author, TaskClass, TaskTime};
use crate::prelude::*;
use crate::state::{Incident, Task, TaskState};
use crate::{Fact, Seq};

pub(super) fn added(
    state: &mut Incident,
    seq: Seq,
    fact: &Fact,
    when: TaskTime,
    mitigation: bool,
    class: Option<TaskClass>,
    debt_of: Option<Seq>,
) {
    state.tasks.push(Task {
        seq,
        author: fact.author.clone(),
        at: fact.happened(),
        reach: fact.reach,
        when,
        mitigation,
        class,
        debt_of,
        state: TaskState::Open,
        owner: None,
        due: None,
        link_at: None,
    });
}

pub(super) fn planned(
    state: &mut Incident,
    task: Seq,
    owner: Option<&String>,
    due: Option<chrono::NaiveDate>,
    link_at: Option<Seq>,
) {
    if let Some(task) = state.task_mut(task) {
        task.owner = owner.cloned().or(task.owner.take());
        task.due = due.or(task.due);
        task.link_at = link_at.or(task.link_at);
    }
}

/// Whoever takes a task of now answers for it; an action item keeps the owner that it was planned with.
pub(super) fn claimed(state: &mut Incident, task: Seq, by: &Author) {
    if let Some(task) = state.task_mut(task) {
        if task.when == TaskTime::Now {
            task.owner = Some(by.as_str().to_owned());
        }
        task.state = TaskState::Claimed(by.clone());
    }
}

pub(super) fn over(state: &mut Incident, task: Seq, how: TaskState) {
    if let Some(task) = state.task_mut(task) {
        task.state = how;
    }
}
