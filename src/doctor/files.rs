//! The person's files: where they are, whether they can be written, how much waits in them. Only counted, never shown.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use nix::unistd::{AccessFlags, access};

use super::report::Report;
use crate::app::composer::Kept;
use crate::client::exit::Failure;
use crate::client::membership::Memberships;
use crate::client::outbox::Outbox;
use crate::client::{kept, log_file, places};

/// Lines of the log that a report ends with.
const LOG_LINES: usize = 20;

/// Bytes that are read for them.
const LOG_BYTES: usize = 64 * 1024;

pub(super) fn look(report: &mut Report) {
    directory(report, "settings", places::config());
    directory(report, "data", places::data());
    directory(report, "state and log", places::state());
    memberships(report);
    match log_file::path() {
        Ok(path) => log(report, &path),
        Err(failure) => report.attention(failure.sentence, "set HOME"),
    }
}

fn directory(report: &mut Report, name: &str, place: Result<PathBuf, Failure>) {
    let path = match place {
        Ok(path) => path,
        Err(failure) => return report.attention(failure.sentence, "set HOME"),
    };
    let shown = path.display();
    let there = path.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let writable = access(there, AccessFlags::W_OK | AccessFlags::X_OK).is_ok();
    let mode = fs::metadata(&path).ok().map(|it| it.permissions().mode() & 0o777);
    let state = match (mode, writable) {
        (Some(mode), true) => format!("mode {mode:04o}, can be written"),
        (Some(mode), false) => format!("mode {mode:04o}, CANNOT BE WRITTEN"),
        (None, true) => "not there yet, can be made".into(),
        (None, false) => "not there, CANNOT BE MADE".into(),
    };
    report.fact("files", name, format!("{shown} ({state})"));
    if !writable {
        report.attention(format!("{shown} cannot be written"), "see who owns it, and whether the disk is full");
    }
    if mode.is_some_and(|mode| mode & 0o077 != 0) && name == "data" {
        report.attention(format!("{shown} can be entered by others"), format!("chmod 700 {shown}"));
    }
}

fn memberships(report: &mut Report) {
    let all = match Memberships::load() {
        Ok(all) => all,
        Err(failure) => return report.attention(failure.sentence, "the sentence before says it"),
    };
    if let Some(path) = places::data().ok().map(|data| data.join("memberships.json"))
        && let Ok(file) = fs::metadata(&path)
        && file.permissions().mode() & 0o077 != 0
    {
        let shown = path.display();
        report.attention(format!("{shown} holds credentials and others can read it"), format!("chmod 600 {shown}"));
    }
    report.fact("files", "memberships", all.all().len().to_string());
    for known in all.all().iter().rev().take(20) {
        let membership = &known.membership;
        let waiting = Outbox::of(membership).and_then(|mut outbox| outbox.load()).map(|waiting| waiting.len());
        let kept = kept::load_text(membership)
            .map(|text| Kept::read(&text).all().map(|(_, text)| text.chars().count()).sum::<usize>());
        let mut state = format!("as {} at {}, {} events known", membership.name, membership.server, known.seq);
        match waiting {
            Ok(0) => {}
            Ok(count) => {
                state.push_str(&format!(", {count} not sent yet"));
                let what = format!("{}: {count} of your entries wait to be sent", membership.incident);
                report.attention(what, format!("warroom join --incident {}, and wait for LIVE", membership.incident));
            }
            Err(failure) => report.attention(failure.sentence, "move the file away; what it held is lost to the room"),
        }
        match kept {
            Ok(0) => {}
            Ok(count) => state.push_str(&format!(", {count} characters kept in the composer")),
            Err(error) => report.attention(format!("the text in the composer cannot be read: {error}"), "see its mode"),
        }
        report.fact("files", &membership.incident, state);
    }
}

fn log(report: &mut Report, path: &Path) {
    let bytes = match places::read_if_there(path) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return report.fact("files", "log", format!("{} (empty)", path.display())),
        Err(error) => return report.attention(format!("the log cannot be read: {error}"), "see its mode"),
    };
    report.fact("files", "log", format!("{} ({} bytes)", path.display(), bytes.len()));
    let end = String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(LOG_BYTES)..]).into_owned();
    let lines: Vec<_> = end.lines().collect();
    lines.iter().skip(lines.len().saturating_sub(LOG_LINES)).for_each(|line| report.log_line(line));
}
