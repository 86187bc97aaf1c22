//! How a client's flow of events begins: from what is on disk, never from what is only staged.

use super::*;
use warroom_incident::{Reach, inbox};

impl Ordering {
    pub(super) fn attach(
        &mut self,
        incident: IncidentId,
        person: &Person,
        after: Seq,
        head: Option<Hash>,
        early: Early,
    ) -> Result<Attached, Farewell> {
        let slot = self.slots.get(&incident).ok_or(Farewell::StoreFailed)?;
        let state = &slot.room.state;
        let member = state.member(person).ok_or(Farewell::NotAMember)?;
        if after > state.seq {
            return Err(Farewell::OtherRecord);
        }
        if let Some(head) = head {
            let known = head_at(self.journal.as_mut(), incident, after).map_err(|_| Farewell::StoreFailed)?;
            if known != Some(head) {
                return Err(Farewell::OtherRecord);
            }
        }
        let reaches = member.reaches();
        if reaches == Reaches::PUBLISHED {
            return Ok(Attached::Reader(ReaderSnapshot::of(&incident.to_string(), state, slot.room.head)));
        }
        let mut snapshot = Summary::of(&incident.to_string(), state, slot.room.head);
        if reaches.contains(Reach::Inbox) {
            snapshot.questions = Some(inbox::open(state).count());
        }
        let read = slot.marks.get(person).copied().unwrap_or_default();
        let missing = state.seq - after;
        let brief = match early {
            Early::Brief if missing >= bounds::EARLY_BRIEF_EVENTS => self.early_brief(incident, reaches),
            Early::Brief | Early::Nothing => Vec::new(),
        };
        Ok(Attached::Member { snapshot: Box::new(snapshot), reaches, read, brief })
    }

    pub(super) fn go_live(
        &mut self,
        incident: IncidentId,
        client: Arc<Client>,
        reaches: Reaches,
        presence: Presence,
        after: Seq,
    ) -> Option<Seq> {
        let Some(slot) = self.slots.get_mut(&incident) else {
            client.dismiss(Farewell::StoreFailed);
            return None;
        };
        let seq = slot.room.state.seq;
        match slot.room.state.member(&client.person) {
            None => {
                client.dismiss(Farewell::NotAMember);
                return None;
            }
            Some(member) if member.reaches().differs_within(reaches, slot.used) => {
                client.dismiss(Farewell::ReachChanged);
                return None;
            }
            Some(_) => {}
        }
        // As it is now: what was asked for on attaching may have changed in a reach that occurs only from here on.
        let reaches = slot.room.state.member(&client.person).map_or(reaches, |member| member.reaches());
        let missing = usize::try_from(seq.saturating_sub(after)).unwrap_or(usize::MAX);
        let gap = slot.tail.iter().skip(slot.tail.len().saturating_sub(missing));
        let bytes: usize = gap.clone().map(|row| row.line.len()).sum();
        if missing > slot.tail.len() || bytes > bounds::OUTLET_BYTES {
            return Some(seq);
        }
        // One push, so that both are taken or neither: what is not taken is read from the record instead.
        let live = client.frame(ToClient::Live { seq, head: slot.room.head }).unwrap_or_default();
        let frames = if missing > 0 { [frame::events(gap, reaches), live].concat().into() } else { live };
        if client.outlet.push_answer(frames) == Pushed::Full {
            return Some(seq);
        }
        slot.here.insert(client.id, client.person.clone());
        if is_screen(&presence) {
            self.screens.insert(client.id);
        }
        slot.heard.remove(&client.person);
        self.deliver(Delivery::Live { incident, client, reaches, presence, seq });
        None
    }

    pub(super) fn load_all(&mut self) -> Result<Vec<IncidentId>, String> {
        let all = self.journal.incidents().map_err(|error| error.to_string())?;
        for &(incident, _) in &all {
            // One that does not verify is listed as such; the others are still to be seen.
            if let Err(Declined::NotSaved(why)) = self.load(incident) {
                return Err(why);
            }
        }
        Ok(all.into_iter().map(|(incident, _)| incident).collect())
    }

    pub(super) fn summaries(&self, all: &[IncidentId]) -> Vec<Summary> {
        let summary = |incident: &IncidentId| match self.slots.get(incident) {
            Some(slot) => Some(Summary::of(&incident.to_string(), &slot.room.state, slot.room.head)),
            None => self.damaged.get(incident).cloned(),
        };
        all.iter().filter_map(summary).collect()
    }
}

/// A screen says where it is; a command line does not stay.
pub(crate) fn is_screen(presence: &Presence) -> bool {
    !presence.pane.is_empty()
}

/// The head after an event; the zero head before the first.
fn head_at(journal: &mut dyn Journal, incident: IncidentId, seq: Seq) -> Result<Option<Hash>, ReadError> {
    let Some(before) = seq.checked_sub(1) else { return Ok(Some(Hash::ZERO)) };
    Ok(journal.read(incident, before, 1)?.first().filter(|row| row.seq == seq).map(|row| row.head))
}
