//! The inbox on the screen: what guests asked the chair, who asked it, for how long it waits, what was answered. Pure.

use warroom_incident::inbox::{Question, QuestionFate, listed, open};
use warroom_incident::{Reach, Seq, Time};

use super::filter;
use super::model::{Model, Pane};
use super::sheet::Sheet;
use super::tone::Tone;
use crate::brief::age;
use crate::timeline::{clean, first_line};

/// Minutes after which a question that waits is loud.
const LATE_MINUTES: i64 = 10;

/// Whether the inbox is mine to read.
#[must_use]
pub fn is_seen(model: &Model) -> bool {
    model.replica.reaches().is_some_and(|reaches| reaches.contains(Reach::Inbox))
}

/// Whether there is anything in it for me.
#[must_use]
pub fn has_any(model: &Model) -> bool {
    is_seen(model) && !model.replica.state().questions.is_empty()
}

/// How many wait.
#[must_use]
pub fn waiting(model: &Model) -> usize {
    open(model.replica.state()).count()
}

/// The questions of the list as it is filtered, in their order.
#[must_use]
pub fn order(model: &Model) -> Vec<Seq> {
    let all = listed(model.replica.state()).into_iter();
    all.filter(|it| filter::shows_question(model, it)).map(|it| it.seq).collect()
}

/// How many are listed without a filter.
#[must_use]
pub fn all(model: &Model) -> usize {
    listed(model.replica.state()).len()
}

/// What of a question is searched: its words, who asked, and what was said to them.
#[must_use]
pub fn searched(model: &Model, seq: Seq) -> String {
    let Some(question) = model.replica.state().questions.get(&seq) else { return String::new() };
    let reply = question.reply().map(|reply| words(model, reply.seq)).unwrap_or_default();
    let askers: Vec<_> = question.askers().into_iter().map(|it| clean(it.as_str())).collect();
    let fate = fate(question, model.shown_at()).0;
    format!("{seq} {fate} {} {} {reply}", askers.join(", "), words(model, seq))
}

/// The selected question.
#[must_use]
pub fn selected(model: &Model) -> Option<Seq> {
    let order = order(model);
    order.iter().copied().find(|seq| *seq == model.selected.question).or(order.first().copied())
}

/// The selected question, where it waits for an answer.
#[must_use]
pub fn selected_open(model: &Model) -> Option<Seq> {
    selected(model).filter(|seq| model.replica.state().questions.get(seq).is_some_and(|it| it.is_open()))
}

/// The words of an event of the inbox.
#[must_use]
pub fn words(model: &Model, seq: Seq) -> String {
    clean(model.replica.record().text(seq).unwrap_or("[words removed]"))
}

/// What became of a question, in a few words; and how loud that is.
#[must_use]
pub fn fate(question: &Question, now: Time) -> (String, Tone) {
    match &question.fate {
        QuestionFate::Open => {
            let at = question.at().unwrap_or(now);
            let late = (now - at).num_minutes() >= LATE_MINUTES;
            (format!("WAITS {}", age(at, now)), if late { Tone::Alarm } else { Tone::Strong })
        }
        QuestionFate::Answered(reply) => (format!("answered {} ago", age(reply.at, now)), Tone::Good),
        QuestionFate::Declined(reply) => (format!("NOT ANSWERED, {} ago", age(reply.at, now)), Tone::Uneasy),
        QuestionFate::Folded { into } => (format!("the same as {into}"), Tone::Faint),
    }
}

/// Who asked: up to three names, and how many more.
#[must_use]
pub fn askers(question: &Question) -> String {
    let names: Vec<_> = question.askers().into_iter().map(|it| clean(it.as_str())).collect();
    let more = names.len().saturating_sub(3);
    let shown = names.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// What waits for the chair: the words, and the question.
#[must_use]
pub fn needs(model: &Model, now: Time) -> Vec<(String, Seq)> {
    let of = |it: &Question| {
        let asked = match it.askers().len() {
            1 => format!("by {}", askers(it)),
            many => format!("by {many}"),
        };
        let waits = it.at().map_or_else(String::new, |at| age(at, now));
        (format!("{waits} ago {asked}: {}", first_line(&words(model, it.seq), 160)), it.seq)
    };
    open(model.replica.state()).map(of).collect()
}

/// The step that the longest waiting question asks for.
#[must_use]
pub fn oldest(model: &Model, now: Time) -> Option<String> {
    let mut waiting = open(model.replica.state());
    let at = waiting.next()?.at()?;
    let more = match waiting.count() {
        0 => String::new(),
        more => format!(" (+{more} more)"),
    };
    Some(format!("a question waits {}{more}: answer it", age(at, now)))
}

/// How many replies to what I asked I have not had in front of me.
#[must_use]
pub fn unread(model: &Model) -> usize {
    if model.focus == Pane::Questions {
        return 0;
    }
    let mine = |it: &&Question| it.asks.iter().any(|ask| ask.by.person() == Some(model.me()));
    let questions = model.replica.state().questions.values().filter(mine);
    questions.filter_map(Question::reply).filter(|reply| reply.seq > model.selected.questions_seen).count()
}

/// The newest answer to something I asked that I have not had in front of me.
#[must_use]
pub fn answered(model: &Model) -> Option<String> {
    if model.focus == Pane::Questions {
        return None;
    }
    let mine = |it: &&Question| it.asks.iter().any(|ask| ask.by.person() == Some(model.me()));
    let replies = model.replica.state().questions.values().filter(mine).filter_map(|it| Some((it, it.reply()?)));
    let (question, reply) = replies.max_by_key(|(_, reply)| reply.seq)?;
    if reply.seq <= model.selected.questions_seen {
        return None;
    }
    let what = if matches!(question.fate, QuestionFate::Answered(_)) { "answered" } else { "does not answer" };
    Some(format!("the chair {what} your question: {}", first_line(&words(model, reply.seq), 120)))
}

/// A question in full, with everybody who asked it and what was said to them.
#[must_use]
pub fn in_full(model: &Model, seq: Seq) -> Option<Sheet> {
    let question = model.replica.state().questions.get(&seq)?;
    let clock = model.clock();
    let mut lines = vec![words(model, seq), String::new()];
    for ask in &question.asks {
        let said = if ask.seq == seq { String::new() } else { format!(": {}", words(model, ask.seq)) };
        lines.push(format!("{} {} asked{said}", clock.short(ask.at).trim(), ask.by));
    }
    lines.push(String::new());
    match (&question.fate, question.reply()) {
        (QuestionFate::Answered(_), Some(reply)) => {
            lines.push(format!("{} {} answered:", clock.short(reply.at).trim(), reply.by));
            lines.push(words(model, reply.seq));
        }
        (_, Some(reply)) => {
            lines.push(format!("{} {} does not answer it:", clock.short(reply.at).trim(), reply.by));
            lines.push(words(model, reply.seq));
        }
        (_, None) => lines.push(fate(question, model.shown_at()).0),
    }
    Some(Sheet::to_read(format!("Question {seq}"), &lines.join("\n"), 0))
}
