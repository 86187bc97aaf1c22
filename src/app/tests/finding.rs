//! The palette and the help.

use super::Desk;
use crate::app::actions::why_not;
use crate::app::help::{Help, Row};
use crate::app::keymap::{Action, TABLE};
use crate::app::model::{ClockStyle, Dialog};
use crate::app::palette::Palette;
use crate::app::{Code, Effect, LinkNews, Message, Pane, Press};

fn labels(desk: &Desk, typed: &str) -> Vec<&'static str> {
    let palette = Palette { typed: typed.into(), cursor: 0 };
    palette.found(&desk.model).into_iter().map(|found| found.line.binding.label).collect()
}

#[test]
fn every_action_is_reached_from_the_palette_by_its_name_and_runs_nothing_that_its_key_does_not() {
    let desk = Desk::of("priya");
    assert_eq!(labels(&desk, "").len(), TABLE.len());
    for binding in TABLE {
        let found = labels(&desk, binding.label);
        let at = found.iter().position(|label| *label == binding.label);
        assert!(at.is_some_and(|at| at < 3), "{} is found as {at:?} in {found:?}", binding.label);
    }
}

#[test]
fn letters_and_slips_are_enough() {
    let desk = Desk::of("priya");
    for (typed, wanted) in
        [("sev", "severity"), ("svrty", "severity"), ("sevreity", "severity"), ("high cont", "theme: high-contrast")]
    {
        assert_eq!(labels(&desk, typed).first(), Some(&wanted), "{typed}");
    }
    assert!(labels(&desk, "stop before").contains(&"HOLD"), "what it does is searched, too");
    assert_eq!(labels(&desk, "G").first(), Some(&"bottom"), "a key finds what it does");
    assert!(labels(&desk, "xyzzy").is_empty());
}

#[test]
fn what_was_used_last_comes_first() {
    let mut desk = Desk::of("priya");
    desk.types(":zoom\n").types(":contacts\n");
    assert_eq!(labels(&desk, "")[..2], ["contacts", "zoom"]);
    assert!(desk.model.zoomed);
}

#[test]
fn what_is_off_comes_last_says_why_and_does_nothing() {
    let mut desk = Desk::of("lou");
    let palette = Palette { typed: "severity".into(), cursor: 0 };
    assert!(palette.found(&desk.model)[0].why_not.as_ref().is_some_and(|why| why.contains("guest")));
    let all = Palette::default().found(&desk.model);
    let first_off = all.iter().position(|found| found.why_not.is_some()).expect("a guest may not do everything");
    assert!(all[first_off..].iter().all(|found| found.why_not.is_some()));
    desk.types(":severity\n");
    assert!(desk.model.dialog.is_none());
    assert!(desk.model.said.as_ref().is_some_and(|(why, _)| why.contains("guest")));
}

#[test]
fn what_needs_a_selected_line_is_off_where_that_line_is_not_in_sight() {
    let mut desk = Desk::of("kim");
    assert!(desk.types(":take task\n").sent().is_empty());
    assert!(desk.model.said.as_ref().is_some_and(|(why, _)| why.contains("in the tasks")));
    assert_eq!(desk.types("T:take task\n").sent().len(), 1);
    desk.types(":retry\n");
    assert!(!desk.effects.contains(&Effect::RetryNow));
    desk.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    assert!(desk.types(":retry\n").effects.contains(&Effect::RetryNow));
}

#[test]
fn things_without_a_key_are_run_by_their_names() {
    let mut desk = Desk::of("priya");
    desk.types(":theme: mono\n");
    assert_eq!(desk.model.look.theme.as_str(), "mono");
    desk.types(":times: local\n");
    assert_eq!(desk.model.clock, ClockStyle::Local);
    desk.types(":runbooks\n");
    assert_eq!(desk.model.focus, Pane::Contacts);
}

#[test]
fn the_help_lists_every_action_once_with_all_its_keys() {
    let desk = Desk::of("ana");
    let rows = Help::default().rows(&desk.model);
    for binding in TABLE {
        let same = rows.iter().filter(|row| match row {
            Row::Action(found) => found.line.binding.action == binding.action && found.line.keys == binding.keys,
            Row::Heading(_) | Row::Text(..) => false,
        });
        assert_eq!(same.count(), 1, "{}", binding.label);
    }
}

#[test]
fn the_help_says_why_something_is_off() {
    let desk = Desk::of("lou");
    for row in Help::default().rows(&desk.model) {
        let Row::Action(found) = row else { continue };
        if let Some(why) = why_not(&desk.model, found.line.binding.action) {
            assert_eq!(found.why_not, Some(why));
        }
    }
}

#[test]
fn in_the_help_letters_filter_arrows_select_and_enter_runs() {
    let mut desk = Desk::of("ana");
    desk.types("?zoom\n");
    assert!(desk.model.zoomed && desk.model.dialog.is_none());
    desk.types("?notes");
    desk.gets(Message::Press(Press::plain(Code::Down)));
    let Some(Dialog::Help(help)) = &desk.model.dialog else { panic!("the help is open") };
    assert_eq!((help.typed.as_str(), help.cursor), ("notes", 1));
    desk.types("q");
    assert!(matches!(&desk.model.dialog, Some(Dialog::Help(help)) if help.typed == "notesq"), "q is a letter now");
    desk.ctrl('u').types("q");
    assert!(desk.model.dialog.is_none(), "with nothing typed q closes, as everywhere");
    for closes in ["q", "?", "\u{1b}"] {
        assert!(matches!(desk.types("?").model.dialog, Some(Dialog::Help(_))));
        assert!(desk.types(closes).model.dialog.is_none(), "{closes:?}");
    }
    assert_eq!(desk.model.focus, Pane::Timeline);
    assert_eq!(desk.types("?severity\n").sent(), []);
    assert!(matches!(desk.model.dialog, Some(Dialog::Form(_))), "it asks, as its key does");
    let action = desk.model.recent.first().copied();
    assert_eq!(action, Some(Action::Severity));
}
