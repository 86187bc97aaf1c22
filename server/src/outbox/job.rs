//! One update for one channel, as the order hands it over.

use crate::journal::IncidentId;
use crate::room::Room;
use warroom_incident::draft::{ApprovedRendering, CannotGoOut, Delivery};
use warroom_incident::event::DeliveryFate;
use warroom_incident::policy::Channel;
use warroom_incident::{Seq, Time};

/// One update for one channel.
#[derive(Clone, Debug)]
pub struct Job {
    pub(super) incident: IncidentId,
    /// The incident as channels know it: the same for ever, and no other server's.
    pub(super) incident_key: String,
    pub(super) delivery: Seq,
    pub(super) fate: DeliveryFate,
    pub(super) attempts: u32,
    pub(super) channel: Channel,
    /// What the channel calls earlier updates of the incident, the newest first.
    pub(super) known_as: Vec<String>,
    /// Whether an earlier update or attempt may have reached the channel.
    pub(super) tried_before: bool,
    pub(super) told_at: Time,
    /// What it shows, or why it cannot go out.
    pub(super) rendering: Result<ApprovedRendering, CannotGoOut>,
}

impl Job {
    /// What is to be done about an open delivery of a room.
    #[must_use]
    pub fn of(room: &Room, delivery: &Delivery) -> Job {
        let outgoing = room.state.outgoing(delivery.seq);
        let cannot = room.state.cannot_go_out(delivery).unwrap_or(CannotGoOut::UnknownKind);
        let outgoing = outgoing.as_ref();
        let first = room.first.to_string();
        Job {
            incident: room.id,
            incident_key: format!("wr-{}", first.get(..16).unwrap_or(&first)),
            delivery: delivery.seq,
            fate: delivery.fate,
            attempts: delivery.attempts,
            channel: outgoing.map_or_else(|| nowhere(&delivery.channel), |it| it.channel().clone()),
            known_as: outgoing.map_or(Vec::new(), |it| it.known_as().iter().map(|it| (*it).to_owned()).collect()),
            tried_before: delivery.attempts > 0 || outgoing.is_some_and(|it| it.tried_before()),
            told_at: outgoing.map_or(delivery.at, |it| it.told_at()),
            rendering: outgoing.and_then(|it| it.rendering()).ok_or(cannot),
        }
    }

    /// The name by which a channel knows a repetition: the same for ever.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}-{}", self.incident_key, self.delivery)
    }
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
