//! Seven real incidents, brought in: what they say of severity, phase and impact stands at its moment.

use crate::world::{Room, nothing};
use serde_json::Value;
use warroom_incident::event::{Event, Phase, Reach, SeverityName};
use warroom_incident::impact::{Amount, Range, loss_so_far, rate, ten_minutes};
use warroom_incident::{Actor, Command, Line, Reaches, Sealed, Time, apply, import};

const ALL: [(&str, &str); 7] = [
    ("aws", include_str!("../../../src/incidents/aws-us-east-1-2025-10-20.jsonl")),
    ("github", include_str!("../../../src/incidents/github-2018-10-21.jsonl")),
    ("moj", include_str!("../../../src/incidents/moj-dockerhub-2023-01-11.jsonl")),
    ("polar", include_str!("../../../src/incidents/polar-2026-06-12.jsonl")),
    ("pypi-teams", include_str!("../../../src/incidents/pypi-org-teams-2025-04-14.jsonl")),
    ("pypi-phishing", include_str!("../../../src/incidents/pypi-phishing-2025-07-26.jsonl")),
    ("yearn", include_str!("../../../src/incidents/yearn-ydai-2021-02-04.jsonl")),
];

fn brought_in(file: &str) -> Room {
    let incident = Box::new(import::parse(file).expect("a good file"));
    nothing().after(Actor::Operator, Command::Import { incident, policy: Box::default() })
}

fn named(name: &str) -> Room {
    brought_in(ALL.iter().find(|(it, _)| *it == name).expect("one of them").1)
}

fn at(moment: &str) -> Time {
    moment.parse().expect("a time")
}

fn sealed(room: &Room) -> impl Iterator<Item = &Sealed> {
    room.record.lines().iter().filter_map(Line::open)
}

/// The lines of a file of one kind: when, the text, the data.
fn lines_of(file: &str, kind: &str) -> Vec<(Time, String, Value)> {
    let all = file.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let of_kind = all.filter(|line| line["kind"] == kind);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    of_kind.map(|line| (at(&text(&line["at"])), text(&line["text"]), line["data"].clone())).collect()
}

#[test]
fn every_severity_stands_at_its_moment() {
    for (name, file) in ALL {
        let set: Vec<(Time, Option<SeverityName>)> = lines_of(file, "severity")
            .into_iter()
            .map(|(at, _, data)| (at, data["severity"].as_str().map(str::to_lowercase).filter(|it| it != "none")))
            .collect();
        let room = brought_in(file);
        let known: Vec<_> = sealed(&room)
            .filter_map(|it| {
                let Event::SeveritySet { severity, .. } = &it.fact.event else { return None };
                Some((it.fact.happened(), severity.clone()))
            })
            .collect();
        assert_eq!(known, set, "{name}");
    }
    let github = named("github").state;
    assert_eq!(github.severities.last(), Some(&(at("2018-10-22T23:03:00Z"), None)), "back to green: none");
    let worst = github.severities.iter().find(|(_, severity)| severity.as_deref() == Some("sev1"));
    assert_eq!(worst.map(|(at, _)| *at), Some(at("2018-10-21T23:13:00Z")));
}

#[test]
fn every_phase_stands_at_its_moment() {
    for (name, file) in ALL {
        let expected: Vec<_> = lines_of(file, "phase")
            .into_iter()
            .map(|(at, _, data)| (at, Phase::parse(data["phase"].as_str().expect("a phase")).expect("a phase")))
            .collect();
        let room = brought_in(file);
        let set: Vec<_> = sealed(&room)
            .filter_map(|it| {
                let Event::PhaseSet { phase, .. } = &it.fact.event else { return None };
                Some((it.fact.happened(), *phase))
            })
            .filter(|set| expected.contains(set))
            .collect();
        assert_eq!(set, expected, "{name}");
    }
}

#[test]
fn no_word_of_an_impact_line_is_lost_and_money_keeps_its_reach() {
    for (name, file) in ALL {
        let room = brought_in(file);
        for (at, text, data) in lines_of(file, "impact") {
            let said = sealed(&room).find(|it| it.content.as_ref().is_some_and(|content| content.text == text));
            let said = said.unwrap_or_else(|| panic!("{name}: {text}"));
            assert_eq!(said.fact.happened(), at, "{name}: {text}");
            assert!(warroom_incident::words::on_timeline(&said.fact.event), "{name}: {text}");
            let kept = said.content.as_ref().map(|content| content.data_str().to_owned()).unwrap_or_default();
            if !data.is_null() {
                assert_eq!(serde_json::from_str::<Value>(&kept).expect("JSON"), data, "{name}: {text}");
            }
            let money = data.to_string().contains("loss") || data.to_string().contains("currency");
            assert_eq!(said.fact.reach == Reach::Loss, money, "{name}: {text}");
        }
    }
}

