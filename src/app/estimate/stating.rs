//! What the fields state: each is read by itself, so that what is wrong is said beside it, by the rules themselves.

use chrono::{TimeDelta, Timelike};
use warroom_incident::Time;
use warroom_incident::event::{ImpactKind, JourneyState};
use warroom_incident::impact::{Amount, Clear, Journey, Range, Stated, StatedCost, Users, could_be_stated, money};

use super::fields::{self, Field, What};
use super::{Filling, kept::Unsent};
use crate::app::composer::meaning::zone;
use crate::app::model::Model;
use crate::app::parse;
use crate::brief::{age, moment};
use crate::timeline::clean;

/// What the fields state, with what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// What is stated anew.
    pub stated: Stated,
    /// Where the numbers come from.
    pub source: String,
    /// Why.
    pub reason: String,
    /// For each field how it is understood, or what is wrong with it.
    pub said: Vec<Result<String, String>>,
    /// What is wrong with all of it together.
    pub whole: Option<String>,
}

impl Read {
    /// The first thing that is wrong, with the field to go to.
    #[must_use]
    pub fn problem(&self) -> Option<(usize, String)> {
        let wrong = self.said.iter().enumerate().find_map(|(nth, said)| Some((nth, said.clone().err()?)));
        wrong.or_else(|| Some((0, self.whole.clone()?)))
    }
}

/// Reads all fields.
#[must_use]
pub fn read(model: &Model, filling: &Filling) -> Read {
    let reading = Reading::of(model, filling);
    let mut stated = Stated::default();
    let mut said = Vec::new();
    for field in &filling.fields {
        let read = reading.field(field, &mut stated).and_then(|meant| {
            let mut alone = Stated::default();
            let _ = reading.field(field, &mut alone);
            reading.beside(field, &mut alone);
            match alone == Stated::default() {
                true => Ok(meant),
                false => reading.asked(&alone).map(|()| meant),
            }
        });
        said.push(read);
    }
    let fine = said.iter().all(Result::is_ok);
    let whole = if fine && !Unsent::of(&filling.fields).is_empty() { reading.asked(&stated).err() } else { None };
    let (source, reason) = (filling.text(&What::Source).to_owned(), filling.text(&What::Reason).to_owned());
    Read { stated, source, reason, said, whole }
}

/// A moment that is named by how far away it is, as it would be typed at any time.
#[must_use]
pub fn absolute(model: &Model, filling: &Filling, field: &Field) -> Option<String> {
    let text = field.text.trim();
    let is_moment = matches!(field.what, What::Since | What::Until | What::OneOffAt);
    let is_relative = text == "now" || text.starts_with(['-', '+']);
    let reading = Reading::of(model, filling);
    let at = if is_moment && is_relative { reading.at(text).ok()? } else { return None };
    Some(fields::moment(at.unwrap_or(reading.now), reading.now))
}

struct Reading<'a> {
    model: &'a Model,
    filling: &'a Filling,
    now: Time,
    currency: String,
    /// Whether the amounts are in another currency than what is in force.
    restated: bool,
}

