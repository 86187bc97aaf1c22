//! Keys that a person has changed.

use super::Desk;
use crate::app::bindings::{Change, Keymap};
use crate::app::keymap::Action;
use crate::app::model::Dialog;
use crate::app::{Code, Effect, Message, Press};

fn desk(changes: &[(Action, &[&str])]) -> Desk {
    let change = |(action, keys): &(Action, &[&str])| Change {
        action: *action,
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
    };
    let mut desk = Desk::of("priya");
    desk.model.settings.keymap =
        Keymap::with(&changes.iter().map(change).collect::<Vec<_>>()).expect("nothing is wrong");
    desk
}

#[test]
fn a_changed_key_does_the_same_and_the_old_one_nothing() {
    let mut desk = desk(&[(Action::Zoom, &["f5", "ZZ"]), (Action::Severity, &["$"])]);
    assert!(!desk.types("z").model.zoomed);
    assert!(desk.gets(Message::Press(Press::plain(Code::F(5)))).model.zoomed);
    assert!(!desk.types("ZZ").model.zoomed, "two letters one after the other");
    assert!(desk.types("s").model.dialog.is_none());
    assert!(matches!(desk.types("$").model.dialog, Some(Dialog::Form(_))));
}

#[test]
fn a_key_that_would_be_written_does_nothing_else_while_writing() {
    let mut desk = desk(&[(Action::Redraw, &["Q", "ctrl-w", "f5"]), (Action::Suspend, &["ctrl-z"])]);
    assert_eq!(desk.types("Q").effects, [Effect::Redraw]);
    desk.types("aQ");
    assert_eq!(desk.model.composer.text(), "Q");
    assert_ne!(desk.ctrl('w').effects, [Effect::Redraw], "it takes a word away");
    assert_eq!(desk.gets(Message::Press(Press::plain(Code::F(5)))).effects, [Effect::Redraw]);
    assert_eq!(desk.ctrl('z').effects, [Effect::Suspend]);
}

#[test]
fn sentences_name_the_key_that_it_has_now() {
    let mut desk = desk(&[(Action::Write, &["="]), (Action::Back, &["Q"])]);
    desk.types("=still\u{1b}");
    assert_eq!(desk.model.said.as_ref().map(|(said, _)| said.as_str()), Some("the text is kept; = goes on writing"));
    assert!(desk.types("q").model.dialog.is_none());
    assert!(matches!(desk.types("Q").model.dialog, Some(Dialog::Form(_))));
}
