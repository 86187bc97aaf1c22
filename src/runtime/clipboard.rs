//! Copying: into a buffer of tmux where it runs, else by asking the terminal itself (OSC 52). Neither waits for long,
//! and a text that cannot go either way is said to be not copied.

use std::process::Stdio;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;

/// Encoded bytes that terminals take at most in one go.
const MOST_ENCODED: usize = 74_994;

/// How long tmux may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Which way a text can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Road {
    /// Into tmux, which hands it to the terminal where it may.
    Tmux,
    /// To the terminal.
    Terminal,
    /// None that is known to work, and why.
    None(&'static str),
}

impl Road {
    /// How it is told to people.
    pub(crate) fn told(self) -> String {
        match self {
            Road::Tmux => "by tmux load-buffer -w".into(),
            Road::Terminal => "by the terminal (OSC 52), if it takes it".into(),
            Road::None(why) => format!("NOT POSSIBLE: {why}"),
        }
    }
}

/// The way, by the environment alone: terminals do not answer reliably when they are asked.
pub(crate) fn road(variable: impl Fn(&str) -> Option<String>) -> Road {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let term = set("TERM").unwrap_or_default();
    if set("TMUX").is_some() {
        Road::Tmux
    } else if set("STY").is_some() || term.starts_with("screen") {
        Road::None("screen hands no text on to the terminal")
    } else if term.is_empty() || term == "linux" || term == "dumb" {
        Road::None("this terminal has no clipboard")
    } else {
        Road::Terminal
    }
}

/// Puts a text into a buffer of tmux.
pub(crate) async fn into_tmux(text: &str) -> Result<(), String> {
    let copying = async {
        let mut tmux = Command::new("tmux")
            .args(["load-buffer", "-w", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("tmux could not be run: {error}"))?;
        if let Some(mut to) = tmux.stdin.take() {
            // When it does not read, its own words say why.
            let _ = to.write_all(text.as_bytes()).await;
            let _ = to.shutdown().await;
        }
        let done = tmux.wait_with_output().await.map_err(|error| format!("tmux was lost: {error}"))?;
        if done.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&done.stderr);
        let said = said.lines().next().unwrap_or("it said nothing").trim().to_owned();
        Err(format!("tmux refused it: {said}"))
    };
    timeout(PATIENCE, copying).await.unwrap_or_else(|_| Err("tmux did not answer within two seconds".into()))
}

/// The sequence that asks a terminal to take a text.
pub(crate) fn osc52(text: &str) -> Result<String, String> {
    let encoded = STANDARD.encode(text);
    if encoded.len() > MOST_ENCODED {
        let most = MOST_ENCODED / 4 * 3;
        return Err(format!("{} bytes are more than the {most} that terminals take", text.len()));
    }
    Ok(format!("\x1b]52;c;{encoded}\x07"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(pairs: &[(&str, &str)]) -> Road {
        road(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_environment_says_which_way() {
        assert_eq!(by(&[("TMUX", "/tmp/tmux-0/default,1,0"), ("TERM", "screen-256color")]), Road::Tmux);
        assert_eq!(by(&[("TERM", "xterm-256color")]), Road::Terminal);
        assert!(matches!(by(&[("STY", "1.pts"), ("TERM", "xterm")]), Road::None(_)));
        assert!(matches!(by(&[("TERM", "linux")]), Road::None(_)));
    }

    #[test]
    fn a_text_is_encoded_whole_or_not_at_all() {
        assert_eq!(osc52("ana: 5xx falls").as_deref(), Ok("\x1b]52;c;YW5hOiA1eHggZmFsbHM=\x07"));
        assert!(osc52(&"x".repeat(56_244)).is_ok());
        assert!(osc52(&"x".repeat(56_247)).is_err());
    }
}
