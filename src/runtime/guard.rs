//! Takes the terminal and gives it back, whatever happens: on leaving, on a panic, on a signal, before suspending.

use std::io::{self, Write, stdout};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange};
use crossterm::style::Print;
use crossterm::terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use crossterm::{execute, queue};

use super::last_words;

/// Whether the terminal is ours; only one screen can have it.
static TAKEN: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// The window's title is put aside, and taken back.
const PUSH_TITLE: &str = "\x1b[22;0t";
const POP_TITLE: &str = "\x1b[23;0t";

/// Holds the terminal; dropping it gives it back.
#[derive(Debug)]
pub(super) struct Guard(());

impl Guard {
    /// Takes the terminal.
    pub(super) fn enter() -> io::Result<Guard> {
        HOOK.call_once(last_words::hear);
        // Without this crossterm prints a colour as a full reset under NO_COLOR, which drops the reverse of a
        // selection; the theme without colours leaves them out itself.
        crossterm::style::force_color_output(true);
        let guard = Guard(());
        take()?;
        Ok(guard)
    }

    /// Gives the terminal back for a while.
    pub(super) fn pause(&self) {
        leave();
    }

    /// Takes it again.
    pub(super) fn resume(&self) -> io::Result<()> {
        take()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        leave();
    }
}

fn take() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, EnableFocusChange, Print(PUSH_TITLE), Hide)
}

/// Whether the terminal is ours now.
pub(super) fn is_taken() -> bool {
    TAKEN.load(Ordering::SeqCst)
}

/// Gives the terminal back, once; every step is tried, whatever the others did.
pub(super) fn leave() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = stdout();
    let _ = queue!(out, DisableFocusChange, DisableBracketedPaste, EndSynchronizedUpdate);
    let _ = queue!(out, Show, LeaveAlternateScreen, Print(POP_TITLE));
    let _ = out.flush();
    let _ = disable_raw_mode();
    let _ = out.flush();
}
