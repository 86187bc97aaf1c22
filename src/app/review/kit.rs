//! The manual kit on the screen: each text can be copied by itself.

use warroom_incident::draft::{Draft, Stage};
use warroom_incident::state::Incident;

use super::Review;
use super::orders::is_approved;
use crate::app::keymap::Action;
use crate::app::keys::Press;
use crate::app::message::Effect;
use crate::app::model::{Dialog, Model};
use crate::app::rows::wrap;
use crate::app::tone::{Piece, Tone, piece};
use crate::app::update;
use crate::kit::{Item, Kit};
use crate::timeline::clean;

/// The kit that is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The screen to go back to.
    pub behind: Review,
    /// Its texts, as they were approved.
    pub items: Vec<Item>,
    /// The selected one.
    pub cursor: usize,
    /// Whether nothing of it may be sent.
    pub drill: bool,
}

/// Whether it was published and its words were removed since.
#[must_use]
pub fn words_gone(state: &Incident, draft: &Draft) -> bool {
    let Stage::Published { update, .. } = &draft.stage else { return false };
    state.updates.iter().any(|it| it.seq == *update && it.text.is_none())
}

/// Why there is no kit; nothing where there is one.
pub(super) fn why_not(state: &Incident, draft: &Draft) -> Option<String> {
    if !is_approved(draft) {
        return Some("only what the chair has approved is sent by hand: approve it first".into());
    }
    // An approval ends with its chair and with its facts, for hands as for the server.
    if let Err(why) = state.sent_by_hand(draft) {
        return Some(format!("its approval does not stand any more: {why}"));
    }
    words_gone(state, draft).then(|| "its words were removed: nothing is left to be sent".into())
}

/// Opens the kit of an approved draft.
pub(super) fn open(model: &Model, review: Review) -> Option<Dialog> {
    let state = model.replica.state();
    let approval = state.sent_by_hand(state.drafts.get(&review.seq)?).ok()?;
    let kit: Kit = crate::kit::of(state, approval.update());
    let reading = Reading { behind: review, items: kit.items(), cursor: 0, drill: kit.drill };
    Some(Dialog::Kit(Box::new(reading)))
}

/// A key while the kit is read.
pub fn pressed(model: &mut Model, mut reading: Reading, press: Press) -> Vec<Effect> {
    let mut effects = Vec::new();
    match update::key(model, &press.name()) {
        Some(Action::Down | Action::PageDown | Action::NextPane) => {
            reading.cursor = (reading.cursor + 1).min(reading.items.len().saturating_sub(1));
        }
        Some(Action::Up | Action::PageUp | Action::PreviousPane) => reading.cursor = reading.cursor.saturating_sub(1),
        Some(Action::Top) => reading.cursor = 0,
        Some(Action::Bottom) => reading.cursor = reading.items.len().saturating_sub(1),
        Some(Action::Copy) => {
            if let Some(item) = reading.items.get(reading.cursor) {
                let text = warroom_incident::text::visible(&item.text);
                effects.push(Effect::Copy { what: item.title.clone(), text });
            }
        }
        Some(Action::Text) => {
            if let Some(item) = reading.items.get(reading.cursor) {
                let sheet = crate::app::sheet::Sheet::new(item.title.clone(), &item.text);
                model.dialog = Some(Dialog::Sheet(sheet));
                return effects;
            }
        }
        Some(Action::Back | Action::Open) => {
            model.dialog = Some(Dialog::Draft(Box::new(reading.behind)));
            return effects;
        }
        Some(_) => model.say(format!("{} closes this first", model.key(Action::Back))),
        None => {}
    }
    model.dialog = Some(Dialog::Kit(Box::new(reading)));
    effects
}

/// The lines of the kit and the first line of what is selected.
#[must_use]
pub fn lines(reading: &Reading, width: usize) -> (Vec<Vec<Piece>>, usize) {
    let mut lines = Vec::new();
    let mut from = 0;
    if reading.drill {
        lines.push(vec![piece("DRILL: do not send any of this", Tone::Alarm)]);
    }
    for (nth, item) in reading.items.iter().enumerate() {
        let chosen = nth == reading.cursor;
        if chosen {
            from = lines.len();
        }
        let mark = if chosen { ">" } else { " " };
        lines.push(vec![piece(
            format!("{mark} {}", clean(&item.title)),
            if chosen { Tone::Selected } else { Tone::Strong },
        )]);
        for (name, value) in &item.beside {
            lines.push(vec![piece(format!("  {name}: {}", clean(value)), Tone::Faint)]);
        }
        let wrapped = wrap(&clean(&item.text), width.saturating_sub(4).max(1));
        lines.extend(wrapped.into_iter().map(|text| vec![piece(format!("    {text}"), Tone::Plain)]));
        lines.push(Vec::new());
    }
    (lines, from)
}
