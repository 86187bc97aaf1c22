//! Rows of a list in two orders at once: as they stand and as they were recorded. Both are kept up row by row, so
//! that what is new is counted without walking through all that is old.

use warroom_incident::{Seq, Time};

/// A row's place: when it happened, then its number.
pub type Place = (Time, Seq);

/// The rows of one list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    standing: Vec<Place>,
    recorded: Vec<(Seq, Time)>,
}

impl Places {
    /// The rows as they stand.
    #[must_use]
    pub fn all(&self) -> &[Place] {
        &self.standing
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.standing.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.standing.is_empty()
    }

    /// Where the row of this event stands.
    #[must_use]
    pub fn of(&self, seq: Seq) -> Option<Place> {
        let at = self.recorded.binary_search_by_key(&seq, |(seq, _)| *seq).ok()?;
        self.recorded.get(at).map(|(seq, time)| (*time, *seq))
    }

    /// The number in the list of the row of this event.
    #[must_use]
    pub fn index(&self, seq: Seq) -> Option<usize> {
        self.standing.binary_search(&self.of(seq)?).ok()
    }

    /// Puts a row where it belongs; one that stands there already stays, one that stands elsewhere moves.
    pub fn put(&mut self, place: Place) {
        match self.of(place.1) {
            Some(old) if old == place => return,
            Some(_) => self.take_out(place.1),
            None => {}
        }
        insert(&mut self.standing, place);
        insert(&mut self.recorded, (place.1, place.0));
    }

    /// Puts many rows where they belong, each of them once.
    pub fn put_all(&mut self, places: impl Iterator<Item = Place>) {
        for place in places
            .filter(|(_, seq)| self.recorded.binary_search_by_key(seq, |(seq, _)| *seq).is_err())
            .collect::<Vec<_>>()
        {
            self.standing.push(place);
            self.recorded.push((place.1, place.0));
        }
        // Both are a few runs in order: merging them is all there is to do.
        self.standing.sort();
        self.recorded.sort();
    }

    /// Takes the row of this event out.
    pub fn take_out(&mut self, seq: Seq) {
        let Ok(at) = self.recorded.binary_search_by_key(&seq, |(seq, _)| *seq) else { return };
        let (seq, time) = self.recorded.remove(at);
        if let Ok(at) = self.standing.binary_search(&(time, seq)) {
            self.standing.remove(at);
        }
    }

    /// How many rows are newer than this event.
    #[must_use]
    pub fn newer(&self, seq: Seq) -> usize {
        self.since(seq).len()
    }

    /// The first row, as they stand, that is newer than this event.
    #[must_use]
    pub fn first_newer(&self, seq: Seq) -> Option<usize> {
        let first = self.since(seq).iter().map(|(seq, time)| (*time, *seq)).min()?;
        self.standing.binary_search(&first).ok()
    }

    /// How many rows newer than this event stand below a place: late ones come in above.
    #[must_use]
    pub fn newer_below(&self, seq: Seq, place: Place) -> usize {
        self.since(seq).iter().filter(|(seq, time)| (*time, *seq) > place).count()
    }

    fn since(&self, seq: Seq) -> &[(Seq, Time)] {
        let at = self.recorded.partition_point(|(recorded, _)| *recorded <= seq);
        self.recorded.get(at..).unwrap_or_default()
    }
}

/// Most rows come in order: then this looks at the last one only.
fn insert<T: Ord>(rows: &mut Vec<T>, row: T) {
    if rows.last().is_none_or(|last| *last < row) {
        rows.push(row);
    } else if let Err(at) = rows.binary_search(&row) {
        rows.insert(at, row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn at(minute: u32) -> Time {
        chrono::Utc.with_ymd_and_hms(2026, 11, 21, 3, minute, 0).single().expect("a valid moment")
    }

    fn of(places: &[(u32, Seq)]) -> Places {
        let mut rows = Places::default();
        places.iter().for_each(|(minute, seq)| rows.put((at(*minute), *seq)));
        rows
    }

    fn order(rows: &Places) -> Vec<Seq> {
        rows.all().iter().map(|(_, seq)| *seq).collect()
    }

    #[test]
    fn rows_are_sorted_by_when_it_happened_then_by_number() {
        let mut rows = of(&[(5, 1), (7, 2), (3, 3), (5, 4)]);
        assert_eq!(order(&rows), [3, 1, 4, 2]);
        rows.put((at(9), 3));
        assert_eq!(order(&rows), [1, 4, 2, 3]);
        rows.take_out(4);
        assert_eq!(order(&rows), [1, 2, 3]);
        assert_eq!((rows.of(3), rows.index(3), rows.of(4)), (Some((at(9), 3)), Some(2), None));
    }

    #[test]
    fn what_is_new_is_counted_and_late_rows_are_not_below() {
        let rows = of(&[(5, 1), (7, 2), (3, 3), (8, 4), (9, 5)]);
        assert_eq!(rows.newer(2), 3);
        assert_eq!(rows.first_newer(2), Some(0), "the late one stands first");
        assert_eq!(rows.newer_below(2, (at(7), 2)), 2);
        assert_eq!((rows.newer(5), rows.first_newer(5)), (0, None));
    }
}
