//! What I write goes out, and what others write comes in: one order of a draft under way at a time, what is typed
//! meanwhile composed behind it, and all of it on disk here before it leaves.

use warroom_incident::draft::{Left, Refused};
use warroom_incident::wire::{ToClient, ToServer};
use warroom_incident::{CommandId, Line, Rejection, Seq};

use super::papers::Way;
use super::words::Stamp;
use super::{Editor, open_draft, reword, stuck, text, too_soon};
use crate::app::actions;
use crate::app::calls::{self, Call};
use crate::app::connection::LinkState;
use crate::app::message::Effect;
use crate::app::model::{Dialog, Model};

/// The others are told at most this often where I stand: between two tellings a cursor goes along with the words.
const TELL_MS: i64 = 300;

/// An order of a paper needs an id of its own, beside that of whatever else a message orders.
fn fresh(random: [u8; 16]) -> CommandId {
    CommandId(random.map(|byte| byte ^ 0x5a))
}

/// Takes what the server said; events are those behind `before`.
pub(in crate::app) fn heard(model: &mut Model, before: Seq, message: &ToClient) -> Vec<Effect> {
    for seq in before + 1..=model.replica.record().seq() {
        event(model, seq);
        stuck::removed(model, seq);
    }
    let effects = match message {
        ToClient::Accepted { id, seq, .. } => {
            accepted(model, *id, *seq);
            Vec::new()
        }
        ToClient::Refused { id, rejection, .. } => refused(model, *id, rejection),
        ToClient::NotSaved { id, .. } => {
            again_later(model, *id);
            Vec::new()
        }
        ToClient::Welcome { .. }
        | ToClient::Attached { .. }
        | ToClient::Reading(_)
        | ToClient::Events(_)
        | ToClient::Live { .. }
        | ToClient::Presence(_)
        | ToClient::Ping { .. }
        | ToClient::Goodbye { .. } => Vec::new(),
    };
    reword::go_on(model);
    effects
}

/// The next event for every paper.
fn event(model: &mut Model, seq: Seq) {
    let mut saved = false;
    for (draft, paper) in &mut model.papers.all {
        let unsaved = paper.writing.is_unsaved();
        let Some(sealed) = model.replica.record().line(seq).and_then(Line::open) else {
            paper.writing.pass(seq);
            continue;
        };
        let change = paper.writing.take(sealed);
        // What was taken out of the text for good must not stay on this disk either.
        saved |= unsaved != paper.writing.is_unsaved() || (change.is_some() && unsaved);
        if paper.writing.under_way().is_none() {
            paper.way = Way::Here;
        }
        if let (Some(change), Some(Dialog::Editor(editor))) = (change, &mut model.dialog)
            && editor.draft == *draft
        {
            let me = warroom_incident::Author::Person(model.replica.me().clone());
            editor.carry(&change, Left::of(&me, &sealed.fact.author));
        }
    }
    if saved {
        model.papers.touch();
    }
}

fn accepted(model: &mut Model, id: CommandId, seq: Seq) {
    let mut touched = false;
    for (draft, paper) in &mut model.papers.all {
        if paper.writing.under_way().is_none_or(|(mine, _)| mine != id) {
            continue;
        }
        touched = true;
        let change = paper.writing.accepted(id, seq);
        if let (Some(change), Some(Dialog::Editor(editor))) = (change, &mut model.dialog)
            && editor.draft == *draft
        {
            editor.carry(&change, Left::Over);
        }
    }
    if touched {
        model.papers.touch();
    }
    reword::opened(model, id, seq);
}

fn refused(model: &mut Model, id: CommandId, why: &Rejection) -> Vec<Effect> {
    reword::not_opened(model, id, &why.to_string());
    let mut stuck = None;
    for (draft, paper) in &mut model.papers.all {
        match paper.writing.refused(id, why) {
            Refused::NotMine => continue,
            Refused::Again | Refused::Nothing => {}
            Refused::Stuck(text) => stuck = Some((*draft, text)),
        }
        paper.way = Way::Here;
    }
    model.papers.touch();
    let Some((draft, text)) = stuck else { return Vec::new() };
    model.papers.keep_stuck(draft, text, why.to_string(), model.replica.record().seq());
    if let Some(Dialog::Editor(editor)) = &mut model.dialog
        && editor.draft == draft
    {
        editor.changed += 1;
        editor.checked.spots.clear();
    }
    model.complain(format!("draft {draft}: what you wrote was not saved and is kept here: {why}"));
    calls::ring(model, Call::Refused)
}

fn again_later(model: &mut Model, id: CommandId) {
    let paper = model.papers.all.values_mut().find(|paper| paper.writing.under_way().is_some_and(|it| it.0 == id));
    if let Some(paper) = paper {
        paper.way = Way::Later;
    }
}

