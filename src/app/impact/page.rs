//! The lines of the Impact pane, the most needed first: what waits, how bad, what it costs, what is broken for whom;
//! then the chart and the history.

use warroom_incident::event::Proposal;
use warroom_incident::impact::{self, Estimate, Range, Scope, Stated, money};
use warroom_incident::{CommandKind, Seq, Time};

use super::{chart, counts, in_force, proposals, sees_loss};
use crate::app::estimate::preview;
use crate::app::forms;
use crate::app::keymap::Action;
use crate::app::model::Model;
use crate::app::rows::wrap;
use crate::app::tone::{Piece, Tone, piece};
use crate::brief::{age, moment};
use crate::timeline::{clean, first_line};

/// Columns of the word before each fact.
const HEAD: usize = 10;

/// Rows that a pane needs before a chart is drawn in it.
const TALL: usize = 12;

/// Most rows of a proposal, where there is little room and where there is more.
const PROPOSAL_ROWS: (usize, usize) = (2, 4);

/// Everything that stands in the pane; which lines are which item's.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The lines, each with the place of its item, if it is one's.
    pub lines: Vec<(Option<usize>, Vec<Piece>)>,
    width: usize,
}

impl Page {
    fn put(&mut self, item: Option<usize>, pieces: Vec<Piece>) {
        self.lines.push((item, pieces));
    }

    /// A word and what there is to say, over as many lines as it takes, at most.
    fn fact(&mut self, item: Option<usize>, head: &str, text: &str, tone: Tone, most: usize) {
        let rest = self.width.saturating_sub(HEAD).max(8);
        let wrapped = wrap(&clean(text).replace('\n', " "), rest);
        let more = wrapped.len() > most;
        for (nth, line) in wrapped.into_iter().take(most).enumerate() {
            let head = if nth == 0 { head } else { "" };
            let line = if more && nth + 1 == most { crate::app::rows::fit(&format!("{line} …"), rest) } else { line };
            self.put(item, vec![piece(format!("{head:<HEAD$}"), Tone::Strong), piece(line, tone)]);
        }
    }

    fn rule(&mut self, text: &str) {
        let rest = self.width.saturating_sub(text.chars().count() + 5).min(40);
        self.put(None, vec![piece(format!("─── {text} {}", "─".repeat(rest)), Tone::Faint)]);
    }

    /// The first line of an item, and the one after its last.
    #[must_use]
    pub fn span(&self, item: usize) -> (usize, usize) {
        let of = |(at, _): &(Option<usize>, _)| *at == Some(item);
        let first = self.lines.iter().position(of).unwrap_or(0);
        (first, self.lines.iter().rposition(of).map_or(first, |last| last + 1))
    }

    /// The first line in sight: all of the selected item is, as far as it fits; of one that is taller than the pane, so
    /// many lines are passed.
    #[must_use]
    pub fn window(&self, selected: usize, passed: usize, height: usize) -> usize {
        let (first, end) = self.span(selected);
        end.saturating_sub(height).min(first.saturating_add(passed))
    }
}

/// The pane at a size. One that is not in front of the reader has no history: nobody scrolls there.
#[must_use]
pub fn page(model: &Model, width: usize, height: usize, focused: bool) -> Page {
    let mut page = Page { lines: Vec::new(), width };
    let proposals = proposals(model);
    for (nth, seq) in proposals.iter().enumerate() {
        let most = if height < TALL { PROPOSAL_ROWS.0 } else { PROPOSAL_ROWS.1 };
        proposal(&mut page, model, nth, *seq, most);
    }
    let now = Some(proposals.len());
    match in_force(model) {
        Some(estimate) => {
            severity(&mut page, model, now);
            numbers(&mut page, model, now, estimate);
        }
        None => {
            nothing_yet(&mut page, model, now);
            severity(&mut page, model, now);
        }
    }
    let room = height.saturating_sub(page.lines.len());
    let fits = room >= chart::LEAST_ROWS;
    if in_force(model).is_some() && height >= TALL && (fits || focused) {
        let rows = if fits { room.min(chart::MOST_ROWS) } else { chart::LEAST_ROWS };
        for line in chart::lines(model, width, rows) {
            page.put(None, line);
        }
    }
    if focused {
        history(&mut page, model, proposals.len() + 1);
    }
    page
}

