//! What speaks for a draft and against it: the leak check, its length, the facts, sign-offs, approvals.

use warroom_incident::Time;
use warroom_incident::draft::{Draft, FactsSeen, Found, Lack, Stage, left};
use warroom_incident::event::{ApprovedHow, SignOff};
use warroom_incident::leak::Weight;

use crate::app::keymap::Action;
use crate::app::model::Model;
use crate::app::tone::Tone;
use crate::brief::age;
use crate::timeline::{author, clean, first_line, plain};

/// One check: its word, what it says, and how it is drawn.
pub(super) struct Check {
    pub(super) word: &'static str,
    pub(super) text: String,
    pub(super) tone: Tone,
}

impl Check {
    /// Whether it stands in the way, or should be looked at.
    pub(super) fn speaks_against(&self) -> bool {
        matches!(self.word, "STOP" | "lacks" | "look")
    }
}

fn check(word: &'static str, text: impl Into<String>, tone: Tone) -> Check {
    Check { word, text: clean(&text.into()), tone }
}

/// All checks; those that stand in the way first.
pub(super) fn all(model: &Model, draft: &Draft) -> Vec<Check> {
    let mut checks = Vec::new();
    let found = model.replica.state().findings(draft);
    checks.extend(found.iter().map(|it| leak(model, draft, it)));
    if draft.is_open() {
        checks.extend(words(model, draft));
        let claims = super::claims::doubtful(model.replica.state(), draft);
        checks.extend(claims.into_iter().map(|text| check("look", text, Tone::Uneasy)));
        if !found.iter().any(Found::stands_in_the_way) {
            checks.push(check("ok", "the leak check finds nothing that stands in the way", Tone::Plain));
        }
    }
    checks.extend(sign_offs(model, draft));
    checks.sort_by_key(|check| match check.word {
        "STOP" => 0,
        "lacks" => 1,
        "look" => 2,
        _ => 3,
    });
    checks
}

fn leak(model: &Model, draft: &Draft, it: &Found<'_>) -> Check {
    let (kind, words) = (it.finding.kind, first_line(it.finding.of(draft.text().as_str()), 60));
    let explanation = &it.finding.explanation;
    match (it.waived, it.finding.weight) {
        (_, Weight::Blocks) => check("STOP", format!("{kind} \"{words}\": {explanation}"), Tone::Alarm),
        (Some(waived), _) => {
            let reason = model.replica.record().text(waived.seq).unwrap_or("[words removed]");
            let (by, ago) = (author(&waived.by, None), age(waived.at, model.shown_at()));
            check("waived", format!("{kind} \"{words}\" by {by} {ago} ago: {reason}"), Tone::Uneasy)
        }
        (None, Weight::NeedsWaiver) => check("STOP", format!("{kind} \"{words}\": {explanation}"), Tone::Alarm),
        (None, Weight::Suggestion) => check("look", format!("{kind} \"{words}\": {explanation}"), Tone::Uneasy),
    }
}

/// Slots that are left, its length, and whether it promises when the next one comes.
fn words(model: &Model, draft: &Draft) -> Vec<Check> {
    let state = model.replica.state();
    let mut checks = Vec::new();
    if draft.text().as_str().trim().is_empty() {
        checks.push(check("STOP", "it says nothing yet", Tone::Alarm));
    }
    if let Some(slot) = left(draft.text().as_str()) {
        checks.push(check(
            "STOP",
            format!("{{{slot}}} is still in the text: nothing was known to put there"),
            Tone::Alarm,
        ));
    }
    let chars = draft.text().chars();
    match super::channels::tightest(draft, &state.policy) {
        Some((channel, most)) if chars > most => {
            checks.push(check("STOP", format!("{chars} characters, and {channel} takes {most}"), Tone::Alarm));
        }
        Some((_, most)) => checks.push(check("ok", format!("{chars} characters of {most}"), Tone::Plain)),
        None => checks.push(check("look", "it goes to no channel: it would only be on the record", Tone::Uneasy)),
    }
    match draft.promise {
        Some(at) if at <= model.shown_at() => {
            let key = model.key(Action::Terms);
            let text = format!("the promised next update lies in the past: {key} promises another");
            checks.push(check("STOP", text, Tone::Alarm));
        }
        Some(_) => {}
        None if draft.phase == warroom_incident::event::Phase::Resolved => {}
        None => checks.push(check("look", "it does not say when the next update comes", Tone::Uneasy)),
    }
    checks
}

