//! The only function that changes an [`Incident`]. It is total: if it could fail, replay could.

use crate::event::{Author, Event, Phase, Progress, TaskTime, Verdict};
use crate::people::{Person, Seat};
use crate::prelude::*;
use crate::record::Line;
use crate::state::{Chair, Course, Entry, Hold, Incident, Invite, Link, Member, NowLine, Offer, OpenProposal};
use crate::state::{Task, TaskState};
use crate::{Content, Fact, Seq, Time};

/// Applies the next line of a record: an open event or one that is withheld.
pub fn apply(state: &mut Incident, line: &Line) {
    match line {
        Line::Withheld { seq, .. } => state.seq = *seq,
        Line::Open(sealed) => {
            let words = match &sealed.content {
                Some(content) => Words::Said(content),
                None if sealed.is_redacted() => Words::Redacted,
                None => Words::None,
            };
            apply_fact(state, sealed.seq, &sealed.fact, words);
        }
    }
}

/// The prose of an event as `apply` finds it.
#[derive(Clone, Copy, Debug)]
pub enum Words<'a> {
    /// There was none.
    None,
    /// It is there.
    Said(&'a Content),
    /// It was removed; that there was some still counts.
    Redacted,
}

impl<'a> From<Option<&'a Content>> for Words<'a> {
    fn from(content: Option<&'a Content>) -> Self {
        content.map_or(Words::None, Words::Said)
    }
}

/// Applies one event by its parts, as `decide` yields them.
pub fn apply_fact(state: &mut Incident, seq: Seq, fact: &Fact, words: Words<'_>) {
    state.seq = seq;
    let text = || match words {
        Words::Said(content) => Some(content.text.clone()),
        Words::None | Words::Redacted => None,
    };
    if !matches!(words, Words::None) && !matches!(fact.event, Event::Posted { .. }) {
        state.words.insert(seq, fact.author.clone());
    }
    match &fact.event {
        Event::Declared { severity, reporter, drill } => {
            state.title = text();
            state.reporter.clone_from(reporter);
            state.drill = *drill;
            state.declared_at = Some(fact.at);
            state.since = Some(fact.happened());
            state.phase = Some(Phase::Declared);
            state.phase_since = Some(fact.happened());
            state.chair = Chair::Empty { last: None, since: Some(fact.at) };
            set_severity(state, severity.clone(), fact.happened());
        }
        Event::PolicyAdopted { policy } => state.policy = (**policy).clone(),
        Event::Acknowledged {} => {
            state.acknowledged = Some((fact.author.clone(), fact.happened()));
            if state.phase == Some(Phase::Declared) {
                set_phase(state, Phase::Acknowledged, fact.happened());
            }
        }
        Event::PhaseSet { phase, proposal } => {
            set_phase(state, *phase, fact.happened());
            close_proposal(state, *proposal);
        }
        Event::SeveritySet { severity, proposal } => {
            set_severity(state, severity.clone(), fact.happened());
            close_proposal(state, *proposal);
        }
        Event::Proposed { proposal } => {
            let open = OpenProposal { proposal: proposal.clone(), by: fact.author.clone(), at: fact.at };
            state.proposals.insert(seq, open);
        }
        Event::ProposalDeclined { proposal } => close_proposal(state, Some(*proposal)),
        Event::Closed { ending } => {
            set_phase(state, Phase::Closed, fact.happened());
            state.ending = Some(*ending);
            state.proposals.clear();
            state.hold = None;
        }
        Event::Reopened {} => {
            set_phase(state, Phase::Investigating, fact.happened());
            state.ending = None;
        }
        Event::TaskAdded { when, mitigation, class, debt_of } => state.tasks.push(Task {
            seq,
            author: fact.author.clone(),
            at: fact.happened(),
            when: *when,
            mitigation: *mitigation,
            class: *class,
            debt_of: *debt_of,
            state: TaskState::Open,
            owner: None,
            due: None,
            link_at: None,
        }),
        Event::LinkAdded { link } => state.links.push(Link { seq, kind: *link, author: fact.author.clone() }),
        Event::NowSet {} => {
            state.now = Some(NowLine { seq, text: text(), by: fact.author.clone(), at: fact.at });
        }
        Event::Redacted { wipes, .. } => redact(state, wipes),
        Event::Posted { .. }
        | Event::MarkedFact { .. }
        | Event::MarkedKey { .. }
        | Event::HypothesisJudged { .. }
        | Event::ActionMoved { .. }
        | Event::MarkedTemporary { .. }
        | Event::Corrected { .. } => apply_entry(state, seq, fact),
        Event::TaskPlanned { .. }
        | Event::TaskClaimed { .. }
        | Event::TaskFinished { .. }
        | Event::TaskDropped { .. } => apply_task(state, seq, fact),
        Event::Invited { .. }
        | Event::Joined { .. }
        | Event::SeatRequested { .. }
        | Event::SeatGranted { .. }
        | Event::SeatDeclined { .. }
        | Event::Left { .. }
        | Event::Removed { .. }
        | Event::ChairOffered { .. }
        | Event::ChairOfferEnded {}
        | Event::ChairAccepted { .. }
        | Event::ChairEmptied { .. }
        | Event::ChairClaimed {}
        | Event::ScribeSet { .. }
        | Event::HoldRaised {}
        | Event::HoldLowered {} => apply_seats(state, seq, fact),
        // Kept in the record for what later rules make of it.
        Event::Imported { .. } | Event::Unknown => {}
    }
}

