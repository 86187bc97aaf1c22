//! Contacts, owners and runbooks on the screen, and tasks in their order.

use super::common::{Room, at};
use super::screen::{Screen, night};
use warroom_incident::event::{Mark, TaskTime};
use warroom_incident::impact::{Range, Stated};
use warroom_incident::policy::{Contact, Owner, Runbook};
use warroom_incident::{Actor, Command, Policy, Seq};

macro_rules! shows {
    ($name:expr, $screen:expr) => {
        insta::assert_snapshot!($name, $screen.drawn())
    };
}

fn reference(policy: &mut Policy) {
    let day = |text: &str| Some(text.parse().expect("a day"));
    policy.contacts = vec![
        Contact {
            name: "Database on-call".into(),
            role: "second level for storage".into(),
            reach: "+44 20 7946 0123".into(),
            checked: day("2026-11-01"),
        },
        Contact {
            name: "Cloud vendor".into(),
            role: "support contract 4711, priority 1 only by phone".into(),
            reach: "support@vendor.example".into(),
            checked: None,
        },
    ];
    policy.owners = vec![Owner {
        service: "checkout".into(),
        who: "team payments".into(),
        reach: "https://chat.example/payments".into(),
        checked: day("2026-02-03"),
    }];
    let steps = [
        "Say in the room which release goes back to which",
        "Stop the pipeline",
        "Roll back one region and watch the errors for two minutes: they have to fall below 2 % before the next region",
        "Roll back the others",
    ];
    policy.runbooks = vec![
        Runbook {
            title: "Roll back a release".into(),
            url: "https://runbooks.example/rollback".into(),
            owner: "team delivery".into(),
            checked: day("2026-11-20"),
            steps: steps.map(str::to_owned).to_vec(),
        },
        Runbook { title: "Redis".into(), url: "https://runbooks.example/redis".into(), ..Runbook::default() },
    ];
}

/// The night with a policy that names whom to call; two steps are done, one of them was rewritten since.
fn room() -> Room {
    let mut room = night();
    let adopt = |room: &mut Room, change: &dyn Fn(&mut Policy), minute| {
        let mut policy = room.state.policy.clone();
        reference(&mut policy);
        change(&mut policy);
        let adopt = Command::AdoptPolicy { policy: Box::new(policy) };
        room.order(&Actor::Server, &adopt, at(minute, 0)).expect("another policy");
    };
    adopt(&mut room, &|policy| policy.runbooks[0].steps[1] = "Stop CI".into(), 12);
    let tick = |step| Command::TickStep { runbook: "Roll back a release".into(), step, mark: Mark::On };
    room.says("ana", tick(1), at(12, 30));
    room.says("kim", tick(2), at(13, 0));
    adopt(&mut room, &|_| {}, 20);
    room
}

#[test]
fn whom_to_call_and_what_to_do_stands_in_a_pane_with_the_day_it_was_checked() {
    let room = room();
    for (width, height) in [(80, 24), (120, 40)] {
        shows!(format!("contacts_{width}x{height}"), Screen::of(&room, "ana", (width, height)).keys("7"));
    }
    shows!("contacts_40x10", Screen::of(&room, "ana", (40, 10)).keys("7"));
    let drawn = Screen::of(&room, "lou", (80, 24)).keys("7/payments\n").drawn();
    assert!(drawn.contains("match 1 of 1"), "{drawn}");
    let drawn = Screen::of(&room, "ana", (80, 24)).keys("7fc").drawn();
    assert!(drawn.contains("filter: to be checked · 3 of 5") && !drawn.contains("Database on-call"), "{drawn}");
    let drawn = Screen::of(&night(), "ana", (80, 24)).keys("7").drawn();
    assert!(drawn.contains("names nobody to call"), "{drawn}");
}

#[test]
fn the_palette_finds_a_service_a_name_and_a_runbook() {
    let room = room();
    shows!("palette_finds_a_service_80x24", Screen::of(&room, "ana", (80, 24)).keys(":checkout"));
    shows!("palette_finds_runbooks_120x40", Screen::of(&room, "ana", (120, 40)).keys(":runbook"));
    shows!("palette_finds_a_name_40x10", Screen::of(&room, "ana", (40, 10)).keys(":vendor"));
}

