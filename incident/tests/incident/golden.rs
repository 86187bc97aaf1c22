//! Golden files: what was written yesterday still reads, and is written today as it was. A line is never changed or
//! removed once it was released; new ones are added with `WARROOM_GOLDEN=write`, and the difference is reviewed.

use crate::samples;
use crate::world::{content, person, start};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::Path;
use warroom_incident::brief::{self, BriefLine, Section};
use warroom_incident::chain::{Hash, Salt};
use warroom_incident::draft::{Caret, Change, Lack, Leak, Moved, Part};
use warroom_incident::leak::Kind;
use warroom_incident::reader::ReaderSnapshot;
use warroom_incident::rejection::{Place, Target};
use warroom_incident::wire::{
    Farewell, InviteMade, Presence, Present, ReadMarks, Redeem, Redeemed, ToClient, ToServer,
};
use warroom_incident::words::kind;
use warroom_incident::{
    Author, Command, CommandId, CommandKind, Event, Fact, Incident, Line, Reach, Reaches, Record, Rejection, Sealed,
    Seat, Summary, apply,
};

/// Checks a file of one JSON text a line against today's samples, in both directions.
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(file: &str, samples: &[T]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    let written: String =
        samples.iter().map(|it| serde_json::to_string(it).expect("a sample has a JSON text") + "\n").collect();
    if std::env::var_os("WARROOM_GOLDEN").is_some_and(|it| it == "write") {
        fs::write(&path, &written).expect("the golden directory can be written");
    }
    let golden = fs::read_to_string(&path).expect("the golden file stands beside the tests");
    for (line, sample) in golden.lines().zip(samples) {
        let read: T = serde_json::from_str(line).unwrap_or_else(|error| panic!("{file}: {error} in {line}"));
        assert_eq!(&read, sample, "{file} means something else today");
        assert_eq!(serde_json::to_string(&read).expect("it was read"), line, "{file} is written otherwise today");
    }
    assert_eq!(golden, written, "{file}: run with WARROOM_GOLDEN=write and look at the difference");
}

fn id() -> CommandId {
    CommandId([0xab; 16])
}

fn fact(event: Event) -> Fact {
    let author = Author::from(String::from("ana"));
    Fact { at: start(), happened_at: Some(start()), author, seat: Some(Seat::Coordinator), reach: Reach::Room, event }
}

fn sealed(seq: u64, event: Event) -> Line {
    let words = Some((content("words\nof \"two\" lines"), Salt([0x22; 16])));
    Line::Open(Box::new(Sealed::new(seq, fact(event), Salt([0x11; 16]), words)))
}

/// One line of every shape: with words, with data, without, redacted, withheld.
fn lines() -> Vec<Line> {
    let imported = samples::imported().lines.remove(0).content;
    let words = Some((imported, Salt([0x22; 16])));
    let data = Sealed::new(2, fact(Event::Imported { word: "impact".into() }), Salt([0x11; 16]), words);
    let mut redacted = data.clone();
    redacted.seq = 3;
    redacted.wipe();
    let bare = Sealed::new(4, fact(Event::ChairClaimed {}), Salt([0x11; 16]), None);
    let open = |it| Line::Open(Box::new(it));
    let withheld = Line::Withheld { seq: 5, commitment: sealed(5, Event::NowSet {}).commitment() };
    vec![sealed(1, Event::NowSet {}), open(data), open(redacted), open(bare), withheld]
}

#[test]
fn every_event_is_written_as_it_was() {
    let facts: Vec<_> = samples::events(7).into_iter().map(fact).collect();
    check("events.jsonl", &facts);
}

mod event {
    use super::Event;
    crate::variants!(
        Event: Declared, PolicyAdopted, Acknowledged, PhaseSet, SeveritySet, Proposed, ProposalDeclined, EstimateSet,
        FiguresSet, ImpactFollows, Closed,
        Reopened, Posted, MarkedFact, MarkedKey, HypothesisJudged, ActionMoved, MarkedTemporary, Corrected, Redacted,
        TaskAdded, TaskPlanned, TaskClaimed, TaskFinished, TaskDropped, TaskRanked, LinkAdded, StepTicked, NowSet, Invited, Joined,
        SeatRequested, SeatGranted, SeatDeclined, Left, Removed, ChairOffered, ChairOfferEnded, ChairAccepted,
    ChairEmptied, ChairClaimed, Escalated, EscalationAnswered, EscalationEnded, PageQueued, PageMoved, ScribeSet, HoldRaised, HoldLowered, Imported, DraftOpened, DraftEdited, DraftSet, NudgeMissed, NudgeSnoozed, WaitingSet,
        DraftSubmitted, DraftSignedOff, FindingWaived, DraftChangesRequested, DraftApproved, DraftPublished, DraftWithdrawn,
        DraftSnapshot, UpdatePublished, DeliveryQueued, DeliveryMoved, Standing, QuestionAsked,
        QuestionAnswered, QuestionFolded, QuestionDeclined, Unknown,
    );
}

