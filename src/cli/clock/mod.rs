//! What is due, the most urgent first, with whom it is for and what to do.

pub mod args;

use super::args::Common;
use super::debts::{self, Room};
use super::describe::stamp;
use super::{acting, input, output, posting};
use crate::client::exit::Failure;
use crate::dues;
use args::{Clock, ClockSub};
use serde_json::{Value, json};
use warroom_incident::clock::{self, Due, Standing, what, whom};
use warroom_incident::rejection::Place;
use warroom_incident::{Command, Person, Reaches, Time, bounds};

/// `clock`
pub(super) async fn clock(common: &Common, clock: Clock) -> Result<(), Failure> {
    let room = debts::room(common).await?;
    if room.reaches == Reaches::PUBLISHED {
        return Err(Failure::refused("you read what is published; what is due is for those in the room"));
    }
    let now = chrono::Utc::now();
    let due = clock::due(&room.state, now);
    match clock.sub {
        None => list(common, &room, &due, now),
        Some(ClockSub::Snooze { which, reason }) => {
            let it = chosen(&due, &which)?;
            let reason = input::checked(&reason.text, Place::Reason, bounds::TITLE_BYTES)?;
            let snoozed = Command::SnoozeNudge { nudge: it.nudge.clone(), reason };
            posting::post(common, snoozed.into()).await?;
            let minutes = room.state.policy.clock.snooze_minutes;
            output::notice(&format!(
                "snoozed for {minutes} min, and not again: {}",
                output::one_line(&what(&it.nudge))
            ));
            Ok(())
        }
    }
}

/// The one that is meant: by its number in the list, or by its word.
fn chosen<'a>(due: &'a [Due], which: &str) -> Result<&'a Due, Failure> {
    let word = which.to_lowercase().replace('-', "_");
    let by_word: Vec<_> = due.iter().filter(|it| it.nudge.word() == word).collect();
    let number = which.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    match (number.and_then(|at| due.get(at)), by_word.as_slice()) {
        (Some(it), _) => Ok(it),
        (None, [it]) => Ok(it),
        (None, []) => Err(Failure::usage("nothing of that number or word is due; look again: warroom clock")),
        (None, _) => Err(Failure::usage("that is the word of several; name it by its number in: warroom clock")),
    }
}

fn list(common: &Common, room: &Room, due: &[Due], now: Time) -> Result<(), Failure> {
    let me = acting::member(common).ok().map(|member| member.known.membership.name);
    let mine = |it: &Due| me.as_ref().is_some_and(|me| it.is_for(&room.state, me));
    if common.json {
        let all = due.iter().map(|it| as_json(room, me.as_ref(), it, now));
        return output::json(&all.collect::<Vec<_>>());
    }
    if let Some(waiting) = &room.state.clock.waiting {
        let vendor = room.record.text(waiting.seq).unwrap_or("[redacted]");
        let slower = room.state.policy.clock.slower_factor;
        let since = stamp(waiting.at);
        output::line(&output::one_line(&format!(
            "waiting for {vendor} since {since}: cadences are {slower} times slower"
        )))?;
    }
    if due.is_empty() {
        return output::line("nothing is due");
    }
    for (number, it) in (1..).zip(due) {
        let line = format!("{number:>3}  {:<8} {}", it.standing.as_str().to_uppercase(), says(room, it, now));
        output::line(&output::one_line(&line))?;
        let whom = if mine(it) { "you".to_owned() } else { whom(&it.to) };
        output::line(&output::one_line(&format!(
            "              for {whom}: {}",
            dues::todo(&room.state, me.as_ref(), it)
        )))?;
    }
    Ok(())
}

/// How it stands, with the first words of what it is about.
pub(super) fn says(room: &Room, it: &Due, now: Time) -> String {
    let about = dues::about(&room.state, &room.record, &it.nudge).map_or(String::new(), |words| format!(": {words}"));
    format!("{}{about}", it.line(now))
}

pub(super) fn as_json(room: &Room, me: Option<&Person>, it: &Due, now: Time) -> Value {
    let until = match it.standing {
        Standing::Snoozed { until } => Some(until),
        Standing::Overdue | Standing::Soon | Standing::Coming => None,
    };
    json!({
        "word": it.nudge.word(),
        "nudge": it.nudge,
        "says": it.line(now),
        "about": dues::about(&room.state, &room.record, &it.nudge),
        "todo": dues::todo(&room.state, me, it),
        "standing": it.standing.as_str(),
        "due": it.at,
        "seconds_left": (it.at - now).num_seconds(),
        "for": whom(&it.to),
        "for_me": me.is_some_and(|me| it.is_for(&room.state, me)),
        "missed": it.missed,
        "snoozed": it.snoozed,
        "snoozed_until": until,
    })
}
