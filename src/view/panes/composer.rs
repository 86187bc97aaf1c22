//! Where text is written, and the words that fit what is being typed.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Borders, Clear, Paragraph};
use unicode_segmentation::UnicodeSegmentation;

use crate::app::composer::offers::{Offers, offers};
use crate::app::composer::wrapping::{Row, place, rows, shown};
use crate::app::composer::{Listed, Target, meaning};
use crate::app::layout::composer_columns;
use crate::app::model::Model;
use crate::app::rows::fit;
use crate::app::tone::{Piece, Tone, piece};
use crate::view::theme::Theme;
use crate::view::{cut, line};

/// Words that are shown at a time; the others are reached by Tab, or by typing on.
const MOST_OFFERS: u16 = 6;

/// Lines of the pane that the list leaves in sight, where there are so many, with the pane's upper border.
const LEAVES: u16 = 6;

/// Where text is written.
pub(in crate::view) fn composer(frame: &mut Frame<'_>, model: &Model, theme: Theme, area: Rect) {
    if !model.composer.is_open() {
        return;
    }
    let (used, over) = meaning::used(model);
    let room = usize::from(area.width.saturating_sub(4));
    let title = fit(&meaning::title(model), room.max(1));
    let used = line(theme, [piece(format!(" {used} "), if over { Tone::Alarm } else { Tone::Plain })]);
    let block = Block::new()
        .borders(Borders::ALL)
        .border_type(BorderType::Thick)
        .border_style(theme.style(Tone::Strong))
        .title(format!(" {} ", title.trim_end()))
        .title_bottom(used.right_aligned());
    let body = block.inner(area);
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    frame.render_widget(Paragraph::new(text(model, theme, body)), body);
    list(frame, model, theme, area);
}

/// The rows around the cursor.
fn text(model: &Model, theme: Theme, body: Rect) -> Vec<Line<'static>> {
    let (text, at) = (model.composer.text(), model.composer.at());
    if text.is_empty() && model.composer.target().is_some_and(Target::is_entry) {
        let hint = "/ offers kinds, @ people and times, Up earlier entries of yours";
        let pieces = vec![piece(" ", Tone::Selected), piece(format!(" {hint}"), Tone::Faint)];
        return vec![line(theme, cut(pieces, body.width.into()))];
    }
    let rows = rows(&text, composer_columns(model.size));
    let (cursor, _) = place(&text, &rows, at);
    let height = usize::from(body.height).max(1);
    let first = (cursor + 1).saturating_sub(height);
    let shown = rows.iter().enumerate().skip(first).take(height);
    shown.map(|(nth, row)| line(theme, row_pieces(&text, *row, (nth == cursor).then_some(at)))).collect()
}

/// A row as pieces; the cursor covers a whole character, or the place behind the last one.
fn row_pieces(text: &str, row: Row, cursor: Option<usize>) -> Vec<Piece> {
    let (mut before, mut under, mut behind) = (String::new(), String::new(), String::new());
    for (at, character) in text[row.from..row.to].grapheme_indices(true) {
        let at = row.from + at;
        let into = match cursor {
            Some(cursor) if at == cursor => &mut under,
            Some(cursor) if at > cursor => &mut behind,
            _ => &mut before,
        };
        into.push_str(&shown(character).0);
    }
    if cursor.is_some() && under.is_empty() {
        under.push(' ');
    }
    vec![piece(before, Tone::Plain), piece(under, Tone::Selected), piece(behind, Tone::Plain)]
}

/// The list of words that fit, over the last lines above the composer.
fn list(frame: &mut Frame<'_>, model: &Model, theme: Theme, composer: Rect) {
    let chosen = match model.composer.list {
        Listed::No => return,
        Listed::Shown => None,
        Listed::Chosen(at) => Some(at),
    };
    let Some(Offers { offers, .. }) = offers(model) else { return };
    let panes = crate::app::layout::focused(model).height.saturating_add(2);
    let count = u16::try_from(offers.len()).unwrap_or(u16::MAX);
    let height = count.min(MOST_OFFERS).min(panes.saturating_sub(LEAVES).max(2)).min(composer.y);
    if height == 0 {
        return;
    }
    let chosen = chosen.map(|at| at.min(offers.len() - 1));
    let first = chosen.map_or(0, |at| (at + 1).saturating_sub(height.into()));
    let widest = offers.iter().map(|offer| unicode_width::UnicodeWidthStr::width(offer.word.as_str())).max();
    let widest = widest.unwrap_or(0).min(24);
    let area = Rect { y: composer.y - height, height, ..composer };
    let width = usize::from(area.width);
    let lines = offers.iter().enumerate().skip(first).take(height.into()).map(|(nth, offer)| {
        let mark = if chosen == Some(nth) { ">" } else { " " };
        let more = if nth + 1 == first + usize::from(height) && nth + 1 < offers.len() {
            format!(" (+{} more)", offers.len() - nth - 1)
        } else {
            String::new()
        };
        let word = crate::timeline::clean(&offer.word);
        let pieces = vec![
            piece(format!("┃{mark}{} ", fit(&word, widest.max(1))), Tone::Strong),
            piece(format!(" {}{more}", crate::timeline::clean(&offer.means)), Tone::Plain),
        ];
        let drawn = line(theme, cut(pieces, width));
        if chosen == Some(nth) { drawn.style(theme.style(Tone::Selected)) } else { drawn }
    });
    let lines: Vec<_> = lines.collect();
    frame.render_widget(Clear, area);
    frame.render_widget(Paragraph::new(lines), area);
}
