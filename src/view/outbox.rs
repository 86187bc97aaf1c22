//! What waits to be sent, as a list over the panes.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;
use warroom_incident::Command;

use super::dialogs::framed;
use super::theme::Theme;
use super::{cut, line, middle};
use crate::app::model::Model;
use crate::app::outbox::{Outbox, age, fate};
use crate::app::rows::wrap;
use crate::app::tone::{Tone, piece};
use crate::replica::{Fate, Waiting};
use crate::timeline::{clean, first_line};

/// Lines that one entry takes: its fate, its text, and why it was refused.
const EACH: usize = 3;

pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme, outbox: Outbox, room: Rect) {
    let width = room.width.min(96);
    let inner = usize::from(width.saturating_sub(4)).max(1);
    let waiting: Vec<_> = model.replica.waiting().collect();
    let selected = outbox.cursor.min(waiting.len().saturating_sub(1));
    let mut lines: Vec<Line<'static>> = Vec::new();
    let (mut first, mut behind) = (0, 0);
    for (index, it) in waiting.iter().enumerate() {
        if index == selected {
            first = lines.len();
        }
        lines.extend(entry(model, theme, it, index == selected, inner));
        if index == selected {
            behind = lines.len();
        }
    }
    if lines.is_empty() {
        lines.push(line(theme, [piece("nothing waits any more: all of it is on the record", Tone::Plain)]));
    }
    // Below the entries, which are in the order in which they are sent.
    let drafts =
        crate::app::outbox::in_drafts(model).map(|words| line(theme, cut(vec![piece(words, Tone::Alarm)], inner)));
    let extra = u16::from(drafts.is_some());
    let area = middle(room, width, u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2 + extra));
    let body = framed(frame, theme, &format!("Outbox — in the order in which it is sent ({})", waiting.len()), area);
    let height = usize::from(body.height.saturating_sub(extra)).max(1);
    let skip = behind.saturating_sub(height).min(first);
    let mut shown: Vec<_> = lines.into_iter().skip(skip).take(height).collect();
    shown.extend(drafts);
    frame.render_widget(Paragraph::new(shown), body);
}

fn entry(model: &Model, theme: Theme, waiting: &Waiting, selected: bool, width: usize) -> Vec<Line<'static>> {
    let Command::Post { entry, text, .. } = &waiting.pending.command else { return Vec::new() };
    let mark = if selected { ">" } else { " " };
    let tone = if matches!(waiting.fate, Fate::Refused(_) | Fate::NotSaved(_)) { Tone::Alarm } else { Tone::Strong };
    let head = vec![
        piece(format!("{mark} {}", fate(model, waiting)), tone),
        piece(format!(" · {} · {entry}", age(model, waiting)), Tone::Plain),
    ];
    let mut lines = vec![line(theme, cut(head, width))];
    lines.push(line(theme, cut(vec![piece(format!("    {}", clean(&first_line(text, 300))), Tone::Plain)], width)));
    if let Fate::Refused(why) | Fate::NotSaved(why) = &waiting.fate {
        let wrapped = wrap(&clean(why), width.saturating_sub(4).max(1));
        let why = wrapped.into_iter().take(EACH).map(|text| line(theme, [piece(format!("    {text}"), Tone::Faint)]));
        lines.extend(why);
    }
    if selected { lines.into_iter().map(|line| line.style(theme.style(Tone::Selected))).collect() } else { lines }
}
