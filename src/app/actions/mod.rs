//! What each action does to the model, and why it may be off.

mod deciding;
mod going;
mod lists;
mod looking;
mod ordering;
pub mod panes;
mod picking;
mod ranking;
mod scrolling;

use warroom_incident::{Command, CommandKind, Rejection};

use super::arrangement::Way;
use super::forms::{self, Form};
use super::keymap::{Action, Binding, Where, binding};
use super::look::ThemeName;
use super::message::Effect;
use super::model::{ClockStyle, Dialog, Model, Pane, join_lines};
use super::{catch_up, copy, detail, filter, freeze, questions, review, search};

pub(super) use deciding::point_at_need;
pub(super) use going::focus;
pub use going::{is_at_top, leave, presence};
pub use lists::{Leads, Need, brief_lines, needs, people, task_order};
pub(super) use ordering::order as ordered;
pub use ordering::{carry_out, post, take_into_composer};
pub use picking::{open, selected_task};
pub use scrolling::{Scroll, scroll};
pub(super) use scrolling::{select, wheel};

use going::{back, cancel, next_pane, turn_clock};
use looking::{show_theme, show_times};
use ordering::{hand_over, write, write_in_editor, write_now};
pub(super) use ordering::{order, write_for};
use picking::{correct, edit_draft, finish_task, judge, mark_fact, mark_key, redact, snooze, task, use_in_draft};

use scrolling::first_unread;

/// Why an action is off for me now; nothing when it is on.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub fn why_not(model: &Model, action: Action) -> Option<String> {
    if action == Action::Join && model.banner.is_none() {
        return Some("only the demo has such lines".into());
    }
    if action == Action::HandOver && model.frozen.is_some() {
        return freeze::why_not(model);
    }
    if action == Action::HandOver && !model.link.is_up() {
        return Some(super::offline::why_not(binding(action).label));
    }
    if action == Action::HandOver && !may_have_chair(model) {
        return Some(Rejection::NotPermitted { command: CommandKind::ClaimChair, seats: model.seats() }.to_string());
    }
    if matches!(action, Action::NextMatch | Action::PreviousMatch) && model.search.is_none() {
        return Some(format!("nothing is searched: {} begins", model.key(Action::Search)));
    }
    if matches!(action, Action::NextEntry | Action::PreviousEntry) && !matches!(model.dialog, Some(Dialog::Detail(_))) {
        return Some(format!("no entry is shown in full: {} does", model.key(Action::Open)));
    }
    if model.is_reader() && !super::told::is_for_readers(action) {
        return Some("you read what is published; nothing of the room comes here".into());
    }
    if action == Action::Kit {
        return review::why_not(model, action);
    }
    let needs = binding(action).needs?;
    if model.frozen.is_some() {
        return freeze::why_not(model);
    }
    let state = model.replica.state();
    if matches!(model.link.state, super::connection::LinkState::Refused { .. }) {
        return Some("read only: the server refuses this client, see above".into());
    }
    if !state.is_declared() {
        return Some("the record has not arrived yet".into());
    }
    if state.seat_for(model.me(), needs).is_none() {
        let denied = Rejection::NotPermitted { command: needs, seats: model.seats() };
        return Some(denied.to_string());
    }
    // What is written without a connection is shared later; what is filled in is kept.
    let waits = matches!(action, Action::EditDraft | Action::UseInDraft | Action::Estimate);
    if needs != CommandKind::Post && !waits && !model.link.is_up() {
        return Some(super::offline::why_not(binding(action).label));
    }
    match action {
        Action::NewDraft if state.policy.audiences.is_empty() => {
            Some("the policy names no audience; nobody could be told".into())
        }
        Action::Holding if state.policy.holding_statements.is_empty() => {
            Some("the policy has no holding statement; an ordinary draft does it, too".into())
        }
        Action::Snooze => super::due::why_not(model),
        action if review::is_order(action) => review::why_not(model, action),
        Action::AcceptProposal | Action::DeclineProposal | Action::SeverityFollows | Action::VoidCost => {
            deciding::why_not(model, action)
        }
        Action::Acknowledge if state.acknowledged.is_some() => Some("it was acknowledged already".into()),
        Action::Now if !model.is_chair() && state.scribe.as_ref() != Some(model.me()) => Some(match &state.scribe {
            Some(scribe) => format!("the chair and the scribe write it, and {scribe} holds the scribe mark"),
            None if state.seat_for(model.me(), CommandKind::SetScribe).is_some() => {
                let key = model.key(Action::Scribe);
                format!("the chair and the scribe write it; {key} takes the free scribe mark")
            }
            None => "the chair and the scribe write it; nobody holds the scribe mark".into(),
        }),
        Action::Write
        | Action::Editor
        | Action::Now
        | Action::Severity
        | Action::Phase
        | Action::Hold
        | Action::Escalate
            if state.is_closed() =>
        {
            Some(Rejection::IncidentClosed.to_string())
        }
        _ => None,
    }
}

