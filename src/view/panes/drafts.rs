//! What customers were told, and what is on its way to them.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Content, and_more, plain_lines};
use crate::app::drafts;
use crate::app::keymap::Action;
use crate::app::model::Model;
use crate::app::rows::wrap;
use crate::app::tone::{Piece, Tone, piece};
use crate::timeline::clean;
use crate::view::{cut, line};

impl Content {
    pub(super) fn drafts(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let state = model.replica.state();
        let order = drafts::shown(model);
        let told = drafts::told_lines(state, model.shown_at());
        if order.is_empty() && self.filtered {
            return vec![line(self.theme, [piece(" no draft fits; f shows all", Tone::Faint)])];
        }
        if order.is_empty() && state.updates.is_empty() {
            let begin = begin(model);
            let text = [("Customers were told nothing from here yet.", Tone::Strong), (begin.as_str(), Tone::Faint)];
            return plain_lines(self.theme, &text, area);
        }
        let width = usize::from(area.width.saturating_sub(1)).max(1);
        let wide = width.saturating_sub(1).max(1);
        let told = told.into_iter().flat_map(|it| wrap(&it.text, wide).into_iter().map(move |text| (text, it.tone)));
        let mut told: Vec<_> = told.collect();
        // What was told leaves room for one draft at least.
        let most = usize::from(area.height).saturating_sub(if order.is_empty() { 0 } else { 3 }).max(1);
        let more = told.len() > most;
        told.truncate(most);
        if more && let Some((last, _)) = told.last_mut() {
            *last = and_more(last, wide);
        }
        let lines = told.into_iter().map(|(text, tone)| line(self.theme, [piece(format!(" {text}"), tone)]));
        let mut lines: Vec<_> = lines.collect();
        if order.is_empty() {
            return lines;
        }
        let at = order.iter().position(|seq| *seq == model.selected.draft).unwrap_or(0);
        let open = state.drafts.values().filter(|draft| draft.is_open()).count();
        self.foot = format!("{open} open of {} · Enter reads it", state.drafts.len());
        // On a low screen one line of words leaves room for where the draft stands.
        let most = if area.height < 10 { 1 } else { WORDS };
        let item = |at: usize| order.get(at).map(|seq| item(model, *seq, width, most)).unwrap_or_default();
        let above = lines.len();
        let rest = area.height.saturating_sub(u16::try_from(above).unwrap_or(u16::MAX));
        lines.extend(self.list(order.len(), item, at, rest));
        // A click on what was told is one on the first draft in sight.
        let first = self.items.first().copied().unwrap_or(0);
        self.items.splice(0..0, std::iter::repeat_n(first, above));
        lines
    }
}

/// How a draft is begun, for whoever may.
fn begin(model: &Model) -> String {
    let may = |action| crate::app::actions::why_not(model, action).is_none();
    match (may(Action::NewDraft), model.is_chair() && may(Action::Holding)) {
        (true, true) => format!(
            "{} opens a holding statement (agreed on beforehand), {} a draft of your own.",
            model.key(Action::Holding),
            model.key(Action::NewDraft)
        ),
        (true, false) => format!("{} opens a draft; the chair approves it.", model.key(Action::NewDraft)),
        (false, _) => "Drafts are written by the seats and approved by the chair.".into(),
    }
}

/// Lines of an open draft's words: enough to know which it is.
const WORDS: usize = 3;

/// Where it stands and who waits, then its words.
fn item(model: &Model, seq: u64, width: usize, most: usize) -> Vec<Vec<Piece>> {
    let state = model.replica.state();
    let Some(draft) = state.drafts.get(&seq) else { return Vec::new() };
    let (stage, tone) = drafts::stage(draft);
    let waits = drafts::waits(state, draft, model.shown_at(), &model.present);
    let audience = clean(&draft.audience);
    let head = vec![
        piece(format!("{seq} "), Tone::Plain),
        piece(stage, tone),
        piece(format!(" {audience}, rev {}", draft.revision), Tone::Plain),
    ];
    let mut lines = vec![cut(head, width)];
    if let Some((waits, tone)) = waits {
        lines.extend(
            wrap(&waits, width.saturating_sub(2).max(1)).into_iter().map(|text| vec![piece(format!("  {text}"), tone)]),
        );
    }
    let words = clean(&drafts::words(draft));
    if !draft.is_open() {
        lines.push(cut(vec![piece(format!("  {words}"), Tone::Faint)], width));
        return lines;
    }
    let room = width.saturating_sub(2).max(1);
    let mut wrapped = wrap(&words, room);
    if wrapped.len() > most {
        wrapped.truncate(most);
        if let Some(last) = wrapped.last_mut() {
            *last = and_more(&format!("{last} …"), room);
        }
    }
    lines.extend(wrapped.into_iter().map(|text| vec![piece(format!("  {text}"), Tone::Plain)]));
    lines
}
