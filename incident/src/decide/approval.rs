//! Rules of what leaves the room: exactly what the chair of this moment has seen, and nothing else.

use super::drafts::open_draft;
use super::opening::{ahead, channels};
use super::{Case, Decided, Outcome};
use crate::draft::{Approval, Draft, FactsSeen, Stage, left};
use crate::event::{ApprovedHow, Content, Event, Reach};
use crate::leak::Kind;
use crate::prelude::*;
use crate::rejection::{Place, Rejection};
use crate::state::Incident;
use crate::{Actor, Seq, text};

/// What somebody saw: the revision and the facts.
pub(super) type Seen<'a> = (Seq, &'a FactsSeen);

/// Whether a draft and the facts are still as somebody saw them.
pub(super) fn as_seen(case: &Case<'_>, draft: &Draft, revision: Seq, facts: &FactsSeen) -> Result<(), Rejection> {
    if draft.revision != revision {
        let changes = draft.changed_since(revision);
        return Err(Rejection::DraftChanged { draft: draft.seq, seen: revision, revision: draft.revision, changes });
    }
    let moved = facts.moved(&FactsSeen::of(case.state));
    if moved.is_empty() { Ok(()) } else { Err(Rejection::FactsMoved { moved }) }
}

/// Whether a draft as it stands may leave the room at all: it says something, every slot is filled, and every channel
/// is there and takes it, and nothing is in it that belongs inside and that nobody waived. Yields the kinds of what
/// is only worth a look.
pub(super) fn may_leave(case: &Case<'_>, draft: &Draft) -> Result<Vec<Kind>, Rejection> {
    let words = draft.text().as_str();
    if words.trim().is_empty() {
        return Err(Rejection::Empty { place: Place::Draft });
    }
    if let Some(slot) = left(words) {
        return Err(Rejection::SlotLeft { slot: slot.to_owned() });
    }
    // Nothing else may come in by an edit; what a record of another version brought is looked at again.
    if let Some(hidden) = words.chars().find(|c| text::is_hidden(*c)) {
        return Err(Rejection::HiddenCharacter { code: u32::from(hidden) });
    }
    let policy = &case.state.policy;
    if !draft.channels.is_empty() {
        channels(policy, &draft.channels, &draft.audience)?;
    }
    let chars = draft.text().chars();
    for channel in draft.channels.iter().filter_map(|name| policy.channel(name)) {
        let most = channel.most_chars();
        if chars > most {
            return Err(Rejection::TooLongForChannel { channel: channel.name.clone(), chars, most });
        }
    }
    ahead(case, draft.promise)?;
    super::leaks::nothing_leaks(case, draft)
}

pub(super) fn approve(case: &Case<'_>, seq: Seq, (revision, facts): Seen<'_>, publish: bool) -> Outcome {
    let (draft, suggested) = approvable(case, seq, (revision, facts), publish)?;
    let missing = draft.lacks(&case.state.policy.approval, facts, case.person()?);
    if !missing.is_empty() {
        return Err(Rejection::SignOffsMissing { draft: seq, missing });
    }
    Ok(approved(case, draft, facts, (ApprovedHow::Reviewed, None, suggested), publish))
}

pub(super) fn break_glass(
    case: &Case<'_>,
    seq: Seq,
    (revision, facts): Seen<'_>,
    publish: bool,
    reason: &str,
) -> Outcome {
    let (draft, suggested) = approvable(case, seq, (revision, facts), publish)?;
    if draft.lacks(&case.state.policy.approval, facts, case.person()?).is_empty() {
        return Err(Rejection::NothingToBreak { draft: seq });
    }
    let reason = case.reason(reason)?;
    Ok(approved(case, draft, facts, (ApprovedHow::BreakGlass, Some(reason), suggested), publish))
}

/// A draft that may be approved now, as it was seen.
fn approvable<'a>(
    case: &'a Case<'_>,
    seq: Seq,
    (revision, facts): Seen<'_>,
    publish: bool,
) -> Result<(&'a Draft, Vec<Kind>), Rejection> {
    let draft = open_draft(case, seq)?;
    as_seen(case, draft, revision, facts)?;
    if let Stage::Approved(approval) = &draft.stage
        && !publish
        && stands(case.state, draft, approval).is_ok()
    {
        return Err(Rejection::Already { is: "approved".into() });
    }
    let suggested = may_leave(case, draft)?;
    Ok((draft, suggested))
}

