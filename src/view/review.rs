//! A draft in full, what is asked about it, the fields of a new one, and the manual kit.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Borders, Clear, Paragraph};

use super::dialogs::{choices, framed, steps};
use super::theme::Theme;
use super::{cut, line, middle};
use crate::app::forms::{Form, Stage};
use crate::app::model::Model;
use crate::app::review::fields::{Fields, Waits, What, preview, shown};
use crate::app::review::kit::{self, Reading};
use crate::app::review::{self, Held, Review};
use crate::app::rows::{fit, wrap};
use crate::app::tone::{Tone, piece};
use crate::timeline::clean;

/// A draft in full.
pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme, it: &Review) {
    page(frame, model, theme, it, review::area(model), ": Space");
}

fn page(frame: &mut Frame<'_>, model: &Model, theme: Theme, it: &Review, area: Rect, key: &str) {
    frame.render_widget(Clear, area);
    let lines = review::lines(model, it, area.width.saturating_sub(4));
    let height = usize::from(area.height.saturating_sub(2)).max(1);
    let top = it.top.min(lines.len().saturating_sub(height));
    let draft = model.replica.state().drafts.get(&it.seq);
    let audience = draft.map_or(String::new(), |draft| format!(" for {}", clean(&draft.audience)));
    let long = format!(" Draft {}{audience} — EXTERNAL, customers will read this ", it.seq);
    let title = if long.chars().count() + 4 <= usize::from(area.width) {
        long
    } else {
        format!(" Draft {} — EXTERNAL ", it.seq)
    };
    let below = lines.len().saturating_sub(top + height);
    let foot = if below > 0 { format!(" {below} more lines below{key} ") } else { String::new() };
    let style = theme.style(Tone::External).add_modifier(Modifier::BOLD);
    let block = Block::new()
        .borders(Borders::ALL)
        .border_type(BorderType::Double)
        .border_style(style)
        .title(title)
        .title_bottom(Line::from(foot).right_aligned());
    let body = block.inner(area);
    frame.render_widget(block, area);
    let body = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
    let shown = lines.into_iter().skip(top).take(height);
    let drawn: Vec<_> = shown.map(|pieces| line(theme, cut(pieces, body.width.into()))).collect();
    frame.render_widget(Paragraph::new(drawn), body);
}

/// A question about a draft, under the draft that it is about.
pub(super) fn question(frame: &mut Frame<'_>, model: &Model, theme: Theme, form: &Form, held: &Held) {
    let area = review::area(model);
    let inner = usize::from(area.width.saturating_sub(4)).max(1);
    let (above, under) = review::split(model, form, held);
    frame.render_widget(Clear, area);
    if let Some(above) = above {
        page(frame, model, theme, &held.screen, above, if held.void.is_some() { "" } else { ": PgDn" });
    }
    let Some(under) = under else { return };
    let lines = question_lines(theme, form, held, inner);
    let title = fit(&form.title, inner.min(form.title.chars().count()));
    let body = framed(frame, theme, &title, under);
    let hash = format!(" sha {} ", held.seen.digest.to_string().chars().take(6).collect::<String>());
    let width = u16::try_from(hash.len()).unwrap_or(0);
    if under.width > width + 4 {
        let at = Rect { x: under.x + under.width - width - 2, y: under.y + under.height - 1, width, height: 1 };
        frame.render_widget(Paragraph::new(line(theme, [piece(hash, Tone::Faint)])), at);
    }
    // What is asked for stands at the end: the beginning gives way to it, but never choices that are made now.
    let over = lines.len().saturating_sub(body.height.into());
    let skip = if form.stage == Stage::Choosing { 0 } else { over };
    frame.render_widget(Paragraph::new(lines.into_iter().skip(skip).collect::<Vec<_>>()), body);
}

fn question_lines(theme: Theme, form: &Form, held: &Held, inner: usize) -> Vec<Line<'static>> {
    let said = |text: &str, tone| wrap(text, inner).into_iter().map(move |text| line(theme, [piece(text, tone)]));
    if let Some(void) = &held.void {
        let mut lines: Vec<_> = said(&clean(void), Tone::Alarm).collect();
        lines.push(Line::default());
        lines.extend(said(review::VOID_BACK, Tone::Strong));
        return lines;
    }
    let loud =
        |text: &str| if text.starts_with("DRILL") || text.contains("WITHOUT") { Tone::Alarm } else { Tone::Plain };
    let mut lines: Vec<_> = form.about.iter().flat_map(|text| said(text, loud(text)).collect::<Vec<_>>()).collect();
    lines.extend(choices(theme, form, inner));
    lines.extend(steps(theme, form, inner));
    lines
}

