//! Keys while a text lies over the panes.

use warroom_incident::Seq;

use super::{height, lines, width};
use crate::app::forms::{Choice, Form, Stage};
use crate::app::keymap::Action;
use crate::app::keys::{Code, Press};
use crate::app::message::Effect;
use crate::app::model::{Dialog, Model, Pane};
use crate::app::{actions, search, sheet, update};

/// `]` and `[`: the entry after or before it in the list.
pub fn turn(model: &mut Model, by: isize) {
    if !matches!(model.focus, Pane::Timeline | Pane::Notes | Pane::Tasks) {
        model.say("it was not opened from a list");
        return;
    }
    let before = (model.timeline, model.notes);
    let seq = shown(model);
    actions::scroll(model, actions::Scroll::By(by));
    actions::open(model);
    if seq == shown(model) && before == (model.timeline, model.notes) {
        model.say(if by > 0 { "this is the last one" } else { "this is the first one" });
    }
}

fn shown(model: &Model) -> Option<Seq> {
    match &model.dialog {
        Some(Dialog::Detail(it)) => Some(it.seq),
        _ => None,
    }
}

/// A key while a text lies over the panes.
pub fn pressed(model: &mut Model, press: Press, random: [u8; 16]) -> Vec<Effect> {
    if let (Code::Char(digit @ '1'..='9'), false, Some(Dialog::Detail(it))) = (press.code, press.ctrl, &model.dialog) {
        let nth = usize::from(u8::try_from(digit).unwrap_or(b'1') - b'1');
        let (seq, chosen) = (it.seq, it.choices.get(nth).cloned());
        return match chosen {
            Some(choice) => choose(model, seq, choice, random),
            None => {
                model.say("there is no such line");
                Vec::new()
            }
        };
    }
    match update::key(model, &press.name()) {
        Some(action) => run(model, action, random),
        None => Vec::new(),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn run(model: &mut Model, action: Action, random: [u8; 16]) -> Vec<Effect> {
    match action {
        Action::Down => scroll(model, Move::By(1)),
        Action::Up => scroll(model, Move::By(-1)),
        Action::PageDown => scroll(model, Move::Page(1)),
        Action::PageUp => scroll(model, Move::Page(-1)),
        Action::Top => scroll(model, Move::To(0)),
        Action::Bottom => scroll(model, Move::To(usize::MAX)),
        Action::Back if search::end(model) => model.say("the search is over"),
        Action::Back | Action::Open => model.dialog = None,
        Action::Search
        | Action::NextMatch
        | Action::PreviousMatch
        | Action::NextEntry
        | Action::PreviousEntry
        | Action::Copy
        | Action::CopyBrief
        | Action::Text
        | Action::Links
        | Action::Freeze
        | Action::Clock
        | Action::Help => return actions::run(model, action, random),
        _ => model.say(format!("{} closes this first", model.key(Action::Back))),
    }
    Vec::new()
}

/// Does what was chosen, or asks what it needs to know.
fn choose(model: &mut Model, seq: Seq, choice: Choice, random: [u8; 16]) -> Vec<Effect> {
    let mut form = Form::new(format!("Number {seq}"), "Why, or what came of it", vec![choice]);
    form.behind = Some(seq);
    model.dialog = None;
    if form.stage == Stage::Choosing
        && let Some(order) = form.forward()
    {
        return actions::carry_out(model, form, order, random);
    }
    model.dialog = Some(Dialog::Form(Box::new(form)));
    Vec::new()
}

enum Move {
    By(isize),
    Page(isize),
    To(usize),
}

fn scroll(model: &mut Model, how: Move) {
    let (top, count, height) = match &model.dialog {
        Some(Dialog::Detail(it)) => (it.top, lines(model, it, width(model)).len(), height(model, it)),
        Some(Dialog::Sheet(it)) => (it.top, sheet::lines(it, model.size.0).len(), sheet::height(model.size.1)),
        _ => return,
    };
    let page = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1);
    let to = match how {
        Move::By(by) => top.saturating_add_signed(by),
        Move::Page(pages) => top.saturating_add_signed(pages * page),
        Move::To(line) => line,
    };
    let to = to.min(count.saturating_sub(height));
    match &mut model.dialog {
        Some(Dialog::Detail(it)) => it.top = to,
        Some(Dialog::Sheet(it)) => it.top = to,
        _ => {}
    }
}
