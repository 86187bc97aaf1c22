//! One external update from the first word to two channels, told at three screens: written by two at once, approved,
//! changed under the chair's hand, read again, published, and brought to a channel that was down.

use super::channels::{Receiver, policy};
use super::people::Person;
use super::terminal::Terminal;
use super::world::{World, eventually};
use serde_json::Value;
use std::net::TcpListener;

fn shown(who: &Person, draft: &str) -> Value {
    who.run(&["draft", "show", draft, "--json"]).done().json()
}

fn text(who: &Person, draft: &str) -> String {
    shown(who, draft)["text"].as_str().expect("a text").to_owned()
}

#[test]
fn two_write_one_approves_an_edit_slips_in_and_two_channels_get_the_words_that_were_read() {
    let chat = Receiver::on(TcpListener::bind("127.0.0.1:0").expect("a port"), true);
    let down = TcpListener::bind("127.0.0.1:0").expect("a port");
    let hook = down.local_addr().expect("an address");
    drop(down);
    let world = World::with_policy(policy(chat.address, hook));
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("responder"));
    let kim = world.joined("kim", &declared.invite("observer"));
    let priya = world.joined("priya", &declared.invite("coordinator"));
    ana.run(&["acknowledge"]).done();

    // The responder opens a draft at the screen, from the template, and the observer comes in.
    let mut anas = Terminal::open(&ana, &["join"]);
    anas.sees("LIVE")
        .types("D")
        .sees("INVESTIGATING")
        .types("\r")
        .sees("DRAFT, revision")
        .types("e")
        .sees("all shared");
    let draft = shown_first(&priya);
    let template = text(&priya, &draft);
    let mut kims = Terminal::open(&kim, &["join"]);
    kims.sees("LIVE").types("3").sees("3 Drafts —").types("e").sees("ana (row 1) writes here").types("\x1b[1;5H");
    let (hers, his) = (" Sorry for the trouble.", "Card payments: ");
    let mut fingers = his.chars();
    for key in hers.chars() {
        anas.types(&key.to_string());
        if let Some(key) = fingers.next() {
            kims.types(&key.to_string());
        }
    }
    let both = format!("{his}{template}{hers}");
    eventually("every key of both is in it", || (text(&priya, &draft) == both).then_some(()));
    anas.sees("all shared")
        .types("\x03")
        .sees("DRAFT, revision")
        .types("S")
        .sees("for approval?")
        .types("y")
        .sees("IN REVIEW");

    // The chair approves what she has read; a key of the observer voids it before it is published.
    let mut priyas = Terminal::open(&priya, &["join"]);
    priyas.sees("LIVE").types("3").sees("IN REVIEW").types("\r").sees("EXTERNAL, customers will read this");
    priyas.types("A").sees("Type  approve").spells("approve").types("\r").sees("APPROVED, revision");
    priyas.types("P").sees("Type  publish").spells("publ");
    kims.sees("VOIDS the approval").types("\x1b[1;5F").types("!").sees("APPROVAL VOID");
    priyas.sees("VOID").sees("the text by kim").spells("ish").types("\r").types("q").sees("IN REVIEW");
    assert!(priya.log().iter().all(|event| event["kind"] != "update_published"), "nothing was published");
    assert!(chat.texts().is_empty());

    // Read again, and published by the word.
    priyas
        .types("P")
        .sees("Type  publish")
        .spells("publish")
        .types("\r")
        .sees("PUBLISHED")
        .sees("hook FAILED, tried again in");
    let words = format!("{both}!");
    assert_eq!(text(&priya, &draft), words);
    eventually("the chat has it", || (chat.texts() == [words.clone()]).then_some(()));

    // The channel that was down comes back, and nobody has to do anything.
    let hook = Receiver::on(TcpListener::bind(hook).expect("the same port"), true);
    priyas.sees("hook SENT: the channel took it").sees_no("hook FAILED, ");
    assert_eq!((hook.texts(), chat.texts()), (vec![words.clone()], vec![words.clone()]), "to the letter, and once");
    let told = kim.log().into_iter().filter(|event| event["kind"] == "update_published");
    assert_eq!(told.map(|event| event["text"].clone()).collect::<Vec<_>>(), [words]);
    anas.types("q").sees("PEOPLE");
    priyas.types("q").sees("3 Drafts —");
    kims.types("\x03").sees("3 Drafts —");
    for terminal in [anas, kims, priyas] {
        assert_eq!(terminal.leaves(), 0);
    }
}

/// The number of the only draft, once it is there.
fn shown_first(who: &Person) -> String {
    eventually("the draft is opened", || {
        let drafts = who.run(&["draft", "list", "--json"]).done().json();
        Some(drafts[0]["draft"].to_string()).filter(|draft| draft != "null")
    })
}
