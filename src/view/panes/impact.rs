//! What it does and what it costs.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Content;
use crate::app::impact::{self, page};
use crate::app::keymap::Action;
use crate::app::model::Model;
use crate::brief::age;

impl Content {
    pub(super) fn impact(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let width = usize::from(area.width.saturating_sub(1)).max(1);
        let height = usize::from(area.height);
        let page = page::page(model, width, height, self.focused);
        let selected = impact::place(model);
        let top = if self.focused { impact::top(model, &page, height) } else { 0 };
        if let Some(estimate) = impact::in_force(model) {
            let old = age(estimate.at, model.shown_at());
            let more = page.lines.len().saturating_sub(top + height);
            let more = match more {
                0 => String::new(),
                1 if self.focused => " · 1 line below".into(),
                _ if self.focused => format!(" · {more} lines below"),
                _ => format!(" · {} then {}: all", model.key(Action::Impact), model.key(Action::Zoom)),
            };
            self.foot = format!("estimate {old} old{more}");
        }
        let mut lines = Vec::new();
        for (item, pieces) in page.lines.into_iter().skip(top).take(height) {
            self.items.push(item.unwrap_or(usize::MAX));
            // The numbers are many lines: marked as a whole they would be hard to read.
            let marked = self.focused && item == Some(selected) && !is_now(model, selected);
            lines.push(self.row(pieces, marked));
        }
        lines
    }
}

fn is_now(model: &Model, place: usize) -> bool {
    impact::items(model).get(place) == Some(&impact::Item::Now)
}
