//! Rules of the inbox: guests ask, the chair answers once for all who asked.
//!
//! Every event of it has the reach of the inbox, so that it never travels to somebody who works on the fix.

use super::{Case, Decided, Outcome};
use crate::event::{Author, Content, Event, Reach};
use crate::inbox::{Question, normal};
use crate::prelude::*;
use crate::rejection::{Place, Rejection, Target};
use crate::{Actor, CommandKind, Seq, bounds, text};
use chrono::TimeDelta;

/// Whether the sender reads the inbox.
pub(super) fn is_seen(case: &Case<'_>) -> bool {
    match case.actor {
        Actor::Person(person) => case.state.member(person).is_some_and(|member| member.sees_inbox()),
        Actor::Operator | Actor::Server | Actor::Playback(_) => true,
        Actor::Bearer(_) => false,
    }
}

/// An event of the inbox.
fn within(case: &Case<'_>, event: Event, words: Option<String>) -> Decided {
    let mut decided = case.event(event, words.map(Content::text));
    decided.fact.reach = Reach::Inbox;
    decided
}

pub(super) fn ask(case: &Case<'_>, words: &str) -> Outcome {
    if !is_seen(case) {
        // They would never read the answer.
        let seats = case.person().map(|person| case.state.seats(person)).unwrap_or_default();
        return Err(Rejection::NotPermitted { command: CommandKind::AskQuestion, seats });
    }
    let text = text::one_line(words, Place::Text, bounds::QUESTION_BYTES)?;
    let questions = &case.state.questions;
    if questions.values().map(|it| it.asks.len()).sum::<usize>() >= bounds::QUESTIONS {
        return Err(Rejection::TooMany { what: "questions".into(), most: bounds::QUESTIONS });
    }
    let same = normal(&text);
    let known = questions.values().find(|it| it.is_open() && it.same == same);
    let me = case.author();
    let mine = |question: &Question| question.asks.iter().any(|ask| ask.by == me);
    if let Some(known) = known.filter(|known| matches!(me, Author::Person(_)) && mine(known)) {
        return Err(Rejection::Already {
            is: format!("asked by you, as question {}; it waits for the chair", known.seq),
        });
    }
    if known.is_none() && questions.values().filter(|it| it.is_open()).count() >= bounds::OPEN_QUESTIONS {
        return Err(Rejection::TooMany { what: "open questions".into(), most: bounds::OPEN_QUESTIONS });
    }
    not_too_often(case, &me)?;
    let asked = Event::QuestionAsked { same_as: known.map(|known| known.seq) };
    Ok(vec![within(case, asked, Some(text))])
}

/// Holds somebody who floods the inbox; the chair writes down what others call in, as fast as they do.
fn not_too_often(case: &Case<'_>, me: &Author) -> Result<(), Rejection> {
    if case.is_chair() {
        return Ok(());
    }
    let window = TimeDelta::minutes(bounds::QUESTION_MINUTES);
    let asks = case.state.questions.values().filter(|it| !matches!(it.fate, crate::inbox::QuestionFate::Folded { .. }));
    let mut recent: Vec<_> = asks
        .flat_map(|it| &it.asks)
        .filter(|ask| ask.by == *me && ask.at > case.now - window)
        .map(|ask| ask.at)
        .collect();
    recent.sort_unstable();
    match recent.len().checked_sub(bounds::QUESTIONS_EACH).and_then(|over| recent.get(over)) {
        None => Ok(()),
        Some(oldest) => {
            let (most, minutes) = (bounds::QUESTIONS_EACH, bounds::QUESTION_MINUTES);
            Err(Rejection::AskedTooOften { most, minutes, again_at: *oldest + window })
        }
    }
}

fn question<'a>(case: &'a Case<'_>, seq: Seq) -> Result<&'a Question, Rejection> {
    case.state.questions.get(&seq).ok_or(Rejection::Unknown { target: Target::Question, number: seq })
}

fn open<'a>(case: &'a Case<'_>, seq: Seq) -> Result<&'a Question, Rejection> {
    let question = question(case, seq)?;
    if question.is_open() {
        return Ok(question);
    }
    Err(Rejection::QuestionOver { question: seq, is: question.fate.as_str().to_owned() })
}

pub(super) fn answer(case: &Case<'_>, seq: Seq, words: &str) -> Outcome {
    open(case, seq)?;
    let text = text::lines(words, Place::Text, bounds::ANSWER_BYTES)?;
    Ok(vec![within(case, Event::QuestionAnswered { question: seq }, Some(text))])
}

pub(super) fn fold(case: &Case<'_>, seq: Seq, into: Seq) -> Outcome {
    open(case, seq)?;
    let stands = question(case, into)?;
    if seq == into {
        return Err(Rejection::Already { is: "this question".into() });
    }
    // Into an answered one, too: whoever asked reads that answer then.
    if let crate::inbox::QuestionFate::Folded { .. } = stands.fate {
        return Err(Rejection::QuestionOver { question: into, is: stands.fate.as_str().to_owned() });
    }
    Ok(vec![within(case, Event::QuestionFolded { question: seq, into }, None)])
}

pub(super) fn decline(case: &Case<'_>, seq: Seq, reason: &str) -> Outcome {
    open(case, seq)?;
    let reason = text::lines(reason, Place::Reason, bounds::ANSWER_BYTES)?;
    Ok(vec![within(case, Event::QuestionDeclined { question: seq }, Some(reason))])
}
