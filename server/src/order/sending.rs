//! Hands what was published to the outbox: only what is on disk, each delivery once at a time, and of each channel the
//! oldest first.

use super::*;
use crate::outbox::Job;
use tokio::sync::mpsc::error::TrySendError;
use warroom_incident::draft::Delivery as Published;
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
        let now = (self.clock)();
        let mut undone = Vec::new();
        if outbox.is_closed() {
            // What it had nobody has.
            self.sending.clear();
        }
        for delivery in slot.room.state.in_turn().filter(|delivery| is_due(delivery, now)) {
            if !self.sending.insert((incident, delivery.seq)) {
                continue;
            }
            match outbox.try_send(Job::of(&slot.room, delivery)) {
                Ok(()) => continue,
                // It is offered the rest on the next tick.
                Err(TrySendError::Full(_)) => {}
                Err(TrySendError::Closed(_)) => undone.extend(nobody_sends(delivery)),
            }
            self.sending.remove(&(incident, delivery.seq));
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

/// Whether an open delivery is for the outbox now. One whose attempt has begun and that the outbox has not is from
/// before a crash.
fn is_due(delivery: &Published, now: Time) -> bool {
    match delivery.fate {
        DeliveryFate::Waiting | DeliveryFate::Sending => true,
        DeliveryFate::Failed => delivery.again.is_some_and(|again| again <= now),
        DeliveryFate::Sent | DeliveryFate::Confirmed => false,
        DeliveryFate::GivenUp | DeliveryFate::Nowhere => false,
    }
}

/// What the room is told when the outbox has ended before the order; nothing of an attempt that was under way then,
/// which the next start judges.
fn nobody_sends(delivery: &Published) -> Option<Command> {
    let (delivery, attempts, fate) = (delivery.seq, delivery.attempts, delivery.fate);
    let note = "this server sends nothing until it starts again; then retry".to_owned();
    let (failed, reference, again) = (DeliveryFate::Failed, None, None);
    let report = Command::ReportDelivery { delivery, fate: failed, attempts, reference, again, note };
    (fate != DeliveryFate::Sending).then_some(report)
}
