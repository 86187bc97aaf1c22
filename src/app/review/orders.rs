//! Keys while a draft is read, and the orders that they start: each asks the rules first and says their own words.

use warroom_incident::draft::{Draft, FactsSeen, Stage};
use warroom_incident::event::SignOff;
use warroom_incident::{Command, Seat, Seq};

use super::{Review, Seen, forms, height, kit, lines, sight, width};
use crate::app::copy;
use crate::app::keymap::{Action, Where, binding};
use crate::app::keys::Press;
use crate::app::message::Effect;
use crate::app::model::{Dialog, Model};
use crate::app::sheet::Sheet;
use crate::app::{actions, editor, freeze, offline, update};

/// Whether it is an order about the draft in view.
#[must_use]
pub fn is_order(action: Action) -> bool {
    use Action as A;
    let decides = matches!(action, A::PublishDraft | A::ApproveDraft | A::BreakGlass | A::SubmitDraft | A::SignOff);
    let changes = matches!(action, A::RequestChanges | A::Waive | A::Terms | A::WithdrawDraft | A::RedactDraft);
    decides || changes || matches!(action, A::Deliveries | A::Kit)
}

/// Why an order about the draft in view is off; the rules' own words, where they are the reason.
#[must_use]
pub fn why_not(model: &Model, action: Action) -> Option<String> {
    let Some(seq) = super::in_view(model) else { return Some("there is no draft yet".into()) };
    let draft = model.replica.state().drafts.get(&seq)?;
    if action == Action::Kit {
        return kit::why_not(model.replica.state(), draft);
    }
    if model.frozen.is_some() {
        return freeze::why_not(model);
    }
    if !model.link.is_up() {
        return Some(offline::why_not(binding(action).label));
    }
    let tries = tries(model, action, draft);
    if tries.is_empty() {
        return Some(nothing_to(action).into());
    }
    let mut whys = tries.into_iter().map(|command| model.replica.predict(&command, model.server_now()).err());
    // One of several that would do is enough.
    let first = whys.next()??;
    if whys.any(|why| why.is_none()) { None } else { Some(first.to_string()) }
}

/// What an order would be, with some words where it needs any.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are no orders about a draft")]
fn tries(model: &Model, action: Action, draft: &Draft) -> Vec<Command> {
    let (seq, revision, facts) = (draft.seq, draft.revision, FactsSeen::of(model.replica.state()));
    let reason = || "x".to_owned();
    match action {
        Action::PublishDraft => vec![forms::publishing(model, draft)],
        Action::ApproveDraft => vec![Command::ApproveDraft { draft: seq, revision, facts, publish: false }],
        Action::BreakGlass => {
            vec![Command::BreakGlass { draft: seq, revision, facts, publish: true, reason: reason() }]
        }
        Action::SubmitDraft => vec![Command::SubmitDraft { draft: seq, text: String::new() }],
        Action::SignOff => forms::sign_offs(model, draft),
        Action::RequestChanges => vec![Command::RequestChanges { draft: seq, reason: reason() }],
        Action::Waive => waivers(model, draft),
        // Any change will do: it is not about which.
        Action::Terms => vec![Command::SetDraft {
            draft: seq,
            audience: None,
            phase: None,
            channels: None,
            notice: Some(forms::other(draft.notice)),
            promise: None,
            no_promise: false,
        }],
        Action::WithdrawDraft => vec![Command::WithdrawDraft { draft: seq, reason: String::new() }],
        Action::Deliveries => forms::moves(model, seq),
        Action::RedactDraft => forms::redactions(draft).into_iter().map(|(event, _)| redact(event)).collect(),
        _ => Vec::new(),
    }
}

fn redact(event: Seq) -> Command {
    Command::Redact { event, reason: "x".into() }
}

fn waivers(model: &Model, draft: &Draft) -> Vec<Command> {
    let (seq, text) = (draft.seq, draft.text().as_str());
    let found = model.replica.state().findings(draft);
    let waive = |it: &warroom_incident::draft::Found<'_>| Command::WaiveFinding {
        draft: seq,
        leak: it.finding.kind,
        found: it.finding.of(text).to_owned(),
        reason: "x".into(),
    };
    found.iter().filter(|it| it.stands_in_the_way()).map(waive).collect()
}

