//! The text of one draft over the whole screen, written by several at a time. What is typed shows at once, is kept on
//! disk, and goes out an order at a time; what others write appears as it comes and moves no cursor off its words.

mod keys;
mod outside;
pub mod papers;
pub mod place;
pub mod reword;
mod sharing;
pub mod stuck;
pub mod words;

use warroom_incident::draft::{Edit, Left, Stage, Writing, Written};
use warroom_incident::wire::Presence;
use warroom_incident::{CommandKind, Rejection, Seq, Time};

use super::composer::steps::Run;
use super::connection::LinkState;
use super::message::Effect;
use super::model::{Dialog, Model};
use super::{actions, drafts};

pub use outside::edited;
pub use papers::{Papers, later};
use words::Checked;

pub(super) use keys::{paste, pressed};
pub(super) use sharing::{go_on, heard, is_behind, keep, lost, not_kept, tick};

/// A draft that is being written in.
#[derive(Clone, Debug)]
pub struct Editor {
    /// Which.
    pub draft: Seq,
    /// Where the selection began, in characters of the text that is shown.
    pub anchor: usize,
    /// Where the cursor stands.
    pub head: usize,
    /// A character of the first row in sight: the scroll stays with its words.
    pub top: usize,
    /// What is shown beside the text, or over it.
    pub shows: Shows,
    /// Whether keys that move select.
    pub marking: Marking,
    /// What the leak check found.
    pub checked: Checked,
    /// What was on the screen before; comes back.
    behind: Option<Box<Dialog>>,
    /// The column that going up and down keeps to.
    column: Option<usize>,
    run: Run,
    /// Counts my moves.
    moved: u64,
    /// Counts changes of the text.
    changed: u64,
    /// The text that was handed to `$EDITOR`, and what changed in it meanwhile.
    lent: Option<Lent>,
}

/// A text in somebody's own editor.
#[derive(Clone, Debug)]
struct Lent {
    text: String,
    meanwhile: Vec<(Edit, Left)>,
}

/// What is shown beside the text, or over it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shows {
    /// Nothing.
    #[default]
    Text,
    /// Who wrote each row.
    Writers,
    /// The keys.
    Keys,
}

/// Whether keys that move select.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marking {
    /// Only with shift.
    #[default]
    Off,
    /// For terminals that do not send shift with arrows.
    On,
}

impl Editor {
    fn new(draft: Seq, at: usize, behind: Option<Box<Dialog>>) -> Editor {
        Editor {
            draft,
            anchor: at,
            head: at,
            top: 0,
            shows: Shows::Text,
            marking: Marking::Off,
            checked: Checked::default(),
            behind,
            column: None,
            run: Run::None,
            moved: 0,
            changed: 0,
            lent: None,
        }
    }

    /// What is selected, in characters.
    #[must_use]
    pub fn selection(&self) -> std::ops::Range<usize> {
        self.anchor.min(self.head)..self.anchor.max(self.head)
    }

    /// Somebody else changed the text: cursor, selection, scroll and findings stay with their words.
    fn carry(&mut self, edit: &Edit, left: Left) {
        self.anchor = edit.position(self.anchor, left);
        self.head = edit.position(self.head, left);
        self.top = edit.position(self.top, Left::Carried);
        self.checked.carry(edit);
        self.column = None;
        self.changed += 1;
        if let Some(lent) = &mut self.lent {
            lent.meanwhile.push((edit.clone(), left));
        }
    }
}

/// Opens the text of a draft over the whole screen; leaving goes back to what is shown now. Says why where it cannot be
/// opened: then nothing changes.
pub fn open(model: &mut Model, draft: Seq) -> Vec<Effect> {
    match (may_write(model, draft), model.papers.stuck_of(draft).map(|stuck| stuck.id)) {
        (Ok(()), _) => return open_at(model, draft, usize::MAX),
        // All that is left to be done with it: words of mine that it did not take.
        (Err(_), Some(stuck)) => stuck::open(model, stuck),
        (Err(why), None) => model.complain(why),
    }
    Vec::new()
}

/// The same with the cursor before this character.
fn open_at(model: &mut Model, draft: Seq, at: usize) -> Vec<Effect> {
    let Some(paper) = paper(model, draft) else {
        model.complain(format!("draft {draft} cannot be written in"));
        return Vec::new();
    };
    let at = at.min(paper.writing.text().chars().count());
    let behind = model.dialog.take().map(Box::new);
    model.selected.draft = draft;
    model.papers.told = None;
    model.dialog = Some(Dialog::Editor(Box::new(Editor::new(draft, at, behind))));
    settle(model);
    Vec::new()
}

