//! The fields of the form, with what is in force as they would be typed.

use warroom_incident::Time;
use warroom_incident::event::{ImpactKind, JourneyState};
use warroom_incident::impact::{Figures, Range, Users, money};

use crate::app::impact::{in_force as estimate, sees_loss};
use crate::app::model::Model;

/// What a field is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Whether users can do this.
    Journey(String),
    /// Journeys beside those that are listed: `sign-in=degraded`.
    Others,
    /// How many users.
    Users,
    /// What is lost in an hour.
    LossPerHour,
    /// What it costs beside that in an hour.
    CostPerHour,
    /// What it costs once.
    OneOff,
    /// When that cost arose.
    OneOffAt,
    /// The kind of harm.
    Kind,
    /// When it began.
    Since,
    /// When it ended.
    Until,
    /// The currency.
    Currency,
    /// Where the numbers come from.
    Source,
    /// Why it is estimated so.
    Reason,
}

impl What {
    /// Its name for what is kept on disk.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            What::Journey(name) => format!("journey {name}"),
            What::Others => "others".into(),
            What::Users => "users".into(),
            What::LossPerHour => "loss_per_hour".into(),
            What::CostPerHour => "cost_per_hour".into(),
            What::OneOff => "one_off".into(),
            What::OneOffAt => "one_off_at".into(),
            What::Kind => "kind".into(),
            What::Since => "since".into(),
            What::Until => "until".into(),
            What::Currency => "currency".into(),
            What::Source => "source".into(),
            What::Reason => "reason".into(),
        }
    }

    /// What it can be, the first of them nothing; for a field that is chosen and not written.
    #[must_use]
    pub fn choices(&self) -> Option<Vec<&'static str>> {
        match self {
            What::Journey(_) => Some([""].into_iter().chain(JourneyState::ALL.iter().map(|it| it.as_str())).collect()),
            What::Kind => Some([""].into_iter().chain(ImpactKind::ALL.iter().map(|it| it.as_str())).collect()),
            What::Others | What::Users | What::LossPerHour | What::CostPerHour | What::OneOff => None,
            What::OneOffAt | What::Since | What::Until | What::Currency | What::Source | What::Reason => None,
        }
    }

    /// How it is filled in.
    #[must_use]
    pub fn asks(&self) -> &'static str {
        match self {
            What::Journey(_) => "b blocked, d degraded, w working; Backspace: not known",
            What::Others => "sign-in=degraded, search=blocked",
            What::Users => "a share: 20..40%, or how many: 3000..5000",
            What::LossPerHour => "10k..50k, or low..likely..high",
            What::CostPerHour => "what it costs beside that: 500",
            What::OneOff => "a cost that arises once: 5k",
            What::OneOffAt => "now, or 03:10, -10m",
            What::Kind => "a availability, s security, p performance, d deployment",
            What::Since => "03:10, -40m",
            What::Until => "open while it lasts; 04:10, -5m",
            What::Currency => "three letters: EUR",
            What::Source => "where the numbers come from",
            What::Reason => "why, in a few words",
        }
    }

    fn is_money(&self) -> bool {
        matches!(self, What::LossPerHour | What::CostPerHour | What::OneOff | What::OneOffAt | What::Currency)
    }
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is about.
    pub what: What,
    /// What stands in it.
    pub text: String,
    /// What is in force, as it would be typed.
    pub base: String,
}

impl Field {
    /// Whether something else stands in it than is in force.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.text.trim() != self.base.trim()
    }

    pub(super) fn turn(&mut self, choices: &[&str], by: usize) {
        let at = choices.iter().position(|choice| *choice == self.text).unwrap_or(0);
        let next = choices.get((at + by) % choices.len().max(1)).copied().unwrap_or_default();
        next.clone_into(&mut self.text);
    }

    pub(super) fn choose(&mut self, choices: &[&str], letter: char) {
        let begins = |choice: &&&str| choice.starts_with(letter.to_ascii_lowercase());
        if let Some(choice) = choices.iter().find(begins) {
            (*choice).clone_into(&mut self.text);
        }
    }

    /// A currency is written in capitals.
    pub(super) fn tidy(&mut self) {
        if self.what == What::Currency {
            self.text = self.text.to_uppercase();
        }
    }
}

