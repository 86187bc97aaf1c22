//! The one function that changes the model: a message in, effects out.

use super::actions;
use super::attend::{self, Came};
use super::back::Words;
use super::bridge;
use super::connection;
use super::due::{self, Asks};
use super::editor::{self, reword};
use super::forms::Stage;
use super::keymap::Action;
use super::keys::{Code, Press};
use super::message::{Effect, Input, Message};
use super::model::{Dialog, Model, Pane};
use super::{catch_up, copy, detail, estimate, filter, review, search, writing};

/// Most of a paste into a single line: what a reason or a search may hold, several times over.
const LINE_CHARS: usize = 64 * 1024;

/// Takes a message.
pub fn update(model: &mut Model, input: Input) -> Vec<Effect> {
    model.now = input.at;
    if !matches!(input.message, Message::NotKept { .. }) {
        // Only the entry of the message just before can be the one that was not kept.
        model.last_sent = None;
    }
    let asks = if matches!(input.message, Message::Tick | Message::Link(_)) { Asks::Always } else { Asks::OnEvents };
    let (goes_on, random) = (matches!(input.message, Message::GoOn), input.random);
    let came = if matches!(input.message, Message::Press(_)) { Came::Key } else { Came::Other };
    let mut effects = match input.message {
        Message::Press(press) => pressed(model, press, input.random),
        Message::Paste(text) => pasted(model, &text),
        Message::Line(text) => typed_line(model, &text, input.random),
        Message::Mouse(pointer) => super::mouse::pointed(model, pointer),
        Message::Resize { width, height } => {
            model.size = (width, height);
            Vec::new()
        }
        Message::Tick => connection::tick(model),
        Message::Link(news) => connection::take(model, news),
        Message::NotKept { why } => not_kept(model, &why),
        Message::WritingsNotKept { why } => {
            editor::not_kept(model, &why);
            Vec::new()
        }
        Message::Say(sentence) => {
            model.complain(sentence);
            Vec::new()
        }
        Message::Edited { text, trouble } => {
            if editor::edited(model, text.as_deref(), trouble.as_deref()) {
                Vec::new()
            } else {
                writing::edited(model, text, trouble)
            }
        }
        Message::GoOn => Vec::new(),
        Message::Copied { what, chars, way } => {
            model.say(copy::told(&what, chars, way));
            Vec::new()
        }
        Message::NotCopied { what, text, why } => {
            copy::failed(model, what, &text, &why);
            Vec::new()
        }
    };
    if goes_on {
        effects.extend(editor::go_on(model, random));
    }
    editor::settle(model);
    effects.extend(editor::keep(model));
    search::keep_up(model);
    review::keep_up(model);
    let looking = [filter::step(model), search::step(model), editor::is_behind(model)];
    if looking.contains(&true) {
        effects.push(Effect::GoOn);
    }
    attend::attend(model, came);
    effects.extend(due::keep_up(model, asks));
    effects.extend(catch_up::tell(model));
    if model.composer.changes() != model.kept_changes {
        model.kept_changes = model.composer.changes();
        effects.push(Effect::SaveComposer(model.composer.to_keep()));
    }
    effects.extend(bridge::changed(model));
    let title = super::title::title(model);
    if title != model.title {
        model.title.clone_from(&title);
        effects.push(Effect::Title(title));
    }
    effects
}

/// The disk did not take it: it was not sent, and its text goes back to where it was written.
fn not_kept(model: &mut Model, why: &str) -> Vec<Effect> {
    let pending = model.last_sent.take().and_then(|id| model.replica.take_back(id));
    let Some(pending) = pending else {
        model.complain(format!("this machine cannot keep what waits to be sent: {why}. Stay until it is sent"));
        return Vec::new();
    };
    actions::take_into_composer(model, &pending);
    model.complain(format!("could not be kept on this machine, so it was not sent: {why}. The text is back"));
    Vec::new()
}

