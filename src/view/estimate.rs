//! The form of an estimate: a line a field, how it is understood beside it, and under them what would follow.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::dialogs::{below, framed};
use super::theme::Theme;
use super::{cut, line, middle};
use crate::app::estimate::{Field, Filling, What, preview, sets, stating};
use crate::app::model::Model;
use crate::app::rows::{fit, wrap};
use crate::app::tone::{Tone, piece};
use crate::timeline::clean;

/// Columns of a field's name.
const NAME: usize = 16;

/// Columns of what stands in it, before how it is understood.
const TEXT: usize = 22;

/// Rows under the fields: an empty one, and what would follow on a narrow screen.
const PREVIEW_ROWS: usize = 6;

pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme, it: &Filling, room: Rect) {
    let width = room.width.min(100);
    let inner = usize::from(width.saturating_sub(4)).max(1);
    let read = stating::read(model, it);
    let mut rows = Vec::new();
    for (nth, (field, said)) in it.fields.iter().zip(&read.said).enumerate() {
        let chosen = nth == it.cursor;
        rows.push(row(theme, field, said, chosen, it.fresh, inner));
    }
    let mut tail = Vec::new();
    for (text, tone) in preview::preview(model, it, &read) {
        tail.extend(wrap(&text, inner).into_iter().map(|text| line(theme, [piece(text, tone)])));
    }
    let height = usize::from(room.height.saturating_sub(2));
    // How a field is filled in stands beside it as far as it fits there; else whole below, where there is room.
    let beside = inner.saturating_sub(NAME + TEXT + 4);
    if let Some(asks) = it.field().map(|field| field.what.asks()).filter(|asks| asks.chars().count() > beside) {
        let asks = wrap(asks, inner).into_iter().map(|text| line(theme, [piece(text, Tone::Faint)]));
        let asks: Vec<_> = asks.collect();
        if rows.len() + asks.len() + tail.len() <= height {
            tail.splice(0..0, asks);
        }
    }
    // What would follow is seen whole; of many fields those around the selected one.
    if rows.len() + tail.len() < height {
        tail.insert(0, Line::default());
    }
    let most = height.saturating_sub(tail.len()).max(3);
    let fields = rows.len();
    let first = (it.cursor + 2).saturating_sub(most).min(rows.len().saturating_sub(most));
    let mut lines: Vec<_> = rows.into_iter().skip(first).take(most).collect();
    lines.extend(tail);
    let title = if sets(model) {
        "Estimate: what is broken for whom, and what it costs"
    } else {
        "Propose an estimate to the chair: what is broken for whom, and what it costs"
    };
    // The frame does not move while one types: lines that come and go leave room below.
    let wanted = u16::try_from(fields + PREVIEW_ROWS + 2).unwrap_or(u16::MAX);
    let area = middle(room, width, wanted.min(room.height));
    let body = framed(frame, theme, &fit(title, inner.min(title.len())), area);
    frame.render_widget(Paragraph::new(lines), body);
    match fields.saturating_sub(first + most) {
        0 => {}
        1 => below(frame, theme, area, "1 more field below"),
        more => below(frame, theme, area, &format!("{more} more fields below")),
    }
}

fn row(
    theme: Theme,
    field: &Field,
    said: &Result<String, String>,
    chosen: bool,
    fresh: bool,
    width: usize,
) -> Line<'static> {
    let name = match &field.what {
        What::Journey(name) => clean(name),
        What::Others => "other journeys".into(),
        What::Users => "users".into(),
        What::LossPerHour => "lost an hour".into(),
        What::CostPerHour => "costs an hour".into(),
        What::OneOff => "cost, once".into(),
        What::OneOffAt => "  when".into(),
        What::Kind => "kind".into(),
        What::Since => "since".into(),
        What::Until => "until".into(),
        What::Currency => "currency".into(),
        What::Source => "source".into(),
        What::Reason => "reason".into(),
    };
    let text = clean(&field.text);
    let is_choice = field.what.choices().is_some();
    let is_words = matches!(field.what, What::Source | What::Reason | What::Others);
    let shown = match (is_choice, text.is_empty(), chosen) {
        (true, true, true) => "< not known >".into(),
        (true, true, false) => "-".into(),
        (true, false, true) => format!("< {text} >"),
        // What stands there and would be replaced by a letter is in brackets.
        (false, false, true) if fresh && !field.is_changed() => format!("[{text}]"),
        (false, _, true) => format!("{text}_"),
        (_, false, false) => text.clone(),
        (false, true, false) => "-".into(),
    };
    let mark = match (chosen, field.is_changed()) {
        (true, true) => ">*",
        (true, false) => "> ",
        (false, true) => " *",
        (false, false) => "  ",
    };
    let (beside, tone) = match said {
        Err(why) => (format!("! {}", clean(why)), Tone::Alarm),
        Ok(meant) if !meant.is_empty() => (clean(meant), Tone::Plain),
        Ok(_) if chosen && (text.is_empty() || is_choice) => (field.what.asks().to_owned(), Tone::Faint),
        Ok(_) => (String::new(), Tone::Faint),
    };
    let room = width.saturating_sub(NAME + 3);
    let shown = if is_words && beside.is_empty() {
        tail(&shown, room)
    } else {
        let columns = TEXT.max(shown.chars().count().min(room.saturating_sub(12)));
        fit(&tail(&shown, columns), columns)
    };
    let pieces = vec![
        piece(format!("{mark} {}", fit(&name, NAME)), Tone::Strong),
        piece(shown, Tone::Plain),
        piece(" ", Tone::Plain),
        piece(beside, tone),
    ];
    let drawn = line(theme, cut(pieces, width));
    if chosen { drawn.style(theme.style(Tone::Selected)) } else { drawn }
}

/// Of a text that is too long its end, where one writes.
fn tail(text: &str, columns: usize) -> String {
    let long = text.chars().count();
    if long <= columns {
        return text.to_owned();
    }
    let kept: String = text.chars().skip(long - columns.saturating_sub(1)).collect();
    format!("…{kept}")
}
