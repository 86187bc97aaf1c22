//! The words that events are made of: kinds of entries, phases, verdicts and so on, each with the word that is typed,
//! shown and written on the wire.

use core::fmt;
use serde::{Deserialize, Serialize};

/// What kind of entry: a note, or one of the facts that also stand on the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// The internal stream; not on the timeline.
    Note,
    /// Something rang.
    Alert,
    /// Something was seen.
    Observation,
    /// Something is believed: open, confirmed or ruled out.
    Hypothesis,
    /// Something is known.
    Finding,
    /// Something was decided.
    Decision,
    /// Something is done about it: planned, under way, done or failed.
    Action,
    /// A command was run.
    Command,
}

impl EntryKind {
    /// All kinds, in the order in which they are offered.
    pub const ALL: [EntryKind; 8] = [
        EntryKind::Note,
        EntryKind::Observation,
        EntryKind::Hypothesis,
        EntryKind::Finding,
        EntryKind::Decision,
        EntryKind::Action,
        EntryKind::Command,
        EntryKind::Alert,
    ];

    /// The kind as it is typed and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            EntryKind::Note => "note",
            EntryKind::Alert => "alert",
            EntryKind::Observation => "observation",
            EntryKind::Hypothesis => "hypothesis",
            EntryKind::Finding => "finding",
            EntryKind::Decision => "decision",
            EntryKind::Action => "action",
            EntryKind::Command => "command",
        }
    }

    /// The kind within a sentence: `an alert`.
    #[must_use]
    pub fn with_article(self) -> &'static str {
        match self {
            EntryKind::Note => "a note",
            EntryKind::Alert => "an alert",
            EntryKind::Observation => "an observation",
            EntryKind::Hypothesis => "a hypothesis",
            EntryKind::Finding => "a finding",
            EntryKind::Decision => "a decision",
            EntryKind::Action => "an action",
            EntryKind::Command => "a command",
        }
    }

    /// Reads a kind.
    #[must_use]
    pub fn parse(word: &str) -> Option<EntryKind> {
        EntryKind::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(word))
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// All of them, in their order.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The word as it is typed and shown.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// Reads the word.
            #[must_use]
            pub fn parse(word: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|it| it.as_str().eq_ignore_ascii_case(word))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

words!(
    /// Where an incident stands. It may go back.
    Phase {
        /// Nobody has accepted it yet.
        Declared = "declared",
        /// A responder has accepted it.
        Acknowledged = "acknowledged",
        /// The cause is looked for.
        Investigating = "investigating",
        /// The cause or a way out is known.
        Identified = "identified",
        /// A repair is in; watching.
        Monitoring = "monitoring",
        /// Over for those affected.
        Resolved = "resolved",
        /// The room is closed.
        Closed = "closed",
    }
);

impl Phase {
    /// The phases that a chair sets by hand; the others are reached by acknowledging and closing.
    pub const WORKING: [Phase; 4] = [Phase::Investigating, Phase::Identified, Phase::Monitoring, Phase::Resolved];
}

words!(
    /// What a hypothesis has turned out to be.
    Verdict {
        /// Still believed possible.
        Open = "open",
        /// It was that.
        Confirmed = "confirmed",
        /// It was not that; stays in sight.
        RuledOut = "ruled_out",
    }
);

words!(
    /// What kind of action. Mitigations end the harm without the cause being known.
    ActionKind {
        /// Put back what was there before.
        Rollback = "rollback",
        /// Move to a standby.
        FailOver = "fail_over",
        /// Lead traffic around the fault.
        Reroute = "reroute",
        /// Switch a feature or a part off.
        SwitchOff = "switch_off",
        /// Add capacity.
        Scale = "scale",
        /// Change the code.
        HotFix = "hot_fix",
        /// Change a setting.
        Configuration = "configuration",
        /// Anything else.
        Other = "other",
    }
);

impl ActionKind {
    /// Says whether it ends the harm before the cause is known: recovery before discovery.
    #[must_use]
    pub fn is_mitigation(self) -> bool {
        match self {
            ActionKind::Rollback | ActionKind::FailOver | ActionKind::Reroute => true,
            ActionKind::SwitchOff | ActionKind::Scale => true,
            ActionKind::HotFix | ActionKind::Configuration | ActionKind::Other => false,
        }
    }
}

words!(
    /// How far an action has come.
    Progress {
        /// Meant to be done.
        Planned = "planned",
        /// Somebody is at it.
        UnderWay = "under_way",
        /// It worked, or at least it is done.
        Done = "done",
        /// It did not work.
        Failed = "failed",
    }
);