fn nothing_yet(page: &mut Page, model: &Model, item: Option<usize>) {
    let key = model.key(Action::Estimate);
    let may = |command| model.replica.state().seat_for(model.me(), command).is_some();
    for line in wrap("No estimate yet.", page.width.max(1)) {
        page.put(item, vec![piece(line, Tone::Strong)]);
    }
    let says = if may(CommandKind::SetEstimate) {
        format!("{key} says what is broken for whom and what it costs, as far as it is known.")
    } else if may(CommandKind::ProposeEstimate) {
        format!("{key} proposes one to the chair: what is broken for whom, what it costs.")
    } else {
        "Whoever works on the incident makes one.".into()
    };
    for line in wrap(&says, page.width.max(1)) {
        page.put(item, vec![piece(line, Tone::Plain)]);
    }
}

fn proposal(page: &mut Page, model: &Model, nth: usize, seq: Seq, most: usize) {
    let state = model.replica.state();
    let Some(open) = state.proposals.get(&seq) else { return };
    let why = first_line(model.replica.record().text(seq).unwrap_or_default(), 200);
    let why = if why.is_empty() { why } else { format!(" — {why}") };
    let what = forms::proposed(&open.proposal);
    let what = what.strip_prefix("an estimate: ").unwrap_or(&what);
    let from = source_at(model, seq).map_or(String::new(), |source| format!(" · source: {source}"));
    let mut text = format!("by {}, {} ago: {what}{why}{from}", open.by, age(open.at, model.shown_at()));
    if state.seat_for(model.me(), CommandKind::AcceptProposal).is_some() {
        let (accept, decline) = (model.key(Action::AcceptProposal), model.key(Action::DeclineProposal));
        text = format!("{accept} accepts, {decline} declines · {text}");
    } else {
        text = format!("waits for the chair · {text}");
    }
    page.fact(Some(nth), "PROPOSED", &text, Tone::Uneasy, most);
    if let Proposal::Estimate(stated) = &open.proposal
        && most > PROPOSAL_ROWS.0
    {
        for (line, tone) in preview::follows(model, stated) {
            page.fact(Some(nth), "", &line, tone, PROPOSAL_ROWS.0);
        }
    }
}

fn severity(page: &mut Page, model: &Model, item: Option<usize>) {
    let state = model.replica.state();
    let now = model.shown_at();
    let level = match state.severity.as_deref() {
        Some(name) => {
            let since = state.severity_since.map_or(String::new(), |at| format!(" since {}", moment(at, now)));
            let before = state.severities.iter().rev().nth(1).and_then(|(_, before)| before.as_deref());
            let before = before.map_or(String::new(), |before| format!(" (was {})", before.to_uppercase()));
            // Beside an estimate it would only repeat what the numbers say.
            let meaning = state.policy.severity(name).filter(|_| state.estimates.is_empty());
            let meaning = meaning.map_or(String::new(), |it| format!(": {}", it.meaning));
            format!("{}{since}{before}{meaning}", name.to_uppercase())
        }
        None => format!("not known yet; {} says it", model.key(Action::Severity)),
    };
    let agrees = in_force(model).and_then(|it| it.follows.severity.as_deref());
    let agrees = agrees.filter(|says| state.severity.as_deref() == Some(says));
    let agrees = agrees.map_or(String::new(), |says| format!(" · estimate says {}, as chosen", says.to_uppercase()));
    page.fact(item, "severity", &format!("{level}{agrees}"), Tone::Strong, 2);
    if let Some(differs) = impact::disagreement(state) {
        let key = model.key(Action::SeverityFollows);
        let derived = differs.derived.to_uppercase();
        let may = |command| state.seat_for(model.me(), command).is_some();
        let way = if may(CommandKind::SetSeverity) {
            format!(" · {key} sets {derived}")
        } else if may(CommandKind::ProposeSeverity) {
            format!(" · {key} proposes {derived}")
        } else {
            String::new()
        };
        page.fact(item, "DIFFERS", &format!("{}{way}", differs.sentence()), Tone::Alarm, 2);
    }
}

