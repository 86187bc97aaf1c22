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
    match append(data, job, line) {
        Ok(()) => Outcome::Confirmed { reference: None },
        Err(error) => {
            tracing::error!(incident = %job.incident, delivery = job.delivery, %error, "an update was not written");
            Outcome::NotYet { note: format!("cannot write to the file: {}", error.kind()), after: None }
        }
    }
}

/// Adds the update as one line to the channel's file, unless it stands there already: a crash between writing and
/// recording does not send it twice.
fn append(data: &Path, job: &Job, mut line: Value) -> io::Result<()> {
    let name = Path::new(&job.channel.to).file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let path = data.join("updates").join(name);
    std::fs::create_dir_all(path.parent().unwrap_or(data))?;
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(&path)?;
    // Several incidents may write at once.
    file.lock()?;
    // One line is written at once; a power cut may still tear it, and then it was never told to be sent.
    cut_torn_line(&mut file)?;
    if keys(&path)?.contains(&job.key()) {
        return Ok(());
    }
    line["delivery"] = json!(job.key());
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
