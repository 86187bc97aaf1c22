//! Properties of random histories: replay is total and the same for everyone, and the wall between reaches holds.

use crate::samples;
use crate::world::{Room, Who, content, drill, minutes, person, start};
use proptest::collection::vec;
use proptest::prelude::*;
use warroom_incident::apply::Words;
use warroom_incident::brief::{self, BriefLine, Reader, Source};
use warroom_incident::chain::{Hash, Salt};
use warroom_incident::clock;
use warroom_incident::draft::{Edit, FactsSeen};
use warroom_incident::event::{
    EntryKind, Event, JourneyState, Mark, Notice, Phase, Progress, Proposal, TaskTime, Verdict,
};
use warroom_incident::impact::{Journey, Range, Stated, StatedCost};
use warroom_incident::record::Unproved;
use warroom_incident::state::Chair;
use warroom_incident::words::kind;
use warroom_incident::{
    Actor, Author, Command, CommandKind, Fact, Incident, Line, Reach, Reaches, Record, Sealed, Seat, Seq, apply, decide,
};

/// One step of a history: an attempt that may be refused, or an event of a kind that no rule makes yet.
#[derive(Clone, Debug)]
enum Step {
    Try {
        who: Actor,
        command: Command,
    },
    /// About a draft that there is, as it stands; which one and how, the numbers say.
    Draft {
        who: Actor,
        kind: CommandKind,
        nth: usize,
        at: usize,
    },
    Inbox {
        who: Actor,
        kind: CommandKind,
        nth: usize,
        into: usize,
    },
    /// About a task that there is, or a step of the runbook.
    Task {
        who: Actor,
        kind: CommandKind,
        nth: usize,
        place: u32,
    },
    /// About the impact: stated, proposed, or decided on what waits; with or without money, as the number says.
    Impact {
        who: Actor,
        kind: CommandKind,
        nth: usize,
    },
    Secret {
        reach: Reach,
        event: Event,
    },
    /// What the server records after some minutes, and somebody who does not want to hear of it.
    Clock {
        who: Actor,
        minutes: i64,
        nth: usize,
    },
}

/// What only those with the right reach may ever see. Not a word of it occurs elsewhere.
const SECRET_WORDS: &str = "zebra-quartz-lagoon";
const SECRET_AUTHOR: &str = "xylophone";
const SECRET_KIND: &str = "forecast_of_ruin";

fn actor() -> impl Strategy<Value = Actor> {
    let member = |name| Just(Who::from(name).0);
    prop_oneof![
        6 => member("ana"),
        4 => member("bo"),
        4 => member("cy"),
        2 => member("dee"),
        1 => member("eve"),
        1 => Just(Actor::Operator),
        1 => Just(Actor::Server),
        1 => Just(Actor::Playback(Some(Seat::Responder))),
        2 => (6..40_u64).prop_map(Actor::Bearer),
    ]
}

/// A command of some kind about some number, for or against somebody.
fn command() -> impl Strategy<Value = Command> {
    let names = prop::sample::select(vec!["ana", "bo", "cy", "dee", "eve"]);
    let seats = prop::sample::select(Seat::ALL.to_vec());
    (prop::sample::select(CommandKind::ALL.to_vec()), 1..50_u64, names, seats, any::<bool>())
        .prop_map(|(kind, about, name, seat, twist)| aimed(kind, about, name, seat, twist))
}

