//! What scripts rely on: names, options, exit codes and JSON of the command line.

use super::world::{DEADLINE, World, clean, eventually};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

#[test]
fn an_incident_runs_from_its_declaration_to_its_end() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    assert_eq!(declared.incident, "INC-1");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));

    assert_eq!(ana.run(&["status", "--json"]).done().json()["acknowledged"], false);
    bo.run(&["ack", "on it"]).done();
    bo.posts(&["hypothesis", "the new pool size"]);
    let hypothesis = bo.log().last().expect("an event")["seq"].to_string();
    bo.run(&["judge", &hypothesis, "ruled-out", "it was the same yesterday"]).done();
    let action = bo.posts(&["action", "back to the last release", "--kind", "rollback", "--progress", "planned"]);
    bo.run(&["move", &action.to_string(), "done", "errors are falling"]).done();
    ana.run(&["phase", "monitoring"]).done();
    ana.run(&["phase", "resolved", "all green for ten minutes"]).done();
    ana.run(&["close"]).done();

    let status = ana.run(&["status", "--json"]).done().json();
    assert_eq!(status["incident"], "INC-1");
    assert_eq!(status["title"], "Checkout is down");
    assert_eq!(status["severity"], "sev2");
    assert_eq!(status["phase"], "closed");
    assert_eq!(status["acknowledged"], true);
    assert_eq!(status["chair"], "ana");
    assert_eq!(status["people"].as_array().expect("people").len(), 2);
    assert_eq!(status["head"].as_str().expect("a head").len(), 64);
    assert_eq!(status["seq"].as_u64(), ana.log().last().expect("an event")["seq"].as_u64());
    bo.run(&["note", "one more"]).ends(3).says("closed");
}

#[test]
fn every_event_of_the_log_has_its_number_time_author_seat_and_kind() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let seq = bo.posts(&["finding", "the pool is empty", "--happened-at", "-15m"]);
    let log = bo.log();
    for (at, event) in log.iter().enumerate() {
        assert_eq!(event["seq"].as_u64(), Some(at as u64 + 1), "numbers without gaps");
        for field in ["at", "author", "seat", "kind", "event", "reach"] {
            assert!(event.get(field).is_some(), "{field} of {event}");
        }
    }
    let finding = log.last().expect("an event");
    assert_eq!((&finding["kind"], finding["seq"].as_u64()), (&Value::from("finding"), Some(seq)));
    assert_eq!(finding["text"], "the pool is empty");
    assert_eq!((&finding["author"], &finding["seat"]), (&Value::from("bo"), &Value::from("responder")));
    let time = |field: &str| finding[field].as_str().expect("a time").parse::<chrono::DateTime<chrono::Utc>>();
    let late = time("at").expect("RFC 3339") - time("happened_at").expect("RFC 3339");
    assert!((899..=905).contains(&late.num_seconds()), "{late}");
    let after = bo.run(&["log", "--json", "--after", &(seq - 1).to_string()]).done().lines();
    assert_eq!(after.as_slice(), std::slice::from_ref(finding));
    // People get one line for each event.
    assert_eq!(bo.run(&["log"]).done().out.lines().count(), log.len());
}

#[test]
fn a_log_that_is_followed_prints_what_comes() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut follower = bo.command(&["log", "--follow", "--json"]).stdout(Stdio::piped()).spawn().expect("it runs");
    let lines = BufReader::new(follower.stdout.take().expect("its stdout")).lines();
    let (sender, printed) = std::sync::mpsc::channel();
    std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| sender.send(line)));
    let until = |word: &str| loop {
        let line = printed.recv_timeout(DEADLINE).unwrap_or_else(|_| panic!("{word} never came"));
        if line.contains(word) {
            return line;
        }
    };
    until("\"kind\":\"joined\"");
    let seq = bo.posts(&["note", "seen at once"]);
    let line: Value = serde_json::from_str(&until("seen at once")).expect("JSON");
    assert_eq!(line["seq"].as_u64(), Some(seq));
    follower.kill().expect("it can be killed");
    follower.wait().expect("it ends");
}

#[test]
fn texts_come_from_stdin_and_hidden_characters_are_shown() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    bo.run_with(&["note", "-"], "first line\nsecond line\n".as_bytes()).done();
    bo.run(&["note", "red \u{1b}[31m and \u{202e}turned"]).done().says("nobody can see");
    assert_eq!(bo.texts("note"), ["first line\nsecond line", "red <U+001B>[31m and <U+202E>turned"]);
    let plain = bo.run(&["log"]).done().out;
    assert!(!plain.contains('\u{1b}') && !plain.contains('\u{202e}'), "{plain}");
    bo.run_with(&["note", "-"], b"\xff\xfe").ends(2).says("UTF-8");
}

