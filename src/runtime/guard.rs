//! Takes the terminal and gives it back, whatever happens: on leaving, on a panic, on a signal, before suspending.
//! What was switched on is switched off in the opposite order.

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
use crate::settings::Screen;

/// Whether the terminal is ours; only one screen can have it.
static TAKEN: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// The window's title is put aside, and taken back.
const PUSH_TITLE: &str = "\x1b[22;0t";
const POP_TITLE: &str = "\x1b[23;0t";

/// Whether the mouse was asked for, and whether frames are marked; outside of the guard because a panic has none.
static MOUSE: AtomicBool = AtomicBool::new(false);
static MARKED: AtomicBool = AtomicBool::new(false);

/// Buttons and the wheel, with places beyond column 223; not every movement, which would flood a slow line.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

/// Holds the terminal; dropping it gives it back.
#[derive(Debug)]
pub(super) struct Guard(());

impl Guard {
    /// Takes the terminal.
    pub(super) fn enter(screen: &Screen) -> io::Result<Guard> {
        MOUSE.store(screen.mouse, Ordering::SeqCst);
        MARKED.store(screen.sync_output, Ordering::SeqCst);
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
    let mut out = stdout();
    queue!(out, EnterAlternateScreen, EnableBracketedPaste, EnableFocusChange)?;
    if MOUSE.load(Ordering::SeqCst) {
        queue!(out, Print(MOUSE_ON))?;
    }
    execute!(out, Print(PUSH_TITLE), Hide)
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
    if MOUSE.load(Ordering::SeqCst) {
        let _ = queue!(out, Print(MOUSE_OFF));
    }
    let _ = queue!(out, DisableFocusChange, DisableBracketedPaste);
    if MARKED.load(Ordering::SeqCst) {
        let _ = queue!(out, EndSynchronizedUpdate);
    }
    let _ = queue!(out, Show, LeaveAlternateScreen, Print(POP_TITLE));
    let _ = out.flush();
    let _ = disable_raw_mode();
    let _ = out.flush();
}
