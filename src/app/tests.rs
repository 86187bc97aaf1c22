//! Keys: press, then look at the model and the effects.

mod calls;
#[path = "../../tests/common/mod.rs"]
mod common;
mod due;
mod due_words;
mod editor;
mod estimate_offline;
mod finding;
mod impact;
mod keys;
mod lists;
mod ranking;
mod reference;
mod review;
mod seats;
mod ways_out;

use common::{Room, at, person};
use warroom_incident::event::EntryKind;
use warroom_incident::wire::{ToClient, ToServer};
use warroom_incident::{Command, CommandId, CommandKind, Seat, Time};

use super::actions::why_not;
use super::connection::LinkState;
use super::forms::Stage;
use super::keymap::{Action, TABLE};
use super::list::Cursor;
use super::model::Dialog;
use super::{Code, Effect, Input, LinkNews, Message, Model, Opening, Pane, Press, update};

pub(super) struct Desk {
    pub(super) room: Room,
    pub(super) model: Model,
    pub(super) now: Time,
    count: u8,
    pub(super) effects: Vec<Effect>,
}

impl Desk {
    pub(super) fn of(name: &str) -> Desk {
        let members =
            [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];
        Desk::in_room(Room::declared("Checkout errors", Some("sev2"), false, &members), name)
    }

    pub(super) fn in_room(room: Room, name: &str) -> Desk {
        let model = Model::new(Opening {
            incident: "INC-7".into(),
            server: "ws://127.0.0.1:7410".into(),
            ..Opening::fresh(person(name), (80, 24), at(5, 0))
        });
        let mut desk = Desk { room, model, now: at(5, 0), count: 0, effects: Vec::new() };
        desk.link(LinkNews::Up);
        for message in desk.room.catch_up(&person(name), 0) {
            desk.hears(message);
        }
        // The brief comes first; these tests begin in the room.
        assert_eq!(desk.model.focus, Pane::Brief);
        desk.types("q");
        assert_eq!(desk.model.focus, Pane::Timeline);
        desk.effects.clear();
        desk
    }

    pub(super) fn gets(&mut self, message: Message) -> &mut Desk {
        self.count += 1;
        let input = Input { at: self.now, random: [self.count; 16], message };
        // What comes in can be written down and read again.
        let written = serde_json::to_string(&input).expect("it can be written");
        let input = serde_json::from_str(&written).expect("it can be read");
        self.effects = update(&mut self.model, input);
        self
    }

    pub(super) fn link(&mut self, news: LinkNews) -> &mut Desk {
        self.gets(Message::Link(news))
    }

    pub(super) fn hears(&mut self, message: ToClient) -> &mut Desk {
        self.link(LinkNews::Server(Box::new(message)))
    }

    pub(super) fn types(&mut self, keys: &str) -> &mut Desk {
        for c in keys.chars() {
            let code = match c {
                '\n' => Code::Enter,
                '\t' => Code::Tab,
                '\u{1b}' => Code::Esc,
                c => Code::Char(c),
            };
            self.gets(Message::Press(Press::plain(code)));
        }
        self
    }

    pub(super) fn ctrl(&mut self, c: char) -> &mut Desk {
        self.gets(Message::Press(Press::ctrl(c)))
    }

    /// The commands that the last message sent.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    pub(super) fn sent(&self) -> Vec<Command> {
        let sent = self.effects.iter().filter_map(|effect| match effect {
            Effect::Send(ToServer::Command { command, .. }) => Some((**command).clone()),
            _ => None,
        });
        sent.collect()
    }

    pub(super) fn form_stage(&self) -> Option<Stage> {
        match &self.model.dialog {
            Some(Dialog::Form(form)) => Some(form.stage),
            _ => None,
        }
    }
}

#[test]
fn what_is_written_is_on_disk_before_it_is_sent() {
    let mut desk = Desk::of("ana");
    desk.types("a/finding 5xx falls\n");
    assert_eq!(desk.sent(), [Command::post(EntryKind::Finding, "5xx falls")]);
    let saved = desk.effects.iter().position(|it| matches!(it, Effect::SaveOutbox(waiting) if waiting.len() == 1));
    let sent = desk.effects.iter().position(|it| matches!(it, Effect::Send(ToServer::Command { .. })));
    assert!(saved < sent && saved.is_some());
    assert!(!desk.model.composer.is_open());
}

#[test]
fn what_could_not_be_kept_is_taken_back() {
    let mut desk = Desk::of("ana");
    desk.types("a5xx falls\n").gets(Message::NotKept { why: "disk full".into() });
    assert_eq!(desk.model.composer.text(), "5xx falls");
    assert_eq!(desk.model.replica.waiting().count(), 0);
}

