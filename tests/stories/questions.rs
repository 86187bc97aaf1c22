//! Questions of guests, and readers of published text only, with the real programs.

use super::world::World;

#[test]
fn two_guests_ask_the_same_the_chair_answers_once_and_the_responder_learns_nothing() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    let dee = world.joined("dee", &declared.invite("guest"));
    let eve = world.joined("eve", &declared.invite("guest"));
    let asked = dee.run(&["ask", "Is the data safe?", "--json"]).done().json()["seq"].to_string();
    dee.run(&["ask", "is the data SAFE"]).ends(3).says("asked by you");
    eve.run(&["ask", "Is the data safe?!"]).done();
    bo.run(&["ask", "When?"]).ends(3).says("ask: coordinator, guest");
    let questions = ana.run(&["questions", "--json"]).done().json();
    assert_eq!(questions.as_array().map(Vec::len), Some(1), "{questions}");
    assert_eq!(questions[0]["asked_by"], serde_json::json!(["dee", "eve"]));
    assert_eq!(ana.run(&["status", "--json"]).done().json()["questions"], 1);
    ana.run(&["answer", &asked, "Yes: nothing was lost."]).done();
    for guest in [&dee, &eve] {
        let answered = guest.run(&["questions", "--json"]).done().json();
        assert_eq!(
            (&answered[0]["state"], &answered[0]["answer"]),
            (&"answered".into(), &"Yes: nothing was lost.".into())
        );
    }
    dee.run(&["ask", "What did it cost?"]).done();
    let second = dee.run(&["questions", "--json"]).done().json()[0]["question"].to_string();
    ana.run(&["answer", &second, "--decline", "figures come with the review"]).done();
    bo.run(&["questions"]).ends(3).says("keeps you free to work");
    assert!(bo.run(&["status", "--json"]).done().json()["questions"].is_null());
    let record = bo.run(&["log", "--json"]).done();
    record.prints("withheld");
    bo.run(&["brief"]).done();
    bo.run(&["verify"]).done().prints("VERIFIED");
}

#[test]
fn a_reader_reads_what_was_published_and_can_do_nothing() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let made = ana.run(&["invite", "reader", "--json"]).done().json();
    let rex = world.joined("rex", made["invite"].as_str().expect("an invite"));
    ana.run(&["note", "redis-eu-3 lost its disk"]).done();
    let new =
        ["draft", "new", "--audience", "customers", "--phase", "identified", "--text", "Some payments fail.", "--json"];
    let draft = ana.run(&new).done().json();
    let (number, revision) = (draft["draft"].to_string(), draft["revision"].to_string());
    ana.run(&["draft", "approve", &number, "--revision", &revision, "--publish"]).done();
    ana.run(&["severity", "sev1", "all of the EU"]).done();
    let brief = rex.run(&["brief", "--json"]).done().json();
    assert_eq!((&brief["severity"], &brief["phase"]), (&"sev1".into(), &"declared".into()));
    assert_eq!(brief["updates"][0]["text"], "Some payments fail.");
    for command in [vec!["brief"], vec!["status", "--json"], vec!["log", "--json"], vec!["told", "--json"]] {
        let said = rex.run(&command).done().out;
        for inside in ["Checkout", "redis", "ana"] {
            assert!(!said.contains(inside), "{command:?} says {inside}: {said}");
        }
    }
    rex.run(&["note", "hello"]).ends(3).says("your seat (reader)");
    rex.run(&["verify"]).done().prints("VERIFIED");
}

#[test]
fn a_reader_is_told_what_a_reader_sees_and_nothing_is_made_up_for_them() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let made = ana.run(&["invite", "reader", "--json"]).done().json();
    let rex = world.joined("rex", made["invite"].as_str().expect("an invite"));
    let refused = rex.run(&["questions"]).ends(3).says("you read what is published");
    assert!(!refused.err.contains("free to work"), "{}", refused.err);
    let drafts = rex.run(&["draft", "list"]).done().says("you read what is published");
    assert!(!drafts.err.contains("draft new"), "{}", drafts.err);
    let debts = rex.run(&["debts"]).done().says("you read what is published");
    assert!(!debts.out.contains("no open debts"), "{}", debts.out);
    let status = rex.run(&["status", "--json"]).done().json();
    for unknown in ["title", "acknowledged", "reporter", "chair", "people", "hold", "debts", "drafts", "now"] {
        assert!(status[unknown].is_null(), "{unknown}: {status}");
    }
    assert_eq!((&status["incident"], &status["reader"]), (&declared.incident.as_str().into(), &true.into()));
    assert_eq!(ana.run(&["debts"]).done().out.trim(), "no open debts");
}
