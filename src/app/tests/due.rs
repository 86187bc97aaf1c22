//! What is due: who hears of it, how often, and what they can do about it.

use super::*;
use crate::app::calls::{Call, Desktop};
use crate::app::due::{self, Urgency};
use crate::app::message::Effect;
use crate::app::next_step;
use chrono::TimeDelta;
use warroom_incident::clock::{Nudge, Standing};
use warroom_incident::event::{Mark, Notice, Phase};

impl Desk {
    /// Time goes on until that minute, a second at a time; the minutes and seconds at which it rang.
    fn until(&mut self, minute: u32, second: u32) -> Vec<(u32, u32)> {
        let mut rang = Vec::new();
        while self.now < at(minute, second) {
            self.now += TimeDelta::seconds(1);
            let count = self.count;
            self.gets(Message::Tick);
            // A tick makes no command, so it needs no number of its own.
            self.count = count;
            if self.effects.contains(&Effect::Bell) {
                assert_eq!(self.model.called, Some(Call::Due));
                let seconds = u32::try_from((self.now - at(0, 0)).num_seconds()).expect("after the beginning");
                rang.push((seconds / 60, seconds % 60));
            }
        }
        rang
    }

    /// The clock jumps; whether it rang.
    fn jumps(&mut self, minute: u32, second: u32) -> bool {
        self.now = at(minute, second);
        self.gets(Message::Tick);
        self.effects.contains(&Effect::Bell)
    }

    /// Somebody does something, and this screen hears of it.
    fn happens(&mut self, who: &str, command: Command) {
        let before = self.model.replica.record().seq();
        let now = self.now;
        self.room.says(who, command, now);
        let me = self.model.me().clone();
        for message in self.room.catch_up(&me, before) {
            if let ToClient::Events(_) = message {
                self.hears(message);
            }
        }
    }

    fn top(&self) -> (String, Urgency) {
        next_step::due(&self.model, usize::MAX).expect("something is due")
    }

    fn standing(&self, of: &Nudge) -> Option<Standing> {
        self.model.dues.all().iter().find(|it| it.nudge == *of).map(|it| it.standing)
    }
}

fn first() -> Nudge {
    Nudge::FirstUpdate { audience: "customers".into() }
}

/// A room in which only customers wait: told first at minute five.
fn quiet_room() -> Room {
    let members =
        [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];
    let mut room = Room::declared("Checkout errors", Some("sev2"), false, &members);
    let mut policy = room.state.policy.clone();
    policy.clock.estimate_minutes = 0;
    policy.cadences.retain(|it| it.audience == "customers");
    let adopt = Command::AdoptPolicy { policy: Box::new(policy) };
    room.order(&warroom_incident::Actor::Server, &adopt, at(0, 20)).expect("another policy");
    room.says("ana", Command::Acknowledge { text: String::new() }, at(0, 30));
    room
}

/// Somebody's desk in it, from the first minute on.
fn desk(name: &str, room: Room) -> Desk {
    let mut desk = Desk::of(name);
    desk.now = at(1, 0);
    desk.model = Model::new(Opening { incident: "INC-7".into(), ..Opening::fresh(person(name), (80, 24), at(1, 0)) });
    desk.room = room;
    desk.link(LinkNews::Up);
    for message in desk.room.catch_up(&person(name), 0) {
        desk.hears(message);
    }
    desk.types("q");
    desk
}

fn publish(room: &mut Room, now: Time, promise: Option<Time>) {
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase: Phase::Investigating,
        text: Some("Some payments fail.".into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise,
    };
    let draft = room.says("priya", open, now);
    let (revision, facts) = (room.state.drafts[&draft].revision, warroom_incident::draft::FactsSeen::of(&room.state));
    room.says("priya", Command::ApproveDraft { draft, revision, facts, publish: true }, now);
}

