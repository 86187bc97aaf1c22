//! Rules of bringing in what was written elsewhere.

use crate::world::*;
use warroom_incident::event::{Ending, EntryKind, Event, LinkKind, Phase, Reach};
use warroom_incident::{Actor, Author, Command, Rejection, Seat, bounds, import};

const HEADER: &str = r#"{"incident": {"title": "Two \u001b[2Jhours of DNS", "slug": "dns"}}"#;

fn line(kind: &str, data: &str) -> String {
    format!(
        r#"{{"at": "2018-10-21T22:52:00Z", "kind": "{kind}", "role": "responder", "text": "words", "data": {data}}}"#
    )
}

fn bring_in(lines: &[String]) -> Room {
    let file = import::parse(&format!("{HEADER}\n{}\n", lines.join("\n"))).expect("a good file");
    nothing().when(Actor::Operator, Command::Import { incident: Box::new(file), policy: Box::default() })
}

/// What one line becomes.
fn one(kind: &str, data: &str) -> Event {
    bring_in(&[line(kind, data)]).decided().last().expect("an event").fact.event.clone()
}

fn wrong(file: &str) -> (usize, String) {
    match import::parse(file) {
        Err(rejection @ Rejection::ImportLine { .. }) => {
            met(&rejection);
            let Rejection::ImportLine { line, problem } = rejection else { unreachable!("it was just matched") };
            (line, problem)
        }
        other => panic!("{other:?}"),
    }
}

