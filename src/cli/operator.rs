//! What the operator does through the running server: declare, invite, import. Members invite too.

use super::acting::{self, Operator};
use super::args::{Common, Declare};
use super::{input, output, posting};
use crate::client::exit::Failure;
use crate::client::http::Ask;
use crate::client::order;
use serde::{Deserialize, Serialize, Serializer};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use warroom_incident::rejection::Place;
use warroom_incident::wire::InviteMade;
use warroom_incident::{Command, CommandId, Person, Seat, Seq, bounds};

/// A long file takes a while to be read, checked and written.
const IMPORT_TIME: Duration = Duration::from_secs(120);

#[derive(Serialize)]
struct Declaration<'a> {
    id: CommandId,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'a str>,
    reporter: &'a str,
    drill: bool,
}

/// A declared incident with its first invites.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Declared {
    /// Its id.
    pub(crate) incident: String,
    /// Number of the declaration.
    #[serde(default)]
    pub(crate) seq: Seq,
    /// Invites by seat.
    #[serde(serialize_with = "by_right")]
    pub(crate) invites: BTreeMap<Seat, String>,
}

/// Writes the seat with most rights first, as people expect it.
fn by_right<S: Serializer>(invites: &BTreeMap<Seat, String>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(Seat::BY_RIGHT.into_iter().filter_map(|seat| Some((seat, invites.get(&seat)?))))
}

impl Declared {
    /// The lines to paste, the seat with most rights first.
    pub(crate) fn join_lines(&self) -> impl Iterator<Item = (Seat, &str)> {
        Seat::BY_RIGHT.into_iter().filter_map(|seat| Some((seat, self.invites.get(&seat)?.as_str())))
    }
}

/// `declare`
pub(super) async fn declare(common: &Common, declare: Declare) -> Result<(), Failure> {
    let operator = Operator::of(common)?;
    let title = input::checked(&declare.title, Place::Title, bounds::TITLE_BYTES)?;
    let reporter = declare.name.unwrap_or_else(input::user_name);
    let reporter = Person::new(&reporter).map_err(|rejection| Failure::refused(rejection.to_string()))?;
    let severity = declare.severity.as_deref();
    let declared = declare_with(&operator, &title, severity, reporter.as_str(), declare.drill).await?;
    if common.json {
        return output::json(&declared);
    }
    let drill = if declare.drill { "DRILL " } else { "" };
    let severity = severity.map_or("severity unknown".to_owned(), str::to_uppercase);
    let title = output::one_line(title.trim());
    output::line(&format!("{drill}{} declared: {title} ({})", declared.incident, output::one_line(&severity)))?;
    output::line("Each line below lets somebody in; send it to them privately:")?;
    for (seat, invite) in declared.join_lines() {
        output::line(&format!("  {:<12} warroom join {invite} --as NAME", format!("{seat}:")))?;
    }
    Ok(())
}

/// Declares an incident.
///
/// # Errors
/// Refused, or not acknowledged in time.
pub(crate) async fn declare_with(
    operator: &Operator,
    title: &str,
    severity: Option<&str>,
    reporter: &str,
    drill: bool,
) -> Result<Declared, Failure> {
    let declaration = Declaration { id: order::new_id()?, title, severity, reporter, drill };
    let body = body(&declaration)?;
    let ask = || operator.access().map(|(address, token)| (address, Ask::post("/v1/incidents", &token, body.clone())));
    Ok(order::ask(ask).await?)
}

fn body(value: &impl Serialize) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(value).map_err(|error| Failure::failed(error.to_string()))
}

#[derive(Serialize)]
struct InviteWanted {
    id: CommandId,
    seat: Seat,
    loss: bool,
}

/// `invite`
pub(super) async fn invite(common: &Common, seat: Seat, loss: bool) -> Result<(), Failure> {
    let made = match Operator::named(common) {
        Some(operator) => invite_as_operator(common, &operator, seat, loss).await?,
        None => {
            let member = acting::member(common)?;
            let done = posting::give(&member, &Command::Invite { seat, loss }).await?;
            done.invite.ok_or_else(|| Failure::failed("the server made an invite but did not send it; make another"))?
        }
    };
    if common.json {
        return output::json(&made);
    }
    output::line(&format!("{} until {}:", made.seat, made.expires_at.format("%Y-%m-%d %H:%MZ")))?;
    output::line(&format!("  warroom join {} --as NAME", made.invite))
}

async fn invite_as_operator(
    common: &Common,
    operator: &Operator,
    seat: Seat,
    loss: bool,
) -> Result<InviteMade, Failure> {
    let incident = operator.incident(common).await?;
    let body = body(&InviteWanted { id: order::new_id()?, seat, loss })?;
    let path = format!("/v1/incidents/{incident}/invites");
    let ask = || operator.access().map(|(address, token)| (address, Ask::post(&path, &token, body.clone())));
    Ok(order::ask(ask).await?)
}

#[derive(Serialize, Deserialize)]
struct Imported {
    incident: String,
    events: u64,
}

/// `import`
pub(super) async fn import(common: &Common, file: &Path) -> Result<(), Failure> {
    let bytes = read_file(file)?;
    let operator = Operator::of(common)?;
    let id = order::new_id()?;
    let bytes = bytes::Bytes::from(bytes);
    let ask = || {
        let (address, token) = operator.access()?;
        Ok((address, Ask { command: Some(id), ..Ask::post("/v1/import", &token, bytes.clone()) }))
    };
    let imported: Imported = order::ask_within(IMPORT_TIME, ask).await?;
    if common.json {
        return output::json(&imported);
    }
    output::line(&format!("{} imported: {} events", imported.incident, imported.events))
}

/// A file's bytes; `-` is stdin.
///
/// # Errors
/// When it cannot be read.
pub(super) fn read_file(file: &Path) -> Result<Vec<u8>, Failure> {
    if file != Path::new("-") {
        return std::fs::read(file)
            .map_err(|error| Failure::failed(format!("cannot read {}: {error}", file.display())));
    }
    let mut bytes = Vec::new();
    let read = std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes);
    read.map_err(|error| Failure::failed(format!("cannot read stdin: {error}")))?;
    Ok(bytes)
}
