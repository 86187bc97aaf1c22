//! The terminal, its keys and the signals, held over all screens of a run: nothing flickers between two of them, and
//! one thread reads all keys.

use std::io::{self, Stdout, Write, stdout};
use std::mem::ManuallyDrop;

use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use crossterm::{execute, queue};
use nix::sys::signal::raise;
use nix::unistd::{getpid, getsid};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{self, Receiver};

use super::guard::Guard;
use super::input::{self, Heard};
use super::{QUEUE, Recorder, ScreenError};

/// The terminal with everything that comes from it; dropping it gives the terminal back.
pub struct Desk {
    pub(super) canvas: Canvas,
    pub(super) signals: Signals,
    pub(super) presses: Receiver<Heard>,
    pub(super) recorder: Option<Recorder>,
}

impl Desk {
    /// Takes the terminal; what happens in its rooms is recorded where somebody wants it to be.
    ///
    /// # Errors
    /// When the terminal does not do what is asked.
    pub fn take(recorder: Option<Recorder>) -> Result<Desk, ScreenError> {
        let signals = Signals::new()?;
        let canvas = Canvas::enter()?;
        let (inputs, presses) = mpsc::channel(QUEUE);
        input::watch(inputs);
        Ok(Desk { canvas, signals, presses, recorder })
    }
}

/// What is drawn on.
pub(super) struct Canvas {
    guard: Guard,
    /// Never dropped: its end shows the cursor, which the guard does, and panics where the terminal is gone.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<Stdout>>>,
}

impl Canvas {
    fn enter() -> io::Result<Canvas> {
        let guard = Guard::enter()?;
        let terminal = ManuallyDrop::new(Terminal::new(CrosstermBackend::new(stdout()))?);
        Ok(Canvas { guard, terminal })
    }

    /// Draws a frame; a terminal that knows it shows the frame at once.
    pub(super) fn draw(&mut self, frame: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        queue!(stdout(), BeginSynchronizedUpdate)?;
        self.terminal.draw(frame)?;
        execute!(stdout(), EndSynchronizedUpdate)
    }

    /// Whatever else wrote onto the terminal is covered by the next frame.
    pub(super) fn clear(&mut self) {
        // `Terminal::clear` asks the terminal where its cursor is: one that does not answer holds everything up for
        // two seconds, and then nothing is cleared.
        let size = self.terminal.size();
        let cleared = size.and_then(|size| self.terminal.resize(Rect::new(0, 0, size.width, size.height)));
        if let Err(error) = cleared {
            tracing::warn!(%error, "the screen could not be cleared");
        }
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