/// What there is nothing of, for orders that need something to choose from.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others always have something")]
fn nothing_to(action: Action) -> &'static str {
    match action {
        Action::Waive => "the leak check finds nothing that waits for a waiver",
        Action::Deliveries => "nothing of it is on its way, and nothing failed",
        Action::SignOff => "there is nothing for you to sign off",
        _ => "there is nothing to do",
    }
}

/// Starts an order about the draft in view: shows the draft, and either the question or why it cannot be.
pub fn start(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(seq) = super::in_view(model) else {
        let key = model.key(Action::NewDraft);
        model.complain(format!("there is no draft yet: {key} opens one"));
        return Vec::new();
    };
    let reading = match model.dialog.take() {
        Some(Dialog::Draft(review)) => Some(*review),
        _ => None,
    };
    let fresh = reading.is_none();
    let Some(mut review) = reading.or_else(|| super::of(model, seq)) else { return Vec::new() };
    model.selected.draft = seq;
    model.dialog = Some(Dialog::Draft(Box::new(review.clone())));
    if let Some(why) = why_not(model, action) {
        return refuse(model, review, action, why);
    }
    let Some(draft) = model.replica.state().drafts.get(&seq) else { return Vec::new() };
    // What is approved is what was read, not what came in since.
    if let (true, false, Some(changed)) = (needs_reading(action), fresh, super::changed(model, draft, &review.seen)) {
        let key = model.key(action);
        let why = format!("It changed while you read: {changed}. Read it again, then press {key} again");
        review.seen = Seen::of(model, draft);
        return refuse(model, review, action, why);
    }
    review.seen = Seen::of(model, draft);
    review.note = None;
    if action == Action::Kit {
        model.dialog = kit::open(model, review);
        return Vec::new();
    }
    if action == Action::Terms {
        model.dialog = super::fields::of_draft(model, review).map(|it| Dialog::Fields(Box::new(it)));
        return Vec::new();
    }
    match forms::form(model, &review, action) {
        Some(form) => {
            model.dialog = Some(Dialog::Form(Box::new(form)));
            sight::turn_to_unseen(model);
        }
        None => return say(model, review, nothing_to(action).into()),
    }
    Vec::new()
}

/// Orders that are for exactly what was read.
fn needs_reading(action: Action) -> bool {
    is_typed(action) || action == Action::SignOff
}

/// Says why an order cannot be. Where a word would have to be typed now, the fingers may go on typing it: then it is
/// said in the question's place, where letters do nothing.
fn refuse(model: &mut Model, review: Review, action: Action, why: String) -> Vec<Effect> {
    if !is_typed(action) {
        return say(model, review, why);
    }
    let form = forms::refused(review, action, format!("{why}. Nothing was done."));
    model.dialog = Some(Dialog::Form(Box::new(form)));
    Vec::new()
}

/// Orders that a typed word confirms.
fn is_typed(action: Action) -> bool {
    matches!(action, Action::PublishDraft | Action::ApproveDraft | Action::BreakGlass)
}

/// Says something on the page itself: the rules' sentences are longer than a line.
fn say(model: &mut Model, mut review: Review, note: String) -> Vec<Effect> {
    review.note = Some(note);
    review.top = 0;
    model.dialog = Some(Dialog::Draft(Box::new(review)));
    Vec::new()
}

