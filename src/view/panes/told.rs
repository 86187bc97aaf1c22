//! What was told to whom, beside what is believed; for a reader, what was published.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Content;
use crate::app::model::Model;
use crate::app::rows::wrap;
use crate::app::told;
use crate::app::tone::{Tone, piece};
use crate::view::line;

impl Content {
    pub(super) fn told(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let items = told::items(model);
        let width = usize::from(area.width.saturating_sub(1)).max(1);
        let item = |at: usize| {
            let lines = items.get(at).map(|item| item.lines.as_slice()).unwrap_or_default();
            let wrapped = lines.iter().flat_map(|(text, tone)| {
                let indent = text.chars().take_while(|c| *c == ' ').count();
                let room = width.saturating_sub(indent).max(1);
                wrap(text.trim_start(), room)
                    .into_iter()
                    .map(move |line| (format!("{}{line}", " ".repeat(indent)), *tone))
            });
            wrapped.map(|(text, tone)| vec![piece(text, tone)]).collect()
        };
        let read = model.replica.state().updates.len();
        self.foot = format!("{read} published · Enter reads all");
        let mut lines = self.list(items.len(), item, model.selected.told, area.height);
        if items.len() == 1 && self.filtered {
            lines.push(line(self.theme, [piece(" nothing fits; f shows all", Tone::Faint)]));
        }
        lines
    }
}
