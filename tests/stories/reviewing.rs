//! The chair at the screen: reads what would leave, and lets it leave by a word typed by hand, and by nothing else.

use super::people::Person;
use super::terminal::Terminal;
use super::world::{Declared, World};
use serde_json::Value;

/// A coordinator and a responder who has sent a draft for review.
fn room() -> (World, Declared, Person, Person, String) {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    let new = ["draft", "new", "--audience", "customers", "--phase", "investigating", "--text", "Some payments fail."];
    let json = bo.run(&[&new[..], &["--json"]].concat()).done().json();
    let draft = json["draft"].to_string();
    bo.run(&["draft", "submit", &draft]).done();
    (world, declared, ana, bo, draft)
}

fn state(who: &Person, draft: &str) -> Value {
    who.run(&["draft", "show", draft, "--json"]).done().json()
}

/// At the draft that waits.
fn reading(ana: &Person) -> Terminal {
    let mut terminal = Terminal::open(ana, &["join"]);
    terminal
        .sees("LIVE")
        .types("3")
        .sees("waits")
        .types("\r")
        .sees("EXTERNAL, customers will read this")
        .sees("revision");
    terminal
}

#[test]
fn the_chair_reads_a_draft_and_publishes_it_by_typing_the_word() {
    let (_world, _, ana, _, draft) = room();
    let mut terminal = reading(&ana);
    terminal.sees("all of it is new").sees("P publish").types("P").sees("to: file (1 channel)").sees("Type  publish");
    terminal.spells("publish").sees("> publish_").types("\r").sees("PUBLISHED").sees("file CONFIRMED");
    assert_eq!(state(&ana, &draft)["state"], "published");
    // The pane stands beside what is believed.
    terminal.types("q").sees("told INVESTIGATING");
    assert_eq!(terminal.leaves(), 0);
}

#[test]
fn an_edit_that_slips_in_voids_the_question_before_the_word_is_whole() {
    let (_world, _, ana, bo, draft) = room();
    let mut terminal = reading(&ana);
    terminal.types("P").sees("Type  publish").spells("publ").sees("> publ_");
    bo.run(&["draft", "edit", &draft, "Some payments by card fail."]).done();
    terminal.sees("VOID").sees("the text by bo").spells("ish").types("\r").types("q").sees_no("VOID");
    assert_eq!(state(&ana, &draft)["state"], "in_review", "nothing was published");
    terminal.sees("Some payments by card fail.").types("P").sees("Type  publish").spells("publish").types("\r");
    terminal.sees("PUBLISHED");
    let told = ana.run(&["status", "--json"]).done().json();
    assert_eq!(told["told"][0]["phase"], "investigating");
    assert_eq!(state(&ana, &draft)["text"], "Some payments by card fail.");
}

#[test]
fn a_paste_of_the_word_publishes_nothing() {
    let (_world, _, ana, _, draft) = room();
    let mut terminal = reading(&ana);
    terminal.types("P").sees("Type  publish");
    for paste in ["publish\r", "\u{1b}[200~publish\r\u{1b}[201~", "\u{1b}[200~publish\u{1b}[201~"] {
        terminal.types(paste).sees("a paste does not count here").types("\r").sees("type the word publish, then Enter");
    }
    terminal.types("\u{1b}").sees_no("Type  publish");
    // The key that asks and the word, all at once.
    terminal.types("Ppublish\r").types("j").sees("IN REVIEW");
    assert_eq!(state(&ana, &draft)["state"], "in_review");
    assert!(ana.log().iter().all(|event| event["kind"] != "update_published"));
}

#[test]
fn without_the_server_nothing_is_published_and_nothing_is_kept_for_later() {
    let (mut world, _, ana, _, draft) = room();
    let mut terminal = reading(&ana);
    terminal.types("P").sees("Type  publish").spells("publ");
    world.kill();
    terminal.sees("VOID").sees("The connection is gone").spells("ish").types("\r").types("q").sees_no("VOID");
    terminal.types("P").sees("never kept for later").types("q").sees_no("NOT DONE");
    world.restart();
    terminal.sees("LIVE");
    assert_eq!(state(&ana, &draft)["state"], "in_review");
}

#[test]
fn what_was_approved_can_be_sent_by_hand() {
    let (_world, _, ana, _, draft) = room();
    let mut terminal = reading(&ana);
    terminal.types("K").sees("approve it first").types("A").sees("Type  approve").spells("approve").types("\r");
    terminal.sees("APPROVED").sees("nothing has left the room yet").types("K");
    terminal.sees("file (file): the text").sees("short form, 160 characters").sees("Some payments fail.");
    terminal.types("q").sees("APPROVED, revision").sees_no("short form");
    assert_eq!(state(&ana, &draft)["state"], "approved");
}

#[test]
fn customers_hear_that_somebody_looks_within_seconds_of_the_declaration() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    world.joined("bo", &declared.invite("responder"));
    let mut terminal = Terminal::open(&ana, &["join"]);
    terminal.sees("LIVE").sees("tell customers: holding statement").types("O").sees("in exactly these words");
    terminal.types("\r").sees("Type  publish").spells("publish").types("\r").sees("PUBLISHED").sees("file CONFIRMED");
    let told = ana.log().into_iter().rfind(|event| event["kind"] == "update_published").expect("it was told");
    assert!(told["text"].as_str().is_some_and(|text| text.starts_with("We know of a problem")), "{told}");
}
