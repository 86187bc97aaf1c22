//! Two edits together: one carried over another of the same text, and two in a row as one.

use super::{Edit, Inserted, Left, Step, Steps};

impl<I: Inserted> Steps<I> {
    /// The same edit for the text as another edit has left it.
    #[must_use]
    pub fn carried<O: Inserted>(&self, over: &Steps<O>, left: Left) -> Steps<I> {
        let mut carried = Steps::default();
        let (mut mine, mut theirs) = (Walk::of(self), Walk::of(over));
        loop {
            match (mine.next(), theirs.next()) {
                (None, _) => break,
                (Some(Next::Insert(_)), Some(Next::Insert(other))) if left == Left::Over => {
                    carried.push(Step::Retain(other.length()));
                    theirs.pass();
                }
                (Some(Next::Insert(insertion)), _) => {
                    carried.push(Step::Insert(insertion.clone()));
                    mine.pass();
                }
                (Some(_), Some(Next::Insert(other))) => {
                    carried.push(Step::Retain(other.length()));
                    theirs.pass();
                }
                (Some(Next::Retain(count)), None) => {
                    carried.push(Step::Retain(count));
                    mine.walk(count);
                }
                (Some(Next::Delete(count)), None) => {
                    carried.push(Step::Delete(count));
                    mine.walk(count);
                }
                (Some(Next::Retain(count)), Some(Next::Retain(other))) => {
                    let both = count.min(other);
                    carried.push(Step::Retain(both));
                    mine.walk(both);
                    theirs.walk(both);
                }
                (Some(Next::Delete(count)), Some(Next::Retain(other))) => {
                    let both = count.min(other);
                    carried.push(Step::Delete(both));
                    mine.walk(both);
                    theirs.walk(both);
                }
                // What the other has deleted is neither kept nor deleted again.
                (Some(Next::Retain(count) | Next::Delete(count)), Some(Next::Delete(other))) => {
                    let both = count.min(other);
                    mine.walk(both);
                    theirs.walk(both);
                }
            }
        }
        carried.trim();
        carried
    }
}

impl Edit {
    /// This edit and the one that follows it, as one.
    #[must_use]
    pub fn then(&self, next: &Edit) -> Edit {
        let mut both = Edit::default();
        let (mut first, mut second) = (Walk::of(self), Walk::of(next));
        loop {
            match (first.next(), second.next()) {
                (None, None) => break,
                // What the first one deletes, the second one never saw.
                (Some(Next::Delete(count)), _) => {
                    both.push(Step::Delete(count));
                    first.walk(count);
                }
                (_, Some(Next::Insert(text))) => {
                    both.push(Step::Insert(text.clone()));
                    second.pass();
                }
                (Some(Next::Retain(count)), None) => {
                    both.push(Step::Retain(count));
                    first.walk(count);
                }
                (Some(Next::Insert(text)), None) => {
                    both.push(Step::Insert(text.chars().skip(first.done).collect()));
                    first.pass();
                }
                (None, Some(Next::Retain(count))) => {
                    both.push(Step::Retain(count));
                    second.walk(count);
                }
                (None, Some(Next::Delete(count))) => {
                    both.push(Step::Delete(count));
                    second.walk(count);
                }
                (Some(Next::Retain(count)), Some(Next::Retain(other))) => {
                    let same = count.min(other);
                    both.push(Step::Retain(same));
                    first.walk(same);
                    second.walk(same);
                }
                (Some(Next::Retain(count)), Some(Next::Delete(other))) => {
                    let same = count.min(other);
                    both.push(Step::Delete(same));
                    first.walk(same);
                    second.walk(same);
                }
                (Some(Next::Insert(text)), Some(Next::Retain(other))) => {
                    let left = text.chars().count() - first.done;
                    let same = left.min(other);
                    both.push(Step::Insert(text.chars().skip(first.done).take(same).collect()));
                    first.walk(same);
                    second.walk(same);
                }
                (Some(Next::Insert(text)), Some(Next::Delete(other))) => {
                    let same = (text.chars().count() - first.done).min(other);
                    first.walk(same);
                    second.walk(same);
                }
            }
        }
        both.trim();
        both
    }
}

/// What comes next on a walk: what is left of a step.
enum Next<'a, I> {
    Retain(usize),
    Insert(&'a I),
    Delete(usize),
}

/// A walk over steps that may stop inside one.
struct Walk<'a, I> {
    steps: &'a [Step<I>],
    /// How much of the first step is done.
    done: usize,
}

impl<'a, I: Inserted> Walk<'a, I> {
    fn of(steps: &'a Steps<I>) -> Self {
        Walk { steps: &steps.0, done: 0 }
    }

    fn next(&self) -> Option<Next<'a, I>> {
        Some(match self.steps.first()? {
            Step::Retain(count) => Next::Retain(count - self.done),
            Step::Delete(count) => Next::Delete(count - self.done),
            Step::Insert(it) => Next::Insert(it),
        })
    }

    /// Leaves the step behind.
    fn pass(&mut self) {
        self.steps = self.steps.get(1..).unwrap_or_default();
        self.done = 0;
    }

    /// Goes on by so many characters of the step.
    fn walk(&mut self, count: usize) {
        self.done += count;
        let length = match self.steps.first() {
            Some(Step::Retain(count) | Step::Delete(count)) => *count,
            Some(Step::Insert(it)) => it.length(),
            None => 0,
        };
        if self.done >= length {
            self.pass();
        }
    }
}
