//! Rules of runbooks: a step is ticked off once, by its words as they stand in the policy.

use super::{Case, Outcome};
use crate::bounds;
use crate::event::{Content, Event, Mark};
use crate::prelude::*;
use crate::rejection::Rejection;

pub(super) fn tick(case: &Case<'_>, title: &str, step: u32, mark: Mark) -> Outcome {
    let policy = &case.state.policy;
    let Some(runbook) = policy.runbook(title) else {
        let known = policy.runbooks.iter().map(|runbook| runbook.title.clone()).collect();
        return Err(Rejection::UnknownRunbook { runbook: title.to_owned(), known });
    };
    let at = usize::try_from(step).ok().and_then(|step| step.checked_sub(1));
    let title = || runbook.title.clone();
    let Some(words) = at.and_then(|at| runbook.steps.get(at)) else {
        return Err(Rejection::UnknownStep { runbook: title(), step, steps: runbook.steps.len() });
    };
    let words = match (mark, case.state.tick(runbook, step), case.state.tick_before(runbook, step)) {
        (Mark::On, Some(tick), _) => {
            let by = tick.by.as_str().to_owned();
            return Err(Rejection::StepTicked { runbook: title(), step, by, at: tick.at });
        }
        (Mark::On, None, _) if case.state.ticks.len() >= bounds::TICKS => {
            return Err(Rejection::TooMany { what: "ticked steps".into(), most: bounds::TICKS });
        }
        (Mark::On, None, _) => words.clone(),
        (Mark::Off, _, None) => return Err(Rejection::StepNotTicked { runbook: title(), step }),
        // What is taken back is what was ticked, even if the step says something else by now.
        (Mark::Off, _, Some(tick)) => tick.words.clone().unwrap_or_else(|| words.clone()),
    };
    let event = Event::StepTicked { runbook: title(), step, mark };
    Ok(vec![case.event(event, Some(Content::text(words)))])
}
