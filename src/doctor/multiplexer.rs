//! What lies between the program and the terminal: tmux, screen or zellij, and the options of theirs that matter here.

use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use super::report::Report;
use crate::runtime::{Road, road};

/// How long a multiplexer may take to tell an option.
const PATIENCE: Duration = Duration::from_secs(1);

/// Milliseconds that Esc may be held back without being felt.
const FELT_MS: u32 = 50;

/// Which one there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Multiplexer {
    /// None.
    No,
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
    /// zellij.
    Zellij,
}

impl Multiplexer {
    pub(super) fn of(variable: &impl Fn(&str) -> Option<String>) -> Multiplexer {
        let set = |name| variable(name).is_some();
        if set("TMUX") {
            Multiplexer::Tmux
        } else if set("ZELLIJ") {
            Multiplexer::Zellij
        } else if set("STY") {
            Multiplexer::Screen
        } else {
            Multiplexer::No
        }
    }

    fn program(self) -> Option<(&'static str, &'static str)> {
        match self {
            Multiplexer::No => None,
            Multiplexer::Tmux => Some(("tmux", "-V")),
            Multiplexer::Screen => Some(("screen", "--version")),
            Multiplexer::Zellij => Some(("zellij", "--version")),
        }
    }
}

pub(super) async fn look(report: &mut Report, variable: impl Fn(&str) -> Option<String>) {
    let multiplexer = Multiplexer::of(&variable);
    if let Some((program, version)) = multiplexer.program() {
        let said = ask(program, &[version]).await.unwrap_or_else(|why| why);
        report.fact("multiplexer", program, said.lines().next().unwrap_or("its version is not known"));
    } else {
        report.fact("multiplexer", "is there one", "no");
    }
    if multiplexer == Multiplexer::Tmux {
        for (name, from) in TMUX {
            let value = ask("tmux", &["show", from, name]).await.unwrap_or_else(|why| why);
            let value = value.trim();
            report.fact("multiplexer", name, if value.is_empty() { "(not an option of this tmux)" } else { value });
            judge(report, name, value);
        }
    }
    copying(report, road(variable));
}

fn copying(report: &mut Report, road: Road) {
    report.fact("multiplexer", "copying goes", road.told());
    if let Road::None(why) = road {
        report.hint(
            format!("nothing can be copied: {why}"),
            "V and y show the text in full, to be marked with the mouse",
        );
    }
}

/// Options of tmux and where they stand: with the server, the session or the window.
const TMUX: [(&str, &str); 5] = [
    ("escape-time", "-sv"),
    ("set-clipboard", "-sv"),
    ("focus-events", "-sv"),
    ("allow-passthrough", "-gwv"),
    ("mouse", "-gv"),
];

fn judge(report: &mut Report, name: &str, value: &str) {
    match (name, value) {
        ("escape-time", ms) if ms.parse().is_ok_and(|ms: u32| ms > FELT_MS) => {
            let what = format!("tmux holds Esc back for {ms} ms");
            report.hint(what, "tmux set -s escape-time 10; q does the same at once");
        }
        ("set-clipboard", "off") => {
            report.hint(
                "tmux keeps what is copied to itself",
                "tmux set -s set-clipboard external; tmux's own paste works",
            );
        }
        _ => {}
    }
}

/// What a program says, within a time.
pub(super) async fn ask(program: &str, args: &[&str]) -> Result<String, String> {
    let asked = Command::new(program).args(args).kill_on_drop(true).output();
    match timeout(PATIENCE, asked).await {
        Ok(Ok(output)) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        Ok(Err(error)) => Err(format!("cannot be asked: {error}")),
        Err(_) => Err("did not answer".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_that_are_felt_are_named() {
        let mut report = Report::default();
        judge(&mut report, "escape-time", "500");
        judge(&mut report, "set-clipboard", "off");
        judge(&mut report, "escape-time", "10");
        judge(&mut report, "mouse", "off");
        let text = report.lines().join("\n");
        assert!(
            text.contains("500 ms") && text.contains("set-clipboard external") && !text.contains("10 ms"),
            "{text}"
        );
        assert!(report.is_fine(), "hints alone");
    }

    #[tokio::test]
    async fn a_program_that_does_not_answer_is_not_waited_for() {
        assert_eq!(ask("sleep", &["60"]).await, Err("did not answer".into()));
        assert!(ask("/there/is/none", &[]).await.is_err_and(|why| why.starts_with("cannot be asked")));
    }
}
