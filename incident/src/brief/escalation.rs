//! Who was called from outside and has not answered, whether business continuity is on, and the cases of vendors.

use super::{BriefLine, Place, Section, Source, age, moment};
use crate::escalation::{Standing, continuity, continuity_since, next_level};
use crate::event::LinkKind;
use crate::prelude::*;
use crate::state::Incident;
use crate::text::first_line;

/// Cases that are shown; older ones stand among the links.
const MOST_CASES: usize = 2;
/// Columns of a reason beside the rest of its line.
const REASON: usize = 70;

pub(super) fn open(source: &Source<'_>) -> Vec<BriefLine> {
    let (state, now) = (source.state, source.now);
    if state.is_closed() {
        return cases(source);
    }
    let line = |rank, text: &str| BriefLine::new(Section::Open, rank, text);
    let mut lines = Vec::new();
    if let Some((on, since)) = continuity(state).zip(continuity_since(state)) {
        let text = format!("BUSINESS CONTINUITY since {}: {}", moment(since, now), state.policy.continuity.words);
        lines.push(line(0, &text).of(on.seq).alarm());
    }
    for it in state.escalations.iter().rev() {
        let who = &it.who;
        match it.standing(now) {
            Standing::Late => {
                let waited = it.answer_by.map_or(String::new(), |by| age(by, now));
                let text = format!("NO ANSWER from {who}, {waited} overdue; {}", proposal(state));
                lines.push(line(0, &text).of(it.seq).alarm());
            }
            Standing::Waiting => {
                let by = it.answer_by.map_or(String::new(), |by| format!(", to answer by {}", moment(by, now)));
                let why = it.reason.as_deref().map_or(String::new(), |why| format!(": {}", first_line(why, REASON)));
                lines.push(line(1, &format!("{who} called {} ago{by}{why}", age(it.at, now))).of(it.seq));
            }
            Standing::PassedOn | Standing::Called | Standing::Answered | Standing::Ended => {}
        }
        if it.page_failed() {
            lines.push(line(0, &format!("the page to {who} did not go out: call them yourself")).of(it.seq).alarm());
        }
    }
    lines.extend(cases(source));
    lines
}

/// What to do when nobody answers.
fn proposal(state: &Incident) -> String {
    match next_level(state) {
        Some(level) => format!("next is {}", level.who),
        None => "no level is left: call again".into(),
    }
}

fn cases(source: &Source<'_>) -> Vec<BriefLine> {
    let links = source.state.links.iter().rev().filter(|it| it.kind == LinkKind::VendorCase);
    let open = links.filter(|it| !source.state.redacted.contains(&it.seq)).take(MOST_CASES);
    let text = |link: &crate::state::Link| {
        let words = source.words(link.seq);
        match words.split_once(' ') {
            Some((address, label)) => format!("{label}: {address}"),
            None => format!("a vendor's case: {words}"),
        }
    };
    open.map(|link| BriefLine::new(Section::Open, 3, &text(link)).of(link.seq).to(Place::Event)).collect()
}
