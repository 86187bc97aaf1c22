//! Asking the chair, and what the chair says to it.

use warroom_incident::inbox::listed;
use warroom_incident::{Command, Seq};

use super::{Choice, Form, Stage, Words, choice};
use crate::app::model::Model;
use crate::app::questions::{askers, words};
use crate::timeline::first_line;

/// Questions that another one is held against: as many as have a digit, beside answering and declining.
const MOST_OTHERS: usize = 7;

/// A question to the chair.
#[must_use]
pub fn ask() -> Form {
    let ask = choice("Ask the chair", Command::AskQuestion { text: String::new() }, Words::Must);
    let about = "The chair and the other guests read it; whoever works on the fix never does.";
    Form::new("Ask the chair", "Your question, in one line", vec![ask]).about([about.into()])
}

fn about(model: &Model, seq: Seq) -> Vec<String> {
    let who = model.replica.state().questions.get(&seq).map(askers).unwrap_or_default();
    vec![first_line(&words(model, seq), 600), format!("asked by {who}")]
}

fn answering(question: Seq) -> Choice {
    choice("Answer it", Command::AnswerQuestion { question, text: String::new() }, Words::Must)
}

fn declining(question: Seq) -> Choice {
    choice("Do not answer it, and say why", Command::DeclineQuestion { question, reason: String::new() }, Words::Must)
}

/// Those that it may repeat, as choices.
fn others(model: &Model, question: Seq) -> Vec<Choice> {
    let listed = listed(model.replica.state());
    let others = listed.into_iter().filter(|it| it.seq != question).take(MOST_OTHERS);
    let same = |into: Seq| {
        let label = format!("The same as {into}: {}", first_line(&words(model, into), 80));
        choice(label, Command::FoldQuestion { question, into }, Words::No)
    };
    others.map(|it| same(it.seq)).collect()
}

/// Everything that can be done about a question that waits.
#[must_use]
pub fn question(model: &Model, seq: Seq) -> Form {
    let choices = [vec![answering(seq), declining(seq)], others(model, seq)].concat();
    Form::new(format!("Question {seq}"), "", choices).about(about(model, seq))
}

/// The answer, for all who asked.
#[must_use]
pub fn answer(model: &Model, seq: Seq) -> Form {
    Form::new(format!("Answer question {seq}"), "", vec![answering(seq)]).about(about(model, seq))
}

/// Why there is none.
#[must_use]
pub fn decline_question(model: &Model, seq: Seq) -> Form {
    Form::new(format!("Do not answer question {seq}"), "", vec![declining(seq)]).about(about(model, seq))
}

/// Which other question asks the same: whoever asked this one gets that answer.
#[must_use]
pub fn same(model: &Model, seq: Seq) -> Form {
    let mut form = Form::new(format!("Question {seq} asks the same as"), "", others(model, seq));
    form.stage = Stage::Choosing;
    form.about(about(model, seq))
}