fn set_severity(state: &mut Incident, severity: Option<String>, at: Time) {
    state.severities.push((at, severity.clone()));
    state.severity = severity;
    state.severity_since = Some(at);
}

fn set_phase(state: &mut Incident, phase: Phase, at: Time) {
    state.phase = Some(phase);
    state.phase_since = Some(at);
}

/// Closes an accepted or declined proposal, and all that have become true or moot by it.
fn close_proposal(state: &mut Incident, proposal: Option<Seq>) {
    use crate::event::Proposal;
    if let Some(seq) = proposal {
        state.proposals.remove(&seq);
    }
    let (phase, severity) = (state.phase, state.severity.clone());
    state.proposals.retain(|_, open| match &open.proposal {
        Proposal::Phase(wanted) => Some(*wanted) != phase,
        Proposal::Severity(wanted) => Some(wanted) != severity.as_ref(),
    });
}

fn redact(state: &mut Incident, wipes: &[Seq]) {
    for &wiped in wipes {
        state.redacted.insert(wiped);
        if wiped == 1 {
            state.title = None;
        }
        if let Some(now) = state.now.as_mut().filter(|now| now.seq == wiped) {
            now.text = None;
        }
    }
}

fn apply_entry(state: &mut Incident, seq: Seq, fact: &Fact) {
    match &fact.event {
        Event::Posted { entry, action, mentions } => {
            let course = match (entry, action) {
                (crate::event::EntryKind::Hypothesis, _) => Course::Hypothesis(Verdict::Open),
                (_, Some(action)) => Course::Action { kind: action.kind, progress: action.progress, temporary: false },
                (_, None) => Course::Plain,
            };
            state.entries.push(Entry {
                seq,
                kind: *entry,
                author: fact.author.clone(),
                seat: fact.seat,
                reach: fact.reach,
                at: fact.at,
                happened_at: fact.happened(),
                key: false,
                text_at: seq,
                corrections: Vec::new(),
                mentions: mentions.clone(),
                course,
            });
        }
        Event::MarkedFact { entry, fact: kind } => {
            if let Some(entry) = state.entry_mut(*entry) {
                entry.kind = *kind;
                entry.course = match kind {
                    crate::event::EntryKind::Hypothesis => Course::Hypothesis(Verdict::Open),
                    crate::event::EntryKind::Action => Course::Action {
                        kind: crate::event::ActionKind::Other,
                        progress: Progress::UnderWay,
                        temporary: false,
                    },
                    _ => Course::Plain,
                };
            }
        }
        Event::MarkedKey { entry, mark } => {
            if let Some(entry) = state.entry_mut(*entry) {
                entry.key = *mark == crate::event::Mark::On;
            }
        }
        Event::HypothesisJudged { entry, verdict } => {
            if let Some(entry) = state.entry_mut(*entry) {
                entry.course = Course::Hypothesis(*verdict);
            }
        }
        Event::ActionMoved { entry, progress } => {
            if let Some(Course::Action { progress: old, .. }) = state.entry_mut(*entry).map(|entry| &mut entry.course) {
                *old = *progress;
            }
        }
        Event::MarkedTemporary { entry } => {
            if let Some(Course::Action { temporary, .. }) = state.entry_mut(*entry).map(|entry| &mut entry.course) {
                *temporary = true;
            }
        }
        Event::Corrected { entry, happened_at, text, mentions } => {
            if let Some(entry) = state.entry_mut(*entry) {
                entry.corrections.push(seq);
                if let Some(at) = happened_at {
                    entry.happened_at = *at;
                }
                if *text {
                    entry.text_at = seq;
                    entry.mentions.clone_from(mentions);
                }
            }
        }
        _ => unreachable!("apply_fact sends only entry events here"),
    }
}

fn apply_task(state: &mut Incident, seq: Seq, fact: &Fact) {
    match &fact.event {
        Event::TaskPlanned { task, owner, due, link } => {
            if let Some(task) = state.task_mut(*task) {
                if owner.is_some() {
                    task.owner.clone_from(owner);
                }
                task.due = due.or(task.due);
                if *link {
                    task.link_at = Some(seq);
                }
            }
        }
        Event::TaskClaimed { task } => set_task(state, *task, TaskState::Claimed(fact.author.clone())),
        Event::TaskFinished { task } => set_task(state, *task, TaskState::Done),
        Event::TaskDropped { task } => set_task(state, *task, TaskState::Dropped),
        _ => unreachable!("apply_fact sends only task events here"),
    }
}

