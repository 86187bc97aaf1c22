//! Why the rules say no: one variant per reason, with its facts, shown to a person as a sentence.

mod named;

pub use named::{Figure, Place, Target};

use crate::command::CommandKind;
use crate::draft::{Change, Lack, Leak, Moved};
use crate::event::{DeliveryFate, EntryKind, Phase};
use crate::leak::{Kind, Weight};
use crate::people::{Person, Seat};
use crate::prelude::*;
use crate::{Seq, Time};
use serde::{Deserialize, Serialize};

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Rejection {
    // Access.
    /// The table denies it to all seats of the sender.
    #[error("your seat ({}) may not do this ({command}); {who}", listed(.seats), command = name(*.command), who = who_may(*.command))]
    NotPermitted {
        /// What was wanted.
        #[serde(with = "kind_as_word")]
        command: CommandKind,
        /// The sender's seats.
        seats: Vec<Seat>,
    },
    /// The sender is no member, or no longer.
    #[error("you are not in this room (any more); ask the chair for a new invite")]
    NotAMember,
    /// A script speaks outside a drill.
    #[error("playback exists only in drills; declare with --drill")]
    PlaybackOutsideDrill,

    // Life.
    /// There is no incident yet.
    #[error("this incident was never declared")]
    NotDeclared,
    /// There already is one.
    #[error("this incident was declared already")]
    AlreadyDeclared,
    /// The room is closed.
    #[error("the incident is closed; the chair can reopen it")]
    IncidentClosed,
    /// The room is not closed.
    #[error("the incident is not closed (phase {phase})")]
    NotClosed {
        /// Where it stands.
        phase: Phase,
    },
    /// The record has reached its bound.
    #[error("the record is full ({most} events); close this incident and declare a new one")]
    RecordFull {
        /// The bound.
        most: u64,
    },

    // Texts and times.
    /// Nothing was written.
    #[error("the {place} is empty; write something")]
    Empty {
        /// Where.
        place: Place,
    },
    /// Too much was written.
    #[error("the {place} is too long ({bytes}, at most {most}); shorten it or link to the rest")]
    TooLong {
        /// Where.
        place: Place,
        /// Its length: bytes, or characters of a name.
        bytes: usize,
        /// The bound.
        most: usize,
    },
    /// Too many lines were written.
    #[error("the now line has {lines} lines, at most {most}; keep what matters now")]
    TooManyLines {
        /// Its lines.
        lines: usize,
        /// The bound.
        most: usize,
    },
    /// An address is none.
    #[error("{url:?} is not an http or https address; write it like https://tracker.example/OPS-1")]
    NotALink {
        /// What was given.
        url: String,
    },
    /// It would have happened in the future.
    #[error("it cannot have happened at {happened_at}: that is ahead of the server's clock ({now})")]
    InTheFuture {
        /// What was given.
        happened_at: Time,
        /// The server's time.
        now: Time,
    },
    /// It would have happened too long ago.
    #[error("it cannot have happened at {happened_at}: more than {days} days ago")]
    TooLongAgo {
        /// What was given.
        happened_at: Time,
        /// The bound.
        days: i64,
    },

    // Estimates.
    /// A range does not rise.
    #[error("{figure} does not rise: low {low}, likely {likely}, high {high}; write low..likely..high")]
    NotRising {
        /// Which.
        figure: Figure,
        /// As it was given, as people write it.
        low: String,
        /// Likewise.
        likely: String,
        /// Likewise.
        high: String,
    },
    /// A figure is beyond what is counted.
    #[error("{figure} is too high ({high}, at most {most}); check the number of zeros")]
    FigureTooHigh {
        /// Which.
        figure: Figure,
        /// As it was given, as people write it.
        high: String,
        /// The bound.
        most: String,
    },
    /// More than all users.
    #[error("{percent} % is more than all users; a share lies between 0 and 100 %")]
    ShareBeyondAll {
        /// What was given.
        percent: String,
    },
    /// A currency is none.
    #[error("{currency:?} is no currency; write its three letters, like EUR, USD or JPY")]
    UnknownCurrency {
        /// What was given.
        currency: String,
    },
    /// Another currency without amounts in it.
    #[error(
        "what is lost is known in {before}, and nothing of it counts in {currency}: give the amounts in {currency}, too"
    )]
    CurrencyAlone {
        /// What was given.
        currency: String,
        /// The one in force.
        before: String,
    },
    /// A journey's name is none.
    #[error("{name:?} is no name of a journey; write a short one of letters, digits, spaces or - _ . /, like checkout")]
    NotAJourney {
        /// What was given.
        name: String,
    },
    /// The harm would end before it began.
    #[error("it cannot have ended at {until}: it began at {since}; give another start or end")]
    EndsBeforeStart {
        /// When it began.
        since: Time,
        /// When it would end.
        until: Time,
    },
    /// The end lies too far ahead.
    #[error("the end {until} lies more than {days} days ahead; leave it open until it is known")]
    EndsTooFarAhead {
        /// What was given.
        until: Time,
        /// The bound.
        days: i64,
    },
    /// An estimate that states nothing.
    #[error("an estimate needs something that is known: a journey, users, figures, a kind, a start or an end")]
    NothingEstimated,
    /// There are no such figures to take back.
    #[error("revision {revision} has no figures that count; see the history of the estimate")]
    NoSuchCost {
        /// What was given.
        revision: Seq,
    },

    // Numbers that point at nothing.
    /// There is nothing of this number.
    #[error("there is no {target} {number} here")]
    Unknown {
        /// What was meant.
        target: Target,
        /// Its number.
        number: Seq,
    },
    /// The entry is of another kind.
    #[error("entry {entry} is {}, not {}", .is.with_article(), .expected.with_article())]
    WrongKind {
        /// The entry.
        entry: Seq,
        /// What it is.
        is: EntryKind,
        /// What it would have to be.
        expected: EntryKind,
    },
    /// Only actions have a kind, progress or a temporary mark.
    #[error("only an action can be temporary, planned, under way, done or failed; this is {}", .entry.with_article())]
    OnlyActions {
        /// The kind that was given.
        entry: EntryKind,
    },
    /// It is so already.
    #[error("nothing to do: it is so already ({is})")]
    Already {
        /// How it is.
        is: String,
    },
    /// A correction that changes nothing.
    #[error("a correction needs a new text or a new time")]
    NothingToCorrect,
    /// Not the author, the scribe or the chair.
    #[error("only its author ({author}), the scribe or the chair may correct entry {entry}")]
    NotYoursToCorrect {
        /// The entry.
        entry: Seq,
        /// Whose it is.
        author: String,
    },
    /// Not the author or the chair.
    #[error("only its author ({author}) or the chair may redact event {event}")]
    NotYoursToRedact {
        /// The event.
        event: Seq,
        /// Whose it is.
        author: String,
    },
    /// It was redacted.
    #[error("event {event} was redacted and holds no words any more")]
    AlreadyRedacted {
        /// The event.
        event: Seq,
    },
    /// There are no words to remove.
    #[error("event {event} holds nobody's words; there is nothing to redact")]
    NothingToRedact {
        /// The event.
        event: Seq,
    },
    /// A bound of the state.
    #[error("there are {most} {what} already, which is the most an incident holds")]
    TooMany {
        /// What.
        what: String,
        /// The bound.
        most: usize,
    },

    // Life and severity.
    /// No such severity.
    #[error("there is no severity {severity:?}; the policy has {}", .known.join(", "))]
    UnknownSeverity {
        /// What was given.
        severity: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Not a phase that is set.
    #[error("{phase} is not set by hand; choose investigating, identified, monitoring or resolved")]
    NotAWorkingPhase {
        /// What was given.
        phase: Phase,
    },
    /// Closing before it is resolved.
    #[error("only a resolved incident is closed (phase {phase}); resolve it first, or close it as a false alarm")]
    NotResolved {
        /// Where it stands.
        phase: Phase,
    },
    /// Accepted before.
    #[error("{by} has acknowledged it already")]
    AlreadyAcknowledged {
        /// Who.
        by: String,
    },

    // Tasks.
    /// Finished or dropped.
    #[error("task {task} is over ({how})")]
    TaskOver {
        /// The task.
        task: Seq,
        /// Done or dropped.
        how: String,
    },
    /// Claimed by somebody else.
    #[error("{by} has task {task} already; talk to them")]
    TaskTaken {
        /// The task.
        task: Seq,
        /// Who has it.
        by: String,
    },
    /// A plan without anything in it.
    #[error("say an owner, a due date, a moment or a link")]
    NothingToPlan,
    /// A moment for an action item.
    #[error("task {task} is for afterwards: it is due on a day, not at a moment (--due 2026-04-01)")]
    MomentForLater {
        /// The task.
        task: Seq,
    },
    /// A task cannot be due in the past, or far ahead.
    #[error("a task of now cannot be due at {by}: it is {now}, and at most {days} days lie ahead")]
    DueNotAhead {
        /// What was given.
        by: Time,
        /// The server's time.
        now: Time,
        /// The bound.
        days: i64,
    },
    /// Ranking without anything in it.
    #[error("say a place in the order, or how much of the cost the task saves")]
    NothingToRank,
    /// No place.
    #[error("places are counted from 1: that is the task to do first")]
    NoPlaceZero,
    /// More than all of it.
    #[error("a task saves 0 to 100 % of the cost, not {percent} %")]
    NotAShare {
        /// What was given.
        percent: u8,
    },

    // Runbooks.
    /// No such runbook.
    #[error("there is no runbook {runbook:?}; the policy has {}", some(.known))]
    UnknownRunbook {
        /// What was given.
        runbook: String,
        /// What there is.
        known: Vec<String>,
    },
    /// No such step.
    #[error("runbook {runbook:?} has no step {step}: {}", what_steps(*.steps))]
    UnknownStep {
        /// The runbook.
        runbook: String,
        /// What was given.
        step: u32,
        /// How many there are.
        steps: usize,
    },
    /// Ticked off before.
    #[error("step {step} of {runbook:?} was ticked off already, by {by} at {at}")]
    StepTicked {
        /// The runbook.
        runbook: String,
        /// The step.
        step: u32,
        /// Who did.
        by: String,
        /// When.
        at: Time,
    },
    /// Nothing to take back.
    #[error("step {step} of {runbook:?} is not ticked off")]
    StepNotTicked {
        /// The runbook.
        runbook: String,
        /// The step.
        step: u32,
    },
    /// A debt that is not planned.
    #[error("task {task} is the debt of a temporary action: it stays until it has an owner, a date and a link (missing: {})", .missing.join(", "))]
    DebtNotPlanned {
        /// The task.
        task: Seq,
        /// What is missing.
        missing: Vec<String>,
    },

    // Seats.
    /// The name cannot be used.
    #[error("the name {name:?} cannot be used: {reason}")]
    NameNotAllowed {
        /// What was given.
        name: String,
        /// Why.
        reason: String,
    },
    /// The name looks like somebody's who is here.
    #[error("the name {name:?} is taken, or looks like {like:?} who is here; choose another")]
    NameTaken {
        /// What was given.
        name: String,
        /// Whom it looks like.
        like: String,
    },
    /// Unknown, used up, expired or revoked: the same answer for all.
    #[error("this invite cannot be used: it is unknown, used up or expired; ask for a new one")]
    InviteNotUsable,
    /// Inviting above one's right.
    #[error(
        "your seat ({seat}) invites to seats at or below it, and only the server's operator or the chair to {wanted}"
    )]
    InviteAboveSeat {
        /// The sender's.
        seat: Seat,
        /// The wanted.
        wanted: Seat,
    },
    /// Somebody has the chair.
    #[error("{holder} has the chair; it is handed over by its holder, not taken")]
    ChairHeld {
        /// Who.
        holder: Person,
    },
    /// The chair waits for whoever was invited to it.
    #[error("the chair waits for its invited holder; it can be claimed from {claimable_at}")]
    ChairAwaitsInvite {
        /// From when it may be claimed.
        claimable_at: Time,
    },
    /// The chair's holder is here, or has not been away for long enough.
    #[error("{holder} was heard of {absent_seconds} s ago; the chair counts as empty after {needed_seconds} s")]
    ChairNotAbandoned {
        /// Who.
        holder: Person,
        /// Seconds of silence.
        absent_seconds: i64,
        /// Seconds that it takes.
        needed_seconds: i64,
    },
    /// Nobody has the chair.
    #[error("nobody has the chair; claim it")]
    ChairEmpty,
    /// No offer is open.
    #[error("no offer of the chair is open")]
    NoOffer,
    /// The offer is for somebody else.
    #[error("the chair was offered to {to}, not to you")]
    OfferForAnother {
        /// To whom.
        to: Person,
    },
    /// An offer is open.
    #[error("the chair is already offered to {to}; withdraw that first")]
    OfferOpen {
        /// To whom.
        to: Person,
    },
    /// The chair's holder cannot simply go.
    #[error("you have the chair: hand it over first, or close the incident")]
    ChairMustHandOver,
    /// No such member.
    #[error("{name:?} is not in this room")]
    NoSuchPerson {
        /// What was given.
        name: String,
    },
    /// The member lacks the seat for it.
    #[error("{person} is {}; this needs a responder or observer", listed(.seats))]
    WrongSeat {
        /// Who.
        person: Person,
        /// Their seats.
        seats: Vec<Seat>,
    },
    /// They have it already.
    #[error("{person} has the seat of {seat} already")]
    HasSeat {
        /// Who.
        person: Person,
        /// Which.
        seat: Seat,
    },
    /// They do not have it.
    #[error("{person} has no seat of {seat}")]
    HasNoSeat {
        /// Who.
        person: Person,
        /// Which.
        seat: Seat,
    },
    /// The chair is not granted like a seat.
    #[error("the chair is offered and accepted, not granted; offer it")]
    ChairIsOffered,
    /// A reader's seat is outside the room.
    #[error(
        "a reader's seat is for somebody outside the room: an invite of its own makes it (warroom invite reader), and whoever has another seat reads all of it anyway"
    )]
    ReaderSeat,
    /// A question that is not open any more.
    #[error("question {question} is {is} already")]
    QuestionOver {
        /// Number of the question.
        question: Seq,
        /// What became of it.
        is: String,
    },
    /// Somebody asks faster than anybody answers.
    #[error("you asked {most} questions within {minutes} minutes; the next one can be asked at {again_at}")]
    AskedTooOften {
        /// How many one may ask in that time.
        most: usize,
        /// The time.
        minutes: i64,
        /// From when on the next one is taken.
        again_at: Time,
    },
    /// Nobody asked.
    #[error("{person} has not asked for a seat")]
    NoRequest {
        /// Who.
        person: Person,
    },
    /// One cannot do this to oneself.
    #[error("this cannot be done to oneself")]
    NotToOneself,
    /// Only chair or scribe: the *now* line, and giving the mark away.
    #[error("that is for the chair and the scribe ({})", .scribe.as_ref().map_or("nobody has the mark now; an observer can take it", Person::as_str))]
    NotTheScribe {
        /// Who has the mark.
        scribe: Option<Person>,
    },
    /// Somebody else has the scribe mark.
    #[error("{scribe} is the scribe; the chair can move the mark")]
    ScribeTaken {
        /// Who.
        scribe: Person,
    },
    /// HOLD is up.
    #[error("HOLD is up already, raised by {by}")]
    HoldRaised {
        /// Who raised it.
        by: String,
    },
    /// HOLD is not up.
    #[error("HOLD is not up")]
    NoHold,
    /// Not the raiser, not the chair.
    #[error("only {by}, who raised HOLD, or the chair lowers it")]
    NotYoursToLower {
        /// Who raised it.
        by: String,
    },

    // The clock.
    /// Nothing of the kind is due, or not any more.
    #[error("nothing to do: no deadline runs for this ({what}), or not any more; look again what is due")]
    NothingDue {
        /// What was meant.
        what: String,
    },
    /// It is too early.
    #[error("{what} is due at {}; there is time until then, and it cannot be snoozed or be late before", at.format("%H:%MZ"))]
    NotDueYet {
        /// What.
        what: String,
        /// When.
        at: Time,
    },
    /// It was snoozed before.
    #[error("{by} snoozed it until {}, and once is all: do it now, or write a note why it has to wait ({what})", until.format("%H:%MZ"))]
    SnoozedAlready {
        /// What.
        what: String,
        /// Who.
        by: String,
        /// Until when.
        until: Time,
    },
    /// It is for somebody else.
    #[error("only {who}, for whom it is, or the chair snoozes it ({what})")]
    NotYoursToSnooze {
        /// What.
        what: String,
        /// Whom it is for.
        who: String,
    },

    // External updates.
    /// No such audience.
    #[error("there is no audience {audience:?}; the policy has {}", .known.join(", "))]
    UnknownAudience {
        /// What was given.
        audience: String,
        /// What there is.
        known: Vec<String>,
    },
    /// No such channel for this audience.
    #[error("there is no channel {channel:?} for {audience}; the policy has {}", some(.known))]
    UnknownChannel {
        /// What was given.
        channel: String,
        /// For whom.
        audience: String,
        /// What there is for them.
        known: Vec<String>,
    },
    /// No such holding statement.
    #[error("there is no holding statement {holding:?}; the policy has {}", some(.known))]
    UnknownHolding {
        /// What was given.
        holding: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A holding statement's slot cannot take this.
    #[error("{{{slot}}} of a holding statement takes only what the policy lists for it: {}", some(.values))]
    NotASlotValue {
        /// The slot.
        slot: String,
        /// What may stand there.
        values: Vec<String>,
    },
    /// A slot of a template is not filled.
    #[error("the text still says {{{slot}}}; write there what is meant")]
    SlotLeft {
        /// The slot.
        slot: String,
    },
    /// The outside does not hear of this phase.
    #[error("an update does not tell the phase {phase}; choose investigating, identified, monitoring or resolved")]
    PhaseNotTold {
        /// What was given.
        phase: Phase,
    },
    /// A promise of what is past, or too far ahead.
    #[error("the next update cannot be promised for {promise}: it is {now}, and at most {days} days lie ahead")]
    PromiseNotAhead {
        /// What was given.
        promise: Time,
        /// The server's time.
        now: Time,
        /// The bound.
        days: i64,
    },
    /// A character that nobody can see, or that turns text around.
    #[error("the text holds the hidden character U+{code:04X}; take it out, nobody outside could see it")]
    HiddenCharacter {
        /// Its code.
        code: u32,
    },
    /// Published or withdrawn.
    #[error("draft {draft} is {stage} and changes no more; open a new one")]
    DraftOver {
        /// The draft.
        draft: Seq,
        /// Where it stands.
        stage: String,
    },
    /// The edit was made on a text that is too old to carry it from there.
    #[error(
        "the edit was made on draft {draft} as of event {base}, and only edits since {oldest} are known; read it again"
    )]
    EditTooOld {
        /// The draft.
        draft: Seq,
        /// On which event's text.
        base: Seq,
        /// The oldest that is known.
        oldest: Seq,
    },
    /// The edit walks beyond the end.
    #[error("the edit walks over {walked} characters, and the text it was made on has {chars}; read it again")]
    EditBeyondText {
        /// How far it goes.
        walked: usize,
        /// How far it could.
        chars: usize,
    },
    /// An entry that not everybody in the room sees.
    #[error("entry {entry} is not for the outside: not even everybody in the room sees it")]
    NotForOutside {
        /// The entry.
        entry: Seq,
    },
    /// Not the revision that was seen.
    #[error("draft {draft} is at revision {revision}, not {seen}{}; read it again and name that revision", what_changed(.changes))]
    DraftChanged {
        /// The draft.
        draft: Seq,
        /// What was seen.
        seen: Seq,
        /// What is.
        revision: Seq,
        /// What changed since.
        changes: Vec<Change>,
    },
    /// Not the facts that were seen.
    #[error("facts moved: read again ({})", what_moved(.moved))]
    FactsMoved {
        /// What moved.
        moved: Vec<Moved>,
    },
    /// Nobody has approved it as it stands.
    #[error("draft {draft} is {}, not approved; the chair approves it first", .stage.replace('_', " "))]
    NotApproved {
        /// The draft.
        draft: Seq,
        /// Where it stands.
        stage: String,
    },
    /// The chair that approved is not the chair of this moment.
    #[error("draft {draft} was approved by {by}, who has handed the chair over since; approve it yourself")]
    ApprovedByAnother {
        /// The draft.
        draft: Seq,
        /// Who approved.
        by: String,
    },
    /// The policy asks for more.
    #[error("draft {draft} lacks {}; ask for it, or break the glass with a reason", what_lacks(.missing))]
    SignOffsMissing {
        /// The draft.
        draft: Seq,
        /// What is missing.
        missing: Vec<Lack>,
    },
    /// Breaking the glass where the door is open.
    #[error("draft {draft} lacks no sign-off; approve it")]
    NothingToBreak {
        /// The draft.
        draft: Seq,
    },
    /// Confirming facts from another seat.
    #[error("only a responder confirms the facts")]
    NotAResponder,
    /// Too long for where it goes.
    #[error("the text has {chars} characters, and {channel} takes {most}; shorten it or leave that channel out")]
    TooLongForChannel {
        /// The channel.
        channel: String,
        /// Its length.
        chars: usize,
        /// The bound.
        most: usize,
    },
    /// Something in it belongs inside.
    #[error("draft {draft} cannot leave like this: {}; {}", what_leaks(.leaks, *.more), what_to_do(.leaks))]
    Leaks {
        /// The draft.
        draft: Seq,
        /// What was found: what nobody can waive first.
        leaks: Vec<Leak>,
        /// How much more was found.
        more: usize,
    },
    /// Waiving what nobody can see.
    #[error("{leak} cannot be waived: {explanation}")]
    NotWaivable {
        /// The kind.
        leak: Kind,
        /// Why it was found and what to do.
        explanation: String,
    },
    /// Waiving what does not stand there.
    #[error("draft {draft} has no {leak} of these characters now; read it again")]
    NoSuchFinding {
        /// The draft.
        draft: Seq,
        /// The kind.
        leak: Kind,
    },
    /// Not its opener, not the chair.
    #[error("only {by}, who opened draft {draft}, or the chair withdraws it")]
    NotYoursToWithdraw {
        /// The draft.
        draft: Seq,
        /// Who opened it.
        by: String,
    },
    /// Nothing more becomes of it.
    #[error("delivery {delivery} is over ({fate})")]
    DeliveryOver {
        /// The delivery.
        delivery: Seq,
        /// How.
        fate: DeliveryFate,
    },
    /// Its channel was sent something newer since: this would be shown over it.
    #[error(
        "delivery {delivery} is not sent any more: a later update went to {channel} since (delivery {later}), and the \
         older one would be shown over it; what is still to be said is a new draft"
    )]
    Overtaken {
        /// The delivery.
        delivery: Seq,
        /// Where it would go.
        channel: String,
        /// The newest that was tried there.
        later: Seq,
    },

    // Escalation.
    /// The policy has no such level.
    #[error("the policy has no level called {level:?}; it has {}", some(.known))]
    UnknownLevel {
        /// What was given.
        level: String,
        /// All there are.
        known: Vec<String>,
    },
    /// All levels of the policy were called.
    #[error("there is no level left after those that were called; name one of {}", some(.known))]
    NoLevelLeft {
        /// All there are.
        known: Vec<String>,
    },
    /// It is not waited for any more.
    #[error("escalation {escalation} is {is} already")]
    EscalationOver {
        /// Number of the escalation.
        escalation: Seq,
        /// What became of it.
        is: String,
    },
    /// Nothing says where the case stands.
    #[error("the policy does not say where a case of {level} stands; give its address, too")]
    NoCaseAddress {
        /// The level, or `a vendor` where none was called.
        level: String,
    },

    // The record.
    /// The same id with another body.
    #[error("this command id was used for another command; nothing was done")]
    IdReused,
    /// Something in an imported file.
    #[error("line {line}: {problem}")]
    ImportLine {
        /// Its number, from 1.
        line: usize,
        /// What is wrong and what is expected.
        problem: String,
    },
}

