//! The text of a draft: keys, what goes out, what comes in, and that nothing typed is lost.

use warroom_incident::draft::{Caret, Edit};
use warroom_incident::event::{Notice, Phase};
use warroom_incident::wire::Present;
use warroom_incident::{Actor, Rejection};

use super::*;
use crate::app::editor::{self, Papers};
use crate::app::keys::Move;

const WORDS: &str = "Some payments fail. We are looking into it.";

impl Desk {
    /// Somebody in a room with a draft, in its text.
    fn editing(name: &str) -> Desk {
        let mut desk = Desk::with_draft(name, WORDS);
        desk.types("3e").settles();
        desk
    }

    fn with_draft(name: &str, words: &str) -> Desk {
        let mut desk = Desk::of(name);
        let draft = desk.room.says("kim", opening(words), at(4, 0));
        desk.events_after(draft - 1);
        desk
    }

    fn draft(&self) -> u64 {
        *self.room.state.drafts.keys().next_back().expect("a draft")
    }

    fn events_after(&mut self, seq: u64) -> &mut Desk {
        let lines: Vec<_> = self.room.record.lines().iter().filter(|line| line.seq() > seq).cloned().collect();
        if !lines.is_empty() {
            self.hears(ToClient::Events(lines));
        }
        self
    }

    fn press_key(&mut self, code: Code, ctrl: bool, alt: bool) -> &mut Desk {
        self.gets(Message::Press(Press { code, ctrl, alt }))
    }

    fn alt_key(&mut self, c: char) -> &mut Desk {
        self.press_key(Code::Char(c), false, true)
    }

    fn shift(&mut self, moved: Move, times: usize) -> &mut Desk {
        for _ in 0..times {
            self.press_key(Code::Shifted(moved), false, false);
        }
        self
    }

    /// What waits for a frame is done.
    fn settles(&mut self) -> &mut Desk {
        let mut all = std::mem::take(&mut self.effects);
        let mut goes_on = all.contains(&Effect::GoOn);
        while goes_on {
            self.gets(Message::GoOn);
            goes_on = self.effects.contains(&Effect::GoOn);
            all.append(&mut self.effects);
        }
        self.effects = all;
        self
    }

    fn editor(&self) -> &editor::Editor {
        match &self.model.dialog {
            Some(Dialog::Editor(editor)) => editor,
            other => panic!("no editor: {other:?}"),
        }
    }

    fn words(&self) -> &str {
        editor::text(&self.model, self.editor())
    }

    /// The text with a mark where the cursor stands.
    fn marked(&self) -> String {
        let mut chars: Vec<_> = self.words().chars().collect();
        chars.insert(self.editor().head, '|');
        chars.into_iter().collect()
    }

    fn selected(&self) -> String {
        let range = self.editor().selection();
        self.words().chars().skip(range.start).take(range.len()).collect()
    }

    fn said(&self) -> &str {
        self.model.said.as_ref().map_or("", |(sentence, _)| sentence)
    }

    /// The orders that the last messages sent, with their ids.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    fn orders(&self) -> Vec<(CommandId, Command)> {
        let sent = self.effects.iter().filter_map(|effect| match effect {
            Effect::Send(ToServer::Command { id, command }) => Some((*id, (**command).clone())),
            _ => None,
        });
        sent.collect()
    }

    /// The server takes what was sent last, and says so.
    fn is_answered(&mut self) -> &mut Desk {
        for (id, command) in self.orders() {
            let before = self.room.record.seq();
            let me = Actor::Person(self.model.me().clone());
            match self.room.order(&me, &command, at(5, 0)) {
                Ok(lines) => {
                    let (seq, count) = (before + 1, lines.len() as u64);
                    self.hears(ToClient::Accepted { id, seq, count, invite: None });
                    self.events_after(before);
                }
                Err(rejection) => {
                    let sentence = rejection.to_string();
                    self.hears(ToClient::Refused { id, rejection, sentence });
                }
            }
        }
        self
    }

    /// Everything goes out and is taken.
    fn shares(&mut self) -> &mut Desk {
        for _ in 0..20 {
            self.settles();
            if self.orders().is_empty() {
                return self;
            }
            self.is_answered();
        }
        panic!("it never comes to rest");
    }

    /// Somebody else changes the draft.
    fn other_edits(&mut self, name: &str, range: std::ops::Range<usize>, words: &str) -> &mut Desk {
        let (draft, base) = (self.draft(), self.room.state.seq);
        let edit = Edit::replace(range, words);
        self.room.says(name, Command::EditDraft { draft, base, edit }, at(5, 0));
        self.events_after(base)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    fn kept_writings(&self) -> Option<String> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::SaveWritings(text) | Effect::SaveWritingsNow(text) => Some(text.clone()),
            _ => None,
        })
    }

    fn is_cut_off(&mut self) -> &mut Desk {
        self.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 })
    }

    fn is_back(&mut self) -> &mut Desk {
        self.link(LinkNews::Up);
        for message in self.room.catch_up(&self.model.me().clone(), self.model.replica.record().seq()) {
            self.hears(message);
        }
        self
    }
}

