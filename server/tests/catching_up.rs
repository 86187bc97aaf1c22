//! Coming in and coming back over real sockets: read marks, and the brief before the record is whole.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod common;

use common::{Client, World, start, start_at};
use serde_json::{Value, json};

/// Attaches as a screen does; what the server says first.
async fn attached(world: &World, credential: &str, after: u64) -> (Client, Value) {
    let mut client = world.connect(credential).await;
    let presence = json!({ "pane": "timeline", "typing": false });
    client.send(&json!({ "attach": { "after": after, "presence": presence } })).await;
    let attached = client.sees("attached").await;
    client.sees("live").await;
    (client, attached)
}

/// Says how far somebody has read, and waits until the server has heard it.
async fn reads(world: &mut World, client: &mut Client, timeline: u64, notes: u64) {
    client.send(&json!({ "read": { "timeline": timeline, "notes": notes } })).await;
    // The next message on the same connection is answered after it.
    let id = world.id();
    client.note(&id, "heard").await;
}

/// The marks of somebody who comes in now.
async fn marks(world: &World, credential: &str) -> Value {
    let (mut client, attached) = attached(world, credential, 0).await;
    client.socket.close(None).await.unwrap();
    attached["read"].clone()
}

#[tokio::test]
async fn what_somebody_has_read_is_known_on_another_machine_and_after_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let incident = world.declare().await;
    let ana = world.member(&incident, "responder", "ana").await;
    let bo = world.member(&incident, "observer", "bo").await;
    let (mut first, begins) = attached(&world, &ana, 0).await;
    assert_eq!(begins["read"], json!({ "timeline": 0, "notes": 0 }));
    reads(&mut world, &mut first, 7, 5).await;
    reads(&mut world, &mut first, 6, 6).await;
    let (_second, begins) = attached(&world, &ana, 0).await;
    assert_eq!((&begins["read"]["timeline"], &begins["read"]["notes"]), (&json!(7), &json!(6)), "never back");
    assert_eq!(marks(&world, &bo).await["timeline"], 0, "marks are one person's");
    // Nobody has read what is not there.
    reads(&mut world, &mut first, 1_000_000, 0).await;
    let seen = marks(&world, &ana).await["timeline"].as_u64().unwrap();
    assert!(seen < 100, "{seen}");

    let address = world.address;
    world.stop().await;
    let world = start_at(data.path(), address).await;
    let after = marks(&world, &ana).await;
    assert_eq!((&after["timeline"], &after["notes"]), (&json!(seen), &json!(6)));
    assert!(after["left_at"].is_string(), "a screen was open when the server stopped: {after}");
    world.stop().await;
}

#[tokio::test]
async fn marks_are_not_in_the_record_and_go_with_the_member() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let incident = world.declare().await;
    let chair = world.member(&incident, "coordinator", "priya").await;
    let bo = world.member(&incident, "observer", "bo").await;
    let (mut screen, _) = attached(&world, &bo, 0).await;
    reads(&mut world, &mut screen, 9, 9).await;
    let record = world
        .bytes("GET", &format!("/v1/incidents/{incident}/record"), &[("authorization", &format!("Bearer {bo}"))], "")
        .await
        .1;
    assert!(!String::from_utf8(record).unwrap().contains("\"read\""));
    let (mut priya, _) = attached(&world, &chair, 0).await;
    let id = world.id();
    let removed = priya.command(&id, json!({ "do": "remove", "person": "bo", "reason": "left the team" })).await;
    assert!(removed.get("accepted").is_some(), "{removed}");
    let again = world.member(&incident, "observer", "bo").await;
    assert_eq!(marks(&world, &again).await["timeline"], 0, "whoever comes back has read nothing");
    world.stop().await;
}

/// An incident with more events than are there at once, and a figure that only some may see.
async fn long_incident(world: &World, notes: usize) -> String {
    let mut file = "{\"incident\":{\"title\":\"A long one\",\"severity\":\"sev1\"}}\n".to_owned();
    let mut line = |kind: &str, text: &str, more: &str| {
        file += &format!("{{\"at\":\"2026-11-20T03:00:00Z\",\"kind\":\"{kind}\",\"text\":\"{text}\"{more}}}\n");
    };
    line("decision", "roll back the xylophone", "");
    line("impact", "four million are gone", ",\"loss\":\"4 M\"");
    for number in 0..notes {
        line("note", &format!("n{number}"), "");
    }
    let operator = format!("Bearer {}", world.operator);
    let (status, made) = world.request("POST", "/v1/import", &[("authorization", &operator)], &file).await;
    assert_eq!(status, 200, "{made}");
    made["incident"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn who_joins_a_long_incident_gets_the_brief_before_the_record() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let incident = long_incident(&world, 2_000).await;
    let ana = world.member(&incident, "responder", "ana").await;
    let (_screen, begins) = attached(&world, &ana, 0).await;
    let brief = begins["brief"].as_array().unwrap();
    let texts: Vec<_> = brief.iter().map(|line| line["text"].as_str().unwrap()).collect();
    assert!(texts.contains(&"roll back the xylophone"), "{texts:?}");
    assert!(texts.iter().any(|text| text.contains("A long one")), "{texts:?}");
    assert!(serde_json::to_string(brief).unwrap().len() <= 16 * 1024);
    // Whoever lacks little has it at once, and a command line shows no brief.
    let head = begins["snapshot"]["seq"].as_u64().unwrap();
    assert!(attached(&world, &ana, head - 100).await.1.get("brief").is_none());
    let mut reader = world.connect(&ana).await;
    reader.send(&json!({ "attach": { "after": 0 } })).await;
    assert!(reader.sees("attached").await.get("brief").is_none());
    world.stop().await;
}

#[tokio::test]
async fn nothing_out_of_reach_and_nothing_redacted_is_in_anybodys_brief() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let incident = long_incident(&world, 600).await;
    let guest = world.member(&incident, "guest", "gus").await;
    let chair = world.member(&incident, "coordinator", "priya").await;
    let (_, begins) = attached(&world, &guest, 0).await;
    assert!(begins["brief"].to_string().contains("xylophone"), "{begins}");
    assert!(!begins.to_string().contains("million"), "a figure came through the wall");
    let (mut priya, _) = attached(&world, &chair, 0).await;
    let mut decision = 0;
    for line in world.connect(&chair).await.attach(0).await {
        if line.to_string().contains("xylophone") {
            decision = common::seq(&line);
        }
    }
    let id = world.id();
    let done = priya.command(&id, json!({ "do": "redact", "event": decision, "reason": "a number" })).await;
    assert!(done.get("accepted").is_some(), "{done}");
    let (_, begins) = attached(&world, &guest, 0).await;
    assert!(begins["brief"].to_string().contains("[words removed]"), "{begins}");
    assert!(!begins.to_string().contains("xylophone"), "redacted words came from a memory of the server");
    world.stop().await;
}