#[test]
fn the_chair_hears_once_when_it_becomes_overdue_and_nobody_else_does() {
    let mut priya = desk("priya", quiet_room());
    assert_eq!(priya.top(), ("FIRST UPDATE DUE in 4 min".into(), Urgency::Soon));
    assert_eq!(priya.until(30, 0), [(5, 0)], "it was due soon when she came: that is nothing new");
    assert_eq!(priya.top(), ("FIRST UPDATE 25 min OVERDUE".into(), Urgency::Late));
    for other in ["ana", "kim", "lou"] {
        let mut desk = desk(other, quiet_room());
        assert_eq!(desk.until(14, 0), [], "{other}");
        assert_eq!(desk.top(), ("chair: first update 9 min overdue".into(), Urgency::Others), "{other}");
        assert!(due::flashing(&desk.model).is_none(), "{other}");
    }
}

#[test]
fn an_update_rings_while_the_promise_can_still_be_kept_and_once_more_when_it_is_broken() {
    let mut room = quiet_room();
    publish(&mut room, at(0, 50), Some(at(20, 0)));
    let mut priya = desk("priya", room);
    assert_eq!(priya.top(), ("update due in 19 min".into(), Urgency::Ahead));
    assert_eq!(priya.until(45, 0), [(15, 0), (20, 0)]);
    assert_eq!(priya.top(), ("UPDATE 25 min OVERDUE".into(), Urgency::Late));
}

#[test]
fn what_has_just_come_to_be_overdue_stands_out_until_a_key_or_for_ten_seconds() {
    let mut priya = desk("priya", quiet_room());
    assert_eq!(priya.until(5, 0), [(5, 0)]);
    assert_eq!(priya.top(), ("FIRST UPDATE 0 s OVERDUE".into(), Urgency::Now));
    let says = due::flashing(&priya.model).map(|flash| flash.says.clone());
    assert_eq!(says.as_deref(), Some("OVERDUE: first update for customers"));
    assert!(priya.model.title.starts_with("! "), "{}", priya.model.title);
    priya.until(5, 9);
    assert_eq!(priya.top().1, Urgency::Now);
    priya.until(5, 10);
    assert_eq!(priya.top().1, Urgency::Late, "ten seconds are enough");
    assert!(priya.model.title.starts_with("! "), "the window still says it to whoever looks away");
    let mut priya = desk("priya", quiet_room());
    priya.until(5, 0);
    priya.types("j");
    assert_eq!(priya.top().1, Urgency::Late, "whoever pressed a key has seen it");
    assert!(!priya.model.title.starts_with("! "));
}

#[test]
fn a_notice_of_the_desktop_says_what_is_due() {
    let mut priya = desk("priya", quiet_room());
    priya.model.notify.desktop = Desktop::Osc9;
    priya.until(5, 0);
    let said =
        priya.effects.iter().find_map(|it| if let Effect::Notify(said) = it { Some(said.as_str()) } else { None });
    assert_eq!(said, Some("INC-7: OVERDUE: first update for customers — Checkout errors"));
}

#[test]
fn nothing_rings_on_joining_on_a_replay_and_on_coming_back() {
    let mut late = desk("priya", quiet_room());
    late.now = at(30, 0);
    let mut joined = Desk::in_room(quiet_room(), "priya");
    assert_eq!(joined.model.called, None);
    assert_eq!(joined.standing(&first()), Some(Standing::Overdue));
    assert_eq!(joined.until(9, 0), [], "it was so before");
    // A draft waits while this screen is away, and has waited for too long when it is back.
    let mut priya = desk("priya", quiet_room());
    priya.until(6, 0);
    priya.link(LinkNews::Lost { why: "gone".into(), retry_ms: 1_000 });
    let room = &mut priya.room;
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase: Phase::Investigating,
        text: Some("Some payments fail.".into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise: None,
    };
    let draft = room.says("ana", open, at(7, 0));
    room.says("ana", Command::SubmitDraft { draft, text: String::new() }, at(7, 0));
    priya.now = at(25, 0);
    let before = priya.model.replica.record().seq();
    priya.link(LinkNews::Up);
    for message in priya.room.catch_up(&person("priya"), before) {
        priya.hears(message);
        assert!(!priya.effects.contains(&Effect::Bell));
    }
    assert!(priya.model.dues.all().iter().any(|it| matches!(it.nudge, Nudge::DraftWaiting { .. })));
    assert_eq!(priya.until(40, 0), []);
}

