//! Where it stands: the *now* line, what it is, who is there, what is open.

use super::{BriefLine, Place, Section, Source, age, is_unaccepted, moment, moment_within, running};
use crate::clock::{self, Nudge};
use crate::event::{Author, Proposal, Reach};
use crate::inbox;
use crate::people::Seat;
use crate::prelude::*;
use crate::state::{Chair, Task, TaskState};
use crate::text::first_line;
use crate::words::short_author;
use chrono::TimeDelta;

/// A *now* line older than this says its age loudly.
const NOW_IS_OLD: TimeDelta = TimeDelta::minutes(10);
/// Bytes of the line that says what it is; beyond that the least of it is left out, since the title counts more.
const WHAT_BYTES: usize = 132;
/// Names of one seat; more are counted.
const NAMES: usize = 4;
/// Overdue things that are named: the most urgent; all of them have a pane.
const MOST_OVERDUE: usize = 3;
/// Lines of what is open: the rest is counted and stands in its panes.
const MOST_OPEN: usize = 8;

pub(super) fn now(source: &Source<'_>) -> Vec<BriefLine> {
    let Some(written) = &source.state.now else { return vec![no_now(source)] };
    let text = written.text.as_deref().unwrap_or("[words removed]");
    let old = source.now - written.at > NOW_IS_OLD;
    let said = age(written.at, source.now);
    let count = text.lines().count();
    text.lines()
        .enumerate()
        .map(|(nth, words)| {
            let loud = if old && nth == 0 { format!("{said} OLD: ") } else { String::new() };
            let by = if nth + 1 < count {
                String::new()
            } else if old {
                format!(" ({})", written.by)
            } else {
                format!(" ({}, {said} old)", written.by)
            };
            let line = BriefLine::new(Section::Now, 0, &format!("{loud}{words}{by}")).of(written.seq);
            if old { line.alarm() } else { line }
        })
        .collect()
}

/// Never made up: the last thing that people called key stands in for what nobody wrote.
fn no_now(source: &Source<'_>) -> BriefLine {
    let key = super::entries::last_key(source);
    match key {
        Some(key) => {
            let at = key.at.map_or(String::new(), |at| format!("{} ", moment_within(at, source.now)));
            let text = format!("no summary yet — last key event: {at}{}", key.text);
            BriefLine { seq: key.seq, place: key.place, ..BriefLine::new(Section::Now, 0, &text) }
        }
        None => BriefLine::new(Section::Now, 0, "no summary yet, and nothing is marked as key"),
    }
}

pub(super) fn what(source: &Source<'_>) -> BriefLine {
    let (state, now) = (source.state, source.now);
    let severity = state.severity.as_deref().map_or("severity unknown".into(), str::to_uppercase);
    let title = state.title.as_deref().unwrap_or("[title removed]");
    let phase = state.phase.map_or("", |phase| phase.as_str()).to_uppercase();
    // The phase and the incident have different beginnings: each is said with its own.
    let in_phase = state.phase_since.map_or(String::new(), |since| format!(" since {}", moment(since, now)));
    let began = state.since.zip(running(state, now));
    let lasts = began.map_or(String::new(), |(since, lasts)| format!(", began {} ({lasts})", moment(since, now)));
    let since = format!("{in_phase}{lasts}");
    let drill = if state.drill { "DRILL: " } else { "" };
    let with = |was: &str, said: &str| {
        let said = if said.is_empty() { String::new() } else { format!(" — {severity}: {said}") };
        format!("{drill}{severity}{was} {phase}{since}: {title}{said}")
    };
    let level = state.severity.as_deref().and_then(|name| state.policy.severity(name));
    let meaning = level.map_or("", |level| level.meaning.as_str());
    // A meaning usually begins with one word for it: better than nothing where the rest does not fit.
    let word = meaning.split(':').next().unwrap_or_default();
    let was = before(source);
    let fits = [(was.as_str(), meaning), (was.as_str(), word), (was.as_str(), ""), ("", word)];
    let text = fits.iter().map(|(was, said)| with(was, said)).find(|whole| whole.len() <= WHAT_BYTES);
    BriefLine::new(Section::What, 0, &text.unwrap_or_else(|| with("", ""))).of(1)
}

/// The severity before the one in force, and when it changed.
fn before(source: &Source<'_>) -> String {
    let severities = &source.state.severities;
    let [.., (_, Some(was)), (at, _)] = severities.as_slice() else { return String::new() };
    format!(" (was {} until {})", was.to_uppercase(), moment_within(*at, source.now))
}

pub(super) fn people(source: &Source<'_>) -> Vec<BriefLine> {
    let state = source.state;
    let mut lines = Vec::new();
    if is_unaccepted(state) {
        let text = "NOT ACKNOWLEDGED: no responder has accepted it";
        lines.push(BriefLine::new(Section::People, 0, text).of(1).alarm());
    }
    let mut parts = Vec::new();
    match &state.chair {
        Chair::Held { by, .. } => parts.push(format!("chair {by}")),
        Chair::Empty { .. } => parts.push("NO CHAIR".into()),
    }
    for (seat, word) in [(Seat::Responder, "responder"), (Seat::Observer, "observer"), (Seat::Guest, "guest")] {
        let mut count = 0;
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in state.members().filter(|(_, member)| member.seats.contains(&seat)) {
            count += 1;
            if names.len() < NAMES {
                names.push(name.as_str());
            }
        }
        match count {
            0 if seat == Seat::Responder => parts.push("NO RESPONDER".into()),
            0 => {}
            _ if count > NAMES => parts.push(format!("{count} {word}s")),
            _ => parts.push(format!("{word} {}", names.join(", "))),
        }
    }
    let text = parts.join(" · ");
    let line = BriefLine::new(Section::People, 0, &text).to(Place::People);
    lines.push(if text.contains("NO ") { line.alarm() } else { line });
    if let Some(hold) = &state.hold {
        let text = format!("HOLD is up, raised by {}: {}", hold.by, source.words(hold.seq));
        lines.push(BriefLine::new(Section::People, 0, &text).of(hold.seq).alarm());
    }
    lines
}

