//! The only function that says yes or no. The order of checks is fixed: access, life, then the particular rule.

mod approval;
mod brought_in;
mod clock;
mod deliveries;
mod drafts;
mod entries;
mod escalation;
mod impact;
mod inbox;
mod leaks;
mod life;
mod opening;
mod past_impact;
mod seats;
mod standing;
mod tasks;
mod ticks;

use crate::command::{Actor, Command, CommandKind};
use crate::event::{Author, Content, Event, Fact, Reach};
use crate::people::{Person, Seat};
use crate::permission::{Role, permits, permits_when_closed};
use crate::prelude::*;
use crate::rejection::{Place, Rejection};
use crate::state::Incident;
use crate::{Seq, Time, bounds, text};
use chrono::TimeDelta;

pub use impact::{could_be_stated, foreseen};

/// One event that a command yields; its number is the state's plus its place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What.
    pub fact: Fact,
    /// The prose.
    pub content: Option<Content>,
}

type Outcome = Result<Vec<Decided>, Rejection>;

/// Decides a command against a state: the events it yields, at least one, or why not.
///
/// `now` is the server's time; a client that predicts gives its best guess of it.
///
/// # Errors
/// Each [`Rejection`] with its facts; nothing happens then.
pub fn decide(state: &Incident, command: &Command, actor: &Actor, now: Time) -> Outcome {
    let kind = command.kind();
    let seat = access(state, kind, actor)?;
    life(state, kind)?;
    let case = Case { state, actor, seat, now };
    standing::followed(&case, ruled(case, command)?)
}

