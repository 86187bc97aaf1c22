//! The contract of a journal, run against every engine.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::path::Path;
use warroom_incident::chain::{Hash, Salt};
use warroom_incident::wire::ReadMarks;
use warroom_incident::{Actor, Command, CommandId, Person, Policy, Seq};
use warroom_server::journal::{Answered, AppendError, Batch, Holder, IncidentId, Journal, Reader as _, Row};
use warroom_server::memory::{Fault, MemoryJournal};
use warroom_server::room::Room;
use warroom_server::secret::{Kind, Secret};
use warroom_server::sqlite::{OpenError, SqliteJournal};

const ONE: IncidentId = IncidentId(1);

fn at() -> warroom_incident::Time {
    "2026-11-21T03:00:00Z".parse().unwrap()
}

/// A declared room and the rows of its declaration.
fn declared(id: IncidentId) -> (Room, Vec<Row>) {
    let mut room = Room::new(id);
    let declare = Command::Declare {
        title: "Checkout errors".into(),
        severity: Some("sev2".into()),
        reporter: "ana".into(),
        drill: false,
        policy: Box::new(Policy::default()),
    };
    let decided = room.decide(&declare, &Actor::Operator, at()).unwrap();
    let rows = room.seal(decided, || Salt([7; 16]));
    (room, rows)
}

fn batch(incident: IncidentId, after: Seq, rows: &[Row]) -> Batch {
    Batch { rows: rows.to_vec(), ..Batch::new(incident, after) }
}

/// Every engine, each made anew in a directory.
fn engines(directory: &Path) -> Vec<(&'static str, Box<dyn Journal>)> {
    let memory: Box<dyn Journal> = Box::new(MemoryJournal::default());
    let sqlite: Box<dyn Journal> = Box::new(SqliteJournal::open(directory).unwrap());
    vec![("memory", memory), ("sqlite", sqlite)]
}

fn each_engine(test: impl Fn(&str, &mut dyn Journal)) {
    let directory = tempfile::tempdir().unwrap();
    for (name, mut journal) in engines(directory.path()) {
        test(name, journal.as_mut());
    }
}

#[test]
fn what_was_appended_is_read_back_in_order_and_by_other_readers() {
    each_engine(|name, journal| {
        let (_, rows) = declared(ONE);
        journal.append(&[batch(ONE, 0, &rows[..2]), batch(ONE, 2, &rows[2..])]).unwrap();
        assert_eq!(journal.read(ONE, 0, 100).unwrap(), rows, "{name}");
        assert_eq!(journal.read(ONE, 1, 1).unwrap(), rows[1..2], "{name}");
        assert_eq!(journal.incidents().unwrap(), [(ONE, rows.len() as Seq)], "{name}");
        assert_eq!(journal.reader().unwrap().read(ONE, 0, 100).unwrap(), rows, "{name}");
        assert_eq!(journal.read(IncidentId(2), 0, 100).unwrap(), [], "{name}: another incident's events");
        assert_eq!(journal.read(ONE, Seq::MAX, 1).unwrap(), [], "{name}: an absurd number");
    });
}

#[test]
fn a_writer_that_is_behind_appends_nothing() {
    each_engine(|name, journal| {
        let (_, rows) = declared(ONE);
        journal.append(&[batch(ONE, 0, &rows)]).unwrap();
        let other = IncidentId(2);
        let group = [batch(other, 0, &declared(other).1), batch(ONE, 0, &rows)];
        assert!(
            matches!(journal.append(&group), Err(AppendError::Conflict { incident: ONE })),
            "{name}: an overlap was taken"
        );
        assert_eq!(journal.read(other, 0, 1).unwrap(), [], "{name}: half of a group was written");
        let gap = [batch(ONE, rows.len() as Seq + 1, &rows[..1])];
        assert!(matches!(journal.append(&gap), Err(AppendError::Conflict { .. })), "{name}: a gap was taken");
    });
}