/// The sample of a kind, aimed at that number or person.
#[expect(clippy::wildcard_enum_match_arm, reason = "what has nothing to aim stays the sample")]
fn aimed(kind: CommandKind, about: Seq, name: &str, seat: Seat, twist: bool) -> Command {
    use Command as C;
    let reason = String::from("because");
    let somebody = person(name);
    match kind {
        CommandKind::Post => {
            let entry = EntryKind::ALL[about as usize % EntryKind::ALL.len()];
            let temporary = twist && entry == EntryKind::Action;
            C::Post { entry, text: format!("words for @{name}"), happened_at: None, action: None, temporary }
        }
        CommandKind::MarkFact => C::MarkFact { entry: about, fact: EntryKind::Hypothesis },
        CommandKind::MarkKey => C::MarkKey { entry: about, mark: if twist { Mark::On } else { Mark::Off } },
        CommandKind::JudgeHypothesis => C::JudgeHypothesis { entry: about, verdict: Verdict::Confirmed, reason },
        CommandKind::MoveAction => C::MoveAction { entry: about, progress: Progress::Done, text: reason },
        CommandKind::MarkTemporary => C::MarkTemporary { entry: about },
        CommandKind::Correct => C::Correct { entry: about, text: twist.then_some(reason), happened_at: Some(start()) },
        CommandKind::Redact => C::Redact { event: about, reason },
        CommandKind::AcceptProposal => C::AcceptProposal { proposal: about },
        CommandKind::DeclineProposal => C::DeclineProposal { proposal: about, reason },
        CommandKind::PlanTask => {
            let link = twist.then(|| String::from("https://t.example/1"));
            C::PlanTask { task: about, owner: Some(reason), due: None, by: None, link }
        }
        CommandKind::ClaimTask => C::ClaimTask { task: about },
        CommandKind::FinishTask => C::FinishTask { task: about, text: reason },
        CommandKind::DropTask => C::DropTask { task: about, reason },
        CommandKind::TickStep => {
            let runbook = String::from("Roll back a release");
            C::TickStep {
                runbook,
                step: 1 + u32::from(about.is_multiple_of(2)),
                mark: if twist { Mark::On } else { Mark::Off },
            }
        }
        CommandKind::RankTask => {
            let (rank, saves_percent) = (Some(1 + u32::from(twist)), twist.then_some(40));
            C::RankTask { task: about, rank, saves_percent, no_rank: about.is_multiple_of(5) }
        }
        CommandKind::Invite => C::Invite { seat, loss: twist },
        CommandKind::Join => C::Join { name: name.into() },
        CommandKind::TakeSeat => C::TakeSeat { person: somebody },
        CommandKind::RequestSeat => C::RequestSeat { seat, reason },
        CommandKind::GrantSeat => C::GrantSeat { person: somebody, seat },
        CommandKind::DeclineSeat => C::DeclineSeat { person: somebody, reason },
        CommandKind::Leave => C::Leave { seat: twist.then_some(seat) },
        CommandKind::Remove => C::Remove { person: somebody, reason },
        CommandKind::OfferChair => C::OfferChair { to: somebody, note: reason },
        CommandKind::SetScribe => C::SetScribe { person: twist.then_some(somebody) },
        CommandKind::Escalate => C::Escalate { level: twist.then(|| "continuity".into()), reason },
        CommandKind::AnswerEscalation => C::AnswerEscalation { escalation: about, text: reason },
        CommandKind::EndEscalation => C::EndEscalation { escalation: about, reason },
        CommandKind::SubmitDraft => C::SubmitDraft { draft: about, text: String::new() },
        CommandKind::RequestChanges => C::RequestChanges { draft: about, reason },
        CommandKind::WithdrawDraft => C::WithdrawDraft { draft: about, reason },
        _ => samples::command(kind),
    }
}

fn secret() -> impl Strategy<Value = Step> {
    let reaches = prop::sample::select(vec![Reach::Loss, Reach::Inbox]);
    let posted = |entry| Event::Posted { entry, action: None, mentions: vec![person(SECRET_AUTHOR)] };
    let events = vec![
        Event::Imported { word: SECRET_KIND.into() },
        posted(EntryKind::Action),
        posted(EntryKind::Note),
        posted(EntryKind::Hypothesis),
        Event::TaskAdded { when: TaskTime::Now, mitigation: true, class: None, debt_of: None },
    ];
    (reaches, prop::sample::select(events)).prop_map(|(reach, event)| Step::Secret { reach, event })
}

