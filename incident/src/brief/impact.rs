//! What is broken for whom, how urgent that is, and what it costs those who may know.

use super::{BriefLine, Section, Source, age, lasted, moment_within};
use crate::event::Reach;
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
    let urgent = last.follows.priority.map_or("no priority yet".into(), |priority| {
        let response = last.follows.response.as_deref().map_or(String::new(), |words| format!(", {words}"));
        format!("{}{response}", priority.as_str().to_uppercase())
    });
    let what = last.scope.what();
    let what = if what.is_empty() { "nobody has said what is broken".into() } else { what };
    let (since, until) = (last.scope.since, last.scope.until);
    let over = until.filter(|until| *until <= now);
    let lasts = lasted(since, over.unwrap_or(now));
    let ends = until.map_or(String::new(), |until| format!(" until {}", moment_within(until, now)));
    let when =
        format!("since {}{ends} ({lasts}{})", moment_within(since, now), if over.is_some() { ", over" } else { "" });
    let by = format!("{}, {} ago", last.by, age(last.at, now));
    let mut lines = vec![line(0, &format!("{urgent}: {what}, {when} — estimate by {by}"))];
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
