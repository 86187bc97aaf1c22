//! A chat's webhook that misbehaves in every way: what is repeated, what a person decides, and that nothing comes twice.

use crate::endpoint::{Endpoint, Reply};
use crate::world::{World, channel, quick};
use std::net::TcpListener;
use std::time::{Duration, Instant};
use warroom_incident::Command;
use warroom_incident::event::DeliveryFate::{Failed, GivenUp, Sent};
use warroom_server::outbox::Timing;

const TEXT: &str = "Payments <https://evil.example> & more fail.";

fn chat(endpoint: &Endpoint, timing: Timing) -> World {
    let url = endpoint.url("/services/T0000/B0000/hunter2hunter2");
    World::start(|dir| vec![channel(dir, "slack", &url, serde_json::json!({}))], timing)
}

#[test]
fn a_chat_gets_what_was_approved_escaped_and_once() {
    let sample: serde_json::Value =
        serde_json::from_str(include_str!("../webhooks/slack-incoming-webhook.request.json")).unwrap();
    let endpoint = Endpoint::start(|_| Reply::says(200, "ok"));
    let world = chat(&endpoint, quick());
    let delivery = world.publish(TEXT)[0];
    let sent = world.becomes(delivery, Sent);
    assert_eq!((sent.attempts, endpoint.asked().len()), (1, 1));
    let asked = &endpoint.asked()[0];
    assert_eq!(asked.method, sample["method"]);
    assert_eq!(asked.headers["content-type"], sample["headers"]["Content-Type"]);
    let shown = "Payments &lt;https://evil.example&gt; &amp; more fail.";
    assert_eq!(asked.json(), serde_json::json!({ "text": shown, "mrkdwn": false }));
}

#[test]
fn a_target_that_is_down_gets_it_when_it_is_back() {
    let place = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = place.local_addr().unwrap();
    drop(place);
    let url = format!("http://{address}/services/T0000/B0000/hunter2hunter2");
    let world = World::start(
        |dir| vec![channel(dir, "slack", &url, serde_json::json!({}))],
        Timing { attempts: 1_000, ..quick() },
    );
    let delivery = world.publish(TEXT)[0];
    let failed = world
        .until("two failures", |it| it.deliveries[&delivery].attempts >= 2 && it.deliveries[&delivery].fate == Failed);
    assert!(failed.deliveries[&delivery].again.is_some());
    assert_eq!(world.note(delivery), "no connection");
    let endpoint = Endpoint::start_on(TcpListener::bind(address).unwrap(), |_| Reply::says(200, "ok"));
    world.becomes(delivery, Sent);
    assert_eq!(endpoint.asked().len(), 1);
}

#[test]
fn a_server_error_is_tried_again_until_a_person_has_to_look() {
    let mut answers = vec![Reply::says(200, "ok"), Reply::says(500, "rollup_error"), Reply::says(503, "")];
    let endpoint = Endpoint::start(move |_| answers.pop().unwrap());
    let world = chat(&endpoint, quick());
    let delivery = world.publish(TEXT)[0];
    assert_eq!(world.becomes(delivery, Sent).attempts, 3);

    let endpoint = Endpoint::start(|_| Reply::says(500, "rollup_error"));
    let world = chat(&endpoint, quick());
    let delivery = world.publish(TEXT)[0];
    let note = world.is_for_a_person(delivery);
    assert_eq!(note, "answered 500: rollup_error; tried 6 times, retry or give up by hand");
    assert_eq!(endpoint.asked().len(), 6);
    endpoint.now(|_| Reply::says(200, "ok"));
    world.ana(Command::RetryDelivery { delivery }).unwrap();
    world.becomes(delivery, Sent);
    assert_eq!(endpoint.asked().len(), 7);
}

#[test]
fn a_target_that_asks_for_time_is_left_alone_for_so_long() {
    let mut first = true;
    let endpoint = Endpoint::start(move |_| {
        let slow = Reply::says(429, "").with("Retry-After", "1");
        if std::mem::take(&mut first) { slow } else { Reply::says(200, "ok") }
    });
    let world = chat(&endpoint, quick());
    let delivery = world.publish(TEXT)[0];
    let failed = world.becomes(delivery, Failed);
    let since = Instant::now();
    assert_eq!(world.note(delivery), "answered 429");
    assert!(failed.again.unwrap() - failed.at >= chrono::TimeDelta::milliseconds(900), "{failed:?}");
    world.becomes(delivery, Sent);
    assert!(since.elapsed() >= Duration::from_millis(800));
    assert_eq!(endpoint.asked().len(), 2);
}

