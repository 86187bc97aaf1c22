//! What happened: the events of a record, once released never renamed, removed or given another meaning.
//!
//! Structure and prose are kept apart: every sentence a person wrote lies in an event's [`Content`], never in
//! [`Event`], so that redaction can remove any of it and a replay still yields the same state.

mod kinds;

pub use kinds::*;

use crate::clock::Nudge;
use crate::draft::{FactsSeen, Outline, Written};
use crate::impact::{Figures, Follows, Scope, Stated};
use crate::leak::Kind;
use crate::people::{Person, Seat};
use crate::policy::Policy;
use crate::prelude::*;
use crate::{Seq, Time};
use core::fmt;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Who may see an event. Everyone else gets its number and commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Everyone with a seat.
    Room,
    /// Only those whose invite grants loss figures.
    Loss,
    /// Questions of guests: never the responder.
    Inbox,
    /// What has left the room: also readers of published text only.
    Published,
}

/// A set of reaches: what one connection is entitled to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reaches(u8);

impl Reaches {
    /// Everything there is.
    pub const ALL: Reaches = Reaches(0b1111);
    /// What has left the room, and nothing else: a reader's.
    pub const PUBLISHED: Reaches = Reaches::NONE.with(Reach::Published);
    /// Nothing at all.
    pub const NONE: Reaches = Reaches(0);

    /// Adds a reach.
    #[must_use]
    pub const fn with(self, reach: Reach) -> Reaches {
        Reaches(self.0 | 1 << reach as u8)
    }

    /// Says whether two sets differ in a reach that occurs.
    #[must_use]
    pub const fn differs_within(self, other: Reaches, occurring: Reaches) -> bool {
        (self.0 ^ other.0) & occurring.0 != 0
    }

    /// Says whether an event of this reach may be seen.
    #[must_use]
    pub const fn contains(self, reach: Reach) -> bool {
        self.0 & (1 << reach as u8) != 0
    }
}

/// Who caused an event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum Author {
    /// A member of the room.
    Person(Person),
    /// Whoever owns the server's data directory.
    Operator,
    /// The server itself: policy, checklists, clocks.
    Server,
    /// A script or demo; exists only in drills.
    Playback,
    /// A record written elsewhere and brought in.
    Import,
}

impl Author {
    /// The author as one word; the words for non-persons are not allowed as names.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Author::Person(person) => person.as_str(),
            Author::Operator => "operator",
            Author::Server => "server",
            Author::Playback => "playback",
            Author::Import => "import",
        }
    }

    /// The person, if it is one.
    #[must_use]
    pub fn person(&self) -> Option<&Person> {
        match self {
            Author::Person(person) => Some(person),
            Author::Operator | Author::Server | Author::Playback | Author::Import => None,
        }
    }
}

impl From<Author> for String {
    fn from(author: Author) -> String {
        author.as_str().to_owned()
    }
}

impl From<String> for Author {
    fn from(word: String) -> Author {
        match word.as_str() {
            "operator" => Author::Operator,
            "server" => Author::Server,
            "playback" => Author::Playback,
            "import" => Author::Import,
            // Not checked again: a name that would not be taken today still stands in an old record.
            _ => Author::Person(Person::recorded(word)),
        }
    }
}

impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The name of a severity of the policy, in lower case: `sev1`.
pub type SeverityName = String;

/// What is proposed to the chair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proposal {
    /// Another phase.
    Phase(Phase),
    /// Another severity.
    Severity(SeverityName),
    /// Another estimate of the impact.
    Estimate(Box<Stated>),
}

