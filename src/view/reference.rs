//! A contact, an owner or a runbook in full, between header and hints.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, BorderType, Borders, Clear, Paragraph};

use super::theme::Theme;
use super::{cut, line};
use crate::app::detail;
use crate::app::model::Model;
use crate::app::reference::Item;
use crate::app::reference::reading::{self, Reading};
use crate::app::tone::Tone;

pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme, it: &Reading) {
    let area = detail::area(model);
    frame.render_widget(Clear, area);
    let what = match &it.item {
        Item::Contact { .. } => "Whom to call",
        Item::Owner { .. } => "Who answers for it",
        Item::Runbook { .. } => "Runbook",
    };
    let block = Block::new()
        .borders(Borders::ALL)
        .border_type(BorderType::Thick)
        .border_style(theme.style(Tone::Strong))
        .title(format!(" {what} — INTERNAL "));
    let body = block.inner(area);
    frame.render_widget(block, area);
    let body = Rect { width: body.width.saturating_sub(1), ..body };
    let (lines, (from, to)) = reading::lines(model, it, body.width.into());
    let height = usize::from(body.height).max(1);
    // The selected step is in sight, whole where it fits, and as much before it as there is room for.
    let top = to.saturating_sub(height).min(from);
    let shown = lines.into_iter().skip(top).take(height);
    let drawn: Vec<_> = shown.map(|pieces| line(theme, cut(pieces, body.width.into()))).collect();
    frame.render_widget(Paragraph::new(drawn), body);
}
