//! Sends approved updates to their channels, beside the order, and says what became of each.
//!
//! What is to be sent stands in the record, so nothing is lost with this program: after a start every delivery that
//! is open is found again. A job holds nothing but what was approved. Of the channels only the file is sent here; the
//! others wait.

use crate::journal::{IncidentId, ReadError, Reader};
use crate::order::{Order, Orders};
use crate::secret::random;
use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use warroom_incident::draft::{ApprovedUpdate, Outgoing};
use warroom_incident::event::{ChannelKind, DeliveryFate};
use warroom_incident::policy::Channel;
use warroom_incident::{Actor, Command, CommandId, Reach, Seq};

/// Jobs that may wait; what finds no place is offered again on the next tick.
pub const JOBS_WAITING: usize = 256;

/// One update for one channel.
#[derive(Clone, Debug)]
pub struct Job {
    incident: IncidentId,
    delivery: Seq,
    attempts: u32,
    channel: Channel,
    approved: ApprovedUpdate,
}

impl Job {
    /// Takes what is to go out.
    #[must_use]
    pub fn of(incident: IncidentId, outgoing: &Outgoing<'_>) -> Job {
        Job {
            incident,
            delivery: outgoing.delivery().seq,
            attempts: outgoing.delivery().attempts,
            channel: outgoing.channel().clone(),
            approved: outgoing.approved().clone(),
        }
    }

    /// The name by which a channel knows a repetition: the same for ever.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}/{}", self.incident, self.delivery)
    }
}

/// Whether this server sends to channels of this kind.
#[must_use]
pub fn sends(channel: &Channel) -> bool {
    channel.kind() == Some(ChannelKind::File)
}

/// Finds the incidents that ever published something, has the order look at them, then does jobs until there are no
/// more to come.
pub fn run(jobs: &Receiver<Job>, data: &Path, orders: &Orders, reader: &mut dyn Reader) {
    if let Err(error) = look(orders, reader) {
        tracing::error!(%error, "open deliveries are found only when somebody opens their incident");
    }
    while let Ok(job) = jobs.recv() {
        let fate = match append(data, &job) {
            Ok(()) => (DeliveryFate::Confirmed, String::new()),
            Err(error) => {
                tracing::error!(incident = %job.incident, delivery = job.delivery, %error, "an update was not sent");
                (DeliveryFate::Failed, format!("cannot write to the file: {}", error.kind()))
            }
        };
        report(&job, fate, orders);
    }
}

/// Has the order look at each incident that published something.
fn look(orders: &Orders, reader: &mut dyn Reader) -> Result<(), ReadError> {
    for (incident, _) in reader.incidents()? {
        if has_published(incident, reader)? {
            // Refused only when the order has ended.
            let _: Result<(), _> = orders.blocking_send(Order::Look { incident });
        }
    }
    Ok(())
}

fn has_published(incident: IncidentId, reader: &mut dyn Reader) -> Result<bool, ReadError> {
    let mut after = 0;
    loop {
        let rows = reader.read(incident, after, 1_024)?;
        let Some(last) = rows.last() else { return Ok(false) };
        if rows.iter().any(|row| row.reach == Reach::Published) {
            return Ok(true);
        }
        after = last.seq;
    }
}

fn report(job: &Job, (fate, note): (DeliveryFate, String), orders: &Orders) {
    let (delivery, attempts) = (job.delivery, job.attempts.saturating_add(1));
    let command = Command::ReportDelivery { delivery, fate, attempts, reference: None, note };
    let order = Order::Command {
        incident: job.incident,
        actor: Actor::Server,
        id: CommandId(random()),
        command: Box::new(command),
        // Where it is not saved, the delivery stays open and is offered again.
        reply: Box::new(|_| {}),
    };
    let _: Result<(), _> = orders.blocking_send(order);
}

