//! One client's connection: reads its messages, passes its orders on, and leads it from the record to the live flow.
//!
//! No rule, seat or permission is checked here.

use crate::catch_up::{CatchUp, Chunk, SharedReader};
use crate::deliver::{Client, ConnectionId, Delivery, Heads};
use crate::journal::{Holder, IncidentId, ReadError, Row};
use crate::order::{Accepted, Attached, Declined, Early, Order, Orders, is_screen};
use crate::outlet::{Outlet, Pushed};
use crate::{bounds, frame};
use chrono::Utc;
use futures_util::StreamExt as _;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout_at};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use warroom_incident::chain::Hash;
use warroom_incident::wire::{Farewell, PROTOCOL, Presence, ReadMarks, ToClient, ToServer};
use warroom_incident::{Actor, CommandId, Person, Reaches, Seq};

/// What all connections share.
pub struct Shared {
    /// Where orders go.
    pub orders: Orders,
    /// Chunks of the record.
    pub catch_up: Arc<CatchUp>,
    /// Looks credentials up, whoever reads the record meanwhile.
    pub door: SharedReader,
    /// What pings tell.
    pub heads: Arc<Heads>,
    /// Where presence goes.
    pub deliveries: SyncSender<Delivery>,
}

/// The reading half of a socket for tungstenite; what it wants to write (pongs, closes) takes the one way out.
struct Reading(Arc<Client>);

