//! What of a draft was in sight: nothing is decided about words that were never on the screen.
//!
//! What has to be seen are the words that leave and every check that speaks against them, at the revision that stands
//! there; each line counts from when it was drawn, on the page or behind the question. What changes has to be seen
//! again.

use std::collections::{BTreeMap, BTreeSet};

use ratatui::layout::Rect;
use warroom_incident::chain::Hash;
use warroom_incident::draft::digest;

use super::asking::{Binds, Held};
use super::{Review, page, width};
use crate::app::forms::{Form, Stage, choice_rows, steps};
use crate::app::keys::{Code, Press};
use crate::app::model::{Dialog, Model};
use crate::app::rows::wrap;
use crate::timeline::clean;

/// Lines of the draft that stay in sight above a question, its border included, where the screen is that high.
const DRAFT_ROWS: u16 = 8;

/// What of a draft was in sight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sighted {
    /// Of which draft, by the hash over all that an approval covers.
    of: Option<Hash>,
    /// The lines, each with how many of the same stand before it.
    lines: BTreeSet<(String, usize)>,
    /// The first and the last line that has to be seen and was not.
    unseen: Option<(usize, usize)>,
}

impl Sighted {
    /// Whether everything was in sight that has to be.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.of.is_some() && self.unseen.is_none()
    }
}

/// What is in front where a screen is too low for the draft and the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    /// The question.
    Question,
    /// The draft, as long as it is scrolled.
    Draft,
}

/// Whether the question waits until its reader has seen the rest of the draft.
#[must_use]
pub fn reads_on(form: &Form) -> bool {
    let held = form.held.as_ref().filter(|held| held.binds == Binds::Exactly && held.void.is_none());
    held.is_some_and(|held| !held.screen.sighted.is_whole())
}

/// Where the draft and the question about it stand; nothing where one of them has no room.
#[must_use]
pub fn split(model: &Model, form: &Form, held: &Held) -> (Option<Rect>, Option<Rect>) {
    let area = super::area(model);
    let inner = usize::from(area.width.saturating_sub(4)).max(1);
    let most = area.height.saturating_sub(DRAFT_ROWS).max(area.height.min(8));
    let rows = u16::try_from(rows(form, held, inner)).unwrap_or(u16::MAX).saturating_add(2).min(most);
    let above = area.height.saturating_sub(rows);
    if above > 3 {
        let under = Rect { y: area.y + above, height: rows, ..area };
        return (Some(Rect { height: above, ..area }), Some(under));
    }
    match held.front {
        Front::Draft if held.void.is_none() => (Some(area), None),
        Front::Draft | Front::Question => (None, Some(Rect { y: area.y + above, height: rows, ..area })),
    }
}

/// Lines of a question.
fn rows(form: &Form, held: &Held, inner: usize) -> usize {
    let count = |text: &str| wrap(text, inner).len();
    match &held.void {
        Some(void) => count(&clean(void)) + 1 + count(VOID_BACK),
        None => form.about.iter().map(|it| count(it)).sum::<usize>() + choice_rows(form) + steps(form, inner).len(),
    }
}

/// What leads out of a question that is void.
pub const VOID_BACK: &str = "q or Esc goes back to the draft.";

/// Lines of the draft that are in sight, behind a question or alone.
fn window(model: &Model) -> Option<(&Review, usize)> {
    let inside = |area: Rect| usize::from(area.height.saturating_sub(2)).max(1);
    match model.dialog.as_ref()? {
        Dialog::Draft(review) => Some((review, super::height(model))),
        Dialog::Form(form) => {
            let held = form.held.as_ref().filter(|held| held.void.is_none())?;
            let (draft, _) = split(model, form, held);
            Some((&held.screen, draft.map_or(0, inside)))
        }
        _ => None,
    }
}

fn screen_mut(model: &mut Model) -> Option<&mut Review> {
    match model.dialog.as_mut()? {
        Dialog::Draft(review) => Some(review),
        Dialog::Form(form) => form.held.as_mut().map(|held| &mut held.screen),
        _ => None,
    }
}

/// Remembers what is in sight now.
pub(super) fn look(model: &mut Model) {
    let height = window(model).map_or(0, |(_, height)| height);
    let Some(sighted) = looked(model, height) else { return };
    if let Some(review) = screen_mut(model) {
        review.sighted = sighted;
    }
}