impl Reading<'_> {
    fn of<'a>(model: &'a Model, filling: &'a Filling) -> Reading<'a> {
        let before = fields::currency(model);
        let typed = filling.text(&What::Currency);
        let currency = if typed.is_empty() { before.clone() } else { typed.to_owned() };
        let restated = currency != before;
        Reading { model, filling, now: model.server_now(), currency, restated }
    }

    /// Asks the rules.
    fn asked(&self, stated: &Stated) -> Result<(), String> {
        could_be_stated(self.model.replica.state(), stated, self.now).map_err(|why| why.to_string())
    }

    /// Reads one field into what is stated, where it says something new; how it is understood.
    fn field(&self, field: &Field, stated: &mut Stated) -> Result<String, String> {
        let text = field.text.trim();
        let (changed, gone) = (field.is_changed(), text.is_empty());
        let clears = |what: Clear, stated: &mut Stated| {
            if changed {
                stated.clear.push(what);
            }
            Ok(if changed { what.words().to_owned() } else { String::new() })
        };
        match &field.what {
            What::Journey(name) if gone && changed => {
                stated.forget.push(name.clone());
                Ok("left out".into())
            }
            What::Journey(name) => {
                if let Some(state) = JourneyState::parse(text).filter(|_| changed) {
                    stated.journeys.push(Journey { name: name.clone(), state });
                }
                Ok(String::new())
            }
            What::Others => {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                let journeys = parts.map(Journey::read).collect::<Result<Vec<_>, _>>()?;
                stated.journeys.extend(journeys.iter().cloned());
                Ok(clean(&Stated { journeys, ..Stated::default() }.words()))
            }
            What::Users if gone => clears(Clear::Users, stated),
            What::Users => {
                let share = text.contains('%');
                let users = if share { Users::read_share(text) } else { Users::read_count(text) }?;
                if changed {
                    stated.users = Some(users);
                }
                let hint = match users {
                    Users::Count(range) if range.high <= 100 => " (with % it is a share)",
                    Users::Count(_) | Users::Share(_) => "",
                };
                Ok(format!("{}{hint}", users.words()))
            }
            What::LossPerHour if gone => clears(Clear::LossPerHour, stated),
            What::CostPerHour if gone => clears(Clear::CostPerHour, stated),
            What::LossPerHour => self.amount(text, changed, |range| stated.loss_per_hour = Some(range)),
            What::CostPerHour => self.amount(text, changed, |range| stated.cost_per_hour = Some(range)),
            What::OneOff if gone => Ok(String::new()),
            What::OneOff => {
                // A moment that cannot be read is said beside its own field.
                let at = self.at(self.filling.text(&What::OneOffAt)).unwrap_or(None);
                self.amount(text, changed, |amount| stated.one_off = Some(StatedCost { amount, at }))
            }
            What::OneOffAt if gone => {
                Ok(if self.filling.text(&What::OneOff).is_empty() { String::new() } else { "now".into() })
            }
            What::OneOffAt if self.filling.text(&What::OneOff).is_empty() => Err("say above what it costs once".into()),
            What::OneOffAt => Ok(self.at(text)?.map_or("now".into(), |at| self.when(at))),
            What::Kind if gone => clears(Clear::Impact, stated),
            What::Kind => {
                if changed {
                    stated.impact = ImpactKind::parse(text);
                }
                Ok(String::new())
            }
            What::Since if gone => Ok("stays as it is".into()),
            What::Since => {
                let at = self.at(text)?.unwrap_or(self.now);
                if changed {
                    stated.since = Some(at);
                }
                Ok(self.when(at))
            }
            What::Until if gone => clears(Clear::Until, stated).map(|_| "not over".to_owned()),
            What::Until => {
                let at = self.at(text)?.unwrap_or(self.now);
                if changed {
                    stated.until = Some(at);
                }
                Ok(self.when(at))
            }
            What::Currency => {
                if self.restated {
                    stated.currency = Some(self.currency.clone());
                }
                Ok(if self.restated { "the amounts above are in it".into() } else { String::new() })
            }
            What::Source | What::Reason => Ok(String::new()),
        }
    }

    /// What a field is judged together with: an end with its start, an amount with its currency, and the other way.
    fn beside(&self, field: &Field, alone: &mut Stated) {
        if alone.until.is_some() {
            alone.since = self.at(self.filling.text(&What::Since)).ok().flatten().or(alone.since);
        }
        if field.what == What::Currency && alone.currency.is_some() {
            // Another currency comes with amounts in it: those that stand in their fields.
            let amounts = |it: &&Field| matches!(it.what, What::LossPerHour | What::CostPerHour | What::OneOff);
            for amount in self.filling.fields.iter().filter(amounts) {
                let _ = self.field(amount, alone);
            }
        }
        let amounts = alone.loss_per_hour.is_some() || alone.cost_per_hour.is_some() || alone.one_off.is_some();
        // A wrong currency is said beside itself.
        if amounts && self.restated && money::places(&self.currency).is_some() {
            alone.currency = Some(self.currency.clone());
        }
        if let (What::OneOffAt, Ok(Some(at))) = (&field.what, self.at(field.text.trim())) {
            alone.one_off = Some(StatedCost { amount: Range::default(), at: Some(at) });
        } else if let Some(cost) = &mut alone.one_off {
            cost.at = None;
        }
    }

    fn amount(&self, text: &str, changed: bool, set: impl FnOnce(Range)) -> Result<String, String> {
        let range = Range::read(text, |part| money::read(part, &self.currency))?;
        if changed || self.restated {
            set(range);
        }
        Ok(Amount { range, currency: clean(&self.currency) }.long())
    }

    /// A moment that was typed; nothing for now.
    fn at(&self, text: &str) -> Result<Option<Time>, String> {
        if text.is_empty() || text == "now" {
            return Ok(None);
        }
        let ahead = text.strip_prefix('+').map(|ahead| format!("-{ahead}"));
        let zone = zone(self.model);
        let named = match &ahead {
            Some(back) => parse::named_moment(back, self.now, zone).map(|at| self.now + (self.now - at)),
            None => parse::named_moment(text, self.now, zone),
        };
        let wrong = || format!("{} is no time: 03:10 or -10m (s m h), or 2026-11-20T23:50Z", clean(text));
        // Nobody types parts of a second; and a moment of this minute, named by it, does not lie ahead.
        let whole = |at: Time| at.with_nanosecond(0).unwrap_or(at);
        let near = |at: Time| if at > self.now && at - self.now < TimeDelta::minutes(1) { self.now } else { at };
        named.map(|at| Some(whole(near(at)))).ok_or_else(wrong)
    }

    fn when(&self, at: Time) -> String {
        let shown = moment(at, self.now);
        if at > self.now {
            format!("{shown}, in {}", age(self.now, at))
        } else {
            format!("{shown}, {} ago", age(at, self.now))
        }
    }
}
