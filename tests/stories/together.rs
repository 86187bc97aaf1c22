//! Two people write in one draft at once, cut off and killed among it: both screens and the record hold the same words.

use super::people::Person;
use super::terminal::Terminal;
use super::world::{World, eventually};
use nix::sys::signal::Signal;

const WORDS: &str = "Some payments fail.";

fn opened(who: &Person) -> String {
    let new = ["draft", "new", "--audience", "customers", "--phase", "investigating", "--text", WORDS, "--json"];
    who.run(&new).done().json()["draft"].to_string()
}

fn text(who: &Person, draft: &str) -> String {
    let shown = who.run(&["draft", "show", draft, "--json"]).done().json();
    shown["text"].as_str().expect("a text").to_owned()
}

/// A screen in the text of the only draft.
fn editing(who: &Person) -> Terminal {
    let mut terminal = Terminal::open(who, &["join"]);
    terminal.sees("LIVE").types("3").sees("3 Drafts —").types("e").sees("WRITING").sees("LEAK CHECK");
    terminal
}

/// Whether the words stand in the text, whoever's cursor stands among them.
fn shows(screen: &vt100::Screen, words: &str) -> bool {
    screen.contents().replace('▏', "").contains(words)
}

#[test]
fn responder_and_observer_type_at_once_and_an_approval_is_void() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("responder"));
    let kim = world.joined("kim", &declared.invite("observer"));
    let priya = world.joined("priya", &declared.invite("coordinator"));
    let draft = opened(&ana);
    let mut anas = editing(&ana);
    let mut kims = editing(&kim);
    kims.types("\x1b[1;5H").sees("ana (row 1) writes here");
    anas.sees("kim (row 1) writes here");
    let (hers, his) = (" We found the cause", "Europe only: ");
    for (nth, key) in hers.chars().enumerate() {
        anas.types(&key.to_string());
        if let Some(key) = his.chars().nth(nth) {
            kims.types(&key.to_string());
        }
    }
    let all = format!("{his}{WORDS}{hers}");
    for terminal in [&mut anas, &mut kims] {
        terminal.waits("the words of both", |screen| shows(screen, &all)).sees("all shared");
    }
    eventually("every key of both is in it", || (text(&priya, &draft) == all).then_some(()));
    // Undo takes back one's own.
    kims.types("\x1bz");
    let left = format!("Europe only:{WORDS}{hers}");
    anas.waits("his last word is gone", |screen| shows(screen, &left));
    // The chair says yes; the next key voids it, and was warned of.
    priya.run(&["draft", "submit", &draft]).done();
    let shown = priya.run(&["draft", "show", &draft, "--json"]).done().json();
    priya.run(&["draft", "approve", &draft, "--revision", &shown["revision"].to_string()]).done();
    anas.sees("VOIDS the approval").types(".").sees("APPROVAL VOID");
    kims.sees("APPROVAL VOID");
    let publish = ["draft", "publish", &draft, "--revision", &shown["revision"].to_string()];
    priya.run(&publish).ends(3);
    assert_eq!(text(&priya, &draft), format!("{left}."));
    for mut terminal in [anas, kims] {
        terminal.types("\x03").sees("3 Drafts —");
        assert_eq!(terminal.leaves(), 0);
    }
}

#[test]
fn a_killed_screen_loses_no_key_that_was_typed_offline() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("responder"));
    let kim = world.joined("kim", &declared.invite("observer"));
    let draft = opened(&kim);
    let mut terminal = editing(&ana);
    terminal.spells(" Yes.");
    terminal.sees("all shared");
    world.kill();
    terminal.sees("NOT CONNECTED");
    terminal.spells(" Nobody has lost money");
    // The last key is seen, and at that very moment the program is killed.
    terminal.waits("the last key", |screen| shows(screen, "lost money"));
    terminal.dies();
    world.restart();
    let seen = text(&kim, &draft);
    kim.run_with(&["draft", "edit", &draft, "-"], format!("Card: {seen}").as_bytes()).done();
    let mut again = Terminal::open(&ana, &["join"]);
    again.sees("LIVE");
    let all = format!("Card: {WORDS} Yes. Nobody has lost money");
    eventually("it is carried over", || text(&kim, &draft).contains("money").then_some(()));
    assert_eq!(text(&kim, &draft), all);
    // Nothing is left to be sent again.
    again.signal(Signal::SIGTERM);
    again.ends_within(super::world::DEADLINE);
    let mut last = editing(&ana);
    last.waits("the words, once", |screen| shows(screen, &all)).sees("all shared");
    assert_eq!(text(&kim, &draft), all);
}

