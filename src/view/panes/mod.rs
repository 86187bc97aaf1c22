//! The panes. Every title says who can read what stands in it; only what leaves the room has a double border.

mod brief;
mod composer;
mod drafts;
mod due;
mod impact;
mod people;
mod questions;
mod reference;
mod tasks;
mod told;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Borders, Paragraph};

use super::theme::Theme;
use super::{found, line};
use crate::app::keymap::Action;
use crate::app::layout::inside;
use crate::app::list::{Cursor, Tall};
use crate::app::model::{Model, Pane};
use crate::app::rows::{Rows, fit, wrap};
use crate::app::search::{self, Scope, Search};
use crate::app::sieve::Needle;
use crate::app::tone::{Piece, Tone, piece};

pub(super) use composer::composer;

/// Draws a pane with its border.
pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme, pane: Pane, area: Rect) {
    let focused = pane == model.focus;
    let mut content = Content::of(model, theme, pane);
    let body = inside(area);
    let lines = content.fill(model, pane, body);
    let of = if matches!(pane, Pane::Timeline | Pane::Notes) { Scope::Rows(pane) } else { Scope::Short(pane) };
    if let Some(found) = search::foot(model, of).filter(|_| focused) {
        content.foot = format!("{found} · {}", content.foot);
    }
    frame.render_widget(block(model, theme, pane, focused, content.foot, area.width), area);
    frame.render_widget(Paragraph::new(lines), body);
}

/// The item of a pane's list that is drawn on a line of its body.
pub(super) fn item_at(model: &Model, theme: Theme, pane: Pane, body: Rect, line: u16) -> Option<usize> {
    let mut content = Content::of(model, theme, pane);
    content.fill(model, pane, body);
    content.items.get(usize::from(line)).copied()
}

fn block(model: &Model, theme: Theme, pane: Pane, focused: bool, foot: String, width: u16) -> Block<'static> {
    let external = pane == Pane::Drafts;
    let kind = match (external, focused) {
        (true, _) => BorderType::Double,
        (false, true) => BorderType::Thick,
        (false, false) => BorderType::Plain,
    };
    let who_reads = if external {
        "EXTERNAL, customers will read this"
    } else if pane == Pane::Questions {
        "INTERNAL, the chair and guests"
    } else if model.is_reader() {
        "what was published"
    } else {
        "INTERNAL"
    };
    let as_of = match (model.link.is_up(), model.link.heard_at) {
        (false, Some(at)) => {
            let age = (model.now - at).num_seconds().max(0);
            let age = if age < 120 { format!("{age} s") } else { crate::brief::age(at, model.now) };
            format!(", as of {}, {age} old", model.on_server(at).format("%H:%M:%SZ"))
        }
        _ => String::new(),
    };
    let mut title = format!(" {} {} — {who_reads}{as_of} ", model.key(pane.action()), pane.name());
    let mut foot = foot;
    if let Some(filter) = crate::app::filter::title(model, pane) {
        use unicode_width::UnicodeWidthStr;
        // A narrow pane says it below: nobody may take a part for the whole.
        if title.width() + filter.width() + 4 <= usize::from(width) {
            title = format!("{title}· {filter} ");
        } else {
            let short = filter.replace(" · f clears", "");
            foot = if short.width() + foot.width() + 7 <= usize::from(width) {
                format!("{short} · {foot}")
            } else {
                short
            };
        }
    }
    let mut style = if external { theme.style(Tone::External) } else { Style::default() };
    if focused {
        style = style.add_modifier(Modifier::BOLD);
    }
    let block = Block::new().borders(Borders::ALL).border_type(kind).border_style(style).title(title);
    if foot.is_empty() { block } else { block.title_bottom(Line::from(format!(" {foot} ")).right_aligned()) }
}

/// What is collected while a pane is filled.
struct Content {
    theme: Theme,
    focused: bool,
    /// What leads to the end of a list.
    bottom: String,
    foot: String,
    /// The item of the list that stands on each line.
    items: Vec<usize>,
    needle: Needle,
    filtered: bool,
}

impl Content {
    fn of(model: &Model, theme: Theme, pane: Pane) -> Content {
        let focused = pane == model.focus;
        let needle = model.search.as_ref().filter(|_| focused).map_or(Needle::new(""), Search::needle);
        let filtered = model.filters.of(pane).is_some();
        let bottom = model.key(Action::Bottom);
        Content { theme, focused, bottom, foot: String::new(), items: Vec::new(), needle, filtered }
    }

