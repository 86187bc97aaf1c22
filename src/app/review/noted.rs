//! How long what was said on the page of a draft stays there: no longer than it is true.

use warroom_incident::draft::Draft;

use super::Seen;
use crate::app::model::{Dialog, Model};

/// What a draft was when something was said about it.
#[derive(Clone, Debug, PartialEq)]
pub enum Noted {
    /// It is about the draft as it was then.
    Of(Box<Seen>, usize, usize),
    /// It is about what the server refused: what that was for can arrive later.
    UntilOver,
}

impl Noted {
    fn now(model: &Model, draft: &Draft) -> Noted {
        Noted::Of(Box::new(Seen::of(model, draft)), draft.waived.len(), draft.signed_off.len())
    }
}

/// Drops what is said about a draft that is another one by now.
pub(super) fn keep_up(model: &mut Model) {
    let Some(Dialog::Draft(review)) = &model.dialog else { return };
    let draft = model.replica.state().drafts.get(&review.seq);
    let Some(draft) = draft.filter(|_| review.note.is_some()) else {
        set(model, None, false);
        return;
    };
    let now = Noted::now(model, draft);
    match &review.noted {
        None => set(model, Some(now), true),
        Some(Noted::UntilOver) if draft.is_open() => {}
        Some(then) if *then == now => {}
        Some(_) => set(model, None, false),
    }
}

fn set(model: &mut Model, noted: Option<Noted>, stays: bool) {
    if let Some(Dialog::Draft(review)) = &mut model.dialog {
        review.noted = noted;
        if !stays {
            review.note = None;
        }
    }
}
