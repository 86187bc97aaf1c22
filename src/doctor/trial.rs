//! `--try`: copies a line and rings, and says what should have happened. Only a person can tell whether it did.

use std::io::{IsTerminal, Write, stdout};
use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;

use super::multiplexer::Multiplexer;
use super::report::Report;

/// What is copied.
const LINE: &str = "warroom doctor copied this";

/// How long tmux may take.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) async fn copy_and_ring(report: &mut Report, multiplexer: Multiplexer) {
    if !stdout().is_terminal() {
        report.attention("--try needs a terminal to copy and ring", "run it without a pipe behind it");
        return;
    }
    let copied = match multiplexer {
        Multiplexer::Tmux => timeout(PATIENCE, to_tmux()).await.unwrap_or_else(|_| Err("tmux did not answer".into())),
        Multiplexer::No | Multiplexer::Screen | Multiplexer::Zellij => {
            write(&format!("\x1b]52;c;{}\x07", STANDARD.encode(LINE)))
        }
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

async fn to_tmux() -> Result<(), String> {
    let mut command = Command::new("tmux");
    command.args(["load-buffer", "-w", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.kill_on_drop(true).spawn().map_err(|error| error.to_string())?;
    let mut stdin = child.stdin.take().ok_or("tmux takes nothing")?;
    stdin.write_all(LINE.as_bytes()).await.map_err(|error| error.to_string())?;
    drop(stdin);
    let status = child.wait().await.map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err(format!("tmux load-buffer: {status}")) }
}

fn write(bytes: &str) -> Result<(), String> {
    let mut out = stdout();
    out.write_all(bytes.as_bytes()).and_then(|()| out.flush()).map_err(|error| error.to_string())
}
