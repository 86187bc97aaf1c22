//! The way of an approved update to each of its channels.

use super::external::ApprovedUpdate;
use super::rendering::ApprovedRendering;
use crate::event::DeliveryFate;
use crate::policy::{Channel, Policy};
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
    /// When a failed one is tried again; absent where that is for a person to decide.
    pub again: Option<Time>,
}

/// Why something that was published cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotGoOut {
    /// Its words were redacted.
    Redacted,
    /// Its channel is not in the policy any more.
    NoSuchChannel,
    /// This version does not know what kind of channel it is.
    UnknownKind,
}

impl Delivery {
    /// Whether it still has to go out: until then nothing later goes to its channel.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.fate {
            DeliveryFate::Waiting | DeliveryFate::Sending | DeliveryFate::Failed => true,
            DeliveryFate::Sent | DeliveryFate::Confirmed => false,
            DeliveryFate::GivenUp | DeliveryFate::Nowhere => false,
        }
    }
}

/// What a channel is given: the approved update and nothing else of the room. Made only here.
#[derive(Clone, Debug)]
pub struct Outgoing<'a> {
    delivery: &'a Delivery,
    channel: &'a Channel,
    approved: &'a ApprovedUpdate,
    policy: &'a Policy,
    known_as: Vec<&'a str>,
    tried_before: bool,
    told_at: Time,
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

    /// What the channel shows of it; nothing for a kind of channel that this version does not know.
    #[must_use]
    pub fn rendering(&self) -> Option<ApprovedRendering> {
        self.approved.rendering(self.policy, self.channel)
    }

    /// Whether an earlier update of this incident may have reached the channel.
    #[must_use]
    pub fn tried_before(&self) -> bool {
        self.tried_before
    }

    /// When it was published.
    #[must_use]
    pub fn told_at(&self) -> Time {
        self.told_at
    }

    /// What the channel calls the earlier updates of this incident, the newest first.
    #[must_use]
    pub fn known_as(&self) -> &[&'a str] {
        &self.known_as
    }
}

impl Incident {
    /// What to send for a delivery; nothing when its words were redacted, its channel is no longer in the policy, or
    /// it goes nowhere.
    #[must_use]
    pub fn outgoing(&self, delivery: Seq) -> Option<Outgoing<'_>> {
        let delivery = self.deliveries.get(&delivery)?;
        let channel = self.policy.channel(&delivery.channel)?;
        let approved = self.drafts.get(&delivery.draft)?.approval()?.update();
        let update = self.updates.iter().find(|update| update.seq == delivery.update && update.text.is_some())?;
        let earlier =
            || self.deliveries.values().rev().filter(|it| it.seq < delivery.seq && it.channel == delivery.channel);
        let known_as = earlier().filter_map(|it| it.reference.as_deref()).collect();
        let tried_before = earlier().any(|it| it.attempts > 0);
        let (policy, told_at) = (&self.policy, update.at);
        let outgoing = Outgoing { delivery, channel, approved, policy, known_as, tried_before, told_at };
        delivery.is_open().then_some(outgoing)
    }

    /// Deliveries of which something is still to be done, oldest first: what an outbox starts from.
    pub fn open_deliveries(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.values().filter(|delivery| delivery.is_open())
    }

    /// Of each channel the oldest that has to go out: a later one never overtakes it.
    pub fn in_turn(&self) -> impl Iterator<Item = &Delivery> {
        let mut taken = BTreeSet::new();
        self.open_deliveries().filter(move |delivery| taken.insert(delivery.channel.as_str()))
    }

    /// Why an open delivery can never go out as it stands; nothing where it can.
    #[must_use]
    pub fn cannot_go_out(&self, delivery: &Delivery) -> Option<CannotGoOut> {
        if !self.updates.iter().any(|update| update.seq == delivery.update && update.text.is_some()) {
            return Some(CannotGoOut::Redacted);
        }
        match self.policy.channel(&delivery.channel) {
            None => Some(CannotGoOut::NoSuchChannel),
            Some(channel) if channel.kind().is_none() => Some(CannotGoOut::UnknownKind),
            Some(_) => None,
        }
    }
}
