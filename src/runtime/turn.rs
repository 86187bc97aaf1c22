//! One turn of the loop: a message into the app, its effects into the world, a frame onto the terminal.

use std::io::{self, stdout};
use std::time::Duration;

use crossterm::style::Print;
use crossterm::terminal::SetTitle;
use crossterm::{execute, queue};
use tokio::sync::mpsc::Sender;
use tokio::time::Instant;
use warroom_incident::wire::ToServer;

use super::clipboard::{self, Road};
use super::desk::Canvas;
use super::disk::Files;
use super::{Ending, Recorder, last_words};
use crate::app::calls::Desktop;
use crate::app::message::Way;
use crate::app::mouse::{Gesture, Pointer};
use crate::app::{Effect, Input, Message, Model, update};
use crate::client::kept;
use crate::client::link::LinkOrder;
use crate::client::outbox::Written;
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
    /// What is written in drafts and would not outlive a power cut yet.
    unsafe_writings: Option<(Instant, String)>,
    says: Sender<Message>,
    goes_on: bool,
    /// A text that shall go into the editor.
    to_edit: Option<String>,
    lent: Lent,
    recorder: Option<&'a mut Recorder>,
}

/// Whether the terminal belongs to another program now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lent {
    No,
    /// It does; and whether something rang meanwhile.
    Yes {
        rang: bool,
    },
}

