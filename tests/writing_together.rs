//! Three screens write in one draft over a bad network, through the real `update`: all end with the same text, nothing
//! that anybody typed is lost or doubled, whatever is cut off, answered late or killed and started again.

mod common;

use std::collections::{BTreeMap, VecDeque};

use common::{Room, at, person};
use warroom::app::model::{Dialog, Opening};
use warroom::app::{Code, Effect, Input, LinkNews, Message, Model, Press, editor, update};
use warroom_incident::event::{Notice, Phase};
use warroom_incident::wire::{ToClient, ToServer};
use warroom_incident::{Actor, Command, CommandId, Line, Person, Seat, Seq};

/// What is broken on purpose, to see that the test would notice.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    /// A killed screen's writing was not on disk.
    NothingIsKept,
    /// An order leaves before it is on disk under its id.
    LeavesBeforeItIsKept,
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }
}

struct Desk {
    who: Person,
    /// A letter that nobody else types.
    letter: char,
    typed: usize,
    model: Model,
    connected: bool,
    attached: bool,
    to_server: VecDeque<ToServer>,
    to_client: VecDeque<ToClient>,
    /// What lies on disk.
    disk: String,
    wants_more: bool,
}

struct World {
    dice: Dice,
    fault: Fault,
    room: Room,
    draft: Seq,
    answers: BTreeMap<CommandId, ToClient>,
    desks: Vec<Desk>,
    inputs: u128,
}

fn model(who: &Person, kept: &str) -> Model {
    Model::new(Opening { writings: kept.to_owned(), ..Opening::fresh(who.clone(), (80, 24), at(5, 0)) })
}

impl World {
    fn new(seed: u64, fault: Fault) -> World {
        let names = [("ana", Seat::Responder), ("bo", Seat::Observer), ("cy", Seat::Coordinator)];
        let mut room = Room::declared("Checkout errors", Some("sev2"), false, &names);
        let open = Command::OpenDraft {
            audience: "customers".into(),
            phase: Phase::Investigating,
            text: Some("0123456789".into()),
            channels: Vec::new(),
            notice: Notice::Notify,
            promise: None,
        };
        let draft = room.says("ana", open, at(4, 0));
        let desks = names.iter().zip(['A', 'B', 'C']).map(|((name, _), letter)| Desk {
            who: person(name),
            letter,
            typed: 0,
            model: model(&person(name), ""),
            connected: false,
            attached: false,
            to_server: VecDeque::new(),
            to_client: VecDeque::new(),
            disk: String::new(),
            wants_more: false,
        });
        let desks = desks.collect();
        let mut world = World { dice: Dice(seed), fault, room, draft, answers: BTreeMap::new(), desks, inputs: 0 };
        for nth in 0..3 {
            world.connect(nth);
            world.all_arrives(nth);
            world.opens(nth);
        }
        world
    }

    fn gets(&mut self, nth: usize, message: Message) {
        self.inputs += 1;
        let input = Input { at: at(5, 0), random: self.inputs.to_be_bytes(), message };
        let desk = &mut self.desks[nth];
        desk.wants_more = false;
        for effect in update(&mut desk.model, input) {
            if let Effect::SaveWritings(text) = effect {
                desk.disk = text;
            } else if let Effect::SaveWritingsNow(text) = effect {
                if self.fault != Fault::LeavesBeforeItIsKept {
                    desk.disk = text;
                }
            } else if let Effect::Send(message) = effect {
                if desk.connected {
                    desk.to_server.push_back(message);
                }
            } else if effect == Effect::GoOn {
                desk.wants_more = true;
            }
        }
    }

    fn press(&mut self, nth: usize, code: Code, ctrl: bool, alt: bool) {
        self.gets(nth, Message::Press(Press { code, ctrl, alt }));
    }

    fn opens(&mut self, nth: usize) {
        if !matches!(self.desks[nth].model.dialog, Some(Dialog::Editor(_))) {
            for key in "3e".chars() {
                self.press(nth, Code::Char(key), false, false);
            }
        }
        assert!(matches!(self.desks[nth].model.dialog, Some(Dialog::Editor(_))), "{:?}", self.desks[nth].model.said);
    }

    fn connect(&mut self, nth: usize) {
        self.desks[nth].connected = true;
        self.gets(nth, Message::Link(LinkNews::Up));
    }

