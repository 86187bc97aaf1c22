//! The terminal, its keys and the signals, held over all screens of a run: nothing flickers between two of them, and
//! one thread reads all keys.

use std::io::{self, Write, stdout};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use nix::sys::signal::raise;
use nix::unistd::{getpid, getsid};
use ratatui::{Frame, Terminal};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{self, Receiver};

use super::brush::Brush;
use super::guard::Guard;
use super::input::{self, Heard};
use super::{QUEUE, ScreenError};

/// The terminal with everything that comes from it; dropping it gives the terminal back.
pub struct Desk {
    pub(super) canvas: Canvas,
    pub(super) signals: Signals,
    pub(super) presses: Receiver<Heard>,
}

impl Desk {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When the terminal does not do what is asked.
    pub fn take() -> Result<Desk, ScreenError> {
        let signals = Signals::new()?;
        let canvas = Canvas::enter()?;
        let (inputs, presses) = mpsc::channel(QUEUE);
        input::watch(inputs);
        Ok(Desk { canvas, signals, presses })
    }
}

/// What is drawn on.
pub(super) struct Canvas {
    guard: Guard,
    terminal: Terminal<Brush<Ink>>,
    ink: Ink,
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
    fn enter() -> io::Result<Canvas> {
        let guard = Guard::enter()?;
        let ink = Ink::default();
        let terminal = Terminal::new(Brush::new(ink.clone()))?;
        Ok(Canvas { guard, terminal, ink })
    }

    /// Draws a frame; a terminal that knows it shows the frame at once.
    pub(super) fn draw(&mut self, frame: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        queue!(self.ink, BeginSynchronizedUpdate)?;
        self.terminal.draw(frame)?;
        queue!(self.ink, EndSynchronizedUpdate)?;
        let mut bytes = self.ink.bytes();
        let mut out = stdout().lock();
        out.write_all(&bytes)?;
        bytes.clear();
        out.flush()
    }

    /// Whatever else wrote onto the terminal is covered by the next frame.
    pub(super) fn clear(&mut self) {
        drop(self.terminal.clear());
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

    pub(super) async fn any(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