#[test]
fn words_for_a_draft_that_was_withdrawn_meanwhile_are_kept_and_shown() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("responder"));
    let kim = world.joined("kim", &declared.invite("observer"));
    let draft = opened(&kim);
    let mut terminal = editing(&ana);
    world.kill();
    terminal.sees("NOT CONNECTED");
    terminal.spells(" Late");
    terminal.sees("NOT SHARED YET: 5 characters");
    terminal.dies();
    world.restart();
    kim.run(&["draft", "withdraw", &draft]).done();
    let mut again = Terminal::open(&ana, &["join"]);
    again.sees("LIVE").types("1").sees("KEPT").types("3").sees("3 Drafts —").types("e").sees("Not saved in draft");
    again.types("1").sees(&format!("{WORDS} Late")).types("q");
    again.types("e").sees("Not saved in draft").types("3").sees("WRITING").sees("all shared");
    let shown = kim.run(&["draft", "list", "--json"]).done().out;
    assert!(shown.contains("draft"), "{shown}");
    again.types("\x03");
    assert_eq!(again.leaves(), 0);
}

#[test]
fn a_session_in_a_draft_is_recorded_and_played_again() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("responder"));
    let kim = world.joined("kim", &declared.invite("observer"));
    let draft = opened(&kim);
    let path = ana.home().join("night.jsonl");
    let word = path.to_str().expect("a plain path");
    let mut terminal = Terminal::open(&ana, &["join", "--record", word]);
    terminal.sees("LIVE").types("3").sees("3 Drafts —").types("e").sees("LEAK CHECK");
    terminal.spells(" See PLAT-1234");
    terminal.sees("ticket_id").sees("all shared");
    kim.run_with(&["draft", "edit", &draft, "-"], format!("EU: {WORDS} See PLAT-1234").as_bytes()).done();
    terminal.sees("EU: Some").signal(Signal::SIGTERM);
    terminal.ends_within(super::world::DEADLINE);
    let played = ana.run(&["debug", "replay", word, "--text"]).done().out;
    assert!(played.contains(&format!("EU: {WORDS} See PLAT-1234")) && played.contains("ticket_id"), "{played}");
}

#[test]
fn the_persons_own_editor_gets_the_drafts_text_and_nobody_is_overwritten() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("responder"));
    let kim = world.joined("kim", &declared.invite("observer"));
    let draft = opened(&kim);
    let script = ana.home().join("editor.sh");
    let waits = "while [ ! -e \"$HOME/go\" ]; do read -t 0.05 x </dev/null; sleep 0.02; done";
    let body = format!("#!/bin/sh\nprintf 'EDITOR IS UP'\n{waits}\nprintf '{WORDS} We are sorry.\\n' > \"$1\"\n");
    std::fs::write(&script, body).expect("written");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).expect("made a program");
    let editor = script.to_str().expect("a plain path");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut terminal = Terminal::open_with(&ana, &["join"], &[("EDITOR", editor), ("PATH", &path)]);
    terminal.sees("LIVE").types("3").sees("3 Drafts —").types("e").sees("LEAK CHECK");
    terminal.types("\x1be").sees("EDITOR IS UP");
    kim.run_with(&["draft", "edit", &draft, "-"], format!("EU: {WORDS}").as_bytes()).done();
    std::fs::write(ana.home().join("go"), "").expect("written");
    let all = format!("EU: {WORDS} We are sorry.");
    terminal.waits("both changes", |screen| shows(screen, &all)).sees("all shared");
    assert_eq!(text(&kim, &draft), all);
    terminal.types("\x03").sees("3 Drafts —");
    assert_eq!(terminal.leaves(), 0);
}