#[test]
fn a_disk_that_fails_later_takes_nothing_back_that_was_sent() {
    let mut desk = Desk::of("ana");
    desk.types("a5xx falls\n").gets(Message::Tick).gets(Message::NotKept { why: "disk full".into() });
    assert_eq!(desk.model.replica.waiting().count(), 1);
    assert_eq!(desk.model.composer.entry_text(), "");
}

#[test]
fn in_notes_a_note_is_written_and_escape_keeps_the_text() {
    let mut desk = Desk::of("kim");
    desk.types("2a").ctrl('j').types("two\u{1b}");
    assert_eq!(desk.model.composer.entry_text(), "\ntwo");
    desk.types("a\n");
    assert_eq!(desk.sent(), [Command::post(EntryKind::Note, "two")]);
}

#[test]
fn a_paste_never_commands_and_never_sends() {
    let mut desk = Desk::of("priya");
    desk.gets(Message::Paste("s1\ny\nq".into()));
    assert_eq!(desk.model.composer.text(), "s1\ny\nq");
    assert!(desk.model.dialog.is_none() && desk.sent().is_empty());
    desk.gets(Message::Paste(" more\r\n".into()));
    assert!(desk.sent().is_empty());
    assert!(desk.model.composer.is_open());
}

#[test]
fn a_guest_writes_nothing_and_hears_why() {
    let mut desk = Desk::of("lou");
    desk.types("a");
    assert!(!desk.model.composer.is_open());
    assert!(desk.model.said.as_ref().is_some_and(|(why, _)| why.contains("guest")));
    desk.gets(Message::Paste("x\n".into()));
    assert!(!desk.model.composer.is_open());
}

#[test]
fn severity_asks_before_it_is_set_and_others_propose() {
    let mut desk = Desk::of("priya");
    desk.types("s\nall of EU\n");
    assert_eq!(desk.form_stage(), Some(Stage::Confirming));
    desk.types("\n\nxj");
    assert_eq!(desk.form_stage(), Some(Stage::Confirming), "only y or n answer");
    desk.types("y");
    assert_eq!(desk.sent(), [Command::SetSeverity { severity: "sev1".into(), reason: "all of EU".into() }]);

    let mut desk = Desk::of("ana");
    desk.types("s\nall of EU\ny");
    assert_eq!(desk.sent(), [Command::ProposeSeverity { severity: "sev1".into(), reason: "all of EU".into() }]);
}

#[test]
fn a_number_chooses_and_goes_on_and_other_letters_are_answered() {
    let mut desk = Desk::of("priya");
    desk.types("s9x");
    assert_eq!(desk.form_stage(), Some(Stage::Choosing));
    assert!(desk.model.said.as_ref().is_some_and(|(why, _)| why.contains("a number")));
    desk.types("2");
    assert_eq!(desk.form_stage(), Some(Stage::Choosing), "it is SEV2 already, and 2 is not the level below");
    desk.types("3");
    assert_eq!(desk.form_stage(), Some(Stage::Writing));
    assert!(matches!(&desk.types("less\ny").sent()[..], [Command::SetSeverity { severity, .. }] if severity == "sev3"));
}

#[test]
fn an_open_dialog_does_not_move_when_events_come() {
    let mut desk = Desk::of("priya");
    desk.types("sj");
    let before = format!("{:?}", desk.model.dialog);
    desk.room.says("ana", Command::Acknowledge { text: String::new() }, at(5, 1));
    let line = desk.room.record.lines().last().cloned().expect("an event");
    desk.hears(ToClient::Events(vec![line]));
    assert_eq!(format!("{:?}", desk.model.dialog), before);
}

#[test]
fn orders_are_off_while_not_connected_and_entries_wait() {
    let mut desk = Desk::of("priya");
    desk.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    for key in ["s", "p", "h", "H", "N", "S", "I", "C"] {
        desk.types(key);
        assert!(desk.model.dialog.is_none() && !desk.model.composer.is_open(), "{key} opened something");
        assert!(desk.model.said.as_ref().is_some_and(|(why, _)| why.contains("not connected")), "{key}");
    }
    desk.types("aone\na");
    desk.types("two\n");
    assert!(desk.sent().is_empty());
    assert_eq!(desk.model.replica.unsent(), 2);
    desk.link(LinkNews::Up);
    let texts: Vec<_> = desk.sent().into_iter().map(|it| matches!(it, Command::Post { .. })).collect();
    assert_eq!(texts, [true, true], "sent once, in their order, on return");
    assert!(matches!(desk.effects.first(), Some(Effect::Send(ToServer::Attach { .. }))));
    assert!(!desk.types("R").effects.contains(&Effect::RetryNow), "R is only for a lost connection");
}

