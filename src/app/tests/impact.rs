//! The estimate: filled in, proposed, accepted with one key.

use warroom_incident::event::{ImpactKind, JourneyState, Proposal};
use warroom_incident::impact::{Clear, Journey, Range, Stated, StatedCost, Users};
use warroom_incident::{Actor, Rejection};

use super::*;
use crate::app::estimate::{Filling, Waits, What, stating};
use crate::app::impact::{Item, selected};

fn form(desk: &Desk) -> &Filling {
    match &desk.model.dialog {
        Some(Dialog::Estimate(filling)) => filling,
        other => panic!("the form is not open: {other:?}"),
    }
}

fn follows(desk: &mut Desk, name: &str) {
    let after = desk.model.replica.record().seq();
    for message in desk.room.catch_up(&person(name), after).into_iter().filter(|it| matches!(it, ToClient::Events(_))) {
        desk.hears(message);
    }
}

/// A desk where the policy knows two journeys.
fn desk(name: &str) -> Desk {
    let members =
        [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];
    let mut room = Room::declared("Checkout errors", Some("sev2"), false, &members);
    let mut policy = room.state.policy.clone();
    policy.impact.journeys = vec!["checkout".into(), "sign-in".into()];
    room.order(&Actor::Server, &Command::AdoptPolicy { policy: Box::new(policy) }, at(1, 0)).expect("another policy");
    Desk::in_room(room, name)
}

fn cents(low: u64, likely: u64, high: u64) -> Range {
    Range { low: low * 100, likely: likely * 100, high: high * 100 }
}

fn blocked() -> Vec<Journey> {
    vec![Journey { name: "checkout".into(), state: JourneyState::Blocked }]
}

/// What the form sent.
fn stated(desk: &Desk) -> Stated {
    match desk.sent().as_slice() {
        [Command::SetEstimate { stated, .. } | Command::ProposeEstimate { stated, .. }] => (**stated).clone(),
        other => panic!("no estimate was sent: {other:?}"),
    }
}

/// The room takes what was sent and answers.
fn answers(desk: &mut Desk, name: &str) {
    let command = desk.sent().remove(0);
    let id = desk.model.replica.asked().last().expect("it was asked").id;
    let seq = desk.room.record.seq() + 1;
    desk.room.says(name, command, desk.now);
    let count = desk.room.record.seq() + 1 - seq;
    desk.hears(ToClient::Accepted { id, seq, count, invite: None });
    follows(desk, name);
}

#[test]
fn a_first_estimate_takes_few_keys_and_sends_only_what_was_said() {
    let mut desk = desk("priya");
    desk.types("4eb\t\t\t20..40%\t10k..50k\n");
    let expected = Stated {
        journeys: blocked(),
        users: Some(Users::Share(Range { low: 2_000, likely: 3_000, high: 4_000 })),
        loss_per_hour: Some(cents(10_000, 30_000, 50_000)),
        ..Stated::default()
    };
    assert_eq!(stated(&desk), expected);
    assert_eq!(form(&desk).waits, Waits::Sent);
    answers(&mut desk, "priya");
    assert!(desk.model.dialog.is_none());
    assert!(desk.model.composer.estimate().is_empty(), "it is on the record, not here");
    assert_eq!(crate::app::impact::lost(&desk.model).as_deref(), Some("EUR 2.5k (833–4.2k)"), "five minutes of it");
}

#[test]
fn a_responder_proposes_with_the_same_form_and_a_guest_has_none() {
    let mut desk = desk("ana");
    desk.types("4eb\n");
    assert!(matches!(desk.sent().as_slice(), [Command::ProposeEstimate { .. }]), "{:?}", desk.sent());
    let mut guest = self::desk("lou");
    guest.types("4e");
    assert!(guest.model.dialog.is_none());
    assert!(guest.model.said.as_ref().is_some_and(|(said, _)| said.contains("your seat (guest)")));
}

#[test]
fn the_next_one_begins_with_what_is_in_force_and_what_is_emptied_is_not_known_any_more() {
    let mut desk = desk("priya");
    desk.types("4eb\t\t\t20..40%\t10k..50k\t\t\t\tp\n");
    answers(&mut desk, "priya");
    desk.types("e");
    assert_eq!(form(&desk).text(&What::Users), "20..40%");
    assert_eq!(form(&desk).text(&What::LossPerHour), "10000..50000");
    assert_eq!(form(&desk).text(&What::Kind), ImpactKind::Performance.as_str());
    assert_eq!(form(&desk).text(&What::Since), "03:00Z");
    // The first letter goes in place of what is in force; Ctrl-U empties.
    desk.types("\t\t\t5%\t").ctrl('u').types("\n");
    let expected =
        Stated { users: Some(Users::Share(Range::exactly(500))), clear: vec![Clear::LossPerHour], ..Stated::default() };
    assert_eq!(stated(&desk), expected);
}

