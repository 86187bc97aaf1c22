//! Somebody else's client: raw HTTP and WebSocket messages, as the protocol describes them.

use super::people::Person;
use super::world::{DEADLINE, World};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream as Plain;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// The credential that a person's client keeps.
pub(crate) fn credential(person: &Person) -> String {
    let text = std::fs::read_to_string(person.data("memberships.json")).expect("memberships");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    let all = file["memberships"].as_array().expect("an array");
    all.last().expect("a membership")["credential"].as_str().expect("a credential").to_owned()
}

/// A command's id made of one byte.
pub(crate) fn id(byte: u8) -> String {
    format!("{byte:02x}").repeat(16)
}

pub(crate) fn note(text: &str) -> Value {
    json!({ "do": "post", "entry": "note", "text": text })
}

/// A raw WebSocket.
pub(crate) struct Raw {
    stream: WebSocketStream<TcpStream>,
}

impl Raw {
    /// Upgrades with these headers; the status when that is refused.
    pub(crate) async fn open(world: &World, headers: &[(&'static str, &str)]) -> Result<Raw, u16> {
        let mut request = format!("{}/v1/ws", world.address).into_client_request().expect("a request");
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header value"));
        }
        let tcp = TcpStream::connect(world.authority()).await.expect("a connection");
        match timeout(DEADLINE, client_async(request, tcp)).await.expect("an answer") {
            Ok((stream, _)) => Ok(Raw { stream }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    pub(crate) async fn of(world: &World, person: &Person) -> Raw {
        let bearer = format!("Bearer {}", credential(person));
        Raw::open(world, &[("authorization", &bearer)]).await.expect("it is let in")
    }

    /// As [`Raw::of`] for a server that may be away.
    pub(crate) async fn try_of(address: &str, person: &Person) -> Option<Raw> {
        let mut request = format!("{address}/v1/ws").into_client_request().expect("a request");
        let bearer = format!("Bearer {}", credential(person));
        request.headers_mut().insert("authorization", bearer.parse().expect("a header value"));
        let tcp = TcpStream::connect(address.strip_prefix("ws://")?).await.ok()?;
        let (stream, _) = timeout(DEADLINE, client_async(request, tcp)).await.ok()?.ok()?;
        Some(Raw { stream })
    }

    pub(crate) async fn send(&mut self, value: Value) {
        self.say(&value.to_string()).await;
    }

    /// Says anything; a server that hangs up in the middle of it is heard by whoever listens next.
    pub(crate) async fn say(&mut self, text: &str) {
        let _ = self.stream.send(Message::text(text)).await;
    }

    /// The next message of this name.
    pub(crate) async fn hear(&mut self, name: &str) -> Value {
        self.next(name).await.unwrap_or_else(|| panic!("closed before {name}"))
    }

    /// The next message of this name, or none when the connection ends before.
    pub(crate) async fn next(&mut self, name: &str) -> Option<Value> {
        loop {
            match timeout(DEADLINE, self.stream.next()).await.unwrap_or_else(|_| panic!("no {name}")) {
                Some(Ok(Message::Text(text))) => {
                    let value: Value = serde_json::from_str(text.as_str()).expect("JSON");
                    if let Some(found) = value.get(name) {
                        return Some(found.clone());
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Gives a command and returns its answer with the answer's name.
    pub(crate) async fn command(&mut self, id: &str, command: Value) -> Option<(String, Value)> {
        let order = json!({ "command": { "id": id, "command": command } });
        if self.stream.send(Message::text(order.to_string())).await.is_err() {
            return None;
        }
        loop {
            let Some(Ok(message)) = timeout(DEADLINE, self.stream.next()).await.ok()? else { return None };
            let Message::Text(text) = message else { continue };
            let value: Value = serde_json::from_str(text.as_str()).expect("JSON");
            for name in ["accepted", "refused", "not_saved"] {
                if let Some(answer) = value.get(name).filter(|answer| answer["id"] == id) {
                    return Some((name.to_owned(), answer.clone()));
                }
            }
        }
    }
}

/// One plain HTTP request; its status and body.
pub(crate) fn http(world: &World, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    let mut stream = Plain::connect(world.authority()).expect("a connection");
    stream.set_read_timeout(Some(DEADLINE)).expect("a time-out");
    let mut request = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    if !headers.iter().any(|(name, _)| *name == "host") {
        request.push_str(&format!("host: {}\r\n", world.authority()));
    }
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{request}\r\n{body}").as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let status = answer.split(' ').nth(1).and_then(|it| it.parse().ok()).expect("a status");
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
    (status, body)
}