#[test]
fn a_contact_in_full_can_be_copied_and_the_steps_of_a_runbook_ticked() {
    let room = room();
    shows!("contact_in_full_80x24", Screen::of(&room, "ana", (80, 24)).keys("7j\n"));
    for (width, height) in [(80, 24), (120, 40)] {
        shows!(format!("runbook_{width}x{height}"), Screen::of(&room, "ana", (width, height)).keys(":roll back\n"));
    }
    shows!("runbook_40x10", Screen::of(&room, "ana", (40, 10)).keys(":roll back\nj"));
    shows!("runbook_without_steps_80x24", Screen::of(&room, "ana", (80, 24)).keys(":redis\n"));
}

#[test]
fn a_ticked_step_stands_on_the_timeline_in_its_words() {
    let drawn = Screen::of(&room(), "ana", (120, 40)).keys("1/runbook\n").drawn();
    assert!(Screen::of(&room(), "ana", (120, 40)).keys("1/step 2\n").drawn().contains("Stop CI"), "{drawn}");
}

/// Four tasks: one ranked first and late, one due soon; what they save, and what the incident costs.
fn ranked() -> (Room, [Seq; 4]) {
    let mut room = night();
    let listed: Vec<_> = room.state.tasks.iter().map(|task| task.seq).collect();
    for task in listed {
        room.says("ana", Command::FinishTask { task, text: String::new() }, at(30, 0));
    }
    let add =
        |text: &str, mitigation| Command::AddTask { text: text.into(), when: TaskTime::Now, mitigation, class: None };
    let tasks = [
        ("restart all checkout pods of the EU in batches of four and watch the errors after each batch", true),
        ("call the vendor back", false),
        ("send the traffic of the EU to us-east-1", true),
        ("find out who pages for redis", false),
    ];
    let tasks = tasks.map(|(text, mitigation)| room.says("kim", add(text, mitigation), at(31, 0)));
    room.says("ana", Command::ClaimTask { task: tasks[0] }, at(32, 0));
    let due = |task, by| Command::PlanTask { task, owner: None, due: None, by: Some(by), link: None };
    room.says("priya", due(tasks[1], at(40, 0)), at(33, 0));
    room.says("priya", due(tasks[0], at(55, 0)), at(33, 0));
    let rank = |task, rank, saves_percent| Command::RankTask { task, rank, saves_percent, no_rank: false };
    room.says("priya", rank(tasks[1], Some(1), Some(10)), at(34, 0));
    room.says("priya", rank(tasks[0], Some(2), Some(80)), at(34, 0));
    let range = Range { low: 1_000_000, likely: 3_000_000, high: 5_000_000 };
    let stated = Stated { loss_per_hour: Some(range), ..Stated::default() };
    let source = "sales dashboard".into();
    room.says("priya", Command::SetEstimate { stated: Box::new(stated), source, reason: String::new() }, at(35, 0));
    (room, tasks)
}

#[test]
fn tasks_stand_in_the_order_of_the_chair_with_what_waiting_for_them_costs() {
    let (room, _) = ranked();
    for (width, height) in [(80, 24), (120, 40)] {
        shows!(format!("tasks_ranked_{width}x{height}"), Screen::of(&room, "priya", (width, height)).keys("Tz"));
    }
    shows!("tasks_ranked_40x10", Screen::of(&room, "priya", (40, 10)).keys("T"));
    shows!("task_in_full_80x24", Screen::of(&room, "priya", (80, 24)).keys("Tj\n"));
    shows!("task_saves_80x24", Screen::of(&room, "priya", (80, 24)).keys("T%"));
    shows!("task_due_80x24", Screen::of(&room, "ana", (80, 24)).keys("Tb"));
}

#[test]
fn who_sees_no_figures_sees_the_order_and_no_cost() {
    let (room, _) = ranked();
    let drawn = Screen::of(&room, "lou", (120, 40)).keys("Tz").drawn();
    assert!(drawn.contains("saves 80 %") && drawn.contains("OVERDUE"), "{drawn}");
    assert!(!drawn.contains("EUR") && !drawn.contains("wait costs"), "{drawn}");
}

#[test]
fn an_overdue_task_says_so_in_the_brief() {
    let (room, _) = ranked();
    let drawn = Screen::of(&room, "priya", (120, 40)).keys("0").drawn();
    assert!(drawn.contains("7m OVERDUE: call the vendor back"), "{drawn}");
}
