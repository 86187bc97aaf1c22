//! Subcommands that are one order to the room: from the words of the command line to a command of the rules.

use super::args::{ActionOptions, ChairOrder, Entry, HoldOrder, Mark, RoomOrder, SeatOrder, TaskOrder};
use super::input;
use crate::client::exit::Failure;
use warroom_incident::Command;
use warroom_incident::event::{self, ActionKind, ActionPosted, Ending, EntryKind, Progress, TaskTime};
use warroom_incident::rejection::Place;
use warroom_incident::{Seq, bounds};

/// An order, and what to do where the permission table leaves it to the chair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// What.
    pub(super) command: Command,
    /// What to propose instead.
    pub(super) otherwise: Option<Command>,
}

impl From<Command> for Order {
    fn from(command: Command) -> Order {
        Order { command, otherwise: None }
    }
}

/// Reads an order.
///
/// # Errors
/// When a text or a time is wrong; nothing was sent then.
pub(super) fn order(sub: RoomOrder) -> Result<Order, Failure> {
    let command = match sub {
        RoomOrder::Post { kind, entry, action, options } => post(kind, entry, action, options)?,
        RoomOrder::Note(entry) => post_plain(EntryKind::Note, entry)?,
        RoomOrder::Alert(entry) => post_plain(EntryKind::Alert, entry)?,
        RoomOrder::Observation(entry) => post_plain(EntryKind::Observation, entry)?,
        RoomOrder::Hypothesis(entry) => post_plain(EntryKind::Hypothesis, entry)?,
        RoomOrder::Finding(entry) => post_plain(EntryKind::Finding, entry)?,
        RoomOrder::Decision(entry) => post_plain(EntryKind::Decision, entry)?,
        RoomOrder::Command(entry) => post_plain(EntryKind::Command, entry)?,
        RoomOrder::Action { entry, kind, options } => post(EntryKind::Action, entry, kind, options)?,
        RoomOrder::Acknowledge(text) => Command::Acknowledge { text: input::optional(&text.text)? },
        RoomOrder::Phase { phase, reason, propose } => {
            return phase_order(phase, input::optional(&reason.text)?, propose);
        }
        RoomOrder::Severity { severity, reason, propose } => {
            return severity_order(severity, input::reason(&reason.text)?, propose);
        }
        RoomOrder::Accept { proposal } => Command::AcceptProposal { proposal },
        RoomOrder::Decline { proposal, reason } => {
            Command::DeclineProposal { proposal, reason: input::reason(&reason.text)? }
        }
        RoomOrder::Close { reason, false_alarm } => {
            let ending = if false_alarm { Ending::FalseAlarm } else { Ending::Resolved };
            Command::Close { ending, reason: input::optional(&reason.text)? }
        }
        RoomOrder::Reopen(reason) => Command::Reopen { reason: input::reason(&reason.text)? },
        RoomOrder::Correct { entry, text, happened_at } => correct(entry, &text.text, happened_at.as_deref())?,
        RoomOrder::Redact { event, reason } => Command::Redact { event, reason: input::reason(&reason.text)? },
        RoomOrder::Mark(mark) => marked(mark),
        RoomOrder::Judge { entry, verdict, reason } => {
            Command::JudgeHypothesis { entry, verdict, reason: input::optional(&reason.text)? }
        }
        RoomOrder::Move { entry, progress, text } => {
            Command::MoveAction { entry, progress, text: input::optional(&text.text)? }
        }
        RoomOrder::Link { url, label, kind } => Command::AddLink { link: kind, url, label: label.join(" ") },
        RoomOrder::Now(text) => Command::SetNow { text: input::checked(&text.text, Place::Now, bounds::NOW_BYTES)? },
        RoomOrder::Seat(seat) => seat_order(seat)?,
        RoomOrder::Leave { seat } => Command::Leave { seat },
        RoomOrder::Remove { person, reason } => Command::Remove { person, reason: input::reason(&reason.text)? },
        RoomOrder::Chair(chair) => chair_order(chair)?,
        RoomOrder::Hold(HoldOrder::Raise(reason)) => Command::RaiseHold { reason: input::reason(&reason.text)? },
        RoomOrder::Hold(HoldOrder::Lower(reason)) => Command::LowerHold { reason: input::optional(&reason.text)? },
    };
    Ok(command.into())
}

fn post_plain(kind: EntryKind, entry: Entry) -> Result<Command, Failure> {
    post(kind, entry, None, ActionOptions { progress: None, temporary: false })
}

