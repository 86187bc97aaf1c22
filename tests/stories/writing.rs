//! Writing with the real program: the editor, what is kept through a kill, old entries, and what must never command.

use super::people::Person;
use super::terminal::Terminal;
use super::world::{World, eventually};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// A script that is somebody's editor.
fn editor(person: &Person, script: &str) -> PathBuf {
    let path = person.home().join("editor.sh");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("made a program");
    path
}

fn open_with_editor(person: &Person, editor: &Path) -> Terminal {
    let editor = editor.to_str().expect("a plain path");
    let path = std::env::var("PATH").unwrap_or_default();
    let temp = person.home().join("tmp");
    std::fs::create_dir_all(&temp).expect("a directory");
    let temp = temp.to_str().expect("a plain path");
    let mut terminal = Terminal::open_with(person, &["join"], &[("EDITOR", editor), ("PATH", &path), ("TMPDIR", temp)]);
    terminal.sees("LIVE").types("1").sees("1 Timeline —");
    terminal
}

fn read(person: &Person, file: &str) -> Vec<u8> {
    std::fs::read(person.home().join(file)).unwrap_or_default()
}

#[test]
fn the_editor_gets_every_key_and_leaving_it_sends_nothing() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    // Ctrl-C, Escape, Ctrl-Z, an arrow, a late reply of the terminal, and letters that would command.
    let keys = b"\x03\x1b\x1aqy\x1b[A\x1b[?1;2csjX".repeat(20);
    let script = format!(
        "stty raw -echo\nls -l \"$1\" > \"$HOME/ls\"; ls -ld \"$(dirname \"$1\")\" >> \"$HOME/ls\"\n\
         cp \"$1\" \"$HOME/given\"\nprintf 'EDITOR IS UP'\ndd bs=1 count={} of=\"$HOME/keys\" 2>/dev/null\n\
         printf '/finding queue is full\\nsince 03:10\\n' > \"$1\"\nstty sane",
        keys.len()
    );
    let mut terminal = open_with_editor(&bo, &editor(&bo, &script));
    terminal.types("a").sees("WRITING").types("queue").sees("queue").types("\x1be").sees("EDITOR IS UP");
    assert!(!terminal.is_full_screen(), "the editor has the whole terminal");
    // Something happens meanwhile.
    bo.posts(&["finding", "posted meanwhile"]);
    // One by one: a single reader that got a turn of its own would take some of them.
    for key in &keys {
        terminal.types(char::from(*key).to_string().as_str());
    }
    terminal.sees("queue is full").sees("since 03:10").sees("NEW FINDING").sees("posted meanwhile").sees("LIVE");
    assert_eq!(read(&bo, "keys"), keys, "not one key went elsewhere");
    assert_eq!(read(&bo, "given"), b"queue\n");
    let listed = String::from_utf8(read(&bo, "ls")).expect("text");
    assert!(listed.starts_with("-rw-------") && listed.contains("\ndrwx------"), "{listed}");
    let left = std::fs::read_dir(bo.home().join("tmp")).expect("it is there").count();
    assert_eq!(left, 0, "the file is gone");
    assert_eq!(bo.texts("finding"), ["posted meanwhile"], "nothing was sent by leaving the editor");
    terminal.types("\x1b").sees("KEPT");
    assert_eq!(terminal.leaves(), 0);
}

#[test]
fn ctrl_c_in_the_editor_is_the_editors() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let script = "trap 'echo interrupted >> \"$HOME/log\"' INT\necho EDITOR IS UP\n\
                  until [ \"$(wc -l < \"$HOME/log\")\" -ge 2 ]; do read line || :; done\necho kept > \"$1\"";
    std::fs::write(bo.home().join("log"), "").expect("written");
    let mut terminal = open_with_editor(&bo, &editor(&bo, script));
    terminal.types("E").sees("EDITOR IS UP");
    for times in 1..=2 {
        terminal.types("\x03");
        let lines = || read(&bo, "log").iter().filter(|byte| **byte == b'\n').count();
        eventually("the editor hears it", || (lines() >= times).then_some(()));
    }
    terminal.types("\r").sees("kept").sees("LIVE").types("\x1b").sees("KEPT");
    assert_eq!(terminal.leaves(), 0);
}

