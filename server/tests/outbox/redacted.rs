//! What is redacted before its attempt begins is not sent, however far its way to the channel was prepared.

use crate::endpoint::{Endpoint, Reply};
use crate::world::{World, channel, quick};
use serde_json::json;
use std::sync::mpsc;
use std::time::Duration;
use warroom_incident::Command;
use warroom_incident::event::DeliveryFate::GivenUp;
use warroom_incident::event::Phase;
use warroom_server::outbox::Timing;

const TEXT: &str = "Ms Okafor's card was charged twice.";

fn patient() -> Timing {
    let long = Duration::from_secs(60);
    Timing { request: long, attempt: long, ..quick() }
}

fn redact(world: &World) {
    let update = world.state().updates[0].seq;
    world.ana(Command::Redact { event: update, reason: "a person's name".into() }).unwrap();
}

#[test]
fn what_is_redacted_while_the_page_is_looked_at_is_not_sent_again() {
    let (looks, looking) = mpsc::channel();
    let (go_on, wait) = mpsc::channel::<()>();
    let endpoint = Endpoint::start(move |asked| {
        if asked.method == "POST" {
            return Reply::says(500, "");
        }
        // The test may have failed already.
        looks.send(()).unwrap_or(());
        wait.recv().unwrap_or(());
        Reply::json(200, &json!([]))
    });
    let more = json!({ "to": "abc", "api": endpoint.url("/v1") });
    let world = World::start(|dir| vec![channel(dir, "statuspage", "key-hunter2hunter2", more)], patient());
    let delivery = world.publish(TEXT)[0];
    looking.recv().unwrap();
    redact(&world);
    go_on.send(()).unwrap();
    world.becomes(delivery, GivenUp);
    assert_eq!(world.note(delivery), "its words were redacted");
    assert_eq!(endpoint.of("POST").len(), 1);
}

#[test]
fn what_is_redacted_while_it_waits_for_a_place_in_its_channel_is_not_sent() {
    let endpoint = Endpoint::start(|_| Reply::Hangs);
    let url = endpoint.url("/services/T0000/B0000/hunter2hunter2");
    let world = World::start(|dir| vec![channel(dir, "slack", &url, json!({}))], patient());
    // As many as are sent at a time.
    for _ in 0..4 {
        let other = world.declared("Another", false);
        world.publish_in(other, Phase::Identified, "Elsewhere.");
    }
    world.until("four that hang", |_| endpoint.asked().len() == 4);
    let delivery = world.publish(TEXT)[0];
    redact(&world);
    endpoint.lets_go();
    world.becomes(delivery, GivenUp);
    let texts: Vec<_> = endpoint.asked().iter().map(|it| it.json()["text"].clone()).collect();
    assert_eq!(texts, vec!["Elsewhere."; 4]);
}

#[test]
fn what_is_redacted_while_the_page_is_asked_for_its_incident_is_not_sent() {
    let (looks, looking) = mpsc::channel();
    let (go_on, wait) = mpsc::channel::<()>();
    let endpoint = Endpoint::start(move |asked| {
        if asked.method == "POST" {
            return Reply::says(400, "");
        }
        // The test may have failed already.
        looks.send(()).unwrap_or(());
        wait.recv().unwrap_or(());
        Reply::json(200, &json!([]))
    });
    let more = json!({ "to": "abc", "api": endpoint.url("/v1") });
    let world = World::start(|dir| vec![channel(dir, "statuspage", "key-hunter2hunter2", more)], patient());
    let first = world.publish("Some payments fail.")[0];
    world.is_for_a_person(first);
    world.ana(Command::GiveUpDelivery { delivery: first, reason: "told them".into() }).unwrap();
    let second = world.publish(TEXT)[0];
    looking.recv().unwrap();
    let update = world.state().updates[1].seq;
    world.ana(Command::Redact { event: update, reason: "a person's name".into() }).unwrap();
    go_on.send(()).unwrap();
    world.becomes(second, GivenUp);
    assert_eq!(endpoint.of("POST").len(), 1);
}

/// A chat that hangs, and an update that is being sent to it.
fn being_sent() -> (Endpoint, World, warroom_incident::Seq) {
    let endpoint = Endpoint::start(|_| Reply::Hangs);
    let url = endpoint.url("/services/T0000/B0000/hunter2hunter2");
    let world = World::start(|dir| vec![channel(dir, "slack", &url, json!({}))], patient());
    let delivery = world.publish(TEXT)[0];
    world.until("a request", |_| endpoint.asked().len() == 1);
    (endpoint, world, delivery)
}

#[test]
fn what_was_being_sent_when_the_server_ended_may_have_arrived_also_if_it_was_redacted_or_lost_its_channel() {
    let (_endpoint, world, delivery) = being_sent();
    redact(&world);
    let world = world.killed();
    world.becomes(delivery, GivenUp);
    let cut_off = "the server stopped while it was sent and may have arrived: look there; ";
    assert_eq!(world.note(delivery), format!("{cut_off}its words were redacted"));

    let (_endpoint, mut world, delivery) = being_sent();
    world.takes(|policy| policy.channels[0].name = "other".into());
    let world = world.killed();
    let note = world.is_for_a_person(delivery);
    let gone = "the policy has no such channel any more; put it back, then retry, or give up";
    assert_eq!(note, format!("{cut_off}{gone}"));
}
