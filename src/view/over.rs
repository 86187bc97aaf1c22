//! Texts that lie over the panes: an event in full, and a text over the full width.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Borders, Clear, Paragraph};

use super::theme::Theme;
use super::{cut, found, line, middle};
use crate::app::detail::{self, Detail};
use crate::app::filter;
use crate::app::model::Model;
use crate::app::search::{self, Scope};
use crate::app::sheet::{self, Sheet};
use crate::app::sieve::Needle;
use crate::app::tone::{Tone, piece};
use crate::timeline::clean;

fn needle(model: &Model) -> Needle {
    model.search.as_ref().map_or(Needle::new(""), search::Search::needle)
}

/// Where the reader is in a long text.
fn place(model: &Model, top: usize, height: usize, count: usize) -> String {
    let lines = if count > height {
        format!("lines {}-{} of {count}", top + 1, (top + height).min(count))
    } else {
        format!("{count} lines")
    };
    match search::foot(model, Scope::Over) {
        Some(found) => format!(" {found} · {lines} "),
        None => format!(" {lines} "),
    }
}

pub(super) fn detail(frame: &mut Frame<'_>, model: &Model, theme: Theme, detail: &Detail) {
    let area = detail::area(model);
    frame.render_widget(Clear, area);
    let lines = detail::lines(model, detail, detail::width(model));
    let height = detail::height(model, detail);
    let top = detail.top.min(lines.len().saturating_sub(1));
    let block = Block::new()
        .borders(Borders::ALL)
        .border_type(BorderType::Thick)
        .border_style(theme.style(Tone::Strong))
        .title(format!(" Number {} — INTERNAL ", detail.seq))
        .title_bottom(Line::from(place(model, top, height, lines.len())).right_aligned());
    let body = block.inner(area);
    frame.render_widget(block, area);
    let body = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
    let needle = needle(model);
    let mut drawn: Vec<_> = lines
        .into_iter()
        .skip(top)
        .take(height)
        .map(|pieces| found::underlined(line(theme, cut(pieces, body.width.into())), &needle))
        .collect();
    if detail::pinned(model, detail) > 0 {
        drawn.resize(height + 1, Line::default());
        let choices = detail::choice_lines(detail).into_iter();
        drawn.extend(choices.map(|pieces| line(theme, cut(pieces, body.width.into()))));
    }
    frame.render_widget(Paragraph::new(drawn), body);
}

/// A text without anything beside it, so that a mouse marks nothing but the text.
pub(super) fn sheet(frame: &mut Frame<'_>, model: &Model, theme: Theme, sheet: &Sheet) {
    let (width, rows) = model.size;
    let area = Rect { x: 0, y: 0, width, height: rows.saturating_sub(2) };
    frame.render_widget(Clear, area);
    let lines = sheet::lines(sheet, width);
    let height = sheet::height(rows);
    let top = sheet.top.min(lines.len().saturating_sub(1));
    // What stands on every screen stands here, too.
    let on = warroom_incident::escalation::continuity(model.replica.state()).is_some();
    let banner = if on { "━━ CONTINUITY " } else { "" };
    let title = format!("{banner}━━ {} ━━{}", clean(&sheet.title), place(model, top, height, lines.len()));
    let needle = needle(model);
    let mut drawn = vec![line(theme, cut(vec![piece(title, Tone::Strong)], width.into()))];
    let shown = lines.into_iter().skip(top).take(height);
    drawn.extend(shown.map(|text| found::underlined(line(theme, [piece(text, Tone::Plain)]), &needle)));
    frame.render_widget(Paragraph::new(drawn), area);
}

/// What a pane can be made to let through.
pub(super) fn filters(frame: &mut Frame<'_>, model: &Model, theme: Theme, typed: Option<&str>, room: Rect) {
    let choices = filter::choices(model.focus);
    let mut drawn: Vec<_> = choices
        .iter()
        .map(|(key, filter)| line(theme, [piece(format!(" {key} "), Tone::Key), piece(filter.name(), Tone::Plain)]))
        .collect();
    drawn.push(match typed {
        None => line(theme, [piece(" / ", Tone::Key), piece("with these words …", Tone::Plain)]),
        Some(typed) => line(theme, [piece(" / ", Tone::Key), piece(format!("{}_", clean(typed)), Tone::Strong)]),
    });
    let height = u16::try_from(drawn.len()).unwrap_or(u16::MAX).saturating_add(2);
    let area = middle(room, 44, height);
    frame.render_widget(Clear, area);
    let block = Block::new()
        .borders(Borders::ALL)
        .border_type(BorderType::Thick)
        .border_style(theme.style(Tone::Strong))
        .title(format!(" {}: show only ", model.focus.name()));
    let body = block.inner(area);
    frame.render_widget(block, area);
    frame.render_widget(Paragraph::new(drawn), body);
}
