//! Whom to call, who answers for what, what to do step by step; and what of it may be out of date.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Content, plain_lines};
use crate::app::model::Model;
use crate::app::reference::{self, Entry};
use crate::app::rows::{fit, wrap};
use crate::app::tone::{Piece, Tone, piece};
use crate::timeline::clean;
use crate::view::line;

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
        self.foot = format!("{doubtful}Enter opens · y copies");
        let width = usize::from(area.width.saturating_sub(1)).max(1);
        let item = |at: usize| shown.get(at).map(|entry| item(model, *entry, width)).unwrap_or_default();
        self.list(shown.len(), item, model.selected.reference, area.height)
    }
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
