//! Properties of the loss over random revisions, held against a slow count, minute by minute, that is written
//! differently and knows nothing of windows and steps.

use crate::world::{Room, given, minutes, start};
use proptest::collection::vec;
use proptest::prelude::*;
use warroom_incident::event::{JourneyState, Reach};
use warroom_incident::impact::{
    Amount, Clear, Estimate, Journey, Range, Stated, StatedCost, chart, loss_so_far, rate, ten_minutes,
};
use warroom_incident::{Command, Incident, Line, Reaches, Time, apply, bounds};

/// What somebody states, in minutes from their now.
#[derive(Clone, Debug)]
struct Revision {
    /// Minutes since the one before.
    passed: i64,
    since: Option<i64>,
    until: Option<i64>,
    open_end: bool,
    loss: Option<[u64; 3]>,
    no_loss: bool,
    cost: Option<[u64; 3]>,
    once: Option<([u64; 3], i64)>,
    /// Which revision's one-off cost is taken back.
    void: Option<usize>,
    currency: Option<&'static str>,
}

fn figures() -> impl Strategy<Value = [u64; 3]> {
    let figure = prop_oneof![4 => 0..200_000_u64, 1 => Just(bounds::FIGURE), 1 => 0..=bounds::FIGURE];
    [figure.clone(), figure.clone(), figure].prop_map(|mut figures| {
        figures.sort_unstable();
        figures
    })
}

fn revision() -> impl Strategy<Value = Revision> {
    // Often it is over, and comes again: what lies between is no harm.
    let ends = prop_oneof![
        4 => Just((None, None, false)),
        3 => (-90..=60_i64).prop_map(|until| (None, Some(until), false)),
        3 => (-150..=0_i64).prop_map(|since| (Some(since), None, true)),
        1 => (-200..=0_i64, 0..=60_i64).prop_map(|(since, lasts)| (Some(since), Some(since + lasts), false)),
        1 => Just((None, None, true)),
    ];
    let ends = (ends, prop::bool::weighted(0.1));
    let money = (
        prop::option::weighted(0.6, figures()),
        prop::option::weighted(0.2, figures()),
        prop::option::weighted(0.3, (figures(), -60..=0_i64)),
        prop::option::weighted(0.2, 0..8_usize),
        prop::option::weighted(0.15, prop::sample::select(vec!["EUR", "JPY", "KWD"])),
    );
    (0..90_i64, ends, money).prop_map(
        |(passed, ((since, until, open_end), no_loss), (loss, cost, once, void, currency))| Revision {
            passed,
            since,
            until,
            open_end,
            loss,
            no_loss,
            cost,
            once,
            void,
            currency,
        },
    )
}

fn range([low, likely, high]: [u64; 3]) -> Range {
    Range { low, likely, high }
}

fn command(room: &Room, revision: &Revision) -> Command {
    let from_now = |by: i64| room.now + minutes(by);
    let clear = [(revision.open_end, Clear::Until), (revision.no_loss, Clear::LossPerHour)];
    let void = revision.void.and_then(|nth| room.state.estimates.get(nth)).map(|estimate| estimate.seq);
    let stated = Stated {
        // Whoever estimates says something.
        journeys: vec![Journey { name: "checkout".into(), state: JourneyState::Blocked }],
        since: revision.since.map(from_now),
        until: revision.until.map(from_now),
        loss_per_hour: revision.loss.map(range),
        cost_per_hour: revision.cost.map(range),
        one_off: revision.once.map(|(amount, at)| StatedCost { amount: range(amount), at: Some(from_now(at)) }),
        void: void.into_iter().collect(),
        currency: revision.currency.map(ToOwned::to_owned),
        clear: clear.into_iter().filter(|(so, _)| *so).map(|(_, clear)| clear).collect(),
        ..Stated::default()
    };
    Command::SetEstimate { stated: Box::new(stated), source: String::new(), reason: String::new() }
}

/// A room after these revisions; what the rules refuse does not happen.
fn revised(revisions: &[Revision]) -> Room {
    revisions.iter().fold(given([]), |mut room, revision| {
        room.now += minutes(revision.passed);
        let command = command(&room, revision);
        room.when("ana", command)
    })
}

