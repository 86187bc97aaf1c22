//! Hands the terminal over to the person's editor, with a text in a private file, and takes both back.
//!
//! The connection and its events go on meanwhile; nothing is drawn, and nobody but the editor reads a key.

use std::fs::{OpenOptions, Permissions};
use std::io::{self, IsTerminal, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::sync::mpsc::Receiver;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::desk::Signals;
use super::input::Keys;
use super::told;
use super::turn::Turn;
use crate::app::Message;
use crate::app::composer::MOST_BYTES;
use crate::client::link::LinkEvent;

/// The terminal went away while the editor had it.
#[derive(Debug)]
pub(super) struct TerminalGone;

/// An editor that is asked to end has this long: the program itself has to end within a second.
const LAST_MOMENTS: Duration = Duration::from_millis(300);

/// What a shell says when it does not find a command.
const NOT_FOUND: i32 = 127;

/// Edits a text; what came of it goes to the app as a message. Nothing is sent by it.
pub(super) async fn hand_over(
    turn: &mut Turn<'_>,
    text: &str,
    signals: &mut Signals,
    keys: &mut Keys,
    news: &mut Receiver<LinkEvent>,
) -> Result<(), TerminalGone> {
    let editor = match Editor::named(|name| std::env::var(name).ok()) {
        Ok(editor) => editor,
        Err(why) => {
            turn.take(Message::Edited { text: None, trouble: Some(why) });
            return Ok(());
        }
    };
    let draft = match Draft::of(text) {
        Ok(draft) => draft,
        Err(error) => {
            let trouble = Some(format!("there is no place for the editor's file: {error}"));
            turn.take(Message::Edited { text: None, trouble });
            return Ok(());
        }
    };
    turn.lend();
    let ended = match editor.start(&draft.file) {
        Ok(child) => until_left(turn, child, signals, keys, news).await,
        Err(error) => Some(Err(error)),
    };
    let Some(ended) = ended else {
        // The editor may have saved something by then: it is kept like any text that is being written.
        let (text, _) = draft.read_and_leave();
        turn.take(Message::Edited { text, trouble: None });
        return Err(TerminalGone);
    };
    turn.take_again().map_err(|_| TerminalGone)?;
    let (text, unread) = draft.read();
    let trouble = unread.or_else(|| editor.trouble(ended));
    turn.take(Message::Edited { text, trouble });
    Ok(())
}

/// Waits for the editor; nothing when the program has to end before.
async fn until_left(
    turn: &mut Turn<'_>,
    mut child: Child,
    signals: &mut Signals,
    keys: &mut Keys,
    news: &mut Receiver<LinkEvent>,
) -> Option<io::Result<ExitStatus>> {
    let mut up = true;
    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            biased;
            () = signals.end_while_lent() => break,
            () = keys.gone() => break,
            ended = child.wait() => return Some(ended),
            Some(event) = news.recv() => drop(turn.take(told(event, &mut up))),
            _ = seconds.tick() => drop(turn.take(Message::Tick)),
        }
    }
    // Without its terminal, or with a shell on it, the editor is of no use: it is asked to save what it has.
    if let Some(pid) = child.id().and_then(|pid| i32::try_from(pid).ok()) {
        let _ = kill(Pid::from_raw(pid), Signal::SIGHUP);
        let _ = timeout(LAST_MOMENTS, child.wait()).await;
    }
    None
}

/// The editor that the person named.
#[derive(Debug, PartialEq, Eq)]
struct Editor(String);

impl Editor {
    fn named(variable: impl Fn(&str) -> Option<String>) -> Result<Editor, String> {
        let names = ["VISUAL", "EDITOR"].into_iter().filter_map(variable);
        let mut named = names.filter(|command| !command.trim().is_empty());
        named
            .next()
            .map(Editor)
            .ok_or_else(|| "no editor is named: set VISUAL or EDITOR, for example EDITOR=nano".into())
    }

