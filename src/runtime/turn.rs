//! One turn of the loop: a message into the app, its effects into the world, a frame onto the terminal.

use std::io::{self, stdout};
use std::time::Duration;

use crossterm::queue;
use crossterm::style::Print;
use crossterm::terminal::SetTitle;
use tokio::sync::mpsc::Sender;
use tokio::time::Instant;
use warroom_incident::wire::ToServer;

use super::Ending;
use super::desk::Canvas;
use super::disk::Files;
use crate::app::calls::Desktop;
use crate::app::{Effect, Input, Message, Model, update};
use crate::client::link::LinkOrder;
use crate::view;

/// Text is saved this long after the last key.
const PAUSE: Duration = Duration::from_millis(300);

/// What the loop shall do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wants {
    /// Go on.
    More,
    /// Draw before anything else.
    Draw,
    /// Stop.
    End,
}

/// The model and everything it acts on.
pub(super) struct Turn<'a> {
    model: Model,
    canvas: &'a mut Canvas,
    files: Files,
    orders: Sender<LinkOrder>,
    unsaved: Option<(Instant, String)>,
}

impl<'a> Turn<'a> {
    pub(super) fn new(model: Model, canvas: &'a mut Canvas, files: Files, orders: Sender<LinkOrder>) -> Turn<'a> {
        Turn { model, canvas, files, orders, unsaved: None }
    }

    /// Draws a frame.
    pub(super) fn draw(&mut self) -> io::Result<()> {
        let Turn { canvas, model, .. } = self;
        canvas.draw(|frame| view::draw(frame, model))
    }

    /// Takes a message and does what comes of it.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    pub(super) fn take(&mut self, message: Message) -> Wants {
        let mut random = [0; 16];
        if let Err(error) = getrandom::fill(&mut random) {
            // An id that somebody else might have would mix two people's words.
            return self.say(format!("the system gives no randomness, so nothing can be sent: {error}"));
        }
        let is_key = matches!(message, Message::Press(_) | Message::Paste(_) | Message::Resize { .. });
        let effects = update(&mut self.model, Input { at: chrono::Utc::now(), random, message });
        let mut wants = if is_key { Wants::Draw } else { Wants::More };
        let mut kept = true;
        for effect in effects {
            match self.carry_out(effect, &mut kept) {
                Wants::More => {}
                other => wants = other,
            }
        }
        wants
    }

    fn carry_out(&mut self, effect: Effect, kept: &mut bool) -> Wants {
        match effect {
            Effect::SaveOutbox(waiting) => {
                if let Err(error) = self.files.save_outbox(&waiting) {
                    *kept = false;
                    return self.take(Message::NotKept { why: error.to_string() });
                }
            }
            // What is not on disk here is not sent: a crash would lose it without anybody knowing.
            Effect::Send(ToServer::Command { .. }) if !*kept => {}
            Effect::Send(message) => return self.order(LinkOrder::Send(message)),
            Effect::SaveComposer(text) => self.unsaved = Some((Instant::now() + PAUSE, text)),
            Effect::RememberHead { seq, head } => {
                if let Err(why) = self.files.remember_head(seq, head) {
                    tracing::warn!(why, "the head could not be kept");
                }
            }
            Effect::RetryNow => return self.order(LinkOrder::RetryNow),
            Effect::RememberBridge(bridge) => {
                if let Err(why) = self.files.remember_bridge(&bridge) {
                    tracing::warn!(why, "the bridge could not be kept");
                }
            }
            Effect::GiveUp => return self.order(LinkOrder::GiveUp),
            // Both leave with the next frame, in the same write.
            Effect::Bell => drop(queue!(stdout(), Print('\x07'))),
            Effect::Notify(notice) => drop(queue!(stdout(), Print(called(self.model.notify.desktop, &notice)))),
            Effect::Title(title) => drop(queue!(stdout(), SetTitle(title))),
            Effect::Redraw => return self.redraw(),
            Effect::Suspend => return self.suspend(),
            Effect::Quit => {
                self.save_text();
                // The link may be gone already; then there is nothing to stop.
                let _ = self.orders.try_send(LinkOrder::Stop);
                return Wants::End;
            }
        }
        Wants::More
    }

    fn order(&mut self, order: LinkOrder) -> Wants {
        match self.orders.try_send(order) {
            Ok(()) => Wants::More,
            // What matters is sent again on the next connection; the link's queue holds more than the outbox.
            Err(_) => Wants::Draw,
        }
    }

    fn say(&mut self, sentence: String) -> Wants {
        self.model.complain(sentence);
        Wants::Draw
    }

    fn redraw(&mut self) -> Wants {
        self.canvas.clear();
        Wants::Draw
    }

    fn suspend(&mut self) -> Wants {
        self.save_text();
        let suspended = self.canvas.suspend();
        if let Ok(size) = crossterm::terminal::size() {
            self.model.size = size;
        }
        match suspended {
            Ok(()) => Wants::Draw,
            Err(why) => self.say(why),
        }
    }

    pub(super) fn has_unsaved_text(&self) -> bool {
        self.unsaved.is_some()
    }

    pub(super) fn save_at(&self) -> Instant {
        self.unsaved.as_ref().map_or_else(Instant::now, |(at, _)| *at)
    }

    pub(super) fn save_text(&mut self) {
        if let Some((_, text)) = self.unsaved.take()
            && let Err(error) = self.files.save_text(&text)
        {
            self.model.complain(format!("the text in the composer cannot be kept on this machine: {error}"));
        }
    }

    /// Ends without being asked: everything is kept, nothing is asked.
    pub(super) fn end(&mut self) -> Ending {
        for effect in crate::app::actions::leave(&mut self.model) {
            let mut kept = true;
            self.carry_out(effect, &mut kept);
        }
        self.canvas.give_back();
        Ending::Ended
    }
}

/// A notification as the terminal takes it; the text holds no control character and is short.
fn called(desktop: Desktop, notice: &str) -> String {
    match desktop {
        Desktop::Never => String::new(),
        // Some take a number before a `;` for another command.
        Desktop::Osc9 => format!("\x1b]9;{}\x07", notice.replace(';', ",")),
        Desktop::Osc777 => format!("\x1b]777;notify;warroom;{}\x07", notice.replace(';', ",")),
    }
}