/// What was lost until so many minutes after the start: every minute is looked at by itself.
fn slowly(state: &Incident, now: i64) -> Option<[u128; 3]> {
    let all = &state.estimates;
    let minute = |at: Time| (at - start()).num_minutes();
    let void: Vec<_> = all.iter().filter_map(|it| it.figures.as_ref()).flat_map(|it| it.void.clone()).collect();
    let money = |it: &Estimate| it.figures.clone().filter(|_| !void.contains(&it.seq));
    let currency = all.iter().filter_map(money).next_back()?.currency;
    let foreign = |it: &Estimate| money(it).is_some_and(|figures| figures.currency != currency);
    // What was said before somebody spoke in another currency counts no more.
    let first = all.iter().rposition(foreign).map_or(0, |nth| nth + 1);
    if !all.iter().skip(first).filter_map(money).any(|it| it.says_something()) {
        return None;
    }
    let rate = |nth: usize| {
        let said = (first..=nth).rev().find_map(|nth| money(&all[nth]))?;
        let parts = [said.loss_per_hour, said.cost_per_hour].map(Option::unwrap_or_default);
        let sum = |figure: fn(&Range) -> u64| parts.iter().map(|part| u128::from(figure(part))).sum::<u128>();
        Some([sum(|it| it.low), sum(|it| it.likely), sum(|it| it.high)])
    };
    // Which harm each revision speaks of: the one of the revision before, unless that was over by then.
    let mut harm = vec![0];
    for pair in all.windows(2) {
        let again = pair[0].scope.until.is_some_and(|until| pair[1].scope.since >= until);
        harm.push(harm[harm.len() - 1] + usize::from(again));
    }
    let last_of = |harms: usize| harm.iter().rposition(|it| *it == harms).map(|nth| &all[nth].scope);
    let mut lost = [0_u128; 3];
    for at in -3_000..now {
        let covers = |harms: &usize| {
            let over = (0..*harms).filter_map(|it| last_of(it)?.until).all(|until| minute(until) <= at);
            last_of(*harms).is_some_and(|scope| {
                over && minute(scope.since) <= at && scope.until.is_none_or(|until| at < minute(until))
            })
        };
        let Some(harms) = (0..=harm[harm.len() - 1]).find(covers) else { continue };
        let known: Vec<usize> = (0..all.len()).filter(|nth| harm[*nth] == harms && rate(*nth).is_some()).collect();
        let in_force = known.iter().rev().find(|nth| minute(all[**nth].at) <= at).or(known.first());
        for (sum, per_hour) in lost.iter_mut().zip(in_force.and_then(|nth| rate(*nth)).unwrap_or_default()) {
            *sum += per_hour;
        }
    }
    // A minute is a sixtieth of an hour; what is below the smallest unit is cut once, at the end.
    let mut lost = lost.map(|sum| sum / 60);
    for estimate in all.iter().skip(first).filter(|it| !void.contains(&it.seq)) {
        let once = estimate.figures.as_ref().and_then(|it| it.one_off).filter(|cost| minute(cost.at) <= now);
        let once = once.map_or_else(Range::default, |cost| cost.amount);
        for (sum, more) in lost.iter_mut().zip([once.low, once.likely, once.high]) {
            *sum += u128::from(more);
        }
    }
    Some(lost)
}

fn sums(amount: &Amount) -> [u128; 3] {
    [amount.range.low, amount.range.likely, amount.range.high].map(u128::from)
}

