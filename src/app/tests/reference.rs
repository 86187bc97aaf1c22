//! Contacts, owners and runbooks: the pane, the palette, and steps that are ticked off.

use warroom_incident::event::Mark;
use warroom_incident::policy::{Contact, Owner, Runbook};
use warroom_incident::{Actor, Policy};

use super::*;
use crate::app::palette::{Hit, Palette};
use crate::app::reference::{Entry, Item, selected, shown};

fn policy() -> Policy {
    let day = |text: &str| Some(text.parse().expect("a day"));
    Policy {
        contacts: vec![
            Contact {
                name: "Database on-call".into(),
                role: "redis".into(),
                reach: "+44 20 7946 0123".into(),
                checked: day("2026-11-01"),
            },
            Contact { name: "Vendor".into(), reach: "support@vendor.example".into(), ..Contact::default() },
        ],
        owners: vec![Owner {
            service: "checkout".into(),
            who: "team payments".into(),
            reach: "https://chat.example/pay".into(),
            checked: day("2026-02-03"),
        }],
        runbooks: vec![Runbook {
            title: "Roll back a release".into(),
            url: "https://runbooks.example/rollback".into(),
            owner: "team delivery".into(),
            checked: day("2026-11-20"),
            steps: vec!["Stop the pipeline".into(), "Roll back one region".into(), "Roll back the rest".into()],
        }],
        ..Policy::default()
    }
}

fn desk(name: &str) -> Desk {
    let members = [("ana", Seat::Responder), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];
    let mut room = Room::declared("Checkout errors", Some("sev2"), false, &members);
    let adopt = Command::AdoptPolicy { policy: Box::new(policy()) };
    room.order(&Actor::Server, &adopt, at(1, 0)).expect("another policy");
    Desk::in_room(room, name)
}

fn note(desk: &Desk) -> &str {
    desk.model.said.as_ref().map_or("", |(said, _)| said)
}

fn copied(desk: &Desk) -> Vec<String> {
    let copied = desk
        .effects
        .iter()
        .filter_map(|effect| if let Effect::Copy { text, .. } = effect { Some(text.clone()) } else { None });
    copied.collect()
}

fn reading(desk: &Desk) -> Option<(&Item, usize)> {
    match &desk.model.dialog {
        Some(Dialog::Reference(it)) => Some((&it.item, it.cursor)),
        _ => None,
    }
}

fn tick(step: u32, mark: Mark) -> Command {
    Command::TickStep { runbook: "Roll back a release".into(), step, mark }
}

/// Somebody ticks a step, and this desk hears of it.
fn ticked(desk: &mut Desk, who: &str, step: u32) {
    let seq = desk.room.says(who, tick(step, Mark::On), at(6, 0));
    let line = desk.room.record.line(seq).cloned().expect("an event");
    desk.hears(ToClient::Events(vec![line]));
}

#[test]
fn the_pane_lists_whom_to_call_who_owns_what_and_what_to_do() {
    let mut desk = desk("ana");
    desk.types("7");
    assert_eq!(desk.model.focus, Pane::Contacts);
    let words: Vec<_> = shown(&desk.model).into_iter().map(Entry::word).collect();
    assert_eq!(words, ["CALL", "CALL", "OWNER", "RUNBOOK"]);
    desk.types("y");
    assert_eq!(copied(&desk), ["+44 20 7946 0123"], "the number alone, to be dialled");
    desk.types(":runbooks\n");
    assert_eq!(selected(&desk.model).map(Entry::word), Some("RUNBOOK"));
    desk.types("gg/vendor\n");
    assert_eq!(desk.model.selected.reference, 1);
    desk.types("\u{1b}fc");
    let titles: Vec<_> = shown(&desk.model).into_iter().map(Entry::title).collect();
    assert_eq!(titles, ["Vendor", "checkout: team payments"], "never checked, and long ago");
    desk.types("ff/region\n");
    assert_eq!(shown(&desk.model).len(), 1, "steps are searched, too");
}

#[test]
fn enter_opens_a_contact_and_copies_its_number() {
    let mut desk = desk("lou");
    desk.types("7\n");
    assert!(matches!(reading(&desk), Some((Item::Contact { name, .. }, _)) if name == "Database on-call"));
    desk.types("y");
    assert_eq!(copied(&desk), ["+44 20 7946 0123"]);
    assert!(reading(&desk).is_some(), "it stays open");
    desk.types("q");
    assert!(desk.model.dialog.is_none());
}