/// The fields of a new draft, or of what can change.
pub(super) fn fields(frame: &mut Frame<'_>, model: &Model, theme: Theme, it: &Fields, room: Rect) {
    let width = room.width.min(96);
    let inner = usize::from(width.saturating_sub(4)).max(1);
    let mut rows = Vec::new();
    for (nth, field) in it.fields.iter().enumerate() {
        let chosen = nth == it.cursor;
        let name = match &field.what {
            What::Statement => "statement".to_owned(),
            What::Audience => "for".into(),
            What::Phase => "tells".into(),
            What::Slot(name) => format!("{{{}}}", clean(name)),
            What::Channel(name) => clean(name),
            What::Notice => "readers are".into(),
            What::Promise => "next update".into(),
        };
        let value = field.value().map_or(String::new(), |value| shown(model, it, value));
        let typed = if chosen && !it.typed.is_empty() { format!("  {}_", it.typed) } else { String::new() };
        let several = field.values.len() > 1;
        let value = if several && chosen { format!("< {value} >{typed}") } else { format!("  {value}") };
        let text = format!("{} {} {value}", if chosen { ">" } else { " " }, fit(&name, 14));
        let drawn = line(theme, cut(vec![piece(text, Tone::Plain)], inner));
        rows.push(if chosen { drawn.style(theme.style(Tone::Selected)) } else { drawn });
    }
    let mut tail = vec![Line::default()];
    for (text, tone) in preview(model, it) {
        let mark = if tone == Tone::External { "│ " } else { "" };
        let wrapped = wrap(&text, inner.saturating_sub(mark.len()).max(1));
        tail.extend(wrapped.into_iter().map(|text| line(theme, [piece(format!("{mark}{text}"), tone)])));
    }
    if let Some(problem) = &it.problem {
        tail.extend(wrap(&clean(problem), inner).into_iter().map(|text| line(theme, [piece(text, Tone::Alarm)])));
    }
    if it.waits != Waits::No {
        tail.push(line(theme, [piece("on its way: the server answers in a moment", Tone::Strong)]));
    }
    // What comes of it is seen whole; of many channels those around the selected one.
    let height = usize::from(room.height.saturating_sub(2));
    let most = height.saturating_sub(tail.len()).max(3);
    let first = it.cursor.saturating_sub(most - 1).min(rows.len().saturating_sub(most));
    let mut lines: Vec<_> = rows.into_iter().skip(first).take(most).collect();
    lines.extend(tail);
    let area = middle(room, width, u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2));
    let body = framed(frame, theme, &it.title(), area);
    frame.render_widget(Paragraph::new(lines), body);
}

/// The manual kit, without a border at its sides: what cannot be copied can be marked with the mouse.
pub(super) fn kit(frame: &mut Frame<'_>, model: &Model, theme: Theme, it: &Reading) {
    let area = review::area(model);
    frame.render_widget(Clear, area);
    let (lines, from) = kit::lines(it, area.width.into());
    let title = format!("══ Draft {}: as approved, to be sent by hand — EXTERNAL ", it.behind.seq);
    let head = line(theme, cut(vec![piece(fit_rule(&title, area.width), Tone::External)], area.width.into()));
    let height = usize::from(area.height.saturating_sub(1)).max(1);
    // The selected text is in sight from its title on.
    let top = if lines.len() <= height { 0 } else { from.min(lines.len() - height.min(lines.len())) };
    let mut drawn = vec![head];
    drawn.extend(lines.into_iter().skip(top).take(height).map(|pieces| line(theme, cut(pieces, area.width.into()))));
    frame.render_widget(Paragraph::new(drawn), area);
}

fn fit_rule(title: &str, width: u16) -> String {
    let used = title.chars().count();
    format!("{title}{}", "═".repeat(usize::from(width).saturating_sub(used)))
}
