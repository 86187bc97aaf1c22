//! What `status` says beyond the summary that every list has: it needs the whole record and a clock.

use super::debts::Room;
use super::{clock, escalation, impact, output};
use crate::brief::age;
use serde_json::{Map, Value, json};
use warroom_incident::clock::{Due, Standing, due};
use warroom_incident::escalation::{continuity, continuity_since, next_level};
use warroom_incident::event::TaskTime;
use warroom_incident::impact::disagreement;
use warroom_incident::state::Task;
use warroom_incident::{Person, Time};

/// Names of its fields; null for readers of published text, and where the record does not verify.
const FIELDS: [&str; 8] = [
    "impact",
    "severity_disagreement",
    "clock",
    "waiting_for_vendor",
    "escalations",
    "next_level",
    "continuity_since",
    "tasks",
];
/// Lines of what is due: the rest is one command away.
const MOST_DUE: usize = 3;

/// Its fields for scripts.
pub(super) fn json(room: Option<&Room>, me: Option<&Person>, now: Time) -> Map<String, Value> {
    let known = room.map_or([const { Value::Null }; 8], |room| values(room, me, now));
    FIELDS.iter().zip(known).map(|(name, value)| ((*name).to_owned(), value)).collect()
}

fn values(room: &Room, me: Option<&Person>, now: Time) -> [Value; 8] {
    let state = &room.state;
    let waiting = state.clock.waiting.as_ref();
    [
        impact::as_json(room, now),
        json!(disagreement(state).map(|it| it.sentence())),
        due(state, now).iter().map(|it| clock::as_json(room, me, it, now)).collect(),
        json!(waiting.map(|it| json!({ "vendor": room.record.text(it.seq), "since": it.at, "by": it.by }))),
        state.escalations.iter().map(|it| escalation::with_answer(room, it, now)).collect(),
        json!(next_level(state).map(|level| &level.name)),
        json!(continuity_since(state)),
        open(room).into_iter().map(|task| room.json(task)).collect(),
    ]
}

/// Open tasks of now, as the chair ranked them.
fn open(room: &Room) -> Vec<&Task> {
    let mut open: Vec<_> =
        room.state.tasks.iter().filter(|task| task.is_open() && task.when == TaskTime::Now).collect();
    open.sort_by_key(|task| task.rank());
    open
}

/// Its lines for people.
pub(super) fn lines(room: &Room, now: Time) -> Vec<String> {
    let state = &room.state;
    let mut lines = vec![format!("impact: {}", impact::head(room, now))];
    lines.extend(impact::as_lines(room, now).into_iter().map(|line| format!("  {line}")));
    if continuity(state).is_some() {
        lines.push("BUSINESS CONTINUITY is on; see: warroom shifts".into());
    }
    let called = state.escalations.iter().filter(|it| it.is_on());
    lines.extend(called.map(|it| {
        let standing = it.standing(now).as_str();
        output::one_line(&format!("escalated to {} {} ago: {standing}", it.who, age(it.at, now)))
    }));
    if let Some(waiting) = &state.clock.waiting {
        let vendor = room.record.text(waiting.seq).unwrap_or("[redacted]");
        lines.push(output::one_line(&format!("waiting for {vendor}, {}", age(waiting.at, now))));
    }
    let snoozed = |it: &Due| matches!(it.standing, Standing::Snoozed { .. });
    let soon: Vec<_> = due(state, now).into_iter().filter(|it| !snoozed(it)).collect();
    lines.extend(
        soon.iter().take(MOST_DUE).map(|it| output::one_line(&format!("clock: {}", clock::says(room, it, now)))),
    );
    if soon.len() > MOST_DUE {
        lines.push(format!("  {} more; see: warroom clock", soon.len() - MOST_DUE));
    }
    let tasks = open(room);
    if let Some(first) = tasks.first() {
        let count = tasks.len();
        lines.push(format!("open tasks: {count}, first {}; see: warroom task list", room.plain(first).trim()));
    }
    lines
}
