//! Lines of the impact that were written elsewhere: revisions of the estimate at their moments, as far as they say
//! something that can be counted.

use super::brought_in::{of, reach};
use super::{Case, Decided};
use crate::event::{Event, Reach};
use crate::impact::{Figures, Scope, followed};
use crate::import::ImportedLine;
use crate::policy::Policy;
use crate::prelude::*;
use crate::{Seq, Time, bounds};

/// The estimate as far as the lines were read.
pub(super) struct PastImpact<'a> {
    pub(super) policy: &'a Policy,
    pub(super) policy_seq: Seq,
    /// When the incident began.
    pub(super) began: Time,
    pub(super) revisions: usize,
    pub(super) scope: Option<Scope>,
    pub(super) figures: Option<Figures>,
    /// The revision with the last total: the next total takes its place.
    pub(super) total: Option<Seq>,
}

impl PastImpact<'_> {
    /// The events of a line, from that number on; nothing where it says nothing that can be counted.
    pub(super) fn revised(&mut self, case: &Case<'_>, line: &ImportedLine, number: Seq) -> Option<Vec<Decided>> {
        let mut stated = line.harm()?;
        if stated.one_off.is_some() {
            stated.void = self.total.take().into_iter().collect();
        }
        let scope = stated.scope(self.scope.as_ref(), self.began.min(line.at));
        let ends = scope.until.is_none_or(|until| scope.since <= until);
        if !ends || scope.journeys.len() > bounds::JOURNEYS || self.revisions >= bounds::ESTIMATES {
            return None;
        }
        let usual = &self.policy.impact.currency;
        let figures = stated.has_figures().then(|| stated.figures(self.figures.as_ref(), usual, line.at));
        let mut words = Some(line.content.clone());
        let in_room = figures.is_none() && reach(line) == Reach::Room;
        let set = Event::EstimateSet { scope: scope.clone(), proposal: None };
        let mut events = vec![of(case, line, set, if in_room { words.take() } else { None })];
        if let Some(figures) = &figures {
            let mut event =
                of(case, line, Event::FiguresSet { estimate: number, figures: figures.clone() }, words.take());
            event.fact.reach = Reach::Loss;
            events.push(event);
            self.total = Some(number);
            self.figures = Some(figures.clone());
        }
        let follows = followed(self.policy, &scope, self.figures.as_ref(), self.policy_seq);
        events.push(of(case, line, Event::ImpactFollows { estimate: number, follows }, None));
        if let Some(words) = words {
            // It speaks of money in a way that cannot be counted: its words keep that reach.
            let mut event = of(case, line, Event::Imported { word: line.kind.clone() }, Some(words));
            event.fact.reach = Reach::Loss;
            events.push(event);
        }
        self.revisions += 1;
        self.scope = Some(scope);
        Some(events)
    }
}
