//! Past incidents brought in, records written out and proved.

use super::people::Person;
use super::world::World;
use serde_json::Value;
use std::path::Path;

fn past_incidents() -> Vec<(String, String)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/incidents");
    let files = std::fs::read_dir(dir).expect("the incidents").flatten();
    let mut all: Vec<_> = files
        .map(|file| {
            let text = std::fs::read_to_string(file.path()).expect("text");
            (file.path().to_str().expect("a plain path").to_owned(), text)
        })
        .collect();
    all.sort();
    assert_eq!(all.len(), 7);
    all
}

/// Somebody who watches an incident that the operator let them into.
fn watcher(world: &World, name: &str, seat: &str, incident: &str) -> Person {
    let made = world.operator(&["invite", seat, "--incident", incident, "--json"]).done().json();
    world.joined(name, made["invite"].as_str().expect("an invite"))
}

#[test]
fn every_past_incident_is_brought_in_whole() {
    let world = World::new();
    for (at, (path, text)) in past_incidents().iter().enumerate() {
        let imported = world.operator(&["import", path, "--json"]).done().json();
        let incident = imported["incident"].as_str().expect("its id");
        let log = watcher(&world, &format!("reader{at}"), "observer", incident).log();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(log[0]["text"], lines[0]["incident"]["title"], "{path}");
        for line in &lines[1..] {
            let same = |event: &&Value| {
                let time =
                    |value: &Value| value.as_str().and_then(|it| it.parse::<chrono::DateTime<chrono::Utc>>().ok());
                let text = line["text"].as_str().expect("a text");
                event["author"] == "import"
                    && time(&event["happened_at"]) == time(&line["at"])
                    && event["text"].as_str().is_some_and(|it| it.contains(text))
            };
            let found = log.iter().find(same).unwrap_or_else(|| panic!("{path} lacks {line}"));
            assert_eq!(found.get("data"), line.get("data"), "{path}: {line}");
            let seat = line["role"].as_str().filter(|role| *role != "system");
            assert_eq!(found["seat"].as_str(), seat, "{path}: {line}");
            // A draft's words are its first edit.
            let kind = if line["kind"] == "update_draft" { "draft_edited".into() } else { line["kind"].clone() };
            if kind != "resolved" {
                assert_eq!(found["kind"], kind, "{path}: {line}");
            }
        }
    }
}

#[test]
fn a_wrong_line_is_named_and_nothing_of_the_file_is_taken() {
    let world = World::new();
    let header = r#"{"incident": {"title": "Half a file"}}"#;
    let good = r#"{"at": "2026-01-01T00:00:00Z", "kind": "note", "text": "fine"}"#;
    let cases = [
        (String::new(), "line 1"),
        ("not json".to_owned(), "line 1"),
        (header.to_owned(), "line 1"),
        (format!("{header}\n{good}\n{{\"at\": \"tomorrow\"}}"), "line 3"),
        (format!("{header}\n{good}\n\n{good}\n[1]"), "line 5"),
        (format!("{header}\n{{\"at\": \"2026-01-01T00:00:00Z\", \"kind\": \"note\", \"text\": \"\"}}"), "line 2"),
    ];
    let data = world.data();
    for (file, place) in cases {
        let args = ["import", "-", "--data", data.to_str().expect("a plain path")];
        world.person("operator").run_with(&args, file.as_bytes()).ends(3).says(place);
    }
    world.operator(&["import", "/does/not/exist"]).ends(1).says("/does/not/exist");
    assert_eq!(world.operator(&["list", "--json"]).done().json(), Value::Array(Vec::new()));
}

#[test]
fn loss_figures_are_withheld_from_a_guest_who_was_not_cleared_for_them() {
    let world = World::new();
    let yearn = past_incidents().into_iter().find(|(path, _)| path.contains("yearn")).expect("it is there");
    let incident = world.operator(&["import", &yearn.0, "--json"]).done().json()["incident"].clone();
    let incident = incident.as_str().expect("its id");
    let guest = watcher(&world, "gus", "guest", incident);
    let cleared = world.operator(&["invite", "guest", "--loss", "--incident", incident, "--json"]).done().json();
    let cleared = world.joined("gil", cleared["invite"].as_str().expect("an invite"));
    let log = guest.log();
    let withheld: Vec<_> = log.iter().filter(|event| event["kind"] == "withheld").collect();
    assert!(!withheld.is_empty(), "the file has a figure");
    for event in &withheld {
        assert!(event["seq"].is_u64() && event.get("text").is_none() && event.get("author").is_none(), "{event}");
    }
    assert!(cleared.log().iter().all(|event| event["kind"] != "withheld"));
    guest.run(&["verify"]).done().prints("out of your reach");
    let export = guest.run(&["export"]).done().out;
    assert!(!export.contains("million DAI"), "a figure left the room");
    let plain = guest.run(&["log"]).done().out;
    assert!(plain.contains("withheld"));
}

