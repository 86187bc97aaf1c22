//! Who gets another seat while they watch sees what belongs to it at once.

use warroom_incident::Reach;

use super::*;
use crate::app::questions;

/// Everything that came onto the record since, over the connection that stands.
fn follows(desk: &mut Desk, name: &str) {
    let after = desk.model.replica.record().seq();
    let news = desk.room.catch_up(&person(name), after);
    for message in news.into_iter().filter(|it| matches!(it, ToClient::Events(_))) {
        desk.hears(message);
    }
}

fn asks(desk: &mut Desk, text: &str) {
    desk.room.says("lou", Command::AskQuestion { text: text.into() }, at(6, 0));
}

#[test]
fn who_is_offered_the_chair_and_takes_it_reads_the_questions_that_come_then() {
    let mut desk = Desk::of("kim");
    assert!(!questions::is_seen(&desk.model), "an observer does not read the inbox");
    desk.room.says("priya", Command::OfferChair { to: person("kim"), note: "yours".into() }, at(5, 10));
    desk.room.says("kim", Command::AcceptChair {}, at(5, 20));
    follows(&mut desk, "kim");
    asks(&mut desk, "Is the data safe?");
    follows(&mut desk, "kim");
    assert!(questions::is_seen(&desk.model), "the chair does");
    assert_eq!(questions::order(&desk.model).len(), 1);
    desk.types("5");
    assert_eq!(desk.model.focus, Pane::Questions);
}

#[test]
fn who_lost_the_inbox_while_away_holds_no_question_any_more() {
    let mut desk = Desk::of("kim");
    desk.room.says("priya", Command::OfferChair { to: person("kim"), note: "yours".into() }, at(5, 10));
    desk.room.says("kim", Command::AcceptChair {}, at(5, 20));
    follows(&mut desk, "kim");
    asks(&mut desk, "Is the data safe?");
    follows(&mut desk, "kim");
    desk.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    desk.room.says("kim", Command::OfferChair { to: person("priya"), note: "yours".into() }, at(6, 10));
    desk.room.says("priya", Command::AcceptChair {}, at(6, 20));
    desk.link(LinkNews::Up);
    for message in desk.room.catch_up(&person("kim"), desk.model.replica.record().seq()) {
        desk.hears(message);
    }
    assert!(
        !questions::is_seen(&desk.model) && !desk.model.replica.reaches().is_some_and(|it| it.contains(Reach::Inbox))
    );
    assert!(desk.model.replica.state().questions.is_empty(), "what is not kim's any more is gone");
}

#[test]
fn a_guest_who_asked_is_told_that_it_arrived_and_sees_that_an_answer_is_new() {
    let mut desk = Desk::of("lou");
    let before = desk.room.record.seq();
    let id = CommandId([7; 16]);
    let command = Command::AskQuestion { text: "Is the data safe?".into() };
    desk.model.replica.submit(command, id, at(5, 0)).expect("a guest may ask");
    asks(&mut desk, "Is the data safe?");
    desk.hears(ToClient::Accepted { id, seq: before + 1, count: 1, invite: None });
    follows(&mut desk, "lou");
    assert!(desk.model.said.as_ref().is_some_and(|(said, _)| said.starts_with("asked: ")), "{:?}", desk.model.said);
    assert_eq!(questions::unread(&desk.model), 0);
    let question = questions::order(&desk.model)[0];
    desk.room.says("priya", Command::AnswerQuestion { question, text: "Yes.".into() }, at(7, 0));
    follows(&mut desk, "lou");
    assert_eq!(questions::unread(&desk.model), 1);
    desk.types("5").types("1");
    assert_eq!(questions::unread(&desk.model), 0, "it was read");
}
