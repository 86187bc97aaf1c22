//! What is due: in the top line, in its pane, among what waits for the chair; for whom it is and for the others.

use super::common::{Room, at, person};
use super::screen::{Screen, night};
use warroom::app::Message;
use warroom_incident::draft::FactsSeen;
use warroom_incident::event::{EntryKind, Mark, Notice, Phase, TaskTime};
use warroom_incident::wire::ToClient;
use warroom_incident::{Actor, Command, Seat, Time};

macro_rules! shows {
    ($name:expr, $screen:expr) => {
        insta::assert_snapshot!($name, $screen.drawn())
    };
}

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (40, 10)];

/// Only customers hear of it, by a promise; the team is whole, nothing else runs.
fn promised(promise: Time) -> Room {
    let members =
        [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];
    let mut room = Room::declared("Checkout errors, EU customers cannot pay", Some("sev2"), false, &members);
    let mut policy = room.state.policy.clone();
    policy.clock.estimate_minutes = 0;
    policy.cadences.retain(|it| it.audience == "customers");
    let adopt = Command::AdoptPolicy { policy: Box::new(policy) };
    room.order(&Actor::Server, &adopt, at(0, 20)).expect("another policy");
    room.says("ana", Command::Acknowledge { text: String::new() }, at(0, 30));
    room.says("kim", Command::SetScribe { person: Some(person("kim")) }, at(0, 40));
    room.says("kim", Command::SetNow { text: "Errors on checkout, cause unknown.".into() }, at(0, 50));
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase: Phase::Investigating,
        text: Some("Some payments fail.".into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise: Some(promise),
    };
    let draft = room.says("priya", open, at(1, 0));
    let (revision, facts) = (room.state.drafts[&draft].revision, FactsSeen::of(&room.state));
    room.says("priya", Command::ApproveDraft { draft, revision, facts, publish: true }, at(1, 30));
    room
}

/// The night with a team too small for it, a vendor, tasks, a question, a draft; and what was missed is on the record.
fn many() -> Room {
    let mut room = night();
    let add = Command::AddTask {
        text: "restart the last eight pods".into(),
        when: TaskTime::Now,
        mitigation: true,
        class: None,
    };
    room.says("ana", add, at(20, 0));
    let task = room.state.tasks.last().expect("a task").seq;
    room.says("ana", Command::ClaimTask { task }, at(20, 10));
    let by = Some(at(40, 0));
    room.says("ana", Command::PlanTask { task, owner: None, due: None, by, link: None }, at(20, 20));
    room.says("lou", Command::AskQuestion { text: "Is the data safe?".into() }, at(25, 0));
    let waits = Command::SetWaiting { mark: Mark::On, text: "Redis Labs, case RL-5521".into() };
    room.says("kim", waits, at(43, 10));
    for (nudge, due) in warroom_incident::clock::unrecorded(&room.state, at(46, 0)) {
        room.order(&Actor::Server, &Command::RecordMissed { nudge, due }, at(46, 0)).expect("it was missed");
    }
    let estimate = warroom_incident::clock::Nudge::NoEstimate;
    let reason = "finance is asleep, they are being called".into();
    room.says("priya", Command::SnoozeNudge { nudge: estimate, reason }, at(46, 30));
    room
}

fn sees(room: &Room, who: &str, size: (u16, u16), now: Time) -> Screen {
    Screen::at(room, who, size, now)
}

#[test]
fn nothing_is_due_and_what_comes_next() {
    let room = promised(at(31, 0));
    for (width, height) in SIZES {
        shows!(format!("due_nothing_{width}x{height}"), sees(&room, "priya", (width, height), at(4, 0)).keys("8"));
    }
    let mut closed = promised(at(31, 0));
    closed.says("priya", Command::SetPhase { phase: Phase::Resolved, reason: "it works".into() }, at(3, 0));
    let drawn = sees(&closed, "priya", (80, 24), at(4, 0)).keys("8").drawn();
    assert!(drawn.contains("update for customers due in 27 min"), "who was promised something waits: {drawn}");
}

#[test]
fn the_top_line_says_what_is_soon_and_what_is_overdue_loudly_only_to_whom_it_is_for() {
    let room = promised(at(31, 0));
    for (width, height) in SIZES {
        shows!(format!("due_soon_{width}x{height}"), sees(&room, "priya", (width, height), at(27, 0)));
        shows!(format!("due_overdue_mine_{width}x{height}"), sees(&room, "priya", (width, height), at(43, 0)));
        shows!(format!("due_overdue_others_{width}x{height}"), sees(&room, "ana", (width, height), at(43, 0)));
    }
    for width in [40, 60, 80, 100, 120, 160, 200] {
        let second = |who: &str| {
            let drawn = sees(&room, who, (width, 24), at(43, 0)).drawn();
            drawn.lines().nth(1).unwrap_or_default().to_owned()
        };
        assert!(second("priya").contains(" UPDATE 12 min OVERDUE "), "{width}: {}", second("priya"));
        let others = second("ana");
        // Who has the chair comes before what is due for them.
        assert!(others.contains("chair pr") || width < 80, "{width}: {others}");
        assert_eq!(others.contains("update 12 min overdue "), width >= 80, "{width}: {others}");
    }
}

#[test]
fn it_stands_out_for_a_moment_when_it_comes_to_be_overdue() {
    let room = promised(at(31, 0));
    for (width, height) in SIZES {
        let mut screen = sees(&room, "priya", (width, height), at(30, 59));
        screen.now = at(31, 0);
        screen.gets(Message::Tick);
        shows!(format!("due_flash_{width}x{height}"), screen);
        screen.now = at(31, 10);
        screen.gets(Message::Tick);
        assert!(!screen.drawn().contains("8 shows it"), "no longer");
    }
}

