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
use crate::app::keymap::Action;
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
    let mut content = Content::of(model, theme, focused);
    let body = inside(area);
    let lines = content.fill(model, pane, body);
    frame.render_widget(block(model, theme, pane, focused, &content.foot), area);
    frame.render_widget(Paragraph::new(lines), body);
}

/// The item of a pane's list that is drawn on a line of its body.
pub(super) fn item_at(model: &Model, theme: Theme, pane: Pane, body: Rect, line: u16) -> Option<usize> {
    let mut content = Content::of(model, theme, pane == model.focus);
    content.fill(model, pane, body);
    content.items.get(usize::from(line)).copied()
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
        (false, Some(at)) => format!(", as of {}", at.format("%H:%M:%SZ")),
        _ => String::new(),
    };
    let title = format!(" {} {} — {who_reads}{as_of} ", model.key(pane.action()), pane.name());
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
    /// What leads to the end of a list.
    bottom: String,
    foot: String,
    /// The item of the list that stands on each line.
    items: Vec<usize>,
}

impl Content {
    fn of(model: &Model, theme: Theme, focused: bool) -> Content {
        Content { theme, focused, bottom: model.key(Action::Bottom), foot: String::new(), items: Vec::new() }
    }

    fn fill(&mut self, model: &Model, pane: Pane, body: Rect) -> Vec<Line<'static>> {
        match pane {
            Pane::Timeline => self.rows(&model.fact_rows(body.width.saturating_sub(1)), model.timeline, body.height),
            Pane::Notes => self.rows(&model.note_rows(body.width.saturating_sub(1)), model.notes, body.height),
            Pane::Brief => self.brief(model, body),
            Pane::People => self.people(model, body),
            Pane::Tasks => self.tasks(model, body),
            Pane::Needs => self.needs(model, body),
            Pane::Drafts => drafts(self.theme, body),
            Pane::Impact => impact(model, self.theme, body),
        }
    }

    fn rows(&mut self, rows: &Rows<'_>, cursor: Cursor, height: u16) -> Vec<Line<'static>> {
        let Some(window) = cursor.window(rows, height) else {
            self.foot = "empty".into();
            return vec![line(self.theme, [piece(" nothing yet", Tone::Faint)])];
        };
        self.foot = match cursor.below(rows) {
            0 if cursor == Cursor::End => format!("{} · following", rows.len()),
            0 => format!("{} of {}", window.selected + 1, rows.len()),
            new => format!("{new} new below ({}) · {} of {}", self.bottom, window.selected + 1, rows.len()),
        };
        let mut lines = Vec::new();
        let mut index = window.first;
        let mut cut = usize::from(window.cut);
        while lines.len() < usize::from(height) && index < rows.len() {
            let selected = self.focused && index == window.selected;
            lines.extend(rows.lines(index).into_iter().skip(cut).map(|pieces| self.row(pieces, selected)));
            self.items.resize(lines.len(), index);
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
    fn list(&mut self, items: Vec<Vec<Vec<Piece>>>, selected: usize, height: u16) -> Vec<Line<'static>> {
        let until: usize = items.iter().take(selected + 1).map(Vec::len).sum();
        let skip = until.saturating_sub(height.into());
        let numbers = items.iter().enumerate().flat_map(|(index, item)| item.iter().map(move |_| index));
        self.items = numbers.skip(skip).take(height.into()).collect();
        let focused = self.focused;
        let lines = items.into_iter().enumerate().flat_map(|(index, item)| {
            let selected = focused && index == selected;
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
