//! Edits of one text by several hands: what an edit is, and how one is carried forward over another.
//!
//! An edit walks over a text and keeps, inserts or deletes characters (Unicode scalar values, so that no position can
//! fall into the middle of one). What follows its last step stays as it is. The server puts all edits into one order;
//! an edit that was made before another one was seen is carried over it. For any two edits `a` and `b` of one text,
//! `b` and then `a` carried over `b` gives what `a` and then `b` carried over `a` gives (TP1): with one order for
//! all, that is enough for everybody to end with the same text.

mod carry;
mod position;

use crate::prelude::*;
use serde::{Deserialize, Serialize};

/// One step over a text. What is inserted is the characters themselves, or only how many they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step<I> {
    /// Keeps so many characters.
    Retain(usize),
    /// Inserts here.
    Insert(I),
    /// Deletes so many characters.
    Delete(usize),
}

/// Steps in their normal form: none is empty, neighbours of one kind are one, an insertion stands before a deletion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Steps<I>(Vec<Step<I>>);

/// An edit with the characters that it inserts: what a person orders.
pub type Edit = Steps<String>;

/// An edit without them: what is structure and not prose. Their number keeps all positions right.
pub type Outline = Steps<usize>;

/// What can be inserted.
pub trait Inserted: Clone {
    /// How many characters it is.
    fn length(&self) -> usize;
    /// Adds what follows it.
    fn join(&mut self, more: Self);
}

impl Inserted for String {
    fn length(&self) -> usize {
        str::chars(self).count()
    }

    fn join(&mut self, more: String) {
        self.push_str(&more);
    }
}

impl Inserted for usize {
    fn length(&self) -> usize {
        *self
    }

    fn join(&mut self, more: usize) {
        *self = self.saturating_add(more);
    }
}

/// Which of two insertions at one place stands to the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// That of the edit which is carried.
    Carried,
    /// That of the edit over which it is carried.
    Over,
}

impl Left {
    /// Who stands to the left: by name, so that two who type at one place do not tear each other's words apart;
    /// of one person's edits the one that was first in the order.
    #[must_use]
    pub fn of<A: Ord>(carried: &A, over: &A) -> Left {
        if carried < over { Left::Carried } else { Left::Over }
    }

    /// The same as the other edit sees it.
    #[must_use]
    pub fn mirrored(self) -> Left {
        match self {
            Left::Carried => Left::Over,
            Left::Over => Left::Carried,
        }
    }
}

impl<I> Default for Steps<I> {
    fn default() -> Self {
        Steps(Vec::new())
    }
}

impl<I: Inserted> Steps<I> {
    /// The same steps in their normal form.
    #[must_use]
    pub fn normal(steps: impl IntoIterator<Item = Step<I>>) -> Steps<I> {
        let mut normal = Steps::default();
        for step in steps {
            normal.push(step);
        }
        normal.trim();
        normal
    }

    /// The steps.
    #[must_use]
    pub fn steps(&self) -> &[Step<I>] {
        &self.0
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.0.iter().any(|step| !matches!(step, Step::Retain(_)))
    }

    /// How many characters of the text before it walks over.
    #[must_use]
    pub fn walked(&self) -> usize {
        let walked = self.0.iter().map(|step| match step {
            Step::Retain(count) | Step::Delete(count) => *count,
            Step::Insert(_) => 0,
        });
        walked.fold(0, usize::saturating_add)
    }

    /// How many characters it inserts.
    #[must_use]
    pub fn inserted(&self) -> usize {
        let inserted = self.0.iter().map(|step| match step {
            Step::Insert(it) => it.length(),
            Step::Retain(_) | Step::Delete(_) => 0,
        });
        inserted.fold(0, usize::saturating_add)
    }

    /// How many characters it deletes.
    #[must_use]
    pub fn deleted(&self) -> usize {
        let deleted = self.0.iter().map(|step| match step {
            Step::Delete(count) => *count,
            Step::Retain(_) | Step::Insert(_) => 0,
        });
        deleted.fold(0, usize::saturating_add)
    }

    fn push(&mut self, step: Step<I>) {
        match (self.0.last_mut(), step) {
            (_, Step::Retain(0) | Step::Delete(0)) => {}
            (_, Step::Insert(it)) if it.length() == 0 => {}
            (Some(Step::Retain(last)), Step::Retain(more)) | (Some(Step::Delete(last)), Step::Delete(more)) => {
                *last = last.saturating_add(more);
            }
            (Some(Step::Insert(last)), Step::Insert(more)) => last.join(more),
            (Some(Step::Delete(_)), Step::Insert(it)) => {
                let deletion = self.0.pop();
                self.push(Step::Insert(it));
                self.0.extend(deletion);
            }
            (_, step) => self.0.push(step),
        }
    }

    /// What is kept at the end needs no step.
    fn trim(&mut self) {
        while matches!(self.0.last(), Some(Step::Retain(_))) {
            self.0.pop();
        }
    }
}

impl Edit {
    /// Replaces the characters of a range by a text.
    #[must_use]
    pub fn replace(range: core::ops::Range<usize>, text: &str) -> Edit {
        let steps = [
            Step::Retain(range.start),
            Step::Insert(text.to_owned()),
            Step::Delete(range.end.saturating_sub(range.start)),
        ];
        Steps::normal(steps)
    }

    /// Its structure, and apart from it all characters that it inserts, one after the other.
    #[must_use]
    pub fn parts(&self) -> (Outline, String) {
        let mut inserted = String::new();
        let outline = self.0.iter().map(|step| match step {
            Step::Retain(count) => Step::Retain(*count),
            Step::Delete(count) => Step::Delete(*count),
            Step::Insert(text) => {
                inserted.push_str(text);
                Step::Insert(text.chars().count())
            }
        });
        let outline = Steps(outline.collect());
        (outline, inserted)
    }

    /// Puts structure and characters together again; a character that is missing becomes `�`.
    #[must_use]
    pub fn joined(outline: &Outline, inserted: &str) -> Edit {
        let mut chars = inserted.chars();
        let steps = outline.0.iter().map(|step| match step {
            Step::Retain(count) => Step::Retain(*count),
            Step::Delete(count) => Step::Delete(*count),
            Step::Insert(count) => {
                // A count that somebody made up must not make up a text: no event inserts more than a draft holds.
                let count = (*count).min(crate::bounds::DRAFT_BYTES);
                Step::Insert((0..count).map(|_| chars.next().unwrap_or('\u{FFFD}')).collect())
            }
        });
        Steps::normal(steps)
    }

    /// The text after the edit; steps beyond its end do nothing.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let mut after = String::with_capacity(text.len() + self.inserted());
        let mut rest = text.chars();
        for step in &self.0 {
            match step {
                Step::Retain(count) => after.extend(rest.by_ref().take(*count)),
                Step::Insert(inserted) => after.push_str(inserted),
                Step::Delete(count) => rest.by_ref().take(*count).for_each(drop),
            }
        }
        after.push_str(rest.as_str());
        after
    }

    /// The edit that takes this one back, made of the text before it.
    #[must_use]
    pub fn inverse(&self, text: &str) -> Edit {
        let mut rest = text.chars();
        let steps = self.0.iter().map(|step| match step {
            Step::Retain(count) => Step::Retain(rest.by_ref().take(*count).count()),
            Step::Insert(inserted) => Step::Delete(inserted.chars().count()),
            Step::Delete(count) => Step::Insert(rest.by_ref().take(*count).collect()),
        });
        Steps::normal(steps.collect::<Vec<_>>())
    }
}
