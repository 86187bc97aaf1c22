//! A policy that is read anew while an update is on its way: nothing goes where nobody approved it to go.

use super::channels::Receiver;
use super::people::Person;
use super::world::{World, eventually};
use nix::sys::signal::Signal;
use serde_json::Value;
use std::net::{SocketAddr, TcpListener};

fn policy(home: &std::path::Path, hook: SocketAddr) -> String {
    let key = home.join("hook.key");
    std::fs::write(&key, "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").expect("written");
    format!(
        "[[channels]]\nname = \"hook\"\nkind = \"webhook\"\nto = \"http://{hook}/updates\"\nsecret_file = {key:?}\n"
    )
}

fn reads_anew(world: &World, hook: SocketAddr) {
    std::fs::write(world.data().join("policy.toml"), policy(world.path(), hook)).expect("written");
    world.signal(Signal::SIGHUP);
}

fn shown(ana: &Person, draft: &str) -> Value {
    ana.run(&["draft", "show", draft, "--json"]).done().json()
}

#[test]
fn an_update_never_goes_where_the_policy_leads_only_since_it_was_approved() {
    let down = TcpListener::bind("127.0.0.1:0").expect("a port");
    let first = down.local_addr().expect("an address");
    drop(down);
    let other = Receiver::on(TcpListener::bind("127.0.0.1:0").expect("a port"), true);
    let mut world = World::with_policy(|home| policy(home, first));
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let new = ["draft", "new", "--audience", "customers", "--phase", "investigating", "--text", "Some payments fail."];
    let opened = ana.run(&[&new[..], &["--json"]].concat()).done().json();
    let (draft, seen) = (opened["draft"].to_string(), opened["revision"].to_string());
    ana.run(&["draft", "approve", &draft, "--revision", &seen]).done();

    // Between the approval and the publishing.
    reads_anew(&world, other.address);
    let void = eventually("the approval is void", || {
        Some(shown(&ana, &draft)).filter(|it| it["revision"].as_u64() != opened["revision"].as_u64())
    });
    assert_eq!(void["state"], "in_review");
    ana.run(&["draft", "publish", &draft, "--revision", &seen]).ends(3).says("the channels by the policy");
    ana.run(&["draft", "approve", &draft, "--revision", &seen, "--publish"]).ends(3).says("the channels by the policy");

    // Between the publishing and a try that would have worked.
    reads_anew(&world, first);
    let back = eventually("the policy is as it was", || {
        Some(shown(&ana, &draft)["revision"].clone()).filter(|it| *it != void["revision"])
    });
    let back = back.to_string();
    ana.run(&["draft", "approve", &draft, "--revision", &back, "--publish"]).done();
    let delivery = || shown(&ana, &draft)["deliveries"][0].clone();
    eventually("nobody is there", || (delivery()["state"] == "failed").then_some(()));
    reads_anew(&world, other.address);
    let elsewhere = "this channel leads elsewhere since it was approved";
    let says = |it: &Value| it["note"].as_str().is_some_and(|note| note.contains(elsewhere));
    let stuck = eventually("a person is told", || Some(delivery()).filter(says));
    assert!(stuck["state"] == "failed" && stuck["again"].is_null(), "{stuck}");
    let number = stuck["delivery"].to_string();
    ana.run(&["draft", "retry", &number]).done();
    eventually("a person is told again", || (delivery()["state"] == "failed").then_some(()));
    assert_eq!(other.texts(), Vec::<String>::new(), "nothing of it goes there");

    // The policy is put back, and with it the place that was approved.
    let right = Receiver::on(TcpListener::bind(first).expect("the same port"), true);
    reads_anew(&world, first);
    // A retry before the policy is read fails like the last one.
    eventually("it arrives", || {
        let state = delivery()["state"].clone();
        if state == "failed" {
            ana.run(&["draft", "retry", &number]);
        }
        (state == "sent").then_some(())
    });
    assert_eq!(right.texts(), ["Some payments fail."]);
    assert_eq!(other.texts(), Vec::<String>::new());
    world.stop();
}
