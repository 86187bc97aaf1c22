//! Questions of guests to the chair: asked into an inbox that those who work on the fix never see.
//!
//! Equal questions fold into one, the chair answers once, and everybody who asked reads the answer.

use crate::event::Author;
use crate::prelude::*;
use crate::state::Incident;
use crate::{Seq, Time};

/// A question, with everybody who asked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its number; its words are the content of that event.
    pub seq: Seq,
    /// Who asked, the first first; never empty.
    pub asks: Vec<Ask>,
    /// What it is compared by; empty once its words were redacted, or it is not open any more.
    pub same: String,
    /// What became of it.
    pub fate: QuestionFate,
}

/// One person's asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Number of the event.
    pub seq: Seq,
    /// Who.
    pub by: Author,
    /// When.
    pub at: Time,
}

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionFate {
    /// It waits for the chair.
    Open,
    /// It was answered; the answer is the content of that event.
    Answered(Ask),
    /// The chair does not answer it; the reason is the content of that event.
    Declined(Ask),
    /// Another question stands for it.
    Folded {
        /// Which.
        into: Seq,
    },
}

impl QuestionFate {
    /// As a word.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            QuestionFate::Open => "open",
            QuestionFate::Answered(_) => "answered",
            QuestionFate::Declined(_) => "declined",
            QuestionFate::Folded { .. } => "folded",
        }
    }
}

impl Question {
    /// Whether it waits for the chair.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.fate == QuestionFate::Open
    }

    /// When it was asked first.
    #[must_use]
    pub fn at(&self) -> Option<Time> {
        self.asks.iter().map(|ask| ask.at).min()
    }

    /// Who asked, each once, the first first.
    #[must_use]
    pub fn askers(&self) -> Vec<&Author> {
        let mut askers: Vec<&Author> = Vec::new();
        for ask in &self.asks {
            if !askers.contains(&&ask.by) {
                askers.push(&ask.by);
            }
        }
        askers
    }

    /// The answer, or the reason why there is none.
    #[must_use]
    pub fn reply(&self) -> Option<&Ask> {
        match &self.fate {
            QuestionFate::Answered(reply) | QuestionFate::Declined(reply) => Some(reply),
            QuestionFate::Open | QuestionFate::Folded { .. } => None,
        }
    }
}

/// The questions as they are listed: open ones first, the longest waiting first; then the others, the newest first.
#[must_use]
pub fn listed(state: &Incident) -> Vec<&Question> {
    let mut listed: Vec<&Question> =
        state.questions.values().filter(|it| !matches!(it.fate, QuestionFate::Folded { .. })).collect();
    listed.sort_by_key(|it| match it.reply() {
        None => (false, it.at(), 0),
        Some(reply) => (true, None, u64::MAX - reply.seq),
    });
    listed
}

/// Questions that wait for the chair, the longest waiting first.
pub fn open(state: &Incident) -> impl Iterator<Item = &Question> {
    let mut open: Vec<&Question> = state.questions.values().filter(|it| it.is_open()).collect();
    open.sort_by_key(|it| it.at());
    open.into_iter()
}

/// Whether an event is one of the inbox that has words.
#[must_use]
pub fn holds(state: &Incident, event: Seq) -> bool {
    state.questions.values().any(|it| {
        it.asks.iter().any(|ask| ask.seq == event) || it.seq == event || it.reply().is_some_and(|it| it.seq == event)
    })
}

/// What two questions are compared by: their words, whatever their case, spaces and punctuation.
#[must_use]
pub fn normal(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // `???` has no words and still is a question.
    if words.is_empty() { lower.split_whitespace().collect::<Vec<_>>().join(" ") } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_spaces_and_punctuation_make_no_other_question() {
        assert_eq!(normal("Is the  data safe?"), normal("is the data SAFE ?!"));
        assert_eq!(normal("What's up?"), normal("what s up"));
        assert_ne!(normal("Is the data safe?"), normal("Is the data lost?"));
        assert_ne!(normal("???"), normal("!"));
        assert_eq!(normal("ÄRGER mit Ölpreis?"), normal("ärger mit ölpreis"));
    }
}
