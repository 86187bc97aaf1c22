//! Rules of entries: written, marked, judged, corrected, redacted; links and the *now* line.

use super::{Case, Decided, Outcome};
use crate::apply::wrote;
use crate::draft::Stage;
use crate::event::{ActionPosted, Content, EntryKind, Event, LinkKind, Mark, Progress, Reach, TaskTime, Verdict};
use crate::prelude::*;
use crate::rejection::{Place, Rejection, Target};
use crate::state::{Course, Entry};
use crate::{Seq, Time, bounds, text};

pub(super) fn post(
    case: &Case<'_>,
    kind: EntryKind,
    words: &str,
    happened_at: Option<Time>,
    action: Option<ActionPosted>,
    temporary: bool,
) -> Outcome {
    if kind != EntryKind::Action && (action.is_some() || temporary) {
        return Err(Rejection::OnlyActions { entry: kind });
    }
    let text = text::lines(words, Place::Text, case.text_bytes())?;
    let happened_at = case.happened_at(happened_at)?.filter(|at| *at != case.now);
    let action = (kind == EntryKind::Action).then(|| action.unwrap_or(ActionPosted::UNSAID));
    let event = Event::Posted { entry: kind, action, mentions: case.mentions(&text) };
    let mut posted = case.event(event, Some(Content::text(text.clone())));
    posted.fact.happened_at = happened_at;
    let mut events = vec![posted];
    if temporary {
        let entry = case.next(0);
        events.push(case.event(Event::MarkedTemporary { entry }, None));
        events.push(debt(case, entry, &text)?);
    }
    Ok(events)
}

/// How much of an action's first line its debt repeats: a task is one line.
const DEBT_CHARS: usize = 200;

/// The debt that a temporary action opens: it stays until it has an owner, a date and a link.
fn debt(case: &Case<'_>, entry: Seq, action: &str) -> Result<Decided, Rejection> {
    case.room_for_tasks(1)?;
    let first_line: String = action.lines().next().unwrap_or_default().chars().take(DEBT_CHARS).collect();
    let event = Event::TaskAdded { when: TaskTime::Afterwards, mitigation: false, class: None, debt_of: Some(entry) };
    Ok(case.event(event, Some(Content::text(format!("Make good: {first_line}")))))
}

fn entry<'a>(case: &'a Case<'_>, seq: Seq) -> Result<&'a Entry, Rejection> {
    case.state.entry(seq).ok_or(Rejection::Unknown { target: Target::Entry, number: seq })
}

/// What is said about an entry reaches no further than the entry itself.
fn within(entry: &Entry, outcome: Outcome) -> Outcome {
    let mut events = outcome?;
    events.iter_mut().for_each(|it| it.fact.reach = entry.reach);
    Ok(events)
}

fn of_kind<'a>(case: &'a Case<'_>, seq: Seq, expected: EntryKind) -> Result<&'a Entry, Rejection> {
    let entry = entry(case, seq)?;
    if entry.kind != expected {
        return Err(Rejection::WrongKind { entry: seq, is: entry.kind, expected });
    }
    Ok(entry)
}

pub(super) fn mark_fact(case: &Case<'_>, seq: Seq, fact: EntryKind) -> Outcome {
    let entry = of_kind(case, seq, EntryKind::Note)?;
    if fact == EntryKind::Note {
        return Err(Rejection::Already { is: "a note".into() });
    }
    within(entry, case.bare(Event::MarkedFact { entry: seq, fact }))
}

pub(super) fn mark_key(case: &Case<'_>, seq: Seq, mark: Mark) -> Outcome {
    let entry = entry(case, seq)?;
    if entry.key == (mark == Mark::On) {
        return Err(Rejection::Already { is: format!("key mark {mark}") });
    }
    within(entry, case.bare(Event::MarkedKey { entry: seq, mark }))
}

pub(super) fn judge(case: &Case<'_>, seq: Seq, verdict: Verdict, reason: &str) -> Outcome {
    let entry = of_kind(case, seq, EntryKind::Hypothesis)?;
    if entry.course == Course::Hypothesis(verdict) {
        return Err(Rejection::Already { is: verdict.to_string() });
    }
    within(entry, case.with(Event::HypothesisJudged { entry: seq, verdict }, reason))
}

pub(super) fn move_action(case: &Case<'_>, seq: Seq, progress: Progress, words: &str) -> Outcome {
    let entry = of_kind(case, seq, EntryKind::Action)?;
    if matches!(entry.course, Course::Action { progress: old, .. } if old == progress) {
        return Err(Rejection::Already { is: progress.to_string() });
    }
    within(entry, case.with(Event::ActionMoved { entry: seq, progress }, words))
}

pub(super) fn mark_temporary(case: &Case<'_>, seq: Seq) -> Outcome {
    let entry = of_kind(case, seq, EntryKind::Action)?;
    if matches!(entry.course, Course::Action { temporary: true, .. }) {
        return Err(Rejection::Already { is: "temporary".into() });
    }
    // The words of the action are not in the state; the debt names it by its number.
    let debt = debt(case, seq, &format!("temporary action {seq}"))?;
    within(entry, Ok(vec![case.event(Event::MarkedTemporary { entry: seq }, None), debt]))
}

