//! One HTTP request to a server: redeeming invites, and what the operator does. Credentials go in headers only.

use super::address::Address;
use super::exit::Failure;
use chrono::DateTime;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HOST, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::io::Write;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use warroom_incident::{CommandId, Rejection, Time, text};

/// How long a connection may take to stand.
pub const CONNECT_TIME: Duration = Duration::from_secs(3);
/// Bytes of an answer that is read into memory; records are streamed.
const ANSWER_BYTES: usize = 64 * 1024 * 1024;

/// A request.
#[derive(Clone)]
pub struct Ask {
    /// Its method.
    pub method: Method,
    /// Its path.
    pub path: String,
    /// What proves the right to it.
    pub bearer: String,
    /// The credential of the member who redeems another invite.
    pub member: Option<String>,
    /// The command's id, where the body has no place for it.
    pub command: Option<CommandId>,
    /// Its body.
    pub body: Bytes,
}

impl Ask {
    /// A request without a body.
    #[must_use]
    pub fn get(path: impl Into<String>, bearer: &str) -> Ask {
        Ask {
            method: Method::GET,
            path: path.into(),
            bearer: bearer.to_owned(),
            member: None,
            command: None,
            body: Bytes::new(),
        }
    }

    /// A request with a body.
    #[must_use]
    pub fn post(path: impl Into<String>, bearer: &str, body: impl Into<Bytes>) -> Ask {
        Ask {
            method: Method::POST,
            path: path.into(),
            bearer: bearer.to_owned(),
            member: None,
            command: None,
            body: body.into(),
        }
    }
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No connection: nothing was sent.
    Unreachable(String),
    /// The connection broke after the request was sent: it may have taken effect.
    NoAnswer(String),
    /// The server could not save it: nothing was done.
    NotSaved(String),
    /// There is no server to ask: waiting will not help.
    NoServer(String),
    /// The credential is not known.
    Unauthorized(String),
    /// The server said no.
    Refused {
        /// As a sentence.
        sentence: String,
        /// With its facts, where the rules said it.
        rejection: Option<Box<Rejection>>,
    },
    /// The record does not verify on the server.
    Damaged(String),
    /// There is no such thing.
    NotFound(String),
    /// The answer was not understood.
    Strange(String),
}

impl Trouble {
    /// Whether the same request may be sent again and could succeed; only for requests with an id.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, Trouble::Unreachable(_) | Trouble::NoAnswer(_) | Trouble::NotSaved(_))
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Failure {
        match trouble {
            Trouble::Unreachable(sentence)
            | Trouble::NoAnswer(sentence)
            | Trouble::NotSaved(sentence)
            | Trouble::NoServer(sentence) => Failure::not_saved(sentence),
            Trouble::Unauthorized(sentence) | Trouble::Refused { sentence, .. } => Failure::refused(sentence),
            Trouble::Damaged(sentence) => Failure::unverified(format!("NOT VERIFIED: {sentence}")),
            Trouble::NotFound(sentence) | Trouble::Strange(sentence) => Failure::failed(sentence),
        }
    }
}

/// Asks, and reads the answer as JSON.
///
/// # Errors
/// [`Trouble`], by what the caller can do about it.
pub async fn ask<T: DeserializeOwned>(address: &Address, ask: Ask, patience: Duration) -> Result<T, Trouble> {
    let no_time = || Trouble::NoAnswer(format!("{address} did not answer within {} s", patience.as_secs()));
    let answer = timeout(patience, async {
        let response = send(address, ask).await?;
        read(response, address).await
    });
    let bytes = answer.await.map_err(|_| no_time())??;
    serde_json::from_slice(&bytes)
        .map_err(|error| Trouble::Strange(format!("{address} does not answer like a warroom server ({error})")))
}

/// Asks, and writes the answer's bytes to a file as they come.
///
/// # Errors
/// [`Trouble`]; the outer result is that of the file.
pub async fn ask_into(address: &Address, ask: Ask, file: &mut impl Write) -> std::io::Result<Result<(), Trouble>> {
    let mut response = match send(address, ask).await {
        Ok(response) => response,
        Err(trouble) => return Ok(Err(trouble)),
    };
    loop {
        let silent = Duration::from_secs(30);
        match timeout(silent, response.frame()).await {
            Ok(Some(Ok(frame))) => {
                if let Ok(bytes) = frame.into_data() {
                    file.write_all(&bytes)?;
                }
            }
            Ok(None) => return Ok(Ok(())),
            Ok(Some(Err(error))) => return Ok(Err(Trouble::NoAnswer(format!("{address} broke off: {error}")))),
            Err(_) => return Ok(Err(Trouble::NoAnswer(format!("{address} fell silent")))),
        }
    }
}

