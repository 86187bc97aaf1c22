//! What guests asked the chair, the longest waiting first.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Content, plain_lines};
use crate::app::keymap::Action;
use crate::app::model::Model;
use crate::app::questions;
use crate::app::rows::wrap;
use crate::app::tone::{Piece, Tone, piece};
use crate::view::line;

impl Content {
    pub(super) fn questions(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        if !questions::is_seen(model) {
            let text = [
                ("Questions of guests go to the chair.", Tone::Strong),
                ("They do not come to you: this is what keeps you free to work.", Tone::Faint),
            ];
            return plain_lines(self.theme, &text, area);
        }
        let order = questions::order(model);
        if order.is_empty() && self.filtered {
            return vec![line(self.theme, [piece(" no question fits; f shows all", Tone::Faint)])];
        }
        if order.is_empty() {
            let ask = format!("{} asks the chair.", model.key(Action::Ask));
            let text = [
                ("Nobody has asked the chair anything yet.", Tone::Strong),
                (ask.as_str(), Tone::Plain),
                ("Whoever works on the fix never sees it.", Tone::Faint),
            ];
            return plain_lines(self.theme, &text, area);
        }
        self.foot = format!("{} open of {} · Enter opens", questions::waiting(model), questions::all(model));
        let width = usize::from(area.width.saturating_sub(1)).max(1);
        let at = order.iter().position(|seq| *seq == model.selected.question).unwrap_or(0);
        let item = |at: usize| order.get(at).map(|seq| item(model, *seq, width)).unwrap_or_default();
        self.list(order.len(), item, at, area.height)
    }
}

/// How long it waits and who asked, its words, and the answer.
fn item(model: &Model, seq: u64, width: usize) -> Vec<Vec<Piece>> {
    let Some(question) = model.replica.state().questions.get(&seq) else { return Vec::new() };
    let (fate, tone) = questions::fate(question, model.shown_at());
    let count = match question.askers().len() {
        1 => String::new(),
        many => format!("{many} asked: "),
    };
    let head = vec![
        piece(format!("{seq} "), Tone::Plain),
        piece(fate, tone),
        piece(format!("  {count}{}", questions::askers(question)), Tone::Plain),
    ];
    let mut lines = vec![crate::view::cut(head, width)];
    let mut add = |lead: &str, text: &str, most: usize, tone: Tone| {
        let text = text.lines().collect::<Vec<_>>().join(" ");
        let wrapped = wrap(&format!("{lead}{text}"), width.saturating_sub(2).max(1));
        let more = wrapped.len() > most;
        for (nth, mut line) in wrapped.into_iter().take(most).enumerate() {
            if more && nth + 1 == most {
                line = super::and_more(&line, width.saturating_sub(2));
            }
            lines.push(vec![piece(format!("  {line}"), tone)]);
        }
    };
    let words = if question.is_open() { Tone::Plain } else { Tone::Faint };
    add("", &questions::words(model, seq), 3, words);
    if let Some(reply) = question.reply() {
        add("» ", &questions::words(model, reply.seq), 4, Tone::Plain);
    }
    lines
}
