//! The values that fields can take, and which of them fit together.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use warroom_incident::Time;
use warroom_incident::draft::{Draft, outside};
use warroom_incident::event::{Notice, Phase};

use super::{Field, Fields, Purpose, What};
use crate::app::model::Model;
use crate::app::parse;

/// Minutes until a next update where the policy does not say.
const USUAL_MINUTES: u32 = 30;

/// Minutes that are offered.
const OFFERED: [u32; 5] = [15, 30, 60, 120, 240];

/// Whether a channel gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gets {
    /// It does.
    Yes,
    /// It is left out.
    No,
}

/// A promise of the next update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promised {
    /// As the draft has it.
    AsItIs,
    /// None.
    Nothing,
    /// In so many minutes from the moment it is ordered.
    In(u32),
    /// At a moment that was typed.
    At(Time),
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// One of several names.
    Name(String),
    /// A phase.
    Phase(Phase),
    /// Whether a channel gets it.
    Gets(Gets),
    /// Whether its readers are notified.
    Notice(Notice),
    /// A promise.
    Promised(Promised),
}

impl Value {
    /// As it is shown.
    #[must_use]
    pub fn label(&self, model: &Model) -> String {
        let now = model.server_now();
        match self {
            Value::Name(name) => name.clone(),
            Value::Phase(phase) => phase.as_str().to_uppercase(),
            Value::Gets(Gets::Yes) => "gets it".into(),
            Value::Gets(Gets::No) => "LEFT OUT".into(),
            Value::Notice(Notice::Notify) => "notified".into(),
            Value::Notice(Notice::Silent) => "SILENT: nobody is notified".into(),
            Value::Promised(Promised::AsItIs) => "as it is".into(),
            Value::Promised(Promised::Nothing) => "no next update is promised".into(),
            Value::Promised(Promised::In(minutes)) => {
                let at = now + TimeDelta::minutes(i64::from(*minutes));
                format!("in {minutes} min, by {}", at.format("%H:%MZ"))
            }
            Value::Promised(Promised::At(at)) => format!("by {}", at.format("%Y-%m-%d %H:%MZ")),
        }
    }
}

fn field(what: What, values: Vec<Value>) -> Field {
    Field { what, values, at: 0 }
}

fn names<'a>(names: impl IntoIterator<Item = &'a String>) -> Vec<Value> {
    names.into_iter().map(|name| Value::Name(name.clone())).collect()
}

fn audiences(model: &Model) -> Field {
    let policy = &model.replica.state().policy;
    field(What::Audience, names(policy.audiences.iter().map(|audience| &audience.name)))
}

fn notice() -> Field {
    field(What::Notice, vec![Value::Notice(Notice::Notify), Value::Notice(Notice::Silent)])
}

fn phases(model: &Model) -> Field {
    let values: Vec<_> = Phase::WORKING.into_iter().map(Value::Phase).collect();
    // The phase of the incident; before anybody looks, it is being looked into.
    let now = model.replica.state().phase.filter(|phase| Phase::WORKING.contains(phase));
    let now = Value::Phase(now.unwrap_or(Phase::Investigating));
    let at = values.iter().position(|value| *value == now).unwrap_or(0);
    Field { what: What::Phase, values, at }
}

fn promises(first: Option<Promised>) -> Field {
    let rest = [Promised::Nothing].into_iter().chain(OFFERED.map(Promised::In));
    field(What::Promise, first.into_iter().chain(rest).map(Value::Promised).collect())
}

pub(super) fn of_new(model: &Model) -> Vec<Field> {
    vec![audiences(model), phases(model), promises(None), notice()]
}

/// The phase of a new draft: the room's, or what these readers were told already where that is later.
fn usual_phase(model: &Model, fields: &mut Fields) {
    let state = model.replica.state();
    let audience = fields.name(&What::Audience).unwrap_or_default();
    let told = state.updates.iter().rev().find(|it| it.audience == audience).map(|it| outside(it.phase));
    let is = outside(state.phase.unwrap_or(Phase::Investigating));
    let later = told.filter(|told| *told > is).unwrap_or(is);
    fields.set(&What::Phase, &Value::Phase(later));
}

pub(super) fn of_holding(model: &Model) -> Option<Vec<Field>> {
    let statements = &model.replica.state().policy.holding_statements;
    if statements.is_empty() {
        return None;
    }
    let statement = field(What::Statement, names(statements.iter().map(|holding| &holding.name)));
    Some(vec![statement, audiences(model), notice()])
}

pub(super) fn of_draft(model: &Model, draft: &Draft) -> Vec<Field> {
    let mut fields = Fields {
        purpose: Purpose::New,
        fields: vec![audiences(model), phases(model), promises(Some(Promised::AsItIs)), notice()],
        cursor: 0,
        typed: String::new(),
        problem: None,
        waits: super::Waits::No,
    };
    fields.set(&What::Audience, &Value::Name(draft.audience.clone()));
    fields.set(&What::Phase, &Value::Phase(draft.phase));
    fields.set(&What::Notice, &Value::Notice(draft.notice));
    fit_channels(model, &mut fields);
    for field in &mut fields.fields {
        if let What::Channel(name) = &field.what {
            field.at = usize::from(!draft.channels.contains(name));
        }
    }
    fields.fields
}

