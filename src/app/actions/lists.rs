//! What the short lists hold, in their order.

use warroom_incident::CommandKind;

use super::forms;
use crate::app::keymap::Action;
use crate::app::model::Model;
use crate::app::{catch_up, drafts, due, filter, questions};
use crate::brief::BriefLine;

/// The brief as it is shown.
#[must_use]
pub fn brief_lines(model: &Model) -> Vec<BriefLine> {
    catch_up::shown(model).lines.into_iter().map(|(line, _)| line).collect()
}

/// Tasks in the order of their list.
#[must_use]
pub fn task_order(model: &Model) -> Vec<u64> {
    let mut tasks: Vec<_> = model.replica.state().tasks.iter().filter(|task| filter::shows_task(model, task)).collect();
    tasks.sort_by_key(|task| task.rank());
    tasks.into_iter().map(|task| task.seq).collect()
}

/// Everyone in the room in the order of their list.
#[must_use]
pub fn people(model: &Model) -> Vec<warroom_incident::Person> {
    let state = model.replica.state();
    let shown = state.members().filter(|(person, _)| filter::shows_person(model, person));
    let mut people: Vec<_> = shown.map(|(person, _)| (state.seats(person).into_iter().next(), person)).collect();
    people.sort_by_key(|(seat, _)| std::cmp::Reverse(*seat));
    people.into_iter().map(|(_, person)| person.clone()).collect()
}

/// Something that waits for the chair.
#[derive(Clone, Debug)]
pub struct Need {
    /// Its word.
    pub word: &'static str,
    /// What it is.
    pub text: String,
    /// What is opened by it.
    pub leads: Leads,
}

/// Where a need leads.
#[derive(Clone, Debug)]
pub enum Leads {
    /// To a proposal.
    Proposal(u64),
    /// To a draft.
    Draft(u64),
    /// To a question.
    Question(u64),
    /// To a request for a seat.
    Seat(warroom_incident::Person, warroom_incident::Seat),
    /// To where something is done that is due.
    Due(Box<warroom_incident::clock::Due>),
    /// To an action.
    Action(Action),
}

/// What waits for the chair, the most pressing first.
#[must_use]
pub fn needs(model: &Model) -> Vec<Need> {
    let state = model.replica.state();
    let now = model.shown_at();
    let mut needs = Vec::new();
    let mut need = |word, text: String, leads| needs.push(Need { word, text: crate::timeline::clean(&text), leads });
    if !state.is_declared() {
        return needs;
    }
    if crate::brief::is_unaccepted(state) {
        need("ACCEPT", "no responder has acknowledged it yet".into(), Leads::Action(Action::Acknowledge));
    }
    if let Some(offer) = &state.offer {
        let age = crate::brief::age(offer.at, now);
        let to = if offer.to == *model.me() { "you" } else { offer.to.as_str() };
        need("OFFER", format!("the chair is offered to {to}, {age} ago"), Leads::Action(Action::HandOver));
    }
    for text in crate::app::escalation::needs(model, now) {
        need("CALL", text, Leads::Action(Action::Escalate));
    }
    for (seq, open) in &state.proposals {
        let text = format!(
            "{} proposes {}, {} ago",
            open.by,
            forms::proposed(&open.proposal),
            crate::brief::age(open.at, now)
        );
        need("DECIDE", text, Leads::Proposal(*seq));
    }
    for (word, text, draft) in drafts::needs(state, now) {
        need(word, text, draft.map_or(Leads::Action(Action::Drafts), Leads::Draft));
    }
    let (late, soon): (Vec<_>, Vec<_>) =
        due::needs(model).into_iter().partition(|it| it.standing == warroom_incident::clock::Standing::Overdue);
    for it in late {
        need("LATE", due::need(model, it, now), Leads::Due(Box::new(it.clone())));
    }
    for (text, question) in questions::needs(model, now) {
        need("ASKED", text, Leads::Question(question));
    }
    for it in soon {
        need("SOON", due::need(model, it, now), Leads::Due(Box::new(it.clone())));
    }
    for (person, seat) in &state.seat_requests {
        need("SEAT", format!("{person} wants to be {seat}"), Leads::Seat(person.clone(), *seat));
    }
    let may_set = state.seat_for(model.me(), CommandKind::SetScribe).is_some();
    if state.scribe.is_none() && !state.is_closed() && may_set && !forms::scribe(model).choices.is_empty() {
        need("SCRIBE", "nobody holds the scribe mark".into(), Leads::Action(Action::Scribe));
    }
    let unclaimed = state.tasks.iter().filter(|task| task.state == warroom_incident::state::TaskState::Open).count();
    if unclaimed > 0 {
        need("TASKS", format!("{unclaimed} that nobody has taken"), Leads::Action(Action::Tasks));
    }
    needs
}
