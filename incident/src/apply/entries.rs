//! What changes entries: written, marked, judged, moved on, corrected.

use crate::event::{ActionPosted, EntryKind, Mark, Progress, Verdict};
use crate::people::Person;
use crate::prelude::*;
use crate::state::{Course, Entry, Incident};
use crate::{Fact, Seq, Time};

/// What can become of an entry of this kind, from its start.
fn course(kind: EntryKind, action: Option<ActionPosted>) -> Course {
    match kind {
        EntryKind::Hypothesis => Course::Hypothesis(Verdict::Open),
        EntryKind::Action => {
            let ActionPosted { kind, progress } = action.unwrap_or(ActionPosted::UNSAID);
            Course::Action { kind, progress, temporary: false }
        }
        EntryKind::Note | EntryKind::Alert | EntryKind::Observation => Course::Plain,
        EntryKind::Finding | EntryKind::Decision | EntryKind::Command => Course::Plain,
    }
}

pub(super) fn posted(
    state: &mut Incident,
    seq: Seq,
    fact: &Fact,
    kind: EntryKind,
    action: Option<ActionPosted>,
    mentions: Vec<Person>,
) {
    state.by_kind.add(kind, fact.reach, seq);
    state.entries.push(Entry {
        seq,
        kind,
        author: fact.author.clone(),
        seat: fact.seat,
        reach: fact.reach,
        at: fact.at,
        happened_at: fact.happened(),
        key: false,
        text_at: seq,
        corrections: Vec::new(),
        mentions,
        course: course(kind, action),
    });
}

pub(super) fn marked_fact(state: &mut Incident, entry: Seq, kind: EntryKind) {
    let Some(entry) = state.entry_mut(entry) else { return };
    let (before, reach, seq) = (entry.kind, entry.reach, entry.seq);
    entry.kind = kind;
    entry.course = course(kind, None);
    state.by_kind.remove(before, reach, seq);
    state.by_kind.add(kind, reach, seq);
}

pub(super) fn marked_key(state: &mut Incident, entry: Seq, mark: Mark) {
    let Some(entry) = state.entry_mut(entry) else { return };
    entry.key = mark == Mark::On;
    let seq = entry.seq;
    match mark {
        Mark::On => state.keys.insert(seq),
        Mark::Off => state.keys.remove(&seq),
    };
}

pub(super) fn judged(state: &mut Incident, entry: Seq, verdict: Verdict) {
    if let Some(entry) = state.entry_mut(entry) {
        entry.course = Course::Hypothesis(verdict);
    }
}

pub(super) fn action_moved(state: &mut Incident, entry: Seq, to: Progress) {
    if let Some(Course::Action { progress, .. }) = state.entry_mut(entry).map(|entry| &mut entry.course) {
        *progress = to;
    }
}

pub(super) fn marked_temporary(state: &mut Incident, entry: Seq) {
    if let Some(Course::Action { temporary, .. }) = state.entry_mut(entry).map(|entry| &mut entry.course) {
        *temporary = true;
    }
}

/// A correction; `mentions` are there when it brought a new text.
pub(super) fn corrected(
    state: &mut Incident,
    seq: Seq,
    entry: Seq,
    happened_at: Option<Time>,
    mentions: Option<&Vec<Person>>,
) {
    let Some(entry) = state.entry_mut(entry) else { return };
    entry.corrections.push(seq);
    entry.happened_at = happened_at.unwrap_or(entry.happened_at);
    if let Some(mentions) = mentions {
        entry.text_at = seq;
        entry.mentions.clone_from(mentions);
    }
}
