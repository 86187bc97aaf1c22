//! What is known about the connection, and what each news about it changes.

use warroom_incident::wire::{Farewell, PROTOCOL, ToClient, ToServer};
use warroom_incident::{Command, Seq, Time};

use super::back::{Back, Words};
use super::calls::{self, Call};
use super::catch_up;
use super::composer::Target;
use super::freeze::{self, Held};
use super::keymap::Action;
use super::message::{Effect, LinkNews};
use super::model::{Dialog, Model};
use super::{editor, escalation, estimate, filter, review, search, store};
use crate::replica::{Answer, Received};

/// Without a sign for this long the connection counts as slow. Own pings go out more often than that.
const SLOW_MS: i64 = 2_000;

/// Clocks that differ by more than this are pointed out.
const SKEW_MS: i64 = 2_000;

/// The connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its state.
    pub state: LinkState,
    /// The last sign of the server.
    pub heard_at: Option<Time>,
    /// The last way there and back.
    pub round_trip_ms: Option<u64>,
    /// The last event before what is being replayed.
    pub replay_after: Seq,
    /// A reading of the server's clock that waits for a second one to agree with it.
    clock_doubt: Option<i64>,
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
        Link {
            state: LinkState::Starting { since: now },
            heard_at: None,
            round_trip_ms: None,
            replay_after: 0,
            clock_doubt: None,
        }
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
        (silent > SLOW_MS).then_some(silent)
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
        LinkNews::Refused { sentence } => refuse(model, sentence),
    }
}

/// Connected: asks for what is missing, then sends again what waits, in order and with the same ids.
fn up(model: &mut Model) -> Vec<Effect> {
    if matches!(model.link.state, LinkState::Refused { .. }) {
        return Vec::new();
    }
    let mine = model.replica.unsettled();
    editor::lost(model);
    model.replica.connected();
    let due = model.replica.send_due(model.server_now());
    model.back = model.link.away_since().filter(|_| model.replica.record().seq() > 0).map(|lost_at| Back {
        lost_at,
        back_at: model.now,
        said_at: model.now,
        after: model.replica.record().seq(),
        mine,
        words: Words::Shown,
    });
    model.link.replay_after = model.replica.record().seq();
    model.link.state = LinkState::CatchingUp;
    model.link.heard_at = Some(model.now);
    freeze::connected(model);
    let mut effects = vec![Effect::Send(model.replica.attach(model.presence()))];
    effects.extend(due.into_iter().map(Effect::Send));
    effects
}

fn lost(model: &mut Model, why: String, retry_ms: u64) -> Vec<Effect> {
    let mut effects = Vec::new();
    give_up_orders(model);
    editor::lost(model);
    if matches!(model.link.state, LinkState::Refused { .. }) {
        // The end of the connection on which it was refused: nothing new.
        return effects;
    }
    let retry_at = model.now + chrono::TimeDelta::milliseconds(i64::try_from(retry_ms).unwrap_or(3_000));
    let was_live = model.link.state == LinkState::Live;
    // Counted from the last sign: what came after it is not on the screen.
    let since = model.link.away_since().or(model.link.heard_at).unwrap_or(model.now);
    model.link.state = LinkState::Lost { since, why, retry_at };
    model.link.round_trip_ms = None;
    if was_live {
        effects.extend(calls::ring(model, Call::Lost));
    }
    effects
}

/// Orders without an answer must not happen late.
fn give_up_orders(model: &mut Model) {
    let given_up = model.replica.lose_connection();
    for target in given_up.iter().filter_map(|pending| Target::of(&pending.command)) {
        model.composer.answered(target, false);
    }
    if !given_up.is_empty() {
        model.asked = None;
        let broke = "the connection broke before the server answered: see whether it took effect";
        review::fields::refused(model, broke);
        estimate::refused(model, broke);
        model.complain("the connection broke before the server answered: when it is back, see whether it took effect");
    }
}

/// The server does not want this client: the screen is kept, and nothing is tried until somebody asks for it.
fn refuse(model: &mut Model, sentence: String) -> Vec<Effect> {
    give_up_orders(model);
    let first = !matches!(model.link.state, LinkState::Refused { .. });
    model.link.state = LinkState::Refused { sentence };
    let mut effects = vec![Effect::GiveUp];
    if first {
        effects.extend(calls::ring(model, Call::Lost));
    }
    effects
}

/// Tries now, also where the server had refused.
pub(super) fn retry(model: &mut Model) -> Vec<Effect> {
    if matches!(model.link.state, LinkState::Refused { .. }) {
        let since = model.link.heard_at.unwrap_or(model.now);
        model.link.state = LinkState::Lost { since, why: "asked again".into(), retry_at: model.now };
    }
    vec![Effect::RetryNow]
}

/// Another second.
pub(super) fn tick(model: &mut Model) -> Vec<Effect> {
    editor::tick(model);
    store::tick(model)
}

