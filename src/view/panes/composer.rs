//! Where text is written.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Borders, Clear};
use warroom_incident::bounds;

use crate::app::composer::Target;
use crate::app::model::Model;
use crate::app::tone::Tone;
use crate::timeline::{clean, first_line};
use crate::view::theme::Theme;

/// Where text is written.
pub(in crate::view) fn composer(frame: &mut Frame<'_>, model: &Model, theme: Theme, area: Rect) {
    let Some(target) = model.composer.target() else { return };
    let what = match target {
        Target::Fact => "NEW ENTRY — INTERNAL, everyone in the room sees it".to_owned(),
        Target::Note => "NEW NOTE — INTERNAL, never leaves this room".into(),
        Target::Now => "THE NOW LINE — at most three lines, stands in everyone's brief".into(),
        Target::Correct(seq) => {
            let old = model.replica.record().text(seq).unwrap_or_default();
            format!("CORRECT ENTRY {seq} — it said: {}", clean(&first_line(old, 40)))
        }
    };
    let offline = if model.link.is_up() { "" } else { " · NOT CONNECTED, waits here" };
    let text = model.composer.text();
    let used = text.len();
    let bound = match target {
        Target::Now => {
            let (bytes, lines) = (bounds::NOW_BYTES, bounds::NOW_LINES);
            format!(" {used}/{bytes} · {}/{lines} lines ", text.lines().count())
        }
        Target::Fact | Target::Note | Target::Correct(_) => {
            format!(" {used}/{} ", model.replica.state().policy.limits.entry_bytes)
        }
    };
    let block = Block::new()
        .borders(Borders::ALL)
        .border_type(BorderType::Thick)
        .border_style(theme.style(Tone::Strong))
        .title(format!(" {what}{offline} "))
        .title_bottom(Line::from(bound).right_aligned());
    frame.render_widget(Clear, area);
    // A copy: drawing must leave no trace in the model.
    let mut text = model.composer.drawn();
    text.set_style(Style::default());
    text.set_cursor_line_style(Style::default());
    text.set_cursor_style(theme.style(Tone::Selected));
    text.set_block(block);
    frame.render_widget(&text, area);
}
