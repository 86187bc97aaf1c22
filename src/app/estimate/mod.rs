//! The form of an estimate: what is known, filled in by the keyboard alone. It begins with what is in force, says beside
//! each field how it is understood or what is wrong with it, and shows what would follow before anything is done. Only
//! what was changed is sent.

pub mod fields;
mod kept;
pub mod preview;
pub mod stating;

use warroom_incident::{Command, CommandKind, Seq};

use super::finding;
use super::keymap::Action;
use super::keys::{Code, Press};
use super::message::Effect;
use super::model::{Dialog, Model};
use super::{actions, impact};

pub use fields::{Field, What};
pub use kept::Unsent;

/// Characters that a field takes: a reason of several sentences.
const MOST_CHARS: usize = 2_000;

/// What Enter says without a connection.
const OFFLINE: &str = "not connected; kept: Enter again when connected";

/// Whether an answer is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// It is being filled in.
    No,
    /// It was sent.
    Sent,
}

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filling {
    /// The fields.
    pub fields: Vec<Field>,
    /// The selected one.
    pub cursor: usize,
    /// Whether a letter goes in place of what is in force: until the field was touched.
    pub fresh: bool,
    /// The revision that it stands on.
    pub stands_on: Option<Seq>,
    /// Why the last try was refused.
    pub problem: Option<String>,
    /// Whether an answer is waited for.
    pub waits: Waits,
}

impl Filling {
    /// The selected field.
    #[must_use]
    pub fn field(&self) -> Option<&Field> {
        self.fields.get(self.cursor)
    }

    /// A field's text.
    #[must_use]
    pub fn text(&self, what: &What) -> &str {
        self.fields.iter().find(|field| field.what == *what).map_or("", |field| field.text.trim())
    }

    fn go(&mut self, to: usize) {
        self.cursor = to.min(self.fields.len().saturating_sub(1));
        self.fresh = true;
    }
}

/// Whether I set it; else I propose it.
#[must_use]
pub fn sets(model: &Model) -> bool {
    model.replica.state().seat_for(model.me(), CommandKind::SetEstimate).is_some()
}

/// Opens the form with what is in force, and what was typed into it before and not sent.
pub fn open(model: &mut Model) {
    let mut fields = fields::in_force(model);
    let left = model.composer.estimate().clone();
    left.over(&mut fields);
    let stands_on = impact::in_force(model).map(|it| it.seq);
    if !left.is_empty() {
        model.say("what you typed before is here again; Ctrl-R begins anew");
    }
    let filling = Filling { fields, cursor: 0, fresh: true, stands_on, problem: None, waits: Waits::No };
    show(model, filling);
}

fn show(model: &mut Model, filling: Filling) {
    model.dialog = Some(Dialog::Estimate(Box::new(filling)));
}

/// A key.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other key is the field's")]
pub fn pressed(model: &mut Model, mut filling: Filling, press: Press, random: [u8; 16]) -> Vec<Effect> {
    match press.code {
        Code::Esc => {
            if filling.waits == Waits::No && !Unsent::of(&filling.fields).is_empty() {
                model.say(format!("nothing was sent; what you typed is kept: {} goes on", model.key(Action::Estimate)));
            }
            return Vec::new();
        }
        // Until the answer is there, keys that were meant for what comes next do nothing.
        _ if filling.waits == Waits::Sent => {}
        Code::Enter => return send(model, filling, random),
        Code::Tab | Code::Down => {
            let next = filling.cursor + 1;
            // Round the end: the last field is one key away from the first.
            filling.go(if next < filling.fields.len() { next } else { 0 });
        }
        Code::BackTab | Code::Up => {
            let before = filling.cursor.checked_sub(1).unwrap_or(filling.fields.len().saturating_sub(1));
            filling.go(before);
        }
        Code::Home | Code::PageUp => filling.go(0),
        Code::End | Code::PageDown => filling.go(usize::MAX),
        Code::Char('r') if press.ctrl => {
            filling.fields = fields::in_force(model);
            filling.stands_on = impact::in_force(model).map(|it| it.seq);
            filling.problem = None;
            filling.fresh = true;
            model.say("as it is in force");
        }
        _ => typed(&mut filling, press),
    }
    keep(model, &filling);
    show(model, filling);
    Vec::new()
}

/// Keeps what was typed. A moment that was named by how long ago it was is kept as itself: it may be read much later.
fn keep(model: &mut Model, filling: &Filling) {
    let mut fields = filling.fields.clone();
    for field in &mut fields {
        if let Some(text) = stating::absolute(model, filling, field) {
            field.text = text;
        }
    }
    model.composer.keep_estimate(Unsent::of(&fields));
}

