//! Calling somebody from outside, writing down who answered, and the case of a vendor.

use warroom_incident::escalation::{Escalation, Standing, late, next_level};
use warroom_incident::event::LevelKind;
use warroom_incident::policy::EscalationLevel;
use warroom_incident::{Command, CommandKind};

use super::{Choice, Form, Order, Stage, Words, choice};
use crate::app::model::Model;
use crate::timeline::{clean, first_line};

/// Characters of an earlier reason that go into the next call.
const EARLIER: usize = 300;

/// All that can be done about those outside: the chair calls and ends, whoever works here writes down who answered. The
/// next thing to do is selected.
#[must_use]
pub fn escalation(model: &Model) -> Form {
    let (state, now) = (model.replica.state(), model.server_now());
    let may = |command| state.seat_for(model.me(), command).is_some();
    let mut choices = Vec::new();
    let mut cursor = None;
    if may(CommandKind::Escalate) {
        let next = next_level(state).map(|level| level.name.clone());
        for level in &state.policy.escalation {
            if next.as_ref() == Some(&level.name) {
                cursor = Some(choices.len());
            }
            choices.push(calling(model, level));
        }
    }
    let open: Vec<_> = state.escalations.iter().rev().filter(|it| it.is_on()).collect();
    for it in &open {
        if it.answered.is_none() {
            // Whoever was called and has time left answers: nobody else is called meanwhile.
            if it.standing(now) == Standing::Waiting && late(state, now).next().is_none() {
                cursor = Some(choices.len());
            }
            let answer = Command::AnswerEscalation { escalation: it.seq, text: String::new() };
            choices.push(choice(format!("Answered: {} (write who)", it.who), answer, Words::Must));
        }
        if it.kind == LevelKind::Vendor && may(CommandKind::AddCase) {
            let case = Command::AddCase { level: Some(it.level.clone()), case: String::new(), url: None };
            choices.push(choice(format!("Link the case of {}", it.who), case, Words::Must));
        }
    }
    for it in open {
        choices.extend(page(model, it));
        if may(CommandKind::EndEscalation) {
            let end = Command::EndEscalation { escalation: it.seq, reason: String::new() };
            let label = match it.kind {
                LevelKind::Continuity => "End business continuity".to_owned(),
                LevelKind::OnCall | LevelKind::Manager | LevelKind::Vendor => {
                    format!("Not needed any more: {}", it.who)
                }
            };
            choices.push(choice(label, end, Words::Must));
        }
    }
    let title = if may(CommandKind::Escalate) { "Call somebody from outside" } else { "Who was called from outside" };
    let mut form = Form::new(title, "Why", choices).about(about(model));
    form.cursor = cursor.unwrap_or(form.cursor);
    if !form.choices.is_empty() {
        form.stage = Stage::Choosing;
    }
    form
}

/// Those who were called, and where that stands.
fn about(model: &Model) -> Vec<String> {
    let called = crate::app::escalation::called(model, model.server_now());
    let mut lines: Vec<_> = called.into_iter().map(|(line, _)| line).collect();
    if lines.is_empty() {
        lines.push("Nobody was called from outside yet.".into());
    }
    lines
}

/// A level of the policy as a choice. One that the rules would refuse now is shown as what it is.
fn calling(model: &Model, level: &EscalationLevel) -> Choice {
    let (state, now) = (model.replica.state(), model.server_now());
    let told = if level.has_webhook() { "by webhook" } else { "yourself" };
    let within = match level.answer_minutes {
        0 => String::new(),
        minutes => format!(", {minutes} min to answer"),
    };
    let again = if state.escalations.iter().any(|it| it.level == level.name && it.is_on()) { " again" } else { "" };
    let label = format!("Call {}{again} {told}{within}", level.who);
    let command = |reason: String| Command::Escalate { level: Some(level.name.clone()), reason };
    if model.replica.predict(&command("x".into()), now).is_err() {
        let label = clean(&format!("Called already: {}", level.who));
        return Choice { label, order: Order::Stands, words: Words::No, question: String::new() };
    }
    let leaves = if level.has_webhook() { " They read the reason, outside this room." } else { "" };
    let adds = match (level.kind() == Some(LevelKind::Continuity), state.policy.continuity.checklist.len()) {
        (false, _) => String::new(),
        (true, 0) => " It raises a banner on every screen.".into(),
        (true, 1) => " It raises a banner on every screen and adds 1 task.".into(),
        (true, tasks) => format!(" It raises a banner on every screen and adds {tasks} tasks."),
    };
    let question = format!("Call {}?{adds}{leaves}", level.who);
    // Nobody is asked twice why: what was said to those who did not answer is said again.
    match late(state, now).next() {
        Some(it) => choice(label, command(after(it)), Words::May).ask(question),
        None => choice(label, command(String::new()), Words::Must).ask(question),
    }
}

/// The reason that stands where none is written: nobody answered, and what they were called for.
fn after(it: &Escalation) -> String {
    let why = it.reason.as_deref().map_or(String::new(), |why| format!(" {}", first_line(why, EARLIER)));
    format!("No answer from {}.{why}", it.who)
}

/// A page that did not go out.
fn page(model: &Model, it: &Escalation) -> Vec<Choice> {
    let may = model.replica.state().seat_for(model.me(), CommandKind::RetryDelivery).is_some();
    let Some(page) = it.page.as_ref().filter(|_| it.page_failed() && may) else { return Vec::new() };
    let delivery = page.seq;
    let give_up = Command::GiveUpDelivery { delivery, reason: String::new() };
    vec![
        choice(format!("Page {} again", it.who), Command::RetryDelivery { delivery }, Words::No),
        choice(format!("Give up the page to {}: they were told otherwise", it.who), give_up, Words::Must),
    ]
}

/// The words of a case: its number, and its address where that has to be given.
pub(super) fn case(level: Option<String>, words: &str) -> Command {
    let is_address = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
    let url = words.split_whitespace().find(is_address).map(ToOwned::to_owned);
    let number: Vec<_> = words.split_whitespace().filter(|word| !is_address(word)).collect();
    Command::AddCase { level, case: number.join(" "), url }
}
