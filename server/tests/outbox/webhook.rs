//! A signed webhook: as the standard has it, one id for ever, and a receiver that knows the id sees nothing twice.

use crate::endpoint::{Asked, Endpoint, Reply};
use crate::world::{World, channel, quick};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use warroom_incident::event::DeliveryFate::Sent;

const NEW: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const OLD: &str = "whsec_ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=";

fn world(endpoint: &Endpoint, secret: &str) -> World {
    let more = json!({ "to": endpoint.url("/hook") });
    World::start(|dir| vec![channel(dir, "webhook", secret, more)], quick())
}

/// As a receiver verifies a message.
pub(crate) fn verifies(asked: &Asked, secret: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
    let (id, at) = (&asked.headers["webhook-id"], &asked.headers["webhook-timestamp"]);
    mac.update(format!("{id}.{at}.").as_bytes());
    mac.update(&asked.body);
    let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    asked.headers["webhook-signature"].split(' ').any(|it| it == expected)
}

#[test]
fn a_message_is_signed_with_every_key_and_has_the_proposed_shape() {
    let endpoint = Endpoint::start(|_| Reply::says(204, ""));
    let world = world(&endpoint, &format!("{NEW} {OLD}\n"));
    let delivery = world.publish("Some payments fail.")[0];
    world.becomes(delivery, Sent);
    let asked = &endpoint.asked()[0];
    assert!(verifies(asked, NEW) && verifies(asked, OLD));
    let mut other = asked.clone();
    other.body[20] ^= 1;
    assert!(!verifies(&other, NEW));
    let sample: Value = serde_json::from_str(include_str!("../webhooks/standard-webhooks-signed.body")).unwrap();
    let sent = asked.json();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!((keys(&sent), &sent["type"]), (keys(&sample), &json!("update.published")));
    assert_eq!(sent["data"]["text"], "Some payments fail.");
    assert_eq!(keys(&sent["data"]), ["audience", "incident", "next_update", "notice", "phase", "text"]);
    let sent = asked.headers["webhook-timestamp"].parse::<i64>().unwrap();
    assert!((chrono::Utc::now().timestamp() - sent).abs() < 60);
    assert!(!asked.headers["webhook-id"].contains('.'));
}

#[test]
fn a_receiver_that_knows_the_id_sees_each_update_once() {
    let (seen, told) = (Arc::new(Mutex::new(HashSet::new())), Arc::new(Mutex::new(Vec::new())));
    let (ids, texts) = (Arc::clone(&seen), Arc::clone(&told));
    let mut count = 0;
    let endpoint = Endpoint::start(move |asked| {
        if ids.lock().unwrap().insert(asked.headers["webhook-id"].clone()) {
            texts.lock().unwrap().push(asked.json()["data"]["text"].clone());
        }
        count += 1;
        // It took it, and what stands before it lost the answer.
        if count % 2 == 1 { Reply::says(502, "") } else { Reply::says(200, "") }
    });
    let world = world(&endpoint, NEW);
    for text in ["One.", "Two.", "Three."] {
        let delivery = world.publish(text)[0];
        assert_eq!(world.becomes(delivery, Sent).attempts, 2);
    }
    assert_eq!(*told.lock().unwrap(), ["One.", "Two.", "Three."]);
    assert_eq!((seen.lock().unwrap().len(), endpoint.asked().len()), (3, 6));
}

#[test]
fn two_servers_have_different_ids_for_the_same_numbers() {
    let endpoint = Endpoint::start(|_| Reply::says(200, ""));
    for _ in 0..2 {
        let world = world(&endpoint, NEW);
        let delivery = world.publish("One.")[0];
        world.becomes(delivery, Sent);
    }
    let ids: HashSet<_> = endpoint.asked().iter().map(|it| it.headers["webhook-id"].clone()).collect();
    assert_eq!(ids.len(), 2);
}
