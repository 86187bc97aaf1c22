//! What the outside was told: the last update of each audience, and what is no longer so.

use super::{BriefLine, Section, Source, age, moment_within};
use crate::draft::{Delivery, Promise, Told, told};
use crate::event::{ApprovedHow, DeliveryFate, Reach};
use crate::prelude::*;
use crate::text::first_line;

/// Audiences; more are counted. A policy has a handful.
const MOST: usize = 6;
/// Bytes of an update's words: its place has all of them.
const WORDS: usize = 100;

/// What is wrong stands first, since it is acted on.
pub(super) fn customers(source: &Source<'_>) -> Vec<BriefLine> {
    let seen = source.reaches.contains(Reach::Published);
    let all = if seen { told(source.state, source.now) } else { Vec::new() };
    if all.iter().all(|it| it.last.is_none()) {
        let mut lines = glass(source);
        lines.push(line(2, "nothing told from here yet"));
        return lines;
    }
    let several = all.len() > 1;
    let mut lines: Vec<_> = all.iter().take(MOST).flat_map(|it| wrong(source, it, several)).collect();
    lines.extend(glass(source));
    lines.extend(undelivered(source));
    lines.extend(all.iter().take(MOST).map(|it| last(source, it, several)));
    if let Some(more) = all.len().checked_sub(MOST).filter(|more| *more > 0) {
        lines.push(line(9, &format!("{more} more audiences in the drafts")));
    }
    lines
}

fn line(rank: u8, text: &str) -> BriefLine {
    BriefLine::new(Section::Customers, rank, text)
}

/// The audience in front, where there is more than one.
fn named(it: &Told<'_>, several: bool) -> String {
    if several { format!("{}: ", it.audience) } else { String::new() }
}

/// What it was told and is no longer so, and a promise that ran out.
fn wrong(source: &Source<'_>, it: &Told<'_>, several: bool) -> Vec<BriefLine> {
    let Some(update) = it.last else { return Vec::new() };
    let mut words: Vec<_> = it.contradictions.iter().map(|wrong| (wrong.line(), wrong.warns())).collect();
    if let Promise::RanOut { at } = it.promise {
        let late = age(at, source.now);
        let due = moment_within(at, source.now);
        words.push((format!("LATE by {late}: the next update was promised for {due}"), true));
    }
    let name = named(it, several);
    let one = |(words, warns): &(String, bool)| {
        let line = line(u8::from(!warns), &format!("{name}{words}")).of(update.seq);
        if *warns { line.alarm() } else { line }
    };
    words.iter().map(one).collect()
}

/// Drafts that were approved without their sign-offs, and were not withdrawn since.
fn glass(source: &Source<'_>) -> Vec<BriefLine> {
    let broken = source.state.drafts.values().filter_map(|draft| {
        let approval = draft.approval().filter(|it| it.how == ApprovedHow::BreakGlass)?;
        let (by, at) = (approval.by.as_str(), moment_within(approval.at, source.now));
        let text = format!("GLASS BROKEN by {by} {at}: draft {} approved without sign-offs", draft.seq);
        Some(line(0, &text).of(approval.seq).alarm())
    });
    broken.take(MOST).collect()
}

/// What was published and did not arrive.
fn undelivered(source: &Source<'_>) -> Vec<BriefLine> {
    let failed = source.state.deliveries.values().filter(|it| it.fate == DeliveryFate::Failed);
    let told =
        |it: &Delivery| line(0, &format!("FAILED: draft {} did not reach {}", it.draft, it.channel)).of(it.seq).alarm();
    failed.take(MOST).map(told).collect()
}

fn last(source: &Source<'_>, it: &Told<'_>, several: bool) -> BriefLine {
    let name = named(it, several);
    let Some(update) = it.last else { return line(6, &format!("{name}nothing told yet")) };
    let phase = update.phase.as_str().to_uppercase();
    let words = update.text.as_ref().map_or("[words removed]".into(), |text| first_line(text.as_str(), WORDS));
    let next = match it.promise {
        Promise::Due { at } => format!(" (next by {})", moment_within(at, source.now)),
        Promise::None | Promise::RanOut { .. } => String::new(),
    };
    let told = moment_within(update.at, source.now);
    line(2, &format!("{name}told {phase} {told}{next}: {words}")).of(update.seq)
}