#[test]
fn what_cannot_be_taken_is_refused_with_a_sentence() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let before = bo.log().len();
    bo.run(&["note", ""]).ends(3).says("empty");
    bo.run_with(&["note", "-"], "x".repeat(16 * 1024 + 1).as_bytes()).ends(3).says("too long");
    bo.run(&["post", "--kind", "findng", "x"]).ends(2).says("did you mean \"finding\"");
    bo.run(&["note", "x", "--happened-at", "later"]).ends(2).says("9:10");
    bo.run(&["note", "x", "--happened-at", "2999-01-01T00:00:00Z"]).ends(3).says("ahead");
    bo.run(&["note", "x", "--incident", "INC-9"]).ends(1).says("you are no member");
    bo.run(&["severity", "sev9", "why not"]).ends(3).says("sev1");
    bo.run(&["close"]).ends(3).says("ask: coordinator");
    bo.run(&["frobnicate"]).ends(2);
    assert_eq!(bo.log().len(), before);
    let longest = "x".repeat(16 * 1024);
    bo.run_with(&["note", "-"], longest.as_bytes()).done();
    assert_eq!(bo.texts("note"), [longest]);
}

#[test]
fn who_may_not_set_proposes_and_the_chair_decides() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    let proposal = bo.posts(&["severity", "sev1", "nobody can pay"]);
    assert_eq!(bo.run(&["status", "--json"]).done().json()["severity"], "sev2");
    ana.run(&["accept", &proposal.to_string()]).done();
    assert_eq!(bo.run(&["status", "--json"]).done().json()["severity"], "sev1");
    let proposal = bo.posts(&["phase", "identified"]);
    ana.run(&["decline", &proposal.to_string(), "not sure yet"]).done();
    ana.run(&["phase", "investigating"]).done();
    ana.run(&["severity", "sev3", "half are back"]).done();
    let status = bo.run(&["status", "--json"]).done().json();
    assert_eq!((&status["phase"], &status["severity"]), (&Value::from("investigating"), &Value::from("sev3")));
}

#[test]
fn a_temporary_action_stays_a_debt_until_it_is_planned() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let action = bo.posts(&["action", "cron job restarts it", "--temporary"]);
    let debts = bo.run(&["debts", "--json"]).done().json();
    assert_eq!((&debts[0]["incident"], debts[0]["debt_of"].as_u64()), (&Value::from("INC-1"), Some(action)));
    assert_eq!(world.operator(&["debts", "--json"]).done().json()[0]["debt_of"].as_u64(), Some(action));
    let task = debts[0]["task"].to_string();
    bo.run(&["task", "plan", &task, "--owner", "dev-team", "--due", "2030-01-31"]).done();
    bo.run(&["task", "done", &task]).ends(3).says("link");
    bo.run(&["task", "plan", &task, "--link", "https://tracker.example/OPS-1"]).done();
    assert_eq!(bo.run(&["debts", "--json"]).done().json(), Value::Array(Vec::new()));
    bo.run(&["task", "done", &task]).done();
}

#[test]
fn a_command_that_nobody_acknowledges_ends_with_4_after_ten_seconds_and_leaves_nothing() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    world.kill();
    let began = Instant::now();
    bo.run(&["note", "into the void"]).ends(4).says("NOT SAVED").says("nothing is queued");
    let took = began.elapsed();
    assert!((Duration::from_secs(9)..Duration::from_secs(13)).contains(&took), "{took:?}");
    world.restart();
    assert!(bo.texts("note").is_empty());
}

#[test]
fn a_command_waits_for_a_server_that_comes_back() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    world.kill();
    let waiting = bo.command(&["note", "while it was away"]).stderr(Stdio::piped()).spawn().expect("it runs");
    let mut waiting = waiting;
    let mut said = BufReader::new(waiting.stderr.take().expect("its stderr")).lines();
    let line = said.next().expect("a line").expect("text");
    assert!(line.contains("trying for 10 s"), "{line}");
    world.restart();
    assert!(eventually("the note is acknowledged", || waiting.try_wait().expect("a process")).success());
    assert_eq!(bo.texts("note"), ["while it was away"]);
}

#[test]
fn a_frozen_server_is_not_waited_for_longer_than_said() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    world.freeze(true);
    let began = Instant::now();
    let outcome = bo.run(&["note", "anybody there?"]);
    world.freeze(false);
    outcome.ends(4).says("NOT SAVED");
    assert!(began.elapsed() < DEADLINE);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut log = bo.command(&["log"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    drop(log.stdout.take());
    let output = log.wait_with_output().expect("it ends");
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn help_names_every_subcommand() {
    let world = World::new();
    let help = clean(world.path()).arg("--help").output().expect("it runs");
    let help = String::from_utf8(help.stdout).expect("text");
    for word in
        "demo serve declare join lobby invite list post note alert observation hypothesis finding decision action \
        command status log acknowledge phase severity accept decline close reopen correct redact mark judge move task \
        debts link now seat leave remove chair hold export import verify doctor debug contacts owners runbook"
            .split_whitespace()
    {
        assert!(help.lines().any(|line| line.trim_start().starts_with(&format!("{word} "))), "{word} in {help}");
    }
}
