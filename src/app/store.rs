//! A server that cannot save: what is written waits here, in order, until it saves again; that is found out by itself.

use chrono::TimeDelta;
use warroom_incident::Time;

use super::connection::LinkState;
use super::message::Effect;
use super::model::Model;

/// Time between two tries of the entry that waits longest.
const TRY_EVERY: TimeDelta = TimeDelta::seconds(2);

/// With nothing to try it with, what was said so long ago is no news any more.
const OLD_NEWS: TimeDelta = TimeDelta::seconds(60);

/// Whether the server can save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Store {
    /// It can, as far as is known.
    Works,
    /// It could not.
    Fails {
        /// What it said.
        sentence: String,
        /// When it said so last.
        said_at: Time,
        /// When it is tried again.
        try_at: Time,
    },
}

impl Store {
    /// Whether what is written goes to the server at once.
    #[must_use]
    pub fn works(&self) -> bool {
        *self == Store::Works
    }
}

/// Something could not be saved.
pub(super) fn not_saved(model: &mut Model, sentence: &str) {
    let (said_at, try_at) = (model.now, model.now + TRY_EVERY);
    model.store = Store::Fails { sentence: sentence.to_owned(), said_at, try_at };
}

/// Something was saved: what waited goes out, in order.
pub(super) fn saved(model: &mut Model) -> Vec<Effect> {
    if std::mem::replace(&mut model.store, Store::Works).works() {
        return Vec::new();
    }
    model.replica.send_again();
    model.replica.send_due(model.server_now()).into_iter().map(Effect::Send).collect()
}

/// Another second: the entry that waits longest asks whether the server saves again.
pub(super) fn tick(model: &mut Model) -> Vec<Effect> {
    let Store::Fails { said_at, try_at, .. } = &mut model.store else { return Vec::new() };
    if model.link.state != LinkState::Live || model.now < *try_at {
        return Vec::new();
    }
    *try_at = model.now + TRY_EVERY;
    let old = model.now - *said_at > OLD_NEWS;
    let first = model.replica.oldest();
    if first.is_none() && old {
        model.store = Store::Works;
    }
    first.map(Effect::Send).into_iter().collect()
}

/// Somebody's words were saved: mine may be, too.
pub(super) fn others_are_saved(model: &mut Model) {
    if let Store::Fails { try_at, .. } = &mut model.store {
        *try_at = model.now;
    }
}
