//! The record of one incident: its lines in order, and the proof that they are whole and unaltered.

use crate::chain::{self, Hash, Salt};
use crate::prelude::*;
use crate::{Content, Fact, Seq};
use core::fmt;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// An event with all that proves it.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// Its number.
    pub seq: Seq,
    /// What it says, read from `raw`.
    pub fact: Fact,
    /// The JSON text of the fact, exactly as the commitment covers it.
    pub raw: Box<RawValue>,
    /// Salt of the commitment.
    pub salt: Salt,
    /// The prose with its salt, or what is left of it.
    pub content: Option<Content>,
    /// Salt of the content; gone when the content was redacted.
    pub content_salt: Option<Salt>,
    /// Hash of the content where the content itself is gone.
    pub content_hash: Option<Hash>,
}

impl PartialEq for Sealed {
    fn eq(&self, other: &Self) -> bool {
        self.seq == other.seq && self.commitment() == other.commitment() && self.content == other.content
    }
}

impl Eq for Sealed {}

impl Sealed {
    /// Seals a fact under its number.
    ///
    /// # Panics
    /// Never: a fact that `decide` makes always has a JSON text.
    #[must_use]
    pub fn new(seq: Seq, fact: Fact, salt: Salt, content: Option<(Content, Salt)>) -> Sealed {
        let raw = serde_json::value::to_raw_value(&fact).expect("a decided fact has a JSON text");
        let (content, content_salt) = content.map_or((None, None), |(content, salt)| (Some(content), Some(salt)));
        Sealed { seq, fact, raw, salt, content, content_salt, content_hash: None }
    }

    /// Its commitment.
    #[must_use]
    pub fn commitment(&self) -> Hash {
        let content_hash = match (&self.content, self.content_salt, self.content_hash) {
            (Some(content), Some(salt), _) => chain::content_hash(salt, content),
            (_, _, Some(hash)) => hash,
            _ => Hash::ZERO,
        };
        chain::commitment(self.salt, self.raw.get(), content_hash)
    }

    /// Removes the content for good, leaving only its hash.
    pub fn wipe(&mut self) {
        if let (Some(content), Some(salt)) = (self.content.take(), self.content_salt.take()) {
            self.content_hash = Some(chain::content_hash(salt, &content));
        }
    }

    /// Whether its words were removed.
    #[must_use]
    pub fn is_redacted(&self) -> bool {
        self.content_hash.is_some()
    }
}

/// One line of a record: an event, or the number and commitment of one that is out of reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// An event.
    Open(Box<Sealed>),
    /// An event out of reach: kind and author lie inside the commitment.
    Withheld {
        /// Its number.
        seq: Seq,
        /// Its commitment.
        commitment: Hash,
    },
}

impl Line {
    /// Its number.
    #[must_use]
    pub fn seq(&self) -> Seq {
        match self {
            Line::Open(sealed) => sealed.seq,
            Line::Withheld { seq, .. } => *seq,
        }
    }

    /// Its commitment.
    #[must_use]
    pub fn commitment(&self) -> Hash {
        match self {
            Line::Open(sealed) => sealed.commitment(),
            Line::Withheld { commitment, .. } => *commitment,
        }
    }

    /// The event, if it is in reach.
    #[must_use]
    pub fn open(&self) -> Option<&Sealed> {
        match self {
            Line::Open(sealed) => Some(sealed),
            Line::Withheld { .. } => None,
        }
    }

    /// The line as somebody sees it who does not have this reach.
    #[must_use]
    pub fn withheld(&self) -> Line {
        Line::Withheld { seq: self.seq(), commitment: self.commitment() }
    }
}

