//! The timeline and the notes as lists of rows: which event stands where, and what its row says.
//!
//! The order is kept incrementally, so that a frame costs what is visible, not what was ever written. How a row is
//! wrapped and coloured is not decided here.

use chrono::TimeDelta;
use warroom_incident::event::{ActionKind, ApprovedHow, Author, DeliveryFate, EntryKind, LevelKind};
use warroom_incident::event::{Progress, Proposal, Verdict};
use warroom_incident::state::{Course, Entry};
pub use warroom_incident::text::first_line;
use warroom_incident::{Content, Event, Incident, Line, Record, Sealed, Seat, Seq, Time, text, words};

use crate::dues;
use crate::index::Index;
use crate::places::Places;

/// An entry recorded this long after it happened says so.
const LATE: TimeDelta = TimeDelta::minutes(2);

pub use crate::places::Place;

/// The rows of both lists, in their order.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    facts: Places,
    notes: Places,
}

/// How a row is marked in its narrow column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowMark {
    /// Not at all.
    None,
    /// In everyone's brief: `*`.
    Key,
    /// From a system, not from a person: `s`.
    System,
}

/// How loud the word before a row's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// As the rest.
    Plain,
    /// In the foreground.
    Strong,
    /// Something that warns.
    Alarm,
    /// Set aside: ruled out, redacted.
    Faint,
}

/// What one row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The number of its event.
    pub seq: Seq,
    /// When it happened.
    pub happened: Time,
    /// Its mark.
    pub mark: RowMark,
    /// Who, or for whom a script speaks.
    pub author: String,
    /// The word for its kind; none where the text says it.
    pub word: String,
    /// How loud the word is.
    pub weight: Weight,
    /// The text, safe to draw.
    pub text: String,
    /// What has to be known about it: recorded later, corrected.
    pub aside: String,
}

impl Timeline {
    /// Events that stand on the timeline.
    #[must_use]
    pub fn facts(&self) -> &Places {
        &self.facts
    }

    /// Entries of the internal stream.
    #[must_use]
    pub fn notes(&self) -> &Places {
        &self.notes
    }

    /// Takes the next line, after it was applied to the state.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    pub fn take(&mut self, state: &Incident, line: &Line) {
        let Some(sealed) = line.open() else { return };
        let place = (sealed.fact.happened(), sealed.seq);
        match &sealed.fact.event {
            Event::Posted { entry: EntryKind::Note, .. } => self.notes.put(place),
            Event::MarkedFact { entry, .. } => {
                if let Some(entry) = state.entry(*entry) {
                    self.facts.put((entry.happened_at, entry.seq));
                }
            }
            Event::Corrected { entry, happened_at: Some(_), .. } => {
                for list in [&mut self.facts, &mut self.notes] {
                    if let Some(entry) = state.entry(*entry).filter(|entry| list.of(entry.seq).is_some()) {
                        list.put((entry.happened_at, entry.seq));
                    }
                }
            }
            // Of a revision that speaks only of money, the money is its line.
            Event::EstimateSet { .. } if sealed.content.is_none() && says_the_same(state) => {}
            event if words::on_timeline(event) => self.facts.put(place),
            _ => {}
        }
    }
}

/// Whether the last revision of the estimate says of what is broken the same as the one before.
fn says_the_same(state: &Incident) -> bool {
    matches!(state.estimates.as_slice(), [.., before, last] if before.scope == last.scope)
}

/// What the row of this event says; nothing when the event is out of reach.
#[must_use]
pub fn row(state: &Incident, record: &Record, index: &Index, seq: Seq) -> Option<Row> {
    let sealed = record.line(seq)?.open()?;
    Some(match state.entry(seq) {
        Some(entry) => entry_row(record, index, sealed, entry),
        None => event_row(state, record, index, sealed),
    })
}

