//! What people order. A command says what is wanted; whether it happens, [`decide`](crate::decide) says.

use crate::clock::Nudge;
use crate::draft::{Edit, FactsSeen};
use crate::event::{ActionKind, ActionPosted, Ending, EntryKind, LinkKind, Mark, Phase, Progress, SeverityName};
use crate::event::{DeliveryFate, Notice, SignOff, TaskClass, TaskTime, Verdict};
use crate::impact::Stated;
use crate::import::ImportedIncident;
use crate::leak::Kind;
use crate::people::{Person, Seat};
use crate::policy::Policy;
use crate::prelude::*;
use crate::{Seq, Time};
use core::fmt;
use serde::{Deserialize, Serialize};

/// The sender's id of a command: 128 random bits as 32 hexadecimal digits. Unique for ever per author.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CommandId(pub [u8; 16]);

impl TryFrom<String> for CommandId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(&text, &mut bytes).map_err(|_| "a command id is 32 hexadecimal digits")?;
        Ok(Self(bytes))
    }
}

impl From<CommandId> for String {
    fn from(id: CommandId) -> String {
        hex::encode(id.0)
    }
}

impl fmt::Debug for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// Who orders. The seat is looked up in the state when the command is decided, never carried along.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actor {
    /// A member, known by their credential.
    Person(Person),
    /// The owner of the server's data directory.
    Operator,
    /// The server itself.
    Server,
    /// A script or demo, speaking for a seat; only in drills.
    Playback(Option<Seat>),
    /// Somebody who holds an invite and has no seat yet; the number is the invite's.
    Bearer(Seq),
}

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$fdoc:meta])* $field:ident : $type:ty),* $(,)? })?),+ $(,)?) => {
        /// An order.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
        pub enum Command { $($(#[$doc])* $name { $($($(#[$fdoc])* $field: $type),*)? }),+ }

        /// A command without its arguments: a row of the permission table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum CommandKind { $($(#[$doc])* $name),+ }

        impl CommandKind {
            /// All rows.
            pub const ALL: &[CommandKind] = &[$(CommandKind::$name),+];
        }

        impl Command {
            /// Its row of the permission table.
            #[must_use]
            pub fn kind(&self) -> CommandKind {
                match self { $(Command::$name { .. } => CommandKind::$name),+ }
            }
        }
    };
}

commands! {
    /// Makes an incident.
    Declare {
        /// What is wrong, in one line.
        title: String,
        /// How bad, if known.
        #[serde(default, skip_serializing_if = "Option::is_none")] severity: Option<SeverityName>,
        /// Who reports it.
        reporter: String,
        /// A practice.
        #[serde(default)] drill: bool,
        /// The policy in force; the server adds it.
        policy: Box<Policy>,
    },
    /// Makes an incident from a file of lines written elsewhere.
    Import {
        /// The file, read and checked.
        #[serde(with = "crate::import::as_text")] incident: Box<ImportedIncident>,
        /// The policy in force; the server adds it.
        policy: Box<Policy>,
    },
    /// Accepts the incident.
    Acknowledge {
        /// Optional words.
        #[serde(default, skip_serializing_if = "String::is_empty")] text: String,
    },
    /// Proposes another phase to the chair.
    ProposePhase {
        /// The phase.
        phase: Phase,
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")] reason: String,
    },
    /// Sets the phase.
    SetPhase {
        /// The phase.
        phase: Phase,
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")] reason: String,
    },
    /// Proposes another severity to the chair.
    ProposeSeverity {
        /// The severity.
        severity: SeverityName,
        /// Why.
        reason: String,
    },
    /// Sets the severity.
    SetSeverity {
        /// The severity.
        severity: SeverityName,
        /// Why.
        reason: String,
    },
    /// Does what was proposed.
    AcceptProposal {
        /// Number of the proposal.
        proposal: Seq,
    },
    /// Does not do what was proposed.
    DeclineProposal {
        /// Number of the proposal.
        proposal: Seq,
        /// Why.
        reason: String,
    },
    /// Sets the estimate of the impact.
    SetEstimate {
        /// What is stated anew.
        stated: Box<Stated>,
        /// Where the numbers come from.
        #[serde(default, skip_serializing_if = "String::is_empty")] source: String,
        /// Why it is another one than before.
        #[serde(default, skip_serializing_if = "String::is_empty")] reason: String,
    },
    /// Proposes another estimate to the chair.
    ProposeEstimate {
        /// What is stated anew.
        stated: Box<Stated>,
        /// Where the numbers come from.
        #[serde(default, skip_serializing_if = "String::is_empty")] source: String,
        /// Why it is another one than before.
        #[serde(default, skip_serializing_if = "String::is_empty")] reason: String,
    },
    /// Closes the room.
    Close {
        /// How it ended.
        ending: Ending,
        /// Why or what.
        #[serde(default, skip_serializing_if = "String::is_empty")] reason: String,
    },
    /// Opens it again.
    Reopen {
        /// Why.
        reason: String,
    },
    /// Writes an entry.
    Post {
        /// Note or fact.
        entry: EntryKind,
        /// The text.
        text: String,
        /// When it happened, where that is not now.
        #[serde(default, skip_serializing_if = "Option::is_none")] happened_at: Option<Time>,
        /// For actions: which kind and how far.
        #[serde(default, skip_serializing_if = "Option::is_none")] action: Option<ActionPosted>,
        /// For actions: a makeshift that has to be made good later.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")] temporary: bool,
    },
    /// Makes a fact of a note.
    MarkFact {
        /// Number of the entry.
        entry: Seq,
        /// The kind of fact.
        fact: EntryKind,
    },
    /// Marks an entry as key, or no longer.
    MarkKey {
        /// Number of the entry.
        entry: Seq,
        /// On or off.
        mark: Mark,
    },
    /// Judges a hypothesis.
    JudgeHypothesis {
        /// Number of the entry.
        entry: Seq,
        /// The verdict.
        verdict: Verdict,
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")] reason: String,
    },
    /// Says how far an action has come.
    MoveAction {
        /// Number of the entry.
        entry: Seq,
        /// How far.
        progress: Progress,
        /// What came of it.
        #[serde(default, skip_serializing_if = "String::is_empty")] text: String,
    },
    /// Calls an action temporary, which opens a debt.
    MarkTemporary {
        /// Number of the entry.
        entry: Seq,
    },
    /// Corrects an entry's text, time or both.
    Correct {
        /// Number of the entry.
        entry: Seq,
        /// The new text.
        #[serde(default, skip_serializing_if = "Option::is_none")] text: Option<String>,
        /// When it really happened.
        #[serde(default, skip_serializing_if = "Option::is_none")] happened_at: Option<Time>,
    },
    /// Removes somebody's words for good.
    Redact {
        /// Number of the event.
        event: Seq,
        /// Why; never the words themselves.
        reason: String,
    },
    /// Adds a task.
    AddTask {
        /// What.
        text: String,
        /// Now or afterwards.
        when: TaskTime,
        /// It ends the harm.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")] mitigation: bool,
        /// For action items: what it changes.
        #[serde(default, skip_serializing_if = "Option::is_none")] class: Option<TaskClass>,
    },
    /// Gives an action item an owner, a day or a link.
    PlanTask {
        /// Number of the task.
        task: Seq,
        /// Who answers for it.
        #[serde(default, skip_serializing_if = "Option::is_none")] owner: Option<String>,
        /// The day it is due.
        #[serde(default, skip_serializing_if = "Option::is_none")] due: Option<chrono::NaiveDate>,
        /// The moment by which it is due: for tasks of now.
        #[serde(default, skip_serializing_if = "Option::is_none")] by: Option<Time>,
        /// Its address in a tracker.
        #[serde(default, skip_serializing_if = "Option::is_none")] link: Option<String>,
    },
    /// Takes a task.
    ClaimTask {
        /// Number of the task.
        task: Seq,
    },
    /// Says that a task is done.
    FinishTask {
        /// Number of the task.
        task: Seq,
        /// What came of it.
        #[serde(default, skip_serializing_if = "String::is_empty")] text: String,
    },
    /// Says that a task will not be done.
    DropTask {
        /// Number of the task.
        task: Seq,
        /// Why.
        reason: String,
    },
    /// Says where a task stands and what it saves; what is absent stays.
    RankTask {
        /// Number of the task.
        task: Seq,
        /// Its place from 1; whatever stands there and below moves down.
        #[serde(default, skip_serializing_if = "Option::is_none")] rank: Option<u32>,
        /// How much of the incident's cost it saves.
        #[serde(default, skip_serializing_if = "Option::is_none")] saves_percent: Option<u8>,
        /// Takes its place away.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")] no_rank: bool,
    },
    /// Adds a link.
    AddLink {
        /// What it leads to.
        link: LinkKind,
        /// The address.
        url: String,
        /// What it is, in one line.
        #[serde(default, skip_serializing_if = "String::is_empty")] label: String,
    },
    /// Ticks a step of a runbook off, or takes that back.
    TickStep {
        /// The runbook's title.
        runbook: String,
        /// The step's place from 1.
        step: u32,
        /// Done, or not after all.
        mark: Mark,
    },
    /// Writes the *now* line.
    SetNow {
        /// At most three lines.
        text: String,
    },
    /// Makes an invite.
    Invite {
        /// The seat it grants.
        seat: Seat,
        /// Whether it grants loss figures; seats above guest always have them.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")] loss: bool,
    },
    /// Redeems an invite; only somebody who holds one can send it.
    Join {
        /// The name to go by.
        name: String,
    },
    /// Redeems another invite as the member one already is; only somebody who holds one can send it.
    TakeSeat {
        /// Who, as their credential proved to the server.
        person: Person,
    },
    /// Asks the chair for another seat.
    RequestSeat {
        /// Which.
        seat: Seat,
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")] reason: String,
    },
    /// Grants a seat to a member, asked for or not.
    GrantSeat {
        /// To whom.
        person: Person,
        /// Which.
        seat: Seat,
    },
    /// Declines a request for a seat.
    DeclineSeat {
        /// Whose.
        person: Person,
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")] reason: String,
    },
    /// Gives up a seat, or all of them.
    Leave {
        /// Which; all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")] seat: Option<Seat>,
    },
    /// Removes a member.
    Remove {
        /// Whom.
        person: Person,
        /// Why.
        reason: String,
    },
    /// Offers the chair.
    OfferChair {
        /// To whom.
        to: Person,
        /// What they need to know.
        note: String,
    },
    /// Takes back an offer of the chair.
    WithdrawChair {},
    /// Accepts the chair.
    AcceptChair {},
    /// Declines the chair.
    DeclineChair {
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")] reason: String,
    },
    /// Takes the empty chair.
    ClaimChair {},
    /// Calls somebody from outside.
    Escalate {
        /// The level of the policy; the next one when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")] level: Option<String>,
        /// Why: those who are called read it, outside the room too.
        reason: String,
    },
    /// Says that somebody who was called answered.
    AnswerEscalation {
        /// Number of the escalation.
        escalation: Seq,
        /// Who, and what they say.
        text: String,
    },
    /// Says that nobody is needed from there any more.
    EndEscalation {
        /// Number of the escalation.
        escalation: Seq,
        /// Why.
        reason: String,
    },
    /// Adds the link to a vendor's case.
    AddCase {
        /// The vendor's level; the one that was called last when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")] level: Option<String>,
        /// The number of the case.
        case: String,
        /// Its address, where the policy does not know how it is made.
        #[serde(default, skip_serializing_if = "Option::is_none")] url: Option<String>,
    },
    /// Records that the chair is empty.
    EmptyChair {
        /// Since when nothing was heard of its holder.
        absent_since: Time,
    },
    /// Moves the scribe mark.
    SetScribe {
        /// To whom; away when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")] person: Option<Person>,
    },
    /// Raises HOLD.
    RaiseHold {
        /// Why.
        reason: String,
    },
    /// Lowers HOLD.
    LowerHold {
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")] reason: String,
    },
    /// Does not want to hear of something that is due for a while; once.
    SnoozeNudge {
        /// What.
        nudge: Nudge,
        /// Why, in one line.
        reason: String,
    },
    /// Records that something was not done in time.
    RecordMissed {
        /// What.
        nudge: Nudge,
        /// When it was due.
        due: Time,
    },
    /// Says that a vendor is waited for, or no longer: until then cadences are slower.
    SetWaiting {
        /// On or off.
        mark: Mark,
        /// Which vendor, with the number of their case; optional when they are back.
        #[serde(default, skip_serializing_if = "String::is_empty")] text: String,
    },
    /// Opens a draft of an external update.
    OpenDraft {
        /// For whom: an audience of the policy.
        audience: String,
        /// The phase that it tells.
        phase: Phase,
        /// Its words; those of the policy's template where none are given.
        #[serde(default, skip_serializing_if = "Option::is_none")] text: Option<String>,
        /// Where it goes; all channels of the audience where none are named.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] channels: Vec<String>,
        /// Whether its readers are notified.
        #[serde(default = "notify")] notice: Notice,
        /// When the next update is promised.
        #[serde(default, skip_serializing_if = "Option::is_none")] promise: Option<Time>,
    },
    /// Opens a draft with a holding statement of the policy: the chair may publish it as it is.
    OpenHolding {
        /// Its name.
        holding: String,
        /// For whom, where the statement does not say.
        audience: String,
        /// Values of its own slots; the first of the policy where none is chosen.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")] slots: BTreeMap<String, String>,
        /// Where it goes; all channels of the audience where none are named.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] channels: Vec<String>,
        /// Whether its readers are notified.
        #[serde(default = "notify")] notice: Notice,
    },
    /// Edits a draft's words.
    EditDraft {
        /// Number of the draft.
        draft: Seq,
        /// The last event that the sender had seen: the edit is of the text as it was there.
        base: Seq,
        /// The edit.
        edit: Edit,
    },
    /// Puts a reworded entry into a draft.
    UseInDraft {
        /// Number of the draft.
        draft: Seq,
        /// As for an edit.
        base: Seq,
        /// The edit.
        edit: Edit,
        /// The entry that was reworded.
        entry: Seq,
    },
    /// Changes what else an approval covers; what is absent stays.
    SetDraft {
        /// Number of the draft.
        draft: Seq,
        /// For whom.
        #[serde(default, skip_serializing_if = "Option::is_none")] audience: Option<String>,
        /// The phase that it tells.
        #[serde(default, skip_serializing_if = "Option::is_none")] phase: Option<Phase>,
        /// Where it goes.
        #[serde(default, skip_serializing_if = "Option::is_none")] channels: Option<Vec<String>>,
        /// Whether its readers are notified.
        #[serde(default, skip_serializing_if = "Option::is_none")] notice: Option<Notice>,
        /// When the next update is promised.
        #[serde(default, skip_serializing_if = "Option::is_none")] promise: Option<Time>,
        /// Promises none.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")] no_promise: bool,
    },
    /// Asks for sign-offs and the chair's approval.
    SubmitDraft {
        /// Number of the draft.
        draft: Seq,
        /// Optional words.
        #[serde(default, skip_serializing_if = "String::is_empty")] text: String,
    },
    /// Says yes before the chair.
    SignOffDraft {
        /// Number of the draft.
        draft: Seq,
        /// The revision that was seen.
        revision: Seq,
        /// The facts that were seen.
        facts: FactsSeen,
        /// To what.
        sign_off: SignOff,
        /// Optional words.
        #[serde(default, skip_serializing_if = "String::is_empty")] text: String,
    },
    /// Says that what the leak check found in a draft may leave.
    WaiveFinding {
        /// Number of the draft.
        draft: Seq,
        /// What kind of finding it is.
        leak: Kind,
        /// What was found: the very characters.
        found: String,
        /// Why.
        reason: String,
    },
    /// Wants a draft different.
    RequestChanges {
        /// Number of the draft.
        draft: Seq,
        /// Why.
        reason: String,
    },
    /// Approves exactly this.
    ApproveDraft {
        /// Number of the draft.
        draft: Seq,
        /// The revision that was seen.
        revision: Seq,
        /// The facts that were seen.
        facts: FactsSeen,
        /// Publishes it in the same act.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")] publish: bool,
    },
    /// Approves exactly this without the sign-offs that the policy asks for.
    BreakGlass {
        /// Number of the draft.
        draft: Seq,
        /// The revision that was seen.
        revision: Seq,
        /// The facts that were seen.
        facts: FactsSeen,
        /// Publishes it in the same act.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")] publish: bool,
        /// Why.
        reason: String,
    },
    /// Publishes what is approved, or a holding statement as it is.
    PublishDraft {
        /// Number of the draft.
        draft: Seq,
        /// The revision that was seen.
        revision: Seq,
        /// The facts that were seen.
        facts: FactsSeen,
    },
    /// Says that a draft will not be published.
    WithdrawDraft {
        /// Number of the draft.
        draft: Seq,
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")] reason: String,
    },
    /// Says what became of a delivery or a page.
    ReportDelivery {
        /// Its number.
        delivery: Seq,
        /// What.
        fate: DeliveryFate,
        /// How often it was tried until now.
        attempts: u32,
        /// What the channel calls it.
        #[serde(default, skip_serializing_if = "Option::is_none")] reference: Option<String>,
        /// When a failed one is tried again; where it is absent, only by hand.
        #[serde(default, skip_serializing_if = "Option::is_none")] again: Option<Time>,
        /// What the channel answered; never a secret.
        #[serde(default, skip_serializing_if = "String::is_empty")] note: String,
    },
    /// Has a delivery or a page tried again.
    RetryDelivery {
        /// Its number.
        delivery: Seq,
    },
    /// Has a delivery or a page not tried any more.
    GiveUpDelivery {
        /// Its number.
        delivery: Seq,
        /// Why.
        reason: String,
    },
    /// Asks the chair something.
    AskQuestion {
        /// What, in one line.
        text: String,
    },
    /// Answers a question, for all who asked it.
    AnswerQuestion {
        /// Number of the question.
        question: Seq,
        /// The answer.
        text: String,
    },
    /// Says that two questions ask the same.
    FoldQuestion {
        /// Number of the question that is asked no more by itself.
        question: Seq,
        /// Number of the one that stands for both.
        into: Seq,
    },
    /// Does not answer a question.
    DeclineQuestion {
        /// Number of the question.
        question: Seq,
        /// Why.
        reason: String,
    },
    /// Puts another policy in force.
    AdoptPolicy {
        /// All of it.
        policy: Box<Policy>,
    },
}

/// An update notifies where nothing else is said.
fn notify() -> Notice {
    Notice::Notify
}

impl Command {
    /// Whether a client may show it before the server has it. Only entries: everything else needs authority.
    #[must_use]
    pub fn can_wait(&self) -> bool {
        self.kind() == CommandKind::Post
    }

    /// A plain entry of now.
    #[must_use]
    pub fn post(entry: EntryKind, text: impl Into<String>) -> Command {
        Command::Post { entry, text: text.into(), happened_at: None, action: None, temporary: false }
    }
}

impl ActionPosted {
    /// What an action is when nothing was said about it.
    pub const UNSAID: ActionPosted = ActionPosted { kind: ActionKind::Other, progress: Progress::UnderWay };
}
