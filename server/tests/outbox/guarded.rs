//! Channels lead to the public internet over TLS and nowhere else, whatever a policy says, unless the server was told.

use crate::endpoint::{Endpoint, Reply};
use crate::world::{World, channel, quick};
use serde_json::json;
use std::net::TcpListener;
use warroom_server::outbox::{Options, lacking};

#[test]
fn nothing_is_sent_into_the_own_network_unless_the_host_was_named() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let endpoint = Endpoint::start_on(listener, |_| Reply::says(200, "ok"));
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "127.1",
        "0.0.0.0",
        "169.254.169.254",
        "10.0.0.1",
        "192.168.1.1",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[64:ff9b::a9fe:a9fe]",
    ] {
        for scheme in ["https", "http"] {
            let url = format!("{scheme}://{host}:{port}/services/T0000/B0000/hunter2hunter2");
            let options = Options { allowed: vec!["jira.acme.internal".parse().unwrap()], timing: quick() };
            let world = World::with(|dir| vec![channel(dir, "slack", &url, json!({}))], options);
            let delivery = world.publish("Update.")[0];
            let note = world.is_for_a_person(delivery);
            let reason = if scheme == "http" { "without TLS" } else { "is not on the public internet" };
            assert!(note.contains(reason) && note.contains("--allow-private"), "{url}: {note}");
            assert!(!note.contains("hunter2hunter2"), "{note}");
        }
    }
    assert!(endpoint.asked().is_empty());
}

#[test]
fn a_relay_in_the_own_network_is_refused_too() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    for scheme in ["smtp", "smtps"] {
        let secret = format!("{scheme}://me:hunter2hunter2@localhost:{port}");
        let more = json!({ "to": "a@acme.example", "from": "Acme <status@acme.example>" });
        let options = Options { allowed: Vec::new(), timing: quick() };
        let world = World::with(|dir| vec![channel(dir, "email", &secret, more)], options);
        let delivery = world.publish("Update.")[0];
        let note = world.is_for_a_person(delivery);
        assert!(note.contains("localhost is not on the public internet"), "{note}");
    }
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn a_channel_without_tls_or_without_its_secret_is_found_beforehand() {
    let dir = tempfile::tempdir().unwrap();
    let mut policy = warroom_incident::Policy::default();
    let gone = json!({ "name": "page", "kind": "statuspage", "to": "abc", "secret_env": "WARROOM_TEST_NOT_SET" });
    let lost = json!({ "name": "mail", "kind": "email", "to": "a@b.example", "from": "c@d.example", "secret_file": "/nowhere/at/all" });
    let chat = channel(dir.path(), "slack", "http://chat.internal/services/hunter2hunter2", json!({}));
    let hook = channel(dir.path(), "webhook", "not a key hunter2hunter2", json!({ "to": "http://hooks.internal/" }));
    policy.channels =
        serde_json::from_value(json!([gone, lost, chat, hook, { "name": "file", "kind": "file", "to": "x" }])).unwrap();
    let found: Vec<_> = lacking(&policy, &[]).iter().map(|it| (it.key, it.to_string())).collect();
    let keys: Vec<_> = found.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys, ["secret_env", "secret_file", "secret_file", "secret_file", "to"], "{found:#?}");
    assert_eq!(
        found[0].1,
        "the channel page cannot be used: its secret is missing: the environment variable WARROOM_TEST_NOT_SET is not set for this server"
    );
    assert!(found[2].1.contains("chat.internal would be spoken to without TLS"), "{found:#?}");
    assert!(found.iter().all(|(_, sentence)| !sentence.contains("hunter2hunter2")), "{found:#?}");
    let allowed = ["chat.internal".parse().unwrap(), "hooks.internal:80".parse().unwrap()];
    assert_eq!(lacking(&policy, &allowed).len(), 3);
}
