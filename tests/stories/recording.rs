//! A session is recorded and played again: the same screens, and no secret in the file.

use super::people::Person;
use super::terminal::Terminal;
use super::world::{DEADLINE, PROGRAM, World, eventually};
use nix::sys::signal::Signal;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// The lines of a screen as they can be compared.
fn lines(screen: &str) -> Vec<String> {
    let mut lines: Vec<_> = screen.lines().map(|line| line.trim_end().to_owned()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Every screen of a recording, one for each part.
fn played(person: &Person, file: &str) -> Vec<Vec<String>> {
    let all = person.run(&["debug", "replay", file, "--text", "--every", "1"]).done().out;
    all.split("--- ").map(|screen| lines(screen.split_once("---\n").map_or("", |(_, screen)| screen))).collect()
}

fn file(person: &Person, name: &str) -> (PathBuf, String) {
    let path = person.home().join(name);
    let word = path.to_str().expect("a plain path").to_owned();
    (path, word)
}

#[test]
fn a_recorded_session_plays_on_the_same_screens() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    let (path, word) = file(&ana, "night.jsonl");
    let mut terminal = Terminal::open(&ana, &["join", "--record", &word]);
    terminal.sees("LIVE").types("1").writes("/finding the pool is empty");
    bo.posts(&["finding", "and so is the other"]);
    terminal.sees("and so is the other").resize(100, 30).sees("1 Timeline —").types("2").sees("2 Notes —");
    terminal.types("a").sees("WRITING").types("half a thought\nand another").sees("and another");
    world.kill();
    terminal.sees("NOT CONNECTED");
    // The frame that is seen may be half drawn, and the file a line behind: then both are looked at again.
    eventually("the screen that is seen is one of those that are played", || {
        let seen = lines(&terminal.screen());
        assert!(seen.len() > 10);
        played(&ana, &word).contains(&seen).then_some(())
    });
    terminal.signal(Signal::SIGTERM);
    terminal.ends_within(DEADLINE);
    let last = played(&ana, &word).pop().expect("a screen");
    assert_eq!(lines(&ana.run(&["debug", "replay", &word, "--text"]).done().out), last);
    assert!(last.iter().any(|line| line.contains("and another")), "{last:#?}");
    assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
    // Neither a recording nor anything else is written over.
    let mut again = Terminal::open(&ana, &["join", "--record", &word]);
    assert_eq!(again.sees("is there already").ends_within(DEADLINE), 2);
}

#[test]
fn no_secret_gets_into_a_recording() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.person("ana");
    let bo = world.joined("bo", &declared.invite("responder"));
    let (path, word) = file(&ana, "night.jsonl");
    let join = ["join", &declared.invite("coordinator"), "--as", "ana", "--record", &word];
    let mut terminal = Terminal::open(&ana, &join);
    terminal.sees("LIVE").types("1");
    // The program shows a fresh invite; somebody else posts one; one is pasted, and one is typed key by key.
    terminal.types("I").sees("Invite").types("2").sees("warroom join wr1_").types(" ").sees_no("wr1_");
    bo.posts(&["finding", "the invite is wr1_PlantedInTheRoom and the room goes on"]);
    terminal.sees("wr1_PlantedInTheRoom").types("a").sees("WRITING");
    terminal.types("\u{1b}[200~wrc_PlantedByPaste\u{1b}[201~").sees("wrc_PlantedByPaste");
    for key in " wro_PlantedByKeys".chars() {
        terminal.types(&key.to_string());
    }
    terminal
        .sees("wro_PlantedByKeys")
        .types("\r")
        .sees_no("WRITING")
        .sees("~wrc_PlantedByPaste".trim_start_matches('~'));
    terminal.signal(Signal::SIGTERM);
    terminal.ends_within(DEADLINE);

    let recorded = std::fs::read_to_string(&path).expect("text");
    assert!(recorded.contains("and the room goes on") || recorded.contains("content_hash"));
    let memberships = std::fs::read_to_string(ana.data("memberships.json")).expect("text");
    let memberships: serde_json::Value = serde_json::from_str(&memberships).expect("JSON");
    let credential = memberships["memberships"][0]["credential"].as_str().expect("a credential").to_owned();
    assert!(credential.starts_with("wrc_") && !recorded.contains(&credential[4..]));
    assert!(
        !recorded.contains("Planted"),
        "{}",
        recorded.lines().find(|it| it.contains("Planted")).unwrap_or_default()
    );
    for prefix in ["wr1_", "wri_", "wrc_", "wro_"] {
        for (at, _) in recorded.match_indices(prefix) {
            let next = recorded[at + prefix.len()..].chars().next();
            assert!(!next.is_some_and(|c| c.is_ascii_alphanumeric()), "{}", &recorded[at..at + 12]);
        }
    }
    assert!(recorded.contains("wr1_****"), "the invite that was made is there as stars");
    // The event that lost its words does not break the proof over all of them.
    let last = ana.run(&["debug", "replay", &word, "--text"]).done();
    assert!(
        !last.out.contains("REFUSED") && !last.out.contains("another") && last.out.contains("LIVE"),
        "{}",
        last.out
    );
}

