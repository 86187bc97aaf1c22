//! Hands what was published to the outbox: only what is on disk, each delivery once at a time.

use super::*;
use crate::outbox::{self, Job};
use chrono::TimeDelta;
use warroom_incident::event::DeliveryFate;

/// Seconds between two tries, at most: a channel that is back is noticed soon.
const LONGEST_PAUSE: i64 = 300;

impl Ordering {
    /// Gives the order a way out for what is published.
    #[must_use]
    pub fn with_outbox(mut self, outbox: SyncSender<Job>) -> Ordering {
        self.outbox = Some(outbox);
        self
    }

    /// Offers the open deliveries of an incident. Nothing may be staged for it.
    pub(super) fn send_out(&mut self, incident: IncidentId) {
        let (Some(outbox), Some(slot)) = (&self.outbox, self.slots.get(&incident)) else { return };
        let at = (self.clock)();
        let state = &slot.room.state;
        for delivery in state.open_deliveries() {
            let due = match delivery.fate {
                DeliveryFate::Waiting => true,
                DeliveryFate::Failed => delivery.at + pause(delivery.attempts) <= at,
                DeliveryFate::Sent | DeliveryFate::Confirmed => false,
                DeliveryFate::GivenUp | DeliveryFate::Nowhere => false,
            };
            let Some(outgoing) = state.outgoing(delivery.seq).filter(|it| due && outbox::sends(it.channel())) else {
                continue;
            };
            // A full outbox is offered the rest on the next tick.
            if self.sending.insert((incident, delivery.seq)) && outbox.try_send(Job::of(incident, &outgoing)).is_err() {
                self.sending.remove(&(incident, delivery.seq));
            }
        }
    }

    pub(super) fn send_out_everything(&mut self) {
        let loaded: Vec<_> = self.slots.keys().copied().collect();
        for incident in loaded {
            self.send_out(incident);
        }
    }

    /// A report means that the outbox has let go of a delivery.
    pub(super) fn let_go(&mut self, incident: IncidentId, command: &Command) {
        if let Command::ReportDelivery { delivery, .. } = command {
            self.sending.remove(&(incident, *delivery));
        }
    }
}

/// Twice as long after every try.
fn pause(attempts: u32) -> TimeDelta {
    let seconds = 1_i64.checked_shl(attempts.min(20)).unwrap_or(LONGEST_PAUSE);
    TimeDelta::seconds(seconds.min(LONGEST_PAUSE))
}
