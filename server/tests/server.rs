//! A real server and real sockets: who gets in, who gets what, and what a bad or slow client can do.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod common;

use common::{PATIENCE, seq, start, start_at};
use futures_util::SinkExt as _;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn only_who_shows_a_known_credential_gets_in_and_no_foreign_page_does() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let incident = world.declare().await;
    let ana = format!("Bearer {}", world.member(&incident, "responder", "ana").await);
    let upgrade = [
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    let status = async |more: &[(&str, &str)]| {
        let headers = [&upgrade[..], more].concat();
        world.request("GET", "/v1/ws", &headers, "").await.0
    };
    assert_eq!(status(&[]).await, 401);
    assert_eq!(status(&[("authorization", "Bearer wrc_nonsense")]).await, 401);
    assert_eq!(status(&[("authorization", &ana), ("origin", "https://evil.example")]).await, 403);
    assert_eq!(status(&[("authorization", &ana), ("host", "rebound.example")]).await, 403);
    assert_eq!(status(&[("authorization", &ana), ("origin", "https://allowed.example")]).await, 101);
    assert_eq!(status(&[("authorization", &ana)]).await, 101);
    // A member is no operator, and nobody is.
    let list = async |word: &str| world.request("GET", "/v1/incidents", &[("authorization", word)], "").await.0;
    assert_eq!(list(&ana).await, 401);
    assert_eq!(list("Bearer wro_guess").await, 401);
    assert_eq!(world.request("GET", "/v1/incidents", &[], "").await.0, 401);
    assert_eq!(world.request("GET", "/healthz", &[], "").await, (200, json!("ok")));
    assert_eq!(world.request("GET", "/readyz", &[], "").await.0, 200);
    world.stop().await;
}

#[tokio::test]
async fn everyone_gets_every_event_once_in_order_also_over_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let incident = world.declare().await;
    let (ana, bo) =
        (world.member(&incident, "responder", "ana").await, world.member(&incident, "observer", "bo").await);
    let mut writer = world.connect(&ana).await;
    let mut reader = world.connect(&bo).await;
    let mut got = reader.attach(0).await;
    for number in 0..30 {
        let id = world.id();
        let answer = writer.note(&id, &format!("n{number}")).await;
        assert!(answer.get("accepted").is_some(), "{answer}");
    }
    while got.len() < 13 + 30 {
        got.extend(reader.sees("events").await.as_array().unwrap().iter().cloned());
    }
    assert!(got.iter().zip(1..).all(|(line, number)| seq(line) == number));
    let address = world.address;
    let (id, ids) = (world.id(), world.id());
    world.stop().await;
    assert_eq!(reader.sees("goodbye").await["why"], "stopping");

    let world = start_at(data.path(), address).await;
    let mut writer = world.connect(&ana).await;
    let first = writer.note(&id, "after the restart").await["accepted"]["seq"].clone();
    assert_eq!(writer.note(&id, "after the restart").await["accepted"]["seq"], first);
    writer.note(&ids, "and one more").await;
    let mut reader = world.connect(&bo).await;
    let missed = reader.attach(got.len() as u64).await;
    assert_eq!(missed.iter().map(seq).collect::<Vec<_>>(), [got.len() as u64 + 1, got.len() as u64 + 2]);
    world.stop().await;
}

#[tokio::test]
async fn a_record_longer_than_memory_keeps_is_read_whole_and_without_gaps() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let mut file = "{\"incident\":{\"title\":\"A long one\"}}\n".to_owned();
    for number in 0..3_000 {
        file += &format!("{{\"at\":\"2026-11-20T03:00:00Z\",\"kind\":\"note\",\"text\":\"n{number}\"}}\n");
    }
    let operator = format!("Bearer {}", world.operator);
    let (status, made) = world.request("POST", "/v1/import", &[("authorization", &operator)], &file).await;
    assert_eq!((status, made["events"].as_u64()), (200, Some(3_002)));
    let incident = made["incident"].as_str().unwrap().to_owned();
    let ana = world.member(&incident, "responder", "ana").await;
    for after in [0, 1, 255, 256, 257, 2_999] {
        let lines = world.connect(&ana).await.attach(after).await;
        assert_eq!(lines.first().map(seq), Some(after + 1));
        assert!(lines.windows(2).all(|pair| seq(&pair[1]) == seq(&pair[0]) + 1), "a gap after {after}");
        assert_eq!(lines.last().map(seq), Some(3_004), "invite and joining are the last");
    }
    world.stop().await;
}

