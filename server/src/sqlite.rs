//! The store on disk: SQLite with a write-ahead log, synced at every commit, one writer.
//!
//! Lines are stored as they go over the wire, so `sqlite3 warroom.db 'select line from events'` and `jq` are
//! debuggers. A lock file keeps a second server away; readers are separate, read-only connections.

use crate::journal::{Answered, AppendError, Batch, Holder, IncidentId, Journal, ReadError, Reader, Row};
use crate::secret::SecretHash;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, Transaction, params};
use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use warroom_incident::chain::Hash;
use warroom_incident::wire::ReadMarks;
use warroom_incident::{CommandId, Person, Reach, Seq, Time};

/// The layout of the tables that this version writes.
const SCHEMA: i32 = 2;
/// Marks the file as ours: "WRRM".
const APPLICATION: i32 = 0x5752_524D;
/// How long a commit waits for somebody else's lock: a shell that looks into the store.
const BUSY_TIMEOUT: Duration = Duration::from_millis(500);
/// What `PRAGMA synchronous` says when every commit is synced.
const FULL: i64 = 2;
/// Before it SQLite has a bug that damages a write-ahead log under two connections.
const OLDEST_SQLITE: i32 = 3_051_003;

const TABLES: &str = "
    CREATE TABLE incidents (
        id   INTEGER PRIMARY KEY
    );
    -- id = incident << 32 | seq, so that one append-only tree holds all events in their order.
    CREATE TABLE events (
        id          INTEGER PRIMARY KEY,
        reach       INTEGER NOT NULL,
        commitment  BLOB NOT NULL,
        head        BLOB NOT NULL,
        line        TEXT NOT NULL
    );
    CREATE TABLE commands (
        incident  INTEGER NOT NULL,
        author    TEXT NOT NULL,
        id        BLOB NOT NULL,
        body      BLOB,
        first     INTEGER NOT NULL,
        count     INTEGER NOT NULL,
        PRIMARY KEY (incident, author, id)
    ) WITHOUT ROWID;
    CREATE TABLE secrets (
        hash      BLOB PRIMARY KEY,
        incident  INTEGER NOT NULL,
        person    TEXT,
        invite    INTEGER
    ) WITHOUT ROWID;
";

/// How far people have read: beside the record, one row for each person of an incident. New in layout 2.
const MARKS: &str = "
    CREATE TABLE marks (
        incident  INTEGER NOT NULL,
        person    TEXT NOT NULL,
        timeline  INTEGER NOT NULL,
        notes     INTEGER NOT NULL,
        left_at   INTEGER,
        PRIMARY KEY (incident, person)
    ) WITHOUT ROWID;
";

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another server has it.
    #[error("the data directory {} is in use by another warroom server; stop that one or choose another --data", .0.display())]
    InUse(PathBuf),
    /// Written by a newer version.
    #[error("the store in {} was written by a newer warroom (layout {found}, this one knows {SCHEMA}); update this one", .at.display())]
    Newer {
        /// Where.
        at: PathBuf,
        /// Its layout.
        found: i32,
    },
    /// Not ours, or not readable as what it should be.
    #[error("the store {} is damaged or not a warroom store ({why}); keep it, and restore a backup beside it", .at.display())]
    Damaged {
        /// Where.
        at: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The disk or its rights.
    #[error("the data directory {} cannot be used: {source}", .at.display())]
    Disk {
        /// Where.
        at: PathBuf,
        /// What is wrong.
        source: std::io::Error,
    },
}

/// The store.
#[derive(Debug)]
pub struct SqliteJournal {
    connection: Connection,
    path: PathBuf,
    /// The last number of each incident that was written or asked for: nobody else writes.
    ends: HashMap<IncidentId, Seq>,
    /// The log may hold words that were redacted, perhaps before the server was killed.
    truncate: bool,
    _lock: File,
}