#[test]
fn an_answer_is_found_again_and_a_redaction_removes_the_hash_of_its_body() {
    each_engine(|name, journal| {
        let (_, rows) = declared(ONE);
        let id = CommandId([3; 16]);
        let answered = Answered { body: Some([9; 32]), first: 2, count: 2 };
        let mut first = batch(ONE, 0, &rows);
        first.command = Some((ONE, "ana".into(), id, answered));
        journal.append(&[first]).unwrap();
        assert_eq!(journal.answered(ONE, "ana", id).unwrap(), Some(answered), "{name}");
        assert_eq!(journal.answered(ONE, "bo", id).unwrap(), None, "{name}");
        assert_eq!(journal.answered(IncidentId(2), "ana", id).unwrap(), None, "{name}");

        let mut wipe = Batch::new(ONE, rows.len() as Seq);
        wipe.wiped = vec![Row { line: "{}".into(), ..rows[2].clone() }];
        journal.append(&[wipe]).unwrap();
        assert_eq!(journal.read(ONE, 2, 1).unwrap()[0].line.as_ref(), "{}", "{name}");
        assert_eq!(journal.answered(ONE, "ana", id).unwrap().unwrap().body, None, "{name}");
    });
}

#[test]
fn a_secret_leads_to_its_holder_until_it_is_revoked() {
    each_engine(|name, journal| {
        let (ana, bo) = (Person::new("ana").unwrap(), Person::new("bo").unwrap());
        let (secret, other, invite) =
            (Secret::new(Kind::Credential), Secret::new(Kind::Credential), Secret::new(Kind::Invite));
        let mut grant = batch(ONE, 0, &declared(ONE).1);
        grant.secrets = vec![
            (secret.hash(), Holder::Member(ONE, ana.clone())),
            (other.hash(), Holder::Member(ONE, bo.clone())),
            (invite.hash(), Holder::Invite(ONE, 4)),
        ];
        let end = grant.rows.len() as Seq;
        journal.append(&[grant]).unwrap();
        assert_eq!(journal.holder(&secret.hash()).unwrap(), Some(Holder::Member(ONE, ana.clone())), "{name}");
        assert_eq!(journal.holder(&invite.hash()).unwrap(), Some(Holder::Invite(ONE, 4)), "{name}");
        assert_eq!(journal.holder(&Secret::new(Kind::Invite).hash()).unwrap(), None, "{name}");
        let revoke = Batch { revoked: vec![ana], ..Batch::new(ONE, end) };
        journal.append(&[revoke]).unwrap();
        assert_eq!(journal.holder(&secret.hash()).unwrap(), None, "{name}");
        assert_eq!(journal.holder(&other.hash()).unwrap(), Some(Holder::Member(ONE, bo)), "{name}");
    });
}

#[test]
fn faults_of_the_memory_engine_do_what_they_say() {
    let (_, rows) = declared(ONE);
    let written = |fault| {
        let mut journal = MemoryJournal::default();
        journal.inject(fault);
        let outcome = journal.append(&[batch(ONE, 0, &rows)]);
        let read = journal.read(ONE, 0, 100).unwrap().len();
        let name = match outcome {
            Ok(()) => "ok",
            Err(AppendError::Refused(_)) => "refused",
            Err(AppendError::Unknown(_)) => "unknown",
            Err(AppendError::Conflict { .. }) => "conflict",
        };
        (name, read > 0)
    };
    assert_eq!(written(Fault::None), ("ok", true));
    assert_eq!(written(Fault::Refuse), ("refused", false));
    assert_eq!(written(Fault::WriteAndLose), ("unknown", true));
    assert_eq!(written(Fault::LoseUnwritten), ("unknown", false));
    assert_eq!(written(Fault::Forget), ("ok", false));
}

#[test]
fn a_second_server_on_one_store_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let first = SqliteJournal::open(directory.path()).unwrap();
    assert!(matches!(SqliteJournal::open(directory.path()), Err(OpenError::InUse(_))));
    drop(first);
    assert!(SqliteJournal::open(directory.path()).is_ok());
}

#[test]
fn a_store_that_is_newer_foreign_or_damaged_is_refused_and_left_as_it_is() {
    let newer = tempfile::tempdir().unwrap();
    drop(SqliteJournal::open(newer.path()).unwrap());
    let file = newer.path().join("warroom.db");
    rusqlite::Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(SqliteJournal::open(newer.path()), Err(OpenError::Newer { found: 99, .. })));

    let foreign = tempfile::tempdir().unwrap();
    let other = rusqlite::Connection::open(foreign.path().join("warroom.db")).unwrap();
    other.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)").unwrap();
    drop(other);
    assert!(matches!(SqliteJournal::open(foreign.path()), Err(OpenError::Damaged { .. })));

    let damaged = tempfile::tempdir().unwrap();
    let file = damaged.path().join("warroom.db");
    std::fs::write(&file, b"this is not a store, it is a letter to the operator. ".repeat(100)).unwrap();
    let before = std::fs::read(&file).unwrap();
    assert!(matches!(SqliteJournal::open(damaged.path()), Err(OpenError::Damaged { .. })));
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