/// A key while a draft is read.
pub fn pressed(model: &mut Model, press: Press) -> Vec<Effect> {
    match update::key(model, &press.name()) {
        Some(action) if is_order(action) => start(model, action),
        // Anything else that is done with the draft in view opens over it.
        Some(action) if binding(action).applies == Where::Drafts => actions::run(model, action, [0; 16]),
        Some(action) => run(model, action),
        None => Vec::new(),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn run(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Down => scroll(model, |top, _| top.saturating_add(1)),
        Action::Up => scroll(model, |top, _| top.saturating_sub(1)),
        Action::PageDown => scroll(model, |top, page| top.saturating_add(page)),
        Action::PageUp => scroll(model, |top, page| top.saturating_sub(page)),
        Action::Top => scroll(model, |_, _| 0),
        Action::Bottom => scroll(model, |_, _| usize::MAX),
        Action::Back => model.dialog = None,
        Action::EditDraft => {
            let draft = match &model.dialog {
                Some(Dialog::Draft(review)) => review.seq,
                _ => return Vec::new(),
            };
            return editor::open(model, draft);
        }
        Action::Copy => return copy::selected(model),
        Action::Text => whole(model),
        Action::Help | Action::Palette => {
            let Some(Dialog::Draft(review)) = model.dialog.take() else { return Vec::new() };
            let effects = actions::run(model, action, [0; 16]);
            model.under = Some(review);
            return effects;
        }
        Action::Freeze | Action::Clock => return actions::run(model, action, [0; 16]),
        _ => model.say(format!("{} closes this first", model.key(Action::Back))),
    }
    Vec::new()
}

/// Back to the draft that the help or the palette lay over, once neither is open and nothing else was.
pub fn uncover(model: &mut Model) {
    if matches!(model.dialog, Some(Dialog::Help(_) | Dialog::Palette(_))) {
        return;
    }
    if let Some(review) = model.under.take()
        && model.dialog.is_none()
    {
        model.dialog = Some(Dialog::Draft(review));
    }
}

/// Runs what was chosen by its name: over the draft that was read, if one was.
pub fn run_over(model: &mut Model, action: Action, random: [u8; 16]) -> Vec<Effect> {
    let about_it = is_order(action) || binding(action).applies == Where::Drafts;
    match model.under.take() {
        Some(review) if about_it => {
            model.dialog = Some(Dialog::Draft(review));
            actions::run(model, action, random)
        }
        Some(_) | None => actions::run(model, action, random),
    }
}

fn scroll(model: &mut Model, to: impl Fn(usize, usize) -> usize) {
    let Some(Dialog::Draft(review)) = &model.dialog else { return };
    let (count, height) = (lines(model, review, width(model)).len(), height(model));
    let top = to(review.top, height.saturating_sub(1).max(1)).min(count.saturating_sub(height));
    if let Some(Dialog::Draft(review)) = &mut model.dialog {
        review.top = top;
        // Whoever reads on has read it.
        review.note = None;
    }
}

/// The words alone over the full width, to be marked with the mouse.
fn whole(model: &mut Model) {
    let Some(Dialog::Draft(review)) = &model.dialog else { return };
    if let Some(draft) = model.replica.state().drafts.get(&review.seq) {
        let title = format!("Draft {} for {}", draft.seq, draft.audience);
        model.dialog = Some(Dialog::Sheet(Sheet::new(title, draft.text().as_str())));
    }
}

/// Whether the reader may say that the facts are right.
#[must_use]
pub fn may_confirm_facts(model: &Model) -> bool {
    model.seats().contains(&Seat::Responder)
}

/// The commands by which somebody may sign off.
pub(super) fn signing(model: &Model, draft: &Draft) -> Vec<(SignOff, Command)> {
    let (seq, revision, facts) = (draft.seq, draft.revision, FactsSeen::of(model.replica.state()));
    let sign = |sign_off| {
        let command =
            Command::SignOffDraft { draft: seq, revision, facts: facts.clone(), sign_off, text: String::new() };
        (sign_off, command)
    };
    let mut all = vec![sign(SignOff::SecondPair)];
    if may_confirm_facts(model) {
        all.insert(0, sign(SignOff::Facts));
    }
    all
}

/// Whether a draft was published or is approved: something is left to be sent by hand.
pub(super) fn is_approved(draft: &Draft) -> bool {
    match draft.stage {
        Stage::Approved(_) | Stage::Published { .. } => true,
        Stage::Draft | Stage::InReview { .. } | Stage::ChangesRequested { .. } | Stage::Withdrawn { .. } => false,
    }
}
