//! The terminal, its keys and the signals, held over all screens of a run: nothing flickers between two of them, and
//! one thread reads all keys.

use std::io::{self, Write, stdout};
use std::mem::ManuallyDrop;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crossterm::terminal::{BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate};
use crossterm::{execute, queue};
use nix::sys::signal::raise;
use nix::unistd::{getpid, getsid};
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::brush::Brush;
use super::guard::Guard;
use super::input::{self, Keys};
use super::{Recorder, ScreenError};
use crate::app::look::Look;
use crate::settings::{Screen, Settings};

/// What a person has chosen, and how the terminal is drawn on because of it.
#[derive(Clone, Debug, Default)]
pub struct Outfit {
    /// What was chosen.
    pub settings: Settings,
    /// How to draw.
    pub look: Look,
}

/// The terminal with everything that comes from it; dropping it gives the terminal back.
pub struct Desk {
    pub(super) outfit: Outfit,
    pub(super) canvas: Canvas,
    pub(super) signals: Signals,
    pub(super) presses: Keys,
    pub(super) recorder: Option<Recorder>,
}

impl Desk {
    /// Takes the terminal; what happens in its rooms is recorded where somebody wants it to be.
    ///
    /// # Errors
    /// When the terminal does not do what is asked.
    pub fn take(outfit: Outfit, recorder: Option<Recorder>) -> Result<Desk, ScreenError> {
        let signals = Signals::new()?;
        let canvas = Canvas::enter(&outfit.settings.screen)?;
        Ok(Desk { outfit, canvas, signals, presses: input::watch(), recorder })
    }
}

/// What is drawn on.
pub(super) struct Canvas {
    guard: Guard,
    /// Never dropped: its end shows the cursor, which the guard does, and panics where the terminal is gone.
    terminal: ManuallyDrop<Terminal<Brush<Ink>>>,
    ink: Ink,
    /// Whether the terminal is told where a frame begins and ends.
    marks_frames: bool,
}

/// Collects a frame, so that it goes to the terminal whole and in one write. The drawing library keeps one end of it.
#[derive(Clone, Default)]
struct Ink(Arc<Mutex<Vec<u8>>>);

impl Ink {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Ink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // The drawing library flushes before the frame is closed.
        Ok(())
    }
}

impl Canvas {
    fn enter(screen: &Screen) -> io::Result<Canvas> {
        let guard = Guard::enter(screen)?;
        let ink = Ink::default();
        let terminal = ManuallyDrop::new(Terminal::new(Brush::new(ink.clone()))?);
        Ok(Canvas { guard, terminal, ink, marks_frames: screen.sync_output })
    }

    /// Draws a frame; a terminal that knows it shows the frame at once.
    pub(super) fn draw(&mut self, frame: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        if self.marks_frames {
            queue!(self.ink, BeginSynchronizedUpdate)?;
        }
        self.terminal.draw(frame)?;
        if self.marks_frames {
            queue!(self.ink, EndSynchronizedUpdate)?;
        }
        let mut bytes = self.ink.bytes();
        let mut out = stdout().lock();
        out.write_all(&bytes)?;
        bytes.clear();
        out.flush()
    }

    /// Whatever else wrote onto the terminal is covered by the next frame.
    pub(super) fn clear(&mut self) {
        // Not the terminal's own `clear`: that one asks the terminal where its cursor is, and does nothing for two
        // seconds and nothing after them where no answer comes.
        if let Ok((width, height)) = crossterm::terminal::size() {
            drop(self.terminal.resize(Rect::new(0, 0, width, height)));
        }
        drop(execute!(stdout(), Clear(ClearType::All)));
    }

    /// Stops the program until the shell wakes it.
    pub(super) fn suspend(&mut self) -> Result<(), String> {
        if getsid(None).is_ok_and(|session| session == getpid()) {
            return Err("there is no shell to go back to".into());
        }
        self.guard.pause();
        let stopped = raise(nix::sys::signal::Signal::SIGTSTP);
        if let Err(error) = self.guard.resume() {
            tracing::error!(%error, "the terminal could not be taken again");
        }
        self.clear();
        stopped.map_err(|error| format!("could not be suspended: {error}"))
    }

    /// Gives the terminal to another program for a while.
    pub(super) fn lend(&mut self) {
        self.guard.pause();
    }

    /// Takes the terminal again after it was lent.
    pub(super) fn take_again(&mut self) -> io::Result<()> {
        self.guard.resume()?;
        self.clear();
        Ok(())
    }

    /// Gives the terminal back for good.
    pub(super) fn give_back(&mut self) {
        self.guard.pause();
        let _ = stdout().flush();
    }
}

/// The signals that end a screen.
pub(super) struct Signals {
    terminate: Signal,
    hang_up: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> io::Result<Signals> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for the end while another program has the terminal: Ctrl-C is that program's, and goes past this one.
    pub(super) async fn end_while_lent(&mut self) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return,
                _ = self.hang_up.recv() => return,
                _ = self.interrupt.recv() => {}
            }
        }
    }

    pub(super) async fn any(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
