//! The brief.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Content, and_more};
use crate::app::catch_up;
use crate::app::keymap::Action;
use crate::app::model::{ClockStyle, Model};
use crate::app::rows::wrap;
use crate::app::tone::{Piece, Tone, piece};
use crate::brief::fit::head_width;
use crate::brief::{BriefLine, told};

impl Content {
    pub(super) fn brief(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let width = usize::from(area.width.saturating_sub(1));
        let fitted = catch_up::shown(model);
        let mut before = None;
        let items: Vec<_> = fitted
            .lines
            .iter()
            .map(|(line, rows)| {
                let head = if before == Some(line.section) { "" } else { line.section.head() };
                before = Some(line.section);
                drawn(model, line, head, *rows, width)
            })
            .collect();
        let all: usize = items.iter().map(Vec::len).sum();
        self.foot = foot(model, fitted.spared, all > usize::from(area.height), items.len(), width);
        let selected = model.selected.brief.min(fitted.lines.len().saturating_sub(1));
        self.list(items.len(), |at| items[at].clone(), selected, area.height)
    }
}

/// One line in its rows, under the word of its section.
fn drawn(model: &Model, line: &BriefLine, head: &str, rows: usize, width: usize) -> Vec<Vec<Piece>> {
    let head_width = head_width(width);
    let room = width.saturating_sub(head_width).max(8);
    let tone = if line.alarm { Tone::Alarm } else { Tone::Plain };
    let now = model.server_now();
    let text = match (line.at, model.clock) {
        (Some(at), ClockStyle::Local | ClockStyle::Elapsed) => format!("{} {}", model.clock().short(at), line.text),
        (_, _) => told(line, now),
    };
    let mut wrapped = wrap(&text, room);
    let more = wrapped.len() > rows;
    wrapped.truncate(rows.max(1));
    if more && let Some(last) = wrapped.last_mut() {
        *last = and_more(last, room);
    }
    let head: String = head.chars().take(head_width.saturating_sub(1)).collect();
    wrapped
        .into_iter()
        .enumerate()
        .map(|(nth, text)| {
            let head = format!("{:<head_width$}", if nth == 0 { head.as_str() } else { "" });
            vec![piece(head, Tone::Strong), piece(text, tone)]
        })
        .collect()
}

/// What is new, what is not in sight, and where the keys lead; as much of it as fits.
fn foot(model: &Model, spared: usize, scrolls: bool, lines: usize, width: usize) -> String {
    let mut parts = Vec::new();
    if catch_up::is_early(model) {
        let of = model.replica.snapshot().map_or(0, |snapshot| snapshot.seq);
        let here = model.replica.record().seq();
        parts.push(format!("CATCHING UP {} of {}: lines lead nowhere yet", grouped(here), grouped(of)));
    }
    match catch_up::new_since_opened(model) {
        0 => {}
        new => parts.push(format!("{} new since you opened this", grouped(new as u64))),
    }
    if spared > 0 {
        parts.push(format!(
            "{spared} more {}: {}",
            if spared == 1 { "line" } else { "lines" },
            model.key(Action::Zoom)
        ));
    } else if scrolls {
        parts.push(format!("{} of {lines} · j k", (model.selected.brief + 1).min(lines)));
    }
    if !catch_up::is_early(model) {
        parts.extend(["Enter leads to the place".to_owned(), format!("{} to the room", model.key(Action::Back))]);
    }
    let mut foot = String::new();
    for part in parts {
        let joined = if foot.is_empty() { part } else { format!("{foot} · {part}") };
        if joined.chars().count() + 4 > width && !foot.is_empty() {
            break;
        }
        foot = joined;
    }
    foot
}

/// A number that can be read at a glance: `100,000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn large_numbers_are_grouped() {
        assert_eq!([7, 999, 12_000, 1_234_567].map(grouped), ["7", "999", "12,000", "1,234,567"]);
    }
}
