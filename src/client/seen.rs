//! What this person last saw of a draft on the command line: what they change is changed in that text.

use super::exit::Failure;
use super::membership::Membership;
use super::places;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use warroom_incident::Seq;

/// What somebody has of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The event at which it was shown to them.
    pub at: Seq,
    /// The words that they gave themselves, where those were merged with others': they may go on from either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gave: Option<String>,
}

fn path(membership: &Membership) -> Result<PathBuf, Failure> {
    Ok(places::data()?.join(format!("drafts-{}.json", membership.file_stem())))
}

fn read(path: &Path) -> Result<BTreeMap<Seq, Seen>, Failure> {
    let bytes = places::read_if_there(path).map_err(|error| places::trouble("read", path, &error))?;
    // Only a convenience: a damaged file is as good as none.
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

/// What was seen of a draft last; nothing when it never was.
///
/// # Errors
/// When the file cannot be read.
pub fn last(membership: &Membership, draft: Seq) -> Result<Option<Seen>, Failure> {
    Ok(read(&path(membership)?)?.get(&draft).cloned())
}

/// Remembers what was seen of a draft.
///
/// # Errors
/// When the file cannot be written.
pub fn remember(membership: &Membership, draft: Seq, what: Seen) -> Result<(), Failure> {
    let path = path(membership)?;
    let lock = path.with_extension("lock");
    let _lock = places::lock(&lock).map_err(|error| places::trouble("lock", &lock, &error))?;
    let mut seen = read(&path)?;
    seen.insert(draft, what);
    let bytes = serde_json::to_vec(&seen).expect("texts and numbers have a JSON text");
    places::write_private(&path, &bytes).map_err(|error| places::trouble("write", &path, &error))
}
