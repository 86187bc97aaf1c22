//! Which panes are shown, in which column and order: each seat begins with what serves it, and may change it.
//!
//! Widths and heights are not decided here.

use serde::{Deserialize, Serialize};
use warroom_incident::Seat;

use super::model::Pane;

/// Panes by column, each from top to bottom. A single column is the order of the tabs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Arrangement {
    columns: Vec<Vec<Pane>>,
}

/// Where a pane goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One column to the left.
    Left,
    /// One column to the right.
    Right,
    /// One place up.
    Up,
    /// One place down.
    Down,
}

impl Arrangement {
    /// What a seat begins with on so many columns.
    #[must_use]
    pub fn of(seat: Seat, columns: u16) -> Arrangement {
        use Pane as P;
        let columns = match (columns, seat) {
            (_, Seat::Reader) => vec![vec![P::Told]],
            (1, Seat::Coordinator) => {
                vec![vec![P::Needs, P::Brief, P::Timeline, P::Notes, P::Drafts, P::Impact, P::People, P::Tasks]]
            }
            (1, _) => vec![vec![P::Brief, P::Timeline, P::Notes, P::Drafts, P::Impact, P::People, P::Tasks]],
            (2, Seat::Coordinator) => vec![vec![P::Needs, P::Impact, P::Timeline], vec![P::Drafts, P::Notes]],
            (2, Seat::Responder) => vec![vec![P::Timeline], vec![P::Impact, P::Drafts, P::Notes]],
            (2, Seat::Observer) => vec![vec![P::Timeline], vec![P::Brief, P::Notes]],
            (2, Seat::Guest) => vec![vec![P::Timeline], vec![P::Brief, P::Impact, P::Drafts]],
            (3, Seat::Coordinator) => {
                vec![
                    vec![P::Needs, P::Timeline],
                    vec![P::Drafts, P::Tasks, P::Notes],
                    vec![P::Impact, P::People, P::Brief],
                ]
            }
            (3, Seat::Responder) => {
                vec![vec![P::Timeline], vec![P::Tasks, P::Notes], vec![P::Impact, P::Drafts, P::People, P::Brief]]
            }
            (3, Seat::Observer) => {
                vec![vec![P::Timeline], vec![P::Tasks, P::Notes], vec![P::Impact, P::Drafts, P::People, P::Brief]]
            }
            (3, Seat::Guest) => {
                vec![vec![P::Timeline], vec![P::Brief, P::Notes], vec![P::Impact, P::Drafts, P::People, P::Tasks]]
            }
            (_, Seat::Coordinator) => vec![
                vec![P::Needs, P::Timeline],
                vec![P::Drafts, P::Notes],
                vec![P::Impact, P::Brief],
                vec![P::Tasks, P::People],
            ],
            (_, Seat::Responder | Seat::Observer | Seat::Guest) => {
                vec![vec![P::Timeline], vec![P::Notes], vec![P::Impact, P::Drafts, P::Brief], vec![P::Tasks, P::People]]
            }
        };
        Arrangement { columns }
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[Vec<Pane>] {
        &self.columns
    }

    /// All panes, column by column.
    pub fn panes(&self) -> impl Iterator<Item = Pane> + '_ {
        self.columns.iter().flatten().copied()
    }

    /// The column of a pane, where it is shown.
    #[must_use]
    pub fn column(&self, pane: Pane) -> Option<usize> {
        self.columns.iter().position(|column| column.contains(&pane))
    }

    /// Hides a pane, unless it is the last one.
    pub fn hide(&mut self, pane: Pane) -> bool {
        if self.panes().count() < 2 || self.column(pane).is_none() {
            return false;
        }
        self.columns.iter_mut().for_each(|column| column.retain(|it| *it != pane));
        true
    }

    /// Shows a pane at the end of the column that holds least.
    pub fn show(&mut self, pane: Pane) {
        if self.column(pane).is_some() {
            return;
        }
        // Of equal ones the last: the first holds what happened, which needs its height.
        if let Some(column) = self.columns.iter_mut().rev().min_by_key(|column| column.len()) {
            column.push(pane);
        }
    }

    /// Moves a pane; says whether there was room that way.
    pub fn shift(&mut self, pane: Pane, way: Way) -> bool {
        let Some(column) = self.column(pane) else { return false };
        let at = self.columns[column].iter().position(|it| *it == pane).unwrap_or(0);
        match way {
            Way::Up if at > 0 => self.columns[column].swap(at, at - 1),
            Way::Down if at + 1 < self.columns[column].len() => self.columns[column].swap(at, at + 1),
            Way::Left if column > 0 => self.carry(pane, column, column - 1),
            Way::Right if column + 1 < self.columns.len() => self.carry(pane, column, column + 1),
            // In a single column the tabs lie side by side.
            Way::Left if self.columns.len() == 1 && at > 0 => self.columns[0].swap(at, at - 1),
            Way::Right if self.columns.len() == 1 && at + 1 < self.columns[0].len() => self.columns[0].swap(at, at + 1),
            Way::Up | Way::Down | Way::Left | Way::Right => return false,
        }
        true
    }

