//! Who was called from outside, and what to do when nobody answers; business continuity; shifts. Pure.

use chrono::TimeDelta;
use warroom_incident::Time;
use warroom_incident::escalation::{Escalation, Standing, continuity, late, next_level};
use warroom_incident::event::DeliveryFate;
use warroom_incident::shifts::{Shift, shifts};

use super::keymap::Action;
use super::model::{Dialog, Model};
use super::next_step::NextStep;
use super::rows::fit;
use super::sheet::Sheet;
use super::tone::{Piece, Tone, piece};
use crate::brief::{age, lasted, moment_within};
use crate::timeline::clean;

/// Calls that a list shows beside something else; the form and the timeline have all.
const MOST_CALLS: usize = 3;

/// The line that stands on every screen while the business goes on elsewhere.
#[must_use]
pub fn banner(model: &Model) -> Option<String> {
    let state = model.replica.state();
    let on = continuity(state)?;
    let since = moment_within(on.at, model.shown_at());
    Some(clean(&format!("BUSINESS CONTINUITY since {since}: {}", state.policy.continuity.words)))
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
        Standing::Late => {
            let late = it.answer_by.map_or(String::new(), |by| age(by, now));
            (format!("NO ANSWER from {who}, {late} overdue"), Tone::Alarm)
        }
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
        return (clean(&format!("PAGE FAILED, call {who} yourself; {text}")), Tone::Alarm);
    }
    (clean(&format!("{text}{page}")), tone)
}

/// What became of the page, where that is worth a word beside the rest.
fn page(it: &Escalation) -> String {
    let Some(page) = &it.page else { return ", by no webhook".into() };
    if it.answered.is_some() {
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

/// What waits for the chair: those who did not answer, and pages that did not go out.
#[must_use]
pub fn needs(model: &Model, now: Time) -> Vec<String> {
    let state = model.replica.state();
    if state.is_closed() {
        return Vec::new();
    }
    let of = |it: &Escalation| match (it.page_failed(), it.is_late(now)) {
        (_, true) => Some(format!("{}; {}", standing(it, now).0, next(model))),
        (true, false) => Some(standing(it, now).0),
        (false, false) => None,
    };
    state.escalations.iter().filter_map(of).collect()
}

/// What comes after no answer.
fn next(model: &Model) -> String {
    match next_level(model.replica.state()) {
        Some(level) => format!("next: {}", level.who),
        None => "no level is left: call again".into(),
    }
}

/// What the chair does first about those who were called.
#[must_use]
pub fn of_chair(model: &Model, now: Time) -> Option<NextStep> {
    let state = model.replica.state();
    let step = |why: String| Some(NextStep { action: Action::Escalate, why: clean(&why) });
    if let Some(it) = state.escalations.iter().find(|it| it.page_failed()) {
        return step(format!("the page to {} did NOT go out: call them yourself, then write who answered", it.who));
    }
    let it = late(state, now).next()?;
    let waits = it.answer_by.map_or(String::new(), |by| age(by, now));
    step(match next_level(state) {
        Some(level) => format!("no answer from {}, {waits} overdue: call {}", it.who, level.who),
        None => format!("no answer from {}, {waits} overdue, and no level is left: call again", it.who),
    })
}

/// How long somebody is here, and when they should be relieved.
#[must_use]
pub fn on_shift(shift: &Shift<'_>, now: Time) -> (String, Tone) {
    let here = age(shift.since, now);
    let by = moment_within(shift.hand_over_by, now);
    if shift.is_too_long(now) {
        (format!("on shift {here}, TOO LONG since {by}"), Tone::Alarm)
    } else {
        (format!("on shift {here}, until {by}"), Tone::Faint)
    }
}

/// Who sits where since when, and who has to be relieved first, over the full width.
pub fn show_shifts(model: &mut Model) {
    let now = model.shown_at();
    let state = model.replica.state();
    let hours = TimeDelta::minutes(state.policy.seats.shift_limit_minutes.into());
    let mut text = format!("A shift is {} here; whoever is to be relieved first stands first.\n\n", length(hours));
    text.push_str(&format!("{} {} {} {} to go\n", fit("who", 12), fit("seat", 24), fit("since", 13), fit("until", 13)));
    for shift in shifts(state) {
        let seats: Vec<_> = shift.seats.iter().map(|seat| seat.as_str()).collect();
        let since = moment_within(shift.since, now);
        let left = if shift.is_too_long(now) {
            format!("TOO LONG by {}", lasted(shift.hand_over_by, now))
        } else {
            lasted(now, shift.hand_over_by)
        };
        let name = fit(&clean(shift.person.as_str()), 12);
        let until = moment_within(shift.hand_over_by, now);
        let (seats, since, until) = (fit(&seats.join(", "), 24), fit(&since, 13), fit(&until, 13));
        text.push_str(&format!("{name} {seats} {since} {until} {left}\n"));
        if let Some(chair) = shift.chair_since.filter(|chair| *chair != shift.since) {
            text.push_str(&format!("{} has the chair since {}\n", " ".repeat(12), moment_within(chair, now)));
        }
    }
    let relief = model.key(Action::HandOver);
    text.push_str(&format!(
        "\n{relief} hands the chair over: an offer with a note, and the duty stays until it is accepted."
    ));
    model.dialog = Some(Dialog::Sheet(Sheet::new("Shifts", &text)));
}

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
