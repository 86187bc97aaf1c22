//! External updates from the shell: written by several, approved to the letter, published once.

use super::people::Person;
use super::world::{World, eventually};
use serde_json::Value;

/// Opens a draft and gives its number and revision.
fn opened(who: &Person, text: &str) -> (String, String) {
    let new = ["draft", "new", "--audience", "customers", "--phase", "investigating", "--text", text, "--json"];
    let json = who.run(&new).done().json();
    (json["draft"].to_string(), json["revision"].to_string())
}

fn shown(who: &Person, draft: &str) -> Value {
    who.run(&["draft", "show", draft, "--json"]).done().json()
}

#[test]
fn an_update_is_written_approved_to_the_letter_and_published() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    let (draft, revision) = opened(&bo, "Some payments fail.");
    let first = shown(&ana, &draft);
    assert_eq!(first["state"], "draft");
    assert_eq!(first["revision"].to_string(), revision);
    assert_eq!(first["text"], "Some payments fail.");
    assert_eq!((&first["audience"], &first["channels"][0]), (&"customers".into(), &"file".into()));
    assert_eq!((&first["findings"], &first["deliveries"]), (&serde_json::json!([]), &serde_json::json!([])));

    bo.run(&["draft", "submit", &draft]).done();
    bo.run(&["draft", "approve", &draft, "--revision", &revision]).ends(3).says("ask: coordinator");
    // An edit slips in: what the chair read is not what stands there.
    bo.run(&["draft", "edit", &draft, "Some payments by card fail."]).done();
    ana.run(&["draft", "approve", &draft, "--revision", &revision]).ends(3).says("the text by bo");
    let revision = shown(&ana, &draft)["revision"].to_string();
    ana.run(&["draft", "publish", &draft, "--revision", &revision]).ends(3).says("not approved");
    ana.run(&["draft", "approve", &draft, "--revision", &revision]).done();
    assert_eq!(shown(&bo, &draft)["state"], "approved");
    // The facts move between approving and publishing.
    ana.run(&["severity", "sev1", "all of the EU"]).done();
    ana.run(&["draft", "publish", &draft, "--revision", &revision]).ends(3).says("facts moved: read again");
    ana.run(&["draft", "approve", &draft, "--revision", &revision]).done();
    let published = ana.run(&["draft", "publish", &draft, "--revision", &revision, "--json"]).done().json();
    assert_eq!(published["state"], "published");
    assert_eq!(published["deliveries"].as_array().map(Vec::len), Some(1));
    ana.run(&["draft", "publish", &draft, "--revision", &revision]).ends(3).says("is published");

    let told = bo.log().into_iter().rfind(|event| event["kind"] == "update_published").expect("it is on the record");
    assert_eq!((&told["text"], &told["reach"]), (&"Some payments by card fail.".into(), &"published".into()));
    let kit = ana.run(&["draft", "kit", &draft, "--json"]).done().json();
    let status = bo.run(&["status", "--json"]).done().json();
    assert_eq!((&status["told"][0]["phase"], &status["drafts"]), (&"investigating".into(), &0.into()));
    assert_eq!(kit["channels"][0]["text"], "Some payments by card fail.");
    assert_eq!(kit["short"]["160"], "Some payments by card fail.");
    ana.run(&["redact", &draft, "names a customer"]).done();
    ana.run(&["draft", "kit", &draft]).ends(3).says("redacted");
    // Nor is a hash of the words left to guess them by.
    let digest = kit["digest"].as_str().expect("its hash");
    assert!(digest.len() == 64 && !ana.run(&["export"]).done().out.contains(digest));
    ana.run(&["verify"]).done().prints("VERIFIED");
    let stored = std::fs::read(world.data().join("warroom.db")).expect("the store");
    assert!(!stored.windows(13).any(|bytes| bytes == b"payments by c"), "the words are gone from the disk");
}

/// The lines of the file channel.
fn sent(world: &World) -> Vec<Value> {
    let file = std::fs::read_to_string(world.data().join("updates/updates.jsonl")).unwrap_or_default();
    file.lines().map(|line| serde_json::from_str(line).expect("whole lines")).collect()
}

fn delivered(who: &Person, draft: &str) {
    eventually("it is delivered", || (shown(who, draft)["deliveries"][0]["state"] == "confirmed").then_some(()));
}

