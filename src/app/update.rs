//! The one function that changes the model: a message in, effects out.

use warroom_incident::Command;

use super::actions;
use super::back::Words;
use super::bridge;
use super::composer::{Target, Typed};
use super::connection;
use super::forms::Stage;
use super::keymap::{Action, Binding, TABLE};
use super::keys::{Code, Press};
use super::list::Cursor;
use super::message::{Effect, Input, Message};
use super::model::{Dialog, Model, Pane};

/// Most of one paste: what an entry may hold, several times over.
const PASTE_BYTES: usize = 64 * 1024;

/// Takes a message.
pub fn update(model: &mut Model, input: Input) -> Vec<Effect> {
    model.now = input.at;
    if !matches!(input.message, Message::NotKept { .. }) {
        // Only the entry of the message just before can be the one that was not kept.
        model.last_sent = None;
    }
    let mut effects = match input.message {
        Message::Press(press) => pressed(model, press, input.random),
        Message::Paste(text) => pasted(model, &text),
        Message::Line(text) => typed_line(model, &text, input.random),
        Message::Resize { width, height } => {
            model.size = (width, height);
            Vec::new()
        }
        Message::Tick => connection::tick(model),
        Message::Link(news) => connection::take(model, news),
        Message::NotKept { why } => not_kept(model, &why),
        Message::Say(sentence) => {
            model.complain(sentence);
            Vec::new()
        }
    };
    read_on(model);
    let text = model.composer.entry_text();
    if text != model.kept_text {
        model.kept_text.clone_from(&text);
        effects.push(Effect::SaveComposer(text));
    }
    effects.extend(bridge::changed(model));
    let title = super::title::title(model);
    if title != model.title {
        model.title.clone_from(&title);
        effects.push(Effect::Title(title));
    }
    effects
}

/// What is followed is read.
fn read_on(model: &mut Model) {
    if model.back.is_some() || model.read == 0 {
        return;
    }
    if model.timeline == Cursor::End {
        model.read = model.replica.record().seq();
    }
    if model.notes == Cursor::End && model.focus == Pane::Notes {
        model.read_notes = model.replica.record().seq();
    }
}

/// The disk did not take it: it was not sent, and its text goes back to where it was written.
fn not_kept(model: &mut Model, why: &str) -> Vec<Effect> {
    let pending = model.last_sent.take().and_then(|id| model.replica.take_back(id));
    let Some(Command::Post { text, .. }) = pending.map(|pending| pending.command) else {
        model.complain(format!("this machine cannot keep what waits to be sent: {why}. Stay until it is sent"));
        return Vec::new();
    };
    model.composer.give_back(&text);
    model.composer.open(Target::Fact, "");
    model.complain(format!("could not be kept on this machine, so it was not sent: {why}. The text is back"));
    Vec::new()
}

/// A paste writes; it never commands.
fn pasted(model: &mut Model, text: &str) -> Vec<Effect> {
    let text: String = text.replace("\r\n", "\n").replace('\r', "\n").chars().take(PASTE_BYTES).collect();
    match &mut model.dialog {
        Some(Dialog::Palette(palette)) => palette.typed.push_str(&one_line(&text)),
        Some(Dialog::Form(form)) if form.stage == Stage::Writing => form.words.push_str(&one_line(&text)),
        Some(_) => {}
        None if model.composer.is_open() => model.composer.insert(&text),
        None => {
            let effects = actions::run(model, Action::Write, [0; 16]);
            if model.composer.is_open() {
                model.composer.insert(&text);
                model.say("pasted into the composer; nothing was run or sent");
            }
            return effects;
        }
    }
    Vec::new()
}

/// A line that came at once and its Enter: posted where somebody was writing, else only kept in the composer.
fn typed_line(model: &mut Model, text: &str, random: [u8; 16]) -> Vec<Effect> {
    let writing = match &model.dialog {
        Some(Dialog::Form(form)) => form.stage == Stage::Writing,
        Some(_) => false,
        None => model.composer.is_open(),
    };
    let mut effects = pasted(model, text);
    if writing {
        effects.extend(pressed(model, Press { code: Code::Enter, ctrl: false, alt: false }, random));
    }
    effects
}

