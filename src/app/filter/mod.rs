//! Filters: a pane shows only what fits, says so in its title, and counts what is new and does not fit.

mod fitting;

use warroom_incident::{Seat, Seq};

use super::keys::{Code, Press};
use super::model::{Dialog, Model, Pane};
use super::sieve::Sieve;
use super::{actions, drafts, due, questions, reference, search, told};
use crate::places::Places;

use fitting::fitting;
pub use fitting::{shows_draft, shows_due, shows_person, shows_question, shows_reference, shows_task, shows_told};

/// What is let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Marked as key.
    Key,
    /// Changes of severity and phase.
    Changes,
    /// Decisions.
    Decisions,
    /// Hypotheses and what was judged of them.
    Hypotheses,
    /// Actions and how they went on.
    Actions,
    /// By me; of tasks those that I have.
    Mine,
    /// What speaks to me.
    Mentions,
    /// Tasks that are neither done nor dropped.
    Open,
    /// Debts that still lack something.
    Debts,
    /// People who are connected.
    Here,
    /// People in this seat.
    Seat(Seat),
    /// Drafts that wait to be approved.
    Review,
    /// What was told and is late, or not so any more.
    Wrong,
    /// What was not checked for long.
    Doubtful,
    /// What is overdue.
    Overdue,
    /// With these words.
    Text(String),
}

impl Filter {
    /// What it is called in a title.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Filter::Key => "key".into(),
            Filter::Changes => "severity and phase".into(),
            Filter::Decisions => "decisions".into(),
            Filter::Hypotheses => "hypotheses".into(),
            Filter::Actions => "actions".into(),
            Filter::Mine => "mine".into(),
            Filter::Mentions => "mentions of you".into(),
            Filter::Open => "open".into(),
            Filter::Debts => "debts".into(),
            Filter::Here => "here now".into(),
            Filter::Seat(seat) => format!("{seat}s"),
            Filter::Review => "waiting for approval".into(),
            Filter::Wrong => "late or not so".into(),
            Filter::Doubtful => "to be checked".into(),
            Filter::Overdue => "overdue".into(),
            Filter::Text(text) => format!("\"{}\"", crate::timeline::first_line(&crate::timeline::clean(text), 20)),
        }
    }
}

/// The choices of a pane: key, and what it lets through.
#[must_use]
pub fn choices(pane: Pane) -> &'static [(char, Filter)] {
    const ROWS: &[(char, Filter)] = &[
        ('k', Filter::Key),
        ('s', Filter::Changes),
        ('d', Filter::Decisions),
        ('h', Filter::Hypotheses),
        ('a', Filter::Actions),
        ('m', Filter::Mine),
        ('@', Filter::Mentions),
    ];
    const NOTES: &[(char, Filter)] = &[('k', Filter::Key), ('m', Filter::Mine), ('@', Filter::Mentions)];
    const TASKS: &[(char, Filter)] = &[('o', Filter::Open), ('m', Filter::Mine), ('d', Filter::Debts)];
    const PEOPLE: &[(char, Filter)] = &[
        ('h', Filter::Here),
        ('c', Filter::Seat(Seat::Coordinator)),
        ('r', Filter::Seat(Seat::Responder)),
        ('o', Filter::Seat(Seat::Observer)),
        ('g', Filter::Seat(Seat::Guest)),
    ];
    const DRAFTS: &[(char, Filter)] = &[('o', Filter::Open), ('m', Filter::Mine), ('w', Filter::Review)];
    const QUESTIONS: &[(char, Filter)] = &[('o', Filter::Open), ('m', Filter::Mine)];
    const TOLD: &[(char, Filter)] = &[('l', Filter::Wrong)];
    const DUE: &[(char, Filter)] = &[('m', Filter::Mine), ('l', Filter::Overdue)];
    const CONTACTS: &[(char, Filter)] = &[('c', Filter::Doubtful)];
    match pane {
        Pane::Timeline => ROWS,
        Pane::Notes => NOTES,
        Pane::Tasks => TASKS,
        Pane::People => PEOPLE,
        Pane::Drafts => DRAFTS,
        Pane::Questions => QUESTIONS,
        Pane::Told => TOLD,
        Pane::Contacts => CONTACTS,
        Pane::Due => DUE,
        Pane::Brief | Pane::Needs | Pane::Impact => &[],
    }
}

/// A filter over a long list, with what fits.
#[derive(Clone, Debug)]
pub struct Sieved {
    /// The filter.
    pub filter: Filter,
    /// What fits.
    pub sieve: Sieve,
}

/// The filter of each pane.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    /// On the timeline.
    pub timeline: Option<Sieved>,
    /// On the notes.
    pub notes: Option<Sieved>,
    /// On the tasks.
    pub tasks: Option<Filter>,
    /// On the people.
    pub people: Option<Filter>,
    /// On the drafts.
    pub drafts: Option<Filter>,
    /// On the questions.
    pub questions: Option<Filter>,
    /// On what was told.
    pub told: Option<Filter>,
    /// On contacts, owners and runbooks.
    pub contacts: Option<Filter>,
    /// On what is due.
    pub due: Option<Filter>,
}

impl Filters {
    /// The filter of a pane.
    #[must_use]
    pub fn of(&self, pane: Pane) -> Option<&Filter> {
        match pane {
            Pane::Timeline => self.timeline.as_ref().map(|sieved| &sieved.filter),
            Pane::Notes => self.notes.as_ref().map(|sieved| &sieved.filter),
            Pane::Tasks => self.tasks.as_ref(),
            Pane::People => self.people.as_ref(),
            Pane::Drafts => self.drafts.as_ref(),
            Pane::Questions => self.questions.as_ref(),
            Pane::Told => self.told.as_ref(),
            Pane::Contacts => self.contacts.as_ref(),
            Pane::Due => self.due.as_ref(),
            Pane::Brief | Pane::Needs | Pane::Impact => None,
        }
    }