fn history() -> impl Strategy<Value = Vec<Step>> {
    let attempt = (actor(), command()).prop_map(|(who, command)| Step::Try { who, command });
    let kinds = vec![
        CommandKind::OpenDraft,
        CommandKind::OpenHolding,
        CommandKind::EditDraft,
        CommandKind::EditDraft,
        CommandKind::SetDraft,
        CommandKind::ApproveDraft,
        CommandKind::PublishDraft,
        CommandKind::WithdrawDraft,
        CommandKind::Redact,
        CommandKind::ReportDelivery,
    ];
    let draft = (actor(), prop::sample::select(kinds), 0..4_usize, 0..40_usize)
        .prop_map(|(who, kind, nth, at)| Step::Draft { who, kind, nth, at });
    let kinds = vec![
        CommandKind::AskQuestion,
        CommandKind::AskQuestion,
        CommandKind::AnswerQuestion,
        CommandKind::FoldQuestion,
        CommandKind::DeclineQuestion,
        CommandKind::Redact,
    ];
    let inbox = (actor(), prop::sample::select(kinds), 0..6_usize, 0..6_usize)
        .prop_map(|(who, kind, nth, into)| Step::Inbox { who, kind, nth, into });
    let kinds = vec![
        CommandKind::SetEstimate,
        CommandKind::SetEstimate,
        CommandKind::ProposeEstimate,
        CommandKind::AcceptProposal,
        CommandKind::DeclineProposal,
        CommandKind::Redact,
    ];
    let impact = (actor(), prop::sample::select(kinds), 0..12_usize).prop_map(|(who, kind, nth)| Step::Impact {
        who,
        kind,
        nth,
    });
    let clock = (actor(), -20..90_i64, 0..12_usize).prop_map(|(who, minutes, nth)| Step::Clock { who, minutes, nth });
    let kinds = vec![
        CommandKind::AddTask,
        CommandKind::RankTask,
        CommandKind::RankTask,
        CommandKind::RankTask,
        CommandKind::FinishTask,
        CommandKind::TickStep,
        CommandKind::AdoptPolicy,
    ];
    let task = (actor(), prop::sample::select(kinds), 0..12_usize, 0..6_u32)
        .prop_map(|(who, kind, nth, place)| Step::Task { who, kind, nth, place });
    vec(prop_oneof![8 => attempt, 4 => draft, 2 => inbox, 2 => impact, 1 => secret(), 2 => clock, 3 => task], 0..120)
}

/// An order about one of the tasks, whoever may see it, or a step of the runbook.
#[expect(clippy::wildcard_enum_match_arm, reason = "what has nothing to aim stays the sample")]
fn about_a_task(state: &Incident, kind: CommandKind, nth: usize, place: u32) -> Command {
    use Command as C;
    let task = state.tasks.get(nth % state.tasks.len().max(1)).map_or(1, |task| task.seq);
    match kind {
        CommandKind::RankTask => {
            let (rank, saves_percent) = ((place > 0).then_some(place), nth.is_multiple_of(3).then_some(40));
            C::RankTask { task, rank, saves_percent, no_rank: place == 0 }
        }
        CommandKind::FinishTask => C::FinishTask { task, text: String::new() },
        CommandKind::TickStep => aimed(kind, u64::from(place), "ana", Seat::Observer, !nth.is_multiple_of(3)),
        other => samples::command(other),
    }
}

/// What is in estimates that speak of money, and may be nowhere else: an amount, as it is counted and as it is read,
/// and the words that came with it.
const SECRET_AMOUNT: u64 = 8_181_818_100;
const AMOUNT_WORDS: [&str; 3] = ["81818181", "81,818,181", "gecko-saffron-payroll"];

/// An order about the impact.
#[expect(clippy::wildcard_enum_match_arm, reason = "only those of the impact are drawn")]
fn about_the_impact(state: &Incident, kind: CommandKind, nth: usize) -> Command {
    use Command as C;
    let waiting = state.proposals.iter().filter(|(_, open)| matches!(open.proposal, Proposal::Estimate(_)));
    let proposal = waiting.map(|(seq, _)| *seq).nth(nth % 3).unwrap_or(1);
    let revision = state.estimates.iter().rev().nth(nth % 4).map_or(1, |estimate| estimate.seq);
    let money = nth.is_multiple_of(2);
    let amount = Range::exactly(SECRET_AMOUNT);
    let states = JourneyState::ALL;
    let stated = Stated {
        journeys: vec![Journey { name: format!("journey {}", nth % 3), state: states[nth % states.len()] }],
        since: (nth % 5 == 1).then(|| start() + minutes(nth as i64 - 6)),
        until: (nth % 5 == 2).then(|| start() + minutes(30)),
        loss_per_hour: money.then_some(amount),
        one_off: (nth % 6 == 4).then_some(StatedCost { amount, at: None }),
        void: if nth.is_multiple_of(6) && nth > 0 { vec![revision] } else { Vec::new() },
        ..Stated::default()
    };
    let source = if money { AMOUNT_WORDS[2].to_owned() } else { "the dashboard".to_owned() };
    let (stated, reason) = (Box::new(stated), source.clone());
    match kind {
        CommandKind::SetEstimate => C::SetEstimate { stated, source, reason },
        CommandKind::ProposeEstimate => C::ProposeEstimate { stated, source, reason },
        CommandKind::AcceptProposal => C::AcceptProposal { proposal },
        CommandKind::DeclineProposal => C::DeclineProposal { proposal, reason: "no".into() },
        CommandKind::Redact => C::Redact { event: revision + nth as Seq % 2, reason: "x".into() },
        other => samples::command(other),
    }
}