#[test]
fn a_record_is_written_proved_and_brought_in_again() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let secret = ana.posts(&["note", "the password is hunter2"]);
    ana.posts(&["finding", "somebody pasted a password"]);
    ana.run(&["redact", &secret.to_string(), "a password"]).done();
    let file = world.path().join("record.jsonl");
    let file = file.to_str().expect("a plain path");
    ana.run(&["export", "--output", file]).done();
    assert!(!std::fs::read_to_string(file).expect("text").contains("hunter2"));
    assert!(!ana.run(&["log", "--json"]).done().out.contains("hunter2"));
    ana.run(&["verify"]).done().prints("cannot prove").prints("1 redacted");
    ana.run(&["verify", file]).done().prints("VERIFIED").prints("cannot prove");
    let proof = ana.run(&["verify", file, "--json"]).done().json();
    let status = ana.run(&["status", "--json"]).done().json();
    assert_eq!(
        (&proof["verified"], &proof["head"], &proof["seq"]),
        (&Value::Bool(true), &status["head"], &status["seq"])
    );
    let again = World::new();
    again.operator(&["import", file]).done();
    let copy = again.operator(&["list", "--json"]).done().json();
    assert_eq!(copy[0]["head"], status["head"], "the same chain");
}

#[test]
fn one_changed_byte_anywhere_is_found() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    for n in 0..5 {
        ana.posts(&["note", &format!("note {n}")]);
    }
    let file = world.path().join("record.jsonl");
    ana.run(&["export", "--output", file.to_str().expect("a plain path")]).done();
    let bytes = std::fs::read(&file).expect("a file");
    let last_line = bytes[..bytes.len() - 1].iter().rposition(|&byte| byte == b'\n').expect("lines") + 1;
    let first_line = bytes.iter().position(|&byte| byte == b'\n').expect("lines");
    let middle = bytes.len() / 2;
    let places = [0, 5, first_line - 3, first_line, first_line + 10, middle, middle + 1, last_line - 1, last_line + 3];
    let altered = world.path().join("altered.jsonl");
    let altered = altered.to_str().expect("a plain path");
    for at in places.into_iter().chain([bytes.len() - 4, bytes.len() - 1]) {
        let mut copy = bytes.clone();
        copy[at] ^= 1;
        std::fs::write(altered, &copy).expect("written");
        ana.run(&["verify", altered]).ends(5).says("NOT VERIFIED");
    }
    for cut in [1, 2, bytes.len() - last_line, bytes.len() / 2, bytes.len()] {
        std::fs::write(altered, &bytes[..bytes.len() - cut]).expect("written");
        ana.run(&["verify", altered, "--json"]).ends(5);
    }
    ana.run(&["verify", "/does/not/exist"]).ends(1);
}

#[test]
fn a_server_that_lost_its_last_events_is_found_out_by_whoever_saw_them() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    ana.posts(&["note", "kept"]);
    world.stop();
    let backup = world.path().join("backup");
    copy(&world.data(), &backup);
    world.restart();
    ana.posts(&["note", "lost"]);
    ana.run(&["verify"]).done();
    world.stop();
    std::fs::remove_dir_all(world.data()).expect("removed");
    copy(&backup, &world.data());
    world.restart();
    ana.run(&["verify"]).ends(5);
    ana.run(&["status"]).ends(5);
    // And also once the numbers have caught up.
    world.joined("bo", &declared.invite("responder")).posts(&["note", "another history"]);
    ana.run(&["verify"]).ends(5);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a directory");
    for file in std::fs::read_dir(from).expect("a directory").flatten() {
        std::fs::copy(file.path(), to.join(file.file_name())).expect("copied");
    }
}