/// Sign-offs there and missing, and what became of an approval.
fn sign_offs(model: &Model, draft: &Draft) -> Vec<Check> {
    let (state, now) = (model.replica.state(), model.shown_at());
    let facts = FactsSeen::of(state);
    let mut checks = Vec::new();
    if let (true, Some(chair)) = (draft.is_open(), state.chair.holder()) {
        let lacks = draft.lacks(&state.policy.approval, &facts, chair);
        checks.extend(lacks.into_iter().map(|lack| check("lacks", missing(lack), Tone::Alarm)));
    }
    for it in &draft.signed_off {
        let what = match it.sign_off {
            SignOff::Facts => "confirmed the facts",
            SignOff::SecondPair => "has read it (second pair of eyes)",
        };
        let (by, ago) = (author(&it.by, None), age(it.at, now));
        let counts = draft.valid_sign_offs(&facts).any(|valid| valid == it);
        checks.push(match counts || !draft.is_open() {
            true => check("ok", format!("{by} {what} {ago} ago"), Tone::Plain),
            false => check("void", format!("{by} {what} {ago} ago, of what has changed since"), Tone::Faint),
        });
    }
    if let Some(approval) = draft.approval().filter(|it| !it.suggested.is_empty()) {
        let kinds: Vec<_> = approval.suggested.iter().map(ToString::to_string).collect();
        let text = format!("{} let pass what was only suggested: {}", author(&approval.by, None), kinds.join(", "));
        checks.push(check("look", text, Tone::Plain));
    }
    if let Stage::Approved(approval) = &draft.stage {
        let moved = approval.facts.moved(&facts);
        let moved: Vec<_> = moved.iter().map(|it| format!("{} was {}, is {}", it.fact, it.was, it.is)).collect();
        if !moved.is_empty() {
            let key = model.key(Action::PublishDraft);
            let then = format!("read it again, then {key} approves and publishes it anew");
            let text = format!("FACTS MOVED since it was approved: {}; {then}", moved.join("; "));
            checks.push(check("STOP", text, Tone::Alarm));
        }
        if !approval.is_by_chair(state) {
            let by = author(&approval.by, None);
            checks.push(check(
                "STOP",
                format!("{by}, who approved it, has the chair no more: approve it again"),
                Tone::Alarm,
            ));
        }
    }
    checks
}

/// What a missing sign-off is, and whom to ask.
pub(super) fn missing(lack: Lack) -> &'static str {
    match lack {
        Lack::SecondPair => "a second pair of eyes: the chair wrote in it, somebody else has to read it",
        Lack::Facts => "a responder's word that the facts are right",
    }
}

/// How it was approved, as a line of its own, and whether that is loud.
pub(super) fn approval(draft: &Draft, reason: Option<&str>, now: Time) -> Option<(String, Tone)> {
    let approval = draft.approval()?;
    let by = format!("by {} {} ago", author(&approval.by, None), age(approval.at, now));
    Some(match approval.how {
        ApprovedHow::Reviewed => (format!("approved {by}, revision {}", approval.revision), Tone::Plain),
        ApprovedHow::Holding => (format!("approved {by} by publishing it: a holding statement"), Tone::Plain),
        ApprovedHow::BreakGlass => {
            let reason = clean(reason.unwrap_or("[words removed]"));
            (format!("GLASS BROKEN {by}: approved without sign-offs: {reason}"), Tone::Alarm)
        }
    })
}

/// The facts as they stand, on one line.
pub(super) fn facts(model: &Model) -> String {
    let facts = FactsSeen::of(model.replica.state());
    let severity = facts.severity.as_deref().map_or("unknown".into(), str::to_uppercase);
    let impact = facts.impact.map_or("no estimate of the impact".into(), |seq| format!("estimate {seq}"));
    clean(&format!("severity {severity}, phase {}, {impact}", plain(facts.phase.as_str()).to_uppercase()))
}
