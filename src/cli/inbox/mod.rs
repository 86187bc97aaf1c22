//! Questions to the chair and their answers, and what was told to whom, for scripts and for people.

pub mod args;
mod told;

use super::args::Common;
use super::debts::{self, Room};
use super::describe::stamp;
use super::{input, output, posting};
use crate::client::exit::Failure;
use args::InboxSub;
use serde_json::{Value, json};
use warroom_incident::inbox::{Question, QuestionFate, listed};
use warroom_incident::rejection::Place;
use warroom_incident::{Command, Reach, Reaches, bounds};

pub(super) use told::of_reader;

/// `ask`, `questions`, `answer` and `told`
pub(super) async fn inbox(common: &Common, sub: InboxSub) -> Result<(), Failure> {
    let command = match sub {
        InboxSub::Questions => return questions(common).await,
        InboxSub::Told => return told::told(common).await,
        InboxSub::Ask(text) => {
            Command::AskQuestion { text: input::checked(&text.text, Place::Text, bounds::QUESTION_BYTES)? }
        }
        InboxSub::Answer { question, same_as: Some(into), .. } => Command::FoldQuestion { question, into },
        InboxSub::Answer { question, text, decline: true, same_as: None } => {
            Command::DeclineQuestion { question, reason: input::checked(&text, Place::Reason, bounds::ANSWER_BYTES)? }
        }
        InboxSub::Answer { question, text, decline: false, same_as: None } => {
            Command::AnswerQuestion { question, text: input::checked(&text, Place::Text, bounds::ANSWER_BYTES)? }
        }
    };
    posting::post(common, command.into()).await
}

async fn questions(common: &Common) -> Result<(), Failure> {
    let room = debts::room(common).await?;
    if room.reaches == Reaches::PUBLISHED {
        return Err(Failure::refused(
            "you read what is published: warroom told; questions of guests do not come to readers",
        ));
    }
    if !room.reaches.contains(Reach::Inbox) {
        let why = "questions of guests go to the chair; your seat does not see them, which keeps you free to work";
        return Err(Failure::refused(why));
    }
    let questions = listed(&room.state);
    if common.json {
        return output::json(&questions.into_iter().map(|it| as_json(&room, it)).collect::<Vec<_>>());
    }
    if questions.is_empty() {
        output::notice("nobody has asked the chair anything; ask with: warroom ask TEXT");
    }
    questions.into_iter().try_for_each(|it| plain(&room, it))
}

fn as_json(room: &Room, question: &Question) -> Value {
    let reply = question.reply();
    let said = reply.and_then(|reply| room.record.text(reply.seq));
    let answered = matches!(question.fate, QuestionFate::Answered(_));
    json!({
        "question": question.seq,
        "state": question.fate.as_str(),
        "text": room.record.text(question.seq),
        "at": question.at(),
        "asked": question.asks.len(),
        "asked_by": question.askers(),
        "answer": said.filter(|_| answered),
        "reason": said.filter(|_| !answered),
        "replied_at": reply.map(|reply| reply.at),
        "replied_by": reply.map(|reply| &reply.by),
    })
}

fn plain(room: &Room, question: &Question) -> Result<(), Failure> {
    let words = |seq| output::one_line(room.record.text(seq).unwrap_or("[redacted]"));
    let asked = question.at().map(stamp).unwrap_or_default();
    let by = question.askers().iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ");
    let head = format!("{:>6}  {asked}  [{}] {by}: ", question.seq, question.fate.as_str());
    output::line(&format!("{}{}", output::one_line(&head), words(question.seq)))?;
    match question.reply() {
        Some(reply) => {
            let by = output::one_line(reply.by.as_str());
            let what = if matches!(question.fate, QuestionFate::Answered(_)) { "answers" } else { "declines" };
            output::line(&format!("        {}  {by} {what}: {}", stamp(reply.at), words(reply.seq)))
        }
        None => Ok(()),
    }
}
