//! The incidents this person is a member of, kept in one file with the credentials. Several processes of one person
//! write it at once: every change reads the file again under a lock, so that none loses another's.

use super::exit::Failure;
use super::places;
use crate::app::bridge::Bridge;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use warroom_incident::chain::{self, Hash, Salt};
use warroom_incident::{CommandId, Content, Person, Seq};

/// What it takes to act as somebody in an incident.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The server's address: `ws://HOST:PORT`.
    pub server: String,
    /// The incident's id.
    pub incident: String,
    /// Who one is there.
    pub name: Person,
    /// The secret that proves it.
    pub credential: String,
}

impl std::fmt::Debug for Membership {
    // The credential is in no log, however somebody prints a membership.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} in {} at {}", self.name, self.incident, self.server)
    }
}

impl Membership {
    fn is_same_seat_holder(&self, other: &Membership) -> bool {
        self.server == other.server && self.incident == other.incident && self.name == other.name
    }

    /// A name for this membership's files that reveals nothing and holds no odd characters.
    #[must_use]
    pub fn file_stem(&self) -> String {
        let words = format!("{}\n{}\n{}", self.server, self.incident, self.name);
        digest(Salt([0; 16]), words)[..32].to_owned()
    }
}

fn digest(salt: Salt, words: String) -> String {
    chain::content_hash(salt, &Content::text(words)).to_string()
}

/// A membership with what is remembered about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The membership.
    #[serde(flatten)]
    pub membership: Membership,
    /// The incident's title when it was joined.
    #[serde(default)]
    pub title: Option<String>,
    /// The highest number whose head was seen, so that forks and rolled-back servers show.
    #[serde(default)]
    pub seq: Seq,
    /// The head there.
    #[serde(default)]
    pub head: Option<Hash>,
    /// How the others could be reached without the server, when that was known last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bridge: Option<Bridge>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Written {
    version: u32,
    /// The last one joined or opened comes last and is the current one.
    memberships: Vec<Remembered>,
}

/// The file as it was when it was read.
#[derive(Clone, Debug)]
pub struct Memberships {
    path: PathBuf,
    written: Written,
}

const VERSION: u32 = 1;

impl Memberships {
    /// Reads this person's memberships.
    ///
    /// # Errors
    /// When the file cannot be read or understood; it is never replaced by an empty one.
    pub fn load() -> Result<Memberships, Failure> {
        Memberships::load_from(&places::data()?)
    }

    /// Reads the memberships kept in another directory.
    ///
    /// # Errors
    /// As [`Memberships::load`].
    pub fn load_from(dir: &Path) -> Result<Memberships, Failure> {
        let path = dir.join("memberships.json");
        let written = read(&path)?;
        Ok(Memberships { path, written })
    }

    /// All of them, the current one last.
    #[must_use]
    pub fn all(&self) -> &[Remembered] {
        &self.written.memberships
    }

    /// The one joined or opened last.
    #[must_use]
    pub fn current(&self) -> Option<&Remembered> {
        self.written.memberships.last()
    }

    /// The latest one in this incident.
    #[must_use]
    pub fn find(&self, incident: &str) -> Option<&Remembered> {
        self.written.memberships.iter().rfind(|it| it.membership.incident.eq_ignore_ascii_case(incident))
    }

    /// Adds a membership, or replaces its credential, and makes it the current one.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remember(&mut self, membership: Membership, title: Option<String>) -> Result<(), Failure> {
        self.change(|all| {
            let old = all.iter().position(|it| it.membership.is_same_seat_holder(&membership));
            let old = old.map(|at| all.remove(at));
            let (seq, head) = old.as_ref().map_or((0, None), |old| (old.seq, old.head));
            let bridge = old.as_ref().and_then(|old| old.bridge.clone());
            let title = title.or(old.and_then(|old| old.title));
            all.push(Remembered { membership, title, seq, head, bridge });
        })
    }

    /// Keeps the head seen at a number, if it is higher than the one kept.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remember_head(&mut self, membership: &Membership, seq: Seq, head: Hash) -> Result<(), Failure> {
        let newer = |it: &&mut Remembered| it.membership.is_same_seat_holder(membership) && it.seq < seq;
        self.change(|all| {
            if let Some(known) = all.iter_mut().find(newer) {
                known.seq = seq;
                known.head = Some(head);
            }
        })
    }

    /// Keeps how the others can be reached without the server.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remember_bridge(&mut self, membership: &Membership, bridge: &Bridge) -> Result<(), Failure> {
        self.change(|all| {
            if let Some(known) = all.iter_mut().find(|it| it.membership.is_same_seat_holder(membership)) {
                known.bridge = Some(bridge.clone()).filter(|bridge| !bridge.is_none());
            }
        })
    }

    /// Drops a membership that is over.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn forget(&mut self, membership: &Membership) -> Result<(), Failure> {
        self.change(|all| all.retain(|it| it.membership.credential != membership.credential))
    }

    fn change(&mut self, change: impl FnOnce(&mut Vec<Remembered>)) -> Result<(), Failure> {
        let lock_path = self.path.with_extension("lock");
        let _lock = places::lock(&lock_path).map_err(|error| places::trouble("lock", &lock_path, &error))?;
        self.written = read(&self.path)?;
        change(&mut self.written.memberships);
        self.written.version = VERSION;
        let bytes = serde_json::to_vec_pretty(&self.written).expect("strings and numbers have a JSON text");
        places::write_private(&self.path, &bytes).map_err(|error| places::trouble("write", &self.path, &error))
    }
}

