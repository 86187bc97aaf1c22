//! How the owner of a data directory finds its running server: a file that only they can read.

use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::{Path, PathBuf};

const FILE: &str = "operator.json";

/// What the file holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OperatorFile {
    /// The server's address: `ws://HOST:PORT`.
    pub server: String,
    /// The operator's token, new at every start.
    pub token: String,
    /// The server's process.
    pub pid: u32,
}

/// Why the operator's server was not found.
#[derive(Debug, thiserror::Error)]
pub enum NotFound {
    /// No server runs on the directory.
    #[error("no warroom server runs on {}; start one with: warroom serve --data {}", .0.display(), .0.display())]
    NotRunning(PathBuf),
    /// The file cannot be read.
    #[error("{} cannot be read ({why}); only the user who runs the server may act as its operator", .at.display())]
    Unreadable {
        /// Which.
        at: PathBuf,
        /// Why.
        why: String,
    },
}

/// Reads the file of a running server.
///
/// # Errors
/// [`NotFound`], with what to do.
pub fn read(directory: &Path) -> Result<OperatorFile, NotFound> {
    let at = directory.join(FILE);
    let text = match std::fs::read_to_string(&at) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(NotFound::NotRunning(directory.to_owned()));
        }
        Err(error) => return Err(NotFound::Unreadable { at, why: error.to_string() }),
    };
    serde_json::from_str(&text).map_err(|error| NotFound::Unreadable { at, why: error.to_string() })
}

/// Writes the file, whole or not at all, for its owner alone.
///
/// # Errors
/// Those of the disk.
pub fn write(directory: &Path, file: &OperatorFile) -> std::io::Result<()> {
    // A temporary file is made with mode 0600.
    let mut fresh = tempfile::NamedTempFile::new_in(directory)?;
    fresh.write_all(&serde_json::to_vec(file)?)?;
    fresh.persist(directory.join(FILE))?;
    Ok(())
}

/// Removes the file of a server that stops; one that is gone already is as good.
pub fn remove(directory: &Path) {
    if let Err(error) = std::fs::remove_file(directory.join(FILE)) {
        tracing::debug!(%error, "the operator's file was gone");
    }
}
