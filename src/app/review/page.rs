//! The page of a draft: what matters most stands first, since a small screen shows the beginning.

use warroom_incident::draft::{Contradiction, Draft, Promise, Stage, told};
use warroom_incident::event::{DeliveryFate, Notice, Phase};

use super::{Review, channels, checks, difference, history, marked};
use crate::app::drafts;
use crate::app::keymap::Action;
use crate::app::model::Model;
use crate::app::rows::wrap;
use crate::app::tone::{Piece, Tone, piece};
use crate::brief::age;
use crate::timeline::{author, clean};

/// Columns of the word before each fact.
const HEAD: usize = 8;

/// The lines of a draft, and which of them have to be in sight before anything is decided about it.
pub(super) struct Page {
    width: usize,
    pub(super) lines: Vec<Vec<Piece>>,
    /// The words that leave, and whatever speaks against them, by the numbers of their lines.
    pub(super) decides: Vec<usize>,
}

impl Page {
    fn text(&mut self, text: &str, tone: Tone) {
        self.lines.extend(wrap(text, self.width).into_iter().map(|it| vec![piece(it, tone)]));
    }

    fn fact(&mut self, head: &str, text: &str, tone: Tone) {
        let rest = self.width.saturating_sub(HEAD).max(8);
        for (at, line) in wrap(text, rest).into_iter().enumerate() {
            let head = if at == 0 { head } else { "" };
            let of_head = if tone == Tone::Alarm { Tone::Alarm } else { Tone::Strong };
            self.lines.push(vec![piece(format!("{head:<HEAD$}"), of_head), piece(line, tone)]);
        }
    }

    fn heading(&mut self, text: &str) {
        self.lines.push(Vec::new());
        self.text(text, Tone::Strong);
    }
}

/// Everything there is to say about a draft, wrapped.
#[must_use]
pub fn lines(model: &Model, review: &Review, width: u16) -> Vec<Vec<Piece>> {
    page(model, review, width).lines
}

/// The same, with what has to be read.
pub(super) fn page(model: &Model, review: &Review, width: u16) -> Page {
    let mut page = Page { width: usize::from(width).max(16), lines: Vec::new(), decides: Vec::new() };
    let state = model.replica.state();
    let Some(draft) = state.drafts.get(&review.seq) else { return page };
    stands(&mut page, model, review, draft);
    page.lines.push(Vec::new());
    let from = page.lines.len();
    words(&mut page, model, draft);
    page.decides.extend(from..page.lines.len());
    if !draft.is_open() {
        sent(&mut page, model, draft);
    }
    page.lines.push(Vec::new());
    for check in checks::all(model, draft) {
        let from = page.lines.len();
        page.fact(check.word, &check.text, check.tone);
        if check.speaks_against() {
            page.decides.extend(from..page.lines.len());
        }
    }
    page.fact("facts", &checks::facts(model), Tone::Plain);
    if draft.is_open() {
        against(&mut page, model, draft);
    }
    let written = history::written(draft);
    if !written.is_empty() {
        page.heading("WHO WROTE WHAT STANDS THERE");
        for (name, words) in written {
            page.text(&format!("{name}: {words}"), Tone::Plain);
        }
    }
    if !draft.channels.is_empty() {
        page.lines.push(Vec::new());
        let width = page.width;
        page.lines.extend(channels::lines(draft, &state.policy, state.severity.as_deref(), width));
    }
    if draft.is_open() {
        sent(&mut page, model, draft);
    }
    page.heading("WHAT HAPPENED TO IT, NEWEST FIRST");
    for line in history::short(model, review.seq) {
        page.text(&line, Tone::Faint);
    }
    page
}

/// Where it stands, whom it tells what, and what went wrong with the last order.
fn stands(page: &mut Page, model: &Model, review: &Review, draft: &Draft) {
    let (state, now) = (model.replica.state(), model.shown_at());
    if let Some(note) = &review.note {
        page.text(&clean(note), Tone::Alarm);
    }
    if let Some(changed) = super::changed(model, draft, &review.seen) {
        page.text(&format!("CHANGED while you read: {changed}. Read it again."), Tone::Alarm);
        // Words that were removed for good are not kept for a comparison either.
        if !history::removed_since(model, review.seen.revision) {
            let width = page.width;
            page.lines.extend(difference::words(&review.seen.text, draft.text().as_str(), width));
        }
    }
    if state.drill {
        page.text("DRILL: whatever is published here goes nowhere.", Tone::Uneasy);
    }
    let (word, tone) = drafts::stage(draft);
    let mut head = vec![piece(word, tone), piece(format!(", revision {}", draft.revision), Tone::Plain)];
    let waits = drafts::waits(state, draft, now, &model.present);
    if let Some((waits, tone)) = waits {
        head.push(piece(" — ", Tone::Plain));
        head.push(piece(waits, tone));
    }
    let plain: String = head.iter().map(|(text, _)| text.as_str()).collect();
    if unicode_width::UnicodeWidthStr::width(plain.as_str()) <= page.width {
        page.lines.push(head);
    } else {
        page.text(&plain, tone);
    }
    if let (Some(seq), true) = (draft.voided, draft.is_open()) {
        let by = change_of(draft, seq);
        page.text(&format!("Its approval is VOID: {by}. It has to be approved again."), Tone::Alarm);
    }
    if let Some((text, tone)) = checks::approval(draft, reason(model, draft), now) {
        page.text(&text, tone);
    }
    if let (Stage::ChangesRequested { by, .. } | Stage::Withdrawn { by, .. }, why) =
        (&draft.stage, reason(model, draft))
    {
        let why = why.map_or("no reason given".to_owned(), clean);
        page.text(&format!("{}: {why}", author(by, None)), Tone::Uneasy);
    }
    let last = state.updates.iter().rev().find(|it| it.audience == draft.audience);
    if let (Stage::Published { update, .. }, Some(last)) = (&draft.stage, last)
        && *update == last.seq
    {
        not_so(page, model, draft);
    }
    let last = last.filter(|_| draft.is_open());
    let phase = |phase: Phase| phase.as_str().to_uppercase();
    let before = match last {
        Some(it) if it.phase != draft.phase => format!("{} -> ", phase(it.phase)),
        Some(_) | None => String::new(),
    };
    let same = if last.is_some() && before.is_empty() { " as before" } else { "" };
    let notice = match draft.notice {
        Notice::Notify => "notifies its readers",
        Notice::Silent => "SILENT: nobody is notified",
    };
    let holding = draft.holding.as_ref().map_or(String::new(), |name| format!(" (holding statement {name})"));
    page.fact("for", &clean(&format!("{}{holding}, {notice}", draft.audience)), Tone::Plain);
    page.fact("tells", &clean(&format!("{before}{}{same}{}", phase(draft.phase), promise(model, draft))), Tone::Plain);
    page.fact("goes to", &clean(&channels::named(draft)), Tone::Plain);
}

