//! What is due, in few words: for the first lines of the screen, and for the head of an item.

use unicode_width::UnicodeWidthStr;
use warroom_incident::Seat;
use warroom_incident::Time;
use warroom_incident::clock::{Addressee, Due, Nudge, Standing, lasting};

use super::{is_mine, ringing};
use crate::app::model::Model;
use crate::timeline::clean;

/// Characters of a name in the first lines.
const NAME: usize = 12;

/// How loud something due is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// It is for others.
    Others,
    /// There is time.
    Ahead,
    /// It is near.
    Soon,
    /// It is late.
    Late,
    /// It is late since just now.
    Now,
}

/// What may be said up here, the most urgent first.
fn speaking(model: &Model) -> impl Iterator<Item = &Due> + Clone {
    let speaks = |it: &&Due| !matches!(it.standing, Standing::Snoozed { .. }) && !elsewhere(&it.nudge);
    model.dues.all().iter().filter(speaks)
}

/// The most urgent of what others have to do, where nothing is for this reader.
fn of_others(model: &Model) -> Option<&Due> {
    let mut all = speaking(model);
    if all.clone().any(|it| is_mine(model, it)) {
        return None;
    }
    // That nobody has accepted it is counted in the line above, for everybody.
    all.find(|it| it.nudge != Nudge::Acknowledge && (model.seat() != Seat::Guest || is_outside(&it.nudge)))
}

/// Whether what is said up here is that others are late.
#[must_use]
pub fn others_are_late(model: &Model) -> bool {
    of_others(model).is_some_and(|due| due.standing == Standing::Overdue)
}

/// The most urgent for this reader: theirs, else that of others as far as it fits.
#[must_use]
pub fn top(model: &Model, room: usize) -> Option<(String, Urgency)> {
    let now = model.server_now();
    if let Some(due) = speaking(model).find(|it| is_mine(model, it)) {
        let urgency = match due.standing {
            _ if ringing::flashing(model).is_some_and(|flash| flash.nudge == due.nudge) => Urgency::Now,
            Standing::Overdue => Urgency::Late,
            Standing::Soon => Urgency::Soon,
            Standing::Coming | Standing::Snoozed { .. } => Urgency::Ahead,
        };
        let words = mine(due, now);
        return Some((if urgency == Urgency::Ahead { words.to_lowercase() } else { words }, urgency));
    }
    let due = of_others(model)?;
    let words = mine(due, now).to_lowercase();
    let to = seats(&due.to);
    let named = format!("{to}: ");
    let mut all = vec![format!("{named}{words}"), words];
    if due.standing == Standing::Overdue {
        // Where there is little room, that somebody is late comes before with what.
        all.push(format!("{named}{}", stands(due, now).to_lowercase()));
    }
    // Whose it is needs more room than itself: it must not run into the name of whoever has the chair.
    let fits = |words: &String| words.width() + if words.starts_with(&named) { 2 } else { 0 } <= room;
    let words = all.into_iter().find(fits)?;
    Some((words, Urgency::Others))
}

/// What is said where it can be done, and not up here.
fn elsewhere(nudge: &Nudge) -> bool {
    matches!(nudge, Nudge::NoMitigation)
}

/// Whether somebody outside waits for it.
pub(super) fn is_outside(nudge: &Nudge) -> bool {
    matches!(nudge, Nudge::FirstUpdate { .. } | Nudge::NextUpdate { .. } | Nudge::GroupUpdate { .. })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all others are read as the rules put them")]
fn mine(due: &Due, now: Time) -> String {
    match &due.nudge {
        // It is not the seat that is due.
        Nudge::EmptySeat { seat, since } if due.standing != Standing::Overdue => {
            let seat = if *seat == Seat::Coordinator { "CHAIR".into() } else { seat.to_string().to_uppercase() };
            format!("NO {seat} for {}", lasting(*since, now))
        }
        Nudge::ShiftTooLong { since, .. } => format!("{} h ON SHIFT: HAND OVER", (now - *since).num_hours()),
        _ => due.short(now),
    }
}

/// Those whom it is for: `chair`, `responder, observer`, `ana`.
fn seats(to: &Addressee) -> String {
    let word = |seat: &Seat| if *seat == Seat::Coordinator { "chair".to_owned() } else { seat.to_string() };
    match to {
        Addressee::Person(person) => clean(person.as_str()).chars().take(NAME).collect(),
        Addressee::Seats(seats) => seats.iter().map(word).collect::<Vec<_>>().join(", "),
    }
}

/// Whom it is for, from where this reader sits: `you`, `chair`.
#[must_use]
pub fn whom(model: &Model, due: &Due) -> String {
    match &due.to {
        Addressee::Person(person) if person == model.me() => "you".into(),
        Addressee::Seats(seats) if is_mine(model, due) && seats.len() == 1 => "you".into(),
        to @ Addressee::Seats(_) if is_mine(model, due) => format!("you ({})", seats(to)),
        to @ (Addressee::Seats(_) | Addressee::Person(_)) => seats(to),
    }
}

/// How it stands, at the head of an item: `12 min OVERDUE`, `due in 4 min`.
#[must_use]
pub fn stands(due: &Due, now: Time) -> String {
    match due.standing {
        Standing::Snoozed { until } => format!("snoozed {}", lasting(now, until)),
        Standing::Overdue | Standing::Soon | Standing::Coming if due.at <= now => {
            format!("{} OVERDUE", lasting(due.at, now))
        }
        Standing::Overdue | Standing::Soon | Standing::Coming => format!("due in {}", lasting(now, due.at)),
    }
}

/// The moment at which it is due, with its day where that is another one.
#[must_use]
pub fn moment(model: &Model, due: &Due) -> String {
    let far = (due.at - model.shown_at()).num_hours().abs() >= 20;
    let short = model.clock().short(due.at);
    if far { format!("{} {}", due.at.format("%d %b"), short.trim()) } else { short.trim().to_owned() }
}
