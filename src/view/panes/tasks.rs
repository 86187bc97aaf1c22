//! What is to be done, and what waits for the chair.

use ratatui::layout::Rect;
use ratatui::text::Line;
use warroom_incident::state::TaskState;

use super::Content;
use crate::app::keymap::Action;
use crate::app::model::Model;
use crate::app::rows::{fit, wrap};
use crate::app::tone::{Piece, Tone, piece};
use crate::app::{actions, tasks};
use crate::timeline::{author, clean};
use crate::view::{cut, line};

/// Columns of a list in which nothing is indented.
const NARROW: usize = 60;

/// What stands beside a task, each with its own weight, on as few lines as there is room for.
fn wrapped_beside(words: Vec<(String, Tone)>, lead: usize, width: usize) -> Vec<Vec<Piece>> {
    use unicode_width::UnicodeWidthStr;
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    let mut used = width;
    for (text, tone) in words {
        let wide = text.width() + 3;
        if used + wide > width {
            lines.push(vec![piece(" ".repeat(lead), Tone::Plain)]);
            used = lead;
        } else if let Some(line) = lines.last_mut() {
            line.push(piece(" · ", Tone::Faint));
        }
        used += wide;
        if let Some(line) = lines.last_mut() {
            line.push(piece(text, tone));
        }
    }
    lines.into_iter().map(|pieces| cut(pieces, width)).collect()
}

impl Content {
    pub(super) fn tasks(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let state = model.replica.state();
        let width = usize::from(area.width.saturating_sub(1));
        let order = actions::task_order(model);
        // Where the chair has ranked something, the places stand in a column of their own.
        let place = if state.tasks.iter().any(|task| task.place.is_some()) { 3 } else { 0 };
        let item = |at: usize| {
            let Some((seq, task)) = order.get(at).and_then(|seq| Some((seq, state.task(*seq)?))) else {
                return Vec::new();
            };
            let (mark, tone) = match &task.state {
                TaskState::Open => ("[ ] nobody".to_owned(), Tone::Plain),
                TaskState::Claimed(by) => (format!("[~] {}", author(by, None)), Tone::Plain),
                TaskState::Done => ("[x] done".into(), Tone::Faint),
                TaskState::Dropped => ("[-] dropped".into(), Tone::Faint),
            };
            let mark = match task.place {
                Some(number) => format!("{number:>2} {mark}"),
                None => format!("{}{mark}", " ".repeat(place)),
            };
            let kind = match (task.mitigation, task.when, task.debt_of) {
                (true, ..) => "MITIGATE ",
                (_, _, Some(_)) => "DEBT ",
                (_, warroom_incident::event::TaskTime::Afterwards, _) => "afterwards: ",
                (false, warroom_incident::event::TaskTime::Now, None) => "",
            };
            let words = clean(model.replica.record().text(*seq).unwrap_or("[words removed]"));
            let lead = 14 + place;
            let wrapped = wrap(&format!("{kind}{words}"), width.saturating_sub(lead).max(8));
            let lines = wrapped.into_iter().enumerate().map(|(at, text)| {
                let head = if at == 0 { fit(&mark, lead) } else { " ".repeat(lead) };
                vec![piece(head, tone), piece(text, tone)]
            });
            let mut lines: Vec<_> = lines.collect();
            let beside = tasks::beside(model, task);
            if !beside.is_empty() {
                // On a narrow screen a figure counts more than its place under the words.
                let lead = if width < NARROW { 2 } else { lead };
                lines.extend(wrapped_beside(beside, lead, width));
            }
            lines
        };
        if order.is_empty() && model.filters.tasks.is_some() {
            return vec![line(self.theme, [piece(" no task fits; f shows all", Tone::Faint)])];
        }
        if order.is_empty() {
            let says = format!(" no tasks; {} adds one", model.key(Action::Write));
            return vec![line(self.theme, [piece(says, Tone::Faint)])];
        }
        let open = state.tasks.iter().filter(|task| task.is_open()).count();
        self.foot = format!("{open} open");
        let at = order.iter().position(|seq| *seq == model.selected.task).unwrap_or(0);
        self.list(order.len(), item, at, area.height)
    }

    pub(super) fn needs(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let needs = actions::needs(model);
        if needs.is_empty() {
            return vec![line(self.theme, [piece(" nothing waits for you", Tone::Faint)])];
        }
        self.foot = format!("{} · {}, then Enter", needs.len(), model.key(Action::Needs));
        let width = usize::from(area.width.saturating_sub(1));
        let items = needs.into_iter().map(|need| {
            let tone = if need.word == "ACCEPT" { Tone::Alarm } else { Tone::Strong };
            vec![cut(
                vec![piece(format!("{:<9}", format!("[{}]", need.word)), tone), piece(need.text, Tone::Plain)],
                width,
            )]
        });
        let items: Vec<_> = items.collect();
        self.list(items.len(), |at| items[at].clone(), model.selected.needs, area.height)
    }
}
