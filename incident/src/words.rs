//! Events as words: the kind that `log` prints, and the sentence that a timeline shows. One place for both.

use crate::clock;
use crate::event::{ApprovedHow, Author, DeliveryFate, Ending, Event, LevelKind};
use crate::event::{Mark, Proposal, SignOff, TaskTime, Verdict};
use crate::leak::Kind;
use crate::prelude::*;
use crate::{Content, Fact, Seat};

/// The word for an event's kind: for entries and imported lines their own.
#[must_use]
pub fn kind(event: &Event) -> &str {
    match event {
        Event::Declared { .. } => "declared",
        Event::PolicyAdopted { .. } => "policy",
        Event::Acknowledged {} => "acknowledged",
        Event::PhaseSet { .. } => "phase",
        Event::SeveritySet { .. } => "severity",
        Event::Proposed { .. } => "proposed",
        Event::ProposalDeclined { .. } => "proposal_declined",
        Event::EstimateSet { .. } => "impact",
        // The money of an estimate is a part of it: what a line was called that was brought in stays its word.
        Event::FiguresSet { .. } => "impact",
        Event::ImpactFollows { .. } => "impact_follows",
        Event::Closed { .. } => "closed",
        Event::Reopened {} => "reopened",
        Event::Posted { entry, .. } => entry.as_str(),
        Event::MarkedFact { .. } => "marked_fact",
        Event::MarkedKey { .. } => "marked_key",
        Event::HypothesisJudged { .. } => "hypothesis_judged",
        Event::ActionMoved { .. } => "action_moved",
        Event::MarkedTemporary { .. } => "marked_temporary",
        Event::Corrected { .. } => "corrected",
        Event::Redacted { .. } => "redacted",
        Event::TaskAdded { when: TaskTime::Now, .. } => "task",
        Event::TaskAdded { when: TaskTime::Afterwards, .. } => "action_item",
        Event::TaskPlanned { .. } => "task_planned",
        Event::TaskClaimed { .. } => "task_claimed",
        Event::TaskFinished { .. } => "task_finished",
        Event::TaskDropped { .. } => "task_dropped",
        Event::TaskRanked { .. } => "task_ranked",
        Event::StepTicked { .. } => "step_ticked",
        Event::LinkAdded { .. } => "link",
        Event::NowSet {} => "now",
        Event::Invited { .. } => "invited",
        Event::Joined { .. } => "joined",
        Event::SeatRequested { .. } => "seat_requested",
        Event::SeatGranted { .. } => "seat_granted",
        Event::SeatDeclined { .. } => "seat_declined",
        Event::Left { .. } => "left",
        Event::Removed { .. } => "removed",
        Event::ChairOffered { .. } => "chair_offered",
        Event::ChairOfferEnded {} => "chair_offer_ended",
        Event::ChairAccepted { .. } => "chair_accepted",
        Event::ChairEmptied { .. } => "chair_emptied",
        Event::ChairClaimed {} => "chair_claimed",
        Event::Escalated { .. } => "escalated",
        Event::EscalationAnswered { .. } => "escalation_answered",
        Event::EscalationEnded { .. } => "escalation_ended",
        Event::PageQueued { .. } => "page_queued",
        Event::PageMoved { .. } => "page",
        Event::ScribeSet { .. } => "scribe",
        Event::HoldRaised {} => "hold_raised",
        Event::HoldLowered {} => "hold_lowered",
        Event::NudgeMissed { .. } => "nudge_missed",
        Event::NudgeSnoozed { .. } => "nudge_snoozed",
        Event::WaitingSet { .. } => "waiting",
        Event::DraftOpened { .. } => "draft_opened",
        Event::DraftEdited { .. } => "draft_edited",
        Event::DraftSet { .. } => "draft_set",
        Event::DraftSubmitted { .. } => "draft_submitted",
        Event::DraftSignedOff { .. } => "draft_signed_off",
        Event::FindingWaived { .. } => "finding_waived",
        Event::DraftChangesRequested { .. } => "draft_changes_requested",
        Event::DraftApproved { .. } => "draft_approved",
        Event::DraftPublished { .. } => "draft_published",
        Event::DraftWithdrawn { .. } => "draft_withdrawn",
        Event::DraftSnapshot { .. } => "draft_snapshot",
        Event::UpdatePublished { .. } => "update_published",
        Event::DeliveryQueued { .. } => "delivery_queued",
        Event::DeliveryMoved { .. } => "delivery",
        Event::Standing { .. } => "standing",
        Event::QuestionAsked { .. } => "question",
        Event::QuestionAnswered { .. } => "answer",
        Event::QuestionFolded { .. } => "question_folded",
        Event::QuestionDeclined { .. } => "question_declined",
        Event::Imported { word } => word,
        Event::Unknown => "unknown",
    }
}

