//! The loop of what comes before the first room: keys in, the invite to the server.

use std::io::stdout;
use std::pin::Pin;
use std::time::Duration;

use crossterm::execute;
use crossterm::terminal::SetTitle;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::ScreenError;
use super::desk::Desk;
use super::input::Heard;
use crate::app::Message as Pressed;
use crate::app::first::{Effect, Facts, First, Joined, Known, Message, Step, update};
use crate::client::address::Address;
use crate::client::exit::Failure;
use crate::client::http;
use crate::client::membership::{Membership, Remembered};
use crate::client::reading;
use crate::view;

/// How long a server may take to say where an incident stands.
const PATIENCE: Duration = Duration::from_secs(3);

/// Redeems the invite under a name.
pub type Redeem = Box<dyn Fn(String) -> Pin<Box<dyn Future<Output = Result<Seated, Failure>> + Send>> + Send>;

/// What redeeming gave.
#[derive(Clone, Debug)]
pub struct Seated {
    /// The membership.
    pub membership: Membership,
    /// What is shown of it.
    pub joined: Joined,
}

/// What the screen is about.
pub struct Arrival {
    /// The server.
    pub server: String,
    /// The name that is offered.
    pub name: String,
    /// The seat, where the invite is redeemed already.
    pub seated: Option<Seated>,
    /// What is good to know, where nobody has read it on this machine.
    pub facts: Option<Facts>,
}

/// How it ended.
#[derive(Debug)]
pub enum Entered {
    /// Into the room.
    Room(Membership),
    /// The person left; with what the server said last, where it said no.
    Left(Option<Failure>),
}

/// Something that took a while.
enum News {
    Message(Message),
    Redeemed(Box<Result<Seated, Failure>>),
}

/// Shows the screen until the person goes in or leaves.
///
/// # Errors
/// [`ScreenError`] when the terminal fails.
pub async fn first(desk: &mut Desk, arrival: Arrival, redeem: Redeem) -> Result<Entered, ScreenError> {
    let Desk { outfit, canvas, signals, presses, .. } = desk;
    let mut seated = arrival.seated;
    let mut refused = None;
    let mut first = First {
        server: arrival.server.clone(),
        step: seated.as_ref().map_or(Step::Naming, |seated| Step::In(seated.joined.clone())),
        name: String::new(),
        offered: arrival.name,
        known: Known::Waiting,
        ahead: None,
        facts: arrival.facts,
        keymap: outfit.settings.keymap.clone(),
        said: None,
        now: chrono::Utc::now(),
        size: crossterm::terminal::size()?,
        look: outfit.look,
    };
    // Dropped with what is still being asked: nobody waits for those answers any more.
    let mut asking: JoinSet<News> = JoinSet::new();
    if let Ok(address) = Address::parse(&arrival.server) {
        asking.spawn(async move { clock(&address).await });
    }
    if let Some(seated) = &seated {
        let membership = seated.membership.clone();
        asking.spawn(async move { News::Message(summary(membership).await) });
    }
    let mut effects = Vec::new();
    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    drop(execute!(stdout(), SetTitle("warroom join")));
    loop {
        for effect in std::mem::take(&mut effects) {
            match effect {
                Effect::Redeem(name) => {
                    let redeemed = redeem(name);
                    asking.spawn(async move { News::Redeemed(Box::new(redeemed.await)) });
                }
                Effect::GoIn => {
                    if let Some(seated) = seated {
                        return Ok(Entered::Room(seated.membership));
                    }
                }
                Effect::Leave => return Ok(Entered::Left(refused)),
                Effect::Redraw => canvas.clear(),
                Effect::Suspend => {
                    let suspended = canvas.suspend();
                    if let Ok(size) = crossterm::terminal::size() {
                        first.size = size;
                    }
                    if let Err(why) = suspended {
                        update(&mut first, chrono::Utc::now(), Message::Say(why));
                    }
                }
            }
        }
        canvas.draw(|frame| view::first::draw(frame, &first))?;
        let message = tokio::select! {
            biased;
            () = signals.any() => return Ok(Entered::Left(refused)),
            press = presses.recv() => match press {
                Some(Heard::Message(message)) => understood(message),
                Some(Heard::Mouse { .. }) => None,
                Some(Heard::Gone) | None => return Ok(Entered::Left(refused)),
            },
            Some(Ok(news)) = asking.join_next() => Some(match news {
                News::Message(message) => message,
                News::Redeemed(redeemed) => match *redeemed {
                    Ok(done) => {
                        let joined = done.joined.clone();
                        seated = Some(done);
                        Message::Joined(joined)
                    }
                    Err(failure) => {
                        let sentence = failure.sentence.clone();
                        refused = Some(failure);
                        Message::Refused(sentence)
                    }
                },
            }),
            _ = seconds.tick() => Some(Message::Tick),
        };
        if let Some(message) = message {
            effects = update(&mut first, chrono::Utc::now(), message);
        }
    }
}

async fn summary(membership: Membership) -> Message {
    let known = Remembered { membership, title: None, seq: 0, head: None, bridge: None };
    match timeout(PATIENCE, reading::summary(&known)).await {
        Ok(Ok(summary)) => Message::Told(Box::new(summary)),
        Ok(Err(failure)) => Message::Silent(failure.sentence),
        Err(_) => Message::Silent(format!("{} did not answer", known.membership.server)),
    }
}

async fn clock(address: &Address) -> News {
    News::Message(match timeout(PATIENCE, http::clock(address)).await {
        Ok(Some(theirs)) => Message::Clock((theirs - chrono::Utc::now()).num_seconds()),
        // What is silent is told by the question about the incident.
        Ok(None) | Err(_) => Message::Tick,
    })
}

fn understood(message: Pressed) -> Option<Message> {
    match message {
        Pressed::Press(press) => Some(Message::Press(press.unshifted())),
        Pressed::Paste(text) => Some(Message::Text(text)),
        Pressed::Line(text) => Some(Message::Line(text)),
        Pressed::Resize { width, height } => Some(Message::Resize { width, height }),
        Pressed::Mouse(_) | Pressed::Tick | Pressed::Link(_) | Pressed::NotKept { .. } | Pressed::Say(_) => None,
        Pressed::WritingsNotKept { .. } => None,
        Pressed::Edited { .. } | Pressed::GoOn | Pressed::Copied { .. } | Pressed::NotCopied { .. } => None,
    }
}
