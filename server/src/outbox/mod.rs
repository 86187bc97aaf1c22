//! Sends approved updates to their channels and pages to the levels that were called, beside the order, and says what
//! became of each.
//!
//! What is to be sent stands in the record, so nothing is lost with this program: after a start every delivery that
//! is open is found again. An attempt stands in the record before it is made. One whose end is not known is looked for
//! at the channel before it is repeated; where a channel cannot be looked into, a person decides. So nothing is sent
//! twice. A sender holds nothing but what was approved, and speaks only to where the [guard](Allowed) lets it.

mod bounded;
mod causes;
mod check;
mod drain;
mod email;
mod file;
mod guard;
mod jira;
mod job;
mod outcome;
mod reports;
mod secret;
mod slack;
mod statuspage;
mod timing;
mod web;
mod webhook;
mod work;

pub use check::{Lacking, lacking};
pub use drain::Drain;
pub use guard::Allowed;
pub use job::Job;
pub use reports::Reports;
pub use secret::NoSecret;
pub use timing::Timing;

use self::guard::Guard;
use self::work::Sender;
use crate::journal::{IncidentId, ReadError, Reader, Row};
use crate::order::Order;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};
use warroom_incident::{Event, Line, Reach};

/// Jobs that may wait; what finds no place is offered again on the next tick.
pub const JOBS_WAITING: usize = 256;
/// Jobs of one channel that are held at a time, of different incidents; more are offered again.
const HELD_OF_A_CHANNEL: usize = 32;
/// Of those the ones that are sent at a time: a channel that hangs takes no more than these.
const AT_A_TIME: usize = 4;

/// How the outbox works.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Hosts of the own network that channels may lead to, also without TLS.
    pub allowed: Vec<Allowed>,
    /// How long it waits for what.
    pub timing: Timing,
}

/// Jobs in flight of one channel.
struct Lane {
    held: Arc<Semaphore>,
    sending: Arc<Semaphore>,
}

/// Finds the incidents that ever sent something, has the order look at them, then does jobs until there are no
/// more to come: the order alone gives them, and its end ends this. Each job is done beside the others: a slow channel keeps none waiting but its own.
pub fn run(
    jobs: mpsc::Receiver<Job>,
    data: PathBuf,
    (options, drain): (&Options, &Drain),
    orders: &Reports,
    reader: &mut dyn Reader,
) {
    if let Err(error) = look(orders, reader) {
        tracing::error!(%error, "open deliveries are found only when somebody opens their incident");
    }
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return tracing::error!(%error, "nothing is sent until the server starts again"),
    };
    // Refused only where another part of this program has chosen one before, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let guard = Guard::new(&options.allowed);
    let sender = Sender::new(guard, options.timing, data, orders.clone());
    runtime.block_on(all(jobs, Arc::new(sender), drain, orders));
    // What is under way when the server ends is found again as an attempt of unknown end.
    runtime.shutdown_background();
}

async fn all(mut jobs: mpsc::Receiver<Job>, sender: Arc<Sender>, drain: &Drain, orders: &Reports) {
    let mut lanes: HashMap<String, Lane> = HashMap::new();
    while let Some(job) = jobs.recv().await {
        lanes.retain(|_, lane| lane.held.available_permits() < HELD_OF_A_CHANNEL);
        let lane = lanes.entry(job.lane()).or_insert_with(|| Lane {
            held: Arc::new(Semaphore::new(HELD_OF_A_CHANNEL)),
            sending: Arc::new(Semaphore::new(AT_A_TIME)),
        });
        let (incident, delivery) = (job.incident, job.delivery);
        let Ok(held) = Arc::clone(&lane.held).try_acquire_owned() else {
            orders.send(Order::LetGo { incident, delivery }).await;
            continue;
        };
        let (sending, sender) = (Arc::clone(&lane.sending), Arc::clone(&sender));
        let (drain, orders) = (drain.clone(), orders.clone());
        tokio::spawn(async move {
            // Nobody closes it.
            let place = sending.acquire().await;
            // What does not begin any more is found in the record after the next start.
            if let Some(_under_way) = drain.begin() {
                sender.work(&job).await;
            }
            drop((place, held));
            // Refused only when the order has ended.
            orders.send(Order::LetGo { incident, delivery }).await;
        });
    }
}

/// Has the order look at each incident that sent something.
fn look(orders: &Reports, reader: &mut dyn Reader) -> Result<(), ReadError> {
    for (incident, _) in reader.incidents()? {
        // What cannot be read now the order tries to read again.
        if has_sent(incident, reader).unwrap_or(true) {
            // Refused only when the order has ended.
            orders.blocking_send(Order::Look { incident });
        }
    }
    Ok(())
}

fn has_sent(incident: IncidentId, reader: &mut dyn Reader) -> Result<bool, ReadError> {
    let mut after = 0;
    loop {
        let rows = reader.read(incident, after, 1_024)?;
        let Some(last) = rows.last() else { return Ok(false) };
        if rows.iter().any(|row| row.reach == Reach::Published || queues_page(row)) {
            return Ok(true);
        }
        after = last.seq;
    }
}

/// Whether a page begins its way with this event. Hardly any line has the word, and only those are read.
fn queues_page(row: &Row) -> bool {
    let is_page = |line: Line| line.open().is_some_and(|it| matches!(it.fact.event, Event::PageQueued { .. }));
    row.line.contains("page_queued") && serde_json::from_str(&row.line).is_ok_and(is_page)
}
