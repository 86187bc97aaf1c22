//! The brief for a screen whose record takes a while to come: made from the state at the head, for exactly the reaches
//! of that member, and shared by all who join about then.

use super::*;
use std::cell::RefCell;
use warroom_incident::brief::{Source, brief};
use warroom_incident::{Line, Reach};

/// What was made, and the texts that it was made from: the next one is hardly different.
#[derive(Default)]
pub(super) struct Made {
    briefs: Vec<One>,
    texts: HashMap<Seq, Option<(Reach, String)>>,
}

struct One {
    reaches: Reaches,
    seq: Seq,
    at: Time,
    lines: Vec<BriefLine>,
}

impl Ordering {
    /// Makes the brief for these reaches, or finds the one of a moment ago; none where the store does not answer.
    pub(super) fn early_brief(&mut self, incident: IncidentId, reaches: Reaches) -> Vec<BriefLine> {
        let now = (self.clock)();
        let Some(slot) = self.slots.get_mut(&incident) else { return Vec::new() };
        let seq = slot.room.state.seq;
        let fresh = |one: &&One| {
            one.reaches == reaches && one.seq == seq && (now - one.at).num_seconds() < bounds::EARLY_BRIEF_SECONDS
        };
        if let Some(made) = slot.early.briefs.iter().find(fresh) {
            return made.lines.clone();
        }
        if slot.early.texts.len() > bounds::EARLY_TEXTS {
            slot.early.texts.clear();
        }
        let texts = RefCell::new(Texts { journal: self.journal.as_mut(), known: &mut slot.early.texts, failed: None });
        let text = |seq| texts.borrow_mut().of(incident, seq, reaches);
        let mut lines = brief(&Source { state: &slot.room.state, reaches, now, text: &text });
        if let Some(error) = texts.into_inner().failed {
            tracing::warn!(%error, "no early brief");
            return Vec::new();
        }
        keep_within(&mut lines, bounds::EARLY_BRIEF_BYTES);
        slot.early.briefs.retain(|one| one.reaches != reaches);
        slot.early.briefs.push(One { reaches, seq, at: now, lines: lines.clone() });
        lines
    }
}

/// Looks words up by number, in the journal where they are not known.
struct Texts<'a> {
    journal: &'a mut dyn Journal,
    known: &'a mut HashMap<Seq, Option<(Reach, String)>>,
    failed: Option<ReadError>,
}

impl Texts<'_> {
    /// The words, if somebody with these reaches may read them: the last wall before the wire.
    fn of(&mut self, incident: IncidentId, seq: Seq, reaches: Reaches) -> Option<String> {
        if !self.known.contains_key(&seq) {
            match self.journal.read(incident, seq.saturating_sub(1), 1) {
                Ok(rows) => drop(self.known.insert(seq, rows.first().and_then(words))),
                Err(error) => self.failed = Some(error),
            }
        }
        let (reach, text) = self.known.get(&seq)?.as_ref()?;
        reaches.contains(*reach).then(|| text.clone())
    }
}

/// The first line of a stored event's words, with the mark that more follows: a brief has room for no more.
fn words(row: &Row) -> Option<(Reach, String)> {
    let line: Line = serde_json::from_str(&row.line).ok()?;
    let text = line.open()?.content.as_ref()?.text.as_str();
    Some((row.reach, warroom_incident::text::first_line(text, 200)))
}

/// Gives up what can be spared best until the rest fits.
fn keep_within(lines: &mut Vec<BriefLine>, most: usize) {
    // The rest of a line in JSON: names of fields, a moment, numbers.
    const AROUND: usize = 160;
    let size = |lines: &[BriefLine]| lines.iter().map(|line| line.text.len() + AROUND).sum::<usize>();
    while size(lines) > most {
        let Some((spare, _)) = lines.iter().enumerate().max_by_key(|(at, line)| (line.rank, *at)) else { return };
        lines.remove(spare);
    }
}
