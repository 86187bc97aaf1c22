//! What is selected, and what is done with it.

use warroom_incident::event::{EntryKind, Mark};
use warroom_incident::state::Course;
use warroom_incident::{Command, CommandId};

use super::lists::{Leads, brief_lines, needs, task_order};
use super::ordering::write_for;
use super::{forms, order, run, show};
use crate::app::composer::Target;
use crate::app::keymap::Action;
use crate::app::message::Effect;
use crate::app::model::{Dialog, Model, Pane};
use crate::app::rows::Stands;
use crate::app::{catch_up, detail, drafts, due, editor, impact, layout, questions, reference, told};
use crate::brief::{BriefLine, Place, Section};

/// Opens what is selected.
pub fn open(model: &mut Model) {
    match model.focus {
        Pane::Timeline | Pane::Notes => open_row(model),
        Pane::Brief => {
            let lines = brief_lines(model);
            // A brief that is shorter now than when the selection moved: the last line is what is marked.
            if let Some(line) = lines.get(model.selected.brief).or(lines.last()) {
                follow(model, line);
            }
        }
        Pane::Tasks => {
            if let Some(task) = selected_task(model) {
                in_full(model, task);
            }
        }
        Pane::Needs => open_need(model),
        Pane::Drafts => {
            if let Some(draft) = drafts::selected(model) {
                open_draft(model, draft);
            }
        }
        Pane::Questions => {
            if let Some(question) = questions::selected(model) {
                open_question(model, question);
            }
        }
        Pane::Told => {
            if let Some(sheet) = told::in_full(model) {
                model.dialog = Some(Dialog::Sheet(sheet));
            }
        }
        Pane::Contacts => {
            if let Some(item) = reference::selected(model).map(reference::Entry::item) {
                reference::reading::open(model, item);
            }
        }
        Pane::Impact => open_impact(model),
        Pane::Due => {
            if let Some(due) = due::selected(model).cloned() {
                drop(due::go(model, &due, [0; 16]));
            }
        }
        Pane::People => {}
    }
}

/// What can be done about a proposal, or a revision in full.
fn open_impact(model: &mut Model) {
    match impact::selected(model) {
        impact::Item::Proposal(seq) => {
            if let Some(form) = forms::proposal(model, seq) {
                model.dialog = Some(Dialog::Form(Box::new(form)));
            }
        }
        item @ (impact::Item::Now | impact::Item::Revision(_)) => match impact::in_full(model, item) {
            Some(sheet) => model.dialog = Some(Dialog::Sheet(sheet)),
            None => model.say("there is no estimate yet"),
        },
    }
}

/// What can be done about a question that waits, for whoever answers it; else the question in full.
fn open_question(model: &mut Model, seq: u64) {
    let waits = model.replica.state().questions.get(&seq).is_some_and(|it| it.is_open());
    if waits && model.is_chair() {
        let form = forms::question(model, seq);
        show(model, form);
    } else if let Some(sheet) = questions::in_full(model, seq) {
        model.dialog = Some(Dialog::Sheet(sheet));
    }
}

pub(super) fn open_need(model: &mut Model) {
    let Some(need) = needs(model).into_iter().nth(model.selected.needs) else { return };
    match need.leads {
        Leads::Proposal(seq) => {
            if let Some(form) = forms::proposal(model, seq) {
                model.dialog = Some(Dialog::Form(Box::new(form)));
            }
        }
        Leads::Seat(person, seat) => {
            model.dialog = Some(Dialog::Form(Box::new(forms::seat_request(model, &person, seat))));
        }
        Leads::Draft(seq) => open_draft(model, seq),
        Leads::Question(seq) => open_question(model, seq),
        Leads::Due(due) => drop(due::go(model, &due, [0; 16])),
        Leads::Action(action) => drop(run(model, action, [0; 16])),
    }
}

/// Shows a draft in full.
fn open_draft(model: &mut Model, seq: u64) {
    crate::app::review::open(model, seq);
}

