//! Properties of a text under several hands: everybody ends with the same text, and nothing that anyone typed is lost.

use crate::world::{Room, given, person};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::VecDeque;
use warroom_incident::draft::{Edit, Left, Step, Steps, Unit, Writing};
use warroom_incident::event::Phase;
use warroom_incident::{Command, CommandId, Line, Seq};

/// An edit of a text of so many characters, from arbitrary numbers.
fn edit_of(chars: usize, picks: &[(usize, u8, usize)]) -> Edit {
    let mut left = chars;
    let mut steps = Vec::new();
    for (nth, (skip, kind, length)) in picks.iter().enumerate() {
        let retained = skip % (left + 1);
        left -= retained;
        steps.push(Step::Retain(retained));
        if kind % 3 == 0 && left > 0 {
            let deleted = length % (left + 1);
            left -= deleted;
            steps.push(Step::Delete(deleted));
        } else {
            steps.push(Step::Insert("éa漢\n🔥".chars().cycle().skip(nth).take(1 + length % 3).collect()));
        }
    }
    Steps::normal(steps)
}

fn picks() -> impl Strategy<Value = Vec<(usize, u8, usize)>> {
    vec((0..30_usize, any::<u8>(), 0..9_usize), 0..6)
}

fn text() -> impl Strategy<Value = String> {
    "[a-zé漢🔥\n ]{0,24}"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_edits_of_one_text_give_the_same_in_either_order(text in text(), a in picks(), b in picks(), ana_left: bool) {
        let chars = text.chars().count();
        let (a, b) = (edit_of(chars, &a), edit_of(chars, &b));
        let left = if ana_left { Left::Carried } else { Left::Over };
        let a_then_b = b.carried(&a, left.mirrored()).apply(&a.apply(&text));
        let b_then_a = a.carried(&b, left).apply(&b.apply(&text));
        prop_assert_eq!(&a_then_b, &b_then_a, "{:?} and {:?} of {:?}", a, b, text);
        // Its outline moves it just as the edit itself does.
        prop_assert_eq!(a.carried(&b.parts().0, left), a.carried(&b, left));
        let inserted = a.parts().1 + &b.parts().1;
        for one in inserted.chars() {
            prop_assert!(a_then_b.matches(one).count() >= inserted.matches(one).count());
        }
    }

    #[test]
    fn an_edit_and_its_inverse_leave_the_text_as_it_was(text in text(), a in picks()) {
        let edit = edit_of(text.chars().count(), &a);
        prop_assert_eq!(edit.inverse(&text).apply(&edit.apply(&text)), text);
    }

    #[test]
    fn two_edits_in_a_row_are_one(text in text(), a in picks(), b in picks()) {
        let first = edit_of(text.chars().count(), &a);
        let between = first.apply(&text);
        let second = edit_of(between.chars().count(), &b);
        prop_assert_eq!(first.then(&second).apply(&text), second.apply(&between));
    }

    #[test]
    fn structure_and_characters_make_the_edit_again(text in text(), a in picks()) {
        let edit = edit_of(text.chars().count(), &a);
        let (outline, inserted) = edit.parts();
        prop_assert_eq!(Edit::joined(&outline, &inserted), edit.clone());
        let written = serde_json::to_string(&edit).unwrap();
        prop_assert_eq!(serde_json::from_str::<Edit>(&written).unwrap(), edit);
    }

    #[test]
    fn a_position_stays_with_its_character(text in text(), a in picks(), at in 0..24_usize) {
        let numbered: Vec<_> = text.chars().collect();
        let edit = edit_of(numbered.len(), &a);
        let Some(mark) = numbered.get(at) else { return Ok(()) };
        let after: Vec<_> = edit.apply(&text).chars().collect();
        let mut walked = 0;
        let mut deleted = false;
        for step in edit.steps() {
            match step {
                Step::Retain(count) => walked += count,
                Step::Delete(count) => { deleted |= (walked..walked + count).contains(&at); walked += count; }
                Step::Insert(_) => {}
            }
        }
        let there = edit.position(at, Left::Over);
        prop_assert!(there <= after.len());
        if !deleted {
            prop_assert_eq!(after.get(there), Some(mark));
            prop_assert_eq!(edit.position_before(there + 1), at + 1);
        }
    }
}

/// Somebody who writes: their half, and what is on the way to them.
struct Hand {
    name: &'static str,
    writing: Writing,
    inbox: VecDeque<Line>,
    answers: VecDeque<(CommandId, Result<Seq, warroom_incident::Rejection>)>,
    /// Letters that nobody else types.
    typed: usize,
    letter: char,
}

/// What happens next, to whom.
#[derive(Clone, Debug)]
enum Happens {
    Types {
        at: usize,
        joins: bool,
    },
    Deletes {
        at: usize,
        count: usize,
    },
    Undoes,
    Redoes,
    Sends,
    /// The connection dropped before the answer: the same order is given again.
    SendsAgain,
    Hears,
    Answered,
    /// Written to disk and read again.
    Restarts,
}

