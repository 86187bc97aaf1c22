//! Rules of tasks: added, planned, claimed, finished, dropped. A debt stays until it is planned.

use super::{Case, Outcome};
use crate::event::{Author, Content, Event, TaskClass, TaskTime};
use crate::prelude::*;
use crate::rejection::{Place, Rejection, Target};
use crate::state::{Task, TaskState};
use crate::{Seq, text};

pub(super) fn add(case: &Case<'_>, words: &str, when: TaskTime, mitigation: bool, class: Option<TaskClass>) -> Outcome {
    case.room_for_tasks(1)?;
    let text = text::one_line(words, Place::Text, 1_000)?;
    let event = Event::TaskAdded { when, mitigation, class, debt_of: None };
    Ok(vec![case.event(event, Some(Content::text(text)))])
}

fn open<'a>(case: &'a Case<'_>, seq: Seq) -> Result<&'a Task, Rejection> {
    let task = case.state.task(seq).ok_or(Rejection::Unknown { target: Target::Task, number: seq })?;
    match task.state {
        TaskState::Open | TaskState::Claimed(_) => Ok(task),
        TaskState::Done => Err(Rejection::TaskOver { task: seq, how: "done".into() }),
        TaskState::Dropped => Err(Rejection::TaskOver { task: seq, how: "dropped".into() }),
    }
}

pub(super) fn plan(
    case: &Case<'_>,
    seq: Seq,
    owner: Option<&str>,
    due: Option<chrono::NaiveDate>,
    link: Option<&str>,
) -> Outcome {
    open(case, seq)?;
    if owner.is_none() && due.is_none() && link.is_none() {
        return Err(Rejection::NothingToPlan);
    }
    let owner = owner.map(|owner| text::one_line(owner, Place::Name, 100)).transpose()?;
    let link = link.map(super::entries::address).transpose()?;
    let event = Event::TaskPlanned { task: seq, owner, due, link: link.is_some() };
    Ok(vec![case.event(event, link.map(Content::text))])
}

pub(super) fn claim(case: &Case<'_>, seq: Seq) -> Outcome {
    match &open(case, seq)?.state {
        TaskState::Claimed(by) if *by == case.author() => Err(Rejection::Already { is: "yours".into() }),
        TaskState::Claimed(by) if !case.is_chair() && is_here(case, by) => {
            Err(Rejection::TaskTaken { task: seq, by: by.as_str().to_owned() })
        }
        // Whoever left cannot finish it; the chair may take anything over.
        TaskState::Claimed(_) | TaskState::Open | TaskState::Done | TaskState::Dropped => {
            case.bare(Event::TaskClaimed { task: seq })
        }
    }
}

fn is_here(case: &Case<'_>, author: &Author) -> bool {
    author.person().is_none_or(|person| case.state.member(person).is_some())
}

pub(super) fn finish(case: &Case<'_>, seq: Seq, words: &str) -> Outcome {
    planned(open(case, seq)?)?;
    case.with(Event::TaskFinished { task: seq }, words)
}

pub(super) fn drop(case: &Case<'_>, seq: Seq, reason: &str) -> Outcome {
    planned(open(case, seq)?)?;
    case.because(Event::TaskDropped { task: seq }, reason)
}

/// A debt is not ended before it has an owner, a date and a link.
fn planned(task: &Task) -> Result<(), Rejection> {
    let missing: Vec<_> = task.lacks().into_iter().map(ToOwned::to_owned).collect();
    if missing.is_empty() { Ok(()) } else { Err(Rejection::DebtNotPlanned { task: task.seq, missing }) }
}