/// What was in sight, once so many lines of it are.
fn looked(model: &Model, height: usize) -> Option<Sighted> {
    let (review, _) = window(model)?;
    let now = digest(model.replica.state().drafts.get(&review.seq)?);
    let page = page::page(model, review, width(model));
    let mut sighted = review.sighted.clone();
    if sighted.of != Some(now) {
        sighted = Sighted { of: Some(now), ..Sighted::default() };
    }
    let top = review.top.min(page.lines.len().saturating_sub(height));
    let mut same: BTreeMap<String, usize> = BTreeMap::new();
    sighted.unseen = None;
    for at in page.decides {
        let Some(line) = page.lines.get(at) else { continue };
        let text: String = line.iter().map(|(text, _)| text.as_str()).collect();
        let before = same.entry(text.clone()).or_default();
        let line = (text, *before);
        *before += 1;
        if (top..top + height).contains(&at) {
            sighted.lines.insert(line);
        } else if !sighted.lines.contains(&line) {
            sighted.unseen = Some((sighted.unseen.map_or(at, |(first, _)| first), at));
        }
    }
    Some(sighted)
}

/// Scrolls so that a question opens on what was not seen yet.
pub(super) fn turn_to_unseen(model: &mut Model) {
    let Some((review, height)) = window(model) else { return };
    // Nothing of it was drawn yet.
    let unseen = looked(model, 0).and_then(|sighted| sighted.unseen);
    let Some((first, last)) = unseen.filter(|_| height > 0) else { return };
    let top = first.min((last + 1).saturating_sub(height).max(review.top));
    if let Some(review) = screen_mut(model) {
        review.top = top;
    }
}

/// A key that scrolls the draft behind a question, or that waits for the rest of it to be seen; gives the form back
/// where it is neither.
pub(super) fn pressed(model: &mut Model, mut form: Form, press: Press) -> Option<Form> {
    let held = form.held.as_deref()?;
    let (draft, question) = split(model, &form, held);
    if let Some(by) = way(&form, press) {
        let covered = draft.is_none();
        if covered {
            set_front(&mut form, Front::Draft);
        }
        form.problem = None;
        model.dialog = Some(Dialog::Form(Box::new(form)));
        // What the question covered is shown first, and not scrolled over.
        if covered {
            turn_to_unseen(model);
        } else {
            turn(model, by);
        }
        return None;
    }
    set_front(&mut form, Front::Question);
    if question.is_none() && matches!(press.code, Code::Enter | Code::Esc) {
        // The question comes back first: nothing is done while it is not in sight.
        model.dialog = Some(Dialog::Form(Box::new(form)));
        return None;
    }
    if ends(&form, press) && reads_on(&form) {
        let unseen = form.held.as_ref().and_then(|held| Some((held.screen.sighted.unseen?, held.screen.top)));
        let key = if unseen.is_some_and(|((_, last), top)| last < top) { "PgUp" } else { "PgDn" };
        let place = if key == "PgUp" { "above" } else { "below" };
        form.problem = Some(format!("there is more {place} that you have not seen: {key}"));
        model.dialog = Some(Dialog::Form(Box::new(form)));
        return None;
    }
    Some(form)
}

fn set_front(form: &mut Form, front: Front) {
    if let Some(held) = &mut form.held {
        held.front = front;
    }
}

/// How far a key scrolls.
#[derive(Clone, Copy)]
enum Turn {
    Line(isize),
    Page(isize),
}

/// Whether a key scrolls at this step: no letter of a word that is typed does, and no key that chooses.
#[expect(clippy::wildcard_enum_match_arm, reason = "all other keys scroll nothing")]
fn way(form: &Form, press: Press) -> Option<Turn> {
    let chooses = form.stage == Stage::Choosing;
    let spaceless = match form.stage {
        Stage::Typing(word) => !word.contains(' '),
        Stage::Confirming => true,
        Stage::Choosing | Stage::Writing => false,
    };
    match press.code {
        Code::PageDown => Some(Turn::Page(1)),
        Code::PageUp => Some(Turn::Page(-1)),
        Code::Down if !chooses => Some(Turn::Line(1)),
        Code::Up if !chooses => Some(Turn::Line(-1)),
        Code::Char(' ') if spaceless => Some(Turn::Page(1)),
        _ => None,
    }
}

/// Whether a key would do it.
fn ends(form: &Form, press: Press) -> bool {
    match form.stage {
        Stage::Typing(word) => press.code == Code::Enter && form.typed.trim() == word,
        Stage::Confirming => matches!(press.code, Code::Char('y' | 'Y')),
        Stage::Choosing | Stage::Writing => false,
    }
}

fn turn(model: &mut Model, turn: Turn) {
    let Some((review, height)) = window(model) else { return };
    let by = match turn {
        Turn::Line(by) => by,
        Turn::Page(by) => by * isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1),
    };
    let most = page::page(model, review, width(model)).lines.len().saturating_sub(height);
    let top = review.top.min(most).saturating_add_signed(by).min(most);
    if let Some(review) = screen_mut(model) {
        review.top = top;
    }
}
