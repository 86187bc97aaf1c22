//! What a panic leaves behind: the terminal as it was, the whole story in the log, one sentence for the person.

use std::backtrace::Backtrace;
use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};
use std::sync::OnceLock;
use std::thread::{self, ThreadId};

use super::guard;
use crate::app::Message;
use crate::client::log_file::{self, harmless};

/// The thread that draws; a panic of another one ends a loop, not the screen.
static DRAWS: OnceLock<ThreadId> = OnceLock::new();

/// Listens for panics from now on; called by the thread that draws.
pub(super) fn hear() {
    DRAWS.get_or_init(|| thread::current().id());
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map_or_else(|| "an unknown place".into(), ToString::to_string);
        // What a panic says may quote the text that it broke on.
        let says = harmless(said(panic));
        tracing::error!(place, says, "panicked\n{}", Backtrace::force_capture());
        if !guard::is_taken() {
            before(panic);
        } else if DRAWS.get() == Some(&thread::current().id()) {
            guard::leave();
            let log = log_file::path().map_or_else(|_| "the log".into(), |path| path.display().to_string());
            // Whether anybody is left to read it does not matter.
            let _ = writeln!(
                io::stderr(),
                "warroom: a bug ended the program ({place}). What is known of it is at the end of {log}"
            );
        }
    }));
}

fn said<'a>(panic: &'a PanicHookInfo<'_>) -> &'a str {
    panic.payload_as_str().unwrap_or("nothing")
}

/// Breaks on F12 where the environment asks for it, so that a story can show what a panic leaves behind. There is no
/// such thing in a release.
#[cfg(debug_assertions)]
pub(super) fn panic_if_asked(message: &Message) {
    let f12 = crate::app::Press::plain(crate::app::Code::F(12));
    if *message == Message::Press(f12) && std::env::var_os("WARROOM_PANIC_ON_F12").is_some() {
        panic!("asked to, by `the environment`");
    }
}

/// There is no such thing in a release.
#[cfg(not(debug_assertions))]
pub(super) fn panic_if_asked(_: &Message) {}
