//! What is known about the connection, and what each news about it changes.

use warroom_incident::wire::{Farewell, ToClient, ToServer};
use warroom_incident::{Event, Line, Time};

use super::catch_up;
use super::composer::Target;
use super::freeze::{self, Held};
use super::message::{Effect, LinkNews};
use super::model::{Back, Dialog, Model, Store};
use super::{filter, search};
use crate::replica::{Answer, Received};

/// Without a sign for this long the connection counts as slow.
const SLOW_MS: i64 = 2_000;

/// The connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its state.
    pub state: LinkState,
    /// The last sign of the server.
    pub heard_at: Option<Time>,
    /// The last way there and back.
    pub round_trip_ms: Option<u64>,
}

/// A connection's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It was never there yet.
    Starting {
        /// Since when.
        since: Time,
    },
    /// The record is coming.
    CatchingUp,
    /// What is on the screen is what is so.
    Live,
    /// It is gone.
    Lost {
        /// Since when.
        since: Time,
        /// Why.
        why: String,
        /// When the next try is made.
        retry_at: Time,
    },
    /// The server does not want this client.
    Refused {
        /// Why, and what to do.
        sentence: String,
    },
}

impl Link {
    /// Before the first try.
    #[must_use]
    pub fn starting(now: Time) -> Link {
        Link { state: LinkState::Starting { since: now }, heard_at: None, round_trip_ms: None }
    }

    /// Whether orders can be sent.
    #[must_use]
    pub fn is_up(&self) -> bool {
        matches!(self.state, LinkState::Live | LinkState::CatchingUp)
    }

    /// Milliseconds without a sign, where that is too many.
    #[must_use]
    pub fn slow_ms(&self, now: Time) -> Option<i64> {
        let silent = (now - self.heard_at?).num_milliseconds();
        // Own pings go out every two seconds: their answer may take as long again.
        (silent > SLOW_MS + 2_000).then_some(silent)
    }

    /// Since when nothing is connected.
    #[must_use]
    pub fn away_since(&self) -> Option<Time> {
        match &self.state {
            LinkState::Starting { since } | LinkState::Lost { since, .. } => Some(*since),
            LinkState::CatchingUp | LinkState::Live | LinkState::Refused { .. } => None,
        }
    }
}

/// Takes news about the connection.
pub fn take(model: &mut Model, news: LinkNews) -> Vec<Effect> {
    match news {
        LinkNews::Connecting => Vec::new(),
        LinkNews::Up => up(model),
        LinkNews::Server(message) => server(model, &message),
        LinkNews::RoundTrip { ms } => {
            model.link.round_trip_ms = Some(ms);
            model.link.heard_at = Some(model.now);
            Vec::new()
        }
        LinkNews::Lost { why, retry_ms } => lost(model, why, retry_ms),
        LinkNews::Refused { sentence } => {
            model.link.state = LinkState::Refused { sentence };
            vec![Effect::Bell]
        }
    }
}

/// Connected: asks for what is missing, then sends again what waits, in order and with the same ids.
fn up(model: &mut Model) -> Vec<Effect> {
    model.replica.connected();
    let due = model.replica.send_due(model.server_now());
    model.back = model.link.away_since().filter(|_| model.replica.record().seq() > 0).map(|lost_at| Back {
        lost_at,
        back_at: model.now,
        after: model.replica.record().seq(),
        mine: due.len(),
    });
    model.link.state = LinkState::CatchingUp;
    model.link.heard_at = Some(model.now);
    freeze::connected(model);
    let mut effects = vec![Effect::Send(model.replica.attach(model.presence()))];
    effects.extend(due.into_iter().map(Effect::Send));
    effects
}

fn lost(model: &mut Model, why: String, retry_ms: u64) -> Vec<Effect> {
    let retry_at = model.now + chrono::TimeDelta::milliseconds(i64::try_from(retry_ms).unwrap_or(3_000));
    let first = model.link.is_up();
    let since = model.link.away_since().unwrap_or(model.now);
    model.link.state = LinkState::Lost { since, why, retry_at };
    model.link.round_trip_ms = None;
    let given_up = model.replica.lose_connection();
    for target in given_up.iter().filter_map(|pending| Target::of(&pending.command)) {
        model.composer.answered(target, false);
    }
    if !given_up.is_empty() {
        model.asked = None;
        model.complain("the connection broke before the server answered: when it is back, see whether it took effect");
    }
    if first { vec![Effect::Bell] } else { Vec::new() }
}