fn one_line(text: &str) -> String {
    warroom_incident::text::visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pressed(model: &mut Model, press: Press, random: [u8; 16]) -> Vec<Effect> {
    model.said = None;
    model.called = None;
    if press == Press::ctrl('l') {
        return vec![Effect::Redraw];
    }
    if press == Press::ctrl('z') {
        return vec![Effect::Suspend];
    }
    if let Some(dialog) = model.dialog.take() {
        return in_dialog(model, dialog, press, random);
    }
    if model.composer.is_open() {
        return writing(model, press, random);
    }
    normal(model, press, random)
}

fn writing(model: &mut Model, press: Press, random: [u8; 16]) -> Vec<Effect> {
    if press == Press::ctrl('c') {
        model.composer.close();
        return actions::presence(model);
    }
    match model.composer.press(press) {
        Typed::Text => Vec::new(),
        Typed::Send => actions::post(model, random),
        Typed::Stop => {
            model.composer.close();
            if !model.composer.entry_text().trim().is_empty() {
                model.say("the text is kept; a goes on writing");
            }
            actions::presence(model)
        }
    }
}

fn normal(model: &mut Model, press: Press, random: [u8; 16]) -> Vec<Effect> {
    if let Some(back) = &mut model.back {
        back.words = Words::Read;
    }
    let name = press.name();
    if std::mem::take(&mut model.half_g) && name == "g" {
        return actions::run(model, Action::Top, random);
    }
    if name == "g" {
        model.half_g = true;
        return Vec::new();
    }
    if press.code == Code::Esc && actions::is_at_top(model) {
        // Esc is pressed to be on the safe side: it must never be the way out.
        model.say("q leaves");
        return Vec::new();
    }
    match bound(model, &name) {
        Some(binding) => {
            let effects = actions::run(model, binding.action, random);
            // Moving about is reading: what was marked as new has been pointed out by then.
            if !matches!(binding.action, Action::Unread | Action::Up | Action::Down | Action::PageUp | Action::PageDown)
            {
                model.back = None;
            }
            effects
        }
        None => Vec::new(),
    }
}

/// The binding of a key where the reader is; the particular before the general.
fn bound(model: &Model, name: &str) -> Option<&'static Binding> {
    TABLE.iter().filter(|binding| actions::applies(model, binding)).find(|binding| binding.keys.contains(&name))
}

fn in_dialog(model: &mut Model, dialog: Dialog, press: Press, random: [u8; 16]) -> Vec<Effect> {
    if press == Press::ctrl('c') {
        return actions::run(model, Action::Cancel, random);
    }
    match dialog {
        Dialog::Help { top } => in_help(model, top, press),
        Dialog::Palette(palette) => in_palette(model, palette, press, random),
        Dialog::Form(form) => in_form(model, *form, press, random),
        Dialog::Lines { .. } if press == Press::plain(Code::Char('?')) => actions::run(model, Action::Help, random),
        // Any key goes on: the lines can be shown again.
        Dialog::Lines { .. } => Vec::new(),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn in_help(model: &mut Model, top: usize, press: Press) -> Vec<Effect> {
    let top = match press.code {
        Code::Char('j') | Code::Down => top + 1,
        Code::Char('k') | Code::Up => top.saturating_sub(1),
        Code::PageDown | Code::Char(' ') => top + 10,
        Code::PageUp => top.saturating_sub(10),
        _ => return Vec::new(),
    };
    model.dialog = Some(Dialog::Help { top: top.min(TABLE.len()) });
    Vec::new()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn in_palette(model: &mut Model, mut palette: super::palette::Palette, press: Press, random: [u8; 16]) -> Vec<Effect> {
    let found = palette.found(model);
    match press.code {
        Code::Esc => return Vec::new(),
        Code::Enter => {
            return match found.get(palette.cursor) {
                Some(found) => actions::run(model, found.binding.action, random),
                None => Vec::new(),
            };
        }
        Code::Down | Code::Tab => palette.cursor = (palette.cursor + 1).min(found.len().saturating_sub(1)),
        Code::Up | Code::BackTab => palette.cursor = palette.cursor.saturating_sub(1),
        _ => {
            if !edit(&mut palette.typed, press) && palette.typed.is_empty() {
                return Vec::new();
            }
            palette.cursor = 0;
        }
    }
    model.dialog = Some(Dialog::Palette(palette));
    Vec::new()
}

/// Edits a single line; says whether the key was one for it.
fn edit(line: &mut String, press: Press) -> bool {
    match (press.code, press.ctrl) {
        (Code::Backspace, _) | (Code::Char('h'), true) => return line.pop().is_some(),
        (Code::Char('u'), true) => line.clear(),
        (Code::Char('w'), true) => {
            let kept = line.trim_end().rfind(' ').map_or(0, |at| at + 1);
            line.truncate(kept);
        }
        _ => match press.written() {
            Some(c) => line.push(c),
            None => return false,
        },
    }
    true
}

fn in_form(model: &mut Model, mut form: super::forms::Form, press: Press, random: [u8; 16]) -> Vec<Effect> {
    let forward = match (form.stage, press.code) {
        (Stage::Confirming, Code::Char('y' | 'Y')) => true,
        (Stage::Confirming, Code::Char('n' | 'N' | 'q') | Code::Esc) | (Stage::Writing, Code::Esc) => {
            if form.back() {
                model.dialog = Some(Dialog::Form(Box::new(form)));
            }
            return Vec::new();
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
            edit(&mut form.words, press);
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
