//! One thing to send, an update for a channel or a page to a level, as the order hands it over.

use crate::journal::IncidentId;
use crate::room::Room;
use warroom_incident::draft::{ApprovedRendering, CannotGoOut, Delivery};
use warroom_incident::escalation::{CannotPage, Escalation, OutgoingPage, Page};
use warroom_incident::event::DeliveryFate;
use warroom_incident::policy::Channel;
use warroom_incident::{Command, Seq, Time};

/// What is sent, or why it cannot go out: types that nothing else of a room can be put into.
#[derive(Clone, Debug)]
pub(super) enum Cargo {
    /// What a channel shows of an approved update.
    Update(Result<ApprovedRendering, CannotGoOut>),
    /// What a level is told.
    Page(Result<OutgoingPage, CannotPage>),
}

/// One thing to send.
#[derive(Clone, Debug)]
pub struct Job {
    pub(super) incident: IncidentId,
    /// The incident as channels know it: the same for ever, and no other server's.
    pub(super) incident_key: String,
    /// The number of its delivery or page.
    pub(super) delivery: Seq,
    pub(super) fate: DeliveryFate,
    pub(super) attempts: u32,
    pub(super) channel: Channel,
    /// What the channel calls earlier updates of the incident, the newest first.
    pub(super) known_as: Vec<String>,
    /// Whether an earlier update or attempt may have reached the channel.
    pub(super) tried_before: bool,
    pub(super) told_at: Time,
    pub(super) cargo: Cargo,
}

impl Job {
    /// What is to be done about an open delivery of a room.
    #[must_use]
    pub fn update(room: &Room, delivery: &Delivery) -> Job {
        let outgoing = room.state.outgoing(delivery.seq);
        let cannot = room.state.cannot_go_out(delivery).unwrap_or(CannotGoOut::UnknownKind);
        let outgoing = outgoing.as_ref();
        Job {
            incident: room.id,
            incident_key: key_of(room),
            delivery: delivery.seq,
            fate: delivery.fate,
            attempts: delivery.attempts,
            channel: outgoing.map_or_else(|| nowhere(&delivery.channel), |it| it.channel().clone()),
            known_as: outgoing.map_or(Vec::new(), |it| it.known_as().iter().map(|it| (*it).to_owned()).collect()),
            tried_before: delivery.attempts > 0 || outgoing.is_some_and(|it| it.tried_before()),
            told_at: outgoing.map_or(delivery.at, |it| it.told_at()),
            cargo: Cargo::Update(outgoing.and_then(|it| it.rendering()).ok_or(cannot)),
        }
    }

    /// What is to be done about an open page of a room.
    #[must_use]
    pub fn page(room: &Room, escalation: &Escalation, page: &Page) -> Job {
        let outgoing = room.state.outgoing_page(escalation, page);
        let webhook = outgoing.as_ref().ok().and_then(|it| it.level().webhook());
        Job {
            incident: room.id,
            incident_key: key_of(room),
            delivery: page.seq,
            fate: page.fate,
            attempts: page.attempts,
            channel: webhook.unwrap_or_else(|| nowhere(&escalation.level)),
            known_as: Vec::new(),
            tried_before: page.attempts > 0,
            told_at: escalation.at,
            cargo: Cargo::Page(outgoing),
        }
    }

    /// The number of its delivery or page.
    #[must_use]
    pub fn delivery(&self) -> Seq {
        self.delivery
    }

    /// What the room is told when the outbox has ended before the order; nothing of an attempt that was under way then,
    /// which the next start judges.
    #[must_use]
    pub fn nobody_sends(&self) -> Option<Command> {
        let (delivery, attempts, fate) = (self.delivery, self.attempts, DeliveryFate::Failed);
        let note = "this server sends nothing until it starts again; then retry".to_owned();
        let report = Command::ReportDelivery { delivery, fate, attempts, reference: None, again: None, note };
        (self.fate != DeliveryFate::Sending).then_some(report)
    }

    /// Those that share it are sent a few at a time: a level never waits for a channel of the same name.
    pub(super) fn lane(&self) -> String {
        let kind = match self.cargo {
            Cargo::Update(_) => "update",
            Cargo::Page(_) => "page",
        };
        format!("{kind} {}", self.channel.name)
    }

    /// The name by which a channel knows a repetition: the same for ever.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}-{}", self.incident_key, self.delivery)
    }
}

/// The incident as everybody outside knows it.
fn key_of(room: &Room) -> String {
    let first = room.first.to_string();
    format!("wr-{}", first.get(..16).unwrap_or(&first))
}

/// A channel that is gone: only its name is known.
fn nowhere(name: &str) -> Channel {
    Channel {
        name: name.to_owned(),
        kind: String::new(),
        audiences: Vec::new(),
        to: String::new(),
        api: String::new(),
        from: String::new(),
        components: Vec::new(),
        secret_env: String::new(),
        secret_file: String::new(),
        most_chars: 0,
    }
}
