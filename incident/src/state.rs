//! What an incident is at one number: a pure fold of its events, so two people at the same number see the same.
//!
//! It keeps what rules and panes need. Long texts stay in the [`Record`](crate::Record) and are looked up by the
//! number of the event that holds them, so that a million entries do not fill a server's memory.

use crate::draft::{Delivery, Draft, Update};
use crate::escalation::Escalation;
use crate::event::{ActionKind, Author, Ending, EntryKind, LinkKind, Phase, Progress, Proposal, Reaches, SeverityName};
use crate::event::{Reach, TaskClass, TaskTime, Verdict};
use crate::impact::Estimate;
use crate::inbox::Question;
use crate::leak::Vocabulary;
use crate::people::{Person, Seat};
use crate::permission::{Role, permits};
use crate::policy::Policy;
use crate::prelude::*;
use crate::ticks::Tick;
use crate::turns::{ByKind, Turn};
use crate::{Seq, Time};
use core::cmp::Reverse;

/// One incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incident {
    /// Number of the last event; 0 before the declaration.
    pub seq: Seq,
    /// The title; absent before the declaration, and when it was redacted.
    pub title: Option<String>,
    /// Who reported it; takes no seat by it.
    pub reporter: String,
    /// A practice.
    pub drill: bool,
    /// When it was declared, by the server's clock.
    pub declared_at: Option<Time>,
    /// When it began: the moment that the declaration names.
    pub since: Option<Time>,
    /// How bad; absent while unknown.
    pub severity: Option<SeverityName>,
    /// When the severity last changed.
    pub severity_since: Option<Time>,
    /// Where it stands.
    pub phase: Option<Phase>,
    /// When the phase last changed.
    pub phase_since: Option<Time>,
    /// When it was over, each time: resolved or closed, until it went on.
    pub over: Vec<Over>,
    /// How it ended, while it is closed.
    pub ending: Option<Ending>,
    /// Who accepted it, and when.
    pub acknowledged: Option<(Author, Time)>,
    /// The *now* line.
    pub now: Option<NowLine>,
    /// The policy in force.
    pub policy: Policy,
    /// Number of the event by which it came in force: its version, as the record knows it.
    pub policy_seq: Option<Seq>,
    /// Every revision of the estimate of the impact.
    pub estimates: Vec<Estimate>,
    /// Everyone who ever joined.
    pub people: BTreeMap<Person, Member>,
    /// Who has the chair.
    pub chair: Chair,
    /// The chair offered to somebody.
    pub offer: Option<Offer>,
    /// Who holds the scribe mark.
    pub scribe: Option<Person>,
    /// Who was called from outside, in the order of the calls.
    pub escalations: Vec<Escalation>,
    /// HOLD, while it is up.
    pub hold: Option<Hold>,
    /// Who asked for which seat.
    pub seat_requests: BTreeMap<Person, Seat>,
    /// Invites by the number of their event.
    pub invites: BTreeMap<Seq, Invite>,
    /// Entries in the order of their numbers.
    pub entries: Vec<Entry>,
    /// Tasks in the order of their numbers.
    pub tasks: Vec<Task>,
    /// Steps of runbooks that are ticked off, by the runbook's title and the step's place from 1.
    pub ticks: BTreeMap<(String, u32), Tick>,
    /// Links in the order of their numbers.
    pub links: Vec<Link>,
    /// Open proposals by the number of their event.
    pub proposals: BTreeMap<Seq, OpenProposal>,
    /// Every change of the severity: when, and to what.
    pub severities: Vec<(Time, Option<SeverityName>)>,
    /// Drafts of external updates by the number of their event.
    pub drafts: BTreeMap<Seq, Draft>,
    /// What the outside was told, in its order.
    pub updates: Vec<Update>,
    /// Updates on their way to channels, by the number of their event.
    pub deliveries: BTreeMap<Seq, Delivery>,
    /// Questions to the chair, by the number of their first event.
    pub questions: BTreeMap<Seq, Question>,
    /// Whether somebody was ever invited who reads published text only.
    pub readers: bool,
    /// Who wrote words: by event, those that are not entries.
    pub words: BTreeMap<Seq, Author>,
    /// Those of them that not the whole room sees: what is said about them goes no further than they did.
    pub narrow_words: BTreeMap<Seq, Reach>,
    /// Events whose words were removed for good.
    pub redacted: BTreeSet<Seq>,
    /// What turned, in the order of numbers.
    pub turns: Vec<Turn>,
    /// Which of them everyone has to know of: severities and chairs. Places in that list.
    pub big_turns: Vec<usize>,
    /// Numbers of entries by kind and reach.
    pub by_kind: ByKind,
    /// Numbers of the entries that are marked as key.
    pub keys: BTreeSet<Seq>,
    /// What the notes call things, and what was published of it.
    pub vocabulary: Vocabulary,
    /// What deadlines are counted from, and what was missed.
    pub clock: crate::clock::Kept,
}