#[test]
fn there_is_a_sample_of_every_event_but_the_unknown() {
    let seen: BTreeSet<_> = samples::events(7).iter().map(event::name).collect();
    let missing: Vec<_> = event::ALL.iter().filter(|name| !seen.contains(*name)).collect();
    assert_eq!(missing, [&"Unknown"]);
}

#[test]
fn every_command_is_written_as_it_was() {
    let mut commands: Vec<_> = CommandKind::ALL.iter().map(|&kind| samples::command(kind)).collect();
    // Beside those with everything, some with nothing that can be left out.
    commands.push(Command::post(warroom_incident::event::EntryKind::Note, "hello"));
    commands.push(Command::Leave { seat: None });
    commands.push(Command::Acknowledge { text: String::new() });
    check("commands.jsonl", &commands);
}

#[test]
fn every_shape_of_a_line_is_written_as_it_was() {
    check("lines.jsonl", &lines());
    let mut record = Record::default();
    lines().into_iter().for_each(|line| record.push(line).unwrap());
    // The chain's definition is as much a format as the lines are.
    insta::assert_snapshot!(record.head(), @"db39b2a867c74df3d4cc0f023991943dc5db2894754bedda7b69fae53355e5bc");
}

#[test]
fn every_message_to_the_server_is_written_as_it_was() {
    let presence = Presence { pane: "timeline".into(), typing: true, caret: None };
    let caret = Some(Caret { draft: 7, base: 9, anchor: 1, head: 3 });
    let writing = Presence { pane: "drafts".into(), typing: true, caret };
    let command = Box::new(samples::command(CommandKind::SetNow));
    check(
        "to_server.jsonl",
        &[
            ToServer::Attach { after: 0, head: None, presence: Presence::default() },
            ToServer::Attach { after: 7, head: Some(Hash([0xcd; 32])), presence: presence.clone() },
            ToServer::Command { id: id(), command },
            ToServer::Presence(presence),
            ToServer::Read { timeline: 7, notes: 5 },
            ToServer::Presence(writing),
            ToServer::Pong { seq: 7, head: Hash([0xcd; 32]) },
        ],
    );
}

/// An incident with somebody in it.
fn declared() -> Incident {
    let mut state = Incident::default();
    for (seq, event) in (1..)
        .zip(samples::events(7))
        .filter(|(_, event)| matches!(event, Event::Declared { .. } | Event::Joined { .. }))
    {
        apply(&mut state, &sealed(seq, event));
    }
    state
}

/// The same, summed up.
fn summary() -> Box<Summary> {
    Box::new(Summary::of("INC-1", &declared(), Hash([0xcd; 32])))
}