/// My paper for a draft; a fresh one where there is none yet.
fn paper(model: &mut Model, draft: Seq) -> Option<&mut papers::Paper> {
    if !model.papers.all.contains_key(&draft) {
        let writing = Writing::open(model.replica.state(), draft, model.replica.me())?;
        model.papers.all.insert(draft, papers::Paper { writing, way: papers::Way::Here });
    }
    model.papers.all.get_mut(&draft)
}

/// Whether I may write in a draft now.
fn may_write(model: &Model, draft: Seq) -> Result<(), String> {
    let state = model.replica.state();
    if matches!(model.link.state, LinkState::Refused { .. }) {
        return Err("read only: the server refuses this client, see above".into());
    }
    if model.frozen.is_some() {
        return Err("the screen stands still: F goes on, then it can be written in".into());
    }
    let Some(known) = state.drafts.get(&draft) else {
        return Err(format!("draft {draft} has not arrived here yet"));
    };
    if !known.is_open() {
        return Err(Rejection::DraftOver { draft, stage: known.stage.as_str().to_owned() }.to_string());
    }
    if state.seat_for(model.me(), CommandKind::EditDraft).is_none() {
        return Err(Rejection::NotPermitted { command: CommandKind::EditDraft, seats: model.seats() }.to_string());
    }
    Ok(())
}

/// Goes back to where it was opened from; what is not shared goes out all the same.
fn leave(model: &mut Model) -> Vec<Effect> {
    let Some(Dialog::Editor(editor)) = model.dialog.take() else { return Vec::new() };
    model.dialog = editor.behind.map(|behind| *behind);
    let left = model.papers.of(editor.draft).map_or(0, |paper| paper.writing.unshared());
    if left > 0 && !model.link.is_up() {
        model.say(format!("{} not shared yet: kept here, and sent once you are connected", characters(left)));
    }
    let open = open_draft(model);
    model.papers.tidy(open);
    actions::presence(model)
}

/// The draft that is open for writing.
fn open_draft(model: &Model) -> Option<Seq> {
    match &model.dialog {
        Some(Dialog::Editor(editor)) => Some(editor.draft),
        _ => None,
    }
}

/// Brings the row of the cursor into sight, and the cursor into the text: after every message.
pub(super) fn settle(model: &mut Model) {
    if !matches!(model.dialog, Some(Dialog::Editor(_))) {
        model.papers.tidy(None);
        return;
    }
    let Some(Dialog::Editor(mut editor)) = model.dialog.take() else { return };
    let chars = text(model, &editor).chars().count();
    (editor.anchor, editor.head) = (editor.anchor.min(chars), editor.head.min(chars));
    place::keep_in_sight(model, &mut editor);
    model.dialog = Some(Dialog::Editor(editor));
}

/// The text that is written in.
#[must_use]
pub fn text<'a>(model: &'a Model, editor: &Editor) -> &'a str {
    model.papers.of(editor.draft).map_or("", |paper| paper.writing.text())
}

/// Where I stand, for the others.
pub(super) fn presence(model: &Model, editor: &Editor) -> Presence {
    let caret = model.papers.of(editor.draft).map(|paper| paper.writing.caret(editor.anchor, editor.head));
    Presence { pane: "drafts".into(), typing: true, caret }
}

/// Somebody else who stands in the same draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hand {
    /// Who.
    pub name: String,
    /// Where, in characters of the text that is shown.
    pub at: usize,
}

/// Who else stands in this draft, in the order in which they stand.
#[must_use]
pub fn hands(model: &Model, draft: Seq) -> Vec<Hand> {
    let (Some(paper), Some(known)) = (model.papers.of(draft), model.replica.state().drafts.get(&draft)) else {
        return Vec::new();
    };
    let others = model.present.iter().filter(|it| it.name != *model.me() && it.lost_at.is_none());
    let mut hands: Vec<_> = others
        .filter_map(|it| {
            let caret = it.caret.filter(|caret| caret.draft == draft)?;
            let (_, at) = paper.writing.place(known.manuscript(), caret);
            Some(Hand { name: crate::timeline::clean(it.name.as_str()), at })
        })
        .collect();
    hands.sort_by(|one, other| (one.at, &one.name).cmp(&(other.at, &other.name)));
    hands
}

