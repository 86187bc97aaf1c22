//! A chair that moves while nothing is in its inbox: nobody is sent away for it, and still nobody keeps a right that
//! was theirs when they came, whether they read along, fell behind, or were still catching up.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

#[expect(dead_code, reason = "other tests need the rest of it")]
mod common;

use common::{Client, World, seq, start};
use serde_json::{Value, json};

/// Stands in the question.
const ASKED: &str = "narwhal";
/// Notes of this many bytes, this often: far more than sockets and outlets hold together.
const NOTES: (usize, usize) = (1_000, 16_000);

async fn does(client: &mut Client, world: &mut World, command: Value) -> u64 {
    let answer = client.command(&world.id(), command).await;
    answer["accepted"]["seq"].as_u64().unwrap_or_else(|| panic!("{answer}"))
}

/// Whether the words of this event came.
async fn reads(mut client: Client, event: u64) -> bool {
    loop {
        let events = client.sees("events").await;
        if let Some(line) = events.as_array().unwrap().iter().find(|line| seq(line) == event) {
            let (words, kept_back) = (line.to_string().contains(ASKED), line.get("withheld").is_some());
            assert!(words != kept_back, "{line}");
            return words;
        }
    }
}

#[tokio::test]
async fn who_falls_behind_or_still_catches_up_when_the_chair_moves_sees_what_is_theirs_afterwards() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let incident = world.declare().await;
    let mut credentials = Vec::new();
    for (seat, name) in [("coordinator", "priya"), ("responder", "bo"), ("responder", "ana"), ("guest", "dee")] {
        credentials.push(world.member(&incident, seat, name).await);
    }
    let [priya, bo, ana, dee]: [String; 4] = credentials.try_into().unwrap();
    // Two who do not read while a lot is written: they fall behind.
    let (mut behind, mut catching_up) = (Vec::new(), Vec::new());
    for who in [&priya, &bo] {
        let mut client = world.connect(who).await;
        client.attach(0).await;
        behind.push(client);
    }
    let mut writer = world.connect(&ana).await;
    let long = "x".repeat(NOTES.1);
    for number in 0..NOTES.0 {
        let note = json!({ "do": "post", "entry": "note", "text": format!("{number} {long}") });
        does(&mut writer, &mut world, note).await;
    }
    // Two who have attached, and have not come far.
    for who in [&priya, &bo] {
        let mut client = world.connect(who).await;
        client.send(&json!({ "attach": { "after": 0 } })).await;
        client.sees("attached").await;
        catching_up.push(client);
    }
    let (mut giver, mut taker) = (world.connect(&priya).await, world.connect(&bo).await);
    does(&mut giver, &mut world, json!({ "do": "offer_chair", "to": "bo", "note": "yours" })).await;
    does(&mut taker, &mut world, json!({ "do": "accept_chair" })).await;
    let mut live = Vec::new();
    for mut client in behind.into_iter().chain(catching_up) {
        client.sees("live").await;
        live.push(client);
    }
    let mut guest = world.connect(&dee).await;
    let asked = does(&mut guest, &mut world, json!({ "do": "ask_question", "text": format!("{ASKED}?") })).await;
    let mut seen = Vec::new();
    for client in live {
        seen.push(reads(client, asked).await);
    }
    assert_eq!(seen, [false, true, false, true], "behind: priya, bo; catching up: priya, bo");
    // And whoever comes now is told what waits for them, or nothing of it.
    for (who, waiting, words) in [(&priya, Value::Null, false), (&bo, json!(1), true)] {
        let mut client = world.connect(who).await;
        client.send(&json!({ "attach": { "after": asked - 1 } })).await;
        assert_eq!(client.sees("attached").await["snapshot"]["questions"], waiting);
        assert_eq!(reads(client, asked).await, words);
    }
    world.stop().await;
}