/// Names as words.
fn some(names: &[String]) -> String {
    if names.is_empty() { "none".into() } else { names.join(", ") }
}

/// Which steps a runbook has.
fn what_steps(steps: usize) -> String {
    match steps {
        0 => "the policy lists none for it".into(),
        1 => "it has one".into(),
        steps => format!("it has steps 1 to {steps}"),
    }
}

/// What changed in a draft, by whom: ` (the text by bo, event 44)`.
fn what_changed(changes: &[Change]) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let one = |change: &Change| format!("the {} by {}, event {}", change.part.as_str(), change.who(), change.at);
    format!(" (changed: {})", changes.iter().map(one).collect::<Vec<_>>().join("; "))
}

/// Facts that moved: `severity was SEV2, is SEV1`.
fn what_moved(moved: &[Moved]) -> String {
    let one = |moved: &Moved| format!("{} was {}, is {}", moved.fact, moved.was, moved.is);
    moved.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// What was found, and how much more there is.
fn what_leaks(leaks: &[Leak], more: usize) -> String {
    let mut all = leaks.iter().map(Leak::sentence).collect::<Vec<_>>().join("; ");
    if more > 0 {
        all.push_str(&format!("; and {more} more"));
    }
    all
}

/// What can be done about it.
fn what_to_do(leaks: &[Leak]) -> &'static str {
    if leaks.iter().all(|leak| leak.weight == Weight::Blocks) {
        "take it out"
    } else {
        "write it in other words, or waive it with a reason"
    }
}

