//! Order and independence: one after the other to a channel, and no channel waits for another.

use crate::endpoint::{Endpoint, Reply};
use crate::world::{World, channel, quick};
use serde_json::json;
use std::time::Duration;
use warroom_incident::event::DeliveryFate::{Confirmed, Failed, GivenUp, Nowhere, Sent, Waiting};
use warroom_incident::event::Phase;
use warroom_incident::{Command, Rejection};
use warroom_server::memory::Fault;
use warroom_server::order::{Declined, Order};
use warroom_server::outbox::Timing;

fn file() -> serde_json::Value {
    json!({ "name": "file", "kind": "file", "to": "updates.jsonl" })
}

#[test]
fn a_channel_gets_updates_in_the_order_they_were_published_whatever_fails() {
    let mut count = 0;
    let endpoint = Endpoint::start(move |_| {
        count += 1;
        if count % 3 == 0 { Reply::says(200, "ok") } else { Reply::says(503, "") }
    });
    let url = endpoint.url("/services/T0000/B0000/hunter2hunter2");
    let world = World::start(|dir| vec![channel(dir, "slack", &url, json!({}))], quick());
    let all: Vec<_> = (0..5).map(|number| world.publish(&format!("Update {number}."))[0]).collect();
    for delivery in &all {
        world.becomes(*delivery, Sent);
    }
    let mut seen: Vec<_> = endpoint.asked().iter().map(|it| it.json()["text"].to_string()).collect();
    assert_eq!(seen.len(), 15, "each three times: {seen:?}");
    seen.dedup();
    assert_eq!(seen, (0..5).map(|number| format!("\"Update {number}.\"")).collect::<Vec<_>>());
}

#[test]
fn a_channel_that_hangs_keeps_neither_another_nor_another_incident_nor_the_room_waiting() {
    let endpoint = Endpoint::start(|_| Reply::Hangs);
    let url = endpoint.url("/services/T0000/B0000/hunter2hunter2");
    let timing = Timing { request: Duration::from_secs(3_600), attempt: Duration::from_secs(3_600), ..quick() };
    let world = World::start(|dir| vec![channel(dir, "slack", &url, json!({})), file()], timing);
    let deliveries = world.publish("Update.");
    world.until("a request that hangs", |_| endpoint.asked().len() == 1);
    world.becomes(deliveries[1], Confirmed);
    let later = world.publish("Later.");
    world.becomes(later[1], Confirmed);
    assert_eq!(world.state().deliveries[&later[0]].fate, Waiting);
    let other = world.declared("Another", false);
    world.publish_in(other, Phase::Resolved, "Elsewhere.");
    let reached = |state: &warroom_incident::Incident| state.deliveries.values().any(|it| it.fate == Confirmed);
    world.until("the other incident's file", |_| reached(&world.state_of(other)));
    let file = std::fs::read_to_string(world.data().join("updates/updates.jsonl")).unwrap();
    assert_eq!(file.lines().count(), 3);
}

#[test]
fn a_failure_is_on_the_screens_in_time_although_the_target_hangs() {
    let timing = Timing::default();
    assert!(timing.attempt < Duration::from_secs(30));
    assert!(timing.connect < timing.request && timing.request * 2 <= timing.attempt);
    let endpoint = Endpoint::start(|_| Reply::Hangs);
    let url = endpoint.url("/services/T0000/B0000/hunter2hunter2");
    let world = World::start(|dir| vec![channel(dir, "slack", &url, json!({}))], quick());
    let delivery = world.publish("Update.")[0];
    world.becomes(delivery, Failed);
}

#[test]
fn a_practice_goes_nowhere() {
    let endpoint = Endpoint::start(|_| Reply::says(200, "ok"));
    let url = endpoint.url("/services/T0000/B0000/hunter2hunter2");
    let world = World::start(|dir| vec![channel(dir, "slack", &url, json!({})), file()], quick());
    let drill = world.declared("A practice", true);
    world.publish_in(drill, Phase::Identified, "Nobody reads this.");
    // What is published after it has arrived, so that this would have, too.
    let sent = world.publish("Update.");
    world.becomes(sent[0], Sent);
    world.becomes(sent[1], Confirmed);
    assert!(world.state_of(drill).deliveries.values().all(|it| it.fate == Nowhere));
    assert_eq!(endpoint.asked().len(), 1);
    let file = std::fs::read_to_string(world.data().join("updates/updates.jsonl")).unwrap();
    assert_eq!(file.lines().count(), 1);
}

#[test]
fn what_can_never_go_out_says_so_and_lets_the_next_one_go() {
    let endpoint = Endpoint::start(|_| Reply::says(503, ""));
    let url = endpoint.url("/services/T0000/B0000/hunter2hunter2");
    let world =
        World::start(|dir| vec![channel(dir, "slack", &url, json!({}))], Timing { attempts: 10_000, ..quick() });
    let first = world.publish("Ms Okafor's card was charged twice.")[0];
    world.becomes(first, Failed);
    let update = world.state().updates[0].seq;
    world.ana(Command::Redact { event: update, reason: "a person's name".into() }).unwrap();
    world.becomes(first, GivenUp);
    assert_eq!(world.note(first), "its words were redacted");
    endpoint.now(|_| Reply::says(200, "ok"));
    let second = world.publish("Update.")[0];
    world.becomes(second, Sent);
}

