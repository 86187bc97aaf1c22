//! One incident as the server holds it, without I/O: its state and its chain's head. It decides with the rules,
//! seals what was decided, and applies it; whether that is durable is the caller's business.

use crate::journal::{IncidentId, Row};
use warroom_incident::chain::{Hash, Salt, next_head};
use warroom_incident::{
    Actor, Command, Decided, Event, Incident, Line, Policy, Record, Rejection, Sealed, Seq, Time, apply, decide,
};

/// One incident.
#[derive(Clone, Debug)]
pub struct Room {
    /// Its number.
    pub id: IncidentId,
    /// What it is.
    pub state: Incident,
    /// The chain's head at the state's number.
    pub head: Hash,
    /// The commitment of its first event: no other incident's, on whatever server.
    pub first: Hash,
}

/// Why a stored record could not become a room: somebody or something altered it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the record of {incident} is damaged at event {seq}: {why}")]
pub struct Damaged {
    /// Which incident.
    pub incident: IncidentId,
    /// The first event that does not fit.
    pub seq: Seq,
    /// What does not fit.
    pub why: String,
}

impl Room {
    /// A room before its declaration.
    #[must_use]
    pub fn new(id: IncidentId) -> Room {
        Room { id, state: Incident::default(), head: Hash::ZERO, first: Hash::ZERO }
    }

    /// Takes the next stored event, checking that it is the one that was sealed.
    ///
    /// # Errors
    /// [`Damaged`] at the first that is not.
    pub fn replay(&mut self, row: &Row) -> Result<(), Damaged> {
        let damaged = |why: &str| Damaged { incident: self.id, seq: row.seq, why: why.to_owned() };
        if row.seq != self.state.seq + 1 {
            return Err(damaged("an event before it is missing"));
        }
        let line: Line = serde_json::from_str(&row.line).map_err(|error| damaged(&error.to_string()))?;
        if line.seq() != row.seq || line.commitment() != row.commitment {
            return Err(damaged("it is not what was sealed"));
        }
        let head = next_head(self.head, row.seq, row.commitment);
        if head != row.head {
            return Err(damaged("the chain does not lead to it"));
        }
        self.head = head;
        if row.seq == 1 {
            self.first = row.commitment;
        }
        apply(&mut self.state, &line);
        Ok(())
    }

    /// Decides a command. Nothing changes.
    ///
    /// # Errors
    /// The [`Rejection`] of the rules.
    pub fn decide(&self, command: &Command, actor: &Actor, now: Time) -> Result<Vec<Decided>, Rejection> {
        decide(&self.state, command, actor, now)
    }

    /// Seals and applies what was decided; the rows are what has to be stored.
    ///
    /// # Panics
    /// Never: a sealed line always has a JSON text.
    pub fn seal(&mut self, decided: Vec<Decided>, mut salt: impl FnMut() -> Salt) -> Vec<Row> {
        let mut rows = Vec::with_capacity(decided.len());
        for Decided { fact, content } in decided {
            let seq = self.state.seq + 1;
            let content = content.map(|content| (content, salt()));
            let line = Line::Open(Box::new(Sealed::new(seq, fact, salt(), content)));
            let row = self.take(&line);
            rows.push(row);
        }
        rows
    }

    fn take(&mut self, line: &Line) -> Row {
        let commitment = line.commitment();
        self.head = next_head(self.head, line.seq(), commitment);
        if line.seq() == 1 {
            self.first = commitment;
        }
        apply(&mut self.state, line);
        let reach = line.open().map_or(warroom_incident::Reach::Room, |sealed| sealed.fact.reach);
        let text = serde_json::to_string(line).expect("a sealed line has a JSON text");
        Row { seq: line.seq(), reach, commitment, head: self.head, line: text.into() }
    }

    /// Takes a whole record written by another server: same numbers, same chain.
    pub fn adopt(&mut self, record: &Record) -> Vec<Row> {
        record.lines().iter().map(|line| self.take(line)).collect()
    }

    /// The policy that is not the one in force, if the room should take it.
    #[must_use]
    pub fn lacks_policy(&self, policy: &Policy) -> bool {
        self.state.is_declared() && !self.state.is_closed() && self.state.policy != *policy
    }
}

/// The events whose words a redaction removes, read from what was decided.
#[must_use]
pub fn wipes(decided: &[Decided]) -> Vec<Seq> {
    let mut all = Vec::new();
    for one in decided {
        if let Event::Redacted { wipes, .. } = &one.fact.event {
            all.extend(wipes.iter().copied());
        }
    }
    all
}

/// A stored event without its words.
///
/// # Errors
/// [`Damaged`] when the stored line cannot be read.
pub fn wiped(incident: IncidentId, row: &Row) -> Result<Row, Damaged> {
    let damaged = |why: String| Damaged { incident, seq: row.seq, why };
    let mut line: Line = serde_json::from_str(&row.line).map_err(|error| damaged(error.to_string()))?;
    if let Line::Open(sealed) = &mut line {
        sealed.wipe();
    }
    let line = serde_json::to_string(&line).map_err(|error| damaged(error.to_string()))?;
    Ok(Row { line: line.into(), ..row.clone() })
}
