//! The way of an approved update to each of its channels.

use super::external::ApprovedUpdate;
use crate::event::DeliveryFate;
use crate::policy::Channel;
use crate::prelude::*;
use crate::state::Incident;
use crate::{Seq, Time};

/// One update on its way to one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its number: also the key by which a channel can tell a repetition.
    pub seq: Seq,
    /// The draft that was published.
    pub draft: Seq,
    /// The update's event.
    pub update: Seq,
    /// The channel, by its name in the policy.
    pub channel: String,
    /// What became of it.
    pub fate: DeliveryFate,
    /// How often it was tried.
    pub attempts: u32,
    /// When its fate last changed.
    pub at: Time,
    /// The event whose content says what the channel answered.
    pub note_at: Option<Seq>,
    /// What the channel calls it: a page's incident id, a message's id.
    pub reference: Option<String>,
}

impl Delivery {
    /// Whether something is still to be done about it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.fate {
            DeliveryFate::Waiting | DeliveryFate::Sent | DeliveryFate::Failed => true,
            DeliveryFate::Confirmed | DeliveryFate::GivenUp | DeliveryFate::Nowhere => false,
        }
    }
}

/// What a channel is given: the approved update and nothing else of the room. Made only here.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    delivery: &'a Delivery,
    channel: &'a Channel,
    approved: &'a ApprovedUpdate,
}

impl<'a> Outgoing<'a> {
    /// The delivery.
    #[must_use]
    pub fn delivery(&self) -> &'a Delivery {
        self.delivery
    }

    /// Where it goes, as the policy has it now.
    #[must_use]
    pub fn channel(&self) -> &'a Channel {
        self.channel
    }

    /// What was approved.
    #[must_use]
    pub fn approved(&self) -> &'a ApprovedUpdate {
        self.approved
    }
}

impl Incident {
    /// What to send for a delivery; nothing when its words were redacted, its channel is no longer in the policy, or
    /// it goes nowhere.
    #[must_use]
    pub fn outgoing(&self, delivery: Seq) -> Option<Outgoing<'_>> {
        let delivery = self.deliveries.get(&delivery)?;
        let sends = match delivery.fate {
            DeliveryFate::Waiting | DeliveryFate::Failed | DeliveryFate::Sent => true,
            DeliveryFate::Confirmed | DeliveryFate::GivenUp | DeliveryFate::Nowhere => false,
        };
        let channel = self.policy.channel(&delivery.channel)?;
        let approval = self.drafts.get(&delivery.draft)?.approval()?;
        let whole = self.updates.iter().any(|update| update.seq == delivery.update && update.text.is_some());
        (sends && whole).then_some(Outgoing { delivery, channel, approved: approval.update() })
    }

    /// Deliveries of which something is still to be done, oldest first: what an outbox starts from.
    pub fn open_deliveries(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.values().filter(|delivery| delivery.is_open())
    }
}
