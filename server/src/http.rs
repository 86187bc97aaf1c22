//! HTTP beside the WebSocket: health, the upgrade, invites redeemed, and what the operator may do.

use crate::connection::{self, Shared};
use crate::deliver::{ConnectionId, farewell};
use crate::journal::{Holder, IncidentId, ReadError};
use crate::order::{Accepted, Declined, Early, Order};
use crate::secret::{Secret, SecretHash, random};
use crate::{bounds, native, serving};
use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Channel, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONNECTION, CONTENT_TYPE, HOST, HeaderMap, HeaderValue, ORIGIN, UPGRADE};
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use warroom_incident::wire::{Farewell, Redeem, Redeemed};
use warroom_incident::{Actor, Command, CommandId, Person, Policy, Reaches, Rejection, Seat, import};

/// What all requests share.
pub struct Site {
    /// What all connections share.
    pub shared: Arc<Shared>,
    /// The operator's token, as it is compared.
    pub operator: SecretHash,
    /// Origins of browser pages that may connect; none by default.
    pub origins: Vec<String>,
    /// The host that the server is reached by, beside addresses and `localhost`.
    pub public_host: Option<String>,
    /// Numbers for connections.
    pub connections: AtomicU64,
    /// Whether it serves: false while it stops.
    pub ready: AtomicBool,
    /// The policy for new incidents.
    pub policy: std::sync::RwLock<Arc<Policy>>,
    /// Closes when the server is not run any more.
    pub served: tokio::sync::watch::Receiver<()>,
}

/// A socket's places among all, and among those that have not shown who they are.
#[derive(Debug)]
pub struct Places {
    /// Given back once they have.
    pub unproved: std::sync::Mutex<Option<OwnedSemaphorePermit>>,
    /// Given back with the connection.
    pub _open: OwnedSemaphorePermit,
}

type Body = BoxBody<Bytes, Infallible>;

/// An answer that is not a success.
struct Problem {
    status: StatusCode,
    error: String,
    rejection: Option<Rejection>,
}

impl Problem {
    fn new(status: StatusCode, error: impl Into<String>) -> Problem {
        Problem { status, error: error.into(), rejection: None }
    }

    fn unauthorized() -> Problem {
        // Unknown, wrong and expired get the same answer.
        Problem::new(StatusCode::UNAUTHORIZED, "this credential is not known here; join again with a new invite")
    }
}

impl From<Declined> for Problem {
    fn from(declined: Declined) -> Problem {
        match declined {
            Declined::Refused(rejection) => {
                Problem { status: StatusCode::CONFLICT, error: rejection.to_string(), rejection: Some(rejection) }
            }
            Declined::Damaged(error) => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, error),
            Declined::NotSaved(error) => Problem::new(StatusCode::SERVICE_UNAVAILABLE, error),
            Declined::NoSuchIncident => {
                Problem::new(StatusCode::NOT_FOUND, "there is no such incident on this server; see: warroom list")
            }
        }
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Problem {
        Declined::Refused(rejection).into()
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Problem {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
    }
}

type Answer = Result<Response<Body>, Problem>;

fn body(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).boxed()
}