#[tokio::test]
async fn a_client_that_does_not_read_costs_nobody_anything_and_misses_nothing() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let incident = world.declare().await;
    let (ana, bo) =
        (world.member(&incident, "responder", "ana").await, world.member(&incident, "observer", "bo").await);
    let mut sleeper = world.connect(&bo).await;
    let mut got = sleeper.attach(0).await;
    let mut writer = world.connect(&ana).await;
    // Far more than sockets and outlets hold together.
    let long = "x".repeat(16_000);
    let mut last = 0;
    for number in 0..1_500 {
        let id = world.id();
        let answer = writer.note(&id, &format!("{number} {long}")).await;
        last = answer["accepted"]["seq"].as_u64().expect("it is recorded all the same");
    }
    while got.last().map(seq) != Some(last) {
        got.extend(sleeper.sees("events").await.as_array().unwrap().iter().cloned());
    }
    assert!(got.iter().zip(1..).all(|(line, number)| seq(line) == number));
    // And it is live again.
    let id = world.id();
    let seq_after = writer.note(&id, "still there?").await["accepted"]["seq"].clone();
    assert_eq!(sleeper.sees("events").await[0]["seq"], seq_after);
    world.stop().await;
}

#[tokio::test]
async fn who_is_removed_is_told_and_locked_out() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let incident = world.declare().await;
    let priya = world.member(&incident, "coordinator", "priya").await;
    let bo = world.member(&incident, "observer", "bo").await;
    let mut chair = world.connect(&priya).await;
    let mut removed = world.connect(&bo).await;
    removed.attach(0).await;
    let id = world.id();
    let answer = chair.command(&id, json!({ "do": "remove", "person": "bo", "reason": "left the company" })).await;
    assert!(answer.get("accepted").is_some(), "{answer}");
    assert_eq!(removed.sees("goodbye").await["why"], "not_a_member");
    let header = format!("Bearer {bo}");
    assert_eq!(world.request("GET", "/v1/ws", &[("authorization", &header)], "").await.0, 401);
    world.stop().await;
}

#[tokio::test]
async fn loss_figures_reach_only_those_who_may_see_them() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let file = "{\"incident\":{\"title\":\"A vault is drained\"}}\n\
        {\"at\":\"2021-02-04T21:45:00Z\",\"kind\":\"alert\",\"text\":\"odd transactions\"}\n\
        {\"at\":\"2021-02-04T22:00:00Z\",\"kind\":\"impact\",\"text\":\"eleven million lost\",\"data\":{\"loss_total\":11000000}}\n";
    let operator = format!("Bearer {}", world.operator);
    let (_, made) = world.request("POST", "/v1/import", &[("authorization", &operator)], file).await;
    let incident = made["incident"].as_str().unwrap().to_owned();
    let (ana, lee) = (world.member(&incident, "responder", "ana").await, world.member(&incident, "guest", "lee").await);
    let (full, seen) = (world.connect(&ana).await.attach(0).await, world.connect(&lee).await.attach(0).await);
    let withheld: Vec<_> = seen.iter().filter(|line| line.get("withheld").is_some()).collect();
    assert_eq!(withheld.len(), 1);
    let text = Value::from(seen.clone()).to_string();
    assert!(!text.contains("eleven million") && !text.contains("11000000") && text.contains("odd transactions"));
    assert!(Value::from(full.clone()).to_string().contains("eleven million"), "nobody gets it: this test is blind");
    assert_eq!(seen.len(), full.len());
    // The chain is whole for both: the same head is computed from what each of them has.
    let record = async |word: &str| {
        let path = format!("/v1/incidents/{incident}/record");
        let (status, bytes) = world.bytes("GET", &path, &[("authorization", word)], "").await;
        assert_eq!(status, 200);
        warroom_server::native::check(&bytes).unwrap()
    };
    let (whole, view) = (record(&operator).await, record(&format!("Bearer {lee}")).await);
    assert_eq!(view.record.head(), whole.record.head());
    assert_eq!((whole.withheld, view.withheld), (0, 1));
    world.stop().await;
}

