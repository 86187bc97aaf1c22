//! The questions about a draft: reasons, choices, and the words that have to be typed.

use warroom_incident::draft::{Draft, FactsSeen, Stage};
use warroom_incident::event::{DeliveryFate, Notice, SignOff};
use warroom_incident::{Command, Seq};

use super::asking::{Binds, Held};
use super::orders::signing;
use super::{Front, Review, channels, checks, history};
use crate::app::forms::{Choice, Form, Words, choice};
use crate::app::keymap::{Action, binding};
use crate::app::model::Model;
use crate::timeline::first_line;

/// The other way of notifying.
#[must_use]
pub(super) fn other(notice: Notice) -> Notice {
    match notice {
        Notice::Notify => Notice::Silent,
        Notice::Silent => Notice::Notify,
    }
}

/// What publishes this draft: what is approved and a holding statement go out as they are, else it is approved with it.
pub(super) fn publishing(model: &Model, draft: &Draft) -> Command {
    let (seq, revision, facts) = (draft.seq, draft.revision, FactsSeen::of(model.replica.state()));
    let published = Command::PublishDraft { draft: seq, revision, facts: facts.clone() };
    let both = Command::ApproveDraft { draft: seq, revision, facts, publish: true };
    match &draft.stage {
        Stage::Approved(approval) if approval.covers(draft) && approval.is_by_chair(model.replica.state()) => {
            // Facts that moved have to be approved again.
            let moved = approval.facts.moved(&FactsSeen::of(model.replica.state()));
            if moved.is_empty() { published } else { both }
        }
        Stage::Draft | Stage::InReview { .. } | Stage::ChangesRequested { .. } if draft.holding.is_some() => published,
        Stage::Draft | Stage::InReview { .. } | Stage::ChangesRequested { .. } | Stage::Approved(_) => both,
        Stage::Published { .. } | Stage::Withdrawn { .. } => both,
    }
}

pub(super) fn sign_offs(model: &Model, draft: &Draft) -> Vec<Command> {
    signing(model, draft).into_iter().map(|(_, command)| command).collect()
}

/// What can be done about deliveries by hand.
pub(super) fn moves(model: &Model, draft: Seq) -> Vec<Command> {
    delivery_choices(model, draft).into_iter().filter_map(|choice| choice.command().cloned()).collect()
}

/// What can be removed of a draft's words: the event to name, and what it is.
pub(super) fn redactions(draft: &Draft) -> Vec<(Seq, String)> {
    if let Stage::Published { update, .. } = draft.stage {
        return vec![(update, "All of its words, also for those who only read what is published".into())];
    }
    let mut all: Vec<(Seq, String)> = Vec::new();
    let mut chars = draft.text().as_str().chars();
    for (by, span) in draft.manuscript().written() {
        let words: String = chars.by_ref().take(span.chars).collect();
        let label = format!("Of {}: \u{201c}{}\u{201d}", history::whose(by), first_line(words.trim(), 50));
        if !all.iter().any(|(event, _)| *event == span.at) {
            all.push((span.at, label));
        }
    }
    all.push((draft.seq, "Only what was there before: the words that stand stay, their history goes".into()));
    all
}

/// The question of an order; nothing where there is nothing to choose.
pub(super) fn form(model: &Model, review: &Review, action: Action) -> Option<Form> {
    let state = model.replica.state();
    let draft = state.drafts.get(&review.seq)?;
    let (form, binds) = ask(model, review, draft, action)?;
    let held = Held { screen: review.clone(), seen: review.seen.clone(), binds, void: None, front: Front::Question };
    (!form.choices.is_empty()).then(|| Form { held: Some(Box::new(held)), ..form })
}