/// A key that changes the field.
fn typed(filling: &mut Filling, press: Press) {
    let fresh = filling.fresh;
    let Some(field) = filling.fields.get_mut(filling.cursor) else { return };
    let before = field.text.clone();
    if let Some(choices) = field.what.choices() {
        match (press.code, press.written()) {
            (Code::Right, _) | (_, Some(' ')) => field.turn(&choices, 1),
            (Code::Left, _) => field.turn(&choices, choices.len() - 1),
            (Code::Backspace | Code::Delete, _) => field.text.clear(),
            (_, Some(letter)) => field.choose(&choices, letter),
            _ => {}
        }
    } else {
        if fresh && field.text == field.base && press.written().is_some_and(|c| c != ' ') {
            field.text.clear();
        }
        if field.text.chars().count() < MOST_CHARS || press.written().is_none() {
            finding::typed(&mut field.text, press);
        }
        field.tidy();
        filling.fresh = false;
    }
    if before != filling.fields.get(filling.cursor).map_or(String::new(), |field| field.text.clone()) {
        filling.problem = None;
    }
}

/// A paste writes into the field; it never sends.
pub fn pasted(model: &mut Model, text: &str) {
    let Some(Dialog::Estimate(filling)) = &mut model.dialog else { return };
    if filling.waits == Waits::Sent {
        return;
    }
    let fresh = filling.fresh;
    let Some(field) = filling.fields.get_mut(filling.cursor) else { return };
    if let Some(choices) = field.what.choices() {
        // What was typed fast: a letter chooses as it does one by one.
        if let Some(letter) = text.trim().chars().next() {
            field.choose(&choices, letter);
        }
    } else {
        if fresh && field.text == field.base {
            field.text.clear();
        }
        let room = MOST_CHARS.saturating_sub(field.text.chars().count());
        field.text.extend(text.chars().take(room));
        field.tidy();
    }
    filling.fresh = false;
    filling.problem = None;
    let filling = filling.clone();
    keep(model, &filling);
}

/// A line that came at once with its Enter: the field is filled, and the next one is asked for.
pub fn line_ended(model: &mut Model) {
    if let Some(Dialog::Estimate(filling)) = &mut model.dialog
        && filling.waits == Waits::No
    {
        filling.go(filling.cursor + 1);
    }
}

/// Orders what was filled in; the form stays until the answer is there.
fn send(model: &mut Model, mut filling: Filling, random: [u8; 16]) -> Vec<Effect> {
    let read = stating::read(model, &filling);
    if let Some((nth, why)) = read.problem() {
        filling.go(nth);
        filling.fresh = false;
        filling.problem = Some(why);
        show(model, filling);
        return Vec::new();
    }
    if !model.link.is_up() {
        // An estimate must not be set late by itself.
        filling.problem = Some(OFFLINE.into());
        keep(model, &filling);
        show(model, filling);
        return Vec::new();
    }
    let (stated, source, reason) = (Box::new(read.stated), read.source, read.reason);
    let command = if sets(model) {
        Command::SetEstimate { stated, source, reason }
    } else {
        Command::ProposeEstimate { stated, source, reason }
    };
    let effects = actions::order(model, command, random);
    if effects.is_empty() {
        filling.problem = model.said.take().map(|(sentence, _)| sentence);
    } else {
        filling.problem = None;
        filling.waits = Waits::Sent;
    }
    show(model, filling);
    effects
}

/// The server took a command: what was filled in for it is on the record and is forgotten here.
#[expect(clippy::wildcard_enum_match_arm, reason = "only these two come from here")]
pub(super) fn accepted(model: &mut Model, command: &Command) {
    let (stated, done) = match command {
        Command::SetEstimate { stated, .. } => (stated, "the estimate is set: every screen shows it"),
        Command::ProposeEstimate { stated, .. } => (stated, "proposed: it waits for the chair"),
        _ => return,
    };
    // The numbers are what came of it.
    model.selected.impact = Some(super::impact::Item::Now).filter(|_| !super::impact::proposals(model).is_empty());
    // What takes figures back was not filled in here.
    if !stated.void.is_empty() {
        return;
    }
    model.composer.keep_estimate(Unsent::default());
    if matches!(&model.dialog, Some(Dialog::Estimate(filling)) if filling.waits == Waits::Sent) {
        model.dialog = None;
    }
    model.say(done);
}

/// The server refused it, or nobody knows.
pub(super) fn refused(model: &mut Model, sentence: &str) {
    if let Some(Dialog::Estimate(filling)) = &mut model.dialog
        && filling.waits == Waits::Sent
    {
        filling.waits = Waits::No;
        filling.problem = Some(sentence.to_owned());
    }
}
