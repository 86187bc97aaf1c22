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
/// Below the two seconds after which a screen calls the connection slow, by the longest way there and back that is
/// not slow itself.
const PING_EVERY: Duration = Duration::from_millis(1_500);
/// Silence that means the other end is gone, although TCP has not noticed.
const DEAD_AFTER: Duration = Duration::from_secs(5);
/// A silence that was noticed later than this was this program's own: it was stopped, or the machine slept.
const OVERSLEPT: Duration = Duration::from_secs(1);
/// What the server gets to answer after such a sleep, before the connection counts as gone.
const GRACE: Duration = Duration::from_secs(2);
/// A connection that lasted this long was a good one: the next pause is short again. Shorter ones, as with a server
/// that says goodbye at once, go on making the pauses longer.
const GOOD_AFTER: Duration = Duration::from_secs(5);
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
    /// The server does not let this membership in; it is tried again only when the screen asks for it.
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
    /// What the server said leaves nothing to try: wait until the screen asks again.
    GiveUp,
    /// End.
    Stop,
}

/// Why one connection ended.
enum End {
    /// Try again.
    Lost(String),
    /// Try again only when asked to.
    Refused(String),
    /// As before; the screen knows why.
    GivenUp,
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
        let end = match Socket::open(&address, &membership.credential).await {
            Ok(socket) => {
                let since = Instant::now();
                let end = talk(socket, &events, &mut orders).await;
                if since.elapsed() >= GOOD_AFTER {
                    pause = FIRST_PAUSE;
                }
                end
            }
            Err(NotOpen::Refused(sentence)) => End::Refused(sentence),
            Err(NotOpen::Unreachable(why)) => End::Lost(why),
        };
        let (news, rest_for) = match end {
            End::Stopped => return,
            End::GivenUp => (None, None),
            End::Refused(sentence) => (Some(LinkEvent::Refused { sentence }), None),
            End::Lost(why) => {
                let retry_in = jittered(pause);
                (Some(LinkEvent::Lost { why, retry_in }), Some(retry_in))
            }
        };
        if let Some(news) = news
            && events.send(news).await.is_err()
        {
            return;
        }
        pause = match rest(rest_for, &mut orders).await {
            Rested::Long => (pause * 2).min(LONGEST_PAUSE),
            Rested::UntilAsked => FIRST_PAUSE,
            Rested::UntilStopped => return,
        };
    }
}

/// How a pause ended.
enum Rested {
    /// It was over.
    Long,
    /// The screen does not want to wait.
    UntilAsked,
    /// The screen is gone.
    UntilStopped,
}

/// Waits until the next try; without a pause, until it is asked for.
async fn rest(mut pause: Option<Duration>, orders: &mut Receiver<LinkOrder>) -> Rested {
    let from = Instant::now();
    loop {
        let order = match pause {
            Some(pause) => match timeout(pause.saturating_sub(from.elapsed()), orders.recv()).await {
                Ok(order) => order,
                Err(_) => return Rested::Long,
            },
            None => orders.recv().await,
        };
        match order {
            Some(LinkOrder::RetryNow) => return Rested::UntilAsked,
            Some(LinkOrder::Stop) | None => return Rested::UntilStopped,
            // The goodbye was read after the connection had ended.
            Some(LinkOrder::GiveUp) => pause = None,
            Some(LinkOrder::Send(_)) => {}
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
                    Incoming::NotUnderstood(why) => return End::Refused(why),
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
                Some(LinkOrder::GiveUp) => {
                    socket.close().await;
                    return End::GivenUp;
                }
                Some(LinkOrder::Stop) | None => {
                    socket.close().await;
                    return End::Stopped;
                }
            },
            _ = pings.tick() => if let Some(end) = ping(&mut socket, began).await { return end },
            () = sleep(DEAD_AFTER.saturating_sub(heard.elapsed())) => {
                if heard.elapsed() < DEAD_AFTER + OVERSLEPT {
                    return End::Lost(format!("nothing heard for {} s", DEAD_AFTER.as_secs()));
                }
                // It was this program that did not listen; what arrived meanwhile lies in the socket.
                heard = Instant::now().checked_sub(DEAD_AFTER.saturating_sub(GRACE)).unwrap_or(heard);
                if let Some(end) = ping(&mut socket, began).await {
                    return end;
                }
            }
        }
    }
}

/// Asks for a sign; the end, when that cannot even be sent.
async fn ping(socket: &mut Socket, began: Instant) -> Option<End> {
    let sent = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    match timeout(DEAD_AFTER, socket.ping(sent.to_be_bytes().to_vec())).await {
        Ok(Ok(())) => None,
        Ok(Err(why)) => Some(End::Lost(why)),
        Err(_) => Some(End::Lost("the server does not read".into())),
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
    async fn what_was_given_up_is_tried_again_only_when_asked() {
        let (orders, mut receiver) = channel(8);
        orders.send(LinkOrder::GiveUp).await.expect("there is room");
        // A pause that would be over at once is not, once it was given up.
        let waits = timeout(Duration::from_millis(50), rest(Some(Duration::from_millis(1)), &mut receiver)).await;
        assert!(waits.is_err(), "it waits");
        orders.send(LinkOrder::RetryNow).await.expect("there is room");
        assert!(matches!(rest(None, &mut receiver).await, Rested::UntilAsked));
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
