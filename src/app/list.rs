//! A place in a long list that does not move when the list grows: the selected row and the screen line it is on.

use warroom_incident::Seq;

use crate::places::Place;

/// The rows that a list can be asked about; heights are asked only near the selected row.
pub trait Tall {
    /// How many rows.
    fn len(&self) -> usize;
    /// The place of a row.
    fn place(&self, index: usize) -> Place;
    /// The first row at or after this place.
    fn find(&self, place: Place) -> usize;
    /// Screen lines of a row.
    fn height(&self, index: usize) -> u16;
    /// The last event that the list knows of.
    fn known(&self) -> Seq;
    /// How many rows that are newer than this event stand below a place.
    fn newer_below(&self, known: Seq, place: Place) -> usize;
    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Where the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// At the end, which is followed.
    End,
    /// At a row, which stays on its line whatever comes.
    At {
        /// The row.
        place: Place,
        /// The screen line of its first line.
        line: u16,
        /// The last event that was known when the end was left.
        known: Seq,
    },
}

/// The part of a list that is in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first row in sight.
    pub first: usize,
    /// Lines of it that are above the upper edge.
    pub cut: u16,
    /// The selected row.
    pub selected: usize,
    /// The screen line where that begins.
    pub line: u16,
}

impl Cursor {
    /// What is in sight in so many lines; nothing when there are no rows.
    pub fn window(self, rows: &impl Tall, height: u16) -> Option<Window> {
        let last = rows.len().checked_sub(1)?;
        let (selected, wanted) = match self {
            Cursor::End => (last, i64::from(height)),
            Cursor::At { place, line, .. } => (rows.find(place).min(last), i64::from(line)),
        };
        let room = i64::from(height) - i64::from(rows.height(selected));
        // Where the list got shorter below, by a filter, what is above comes down rather than that lines stay empty.
        let mut below = 0;
        let mut at = selected;
        while at <= last && below < i64::from(height) {
            below += i64::from(rows.height(at));
            at += 1;
        }
        let line = wanted.max(i64::from(height) - below).min(room).max(0);
        let (mut first, mut top) = (selected, line);
        while first > 0 && top > 0 {
            first -= 1;
            top -= i64::from(rows.height(first));
        }
        // A list shorter than the pane stands at its top.
        let (line, cut) = if top > 0 { (line - top, 0) } else { (line, -top) };
        Some(Window { first, cut: narrow(cut), selected, line: narrow(line) })
    }

    /// The selected row's number in the list.
    pub fn selected(self, rows: &impl Tall) -> Option<usize> {
        let last = rows.len().checked_sub(1)?;
        Some(match self {
            Cursor::End => last,
            Cursor::At { place, .. } => rows.find(place).min(last),
        })
    }

    /// How many rows came in below since the end was left; late ones come in above.
    pub fn below(self, rows: &impl Tall) -> usize {
        match self {
            Cursor::End => 0,
            Cursor::At { place, known, .. } => rows.newer_below(known, place),
        }
    }

    /// The cursor some rows on; the end is followed again once it is reached.
    #[must_use]
    pub fn moved(self, rows: &impl Tall, height: u16, by: isize) -> Cursor {
        let Some(window) = self.window(rows, height) else { return Cursor::End };
        let to = window.selected.saturating_add_signed(by).min(rows.len() - 1);
        let mut line = i64::from(window.line);
        let near = |a: usize, b: usize| (a..b).map(|at| i64::from(rows.height(at))).take(200).sum::<i64>();
        line += near(window.selected, to) - near(to, window.selected);
        self.to(rows, to, narrow(line.max(0)))
    }

    /// The cursor a page on.
    #[must_use]
    pub fn paged(self, rows: &impl Tall, height: u16, down: bool) -> Cursor {
        let Some(window) = self.window(rows, height) else { return Cursor::End };
        let (mut to, mut passed) = (window.selected, 0);
        while passed < height && if down { to + 1 < rows.len() } else { to > 0 } {
            passed += rows.height(to).max(1);
            to = if down { to + 1 } else { to - 1 };
        }
        self.to(rows, to, window.line)
    }

    /// The cursor at a row.
    #[must_use]
    pub fn to(self, rows: &impl Tall, index: usize, line: u16) -> Cursor {
        if index + 1 >= rows.len() {
            return Cursor::End;
        }
        let known = match self {
            Cursor::End => rows.known(),
            Cursor::At { known, .. } => known,
        };
        Cursor::At { place: rows.place(index), line, known }
    }
}

fn narrow(lines: i64) -> u16 {
    u16::try_from(lines).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_incident::Time;

    struct Rows(Vec<u16>);

    impl Tall for Rows {
        fn len(&self) -> usize {
            self.0.len()
        }
        fn place(&self, index: usize) -> Place {
            (Time::UNIX_EPOCH, index as u64)
        }
        fn find(&self, place: Place) -> usize {
            usize::try_from(place.1).expect("small")
        }
        fn height(&self, index: usize) -> u16 {
            self.0[index]
        }
        fn known(&self) -> Seq {
            self.0.len() as Seq
        }
        fn newer_below(&self, known: Seq, _: Place) -> usize {
            self.0.len() - usize::try_from(known).expect("small")
        }
    }

    #[test]
    fn the_end_is_followed_and_a_short_list_stands_at_the_top() {
        let short = Cursor::End.window(&Rows(vec![1, 2]), 10).expect("rows");
        assert_eq!((short.first, short.cut, short.line), (0, 0, 1));
        let long = Cursor::End.window(&Rows(vec![3; 10]), 7).expect("rows");
        assert_eq!((long.first, long.cut, long.selected, long.line), (7, 2, 9, 4));
    }

    #[test]
    fn a_list_that_got_short_shows_all_of_itself() {
        let rows = Rows(vec![1; 3]);
        let cursor = Cursor::At { place: (Time::UNIX_EPOCH, 2), line: 0, known: 3 };
        let window = cursor.window(&rows, 18).expect("rows");
        assert_eq!((window.first, window.selected, window.line), (0, 2, 2));
        let many = Rows(vec![1; 30]);
        let cursor = Cursor::At { place: (Time::UNIX_EPOCH, 28), line: 0, known: 30 };
        let window = cursor.window(&many, 10).expect("rows");
        assert_eq!((window.first, window.line), (20, 8), "no empty lines below while there is something above");
    }

    #[test]
    fn nothing_moves_under_the_reader_when_rows_come() {
        let mut rows = Rows(vec![1; 20]);
        let cursor = Cursor::End.moved(&rows, 5, -2);
        let before = cursor.window(&rows, 5).expect("rows");
        rows.0.extend([1; 1000]);
        let after = cursor.window(&rows, 5).expect("rows");
        assert_eq!(before, after);
        assert_eq!(cursor.below(&rows), 1000);
        assert_eq!(cursor.moved(&rows, 5, 5000), Cursor::End);
    }

    #[test]
    fn moving_within_the_screen_leaves_the_text_where_it_is() {
        let rows = Rows(vec![2; 20]);
        let end = Cursor::End.window(&rows, 10).expect("rows");
        let up = Cursor::End.moved(&rows, 10, -1).window(&rows, 10).expect("rows");
        assert_eq!((up.first, up.cut), (end.first, end.cut));
        assert_eq!(up.line + 2, end.line);
    }
}