    fn set(&mut self, pane: Pane, filter: Option<Filter>) {
        let sieved = |filter: Option<Filter>| filter.map(|filter| Sieved { filter, sieve: Sieve::new() });
        match pane {
            Pane::Timeline => self.timeline = sieved(filter),
            Pane::Notes => self.notes = sieved(filter),
            Pane::Tasks => self.tasks = filter,
            Pane::People => self.people = filter,
            Pane::Drafts => self.drafts = filter,
            Pane::Questions => self.questions = filter,
            Pane::Told => self.told = filter,
            Pane::Contacts => self.contacts = filter,
            Pane::Due => self.due = filter,
            Pane::Brief | Pane::Needs | Pane::Impact => {}
        }
    }
}

/// `f`: chooses a filter, or clears the one that is on.
pub fn toggle(model: &mut Model) {
    let pane = model.focus;
    if model.filters.of(pane).is_some() {
        model.filters.set(pane, None);
        // What it hid is new to the reader.
        model.sight = Default::default();
        search::anew(model);
        model.say("the filter is off: everything is shown");
    } else if choices(pane).is_empty() {
        model.say(format!("{} has no filter", pane.name()));
    } else {
        model.dialog = Some(Dialog::Filter { typed: None });
    }
}

/// A key while a filter is chosen.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub fn pressed(model: &mut Model, typed: Option<String>, press: Press) {
    let Some(mut text) = typed else {
        match press.written() {
            Some('/') => model.dialog = Some(Dialog::Filter { typed: Some(String::new()) }),
            Some(key) => match choices(model.focus).iter().find(|(letter, _)| *letter == key) {
                Some((_, filter)) => set(model, filter.clone()),
                None if key == 'q' => {}
                None => {
                    model.say("one of the letters, or / and words; Esc closes");
                    model.dialog = Some(Dialog::Filter { typed: None });
                }
            },
            None => {}
        }
        return;
    };
    match press.code {
        Code::Esc => {}
        Code::Enter if text.trim().is_empty() => {}
        Code::Enter => set(model, Filter::Text(text)),
        _ => {
            crate::app::finding::typed(&mut text, press);
            model.dialog = Some(Dialog::Filter { typed: Some(text) });
        }
    }
}

fn set(model: &mut Model, filter: Filter) {
    model.filters.set(model.focus, Some(filter));
    search::anew(model);
    step(model);
}

/// Looks at some more rows where a filter is not through yet; says whether one still is not.
pub fn step(model: &mut Model) -> bool {
    let Model { replica, filters, .. } = model;
    let mut going = false;
    let lists = [(&mut filters.timeline, replica.timeline().facts()), (&mut filters.notes, replica.timeline().notes())];
    for (sieved, all) in lists {
        if let Some(Sieved { filter, sieve }) = sieved {
            let fits = fitting(replica, filter);
            sieve.step(all, fits);
            going |= !sieve.is_done();
        }
    }
    going
}

/// These rows are new or read differently.
pub fn touched(model: &mut Model, seqs: &[Seq]) {
    let Model { replica, filters, .. } = model;
    let lists = [(&mut filters.timeline, replica.timeline().facts()), (&mut filters.notes, replica.timeline().notes())];
    for (sieved, all) in lists {
        if let Some(Sieved { filter, sieve }) = sieved {
            let fits = fitting(replica, filter);
            seqs.iter().for_each(|&seq| sieve.touch(all, seq, &fits));
        }
    }
}

/// The record was forgotten: what fitted does not stand any more.
pub fn anew(model: &mut Model) {
    for sieved in [&mut model.filters.timeline, &mut model.filters.notes].into_iter().flatten() {
        sieved.sieve = Sieve::new();
    }
}

/// What a pane's title says about its filter.
#[must_use]
pub fn title(model: &Model, pane: Pane) -> Option<String> {
    let filter = model.filters.of(pane)?;
    let state = model.replica.state();
    let (all, fits, outside) = match pane {
        Pane::Timeline => long(model.replica.timeline().facts(), model.filters.timeline.as_ref()?, model.read),
        Pane::Notes => long(model.replica.timeline().notes(), model.filters.notes.as_ref()?, model.read_notes),
        Pane::Tasks => (state.tasks.len(), actions::task_order(model).len().to_string(), 0),
        Pane::People => (state.members().count(), actions::people(model).len().to_string(), 0),
        Pane::Drafts => (state.drafts.len(), drafts::shown(model).len().to_string(), 0),
        Pane::Questions => (questions::all(model), questions::order(model).len().to_string(), 0),
        Pane::Contacts => (reference::count(model), reference::shown(model).len().to_string(), 0),
        Pane::Due => (model.dues.all().len(), due::shown(model).len().to_string(), 0),
        // What stands above the list is none of its items.
        Pane::Told => (told::all(model).len() - 1, (told::items(model).len() - 1).to_string(), 0),
        Pane::Brief | Pane::Needs | Pane::Impact => return None,
    };
    let outside = if outside > 0 { format!(" · {outside} new outside it") } else { String::new() };
    Some(format!("filter: {} · {fits} of {all}{outside} · f clears", filter.name()))
}

fn long(all: &Places, sieved: &Sieved, read: Seq) -> (usize, String, usize) {
    let fits = sieved.sieve.fits();
    let count = if sieved.sieve.is_done() {
        fits.len().to_string()
    } else {
        format!("{} so far ({} %)", fits.len(), sieved.sieve.per_cent(all))
    };
    (all.len(), count, all.newer(read).saturating_sub(fits.newer(read)))
}
