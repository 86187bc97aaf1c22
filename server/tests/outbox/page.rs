//! A status page: made on the first update, changed by later ones, read back, and never told twice.

use crate::endpoint::{Asked, Endpoint, Reply};
use crate::world::{World, channel, quick};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use warroom_incident::event::DeliveryFate::{Confirmed, Failed, Sending, Sent};
use warroom_incident::event::Phase;
use warroom_incident::{Command, Policy};
use warroom_server::outbox::Timing;

const PAGE: &str = "q7w2n5x8c1vk";
const KEY: &str = "key-hunter2hunter2";

/// A page that answers in the documented shapes.
#[derive(Default)]
struct Shown {
    incidents: Vec<Value>,
    /// Answers that are given in place of the page's own, after it did what was asked.
    instead: Vec<Reply>,
}

impl Shown {
    fn answer(&mut self, asked: &Asked) -> Reply {
        if asked.headers.get("authorization").map(String::as_str) != Some("OAuth key-hunter2hunter2") {
            return Reply::json(401, &json!({ "error": "Could not authenticate" }));
        }
        let path = asked.path.split('?').next().unwrap().to_owned();
        let Some(rest) = path.strip_prefix(&format!("/v1/pages/{PAGE}/incidents")) else {
            return Reply::json(404, &json!({ "error": "Not found" }));
        };
        let id = rest.trim_start_matches('/');
        let reply = match (asked.method.as_str(), id) {
            ("GET", "") => Reply::json(200, &json!(self.incidents)),
            ("POST", "") => {
                let sample = include_str!("../webhooks/statuspage-create-incident.response.json");
                let mut incident = serde_json::from_str::<Value>(sample).unwrap()["body"].clone();
                incident["id"] = json!(format!("m4d9t1zr6h3p{}", self.incidents.len()));
                incident["incident_updates"] = json!([]);
                self.incidents.insert(0, incident);
                Reply::json(201, &change(&mut self.incidents[0], &asked.json()["incident"]))
            }
            (method @ ("GET" | "PATCH"), id) => {
                let Some(incident) = self.incidents.iter_mut().find(|it| it["id"] == id) else {
                    return Reply::json(404, &json!({ "error": "Not found" }));
                };
                if method == "PATCH" {
                    change(incident, &asked.json()["incident"]);
                }
                Reply::json(200, incident)
            }
            _ => Reply::says(405, ""),
        };
        if asked.method == "GET" { reply } else { self.instead.pop().unwrap_or(reply) }
    }
}

/// Changes an incident as the page does.
fn change(incident: &mut Value, by: &Value) -> Value {
    for name in ["name", "status", "impact_override", "metadata"] {
        if let Some(value) = by.get(name) {
            incident[name] = value.clone();
        }
    }
    let update = json!({ "status": by["status"], "body": by["body"] });
    incident["incident_updates"].as_array_mut().unwrap().insert(0, update);
    incident.clone()
}

fn page() -> (Endpoint, Arc<Mutex<Shown>>) {
    let shown = Arc::new(Mutex::new(Shown::default()));
    let answering = Arc::clone(&shown);
    (Endpoint::start(move |asked| answering.lock().unwrap().answer(asked)), shown)
}

fn world(endpoint: &Endpoint, timing: Timing) -> World {
    let more = json!({ "to": PAGE, "api": endpoint.url("/v1"), "components": ["b8f3k0s7j2ly"] });
    World::start(|dir| vec![channel(dir, "statuspage", KEY, more)], timing)
}

/// The documented keys of a request, and no other.
fn fits(request: &Value, sample: &str, more: &[&str]) {
    let sample: Value = serde_json::from_str(sample).unwrap();
    let known = sample["body"]["incident"].as_object().unwrap();
    for (name, value) in request["incident"].as_object().unwrap() {
        assert!(known.contains_key(name) || more.contains(&name.as_str()), "{name} is not documented");
        let same = known.get(name).is_none_or(|it| std::mem::discriminant(it) == std::mem::discriminant(value));
        assert!(same, "{name} is {value}");
    }
    assert!(known.keys().all(|name| request["incident"].get(name).is_some()), "{request}");
}

#[test]
fn an_incident_is_made_once_and_then_changed_and_each_is_read_back() {
    let (endpoint, shown) = page();
    let world = world(&endpoint, quick());
    let first = world.publish("Some payments fail.")[0];
    let made = world.becomes(first, Confirmed);
    assert_eq!(made.reference.as_deref(), Some("m4d9t1zr6h3p0"));
    let second = world.publish_in(world.incident, Phase::Resolved, "It is over.")[0];
    world.becomes(second, Confirmed);
    let (posted, patched) = (endpoint.of("POST"), endpoint.of("PATCH"));
    assert_eq!((posted.len(), patched.len()), (1, 1));
    fits(&posted[0].json(), include_str!("../webhooks/statuspage-create-incident.request.json"), &[]);
    let more = ["impact_override", "metadata"];
    fits(&patched[0].json(), include_str!("../webhooks/statuspage-update-incident.request.json"), &more);
    let made = &posted[0].json()["incident"];
    // Never the room's own title.
    assert_eq!(made["name"], "Problem with Checkout");
    assert_eq!((&made["status"], &made["body"]), (&json!("identified"), &json!("Some payments fail.")));
    assert_eq!(made["impact_override"], "major");
    assert_eq!(made["components"], json!({ "b8f3k0s7j2ly": "partial_outage" }));
    assert_eq!(made["deliver_notifications"], true);
    let changed = &patched[0].json()["incident"];
    assert!(changed.get("name").is_none() && changed["status"] == "resolved");
    assert_eq!(changed["components"], json!({ "b8f3k0s7j2ly": "operational" }));
    assert_eq!(shown.lock().unwrap().incidents.len(), 1);
}