pub(super) fn correct(case: &Case<'_>, seq: Seq, words: Option<&str>, happened_at: Option<Time>) -> Outcome {
    let entry = entry(case, seq)?;
    let mine = entry.author == case.author();
    let scribe = matches!(case.actor, crate::Actor::Person(person) if case.state.scribe.as_ref() == Some(person));
    if !(mine || scribe || case.is_chair()) {
        return Err(Rejection::NotYoursToCorrect { entry: seq, author: entry.author.as_str().to_owned() });
    }
    if words.is_none() && happened_at.is_none() {
        return Err(Rejection::NothingToCorrect);
    }
    if case.state.redacted.contains(&seq) {
        return Err(Rejection::AlreadyRedacted { event: seq });
    }
    if entry.corrections.len() >= bounds::CORRECTIONS {
        return Err(Rejection::TooMany { what: "corrections of this entry".into(), most: bounds::CORRECTIONS });
    }
    let text = words.map(|words| text::lines(words, Place::Text, case.text_bytes())).transpose()?;
    let happened_at = case.happened_at(happened_at)?;
    let mentions = text.as_deref().map(|text| case.mentions(text)).unwrap_or_default();
    let corrected = Event::Corrected { entry: seq, happened_at, text: text.is_some(), mentions };
    within(entry, Ok(vec![case.event(corrected, text.map(Content::text))]))
}

pub(super) fn redact(case: &Case<'_>, seq: Seq, reason: &str) -> Outcome {
    if seq == 0 || seq > case.state.seq {
        return Err(Rejection::Unknown { target: Target::Event, number: seq });
    }
    if case.state.redacted.contains(&seq) {
        return Err(Rejection::AlreadyRedacted { event: seq });
    }
    let published =
        case.state.drafts.values().find(|it| matches!(it.stage, Stage::Published { update, .. } if update == seq));
    if let Some(draft) = published.or_else(|| case.state.draft_of(seq)) {
        return super::drafts::redact(case, draft, seq, reason);
    }
    // Whoever does not see the inbox does not learn who wrote into it either.
    if crate::inbox::holds(case.state, seq) && !super::inbox::is_seen(case) {
        return Err(Rejection::NothingToRedact { event: seq });
    }
    let author = wrote(case.state, seq).ok_or(Rejection::NothingToRedact { event: seq })?;
    if *author != case.author() && !case.is_chair() {
        return Err(Rejection::NotYoursToRedact { event: seq, author: author.as_str().to_owned() });
    }
    // An entry takes its corrections and its debt's title with it: both may repeat its words.
    let mut wipes = vec![seq];
    let entry = case.state.entry(seq);
    if let Some(entry) = entry {
        wipes.extend(entry.corrections.iter().filter(|it| case.state.words.contains_key(it)));
    }
    wipes.extend(case.state.tasks.iter().filter(|task| task.debt_of == Some(seq)).map(|task| task.seq));
    wipes.retain(|it| !case.state.redacted.contains(it));
    wipes.sort_unstable();
    let mut redacted = case.because(Event::Redacted { event: seq, wipes }, reason)?;
    // The reason may say what the words were: it goes no further than they did.
    let reach = match entry {
        Some(entry) => entry.reach,
        None => case.state.narrow_words.get(&seq).copied().unwrap_or(Reach::Room),
    };
    redacted.iter_mut().for_each(|it| it.fact.reach = reach);
    Ok(redacted)
}

/// Checks an address: http or https, one word.
pub(super) fn address(url: &str) -> Result<String, Rejection> {
    let url = text::one_line(url, Place::Link, 2_000)?;
    let web = url.starts_with("https://") || url.starts_with("http://");
    if !web || url.contains(' ') || url.len() < 10 {
        return Err(Rejection::NotALink { url });
    }
    Ok(url)
}

pub(super) fn add_link(case: &Case<'_>, link: LinkKind, url: &str, label: &str) -> Outcome {
    if case.state.links.len() >= bounds::LINKS {
        return Err(Rejection::TooMany { what: "links".into(), most: bounds::LINKS });
    }
    let mut text = address(url)?;
    if !label.trim().is_empty() {
        text.push(' ');
        text.push_str(&text::one_line(label, Place::Text, bounds::TITLE_BYTES)?);
    }
    Ok(vec![case.event(Event::LinkAdded { link }, Some(Content::text(text)))])
}

pub(super) fn set_now(case: &Case<'_>, words: &str) -> Outcome {
    let scribe = case.state.scribe.as_ref();
    let is_scribe = matches!(case.actor, crate::Actor::Person(person) if scribe == Some(person));
    if !(case.is_chair() || is_scribe) {
        return Err(Rejection::NotTheScribe { scribe: scribe.cloned() });
    }
    let text = text::lines(words, Place::Now, bounds::NOW_BYTES)?;
    let lines = text.lines().count();
    if lines > bounds::NOW_LINES {
        return Err(Rejection::TooManyLines { lines, most: bounds::NOW_LINES });
    }
    Ok(vec![case.event(Event::NowSet {}, Some(Content::text(text)))])
}