/// What it told and is no longer so, as long as nothing newer was told.
fn not_so(page: &mut Page, model: &Model, draft: &Draft) {
    let now = model.shown_at();
    for it in told(model.replica.state(), now).iter().filter(|it| it.audience == draft.audience) {
        for wrong in &it.contradictions {
            let since = match wrong {
                Contradiction::Phase { since, .. } | Contradiction::NotToldOver { since, .. } => *since,
                Contradiction::SeverityRose { at, .. } => *at,
            };
            let was_so = it.last.is_some_and(|update| since > update.at);
            let head = if was_so { "NOT SO any more" } else { "NOT SO" };
            page.text(&clean(&format!("{head}: {}", wrong.sentence())), Tone::Alarm);
        }
        if let Promise::RanOut { at } = it.promise {
            page.text(&format!("The next update is {} LATE.", age(at, now)), Tone::Alarm);
        }
    }
}

fn promise(model: &Model, draft: &Draft) -> String {
    let now = model.shown_at();
    match draft.promise {
        None => ", promises no next update".into(),
        Some(at) => {
            let day = if at.date_naive() == now.date_naive() { "%H:%MZ" } else { "%Y-%m-%d %H:%MZ" };
            let when = if at > now { format!("in {}", age(now, at)) } else { format!("{} ago", age(at, now)) };
            format!(", next update by {} ({when})", at.format(day))
        }
    }
}

fn change_of(draft: &Draft, seq: u64) -> String {
    let changes: Vec<_> = draft.changes.iter().filter(|it| it.at >= seq).collect();
    match changes.as_slice() {
        [] => "it changed".into(),
        some => {
            let one = |it: &&warroom_incident::draft::Change| format!("the {} by {}", it.part.as_str(), it.who());
            clean(&format!("changed since: {}", some.iter().map(one).collect::<Vec<_>>().join("; ")))
        }
    }
}

/// Why changes were asked for, it was withdrawn, or the glass was broken.
fn reason<'a>(model: &'a Model, draft: &Draft) -> Option<&'a str> {
    let at = match &draft.stage {
        Stage::ChangesRequested { at, .. } | Stage::Withdrawn { at, .. } => Some(*at),
        Stage::Approved(approval) | Stage::Published { approval, .. } => Some(approval.seq),
        Stage::Draft | Stage::InReview { .. } => None,
    };
    at.and_then(|at| model.replica.record().text(at))
}

/// Its words, what was found in them standing out.
fn words(page: &mut Page, model: &Model, draft: &Draft) {
    let text = draft.text().as_str();
    if super::kit::words_gone(model.replica.state(), draft) {
        page.text("(its words were removed)", Tone::Faint);
    } else if text.trim().is_empty() {
        page.text("(no words yet)", Tone::Faint);
    } else {
        let found = if draft.is_open() { model.replica.state().findings(draft) } else { Vec::new() };
        let width = page.width;
        page.lines.extend(marked::lines(text, &found, width));
    }
}

/// The difference from what these readers were told last.
fn against(page: &mut Page, model: &Model, draft: &Draft) {
    let last = model.replica.state().updates.iter().rev().find(|it| it.audience == draft.audience);
    let Some(last) = last else {
        page.heading(&clean(&format!("{} were told nothing before: all of it is new", draft.audience)));
        return;
    };
    let when = last.at.format("%H:%MZ");
    page.heading(&format!("AGAINST WHAT THEY WERE TOLD {when} ({} ago)", age(last.at, model.shown_at())));
    let width = page.width;
    match &last.text {
        Some(text) => page.lines.extend(difference::lines(text.as_str(), draft.text().as_str(), width)),
        None => page.text("(its words were removed)", Tone::Faint),
    }
}

/// What became of it on the way to each channel.
fn sent(page: &mut Page, model: &Model, draft: &Draft) {
    let deliveries = history::deliveries(model, draft.seq);
    if deliveries.is_empty() {
        return;
    }
    page.lines.push(Vec::new());
    for (text, tone) in deliveries {
        page.text(&text, tone);
    }
    let state = model.replica.state();
    let failed = state.deliveries.values().any(|it| it.draft == draft.seq && it.fate == DeliveryFate::Failed);
    if failed {
        let kit = model.key(Action::Kit);
        let again = match super::why_not(model, Action::Deliveries) {
            None => format!("{} tries again or gives up; ", model.key(Action::Deliveries)),
            Some(_) => String::new(),
        };
        page.text(&format!("{again}{kit} shows how to send it by hand"), Tone::Strong);
    }
}
