//! What is due is said by its words, and what was proposed is decided rather than made again.

use super::*;
use crate::app::due;
use crate::app::impact::{Item, selected};
use crate::app::message::Effect;
use warroom_incident::clock::{Nudge, Standing};
use warroom_incident::event::TaskTime;
use warroom_incident::impact::{Range, Stated, Users};

#[test]
fn a_task_that_becomes_overdue_is_named_by_its_words_and_not_in_a_notification() {
    let mut room = Desk::of("ana").room;
    let text = "restart the last eight pods in eu-west-1, in batches of four, and watch the errors".to_owned();
    let add = Command::AddTask { text, when: TaskTime::Now, mitigation: true, class: None };
    room.says("ana", add, at(2, 0));
    let task = room.state.tasks.last().expect("a task").seq;
    room.says("ana", Command::ClaimTask { task }, at(2, 10));
    room.says("ana", Command::PlanTask { task, owner: None, due: None, by: Some(at(6, 0)), link: None }, at(2, 20));
    let mut desk = Desk::in_room(room, "ana");
    desk.model.notify.desktop = crate::app::calls::Desktop::Osc9;
    desk.now = at(5, 59);
    desk.gets(Message::Tick);
    desk.now = at(6, 1);
    desk.gets(Message::Tick);
    let says = due::flashing(&desk.model).expect("it stands out").says.clone();
    assert!(says.starts_with(&format!("OVERDUE: task {task}: restart the last eight pods in eu-west-1")), "{says}");
    assert!(!says.contains("errors"), "the first words are enough: {says}");
    let notices = |it: &Effect| matches!(it, Effect::Notify(words) if words.contains("pods"));
    assert!(!desk.effects.iter().any(notices), "it may stand on a locked screen: {:?}", desk.effects);
    let late = desk.model.dues.all().iter().find(|it| matches!(it.nudge, Nudge::TaskOverdue { .. })).expect("due");
    let said = due::said(&desk.model, late, desk.model.server_now());
    assert!(said.contains("1 s overdue: restart the last eight pods"), "{said}");
}

/// ana proposes while no estimate is in force, and it is long since one was due.
fn proposed(who: &str) -> (Desk, u64) {
    let mut room = Desk::of("ana").room;
    let users = Some(Users::Share(Range { low: 2_000, likely: 2_000, high: 2_000 }));
    let stated = Box::new(Stated { users, ..Stated::default() });
    let propose = Command::ProposeEstimate { stated, source: String::new(), reason: "the dashboard".into() };
    let proposal = room.says("ana", propose, at(4, 0));
    let mut desk = Desk::in_room(room, who);
    desk.now = at(50, 0);
    desk.gets(Message::Tick);
    (desk, proposal)
}

#[test]
fn where_an_estimate_is_proposed_and_none_in_force_it_is_decided() {
    let (mut desk, proposal) = proposed("priya");
    let late = desk.model.dues.all().iter().find(|it| it.nudge == Nudge::NoEstimate).cloned().expect("it is due");
    assert_eq!(late.standing, Standing::Overdue);
    assert_eq!(due::todo(&desk.model, &late), "accept or decline ana's proposal");
    assert_eq!(due::action(&desk.model, &late), Action::Impact);
    due::go(&mut desk.model, &late, [0; 16]);
    assert_eq!((desk.model.focus, selected(&desk.model)), (Pane::Impact, Item::Proposal(proposal)));
    assert!(desk.model.dialog.is_none(), "no form to make another one");
    desk.types("+");
    assert_eq!(desk.sent(), [Command::AcceptProposal { proposal }]);
    let (desk, _) = proposed("ana");
    assert_eq!(due::todo(&desk.model, &late), "ana's proposal waits for the chair");
}
