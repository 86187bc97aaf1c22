//! The texts of lists that are short enough to be looked through whole, and where the reader is in them.

use super::{Found, Origin, Scope};
use crate::app::model::{Dialog, Model, Pane};
use crate::app::tone::Piece;
use crate::app::{actions, detail, drafts, due, forms, questions, reference, sheet, told};

/// Short lists are looked through whole.
pub(super) fn short(model: &mut Model) {
    let Some(search) = &model.search else { return };
    let needle = search.needle();
    let texts = match search.scope {
        _ if needle.is_empty() => Vec::new(),
        Scope::Rows(_) => return,
        Scope::Short(pane) => texts(model, pane),
        Scope::Over => over(model),
        Scope::Nothing => Vec::new(),
    };
    let lines = texts.iter().enumerate().filter(|(_, text)| needle.is_in(text)).map(|(at, _)| at).collect();
    if let Some(search) = &mut model.search {
        search.found = Found::Lines(lines);
    }
}

fn texts(model: &Model, pane: Pane) -> Vec<String> {
    let record = model.replica.record();
    match pane {
        Pane::Brief => {
            actions::brief_lines(model).iter().map(|it| format!("{} {}", it.section.head(), it.text)).collect()
        }
        Pane::People => {
            let people = actions::people(model);
            people.iter().map(|it| format!("{it} {}", forms::seat_words(model, it))).collect()
        }
        Pane::Tasks => {
            let tasks = actions::task_order(model);
            tasks.iter().map(|seq| record.text(*seq).unwrap_or_default().to_owned()).collect()
        }
        Pane::Needs => actions::needs(model).iter().map(|it| format!("{} {}", it.word, it.text)).collect(),
        Pane::Drafts => drafts::shown(model).into_iter().map(|seq| drafts::searched(model, seq)).collect(),
        Pane::Questions => questions::order(model).into_iter().map(|seq| questions::searched(model, seq)).collect(),
        Pane::Told => told::items(model).iter().map(told::Item::text).collect(),
        Pane::Contacts => reference::shown(model).into_iter().map(|it| it.searched(model)).collect(),
        Pane::Due => due::shown(model).into_iter().map(|it| due::searched(model, it)).collect(),
        Pane::Timeline | Pane::Notes | Pane::Impact => Vec::new(),
    }
}

fn over(model: &Model) -> Vec<String> {
    let flat = |lines: Vec<Vec<Piece>>| {
        lines.into_iter().map(|line| line.into_iter().map(|(text, _)| text).collect()).collect()
    };
    match &model.dialog {
        Some(Dialog::Detail(it)) => flat(detail::lines(model, it, detail::width(model))),
        Some(Dialog::Sheet(it)) => sheet::lines(it, model.size.0),
        _ => Vec::new(),
    }
}

pub(super) fn top(model: &Model) -> Option<usize> {
    match &model.dialog {
        Some(Dialog::Detail(it)) => Some(it.top),
        Some(Dialog::Sheet(it)) => Some(it.top),
        _ => None,
    }
}

pub(super) fn set_top(model: &mut Model, to: usize) {
    match &mut model.dialog {
        Some(Dialog::Detail(it)) => it.top = to,
        Some(Dialog::Sheet(it)) => it.top = to,
        _ => {}
    }
}

pub(super) fn back_to(model: &mut Model, origin: Origin) {
    (model.timeline, model.notes, model.selected) = (origin.timeline, origin.notes, origin.selected);
    set_top(model, origin.top);
}

pub(super) fn here(model: &Model, scope: Scope) -> usize {
    match scope {
        Scope::Short(Pane::Brief) => model.selected.brief,
        Scope::Short(Pane::People) => model.selected.people,
        Scope::Short(Pane::Needs) => model.selected.needs,
        Scope::Short(Pane::Told) => model.selected.told,
        Scope::Short(Pane::Contacts) => model.selected.reference,
        Scope::Short(Pane::Due) => due::place(model),
        Scope::Short(Pane::Drafts) => {
            drafts::shown(model).iter().position(|seq| *seq == model.selected.draft).unwrap_or(0)
        }
        Scope::Short(Pane::Questions) => {
            questions::order(model).iter().position(|seq| *seq == model.selected.question).unwrap_or(0)
        }
        Scope::Short(_) => {
            let tasks = actions::task_order(model);
            tasks.iter().position(|seq| *seq == model.selected.task).unwrap_or(0)
        }
        Scope::Over => top(model).unwrap_or(0),
        Scope::Rows(_) | Scope::Nothing => 0,
    }
}