/// Copies a store as a machine leaves it that loses power: whatever of the log had reached the disk.
fn power_cut(from: &Path, to: &Path, log_bytes: usize) {
    std::fs::copy(from.join("warroom.db"), to.join("warroom.db")).unwrap();
    let log = std::fs::read(from.join("warroom.db-wal")).unwrap();
    std::fs::write(to.join("warroom.db-wal"), &log[..log_bytes.min(log.len())]).unwrap();
}

#[test]
fn a_power_cut_leaves_whole_groups_and_all_that_were_synced() {
    let directory = tempfile::tempdir().unwrap();
    let mut journal = SqliteJournal::open(directory.path()).unwrap();
    let (mut room, rows) = declared(ONE);
    journal.append(&[batch(ONE, 0, &rows)]).unwrap();
    let log = directory.path().join("warroom.db-wal");
    let length = || usize::try_from(std::fs::metadata(&log).unwrap().len()).unwrap();
    // After each group: how long the synced log is, and how many events it holds.
    let mut synced = vec![(length(), room.state.seq)];
    for group in 1..=12_u8 {
        let after = room.state.seq;
        let mut rows = Vec::new();
        for _ in 0..group {
            let decided =
                room.decide(&Command::AdoptPolicy { policy: policy(group, rows.len()) }, &Actor::Server, at());
            rows.extend(room.seal(decided.unwrap(), || Salt([group; 16])));
        }
        journal.append(&[batch(ONE, after, &rows)]).unwrap();
        synced.push((length(), room.state.seq));
    }
    let mut seen_shorter = false;
    for cut in (0..=length()).step_by(1_777).chain([length()]) {
        let copy = tempfile::tempdir().unwrap();
        power_cut(directory.path(), copy.path(), cut);
        let found = match SqliteJournal::open(copy.path()) {
            Ok(mut journal) => journal.incidents().unwrap().first().map_or(0, |(_, seq)| *seq),
            Err(error) => panic!("a cut at {cut} made the store unusable: {error}"),
        };
        let acknowledged = synced.iter().filter(|(length, _)| *length <= cut).map(|(_, seq)| *seq).max().unwrap_or(0);
        assert!(found >= acknowledged, "a cut at {cut} lost {acknowledged} - {found} acknowledged events");
        assert!(found == 0 || synced.iter().any(|(_, seq)| *seq == found), "a cut at {cut} left half a group");
        seen_shorter |= found < room.state.seq;
    }
    assert!(seen_shorter, "no cut cost anything: this test is blind");
}

/// A policy that differs from every other one made here.
fn policy(group: u8, at: usize) -> Box<Policy> {
    let mut policy = Policy::default();
    policy.invites.lifetime_minutes = 100 + u32::from(group) * 100 + u32::try_from(at).unwrap();
    Box::new(policy)
}

#[test]
fn redacted_words_are_in_no_file_of_the_store() {
    let directory = tempfile::tempdir().unwrap();
    let mut journal = SqliteJournal::open(directory.path()).unwrap();
    let (_, rows) = declared(ONE);
    journal.append(&[batch(ONE, 0, &rows)]).unwrap();
    let holds = |needle: &str| {
        std::fs::read_dir(directory.path()).unwrap().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes.windows(needle.len()).any(|part| part == needle.as_bytes())
        })
    };
    assert!(holds("Checkout errors"), "the words are not found before either: this test is blind");
    let wiped = warroom_server::room::wiped(ONE, &rows[0]).unwrap();
    let wipe = Batch { wiped: vec![wiped], ..Batch::new(ONE, rows.len() as Seq) };
    journal.append(&[wipe]).unwrap();
    assert!(!holds("Checkout errors"));
}

