//! Rules of drafts: edited by several hands, changed, submitted, signed off, withdrawn, redacted.

use super::opening::{ahead, audience, channels, fits, told};
use super::{Case, Outcome};
use crate::draft::{Draft, Edit, FactsSeen, Stage, Step, Steps, entering};
use crate::event::{Content, Event, Notice, Phase, Reach, SignOff};
use crate::people::Seat;
use crate::prelude::*;
use crate::rejection::{Rejection, Target};
use crate::{Actor, Seq, Time, bounds};

/// A draft that can still change.
pub(super) fn open_draft<'a>(case: &'a Case<'_>, seq: Seq) -> Result<&'a Draft, Rejection> {
    let unknown = Rejection::Unknown { target: Target::Draft, number: seq };
    let draft = case.state.drafts.get(&seq).ok_or(unknown)?;
    if !draft.is_open() {
        return Err(Rejection::DraftOver { draft: seq, stage: draft.stage.as_str().to_owned() });
    }
    Ok(draft)
}

pub(super) fn edit(case: &Case<'_>, seq: Seq, base: Seq, edit: &Edit, entry: Option<Seq>) -> Outcome {
    let draft = open_draft(case, seq)?;
    let manuscript = draft.manuscript();
    if let Some(entry) = entry {
        may_be_used(case, draft, entry)?;
    }
    if edit.steps().len() > bounds::EDIT_STEPS {
        return Err(Rejection::TooMany { what: "steps in this edit".into(), most: bounds::EDIT_STEPS });
    }
    if base > case.state.seq {
        return Err(Rejection::Unknown { target: Target::Event, number: base });
    }
    let oldest = manuscript.forgotten().max(seq);
    if base < oldest {
        return Err(Rejection::EditTooOld { draft: seq, base, oldest });
    }
    let (walked, chars) = (edit.walked(), manuscript.chars_at(base));
    if walked > chars {
        return Err(Rejection::EditBeyondText { walked, chars });
    }
    let edit = safe(edit)?;
    let author = case.author();
    let carried = manuscript.carried(&edit, &author, base);
    if carried.is_empty() {
        return Err(Rejection::Already { is: "the text is as this edit would leave it".into() });
    }
    if carried.inserted() > 0 {
        fits(&carried.apply(manuscript.text().as_str()))?;
    }
    if manuscript.sources().len() >= bounds::DRAFT_EDITS {
        return Err(Rejection::TooMany { what: "edits of this draft".into(), most: bounds::DRAFT_EDITS });
    }
    let (edit, inserted) = carried.parts();
    let content = (!inserted.is_empty()).then(|| Content::text(inserted));
    Ok(vec![case.event(Event::DraftEdited { draft: seq, edit, entry }, content)])
}

/// The edit with nothing in it that nobody can see.
fn safe(edit: &Edit) -> Result<Edit, Rejection> {
    let safe = edit.steps().iter().map(|step| match step {
        Step::Insert(text) => Ok(Step::Insert(entering(text)?)),
        Step::Retain(_) | Step::Delete(_) => Ok(step.clone()),
    });
    Ok(Steps::normal(safe.collect::<Result<Vec<_>, _>>()?))
}

/// Whether an entry may be reworded for the outside: what not everybody in the room may see may not.
fn may_be_used(case: &Case<'_>, draft: &Draft, entry: Seq) -> Result<(), Rejection> {
    let known = case.state.entry(entry).ok_or(Rejection::Unknown { target: Target::Entry, number: entry })?;
    if known.reach != Reach::Room {
        return Err(Rejection::NotForOutside { entry });
    }
    if draft.reworded.len() >= bounds::REWORDED {
        return Err(Rejection::TooMany { what: "entries used in this draft".into(), most: bounds::REWORDED });
    }
    Ok(())
}

/// What is to change; absent stays.
pub(super) struct Changed<'a> {
    pub(super) audience: Option<&'a str>,
    pub(super) phase: Option<Phase>,
    pub(super) channels: Option<&'a [String]>,
    pub(super) notice: Option<Notice>,
    pub(super) promise: Option<Option<Time>>,
}

pub(super) fn set(case: &Case<'_>, seq: Seq, changed: &Changed<'_>) -> Outcome {
    let draft = open_draft(case, seq)?;
    let policy = &case.state.policy;
    let audience = match changed.audience {
        Some(name) => audience(policy, name)?,
        None => draft.audience.clone(),
    };
    let phase = changed.phase.unwrap_or(draft.phase);
    told(phase)?;
    let promise = changed.promise.unwrap_or(draft.promise);
    if changed.promise.is_some() {
        ahead(case, promise)?;
    }
    let channels = match changed.channels {
        Some(names) => channels(policy, names, &audience)?,
        // Another audience reads elsewhere.
        None if audience != draft.audience => channels(policy, &[], &audience)?,
        None => draft.channels.clone(),
    };
    let notice = changed.notice.unwrap_or(draft.notice);
    let same = audience == draft.audience && phase == draft.phase && channels == draft.channels;
    if same && notice == draft.notice && promise == draft.promise {
        return Err(Rejection::Already { is: "as the draft has it".into() });
    }
    case.bare(Event::DraftSet { draft: seq, audience, phase, channels, notice, promise })
}

