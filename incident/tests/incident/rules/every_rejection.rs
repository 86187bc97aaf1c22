//! Every rejection is produced by some rule's test, and says in its sentence what to do.

use super::{approval, brought_in, drafts, entries, leaks, life, seats, tasks, texts};
use crate::world::refusals_met;
use warroom_incident::Rejection;

crate::variants!(
    Rejection:
    NotPermitted,
    NotAMember,
    PlaybackOutsideDrill,
    NotDeclared,
    AlreadyDeclared,
    IncidentClosed,
    NotClosed,
    RecordFull,
    Empty,
    TooLong,
    TooManyLines,
    NotALink,
    InTheFuture,
    TooLongAgo,
    Unknown,
    WrongKind,
    OnlyActions,
    Already,
    NothingToCorrect,
    NotYoursToCorrect,
    NotYoursToRedact,
    AlreadyRedacted,
    NothingToRedact,
    TooMany,
    UnknownSeverity,
    NotAWorkingPhase,
    NotResolved,
    AlreadyAcknowledged,
    TaskOver,
    TaskTaken,
    NothingToPlan,
    DebtNotPlanned,
    NameNotAllowed,
    NameTaken,
    InviteNotUsable,
    InviteAboveSeat,
    ChairHeld,
    ChairAwaitsInvite,
    ChairNotAbandoned,
    ChairEmpty,
    NoOffer,
    OfferForAnother,
    OfferOpen,
    ChairMustHandOver,
    NoSuchPerson,
    WrongSeat,
    HasSeat,
    HasNoSeat,
    ChairIsOffered,
    NoRequest,
    NotToOneself,
    NotTheScribe,
    ScribeTaken,
    HoldRaised,
    NoHold,
    NotYoursToLower,
    UnknownAudience,
    UnknownChannel,
    UnknownHolding,
    NotASlotValue,
    SlotLeft,
    PhaseNotTold,
    PromiseNotAhead,
    HiddenCharacter,
    DraftOver,
    EditTooOld,
    EditBeyondText,
    NotForOutside,
    DraftChanged,
    FactsMoved,
    NotApproved,
    ApprovedByAnother,
    SignOffsMissing,
    NothingToBreak,
    NotAResponder,
    TooLongForChannel,
    Leaks,
    NotWaivable,
    NoSuchFinding,
    NotYoursToWithdraw,
    DeliveryOver,
    IdReused,
    ImportLine,
);

/// Refusals that are not `decide`'s: the room remembers command ids, so its tests produce this one.
const ELSEWHERE: &[&str] = &["IdReused"];

#[test]
fn every_rejection_is_produced_by_some_rule() {
    let files = [
        approval::RULES,
        brought_in::RULES,
        drafts::RULES,
        entries::RULES,
        leaks::RULES,
        life::RULES,
        seats::RULES,
        tasks::RULES,
        texts::RULES,
    ];
    files.concat().into_iter().for_each(|rule| rule());
    let met = refusals_met();
    let missing: Vec<_> = ALL.iter().filter(|name| !met.contains(*name) && !ELSEWHERE.contains(name)).collect();
    assert!(missing.is_empty(), "no rule's test produces {missing:?}");
}
