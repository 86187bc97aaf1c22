//! The palette: what was typed, the actions that fit, what is off and why, and what the selected one does.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::{below, framed};
use crate::app::bindings::shown;
use crate::app::model::Model;
use crate::app::palette::{Found, Hit, Palette};
use crate::app::reference;
use crate::app::rows::{fit, wrap};
use crate::app::tone::{Piece, Tone, piece};
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
    let found = palette.hits(model);
    let width = usize::from(body.width);
    let typed = vec![piece(format!(": {}", clean(&palette.typed)), Tone::Strong), piece(" ", Tone::Selected)];
    frame.render_widget(Paragraph::new(line(theme, cut(typed, width))), body);
    let about = about(model, theme, found.get(palette.cursor), width, if body.height < 10 { 1 } else { 2 });
    let tall = body.height.saturating_sub(1 + u16::try_from(about.len()).unwrap_or(0));
    let list = Rect { y: body.y + 1, height: tall, ..body };
    let (lines, selected) = lines(model, theme, palette, &found, width);
    let skip = (selected + 1).saturating_sub(list.height.into());
    frame.render_widget(Paragraph::new(lines.into_iter().skip(skip).collect::<Vec<_>>()), list);
    frame
        .render_widget(Paragraph::new(about), Rect { y: list.y + list.height, height: body.height - 1 - tall, ..body });
    below(frame, theme, area, &count(model, &found));
}

/// How many actions are shown of all, and what else was found.
fn count(model: &Model, found: &[Hit]) -> String {
    let named = found.iter().filter(|hit| matches!(hit, Hit::Reference(_))).count();
    let named_too = if named > 0 { format!("{named} to call or read · ") } else { String::new() };
    format!("{named_too}{} of {}", found.len() - named, model.settings.keymap.lines().len())
}

/// The lines of the list, and which of them is selected.
fn lines(model: &Model, theme: Theme, palette: &Palette, found: &[Hit], width: usize) -> (Vec<Line<'static>>, usize) {
    let (mut lines, mut selected) = (Vec::new(), 0);
    let mut offs = 0;
    for (index, hit) in found.iter().enumerate() {
        let mark = if index == palette.cursor { ">" } else { " " };
        let pieces = match hit {
            Hit::Action(found) => {
                if found.why_not.is_some() {
                    if offs == 0 {
                        lines.push(line(theme, [piece("  off for you now", Tone::Strong)]));
                    }
                    offs += 1;
                }
                of_action(found, mark, width)
            }
            Hit::Reference(item) => of_reference(model, item, mark, width),
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

fn of_action(found: &Found, mark: &str, width: usize) -> Vec<Piece> {
    let (label, room) = columns(width);
    let binding = found.line.binding;
    let key = found.line.keys.first().map(|key| shown(key)).unwrap_or_default();
    let head = format!("{mark} {} {key:<room$}", fit(&format!("{:<label$}", binding.label), label));
    match &found.why_not {
        Some(why) => vec![piece(head, Tone::Faint), piece(clean(why), Tone::Faint)],
        None => vec![piece(head, Tone::Strong), piece(binding.does.to_owned(), Tone::Plain)],
    }
}

/// Its title, its number or address, and a mark where nobody has checked it for long.
fn of_reference(model: &Model, item: &reference::Item, mark: &str, width: usize) -> Vec<Piece> {
    let Some(entry) = reference::find(model, item) else { return Vec::new() };
    let (label, room) = columns(width);
    let head = format!("{mark} {} {:<room$}", fit(&entry.title(), label), entry.word());
    let mut pieces = vec![piece(head, Tone::Strong), piece(clean(entry.address()), Tone::Plain)];
    let doubt = entry.checked(model).mark();
    if !doubt.is_empty() {
        pieces.push(piece(format!("  {doubt}"), Tone::Uneasy));
    }
    pieces
}

/// What the selected one does and why it is off, whole: its line may have no room for it.
fn about(model: &Model, theme: Theme, hit: Option<&Hit>, width: usize, most: usize) -> Vec<Line<'static>> {
    let text = match hit {
        None => return Vec::new(),
        Some(Hit::Action(found)) => match &found.why_not {
            Some(why) => format!("Off: {}. Does: {}", clean(why), found.line.binding.does),
            None => format!("Does: {}", found.line.binding.does),
        },
        Some(Hit::Reference(item)) => match reference::find(model, item) {
            // What is needed first: the rest may have no room.
            Some(entry) => format!("{} · {} · {}", clean(entry.address()), entry.checked(model).words(), entry.title()),
            None => return Vec::new(),
        },
    };
    let wrapped = wrap(&text, width.saturating_sub(2).max(1)).into_iter().take(most);
    wrapped.map(|text| line(theme, [piece(format!("  {text}"), Tone::Plain)])).collect()
}
