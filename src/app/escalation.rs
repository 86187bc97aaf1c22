//! Who was called from outside, and what to do when nobody answers; business continuity; shifts. Pure.

use chrono::TimeDelta;
use unicode_width::UnicodeWidthStr;
use warroom_incident::escalation::{Escalation, Standing, continuity_since, late, next_level};
use warroom_incident::event::DeliveryFate;
use warroom_incident::shifts::{Shift, shifts};
use warroom_incident::{Command, Time};

use super::keymap::Action;
use super::model::{Dialog, Model};
use super::next_step::NextStep;
use super::rows::fit;
use super::sheet::Sheet;
use super::tone::{Piece, Tone, piece};
use crate::brief::{age, moment_within};
use crate::timeline::clean;

/// Calls that a list shows beside something else; the form and the timeline have all.
const MOST_CALLS: usize = 3;

/// The line that stands on every screen while the business goes on elsewhere.
#[must_use]
pub fn banner(model: &Model) -> Option<String> {
    let state = model.replica.state();
    let since = moment_within(continuity_since(state)?, model.shown_at());
    // Twenty columns have room for one word of it.
    let word = if model.size.0 < 60 { "CONTINUITY" } else { "BUSINESS CONTINUITY" };
    Some(clean(&format!("{word} since {since}: {}", state.policy.continuity.words)))
}

/// What is called now, the newest first, with how loud that is.
#[must_use]
pub fn called(model: &Model, now: Time) -> Vec<(String, Tone)> {
    let state = model.replica.state();
    let open = state.escalations.iter().rev().filter(|it| it.is_on() && !state.is_closed());
    open.take(MOST_CALLS).map(|it| standing(it, now)).collect()
}

/// One call in a line.
#[must_use]
pub fn standing(it: &Escalation, now: Time) -> (String, Tone) {
    let who = &it.who;
    let ago = age(it.at, now);
    let by = it.answer_by.map_or(String::new(), |by| moment_within(by, now));
    let (text, tone) = match it.standing(now) {
        Standing::Waiting => (format!("CALLED {who} {ago} ago, to answer by {by}"), Tone::Strong),
        Standing::Late => (format!("NO ANSWER from {who}, {} overdue", overdue(it, now)), Tone::Alarm),
        Standing::PassedOn => (format!("no answer from {who}, called {ago} ago; passed on"), Tone::Faint),
        Standing::Called => (format!("CALLED {who} {ago} ago"), Tone::Strong),
        Standing::Answered => {
            let since = it.answered.as_ref().map_or(String::new(), |answer| age(answer.at, now));
            (format!("ANSWERED: {who}, {since} ago"), Tone::Good)
        }
        Standing::Ended => (format!("{who}, not needed any more"), Tone::Faint),
    };
    let page = page(it);
    if it.page_failed() {
        let by = if by.is_empty() { by } else { format!(", to answer by {by}") };
        return (clean(&format!("PAGE FAILED, call {who} yourself{by}")), Tone::Alarm);
    }
    (clean(&format!("{text}{page}")), tone)
}

/// What became of the page, where that is worth a word beside the rest.
fn page(it: &Escalation) -> String {
    let Some(page) = &it.page else { return String::new() };
    if it.answered.is_some() || it.ended.is_some() || it.passed_on.is_some() {
        return String::new();
    }
    match page.fate {
        DeliveryFate::Waiting | DeliveryFate::Sending => ", page on its way".into(),
        DeliveryFate::Sent | DeliveryFate::Confirmed => ", page sent".into(),
        DeliveryFate::Failed => format!(", page failed {} times", page.attempts),
        DeliveryFate::GivenUp => ", page given up".into(),
        DeliveryFate::Nowhere => ", a practice: nobody is paged".into(),
    }
}

/// The server took a call: where nobody is paged for it, somebody still has to phone.
pub(super) fn accepted(model: &mut Model, command: &Command) {
    let Command::Escalate { level: Some(name), .. } = command else { return };
    let level = model.replica.state().policy.escalation.iter().find(|it| it.name == *name);
    if let Some(level) = level.filter(|level| !level.has_webhook()) {
        let says = clean(&format!("on the record; now phone them: {}", level.who));
        model.say(says);
    }
}