#[test]
fn a_ping_may_overtake_its_events_but_not_two_of_them() {
    let mut desk = Desk::of("ana");
    let (seq, head) = (desk.room.record.seq() + 3, desk.room.record.head());
    let ping = ToClient::Ping { seq, head, at: at(5, 0) };
    assert!(!desk.hears(ping.clone()).effects.contains(&Effect::RetryNow));
    assert!(desk.hears(ping).effects.contains(&Effect::RetryNow), "what was counted twice and never came is missing");
}

#[test]
fn what_is_written_while_not_connected_keeps_its_moment() {
    let mut desk = Desk::of("ana");
    desk.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    desk.now = at(9, 0);
    desk.types("apods are back\na@-5m queue full\n");
    desk.now = at(15, 0);
    let sent = desk.link(LinkNews::Up).sent();
    let happened: Vec<_> = sent
        .iter()
        .map(|it| {
            let Command::Post { happened_at, .. } = it else { panic!("only entries wait") };
            *happened_at
        })
        .collect();
    assert_eq!(happened, [Some(at(9, 0)), Some(at(4, 0))], "when it was written, unless another moment was named");
    let waits: Vec<_> = desk.model.replica.outbox().into_iter().map(|it| it.command).collect();
    assert_eq!(waits, sent, "what is sent again is what was kept");
    assert!(matches!(desk.types("anow\n").sent().as_slice(), [Command::Post { happened_at: None, .. }]));
}

#[test]
fn a_time_that_is_none_keeps_the_text_and_yesterday_is_said() {
    let mut desk = Desk::of("ana");
    desk.types("a@25:99 foo\n");
    assert!(desk.sent().is_empty() && desk.model.composer.text() == "@25:99 foo");
    let mut desk = Desk::of("ana");
    desk.types("a@9:10 foo\n");
    let said = desk.model.said.as_ref().map(|(sentence, _)| sentence.as_str());
    assert_eq!(said, Some("posted; it happened yesterday, Fri 20 Nov 09:10Z"));
}

#[test]
fn leaving_takes_two_keys_also_after_having_been_away() {
    let mut desk = Desk::of("ana");
    desk.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    desk.now = at(6, 0);
    desk.link(LinkNews::Up);
    for message in desk.room.catch_up(&person("ana"), desk.model.replica.record().seq()) {
        desk.hears(message);
    }
    assert!(desk.model.back.is_some(), "it is said that one was away");
    assert!(desk.types("qy").effects.contains(&Effect::Quit));
}

#[test]
fn an_order_without_an_answer_is_never_sent_late() {
    let mut desk = Desk::of("priya");
    desk.types("s\nall of EU\ny");
    desk.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 }).link(LinkNews::Up);
    assert!(desk.sent().is_empty());
}

#[test]
fn a_refused_order_comes_back_with_its_words() {
    let mut desk = Desk::of("ana");
    desk.types("s\nall of EU\ny");
    let id = CommandId([desk.count; 16]);
    let rejection = warroom_incident::Rejection::IncidentClosed;
    desk.hears(ToClient::Refused { id, sentence: rejection.to_string(), rejection });
    let Some(Dialog::Form(form)) = &desk.model.dialog else { panic!("the form is back") };
    assert_eq!(form.words, "all of EU");
    assert!(form.problem.is_some());
}

#[test]
fn leaving_is_asked_and_ctrl_c_leaves_when_pressed_twice() {
    let mut desk = Desk::of("ana");
    assert!(desk.types("q").effects.is_empty());
    assert!(desk.types("n").effects.is_empty() && desk.model.dialog.is_none());
    assert!(desk.types("qy").effects.contains(&Effect::Quit));
    let mut desk = Desk::of("ana");
    assert!(!desk.ctrl('c').effects.contains(&Effect::Quit));
    desk.now = at(5, 3);
    assert!(!desk.ctrl('c').effects.contains(&Effect::Quit), "three seconds later is not twice");
    assert!(desk.ctrl('c').effects.contains(&Effect::Quit));
}

#[test]
fn escape_never_leaves_and_q_asks() {
    let mut desk = Desk::of("ana");
    desk.types("\u{1b}");
    assert!(desk.model.dialog.is_none() && desk.model.said.is_some());
    assert!(desk.types("q").model.dialog.is_some());
    let mut desk = Desk::of("ana");
    assert_eq!(desk.types("0\u{1b}").model.focus, Pane::Timeline, "it still goes back");
    desk.model.banner = Some(vec!["warroom join wr1_x".into()]);
    let form = super::forms::leave(&desk.model);
    assert!(form.choices[0].question.contains("stops for everyone; the record is kept"));
}

