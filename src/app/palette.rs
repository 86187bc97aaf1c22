//! The palette: every action by name, with its key and, where it is off, why.

use super::actions;
use super::bindings::Line;
use super::keymap::Binding;
use super::model::Model;

/// What was typed and which line is selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// What was typed.
    pub typed: String,
    /// The selected line.
    pub cursor: usize,
}

/// One line.
#[derive(Clone, Debug)]
pub struct Found {
    /// The action and its keys.
    pub line: Line,
    /// Why it is off, if it is.
    pub why_not: Option<String>,
}

impl Palette {
    /// The lines that fit what was typed, best first.
    #[must_use]
    pub fn found(&self, model: &Model) -> Vec<Found> {
        let wanted = self.typed.to_lowercase();
        let mut found: Vec<_> = model
            .settings
            .keymap
            .lines()
            .iter()
            .filter_map(|line| Some((rank(line.binding, &wanted)?, line)))
            .map(|(rank, line)| {
                let why_not = actions::why_not(model, line.binding.action);
                (rank, Found { line: line.clone(), why_not })
            })
            .collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, found)| found).collect()
    }
}

/// How well an action fits: its label's beginning, its label, its sentence, or scattered letters of the label.
fn rank(binding: &Binding, wanted: &str) -> Option<u8> {
    let label = binding.label.to_lowercase();
    if label.starts_with(wanted) {
        return Some(0);
    }
    if label.contains(wanted) {
        return Some(1);
    }
    if binding.does.to_lowercase().contains(wanted) {
        return Some(2);
    }
    let mut letters = label.chars();
    wanted.chars().all(|c| letters.any(|letter| letter == c)).then_some(3)
}
