//! The estimate in force and what follows from it, for scripts and for people.

use super::super::args::Common;
use super::super::debts::{self, Room};
use super::super::output;
use crate::brief::{age, moment};
use crate::client::exit::Failure;
use serde_json::{Map, Value, json};
use warroom_incident::event::Proposal;
use warroom_incident::impact::{
    Disagreement, Estimate, Figures, Range, disagreement, loss_so_far, rate, rule_in_force, source, ten_minutes,
};
use warroom_incident::state::OpenProposal;
use warroom_incident::{Author, Line, Reach, Reaches, Seq, Time};

/// `impact show`
pub(super) async fn show(common: &Common) -> Result<(), Failure> {
    let room = room(common).await?;
    let now = chrono::Utc::now();
    if common.json {
        let mut value = json(&room, now);
        value["incident"] = json!(room.incident);
        value["seq"] = json!(room.record.seq());
        return output::json(&value);
    }
    output::line(&format!("{}  {}", output::one_line(&room.incident), head(&room, now)))?;
    lines(&room, now).iter().try_for_each(|line| output::line(&format!("  {line}")))
}

/// The room, unless its reader is outside of it.
pub(super) async fn room(common: &Common) -> Result<Room, Failure> {
    let room = debts::room(common).await?;
    if room.reaches == Reaches::PUBLISHED {
        let why = "you read what is published: warroom told; estimates of the room do not come to readers";
        return Err(Failure::refused(why));
    }
    Ok(room)
}

/// Why there is no money to show.
pub(super) fn no_money(room: &Room) -> &'static str {
    if room.reaches.contains(Reach::Loss) {
        "nobody has given figures yet"
    } else {
        "loss figures are not for your seat; ask the chair"
    }
}

/// Everything that is known about the impact; `null` where it is not.
pub(in crate::cli) fn json(room: &Room, now: Time) -> Value {
    let state = &room.state;
    let last = state.estimates.last();
    let mut value = last.map_or_else(Map::new, |estimate| revision(room, estimate));
    let lost = loss_so_far(state, now);
    let figures = in_force(room);
    let fields = [
        ("revision", json!(last.map(|it| it.seq))),
        ("ordinal", json!(last.map(|_| state.estimates.len()))),
        ("revisions", json!(state.estimates.len())),
        ("at", json!(now)),
        ("set_at", json!(last.map(|it| it.at))),
        ("set_by", json!(last.map(|it| &it.by))),
        // What is in force, also where the last revision said nothing of it.
        ("currency", json!(figures.map(|it| &it.currency))),
        ("loss_per_hour", json!(figures.and_then(|it| it.loss_per_hour))),
        ("cost_per_hour", json!(figures.and_then(|it| it.cost_per_hour))),
        ("no_loss_because", json!(lost.is_none().then(|| no_money(room)))),
        ("loss_so_far", json!(lost)),
        ("per_hour", json!(rate(state, now))),
        ("cost_of_ten_minutes", json!(ten_minutes(state, now))),
        ("priority", json!(last.and_then(|it| it.follows.priority))),
        ("response", json!(last.and_then(|it| it.follows.response.as_ref()))),
        ("suggested_severity", json!(last.and_then(|it| it.follows.severity.as_ref()))),
        ("rule", json!(rule_in_force(state))),
        ("severity", json!(state.severity)),
        ("disagreement", json!(disagreement(state).as_ref().map(disagreeing))),
        ("proposals", json!(proposals(room).map(|(seq, open)| proposal(room, seq, open)).collect::<Vec<_>>())),
    ];
    value.extend(fields.map(|(name, it)| (name.to_owned(), it)));
    Value::Object(value)
}

fn disagreeing(it: &Disagreement) -> Value {
    json!({ "chosen": it.chosen, "derived": it.derived, "sentence": it.sentence() })
}

/// One revision, as it was set.
pub(super) fn revision(room: &Room, estimate: &Estimate) -> Map<String, Value> {
    let (scope, figures, follows) = (&estimate.scope, estimate.figures.as_ref(), &estimate.follows);
    let (source, reason) = said(room, estimate);
    let fields = [
        ("revision", json!(estimate.seq)),
        ("set_at", json!(estimate.at)),
        ("set_by", json!(estimate.by)),
        ("proposal", json!(estimate.proposal)),
        ("proposed_by", json!(proposed_by(room, estimate))),
        ("source", json!(source)),
        ("reason", json!(reason)),
        ("kind", json!(scope.impact)),
        ("journeys", json!(scope.journeys)),
        ("users", json!(scope.users)),
        ("since", json!(scope.since)),
        ("until", json!(scope.until)),
        ("words", json!(scope.words())),
        ("currency", json!(figures.map(|it| &it.currency))),
        ("loss_per_hour", json!(figures.and_then(|it| it.loss_per_hour))),
        ("cost_per_hour", json!(figures.and_then(|it| it.cost_per_hour))),
        ("one_off", json!(figures.and_then(|it| it.one_off))),
        ("void", json!(figures.map(|it| &it.void))),
        ("priority", json!(follows.priority)),
        ("response", json!(follows.response)),
        ("suggested_severity", json!(follows.severity)),
        ("rule", json!(follows.rule)),
        ("policy", json!(follows.policy)),
    ];
    fields.into_iter().map(|(name, it)| (name.to_owned(), it)).collect()
}

