//! Puts a brief on one screen: what can be spared goes before anything essential is cut.

use super::{BriefLine, Time, told};
use crate::app::rows::wrap;

/// Columns of the sections' words.
pub const HEAD: usize = 10;
/// Columns of the sections' words on a narrow screen.
pub const NARROW_HEAD: usize = 6;
/// Below so many columns a screen is narrow.
const NARROW: usize = 30;
/// From this rank on a line is spared before others lose their second row.
const FIRST_TO_GO: u8 = 6;

/// A brief on a screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fitted {
    /// Its lines, each with the rows that it may take.
    pub lines: Vec<(BriefLine, usize)>,
    /// How many others there are.
    pub spared: usize,
}

/// Columns of the sections' words at this width.
#[must_use]
pub fn head_width(width: usize) -> usize {
    if width < NARROW { NARROW_HEAD } else { HEAD }
}

/// Everything, each line with the rows that it needs; for reading on by scrolling.
#[must_use]
pub fn all(lines: Vec<BriefLine>, width: usize, now: Time) -> Fitted {
    let lines = lines.into_iter().map(|line| (rows(&line, width, now), line)).map(|(rows, line)| (line, rows.min(4)));
    Fitted { lines: lines.collect(), spared: 0 }
}

/// As much as fits: whole lines are given up by their rank, and second rows before what matters more.
#[must_use]
pub fn fit(lines: Vec<BriefLine>, width: usize, height: usize, now: Time) -> Fitted {
    let most = if width < 60 { 3 } else { 2 };
    let wanted: Vec<usize> = lines.iter().map(|line| rows(line, width, now).min(most)).collect();
    let mut kept: Vec<(usize, usize)> = wanted.iter().copied().enumerate().collect();
    let total = |kept: &[(usize, usize)]| kept.iter().map(|(_, rows)| rows).sum::<usize>();
    while total(&kept) > height && spare(&mut kept, &lines, FIRST_TO_GO) {}
    if total(&kept) > height {
        for (at, rows) in &mut kept {
            if lines[*at].rank > 0 {
                *rows = 1;
            }
        }
        while total(&kept) > height && spare(&mut kept, &lines, 1) {}
        // What is left over goes to those that lost most by it, the more important first.
        let mut order: Vec<usize> = (0..kept.len()).collect();
        order.sort_by_key(|nth| lines[kept[*nth].0].rank);
        for nth in order {
            let (at, rows) = kept[nth];
            if total(&kept) + (wanted[at] - rows) <= height {
                kept[nth].1 = wanted[at];
            }
        }
    }
    let spared = lines.len() - kept.len();
    let mut lines: Vec<_> = lines.into_iter().map(Some).collect();
    let lines = kept.into_iter().filter_map(|(at, rows)| Some((lines[at].take()?, rows))).collect();
    Fitted { lines, spared }
}

/// Gives up the line that can be spared best; says whether there was one.
fn spare(kept: &mut Vec<(usize, usize)>, lines: &[BriefLine], from: u8) -> bool {
    let found = kept.iter().enumerate().filter(|(_, (at, _))| lines[*at].rank >= from);
    match found.max_by_key(|(nth, (at, _))| (lines[*at].rank, *nth)).map(|(nth, _)| nth) {
        Some(nth) => {
            kept.remove(nth);
            true
        }
        None => false,
    }
}

fn rows(line: &BriefLine, width: usize, now: Time) -> usize {
    wrap(&told(line, now), width.saturating_sub(head_width(width)).max(8)).len().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::{Place, Section};

    fn line(rank: u8, text: &str) -> BriefLine {
        let (section, place) = (Section::Open, Place::Nowhere);
        BriefLine { section, at: None, text: text.into(), seq: None, place, alarm: false, rank }
    }

    fn now() -> Time {
        "2026-11-21T03:47:00Z".parse().expect("a moment")
    }

    fn kept(fitted: &Fitted) -> Vec<&str> {
        fitted.lines.iter().map(|(line, _)| line.text.as_str()).collect()
    }

    #[test]
    fn what_can_be_spared_goes_first_and_the_order_of_reading_stays() {
        let lines = vec![line(0, "a"), line(9, "b"), line(1, "c"), line(7, "d"), line(2, "e")];
        let fitted = fit(lines.clone(), 80, 3, now());
        assert_eq!((kept(&fitted), fitted.spared), (vec!["a", "c", "e"], 2));
        assert_eq!(fit(lines, 80, 5, now()).spared, 0);
    }

    #[test]
    fn a_second_row_is_given_up_before_a_line_that_matters() {
        let long = "word ".repeat(20);
        let lines = vec![line(0, &long), line(1, &long), line(2, &long)];
        let fitted = fit(lines.clone(), 80, 5, now());
        assert_eq!(fitted.lines.iter().map(|(_, rows)| *rows).collect::<Vec<_>>(), [2, 2, 1]);
        let fitted = fit(lines, 80, 3, now());
        assert_eq!(fitted.lines.iter().map(|(_, rows)| *rows).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn what_is_essential_is_never_given_up() {
        let lines: Vec<_> = (0..30).map(|_| line(0, "essential")).collect();
        assert_eq!(fit(lines, 80, 5, now()).lines.len(), 30);
    }
}
