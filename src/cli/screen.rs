//! The one way from the command line into the full-screen client.

use crate::client::exit::Failure;
use crate::client::kept;
use crate::client::membership::Membership;
use crate::client::outbox::Outbox;
use crate::runtime::{self, Ending, Start};
use std::fs::OpenOptions;
use std::io::IsTerminal;

/// Checks that there is a terminal that can be drawn on and typed into.
///
/// # Errors
/// When there is none, or one that cannot move its cursor.
pub(crate) fn needs_terminal(instead: &str) -> Result<(), Failure> {
    let types = || std::io::stdin().is_terminal() || OpenOptions::new().read(true).open("/dev/tty").is_ok();
    if !(std::io::stdout().is_terminal() && types()) {
        return Err(Failure::usage(format!("this is no terminal, so there is no screen to open; {instead}")));
    }
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        let sentence = "this terminal cannot draw a screen (TERM=dumb); work from the command line";
        return Err(Failure::usage(format!("{sentence}: {instead}")));
    }
    Ok(())
}

/// Opens the screen and returns when it is left.
///
/// # Errors
/// When the terminal or the person's files fail.
pub(crate) async fn open(membership: Membership, banner: Option<Vec<String>>) -> Result<(), Failure> {
    let outbox = Outbox::of(&membership)?.load()?;
    let composer = kept::load_text(&membership)
        .map_err(|error| Failure::failed(format!("what was being written cannot be read: {error}")))?;
    match runtime::run(Start { membership, outbox, composer, banner }).await {
        Ok(Ending::Left | Ending::Ended) => Ok(()),
        Err(error) => Err(Failure::failed(error.to_string())),
    }
}