/// A paste writes; it never commands.
fn pasted(model: &mut Model, text: &str) -> Vec<Effect> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if search::is_typing(model) {
        search::pasted(model, &one_line(&text));
        return Vec::new();
    }
    match &mut model.dialog {
        Some(Dialog::Palette(palette)) => palette.typed.push_str(&one_line(&text)),
        Some(Dialog::Help(help)) => help.typed.push_str(&one_line(&text)),
        Some(Dialog::Form(form)) if form.stage == Stage::Writing => form.words.push_str(&one_line(&text)),
        Some(Dialog::Form(form)) if matches!(form.stage, Stage::Typing(_)) => {
            model.complain("a paste does not count here: the word has to be typed");
        }
        Some(Dialog::Filter { typed: Some(typed) }) => typed.push_str(&one_line(&text)),
        Some(Dialog::Estimate(_)) => estimate::pasted(model, &one_line(&text)),
        Some(Dialog::Editor(_)) => editor::paste(model, &text),
        Some(Dialog::Reword(_)) => reword::paste(model, &text),
        Some(_) => {}
        None if model.composer.is_open() => writing::paste(model, &text),
        None if model.focus == Pane::Drafts => {
            let key = model.key(Action::Write);
            model.complain(format!("a paste does nothing here: {key} opens a new draft"));
        }
        None => {
            let effects = actions::run(model, Action::Write, [0; 16]);
            if model.composer.is_open() {
                model.say("pasted into the composer; nothing was run or sent");
                writing::paste(model, &text);
            }
            return effects;
        }
    }
    Vec::new()
}

/// A line that came at once and its Enter: posted where somebody was writing, else only kept in the composer.
fn typed_line(model: &mut Model, text: &str, random: [u8; 16]) -> Vec<Effect> {
    if search::is_typing(model) {
        return pasted(model, text);
    }
    let writing = match &model.dialog {
        Some(Dialog::Form(form)) => form.stage == Stage::Writing,
        Some(Dialog::Editor(_)) => true,
        Some(_) => false,
        None => model.composer.is_open(),
    };
    let mut effects = pasted(model, text);
    estimate::line_ended(model);
    if writing {
        effects.extend(pressed(model, Press { code: Code::Enter, ctrl: false, alt: false }, random));
    }
    effects
}