fn entry_row(record: &Record, index: &Index, sealed: &Sealed, entry: &Entry) -> Row {
    let (word, weight) = kind_word(entry.kind, entry.course);
    let gone = record.line(entry.text_at).and_then(Line::open).is_some_and(Sealed::is_redacted);
    let text = if gone {
        redaction(record, index, entry.text_at)
    } else {
        record.text(entry.text_at).unwrap_or_default().into()
    };
    let mark = match (entry.key, entry.kind) {
        (true, _) => RowMark::Key,
        (false, EntryKind::Alert) if entry.author.person().is_none() => RowMark::System,
        (false, _) => RowMark::None,
    };
    let mut aside = Vec::new();
    if entry.author != Author::Import && entry.at - entry.happened_at > LATE {
        aside.push(format!("recorded {}", entry.at.format("%H:%MZ")));
    }
    if entry.corrections.contains(&entry.text_at) && !gone {
        aside.push("corrected".to_owned());
    }
    Row {
        seq: entry.seq,
        happened: entry.happened_at,
        mark,
        author: author(&sealed.fact.author, sealed.fact.seat),
        word,
        weight: if gone { Weight::Faint } else { weight },
        text: clean(&text),
        aside: aside.join(", "),
    }
}

/// Who removed the words, and why: that stays when the words are gone.
#[must_use]
pub fn redaction(record: &Record, index: &Index, wiped: Seq) -> String {
    let removed = index.removed_by(wiped).and_then(|by| record.line(by)).and_then(Line::open);
    match removed {
        Some(sealed) => {
            let why = sealed.content.as_ref().map_or("", |content| content.text.as_str());
            format!("[words removed by {}: {why}]", sealed.fact.author)
        }
        None => "[words removed]".into(),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn event_row(state: &Incident, record: &Record, index: &Index, sealed: &Sealed) -> Row {
    let (word, weight, text) = match &sealed.fact.event {
        Event::HypothesisJudged { entry, verdict } => {
            let (word, weight) = verdict_word(*verdict);
            (word.to_owned(), weight, with_words(state, record, *entry, sealed))
        }
        Event::ActionMoved { entry, progress } => {
            let (word, weight) = progress_word(*progress);
            (word.to_owned(), weight, with_words(state, record, *entry, sealed))
        }
        Event::Imported { word } => {
            let said = sealed.content.as_ref().map_or("", |content| content.text.as_str());
            (word.replace('_', " ").to_uppercase(), Weight::Strong, said.to_owned())
        }
        Event::LinkAdded { link } => {
            let said = sealed.content.as_ref().map_or("", |content| content.text.as_str());
            (format!("LINK {}", link.as_str().replace('_', " ")), Weight::Strong, said.to_owned())
        }
        Event::NudgeMissed { nudge, .. } => {
            let said = words::sentence(&sealed.fact, sealed.content.as_ref());
            let (word, what) = said.split_once(": ").unwrap_or(("", &said));
            let about = dues::about(state, record, nudge).map_or(String::new(), |words| format!(" — {words}"));
            (word.to_owned(), Weight::Alarm, format!("{what}{about}"))
        }
        Event::EscalationAnswered { escalation } => {
            ("ANSWERED".into(), Weight::Strong, of_call("by ", state, *escalation, sealed))
        }
        Event::EscalationEnded { escalation } => {
            ("NOT NEEDED any more".into(), Weight::Plain, of_call("", state, *escalation, sealed))
        }
        event @ Event::PageMoved { page, level, .. } => {
            let said = words::sentence(&sealed.fact, sealed.content.as_ref());
            let who = state.page(*page).map_or(level.as_str(), |(it, _)| it.who.as_str());
            (String::new(), event_weight(event), said.replacen(level.as_str(), who, 1))
        }
        event @ Event::Escalated { level_kind, .. } => {
            let (word, to) = match level_kind {
                LevelKind::Continuity => ("BUSINESS CONTINUITY", ""),
                LevelKind::OnCall | LevelKind::Manager | LevelKind::Vendor => ("ESCALATED", "to "),
            };
            (word.into(), event_weight(event), of_call(to, state, sealed.seq, sealed))
        }
        Event::TaskFinished { task } => (String::new(), Weight::Plain, of_task("task done", record, *task, sealed)),
        Event::TaskDropped { task } => (String::new(), Weight::Plain, of_task("task dropped", record, *task, sealed)),
        Event::TaskClaimed { task } => (String::new(), Weight::Plain, of_task("took the task", record, *task, sealed)),
        Event::ProposalDeclined { proposal } => {
            (String::new(), Weight::Plain, declined(record, *proposal, sealed.content.as_ref()))
        }
        event @ (Event::PhaseSet { proposal: Some(proposal), .. }
        | Event::SeveritySet { proposal: Some(proposal), .. }) => {
            let set = words::sentence(&sealed.fact, sealed.content.as_ref());
            (String::new(), event_weight(event), accepted(set, record, *proposal))
        }
        event => (String::new(), event_weight(event), words::sentence(&sealed.fact, sealed.content.as_ref())),
    };
    let text = if sealed.is_redacted() { format!("{text} {}", redaction(record, index, sealed.seq)) } else { text };
    let system = sealed.fact.author.person().is_none();
    Row {
        seq: sealed.seq,
        happened: sealed.fact.happened(),
        mark: if system { RowMark::System } else { RowMark::None },
        author: author(&sealed.fact.author, sealed.fact.seat),
        word,
        weight,
        text: clean(&text),
        aside: String::new(),
    }
}

/// The words of the entry that an event speaks of, then its own.
fn with_words(state: &Incident, record: &Record, entry: Seq, sealed: &Sealed) -> String {
    let of = state.entry(entry).and_then(|entry| record.text(entry.text_at)).unwrap_or("[words removed]");
    let first = first_line(of, 70);
    match &sealed.content {
        Some(content) => format!("{first} — {}", content.text),
        None => first,
    }
}

/// Who was called, then what was said about it: nobody knows calls by their numbers.
fn of_call(to: &str, state: &Incident, escalation: Seq, sealed: &Sealed) -> String {
    let who = state.escalation(escalation).map_or("somebody from outside", |it| it.who.as_str());
    match &sealed.content {
        Some(content) => format!("{to}{who} — {}", content.text),
        None => format!("{to}{who}"),
    }
}

/// What became of a task, with its words: nobody knows tasks by their numbers.
fn of_task(what: &str, record: &Record, task: Seq, sealed: &Sealed) -> String {
    let words = first_line(record.text(task).unwrap_or("[words removed]"), 120);
    match &sealed.content {
        Some(content) => format!("{what}: {words} — {}", content.text),
        None => format!("{what}: {words}"),
    }
}

fn declined(record: &Record, proposal: Seq, why: Option<&Content>) -> String {
    let why = why.map_or(String::new(), |why| format!(": {}", why.text));
    let proposed = record.line(proposal).and_then(Line::open);
    let Some((proposed, what)) = proposed.and_then(|it| Some((it, what_was_proposed(&it.fact.event)?))) else {
        return format!("declined proposal {proposal}{why}");
    };
    format!("declined {what}, proposed by {}{why}", proposed.fact.author)
}

fn accepted(set: String, record: &Record, proposal: Seq) -> String {
    let Some(proposed) = record.line(proposal).and_then(Line::open) else { return set };
    let why = proposed.content.as_ref().map_or(String::new(), |why| format!(": {}", why.text));
    format!("{set}, proposed by {}{why}", proposed.fact.author)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn what_was_proposed(event: &Event) -> Option<String> {
    match event {
        Event::Proposed { proposal: Proposal::Phase(phase) } => {
            Some(format!("phase {}", phase.as_str().to_uppercase()))
        }
        Event::Proposed { proposal: Proposal::Severity(level) } => Some(format!("severity {}", level.to_uppercase())),
        _ => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn event_weight(event: &Event) -> Weight {
    match event {
        Event::Escalated { level_kind: LevelKind::Continuity, .. } => Weight::Alarm,
        Event::Escalated { .. } => Weight::Strong,
        Event::PageMoved { fate: DeliveryFate::Failed, .. } => Weight::Alarm,
        Event::HoldRaised {} | Event::ChairEmptied { .. } | Event::Reopened {} => Weight::Alarm,
        Event::Declared { .. } | Event::Acknowledged {} | Event::PhaseSet { .. } | Event::SeveritySet { .. } => {
            Weight::Strong
        }
        Event::DraftApproved { how: ApprovedHow::BreakGlass, .. } | Event::DeliveryMoved { .. } => Weight::Alarm,
        Event::UpdatePublished { .. } | Event::DraftApproved { .. } => Weight::Strong,
        Event::NudgeSnoozed { .. } | Event::WaitingSet { .. } => Weight::Strong,
        Event::Closed { .. } | Event::NowSet {} | Event::ChairAccepted { .. } | Event::ChairClaimed {} => {
            Weight::Strong
        }
        _ => Weight::Plain,
    }
}

/// What an entry is and what became of it, in words; nothing for notes and observations.
#[must_use]
pub fn kind_word(kind: EntryKind, course: Course) -> (String, Weight) {
    match (kind, course) {
        (EntryKind::Note | EntryKind::Observation, _) => (String::new(), Weight::Plain),
        (EntryKind::Hypothesis, Course::Hypothesis(verdict)) => {
            let (word, weight) = match verdict {
                Verdict::Open => ("open", Weight::Strong),
                Verdict::Confirmed => ("CONFIRMED", Weight::Strong),
                Verdict::RuledOut => ("RULED OUT", Weight::Faint),
            };
            (format!("HYPOTHESIS {word}"), weight)
        }
        (EntryKind::Action, Course::Action { kind, progress, temporary }) => {
            let what = if kind == ActionKind::Other { String::new() } else { format!(" {}", plain(kind.as_str())) };
            let (word, weight) = progress_word(progress);
            let temporary = if temporary { " TEMPORARY" } else { "" };
            (format!("ACTION{what} {word}{temporary}"), weight)
        }
        (EntryKind::Alert, _) => ("ALERT".into(), Weight::Alarm),
        (kind, _) => (kind.as_str().to_uppercase(), Weight::Strong),
    }
}

fn verdict_word(verdict: Verdict) -> (&'static str, Weight) {
    match verdict {
        Verdict::Open => ("OPEN AGAIN", Weight::Strong),
        Verdict::Confirmed => ("CONFIRMED", Weight::Strong),
        Verdict::RuledOut => ("RULED OUT", Weight::Strong),
    }
}

fn progress_word(progress: Progress) -> (&'static str, Weight) {
    match progress {
        Progress::Planned => ("planned", Weight::Strong),
        Progress::UnderWay => ("under way", Weight::Strong),
        Progress::Done => ("DONE", Weight::Strong),
        Progress::Failed => ("FAILED", Weight::Alarm),
    }
}

/// A word of the wire as people write it.
#[must_use]
pub fn plain(word: &str) -> String {
    word.replace('_', " ")
}

/// The author in at most eight columns: a script or an import shows for which seat it speaks, and that it is none.
#[must_use]
pub fn author(author: &Author, seat: Option<Seat>) -> String {
    clean(&words::short_author(author, seat))
}

/// Makes a text safe and simple to draw: hidden characters visible, tabs as spaces, flags as their letters.
#[must_use]
pub fn clean(raw: &str) -> String {
    flags_as_letters(&text::visible(raw)).replace('\t', "    ")
}

/// Two of these make one flag, and terminals do not agree on its width: half of it would stay on the screen.
#[must_use]
pub fn flags_as_letters(text: &str) -> String {
    let letter = |c: char| match u32::from(c) {
        code @ 0x1F1E6..=0x1F1FF => u8::try_from(code - 0x1F1E6).map_or(c, |nth| char::from(b'A' + nth)),
        _ => c,
    };
    text.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_told_apart_from_people() {
        assert_eq!(author(&Author::Playback, Some(Seat::Responder)), "resp*");
        assert_eq!(author(&Author::Import, None), "(import)");
    }

    #[test]
    fn flags_are_drawn_as_their_letters() {
        assert_eq!(clean("\u{1F1E9}\u{1F1EA} and \u{1F1FF}\tend"), "DE and Z    end");
        assert_eq!(clean("🔥 é 漢"), "🔥 é 漢");
    }

    #[test]
    fn first_lines_say_that_more_follows() {
        assert_eq!(first_line("one\ntwo", 10), "one…");
        assert_eq!(first_line("one", 10), "one");
    }
}
