//! Reads a recorded session, as far as it can be read: a file that was cut off, damaged or written by a newer program
//! still plays up to there.

use std::io::BufRead;

use serde_json::Value;

use super::{FORMAT, Header};
use crate::app::{Input, Opening};

/// One line.
#[derive(Clone, Debug)]
pub enum Part {
    /// A screen starts.
    Opening(Box<Opening>),
    /// Something comes in.
    Input(Box<Input>),
}

/// A session.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The version of the program that wrote it.
    pub program: String,
    /// What can be played; the first is an opening.
    pub parts: Vec<Part>,
    /// Why that is not all, or may not look as it did.
    pub notes: Vec<String>,
}

/// Reads a session.
///
/// # Errors
/// A sentence, when not even its first line can be used.
pub fn read(file: impl BufRead) -> Result<Recording, String> {
    let mut lines = file.split(b'\n').enumerate();
    let first = match lines.next() {
        Some((_, Ok(line))) => line,
        Some((_, Err(error))) => return Err(format!("it cannot be read: {error}")),
        None => return Err("it is empty".into()),
    };
    let (header, mut notes) = header(&first)?;
    let mut parts = vec![Part::Opening(Box::new(header.opening))];
    for (nth, line) in lines {
        let number = nth + 1;
        let line = match line {
            Ok(line) if line.is_empty() => continue,
            Ok(line) => line,
            Err(error) => {
                notes.push(format!("it cannot be read after line {nth}: {error}"));
                break;
            }
        };
        match part(&line) {
            Ok(part) => parts.push(part),
            Err(why) => {
                notes.push(format!("line {number} is cut off or damaged ({why}); it is played up to there"));
                break;
            }
        }
    }
    Ok(Recording { program: header.program, parts, notes })
}

fn header(line: &[u8]) -> Result<(Header, Vec<String>), String> {
    let no_recording = "it is no recorded session: those begin with a line of JSON that has warroom_recording in it";
    let value: Value = serde_json::from_slice(line).map_err(|_| no_recording.to_owned())?;
    let format = value.get("warroom_recording").and_then(Value::as_u64).ok_or(no_recording)?;
    let newer = format > u64::from(FORMAT);
    let header: Header = serde_json::from_value(value).map_err(|error| match newer {
        true => format!("a newer warroom wrote it (format {format}, this one reads {FORMAT}); play it with that one"),
        false => format!("its first line is damaged ({error})"),
    })?;
    let mut notes = Vec::new();
    if newer {
        notes.push(format!("a newer warroom wrote it (format {format}, this one reads {FORMAT}); some may be missing"));
    } else if header.program != env!("CARGO_PKG_VERSION") {
        let (theirs, ours) = (&header.program, env!("CARGO_PKG_VERSION"));
        notes.push(format!("warroom {theirs} wrote it, this is {ours}: the screens may differ"));
    }
    Ok((header, notes))
}

fn part(line: &[u8]) -> Result<Part, serde_json::Error> {
    if line.starts_with(br#"{"warroom_recording""#) {
        let header: Header = serde_json::from_slice(line)?;
        return Ok(Part::Opening(Box::new(header.opening)));
    }
    serde_json::from_slice(line).map(|input| Part::Input(Box::new(input)))
}
