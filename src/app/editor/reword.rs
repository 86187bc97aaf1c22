//! An entry put into words for the outside: the entry stands above, an empty field below. Nothing of the entry can get
//! into a draft but what somebody types; that it was used is recorded.

use warroom_incident::draft::Edit;
use warroom_incident::event::{Notice, Phase};
use warroom_incident::{Command, CommandId, CommandKind, Rejection, Seq};

use super::papers::{GoesIn, Opening};
use super::words::{Checked, Stamp};
use super::{may_write, open_at, paper};
use crate::app::composer::{Composer, Target, Typed};
use crate::app::finding::moved;
use crate::app::keys::{Code, Press};
use crate::app::message::Effect;
use crate::app::model::{Dialog, Model};
use crate::app::{actions, drafts};

/// An entry that is being put into words for the outside.
#[derive(Clone, Debug)]
pub struct Reword {
    /// The entry.
    pub entry: Seq,
    /// The drafts that it can be used in; fixed when the dialog opened.
    pub goals: Vec<Goal>,
    /// How far it is.
    pub step: Step,
    /// The words for the outside.
    pub words: Composer,
    /// What the leak check found in them.
    pub found: Checked,
    behind: Option<Box<Dialog>>,
}

/// How far a rewording is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A draft is being chosen.
    Choosing(usize),
    /// Words are being written for it.
    Writing(usize),
}

/// Where the words go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Into this draft.
    Draft(Seq),
    /// Into a new one for this audience.
    New(String),
}

impl Goal {
    /// What it is called.
    #[must_use]
    pub fn label(&self, model: &Model) -> String {
        match self {
            Goal::Draft(seq) => match model.replica.state().drafts.get(seq) {
                Some(draft) => {
                    let (stage, _) = drafts::stage(draft);
                    let voids = if draft.approval().is_some() { " (its approval is VOID then)" } else { "" };
                    format!("draft {seq} for {}, {stage}{voids}: {}", draft.audience, drafts::words(draft))
                }
                None => format!("draft {seq}"),
            },
            Goal::New(audience) => format!("a new draft for {audience}"),
        }
    }
}

/// Begins to put an entry into words for the outside.
pub fn open(model: &mut Model, entry: Seq) {
    let state = model.replica.state();
    if state.entry(entry).is_none() {
        model.complain("only what somebody wrote can be used in a draft");
        return;
    }
    if state.seat_for(model.me(), CommandKind::UseInDraft).is_none() {
        let denied = Rejection::NotPermitted { command: CommandKind::UseInDraft, seats: model.seats() };
        model.complain(denied.to_string());
        return;
    }
    let known = drafts::order(state).into_iter().filter_map(|seq| state.drafts.get(&seq));
    let mut goals: Vec<_> = known.filter(|draft| draft.is_open()).map(|draft| Goal::Draft(draft.seq)).collect();
    if let Some(Goal::Draft(first)) = goals.first() {
        // What not everybody here may see may not be used: said before somebody writes for nothing.
        let tried = use_command(model, *first, entry, &Edit::replace(0..0, "x"));
        if let Err(why @ Rejection::NotForOutside { .. }) = model.replica.predict(&tried, model.server_now()) {
            model.complain(why.to_string());
            return;
        }
    }
    goals.extend(state.policy.audiences.iter().map(|audience| Goal::New(audience.name.clone())));
    let mut words = Composer::default();
    words.open(Target::Fact, "");
    words.insert(model.papers.rewording(entry));
    // Where one comes from a selected draft, that is the one.
    let at = goals.iter().position(|goal| *goal == Goal::Draft(model.selected.draft)).unwrap_or(0);
    let behind = model.dialog.take().map(Box::new);
    let reword = Reword { entry, goals, step: Step::Choosing(at), words, found: Checked::default(), behind };
    model.dialog = Some(Dialog::Reword(Box::new(reword)));
}

fn use_command(model: &Model, draft: Seq, entry: Seq, edit: &Edit) -> Command {
    Command::UseInDraft { draft, base: model.replica.state().seq, edit: edit.clone(), entry }
}

/// Columns of the words.
#[must_use]
pub fn columns(model: &Model) -> usize {
    usize::from(model.size.0.saturating_sub(5).max(1))
}

