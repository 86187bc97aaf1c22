//! Entries that were written here and are not acknowledged yet, on disk, so that a crash or a lost server loses none.
//!
//! Two screens of one person share the file: each changes only what it ever held. Both may send the same entry; the
//! server takes each id once.

use super::exit::Failure;
use super::membership::Membership;
use super::places;
use crate::replica::Pending;
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::PathBuf;
use warroom_incident::CommandId;

/// What was written and survives this program, but not yet the machine.
#[derive(Debug)]
#[must_use = "a power cut would take it"]
pub struct Written(Option<File>);

impl Written {
    /// Whether a power cut could still take it.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.0.is_some()
    }

    /// Waits until it is on the disk itself.
    ///
    /// # Errors
    /// What the disk says.
    pub fn sync(self) -> io::Result<()> {
        self.0.map_or(Ok(()), |file| file.sync_data())
    }
}

/// The unsent entries of one membership.
#[derive(Debug)]
pub struct Outbox {
    path: PathBuf,
    held: BTreeSet<CommandId>,
}

impl Outbox {
    /// The outbox of a membership; whatever lies in it counts as held by the caller.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of(membership: &Membership) -> Result<Outbox, Failure> {
        let path = places::data()?.join("outbox").join(format!("{}.jsonl", membership.file_stem()));
        Outbox::at(path)
    }

    fn at(path: PathBuf) -> Result<Outbox, Failure> {
        let mut outbox = Outbox { path, held: BTreeSet::new() };
        outbox.load()?;
        Ok(outbox)
    }

    /// What waits, in the order in which it was written.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn load(&mut self) -> Result<Vec<Pending>, Failure> {
        let waiting = self.read().map_err(|error| places::trouble("read", &self.path, &error))?;
        self.held.extend(waiting.iter().map(|pending| pending.id));
        Ok(waiting)
    }

    /// Keeps exactly these of the caller's entries: no crash of this program loses them any more. More of them can be
    /// sent while the disk takes them; what it answered is told by [`Written::sync`].
    ///
    /// # Errors
    /// What the file system says; the old file is untouched then.
    pub fn save(&mut self, waiting: &[Pending]) -> io::Result<Written> {
        let _lock = places::lock(&self.path.with_extension("lock"))?;
        self.held.extend(waiting.iter().map(|pending| pending.id));
        let others = self.read()?.into_iter().filter(|pending| !self.held.contains(&pending.id));
        let mut bytes = Vec::new();
        for pending in others.chain(waiting.iter().cloned()) {
            serde_json::to_writer(&mut bytes, &pending)?;
            bytes.push(b'\n');
        }
        match places::read_if_there(&self.path)? {
            None if bytes.is_empty() => {}
            Some(old) if old == bytes => {}
            // Nothing has to be on disk for that: what comes back after a crash is sent again and taken once.
            Some(_) if bytes.is_empty() => self.open()?.set_len(0)?,
            // Somebody waits for it with a finger on Enter, and the server may have it on its disk before this one has.
            Some(old) if is_longer(&old, &bytes) => {
                let mut file = self.open()?;
                file.seek(SeekFrom::End(0))?;
                file.write_all(&bytes[old.len()..])?;
                return Ok(Written(Some(file)));
            }
            Some(_) | None => places::write_private(&self.path, &bytes)?,
        }
        Ok(Written(None))
    }

    fn open(&self) -> io::Result<File> {
        OpenOptions::new().write(true).open(&self.path)
    }

    /// Lines that cannot be read (a newer version's) are left out, not fatal: the rest still has to be sent.
    fn read(&self) -> io::Result<Vec<Pending>> {
        let bytes = places::read_if_there(&self.path)?.unwrap_or_default();
        let lines = bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
        Ok(lines.filter_map(|line| serde_json::from_slice(line).ok()).collect())
    }
}

/// Whether the new file is the old one with more lines; the last line of the old one may be torn.
fn is_longer(old: &[u8], new: &[u8]) -> bool {
    new.starts_with(old) && old.last().is_none_or(|last| *last == b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_incident::Command;
    use warroom_incident::event::EntryKind;

    fn pending(n: u8) -> Pending {
        let command = Command::post(EntryKind::Note, format!("note {n}"));
        Pending { id: CommandId([n; 16]), at: chrono::DateTime::UNIX_EPOCH, command }
    }

    #[test]
    fn what_is_saved_is_there_after_a_crash_and_gone_once_acknowledged() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("outbox").join("x.jsonl");
        let mut first = Outbox::at(path.clone()).expect("empty");
        first.save(&[pending(1), pending(2)]).and_then(Written::sync).expect("saved");
        let mut second = Outbox::at(path.clone()).expect("readable");
        assert_eq!(second.load().expect("readable"), [pending(1), pending(2)]);
        second.save(&[pending(2)]).and_then(Written::sync).expect("saved");
        assert_eq!(second.load().expect("readable"), [pending(2)]);
        second.save(&[]).and_then(Written::sync).expect("saved");
        assert_eq!(std::fs::read(&path).expect("readable"), b"");
    }

    #[test]
    fn a_line_torn_by_a_crash_is_replaced_and_nothing_is_glued_to_it() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("x.jsonl");
        let mut outbox = Outbox::at(path.clone()).expect("empty");
        outbox.save(&[pending(1)]).and_then(Written::sync).expect("saved");
        outbox.save(&[pending(1), pending(2)]).and_then(Written::sync).expect("saved");
        let whole = std::fs::read(&path).expect("readable");
        for kept in 0..whole.len() {
            std::fs::write(&path, &whole[..kept]).expect("torn");
            let mut after = Outbox::at(path.clone()).expect("readable");
            let waiting = after.load().expect("readable");
            let all: Vec<_> = waiting.into_iter().chain([pending(3)]).collect();
            after.save(&all).and_then(Written::sync).expect("saved");
            assert_eq!(after.load().expect("readable"), all, "{kept} bytes were kept");
        }
    }

    #[test]
    fn two_screens_of_one_person_do_not_drop_each_others_entries() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("x.jsonl");
        let mut one = Outbox::at(path.clone()).expect("empty");
        let mut two = Outbox::at(path).expect("empty");
        one.save(&[pending(1)]).and_then(Written::sync).expect("saved");
        two.save(&[pending(2)]).and_then(Written::sync).expect("saved");
        one.save(&[]).and_then(Written::sync).expect("saved");
        assert_eq!(two.load().expect("readable"), [pending(2)]);
    }
}
