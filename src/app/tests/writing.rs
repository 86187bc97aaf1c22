//! Keys in the composer: what is offered, what is brought back, what is kept, what the editor gives back.

use warroom_incident::event::{ActionKind, LinkKind, Verdict};
use warroom_incident::wire::Present;

use super::*;
use crate::app::composer::{Composer, Listed, MOST_BYTES, Target, meaning, offers};
use crate::app::layout;

impl Desk {
    fn press(&mut self, code: Code, ctrl: bool, alt: bool) -> &mut Desk {
        self.gets(Message::Press(Press { code, ctrl, alt }))
    }

    fn alt(&mut self, c: char) -> &mut Desk {
        self.press(Code::Char(c), false, true)
    }

    /// The events that were not heard of yet.
    fn catches_up(&mut self, name: &str) -> &mut Desk {
        for message in self.room.catch_up(&person(name), self.model.replica.record().seq()) {
            self.hears(message);
        }
        self
    }

    fn says(&self) -> &str {
        self.model.said.as_ref().map_or("", |(sentence, _)| sentence)
    }

    fn offered(&self) -> Vec<String> {
        let found = offers::offers(&self.model).map(|found| found.offers).unwrap_or_default();
        found.into_iter().map(|offer| offer.word).collect()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    fn kept(&self) -> String {
        let saved = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::SaveComposer(text) | Effect::SaveComposerNow(text) => Some(text.clone()),
            _ => None,
        });
        saved.unwrap_or_default()
    }
}

#[test]
fn enter_sends_what_stands_there_unless_the_list_was_entered() {
    let mut desk = Desk::of("ana");
    desk.types("a/fin");
    assert_eq!(desk.offered(), ["/finding"]);
    desk.types("\n");
    assert!(desk.sent().is_empty() && desk.says().contains("no kind /fin"), "Enter never chooses by itself");
    desk.types("\t");
    assert_eq!(desk.model.composer.text(), "/finding ", "one word that fits needs no choosing");
    let mut desk = Desk::of("ana");
    desk.types("a/d\t");
    assert_eq!(desk.model.composer.text(), "/decision ");
    let mut desk = Desk::of("ana");
    desk.types("a/\t\t\n");
    assert_eq!(desk.model.composer.text(), "/observation ", "Tab goes on, Enter takes");
    desk.types("x\n");
    assert_eq!(desk.sent(), [Command::post(EntryKind::Observation, "x")]);
}

#[test]
fn down_chooses_escape_closes_the_list_first_and_a_space_takes_the_chosen_word() {
    let mut desk = Desk::of("ana");
    desk.types("a/action ro");
    assert_eq!(desk.offered(), [ActionKind::Rollback.as_str()]);
    desk.types("\u{1b}");
    assert!(desk.model.composer.is_open() && desk.model.composer.list == Listed::No);
    desk.types("\u{1b}");
    assert!(!desk.model.composer.is_open());
    let mut desk = Desk::of("ana");
    desk.types("a/action ").press(Code::Down, false, false).press(Code::Down, false, false);
    desk.types(" to the standby");
    assert_eq!(desk.model.composer.text(), "/action fail_over to the standby");
}

#[test]
fn people_are_offered_with_who_is_here_first_and_times_with_what_they_mean() {
    let mut desk = Desk::of("ana");
    let here = Present {
        name: person("priya"),
        seats: Vec::new(),
        pane: String::new(),
        typing: false,
        caret: None,
        lost_at: None,
    };
    desk.hears(ToClient::Presence(vec![here])).types("aask @");
    assert_eq!(desk.offered(), ["@priya", "@kim", "@lou"], "a time stands in front only");
    desk.types("k\t");
    assert_eq!(desk.model.composer.text(), "ask @kim ");
    let mut desk = Desk::of("ana");
    desk.now = at(47, 0);
    desk.types("a@-15");
    let found = offers::offers(&desk.model).expect("times").offers;
    assert_eq!((found[0].word.as_str(), found[0].means.as_str()), ("@-15m", "happened 03:32Z, 15m ago"));
    desk.types("\n");
    assert!(desk.sent().is_empty(), "half a time is none");
}

