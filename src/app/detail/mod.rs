//! One event in full: its words, who and when, everything that became of it, and what can be done about it.

mod keys;
mod page;

use ratatui::layout::Rect;
use warroom_incident::{Line, Seq};

use super::forms::{self, Choice};
use super::model::{Dialog, Model};
use super::tone::{Piece, Tone, piece};

pub use keys::{pressed, turn};
use page::Page;

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
