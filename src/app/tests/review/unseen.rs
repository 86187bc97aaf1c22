//! Nothing is decided about words that were never on the screen.

use warroom_incident::{Command, Policy};

use super::{Desk, Dialog, Message, reading};
use crate::app::{Code, Press};

/// More lines than any of these screens shows.
fn long() -> String {
    (1..=25).map(|nth| format!("Line {nth} of what leaves.")).collect::<Vec<_>>().join("\n")
}

fn asked(width: u16, height: u16) -> Desk {
    let (mut desk, _) = reading("priya", Policy::default(), &long());
    desk.gets(Message::Resize { width, height });
    desk.types("qPpublish");
    desk
}

impl Desk {
    fn hits(&mut self, code: Code) -> &mut Desk {
        self.gets(Message::Press(Press::plain(code)))
    }

    fn in_the_way(&self) -> Option<&str> {
        match &self.model.dialog {
            Some(Dialog::Form(form)) => form.problem.as_deref(),
            _ => None,
        }
    }
}

#[test]
fn what_was_never_in_sight_is_not_published() {
    for (width, height) in [(80, 24), (40, 10)] {
        let mut desk = asked(width, height);
        desk.hits(Code::Enter);
        assert!(desk.sent().is_empty(), "at {width}x{height}");
        assert_eq!(desk.in_the_way(), Some("there is more below that you have not seen: PgDn"), "{width}x{height}");
        desk.hits(Code::PageDown).hits(Code::Enter).hits(Code::Enter);
        assert!(desk.sent().is_empty(), "not after the first page either, at {width}x{height}");
    }
}

#[test]
fn every_key_that_scrolls_leads_through_the_draft_behind_the_question() {
    for (width, height) in [(80, 24), (40, 10)] {
        for key in [Code::Down, Code::PageDown, Code::Char(' ')] {
            let mut desk = asked(width, height);
            let mut presses = 0;
            while matches!(&desk.model.dialog, Some(Dialog::Form(form)) if crate::app::review::reads_on(form)) {
                desk.hits(key);
                presses += 1;
                assert!(presses < 100, "{key:?} never shows the end, at {width}x{height}");
            }
            assert!(presses > 1, "{key:?} at {width}x{height}");
            // Where there is no room for both, the question comes back first.
            desk.hits(Code::Enter);
            if desk.sent().is_empty() {
                desk.hits(Code::Enter);
            }
            assert!(
                matches!(&desk.sent()[..], [Command::ApproveDraft { publish: true, .. }]),
                "{key:?} {width}x{height}"
            );
        }
    }
}

#[test]
fn what_was_read_on_the_page_counts_and_what_changes_has_to_be_seen_again() {
    let (mut desk, draft) = reading("priya", Policy::default(), &long());
    for _ in 0..4 {
        desk.hits(Code::PageDown);
    }
    desk.types("Ppublish\n");
    assert_eq!(desk.sent().len(), 1, "all of it was read before it was asked");
    let (mut desk, _) = reading("priya", Policy::default(), &long());
    for _ in 0..4 {
        desk.hits(Code::PageDown);
    }
    desk.types("P").edits("ana", draft, "Sorry: ").types("qPpublish\n");
    assert!(desk.sent().is_empty(), "{:?}", desk.model.dialog);
    assert!(desk.in_the_way().is_some_and(|why| why.contains("not seen")), "{:?}", desk.in_the_way());
}

#[test]
fn a_space_belongs_to_the_word_that_has_one() {
    let mut policy = Policy::default();
    policy.approval.facts_confirmed = true;
    let (mut desk, _) = reading("priya", policy, &long());
    desk.types("!1nobody is awake\nbreak glass\n");
    assert!(desk.in_the_way().is_some_and(|why| why.contains("not seen")), "{:?}", desk.in_the_way());
    for _ in 0..12 {
        desk.hits(Code::PageDown);
    }
    assert!(matches!(&desk.hits(Code::Enter).sent()[..], [Command::BreakGlass { publish: true, .. }]));
}
