//! Stores what was staged, then answers and delivers it; or neither, when the store does not take it.

use super::*;
use warroom_incident::event::DeliveryFate;

impl Ordering {
    /// Stores the group, answers its commands, and hands its events to delivery.
    pub(super) fn commit(&mut self) -> Result<(), Stopped> {
        if !self.group.is_empty() {
            let stored = self.journal.append(&self.group);
            self.answered.clear();
            if let Err(error) = stored {
                return self.not_stored(&error);
            }
        }
        for waiting in self.waiting.drain(..) {
            (waiting.reply)(Ok(waiting.answer));
        }
        for (reply, declined) in self.refusals.drain(..) {
            reply(Err(declined));
        }
        let seats = std::mem::take(&mut self.group_seats);
        for (batch, seats) in std::mem::take(&mut self.group).into_iter().zip(seats) {
            let incident = batch.incident;
            if !batch.wiped.is_empty() {
                self.catch_up.forget(incident);
            }
            if !batch.rows.is_empty() {
                self.deliver(Delivery::Events { incident, rows: batch.rows });
            }
            // Before the next events: whoever was removed by these does not get those.
            if let Some((seats, used)) = seats {
                self.deliver(Delivery::Seats { incident, seats, used });
            }
        }
        for incident in std::mem::take(&mut self.touched) {
            if let Some(slot) = self.slots.get(&incident) {
                self.heads.set(incident, slot.room.state.seq, slot.room.head);
            }
            self.send_out(incident);
        }
        Ok(())
    }

    /// The store did not take the group: its rooms are forgotten, its senders told, and nothing was acknowledged.
    pub(super) fn not_stored(&mut self, error: &AppendError) -> Result<(), Stopped> {
        self.touched.clear();
        tracing::error!(%error, waiting = self.waiting.len(), "not saved");
        let sentence = match error {
            AppendError::Unknown(_) => format!("{error}; sent again with the same id it is recorded at most once"),
            AppendError::Refused(_) | AppendError::Conflict { .. } => {
                format!("not saved: {error}; nothing was recorded, try again")
            }
        };
        for waiting in self.waiting.drain(..) {
            (waiting.reply)(Err(Declined::NotSaved(sentence.clone())));
        }
        for (reply, declined) in self.refusals.drain(..) {
            reply(Err(declined));
        }
        let incidents: HashSet<_> = self.group.drain(..).map(|batch| batch.incident).collect();
        self.group_seats.clear();
        for incident in incidents {
            self.forget(incident);
        }
        match error {
            AppendError::Refused(_) | AppendError::Conflict { .. } => Ok(()),
            AppendError::Unknown(_) => {
                self.deliver(Delivery::Stop { why: Farewell::StoreFailed });
                Err(Stopped::StoreFailed(error.to_string()))
            }
        }
    }

    /// Forgets a room that may be ahead of the store; it is read again when it is needed.
    pub(super) fn forget(&mut self, incident: IncidentId) {
        if let Some(old) = self.slots.remove(&incident) {
            // What it has to send and what is due in it do not wait for somebody to come by.
            let sends = !old.room.state.deliveries.is_empty() || old.room.state.open_pages().next().is_some();
            if sends || warroom_incident::clock::runs(&old.room.state) {
                self.to_look_at.insert(incident);
            }
            self.parked.insert(incident, (old.here, old.heard));
        }
    }

    pub(super) fn adopt(&mut self, incident: IncidentId, record: &Record, reply: Reply) -> Result<(), Stopped> {
        if record.lines().is_empty() {
            let problem = "the record holds no event".to_owned();
            reply(Err(Declined::Refused(Rejection::ImportLine { line: 1, problem })));
            return Ok(());
        }
        let known = match self.load(incident) {
            Ok(()) => true,
            Err(Declined::NoSuchIncident) => false,
            Err(declined) => {
                reply(Err(declined));
                return Ok(());
            }
        };
        if known {
            let is = format!("{incident} exists on this server");
            reply(Err(Declined::Refused(Rejection::Already { is })));
            return Ok(());
        }
        let mut room = Room::new(incident);
        let mut batch = Batch::new(incident, 0);
        batch.rows = room.adopt(record);
        // What another server had still to send is not this one's: it may have been sent there meanwhile.
        let updates = room.state.open_deliveries().map(|it| (it.seq, it.attempts));
        let pages = room.state.open_pages().map(|(_, page)| (page.seq, page.attempts));
        let open: Vec<_> = updates.chain(pages).collect();
        for (delivery, attempts) in open {
            let (fate, reference, again) = (DeliveryFate::GivenUp, None, None);
            let note = "brought in from another server, which may have sent it; retry to send it from here".to_owned();
            let report = Command::ReportDelivery { delivery, fate, attempts, reference, again, note };
            if let Ok(decided) = room.decide(&report, &Actor::Server, (self.clock)()) {
                batch.rows.extend(room.seal(decided, || self.salts.next()));
            }
        }
        let count = batch.rows.len() as u64;
        match self.journal.append(std::slice::from_ref(&batch)) {
            Ok(()) => {
                self.next_incident = self.next_incident.max(incident.0 + 1);
                self.unwatched.insert(incident, room.state.seq);
                reply(Ok(Accepted { incident, seq: 1, count, invites: Vec::new(), joined: None }));
                Ok(())
            }
            Err(error) => {
                reply(Err(Declined::NotSaved(format!("not saved: {error}; nothing was imported, try again"))));
                self.not_stored(&error)
            }
        }
    }
}
