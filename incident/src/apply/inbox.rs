//! What changes questions to the chair.

use crate::inbox::{Ask, Question, QuestionFate, normal};
use crate::prelude::*;
use crate::state::Incident;
use crate::{Fact, Seq};

fn ask(seq: Seq, fact: &Fact) -> Ask {
    Ask { seq, by: fact.author.clone(), at: fact.at }
}

pub(super) fn asked(state: &mut Incident, seq: Seq, fact: &Fact, same_as: Option<Seq>, words: Option<&str>) {
    if let Some(member) = fact.author.person().and_then(|person| state.people.get_mut(person)) {
        member.asked = true;
    }
    let ask = ask(seq, fact);
    if let Some(same) = same_as.and_then(|same| state.questions.get_mut(&same)) {
        same.asks.push(ask);
        return;
    }
    let same = words.map(normal).unwrap_or_default();
    state.questions.insert(seq, Question { seq, asks: vec![ask], same, fate: QuestionFate::Open });
}

fn over(state: &mut Incident, question: Seq, fate: QuestionFate) {
    if let Some(question) = state.questions.get_mut(&question) {
        question.fate = fate;
        question.same.clear();
    }
}

pub(super) fn answered(state: &mut Incident, seq: Seq, fact: &Fact, question: Seq) {
    over(state, question, QuestionFate::Answered(ask(seq, fact)));
}

pub(super) fn declined(state: &mut Incident, seq: Seq, fact: &Fact, question: Seq) {
    over(state, question, QuestionFate::Declined(ask(seq, fact)));
}

/// All who asked the one have asked the other.
pub(super) fn folded(state: &mut Incident, question: Seq, into: Seq) {
    if question == into || !state.questions.contains_key(&into) {
        return;
    }
    let asks = state.questions.get(&question).map(|it| it.asks.clone()).unwrap_or_default();
    over(state, question, QuestionFate::Folded { into });
    if let Some(into) = state.questions.get_mut(&into) {
        into.asks.extend(asks);
        into.asks.sort_by_key(|ask| (ask.at, ask.seq));
    }
}

/// Words that are gone are not compared any more.
pub(super) fn redacted(state: &mut Incident, wipes: &[Seq]) {
    for wiped in wipes {
        if let Some(question) = state.questions.get_mut(wiped) {
            question.same.clear();
        }
    }
}
