//! Whom to call, who answers for what, and runbooks with their steps, for scripts and for people.

pub mod args;

use super::args::Common;
use super::debts::{self, Room};
use super::describe::stamp;
use super::{output, posting};
use crate::client::exit::Failure;
use args::{ReferenceSub, RunbookSub};
use chrono::NaiveDate;
use serde_json::{Value, json};
use warroom_incident::event::Mark;
use warroom_incident::policy::{Checked, Runbook};
use warroom_incident::{Command, Reaches, Rejection, Time};

/// `contacts`, `owners` and `runbook`
pub(super) async fn reference(common: &Common, sub: ReferenceSub) -> Result<(), Failure> {
    match sub {
        ReferenceSub::Contacts => contacts(common, &room(common).await?),
        ReferenceSub::Owners => owners(common, &room(common).await?),
        ReferenceSub::Runbook(RunbookSub::List) => runbooks(common, &room(common).await?),
        ReferenceSub::Runbook(RunbookSub::Show { title }) => show(common, &room(common).await?, &title),
        ReferenceSub::Runbook(RunbookSub::Tick { title, step, undo }) => {
            let mark = if undo { Mark::Off } else { Mark::On };
            posting::post(common, Command::TickStep { runbook: title, step, mark }.into()).await
        }
    }
}

async fn room(common: &Common) -> Result<Room, Failure> {
    let room = debts::room(common).await?;
    if room.reaches == Reaches::PUBLISHED {
        return Err(Failure::refused("you read what is published; whom the room calls does not come to readers"));
    }
    Ok(room)
}

fn checked(room: &Room, day: Option<NaiveDate>, now: Time) -> Checked {
    Checked::of(day, &room.state.policy.reference, now)
}

/// What every one of them says about its check.
fn with_check(mut value: Value, day: Option<NaiveDate>, checked: Checked) -> Value {
    value["checked"] = json!(day);
    value["doubtful"] = json!(checked.is_doubtful());
    value["check"] = json!(checked.words());
    value
}

fn contacts(common: &Common, room: &Room) -> Result<(), Failure> {
    let (all, now) = (&room.state.policy.contacts, chrono::Utc::now());
    if common.json {
        let one = |it: &warroom_incident::policy::Contact| {
            let value = json!({ "name": it.name, "role": it.role, "reach": it.reach });
            with_check(value, it.checked, checked(room, it.checked, now))
        };
        return output::json(&all.iter().map(one).collect::<Vec<_>>());
    }
    if all.is_empty() {
        output::notice("the policy names nobody to call: [[contacts]] in policy.toml");
    }
    all.iter().try_for_each(|it| {
        let role = if it.role.is_empty() { String::new() } else { format!(" ({})", it.role) };
        let check = checked(room, it.checked, now).words();
        output::line(&output::one_line(&format!("{}{role}: {}  [{check}]", it.name, it.reach)))
    })
}

fn owners(common: &Common, room: &Room) -> Result<(), Failure> {
    let (all, now) = (&room.state.policy.owners, chrono::Utc::now());
    if common.json {
        let one = |it: &warroom_incident::policy::Owner| {
            let value = json!({ "service": it.service, "who": it.who, "reach": it.reach });
            with_check(value, it.checked, checked(room, it.checked, now))
        };
        return output::json(&all.iter().map(one).collect::<Vec<_>>());
    }
    if all.is_empty() {
        output::notice("the policy names no owner of a service: [[owners]] in policy.toml");
    }
    all.iter().try_for_each(|it| {
        let check = checked(room, it.checked, now).words();
        output::line(&output::one_line(&format!("{}: {}, {}  [{check}]", it.service, it.who, it.reach)))
    })
}

fn summary(room: &Room, runbook: &Runbook, now: Time) -> Value {
    let value = json!({
        "title": runbook.title,
        "url": runbook.url,
        "owner": runbook.owner,
        "steps": runbook.steps.len(),
        "done": room.state.ticked(runbook),
    });
    with_check(value, runbook.checked, checked(room, runbook.checked, now))
}

/// How many of its steps are done, in words.
fn progress(room: &Room, runbook: &Runbook) -> String {
    match runbook.steps.len() {
        0 => "no steps listed".into(),
        steps => format!("{} of {steps} steps done", room.state.ticked(runbook)),
    }
}

fn runbooks(common: &Common, room: &Room) -> Result<(), Failure> {
    let (all, now) = (&room.state.policy.runbooks, chrono::Utc::now());
    if common.json {
        return output::json(&all.iter().map(|it| summary(room, it, now)).collect::<Vec<_>>());
    }
    if all.is_empty() {
        output::notice("the policy names no runbook: [[runbooks]] in policy.toml");
    }
    all.iter().try_for_each(|it| {
        let (progress, check) = (progress(room, it), checked(room, it.checked, now).words());
        output::line(&output::one_line(&format!("{}: {}  {progress}  [{check}]", it.title, it.url)))
    })
}

fn show(common: &Common, room: &Room, title: &str) -> Result<(), Failure> {
    let (policy, now) = (&room.state.policy, chrono::Utc::now());
    let Some(runbook) = policy.runbook(title) else {
        let known = policy.runbooks.iter().map(|it| it.title.clone()).collect();
        let why = Rejection::UnknownRunbook { runbook: title.to_owned(), known };
        return Err(Failure::refused(why.to_string()));
    };
    let steps = || (1..).zip(&runbook.steps).map(|(step, text)| (step, text, room.state.tick(runbook, step)));
    if common.json {
        let mut value = summary(room, runbook, now);
        let step = |(step, text, tick): (u32, &String, Option<&warroom_incident::ticks::Tick>)| {
            json!({
                "step": step,
                "text": text,
                "done": tick.is_some(),
                "by": tick.map(|tick| &tick.by),
                "at": tick.map(|tick| tick.at),
                "event": tick.map(|tick| tick.seq),
            })
        };
        value["steps"] = steps().map(step).collect();
        return output::json(&value);
    }
    let owner = if runbook.owner.is_empty() { String::new() } else { format!("kept by {}  ", runbook.owner) };
    let check = checked(room, runbook.checked, now).words();
    output::line(&output::one_line(&format!("{}: {}", runbook.title, runbook.url)))?;
    output::line(&output::one_line(&format!("{}  {owner}[{check}]", progress(room, runbook))))?;
    steps().try_for_each(|(step, text, tick)| {
        let (mark, done) = match tick {
            Some(tick) => ("[x]", format!("  (done {} by {})", stamp(tick.at), tick.by)),
            None => ("[ ]", String::new()),
        };
        output::line(&output::one_line(&format!("{step:>4} {mark} {text}{done}")))
    })
}