#[test]
fn the_title_says_at_once_what_the_text_becomes() {
    let mut desk = Desk::of("ana");
    desk.now = at(47, 0);
    desk.types("a");
    assert_eq!(meaning::title(&desk.model), "NEW ENTRY — INTERNAL, everyone in the room sees it");
    desk.types("@3:12 /action rollback 8812, @kim looks");
    let title = "NEW ACTION rollback — INTERNAL · happened 03:12Z, 35m ago · rings for kim";
    assert_eq!(meaning::title(&desk.model), title);
    desk.ctrl('u').types("/nonsense ");
    assert!(meaning::title(&desk.model).contains("there is no kind /nonsense"));
    desk.ctrl('u').types("@2:00 x");
    desk.model.link.state = LinkState::Lost { since: at(4, 0), why: "reset".into(), retry_at: at(60, 0) };
    assert!(meaning::title(&desk.model).contains("NOT CONNECTED, waits here"));
}

#[test]
fn earlier_entries_of_mine_come_back_and_so_does_what_was_being_written() {
    let mut desk = Desk::of("ana");
    desk.room.says("ana", Command::post(EntryKind::Finding, "queue full"), at(4, 0));
    desk.room.says("kim", Command::post(EntryKind::Finding, "not mine"), at(4, 10));
    desk.room.says("ana", Command::post(EntryKind::Observation, "/var is full"), at(4, 20));
    desk.catches_up("ana").types("a").press(Code::Up, false, false);
    assert_eq!(desk.model.composer.text(), "//var is full", "as it would be typed again");
    desk.press(Code::Up, false, false);
    assert_eq!(desk.model.composer.text(), "/finding queue full");
    desk.press(Code::Up, false, false);
    assert!(desk.says().contains("no older entry"));
    desk.press(Code::Down, false, false).press(Code::Down, false, false);
    assert_eq!(desk.model.composer.text(), "");
    desk.types("half a ").press(Code::Up, true, false).press(Code::Down, true, false);
    assert_eq!(desk.model.composer.text(), "half a ");
    desk.press(Code::Up, false, true).types("!").press(Code::Down, false, true);
    assert_eq!(desk.model.composer.text(), "//var is full!", "what was changed is mine now");
    desk.alt('z').alt('z');
    assert_eq!(desk.model.composer.text(), "half a ", "and what stood there before is not lost either");
}

#[test]
fn several_lines_are_written_and_gone_through_and_the_box_grows_with_them() {
    let mut desk = Desk::of("ana");
    let rows = |desk: &Desk| layout::areas(&desk.model).composer.map_or(0, |area| area.height);
    desk.types("aone").ctrl('j').types("two").press(Code::Enter, false, true).types("three");
    assert_eq!((desk.model.composer.text().as_str(), rows(&desk)), ("one\ntwo\nthree", 6));
    desk.press(Code::Up, false, false).types("!");
    assert_eq!(desk.model.composer.text(), "one\ntwo!\nthree");
    for _ in 0..20 {
        desk.ctrl('j');
    }
    let pane = layout::focused(&desk.model).height;
    assert!(rows(&desk) > 6 && pane >= 5, "{} rows, {pane} lines of the pane", rows(&desk));
    desk.gets(Message::Resize { width: 40, height: 10 });
    assert!((3..=4).contains(&rows(&desk)));
}

#[test]
fn a_paste_is_one_step_and_what_does_not_fit_is_counted() {
    let mut desk = Desk::of("ana");
    desk.types("aseen: ").gets(Message::Paste("one\r\ntwo\rthree".into()));
    assert_eq!(desk.model.composer.text(), "seen: one\ntwo\nthree");
    assert_eq!(desk.alt('z').model.composer.text(), "seen: ");
    assert_eq!(desk.alt('y').model.composer.text(), "seen: one\ntwo\nthree");
    desk.gets(Message::Paste("x".repeat(MOST_BYTES)));
    assert!(desk.says().contains(&format!("{} bytes did not fit", "seen: one\ntwo\nthree".len())), "{}", desk.says());
}

#[test]
fn a_text_over_the_bound_is_refused_with_its_size_and_stays() {
    let mut desk = Desk::of("ana");
    desk.types("a").gets(Message::Paste("y".repeat(20_000)));
    assert_eq!(meaning::used(&desk.model), ("20000/16384 TOO LONG".to_owned(), true));
    desk.types("\n");
    assert!(desk.sent().is_empty() && desk.says().contains("20000"), "{}", desk.says());
    assert_eq!(desk.model.composer.text().len(), 20_000);
    desk.types("\u{1b}");
    assert_eq!(Composer::new(&desk.kept()).entry_text().len(), 20_000);
}