/// Takes a key; the dialog was taken off the model.
pub(in crate::app) fn pressed(
    model: &mut Model,
    mut reword: Box<Reword>,
    press: Press,
    random: [u8; 16],
) -> Vec<Effect> {
    match reword.step {
        Step::Choosing(at) => {
            let mut at = at;
            let last = reword.goals.len().saturating_sub(1);
            match (press.code, press.ctrl) {
                (Code::Esc | Code::Char('q'), false) | (Code::Char('c'), true) => {
                    model.dialog = reword.behind.map(|behind| *behind);
                    return Vec::new();
                }
                (Code::Enter, _) if !reword.goals.is_empty() => reword.step = Step::Writing(at),
                (Code::Char('j'), false) => reword.step = Step::Choosing((at + 1).min(last)),
                (Code::Char('k'), false) => reword.step = Step::Choosing(at.saturating_sub(1)),
                _ if moved(&mut at, last, press) => reword.step = Step::Choosing(at),
                _ => model.say("j/k and Enter choose the draft; q closes"),
            }
        }
        Step::Writing(at) => {
            let typed = if press == Press::ctrl('c') { Typed::Stop } else { reword.words.press(press, columns(model)) };
            match typed {
                Typed::Text => model.papers.keep_rewording(reword.entry, &reword.words.text()),
                Typed::Stop => {
                    reword.step = Step::Choosing(at);
                    if !reword.words.text().trim().is_empty() {
                        model.say("the words are kept for this entry");
                    }
                }
                Typed::Send => return send(model, reword, at, random),
                Typed::Editor | Typed::Older | Typed::Newer => {}
            }
        }
    }
    model.dialog = Some(Dialog::Reword(reword));
    Vec::new()
}

/// A paste writes.
pub(in crate::app) fn paste(model: &mut Model, text: &str) {
    let Some(Dialog::Reword(it)) = &mut model.dialog else { return };
    if matches!(it.step, Step::Writing(_)) {
        it.words.insert(text);
        let (entry, words) = (it.entry, it.words.text());
        model.papers.keep_rewording(entry, &words);
    }
}

/// Puts the words in, if they are words of one's own.
fn send(model: &mut Model, reword: Box<Reword>, at: usize, random: [u8; 16]) -> Vec<Effect> {
    let (entry, words) = (reword.entry, reword.words.text().trim().to_owned());
    let goal = reword.goals.get(at).cloned();
    let record = model.replica.record();
    let said = model.replica.state().entry(entry).and_then(|entry| record.text(entry.text_at)).unwrap_or_default();
    let refusal = if words.is_empty() {
        Some("write it for those who will read it".to_owned())
    } else if same(said, &words) {
        Some("these are the entry's own words: put them into words for those outside".to_owned())
    } else {
        None
    };
    if let Some(refusal) = refusal {
        model.complain(refusal);
        model.dialog = Some(Dialog::Reword(reword));
        return Vec::new();
    }
    let done = match goal {
        Some(Goal::Draft(draft)) => put_in(model, draft, entry, &words),
        Some(Goal::New(audience)) => {
            let effects = open_draft(model, Some(audience), random, |order| Opening {
                order,
                draft: None,
                goes_in: GoesIn::Reworded { entry, words: words.clone() },
            });
            if !effects.is_empty() {
                model.dialog = reword.behind.map(|behind| *behind);
                return effects;
            }
            Err(model.said.take().map(|(why, _)| why).unwrap_or_default())
        }
        None => Err("there is no draft to put it in".into()),
    };
    if let Err(why) = done {
        model.complain(why);
        model.dialog = Some(Dialog::Reword(reword));
    }
    Vec::new()
}

/// Whether two texts are the same words.
fn same(one: &str, other: &str) -> bool {
    let plain = |text: &str| {
        let kept = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).flat_map(char::to_lowercase);
        kept.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    plain(one) == plain(other)
}

/// Puts words for an entry at the end of a draft, and opens the draft there.
fn put_in(model: &mut Model, draft: Seq, entry: Seq, words: &str) -> Result<(), String> {
    may_write(model, draft)?;
    let shown = paper(model, draft).map(|paper| paper.writing.text().to_owned()).unwrap_or_default();
    let between = if shown.is_empty() || shown.ends_with('\n') { "" } else { "\n" };
    let end = shown.chars().count();
    let edit = Edit::replace(end..end, &format!("{between}{words}"));
    // What nobody outside may hear of is refused before it stands there.
    let tried = use_command(model, draft, entry, &Edit::replace(0..0, words));
    model.replica.predict(&tried, model.server_now()).map_err(|why| why.to_string())?;
    let paper = paper(model, draft).ok_or_else(|| format!("draft {draft} cannot be written in"))?;
    paper.writing.used(&edit, entry).map_err(|why| why.to_string())?;
    model.papers.keep_rewording(entry, "");
    model.papers.touch();
    model.say(format!("number {entry} is in draft {draft} now; that it was used is on the record"));
    show(model, draft);
    Ok(())
}