#[test]
fn a_journey_is_left_out_and_others_are_named_in_one_line() {
    let mut desk = desk("priya");
    desk.types("4eb\t\tsign-out=degraded, search=blocked\n");
    let names: Vec<_> = stated(&desk).journeys.into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["checkout", "sign-out", "search"]);
    answers(&mut desk, "priya");
    desk.types("e").gets(Message::Press(Press::plain(Code::Backspace))).types("\n");
    assert_eq!(stated(&desk).forget, ["checkout"]);
}

#[test]
fn what_is_wrong_is_said_beside_the_field_by_the_rules_and_nothing_is_sent() {
    let wrong = [
        ("\t\t\t40..20%", What::Users, "does not rise"),
        ("\t\t\t101%", What::Users, "more than all users"),
        ("\t\t\t\t10k..5k", What::LossPerHour, "does not rise"),
        ("\t\t\t\tx", What::LossPerHour, "not a number"),
        ("\t\tsign-out", What::Others, "does not say how it is"),
        ("\t\t\t\t\t\t\t-5m", What::OneOffAt, "say above what it costs once"),
        ("\t\t\t\t\t\t\t\t\t2026-11-21T09:00Z", What::Since, "cannot"),
        ("\t\t\t\t\t\t\t\t\t25:00", What::Since, "is no time"),
        ("\t\t\t\t\t\t\t\t\t\t02:00", What::Until, "cannot have ended"),
        ("\t\t\t\t\t\t\t\t\t\t\tEURO", What::Currency, "no currency"),
    ];
    for (keys, what, why) in wrong {
        let mut desk = desk("priya");
        desk.types("4e").types(keys);
        let read = stating::read(&desk.model, form(&desk));
        let nth = form(&desk).fields.iter().position(|field| field.what == what).expect("the field");
        assert!(read.said[nth].as_ref().is_err_and(|said| said.contains(why)), "{keys}: {:?}", read.said[nth]);
        desk.types("\n");
        assert_eq!(desk.sent(), [], "{keys}");
        assert_eq!(form(&desk).cursor, nth, "{keys}: the cursor goes where it is wrong");
    }
}

#[test]
fn a_cost_that_arises_once_has_its_moment_and_another_currency_takes_all_amounts_along() {
    let mut desk = desk("priya");
    desk.types("4e\t\t\t\t600\t\t5k\t-3m\n");
    let cost = StatedCost { amount: cents(5_000, 5_000, 5_000), at: Some(at(2, 0)) };
    assert_eq!((stated(&desk).one_off, stated(&desk).loss_per_hour), (Some(cost), Some(cents(600, 600, 600))));
    answers(&mut desk, "priya");
    desk.types("e\t\t\t\t\t\t\t\t\t\t\tusd\n");
    let expected =
        Stated { currency: Some("USD".into()), loss_per_hour: Some(cents(600, 600, 600)), ..Stated::default() };
    assert_eq!(stated(&desk), expected);
}

#[test]
fn a_wrong_cost_is_taken_back_from_the_history() {
    let mut desk = desk("priya");
    desk.types("4e\t\t\t\t\t\t5M\n");
    answers(&mut desk, "priya");
    let revision = desk.room.state.estimates[0].seq;
    desk.types("jv");
    assert!(matches!(desk.form_stage(), Some(Stage::Writing)), "{:?}", desk.model.dialog);
    desk.types("it was yen\n");
    let expected = Stated { void: vec![revision], ..Stated::default() };
    assert_eq!(stated(&desk), expected);
    answers(&mut desk, "priya");
    desk.types("v");
    assert!(desk.model.dialog.is_none(), "it counts no more");
}

#[test]
fn what_was_typed_survives_escape_a_lost_connection_and_the_program() {
    let mut desk = desk("ana");
    desk.types("4eb\t\t\t20..40%\u{1b}");
    assert!(desk.model.dialog.is_none());
    let kept = desk.model.composer.to_keep();
    assert!(desk.model.said.as_ref().is_some_and(|(said, _)| said.contains("kept")));
    let mut later = self::desk("ana");
    later.model.composer = crate::app::composer::Composer::new(&kept);
    later.types("4e");
    assert_eq!(
        (form(&later).text(&What::Users), form(&later).text(&What::Journey("checkout".into()))),
        ("20..40%", "blocked")
    );
    later.types("\n");
    assert_eq!(form(&later).waits, Waits::Sent);
    later.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    assert_eq!(form(&later).waits, Waits::No);
    assert!(form(&later).problem.as_ref().is_some_and(|why| why.contains("connection broke")));
    later.types("\n");
    assert_eq!(later.sent(), [], "without a connection nothing is set");
    assert_eq!(form(&later).text(&What::Users), "20..40%");
    later.ctrl('r');
    assert!(later.model.composer.estimate().is_empty());
}

