//! One entry or event: in full, with what can be done about it.

use warroom_incident::event::{EntryKind, LinkKind, Mark, Progress, Verdict};
use warroom_incident::state::{Course, Entry};
use warroom_incident::{Command, CommandKind, Seq};

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

/// A new link.
#[must_use]
pub fn link() -> Form {
    let choices = LinkKind::ALL.iter().map(|kind| Choice {
        label: plain(kind.as_str()),
        order: Order::Link(*kind),
        words: Words::Must,
        question: String::new(),
    });
    Form::new("Add a link", "Address, then what it is", choices.collect())
}

/// What a hypothesis turned out to be, or how far an action is.
#[must_use]
pub fn judge(model: &Model, entry: &Entry) -> Form {
    let words = model.replica.record().text(entry.text_at).unwrap_or("[words removed]");
    let choices = entry_choices(EntryKind::Observation, entry.course, entry.seq);
    let title = if entry.kind == EntryKind::Hypothesis { "This hypothesis is" } else { "This action is" };
    let mut form =
        Form::new(title, "Why, or what came of it (may stay empty)", choices).about([first_line(words, 300)]);
    form.stage = Stage::Choosing;
    form
}

/// Removing somebody's words for good: what goes, what stays, and a word to be typed.
#[must_use]
pub fn redact(model: &Model, seq: Seq) -> Form {
    let mut form = Form::new("Remove words for good", "Why (never the words themselves)", vec![redacting(seq)]);
    form.stage = Stage::Writing;
    form.about(what_goes(model, seq))
}

fn redacting(seq: Seq) -> Choice {
    let redact = Command::Redact { event: seq, reason: String::new() };
    choice("Remove the words for good (a password, a name)", redact, Words::Must)
}

/// What is removed where, and what stays.
fn what_goes(model: &Model, seq: Seq) -> Vec<String> {
    let (state, record) = (model.replica.state(), model.replica.record());
    let words = state.entry(seq).and_then(|entry| record.text(entry.text_at)).or_else(|| record.text(seq));
    let corrections = state.entry(seq).map_or(0, |entry| entry.corrections.len());
    let debts = state.tasks.iter().filter(|task| task.debt_of == Some(seq)).count();
    let mut goes = format!("Removed: the words of number {seq}");
    if corrections > 0 {
        goes.push_str(&format!(", of its corrections ({corrections})"));
    }
    if debts > 0 {
        goes.push_str(", of the debt that it opened");
    }
    goes.push_str(", from the server's store and from every screen in the room.");
    let stays = "Stays: the number, who wrote it, when, who removed it and why. The record still verifies.";
    let beyond = "Cannot be called back: what somebody copied, exported or backed up before.";
    vec![first_line(words.unwrap_or("[words removed]"), 300), String::new(), goes, stays.into(), beyond.into()]
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
        choices.push(Choice {
            label: "Use in a draft, in words for the outside".into(),
            order: Order::UseInDraft(seq),
            words: Words::No,
            question: String::new(),
        });
    }
    choices.push(redacting(seq));
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
        Order::UseInDraft(_) => state.seat_for(model.me(), CommandKind::UseInDraft).is_some(),
        Order::Stuck(..) => true,
        Order::Write(..) | Order::Plan(_) | Order::Link(_) | Order::Stands | Order::Leave => true,
        Order::Saves(_) | Order::DueIn(..) | Order::DueAt(_) => true,
        Order::TakeBack(_) | Order::Drop(_) | Order::PostAgain(_) | Order::StillTrue(_) => true,
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
