//! What is said after the connection was away: for how long, what came meanwhile, what became of what waited here.

use chrono::TimeDelta;
use warroom_incident::event::{EntryKind, Mark};
use warroom_incident::{CommandId, Event, Line, Seq, Time};

use super::model::Model;
use crate::brief::lasted;
use crate::replica::Fate;

/// A shorter absence without anything new is not worth a word.
const BLINK: TimeDelta = TimeDelta::seconds(5);

/// The words stand where seat, chair and the clock do: before a screen that nobody touches they go by themselves.
const STANDS: TimeDelta = TimeDelta::seconds(30);

/// What was different after the connection had been away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    /// When it was lost.
    pub lost_at: Time,
    /// When it was back.
    pub back_at: Time,
    /// Since when all of it is here, and the words can be read.
    pub said_at: Time,
    /// The last event before.
    pub after: Seq,
    /// Entries of mine that waited.
    pub mine: Vec<CommandId>,
    /// The words about it.
    pub words: Words,
}

/// Whether the words stand on the screen; the rule above what is new stays longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// Until a key is pressed, and not for long.
    Shown,
    /// A key was pressed.
    Read,
}

impl Back {
    /// Whether it is worth a line: a blink without anything new is not.
    #[must_use]
    pub fn matters(&self, seq: Seq) -> bool {
        seq > self.after || self.back_at - self.lost_at >= BLINK
    }
}

/// The words, as long as nobody has pressed a key; for half a minute at most.
#[must_use]
pub fn words(model: &Model) -> Option<String> {
    let seq = model.replica.record().seq();
    let stands = |back: &&Back| back.words == Words::Shown && model.now - back.said_at < STANDS;
    let back = model.back.as_ref().filter(stands).filter(|back| back.matters(seq))?;
    let mut parts = vec![format!("back after {}", lasted(back.lost_at, back.back_at))];
    let came = model.replica.record().lines().iter().skip(usize::try_from(back.after).unwrap_or(usize::MAX));
    let key = came.filter(|line| is_key(line)).count();
    // What somebody reads: every key in a draft is an event, and no row.
    let rows = model.replica.timeline();
    let new = rows.facts().newer(back.after) + rows.notes().newer(back.after);
    parts.push(match (new, key) {
        (0, _) => "nothing new".into(),
        (new, 0) => format!("{new} new"),
        (new, key) => format!("{new} new, {key} key"),
    });
    let fate = |id: &CommandId| model.replica.waiting().find(|it| it.pending.id == *id).map(|it| &it.fate);
    let refused = back.mine.iter().filter(|id| matches!(fate(id), Some(Fate::Refused(_)))).count();
    let waits = |fate: Option<&Fate>| matches!(fate, Some(Fate::Unanswered | Fate::Doubtful(_) | Fate::NotSaved(_)));
    let waiting = back.mine.iter().filter(|id| waits(fate(id))).count();
    let sent = back.mine.len() - refused - waiting;
    if sent > 0 {
        parts.push(format!("your {sent} sent"));
    }
    if refused > 0 {
        parts.push(format!("{refused} REFUSED"));
    }
    if waiting > 0 {
        parts.push(if waiting == 1 { "1 waits".into() } else { format!("{waiting} wait") });
    }
    Some(parts.join(" · "))
}

/// What changes where an incident stands, or was marked by somebody.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn is_key(line: &Line) -> bool {
    line.open().is_some_and(|sealed| match &sealed.fact.event {
        Event::SeveritySet { .. } | Event::PhaseSet { .. } | Event::Closed { .. } | Event::Reopened {} => true,
        Event::ChairAccepted { .. } | Event::ChairEmptied { .. } | Event::ChairClaimed {} => true,
        Event::MarkedKey { mark, .. } => *mark == Mark::On,
        Event::Posted { entry, .. } => *entry == EntryKind::Decision,
        _ => false,
    })
}
