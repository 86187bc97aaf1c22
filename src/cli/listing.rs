//! Where incidents stand: one in full, or all of them a line each.

use super::acting::{self, Member, Operator};
use super::args::Common;
use super::{debts, output, standing};
use crate::client::exit::Failure;
use crate::client::membership::{Memberships, Remembered};
use crate::client::places;
use crate::client::reading::{self, From, Reading};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;
use warroom_incident::{Reaches, Summary};

/// How long a list waits for each server.
const PATIENCE: Duration = Duration::from_secs(3);

/// `status`
pub(super) async fn status(common: &Common) -> Result<(), Failure> {
    let summary = match (acting::member(common), Operator::named(common)) {
        (Ok(member), _) => summary(&member).await?,
        (Err(_), Some(operator)) => {
            let incident = operator.incident(common).await?;
            let all = operator.incidents().await?;
            let found = all.into_iter().find(|it| it.incident == incident);
            found.ok_or_else(|| Failure::failed(format!("the server has no incident {incident}; see: warroom list")))?
        }
        (Err(failure), None) => return Err(failure),
    };
    // What a reader has is no room, and what does not verify says nothing about now.
    let known = summary.reader || summary.damaged.is_some();
    let room = if known { None } else { Some(debts::room(common).await?) };
    let now = chrono::Utc::now();
    if common.json {
        let mut value = as_json(&summary);
        if let Some(fields) = value.as_object_mut() {
            let me = acting::member(common).ok().map(|member| member.known.membership.name);
            fields.extend(standing::json(room.as_ref(), me.as_ref(), now));
        }
        return output::json(&value);
    }
    let beyond = room.as_ref().map_or_else(Vec::new, |room| standing::lines(room, now));
    print(&summary, &beyond)
}

/// What a reader knows of an incident; all else is null for them, since "no" and "none" would be made up.
const READ: [&str; 8] = ["incident", "drill", "severity", "phase", "told", "reader", "seq", "head"];

fn as_json(summary: &Summary) -> Value {
    let mut value = serde_json::to_value(summary).unwrap_or_default();
    if let (true, Some(fields)) = (summary.reader, value.as_object_mut()) {
        fields.iter_mut().filter(|(name, _)| !READ.contains(&name.as_str())).for_each(|(_, it)| *it = Value::Null);
    }
    value
}

/// Asks the server, and has it compare what this member remembers of the chain.
async fn summary(member: &Member) -> Result<Summary, Failure> {
    let Remembered { membership, seq, head, .. } = &member.known;
    let from = From { after: *seq, head: *head };
    let reading = Reading::start(&member.address, &membership.credential, from).await?;
    let (summary, reaches) = (reading.snapshot.clone(), reading.reaches);
    reading.close().await;
    if reaches == Reaches::PUBLISHED {
        // A reader's snapshot says where it stands; what was told is in the record.
        let reading::Room { record, state, .. } = reading::whole(&member.address, membership).await?;
        return Ok(Summary { reader: true, ..Summary::of(&summary.incident, &state, record.head()) });
    }
    Memberships::load()?.remember_head(membership, summary.seq, summary.head)?;
    Ok(summary)
}

fn print(summary: &Summary, beyond: &[String]) -> Result<(), Failure> {
    if summary.reader {
        output::line(&one(summary))?;
        output::line("you read what is published; nothing of the room comes here")?;
        told(summary)?;
        return output::line(&format!("{} events, head {}", summary.seq, &summary.head.to_string()[..16]));
    }
    let hold = if summary.hold { "  HOLD" } else { "" };
    output::line(&format!("{}{hold}", one(summary)))?;
    let acknowledged = match (&summary.acknowledged_by, summary.acknowledged_at) {
        (Some(by), Some(at)) => format!("acknowledged by {} at {}", output::one_line(by), at.format("%H:%MZ")),
        _ => "NOT ACKNOWLEDGED".into(),
    };
    let reporter = output::one_line(&summary.reporter);
    let declared = summary.declared_at.map(|at| at.format("%Y-%m-%d %H:%MZ").to_string()).unwrap_or_default();
    output::line(&format!("declared {declared} by {reporter}; {acknowledged}"))?;
    if let Some(now) = &summary.now {
        output::line(&format!("now: {}", output::one_line(now)))?;
    }
    beyond.iter().try_for_each(|line| output::line(line))?;
    let chair = summary.chair.as_ref().map_or("EMPTY".into(), |chair| output::one_line(chair.as_str()));
    output::line(&format!("chair: {chair}"))?;
    for person in &summary.people {
        let seats = person.seats.iter().map(|seat| seat.as_str()).collect::<Vec<_>>().join(", ");
        let scribe = if person.scribe { " (scribe)" } else { "" };
        output::line(&format!("  {}: {seats}{scribe}", output::one_line(person.name.as_str())))?;
    }
    told(summary)?;
    if let Some(open) = summary.questions.filter(|open| *open > 0) {
        output::line(&format!("open questions: {open}; see: warroom questions"))?;
    }
    if summary.drafts > 0 {
        output::line(&format!("open drafts: {}; see: warroom draft list", summary.drafts))?;
    }
    if summary.debts > 0 {
        output::line(&format!("open debts: {}; see: warroom debts", summary.debts))?;
    }
    output::line(&format!("{} events, head {}", summary.seq, &summary.head.to_string()[..16]))
}

