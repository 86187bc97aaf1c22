//! The brief: one screen that says where an incident stands, made from the record without guesswork.
//!
//! Every line carries the number of the event it comes from. Nothing is summed up in words that nobody wrote; what
//! is not known is said to be unknown. Wrapping and colours belong to whoever shows it.

use chrono::TimeDelta;
use warroom_incident::event::{EntryKind, Phase, Progress, Proposal, Verdict};
use warroom_incident::state::{Chair, Course, Entry, TaskState};
use warroom_incident::{Incident, Record, Seat, Seq, Time};

use crate::index::Index;
use crate::timeline::{author, clean, first_line, plain};

/// A *now* line older than this says its age loudly.
const NOW_IS_OLD: TimeDelta = TimeDelta::minutes(10);

/// Lines of one section: the newest are shown, the number of the others is said.
const MOST_LINES: usize = 5;

/// Findings that are shown.
const MOST_KNOWN: usize = 3;

/// Bytes of the line that says what it is; beyond that the severity's meaning is left out, since the title counts more.
const WHAT_BYTES: usize = 130;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BriefLine {
    /// The section's word on its first line, empty on the others.
    pub head: &'static str,
    /// What it says.
    pub text: String,
    /// The event that it leads to.
    pub seq: Option<Seq>,
    /// Whether it warns.
    pub alarm: bool,
}

/// Makes the brief.
#[must_use]
pub fn brief(state: &Incident, record: &Record, index: &Index, now: Time) -> Vec<BriefLine> {
    if !state.is_declared() {
        return vec![line("", "nothing is known yet: the record has not arrived".into(), None)];
    }
    let mut lines = now_lines(state, now);
    lines.push(line("WHAT", what(state, now), Some(1)));
    lines.extend(people(state));
    let about = Source { state, record, index };
    lines.extend(about.known());
    lines.extend(about.entries("BELIEVED", EntryKind::Hypothesis, believed));
    lines.extend(about.entries("TRIED", EntryKind::Action, tried));
    lines.extend(about.entries("DECIDED", EntryKind::Decision, |_| Some(String::new())));
    lines.push(line("CUSTOMERS", "no external updates yet: customers were told nothing from here".into(), None));
    lines.extend(about.open());
    lines.extend(about.key());
    lines
}

fn line(head: &'static str, text: String, seq: Option<Seq>) -> BriefLine {
    BriefLine { head, text: clean(&text), seq, alarm: false }
}

fn alarm(head: &'static str, text: String, seq: Option<Seq>) -> BriefLine {
    BriefLine { alarm: true, ..line(head, text, seq) }
}

/// A stretch of time in its two largest units: `47:12`, `3:07:12`, `5d 04h`.
#[must_use]
pub fn lasted(from: Time, to: Time) -> String {
    let seconds = (to - from).num_seconds().max(0);
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{rest:02}"),
        1..=47 => format!("{hours}:{minutes:02}:{rest:02}"),
        _ => format!("{}d {:02}h", hours / 24, hours % 24),
    }
}

/// How long an incident lasts or lasted; what is over does not go on counting.
#[must_use]
pub fn running(state: &Incident, now: Time) -> Option<String> {
    let over = state.phase_since.filter(|_| matches!(state.phase, Some(Phase::Resolved | Phase::Closed)));
    state.since.map(|since| lasted(since, over.unwrap_or(now)))
}

/// Whether somebody still has to accept the incident; once a repair is in, nobody has to be woken for that.
#[must_use]
pub fn is_unaccepted(state: &Incident) -> bool {
    let late = matches!(state.phase, Some(Phase::Monitoring | Phase::Resolved | Phase::Closed));
    state.is_declared() && state.acknowledged.is_none() && !late
}

