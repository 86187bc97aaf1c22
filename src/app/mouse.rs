//! The mouse, where somebody has switched it on: a click goes to a pane and selects a line, the wheel scrolls the pane
//! under it. Nothing is run, opened or sent by it.

use serde::{Deserialize, Serialize};

use super::actions;
use super::message::Effect;
use super::model::{Model, Pane};

/// What was done with the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gesture {
    /// The left button was pressed.
    Click,
    /// The wheel was turned towards older lines.
    WheelUp,
    /// The wheel was turned towards newer lines.
    WheelDown,
}

/// What was done, and over what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// What.
    pub gesture: Gesture,
    /// The pane under the pointer.
    pub pane: Pane,
    /// The line of its list that is drawn there, counted in lines of the list.
    pub item: Option<usize>,
}

/// Lines that a step of the wheel moves.
const STEP: isize = 3;

/// Takes a gesture.
pub(super) fn pointed(model: &mut Model, pointer: Pointer) -> Vec<Effect> {
    // What lies over the panes is answered by keys: a click beside it must not change what it is about.
    if model.dialog.is_some() {
        return Vec::new();
    }
    match pointer.gesture {
        Gesture::WheelUp => actions::wheel(model, pointer.pane, -STEP),
        Gesture::WheelDown => actions::wheel(model, pointer.pane, STEP),
        // What is being written goes where it was begun.
        Gesture::Click if model.composer.is_open() => {}
        Gesture::Click => {
            let effects = if model.focus == pointer.pane { Vec::new() } else { actions::focus(model, pointer.pane) };
            if let Some(item) = pointer.item {
                actions::select(model, item);
            }
            return effects;
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::list::Cursor;
    use crate::app::message::Message;
    use crate::app::model::Dialog;
    use crate::app::tests::Desk;

    fn point(desk: &mut Desk, gesture: Gesture, pane: Pane, item: Option<usize>) -> Vec<Effect> {
        desk.gets(Message::Mouse(Pointer { gesture, pane, item }));
        desk.effects.clone()
    }

    #[test]
    fn a_click_goes_to_a_pane_and_selects_a_line_and_does_nothing_else() {
        let mut desk = Desk::of("priya");
        desk.gets(Message::Resize { width: 160, height: 50 });
        let effects = point(&mut desk, Gesture::Click, Pane::Needs, Some(1));
        assert!(effects.iter().all(|it| matches!(it, Effect::Send(warroom_incident::wire::ToServer::Presence(_)))));
        assert_eq!((desk.model.focus, desk.model.selected.needs), (Pane::Needs, 1));
        point(&mut desk, Gesture::Click, Pane::Timeline, Some(0));
        assert_ne!(desk.model.timeline, Cursor::End);
        assert!(desk.model.dialog.is_none() && desk.sent().is_empty());
    }

    #[test]
    fn the_wheel_scrolls_the_pane_under_it_and_leaves_the_focus() {
        let mut desk = Desk::of("priya");
        desk.gets(Message::Resize { width: 160, height: 50 });
        point(&mut desk, Gesture::WheelUp, Pane::Timeline, None);
        assert_ne!(desk.model.timeline, Cursor::End);
        desk.types("w");
        for _ in 0..9 {
            point(&mut desk, Gesture::WheelDown, Pane::Timeline, None);
        }
        assert_eq!((desk.model.timeline, desk.model.focus), (Cursor::End, Pane::People));
    }

    #[test]
    fn a_click_changes_nothing_under_a_question_or_while_somebody_writes() {
        let mut desk = Desk::of("priya");
        desk.types("s");
        point(&mut desk, Gesture::Click, Pane::Notes, None);
        assert!(matches!(desk.model.dialog, Some(Dialog::Form(_))) && desk.model.focus == Pane::Timeline);
        let mut desk = Desk::of("priya");
        desk.types("apods");
        point(&mut desk, Gesture::Click, Pane::Notes, None);
        assert_eq!((desk.model.focus, desk.model.composer.text()), (Pane::Timeline, "pods".into()));
    }
}
