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