/// What is in questions and answers, and may be nowhere else.
const INBOX_WORDS: &str = "narwhal-velvet-orchard";

/// An order about one of the questions.
#[expect(clippy::wildcard_enum_match_arm, reason = "only those of the inbox are drawn")]
fn about_a_question(state: &Incident, kind: CommandKind, nth: usize, into: usize) -> Command {
    use Command as C;
    let number = |nth: usize| state.questions.keys().nth(nth % state.questions.len().max(1)).copied().unwrap_or(1);
    let (question, words) = (number(nth), format!("{INBOX_WORDS} {nth}"));
    match kind {
        CommandKind::AskQuestion => C::AskQuestion { text: words },
        CommandKind::AnswerQuestion => C::AnswerQuestion { question, text: words },
        CommandKind::FoldQuestion => C::FoldQuestion { question, into: number(into) },
        CommandKind::DeclineQuestion => C::DeclineQuestion { question, reason: words },
        CommandKind::Redact => C::Redact { event: question, reason: "x".into() },
        other => samples::command(other),
    }
}

/// An order about one of the drafts, made of what is known: most of them pass.
#[expect(clippy::wildcard_enum_match_arm, reason = "what has nothing to aim stays the sample")]
fn about_a_draft(state: &Incident, kind: CommandKind, nth: usize, at: usize) -> Command {
    use Command as C;
    let Some(draft) = state.drafts.values().nth(nth % state.drafts.len().max(1)) else {
        return samples::command(CommandKind::OpenDraft);
    };
    let (revision, facts, number) = (draft.revision, FactsSeen::of(state), draft.seq);
    let chars = draft.text().chars();
    match kind {
        CommandKind::OpenHolding => C::OpenHolding {
            holding: "looking".into(),
            audience: "customers".into(),
            slots: Default::default(),
            channels: Vec::new(),
            notice: Notice::Notify,
        },
        CommandKind::EditDraft => {
            let at = at % (chars + 1);
            let end = if nth == 0 { chars.min(at + 3) } else { at };
            C::EditDraft { draft: number, base: state.seq, edit: Edit::replace(at..end, "é漢") }
        }
        CommandKind::SetDraft => {
            let phase = Some(Phase::WORKING[at % 4]);
            let (audience, channels, notice, promise) = (None, None, None, None);
            C::SetDraft { draft: number, audience, phase, channels, notice, promise, no_promise: true }
        }
        CommandKind::ApproveDraft => C::ApproveDraft { draft: number, revision, facts, publish: at.is_multiple_of(2) },
        CommandKind::PublishDraft => C::PublishDraft { draft: number, revision, facts },
        CommandKind::WithdrawDraft if !at.is_multiple_of(5) => C::SubmitDraft { draft: number, text: "please".into() },
        CommandKind::WithdrawDraft => C::WithdrawDraft { draft: number, reason: "no".into() },
        CommandKind::Redact => {
            let sources = draft.manuscript().sources();
            let event = sources.get(at % (sources.len() + 2)).copied();
            let update = state.updates.last().map_or(number, |update| update.seq);
            C::Redact { event: event.unwrap_or(if at.is_multiple_of(2) { number } else { update }), reason: "x".into() }
        }
        other => samples::command(other),
    }
}

/// Records what was missed, each once, and lets somebody try to snooze one of what is due.
fn watched(mut room: Room, who: Actor, nth: usize) -> Room {
    // An event that tells of a clock that was put back may bring the next one nearer.
    while let Some((nudge, due)) = clock::unrecorded(&room.state, room.now).into_iter().next() {
        let twice = room.state.clock.missed.contains_key(&nudge);
        room = room.after(Actor::Server, Command::RecordMissed { nudge: nudge.clone(), due });
        assert!(!twice && room.state.clock.missed.contains_key(&nudge), "{nudge:?} is recorded once");
    }
    let due = clock::due(&room.state, room.now);
    match due.get(nth % due.len().max(1)) {
        Some(it) => {
            let nudge = it.nudge.clone();
            room.when(who, Command::SnoozeNudge { nudge, reason: "another one first".into() })
        }
        None => room,
    }
}

