//! Showing, hiding and moving panes.

use crate::app::arrangement::{Arrangement, Way};
use crate::app::keymap::Action;
use crate::app::keys::{Code, Press};
use crate::app::layout;
use crate::app::message::Effect;
use crate::app::model::{Dialog, Model, Pane};

/// The line of a pane in the list of all.
#[must_use]
pub(super) fn cursor_at(pane: Pane) -> usize {
    Pane::ALL.iter().position(|it| *it == pane).unwrap_or(0)
}

/// Takes a key while the list of panes lies over them; what it does is seen at once behind it.
pub fn press(model: &mut Model, cursor: usize, press: Press) -> Vec<Effect> {
    let pane = Pane::ALL[cursor.min(Pane::ALL.len() - 1)];
    let mut to = cursor;
    let effects = match press.code {
        Code::Char('q' | '|') | Code::Esc => return Vec::new(),
        Code::Char('j') | Code::Down | Code::Tab => {
            to = (cursor + 1).min(Pane::ALL.len() - 1);
            Vec::new()
        }
        Code::Char('k') | Code::Up | Code::BackTab => {
            to = cursor.saturating_sub(1);
            Vec::new()
        }
        Code::Enter | Code::Char(' ' | 'x') => toggle(model, pane),
        Code::Char('<' | 'h') | Code::Left => shift(model, pane, Way::Left),
        Code::Char('>' | 'l') | Code::Right => shift(model, pane, Way::Right),
        Code::Char('-' | 'K') => shift(model, pane, Way::Up),
        Code::Char('+' | 'J') => shift(model, pane, Way::Down),
        Code::Char('r') => {
            layout::arrange_anew(model);
            model.say("panes as the seat begins with them");
            kept(model)
        }
        Code::Char(_)
        | Code::Backspace
        | Code::Delete
        | Code::PageUp
        | Code::PageDown
        | Code::Home
        | Code::End
        | Code::F(_)
        | Code::Shifted(_) => Vec::new(),
    };
    model.dialog = Some(Dialog::Panes { cursor: to });
    effects
}

fn toggle(model: &mut Model, pane: Pane) -> Vec<Effect> {
    let mut panes = layout::arrangement(model);
    if panes.column(pane).is_some() {
        return hide(model, pane);
    }
    panes.show(pane);
    put(model, panes)
}

/// Hides a pane; the focus goes to one that is left.
pub(super) fn hide(model: &mut Model, pane: Pane) -> Vec<Effect> {
    let mut panes = layout::arrangement(model);
    let column = panes.column(pane);
    if !panes.hide(pane) {
        let why = if column.is_some() { "the last pane stays" } else { "this pane is not part of the screen" };
        model.complain(why);
        return Vec::new();
    }
    if model.focus == pane {
        let beside = column.and_then(|column| panes.columns()[column].first().copied());
        model.focus = beside.or_else(|| panes.panes().next()).unwrap_or(layout::ROOM);
        (model.zoomed, model.whole_brief) = (false, false);
    }
    let (list, there) = (model.key(Action::Panes), model.key(pane.action()));
    model.say(format!("{} hidden; {list} shows it again, {there} still leads there", pane.name()));
    put(model, panes)
}

/// Moves a pane.
pub(super) fn shift(model: &mut Model, pane: Pane, way: Way) -> Vec<Effect> {
    let mut panes = layout::arrangement(model);
    if panes.column(pane).is_none() {
        let list = model.key(Action::Panes);
        model.complain(format!("this pane is not part of the screen; {list} shows it"));
        return Vec::new();
    }
    if !panes.shift(pane, way) {
        model.say("there is no room that way");
        return Vec::new();
    }
    put(model, panes)
}

fn put(model: &mut Model, panes: Arrangement) -> Vec<Effect> {
    layout::arrange(model, panes);
    kept(model)
}

fn kept(model: &Model) -> Vec<Effect> {
    vec![Effect::SaveArrangements(model.arrangements.clone())]
}
