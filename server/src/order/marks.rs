//! How far each member has read: kept beside the record, never in it, written lazily and all at once.
//!
//! A mark only ever goes forward. Losing the last second of marks to a power cut is fine: somebody sees a few lines as
//! new that they have seen.

use super::*;

impl Ordering {
    /// Takes what somebody says to have read.
    pub(super) fn read(&mut self, incident: IncidentId, person: Person, read: ReadMarks) {
        let Some(slot) = self.slots.get_mut(&incident) else { return };
        // Whoever was removed meanwhile leaves no mark behind.
        if slot.room.state.member(&person).is_none() {
            return;
        }
        let head = slot.room.state.seq;
        let before = slot.marks.get(&person).copied().unwrap_or_default();
        let marks =
            further(before, ReadMarks { timeline: read.timeline.min(head), notes: read.notes.min(head), ..read });
        if marks != before {
            slot.marks.insert(person.clone(), marks);
            self.unkept.insert((incident, person), marks);
        }
    }

    /// Notes when a person's last screen goes.
    pub(super) fn leaves(&mut self, incident: IncidentId, connection: ConnectionId, person: Person) {
        let Some(slot) = self.slots.get(&incident) else { return };
        let was_screen = self.screens.remove(&connection);
        let stays = slot.here.iter().any(|(other, who)| *who == person && self.screens.contains(other));
        if was_screen && !stays {
            self.read(incident, person, ReadMarks { left_at: Some((self.clock)()), ..ReadMarks::default() });
        }
    }

    /// The server stops: everybody leaves, and what is known of them is kept.
    pub(super) fn all_leave(&mut self) -> Result<(), Stopped> {
        let here = self.slots.iter().flat_map(|(incident, slot)| {
            slot.here.iter().map(|(connection, person)| (*incident, *connection, person.clone()))
        });
        let here: Vec<_> = here.collect();
        for (incident, connection, person) in here {
            if let Some(slot) = self.slots.get_mut(&incident) {
                slot.here.remove(&connection);
            }
            self.leaves(incident, connection, person);
        }
        while !self.unkept.is_empty() && self.marks_due() {
            self.keep_marks()?;
        }
        Ok(())
    }

    /// Writes what is not written yet, a bounded number of marks in one go.
    pub(super) fn keep_marks(&mut self) -> Result<(), Stopped> {
        if self.unkept.is_empty() || !self.marks_due() {
            return Ok(());
        }
        let some = self.unkept.iter().take(bounds::MARKS_A_TICK);
        let marks: Vec<_> = some.map(|((incident, person), marks)| (*incident, person.clone(), *marks)).collect();
        match self.journal.keep_marks(&marks) {
            Ok(()) => {
                for (incident, person, _) in marks {
                    self.unkept.remove(&(incident, person));
                }
                Ok(())
            }
            Err(error @ AppendError::Unknown(_)) => self.not_stored(&error),
            Err(error @ (AppendError::Refused(_) | AppendError::Conflict { .. })) => {
                tracing::warn!(%error, "read marks are not kept; trying again later");
                self.marks_again_at = Some((self.clock)() + chrono::TimeDelta::seconds(bounds::MARKS_AGAIN_SECONDS));
                Ok(())
            }
        }
    }

    fn marks_due(&self) -> bool {
        self.marks_again_at.is_none_or(|at| (self.clock)() >= at)
    }

    /// What is further than the journal knows.
    pub(super) fn overlay_marks(&self, incident: IncidentId, known: &mut BTreeMap<Person, ReadMarks>) {
        for ((of, person), marks) in &self.unkept {
            if *of == incident {
                let kept = known.entry(person.clone()).or_default();
                *kept = further(*kept, *marks);
            }
        }
    }
}

fn further(a: ReadMarks, b: ReadMarks) -> ReadMarks {
    ReadMarks { timeline: a.timeline.max(b.timeline), notes: a.notes.max(b.notes), left_at: a.left_at.max(b.left_at) }
}
