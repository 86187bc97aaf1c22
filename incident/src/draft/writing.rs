//! The client's half of writing in one draft with others: what is typed shows at once, is sent an edit at a time, and
//! is carried over what others do meanwhile. No clock and no socket: a screen feeds it, a simulation can.
//!
//! What a person sees is the confirmed text and on top of it their own edits: one that is under way, then those that
//! wait. It can be written to disk as it is and resumed: what was typed offline is carried over everything since.

use super::edit::{Edit, Left};
use super::manuscript::{Manuscript, Written};
use crate::command::{Command, CommandId};
use crate::event::{Author, Event};
use crate::people::Person;
use crate::prelude::*;
use crate::record::Sealed;
use crate::rejection::{Place, Rejection};
use crate::state::Incident;
use crate::{Seq, bounds, text};
use serde::{Deserialize, Serialize};

/// Makes what somebody typed or pasted fit for a draft: line ends as `\n`, emoji selectors dropped.
///
/// # Errors
/// [`Rejection::HiddenCharacter`] and [`Rejection::TooLong`]: in a text for the outside nothing is made visible that
/// was hidden, it is refused.
pub fn entering(raw: &str) -> Result<String, Rejection> {
    if raw.len() > bounds::DRAFT_BYTES {
        return Err(Rejection::TooLong { place: Place::Draft, bytes: raw.len(), most: bounds::DRAFT_BYTES });
    }
    let lines = raw.replace("\r\n", "\n").replace('\r', "\n");
    let plain: String = lines.chars().filter(|c| !('\u{FE00}'..='\u{FE0F}').contains(c)).collect();
    match plain.chars().find(|c| text::is_hidden(*c)) {
        Some(hidden) => Err(Rejection::HiddenCharacter { code: u32::from(hidden) }),
        None => Ok(plain),
    }
}

/// Where somebody stands in a draft: in the text as it was at an event, since texts differ while edits are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caret {
    /// The draft.
    pub draft: Seq,
    /// The last event that they had seen.
    pub base: Seq,
    /// Where the selection began, in characters.
    pub anchor: usize,
    /// Where they stand.
    pub head: usize,
}

/// What one undoing takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// This edit alone, and those that join it.
    New,
    /// This edit together with the one before: letters of a word.
    Joins,
}

/// One order that is to be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Piece {
    edit: Edit,
    /// The entry that was reworded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entry: Option<Seq>,
}

/// The order that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sent {
    id: CommandId,
    /// As it was sent; sent again, it is the same.
    command: Command,
    /// Carried over what came since.
    carried: Edit,
    entry: Option<Seq>,
    /// Number of its event, once it was answered.
    seq: Option<Seq>,
}

/// What became of words that the server refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It was none of these words.
    NotMine,
    /// They go out again, carried to the text of now.
    Again,
    /// Nothing is lost by it: the text is so already.
    Nothing,
    /// They cannot be saved here; the text with them, to be kept and shown.
    Stuck(String),
}

/// One person's writing in one draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writing {
    draft: Seq,
    me: Author,
    /// The last event that was taken.
    base: Seq,
    /// The text there.
    confirmed: String,
    /// The same with my own edits on top.
    shown: String,
    sent: Option<Sent>,
    waiting: Vec<Piece>,
    undo: Vec<Edit>,
    redo: Vec<Edit>,
}

/// Steps that can be undone: more is done over by hand.
const UNDO: usize = 500;

/// Characters that all of them together put back: a few of the longest texts.
const UNDO_CHARS: usize = 4 * bounds::DRAFT_BYTES;

/// Steps of an edit to which no more are added: half of what an order may have, since one more edit doubles them at
/// most.
const MOST_STEPS: usize = bounds::EDIT_STEPS / 2;