/// Sign-offs that are missing.
fn what_lacks(missing: &[Lack]) -> String {
    missing.iter().map(|lack| lack.as_str()).collect::<Vec<_>>().join(" and ")
}

/// Seats as words.
fn listed(seats: &[Seat]) -> String {
    if seats.is_empty() {
        return "none".into();
    }
    seats.iter().map(|seat| seat.as_str()).collect::<Vec<_>>().join(", ")
}

/// A command as words: `SetSeverity` is "set severity".
fn name(command: CommandKind) -> String {
    let mut out = String::new();
    for c in format!("{command:?}").chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// Whom to ask, read from the table itself.
fn who_may(command: CommandKind) -> String {
    use crate::permission::{Role, permits};
    let able: Vec<_> = Seat::BY_RIGHT.into_iter().filter(|&seat| permits(Role::Seat(seat), command)).collect();
    match able.as_slice() {
        [] if permits(Role::Operator, command) => "only the server's operator may".into(),
        [] => "nobody in a room may".into(),
        able => format!("ask: {}", able.iter().map(|seat| seat.as_str()).collect::<Vec<_>>().join(", ")),
    }
}

mod kind_as_word {
    //! A command's kind on the wire, as the word that its `do` field has.
    use super::{CommandKind, name};
    use crate::prelude::*;
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(kind: &CommandKind, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&name(*kind).replace(' ', "_"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<CommandKind, D::Error> {
        let word = String::deserialize(from)?.replace('_', " ");
        let found = CommandKind::ALL.iter().copied().find(|&kind| name(kind) == word);
        found.ok_or_else(|| D::Error::custom("an unknown command"))
    }
}