fn set_task(state: &mut Incident, task: Seq, to: TaskState) {
    if let Some(task) = state.task_mut(task) {
        if let (TaskState::Claimed(by), TaskTime::Now) = (&to, task.when) {
            task.owner = Some(by.as_str().to_owned());
        }
        task.state = to;
    }
}

fn apply_seats(state: &mut Incident, seq: Seq, fact: &Fact) {
    let author = fact.author.person().cloned();
    match &fact.event {
        Event::Invited { seat, uses, expires_at, loss } => {
            let invite = Invite { seat: *seat, uses_left: *uses, expires_at: *expires_at, loss: *loss };
            state.invites.insert(seq, invite);
        }
        Event::Joined { person, seat, invite, loss } => {
            if let Some(invite) = state.invites.get_mut(invite) {
                invite.uses_left = invite.uses_left.saturating_sub(1);
            }
            let member = state.people.entry(person.clone()).or_insert_with(|| Member {
                seats: BTreeSet::new(),
                loss: false,
                joined_at: fact.at,
                removed: None,
            });
            if !member.is_in() {
                member.joined_at = fact.at;
                member.loss = false;
                member.removed = None;
            }
            member.loss |= *loss;
            sit(state, person, *seat, fact.at);
        }
        Event::SeatRequested { seat } => {
            if let Some(person) = author {
                state.seat_requests.insert(person, *seat);
            }
        }
        Event::SeatGranted { person, seat } => {
            state.seat_requests.remove(person);
            sit(state, person, *seat, fact.at);
        }
        Event::SeatDeclined { person } => {
            state.seat_requests.remove(person);
        }
        Event::Left { seat } => {
            if let Some(person) = author {
                stand_up(state, &person, *seat);
            }
        }
        Event::Removed { person } => {
            stand_up(state, person, None);
            if let Some(member) = state.people.get_mut(person) {
                member.removed = Some(seq);
            }
        }
        Event::ChairOffered { to } => state.offer = Some(Offer { seq, to: to.clone(), at: fact.at }),
        Event::ChairOfferEnded {} => state.offer = None,
        Event::ChairAccepted { from } => {
            leave_chair(state, from);
            if let Some(person) = author {
                sit(state, &person, Seat::Coordinator, fact.at);
            }
        }
        Event::ChairEmptied { from, absent_since } => {
            leave_chair(state, from);
            state.chair = Chair::Empty { last: Some(from.clone()), since: Some(*absent_since) };
            state.offer = None;
        }
        Event::ChairClaimed {} => {
            if let Some(person) = author {
                sit(state, &person, Seat::Coordinator, fact.at);
            }
        }
        Event::ScribeSet { person } => state.scribe.clone_from(person),
        Event::HoldRaised {} => state.hold = Some(Hold { seq, by: fact.author.clone(), at: fact.at }),
        Event::HoldLowered {} => state.hold = None,
        _ => unreachable!("apply_fact sends only seat events here"),
    }
}

/// Puts a member into a seat; the coordinator's is the chair.
fn sit(state: &mut Incident, person: &Person, seat: Seat, at: Time) {
    if let Some(member) = state.people.get_mut(person) {
        if seat != Seat::Guest {
            member.seats.remove(&Seat::Guest);
        }
        member.seats.insert(seat);
    }
    if seat == Seat::Coordinator {
        state.chair = Chair::Held { by: person.clone(), since: at };
        state.offer = None;
    }
}

/// The former holder keeps an observer's seat.
fn leave_chair(state: &mut Incident, person: &Person) {
    if let Some(member) = state.people.get_mut(person) {
        member.seats.remove(&Seat::Coordinator);
        member.seats.insert(Seat::Observer);
    }
}

fn stand_up(state: &mut Incident, person: &Person, seat: Option<Seat>) {
    let Some(member) = state.people.get_mut(person) else { return };
    match seat {
        Some(seat) => {
            member.seats.remove(&seat);
        }
        None => member.seats.clear(),
    }
    if state.chair.holder() == Some(person) && !member.seats.contains(&Seat::Coordinator) {
        state.chair = Chair::Empty { last: Some(person.clone()), since: None };
    }
    if !member.is_in() {
        state.seat_requests.remove(person);
        if state.scribe.as_ref() == Some(person) {
            state.scribe = None;
        }
        if state.offer.as_ref().is_some_and(|offer| offer.to == *person) {
            state.offer = None;
        }
    }
}

/// How an event's author is compared with an actor: playback and people alike.
#[must_use]
pub fn wrote(state: &Incident, event: Seq) -> Option<&Author> {
    state.entry(event).map(|entry| &entry.author).or_else(|| state.words.get(&event))
}
