//! Freeze: everything on the screen stands still, while the connection goes on and says how it is.
//!
//! What the server sends is held back before it reaches the copy of the incident, in its order, so nothing has to be
//! cloned: at 100,000 entries a clone would stop the screen for a moment and double the memory. What my own orders
//! came to goes through, since it decides what is kept on disk. More than fits is not kept: going on then fetches it
//! from the server again, as after a lost connection.

use warroom_incident::wire::{Farewell, ToClient, ToServer};
use warroom_incident::{Event, Line, Seq, Time};

use super::attend::Sight;
use super::calls;
use super::connection::{self, LinkState};
use super::message::Effect;
use super::model::Model;

/// Events held back at most: hours of a busy room, some ten megabytes.
pub const MOST_HELD: usize = 10_000;

/// A screen that stands still.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// The server's time when it was frozen.
    pub at: Time,
    held: Vec<ToClient>,
    events: usize,
    newest: Seq,
    overflow: bool,
    /// Whether HOLD was raised meanwhile: that cannot wait.
    pub hold: bool,
}

impl Frozen {
    /// How many events are held back.
    #[must_use]
    pub fn behind(&self, shown: Seq) -> u64 {
        self.newest.saturating_sub(shown)
    }
}

/// `F`: stands still, or goes on.
pub fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.frozen.is_some() {
        return go_on(model);
    }
    let at = model.server_now();
    let newest = model.replica.record().seq();
    let frozen = Frozen { at, held: Vec::new(), events: 0, newest, overflow: false, hold: false };
    model.frozen = Some(Box::new(frozen));
    model.say("frozen: nothing moves until F is pressed again. Read, search, filter and copy");
    Vec::new()
}

/// Takes in what was held back.
pub fn go_on(model: &mut Model) -> Vec<Effect> {
    let Some(frozen) = model.frozen.take() else { return Vec::new() };
    let behind = frozen.behind(model.replica.record().seq());
    // What comes now is new to the reader, also where the end was in sight.
    model.sight = [Sight::Away; 2];
    let mut effects = Vec::new();
    // What was said then says nothing about the connection now.
    let link = model.link.clone();
    for message in frozen.held {
        effects.extend(connection::server(model, &message));
    }
    model.link.heard_at = link.heard_at;
    if !link.is_up() {
        model.link = link;
        effects.retain(|effect| *effect != Effect::RetryNow);
    }
    // They rang when they came.
    effects.retain(|effect| *effect != Effect::Bell);
    if frozen.overflow && model.link.is_up() {
        model.link.state = LinkState::CatchingUp;
        effects.push(Effect::RetryNow);
    }
    model.say(match behind {
        0 => "going on; nothing new came meanwhile".to_owned(),
        behind => format!("going on: {behind} new. u leads to the first"),
    });
    effects
}

/// A new connection sends everything again that is not on the screen.
pub fn connected(model: &mut Model) {
    if let Some(frozen) = &mut model.frozen {
        frozen.held.clear();
        (frozen.events, frozen.overflow) = (0, false);
        model.back = None;
    }
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// It is held back; this is to be done all the same.
    Back(Vec<Effect>),
    /// It goes its way, after what was held back until now.
    Released(Vec<Effect>),
    /// It goes its way.
    Not,
}

/// Holds a message back while the screen stands still.
pub fn hold_back(model: &mut Model, message: &ToClient) -> Held {
    let shown = model.replica.record().seq();
    let was_live = model.link.state == LinkState::Live;
    let Some(mut frozen) = model.frozen.take() else { return Held::Not };
    let mut effects = Vec::new();
    match message {
        ToClient::Events(lines) if lines.iter().any(redacts) => {
            return release(model, frozen, "words were removed from the record, so the screen goes on");
        }
        ToClient::Attached { reaches, .. } if model.replica.reaches().is_some_and(|before| before != *reaches) => {
            return release(model, frozen, "you may see other things than before, so the screen goes on");
        }
        ToClient::Goodbye { why: Farewell::ReachChanged, .. } => {
            return release(model, frozen, "you may see other things than before, so the screen goes on");
        }
        ToClient::Events(lines) => {
            if was_live && let Some(call) = calls::of_lines(model, lines.iter()) {
                effects.extend(calls::ring(model, call));
            }
            frozen.take(lines, message);
        }
        ToClient::Presence(_) => {
            frozen.held.retain(|held| !matches!(held, ToClient::Presence(_)));
            frozen.held.push(message.clone());
        }
        ToClient::Attached { .. } | ToClient::Reading(_) => frozen.held.push(message.clone()),
        ToClient::Live { seq, .. } => {
            model.link.state = LinkState::Live;
            frozen.newest = frozen.newest.max(*seq);
            frozen.held.push(message.clone());
        }
        ToClient::Ping { seq, at, .. } if *seq != shown => {
            model.server_ahead_ms = (*at - model.now).num_milliseconds();
            frozen.newest = frozen.newest.max(*seq);
            effects.push(Effect::Send(ToServer::Pong { seq: shown, head: model.replica.record().head() }));
        }
        ToClient::Ping { .. }
        | ToClient::Welcome { .. }
        | ToClient::Accepted { .. }
        | ToClient::Refused { .. }
        | ToClient::NotSaved { .. }
        | ToClient::Goodbye { .. } => {
            model.frozen = Some(frozen);
            return Held::Not;
        }
    }
    model.link.heard_at = Some(model.now);
    model.frozen = Some(frozen);
    Held::Back(effects)
}

impl Frozen {
    fn take(&mut self, lines: &[Line], message: &ToClient) {
        let hold = |line: &Line| line.open().is_some_and(|it| matches!(it.fact.event, Event::HoldRaised {}));
        self.hold |= lines.iter().any(hold);
        self.newest = lines.iter().map(Line::seq).fold(self.newest, Seq::max);
        self.events += lines.len();
        if self.events > MOST_HELD {
            self.overflow = true;
            self.held.retain(|held| matches!(held, ToClient::Presence(_)));
        } else if !self.overflow {
            self.held.push(message.clone());
        }
    }
}

/// Some things must not wait: what was held comes in now, and the message goes its way after it.
fn release(model: &mut Model, frozen: Box<Frozen>, why: &str) -> Held {
    model.frozen = Some(frozen);
    let effects = go_on(model);
    model.complain(why);
    Held::Released(effects)
}

fn redacts(line: &Line) -> bool {
    line.open().is_some_and(|sealed| matches!(sealed.fact.event, Event::Redacted { .. }))
}

/// Why an order has to wait while the screen stands still.
#[must_use]
pub fn why_not(model: &Model) -> Option<String> {
    model.frozen.as_ref().map(|_| "the screen is frozen and this needs what is so now: F goes on".to_owned())
}
