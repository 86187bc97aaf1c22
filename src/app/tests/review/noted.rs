//! What is said on top of a draft stays there only as long as it is true.

use warroom_incident::draft::Edit;
use warroom_incident::{Command, Policy};

use super::{reading, reading_draft};

#[test]
fn what_was_found_is_no_longer_said_of_a_draft_that_was_cleaned() {
    let (mut desk, draft) = reading_draft("ana", "It is redis-eu-3.internal.");
    desk.types("S");
    assert!(desk.note().is_some_and(|note| note.contains("cannot leave like this")), "{:?}", desk.note());
    let base = desk.room.state.seq;
    let end = desk.room.state.drafts[&draft].text().as_str().chars().count();
    desk.meanwhile("kim", &Command::EditDraft { draft, base, edit: Edit::replace(0..end, "It is slow.") });
    assert_eq!(desk.note(), None);
}

#[test]
fn read_it_again_is_not_said_of_what_was_withdrawn_since() {
    let (mut desk, draft) = reading("priya", Policy::default(), "Some payments fail.");
    desk.types("P").edits("ana", draft, "Sorry: ").types("q");
    assert!(desk.note().is_some_and(|note| note.contains("Read it again")), "{:?}", desk.note());
    desk.meanwhile("kim", &Command::WithdrawDraft { draft, reason: String::new() });
    assert_eq!(desk.note(), None);
}