pub(super) fn submit(case: &Case<'_>, seq: Seq, words: &str) -> Outcome {
    let draft = open_draft(case, seq)?;
    if matches!(draft.stage, Stage::InReview { .. } | Stage::Approved(_)) {
        return Err(Rejection::Already { is: draft.stage.as_str().replace('_', " ") });
    }
    let suggested = super::approval::may_leave(case, draft)?;
    case.with(Event::DraftSubmitted { draft: seq, suggested }, words)
}

pub(super) fn sign_off(
    case: &Case<'_>,
    seq: Seq,
    (revision, facts): (Seq, &FactsSeen),
    sign_off: SignOff,
    words: &str,
) -> Outcome {
    let draft = open_draft(case, seq)?;
    super::approval::as_seen(case, draft, revision, facts)?;
    let person = case.person()?;
    if sign_off == SignOff::Facts && !case.state.seats(person).contains(&Seat::Responder) {
        return Err(Rejection::NotAResponder);
    }
    let me = case.author();
    if draft.valid_sign_offs(facts).any(|it| it.by == me && it.sign_off == sign_off) {
        return Err(Rejection::Already { is: "signed off by you".into() });
    }
    if draft.signed_off.len() >= bounds::SIGN_OFFS {
        return Err(Rejection::TooMany { what: "sign-offs of this draft".into(), most: bounds::SIGN_OFFS });
    }
    case.with(Event::DraftSignedOff { draft: seq, revision, sign_off, facts: facts.clone() }, words)
}

pub(super) fn request_changes(case: &Case<'_>, seq: Seq, reason: &str) -> Outcome {
    open_draft(case, seq)?;
    case.because(Event::DraftChangesRequested { draft: seq }, reason)
}

pub(super) fn withdraw(case: &Case<'_>, seq: Seq, reason: &str) -> Outcome {
    let draft = open_draft(case, seq)?;
    if draft.by != case.author() && !case.is_chair() {
        return Err(Rejection::NotYoursToWithdraw { draft: seq, by: draft.by.as_str().to_owned() });
    }
    case.with(Event::DraftWithdrawn { draft: seq }, reason)
}

/// Removes words from a draft for good: of an edit, those of it that still stand; and the whole history, since it may
/// hold them, too. What is left stays as a snapshot. What was published goes as a whole.
pub(super) fn redact(case: &Case<'_>, draft: &Draft, event: Seq, reason: &str) -> Outcome {
    let mut author = crate::apply::wrote(case.state, event).unwrap_or(&draft.by);
    let update = match &draft.stage {
        Stage::Published { update, .. } => Some(*update),
        Stage::Draft | Stage::InReview { .. } | Stage::ChangesRequested { .. } => None,
        Stage::Approved(_) | Stage::Withdrawn { .. } => None,
    };
    if update == Some(event) {
        author = &draft.by;
    }
    if *author != case.author() && !case.is_chair() {
        return Err(Rejection::NotYoursToRedact { event, author: author.as_str().to_owned() });
    }
    let mut wipes = draft.manuscript().sources().to_vec();
    if wipes.is_empty() {
        return Err(Rejection::NothingToRedact { event });
    }
    let (words, written) = match update {
        Some(_) => (String::new(), Vec::new()),
        None => draft.manuscript().without(event),
    };
    // Waivers repeat what they are for: those of what still stands there stay.
    let gone = draft.waived.iter().filter(|it| it.found.as_ref().is_some_and(|found| !words.contains(found)));
    wipes.extend(gone.map(|it| it.seq));
    wipes.sort_unstable();
    let mut events = case.because(Event::Redacted { event, wipes }, reason)?;
    let changed = words != draft.text().as_str();
    let content = (!words.is_empty()).then(|| Content::text(words));
    let server = Case { state: case.state, actor: &Actor::Server, seat: None, now: case.now };
    events.push(server.event(Event::DraftSnapshot { draft: draft.seq, written, changed }, content));
    if let Some(update) = update {
        // Those who only see what was published have to let go of it as well; the reason is the room's.
        let mut gone = server.event(Event::Redacted { event: update, wipes: vec![update] }, None);
        gone.fact.reach = Reach::Published;
        events.push(gone);
    }
    Ok(events)
}