words!(
    /// When a task is to be done.
    TaskTime {
        /// During the incident.
        Now = "now",
        /// After it: an action item.
        Afterwards = "afterwards",
    }
);

words!(
    /// What an action item changes.
    TaskClass {
        /// A system.
        Technical = "technical",
        /// A way of working.
        Process = "process",
        /// What people know.
        Training = "training",
    }
);

words!(
    /// What a link leads to.
    LinkKind {
        /// A ticket.
        Ticket = "ticket",
        /// A dashboard.
        Dashboard = "dashboard",
        /// A call or bridge.
        Call = "call",
        /// A chat.
        Chat = "chat",
        /// A pull request.
        PullRequest = "pull_request",
        /// A vendor's case.
        VendorCase = "vendor_case",
        /// A runbook.
        Runbook = "runbook",
        /// Anything else.
        Other = "other",
    }
);

words!(
    /// How something is marked.
    Mark {
        /// The mark is set.
        On = "on",
        /// The mark is taken away.
        Off = "off",
    }
);

words!(
    /// How a closed incident ended.
    Ending {
        /// It was resolved.
        Resolved = "resolved",
        /// There was nothing.
        FalseAlarm = "false_alarm",
    }
);

words!(
    /// Whether an external update rings its readers up.
    Notice {
        /// They are notified.
        Notify = "notify",
        /// It only appears.
        Silent = "silent",
    }
);

words!(
    /// What somebody says yes to before the chair approves an external update.
    SignOff {
        /// A second pair of eyes has read it.
        SecondPair = "second_pair",
        /// The facts in it are right; a responder's.
        Facts = "facts",
    }
);

words!(
    /// In which way an external update was approved.
    ApprovedHow {
        /// With all that the policy asks for.
        Reviewed = "reviewed",
        /// Its words were approved beforehand, in the policy.
        Holding = "holding",
        /// Without the sign-offs that the policy asks for.
        BreakGlass = "break_glass",
    }
);

words!(
    /// What became of an update on its way to a channel.
    DeliveryFate {
        /// Not sent yet.
        Waiting = "waiting",
        /// An attempt has begun: it may arrive from here on. Stands in the record before anything is sent.
        Sending = "sending",
        /// The channel took it.
        Sent = "sent",
        /// Sent, and read back where the channel can.
        Confirmed = "confirmed",
        /// It did not go through, or nobody knows; it is tried again at a time that is said, or only by hand.
        Failed = "failed",
        /// It is not tried any more.
        GivenUp = "given_up",
        /// A practice: it goes nowhere.
        Nowhere = "nowhere",
    }
);

impl DeliveryFate {
    /// Whether it still has to go out.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            DeliveryFate::Waiting | DeliveryFate::Sending | DeliveryFate::Failed => true,
            DeliveryFate::Sent | DeliveryFate::Confirmed => false,
            DeliveryFate::GivenUp | DeliveryFate::Nowhere => false,
        }
    }
}

words!(
    /// What kind of channel.
    ChannelKind {
        /// A file in the data directory.
        File = "file",
        /// A page of Atlassian Statuspage.
        Statuspage = "statuspage",
        /// An incoming webhook of Slack.
        Slack = "slack",
        /// A signed webhook (Standard Webhooks).
        Webhook = "webhook",
        /// Mail over SMTP.
        Email = "email",
        /// A comment on an issue of Jira.
        Jira = "jira",
    }
);

words!(
    /// What kind of level somebody is called on.
    LevelKind {
        /// A second engineer.
        OnCall = "on_call",
        /// Somebody who decides about money and people.
        Manager = "manager",
        /// The support of a vendor.
        Vendor = "vendor",
        /// Business continuity and disaster recovery: the business goes on elsewhere.
        Continuity = "continuity",
    }
);

words!(
    /// How much power or interest a group has.
    Level {
        /// Much.
        High = "high",
        /// Little.
        Low = "low",
    }
);

words!(
    /// Which kind of harm.
    ImpactKind {
        /// Something cannot be used.
        Availability = "availability",
        /// Something is in wrong hands, or could be.
        Security = "security",
        /// Something is slow.
        Performance = "performance",
        /// A change does not go out, or went wrong.
        Deployment = "deployment",
    }
);

words!(
    /// Whether users can do what they want to do.
    JourneyState {
        /// They cannot.
        Blocked = "blocked",
        /// Some cannot, or it is slow or wrong at times.
        Degraded = "degraded",
        /// They can.
        Working = "working",
    }
);

words!(
    /// How urgent it is by what it does.
    Priority {
        /// Everything else waits.
        High = "high",
        /// It is dealt with in its turn.
        Medium = "medium",
        /// When there is time.
        Low = "low",
    }
);