/// The particular rule of a command.
fn ruled(case: Case<'_>, command: &Command) -> Outcome {
    match command {
        Command::Declare { title, severity, reporter, drill, policy } => {
            life::declare(&case, title, severity.as_deref(), reporter, *drill, policy)
        }
        Command::Import { incident, policy } => brought_in::import(&case, incident, policy),
        Command::Acknowledge { text } => life::acknowledge(&case, text),
        Command::ProposePhase { phase, reason } => life::propose_phase(&case, *phase, reason),
        Command::SetPhase { phase, reason } => life::set_phase(&case, *phase, reason),
        Command::ProposeSeverity { severity, reason } => life::propose_severity(&case, severity, reason),
        Command::SetSeverity { severity, reason } => life::set_severity(&case, severity, reason),
        Command::AcceptProposal { proposal } => life::accept(&case, *proposal),
        Command::DeclineProposal { proposal, reason } => life::decline(&case, *proposal, reason),
        Command::SetEstimate { stated, source, reason } => impact::set(&case, stated, source, reason),
        Command::ProposeEstimate { stated, source, reason } => impact::propose(&case, stated, source, reason),
        Command::Close { ending, reason } => life::close(&case, *ending, reason),
        Command::Reopen { reason } => life::reopen(&case, reason),
        Command::AdoptPolicy { policy } => life::adopt(&case, policy),

        Command::Post { entry, text, happened_at, action, temporary } => {
            entries::post(&case, *entry, text, *happened_at, *action, *temporary)
        }
        Command::MarkFact { entry, fact } => entries::mark_fact(&case, *entry, *fact),
        Command::MarkKey { entry, mark } => entries::mark_key(&case, *entry, *mark),
        Command::JudgeHypothesis { entry, verdict, reason } => entries::judge(&case, *entry, *verdict, reason),
        Command::MoveAction { entry, progress, text } => entries::move_action(&case, *entry, *progress, text),
        Command::MarkTemporary { entry } => entries::mark_temporary(&case, *entry),
        Command::Correct { entry, text, happened_at } => entries::correct(&case, *entry, text.as_deref(), *happened_at),
        Command::Redact { event, reason } => entries::redact(&case, *event, reason),
        Command::AddLink { link, url, label } => entries::add_link(&case, *link, url, label),
        Command::SetNow { text } => entries::set_now(&case, text),

        Command::AddTask { text, when, mitigation, class } => tasks::add(&case, text, *when, *mitigation, *class),
        Command::PlanTask { task, owner, due, by, link } => {
            tasks::plan(&case, *task, owner.as_deref(), (*due, *by), link.as_deref())
        }
        Command::ClaimTask { task } => tasks::claim(&case, *task),
        Command::FinishTask { task, text } => tasks::finish(&case, *task, text),
        Command::DropTask { task, reason } => tasks::drop(&case, *task, reason),
        Command::RankTask { task, rank, saves_percent, no_rank } => {
            let rank = if *no_rank { Some(None) } else { rank.map(Some) };
            tasks::rank(&case, *task, rank, *saves_percent)
        }
        Command::TickStep { runbook, step, mark } => ticks::tick(&case, runbook, *step, *mark),

        Command::Invite { seat, loss } => seats::invite(&case, *seat, *loss),
        Command::Join { name } => seats::join(&case, name),
        Command::TakeSeat { person } => seats::take_seat(&case, person),
        Command::RequestSeat { seat, reason } => seats::request(&case, *seat, reason),
        Command::GrantSeat { person, seat } => seats::grant(&case, person, *seat),
        Command::DeclineSeat { person, reason } => seats::decline(&case, person, reason),
        Command::Leave { seat } => seats::leave(&case, *seat),
        Command::Remove { person, reason } => seats::remove(&case, person, reason),
        Command::OfferChair { to, note } => seats::offer_chair(&case, to, note),
        Command::WithdrawChair {} => seats::withdraw_chair(&case),
        Command::AcceptChair {} => seats::accept_chair(&case),
        Command::DeclineChair { reason } => seats::decline_chair(&case, reason),
        Command::ClaimChair {} => seats::claim_chair(&case),
        Command::Escalate { level, reason } => escalation::escalate(&case, level.as_deref(), reason),
        Command::AnswerEscalation { escalation, text } => escalation::answer(&case, *escalation, text),
        Command::EndEscalation { escalation, reason } => escalation::end(&case, *escalation, reason),
        Command::AddCase { level, case: number, url } => {
            escalation::add_case(&case, level.as_deref(), number, url.as_deref())
        }
        Command::EmptyChair { absent_since } => seats::empty_chair(&case, *absent_since),
        Command::SetScribe { person } => seats::set_scribe(&case, person.as_ref()),
        Command::RaiseHold { reason } => seats::raise_hold(&case, reason),
        Command::LowerHold { reason } => seats::lower_hold(&case, reason),
        Command::SnoozeNudge { nudge, reason } => clock::snooze(&case, nudge, reason),
        Command::RecordMissed { nudge, due } => clock::missed(&case, nudge, *due),
        Command::SetWaiting { mark, text } => clock::wait(&case, *mark, text),

        Command::OpenDraft { audience, phase, text, channels, notice, promise } => {
            let wanted = opening::Wanted { audience, channels, notice: *notice };
            opening::open(&case, &wanted, *phase, text.as_deref(), *promise)
        }
        Command::OpenHolding { holding, audience, slots, channels, notice } => {
            let wanted = opening::Wanted { audience, channels, notice: *notice };
            opening::open_holding(&case, holding, &wanted, slots)
        }
        Command::EditDraft { draft, base, edit } => drafts::edit(&case, *draft, *base, edit, None),
        Command::UseInDraft { draft, base, edit, entry } => drafts::edit(&case, *draft, *base, edit, Some(*entry)),
        Command::SetDraft { draft, audience, phase, channels, notice, promise, no_promise } => {
            let promise = if *no_promise { Some(None) } else { promise.map(Some) };
            let (audience, channels) = (audience.as_deref(), channels.as_deref());
            let changed = drafts::Changed { audience, phase: *phase, channels, notice: *notice, promise };
            drafts::set(&case, *draft, &changed)
        }
        Command::SubmitDraft { draft, text } => drafts::submit(&case, *draft, text),
        Command::SignOffDraft { draft, revision, facts, sign_off, text } => {
            drafts::sign_off(&case, *draft, (*revision, facts), *sign_off, text)
        }
        Command::RequestChanges { draft, reason } => drafts::request_changes(&case, *draft, reason),
        Command::WaiveFinding { draft, leak, found, reason } => leaks::waive(&case, *draft, *leak, found, reason),
        Command::WithdrawDraft { draft, reason } => drafts::withdraw(&case, *draft, reason),
        Command::ApproveDraft { draft, revision, facts, publish } => {
            approval::approve(&case, *draft, (*revision, facts), *publish)
        }
        Command::BreakGlass { draft, revision, facts, publish, reason } => {
            approval::break_glass(&case, *draft, (*revision, facts), *publish, reason)
        }
        Command::PublishDraft { draft, revision, facts } => approval::publish(&case, *draft, (*revision, facts)),
        Command::ReportDelivery { delivery, fate, attempts, reference, again, note } => {
            deliveries::report(&case, *delivery, (*fate, *attempts, *again), reference.as_deref(), note)
        }
        Command::RetryDelivery { delivery } => deliveries::retry(&case, *delivery),
        Command::GiveUpDelivery { delivery, reason } => deliveries::give_up(&case, *delivery, reason),

        Command::AskQuestion { text } => inbox::ask(&case, text),
        Command::AnswerQuestion { question, text } => inbox::answer(&case, *question, text),
        Command::FoldQuestion { question, into } => inbox::fold(&case, *question, *into),
        Command::DeclineQuestion { question, reason } => inbox::decline(&case, *question, reason),
    }
}

/// Finds the seat that gives the right, by the one table.
fn access(state: &Incident, kind: CommandKind, actor: &Actor) -> Result<Option<Seat>, Rejection> {
    let denied = |seats| Err(Rejection::NotPermitted { command: kind, seats });
    let (role, seat) = match actor {
        Actor::Person(person) => {
            if state.is_declared() && state.member(person).is_none() {
                return Err(Rejection::NotAMember);
            }
            let Some(seat) = state.seat_for(person, kind) else { return denied(state.seats(person)) };
            (Role::Seat(seat), Some(seat))
        }
        Actor::Playback(seat) => {
            if state.is_declared() && !state.drill {
                return Err(Rejection::PlaybackOutsideDrill);
            }
            (Role::Playback, *seat)
        }
        Actor::Operator => (Role::Operator, None),
        Actor::Server => (Role::Server, None),
        Actor::Bearer(_) => (Role::Bearer, None),
    };
    if permits(role, kind) { Ok(seat) } else { denied(Vec::new()) }
}