#[test]
fn a_jump_of_the_clock_rings_once_for_all_that_is_late_by_then() {
    let mut room = Room::declared(
        "Checkout errors",
        Some("sev2"),
        false,
        &[("ana", Seat::Responder), ("priya", Seat::Coordinator)],
    );
    room.says("ana", Command::Acknowledge { text: String::new() }, at(0, 30));
    let mut priya = desk("priya", room);
    assert!(priya.jumps(50, 0), "the first update, the estimate, an observer");
    let says = due::flashing(&priya.model).map(|flash| flash.says.clone()).unwrap_or_default();
    assert!(says.starts_with("OVERDUE: first update for customers (and "), "{says}");
    assert!(!priya.jumps(50, 1));
    assert!(!priya.jumps(2, 0), "back");
    assert!(!priya.jumps(50, 0), "and forth: it rang for that");
}

#[test]
fn the_clock_goes_on_without_a_connection_and_nothing_can_be_snoozed_by_then() {
    let mut priya = desk("priya", quiet_room());
    priya.until(2, 0);
    priya.link(LinkNews::Lost { why: "gone".into(), retry_ms: 1_000 });
    assert_eq!(priya.until(6, 0), [(5, 0)]);
    let lines = crate::app::layout::summary(&priya.model);
    let said = lines.iter().find(|(head, _)| *head == "DUE").map(|(_, text)| text.as_str());
    assert_eq!(said, Some("first update for customers 1 min overdue by now, as known at 03:01Z"));
    priya.types("8x");
    assert!(priya.model.dialog.is_none());
    let why = priya.model.said.as_ref().map(|(why, _)| why.clone()).unwrap_or_default();
    assert!(why.contains("not connected: snooze needs the server"), "{why}");
}

#[test]
fn a_key_between_two_seconds_asks_nothing_again() {
    let mut priya = desk("priya", quiet_room());
    priya.until(4, 59);
    priya.now = at(5, 30);
    priya.types("j");
    assert_eq!(priya.standing(&first()), Some(Standing::Soon), "the next tick asks");
    priya.gets(Message::Tick);
    assert_eq!(priya.standing(&first()), Some(Standing::Overdue));
}

#[test]
fn it_is_snoozed_once_with_a_reason_and_rings_again_when_that_is_over() {
    let mut priya = desk("priya", quiet_room());
    assert_eq!(priya.until(6, 0), [(5, 0)]);
    priya.types("8x");
    assert_eq!(priya.form_stage(), Some(Stage::Writing));
    priya.types("\n");
    assert_eq!(priya.sent(), [], "not without a reason");
    priya.types("we are on the phone with them\n");
    let reason = "we are on the phone with them".to_owned();
    let command = Command::SnoozeNudge { nudge: first(), reason };
    assert_eq!(priya.sent(), std::slice::from_ref(&command));
    priya.happens("priya", command);
    assert!(matches!(priya.standing(&first()), Some(Standing::Snoozed { .. })));
    assert!(next_step::due(&priya.model, usize::MAX).is_none(), "quiet");
    assert_eq!(priya.until(30, 0), [(16, 0)], "ten minutes later, once");
    priya.types("x");
    let why = priya.model.said.as_ref().map(|(why, _)| why.clone()).unwrap_or_default();
    assert!(priya.model.dialog.is_none() && why.contains("priya"), "{why}");
}

#[test]
fn who_is_not_meant_cannot_snooze_and_is_told_whose_it_is() {
    let mut ana = desk("ana", quiet_room());
    ana.until(6, 0);
    ana.types("8x");
    let why = ana.model.said.as_ref().map(|(why, _)| why.clone()).unwrap_or_default();
    assert!(ana.model.dialog.is_none() && why.contains("coordinator"), "{why}");
    let mut lou = desk("lou", quiet_room());
    lou.types("8x");
    let why = lou.model.said.as_ref().map(|(why, _)| why.clone()).unwrap_or_default();
    assert!(lou.model.dialog.is_none() && why.contains("guest"), "{why}");
}

