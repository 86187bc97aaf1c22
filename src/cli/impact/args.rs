//! The estimate of the impact: names, options and their help.

use crate::cli::args::Reason;
use crate::cli::words;
use clap::{Args, Subcommand};
use warroom_incident::Seq;
use warroom_incident::event::ImpactKind;
use warroom_incident::impact::{Clear, Journey, Users};

const SET_HELP: &str = "\
Give what is known and leave out the rest: it stays as it was. A figure that is not known exactly is low..high, or
low..likely..high. Amounts are in whole units: 12500, 12500.50, 12.5k, 3M.
  warroom impact set --users-share 20..40 --journey checkout=blocked --loss-per-hour 10000..50000 --currency EUR
It is over: warroom impact set --until now";

/// Subcommands about the estimate of the impact.
#[derive(Debug, Subcommand)]
pub enum ImpactSub {
    /// Set the estimate (chair)
    #[command(after_help = SET_HELP)]
    Set(Box<Statement>),
    /// Propose an estimate to the chair
    #[command(after_help = SET_HELP)]
    Propose(Box<Statement>),
    /// Set what was proposed (chair)
    Accept {
        /// Number of the proposal; the only one that waits where none is named
        proposal: Option<Seq>,
    },
    /// Do not set what was proposed (chair)
    Decline {
        /// Number of the proposal
        proposal: Seq,
        /// Why.
        #[command(flatten)]
        reason: Reason,
    },
    /// Show the estimate in force and what follows from it: loss so far, priority, response, severity
    Show,
    /// List every revision of the estimate
    History,
}

/// What somebody states. All of it may be left out, not everything at once.
#[derive(Clone, Debug, Default, Args)]
pub struct Statement {
    /// A user journey: checkout=blocked, checkout=degraded or checkout=working; may be given several times
    #[arg(long = "journey", value_name = "NAME=STATE", value_parser = journey)]
    pub journeys: Vec<Journey>,
    /// The share of users who are affected, in percent: 20..40
    #[arg(long, value_name = "PERCENT", value_parser = share, conflicts_with = "users", allow_hyphen_values = true)]
    pub users_share: Option<Users>,
    /// How many users are affected: 3000..5000
    #[arg(long, value_name = "NUMBER", value_parser = count, allow_hyphen_values = true)]
    pub users: Option<Users>,
    /// Revenue lost in an hour: 10000..50000
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub loss_per_hour: Option<String>,
    /// What it costs beside that in an hour
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub cost_per_hour: Option<String>,
    /// What it costs once, such as a penalty; added to those before
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub one_off_cost: Option<String>,
    /// When that cost arose; now where it is not said
    #[arg(long, value_name = "TIME", requires = "one_off_cost", allow_hyphen_values = true)]
    pub one_off_at: Option<String>,
    /// The currency of the amounts, three letters; that in force, or the policy's, where none is named
    #[arg(long, value_name = "CURRENCY")]
    pub currency: Option<String>,
    /// When the harm began: 9:10 (today), -15m, or 2026-11-21T09:10:00Z
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub since: Option<String>,
    /// When it ended or will end: now, 9:10 (today), -15m, +30m, or 2026-11-21T09:10:00Z
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub until: Option<String>,
    /// The kind of harm: availability, security, performance or deployment
    #[arg(long, value_name = "KIND", value_parser = words::parser::<ImpactKind>())]
    pub kind: Option<ImpactKind>,
    /// Not known any more, or not so: kind, users, until, loss-per-hour or cost-per-hour; may be given several times
    #[arg(long, value_name = "FIELD", value_parser = cleared)]
    pub clear: Vec<Clear>,
    /// Leave a journey out; may be given several times
    #[arg(long, value_name = "JOURNEY")]
    pub forget: Vec<String>,
    /// The one-off cost of this revision was wrong and counts no more: its number, see impact history
    #[arg(long, value_name = "REVISION")]
    pub void: Vec<Seq>,
    /// Where the numbers come from; - reads it from stdin
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub source: Option<String>,
    /// Why it is another estimate than before; - reads it from stdin
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub reason: Option<String>,
}

fn journey(given: &str) -> Result<Journey, String> {
    Journey::read(given)
}

fn share(given: &str) -> Result<Users, String> {
    Users::read_share(given)
}

fn count(given: &str) -> Result<Users, String> {
    Users::read_count(given)
}

/// What can be taken back, by the names of the options that give it.
const CLEARED: [(&str, Clear); 5] = [
    ("kind", Clear::Impact),
    ("users", Clear::Users),
    ("until", Clear::Until),
    ("loss_per_hour", Clear::LossPerHour),
    ("cost_per_hour", Clear::CostPerHour),
];

fn cleared(given: &str) -> Result<Clear, String> {
    let plain = given.trim().to_lowercase().replace('-', "_");
    let found = CLEARED.iter().find(|(name, _)| *name == plain);
    found.map(|(_, clear)| *clear).ok_or_else(|| {
        let names = || CLEARED.iter().map(|(name, _)| *name);
        let meant = words::did_you_mean(&plain, names());
        let all = names().collect::<Vec<_>>().join(", ").replace('_', "-");
        format!("{:?} cannot be cleared{}; one of: {all}", words::shortened(given), meant.replace('_', "-"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_cleared_is_named_as_its_option() {
        assert_eq!(cleared("loss-per-hour"), Ok(Clear::LossPerHour));
        assert_eq!(cleared("kind"), Ok(Clear::Impact));
        let why = cleared("los-per-hour").expect_err("a slip");
        assert!(why.contains("did you mean \"loss-per-hour\"?") && why.contains("cost-per-hour"), "{why}");
    }
}