/// Opens an empty draft, into which something goes once it is there.
pub(super) fn open_draft(
    model: &mut Model,
    audience: Option<String>,
    random: [u8; 16],
    opening: impl FnOnce(CommandId) -> Opening,
) -> Vec<Effect> {
    let state = model.replica.state();
    let first = || state.policy.audiences.first().map(|audience| audience.name.clone());
    let Some(audience) = audience.or_else(first) else {
        model.complain("the policy names no audience");
        return Vec::new();
    };
    let phase = state.phase.filter(|phase| *phase != Phase::Declared).unwrap_or(Phase::Investigating);
    let open = Command::OpenDraft {
        audience,
        phase,
        text: Some(String::new()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise: None,
    };
    let effects = actions::ordered(model, open, random);
    if !effects.is_empty() {
        model.papers.opening = Some(opening(CommandId(random)));
        model.say("a new draft is being opened");
    }
    effects
}

/// The server has opened a draft.
pub(super) fn opened(model: &mut Model, id: CommandId, seq: Seq) {
    if let Some(opening) = model.papers.opening.as_mut().filter(|opening| opening.order == id) {
        opening.draft = Some(seq);
    }
}

/// It has not; the words are kept where they were.
pub(super) fn not_opened(model: &mut Model, id: CommandId, why: &str) {
    if model.papers.opening.take_if(|opening| opening.order == id).is_some() {
        model.complain(format!("no draft was opened, your words are kept: {why}"));
    }
}

/// Nobody knows whether it was opened: the words are kept where they were.
pub(super) fn lost(model: &mut Model) {
    model.papers.opening = None;
}

/// Puts in what waits for a draft that is here by now.
pub(super) fn go_on(model: &mut Model) {
    let state = model.replica.state();
    let here = |it: &mut Opening| it.draft.is_some_and(|draft| state.drafts.contains_key(&draft));
    let Some(Opening { draft: Some(draft), goes_in, .. }) = model.papers.opening.take_if(here) else { return };
    let done = match goes_in {
        GoesIn::Reworded { entry, words } => put_in(model, draft, entry, &words),
        GoesIn::Stuck { id } => put_stuck(model, draft, id),
    };
    if let Err(why) = done {
        model.complain(format!("draft {draft} is open, your words are kept: {why}"));
    }
}

fn put_stuck(model: &mut Model, draft: Seq, id: u64) -> Result<(), String> {
    may_write(model, draft)?;
    let text = model.papers.stuck().iter().find(|it| it.id == id).map(|it| it.text.clone()).unwrap_or_default();
    let paper = paper(model, draft).ok_or_else(|| format!("draft {draft} cannot be written in"))?;
    let edit = Edit::replace(0..0, &text);
    paper.writing.typed(&edit, warroom_incident::draft::Unit::New).map_err(|why| why.to_string())?;
    model.papers.drop_stuck(id);
    model.say(format!("your words stand in draft {draft} now"));
    show(model, draft);
    Ok(())
}

/// Opens the draft, unless somebody has begun with something else meanwhile.
fn show(model: &mut Model, draft: Seq) {
    if model.dialog.is_none() && !model.composer.is_open() {
        drop(open_at(model, draft, usize::MAX));
    }
}

pub(super) fn is_behind(model: &Model, reword: &Reword) -> bool {
    reword.found.is_stale(Stamp::of(reword.words.changes(), model.replica.state(), 0))
}

/// Looks for leaks in the words.
pub(super) fn check(model: &mut Model) {
    let Some(Dialog::Reword(mut reword)) = model.dialog.take_if(|it| matches!(it, Dialog::Reword(_))) else { return };
    if is_behind(model, &reword) {
        let (state, text) = (model.replica.state(), reword.words.text());
        // Of no draft yet: nothing in them is waived.
        reword.found.renew(Stamp::of(reword.words.changes(), state, 0), &text, state, 0);
    }
    model.dialog = Some(Dialog::Reword(reword));
}

/// The entry's own words, for the line above.
#[must_use]
pub fn said(model: &Model, reword: &Reword) -> String {
    let record = model.replica.record();
    let entry = model.replica.state().entry(reword.entry);
    let text = entry.and_then(|entry| record.text(entry.text_at)).unwrap_or("[words removed]");
    crate::timeline::clean(text)
}

/// The chosen draft, in a few words.
#[must_use]
pub fn goal(reword: &Reword) -> String {
    let (Step::Choosing(at) | Step::Writing(at)) = reword.step;
    match reword.goals.get(at) {
        Some(Goal::Draft(seq)) => format!("draft {seq}"),
        Some(Goal::New(audience)) => format!("a new draft for {audience}"),
        None => String::new(),
    }
}