impl<'a> Turn<'a> {
    pub(super) fn new(
        model: Model,
        canvas: &'a mut Canvas,
        files: Files,
        orders: Sender<LinkOrder>,
        says: Sender<Message>,
        recorder: Option<&'a mut Recorder>,
    ) -> Turn<'a> {
        let (unsaved, unsafe_writings, to_edit, goes_on) = (None, None, None, false);
        let lent = Lent::No;
        Turn { model, canvas, files, orders, unsaved, unsafe_writings, says, goes_on, to_edit, lent, recorder }
    }

    /// Draws a frame.
    pub(super) fn draw(&mut self) -> io::Result<()> {
        let Turn { canvas, model, .. } = self;
        canvas.draw(|frame| view::draw(frame, model))
    }

    /// What was done with the mouse, by what is drawn under it; nothing where no pane is.
    pub(super) fn pointed(&self, gesture: Gesture, column: u16, row: u16) -> Option<Message> {
        let (pane, item) = view::under(&self.model, column, row)?;
        Some(Message::Mouse(Pointer { gesture, pane, item }))
    }

    /// Takes a message and does what comes of it.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    pub(super) fn take(&mut self, message: Message) -> Wants {
        if let Some(why) = self.recorder.as_mut().and_then(|recorder| recorder.trouble()) {
            self.say(why);
        }
        last_words::panic_if_asked(&message);
        let (mut random, mut message) = ([0; 16], message);
        if let Err(error) = getrandom::fill(&mut random) {
            // An id that somebody else might have would mix two people's words.
            let sentence = format!("the system gives no randomness, so nothing can be sent: {error}");
            (random, message) = ([0; 16], Message::Say(sentence));
        }
        self.goes_on = false;
        let is_key =
            matches!(message, Message::Press(_) | Message::Paste(_) | Message::Mouse(_) | Message::Resize { .. });
        let input = Input { at: chrono::Utc::now(), random, message };
        // Before anything comes of it: the last line of a recording is the one to look at after a crash.
        if let Some(recorder) = &mut self.recorder {
            recorder.takes(&input);
        }
        let effects = update(&mut self.model, input);
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
            // What could not be written to its new place stays in the old one.
            Effect::SaveOutbox(_) if !*kept => {}
            Effect::SaveOutbox(waiting) => match self.files.save_outbox(&waiting) {
                Ok(written) => self.sync(written),
                Err(error) => {
                    *kept = false;
                    return self.take(Message::NotKept { why: error.to_string() });
                }
            },
            // What is not in a file here is not sent: a crash would lose it without anybody knowing.
            Effect::Send(ToServer::Command { .. }) if !*kept => {}
            Effect::Send(message) => return self.order(LinkOrder::Send(message)),
            Effect::SaveComposer(text) => {
                // From the first change on: who types without a pause is saved all the same.
                let at = self.unsaved.as_ref().map_or_else(|| Instant::now() + PAUSE, |(at, _)| *at);
                self.unsaved = Some((at, text));
            }
            Effect::SaveComposerNow(text) => {
                self.unsaved = Some((Instant::now(), text));
                *kept = self.save_text();
            }
            Effect::SaveWritings(text) => {
                if let Err(error) = self.files.jot_writings(&text) {
                    return self.take(Message::WritingsNotKept { why: error.to_string() });
                }
                let at = self.unsafe_writings.as_ref().map_or_else(|| Instant::now() + PAUSE, |(at, _)| *at);
                self.unsafe_writings = Some((at, text));
            }
            Effect::SaveWritingsNow(text) => {
                self.unsafe_writings = None;
                if let Err(error) = self.files.save_writings(&text) {
                    *kept = false;
                    return self.take(Message::WritingsNotKept { why: error.to_string() });
                }
            }
            Effect::Edit(text) => {
                self.save_text();
                self.to_edit = Some(text);
                return Wants::Draw;
            }
            Effect::Bell | Effect::Title(_) if self.lent != Lent::No => {
                let rings = matches!(effect, Effect::Bell);
                self.lent = Lent::Yes { rang: rings || self.lent == Lent::Yes { rang: true } };
            }
            Effect::RememberHead { seq, head } => {
                if let Err(why) = self.files.remember_head(seq, head) {
                    tracing::warn!(why, "the head could not be kept");
                }
            }
            Effect::SaveArrangements(chosen) => {
                if let Err(error) = kept::save_arrangements(&chosen.written()) {
                    return self.say(format!("this choice of panes cannot be kept on this machine: {error}"));
                }
            }
            Effect::RetryNow => return self.order(LinkOrder::RetryNow),
            Effect::Copy { what, text } => return self.copy(what, text),
            Effect::GoOn => self.goes_on = true,
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

    /// Has the disk take what was written, beside the sending of it: nobody's screen waits for this machine's disk.
    fn sync(&self, written: Written) {
        if !written.is_pending() {
            return;
        }
        let says = self.says.clone();
        tokio::task::spawn_blocking(move || {
            if let Err(error) = written.sync() {
                let sentence =
                    format!("this machine's disk fails ({error}): what waits to be sent may be lost with it");
                // The screen may be gone by now; then nobody asks any more.
                let _ = says.blocking_send(Message::Say(sentence));
            }
        });
    }

    fn order(&mut self, order: LinkOrder) -> Wants {
        match self.orders.try_send(order) {
            Ok(()) => Wants::More,
            // What matters is sent again on the next connection; the link's queue holds more than the outbox.
            Err(_) => Wants::Draw,
        }
    }

    /// Hands a text to tmux or to the terminal; what came of it is told by a message.
    fn copy(&mut self, what: String, text: String) -> Wants {
        let chars = text.chars().count();
        let done = match clipboard::road(|name| std::env::var(name).ok()) {
            Road::Tmux => {
                let says = self.says.clone();
                tokio::spawn(async move {
                    let message = match clipboard::into_tmux(&text).await {
                        Ok(()) => Message::Copied { what, chars, way: Way::Tmux },
                        Err(why) => Message::NotCopied { what, text, why },
                    };
                    // The screen may be gone by now; then nobody asks any more.
                    let _ = says.send(message).await;
                });
                return Wants::Draw;
            }
            Road::Terminal => clipboard::osc52(&text)
                .and_then(|sequence| execute!(stdout(), Print(sequence)).map_err(|error| error.to_string())),
            Road::None(why) => Err(why.to_owned()),
        };
        self.take(match done {
            Ok(()) => Message::Copied { what, chars, way: Way::Terminal },
            Err(why) => Message::NotCopied { what, text, why },
        });
        Wants::Draw
    }

    /// Whether a search or a filter wants to go on.
    pub(super) fn goes_on(&self) -> bool {
        self.goes_on
    }

    /// A message like all others: a recorded session has it too.
    fn say(&mut self, sentence: String) -> Wants {
        self.take(Message::Say(sentence));
        Wants::Draw
    }

    fn redraw(&mut self) -> Wants {
        self.canvas.clear();
        Wants::Draw
    }

    fn suspend(&mut self) -> Wants {
        self.save_text();
        let suspended = self.canvas.suspend();
        if let Ok((width, height)) = crossterm::terminal::size() {
            self.take(Message::Resize { width, height });
        }
        match suspended {
            Ok(()) => Wants::Draw,
            Err(why) => self.say(why),
        }
    }

    pub(super) fn has_unsaved_text(&self) -> bool {
        self.unsaved.is_some() || self.unsafe_writings.is_some()
    }

    pub(super) fn save_at(&self) -> Instant {
        let times = [&self.unsaved, &self.unsafe_writings].into_iter().flatten().map(|(at, _)| *at);
        times.min().unwrap_or_else(Instant::now)
    }

    /// Saves the texts that are being written; says whether they are on disk.
    pub(super) fn save_text(&mut self) -> bool {
        if let Some((_, text)) = self.unsafe_writings.take()
            && let Err(error) = self.files.save_writings(&text)
        {
            self.take(Message::WritingsNotKept { why: error.to_string() });
        }
        if let Some((_, text)) = self.unsaved.take()
            && let Err(error) = self.files.save_text(&text)
        {
            self.say(format!("the text in the composer cannot be kept on this machine: {error}"));
            return false;
        }
        true
    }

    /// The text that shall go into the editor now.
    pub(super) fn take_text_to_edit(&mut self) -> Option<String> {
        self.to_edit.take()
    }

    /// Gives the terminal to another program: nothing is written onto it until it is taken again.
    pub(super) fn lend(&mut self) {
        self.lent = Lent::Yes { rang: false };
        self.canvas.lend();
    }

    /// Takes the terminal again, with what happened meanwhile.
    pub(super) fn take_again(&mut self) -> io::Result<()> {
        let rang = self.lent == Lent::Yes { rang: true };
        self.lent = Lent::No;
        self.canvas.take_again()?;
        let (width, height) = crossterm::terminal::size()?;
        self.take(Message::Resize { width, height });
        execute!(stdout(), SetTitle(&self.model.title))?;
        if rang {
            execute!(stdout(), Print('\x07'))?;
        }
        Ok(())
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

impl Drop for Turn<'_> {
    /// Also when a panic ends the screen: what was typed a moment ago is kept.
    fn drop(&mut self) {
        if let Some((_, text)) = self.unsaved.take()
            && let Err(error) = self.files.save_text(&text)
        {
            tracing::error!(%error, "the text in the composer could not be kept");
        }
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