/// All fields with what is in force, the most telling first.
#[must_use]
pub fn in_force(model: &Model) -> Vec<Field> {
    let state = model.replica.state();
    let now = model.server_now();
    let scope = estimate(model).map(|it| &it.scope);
    let figures = warroom_incident::impact::figures_in_force(state);
    let currency = currency(model);
    let mut fields = Vec::new();
    let mut field = |what: What, base: String| fields.push(Field { what, text: base.clone(), base });
    let known = state.policy.impact.journeys.iter();
    let more = scope.map(|scope| scope.journeys.as_slice()).unwrap_or_default().iter().map(|it| &it.name);
    let more = more.filter(|name| !state.policy.impact.journeys.contains(name));
    for name in known.chain(more) {
        let stands = scope.and_then(|scope| scope.journeys.iter().find(|it| it.name == *name));
        field(What::Journey(name.clone()), stands.map_or("", |it| it.state.as_str()).to_owned());
    }
    field(What::Others, String::new());
    field(What::Users, scope.and_then(|scope| scope.users).map_or(String::new(), users));
    let amount = |of: fn(&Figures) -> Option<Range>| {
        let range = figures.and_then(of);
        range.map_or(String::new(), |range| written(range, |minor| money::plain(minor, &currency)))
    };
    field(What::LossPerHour, amount(|figures| figures.loss_per_hour));
    field(What::CostPerHour, amount(|figures| figures.cost_per_hour));
    field(What::OneOff, String::new());
    field(What::OneOffAt, String::new());
    field(What::Kind, scope.and_then(|scope| scope.impact).map_or("", |kind| kind.as_str()).to_owned());
    field(What::Since, moment(began(model), now));
    field(What::Until, scope.and_then(|scope| scope.until).map_or(String::new(), |until| moment(until, now)));
    field(What::Currency, currency.clone());
    field(What::Source, String::new());
    field(What::Reason, String::new());
    // Whoever may not see money says nothing of it either.
    fields.retain(|field| sees_loss(model) || !field.what.is_money());
    fields
}

/// The currency in force.
#[must_use]
pub fn currency(model: &Model) -> String {
    let state = model.replica.state();
    let figures = warroom_incident::impact::figures_in_force(state);
    figures.map_or(&state.policy.impact.currency, |figures| &figures.currency).clone()
}

/// When the harm began, as far as it is known.
#[must_use]
pub fn began(model: &Model) -> Time {
    let state = model.replica.state();
    estimate(model).map(|it| it.scope.since).or(state.began()).unwrap_or_else(|| model.server_now())
}

fn users(users: Users) -> String {
    match users {
        Users::Count(range) => written(range, |count| count.to_string()),
        Users::Share(range) => format!("{}%", written(range, money::percent)),
    }
}

/// A range as it would be typed; the likely figure is left out where it is in the middle.
fn written(range: Range, figure: impl Fn(u64) -> String) -> String {
    let Range { low, likely, high } = range;
    if low == high {
        figure(low)
    } else if likely == low.midpoint(high) {
        format!("{}..{}", figure(low), figure(high))
    } else {
        format!("{}..{}..{}", figure(low), figure(likely), figure(high))
    }
}

/// A moment as it would be typed; of another day, or ahead, in full.
pub(super) fn moment(at: Time, now: Time) -> String {
    let near = at <= now && (now - at).num_hours() < 23;
    at.format(if near { "%H:%MZ" } else { "%Y-%m-%dT%H:%MZ" }).to_string()
}