fn reply(status: StatusCode, value: &impl Serialize) -> Response<Body> {
    let text = serde_json::to_vec(value).expect("an answer has a JSON text");
    let mut response = Response::new(body(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn ok(value: &impl Serialize) -> Answer {
    Ok(reply(StatusCode::OK, value))
}

/// Answers one request; the place among strangers is given back once the sender has shown who they are.
///
/// # Errors
/// Never: every problem is an answer.
pub async fn answer(
    site: Arc<Site>,
    places: Arc<Places>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = route(&site, &places, request).await.unwrap_or_else(|problem| {
        let mut value = json!({ "error": problem.error });
        if let Some(rejection) = &problem.rejection {
            value["rejection"] = json!(rejection);
        }
        reply(problem.status, &value)
    });
    // The path has no secrets and nobody's text: those are in headers and bodies.
    tracing::debug!(%method, path, status = response.status().as_u16(), "answered");
    Ok(response)
}

async fn route(site: &Arc<Site>, places: &Arc<Places>, request: Request<Incoming>) -> Answer {
    let path = request.uri().path().to_owned();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let method = request.method().clone();
    match (&method, parts.as_slice()) {
        (&Method::GET, ["healthz"]) => return ok(&"ok"),
        (&Method::GET, ["readyz"]) => {
            let ready = site.ready.load(Ordering::Acquire);
            let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            return Ok(reply(status, &if ready { "ok" } else { "stopping" }));
        }
        _ => {}
    }
    check_sender(site, request.headers())?;
    let incident = |word: &str| IncidentId::parse(word).ok_or(Declined::NoSuchIncident);
    match (&method, parts.as_slice()) {
        (&Method::GET, ["v1", "ws"]) => upgrade(site, places, request).await,
        (&Method::POST, ["v1", "redeem"]) => redeem(site, request).await,
        (&Method::GET, ["v1", "incidents"]) => {
            operator(site, request.headers())?;
            summaries(site).await
        }
        (&Method::POST, ["v1", "incidents"]) => {
            operator(site, request.headers())?;
            declare(site, request).await
        }
        (&Method::POST, ["v1", "incidents", word, "invites"]) => {
            operator(site, request.headers())?;
            invite(site, incident(word)?, request).await
        }
        (&Method::POST, ["v1", "incidents", word, "playback"]) => {
            operator(site, request.headers())?;
            playback(site, incident(word)?, request).await
        }
        (&Method::GET, ["v1", "incidents", word, "record"]) => record(site, incident(word)?, request.headers()).await,
        (&Method::POST, ["v1", "import"]) => {
            operator(site, request.headers())?;
            bring_in(site, request).await
        }
        _ => Err(Problem::new(StatusCode::NOT_FOUND, "there is nothing at this address; see server/PROTOCOL.md")),
    }
}

/// Browsers send other pages' requests with their origin, and reach loopback under any name that resolves to it.
fn check_sender(site: &Site, headers: &HeaderMap) -> Result<(), Problem> {
    if let Some(origin) = headers.get(ORIGIN) {
        let known = origin.to_str().is_ok_and(|origin| site.origins.iter().any(|allowed| allowed == origin));
        if !known {
            return Err(Problem::new(StatusCode::FORBIDDEN, "pages of this origin may not use this server"));
        }
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).and_then(|host| host.parse::<Uri>().ok());
    let host = host.as_ref().and_then(Uri::host).unwrap_or_default();
    let literal = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok();
    let named = host.eq_ignore_ascii_case("localhost")
        || site.public_host.as_deref().is_some_and(|public| public.eq_ignore_ascii_case(host));
    if literal || named {
        Ok(())
    } else {
        Err(Problem::new(StatusCode::FORBIDDEN, "this server is not known under that host name; see --public-url"))
    }
}

fn bearer(headers: &HeaderMap) -> Result<Secret, Problem> {
    let value = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let word = value.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(Problem::unauthorized)?;
    Ok(Secret::shown(word.trim()))
}

fn operator(site: &Site, headers: &HeaderMap) -> Result<(), Problem> {
    if bearer(headers)?.matches(&site.operator) { Ok(()) } else { Err(Problem::unauthorized()) }
}

async fn holder(site: &Site, secret: &Secret) -> Result<Option<Holder>, Problem> {
    let hash = secret.hash();
    Ok(site.shared.door.read(move |reader| reader.holder(&hash)).await?)
}

async fn member(site: &Site, secret: &Secret) -> Result<(IncidentId, Person), Problem> {
    connection::member(holder(site, secret).await?).ok_or_else(Problem::unauthorized)
}

async fn read_body(request: Request<Incoming>, most: usize) -> Result<Bytes, Problem> {
    let collected = Limited::new(request.into_body(), most).collect();
    let body = tokio::time::timeout(bounds::HANDSHAKE * 3, collected).await;
    let body = body.map_err(|_| Problem::new(StatusCode::REQUEST_TIMEOUT, "the body did not arrive in time"))?;
    let too_large = || Problem::new(StatusCode::PAYLOAD_TOO_LARGE, format!("the body is larger than {most} bytes"));
    Ok(body.map_err(|_| too_large())?.to_bytes())
}

async fn read_json<T: DeserializeOwned>(request: Request<Incoming>) -> Result<T, Problem> {
    let body = read_body(request, bounds::BODY_BYTES).await?;
    let wrong = |error| Problem::new(StatusCode::BAD_REQUEST, format!("the body is not what is expected: {error}"));
    serde_json::from_slice(&body).map_err(wrong)
}

/// Gives a command to the order and waits for its answer.
async fn command(
    site: &Site,
    incident: IncidentId,
    actor: Actor,
    id: CommandId,
    command: Command,
) -> Result<Accepted, Problem> {
    let (answer, answered) = oneshot::channel();
    let reply = Box::new(move |outcome| {
        // Whoever asked may be gone; the command stands all the same.
        let _: Result<(), _> = answer.send(outcome);
    });
    let order = Order::Command { incident, actor, id, command: Box::new(command), reply };
    give(site, order, answered).await?.map_err(Problem::from)
}

async fn give<T>(site: &Site, order: Order, answer: oneshot::Receiver<T>) -> Result<T, Problem> {
    let stopping =
        || Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping; try again when it is back");
    site.shared.orders.send(order).await.map_err(|_| stopping())?;
    answer.await.map_err(|_| stopping())
}

fn policy(site: &Site) -> Box<Policy> {
    let policy = site.policy.read().expect("nothing panics while it holds the policy");
    Box::new((**policy).clone())
}

async fn summaries(site: &Site) -> Answer {
    let (reply, answer) = oneshot::channel();
    match give(site, Order::Summaries { reply }, answer).await? {
        Ok(summaries) => ok(&summaries),
        Err(why) => Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, why)),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declare {
    id: CommandId,
    title: String,
    #[serde(default)]
    severity: Option<String>,
    reporter: String,
    #[serde(default)]
    drill: bool,
}

async fn declare(site: &Site, request: Request<Incoming>) -> Answer {
    let Declare { id, title, severity, reporter, drill } = read_json(request).await?;
    let order = Command::Declare { title, severity, reporter, drill, policy: policy(site) };
    let declared = command(site, IncidentId::NONE, Actor::Operator, id, order).await?;
    let mut invites = serde_json::Map::new();
    for seat in Seat::BY_RIGHT {
        // The id of an invite's command follows from the declaration's, so that a repeat makes no second one.
        let made =
            command(site, declared.incident, Actor::Operator, derived(id, seat), Command::Invite { seat, loss: false });
        if let Some(invite) = made.await?.invites.into_iter().next() {
            invites.insert(seat.as_str().to_owned(), Value::String(invite.invite));
        }
    }
    ok(&json!({ "incident": declared.incident.to_string(), "seq": declared.seq, "invites": invites }))
}

fn derived(id: CommandId, seat: Seat) -> CommandId {
    use sha2::{Digest as _, Sha256};
    let hash: [u8; 32] = Sha256::new().chain_update(id.0).chain_update(seat.as_str()).finalize().into();
    let mut derived = [0; 16];
    derived.copy_from_slice(&hash[..16]);
    CommandId(derived)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewInvite {
    id: CommandId,
    seat: Seat,
    #[serde(default)]
    loss: bool,
}

async fn invite(site: &Site, incident: IncidentId, request: Request<Incoming>) -> Answer {
    let NewInvite { id, seat, loss } = read_json(request).await?;
    let made = command(site, incident, Actor::Operator, id, Command::Invite { seat, loss }).await?;
    match made.invites.first() {
        Some(invite) => ok(invite),
        None => Err(Problem::new(StatusCode::CONFLICT, "this command made no invite")),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Playback {
    id: CommandId,
    #[serde(default)]
    seat: Option<Seat>,
    command: Command,
}

async fn playback(site: &Site, incident: IncidentId, request: Request<Incoming>) -> Answer {
    let Playback { id, seat, command: order } = read_json(request).await?;
    let done = command(site, incident, Actor::Playback(seat), id, order).await?;
    ok(&json!({ "seq": done.seq, "count": done.count }))
}

async fn redeem(site: &Site, request: Request<Incoming>) -> Answer {
    let not_usable = || Problem::from(Rejection::InviteNotUsable);
    let invite = bearer(request.headers()).map_err(|_| not_usable())?;
    let member_word = request.headers().get("warroom-member").and_then(|value| value.to_str().ok()).map(Secret::shown);
    // The invite first: a stranger's body is not even read.
    let Some(Holder::Invite(incident, seq)) = holder(site, &invite).await? else { return Err(not_usable()) };
    let Redeem { id, name } = read_json(request).await?;
    let order = match member_word {
        Some(word) => match member(site, &word).await? {
            (same, person) if same == incident => Command::TakeSeat { person },
            _ => return Err(Problem::unauthorized()),
        },
        None => Command::Join { name },
    };
    let joined = command(site, incident, Actor::Bearer(seq), id, order).await?;
    let Some(it) = joined.joined else { return Err(not_usable()) };
    ok(&Redeemed {
        incident: incident.to_string(),
        title: it.title,
        name: it.person,
        seat: it.seat,
        credential: it.credential.reveal().to_owned(),
        seq: joined.seq,
    })
}

async fn bring_in(site: &Site, request: Request<Incoming>) -> Answer {
    // Whoever sends the same file twice on purpose gets two; a repeated request names itself.
    let id = request.headers().get("warroom-command").and_then(|value| value.to_str().ok());
    let id = id.and_then(|id| CommandId::try_from(id.to_owned()).ok()).unwrap_or_else(|| CommandId(random()));
    let bytes = read_body(request, bounds::IMPORT_BYTES).await?;
    if native::is_native(&bytes) {
        return adopt(site, bytes).await;
    }
    let text = String::from_utf8(bytes.into());
    let text = text.map_err(|_| Rejection::ImportLine { line: 1, problem: "the file is not UTF-8".into() })?;
    let incident = tokio::task::spawn_blocking(move || import::parse(&text)).await;
    let failed = |_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "reading the file failed; nothing was imported");
    let incident = Box::new(incident.map_err(failed)??);
    let order = Command::Import { incident, policy: policy(site) };
    let done = command(site, IncidentId::NONE, Actor::Operator, id, order).await?;
    ok(&json!({ "incident": done.incident.to_string(), "events": done.count }))
}

async fn adopt(site: &Site, bytes: Bytes) -> Answer {
    let checked = tokio::task::spawn_blocking(move || native::check(&bytes)).await;
    let failed = |_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "reading the file failed; nothing was imported");
    let checked = checked.map_err(failed)?.map_err(|broken| {
        let problem = format!("{}; the record was altered or cut off, and nothing was imported", broken.why);
        Rejection::ImportLine { line: broken.line, problem }
    })?;
    if checked.withheld > 0 {
        let problem = format!("{} events are withheld in it: export it as the operator", checked.withheld);
        return Err(Rejection::ImportLine { line: 1, problem }.into());
    }
    let (answer, answered) = oneshot::channel();
    let reply = Box::new(move |outcome| {
        let _: Result<(), _> = answer.send(outcome);
    });
    let order = Order::Adopt { incident: checked.incident, record: Box::new(checked.record), reply };
    let done = give(site, order, answered).await?.map_err(Problem::from)?;
    ok(&json!({ "incident": done.incident.to_string(), "events": done.count }))
}

/// Streams a record: all of it to the operator, to a member what they may see.
async fn record(site: &Arc<Site>, incident: IncidentId, headers: &HeaderMap) -> Answer {
    let secret = bearer(headers)?;
    let reaches = if secret.matches(&site.operator) {
        Reaches::ALL
    } else {
        let (own, person) = member(site, &secret).await?;
        if own != incident {
            return Err(Problem::unauthorized());
        }
        let (reply, answer) = oneshot::channel();
        let order = Order::Attach { incident, person, after: 0, head: None, early: Early::Nothing, reply };
        match give(site, order, answer).await? {
            Ok(attached) => attached.reaches(),
            Err(Farewell::NotAMember) => return Err(Problem::unauthorized()),
            Err(why @ Farewell::Damaged) => return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, farewell(why))),
            Err(why) => return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, farewell(why))),
        }
    };
    let known = site.shared.catch_up.reader.read(move |reader| {
        let seq = reader.incidents()?.into_iter().find(|(id, _)| *id == incident).map(|(_, seq)| seq);
        let Some(seq) = seq else { return Ok(None) };
        Ok(reader.read(incident, seq - 1, 1)?.first().map(|row| (row.seq, row.head)))
    });
    let (seq, head) = known.await?.ok_or(Declined::NoSuchIncident)?;
    let (mut pieces, streamed) = Channel::<Bytes, Infallible>::new(4);
    let site = Arc::clone(site);
    tokio::spawn(async move {
        let (mut writer, header) = native::Writer::new(incident, seq, head);
        if pieces.send_data(header.into()).await.is_err() {
            return;
        }
        let mut after = 0;
        while after < seq {
            let most = (seq - after).min(bounds::CHUNK_EVENTS);
            let rows = site.shared.catch_up.reader.read(move |reader| reader.read(incident, after, most)).await;
            let Ok(rows) = rows else { return };
            let Some(last) = rows.last().map(|row| row.seq) else { return };
            after = last;
            if pieces.send_data(writer.rows(rows.iter(), reaches).into()).await.is_err() {
                return;
            }
        }
        // A stream that breaks before this line has no digest, and is refused by every reader.
        let _: Result<(), _> = pieces.send_data(writer.end().into()).await;
    });
    let mut response = Response::new(streamed.boxed());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/jsonl"));
    Ok(response)
}

