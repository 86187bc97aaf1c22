//! What somebody wrote in drafts and has not shared, on disk. Each screen of a person has a file of its own: two that
//! shared one would send the same words twice. What a screen left that is gone is taken over by the next one.

use super::membership::Membership;
use super::places;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Screens of one person in one room at a time; one more has its writing kept nowhere, and says so.
const SCREENS: usize = 16;

/// The file of one screen.
#[derive(Debug)]
pub struct Writings {
    /// Nothing where every file is another screen's.
    place: Option<Place>,
}

#[derive(Debug)]
struct Place {
    /// Written with every key; it outlives the program.
    now: PathBuf,
    /// Written before anything is sent, and a moment after the last key; it outlives a power cut.
    safe: PathBuf,
    /// Held as long as this screen is there.
    _lock: File,
}

impl Writings {
    /// The file of this screen: one that another screen left with something in it before an empty one.
    ///
    /// # Errors
    /// What the file system says.
    pub fn of(membership: &Membership) -> io::Result<Writings> {
        let data = places::data().map_err(|failure| io::Error::other(failure.sentence))?;
        Writings::within(&data.join("drafts"), &membership.file_stem())
    }

    fn within(dir: &Path, stem: &str) -> io::Result<Writings> {
        let mut empty = None;
        for nth in 0..SCREENS {
            let name = format!("{stem}.{nth}");
            // They are taken in their order: nobody was ever behind one that is not there.
            if empty.is_some() && !dir.join(format!("{name}.lock")).exists() {
                break;
            }
            let Some(place) = Place::taken(dir, &name)? else { continue };
            if place.safe.exists() || place.now.exists() {
                return Ok(Writings { place: Some(place) });
            }
            empty = empty.or(Some(place));
        }
        Ok(Writings { place: empty })
    }

    /// What an earlier screen left there: as it was with the last key, and as it was made safe last.
    ///
    /// # Errors
    /// What the file system says.
    pub fn load(&self) -> io::Result<[String; 2]> {
        let Some(place) = &self.place else { return Ok([String::new(), String::new()]) };
        let read = |path: &Path| -> io::Result<String> {
            let bytes = places::read_if_there(path)?.unwrap_or_default();
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        Ok([read(&place.now)?, read(&place.safe)?])
    }

    /// Keeps it through the end of this program, without waiting for the disk.
    ///
    /// # Errors
    /// What the file system says; what was kept before is there still.
    pub fn jot(&self, text: &str) -> io::Result<()> {
        let place = self.place()?;
        if text.is_empty() {
            return place.clear();
        }
        let mut written = OpenOptions::new();
        let new = place.now.with_extension("new");
        let mut file = written.write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        file.write_all(text.as_bytes())?;
        std::fs::rename(new, &place.now)
    }

    /// Keeps it through a power cut as well, before it returns.
    ///
    /// # Errors
    /// What the file system says; what was kept before is there still.
    pub fn save(&self, text: &str) -> io::Result<()> {
        let place = self.place()?;
        if text.is_empty() {
            return place.clear();
        }
        places::write_private(&place.safe, text.as_bytes())
    }

    fn place(&self) -> io::Result<&Place> {
        let none = || io::Error::other(format!("{SCREENS} screens of yours are in this room already"));
        self.place.as_ref().ok_or_else(none)
    }
}

impl Place {
    fn taken(dir: &Path, name: &str) -> io::Result<Option<Place>> {
        places::make_private_dir(dir)?;
        let path = dir.join(format!("{name}.lock"));
        let lock = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let file = |kind: &str| dir.join(format!("{name}.{kind}"));
        Ok(Some(Place { now: file("now"), safe: file("json"), _lock: lock }))
    }

    fn clear(&self) -> io::Result<()> {
        for path in [&self.now, &self.safe] {
            match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_jotted_or_saved_is_there_for_the_next_screen_and_private() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().expect("a directory");
        let writings = || Writings::within(dir.path(), "x").expect("a place");
        let first = writings();
        first.save("safe").expect("saved");
        first.jot("later").expect("jotted");
        drop(first);
        let second = writings();
        assert_eq!(second.load().expect("readable"), ["later", "safe"]);
        for file in std::fs::read_dir(dir.path()).expect("it is there").flatten() {
            let mode = file.metadata().expect("it is there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{file:?}");
        }
        second.jot("").expect("cleared");
        assert_eq!(writings().load().expect("readable"), ["", ""]);
    }

    #[test]
    fn two_screens_keep_apart_and_what_one_left_is_taken_over() {
        let dir = tempfile::tempdir().expect("a directory");
        let writings = || Writings::within(dir.path(), "x").expect("a place");
        let (one, two) = (writings(), writings());
        one.jot("one").expect("jotted");
        two.jot("two").expect("jotted");
        assert_eq!(one.load().expect("readable")[0], "one");
        drop(two);
        assert_eq!(writings().load().expect("readable")[0], "two", "before the empty place of a third");
        drop(one);
        assert_eq!(writings().load().expect("readable")[0], "one");
        let locks = std::fs::read_dir(dir.path()).expect("it is there").flatten();
        let locks = locks.filter(|file| file.path().extension().is_some_and(|it| it == "lock")).count();
        assert_eq!(locks, 2, "no more than there were screens");
    }
}
