//! The brief at a shell, and what somebody has read, over machines and restarts.

use super::terminal::Terminal;
use super::world::World;
use serde_json::Value;

#[test]
fn the_brief_says_where_it_stands_and_what_changed() {
    let world = World::new();
    let declared = world.declare("Checkout is down\u{1b}[31m");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    let guess = bo.posts(&["hypothesis", "deploy 8812 broke it"]);
    ana.run(&["now", "We look at deploy 8812."]).done();
    let left = bo.posts(&["observation", "5xx only in eu-west-1"]);
    bo.run(&["judge", &guess.to_string(), "ruled_out", "goes on without it"]).done();
    ana.run(&["decision", "look at redis"]).done();

    let brief = bo.run(&["brief"]).done();
    let first = brief.out.lines().next().expect("a first line").to_owned();
    assert!(first.contains("INC-1 SEV2") && first.contains("Checkout is down"), "{first}");
    for line in
        ["NOW       We look at deploy 8812. (ana", "BELIEVED  RULED OUT: deploy 8812 broke it", "DECIDED", "OPEN"]
    {
        assert!(brief.out.contains(line), "{line} is missing in {}", brief.out);
    }
    assert!(!brief.out.contains('\u{1b}') && !brief.out.contains("SINCE"), "{}", brief.out);

    let since = bo.run(&["brief", "--since", &left.to_string()]).done().out;
    let order = ["DECISION look at redis", "RULED OUT: deploy 8812", "NOW  "].map(|words| since.find(words));
    assert!(order.is_sorted() && order[0].is_some(), "{since}");
    assert!(since.contains("SINCE"), "{since}");
    bo.run(&["brief", "--since", "-15m"]).done().prints("SINCE").prints("Z: ");
    bo.run(&["brief", "--since", "noon"]).ends(2).says("--since");

    let json = bo.run(&["brief", "--since", &left.to_string(), "--json"]).done().json();
    assert_eq!((&json["incident"], &json["severity"], &json["since"]), (&"INC-1".into(), &"sev2".into(), &left.into()));
    let sections: Vec<_> =
        json["sections"].as_array().expect("sections").iter().map(|it| it["section"].clone()).collect();
    assert_eq!(sections.first(), Some(&Value::from("since")));
    let decided = json["sections"].as_array().expect("sections").iter().find(|it| it["section"] == "decided");
    let line = &decided.expect("a decision")["lines"][0];
    assert_eq!(line["text"], "look at redis");
    assert!(line["seq"].is_u64() && line["at"].is_string(), "{line}");
    // The owner of the server reads it without a seat; a stranger does not.
    world.operator(&["brief", "--incident", "INC-1"]).done().prints("look at redis");
    world.person("eve").run(&["brief"]).ends(1);
}

#[test]
fn what_was_read_on_one_machine_is_read_on_the_other_and_what_came_then_is_told_first() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("responder"));
    let bo = world.joined("bo", &declared.invite("coordinator"));
    bo.posts(&["decision", "we look at redis"]);
    let mut first = Terminal::open(&ana, &["join"]);
    first.sees("0 Brief").sees("we look at redis").types("1").sees("1 Timeline").sees("LIVE");
    assert!(!first.screen().contains("SINCE"));
    assert_eq!(first.leaves(), 0);

    bo.posts(&["decision", "we fail over"]);
    bo.run(&["severity", "sev1", "payments fail"]).done();
    // The same person at another desk: nothing but the membership is the same.
    let desk = world.person("desk");
    std::fs::create_dir_all(desk.data("memberships.json").parent().expect("a directory")).expect("made");
    std::fs::copy(ana.data("memberships.json"), desk.data("memberships.json")).expect("copied");
    let mut second = Terminal::open(&desk, &["join"]);
    second.sees("SINCE").sees("severity SEV2 → SEV1").sees("we fail over").sees("2 new on the timeline");
    second.types("q").sees("new since you looked (2)");
    assert_eq!(second.leaves(), 0);

    let mut third = Terminal::open(&ana, &["join"]);
    third.sees("0 Brief").sees("LIVE").sees("we fail over").sees_no("SINCE");
    assert_eq!(third.leaves(), 0);
}
