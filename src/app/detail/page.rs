//! What is said about an event: its words, where it comes from, and what became of it.

use warroom_incident::event::Mark;
use warroom_incident::state::{Entry, Task, TaskState};
use warroom_incident::waiting::cost_of_waiting;
use warroom_incident::{Event, Sealed, Seq, Time, words};

use crate::app::keymap::Action;
use crate::app::model::Model;
use crate::app::rows::{Clock, wrap};
use crate::app::tone::{Piece, Tone, piece};
use crate::timeline::{self, clean};

/// Columns of the word before each fact.
const HEAD: usize = 11;

pub(super) struct Page {
    pub(super) width: usize,
    pub(super) lines: Vec<Vec<Piece>>,
}

impl Page {
    fn text(&mut self, text: &str, tone: Tone) {
        for paragraph in text.lines() {
            if paragraph.trim().is_empty() {
                self.lines.push(Vec::new());
            }
            self.lines.extend(
                wrap(paragraph, self.width).into_iter().filter(|it| !it.is_empty()).map(|it| vec![piece(it, tone)]),
            );
        }
    }

    fn fact(&mut self, head: &str, text: &str) {
        let rest = self.width.saturating_sub(HEAD).max(8);
        for (at, line) in wrap(&clean(text), rest).into_iter().enumerate() {
            let head = if at == 0 { head } else { "" };
            self.lines.push(vec![piece(format!("{head:<HEAD$}"), Tone::Strong), piece(line, Tone::Plain)]);
        }
    }

    pub(super) fn head(&mut self, model: &Model, sealed: &Sealed, entry: Option<&Entry>) {
        let replica = &model.replica;
        let Some(row) = timeline::row(replica.state(), replica.record(), replica.index(), sealed.seq) else { return };
        let kind = match entry {
            Some(entry) if row.word.is_empty() => entry.kind.as_str().to_uppercase(),
            Some(_) => row.word.clone(),
            None if row.word.is_empty() => timeline::plain(words::kind(&sealed.fact.event)).to_uppercase(),
            None => row.word.clone(),
        };
        let mut head = vec![piece(kind, Tone::Strong)];
        if entry.is_some_and(|entry| entry.key) {
            head.push(piece("   * KEY: in everyone's brief", Tone::Strong));
        }
        self.lines.push(head);
        self.lines.push(Vec::new());
        self.text(&row.text, Tone::Plain);
        self.lines.push(Vec::new());
    }

    pub(super) fn origin(&mut self, model: &Model, sealed: &Sealed, entry: Option<&Entry>) {
        let happened = entry.map_or(sealed.fact.happened(), |entry| entry.happened_at);
        let seat = sealed.fact.seat.map_or(String::new(), |seat| format!(", as {seat}"));
        self.fact("by", &format!("{}{seat}", sealed.fact.author));
        self.fact("happened", &full(model, happened));
        let late = sealed.fact.at - happened;
        let late = if late > chrono::TimeDelta::minutes(2) {
            format!(", {} later", crate::brief::age(happened, sealed.fact.at))
        } else {
            String::new()
        };
        self.fact("recorded", &format!("{} as number {}{late}", full(model, sealed.fact.at), sealed.seq));
        let mentions = entry.map_or(&[][..], |entry| &entry.mentions);
        if !mentions.is_empty() {
            let names: Vec<_> = mentions.iter().map(|person| format!("@{person}")).collect();
            self.fact("mentions", &names.join(" "));
        }
    }