/// A stretch of time in which it was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Over {
    /// From when on.
    pub since: Time,
    /// Until it went on; absent while it is over.
    pub until: Option<Time>,
}

/// The *now* line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NowLine {
    /// Number of its event.
    pub seq: Seq,
    /// The text; absent when it was redacted.
    pub text: Option<String>,
    /// Who wrote it.
    pub by: Author,
    /// When.
    pub at: Time,
}

/// Somebody who joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The seats held now; none after leaving.
    pub seats: BTreeSet<Seat>,
    /// Whether they see loss figures as a guest.
    pub loss: bool,
    /// Number of the event by which they came in: an earlier one gives no right any more.
    pub joined: Seq,
    /// When they joined: hours on shift count from here.
    pub joined_at: Time,
    /// What they were removed for, if they were: the number of the event.
    pub removed: Option<Seq>,
    /// Whether they asked the chair something: they see the answer from another seat, too.
    pub asked: bool,
}

impl Member {
    /// Whether they are in the room.
    #[must_use]
    pub fn is_in(&self) -> bool {
        !self.seats.is_empty()
    }

    /// Whether they sit as a responder or an observer: who can be scribe, and whom the chair can be offered to.
    #[must_use]
    pub fn works(&self) -> bool {
        self.seats.contains(&Seat::Responder) || self.seats.contains(&Seat::Observer)
    }

    /// Whether the questions to the chair are theirs to read: the chair's and the guests', who share one inbox and so
    /// see what was asked already; never those of somebody who works on the fix.
    #[must_use]
    pub fn sees_inbox(&self) -> bool {
        let may_ask = self.seats.contains(&Seat::Guest) || self.asked;
        self.seats.contains(&Seat::Coordinator) || (may_ask && !self.seats.contains(&Seat::Responder))
    }

    /// What they are entitled to see.
    #[must_use]
    pub fn reaches(&self) -> Reaches {
        if !self.is_in() {
            return Reaches::NONE;
        }
        if self.seats.iter().all(|&seat| seat == Seat::Reader) {
            return Reaches::PUBLISHED;
        }
        let guest_only = self.seats.iter().all(|&seat| seat == Seat::Guest);
        let mut reaches = Reaches::NONE.with(Reach::Room).with(Reach::Published);
        if self.loss || !guest_only {
            reaches = reaches.with(Reach::Loss);
        }
        if self.sees_inbox() {
            reaches = reaches.with(Reach::Inbox);
        }
        reaches
    }
}

/// Who has the chair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chair {
    /// Somebody.
    Held {
        /// Who.
        by: Person,
        /// Since when.
        since: Time,
    },
    /// Nobody.
    Empty {
        /// Who had it, if anybody ever did.
        last: Option<Person>,
        /// Since when; absent before the declaration.
        since: Option<Time>,
    },
}

impl Default for Chair {
    fn default() -> Self {
        Chair::Empty { last: None, since: None }
    }
}

impl Chair {
    /// The holder.
    #[must_use]
    pub fn holder(&self) -> Option<&Person> {
        match self {
            Chair::Held { by, .. } => Some(by),
            Chair::Empty { .. } => None,
        }
    }
}

/// The chair offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Number of its event; the note is its content.
    pub seq: Seq,
    /// To whom.
    pub to: Person,
    /// When.
    pub at: Time,
}

/// HOLD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Number of its event; the reason is its content.
    pub seq: Seq,
    /// Who raised it.
    pub by: Author,
    /// When.
    pub at: Time,
}

/// An invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// The seat it grants.
    pub seat: Seat,
    /// How often it may still be used.
    pub uses_left: u32,
    /// When it ends.
    pub expires_at: Time,
    /// Whether it grants loss figures.
    pub loss: bool,
}