#[test]
fn enter_goes_to_where_it_is_done() {
    let mut priya = desk("priya", quiet_room());
    priya.types("8\n");
    assert!(matches!(priya.model.dialog, Some(Dialog::Fields(_))), "a holding statement: nothing was told yet");
    let mut room = quiet_room();
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase: Phase::Investigating,
        text: Some("Some payments fail.".into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise: None,
    };
    let draft = room.says("ana", open, at(0, 50));
    let mut priya = desk("priya", room);
    priya.types("8\n");
    assert!(matches!(&priya.model.dialog, Some(Dialog::Draft(it)) if it.seq == draft), "the draft for them");
    let mut ana = desk("ana", {
        let mut room = quiet_room();
        let add = Command::AddTask {
            text: "restart the pods".into(),
            when: warroom_incident::event::TaskTime::Now,
            mitigation: false,
            class: None,
        };
        room.says("ana", add, at(0, 40));
        let task = room.state.tasks[0].seq;
        room.says("ana", Command::ClaimTask { task }, at(0, 40));
        room.says("ana", Command::PlanTask { task, owner: None, due: None, by: Some(at(3, 0)), link: None }, at(0, 41));
        room
    });
    assert_eq!(ana.until(4, 0), [(3, 0)]);
    assert_eq!(ana.top(), ("TASK 1 min OVERDUE".into(), Urgency::Late));
    ana.types("8\n");
    assert_eq!((ana.model.focus, ana.model.selected.task), (Pane::Tasks, ana.model.replica.state().tasks[0].seq));
}

#[test]
fn the_chair_finds_it_once_among_what_waits_and_as_the_next_step() {
    let mut priya = desk("priya", quiet_room());
    priya.until(6, 0);
    let needs = crate::app::actions::needs(&priya.model);
    let late: Vec<_> =
        needs.iter().filter(|it| it.text.contains("first update")).map(|it| (it.word, &it.text)).collect();
    let says =
        "first update for customers 1 min overdue: tell customers that you know of it; a holding statement will do";
    assert_eq!(late, [("LATE", &says.to_owned())]);
    let mut room = quiet_room();
    publish(&mut room, at(0, 50), Some(at(20, 0)));
    let mut priya = desk("priya", room);
    priya.until(21, 0);
    let step = next_step::next_step(&priya.model).expect("a step");
    assert_eq!(step.action, Action::NewDraft);
    assert!(step.why.starts_with("update for customers 1 min overdue: tell customers where it stands"), "{step:?}");
}

#[test]
fn that_no_mitigation_was_tried_is_said_in_one_place_to_those_who_could() {
    let mut room = quiet_room();
    room.says("ana", Command::post(EntryKind::Hypothesis, "the deploy"), at(0, 50));
    let said = |name: &str| {
        let mut desk = desk(name, room.clone());
        let rang = desk.until(16, 0);
        let step = next_step::next_step(&desk.model).map(|step| step.why).unwrap_or_default();
        let top = next_step::due(&desk.model, usize::MAX).map(|(text, _)| text).unwrap_or_default().to_lowercase();
        (rang.contains(&(15, 0)), step.contains("no mitigation was tried"), top.contains("mitigation"))
    };
    assert_eq!(said("ana"), (true, true, false));
    assert_eq!(said("kim"), (true, true, false));
    assert_eq!(said("priya"), (false, false, false));
    let mut ana = desk("ana", room.clone());
    ana.until(16, 0);
    ana.types("8\n");
    assert_eq!(ana.model.composer.text(), "/action ");
    ana.types("roll back the deploy\n");
    assert!(matches!(&ana.sent()[..], [Command::Post { .. }]), "{:?}", ana.sent());
}

#[test]
fn a_shift_that_is_too_long_asks_for_a_hand_over() {
    let mut room = quiet_room();
    let mut policy = room.state.policy.clone();
    policy.seats.shift_limit_minutes = 60;
    let adopt = Command::AdoptPolicy { policy: Box::new(policy) };
    room.order(&warroom_incident::Actor::Server, &adopt, at(0, 40)).expect("another policy");
    publish(&mut room, at(0, 50), Some(at(300, 0)));
    room.says("priya", Command::SetSeverity { severity: "sev4".into(), reason: "little".into() }, at(0, 51));
    let mut priya = desk("priya", room);
    let rang = priya.until(61, 0);
    assert_eq!(rang.len(), 1, "{rang:?}");
    assert_eq!(priya.top(), ("1 h ON SHIFT: HAND OVER".into(), Urgency::Late));
    let step = next_step::next_step(&priya.model).expect("a step");
    assert_eq!(step.action, Action::HandOver);
    assert!(step.why.contains("hand over and rest"), "{step:?}");
}