    fn carry(&mut self, pane: Pane, from: usize, to: usize) {
        self.columns[from].retain(|it| *it != pane);
        self.columns[to].insert(0, pane);
    }

    /// Whether it can be drawn: as many columns as there are, no pane twice.
    fn is_sound(&self, columns: u16) -> bool {
        let mut all: Vec<_> = self.panes().collect();
        let shown = all.len();
        all.sort_unstable();
        all.dedup();
        self.columns.len() == usize::from(columns) && shown > 0 && all.len() == shown
    }
}

/// What somebody chose, for each seat and number of columns; everything else is as it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Arrangements {
    chosen: Vec<Chosen>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Chosen {
    seat: Seat,
    columns: u16,
    panes: Arrangement,
}

impl Arrangements {
    /// Reads what was kept; what this version does not know is left out.
    #[must_use]
    pub fn read(json: &str) -> Arrangements {
        let all: Vec<serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
        let known = all.into_iter().filter_map(|one| serde_json::from_value::<Chosen>(one).ok());
        Arrangements { chosen: known.filter(|one| one.panes.is_sound(one.columns)).collect() }
    }

    /// The text to be kept.
    #[must_use]
    pub fn written(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The arrangement for a seat on so many columns.
    #[must_use]
    pub fn get(&self, seat: Seat, columns: u16) -> Arrangement {
        let chosen = self.chosen.iter().find(|it| it.seat == seat && it.columns == columns);
        chosen.map_or_else(|| Arrangement::of(seat, columns), |it| it.panes.clone())
    }

    /// Remembers a choice.
    pub fn set(&mut self, seat: Seat, columns: u16, panes: Arrangement) {
        self.forget(seat, columns);
        if panes != Arrangement::of(seat, columns) {
            self.chosen.push(Chosen { seat, columns, panes });
        }
    }

    /// Goes back to what the seat begins with.
    pub fn forget(&mut self, seat: Seat, columns: u16) {
        self.chosen.retain(|it| it.seat != seat || it.columns != columns);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seat_begins_with_sound_panes_and_the_timeline_first() {
        for seat in Seat::BY_RIGHT {
            for columns in 1..=4 {
                let given = Arrangement::of(seat, columns);
                assert!(given.is_sound(columns), "{seat} {columns}");
                assert!(given.column(Pane::Timeline).is_some(), "{seat} {columns}");
            }
        }
    }

    #[test]
    fn panes_are_hidden_shown_and_moved_but_the_last_one_stays() {
        let mut panes = Arrangement::of(Seat::Responder, 2);
        assert!(panes.hide(Pane::Drafts) && panes.hide(Pane::Impact) && panes.hide(Pane::Notes));
        assert!(!panes.hide(Pane::Timeline), "an empty screen is nobody's wish");
        panes.show(Pane::Tasks);
        assert_eq!(panes.column(Pane::Tasks), Some(1));
        assert!(panes.shift(Pane::Tasks, Way::Left) && !panes.shift(Pane::Tasks, Way::Left));
        assert_eq!(panes.columns(), [vec![Pane::Tasks, Pane::Timeline], vec![]]);
        assert!(panes.shift(Pane::Tasks, Way::Down));
        assert_eq!(panes.columns()[0], [Pane::Timeline, Pane::Tasks]);
    }

    #[test]
    fn a_choice_is_kept_and_what_is_not_understood_is_left_out() {
        let mut all = Arrangements::default();
        let mut panes = all.get(Seat::Observer, 2);
        panes.hide(Pane::Notes);
        all.set(Seat::Observer, 2, panes.clone());
        assert_eq!(Arrangements::read(&all.written()), all);
        let newer = all.written().replacen('[', r#"[{"seat":"observer","columns":3,"panes":[["hologram"]]},"#, 1);
        assert_eq!(Arrangements::read(&newer).get(Seat::Observer, 2), panes);
        let twice = r#"[{"seat":"guest","columns":1,"panes":[["notes","notes"]]}]"#;
        assert_eq!(Arrangements::read(twice), Arrangements::default());
        all.set(Seat::Observer, 2, Arrangement::of(Seat::Observer, 2));
        assert_eq!(all, Arrangements::default(), "what was given need not be kept");
    }
}
