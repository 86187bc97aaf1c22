//! Calling somebody from outside, vendors and shifts: names, options and their help.

use crate::cli::args::{MaybeReason, Reason, Text};
use clap::{Args, Subcommand};
use warroom_incident::Seq;

/// Subcommands about those outside the room, and about who is relieved when.
#[derive(Debug, Subcommand)]
pub enum EscalationSub {
    /// Call somebody from outside: the next level of the policy, with a reason that they read (chair)
    Escalate(Escalate),
    /// Who was called from outside, who answered, what comes next
    #[command(subcommand)]
    Escalation(Called),
    /// A vendor's case, and waiting for a vendor
    #[command(subcommand)]
    Vendor(Vendor),
    /// Who sits where since when, and who has to be relieved first
    Shifts,
}

/// `escalate`
#[derive(Debug, Args)]
pub struct Escalate {
    /// Why: who is called reads it, outside the room too; `-` reads it from stdin
    #[arg(required = true, value_name = "REASON")]
    pub reason: Vec<String>,
    /// The level of the policy; the next one where none is named
    #[arg(long, value_name = "NAME")]
    pub level: Option<String>,
    /// The number of the case that a vendor opened
    #[arg(long, value_name = "NUMBER")]
    pub case: Option<String>,
    /// The address of that case, where the policy does not know how it is made
    #[arg(long, value_name = "URL", requires = "case")]
    pub case_url: Option<String>,
}

/// `escalation`
#[derive(Debug, Subcommand)]
pub enum Called {
    /// List who was called and where it stands, and the levels of the policy
    List,
    /// Write down who answered, and what they say
    Answer {
        /// Number of the escalation
        escalation: Seq,
        /// Who, and what they say.
        #[command(flatten)]
        text: Text,
    },
    /// Say that nobody is needed from there any more (chair); ends business continuity, too
    End {
        /// Number of the escalation
        escalation: Seq,
        /// Why.
        #[command(flatten)]
        reason: Reason,
    },
    /// Page somebody again whose page failed (chair)
    Retry {
        /// Number of the escalation
        escalation: Seq,
    },
    /// Do not try a page any more (chair)
    GiveUp {
        /// Number of the escalation
        escalation: Seq,
        /// Why.
        #[command(flatten)]
        reason: Reason,
    },
}

/// `vendor`
#[derive(Debug, Subcommand)]
pub enum Vendor {
    /// Link the case that a vendor opened
    Case {
        /// Its number
        number: String,
        /// Its address, where the policy does not know how it is made
        url: Option<String>,
        /// The vendor's level in the policy; the one that was called last where none is named
        #[arg(long, value_name = "NAME")]
        level: Option<String>,
    },
    /// Say that the fix waits for a vendor: updates are due half as often
    Waiting(Text),
    /// Say that it does not wait any more
    Back(MaybeReason),
}
