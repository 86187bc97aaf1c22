//! What changed since somebody left, the most important first, and what waits for the seat they come back to.

use super::entries::{big, entry_words, seen, went};
use super::stand::{is_seen, task_line};
use super::{BriefLine, Place, Section, Source, age};
use crate::draft::Stage;
use crate::event::{Author, EntryKind, LevelKind, Reach, Verdict};
use crate::people::{Person, Seat};
use crate::prelude::*;
use crate::state::{Chair, TaskState};
use crate::text::first_line;
use crate::turns::{TaskEnd, Turn, Turned};
use crate::{Seq, Time};
use chrono::TimeDelta;

/// Lines of what changed: the rest is counted.
const MOST: usize = 7;
/// Turns and entries that are looked at: whoever missed more reads the brief.
const LOOKED_AT: usize = 1_000;
/// Lines of what waits for one's seat.
const MOST_FOR_YOU: usize = 3;
/// A *now* line older than this is somebody's work.
const NOW_IS_OLD: TimeDelta = TimeDelta::minutes(10);

/// Who comes back.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// Who.
    pub me: &'a Person,
    /// The last event they read.
    pub after: Seq,
    /// When they left, where that is known.
    pub left_at: Option<Time>,
    /// How many lines of the timeline are newer.
    pub newer: usize,
}

/// What changed since a number, and what waits for the reader; nothing where nothing did.
#[must_use]
pub fn since(source: &Source<'_>, reader: Reader<'_>) -> Vec<BriefLine> {
    if !source.state.is_declared() {
        return Vec::new();
    }
    let mut lines = changed(source, reader);
    lines.extend(for_you(source, reader));
    lines
}

/// One change: how much it matters, then its number, the newest first.
struct Change {
    weight: u8,
    line: BriefLine,
}

fn changed(source: &Source<'_>, reader: Reader<'_>) -> Vec<BriefLine> {
    let mut changes = Vec::new();
    let mut told = BTreeSet::new();
    let state = source.state;
    let turns = state.turns.iter().rev().take(LOOKED_AT).take_while(|turn| turn.seq > reader.after);
    for turn in turns.filter(|turn| source.reaches.contains(turn.reach)) {
        if let Some((weight, about, text)) = turned(source, turn)
            && told.insert((weight, about))
        {
            let line = BriefLine::new(Section::Since, 1, &text).of(turn.seq).at(turn.at);
            changes.push(Change { weight, line });
        }
    }
    for (kind, weight) in [(EntryKind::Decision, 2), (EntryKind::Finding, 6)] {
        for seq in state.by_kind.newest(kind, source.reaches, MOST) {
            if let Some(entry) = seen(source, seq).filter(|entry| entry.seq > reader.after) {
                let word = if kind == EntryKind::Finding { "FINDING " } else { "" };
                let text = format!("{word}{}", entry_words(source, entry));
                let line = BriefLine::new(Section::Since, 1, &text).of(seq).at(entry.happened_at);
                changes.push(Change { weight, line });
            }
        }
    }
    changes.sort_by_key(|it| (it.weight, core::cmp::Reverse(it.line.seq)));
    let mut numbers = BTreeSet::new();
    changes.retain(|it| numbers.insert(it.line.seq));
    let mut lines: Vec<_> = changes.into_iter().take(MOST).map(|change| change.line).collect();
    for (nth, line) in lines.iter_mut().enumerate() {
        line.rank = [0, 0, 1, 1, 2, 4, 5].get(nth).copied().unwrap_or(6);
    }
    lines.insert(0, headline(source, reader, lines.len()));
    lines
}

/// How much there is, and since when.
fn headline(source: &Source<'_>, reader: Reader<'_>, shown: usize) -> BriefLine {
    let left = reader.left_at.map_or(String::new(), |at| format!("{}: ", super::moment(at, source.now)));
    let new = reader.newer.max(shown);
    let text = match (shown, new) {
        (0, 0) => format!("{left}nothing new"),
        (0, _) => format!("{left}{new} new on the timeline, nothing that changes where things stand"),
        (_, _) if shown < new => format!("{left}{new} new on the timeline, the most important first"),
        (_, _) => format!("{left}{new} new on the timeline"),
    };
    BriefLine::new(Section::Since, 0, &text)
}

