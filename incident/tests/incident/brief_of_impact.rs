//! What the brief says of the impact, and what it keeps from those who may not know of money.

use crate::world::{Room, given, minutes, person};
use warroom_incident::brief::{BriefLine, Reader, Section, Source, brief, since};
use warroom_incident::event::{JourneyState, Reach};
use warroom_incident::impact::{Journey, Range, Stated};
use warroom_incident::{Command, Reaches};

const NO_MONEY: Reaches = Reaches::NONE.with(Reach::Room).with(Reach::Published);

fn source<T>(room: &Room, reaches: Reaches, made: impl FnOnce(&Source<'_>) -> T) -> T {
    let text = |seq| room.record.text(seq).map(str::to_owned);
    made(&Source { state: &room.state, reaches, now: room.now, text: &text })
}

fn lines(room: &Room, reaches: Reaches, section: Section) -> Vec<BriefLine> {
    source(room, reaches, brief).into_iter().filter(|line| line.section == section).collect()
}

fn texts(room: &Room, reaches: Reaches) -> Vec<String> {
    lines(room, reaches, Section::Impact).into_iter().map(|line| line.text).collect()
}

fn set(stated: Stated) -> Command {
    Command::SetEstimate { stated: Box::new(stated), source: "the dashboard".into(), reason: String::new() }
}

/// 600 to 3,000 euros an hour, likely 1,200, since the start of the room.
fn blocked() -> Room {
    let journeys = vec![Journey { name: "checkout".into(), state: JourneyState::Blocked }];
    let loss_per_hour = Some(Range { low: 60_000, likely: 120_000, high: 300_000 });
    given([("ana", set(Stated { journeys, loss_per_hour, ..Stated::default() }))])
}

#[test]
fn an_estimate_that_nobody_made_is_said_to_be_missing() {
    let room = given([]);
    assert_eq!(texts(&room, Reaches::ALL), [] as [&str; 0]);
    let missing = lines(&room, Reaches::ALL, Section::NotYet);
    assert!(missing[0].text.starts_with("no estimate · "), "{missing:?}");
    let known = lines(&blocked(), Reaches::ALL, Section::NotYet);
    assert!(!known[0].text.contains("estimate"), "{known:?}");
}

#[test]
fn what_is_broken_for_whom_and_what_it_costs_stands_on_two_lines() {
    let room = blocked().later(minutes(30));
    assert_eq!(
        texts(&room, Reaches::ALL),
        [
            "HIGH, restore now: checkout BLOCKED, since 09:00Z (30:00) — estimate by ana, 30m ago",
            "lost so far 300–1,500 EUR, likely 600; ten more minutes cost 100–500 EUR, likely 200",
        ]
    );
    assert_eq!(
        lines(&room, Reaches::ALL, Section::Impact)[0].seq,
        Some(room.state.estimates[0].seq),
        "and leads there"
    );
}

#[test]
fn who_may_not_know_of_money_is_not_told_that_there_is_any() {
    let room = blocked().later(minutes(30));
    assert_eq!(texts(&room, NO_MONEY).len(), 1);
    let me = person("dee");
    let reader = Reader { me: &me, after: 13, left_at: None, newer: 1 };
    let said = |reaches| {
        let all = source(&room, reaches, |source| since(source, reader));
        all.into_iter().map(|line| line.text).find(|text| text.contains("estimate")).expect("it was estimated")
    };
    assert_eq!(said(NO_MONEY), "first estimate of the impact by ana: checkout BLOCKED, since 01 Mar 09:00Z");
    assert!(said(Reaches::ALL).ends_with("; 600–3,000 EUR lost an hour, likely 1,200"), "{}", said(Reaches::ALL));
}

#[test]
fn severities_that_disagree_are_an_alarm() {
    let severity = |severity: &str| Command::SetSeverity { severity: severity.into(), reason: "seen".into() };
    let room = blocked().after("ana", severity("sev4"));
    let alarm = lines(&room, Reaches::ALL, Section::Impact).into_iter().find(|line| line.alarm).expect("an alarm");
    assert_eq!((alarm.text.as_str(), alarm.rank), ("chosen SEV4, the estimate says SEV2", 0));
    let room = room.after("ana", severity("sev2"));
    assert!(lines(&room, Reaches::ALL, Section::Impact).iter().all(|line| !line.alarm));
}

#[test]
fn what_is_over_costs_no_more_and_the_last_word_of_several_is_told() {
    let room = blocked().later(minutes(30));
    let until = Some(room.now - minutes(10));
    let room = room.after("ana", set(Stated { until, ..Stated::default() })).later(minutes(60));
    assert_eq!(
        texts(&room, Reaches::ALL),
        [
            "HIGH, restore now: checkout BLOCKED, since 09:00Z until 09:20Z (20:00, over) — estimate by ana, 60m ago",
            "lost so far 200–1,000 EUR, likely 400",
        ]
    );
    let me = person("cy");
    let reader = Reader { me: &me, after: 13, left_at: None, newer: 2 };
    let all = source(&room, Reaches::ALL, |source| since(source, reader));
    let told: Vec<_> = all.iter().filter(|line| line.text.contains("estimate")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].text.starts_with("impact estimated anew by ana: checkout BLOCKED"), "{told:?}");
}