fn one_line(text: &str) -> String {
    let text: String = text.chars().take(LINE_CHARS).collect();
    warroom_incident::text::visible(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pressed(model: &mut Model, press: Press, random: [u8; 16]) -> Vec<Effect> {
    model.said = None;
    model.called = None;
    model.dues.seen();
    for action in [Action::Redraw, Action::Suspend] {
        if model.settings.keymap.is_everywhere(press, action) {
            return actions::run(model, action, random);
        }
    }
    let selects = matches!(model.dialog, Some(Dialog::Editor(_)));
    let press = if selects { press } else { press.unshifted() };
    if search::is_typing(model) {
        search::pressed(model, press);
        return Vec::new();
    }
    if let Some(dialog) = model.dialog.take() {
        return in_dialog(model, dialog, press, random);
    }
    if model.composer.is_open() {
        return writing::press(model, press, random);
    }
    let effects = normal(model, press, random);
    actions::point_at_need(model);
    effects
}

fn normal(model: &mut Model, press: Press, random: [u8; 16]) -> Vec<Effect> {
    if let Some(back) = &mut model.back {
        back.words = Words::Read;
    }
    match key(model, &press.name()) {
        Some(Action::Back) if press.code == Code::Esc && actions::is_at_top(model) => {
            // Esc is pressed to be on the safe side: it must never be the way out.
            model.say(format!("{} leaves", model.key(Action::Back)));
            Vec::new()
        }
        Some(action) => {
            let effects = actions::run(model, action, random);
            // Moving about is reading: what was marked as new has been pointed out by then.
            if !matches!(action, Action::Unread | Action::Up | Action::Down | Action::PageUp | Action::PageDown) {
                model.back = None;
            }
            effects
        }
        None => Vec::new(),
    }
}

/// What a key does where the reader is; the first half of a pair waits for the second.
pub(super) fn key(model: &mut Model, name: &str) -> Option<Action> {
    let pair = model.half.take().map(|half| half + name).and_then(|pair| bound(model, &pair));
    if pair.is_none() && model.settings.keymap.is_half(name) {
        model.half = Some(name.to_owned());
        return None;
    }
    pair.or_else(|| bound(model, name))
}

fn bound(model: &Model, name: &str) -> Option<Action> {
    model.settings.keymap.bound(name, |binding| actions::applies(model, binding))
}

fn in_dialog(model: &mut Model, dialog: Dialog, press: Press, random: [u8; 16]) -> Vec<Effect> {
    // Where text is edited Ctrl-C copies what is selected.
    if press == Press::ctrl('c') && !matches!(dialog, Dialog::Editor(_) | Dialog::Reword(_)) {
        return actions::run(model, Action::Cancel, random);
    }
    match dialog {
        Dialog::Help(help) => {
            let effects = super::help::pressed(model, help, press, random);
            review::uncover(model);
            effects
        }
        Dialog::Palette(palette) => {
            let effects = super::palette::pressed(model, palette, press, random);
            review::uncover(model);
            effects
        }
        Dialog::Outbox(outbox) => super::outbox::press(model, outbox, press),
        Dialog::Form(form) => review::form_pressed(model, *form, press, random),
        Dialog::Fields(fields) => review::fields::pressed(model, *fields, press, random),
        Dialog::Estimate(filling) => estimate::pressed(model, *filling, press, random),
        Dialog::Kit(kit) => review::kit::pressed(model, *kit, press),
        Dialog::Reference(it) => super::reference::reading::pressed(model, *it, press, random),
        dialog @ Dialog::Draft(_) => {
            model.dialog = Some(dialog);
            review::pressed(model, press)
        }
        Dialog::Panes { cursor } => actions::panes::press(model, cursor, press),
        Dialog::Editor(it) => editor::pressed(model, it, press),
        Dialog::Reword(it) => reword::pressed(model, it, press, random),
        Dialog::Filter { typed } => {
            filter::pressed(model, typed, press);
            Vec::new()
        }
        dialog @ (Dialog::Detail(_) | Dialog::Sheet(_)) => {
            model.dialog = Some(dialog);
            detail::pressed(model, press, random)
        }
        Dialog::Lines { .. } if bound(model, &press.name()) == Some(Action::Help) => {
            actions::run(model, Action::Help, random)
        }
        // An invite is shown once only: a key that copies elsewhere must not close it.
        Dialog::Lines { title, lines } if bound(model, &press.name()) == Some(Action::Copy) => {
            let effect = Effect::Copy { what: title.clone(), text: copy::of_lines(&lines) };
            model.dialog = Some(Dialog::Lines { title, lines });
            vec![effect]
        }
        // Any other key goes on: most lines can be shown again.
        Dialog::Lines { .. } => Vec::new(),
    }
}

pub(super) fn in_form(model: &mut Model, mut form: super::forms::Form, press: Press, random: [u8; 16]) -> Vec<Effect> {
    let forward = match (form.stage, press.code) {
        (Stage::Confirming, Code::Char('y' | 'Y')) => true,
        (Stage::Confirming, Code::Char('n' | 'N' | 'q') | Code::Esc)
        | (Stage::Writing | Stage::Typing(_), Code::Esc) => {
            let behind = form.behind;
            if form.back() {
                model.dialog = Some(Dialog::Form(Box::new(form)));
            } else if let Some(seq) = behind {
                detail::open(model, seq);
            }
            return Vec::new();
        }
        (Stage::Typing(_), Code::Enter) => true,
        (Stage::Typing(_), _) => {
            form.problem = None;
            super::finding::typed(&mut form.typed, press);
            false
        }
        (Stage::Choosing, Code::Esc | Code::Char('q')) => return Vec::new(),
        (Stage::Choosing, Code::Enter) if form.choices.is_empty() => return Vec::new(),
        (Stage::Choosing, Code::Char('j') | Code::Down | Code::Tab) => {
            form.cursor = (form.cursor + 1).min(form.choices.len().saturating_sub(1));
            false
        }
        (Stage::Choosing, Code::Char('k') | Code::Up | Code::BackTab) => {
            form.cursor = form.cursor.saturating_sub(1);
            false
        }
        (Stage::Choosing, Code::Char(digit @ '1'..='9')) => {
            let at = usize::from(u8::try_from(digit).unwrap_or(b'1') - b'1');
            if at >= form.choices.len() {
                model.say("there is no such line");
            }
            form.cursor = if at < form.choices.len() { at } else { form.cursor };
            at < form.choices.len()
        }
        (Stage::Choosing | Stage::Writing, Code::Enter) => true,
        (Stage::Writing, _) => {
            form.problem = None;
            super::finding::typed(&mut form.words, press);
            false
        }
        (Stage::Choosing, Code::Char(_)) => {
            let keys = if form.choices.is_empty() { "q closes" } else { "j/k and Enter, or a number" };
            model.say(keys);
            false
        }
        (Stage::Choosing | Stage::Confirming, _) => false,
    };
    if forward && let Some(order) = form.forward() {
        return actions::carry_out(model, form, order, random);
    }
    model.dialog = Some(Dialog::Form(Box::new(form)));
    Vec::new()
}