#[test]
fn eleven_million_are_lost_from_the_moment_of_their_line() {
    let yearn = named("yearn").state;
    let dai = |units: u64| Some(Amount { range: Range::exactly(units * 100), currency: "DAI".into() });
    assert_eq!(loss_so_far(&yearn, at("2021-02-04T21:55:59Z")), dai(0));
    assert_eq!(loss_so_far(&yearn, at("2021-02-04T21:56:00Z")), dai(11_000_000));
    assert_eq!(loss_so_far(&yearn, at("2026-01-01T00:00:00Z")), dai(11_000_000));
    // What an hour cost nobody has said: that is not nothing.
    let then = at("2021-02-04T22:00:00Z");
    assert_eq!((rate(&yearn, then), ten_minutes(&yearn, then)), (None, None));
    let [only] = yearn.estimates.as_slice() else { panic!("{:?}", yearn.estimates) };
    assert_eq!((only.at, only.scope.since), (at("2021-02-04T21:56:00Z"), at("2021-02-04T21:45:00Z")));
}

#[test]
fn who_sees_no_money_sees_the_estimate_and_not_a_figure_of_it() {
    let room = named("yearn");
    let mut state = warroom_incident::Incident::default();
    let seen = Reaches::NONE.with(Reach::Room);
    for line in room.record.lines() {
        let line =
            if line.open().is_some_and(|it| seen.contains(it.fact.reach)) { line.clone() } else { line.withheld() };
        assert!(!serde_json::to_string(&line).expect("JSON").contains("11000000"));
        apply(&mut state, &line);
    }
    assert_eq!(state.estimates.len(), 1);
    assert_eq!(loss_so_far(&state, at("2026-01-01T00:00:00Z")), None);
}

#[test]
fn how_long_it_lasted_is_known_where_it_is_said_and_guessed_nowhere() {
    let moj = named("moj").state;
    let [only] = moj.estimates.as_slice() else { panic!("{:?}", moj.estimates) };
    let (since, until) = (at("2023-01-11T14:22:00Z"), at("2023-01-11T15:50:00Z"));
    assert_eq!((only.at, only.scope.since, only.scope.until), (since, since, Some(until)));
    assert_eq!(only.follows.priority, None, "nobody said whether a journey is blocked");
    // The others name services, counts, or "09:59 PDT".
    for name in ["aws", "github", "polar", "pypi-teams", "pypi-phishing"] {
        assert_eq!(named(name).state.estimates, [], "{name}");
    }
}

#[test]
fn a_later_total_takes_the_place_of_the_one_before_and_what_follows_is_recorded() {
    let file = r#"{"incident": {"title": "Two totals"}}
{"at": "2026-01-01T10:00:00Z", "kind": "impact", "text": "a", "data": {"journeys": {"checkout": "blocked"}}}
{"at": "2026-01-01T11:00:00Z", "kind": "impact", "text": "b", "data": {"loss_total": 500, "currency": "EUR"}}
{"at": "2026-01-01T12:00:00Z", "kind": "impact", "text": "c", "data": {"loss_total": 800, "currency": "EUR"}}
{"at": "2026-01-01T13:00:00Z", "kind": "impact", "text": "d", "data": {"users": 5, "cost": "a lot"}}"#;
    let room = brought_in(file);
    let lost = |hour: u32| loss_so_far(&room.state, at(&format!("2026-01-01T{hour}:00:00Z"))).map(|it| it.range.likely);
    assert_eq!([lost(10), lost(12), lost(14)], [Some(0), Some(80_000), Some(80_000)]);
    let follows = room.state.estimates.iter().map(|it| it.follows.priority).collect::<Vec<_>>();
    assert_eq!(follows, [Some(warroom_incident::event::Priority::High); 4]);
    assert_eq!(room.state.estimates[0].follows.policy, 2);
    let words = sealed(&room).find(|it| it.content.as_ref().is_some_and(|content| content.text == "d")).expect("kept");
    assert_eq!(words.fact.reach, Reach::Loss, "it speaks of a cost that cannot be counted");
    assert!(matches!(&words.fact.event, Event::Imported { word } if word == "impact"));
}
