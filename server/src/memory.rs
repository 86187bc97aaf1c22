//! A store in memory with faults that tests inject: for simulations, and to see durability tests fail.

use crate::journal::{Answered, AppendError, Batch, Holder, IncidentId, Journal, ReadError, Reader, Row};
use crate::secret::SecretHash;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use warroom_incident::wire::ReadMarks;
use warroom_incident::{CommandId, Person, Seq};

/// What goes wrong with the next append.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// It is refused; nothing is written.
    Refuse,
    /// It is written, and the answer is lost.
    WriteAndLose,
    /// It is not written, and the answer is lost.
    LoseUnwritten,
    /// Planted: it is acknowledged and forgotten. A test that does not notice is blind.
    Forget,
}

#[derive(Debug, Default)]
struct Store {
    events: BTreeMap<(IncidentId, Seq), Row>,
    commands: BTreeMap<(IncidentId, String, CommandId), Answered>,
    secrets: BTreeMap<SecretHash, Holder>,
    marks: BTreeMap<(IncidentId, Person), ReadMarks>,
    fault: Fault,
}

/// The store; clones share it.
#[derive(Clone, Debug, Default)]
pub struct MemoryJournal {
    store: Arc<Mutex<Store>>,
}

impl MemoryJournal {
    /// Decides what goes wrong with the next append.
    pub fn inject(&self, fault: Fault) {
        self.store().fault = fault;
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().expect("no test panics inside the store")
    }
}

impl Store {
    fn last(&self, incident: IncidentId) -> Seq {
        let all = self.events.range((incident, 0)..=(incident, Seq::MAX));
        all.last().map_or(0, |((_, seq), _)| *seq)
    }

    fn write(&mut self, group: &[Batch]) {
        for batch in group {
            for row in batch.rows.iter().chain(&batch.wiped) {
                self.events.insert((batch.incident, row.seq), row.clone());
            }
            for row in &batch.wiped {
                for ((incident, _, _), answered) in &mut self.commands {
                    let made = answered.first..answered.first + answered.count;
                    let maker = *incident == IncidentId::NONE && answered.first == Seq::from(batch.incident.0);
                    if maker || *incident == batch.incident && made.contains(&row.seq) {
                        answered.body = None;
                    }
                }
            }
            if let Some((incident, author, id, answered)) = &batch.command {
                self.commands.insert((*incident, author.clone(), *id), *answered);
            }
            self.marks.retain(|(incident, person), _| *incident != batch.incident || !batch.revoked.contains(person));
            self.secrets.extend(batch.secrets.iter().cloned());
            self.secrets.retain(|_, holder| match holder {
                Holder::Member(incident, person) => *incident != batch.incident || !batch.revoked.contains(person),
                Holder::Invite(..) => true,
            });
        }
    }
}

impl Reader for MemoryJournal {
    fn incidents(&mut self) -> Result<Vec<(IncidentId, Seq)>, ReadError> {
        let store = self.store();
        let mut all: Vec<_> = store.events.keys().map(|(incident, _)| *incident).collect();
        all.dedup();
        Ok(all.into_iter().map(|incident| (incident, store.last(incident))).collect())
    }

    fn read(&mut self, incident: IncidentId, after: Seq, most: u64) -> Result<Vec<Row>, ReadError> {
        let store = self.store();
        let rows = store.events.range((incident, after.saturating_add(1))..=(incident, Seq::MAX));
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(rows.take(most).map(|(_, row)| row.clone()).collect())
    }

    fn holder(&mut self, secret: &SecretHash) -> Result<Option<Holder>, ReadError> {
        Ok(self.store().secrets.get(secret).cloned())
    }

    fn answered_ids(&mut self, incident: IncidentId) -> Result<Vec<CommandId>, ReadError> {
        let store = self.store();
        Ok(store.commands.keys().filter(|(scope, _, _)| *scope == incident).map(|(_, _, id)| *id).collect())
    }

    fn marks(&mut self, incident: IncidentId) -> Result<Vec<(Person, ReadMarks)>, ReadError> {
        let store = self.store();
        let all = store.marks.iter().filter(|((of, _), _)| *of == incident);
        Ok(all.map(|((_, person), marks)| (person.clone(), *marks)).collect())
    }

    fn answered(&mut self, incident: IncidentId, author: &str, id: CommandId) -> Result<Option<Answered>, ReadError> {
        Ok(self.store().commands.get(&(incident, author.to_owned(), id)).copied())
    }
}

impl Journal for MemoryJournal {
    fn append(&mut self, group: &[Batch]) -> Result<(), AppendError> {
        let mut store = self.store();
        let mut ends: BTreeMap<IncidentId, Seq> = BTreeMap::new();
        for batch in group {
            if batch.rows.is_empty() {
                continue;
            }
            let end = ends.entry(batch.incident).or_insert_with(|| store.last(batch.incident));
            if *end != batch.after {
                return Err(AppendError::Conflict { incident: batch.incident });
            }
            *end += batch.rows.len() as Seq;
        }
        match std::mem::take(&mut store.fault) {
            Fault::None => store.write(group),
            Fault::Forget => {}
            Fault::Refuse => return Err(AppendError::Refused("injected".into())),
            Fault::WriteAndLose => {
                store.write(group);
                return Err(AppendError::Unknown("injected".into()));
            }
            Fault::LoseUnwritten => return Err(AppendError::Unknown("injected".into())),
        }
        Ok(())
    }

    fn keep_marks(&mut self, marks: &[(IncidentId, Person, ReadMarks)]) -> Result<(), AppendError> {
        let mut store = self.store();
        for (incident, person, marks) in marks {
            let kept = store.marks.entry((*incident, person.clone())).or_default();
            kept.timeline = kept.timeline.max(marks.timeline);
            kept.notes = kept.notes.max(marks.notes);
            kept.left_at = kept.left_at.max(marks.left_at);
        }
        Ok(())
    }

    fn reader(&self) -> Result<Box<dyn Reader>, ReadError> {
        Ok(Box::new(self.clone()))
    }
}