fn read(path: &Path) -> Result<Written, Failure> {
    let bytes = places::read_if_there(path).map_err(|error| places::trouble("read", path, &error))?;
    let Some(bytes) = bytes else { return Ok(Written { version: VERSION, ..Written::default() }) };
    let written: Written = serde_json::from_slice(&bytes).map_err(|error| {
        Failure::failed(format!("{} is damaged ({error}); move it away and join again", path.display()))
    })?;
    if written.version > VERSION {
        return Err(Failure::failed(format!(
            "{} was written by a newer warroom; use that one, or move the file away and join again",
            path.display()
        )));
    }
    Ok(written)
}

/// The command id for redeeming an invite. Always the same for one person, invite and name, so that an answer that was
/// lost can be fetched again; unguessable by others, who may hold the same guest's invite.
///
/// # Errors
/// When the person's key cannot be read or made.
pub fn redeem_id(secret: &str, name: &str) -> Result<CommandId, Failure> {
    let path = places::data()?.join("redeem.key");
    let key = redeem_key(&path).map_err(|error| places::trouble("keep", &path, &error))?;
    let digest = digest(key, format!("{secret}\n{name}"));
    Ok(CommandId::try_from(digest[..32].to_owned()).expect("half of a digest is 32 hexadecimal digits"))
}

fn redeem_key(path: &Path) -> std::io::Result<Salt> {
    let _lock = places::lock(&path.with_extension("lock"))?;
    if let Some(bytes) = places::read_if_there(path)?
        && let Ok(key) = <[u8; 16]>::try_from(bytes.as_slice())
    {
        return Ok(Salt(key));
    }
    let mut key = [0; 16];
    getrandom::fill(&mut key).map_err(std::io::Error::other)?;
    places::write_private(path, &key)?;
    Ok(Salt(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn member(incident: &str, name: &str) -> Membership {
        let name = Person::new(name).expect("a plain name");
        let credential = format!("wrc_{incident}{name}");
        Membership { server: "ws://127.0.0.1:1".into(), incident: incident.into(), name, credential }
    }

    #[test]
    fn the_last_one_remembered_is_current_and_private() {
        let dir = tempfile::tempdir().expect("a directory");
        let mut all = Memberships::load_from(dir.path()).expect("nothing yet");
        assert!(all.current().is_none());
        all.remember(member("INC-1", "ana"), Some("fire".into())).expect("written");
        all.remember(member("INC-2", "ana"), None).expect("written");
        all.remember(member("INC-1", "ana"), None).expect("written");
        let again = Memberships::load_from(dir.path()).expect("readable");
        assert_eq!(again.all().len(), 2);
        assert_eq!(again.current().and_then(|it| it.title.clone()).as_deref(), Some("fire"));
        assert!(again.find("inc-2").is_some() && again.find("INC-3").is_none());
        let mode = std::fs::metadata(dir.path().join("memberships.json")).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn processes_that_write_at_once_lose_nothing() {
        let dir = tempfile::tempdir().expect("a directory");
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let path = dir.path();
                scope.spawn(move || {
                    let mut all = Memberships::load_from(path).expect("readable");
                    for n in 0..5 {
                        all.remember(member(&format!("INC-{writer}-{n}"), "ana"), None).expect("written");
                    }
                });
            }
        });
        assert_eq!(Memberships::load_from(dir.path()).expect("readable").all().len(), 40);
    }

    #[test]
    fn a_head_only_moves_forward() {
        let dir = tempfile::tempdir().expect("a directory");
        let mut all = Memberships::load_from(dir.path()).expect("nothing yet");
        let ana = member("INC-1", "ana");
        all.remember(ana.clone(), None).expect("written");
        all.remember_head(&ana, 7, Hash([7; 32])).expect("written");
        all.remember_head(&ana, 3, Hash([3; 32])).expect("written");
        assert_eq!(all.current().map(|it| (it.seq, it.head)), Some((7, Some(Hash([7; 32])))));
    }

    #[test]
    fn the_bridge_is_kept_over_joining_again_and_forgotten_when_there_is_none() {
        let dir = tempfile::tempdir().expect("a directory");
        let mut all = Memberships::load_from(dir.path()).expect("nothing yet");
        let ana = member("INC-1", "ana");
        let bridge = Bridge { call: "+44 20 7946 0000".into(), chat: String::new() };
        all.remember(ana.clone(), None).expect("written");
        all.remember_bridge(&ana, &bridge).expect("written");
        all.remember(ana.clone(), None).expect("written");
        let again = Memberships::load_from(dir.path()).expect("readable");
        assert_eq!(again.current().and_then(|it| it.bridge.clone()), Some(bridge));
        all.remember_bridge(&ana, &Bridge::default()).expect("written");
        assert_eq!(all.current().and_then(|it| it.bridge.clone()), None);
    }

    #[test]
    fn a_damaged_file_is_said_and_kept() {
        let dir = tempfile::tempdir().expect("a directory");
        std::fs::write(dir.path().join("memberships.json"), b"{ not json").expect("written");
        let failure = Memberships::load_from(dir.path()).expect_err("damaged");
        assert!(failure.sentence.contains("is damaged"), "{failure}");
    }
}
