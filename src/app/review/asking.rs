//! A question about a draft holds what was read from the moment it opened. When that moves, the question is void at
//! once; the server would refuse it anyhow.

use warroom_incident::{Command, Seq};

use super::{Front, Noted, Review, Seen, noted, sight};
use crate::app::forms::{Form, Order};
use crate::app::keys::{Code, Press};
use crate::app::message::Effect;
use crate::app::model::{Dialog, Model};
use crate::app::update;

/// Whether a change of the draft or the facts voids a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binds {
    /// It is about exactly what was read.
    Exactly,
    /// It is about the draft, whatever it says.
    Loosely,
}

/// What a question about a draft stands on.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The screen to go back to.
    pub screen: Review,
    /// What was read.
    pub seen: Seen,
    /// Whether a change voids it.
    pub binds: Binds,
    /// Why it is void.
    pub void: Option<String>,
    /// What is in front where there is no room for both.
    pub front: Front,
}

/// Looks whether what is asked about is still as it was read, and opens a draft that was waited for.
pub fn keep_up(model: &mut Model) {
    if let Some(why) = moved(model)
        && let Some(Dialog::Form(form)) = &mut model.dialog
        && let Some(held) = &mut form.held
    {
        held.void = Some(why);
        form.title = format!("VOID: {}", form.title);
        form.typed.clear();
        form.problem = None;
    }
    super::fields::arrived(model);
    let gone = matches!(&model.dialog, Some(Dialog::Draft(it)) if !model.replica.state().drafts.contains_key(&it.seq));
    if gone {
        model.dialog = None;
    }
    noted::keep_up(model);
    sight::look(model);
}

/// What voids the question that stands open, if anything does.
fn moved(model: &Model) -> Option<String> {
    let Some(Dialog::Form(form)) = &model.dialog else { return None };
    let held = form.held.as_ref().filter(|held| held.binds == Binds::Exactly && held.void.is_none())?;
    let nothing = "Nothing was done";
    if !model.link.is_up() {
        return Some(format!(
            "The connection is gone. {nothing}, and nothing waits to be done: read it again when it is back."
        ));
    }
    let Some(draft) = model.replica.state().drafts.get(&held.screen.seq) else {
        return Some(format!("The draft is not here any more. {nothing}."));
    };
    let now = Seen::of(model, draft);
    if now == held.seen {
        // The rules may mind something that is no part of it: the chair, or a promise whose time has come.
        let Some(Order::Command(command)) = form.chosen().map(|choice| &choice.order) else { return None };
        let tried = crate::app::forms::with_words(command.clone(), "x");
        let why = model.replica.predict(&tried, model.server_now()).err()?;
        return Some(format!("{why}. {nothing}."));
    }
    // One's own edits count here, too: it may be another window.
    let changes = draft.changed_since(held.seen.revision);
    let what = super::what_changed(&changes, &held.seen.facts.moved(&now.facts));
    let what = what.unwrap_or_else(|| format!("it is {} now", draft.stage.as_str().replace('_', " ")));
    Some(format!("It changed: {what}. {nothing}. Read it again."))
}

/// A key while a question about a draft is open: what closes it leads back to the draft.
pub fn form_pressed(model: &mut Model, form: Form, press: Press, random: [u8; 16]) -> Vec<Effect> {
    let Some(held) = form.held.clone() else { return update::in_form(model, form, press, random) };
    if held.void.is_some() {
        // Letters of the word may still be on their way from the fingers: they must not be keys of the draft.
        if matches!(press.code, Code::Esc | Code::Char('q')) {
            back(model, &held, None);
        } else {
            model.dialog = Some(Dialog::Form(Box::new(form)));
        }
        return Vec::new();
    }
    let form = match sight::pressed(model, form, press) {
        Some(form) => form,
        None => return Vec::new(),
    };
    let effects = update::in_form(model, form, press, random);
    if model.dialog.is_none() {
        let sent = (!effects.is_empty()).then(|| "on its way: the server answers in a moment".to_owned());
        back(model, &held, sent);
    }
    effects
}

/// Back to the draft, as it stands now.
fn back(model: &mut Model, held: &Held, said: Option<String>) {
    super::open(model, held.screen.seq);
    if let Some(Dialog::Draft(review)) = &mut model.dialog {
        review.sighted = held.screen.sighted.clone();
        match &held.void {
            // It was said what is in the way: what is read from here on is what stands there now.
            Some(why) => review.note = Some(why.clone()),
            None => {
                review.top = held.screen.top;
                // What came in meanwhile is pointed out until it was read.
                review.seen = held.seen.clone();
            }
        }
    }
    if let Some(said) = said {
        model.say(said);
    }
}

/// An order about a draft was refused by the server: what was bound to what was read says why on the page, anything
/// else comes back with its words.
pub fn refused(model: &mut Model, form: Form, sentence: &str) {
    let Some(held) = form.held.clone() else { return };
    let here = matches!(&model.dialog, Some(Dialog::Draft(review)) if review.seq == held.screen.seq);
    if !here && model.dialog.is_some() {
        return;
    }
    match held.binds {
        Binds::Exactly => {
            super::open(model, held.screen.seq);
            if let Some(Dialog::Draft(review)) = &mut model.dialog {
                review.note = Some(format!("Refused, nothing was done: {sentence}"));
                // What it speaks of may come in only after it.
                review.noted = Some(Noted::UntilOver);
            }
        }
        Binds::Loosely => {
            let mut form = form;
            form.problem = Some(sentence.to_owned());
            form.restart();
            model.dialog = Some(Dialog::Form(Box::new(form)));
        }
    }
}

/// The server took a command: a draft that it opened is shown as soon as it is here.
pub fn answered(model: &mut Model, command: &Command, (first, count): (Seq, u64)) {
    super::fields::accepted(model, command, first + count.saturating_sub(1), first);
    if let (Some(Dialog::Draft(review)), Some(what)) = (&mut model.dialog, said(command)) {
        review.note = None;
        model.say(what);
    }
}

/// What is said when an order about a draft was taken.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are told by what they change")]
fn said(command: &Command) -> Option<&'static str> {
    Some(match command {
        Command::ApproveDraft { publish: true, .. } | Command::PublishDraft { .. } => "published",
        Command::BreakGlass { publish: true, .. } => "glass broken: published",
        Command::BreakGlass { .. } => "glass broken: approved",
        Command::ApproveDraft { .. } => "approved; nothing has left the room yet",
        Command::SubmitDraft { .. } => "it waits for approval now",
        Command::SignOffDraft { .. } => "signed off",
        Command::RequestChanges { .. } => "sent back",
        Command::WaiveFinding { .. } => "it may leave now; the reason is on the record",
        Command::SetDraft { .. } => "changed",
        Command::WithdrawDraft { .. } => "withdrawn",
        Command::RetryDelivery { .. } => "it is tried again",
        Command::GiveUpDelivery { .. } => "given up",
        _ => return None,
    })
}
