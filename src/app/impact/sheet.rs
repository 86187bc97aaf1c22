//! One revision in full, and the numbers in force in full.

use warroom_incident::impact;

use super::{Item, counts, page, sees_loss};
use crate::app::keymap::Action;
use crate::app::model::Model;
use crate::app::sheet::Sheet;
use crate::brief::{age, moment};

/// Everything that is known about a revision; of the numbers in force, that which set them.
#[must_use]
pub fn in_full(model: &Model, item: Item) -> Option<Sheet> {
    let (state, now) = (model.replica.state(), model.shown_at());
    let estimate = match item {
        Item::Now => state.estimates.last()?,
        Item::Revision(seq) => state.estimates.iter().find(|it| it.seq == seq)?,
        Item::Proposal(_) => return None,
    };
    let nth = state.estimates.iter().position(|it| it.seq == estimate.seq).unwrap_or(0) + 1;
    let in_force = nth == state.estimates.len();
    let mut lines = Vec::new();
    let mut say = |head: &str, text: String| lines.push(format!("{head:<10}{text}"));
    say("set", format!("{}, {} ago", moment(estimate.at, now), age(estimate.at, now)));
    say("by", page::who(model, estimate));
    let (reason, source) = (page::said(model, estimate).0, page::source(model, estimate));
    // Both may stand with figures that somebody else sees; whether they do is not known here.
    let none =
        |given: &str| if sees_loss(model) { given.to_owned() } else { "not shown to you, if any was given".into() };
    say("why", reason.unwrap_or_else(|| none("no reason given")));
    say("source", source.unwrap_or_else(|| none("none given")));
    say("harm", estimate.scope.words());
    if sees_loss(model) {
        let figures = estimate.figures.as_ref();
        say("figures", figures.map_or("said nothing new of money".into(), impact::Figures::words));
    } else {
        say("figures", "loss figures: not shown to you".into());
    }
    let follows = &estimate.follows;
    say("then", format!("{}, by the policy of event {}", follows.words(), follows.policy));
    if in_force {
        say("", "these numbers are in force".into());
        if let Some(differs) = impact::disagreement(state) {
            say("DIFFERS", differs.sentence());
        }
    } else {
        say("", format!("revision {nth} of {}; a later one is in force", state.estimates.len()));
    }
    if sees_loss(model) && counts(model, estimate.seq) {
        let key = model.key(Action::VoidCost);
        say("", format!("its figures count; {key} in the pane takes them back"));
    }
    Some(Sheet::to_read(format!("Estimate {} (event {})", nth, estimate.seq), &lines.join("\n"), 10))
}