#[test]
fn the_least_seat_is_offered_first_and_an_invite_says_what_to_add() {
    let mut desk = Desk::of("priya");
    desk.types("I");
    let Some(Dialog::Form(form)) = &desk.model.dialog else { panic!("a form") };
    let labels: Vec<_> = form.choices.iter().map(|choice| choice.label.as_str()).collect();
    let reader = "reader: sees what is published, and nothing of the room";
    assert_eq!(labels, ["guest", "observer", "responder", "coordinator", reader]);
    desk.types("1");
    let invite =
        warroom_incident::wire::InviteMade { invite: "wr1_x".into(), seat: Seat::Guest, expires_at: at(60, 0) };
    let id = CommandId([desk.count; 16]);
    desk.hears(ToClient::Accepted { id, seq: 99, count: 1, invite: Some(invite) });
    let Some(Dialog::Lines { lines, .. }) = &desk.model.dialog else { panic!("the invite is shown") };
    assert_eq!(lines[0], "warroom join wr1_x", "the line can be copied whole");
    assert!(lines[1].contains("--as NAME"));
    desk.types("y");
    assert!(
        matches!(&desk.effects[..], [Effect::Copy { text, .. }] if text == "warroom join wr1_x"),
        "only the command"
    );
    assert!(desk.model.dialog.is_some(), "it is shown once only: copying does not close it");
    desk.types("x");
    assert!(desk.model.dialog.is_none());
}

#[test]
fn the_chair_is_offered_accepted_and_claimed_by_one_key() {
    let mut desk = Desk::of("priya");
    desk.types("h\nall quiet\ny");
    assert_eq!(desk.sent(), [Command::OfferChair { to: person("ana"), note: "all quiet".into() }]);
    let mut desk = Desk::of("ana");
    assert!(desk.types("h").model.dialog.is_none(), "nothing to do for who has no chair and no offer");
    desk.room.says("priya", Command::OfferChair { to: person("ana"), note: "all quiet".into() }, at(5, 1));
    let line = desk.room.record.lines().last().cloned().expect("an event");
    desk.hears(ToClient::Events(vec![line]));
    assert!(desk.effects.contains(&Effect::Bell));
    assert_eq!(desk.types("h\ny").sent(), [Command::AcceptChair {}]);
}

#[test]
fn hold_tasks_marks_and_acknowledging() {
    let mut desk = Desk::of("kim");
    assert_eq!(desk.types("Hwait\n").sent(), [Command::RaiseHold { reason: "wait".into() }]);
    assert!(matches!(desk.types("Tx").sent().as_slice(), [Command::ClaimTask { .. }]));
    let mut desk = Desk::of("ana");
    assert!(matches!(desk.types("Ay").sent().as_slice(), [Command::Acknowledge { .. }]));
    desk.types("*");
    assert!(desk.model.said.is_some(), "a seat that was taken is no entry");
}

#[test]
fn a_task_is_asked_back_with_its_words_before_it_is_done() {
    let mut desk = Desk::of("kim");
    assert!(desk.types("Td").sent().is_empty());
    let Some(Dialog::Form(form)) = &desk.model.dialog else { panic!("it asks") };
    let task = super::actions::task_order(&desk.model)[0];
    let words = desk.model.replica.record().text(task).expect("a task has words");
    assert!(form.choices[0].question.contains(words));
    assert!(desk.types("n").sent().is_empty() && desk.model.dialog.is_none());
    assert!(matches!(desk.types("dy").sent().as_slice(), [Command::FinishTask { task: done, .. }] if *done == task));
}

#[test]
fn a_line_that_comes_at_once_is_posted_only_by_whoever_was_writing() {
    let mut desk = Desk::of("ana");
    desk.types("a");
    assert_eq!(desk.gets(Message::Line("pods are back".into())).sent().len(), 1);
    let mut desk = Desk::of("ana");
    assert!(desk.gets(Message::Line("s1 is over, y".into())).sent().is_empty());
    assert!(desk.model.composer.is_open(), "it is kept in the composer");
}

#[test]
fn panes_are_reached_by_number_and_tab() {
    let mut desk = Desk::of("ana");
    for (key, pane) in
        [("0", Pane::Brief), ("2", Pane::Notes), ("3", Pane::Drafts), ("4", Pane::Impact), ("w", Pane::People)]
    {
        assert_eq!(desk.types(key).model.focus, pane);
    }
    desk.types("1\t");
    assert_eq!(desk.model.focus, Pane::Notes);
    desk.types("1gg");
    assert_ne!(desk.model.timeline, Cursor::End);
    assert_eq!(desk.types("G").model.timeline, Cursor::End);
}