impl SqliteJournal {
    /// Opens the store in a directory, making both if there are none.
    ///
    /// # Errors
    /// [`OpenError`], each with what to do.
    pub fn open(directory: &Path) -> Result<SqliteJournal, OpenError> {
        let disk = |source| OpenError::Disk { at: directory.to_owned(), source };
        private_directory(directory).map_err(disk)?;
        let mut options = OpenOptions::new();
        options.create(true).write(true).truncate(false).mode(0o600);
        let lock = options.open(directory.join("lock")).map_err(disk)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(directory.to_owned())),
            Err(TryLockError::Error(source)) => return Err(disk(source)),
        }
        let path = directory.join("warroom.db");
        let marker = directory.join("store");
        if marker.exists() && std::fs::metadata(&path).map_or(0, |file| file.len()) == 0 {
            let why = "it is gone or empty, although this directory had one".to_owned();
            return Err(OpenError::Damaged { at: path, why });
        }
        // Made by us, so that its rights are ours to say; the log and its index get the same.
        options.open(&path).map_err(disk)?;
        let damaged = |error: rusqlite::Error| OpenError::Damaged { at: path.clone(), why: error.to_string() };
        let mut connection = Connection::open(&path).map_err(damaged)?;
        prepare(&mut connection, &path)?;
        // Says that there is a store here, so that a lost one is never replaced by a silent new one.
        options.open(marker).map_err(disk)?;
        Ok(SqliteJournal { connection, path, ends: HashMap::new(), truncate: true, _lock: lock })
    }

    /// Writes a group; the incident where somebody else is ahead, if that is so.
    fn write(&mut self, group: &[Batch]) -> Result<Option<IncidentId>, rusqlite::Error> {
        let transaction = self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut ends: HashMap<IncidentId, Seq> = HashMap::new();
        for batch in group.iter().filter(|batch| !batch.rows.is_empty()) {
            let incident = batch.incident;
            let known = ends.get(&incident).or_else(|| self.ends.get(&incident)).copied();
            let end = known.map_or_else(|| last(&transaction, incident), Ok)?;
            if end != batch.after {
                return Ok(Some(incident));
            }
            if end == 0 {
                transaction.execute("INSERT INTO incidents (id) VALUES (?1)", [incident.0])?;
            }
            ends.insert(incident, end + batch.rows.len() as Seq);
        }
        write_group(&transaction, group)?;
        transaction.commit()?;
        self.ends.extend(ends);
        Ok(None)
    }

    /// Empties the log into the store: only that removes redacted words from the disk.
    fn truncate_log(&mut self) -> Result<(), rusqlite::Error> {
        // Never waits for a reader: commands do; the next tick tries again.
        self.connection.busy_timeout(Duration::ZERO)?;
        let busy = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        self.connection.busy_timeout(BUSY_TIMEOUT)?;
        self.truncate = busy? != 0;
        Ok(())
    }
}

/// Makes a directory that only its owner may enter.
pub(crate) fn private_directory(directory: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)
}

fn prepare(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    assert!(rusqlite::version_number() >= OLDEST_SQLITE, "built with a SQLite that damages its own log");
    let damaged = |error: rusqlite::Error| OpenError::Damaged { at: path.to_owned(), why: error.to_string() };
    connection.busy_timeout(BUSY_TIMEOUT).map_err(damaged)?;
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let found = pragma("user_version").map_err(damaged)?;
    let application = pragma("application_id").map_err(damaged)?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(damaged)?;
    match (application, found, tables) {
        (0, 0, 0) | (APPLICATION, 1..=SCHEMA, _) => {}
        (APPLICATION, newer, _) if newer > SCHEMA => return Err(OpenError::Newer { at: path.to_owned(), found }),
        _ => {
            let why = "it holds something else".to_owned();
            return Err(OpenError::Damaged { at: path.to_owned(), why });
        }
    }
    let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
                    PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;";
    connection.execute_batch(settings).map_err(damaged)?;
    connection.set_prepared_statement_cache_capacity(32);
    if tables == 0 {
        let transaction = connection.transaction().map_err(damaged)?;
        transaction.execute_batch(TABLES).map_err(damaged)?;
        transaction.execute_batch(MARKS).map_err(damaged)?;
        transaction.pragma_update(None, "application_id", APPLICATION).map_err(damaged)?;
        transaction.pragma_update(None, "user_version", SCHEMA).map_err(damaged)?;
        transaction.commit().map_err(damaged)?;
    }
    let check: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(damaged)?;
    if check != "ok" {
        return Err(OpenError::Damaged { at: path.to_owned(), why: check });
    }
    if tables > 0 && found < SCHEMA { migrate(connection, found).map_err(damaged) } else { Ok(()) }
}