fn steps() -> impl Strategy<Value = Vec<(usize, Happens)>> {
    let step = prop_oneof![
        6 => (0..60_usize, any::<bool>()).prop_map(|(at, joins)| Happens::Types { at, joins }),
        1 => (0..60_usize, 1..4_usize).prop_map(|(at, count)| Happens::Deletes { at, count }),
        1 => Just(Happens::Undoes),
        1 => Just(Happens::Redoes),
        4 => Just(Happens::Sends),
        1 => Just(Happens::SendsAgain),
        6 => Just(Happens::Hears),
        3 => Just(Happens::Answered),
        1 => Just(Happens::Restarts),
    ];
    vec((0..3_usize, step), 0..160)
}

struct World {
    room: Room,
    hands: Vec<Hand>,
    ids: u8,
    known: std::collections::BTreeMap<CommandId, Result<Seq, warroom_incident::Rejection>>,
}

impl World {
    fn new() -> World {
        let open = Command::OpenDraft {
            audience: "customers".into(),
            phase: Phase::Investigating,
            text: Some("0123456789".into()),
            channels: Vec::new(),
            notice: warroom_incident::event::Notice::Notify,
            promise: None,
        };
        let room = given([("ana", open)]);
        let draft = crate::world::FIRST;
        let hands = [("ana", 'A'), ("bo", 'B'), ("cy", 'C')].map(|(name, letter)| Hand {
            name,
            writing: Writing::open(&room.state, draft, &person(name)).expect("it is open"),
            inbox: VecDeque::new(),
            answers: VecDeque::new(),
            typed: 0,
            letter,
        });
        World { room, hands: hands.into(), ids: 0, known: Default::default() }
    }

    /// Gives an order to the room, once for its id.
    fn give(&mut self, who: usize, id: CommandId, command: Command) {
        let answer = match self.known.get(&id) {
            Some(answer) => answer.clone(),
            None => {
                let first = self.room.record.seq() + 1;
                let room = self.room.clone().when(self.hands[who].name, command);
                let answer = match room.answer() {
                    Ok(_) => Ok(first),
                    Err(why) => Err(why.clone()),
                };
                self.room = room;
                for line in &self.room.record.lines()[first as usize - 1..] {
                    self.hands.iter_mut().for_each(|hand| hand.inbox.push_back(line.clone()));
                }
                self.known.insert(id, answer.clone());
                answer
            }
        };
        self.hands[who].answers.push_back((id, answer));
    }

    fn step(&mut self, who: usize, step: &Happens) {
        let hand = &mut self.hands[who];
        let chars = hand.writing.text().chars().count();
        match step {
            Happens::Types { at, joins } => {
                let at = at % (chars + 1);
                hand.typed += 1;
                let unit = if *joins { Unit::Joins } else { Unit::New };
                hand.writing.typed(&Edit::replace(at..at, &hand.letter.to_string()), unit).expect("a letter");
            }
            Happens::Deletes { at, count } => {
                let at = at % (chars + 1);
                let end = (at + count).min(chars);
                hand.writing.typed(&Edit::replace(at..end, ""), Unit::New).expect("nothing new");
            }
            Happens::Undoes => drop(hand.writing.undo()),
            Happens::Redoes => drop(hand.writing.redo()),
            Happens::Sends => {
                let id = CommandId([self.ids; 16]);
                if let Some(command) = hand.writing.next_order(id) {
                    self.ids += 1;
                    self.give(who, id, command);
                }
            }
            Happens::SendsAgain => {
                if let Some((id, command)) = hand.writing.under_way() {
                    let command = command.clone();
                    self.give(who, id, command);
                }
            }
            Happens::Hears => {
                if let Some(line) = hand.inbox.pop_front() {
                    let before = hand.writing.text().to_owned();
                    let change = hand.writing.take(line.open().expect("all is in reach"));
                    let expected = change.map_or(before.clone(), |change| change.apply(&before));
                    assert_eq!(hand.writing.text(), expected, "what a screen is told is what changes");
                }
            }
            Happens::Answered => match hand.answers.pop_front() {
                Some((id, Ok(seq))) => drop(hand.writing.accepted(id, seq)),
                Some((id, Err(why))) => drop(hand.writing.refused(id, &why)),
                None => {}
            },
            Happens::Restarts => {
                let written = serde_json::to_string(&hand.writing).expect("JSON");
                hand.writing = serde_json::from_str(&written).expect("what was written");
            }
        }
    }

    /// Lets everything arrive and be sent until nobody has anything left.
    fn settle(&mut self) {
        for _ in 0..1_000 {
            for who in 0..self.hands.len() {
                while !self.hands[who].answers.is_empty() || !self.hands[who].inbox.is_empty() {
                    self.step(who, &Happens::Answered);
                    self.step(who, &Happens::Hears);
                }
                self.step(who, &Happens::Sends);
            }
            let busy = |hand: &Hand| hand.writing.is_unsaved() || !hand.inbox.is_empty() || !hand.answers.is_empty();
            if !self.hands.iter().any(busy) {
                return;
            }
        }
        panic!("it never comes to rest");
    }

