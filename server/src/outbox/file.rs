//! The file channel: one line of JSON for each update, in the data directory.

use super::Job;
use super::outcome::Outcome;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Adds the update to its file. A file can be looked into, so nothing of an earlier attempt matters.
pub(super) fn send(data: &Path, job: &Job, line: Value) -> Outcome {
    match append(data, job, line, File::sync_all) {
        Ok(()) => Outcome::Confirmed { reference: None },
        Err(error) => {
            tracing::error!(incident = %job.incident, delivery = job.delivery, %error, "an update was not written");
            Outcome::NotYet { note: format!("cannot write to the file: {}", error.kind()), after: None }
        }
    }
}

/// Adds the update as one line to the channel's file, unless it stands there already: a crash between writing and
/// recording does not send it twice.
fn append(data: &Path, job: &Job, mut line: Value, sync: impl FnOnce(&File) -> io::Result<()>) -> io::Result<()> {
    let name = Path::new(&job.channel.to).file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let path = data.join("updates").join(name);
    std::fs::create_dir_all(path.parent().unwrap_or(data))?;
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(&path)?;
    // Several incidents may write at once.
    file.lock()?;
    // One line is written at once; a power cut may still tear it, and then it was never told to be sent.
    cut_torn_line(&mut file)?;
    if keys(&path)?.contains(&job.key()) {
        // It may stand there and not be on disk: then the attempt that wrote it has failed.
        return sync(&file);
    }
    line["delivery"] = json!(job.key());
    file.write_all(format!("{line}\n").as_bytes())?;
    sync(&file)
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
    use crate::journal::IncidentId;
    use crate::outbox::job::Cargo;
    use warroom_incident::draft::CannotGoOut;
    use warroom_incident::event::DeliveryFate;

    #[test]
    fn a_line_that_stands_there_already_is_not_taken_for_one_on_disk() {
        let directory = tempfile::tempdir().expect("a directory");
        let channel = warroom_incident::Policy::default().channels.remove(0);
        let job = Job {
            incident: IncidentId(1),
            incident_key: "wr-0".into(),
            delivery: 7,
            fate: DeliveryFate::Waiting,
            attempts: 0,
            channel,
            known_as: Vec::new(),
            tried_before: false,
            told_at: chrono::DateTime::UNIX_EPOCH,
            cargo: Cargo::Update(Err(CannotGoOut::UnknownKind)),
        };
        let broken = |_: &File| Err(io::ErrorKind::StorageFull.into());
        for _ in 0..2 {
            let failed = append(directory.path(), &job, json!({ "text": "a" }), broken);
            assert_eq!(failed.map_err(|error| error.kind()), Err(io::ErrorKind::StorageFull));
        }
        append(directory.path(), &job, json!({ "text": "a" }), File::sync_all).expect("it is on disk");
        let path = directory.path().join("updates").join(&job.channel.to);
        assert_eq!(std::fs::read_to_string(path).expect("a file").lines().count(), 1);
    }
}