fn numbers(page: &mut Page, model: &Model, item: Option<usize>, estimate: &Estimate) {
    let (state, now) = (model.replica.state(), model.shown_at());
    match (sees_loss(model), impact::loss_so_far(state, now)) {
        (true, Some(lost)) => {
            let rate = impact::rate(state, now).filter(|rate| rate.range != Range::default());
            let over = if rate.is_some() { " so far" } else { " in all; nothing more" };
            page.fact(item, "lost", &format!("{}{over}", lost.long()), Tone::Strong, 2);
            if let (Some(rate), Some(ten)) = (rate, impact::ten_minutes(state, now)) {
                page.fact(item, "an hour", &rate.long(), Tone::Plain, 2);
                page.fact(item, "+10 min", &format!("{} more", ten.long()), Tone::Plain, 2);
            }
        }
        (true, None) => page.fact(item, "lost", "no figures yet", Tone::Plain, 1),
        (false, _) => page.fact(item, "lost", "loss figures: not shown to you", Tone::Faint, 1),
    }
    let (priority, tone) = priority(model, estimate);
    page.fact(item, "priority", &priority, tone, 3);
    let scope = &estimate.scope;
    let mut broken = vec![broken(scope)];
    broken.extend(scope.users.map(impact::Users::words));
    broken.retain(|part| !part.is_empty());
    let broken = if broken.is_empty() { "not said yet".to_owned() } else { broken.join(" · ") };
    page.fact(item, "broken", &broken, Tone::Plain, 4);
    page.fact(item, "since", &since(scope, now), Tone::Plain, 2);
    page.fact(item, "set", &set(model, estimate), Tone::Plain, 3);
}

/// How urgent it is, by which rule, and what to do.
#[must_use]
pub fn priority(model: &Model, estimate: &Estimate) -> (String, Tone) {
    let state = model.replica.state();
    let rule = if sees_loss(model) { impact::rule_in_force(state) } else { estimate.follows.rule.as_deref() };
    let why = rule.unwrap_or("by a rule about figures that are not shown to you");
    follows(&estimate.follows, why)
}

/// What the policy makes of an estimate: `HIGH: a journey is blocked → restore now`.
#[must_use]
pub fn follows(follows: &impact::Follows, rule: &str) -> (String, Tone) {
    let Some(priority) = follows.priority else { return (follows.words(), Tone::Faint) };
    let response = follows.response.as_deref().map_or(String::new(), |words| format!(" → {words}"));
    (format!("{}: {rule}{response}", priority.as_str().to_uppercase()), super::tone(priority))
}

/// Which journeys are how, and the kind of harm.
#[must_use]
pub fn broken(scope: &Scope) -> String {
    Stated { journeys: scope.journeys.clone(), impact: scope.impact, ..Stated::default() }.words()
}

fn since(scope: &Scope, now: Time) -> String {
    let began = format!("{}, {} ago", moment(scope.since, now), age(scope.since, now));
    match scope.until {
        Some(until) if until <= now => format!("{began} · OVER since {}", moment(until, now)),
        Some(until) => format!("{began} · until {}", moment(until, now)),
        None => format!("{began} · not over"),
    }
}

/// Who set it, how long ago, why and by which source.
fn set(model: &Model, estimate: &Estimate) -> String {
    let by = who(model, estimate);
    let mut text = format!("{} ago by {by}", age(estimate.at, model.shown_at()));
    let words = said(model, estimate);
    if let Some(reason) = words.0 {
        text.push_str(&format!(": {reason}"));
    }
    if let Some(source) = source(model, estimate) {
        text.push_str(&format!(" · source: {source}"));
    }
    text
}