/// What a server's clock says, to the second; nothing where it does not say.
pub async fn clock(address: &Address) -> Option<Time> {
    let response = send(address, Ask::get("/healthz", "")).await.ok()?;
    let date = response.headers().get(DATE)?.to_str().ok()?;
    Some(DateTime::parse_from_rfc2822(date).ok()?.to_utc())
}

/// Opens a connection to a server.
///
/// # Errors
/// A sentence; nothing was sent then.
pub async fn connect(address: &Address) -> Result<TcpStream, String> {
    let cannot = |why: &dyn std::fmt::Display| {
        format!(
            "cannot reach {address} ({why}); is its server running? start it with warroom serve, or name another with --server"
        )
    };
    let stream = timeout(CONNECT_TIME, TcpStream::connect(address.target())).await;
    let stream = stream.map_err(|_| cannot(&"no answer"))?.map_err(|error| cannot(&error))?;
    stream.set_nodelay(true).map_err(|error| cannot(&error))?;
    Ok(stream)
}

fn bearer(secret: &str) -> Result<HeaderValue, Trouble> {
    let odd = || Trouble::Strange("the credential holds characters that no credential has".into());
    let mut value = HeaderValue::try_from(format!("Bearer {secret}")).map_err(|_| odd())?;
    value.set_sensitive(true);
    Ok(value)
}

async fn send(address: &Address, ask: Ask) -> Result<Response<Incoming>, Trouble> {
    let mut request = Request::builder()
        .method(ask.method)
        .uri(ask.path)
        .header(HOST, address.authority())
        .header(AUTHORIZATION, bearer(&ask.bearer)?)
        .header(CONTENT_TYPE, "application/json");
    if let Some(member) = ask.member {
        let mut value = HeaderValue::try_from(member).map_err(|error| Trouble::Strange(error.to_string()))?;
        value.set_sensitive(true);
        request = request.header("warroom-member", value);
    }
    if let Some(command) = ask.command {
        request = request.header("warroom-command", String::from(command));
    }
    let request = request.body(Full::new(ask.body)).map_err(|error| Trouble::Strange(error.to_string()))?;
    let stream = connect(address).await.map_err(Trouble::Unreachable)?;
    let lost = |error: hyper::Error| Trouble::NoAnswer(format!("the connection to {address} broke: {error}"));
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(lost)?;
    tokio::spawn(connection);
    let response = sender.send_request(request).await.map_err(lost)?;
    if response.status().is_success() {
        return Ok(response);
    }
    Err(refusal(response, address).await)
}

async fn read(response: Response<Incoming>, address: &Address) -> Result<Bytes, Trouble> {
    let body = http_body_util::Limited::new(response.into_body(), ANSWER_BYTES);
    let whole = body.collect().await;
    Ok(whole.map_err(|error| Trouble::NoAnswer(format!("{address} broke off: {error}")))?.to_bytes())
}

#[derive(Deserialize)]
struct Said {
    error: String,
    #[serde(default)]
    rejection: Option<Box<Rejection>>,
}

async fn refusal(response: Response<Incoming>, address: &Address) -> Trouble {
    let status = response.status();
    let bytes = match read(response, address).await {
        Ok(bytes) => bytes,
        Err(trouble) => return trouble,
    };
    let said = serde_json::from_slice(&bytes).unwrap_or_else(|_| {
        let error = format!("{address} answered {status}, not like a warroom server");
        Said { error, rejection: None }
    });
    // A server is not trusted with the terminal either.
    let sentence = text::visible(&said.error);
    match status {
        StatusCode::UNAUTHORIZED => Trouble::Unauthorized(sentence),
        StatusCode::NOT_FOUND => Trouble::NotFound(sentence),
        StatusCode::UNPROCESSABLE_ENTITY => Trouble::Damaged(sentence),
        StatusCode::TOO_MANY_REQUESTS => Trouble::NotSaved(sentence),
        _ if status.is_server_error() => Trouble::NotSaved(sentence),
        _ => Trouble::Refused { sentence, rejection: said.rejection },
    }
}