#[test]
fn an_attempt_of_unknown_end_that_had_arrived_is_found_and_not_repeated() {
    for lost in [
        Reply::Hangs,
        Reply::HangsUp,
        Reply::BreaksOff,
        Reply::says(504, ""),
        Reply::says(500, ""),
        Reply::says(200, "{}"),
    ] {
        let (endpoint, shown) = page();
        shown.lock().unwrap().instead = vec![lost.clone()];
        let world = world(&endpoint, quick());
        let first = world.publish("Some payments fail.")[0];
        let found = world.becomes(first, Confirmed);
        assert_eq!((found.reference.as_deref(), world.note(first).as_str()), (Some("m4d9t1zr6h3p0"), "it had arrived"));
        shown.lock().unwrap().instead = vec![lost.clone()];
        let second = world.publish("The cause is found.")[0];
        world.until("both confirmed", |it| it.deliveries[&second].fate == Confirmed);
        assert_eq!((endpoint.of("POST").len(), endpoint.of("PATCH").len()), (1, 1), "{lost:?}");
        assert_eq!(shown.lock().unwrap().incidents[0]["incident_updates"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn an_attempt_of_unknown_end_that_had_not_arrived_is_repeated() {
    let (endpoint, shown) = page();
    let mut lost = true;
    let answering = Arc::clone(&shown);
    endpoint.now(move |asked| {
        let lose = asked.method == "POST" && std::mem::take(&mut lost);
        if lose { Reply::HangsUp } else { answering.lock().unwrap().answer(asked) }
    });
    let world = world(&endpoint, quick());
    let first = world.publish("Some payments fail.")[0];
    assert_eq!(world.becomes(first, Confirmed).attempts, 2);
    assert_eq!((endpoint.of("POST").len(), shown.lock().unwrap().incidents.len()), (2, 1));
}

#[test]
fn a_server_killed_between_sending_and_recording_finds_what_it_sent() {
    let (endpoint, shown) = page();
    shown.lock().unwrap().instead = vec![Reply::Hangs];
    let long = Duration::from_secs(60);
    let world = world(&endpoint, Timing { request: long, attempt: long, ..quick() });
    let first = world.publish("Some payments fail.")[0];
    world.until("a request", |_| endpoint.of("POST").len() == 1);
    assert_eq!(world.state().deliveries[&first].fate, Sending);
    let world = world.killed();
    assert_eq!(world.becomes(first, Confirmed).attempts, 1);
    assert_eq!(endpoint.of("POST").len(), 1);
    let second = world.publish("The cause is found.")[0];
    world.becomes(second, Confirmed);
    assert_eq!((endpoint.of("POST").len(), endpoint.of("PATCH").len()), (1, 1));
}

#[test]
fn after_one_that_a_person_gave_up_the_page_is_asked_whether_it_has_the_incident() {
    let (endpoint, shown) = page();
    shown.lock().unwrap().instead = vec![Reply::Hangs];
    let slow = Timing { first_pause: Duration::from_secs(3_600), longest_pause: Duration::from_secs(3_600), ..quick() };
    let world = world(&endpoint, slow);
    let first = world.publish("Some payments fail.")[0];
    world.becomes(first, Failed);
    world.ana(Command::GiveUpDelivery { delivery: first, reason: "it is there".into() }).unwrap();
    let second = world.publish("The cause is found.")[0];
    world.becomes(second, Confirmed);
    assert_eq!((endpoint.of("POST").len(), endpoint.of("PATCH").len()), (1, 1));
}

#[test]
fn an_incident_that_somebody_deleted_on_the_page_is_made_anew() {
    let (endpoint, shown) = page();
    let world = world(&endpoint, quick());
    let first = world.publish("Some payments fail.")[0];
    world.becomes(first, Confirmed);
    shown.lock().unwrap().incidents.clear();
    let second = world.publish("The cause is found.")[0];
    assert_eq!(world.becomes(second, Confirmed).attempts, 2);
    let third = world.publish("It is over.")[0];
    assert_eq!(world.becomes(third, Confirmed).attempts, 1);
    assert_eq!((endpoint.of("POST").len(), endpoint.of("PATCH").len()), (2, 2));
    assert_eq!(shown.lock().unwrap().incidents.len(), 1);
}

#[test]
fn the_pages_own_word_for_too_many_requests_is_one_to_wait() {
    let (endpoint, shown) = page();
    let mut first = true;
    let answering = Arc::clone(&shown);
    endpoint.now(move |asked| {
        let busy = Reply::json(420, &json!({ "error": "Too many requests" })).with("Retry-After", "0");
        if std::mem::take(&mut first) { busy } else { answering.lock().unwrap().answer(asked) }
    });
    let world = world(&endpoint, quick());
    let delivery = world.publish("Some payments fail.")[0];
    assert_eq!(world.becomes(delivery, Confirmed).attempts, 2);
    assert_eq!(endpoint.of("POST").len(), 2);
}

#[test]
fn whoever_stands_before_a_channel_may_ask_for_time_too() {
    for status in [408, 502, 504] {
        let endpoint = Endpoint::start(move |_| Reply::says(status, "").with("Retry-After", "60"));
        let hook = json!({ "to": endpoint.url("/hook") });
        let page = json!({ "to": PAGE, "api": endpoint.url("/v1") });
        let key = "whsec_aHVudGVyMmh1bnRlcjJodW50ZXIyaHVudGVyMmh1";
        let world = World::start(
            |dir| vec![channel(dir, "statuspage", KEY, page), channel(dir, "webhook", key, hook)],
            quick(),
        );
        for delivery in world.publish("Some payments fail.") {
            let failed = world.becomes(delivery, Failed);
            // A webhook's 408 is for a person at once.
            let pause = failed.again.map(|again| (again - failed.at).num_seconds());
            let by_hand = status == 408 && failed.channel == "webhook";
            assert!(if by_hand { pause.is_none() } else { pause >= Some(59) }, "{status}: {failed:?}");
        }
    }
}

#[test]
fn a_page_is_asked_no_more_often_than_it_allows() {
    let (endpoint, _) = page();
    let every = Duration::from_millis(150);
    let world = world(&endpoint, Timing { page_every: every, ..quick() });
    let since = Instant::now();
    let others: Vec<_> = (0..3).map(|_| world.declared("Another", false)).collect();
    for incident in &others {
        world.publish_in(*incident, Phase::Identified, "Some payments fail.");
    }
    let reached = |incident| world.state_of(incident).deliveries.values().all(|it| it.fate == Confirmed);
    world.until("all of them", |_| others.iter().all(|incident| reached(*incident)));
    // Three are made and three read back: five pauses.
    assert!(endpoint.asked().len() == 6 && since.elapsed() >= every * 5, "{:?}", since.elapsed());
}

#[test]
fn pages_that_share_a_key_share_its_limit() {
    let endpoint = Endpoint::start(|asked| match asked.method.as_str() {
        "POST" => Reply::json(201, &json!({ "id": "m4d9" })),
        _ => Reply::says(404, ""),
    });
    let every = Duration::from_millis(150);
    let page = |name: &str| json!({ "name": name, "to": name, "api": endpoint.url("/v1") });
    let since = Instant::now();
    let world = World::start(
        |dir| vec![channel(dir, "statuspage", KEY, page("one")), channel(dir, "statuspage", KEY, page("two"))],
        Timing { page_every: every, ..quick() },
    );
    for delivery in world.publish("Some payments fail.") {
        world.becomes(delivery, Sent);
    }
    // Two are made and two read back: three pauses.
    assert!(endpoint.asked().len() == 4 && since.elapsed() >= every * 3, "{:?}", since.elapsed());
}

#[test]
fn a_wrong_key_is_for_a_person_and_what_cannot_be_read_back_is_only_sent() {
    let (endpoint, shown) = page();
    let more = json!({ "to": PAGE, "api": endpoint.url("/v1") });
    let world = World::start(|dir| vec![channel(dir, "statuspage", "another-key", more)], quick());
    let delivery = world.publish("Some payments fail.")[0];
    let note = "answered 401: Could not authenticate; retry or give up by hand";
    assert_eq!(world.is_for_a_person(delivery), note);
    // The secret is put right: nothing but the file changes.
    std::fs::write(world.data().join("statuspage.secret"), KEY).unwrap();
    let answering = Arc::clone(&shown);
    endpoint.now(move |asked| {
        let blind = asked.method == "GET" && asked.path.contains("m4d9");
        if blind { Reply::says(503, "") } else { answering.lock().unwrap().answer(asked) }
    });
    world.ana(Command::RetryDelivery { delivery }).unwrap();
    let sent = world.becomes(delivery, Sent);
    assert_eq!(sent.reference.as_deref(), Some("m4d9t1zr6h3p0"));
    assert_eq!(world.note(delivery), "taken; it could not be read back");
}

#[test]
fn the_default_page_is_that_of_the_maker() {
    let channel = Policy::default().channels.remove(0);
    assert_eq!(channel.page_api(), "https://api.statuspage.io/v1");
}