/// Brings an older store to this layout in one transaction: killed at any moment, it is the old one or the new one.
/// Only after the check, so that a damaged store is left as it is.
fn migrate(connection: &mut Connection, found: i32) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction()?;
    if found < 2 {
        transaction.execute_batch(MARKS)?;
    }
    transaction.pragma_update(None, "user_version", SCHEMA)?;
    transaction.commit()?;
    tracing::info!(found, now = SCHEMA, "the store has a newer layout now; older versions do not open it");
    Ok(())
}

/// Bits of an event's id that hold its number.
const SEQ_BITS: u32 = 32;

fn event_id(incident: IncidentId, seq: Seq) -> i64 {
    // Incidents and events are bounded far below 2^31 and 2^32.
    (i64::from(incident.0) << SEQ_BITS) | i64::try_from(seq).unwrap_or(i64::MAX).min((1 << SEQ_BITS) - 1)
}

/// The last number of an incident.
fn last(connection: &Connection, incident: IncidentId) -> Result<Seq, rusqlite::Error> {
    let mut last = connection.prepare_cached("SELECT max(id) FROM events WHERE id > ?1 AND id < ?2")?;
    let range = [event_id(incident, 0), event_id(IncidentId(incident.0 + 1), 0)];
    let id: Option<i64> = last.query_row(range, |row| row.get(0))?;
    Ok(id.map_or(0, |id| number(id & ((1 << SEQ_BITS) - 1))))
}

fn write_group(transaction: &Transaction<'_>, group: &[Batch]) -> Result<(), rusqlite::Error> {
    let mut event = transaction
        .prepare_cached("INSERT INTO events (id, reach, commitment, head, line) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let mut command = transaction.prepare_cached(
        "INSERT INTO commands (incident, author, id, body, first, count) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for batch in group {
        for row in &batch.rows {
            let id = event_id(batch.incident, row.seq);
            event.execute(params![id, row.reach as i64, row.commitment.0, row.head.0, &*row.line])?;
        }
        if let Some((scope, author, id, answered)) = &batch.command {
            let (first, count) = (integer(answered.first), integer(answered.count));
            command.execute(params![scope.0, author, id.0, answered.body, first, count])?;
        }
        write_rest(transaction, batch)?;
    }
    Ok(())
}

/// Writes what few batches have: redactions and secrets.
fn write_rest(transaction: &Transaction<'_>, batch: &Batch) -> Result<(), rusqlite::Error> {
    let incident = batch.incident;
    for row in &batch.wiped {
        transaction
            .prepare_cached("UPDATE events SET line = ?2 WHERE id = ?1")?
            .execute(params![event_id(incident, row.seq), &*row.line])?;
        transaction
            .prepare_cached(
                "UPDATE commands SET body = NULL WHERE incident = ?1 AND ?2 BETWEEN first AND first + count - 1",
            )?
            .execute(params![incident.0, integer(row.seq)])?;
        // The command that made the incident held its title, or a whole imported file.
        transaction
            .prepare_cached("UPDATE commands SET body = NULL WHERE incident = 0 AND first = ?1")?
            .execute([incident.0])?;
    }
    for (hash, holder) in &batch.secrets {
        let mut insert = transaction
            .prepare_cached("INSERT INTO secrets (hash, incident, person, invite) VALUES (?1, ?2, ?3, ?4)")?;
        match holder {
            Holder::Member(incident, person) => {
                insert.execute(params![hash.0, incident.0, person.as_str(), None::<i64>])?
            }
            Holder::Invite(incident, seq) => {
                insert.execute(params![hash.0, incident.0, None::<&str>, integer(*seq)])?
            }
        };
    }
    for person in &batch.revoked {
        transaction
            .prepare_cached("DELETE FROM secrets WHERE incident = ?1 AND person = ?2")?
            .execute(params![incident.0, person.as_str()])?;
        transaction
            .prepare_cached("DELETE FROM marks WHERE incident = ?1 AND person = ?2")?
            .execute(params![incident.0, person.as_str()])?;
    }
    Ok(())
}

fn write_marks(connection: &mut Connection, marks: &[(IncidentId, Person, ReadMarks)]) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    {
        let mut keep = transaction.prepare_cached(
            "INSERT INTO marks (incident, person, timeline, notes, left_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (incident, person) DO UPDATE SET
                 timeline = max(timeline, excluded.timeline), notes = max(notes, excluded.notes),
                 left_at = coalesce(max(left_at, excluded.left_at), excluded.left_at, left_at)",
        )?;
        for (incident, person, marks) in marks {
            let left_at = marks.left_at.map(|at| at.timestamp_millis());
            keep.execute(params![incident.0, person.as_str(), integer(marks.timeline), integer(marks.notes), left_at])?;
        }
    }
    transaction.commit()
}

