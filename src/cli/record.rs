//! The whole record: written to a file, and proved.

use super::acting::{self, Operator};
use super::args::Common;
use super::{operator, output};
use crate::client::address::Address;
use crate::client::exit::{Exit, Failure};
use crate::client::http::{self, Ask};
use crate::client::membership::{Memberships, Remembered};
use crate::client::places;
use crate::client::reading::{From, Reading};
use serde_json::json;
use std::io::{self, Write};
use std::path::Path;
use warroom_incident::chain::{self, Hash};
use warroom_incident::{Record, Seq};
use warroom_server::native::{self, Checked};

/// What is said with every proof.
const NOT_PROVED: &str = "A chain cannot prove that what was written is true, that nobody kept quiet, or that the \
    server's owner did not write another record from the start; against that, compare the head with one that somebody \
    else remembers.";

/// Where a record can be fetched, and the right to it.
struct Source {
    address: Address,
    bearer: String,
    incident: String,
    known: Option<Remembered>,
}

async fn source(common: &Common) -> Result<Source, Failure> {
    if let Some(operator) = Operator::named(common) {
        let incident = operator.incident(common).await?;
        let (address, bearer) = operator.access()?;
        return Ok(Source { address, bearer, incident, known: None });
    }
    let member = acting::member(common)?;
    let membership = &member.known.membership;
    let (bearer, incident) = (membership.credential.clone(), membership.incident.clone());
    Ok(Source { address: member.address, bearer, incident, known: Some(member.known) })
}

impl Source {
    async fn fetch(&self, into: &mut impl Write) -> Result<(), Failure> {
        let ask = Ask::get(format!("/v1/incidents/{}/record", self.incident), &self.bearer);
        let mut into = Watched { inner: into, end: Vec::new() };
        let fetched = http::ask_into(&self.address, ask, &mut into).await;
        fetched.map_err(output::stdout_failed)??;
        into.flush().map_err(output::stdout_failed)?;
        if into.is_whole() {
            Ok(())
        } else {
            Err(Failure::not_saved("the server broke off in the middle of the record"))
        }
    }
}

/// Passes a record on and sees whether its last line came.
struct Watched<'a, W> {
    inner: &'a mut W,
    end: Vec<u8>,
}

impl<W> Watched<'_, W> {
    fn is_whole(&self) -> bool {
        let last = self.end.split(|&byte| byte == b'\n').rev().find(|line| !line.is_empty());
        self.end.ends_with(b"\n") && last.is_some_and(|line| line.starts_with(b"{\"sha256\":"))
    }
}

impl<W: Write> Write for Watched<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        /// More than the last line has, which is a digest.
        const KEPT: usize = 256;
        let written = self.inner.write(bytes)?;
        self.end.extend_from_slice(&bytes[written.saturating_sub(KEPT)..written]);
        self.end.drain(..self.end.len().saturating_sub(KEPT));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The record of an incident as the operator sees it, checked.
///
/// # Errors
/// When it cannot be fetched, or does not verify.
pub(super) async fn of_operator(operator: &Operator, incident: &str) -> Result<Checked, Failure> {
    let (address, bearer) = operator.access()?;
    let source = Source { address, bearer, incident: incident.to_owned(), known: None };
    let mut bytes = Vec::new();
    source.fetch(&mut bytes).await?;
    native::check(&bytes).map_err(|broken| Failure::unverified(broken.to_string()))
}

/// `export`
pub(super) async fn export(common: &Common, output: Option<&Path>) -> Result<(), Failure> {
    let source = source(common).await?;
    let Some(path) = output.filter(|path| *path != Path::new("-")) else {
        return source.fetch(&mut io::stdout()).await;
    };
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let cannot = |error: io::Error| places::trouble("write", path, &error);
    // Under a passing name first: a record that broke off is never taken for a whole one.
    let mut file = tempfile::NamedTempFile::new_in(dir).map_err(cannot)?;
    source.fetch(&mut io::BufWriter::new(file.as_file_mut())).await?;
    file.as_file().sync_all().map_err(cannot)?;
    file.persist(path).map_err(|error| cannot(error.error))?;
    if common.json {
        return super::output::json(&json!({ "incident": source.incident, "file": path }));
    }
    super::output::notice(&format!("{} written to {}", source.incident, path.display()));
    Ok(())
}

/// What was proved.
struct Proof {
    incident: String,
    record: Record,
    against: Vec<String>,
}

