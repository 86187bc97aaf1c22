//! The palette: every action by name, also those without a key; what is off for me now comes last, with the reason.

use super::bindings::Line;
use super::finding::{CALLED_SO, Search, moved, typed, why_off};
use super::keymap::Action;
use super::keys::{Code, Press};
use super::message::Effect;
use super::model::{Dialog, Model};
use super::reference::{self, Item};

/// Actions that are offered again first: what a hand has used within the last minutes.
const MOST_RECENT: usize = 8;

/// What was typed and which line is selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// What was typed.
    pub typed: String,
    /// The selected line.
    pub cursor: usize,
}

/// What can be chosen.
#[derive(Clone, Debug)]
pub enum Hit {
    /// An action.
    Action(Found),
    /// Somebody to call, an owner, a runbook.
    Reference(Item),
}

/// One action.
#[derive(Clone, Debug)]
pub struct Found {
    /// The action and its keys.
    pub line: Line,
    /// Why it is off, if it is.
    pub why_not: Option<String>,
}

impl Palette {
    /// The lines that fit what was typed: those that are on before those that are off, best first; where nothing is
    /// typed, what was used last comes first.
    #[must_use]
    pub fn found(&self, model: &Model) -> Vec<Found> {
        self.ranked(model).into_iter().map(|(_, found)| found).collect()
    }

    /// The same with contacts, owners and runbooks by their names: behind the actions that are called like that, before
    /// those that only have the letters.
    #[must_use]
    pub fn hits(&self, model: &Model) -> Vec<Hit> {
        let ranked = self.ranked(model);
        let named = ranked.iter().take_while(|(rank, found)| found.why_not.is_none() && *rank >= CALLED_SO).count();
        let mut hits: Vec<_> = ranked.into_iter().map(|(_, found)| Hit::Action(found)).collect();
        let reference = reference::named(model, &self.typed);
        hits.splice(named..named, reference.into_iter().map(|entry| Hit::Reference(entry.item())));
        hits
    }

    fn ranked(&self, model: &Model) -> Vec<(u32, Found)> {
        let mut search = Search::of(&self.typed);
        let recent = |action| model.recent.iter().position(|it| *it == action).unwrap_or(MOST_RECENT);
        let lines = model.settings.keymap.lines().iter().filter_map(|line| {
            let rank = match &mut search {
                Some(search) => search.rank(line)?,
                None => 0,
            };
            let why_not = why_off(model, line.binding);
            let order = (why_not.is_some(), std::cmp::Reverse(rank), recent(line.binding.action));
            Some((order, Found { line: line.clone(), why_not }))
        });
        let mut lines: Vec<_> = lines.collect();
        lines.sort_by_key(|(order, _)| *order);
        lines.into_iter().map(|((_, rank, _), found)| (rank.0, found)).collect()
    }
}

/// A key while the palette is open.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub(super) fn pressed(model: &mut Model, mut palette: Palette, press: Press, random: [u8; 16]) -> Vec<Effect> {
    let found = palette.hits(model);
    let last = found.len().saturating_sub(1);
    match press.code {
        Code::Esc => return Vec::new(),
        Code::Enter => {
            return match found.get(palette.cursor) {
                Some(Hit::Action(found)) => choose(model, found.line.binding.action, random),
                Some(Hit::Reference(item)) => {
                    reference::reading::open(model, item.clone());
                    Vec::new()
                }
                None => Vec::new(),
            };
        }
        _ if moved(&mut palette.cursor, last, press) => {}
        _ => {
            if !typed(&mut palette.typed, press) && palette.typed.is_empty() {
                return Vec::new();
            }
            palette.cursor = 0;
        }
    }
    model.dialog = Some(Dialog::Palette(palette));
    Vec::new()
}

/// Runs what was chosen by its name, or says why it is off.
pub(super) fn choose(model: &mut Model, action: Action, random: [u8; 16]) -> Vec<Effect> {
    let binding = model.settings.keymap.line(action).binding;
    if let Some(why) = why_off(model, binding) {
        model.complain(format!("{}: {why}", binding.label));
        return Vec::new();
    }
    model.recent.retain(|it| *it != action);
    model.recent.insert(0, action);
    model.recent.truncate(MOST_RECENT);
    super::review::run_over(model, action, random)
}
