//! Records what was missed: in every incident for which deadlines run, also where nobody is connected, and after a start.

use super::*;
use std::time::{Duration, Instant};
use warroom_incident::{Line, clock};

/// How long one tick may load incidents that nobody has asked for; at least one is loaded.
const LOADING: Duration = Duration::from_millis(50);
/// How many events are looked at from the end of a record for whether the room is closed.
const END_OF_RECORD: u64 = 256;

/// What is known of the deadlines of a room: until something happens or the next of them, nothing has to be recorded.
#[derive(Clone, Copy)]
pub(super) struct Looked {
    /// At which event.
    seq: Seq,
    /// When.
    at: Time,
    /// The next moment at which something may have been missed.
    next: Option<Time>,
}

impl Looked {
    /// Whether the same is still true. A clock that went back is looked at again.
    fn is_fresh(&self, now: Time) -> bool {
        self.at <= now && self.next.is_none_or(|next| now < next)
    }
}

impl Ordering {
    /// Stages what was missed in every room that is loaded.
    pub(super) fn record_missed_everywhere(&mut self) {
        let loaded: Vec<_> = self.slots.keys().copied().collect();
        for incident in loaded {
            let Some(slot) = self.slots.get(&incident) else { continue };
            if slot.looked.is_none_or(|looked| looked.seq != slot.room.state.seq) {
                self.look_at_clock(incident);
            } else {
                self.record_missed(incident);
            }
        }
    }

    /// Stages what was missed in a room before something else happens in it: what is done late was missed all the same.
    pub(super) fn record_missed(&mut self, incident: IncidentId) {
        let now = (self.clock)();
        let Some(slot) = self.slots.get(&incident) else { return };
        if slot.looked.is_none_or(|looked| !looked.is_fresh(now)) {
            self.look_at_clock(incident);
        }
    }

    fn look_at_clock(&mut self, incident: IncidentId) {
        let now = (self.clock)();
        let Some(slot) = self.slots.get(&incident) else { return };
        if !slot.room.state.is_declared() {
            return;
        }
        for (nudge, due) in clock::unrecorded(&slot.room.state, now) {
            tracing::info!(%incident, nudge = nudge.word(), %due, "missed");
            self.server_command(incident, &Command::RecordMissed { nudge, due });
        }
        if let Some(slot) = self.slots.get_mut(&incident) {
            let state = &slot.room.state;
            slot.looked = Some(Looked { seq: state.seq, at: now, next: clock::next_missed(state, now) });
        }
    }

    /// Loads incidents whose deadlines run and that nobody has asked for since the start. One that is closed, or never
    /// was this server's to watch, is looked at once and not kept.
    pub(super) fn watch_the_unloaded(&mut self) {
        let began = Instant::now();
        while let Some((incident, seq)) = self.unwatched.pop_first() {
            if self.slots.contains_key(&incident) || self.ended_closed(incident, seq) {
                continue;
            }
            match self.load(incident) {
                Ok(()) => self.let_go_unless_it_runs(incident),
                Err(Declined::NotSaved(why)) => {
                    tracing::warn!(%incident, why, "its deadlines are looked at again on the next tick");
                    self.unwatched.insert(incident, seq);
                    break;
                }
                Err(Declined::Refused(_) | Declined::Damaged(_) | Declined::NoSuchIncident) => {}
            }
            if began.elapsed() >= LOADING {
                break;
            }
        }
    }

    /// Whether the end of a record says that the room is closed; where it says nothing, or cannot be read, it is loaded.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these two open and close a room")]
    fn ended_closed(&mut self, incident: IncidentId, seq: Seq) -> bool {
        let rows = self.journal.read(incident, seq.saturating_sub(END_OF_RECORD), END_OF_RECORD).unwrap_or_default();
        let life = |row: &Row| {
            let line: Line = serde_json::from_str(&row.line).ok()?;
            match line.open()?.fact.event {
                Event::Closed { .. } => Some(true),
                Event::Reopened {} => Some(false),
                _ => None,
            }
        };
        rows.iter().rev().find_map(life).unwrap_or(false)
    }

    /// Forgets a room that was only loaded for this and for which no deadline runs.
    fn let_go_unless_it_runs(&mut self, incident: IncidentId) {
        let idle = |slot: &Slot| {
            let state = &slot.room.state;
            let sends = !state.deliveries.is_empty() || state.open_pages().next().is_some();
            !clock::runs(state) && !sends && slot.here.is_empty() && slot.heard.is_empty()
        };
        if self.slots.get(&incident).is_some_and(idle) {
            self.slots.remove(&incident);
        }
    }
}