    /// What became of an entry, the newest first.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    pub(super) fn became(&mut self, model: &Model, sealed: &Sealed, entry: Option<&Entry>) {
        let (record, index) = (model.replica.record(), model.replica.index());
        let (recorded, text_at) = (sealed.fact.at, entry.map_or(sealed.seq, |entry| entry.text_at));
        let mut texts = vec![sealed.seq];
        let mut times = vec![sealed.fact.happened()];
        let mut told: Vec<(String, Option<String>)> = Vec::new();
        for line in index.about(sealed.seq).iter().filter_map(|seq| record.line(*seq)?.open()) {
            let by = format!("{} {}: ", beside(model, line.fact.at, recorded), line.fact.author);
            let said = record.text(line.seq).unwrap_or_default();
            let why = if said.is_empty() { String::new() } else { format!(": {said}") };
            let (what, old) = match &line.fact.event {
                Event::Corrected { happened_at, text, .. } => {
                    let moved = happened_at.map(|to| {
                        let from = times.last().copied().unwrap_or(to);
                        times.push(to);
                        format!(
                            "moved its time from {} to {}",
                            beside(model, from, recorded),
                            beside(model, to, recorded)
                        )
                    });
                    let old = text.then(|| {
                        let old = texts.last().copied().unwrap_or(sealed.seq);
                        texts.push(line.seq);
                        record.text(old).map_or("[words removed]".to_owned(), str::to_owned)
                    });
                    let reworded = text.then(|| "corrected the text".to_owned());
                    let both: Vec<_> = [moved, reworded].into_iter().flatten().collect();
                    (both.join(", "), old)
                }
                Event::HypothesisJudged { verdict, .. } => {
                    (format!("{}{why}", timeline::plain(verdict.as_str()).to_uppercase()), None)
                }
                Event::ActionMoved { progress, .. } => {
                    (format!("{}{why}", timeline::plain(progress.as_str()).to_uppercase()), None)
                }
                Event::MarkedKey { mark: Mark::On, .. } => ("marked it as key".into(), None),
                Event::MarkedKey { mark: Mark::Off, .. } => ("took the key mark away".into(), None),
                Event::MarkedFact { fact, .. } => (format!("said that it is {}", fact.with_article()), None),
                Event::MarkedTemporary { .. } => ("called it temporary: it is a debt until it is planned".into(), None),
                Event::TaskAdded { .. } => (format!("task {} was opened for it", line.seq), None),
                Event::TaskClaimed { .. } => ("took it".into(), None),
                Event::TaskPlanned { by: Some(by), .. } => {
                    (format!("said that it is due by {}", beside(model, *by, recorded)), None)
                }
                Event::TaskPlanned { .. } => ("planned it".into(), None),
                Event::TaskRanked { rank, saves_percent, .. } => (ranked(*rank, *saves_percent), None),
                Event::TaskFinished { .. } => (format!("DONE{why}"), None),
                Event::TaskDropped { .. } => (format!("will not be done{why}"), None),
                event => (format!("{}{why}", words::kind(event)), None),
            };
            told.push((format!("{by}{what}"), old));
        }
        if let Some(by) = index.removed_by(text_at).and_then(|by| record.line(by)?.open()) {
            let why = record.text(by.seq).unwrap_or_default();
            told.push((
                format!(
                    "{} {}: removed the words for good: {why}",
                    beside(model, by.fact.at, recorded),
                    by.fact.author
                ),
                None,
            ));
        }
        if told.is_empty() {
            return;
        }
        self.lines.push(Vec::new());
        self.lines.push(vec![piece("What became of it, the newest first", Tone::Strong)]);
        for (what, old) in told.into_iter().rev() {
            self.text(&clean(&what), Tone::Plain);
            if let Some(old) = old {
                self.fact("  before:", &old);
            }
        }
    }

    /// Where a task stands and what is planned of it.
    pub(super) fn task(&mut self, model: &Model, task: &Task) {
        let stands = match &task.state {
            TaskState::Open => "open, nobody has it".to_owned(),
            TaskState::Claimed(by) => format!("{by} has it"),
            TaskState::Done => "done".into(),
            TaskState::Dropped => "will not be done".into(),
        };
        self.fact("stands", &stands);
        if let Some(owner) = &task.owner {
            self.fact("owner", owner);
        }
        if let Some(due) = task.due {
            self.fact("due", &due.to_string());
        }
        if let Some(by) = task.by {
            let late = if task.is_overdue(model.shown_at()) { "OVERDUE, was due " } else { "" };
            self.fact("due by", &format!("{late}{}", full(model, by)));
        }
        if let Some(place) = task.place {
            self.fact("to do", &format!("number {place} in the chair's order"));
        }
        if let Some(percent) = task.saves() {
            let said = if task.saves_percent.is_some() { "as the chair says" } else { "as every mitigation" };
            self.fact("saves", &format!("{percent} % of what the incident costs, {said}"));
        }
        if let Some(cost) = cost_of_waiting(model.replica.state(), task, model.shown_at()) {
            self.fact("waiting", &format!("ten more minutes cost {}", cost.long()));
        }
        if let Some(at) = task.link_at {
            self.fact("tracker", model.replica.record().text(at).unwrap_or("[words removed]"));
        }
        let lacks = task.lacks();
        if !lacks.is_empty() {
            self.fact("debt", &format!("it still lacks {}", lacks.join(", ")));
        }
    }

    /// Addresses in the words, whole, each on lines of its own.
    pub(super) fn addresses(&mut self, model: &Model, seq: Seq, entry: Option<&Entry>) {
        let at = entry.map_or(seq, |entry| entry.text_at);
        let text = model.replica.record().text(at).unwrap_or_default();
        let is_address = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
        for address in text.split_whitespace().filter(is_address).take(MOST_ADDRESSES) {
            self.fact("link", address);
        }
        if !model.replica.state().links.is_empty() {
            let count = model.replica.state().links.len();
            self.fact("links", &format!("{} lists all of the incident ({count})", model.key(Action::Links)));
        }
    }
}

/// Where the chair put a task, and what they say that it saves.
fn ranked(rank: Option<u32>, saves: Option<u8>) -> String {
    let place = rank.map_or("gave it no place of its own".to_owned(), |rank| format!("made it number {rank} to do"));
    saves.map_or(place.clone(), |saves| format!("{place}, it saves {saves} % of the cost"))
}

/// Addresses of one entry that are listed; the words show them all.
const MOST_ADDRESSES: usize = 10;

/// A moment beside another one: without its date where that is the same.
fn beside(model: &Model, at: Time, other: Time) -> String {
    let (at, day) = (full(model, at), full(model, other));
    let date = "Sat 21 Nov 2026 ".len();
    match (at.get(..date), day.get(..date)) {
        (Some(one), Some(two)) if one == two => at[date..].to_owned(),
        _ => at,
    }
}

fn full(model: &Model, at: Time) -> String {
    match model.clock() {
        Clock::Local { minutes } => {
            let here = at + chrono::TimeDelta::minutes(minutes.into());
            format!("{} here", here.format("%a %d %b %Y %H:%M:%S"))
        }
        Clock::Utc | Clock::Elapsed { .. } => at.format("%a %d %b %Y %H:%M:%SZ").to_string(),
    }
}
