//! From the options of the command line to what is stated, each mistake with the name of its option.

use super::args::Statement;
use crate::cli::input;
use crate::client::exit::Failure;
use crate::client::when;
use warroom_incident::impact::{Range, Stated, StatedCost, money};
use warroom_incident::rejection::{Figure, Place};
use warroom_incident::{Incident, Rejection, Time};

/// The currency in which amounts are meant where none is named.
pub(super) fn in_force(state: &Incident) -> String {
    let figures = warroom_incident::impact::figures_in_force(state);
    figures.map_or(&state.policy.impact.currency, |figures| &figures.currency).clone()
}

impl Statement {
    /// Whether it states amounts of money.
    pub(super) fn has_amounts(&self) -> bool {
        self.loss_per_hour.is_some() || self.cost_per_hour.is_some() || self.one_off_cost.is_some()
    }

    /// What is stated, where from, and why; amounts are in this currency.
    ///
    /// # Errors
    /// When an amount, a time or a text is wrong; nothing was sent then.
    pub(super) fn read(self, currency: Option<String>) -> Result<(Stated, String, String), Failure> {
        let amount = |option: &str, given: Option<String>| {
            let places = currency.clone().unwrap_or_default();
            let read = |words: String| {
                let range = Range::read(&words, |part| money::read(part, &places));
                range.map_err(|why| Failure::usage(format!("{option}: {why}")))
            };
            given.map(read).transpose()
        };
        let (now, hour) =
            (chrono::Local::now(), |option: &str, why: String| Failure::usage(format!("{option}: {why}")));
        let past = |option: &str, given: Option<String>| {
            let read = |word: String| when::parse(&word, &now).map_err(|why| hour(option, why));
            given.map(read).transpose()
        };
        let one_off_at = past("--one-off-at", self.one_off_at)?;
        let one_off = amount("--one-off-cost", self.one_off_cost)?;
        let stated = Stated {
            impact: self.kind,
            journeys: self.journeys,
            users: self.users_share.or(self.users),
            since: past("--since", self.since)?,
            until: self.until.map(|word| until(&word, &now).map_err(|why| hour("--until", why))).transpose()?,
            loss_per_hour: amount("--loss-per-hour", self.loss_per_hour)?,
            cost_per_hour: amount("--cost-per-hour", self.cost_per_hour)?,
            one_off: one_off.map(|amount| StatedCost { amount, at: one_off_at }),
            void: self.void,
            clear: self.clear,
            forget: self.forget,
            currency,
        };
        Ok((stated, words("--source", self.source)?, words("--reason", self.reason)?))
    }
}

/// An end lies behind or ahead: `now`, `+30m`, or as everywhere else.
fn until<Zone: chrono::TimeZone>(word: &str, now: &chrono::DateTime<Zone>) -> Result<Time, String> {
    let word = word.trim();
    if word.eq_ignore_ascii_case("now") {
        return Ok(now.to_utc());
    }
    let ahead = word.starts_with('+');
    let read = if ahead { when::ahead(word, now) } else { when::parse(word, now) };
    read.map_err(|why| if ahead { why } else { format!("{why}, or now, or +30m (ahead)") })
}

fn words(option: &str, given: Option<String>) -> Result<String, Failure> {
    let Some(given) = given else { return Ok(String::new()) };
    let place = if option == "--source" { Place::Source } else { Place::Reason };
    let checked = input::checked(&[given], place, warroom_incident::bounds::TEXT_BYTES);
    checked.map_err(|why| Failure { sentence: format!("{option}: {}", why.sentence), ..why })
}

/// The option that a refusal of this speaks of.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others speak of no option")]
pub(super) fn option(stated: &Stated, rejection: &Rejection) -> Option<&'static str> {
    let of_moment = |at: Time| {
        let cost = stated.one_off.and_then(|cost| cost.at);
        let given = [("--since", stated.since), ("--until", stated.until), ("--one-off-at", cost)];
        given.into_iter().find(|(_, given)| *given == Some(at)).map(|(option, _)| option)
    };
    match rejection {
        Rejection::InTheFuture { happened_at, .. } | Rejection::TooLongAgo { happened_at, .. } => {
            of_moment(*happened_at)
        }
        Rejection::NotRising { figure, .. } | Rejection::FigureTooHigh { figure, .. } => Some(match figure {
            Figure::Users => "--users",
            Figure::UsersShare => "--users-share",
            Figure::LossPerHour => "--loss-per-hour",
            Figure::CostPerHour => "--cost-per-hour",
            Figure::OneOff => "--one-off-cost",
        }),
        Rejection::ShareBeyondAll { .. } => Some("--users-share"),
        Rejection::UnknownCurrency { .. } | Rejection::CurrencyAlone { .. } => Some("--currency"),
        Rejection::NotAJourney { .. } => Some("--journey"),
        Rejection::EndsBeforeStart { .. } | Rejection::EndsTooFarAhead { .. } => Some("--until"),
        Rejection::NoSuchCost { .. } => Some("--void"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(statement: Statement, currency: &str) -> Result<Stated, String> {
        statement.read(Some(currency.into())).map(|(stated, _, _)| stated).map_err(|why| why.sentence)
    }

    #[test]
    fn amounts_are_counted_in_the_smallest_unit_of_their_currency() {
        let loss = || Statement { loss_per_hour: Some("10000..50000".into()), ..Statement::default() };
        let euros = Range { low: 1_000_000, likely: 3_000_000, high: 5_000_000 };
        assert_eq!(read(loss(), "EUR").map(|it| it.loss_per_hour), Ok(Some(euros)));
        let yen = Range { low: 10_000, likely: 30_000, high: 50_000 };
        assert_eq!(read(loss(), "JPY").map(|it| it.loss_per_hour), Ok(Some(yen)));
        let wrong = Statement { one_off_cost: Some("a lot".into()), ..Statement::default() };
        assert!(read(wrong, "EUR").is_err_and(|why| why.contains("--one-off-cost") && why.contains("12500")));
    }

    #[test]
    fn an_end_lies_behind_or_ahead() {
        let now: chrono::DateTime<chrono::Utc> = "2026-11-21T10:00:00Z".parse().expect("a time");
        let read = |word| until(word, &now).map(|at| (at - now).num_minutes());
        assert_eq!((read("now"), read("-15m"), read("+30m"), read("9:10")), (Ok(0), Ok(-15), Ok(30), Ok(-50)));
        assert!(read("soon").is_err_and(|why| why.contains("now") && why.contains("+30m")));
    }
}
