//! Rules of tasks: added, planned, claimed, finished, dropped. A debt stays until it is planned.

use super::{Case, Decided, Outcome};
use crate::event::{Author, Content, Event, TaskClass, TaskTime};
use crate::prelude::*;
use crate::rejection::{Place, Rejection, Target};
use crate::state::{Task, TaskState};
use crate::{Fact, Seq, Time, bounds, text};
use chrono::TimeDelta;

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
    (due, by): (Option<chrono::NaiveDate>, Option<Time>),
    link: Option<&str>,
) -> Outcome {
    let task = open(case, seq)?;
    if owner.is_none() && due.is_none() && by.is_none() && link.is_none() {
        return Err(Rejection::NothingToPlan);
    }
    if let Some(by) = by {
        due_by(case, task, by)?;
    }
    let owner = owner.map(|owner| text::one_line(owner, Place::Name, 100)).transpose()?;
    let link = link.map(super::entries::address).transpose()?;
    let event = Event::TaskPlanned { task: seq, owner, due, by, link: link.is_some() };
    Ok(vec![case.event(event, link.map(Content::text))])
}

/// Only a task of now has a moment, and that lies ahead.
fn due_by(case: &Case<'_>, task: &Task, by: Time) -> Result<(), Rejection> {
    if task.when == TaskTime::Afterwards {
        return Err(Rejection::MomentForLater { task: task.seq });
    }
    let (now, days) = (case.now, bounds::TASK_DAYS);
    if by <= now || by > now + TimeDelta::days(days) {
        return Err(Rejection::DueNotAhead { by, now, days });
    }
    Ok(())
}

/// Where a task stands and what it saves; what is not said stays.
pub(super) fn rank(case: &Case<'_>, seq: Seq, place: Option<Option<u32>>, saves: Option<u8>) -> Outcome {
    let task = open(case, seq)?;
    if place.is_none() && saves.is_none() {
        return Err(Rejection::NothingToRank);
    }
    if place == Some(Some(0)) {
        return Err(Rejection::NoPlaceZero);
    }
    if let Some(percent) = saves.filter(|&percent| percent > 100) {
        return Err(Rejection::NotAShare { percent });
    }
    let among = |other: &&Task| (other.when, other.reach) == (task.when, task.reach) && other.seq != seq;
    let ranked = case.state.tasks.iter().filter(among).filter(|other| other.place.is_some()).count();
    let last = u32::try_from(ranked + 1).unwrap_or(u32::MAX);
    let rank = place.unwrap_or(task.place).map(|place| place.min(last));
    let saves_percent = saves.or(task.saves_percent);
    if (rank, saves_percent) == (task.place, task.saves_percent) {
        return Err(Rejection::Already { is: stands(task) });
    }
    let decided = case.event(Event::TaskRanked { task: seq, rank, saves_percent }, None);
    // Whoever may not know of the task does not hear where it stands.
    Ok(vec![Decided { fact: Fact { reach: task.reach, ..decided.fact }, ..decided }])
}

fn stands(task: &Task) -> String {
    let place = task.place.map_or("no place of its own".to_owned(), |place| format!("place {place}"));
    task.saves_percent.map_or(place.clone(), |percent| format!("{place}, saves {percent} %"))
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