#[test]
fn what_is_typed_is_kept_for_every_target_through_a_crash() {
    let mut desk = Desk::of("ana");
    desk.room.says("priya", Command::SetScribe { person: Some(person("ana")) }, at(4, 0));
    let entry = desk.room.says("ana", Command::post(EntryKind::Finding, "queue full"), at(4, 10));
    desk.catches_up("ana");
    desk.types("ahalf an entry\u{1b}").types("Nhalf a now line\u{1b}").types("e, half a correction");
    // Killed here, in the middle of writing.
    let after = Composer::new(&desk.kept());
    let left: Vec<_> = after.left().collect();
    let correction = "queue full, half a correction";
    let (entry_kept, now_kept) = ((Target::Fact, "half an entry"), (Target::Now, "half a now line"));
    assert_eq!(left, [entry_kept, now_kept, (Target::Correct(entry), correction)]);
    desk.model.composer = after;
    let summary = layout::summary(&desk.model);
    let (_, line) = summary.iter().find(|(head, _)| *head == "KEPT").expect("the next start says so");
    assert!(line.contains("(+2 more): half an entry") && line.contains("a goes on"), "{line}");
    assert_eq!(desk.types("e").model.composer.text(), correction);
}

#[test]
fn what_was_opened_and_not_touched_is_not_kept_as_a_text_of_mine() {
    let mut desk = Desk::of("ana");
    desk.room.says("ana", Command::post(EntryKind::Finding, "queue full"), at(4, 10));
    desk.catches_up("ana").types("e");
    assert_eq!(desk.model.composer.text(), "queue full");
    desk.types("\u{1b}");
    assert_eq!(desk.model.composer.left().count(), 0);
}

#[test]
fn a_refused_correction_or_now_line_keeps_its_text() {
    let mut desk = Desk::of("ana");
    let entry = desk.room.says("ana", Command::post(EntryKind::Finding, "queue full"), at(4, 10));
    desk.catches_up("ana").types("e and so on\n");
    let text = Some("queue full and so on".to_owned());
    assert_eq!(desk.sent(), [Command::Correct { entry, text, happened_at: None }]);
    assert!(!desk.model.composer.is_open() && desk.model.composer.left().next().is_none(), "it is on its way");
    assert!(desk.kept().contains("and so on"), "and on disk until the answer is there");
    let rejection = warroom_incident::Rejection::IncidentClosed;
    let id = CommandId([desk.count; 16]);
    desk.hears(ToClient::Refused { id, sentence: rejection.to_string(), rejection });
    assert_eq!(desk.model.composer.text(), "queue full and so on");
    desk.types("\n");
    let id = CommandId([desk.count; 16]);
    desk.hears(ToClient::Accepted { id, seq: 99, count: 1, invite: None });
    assert_eq!(desk.model.composer.left().count(), 0);
    assert_eq!(desk.kept(), "");
}

#[test]
fn a_correction_that_was_opened_again_before_its_answer_is_not_kept_twice() {
    let mut desk = Desk::of("ana");
    desk.room.says("ana", Command::post(EntryKind::Finding, "queue full"), at(4, 10));
    desk.catches_up("ana").types("e and so on\n");
    let id = CommandId([desk.count; 16]);
    desk.types("e");
    assert_eq!(desk.model.composer.text(), "queue full and so on");
    desk.hears(ToClient::Accepted { id, seq: 99, count: 1, invite: None });
    desk.types("\u{1b}");
    assert_eq!(desk.model.composer.left().count(), 0);
}

#[test]
fn a_correction_whose_answer_never_comes_is_left_to_be_gone_on_with() {
    let mut desk = Desk::of("ana");
    desk.room.says("ana", Command::post(EntryKind::Finding, "queue full"), at(4, 10));
    desk.catches_up("ana").types("e and so on\n");
    desk.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    assert_eq!(desk.model.composer.left().count(), 1);
}

