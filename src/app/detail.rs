//! One event in full: its words, who and when, everything that became of it, and what can be done about it.

use ratatui::layout::Rect;
use warroom_incident::event::Mark;
use warroom_incident::state::{Entry, Task, TaskState};
use warroom_incident::{Event, Line, Sealed, Seq, Time, words};

use super::forms::{self, Choice, Form, Stage};
use super::keymap::Action;
use super::keys::{Code, Press};
use super::message::Effect;
use super::model::{Dialog, Model, Pane};
use super::rows::wrap;
use super::tone::{Piece, Tone, piece};
use super::{actions, search, sheet, update};
use crate::timeline::{self, clean};

/// Columns of the word before each fact.
const HEAD: usize = 11;

/// An event that is shown in full.
#[derive(Clone, Debug, PartialEq)]
pub struct Detail {
    /// Its number.
    pub seq: Seq,
    /// The first line in sight.
    pub top: usize,
    /// What can be done; fixed when it was opened, so that nothing moves under the finger.
    pub choices: Vec<Choice>,
}

/// Shows an event in full.
pub fn open(model: &mut Model, seq: Seq) {
    if model.replica.record().line(seq).and_then(Line::open).is_some() {
        let choices = match model.replica.state().task(seq) {
            Some(task) => forms::task_menu(task, model.me()),
            None => forms::about_event(model, seq),
        };
        model.dialog = Some(Dialog::Detail(Box::new(Detail { seq, top: 0, choices })));
    }
}

/// The room for the text: all between header and hints.
#[must_use]
pub fn area(model: &Model) -> Rect {
    let (width, height) = model.size;
    let header = if height < 8 { 1 } else { 2 };
    let foot = if height < 10 { 1 } else { 2 };
    Rect { x: 0, y: header, width, height: height.saturating_sub(header + foot) }
}

/// Columns of its lines.
#[must_use]
pub fn width(model: &Model) -> u16 {
    model.size.0.saturating_sub(4)
}

/// How many choices stand still under the text; on low screens they come at the end of it.
#[must_use]
pub fn pinned(model: &Model, detail: &Detail) -> usize {
    let room = usize::from(area(model).height.saturating_sub(2));
    if detail.choices.len() < room / 2 { detail.choices.len() } else { 0 }
}

/// Lines of text in sight at a time.
#[must_use]
pub fn height(model: &Model, detail: &Detail) -> usize {
    let room = usize::from(area(model).height.saturating_sub(2));
    let pinned = pinned(model, detail);
    room.saturating_sub(if pinned > 0 { pinned + 1 } else { 0 }).max(1)
}

/// The lines of a choice list.
#[must_use]
pub fn choice_lines(detail: &Detail) -> Vec<Vec<Piece>> {
    let numbered = detail.choices.iter().enumerate();
    numbered
        .map(|(at, it)| vec![piece(format!(" {} ", at + 1), Tone::Key), piece(it.label.clone(), Tone::Plain)])
        .collect()
}

/// Everything there is to say about it, wrapped.
#[must_use]
pub fn lines(model: &Model, detail: &Detail, width: u16) -> Vec<Vec<Piece>> {
    let mut page = Page { width: usize::from(width).max(20), lines: Vec::new() };
    let (state, record) = (model.replica.state(), model.replica.record());
    let Some(sealed) = record.line(detail.seq).and_then(Line::open) else { return page.lines };
    let entry = state.entry(detail.seq);
    page.head(model, sealed, entry);
    page.origin(model, sealed, entry);
    page.addresses(model, detail.seq, entry);
    if let Some(task) = state.task(detail.seq) {
        page.task(model, task);
    }
    page.became(model, sealed, entry);
    if pinned(model, detail) == 0 && !detail.choices.is_empty() {
        page.lines.push(Vec::new());
        page.lines.extend(choice_lines(detail));
    }
    page.lines
}

struct Page {
    width: usize,
    lines: Vec<Vec<Piece>>,
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

