//! An entry above, with a single border: it stays inside. Below, with a double one, the words for the outside.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, BorderType, Borders, Clear, Paragraph};
use unicode_segmentation::UnicodeSegmentation;

use super::theme::Theme;
use super::{cut, line};
use crate::app::composer::wrapping::{place, rows, shown};
use crate::app::detail;
use crate::app::editor::reword::{Reword, Step, columns, goal, said};
use crate::app::model::Model;
use crate::app::rows::wrap;
use crate::app::tone::{Piece, Tone, piece};
use crate::timeline::{clean, first_line};

pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme, reword: &Reword) {
    let area = detail::area(model);
    frame.render_widget(Clear, area);
    let low = area.height < 12;
    let above = if low { 2 } else { (area.height / 3).max(4) };
    let (entry, below) =
        (Rect { height: above, ..area }, Rect { y: area.y + above, height: area.height - above, ..area });
    internal(frame, model, theme, reword, entry);
    match reword.step {
        Step::Choosing(at) => goals(frame, model, theme, reword, at, below),
        Step::Writing(_) => words(frame, model, theme, reword, below),
    }
}

/// The entry's own words; a border where there is room for one.
fn internal(frame: &mut Frame<'_>, model: &Model, theme: Theme, reword: &Reword, area: Rect) {
    let title = format!(" Number {} — INTERNAL, stays inside ", reword.entry);
    let body = if area.height >= 4 {
        let block = Block::new().borders(Borders::ALL).border_type(BorderType::Plain).title(title);
        let body = block.inner(area);
        frame.render_widget(block, area);
        Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body }
    } else {
        frame
            .render_widget(Paragraph::new(line(theme, cut(vec![piece(title, Tone::Strong)], area.width.into()))), area);
        Rect {
            x: area.x + 1,
            y: area.y + 1,
            width: area.width.saturating_sub(1),
            height: area.height.saturating_sub(1),
        }
    };
    let wrapped: Vec<_> = said(model, reword).lines().flat_map(|text| wrap(text, body.width.max(1).into())).collect();
    let more = wrapped.len() > usize::from(body.height);
    let mut lines: Vec<_> = wrapped.into_iter().take(body.height.into()).collect();
    if more && let Some(last) = lines.last_mut() {
        *last = format!("{} …", first_line(last, usize::from(body.width).saturating_sub(2)));
    }
    let lines = lines.into_iter().map(|text| line(theme, [piece(text, Tone::Plain)]));
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), body);
}

fn external(theme: Theme, title: &str) -> Block<'static> {
    Block::new()
        .borders(Borders::ALL)
        .border_type(BorderType::Double)
        .border_style(theme.style(Tone::External))
        .title(format!(" {title} "))
}

fn goals(frame: &mut Frame<'_>, model: &Model, theme: Theme, reword: &Reword, at: usize, area: Rect) {
    let block = external(theme, "Use it in which draft? You write new words for it");
    let body = block.inner(area);
    frame.render_widget(block, area);
    let height = usize::from(body.height).max(1);
    let first = (at + 1).saturating_sub(height);
    let lines = reword.goals.iter().enumerate().skip(first).take(height).map(|(nth, goal)| {
        let mark = if nth == at { ">" } else { " " };
        let label = clean(&goal.label(model)).replace('\n', " ");
        let drawn = line(theme, cut(vec![piece(format!("{mark} {label}"), Tone::Plain)], body.width.into()));
        if nth == at { drawn.style(theme.style(Tone::Selected)) } else { drawn }
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), body);
}

fn words(frame: &mut Frame<'_>, model: &Model, theme: Theme, reword: &Reword, area: Rect) {
    let block = external(theme, &format!("EXTERNAL, customers will read this — in {}", clean(&goal(reword))));
    let body = block.inner(area);
    frame.render_widget(block, area);
    let found = if body.height >= 5 { 2 } else { u16::from(body.height >= 2) };
    let text = Rect { x: body.x + 1, width: body.width.saturating_sub(1), height: body.height - found, ..body };
    let below = Rect { y: body.y + body.height - found, height: found, ..body };
    frame.render_widget(Paragraph::new(written(theme, model, reword, text)), text);
    let spots = &reword.found.spots;
    let mut lines = Vec::new();
    if spots.is_empty() {
        lines.push(line(theme, [piece(" LEAK CHECK  nothing found", Tone::Strong)]));
    }
    for spot in spots.iter().take(found.into()) {
        let words = first_line(&spot.words, 30);
        let says = format!(" {} \u{201c}{words}\u{201d}: {}", spot.kind, clean(&spot.explanation));
        lines.push(line(theme, cut(vec![piece(says, Tone::Alarm)], below.width.into())));
    }
    frame.render_widget(Paragraph::new(lines), below);
}

fn written(theme: Theme, model: &Model, reword: &Reword, area: Rect) -> Vec<ratatui::text::Line<'static>> {
    let (text, at) = (reword.words.text(), reword.words.at());
    if text.is_empty() {
        let hint = "say it in words for those who will read it; nothing is copied from above";
        let pieces = vec![piece(" ", Tone::Selected), piece(format!(" {hint}"), Tone::Faint)];
        return vec![line(theme, cut(pieces, area.width.into()))];
    }
    let rows = rows(&text, columns(model));
    let (cursor, _) = place(&text, &rows, at);
    let height = usize::from(area.height).max(1);
    let first = (cursor + 1).saturating_sub(height);
    let seen = rows.iter().enumerate().skip(first).take(height);
    let row = |(nth, row): (usize, &crate::app::composer::wrapping::Row)| {
        let mut pieces: Vec<Piece> = Vec::new();
        for (byte, character) in text[row.from..row.to].grapheme_indices(true) {
            let here = nth == cursor && row.from + byte == at;
            pieces.push(piece(shown(character).0, if here { Tone::Selected } else { Tone::Plain }));
        }
        if nth == cursor && at >= row.to {
            pieces.push(piece(" ", Tone::Selected));
        }
        line(theme, pieces)
    };
    seen.map(row).collect()
}
