//! Moving in the Impact pane: the rest of an item that is taller than the pane comes before the next item.

use super::page::{self, Page};
use super::{items, place, select, selected};
use crate::app::actions::Scroll;
use crate::app::layout;
use crate::app::model::{Model, Pane};

/// Lines that are gone at once at most: a turn of the wheel has few.
const MOST_STEPS: usize = 100;

/// The first line in sight.
#[must_use]
pub fn top(model: &Model, page: &Page, height: usize) -> usize {
    let chosen = selected(model);
    let passed = model.selected.impact_passed.filter(|(item, _)| *item == chosen).map_or(0, |(_, passed)| passed);
    page.window(place(model), passed, height)
}

/// Moves as far as it was asked.
pub fn scroll(model: &mut Model, how: Scroll) {
    let last = items(model).len().saturating_sub(1);
    match how {
        Scroll::By(by) => {
            for _ in 0..by.unsigned_abs().min(MOST_STEPS) {
                step(model, if by < 0 { Way::Up } else { Way::Down }, 1);
            }
        }
        Scroll::Page { down } => turn(model, if down { Way::Down } else { Way::Up }),
        Scroll::Top => to(model, 0, 0),
        Scroll::Bottom | Scroll::Unread => to(model, last, usize::MAX),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// The pane as it is on the screen, with its rows.
fn seen(model: &Model) -> (Page, usize) {
    let area = layout::inside_of(model, Pane::Impact);
    let (width, height) = (usize::from(area.width.saturating_sub(1)).max(1), usize::from(area.height).max(1));
    (page::page(model, width, height, model.focus == Pane::Impact), height)
}

/// What is left of a tall item comes into sight, so many lines of it; else the next item.
fn step(model: &mut Model, way: Way, lines: usize) {
    let (page, height) = seen(model);
    let (at, top) = (place(model), top(model, &page, height));
    let (first, end) = page.span(at);
    match way {
        Way::Down if top + height < end => pass(model, (top + lines).min(end - height) - first),
        Way::Up if top > first => pass(model, (top - first).saturating_sub(lines)),
        Way::Down => to(model, at + 1, 0),
        // From below its end is seen first.
        Way::Up if at > 0 => to(model, at - 1, usize::MAX),
        Way::Up => {}
    }
}

/// A page on: the rest of a tall item, else what stands a page further.
fn turn(model: &mut Model, way: Way) {
    let (page, height) = seen(model);
    let (at, top) = (place(model), top(model, &page, height));
    let (first, end) = page.span(at);
    // One line stays, so that nobody loses their place.
    let most = height.saturating_sub(1).max(1);
    if (way == Way::Down && top + height < end) || (way == Way::Up && top > first) {
        return step(model, way, most);
    }
    let there = |line: usize| page.lines.get(line).and_then(|(item, _)| *item);
    match way {
        Way::Down => {
            let next = (end + most - 1..page.lines.len()).find_map(there);
            to(model, next.unwrap_or(usize::MAX).max(at + 1), 0);
        }
        Way::Up if at > 0 => {
            let before = (0..=first.saturating_sub(most)).rev().find_map(there);
            to(model, before.unwrap_or(0).min(at - 1), usize::MAX);
        }
        Way::Up => {}
    }
}

fn pass(model: &mut Model, lines: usize) {
    model.selected.impact_passed = Some((selected(model), lines));
}

/// Selects; beyond the last one there is nothing to go to.
fn to(model: &mut Model, item: usize, passed: usize) {
    let last = items(model).len().saturating_sub(1);
    select(model, item.min(last));
    // Of the last one the end stays in sight where it was tried to go on.
    let passed = if item > last { usize::MAX } else { passed };
    model.selected.impact_passed = Some((selected(model), passed));
}
