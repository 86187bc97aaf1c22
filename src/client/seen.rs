//! At which event this person was last shown a draft on the command line: what they change is changed in that text.

use super::exit::Failure;
use super::membership::Membership;
use super::places;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use warroom_incident::Seq;

fn path(membership: &Membership) -> Result<PathBuf, Failure> {
    Ok(places::data()?.join(format!("drafts-{}.json", membership.file_stem())))
}

fn read(path: &Path) -> Result<BTreeMap<Seq, Seq>, Failure> {
    let bytes = places::read_if_there(path).map_err(|error| places::trouble("read", path, &error))?;
    // Only a convenience: a damaged file is as good as none.
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

/// The event at which a draft was shown last; nothing when it never was.
///
/// # Errors
/// When the file cannot be read.
pub fn last(membership: &Membership, draft: Seq) -> Result<Option<Seq>, Failure> {
    Ok(read(&path(membership)?)?.get(&draft).copied())
}

/// Remembers that a draft was shown.
///
/// # Errors
/// When the file cannot be written.
pub fn remember(membership: &Membership, draft: Seq, at: Seq) -> Result<(), Failure> {
    let path = path(membership)?;
    let lock = path.with_extension("lock");
    let _lock = places::lock(&lock).map_err(|error| places::trouble("lock", &lock, &error))?;
    let mut seen = read(&path)?;
    seen.insert(draft, at);
    let bytes = serde_json::to_vec(&seen).expect("numbers have a JSON text");
    places::write_private(&path, &bytes).map_err(|error| places::trouble("write", &path, &error))
}