/// To where a line of the brief comes from.
fn follow(model: &mut Model, line: &BriefLine) {
    if catch_up::is_early(model) {
        model.say("the record is still coming: lines lead to their places once it is here");
        return;
    }
    let pane = match (line.place, line.seq) {
        (Place::Event, Some(seq)) => return lead_to(model, seq),
        (Place::Tasks, seq) => {
            model.selected.task = seq.unwrap_or(model.selected.task);
            Pane::Tasks
        }
        (Place::People, _) => Pane::People,
        (Place::Needs, _) => Pane::Needs,
        (Place::Event | Place::Nowhere, _) if line.section == Section::Since => {
            drop(run(model, Action::Unread, [0; 16]));
            return;
        }
        (Place::Event | Place::Nowhere, _) => {
            let more = line.text.starts_with('…');
            model.say(if more {
                "they stand on the timeline: 1 goes there"
            } else {
                "nothing more stands behind this line"
            });
            return;
        }
    };
    leave_brief(model, pane);
}

/// To another pane; the brief took the whole screen only for itself.
fn leave_brief(model: &mut Model, pane: Pane) {
    catch_up::leave_brief(model);
    model.focus = pane;
}

/// To the place of an event on the timeline or among the notes; what does not stand there is shown in full.
pub(super) fn lead_to(model: &mut Model, seq: u64) {
    let at = model.places(Pane::Timeline).index(seq);
    match at {
        Some(index) => {
            leave_brief(model, Pane::Timeline);
            let area = layout::focused(model);
            let rows = model.fact_rows(area.width.saturating_sub(1));
            model.timeline = model.timeline.to(&rows, index, area.height / 3);
        }
        None => lead_to_note(model, seq),
    }
}

/// Shows an event in full.
pub(super) fn in_full(model: &mut Model, seq: u64) {
    detail::open(model, seq);
}

fn lead_to_note(model: &mut Model, seq: u64) {
    let Some(index) = model.places(Pane::Notes).index(seq) else {
        return in_full(model, seq);
    };
    leave_brief(model, Pane::Notes);
    let area = layout::focused(model);
    let rows = model.note_rows(area.width.saturating_sub(1));
    model.notes = model.notes.to(&rows, index, area.height / 3);
}

