//! The order of tasks, moved by keys.

use warroom_incident::Command;
use warroom_incident::state::Task;

use super::{forms, order, selected_task, show};
use crate::app::message::Effect;
use crate::app::model::Model;

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Before the one above it.
    Up,
    /// Behind the one below it.
    Down,
}

/// Moves the selected task by one place. What has no place comes behind those that have one; the last of those loses
/// its place on the way down.
pub(super) fn shift(model: &mut Model, way: Way, random: [u8; 16]) -> Vec<Effect> {
    let Some(task) = selected_task(model).and_then(|seq| model.replica.state().task(seq)) else { return Vec::new() };
    let rank =
        |rank: Option<u32>| Command::RankTask { task: task.seq, rank, saves_percent: None, no_rank: rank.is_none() };
    let to = |place: u32| (rank(Some(place)), format!("it becomes number {place} to do"));
    let (command, says) = match (way, task.place) {
        (Way::Up, None) => to(ranked(model, task) + 1),
        (Way::Up, Some(1)) => {
            model.say("it is the first to do already");
            return Vec::new();
        }
        (Way::Up, Some(place)) => to(place - 1),
        (Way::Down, None) => {
            let key = model.key(crate::app::keymap::Action::TaskUp);
            model.say(format!("it has no place of its own; {key} gives it one"));
            return Vec::new();
        }
        (Way::Down, Some(place)) if place >= ranked(model, task) => {
            (rank(None), "it has no place of its own any more".into())
        }
        (Way::Down, Some(place)) => to(place + 1),
    };
    let effects = order(model, command, random);
    if !effects.is_empty() {
        model.say(says);
    }
    effects
}

/// How many of its list have a place.
fn ranked(model: &Model, task: &Task) -> u32 {
    let same = |other: &&Task| (other.when, other.reach) == (task.when, task.reach);
    let places = model.replica.state().tasks.iter().filter(same).filter_map(|other| other.place);
    places.max().unwrap_or(0)
}

/// Asks what the selected task saves.
pub(super) fn saves(model: &mut Model) {
    about_task(model, forms::saves);
}

/// Asks by when the selected task is due.
pub(super) fn due_by(model: &mut Model) {
    about_task(model, forms::due_by);
}

fn about_task(model: &mut Model, form: impl FnOnce(&Model, &Task) -> forms::Form) {
    let task = selected_task(model).and_then(|seq| model.replica.state().task(seq));
    match task.map(|task| (task.is_open(), form(model, task))) {
        Some((true, form)) => show(model, form),
        Some((false, _)) => model.complain("this task is over already"),
        None => {}
    }
}
