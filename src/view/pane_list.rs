//! The list of panes, in a corner, so that what it does is seen behind it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

use super::dialogs::framed;
use super::theme::Theme;
use super::{cut, line};
use crate::app::layout;
use crate::app::model::{Model, Pane};
use crate::app::tone::{Tone, piece};

/// Columns that the list takes.
const WIDTH: u16 = 38;

pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme, cursor: usize, room: Rect) {
    let shown = layout::arrangement(model);
    let columns = shown.columns().len();
    let height = u16::try_from(Pane::ALL.len()).unwrap_or(u16::MAX).saturating_add(2).min(room.height);
    let width = WIDTH.min(room.width);
    let area = Rect { x: room.x + room.width - width, y: room.y + room.height - height, width, height };
    let body = framed(frame, theme, &format!("Panes of the {} — kept", model.seat()), area);
    let skip = (cursor + 1).saturating_sub(body.height.into());
    let lines = Pane::ALL.iter().enumerate().skip(skip).map(|(at, pane)| {
        let place = match shown.column(*pane) {
            None => "[ ] hidden".to_owned(),
            Some(_) if columns == 1 => "[x] tab".into(),
            Some(column) => format!("[x] column {}", column + 1),
        };
        let mark = if at == cursor { ">" } else { " " };
        let text = format!("{mark} {:<2}{:<11}{place}", model.key(pane.action()), pane.name());
        let drawn = line(theme, cut(vec![piece(text, Tone::Plain)], body.width.into()));
        if at == cursor { drawn.style(theme.style(Tone::Selected)) } else { drawn }
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), body);
}
