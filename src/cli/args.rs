//! The command line as people type it: names, options and their help. What they do is in the files beside this one.

use super::words;
use crate::app::look::ThemeName;
use crate::settings::{When, Wishes};
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use warroom_incident::event::{ActionKind, EntryKind, LinkKind, Phase, Progress, TaskClass, Verdict};
use warroom_incident::{Person, Seat, Seq};

const REPLAY_HELP: &str = "\
Keys while it plays: space stops and goes on · . or right plays one more · G plays to the end · h hides the bar · q leaves
Pauses longer than two seconds are cut. A recording is made with: warroom join --record FILE";

const AFTER_HELP: &str = "\
Exit codes: 0 done · 1 failure · 2 wrong usage · 3 refused by the rules · 4 not saved or not reachable · 5 verification failed
Start with: warroom demo";

/// An incident war-room in the terminal.
#[derive(Debug, Parser)]
#[command(name = "warroom", version, about, after_help = AFTER_HELP, disable_help_subcommand = true)]
pub struct Cli {
    /// Options of every subcommand.
    #[command(flatten)]
    pub common: Common,
    /// What to do; without it, the lobby.
    #[command(subcommand)]
    pub command: Option<Sub>,
}

/// Options of every subcommand.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// The server's address, like ws://127.0.0.1:7878
    #[arg(long, global = true, env = "WARROOM_SERVER", value_name = "ADDRESS")]
    pub server: Option<String>,
    /// The data directory of the server; its owner acts as the operator through the running server
    #[arg(long, global = true, env = "WARROOM_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The incident, like INC-1; the one joined last where none is named
    #[arg(long, global = true, env = "WARROOM_INCIDENT", value_name = "INCIDENT")]
    pub incident: Option<String>,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Colours on the screen: auto (as NO_COLOR says), always or never
    #[arg(long = "color", global = true, value_name = "WHEN", default_value = "auto", value_parser = words::when)]
    pub colour: When,
    /// Only ASCII on the screen
    #[arg(long, global = true)]
    pub ascii: bool,
    /// The theme of the screen: terminal, mono, high-contrast, okabe-ito, dark or light
    #[arg(long, global = true, value_name = "THEME", value_parser = words::theme)]
    pub theme: Option<ThemeName>,
}

impl Common {
    /// What is wished for the screen.
    #[must_use]
    pub fn wishes(&self) -> Wishes {
        Wishes { colour: self.colour, ascii: self.ascii, theme: self.theme }
    }
}

/// A text of one or more words; `-` reads it from stdin.
#[derive(Clone, Debug, Args)]
pub struct Text {
    /// The text; `-` reads it from stdin
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,
}

/// A text that may be left out.
#[derive(Clone, Debug, Args)]
pub struct MaybeText {
    /// The text; `-` reads it from stdin
    #[arg(value_name = "TEXT")]
    pub text: Vec<String>,
}

/// A reason; `-` reads it from stdin.
#[derive(Clone, Debug, Args)]
pub struct Reason {
    /// Why; `-` reads it from stdin
    #[arg(required = true, value_name = "REASON")]
    pub text: Vec<String>,
}

/// A reason that may be left out.
#[derive(Clone, Debug, Args)]
pub struct MaybeReason {
    /// Why; `-` reads it from stdin
    #[arg(value_name = "REASON")]
    pub text: Vec<String>,
}

/// An entry.
#[derive(Clone, Debug, Args)]
pub struct Entry {
    /// The text.
    #[command(flatten)]
    pub text: Text,
    /// When it happened: 9:10 (today), -15m, or 2026-11-21T09:10:00Z
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub happened_at: Option<String>,
}

