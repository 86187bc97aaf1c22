//! A running server and clients for it, as tests need them.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::{ClientRequestBuilder, Message};
use tokio_tungstenite::{WebSocketStream, client_async};
use warroom_server::{Config, Server, invite};

/// How long a test waits for what has to come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A server that runs beside the test.
pub(crate) struct World {
    pub(crate) address: SocketAddr,
    pub(crate) operator: String,
    stop: oneshot::Sender<()>,
    pub(crate) serving: JoinHandle<Result<(), warroom_server::ServeError>>,
    ids: u64,
}

pub(crate) async fn start(data: &Path) -> World {
    start_at(data, "127.0.0.1:0".parse().unwrap()).await
}

pub(crate) async fn start_at(data: &Path, listen: SocketAddr) -> World {
    let config = Config {
        data: data.to_owned(),
        listen,
        allow_plain_text: false,
        policy: None,
        origins: vec!["https://allowed.example".into()],
        public_url: None,
        outbox: warroom_server::outbox::Options::default(),
    };
    let server = Server::start(config).await.unwrap();
    let (address, operator) = (server.address(), server.operator_token().to_owned());
    let (stop, stopped) = oneshot::channel::<()>();
    let (reload, reloads) = mpsc::channel(1);
    let serving = tokio::spawn(async move {
        let _kept = reload;
        server.run(async { stopped.await.unwrap_or(()) }, reloads).await
    });
    World { address, operator, stop, serving, ids: 0 }
}

impl World {
    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        self.serving.await.unwrap().unwrap();
    }

    pub(crate) fn id(&mut self) -> String {
        self.ids += 1;
        format!("{:032x}", (u128::from(std::process::id()) << 64) | u128::from(self.ids))
    }

    pub(crate) async fn post(&self, path: &str, secret: &str, body: &Value) -> (u16, Value) {
        self.request("POST", path, &[("authorization", &format!("Bearer {secret}"))], &body.to_string()).await
    }

    pub(crate) async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, Value) {
        let (status, bytes) = self.bytes(method, path, headers, body).await;
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    pub(crate) async fn bytes(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, Vec<u8>) {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let io = hyper_util::rt::TokioIo::new(stream);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
        tokio::spawn(connection);
        let mut request = hyper::Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", self.address.to_string());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = http_body_util::Full::new(bytes::Bytes::from(body.to_owned()));
        let response = sender.send_request(request.body(body).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let bytes = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
        (status, bytes.to_vec())
    }

    /// Declares an incident.
    pub(crate) async fn declare(&mut self) -> String {
        let body = json!({ "id": self.id(), "title": "Checkout errors", "reporter": "kim" });
        let (status, declared) = self.post("/v1/incidents", &self.operator.clone(), &body).await;
        assert_eq!(status, 200, "{declared}");
        declared["incident"].as_str().unwrap().to_owned()
    }

    /// Lets somebody join and returns their credential.
    pub(crate) async fn member(&mut self, incident: &str, seat: &str, name: &str) -> String {
        let body = json!({ "id": self.id(), "seat": seat });
        let operator = self.operator.clone();
        let (_, made) = self.post(&format!("/v1/incidents/{incident}/invites"), &operator, &body).await;
        let secret = invite::decode(made["invite"].as_str().unwrap()).unwrap().secret;
        let body = json!({ "id": self.id(), "name": name });
        let (status, redeemed) = self.post("/v1/redeem", &secret, &body).await;
        assert_eq!(status, 200, "{redeemed}");
        redeemed["credential"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn connect(&self, credential: &str) -> Client {
        let uri = format!("ws://{}/v1/ws", self.address).parse().unwrap();
        let request = ClientRequestBuilder::new(uri).with_header("Authorization", format!("Bearer {credential}"));
        let stream = TcpStream::connect(self.address).await.unwrap();
        Client { socket: client_async(request, stream).await.unwrap().0 }
    }
}

/// A member's connection.
pub(crate) struct Client {
    pub(crate) socket: WebSocketStream<TcpStream>,
}

impl Client {
    pub(crate) async fn send(&mut self, message: &Value) {
        self.socket.send(Message::text(message.to_string())).await.unwrap();
    }

    /// The next message, whatever it is; nothing when the connection is over.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("the server says something");
            match message? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// Waits for a message of this kind.
    pub(crate) async fn sees(&mut self, kind: &str) -> Value {
        loop {
            let message = self.next().await.unwrap_or_else(|| panic!("the connection ended before {kind}"));
            if let Some(value) = message.get(kind) {
                return value.clone();
            }
        }
    }

    /// Attaches and returns the numbers of all events up to the live flow.
    pub(crate) async fn attach(&mut self, after: u64) -> Vec<Value> {
        self.send(&json!({ "attach": { "after": after } })).await;
        let mut lines = Vec::new();
        loop {
            let message = self.next().await.expect("the flow becomes live");
            if let Some(events) = message.get("events") {
                lines.extend(events.as_array().unwrap().iter().cloned());
            }
            if message.get("live").is_some() {
                return lines;
            }
        }
    }

    pub(crate) async fn command(&mut self, id: &str, command: Value) -> Value {
        self.send(&json!({ "command": { "id": id, "command": command } })).await;
        loop {
            let message = self.next().await.expect("a command is answered");
            for kind in ["accepted", "refused", "not_saved"] {
                if message.get(kind).is_some_and(|answer| answer["id"] == id) {
                    return message;
                }
            }
        }
    }

    pub(crate) async fn note(&mut self, id: &str, text: &str) -> Value {
        self.command(id, json!({ "do": "post", "entry": "note", "text": text })).await
    }
}

/// The number of a line.
pub(crate) fn seq(line: &Value) -> u64 {
    line["seq"].as_u64().unwrap()
}