/// A question that cannot be asked, with the reason in its place.
pub(super) fn refused(review: Review, action: Action, why: String) -> Form {
    let form = Form::new(format!("NOT DONE: {}", binding(action).label), "", Vec::new());
    let held = Held {
        seen: review.seen.clone(),
        screen: review,
        binds: Binds::Exactly,
        void: Some(why),
        front: Front::Question,
    };
    Form { held: Some(Box::new(held)), ..form }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all others ask nothing")]
fn ask(model: &Model, review: &Review, draft: &Draft, action: Action) -> Option<(Form, Binds)> {
    let (seq, revision) = (draft.seq, draft.revision);
    let facts = review.seen.facts.clone();
    Some(match action {
        Action::PublishDraft => {
            let title = format!("Publish revision {revision} to: {}", channels::named(draft));
            let publish = choice("Publish", publishing(model, draft), Words::No);
            (Form::new(title, "", vec![publish]).about(leaving(model, draft)), Binds::Exactly)
        }
        Action::ApproveDraft => {
            let command = Command::ApproveDraft { draft: seq, revision, facts, publish: false };
            let title = format!("Approve revision {revision}, to be published later to: {}", channels::named(draft));
            let form = Form::new(title, "", vec![choice("Approve", command, Words::No)]);
            let about = "Nothing leaves the room by this. An edit by anyone, or facts that move, void it.".to_owned();
            (form.about([about]), Binds::Exactly)
        }
        Action::BreakGlass => {
            let glass = |publish| Command::BreakGlass {
                draft: seq,
                revision,
                facts: facts.clone(),
                publish,
                reason: String::new(),
            };
            let choices = vec![
                choice(format!("Publish at once to {}", channels::named(draft)), glass(true), Words::Must),
                choice("Approve it, and publish it later", glass(false), Words::Must),
            ];
            let lacks = state_lacks(model, draft);
            let about = [
                format!("Approves revision {revision} WITHOUT: {lacks}."),
                "It stands on the record, and everybody in the room sees at once that the glass was broken.".into(),
            ];
            let about = about.into_iter().chain(drill(model));
            (Form::new("BREAK THE GLASS", "Why it cannot wait", choices).about(about), Binds::Exactly)
        }
        Action::SignOff => {
            let choices = signing(model, draft).into_iter().map(|(what, command)| {
                let label = match what {
                    SignOff::Facts => "The facts are right (a responder's word)",
                    SignOff::SecondPair => "I have read it: it can go out as it stands (second pair of eyes)",
                };
                choice(label, command, Words::May).ask(format!("Sign off revision {revision} of draft {seq}?"))
            });
            let mut choices: Vec<_> = choices.collect();
            choices.retain(|it| it.command().is_some_and(|command| allowed(model, command)));
            let about = format!("The facts as they stand: {}", checks::facts(model));
            (Form::new("Sign off", "A word with it (may stay empty)", choices).about([about]), Binds::Exactly)
        }
        Action::SubmitDraft => {
            let submit = choice("Submit", Command::SubmitDraft { draft: seq, text: String::new() }, Words::No);
            let chair = model.replica.state().chair.holder().map_or("a chair".to_owned(), ToString::to_string);
            let question = format!("Send draft {seq} to {chair} for approval?");
            (Form::new("Submit for review", "", vec![submit.ask(question)]), Binds::Loosely)
        }
        Action::RequestChanges => {
            let command = Command::RequestChanges { draft: seq, reason: String::new() };
            let form = Form::new("Send it back", "What has to change", vec![choice("Send back", command, Words::Must)]);
            (form, Binds::Loosely)
        }
        Action::Waive => (waivers(model, draft), Binds::Loosely),
        Action::WithdrawDraft => {
            let command = Command::WithdrawDraft { draft: seq, reason: String::new() };
            let withdraw = choice("Withdraw", command, Words::May);
            let withdraw = withdraw.ask(format!("Withdraw draft {seq}? It changes no more and is never published."));
            (Form::new("Withdraw the draft", "Why (may stay empty)", vec![withdraw]), Binds::Loosely)
        }
        Action::Deliveries => {
            let mut choices = delivery_choices(model, seq);
            choices.retain(|it| it.command().is_some_and(|command| allowed(model, command)));
            let about = history::deliveries(model, seq).into_iter().map(|(text, _)| text);
            (Form::new("Deliveries", "Why it is not tried any more", choices).about(about), Binds::Loosely)
        }
        Action::RedactDraft => {
            let choices = redactions(draft)
                .into_iter()
                .map(|(event, label)| choice(label, Command::Redact { event, reason: String::new() }, Words::Must));
            let mut choices: Vec<_> = choices.collect();
            choices.retain(|it| it.command().is_some_and(|command| allowed(model, command)));
            let about = [
                "Removed from the server's store and from every screen in the room. The record still verifies.",
                "Cannot be called back: what was sent, copied, exported or backed up before.",
            ];
            let form = Form::new("Remove words for good", "Why (never the words themselves)", choices);
            (form.about(about.map(str::to_owned)), Binds::Loosely)
        }
        _ => return None,
    })
}

/// Whether the rules would let it through, its words aside.
fn allowed(model: &Model, command: &Command) -> bool {
    let tried = crate::app::forms::with_words(command.clone(), "x");
    model.replica.predict(&tried, model.server_now()).is_ok()
}

/// What leaves, and what is said about a practice.
fn leaving(model: &Model, draft: &Draft) -> Vec<String> {
    let notifies = match draft.notice {
        Notice::Notify => "Its readers are notified.",
        Notice::Silent => "Nobody is notified.",
    };
    let mut lines: Vec<String> = drill(model).into_iter().collect();
    lines.push(format!("{notifies} An edit by anyone, or facts that move, void it."));
    lines
}

fn drill(model: &Model) -> Option<String> {
    model.replica.state().drill.then(|| "DRILL: this publishes to nowhere.".to_owned())
}

fn state_lacks(model: &Model, draft: &Draft) -> String {
    let state = model.replica.state();
    let lacks = draft.lacks(&state.policy.approval, &FactsSeen::of(state), model.me());
    lacks.into_iter().map(checks::missing).collect::<Vec<_>>().join("; and without ")
}

fn waivers(model: &Model, draft: &Draft) -> Form {
    let (seq, text) = (draft.seq, draft.text().as_str());
    let mut choices: Vec<Choice> = Vec::new();
    for it in model.replica.state().findings(draft) {
        let (leak, words) = (it.finding.kind, it.finding.of(text));
        let command = Command::WaiveFinding { draft: seq, leak, found: words.to_owned(), reason: String::new() };
        let known = choices.iter().any(|it| it.command() == Some(&command));
        if it.waived.is_none() && !known && allowed(model, &command) {
            let label = format!("{leak} \"{}\" may leave: {}", first_line(words, 40), it.finding.explanation);
            choices.push(choice(label, command, Words::Must));
        }
    }
    let about = choices.first().filter(|_| choices.len() == 1).map(|it| it.label.clone());
    Form::new("Let a finding leave", "Why it may leave", choices).about(about)
}

fn delivery_choices(model: &Model, draft: Seq) -> Vec<Choice> {
    let mut choices = Vec::new();
    for it in model.replica.state().deliveries.values().filter(|it| it.draft == draft) {
        let (delivery, channel) = (it.seq, &it.channel);
        if matches!(it.fate, DeliveryFate::Failed | DeliveryFate::Sent | DeliveryFate::GivenUp) {
            let again = choice(format!("Try {channel} again now"), Command::RetryDelivery { delivery }, Words::No);
            choices.push(
                again.ask(format!("Send it to {channel} again? Where it can, it looks first whether it is there.")),
            );
        }
        if it.is_open() {
            let command = Command::GiveUpDelivery { delivery, reason: String::new() };
            choices.push(choice(format!("Give {channel} up: it is not tried any more"), command, Words::Must));
        }
    }
    choices
}
