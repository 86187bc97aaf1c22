//! Rules of bringing in what was written elsewhere: one event a line, nothing lost, the record's time is now.

use super::{Case, Decided, Outcome, life};
use crate::event::TaskTime;
use crate::event::{ActionPosted, Author, Content, Ending, EntryKind, Event, Fact, LinkKind, Phase, Progress, Reach};
use crate::import::{ImportedIncident, ImportedLine};
use crate::policy::Policy;
use crate::prelude::*;

pub(super) fn import(case: &Case<'_>, file: &ImportedIncident, policy: &Policy) -> Outcome {
    // A missing declaration is made from the first line.
    let began = file.lines.iter().find(|line| line.kind == "declared").or(file.lines.first()).map(|line| line.at);
    let declared = Event::Declared { severity: None, reporter: Author::Import.as_str().to_owned(), drill: false };
    let mut first = case.event(declared, Some(file.title.clone()));
    first.fact.happened_at = began;
    first.fact.author = Author::Import;
    let mut events = vec![first];
    // What was to be done then is not to be done now: the policy without its checklist.
    events.extend(life::opening(policy, None, case).into_iter().take(1));
    let mut phase = None;
    for line in &file.lines {
        events.push(one(case, line, policy, &mut phase));
    }
    Ok(events)
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
            let told = line.field("status").or_else(|| line.field("phase")).and_then(|word| Phase::parse(&word));
            let phase = told.or(so_far).filter(|phase| Phase::WORKING.contains(phase))?;
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
fn reach(line: &ImportedLine) -> Reach {
    let figures = ["loss", "cost", "currency", "revenue"];
    let data = line.content.data_str().to_lowercase();
    if line.kind == "impact" && figures.iter().any(|word| data.contains(word)) { Reach::Loss } else { Reach::Room }
}
