//! One line of a record as JSON for scripts, and as one safe line for people.

use super::output;
use serde_json::{Map, Value, json};
use warroom_incident::{Author, Event, Line, Seq, Time, words};

/// The line as a JSON object.
pub(super) fn json(line: &Line) -> Value {
    let sealed = match line {
        Line::Withheld { seq, commitment } => {
            return json!({ "seq": seq, "kind": "withheld", "commitment": commitment });
        }
        Line::Open(sealed) => sealed,
    };
    let fact = &sealed.fact;
    let mut object = Map::new();
    object.insert("seq".into(), json!(sealed.seq));
    object.insert("at".into(), json!(fact.at));
    object.insert("author".into(), json!(fact.author));
    object.insert("seat".into(), json!(fact.seat));
    object.insert("kind".into(), json!(words::kind(&fact.event)));
    if fact.happened_at.is_some() || matches!(fact.event, Event::Posted { .. } | Event::Imported { .. }) {
        object.insert("happened_at".into(), json!(fact.happened()));
    }
    if let Some(content) = &sealed.content {
        object.insert("text".into(), json!(content.text));
        if let Ok(data) = serde_json::from_str::<Value>(content.data_str()) {
            object.insert("data".into(), data);
        }
    }
    if sealed.is_redacted() {
        object.insert("text".into(), Value::Null);
        object.insert("redacted".into(), Value::Bool(true));
    }
    object.insert("reach".into(), json!(fact.reach));
    // As it was recorded, so that an event of a newer version is shown whole, too.
    let raw = serde_json::from_str::<Value>(sealed.raw.get()).unwrap_or_default();
    object.insert("event".into(), raw.get("event").cloned().unwrap_or_default());
    Value::Object(object)
}

/// The line for people: number, when it happened, who, what.
pub(super) fn plain(line: &Line) -> String {
    let Line::Open(sealed) = line else { return format!("{:>6}  (withheld: out of your reach)", line.seq()) };
    let fact = &sealed.fact;
    let seat = fact.seat.map(|seat| format!(" ({seat})")).unwrap_or_default();
    let said = if sealed.is_redacted() {
        format!("{} [redacted]", words::sentence(fact, None)).trim().to_owned()
    } else {
        words::sentence(fact, sealed.content.as_ref())
    };
    // These say only what somebody wrote; the others have their kind in the sentence.
    let bare = matches!(
        fact.event,
        Event::Posted { .. } | Event::Imported { .. } | Event::TaskAdded { .. } | Event::LinkAdded { .. }
    );
    let kind = if bare { format!("{}: ", words::kind(&fact.event)) } else { String::new() };
    // Written down noticeably later than it happened.
    let late = (fact.at - fact.happened()).num_seconds() >= 60;
    let late = if late { format!(" (recorded {})", stamp(fact.at)) } else { String::new() };
    let author = output::one_line(fact.author.as_str());
    let what = output::one_line(&format!("{kind}{said}"));
    format!("{:>6}  {}  {author}{seat}  {what}{late}", sealed.seq, stamp(fact.happened()))
}

/// The draft that an event edits, and whose edit it is; nothing where it did more than that.
pub(super) fn edited(line: &Line) -> Option<(Seq, &Author)> {
    let sealed = line.open()?;
    let Event::DraftEdited { draft, entry: None, .. } = &sealed.fact.event else { return None };
    Some((*draft, &sealed.fact.author))
}

/// A moment, in UTC.
pub(super) fn stamp(at: Time) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}
