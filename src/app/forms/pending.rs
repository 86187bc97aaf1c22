//! Entries that are not on the record: what can be done with one, and the question about one that has grown old.

use warroom_incident::CommandId;

use super::{Choice, Form, Order, Stage, Words};
use crate::app::model::Model;
use crate::app::outbox::{age, fate, words};
use crate::replica::{Fate, Waiting, Way};
use crate::timeline::{clean, first_line};

fn plain_choice(label: &str, order: Order, question: &str) -> Choice {
    Choice { label: label.into(), order, words: Words::No, question: question.into() }
}

fn take_back(id: CommandId) -> Choice {
    plain_choice("Take the text back into the composer", Order::TakeBack(id), "")
}

fn drop_it(id: CommandId, words: &str) -> Choice {
    let question = format!("Drop it for good? \u{201c}{}\u{201d}", clean(&first_line(words, 80)));
    plain_choice("Drop it: its words are gone then", Order::Drop(id), &question)
}

/// What can be done with an entry that is not on the record.
#[must_use]
pub fn pending(model: &Model, waiting: &Waiting) -> Form {
    let (id, words) = (waiting.pending.id, words(waiting));
    let refused = matches!(waiting.fate, Fate::Refused(_));
    let on_its_way = waiting.way == Way::Sent && matches!(waiting.fate, Fate::Unanswered | Fate::Doubtful(_));
    let mut about = vec![format!("{} · written {}", fate(model, waiting), age(model, waiting))];
    if let Fate::Refused(why) = &waiting.fate {
        about.push(format!("Why: {why}"));
    }
    if waiting.way == Way::Unsure && !refused {
        about.push(
            "It left once and no answer came: it may be on the record already. Connected, this will be known.".into(),
        );
    }
    let mut choices = Vec::new();
    if on_its_way || matches!(waiting.fate, Fate::Accepted(_)) {
        about.push("It is on its way; its answer is awaited.".into());
    } else {
        choices.push(take_back(id));
        if refused {
            choices.push(plain_choice("Post it once more as it is", Order::PostAgain(id), ""));
        }
        choices.push(drop_it(id, words));
    }
    about.push(String::new());
    let title = if refused { "Not on the record" } else { "Not on the record yet" };
    let mut form = Form::new(title, "", choices);
    form.stage = Stage::Choosing;
    form.about(about.into_iter().chain(words.lines().map(str::to_owned)))
}

/// Whether an old entry still holds: yes sends it with its own time, no offers what else can be done.
#[must_use]
pub fn doubted(model: &Model, waiting: &Waiting) -> Form {
    let (id, words) = (waiting.pending.id, words(waiting));
    let at = model.clock().short(waiting.pending.at);
    let question = format!("{} \u{201c}{}\u{201d} — still true?", at.trim(), clean(&first_line(words, 80)));
    let behind = model.replica.unsent().saturating_sub(1);
    let mut about = vec![
        format!("Written {}. It is not on the record: nobody else has seen it.", age(model, waiting)),
        format!("y sends it with its own time, {}; n asks what else to do with it.", at.trim()),
    ];
    if behind > 0 {
        about.push(format!("Behind it, in order: {}.", crate::app::outbox::wait(behind)));
    }
    about.push(String::new());
    let choices = vec![
        plain_choice("Send it with its own time: it is still true", Order::StillTrue(id), &question),
        take_back(id),
        drop_it(id, words),
    ];
    let mut form = Form::new("Still true?", "", choices);
    form.stage = Stage::Confirming;
    form.about(about.into_iter().chain(words.lines().map(str::to_owned)))
}