fn opening(words: &str) -> Command {
    Command::OpenDraft {
        audience: "customers".into(),
        phase: Phase::Investigating,
        text: Some(words.into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise: None,
    }
}

fn present(name: &str, caret: Option<Caret>) -> Present {
    Present { name: person(name), seats: Vec::new(), pane: "drafts".into(), typing: true, caret, lost_at: None }
}

#[test]
fn e_opens_the_selected_draft_and_escape_goes_back_to_the_list() {
    let mut desk = Desk::editing("ana");
    assert_eq!(desk.words(), WORDS);
    assert_eq!(desk.editor().head, WORDS.len());
    desk.types("\u{1b}");
    assert!(desk.model.dialog.is_none() && desk.model.focus == Pane::Drafts);
    desk.types("e").ctrl('c');
    assert!(desk.model.dialog.is_none(), "there is a way out besides Esc");
}

#[test]
fn a_guest_hears_why_and_nothing_opens() {
    let mut desk = Desk::with_draft("lou", WORDS);
    desk.types("3e");
    assert!(desk.model.dialog.is_none() && desk.said().contains("guest"), "{}", desk.said());
}

#[test]
fn what_is_typed_shows_at_once_is_on_disk_and_goes_out_once_the_frame_is_drawn() {
    let mut desk = Desk::editing("ana");
    desk.types(" S");
    assert!(desk.words().ends_with("it. S"));
    assert!(desk.kept_writings().is_some_and(|kept| kept.contains(" S")) && desk.orders().is_empty());
    assert!(desk.effects.contains(&Effect::GoOn), "{:?}", desk.effects);
    desk.settles();
    let saved = desk.effects.iter().position(|it| matches!(it, Effect::SaveWritingsNow(_)));
    let sent = desk.effects.iter().position(|it| matches!(it, Effect::Send(ToServer::Command { .. })));
    assert!(saved.is_some() && saved < sent, "on disk before it leaves: {:?}", desk.effects);
    let [(_, Command::EditDraft { edit, .. })] = &desk.orders()[..] else { panic!("one order") };
    assert_eq!(*edit, Edit::replace(WORDS.len()..WORDS.len(), " S"));
    let sent = desk.orders();
    desk.types("orry").settles();
    assert_eq!(desk.orders(), [], "one at a time");
    assert_eq!(editor::shared(&desk.model, desk.draft()), "6 characters not shared yet");
    desk.effects.clear();
    let (id, command) = sent[0].clone();
    desk.effects.push(Effect::Send(ToServer::Command { id, command: Box::new(command) }));
    desk.is_answered().settles();
    assert_eq!(desk.orders().len(), 1, "what was typed meanwhile is one order");
    desk.is_answered().shares();
    assert_eq!(desk.room.state.drafts[&desk.draft()].text().as_str(), format!("{WORDS} Sorry"));
    assert_eq!(editor::shared(&desk.model, desk.draft()), "all shared");
}

#[test]
fn nothing_is_kept_once_all_of_it_is_shared() {
    let mut desk = Desk::editing("ana");
    desk.types("x").shares();
    assert_eq!(desk.kept_writings().as_deref().unwrap_or_default(), "");
    assert_eq!(desk.model.papers.to_keep(), "");
}

#[test]
fn what_others_write_appears_and_the_cursor_stays_with_its_words() {
    let mut desk = Desk::editing("ana");
    desk.press_key(Code::Home, true, false);
    desk.press_key(Code::Right, true, false).shift(Move::Right, 9);
    assert_eq!(desk.selected(), " payments");
    desk.other_edits("kim", 0..0, "Sorry: ");
    assert_eq!((desk.selected().as_str(), desk.words()), (" payments", &*format!("Sorry: {WORDS}")));
    desk.other_edits("kim", 11..12, " card ");
    assert_eq!(desk.selected(), " card payments");
    desk.types("X");
    assert_eq!(desk.marked(), "Sorry: SomeX| fail. We are looking into it.");
}

#[test]
fn two_who_type_at_one_place_do_not_tear_each_others_words_apart() {
    let mut desk = Desk::editing("ana");
    desk.types(" One").settles();
    let sent = desk.orders();
    let end = WORDS.len();
    desk.other_edits("kim", end..end, " Two");
    desk.types(" more");
    assert_eq!(desk.marked(), format!("{WORDS} One more| Two"));
    let (id, command) = sent[0].clone();
    desk.effects = vec![Effect::Send(ToServer::Command { id, command: Box::new(command) })];
    desk.is_answered().shares();
    assert_eq!(desk.room.state.drafts[&desk.draft()].text().as_str(), format!("{WORDS} One more Two"));
    assert_eq!(desk.words(), format!("{WORDS} One more Two"));
}

#[test]
fn undo_takes_back_ones_own_words_and_nobody_elses() {
    let mut desk = Desk::editing("ana");
    desk.types(" We are sorry.").shares();
    desk.other_edits("kim", 0..0, "EU: ");
    desk.alt_key('z');
    assert_eq!(desk.words(), format!("EU: {WORDS} We are"), "a word at a time");
    desk.alt_key('z').alt_key('z').alt_key('z');
    assert_eq!(desk.words(), format!("EU: {WORDS}"));
    desk.alt_key('z');
    assert!(desk.said().contains("nothing of yours"), "{}", desk.said());
    desk.alt_key('y').alt_key('y').alt_key('y');
    assert_eq!(desk.words(), format!("EU: {WORDS} We are sorry."));
    desk.shares();
    assert_eq!(desk.room.state.drafts[&desk.draft()].text().as_str(), desk.words());
}

#[test]
fn a_paste_is_one_edit_and_one_undo_takes_it_back() {
    let mut desk = Desk::editing("ana");
    desk.gets(Message::Paste("\nOne\r\ntwo\tthree".into()));
    assert!(desk.words().ends_with("it.\nOne\ntwo    three"));
    desk.alt_key('z');
    assert_eq!(desk.words(), WORDS);
    desk.gets(Message::Paste("a\u{202e}b".into()));
    assert_eq!(desk.words(), format!("{WORDS}ab"), "what turns words round does not come in");
    assert!(desk.said().starts_with("left out 1 character"), "{}", desk.said());
}

#[test]
fn words_are_selected_cut_and_put_in_elsewhere() {
    let mut desk = Desk::editing("ana");
    desk.press_key(Code::Home, true, false).shift(Move::Right, 5).ctrl('x');
    assert!(desk.words().starts_with("payments"));
    desk.press_key(Code::End, true, false).types(" ").ctrl('v');
    assert!(desk.words().ends_with("it. Some "), "{}", desk.words());
    desk.press_key(Code::Backspace, false, false);
    // Without shift: a terminal may not send it with arrows.
    desk.alt_key('s').press_key(Code::Left, true, false).press_key(Code::Left, false, false);
    assert_eq!(desk.selected(), " Some");
    desk.ctrl('c');
    assert!(desk.effects.iter().any(|it| matches!(it, Effect::Copy { text, .. } if text == " Some")));
    desk.alt_key('a');
    assert_eq!(desk.selected(), desk.words());
    desk.types("New");
    assert_eq!(desk.marked(), "New|");
    desk.alt_key('z');
    assert!(desk.words().starts_with("payments"), "a word and what it took the place of are one step");
}

#[test]
fn the_keys_of_a_text_field_do_what_people_expect() {
    let mut desk = Desk::editing("ana");
    desk.ctrl('w');
    assert!(desk.words().ends_with("looking into "));
    desk.press_key(Code::Left, true, false).press_key(Code::Left, true, false).ctrl('k');
    assert!(desk.words().ends_with("We are "), "{}", desk.marked());
    desk.types("\n").types("second").press_key(Code::Home, false, false);
    desk.press_key(Code::Up, false, false).press_key(Code::End, false, false).press_key(Code::Delete, false, false);
    assert!(!desk.words().contains('\n'), "{}", desk.marked());
    desk.press_key(Code::Home, true, false).press_key(Code::Delete, true, false);
    assert!(desk.words().starts_with(" payments"));
    desk.types("漢字 e\u{301}").press_key(Code::Backspace, false, false).press_key(Code::Left, false, false);
    assert!(desk.marked().starts_with("漢字| "), "{}", desk.marked());
}

#[test]
fn what_is_written_without_a_connection_is_kept_and_goes_out_once() {
    let mut desk = Desk::editing("ana");
    desk.types(" One").settles();
    let lost = desk.orders();
    desk.is_cut_off().types(" two");
    assert_eq!(editor::shared(&desk.model, desk.draft()), "NOT SHARED YET: 8 characters, kept here");
    let kept = desk.kept_writings().expect("kept");
    // The first order had arrived; somebody else wrote, too, and then the screen was killed.
    let me = Actor::Person(person("ana"));
    desk.room.order(&me, &lost[0].1, at(5, 0)).expect("taken");
    let (draft, base) = (desk.draft(), desk.room.state.seq);
    desk.room.says("kim", Command::EditDraft { draft, base, edit: Edit::replace(0..4, "Card") }, at(6, 0));
    let mut again = Desk {
        room: desk.room.clone(),
        model: Model::new(Opening { writings: kept, ..Opening::fresh(person("ana"), (80, 24), at(7, 0)) }),
        now: at(7, 0),
        count: 100,
        effects: Vec::new(),
    };
    again.is_back().shares();
    assert_eq!(again.room.state.drafts[&draft].text().as_str(), "Card payments fail. We are looking into it. One two");
    assert_eq!(again.model.papers.to_keep(), "");
}

#[test]
fn an_order_without_an_answer_is_given_again_under_its_id() {
    let mut desk = Desk::editing("ana");
    desk.types("x").settles();
    let first = desk.orders();
    desk.is_cut_off().is_back().settles();
    assert_eq!(desk.orders(), first);
    assert_eq!(desk.orders().len(), 1);
}

#[test]
fn what_could_not_be_saved_is_given_again_with_the_next_second() {
    let mut desk = Desk::editing("ana");
    desk.types("x").settles();
    let first = desk.orders();
    desk.hears(ToClient::NotSaved { id: first[0].0, sentence: "the disk is full".into() }).settles();
    assert_eq!(desk.orders(), []);
    desk.gets(Message::Tick).settles();
    assert_eq!(desk.orders(), first);
}

#[test]
fn what_this_machine_cannot_keep_is_not_called_shared_and_is_tried_again() {
    let mut desk = Desk::editing("ana");
    desk.types("x").settles();
    let first = desk.orders();
    desk.gets(Message::WritingsNotKept { why: "disk full".into() });
    assert!(desk.said().contains("disk full") && desk.kept_writings().is_none(), "{}", desk.said());
    desk.gets(Message::Tick).settles();
    assert_eq!(desk.orders(), first);
}

#[test]
fn words_for_a_draft_that_was_published_meanwhile_are_kept_and_become_another_draft() {
    let mut desk = Desk::editing("ana");
    desk.is_cut_off().types(" Late words.");
    let draft = desk.draft();
    desk.room.says("kim", Command::WithdrawDraft { draft, reason: "not needed".into() }, at(6, 0));
    desk.is_back().settles().is_answered();
    assert!(editor::warning(&desk.model, draft).is_some_and(|it| it.contains("NOT SAVED")), "{:?}", desk.said());
    let kept = desk.model.papers.to_keep();
    assert!(kept.contains("Late words."), "{kept}");
    assert_eq!(Papers::read(&kept).stuck().len(), 1, "it survives this program");
    desk.press_key(Code::F(4), false, false);
    assert!(desk.form_stage().is_some());
    desk.types("3");
    let [(_, Command::OpenDraft { audience, .. })] = &desk.orders()[..] else { panic!("{:?}", desk.effects) };
    assert_eq!(audience, "customers");
    desk.is_answered().shares();
    assert_eq!(desk.words(), format!("{WORDS} Late words."));
    assert_ne!(desk.editor().draft, draft);
    assert_eq!(desk.room.state.drafts[&desk.editor().draft].text().as_str(), desk.words());
    assert!(desk.model.papers.stuck().is_empty());
}

#[test]
fn a_text_that_would_be_too_long_is_not_taken() {
    let mut desk = Desk::editing("ana");
    desk.gets(Message::Paste("x".repeat(warroom_incident::bounds::DRAFT_BYTES)));
    assert_eq!(desk.words(), WORDS);
    assert!(matches!(&desk.model.said, Some((_, super::super::model::Loud::Yes))));
}

#[test]
fn the_first_key_that_would_void_an_approval_is_warned_of_before_it_is_pressed() {
    let mut desk = Desk::with_draft("ana", WORDS);
    let draft = desk.draft();
    let submit = Command::SubmitDraft { draft, text: String::new() };
    let before = desk.room.record.seq();
    desk.room.says("kim", submit, at(5, 0));
    desk.events_after(before).types("3e");
    assert!(editor::warning(&desk.model, draft).is_some_and(|it| it.starts_with("IN REVIEW")));
    let facts = warroom_incident::draft::FactsSeen::of(&desk.room.state);
    let revision = desk.room.state.drafts[&draft].revision;
    let before = desk.room.record.seq();
    desk.room.says("priya", Command::ApproveDraft { draft, revision, facts, publish: false }, at(5, 0));
    desk.events_after(before);
    assert!(editor::warning(&desk.model, draft).is_some_and(|it| it.contains("VOIDS")));
    desk.types("x").shares();
    assert!(editor::warning(&desk.model, draft).is_some_and(|it| it.starts_with("APPROVAL VOID")));
}

#[test]
fn where_others_stand_is_shown_and_where_i_stand_is_told_but_not_with_every_key() {
    let mut desk = Desk::editing("ana");
    let (draft, base) = (desk.draft(), desk.model.replica.record().seq());
    let theirs = Caret { draft, base, anchor: 4, head: 4 };
    let lost = Present { lost_at: Some(at(4, 0)), ..present("priya", Some(theirs)) };
    desk.hears(ToClient::Presence(vec![present("ana", None), present("kim", Some(theirs)), lost]));
    let hands = editor::hands(&desk.model, draft);
    assert_eq!(hands.iter().map(|it| (it.name.as_str(), it.at)).collect::<Vec<_>>(), [("kim", 4)]);
    desk.press_key(Code::Home, true, false).types("EU: ");
    assert_eq!(editor::hands(&desk.model, draft)[0].at, 8, "it stays with its words");
    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    let told = |desk: &Desk| {
        let told = desk.effects.iter().filter_map(|it| match it {
            Effect::Send(ToServer::Presence(it)) => it.caret,
            _ => None,
        });
        told.collect::<Vec<_>>()
    };
    desk.now = at(5, 1);
    desk.types("x").settles();
    assert_eq!(told(&desk), [Caret { draft, base, anchor: 0, head: 0 }], "in the text that all have");
    desk.types("y").settles();
    assert_eq!(told(&desk), []);
    desk.now = at(5, 2);
    desk.gets(Message::Tick).settles();
    assert_eq!(told(&desk).len(), 1, "the last place is told in the end");
}

#[test]
fn findings_go_with_their_words_and_are_looked_for_once_a_change() {
    let mut desk = Desk::with_draft("ana", "See PLAT-1234 and redis-eu-3.internal now.");
    desk.types("3e");
    assert!(desk.editor().checked.spots.is_empty(), "never before the frame");
    desk.settles();
    let kinds = |desk: &Desk| desk.editor().checked.spots.iter().map(|it| it.kind.clone()).collect::<Vec<_>>();
    assert_eq!(kinds(&desk), ["ticket_id", "internal_host"]);
    let nearest = |desk: &Desk| desk.editor().checked.nearest(desk.editor().head)[0].kind.clone();
    assert_eq!(nearest(&desk), "internal_host", "that nearest to the cursor first");
    desk.press_key(Code::Home, true, false).types("X");
    let spot = desk.editor().checked.spots[0].clone();
    let words: String = desk.words().chars().skip(spot.start).take(spot.end - spot.start).collect();
    assert_eq!(words, "PLAT-1234", "before it is looked for again");
    desk.settles();
    assert_eq!((kinds(&desk).len(), nearest(&desk).as_str()), (2, "ticket_id"));
    desk.types("\t");
    assert_eq!((desk.selected().as_str(), desk.said().contains("ticket_id")), ("PLAT-1234", true));
    desk.types("\t");
    assert_eq!(desk.selected(), "redis-eu-3.internal");
    desk.press_key(Code::BackTab, false, false).types("a ticket").settles();
    assert_eq!(kinds(&desk), ["internal_host"]);
}

#[test]
fn words_that_only_the_notes_hold_are_a_hint() {
    let mut desk = Desk::with_draft("ana", "Nightjar is slow.");
    let before = desk.room.record.seq();
    desk.room.says("kim", Command::post(EntryKind::Note, "the Nightjar queue is stuck"), at(4, 0));
    desk.events_after(before).types("3e").settles();
    let spots = &desk.editor().checked.spots;
    assert_eq!(spots.len(), 1, "{spots:?}");
    assert_eq!(spots[0].weight, editor::words::Weighs::Suggests);
}

#[test]
fn removed_words_leave_every_screen_and_no_undo_brings_them_back() {
    let mut desk = Desk::editing("ana");
    desk.types(" hunter2").shares();
    let secret = desk.room.record.seq();
    let before = desk.room.record.seq();
    desk.room.says("ana", Command::Redact { event: secret, reason: "a password".into() }, at(6, 0));
    desk.events_after(before);
    assert_eq!(desk.words(), WORDS);
    desk.alt_key('z').settles();
    assert_eq!(desk.words(), WORDS);
    desk.types(" Go on.").shares();
    assert_eq!(desk.room.state.drafts[&desk.draft()].text().as_str(), format!("{WORDS} Go on."));
}

#[test]
fn leaving_and_leaving_the_program_keep_what_is_not_shared() {
    let mut desk = Desk::editing("ana");
    desk.is_cut_off().types(" Kept.\u{1b}");
    assert!(desk.model.dialog.is_none() && desk.said().contains("kept here"), "{}", desk.said());
    desk.types("q");
    let Some(Dialog::Form(form)) = &desk.model.dialog else { panic!("it asks") };
    assert!(form.choices[0].question.contains("not shared yet"), "{}", form.choices[0].question);
    desk.types("y");
    assert!(desk.effects.iter().any(|it| matches!(it, Effect::SaveWritingsNow(text) if text.contains("Kept."))));
}

#[test]
fn the_persons_own_editor_changes_words_and_overwrites_nobody() {
    let mut desk = Desk::editing("ana");
    desk.alt_key('e');
    assert!(desk.effects.contains(&Effect::Edit(WORDS.into())));
    desk.other_edits("kim", 0..4, "Card");
    desk.gets(Message::Edited { text: Some("Some payments fail. We found the cause.".into()), trouble: None });
    assert_eq!(desk.words(), "Card payments fail. We found the cause.");
    desk.alt_key('z');
    assert_eq!(desk.words(), "Card payments fail. We are looking into it.");
    assert!(!desk.model.composer.is_open() && desk.model.composer.entry_text().is_empty());
}

#[test]
fn an_entry_is_used_in_words_of_ones_own_and_that_is_recorded() {
    let mut desk = Desk::with_draft("ana", WORDS);
    let before = desk.room.record.seq();
    let entry = desk.room.says("kim", Command::post(EntryKind::Finding, "redis-eu-3 failed over"), at(4, 0));
    desk.events_after(before).types("1Gd");
    assert!(matches!(desk.model.dialog, Some(Dialog::Reword(_))), "{}", desk.said());
    desk.types("\nRedis-EU-3 failed over.\n");
    assert!(desk.said().contains("own words") && desk.orders().is_empty(), "{}", desk.said());
    desk.ctrl('u').types("We found the cause.");
    assert!(desk.model.papers.to_keep().contains("We found the cause."));
    desk.types("\n");
    assert_eq!(desk.words(), format!("{WORDS}\nWe found the cause."));
    desk.settles();
    assert!(matches!(desk.orders()[..], [(_, Command::UseInDraft { entry: used, .. })] if used == entry));
    desk.is_answered().shares();
    assert_eq!(desk.room.state.drafts[&desk.draft()].reworded, [entry]);
    assert_eq!(desk.model.papers.to_keep(), "");
}

#[test]
fn an_entry_can_be_used_in_a_new_draft() {
    let mut desk = Desk::of("ana");
    // The outside is not told that it was acknowledged.
    let before = desk.room.record.seq();
    desk.room.says("ana", Command::Acknowledge { text: String::new() }, at(4, 0));
    desk.events_after(before);
    let before = desk.room.record.seq();
    let entry = desk.room.says("kim", Command::post(EntryKind::Finding, "redis-eu-3 failed over"), at(4, 0));
    desk.events_after(before).types("1Gd\nWe found the cause.\n");
    assert!(matches!(desk.orders()[..], [(_, Command::OpenDraft { .. })]), "{:?}", desk.effects);
    desk.is_answered().shares();
    let draft = &desk.room.state.drafts[&desk.draft()];
    assert_eq!((draft.text().as_str(), &draft.reworded[..]), ("We found the cause.", &[entry][..]));
    assert_eq!(desk.words(), "We found the cause.");
}

#[test]
fn who_wrote_which_part_can_be_told() {
    let mut desk = Desk::editing("ana");
    desk.press_key(Code::Home, true, false).types("EU: ");
    let here: Vec<_> = editor::written_here(&desk.model, desk.draft());
    assert_eq!(here.iter().map(|it| (it.by.as_str(), it.chars)).collect::<Vec<_>>(), [("ana", 4), ("kim", 43)]);
    desk.shares();
    let written = editor::written(&desk.model, desk.draft());
    assert_eq!(written, [("ana".to_owned(), "EU: ".to_owned()), ("kim".to_owned(), WORDS.to_owned())]);
}

#[test]
fn a_rejection_for_another_order_is_nobodys_lost_text() {
    let mut desk = Desk::editing("ana");
    desk.types("x").settles();
    let rejection = Rejection::IncidentClosed;
    let sentence = rejection.to_string();
    desk.hears(ToClient::Refused { id: CommandId([99; 16]), rejection, sentence });
    assert!(desk.model.papers.stuck().is_empty() && desk.words().ends_with('x'));
}

#[test]
fn a_refused_text_does_not_bar_the_way_into_a_draft_that_is_open() {
    let mut desk = Desk::editing("ana");
    desk.types(" Mine.").settles();
    let (id, _) = desk.orders()[0].clone();
    let rejection =
        Rejection::TooLong { place: warroom_incident::rejection::Place::Draft, bytes: 16_400, most: 16_384 };
    let sentence = rejection.to_string();
    desk.hears(ToClient::Refused { id, rejection, sentence });
    assert_eq!((desk.words(), desk.model.papers.stuck().len()), (WORDS, 1));
    desk.types("\u{1b}e");
    assert_eq!(desk.words(), WORDS, "it can be written in");
    desk.press_key(Code::F(4), false, false).types("2");
    assert!(desk.effects.iter().any(|it| matches!(it, Effect::Copy { text, .. } if text.ends_with("Mine."))));
}

#[test]
fn what_somebody_takes_out_for_good_is_written_anew_on_this_disk() {
    let mut desk = Desk::editing("ana");
    let base = desk.room.state.seq;
    desk.other_edits("kim", 0..0, "hunter2 ");
    desk.is_cut_off().types("x").link(LinkNews::Up);
    assert!(desk.model.papers.to_keep().contains("hunter2"));
    let before = desk.room.record.seq();
    desk.room.says("kim", Command::Redact { event: base + 1, reason: "a password".into() }, at(6, 0));
    desk.events_after(before);
    let kept = desk.kept_writings().expect("it is kept anew");
    assert!(!kept.contains("hunter2") && kept.contains('x'), "{kept}");
}

#[test]
fn from_the_screen_of_one_draft_e_writes_in_it_and_leaving_goes_back_to_it() {
    let mut desk = Desk::with_draft("ana", WORDS);
    desk.types("3\n");
    assert!(matches!(desk.model.dialog, Some(Dialog::Draft(_))), "{:?}", desk.model.dialog);
    desk.types("e");
    assert_eq!(desk.words(), WORDS);
    desk.types("x").shares().types("\u{1b}");
    assert!(matches!(desk.model.dialog, Some(Dialog::Draft(_))), "{:?}", desk.model.dialog);
}

#[test]
fn a_refused_text_is_emptied_once_words_are_removed_from_its_draft_for_good() {
    let mut desk = Desk::editing("ana");
    let (draft, base) = (desk.draft(), desk.room.state.seq);
    desk.other_edits("kim", 0..0, "hunter2 ");
    desk.types(" Mine.").settles();
    let (id, _) = desk.orders()[0].clone();
    let rejection =
        Rejection::TooLong { place: warroom_incident::rejection::Place::Draft, bytes: 16_400, most: 16_384 };
    let sentence = rejection.to_string();
    desk.hears(ToClient::Refused { id, rejection, sentence });
    assert!(desk.model.papers.to_keep().contains("hunter2"));
    // Another draft's removal leaves it alone.
    let other = desk.room.says("kim", opening("Another one."), at(5, 0));
    desk.room.says("kim", Command::Redact { event: other, reason: "a name".into() }, at(5, 10));
    let before = other - 1;
    desk.events_after(before);
    assert!(desk.model.papers.to_keep().contains("hunter2"));
    desk.press_key(Code::F(4), false, false);
    assert!(desk.form_stage().is_some(), "its words are on the screen");
    let before = desk.room.record.seq();
    desk.room.says("kim", Command::Redact { event: base + 1, reason: "a password".into() }, at(6, 0));
    desk.events_after(before);
    let kept = desk.kept_writings().expect("it is kept anew");
    assert!(!kept.contains("hunter2") && !kept.contains("Mine."), "{kept}");
    assert!(desk.said().contains("removed for good"), "{}", desk.said());
    assert_eq!(desk.form_stage(), None);
    assert!(editor::warning(&desk.model, draft).is_some_and(|it| it.contains("removed for good")));
    // What was refused after it does not go when the record is read again.
    desk.types("e x").settles();
    let (id, _) = desk.orders()[0].clone();
    let rejection = Rejection::IncidentClosed;
    let sentence = rejection.to_string();
    desk.hears(ToClient::Refused { id, rejection, sentence });
    let kept = desk.model.papers.to_keep();
    let mut again = Desk::of("ana");
    again.model.papers = Papers::read(&kept);
    again.room = desk.room;
    let before = again.model.replica.record().seq();
    again.events_after(before);
    let texts: Vec<_> = again.model.papers.stuck().iter().map(|it| it.text.is_empty()).collect();
    assert_eq!(texts, [true, false]);
}

#[test]
fn a_paragraph_is_put_in_without_the_characters_that_nobody_can_see() {
    let mut desk = Desk::editing("ana");
    desk.gets(Message::Paste(" Cards\u{200B} fail.\r\nMore\u{FEFF} soon.".into()));
    assert_eq!(desk.words(), format!("{WORDS} Cards fail.\nMore soon."));
    assert_eq!(desk.said(), "left out 2 characters that nobody can see");
    desk.gets(Message::Paste("\u{200B}".into()));
    assert_eq!(desk.words(), format!("{WORDS} Cards fail.\nMore soon."));
    assert_eq!(desk.said(), "left out 1 character that nobody can see");
    desk.alt_key('z');
    assert_eq!(desk.words(), WORDS, "and one undoing takes it back");
}

#[test]
fn what_was_written_can_be_undone_after_the_text_was_left_and_others_wrote() {
    let mut desk = Desk::editing("ana");
    desk.types(" Sorry").shares();
    desk.types("\u{1b}");
    assert!(desk.model.dialog.is_none());
    let (draft, base, before) = (desk.draft(), desk.room.state.seq, desk.room.record.seq());
    let edit = Edit::replace(0..0, "EU: ");
    desk.room.says("kim", Command::EditDraft { draft, base, edit }, at(5, 1));
    desk.events_after(before);
    desk.types("e").settles();
    assert_eq!(desk.words(), format!("EU: {WORDS} Sorry"));
    desk.alt_key('z');
    assert_eq!(desk.words(), format!("EU: {WORDS}"), "{}", desk.said());
    desk.shares();
    assert_eq!(desk.room.state.drafts[&draft].text().as_str(), format!("EU: {WORDS}"));
}

#[test]
fn the_outbox_names_words_of_drafts_that_are_not_on_the_record() {
    let mut desk = Desk::editing("ana");
    desk.types("\u{1b}o");
    assert!(desk.said().starts_with("nothing waits"), "{}", desk.said());
    desk.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    desk.types("e Sorry\u{1b}o");
    assert!(desk.said().contains(&format!("NOT SHARED in draft {}: 6 characters", desk.draft())), "{}", desk.said());
}

#[test]
fn what_came_meanwhile_is_counted_in_rows_and_not_in_keys() {
    let mut desk = Desk::with_draft("ana", WORDS);
    desk.link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    let draft = desk.draft();
    for nth in 0..20 {
        let (base, edit) = (desk.room.state.seq, Edit::replace(nth..nth, "x"));
        desk.room.says("kim", Command::EditDraft { draft, base, edit }, at(5, 10));
    }
    desk.room.says("kim", Command::post(EntryKind::Finding, "5xx falls"), at(5, 30));
    desk.now = at(6, 0);
    desk.link(LinkNews::Up);
    let after = desk.model.replica.record().seq();
    for message in desk.room.catch_up(&person("ana"), after) {
        desk.hears(message);
    }
    let words = crate::app::back::words(&desk.model).expect("it is said");
    assert!(words.contains(" 1 new"), "{words}");
    assert_eq!(crate::app::catch_up::unread(&desk.model).0, 1, "and so does the tab");
}
