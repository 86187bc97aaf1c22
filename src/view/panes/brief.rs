//! The brief.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Content, and_more};
use crate::app::actions;
use crate::app::keymap::Action;
use crate::app::model::Model;
use crate::app::rows::{fit, wrap};
use crate::app::tone::{Piece, Tone, piece};

impl Content {
    pub(super) fn brief(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let width = usize::from(area.width.saturating_sub(1));
        let brief = actions::brief_lines(model);
        let head_width = if width < 30 { 6 } else { 10 };
        let items: Vec<_> = brief
            .iter()
            .map(|it| {
                let tone = if it.alarm { Tone::Alarm } else { Tone::Plain };
                let mut head = fit(it.head, head_width);
                if head_width > it.head.len() {
                    head = format!("{:<head_width$}", it.head);
                }
                let wrapped = wrap(&it.text, width.saturating_sub(head_width).max(8));
                let most = if width < 60 { 3 } else { 2 };
                let more = wrapped.len() > most;
                let indent = " ".repeat(head_width);
                let mut lines: Vec<Vec<Piece>> = wrapped
                    .into_iter()
                    .take(most)
                    .enumerate()
                    .map(|(at, text)| {
                        let head = if at == 0 { head.clone() } else { indent.clone() };
                        vec![piece(head, Tone::Strong), piece(text, tone)]
                    })
                    .collect();
                if more && let Some((text, _)) = lines.last_mut().and_then(|line| line.last_mut()) {
                    *text = and_more(text, width.saturating_sub(head_width));
                }
                lines
            })
            .collect();
        let all: usize = items.iter().map(Vec::len).sum();
        if all > usize::from(area.height) {
            self.foot = format!("{} of {} · j k", (model.selected.brief + 1).min(brief.len()), brief.len());
        } else {
            self.foot = format!("Enter leads to the place · {} to the room", model.key(Action::Back));
        }
        self.list(items.len(), |at| items[at].clone(), model.selected.brief, area.height)
    }
}
