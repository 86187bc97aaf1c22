//! Stand-in.

use super::membership::Membership;
use std::time::Duration;
use tokio::sync::mpsc::{Sender, channel};
use warroom_incident::wire::{ToClient, ToServer};

/// What happens to the connection.
#[derive(Debug)]
pub enum LinkEvent {
    /// It is being tried.
    Connecting,
    /// It stands.
    Up,
    /// The server said something.
    Message(Box<ToClient>),
    /// How long a ping took.
    RoundTrip(Duration),
    /// It is down and will be tried again.
    Lost {
        /// Why.
        why: String,
        /// When it is tried again.
        retry_in: Duration,
    },
    /// The server does not let this membership in; it is not tried again.
    Refused {
        /// Why, and what to do.
        sentence: String,
    },
}

/// What a screen orders.
#[derive(Debug)]
pub enum LinkOrder {
    /// Send this; dropped while the connection is down.
    Send(ToServer),
    /// Do not wait for the next try.
    RetryNow,
    /// End.
    Stop,
}

/// Starts the connection.
#[must_use]
pub fn start(_membership: Membership, _events: Sender<LinkEvent>) -> Sender<LinkOrder> {
    channel(1_024).0
}
