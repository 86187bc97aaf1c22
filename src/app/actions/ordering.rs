//! Writing, and orders on their way to the server.

use warroom_incident::{Command, CommandId};

use super::going::{leave, presence};
use super::{forms, show};
use crate::app::composer::Target;
use crate::app::connection::LinkState;
use crate::app::forms::{Form, Order, Stage};
use crate::app::freeze;
use crate::app::keymap::Action;
use crate::app::list::Cursor;
use crate::app::message::Effect;
use crate::app::model::{Dialog, Loud, Model, Pane};
use crate::app::parse;
use crate::replica::Pending;

/// What was written this recently counts as written now.
const JUST_NOW_MINUTES: i64 = 2;

pub(super) fn hand_over(model: &mut Model) {
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
        // What is written there leaves the room; it is never an entry.
        Pane::Drafts => return super::run(model, Action::NewDraft, [0; 16]),
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
                form.typed.clear();
                model.dialog = Some(Dialog::Form(form));
            } else {
                model.asked = Some(again);
            }
            effects
        }
        // The form makes a command of it.
        Order::Plan(_) | Order::Link(_) | Order::Saves(_) => Vec::new(),
        Order::DueIn(task, minutes) => {
            let by = model.server_now() + chrono::TimeDelta::minutes(minutes);
            carry_out(model, form, Order::Command(due(task, by)), random)
        }
        Order::DueAt(task) => {
            let zone = crate::app::composer::meaning::zone(model);
            match parse::ahead(&form.words, model.server_now(), zone) {
                Some(by) => carry_out(model, form, Order::Command(due(task, by)), random),
                None => {
                    let mut form = form;
                    form.problem = Some("that is no time of day; write it like 04:30".into());
                    form.stage = Stage::Writing;
                    model.dialog = Some(Dialog::Form(Box::new(form)));
                    Vec::new()
                }
            }
        }
        // The form refuses it.
        Order::Stands => Vec::new(),
        Order::Write(target, text) => write_for(model, target, &text),
        Order::TakeBack(id) => {
            // The text is in its new place on disk before it leaves the old one.
            let mut effects = Vec::new();
            if let Some(pending) = model.replica.take_back(id) {
                take_into_composer(model, &pending);
                effects.push(Effect::SaveComposerNow(model.composer.to_keep()));
            }
            effects.push(Effect::SaveOutbox(model.replica.outbox()));
            effects.extend(send_due(model));
            effects
        }
        Order::Drop(id) => {
            if model.replica.take_back(id).is_some() {
                model.say("dropped; it is gone");
            }
            let mut effects = vec![Effect::SaveOutbox(model.replica.outbox())];
            effects.extend(send_due(model));
            effects
        }
        Order::PostAgain(id) => post_again(model, id, random),
        Order::StillTrue(id) => {
            model.replica.confirm(id);
            let mut effects = vec![Effect::SaveOutbox(model.replica.outbox())];
            effects.extend(send_due(model));
            effects
        }
        Order::Stuck(id, fate) => crate::app::editor::stuck::carry_out(model, id, fate, random),
        Order::UseInDraft(entry) => {
            crate::app::editor::reword::open(model, entry);
            Vec::new()
        }
        Order::Leave => leave(model),
    }
}

fn due(task: warroom_incident::Seq, by: warroom_incident::Time) -> Command {
    Command::PlanTask { task, owner: None, due: None, by: Some(by), link: None }
}

/// Orders something that needs the server's word.
pub(in crate::app) fn order(model: &mut Model, command: Command, random: [u8; 16]) -> Vec<Effect> {
    if !model.link.is_up() {
        model.complain("needs the server; not connected. Nothing was done");
        return Vec::new();
    }
    if let Some(why) = freeze::why_not(model) {
        model.complain(why);
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

/// Puts what was taken back into the composer as it would be typed, before what is there.
pub fn take_into_composer(model: &mut Model, pending: &Pending) {
    let target = if model.focus == Pane::Notes { Target::Note } else { Target::Fact };
    let now = model.server_now();
    let mut command = pending.command.clone();
    if let Command::Post { happened_at, .. } = &mut command {
        // The moment of writing is worth a word only when it is not just now.
        let just_now = *happened_at == Some(pending.at) && (now - pending.at).num_minutes() < JUST_NOW_MINUTES;
        *happened_at = happened_at.filter(|_| !just_now);
    }
    model.composer.give_back(&parse::as_typed(&command, target, Some(now)));
    model.composer.open(target, "");
}

/// Sends what may go; what has to be asked about is asked about now, since somebody has just dealt with the outbox.
fn send_due(model: &mut Model) -> Vec<Effect> {
    if !model.link.is_up() {
        return Vec::new();
    }
    let now = model.server_now();
    let due = model.replica.send_due(now);
    if let Some(waiting) = model.replica.doubted(now)
        && model.dialog.is_none()
        && !model.composer.is_open()
    {
        let form = forms::doubted(model, waiting);
        model.dialog = Some(Dialog::Form(Box::new(form)));
    }
    due.into_iter().map(Effect::Send).collect()
}

/// Posts a refused entry once more, under a new id: the old one has its answer.
fn post_again(model: &mut Model, id: CommandId, random: [u8; 16]) -> Vec<Effect> {
    let Some(old) = model.replica.waits(id).map(|waiting| waiting.pending.clone()) else { return Vec::new() };
    match model.replica.submit(old.command, CommandId(random), model.server_now()) {
        Ok(_) => {
            model.replica.take_back(id);
            let mut effects = vec![Effect::SaveOutbox(model.replica.outbox())];
            effects.extend(send_due(model));
            effects
        }
        Err(why) => {
            model.complain(why.to_string());
            Vec::new()
        }
    }
}

/// Opens the composer, unless another half-written text would be forgotten for it.
pub(in crate::app) fn write_for(model: &mut Model, target: Target, prefill: &str) -> Vec<Effect> {
    if !model.composer.has_room_for(target) {
        let most = crate::app::composer::MOST_CORRECTIONS;
        model.complain(format!("{most} corrections are half-written already; post or empty one first"));
        return Vec::new();
    }
    model.composer.open(target, prefill);
    presence(model)
}

/// Opens the composer with its text in the editor.
pub(super) fn write_in_editor(model: &mut Model) -> Vec<Effect> {
    let target = if model.focus == Pane::Notes { Target::Note } else { Target::Fact };
    let mut effects = write_for(model, target, "");
    effects.push(Effect::Edit(model.composer.text()));
    effects
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
    let zone = crate::app::composer::meaning::zone(model);
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
            // Kept until the answer is there: it may be no.
            model.composer.ask();
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
        Ok(_) => {
            model.last_sent = Some(CommandId(random));
            model.composer.sent();
            let follows = if target == Target::Note { &mut model.notes } else { &mut model.timeline };
            if !matches!(follows, Cursor::End) {
                model.said =
                    Some((format!("posted; {} shows it", model.settings.keymap.reach(Action::Bottom)), Loud::No));
            }
            if let Some(earlier) = earlier {
                model.say(format!("posted; it {earlier}"));
            }
            let mut effects = vec![Effect::SaveOutbox(model.replica.outbox())];
            // Behind what could not be saved it waits its turn.
            if model.store.works() {
                effects.extend(send_due(model));
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
