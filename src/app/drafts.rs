//! The drafts as a list: what was told to whom, then every draft with where it stands and who waits for whom. Pure.

use warroom_incident::draft::{Draft, FactsSeen, Lack, Promise, Stage, Told, told};
use warroom_incident::event::{ApprovedHow, Author, DeliveryFate};
use warroom_incident::state::Incident;
use warroom_incident::wire::Present;
use warroom_incident::{Seq, Time};

use super::filter;
use super::model::Model;
use super::tone::Tone;
use crate::brief::age;
use crate::timeline::{clean, first_line};

/// What one audience was told, as a line, and whether something about it is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldLine {
    /// What it says.
    pub text: String,
    /// How it is drawn.
    pub tone: Tone,
}

/// Drafts in the order of their list: those that can still change first, the newest of each first.
#[must_use]
pub fn order(state: &Incident) -> Vec<Seq> {
    let mut drafts: Vec<_> = state.drafts.values().collect();
    drafts.sort_by_key(|draft| (!draft.is_open(), std::cmp::Reverse(draft.seq)));
    drafts.into_iter().map(|draft| draft.seq).collect()
}

/// The draft that has waited longest for the chair, and since when.
#[must_use]
pub fn in_review(state: &Incident) -> Option<(Seq, Time)> {
    let waiting = state.drafts.values().filter_map(|draft| match draft.stage {
        Stage::InReview { since } => Some((draft.seq, since)),
        Stage::Draft | Stage::ChangesRequested { .. } | Stage::Approved(_) => None,
        Stage::Published { .. } | Stage::Withdrawn { .. } => None,
    });
    waiting.min_by_key(|(_, since)| *since)
}

/// The drafts of the list as it is filtered.
#[must_use]
pub fn shown(model: &Model) -> Vec<Seq> {
    let state = model.replica.state();
    let fits = |seq: &Seq| state.drafts.get(seq).is_some_and(|draft| filter::shows_draft(model, draft));
    order(state).into_iter().filter(fits).collect()
}

/// What of a draft is searched: all that its list says of it, and its whole text.
#[must_use]
pub fn searched(model: &Model, seq: Seq) -> String {
    let state = model.replica.state();
    let Some(draft) = state.drafts.get(&seq) else { return String::new() };
    let waits = waits(state, draft, model.shown_at(), &model.present).map(|(waits, _)| waits).unwrap_or_default();
    format!("{seq} {} {} {waits} {}", stage(draft).0, clean(&draft.audience), clean(draft.text().as_str()))
}

/// The selected draft.
#[must_use]
pub fn selected(model: &Model) -> Option<Seq> {
    let order = shown(model);
    order.iter().copied().find(|seq| *seq == model.selected.draft).or(order.first().copied())
}

/// What each audience was told, beside what is wrong with it.
#[must_use]
pub fn told_lines(state: &Incident, now: Time) -> Vec<ToldLine> {
    told(state, now).iter().map(|it| told_line(it, now)).collect()
}

fn told_line(it: &Told<'_>, now: Time) -> ToldLine {
    let audience = clean(it.audience);
    let Some(update) = it.last else {
        return ToldLine { text: format!("{audience}: told nothing yet"), tone: Tone::Faint };
    };
    // What is wrong stands first: in a low pane the end is cut.
    let mut parts: Vec<_> = it.contradictions.iter().map(|wrong| wrong.line()).collect();
    let mut loud = it.contradictions.iter().any(|wrong| wrong.warns());
    let due = match it.promise {
        Promise::None => String::new(),
        Promise::Due { at } => format!(", next in {}", age(now, at)),
        Promise::RanOut { at } => {
            loud = true;
            parts.insert(0, format!("NEXT IS {} LATE", age(at, now)));
            String::new()
        }
    };
    let tone = if loud { Tone::Alarm } else { Tone::Plain };
    parts.push(format!("told {} {} ago{due}", update.phase.as_str().to_uppercase(), age(update.at, now)));
    ToldLine { text: format!("{audience}: {}", parts.join("; ")), tone }
}

/// Where a draft stands, in capitals.
#[must_use]
pub fn stage(draft: &Draft) -> (String, Tone) {
    let word = draft.stage.as_str().replace('_', " ").to_uppercase();
    match &draft.stage {
        Stage::Approved(approval) | Stage::Published { approval, .. } if approval.how == ApprovedHow::BreakGlass => {
            (format!("{word}, GLASS BROKEN"), Tone::Alarm)
        }
        Stage::Draft | Stage::InReview { .. } | Stage::ChangesRequested { .. } | Stage::Approved(_) => {
            (word, Tone::Strong)
        }
        Stage::Published { .. } | Stage::Withdrawn { .. } => (word, Tone::Faint),
    }
}

