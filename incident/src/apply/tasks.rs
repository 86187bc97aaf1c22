//! What changes tasks.

use crate::event::{Author, TaskClass, TaskTime};
use crate::prelude::*;
use crate::state::{Incident, Task, TaskState};
use crate::{Fact, Seq, Time};

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
        by: None,
        place: None,
        saves_percent: None,
        link_at: None,
    });
}

/// What a plan says; what is absent stays.
pub(super) struct Plan<'a> {
    pub(super) owner: Option<&'a String>,
    pub(super) due: Option<chrono::NaiveDate>,
    pub(super) by: Option<Time>,
    pub(super) link_at: Option<Seq>,
}

pub(super) fn planned(state: &mut Incident, task: Seq, plan: &Plan<'_>) {
    if let Some(task) = state.task_mut(task) {
        task.owner = plan.owner.cloned().or(task.owner.take());
        task.due = plan.due.or(task.due);
        task.by = plan.by.or(task.by);
        task.link_at = plan.link_at.or(task.link_at);
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
    place(state, task, None);
    if let Some(task) = state.task_mut(task) {
        task.state = how;
    }
}

pub(super) fn ranked(state: &mut Incident, task: Seq, rank: Option<u32>, saves_percent: Option<u8>) {
    place(state, task, rank);
    if let Some(task) = state.task_mut(task) {
        task.saves_percent = saves_percent;
    }
}

/// Gives a task its place, or none, and closes the gap that it leaves.
///
/// Places are counted among the tasks of one list and one reach: who sees less counts the same places.
fn place(state: &mut Incident, seq: Seq, wanted: Option<u32>) {
    let Some((list, had)) = state.task(seq).map(|task| ((task.when, task.reach), task.place)) else { return };
    let others = state.tasks.iter_mut().filter(|task| task.seq != seq && (task.when, task.reach) == list);
    let mut last = 0;
    let mut ranked: Vec<_> = others.filter_map(|task| task.place.as_mut()).collect();
    for place in &mut ranked {
        if had.is_some_and(|had| **place > had) {
            **place -= 1;
        }
        last = last.max(**place);
    }
    let wanted = wanted.map(|wanted| wanted.clamp(1, last + 1));
    for place in ranked {
        if wanted.is_some_and(|wanted| *place >= wanted) {
            *place += 1;
        }
    }
    if let Some(task) = state.task_mut(seq) {
        task.place = wanted;
    }
}
