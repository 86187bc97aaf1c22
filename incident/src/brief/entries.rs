//! What people wrote: known, believed and ruled out, tried, decided, and the key events.

use super::{BriefLine, Place, Section, Source};
use crate::Seq;
use crate::event::{EntryKind, Progress, Verdict};
use crate::prelude::*;
use crate::state::{Course, Entry};
use crate::turns::{Turn, Turned};
use crate::words::short_author;

/// Lines of one part: the rest is counted.
const MOST: usize = 5;
/// Entries of a kind that are looked at: what is older has hardly a place on one screen.
const LOOKED_AT: usize = 256;
/// Key events: the oldest middle ones beyond it fold into one line.
const MOST_KEY: usize = 15;

/// The newest entries of a kind that may be seen, the newest first.
fn newest<'a>(source: &'a Source<'_>, kind: EntryKind, most: usize) -> Vec<&'a Entry> {
    let all = source.state.by_kind.newest(kind, source.reaches, most);
    all.into_iter().filter_map(|seq| seen(source, seq)).collect()
}

/// An entry, if it may be seen: the second wall beside the list it comes from.
pub(super) fn seen<'a>(source: &'a Source<'_>, seq: Seq) -> Option<&'a Entry> {
    source.state.entry(seq).filter(|entry| source.reaches.contains(entry.reach))
}

fn line(source: &Source<'_>, section: Section, rank: u8, entry: &Entry, word: &str) -> BriefLine {
    BriefLine::new(section, rank, &format!("{word}{}", source.words(entry.text_at))).of(entry.seq)
}

fn earlier(section: Section, count: usize, shown: usize, what: (&str, &str)) -> Option<BriefLine> {
    let more = count.checked_sub(shown).filter(|more| *more > 0)?;
    let (one, several) = what;
    let what = if more == 1 { one } else { several };
    Some(BriefLine::new(section, 9, &format!("… {more} more {what} on the timeline")))
}

pub(super) fn known(source: &Source<'_>, missing: &mut Vec<&'static str>) -> Vec<BriefLine> {
    let found = newest(source, EntryKind::Finding, 3);
    if found.is_empty() {
        missing.push("no finding");
    }
    let count = source.state.by_kind.count(EntryKind::Finding, source.reaches);
    let lines = found.iter().zip([1, 5, 7]);
    let lines = lines.map(|(it, rank)| line(source, Section::Known, rank, it, "").at(it.happened_at));
    lines.chain(earlier(Section::Known, count, found.len(), ("finding", "findings"))).collect()
}

/// What is believed first, what is ruled out after it: it stays in sight, so that nobody tries it again.
pub(super) fn believed(source: &Source<'_>, missing: &mut Vec<&'static str>) -> Vec<BriefLine> {
    let all = newest(source, EntryKind::Hypothesis, LOOKED_AT);
    if all.is_empty() {
        missing.push("no hypothesis");
    }
    let of = |wanted: Verdict| all.iter().filter(move |it| it.course == Course::Hypothesis(wanted)).copied();
    let standing: Vec<_> = of(Verdict::Confirmed).chain(of(Verdict::Open)).take(MOST).collect();
    let out: Vec<_> = of(Verdict::RuledOut).take(MOST).collect();
    let mut lines = Vec::new();
    for (it, rank) in standing.iter().zip([0, 2, 4, 6, 8]) {
        let word = if it.course == Course::Hypothesis(Verdict::Confirmed) { "CONFIRMED: " } else { "open: " };
        lines.push(line(source, Section::Believed, rank, it, word));
    }
    for (it, rank) in out.iter().zip([1, 3, 4, 6, 8]) {
        lines.push(line(source, Section::Believed, rank, it, "RULED OUT: "));
    }
    let count = source.state.by_kind.count(EntryKind::Hypothesis, source.reaches);
    let shown = lines.len();
    lines.extend(earlier(Section::Believed, count, shown, ("hypothesis", "hypotheses")));
    lines
}

/// How an action went.
pub(super) fn went(progress: Progress) -> &'static str {
    match progress {
        Progress::Planned => "planned",
        Progress::UnderWay => "under way",
        Progress::Done => "DONE",
        Progress::Failed => "FAILED",
    }
}

/// What is under way first, then what was done, the newest first.
pub(super) fn tried(source: &Source<'_>, missing: &mut Vec<&'static str>) -> Vec<BriefLine> {
    let mut all = newest(source, EntryKind::Action, LOOKED_AT);
    if all.is_empty() {
        missing.push("no action");
    }
    let under_way = |it: &Entry| matches!(it.course, Course::Action { progress: Progress::UnderWay, .. });
    all.sort_by_key(|it| !under_way(it));
    let mut lines = Vec::new();
    for (it, rank) in all.iter().take(MOST).zip([0, 2, 3, 5, 7]) {
        let Course::Action { kind, progress, temporary } = it.course else { continue };
        let kind =
            if kind.as_str() == "other" { String::new() } else { format!(" {}", kind.as_str().replace('_', " ")) };
        let temporary = if temporary { " TEMPORARY" } else { "" };
        let word = format!("{}{kind}{temporary}: ", went(progress));
        lines.push(line(source, Section::Tried, rank, it, &word).at(it.happened_at));
    }
    let count = source.state.by_kind.count(EntryKind::Action, source.reaches);
    let shown = lines.len();
    lines.extend(earlier(Section::Tried, count, shown, ("action", "actions")));
    lines
}

