//! What fits a filter.

use warroom_incident::clock::{Due, Standing};
use warroom_incident::draft::{Draft, Stage};
use warroom_incident::event::EntryKind;
use warroom_incident::inbox::Question;
use warroom_incident::state::{Task, TaskState};
use warroom_incident::{Event, Person, Seq};

use super::Filter;
use crate::app::model::Model;
use crate::app::reference::Entry;
use crate::app::sieve::Needle;
use crate::app::told::Item;
use crate::app::{drafts, questions};
use crate::replica::Replica;

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub(super) fn fitting<'a>(replica: &'a Replica, filter: &'a Filter) -> impl Fn(Seq) -> bool + 'a {
    let needle = match filter {
        Filter::Text(text) => Some(Needle::new(text)),
        _ => None,
    };
    move |seq| match &needle {
        Some(needle) => needle.is_in_row(replica, seq),
        None => row_fits(replica, filter, seq),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn row_fits(replica: &Replica, filter: &Filter, seq: Seq) -> bool {
    let me = replica.me();
    let entry = replica.state().entry(seq);
    let Some(sealed) = replica.record().line(seq).and_then(warroom_incident::Line::open) else { return false };
    let event = &sealed.fact.event;
    let is = |kind: EntryKind| entry.is_some_and(|entry| entry.kind == kind);
    match filter {
        Filter::Key => entry.is_some_and(|entry| entry.key),
        Filter::Changes => matches!(
            event,
            Event::Declared { .. }
                | Event::Acknowledged {}
                | Event::SeveritySet { .. }
                | Event::PhaseSet { .. }
                | Event::Closed { .. }
                | Event::Reopened {}
        ),
        Filter::Decisions => is(EntryKind::Decision),
        Filter::Hypotheses => is(EntryKind::Hypothesis) || matches!(event, Event::HypothesisJudged { .. }),
        Filter::Actions => is(EntryKind::Action) || matches!(event, Event::ActionMoved { .. }),
        Filter::Mine => sealed.fact.author.person() == Some(me),
        Filter::Mentions => {
            entry.is_some_and(|entry| entry.mentions.contains(me))
                || matches!(event, Event::ChairOffered { to } if to == me)
        }
        _ => true,
    }
}

/// Whether a task is shown.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub fn shows_task(model: &Model, task: &Task) -> bool {
    let Some(filter) = &model.filters.tasks else { return true };
    match filter {
        Filter::Open => task.is_open(),
        Filter::Debts => !task.lacks().is_empty(),
        Filter::Mine => {
            let owner = task.owner.as_deref() == Some(model.me().as_str());
            owner || matches!(&task.state, TaskState::Claimed(by) if by.person() == Some(model.me()))
        }
        Filter::Text(text) => Needle::new(text).is_in(model.replica.record().text(task.seq).unwrap_or_default()),
        _ => true,
    }
}

/// Whether a person is shown.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub fn shows_person(model: &Model, person: &Person) -> bool {
    let Some(filter) = &model.filters.people else { return true };
    match filter {
        Filter::Here => model.present.iter().any(|it| it.name == *person && it.lost_at.is_none()),
        Filter::Seat(seat) => model.replica.state().seats(person).contains(seat),
        Filter::Text(text) => Needle::new(text).is_in(person.as_str()),
        _ => true,
    }
}

/// Whether a draft is shown.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub fn shows_draft(model: &Model, draft: &Draft) -> bool {
    let Some(filter) = &model.filters.drafts else { return true };
    match filter {
        Filter::Open => draft.is_open(),
        Filter::Mine => draft.by.person() == Some(model.me()),
        Filter::Review => matches!(draft.stage, Stage::InReview { .. }),
        Filter::Text(text) => Needle::new(text).is_in(&drafts::searched(model, draft.seq)),
        _ => true,
    }
}

/// Whether a question is shown.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub fn shows_question(model: &Model, question: &Question) -> bool {
    let Some(filter) = &model.filters.questions else { return true };
    match filter {
        Filter::Open => question.is_open(),
        Filter::Mine => question.asks.iter().any(|ask| ask.by.person() == Some(model.me())),
        Filter::Text(text) => Needle::new(text).is_in(&questions::searched(model, question.seq)),
        _ => true,
    }
}

/// Whether an item of what was told is shown.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub fn shows_told(model: &Model, item: &Item) -> bool {
    let Some(filter) = &model.filters.told else { return true };
    match filter {
        Filter::Wrong => item.is_wrong(),
        Filter::Text(text) => Needle::new(text).is_in(&item.text()),
        _ => true,
    }
}

/// Whether something that is due is shown.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub fn shows_due(model: &Model, due: &Due) -> bool {
    let Some(filter) = &model.filters.due else { return true };
    match filter {
        Filter::Mine => crate::app::due::is_mine(model, due),
        Filter::Overdue => due.standing == Standing::Overdue,
        Filter::Text(text) => Needle::new(text).is_in(&crate::app::due::searched(model, due)),
        _ => true,
    }
}

/// Whether a contact, an owner or a runbook is shown.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub fn shows_reference(model: &Model, entry: Entry<'_>) -> bool {
    let Some(filter) = &model.filters.contacts else { return true };
    match filter {
        Filter::Doubtful => entry.checked(model).is_doubtful(),
        Filter::Text(text) => Needle::new(text).is_in(&entry.searched(model)),
        _ => true,
    }
}