/// `verify`
pub(super) async fn verify(common: &Common, file: Option<&Path>) -> Result<(), Failure> {
    let proof = match file {
        Some(file) => verify_file(file),
        None => verify_on_server(common).await,
    };
    match proof {
        Ok(proof) => say(common, &proof),
        Err(failure) => {
            if common.json && failure.exit == Exit::Unverified {
                output::json(&json!({ "verified": false, "problem": failure.sentence, "not_proved": NOT_PROVED }))?;
            }
            Err(failure)
        }
    }
}

fn verify_file(file: &Path) -> Result<Proof, Failure> {
    let bytes = operator::read_file(file)?;
    let Checked { incident, record, .. } = check(&bytes)?;
    let incident = incident.to_string();
    Ok(Proof { incident, record, against: vec!["the head that the file says".into()] })
}

fn check(bytes: &[u8]) -> Result<Checked, Failure> {
    native::check(bytes).map_err(|broken| Failure::unverified(format!("NOT VERIFIED: {broken}")))
}

async fn verify_on_server(common: &Common) -> Result<Proof, Failure> {
    let source = source(common).await?;
    // Asked for first: the record, fetched later, reaches at least to there.
    let said = match &source.known {
        Some(_) => {
            let reading = Reading::start(&source.address, &source.bearer, From::START).await?;
            let said = (reading.snapshot.seq, reading.snapshot.head);
            reading.close().await;
            said
        }
        None => {
            let all: Vec<warroom_incident::Summary> =
                http::ask(&source.address, Ask::get("/v1/incidents", &source.bearer), crate::client::order::PATIENCE)
                    .await?;
            let found = all.into_iter().find(|it| it.incident == source.incident);
            found.map(|it| (it.seq, it.head)).unwrap_or_default()
        }
    };
    let mut bytes = Vec::new();
    source.fetch(&mut bytes).await?;
    let Checked { incident, record, .. } = check(&bytes)?;
    let incident = incident.to_string();
    if incident != source.incident {
        return Err(Failure::unverified(format!("NOT VERIFIED: this is the record of {incident}")));
    }
    let mut against = vec![compare(&record, said.0, said.1, "that the server says")?];
    if let Some(Remembered { membership, seq, head: Some(head), .. }) = &source.known {
        against.push(compare(&record, *seq, *head, "that you remember")?);
        Memberships::load()?.remember_head(membership, record.seq(), record.head())?;
    } else if let Some(known) = &source.known {
        Memberships::load()?.remember_head(&known.membership, record.seq(), record.head())?;
    }
    Ok(Proof { incident, record, against })
}

/// Checks that a head lies on the chain.
fn compare(record: &Record, seq: Seq, head: Hash, whose: &str) -> Result<String, Failure> {
    if seq > record.seq() {
        let last = record.seq();
        return Err(Failure::unverified(format!(
            "NOT VERIFIED: the record ends at {last}, but the head {whose} stands at {seq}: it was rolled back or cut"
        )));
    }
    let reached = record.lines().iter().take_while(|line| line.seq() <= seq);
    let there = reached.fold(Hash::ZERO, |head, line| chain::next_head(head, line.seq(), line.commitment()));
    if there != head {
        return Err(Failure::unverified(format!(
            "NOT VERIFIED: the head {whose} at {seq} is not on this chain: it is another record, or it was altered"
        )));
    }
    Ok(format!("the head {whose} (at {seq})"))
}

fn say(common: &Common, Proof { incident, record, against }: &Proof) -> Result<(), Failure> {
    let withheld = record.lines().iter().filter(|line| line.open().is_none()).count();
    let redacted = record.lines().iter().filter(|line| line.open().is_some_and(|it| it.is_redacted())).count();
    if common.json {
        return output::json(&json!({
            "verified": true,
            "incident": incident,
            "seq": record.seq(),
            "head": record.head(),
            "withheld": withheld,
            "redacted": redacted,
            "compared_with": against,
            "not_proved": NOT_PROVED,
        }));
    }
    output::line(&format!("VERIFIED: {} is whole and unaltered, {} events", output::one_line(incident), record.seq()))?;
    output::line(&format!("head {}", record.head()))?;
    output::line(&format!("compared with {}", against.join(" and ")))?;
    if redacted > 0 {
        output::line(&format!("{redacted} redacted: their words are gone, that they were there is proved"))?;
    }
    if withheld > 0 {
        output::line(&format!("{withheld} out of your reach: that they are there is proved, not what they say"))?;
    }
    output::line(NOT_PROVED)
}
