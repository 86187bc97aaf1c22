//! Coming in and coming back: how far one has read, what is shown before the record is whole, and since when one was
//! away.

use chrono::TimeDelta;
use warroom_incident::brief::{BriefLine, Reader};
use warroom_incident::wire::{ReadMarks, ToServer};
use warroom_incident::{Seq, Time};

use super::connection::LinkState;
use super::layout;
use super::message::Effect;
use super::model::{Model, Pane};
use crate::brief::{brief, brief_text, changes, fit, fit::Fitted, headline, safe};

/// Somebody who was away this long is told what changed.
const AWAY: TimeDelta = TimeDelta::minutes(5);
/// How often the server is told how far one has read.
const TELL_EVERY: TimeDelta = TimeDelta::seconds(1);

/// What is known about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatchUp {
    /// How far the server knows that I have read; nothing where it keeps no marks or has not said it yet.
    told: Option<ReadMarks>,
    /// When it was told last.
    told_at: Option<Time>,
    /// The server's brief, until the record is whole.
    early: Vec<BriefLine>,
    /// Since when I was away, once I am back.
    away: Option<Away>,
    /// The last event when the brief was opened.
    opened: Seq,
}

/// How long somebody was away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Away {
    after: Seq,
    left_at: Option<Time>,
    shown: Shown,
}

/// Whether somebody who came back has had what changed in front of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    NotYet,
    Once,
}

/// Attached: what the server remembers of me, and its brief.
pub fn attached(model: &mut Model, read: Option<ReadMarks>, early: &[BriefLine]) {
    model.catch_up.told = read;
    model.catch_up.early = safe(early.to_vec());
}

/// The record is whole: my own brief takes over, and the marks begin where the server has them.
pub fn live(model: &mut Model) {
    let seq = model.replica.record().seq();
    model.catch_up.early = Vec::new();
    let told = model.catch_up.told.unwrap_or_default();
    let first = model.read == 0;
    if first && told.timeline == 0 {
        // A newcomer has the brief in front of them: what is above it counts as read.
        (model.read, model.read_notes) = (seq, seq);
        model.catch_up.opened = seq;
        return;
    }
    model.read = model.read.max(told.timeline.min(seq));
    model.read_notes = model.read_notes.max(told.notes.min(seq));
    let (after, left_at) = match &model.back {
        Some(back) if !first => (back.after.min(model.read), Some(back.lost_at)),
        _ => (model.read, told.left_at),
    };
    let long = left_at.is_some_and(|at| model.server_now() - at >= AWAY);
    let unread = first && newer(model, after) > 0;
    if long || unread {
        // Whoever comes in begins with the brief.
        let shown = if first { Shown::Once } else { Shown::NotYet };
        model.catch_up.away = Some(Away { after, left_at, shown });
    }
    if first {
        model.catch_up.opened = seq;
    }
}

/// How many lines of the timeline are newer than an event.
fn newer(model: &Model, seq: Seq) -> usize {
    // What a filter hides is unread all the same.
    model.replica.timeline().facts().newer(seq)
}

/// How many lines of the timeline, and how many notes, are unread; none before it is known how far I have read.
#[must_use]
pub fn unread(model: &Model) -> (usize, usize) {
    if model.read == 0 {
        return (0, 0);
    }
    (newer(model, model.read), model.replica.timeline().notes().newer(model.read_notes))
}

/// Whether the server's brief stands in for my own.
#[must_use]
pub fn is_early(model: &Model) -> bool {
    !model.catch_up.early.is_empty()
}

/// The brief is opened: from here on what is new is counted, and what was read is no news any more.
pub fn opened(model: &mut Model) {
    let seq = model.replica.record().seq();
    model.catch_up.opened = seq;
    model.selected.brief = 0;
    match &mut model.catch_up.away {
        Some(Away { shown: shown @ Shown::NotYet, .. }) => *shown = Shown::Once,
        Some(_) if model.read >= seq => model.catch_up.away = None,
        Some(_) | None => {}
    }
}

/// Whether there is something to tell somebody who was away.
#[must_use]
pub fn has_news(model: &Model) -> bool {
    model.catch_up.away.is_some_and(|away| away.shown == Shown::NotYet)
}

/// The whole brief as plain text for a chat, with a first line that says which incident, how bad and when.
#[must_use]
pub fn as_text(model: &Model) -> String {
    let now = model.server_now();
    let headline = headline(&model.incident, model.replica.state(), now);
    brief_text(&headline, &whole_brief(model), now)
}

/// The brief is left: a zoom that was made to read all of it goes with it.
pub fn leave_brief(model: &mut Model) {
    if std::mem::take(&mut model.whole_brief) {
        model.zoomed = false;
    }
}

/// How many lines came since the brief was opened.
#[must_use]
pub fn new_since_opened(model: &Model) -> usize {
    if model.catch_up.opened == 0 { 0 } else { newer(model, model.catch_up.opened) }
}

/// The whole brief, as long as it is.
#[must_use]
pub fn whole_brief(model: &Model) -> Vec<BriefLine> {
    if is_early(model) {
        return model.catch_up.early.clone();
    }
    let (state, record, now) = (model.replica.state(), model.replica.record(), model.shown_at());
    let mut lines = match model.catch_up.away {
        Some(Away { after, left_at, .. }) => {
            let reader = Reader { me: model.me(), after, left_at, newer: newer(model, after) };
            changes(state, record, now, reader)
        }
        None => Vec::new(),
    };
    lines.extend(brief(state, record, now));
    lines
}

/// The brief as it stands in its pane: on one screen, or all of it to scroll through when zoomed.
#[must_use]
pub fn shown(model: &Model) -> Fitted {
    let areas = layout::areas(model);
    let area = areas.panes.iter().find(|(pane, _)| *pane == Pane::Brief).map(|(_, area)| layout::inside(*area));
    let Some(area) = area else { return fit::all(whole_brief(model), 80, model.server_now()) };
    let width = usize::from(area.width.saturating_sub(1));
    if model.zoomed {
        return fit::all(whole_brief(model), width, model.server_now());
    }
    fit::fit(whole_brief(model), width, area.height.into(), model.server_now())
}

/// Everything counts as read.
pub fn all_read(model: &mut Model) {
    let seq = model.replica.record().seq();
    (model.read, model.read_notes) = (seq, seq);
    model.back = None;
    model.catch_up.away = None;
    model.say("everything counts as read");
}

/// Tells the server how far I have read: about once a second, only what changed, and only while connected.
pub fn tell(model: &mut Model) -> Option<Effect> {
    if model.catch_up.told_at.is_some_and(|at| model.now - at < TELL_EVERY && model.now >= at) {
        return None;
    }
    tell_now(model)
}

/// The same on leaving: the last mark must not wait.
pub fn tell_now(model: &mut Model) -> Option<Effect> {
    let told = model.catch_up.told.as_mut()?;
    let (timeline, notes) = (model.read, model.read_notes);
    if model.link.state != LinkState::Live || model.frozen.is_some() || timeline <= told.timeline && notes <= told.notes
    {
        return None;
    }
    (told.timeline, told.notes) = (told.timeline.max(timeline), told.notes.max(notes));
    model.catch_up.told_at = Some(model.now);
    Some(Effect::Send(ToServer::Read { timeline, notes }))
}