/// Upgrades to the WebSocket of whoever holds the credential.
async fn upgrade(site: &Arc<Site>, places: &Arc<Places>, mut request: Request<Incoming>) -> Answer {
    let credential = bearer(request.headers())?;
    let (incident, person) = member(site, &credential).await?;
    let header = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let wants = header(UPGRADE.as_str()).is_some_and(|it| it.eq_ignore_ascii_case("websocket"))
        && header(CONNECTION.as_str()).is_some_and(|it| it.to_ascii_lowercase().contains("upgrade"))
        && header("sec-websocket-version") == Some("13");
    let Some(key) = header("sec-websocket-key").filter(|_| wants).map(str::to_owned) else {
        return Err(Problem::new(StatusCode::UPGRADE_REQUIRED, "this address speaks WebSocket, version 13"));
    };
    // They have shown who they are: their socket no longer counts among those that have not.
    drop(places.unproved.lock().expect("nothing panics while it holds the permit").take());
    let upgraded = hyper::upgrade::on(&mut request);
    let id: ConnectionId = site.connections.fetch_add(1, Ordering::Relaxed);
    let (shared, places) = (Arc::clone(&site.shared), Arc::clone(places));
    let over = serving::over(site.served.clone());
    tokio::spawn(async move {
        let _kept = places;
        let parts = match upgraded.await {
            Ok(upgraded) => upgraded.downcast::<TokioIo<TcpStream>>(),
            Err(error) => {
                tracing::debug!(%error, "an upgrade came to nothing");
                return;
            }
        };
        let parts = parts.expect("connections are served on plain TCP streams");
        tracing::debug!(connection = id, %incident, "connected");
        let stream = parts.io.into_inner();
        tokio::select! {
            () = connection::serve(shared, id, incident, person, stream, parts.read_buf.into()) => {}
            () = over => {}
        }
        tracing::debug!(connection = id, "gone");
    });
    let mut response = Response::new(body(Bytes::new()));
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    let accept = HeaderValue::from_str(&derive_accept_key(key.as_bytes())).expect("base64 is a header value");
    headers.insert("sec-websocket-accept", accept);
    Ok(response)
}