/// Who wrote which part of a draft as it is on the record, from its beginning to its end; together the parts are its
/// text.
#[must_use]
pub fn written(model: &Model, draft: Seq) -> Vec<(String, String)> {
    let Some(known) = model.replica.state().drafts.get(&draft) else { return Vec::new() };
    let mut chars = known.text().as_str().chars();
    let part = |it: Written| {
        let words: String = chars.by_ref().take(it.chars).collect();
        (crate::timeline::author(&it.by, None), crate::timeline::clean(&words))
    };
    known.manuscript().authorship().into_iter().map(part).collect()
}

/// Who wrote which part of the text that is shown, my own words of this moment among it.
#[must_use]
pub fn written_here(model: &Model, draft: Seq) -> Vec<Written> {
    let (Some(paper), Some(known)) = (model.papers.of(draft), model.replica.state().drafts.get(&draft)) else {
        return Vec::new();
    };
    paper.writing.written(known.manuscript())
}

/// How far what I wrote is known to the server.
#[must_use]
pub fn shared(model: &Model, draft: Seq) -> String {
    let left = model.papers.of(draft).map_or(0, |paper| paper.writing.unshared());
    match (left, model.papers.of(draft).is_some_and(|paper| paper.writing.is_unsaved())) {
        (_, false) => "all shared".into(),
        (left, true) if model.link.is_up() => format!("{} not shared yet", characters(left)),
        (left, true) => format!("NOT SHARED YET: {}, kept here", characters(left)),
    }
}

/// Whether a draft changes no more.
#[must_use]
pub fn is_over(model: &Model, draft: Seq) -> bool {
    model.replica.state().drafts.get(&draft).is_some_and(|known| !known.is_open())
}

/// A number of characters.
#[must_use]
pub fn characters(count: usize) -> String {
    if count == 1 { "1 character".into() } else { format!("{count} characters") }
}

/// The channels of a draft and how many characters each takes, the tightest first.
#[must_use]
pub fn channels(model: &Model, draft: Seq) -> Vec<(String, usize)> {
    let state = model.replica.state();
    let Some(known) = state.drafts.get(&draft) else { return Vec::new() };
    let its = state.policy.channels.iter().filter(|channel| known.channels.contains(&channel.name));
    let mut its: Vec<_> = its.map(|it| (crate::timeline::clean(&it.name), it.most_chars())).collect();
    its.sort_by_key(|(_, most)| *most);
    its
}

/// What has to be known before the next key: what it voids, or why it changes nothing.
#[must_use]
pub fn warning(model: &Model, draft: Seq) -> Option<String> {
    let state = model.replica.state();
    if let Some(stuck) = model.papers.stuck_of(draft) {
        if stuck.is_emptied() {
            return Some(format!("{}: F4 lets it go", stuck::EMPTIED));
        }
        return Some(format!("NOT SAVED, your words are kept here (F4 shows them): {}", stuck.why));
    }
    let known = state.drafts.get(&draft)?;
    match &known.stage {
        Stage::Approved(_) => Some("APPROVED: the first key that changes the text VOIDS the approval".into()),
        Stage::InReview { .. } if known.voided.is_some() => {
            Some("APPROVAL VOID, since the text was changed: it waits to be read and approved again".into())
        }
        Stage::InReview { .. } => {
            Some("IN REVIEW: whoever reads it now has to read it again once the text is changed".into())
        }
        Stage::ChangesRequested { by, at } => {
            let words = model.replica.record().text(*at).unwrap_or("[words removed]");
            let by = crate::timeline::author(by, None);
            Some(format!("CHANGES REQUESTED by {by}: {}", crate::timeline::first_line(words, 200)))
        }
        Stage::Published { .. } | Stage::Withdrawn { .. } => {
            let (stage, _) = drafts::stage(known);
            Some(format!("{stage} MEANWHILE: it changes no more. Esc goes back"))
        }
        Stage::Draft => None,
    }
}

/// Whether something has to wait: the time since it was done last is too short.
fn too_soon(last: Option<Time>, now: Time, least_ms: i64) -> bool {
    last.is_some_and(|at| (now - at).num_milliseconds().abs() < least_ms)
}
