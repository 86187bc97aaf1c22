//! The brief as sentences: what stands in it, what is told first, and what a long or an empty record makes of it.

use crate::world::{Room, given, minutes, person};
use warroom_incident::brief::{BriefLine, Place, Reader, Section, Source, brief, since};
use warroom_incident::draft::FactsSeen;
use warroom_incident::event::{ActionKind, ActionPosted, EntryKind, Mark, Notice, Phase, Progress, Verdict};
use warroom_incident::{Actor, Command, Reaches, Seat, Seq};

fn source<T>(room: &Room, made: impl FnOnce(&Source<'_>) -> T) -> T {
    let text = |seq| room.record.text(seq).map(str::to_owned);
    made(&Source { state: &room.state, reaches: Reaches::ALL, now: room.now, text: &text })
}

fn lines(room: &Room, section: Section) -> Vec<BriefLine> {
    source(room, brief).into_iter().filter(|line| line.section == section).collect()
}

fn texts(room: &Room, section: Section) -> Vec<String> {
    lines(room, section).into_iter().map(|line| line.text).collect()
}

fn changed(room: &Room, who: &str, after: Seq, section: Section) -> Vec<String> {
    let me = person(who);
    let reader = Reader { me: &me, after, left_at: Some(room.now - minutes(6)), newer: 9 };
    let all = source(room, |source| since(source, reader));
    all.into_iter().filter(|line| line.section == section).map(|line| line.text).collect()
}

fn post(kind: EntryKind, text: &str) -> Command {
    Command::post(kind, text)
}

fn judge(entry: Seq, verdict: Verdict) -> Command {
    Command::JudgeHypothesis { entry, verdict, reason: "seen".into() }
}

fn action(text: &str, progress: Progress) -> Command {
    let action = Some(ActionPosted { kind: ActionKind::Rollback, progress });
    Command::Post { entry: EntryKind::Action, text: text.into(), happened_at: None, action, temporary: false }
}

fn last(room: &Room) -> Seq {
    room.state.seq
}

#[test]
fn the_now_line_stands_as_it_was_written_and_says_loudly_when_it_is_old() {
    let room = given([("ana", Command::SetNow { text: "Rollback done.\nWatching errors.".into() })]);
    assert_eq!(texts(&room, Section::Now), ["Rollback done.", "Watching errors. (ana, 0s old)"]);
    assert!(lines(&room, Section::Now).iter().all(|line| !line.alarm));
    let room = room.later(minutes(14));
    assert_eq!(texts(&room, Section::Now), ["14m OLD: Rollback done.", "Watching errors. (ana)"]);
    assert!(lines(&room, Section::Now).iter().all(|line| line.alarm && line.rank == 0));
}

#[test]
fn a_now_line_that_nobody_wrote_is_never_made_up() {
    let room = given([]);
    assert_eq!(texts(&room, Section::Now), ["no summary yet — last key event: 09:00Z ana took the chair"]);
    let room = room.after("bo", post(EntryKind::Decision, "roll back 8812"));
    assert_eq!(texts(&room, Section::Now), ["no summary yet — last key event: 09:00Z bo: DECISION roll back 8812"]);
    assert_eq!(lines(&room, Section::Now)[0].seq, Some(last(&room)), "and leads there");
}

#[test]
fn what_is_ruled_out_stays_in_sight_below_what_is_believed() {
    let room = given([("bo", post(EntryKind::Hypothesis, "the deploy"))]);
    let deploy = last(&room);
    let room = room
        .after("bo", judge(deploy, Verdict::RuledOut))
        .after("cy", post(EntryKind::Hypothesis, "the pool"))
        .after("cy", post(EntryKind::Hypothesis, "the disk"));
    let disk = last(&room);
    let room = room.after("cy", judge(disk, Verdict::Confirmed));
    assert_eq!(texts(&room, Section::Believed), ["CONFIRMED: the disk", "open: the pool", "RULED OUT: the deploy"]);
    assert!(lines(&room, Section::Believed).iter().all(|line| line.rank < 3), "none of them is spared early");
}

#[test]
fn what_is_under_way_comes_before_what_was_tried() {
    let room =
        given([("bo", action("roll back 8812", Progress::UnderWay)), ("bo", action("restart", Progress::Failed))]);
    assert_eq!(texts(&room, Section::Tried), ["under way rollback: roll back 8812", "FAILED rollback: restart"]);
}

#[test]
fn what_is_open_begins_with_what_waits_for_the_chair_the_oldest_first() {
    let propose = |phase| Command::ProposePhase { phase, reason: "seen".into() };
    let room = given([("bo", propose(Phase::Investigating))]).later(minutes(3));
    let room = room
        .after("cy", propose(Phase::Identified))
        .after("dee", Command::RequestSeat { seat: Seat::Observer, reason: String::new() })
        .after("bo", Command::ClaimTask { task: 4 });
    let open = lines(&room, Section::Open);
    let said: Vec<_> = open.iter().map(|line| line.text.as_str()).take(4).collect();
    assert_eq!(
        said,
        [
            "bo proposes phase INVESTIGATING, 3m ago",
            "cy proposes phase IDENTIFIED, 0s ago",
            "dee asks for the seat of observer",
            "[bo] Can traffic be led around the fault, or the feature be switched off?",
        ]
    );
    assert_eq!(open[2].place, Place::People);
    assert_eq!((open[3].place, open[3].seq), (Place::Tasks, Some(4)));
}

#[test]
fn at_most_fifteen_key_events_the_oldest_middle_ones_fold() {
    let mut room = given([("bo", post(EntryKind::Alert, "5xx 12 %"))]);
    for nth in 0..20 {
        room = room.later(minutes(1)).after("bo", post(EntryKind::Observation, &format!("o{nth}")));
        let entry = last(&room);
        room = room.after("cy", Command::MarkKey { entry, mark: Mark::On });
    }
    let key = texts(&room, Section::Key);
    assert_eq!(key.len(), 15, "{key:#?}");
    assert_eq!((key[0].as_str(), key[1].as_str()), ("ana took the chair", "… 8 more"));
    assert_eq!((key[2].as_str(), key[14].as_str()), ("bo: o7", "bo: o19"));
    let room = room.after("ana", Command::SetSeverity { severity: "sev1".into(), reason: "worse".into() });
    assert_eq!(texts(&room, Section::Key)[14], "severity SEV2 → SEV1");
}

#[test]
fn a_mark_that_is_taken_away_leaves_the_brief() {
    let room = given([("bo", post(EntryKind::Observation, "clean"))]);
    let entry = last(&room);
    let room = room.after("bo", Command::MarkKey { entry, mark: Mark::On });
    assert_eq!(texts(&room, Section::Key), ["ana took the chair", "bo: clean"]);
    let room = room.after("bo", Command::MarkKey { entry, mark: Mark::Off });
    assert_eq!(texts(&room, Section::Key), ["ana took the chair"]);
}

#[test]
fn a_note_that_became_a_decision_stands_among_the_decisions() {
    let room = given([("bo", post(EntryKind::Note, "we roll back"))]);
    let entry = last(&room);
    assert_eq!(texts(&room, Section::Decided), [""; 0]);
    let room = room.after("bo", Command::MarkFact { entry, fact: EntryKind::Decision });
    assert_eq!(texts(&room, Section::Decided), ["we roll back"]);
}

#[test]
fn redacted_words_are_gone_from_the_brief_and_the_line_stays() {
    let room = given([("bo", post(EntryKind::Decision, "roll back 8812"))]);
    let event = last(&room);
    let room = room.after("bo", Command::Redact { event, reason: "a name".into() });
    let text = |seq| if seq == event { None } else { room.record.text(seq).map(str::to_owned) };
    let lines = brief(&Source { state: &room.state, reaches: Reaches::ALL, now: room.now, text: &text });
    assert!(lines.iter().any(|line| line.text == "[words removed]" && line.seq == Some(event)));
}

#[test]
fn an_empty_room_says_what_nobody_has_written_down() {
    let room = given([]);
    let missing = "no estimate · no finding · no hypothesis · no action · no decision written down";
    assert_eq!(texts(&room, Section::NotYet), [missing]);
    assert!(texts(&room, Section::People)[0].starts_with("NOT ACKNOWLEDGED"));
}

#[test]
fn who_comes_back_is_told_what_turned_the_picture_first() {
    let room = given([("bo", action("roll back 8812", Progress::UnderWay))]);
    let rollback = last(&room);
    let room = room.after("bo", post(EntryKind::Hypothesis, "the deploy"));
    let guess = last(&room);
    let left = last(&room);
    let room = room
        .later(minutes(6))
        .after("bo", post(EntryKind::Finding, "24 % left"))
        .after("bo", Command::MoveAction { entry: rollback, progress: Progress::Done, text: "12 of 12".into() })
        .after("bo", judge(guess, Verdict::RuledOut))
        .after("ana", post(EntryKind::Decision, "look at redis"))
        .after("ana", Command::SetSeverity { severity: "sev1".into(), reason: "worse".into() });
    assert_eq!(
        changed(&room, "cy", left, Section::Since),
        [
            "09:00Z: 9 new on the timeline, the most important first",
            "severity SEV2 → SEV1, by ana",
            "ana: DECISION look at redis",
            "RULED OUT: the deploy",
            "action DONE: roll back 8812",
            "FINDING bo: 24 % left",
        ]
    );
    assert_eq!(changed(&room, "cy", last(&room), Section::Since).len(), 1, "what was read is no news");
}

#[test]
fn each_seat_is_told_what_waits_for_it() {
    let room = given([("bo", Command::ClaimTask { task: 3 })]);
    let left = last(&room);
    let propose = Command::ProposePhase { phase: Phase::Investigating, reason: "seen".into() };
    let room = room.after("cy", post(EntryKind::Note, "@bo can you look?")).after("cy", propose);
    let mine = changed(&room, "bo", left, Section::You);
    assert_eq!(mine, ["[bo] Can the last change be rolled back?", "cy: @bo can you look?"]);
    assert_eq!(changed(&room, "ana", left, Section::You), ["1 proposal waits"]);
    assert_eq!(changed(&room, "cy", left, Section::You), ["nobody has written a now line yet"]);
    assert_eq!(changed(&room, "dee", left, Section::You), ["ana has the chair and decides"]);
}

#[test]
fn hidden_characters_of_peoples_words_are_visible_in_it() {
    let room = given([]);
    let text = |_| Some("a\u{1b}[31mb\u{202e}".to_owned());
    let lines = brief(&Source { state: &room.state, reaches: Reaches::ALL, now: room.now, text: &text });
    assert!(lines.iter().any(|line| line.text.contains("<U+001B>")));
    assert!(lines.iter().all(|line| !line.text.contains(['\u{1b}', '\u{202e}'])));
}

fn publishes(room: Room, text: &str, phase: Phase, next: Option<i64>) -> Room {
    let promise = next.map(|ahead| room.now + minutes(ahead));
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase,
        text: Some(text.into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise,
    };
    let room = room.after("bo", open);
    let (&draft, known) = room.state.drafts.last_key_value().expect("a draft");
    let (revision, facts) = (known.revision, FactsSeen::of(&room.state));
    room.after("ana", Command::ApproveDraft { draft, revision, facts, publish: true })
}

#[test]
fn what_customers_were_told_stands_there_with_its_promise() {
    let room = given([]);
    assert_eq!(texts(&room, Section::Customers), ["nothing told from here yet"]);
    let room = publishes(room, "Some payments fail.", Phase::Investigating, Some(30));
    let update = room.state.updates[0].seq;
    assert_eq!(texts(&room, Section::Customers), ["told INVESTIGATING 09:00Z (next by 09:30Z): Some payments fail."]);
    let line = &lines(&room, Section::Customers)[0];
    assert_eq!((line.seq, line.place, line.alarm), (Some(update), Place::Event, false));
    let text = |seq| room.record.text(seq).map(str::to_owned);
    let reaches = Reaches::NONE.with(warroom_incident::Reach::Room);
    let inside = brief(&Source { state: &room.state, reaches, now: room.now, text: &text });
    assert!(!inside.iter().any(|line| line.text.contains("payments fail")), "who may not see updates sees none");
}

#[test]
fn a_promise_that_ran_out_and_what_is_no_longer_so_stand_first_and_warn() {
    let room = publishes(given([]), "All is well again.", Phase::Resolved, Some(30)).later(minutes(42));
    let worse = Command::SetSeverity { severity: "sev1".into(), reason: "more regions".into() };
    let room = room.after("ana", worse);
    assert_eq!(
        texts(&room, Section::Customers),
        [
            "NOT SO: told resolved, it is declared",
            "NOT SO: severity rose from SEV2 to SEV1 since",
            "LATE by 12m: the next update was promised for 09:30Z",
            "told RESOLVED 09:00Z: All is well again.",
        ]
    );
    let alarms: Vec<_> = lines(&room, Section::Customers).iter().map(|line| (line.alarm, line.rank)).collect();
    assert_eq!(alarms, [(true, 0), (true, 0), (true, 0), (false, 2)]);
}

#[test]
fn of_an_incident_that_is_over_it_is_said_what_customers_were_not_told() {
    let room = publishes(given([]), "We are watching it.", Phase::Monitoring, None);
    let resolved = Command::SetPhase { phase: Phase::Resolved, reason: "no errors for an hour".into() };
    let room = room.after("bo", Command::Acknowledge { text: String::new() }).after("ana", resolved);
    let told = || "told MONITORING 09:00Z: We are watching it.".to_owned();
    assert_eq!(
        texts(&room, Section::Customers),
        ["not told yet that it is resolved, last told monitoring".to_owned(), told()]
    );
    assert!(lines(&room, Section::Customers)[0].alarm, "somebody has to tell them");
    let close = Command::Close { ending: warroom_incident::event::Ending::Resolved, reason: String::new() };
    let room = room.after("ana", close);
    assert_eq!(
        texts(&room, Section::Customers),
        ["were not told that it is resolved, last told monitoring".to_owned(), told()]
    );
    assert!(!lines(&room, Section::Customers)[0].alarm, "nobody is about to");
}

#[test]
fn several_audiences_are_named() {
    let mut more = warroom_incident::Policy::default();
    more.audiences.push(warroom_incident::policy::Audience { name: "partners".into(), meaning: String::new() });
    let adopted = Command::AdoptPolicy { policy: Box::new(more) };
    let room = publishes(given([]).after(Actor::Server, adopted), "Some payments fail.", Phase::Investigating, None);
    assert_eq!(
        texts(&room, Section::Customers),
        ["customers: told INVESTIGATING 09:00Z: Some payments fail.", "partners: nothing told yet"]
    );
}

#[test]
fn a_draft_that_waits_for_approval_waits_for_the_chair() {
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase: Phase::Investigating,
        text: Some("Some payments fail.".into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise: None,
    };
    let room = given([("bo", open)]);
    let draft = *room.state.drafts.keys().next().expect("a draft");
    assert!(changed(&room, "ana", 0, Section::You).iter().all(|text| !text.contains("draft")));
    let room = room.after("bo", Command::SubmitDraft { draft, text: String::new() });
    assert!(changed(&room, "ana", 0, Section::You).contains(&"1 draft waits for approval".into()));
    assert!(changed(&room, "bo", 0, Section::You).iter().all(|text| !text.contains("draft")));
}