/// Whether an approval still holds: the same words, the same facts, the same chair.
fn stands(state: &Incident, draft: &Draft, approval: &Approval) -> Result<(), Rejection> {
    if !approval.covers(draft) {
        let changes = draft.changed_since(approval.revision);
        let (draft, revision) = (draft.seq, draft.revision);
        return Err(Rejection::DraftChanged { draft, seen: approval.revision, revision, changes });
    }
    let moved = approval.facts.moved(&FactsSeen::of(state));
    if !moved.is_empty() {
        return Err(Rejection::FactsMoved { moved });
    }
    if !approval.is_by_chair(state) {
        return Err(Rejection::ApprovedByAnother { draft: draft.seq, by: approval.by.as_str().to_owned() });
    }
    Ok(())
}

impl Incident {
    /// The approval by which a draft may be sent by hand: it was published by it, or could be as everything stands.
    ///
    /// # Errors
    /// Why nothing of it may leave.
    pub fn sent_by_hand<'a>(&self, draft: &'a Draft) -> Result<&'a Approval, Rejection> {
        match &draft.stage {
            Stage::Published { approval, .. } => Ok(approval),
            Stage::Approved(approval) => stands(self, draft, approval).map(|()| &**approval),
            Stage::Draft | Stage::InReview { .. } | Stage::ChangesRequested { .. } | Stage::Withdrawn { .. } => {
                Err(Rejection::NotApproved { draft: draft.seq, stage: draft.stage.as_str().to_owned() })
            }
        }
    }
}

fn approved(
    case: &Case<'_>,
    draft: &Draft,
    facts: &FactsSeen,
    (how, reason, suggested): (ApprovedHow, Option<Content>, Vec<Kind>),
    publish: bool,
) -> Vec<Decided> {
    let (revision, facts) = (draft.revision, facts.clone());
    let event = Event::DraftApproved { draft: draft.seq, revision, facts, how, suggested };
    let mut events = vec![case.event(event, reason)];
    if publish {
        published(case, draft, &mut events);
    }
    events
}

pub(super) fn publish(case: &Case<'_>, seq: Seq, (revision, facts): Seen<'_>) -> Outcome {
    let draft = open_draft(case, seq)?;
    as_seen(case, draft, revision, facts)?;
    let mut events = if let Stage::Approved(approval) = &draft.stage {
        stands(case.state, draft, approval)?;
        may_leave(case, draft)?;
        Vec::new()
    } else if draft.holding.is_some() {
        // Its words were approved beforehand; that the chair publishes them is the approval.
        let suggested = may_leave(case, draft)?;
        approved(case, draft, facts, (ApprovedHow::Holding, None, suggested), false)
    } else {
        return Err(Rejection::NotApproved { draft: seq, stage: draft.stage.as_str().to_owned() });
    };
    published(case, draft, &mut events);
    Ok(events)
}

/// What publishing yields, after what stands in the list already: for the room that it was done, for the outside the
/// update and nothing else, and for every channel a delivery.
fn published(case: &Case<'_>, draft: &Draft, events: &mut Vec<Decided>) {
    let update = case.next(events.len() + 1);
    events.push(case.event(Event::DraftPublished { draft: draft.seq, update }, None));
    let server = Case { state: case.state, actor: &Actor::Server, seat: None, now: case.now };
    let (audience, severity) = (draft.audience.clone(), case.state.severity.clone());
    let told = Event::UpdatePublished { audience, phase: draft.phase, severity, promise: draft.promise };
    let mut told = server.event(told, Some(Content::text(draft.text().as_str().to_owned())));
    told.fact.reach = Reach::Published;
    events.push(told);
    for channel in &draft.channels {
        let (channel, nowhere) = (channel.clone(), case.state.drill);
        events.push(server.event(Event::DeliveryQueued { draft: draft.seq, update, channel, nowhere }, None));
    }
}
