//! The text of a draft while it is written: the words, who wrote which of them, and the edits of late, over which one
//! that was made before them can be carried.

use super::edit::{Edit, Left, Outline, Step};
use super::external::ExternalText;
use crate::event::Author;
use crate::prelude::*;
use crate::{Seq, bounds};
use alloc::collections::VecDeque;
use serde::{Deserialize, Serialize};

/// A part of the text that one person wrote by one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The event.
    pub at: Seq,
    /// Who, by their place in [`Manuscript::authors`].
    pub by: usize,
    /// How many characters.
    pub chars: usize,
}

/// The same where the events are gone: what a snapshot keeps of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Who.
    pub by: Author,
    /// How many characters.
    pub chars: usize,
}

/// An edit of late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// Its event.
    pub seq: Seq,
    /// Whose it is.
    pub by: Author,
    /// What it did.
    pub edit: Outline,
}

/// A text under several hands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manuscript {
    text: ExternalText,
    authors: Vec<Author>,
    spans: Vec<Span>,
    recent: VecDeque<Recent>,
    /// The event up to which edits are not kept any more.
    forgotten: Seq,
    /// Events that hold words of this text, until they are redacted.
    sources: Vec<Seq>,
}

impl Manuscript {
    /// The words.
    #[must_use]
    pub fn text(&self) -> &ExternalText {
        &self.text
    }

    /// Who wrote any of it.
    #[must_use]
    pub fn authors(&self) -> &[Author] {
        &self.authors
    }

    /// Who wrote which part of what stands there, from its beginning to its end.
    pub fn written(&self) -> impl Iterator<Item = (&Author, Span)> {
        self.spans.iter().filter_map(|span| Some((self.authors.get(span.by)?, *span)))
    }

    /// The same without the events: of one author's neighbouring parts one.
    #[must_use]
    pub fn authorship(&self) -> Vec<Written> {
        let mut written = Vec::new();
        self.written().for_each(|(by, span)| push_written(&mut written, by, span.chars));
        written
    }

    /// Who wrote which part after an edit that somebody made.
    #[must_use]
    pub fn rewritten(written: &[Written], edit: &Edit, by: &Author) -> Vec<Written> {
        let mut after = Vec::with_capacity(written.len() + 2);
        let mut rest = written.iter().cloned();
        let mut open = rest.next();
        let mut take = |mut count: usize, mut kept: Option<&mut Vec<Written>>| {
            while let (1.., Some(part)) = (count, open.as_mut()) {
                let chars = part.chars.min(count);
                if let Some(kept) = kept.as_deref_mut() {
                    push_written(kept, &part.by, chars);
                }
                count -= chars;
                part.chars -= chars;
                if part.chars == 0 {
                    open = rest.next();
                }
            }
        };
        for step in edit.steps() {
            match step {
                Step::Retain(count) => take(*count, Some(&mut after)),
                Step::Delete(count) => take(*count, None),
                Step::Insert(text) => push_written(&mut after, by, text.chars().count()),
            }
        }
        take(usize::MAX, Some(&mut after));
        after
    }

    /// The edits of late, oldest first.
    pub fn recent(&self) -> impl DoubleEndedIterator<Item = &Recent> {
        self.recent.iter()
    }

    /// The last event of which the edits before are not known any more: nothing made on an older text can be carried.
    #[must_use]
    pub fn forgotten(&self) -> Seq {
        self.forgotten
    }

    /// Events that hold words of this text.
    #[must_use]
    pub fn sources(&self) -> &[Seq] {
        &self.sources
    }

    /// How many characters the text had at that event.
    #[must_use]
    pub fn chars_at(&self, base: Seq) -> usize {
        let since = self.recent.iter().rev().take_while(|recent| recent.seq > base);
        since.fold(self.text.chars(), |chars, recent| {
            (chars + recent.edit.deleted()).saturating_sub(recent.edit.inserted())
        })
    }

    /// Carries an edit that was made on the text of `base` over what came after it.
    #[must_use]
    pub fn carried(&self, edit: &Edit, by: &Author, base: Seq) -> Edit {
        let since = self.recent.iter().filter(|recent| recent.seq > base);
        since.fold(edit.clone(), |edit, recent| edit.carried(&recent.edit, Left::of(by, &recent.by)))
    }