#[test]
fn an_editor_that_is_missing_or_dies_is_said_and_nothing_is_lost() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut terminal = open_with_editor(&bo, Path::new("/no/such/editor"));
    terminal.types("a").sees("WRITING").types("half a text").sees("half a text").types("\x18\x05");
    terminal.sees("was not found").sees("half a text");
    terminal.types("\x1b").sees("KEPT").types("1");
    assert_eq!(terminal.leaves(), 0);
    let script = "echo 'saved before it died' > \"$1\"\nkill -9 $$";
    let mut terminal = open_with_editor(&bo, &editor(&bo, script));
    terminal.types("a").sees("half a text").types("\x1be").sees("signal 9").sees("saved before it died");
    terminal.types("\x1bz").sees("half a text");
    terminal.types("\x1b").sees("KEPT");
    assert_eq!(terminal.leaves(), 0);
}

#[test]
fn ending_while_the_editor_is_up_keeps_what_it_saved() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let script = "echo 'saved half way' > \"$1\"\necho $$ > \"$HOME/pid\"\necho EDITOR IS UP\nexec sleep 1000";
    let mut terminal = open_with_editor(&bo, &editor(&bo, script));
    terminal.types("E").sees("EDITOR IS UP").is_told_to_end();
    terminal.ends_within(std::time::Duration::from_secs(2));
    let pid = String::from_utf8(read(&bo, "pid")).expect("text");
    let pid = nix::unistd::Pid::from_raw(pid.trim().parse().expect("a process id"));
    eventually("the editor is gone as well", || nix::sys::signal::kill(pid, None).err().map(drop));
    let mut again = Terminal::open(&bo, &["join"]);
    again.sees("LIVE").types("1").sees("KEPT").sees("saved half way");
    assert_eq!(again.leaves(), 0);
}

#[test]
fn who_types_without_a_pause_is_kept_all_the_same() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("LIVE").types("1").sees("1 Timeline —").types("a").sees("WRITING");
    // A key every few milliseconds: there is never a pause to save in.
    eventually("something is on disk", || {
        terminal.types("x");
        let mut files = std::fs::read_dir(bo.data("composer")).ok()?.flatten();
        files.any(|file| std::fs::read_to_string(file.path()).is_ok_and(|it| it.contains('x'))).then_some(())
    });
    terminal.dies();
}

#[test]
fn what_is_typed_survives_a_kill_for_every_target() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("coordinator"));
    let seq = bo.posts(&["finding", "queue full"]);
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("LIVE").types("1").sees("queue full");
    terminal.types("a").sees("WRITING").types("half an entry").sees("half an entry").types("\x1b").sees("KEPT");
    terminal.types("N").sees("THE NOW LINE").types("half a now line").sees("half a now").types("\x1b").sees("+1 more");
    terminal.types("e").sees(&format!("CORRECT ENTRY {seq}")).types(", half corrected");
    let on_disk = || {
        let files = std::fs::read_dir(bo.data("composer")).ok()?.flatten();
        files.filter_map(|file| std::fs::read_to_string(file.path()).ok()).find(|it| it.contains("half corrected"))
    };
    eventually("it is on disk", on_disk);
    terminal.dies();
    let mut again = Terminal::open(&bo, &["join"]);
    again.sees("LIVE").types("1").sees("KEPT").sees("(+2 more): half an entry");
    again.types("N").sees("half a now line").types("\x1b").sees("KEPT");
    again.types("e").sees("queue full, half corrected").types("\x1b").sees("KEPT");
    again.types("a").sees("half an entry").types("\r").sees_no("WRITING").sees("+1 more");
    assert_eq!(again.leaves(), 0);
}