fn replica(room: &Room, reaches: Reaches) -> Incident {
    let mut state = Incident::default();
    for line in room.record.lines() {
        let seen = line.open().is_some_and(|sealed| reaches.contains(sealed.fact.reach));
        let line = if seen { line.clone() } else { line.withheld() };
        let written = serde_json::to_string(&line).expect("a line has a JSON text");
        apply(&mut state, &serde_json::from_str::<Line>(&written).expect("it can be read"));
    }
    state
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_loss_is_what_a_slow_count_finds(revisions in vec(revision(), 1..8), ahead in 0..600_i64) {
        let room = revised(&revisions);
        let now = (room.now - start()).num_minutes();
        for at in [now + ahead, now, now / 2, -30] {
            let fast = loss_so_far(&room.state, start() + minutes(at)).as_ref().map(sums);
            prop_assert_eq!(fast, slowly(&room.state, at), "at {} of {:#?}", at, room.state.estimates);
        }
    }

    #[test]
    fn the_loss_never_falls_while_nothing_is_revised(revisions in vec(revision(), 1..12), steps in vec(0..10_000_000_i64, 1..12)) {
        let room = revised(&revisions);
        let mut now = start() - minutes(400);
        let mut before = [0; 3];
        for step in steps {
            now += chrono::TimeDelta::milliseconds(step);
            let Some(lost) = loss_so_far(&room.state, now) else { continue };
            let sums = sums(&lost);
            prop_assert!(sums.iter().zip(&before).all(|(now, before)| now >= before), "{sums:?} after {before:?}");
            prop_assert!(sums.is_sorted(), "low, likely and high: {sums:?}");
            before = sums;
            let Some(rate) = rate(&room.state, now) else { continue };
            let ten = ten_minutes(&room.state, now).expect("what is known for an hour is known for ten minutes");
            prop_assert_eq!(&ten.range, &rate.range.map(|per_hour| per_hour / 6));
            prop_assert_eq!((&rate.currency, &ten.currency), (&lost.currency, &lost.currency));
        }
    }

    // A minute of harm costs at most the highest figure that anybody ever gave, however often it was said to have
    // ended and begun.
    #[test]
    fn no_minute_is_counted_twice(revisions in vec(revision(), 1..12)) {
        let room = revised(&revisions);
        let all = &room.state.estimates;
        let Some(lost) = loss_so_far(&room.state, room.now) else { return Ok(()) };
        let begin = all.iter().map(|it| it.scope.since).min().expect("an estimate");
        let figures = || all.iter().filter_map(|it| it.figures.as_ref());
        let most = figures().map(|it| u128::from(it.per_hour().high)).max().unwrap_or(0);
        let once: u128 = figures().filter_map(|it| it.one_off).map(|cost| u128::from(cost.amount.high)).sum();
        let lasted = u128::try_from((room.now - begin).num_minutes().max(0)).expect("not negative");
        prop_assert!(u128::from(lost.range.high) <= most * lasted / 60 + once);
    }

    #[test]
    fn the_chart_ends_at_the_loss_of_now_and_never_falls(revisions in vec(revision(), 1..8), count in 0..60_usize) {
        let room = revised(&revisions);
        let samples = chart(&room.state, room.now, count);
        prop_assert_eq!(samples.len(), count);
        prop_assert!(samples.is_sorted_by_key(|sample| (sample.at, sample.loss.map(|loss| loss.high))));
        if let Some(last) = samples.last() {
            prop_assert_eq!((last.at, last.loss), (room.now, loss_so_far(&room.state, room.now).map(|it| it.range)));
        }
    }

    #[test]
    fn every_replica_that_sees_money_counts_the_same_and_no_other_counts(revisions in vec(revision(), 1..8)) {
        let room = revised(&revisions);
        let seen = Reaches::NONE.with(Reach::Room).with(Reach::Loss);
        for reaches in [seen, seen.with(Reach::Inbox), Reaches::ALL] {
            let other = replica(&room, reaches);
            prop_assert_eq!(loss_so_far(&other, room.now), loss_so_far(&room.state, room.now));
            prop_assert_eq!(chart(&other, room.now, 9), chart(&room.state, room.now, 9));
        }
        let other = replica(&room, Reaches::NONE.with(Reach::Room).with(Reach::Inbox));
        prop_assert_eq!((loss_so_far(&other, room.now), rate(&other, room.now)), (None, None));
        let follows = |state: &Incident| state.estimates.iter().map(|it| it.follows.clone()).collect::<Vec<_>>();
        prop_assert_eq!(follows(&other), follows(&room.state), "the same priority for everybody");
    }
}

#[test]
fn the_highest_figures_overflow_nowhere_not_even_after_a_thousand_years() {
    let most = Range::exactly(bounds::FIGURE);
    let stated = |room: &Room| Stated {
        since: Some(room.now - chrono::TimeDelta::days(bounds::BACKDATE_DAYS)),
        loss_per_hour: Some(most),
        cost_per_hour: Some(most),
        one_off: Some(StatedCost { amount: most, at: None }),
        ..Stated::default()
    };
    let mut room = given([]);
    for _ in 0..50 {
        let stated = Box::new(stated(&room));
        room = room.after("ana", Command::SetEstimate { stated, source: String::new(), reason: String::new() });
    }
    let far = room.now + chrono::TimeDelta::days(365_000);
    assert_eq!(loss_so_far(&room.state, far).expect("figures").range, Range::exactly(u64::MAX));
    assert_eq!(ten_minutes(&room.state, far).expect("figures").range, Range::exactly(bounds::FIGURE / 3));
    assert_eq!(chart(&room.state, far, 80).len(), 80);
    assert!(loss_so_far(&room.state, far).expect("figures").long().contains("EUR"));
}