#[test]
fn the_editor_gets_the_text_and_sends_nothing() {
    let mut desk = Desk::of("ana");
    desk.types("aqueue ");
    assert!(desk.alt('e').effects.contains(&Effect::Edit("queue ".into())));
    desk.gets(Message::Edited { text: Some("queue is full\nagain".into()), trouble: None });
    assert_eq!(desk.model.composer.text(), "queue is full\nagain");
    desk.types("\n");
    assert!(desk.sent().is_empty() && desk.model.composer.is_open(), "an Enter for the editor came late");
    desk.now = at(5, 2);
    assert_eq!(desk.types("\n").sent().len(), 1);
    let mut desk = Desk::of("ana");
    assert!(desk.types("2E").effects.contains(&Effect::Edit(String::new())));
    assert_eq!(desk.model.composer.target(), Some(Target::Note));
    desk.gets(Message::Edited { text: None, trouble: Some("vi was not found".into()) });
    assert!(desk.model.composer.is_open() && desk.says().contains("not found"));
    desk.types("x").ctrl('x').ctrl('e');
    assert!(desk.effects.contains(&Effect::Edit("x".into())));
    let mut guest = Desk::of("lou");
    assert!(!guest.types("E").effects.iter().any(|effect| matches!(effect, Effect::Edit(_))));
}

#[test]
fn words_are_removed_only_after_the_word_was_typed_by_hand() {
    let mut desk = Desk::of("ana");
    let entry = desk.room.says("ana", Command::post(EntryKind::Finding, "the password is x"), at(4, 10));
    desk.catches_up("ana").types("Xa password\n");
    assert_eq!(desk.form_stage(), Some(Stage::Typing("redact")));
    let Some(Dialog::Form(form)) = &desk.model.dialog else { panic!("it asks") };
    assert!(form.about.iter().any(|line| line.contains("from every screen")), "it says what goes where");
    desk.types("y\n\n");
    assert!(desk.sent().is_empty(), "one key is not enough");
    desk.ctrl('u').gets(Message::Paste("redact".into())).types("\n");
    assert!(desk.sent().is_empty(), "nor is a paste");
    desk.gets(Message::Line("redact".into()));
    assert!(desk.sent().is_empty(), "nor a line that comes at once");
    desk.types("redact\n");
    assert_eq!(desk.sent(), [Command::Redact { event: entry, reason: "a password".into() }]);
    let mut desk = Desk::of("kim");
    desk.room.says("ana", Command::post(EntryKind::Finding, "x"), at(4, 10));
    assert!(desk.catches_up("kim").types("X").model.dialog.is_none(), "it is not mine to remove");
}

#[test]
fn removing_words_from_the_opened_line_asks_for_the_word_as_well() {
    let mut desk = Desk::of("ana");
    desk.room.says("ana", Command::post(EntryKind::Finding, "the password is x"), at(4, 10));
    desk.catches_up("ana").types("\n");
    let Some(Dialog::Detail(detail)) = &desk.model.dialog else { panic!("it is open") };
    let nth = detail.choices.iter().position(|choice| choice.label.starts_with("Remove")).expect("it is mine");
    desk.types(&format!("{}why\n", nth + 1));
    assert_eq!(desk.form_stage(), Some(Stage::Typing("redact")));
    desk.types("\u{1b}");
    assert_eq!(desk.form_stage(), Some(Stage::Writing));
}

#[test]
fn a_hypothesis_is_judged_an_action_moved_and_a_link_added_from_where_one_stands() {
    let mut desk = Desk::of("ana");
    let guess = desk.room.says("ana", Command::post(EntryKind::Hypothesis, "the pool"), at(4, 10));
    desk.catches_up("ana").types("v2not it\n");
    let (verdict, reason) = (Verdict::RuledOut, "not it".to_owned());
    assert_eq!(desk.sent(), [Command::JudgeHypothesis { entry: guess, verdict, reason }]);
    desk.types("l1RL-5521\n");
    assert!(desk.sent().is_empty() && desk.form_stage() == Some(Stage::Writing), "that is no address");
    desk.ctrl('u').types("https://t.example/RL-5521 vendor case\n");
    let (url, label) = ("https://t.example/RL-5521".to_owned(), "vendor case".to_owned());
    assert_eq!(desk.sent(), [Command::AddLink { link: LinkKind::Ticket, url, label }]);
}