/// Plays a history in a drill's room; a minute passes with each step.
fn play(steps: Vec<Step>) -> Room {
    steps.into_iter().fold(drill(), |mut room, step| {
        room.now += chrono::TimeDelta::minutes(1);
        match step {
            Step::Try { who, command } => room.when(who, command),
            Step::Draft { who, kind, nth, at } => {
                let command = about_a_draft(&room.state, kind, nth, at);
                room.when(who, command)
            }
            Step::Inbox { who, kind, nth, into } => {
                let command = about_a_question(&room.state, kind, nth, into);
                room.when(who, command)
            }
            Step::Task { who, kind, nth, place } => {
                let who = if kind == CommandKind::AdoptPolicy { Actor::Server } else { who };
                let command = about_a_task(&room.state, kind, nth, place);
                room.when(who, command)
            }
            Step::Impact { who, kind, nth } => {
                let command = about_the_impact(&room.state, kind, nth);
                room.when(who, command)
            }
            Step::Clock { who, minutes: by, nth } => watched(room.later(minutes(by)), who, nth),
            Step::Secret { reach, event } => {
                let author = Author::from(String::from(SECRET_AUTHOR));
                let fact = Fact { at: room.now, happened_at: None, author, seat: None, reach, event };
                let words = Some((content(SECRET_WORDS), Salt([3; 16])));
                let line = Line::Open(Box::new(Sealed::new(room.record.seq() + 1, fact, Salt([4; 16]), words)));
                apply(&mut room.state, &line);
                room.record.push(line).expect("the next number");
                room
            }
        }
    })
}

fn fold(lines: &[Line]) -> Incident {
    let mut state = Incident::default();
    lines.iter().for_each(|line| apply(&mut state, line));
    state
}

fn record_of(lines: impl IntoIterator<Item = Line>) -> Result<Record, Unproved> {
    let mut record = Record::default();
    lines.into_iter().try_for_each(|line| record.push(line))?;
    Ok(record)
}

fn round_trip(line: &Line) -> Line {
    let written = serde_json::to_string(line).expect("a line has a JSON text");
    serde_json::from_str(&written).expect("what was written can be read")
}

/// The lines as somebody with these reaches gets them.
fn filtered(record: &Record, reaches: Reaches) -> Vec<Line> {
    let seen = |line: &Line| line.open().is_some_and(|sealed| reaches.contains(sealed.fact.reach));
    record.lines().iter().map(|line| if seen(line) { line.clone() } else { line.withheld() }).collect()
}

fn wipes(event: &Event) -> &[Seq] {
    if let Event::Redacted { wipes, .. } = event { wipes } else { &[] }
}

/// The entry that an event speaks about.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others speak about none")]
fn about(event: &Event) -> Option<Seq> {
    match event {
        Event::MarkedFact { entry, .. } | Event::MarkedKey { entry, .. } | Event::Corrected { entry, .. } => {
            Some(*entry)
        }
        Event::HypothesisJudged { entry, .. } | Event::ActionMoved { entry, .. } => Some(*entry),
        Event::MarkedTemporary { entry } | Event::TaskAdded { debt_of: Some(entry), .. } => Some(*entry),
        Event::Redacted { event, .. } => Some(*event),
        _ => None,
    }
}

/// The state without what somebody with these reaches may not know.
fn project(record: &Record, mut state: Incident, reaches: Reaches) -> Incident {
    let seen = |seq: Seq| {
        let reach = record.line(seq).and_then(Line::open).map(|sealed| sealed.fact.reach);
        reach.is_some_and(|reach| reaches.contains(reach))
    };
    state.entries.retain(|entry| seen(entry.seq));
    state.tasks.retain(|task| seen(task.seq));
    state.words.retain(|&seq, _| seen(seq));
    state.narrow_words.retain(|&seq, _| seen(seq));
    let redactions = record.lines().iter().filter(|line| seen(line.seq())).filter_map(Line::open);
    state.redacted = redactions.flat_map(|sealed| wipes(&sealed.fact.event)).copied().collect();
    if !reaches.contains(Reach::Inbox) {
        state.questions.clear();
        state.people.values_mut().for_each(|member| member.asked = false);
    }
    state.proposals.retain(|&seq, _| seen(seq));
    for estimate in &mut state.estimates {
        if !reaches.contains(Reach::Loss) {
            estimate.words_at = estimate.proposal.unwrap_or(estimate.seq);
            estimate.figures = None;
        }
    }
    state.keys.retain(|&seq| seen(seq));
    state.clock.missed.retain(|_, it| seen(it.seq));
    state.clock.snoozed.retain(|_, it| seen(it.seq));
    state.by_kind = state.by_kind.within(reaches);
    let big: Vec<_> = state.big_turns.iter().map(|&at| state.turns[at].clone()).collect();
    state.turns.retain(|turn| seen(turn.seq));
    state.big_turns = (0..state.turns.len()).filter(|&at| big.contains(&state.turns[at])).collect();
    state
}