/// One recorded fact, without anybody's prose (that is in [`Content`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// The incident exists. Content: its title.
    Declared {
        /// How bad, if known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        severity: Option<SeverityName>,
        /// Who reported it; takes no seat by it.
        reporter: String,
        /// A practice: says so everywhere, and nothing leaves.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        drill: bool,
    },
    /// The policy in force from here on.
    PolicyAdopted {
        /// All of it: `decide` and `due` read it in the state.
        policy: Box<Policy>,
    },
    /// A responder has accepted the incident. Content: optional words.
    Acknowledged {},
    /// The phase changed. Content: optional words.
    PhaseSet {
        /// The new one.
        phase: Phase,
        /// The proposal that was accepted by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposal: Option<Seq>,
    },
    /// The severity changed. Content: the reason.
    SeveritySet {
        /// The new one; absent when it is unknown.
        severity: Option<SeverityName>,
        /// The proposal that was accepted by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposal: Option<Seq>,
    },
    /// Somebody who may write proposed something to the chair. Content: the reason.
    Proposed {
        /// What.
        proposal: Proposal,
    },
    /// The chair declined. Content: the reason.
    ProposalDeclined {
        /// Number of the proposal's event.
        proposal: Seq,
    },
    /// What is broken for whom, as it is estimated from here on; its number is the revision's. Content, unless money
    /// was stated with it: the reason, and as data the source.
    EstimateSet {
        /// All of it as it is now.
        #[serde(flatten)]
        scope: Scope,
        /// The proposal that was accepted by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposal: Option<Seq>,
    },
    /// The money of a revision, for those alone who may see it. Content: the reason, and as data the source.
    FiguresSet {
        /// Number of the revision.
        estimate: Seq,
        /// All of it as it is now.
        #[serde(flatten)]
        figures: Figures,
    },
    /// What the policy makes of the estimate: the same for everybody, whoever sees money.
    ImpactFollows {
        /// Number of the revision.
        estimate: Seq,
        /// What.
        #[serde(flatten)]
        follows: Follows,
    },
    /// The room is closed. Content: optional words.
    Closed {
        /// How it ended.
        ending: Ending,
    },
    /// The room is open again. Content: the reason.
    Reopened {},
    /// Anything anyone wrote. Content: the text.
    Posted {
        /// Note or fact.
        entry: EntryKind,
        /// For actions: which kind and how far.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        action: Option<ActionPosted>,
        /// Members that the text mentions.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<Person>,
    },
    /// A note became a fact.
    MarkedFact {
        /// Number of the entry.
        entry: Seq,
        /// The kind of fact it is.
        fact: EntryKind,
    },
    /// An entry goes into everyone's brief, or no longer.
    MarkedKey {
        /// Number of the entry.
        entry: Seq,
        /// On or off.
        mark: Mark,
    },
    /// A hypothesis was judged. Content: optional words.
    HypothesisJudged {
        /// Number of the entry.
        entry: Seq,
        /// The verdict.
        verdict: Verdict,
    },
    /// An action went on. Content: optional words.
    ActionMoved {
        /// Number of the entry.
        entry: Seq,
        /// How far it has come.
        progress: Progress,
    },
    /// An action was called temporary; the next task event is its debt.
    MarkedTemporary {
        /// Number of the entry.
        entry: Seq,
    },
    /// An entry was corrected. Content: the new text, if it changed. The old one stays reachable.
    Corrected {
        /// Number of the entry.
        entry: Seq,
        /// When it really happened, if that changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        happened_at: Option<Time>,
        /// Whether the content is a new text.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        text: bool,
        /// Members that the new text mentions.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<Person>,
    },
    /// Prose was removed for good. Content: the reason.
    Redacted {
        /// Number of the event that was pointed at.
        event: Seq,
        /// Numbers of all events whose content is gone: the event and its corrections.
        wipes: Vec<Seq>,
    },
    /// Something to do. Content: what.
    TaskAdded {
        /// Now or afterwards.
        when: TaskTime,
        /// It ends the harm: listed first.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        mitigation: bool,
        /// For action items: what it changes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        class: Option<TaskClass>,
        /// The temporary action whose debt this is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        debt_of: Option<Seq>,
    },
    /// An action item got an owner, a due date or a tracker's link. Content: the link, if it was given.
    TaskPlanned {
        /// Number of the task's event.
        task: Seq,
        /// Who answers for it; need not be a member.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<String>,
        /// The day it is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<chrono::NaiveDate>,
        /// The moment by which it is due, for tasks of now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Time>,
        /// Whether the content is a link.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        link: bool,
    },
    /// Somebody took a task.
    TaskClaimed {
        /// Number of the task's event.
        task: Seq,
    },
    /// A task is done. Content: optional words.
    TaskFinished {
        /// Number of the task's event.
        task: Seq,
    },
    /// A task will not be done. Content: the reason.
    TaskDropped {
        /// Number of the task's event.
        task: Seq,
    },
    /// The chair said where a task stands and what it saves; both as they are now.
    TaskRanked {
        /// Number of the task's event.
        task: Seq,
        /// Its place from 1: whatever stood there and below moves down. It has none of its own when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rank: Option<u32>,
        /// How much of the incident's cost it saves; not said when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        saves_percent: Option<u8>,
    },
    /// A link. Content: the address, a space, what it is.
    LinkAdded {
        /// What it leads to.
        link: LinkKind,
    },
    /// A step of a runbook was ticked off, or is not done after all. Content: what the step said.
    StepTicked {
        /// The runbook's title.
        runbook: String,
        /// The step's place from 1.
        step: u32,
        /// Done, or not after all.
        mark: Mark,
    },
    /// The *now* line, kept by the chair or the scribe. Content: at most three lines.
    NowSet {},
    /// An invite exists; its number is this event's.
    Invited {
        /// The seat it grants.
        seat: Seat,
        /// How often it may be used.
        uses: u32,
        /// When it ends.
        expires_at: Time,
        /// Whether it grants loss figures.
        loss: bool,
    },
    /// Somebody redeemed an invite and sits in its seat.
    Joined {
        /// Who.
        person: Person,
        /// Where.
        seat: Seat,
        /// Number of the invite's event.
        invite: Seq,
        /// Whether they see loss figures.
        loss: bool,
    },
    /// A member asked for another seat. Content: optional words.
    SeatRequested {
        /// The one they want.
        seat: Seat,
    },
    /// The chair granted a seat.
    SeatGranted {
        /// To whom.
        person: Person,
        /// Which.
        seat: Seat,
    },
    /// The chair declined a request. Content: optional words.
    SeatDeclined {
        /// Whose.
        person: Person,
    },
    /// A member gave up a seat, or left the room when none remained.
    Left {
        /// The seat given up; all of them when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seat: Option<Seat>,
    },
    /// The chair removed a member. Content: the reason.
    Removed {
        /// Whom.
        person: Person,
    },
    /// The chair offered it to somebody and keeps the duty until they accept. Content: the hand-over note.
    ChairOffered {
        /// To whom.
        to: Person,
    },
    /// The offer was withdrawn by the giver or declined by the other. Content: optional words.
    ChairOfferEnded {},
    /// The offer was accepted: the author holds the chair, the former holder keeps an observer's seat.
    ChairAccepted {
        /// Who had it.
        from: Person,
    },
    /// The chair's holder was gone longer than the policy allows.
    ChairEmptied {
        /// Who had it.
        from: Person,
        /// Since when nothing was heard of them.
        absent_since: Time,
    },
    /// The empty chair was taken.
    ChairClaimed {},
    /// The chair called somebody from outside; the escalation's number is this event's. Content: the reason, which may
    /// leave the room.
    Escalated {
        /// The level of the policy.
        level: String,
        /// What kind of level it is.
        level_kind: LevelKind,
        /// Until when somebody there has to have answered; absent where no answer is awaited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer_by: Option<Time>,
    },
    /// Somebody who was called answered. Content: who, and what they say.
    EscalationAnswered {
        /// Number of the escalation.
        escalation: Seq,
    },
    /// Nobody is needed from there any more. Content: the reason.
    EscalationEnded {
        /// Number of the escalation.
        escalation: Seq,
    },
    /// A level is told by its webhook; the page's number is this event's.
    PageQueued {
        /// Number of the escalation.
        escalation: Seq,
        /// The level.
        level: String,
        /// A practice: it goes nowhere.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        nowhere: bool,
    },
    /// Something became of a page. Content: what was answered, or why by hand.
    PageMoved {
        /// Number of the page.
        page: Seq,
        /// Its level.
        level: String,
        /// What.
        fate: DeliveryFate,
        /// How often it was tried until now.
        attempts: u32,
        /// When a failed one is tried again; where it is absent, only by hand.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        again: Option<Time>,
    },
    /// The scribe mark moved.
    ScribeSet {
        /// Who holds it now; nobody when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<Person>,
    },
    /// HOLD: stop before the next step. Content: the reason.
    HoldRaised {},
    /// HOLD is over. Content: optional words.
    HoldLowered {},
    /// Something was not done by the moment at which it was due.
    NudgeMissed {
        /// What.
        nudge: Nudge,
        /// When it was due.
        due: Time,
        /// Number of the event of the policy that was in force.
        policy: Seq,
    },
    /// Something that is due is not spoken of for a while. Content: the reason.
    NudgeSnoozed {
        /// What.
        nudge: Nudge,
        /// When it is due.
        due: Time,
        /// Until when.
        until: Time,
    },
    /// A vendor is waited for, or no longer. Content: which one, with the number of their case; optional words at the
    /// end.
    WaitingSet {
        /// On or off.
        mark: Mark,
    },
    /// A draft of an external update exists; its number is this event's. Its words come by edits.
    DraftOpened {
        /// For whom it is.
        audience: String,
        /// The phase that it tells.
        phase: Phase,
        /// Where it goes.
        channels: Vec<String>,
        /// Whether its readers are notified.
        notice: Notice,
        /// When the next update is promised.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        promise: Option<Time>,
        /// The holding statement of the policy that it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        holding: Option<String>,
    },
    /// A draft's words changed. Content: all characters that were inserted, one after the other.
    DraftEdited {
        /// Number of the draft.
        draft: Seq,
        /// The edit, carried forward to the text as it stood.
        edit: Outline,
        /// The entry that was reworded into it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<Seq>,
    },
    /// Something else that an approval covers changed; all of it as it is now.
    DraftSet {
        /// Number of the draft.
        draft: Seq,
        /// For whom it is.
        audience: String,
        /// The phase that it tells.
        phase: Phase,
        /// Where it goes.
        channels: Vec<String>,
        /// Whether its readers are notified.
        notice: Notice,
        /// When the next update is promised.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        promise: Option<Time>,
    },
    /// A draft waits for sign-offs and the chair. Content: optional words.
    DraftSubmitted {
        /// Number of the draft.
        draft: Seq,
        /// Kinds of what the leak check only suggested to look at.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        suggested: Vec<Kind>,
    },
    /// Somebody said yes before the chair. Content: optional words.
    DraftSignedOff {
        /// Number of the draft.
        draft: Seq,
        /// The revision that was seen.
        revision: Seq,
        /// To what.
        sign_off: SignOff,
        /// The facts as they stood.
        facts: FactsSeen,
    },
    /// Somebody says that what the leak check found may leave. Content: the reason, and as data the very characters:
    /// they go with the words when the draft is redacted.
    FindingWaived {
        /// Number of the draft.
        draft: Seq,
        /// What kind of finding it was.
        leak: Kind,
    },
    /// Somebody wants a draft different. Content: the reason.
    DraftChangesRequested {
        /// Number of the draft.
        draft: Seq,
    },
    /// The chair said yes to exactly this. What it covers is known by its revision: a hash of the words would outlive
    /// them. Content: the reason, where sign-offs were skipped.
    DraftApproved {
        /// Number of the draft.
        draft: Seq,
        /// The revision that was seen.
        revision: Seq,
        /// The facts as they stood.
        facts: FactsSeen,
        /// In which way.
        how: ApprovedHow,
        /// Kinds of what the leak check only suggested to look at, and the chair let pass.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        suggested: Vec<Kind>,
    },
    /// The chair published a draft; the update itself is the event `update`.
    DraftPublished {
        /// Number of the draft.
        draft: Seq,
        /// Number of the update's event.
        update: Seq,
    },
    /// A draft will not be published. Content: the reason.
    DraftWithdrawn {
        /// Number of the draft.
        draft: Seq,
    },
    /// A draft's words without their history, which was redacted. Content: the words.
    DraftSnapshot {
        /// Number of the draft.
        draft: Seq,
        /// Who wrote which part of them.
        written: Vec<Written>,
        /// Whether words went with the history.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        changed: bool,
    },
    /// What the outside is told, and all that it is told. Content: the text.
    UpdatePublished {
        /// For whom.
        audience: String,
        /// The phase that it tells.
        phase: Phase,
        /// How bad it was held to be; absent while unknown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        severity: Option<SeverityName>,
        /// When the next one is promised.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        promise: Option<Time>,
    },
    /// An update is to go to a channel; the delivery's number is this event's.
    DeliveryQueued {
        /// Number of the draft.
        draft: Seq,
        /// Number of the update's event.
        update: Seq,
        /// The channel.
        channel: String,
        /// A practice: it goes nowhere.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        nowhere: bool,
    },
    /// Something became of a delivery. Content: what the channel answered, or why by hand.
    DeliveryMoved {
        /// Number of the delivery.
        delivery: Seq,
        /// Its channel.
        channel: String,
        /// What.
        fate: DeliveryFate,
        /// How often it was tried until now.
        attempts: u32,
        /// What the channel calls it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
        /// When a failed one is tried again; where it is absent, only by hand.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        again: Option<Time>,
    },
    /// What readers of published text only are told of where the incident stands; it follows every change of it once
    /// there are any.
    Standing {
        /// The phase.
        phase: Phase,
        /// How bad; absent while unknown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        severity: Option<SeverityName>,
        /// A practice.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        drill: bool,
    },
    /// Somebody asked the chair something; the question's number is this event's. Content: the question.
    QuestionAsked {
        /// The open question that it repeats.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        same_as: Option<Seq>,
    },
    /// The chair answered. Content: the answer.
    QuestionAnswered {
        /// Number of the question.
        question: Seq,
    },
    /// The chair says that two questions ask the same.
    QuestionFolded {
        /// Number of the question that is asked no more by itself.
        question: Seq,
        /// Number of the one that stands for both.
        into: Seq,
    },
    /// The chair does not answer. Content: the reason.
    QuestionDeclined {
        /// Number of the question.
        question: Seq,
    },
    /// A line of an imported file whose kind has no rules yet. Content: text and data.
    Imported {
        /// The file's word for it.
        word: String,
    },
    /// An event of a newer version: kept in order, shown as "update your client".
    #[serde(other, skip_serializing)]
    Unknown,
}

