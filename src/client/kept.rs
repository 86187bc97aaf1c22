//! What somebody was typing when the screen went away, kept for each membership; and which panes they chose.

use super::membership::Membership;
use super::places;
use std::io;
use std::path::PathBuf;

/// The text that was in the composer; empty when there was none.
///
/// # Errors
/// What the file system says.
pub fn load_text(membership: &Membership) -> io::Result<String> {
    let bytes = places::read_if_there(&path(membership)?)?.unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Keeps the text of the composer; an empty one removes the file.
///
/// # Errors
/// What the file system says; the old text is kept then.
pub fn save_text(membership: &Membership, text: &str) -> io::Result<()> {
    let path = path(membership)?;
    if !text.is_empty() {
        return places::write_private(&path, text.as_bytes());
    }
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn path(membership: &Membership) -> io::Result<PathBuf> {
    let data = places::data().map_err(|failure| io::Error::other(failure.sentence))?;
    Ok(data.join("composer").join(format!("{}.txt", membership.file_stem())))
}

/// Which panes somebody chose, as they were written; empty when they never did.
///
/// # Errors
/// What the file system says.
pub fn load_arrangements() -> io::Result<String> {
    let bytes = places::read_if_there(&arrangements()?)?.unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Keeps which panes somebody chose.
///
/// # Errors
/// What the file system says; the old choice is kept then.
pub fn save_arrangements(written: &str) -> io::Result<()> {
    places::write_private(&arrangements()?, written.as_bytes())
}

fn arrangements() -> io::Result<PathBuf> {
    let data = places::data().map_err(|failure| io::Error::other(failure.sentence))?;
    Ok(data.join("panes.json"))
}