/// How old something is, in the unit that matters.
#[must_use]
pub fn age(from: Time, to: Time) -> String {
    let seconds = (to - from).num_seconds().max(0);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..7200 => format!("{}m", seconds / 60),
        7200..172_800 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

fn now_lines(state: &Incident, now: Time) -> Vec<BriefLine> {
    let Some(written) = &state.now else {
        return vec![line("NOW", "nobody has written a now line yet".into(), None)];
    };
    let text = written.text.as_deref().unwrap_or("[words removed]");
    let old = now - written.at > NOW_IS_OLD;
    let mut lines: Vec<_> = text.lines().map(|text| line("", text.to_owned(), Some(written.seq))).collect();
    let by = format!("({}, {} old)", written.by, age(written.at, now));
    if let Some(last) = lines.last_mut() {
        last.text = format!("{} {by}", last.text);
        last.alarm = old;
    }
    if let Some(first) = lines.first_mut() {
        first.head = "NOW";
    }
    lines
}

fn what(state: &Incident, now: Time) -> String {
    let severity = state.severity.as_deref().map_or("severity unknown".into(), str::to_uppercase);
    let title = state.title.as_deref().unwrap_or("[title removed]");
    let phase = state.phase.map_or("", |phase| phase.as_str()).to_uppercase();
    let since = state
        .since
        .zip(running(state, now))
        .map_or(String::new(), |(since, lasts)| format!(" since {} ({lasts})", day(since, now)));
    let drill = if state.drill { "DRILL: " } else { "" };
    let what = format!("{drill}{severity} {phase}{since}: {title}");
    let level = state.severity.as_deref().and_then(|name| state.policy.severity(name));
    let meaning = level.map_or("", |level| level.meaning.as_str());
    // A meaning usually begins with one word for it: better than nothing where the rest does not fit.
    let word = meaning.split(':').next().unwrap_or_default();
    let said = [meaning, word].into_iter().filter(|said| !said.is_empty());
    let with = |said: &str| format!("{what} — {severity}: {said}");
    said.map(with).find(|whole| whole.len() <= WHAT_BYTES).unwrap_or(what)
}

fn people(state: &Incident) -> Vec<BriefLine> {
    let mut lines = Vec::new();
    if is_unaccepted(state) {
        lines.push(alarm("PEOPLE", "NOT ACKNOWLEDGED: no responder has accepted it".into(), Some(1)));
    }
    let mut parts = Vec::new();
    match &state.chair {
        Chair::Held { by, .. } => parts.push(format!("chair {by}")),
        Chair::Empty { .. } => parts.push("NO CHAIR".into()),
    }
    for (seat, word) in [(Seat::Responder, "responder"), (Seat::Observer, "observer"), (Seat::Guest, "guest")] {
        let names: Vec<_> =
            state.members().filter(|(_, member)| member.seats.contains(&seat)).map(|(name, _)| name.as_str()).collect();
        match names.as_slice() {
            [] if seat == Seat::Responder => parts.push("NO RESPONDER".into()),
            [] => {}
            names if names.len() > 4 => parts.push(format!("{} {word}s", names.len())),
            names => parts.push(format!("{word} {}", names.join(", "))),
        }
    }
    let text = parts.join(" · ");
    let nobody = text.contains("NO ");
    let head = if lines.is_empty() { "PEOPLE" } else { "" };
    lines.push(if nobody { alarm(head, text, None) } else { line(head, text, None) });
    if let Some(hold) = &state.hold {
        lines.push(alarm("", format!("HOLD is up, raised by {}", hold.by), Some(hold.seq)));
    }
    lines
}

fn believed(course: Course) -> Option<String> {
    match course {
        Course::Hypothesis(Verdict::Open) => Some("open: ".into()),
        Course::Hypothesis(Verdict::Confirmed) => Some("CONFIRMED: ".into()),
        Course::Hypothesis(Verdict::RuledOut) => Some("RULED OUT: ".into()),
        Course::Plain | Course::Action { .. } => None,
    }
}

fn tried(course: Course) -> Option<String> {
    match course {
        Course::Action { kind, progress, .. } => {
            let kind = if kind.as_str() == "other" { String::new() } else { format!(" {}", plain(kind.as_str())) };
            let how = match progress {
                Progress::Planned => "planned",
                Progress::UnderWay => "under way",
                Progress::Done => "DONE",
                Progress::Failed => "FAILED",
            };
            Some(format!("{how}{kind}: "))
        }
        Course::Plain | Course::Hypothesis(_) => None,
    }
}

/// Where the lines come from.
struct Source<'a> {
    state: &'a Incident,
    record: &'a Record,
    index: &'a Index,
}

