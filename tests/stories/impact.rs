//! The estimate of the impact from the command line: what scripts rely on, and who sees what.

use super::world::World;
use serde_json::{Value, json};

/// The words of the contract.
const SET: [&str; 12] = [
    "impact",
    "set",
    "--users-share",
    "20..40",
    "--journey",
    "checkout=blocked",
    "--loss-per-hour",
    "10000..50000",
    "--currency",
    "EUR",
    "--source",
    "the payment dashboard",
];

#[test]
fn the_chair_sets_an_estimate_and_everybody_sees_what_follows_money_only_those_who_may() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    let dee = world.joined("dee", &declared.invite("guest"));
    let none = bo.run(&["impact", "show", "--json"]).done().json();
    assert!(none["revision"].is_null() && none["loss_so_far"].is_null() && none["priority"].is_null(), "{none}");
    assert_eq!(none["no_loss_because"], "nobody has given figures yet");
    bo.run(&["impact", "show"]).done().prints("no estimate yet");

    let set = ana.run(&[&SET[..], &["--json"]].concat()).done().json();
    let shown = bo.run(&["impact", "show", "--json"]).done().json();
    assert_eq!((&shown["revision"], &shown["revision"]), (&set["seq"], &set["revision"]));
    assert_eq!((&shown["ordinal"], &shown["revisions"]), (&json!(1), &json!(1)));
    let lost = &shown["loss_so_far"];
    let figures = ["low", "likely", "high"].map(|name| lost[name].as_u64().expect("minor units"));
    assert!(figures.is_sorted(), "{figures:?}");
    // A minute has gone by at most: an hour costs 50,000 euros, a minute 833.34.
    assert!(figures[2] < 83_334, "{figures:?}");
    assert_eq!(lost["currency"], "EUR");
    let ten = json!({ "low": 166_666, "likely": 500_000, "high": 833_333, "currency": "EUR" });
    assert_eq!(shown["cost_of_ten_minutes"], ten);
    assert_eq!((&shown["priority"], &shown["response"]), (&json!("high"), &json!("restore now")));
    assert_eq!((&shown["suggested_severity"], &shown["severity"]), (&json!("sev1"), &json!("sev2")));
    assert_eq!(shown["disagreement"]["sentence"], "chosen SEV2, the estimate says SEV1");
    assert_eq!(shown["rule"], "10,000 or more are lost in an hour");
    assert_eq!((&shown["set_by"], &shown["source"]), (&json!("ana"), &json!("the payment dashboard")));
    assert_eq!(shown["journeys"], json!([{ "name": "checkout", "state": "blocked" }]));
    assert_eq!(shown["users"], json!({ "share": { "low": 2_000, "likely": 3_000, "high": 4_000 } }));
    bo.run(&["impact", "show"])
        .done()
        .prints("estimate 1 of 1")
        .prints("checkout BLOCKED, 20–40 % of users, likely 30 %")
        .prints("ten more minutes: 1,666–8,333 EUR, likely 5,000")
        .prints("DISAGREE: chosen SEV2, the estimate says SEV1")
        .prints("the payment dashboard");

    // A guest sees the same but money, and is told why.
    let guest = dee.run(&["impact", "show", "--json"]).done().json();
    assert_eq!((&guest["priority"], &guest["suggested_severity"]), (&json!("high"), &json!("sev1")));
    assert!(guest["loss_so_far"].is_null() && guest["cost_of_ten_minutes"].is_null() && guest["rule"].is_null());
    assert_eq!(guest["no_loss_because"], "loss figures are not for your seat; ask the chair");
    for command in
        [vec!["impact", "show"], vec!["impact", "history", "--json"], vec!["status"], vec!["brief"], vec!["log"]]
    {
        let said = dee.run(&command).done().out;
        for money in ["EUR", "50,000", "5000000", "payment dashboard"] {
            assert!(!said.contains(money), "{command:?} says {money}: {said}");
        }
    }
    // The same in the summary of the room.
    let status = bo.run(&["status", "--json"]).done().json();
    assert_eq!((&status["impact"]["revision"], &status["impact"]["priority"]), (&shown["revision"], &json!("high")));
    assert_eq!(status["severity_disagreement"], "chosen SEV2, the estimate says SEV1");
    let due: Vec<_> = status["clock"].as_array().expect("what is due").iter().map(|it| &it["word"]).collect();
    assert!(due.contains(&&json!("acknowledge")) && !due.contains(&&json!("no_estimate")), "{due:?}");
    assert_eq!((&status["escalations"], &status["continuity_since"]), (&json!([]), &Value::Null));
    assert_eq!(status["next_level"], "second_on_call");
    assert_eq!(status["tasks"][0]["text"], "Can the last change be rolled back?");
    bo.run(&["status"]).done().prints("impact: estimate 1 of 1").prints("clock: acknowledgement due in");
    bo.run(&["brief"]).done().prints("IMPACT    HIGH, restore now: checkout BLOCKED").prints("lost so far");
}

