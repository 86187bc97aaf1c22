//! Rules of bringing in what was written elsewhere: one event a line (two for a draft, which has words, and one more
//! when something was said in its place; two or three for an estimate), nothing lost, the record's time is now.

use super::past_impact::PastImpact;
use super::{Case, Decided, Outcome, life};
use crate::draft::Edit;
use crate::event::{ActionPosted, Author, Content, Ending, EntryKind, Event, Fact, LinkKind, Phase, Progress, Reach};
use crate::event::{Notice, TaskTime};
use crate::import::{ImportedIncident, ImportedLine};
use crate::policy::Policy;
use crate::prelude::*;
use crate::{Seq, bounds};

pub(super) fn import(case: &Case<'_>, file: &ImportedIncident, policy: &Policy) -> Outcome {
    // A missing declaration is made from the first line.
    let began = file.lines.iter().find(|line| line.kind == "declared").or(file.lines.first()).map(|line| line.at);
    let declared = Event::Declared { severity: None, reporter: Author::Import.as_str().to_owned(), drill: false };
    let mut first = case.event(declared, Some(file.title.clone()));
    first.fact.happened_at = began;
    first.fact.author = Author::Import;
    let mut events = vec![first];
    // What was to be done then is not to be done now: the policy without its checklist.
    let policy_seq = case.next(events.len());
    events.extend(life::opening(policy, None, case).into_iter().take(1));
    let began = began.unwrap_or(case.now);
    let mut impact = PastImpact { policy, policy_seq, began, revisions: 0, scope: None, figures: None, total: None };
    let mut phase = None;
    let mut drafted = None;
    for line in &file.lines {
        if let Some(draft) = draft(case, line, policy, phase, case.next(events.len())) {
            drafted = Some(case.next(events.len()));
            events.extend(draft);
            continue;
        }
        if let Some(revised) = impact.revised(case, line, case.next(events.len())) {
            events.extend(revised);
            continue;
        }
        let one = one(case, line, policy, &mut phase);
        let told = matches!(one.fact.event, Event::UpdatePublished { .. }).then(|| case.next(events.len()));
        events.push(one);
        // What was drafted then is not waited for any more once something was said.
        if let Some((draft, update)) = drafted.zip(told) {
            let words = Content::text(format!("written elsewhere; what was said is event {update}"));
            events.push(of(case, line, Event::DraftWithdrawn { draft }, Some(words)));
            drafted = None;
        }
    }
    Ok(events)
}

/// A draft as it was written then: opened, and its words. It goes to no channel.
fn draft(
    case: &Case<'_>,
    line: &ImportedLine,
    policy: &Policy,
    so_far: Option<Phase>,
    number: Seq,
) -> Option<[Decided; 2]> {
    let fits = line.content.text.len() <= bounds::DRAFT_BYTES && !line.content.text.is_empty();
    if line.kind != "update_draft" || !fits {
        return None;
    }
    let phase = told(line, so_far).unwrap_or(Phase::Investigating);
    let (audience, channels, notice) = (policy.audiences.first()?.name.clone(), Vec::new(), Notice::Silent);
    let opened = Event::DraftOpened { audience, phase, channels, notice, promise: None, holding: None };
    let (edit, _) = Edit::replace(0..0, &line.content.text).parts();
    let written = Event::DraftEdited { draft: number, edit, entry: None };
    Some([of(case, line, opened, None), of(case, line, written, Some(line.content.clone()))])
}

/// The phase that a line tells the outside: the one that it names, else the one of that moment.
fn told(line: &ImportedLine, so_far: Option<Phase>) -> Option<Phase> {
    let named = line.field("status").or_else(|| line.field("phase")).and_then(|word| Phase::parse(&word));
    named.or(so_far).filter(|phase| Phase::WORKING.contains(phase))
}

pub(super) fn of(case: &Case<'_>, line: &ImportedLine, event: Event, content: Option<Content>) -> Decided {
    let happened_at = Some(line.at);
    let fact = Fact { at: case.now, happened_at, author: Author::Import, seat: line.seat, reach: Reach::Room, event };
    Decided { fact, content }
}

fn one(case: &Case<'_>, line: &ImportedLine, policy: &Policy, phase: &mut Option<Phase>) -> Decided {
    let event = modelled(line, policy, phase).unwrap_or_else(|| Event::Imported { word: line.kind.clone() });
    let fact = Fact {
        at: case.now,
        happened_at: Some(line.at),
        author: Author::Import,
        seat: line.seat,
        reach: reach(line),
        event,
    };
    let content = match (&fact.event, address(line)) {
        (Event::LinkAdded { .. }, Some(url)) => {
            Content { text: format!("{url} {}", line.content.text), data: line.content.data.clone() }
        }
        _ => line.content.clone(),
    };
    Decided { fact, content: Some(content) }
}

/// What the rules make of a line; nothing for kinds that have none, or whose data say too little.
fn modelled(line: &ImportedLine, policy: &Policy, phase: &mut Option<Phase>) -> Option<Event> {
    if let Some(entry) = EntryKind::parse(&line.kind) {
        let done = ActionPosted { progress: Progress::Done, ..ActionPosted::UNSAID };
        let action = (entry == EntryKind::Action).then_some(done);
        return Some(Event::Posted { entry, action, mentions: Vec::new() });
    }
    let so_far = *phase;
    let mut moved = |to: Phase| {
        let changed = *phase != Some(to);
        *phase = Some(to);
        changed.then_some(phase_set(to))
    };
    match line.kind.as_str() {
        "phase" => {
            let to = Phase::parse(&line.field("phase")?)?;
            *phase = Some(to);
            Some(match to {
                Phase::Closed => Event::Closed { ending: Ending::Resolved },
                Phase::Declared | Phase::Acknowledged | Phase::Investigating => phase_set(to),
                Phase::Identified | Phase::Monitoring | Phase::Resolved => phase_set(to),
            })
        }
        "resolved" => moved(Phase::Resolved),
        "severity" => {
            let word = line.field("severity")?;
            let severity = policy.severity(&word).map(|severity| severity.name.clone());
            Some(Event::SeveritySet { severity, proposal: None })
        }
        "acknowledged" => Some(Event::Acknowledged {}),
        "action_item" => {
            Some(Event::TaskAdded { when: TaskTime::Afterwards, mitigation: false, class: None, debt_of: None })
        }
        // Where it went to stays in its data; nothing is sent again.
        "update_published" => {
            let phase = told(line, so_far)?;
            let audience = policy.audiences.first()?.name.clone();
            Some(Event::UpdatePublished { audience, phase, severity: None, promise: None })
        }
        "link" => address(line).map(|_| Event::LinkAdded { link: LinkKind::Other }),
        _ => None,
    }
}

fn phase_set(phase: Phase) -> Event {
    Event::PhaseSet { phase, proposal: None }
}

/// The address of a line, if it has one that may be shown and opened.
fn address(line: &ImportedLine) -> Option<String> {
    super::entries::address(&line.field("url")?).ok()
}

/// Loss figures keep their own reach, wherever they come from.
pub(super) fn reach(line: &ImportedLine) -> Reach {
    let figures = ["loss", "cost", "currency", "revenue"];
    let data = line.content.data_str().to_lowercase();
    if line.kind == "impact" && figures.iter().any(|word| data.contains(word)) { Reach::Loss } else { Reach::Room }
}