/// What waits for the chair: those who did not answer, and pages that did not go out.
#[must_use]
pub fn needs(model: &Model, now: Time) -> Vec<String> {
    let state = model.replica.state();
    if state.is_closed() {
        return Vec::new();
    }
    // The clock says who is late: nobody once it is resolved, nor while somebody called later still has time.
    let late: Vec<_> = late(state, now).map(|it| it.seq).collect();
    let of = |it: &Escalation| match (it.page_failed(), late.contains(&it.seq)) {
        (_, true) => Some(format!("{}: no answer from {}, {} overdue", next(model), it.who, overdue(it, now))),
        (true, false) => Some(format!("{} yourself: the page did NOT go out", it.who)),
        (false, false) => None,
    };
    state.escalations.iter().filter_map(of).collect()
}

/// Who is to be called after no answer.
fn next(model: &Model) -> String {
    match next_level(model.replica.state()) {
        Some(level) => level.who.clone(),
        None => "again, no level is left".into(),
    }
}

fn overdue(it: &Escalation, now: Time) -> String {
    it.answer_by.map_or(String::new(), |by| age(by, now))
}

/// What the chair does first about those who were called.
#[must_use]
pub fn of_chair(model: &Model, now: Time) -> Option<NextStep> {
    let state = model.replica.state();
    let step = |why: String| Some(NextStep { action: Action::Escalate, why: clean(&why) });
    if let Some(it) = state.escalations.iter().find(|it| it.page_failed()) {
        return step(format!("call {} yourself: the page did NOT go out", it.who));
    }
    let it = late(state, now).next()?;
    step(format!("call {}: {} is {} overdue", next(model), it.who, overdue(it, now)))
}

/// When somebody should be relieved, in many columns or in few.
#[must_use]
pub fn on_shift(shift: &Shift<'_>, now: Time, wide: bool) -> (String, Tone) {
    let by = moment_within(shift.hand_over_by, now);
    let here = if wide { format!("on shift {}, ", age(shift.since, now)) } else { String::new() };
    if shift.is_too_long(now) {
        (format!("{here}TOO LONG since {by}"), Tone::Alarm)
    } else {
        (format!("{here}until {by}"), Tone::Faint)
    }
}

/// Who sits where since when, and who has to be relieved first, over the full width.
pub fn show_shifts(model: &mut Model) {
    let now = model.shown_at();
    let state = model.replica.state();
    let limit = TimeDelta::minutes(state.policy.seats.shift_limit_minutes.into());
    let all = shifts(state);
    let seats = |shift: &Shift<'_>| shift.seats.iter().map(|seat| seat.as_str()).collect::<Vec<_>>().join(", ");
    let names = all.iter().map(|shift| clean(shift.person.as_str()).width()).max().unwrap_or(0).min(20);
    let places = all.iter().map(|shift| seats(shift).len()).max().unwrap_or(0);
    let mut text = format!("Shifts of {}, the next to go first:\n\n", length(limit));
    for shift in &all {
        let name = fit(&clean(shift.person.as_str()), names);
        let (since, until) = (moment_within(shift.since, now), moment_within(shift.hand_over_by, now));
        let left = if shift.is_too_long(now) {
            format!("TOO LONG by {}", length(now - shift.hand_over_by))
        } else {
            format!("{} to go", length(shift.hand_over_by - now))
        };
        let times = format!("since {since}, until {until}, {left}");
        if model.size.0 < 70 {
            text.push_str(&format!("{}, {}\n  {times}\n", name.trim_end(), seats(shift)));
        } else {
            text.push_str(&format!("{name}  {}  {times}\n", fit(&seats(shift), places)));
        }
        if let Some(chair) = shift.chair_since.filter(|chair| *chair != shift.since) {
            text.push_str(&format!("  has the chair since {}\n", moment_within(chair, now)));
        }
    }
    text.push_str(&format!("\n{} hands the chair over.", model.key(Action::HandOver)));
    model.dialog = Some(Dialog::Sheet(Sheet::to_read("Shifts", &text, 2)));
}

/// A length of time in hours and minutes.
fn length(time: TimeDelta) -> String {
    let (hours, minutes) = (time.num_hours(), time.num_minutes() % 60);
    match (hours, minutes) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// The lines under a list of people: who was called from outside.
#[must_use]
pub fn lines(model: &Model, now: Time, width: usize) -> Vec<Vec<Piece>> {
    called(model, now)
        .into_iter()
        .map(|(text, tone)| vec![piece(fit(&text, width).trim_end().to_owned(), tone)])
        .collect()
}