/// A number as SQLite stores it; ours are bounded far below the difference.
fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn number(integer: i64) -> u64 {
    u64::try_from(integer).unwrap_or(0)
}

/// Sorts a failure by what the caller can do.
fn append_error(error: rusqlite::Error) -> AppendError {
    let unsure = if let rusqlite::Error::SqliteFailure(failure, _) = &error {
        // A failed sync: the kernel may have dropped the pages, and a second sync would lie.
        let sync_failed =
            matches!(failure.extended_code, rusqlite::ffi::SQLITE_IOERR_FSYNC | rusqlite::ffi::SQLITE_IOERR_DIR_FSYNC);
        sync_failed || matches!(failure.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    } else {
        false
    };
    if unsure { AppendError::Unknown(error.into()) } else { AppendError::Refused(error.into()) }
}

fn read_error(error: rusqlite::Error) -> ReadError {
    ReadError(error.into())
}

impl Journal for SqliteJournal {
    fn append(&mut self, group: &[Batch]) -> Result<(), AppendError> {
        let written = self.write(group);
        if !matches!(written, Ok(None)) {
            self.ends.clear();
        }
        if let Some(incident) = written.map_err(append_error)? {
            return Err(AppendError::Conflict { incident });
        }
        if group.iter().any(|batch| !batch.wiped.is_empty()) {
            self.truncate = true;
            self.tidy();
        }
        Ok(())
    }

    fn keep_marks(&mut self, marks: &[(IncidentId, Person, ReadMarks)]) -> Result<(), AppendError> {
        // The next commit of the record syncs these, too; nobody waits for a sync of their own.
        self.connection.execute_batch("PRAGMA synchronous = NORMAL").map_err(append_error)?;
        let written = write_marks(&mut self.connection, marks);
        // What follows has to be synced for sure: without it nothing more may be acknowledged.
        let unsure = |error: rusqlite::Error| AppendError::Unknown(error.into());
        self.connection.execute_batch("PRAGMA synchronous = FULL").map_err(unsure)?;
        let level: i64 = self.connection.query_row("PRAGMA synchronous", [], |row| row.get(0)).map_err(unsure)?;
        if level != FULL {
            return Err(AppendError::Unknown("the store does not sync any more".into()));
        }
        written.map_err(|error| AppendError::Refused(error.into()))
    }

    fn tidy(&mut self) {
        if self.truncate
            && let Err(error) = self.truncate_log()
        {
            // The commit stands; the words go with a later attempt.
            tracing::warn!(%error, "the log could not be emptied after a redaction; trying again");
        }
    }

    fn reader(&self) -> Result<Box<dyn Reader>, ReadError> {
        Ok(Box::new(SqliteReader::open(&self.path)?))
    }
}

/// A read-only connection.
#[derive(Debug)]
pub struct SqliteReader {
    connection: Connection,
}

impl SqliteReader {
    fn open(path: &Path) -> Result<SqliteReader, ReadError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(read_error)?;
        connection.busy_timeout(Duration::from_secs(2)).map_err(read_error)?;
        connection.pragma_update(None, "cache_size", -2048).map_err(read_error)?;
        Ok(SqliteReader { connection })
    }
}

fn incidents(connection: &Connection) -> Result<Vec<(IncidentId, Seq)>, rusqlite::Error> {
    let mut all = connection.prepare_cached("SELECT id FROM incidents ORDER BY id")?;
    let all: Vec<u32> = all.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    all.into_iter().map(IncidentId).map(|incident| Ok((incident, last(connection, incident)?))).collect()
}

