//! The client's half of writing: what is bounded, what survives a redaction, and who wrote what is not shared yet.

use crate::world::{FIRST, Room, given, person};
use warroom_incident::draft::{Edit, Unit, Writing};
use warroom_incident::event::{Notice, Phase};
use warroom_incident::{Command, CommandId, Seq, bounds};

fn room(text: &str) -> Room {
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase: Phase::Investigating,
        text: Some(text.into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise: None,
    };
    given([("ana", open)])
}

fn writing(room: &Room, name: &str) -> Writing {
    Writing::open(&room.state, FIRST, &person(name)).expect("it is open")
}

/// Gives the next order to the room; the number of its event.
fn ordered(room: &mut Room, name: &'static str, writing: &mut Writing, id: CommandId) -> Seq {
    let command = writing.next_order(id).expect("something waits");
    let seq = room.record.seq() + 1;
    *room = room.clone().when(name, command);
    assert!(room.answer().is_ok(), "{:?}", room.answer());
    seq
}

fn hears(writing: &mut Writing, room: &Room) {
    for line in &room.record.lines()[writing.base() as usize..] {
        writing.take(line.open().expect("all is in reach"));
    }
}

#[test]
fn an_answer_to_words_that_were_removed_meanwhile_does_not_put_them_in_twice() {
    let mut room = room("0123456789");
    let mut ana = writing(&room, "ana");
    let secret = Edit::replace(10..10, " hunter2");
    ana.typed(&secret, Unit::New).unwrap();
    let id = CommandId([1; 16]);
    let seq = ordered(&mut room, "ana", &mut ana, id);
    // The connection broke before the answer; she goes on, and somebody removes the words she has typed.
    ana.typed(&Edit::replace(0..0, "EU: "), Unit::New).unwrap();
    room = room.when("ana", Command::Redact { event: seq, reason: "a password".into() });
    assert!(room.answer().is_ok(), "{:?}", room.answer());
    // What comes to her is the record as it is now, without the words.
    let mut lines: Vec<_> = room.record.lines()[seq as usize - 1..].to_vec();
    for line in &mut lines {
        if let warroom_incident::Line::Open(sealed) = line
            && sealed.seq == seq
        {
            sealed.wipe();
        }
    }
    for line in &lines {
        ana.take(line.open().expect("all is in reach"));
    }
    let before = ana.text().to_owned();
    let change = ana.accepted(id, seq).expect("the words go from her screen");
    assert_eq!(change.apply(&before), ana.text());
    assert_eq!(ana.text(), "EU: 0123456789");
    ordered(&mut room, "ana", &mut ana, CommandId([2; 16]));
    assert_eq!(room.state.drafts[&FIRST].text().as_str(), "EU: 0123456789");
}

#[test]
fn hours_of_writing_without_a_connection_are_several_orders_and_all_of_them_are_taken() {
    let text = "a ".repeat(2_999) + "a";
    let mut room = room(&text);
    let mut ana = writing(&room, "ana");
    // Every second letter is another one: no two of these edits join.
    for nth in 0..3_000 {
        ana.typed(&Edit::replace(2 * nth..2 * nth + 1, "b"), Unit::New).unwrap();
    }
    let mut orders = 0_u8;
    while ana.is_unsaved() {
        orders += 1;
        let id = CommandId([orders; 16]);
        let seq = ordered(&mut room, "ana", &mut ana, id);
        ana.accepted(id, seq);
        hears(&mut ana, &room);
    }
    assert!(orders > 1, "one order has a bound");
    assert!(room.state.drafts[&FIRST].text().as_str() == text.replace('a', "b"), "every letter is another one");
}

#[test]
fn a_text_that_would_grow_past_its_bound_is_left_as_it_is() {
    let mut ana = writing(&room("0123456789"), "ana");
    let long = "x".repeat(bounds::DRAFT_BYTES - 9);
    assert!(ana.typed(&Edit::replace(10..10, &long), Unit::New).is_err());
    assert!(ana.used(&Edit::replace(10..10, &long), 3).is_err());
    assert_eq!((ana.text(), ana.is_unsaved()), ("0123456789", false));
    ana.typed(&Edit::replace(0..10, &long), Unit::New).expect("what takes the place of something has its room");
}

#[test]
fn what_can_be_undone_has_a_bound_in_steps_and_in_characters() {
    let mut ana = writing(&room(&"0".repeat(16_000)), "ana");
    for _ in 0..50 {
        ana.typed(&Edit::replace(0..16_000, &"1".repeat(16_000)), Unit::New).unwrap();
    }
    let written = serde_json::to_string(&ana).expect("JSON").len();
    assert!(written < 8 * bounds::DRAFT_BYTES, "{written} bytes are written with every key");
    assert!(ana.undo().is_some());
}

#[test]
fn who_wrote_what_is_known_before_it_is_shared() {
    let mut room = room("0123456789");
    let mut bo = writing(&room, "bo");
    bo.typed(&Edit::replace(5..6, "BB"), Unit::New).unwrap();
    ordered(&mut room, "bo", &mut bo, CommandId([1; 16]));
    let mut ana = writing(&room, "ana");
    ana.typed(&Edit::replace(0..0, "AA"), Unit::New).unwrap();
    let parts = |writing: &Writing| {
        let written = writing.written(room.state.drafts[&FIRST].manuscript());
        written.iter().map(|it| (it.by.as_str().to_owned(), it.chars)).collect::<Vec<_>>()
    };
    assert_eq!(parts(&ana), [("ana".into(), 7), ("bo".into(), 2), ("ana".into(), 4)]);
    assert_eq!(ana.unshared(), 2);
    ana.undo();
    assert_eq!((ana.unshared(), parts(&ana)[0].clone()), (0, ("ana".into(), 5)));
}