impl Writing {
    /// Begins to write; nothing when there is no such draft, or it changes no more.
    #[must_use]
    pub fn open(state: &Incident, draft: Seq, me: &Person) -> Option<Writing> {
        let open = state.drafts.get(&draft).filter(|draft| draft.is_open())?;
        let text = open.text().as_str().to_owned();
        Some(Writing {
            draft,
            me: Author::Person(me.clone()),
            base: state.seq,
            confirmed: text.clone(),
            shown: text,
            sent: None,
            waiting: Vec::new(),
            undo: Vec::new(),
            redo: Vec::new(),
        })
    }

    /// The draft.
    #[must_use]
    pub fn draft(&self) -> Seq {
        self.draft
    }

    /// The text to show.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.shown
    }

    /// The last event that was taken: lines after it have to be taken first when writing is resumed from disk.
    #[must_use]
    pub fn base(&self) -> Seq {
        self.base
    }

    /// Whether something was typed that is not confirmed.
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        self.sent.is_some() || !self.waiting.is_empty()
    }

    /// How many characters were typed or deleted that are not confirmed.
    #[must_use]
    pub fn unshared(&self) -> usize {
        self.mine().map(|edit| edit.inserted() + edit.deleted()).sum()
    }

    /// Who wrote which part of the text that is shown, from its beginning to its end.
    #[must_use]
    pub fn written(&self, manuscript: &Manuscript) -> Vec<Written> {
        self.mine().fold(manuscript.authorship(), |written, edit| Manuscript::rewritten(&written, edit, &self.me))
    }

    /// Takes an edit of the text as it is shown.
    ///
    /// # Errors
    /// As [`entering`], and where the whole text would become too long; nothing is changed then.
    pub fn typed(&mut self, edit: &Edit, unit: Unit) -> Result<(), Rejection> {
        let edit = self.fitting(edit)?;
        self.redo.clear();
        let inverse = self.local(edit, None);
        match self.undo.last_mut() {
            Some(last) if unit == Unit::Joins => *last = inverse.then(last),
            _ => self.undo.push(inverse),
        }
        self.forget_old();
        Ok(())
    }

    /// Puts a reworded entry in; that it was used is recorded.
    ///
    /// # Errors
    /// As [`Writing::typed`]; nothing is changed then.
    pub fn used(&mut self, edit: &Edit, entry: Seq) -> Result<(), Rejection> {
        let edit = self.fitting(edit)?;
        self.redo.clear();
        let inverse = self.local(edit, Some(entry));
        self.undo.push(inverse);
        self.forget_old();
        Ok(())
    }

    /// Lets steps go that nobody goes back to any more: all of them are written down with every key.
    fn forget_old(&mut self) {
        let mut chars: usize = self.undo.iter().map(Edit::inserted).sum();
        while self.undo.len() > 1 && (self.undo.len() > UNDO || chars > UNDO_CHARS) {
            chars -= self.undo.remove(0).inserted();
        }
    }

    /// Whether something that I did can be taken back, or done again.
    #[must_use]
    pub fn remembers(&self) -> bool {
        !(self.undo.is_empty() && self.redo.is_empty())
    }

    /// Takes back what I did last, and only that; gives the edit that does so.
    pub fn undo(&mut self) -> Option<Edit> {
        let edit = self.undo.pop()?;
        let inverse = self.local(edit.clone(), None);
        self.redo.push(inverse);
        Some(edit)
    }

    /// Does again what was undone.
    pub fn redo(&mut self) -> Option<Edit> {
        let edit = self.redo.pop()?;
        let inverse = self.local(edit.clone(), None);
        self.undo.push(inverse);
        Some(edit)
    }

    /// The edit as it may be taken: nothing hidden in it, and the text does not grow past its bound.
    fn fitting(&self, edit: &Edit) -> Result<Edit, Rejection> {
        let edit = entering_edit(edit)?;
        let bytes = if edit.inserted() > 0 { edit.apply(&self.shown).len() } else { 0 };
        if bytes > bounds::DRAFT_BYTES {
            return Err(Rejection::TooLong { place: Place::Draft, bytes, most: bounds::DRAFT_BYTES });
        }
        Ok(edit)
    }

    /// Applies an edit of mine and queues it; gives what takes it back.
    fn local(&mut self, edit: Edit, entry: Option<Seq>) -> Edit {
        let inverse = edit.inverse(&self.shown);
        self.shown = edit.apply(&self.shown);
        match self.waiting.last_mut() {
            // Hours of writing without a connection are several orders: one may not have more steps than that.
            Some(last) if last.entry.is_none() && entry.is_none() && last.edit.steps().len() < MOST_STEPS => {
                last.edit = last.edit.then(&edit);
                if last.edit.is_empty() {
                    self.waiting.pop();
                }
            }
            _ if edit.is_empty() => {}
            _ => self.waiting.push(Piece { edit, entry }),
        }
        inverse
    }

    /// The next order to give, under this id; nothing while one is under way or nothing waits.
    pub fn next_order(&mut self, id: CommandId) -> Option<Command> {
        if self.sent.is_some() || self.waiting.is_empty() {
            return None;
        }
        let Piece { edit, entry } = self.waiting.remove(0);
        let (draft, base) = (self.draft, self.base);
        let command = match entry {
            Some(entry) => Command::UseInDraft { draft, base, edit: edit.clone(), entry },
            None => Command::EditDraft { draft, base, edit: edit.clone() },
        };
        self.sent = Some(Sent { id, command: command.clone(), carried: edit, entry, seq: None });
        Some(command)
    }

    /// The order that is under way, to be given again after the connection was lost: with the same id.
    #[must_use]
    pub fn under_way(&self) -> Option<(CommandId, &Command)> {
        self.sent.as_ref().map(|sent| (sent.id, &sent.command))
    }

    /// The server has it on disk as that event; the event itself may come before or after. Gives what it changed in
    /// the text that is shown, if anything.
    pub fn accepted(&mut self, id: CommandId, seq: Seq) -> Option<Edit> {
        let sent = self.sent.take_if(|sent| sent.id == id)?;
        if seq > self.base {
            self.sent = Some(Sent { seq: Some(seq), ..sent });
            return None;
        }
        // Its event was taken already and not known again, as after its words were removed: it is in the confirmed
        // text, and must not be in the shown one twice.
        let twice = sent.carried.inverse(&self.confirmed);
        Some(self.carry_mine(twice, Left::Over))
    }

    /// The server refused it.
    pub fn refused(&mut self, id: CommandId, why: &Rejection) -> Refused {
        let Some(sent) = self.sent.take_if(|sent| sent.id == id) else { return Refused::NotMine };
        // `Already`: somebody did the same at the same moment, and their event is on its way. It leaves nothing of this.
        let again =
            matches!(why, Rejection::EditTooOld { .. } | Rejection::EditBeyondText { .. } | Rejection::Already { .. });
        if sent.carried.is_empty() {
            return Refused::Nothing;
        }
        if again {
            self.waiting.insert(0, Piece { edit: sent.carried, entry: sent.entry });
            return Refused::Again;
        }
        let text = core::mem::replace(&mut self.shown, self.confirmed.clone());
        self.waiting.clear();
        self.undo.clear();
        self.redo.clear();
        Refused::Stuck(text)
    }

    /// Takes the next event, of whatever kind; gives what it changed in the text that is shown, if anything.
    pub fn take(&mut self, sealed: &Sealed) -> Option<Edit> {
        if sealed.seq <= self.base {
            return None;
        }
        self.base = sealed.seq;
        let said = sealed.content.as_ref().map_or("", |content| content.text.as_str());
        if let Event::DraftEdited { draft, edit, .. } = &sealed.fact.event
            && *draft == self.draft
        {
            let edit = Edit::joined(edit, said);
            if self.is_mine(sealed, &edit) {
                self.confirmed = edit.apply(&self.confirmed);
                self.sent = None;
                return None;
            }
            return Some(self.take_remote(edit, &sealed.fact.author));
        }
        if let Event::DraftSnapshot { draft, .. } = &sealed.fact.event
            && *draft == self.draft
        {
            // What was taken out must not come back by an undoing.
            self.undo.clear();
            self.redo.clear();
            let change = difference(&self.confirmed, said);
            return Some(self.take_remote(change, &sealed.fact.author));
        }
        None
    }

    /// Takes in that events up to this number were seen, none of which was in reach or of this draft.
    pub fn pass(&mut self, seq: Seq) {
        self.base = self.base.max(seq);
    }

    fn is_mine(&self, sealed: &Sealed, edit: &Edit) -> bool {
        self.sent.as_ref().is_some_and(|sent| {
            // Before the answer is here, an edit of mine that does the same is as good as this one.
            sent.seq.map_or(sealed.fact.author == self.me && sent.carried == *edit, |seq| seq == sealed.seq)
        })
    }

    fn take_remote(&mut self, edit: Edit, by: &Author) -> Edit {
        self.confirmed = edit.apply(&self.confirmed);
        self.carry_mine(edit, Left::of(&self.me, by))
    }

    /// Carries everything of mine over an edit; gives what it changes in the text that is shown.
    fn carry_mine(&mut self, edit: Edit, left: Left) -> Edit {
        let mut theirs = edit;
        let mine = self.sent.iter_mut().map(|sent| &mut sent.carried);
        for mine in mine.chain(self.waiting.iter_mut().map(|piece| &mut piece.edit)) {
            let carried = mine.carried(&theirs, left);
            theirs = theirs.carried(mine, left.mirrored());
            *mine = carried;
        }
        self.waiting.retain(|piece| !piece.edit.is_empty());
        self.shown = theirs.apply(&self.shown);
        for stack in [&mut self.undo, &mut self.redo] {
            let mut over = theirs.clone();
            for own in stack.iter_mut().rev() {
                let carried = own.carried(&over, left);
                over = over.carried(own, left.mirrored());
                *own = carried;
            }
            stack.retain(|own| !own.is_empty());
        }
        theirs
    }

    /// Where I stand, to be told to others: in the confirmed text.
    #[must_use]
    pub fn caret(&self, anchor: usize, head: usize) -> Caret {
        let confirmed = |at| self.mine().rev().fold(at, |at, edit| edit.position_before(at));
        Caret { draft: self.draft, base: self.base, anchor: confirmed(anchor), head: confirmed(head) }
    }

    /// Where somebody else stands in the text that is shown, as anchor and head.
    #[must_use]
    pub fn place(&self, manuscript: &Manuscript, caret: Caret) -> (usize, usize) {
        let since = |at| {
            let edits = manuscript.recent().filter(|recent| recent.seq > caret.base && recent.seq <= self.base);
            let confirmed = edits.fold(at, |at, recent| recent.edit.position(at, Left::Over));
            let shown = self.mine().fold(confirmed, |at, edit| edit.position(at, Left::Carried));
            shown.min(self.shown.chars().count())
        };
        (since(caret.anchor), since(caret.head))
    }

    fn mine(&self) -> impl DoubleEndedIterator<Item = &Edit> {
        self.sent.iter().map(|sent| &sent.carried).chain(self.waiting.iter().map(|piece| &piece.edit))
    }
}

fn entering_edit(edit: &Edit) -> Result<Edit, Rejection> {
    use super::edit::{Step, Steps};
    let safe = edit.steps().iter().map(|step| match step {
        Step::Insert(text) => Ok(Step::Insert(entering(text)?)),
        Step::Retain(_) | Step::Delete(_) => Ok(step.clone()),
    });
    Ok(Steps::normal(safe.collect::<Result<Vec<_>, Rejection>>()?))
}

/// One replacement that makes one text of another: what is the same at both ends stays.
fn difference(from: &str, to: &str) -> Edit {
    let (from, to): (Vec<_>, Vec<_>) = (from.chars().collect(), to.chars().collect());
    let start = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let most = from.len().min(to.len()) - start;
    let end = from.iter().rev().zip(to.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let middle: String = to.get(start..to.len() - end).unwrap_or_default().iter().collect();
    Edit::replace(start..from.len() - end, &middle)
}