#[test]
fn a_moment_that_was_named_by_how_long_ago_it_was_is_kept_as_itself() {
    let mut desk = desk("priya");
    desk.types("4e\t\t\t\t\t\t5k\t-3m\u{1b}");
    desk.now = at(50, 0);
    desk.types("e\n");
    let cost = StatedCost { amount: cents(5_000, 5_000, 5_000), at: Some(at(2, 0)) };
    assert_eq!(stated(&desk).one_off, Some(cost));
}

#[test]
fn every_key_into_the_form_is_kept_on_disk() {
    let mut desk = desk("ana");
    desk.types("4eb");
    assert!(desk.effects.iter().any(|it| matches!(it, Effect::SaveComposer(kept) if kept.contains("blocked"))));
}

#[test]
fn a_paste_never_sends() {
    let mut desk = desk("priya");
    desk.types("4e\t\t\t").gets(Message::Paste("20..40%\n10k\n".into()));
    assert_eq!(desk.sent(), []);
    desk.ctrl('u').gets(Message::Line("20..40%".into()));
    assert_eq!(desk.sent(), []);
    assert_eq!(form(&desk).text(&What::Users), "20..40%");
    assert_eq!(form(&desk).field().map(|field| &field.what), Some(&What::LossPerHour), "the next field");
}

/// ana proposes two things.
fn proposed(desk: &mut Desk) -> [u64; 2] {
    let propose = |users| Command::ProposeEstimate {
        stated: Box::new(Stated { users: Some(Users::Share(Range::exactly(users))), ..Stated::default() }),
        source: String::new(),
        reason: "the dashboard".into(),
    };
    [desk.room.says("ana", propose(2_000), at(2, 0)), desk.room.says("ana", propose(3_000), at(2, 10))]
}

#[test]
fn the_chair_accepts_with_one_key_and_declines_with_a_reason() {
    let mut desk = desk("priya");
    let [first, second] = proposed(&mut desk);
    follows(&mut desk, "priya");
    desk.types("4");
    assert_eq!(selected(&desk.model), Item::Proposal(first));
    desk.types("+");
    assert_eq!(desk.sent(), [Command::AcceptProposal { proposal: first }]);
    answers(&mut desk, "priya");
    assert_eq!(desk.room.state.estimates.len(), 1);
    desk.types("ggx");
    assert!(matches!(desk.form_stage(), Some(Stage::Writing)), "{:?}", desk.model.said);
    desk.types("too high\n");
    assert_eq!(desk.sent(), [Command::DeclineProposal { proposal: second, reason: "too high".into() }]);
}

#[test]
fn a_proposal_that_comes_while_the_chair_looks_at_the_numbers_is_selected_by_itself() {
    let mut desk = desk("priya");
    desk.types("4jk");
    let [first, _] = proposed(&mut desk);
    follows(&mut desk, "priya");
    assert_eq!(selected(&desk.model), Item::Proposal(first));
    desk.types("z").types("+");
    assert_eq!(desk.sent(), [Command::AcceptProposal { proposal: first }]);
}

#[test]
fn in_what_needs_the_chair_the_same_key_accepts_and_never_what_moved_under_the_finger() {
    let mut desk = desk("priya");
    let [first, _] = proposed(&mut desk);
    desk.room.says("ana", Command::ProposeSeverity { severity: "sev1".into(), reason: "worse".into() }, at(2, 20));
    follows(&mut desk, "priya");
    desk.types("n");
    let needs = crate::app::actions::needs(&desk.model);
    let place = needs.iter().position(|need| need.word == "DECIDE").expect("a proposal");
    desk.types("gg").types(&"j".repeat(place));
    // Somebody accepts the incident: its line goes, and another proposal comes under the cursor.
    desk.room.says("ana", Command::Acknowledge { text: String::new() }, at(3, 0));
    follows(&mut desk, "priya");
    desk.types("+");
    assert_eq!(desk.sent(), [], "the list has moved");
    assert!(desk.model.said.as_ref().is_some_and(|(said, _)| said.contains("again accepts")));
    desk.types("k+");
    assert_eq!(desk.sent(), [Command::AcceptProposal { proposal: first }]);
}