    fn fill(&mut self, model: &Model, pane: Pane, body: Rect) -> Vec<Line<'static>> {
        match pane {
            Pane::Timeline => self.rows(&model.fact_rows(body.width.saturating_sub(1)), model.timeline, body.height),
            Pane::Notes => self.rows(&model.note_rows(body.width.saturating_sub(1)), model.notes, body.height),
            Pane::Brief => self.brief(model, body),
            Pane::People => self.people(model, body),
            Pane::Tasks => self.tasks(model, body),
            Pane::Needs => self.needs(model, body),
            Pane::Drafts => self.drafts(model, body),
            Pane::Questions => self.questions(model, body),
            Pane::Told => self.told(model, body),
            Pane::Contacts => self.reference(model, body),
            Pane::Impact => self.impact(model, body),
            Pane::Due => self.due(model, body),
        }
    }

    fn rows(&mut self, rows: &Rows<'_>, cursor: Cursor, height: u16) -> Vec<Line<'static>> {
        let Some(window) = cursor.window(rows, height) else {
            self.foot = "empty".into();
            let says = if self.filtered { " nothing fits; f shows all" } else { " nothing yet" };
            return vec![line(self.theme, [piece(says, Tone::Faint)])];
        };
        self.foot = match cursor.below(rows) {
            0 if cursor == Cursor::End => format!("{} · following", rows.len()),
            0 => format!("{} of {}", window.selected + 1, rows.len()),
            new => format!("{new} new below ({}) · {} of {}", self.bottom, window.selected + 1, rows.len()),
        };
        let mut lines = Vec::new();
        let mut index = window.first;
        let mut cut = usize::from(window.cut);
        while lines.len() < usize::from(height) && index < rows.len() {
            let selected = self.focused && index == window.selected;
            lines.extend(rows.lines(index).into_iter().skip(cut).map(|pieces| self.row(pieces, selected)));
            self.items.resize(lines.len(), index);
            (index, cut) = (index + 1, 0);
        }
        lines.truncate(height.into());
        lines
    }

    fn row(&self, pieces: Vec<Piece>, selected: bool) -> Line<'static> {
        let is_rule = pieces.first().is_some_and(|(text, _)| text.starts_with('─'));
        let marked = selected && !is_rule;
        let mut all = vec![piece(if marked { ">" } else { " " }, Tone::Plain)];
        all.extend(pieces);
        let mut line = found::underlined(line(self.theme, all), &self.needle);
        if marked {
            line = line.style(self.theme.style(Tone::Selected));
        }
        line
    }

    /// Short lists: wrapped lines, the selected one kept in sight. Only what is in sight is made.
    fn list(
        &mut self,
        count: usize,
        item: impl Fn(usize) -> Vec<Vec<Piece>>,
        selected: usize,
        height: u16,
    ) -> Vec<Line<'static>> {
        let height = usize::from(height);
        let selected = selected.min(count.saturating_sub(1));
        let (mut first, mut used) = (selected + 1, 0);
        while first > 0 && used < height {
            first -= 1;
            used += if first < count { item(first).len() } else { 0 };
        }
        let skip = used.saturating_sub(height);
        let each = (first..count).flat_map(|index| item(index).into_iter().map(move |pieces| (index, pieces)));
        let shown: Vec<_> = each.skip(skip).take(height).collect();
        self.items = shown.iter().map(|(index, _)| *index).collect();
        shown.into_iter().map(|(index, pieces)| self.row(pieces, self.focused && index == selected)).collect()
    }
}

/// A line that goes on out of sight: ends after a whole word, with `…`.
fn and_more(text: &str, room: usize) -> String {
    use unicode_width::UnicodeWidthStr;
    let mut kept = text.trim_end();
    while kept.width() + 1 > room {
        match kept.rfind(' ') {
            Some(at) => kept = kept[..at].trim_end(),
            None => return fit(text, room),
        }
    }
    format!("{kept}…")
}

fn plain_lines(theme: Theme, text: &[(&str, Tone)], area: Rect) -> Vec<Line<'static>> {
    let width = usize::from(area.width.saturating_sub(2)).max(1);
    let wrapped = text.iter().flat_map(|(text, tone)| wrap(text, width).into_iter().map(|text| (text, *tone)));
    let mut lines: Vec<_> = wrapped.collect();
    let more = lines.len() > usize::from(area.height);
    lines.truncate(area.height.into());
    if more && let Some((last, _)) = lines.last_mut() {
        *last = and_more(last, width);
    }
    lines.into_iter().map(|(text, tone)| line(theme, [piece(format!(" {text}"), tone)])).collect()
}