#[test]
fn who_works_proposes_and_the_chair_accepts_the_only_one_that_waits() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    bo.run(&SET).ends(3).says("ask: coordinator").says("warroom impact propose, with the same options");
    ana.run(&["impact", "accept"]).ends(3).says("no estimate waits");
    ana.run(&["impact", "set", "--loss-per-hour", "600", "--currency", "JPY"]).done();
    // No currency is named: it is that in force, and yen have no smaller unit.
    let propose = ["impact", "propose", "--loss-per-hour", "900..1k", "--reason", "more cards fail", "--json"];
    let proposed = bo.run(&propose).done().json();
    assert_eq!(proposed["proposed"], true);
    let waiting = ana.run(&["impact", "show", "--json"]).done().json();
    assert_eq!(waiting["proposals"][0]["proposal"], proposed["proposal"]);
    assert_eq!(waiting["proposals"][0]["stated"]["loss_per_hour"], json!({ "low": 900, "likely": 950, "high": 1000 }));
    ana.run(&["impact", "show"]).done().prints("bo proposes 900–1,000 JPY lost an hour, likely 950");
    bo.run(&["impact", "propose", "--users", "4100"]).done();
    ana.run(&["impact", "accept"]).ends(3).says("several estimates wait");
    let number = proposed["proposal"].to_string();
    let accepted = ana.run(&["impact", "accept", &number, "--json"]).done().json();
    let shown = bo.run(&["impact", "show", "--json"]).done().json();
    assert_eq!((&shown["revision"], &shown["proposal"]), (&accepted["revision"], &proposed["proposal"]));
    assert_eq!((&shown["proposed_by"], &shown["reason"]), (&json!("bo"), &json!("more cards fail")));
    let left = shown["proposals"][0]["proposal"].to_string();
    ana.run(&["impact", "decline", &left, "counted twice"]).done();
    assert_eq!(bo.run(&["impact", "show", "--json"]).done().json()["proposals"], json!([]));
    let history = bo.run(&["impact", "history", "--json"]).done().json();
    let ordinals: Vec<_> = history.as_array().expect("revisions").iter().map(|it| it["ordinal"].clone()).collect();
    assert_eq!(ordinals, [1, 2]);
    bo.run(&["impact", "history"]).done().prints("2 of 2, ana, proposed by bo").prints("why: more cards fail");
}

#[test]
fn what_is_over_or_was_wrong_is_taken_back() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let show = || ana.run(&["impact", "show", "--json"]).done().json();
    ana.run(&["impact", "set", "--loss-per-hour", "3600", "--since", "-90m", "--until", "-30m"]).done();
    assert_eq!(show()["loss_so_far"]["likely"], 360_000, "an hour, in the currency of the policy");
    assert_eq!(show()["cost_of_ten_minutes"]["likely"], 0);
    ana.run(&["impact", "show"]).done().prints("nothing more: it is over");
    let cost = ["impact", "set", "--one-off-cost", "5000", "--one-off-at", "-40m", "--kind", "security", "--json"];
    let wrong = ana.run(&cost).done().json()["revision"].to_string();
    assert_eq!((&show()["loss_so_far"]["likely"], &show()["kind"]), (&json!(860_000), &json!("security")));
    ana.run(&["impact", "set", "--void", &wrong, "--clear", "kind", "--reason", "it was refunded"]).done();
    assert_eq!((&show()["loss_so_far"]["likely"], &show()["kind"]), (&json!(360_000), &Value::Null));
    ana.run(&["impact", "history"]).done().prints("(taken back later)").prints("why: it was refunded");
    ana.run(&["impact", "set", "--until", "now"]).done();
    ana.run(&["impact", "set", "--journey", "search=degraded", "--journey", "checkout=working"]).done();
    ana.run(&["impact", "set", "--forget", "search"]).done();
    assert_eq!(show()["journeys"], json!([{ "name": "checkout", "state": "working" }]));
    assert_eq!(show()["revisions"], 6);
}

