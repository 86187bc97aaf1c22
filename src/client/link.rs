//! The connection of a screen: kept up for ever, told as events. It holds no state of the incident and no queue: after
//! [`LinkEvent::Up`] the screen attaches and sends again what is not acknowledged, with the same ids.

use super::address::Address;
use super::membership::Membership;
use super::socket::{Incoming, NotOpen, Socket};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use warroom_incident::wire::{ToClient, ToServer};

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
const PING_EVERY: Duration = Duration::from_secs(2);
/// Silence that means the other end is gone, although TCP has not noticed.
const DEAD_AFTER: Duration = Duration::from_secs(5);
/// Orders that may wait for the socket: more than the largest outbox at once.
const ORDERS: usize = 1_024;

/// What happens to the connection.
#[derive(Debug)]
pub enum LinkEvent {
    /// It is being tried.
    Connecting,
    /// It stands.
    Up,
    /// The server said something.
    Message(Box<ToClient>),
    /// How long a ping took.
    RoundTrip(Duration),
    /// It is down and will be tried again.
    Lost {
        /// Why.
        why: String,
        /// When it is tried again.
        retry_in: Duration,
    },
    /// The server does not let this membership in; it is not tried again.
    Refused {
        /// Why, and what to do.
        sentence: String,
    },
}

/// What a screen orders.
#[derive(Debug)]
pub enum LinkOrder {
    /// Send this; dropped while the connection is down.
    Send(ToServer),
    /// Do not wait for the next try; while connected, begin again with a new connection.
    RetryNow,
    /// End.
    Stop,
}

/// Why one connection ended.
enum End {
    /// Try again.
    Lost(String),
    /// The screen is gone.
    Stopped,
}

/// Starts the connection; it ends when told so or when either channel's other end is gone.
#[must_use]
pub fn start(membership: Membership, events: Sender<LinkEvent>) -> Sender<LinkOrder> {
    let (orders, receiver) = channel(ORDERS);
    tokio::spawn(keep_up(membership, events, receiver));
    orders
}

async fn keep_up(membership: Membership, events: Sender<LinkEvent>, mut orders: Receiver<LinkOrder>) {
    let address = match Address::parse(&membership.server) {
        Ok(address) => address,
        Err(error) => {
            let _ = events.send(LinkEvent::Refused { sentence: error.to_string() }).await;
            return;
        }
    };
    let mut pause = FIRST_PAUSE;
    loop {
        if events.send(LinkEvent::Connecting).await.is_err() {
            return;
        }
        let why = match Socket::open(&address, &membership.credential).await {
            Ok(socket) => {
                pause = FIRST_PAUSE;
                match talk(socket, &events, &mut orders).await {
                    End::Lost(why) => why,
                    End::Stopped => return,
                }
            }
            Err(NotOpen::Refused(sentence)) => {
                let _ = events.send(LinkEvent::Refused { sentence }).await;
                return;
            }
            Err(NotOpen::Unreachable(why)) => why,
        };
        let retry_in = jittered(pause);
        if events.send(LinkEvent::Lost { why, retry_in }).await.is_err() || !rest(retry_in, &mut orders).await {
            return;
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Waits until the next try; false when the screen is gone.
async fn rest(pause: Duration, orders: &mut Receiver<LinkOrder>) -> bool {
    let until = Instant::now() + pause;
    loop {
        match timeout(until.saturating_duration_since(Instant::now()), orders.recv()).await {
            Err(_) | Ok(Some(LinkOrder::RetryNow)) => return true,
            Ok(Some(LinkOrder::Stop) | None) => return false,
            Ok(Some(LinkOrder::Send(_))) => {}
        }
    }
}

async fn talk(mut socket: Socket, events: &Sender<LinkEvent>, orders: &mut Receiver<LinkOrder>) -> End {
    if events.send(LinkEvent::Up).await.is_err() {
        return End::Stopped;
    }
    let began = Instant::now();
    let mut heard = Instant::now();
    let mut pings = interval(PING_EVERY);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            incoming = socket.next() => {
                heard = Instant::now();
                let event = match incoming {
                    Incoming::Message(message) => LinkEvent::Message(message),
                    Incoming::Pong(payload) => LinkEvent::RoundTrip(round_trip(began, &payload)),
                    Incoming::Closed(why) => return End::Lost(why),
                };
                if events.send(event).await.is_err() {
                    return End::Stopped;
                }
            }
            order = orders.recv() => match order {
                Some(LinkOrder::Send(message)) => {
                    // A peer that does not read must not hold the loop: it is as good as gone.
                    match timeout(DEAD_AFTER, socket.send(&message)).await {
                        Ok(Ok(())) => {}
                        Ok(Err(why)) => return End::Lost(why),
                        Err(_) => return End::Lost("the server does not read".into()),
                    }
                }
                Some(LinkOrder::RetryNow) => {
                    socket.close().await;
                    return End::Lost("beginning again".into());
                }
                Some(LinkOrder::Stop) | None => {
                    socket.close().await;
                    return End::Stopped;
                }
            },
            _ = pings.tick() => {
                let sent = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
                match timeout(DEAD_AFTER, socket.ping(sent.to_be_bytes().to_vec())).await {
                    Ok(Ok(())) => {}
                    Ok(Err(why)) => return End::Lost(why),
                    Err(_) => return End::Lost("the server does not read".into()),
                }
            }
            () = sleep(DEAD_AFTER.saturating_sub(heard.elapsed())) => {
                return End::Lost(format!("nothing heard for {} s", DEAD_AFTER.as_secs()));
            }
        }
    }
}

fn round_trip(began: Instant, payload: &[u8]) -> Duration {
    let sent = <[u8; 8]>::try_from(payload).map(u64::from_be_bytes).unwrap_or_default();
    began.elapsed().saturating_sub(Duration::from_micros(sent))
}

/// A pause that is up to 30 % shorter or longer, so that a thousand clients do not come back at once.
fn jittered(pause: Duration) -> Duration {
    let mut byte = [128];
    // Without randomness the pause is the plain one.
    let _ = getrandom::fill(&mut byte);
    pause.mul_f64(0.7 + 0.6 * f64::from(byte[0]) / 255.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_stays_within_thirty_percent() {
        for _ in 0..100 {
            let pause = jittered(LONGEST_PAUSE).as_secs_f64();
            assert!((2.09..=3.91).contains(&pause), "{pause}");
        }
    }

    #[tokio::test]
    async fn a_server_that_is_away_is_tried_again_and_the_screen_can_stop_it() {
        let membership = Membership {
            // Port 1 of loopback: nobody listens there.
            server: "ws://127.0.0.1:1".into(),
            incident: "INC-1".into(),
            name: warroom_incident::Person::new("ana").expect("a plain name"),
            credential: "wrc_x".into(),
        };
        let (sender, mut events) = channel(8);
        let orders = start(membership, sender);
        for _ in 0..2 {
            assert!(matches!(events.recv().await, Some(LinkEvent::Connecting)));
            assert!(matches!(events.recv().await, Some(LinkEvent::Lost { .. })));
            orders.send(LinkOrder::RetryNow).await.expect("the link lives");
        }
        orders.send(LinkOrder::Stop).await.expect("the link lives");
        while events.recv().await.is_some() {}
    }
}
