//! What I write in drafts: one paper for each draft with words of mine that are not shared, or that is open; and words
//! that the server would not take. Kept on disk, so that nothing typed is lost with the program.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use warroom_incident::draft::Writing;
use warroom_incident::{CommandId, Seq, Time};

/// Texts that could not be saved and are kept: more than anybody has drafts open.
const MOST_STUCK: usize = 20;

/// Half-written rewordings that are kept; the one that was begun first goes.
const MOST_REWORDINGS: usize = 20;

/// Papers that are kept once all of them is shared, so that what was written in them can be undone: more drafts than
/// anybody goes back to.
const MOST_SHARED: usize = 20;

/// My writing in one draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// The text, and what of it is shared.
    pub writing: Writing,
    /// How far the order that is under way has come; what was read from disk has not left over this connection.
    #[serde(skip)]
    pub(super) way: Way,
}

/// How far the order that is under way has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Way {
    /// It has not left over this connection.
    #[default]
    Here,
    /// It has, and the answer is on its way.
    Sent,
    /// It has, and could not be kept or saved: it is tried again with the next second.
    Later,
}

/// A text that the server did not take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stuck {
    /// Which of them.
    pub id: u64,
    /// The draft that it was written in.
    pub draft: Seq,
    /// The whole text as its writer saw it; empty once words were removed from the draft for good.
    pub text: String,
    /// Why it was refused.
    pub why: String,
    /// The number of the newest event when it was kept: what was removed before that is not in it.
    #[serde(default)]
    pub at: Seq,
}

impl Stuck {
    /// Whether its words had to go.
    #[must_use]
    pub fn is_emptied(&self) -> bool {
        self.text.is_empty()
    }
}

/// Words for the outside whose draft is being opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) order: CommandId,
    /// The draft, once the server has said which.
    pub(super) draft: Option<Seq>,
    pub(super) goes_in: GoesIn,
}

/// What goes into a draft that is being opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum GoesIn {
    /// These words for that entry.
    Reworded { entry: Seq, words: String },
    /// A text that another draft did not take.
    Stuck { id: u64 },
}

/// Everything that I write in drafts.
#[derive(Clone, Debug, Default)]
pub struct Papers {
    pub(super) all: BTreeMap<Seq, Paper>,
    pub(super) stuck: Vec<Stuck>,
    /// Half-written rewordings by the number of the entry, the one that was begun last at the end.
    pub(super) rewordings: Vec<(Seq, String)>,
    pub(super) opening: Option<Opening>,
    /// A number that is another one after every change of what has to survive.
    pub(super) changes: u64,
    /// Which of them was handed out to be kept.
    pub(super) kept: u64,
    /// Whether the disk did not take it: tried again with the next second.
    pub(super) unkept: bool,
    /// What was cut or copied last.
    pub(super) cut: String,
    /// When the others were told last where I stand, and after which of my moves.
    pub(super) told: Option<(Time, u64)>,
}

/// As it lies on disk.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    changes: u64,
    papers: Vec<Paper>,
    #[serde(default)]
    stuck: Vec<Stuck>,
    #[serde(default)]
    rewordings: Vec<(Seq, String)>,
}

impl Papers {
    /// Reads what an earlier run kept; nothing where it kept nothing.
    #[must_use]
    pub fn read(kept: &str) -> Papers {
        let Kept { changes, papers, stuck, rewordings } = serde_json::from_str(kept).unwrap_or_default();
        let all = papers.into_iter().map(|paper| (paper.writing.draft(), paper)).collect();
        Papers { all, stuck, rewordings, changes, kept: changes, ..Papers::default() }
    }

    /// Everything that has to survive, as it is written to disk; empty where all of it is shared.
    #[must_use]
    pub fn to_keep(&self) -> String {
        let papers: Vec<_> = self.all.values().filter(|paper| paper.writing.is_unsaved()).cloned().collect();
        if papers.is_empty() && self.stuck.is_empty() && self.rewordings.is_empty() {
            return String::new();
        }
        let (stuck, rewordings) = (self.stuck.clone(), self.rewordings.clone());
        let kept = Kept { changes: self.changes, papers, stuck, rewordings };
        // Strings, numbers and lists can always be written as JSON.
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// My writing in a draft.
    #[must_use]
    pub fn of(&self, draft: Seq) -> Option<&Paper> {
        self.all.get(&draft)
    }

    /// Drafts with words of mine that are not shared, and how many characters they are.
    pub fn unshared(&self) -> impl Iterator<Item = (Seq, usize)> {
        let unsaved = self.all.iter().filter(|(_, paper)| paper.writing.is_unsaved());
        unsaved.map(|(draft, paper)| (*draft, paper.writing.unshared()))
    }

    /// Texts that the server did not take.
    #[must_use]
    pub fn stuck(&self) -> &[Stuck] {
        &self.stuck
    }

    /// The text of that draft which the server did not take last.
    #[must_use]
    pub fn stuck_of(&self, draft: Seq) -> Option<&Stuck> {
        self.stuck.iter().rev().find(|stuck| stuck.draft == draft)
    }

    /// The half-written words for an entry; empty where none were begun.
    #[must_use]
    pub fn rewording(&self, entry: Seq) -> &str {
        self.rewordings.iter().find(|(seq, _)| *seq == entry).map_or("", |(_, words)| words)
    }

    /// What has to survive is another now.
    pub(super) fn touch(&mut self) {
        self.changes += 1;
    }

    /// Keeps a text that was refused.
    pub(super) fn keep_stuck(&mut self, draft: Seq, text: String, why: String, at: Seq) {
        let id = self.stuck.iter().map(|stuck| stuck.id + 1).max().unwrap_or(1);
        self.stuck.push(Stuck { id, draft, text, why, at });
        if self.stuck.len() > MOST_STUCK {
            self.stuck.remove(0);
        }
        self.touch();
    }

    /// Lets a text go that was refused.
    pub(super) fn drop_stuck(&mut self, id: u64) -> Option<Stuck> {
        let at = self.stuck.iter().position(|stuck| stuck.id == id)?;
        self.touch();
        Some(self.stuck.remove(at))
    }

    /// Keeps the half-written words for an entry; none take them away.
    pub(super) fn keep_rewording(&mut self, entry: Seq, words: &str) {
        self.rewordings.retain(|(seq, _)| *seq != entry);
        if !words.trim().is_empty() {
            self.rewordings.push((entry, words.to_owned()));
        }
        if self.rewordings.len() > MOST_REWORDINGS {
            self.rewordings.remove(0);
        }
        self.touch();
    }

    /// Lets papers go on which nothing is left to be shared or undone, but for the one that is open.
    pub(super) fn tidy(&mut self, open: Option<Seq>) {
        self.all.retain(|draft, paper| paper.writing.is_unsaved() || paper.writing.remembers() || Some(*draft) == open);
        while self.all.len() > MOST_SHARED {
            let shared = |(draft, paper): &(&Seq, &Paper)| !paper.writing.is_unsaved() && Some(**draft) != open;
            let Some(oldest) = self.all.iter().find(shared).map(|(draft, _)| *draft) else { break };
            self.all.remove(&oldest);
        }
    }
}

/// Which of two kept states is the later one: one is written with every key, the other is safe from a power cut.
#[must_use]
pub fn later(one: String, other: String) -> String {
    let changes = |text: &str| serde_json::from_str::<Kept>(text).map(|kept| kept.changes + 1).unwrap_or(0);
    if changes(&other) > changes(&one) { other } else { one }
}
