//! The panes. Every title says who can read what stands in it; only what leaves the room has a double border.

mod brief;
mod composer;
mod outside;
mod people;
mod tasks;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Borders, Paragraph};

use super::line;
use super::theme::Theme;
use crate::app::layout::inside;
use crate::app::list::{Cursor, Tall};
use crate::app::model::{Model, Pane};
use crate::app::rows::{Rows, fit, wrap};
use crate::app::tone::{Piece, Tone, piece};

pub(super) use composer::composer;
use outside::{drafts, impact};

/// Draws a pane with its border.
pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme, pane: Pane, area: Rect) {
    let focused = pane == model.focus;
    let mut content = Content { theme, focused, foot: String::new() };
    let body = inside(area);
    let lines = match pane {
        Pane::Timeline => content.rows(&model.fact_rows(body.width.saturating_sub(1)), model.timeline, body.height),
        Pane::Notes => content.rows(&model.note_rows(body.width.saturating_sub(1)), model.notes, body.height),
        Pane::Brief => content.brief(model, body),
        Pane::People => content.people(model, body),
        Pane::Tasks => content.tasks(model, body),
        Pane::Needs => content.needs(model, body),
        Pane::Drafts => drafts(theme, body),
        Pane::Impact => impact(model, theme, body),
    };
    frame.render_widget(block(model, theme, pane, focused, &content.foot), area);
    frame.render_widget(Paragraph::new(lines), body);
}

fn block(model: &Model, theme: Theme, pane: Pane, focused: bool, foot: &str) -> Block<'static> {
    let external = pane == Pane::Drafts;
    let kind = match (external, focused) {
        (true, _) => BorderType::Double,
        (false, true) => BorderType::Thick,
        (false, false) => BorderType::Plain,
    };
    let who_reads = if external { "EXTERNAL, customers will read this" } else { "INTERNAL" };
    let as_of = match (model.link.is_up(), model.link.heard_at) {
        (false, Some(at)) => {
            let age = (model.now - at).num_seconds().max(0);
            let age = if age < 120 { format!("{age} s") } else { crate::brief::age(at, model.now) };
            format!(", as of {}, {age} old", model.on_server(at).format("%H:%M:%SZ"))
        }
        _ => String::new(),
    };
    let title = format!(" {} {} — {who_reads}{as_of} ", pane.key(), pane.name());
    let mut style = if external { theme.style(Tone::External) } else { Style::default() };
    if focused {
        style = style.add_modifier(Modifier::BOLD);
    }
    let block = Block::new().borders(Borders::ALL).border_type(kind).border_style(style).title(title);
    if foot.is_empty() { block } else { block.title_bottom(Line::from(format!(" {foot} ")).right_aligned()) }
}

/// What is collected while a pane is filled.
struct Content {
    theme: Theme,
    focused: bool,
    foot: String,
}

impl Content {
    fn rows(&mut self, rows: &Rows<'_>, cursor: Cursor, height: u16) -> Vec<Line<'static>> {
        let Some(window) = cursor.window(rows, height) else {
            self.foot = "empty".into();
            return vec![line(self.theme, [piece(" nothing yet", Tone::Faint)])];
        };
        self.foot = match cursor.below(rows) {
            0 if cursor == Cursor::End => format!("{} · following", rows.len()),
            0 => format!("{} of {}", window.selected + 1, rows.len()),
            new => format!("{new} new below (G) · {} of {}", window.selected + 1, rows.len()),
        };
        let mut lines = Vec::new();
        let mut index = window.first;
        let mut cut = usize::from(window.cut);
        while lines.len() < usize::from(height) && index < rows.len() {
            let selected = self.focused && index == window.selected;
            lines.extend(rows.lines(index).into_iter().skip(cut).map(|pieces| self.row(pieces, selected)));
            (index, cut) = (index + 1, 0);
        }
        lines.truncate(height.into());
        lines
    }

    fn row(&self, pieces: Vec<Piece>, selected: bool) -> Line<'static> {
        let is_rule = pieces.first().is_some_and(|(text, _)| text.starts_with('─'));
        let marked = selected && !is_rule;
        let mut all = vec![piece(if marked { ">" } else { " " }, Tone::Plain)];
        all.extend(pieces);
        let mut line = line(self.theme, all);
        if marked {
            line = line.style(self.theme.style(Tone::Selected));
        }
        line
    }

    /// Short lists: wrapped lines, the selected one kept in sight.
    fn list(&self, items: Vec<Vec<Vec<Piece>>>, selected: usize, height: u16) -> Vec<Line<'static>> {
        let until: usize = items.iter().take(selected + 1).map(Vec::len).sum();
        let skip = until.saturating_sub(height.into());
        let lines = items.into_iter().enumerate().flat_map(|(index, item)| {
            let selected = self.focused && index == selected;
            item.into_iter().map(move |pieces| (pieces, selected))
        });
        lines.skip(skip).take(height.into()).map(|(pieces, selected)| self.row(pieces, selected)).collect()
    }
}

/// A line that goes on out of sight: ends after a whole word, with `…`.
fn and_more(text: &str, room: usize) -> String {
    use unicode_width::UnicodeWidthStr;
    let mut kept = text.trim_end();
    while kept.width() + 1 > room {
        match kept.rfind(' ') {
            Some(at) => kept = kept[..at].trim_end(),
            None => return fit(text, room),
        }
    }
    format!("{kept}…")
}

fn plain_lines(theme: Theme, text: &[(&str, Tone)], area: Rect) -> Vec<Line<'static>> {
    let width = usize::from(area.width.saturating_sub(2)).max(1);
    let wrapped = text.iter().flat_map(|(text, tone)| wrap(text, width).into_iter().map(|text| (text, *tone)));
    let mut lines: Vec<_> = wrapped.collect();
    let more = lines.len() > usize::from(area.height);
    lines.truncate(area.height.into());
    if more && let Some((last, _)) = lines.last_mut() {
        *last = and_more(last, width);
    }
    lines.into_iter().map(|(text, tone)| line(theme, [piece(format!(" {text}"), tone)])).collect()
}
