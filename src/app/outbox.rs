//! What waits to be sent, as a list: in order, each with its age, its fate and its text.

use warroom_incident::Command;

use super::forms;
use super::keys::{Code, Press};
use super::message::Effect;
use super::model::{Dialog, Model};
use crate::replica::{Fate, Waiting};

/// Where the reader is in the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    /// The selected line.
    pub cursor: usize,
}

/// So many wait, as words.
#[must_use]
pub fn wait(unsent: usize) -> String {
    if unsent == 1 { "1 waits".into() } else { format!("{unsent} wait") }
}

/// What it says.
#[must_use]
pub fn words(waiting: &Waiting) -> &str {
    if let Command::Post { text, .. } = &waiting.pending.command { text } else { "" }
}

/// How long ago it was written, and when.
#[must_use]
pub fn age(model: &Model, waiting: &Waiting) -> String {
    let at = waiting.pending.at;
    format!("{} ago, {}", crate::brief::age(at, model.server_now()), model.clock().short(at).trim())
}

/// What is known about it, with its mark: told apart without colour.
#[must_use]
pub fn fate(model: &Model, waiting: &Waiting) -> String {
    let nth = model.replica.waiting().position(|it| it.pending.id == waiting.pending.id).map_or(0, |nth| nth + 1);
    let doubted = model.replica.doubted(model.server_now()).is_some_and(|it| it.pending.id == waiting.pending.id);
    match &waiting.fate {
        Fate::Refused(_) => "! REFUSED".into(),
        Fate::NotSaved(_) => "! NOT SAVED".into(),
        Fate::Accepted(_) | Fate::Seen(_) => "~ SAVED".into(),
        Fate::Unanswered | Fate::Doubtful(_) if doubted => format!("~ WAITING {nth}, STILL TRUE?"),
        Fate::Unanswered | Fate::Doubtful(_) => format!("~ WAITING {nth}"),
    }
}

/// Opens the list; where an entry has to be asked about first, that question.
pub fn open(model: &mut Model) {
    if model.link.is_up()
        && let Some(waiting) = model.replica.doubted(model.server_now())
    {
        let form = forms::doubted(model, waiting);
        model.dialog = Some(Dialog::Form(Box::new(form)));
    } else if model.replica.waiting().next().is_none() {
        match (in_drafts(model), model.papers.stuck().last().map(|stuck| stuck.id)) {
            (Some(words), stuck) => {
                model.say(format!("no entry waits; {words}"));
                if let Some(stuck) = stuck {
                    super::editor::stuck::open(model, stuck);
                }
            }
            (None, _) => model.say("nothing waits: all that you wrote is on the record"),
        }
    } else {
        model.dialog = Some(Dialog::Outbox(Outbox::default()));
    }
}

/// Words of mine in drafts that are not on the record: refused ones first, then those that are still to be shared.
#[must_use]
pub fn in_drafts(model: &Model) -> Option<String> {
    let refused = model.papers.stuck().iter().rev().map(|stuck| format!("REFUSED in draft {}, kept here", stuck.draft));
    let unshared = model
        .papers
        .unshared()
        .map(|(draft, chars)| format!("NOT SHARED in draft {draft}: {}, kept here", super::editor::characters(chars)));
    let all: Vec<_> = refused.chain(unshared).collect();
    let (first, more) = all.split_first()?;
    Some(if more.is_empty() { first.clone() } else { format!("{first} (+{} more drafts)", more.len()) })
}

/// Takes a key.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub fn press(model: &mut Model, mut outbox: Outbox, press: Press) -> Vec<Effect> {
    let count = model.replica.waiting().count();
    // What was answered meanwhile is gone from the list.
    outbox.cursor = outbox.cursor.min(count.saturating_sub(1));
    match press.code {
        Code::Esc | Code::Char('q' | 'o') => return Vec::new(),
        Code::Down | Code::Char('j') | Code::Tab => outbox.cursor = (outbox.cursor + 1).min(count.saturating_sub(1)),
        Code::Up | Code::Char('k') | Code::BackTab => outbox.cursor = outbox.cursor.saturating_sub(1),
        Code::Enter => {
            if let Some(waiting) = model.replica.waiting().nth(outbox.cursor) {
                let form = forms::pending(model, waiting);
                model.dialog = Some(Dialog::Form(Box::new(form)));
                return Vec::new();
            }
        }
        _ => model.say("j/k and Enter; q closes"),
    }
    model.dialog = Some(Dialog::Outbox(outbox));
    Vec::new()
}
