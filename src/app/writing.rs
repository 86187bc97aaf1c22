//! Keys, pastes and the editor's text while something is written.

use super::actions;
use super::composer::{Composer, Listed, MOST_BYTES, Target, Typed, history, offers};
use super::keymap::Action;
use super::keys::{Code, Press};
use super::layout;
use super::message::Effect;
use super::model::Model;

/// Enter is not taken for so long after an editor was left: what was typed for the editor must not send anything.
const AFTER_EDITOR_MS: i64 = 500;

/// Takes a key while the composer is open.
pub(super) fn press(model: &mut Model, press: Press, random: [u8; 16]) -> Vec<Effect> {
    if press == Press::ctrl('c') {
        return stop(model);
    }
    if in_list(model, press) {
        return Vec::new();
    }
    match model.composer.press(press, layout::composer_columns(model.size)) {
        Typed::Text => {
            if model.composer.text().len() >= MOST_BYTES {
                model.complain(format!("the composer is full: it holds {MOST_BYTES} bytes"));
            }
            Vec::new()
        }
        Typed::Send if is_from_editor(model) => {
            model.say("back from the editor; Enter posts it");
            Vec::new()
        }
        Typed::Send => actions::post(model, random),
        Typed::Stop => stop(model),
        Typed::Editor => vec![Effect::Edit(model.composer.text())],
        Typed::Older => {
            let earlier = model.composer.target().map(|target| history::mine(model, target)).unwrap_or_default();
            if !model.composer.older(|| earlier) {
                model.say("there is no older entry of yours here");
            }
            Vec::new()
        }
        Typed::Newer => {
            if !model.composer.newer() {
                model.say("this is the newest; Alt-Up brings earlier entries of yours");
            }
            Vec::new()
        }
    }
}

fn is_from_editor(model: &Model) -> bool {
    model.edited_at.is_some_and(|at| (model.now - at).num_milliseconds() < AFTER_EDITOR_MS)
}

fn stop(model: &mut Model) -> Vec<Effect> {
    let target = model.composer.target();
    model.composer.close();
    let left = model.composer.left().map(|(left, _)| left).find(|left| same_place(Some(*left), target));
    if let Some(left) = left {
        model.say(format!("the text is kept; {}", goes_on(model, left)));
    }
    actions::presence(model)
}

fn same_place(left: Option<Target>, target: Option<Target>) -> bool {
    left == target || left.is_some_and(Target::is_entry) && target.is_some_and(Target::is_entry)
}

/// How one goes on with a text that was left.
#[must_use]
pub(super) fn goes_on(model: &Model, target: Target) -> String {
    let action = match target {
        Target::Fact | Target::Note => Action::Write,
        Target::Now => Action::Now,
        Target::Correct(_) => Action::Correct,
    };
    format!("{} goes on writing", model.key(action))
}

/// The keys of the list of words that fit; says whether the key was one of them.
fn in_list(model: &mut Model, press: Press) -> bool {
    if model.composer.list == Listed::No || press.ctrl || press.alt {
        return false;
    }
    let Some(found) = offers::offers(model) else { return false };
    let last = found.offers.len() - 1;
    let chosen = match model.composer.list {
        Listed::Chosen(at) => Some(at.min(last)),
        Listed::Shown | Listed::No => None,
    };
    let list = match (press.code, chosen) {
        (Code::Esc, _) => Listed::No,
        // One word that fits needs no choosing.
        (Code::Tab, None) if last == 0 => return take(&mut model.composer, &found, 0),
        (Code::Tab | Code::Down, None) => Listed::Chosen(0),
        (Code::Tab | Code::Down, Some(at)) => Listed::Chosen(if at == last { 0 } else { at + 1 }),
        (Code::BackTab | Code::Up, Some(at)) => Listed::Chosen(if at == 0 { last } else { at - 1 }),
        (Code::Enter | Code::Char(' '), Some(at)) => return take(&mut model.composer, &found, at),
        _ => return false,
    };
    model.composer.list = list;
    true
}

fn take(composer: &mut Composer, found: &offers::Offers, at: usize) -> bool {
    if let Some(offer) = found.offers.get(at) {
        composer.complete(found.from, &offer.word);
    }
    true
}

/// Puts a paste into the composer, and says what did not fit.
pub(super) fn paste(model: &mut Model, text: &str) {
    let over = model.composer.insert(text);
    if over > 0 {
        model.complain(format!("the paste was cut: {over} bytes did not fit, the composer holds {MOST_BYTES}"));
    }
}

/// The editor was left: its text comes back into the composer, and nothing is sent.
pub(super) fn edited(model: &mut Model, text: Option<String>, trouble: Option<String>) -> Vec<Effect> {
    model.edited_at = Some(model.now);
    model.said = None;
    if let Some(text) = text.filter(|text| *text != model.composer.text()) {
        model.composer.replace(&text);
        model.say("back from the editor, not sent: Enter posts it, Alt-Z takes it back");
    }
    if let Some(trouble) = trouble {
        model.complain(trouble);
    }
    actions::presence(model)
}