pub(super) enum Picked {
    Event(u64),
    Waiting(CommandId),
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub(super) fn picked(model: &Model) -> Option<Picked> {
    let rows = match model.focus {
        Pane::Timeline => model.fact_rows(80),
        Pane::Notes => model.note_rows(80),
        _ => return None,
    };
    let cursor = if model.focus == Pane::Timeline { model.timeline } else { model.notes };
    match rows.stands(cursor.selected(&rows)?)? {
        Stands::Event(seq) => Some(Picked::Event(seq)),
        Stands::Waiting(waiting) => Some(Picked::Waiting(waiting.pending.id)),
    }
}

pub(super) fn open_row(model: &mut Model) {
    match picked(model) {
        Some(Picked::Event(seq)) => in_full(model, seq),
        Some(Picked::Waiting(id)) => {
            if let Some(waiting) = model.replica.waits(id) {
                let form = forms::pending(model, waiting);
                model.dialog = Some(Dialog::Form(Box::new(form)));
            }
        }
        None => {}
    }
}

pub(super) fn selected_entry(model: &Model) -> Option<u64> {
    match picked(model)? {
        Picked::Event(seq) => model.replica.state().entry(seq).map(|entry| entry.seq),
        Picked::Waiting(..) => None,
    }
}

/// Opens the composer with the selected entry's words, as far as the rules let me correct them. Where nothing is
/// selected that could be corrected, a correction that was left is gone on with.
pub(super) fn correct(model: &mut Model) -> Vec<Effect> {
    let left =
        model.composer.left().map(|(target, _)| target).find(|target| !target.is_entry() && *target != Target::Now);
    let entry = selected_entry(model).and_then(|seq| model.replica.state().entry(seq));
    let Some((seq, text_at)) = entry.map(|entry| (entry.seq, entry.text_at)) else {
        return match left {
            Some(target) => write_for(model, target, ""),
            None => {
                model.complain("only what somebody wrote can be corrected");
                Vec::new()
            }
        };
    };
    let tried = Command::Correct { entry: seq, text: Some("x".into()), happened_at: None };
    if let Err(why) = model.replica.predict(&tried, model.server_now()) {
        model.complain(why.to_string());
        return Vec::new();
    }
    let words = model.replica.record().text(text_at).unwrap_or_default().to_owned();
    write_for(model, Target::Correct(seq), &words)
}

/// Asks for the reason and the word before somebody's words are removed for good.
pub(super) fn redact(model: &mut Model) {
    let Some(Picked::Event(seq)) = picked(model) else {
        model.complain("choose the line whose words shall be removed");
        return;
    };
    let tried = Command::Redact { event: seq, reason: "x".into() };
    match model.replica.predict(&tried, model.server_now()) {
        Ok(()) => show(model, forms::redact(model, seq)),
        Err(why) => model.complain(why.to_string()),
    }
}

/// What came of the selected hypothesis or action.
pub(super) fn judge(model: &mut Model) {
    let entry = selected_entry(model).and_then(|seq| model.replica.state().entry(seq));
    match entry.filter(|entry| entry.course != Course::Plain) {
        Some(entry) => show(model, forms::judge(model, entry)),
        None => model.complain("only a hypothesis is judged, and only an action moves"),
    }
}

pub(super) fn mark_key(model: &mut Model, random: [u8; 16]) -> Vec<Effect> {
    let entry = selected_entry(model).and_then(|seq| model.replica.state().entry(seq));
    let Some((seq, key)) = entry.map(|entry| (entry.seq, entry.key)) else {
        model.complain("only what somebody wrote can be marked as key");
        return Vec::new();
    };
    order(model, Command::MarkKey { entry: seq, mark: if key { Mark::Off } else { Mark::On } }, random)
}

pub(super) fn mark_fact(model: &mut Model) {
    let entry = selected_entry(model).and_then(|seq| model.replica.state().entry(seq));
    match entry.filter(|entry| entry.kind == EntryKind::Note) {
        Some(entry) => {
            let words = model.replica.record().text(entry.text_at).unwrap_or("[words removed]");
            let form = forms::mark_fact(entry.seq, words);
            show(model, form);
        }
        None => model.complain("only a note can become a fact"),
    }
}

/// Opens the text of the selected draft.
pub(super) fn edit_draft(model: &mut Model) -> Vec<Effect> {
    match drafts::selected(model) {
        Some(draft) => editor::open(model, draft),
        None => {
            model.complain("there is no draft yet");
            Vec::new()
        }
    }
}

/// Puts the selected entry into words for the outside.
pub(super) fn use_in_draft(model: &mut Model) {
    match selected_entry(model) {
        Some(entry) => editor::reword::open(model, entry),
        None => model.complain("only what somebody wrote can be used in a draft"),
    }
}

/// Asks why the selected thing that is due shall be quiet for a while.
pub(super) fn snooze(model: &mut Model) {
    if let Some(due) = due::selected(model).cloned() {
        show(model, forms::snooze(model, &due));
    }
}

/// The selected task.
#[must_use]
pub fn selected_task(model: &Model) -> Option<u64> {
    let tasks = task_order(model);
    tasks.iter().copied().find(|seq| *seq == model.selected.task).or(tasks.first().copied())
}

pub(super) fn task(model: &mut Model, command: impl Fn(u64) -> Command, random: [u8; 16]) -> Vec<Effect> {
    match selected_task(model) {
        Some(seq) => order(model, command(seq), random),
        None => Vec::new(),
    }
}

pub(super) fn finish_task(model: &mut Model) {
    let task = selected_task(model).and_then(|seq| model.replica.state().task(seq));
    match task.map(|task| (task.is_open(), forms::finish_task(model, task))) {
        Some((true, form)) => show(model, form),
        Some((false, _)) => model.complain("this task is over already"),
        None => {}
    }
}
