//! Where a position stands after an edit, and where it stood before it: carets and selections.

use super::{Inserted, Left, Step, Steps};

impl<I: Inserted> Steps<I> {
    /// Where a position of the text before stands after this edit. At an insertion, `left` says which side it keeps:
    /// [`Left::Carried`] stays before what is inserted there.
    #[must_use]
    pub fn position(&self, at: usize, left: Left) -> usize {
        let (mut before, mut after) = (0, 0);
        for step in &self.0 {
            if before > at || (before == at && left == Left::Carried) {
                break;
            }
            match step {
                Step::Insert(it) => after += it.length(),
                Step::Retain(count) => {
                    let kept = (*count).min(at - before);
                    before += count;
                    after += kept;
                    if kept < *count {
                        return after;
                    }
                }
                Step::Delete(count) => {
                    before += count;
                    if before > at {
                        return after;
                    }
                }
            }
        }
        after + at.saturating_sub(before)
    }

    /// Where a position of the text after this edit stood before it; inside an insertion, where that was put.
    #[must_use]
    pub fn position_before(&self, at: usize) -> usize {
        let (mut before, mut after) = (0, 0);
        for step in &self.0 {
            if after >= at {
                break;
            }
            match step {
                Step::Insert(it) => {
                    after += it.length();
                    if after >= at {
                        return before;
                    }
                }
                Step::Retain(count) => {
                    let kept = (*count).min(at - after);
                    before += kept;
                    after += kept;
                }
                Step::Delete(count) => before += count,
            }
        }
        before + at.saturating_sub(after)
    }
}
