//! Words of mine that the server did not take: they are shown, copied, opened as another draft, or let go.

use serde::{Deserialize, Serialize};

use super::papers::{GoesIn, Opening, Stuck};
use super::reword;
use crate::app::forms::{Choice, Form, Order, Words};
use crate::app::message::Effect;
use crate::app::model::{Dialog, Model};
use crate::app::sheet::Sheet;
use crate::timeline::first_line;
use warroom_incident::{Event, Line, Seq};

/// What stands where words of mine stood that had to go.
pub const EMPTIED: &str = "words of this draft were removed for good, so yours that were not saved are gone, too";

/// What is done with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// They are shown over the full width.
    Read,
    /// They are copied.
    Copy,
    /// Another draft begins with them.
    NewDraft,
    /// They are let go.
    Drop,
}

/// Asks what shall become of a text that was refused.
pub fn open(model: &mut Model, id: u64) {
    let Some(stuck) = model.papers.stuck().iter().find(|stuck| stuck.id == id) else { return };
    let choice = |label: &str, fate: Fate, question: &str| Choice {
        label: label.to_owned(),
        order: Order::Stuck(id, fate),
        words: Words::No,
        question: question.to_owned(),
    };
    let go = if stuck.is_emptied() { "" } else { "Let these words go? They are nowhere else." };
    let mut choices = vec![
        choice("Read all of it", Fate::Read, ""),
        choice("Copy it", Fate::Copy, ""),
        choice("Open a new draft with it", Fate::NewDraft, ""),
        choice("Let it go", Fate::Drop, go),
    ];
    if stuck.is_emptied() {
        choices.drain(..3);
    }
    let mut form = Form::new(format!("Not saved in draft {}, kept here", stuck.draft), "", choices);
    form.about = vec![
        crate::timeline::clean(&format!("Why: {}", stuck.why)),
        String::new(),
        match stuck.is_emptied() {
            true => format!("{}.", EMPTIED),
            false => crate::timeline::clean(&first_line(&stuck.text, 300)),
        },
    ];
    model.dialog = Some(Dialog::Form(Box::new(form)));
}

/// Does it.
pub fn carry_out(model: &mut Model, id: u64, fate: Fate, random: [u8; 16]) -> Vec<Effect> {
    let Some(Stuck { draft, text, .. }) = model.papers.stuck().iter().find(|stuck| stuck.id == id).cloned() else {
        return Vec::new();
    };
    let what = format!("your words for draft {draft}");
    match fate {
        Fate::Read => model.dialog = Some(Dialog::Sheet(Sheet::new(what, &text))),
        Fate::Copy => return vec![Effect::Copy { what, text }],
        Fate::NewDraft => {
            let audience = model.replica.state().drafts.get(&draft).map(|draft| draft.audience.clone());
            return reword::open_draft(model, audience, random, |order| Opening {
                order,
                draft: None,
                goes_in: GoesIn::Stuck { id },
            });
        }
        Fate::Drop => {
            model.papers.drop_stuck(id);
            model.say("let go; it is gone");
        }
    }
    Vec::new()
}

/// The draft to which an event gave its words.
#[expect(clippy::wildcard_enum_match_arm, reason = "only events with words of a draft's text matter here")]
fn gave_words_to(model: &Model, seq: Seq) -> Option<Seq> {
    match &model.replica.record().line(seq).and_then(Line::open)?.fact.event {
        Event::DraftOpened { .. } => Some(seq),
        Event::DraftEdited { draft, .. } | Event::DraftSnapshot { draft, .. } => Some(*draft),
        _ => None,
    }
}

/// Words were removed from the record for good. A kept text is the whole draft as its writer saw it, and nothing tells
/// which of its words came from where: it goes as a whole, and whoever wrote it is told.
pub(super) fn removed(model: &mut Model, seq: Seq) {
    let Some(Event::Redacted { wipes, .. }) = event(model, seq) else { return };
    let mut drafts: Vec<_> = wipes.iter().filter_map(|wiped| gave_words_to(model, *wiped)).collect();
    drafts.sort_unstable();
    drafts.dedup();
    for draft in drafts {
        let kept = model.papers.stuck.iter_mut().filter(|it| it.draft == draft && it.at < seq && !it.is_emptied());
        let emptied: Vec<_> = kept.map(|it| (it.id, std::mem::take(&mut it.text))).collect();
        if emptied.is_empty() {
            continue;
        }
        model.papers.touch();
        close_over(model, &emptied);
        // What was copied out of the draft is not to be put back into it.
        model.papers.cut.clear();
        model.complain(format!("draft {draft}: {EMPTIED}"));
    }
}

fn event(model: &Model, seq: Seq) -> Option<Event> {
    model.replica.record().line(seq).and_then(Line::open).map(|sealed| sealed.fact.event.clone())
}

/// What is shown of them goes off the screen.
fn close_over(model: &mut Model, emptied: &[(u64, String)]) {
    let shows = match &model.dialog {
        Some(Dialog::Form(form)) => form
            .choices
            .iter()
            .any(|choice| matches!(&choice.order, Order::Stuck(id, _) if emptied.iter().any(|(other, _)| other == id))),
        Some(Dialog::Sheet(sheet)) => emptied.iter().any(|(_, text)| sheet.text == crate::timeline::clean(text)),
        _ => false,
    };
    if shows {
        model.dialog = None;
    }
}
