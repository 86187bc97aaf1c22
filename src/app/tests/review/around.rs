//! What is said around a draft: who writes, what is offered, and the way back from the help.

use warroom_incident::draft::Edit;
use warroom_incident::event::{DeliveryFate, Phase};
use warroom_incident::{Actor, Command, Policy};

use super::{Desk, Dialog, opened, reading, reading_draft, room};
use crate::app::drafts;
use crate::app::keymap::Action;
use crate::app::review::offers::offers;

#[test]
fn who_has_written_is_named_and_nobody_else() {
    let (mut desk, draft) = reading_draft("priya", "Some payments fail.");
    assert!(desk.page().contains("— kim wrote it"), "{}", desk.page());
    desk.edits("ana", draft, "Sorry: ");
    assert!(desk.page().contains("ana and kim wrote it"), "{}", desk.page());
    let end = desk.room.state.drafts[&draft].text().as_str().chars().count();
    let base = desk.room.state.seq;
    desk.meanwhile("ana", &Command::EditDraft { draft, base, edit: Edit::replace(0..end, "") });
    let state = desk.model.replica.state();
    let (waits, _) = drafts::waits(state, &state.drafts[&draft], desk.now, &[]).expect("a draft waits for somebody");
    assert_eq!(waits, "nobody has written in it yet");
}

#[test]
fn a_failed_delivery_says_when_it_is_tried_again() {
    let (mut desk, _) = reading("priya", Policy::default(), "Some payments fail.");
    desk.types("Ppublish\n");
    desk.taken("priya");
    let delivery = *desk.room.state.deliveries.keys().next().expect("it is on its way");
    let again = Some(desk.now + chrono::TimeDelta::seconds(12));
    let failed = Command::ReportDelivery {
        delivery,
        fate: DeliveryFate::Failed,
        attempts: 1,
        again,
        reference: None,
        note: "no answer".into(),
    };
    let lines = desk.room.order(&Actor::Server, &failed, desk.now).expect("the server may");
    desk.hears(warroom_incident::wire::ToClient::Events(lines));
    assert!(desk.page().contains("file FAILED, tried again in 12s"), "{}", desk.page());
}

#[test]
fn closing_the_help_or_the_commands_leads_back_to_the_draft() {
    for key in ["?", ":"] {
        let (mut desk, draft) = reading("priya", Policy::default(), "Some payments fail.");
        desk.types(key);
        assert!(matches!(&desk.model.dialog, Some(Dialog::Help(_) | Dialog::Palette(_))), "{key}");
        desk.types("\u{1b}");
        assert!(matches!(&desk.model.dialog, Some(Dialog::Draft(it)) if it.seq == draft), "{key}");
        desk.types(key).types("publish the draft\n");
        assert!(desk.model.under.is_none(), "{key}");
        assert!(!matches!(&desk.model.dialog, Some(Dialog::Help(_) | Dialog::Palette(_))), "{key}");
    }
}

#[test]
fn what_is_over_offers_no_edit_and_what_is_open_can_be_withdrawn() {
    let (mut desk, draft) = reading("priya", Policy::default(), "Some payments fail.");
    assert!(offers(&desk.model).contains(&Action::WithdrawDraft));
    desk.meanwhile("kim", &Command::WithdrawDraft { draft, reason: String::new() });
    let over = offers(&desk.model);
    assert!(!over.contains(&Action::EditDraft) && !over.contains(&Action::RedactDraft), "{over:?}");
}

#[test]
fn facts_that_moved_after_the_approval_say_that_p_does_both() {
    let (mut desk, _) = reading("priya", Policy::default(), "Some payments fail.");
    desk.types("Aapprove\n");
    desk.taken("priya");
    let up = Command::SetSeverity { severity: "sev1".into(), reason: "all of the EU".into() };
    desk.meanwhile("priya", &up);
    let page = desk.page();
    assert!(page.contains("read it again, then P approves and publishes it anew"), "{page}");
}

#[test]
fn a_new_draft_does_not_go_back_behind_what_was_told() {
    let mut told = room(Policy::default());
    let draft = opened(&mut told, "kim", "Some payments fail.");
    let mut desk = Desk::in_room(told, "priya");
    let set = Command::SetDraft {
        draft,
        audience: None,
        phase: Some(Phase::Monitoring),
        channels: None,
        notice: None,
        promise: None,
        no_promise: false,
    };
    desk.meanwhile("kim", &set).types("3\nPpublish\n");
    desk.taken("priya");
    let fields = crate::app::review::fields::new_draft(&desk.model);
    let phase = fields.get(&crate::app::review::fields::What::Phase).cloned();
    assert_eq!(phase, Some(crate::app::review::fields::Value::Phase(Phase::Monitoring)));
}
