//! One well-formed sample of every command and every event, for the permission table, random histories and golden
//! files.

use crate::world::{content, minutes, person, start};
use warroom_incident::clock::Nudge;
use warroom_incident::command::{Command as C, CommandKind as K};
use warroom_incident::draft::{Edit, FactsSeen, Step, Steps, Written};
use warroom_incident::event::{
    ActionKind, ActionPosted, ApprovedHow, DeliveryFate, Ending, EntryKind, Event as E, ImpactKind, JourneyState,
    LevelKind, LinkKind, Mark, Notice, Phase, Priority, Progress, Proposal, SignOff, TaskClass, TaskTime, Verdict,
};
use warroom_incident::impact::{Clear, Figures, Follows, Journey, OneOff, Range, Scope, Stated, StatedCost, Users};
use warroom_incident::import::{ImportedIncident, ImportedLine};
use warroom_incident::leak::Kind;
use warroom_incident::policy::{Contact, Owner, Policy, Runbook};
use warroom_incident::{Content, Seat, Seq};

fn text(text: &str) -> String {
    text.to_owned()
}

/// A policy that names whom to call, who owns what, and a runbook.
fn named() -> Policy {
    let checked = chrono::NaiveDate::from_ymd_opt(2026, 2, 3);
    let (url, owner) = (text("https://runbooks.example/rollback"), text("team delivery"));
    let steps = vec![text("Stop the pipeline"), text("Roll back")];
    Policy {
        contacts: vec![Contact { name: text("Vendor"), role: text("redis"), reach: text("+44 20 7946 0000"), checked }],
        owners: vec![Owner { service: text("checkout"), who: text("team payments"), reach: text("#pay"), checked }],
        runbooks: vec![Runbook { title: text("Roll back a release"), url, owner, checked, steps }],
        ..Policy::default()
    }
}

