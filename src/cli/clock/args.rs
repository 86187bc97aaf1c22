//! What is due: names, options and their help.

use crate::cli::args::Reason;
use clap::{Args, Subcommand};

/// `clock`
#[derive(Debug, Args)]
pub struct Clock {
    /// What to do; without it, list what is due.
    #[command(subcommand)]
    pub sub: Option<ClockSub>,
}

/// Subcommands about what is due.
#[derive(Debug, Subcommand)]
pub enum ClockSub {
    /// Do not want to hear of it for a while; once, with a reason (whom it is for, or the chair)
    Snooze {
        /// Its number in the list, or its word where that is the only one: first_update
        which: String,
        /// Why, in one line.
        #[command(flatten)]
        reason: Reason,
    },
}