#[test]
fn every_action_has_one_line_and_no_key_means_two_things_in_one_place() {
    for binding in TABLE {
        assert_eq!(TABLE.iter().filter(|it| it.action == binding.action).count(), 1, "{}", binding.label);
        for key in binding.keys {
            let same = TABLE.iter().filter(|it| it.keys.contains(key) && it.applies == binding.applies);
            assert_eq!(same.count(), 1, "{key}");
        }
    }
    let reachable =
        |action: Action| TABLE.iter().any(|it| it.action == action && it.keys.iter().any(|key| *key != "esc"));
    assert!(reachable(Action::Back) && reachable(Action::Help), "nothing hangs on Esc alone");
}

#[test]
fn what_the_table_denies_says_why() {
    let desk = Desk::of("lou");
    assert!(why_not(&desk.model, Action::Severity).is_some());
    let state = desk.model.replica.state();
    assert!(state.seat_for(&person("lou"), CommandKind::ProposeSeverity).is_none());
}

#[test]
fn another_record_is_refused() {
    let mut desk = Desk::of("ana");
    let (seq, _) = desk.room.head();
    desk.hears(ToClient::Ping { seq, head: warroom_incident::chain::Hash([7; 32]), at: at(5, 0) });
    assert!(matches!(desk.model.link.state, LinkState::Refused { .. }));
}

#[test]
fn a_debt_is_planned_from_the_menu_of_the_task() {
    let mut desk = Desk::of("ana");
    let text = "a cron job restarts it".to_owned();
    let action = Command::Post { entry: EntryKind::Action, text, happened_at: None, action: None, temporary: true };
    desk.room.says("ana", action, at(4, 0));
    for message in desk.room.catch_up(&person("ana"), desk.model.replica.record().seq()) {
        desk.hears(message);
    }
    desk.types("T");
    let task = desk.model.replica.state().debts().next().map(|debt| debt.seq).expect("a debt");
    desk.model.selected.task = task;
    desk.types("\n2dev-team 30.11.2026\n");
    assert_eq!(desk.form_stage(), Some(Stage::Writing), "no such day");
    assert!(desk.sent().is_empty());
    desk.ctrl('u').types("dev-team 2026-11-30 https://t.example/1\n");
    let due = chrono::NaiveDate::from_ymd_opt(2026, 11, 30);
    let link = Some("https://t.example/1".to_owned());
    let planned = Command::PlanTask { task, owner: Some("dev-team".into()), due, by: None, link };
    assert_eq!(desk.sent(), [planned]);
}

#[test]
fn an_entry_whose_time_is_corrected_stays_the_selected_one() {
    let mut desk = Desk::of("ana");
    let hear = |desk: &mut Desk| {
        for message in desk.room.catch_up(&person("ana"), desk.model.replica.record().seq()) {
            desk.hears(message);
        }
    };
    let entry = desk.room.says("ana", Command::post(EntryKind::Finding, "queue full"), at(4, 0));
    desk.room.says("ana", Command::post(EntryKind::Finding, "queue empty"), at(4, 30));
    hear(&mut desk);
    desk.types("1k");
    let shown = |desk: &mut Desk| {
        desk.types("y");
        format!("{:?}", desk.effects)
    };
    assert!(shown(&mut desk).contains("queue full"));
    desk.room.says("ana", Command::Correct { entry, text: None, happened_at: Some(at(1, 0)) }, at(4, 50));
    hear(&mut desk);
    assert!(shown(&mut desk).contains("queue full"), "the next key would mark somebody else's words");
}

#[test]
fn an_entrys_time_is_corrected_beside_its_text() {
    let mut desk = Desk::of("ana");
    let entry = desk.room.says("ana", Command::post(EntryKind::Finding, "queue full"), at(4, 0));
    for message in desk.room.catch_up(&person("ana"), desk.model.replica.record().seq()) {
        desk.hears(message);
    }
    desk.types("\n");
    let Some(Dialog::Detail(detail)) = &desk.model.dialog else { panic!("the entry is open") };
    let correct = detail.choices.iter().position(|it| it.label.starts_with("Correct")).expect("it is mine");
    desk.types(&format!("{}", correct + 1)).ctrl('a');
    desk.types("@3:02 \n");
    assert_eq!(desk.sent(), [Command::Correct { entry, text: None, happened_at: Some(at(2, 0)) }]);
}

mod outbox;
mod writing;