#[tokio::test]
async fn what_a_client_remembers_is_compared_and_another_record_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let incident = world.declare().await;
    let ana = world.member(&incident, "responder", "ana").await;
    let other = "11".repeat(32);
    for attach in
        [json!({ "after": 3, "head": other }), json!({ "after": 4_000_000_000_u64 }), json!({ "after": u64::MAX })]
    {
        let mut client = world.connect(&ana).await;
        client.send(&json!({ "attach": attach })).await;
        assert_eq!(client.sees("goodbye").await["why"], "other_record", "{attach}");
    }
    let mut client = world.connect(&ana).await;
    client.attach(0).await;
    client.send(&json!({ "pong": { "seq": 2, "head": other } })).await;
    assert_eq!(client.sees("goodbye").await["why"], "other_record");
    world.stop().await;
}

#[tokio::test]
async fn bad_messages_end_their_own_connection_with_the_right_code_and_no_other() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let incident = world.declare().await;
    let ana = world.member(&incident, "responder", "ana").await;
    let mut witness = world.connect(&ana).await;
    witness.attach(0).await;

    let nested = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
    for hostile in ["{", "null", "[]", "{\"attach\":{\"after\":-1}}", "{\"nonsense\":{}}", "\u{0}", nested.as_str()] {
        let mut client = world.connect(&ana).await;
        client.socket.send(Message::text(hostile)).await.unwrap();
        assert_eq!(client.sees("goodbye").await["why"], "bad_message");
        assert_eq!(client.next().await, None);
    }
    let mut client = world.connect(&ana).await;
    client.send(&json!({ "command": { "id": "00".repeat(16), "command": { "do": "fly" } } })).await;
    assert_eq!(client.sees("not_saved").await["id"], "00".repeat(16), "its text is not lost");
    let mut client = world.connect(&ana).await;
    client.socket.send(Message::text("x".repeat(1 << 20))).await.ok();
    while client.next().await.is_some() {}

    let id = world.id();
    assert!(witness.note(&id, "unharmed").await.get("accepted").is_some());
    world.stop().await;
}

#[tokio::test]
async fn a_socket_that_says_nothing_is_closed_after_the_handshake_time() {
    let data = tempfile::tempdir().unwrap();
    let world = start(data.path()).await;
    let mut silent = TcpStream::connect(world.address).await.unwrap();
    let mut slow = TcpStream::connect(world.address).await.unwrap();
    slow.write_all(b"GET /v1/ws HTTP/1.1\r\nhost: 127").await.unwrap();
    for socket in [&mut silent, &mut slow] {
        let mut rest = Vec::new();
        let closed = tokio::time::timeout(PATIENCE, socket.read_to_end(&mut rest)).await;
        assert!(closed.is_ok(), "it is still open");
    }
    world.stop().await;
}

#[tokio::test]
async fn a_change_of_seat_that_shows_more_asks_for_a_new_start() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let file = "{\"incident\":{\"title\":\"A vault is drained\"}}\n\
        {\"at\":\"2021-02-04T22:00:00Z\",\"kind\":\"impact\",\"text\":\"lost\",\"data\":{\"loss_total\":11}}\n";
    let operator = format!("Bearer {}", world.operator);
    let (_, made) = world.request("POST", "/v1/import", &[("authorization", &operator)], file).await;
    let incident = made["incident"].as_str().unwrap().to_owned();
    let (priya, lee) =
        (world.member(&incident, "coordinator", "priya").await, world.member(&incident, "guest", "lee").await);
    let mut guest = world.connect(&lee).await;
    guest.attach(0).await;
    let id = world.id();
    let grant = json!({ "do": "grant_seat", "person": "lee", "seat": "observer" });
    let answer = world.connect(&priya).await.command(&id, grant).await;
    assert!(answer.get("accepted").is_some(), "{answer}");
    assert_eq!(guest.sees("goodbye").await["why"], "reach_changed");
    let lines = world.connect(&lee).await.attach(0).await;
    assert!(lines.iter().all(|line| line.get("withheld").is_none()));
    world.stop().await;
}