fn life(state: &Incident, kind: CommandKind) -> Result<(), Rejection> {
    let makes = matches!(kind, CommandKind::Declare | CommandKind::Import);
    match (state.is_declared(), makes) {
        (false, false) => return Err(Rejection::NotDeclared),
        (true, true) => return Err(Rejection::AlreadyDeclared),
        (false, true) | (true, false) => {}
    }
    if state.seq >= bounds::EVENTS {
        return Err(Rejection::RecordFull { most: bounds::EVENTS });
    }
    if state.is_closed() && !permits_when_closed(kind) {
        return Err(Rejection::IncidentClosed);
    }
    Ok(())
}

/// What every rule sees: the state, who asks, from which seat, and when.
#[derive(Clone, Copy)]
struct Case<'a> {
    state: &'a Incident,
    actor: &'a Actor,
    seat: Option<Seat>,
    now: Time,
}

impl Case<'_> {
    fn author(&self) -> Author {
        match self.actor {
            Actor::Person(person) => Author::Person(person.clone()),
            Actor::Operator => Author::Operator,
            Actor::Server => Author::Server,
            Actor::Playback(_) => Author::Playback,
            // Whoever joins is known by the event itself; `join` sets the author.
            Actor::Bearer(_) => Author::Server,
        }
    }

    fn person(&self) -> Result<&Person, Rejection> {
        match self.actor {
            Actor::Person(person) => Ok(person),
            Actor::Operator | Actor::Server | Actor::Playback(_) | Actor::Bearer(_) => Err(Rejection::NotAMember),
        }
    }

    /// Whether the sender speaks with the chair's authority.
    fn is_chair(&self) -> bool {
        matches!(self.actor, Actor::Person(person) if self.state.chair.holder() == Some(person))
    }

    fn event(&self, event: Event, content: Option<Content>) -> Decided {
        let (author, seat) = (self.author(), self.seat);
        let fact = Fact { at: self.now, happened_at: None, author, seat, reach: Reach::Room, event };
        Decided { fact, content }
    }

    /// One event without prose.
    fn bare(&self, event: Event) -> Outcome {
        Ok(vec![self.event(event, None)])
    }

    /// One event with optional prose.
    fn with(&self, event: Event, words: &str) -> Outcome {
        let content = if words.trim().is_empty() { None } else { Some(self.reason(words)?) };
        Ok(vec![self.event(event, content)])
    }

    /// One event that needs a reason.
    fn because(&self, event: Event, reason: &str) -> Outcome {
        Ok(vec![self.event(event, Some(self.reason(reason)?))])
    }

    fn reason(&self, words: &str) -> Result<Content, Rejection> {
        Ok(Content::text(text::lines(words, Place::Reason, self.text_bytes())?))
    }

    fn text_bytes(&self) -> usize {
        self.state.policy.limits.entry_bytes.min(bounds::TEXT_BYTES)
    }

    /// Checks a moment that somebody gives; a little ahead of the server's clock is now.
    fn happened_at(&self, at: Option<Time>) -> Result<Option<Time>, Rejection> {
        let Some(at) = at else { return Ok(None) };
        if at > self.now + TimeDelta::seconds(bounds::AHEAD_SECONDS) {
            return Err(Rejection::InTheFuture { happened_at: at, now: self.now });
        }
        if at < self.now - TimeDelta::days(bounds::BACKDATE_DAYS) {
            return Err(Rejection::TooLongAgo { happened_at: at, days: bounds::BACKDATE_DAYS });
        }
        Ok(Some(at.min(self.now)))
    }

    /// The members that a text mentions.
    fn mentions(&self, words: &str) -> Vec<Person> {
        let mut found = Vec::new();
        for word in text::mentioned(words) {
            let named = self.state.members().map(|(person, _)| person).filter(|person| names(word, person.as_str()));
            // Of `ana` and `ana-maria` the longer one is meant.
            let person = named.max_by_key(|person| person.as_str().len());
            if let Some(person) = person.filter(|person| !found.contains(*person)) {
                found.push(person.clone());
            }
        }
        found
    }

    /// Whether so many more tasks fit.
    fn room_for_tasks(&self, more: usize) -> Result<(), Rejection> {
        if self.state.tasks.len() + more > bounds::TASKS {
            return Err(Rejection::TooMany { what: "tasks".into(), most: bounds::TASKS });
        }
        Ok(())
    }

    /// The number of the next event but `ahead`.
    fn next(&self, ahead: usize) -> Seq {
        self.state.seq + 1 + ahead as Seq
    }
}

/// Whether a word after `@` names somebody: their name, and nothing that could belong to a longer one.
fn names(word: &str, name: &str) -> bool {
    let (word, name) = (word.to_lowercase(), name.to_lowercase());
    let rest = word.strip_prefix(&name);
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_'))
}
