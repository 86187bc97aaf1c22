//! The only part of the screen that touches the world: the terminal, the connection, files, signals, the clock.
//!
//! It knows no rules: everything that comes in becomes a message for the app, everything the app wants is an effect.

mod brush;
mod clipboard;
mod desk;
mod disk;
mod editor;
mod first;
mod guard;
mod input;
mod last_words;
mod lobby;
mod looks;
mod recorder;
mod replay;
mod turn;

use std::io;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use crate::app::arrangement::Arrangements;
use crate::app::calls::Notify;
use crate::app::{LinkNews, Message, Model, Opening};
use crate::client::kept;
use crate::client::link::{self, LinkEvent};
use crate::client::log_file::harmless;
use crate::client::membership::Membership;
use crate::replica::Pending;
use turn::{Turn, Wants};

pub(crate) use clipboard::{Road, into_tmux, osc52, road};
pub use desk::{Desk, Outfit};
pub use first::{Arrival, Entered, Redeem, Seated, first};
pub use lobby::{Chosen, lobby};
pub use recorder::Recorder;
pub use replay::play;

/// Frames come at least this far apart; bursts of messages are drawn once.
const FRAME: Duration = Duration::from_millis(16);

/// Messages taken between two frames at most.
const MOST_BETWEEN_FRAMES: usize = 2_000;

/// Messages that may wait for the loop: a full catch-up chunk and some keys.
const QUEUE: usize = 256;

/// What a screen starts with.
#[derive(Debug)]
pub struct Start {
    /// Who, where.
    pub membership: Membership,
    /// What an earlier run left unanswered.
    pub outbox: Vec<Pending>,
    /// What an earlier run left in the composer.
    pub composer: String,
    /// Lines to show before everything else: those of the demo.
    pub banner: Option<Vec<String>>,
}

/// How a screen ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The person left.
    Left,
    /// A signal, or the terminal is gone.
    Ended,
}

/// Why a screen could not be shown.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// The terminal did not do what was asked.
    #[error("the terminal failed: {0}")]
    Terminal(#[from] io::Error),
    /// The person's files cannot be used.
    #[error("{0}")]
    Files(String),
}

/// Shows a room until the person leaves it.
///
/// # Errors
/// [`ScreenError`] when the terminal or the person's files cannot be used.
pub async fn room(desk: &mut Desk, start: Start) -> Result<Ending, ScreenError> {
    let Desk { outfit, canvas, signals, presses, recorder } = desk;
    let (events, mut news) = mpsc::channel(QUEUE);
    let files = disk::Files::of(&start.membership).map_err(ScreenError::Files)?;
    // A choice of panes that cannot be read is no reason to stay out of the room.
    let arrangements = kept::load_arrangements().unwrap_or_else(|error| {
        tracing::warn!(%error, "the choice of panes cannot be read");
        String::new()
    });
    let opening = Opening {
        me: start.membership.name.clone(),
        incident: start.membership.incident.clone(),
        server: start.membership.server.clone(),
        outbox: start.outbox,
        composer: start.composer,
        banner: start.banner,
        look: outfit.look,
        settings: outfit.settings.clone(),
        zone_minutes: looks::zone_minutes(),
        size: crossterm::terminal::size()?,
        now: chrono::Utc::now(),
        arrangements: Arrangements::read(&arrangements),
        notify: looks::notify(Notify::of(&outfit.settings.notify), |name| std::env::var(name).ok()),
        bridge: files.bridge(),
        writings: files.writings().map_err(ScreenError::Files)?,
    };
    tracing::info!(incident = opening.incident, server = opening.server, size = ?opening.size, "a room is opened");
    if let Some(recorder) = recorder {
        recorder.opens(&opening);
    }
    let model = Model::new(opening);
    let orders = link::start(start.membership, events);
    let (says, mut said) = mpsc::channel(QUEUE);
    let mut turn = Turn::new(model, canvas, files, orders, says, recorder.as_mut());
    turn.draw()?;

    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut drawn_at = Instant::now();
    let mut stale = false;
    let mut up = true;
    // A key is answered at once; what others send is drawn in its turn.
    let mut at_once = false;
    loop {
        let message = tokio::select! {
            biased;
            () = signals.any() => return Ok(turn.end()),
            press = presses.recv() => match press {
                Some(input::Heard::Message(message)) => Some(message),
                Some(input::Heard::Mouse { gesture, column, row }) => turn.pointed(gesture, column, row),
                Some(input::Heard::Gone) | None => return Ok(turn.end()),
            },
            // Where the address cannot be used, the link has said so and is gone.
            Some(event) = news.recv() => Some(told(event, &mut up)),
            Some(message) = said.recv() => Some(message),
            _ = seconds.tick() => Some(Message::Tick),
            () = sleep_until(turn.save_at()), if turn.has_unsaved_text() => {
                turn.save_text();
                None
            }
            () = sleep_until(drawn_at + FRAME), if stale => None,
            // Last, so that keys, events and frames come between two steps of a search.
            () = std::future::ready(()), if turn.goes_on() => Some(Message::GoOn),
        };
        if let Some(message) = message {
            stale = true;
            let mut wants = turn.take(message);
            at_once |= wants == Wants::Draw;
            for _ in 0..MOST_BETWEEN_FRAMES {
                if wants != Wants::More {
                    break;
                }
                match news.try_recv() {
                    Ok(event) => wants = turn.take(told(event, &mut up)),
                    Err(_) => break,
                }
            }
            if wants == Wants::End {
                return Ok(Ending::Left);
            }
            if let Some(text) = turn.take_text_to_edit() {
                match editor::hand_over(&mut turn, &text, signals, presses, &mut news).await {
                    Ok(()) => drawn_at = Instant::now() - FRAME,
                    Err(editor::TerminalGone) => return Ok(turn.end()),
                }
            }
        }
        if stale && (at_once || drawn_at.elapsed() >= FRAME) {
            // A terminal that cannot be written to is gone.
            if turn.draw().is_err() {
                return Ok(turn.end());
            }
            drawn_at = Instant::now();
            (stale, at_once) = (false, false);
        }
    }
}

fn told(event: LinkEvent, up: &mut bool) -> Message {
    let ms = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    note(&event, up);
    Message::Link(match event {
        LinkEvent::Connecting => LinkNews::Connecting,
        LinkEvent::Up => LinkNews::Up,
        LinkEvent::Message(message) => LinkNews::Server(message),
        LinkEvent::RoundTrip(took) => LinkNews::RoundTrip { ms: ms(took) },
        LinkEvent::Lost { why, retry_in } => LinkNews::Lost { why, retry_ms: ms(retry_in) },
        LinkEvent::Refused { sentence } => LinkNews::Refused { sentence },
    })
}

/// What the log keeps of the connection: no message, since those are people's words, and of many tries in vain the
/// first.
fn note(event: &LinkEvent, up: &mut bool) {
    match event {
        LinkEvent::Connecting => tracing::debug!("connecting"),
        LinkEvent::Up => {
            *up = true;
            tracing::info!("connected");
        }
        LinkEvent::Message(_) => {}
        LinkEvent::RoundTrip(took) => tracing::trace!(ms = took.as_millis(), "there and back"),
        LinkEvent::Lost { why, .. } if std::mem::take(up) => tracing::warn!(why = harmless(why), "not connected"),
        LinkEvent::Lost { why, retry_in } => {
            tracing::debug!(why = harmless(why), retry_ms = retry_in.as_millis(), "still not connected");
        }
        LinkEvent::Refused { sentence } => tracing::warn!(why = harmless(sentence), "refused"),
    }
}