#[test]
fn the_file_channel_gets_every_update_once_also_when_the_server_is_killed() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let (draft, revision) = opened(&ana, "Some payments fail.");
    ana.run(&["draft", "approve", &draft, "--revision", &revision, "--publish"]).done();
    delivered(&ana, &draft);
    let first = sent(&world);
    assert_eq!((first.len(), &first[0]["text"]), (1, &"Some payments fail.".into()));
    // A directory in the file's place keeps the next one from being written before the server is killed.
    let path = world.data().join("updates/updates.jsonl");
    let mut file = std::fs::read_to_string(&path).expect("the file");
    std::fs::remove_file(&path).expect("it is there");
    std::fs::create_dir(&path).expect("a directory");
    let (second, revision) = opened(&ana, "They work again.");
    ana.run(&["draft", "approve", &second, "--revision", &revision, "--publish"]).done();
    world.kill();
    // A line that a power cut tore was never sent.
    std::fs::remove_dir(&path).expect("it is empty");
    file.push_str("{\"delivery\":\"INC-1/");
    std::fs::write(&path, file).expect("written");
    world.restart();
    delivered(&ana, &second);
    let texts: Vec<_> = sent(&world).iter().map(|line| line["text"].clone()).collect();
    assert_eq!(texts, ["Some payments fail.", "They work again."]);
    world.stop();
    world.restart();
    assert_eq!(sent(&world).len(), 2, "nothing is sent again");
}

#[test]
fn what_cannot_be_written_is_loud_and_is_tried_again() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    // A directory stands where the file should be.
    let path = world.data().join("updates/updates.jsonl");
    std::fs::create_dir_all(&path).expect("a directory");
    let (draft, revision) = opened(&ana, "Some payments fail.");
    ana.run(&["draft", "approve", &draft, "--revision", &revision, "--publish"]).done();
    eventually("it fails", || (shown(&ana, &draft)["deliveries"][0]["state"] == "failed").then_some(()));
    assert!(ana.run(&["log"]).done().out.contains("FAILED"), "it stands on the record");
    std::fs::remove_dir(&path).expect("it is empty");
    delivered(&ana, &draft);
    assert_eq!(sent(&world).len(), 1);
}

#[test]
fn words_from_a_file_are_merged_and_overwrite_nobody() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    let cy = world.joined("cy", &declared.invite("observer"));
    let (draft, _) = opened(&ana, "Payments fail in the EU. We are looking into it.");
    shown(&bo, &draft);
    // Both change the text that they were shown; cy was shown nothing and worked from what ana sent around.
    ana.run_with(&["draft", "edit", &draft, "-"], b"Payments fail in the EU. We are looking into it. Sorry.\n").done();
    bo.run_with(&["draft", "edit", &draft, "-"], b"Payments fail in all of Europe. We are looking into it.\n").done();
    cy.run_with(&["draft", "edit", &draft, "-"], b"Card payments fail in the EU. We are looking into it.\n").done();
    let text = shown(&ana, &draft)["text"].as_str().expect("a text").to_owned();
    assert!(text.starts_with("Card ") && text.contains("all of Europe") && text.ends_with("Sorry."), "{text}");
    // bo goes on from the words of their own file, which the others' words never came into.
    let file = "Payments fail in all of Europe. We are looking into it. Bo.\n";
    bo.run_with(&["draft", "edit", &draft, "-"], file.as_bytes()).done();
    let text = shown(&ana, &draft)["text"].as_str().expect("a text").to_owned();
    assert!(text.starts_with("Card ") && text.contains("Sorry.") && text.contains(" Bo."), "{text}");
    // And once from what the program showed.
    bo.run_with(&["draft", "edit", &draft, "-"], text.replace("Bo.", "The team.").as_bytes()).done();
    let text = shown(&ana, &draft)["text"].as_str().expect("a text").to_owned();
    assert!(text.starts_with("Card ") && text.contains("Sorry.") && !text.contains("Bo"), "{text}");
    assert_eq!(text.matches("Sorry.").count(), 1, "{text}");
    // The same again changes nothing.
    let revision = shown(&ana, &draft)["revision"].clone();
    ana.run(&["draft", "edit", &draft, &text]).done().says("nothing to change");
    assert_eq!(shown(&ana, &draft)["revision"], revision);
    let written = shown(&ana, &draft)["written"].as_array().expect("spans").clone();
    assert!(["ana", "bo", "cy"].iter().all(|name| written.iter().any(|span| span["by"] == *name)), "{written:?}");
}

