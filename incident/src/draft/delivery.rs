//! The way of an approved update to each of its channels.

use super::external::ApprovedUpdate;
use super::rendering::ApprovedRendering;
use super::route::Route;
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
    /// Its channel is another one than that which was approved.
    LeadsElsewhere,
}

impl Delivery {
    /// Whether it still has to go out: until then nothing later goes to its channel.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.fate.is_open()
    }
}

/// What a channel is given: the approved update and nothing else of the room. Made only here.
#[derive(Clone, Debug)]
pub struct Outgoing<'a> {
    delivery: &'a Delivery,
    channel: Channel,
    approved: &'a ApprovedUpdate,
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

    /// Where it goes: as it was approved, with the secret as the policy has it now.
    #[must_use]
    pub fn channel(&self) -> &Channel {
        &self.channel
    }

    /// What was approved.
    #[must_use]
    pub fn approved(&self) -> &'a ApprovedUpdate {
        self.approved
    }

    /// What the channel shows of it; nothing for a kind of channel that this version does not know.
    #[must_use]
    pub fn rendering(&self) -> Option<ApprovedRendering> {
        self.approved.rendering(&self.channel.name)
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
    /// What to send for a delivery; nothing when its words were redacted, its channel does not lead any more where it
    /// was approved to go, or it goes nowhere.
    #[must_use]
    pub fn outgoing(&self, delivery: Seq) -> Option<Outgoing<'_>> {
        let delivery = self.deliveries.get(&delivery)?;
        let approved = self.drafts.get(&delivery.draft)?.approval()?.update();
        let now = self.policy.channel(&delivery.channel)?;
        let channel = self.route(delivery).filter(|route| route.leads_to(now))?.with_secret_of(now);
        let update = self.updates.iter().find(|update| update.seq == delivery.update && update.text.is_some())?;
        // What the channel was called elsewhere says nothing here.
        let there = |it: &Delivery| self.route(it).is_some_and(|route| route.same_place(now));
        let before = |it: &&Delivery| it.seq < delivery.seq && it.channel == delivery.channel && there(it);
        let earlier = || self.deliveries.values().rev().filter(before);
        let known_as = earlier().filter_map(|it| it.reference.as_deref()).collect();
        let tried_before = earlier().any(|it| it.attempts > 0);
        let told_at = update.at;
        let outgoing = Outgoing { delivery, channel, approved, known_as, tried_before, told_at };
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

    /// What the place to which a route leads calls this incident, where it has said so.
    #[must_use]
    pub fn known_there(&self, route: &Route) -> Option<&str> {
        let there = |it: &&Delivery| self.route(it).is_some_and(|other| other.same_place(route.channel()));
        self.deliveries.values().rev().filter(there).find_map(|it| it.reference.as_deref())
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
            Some(now) if self.route(delivery).is_none_or(|route| !route.leads_to(now)) => {
                Some(CannotGoOut::LeadsElsewhere)
            }
            Some(_) => None,
        }
    }

    /// The way that was approved for a delivery.
    fn route(&self, delivery: &Delivery) -> Option<&Route> {
        self.drafts.get(&delivery.draft)?.approval()?.update().route(&delivery.channel)
    }
}