/// What only actions have.
#[derive(Clone, Debug, Args)]
pub struct ActionOptions {
    /// How far it has come: planned, under_way, done or failed
    #[arg(long, value_parser = words::parser::<Progress>())]
    pub progress: Option<Progress>,
    /// A makeshift: opens a debt that stays until it has an owner, a date and a link
    #[arg(long)]
    pub temporary: bool,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Sub {
    /// Show it: a past incident plays live, nothing to configure
    Demo(Demo),
    /// Run the server
    Serve(Serve),
    /// Declare an incident and get its invites (operator)
    Declare(Declare),
    /// Join with an invite, or open the current incident
    Join(Join),
    /// Open the list of the incidents you have joined, on the screen; so does warroom alone
    Lobby(Record),
    /// Make an invite
    Invite {
        /// The seat it grants: coordinator, responder, observer, guest; or reader, who sees what is published, phase
        /// and severity, and nothing of the room
        #[arg(value_parser = words::invited)]
        seat: Seat,
        /// Let a guest see loss figures
        #[arg(long)]
        loss: bool,
    },
    /// List incidents
    List,
    /// Where the incident stands
    Status,
    /// Print the brief: where it stands on one screen, what is believed, tried, decided and open
    Brief {
        /// First what changed since then: 3:12, -15m, a whole date, or the number of an event
        #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
        since: Option<String>,
    },
    /// Print the record, one event a line
    Log {
        /// Stay and print what comes
        #[arg(long, short)]
        follow: bool,
        /// Only events after this number
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        after: Seq,
    },
    /// Tasks
    #[command(subcommand)]
    Task(Task),
    /// External updates: written together, approved to the letter
    #[command(subcommand)]
    Draft(super::draft::args::DraftSub),
    /// What is broken for whom and what it costs: estimates, and what follows from them
    #[command(subcommand)]
    Impact(super::impact::args::ImpactSub),
    /// Questions to the chair, and what was told to whom.
    #[command(flatten)]
    Inbox(super::inbox::args::InboxSub),
    /// Whom to call, who answers for what, what to do step by step.
    #[command(flatten)]
    Reference(super::reference::args::ReferenceSub),
    /// Those outside the room, and who is relieved when.
    #[command(flatten)]
    Escalation(super::escalation::args::EscalationSub),
    /// List the debts of temporary actions, the oldest first
    Debts,
    /// List what is due, the most urgent first: for whom, and what to do
    Clock(super::clock::args::Clock),
    /// Write the whole record
    Export {
        /// The file; stdout where none is named
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Bring in a past incident (operator)
    Import {
        /// The file; `-` reads stdin
        file: PathBuf,
    },
    /// Prove that a record is whole and unaltered
    Verify {
        /// An exported file; the record on the server where none is named
        file: Option<PathBuf>,
    },
    /// Say how this terminal, these files and the server are, for a bug report
    Doctor(Doctor),
    /// For bug reports
    #[command(subcommand)]
    Debug(Debug),
    /// Find what should not leave in a text
    #[command(subcommand)]
    Leaks(Leaks),
    /// What is one order to the room.
    #[command(flatten)]
    Order(RoomOrder),
}

/// Where a session is recorded.
#[derive(Clone, Debug, Default, Args)]
pub struct Record {
    /// Record the session to a new file, for warroom debug replay: it holds all that you type and all that you see,
    /// the room's record included, but no credential and no invite
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
}

/// `doctor`
#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 all is fine · 1 something needs attention, which stands first
It asks nobody but the server of the current incident, changes nothing, and prints no secret: neither credentials nor
invites, nor anybody's words.")]
pub struct Doctor {
    /// Copy a line and ring the bell too, and say what should have happened
    #[arg(long = "try")]
    pub try_out: bool,
}

/// `debug`
#[derive(Debug, Subcommand)]
pub enum Debug {
    /// Play a recorded session on the screens of this program; nothing is sent, nothing is written
    Replay(Replay),
}

/// `debug replay`
#[derive(Debug, Args)]
#[command(after_help = REPLAY_HELP)]
pub struct Replay {
    /// The recording
    pub file: PathBuf,
    /// How many times faster
    #[arg(long, default_value_t = 1.0, value_parser = words::speed)]
    pub speed: f64,
    /// Begin standing still
    #[arg(long)]
    pub step: bool,
    /// Go to this part at once, and stand still there
    #[arg(long, value_name = "NUMBER")]
    pub to: Option<usize>,
    /// Print the last screen as plain text; needs no terminal
    #[arg(long)]
    pub text: bool,
    /// Print the screen after every so many parts
    #[arg(long, value_name = "NUMBER", requires = "text")]
    pub every: Option<NonZeroUsize>,
}

/// `leaks`
#[derive(Debug, Subcommand)]
pub enum Leaks {
    /// Check a text as drafts are checked; ends with 3 when something in it needs a waiver
    Check {
        /// The policy with your terms; policy.toml in the data directory where none is named
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
        /// The text.
        #[command(flatten)]
        text: Text,
    },
}

/// Subcommands that are one order to the room.
#[derive(Debug, Subcommand)]
pub enum RoomOrder {
    /// Write an entry of any kind
    Post {
        /// Its kind: note, observation, hypothesis, finding, decision, action, command or alert
        #[arg(long, value_parser = words::parser::<EntryKind>())]
        kind: EntryKind,
        /// The entry.
        #[command(flatten)]
        entry: Entry,
        /// For actions: rollback, fail_over, reroute, switch_off, scale, hot_fix, configuration or other
        #[arg(long, value_parser = words::parser::<ActionKind>())]
        action: Option<ActionKind>,
        /// What only actions have.
        #[command(flatten)]
        options: ActionOptions,
    },
    /// Write a note
    Note(Entry),
    /// Something rang
    Alert(Entry),
    /// Something was seen
    Observation(Entry),
    /// Something is believed
    Hypothesis(Entry),
    /// Something is known
    Finding(Entry),
    /// Something was decided
    Decision(Entry),
    /// Something is done about it
    Action {
        /// The entry.
        #[command(flatten)]
        entry: Entry,
        /// rollback, fail_over, reroute, switch_off, scale, hot_fix, configuration or other
        #[arg(long, value_parser = words::parser::<ActionKind>())]
        kind: Option<ActionKind>,
        /// What only actions have.
        #[command(flatten)]
        options: ActionOptions,
    },
    /// A command was run
    Command(Entry),
    /// Accept the incident (responder)
    #[command(visible_alias = "ack")]
    Acknowledge(MaybeText),
    /// Set the phase, or propose it where the chair decides
    Phase {
        /// investigating, identified, monitoring or resolved
        #[arg(value_parser = words::parser::<Phase>())]
        phase: Phase,
        /// Why.
        #[command(flatten)]
        reason: MaybeReason,
        /// Propose it even if you may set it
        #[arg(long)]
        propose: bool,
    },
    /// Set the severity, or propose it where the chair decides
    Severity {
        /// A severity of the policy, like sev2
        severity: String,
        /// Why.
        #[command(flatten)]
        reason: Reason,
        /// Propose it even if you may set it
        #[arg(long)]
        propose: bool,
    },
    /// Do what was proposed (chair)
    Accept {
        /// Number of the proposal
        proposal: Seq,
    },
    /// Do not do what was proposed (chair)
    Decline {
        /// Number of the proposal
        proposal: Seq,
        /// Why.
        #[command(flatten)]
        reason: Reason,
    },
    /// Close the room (chair)
    Close {
        /// Why or what.
        #[command(flatten)]
        reason: MaybeReason,
        /// There was nothing
        #[arg(long)]
        false_alarm: bool,
    },
    /// Open the room again (chair)
    Reopen(Reason),
    /// Correct an entry's text, time or both
    Correct {
        /// Number of the entry
        entry: Seq,
        /// The new text.
        #[command(flatten)]
        text: MaybeText,
        /// When it really happened
        #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
        happened_at: Option<String>,
    },
    /// Remove somebody's words for good
    Redact {
        /// Number of the event
        event: Seq,
        /// Why; never the words themselves.
        #[command(flatten)]
        reason: Reason,
    },
    /// Mark an entry as key, as a fact, or as temporary
    #[command(subcommand)]
    Mark(Mark),
    /// Judge a hypothesis
    Judge {
        /// Number of the entry
        entry: Seq,
        /// open, confirmed or ruled_out
        #[arg(value_parser = words::parser::<Verdict>())]
        verdict: Verdict,
        /// Why.
        #[command(flatten)]
        reason: MaybeReason,
    },
    /// Say how far an action has come
    Move {
        /// Number of the entry
        entry: Seq,
        /// planned, under_way, done or failed
        #[arg(value_parser = words::parser::<Progress>())]
        progress: Progress,
        /// What came of it.
        #[command(flatten)]
        text: MaybeText,
    },
    /// Add a link
    Link {
        /// The address, http or https
        url: String,
        /// What it is
        label: Vec<String>,
        /// ticket, dashboard, call, pull_request, vendor_case, runbook or other
        #[arg(long, value_parser = words::parser::<LinkKind>(), default_value = "other")]
        kind: LinkKind,
    },
    /// Write the now line (chair or scribe)
    Now(Text),
    /// Ask for seats, grant them, pass the scribe mark
    #[command(subcommand)]
    Seat(SeatOrder),
    /// Give up a seat, or all of them
    Leave {
        /// The seat; all where none is named
        #[arg(value_parser = words::parser::<Seat>())]
        seat: Option<Seat>,
    },
    /// Remove a member (chair)
    Remove {
        /// Whom
        #[arg(value_parser = words::person)]
        person: Person,
        /// Why.
        #[command(flatten)]
        reason: Reason,
    },
    /// Hand the chair over
    #[command(subcommand)]
    Chair(ChairOrder),
    /// Stop before the next step
    #[command(subcommand)]
    Hold(HoldOrder),
}

/// `demo`; which incident, the common option says
#[derive(Debug, Args)]
#[command(after_help = "--incident NAME chooses the past incident; the start of its name is enough")]
pub struct Demo {
    /// How many times faster
    #[arg(long, default_value_t = 1.0, value_parser = words::speed)]
    pub speed: f64,
    /// The seat of this terminal: coordinator, responder or observer
    #[arg(long, default_value = "coordinator", value_parser = words::parser::<Seat>())]
    pub seat: Seat,
    /// No screen: print the lines to join with and play until interrupted
    #[arg(long, conflicts_with = "record")]
    pub no_screen: bool,
    /// Where the session is recorded.
    #[command(flatten)]
    pub record: Record,
}

/// `serve`
#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:7878", value_name = "ADDRESS:PORT")]
    pub listen: SocketAddr,
    /// The policy; policy.toml in the data directory where none is named
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// Check the policy and do nothing else
    #[arg(long)]
    pub check: bool,
    /// Listen without TLS on an address that others can reach
    #[arg(long)]
    pub allow_plain_text: bool,
    /// The address that invites carry, where it differs from --listen
    #[arg(long, value_name = "ADDRESS")]
    pub public_url: Option<String>,
    /// Let channels lead to this host of the own network, also without TLS; may be given several times
    #[arg(long = "allow-private", value_name = "HOST[:PORT]")]
    pub allow_private: Vec<warroom_server::outbox::Allowed>,
    /// Let browsers from this origin connect; may be given several times
    #[arg(long = "origin", value_name = "ORIGIN")]
    pub origins: Vec<String>,
}

/// `declare`
#[derive(Debug, Args)]
pub struct Declare {
    /// What is wrong, in one line; `-` reads it from stdin
    #[arg(required = true, value_name = "TITLE")]
    pub title: Vec<String>,
    /// How bad, like sev2; unknown where it is not said
    #[arg(long)]
    pub severity: Option<String>,
    /// Who reports it; takes no seat by it
    #[arg(long = "as", value_name = "NAME")]
    pub name: Option<String>,
    /// A practice
    #[arg(long)]
    pub drill: bool,
}

/// `join`
#[derive(Debug, Args)]
pub struct Join {
    /// The invite; `-` reads it from stdin; the current incident is opened where none is given
    pub invite: Option<String>,
    /// The name to go by
    #[arg(long = "as", value_name = "NAME")]
    pub name: Option<String>,
    /// Only join: print what was joined and return
    #[arg(long)]
    pub no_screen: bool,
    /// Where the session is recorded.
    #[command(flatten)]
    pub record: Record,
}

/// `mark`
#[derive(Debug, Subcommand)]
pub enum Mark {
    /// Put an entry into everyone's brief
    Key {
        /// Number of the entry
        entry: Seq,
        /// Take the mark away
        #[arg(long)]
        off: bool,
    },
    /// Make a fact of a note
    Fact {
        /// Number of the entry
        entry: Seq,
        /// The kind of fact
        #[arg(value_parser = words::parser::<EntryKind>())]
        kind: EntryKind,
    },
    /// Call an action temporary, which opens a debt
    Temporary {
        /// Number of the entry
        entry: Seq,
    },
}

/// `task`
#[derive(Debug, Subcommand)]
pub enum Task {
    /// List the tasks
    List,
    /// What is one order to the room.
    #[command(flatten)]
    Order(TaskOrder),
}

/// Orders about tasks.
#[derive(Debug, Subcommand)]
pub enum TaskOrder {
    /// Add a task
    Add {
        /// What.
        #[command(flatten)]
        text: Text,
        /// After the incident: an action item
        #[arg(long)]
        afterwards: bool,
        /// It ends the harm
        #[arg(long)]
        mitigation: bool,
        /// For action items: technical, process or training
        #[arg(long, value_parser = words::parser::<TaskClass>())]
        class: Option<TaskClass>,
    },
    /// Take a task
    Claim {
        /// Number of the task
        task: Seq,
    },
    /// Say that a task is done
    Done {
        /// Number of the task
        task: Seq,
        /// What came of it.
        #[command(flatten)]
        text: MaybeText,
    },
    /// Say that a task will not be done
    Drop {
        /// Number of the task
        task: Seq,
        /// Why.
        #[command(flatten)]
        reason: Reason,
    },
    /// Say where a task stands in the order, and what it saves (chair)
    Rank {
        /// Number of the task
        task: Seq,
        /// Its place from 1; what stands there and below moves down
        #[arg(long, value_name = "NUMBER")]
        place: Option<u32>,
        /// How much of the incident's cost it saves, in percent
        #[arg(long, value_name = "PERCENT")]
        saves: Option<u8>,
        /// It has no place of its own any more
        #[arg(long, conflicts_with = "place")]
        no_place: bool,
    },
    /// Give a task an owner, a day or a moment, a link
    Plan {
        /// Number of the task
        task: Seq,
        /// Who answers for it
        #[arg(long)]
        owner: Option<String>,
        /// The day it is due, like 2026-12-01
        #[arg(long, value_name = "DAY")]
        due: Option<chrono::NaiveDate>,
        /// For a task of now: the time from now within which it is due, like 15m
        #[arg(long, value_name = "TIME", conflicts_with = "by")]
        within: Option<String>,
        /// For a task of now: the moment by which it is due, like 14:30 or 2026-11-21T14:30:00Z
        #[arg(long, value_name = "TIME")]
        by: Option<String>,
        /// Its address in a tracker
        #[arg(long, value_name = "URL")]
        link: Option<String>,
    },
}

/// `seat`
#[derive(Debug, Subcommand)]
pub enum SeatOrder {
    /// Ask the chair for another seat
    Request {
        /// Which
        #[arg(value_parser = words::parser::<Seat>())]
        seat: Seat,
        /// Why.
        #[command(flatten)]
        reason: MaybeReason,
    },
    /// Grant a seat (chair)
    Grant {
        /// To whom
        #[arg(value_parser = words::person)]
        person: Person,
        /// Which
        #[arg(value_parser = words::parser::<Seat>())]
        seat: Seat,
    },
    /// Decline a request (chair)
    Decline {
        /// Whose
        #[arg(value_parser = words::person)]
        person: Person,
        /// Why.
        #[command(flatten)]
        reason: MaybeReason,
    },
    /// Move the scribe mark; to nobody where no name is given
    Scribe {
        /// To whom
        #[arg(value_parser = words::person)]
        person: Option<Person>,
    },
}

/// `chair`
#[derive(Debug, Subcommand)]
pub enum ChairOrder {
    /// Offer it
    Offer {
        /// To whom
        #[arg(value_parser = words::person)]
        person: Person,
        /// What they need to know; `-` reads it from stdin
        #[arg(required = true, value_name = "NOTE")]
        note: Vec<String>,
    },
    /// Accept it
    Accept,
    /// Decline it
    Decline(MaybeReason),
    /// Take the offer back
    Withdraw,
    /// Take the empty chair
    Claim,
}

/// `hold`
#[derive(Debug, Subcommand)]
pub enum HoldOrder {
    /// Raise it
    Raise(Reason),
    /// Lower it
    Lower(MaybeReason),
}