#[test]
fn a_service_a_name_or_a_runbook_is_found_by_typing_it() {
    for (typed, wanted) in [("checkout", "OWNER"), ("database", "CALL"), ("roll", "RUNBOOK"), ("payments", "OWNER")] {
        let mut desk = desk("ana");
        desk.types(&format!(":{typed}\n"));
        let (item, _) = reading(&desk).unwrap_or_else(|| panic!("{typed} opens something"));
        let found = crate::app::reference::find(&desk.model, item).map(Entry::word);
        assert_eq!(found, Some(wanted), "{typed}");
    }
}

#[test]
fn what_is_found_over_a_draft_leads_back_to_the_draft() {
    let mut room = desk("ana").room;
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase: warroom_incident::event::Phase::Identified,
        text: Some("Cards are refused.".into()),
        channels: Vec::new(),
        notice: warroom_incident::event::Notice::Notify,
        promise: None,
    };
    room.says("ana", open, at(2, 0));
    let mut desk = Desk::in_room(room, "ana");
    desk.types("3\n:database\n");
    assert!(reading(&desk).is_some(), "{:?}", desk.model.dialog);
    desk.types("q");
    assert!(matches!(desk.model.dialog, Some(Dialog::Draft(_))), "{:?}", desk.model.dialog);
}

#[test]
fn an_action_that_is_called_so_comes_before_them_and_one_letter_finds_none() {
    let desk = desk("priya");
    let hits = |typed: &str| Palette { typed: typed.into(), cursor: 0 }.hits(&desk.model);
    assert!(matches!(hits("runbook")[0], Hit::Action(_)));
    assert!(hits("runbook").iter().any(|hit| matches!(hit, Hit::Reference(_))));
    assert!(!hits("v").iter().any(|hit| matches!(hit, Hit::Reference(_))));
    assert!(!hits("").iter().any(|hit| matches!(hit, Hit::Reference(_))));
}

#[test]
fn enter_or_space_ticks_a_step_and_goes_to_the_next() {
    let mut desk = desk("ana");
    desk.types(":roll back\n");
    assert_eq!(reading(&desk).map(|it| it.1), Some(0));
    desk.types("\n");
    assert_eq!(desk.sent(), [tick(1, Mark::On)]);
    assert_eq!(reading(&desk).map(|it| it.1), Some(1));
    desk.types(" ");
    assert_eq!(desk.sent(), [tick(2, Mark::On)]);
}

#[test]
fn a_step_that_somebody_else_ticked_in_that_moment_is_not_unticked_by_the_same_key() {
    let mut desk = desk("ana");
    desk.types(":roll back\n");
    ticked(&mut desk, "priya", 1);
    desk.types("\n");
    assert!(desk.sent().is_empty());
    assert!(note(&desk).contains("ticked off already, by priya"), "{}", note(&desk));
    desk.types("u");
    assert_eq!(desk.sent(), [tick(1, Mark::Off)]);
    desk.types("ju");
    assert!(desk.sent().is_empty() && note(&desk).contains("is not ticked off"), "{}", note(&desk));
}

#[test]
fn a_runbook_opens_at_the_first_step_that_is_not_done() {
    let mut desk = desk("ana");
    ticked(&mut desk, "priya", 1);
    desk.types(":roll back\n");
    assert_eq!(reading(&desk).map(|it| it.1), Some(1));
}

#[test]
fn a_guest_reads_the_steps_and_hears_why_they_tick_none() {
    let mut desk = desk("lou");
    desk.types(":roll back\n ");
    assert!(desk.sent().is_empty());
    assert!(note(&desk).contains("guest"), "{}", note(&desk));
    assert!(reading(&desk).is_some());
}

#[test]
fn what_the_policy_does_not_name_any_more_says_so_and_closes() {
    let mut desk = desk("ana");
    desk.types("7\n");
    let adopt = Command::AdoptPolicy { policy: Box::default() };
    let lines = desk.room.order(&Actor::Server, &adopt, at(6, 0)).expect("another policy");
    desk.hears(ToClient::Events(lines));
    desk.types("y");
    assert!(desk.model.dialog.is_none() && note(&desk).contains("does not name it any more"), "{}", note(&desk));
}