/// How much a turn matters, what it is about (only the last of each is told), and how it is said.
fn turned(source: &Source<'_>, turn: &Turn) -> Option<(u8, Seq, String)> {
    let by = || crate::words::short_author(&turn.by, turn.seat);
    Some(match &turn.what {
        Turned::Severity { .. } => (0, turn.seq, format!("{}, by {}", big(turn)?, by())),
        Turned::Closed(ending) => (0, 0, format!("CLOSED: {}", ending.as_str().replace('_', " "))),
        Turned::Reopened => (0, 0, "REOPENED".into()),
        Turned::Chair(_) => (1, 0, big(turn)?),
        Turned::Phase(phase) => (1, 1, format!("phase {}", phase.as_str().to_uppercase())),
        Turned::Estimated => (2, 0, estimated(source, turn)?),
        Turned::Escalated(it) | Turned::EscalationAnswered(it) | Turned::EscalationEnded(it) => {
            let escalation = source.state.escalation(*it)?;
            let words = first_line(&source.words(turn.seq), 90);
            let (who, by) = (&escalation.who, by());
            let text = if matches!(turn.what, Turned::EscalationAnswered(_)) {
                format!("{who} ANSWERED, says {by}: {words}")
            } else if matches!(turn.what, Turned::EscalationEnded(_)) {
                format!("{who} not needed any more, says {by}: {words}")
            } else if escalation.kind == LevelKind::Continuity {
                format!("BUSINESS CONTINUITY on, by {by}: {words}")
            } else {
                format!("{by} ESCALATED to {who}: {words}")
            };
            (1, *it, text)
        }
        Turned::HoldRaised => (1, 2, format!("HOLD raised by {}: {}", by(), source.words(turn.seq))),
        Turned::HoldLowered => (1, 2, format!("HOLD lowered by {}", by())),
        Turned::Key(entry) => (3, *entry, entry_words(source, seen(source, *entry)?)),
        Turned::Judged(entry, verdict) => {
            let words = first_line(&source.words(seen(source, *entry)?.text_at), 90);
            let verdict = match verdict {
                Verdict::Open => "OPEN AGAIN",
                Verdict::Confirmed => "CONFIRMED",
                Verdict::RuledOut => "RULED OUT",
            };
            (4, *entry, format!("{verdict}: {words}"))
        }
        Turned::Moved(entry, progress) => {
            let words = first_line(&source.words(seen(source, *entry)?.text_at), 90);
            (5, *entry, format!("action {}: {words}", went(*progress)))
        }
        Turned::Acknowledged => (1, 3, format!("acknowledged by {}", by())),
        Turned::Now => (7, 0, format!("{} rewrote the now line", by())),
        Turned::TaskOver(task, end) => {
            let task = source.state.task(*task).filter(|task| is_seen(source, task))?;
            let word = match end {
                TaskEnd::Done => "done",
                TaskEnd::Dropped => "dropped",
            };
            (8, task.seq, format!("task {word}: {}", first_line(&source.words(task.seq), 90)))
        }
    })
}

/// Which estimate it is now, and its figures for those who may know of money.
fn estimated(source: &Source<'_>, turn: &Turn) -> Option<String> {
    let all = &source.state.estimates;
    let nth = all.iter().position(|estimate| estimate.seq == turn.seq)?;
    let estimate = all.get(nth)?;
    let how = if nth == 0 { "first estimate of the impact" } else { "impact estimated anew" };
    let figures = estimate.figures.as_ref().filter(|_| source.reaches.contains(Reach::Loss));
    let figures = figures.map_or(String::new(), |figures| format!("; {}", figures.words()));
    let by = crate::words::short_author(&turn.by, turn.seat);
    Some(format!("{how} by {by}: {}{figures}", estimate.scope.words()))
}

/// What waits for the reader, by their seats.
fn for_you(source: &Source<'_>, reader: Reader<'_>) -> Vec<BriefLine> {
    let state = source.state;
    let line = |text: &str| BriefLine::new(Section::You, 0, text);
    let mut lines = Vec::new();
    if let Some(offer) = state.offer.as_ref().filter(|offer| offer.to == *reader.me) {
        lines.push(line("the chair is offered to you").of(offer.seq).alarm());
    }
    let seats = state.seats(reader.me);
    if seats.contains(&Seat::Coordinator) {
        let counted = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            _ => Some(format!("{count} {many}")),
        };
        let seen = state.proposals.values().filter(|open| source.reaches.contains(open.reach)).count();
        let proposals = counted(seen, "proposal waits", "proposals wait");
        let requests = counted(state.seat_requests.len(), "person asks for a seat", "people ask for a seat");
        let in_review = state.drafts.values().filter(|draft| matches!(draft.stage, Stage::InReview { .. })).count();
        let drafts = counted(in_review, "draft waits for approval", "drafts wait for approval");
        let waiting: Vec<_> = proposals.into_iter().chain(requests).chain(drafts).collect();
        if !waiting.is_empty() {
            lines.push(line(&waiting.join(", ")).to(Place::Needs).alarm());
        }
    }
    let mine = Author::Person(reader.me.clone());
    let claimed = state.tasks.iter().filter(|it| it.state == TaskState::Claimed(mine.clone()) && is_seen(source, it));
    lines.extend(claimed.map(|task| task_line(source, Section::You, 1, task)));
    let new = state.entries.iter().rev().take(LOOKED_AT).take_while(|entry| entry.seq > reader.after);
    let named = new.filter(|entry| entry.mentions.contains(reader.me) && source.reaches.contains(entry.reach));
    lines.extend(named.take(MOST_FOR_YOU).map(|it| line(&entry_words(source, it)).of(it.seq).at(it.happened_at)));
    let scribe = state.scribe.as_ref() == Some(reader.me);
    if scribe || seats.contains(&Seat::Observer) && state.scribe.is_none() {
        match &state.now {
            Some(now) if source.now - now.at > NOW_IS_OLD => {
                lines.push(line(&format!("the now line is {} old", age(now.at, source.now))).of(now.seq).alarm());
            }
            Some(_) => {}
            None => lines.push(line("nobody has written a now line yet")),
        }
    }
    if seats == [Seat::Guest]
        && let Chair::Held { by, .. } = &state.chair
    {
        lines.push(line(&format!("{by} has the chair and decides")).to(Place::People));
    }
    lines.truncate(MOST_FOR_YOU);
    lines
}
