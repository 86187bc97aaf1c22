//! The loop of the list of incidents: keys and answers in, questions to the servers out.

use std::io::stdout;
use std::time::Duration;

use crossterm::execute;
use crossterm::terminal::SetTitle;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::ScreenError;
use super::desk::{Canvas, Desk};
use super::input::Heard;
use crate::app::Message as Pressed;
use crate::app::lobby::{Answer, Effect, Known, Lobby, Message, update};
use crate::client::exit::Exit;
use crate::client::membership::{Membership, Remembered};
use crate::client::reading;
use crate::view;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How the list ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// With this room to be opened.
    Room(Membership),
    /// The person left, or the terminal is gone.
    Nothing,
}

/// Shows the list until a room is chosen or the person leaves; `said` is shown until the first key.
///
/// # Errors
/// [`ScreenError`] when the terminal fails.
pub async fn lobby(desk: &mut Desk, known: &[Remembered], said: Option<String>) -> Result<Chosen, ScreenError> {
    let Desk { outfit, canvas, signals, presses, .. } = desk;
    let look = outfit.look;
    let size = crossterm::terminal::size()?;
    let mut lobby = Lobby::new(known.iter().map(listed), look, size, chrono::Utc::now());
    if let Some(sentence) = said {
        update(&mut lobby, chrono::Utc::now(), Message::Say(sentence));
    }
    // Dropped with what is still being asked: nobody waits for those answers any more.
    let mut asking = JoinSet::new();
    let mut effects = lobby.ask();
    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    drop(execute!(stdout(), SetTitle("warroom")));
    loop {
        for effect in std::mem::take(&mut effects) {
            match effect {
                Effect::Ask(row) => {
                    if let Some(known) = known.get(row).cloned() {
                        asking.spawn(async move { Message::Answer { row, answer: ask(&known).await } });
                    }
                }
                Effect::Open(row) => {
                    if let Some(known) = known.get(row) {
                        return Ok(Chosen::Room(known.membership.clone()));
                    }
                }
                Effect::Redraw => canvas.clear(),
                Effect::Suspend => suspend(canvas, &mut lobby),
                Effect::Quit => return Ok(Chosen::Nothing),
            }
        }
        canvas.draw(|frame| view::lobby::draw(frame, &lobby))?;
        let message = tokio::select! {
            biased;
            () = signals.any() => return Ok(Chosen::Nothing),
            press = presses.recv() => match press {
                Some(Heard::Message(message)) => understood(message),
                Some(Heard::Mouse { .. }) => None,
                Some(Heard::Gone) | None => return Ok(Chosen::Nothing),
            },
            Some(Ok(answer)) = asking.join_next() => Some(answer),
            _ = seconds.tick() => Some(Message::Tick),
        };
        if let Some(message) = message {
            effects = update(&mut lobby, chrono::Utc::now(), message);
        }
    }
}

fn listed(known: &Remembered) -> Known {
    let Remembered { membership, title, .. } = known.clone();
    Known { incident: membership.incident, server: membership.server, me: membership.name, title }
}

/// What comes from the terminal, as far as a list has use for it.
fn understood(message: Pressed) -> Option<Message> {
    match message {
        Pressed::Press(press) => Some(Message::Press(press.unshifted())),
        Pressed::Paste(_) | Pressed::Line(_) => Some(Message::Text),
        Pressed::Resize { width, height } => Some(Message::Resize { width, height }),
        Pressed::Mouse(_) | Pressed::Tick | Pressed::Link(_) | Pressed::NotKept { .. } => None,
        Pressed::Say(_) | Pressed::Edited { .. } | Pressed::WritingsNotKept { .. } => None,
        Pressed::GoOn | Pressed::Copied { .. } | Pressed::NotCopied { .. } => None,
    }
}

async fn ask(known: &Remembered) -> Answer {
    let Ok(asked) = timeout(PATIENCE, reading::summary(known)).await else {
        return Answer::Unreachable(format!("{} did not answer", known.membership.server));
    };
    match asked {
        Ok(summary) => Answer::Told(Box::new(summary)),
        Err(failure) if failure.exit == Exit::NotSaved => Answer::Unreachable(failure.sentence),
        Err(failure) => Answer::Refused(failure.sentence),
    }
}

fn suspend(canvas: &mut Canvas, lobby: &mut Lobby) {
    let suspended = canvas.suspend();
    if let Ok(size) = crossterm::terminal::size() {
        lobby.size = size;
    }
    if let Err(why) = suspended {
        update(lobby, chrono::Utc::now(), Message::Say(why));
    }
}