/// Where the numbers come from and why they changed: said with the revision, or with the proposal that it accepted.
pub(super) fn said(room: &Room, estimate: &Estimate) -> (Option<String>, Option<String>) {
    let content = |seq: Seq| room.record.line(seq)?.open()?.content.as_ref();
    let Some(content) = content(estimate.words_at).or_else(|| content(estimate.proposal?)) else { return (None, None) };
    (source(content), Some(content.text.clone()).filter(|text| !text.is_empty()))
}

pub(super) fn proposed_by<'a>(room: &'a Room, estimate: &Estimate) -> Option<&'a Author> {
    room.record.line(estimate.proposal?).and_then(Line::open).map(|sealed| &sealed.fact.author)
}

/// The money in force: of the last revision that said something of it.
fn in_force(room: &Room) -> Option<&Figures> {
    warroom_incident::impact::figures_in_force(&room.state)
}

/// Estimates that wait for the chair.
fn proposals(room: &Room) -> impl Iterator<Item = (Seq, &OpenProposal)> {
    let waiting = |open: &OpenProposal| matches!(open.proposal, Proposal::Estimate(_));
    room.state.proposals.iter().filter(move |(_, open)| waiting(open)).map(|(seq, open)| (*seq, open))
}

fn proposal(room: &Room, seq: Seq, open: &OpenProposal) -> Value {
    let content = room.record.line(seq).and_then(Line::open).and_then(|sealed| sealed.content.as_ref());
    let stated = if let Proposal::Estimate(stated) = &open.proposal { Some(stated) } else { None };
    json!({
        "proposal": seq,
        "by": open.by,
        "at": open.at,
        "stated": stated,
        "words": stated.map(|it| it.words()),
        "source": content.and_then(source),
        "reason": content.map(|it| &it.text).filter(|text| !text.is_empty()),
    })
}

/// Which revision it is, by whom and when.
pub(in crate::cli) fn head(room: &Room, now: Time) -> String {
    let Some(last) = room.state.estimates.last() else {
        return "no estimate yet; say what is known: warroom impact set --journey NAME=blocked".into();
    };
    let count = room.state.estimates.len();
    let ago = age(last.at, now);
    let by = output::one_line(last.by.as_str());
    let proposed = proposed_by(room, last);
    let proposed = proposed.map_or(String::new(), |it| format!(", proposed by {}", output::one_line(it.as_str())));
    format!(
        "estimate {count} of {count} (event {}), set by {by} at {}, {ago} ago{proposed}",
        last.seq,
        moment(last.at, now)
    )
}

/// What is known, a line each.
pub(in crate::cli) fn lines(room: &Room, now: Time) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |name: &str, words: String| lines.push(output::one_line(&format!("{name:<9} {words}")));
    if let Some(last) = room.state.estimates.last() {
        add("broken", last.scope.words());
        match loss_so_far(&room.state, now) {
            Some(lost) => add("lost", lost.said(" so far")),
            None => add("lost", no_money(room).into()),
        }
        if let Some(more) = more(room, now) {
            add("", more);
        }
        add("priority", priority(room, last));
        if let Some(disagreement) = disagreement(&room.state) {
            add("severity", format!("DISAGREE: {}", disagreement.sentence()));
        } else if let Some(severity) = &last.follows.severity {
            add("severity", format!("{}, as chosen", severity.to_uppercase()));
        }
        let (source, reason) = said(room, last);
        match source {
            Some(source) => add("from", source),
            // What was not said anew stays as it was, and says since when.
            None => earlier_source(room, now).into_iter().for_each(|source| add("from", source)),
        }
        reason.into_iter().for_each(|reason| add("why", reason));
    }
    for (seq, open) in proposals(room) {
        let stated = if let Proposal::Estimate(stated) = &open.proposal { stated.words() } else { String::new() };
        let ago = age(open.at, now);
        add("waiting", format!("{} proposes {stated}, {ago} ago: warroom impact accept {seq}", open.by));
    }
    lines
}

/// The source that was given last, with the moment of its revision.
fn earlier_source(room: &Room, now: Time) -> Option<String> {
    let mut earlier = room.state.estimates.iter().rev().skip(1);
    earlier.find_map(|it| Some(format!("{} ({})", said(room, it).0?, moment(it.at, now))))
}

/// What is lost in an hour and in ten more minutes.
fn more(room: &Room, now: Time) -> Option<String> {
    let (rate, ten) = (rate(&room.state, now)?, ten_minutes(&room.state, now)?);
    if rate.range == Range::default() {
        let over = room.state.estimates.last().and_then(|last| last.scope.until).is_some_and(|until| until <= now);
        return Some(if over { "nothing more: it is over".into() } else { "nothing an hour".into() });
    }
    Some(format!("{}; ten more minutes: {}", rate.said(" an hour"), ten.long()))
}

fn priority(room: &Room, last: &Estimate) -> String {
    let Some(priority) = last.follows.priority else { return last.follows.words() };
    let response = last.follows.response.as_deref().map_or(String::new(), |words| format!(": {words}"));
    // The rule that speaks of money is known to those who see money.
    let rule = rule_in_force(&room.state).map_or(String::new(), |rule| format!(" — {rule}"));
    let severity = last.follows.severity.as_deref().map_or(String::new(), |it| format!(" ({})", it.to_uppercase()));
    format!("{}{response}{rule}{severity}", priority.as_str().to_uppercase())
}
