//! The form of an estimate while nothing is connected: it opens, it is kept, and it is sent only by a key.

use super::*;
use crate::app::estimate::{Waits, What};

#[test]
fn the_form_opens_without_a_connection_and_enter_keeps_it_until_it_is_pressed_again() {
    let mut desk = Desk::of("priya");
    desk.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    desk.types("4e\t10%\n");
    assert_eq!(desk.sent(), [], "nothing is set late by itself");
    let filling = |desk: &Desk| match &desk.model.dialog {
        Some(Dialog::Estimate(filling)) => (**filling).clone(),
        other => panic!("the form is not open: {:?} {other:?}", desk.model.said),
    };
    let form = filling(&desk);
    assert!(form.problem.as_ref().is_some_and(|why| why.contains("kept: Enter again when connected")), "{form:?}");
    assert!(!desk.model.composer.estimate().is_empty(), "it is kept");
    desk.link(LinkNews::Up);
    let (after, me) = (desk.model.replica.record().seq(), desk.model.me().clone());
    for message in desk.room.catch_up(&me, after) {
        desk.hears(message);
    }
    assert_eq!(desk.sent(), []);
    assert_eq!(filling(&desk).text(&What::Others).len() + filling(&desk).text(&What::Users).len(), 3, "{form:?}");
    desk.types("\n");
    assert_eq!(filling(&desk).waits, Waits::Sent);
    assert!(matches!(desk.sent().as_slice(), [Command::SetEstimate { .. }]));
}

#[test]
fn what_else_needs_the_server_is_off_as_before() {
    let mut desk = Desk::of("priya");
    desk.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    for action in [Action::Severity, Action::Phase, Action::HandOver, Action::SeverityFollows, Action::AcceptProposal] {
        assert!(why_not(&desk.model, action).is_some(), "{action:?}");
    }
    let mut guest = Desk::of("lou");
    guest.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    assert!(why_not(&guest.model, Action::Estimate).is_some_and(|why| why.contains("seat")));
}
