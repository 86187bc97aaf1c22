//! What is broken for whom, how urgent that is, and what it costs those who may know.

use super::{BriefLine, Section, Source, age, lasted, moment_within};
use crate::event::{Phase, Reach};
use crate::impact::{Range, disagreement, loss_so_far, ten_minutes};
use crate::prelude::*;

/// The estimate in force, at most three lines; nothing where there is none.
pub(super) fn impact(source: &Source<'_>, missing: &mut Vec<&'static str>) -> Vec<BriefLine> {
    let (state, now) = (source.state, source.now);
    let Some(last) = state.estimates.last() else {
        missing.push("no estimate");
        return Vec::new();
    };
    let line = |rank, text: &str| BriefLine::new(Section::Impact, rank, text).of(last.seq);
    let (since, until) = (last.scope.since, last.scope.until);
    // What is over, or was resolved without a word of its end, does not go on counting.
    let over = until.filter(|until| *until <= now);
    let resolved = state.phase_since.filter(|_| matches!(state.phase, Some(Phase::Resolved | Phase::Closed)));
    let lasts = lasted(since, over.or(resolved).unwrap_or(now));
    let ends = until.map_or(String::new(), |until| format!(" until {}", moment_within(until, now)));
    let is_over = if over.is_some() { ", over" } else { "" };
    let when = format!("since {}{ends} ({lasts}{is_over})", moment_within(since, now));
    let by = format!("estimate by {}, {} ago", last.by, age(last.at, now));
    let what = last.scope.what();
    let urgent = last.follows.priority.map(|priority| {
        let response = last.follows.response.as_deref().map_or(String::new(), |words| format!(", {words}"));
        format!("{}{response}: ", priority.as_str().to_uppercase())
    });
    let said = if what.is_empty() {
        format!("{}{when}, but nobody has said what is broken — {by}", urgent.unwrap_or_default())
    } else {
        format!("{}{what}, {when} — {by}", urgent.unwrap_or_else(|| "no priority yet: ".into()))
    };
    let mut lines = vec![line(0, &said)];
    lines.extend(disagreement(state).map(|it| line(0, &it.sentence()).alarm()));
    // Whoever may not know of money is not told that there is any.
    let lost = if source.reaches.contains(Reach::Loss) { loss_so_far(state, now) } else { None };
    if let Some(lost) = lost {
        let more = ten_minutes(state, now).filter(|more| more.range != Range::default());
        let more = more.map_or(String::new(), |more| format!("; ten more minutes cost {}", more.long()));
        lines.push(line(1, &format!("lost so far {}{more}", lost.long())));
    }
    lines
}