/// Where its numbers come from: what was said with it, else with the last revision before it that said so, and when.
pub(super) fn source(model: &Model, estimate: &Estimate) -> Option<String> {
    let estimates = &model.replica.state().estimates;
    let until = estimates.iter().rev().skip_while(|it| it.seq != estimate.seq);
    let (said, of) = until.filter_map(|it| Some((said(model, it).1?, it))).next()?;
    if of.seq == estimate.seq {
        return Some(said);
    }
    Some(format!("{said} (of {})", moment(of.at, model.shown_at())))
}

/// Who set it, and who proposed it.
pub(super) fn who(model: &Model, estimate: &Estimate) -> String {
    let by = estimate.by.to_string();
    let proposed = estimate.proposal.and_then(|seq| model.replica.record().line(seq)?.open());
    match (proposed, estimate.proposal) {
        (Some(line), _) => format!("{by}, as {} proposed", line.fact.author),
        (None, Some(_)) => format!("{by}, as it was proposed"),
        (None, None) => by,
    }
}

/// The reason and the source; of what was proposed those that came with the proposal.
pub(super) fn said(model: &Model, estimate: &Estimate) -> (Option<String>, Option<String>) {
    let record = model.replica.record();
    let at = |seq: Seq| record.line(seq).and_then(|line| line.open()?.content.as_ref());
    let content = at(estimate.words_at).or_else(|| at(estimate.proposal?));
    let some = |text: String| (!text.trim().is_empty()).then_some(text);
    let reason = content.and_then(|content| some(clean(&first_line(&content.text, 300))));
    let source = content.and_then(|content| some(clean(&first_line(&impact::source(content)?, 300))));
    (reason, source)
}

/// Where the numbers of what was said by this event come from.
#[must_use]
pub fn source_at(model: &Model, seq: Seq) -> Option<String> {
    let content = model.replica.record().line(seq)?.open()?.content.as_ref()?;
    let source = clean(&first_line(&impact::source(content)?, 300));
    (!source.trim().is_empty()).then_some(source)
}

fn history(page: &mut Page, model: &Model, from: usize) {
    let estimates = &model.replica.state().estimates;
    if estimates.is_empty() {
        return;
    }
    let count = if estimates.len() == 1 { "1 revision".into() } else { format!("{} revisions", estimates.len()) };
    page.rule(&format!("{count}, the newest first; Enter shows one whole"));
    for (nth, (at, estimate)) in estimates.iter().enumerate().rev().enumerate() {
        // What is broken for whom is said where it changed.
        let before = at.checked_sub(1).and_then(|before| estimates.get(before)).map(|before| &before.scope);
        let mut parts = Vec::new();
        parts.extend((before != Some(&estimate.scope)).then(|| estimate.scope.words()));
        let figures = estimate.figures.as_ref().filter(|_| sees_loss(model));
        parts.extend(figures.map(impact::Figures::words));
        if parts.is_empty() {
            let money = if sees_loss(model) { "the same as before" } else { "loss figures: not shown to you" };
            parts.push(money.into());
        }
        let mut text = format!("{}: {}", who(model, estimate), parts.join("; "));
        if counts(model, estimate.seq) && sees_loss(model) {
            text.push_str(&format!(" ({} takes its figures back)", model.key(Action::VoidCost)));
        }
        let reason = said(model, estimate).0;
        text.extend(reason.map(|reason| format!(" — {reason}")));
        let at = moment(estimate.at, model.shown_at());
        // Of another day it is too long for the column.
        let (head, text) = if at.len() < HEAD { (at, text) } else { (String::new(), format!("{at} {text}")) };
        page.fact(Some(from + nth), &head, &text, Tone::Plain, 3);
    }
}

/// An amount of the chart in few columns.
pub(super) fn short(minor: u64, currency: &str) -> String {
    format!("{currency} {}", money::few_digits(minor / money::minor_per_unit(currency)))
}
