//! What rings because time has gone by: only for whom it is, only when it comes to be so while they are here, and once
//! for each way in which the same thing can come up.
//!
//! It rings when something becomes overdue, and once more when a snooze has run out and it still is. An update for
//! those outside rings when it is due soon, too: then the promise can still be kept.

use warroom_incident::Time;
use warroom_incident::clock::{self, Due, Nudge, Standing, lasting};
use warroom_incident::people::Seat;

use super::is_mine;
use super::line::is_outside;
use crate::app::calls::{self, Call};
use crate::app::connection::LinkState;
use crate::app::message::Effect;
use crate::app::model::Model;
use crate::timeline::clean;

/// How often one thing rings at most: soon, overdue, and when a snooze has run out. That last one comes always, since
/// somebody was promised it.
const MOST_RINGS: u8 = 3;
/// Things that are remembered as told: more than a day of a busy incident has. Beyond, only what still runs is.
const MOST_TOLD: usize = 1_000;
/// How long it stands out on the screen, unless a key is pressed.
const FLASH_MS: i64 = 10_000;

/// What somebody was told of one thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    heard: Heard,
    rings: u8,
}

/// How far it was by then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Heard {
    #[default]
    Nothing,
    Soon,
    Overdue,
}

/// What stands out on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// Since when, by this machine's clock.
    at: Time,
    /// What.
    pub nudge: Nudge,
    /// Its sentence.
    pub says: String,
}

/// What stands out now.
#[must_use]
pub fn flashing(model: &Model) -> Option<&Flash> {
    let lasts = |flash: &&Flash| (0..FLASH_MS).contains(&(model.now - flash.at).num_milliseconds());
    model.dues.flash.as_ref().filter(lasts)
}

/// Rings for what has come to be due since it was asked last; one ring for all of it.
pub(super) fn ring(model: &mut Model, live: bool) -> Vec<Effect> {
    // What comes with a replay was so before. A lost connection stops no clock.
    let quiet = match &model.link.state {
        LinkState::Live => !model.dues.was_live,
        LinkState::Lost { .. } => false,
        LinkState::Starting { .. } | LinkState::CatchingUp | LinkState::Refused { .. } => true,
    };
    let all = std::mem::take(&mut model.dues.all);
    let (mut new, mut bell): (Vec<&Due>, _) = (Vec::new(), false);
    for due in &all {
        let mine = is_mine(model, due);
        let told = model.dues.told.entry(due.nudge.clone()).or_default();
        let heard = match due.standing {
            Standing::Overdue => Heard::Overdue,
            Standing::Soon => Heard::Soon,
            Standing::Coming => continue,
            Standing::Snoozed { .. } => {
                // When that is over it is new again.
                told.heard = Heard::Nothing;
                continue;
            }
        };
        let rises = heard > told.heard;
        told.heard = told.heard.max(heard);
        if rises && mine && !quiet && (heard == Heard::Overdue || is_outside(&due.nudge)) {
            bell |= told.rings < MOST_RINGS;
            told.rings = told.rings.saturating_add(1);
            new.push(due);
        }
    }
    if model.dues.told.len() > MOST_TOLD {
        model.dues.told.retain(|nudge, _| all.iter().any(|due| due.nudge == *nudge));
    }
    model.dues.was_live = live;
    let effects = match new.split_first() {
        Some((first, rest)) => stand_out(model, first, rest.len(), bell),
        None => Vec::new(),
    };
    model.dues.all = all;
    effects
}

/// What has come to be due, read once.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are read as the rules put them")]
fn sentence(due: &Due, what: &str, now: Time) -> String {
    match &due.nudge {
        Nudge::NoMitigation => "NO MITIGATION was tried yet".into(),
        Nudge::ShiftTooLong { .. } => "YOUR SHIFT is too long: hand over and rest".into(),
        Nudge::EmptySeat { seat: Seat::Coordinator, .. } => "NOBODY HAS THE CHAIR".into(),
        Nudge::EmptySeat { seat, .. } => format!("NO {} for the team", seat.to_string().to_uppercase()),
        _ if due.at > now => format!("DUE in {}: {what}", lasting(now, due.at)),
        _ => format!("OVERDUE: {what}"),
    }
}

fn stand_out(model: &mut Model, due: &Due, more: usize, bell: bool) -> Vec<Effect> {
    let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
    let now = model.server_now();
    let says = |what: &str| clean(&format!("{}{more}", sentence(due, what, now)));
    // Words of the room stay on this screen: a notification may stand on one that is locked.
    let notice = says(&clock::what(&due.nudge));
    let says = says(&super::what(model, due));
    let effects = if bell { calls::ring_with(model, Call::Due, &notice) } else { Vec::new() };
    model.dues.flash = Some(Flash { at: model.now, nudge: due.nudge.clone(), says });
    effects
}