/// What each audience was told last.
fn told(summary: &Summary) -> Result<(), Failure> {
    for told in &summary.told {
        let next =
            told.next_update.map(|at| format!(", next promised for {}", at.format("%H:%MZ"))).unwrap_or_default();
        let audience = output::one_line(&told.audience);
        output::line(&format!("told {audience} {} at {}{next}", told.phase, told.at.format("%Y-%m-%d %H:%MZ")))?;
    }
    Ok(())
}

/// One incident on one line.
fn one(summary: &Summary) -> String {
    if let Some(why) = &summary.damaged {
        return format!("{:<7} DAMAGED: {}", summary.incident, output::one_line(why));
    }
    let drill = if summary.drill { "DRILL  " } else { "" };
    let severity = summary.severity.as_deref().map_or("SEV?".to_owned(), str::to_uppercase);
    let phase = summary.phase.map_or("-", |phase| phase.as_str());
    let untitled = if summary.reader { "(what is published)" } else { "(title redacted)" };
    let title = summary.title.as_deref().map_or(untitled.into(), output::one_line);
    format!("{:<7} {drill}{}  {phase:<13} {title}", output::one_line(&summary.incident), output::one_line(&severity))
}

/// `list`
pub(super) async fn list(common: &Common) -> Result<(), Failure> {
    let memberships = Memberships::load()?;
    let operator = match Operator::named(common) {
        None if memberships.all().is_empty() && places::server_data()?.join("operator.json").exists() => {
            Some(Operator::of(common)?)
        }
        named => named,
    };
    match operator {
        Some(operator) => list_as_operator(common, &operator).await,
        None => list_as_member(common, &memberships).await,
    }
}

async fn list_as_operator(common: &Common, operator: &Operator) -> Result<(), Failure> {
    let all = operator.incidents().await?;
    if common.json {
        return output::json(&all);
    }
    if all.is_empty() {
        output::notice("no incident yet; declare one with: warroom declare TITLE");
    }
    all.iter().try_for_each(|summary| output::line(&one(summary)))
}

async fn list_as_member(common: &Common, memberships: &Memberships) -> Result<(), Failure> {
    let asked = join_all(memberships.all().iter().map(ask)).await;
    if common.json {
        let all: Vec<Value> = memberships.all().iter().zip(&asked).map(|(known, asked)| listed(known, asked)).collect();
        return output::json(&all);
    }
    if asked.is_empty() {
        output::notice("you have joined no incident; ask for an invite and run: warroom join INVITE --as NAME");
    }
    for (known, asked) in memberships.all().iter().zip(&asked) {
        let name = output::one_line(known.membership.name.as_str());
        match asked {
            Ok(summary) => output::line(&format!("{}  (you: {name})", one(summary)))?,
            Err(failure) => {
                let title = output::one_line(known.title.as_deref().unwrap_or_default());
                let incident = output::one_line(&known.membership.incident);
                output::line(&format!("{incident:<7} ?  {title}  (you: {name}; {})", failure.sentence))?;
            }
        }
    }
    Ok(())
}

async fn ask(known: &Remembered) -> Result<Summary, Failure> {
    let silent = |_| Failure::not_saved(format!("{} did not answer", known.membership.server));
    timeout(PATIENCE, reading::summary(known)).await.map_err(silent)?
}

fn listed(known: &Remembered, asked: &Result<Summary, Failure>) -> Value {
    let membership = &known.membership;
    let mut value = match asked {
        Ok(summary) => as_json(summary),
        Err(failure) => {
            json!({ "incident": membership.incident, "title": known.title, "problem": failure.sentence })
        }
    };
    value["you"] = json!(membership.name);
    value["server"] = json!(membership.server);
    value["reachable"] = json!(asked.is_ok());
    value
}