    /// The wire breaks; what was on it is lost, or some of it arrived.
    fn disconnect(&mut self, nth: usize) {
        for _ in 0..self.dice.roll(3) {
            self.serve(nth);
        }
        let desk = &mut self.desks[nth];
        (desk.connected, desk.attached) = (false, false);
        desk.to_server.clear();
        desk.to_client.clear();
        self.gets(nth, Message::Link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 }));
    }

    /// `kill -9`: what is on disk is all that is left.
    fn kill(&mut self, nth: usize) {
        self.disconnect(nth);
        let desk = &mut self.desks[nth];
        let kept = if self.fault == Fault::NothingIsKept { "" } else { &desk.disk };
        desk.model = model(&desk.who, kept);
    }

    fn serve(&mut self, nth: usize) {
        let Some(message) = self.desks[nth].to_server.pop_front() else { return };
        if let ToServer::Attach { after, .. } = message {
            let who = self.desks[nth].who.clone();
            let messages = self.room.catch_up(&who, after);
            self.desks[nth].to_client.extend(messages);
            self.desks[nth].attached = true;
        } else if let ToServer::Command { id, command } = message {
            let (answer, lines) = self.take(nth, id, &command);
            // Whether the answer or the event comes first is left to chance.
            let answer_first = self.dice.roll(2) == 0;
            if answer_first {
                self.desks[nth].to_client.push_back(answer.clone());
            }
            if !lines.is_empty() {
                for desk in self.desks.iter_mut().filter(|desk| desk.attached) {
                    desk.to_client.push_back(ToClient::Events(lines.clone()));
                }
            }
            if !answer_first {
                self.desks[nth].to_client.push_back(answer);
            }
        }
    }

    fn take(&mut self, nth: usize, id: CommandId, command: &Command) -> (ToClient, Vec<Line>) {
        if let Some(answer) = self.answers.get(&id) {
            return (answer.clone(), Vec::new());
        }
        let me = Actor::Person(self.desks[nth].who.clone());
        let (answer, lines) = match self.room.order(&me, command, at(5, 0)) {
            Ok(lines) => {
                let (seq, count) = (lines[0].seq(), lines.len() as u64);
                (ToClient::Accepted { id, seq, count, invite: None }, lines)
            }
            Err(rejection) => {
                let sentence = rejection.to_string();
                (ToClient::Refused { id, rejection, sentence }, Vec::new())
            }
        };
        self.answers.insert(id, answer.clone());
        (answer, lines)
    }

    fn hear(&mut self, nth: usize) {
        if let Some(message) = self.desks[nth].to_client.pop_front() {
            self.gets(nth, Message::Link(LinkNews::Server(Box::new(message))));
        }
    }

    fn step(&mut self) {
        let nth = self.dice.roll(3);
        let is_open = matches!(self.desks[nth].model.dialog, Some(Dialog::Editor(_)));
        match self.dice.roll(100) {
            0..30 if is_open => {
                let letter = self.desks[nth].letter;
                self.desks[nth].typed += 1;
                self.press(nth, Code::Char(letter), false, false);
            }
            30..34 if is_open => {
                let (key, ctrl) = [(Code::Left, false), (Code::Right, true), (Code::Home, true), (Code::End, true)]
                    [self.dice.roll(4)];
                self.press(nth, key, ctrl, false);
            }
            34..36 if is_open => self.press(nth, Code::Esc, false, false),
            36 => self.disconnect(nth),
            37 => self.kill(nth),
            38..44 if !self.desks[nth].connected => self.connect(nth),
            44..50 if !is_open && !self.desks[nth].model.replica.state().drafts.is_empty() => self.opens(nth),
            50..65 => self.serve(nth),
            65..90 => self.hear(nth),
            _ if self.desks[nth].wants_more => self.gets(nth, Message::GoOn),
            _ => {}
        }
    }

    fn all_arrives(&mut self, nth: usize) {
        for _ in 0..10_000 {
            let desk = &self.desks[nth];
            if desk.to_server.is_empty() && desk.to_client.is_empty() && !desk.wants_more {
                return;
            }
            if desk.wants_more {
                self.gets(nth, Message::GoOn);
            }
            self.serve(nth);
            self.hear(nth);
        }
        panic!("it never comes to rest");
    }

    fn settle(&mut self) {
        for nth in 0..3 {
            self.disconnect(nth);
            self.connect(nth);
        }
        for _ in 0..3 {
            (0..3).for_each(|nth| self.all_arrives(nth));
        }
        for nth in 0..3 {
            self.opens(nth);
        }
    }

    fn verdict(&self) -> Result<(), String> {
        let text = self.room.state.drafts[&self.draft].text().as_str();
        for desk in &self.desks {
            let Some(Dialog::Editor(open)) = &desk.model.dialog else { return Err("no editor".into()) };
            let shown = editor::text(&desk.model, open);
            if shown != text {
                return Err(format!("{} sees {shown:?} and not {text:?}", desk.who));
            }
            let there = text.matches(desk.letter).count();
            if there != desk.typed {
                return Err(format!("{} typed {} and {there} are in {text:?}", desk.who, desk.typed));
            }
            if !desk.disk.is_empty() || editor::shared(&desk.model, self.draft) != "all shared" {
                return Err(format!("{} still keeps {}", desk.who, desk.disk));
            }
        }
        Ok(())
    }
}

fn run(seed: u64, fault: Fault) -> Result<(), String> {
    let mut world = World::new(seed, fault);
    for _ in 0..900 {
        world.step();
    }
    world.settle();
    world.verdict()
}

#[test]
fn all_end_with_the_same_text_and_every_key_is_in_it_once() {
    for seed in 0..40 {
        run(seed, Fault::None).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    }
}

#[test]
fn a_planted_fault_is_caught() {
    for fault in [Fault::NothingIsKept, Fault::LeavesBeforeItIsKept] {
        assert!((0..20).any(|seed| run(seed, fault).is_err()), "a planted fault went unnoticed");
    }
}

#[test]
fn undoing_all_of_ones_own_leaves_what_the_others_wrote() {
    for seed in 0..10 {
        let mut world = World::new(seed, Fault::None);
        for _ in 0..300 {
            let nth = world.dice.roll(3);
            if world.dice.roll(3) > 0 {
                let letter = world.desks[nth].letter;
                world.desks[nth].typed += 1;
                world.press(nth, Code::Char(letter), false, false);
            } else {
                world.serve(nth);
                world.hear(nth);
                world.gets(nth, Message::GoOn);
            }
        }
        (0..6).for_each(|nth| world.all_arrives(nth % 3));
        for _ in 0..200 {
            world.press(0, Code::Char('z'), false, true);
        }
        world.desks[0].typed = 0;
        (0..6).for_each(|nth| world.all_arrives(nth % 3));
        world.verdict().unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    }
}