    fn head(&mut self, model: &Model, sealed: &Sealed, entry: Option<&Entry>) {
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

    fn origin(&mut self, model: &Model, sealed: &Sealed, entry: Option<&Entry>) {
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
    fn became(&mut self, model: &Model, sealed: &Sealed, entry: Option<&Entry>) {
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
                Event::TaskPlanned { .. } => ("planned it".into(), None),
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
    fn task(&mut self, model: &Model, task: &Task) {
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
        if let Some(at) = task.link_at {
            self.fact("tracker", model.replica.record().text(at).unwrap_or("[words removed]"));
        }
        let lacks = task.lacks();
        if !lacks.is_empty() {
            self.fact("debt", &format!("it still lacks {}", lacks.join(", ")));
        }
    }

    /// Addresses in the words, whole, each on lines of its own.
    fn addresses(&mut self, model: &Model, seq: Seq, entry: Option<&Entry>) {
        let at = entry.map_or(seq, |entry| entry.text_at);
        let text = model.replica.record().text(at).unwrap_or_default();
        let is_address = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
        for address in text.split_whitespace().filter(is_address).take(MOST_ADDRESSES) {
            self.fact("link", address);
        }
        if !model.replica.state().links.is_empty() {
            let count = model.replica.state().links.len();
            self.fact("links", &format!("L lists all of the incident ({count})"));
        }
    }
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
        super::rows::Clock::Local { minutes } => {
            let here = at + chrono::TimeDelta::minutes(minutes.into());
            format!("{} here", here.format("%a %d %b %Y %H:%M:%S"))
        }
        super::rows::Clock::Utc | super::rows::Clock::Elapsed { .. } => at.format("%a %d %b %Y %H:%M:%SZ").to_string(),
    }
}

/// `]` and `[`: the entry after or before it in the list.
pub fn turn(model: &mut Model, by: isize) {
    if !matches!(model.focus, Pane::Timeline | Pane::Notes | Pane::Tasks) {
        model.say("it was not opened from a list");
        return;
    }
    let before = (model.timeline, model.notes);
    let seq = shown(model);
    actions::scroll(model, actions::Scroll::By(by));
    actions::open(model);
    if seq == shown(model) && before == (model.timeline, model.notes) {
        model.say(if by > 0 { "this is the last one" } else { "this is the first one" });
    }
}

fn shown(model: &Model) -> Option<Seq> {
    match &model.dialog {
        Some(Dialog::Detail(it)) => Some(it.seq),
        _ => None,
    }
}

/// A key while a text lies over the panes.
pub fn pressed(model: &mut Model, press: Press, random: [u8; 16]) -> Vec<Effect> {
    if let (Code::Char(digit @ '1'..='9'), false, Some(Dialog::Detail(it))) = (press.code, press.ctrl, &model.dialog) {
        let nth = usize::from(u8::try_from(digit).unwrap_or(b'1') - b'1');
        let (seq, chosen) = (it.seq, it.choices.get(nth).cloned());
        return match chosen {
            Some(choice) => choose(model, seq, choice, random),
            None => {
                model.say("there is no such line");
                Vec::new()
            }
        };
    }
    let name = press.name();
    if std::mem::take(&mut model.half_g) && name == "g" {
        scroll(model, Move::To(0));
        return Vec::new();
    }
    if name == "g" {
        model.half_g = true;
        return Vec::new();
    }
    let Some(action) = update::bound(model, &name).map(|binding| binding.action) else { return Vec::new() };
    run(model, action, random)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn run(model: &mut Model, action: Action, random: [u8; 16]) -> Vec<Effect> {
    match action {
        Action::Down => scroll(model, Move::By(1)),
        Action::Up => scroll(model, Move::By(-1)),
        Action::PageDown => scroll(model, Move::Page(1)),
        Action::PageUp => scroll(model, Move::Page(-1)),
        Action::Top => scroll(model, Move::To(0)),
        Action::Bottom => scroll(model, Move::To(usize::MAX)),
        Action::Back if search::end(model) => model.say("the search is over"),
        Action::Back | Action::Open => model.dialog = None,
        Action::Search
        | Action::NextMatch
        | Action::PreviousMatch
        | Action::NextEntry
        | Action::PreviousEntry
        | Action::Copy
        | Action::CopyBrief
        | Action::Text
        | Action::Links
        | Action::Freeze
        | Action::Clock
        | Action::Help => return actions::run(model, action, random),
        _ => model.say("q closes this first"),
    }
    Vec::new()
}

/// Does what was chosen, or asks what it needs to know.
fn choose(model: &mut Model, seq: Seq, choice: Choice, random: [u8; 16]) -> Vec<Effect> {
    let mut form = Form::new(format!("Number {seq}"), "Why, or what came of it", vec![choice]);
    form.behind = Some(seq);
    model.dialog = None;
    if form.stage == Stage::Choosing
        && let Some(order) = form.forward()
    {
        return actions::carry_out(model, form, order, random);
    }
    model.dialog = Some(Dialog::Form(Box::new(form)));
    Vec::new()
}

enum Move {
    By(isize),
    Page(isize),
    To(usize),
}

fn scroll(model: &mut Model, how: Move) {
    let (top, count, height) = match &model.dialog {
        Some(Dialog::Detail(it)) => (it.top, lines(model, it, width(model)).len(), height(model, it)),
        Some(Dialog::Sheet(it)) => (it.top, sheet::lines(it, model.size.0).len(), sheet::height(model.size.1)),
        _ => return,
    };
    let page = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1);
    let to = match how {
        Move::By(by) => top.saturating_add_signed(by),
        Move::Page(pages) => top.saturating_add_signed(pages * page),
        Move::To(line) => line,
    };
    let to = to.min(count.saturating_sub(height));
    match &mut model.dialog {
        Some(Dialog::Detail(it)) => it.top = to,
        Some(Dialog::Sheet(it)) => it.top = to,
        _ => {}
    }
}
