//! Contacts, owners and runbooks: names, options and their help.

use clap::Subcommand;

/// Subcommands about what the policy names.
#[derive(Debug, Subcommand)]
pub enum ReferenceSub {
    /// Whom to call, and when somebody last tried it
    Contacts,
    /// Who answers for which service
    Owners,
    /// Runbooks, and their steps to be ticked off
    #[command(subcommand)]
    Runbook(RunbookSub),
}

/// `runbook`
#[derive(Debug, Subcommand)]
pub enum RunbookSub {
    /// List the runbooks
    List,
    /// Show a runbook with its steps, and who did which when
    Show {
        /// Its title, or how it begins
        title: String,
    },
    /// Tick a step off; it stands on the timeline
    Tick {
        /// Its title, or how it begins
        title: String,
        /// The step, counted from 1
        step: u32,
        /// It is not done after all
        #[arg(long)]
        undo: bool,
    },
}