#[test]
fn every_message_to_a_client_is_written_as_it_was() {
    let bo = || person("bo");
    let head = Hash([0xcd; 32]);
    let invite = InviteMade { invite: "wr1_abc".into(), seat: Seat::Guest, expires_at: start() };
    let here = Present {
        name: bo(),
        seats: vec![Seat::Responder],
        pane: "notes".into(),
        typing: false,
        caret: None,
        lost_at: None,
    };
    let gone = Present { lost_at: Some(start()), pane: String::new(), typing: true, ..here.clone() };
    let sentence = || String::from("a sentence");
    let goodbye = |why| ToClient::Goodbye { why, sentence: sentence() };
    let mut messages = vec![
        ToClient::Welcome { protocol: 1, server: "0.1.0".into(), incident: "INC-1".into(), you: bo(), at: start() },
        ToClient::Attached {
            snapshot: summary(),
            reaches: Reaches::NONE.with(Reach::Room).with(Reach::Loss),
            read: None,
            brief: Vec::new(),
        },
        ToClient::Attached {
            snapshot: summary(),
            reaches: Reaches::NONE.with(Reach::Room),
            read: Some(ReadMarks { timeline: 7, notes: 5, left_at: Some(start()) }),
            brief: vec![BriefLine {
                section: Section::Decided,
                at: Some(start()),
                text: "roll back 8812".into(),
                seq: Some(7),
                place: brief::Place::Event,
                alarm: true,
                rank: 1,
            }],
        },
        ToClient::Events(lines()),
        ToClient::Live { seq: 7, head },
        ToClient::Accepted { id: id(), seq: 7, count: 2, invite: None },
        ToClient::Accepted { id: id(), seq: 7, count: 1, invite: Some(invite) },
        ToClient::Refused { id: id(), rejection: Rejection::NotAMember, sentence: sentence() },
        ToClient::NotSaved { id: id(), sentence: sentence() },
        ToClient::Presence(vec![here.clone(), gone]),
        ToClient::Presence(vec![Present { caret: Some(Caret { draft: 7, base: 9, anchor: 1, head: 3 }), ..here }]),
        ToClient::Ping { seq: 7, head, at: start() },
        ToClient::Reading(Box::new(ReaderSnapshot::of("INC-1", &declared(), head))),
    ];
    use Farewell as F;
    let all = [F::Stopping, F::TooSlow, F::NotAMember, F::ReachChanged, F::OtherRecord, F::BadMessage, F::StoreFailed];
    messages.extend(all.map(goodbye));
    check("to_client.jsonl", &messages);
}

#[test]
fn redeeming_is_written_as_it_was() {
    check("redeem.jsonl", &[Redeem { id: id(), name: "bo".into() }]);
    let credential = "wrc_abc".into();
    let (incident, title) = ("INC-1".into(), Some("Checkout is down".into()));
    check(
        "redeemed.jsonl",
        &[Redeemed { incident, title, name: person("bo"), seat: Seat::Observer, credential, seq: 7 }],
    );
}

#[test]
fn rejections_are_written_as_they_were_with_their_sentences() {
    let bo = || String::from("bo");
    let samples = [
        Rejection::NotPermitted { command: CommandKind::SetSeverity, seats: vec![Seat::Responder, Seat::Observer] },
        Rejection::NotPermitted { command: CommandKind::Declare, seats: Vec::new() },
        Rejection::NotAMember,
        Rejection::NotClosed { phase: warroom_incident::event::Phase::Monitoring },
        Rejection::TooLong { place: Place::HandOverNote, bytes: 20_000, most: 16_384 },
        Rejection::InTheFuture { happened_at: start(), now: start() },
        Rejection::Unknown { target: Target::Proposal, number: 7 },
        Rejection::WrongKind {
            entry: 7,
            is: warroom_incident::event::EntryKind::Alert,
            expected: warroom_incident::event::EntryKind::Hypothesis,
        },
        Rejection::UnknownSeverity { severity: "sev9".into(), known: vec!["sev1".into(), "sev2".into()] },
        Rejection::DebtNotPlanned { task: 7, missing: vec!["owner".into(), "link".into()] },
        Rejection::NameTaken { name: "b0".into(), like: bo() },
        Rejection::InviteAboveSeat { seat: Seat::Observer, wanted: Seat::Responder },
        Rejection::ChairHeld { holder: person("ana") },
        Rejection::ChairNotAbandoned { holder: person("ana"), absent_seconds: 60, needed_seconds: 120 },
        Rejection::WrongSeat { person: person("dee"), seats: vec![Seat::Guest] },
        Rejection::NotTheScribe { scribe: None },
        Rejection::NotTheScribe { scribe: Some(person("cy")) },
        Rejection::NotYoursToRedact { event: 7, author: bo() },
        Rejection::ImportLine { line: 3, problem: "not a JSON object".into() },
        Rejection::UnknownChannel { channel: "page".into(), audience: "press".into(), known: Vec::new() },
        Rejection::PromiseNotAhead { promise: start(), now: start(), days: 90 },
        Rejection::HiddenCharacter { code: 0x202e },
        Rejection::DraftChanged {
            draft: 7,
            seen: 8,
            revision: 9,
            changes: vec![Change { part: Part::Text, at: 9, by: Author::from(bo()) }],
        },
        Rejection::FactsMoved { moved: vec![Moved { fact: "severity".into(), was: "SEV2".into(), is: "SEV1".into() }] },
        Rejection::SignOffsMissing { draft: 7, missing: vec![Lack::SecondPair, Lack::Facts] },
        Rejection::TooLongForChannel { channel: "chat".into(), chars: 5_000, most: 4_000 },
        Rejection::NotApproved { draft: 7, stage: "in_review".into() },
        Rejection::Leaks {
            draft: 7,
            leaks: vec![leak(Kind::TicketId, Some("PLAT-1234")), leak(Kind::Secret, None)],
            more: 2,
        },
        Rejection::NotWaivable { leak: Kind::LookAlike, explanation: Kind::LookAlike.explanation().into() },
        Rejection::NoSuchFinding { draft: 7, leak: Kind::TicketId },
        Rejection::ReaderSeat,
        Rejection::QuestionOver { question: 7, is: "answered".into() },
        Rejection::AskedTooOften { most: 5, minutes: 10, again_at: start() },
        Rejection::Overtaken { delivery: 7, channel: "page".into(), later: 9 },
        Rejection::UnknownLevel { level: "boss".into(), known: vec!["manager".into(), "vendor".into()] },
        Rejection::NoLevelLeft { known: vec!["manager".into()] },
        Rejection::EscalationOver { escalation: 7, is: "answered".into() },
        Rejection::NoCaseAddress { level: "vendor".into() },
    ];
    check("rejections.jsonl", &samples);
    insta::assert_snapshot!("sentences", samples.map(|it| it.to_string()).join("\n"));
}