#[test]
fn nobody_else_accepts() {
    let mut desk = desk("ana");
    proposed(&mut desk);
    follows(&mut desk, "ana");
    desk.types("4+");
    assert_eq!(desk.sent(), []);
    let refused = Rejection::NotPermitted { command: CommandKind::AcceptProposal, seats: vec![Seat::Responder] };
    assert_eq!(desk.model.said.as_ref().map(|(said, _)| said.as_str()), Some(refused.to_string().as_str()));
    assert!(desk.room.state.proposals.values().all(|it| matches!(it.proposal, Proposal::Estimate(_))));
}

#[test]
fn the_severity_that_the_estimate_says_is_one_key_and_its_reason_away() {
    let mut desk = desk("priya");
    desk.types("4e\td\n");
    answers(&mut desk, "priya");
    desk.types("S");
    assert!(matches!(desk.form_stage(), Some(Stage::Writing)));
    desk.types("\ny");
    let reason = "as the estimate says: a journey is degraded".to_owned();
    assert_eq!(desk.sent(), [Command::SetSeverity { severity: "sev3".into(), reason }]);
    answers(&mut desk, "priya");
    desk.types("S");
    assert!(desk.model.dialog.is_none(), "they agree now");
}

#[test]
fn another_revision_that_comes_meanwhile_is_said() {
    let mut desk = desk("ana");
    desk.types("4eb");
    let set = Stated { users: Some(Users::Count(Range::exactly(7))), ..Stated::default() };
    let command = Command::SetEstimate { stated: Box::new(set), source: String::new(), reason: String::new() };
    desk.room.says("priya", command, at(4, 0));
    follows(&mut desk, "ana");
    let read = stating::read(&desk.model, form(&desk));
    let lines = crate::app::estimate::preview::preview(&desk.model, form(&desk), &read);
    assert!(lines.iter().any(|(text, _)| text.contains("priya revised the estimate meanwhile")), "{lines:?}");
    desk.types("\n");
    assert_eq!(stated(&desk), Stated { journeys: blocked(), ..Stated::default() }, "only what ana changed");
}

#[test]
fn a_second_plus_right_after_the_first_accepts_nothing_more() {
    let mut desk = desk("priya");
    let [first, second] = proposed(&mut desk);
    follows(&mut desk, "priya");
    desk.types("4+");
    assert_eq!(desk.sent(), [Command::AcceptProposal { proposal: first }]);
    desk.types("+");
    assert_eq!(desk.sent(), [], "before the answer");
    let id = desk.model.replica.asked().last().expect("it was asked").id;
    let seq = desk.room.record.seq() + 1;
    desk.room.says("priya", Command::AcceptProposal { proposal: first }, desk.now);
    desk.hears(ToClient::Accepted { id, seq, count: 1, invite: None });
    follows(&mut desk, "priya");
    desk.types("+");
    assert_eq!(desk.sent(), [], "after it");
    desk.types("k+");
    assert_eq!(desk.sent(), [Command::AcceptProposal { proposal: second }], "who goes there means it");
}

#[test]
fn the_dialog_of_a_proposal_says_its_source_what_is_in_force_and_what_would_follow() {
    let mut desk = desk("priya");
    let stated = Stated { journeys: blocked(), loss_per_hour: Some(cents(600, 600, 600)), ..Stated::default() };
    let command = Command::ProposeEstimate {
        stated: Box::new(stated),
        source: "payments dashboard".into(),
        reason: "all fail".into(),
    };
    desk.room.says("ana", command, at(2, 0));
    follows(&mut desk, "priya");
    desk.types("4\n");
    let Some(Dialog::Form(form)) = &desk.model.dialog else { panic!("no form") };
    let about = form.about.join("\n");
    for says in ["all fail", "source: payments dashboard", "in force: no estimate yet", "then: ", "lost so far 50 EUR"]
    {
        assert!(about.contains(says), "{says}: {about}");
    }
}

#[test]
fn wrong_figures_of_an_hour_are_taken_back_as_well_and_the_numbers_are_selected_then() {
    let mut desk = desk("priya");
    desk.types("4e\t\t\t\t600\n");
    answers(&mut desk, "priya");
    let revision = desk.room.state.estimates[0].seq;
    desk.types("jv");
    assert!(matches!(desk.form_stage(), Some(Stage::Writing)), "{:?}", desk.model.said);
    desk.types("it was yen\n");
    assert_eq!(stated(&desk), Stated { void: vec![revision], ..Stated::default() });
    answers(&mut desk, "priya");
    assert_eq!(selected(&desk.model), Item::Now);
}
