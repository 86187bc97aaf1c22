//! `warroom doctor`: what it says, what it never says, and how it ends.

use super::people::Outcome;
use super::terminal::Terminal;
use super::world::{DEADLINE, World};
use nix::sys::signal::Signal;

#[test]
fn a_report_names_what_needs_attention_first_and_holds_no_secret() {
    let mut world = World::new();
    let declared = world.declare("The CEO is angry");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let doctor = |more: &[&str]| {
        let mut command = ana.command(&[&["doctor"], more].concat());
        command.env("TERM", "xterm-256color").env("LANG", "C.UTF-8");
        command.env("COLORTERM", "wrc_PlantedInTheEnvironment").env("WARROOM_SECRET", "PlantedToo");
        let output = command.output().expect("it runs");
        Outcome::of(&["doctor"], output)
    };
    let fine = doctor(&[]).ends(0).prints("Nothing needs attention").prints("INC-1 as ana").prints("there and back");
    assert!(fine.out.contains("loopback") && fine.out.contains("~/data/warroom (mode 0700"), "{}", fine.out);
    let json = doctor(&["--json"]).ends(0).json();
    assert_eq!(json["needs_attention"].as_array().map(Vec::len), Some(0));

    // Entries wait, a text is kept, the log has lines, the server is gone.
    let mut terminal = Terminal::open(&ana, &["join"]);
    terminal.sees("LIVE").types("1");
    world.kill();
    terminal.sees("OFFLINE").writes("/finding nobody else knows").types("a").sees("WRITING").types("half a thought");
    terminal.sees("half a thought").signal(Signal::SIGTERM);
    terminal.ends_within(DEADLINE);
    let log = ana.home().join("state/warroom/warroom.log");
    let planted = std::fs::read_to_string(&log).expect("a log") + "why=\"wr1_PlantedInTheLog\"\n";
    std::fs::write(&log, planted).expect("written");
    let poor =
        doctor(&[]).ends(1).prints("1 of your entries wait").prints("not sent yet").prints("is its server running");
    assert!(poor.out.starts_with("NEEDS ATTENTION"), "{}", poor.out);
    assert!(poor.out.contains("14 characters kept") && poor.out.contains("a room is opened"), "{}", poor.out);
    let json = doctor(&["--json"]).ends(1);
    assert_eq!(json.json()["needs_attention"].as_array().map(Vec::len), Some(2), "{}", json.out);
    let home = ana.home().to_str().expect("a plain path").to_owned();
    for secret in ["Planted", "nobody else knows", "half a thought", "The CEO", &home] {
        for out in [&fine.out, &poor.out, &json.out] {
            assert!(!out.contains(secret), "{secret} in {out}");
        }
    }
    let memberships = std::fs::read_to_string(ana.data("memberships.json")).expect("text");
    let credential = memberships.split("wrc_").nth(1).and_then(|it| it.split('"').next()).expect("a credential");
    assert!(!poor.out.contains(credential) && !json.out.contains(credential));
}

#[test]
fn a_frozen_server_and_open_files_are_said_within_seconds() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let file = ana.data("memberships.json");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("changed");
    world.freeze(true);
    let outcome = ana.run(&["doctor"]);
    world.freeze(false);
    let outcome = outcome.ends(1).prints("others can read it").prints("chmod 600");
    assert!(outcome.out.contains("did not answer") || outcome.out.contains("says nothing"), "{}", outcome.out);
}

#[test]
fn doctor_works_before_anything_was_joined_and_changes_nothing() {
    let world = World::new();
    let bo = world.person("bo");
    bo.run(&["doctor"]).ends(1).prints("TERM is not set").prints("none joined").prints("not there yet");
    assert_eq!(std::fs::read_dir(bo.home()).expect("a directory").count(), 0);
}

#[test]
fn a_mistake_in_the_settings_needs_attention_and_what_is_chosen_is_told() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let doctor = || {
        let mut command = bo.command(&["doctor"]);
        command.env("TERM", "screen").env("LANG", "C.UTF-8");
        Outcome::of(&["doctor"], command.output().expect("it runs"))
    };
    bo.has_settings("[screen]\nthme = \"dark\"\n");
    let poor = doctor().ends(1).prints("config.toml:2:1: screen.thme is not a key").prints("NO SCREEN OPENS");
    assert!(poor.out.starts_with("NEEDS ATTENTION\n  ! ~/config/warroom/config.toml:2:1"), "{}", poor.out);
    bo.has_settings("[screen]\ntheme = \"dark\"\nmouse = true\n");
    let fine = doctor().ends(0).prints("theme dark").prints("mouse on");
    assert!(fine.out.contains("nothing can be copied: screen hands no text on"), "{}", fine.out);
}

#[test]
fn a_trial_copies_and_rings_in_a_terminal() {
    let world = World::new();
    let bo = world.person("bo");
    let mut terminal = Terminal::open(&bo, &["doctor", "--try"]);
    assert_eq!(terminal.sees("you should have heard it").ends_within(DEADLINE), 0);
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    // `warroom doctor copied this`, as OSC 52 carries it.
    assert!(raw.contains("\u{1b}]52;c;d2Fycm9vbSBkb2N0b3IgY29waWVkIHRoaXM=\u{7}"), "{raw}");
    assert!(raw.replace("=\u{7}", "").contains('\u{7}'), "a bell");
    bo.run(&["doctor", "--try"]).ends(1).prints("needs a terminal");
}