/// Whether an event stands on the timeline by itself. Entries do unless they are notes; marks and judgements change
/// what already stands there.
#[must_use]
pub fn on_timeline(event: &Event) -> bool {
    match event {
        Event::Posted { entry, .. } => *entry != crate::event::EntryKind::Note,
        Event::Declared { .. }
        | Event::Acknowledged {}
        | Event::PhaseSet { .. }
        | Event::SeveritySet { .. }
        | Event::Proposed { .. }
        | Event::ProposalDeclined { .. }
        | Event::EstimateSet { .. }
        | Event::FiguresSet { .. }
        | Event::Closed { .. }
        | Event::Reopened {}
        | Event::Imported { .. }
        | Event::Joined { .. }
        | Event::SeatRequested { .. }
        | Event::SeatGranted { .. }
        | Event::SeatDeclined { .. }
        | Event::Left { .. }
        | Event::Removed { .. }
        | Event::ChairOffered { .. }
        | Event::ChairOfferEnded {}
        | Event::ChairAccepted { .. }
        | Event::ChairEmptied { .. }
        | Event::ChairClaimed {}
        | Event::Escalated { .. }
        | Event::EscalationAnswered { .. }
        | Event::EscalationEnded { .. }
        | Event::ScribeSet { .. }
        | Event::HoldRaised {}
        | Event::HoldLowered {}
        | Event::NudgeMissed { .. }
        | Event::NudgeSnoozed { .. }
        | Event::WaitingSet { .. }
        | Event::HypothesisJudged { .. }
        | Event::ActionMoved { .. }
        | Event::Redacted { .. }
        | Event::LinkAdded { .. }
        | Event::NowSet {}
        | Event::TaskFinished { .. }
        | Event::TaskDropped { .. }
        | Event::StepTicked { .. }
        | Event::DraftOpened { .. }
        | Event::DraftSubmitted { .. }
        | Event::DraftSignedOff { .. }
        | Event::FindingWaived { .. }
        | Event::DraftChangesRequested { .. }
        | Event::DraftApproved { .. }
        | Event::DraftWithdrawn { .. }
        | Event::UpdatePublished { .. }
        | Event::Unknown => true,
        // What went well is in the list of deliveries; what did not stands where everybody looks.
        // Of the many tries of one, the first that failed and the one after which a person has to decide.
        Event::DeliveryMoved { fate: DeliveryFate::Failed, attempts, again, .. }
        | Event::PageMoved { fate: DeliveryFate::Failed, attempts, again, .. } => again.is_none() || *attempts <= 1,
        Event::DeliveryMoved { fate, .. } | Event::PageMoved { fate, .. } => *fate == DeliveryFate::GivenUp,
        Event::PolicyAdopted { .. }
        | Event::ImpactFollows { .. }
        | Event::MarkedFact { .. }
        | Event::MarkedKey { .. }
        | Event::MarkedTemporary { .. }
        | Event::Corrected { .. }
        | Event::TaskAdded { .. }
        | Event::TaskPlanned { .. }
        | Event::TaskRanked { .. }
        | Event::TaskClaimed { .. }
        | Event::DraftEdited { .. }
        | Event::DraftSet { .. }
        | Event::DraftPublished { .. }
        | Event::DraftSnapshot { .. }
        | Event::DeliveryQueued { .. }
        | Event::PageQueued { .. }
        // Their place is the inbox: only some of those in the room see them.
        | Event::QuestionAsked { .. }
        | Event::QuestionAnswered { .. }
        | Event::QuestionFolded { .. }
        | Event::QuestionDeclined { .. }
        | Event::Standing { .. }
        | Event::Invited { .. } => false,
    }
}