#[test]
fn an_old_entry_asks_before_it_is_sent_and_order_is_kept() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("LIVE").types("1");
    world.kill();
    terminal
        .sees("OFFLINE")
        .writes("/finding starting 5-8")
        .writes("/finding half way")
        .writes("/finding 5-8 are back");
    terminal.types("o").sees("Outbox").sees("~ WAITING 3").types("q").sees_no("Outbox");
    terminal.types("q").sees("3 entries wait here").types("y");
    terminal.ends_within(super::world::DEADLINE);
    age_first(&bo, 2);
    world.restart();
    let mut again = Terminal::open(&bo, &["join"]);
    again.sees("LIVE").types("1").sees("ASKS").sees("2 wait behind it").sees("3 WAITING");
    assert_eq!(bo.texts("finding"), Vec::<String>::new());
    // The first still holds, the second is taken back, the third was young and goes by itself then.
    again.types("o").sees("starting 5-8” — still true?").types("y").sees("half way” — still true?").types("n");
    again.sees("Take the text back").types("2").sees("WRITING").sees("/finding half way");
    eventually("what was behind it is sent", || (bo.texts("finding").len() == 2).then_some(()));
    assert_eq!(bo.texts("finding"), ["starting 5-8", "5-8 are back"]);
    again.types("\x1b").sees("KEPT").sees_no("WAITING");
    assert_eq!(again.leaves(), 0);
    let mut last = Terminal::open(&bo, &["join"]);
    last.sees("LIVE").sees("KEPT");
    assert_eq!(last.leaves(), 0);
    assert_eq!(bo.texts("finding").len(), 2, "nothing is sent twice");
}

/// Makes the first entries of the outbox an hour old.
fn age_first(person: &Person, count: usize) {
    let files: Vec<_> = std::fs::read_dir(person.data("outbox")).expect("an outbox").flatten().collect();
    let is_outbox = |path: &PathBuf| path.extension().is_some_and(|it| it == "jsonl");
    let path = files.iter().map(std::fs::DirEntry::path).find(is_outbox).expect("an outbox");
    let text = std::fs::read_to_string(&path).expect("it can be read");
    let lines = text.lines().enumerate().map(|(nth, line)| {
        let mut pending: serde_json::Value = serde_json::from_str(line).expect("a pending entry");
        if nth < count {
            let at: chrono::DateTime<chrono::Utc> =
                serde_json::from_value(pending["at"].clone()).expect("the moment of writing");
            pending["at"] = serde_json::to_value(at - chrono::TimeDelta::hours(1)).expect("a moment");
        }
        format!("{pending}\n")
    });
    let text: String = lines.collect();
    std::fs::write(&path, text).expect("it can be written");
}

#[test]
fn pastes_and_late_replies_of_the_terminal_command_nothing() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("coordinator"));
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("LIVE").types("1").sees("1 Timeline —");
    let before = bo.log().len();
    // Replies to questions that somebody else asked: attributes, colours, a place; whole, and with the start missing.
    for reply in ["\x1b[?1;2c", "\x1b[>0;276;0c", "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", "\x1b[24;80R", "[?62;1;6c"] {
        terminal.types(reply);
    }
    terminal.types("t").sees("times: local time").sees("NORMAL").sees_no("WRITING").sees_no("Leave?");
    terminal.types("\x1b[200~s1\ny\nq\x1b[201~").sees("pasted into the composer").types("\x15\x15\x15\x15\x15\x1b");
    terminal.sees("NORMAL");
    // The same without brackets: faster than fingers.
    terminal.types("s1\ry\rq").sees("pasted into the composer").sees("WRITING").types("\x1b").sees("KEPT");
    assert_eq!(terminal.leaves(), 0);
    assert_eq!(bo.log().len(), before, "nothing came of it");
}
