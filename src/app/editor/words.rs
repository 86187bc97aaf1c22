//! The leak check while somebody writes: once for every change and never for a frame, after the frame that showed the
//! key. Until then what was found moves with its words.

use std::collections::BTreeSet;

use warroom_incident::draft::{Draft, Edit, Left, found_hash};
use warroom_incident::event::EntryKind;
use warroom_incident::leak::{self, Finding, Weight};
use warroom_incident::state::Incident;
use warroom_incident::{Record, Seq};

/// Notes whose words are looked through: the newest of a night, so that one look takes milliseconds.
const NOTES: usize = 5_000;

/// Words that occur only in the internal notes, and what they were made from.
#[derive(Clone, Debug, Default)]
pub struct InternalWords {
    words: BTreeSet<String>,
    of: Option<(usize, usize)>,
}

impl InternalWords {
    /// How many entries there are, and how many texts went out: asked for with every message, so it is only counted.
    fn made_of(state: &Incident) -> (usize, usize) {
        (state.entries.len(), state.updates.len())
    }

    pub(super) fn is_stale(&self, state: &Incident) -> bool {
        self.of != Some(InternalWords::made_of(state))
    }

    pub(super) fn renew(&mut self, state: &Incident, record: &Record) {
        let notes = state.entries.iter().rev().filter(|entry| entry.kind == EntryKind::Note).take(NOTES);
        let texts = notes.filter_map(|entry| record.text(entry.text_at));
        let public = state.updates.iter().filter_map(|update| update.text.as_ref()).map(|text| text.as_str());
        self.words = leak::internal_words(texts, public);
        self.of = Some(InternalWords::made_of(state));
    }

    /// The words.
    pub(super) fn words(&self) -> &BTreeSet<String> {
        &self.words
    }
}

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

/// What was found in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// In the order in which it stands.
    pub spots: Vec<Spot>,
    /// Which change of the text it is of.
    of: Option<(u64, usize, Seq)>,
}

impl Checked {
    /// Whether the text, the words of the notes or what was waived is another by now.
    pub(super) fn is_stale(&self, text: u64, internal: &InternalWords, state: &Incident, draft: Seq) -> bool {
        internal.is_stale(state) || self.of != Some(stamp(text, state, draft))
    }

    pub(super) fn renew(&mut self, change: u64, text: &str, internal: &InternalWords, state: &Incident, draft: Seq) {
        let known = state.drafts.get(&draft);
        let found = leak::check(text, &state.policy.leaks, internal.words());
        self.spots = spots(text, &found, known, draft);
        self.of = Some(stamp(change, state, draft));
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

fn stamp(change: u64, state: &Incident, draft: Seq) -> (u64, usize, Seq) {
    let waived = state.drafts.get(&draft).map_or(0, |draft| draft.waived.len());
    (change, waived, draft)
}

/// Findings with their places in characters.
pub(super) fn spots(text: &str, found: &[Finding], known: Option<&Draft>, draft: Seq) -> Vec<Spot> {
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
    let spot = |finding: &Finding| {
        let words = finding.of(text);
        let hash = found_hash(draft, finding.kind, words);
        let waived = known.is_some_and(|it| it.waived.iter().any(|it| it.leak == finding.kind && it.found == hash));
        let weight = match finding.weight {
            Weight::Blocks => Weighs::Blocks,
            Weight::NeedsWaiver if waived => Weighs::Waived,
            Weight::NeedsWaiver => Weighs::NeedsReason,
            Weight::Suggestion => Weighs::Suggests,
        };
        Spot {
            start: place(finding.start),
            end: place(finding.end),
            kind: finding.kind.to_string(),
            words: words.to_owned(),
            explanation: finding.explanation.clone(),
            weight,
        }
    };
    found.iter().map(spot).collect()
}