    fn text(&self) -> &str {
        self.room.state.drafts[&crate::world::FIRST].text().as_str()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everybody_ends_with_the_same_text(steps in steps()) {
        let mut world = World::new();
        for (who, step) in &steps {
            world.step(*who, step);
        }
        world.settle();
        for hand in &world.hands {
            prop_assert_eq!(hand.writing.text(), world.text(), "{}'s screen", hand.name);
        }
        let deleting = |step: &Happens| matches!(step, Happens::Deletes { .. } | Happens::Undoes | Happens::Redoes);
        if !steps.iter().any(|(_, step)| deleting(step)) {
            for hand in &world.hands {
                let there = world.text().chars().filter(|c| *c == hand.letter).count();
                prop_assert_eq!(there, hand.typed, "every keystroke of {} is in {:?}", hand.name, world.text());
            }
        }
        // Who wrote which part is known for all of it, and right.
        let draft = &world.room.state.drafts[&crate::world::FIRST];
        let mut chars = draft.text().as_str().chars();
        for (by, span) in draft.manuscript().written() {
            for c in chars.by_ref().take(span.chars) {
                let author = match c { 'A' => "ana", 'B' => "bo", 'C' => "cy", _ => continue };
                prop_assert!(by.as_str() == author || deleted_and_put_back(&steps), "{} wrote {}", by, c);
            }
        }
        prop_assert_eq!(chars.next(), None, "somebody wrote every character");
    }

    #[test]
    fn undoing_everything_of_ones_own_leaves_what_the_others_wrote(steps in steps()) {
        let kept = |step: &Happens| !matches!(step, Happens::Undoes | Happens::Redoes | Happens::Deletes { .. } | Happens::Restarts);
        let mut world = World::new();
        for (who, step) in steps.iter().filter(|(_, step)| kept(step)) {
            world.step(*who, step);
        }
        world.settle();
        while world.hands[0].writing.undo().is_some() {}
        world.settle();
        for hand in &world.hands {
            prop_assert_eq!(hand.writing.text(), world.text());
            let there = world.text().chars().filter(|c| *c == hand.letter).count();
            prop_assert_eq!(there, if hand.letter == 'A' { 0 } else { hand.typed });
        }
    }

    #[test]
    fn a_remote_caret_stays_with_its_character(steps in steps(), at in 0..10_usize) {
        let mut world = World::new();
        let caret = world.hands[1].writing.caret(at, at);
        let kept = |step: &Happens| !matches!(step, Happens::Undoes | Happens::Redoes | Happens::Deletes { .. } | Happens::Restarts);
        for (who, step) in steps.iter().filter(|(_, step)| kept(step)) {
            world.step(*who, step);
        }
        let hand = &world.hands[0];
        let manuscript = world.room.state.drafts[&crate::world::FIRST].manuscript();
        let (_, head) = hand.writing.place(manuscript, caret);
        // At its own insertions a caret may stand on either side of them.
        let rest: String = hand.writing.text().chars().skip(head).filter(char::is_ascii_digit).collect();
        prop_assert_eq!(rest, "0123456789".get(at..).unwrap());
    }
}

/// Whoever undoes a deletion writes those characters anew, whoever wrote them first.
fn deleted_and_put_back(steps: &[(usize, Happens)]) -> bool {
    steps.iter().any(|(_, step)| matches!(step, Happens::Undoes | Happens::Redoes))
}

#[test]
fn two_who_type_at_one_place_do_not_tear_each_others_words_apart() {
    let mut world = World::new();
    for (nth, letters) in ["status", "update"].into_iter().enumerate() {
        world.hands[nth].writing.typed(&Edit::replace(5..5, &letters[..3]), Unit::New).unwrap();
    }
    for who in [1, 0] {
        world.step(who, &Happens::Sends);
    }
    // Neither has heard of the other when they go on.
    for (nth, letters) in ["status", "update"].into_iter().enumerate() {
        world.hands[nth].writing.typed(&Edit::replace(8..8, &letters[3..]), Unit::New).unwrap();
    }
    world.settle();
    assert_eq!(world.text(), "01234statusupdate56789");
}

#[test]
fn two_who_delete_the_same_lose_nothing_that_they_typed_since() {
    let mut world = World::new();
    for who in [1, 2] {
        world.hands[who].writing.typed(&Edit::replace(0..2, ""), Unit::New).unwrap();
        world.step(who, &Happens::Sends);
    }
    world.hands[2].writing.typed(&Edit::replace(0..0, "C"), Unit::New).unwrap();
    // The refusal comes before the event of the one who was first.
    assert!(matches!(world.hands[2].answers[0].1, Err(warroom_incident::Rejection::Already { .. })));
    world.step(2, &Happens::Answered);
    assert_eq!(world.hands[2].writing.text(), "C23456789");
    world.settle();
    assert_eq!(world.text(), "C23456789");
    assert!(world.hands.iter().all(|hand| hand.writing.text() == "C23456789"));
    world.hands[2].writing.undo().expect("what one typed can be undone");
    assert_eq!(world.hands[2].writing.text(), "23456789");
}