#[test]
fn every_flipped_bit_of_a_stored_event_is_found() {
    let (room, rows) = declared(ONE);
    let replay = |rows: &[Row]| {
        let mut room = Room::new(ONE);
        rows.iter().try_for_each(|row| room.replay(row)).map(|()| room.head)
    };
    assert_eq!(replay(&rows), Ok(room.head));
    let line = rows[0].line.as_bytes();
    for at in 0..line.len() {
        for bit in 0..7 {
            let mut bytes = line.to_vec();
            bytes[at] ^= 1 << bit;
            let Ok(text) = String::from_utf8(bytes) else { continue };
            let mut altered = rows.clone();
            altered[0].line = text.into();
            // Upper-case hexadecimal digits of a salt and white space mean the same.
            let harmless = altered[0].line.eq_ignore_ascii_case(&rows[0].line);
            assert!(replay(&altered).is_err() || harmless, "byte {at}, bit {bit} was not noticed");
        }
    }
    let mut altered = rows.clone();
    altered[1].head = Hash([1; 32]);
    assert!(replay(&altered).is_err());
    altered = rows;
    altered.remove(1);
    assert!(replay(&altered).is_err());
}

#[test]
fn words_that_a_reader_kept_in_the_log_go_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let mut journal = SqliteJournal::open(directory.path()).unwrap();
    let (mut room, rows) = declared(ONE);
    journal.append(&[batch(ONE, 0, &rows)]).unwrap();
    // A backup, or somebody's shell.
    let other = rusqlite::Connection::open(directory.path().join("warroom.db")).unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM events;").unwrap();
    let wiped = warroom_server::room::wiped(ONE, &rows[0]).unwrap();
    journal.append(&[Batch { wiped: vec![wiped], ..Batch::new(ONE, rows.len() as Seq) }]).unwrap();
    for group in 1..4_u8 {
        let after = room.state.seq;
        let decided = room.decide(&Command::AdoptPolicy { policy: policy(group, 0) }, &Actor::Server, at());
        let rows = room.seal(decided.unwrap(), || Salt([group; 16]));
        journal.append(&[batch(ONE, after, &rows)]).unwrap();
    }
    // Killed: the files as they are.
    let copy = tempfile::tempdir().unwrap();
    for name in ["warroom.db", "warroom.db-wal"] {
        std::fs::copy(directory.path().join(name), copy.path().join(name)).unwrap();
    }
    let mut again = SqliteJournal::open(copy.path()).unwrap();
    again.tidy();
    let holds = ["warroom.db", "warroom.db-wal"].iter().any(|name| {
        let bytes = std::fs::read(copy.path().join(name)).unwrap_or_default();
        bytes.windows(15).any(|part| part == b"Checkout errors")
    });
    assert!(!holds);
}

fn read(timeline: Seq, notes: Seq) -> ReadMarks {
    ReadMarks { timeline, notes, left_at: None }
}

#[test]
fn marks_go_forward_only_and_stay_apart_by_person_and_incident() {
    each_engine(|name, journal| {
        let (ana, bo) = (Person::new("ana").unwrap(), Person::new("bo").unwrap());
        let two = IncidentId(2);
        journal.append(&[batch(ONE, 0, &declared(ONE).1), batch(two, 0, &declared(two).1)]).unwrap();
        assert_eq!(journal.marks(ONE).unwrap(), [], "{name}");
        let left = ReadMarks { left_at: Some(at()), ..read(0, 0) };
        journal.keep_marks(&[(ONE, ana.clone(), read(7, 2)), (ONE, bo.clone(), read(3, 3))]).unwrap();
        journal.keep_marks(&[(ONE, ana.clone(), read(5, 4)), (two, ana.clone(), left)]).unwrap();
        journal.keep_marks(&[(ONE, ana.clone(), left)]).unwrap();
        journal.keep_marks(&[(ONE, ana.clone(), read(6, 1))]).unwrap();
        let kept = ReadMarks { left_at: Some(at()), ..read(7, 4) };
        let all = [(ana.clone(), kept), (bo.clone(), read(3, 3))];
        assert_eq!(journal.marks(ONE).unwrap(), all, "{name}");
        assert_eq!(journal.reader().unwrap().marks(ONE).unwrap(), all, "{name}: another reader");
        assert_eq!(journal.marks(two).unwrap(), [(ana.clone(), left)], "{name}");
        let last = journal.incidents().unwrap()[0].1;
        journal.append(&[Batch { revoked: vec![ana], ..Batch::new(ONE, last) }]).unwrap();
        assert_eq!(journal.marks(ONE).unwrap(), [(bo, read(3, 3))], "{name}: marks go with the member");
        assert_eq!(journal.marks(two).unwrap().len(), 1, "{name}: but only there");
    });
}