/// Whether the chair is anything to do with me: a guest can neither claim it nor be offered it.
fn may_have_chair(model: &Model) -> bool {
    let state = model.replica.state();
    let offered = state.offer.as_ref().is_some_and(|offer| offer.to == *model.me());
    offered || model.is_chair() || state.seat_for(model.me(), CommandKind::ClaimChair).is_some()
}

/// Whether a line of the table applies where the reader is.
#[must_use]
pub fn applies(model: &Model, binding: &Binding) -> bool {
    // A draft in full covers the panes: their lists are not meant.
    let reading = matches!(model.dialog, Some(Dialog::Draft(_)));
    match binding.applies {
        Where::Drafts if reading => true,
        Where::Rows | Where::Notes | Where::Tasks | Where::Questions if reading => false,
        Where::Impact | Where::Proposals | Where::Due if reading => false,
        Where::Offline => !model.link.is_up(),
        Where::Searching => model.search.is_some(),
        Where::Detail => matches!(model.dialog, Some(Dialog::Detail(_))),
        Where::Anywhere
        | Where::Rows
        | Where::Notes
        | Where::Tasks
        | Where::Drafts
        | Where::Questions
        | Where::Impact
        | Where::Proposals
        | Where::Due => binding.applies.panes().is_none_or(|panes| panes.contains(&model.focus)),
    }
}

