//! The format in which past incidents are brought in: JSON Lines, a header and one line for each thing that happened.
//!
//! ```text
//! {"incident": {"title": "…", "slug": "…", …}}
//! {"at": "2018-10-21T22:52:00Z", "kind": "finding", "role": "responder", "text": "…", "data": {…}}
//! ```
//!
//! `incident.title`, `at`, `kind` and `text` are needed. `kind` may be any word: those with rules (entries, `phase`,
//! `severity`, `acknowledged`, `link`, `action_item`, `update_draft`, `update_published` with a `status`) become what
//! they name, all others stand on the timeline under their own word. `data` and anything else that a line carries is
//! kept as it is. An `impact` line becomes a revision of the estimate where its data say something that can be counted,
//! see [`ImportedLine::harm`]. A draft is withdrawn when the next update is published: which words it became is not said.

mod harm;

use crate::event::Content;
use crate::people::Seat;
use crate::prelude::*;
use crate::rejection::{Place, Rejection};
use crate::{Time, bounds, text};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedIncident {
    /// Its title, with the whole header as data.
    pub title: Content,
    /// Its lines, in their order.
    pub lines: Vec<ImportedLine>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedLine {
    /// When it happened.
    pub at: Time,
    /// The file's word for what it is, lower case.
    pub kind: String,
    /// The seat it speaks for; none for systems.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<Seat>,
    /// The text, with everything else as data.
    pub content: Content,
}

impl ImportedLine {
    /// A field of the line's data, if it is a string.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        let data: Value = serde_json::from_str(self.content.data_str()).ok()?;
        data.get(name)?.as_str().map(ToOwned::to_owned)
    }
}

/// Reads a file.
///
/// # Errors
/// [`Rejection::ImportLine`] with the number of the wrong line and the reason; nothing is taken then.
pub fn parse(file: &str) -> Result<ImportedIncident, Rejection> {
    let mut lines = file.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let Some((at, first)) = lines.next() else {
        return Err(wrong(0, "the file is empty; its first line is {\"incident\": {\"title\": …}}"));
    };
    let title = header(first).map_err(|problem| wrong(at, &problem))?;
    let mut imported = Vec::new();
    for (at, raw) in lines {
        if imported.len() >= bounds::IMPORT_LINES {
            return Err(wrong(at, &format!("more than {} lines; split the file", bounds::IMPORT_LINES)));
        }
        imported.push(line(raw).map_err(|problem| wrong(at, &problem))?);
    }
    if imported.is_empty() {
        return Err(wrong(at, "only a header; at least one line of what happened is needed"));
    }
    Ok(ImportedIncident { title, lines: imported })
}

fn wrong(at: usize, problem: &str) -> Rejection {
    Rejection::ImportLine { line: at + 1, problem: problem.to_owned() }
}

fn object(raw: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(raw) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("not a JSON object".into()),
        Err(error) => Err(format!("not JSON: {error}")),
    }
}

fn header(raw: &str) -> Result<Content, String> {
    let mut object = object(raw)?;
    let Some(Value::Object(incident)) = object.remove("incident") else {
        return Err("the first line needs an object \"incident\" with a \"title\"".into());
    };
    let title = incident.get("title").and_then(Value::as_str).ok_or("\"incident\" needs a \"title\", a string")?;
    let title = text::one_line(title, Place::Title, bounds::TITLE_BYTES).map_err(|why| why.to_string())?;
    Ok(Content { text: title, data: Some(keep(Value::Object(incident))?) })
}

fn line(raw: &str) -> Result<ImportedLine, String> {
    let mut object = object(raw)?;
    let mut word = |key: &str| match object.remove(key) {
        Some(Value::String(word)) => Ok(Some(word)),
        None | Some(Value::Null) => Ok(None),
        Some(other) => Err(format!("{key:?} is {other}, not a string")),
    };
    let at = word("at")?.ok_or("\"at\" is missing: when it happened, like 2018-10-21T22:52:00Z")?;
    let at = at.parse::<Time>().map_err(|_| format!("{at:?} is not a time like 2018-10-21T22:52:00Z"))?;
    let kind = word("kind")?.ok_or("\"kind\" is missing: what it is, like \"finding\"")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if kind.is_empty() || kind.len() > 40 || !kind.chars().all(plain) {
        return Err(format!("{:?} is not a kind: 1 to 40 letters, digits or _", text::visible(&kind)));
    }
    let seat = match word("role")?.as_deref() {
        None | Some("system" | "") => None,
        Some(role) => Some(Seat::parse(role).ok_or_else(|| {
            format!("{:?} is not a role: coordinator, responder, observer, guest or system", text::visible(role))
        })?),
    };
    let words = word("text")?.ok_or("\"text\" is missing")?;
    let text = text::lines(&words, Place::Text, bounds::TEXT_BYTES).map_err(|why| why.to_string())?;
    let data = match object.remove("data") {
        Some(Value::Object(mut data)) => {
            // What a line says beside the known keys is kept with its data.
            data.append(&mut object);
            Some(Value::Object(data))
        }
        None | Some(Value::Null) => (!object.is_empty()).then_some(Value::Object(object)),
        Some(other) => return Err(format!("\"data\" is {other}, not an object")),
    };
    let data = data.map(keep).transpose()?;
    Ok(ImportedLine { at, kind: kind.to_lowercase(), seat, content: Content { text, data } })
}

fn keep(data: Value) -> Result<Box<RawValue>, String> {
    let raw = serde_json::value::to_raw_value(&data).map_err(|error| error.to_string())?;
    if raw.get().len() > bounds::DATA_BYTES {
        return Err(format!("its data has {} bytes, at most {}", raw.get().len(), bounds::DATA_BYTES));
    }
    Ok(raw)
}

pub(crate) mod as_text {
    //! A file that was read, as a JSON text within a string: a command is read by its tag, and on that way the
    //! verbatim data of its lines would be lost.
    use super::ImportedIncident;
    use crate::prelude::*;
    use serde::{Deserialize, Deserializer, Serializer, de, ser};

    pub(crate) fn serialize<S: Serializer>(incident: &ImportedIncident, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&serde_json::to_string(incident).map_err(ser::Error::custom)?)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Box<ImportedIncident>, D::Error> {
        serde_json::from_str(&String::deserialize(from)?).map_err(de::Error::custom)
    }
}
