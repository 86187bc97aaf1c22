//! The estimate of the impact on the screen: what stands in its pane, what is selected there, and what is loud about
//! it elsewhere. Pure.

pub mod chart;
pub mod page;
mod scrolling;
mod sheet;

use warroom_incident::impact::{self, Estimate};
use warroom_incident::{Reach, Seq};

use super::model::Model;
use super::tone::Tone;
use crate::brief::age;

pub use scrolling::{scroll, top};
pub use sheet::in_full;

/// Something in the pane that can be selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A proposal that waits for the chair.
    Proposal(Seq),
    /// The numbers that are in force.
    Now,
    /// An earlier revision, or the one in force, in the history.
    Revision(Seq),
}

/// Whether money is mine to see.
#[must_use]
pub fn sees_loss(model: &Model) -> bool {
    model.replica.reaches().is_some_and(|reaches| reaches.contains(Reach::Loss))
}

/// The revision in force.
#[must_use]
pub fn in_force(model: &Model) -> Option<&Estimate> {
    model.replica.state().estimates.last()
}

/// Proposals of estimates and severities, the oldest first: both are decided here.
#[must_use]
pub fn proposals(model: &Model) -> Vec<Seq> {
    use warroom_incident::event::Proposal;
    let open = model.replica.state().proposals.iter();
    let about = open.filter(|(_, it)| matches!(it.proposal, Proposal::Estimate(_) | Proposal::Severity(_)));
    about.map(|(seq, _)| *seq).collect()
}

/// What can be selected, from top to bottom: what waits, what is, what was.
#[must_use]
pub fn items(model: &Model) -> Vec<Item> {
    let proposals = proposals(model).into_iter().map(Item::Proposal);
    let revisions = model.replica.state().estimates.iter().rev().map(|it| Item::Revision(it.seq));
    proposals.chain([Item::Now]).chain(revisions).collect()
}

/// What is selected; what waits for longest where nobody chose.
#[must_use]
pub fn selected(model: &Model) -> Item {
    let items = items(model);
    let chosen = model.selected.impact.filter(|item| items.contains(item));
    chosen.or(items.first().copied()).unwrap_or(Item::Now)
}

/// Selects by the place in the list. Where nothing waits, the numbers are where everybody begins: what is proposed
/// then comes into sight by itself.
pub fn select(model: &mut Model, place: usize) {
    let items = items(model);
    let nothing_waits = items.first() == Some(&Item::Now);
    model.selected.impact = items.get(place).copied().filter(|item| !(nothing_waits && *item == Item::Now));
}

/// Its place in the list.
#[must_use]
pub fn place(model: &Model) -> usize {
    let selected = selected(model);
    items(model).iter().position(|item| *item == selected).unwrap_or(0)
}

/// The loss so far in few columns, where there is one that I may see.
#[must_use]
pub fn lost(model: &Model) -> Option<String> {
    let amount = impact::loss_so_far(model.replica.state(), model.server_now())?;
    sees_loss(model).then(|| amount.short())
}

/// Its likely amount alone, for where there is no room for how far it is known: `EUR ~8.3k`.
#[must_use]
pub fn lost_likely(model: &Model) -> Option<String> {
    let amount = impact::loss_so_far(model.replica.state(), model.server_now()).filter(|_| sees_loss(model))?;
    if amount.range.is_exact() {
        return Some(amount.short());
    }
    let likely = amount.range.likely / impact::money::minor_per_unit(&amount.currency);
    Some(format!("{} ~{}", amount.currency, impact::money::few_digits(likely)))
}

/// The severity that the estimate says, where another one was chosen.
#[must_use]
pub fn doubt(model: &Model) -> Option<String> {
    Some(impact::disagreement(model.replica.state())?.derived.to_uppercase())
}

/// What is broken and what it costs, in one line, the money first: of a long line the end is cut.
#[must_use]
pub fn summary(model: &Model) -> Option<String> {
    let estimate = in_force(model)?;
    let mut parts = Vec::new();
    parts.extend(doubt(model).map(|says| format!("the estimate says {says}")));
    parts.extend(lost(model).map(|lost| format!("{lost} lost")));
    let scope = page::broken(&estimate.scope);
    parts.extend((!scope.is_empty()).then_some(scope));
    parts.extend(estimate.scope.users.map(impact::Users::words));
    parts.push(format!("{} old", age(estimate.at, model.server_now())));
    Some(parts.join(" · "))
}

/// How loud a priority is.
#[must_use]
pub fn tone(priority: warroom_incident::event::Priority) -> Tone {
    use warroom_incident::event::Priority;
    match priority {
        Priority::High => Tone::Alarm,
        Priority::Medium => Tone::Uneasy,
        Priority::Low => Tone::Plain,
    }
}

/// Whether the figures of this revision count: it said some, and nobody took them back.
#[must_use]
pub fn counts(model: &Model, revision: Seq) -> bool {
    let estimates = &model.replica.state().estimates;
    let void = estimates.iter().filter_map(|it| it.figures.as_ref()).any(|figures| figures.void.contains(&revision));
    let figures = estimates.iter().find(|it| it.seq == revision).and_then(|it| it.figures.as_ref());
    !void && figures.is_some_and(impact::Figures::says_something)
}