#[test]
fn a_recording_that_is_cut_off_damaged_newer_or_none_is_said_to_be_so() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let (path, word) = file(&ana, "night.jsonl");
    let mut terminal = Terminal::open(&ana, &["join", "--record", &word]);
    terminal.sees("LIVE").types("1").sees("1 Timeline —");
    terminal.leaves();
    let whole = std::fs::read_to_string(&path).expect("text");
    let replay = |text: &str| {
        std::fs::write(&path, text).expect("written");
        ana.run(&["debug", "replay", &word, "--text"])
    };
    let count = whole.lines().count();
    replay(&whole).done().prints("1 Timeline —");
    replay(&whole[..whole.len() - 9]).done().says(&format!("line {count} is cut off or damaged")).prints("Checkout");
    let middle = whole.replacen("\"Tick\"", "\"Tock\"", 1);
    replay(&middle).done().says("is cut off or damaged").says("played up to there");
    let newer = whole.replacen("\"warroom_recording\":1", "\"warroom_recording\":2", 1);
    replay(&newer).done().says("a newer warroom wrote it").prints("1 Timeline —");
    replay("{\"warroom_recording\":2,\"other\":1}\n").ends(1).says("newer");
    replay("{\"seq\":1}\n").ends(1).says("no recorded session");
    replay("").ends(1).says("empty");
    ana.run(&["debug", "replay", "/there/is/none"]).ends(1).says("cannot open");
    replay(&whole).done();
    ana.run(&["debug", "replay", &word]).ends(2).says("--text");
}

#[test]
fn a_disk_that_takes_no_more_is_said_once_and_the_room_goes_on() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let (_, word) = file(&ana, "night.jsonl");
    // Files may grow to so many blocks of half a KiB, and the one who wants more gets an error.
    let limited = "trap '' XFSZ; ulimit -f 24; exec \"$0\" join --record \"$1\"";
    let mut terminal = Terminal::run(&ana, &["/bin/sh", "-c", limited, PROGRAM, &word], &[]);
    terminal.sees("LIVE").types("1").sees("1 Timeline —");
    for nth in 0..12 {
        ana.posts(&["finding", &format!("finding {nth} {}", "and more ".repeat(60))]);
    }
    terminal.sees("nothing is recorded any more").types("j").sees_no("nothing is recorded");
    terminal.writes("/finding the room goes on").sees("the room goes on");
    assert_eq!(terminal.leaves(), 0);
    ana.run(&["debug", "replay", &word, "--text"]).done().says("played up to there").prints("1 Timeline —");
}

#[test]
fn a_recording_plays_in_a_terminal_and_stops_steps_and_ends_by_keys() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let (_, word) = file(&ana, "night.jsonl");
    let mut terminal = Terminal::open(&ana, &["join", "--record", &word]);
    terminal.sees("LIVE").types("1").writes("/finding the pool is empty");
    terminal.leaves();
    let before = std::fs::read_dir(ana.data("")).expect("a directory").count();
    let mut player = Terminal::open(&ana, &["debug", "replay", &word, "--step"]);
    player.sees("STOPPED 1/").types(".").sees("STOPPED 2/").types("\u{1b}[C").sees("STOPPED 3/");
    player.types("h").sees_no("STOPPED").types("h").sees("STOPPED 3/").types(" ").sees("END").types("q");
    assert_eq!(player.ends_within(DEADLINE), 0);
    let mut player = Terminal::open(&ana, &["debug", "replay", &word, "--to", "9999"]);
    player.sees("END").sees("the pool is empty").types("q");
    assert_eq!(player.ends_within(DEADLINE), 0);
    assert_eq!(std::fs::read_dir(ana.data("")).expect("a directory").count(), before, "no file is made");
}

#[test]
fn the_rooms_of_a_list_are_recorded_one_after_the_other() {
    let world = World::new();
    let (first, second) = (world.declare("The first fire"), world.declare("The second fire"));
    let ana = world.joined("ana", &first.invite("coordinator"));
    ana.run(&["join", &second.invite("responder"), "--as", "ana", "--no-screen"]).done();
    let (path, word) = file(&ana, "night.jsonl");
    let mut terminal = Terminal::open(&ana, &["lobby", "--record", &word]);
    terminal.sees("Your incidents").types("\r").sees("0 Brief —").types("1").types("q").sees("Leave?").types("y");
    terminal.sees("Your incidents").types("j").types("\r").sees("0 Brief —").sees("The first fire").sees("LIVE");
    terminal.types("1").sees("1 Timeline —").types("q").sees("Leave?").types("y").sees("Your incidents").types("q");
    assert_eq!(terminal.ends_within(DEADLINE), 0);
    let text = std::fs::read_to_string(&path).expect("text");
    assert_eq!(text.lines().filter(|line| line.contains("warroom_recording")).count(), 2);
    ana.run(&["debug", "replay", &word, "--text"]).done().prints("The first fire");
}