    /// Through the shell, as other programs do: the variable may hold options, quoted.
    fn start(&self, file: &Path) -> io::Result<Child> {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{} \"$@\"", self.0)).arg(&self.0).arg(file);
        if !io::stdin().is_terminal() {
            command.stdin(Stdio::from(OpenOptions::new().read(true).open("/dev/tty")?));
        }
        command.spawn()
    }

    /// What is to be said about how it ended.
    fn trouble(&self, ended: io::Result<ExitStatus>) -> Option<String> {
        let name = &self.0;
        let how = match ended {
            Err(error) => return Some(format!("{name} could not be started: {error}. Nothing was changed")),
            Ok(status) if status.success() => return None,
            Ok(status) if status.code() == Some(NOT_FOUND) => {
                return Some(format!("{name} was not found; set VISUAL or EDITOR. Nothing was changed"));
            }
            Ok(status) => match (status.code(), status.signal()) {
                // The shell's own way of saying it.
                (Some(code @ 129..=192), _) => format!("was ended by signal {}", code - 128),
                (Some(code), _) => format!("ended with {code}"),
                (None, Some(signal)) => format!("was ended by signal {signal}"),
                (None, None) => "ended".into(),
            },
        };
        Some(format!("{name} {how}; here is what its file held. Alt-Z takes a change back"))
    }
}

/// The text in a file that only this person can read; it goes with its directory.
struct Draft {
    dir: TempDir,
    file: PathBuf,
}

impl Draft {
    fn of(text: &str) -> io::Result<Draft> {
        let private = Permissions::from_mode(0o700);
        let dir = tempfile::Builder::new().prefix("warroom-").permissions(private).tempdir()?;
        let file = dir.path().join("entry.txt");
        let mut written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file)?;
        written.write_all(text.as_bytes())?;
        // Editors end a file with a line end, and complain where there is none.
        if !text.is_empty() && !text.ends_with('\n') {
            written.write_all(b"\n")?;
        }
        Ok(Draft { dir, file })
    }

    /// The text; what else the editor left beside it, such as its own copy of what was not saved, stays.
    fn read_and_leave(mut self) -> (Option<String>, Option<String>) {
        let more = std::fs::read_dir(self.dir.path()).is_ok_and(|files| files.count() > 1);
        self.dir.disable_cleanup(more);
        self.read()
    }

    /// The text, or why it cannot be had; then the file stays where it is.
    fn read(self) -> (Option<String>, Option<String>) {
        let found = std::fs::metadata(&self.file).and_then(|about| {
            let fits = about.len() <= MOST_BYTES as u64;
            Ok((about.len(), if fits { Some(std::fs::read(&self.file)?) } else { None }))
        });
        match found {
            Ok((_, Some(bytes))) => {
                let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
                (Some(text.strip_suffix('\n').unwrap_or(&text).to_owned()), None)
            }
            Ok((bytes, None)) => {
                let file = self.dir.keep().join("entry.txt");
                let why = format!("the text has {bytes} bytes, the composer holds {MOST_BYTES}");
                (None, Some(format!("{why}; it is kept in {}", file.display())))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                (None, Some("the editor removed its file; nothing was changed".into()))
            }
            Err(error) => (None, Some(format!("the editor's file cannot be read: {error}; nothing was changed"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_private_and_goes_when_it_was_read() {
        let draft = Draft::of("pods are back").expect("a file");
        let mode = |path: &Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode(&draft.file), mode(draft.dir.path())), (0o600, 0o700));
        let dir = draft.dir.path().to_owned();
        assert_eq!(draft.read(), (Some("pods are back".into()), None));
        assert!(!dir.exists());
    }

    #[test]
    fn a_text_that_is_too_long_is_kept_where_it_is() {
        let draft = Draft::of(&"x".repeat(MOST_BYTES + 1)).expect("a file");
        let dir = draft.dir.path().to_owned();
        let (text, why) = draft.read();
        assert!(text.is_none() && why.is_some_and(|why| why.contains("entry.txt")));
        assert!(dir.join("entry.txt").exists());
        std::fs::remove_dir_all(dir).expect("removed");
    }

    #[test]
    fn the_editor_is_the_visual_one_and_none_is_guessed() {
        let named = |visual: &str, editor: &str| {
            Editor::named(|name| Some(if name == "VISUAL" { visual.to_owned() } else { editor.to_owned() }))
        };
        assert_eq!(named("code --wait", "vi"), Ok(Editor("code --wait".into())));
        assert_eq!(named("", "vi"), Ok(Editor("vi".into())));
        assert!(Editor::named(|_| None).is_err());
    }
}
