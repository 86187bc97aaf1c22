//! A WebSocket to a server as typed messages. No rules, no retries: those are the callers'.

use super::address::Address;
use super::http;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode, header};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Error, Message};
use warroom_incident::text;
use warroom_incident::wire::{ToClient, ToServer};

/// Bytes of one message from the server: a batch of events with the largest texts and data.
const MESSAGE_BYTES: usize = 32 * 1024 * 1024;
const BUFFER_BYTES: usize = 16 * 1024;

/// Why no connection stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOpen {
    /// It may stand later.
    Unreachable(String),
    /// The server does not know the credential, or refuses it.
    Refused(String),
}

/// What comes over a connection.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// A message.
    Message(Box<ToClient>),
    /// The answer to an own ping, with what the ping carried.
    Pong(Vec<u8>),
    /// The end, and why.
    Closed(String),
    /// A message that this version cannot read: it would come again on every connection.
    NotUnderstood(String),
}

/// A connection.
#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
}

impl Socket {
    /// Connects; the credential goes in a header.
    ///
    /// # Errors
    /// [`NotOpen`].
    pub async fn open(address: &Address, credential: &str) -> Result<Socket, NotOpen> {
        let request = request(address, credential).map_err(|error| NotOpen::Refused(error.to_string()))?;
        let tcp = http::connect(address).await.map_err(NotOpen::Unreachable)?;
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER_BYTES)
            .max_message_size(Some(MESSAGE_BYTES))
            .max_frame_size(Some(MESSAGE_BYTES));
        let shake = tokio_tungstenite::client_async_with_config(request, tcp, Some(config));
        let shaken = timeout(http::CONNECT_TIME, shake).await;
        match shaken {
            Ok(Ok((stream, _))) => Ok(Socket { stream }),
            Ok(Err(error)) => Err(not_open(address, error)),
            Err(_) => Err(NotOpen::Unreachable(format!("{address} did not answer"))),
        }
    }

    /// Sends a message.
    ///
    /// # Errors
    /// Why the connection is over.
    pub async fn send(&mut self, message: &ToServer) -> Result<(), String> {
        let json = serde_json::to_string(message).expect("every message has a JSON text");
        self.stream.send(Message::text(json)).await.map_err(|error| error.to_string())
    }

    /// Sends a ping of the WebSocket protocol.
    ///
    /// # Errors
    /// Why the connection is over.
    pub async fn ping(&mut self, payload: Vec<u8>) -> Result<(), String> {
        self.stream.send(Message::Ping(payload.into())).await.map_err(|error| error.to_string())
    }

    /// Waits for what comes next. May be dropped while it waits.
    pub async fn next(&mut self) -> Incoming {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(json))) => {
                    return match serde_json::from_str(json.as_str()) {
                        Ok(message) => Incoming::Message(Box::new(message)),
                        Err(error) => Incoming::NotUnderstood(format!(
                            "the server says something that this warroom does not understand ({error}): update warroom"
                        )),
                    };
                }
                Some(Ok(Message::Pong(payload))) => return Incoming::Pong(payload.to_vec()),
                Some(Ok(Message::Close(frame))) => {
                    let why = frame.map(|frame| text::visible(frame.reason.as_str())).filter(|why| !why.is_empty());
                    return Incoming::Closed(why.unwrap_or_else(|| "the server closed the connection".into()));
                }
                Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Frame(_))) => {}
                Some(Err(error)) => return Incoming::Closed(error.to_string()),
                None => return Incoming::Closed("the server is gone".into()),
            }
        }
    }

    /// Says goodbye; whether it arrives does not matter.
    pub async fn close(mut self) {
        let _ = timeout(std::time::Duration::from_millis(200), self.stream.close(None)).await;
    }
}

fn request(address: &Address, credential: &str) -> Result<tungstenite::handshake::client::Request, Error> {
    let mut request = format!("{address}/v1/ws").into_client_request()?;
    let mut bearer = HeaderValue::try_from(format!("Bearer {credential}"))
        .map_err(|error| Error::Io(std::io::Error::other(error)))?;
    bearer.set_sensitive(true);
    request.headers_mut().insert(header::AUTHORIZATION, bearer);
    Ok(request)
}

fn not_open(address: &Address, error: Error) -> NotOpen {
    let Error::Http(response) = error else {
        return NotOpen::Unreachable(format!("cannot talk to {address}: {error}"));
    };
    let said = response.body().as_deref().and_then(|body| serde_json::from_slice::<serde_json::Value>(body).ok());
    let said = said.as_ref().and_then(|said| said.get("error")?.as_str()).map(text::visible);
    match response.status() {
        StatusCode::UNAUTHORIZED => NotOpen::Refused(said.unwrap_or_else(|| {
            format!("{address} does not know this membership (any more); ask the chair for a new invite")
        })),
        StatusCode::FORBIDDEN => NotOpen::Refused(said.unwrap_or_else(|| format!("{address} refuses this connection"))),
        StatusCode::NOT_FOUND => NotOpen::Refused(format!(
            "{address} answers, but not as a warroom server of this version: check the address, update the older of the two"
        )),
        status => NotOpen::Unreachable(said.unwrap_or_else(|| format!("{address} answered {status}"))),
    }
}