#[test]
fn a_no_that_stays_a_no_is_for_a_person_at_once() {
    // Its first characters would stand before the cut.
    let cut = format!("{} hunter2hunter2", "x".repeat(193));
    for (status, body, note) in [
        (400, cut.as_str(), "answered 400; retry or give up by hand"),
        (404, "no_service", "answered 404: no_service; retry or give up by hand"),
        (403, "action_prohibited", "answered 403: action_prohibited; retry or give up by hand"),
        (302, "", "answered 302; redirects are not followed; retry or give up by hand"),
        (307, "", "answered 307; redirects are not followed; retry or give up by hand"),
        (400, "bad: hunter2hunter2", "answered 400; retry or give up by hand"),
        (410, "<html>gone</html>", "answered 410; retry or give up by hand"),
    ] {
        let elsewhere = Endpoint::start(|_| Reply::says(200, "ok"));
        let there = elsewhere.url("/");
        let body = body.to_owned();
        let endpoint = Endpoint::start(move |_| Reply::says(status, &body).with("Location", &there));
        let world = chat(&endpoint, quick());
        let delivery = world.publish(TEXT)[0];
        assert_eq!(world.is_for_a_person(delivery), note);
        assert_eq!((endpoint.asked().len(), elsewhere.asked().len()), (1, 0), "{status}");
    }
}

#[test]
fn where_nobody_knows_whether_it_arrived_it_is_not_sent_again_by_itself() {
    let huge = "x".repeat(8 * 1024 * 1024);
    for (reply, note) in [
        (Reply::Hangs, "no answer in time"),
        (Reply::HangsUp, "the connection broke before an answer"),
        (Reply::BreaksOff, "answered 200 but not ok"),
        (Reply::says(200, "<html>welcome to the hotel</html>"), "answered 200 but not ok"),
        (Reply::says(200, &huge), "answered 200 but not ok"),
        (Reply::says(504, ""), "answered 504"),
    ] {
        let said = reply.clone();
        let endpoint = Endpoint::start(move |_| said.clone());
        let world = chat(&endpoint, quick());
        let first = world.publish(TEXT)[0];
        let expected = format!("{note}; it may have arrived: look there, then retry or give up");
        assert_eq!(world.is_for_a_person(first), expected);
        // A later update waits until somebody decided about this one.
        endpoint.now(|_| Reply::says(200, "ok"));
        let second = world.publish("More is known.")[0];
        let third = world.publish("It is over.")[0];
        assert_eq!(endpoint.asked().len(), 1, "{note}");
        world.ana(Command::GiveUpDelivery { delivery: first, reason: "it did arrive".into() }).unwrap();
        world.becomes(second, Sent);
        world.becomes(third, Sent);
        let texts: Vec<_> = endpoint.asked().iter().map(|it| it.json()["text"].clone()).collect();
        assert_eq!(texts[1..], ["More is known.", "It is over."]);
        assert_eq!(world.state().deliveries[&first].fate, GivenUp);
    }
}

#[test]
fn a_server_killed_between_sending_and_recording_does_not_send_twice() {
    let endpoint = Endpoint::start(|_| Reply::Hangs);
    let world =
        chat(&endpoint, Timing { request: Duration::from_secs(60), attempt: Duration::from_secs(60), ..quick() });
    let delivery = world.publish(TEXT)[0];
    world.until("a request", |_| endpoint.asked().len() == 1);
    assert_eq!(world.state().deliveries[&delivery].fate, warroom_incident::event::DeliveryFate::Sending);
    let world = world.killed();
    endpoint.now(|_| Reply::says(200, "ok"));
    let note = world.is_for_a_person(delivery);
    assert_eq!(note, "the server stopped while it was sent; it may have arrived: look there, then retry or give up");
    assert_eq!(endpoint.asked().len(), 1);
    world.ana(Command::RetryDelivery { delivery }).unwrap();
    world.becomes(delivery, Sent);
    assert_eq!(endpoint.asked().len(), 2);
}

#[test]
fn what_waited_for_its_next_try_goes_on_after_a_restart() {
    let endpoint = Endpoint::start(|_| Reply::says(503, ""));
    let world = chat(&endpoint, Timing { attempts: 10_000, ..quick() });
    let delivery = world.publish(TEXT)[0];
    world.becomes(delivery, Failed);
    let world = world.killed();
    endpoint.now(|_| Reply::says(200, "ok"));
    world.becomes(delivery, Sent);
}

#[test]
fn giving_up_ends_a_running_pause_and_retrying_ends_it_too() {
    let pause = Duration::from_secs(3_600);
    let slow = Timing { first_pause: pause, longest_pause: pause, ..quick() };
    let endpoint = Endpoint::start(|_| Reply::says(503, ""));
    let world = chat(&endpoint, slow);
    let first = world.publish(TEXT)[0];
    world.becomes(first, Failed);
    endpoint.now(|_| Reply::says(200, "ok"));
    world.ana(Command::RetryDelivery { delivery: first }).unwrap();
    world.becomes(first, Sent);
    endpoint.now(|_| Reply::says(503, ""));
    let second = world.publish(TEXT)[0];
    world.becomes(second, Failed);
    world.ana(Command::GiveUpDelivery { delivery: second, reason: "told them".into() }).unwrap();
    endpoint.now(|_| Reply::says(200, "ok"));
    let third = world.publish("It is over.")[0];
    world.becomes(third, Sent);
    assert_eq!(endpoint.asked().len(), 4);
}
