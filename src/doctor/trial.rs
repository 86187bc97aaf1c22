//! `--try`: copies a line and rings, and says what should have happened. Only a person can tell whether it did.

use std::io::{IsTerminal, Write, stdout};

use super::report::Report;
use crate::runtime::{Road, into_tmux, osc52, road};

/// What is copied.
const LINE: &str = "warroom doctor copied this";

pub(super) async fn copy_and_ring(report: &mut Report, variable: impl Fn(&str) -> Option<String>) {
    if !stdout().is_terminal() {
        report.attention("--try needs a terminal to copy and ring", "run it without a pipe behind it");
        return;
    }
    let copied = match road(variable) {
        Road::Tmux => into_tmux(LINE).await,
        Road::Terminal => osc52(LINE).and_then(|sequence| write(&sequence)),
        Road::None(why) => Err(why.to_owned()),
    };
    match copied {
        Ok(()) => report.fact("trial", "copied", format!("paste somewhere: it should say {LINE:?}")),
        Err(why) => {
            report.attention(format!("copying failed: {why}"), "the screen shows what is to be copied; use the mouse")
        }
    }
    match write("\x07") {
        Ok(()) => report.fact("trial", "bell", "you should have heard it, or seen the window marked"),
        Err(why) => report.attention(format!("ringing failed: {why}"), "see the terminal"),
    }
}

fn write(bytes: &str) -> Result<(), String> {
    let mut out = stdout();
    out.write_all(bytes.as_bytes()).and_then(|()| out.flush()).map_err(|error| error.to_string())
}