/// What an event says, prose included; `gone` stands for prose that was redacted.
#[must_use]
pub fn sentence(fact: &Fact, content: Option<&Content>) -> String {
    let said = content.map(|content| content.text.as_str()).unwrap_or_default();
    let with = |what: String| if said.is_empty() { what } else { format!("{what}: {said}") };
    let severity = |name: &Option<String>| name.as_deref().map_or("unknown".to_owned(), str::to_uppercase);
    match &fact.event {
        Event::Declared { severity: level, reporter, drill } => {
            let drill = if *drill { "DRILL " } else { "" };
            let level = level.as_deref().map_or("severity unknown".to_owned(), str::to_uppercase);
            format!("{drill}declared {level} by {reporter}: {said}")
        }
        Event::PolicyAdopted { .. } => "policy in force from here".into(),
        Event::Acknowledged {} => with("ACKNOWLEDGED".into()),
        Event::PhaseSet { phase, .. } => with(format!("phase {}", phase.as_str().to_uppercase())),
        Event::SeveritySet { severity: level, .. } => with(format!("severity {}", severity(level))),
        Event::Proposed { proposal: Proposal::Phase(phase) } => {
            with(format!("proposes phase {}", phase.as_str().to_uppercase()))
        }
        Event::Proposed { proposal: Proposal::Severity(level) } => {
            with(format!("proposes severity {}", level.to_uppercase()))
        }
        Event::Proposed { proposal: Proposal::Estimate(stated) } => {
            with(format!("proposes an estimate: {}{}", stated.words(), sourced(content)))
        }
        Event::EstimateSet { scope, .. } => with(format!("impact {}{}", scope.words(), sourced(content))),
        Event::FiguresSet { figures, .. } => with(format!("estimate {}{}", figures.words(), sourced(content))),
        Event::ImpactFollows { follows, .. } => format!("by the estimate: {}", follows.words()),
        Event::ProposalDeclined { proposal } => with(format!("declined proposal {proposal}")),
        Event::Closed { ending: Ending::Resolved } => with("CLOSED".into()),
        Event::Closed { ending: Ending::FalseAlarm } => with("CLOSED as a false alarm".into()),
        Event::Reopened {} => with("REOPENED".into()),
        Event::MarkedFact { entry, fact } => format!("entry {entry} is {}", fact.with_article()),
        Event::MarkedKey { entry, mark } => format!("key mark {mark} for entry {entry}"),
        Event::HypothesisJudged { entry, verdict } => {
            let word = match verdict {
                Verdict::Open => "open again",
                Verdict::Confirmed => "CONFIRMED",
                Verdict::RuledOut => "RULED OUT",
            };
            with(format!("hypothesis {entry} {word}"))
        }
        Event::ActionMoved { entry, progress } => {
            with(format!("action {entry} {}", progress.as_str().replace('_', " ").to_uppercase()))
        }
        Event::MarkedTemporary { entry } => format!("action {entry} is temporary"),
        Event::Corrected { entry, .. } => with(format!("corrected entry {entry}")),
        Event::Redacted { event, .. } => with(format!("redacted event {event}")),
        Event::TaskPlanned { task, owner, due, by, link } => {
            let mut what = format!("task {task}:");
            if let Some(owner) = owner {
                what.push_str(&format!(" owner {owner}"));
            }
            if let Some(due) = due {
                what.push_str(&format!(" due {due}"));
            }
            if let Some(by) = by {
                what.push_str(&format!(" due by {}", by.format("%Y-%m-%d %H:%MZ")));
            }
            if *link {
                what.push_str(&format!(" link {said}"));
            }
            what
        }
        Event::TaskClaimed { task } => format!("took task {task}"),
        Event::TaskFinished { task } => with(format!("task {task} done")),
        Event::TaskDropped { task } => with(format!("task {task} dropped")),
        Event::TaskRanked { task, rank, saves_percent } => {
            let place = rank.map_or("has no place of its own".to_owned(), |rank| format!("is number {rank} to do"));
            let saves = saves_percent.map(|percent| format!(", saves {percent} % of the cost")).unwrap_or_default();
            format!("task {task} {place}{saves}")
        }
        Event::StepTicked { runbook, step, mark: Mark::On } => with(format!("runbook {runbook}, step {step} DONE")),
        Event::StepTicked { runbook, step, mark: Mark::Off } => {
            with(format!("runbook {runbook}, step {step} is NOT done after all"))
        }
        Event::NowSet {} => with("NOW".into()),
        Event::Invited { seat, .. } => format!("invited a {seat}"),
        Event::Joined { person, seat: crate::Seat::Coordinator, .. } => format!("{person} takes the chair"),
        Event::Joined { person, seat, .. } => format!("{person} joins as {seat}"),
        Event::SeatRequested { seat } => with(format!("asks for the seat of {seat}")),
        Event::SeatGranted { person, seat } => format!("{person} is now {seat}, too"),
        Event::SeatDeclined { person } => with(format!("declined the request of {person}")),
        Event::Left { seat: Some(seat) } => format!("gave up the seat of {seat}"),
        Event::Left { seat: None } => "left the room".into(),
        Event::Removed { person } => with(format!("removed {person}")),
        Event::ChairOffered { to } => with(format!("offers the chair to {to}")),
        Event::ChairOfferEnded {} => with("the offer of the chair ended".into()),
        Event::ChairAccepted { from } => format!("ACCEPTED the chair from {from}"),
        Event::ChairEmptied { from, .. } => format!("the chair is EMPTY: nothing heard of {from}"),
        Event::ChairClaimed {} => "CLAIMED the empty chair".into(),
        Event::Escalated { level, level_kind: LevelKind::Continuity, .. } => {
            with(format!("BUSINESS CONTINUITY is on, {level} called"))
        }
        Event::Escalated { level, .. } => with(format!("ESCALATED to {level}")),
        Event::EscalationAnswered { escalation } => with(format!("escalation {escalation} ANSWERED")),
        Event::EscalationEnded { escalation } => with(format!("escalation {escalation} ended")),
        Event::PageQueued { level, nowhere: true, .. } => format!("a practice: {level} is told nothing"),
        Event::PageQueued { level, .. } => format!("{level} is told by webhook"),
        Event::PageMoved { level, fate, attempts, .. } => {
            with(format!("the page to {level} {}", moved(*fate, *attempts)))
        }
        Event::ScribeSet { person: Some(person) } => format!("{person} is the scribe"),
        Event::ScribeSet { person: None } => "nobody is the scribe".into(),
        Event::HoldRaised {} => with("HOLD".into()),
        Event::HoldLowered {} => with("HOLD lowered".into()),
        Event::NudgeMissed { nudge, due, .. } => format!("MISSED: {}", clock::missed(nudge, *due)),
        Event::NudgeSnoozed { nudge, until, .. } => {
            with(format!("SNOOZED until {}: {}", until.format("%H:%MZ"), clock::what(nudge)))
        }
        Event::WaitingSet { mark: Mark::On } => with("WAITING for a vendor".into()),
        Event::WaitingSet { mark: Mark::Off } => with("no longer waiting for a vendor".into()),
        Event::DraftOpened { audience, phase, holding, .. } => {
            let holding = holding.as_deref().map(|name| format!(" (holding statement {name})")).unwrap_or_default();
            format!("opened a draft for {audience}: {}{holding}", phase.as_str().to_uppercase())
        }
        Event::DraftEdited { draft, entry: Some(entry), .. } => format!("used entry {entry} in draft {draft}"),
        Event::DraftEdited { draft, .. } => format!("edited draft {draft}"),
        Event::DraftSet { draft, audience, phase, channels, .. } => {
            let phase = phase.as_str().to_uppercase();
            format!("draft {draft} is for {audience}, tells {phase}, goes to {}", channels.join(", "))
        }
        Event::DraftSubmitted { draft, suggested } => {
            with(format!("draft {draft} waits for APPROVAL{}", worth_a_look(suggested)))
        }
        Event::DraftSignedOff { draft, sign_off: SignOff::Facts, .. } => {
            with(format!("confirms the facts of draft {draft}"))
        }
        Event::DraftSignedOff { draft, sign_off: SignOff::SecondPair, .. } => with(format!("signed draft {draft} off")),
        Event::FindingWaived { draft, leak, .. } => with(format!("WAIVED {leak} in draft {draft}")),
        Event::DraftChangesRequested { draft } => with(format!("wants draft {draft} CHANGED")),
        Event::DraftApproved { draft, how: ApprovedHow::Reviewed, suggested, .. } => {
            format!("APPROVED draft {draft}{}", worth_a_look(suggested))
        }
        Event::DraftApproved { draft, how: ApprovedHow::Holding, suggested, .. } => {
            format!("APPROVED draft {draft}, a holding statement{}", worth_a_look(suggested))
        }
        Event::DraftApproved { draft, how: ApprovedHow::BreakGlass, suggested, .. } => {
            let look = worth_a_look(suggested);
            with(format!("BROKE THE GLASS: approved draft {draft} without sign-offs{look}"))
        }
        Event::DraftPublished { draft, .. } => format!("published draft {draft}"),
        Event::DraftWithdrawn { draft } => with(format!("draft {draft} withdrawn")),
        Event::DraftSnapshot { draft, .. } => format!("draft {draft} as it is left"),
        Event::UpdatePublished { audience, phase, .. } => {
            with(format!("TOLD {audience} {}", phase.as_str().to_uppercase()))
        }
        Event::DeliveryQueued { channel, nowhere: true, .. } => format!("a practice: {channel} gets nothing"),
        Event::DeliveryQueued { channel, .. } => format!("goes to {channel}"),
        Event::DeliveryMoved { channel, fate, attempts, .. } => {
            with(format!("the update to {channel} {}", moved(*fate, *attempts)))
        }
        Event::Standing { phase, severity: level, .. } => {
            format!("readers are told: phase {}, severity {}", phase.as_str().to_uppercase(), severity(level))
        }
        Event::QuestionAsked { same_as: None } => with("asks the chair".into()),
        Event::QuestionAsked { same_as: Some(same) } => with(format!("asks the same as question {same}")),
        Event::QuestionAnswered { question } => with(format!("ANSWERS question {question}")),
        Event::QuestionFolded { question, into } => format!("question {question} asks the same as question {into}"),
        Event::QuestionDeclined { question } => with(format!("does not answer question {question}")),
        Event::Unknown => "an event of a newer version: update your client".into(),
        Event::Posted { .. } | Event::TaskAdded { .. } | Event::LinkAdded { .. } | Event::Imported { .. } => {
            said.to_owned()
        }
    }
}

