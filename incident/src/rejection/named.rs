//! What a rejection speaks of: an input, something with a number, a figure.

use core::fmt;
use serde::{Deserialize, Serialize};

/// Which input a rejection speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// An entry, task or other text.
    Text,
    /// A reason.
    Reason,
    /// An incident's title.
    Title,
    /// A person's name.
    Name,
    /// The *now* line.
    Now,
    /// An address.
    Link,
    /// The note of a hand-over.
    HandOverNote,
    /// Data of an imported line.
    Data,
    /// The text of a draft.
    Draft,
    /// Where numbers come from.
    Source,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Place::Text => "text",
            Place::Reason => "reason",
            Place::Title => "title",
            Place::Name => "name",
            Place::Now => "now line",
            Place::Link => "link",
            Place::HandOverNote => "hand-over note",
            Place::Data => "data",
            Place::Draft => "draft",
            Place::Source => "source",
        })
    }
}

/// What a number in a command was meant to point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// An entry.
    Entry,
    /// An event.
    Event,
    /// A task.
    Task,
    /// An open proposal.
    Proposal,
    /// An invite.
    Invite,
    /// A draft of an external update.
    Draft,
    /// An update on its way to a channel.
    Delivery,
    /// A question to the chair.
    Question,
    /// Somebody who was called from outside.
    Escalation,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Target::Entry => "entry",
            Target::Event => "event",
            Target::Task => "task",
            Target::Proposal => "open proposal",
            Target::Invite => "invite",
            Target::Draft => "draft",
            Target::Delivery => "delivery",
            Target::Question => "question",
            Target::Escalation => "escalation",
        })
    }
}

/// Which figure of an estimate a rejection speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// How many users.
    Users,
    /// Which share of the users, in hundredths of a percent.
    UsersShare,
    /// Revenue lost in an hour, in minor units.
    LossPerHour,
    /// What it costs beside that in an hour, in minor units.
    CostPerHour,
    /// What it costs once, in minor units.
    OneOff,
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Figure::Users => "the number of users",
            Figure::UsersShare => "the share of users",
            Figure::LossPerHour => "the loss per hour",
            Figure::CostPerHour => "the cost per hour",
            Figure::OneOff => "the one-off cost",
        })
    }
}
