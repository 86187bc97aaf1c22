//! `draft` as people type it.

use crate::cli::args::{MaybeText, Reason, Text};
use crate::cli::words;
use clap::{Args, Subcommand};
use warroom_incident::Seq;
use warroom_incident::event::Phase;

/// `draft`
#[derive(Debug, Subcommand)]
pub enum DraftSub {
    /// Open a draft of an external update
    New(New),
    /// List the drafts
    List,
    /// Show a draft as it stands: its words, who wrote them, where it goes
    Show {
        /// Number of the draft
        draft: Seq,
    },
    /// Give a draft other words; what others changed meanwhile stays
    Edit(Edit),
    /// Put a reworded entry at a draft's end; that it was used is recorded
    Use {
        /// Number of the draft
        draft: Seq,
        /// Number of the entry
        entry: Seq,
        /// The words for the outside.
        #[command(flatten)]
        text: Text,
    },
    /// Change for whom a draft is, the phase it tells, where it goes, or its promise
    Set(Set),
    /// Ask for sign-offs and the chair's approval
    Submit {
        /// Number of the draft
        draft: Seq,
        /// Words for those who read it.
        #[command(flatten)]
        text: MaybeText,
    },
    /// Say yes before the chair: a responder confirms the facts, anyone is a second pair of eyes
    SignOff {
        /// Number of the draft
        draft: Seq,
        /// The revision that you read; that of now where none is named
        #[arg(long, value_name = "NUMBER")]
        revision: Option<Seq>,
        /// Only as a second pair of eyes, not for the facts
        #[arg(long)]
        second_pair: bool,
    },
    /// Say that what the leak check found may leave all the same; recorded with the reason
    Waive {
        /// Number of the draft
        draft: Seq,
        /// Number of the finding as draft show gives it, or a kind, like ticket_id: all of that kind
        finding: String,
        /// Why.
        #[command(flatten)]
        reason: Reason,
    },
    /// Say what should be different
    RequestChanges {
        /// Number of the draft
        draft: Seq,
        /// Why.
        #[command(flatten)]
        reason: Reason,
    },
    /// Approve exactly the revision that you read (chair)
    Approve {
        /// What was read.
        #[command(flatten)]
        seen: Seen,
        /// Publish it in the same act
        #[arg(long)]
        publish: bool,
    },
    /// Approve without the sign-offs that the policy asks for (chair); marked for everybody
    BreakGlass {
        /// What was read.
        #[command(flatten)]
        seen: Seen,
        /// Publish it in the same act
        #[arg(long)]
        publish: bool,
        /// Why.
        #[command(flatten)]
        reason: Reason,
    },
    /// Publish what is approved, or a holding statement as it is (chair)
    Publish(Seen),
    /// Say that a draft will not be published
    Withdraw {
        /// Number of the draft
        draft: Seq,
        /// Why.
        #[command(flatten)]
        reason: MaybeText,
    },
    /// Print the approved text for every channel, to be sent by hand
    Kit {
        /// Number of the draft
        draft: Seq,
    },
    /// Have a delivery tried again (chair)
    Retry {
        /// Number of the delivery
        delivery: Seq,
    },
    /// Have a delivery not tried any more (chair)
    GiveUp {
        /// Number of the delivery
        delivery: Seq,
        /// Why.
        #[command(flatten)]
        reason: Reason,
    },
}

/// What was read before it was approved.
#[derive(Debug, Args)]
pub struct Seen {
    /// Number of the draft
    pub draft: Seq,
    /// The revision that you read: anything else is refused
    #[arg(long, value_name = "NUMBER")]
    pub revision: Seq,
}

/// `draft new`
#[derive(Debug, Args)]
pub struct New {
    /// For whom: an audience of the policy; its first where none is named
    #[arg(long)]
    pub audience: Option<String>,
    /// The phase that it tells: investigating, identified, monitoring or resolved; that of the incident by default
    #[arg(long, value_parser = words::parser::<Phase>())]
    pub phase: Option<Phase>,
    /// The words, `-` reads them from stdin; those of the policy's template where none are given
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub text: Option<String>,
    /// A holding statement of the policy, in the place of words
    #[arg(long, value_name = "NAME", conflicts_with_all = ["text", "phase", "next"])]
    pub holding: Option<String>,
    /// A slot of the holding statement, like part=Checkout; may be given several times
    #[arg(long = "slot", value_name = "SLOT=VALUE", requires = "holding")]
    pub slots: Vec<String>,
    /// A channel of the policy; may be given several times; all of the audience where none is named
    #[arg(long = "channel", value_name = "NAME")]
    pub channels: Vec<String>,
    /// Do not notify its readers
    #[arg(long)]
    pub silent: bool,
    /// When the next update is promised: 30m, 14:30 or 2026-11-21T14:30:00Z
    #[arg(long, value_name = "TIME")]
    pub next: Option<String>,
}

/// `draft edit`
#[derive(Debug, Args)]
pub struct Edit {
    /// Number of the draft
    pub draft: Seq,
    /// The words as you want them.
    #[command(flatten)]
    pub text: Text,
    /// The revision that you changed; the one that you were shown last where none is named
    #[arg(long, value_name = "NUMBER")]
    pub revision: Option<Seq>,
}

/// `draft set`
#[derive(Debug, Args)]
pub struct Set {
    /// Number of the draft
    pub draft: Seq,
    /// For whom
    #[arg(long)]
    pub audience: Option<String>,
    /// The phase that it tells
    #[arg(long, value_parser = words::parser::<Phase>())]
    pub phase: Option<Phase>,
    /// Where it goes; may be given several times
    #[arg(long = "channel", value_name = "NAME")]
    pub channels: Vec<String>,
    /// Notify its readers
    #[arg(long, conflicts_with = "silent")]
    pub notify: bool,
    /// Do not notify them
    #[arg(long)]
    pub silent: bool,
    /// When the next update is promised
    #[arg(long, value_name = "TIME", conflicts_with = "no_next")]
    pub next: Option<String>,
    /// Promise none
    #[arg(long)]
    pub no_next: bool,
}
