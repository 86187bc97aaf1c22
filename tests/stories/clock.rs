//! What is due, with the real programs.

use super::world::World;

#[test]
fn what_is_due_is_listed_with_what_to_do_and_snoozed_once_by_whom_it_is_for() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    let dee = world.joined("dee", &declared.invite("guest"));
    let due = bo.run(&["clock", "--json"]).done().json();
    let words: Vec<_> = due.as_array().expect("a list").iter().map(|it| it["word"].as_str().unwrap_or("")).collect();
    for word in ["acknowledge", "first_update", "no_estimate", "internal_silence", "empty_seat"] {
        assert!(words.contains(&word), "{words:?}");
    }
    let first = due.as_array().expect("a list").iter().find(|it| it["word"] == "acknowledge").expect("it is due");
    assert_eq!((&first["for_me"], &first["for"]), (&true.into(), &"the responder".into()));
    assert_eq!((&first["standing"], &first["todo"]), (&"soon".into(), &"accept the incident".into()));
    bo.run(&["clock"]).done().prints("acknowledgement due in").prints("for you: accept the incident");
    bo.run(&["clock", "snooze", "first_update", "later"]).ends(3).says("only the coordinator, for whom it is");
    bo.run(&["clock", "snooze", "tea", "later"]).ends(2).says("look again: warroom clock");
    dee.run(&["clock", "snooze", "acknowledge", "later"]).ends(3).says("your seat (guest)");
    ana.run(&["clock", "snooze", "first-update", "legal reads it"]).done().says("not again");
    ana.run(&["clock", "snooze", "first_update", "again"]).ends(3).says("ana snoozed it until");
    bo.run(&["clock"]).done().prints("SNOOZED  first update for customers snoozed for");
    bo.run(&["log"]).done().prints("first update for customers: legal reads it");
    bo.run(&["acknowledge"]).done();
    assert!(!bo.run(&["clock"]).done().out.contains("acknowledgement"));
    let made = ana.run(&["invite", "reader", "--json"]).done().json();
    let rex = world.joined("rex", made["invite"].as_str().expect("an invite"));
    rex.run(&["clock"]).ends(3).says("you read what is published");
    bo.run(&["verify"]).done().prints("VERIFIED");
}
