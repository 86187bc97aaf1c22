//! One entry or event: in full, with what can be done about it.

use warroom_incident::event::{EntryKind, Mark, Progress, Verdict};
use warroom_incident::state::Course;
use warroom_incident::{Command, CommandId, Seq};

use super::{Choice, Form, Order, Stage, Words, choice, with_words};
use crate::app::composer::Target;
use crate::app::model::Model;
use crate::timeline::{first_line, plain};

/// Which kind of fact a note is.
#[must_use]
pub fn mark_fact(seq: Seq, words: &str) -> Form {
    let kinds = EntryKind::ALL.into_iter().filter(|kind| *kind != EntryKind::Note);
    let choices = kinds.map(|fact| choice(fact.as_str(), Command::MarkFact { entry: seq, fact }, Words::No));
    Form::new("This note is a fact", "", choices.collect()).about([first_line(words, 300)])
}

/// An entry that was refused.
#[must_use]
pub fn refused(id: CommandId, words: &str, why: &str) -> Form {
    let back = Choice {
        label: "Take the text back into the composer".into(),
        order: Order::TakeBack(id),
        words: Words::No,
        question: String::new(),
    };
    let mut form = Form::new("Not on the record", "", vec![back]);
    form.stage = Stage::Choosing;
    form.about([format!("Why: {why}")].into_iter().chain(words.lines().map(str::to_owned)))
}

/// What can be done about an event, as far as I may.
#[must_use]
pub fn about_event(model: &Model, seq: Seq) -> Vec<Choice> {
    let (state, record) = (model.replica.state(), model.replica.record());
    let mut choices = Vec::new();
    if let Some(entry) = state.entry(seq) {
        choices = entry_choices(entry.kind, entry.course, seq);
        let (label, mark) = if entry.key { ("Take the key mark away", Mark::Off) } else { ("Mark as key", Mark::On) };
        choices.push(choice(label, Command::MarkKey { entry: seq, mark }, Words::No));
        let text = record.text(entry.text_at).unwrap_or_default().to_owned();
        choices.push(Choice {
            label: "Correct the text or its time".into(),
            order: Order::Write(Target::Correct(seq), text),
            words: Words::No,
            question: String::new(),
        });
    }
    let redact = Command::Redact { event: seq, reason: String::new() };
    let question = "Remove the words for good, from every store and screen?";
    choices.push(choice("Remove the words for good (a password, a name)", redact, Words::Must).ask(question));
    let allowed = |choice: &Choice| match &choice.order {
        Order::Command(command) => {
            // Words come later: a missing one is no reason to hide the choice.
            let tried = with_words(command.clone(), "x");
            model.replica.predict(&tried, model.server_now()).is_ok()
        }
        Order::Write(Target::Correct(entry), _) => {
            let tried = Command::Correct { entry: *entry, text: Some("x".into()), happened_at: None };
            model.replica.predict(&tried, model.server_now()).is_ok()
        }
        Order::Write(..) | Order::Plan(_) | Order::TakeBack(_) | Order::Leave => true,
    };
    choices.retain(allowed);
    choices
}

fn entry_choices(kind: EntryKind, course: Course, seq: Seq) -> Vec<Choice> {
    let mut choices = Vec::new();
    match course {
        Course::Hypothesis(now) => {
            for (verdict, label) in [
                (Verdict::Confirmed, "Confirmed: it was that"),
                (Verdict::RuledOut, "Ruled out: it was not that"),
                (Verdict::Open, "Open again"),
            ] {
                if verdict != now {
                    let command = Command::JudgeHypothesis { entry: seq, verdict, reason: String::new() };
                    choices.push(choice(label, command, Words::May));
                }
            }
        }
        Course::Action { progress: now, temporary, .. } => {
            for progress in [Progress::Done, Progress::Failed, Progress::UnderWay] {
                if progress != now {
                    let label = format!("The action is {}", plain(progress.as_str()));
                    let command = Command::MoveAction { entry: seq, progress, text: String::new() };
                    choices.push(choice(label, command, Words::May));
                }
            }
            if !temporary {
                let command = Command::MarkTemporary { entry: seq };
                choices.push(choice("It is temporary: opens a debt", command, Words::No));
            }
        }
        Course::Plain => {}
    }
    if kind == EntryKind::Note {
        let command = Command::MarkFact { entry: seq, fact: EntryKind::Finding };
        choices.push(choice("It is a finding (m offers the other kinds)", command, Words::No));
    }
    choices
}