#[test]
fn an_event_of_a_newer_version_keeps_its_text_and_its_place_in_the_chain() {
    let raw = r#"{"at":"2026-03-01T09:00:00Z","author":"ana","reach":"room","event":{"kind":"moon_phase","full":true},"x":1}"#;
    let salt = "11111111111111111111111111111111";
    let written = format!(r#"{{"seq":1,"fact":{raw},"salt":"{salt}"}}"#);
    let line: Line = serde_json::from_str(&written).unwrap();
    let event = &line.open().unwrap().fact.event;
    assert_eq!((event, kind(event)), (&Event::Unknown, "unknown"));
    assert_eq!(serde_json::to_string(&line).unwrap(), written);
    let commitment = warroom_incident::chain::commitment(Salt([0x11; 16]), raw, Hash::ZERO);
    assert_eq!(line.commitment(), commitment);
    let mut state = Incident::default();
    apply(&mut state, &line);
    assert_eq!(state.seq, 1);
}

#[test]
fn a_policy_of_a_newer_version_still_reads() {
    let mut policy = serde_json::to_value(warroom_incident::Policy::default()).unwrap();
    policy["moon"] = serde_json::json!({"full": true});
    policy["seats"]["thrones"] = 3.into();
    let read: warroom_incident::Policy = serde_json::from_value(policy).unwrap();
    assert_eq!(read, warroom_incident::Policy::default());
    assert_eq!(serde_json::from_str::<warroom_incident::Policy>("{}").unwrap(), read, "and of an older one");
}

#[test]
fn a_line_that_says_two_things_is_refused() {
    let zeros = "0".repeat(64);
    let salt = "1".repeat(32);
    let fact = r#"{"at":"2026-03-01T09:00:00Z","author":"ana","reach":"room","event":{"kind":"now_set"}}"#;
    for bad in [
        String::from(r#"{"seq":1}"#),
        format!(r#"{{"seq":1,"withheld":"{zeros}","salt":"{salt}"}}"#),
        format!(r#"{{"seq":1,"withheld":"{zeros}","content":{{"text":"x"}}}}"#),
        format!(r#"{{"seq":1,"fact":{fact}}}"#),
        format!(r#"{{"seq":1,"fact":{fact},"salt":"{salt}","withheld":"{zeros}"}}"#),
        format!(r#"{{"seq":1,"fact":{fact},"salt":"{salt}","content":{{"text":"x"}}}}"#),
        format!(
            r#"{{"seq":1,"fact":{fact},"salt":"{salt}","content":{{"text":"x"}},"content_salt":"{salt}","content_hash":"{zeros}"}}"#
        ),
        format!(r#"{{"seq":1,"fact":{fact},"salt":"{salt}","mood":"grim"}}"#),
    ] {
        assert!(serde_json::from_str::<Line>(&bad).is_err(), "{bad} was read");
    }
}

fn leak(kind: Kind, found: Option<&str>) -> Leak {
    let (weight, explanation) = (kind.weight(), kind.explanation().to_owned());
    Leak { leak: kind, weight, explanation, found: found.map(Into::into) }
}
