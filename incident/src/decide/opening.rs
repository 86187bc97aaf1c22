//! Rules of opening a draft: for whom, where to, with which words to begin.

use super::{Case, Outcome};
use crate::draft::{Edit, Slots, blanks, entering, fill};
use crate::event::{Author, Content, Event, Notice, Phase};
use crate::policy::Policy;
use crate::prelude::*;
use crate::rejection::{Place, Rejection};
use crate::{Seq, Time, bounds, text};
use chrono::TimeDelta;

/// What is wanted of a draft beside its words.
pub(super) struct Wanted<'a> {
    pub(super) audience: &'a str,
    pub(super) channels: &'a [String],
    pub(super) notice: Notice,
}

pub(super) fn open(
    case: &Case<'_>,
    wanted: &Wanted<'_>,
    phase: Phase,
    words: Option<&str>,
    promise: Option<Time>,
) -> Outcome {
    let policy = &case.state.policy;
    told(phase)?;
    ahead(case, promise)?;
    let audience = audience(policy, wanted.audience)?;
    let opened = opened(case, wanted, &audience, phase, promise, None)?;
    let first = case.next(0);
    let (author, words) = match (words, policy.template(phase, &audience)) {
        (Some(words), _) => (case.author(), entering(words)?.trim().to_owned()),
        (None, Some(template)) => {
            let slots = Slots::known(case.state, phase, promise, case.now);
            (Author::Server, fill(&template.text, &slots).as_str().to_owned())
        }
        (None, None) => (case.author(), String::new()),
    };
    let mut events = vec![opened];
    events.extend(first_words(case, first, author, words)?);
    Ok(events)
}

pub(super) fn open_holding(
    case: &Case<'_>,
    name: &str,
    wanted: &Wanted<'_>,
    chosen: &BTreeMap<String, String>,
) -> Outcome {
    let policy = &case.state.policy;
    let unknown = || Rejection::UnknownHolding {
        holding: shortened(name),
        known: policy.holding_statements.iter().map(|holding| holding.name.clone()).collect(),
    };
    let holding = policy.holding(name).ok_or_else(unknown)?;
    let phase = Phase::parse(&holding.phase).ok_or_else(unknown)?;
    let meant = if holding.audience.is_empty() { wanted.audience } else { &holding.audience };
    let audience = audience(policy, meant)?;
    let minutes = i64::from(holding.next_update_minutes);
    let promise = (minutes > 0).then(|| case.now + TimeDelta::minutes(minutes));
    let slots = Slots::known(case.state, phase, promise, case.now);
    let listed = |name: &str| holding.slots.iter().find(|slot| slot.name == name).map(|slot| slot.values.clone());
    let slots = slots
        .with_choices(holding, chosen)
        .map_err(|blank| Rejection::NotASlotValue { values: listed(&blank.0).unwrap_or_default(), slot: blank.0 })?;
    let words = fill(&holding.text, &slots).as_str().to_owned();
    if let Some(slot) = blanks(&words).next() {
        return Err(Rejection::SlotLeft { slot: slot.to_owned() });
    }
    let first = case.next(0);
    let mut events = vec![opened(case, wanted, &audience, phase, promise, Some(holding.name.clone()))?];
    events.extend(first_words(case, first, Author::Server, words)?);
    Ok(events)
}

fn opened(
    case: &Case<'_>,
    wanted: &Wanted<'_>,
    audience: &str,
    phase: Phase,
    promise: Option<Time>,
    holding: Option<String>,
) -> Result<super::Decided, Rejection> {
    if case.state.drafts.len() >= bounds::DRAFTS {
        return Err(Rejection::TooMany { what: "drafts".into(), most: bounds::DRAFTS });
    }
    if case.state.drafts.values().filter(|draft| draft.is_open()).count() >= bounds::OPEN_DRAFTS {
        return Err(Rejection::TooMany { what: "open drafts".into(), most: bounds::OPEN_DRAFTS });
    }
    let channels = channels(&case.state.policy, wanted.channels, audience)?;
    let audience = audience.to_owned();
    let opened = Event::DraftOpened { audience, phase, channels, notice: wanted.notice, promise, holding };
    Ok(case.event(opened, None))
}

/// The words that a draft is opened with; those of the policy are the server's.
fn first_words(
    case: &Case<'_>,
    draft: Seq,
    author: Author,
    words: String,
) -> Result<Option<super::Decided>, Rejection> {
    fits(&words)?;
    if words.is_empty() {
        return Ok(None);
    }
    let (edit, inserted) = Edit::replace(0..0, &words).parts();
    let mut edited = case.event(Event::DraftEdited { draft, edit, entry: None }, Some(Content::text(inserted)));
    edited.fact.author = author;
    Ok(Some(edited))
}

/// The outside hears of four phases; the others are the room's own.
pub(super) fn told(phase: Phase) -> Result<(), Rejection> {
    if Phase::WORKING.contains(&phase) { Ok(()) } else { Err(Rejection::PhaseNotTold { phase }) }
}

/// A promise lies ahead, and not so far that nobody would wait for it.
pub(super) fn ahead(case: &Case<'_>, promise: Option<Time>) -> Result<(), Rejection> {
    let most = case.now + TimeDelta::days(bounds::PROMISE_DAYS);
    match promise {
        Some(promise) if promise <= case.now || promise > most => {
            Err(Rejection::PromiseNotAhead { promise, now: case.now, days: bounds::PROMISE_DAYS })
        }
        Some(_) | None => Ok(()),
    }
}

fn shortened(word: &str) -> String {
    text::visible(word).chars().take(40).collect()
}

/// The audience of that name, as the policy writes it.
pub(super) fn audience(policy: &Policy, name: &str) -> Result<String, Rejection> {
    policy.audience(name).map(|audience| audience.name.clone()).ok_or_else(|| Rejection::UnknownAudience {
        audience: shortened(name),
        known: policy.audiences.iter().map(|audience| audience.name.clone()).collect(),
    })
}

/// The channels of these names, as the policy writes them; all that the audience reads where none is named.
pub(super) fn channels(policy: &Policy, names: &[String], audience: &str) -> Result<Vec<String>, Rejection> {
    let serving = policy.channels.iter().filter(|channel| channel.serves(audience));
    let known: Vec<_> = serving.map(|channel| channel.name.clone()).collect();
    if names.is_empty() {
        return Ok(known);
    }
    let mut found: Vec<String> = Vec::new();
    for name in names {
        let channel = policy.channel(name).filter(|channel| channel.serves(audience));
        let channel = channel.ok_or_else(|| Rejection::UnknownChannel {
            channel: shortened(name),
            audience: audience.to_owned(),
            known: known.clone(),
        })?;
        if !found.contains(&channel.name) {
            found.push(channel.name.clone());
        }
    }
    Ok(found)
}

pub(super) fn fits(words: &str) -> Result<(), Rejection> {
    if words.len() > bounds::DRAFT_BYTES {
        return Err(Rejection::TooLong { place: Place::Draft, bytes: words.len(), most: bounds::DRAFT_BYTES });
    }
    Ok(())
}