impl AsyncRead for Reading {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let stream = self.0.outlet.stream();
        loop {
            match stream.poll_read_ready(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Ready(Ok(())) => {}
            }
            match stream.try_read(into.initialize_unfilled()) {
                Ok(read) => {
                    into.advance(read);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for Reading {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        match self.0.outlet.push_answer(bytes::Bytes::copy_from_slice(bytes)) {
            Pushed::Taken => Poll::Ready(Ok(bytes.len())),
            Pushed::Full | Pushed::Closed => Poll::Ready(Err(std::io::ErrorKind::BrokenPipe.into())),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        self.0.outlet.close();
        Poll::Ready(Ok(()))
    }
}

/// The limits of a WebSocket, said outright: the library's defaults are a client's.
#[must_use]
pub fn limits() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(bounds::READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(bounds::OUTLET_BYTES)
        .max_message_size(Some(bounds::MESSAGE_BYTES))
        .max_frame_size(Some(bounds::MESSAGE_BYTES))
}

struct Connection {
    shared: Arc<Shared>,
    incident: IncidentId,
    client: Arc<Client>,
    flow: Flow,
}

/// A read of the record that is under way.
type Fetch = JoinHandle<Result<Chunk, ReadError>>;

/// Where the client's flow of events stands.
enum Flow {
    /// It has not attached.
    Idle,
    /// It reads the record up to a number; the read under way is kept here because a step may be dropped.
    Reading { after: Seq, until: Seq, reaches: Reaches, presence: Presence, fetch: Option<Fetch> },
    /// The order was asked to hand it to delivery; the answer is kept here because a step may be dropped.
    GoingLive { after: Seq, reaches: Reaches, presence: Presence, answer: oneshot::Receiver<Option<Seq>> },
    /// Delivery has it.
    Live { reaches: Reaches, presence: Presence },
}

/// Serves one member until the connection ends.
pub async fn serve(
    shared: Arc<Shared>,
    id: ConnectionId,
    incident: IncidentId,
    person: Person,
    stream: TcpStream,
    read_already: Vec<u8>,
) {
    let client = Arc::new(Client::new(id, person, Outlet::new(stream)));
    let reading = Reading(Arc::clone(&client));
    let mut socket = WebSocketStream::from_partially_read(reading, read_already, Role::Server, Some(limits())).await;
    let mut connection = Connection { shared, incident, client, flow: Flow::Idle };
    connection.welcome();
    connection.converse(&mut socket).await;
    connection.part().await;
}

impl Connection {
    fn send(&self, message: ToClient) {
        if self.client.tell(message) == Pushed::Full {
            self.client.outlet.abort();
        }
    }

    fn welcome(&self) {
        self.send(ToClient::Welcome {
            protocol: PROTOCOL,
            server: env!("CARGO_PKG_VERSION").to_owned(),
            incident: self.incident.to_string(),
            you: self.client.person.clone(),
            at: Utc::now(),
        });
    }

    async fn converse(&mut self, socket: &mut WebSocketStream<Reading>) {
        let client = Arc::clone(&self.client);
        let flush = client.outlet.flush();
        tokio::pin!(flush);
        let mut pings = interval_at(Instant::now() + bounds::PING_EVERY, bounds::PING_EVERY);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut dead_at = Instant::now() + bounds::DEAD_AFTER;
        loop {
            tokio::select! {
                message = socket.next() => {
                    dead_at = Instant::now() + bounds::DEAD_AFTER;
                    match message {
                        Some(Ok(message)) => if !self.hear(message).await { break },
                        Some(Err(error)) => { self.misheard(&error); break },
                        None => break,
                    }
                }
                // Ends only when the connection is closed.
                () = &mut flush => break,
                () = self.step() => {}
                _ = pings.tick() => self.ping(),
                () = tokio::time::sleep_until(dead_at) => {
                    tracing::info!(connection = client.id, "nothing heard; closed");
                    client.outlet.abort();
                    break;
                }
            }
        }
        client.outlet.close();
        // What waits, a goodbye above all, gets a moment to leave.
        let until = Instant::now() + bounds::FAREWELL;
        let _: Result<(), _> = timeout_at(until, client.outlet.drain()).await;
        let _: Result<(), _> = timeout_at(until, hang_up(client.outlet.stream())).await;
    }

    /// One step of the flow: the next chunk of the record, or waiting to fall behind.
    ///
    /// It may be dropped at any await and begun again: what matters changes only between two of them.
    async fn step(&mut self) {
        match &mut self.flow {
            Flow::Idle => std::future::pending().await,
            Flow::GoingLive { after, reaches, presence, answer } => {
                let until = answer.await.unwrap_or_default();
                let (after, reaches, presence) = (*after, *reaches, std::mem::take(presence));
                self.flow = match until {
                    Some(until) => {
                        // Whole chunks first, which are shared; the rest when there is nothing else.
                        let until = Some(whole_chunks(after, until)).filter(|&whole| whole > after).unwrap_or(until);
                        Flow::Reading { after, until, reaches, presence, fetch: None }
                    }
                    None => Flow::Live { reaches, presence },
                };
            }
            Flow::Live { .. } => {
                self.client.fell_behind.notified().await;
                if let (Some(after), Flow::Live { reaches, presence }) = (self.client.take_behind(), &self.flow) {
                    tracing::debug!(connection = self.client.id, after, "behind; reading on from the record");
                    let (reaches, presence) = (*reaches, presence.clone());
                    // The order is asked first: what this client may see can have changed since it attached.
                    self.flow = Flow::Reading { after, until: after, reaches, presence, fetch: None };
                }
            }
            Flow::Reading { .. } if self.client.outlet.is_closed() => std::future::pending().await,
            Flow::Reading { after, until, reaches, presence, .. } if *after >= *until => {
                let (after, reaches, presence) = (*after, *reaches, presence.clone());
                self.go_live(after, reaches, presence).await;
            }
            Flow::Reading { after, until, reaches, fetch, .. } => {
                let catch_up = &self.shared.catch_up;
                let (incident, from, to, seen) = (self.incident, *after, *until, *reaches);
                let under_way = fetch.get_or_insert_with(|| {
                    let catch_up = Arc::clone(catch_up);
                    tokio::spawn(async move { catch_up.chunk(incident, from, to, seen).await })
                });
                // At the client's own pace: an empty outlet takes a chunk of any size.
                self.client.outlet.emptied().await;
                let fetched = under_way.await.unwrap_or_else(|failed| Err(ReadError(Box::new(failed))));
                *fetch = None;
                match fetched {
                    Ok(chunk) => {
                        if self.client.outlet.push_answer(chunk.frame) == Pushed::Taken {
                            *after = chunk.last;
                        }
                    }
                    Err(error) => {
                        tracing::error!(%error, "catching up failed");
                        self.client.dismiss(Farewell::StoreFailed);
                    }
                }
            }
        }
    }

    async fn go_live(&mut self, after: Seq, reaches: Reaches, presence: Presence) {
        self.client.outlet.emptied().await;
        let Ok(place) = self.shared.orders.reserve().await else {
            return std::future::pending().await;
        };
        let (reply, answer) = oneshot::channel();
        let (incident, client) = (self.incident, Arc::clone(&self.client));
        place.send(Order::GoLive { incident, client, reaches, presence: presence.clone(), after, reply });
        self.flow = Flow::GoingLive { after, reaches, presence, answer };
    }

    fn ping(&self) {
        let (seq, head) = self.shared.heads.get(self.incident).unwrap_or((0, Hash::ZERO));
        self.send(ToClient::Ping { seq, head, at: Utc::now() });
    }

    fn misheard(&self, error: &SocketError) {
        let code = if matches!(error, SocketError::ConnectionClosed | SocketError::AlreadyClosed | SocketError::Io(_)) {
            return;
        } else if matches!(error, SocketError::Capacity(_)) {
            1009
        } else if matches!(error, SocketError::Utf8(_)) {
            1007
        } else {
            1002
        };
        self.client.outlet.push_answer(frame::close(code));
    }

    /// Takes one message; `false` when the connection is to end.
    async fn hear(&mut self, message: Message) -> bool {
        let text = match message {
            Message::Text(text) => text,
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => return true,
            Message::Binary(_) => {
                self.client.outlet.push_answer(frame::close(1003));
                return false;
            }
            Message::Close(_) => {
                self.client.outlet.push_answer(frame::close(1000));
                return false;
            }
        };
        let message: ToServer = match serde_json::from_str(&text) {
            Ok(message) => message,
            Err(error) => {
                // The position is told, the text is not.
                tracing::info!(connection = self.client.id, column = error.column(), "a message was not understood");
                return self.not_understood(&text, &error);
            }
        };
        match message {
            ToServer::Command { id, command } => {
                let client = Arc::clone(&self.client);
                let reply = Box::new(move |outcome| answer(&client, id, outcome));
                let actor = Actor::Person(self.client.person.clone());
                let order = Order::Command { incident: self.incident, actor, id, command, reply };
                self.shared.orders.send(order).await.is_ok()
            }
            ToServer::Attach { after, head, presence } => self.attach(after, head, presence).await,
            // Whoever reads what was published says nothing into the room, not even where they look.
            ToServer::Presence(_) | ToServer::Read { .. } if self.client.is_reader() => true,
            ToServer::Presence(presence) => {
                match &mut self.flow {
                    Flow::Idle => {}
                    Flow::Reading { presence: mine, .. }
                    | Flow::GoingLive { presence: mine, .. }
                    | Flow::Live { presence: mine, .. } => mine.clone_from(&presence),
                }
                self.tell_presence(presence);
                true
            }
            ToServer::Read { timeline, notes } => {
                let (incident, person) = (self.incident, self.client.person.clone());
                let read = ReadMarks { timeline, notes, left_at: None };
                // Before attaching there is nothing to have read.
                matches!(self.flow, Flow::Idle)
                    || self.shared.orders.send(Order::Read { incident, person, read }).await.is_ok()
            }
            ToServer::Pong { seq, head } => self.compare(seq, head).await,
        }
    }

    /// A command of a newer client is answered so that its text is not lost; anything else ends the connection.
    fn not_understood(&self, text: &str, error: &serde_json::Error) -> bool {
        #[derive(serde::Deserialize)]
        struct OnlyId {
            command: Id,
        }
        #[derive(serde::Deserialize)]
        struct Id {
            id: CommandId,
        }
        if let Ok(OnlyId { command: Id { id } }) = serde_json::from_str(text) {
            let sentence =
                format!("the server does not understand this command ({error}); update the older of the two");
            self.send(ToClient::NotSaved { id, sentence });
            return true;
        }
        self.client.dismiss(Farewell::BadMessage);
        false
    }

    fn tell_presence(&self, presence: Presence) {
        let presence = Presence { pane: presence.pane.chars().take(32).collect(), ..presence };
        let delivery = Delivery::Presence { incident: self.incident, connection: self.client.id, presence };
        // Presence may be lost, and nobody waits for it.
        let _: Result<(), _> = self.shared.deliveries.try_send(delivery);
    }

    async fn attach(&mut self, after: Seq, head: Option<Hash>, presence: Presence) -> bool {
        if !matches!(self.flow, Flow::Idle) {
            self.client.dismiss(Farewell::BadMessage);
            return false;
        }
        let (reply, answer) = oneshot::channel();
        let (incident, person) = (self.incident, self.client.person.clone());
        let early = if is_screen(&presence) { Early::Brief } else { Early::Nothing };
        if self.shared.orders.send(Order::Attach { incident, person, after, head, early, reply }).await.is_err() {
            return false;
        }
        match answer.await {
            Ok(Ok(attached)) => {
                let (until, reaches) = (attached.seq(), attached.reaches());
                self.client.listens_with(reaches);
                let presence = match attached {
                    Attached::Member { snapshot, read, brief, .. } => {
                        self.send(ToClient::Attached { snapshot, reaches, read: Some(read), brief });
                        presence
                    }
                    Attached::Reader(snapshot) => {
                        self.send(ToClient::Reading(Box::new(snapshot)));
                        Presence::default()
                    }
                };
                // What is in memory is handed over by the order; a longer record is read first.
                let until = whole_chunks(after, until);
                self.flow = Flow::Reading { after, until, reaches, presence, fetch: None };
                true
            }
            Ok(Err(why)) => {
                self.client.dismiss(why);
                false
            }
            Err(_) => false,
        }
    }

    /// Compares a client's head with the record: forks, rollbacks and restored backups show at once.
    async fn compare(&self, seq: Seq, head: Hash) -> bool {
        if self.shared.heads.get(self.incident) == Some((seq, head)) {
            return true;
        }
        let Some(before) = seq.checked_sub(1) else { return true };
        let incident = self.incident;
        let read = self.shared.catch_up.reader.read(move |reader| reader.read(incident, before, 1)).await;
        let known = |rows: &[Row]| rows.first().is_some_and(|row| row.seq == seq && row.head == head);
        match read {
            Ok(rows) if !known(&rows) => {
                tracing::error!(%incident, seq, "a client remembers another record");
                self.client.dismiss(Farewell::OtherRecord);
                false
            }
            Ok(_) | Err(_) => true,
        }
    }

    async fn part(self) {
        let gone = Order::Gone { incident: self.incident, connection: self.client.id };
        // When the order has stopped, nobody is left to be told.
        let _: Result<(), _> = self.shared.orders.send(gone).await;
    }
}

/// Answers a command on its sender's connection.
fn answer(client: &Client, id: CommandId, outcome: Result<Accepted, Declined>) {
    let message = match outcome {
        Ok(accepted) => {
            let invite = accepted.invites.into_iter().next();
            ToClient::Accepted { id, seq: accepted.seq, count: accepted.count, invite }
        }
        Err(Declined::Refused(rejection)) => {
            let sentence = rejection.to_string();
            ToClient::Refused { id, rejection, sentence }
        }
        Err(Declined::NotSaved(sentence) | Declined::Damaged(sentence)) => ToClient::NotSaved { id, sentence },
        Err(Declined::NoSuchIncident) => {
            ToClient::NotSaved { id, sentence: "this incident is not on this server any more".to_owned() }
        }
    };
    if client.tell(message) == Pushed::Full {
        client.outlet.abort();
    }
}

/// Says that nothing more comes and reads what is still on its way: a socket that is closed over unread bytes takes
/// the goodbye back.
async fn hang_up(stream: &TcpStream) {
    if socket2::SockRef::from(stream).shutdown(std::net::Shutdown::Write).is_err() {
        return;
    }
    // Small: it is part of every connection's task while that waits for other things.
    let mut unread = [0; 256];
    while stream.readable().await.is_ok() {
        match stream.try_read(&mut unread) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}

/// How far to read the record: whole chunks, which are shared; what is beyond is in memory and comes on going live.
fn whole_chunks(after: Seq, until: Seq) -> Seq {
    (until - until % bounds::CHUNK_EVENTS).max(after)
}

/// The member behind a credential.
#[must_use]
pub fn member(holder: Option<Holder>) -> Option<(IncidentId, Person)> {
    match holder? {
        Holder::Member(incident, person) => Some((incident, person)),
        Holder::Invite(..) => None,
    }
}