fn rows(connection: &Connection, incident: IncidentId, after: Seq, most: u64) -> Result<Vec<Row>, rusqlite::Error> {
    let mut events = connection.prepare_cached(
        "SELECT id, reach, commitment, head, line FROM events WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3",
    )?;
    let next_incident = event_id(IncidentId(incident.0 + 1), 0);
    let found = events.query_map(params![event_id(incident, after), next_incident, integer(most)], |row| {
        let id: i64 = row.get(0)?;
        Ok(Row {
            seq: number(id & ((1 << SEQ_BITS) - 1)),
            reach: reach(row.get(1)?).ok_or(rusqlite::Error::IntegralValueOutOfRange(1, id))?,
            commitment: Hash(row.get(2)?),
            head: Hash(row.get(3)?),
            line: row.get_ref(4)?.as_str()?.into(),
        })
    })?;
    found.collect()
}

fn reach(stored: i64) -> Option<Reach> {
    [Reach::Room, Reach::Loss, Reach::Inbox, Reach::Published].into_iter().find(|&reach| reach as i64 == stored)
}

fn holder(connection: &Connection, secret: &SecretHash) -> Result<Option<Holder>, rusqlite::Error> {
    let mut find = connection.prepare_cached("SELECT incident, person, invite FROM secrets WHERE hash = ?1")?;
    let found = find
        .query_row([secret.0], |row| {
            let incident = IncidentId(row.get(0)?);
            Ok((incident, row.get::<_, Option<String>>(1)?, row.get::<_, Option<i64>>(2)?))
        })
        .optional()?;
    Ok(found.and_then(|(incident, person, invite)| match (person, invite) {
        (Some(person), None) => Some(Holder::Member(incident, Person::new(&person).ok()?)),
        (None, Some(invite)) => Some(Holder::Invite(incident, number(invite))),
        _ => None,
    }))
}

fn answered_ids(connection: &Connection, incident: IncidentId) -> Result<Vec<CommandId>, rusqlite::Error> {
    let mut all = connection.prepare_cached("SELECT id FROM commands WHERE incident = ?1")?;
    all.query_map([incident.0], |row| row.get(0).map(CommandId))?.collect()
}

fn marks(connection: &Connection, incident: IncidentId) -> Result<Vec<(Person, ReadMarks)>, rusqlite::Error> {
    let mut all =
        connection.prepare_cached("SELECT person, timeline, notes, left_at FROM marks WHERE incident = ?1")?;
    let rows = all.query_map([incident.0], |row| {
        let left_at = row.get::<_, Option<i64>>(3)?.and_then(Time::from_timestamp_millis);
        let marks = ReadMarks { timeline: number(row.get(1)?), notes: number(row.get(2)?), left_at };
        Ok((row.get::<_, String>(0)?, marks))
    })?;
    let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
    Ok(rows.into_iter().filter_map(|(name, marks)| Some((Person::new(&name).ok()?, marks))).collect())
}

fn answered(
    connection: &Connection,
    incident: IncidentId,
    author: &str,
    id: CommandId,
) -> Result<Option<Answered>, rusqlite::Error> {
    let mut find = connection
        .prepare_cached("SELECT body, first, count FROM commands WHERE incident = ?1 AND author = ?2 AND id = ?3")?;
    find.query_row(params![incident.0, author, id.0], |row| {
        Ok(Answered { body: row.get(0)?, first: number(row.get(1)?), count: number(row.get(2)?) })
    })
    .optional()
}

macro_rules! reads {
    ($name:ty) => {
        impl Reader for $name {
            fn incidents(&mut self) -> Result<Vec<(IncidentId, Seq)>, ReadError> {
                incidents(&self.connection).map_err(read_error)
            }

            fn read(&mut self, incident: IncidentId, after: Seq, most: u64) -> Result<Vec<Row>, ReadError> {
                rows(&self.connection, incident, after, most).map_err(read_error)
            }

            fn holder(&mut self, secret: &SecretHash) -> Result<Option<Holder>, ReadError> {
                holder(&self.connection, secret).map_err(read_error)
            }

            fn marks(&mut self, incident: IncidentId) -> Result<Vec<(Person, ReadMarks)>, ReadError> {
                marks(&self.connection, incident).map_err(read_error)
            }

            fn answered(
                &mut self,
                incident: IncidentId,
                author: &str,
                id: CommandId,
            ) -> Result<Option<Answered>, ReadError> {
                answered(&self.connection, incident, author, id).map_err(read_error)
            }

            fn answered_ids(&mut self, incident: IncidentId) -> Result<Vec<CommandId>, ReadError> {
                answered_ids(&self.connection, incident).map_err(read_error)
            }
        }
    };
}

reads!(SqliteJournal);
reads!(SqliteReader);