/// A line as it stands in files and on the wire: see `server/PROTOCOL.md`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    seq: Seq,
    #[serde(default)]
    fact: Option<Box<RawValue>>,
    #[serde(default)]
    salt: Option<Salt>,
    #[serde(default)]
    content: Option<Content>,
    #[serde(default)]
    content_salt: Option<Salt>,
    #[serde(default)]
    content_hash: Option<Hash>,
    #[serde(default)]
    withheld: Option<Hash>,
}

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Line::Withheld { seq, commitment } => {
                let mut line = to.serialize_struct("Line", 2)?;
                line.serialize_field("seq", seq)?;
                line.serialize_field("withheld", commitment)?;
                line.end()
            }
            Line::Open(sealed) => {
                let mut line = to.serialize_struct("Line", 6)?;
                line.serialize_field("seq", &sealed.seq)?;
                line.serialize_field("fact", &sealed.raw)?;
                line.serialize_field("salt", &sealed.salt)?;
                if let Some(content) = &sealed.content {
                    line.serialize_field("content", content)?;
                }
                if let Some(salt) = &sealed.content_salt {
                    line.serialize_field("content_salt", salt)?;
                }
                if let Some(hash) = &sealed.content_hash {
                    line.serialize_field("content_hash", hash)?;
                }
                line.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        let written = Written::deserialize(from)?;
        match written {
            Written {
                seq,
                withheld: Some(commitment),
                fact: None,
                salt: None,
                content: None,
                content_salt: None,
                content_hash: None,
            } => Ok(Line::Withheld { seq, commitment }),
            Written { seq, fact: Some(raw), salt: Some(salt), content, content_salt, content_hash, withheld: None } => {
                if content.is_some() != content_salt.is_some() || (content.is_some() && content_hash.is_some()) {
                    return Err(D::Error::custom("content and content_salt stand together, or content_hash alone"));
                }
                let fact = serde_json::from_str(raw.get()).map_err(D::Error::custom)?;
                Ok(Line::Open(Box::new(Sealed { seq, fact, raw, salt, content, content_salt, content_hash })))
            }
            _ => Err(D::Error::custom("a line has fact and salt, or withheld alone")),
        }
    }
}

/// Why a record does not verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unproved {
    /// A number is missing, doubled or out of order.
    Gap {
        /// The number expected.
        expected: Seq,
        /// The number found.
        found: Seq,
    },
    /// The head differs from the one remembered at this number.
    OtherHead {
        /// The number.
        seq: Seq,
        /// The head remembered.
        expected: Hash,
        /// The head computed.
        found: Hash,
    },
    /// Words are missing that no redaction removed.
    MissingWords {
        /// The number.
        seq: Seq,
    },
}

impl fmt::Display for Unproved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unproved::Gap { expected, found } => {
                write!(f, "event {expected} is missing: the next line has number {found}")
            }
            Unproved::OtherHead { seq, .. } => {
                write!(f, "the chain is broken at or before event {seq}: it was altered")
            }
            Unproved::MissingWords { seq } => write!(f, "the words of event {seq} are gone and no redaction says why"),
        }
    }
}

/// The lines of one incident, in order and without gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    lines: Vec<Line>,
    head: Hash,
}

impl Record {
    /// Number of the last line.
    #[must_use]
    pub fn seq(&self) -> Seq {
        self.lines.len() as Seq
    }

    /// The chain's head after the last line.
    #[must_use]
    pub fn head(&self) -> Hash {
        self.head
    }

    /// The line of this number.
    #[must_use]
    pub fn line(&self, seq: Seq) -> Option<&Line> {
        self.lines.get(usize::try_from(seq.checked_sub(1)?).ok()?)
    }

    /// All lines.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The text of the event of this number; absent when it has none, is out of reach or was redacted.
    #[must_use]
    pub fn text(&self, seq: Seq) -> Option<&str> {
        Some(self.line(seq)?.open()?.content.as_ref()?.text.as_str())
    }

    /// Adds the next line; a redaction removes the words that it names from the lines before.
    ///
    /// # Errors
    /// [`Unproved::Gap`] when the number is not the next one; nothing is changed then.
    pub fn push(&mut self, line: Line) -> Result<(), Unproved> {
        let expected = self.seq() + 1;
        if line.seq() != expected {
            return Err(Unproved::Gap { expected, found: line.seq() });
        }
        self.head = chain::next_head(self.head, expected, line.commitment());
        if let Some(crate::Event::Redacted { wipes, .. }) = line.open().map(|sealed| &sealed.fact.event) {
            for &wiped in wipes {
                let at = wiped.checked_sub(1).and_then(|at| usize::try_from(at).ok());
                if let Some(Line::Open(sealed)) = at.and_then(|at| self.lines.get_mut(at)) {
                    sealed.wipe();
                }
            }
        }
        self.lines.push(line);
        Ok(())
    }

    /// Checks that all words that are gone were redacted.
    ///
    /// # Errors
    /// [`Unproved::MissingWords`] for the first that were not.
    pub fn check_redactions(&self) -> Result<(), Unproved> {
        let mut allowed = BTreeSet::new();
        for sealed in self.lines.iter().filter_map(Line::open) {
            if let crate::Event::Redacted { wipes, .. } = &sealed.fact.event {
                allowed.extend(wipes.iter().copied());
            }
        }
        match self.lines.iter().filter_map(Line::open).find(|it| it.is_redacted() && !allowed.contains(&it.seq)) {
            Some(sealed) => Err(Unproved::MissingWords { seq: sealed.seq }),
            None => Ok(()),
        }
    }
}