/// Where the numbers come from, behind them.
fn sourced(content: Option<&Content>) -> String {
    let source = content.and_then(crate::impact::source);
    source.map_or(String::new(), |source| format!(" (from {source})"))
}

/// What became of something on its way out.
fn moved(fate: DeliveryFate, attempts: u32) -> String {
    let fate = fate.as_str().replace('_', " ").to_uppercase();
    if attempts > 1 { format!("{fate} after {attempts} tries") } else { fate }
}

/// What the leak check suggested to look at, behind what was done all the same.
fn worth_a_look(suggested: &[Kind]) -> String {
    let kinds: Vec<_> = suggested.iter().map(|kind| kind.as_str().replace('_', " ")).collect();
    if kinds.is_empty() { String::new() } else { format!(" (worth a look: {})", kinds.join(", ")) }
}

/// An author in few columns: a script or an import shows for which seat it speaks, and that it is none.
#[must_use]
pub fn short_author(author: &Author, seat: Option<Seat>) -> String {
    let short = |seat: Seat| match seat {
        Seat::Coordinator => "coord",
        Seat::Responder => "resp",
        Seat::Observer => "obs",
        Seat::Guest => "guest",
        Seat::Reader => "read",
    };
    match (author, seat) {
        (Author::Playback, Some(seat)) => format!("{}*", short(seat)),
        (Author::Playback, None) => "play*".into(),
        (Author::Import, Some(seat)) => format!("({})", short(seat)),
        (Author::Import, None) => "(import)".into(),
        (other, _) => other.as_str().to_owned(),
    }
}