/// Adds the update as one line to the channel's file, unless it stands there already: a crash between writing and
/// recording does not send it twice.
fn append(data: &Path, job: &Job) -> io::Result<()> {
    let name = Path::new(&job.channel.to).file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let path = data.join("updates").join(name);
    std::fs::create_dir_all(path.parent().unwrap_or(data))?;
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(&path)?;
    // One line is written at once; a power cut may still tear it, and then it was never told to be sent.
    cut_torn_line(&mut file)?;
    if keys(&path)?.contains(&job.key()) {
        return Ok(());
    }
    let approved = &job.approved;
    let line = serde_json::json!({
        "delivery": job.key(),
        "audience": approved.audience(),
        "phase": approved.phase(),
        "notice": approved.notice(),
        "next_update": approved.promise(),
        "text": approved.text().as_str(),
    });
    file.write_all(format!("{line}\n").as_bytes())?;
    file.sync_all()
}

/// The deliveries that stand in a file.
fn keys(path: &PathBuf) -> io::Result<HashSet<String>> {
    let mut keys = HashSet::new();
    for line in BufReader::new(File::open(path)?).lines() {
        let value: serde_json::Value = serde_json::from_str(&line?).unwrap_or_default();
        keys.extend(value.get("delivery").and_then(serde_json::Value::as_str).map(str::to_owned));
    }
    Ok(keys)
}

fn cut_torn_line(file: &mut File) -> io::Result<()> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    if whole < bytes.len() {
        file.set_len(whole as u64)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_incident::{Incident, Policy, apply::apply_fact, decide};

    /// The first job of an incident in which somebody published something.
    fn job() -> Job {
        let mut state = Incident::default();
        let at = "2026-03-01T09:00:00Z".parse().expect("a time");
        let mut give = |actor: Actor, command: Command| {
            for decided in decide(&state, &command, &actor, at).expect("the rules agree") {
                let seq = state.seq + 1;
                apply_fact(&mut state, seq, &decided.fact, decided.content.as_ref().into());
            }
            state.clone()
        };
        let (title, reporter) = (String::from("Checkout is down"), String::from("rita"));
        let policy = Box::<Policy>::default();
        give(Actor::Operator, Command::Declare { title, severity: None, reporter, drill: false, policy });
        let invite = Command::Invite { seat: warroom_incident::Seat::Coordinator, loss: false };
        let seq = give(Actor::Operator, invite).seq;
        let ana = Actor::Person(warroom_incident::Person::new("ana").expect("a name"));
        give(Actor::Bearer(seq), Command::Join { name: "ana".into() });
        let (holding, audience) = (String::from("looking"), String::from("customers"));
        let (slots, channels, notice) = (Default::default(), Vec::new(), warroom_incident::event::Notice::Notify);
        let state = give(ana.clone(), Command::OpenHolding { holding, audience, slots, channels, notice });
        let (draft, facts) = (state.seq - 1, warroom_incident::draft::FactsSeen::of(&state));
        let state = give(ana, Command::PublishDraft { draft, revision: state.seq, facts });
        let delivery = state.open_deliveries().next().expect("one delivery").seq;
        Job::of(IncidentId(1), &state.outgoing(delivery).expect("it goes out"))
    }

    #[test]
    fn a_crash_between_writing_and_recording_does_not_send_twice() {
        let data = tempfile::tempdir().expect("a directory");
        let job = job();
        append(data.path(), &job).expect("written");
        // Nothing of it was recorded: the same job comes again.
        append(data.path(), &job).expect("nothing to do");
        let file = data.path().join("updates/updates.jsonl");
        assert_eq!(std::fs::read_to_string(&file).expect("the file").lines().count(), 1);
        let other = Job { delivery: job.delivery + 1, ..job };
        append(data.path(), &other).expect("written");
        assert_eq!(std::fs::read_to_string(&file).expect("the file").lines().count(), 2);
    }

    #[test]
    fn a_name_that_leads_elsewhere_stays_in_the_directory() {
        let data = tempfile::tempdir().expect("a directory");
        let mut job = job();
        job.channel.to = "../../etc/updates".into();
        append(data.path(), &job).expect("written");
        assert!(data.path().join("updates/updates").exists());
    }
}