fn post(kind: EntryKind, entry: Entry, action: Option<ActionKind>, options: ActionOptions) -> Result<Command, Failure> {
    let ActionOptions { progress, temporary } = options;
    // The rules refuse these for other kinds; an action is only made of what was said.
    let action = (action.is_some() || progress.is_some()).then(|| ActionPosted {
        kind: action.unwrap_or(ActionKind::Other),
        progress: progress.unwrap_or(Progress::UnderWay),
    });
    let happened_at = input::happened_at(entry.happened_at.as_deref())?;
    Ok(Command::Post { entry: kind, text: input::entry(&entry.text.text)?, happened_at, action, temporary })
}

fn phase_order(phase: event::Phase, reason: String, propose: bool) -> Result<Order, Failure> {
    let proposal = Command::ProposePhase { phase, reason: reason.clone() };
    if propose {
        return Ok(proposal.into());
    }
    Ok(Order { command: Command::SetPhase { phase, reason }, otherwise: Some(proposal) })
}

fn severity_order(severity: String, reason: String, propose: bool) -> Result<Order, Failure> {
    let severity = severity.trim().to_lowercase();
    let proposal = Command::ProposeSeverity { severity: severity.clone(), reason: reason.clone() };
    if propose {
        return Ok(proposal.into());
    }
    Ok(Order { command: Command::SetSeverity { severity, reason }, otherwise: Some(proposal) })
}

fn correct(entry: Seq, text: &[String], happened_at: Option<&str>) -> Result<Command, Failure> {
    let happened_at = input::happened_at(happened_at)?;
    let text = if text.is_empty() { None } else { Some(input::entry(text)?) };
    Ok(Command::Correct { entry, text, happened_at })
}

fn marked(mark: Mark) -> Command {
    match mark {
        Mark::Key { entry, off } => {
            Command::MarkKey { entry, mark: if off { event::Mark::Off } else { event::Mark::On } }
        }
        Mark::Fact { entry, kind } => Command::MarkFact { entry, fact: kind },
        Mark::Temporary { entry } => Command::MarkTemporary { entry },
    }
}

/// Reads an order about tasks.
///
/// # Errors
/// As [`order`].
pub(super) fn task_order(task: TaskOrder) -> Result<Order, Failure> {
    let command = match task {
        TaskOrder::Add { text, afterwards, mitigation, class } => {
            let afterwards = afterwards || class.is_some();
            let when = if afterwards { TaskTime::Afterwards } else { TaskTime::Now };
            Command::AddTask { text: input::entry(&text.text)?, when, mitigation, class }
        }
        TaskOrder::Claim { task } => Command::ClaimTask { task },
        TaskOrder::Done { task, text } => Command::FinishTask { task, text: input::optional(&text.text)? },
        TaskOrder::Drop { task, reason } => Command::DropTask { task, reason: input::reason(&reason.text)? },
        TaskOrder::Rank { task, place, saves, no_place } => {
            Command::RankTask { task, rank: place, saves_percent: saves, no_rank: no_place }
        }
        TaskOrder::Plan { task, owner, due, within, by, link } => {
            let by = match (&within, &by) {
                (Some(within), _) => input::ahead("--within", within).map(Some)?,
                (None, Some(by)) => input::ahead("--by", by).map(Some)?,
                (None, None) => None,
            };
            Command::PlanTask { task, owner, due, by, link }
        }
    };
    Ok(command.into())
}

fn seat_order(seat: SeatOrder) -> Result<Command, Failure> {
    Ok(match seat {
        SeatOrder::Request { seat, reason } => Command::RequestSeat { seat, reason: input::optional(&reason.text)? },
        SeatOrder::Grant { person, seat } => Command::GrantSeat { person, seat },
        SeatOrder::Decline { person, reason } => {
            Command::DeclineSeat { person, reason: input::optional(&reason.text)? }
        }
        SeatOrder::Scribe { person } => Command::SetScribe { person },
    })
}

fn chair_order(chair: ChairOrder) -> Result<Command, Failure> {
    Ok(match chair {
        ChairOrder::Offer { person, note } => {
            Command::OfferChair { to: person, note: input::checked(&note, Place::HandOverNote, bounds::TEXT_BYTES)? }
        }
        ChairOrder::Accept => Command::AcceptChair {},
        ChairOrder::Decline(reason) => Command::DeclineChair { reason: input::optional(&reason.text)? },
        ChairOrder::Withdraw => Command::WithdrawChair {},
        ChairOrder::Claim => Command::ClaimChair {},
    })
}
