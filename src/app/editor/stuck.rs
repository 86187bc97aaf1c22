//! Words of mine that the server did not take: they are shown, copied, opened as another draft, or let go.

use serde::{Deserialize, Serialize};

use super::papers::{GoesIn, Opening, Stuck};
use super::reword;
use crate::app::forms::{Choice, Form, Order, Words};
use crate::app::message::Effect;
use crate::app::model::{Dialog, Model};
use crate::app::sheet::Sheet;
use crate::timeline::first_line;

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
    let choices = vec![
        choice("Read all of it", Fate::Read, ""),
        choice("Copy it", Fate::Copy, ""),
        choice("Open a new draft with it", Fate::NewDraft, ""),
        choice("Let it go", Fate::Drop, "Let these words go? They are nowhere else."),
    ];
    let mut form = Form::new(format!("Not saved in draft {}, kept here", stuck.draft), "", choices);
    form.about = vec![
        crate::timeline::clean(&format!("Why: {}", stuck.why)),
        String::new(),
        crate::timeline::clean(&first_line(&stuck.text, 300)),
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