/// Runs an action.
pub fn run(model: &mut Model, action: Action, random: [u8; 16]) -> Vec<Effect> {
    if review::is_order(action) {
        // It says on the draft itself why it cannot be.
        return review::start(model, action);
    }
    if let Some(why) = why_not(model, action) {
        model.complain(why);
        return Vec::new();
    }
    match action {
        Action::Help => model.dialog = Some(Dialog::Help(super::help::Help::default())),
        Action::Palette => model.dialog = Some(Dialog::Palette(super::palette::Palette::default())),
        Action::Back => return back(model),
        Action::Cancel => return cancel(model),
        Action::Suspend => return vec![Effect::Suspend],
        Action::Redraw => return vec![Effect::Redraw],
        Action::Brief => {
            let effects = focus(model, Pane::Brief);
            model.whole_brief = true;
            catch_up::opened(model);
            return effects;
        }
        Action::Timeline => return focus(model, Pane::Timeline),
        Action::Notes => return focus(model, Pane::Notes),
        Action::Drafts => {
            // What the next step is about stands there selected.
            if let Some(draft) = super::next_draft::draft(model).filter(|_| model.focus != Pane::Drafts) {
                model.selected.draft = draft;
            }
            return focus(model, Pane::Drafts);
        }
        Action::Impact => return focus(model, Pane::Impact),
        Action::People => return focus(model, Pane::People),
        Action::Tasks => return focus(model, Pane::Tasks),
        Action::Needs => {
            // What the next step speaks of stands there selected.
            if let Some(at) = super::next_step::need(model).filter(|_| model.focus != Pane::Needs) {
                model.selected.needs = at;
            }
            return focus(model, Pane::Needs);
        }
        Action::Questions => return focus(model, Pane::Questions),
        Action::Told => return focus(model, Pane::Told),
        Action::Contacts => return focus(model, Pane::Contacts),
        Action::Due => return focus(model, Pane::Due),
        Action::Snooze => snooze(model),
        Action::Vendor => show(model, forms::vendor(model)),
        Action::Runbooks => {
            model.selected.reference = super::reference::first_runbook(model).unwrap_or_default();
            return focus(model, Pane::Contacts);
        }
        Action::Ask => show(model, forms::ask()),
        Action::Answer => asked(model, forms::answer),
        Action::Same => asked(model, forms::same),
        Action::DeclineQuestion => asked(model, forms::decline_question),
        Action::NextPane => return next_pane(model, 1),
        Action::PreviousPane => return next_pane(model, -1),
        Action::Down => scroll(model, Scroll::By(1)),
        Action::Up => scroll(model, Scroll::By(-1)),
        Action::PageDown => scroll(model, Scroll::Page { down: true }),
        Action::PageUp => scroll(model, Scroll::Page { down: false }),
        Action::Top => scroll(model, Scroll::Top),
        Action::Bottom => scroll(model, Scroll::Bottom),
        Action::Unread => return first_unread(model),
        Action::AllRead => catch_up::all_read(model),
        Action::Zoom => model.zoomed = !model.zoomed,
        Action::Panes => model.dialog = Some(Dialog::Panes { cursor: panes::cursor_at(model.focus) }),
        Action::PaneLeft => return panes::shift(model, model.focus, Way::Left),
        Action::PaneRight => return panes::shift(model, model.focus, Way::Right),
        Action::HidePane => return panes::hide(model, model.focus),
        Action::Clock => turn_clock(model),
        Action::Open => open(model),
        Action::Write => return write(model),
        Action::Editor => return write_in_editor(model),
        Action::Outbox => crate::app::outbox::open(model),
        Action::Correct => return correct(model),
        Action::Redact => redact(model),
        Action::Judge => judge(model),
        Action::Link => show(model, forms::link()),
        Action::Key => return mark_key(model, random),
        Action::Fact => mark_fact(model),
        Action::Severity => show(model, forms::severity(model)),
        Action::Phase => show(model, forms::phase(model)),
        Action::Acknowledge => show(model, forms::acknowledge(model)),
        Action::HandOver => hand_over(model),
        Action::Hold => show(model, forms::hold(model)),
        Action::Escalate => show(model, forms::escalation(model)),
        Action::Shifts => crate::app::escalation::show_shifts(model),
        Action::Now => return write_now(model),
        Action::Scribe => show(model, forms::scribe(model)),
        Action::Invite => show(model, forms::invite(model)),
        Action::Seat => show(model, forms::ask_for_seat(model)),
        Action::Claim => return task(model, |task| Command::ClaimTask { task }, random),
        Action::Finish => finish_task(model),
        Action::TaskUp => return ranking::shift(model, ranking::Way::Up, random),
        Action::TaskDown => return ranking::shift(model, ranking::Way::Down, random),
        Action::TaskSaves => ranking::saves(model),
        Action::TaskDue => ranking::due_by(model),
        Action::Close => show(model, forms::close(model)),
        Action::Retry => return super::connection::retry(model),
        Action::Bridge => model.dialog = Some(super::bridge::dialog(model)),
        Action::TimesUtc => show_times(model, ClockStyle::Utc),
        Action::TimesLocal => show_times(model, ClockStyle::Local),
        Action::TimesElapsed => show_times(model, ClockStyle::Elapsed),
        Action::ThemeTerminal => show_theme(model, ThemeName::Terminal),
        Action::ThemeMono => show_theme(model, ThemeName::Mono),
        Action::ThemeHighContrast => show_theme(model, ThemeName::HighContrast),
        Action::ThemeOkabeIto => show_theme(model, ThemeName::OkabeIto),
        Action::ThemeDark => show_theme(model, ThemeName::Dark),
        Action::ThemeLight => show_theme(model, ThemeName::Light),
        Action::Join => model.dialog = model.banner.clone().map(join_lines),
        Action::Search => search::open(model),
        Action::NextMatch => search::next(model, search::Way::Down),
        Action::PreviousMatch => search::next(model, search::Way::Up),
        Action::Filter => filter::toggle(model),
        Action::Freeze => return freeze::toggle(model),
        Action::Copy => return copy::selected(model),
        Action::CopyBrief => return copy::brief(model),
        Action::Text => copy::show(model),
        Action::Links => copy::links(model),
        Action::EditDraft => return edit_draft(model),
        Action::UseInDraft => use_in_draft(model),
        Action::NextEntry => detail::turn(model, 1),
        Action::PreviousEntry => detail::turn(model, -1),
        Action::NewDraft => review::new_draft(model),
        Action::Holding => review::holding_statement(model),
        Action::PublishDraft | Action::ApproveDraft | Action::BreakGlass | Action::SubmitDraft | Action::SignOff => {
            return review::start(model, action);
        }
        Action::RequestChanges | Action::Waive | Action::Terms | Action::WithdrawDraft | Action::Deliveries => {
            return review::start(model, action);
        }
        Action::RedactDraft | Action::Kit => return review::start(model, action),
        Action::Estimate => super::estimate::open(model),
        Action::AcceptProposal => return deciding::accept(model, random),
        Action::DeclineProposal => deciding::decline(model),
        Action::SeverityFollows => deciding::severity_follows(model),
        Action::VoidCost => deciding::void_cost(model),
    }
    Vec::new()
}

/// Opens a form about the selected question, if it still waits.
fn asked(model: &mut Model, form: impl FnOnce(&Model, warroom_incident::Seq) -> Form) {
    match questions::selected_open(model) {
        Some(question) => {
            let form = form(model, question);
            show(model, form);
        }
        None => model.say("no question is selected that waits for an answer"),
    }
}

fn show(model: &mut Model, form: Form) {
    if form.choices.is_empty() {
        model.say(format!("{}: there is nothing to choose", form.title));
    } else {
        model.dialog = Some(Dialog::Form(Box::new(form)));
    }
}