/// The connection is gone, or a new one stands: what is under way has not left over it.
pub(in crate::app) fn lost(model: &mut Model) {
    model.papers.all.values_mut().for_each(|paper| paper.way = Way::Here);
    model.papers.told = None;
    reword::lost(model);
}

/// The disk did not take it, so it was not sent.
pub(in crate::app) fn not_kept(model: &mut Model, why: &str) {
    model.papers.all.values_mut().filter(|it| it.way == Way::Sent).for_each(|it| it.way = Way::Later);
    model.papers.unkept = true;
    model.complain(format!("this machine cannot keep what you write in drafts, so it is not shared: {why}"));
}

/// Another second: what could not be saved or kept is tried again.
pub(in crate::app) fn tick(model: &mut Model) {
    model.papers.all.values_mut().filter(|it| it.way == Way::Later).for_each(|it| it.way = Way::Here);
    if std::mem::take(&mut model.papers.unkept) {
        model.papers.touch();
    }
}

/// The draft whose next order can be given.
fn due(model: &Model) -> Option<Seq> {
    if model.link.state != LinkState::Live || model.frozen.is_some() {
        return None;
    }
    let mut papers = model.papers.all.iter();
    papers.find(|(_, paper)| paper.writing.is_unsaved() && paper.way == Way::Here).map(|(draft, _)| *draft)
}

fn has_to_tell(model: &Model, editor: &Editor) -> bool {
    let Some((at, moved)) = model.papers.told else { return model.link.is_up() };
    model.link.is_up() && moved != editor.moved && !too_soon(Some(at), model.now, TELL_MS)
}

fn has_to_check(model: &Model, editor: &Editor) -> bool {
    editor.checked.is_stale(Stamp::of(editor.changed, model.replica.state(), editor.draft))
}

/// Whether something is to be done once the frame is drawn that shows the key.
pub(in crate::app) fn is_behind(model: &Model) -> bool {
    let editor = match &model.dialog {
        Some(Dialog::Editor(editor)) => has_to_tell(model, editor) || has_to_check(model, editor),
        Some(Dialog::Reword(it)) => reword::is_behind(model, it),
        _ => false,
    };
    editor || due(model).is_some()
}

/// Does what waits for the frame: looks for leaks, tells where I stand, gives the next order.
pub(in crate::app) fn go_on(model: &mut Model, random: [u8; 16]) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(Dialog::Editor(mut editor)) = model.dialog.take_if(|it| matches!(it, Dialog::Editor(_))) {
        if has_to_check(model, &editor) {
            check(model, &mut editor);
        }
        let tells = has_to_tell(model, &editor);
        let moved = editor.moved;
        model.dialog = Some(Dialog::Editor(editor));
        if tells {
            model.papers.told = Some((model.now, moved));
            effects.extend(actions::presence(model));
        }
    }
    reword::check(model);
    effects.extend(share(model, random));
    effects
}

fn check(model: &Model, editor: &mut Editor) {
    let (state, draft) = (model.replica.state(), editor.draft);
    let now = Stamp::of(editor.changed, state, draft);
    editor.checked.renew(now, text(model, editor), state, draft);
}

/// Gives the next order of one paper. It is on disk under its id before it leaves: sent again, it is the same.
fn share(model: &mut Model, random: [u8; 16]) -> Vec<Effect> {
    let Some(paper) = due(model).and_then(|draft| model.papers.all.get_mut(&draft)) else { return Vec::new() };
    paper.way = Way::Sent;
    let (id, command) = match paper.writing.under_way() {
        Some((id, command)) => (id, command.clone()),
        None => {
            let id = fresh(random);
            let Some(command) = paper.writing.next_order(id) else { return Vec::new() };
            (id, command)
        }
    };
    model.papers.touch();
    let mut effects = keep_now(model);
    effects.push(Effect::Send(ToServer::Command { id, command: Box::new(command) }));
    effects
}

/// Everything that has to survive, on disk before anything after it is done.
fn keep_now(model: &mut Model) -> Vec<Effect> {
    if model.papers.kept == model.papers.changes {
        return Vec::new();
    }
    model.papers.kept = model.papers.changes;
    vec![Effect::SaveWritingsNow(model.papers.to_keep())]
}

/// Everything that has to survive, where it changed: at once, and safe from a power cut soon.
pub(in crate::app) fn keep(model: &mut Model) -> Option<Effect> {
    if model.papers.kept == model.papers.changes {
        return None;
    }
    model.papers.kept = model.papers.changes;
    let open = open_draft(model);
    model.papers.tidy(open);
    Some(Effect::SaveWritings(model.papers.to_keep()))
}
