//! What a screen asks about a record again and again, kept up event by event, so that no frame walks through all
//! that was ever written.

use std::collections::{BTreeMap, BTreeSet};

use warroom_incident::event::EntryKind;
use warroom_incident::{Event, Incident, Line, Seq};

/// The index of one record.
#[derive(Clone, Debug, Default)]
pub struct Index {
    about: BTreeMap<Seq, Vec<Seq>>,
    removed_by: BTreeMap<Seq, Seq>,
    kinds: BTreeMap<EntryKind, BTreeSet<Seq>>,
    key: BTreeSet<Seq>,
}

impl Index {
    /// Events that speak of an entry or a task: corrections, marks, judgements, moves; oldest first.
    #[must_use]
    pub fn about(&self, seq: Seq) -> &[Seq] {
        self.about.get(&seq).map_or(&[], Vec::as_slice)
    }

    /// The event that removed the words of this one.
    #[must_use]
    pub fn removed_by(&self, seq: Seq) -> Option<Seq> {
        self.removed_by.get(&seq).copied()
    }

    /// Entries that are of this kind now, by their numbers.
    pub fn of_kind(&self, kind: EntryKind) -> impl DoubleEndedIterator<Item = Seq> + ExactSizeIterator + '_ {
        static NONE: BTreeSet<Seq> = BTreeSet::new();
        self.kinds.get(&kind).unwrap_or(&NONE).iter().copied()
    }

    /// Entries that are marked as key, by their numbers.
    pub fn key(&self) -> impl DoubleEndedIterator<Item = Seq> + ExactSizeIterator + '_ {
        self.key.iter().copied()
    }

    /// Takes the next line, after it was applied to the state; says which rows read differently now, its own too.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    pub fn take(&mut self, state: &Incident, line: &Line) -> Vec<Seq> {
        let seq = line.seq();
        let mut touched = vec![seq];
        let Some(sealed) = line.open() else { return touched };
        let of = match &sealed.fact.event {
            Event::Posted { entry, .. } => {
                self.kinds.entry(*entry).or_default().insert(seq);
                self.look_again(state, seq);
                return touched;
            }
            Event::Redacted { wipes, .. } => {
                for &wiped in wipes {
                    self.removed_by.insert(wiped, seq);
                    touched.push(wiped);
                    touched.extend(self.entry_of(state, wiped));
                }
                return touched;
            }
            event => spoken_of(event),
        };
        if let Some(of) = of {
            self.about.entry(of).or_default().push(seq);
            self.look_again(state, of);
            touched.push(of);
            // Judgements and moves name the entry that they are about.
            touched.extend(self.about(of).iter().copied().filter(|other| *other != seq).take(MOST_TOUCHED));
        }
        touched
    }

    /// The entry whose text now is the content of this event.
    fn entry_of(&self, state: &Incident, seq: Seq) -> Option<Seq> {
        let sealed = |of: &Seq| state.entry(*of).is_some_and(|entry| entry.corrections.contains(&seq));
        self.about.iter().filter(|(_, events)| events.contains(&seq)).map(|(of, _)| *of).find(sealed)
    }

    fn look_again(&mut self, state: &Incident, seq: Seq) {
        let Some(entry) = state.entry(seq) else { return };
        if !self.kinds.get(&entry.kind).is_some_and(|of_it| of_it.contains(&seq)) {
            for of_it in self.kinds.values_mut() {
                of_it.remove(&seq);
            }
            self.kinds.entry(entry.kind).or_default().insert(seq);
        }
        set(&mut self.key, seq, entry.key);
    }
}

/// Rows that one event makes read differently; an entry that was judged more often than this is a test.
const MOST_TOUCHED: usize = 50;

fn set(of: &mut BTreeSet<Seq>, seq: Seq, is_in: bool) {
    if is_in {
        of.insert(seq);
    } else {
        of.remove(&seq);
    }
}

/// The entry or task that an event speaks of.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub fn spoken_of(event: &Event) -> Option<Seq> {
    match event {
        Event::MarkedFact { entry, .. }
        | Event::MarkedKey { entry, .. }
        | Event::HypothesisJudged { entry, .. }
        | Event::ActionMoved { entry, .. }
        | Event::MarkedTemporary { entry }
        | Event::Corrected { entry, .. } => Some(*entry),
        Event::TaskPlanned { task, .. }
        | Event::TaskClaimed { task }
        | Event::TaskFinished { task }
        | Event::TaskDropped { task }
        | Event::TaskRanked { task, .. } => Some(*task),
        Event::EscalationAnswered { escalation }
        | Event::EscalationEnded { escalation }
        | Event::PageQueued { escalation, .. } => Some(*escalation),
        Event::TaskAdded { debt_of, .. } => *debt_of,
        _ => None,
    }
}