/// The brief, and what changed, as somebody with these reaches gets them.
fn told(state: &Incident, record: &Record, reaches: Reaches) -> Vec<BriefLine> {
    let text = |seq| record.text(seq).map(str::to_owned);
    let source = Source { state, reaches, now: start() + minutes(90), text: &text };
    let me = person("ana");
    let mut lines = brief::since(&source, Reader { me: &me, after: 3, left_at: None, newer: 0 });
    lines.extend(brief::brief(&source));
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replay_gives_the_live_state_also_in_two_parts_and_after_redaction(steps in history(), cut in 0.0..1.0_f64) {
        let room = play(steps);
        let lines = room.record.lines();
        prop_assert_eq!(&fold(lines), &room.state);
        let (first, second) = lines.split_at((lines.len() as f64 * cut) as usize);
        let mut state = fold(first);
        second.iter().map(round_trip).for_each(|line| apply(&mut state, &line));
        prop_assert_eq!(&state, &room.state);
    }

    #[test]
    fn lines_survive_being_written_and_the_chain_verifies(steps in history()) {
        let room = play(steps);
        for line in room.record.lines() {
            let again = round_trip(line);
            prop_assert_eq!(&again, line);
            prop_assert_eq!(serde_json::to_string(&again).unwrap(), serde_json::to_string(line).unwrap());
        }
        let again = record_of(room.record.lines().iter().map(round_trip)).unwrap();
        prop_assert_eq!(again.head(), room.record.head());
        prop_assert_eq!(again.check_redactions(), Ok(()));
    }

    #[test]
    fn what_is_due_is_known_for_every_moment_and_to_all_who_see_the_same(steps in history(), ahead in -100_000..100_000_i64) {
        let room = play(steps);
        let now = room.now + minutes(ahead);
        let due = clock::due(&room.state, now);
        let snoozed = due.is_sorted_by_key(|it| matches!(it.standing, clock::Standing::Snoozed { .. }));
        prop_assert!(snoozed, "what is snoozed comes last");
        for it in &due {
            prop_assert_eq!(due.iter().filter(|other| other.nudge == it.nudge).count(), 1);
            prop_assert!(!it.line(now).is_empty() && it.short(now).chars().count() <= 28);
        }
        let outside = Reaches::NONE.with(Reach::Room).with(Reach::Published);
        let seen = fold(&filtered(&room.record, outside));
        let known = |it: &&clock::Due| it.nudge.word() != "question";
        prop_assert_eq!(clock::due(&seen, now), due.iter().filter(known).cloned().collect::<Vec<_>>());
        let reader = fold(&filtered(&room.record, Reaches::PUBLISHED));
        prop_assert_eq!(clock::due(&reader, now), []);
        let missed = clock::unrecorded(&room.state, now);
        let next = clock::next_missed(&room.state, now);
        prop_assert_eq!(missed.is_empty(), next.is_none_or(|next| now < next));
        if let Some(next) = next.filter(|next| now < *next) {
            let before = next - chrono::TimeDelta::milliseconds(1);
            prop_assert_eq!(clock::unrecorded(&room.state, before), []);
        }
    }

    #[test]
    fn an_altered_byte_breaks_the_head(steps in history(), at in any::<prop::sample::Index>(), nth in any::<prop::sample::Index>(), to in 32..127_u8) {
        let room = play(steps);
        let mut lines = room.record.lines().to_vec();
        let at = at.index(lines.len());
        let good = serde_json::to_string(&lines[at]).unwrap();
        let mut bytes = good.clone().into_bytes();
        let nth = nth.index(bytes.len());
        bytes[nth] = to;
        let Some(altered) = String::from_utf8(bytes).ok().and_then(|text| serde_json::from_str::<Line>(&text).ok()) else {
            return Ok(());
        };
        // Hexadecimal digits in capitals say the same.
        if serde_json::to_string(&altered).unwrap() == good {
            return Ok(());
        }
        lines[at] = altered;
        let head = record_of(lines).map(|record| record.head());
        prop_assert!(head != Ok(room.record.head()), "byte {} of {}", nth, good);
    }

    #[test]
    fn words_out_of_reach_leave_numbers_and_head_whole_and_nothing_else(steps in history(), loss: bool, inbox: bool) {
        let room = play(steps);
        let mut reaches = Reaches::NONE.with(Reach::Room).with(Reach::Published);
        if loss { reaches = reaches.with(Reach::Loss); }
        if inbox { reaches = reaches.with(Reach::Inbox); }
        let lines = filtered(&room.record, reaches);
        prop_assert_eq!(fold(&lines), project(&room.record, room.state.clone(), reaches));
        // Made from everything for somebody, the brief is what that somebody would make of what they get.
        let visible = record_of(lines.clone()).unwrap();
        prop_assert_eq!(
            told(&room.state, &room.record, reaches),
            told(&fold(&lines), &visible, Reaches::ALL)
        );
        if !loss {
            let sent = serde_json::to_string(&lines).unwrap();
            let said = serde_json::to_string(&told(&room.state, &room.record, reaches)).unwrap();
            for secret in AMOUNT_WORDS {
                prop_assert!(!sent.contains(secret) && !said.contains(secret), "{secret} got through the wall");
            }
        }
        let record = record_of(lines.clone()).unwrap();
        prop_assert_eq!((record.seq(), record.head()), (room.record.seq(), room.record.head()));
        if !loss && !inbox {
            let sent = serde_json::to_string(&lines).unwrap();
            for secret in [INBOX_WORDS, SECRET_WORDS, SECRET_AUTHOR, SECRET_KIND, "\"reach\":\"loss\"", "\"reach\":\"inbox\""] {
                prop_assert!(!sent.contains(secret), "{secret} got through the wall");
            }
        }
    }

    #[test]
    fn who_sees_only_what_was_published_gets_the_updates_and_nothing_else(steps in history()) {
        let room = play(steps);
        let lines = filtered(&room.record, Reaches::NONE.with(Reach::Published));
        let seen = |seq: Seq| lines[seq as usize - 1].open().is_some();
        let mut expected = Incident { seq: room.state.seq, updates: room.state.updates.clone(), ..Incident::default() };
        let found = fold(&lines);
        if room.state.readers {
            // Where it stands, told by the server from the first invite to read on.
            prop_assert_eq!((found.phase, &found.severity), (room.state.phase, &room.state.severity));
            prop_assert!(found.drill);
        }
        expected.drill = room.state.readers;
        (expected.phase, expected.phase_since) = (found.phase, found.phase_since);
        (expected.severity, expected.severity_since) = (found.severity.clone(), found.severity_since);
        expected.severities = found.severities.clone();
        expected.over = found.over.clone();
        if !room.state.readers {
            prop_assert!(found.phase.is_none() && found.severity.is_none());
        }
        expected.words = room.state.words.clone().into_iter().filter(|(seq, _)| seen(*seq)).collect();
        let gone = lines.iter().filter_map(Line::open).flat_map(|sealed| wipes(&sealed.fact.event));
        expected.redacted = gone.copied().collect();
        prop_assert!(found.vocabulary.is_empty(), "no word of the notes");
        expected.vocabulary = found.vocabulary.clone();
        prop_assert_eq!(found, expected);
        let record = record_of(lines.clone()).unwrap();
        prop_assert_eq!((record.seq(), record.head()), (room.record.seq(), room.record.head()));
        prop_assert_eq!(record.check_redactions(), Ok(()));
        for sealed in lines.iter().filter_map(Line::open) {
            // No name of anybody in the room, and only three kinds of event.
            prop_assert_eq!((&sealed.fact.author, sealed.fact.seat), (&Author::Server, None));
            prop_assert!(["update_published", "redacted", "standing"].contains(&kind(&sealed.fact.event)));
        }
    }

    #[test]
    fn what_is_said_about_an_entry_reaches_no_further_than_the_entry(steps in history()) {
        let room = play(steps);
        for sealed in room.record.lines().iter().filter_map(Line::open) {
            if let Some(entry) = about(&sealed.fact.event).and_then(|seq| room.state.entry(seq)) {
                prop_assert_eq!(sealed.fact.reach, entry.reach, "{:?}", sealed.fact);
            }
        }
    }

    #[test]
    fn places_of_tasks_are_counted_from_one_without_gaps_for_everybody(steps in history(), all: bool) {
        let room = play(steps);
        let reaches = if all { Reaches::ALL } else { Reaches::NONE.with(Reach::Room) };
        let state = fold(&filtered(&room.record, reaches));
        for when in [TaskTime::Now, TaskTime::Afterwards] {
            for reach in [Reach::Room, Reach::Loss, Reach::Inbox] {
                let list = state.tasks.iter().filter(|task| (task.when, task.reach) == (when, reach));
                let mut places: Vec<_> = list.clone().filter_map(|task| task.place).collect();
                places.sort_unstable();
                prop_assert!(places.iter().copied().eq(1..=places.len() as u32), "{:?}", places);
                prop_assert!(list.clone().all(|task| task.is_open() || task.place.is_none()));
            }
        }
    }

    #[test]
    fn the_chair_is_held_by_exactly_the_member_who_sits_in_it(steps in history()) {
        let state = play(steps).state;
        let sitting: Vec<_> = state.people.iter().filter(|(_, it)| it.seats.contains(&Seat::Coordinator)).collect();
        prop_assert_eq!(sitting.first().map(|(person, _)| *person), state.chair.holder());
        prop_assert!(sitting.len() <= 1);
        if let Some(scribe) = &state.scribe {
            prop_assert!(state.member(scribe).is_some(), "the scribe {scribe} is not in the room");
        }
        if let Some(offer) = &state.offer {
            prop_assert!(state.member(&offer.to).is_some_and(|it| it.works()), "offered to {}", offer.to);
            prop_assert!(matches!(state.chair, Chair::Held { .. }), "an offer without a giver");
        }
    }

    #[test]
    fn the_same_question_gets_the_same_answer(steps in history(), who in actor(), command in command()) {
        let room = play(steps);
        let answer = decide(&room.state, &command, &who, room.now);
        prop_assert_eq!(&decide(&fold(room.record.lines()), &command, &who, room.now), &answer);
        if let Ok(events) = answer {
            prop_assert!(!events.is_empty(), "a command that is accepted does something");
        }
    }

    #[test]
    fn apply_takes_whatever_it_is_given(picks in vec((any::<prop::sample::Index>(), 0..40_u64, 0..6_usize), 0..80)) {
        let authors = ["ana", "bo", "cy", "operator", "server", "import"];
        let mut state = Incident::default();
        let mut record = Record::default();
        for (number, (pick, about, author)) in (1..).zip(picks) {
            // A title is what the first event says; `decide` never makes a second declaration.
            let events = samples::events(about).into_iter().filter(|it| number == 1 || kind(it) != "declared");
            let event = pick.get(&events.collect::<Vec<_>>()).clone();
            let author = Author::from(String::from(authors[author]));
            let fact = Fact { at: start(), happened_at: None, author, seat: None, reach: Reach::Room, event };
            let line = match about % 4 {
                0 => Line::Withheld { seq: number, commitment: Hash::ZERO },
                1 => Line::Open(Box::new(Sealed::new(number, fact, Salt([0; 16]), None))),
                _ => Line::Open(Box::new(Sealed::new(number, fact, Salt([0; 16]), Some((content("x"), Salt([0; 16])))))),
            };
            apply(&mut state, &line);
            record.push(line).unwrap();
        }
        prop_assert_eq!(state.seq, record.seq());
        prop_assert_eq!(fold(record.lines()), state, "after all redactions");
    }
}

#[test]
fn an_event_applied_without_its_words_differs_only_in_words() {
    // `Words` is what tells a redacted text from one that never was.
    let fact = |event| Fact {
        at: start(),
        happened_at: None,
        author: Author::Operator,
        seat: None,
        reach: Reach::Room,
        event,
    };
    let declared = fact(Event::Declared { severity: None, reporter: "rita".into(), drill: false });
    let [mut none, mut gone] = [Incident::default(), Incident::default()];
    warroom_incident::apply::apply_fact(&mut none, 1, &declared, Words::None);
    warroom_incident::apply::apply_fact(&mut gone, 1, &declared, Words::Redacted);
    assert!(none.words.is_empty() && gone.words.contains_key(&1), "somebody wrote it, so it counts");
}
