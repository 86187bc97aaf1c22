//! The screen of one draft: what would leave the room, all that speaks for and against it, and the orders about it.
//!
//! An approval is for exactly what was read: the screen remembers the revision and the facts that it showed, a question
//! about them holds the same, and both turn void when something moves.

mod asking;
mod channels;
mod checks;
mod claims;
mod difference;
pub mod fields;
mod forms;
mod history;
pub mod kit;
mod marked;
mod noted;
pub mod offers;
mod opening;
mod orders;
mod page;
mod sight;

use ratatui::layout::Rect;
use warroom_incident::Seq;
use warroom_incident::chain::Hash;
use warroom_incident::draft::{Change, Draft, FactsSeen, Moved, digest};

use super::model::{Dialog, Model};
use crate::timeline;

pub use asking::{Held, answered, form_pressed, keep_up, refused};
pub use noted::Noted;
pub use opening::{holding_statement, new_draft};
pub use orders::{is_order, may_confirm_facts, pressed, run_over, start, uncover, why_not};
pub use page::lines;
pub use sight::{Front, Sighted, VOID_BACK, reads_on, split};

/// A draft as somebody saw it: what an approval is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its revision.
    pub revision: Seq,
    /// One hash over all that an approval covers.
    pub digest: Hash,
    /// The facts.
    pub facts: FactsSeen,
    /// Where it stood.
    pub stage: &'static str,
    /// Its words.
    pub text: String,
}

impl Seen {
    /// As it stands now.
    #[must_use]
    pub fn of(model: &Model, draft: &Draft) -> Seen {
        let facts = FactsSeen::of(model.replica.state());
        let text = draft.text().as_str().to_owned();
        Seen { revision: draft.revision, digest: digest(draft), facts, stage: draft.stage.as_str(), text }
    }
}

/// A draft that is read in full.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// Its number.
    pub seq: Seq,
    /// The first line in sight.
    pub top: usize,
    /// What was shown when the reader last looked on purpose.
    pub seen: Seen,
    /// What came of the last order.
    pub note: Option<String>,
    /// What the draft was when that was said.
    pub noted: Option<Noted>,
    /// What of it was in sight.
    pub sighted: Sighted,
}

/// Shows a draft in full.
pub fn open(model: &mut Model, seq: Seq) {
    if let Some(review) = of(model, seq) {
        model.selected.draft = seq;
        model.dialog = Some(Dialog::Draft(Box::new(review)));
    }
}

/// The screen of a draft at its first line.
pub(super) fn of(model: &Model, seq: Seq) -> Option<Review> {
    let draft = model.replica.state().drafts.get(&seq)?;
    Some(Review { seq, top: 0, seen: Seen::of(model, draft), note: None, noted: None, sighted: Sighted::default() })
}

/// The draft that is in view: the one that is read, else the one that is selected.
#[must_use]
pub fn in_view(model: &Model) -> Option<Seq> {
    match &model.dialog {
        Some(Dialog::Draft(review)) => Some(review.seq),
        _ => super::drafts::selected(model),
    }
}

/// What others changed since it was seen, and which facts moved; nothing where neither.
#[must_use]
pub fn changed(model: &Model, draft: &Draft, seen: &Seen) -> Option<String> {
    let mine = |change: &Change| change.by.person() == Some(model.me());
    let changes: Vec<_> = draft.changed_since(seen.revision).into_iter().filter(|it| !mine(it)).collect();
    let moved = seen.facts.moved(&FactsSeen::of(model.replica.state()));
    what_changed(&changes, &moved)
}

/// Changes and moved facts as words: `the text by mei; severity was SEV2, is SEV1`.
fn what_changed(changes: &[Change], moved: &[Moved]) -> Option<String> {
    let changes = changes.iter().map(|it| format!("the {} by {}", it.part.as_str(), it.who()));
    let moved = moved.iter().map(|it| format!("{} was {}, is {}", it.fact, it.was, it.is));
    let all: Vec<_> = changes.chain(moved).collect();
    (!all.is_empty()).then(|| timeline::clean(&all.join("; ")))
}

/// The room for the page: all between header and hints.
#[must_use]
pub fn area(model: &Model) -> Rect {
    super::detail::area(model)
}

/// Columns of its lines.
#[must_use]
pub fn width(model: &Model) -> u16 {
    super::detail::width(model)
}

/// Lines of it in sight at a time.
#[must_use]
pub fn height(model: &Model) -> usize {
    usize::from(area(model).height.saturating_sub(2)).max(1)
}
