//! Draws the model: no state of its own, so the same model always draws the same screen.

mod ascii;
mod dialogs;
mod editor;
mod estimate;
pub mod first;
mod footer;
mod found;
mod header;
pub mod lobby;
mod outbox;
mod over;
mod pane_list;
mod panes;
mod reference;
mod review;
mod reword;
pub mod theme;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::app::connection::LinkState;
use crate::app::layout;
use crate::app::tone::{Piece, Tone, piece};
use crate::app::{Model, Pane};
use theme::Theme;

/// Draws one frame.
pub fn draw(frame: &mut Frame<'_>, model: &Model) {
    let theme = Theme::of(model.look);
    if layout::is_too_small(model.size) {
        let away = if model.link.is_up() { String::new() } else { format!("{} ", not_connected(model)) };
        let says = format!("{away}{} {}: too small, make it larger", severity_word(model), model.incident);
        frame.render_widget(Paragraph::new(says).wrap(ratatui::widgets::Wrap { trim: true }), frame.area());
    } else {
        screen(frame, model, theme);
    }
    theme.paint(frame.buffer_mut());
    if model.look.ascii {
        ascii::flatten(frame.buffer_mut());
    }
}

/// The pane that is drawn at a place, and the item of its list that stands there.
#[must_use]
pub fn under(model: &Model, column: u16, row: u16) -> Option<(Pane, Option<usize>)> {
    if layout::is_too_small(model.size) {
        return None;
    }
    let at = Position { x: column, y: row };
    let (pane, area) = layout::areas(model).panes.into_iter().find(|(_, area)| area.contains(at))?;
    let body = layout::inside(area);
    let line = body.contains(at).then(|| row - body.y);
    let item = line.and_then(|line| panes::item_at(model, Theme::of(model.look), pane, body, line));
    Some((pane, item))
}

fn screen(frame: &mut Frame<'_>, model: &Model, theme: Theme) {
    let areas = layout::areas(model);
    header::draw(frame, model, theme, areas.header);
    if let Some(tabs) = areas.tabs {
        header::tabs(frame, model, theme, tabs);
    }
    header::notices(frame, model, theme, areas.notices);
    for (pane, area) in &areas.panes {
        panes::draw(frame, model, theme, *pane, *area);
    }
    footer::summary(frame, model, theme, areas.summary);
    if let Some(area) = areas.composer {
        panes::composer(frame, model, theme, area);
    }
    footer::hints(frame, model, theme, areas.hints);
    footer::mode(frame, model, theme, areas.mode);
    if let Some(dialog) = &model.dialog {
        dialogs::draw(frame, model, theme, dialog);
    }
}

fn wait(unsent: usize) -> String {
    if unsent == 1 { "1 waits".into() } else { format!("{unsent} wait") }
}

/// What a small screen says while nothing arrives: the words, and how many entries wait, in twenty columns.
fn not_connected(model: &Model) -> String {
    match model.replica.unsent() {
        _ if matches!(model.link.state, LinkState::Refused { .. }) => "REFUSED".into(),
        0 => "NOT CONNECTED".into(),
        // Twenty columns have no room for the `s`.
        1 if model.size.0 < 21 => "NOT CONNECTED 1 wait".into(),
        unsent => format!("NOT CONNECTED {}", wait(unsent)),
    }
}

/// How bad it is: while the record is still coming, what the server said it is at its head.
fn severity(model: &Model) -> Option<&String> {
    match model.replica.snapshot().filter(|snapshot| snapshot.seq > model.replica.record().seq()) {
        Some(snapshot) => snapshot.severity.as_ref(),
        None => model.replica.state().severity.as_ref(),
    }
}

/// The severity as it is always written out.
fn severity_word(model: &Model) -> String {
    let state = model.replica.state();
    let Some(name) = severity(model) else { return "SEV?".into() };
    let rank = state.policy.severities.iter().position(|severity| severity.name == *name);
    let shape = match rank {
        Some(0) => " !!!",
        Some(1) => " !!",
        Some(2) => " !",
        _ => " -",
    };
    format!("{}{shape}", name.to_uppercase())
}

/// Pieces as a line.
fn line(theme: Theme, pieces: impl IntoIterator<Item = Piece>) -> Line<'static> {
    Line::from(pieces.into_iter().map(|(text, tone)| Span::styled(text, theme.style(tone))).collect::<Vec<_>>())
}

/// A line with something at its right end; the left one gives way.
fn spread(theme: Theme, left: Vec<Piece>, right: Vec<Piece>, width: u16) -> Line<'static> {
    use unicode_width::UnicodeWidthStr;
    let wide = |pieces: &[Piece]| pieces.iter().map(|(text, _)| text.width()).sum::<usize>();
    let room = usize::from(width).saturating_sub(wide(&right) + 1);
    let mut pieces = cut(left, room);
    let gap = usize::from(width).saturating_sub(wide(&pieces) + wide(&right));
    pieces.push(piece(" ".repeat(gap), Tone::Plain));
    pieces.extend(right);
    line(theme, pieces)
}

/// Cuts pieces to a width, with `…` where something is missing.
fn cut(pieces: Vec<Piece>, room: usize) -> Vec<Piece> {
    use unicode_width::UnicodeWidthStr;
    let (mut out, mut used) = (Vec::new(), 0);
    for (text, tone) in pieces {
        let width = text.width();
        if used + width <= room {
            used += width;
            out.push((text, tone));
        } else {
            let left = room - used;
            if left > 1 {
                out.push((crate::app::rows::fit(&text, left), tone));
            }
            break;
        }
    }
    out
}

/// A rectangle in the middle.
fn middle(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}
