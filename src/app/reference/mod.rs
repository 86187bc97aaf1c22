//! Whom to call, who answers for which service, what to do step by step: as the policy names them, and when somebody
//! last looked whether it still holds. Pure.

pub mod reading;

use warroom_incident::policy::{Checked, Contact, Owner, Policy, Runbook};

use super::filter;
use super::finding::Search;
use super::model::Model;
use crate::timeline::clean;

/// One of them by its name: the policy may change while it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// Whom to call.
    Contact {
        /// Who.
        name: String,
        /// For what.
        role: String,
    },
    /// Who answers for a service.
    Owner {
        /// The service.
        service: String,
        /// Who.
        who: String,
    },
    /// What to do.
    Runbook {
        /// Its title.
        title: String,
    },
}

/// One of them as the policy has it now.
#[derive(Clone, Copy, Debug)]
pub enum Entry<'a> {
    /// Whom to call.
    Contact(&'a Contact),
    /// Who answers for a service.
    Owner(&'a Owner),
    /// What to do.
    Runbook(&'a Runbook),
}

impl<'a> Entry<'a> {
    /// Its name.
    #[must_use]
    pub fn item(self) -> Item {
        match self {
            Entry::Contact(it) => Item::Contact { name: it.name.clone(), role: it.role.clone() },
            Entry::Owner(it) => Item::Owner { service: it.service.clone(), who: it.who.clone() },
            Entry::Runbook(it) => Item::Runbook { title: it.title.clone() },
        }
    }

    /// The word for what it is.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Entry::Contact(_) => "CALL",
            Entry::Owner(_) => "OWNER",
            Entry::Runbook(_) => "RUNBOOK",
        }
    }

    /// What it is called.
    #[must_use]
    pub fn title(self) -> String {
        clean(&match self {
            Entry::Contact(it) if it.role.is_empty() => it.name.clone(),
            Entry::Contact(it) => format!("{} — {}", it.name, it.role),
            Entry::Owner(it) => format!("{}: {}", it.service, it.who),
            Entry::Runbook(it) => it.title.clone(),
        })
    }

    /// Its number or address.
    #[must_use]
    pub fn address(self) -> &'a str {
        match self {
            Entry::Contact(it) => &it.reach,
            Entry::Owner(it) => &it.reach,
            Entry::Runbook(it) => &it.url,
        }
    }

    /// When somebody last looked, as it is judged now.
    #[must_use]
    pub fn checked(self, model: &Model) -> Checked {
        let day = match self {
            Entry::Contact(it) => it.checked,
            Entry::Owner(it) => it.checked,
            Entry::Runbook(it) => it.checked,
        };
        Checked::of(day, &model.replica.state().policy.reference, model.shown_at())
    }

    /// Who keeps it right, and how far its steps have come; empty for what has neither.
    #[must_use]
    pub fn aside(self, model: &Model) -> String {
        let Entry::Runbook(it) = self else { return String::new() };
        match it.steps.len() {
            0 => String::new(),
            steps => format!("{} of {steps} steps done", model.replica.state().ticked(it)),
        }
    }

    /// All that is searched of it.
    #[must_use]
    pub fn searched(self, model: &Model) -> String {
        let more = match self {
            Entry::Contact(_) | Entry::Owner(_) => String::new(),
            Entry::Runbook(it) => format!("{} {}", clean(&it.owner), clean(&it.steps.join(" "))),
        };
        let (title, address) = (self.title(), clean(self.address()));
        format!("{} {title} {address} {} {more}", self.word(), self.checked(model).words())
    }
}

fn entries(policy: &Policy) -> impl Iterator<Item = Entry<'_>> {
    let contacts = policy.contacts.iter().map(Entry::Contact);
    let owners = policy.owners.iter().map(Entry::Owner);
    contacts.chain(owners).chain(policy.runbooks.iter().map(Entry::Runbook))
}

/// How many there are without a filter.
#[must_use]
pub fn count(model: &Model) -> usize {
    entries(&model.replica.state().policy).count()
}

/// What the pane shows as it is filtered: contacts, owners, runbooks.
#[must_use]
pub fn shown(model: &Model) -> Vec<Entry<'_>> {
    entries(&model.replica.state().policy).filter(|entry| filter::shows_reference(model, *entry)).collect()
}

/// The selected one.
#[must_use]
pub fn selected(model: &Model) -> Option<Entry<'_>> {
    let shown = shown(model);
    shown.get(model.selected.reference).or(shown.last()).copied()
}

/// The place of the first runbook in the pane.
#[must_use]
pub fn first_runbook(model: &Model) -> Option<usize> {
    shown(model).iter().position(|entry| matches!(entry, Entry::Runbook(_)))
}

/// One of them by its name; nothing where the policy does not have it any more.
#[must_use]
pub fn find<'a>(model: &'a Model, item: &Item) -> Option<Entry<'a>> {
    entries(&model.replica.state().policy).find(|entry| entry.item() == *item)
}

/// Those whose names have all the words that were typed: for the palette, where it takes at least two letters.
pub(super) fn named<'a>(model: &'a Model, typed: &str) -> Vec<Entry<'a>> {
    if typed.trim().chars().count() < 2 || model.is_reader() {
        return Vec::new();
    }
    let Some(search) = Search::of(typed) else { return Vec::new() };
    let fits = |entry: &Entry<'_>| search.has_words(&format!("{} {}", entry.word(), entry.title()).to_lowercase());
    entries(&model.replica.state().policy).filter(fits).collect()
}
