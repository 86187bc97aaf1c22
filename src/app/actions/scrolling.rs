//! Moving within a list.

use super::going::focus;
use super::lists::{brief_lines, needs, people, task_order};
use crate::app::list::{Cursor, Tall};
use crate::app::message::Effect;
use crate::app::model::{Model, Pane};
use crate::app::{catch_up, drafts, due, impact, layout, questions, reference, told};

/// A way of moving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scroll {
    /// By so many lines.
    By(isize),
    /// By a page.
    Page {
        /// Downwards.
        down: bool,
    },
    /// To the first line.
    Top,
    /// To the last line.
    Bottom,
    /// To the first that is new.
    Unread,
}

/// To the first unread line: of the list that is focused, else of the one that has any.
pub(super) fn first_unread(model: &mut Model) -> Vec<Effect> {
    let (timeline, notes) = catch_up::unread(model);
    let on_rows = matches!(model.focus, Pane::Timeline | Pane::Notes);
    let to = match (on_rows, timeline, notes) {
        (true, _, _) => model.focus,
        (false, 0, 1..) => Pane::Notes,
        (false, _, _) => Pane::Timeline,
    };
    let effects = if to == model.focus { Vec::new() } else { focus(model, to) };
    scroll(model, Scroll::Unread);
    effects
}

/// Moves in the focused list.
pub fn scroll(model: &mut Model, how: Scroll) {
    scroll_in(model, model.focus, how);
}

/// Scrolls a pane that is in sight, which need not be the focused one.
pub(in crate::app) fn wheel(model: &mut Model, pane: Pane, lines: isize) {
    scroll_in(model, pane, Scroll::By(lines));
}

/// Selects an item of the focused list; the list stays where it is.
pub(in crate::app) fn select(model: &mut Model, item: usize) {
    let area = layout::focused(model);
    let width = area.width.saturating_sub(1);
    match model.focus {
        Pane::Timeline => model.timeline = to_item(model.timeline, &model.fact_rows(width), area.height, item),
        Pane::Notes => model.notes = to_item(model.notes, &model.note_rows(width), area.height, item),
        Pane::Brief => model.selected.brief = item,
        Pane::People => model.selected.people = item,
        Pane::Needs => model.selected.needs = item,
        Pane::Tasks => model.selected.task = task_order(model).get(item).copied().unwrap_or(model.selected.task),
        Pane::Drafts => {
            let drafts = drafts::shown(model);
            model.selected.draft = drafts.get(item).copied().unwrap_or(model.selected.draft);
        }
        Pane::Questions => {
            let all = questions::order(model);
            model.selected.question = all.get(item).copied().unwrap_or(model.selected.question);
        }
        Pane::Told => model.selected.told = item,
        Pane::Contacts => model.selected.reference = item,
        Pane::Impact => impact::select(model, item),
        Pane::Due => due::select(model, item),
    }
}

fn to_item(cursor: Cursor, rows: &impl Tall, height: u16, item: usize) -> Cursor {
    let Some(selected) = cursor.selected(rows) else { return cursor };
    let by = isize::try_from(item).unwrap_or(isize::MAX).saturating_sub_unsigned(selected);
    cursor.moved(rows, height, by)
}

fn scroll_in(model: &mut Model, pane: Pane, how: Scroll) {
    let area = layout::inside_of(model, pane);
    match pane {
        Pane::Timeline => {
            let rows = model.fact_rows(area.width.saturating_sub(1));
            model.timeline = moved(model.timeline, &rows, area.height, how, rows.first_newer(model.read));
        }
        Pane::Notes => {
            let rows = model.note_rows(area.width.saturating_sub(1));
            model.notes = moved(model.notes, &rows, area.height, how, rows.first_newer(model.read_notes));
        }
        Pane::Brief => model.selected.brief = step(model.selected.brief, brief_lines(model).len(), how),
        Pane::People => model.selected.people = step(model.selected.people, people(model).len(), how),
        Pane::Needs => model.selected.needs = step(model.selected.needs, needs(model).len(), how),
        Pane::Tasks => {
            let tasks = task_order(model);
            let at = tasks.iter().position(|seq| *seq == model.selected.task).unwrap_or(0);
            model.selected.task = tasks.get(step(at, tasks.len(), how)).copied().unwrap_or(0);
        }
        Pane::Drafts => {
            let drafts = drafts::shown(model);
            let at = drafts.iter().position(|seq| *seq == model.selected.draft).unwrap_or(0);
            model.selected.draft = drafts.get(step(at, drafts.len(), how)).copied().unwrap_or(0);
        }
        Pane::Questions => {
            let all = questions::order(model);
            let at = all.iter().position(|seq| *seq == model.selected.question).unwrap_or(0);
            model.selected.question = all.get(step(at, all.len(), how)).copied().unwrap_or(0);
        }
        Pane::Told => model.selected.told = step(model.selected.told, told::items(model).len(), how),
        Pane::Contacts => {
            model.selected.reference = step(model.selected.reference, reference::shown(model).len(), how);
        }
        Pane::Impact => impact::scroll(model, how),
        Pane::Due => {
            let to = step(due::place(model), due::shown(model).len(), how);
            due::select(model, to);
        }
    }
}

pub(super) fn moved(cursor: Cursor, rows: &impl Tall, height: u16, how: Scroll, unread: Option<usize>) -> Cursor {
    match how {
        Scroll::By(by) => cursor.moved(rows, height, by),
        Scroll::Page { down } => cursor.paged(rows, height, down),
        Scroll::Top => cursor.to(rows, 0, 0),
        Scroll::Bottom => Cursor::End,
        Scroll::Unread => unread.map_or(Cursor::End, |index| cursor.to(rows, index, height / 3)),
    }
}

pub(super) fn step(at: usize, count: usize, how: Scroll) -> usize {
    let to = match how {
        Scroll::By(by) => at.saturating_add_signed(by),
        Scroll::Page { down: true } => at + 10,
        Scroll::Page { down: false } => at.saturating_sub(10),
        Scroll::Top => 0,
        Scroll::Bottom | Scroll::Unread => count,
    };
    to.min(count.saturating_sub(1))
}
