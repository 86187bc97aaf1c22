//! Drafts edited from the command line by people who saw different things of them.

use super::people::Person;
use super::world::World;

const WORDS: &str = "Payments fail in the EU. We are looking into it.";

fn opened(who: &Person, words: &str) -> String {
    let new = ["draft", "new", "--audience", "customers", "--phase", "investigating", "--text", words, "--json"];
    who.run(&new).done().json()["draft"].to_string()
}

fn text(who: &Person, draft: &str) -> String {
    let shown = who.run(&["draft", "show", draft, "--json"]).done().json();
    shown["text"].as_str().expect("a text").to_owned()
}

#[test]
fn a_revision_that_a_draft_never_had_is_refused_and_no_word_of_it_is_lost() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("responder"));
    let bo = world.joined("bo", &declared.invite("observer"));
    let draft = opened(&ana, WORDS);
    let revision = ana.run(&["draft", "show", &draft, "--json"]).done().json()["revision"].to_string();
    let edit = ["draft", "edit", &draft, "--revision", "999999", "All is well."];
    bo.run(&edit).ends(3).says("never had a revision 999999").says(&format!("it is at revision {revision}"));
    assert_eq!(text(&ana, &draft), WORDS);
    bo.run(&["draft", "edit", &draft, "--revision", &revision, "All is well."]).done();
    assert_eq!(text(&ana, &draft), "All is well.");
}

#[test]
fn who_was_not_shown_a_draft_does_not_make_a_salad_of_it() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("responder"));
    let bo = world.joined("bo", &declared.invite("observer"));
    let draft = opened(&ana, WORDS);
    bo.run(&["draft", "edit", &draft, "Bo never saw it here."])
        .ends(3)
        .says("you were not shown draft")
        .says("--revision");
    assert_eq!(text(&ana, &draft), WORDS);
    // Who was shown it may write it anew; what was added meanwhile stays beside it, and is said.
    text(&bo, &draft);
    let more = "Payments fail in the EU. We are looking into it. More at noon.";
    ana.run(&["draft", "edit", &draft, more]).done();
    let merged = bo.run(&["draft", "edit", &draft, "Cards are declined everywhere today."]).done();
    merged.says("merged with what ana wrote since revision");
    assert_eq!(text(&ana, &draft), "Cards are declined everywhere today. More at noon.");
    // An empty one has no words of anybody in it.
    let empty = opened(&ana, "");
    bo.run(&["draft", "edit", &empty, "The first words."]).done();
    assert_eq!(text(&ana, &empty), "The first words.");
}

#[test]
fn a_pipe_out_of_which_nothing_came_empties_no_draft() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("responder"));
    let draft = opened(&ana, WORDS);
    for nothing in ["", "\n"] {
        ana.run_with(&["draft", "edit", &draft, "-"], nothing.as_bytes()).ends(3).says("nothing came on stdin");
    }
    assert_eq!(text(&ana, &draft), WORDS);
}

#[test]
fn who_publishes_is_told_where_it_goes() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let draft = opened(&ana, WORDS);
    let revision = ana.run(&["draft", "show", &draft, "--json"]).done().json()["revision"].to_string();
    let published = ana.run(&["draft", "approve", &draft, "--revision", &revision, "--publish"]).done();
    let out = &published.out;
    assert!(out.contains("on its way to ") || out.contains("delivered to "), "{out}");
    assert!(out.trim_end().ends_with(&format!(": warroom draft show {draft}")), "{out}");
}

#[test]
fn the_log_folds_the_edits_of_one_hand_into_a_line() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("responder"));
    let bo = world.joined("bo", &declared.invite("observer"));
    let draft = opened(&ana, WORDS);
    let more = |who: &Person, words: &str| {
        let all = format!("{} {words}", text(who, &draft));
        who.run(&["draft", "edit", &draft, &all]).done();
    };
    for word in ["One.", "Two.", "Three."] {
        more(&ana, word);
    }
    more(&bo, "Four.");
    let log = ana.run(&["log"]).done().out;
    let edits: Vec<_> = log.lines().filter(|line| line.contains("edited draft")).collect();
    assert_eq!(edits.len(), 2, "{log}");
    assert!(edits[0].contains("ana") && edits[0].contains(", 4 times until "), "{log}");
    assert!(edits[1].contains("bo") && edits[1].ends_with(&format!("edited draft {draft}")), "{log}");
    let edited = ana.log().into_iter().filter(|event| event["kind"] == "draft_edited").count();
    // The words that it was opened with are the first.
    assert_eq!(edited, 5, "a script gets every event");
}