#[test]
fn the_file_gets_one_line_however_often_it_is_tried() {
    let world = World::start(|_| vec![file()], quick());
    let first = world.publish("Update.")[0];
    world.becomes(first, Confirmed);
    // As after a crash between writing and recording: the same line stands there already.
    let path = world.data().join("updates/updates.jsonl");
    let key = serde_json::from_str::<serde_json::Value>(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let next = key["delivery"].as_str().unwrap().rsplit_once('-').unwrap().0.to_owned();
    let coming = world.state().seq + 6;
    std::fs::write(&path, format!("{{\"delivery\":\"{next}-{coming}\"}}\n{{\"torn")).unwrap();
    let second = world.publish("Later.")[0];
    assert_eq!(second, coming, "the number that was written beforehand");
    world.becomes(second, Confirmed);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("{{\"delivery\":\"{next}-{coming}\"}}\n"));
}

#[test]
fn what_another_server_had_still_to_send_is_not_sent_by_the_one_that_takes_its_record() {
    let endpoint = Endpoint::start(|_| Reply::says(503, ""));
    let url = endpoint.url("/services/T0000/B0000/hunter2hunter2");
    let mut first = World::start(|dir| vec![channel(dir, "slack", &url, json!({}))], quick());
    // Its second incident, so that the other server has not that number.
    first.incident = first.declared("Checkout", false);
    let delivery = first.publish("Update.")[0];
    first.is_for_a_person(delivery);
    first.ana(Command::RetryDelivery { delivery }).unwrap();
    first.is_for_a_person(delivery);
    let asked = endpoint.asked().len();
    let mut second = World::start(|dir| vec![channel(dir, "slack", &url, json!({}))], quick());
    second.adopts(&first);
    second.incident = first.incident;
    endpoint.now(|_| Reply::says(200, "ok"));
    assert_eq!(second.state().deliveries[&delivery].fate, GivenUp);
    assert!(second.note(delivery).contains("brought in from another server"));
    let mut third = World::start(|dir| vec![channel(dir, "slack", &url, json!({}))], quick());
    third.adopts(&first);
    third.incident = first.incident;
    // It goes when somebody says so.
    third.ana(Command::RetryDelivery { delivery }).unwrap();
    third.becomes(delivery, Sent);
    let asked = asked + 1;
    // Or a later one goes, and then the earlier one is not sent over it.
    let later = second.publish("Later.")[0];
    second.becomes(later, Sent);
    assert_eq!(endpoint.asked().len(), asked + 1);
    let refused = second.ana(Command::RetryDelivery { delivery });
    assert!(matches!(refused, Err(Declined::Refused(Rejection::Overtaken { .. }))), "{refused:?}");
    assert_eq!(endpoint.asked().len(), asked + 1);
}

#[test]
fn where_the_outbox_has_ended_the_room_is_told() {
    let world = World::without_outbox(|_| vec![file()]);
    let delivery = world.publish("Update.")[0];
    assert_eq!(world.is_for_a_person(delivery), "this server sends nothing until it starts again; then retry");
    let seq = world.state().seq;
    world.ana(Command::RetryDelivery { delivery }).unwrap();
    world.is_for_a_person(delivery);
    let world = world.killed();
    world.ana(Command::RetryDelivery { delivery }).unwrap();
    world.becomes(delivery, Confirmed);
    // Retried, told, retried, begun and confirmed: nothing is said again and again.
    assert_eq!(world.state().seq, seq + 5);
}

#[test]
fn what_comes_back_undone_is_offered_again_on_the_next_tick_and_not_before() {
    let (world, mut jobs) = World::by_hand(|_| vec![file()]);
    let delivery = world.publish("Update.")[0];
    let incident = world.incident;
    for _ in 0..3 {
        assert!(jobs.blocking_recv().unwrap().key().ends_with(&format!("-{delivery}")));
        world.order(Order::LetGo { incident, delivery });
        assert!(jobs.try_recv().is_err(), "it would be offered as often as it comes back");
        world.order(Order::Tick);
    }
}

#[test]
fn what_a_room_has_to_send_goes_on_after_a_full_disk_made_it_forgotten() {
    let (world, mut jobs) = World::by_hand(|_| vec![file()]);
    let delivery = world.publish("Update.")[0];
    let incident = world.incident;
    jobs.blocking_recv().unwrap();
    world.order(Order::LetGo { incident, delivery });
    world.journal.inject(Fault::Refuse);
    let entry = warroom_incident::event::EntryKind::Note;
    let post = Command::Post { entry, text: "a note".into(), happened_at: None, action: None, temporary: false };
    world.ana(post).unwrap_err();
    world.order(Order::Tick);
    assert!(jobs.try_recv().is_ok(), "nobody opens the room, and it is sent nevertheless");
}
