//! Runs the example session of `PROTOCOL.md` against a real server, and checks that the page names everything.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::{ClientRequestBuilder, Message};
use tokio_tungstenite::{WebSocketStream, client_async};
use warroom_incident::CommandKind;
use warroom_server::{Config, Server, invite};

/// What the session needs of a running server.
struct Running {
    address: std::net::SocketAddr,
    operator: String,
}

const PAGE: &str = include_str!("../PROTOCOL.md");

/// Values that the session has named.
type Names = BTreeMap<String, Value>;

/// Puts named values where the page has `$name`.
fn fill(value: &mut Value, names: &Names) {
    match value {
        Value::String(word) => {
            if let Some(known) = word.strip_prefix('$').and_then(|name| names.get(name)) {
                *value = known.clone();
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|it| fill(it, names)),
        Value::Object(all) => all.values_mut().for_each(|it| fill(it, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Compares what came with what the page says, keeping what it names for the first time.
fn meets(expected: &Value, found: &Value, names: &mut Names) -> bool {
    match (expected, found) {
        (Value::String(word), _) if word == "…" => true,
        (Value::String(word), _) if word.starts_with('$') => {
            let known = names.entry(word[1..].to_owned()).or_insert_with(|| found.clone());
            known == found
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| meets(a, b, names)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| meets(a, b, names)))
        }
        _ => expected == found,
    }
}

async fn post(server: &Running, path: &str, secret: &str, body: &Value) -> (u16, Value) {
    let stream = TcpStream::connect(server.address).await.unwrap();
    let io = hyper_util::rt::TokioIo::new(stream);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
    tokio::spawn(connection);
    let request = hyper::Request::post(path)
        .header("host", server.address.to_string())
        .header("authorization", format!("Bearer {secret}"))
        .body(http_body_util::Full::new(bytes::Bytes::from(body.to_string())))
        .unwrap();
    let response = sender.send_request(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap())
}

async fn connect(server: &Running, credential: &str) -> WebSocketStream<TcpStream> {
    let uri = format!("ws://{}/v1/ws", server.address).parse().unwrap();
    let request = ClientRequestBuilder::new(uri).with_header("Authorization", format!("Bearer {credential}"));
    let stream = TcpStream::connect(server.address).await.unwrap();
    client_async(request, stream).await.unwrap().0
}

/// The next message but presence and pings.
async fn next(socket: &mut WebSocketStream<TcpStream>) -> Value {
    loop {
        let message = tokio::time::timeout(Duration::from_secs(10), socket.next()).await;
        let message = message.expect("the server says something").unwrap().unwrap();
        let Message::Text(text) = message else { continue };
        let value: Value = serde_json::from_str(&text).unwrap();
        if value.get("presence").is_none() && value.get("ping").is_none() {
            return value;
        }
    }
}

async fn run(server: &Running) {
    let session = PAGE.split("```session\n").nth(1).unwrap().split("```").next().unwrap();
    let mut names = Names::new();
    let mut sockets = BTreeMap::new();
    let mut answered = (0, Value::Null);
    let mut lines = 0;
    for line in session.lines().filter(|line| !line.is_empty()) {
        lines += 1;
        let json = |from: usize| line.find('{').map(|at| serde_json::from_str::<Value>(&line[at.max(from)..]).unwrap());
        let words: Vec<&str> = line.split(' ').collect();
        let word = |names: &Names, at: usize| names[&words[at][1..]].as_str().unwrap().to_owned();
        let mut body = json(0).unwrap_or_default();
        match words[0] {
            "operator" => {
                fill(&mut body, &names);
                answered = post(server, words[2], &server.operator, &body).await;
            }
            "redeem" => {
                let secret = invite::decode(&word(&names, 1)).unwrap().secret;
                answered = post(server, "/v1/redeem", &secret, &body).await;
            }
            "connect" => {
                sockets.insert(words[1].to_owned(), connect(server, &word(&names, 2)).await);
            }
            speaker if speaker.ends_with('>') => {
                fill(&mut body, &names);
                let socket = sockets.get_mut(speaker.trim_end_matches('>')).unwrap();
                socket.send(Message::text(body.to_string())).await.unwrap();
            }
            speaker if speaker.ends_with('<') => {
                let found = next(sockets.get_mut(speaker.trim_end_matches('<')).unwrap()).await;
                assert!(meets(&body, &found, &mut names), "\nthe page: {line}\nthe server: {found}");
            }
            status => {
                assert_eq!(answered.0, status.parse::<u16>().unwrap(), "{line}\n{}", answered.1);
                assert!(meets(&body, &answered.1, &mut names), "\nthe page: {line}\nthe server: {}", answered.1);
            }
        }
    }
    assert!(lines > 30, "the session was not found on the page");
}

#[tokio::test]
async fn the_example_session_of_the_page_is_what_a_server_does() {
    let data = tempfile::tempdir().unwrap();
    let config = Config {
        data: data.path().to_owned(),
        listen: "127.0.0.1:0".parse().unwrap(),
        allow_plain_text: false,
        policy: None,
        origins: Vec::new(),
        public_url: None,
        outbox: warroom_server::outbox::Options::default(),
    };
    let server = Server::start(config.clone()).await.unwrap();
    // The session talks to the server while it runs: its address and token are enough.
    let (stop, stopped) = oneshot::channel::<()>();
    let (_reload, reloads) = mpsc::channel(1);
    let speaker = Running { address: server.address(), operator: server.operator_token().to_owned() };
    let serving = tokio::spawn(server.run(
        async {
            stopped.await.ok();
        },
        reloads,
    ));
    run(&speaker).await;
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}

#[test]
fn the_page_names_every_command_and_every_event() {
    for kind in CommandKind::ALL {
        let word = serde_json::to_value(kind_word(*kind)).unwrap();
        assert!(PAGE.contains(&format!("`{}`", word.as_str().unwrap())), "{word} is not on the page");
    }
}

/// `SetSeverity` as it stands in a command's `do`: `set_severity`.
fn kind_word(kind: CommandKind) -> String {
    let mut word = String::new();
    for c in format!("{kind:?}").chars() {
        if c.is_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.extend(c.to_lowercase());
    }
    word
}