#[test]
fn a_holding_statement_is_out_within_two_commands() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let json = ana.run(&["draft", "new", "--holding", "looking", "--json"]).done().json();
    let (draft, revision) = (json["draft"].to_string(), json["revision"].to_string());
    ana.run(&["draft", "publish", &draft, "--revision", &revision]).done();
    let shown = shown(&ana, &draft);
    assert_eq!((&shown["state"], &shown["approval"]["how"]), (&"published".into(), &"holding".into()));
    assert!(shown["next_update"].is_string(), "it promises the next one");
}

#[test]
fn what_cannot_leave_is_refused_with_a_sentence() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let new = |more: &[&str]| {
        let all: Vec<&str> = ["draft", "new"].iter().chain(more).copied().collect();
        ana.run(&all)
    };
    new(&["--audience", "press", "--phase", "resolved"]).ends(3).says("customers");
    new(&["--channel", "page", "--text", "x"]).ends(3).says("file");
    new(&["--phase", "declared", "--text", "x"]).ends(3).says("investigating");
    new(&["--text", "a\u{202e}b"]).ends(3).says("U+202E");
    new(&["--text", "x", "--next", "soon"]).ends(2).says("30m");
    ana.run(&["draft", "show", "99"]).ends(3).says("no draft 99");
    let (empty, revision) = opened(&ana, "");
    ana.run(&["draft", "approve", &empty, "--revision", &revision]).ends(3).says("the draft is empty");
    ana.run(&["draft", "withdraw", &empty]).done();
    ana.run(&["draft", "edit", &empty, "x"]).ends(3).says("withdrawn");
    let (slots, revision) = {
        let json = new(&["--phase", "resolved", "--json"]).done().json();
        (json["draft"].to_string(), json["revision"].to_string())
    };
    ana.run(&["draft", "approve", &slots, "--revision", &revision, "--publish"]).done();
    ana.run(&["draft", "kit", &empty]).ends(3).says("not approved");
}

#[test]
fn what_belongs_inside_leaves_only_when_somebody_says_so_with_a_reason() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    bo.run(&["note", "the Nightjar queue is stuck"]).done();
    let text = "Payments fail, see PLAT-1234 and PLAT-5678. Password: hunter2-Correct9. Nightjar is slow.";
    let (draft, revision) = opened(&bo, text);
    let refused = ana.run(&["draft", "approve", &draft, "--revision", &revision, "--publish"]).ends(3);
    let refused = refused.says("ticket_id \"PLAT-1234\" (the number of an internal ticket").says("credential");
    assert!(!refused.err.contains("hunter2"), "no secret is said again: {}", refused.err);
    bo.run(&["draft", "submit", &draft]).ends(3).says("ticket_id");
    // Who was shown nothing waives nothing.
    ana.run(&["draft", "waive", &draft, "1", "fine"]).ends(3).says("read it again");
    let findings = shown(&ana, &draft)["findings"].as_array().expect("findings").clone();
    let kinds: Vec<_> = findings.iter().map(|it| it["kind"].as_str().expect("a word").to_owned()).collect();
    assert_eq!(kinds, ["ticket_id", "ticket_id", "credential", "internal_word"]);
    assert_eq!((&findings[0]["match"], &findings[0]["waived"]), (&"PLAT-1234".into(), &Value::Null));
    ana.run(&["draft", "waive", &draft, "tickets", "x"]).ends(2).says("ticket_id");
    ana.run(&["draft", "waive", &draft, "9", "x"]).ends(3).says("has no finding 9");
    ana.run(&["draft", "waive", &draft, "ticket_id", "customers opened them"]).done();
    let shown_now = ana.run(&["draft", "show", &draft]).done();
    assert!(shown_now.out.contains("waived by ana: customers opened them"), "{}", shown_now.out);
    assert!(shown_now.out.contains("finding 3 credential"), "{}", shown_now.out);
    // What came in since it was read is waived by no number.
    bo.run(&["draft", "edit", &draft, "Payments fail, see PLAT-1234 and PLAT-5678. Ask PLAT-9999."]).done();
    ana.run(&["draft", "waive", &draft, "3", "x"]).ends(3).says("read it again");
    let revision = shown(&ana, &draft)["revision"].to_string();
    ana.run(&["draft", "waive", &draft, "3", "that one too"]).done();
    ana.run(&["draft", "approve", &draft, "--revision", &revision, "--publish"]).done();
    assert!(bo.run(&["log"]).done().out.contains("WAIVED ticket_id in draft"), "it stands on the record");
}