#[test]
fn waiting_for_a_vendor_is_said_and_taken_back_from_the_palette() {
    let mut kim = desk("kim", quiet_room());
    kim.types(":wait for a vendor\n");
    assert_eq!(kim.form_stage(), Some(Stage::Writing));
    kim.types("Redis Labs, case RL-5521\n");
    let wait = Command::SetWaiting { mark: Mark::On, text: "Redis Labs, case RL-5521".into() };
    assert_eq!(kim.sent(), std::slice::from_ref(&wait));
    kim.happens("kim", wait);
    kim.model.dialog = None;
    kim.types(":wait for a vendor\n\n");
    assert_eq!(kim.sent(), [Command::SetWaiting { mark: Mark::Off, text: String::new() }]);
}

#[test]
fn it_rings_when_a_snooze_is_over_also_where_it_had_rung_soon_and_overdue() {
    let mut room = quiet_room();
    publish(&mut room, at(0, 50), Some(at(20, 0)));
    let mut priya = desk("priya", room.clone());
    let mut ana = desk("ana", room);
    assert_eq!(priya.until(22, 0), [(15, 0), (20, 0)]);
    let nudge = priya.model.dues.all()[0].nudge.clone();
    let snooze = Command::SnoozeNudge { nudge, reason: "we are on the phone with them".into() };
    priya.happens("priya", snooze.clone());
    assert_eq!(priya.until(50, 0), [(32, 0)], "ten minutes later, once");
    ana.until(22, 0);
    ana.happens("priya", snooze);
    assert_eq!(ana.until(50, 0), [], "it is not for her");
}

/// A desk with one update due soon, and a task of the chair's own that is late a minute after it is told of.
fn another_comes_above(keys: &str) -> Desk {
    let mut room = quiet_room();
    publish(&mut room, at(0, 50), Some(at(20, 0)));
    let mut priya = desk("priya", room);
    priya.until(16, 0);
    priya.types(keys);
    let add = Command::AddTask {
        text: "call the bank".into(),
        when: warroom_incident::event::TaskTime::Now,
        mitigation: false,
        class: None,
    };
    priya.happens("priya", add);
    let task = priya.model.replica.state().tasks[0].seq;
    priya.happens("priya", Command::ClaimTask { task });
    priya.happens("priya", Command::PlanTask { task, owner: None, due: None, by: Some(at(17, 0)), link: None });
    priya.until(18, 0);
    let mine = due::mine(&priya.model).map(|it| it.nudge.clone());
    assert!(matches!(mine, Some(Nudge::TaskOverdue { .. })), "{mine:?}");
    priya
}

#[test]
fn the_most_urgent_of_mine_stays_selected_until_the_reader_goes_elsewhere() {
    let priya = another_comes_above("8");
    let selected = |desk: &Desk| due::selected(&desk.model).map(|it| it.nudge.clone());
    assert!(matches!(selected(&priya), Some(Nudge::TaskOverdue { .. })), "{:?}", selected(&priya));
    let mut moved = another_comes_above("8kj");
    assert!(matches!(selected(&moved), Some(Nudge::NextUpdate { .. })), "{:?}", selected(&moved));
    moved.types("18");
    assert!(matches!(selected(&moved), Some(Nudge::TaskOverdue { .. })), "opened again");
}

#[test]
fn an_overdue_first_update_waits_for_the_chair_as_late_also_beside_a_proposal() {
    let mut room = quiet_room();
    let propose = Command::ProposeSeverity { severity: "sev1".into(), reason: "worse".into() };
    room.says("ana", propose, at(0, 50));
    let mut priya = desk("priya", room);
    priya.until(6, 0);
    let needs = crate::app::actions::needs(&priya.model);
    let late = needs.iter().any(|it| it.word == "LATE" && it.text.contains("first update for customers"));
    assert!(late && needs.iter().any(|it| it.word == "DECIDE"), "{needs:?}");
}