/// Whether a task may be known of: the debt of an action stays within that action's reach.
pub(super) fn is_seen(source: &Source<'_>, task: &Task) -> bool {
    source.reaches.contains(task.reach)
}

pub(super) fn task_line(source: &Source<'_>, section: Section, rank: u8, task: &Task) -> BriefLine {
    let who = match &task.state {
        TaskState::Claimed(Author::Person(person)) => format!("[{person}]"),
        TaskState::Claimed(by) => format!("[{}]", short_author(by, None)),
        TaskState::Open | TaskState::Done | TaskState::Dropped => "[nobody]".into(),
    };
    let overdue = task.by.filter(|_| task.is_overdue(source.now));
    let late = overdue.map(|by| format!("{} OVERDUE: ", age(by, source.now))).unwrap_or_default();
    let text = format!("{who} {late}{}", first_line(&source.words(task.seq), 120));
    let line = BriefLine::new(section, rank, &text).of(task.seq).to(Place::Tasks);
    if overdue.is_some() { line.alarm() } else { line }
}

/// What is overdue and has no line of its own here: for whom, and for how long.
fn overdue(source: &Source<'_>) -> Vec<BriefLine> {
    let own = |it: &clock::Due| match it.nudge {
        Nudge::TaskOverdue { .. } | Nudge::Question { .. } | Nudge::Unanswered { .. } | Nudge::Acknowledge => true,
        Nudge::FirstUpdate { .. }
        | Nudge::NextUpdate { .. }
        | Nudge::GroupUpdate { .. }
        | Nudge::InternalSilence { .. }
        | Nudge::NoEstimate
        | Nudge::DraftWaiting { .. }
        | Nudge::EmptySeat { .. }
        | Nudge::ShiftTooLong { .. }
        | Nudge::NoMitigation => false,
    };
    let due = clock::due(source.state, source.now).into_iter();
    let late = due.filter(|it| it.standing == clock::Standing::Overdue && !own(it));
    let seen = late.filter(|it| source.reaches.contains(clock::reach(source.state, &it.nudge)));
    let line = |(nth, it): (usize, clock::Due)| {
        let text = format!("{} — for {}", it.line(source.now), clock::whom(&it.to));
        let rank = if nth == 0 { 1 } else { 5 };
        BriefLine::new(Section::Open, rank, &text).at_missed(it.missed).alarm()
    };
    seen.take(MOST_OVERDUE).enumerate().map(line).collect()
}

pub(super) fn proposed(proposal: &Proposal) -> String {
    match proposal {
        Proposal::Phase(phase) => format!("phase {}", phase.as_str().to_uppercase()),
        Proposal::Severity(severity) => format!("severity {}", severity.to_uppercase()),
        Proposal::Estimate(stated) => format!("an estimate: {}", stated.words()),
    }
}

pub(super) fn open(source: &Source<'_>) -> Vec<BriefLine> {
    let state = source.state;
    let line = |rank, text: &str| BriefLine::new(Section::Open, rank, text);
    let mut lines = Vec::new();
    if let Some(offer) = &state.offer {
        lines.push(line(0, &format!("the chair is offered to {}", offer.to)).of(offer.seq).alarm());
    }
    lines.extend(super::escalation::open(source));
    lines.extend(overdue(source));
    for (seq, open) in state.proposals.iter().filter(|(_, open)| source.reaches.contains(open.reach)) {
        let rank = if lines.is_empty() { 1 } else { 4 };
        let age = age(open.at, source.now);
        lines.push(line(rank, &format!("{} proposes {}, {age} ago", open.by, proposed(&open.proposal))).of(*seq));
    }
    let mut questions = inbox::open(state).filter(|_| source.reaches.contains(Reach::Inbox));
    if let Some((oldest, at)) = questions.next().and_then(|it| Some((it.seq, it.at()?))) {
        let waits = age(at, source.now);
        let text = match questions.count() {
            0 => format!("a question to the chair waits {waits}"),
            more => format!("{} questions to the chair wait, the oldest {waits}", more + 1),
        };
        lines.push(line(1, &text).of(oldest));
    }
    for (person, seat) in &state.seat_requests {
        lines.push(line(5, &format!("{person} asks for the seat of {seat}")).to(Place::People));
    }
    let mut tasks: Vec<_> = state.tasks.iter().filter(|task| task.is_open() && is_seen(source, task)).collect();
    // What somebody does before what nobody does; within that, as in the list of tasks.
    tasks.sort_by_key(|task| (task.state == TaskState::Open, task.rank()));
    let all = lines.len() + tasks.len();
    let room = MOST_OPEN.saturating_sub(lines.len());
    for (nth, task) in tasks.into_iter().take(room).enumerate() {
        let claimed = task.state != TaskState::Open;
        let rank = if nth == 0 {
            2
        } else if claimed {
            4
        } else {
            6
        };
        lines.push(task_line(source, Section::Open, rank, task));
    }
    lines.truncate(MOST_OPEN);
    if all > lines.len() {
        let more = format!("… {} more in Tasks", all - lines.len());
        lines.push(line(7, &more).to(Place::Tasks));
    }
    if lines.is_empty() {
        lines.push(line(3, "nothing"));
    }
    lines
}