pub(crate) fn imported() -> ImportedIncident {
    let data = serde_json::value::RawValue::from_string(text(r#"{"loss_total": 11000000, "currency":"DAI"}"#));
    ImportedIncident {
        title: content("A vault was drained"),
        lines: vec![ImportedLine {
            at: start(),
            kind: text("impact"),
            seat: Some(Seat::Coordinator),
            content: Content { text: text("About 11 million lost"), data: Some(data.expect("JSON")) },
        }],
    }
}

/// An edit with a step of every kind.
pub(crate) fn edit() -> Edit {
    Steps::normal([Step::Retain(1), Step::Insert(text("é漢")), Step::Delete(2)])
}

pub(crate) fn facts() -> FactsSeen {
    FactsSeen { severity: Some(text("sev2")), phase: Phase::Declared, impact: None }
}

/// The sample of a row. Numbers and names are those of nobody in particular.
pub(crate) fn command(kind: K) -> C {
    let reason = || text("because");
    match kind {
        K::Declare => C::Declare {
            title: text("Checkout is down"),
            severity: Some(text("sev2")),
            reporter: text("rita"),
            drill: false,
            policy: Box::default(),
        },
        K::Import => C::Import { incident: Box::new(imported()), policy: Box::default() },
        K::Acknowledge => C::Acknowledge { text: text("on it") },
        K::ProposePhase => C::ProposePhase { phase: Phase::Identified, reason: reason() },
        K::SetPhase => C::SetPhase { phase: Phase::Identified, reason: reason() },
        K::ProposeSeverity => C::ProposeSeverity { severity: text("sev1"), reason: reason() },
        K::SetSeverity => C::SetSeverity { severity: text("sev1"), reason: reason() },
        K::AcceptProposal => C::AcceptProposal { proposal: 7 },
        K::DeclineProposal => C::DeclineProposal { proposal: 7, reason: reason() },
        K::SetEstimate => {
            C::SetEstimate { stated: Box::new(stated()), source: text("the payment dashboard"), reason: reason() }
        }
        K::ProposeEstimate => {
            let stated = Stated { impact: Some(ImpactKind::Performance), ..Stated::default() };
            C::ProposeEstimate { stated: Box::new(stated), source: text("a guess"), reason: reason() }
        }
        K::Close => C::Close { ending: Ending::FalseAlarm, reason: reason() },
        K::Reopen => C::Reopen { reason: reason() },
        K::Post => C::Post {
            entry: EntryKind::Action,
            text: text("Rolling back to 4.2 @bo"),
            happened_at: Some(start()),
            action: Some(ActionPosted { kind: ActionKind::Rollback, progress: Progress::Planned }),
            temporary: true,
        },
        K::MarkFact => C::MarkFact { entry: 7, fact: EntryKind::Finding },
        K::MarkKey => C::MarkKey { entry: 7, mark: Mark::On },
        K::JudgeHypothesis => C::JudgeHypothesis { entry: 7, verdict: Verdict::RuledOut, reason: reason() },
        K::MoveAction => C::MoveAction { entry: 7, progress: Progress::Done, text: text("it held") },
        K::MarkTemporary => C::MarkTemporary { entry: 7 },
        K::Correct => C::Correct { entry: 7, text: Some(text("4.1, not 4.2")), happened_at: Some(start()) },
        K::Redact => C::Redact { event: 7, reason: text("a password") },
        K::AddTask => C::AddTask {
            text: text("Alert on queue length"),
            when: TaskTime::Afterwards,
            mitigation: true,
            class: Some(TaskClass::Technical),
        },
        K::PlanTask => C::PlanTask {
            task: 7,
            owner: Some(text("bo")),
            due: chrono::NaiveDate::from_ymd_opt(2026, 4, 1),
            by: Some(start() + minutes(15)),
            link: Some(text("https://tracker.example/OPS-1")),
        },
        K::ClaimTask => C::ClaimTask { task: 7 },
        K::FinishTask => C::FinishTask { task: 7, text: text("done") },
        K::DropTask => C::DropTask { task: 7, reason: reason() },
        K::RankTask => C::RankTask { task: 7, rank: Some(1), saves_percent: Some(80), no_rank: false },
        K::TickStep => C::TickStep { runbook: text("Roll back a release"), step: 2, mark: Mark::On },
        K::AddLink => {
            C::AddLink { link: LinkKind::Dashboard, url: text("https://graphs.example/1"), label: text("errors") }
        }
        K::SetNow => C::SetNow { text: text("Rolling back.") },
        K::Invite => C::Invite { seat: Seat::Guest, loss: true },
        K::Join => C::Join { name: text("eve") },
        K::TakeSeat => C::TakeSeat { person: person("cy") },
        K::RequestSeat => C::RequestSeat { seat: Seat::Observer, reason: reason() },
        K::GrantSeat => C::GrantSeat { person: person("dee"), seat: Seat::Observer },
        K::DeclineSeat => C::DeclineSeat { person: person("dee"), reason: reason() },
        K::Leave => C::Leave { seat: Some(Seat::Guest) },
        K::Remove => C::Remove { person: person("dee"), reason: reason() },
        K::OfferChair => C::OfferChair { to: person("cy"), note: text("rollback runs, vendor called") },
        K::WithdrawChair => C::WithdrawChair {},
        K::AcceptChair => C::AcceptChair {},
        K::DeclineChair => C::DeclineChair { reason: text("I am at lunch") },
        K::ClaimChair => C::ClaimChair {},
        K::Escalate => C::Escalate { level: Some(text("manager")), reason: text("we need a decision about money") },
        K::AnswerEscalation => C::AnswerEscalation { escalation: 7, text: text("Max, on his way") },
        K::EndEscalation => C::EndEscalation { escalation: 7, reason: reason() },
        K::AddCase => C::AddCase {
            level: Some(text("vendor")),
            case: text("RL-5521"),
            url: Some(text("https://vendor.example/cases/RL-5521")),
        },
        K::EmptyChair => C::EmptyChair { absent_since: start() },
        K::SetScribe => C::SetScribe { person: Some(person("cy")) },
        K::RaiseHold => C::RaiseHold { reason: text("wrong host") },
        K::LowerHold => C::LowerHold { reason: reason() },
        K::SnoozeNudge => {
            C::SnoozeNudge { nudge: Nudge::FirstUpdate { audience: text("customers") }, reason: reason() }
        }
        K::RecordMissed => C::RecordMissed { nudge: Nudge::Acknowledge, due: start() },
        K::SetWaiting => C::SetWaiting { mark: Mark::On, text: text("Acme Cloud, case 4711") },
        K::OpenDraft => C::OpenDraft {
            audience: text("customers"),
            phase: Phase::Investigating,
            text: Some(text("We are looking into it.")),
            channels: vec![text("file")],
            notice: Notice::Silent,
            promise: Some(start() + minutes(30)),
        },
        K::OpenHolding => C::OpenHolding {
            holding: text("looking"),
            audience: text("customers"),
            slots: [(text("part"), text("Checkout"))].into(),
            channels: vec![text("file")],
            notice: Notice::Notify,
        },
        K::EditDraft => C::EditDraft { draft: 7, base: 9, edit: edit() },
        K::UseInDraft => C::UseInDraft { draft: 7, base: 9, edit: edit(), entry: 8 },
        K::SetDraft => C::SetDraft {
            draft: 7,
            audience: Some(text("customers")),
            phase: Some(Phase::Monitoring),
            channels: Some(vec![text("file")]),
            notice: Some(Notice::Notify),
            promise: Some(start() + minutes(60)),
            no_promise: false,
        },
        K::SubmitDraft => C::SubmitDraft { draft: 7, text: text("please look") },
        K::SignOffDraft => {
            C::SignOffDraft { draft: 7, revision: 9, facts: facts(), sign_off: SignOff::Facts, text: text("checked") }
        }
        K::WaiveFinding => {
            let (leak, found) = (Kind::TicketId, text("PLAT-1234"));
            C::WaiveFinding { draft: 7, leak, found, reason: reason() }
        }
        K::RequestChanges => C::RequestChanges { draft: 7, reason: reason() },
        K::ApproveDraft => C::ApproveDraft { draft: 7, revision: 9, facts: facts(), publish: true },
        K::BreakGlass => {
            C::BreakGlass { draft: 7, revision: 9, facts: facts(), publish: true, reason: text("nobody else is awake") }
        }
        K::PublishDraft => C::PublishDraft { draft: 7, revision: 9, facts: facts() },
        K::WithdrawDraft => C::WithdrawDraft { draft: 7, reason: reason() },
        K::ReportDelivery => C::ReportDelivery {
            delivery: 7,
            fate: DeliveryFate::Confirmed,
            attempts: 2,
            reference: Some(text("abc123")),
            again: Some(start()),
            note: text("201 Created"),
        },
        K::RetryDelivery => C::RetryDelivery { delivery: 7 },
        K::GiveUpDelivery => C::GiveUpDelivery { delivery: 7, reason: reason() },
        K::AskQuestion => C::AskQuestion { text: text("Is the data safe?") },
        K::AnswerQuestion => C::AnswerQuestion { question: 7, text: text("Yes, all of it.") },
        K::FoldQuestion => C::FoldQuestion { question: 7, into: 8 },
        K::DeclineQuestion => C::DeclineQuestion { question: 7, reason: reason() },
        K::AdoptPolicy => C::AdoptPolicy { policy: Box::new(named()) },
    }
}

/// A sample of every event, about the event of that number; those with optional fields with all of them.
pub(crate) fn events(about: Seq) -> Vec<E> {
    let rollback = ActionPosted { kind: ActionKind::Rollback, progress: Progress::Planned };
    let missed = nudges(about).into_iter().map(|nudge| E::NudgeMissed { nudge, due: start(), policy: 2 });
    let due = chrono::NaiveDate::from_ymd_opt(2026, 4, 1);
    let mut events = vec![
        E::Declared { severity: Some(text("sev2")), reporter: text("rita"), drill: true },
        E::PolicyAdopted { policy: Box::new(named()) },
        E::Acknowledged {},
        E::PhaseSet { phase: Phase::Monitoring, proposal: Some(about) },
        E::SeveritySet { severity: None, proposal: Some(about) },
        E::Proposed { proposal: Proposal::Phase(Phase::Resolved) },
        E::Proposed { proposal: Proposal::Severity(text("sev1")) },
        E::ProposalDeclined { proposal: about },
        E::Proposed { proposal: Proposal::Estimate(Box::new(stated())) },
        E::EstimateSet { scope: scope(), proposal: Some(about) },
        E::FiguresSet { estimate: about, figures: figures() },
        E::ImpactFollows { estimate: about, follows: follows() },
        E::Closed { ending: Ending::FalseAlarm },
        E::Reopened {},
        E::Posted { entry: EntryKind::Note, action: None, mentions: Vec::new() },
        E::Posted { entry: EntryKind::Hypothesis, action: None, mentions: Vec::new() },
        E::Posted { entry: EntryKind::Action, action: Some(rollback), mentions: vec![person("bo")] },
        E::MarkedFact { entry: about, fact: EntryKind::Action },
        E::MarkedKey { entry: about, mark: Mark::On },
        E::HypothesisJudged { entry: about, verdict: Verdict::RuledOut },
        E::ActionMoved { entry: about, progress: Progress::UnderWay },
        E::MarkedTemporary { entry: about },
        E::Corrected { entry: about, happened_at: Some(start()), text: true, mentions: vec![person("bo")] },
        E::Redacted { event: about, wipes: vec![about, about.saturating_add(1)] },
        E::TaskAdded {
            when: TaskTime::Afterwards,
            mitigation: true,
            class: Some(TaskClass::Process),
            debt_of: Some(about),
        },
        E::TaskPlanned { task: about, owner: Some(text("eve")), due, by: Some(start()), link: true },
        E::TaskClaimed { task: about },
        E::TaskFinished { task: about },
        E::TaskDropped { task: about },
        E::TaskRanked { task: about, rank: Some(1), saves_percent: Some(80) },
        E::StepTicked { runbook: text("Roll back a release"), step: 2, mark: Mark::On },
        E::LinkAdded { link: LinkKind::PullRequest },
        E::NowSet {},
        E::Invited { seat: Seat::Guest, uses: 20, expires_at: start(), loss: true },
        E::Joined { person: person("bo"), seat: Seat::Coordinator, invite: about, loss: true },
        E::Joined { person: person("cy"), seat: Seat::Observer, invite: about, loss: false },
        E::SeatRequested { seat: Seat::Responder },
        E::SeatGranted { person: person("cy"), seat: Seat::Responder },
        E::SeatDeclined { person: person("cy") },
        E::Left { seat: Some(Seat::Guest) },
        E::Left { seat: None },
        E::Removed { person: person("cy") },
        E::ChairOffered { to: person("cy") },
        E::ChairOfferEnded {},
        E::ChairAccepted { from: person("bo") },
        E::ChairEmptied { from: person("bo"), absent_since: start() },
        E::ChairClaimed {},
        E::Escalated { level: text("manager"), level_kind: LevelKind::Manager, answer_by: Some(start()) },
        E::Escalated { level: text("continuity"), level_kind: LevelKind::Continuity, answer_by: None },
        E::EscalationAnswered { escalation: about },
        E::EscalationEnded { escalation: about },
        E::PageQueued { escalation: about, level: text("manager"), nowhere: true },
        E::PageMoved {
            page: about,
            level: text("manager"),
            fate: DeliveryFate::Failed,
            attempts: 3,
            again: Some(start()),
        },
        E::ScribeSet { person: Some(person("cy")) },
        E::ScribeSet { person: None },
        E::HoldRaised {},
        E::HoldLowered {},
        E::WaitingSet { mark: Mark::On },
        E::NudgeSnoozed { nudge: Nudge::NoEstimate, due: start(), until: start() + minutes(10) },
        E::Imported { word: text("update_published") },
        E::Standing { phase: Phase::Identified, severity: Some(text("sev2")), drill: true },
        E::QuestionAsked { same_as: Some(about) },
        E::QuestionAsked { same_as: None },
        E::QuestionAnswered { question: about },
        E::QuestionFolded { question: about, into: about.saturating_add(1) },
        E::QuestionDeclined { question: about },
        E::DraftOpened {
            audience: text("customers"),
            phase: Phase::Investigating,
            channels: vec![text("file")],
            notice: Notice::Notify,
            promise: Some(start()),
            holding: Some(text("looking")),
        },
        E::DraftEdited { draft: about, edit: edit().parts().0, entry: Some(about) },
        E::DraftSet {
            draft: about,
            audience: text("customers"),
            phase: Phase::Monitoring,
            channels: vec![text("file")],
            notice: Notice::Silent,
            promise: Some(start()),
        },
        E::DraftSubmitted { draft: about, suggested: vec![Kind::InternalWord] },
        E::DraftSignedOff { draft: about, revision: about, sign_off: SignOff::SecondPair, facts: facts() },
        E::FindingWaived { draft: about, leak: Kind::TicketId },
        E::DraftChangesRequested { draft: about },
        E::DraftApproved {
            draft: about,
            revision: about,
            facts: facts(),
            how: ApprovedHow::BreakGlass,
            suggested: vec![Kind::InternalWord],
        },
        E::DraftPublished { draft: about, update: about.saturating_add(1) },
        E::DraftWithdrawn { draft: about },
        E::DraftSnapshot {
            draft: about,
            written: vec![Written { by: warroom_incident::Author::Server, chars: 1 }],
            changed: true,
        },
        E::UpdatePublished {
            audience: text("customers"),
            phase: Phase::Identified,
            severity: Some(text("sev2")),
            promise: Some(start()),
        },
        E::DeliveryQueued { draft: about, update: about, channel: text("file"), nowhere: true },
        E::DeliveryMoved {
            delivery: about,
            channel: text("file"),
            fate: DeliveryFate::Failed,
            attempts: 3,
            reference: Some(text("abc123")),
            again: Some(start()),
        },
    ];
    events.extend(missed);
    events
}

/// A nudge of every kind, about the event of that number.
pub(crate) fn nudges(about: Seq) -> Vec<Nudge> {
    let audience = text("customers");
    vec![
        Nudge::Acknowledge,
        Nudge::FirstUpdate { audience: audience.clone() },
        Nudge::NextUpdate { audience, after: about },
        Nudge::GroupUpdate { group: text("Management"), after: Some(about) },
        Nudge::InternalSilence { after: about },
        Nudge::NoEstimate,
        Nudge::DraftWaiting { draft: about, since: about.saturating_add(1) },
        Nudge::EmptySeat { seat: Seat::Observer, since: start() },
        Nudge::ShiftTooLong { person: person("bo"), since: start() },
        Nudge::TaskOverdue { task: about, by: start() },
        Nudge::Question { question: about },
        Nudge::NoMitigation,
        Nudge::Unanswered { escalation: about },
    ]
}

fn range(low: u64, likely: u64, high: u64) -> Range {
    Range { low, likely, high }
}

/// Everything that can be stated at once.
pub(crate) fn stated() -> Stated {
    Stated {
        impact: Some(ImpactKind::Availability),
        journeys: vec![Journey { name: text("checkout"), state: JourneyState::Blocked }],
        users: Some(Users::Share(range(2_000, 3_000, 4_000))),
        since: Some(start()),
        until: Some(start() + minutes(90)),
        currency: Some(text("EUR")),
        loss_per_hour: Some(range(1_000_000, 3_000_000, 5_000_000)),
        cost_per_hour: Some(range(10_000, 10_000, 10_000)),
        one_off: Some(StatedCost { amount: range(50_000, 50_000, 50_000), at: Some(start()) }),
        void: Vec::new(),
        clear: vec![Clear::Until],
        forget: vec![text("search")],
    }
}

fn scope() -> Scope {
    Scope {
        impact: Some(ImpactKind::Security),
        journeys: vec![Journey { name: text("sign in"), state: JourneyState::Degraded }],
        users: Some(Users::Count(range(1, 2, 3))),
        since: start(),
        until: Some(start() + minutes(5)),
    }
}

fn figures() -> Figures {
    Figures {
        currency: text("EUR"),
        loss_per_hour: Some(range(1, 2, 3)),
        cost_per_hour: Some(range(4, 5, 6)),
        one_off: Some(OneOff { amount: range(7, 8, 9), at: start() }),
        void: vec![9],
    }
}

fn follows() -> Follows {
    Follows {
        priority: Some(Priority::High),
        severity: Some(text("sev1")),
        response: Some(text("restore now")),
        rule: Some(text("a journey is blocked")),
        policy: 2,
    }
}
