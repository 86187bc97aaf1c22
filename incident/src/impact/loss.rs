//! The loss so far, as a range that ticks: exact whole numbers of minor units.
//!
//! Revisions that speak of the same stretch of harm form a *window*; it lies between the `since` and `until` that were
//! stated last for it. A revision whose `since` is not before the end of the window before it opens a new one, and no
//! window reaches back over the one before: no moment is counted twice, whatever `since` is stated later. Within a
//! window each revision's figures count from its own moment to that of the next, those of the first also back to
//! `since`; one whose figures were taken back counts as if it had said nothing of money. Where nobody has stated an end, nothing is lost while the incident is resolved or closed. One-off costs are added at their moment. Where the currency changes, nothing before it can be added any
//! more, and the figures in the new one count from the start of their window.

use super::{Amount, Estimate, Figures, OneOff, Range, Scope};
use crate::event::SeverityName;
use crate::prelude::*;
use crate::state::{Incident, Over};
use crate::{Seq, Time};

/// Milliseconds of an hour, for which figures are given.
const HOUR_MS: u128 = 3_600_000;

/// Revisions whose figures were wrong.
pub(crate) fn void(estimates: &[Estimate]) -> BTreeSet<Seq> {
    let figures = estimates.iter().filter_map(|estimate| estimate.figures.as_ref());
    figures.flat_map(|figures| figures.void.iter().copied()).collect()
}

/// The money in force: of the last revision that said something of it and was not taken back.
#[must_use]
pub fn figures_in_force(state: &Incident) -> Option<&Figures> {
    figures_without(state, &[])
}

/// The money in force if these revisions were taken back, too.
pub(crate) fn figures_without<'a>(state: &'a Incident, gone: &[Seq]) -> Option<&'a Figures> {
    let void = void(&state.estimates);
    let counts = |estimate: &&Estimate| !void.contains(&estimate.seq) && !gone.contains(&estimate.seq);
    state.estimates.iter().rev().filter(counts).find_map(|estimate| estimate.figures.as_ref())
}

/// The loss until `now`; nothing where nobody has given figures, or they may not be seen.
#[must_use]
pub fn loss_so_far(state: &Incident, now: Time) -> Option<Amount> {
    let counted = Counted::of(state)?;
    Some(Amount { range: counted.until(now), currency: counted.currency })
}

/// What counts of all revisions, for a question about one moment or about many.
struct Counted<'a> {
    windows: Vec<Window>,
    over: &'a [Over],
    costs: Vec<OneOff>,
    currency: String,
}

impl Counted<'_> {
    fn of(state: &Incident) -> Option<Counted<'_>> {
        let currency = figures_in_force(state)?.currency.clone();
        let void = void(&state.estimates);
        let counts = |estimate: &&Estimate| !void.contains(&estimate.seq);
        let stated = state.estimates.iter().rev().filter(counts).filter_map(|estimate| estimate.figures.as_ref());
        // Nothing known is not nothing lost.
        if !stated.take_while(|figures| figures.currency == currency).any(Figures::says_something) {
            return None;
        }
        let (windows, costs) = (windows(&state.estimates, &currency, &void), costs(&state.estimates, &currency, &void));
        Some(Counted { windows, over: &state.over, costs, currency })
    }

    fn until(&self, now: Time) -> Range {
        let mut lost = [0_u128; 3];
        self.windows.iter().for_each(|window| window.add_until(now, self.over, &mut lost));
        let [low, likely, high] = lost.map(|per_ms| u64::try_from(per_ms / HOUR_MS).unwrap_or(u64::MAX));
        let once = self.costs.iter().filter(|cost| cost.at <= now);
        once.fold(Range { low, likely, high }, |sum, cost| sum.plus(cost.amount))
    }
}

/// What is lost in an hour at `now`; nothing in the range where the harm is over.
#[must_use]
pub fn rate(state: &Incident, now: Time) -> Option<Amount> {
    let figures = figures_in_force(state).filter(|it| it.loss_per_hour.is_some() || it.cost_per_hour.is_some())?;
    let scope = &state.estimates.last()?.scope;
    let over = state.over.iter().any(|over| over.since <= now && over.until.is_none_or(|until| now < until));
    let harms = scope.since <= now && scope.until.map_or(!over, |until| now < until);
    let range = if harms { figures.per_hour() } else { Range::default() };
    Some(Amount { range, currency: figures.currency.clone() })
}

/// What ten more minutes cost.
#[must_use]
pub fn ten_minutes(state: &Incident, now: Time) -> Option<Amount> {
    let rate = rate(state, now)?;
    Some(Amount { range: rate.range.map(|per_hour| per_hour / 6), ..rate })
}