pub(super) fn server(model: &mut Model, message: &ToClient) -> Vec<Effect> {
    let mut effects = match freeze::hold_back(model, message) {
        Held::Back(effects) => return effects,
        Held::Released(effects) => effects,
        Held::Not => Vec::new(),
    };
    model.link.heard_at = Some(model.now);
    let was_live = model.link.state == LinkState::Live;
    let before = model.replica.record().seq();
    let received = model.replica.receive(message);
    if received.forgotten {
        filter::anew(model);
        search::anew(model);
    }
    filter::touched(model, &received.touched);
    search::touched(model, &received.touched);
    match message {
        ToClient::Welcome { at, .. } => model.server_ahead_ms = (*at - model.now).num_milliseconds(),
        ToClient::Presence(present) => model.present.clone_from(present),
        ToClient::Ping { at, .. } => {
            model.server_ahead_ms = (*at - model.now).num_milliseconds();
            let (seq, head) = (model.replica.record().seq(), model.replica.record().head());
            effects.push(Effect::Send(ToServer::Pong { seq, head }));
            effects.push(Effect::RememberHead { seq, head });
        }
        ToClient::Live { .. } if !received.attach_again => effects.extend(live(model)),
        ToClient::NotSaved { sentence, .. } => model.store = Store::Fails(sentence.clone()),
        ToClient::Accepted { .. } => model.store = Store::Works,
        ToClient::Goodbye { why, sentence } => goodbye(model, *why, sentence),
        ToClient::Attached { read, brief, .. } => catch_up::attached(model, *read, brief),
        ToClient::Live { .. } | ToClient::Events(_) | ToClient::Refused { .. } => {}
    }
    if was_live && received.new_events > 0 && rings(model, since(model, before)) {
        effects.push(Effect::Bell);
    }
    follow_up(model, received, &mut effects);
    effects
}

fn follow_up(model: &mut Model, received: Received, effects: &mut Vec<Effect>) {
    if received.outbox_changed {
        effects.push(Effect::SaveOutbox(model.replica.outbox()));
    }
    if received.other_record {
        let sentence = "the server's record is not the one this screen followed: an older copy was restored, or it was \
                        altered. Copy what you need, then join again";
        model.link.state = LinkState::Refused { sentence: sentence.into() };
    } else if received.attach_again {
        // A connection is attached once; the next one asks for what is missing.
        model.link.state = LinkState::CatchingUp;
        effects.push(Effect::RetryNow);
    }
    match received.answer {
        Some((command, Answer::Accepted(invite))) => {
            if let Some(target) = Target::of(&command) {
                model.composer.answered(target, true);
            }
            model.asked = None;
            if let Some(made) = invite {
                let line = format!("warroom join {}", made.invite);
                let title = format!("Invite for one {}, until {}", made.seat, made.expires_at.format("%d %b %H:%MZ"));
                let how = "Whoever joins adds:  --as NAME  (a name of their own)".to_owned();
                model.dialog = Some(Dialog::Lines { title, lines: vec![line, how] });
            }
        }
        Some((command, Answer::Refused(sentence))) => {
            model.complain(format!("refused: {sentence}"));
            if let Some(target) = Target::of(&command) {
                model.composer.answered(target, false);
                if model.dialog.is_none() && !model.composer.is_open() {
                    model.composer.open(target, "");
                }
            }
            if let (None, Some(mut form)) = (&model.dialog, model.asked.take()) {
                form.problem = Some(sentence);
                form.restart();
                model.dialog = Some(Dialog::Form(form));
            }
        }
        None => {}
    }
}

fn live(model: &mut Model) -> Vec<Effect> {
    model.link.state = LinkState::Live;
    let (seq, head) = (model.replica.record().seq(), model.replica.record().head());
    model.back = model.back.take().filter(|back| back.matters(seq));
    catch_up::live(model);
    let mut effects = vec![Effect::RememberHead { seq, head }];
    // What turned out to be on the record already holds nothing up any more.
    effects.extend(model.replica.send_due(model.server_now()).into_iter().map(Effect::Send));
    effects
}

fn goodbye(model: &mut Model, why: Farewell, sentence: &str) {
    match why {
        Farewell::NotAMember | Farewell::OtherRecord | Farewell::Damaged => {
            model.link.state = LinkState::Refused { sentence: sentence.to_owned() };
        }
        Farewell::Stopping
        | Farewell::TooSlow
        | Farewell::ReachChanged
        | Farewell::BadMessage
        | Farewell::StoreFailed => {
            model.complain(sentence.to_owned());
        }
    }
}

/// The lines after a number.
fn since(model: &Model, after: u64) -> impl Iterator<Item = &Line> {
    model.replica.record().lines().iter().skip(usize::try_from(after).unwrap_or(usize::MAX))
}

/// Whether something new speaks to me.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub(super) fn rings<'a>(model: &Model, mut new: impl Iterator<Item = &'a Line>) -> bool {
    let me = model.me();
    new.any(|line| {
        line.open().is_some_and(|sealed| match &sealed.fact.event {
            Event::Posted { mentions, .. } | Event::Corrected { mentions, .. } => mentions.contains(me),
            Event::ChairOffered { to } => to == me,
            Event::HoldRaised {} => sealed.fact.author.person() != Some(me),
            Event::Proposed { .. } | Event::SeatRequested { .. } => model.is_chair(),
            _ => false,
        })
    })
}
