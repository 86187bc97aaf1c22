//! What search and filter do in the lists of drafts, of questions, and of what was told.

use warroom_incident::event::{Notice, Phase};

use super::*;
use crate::app::{drafts, questions, told};

fn open(audience: &str, text: &str) -> Command {
    Command::OpenDraft {
        audience: audience.into(),
        phase: Phase::Identified,
        text: Some(text.into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise: None,
    }
}

fn ask(text: &str) -> Command {
    Command::AskQuestion { text: text.into() }
}

/// Three drafts, of which the second waits, and three questions, of which the first is answered.
fn desk(name: &str) -> Desk {
    let members =
        [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];
    let mut room = Room::declared("Checkout errors", Some("sev2"), false, &members);
    room.says("kim", open("customers", "Cards are refused."), at(2, 0));
    let second = room.says("kim", open("customers", "Transfers are late."), at(2, 10));
    room.says("priya", open("customers", "Cards and transfers are slow."), at(2, 20));
    room.says("kim", Command::SubmitDraft { draft: second, text: String::new() }, at(2, 30));
    let first = room.says("lou", ask("are cards refused?"), at(3, 0));
    room.says("lou", ask("are transfers late?"), at(3, 10));
    room.says("priya", ask("who tells the regulator?"), at(3, 20));
    room.says("priya", Command::AnswerQuestion { question: first, text: "yes, some".into() }, at(3, 30));
    Desk::in_room(room, name)
}

fn draft(desk: &Desk) -> &str {
    let seq = drafts::selected(&desk.model).expect("one is selected");
    desk.room.state.drafts[&seq].text().as_str()
}

fn question(desk: &Desk) -> String {
    questions::words(&desk.model, questions::selected(&desk.model).expect("one is selected"))
}

fn said(desk: &Desk) -> &str {
    desk.model.said.as_ref().map_or("", |(said, _)| said)
}

#[test]
fn a_search_goes_from_draft_to_draft_and_round() {
    let mut desk = desk("priya");
    desk.types("3/transfers\n");
    let first = draft(&desk).to_owned();
    desk.types("n");
    let mut both = [first.clone(), draft(&desk).to_owned()];
    both.sort_unstable();
    assert_eq!(both, ["Cards and transfers are slow.", "Transfers are late."]);
    desk.types("n");
    assert_eq!(draft(&desk), first, "round the end");
    desk.types("/review\n");
    assert_eq!(draft(&desk), "Transfers are late.", "what stands in the list is found, too");
    desk.types("/zebra\n");
    assert!(said(&desk).contains("stands nowhere"), "{}", said(&desk));
}

#[test]
fn drafts_are_filtered_by_where_they_stand_whose_they_are_and_words() {
    let mut desk = desk("priya");
    let shown = |desk: &Desk| drafts::shown(&desk.model).len();
    assert_eq!(shown(desk.types("3")), 3);
    desk.types("fw");
    assert_eq!((shown(&desk), draft(&desk)), (1, "Transfers are late."));
    desk.types("f");
    assert_eq!(shown(&desk), 3, "f again shows all");
    desk.types("fm");
    assert_eq!((shown(&desk), draft(&desk)), (1, "Cards and transfers are slow."));
    desk.types("ff/cards\n");
    assert_eq!(shown(&desk), 2);
    // What is hidden is neither walked to nor found.
    desk.types("/late\n");
    assert!(said(&desk).contains("stands nowhere"), "{}", said(&desk));
}

#[test]
fn questions_are_searched_and_filtered_by_who_reads_them() {
    let mut desk = desk("priya");
    desk.types("5/some\n");
    assert_eq!(question(&desk), "are cards refused?", "by its answer");
    desk.types("\u{1b}/regulator\n");
    assert_eq!(question(&desk), "who tells the regulator?");
    desk.types("\u{1b}fo");
    assert_eq!(questions::order(&desk.model).len(), 2, "open ones");
    desk.types("ff/lou\n");
    assert_eq!(questions::order(&desk.model).len(), 2, "by who asked");
    let mut ana = super::lists::desk("ana");
    ana.types("5/refused\n");
    assert!(said(&ana).contains("stands nowhere"), "{}", said(&ana));
}

#[test]
fn what_was_told_is_searched_and_filtered_and_what_is_believed_stays() {
    let mut desk = desk("priya");
    let told_key = desk.model.key(Action::Told);
    desk.types(&told_key);
    assert_eq!(desk.model.focus, Pane::Told);
    let all = told::items(&desk.model).len();
    let at = told::items(&desk.model).iter().position(|it| it.text().contains("told nothing yet")).expect("customers");
    desk.types("/nothing yet\n");
    assert_eq!(desk.model.selected.told, at);
    desk.types("\u{1b}fl");
    assert!(all > 1 && told::items(&desk.model).len() == 1, "nothing is late, and what is believed stays");
    desk.types("f");
    assert_eq!(told::items(&desk.model).len(), all);
}