/// Something somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub seq: Seq,
    /// What it is now: a note that was marked as a fact is that fact.
    pub kind: EntryKind,
    /// Who wrote it.
    pub author: Author,
    /// The seat they wrote from.
    pub seat: Option<Seat>,
    /// Who may see it.
    pub reach: Reach,
    /// When it was recorded.
    pub at: Time,
    /// When it happened, as corrected.
    pub happened_at: Time,
    /// In everyone's brief.
    pub key: bool,
    /// The event whose content is its text now: itself, or the last correction.
    pub text_at: Seq,
    /// Its corrections, oldest first.
    pub corrections: Vec<Seq>,
    /// Members that it mentions.
    pub mentions: Vec<Person>,
    /// What it has become.
    pub course: Course,
}

/// What has become of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Nothing can: it is what it is.
    Plain,
    /// A hypothesis and its verdict.
    Hypothesis(Verdict),
    /// An action.
    Action {
        /// Its kind.
        kind: ActionKind,
        /// How far it has come.
        progress: Progress,
        /// A makeshift.
        temporary: bool,
    },
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its number; what to do is the content of that event.
    pub seq: Seq,
    /// Who added it.
    pub author: Author,
    /// When.
    pub at: Time,
    /// Who may see it.
    pub reach: Reach,
    /// Now or afterwards.
    pub when: TaskTime,
    /// It ends the harm.
    pub mitigation: bool,
    /// For action items: what it changes.
    pub class: Option<TaskClass>,
    /// The temporary action whose debt it is.
    pub debt_of: Option<Seq>,
    /// Where it stands.
    pub state: TaskState,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The day it is due.
    pub due: Option<chrono::NaiveDate>,
    /// The moment by which it is due, for tasks of now.
    pub by: Option<Time>,
    /// Its place among those of its list that the chair has ranked, from 1.
    pub place: Option<u32>,
    /// How much of the incident's cost it saves, in percent, as the chair says.
    pub saves_percent: Option<u8>,
    /// The event whose content is its address in a tracker.
    pub link_at: Option<Seq>,
}

/// Where a task stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// Nobody has it.
    Open,
    /// Somebody does.
    Claimed(Author),
    /// Done.
    Done,
    /// Will not be done.
    Dropped,
}

impl Task {
    /// Whether it is neither done nor dropped.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state, TaskState::Open | TaskState::Claimed(_))
    }

    /// What a debt still lacks; nothing for any other task.
    #[must_use]
    pub fn lacks(&self) -> Vec<&'static str> {
        let mut lacks = Vec::new();
        if self.debt_of.is_some() {
            lacks.extend(self.owner.is_none().then_some("owner"));
            lacks.extend(self.due.is_none().then_some("due date"));
            lacks.extend(self.link_at.is_none().then_some("link"));
        }
        lacks
    }

    /// How much of the incident's cost it saves, in percent: what the chair says, else all of it for a mitigation, and
    /// nothing is known of others.
    #[must_use]
    pub fn saves(&self) -> Option<u8> {
        self.saves_percent.or(self.mitigation.then_some(100))
    }

    /// Whether the moment by which it is due has passed.
    #[must_use]
    pub fn is_overdue(&self, now: Time) -> bool {
        self.is_open() && self.by.is_some_and(|by| by < now)
    }

    /// The order of a list: open ones first, those of now before those of afterwards; what the chair ranked in its
    /// order, then mitigations, then what saves most, then by age.
    #[must_use]
    pub fn rank(&self) -> impl Ord + use<> {
        let chosen = (self.place.is_none(), self.place, !self.mitigation, Reverse(self.saves()));
        (!self.is_open(), self.when == TaskTime::Afterwards, chosen, self.seq)
    }
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number; address and label are the content of that event.
    pub seq: Seq,
    /// What it leads to.
    pub kind: LinkKind,
    /// Who added it.
    pub author: Author,
}

/// What waits for the chair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenProposal {
    /// What; the reason is the content of its event.
    pub proposal: Proposal,
    /// Who proposed it.
    pub by: Author,
    /// When.
    pub at: Time,
    /// Who may see it.
    pub reach: Reach,
}

impl Incident {
    /// Whether it was declared.
    #[must_use]
    pub fn is_declared(&self) -> bool {
        self.seq > 0
    }

