//! Trying the leak check on the command line, without a server.

use super::people::Person;
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

fn somebody() -> (TempDir, Person) {
    let home = tempfile::tempdir().expect("a directory");
    let person = Person::new(home.path().join("ana"), "ana");
    (home, person)
}

#[test]
fn a_clean_text_ends_with_zero_and_a_leak_with_three() {
    let (_home, ana) = somebody();
    ana.run(&["leaks", "check", "We look into failed payments since 10:30 UTC."]).done().prints("nothing found");
    let found = ana.run(&["leaks", "check", "The cache at 10.42.7.19 is full;\nsee PLAT-1234"]).ends(3);
    found
        .prints("1:14")
        .prints("private_ip")
        .prints("10.42.7.19")
        .prints("2:5")
        .prints("ticket_id")
        .says("2 findings need a waiver");
}

#[test]
fn the_json_says_what_where_and_how_grave() {
    let (_home, ana) = somebody();
    let found = ana.run_with(&["leaks", "check", "-", "--json"], "é 10.42.7.19 and a\u{200b}b".as_bytes()).ends(3);
    let json: Value = serde_json::from_str(found.out.trim()).expect("JSON");
    assert_eq!(json["clean"], false);
    let first = &json["findings"][0];
    assert_eq!((&first["kind"], &first["weight"]), (&Value::from("private_ip"), &Value::from("needs_waiver")));
    assert_eq!(
        (&first["start"], &first["end"], &first["match"]),
        (&Value::from(3), &Value::from(13), &Value::from("10.42.7.19"))
    );
    assert!(first["explanation"].as_str().is_some_and(|why| !why.is_empty()));
    let second = &json["findings"][1];
    assert_eq!((&second["kind"], &second["weight"]), (&Value::from("hidden_character"), &Value::from("blocks")));
    let clean = ana.run(&["leaks", "check", "All is well.", "--json"]).done().json();
    assert_eq!((&clean["clean"], &clean["findings"]), (&Value::from(true), &Value::from(Vec::<Value>::new())));
}

#[test]
fn a_suggestion_does_not_stand_in_the_way() {
    let (_home, ana) = somebody();
    ana.run(&["leaks", "check", "Human error: someone forgot to test."]).done().prints("suggestion").prints("blame");
}

#[test]
fn the_terms_of_a_policy_are_tried_beforehand() {
    let (home, ana) = somebody();
    let path = home.path().join("policy.toml");
    let policy = path.to_str().expect("a plain path");
    fs::write(
        &path,
        "[leaks]\nterms = [\"Kestrel Bank\"]\nmay_promise_recovery = false\n[leaks.allowed]\nwords = [\"PLAT-1234\"]\n",
    )
    .expect("written");
    let text = "kestrel-bank waits for PLAT-1234, which will be fixed by 14:00.";
    let found = ana.run(&["leaks", "check", "--policy", policy, text]).ends(3);
    found.prints("term").prints("kestrel-bank").prints("promise").says("2 findings need a waiver");
    ana.run(&["leaks", "check", text]).ends(3).prints("ticket_id");
    fs::write(&path, "[leaks]\nterms = [\"x\"]\n").expect("written");
    ana.run(&["leaks", "check", "--policy", policy, text]).ends(2).says("leaks.terms[0]").says("two letters");
}

#[test]
fn what_cannot_be_checked_is_refused() {
    let (_home, ana) = somebody();
    ana.run(&["leaks", "check"]).ends(2);
    ana.run_with(&["leaks", "check", "-"], b"\xff\xfe").ends(2).says("UTF-8");
    ana.run_with(&["leaks", "check", "-"], "x".repeat(300 * 1024).as_bytes()).ends(3).says("check it in parts");
    ana.run(&["leaks", "check", "--policy", "/nowhere/policy.toml", "x"]).ends(2).says("cannot be read");
}
