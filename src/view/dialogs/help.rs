//! The help: all keys in groups, or those that fit what was typed, and all about the selected one.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::{below, framed};
use crate::app::bindings::shown;
use crate::app::finding::place;
use crate::app::help::{Help, Row};
use crate::app::model::Model;
use crate::app::rows::{fit, wrap};
use crate::app::tone::{Piece, Tone, piece};
use crate::timeline::clean;
use crate::view::theme::Theme;
use crate::view::{cut, line, middle};

/// Columns of the keys.
fn columns(width: usize) -> usize {
    if width < 60 { 10 } else { 20 }
}

pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme, help: &Help, room: Rect) {
    let area = middle(room, 100, room.height);
    let body = framed(frame, theme, "All keys — type to filter, arrows select, Enter runs", area);
    let width = usize::from(body.width);
    let rows = help.rows(model);
    let typed = vec![piece(format!("? {}", clean(&help.typed)), Tone::Strong), piece(" ", Tone::Selected)];
    frame.render_widget(Paragraph::new(line(theme, cut(typed, width))), body);
    let about_lines = u16::from(body.height > 6) * 2;
    let list = Rect { y: body.y + 1, height: body.height.saturating_sub(1 + about_lines), ..body };
    let (mut lines, mut selected, mut nth) = (Vec::new(), 0, 0);
    let mut chosen = None;
    for row in &rows {
        if let Row::Heading(name) = row {
            lines.push(line(theme, [piece(format!("  {name}"), Tone::Strong)]));
            continue;
        }
        let is_chosen = nth == help.cursor;
        let mut drawn = line(theme, cut(pieces(row, is_chosen, columns(width)), width));
        if is_chosen {
            drawn = drawn.style(theme.style(Tone::Selected));
            selected = lines.len();
            chosen = Some(row);
        }
        lines.push(drawn);
        nth += 1;
    }
    if rows.is_empty() {
        lines.push(line(theme, [piece("  nothing is called like that", Tone::Faint)]));
    }
    // The heading above the first row is seen with it.
    let skip = if selected <= 1 { 0 } else { (selected + 1).saturating_sub(list.height.into()) };
    frame.render_widget(Paragraph::new(lines.into_iter().skip(skip).collect::<Vec<_>>()), list);
    let about_at = Rect { y: list.y + list.height, height: body.height.saturating_sub(1 + list.height), ..body };
    frame.render_widget(Paragraph::new(about(theme, chosen, width)), about_at);
    below(frame, theme, area, &format!("{} of {nth}", (help.cursor + 1).min(nth)));
}

fn pieces(row: &Row, is_chosen: bool, room: usize) -> Vec<Piece> {
    let mark = if is_chosen { ">" } else { " " };
    match row {
        Row::Heading(_) => Vec::new(),
        Row::Text(head, text) => {
            vec![
                piece(format!("{mark} {}", fit(&format!("{head:<room$}"), room)), Tone::Key),
                piece((*text).to_owned(), Tone::Plain),
            ]
        }
        Row::Action(found) => {
            let binding = found.line.binding;
            let keys = found.line.keys.iter().map(|key| shown(key)).collect::<Vec<_>>().join(" ");
            let keys = if keys.is_empty() { format!(":{}", binding.label) } else { keys };
            let keys = fit(&format!("{keys:<room$}"), room);
            let place = place(binding).map(|place| format!(" ({place})")).unwrap_or_default();
            let tone = if found.why_not.is_some() { Tone::Faint } else { Tone::Plain };
            let off = if found.why_not.is_some() { "(off) " } else { "" };
            vec![piece(format!("{mark} {keys}"), Tone::Key), piece(format!("{off}{}{place}", binding.does), tone)]
        }
    }
}

/// All about the selected row: its line may have no room for why it is off, or for what is good to know.
fn about(theme: Theme, row: Option<&Row>, width: usize) -> Vec<Line<'static>> {
    let found = match row {
        Some(Row::Action(found)) => found,
        Some(Row::Text(_, text)) => {
            let lines = wrap(text, width.saturating_sub(2).max(1)).into_iter().take(2);
            return lines.map(|text| line(theme, [piece(format!("  {text}"), Tone::Plain)])).collect();
        }
        Some(Row::Heading(_)) | None => return Vec::new(),
    };
    let binding = found.line.binding;
    let name = format!("{} — in config.toml: {}", binding.label, binding.action.id());
    let says = match &found.why_not {
        Some(why) => format!("off for you now: {}", clean(why)),
        None => binding.does.to_owned(),
    };
    let says = wrap(&says, width.saturating_sub(2).max(1)).into_iter().next().unwrap_or_default();
    vec![
        line(theme, cut(vec![piece(format!("  {name}"), Tone::Strong)], width)),
        line(theme, [piece(format!("  {says}"), Tone::Plain)]),
    ]
}