pub(super) fn decided(source: &Source<'_>, missing: &mut Vec<&'static str>) -> Vec<BriefLine> {
    let all = newest(source, EntryKind::Decision, MOST);
    if all.is_empty() {
        missing.push("no decision");
    }
    let count = source.state.by_kind.count(EntryKind::Decision, source.reaches);
    let lines = all.iter().zip([1, 3, 5, 7, 8]);
    let lines = lines.map(|(it, rank)| line(source, Section::Decided, rank, it, "").at(it.happened_at));
    lines.chain(earlier(Section::Decided, count, all.len(), ("decision", "decisions"))).collect()
}

/// A turn that everyone has to know of, as a sentence.
pub(super) fn big(turn: &Turn) -> Option<String> {
    let name = |name: &Option<String>| name.as_deref().map_or("unknown".into(), str::to_uppercase);
    match &turn.what {
        Turned::Severity { from, to } => Some(format!("severity {} → {}", name(from), name(to))),
        Turned::Chair(Some(person)) => Some(format!("{person} took the chair")),
        Turned::Chair(None) => Some("the chair is EMPTY".into()),
        Turned::Phase(_) | Turned::Estimated | Turned::Acknowledged | Turned::Closed(_) | Turned::Reopened => None,
        Turned::Escalated(_) | Turned::EscalationAnswered(_) | Turned::EscalationEnded(_) => None,
        Turned::HoldRaised | Turned::HoldLowered | Turned::Judged(..) | Turned::Moved(..) => None,
        Turned::Key(_) | Turned::Now | Turned::TaskOver(..) => None,
    }
}

/// An entry with its author and, where the words alone would not say it, its kind.
pub(super) fn entry_words(source: &Source<'_>, entry: &Entry) -> String {
    let kind = match entry.kind {
        EntryKind::Decision => "DECISION ",
        EntryKind::Alert => "ALERT ",
        EntryKind::Hypothesis => "HYPOTHESIS ",
        EntryKind::Note | EntryKind::Observation | EntryKind::Finding | EntryKind::Action | EntryKind::Command => "",
    };
    format!("{}: {kind}{}", short_author(&entry.author, entry.seat), source.words(entry.text_at))
}

/// What everyone has to know of, by when it happened: numbers and texts, each once.
fn key_numbers<'a>(source: &'a Source<'_>) -> Vec<(crate::Time, Seq, Option<&'a Turn>)> {
    let state = source.state;
    let turns = state.big_turns.iter().rev().take(LOOKED_AT).filter_map(|at| state.turns.get(*at));
    let turns = turns.filter(|turn| source.reaches.contains(turn.reach));
    // Who has the chair is news, who had it is not: a chair that goes to and fro would fill the list.
    let mut chair = false;
    let turns = turns.filter(|turn| !matches!(turn.what, Turned::Chair(_)) || !core::mem::replace(&mut chair, true));
    let mut all: Vec<_> = turns.map(|turn| (turn.at, turn.seq, Some(turn))).collect();
    let mut entries: BTreeSet<Seq> = state.keys.iter().rev().take(LOOKED_AT).copied().collect();
    entries.extend(state.by_kind.newest(EntryKind::Decision, source.reaches, LOOKED_AT));
    entries.extend(state.by_kind.first(EntryKind::Alert, source.reaches));
    entries.extend(state.by_kind.newest(EntryKind::Alert, source.reaches, 1));
    all.extend(entries.into_iter().filter_map(|seq| seen(source, seq)).map(|it| (it.happened_at, it.seq, None)));
    all.sort_by_key(|(at, seq, _)| (*at, *seq));
    all
}

fn key_line(source: &Source<'_>, rank: u8, (at, seq, turn): (crate::Time, Seq, Option<&Turn>)) -> BriefLine {
    let text = match turn {
        Some(turn) => big(turn).unwrap_or_default(),
        None => seen(source, seq).map(|entry| entry_words(source, entry)).unwrap_or_default(),
    };
    BriefLine::new(Section::Key, rank, &text).of(seq).at(at)
}

/// The last key event: what stands in for a *now* line that nobody wrote.
pub(super) fn last_key(source: &Source<'_>) -> Option<BriefLine> {
    key_numbers(source).pop().map(|it| key_line(source, 0, it))
}

pub(super) fn key(source: &Source<'_>) -> Vec<BriefLine> {
    let all = key_numbers(source);
    let decided = source.state.by_kind.newest(EntryKind::Decision, source.reaches, MOST);
    let folded = if all.len() > MOST_KEY { all.len() - (MOST_KEY - 1) } else { 0 };
    let mut lines = Vec::new();
    for (nth, it) in all.iter().enumerate() {
        if folded > 0 && nth == 1 {
            let more = BriefLine::new(Section::Key, 9, &format!("… {folded} more"));
            lines.push(BriefLine { seq: Some(it.1), place: Place::Event, ..more });
        }
        if folded > 0 && (1..=folded).contains(&nth) {
            continue;
        }
        // The newest are spared last, and how it began before what lies between.
        let from_end = all.len() - 1 - nth;
        let rank = match (nth, from_end) {
            // It stands among the decisions, too.
            _ if decided.contains(&it.1) => 8,
            (_, 0) => 3,
            (_, 1 | 2) => 4,
            (0, _) => 5,
            (_, 3 | 4) => 7,
            _ => 8,
        };
        lines.push(key_line(source, rank, *it));
    }
    lines
}
