//! The leak check while somebody writes: once for every change and never for a frame, after the frame that showed the
//! key. Until then what was found moves with its words.

use warroom_incident::Seq;
use warroom_incident::draft::{Edit, Found, Left};
use warroom_incident::leak::{Finding, Weight};
use warroom_incident::state::Incident;

/// Something that was found, in characters of the text that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Its first character.
    pub start: usize,
    /// The one behind its last.
    pub end: usize,
    /// What it is called.
    pub kind: String,
    /// What was found.
    pub words: String,
    /// Why, and what to write instead.
    pub explanation: String,
    /// How much it stands in the way.
    pub weight: Weighs,
}

/// How much a finding stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weighs {
    /// It cannot leave.
    Blocks,
    /// It leaves only when somebody says why.
    NeedsReason,
    /// A hint.
    Suggests,
    /// Somebody said that it may leave.
    Waived,
}

/// What a check was made of: the text by its changes, and what of the record it hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    change: u64,
    /// Words of the notes are among what is looked for, and words that went out are not.
    entries: usize,
    updates: usize,
    waived: usize,
}

impl Stamp {
    pub(super) fn of(change: u64, state: &Incident, draft: Seq) -> Stamp {
        let waived = state.drafts.get(&draft).map_or(0, |draft| draft.waived.len());
        Stamp { change, entries: state.entries.len(), updates: state.updates.len(), waived }
    }
}

/// What was found in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// In the order in which it stands.
    pub spots: Vec<Spot>,
    of: Option<Stamp>,
}

impl Checked {
    /// Whether the text, the words of the notes or what was waived is another by now.
    pub(super) fn is_stale(&self, now: Stamp) -> bool {
        self.of != Some(now)
    }

    /// Looks at a draft's text as it is shown.
    pub(super) fn renew(&mut self, now: Stamp, text: &str, state: &Incident, draft: Seq) {
        let found = match state.drafts.get(&draft) {
            Some(known) => state.findings_in(known, text),
            None => state.leaks_in(text).into_iter().map(|finding| Found { finding, waived: None }).collect(),
        };
        self.spots = spots(text, &found);
        self.of = Some(now);
    }

    /// Moves what was found with its words, until the text is looked at again.
    pub(super) fn carry(&mut self, edit: &Edit) {
        for spot in &mut self.spots {
            // What is typed at an edge does not belong to it yet.
            spot.start = edit.position(spot.start, Left::Over);
            spot.end = edit.position(spot.end, Left::Carried).max(spot.start);
        }
        self.spots.retain(|spot| spot.start < spot.end);
    }

    /// What was found, that nearest to a place first.
    #[must_use]
    pub fn nearest(&self, at: usize) -> Vec<&Spot> {
        let away = |spot: &Spot| spot.start.saturating_sub(at).max(at.saturating_sub(spot.end));
        let mut spots: Vec<_> = self.spots.iter().collect();
        spots.sort_by_key(|spot| (away(spot), spot.start));
        spots
    }
}

/// Findings with their places in characters.
fn spots(text: &str, found: &[Found<'_>]) -> Vec<Spot> {
    let (mut at, mut chars) = (0, 0);
    // They stand in their order: the text is walked over once.
    let mut place = |byte: usize| {
        if byte < at {
            return text.get(..byte).map_or(0, |before| before.chars().count());
        }
        chars += text.get(at..byte).map_or(0, |between| between.chars().count());
        at = byte;
        chars
    };
    let spot = |it: &Found<'_>| {
        let Finding { kind, start, end, weight, explanation } = &it.finding;
        let weight = match weight {
            Weight::Blocks => Weighs::Blocks,
            Weight::NeedsWaiver if it.waived.is_some() => Weighs::Waived,
            Weight::NeedsWaiver => Weighs::NeedsReason,
            Weight::Suggestion => Weighs::Suggests,
        };
        Spot {
            start: place(*start),
            end: place(*end),
            kind: kind.to_string(),
            words: it.finding.of(text).to_owned(),
            explanation: explanation.clone(),
            weight,
        }
    };
    found.iter().map(spot).collect()
}
