//! The native record of one incident as a file: a header, its lines, and a digest of every byte before.
//!
//! ```text
//! {"warroom_record":1,"incident":"INC-1","seq":2,"head":"…"}
//! {"seq":1,"fact":{…},"salt":"…","content":{…},"content_salt":"…"}
//! {"seq":2,…}
//! {"sha256":"…"}
//! ```

use crate::journal::{IncidentId, Row};
use crate::{bounds, frame};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use warroom_incident::chain::Hash;
use warroom_incident::{Line, Reaches, Record, Seq};

/// The version of the format.
const FORMAT: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    warroom_record: u32,
    incident: String,
    seq: Seq,
    head: Hash,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Trailer {
    sha256: Hash,
}

/// A record that was proved whole and unaltered.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Its incident.
    pub incident: IncidentId,
    /// Its lines.
    pub record: Record,
    /// How many of them are withheld: the file is somebody's view, not the whole.
    pub withheld: usize,
    /// How many had their words removed.
    pub redacted: usize,
}

/// Why a file is not a whole, unaltered record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct Broken {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub why: String,
}

/// Whether a file says that it is a native record; otherwise it is a foreign one.
#[must_use]
pub fn is_native(bytes: &[u8]) -> bool {
    let first = bytes.split(|&b| b == b'\n').next().unwrap_or_default();
    first.len() < bounds::BODY_BYTES && first.windows(16).any(|part| part == b"\"warroom_record\"")
}

/// Writes a record piece by piece.
#[derive(Debug)]
pub struct Writer {
    digest: Sha256,
}

impl Writer {
    /// Starts with the header.
    ///
    /// # Panics
    /// Never: a header always has a JSON text.
    #[must_use]
    pub fn new(incident: IncidentId, seq: Seq, head: Hash) -> (Writer, String) {
        let header = Header { warroom_record: FORMAT, incident: incident.to_string(), seq, head };
        let mut text = serde_json::to_string(&header).expect("a header has a JSON text");
        text.push('\n');
        let mut writer = Writer { digest: Sha256::new() };
        writer.digest.update(text.as_bytes());
        (writer, text)
    }

    /// Goes on with events, as somebody with these reaches sees them.
    pub fn rows<'a>(&mut self, rows: impl Iterator<Item = &'a Row>, reaches: Reaches) -> String {
        let mut text = String::new();
        for row in rows {
            frame::line(&mut text, row, reaches);
            text.push('\n');
        }
        self.digest.update(text.as_bytes());
        text
    }

    /// Ends with the digest.
    #[must_use]
    pub fn end(self) -> String {
        trailer(self.digest)
    }
}

fn trailer(digest: Sha256) -> String {
    format!("{{\"sha256\":\"{}\"}}\n", Hash(digest.finalize().into()))
}

/// Checks a file: every byte, the chain, and that all words that are gone were redacted.
///
/// # Errors
/// [`Broken`] at the first line that is wrong.
pub fn check(bytes: &[u8]) -> Result<Checked, Broken> {
    let broken = |line: usize, why: String| Broken { line, why };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
        broken(line, "it is not UTF-8".into())
    })?;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let Some((last, body)) = lines.split_last() else { return Err(broken(1, "the file is empty".into())) };
    let header: Header = match body.first() {
        Some(first) => serde_json::from_str(first).map_err(|error| broken(1, format!("no header: {error}")))?,
        None => return Err(broken(1, "the file ends after its header".into())),
    };
    if header.warroom_record != FORMAT {
        return Err(broken(1, format!("format {} is not known; update warroom", header.warroom_record)));
    }
    let incident = IncidentId::parse(&header.incident)
        .ok_or_else(|| broken(1, format!("{:?} is not an incident's id", header.incident)))?;
    let mut record = Record::default();
    for (at, raw) in body.iter().enumerate().skip(1) {
        let line: Line = serde_json::from_str(raw).map_err(|error| broken(at + 1, format!("not an event: {error}")))?;
        record.push(line).map_err(|why| broken(at + 1, why.to_string()))?;
    }
    if serde_json::from_str::<Trailer>(last).is_err() {
        return Err(broken(lines.len(), "the digest at the end is missing: the file was cut off or altered".into()));
    }
    if record.seq() != header.seq {
        let why = format!("it holds {} events, its header says {}", record.seq(), header.seq);
        return Err(broken(lines.len(), why));
    }
    if record.head() != header.head {
        return Err(broken(1, "the chain does not end at the head that the header says: an event was altered".into()));
    }
    record.check_redactions().map_err(|why| broken(1, why.to_string()))?;
    let digest = body.iter().fold(Sha256::new(), |digest, line| digest.chain_update(line.as_bytes()));
    if trailer(digest) != *last {
        return Err(broken(lines.len(), "the file's bytes are not those that its digest was made of".into()));
    }
    let withheld = record.lines().iter().filter(|line| line.open().is_none()).count();
    let redacted = record.lines().iter().filter_map(Line::open).filter(|line| line.is_redacted()).count();
    Ok(Checked { incident, record, withheld, redacted })
}
