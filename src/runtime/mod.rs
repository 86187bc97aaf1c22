//! The only part of the screen that touches the world: the terminal, the connection, files, signals, the clock.
//!
//! It knows no rules: everything that comes in becomes a message for the app, everything the app wants is an effect.

mod brush;
mod desk;
mod disk;
mod guard;
mod input;
mod lobby;
mod looks;
mod turn;

use std::io;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use crate::app::calls::Notify;
use crate::app::{LinkNews, Message, Model, Opening};
use crate::client::link::{self, LinkEvent};
use crate::client::membership::Membership;
use crate::replica::Pending;
use turn::{Turn, Wants};

pub use desk::Desk;
pub use lobby::{Chosen, lobby};

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
    let Desk { canvas, signals, presses } = desk;
    let (events, mut news) = mpsc::channel(QUEUE);
    let files = disk::Files::of(&start.membership).map_err(ScreenError::Files)?;
    let look = looks::look(|name| std::env::var(name).ok());
    let mut model = Model::new(Opening {
        me: start.membership.name.clone(),
        incident: start.membership.incident.clone(),
        server: start.membership.server.clone(),
        outbox: start.outbox,
        composer: start.composer,
        banner: start.banner,
        look,
        zone_minutes: looks::zone_minutes(),
        size: crossterm::terminal::size()?,
        now: chrono::Utc::now(),
    });
    model.notify = looks::notify(Notify::default(), |name| std::env::var(name).ok());
    model.kept_bridge = files.bridge();
    let orders = link::start(start.membership, events);
    let mut turn = Turn::new(model, canvas, files, orders);
    turn.draw()?;

    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut drawn_at = Instant::now();
    let mut stale = false;
    // A key is answered at once, unless more keys wait: those are then answered together.
    let mut at_once = false;
    loop {
        let message = tokio::select! {
            biased;
            () = signals.any() => return Ok(turn.end()),
            press = presses.recv() => match press {
                Some(input::Heard::Message(message)) => Some(message),
                Some(input::Heard::Gone) | None => return Ok(turn.end()),
            },
            // Where the address cannot be used, the link has said so and is gone.
            Some(event) = news.recv() => Some(told(event)),
            _ = seconds.tick() => Some(Message::Tick),
            () = sleep_until(turn.save_at()), if turn.has_unsaved_text() => {
                turn.save_text();
                None
            }
            () = sleep_until(drawn_at + FRAME), if stale => None,
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
                    Ok(event) => wants = turn.take(told(event)),
                    Err(_) => break,
                }
            }
            if wants == Wants::End {
                return Ok(Ending::Left);
            }
        }
        if stale && (drawn_at.elapsed() >= FRAME || at_once && presses.is_empty()) {
            // A terminal that cannot be written to is gone.
            if turn.draw().is_err() {
                return Ok(turn.end());
            }
            drawn_at = Instant::now();
            (stale, at_once) = (false, false);
        }
    }
}

fn told(event: LinkEvent) -> Message {
    let ms = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    Message::Link(match event {
        LinkEvent::Connecting => LinkNews::Connecting,
        LinkEvent::Up => LinkNews::Up,
        LinkEvent::Message(message) => LinkNews::Server(message),
        LinkEvent::RoundTrip(took) => LinkNews::RoundTrip { ms: ms(took) },
        LinkEvent::Lost { why, retry_in } => LinkNews::Lost { why, retry_ms: ms(retry_in) },
        LinkEvent::Refused { sentence } => LinkNews::Refused { sentence },
    })
}