/// What an action is when it is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionPosted {
    /// Its kind.
    pub kind: ActionKind,
    /// How far it has come.
    pub progress: Progress,
}

/// Everything about an event but its prose; what its commitment covers beside the content's hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The server's time.
    pub at: Time,
    /// When it happened, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened_at: Option<Time>,
    /// Who.
    pub author: Author,
    /// The seat that gave the right to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<Seat>,
    /// Who may see it.
    pub reach: Reach,
    /// What.
    pub event: Event,
}

impl Fact {
    /// When it happened: what the timeline is sorted by, unless it was corrected.
    #[must_use]
    pub fn happened(&self) -> Time {
        self.happened_at.unwrap_or(self.at)
    }
}

/// What a person wrote; removed for good by redaction.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Content {
    /// The text, safe to show.
    pub text: String,
    /// Anything else that an imported line carried, as it was written; what a waiver is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Box<RawValue>>,
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.data_str() == other.data_str()
    }
}

impl Eq for Content {}

impl Content {
    /// Content that is only text.
    #[must_use]
    pub fn text(text: String) -> Content {
        Content { text, data: None }
    }

    /// The data as it was written, empty when there is none.
    #[must_use]
    pub fn data_str(&self) -> &str {
        self.data.as_deref().map_or("", RawValue::get)
    }
}
