//! Hands what was published and whom the chair called to the outbox: only what is on disk, each once at a time, and of
//! each channel the oldest first.

use super::*;
use crate::outbox::Job;
use tokio::sync::mpsc::error::TrySendError;
use warroom_incident::event::DeliveryFate;

impl Ordering {
    /// Gives the order a way out for what is published.
    #[must_use]
    pub fn with_outbox(mut self, outbox: mpsc::Sender<Job>) -> Ordering {
        self.outbox = Some(outbox);
        self
    }

    /// Offers what is in turn in an incident. Nothing may be staged for it.
    pub(super) fn send_out(&mut self, incident: IncidentId) {
        let (Some(outbox), Some(slot)) = (&self.outbox, self.slots.get(&incident)) else { return };
        let (now, room) = ((self.clock)(), &slot.room);
        let mut undone = Vec::new();
        if outbox.is_closed() {
            // What it had nobody has.
            self.sending.clear();
        }
        let updates = room.state.in_turn().filter(|it| is_due(it.fate, it.again, now));
        // Nobody who is called waits for somebody else to be told.
        let pages = room.state.open_pages().filter(|(_, page)| is_due(page.fate, page.again, now));
        let jobs = pages.map(|(escalation, page)| Job::page(room, escalation, page));
        for job in jobs.chain(updates.map(|delivery| Job::update(room, delivery))) {
            let delivery = job.delivery();
            if !self.sending.insert((incident, delivery)) {
                continue;
            }
            match outbox.try_send(job) {
                Ok(()) => continue,
                // It is offered the rest on the next tick.
                Err(TrySendError::Full(_)) => {}
                Err(TrySendError::Closed(job)) => undone.extend(job.nobody_sends()),
            }
            self.sending.remove(&(incident, delivery));
        }
        for report in undone {
            self.server_command(incident, &report);
        }
    }

    /// Loads what may have something to send, and offers it. What cannot be read is looked at again on the next tick.
    pub(super) fn look(&mut self) -> Result<(), Stopped> {
        for incident in std::mem::take(&mut self.to_look_at) {
            if let Err(declined) = self.load(incident) {
                tracing::warn!(%incident, ?declined, "what it has to send waits");
                if matches!(declined, Declined::NotSaved(_)) {
                    self.to_look_at.insert(incident);
                }
            }
            self.commit()?;
            self.send_out(incident);
        }
        Ok(())
    }

    pub(super) fn send_out_everything(&mut self) {
        let loaded: Vec<_> = self.slots.keys().copied().collect();
        for incident in loaded {
            self.send_out(incident);
        }
    }

    /// The outbox is done with a delivery. What is next in its channel was offered when the end of this one was stored;
    /// what is still due is offered on the next tick, so that one of which nothing became is not offered without end.
    pub(super) fn let_go(&mut self, incident: IncidentId, delivery: Seq) {
        self.sending.remove(&(incident, delivery));
    }
}

/// Whether something open is for the outbox now. What has begun and the outbox has not is from before a crash.
fn is_due(fate: DeliveryFate, again: Option<Time>, now: Time) -> bool {
    match fate {
        DeliveryFate::Waiting | DeliveryFate::Sending => true,
        DeliveryFate::Failed => again.is_some_and(|again| again <= now),
        DeliveryFate::Sent | DeliveryFate::Confirmed => false,
        DeliveryFate::GivenUp | DeliveryFate::Nowhere => false,
    }
}
