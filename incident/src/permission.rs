//! The one permission table: seat × command, deny by default.

use crate::command::CommandKind;
use crate::people::Seat;

/// Who somebody is to the table: a seat, or one of those who have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A member in this seat.
    Seat(Seat),
    /// The owner of the server's data directory.
    Operator,
    /// The server itself.
    Server,
    /// A script or demo.
    Playback,
    /// The holder of an unused invite.
    Bearer,
}

const CHAIR: Role = Role::Seat(Seat::Coordinator);
const RESPONDER: Role = Role::Seat(Seat::Responder);
const OBSERVER: Role = Role::Seat(Seat::Observer);
const GUEST: Role = Role::Seat(Seat::Guest);
/// Occurs in no row: whoever reads what was published does nothing.
const READER: Role = Role::Seat(Seat::Reader);

impl Role {
    /// All columns of the table.
    pub const ALL: [Role; 9] =
        [CHAIR, RESPONDER, OBSERVER, GUEST, READER, Role::Operator, Role::Server, Role::Playback, Role::Bearer];
}

/// Says whether the table lets this role give this command. Particular rules come on top in `decide`.
#[must_use]
pub fn permits(role: Role, command: CommandKind) -> bool {
    permitted(command).contains(&role)
}

fn permitted(command: CommandKind) -> &'static [Role] {
    use CommandKind as C;
    match command {
        C::Declare | C::Import => &[Role::Operator],

        C::Acknowledge => &[CHAIR, RESPONDER, Role::Playback],
        C::ProposePhase | C::ProposeSeverity => &[CHAIR, RESPONDER, OBSERVER],
        C::SetPhase | C::SetSeverity => &[CHAIR, Role::Playback],
        C::AcceptProposal | C::DeclineProposal => &[CHAIR],
        C::SetEstimate => &[CHAIR],
        C::ProposeEstimate => &[CHAIR, RESPONDER, OBSERVER, Role::Playback],
        C::Close | C::Reopen => &[CHAIR],

        C::Post => &[CHAIR, RESPONDER, OBSERVER, Role::Playback],
        C::MarkFact | C::MarkKey | C::Correct | C::Redact => &[CHAIR, RESPONDER, OBSERVER],
        C::JudgeHypothesis | C::MoveAction | C::MarkTemporary => &[CHAIR, RESPONDER, OBSERVER],

        C::AddTask | C::AddLink => &[CHAIR, RESPONDER, OBSERVER, Role::Playback],
        C::PlanTask | C::ClaimTask | C::FinishTask | C::DropTask => &[CHAIR, RESPONDER, OBSERVER],
        C::RankTask => &[CHAIR],
        C::TickStep => &[CHAIR, RESPONDER, OBSERVER],
        // The scribe among the observers and responders: a particular rule.
        C::SetNow => &[CHAIR, RESPONDER, OBSERVER],

        C::Invite => &[CHAIR, RESPONDER, OBSERVER, Role::Operator],
        C::Join | C::TakeSeat => &[Role::Bearer],
        C::RequestSeat | C::Leave => &[CHAIR, RESPONDER, OBSERVER, GUEST],
        C::GrantSeat | C::DeclineSeat | C::Remove => &[CHAIR],
        C::OfferChair | C::WithdrawChair => &[CHAIR],
        C::AcceptChair | C::DeclineChair | C::ClaimChair => &[RESPONDER, OBSERVER],
        C::Escalate | C::EndEscalation => &[CHAIR],
        // Whoever takes the call writes down who answered.
        C::AnswerEscalation | C::AddCase => &[CHAIR, RESPONDER, OBSERVER],
        C::EmptyChair | C::AdoptPolicy => &[Role::Server],
        C::SetScribe => &[CHAIR, OBSERVER],
        C::RaiseHold => &[CHAIR, OBSERVER],
        // Whoever raised it, or the chair: a particular rule.
        C::LowerHold => &[CHAIR, OBSERVER],
        // Whom it is for, or the chair: a particular rule.
        C::SnoozeNudge | C::SetWaiting => &[CHAIR, RESPONDER, OBSERVER],
        C::RecordMissed => &[Role::Server],

        C::OpenHolding | C::EditDraft | C::UseInDraft | C::SetDraft => &[CHAIR, RESPONDER, OBSERVER],
        // A script offers what was published then; a person still has to approve it.
        C::OpenDraft | C::SubmitDraft | C::WithdrawDraft => &[CHAIR, RESPONDER, OBSERVER, Role::Playback],
        // A confirmation of the facts is a responder's; whoever opened a draft or the chair withdraws it: particular
        // rules.
        C::SignOffDraft | C::RequestChanges => &[CHAIR, RESPONDER, OBSERVER],
        // A waiver is on the record, and the chair still approves.
        C::WaiveFinding => &[CHAIR, RESPONDER, OBSERVER],
        C::ApproveDraft | C::BreakGlass | C::PublishDraft => &[CHAIR],
        C::RetryDelivery | C::GiveUpDelivery => &[CHAIR],
        C::ReportDelivery => &[Role::Server],

        // The chair asks for somebody who called; whoever cannot see the inbox would never read the answer.
        C::AskQuestion => &[CHAIR, GUEST, Role::Playback],
        C::AnswerQuestion | C::FoldQuestion | C::DeclineQuestion => &[CHAIR],
    }
}

/// Says whether a closed incident still takes this command: what belongs to the time afterwards, and reopening.
#[must_use]
pub fn permits_when_closed(command: CommandKind) -> bool {
    use CommandKind as C;
    match command {
        C::Reopen | C::Redact | C::Correct | C::AddTask | C::PlanTask | C::ClaimTask | C::FinishTask | C::DropTask => {
            true
        }
        // Action items are put into an order when there is time for it.
        C::RankTask => true,
        C::TickStep => false,
        C::AddLink | C::MarkKey | C::Invite | C::Join | C::TakeSeat | C::RequestSeat | C::GrantSeat => true,
        C::DeclineSeat | C::Leave | C::Remove | C::OfferChair | C::WithdrawChair | C::AcceptChair => true,
        C::DeclineChair | C::ClaimChair | C::EmptyChair | C::AdoptPolicy => true,
        C::Declare | C::Import | C::Acknowledge | C::ProposePhase | C::SetPhase | C::ProposeSeverity => false,
        C::SetSeverity | C::AcceptProposal | C::DeclineProposal | C::Close | C::Post | C::MarkFact => false,
        C::JudgeHypothesis | C::MoveAction | C::MarkTemporary | C::SetNow | C::SetScribe => false,
        C::RaiseHold | C::LowerHold | C::AskQuestion => false,
        // Nothing is due in a closed room.
        C::SnoozeNudge | C::RecordMissed | C::SetWaiting => false,
        // What it has cost is often known only afterwards.
        C::SetEstimate => true,
        C::ProposeEstimate => false,
        C::Escalate | C::AnswerEscalation | C::EndEscalation => false,
        // The case lives longer than the incident.
        C::AddCase => true,
        // Whoever asked before it was closed still waits.
        C::AnswerQuestion | C::FoldQuestion | C::DeclineQuestion => true,
        // The review for customers is written when the incident is over.
        C::OpenDraft | C::OpenHolding | C::EditDraft | C::UseInDraft | C::SetDraft | C::SubmitDraft => true,
        C::SignOffDraft | C::RequestChanges | C::ApproveDraft | C::BreakGlass | C::PublishDraft => true,
        C::WaiveFinding | C::WithdrawDraft | C::ReportDelivery | C::RetryDelivery | C::GiveUpDelivery => true,
    }
}