/// A stretch of harm and the figures that count in it.
struct Window {
    /// When those before have ended.
    after: Option<Time>,
    since: Time,
    until: Option<Time>,
    /// From when on which figures count; the first also before.
    steps: Vec<(Time, Range)>,
}

impl Window {
    fn open(scope: &Scope, after: Option<Time>) -> Window {
        Window { after, since: scope.since, until: scope.until, steps: Vec::new() }
    }

    /// Adds what is lost in it until `now`: minor units for an hour, times milliseconds.
    fn add_until(&self, now: Time, over: &[Over], lost: &mut [u128; 3]) {
        let end = self.until.map_or(now, |until| until.min(now));
        let begin = self.after.map_or(self.since, |after| after.max(self.since));
        let over = if self.until.is_none() { over } else { &[] };
        let mut to = end;
        for (nth, (from, range)) in self.steps.iter().enumerate().rev() {
            let (next, from) = (*from, if nth == 0 { begin } else { (*from).max(begin) });
            let harmless = over.iter().map(|it| span(from.max(it.since), it.until.map_or(to, |it| it.min(to))));
            let ms = span(from, to).saturating_sub(harmless.sum());
            for (sum, per_hour) in lost.iter_mut().zip([range.low, range.likely, range.high]) {
                *sum = sum.saturating_add(ms * u128::from(per_hour));
            }
            // What was set later counts, also where the server's clock was put back between the two.
            to = to.min(next);
        }
    }
}

/// Milliseconds between two moments; none where they lie the other way round.
fn span(from: Time, to: Time) -> u128 {
    u128::try_from((to - from).num_milliseconds()).unwrap_or(0)
}

fn windows(estimates: &[Estimate], currency: &str, void: &BTreeSet<Seq>) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    let mut in_force = None;
    for estimate in estimates {
        let scope = &estimate.scope;
        match estimate.figures.as_ref().filter(|_| !void.contains(&estimate.seq)) {
            Some(figures) if figures.currency == currency => in_force = Some(figures.per_hour()),
            Some(_) => {
                in_force = None;
                windows.iter_mut().for_each(|window| window.steps.clear());
            }
            None => {}
        }
        match windows.last_mut() {
            Some(window) if window.until.is_none_or(|until| scope.since < until) => {
                (window.since, window.until) = (scope.since, scope.until);
            }
            before => {
                let after = before.and_then(|before| before.until.max(before.after));
                windows.push(Window::open(scope, after));
            }
        }
        // Before anybody knows a figure there is no step: the first that is known counts back to the start.
        if let (Some(window), Some(per_hour)) = (windows.last_mut(), in_force) {
            window.steps.push((estimate.at, per_hour));
        }
    }
    windows
}

/// One-off costs that still count.
fn costs(estimates: &[Estimate], currency: &str, void: &BTreeSet<Seq>) -> Vec<OneOff> {
    let figures = || estimates.iter().filter_map(|estimate| Some((estimate.seq, estimate.figures.as_ref()?)));
    let other = |(seq, figures): &(Seq, &Figures)| figures.currency != currency && !void.contains(seq);
    let changed = figures().filter(other).map(|(seq, _)| seq).max();
    let counts = |seq: Seq| !void.contains(&seq) && changed.is_none_or(|changed| seq > changed);
    figures().filter(|(seq, _)| counts(*seq)).filter_map(|(_, figures)| figures.one_off).collect()
}

/// One moment of the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// When.
    pub at: Time,
    /// The loss until then, as it is estimated now.
    pub loss: Option<Range>,
    /// How bad it was held to be then.
    pub severity: Option<SeverityName>,
}

/// Loss and severity at `count` moments from the begin of the harm or of the incident to `now`.
#[must_use]
pub fn chart(state: &Incident, now: Time, count: usize) -> Vec<Sample> {
    let harm = state.estimates.iter().map(|estimate| estimate.scope.since).min();
    let Some(from) = state.since.into_iter().chain(harm).min() else { return Vec::new() };
    let span = (now - from).num_milliseconds().max(0);
    let steps = i64::try_from(count.saturating_sub(1)).unwrap_or(0).max(1);
    let severity = |at: Time| {
        let past = state.severities.iter().rev().find(|(since, _)| *since <= at);
        past.and_then(|(_, severity)| severity.clone())
    };
    let moments =
        (0..i64::try_from(count).unwrap_or(0)).map(|nth| from + chrono::TimeDelta::milliseconds(span / steps * nth));
    // The last one is now, whatever division has cut.
    let moments = moments.enumerate().map(|(nth, at)| if nth + 1 == count { now } else { at });
    let counted = Counted::of(state);
    let loss = |at| counted.as_ref().map(|counted| counted.until(at));
    moments.map(|at| Sample { at, loss: loss(at), severity: severity(at) }).collect()
}