#[tokio::test]
async fn a_close_is_answered() {
    use futures_util::StreamExt as _;
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let incident = world.declare().await;
    let ana = world.member(&incident, "responder", "ana").await;
    let mut client = world.connect(&ana).await;
    client.attach(0).await;
    client.socket.send(Message::Close(None)).await.unwrap();
    let mut all = Vec::new();
    while let Some(message) = client.socket.next().await {
        all.push(format!("{message:?}"));
        if all.len() > 5 {
            break;
        }
    }
    world.stop().await;
    assert!(all.iter().any(|it| it.contains("Ok(Close")), "{all:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_client_that_talks_while_it_catches_up_gets_there() {
    use futures_util::StreamExt as _;
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let mut file = "{\"incident\":{\"title\":\"A long one\"}}\n".to_owned();
    for number in 0..5_000 {
        file += &format!("{{\"at\":\"2026-11-20T03:00:00Z\",\"kind\":\"note\",\"text\":\"n{number}\"}}\n");
    }
    let operator = format!("Bearer {}", world.operator);
    let (_, made) = world.request("POST", "/v1/import", &[("authorization", &operator)], &file).await;
    let incident = made["incident"].as_str().unwrap().to_owned();
    let ana = world.member(&incident, "responder", "ana").await;
    let (mut to, mut from) = world.connect(&ana).await.socket.split();
    // Not at the edge of a chunk: such a read is nobody else's, and every message would begin it anew.
    to.send(Message::text(json!({ "attach": { "after": 1 } }).to_string())).await.unwrap();
    let talking = tokio::spawn(async move {
        let presence = "{\"presence\":{\"pane\":\"a\",\"typing\":false}}";
        while to.send(Message::text(presence)).await.is_ok() {}
    });
    let live = async {
        while let Some(Ok(message)) = from.next().await {
            if message.to_text().is_ok_and(|text| text.starts_with("{\"live\"")) {
                return true;
            }
        }
        false
    };
    assert!(tokio::time::timeout(PATIENCE, live).await.unwrap_or(false), "talking kept it from catching up");
    let stranger = world.request("GET", "/v1/ws", &[("authorization", "Bearer x")], "");
    let answered = tokio::time::timeout(PATIENCE, stranger).await;
    assert_eq!(answered.map(|answer| answer.0), Ok(401), "a credential is looked up meanwhile");
    talking.abort();
    world.stop().await;
}

#[tokio::test]
async fn a_record_that_was_altered_in_the_store_is_named_and_not_served() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let incident = world.declare().await;
    let healthy = world.declare().await;
    let ana = world.member(&incident, "responder", "ana").await;
    let id = world.id();
    world.connect(&ana).await.note(&id, "the pool is exhausted").await;
    let address = world.address;
    world.stop().await;
    let store = rusqlite::Connection::open(data.path().join("warroom.db")).unwrap();
    let altered = store.execute("UPDATE events SET line = replace(line, 'exhausted', 'just fine')", []);
    assert!(altered.unwrap() > 0);
    drop(store);

    let world = start_at(data.path(), address).await;
    let operator = format!("Bearer {}", world.operator);
    let (_, list) = world.request("GET", "/v1/incidents", &[("authorization", &operator)], "").await;
    let named =
        |word: &str| list.as_array().unwrap().iter().find(|it| it["incident"] == word).unwrap()["damaged"].clone();
    assert!(named(&incident).as_str().is_some_and(|why| why.contains("event 12")), "{list}");
    assert_eq!(named(&healthy), Value::Null);
    let mut client = world.connect(&ana).await;
    client.send(&json!({ "attach": { "after": 0 } })).await;
    assert_eq!(client.sees("goodbye").await["why"], "damaged");
    let path = format!("/v1/incidents/{incident}/record");
    assert_eq!(world.bytes("GET", &path, &[("authorization", &format!("Bearer {ana}"))], "").await.0, 422);
    // The operator gets the bytes as they are, and whoever checks them finds the place.
    let (status, bytes) = world.bytes("GET", &path, &[("authorization", &operator)], "").await;
    assert_eq!(status, 200);
    assert!(warroom_server::native::check(&bytes).is_err());
    world.stop().await;
}
