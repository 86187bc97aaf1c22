//! Whom to call, who answers for what, what to do step by step; and what of it may be out of date.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Content, plain_lines};
use crate::app::model::Model;
use crate::app::reference::{self, Entry};
use crate::app::rows::{fit, wrap};
use crate::app::tone::{Piece, Tone, piece};
use crate::timeline::clean;
use crate::view::{cut, line};

/// Columns of the word before each.
const WORD: usize = 8;

impl Content {
    pub(super) fn reference(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let shown = reference::shown(model);
        if shown.is_empty() && self.filtered {
            return vec![line(self.theme, [piece(" nothing fits; f shows all", Tone::Faint)])];
        }
        if shown.is_empty() {
            let text = [
                ("The policy names nobody to call, no owner and no runbook.", Tone::Strong),
                ("[[contacts]], [[owners]] and [[runbooks]] in policy.toml of the server do.", Tone::Faint),
            ];
            return plain_lines(self.theme, &text, area);
        }
        let doubtful = shown.iter().filter(|entry| entry.checked(model).is_doubtful()).count();
        let doubtful = if doubtful > 0 { format!("{doubtful} to be checked · ") } else { String::new() };
        let width = usize::from(area.width.saturating_sub(1)).max(1);
        self.foot = format!("{doubtful}Enter opens · y copies");
        if self.foot.chars().count() + 4 > width {
            self.foot = doubtful.trim_end_matches(" · ").to_owned();
        }
        let height = usize::from(area.height);
        let item = |at: usize| {
            let lines = shown.get(at).map(|entry| item(model, *entry, width)).unwrap_or_default();
            // One that is taller than the pane would show its end: then each of its parts has one line.
            if lines.len() > height { short(model, shown.get(at).copied(), width) } else { lines }
        };
        self.list(shown.len(), item, model.selected.reference, area.height)
    }
}

/// The same in three lines, whatever does not fit cut.
fn short(model: &Model, entry: Option<Entry<'_>>, width: usize) -> Vec<Vec<Piece>> {
    let Some(entry) = entry else { return Vec::new() };
    let checked = entry.checked(model);
    let parts = [
        (format!("{} {}", entry.word(), entry.title()), Tone::Strong),
        (clean(entry.address()), Tone::Moment),
        (checked.words(), if checked.is_doubtful() { Tone::Uneasy } else { Tone::Faint }),
    ];
    parts.into_iter().map(|(text, tone)| cut(vec![piece(text, tone)], width)).collect()
}

/// What it is called; then its address, how far it has come, and when it was checked.
fn item(model: &Model, entry: Entry<'_>, width: usize) -> Vec<Vec<Piece>> {
    let room = width.saturating_sub(WORD).max(8);
    let mut lines = Vec::new();
    for (nth, text) in wrap(&entry.title(), room).into_iter().enumerate() {
        let word = if nth == 0 { entry.word() } else { "" };
        lines.push(vec![piece(fit(word, WORD), Tone::Strong), piece(text, Tone::Plain)]);
    }
    let mut add = |text: &str, tone: Tone| {
        let wrapped = wrap(text, room).into_iter();
        lines.extend(wrapped.map(|text| vec![piece(" ".repeat(WORD), Tone::Plain), piece(text, tone)]));
    };
    add(&clean(entry.address()), Tone::Moment);
    let aside = entry.aside(model);
    if !aside.is_empty() {
        add(&aside, Tone::Plain);
    }
    let checked = entry.checked(model);
    add(&checked.words(), if checked.is_doubtful() { Tone::Uneasy } else { Tone::Faint });
    lines
}