#[test]
fn marks_cost_no_sync_and_the_record_is_synced_all_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let mut journal = SqliteJournal::open(directory.path()).unwrap();
    let (_, rows) = declared(ONE);
    let ana = Person::new("ana").unwrap();
    journal.append(&[batch(ONE, 0, &rows[..1])]).unwrap();
    for number in 1..50 {
        journal.keep_marks(&[(ONE, ana.clone(), read(number, 0))]).unwrap();
    }
    journal.append(&[batch(ONE, 1, &rows[1..])]).unwrap();
    // Killed: the files as they are.
    let copy = tempfile::tempdir().unwrap();
    power_cut(directory.path(), copy.path(), usize::MAX);
    let mut again = SqliteJournal::open(copy.path()).unwrap();
    assert_eq!(again.marks(ONE).unwrap(), [(ana, read(49, 0))]);
    assert_eq!(again.read(ONE, 0, 100).unwrap(), rows);
}

/// A store as the version before read marks wrote it.
fn old_store(directory: &Path, rows: &[Row]) {
    let mut journal = SqliteJournal::open(directory).unwrap();
    journal.append(&[batch(ONE, 0, rows)]).unwrap();
    drop(journal);
    let file = rusqlite::Connection::open(directory.join("warroom.db")).unwrap();
    file.execute_batch("DROP TABLE marks; PRAGMA user_version = 1; PRAGMA wal_checkpoint(TRUNCATE);").unwrap();
}

#[test]
fn a_store_of_the_version_before_is_brought_along_with_all_it_holds() {
    let directory = tempfile::tempdir().unwrap();
    let (_, rows) = declared(ONE);
    old_store(directory.path(), &rows);
    for _ in 0..2 {
        let mut journal = SqliteJournal::open(directory.path()).unwrap();
        assert_eq!(journal.read(ONE, 0, 100).unwrap(), rows);
        journal.keep_marks(&[(ONE, Person::new("ana").unwrap(), read(7, 2))]).unwrap();
        assert_eq!(journal.marks(ONE).unwrap().len(), 1);
    }
}

#[test]
fn a_migration_that_is_cut_off_anywhere_leaves_the_old_store_or_the_new_one() {
    let old = tempfile::tempdir().unwrap();
    let (_, rows) = declared(ONE);
    old_store(old.path(), &rows);
    let new = tempfile::tempdir().unwrap();
    std::fs::copy(old.path().join("warroom.db"), new.path().join("warroom.db")).unwrap();
    // Kept open by a reader, so that the log stays what the migration made of it.
    let held = rusqlite::Connection::open(new.path().join("warroom.db")).unwrap();
    held.execute_batch("BEGIN; SELECT count(*) FROM events;").unwrap();
    drop(SqliteJournal::open(new.path()).unwrap());
    let log = std::fs::read(new.path().join("warroom.db-wal")).unwrap();
    assert!(!log.is_empty(), "the migration left no log: this test is blind");
    let (mut olds, mut news) = (0, 0);
    for cut in (0..=log.len()).step_by(997).chain([log.len()]) {
        let copy = tempfile::tempdir().unwrap();
        std::fs::copy(old.path().join("warroom.db"), copy.path().join("warroom.db")).unwrap();
        std::fs::write(copy.path().join("warroom.db-wal"), &log[..cut]).unwrap();
        let file = rusqlite::Connection::open(copy.path().join("warroom.db")).unwrap();
        let version: i32 = file.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        let table: i64 =
            file.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'marks'", [], |row| row.get(0)).unwrap();
        match (version, table) {
            (1, 0) => olds += 1,
            (2, 1) => news += 1,
            between => panic!("a cut at {cut} left {between:?}"),
        }
        drop(file);
        assert_eq!(SqliteJournal::open(copy.path()).unwrap().read(ONE, 0, 100).unwrap(), rows);
    }
    assert!(olds > 0 && news > 0, "{olds} {news}");
}
