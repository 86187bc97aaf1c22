//! Secrets and what belongs inside: neither is in the record, in a note, or where it was not meant.

use crate::endpoint::{Endpoint, Reply};
use crate::world::{World, channel, quick};
use serde_json::json;
use std::io::Write;
use std::sync::{Arc, Mutex};
use warroom_incident::Command;
use warroom_incident::event::DeliveryFate::{Confirmed, Failed, Sent};
use warroom_server::outbox::Timing;

const SECRET: &str = "hunter2hunter2hunter2";
const KEY: &str = "whsec_aHVudGVyMmh1bnRlcjJodW50ZXIyaHVudGVyMmh1";

#[test]
fn a_secret_that_is_missing_is_a_clear_failure_and_one_that_is_put_there_is_used() {
    let endpoint = Endpoint::start(|_| Reply::says(200, "ok"));
    let url = endpoint.url(&format!("/services/T0000/{SECRET}"));
    let world = World::start(|dir| vec![channel(dir, "slack", &url, json!({}))], quick());
    let at = world.data().join("slack.secret");
    std::fs::remove_file(&at).unwrap();
    let delivery = world.publish("Update.")[0];
    let note = world.is_for_a_person(delivery);
    assert!(note.contains("its secret is missing: the file") && note.contains("slack.secret"), "{note}");
    std::fs::write(&at, &url).unwrap();
    world.ana(Command::RetryDelivery { delivery }).unwrap();
    world.becomes(delivery, Sent);
}

/// Everything that is logged, at every level.
#[derive(Clone, Default)]
struct Logged(Arc<Mutex<Vec<u8>>>);

impl Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn no_secret_is_in_a_record_a_note_or_a_log_whatever_a_channel_answers() {
    let logged = Logged::default();
    let writer = logged.clone();
    // The only test of this program that looks at the log.
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).init();
    let echo = format!("no such thing: {SECRET} {KEY}");
    for status in [200, 400, 404, 500, 302] {
        let body = json!({ "error": echo }).to_string();
        let there = format!("https://elsewhere.example/{SECRET}");
        let endpoint = Endpoint::start(move |_| Reply::says(status, &body).with("Location", &there));
        let url = endpoint.url(&format!("/services/T0000/{SECRET}"));
        let api = endpoint.url("/v1");
        let hook = json!({ "to": endpoint.url("/hook") });
        let page = json!({ "to": "abc", "api": api });
        let issue = json!({ "to": endpoint.url("/browse/OPS-1") });
        let mail = json!({ "to": "a@acme.example", "from": "Acme <status@acme.example>" });
        let relay = format!("smtp://me:{SECRET}@{}", endpoint.address);
        let world = World::start(
            |dir| {
                vec![
                    channel(dir, "slack", &url, json!({})),
                    channel(dir, "webhook", KEY, hook),
                    channel(dir, "statuspage", SECRET, page),
                    channel(dir, "jira", &format!("me@acme.example:{SECRET}"), issue),
                    channel(dir, "email", &relay, mail),
                ]
            },
            Timing { attempts: 2, ..quick() },
        );
        let all = world.publish("Update.");
        world.until("all of them", |state| {
            all.iter().all(|it| {
                let it = &state.deliveries[it];
                matches!(it.fate, Sent | Confirmed) || (it.fate == Failed && it.again.is_none())
            })
        });
        let (lines, policy) = (world.lines(), serde_json::to_string(&world.state().policy).unwrap());
        for secret in [SECRET, KEY, "aHVudGVyMmh1bnRlcjI"] {
            assert!(!lines.contains(secret) && !policy.contains(secret), "{lines}");
        }
    }
    let logged = String::from_utf8(logged.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("an update was not delivered"), "{logged}");
    let own: Vec<_> = logged.lines().filter(|line| line.contains("warroom")).collect();
    for secret in [SECRET, KEY] {
        assert!(!own.iter().any(|line| line.contains(secret)), "{own:#?}");
    }
}

#[test]
fn nothing_of_the_room_is_in_any_request() {
    // What the room calls it, and what somebody wrote there.
    const CANARIES: [&str; 4] = ["Kestrel", "db-prod-03", "canary", "ana"];
    let endpoint = Endpoint::start(|asked| match asked.path.as_str() {
        path if path.contains("/services/") => Reply::says(200, "ok"),
        path if path.contains("/incidents") => Reply::json(201, &json!({ "id": "m4d9" })),
        path if path.contains("/comment") => Reply::json(201, &json!({ "id": "10000" })),
        _ => Reply::says(204, ""),
    });
    let url = endpoint.url("/services/T0000/B0000/hunter2hunter2");
    let hook = json!({ "to": endpoint.url("/hook") });
    let page = json!({ "to": "abc", "api": endpoint.url("/v1") });
    let issue = json!({ "to": endpoint.url("/browse/OPS-1") });
    let world = World::start(
        |dir| {
            vec![
                channel(dir, "slack", &url, json!({})),
                channel(dir, "webhook", KEY, hook),
                channel(dir, "statuspage", SECRET, page),
                channel(dir, "jira", SECRET, issue),
            ]
        },
        quick(),
    );
    let entry = warroom_incident::event::EntryKind::Note;
    let text = "a canary of the notes".into();
    world.ana(Command::Post { entry, text, happened_at: None, action: None, temporary: false }).unwrap();
    let all = world.publish("Some payments fail.");
    world.until("all of them", |state| all.iter().all(|it| matches!(state.deliveries[it].fate, Sent | Confirmed)));
    for asked in endpoint.asked() {
        let said = format!("{} {:?} {}", asked.path, asked.headers, String::from_utf8_lossy(&asked.body));
        assert!(!CANARIES.iter().any(|canary| said.contains(canary)), "{said}");
    }
}
