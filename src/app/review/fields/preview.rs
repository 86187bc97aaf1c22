//! The words that would come of the fields, as the policy has them.

use chrono::TimeDelta;
use warroom_incident::draft::{Slots, fill, left};

use super::{Fields, Promised, Purpose, Value, What, values};
use crate::app::model::Model;
use crate::app::tone::Tone;
use crate::timeline::clean;

/// What stands under the fields: the words, and what is to be known about them.
#[must_use]
pub fn preview(model: &Model, fields: &Fields) -> Vec<(String, Tone)> {
    match &fields.purpose {
        Purpose::New => of_template(model, fields),
        Purpose::Holding => of_holding(model, fields),
        Purpose::Change(review) => {
            let draft = model.replica.state().drafts.get(&review.seq);
            let approved = draft.is_some_and(super::super::orders::is_approved);
            let says = if approved { "A change makes its approval void." } else { "A change makes a new revision." };
            vec![(says.into(), Tone::Faint)]
        }
    }
}

fn of_template(model: &Model, fields: &Fields) -> Vec<(String, Tone)> {
    let (state, now) = (model.replica.state(), model.server_now());
    let audience = fields.name(&What::Audience).unwrap_or_default();
    let Some(phase) = values::phase(fields) else { return Vec::new() };
    let Some(template) = state.policy.template(phase, audience) else {
        return vec![("The policy has no template for this: the draft begins empty.".into(), Tone::Faint)];
    };
    let promise = values::promise(model, fields).ok().flatten();
    let words = fill(&template.text, &Slots::known(state, phase, promise, now));
    let mut lines = vec![("It begins with the policy's words:".to_owned(), Tone::Faint)];
    lines.push((clean(words.as_str()), Tone::External));
    if let Some(slot) = left(words.as_str()) {
        let says = if slot == "next_update" {
            "{next_update} stays in it: promise a time, or take it out of the words before it is published".into()
        } else {
            format!("{{{slot}}} stays in it: nothing is known to put there")
        };
        lines.push((says, Tone::Uneasy));
    }
    lines
}

fn of_holding(model: &Model, fields: &Fields) -> Vec<(String, Tone)> {
    let (state, now) = (model.replica.state(), model.server_now());
    let holding = fields.name(&What::Statement).and_then(|name| state.policy.holding(name));
    let Some(holding) = holding else { return Vec::new() };
    let phase = warroom_incident::event::Phase::parse(&holding.phase);
    let Some(phase) = phase else { return Vec::new() };
    let minutes = i64::from(holding.next_update_minutes);
    let promise = (minutes > 0).then(|| now + TimeDelta::minutes(minutes));
    let slots = Slots::known(state, phase, promise, now).with_choices(holding, &values::slots(fields));
    let Ok(slots) = slots else { return vec![("the policy lists no such value".into(), Tone::Alarm)] };
    let tells = format!("Tells {}, in exactly these words:", phase.as_str().to_uppercase());
    let mut lines = vec![(tells, Tone::Faint), (clean(fill(&holding.text, &slots).as_str()), Tone::External)];
    let next = if model.is_chair() {
        "Enter opens it, and asks for the word that publishes it."
    } else {
        "Enter opens it as a draft; the chair publishes it."
    };
    lines.push((next.into(), Tone::Faint));
    lines
}

/// A value as a field shows it.
#[must_use]
pub fn shown(model: &Model, fields: &Fields, value: &Value) -> String {
    if let (Value::Promised(Promised::AsItIs), Purpose::Change(review)) = (value, &fields.purpose) {
        let promise = model.replica.state().drafts.get(&review.seq).and_then(|draft| draft.promise);
        return promise.map_or("as it is: none".into(), |at| format!("as it is: by {}", at.format("%H:%MZ")));
    }
    clean(&value.label(model))
}
