//! Writing, and orders on their way to the server.

use warroom_incident::{Command, CommandId};

use super::going::{leave, presence};
use super::{forms, show};
use crate::app::composer::Target;
use crate::app::connection::LinkState;
use crate::app::forms::{Form, Order};
use crate::app::list::Cursor;
use crate::app::message::Effect;
use crate::app::model::{ClockStyle, Dialog, Loud, Model, Pane};
use crate::app::parse;

pub(super) fn hand_over(model: &mut Model) {
    if !model.link.is_up() {
        model.complain(crate::app::offline::why_not("chair"));
        return;
    }
    match forms::hand_over(model) {
        Ok(form) => show(model, form),
        Err(why) => model.complain(why),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub(super) fn write(model: &mut Model) -> Vec<Effect> {
    let target = match model.focus {
        Pane::Tasks => {
            show(model, forms::task());
            return Vec::new();
        }
        Pane::Notes => Target::Note,
        _ => Target::Fact,
    };
    model.composer.open(target, "");
    presence(model)
}

pub(super) fn write_now(model: &mut Model) -> Vec<Effect> {
    let old = model.replica.state().now.as_ref().and_then(|now| now.text.clone()).unwrap_or_default();
    model.composer.open(Target::Now, &old);
    presence(model)
}

/// Does what a form ended in.
pub fn carry_out(model: &mut Model, form: Form, what: Order, random: [u8; 16]) -> Vec<Effect> {
    match what {
        Order::Command(command) => {
            let again = Box::new(form);
            let effects = order(model, command, random);
            if effects.is_empty() {
                let problem = model.said.take().map(|(sentence, _)| sentence);
                let mut form = again;
                form.problem = problem;
                form.restart();
                model.dialog = Some(Dialog::Form(form));
            } else {
                model.asked = Some(again);
            }
            effects
        }
        // The form makes a command of it.
        Order::Plan(_) => Vec::new(),
        Order::Write(target, text) => {
            model.composer.open(target, &text);
            presence(model)
        }
        Order::TakeBack(id) => {
            if let Some(pending) = model.replica.take_back(id)
                && let Command::Post { text, .. } = &pending.command
            {
                model.composer.give_back(text);
                model.composer.open(if model.focus == Pane::Notes { Target::Note } else { Target::Fact }, "");
            }
            vec![Effect::SaveComposer(model.composer.entry_text()), Effect::SaveOutbox(model.replica.outbox())]
        }
        Order::Leave => leave(model),
    }
}

/// Orders something that needs the server's word.
pub(super) fn order(model: &mut Model, command: Command, random: [u8; 16]) -> Vec<Effect> {
    if !model.link.is_up() {
        model.complain("needs the server; not connected. Nothing was done");
        return Vec::new();
    }
    let now = model.server_now();
    match model.replica.submit(command, CommandId(random), now) {
        Ok(request) => vec![Effect::Send(request)],
        Err(why) => {
            model.complain(why.to_string());
            Vec::new()
        }
    }
}

/// The text is part of it where it changed, the time where one stands before the text.
pub(super) fn correction(model: &Model, seq: u64, words: &str, zone_minutes: i32) -> Command {
    let Some(entry) = model.replica.state().entry(seq) else {
        return Command::Correct { entry: seq, text: Some(words.to_owned()), happened_at: None };
    };
    let old = model.replica.record().text(entry.text_at).unwrap_or_default();
    let (text, happened_at) = parse::correction(words, old, entry.happened_at, model.server_now(), zone_minutes);
    Command::Correct { entry: seq, text, happened_at }
}

/// Sends what was written. An entry is on disk here before it is sent or shown as kept.
pub fn post(model: &mut Model, random: [u8; 16]) -> Vec<Effect> {
    let Some(target) = model.composer.target() else { return Vec::new() };
    if matches!(model.link.state, LinkState::Refused { .. }) {
        model.complain("not sent: the server refuses this client. The text is kept; copy it, or send it elsewhere");
        return Vec::new();
    }
    let text = model.composer.text();
    if text.trim().is_empty() {
        model.composer.sent();
        return presence(model);
    }
    let zone = if model.clock == ClockStyle::Local { model.zone_minutes } else { 0 };
    let mut command = match target {
        Target::Fact | Target::Note => match parse::entry(&text, target, model.server_now(), zone) {
            Ok(command) => command,
            Err(why) => {
                model.complain(why);
                return Vec::new();
            }
        },
        Target::Now => Command::SetNow { text },
        Target::Correct(entry) => correction(model, entry, &text, zone),
    };
    if !command.can_wait() {
        let effects = order(model, command, random);
        if !effects.is_empty() {
            model.composer.sent();
        }
        return effects;
    }
    let now = model.server_now();
    let mut earlier = None;
    if let Command::Post { happened_at, .. } = &mut command {
        earlier = happened_at.and_then(|at| parse::earlier_day(at, now, zone));
        if !model.link.is_up() {
            // Fixed here: what is sent hours later must not look as if it was seen then.
            *happened_at = happened_at.or(Some(now));
        }
    }
    match model.replica.submit(command, CommandId(random), now) {
        Ok(request) => {
            model.last_sent = Some(CommandId(random));
            model.composer.sent();
            let follows = if target == Target::Note { &mut model.notes } else { &mut model.timeline };
            if !matches!(follows, Cursor::End) {
                model.said = Some(("posted; G shows it".into(), Loud::No));
            }
            if let Some(earlier) = earlier {
                model.say(format!("posted; it {earlier}"));
            }
            let mut effects = vec![Effect::SaveOutbox(model.replica.outbox())];
            // Behind what could not be saved it waits its turn.
            if model.link.is_up() && model.store.works() {
                effects.push(Effect::Send(request));
            }
            effects.extend(presence(model));
            effects
        }
        Err(why) => {
            model.complain(why.to_string());
            Vec::new()
        }
    }
}