/// Takes a reading of the server's clock. A message may lie about for a while before it is read, as after a sleep:
/// then the clock seems to be behind, which is believed only once a second message says the same.
fn set_clock(model: &mut Model, at: Time, fresh: bool) {
    let ahead = (at - model.now).num_milliseconds();
    let same = |other: i64| (other - ahead).abs() < SKEW_MS;
    if fresh || ahead > model.server_ahead_ms || same(model.server_ahead_ms) || model.link.clock_doubt.is_some_and(same)
    {
        model.server_ahead_ms = ahead;
        model.link.clock_doubt = None;
    } else {
        model.link.clock_doubt = Some(ahead);
    }
}

pub(super) fn server(model: &mut Model, message: &ToClient) -> Vec<Effect> {
    if matches!(model.link.state, LinkState::Refused { .. }) {
        // What was still on its way when this client was refused: the screen stays as it was.
        return Vec::new();
    }
    let mut effects = match freeze::hold_back(model, message) {
        Held::Back(effects) => return effects,
        Held::Released(effects) => effects,
        Held::Not => Vec::new(),
    };
    model.link.heard_at = Some(model.now);
    let was_live = model.link.state == LinkState::Live;
    let before = model.replica.record().seq();
    let received = model.replica.receive(message);
    effects.extend(editor::heard(model, before, message));
    if received.forgotten {
        filter::anew(model);
        search::anew(model);
    }
    filter::touched(model, &received.touched);
    search::touched(model, &received.touched);
    match message {
        ToClient::Welcome { at, protocol, .. } => {
            set_clock(model, *at, true);
            if *protocol != PROTOCOL {
                let older = if *protocol > PROTOCOL { "this warroom is too old" } else { "the server is too old" };
                let why =
                    format!("{older}: it speaks version {PROTOCOL} here and {protocol} there; update the older one");
                return refuse(model, why);
            }
        }
        ToClient::Presence(present) => model.present.clone_from(present),
        ToClient::Ping { at, .. } => {
            set_clock(model, *at, false);
            let (seq, head) = (model.replica.record().seq(), model.replica.record().head());
            effects.push(Effect::Send(ToServer::Pong { seq, head }));
            effects.push(Effect::RememberHead { seq, head });
        }
        ToClient::Live { .. } if !received.attach_again => effects.extend(live(model)),
        ToClient::NotSaved { sentence, .. } => store::not_saved(model, sentence),
        ToClient::Accepted { .. } => effects.extend(store::saved(model)),
        ToClient::Goodbye { why, sentence } => effects.extend(goodbye(model, *why, sentence)),
        ToClient::Refused { id, .. } if model.replica.waiting().any(|it| it.pending.id == *id) => {
            // Answers to what waited come while the record is still being replayed: then it rings at its end.
            if was_live {
                effects.extend(calls::ring(model, Call::Refused));
            } else {
                model.owed = Some(Call::Refused);
            }
        }
        ToClient::Attached { read, brief, .. } => catch_up::attached(model, *read, brief),
        ToClient::Reading(_) => super::told::only(model),
        ToClient::Live { .. } | ToClient::Events(_) | ToClient::Refused { .. } => {}
    }
    if was_live && received.new_events > 0 {
        store::others_are_saved(model);
        if let Some(call) = calls::among(model, before) {
            effects.extend(calls::ring(model, call));
        }
    }
    if let (ToClient::Accepted { seq, count, .. }, Some((command, _))) = (message, &received.answer) {
        review::answered(model, command, (*seq, *count));
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
        effects.extend(refuse(model, sentence.into()));
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
            estimate::accepted(model, &command);
            escalation::accepted(model, &command);
            if matches!(command, Command::AskQuestion { .. }) {
                let key = model.key(Action::Questions);
                model.say(format!("asked: the chair sees it; the answer comes to {key} Questions"));
            }
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
            review::fields::refused(model, &sentence);
            estimate::refused(model, &sentence);
            if let Some(form) = model.asked.take_if(|form| form.held.is_some()) {
                review::refused(model, *form, &sentence);
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
    if let Some(back) = &mut model.back {
        back.said_at = model.now;
    }
    catch_up::live(model);
    let mut effects = vec![Effect::RememberHead { seq, head }];
    // What turned out to be on the record already holds nothing up any more.
    effects.extend(model.replica.send_due(model.server_now()).into_iter().map(Effect::Send));
    if let Some(call) = model.owed.take() {
        effects.extend(calls::ring(model, call));
    }
    effects
}

fn goodbye(model: &mut Model, why: Farewell, sentence: &str) -> Vec<Effect> {
    match why {
        Farewell::NotAMember | Farewell::OtherRecord | Farewell::Damaged => return refuse(model, sentence.to_owned()),
        Farewell::Stopping
        | Farewell::TooSlow
        | Farewell::ReachChanged
        | Farewell::BadMessage
        | Farewell::StoreFailed => {
            model.complain(sentence.to_owned());
        }
    }
    Vec::new()
}