    /// Whether the room is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.phase == Some(Phase::Closed)
    }

    /// When it began, as far as the record says: with the first alert that was written down, and never later than it
    /// was declared.
    #[must_use]
    pub fn began(&self) -> Option<Time> {
        let seen_by_all = |entry: &&Entry| entry.kind == EntryKind::Alert && entry.reach == Reach::Room;
        self.entries.iter().filter(seen_by_all).map(|alert| alert.happened_at).chain(self.since).min()
    }

    /// The entry of this number.
    #[must_use]
    pub fn entry(&self, seq: Seq) -> Option<&Entry> {
        let at = self.entries.binary_search_by_key(&seq, |entry| entry.seq).ok()?;
        self.entries.get(at)
    }

    pub(crate) fn entry_mut(&mut self, seq: Seq) -> Option<&mut Entry> {
        let at = self.entries.binary_search_by_key(&seq, |entry| entry.seq).ok()?;
        self.entries.get_mut(at)
    }

    /// The task of this number.
    #[must_use]
    pub fn task(&self, seq: Seq) -> Option<&Task> {
        let at = self.tasks.binary_search_by_key(&seq, |task| task.seq).ok()?;
        self.tasks.get(at)
    }

    pub(crate) fn task_mut(&mut self, seq: Seq) -> Option<&mut Task> {
        let at = self.tasks.binary_search_by_key(&seq, |task| task.seq).ok()?;
        self.tasks.get_mut(at)
    }

    /// The member of this name, if they are in the room.
    #[must_use]
    pub fn member(&self, person: &Person) -> Option<&Member> {
        self.people.get(person).filter(|member| member.is_in())
    }

    /// Everyone in the room.
    pub fn members(&self) -> impl Iterator<Item = (&Person, &Member)> {
        self.people.iter().filter(|(_, member)| member.is_in())
    }

    /// Somebody's seats, the one with most rights first.
    #[must_use]
    pub fn seats(&self, person: &Person) -> Vec<Seat> {
        let held = self.people.get(person).map(|member| &member.seats);
        Seat::ALL.into_iter().filter(|seat| held.is_some_and(|seats| seats.contains(seat))).collect()
    }

    /// The seat by which somebody may give this command, by the table alone: for hints on a screen too.
    #[must_use]
    pub fn seat_for(&self, person: &Person, command: crate::CommandKind) -> Option<Seat> {
        self.seats(person).into_iter().find(|&seat| permits(Role::Seat(seat), command))
    }

    /// Number of the revision by which it was last said otherwise what is broken for whom. Money is no part of it:
    /// the outside is told none.
    #[must_use]
    pub fn impact_revision(&self) -> Option<Seq> {
        let mut scoped = None;
        let mut before = None;
        for estimate in &self.estimates {
            if before != Some(&estimate.scope) {
                scoped = Some(estimate.seq);
            }
            before = Some(&estimate.scope);
        }
        scoped
    }

    /// The draft that this event belongs to: its own number, or that of words in it.
    #[must_use]
    pub fn draft_of(&self, event: Seq) -> Option<&Draft> {
        let holds = |draft: &&Draft| draft.manuscript.sources().contains(&event);
        self.drafts.get(&event).or_else(|| self.drafts.values().find(holds))
    }

    /// Debts that lack an owner, a date or a link.
    pub fn debts(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| !task.lacks().is_empty())
    }

    /// Whether somebody has accepted it and no repair is in yet.
    #[must_use]
    pub fn is_hunted(&self) -> bool {
        matches!(self.phase, Some(Phase::Acknowledged | Phase::Investigating | Phase::Identified))
    }

    /// Whether a cause is hunted and no mitigation was tried: of what the whole room sees, so that all are told the same.
    #[must_use]
    pub fn no_mitigation_tried(&self) -> bool {
        let tried = |entry: &Entry| match entry.course {
            Course::Action { kind, progress, .. } => kind.is_mitigation() && progress != Progress::Planned,
            Course::Plain | Course::Hypothesis(_) => false,
        };
        // Of a long record only the actions are looked at.
        let actions = || self.by_kind.newest(EntryKind::Action, Reaches::NONE.with(Reach::Room), usize::MAX);
        self.is_hunted() && !actions().into_iter().filter_map(|seq| self.entry(seq)).any(tried)
    }
}
