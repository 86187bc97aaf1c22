//! What `status` says beyond the summary that every list has: it needs the whole record and a clock.

use super::debts::Room;
use super::impact;
use serde_json::{Map, Value, json};
use warroom_incident::Time;
use warroom_incident::impact::disagreement;

/// Names of its fields; null for readers of published text, and where the record does not verify.
const FIELDS: [&str; 2] = ["impact", "severity_disagreement"];

/// Its fields for scripts.
pub(super) fn json(room: Option<&Room>, now: Time) -> Map<String, Value> {
    let mut fields: Map<String, Value> = FIELDS.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
    if let Some(room) = room {
        fields.insert("impact".into(), impact::as_json(room, now));
        let sentence = disagreement(&room.state).map(|it| it.sentence());
        fields.insert("severity_disagreement".into(), json!(sentence));
    }
    fields
}

/// Its lines for people.
pub(super) fn lines(room: &Room, now: Time) -> Vec<String> {
    let mut lines = vec![format!("impact: {}", impact::head(room, now))];
    lines.extend(impact::as_lines(room, now).into_iter().map(|line| format!("  {line}")));
    lines
}
