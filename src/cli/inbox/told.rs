//! What was told to whom, beside what is believed; and for a reader of published text only all that there is.

use crate::cli::args::Common;
use crate::cli::debts::{self, Room};
use crate::cli::describe::stamp;
use crate::cli::output;
use crate::client::exit::Failure;
use serde_json::{Value, json};
use warroom_incident::draft::{Group, Promise, Told, Update, groups, told as told_to};
use warroom_incident::{Reaches, Time};

/// `told`
pub(super) async fn told(common: &Common) -> Result<(), Failure> {
    let room = debts::room(common).await?;
    let now = chrono::Utc::now();
    if room.reaches == Reaches::PUBLISHED {
        return of_reader(common, &room, now);
    }
    let (audiences, groups) = (told_to(&room.state, now), groups(&room.state, now));
    if common.json {
        return output::json(&json!({
            "incident": room.incident,
            "at": now,
            "believed": believed(&room),
            "audiences": audiences.iter().map(audience_json).collect::<Vec<_>>(),
            "groups": groups.iter().map(group_json).collect::<Vec<_>>(),
        }));
    }
    output::line(&format!("we believe: {}", stands(&room)))?;
    audiences.iter().try_for_each(|it| output::line(&output::one_line(&audience(it))))?;
    groups.iter().try_for_each(|it| output::line(&output::one_line(&group(it))))
}

/// Everything that a reader may know: `brief` and `told` of one are the same.
pub(in crate::cli) fn of_reader(common: &Common, room: &Room, now: Time) -> Result<(), Failure> {
    let state = &room.state;
    if common.json {
        return output::json(&json!({
            "incident": room.incident,
            "reader": true,
            "drill": state.drill,
            "severity": state.severity,
            "phase": state.phase,
            "at": now,
            "seq": room.record.seq(),
            "audiences": told_to(state, now).iter().filter(|it| it.last.is_some()).map(audience_json).collect::<Vec<_>>(),
            "updates": state.updates.iter().map(update_json).collect::<Vec<_>>(),
        }));
    }
    let drill = if state.drill { "DRILL  " } else { "" };
    output::line(&format!("{}  {drill}{}", output::one_line(&room.incident), stands(room)))?;
    if state.updates.is_empty() {
        return output::line("nothing was published yet");
    }
    // What is no longer so, those outside judge for themselves: where it stands is above.
    for it in told_to(state, now).iter().filter(|it| it.last.is_some()) {
        output::line(&output::one_line(&heard(it)))?;
    }
    for update in state.updates.iter().rev() {
        let text = update.text.as_ref().map_or("[redacted]", |text| text.as_str());
        output::line("")?;
        output::line(&output::one_line(&format!("{}  {}: {}", stamp(update.at), update.audience, says(update))))?;
        text.lines().try_for_each(|line| output::line(&format!("  {}", output::one_line(line))))?;
    }
    Ok(())
}

fn stands(room: &Room) -> String {
    let severity = room.state.severity.as_deref().map_or("severity unknown".to_owned(), str::to_uppercase);
    let phase = room.state.phase.map_or("phase unknown", |phase| phase.as_str());
    output::one_line(&format!("{severity}, {phase}"))
}

fn believed(room: &Room) -> Value {
    json!({ "severity": room.state.severity, "phase": room.state.phase, "phase_since": room.state.phase_since })
}

fn says(update: &Update) -> String {
    let severity = update.severity.as_deref().map_or_else(String::new, |name| format!(" {}", name.to_uppercase()));
    format!("{}{severity}", update.phase.as_str().to_uppercase())
}

/// When the next one is due, and whether that has gone by.
fn due(promise: Promise) -> (Option<Time>, bool) {
    match promise {
        Promise::None => (None, false),
        Promise::Due { at } => (Some(at), false),
        Promise::RanOut { at } => (Some(at), true),
    }
}

fn next(promise: Promise) -> String {
    match due(promise) {
        (None, _) => String::new(),
        (Some(at), false) => format!("; next due {}", stamp(at)),
        (Some(at), true) => format!("; NEXT IS LATE, was due {}", stamp(at)),
    }
}

/// What an audience heard last and when it hears next.
fn heard(it: &Told<'_>) -> String {
    let Some(update) = it.last else { return format!("{}: told nothing yet", it.audience) };
    format!("{}: told {} at {}{}", it.audience, says(update), stamp(update.at), next(it.promise))
}

fn audience(it: &Told<'_>) -> String {
    let wrong: String = it.contradictions.iter().map(|wrong| format!("; NOT SO: {}", wrong.sentence())).collect();
    format!("{}{wrong}", heard(it))
}

fn group(it: &Group<'_>) -> String {
    let group = it.group;
    let channels = if it.channels.is_empty() { "no channel".to_owned() } else { it.channels.join(", ") };
    let told = match it.last {
        Some(update) => format!("told {} at {}", says(update), stamp(update.at)),
        None => "told nothing yet".into(),
    };
    let cadence = match group.cadence_minutes {
        0 => "on change".to_owned(),
        minutes => format!("every {minutes} min"),
    };
    let (name, treatment, audience) = (&group.name, group.treatment(), &group.audience);
    format!("{name} ({treatment}): reads {audience} on {channels}, {cadence}; {told}{}", next(it.next))
}

fn update_json(update: &Update) -> Value {
    json!({
        "update": update.seq,
        "audience": update.audience,
        "phase": update.phase,
        "severity": update.severity,
        "at": update.at,
        "next_update": update.promise,
        "text": update.text.as_ref().map(|text| text.as_str()),
    })
}

fn audience_json(it: &Told<'_>) -> Value {
    let (next, late) = due(it.promise);
    let contradictions: Vec<_> = it.contradictions.iter().map(|wrong| wrong.sentence()).collect();
    json!({
        "audience": it.audience,
        "last": it.last.map(update_json),
        "next_due": next,
        "late": late,
        "contradictions": contradictions,
    })
}

fn group_json(it: &Group<'_>) -> Value {
    let (group, (next, late)) = (it.group, due(it.next));
    json!({
        "name": group.name,
        "power": group.power,
        "interest": group.interest,
        "treatment": group.treatment(),
        "audience": group.audience,
        "channels": it.channels,
        "cadence_minutes": group.cadence_minutes,
        "last": it.last.map(update_json),
        "next_due": next,
        "late": late,
    })
}