#[test]
fn what_is_wrong_is_named_with_its_option_and_what_to_write() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let before = ana.log().len();
    for (option, value, code, says) in [
        ("--journey", "checkout", 2, "checkout=blocked"),
        ("--journey", "checkout=down", 2, "blocked, degraded or working"),
        ("--users-share", "many", 2, "is not a number"),
        ("--users-share", "120", 3, "between 0 and 100 %"),
        ("--users-share", "40..20", 3, "write low..likely..high"),
        ("--users", "1.5", 2, "no decimal places"),
        ("--loss-per-hour", "5..x", 2, "12500"),
        ("--loss-per-hour", "-5", 2, "12500"),
        ("--loss-per-hour", "10000000000001", 3, "too high"),
        ("--currency", "euros", 3, "three letters"),
        ("--since", "noon", 2, "9:10"),
        ("--since", "2999-01-01T00:00:00Z", 3, "ahead"),
        ("--until", "soon", 2, "+30m"),
        ("--until", "2999-01-01T00:00:00Z", 3, "leave it open"),
        ("--kind", "secrity", 2, "did you mean \"security\""),
        ("--clear", "los-per-hour", 2, "did you mean \"loss-per-hour\""),
        ("--void", "3", 3, "history"),
    ] {
        ana.run(&["impact", "set", option, value]).ends(code).says(option).says(says);
    }
    ana.run(&["impact", "set"]).ends(3).says("needs something that is known");
    ana.run(&["impact", "set", "--users", "5", "--users-share", "5"]).ends(2).says("cannot be used with");
    ana.run(&["impact", "set", "--one-off-at", "-5m"]).ends(2).says("--one-off-cost");
    assert_eq!(ana.log().len(), before);
}

#[test]
fn an_estimate_goes_out_with_the_record_and_comes_back_with_it() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    ana.run(&SET).done();
    ana.run(&["impact", "set", "--one-off-cost", "5000", "--until", "now"]).done();
    let file = world.path().join("record.jsonl");
    let file = file.to_str().expect("a plain path");
    ana.run(&["export", "--output", file]).done();
    ana.run(&["verify", file]).done().prints("VERIFIED");
    let again = World::new();
    again.operator(&["import", file]).done();
    let (old, new) =
        (ana.run(&["impact", "history", "--json"]).done(), again.operator(&["impact", "history", "--json"]));
    assert_eq!(old.json(), new.done().json());
    let shown = again.operator(&["impact", "show", "--json"]).done().json();
    assert_eq!(shown["loss_so_far"]["currency"], "EUR");
    assert!(shown["loss_so_far"]["low"].as_u64() >= Some(500_000), "{shown}");
}

#[test]
fn the_loss_of_a_past_incident_is_there_after_it_was_brought_in() {
    let world = World::new();
    let yearn = concat!(env!("CARGO_MANIFEST_DIR"), "/src/incidents/yearn-ydai-2021-02-04.jsonl");
    world.operator(&["import", yearn]).done();
    let shown = world.operator(&["impact", "show", "--json"]).done().json();
    let expected = json!({ "low": 1_100_000_000, "likely": 1_100_000_000, "high": 1_100_000_000, "currency": "DAI" });
    assert_eq!(shown["loss_so_far"], expected);
    assert!(shown["reason"].as_str().is_some_and(|text| text.starts_with("About 11 million DAI lost")), "{shown}");
    world.operator(&["impact", "show"]).done().prints("11,000,000 DAI so far");
    world.operator(&["log"]).done().prints("24 of 35 million saved");
}