impl Source<'_> {
    fn words(&self, entry: &Entry) -> String {
        first_line(self.record.text(entry.text_at).unwrap_or("[words removed]"), 160)
    }

    /// The newest entries of a kind, oldest first; the number of the others on the first line.
    fn entries(&self, head: &'static str, kind: EntryKind, word: impl Fn(Course) -> Option<String>) -> Vec<BriefLine> {
        let all = self.index.of_kind(kind).len();
        let mut newest: Vec<_> =
            self.index.of_kind(kind).rev().take(MOST_LINES).filter_map(|seq| self.state.entry(seq)).collect();
        newest.reverse();
        let mut lines: Vec<_> = newest
            .into_iter()
            .map(|entry| {
                let text = format!("{}{}", word(entry.course).unwrap_or_default(), self.words(entry));
                line("", text, Some(entry.seq))
            })
            .collect();
        if all == 0 {
            lines.push(line("", nothing(kind).into(), None));
        } else if all > MOST_LINES {
            lines.insert(0, line("", format!("({} earlier on the timeline)", all - MOST_LINES), None));
        }
        if let Some(first) = lines.first_mut() {
            first.head = head;
        }
        lines
    }

    /// What was found out, the newest first: a newcomer needs the latest picture.
    fn known(&self) -> Vec<BriefLine> {
        let all = self.index.of_kind(EntryKind::Finding);
        let count = all.len();
        let all = all.rev().filter_map(|seq| self.state.entry(seq));
        let mut lines: Vec<_> = all.take(MOST_KNOWN).map(|it| line("", self.words(it), Some(it.seq))).collect();
        if count > MOST_KNOWN {
            lines.push(line("", format!("({} earlier on the timeline)", count - MOST_KNOWN), None));
        }
        if lines.is_empty() {
            lines.push(line("", nothing(EntryKind::Finding).into(), None));
        }
        if let Some(first) = lines.first_mut() {
            first.head = "KNOWN";
        }
        lines
    }

    fn open(&self) -> Vec<BriefLine> {
        let state = self.state;
        let mut lines = Vec::new();
        if let Some(offer) = &state.offer {
            lines.push(alarm("", format!("the chair is offered to {}", offer.to), Some(offer.seq)));
        }
        for (seq, open) in &state.proposals {
            let what = match &open.proposal {
                Proposal::Phase(phase) => format!("phase {}", phase.as_str().to_uppercase()),
                Proposal::Severity(severity) => format!("severity {}", severity.to_uppercase()),
            };
            lines.push(line("", format!("{} proposes {what}", open.by), Some(*seq)));
        }
        for (person, seat) in &state.seat_requests {
            lines.push(line("", format!("{person} asks for the seat of {seat}"), None));
        }
        let mut tasks: Vec<_> = state.tasks.iter().filter(|task| task.is_open()).collect();
        tasks.sort_by_key(|task| task.rank());
        for task in tasks {
            let who = match &task.state {
                TaskState::Claimed(by) => format!("[{}] ", author(by, None)),
                TaskState::Open | TaskState::Done | TaskState::Dropped => "[nobody] ".into(),
            };
            let words = first_line(self.record.text(task.seq).unwrap_or("[words removed]"), 120);
            lines.push(line("", format!("{who}{words}"), Some(task.seq)));
        }
        let more = lines.len().saturating_sub(MOST_LINES);
        lines.truncate(MOST_LINES);
        if more > 0 {
            lines.push(line("", format!("({more} more in Tasks)"), None));
        }
        if lines.is_empty() {
            lines.push(line("", "nothing".into(), None));
        }
        if let Some(first) = lines.first_mut() {
            first.head = "OPEN";
        }
        lines
    }

    fn key(&self) -> Vec<BriefLine> {
        let mut key: Vec<_> = self.index.key().filter_map(|seq| self.state.entry(seq)).collect();
        key.sort_by_key(|entry| (entry.happened_at, entry.seq));
        let mut lines: Vec<_> = key
            .into_iter()
            .rev()
            .take(15)
            .rev()
            .map(|entry| {
                let who = author(&entry.author, entry.seat);
                let text = format!("{} {who}: {}", entry.happened_at.format("%H:%MZ"), self.words(entry));
                line("", text, Some(entry.seq))
            })
            .collect();
        if let Some(first) = lines.first_mut() {
            first.head = "KEY";
        }
        lines
    }
}

fn nothing(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Hypothesis => "no hypothesis was written down",
        EntryKind::Action => "no action was written down",
        EntryKind::Decision => "no decision was written down",
        EntryKind::Finding => "no finding was written down",
        EntryKind::Note | EntryKind::Alert | EntryKind::Observation | EntryKind::Command => "none",
    }
}

/// A moment with its day; with its year, too, where that is not this one.
fn day(at: Time, now: Time) -> String {
    let this_year = at.format("%Y").to_string() == now.format("%Y").to_string();
    at.format(if this_year { "%d %b %H:%MZ" } else { "%d %b %Y %H:%MZ" }).to_string()
}