#[test]
fn everything_that_is_due_stands_in_one_pane_the_most_urgent_first() {
    let room = many();
    for (width, height) in SIZES {
        shows!(format!("due_many_chair_{width}x{height}"), sees(&room, "priya", (width, height), at(48, 0)).keys("8"));
        shows!(format!("due_many_ana_{width}x{height}"), sees(&room, "ana", (width, height), at(48, 0)).keys("8"));
    }
    shows!("due_many_zoomed_160x50", sees(&room, "priya", (160, 50), at(48, 0)).keys("8z"));
    let guest = sees(&room, "lou", (120, 40), at(48, 0)).keys("8").drawn();
    assert!(!guest.contains("x snooze  "), "a guest is offered nothing: {guest}");
    let ana = sees(&room, "ana", (120, 40), at(48, 0)).keys("8").drawn();
    assert!(!ana.contains("question"), "who works on the fix sees no questions: {ana}");
    let mine = sees(&room, "ana", (80, 24), at(48, 0)).keys("8fm").drawn();
    assert!(mine.contains("filter: mine"), "{mine}");
    let found = sees(&room, "priya", (80, 24), at(48, 0)).keys("8/pods\n").drawn();
    assert!(found.contains("match 1 of 1"), "{found}");
}

#[test]
fn what_is_snoozed_says_until_when_by_whom_and_why() {
    let room = many();
    shows!("due_snoozed_80x24", sees(&room, "priya", (80, 24), at(48, 0)).keys("8G"));
    shows!("due_snoozing_80x24", sees(&room, "priya", (80, 24), at(48, 0)).keys("8x"));
    let refused = sees(&room, "priya", (80, 24), at(48, 0)).keys("8Gx").drawn();
    assert!(refused.contains("snoozed"), "{refused}");
}

#[test]
fn the_chair_finds_it_among_what_waits_and_the_record_keeps_what_was_missed() {
    let room = many();
    for (width, height) in [(80, 24), (120, 40)] {
        shows!(format!("due_needs_{width}x{height}"), sees(&room, "priya", (width, height), at(48, 0)).keys("n"));
        shows!(format!("due_timeline_{width}x{height}"), sees(&room, "ana", (width, height), at(48, 0)).keys("1"));
    }
}

#[test]
fn that_a_vendor_is_waited_for_is_said_where_updates_are_due_more_rarely() {
    shows!("due_vendor_form_80x24", sees(&night(), "kim", (80, 24), at(48, 0)).keys(":wait for a vendor\n"));
    shows!("due_vendor_back_80x24", sees(&many(), "kim", (80, 24), at(48, 0)).keys(":wait for a vendor\n"));
}

#[test]
fn without_a_connection_time_goes_on_and_says_as_of_when() {
    let room = promised(at(31, 0));
    for (width, height) in [(80, 24), (40, 10)] {
        let mut screen = sees(&room, "priya", (width, height), at(30, 0));
        screen.link(warroom::app::LinkNews::Lost { why: "gone".into(), retry_ms: 1_000 });
        screen.now = at(33, 0);
        screen.gets(Message::Tick);
        shows!(format!("due_offline_{width}x{height}"), screen.keys("8"));
    }
}

#[test]
fn nobody_s_words_reach_the_terminal_raw() {
    let mut room = many();
    let mut policy = room.state.policy.clone();
    policy.audiences[0].name = "cust\u{202e}omers".into();
    if room.order(&Actor::Server, &Command::AdoptPolicy { policy: Box::new(policy) }, at(47, 0)).is_ok() {
        let drawn = sees(&room, "priya", (120, 40), at(48, 0)).keys("8").drawn();
        assert!(!drawn.contains('\u{202e}'), "{drawn}");
    }
    let text = "Redis \u{1b}[31mLabs".to_owned();
    room.says("kim", Command::SetWaiting { mark: Mark::Off, text: String::new() }, at(47, 0));
    room.says("kim", Command::SetWaiting { mark: Mark::On, text }, at(47, 1));
    let drawn = sees(&room, "priya", (80, 24), at(48, 0)).keys("8").drawn();
    assert!(!drawn.contains('\u{1b}'), "{drawn}");
}

#[test]
fn what_happened_while_it_was_read_leaves_the_pane_and_not_the_selection() {
    let mut room = many();
    let mut screen = sees(&room, "priya", (80, 24), at(48, 0));
    screen.keys("8j");
    let chosen = screen.model.dues.selected.clone();
    assert!(chosen.is_some());
    let before = room.record.seq();
    room.says("ana", Command::post(EntryKind::Finding, "5xx at 2 %"), at(48, 0));
    for message in room.catch_up(&person("priya"), before) {
        if let ToClient::Events(_) = message {
            screen.hears(message);
        }
    }
    assert_eq!(screen.model.dues.selected, chosen);
}

#[test]
fn what_is_out_of_sight_above_is_counted_where_the_reader_went_down_the_list() {
    let room = many();
    let drawn = sees(&room, "priya", (80, 20), at(47, 0)).keys("8").drawn();
    assert!(!drawn.contains("more urgent above"), "the most urgent is where everybody begins: {drawn}");
    shows!("due_far_down_80x20", sees(&room, "priya", (80, 20), at(47, 0)).keys("8G"));
    let drawn = sees(&room, "priya", (80, 20), at(47, 0)).keys("8Ggg").drawn();
    assert!(!drawn.contains("more urgent above"), "{drawn}");
}
