//! Where the next step leads.

use warroom_incident::{Command, Policy, Seat};

use super::{Desk, at, opened, room};
use crate::app::actions::{Leads, needs};
use crate::app::model::Pane;
use crate::app::next_step::next_step;

#[test]
fn the_next_step_lands_on_the_line_that_it_speaks_of() {
    let mut asks = room(Policy::default());
    asks.says("ana", Command::Acknowledge { text: String::new() }, at(1, 0));
    let draft = opened(&mut asks, "kim", "Some payments fail.");
    asks.says("kim", Command::SubmitDraft { draft, text: String::new() }, at(3, 0));
    asks.says("lou", Command::RequestSeat { seat: Seat::Observer, reason: "I write".into() }, at(3, 30));
    asks.says("ana", Command::ProposeSeverity { severity: "sev1".into(), reason: "all".into() }, at(4, 0));
    let mut desk = Desk::in_room(asks, "priya");
    desk.model.selected.needs = 2;
    let step = next_step(&desk.model).expect("a step");
    assert!(step.why.contains("proposes"), "{step:?}");
    desk.types("n");
    assert_eq!(desk.model.focus, Pane::Needs);
    let chosen = &needs(&desk.model)[desk.model.selected.needs];
    assert!(matches!(chosen.leads, Leads::Proposal(_)), "{chosen:?}");
}
