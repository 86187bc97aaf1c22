//! The palette: what was typed, the actions that fit, what is off and why, and what the selected one does.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::{below, framed};
use crate::app::bindings::shown;
use crate::app::model::Model;
use crate::app::palette::{Found, Palette};
use crate::app::rows::{fit, wrap};
use crate::app::tone::{Tone, piece};
use crate::timeline::clean;
use crate::view::theme::Theme;
use crate::view::{cut, line, middle};

/// Columns of an action's name, and of its key.
fn columns(width: usize) -> (usize, usize) {
    if width < 60 { (16, 6) } else { (22, 11) }
}

pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme, palette: &Palette, room: Rect) {
    let area = middle(room, 90, 22);
    let body = framed(frame, theme, "Commands — type to find, Enter runs it", area);
    let found = palette.found(model);
    let width = usize::from(body.width);
    let typed = vec![piece(format!(": {}", clean(&palette.typed)), Tone::Strong), piece(" ", Tone::Selected)];
    frame.render_widget(Paragraph::new(line(theme, cut(typed, width))), body);
    let about = about(theme, found.get(palette.cursor), width, if body.height < 10 { 1 } else { 2 });
    let tall = body.height.saturating_sub(1 + u16::try_from(about.len()).unwrap_or(0));
    let list = Rect { y: body.y + 1, height: tall, ..body };
    let (lines, selected) = lines(theme, palette, &found, width);
    let skip = (selected + 1).saturating_sub(list.height.into());
    frame.render_widget(Paragraph::new(lines.into_iter().skip(skip).collect::<Vec<_>>()), list);
    frame
        .render_widget(Paragraph::new(about), Rect { y: list.y + list.height, height: body.height - 1 - tall, ..body });
    below(frame, theme, area, &format!("{} of {}", found.len(), model.settings.keymap.lines().len()));
}

/// The lines of the list, and which of them is selected.
fn lines(theme: Theme, palette: &Palette, found: &[Found], width: usize) -> (Vec<Line<'static>>, usize) {
    let (mut lines, mut selected) = (Vec::new(), 0);
    let (label, room) = columns(width);
    for (index, found) in found.iter().enumerate() {
        let first_off = found.why_not.is_some() && lines.len() == index;
        if first_off {
            lines.push(line(theme, [piece("  off for you now", Tone::Strong)]));
        }
        let binding = found.line.binding;
        let key = found.line.keys.first().map(|key| shown(key)).unwrap_or_default();
        let mark = if index == palette.cursor { ">" } else { " " };
        let head = format!("{mark} {} {key:<room$}", fit(&format!("{:<label$}", binding.label), label));
        let pieces = match &found.why_not {
            Some(why) => vec![piece(head, Tone::Faint), piece(clean(why), Tone::Faint)],
            None => vec![piece(head, Tone::Strong), piece(binding.does.to_owned(), Tone::Plain)],
        };
        let mut drawn = line(theme, cut(pieces, width));
        if index == palette.cursor {
            drawn = drawn.style(theme.style(Tone::Selected));
            selected = lines.len();
        }
        lines.push(drawn);
    }
    if found.is_empty() {
        lines.push(line(theme, [piece("  nothing is called like that", Tone::Faint)]));
    }
    (lines, selected)
}

/// What the selected one does and why it is off, whole: its line may have no room for it.
fn about(theme: Theme, found: Option<&Found>, width: usize, most: usize) -> Vec<Line<'static>> {
    let Some(found) = found else { return Vec::new() };
    let text = match &found.why_not {
        Some(why) => format!("Off: {}. Does: {}", clean(why), found.line.binding.does),
        None => format!("Does: {}", found.line.binding.does),
    };
    let wrapped = wrap(&text, width.saturating_sub(2).max(1)).into_iter().take(most);
    wrapped.map(|text| line(theme, [piece(format!("  {text}"), Tone::Plain)])).collect()
}