    /// Takes an edit of the text as it stands.
    pub(crate) fn edited(&mut self, seq: Seq, by: &Author, outline: &Outline, inserted: &str) {
        let edit = Edit::joined(outline, inserted);
        self.text.edit(&edit);
        let by_place = self.place_of(by);
        self.spans = respanned(&self.spans, &edit, Span { at: seq, by: by_place, chars: 0 });
        if !inserted.is_empty() || outline.inserted() > 0 {
            self.sources.push(seq);
        }
        let (edit, _) = edit.parts();
        self.recent.push_back(Recent { seq, by: by.clone(), edit });
        self.forget_old();
    }

    /// Puts a snapshot in the place of everything that came before it.
    pub(crate) fn replace(&mut self, seq: Seq, text: &str, written: &[Written]) {
        let mut fresh = Manuscript { text: ExternalText::recorded(text), forgotten: seq, ..Manuscript::default() };
        for part in written {
            let by = fresh.place_of(&part.by);
            push_span(&mut fresh.spans, Span { at: seq, by, chars: part.chars });
        }
        // By its outline, which stays when the words are gone: a record says the same before and after.
        if !written.is_empty() {
            fresh.sources.push(seq);
        }
        *self = fresh;
    }

    /// Nobody writes on: what only editing needs is let go.
    pub(crate) fn finish(&mut self, seq: Seq) {
        self.recent = VecDeque::new();
        self.forgotten = seq;
    }

    /// The text and its authors without what came by that event.
    #[must_use]
    pub(crate) fn without(&self, event: Seq) -> (String, Vec<Written>) {
        let mut text = String::new();
        let mut written = Vec::new();
        let mut chars = self.text.as_str().chars();
        for (by, span) in self.written() {
            let part = chars.by_ref().take(span.chars);
            if span.at == event {
                part.for_each(drop);
                continue;
            }
            text.extend(part);
            push_written(&mut written, by, span.chars);
        }
        (text, written)
    }

    fn place_of(&mut self, author: &Author) -> usize {
        self.authors.iter().position(|known| known == author).unwrap_or_else(|| {
            self.authors.push(author.clone());
            self.authors.len() - 1
        })
    }

    fn forget_old(&mut self) {
        let steps: usize = self.recent.iter().map(|recent| recent.edit.steps().len()).sum();
        let mut over = steps.saturating_sub(bounds::DRAFT_RECENT_STEPS);
        while over > 0 || self.recent.len() > bounds::DRAFT_RECENT_EDITS {
            let Some(oldest) = self.recent.pop_front() else { break };
            over = over.saturating_sub(oldest.edit.steps().len());
            self.forgotten = oldest.seq;
        }
    }
}

fn push_written(written: &mut Vec<Written>, by: &Author, chars: usize) {
    match written.last_mut() {
        _ if chars == 0 => {}
        Some(last) if last.by == *by => last.chars += chars,
        _ => written.push(Written { by: by.clone(), chars }),
    }
}

fn push_span(spans: &mut Vec<Span>, span: Span) {
    match spans.last_mut() {
        _ if span.chars == 0 => {}
        Some(last) if last.at == span.at && last.by == span.by => last.chars += span.chars,
        _ => spans.push(span),
    }
}

/// The spans after an edit; what it inserts is `new`.
fn respanned(spans: &[Span], edit: &Edit, new: Span) -> Vec<Span> {
    let mut after = Vec::with_capacity(spans.len() + 2);
    let mut rest = spans.iter().copied();
    let mut open = rest.next();
    let mut take = |mut count: usize, mut each: Option<&mut Vec<Span>>| {
        while let (1.., Some(span)) = (count, open.as_mut()) {
            let part = span.chars.min(count);
            if let Some(kept) = each.as_deref_mut() {
                push_span(kept, Span { chars: part, ..*span });
            }
            count -= part;
            span.chars -= part;
            if span.chars == 0 {
                open = rest.next();
            }
        }
    };
    for step in edit.steps() {
        match step {
            Step::Retain(count) => take(*count, Some(&mut after)),
            Step::Delete(count) => take(*count, None),
            Step::Insert(text) => push_span(&mut after, Span { chars: text.chars().count(), ..new }),
        }
    }
    take(usize::MAX, Some(&mut after));
    after
}