/// Makes what hangs on other fields fit them: channels on the audience, slots on the statement, the promise on both.
pub(super) fn refit(model: &Model, fields: &mut Fields) {
    let policy = &model.replica.state().policy;
    if fields.purpose == Purpose::Holding {
        let holding = fields.name(&What::Statement).and_then(|name| policy.holding(name));
        let Some(holding) = holding else { return };
        if !holding.audience.is_empty() {
            fields.set(&What::Audience, &Value::Name(holding.audience.clone()));
        }
        let fits = |field: &Field, slot: &warroom_incident::policy::Slot| field.what == What::Slot(slot.name.clone());
        let right = fields.fields.iter().filter(|field| matches!(field.what, What::Slot(_))).count()
            == holding.slots.len()
            && holding.slots.iter().all(|slot| fields.fields.iter().any(|field| fits(field, slot)));
        if !right {
            fields.fields.retain(|field| !matches!(field.what, What::Slot(_)));
            let slots = holding.slots.iter().map(|slot| field(What::Slot(slot.name.clone()), names(&slot.values)));
            fields.fields.splice(1..1, slots);
        }
    }
    fit_channels(model, fields);
    if fields.purpose == Purpose::New && fields.fields.get(fields.cursor).is_none_or(|it| it.what == What::Audience) {
        usual_phase(model, fields);
    }
    if fields.purpose == Purpose::New
        && fields.fields.get(fields.cursor).is_none_or(|it| matches!(it.what, What::Audience | What::Phase))
    {
        let usual = usual(model, fields);
        fields.set(&What::Promise, &Value::Promised(usual));
    }
}

/// The channels of the audience; a choice that was made stays.
fn fit_channels(model: &Model, fields: &mut Fields) {
    let policy = &model.replica.state().policy;
    let audience = fields.name(&What::Audience).unwrap_or_default().to_owned();
    let serving = policy.channels.iter().filter(|channel| channel.serves(&audience));
    let serving: Vec<_> = serving.map(|channel| What::Channel(channel.name.clone())).collect();
    let here: Vec<_> =
        fields.fields.iter().filter(|it| matches!(it.what, What::Channel(_))).map(|it| it.what.clone()).collect();
    if here == serving {
        return;
    }
    fields.fields.retain(|field| !matches!(field.what, What::Channel(_)));
    let gets = || vec![Value::Gets(Gets::Yes), Value::Gets(Gets::No)];
    fields.fields.extend(serving.into_iter().map(|what| field(what, gets())));
}

/// What is promised where nobody says: by the cadence of those who read it; nothing once it is over.
fn usual(model: &Model, fields: &mut Fields) -> Promised {
    if phase(fields) == Some(Phase::Resolved) {
        return Promised::Nothing;
    }
    let audience = fields.name(&What::Audience).unwrap_or_default();
    let groups = model.replica.state().policy.stakeholders.iter().filter(|group| group.audience == audience);
    let cadence = groups.map(|group| group.cadence_minutes).filter(|minutes| *minutes > 0).min();
    let minutes = cadence.unwrap_or(USUAL_MINUTES);
    let promised = Promised::In(minutes);
    if let Some(field) = fields.fields.iter_mut().find(|field| field.what == What::Promise)
        && !field.values.contains(&Value::Promised(promised))
    {
        field.values.push(Value::Promised(promised));
    }
    promised
}

/// A moment was typed: it becomes the promise as soon as it is one.
pub(super) fn typed(model: &Model, fields: &mut Fields) {
    fields.problem = None;
    let Some(at) = moment(model, &fields.typed) else { return };
    let value = Value::Promised(Promised::At(at));
    if let Some(field) = fields.fields.iter_mut().find(|field| field.what == What::Promise) {
        field.values.retain(|it| !matches!(it, Value::Promised(Promised::At(_))));
        field.values.push(value);
        field.at = field.values.len() - 1;
    }
}

/// The next time of day that is this one, in UTC.
fn moment(model: &Model, typed: &str) -> Option<Time> {
    let now = model.server_now();
    let at = typed.contains(':').then(|| parse::named_moment(typed, now, 0)).flatten()?;
    Some(if at <= now { at + TimeDelta::days(1) } else { at })
}

/// The moment that is promised.
pub(super) fn promise(model: &Model, fields: &Fields) -> Result<Option<Time>, String> {
    let on_promise = fields.fields.get(fields.cursor).is_some_and(|field| field.what == What::Promise);
    if on_promise && !fields.typed.is_empty() && moment(model, &fields.typed).is_none() {
        return Err(format!("{} is no time of day; write it like 04:30 (UTC)", fields.typed));
    }
    Ok(match fields.get(&What::Promise) {
        Some(Value::Promised(Promised::In(minutes))) => {
            // The outside reads it as a minute of the clock; a promise is not shortened by its seconds.
            let at = model.server_now() + TimeDelta::minutes(i64::from(*minutes));
            Some(at)
        }
        Some(Value::Promised(Promised::At(at))) => Some(*at),
        Some(Value::Promised(Promised::Nothing | Promised::AsItIs)) => None,
        Some(Value::Name(_) | Value::Phase(_) | Value::Gets(_) | Value::Notice(_)) | None => None,
    })
}

/// The phase that it tells.
pub(super) fn phase(fields: &Fields) -> Option<Phase> {
    match fields.get(&What::Phase) {
        Some(Value::Phase(phase)) => Some(*phase),
        Some(Value::Name(_) | Value::Promised(_) | Value::Gets(_) | Value::Notice(_)) | None => None,
    }
}

/// What was chosen for each slot.
pub(super) fn slots(fields: &Fields) -> BTreeMap<String, String> {
    let chosen = fields.fields.iter().filter_map(|field| match (&field.what, field.value()) {
        (What::Slot(name), Some(Value::Name(value))) => Some((name.clone(), value.clone())),
        _ => None,
    });
    chosen.collect()
}

/// Whether every channel that is offered gets it.
pub(super) fn every_channel(fields: &Fields) -> bool {
    fields.fields.iter().all(|field| field.value() != Some(&Value::Gets(Gets::No)))
}
