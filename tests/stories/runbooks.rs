//! Tasks in their order, contacts, owners and runbooks, with the real programs.

use super::terminal::Terminal;
use super::world::World;
use serde_json::Value;

const POLICY: &str = r#"
[[contacts]]
name = "Vendor"
role = "redis"
reach = "+44 20 7946 0000"

[[owners]]
service = "checkout"
who = "team payments"
reach = "https://chat.example/payments"
checked = "2001-02-03"

[[runbooks]]
title = "Roll back a release"
url = "https://runbooks.example/rollback"
steps = ["Stop the pipeline", "Roll back one region"]
"#;

#[test]
fn the_chair_orders_the_tasks_and_sees_what_waiting_for_them_costs() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    let dee = world.joined("dee", &declared.invite("guest"));
    let add = |text: &str| bo.run(&["task", "add", text, "--json"]).done().json()["seq"].to_string();
    let (first, second) = (add("call the vendor"), add("restart the pods"));
    bo.run(&["task", "rank", &second, "--place", "1"]).ends(3).says("ask: coordinator");
    ana.run(&["task", "rank", &first, "--place", "1"]).done();
    ana.run(&["task", "rank", &second, "--place", "1", "--saves", "80"]).done();
    ana.run(&["task", "rank", &second]).ends(3).says("say a place in the order");
    ana.run(&["task", "rank", &second, "--saves", "101"]).ends(3).says("0 to 100 %");
    bo.run(&["task", "plan", &second, "--within", "15m"]).done();
    bo.run(&["task", "plan", &second, "--within", "soon"]).ends(2).says("--within");
    bo.run(&["task", "plan", &second, "--within", "15m", "--by", "04:00"]).ends(2);
    bo.run(&["task", "plan", &second, "--by", "2001-01-01T00:00:00Z"]).ends(3).says("cannot be due");
    let tasks = ana.run(&["task", "list", "--json"]).done().json();
    let of = |at: usize, key: &str| tasks[at][key].clone();
    assert_eq!([of(0, "task").to_string(), of(1, "task").to_string()], [second.clone(), first.clone()], "{tasks}");
    assert_eq!((of(0, "rank"), of(0, "saves_percent"), of(0, "overdue")), (1.into(), 80.into(), false.into()));
    assert!(of(0, "due_by").is_string() && of(0, "cost_of_waiting").is_null(), "{tasks}");
    assert_eq!((of(2, "mitigation"), of(2, "saves_percent")), (true.into(), 100.into()), "then mitigations");
    ana.run(&["task", "list"]).done().prints("1. [open] restart the pods  saves 80 %  due ");
    // Who sees no figures sees the order all the same.
    let seen = dee.run(&["task", "list", "--json"]).done().json();
    assert_eq!((&seen[0]["rank"], &seen[0]["cost_of_waiting"]), (&1.into(), &Value::Null));
    bo.run(&["task", "done", &second]).done();
    let after = ana.run(&["task", "list", "--json"]).done().json();
    assert_eq!(
        (after[0]["task"].to_string(), &after[0]["rank"]),
        (first.clone(), &1.into()),
        "what is done makes room"
    );
    ana.run(&["task", "rank", &first, "--no-place"]).done();
    assert!(ana.run(&["task", "list", "--json"]).done().json()[0]["rank"].is_null());
    bo.run(&["log"]).done().prints("is number 1 to do, saves 80 % of the cost");
    bo.run(&["verify"]).done().prints("VERIFIED");
}

#[test]
fn whom_to_call_is_read_with_the_day_of_its_last_check() {
    let world = World::with_policy(|_| POLICY.to_owned());
    let declared = world.declare("Checkout is down");
    let dee = world.joined("dee", &declared.invite("guest"));
    dee.run(&["contacts"]).done().prints("Vendor (redis): +44 20 7946 0000  [never checked: may be wrong]");
    dee.run(&["owners"]).done().prints("checkout: team payments").prints("days ago: may be out of date]");
    let contacts = dee.run(&["contacts", "--json"]).done().json();
    assert_eq!((&contacts[0]["name"], &contacts[0]["doubtful"]), (&"Vendor".into(), &true.into()), "{contacts}");
    let owners = dee.run(&["owners", "--json"]).done().json();
    assert_eq!((&owners[0]["service"], &owners[0]["checked"]), (&"checkout".into(), &"2001-02-03".into()), "{owners}");
    let none = World::new();
    let declared = none.declare("Checkout is down");
    let ana = none.joined("ana", &declared.invite("coordinator"));
    ana.run(&["contacts"]).done().says("names nobody to call");
    assert_eq!(ana.run(&["runbook", "list", "--json"]).done().json(), serde_json::json!([]));
}

#[test]
fn steps_of_a_runbook_are_ticked_off_on_both_ways_and_stand_on_the_record() {
    let world = World::with_policy(|_| POLICY.to_owned());
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    let dee = world.joined("dee", &declared.invite("guest"));
    bo.run(&["runbook", "tick", "roll back", "1"]).done();
    bo.run(&["runbook", "tick", "roll back", "1"]).ends(3).says("was ticked off already, by bo");
    bo.run(&["runbook", "tick", "roll back", "3"]).ends(3).says("it has steps 1 to 2");
    bo.run(&["runbook", "tick", "failover", "1"]).ends(3).says("the policy has Roll back a release");
    dee.run(&["runbook", "tick", "roll back", "2"]).ends(3).says("your seat (guest)");
    bo.run(&["runbook", "show", "failover"]).ends(3).says("the policy has Roll back a release");

    let mut terminal = Terminal::open(&ana, &["join"]);
    terminal.sees("LIVE").types("q").types(":").sees("type to find").spells("roll back").sees("RUNBOOK");
    terminal.types("\r").sees("1 of 2 steps done").sees("by bo");
    terminal.types("\r").sees("2 of 2 steps done").sees("by ana");

    let shown = bo.run(&["runbook", "show", "Roll back a release", "--json"]).done().json();
    assert_eq!((&shown["done"], &shown["steps"][1]["by"]), (&2.into(), &"ana".into()), "{shown}");
    bo.run(&["runbook", "tick", "roll back", "2", "--undo"]).done();
    bo.run(&["runbook", "tick", "roll back", "2", "--undo"]).ends(3).says("is not ticked off");
    bo.run(&["runbook", "show", "roll"]).done().prints("1 of 2 steps done").prints("2 [ ] Roll back one region");
    bo.run(&["runbook", "list"]).done().prints("Roll back a release: https://runbooks.example/rollback  1 of 2");
    let log = bo.run(&["log"]).done();
    log.prints("step 2 DONE: Roll back one region").prints("step 2 is NOT done after all: Roll back one region");
    bo.run(&["verify"]).done().prints("VERIFIED");
}