/// Who waits for whom, in a few words; and whether that is loud.
#[must_use]
pub fn waits(state: &Incident, draft: &Draft, now: Time, here: &[Present]) -> Option<(String, Tone)> {
    let chair = state.chair.holder().map_or("a chair; NOBODY HAS IT".into(), |chair| format!("{chair} (chair)"));
    Some(match &draft.stage {
        Stage::Draft if stands_in_the_way(state, draft) => ("the leak check found something".into(), Tone::Alarm),
        Stage::Draft if draft.holding.is_some() => (format!("agreed on beforehand: waits for {chair}"), Tone::Alarm),
        Stage::Draft => (writers(draft, here), Tone::Faint),
        Stage::InReview { since } => {
            let lacks = state.chair.holder().map(|it| draft.lacks(&state.policy.approval, &FactsSeen::of(state), it));
            let whom = match lacks.as_deref().and_then(<[Lack]>::first) {
                Some(Lack::SecondPair) => "a second pair of eyes".to_owned(),
                Some(Lack::Facts) => "a responder: are the facts right?".into(),
                None => chair,
            };
            let void = if draft.voided.is_some() { "APPROVAL VOID; " } else { "" };
            (format!("{void}waits {} for {whom}", age(*since, now)), Tone::Alarm)
        }
        Stage::ChangesRequested { by, .. } => (format!("{} wants it changed", short(by)), Tone::Alarm),
        Stage::Approved(approval) => {
            let moved = !approval.facts.moved(&FactsSeen::of(state)).is_empty();
            let what = if moved { "FACTS MOVED since" } else { "approved, not published" };
            let what =
                if moved { format!("{what}: published anew or not; waits for") } else { format!("{what}; waits for") };
            (format!("{what} {chair}"), Tone::Alarm)
        }
        Stage::Published { .. } => return delivered(state, draft),
        Stage::Withdrawn { by, .. } => (format!("by {}", short(by)), Tone::Faint),
    })
}

/// Who writes in it now and who has written what stands there.
fn writers(draft: &Draft, here: &[Present]) -> String {
    let caret = |it: &&Present| it.lost_at.is_none() && it.caret.is_some_and(|caret| caret.draft == draft.seq);
    let mut now: Vec<String> = Vec::new();
    for present in here.iter().filter(caret) {
        let name = clean(present.name.as_str());
        if !now.contains(&name) {
            now.push(name);
        }
    }
    let mut before: Vec<String> = Vec::new();
    for (by, _) in draft.manuscript().written().filter(|(by, _)| by.person().is_some()) {
        let name = short(by);
        if !now.contains(&name) && !before.contains(&name) {
            before.push(name);
        }
    }
    let list = |names: &[String]| match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        names => names.concat(),
    };
    match (now.as_slice(), before.as_slice()) {
        ([], []) => "nobody has written in it yet".into(),
        ([], wrote) => format!("{} wrote it", list(wrote)),
        ([_], []) => format!("{} is writing", list(&now)),
        (_, []) => format!("{} are writing", list(&now)),
        ([_], wrote) => format!("{} is writing; {} wrote", list(&now), list(wrote)),
        (_, wrote) => format!("{} are writing; {} wrote", list(&now), list(wrote)),
    }
}

fn short(author: &Author) -> String {
    crate::timeline::author(author, None)
}

fn stands_in_the_way(state: &Incident, draft: &Draft) -> bool {
    let found = state.findings(draft);
    found.iter().any(warroom_incident::draft::Found::stands_in_the_way)
}

/// What became of a published one: what went wrong before what is on its way.
fn delivered(state: &Incident, draft: &Draft) -> Option<(String, Tone)> {
    let of = |fate: DeliveryFate| {
        let mine = state.deliveries.values().filter(move |it| it.draft == draft.seq && it.fate == fate);
        mine.map(|it| clean(&it.channel)).collect::<Vec<_>>().join(", ")
    };
    let words = [
        (DeliveryFate::Failed, "FAILED:", Tone::Alarm),
        (DeliveryFate::GivenUp, "GIVEN UP:", Tone::Alarm),
        (DeliveryFate::Waiting, "on its way to", Tone::Plain),
        (DeliveryFate::Sending, "on its way to", Tone::Plain),
        (DeliveryFate::Sent, "sent to", Tone::Plain),
        (DeliveryFate::Confirmed, "reached", Tone::Faint),
        (DeliveryFate::Nowhere, "DRILL, went nowhere:", Tone::Faint),
    ];
    let mut tone = Tone::Faint;
    let mut parts = Vec::new();
    for (fate, word, its) in words {
        let channels = of(fate);
        if !channels.is_empty() {
            tone = if parts.is_empty() { its } else { tone };
            parts.push(format!("{word} {channels}"));
        }
    }
    (!parts.is_empty()).then(|| (parts.join("; "), tone))
}

/// What waits for the chair: its word, what it is, and the draft it is about.
#[must_use]
pub fn needs(state: &Incident, now: Time) -> Vec<(&'static str, String, Option<Seq>)> {
    let mut needs = Vec::new();
    for delivery in state.deliveries.values().filter(|it| it.fate == DeliveryFate::Failed) {
        let text = format!("draft {} did not reach {}", delivery.draft, delivery.channel);
        needs.push(("FAILED", text, Some(delivery.draft)));
    }
    for draft in state.drafts.values() {
        let (number, audience) = (draft.seq, &draft.audience);
        let what = match &draft.stage {
            Stage::InReview { since } => format!("waits {} for approval", age(*since, now)),
            Stage::Approved(approval) if !approval.facts.moved(&FactsSeen::of(state)).is_empty() => {
                "was approved, and facts moved since: read it again".into()
            }
            Stage::Approved(_) => "is approved and not published".into(),
            Stage::Draft | Stage::ChangesRequested { .. } => continue,
            Stage::Published { .. } | Stage::Withdrawn { .. } => continue,
        };
        needs.push(("DRAFT", format!("{number} for {audience} {what}"), Some(number)));
    }
    needs
}

/// What it says, on one line.
#[must_use]
pub fn words(draft: &Draft) -> String {
    first_line(&draft.text().as_str().split_whitespace().collect::<Vec<_>>().join(" "), 400)
}