rules! {
    fn a_draft_is_one_until_something_was_said() {
        let draft = line("update_draft", r#"{"recipients": 5}"#);
        let alone = bring_in(std::slice::from_ref(&draft));
        let (number, known) = alone.state.drafts.iter().next().expect("a draft");
        assert_eq!((known.text().as_str(), known.stage.as_str(), known.channels.len()), ("words", "draft", 0));
        assert!(alone.record.line(number + 1).and_then(warroom_incident::Line::open).is_some_and(|it| {
            it.content.as_ref().is_some_and(|content| content.data_str().contains("recipients"))
        }), "what else the line carried is kept");
        let told = bring_in(&[draft, line("note", "{}"), line("update_published", r#"{"status": "identified"}"#)]);
        let known = told.state.drafts.values().next().expect("a draft");
        assert_eq!((known.stage.as_str(), told.state.updates.len()), ("withdrawn", 1));
    }

    fn a_file_becomes_an_incident_with_one_event_a_line() {
        let room = bring_in(&[line("observation", "{}"), line("finding", "null")])
            .so("its start is the first line's", |it| it.since.unwrap().to_rfc3339() == "2018-10-21T22:52:00+00:00")
            .so("its record is of now", |it| it.declared_at == Some(start()))
            .so("no old checklist", |it| it.tasks.is_empty());
        assert_eq!(room.record.seq(), 4);
        assert_eq!(room.record.text(1), Some("Two <U+001B>[2Jhours of DNS"));
        let fact = &room.decided()[3].fact;
        assert_eq!((&fact.author, fact.seat), (&Author::Import, Some(Seat::Responder)));
    }

    fn kinds_with_rules_become_what_they_name() {
        assert_eq!(one("Decision", "{}"), posted(EntryKind::Decision));
        assert_eq!(one("acknowledged", "{}"), Event::Acknowledged {});
        assert_eq!(one("resolved", "{}"), Event::PhaseSet { phase: Phase::Resolved, proposal: None });
        let phase = |word: &str| one("phase", &format!(r#"{{"phase": "{word}"}}"#));
        assert_eq!(phase("monitoring"), Event::PhaseSet { phase: Phase::Monitoring, proposal: None });
        assert_eq!(phase("closed"), Event::Closed { ending: Ending::Resolved });
        let severity = |word: &str| one("severity", &format!(r#"{{"severity": "{word}"}}"#));
        assert_eq!(severity("SEV1"), Event::SeveritySet { severity: Some("sev1".into()), proposal: None });
        assert_eq!(severity("none"), Event::SeveritySet { severity: None, proposal: None });
        assert_eq!(one("link", r#"{"url": "https://a.example/1"}"#), Event::LinkAdded { link: LinkKind::Other });
    }

    fn what_was_published_then_counts_as_told() {
        let told = |phase| Event::UpdatePublished { audience: "customers".into(), phase, severity: None, promise: None };
        assert_eq!(one("update_published", r#"{"status": "identified", "channel": "blog"}"#), told(Phase::Identified));
        let room = bring_in(&[line("phase", r#"{"phase": "monitoring"}"#), line("update_published", "{}")]);
        assert_eq!(room.decided()[3].fact.event, told(Phase::Monitoring), "where it says nothing, the phase of then");
        assert_eq!(room.state.updates[0].at.to_rfc3339(), "2018-10-21T22:52:00+00:00");
        assert!(room.state.deliveries.is_empty(), "nothing is sent again");
    }

    fn kinds_without_rules_stand_under_their_own_word() {
        for (kind, data) in [("update_published", "{}"), ("phase", "{}"), ("phase", r#"{"phase": "odd"}"#)] {
            assert_eq!(one(kind, data), Event::Imported { word: kind.into() });
        }
    }

    fn an_address_that_is_none_is_not_made_a_link() {
        for url in ["javascript:alert(1)", "not an address"] {
            assert_eq!(one("link", &format!(r#"{{"url": "{url}"}}"#)), Event::Imported { word: "link".into() });
        }
        let room = bring_in(&[line("link", r#"{"url": "https://a.example/\u001b[2J"}"#)]);
        assert!(room.record.text(3).is_some_and(|text| !text.contains('\u{1b}')));
    }

    fn only_the_first_acknowledgement_counts() {
        let second = line("acknowledged", "{}").replace("22:52", "23:52");
        bring_in(&[line("acknowledged", "{}"), second])
            .so("the first", |it| it.acknowledged.as_ref().unwrap().1.to_rfc3339() == "2018-10-21T22:52:00+00:00");
    }

    fn loss_figures_keep_their_reach() {
        let reach = |data: &str| bring_in(&[line("impact", data)]).decided()[2].fact.reach;
        assert_eq!(reach(r#"{"loss_total": 11000000}"#), Reach::Loss);
        assert_eq!(reach(r#"{"services": 3}"#), Reach::Room);
    }

    fn a_line_keeps_everything_it_carried() {
        let raw = r#"{"at":"2018-10-21T22:52:00Z","kind":"odd","text":"x","mood":"grim","data":{"a":[1,2]}}"#;
        let room = bring_in(&[raw.into()]);
        let content = room.record.line(3).unwrap().open().unwrap().content.clone().unwrap();
        assert_eq!(content.data_str(), r#"{"a":[1,2],"mood":"grim"}"#);
    }

    fn a_wrong_line_is_named_by_its_number() {
        let file = |second: &str| wrong(&format!("{HEADER}\n\n{second}"));
        assert_eq!(wrong("").0, 1);
        assert_eq!(wrong(HEADER).0, 1);
        assert_eq!(wrong("{}\n").0, 1);
        assert_eq!(file("not json").0, 3);
        for (bad, says) in [
            (r#"[]"#, "object"),
            (r#"{"kind":"note","text":"x"}"#, "\"at\" is missing"),
            (r#"{"at":"yesterday","kind":"note","text":"x"}"#, "is not a time"),
            (r#"{"at":"2018-10-21T22:52:00Z","text":"x"}"#, "\"kind\" is missing"),
            (r#"{"at":"2018-10-21T22:52:00Z","kind":"a b","text":"x"}"#, "is not a kind"),
            (r#"{"at":"2018-10-21T22:52:00Z","kind":"note","role":"king","text":"x"}"#, "is not a role"),
            (r#"{"at":"2018-10-21T22:52:00Z","kind":"note"}"#, "\"text\" is missing"),
            (r#"{"at":"2018-10-21T22:52:00Z","kind":"note","text":" "}"#, "empty"),
            (r#"{"at":"2018-10-21T22:52:00Z","kind":"note","text":"x","data":[]}"#, "not an object"),
        ] {
            let (number, problem) = file(bad);
            assert_eq!(number, 3);
            assert!(problem.contains(says), "{problem:?} does not say {says:?}");
        }
        let (_, problem) = file(&line("note", &format!(r#"{{"x": "{}"}}"#, "y".repeat(bounds::DATA_BYTES))));
        assert!(problem.contains("at most"), "{problem}");
    }
}
