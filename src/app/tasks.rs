//! What stands beside a task: by when it is due, what it saves, what waiting for it costs. Pure.

use warroom_incident::state::Task;
use warroom_incident::waiting::cost_of_waiting;

use super::model::Model;
use super::tone::Tone;
use crate::brief::age;

/// Its words in the order of their weight; nothing for a task of which nothing is known, or that is over.
#[must_use]
pub fn beside(model: &Model, task: &Task) -> Vec<(String, Tone)> {
    let mut words = Vec::new();
    if !task.is_open() {
        return words;
    }
    let now = model.shown_at();
    if let Some(by) = task.by {
        let at = model.clock().short(by);
        words.push(if task.is_overdue(now) {
            (format!("{} OVERDUE, was due {}", age(by, now), at.trim()), Tone::Alarm)
        } else {
            (format!("due {}, in {}", at.trim(), age(now, by)), Tone::Strong)
        });
    }
    if let Some(percent) = task.saves_percent {
        words.push((format!("saves {percent} % of the cost"), Tone::Plain));
    }
    if let Some(cost) = cost_of_waiting(model.replica.state(), task, now).filter(|cost| cost.range.high > 0) {
        words.push((format!("10 min wait costs {}", cost.short()), Tone::Uneasy));
    }
    words
}
