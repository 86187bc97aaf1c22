//! Invites, memberships and seats.

use super::terminal::Terminal;
use super::world::{DEADLINE, World};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;

#[test]
fn an_invite_lets_one_person_in_and_is_used_up() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.person("bo");
    let joined = bo.run(&["join", &declared.invite("responder"), "--as", "bo", "--no-screen", "--json"]).done().json();
    assert_eq!(joined["incident"], "INC-1");
    assert_eq!((&joined["name"], &joined["seat"]), (&json!("bo"), &json!("responder")));
    assert!(joined.get("credential").is_none(), "a credential is never printed");
    world
        .person("cy")
        .run(&["join", &declared.invite("responder"), "--as", "cy", "--no-screen"])
        .ends(3)
        .says("used up");
    // Whoever was told "joined" and asks again with the used invite is told so, too.
    bo.run(&["join", &declared.invite("responder"), "--as", "bo", "--no-screen"]).ends(3);
    bo.run(&["note", "still a member"]).done();
}

#[test]
fn the_invite_of_a_server_that_moved_is_good_at_its_new_address() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.person("bo");
    let invite = declared.invite("responder");
    let known =
        world.person("ana").run(&["join", &declared.invite("coordinator"), "--no-screen", "--json"]).done().json();
    let elsewhere = known["server"].as_str().expect("an address").replace("127.0.0.1", "localhost");
    let joined = bo.run(&["join", &invite, "--no-screen", "--json", "--server", &elsewhere]).done().json();
    assert_eq!(joined["server"], elsewhere.as_str());
    bo.run(&["join", &invite, "--no-screen", "--server", "nonsense://"]).ends(2).says("--server");
}

#[test]
fn an_invite_can_be_read_from_stdin_so_that_it_is_in_no_list_of_processes() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.person("bo");
    let invite = format!("{}\n", declared.invite("observer"));
    bo.run_with(&["join", "-", "--as", "bo", "--no-screen"], invite.as_bytes()).done().prints("observer");
}

#[test]
fn what_is_no_invite_is_said_to_be_none_and_nothing_is_lost() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let invite = declared.invite("responder");
    let bo = world.person("bo");
    for bad in ["", "hello", "wr1_", "wr1_!!!!", &invite[..invite.len() - 5]] {
        bo.run(&["join", bad, "--as", "bo", "--no-screen"]).ends(2).says("not an invite");
    }
    // Without a terminal nothing is redeemed, so the invite is still good.
    bo.run(&["join", &invite, "--as", "bo"]).ends(2).says("--no-screen");
    bo.run(&["join", &invite, "--as", "two words", "--no-screen"]).ends(3).says("space");
    bo.run(&["join", &invite, "--as", "operator", "--no-screen"]).ends(3);
    bo.run(&["join", &invite, "--as", "bo", "--no-screen"]).done();
}

#[test]
fn a_terminal_that_cannot_draw_is_sent_to_the_command_line_and_loses_no_invite() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let invite = declared.invite("responder");
    let bo = world.person("bo");
    let mut terminal = Terminal::open_with(&bo, &["join", &invite, "--as", "bo"], &[("TERM", "dumb")]);
    assert_eq!(terminal.sees("TERM=dumb").sees("--no-screen").ends_within(DEADLINE), 2);
    assert!(!terminal.is_full_screen());
    bo.run(&["join", &invite, "--as", "bo", "--no-screen"]).done();
}

#[test]
fn look_alike_names_are_refused() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    world.joined("paypal", &declared.invite("responder"));
    let imposter = world.person("imposter");
    imposter.run(&["join", &declared.invite("observer"), "--as", "раураl", "--no-screen"]).ends(3).says("looks like");
}

#[test]
fn a_second_invite_gives_a_member_a_second_seat() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    ana.run(&["join", &declared.invite("responder"), "--as", "ana", "--no-screen"]).done().prints("responder");
    let people = ana.run(&["status", "--json"]).done().json()["people"].clone();
    assert_eq!(people, json!([{ "name": "ana", "seats": ["coordinator", "responder"], "scribe": false }]));
    ana.run(&["ack"]).done();
    // Another name is another person, also on the same machine.
    ana.run(&["join", &declared.invite("observer"), "--as", "bo", "--no-screen"]).done();
    assert_eq!(ana.run(&["status", "--json"]).done().json()["people"].as_array().map(Vec::len), Some(2));
}

#[test]
fn one_person_acts_in_the_incident_that_they_choose() {
    let world = World::new();
    let (first, second) = (world.declare("First"), world.declare("Second"));
    let ana = world.joined("ana", &first.invite("coordinator"));
    ana.run(&["join", &second.invite("coordinator"), "--as", "ana", "--no-screen"]).done();
    ana.run(&["note", "in the one joined last"]).done();
    ana.run(&["note", "by option", "--incident", "inc-1"]).done();
    let by_environment = ana.command(&["note", "by environment"]).env("WARROOM_INCIDENT", "INC-1").status();
    assert!(by_environment.expect("it runs").success());
    assert_eq!(ana.texts("note"), ["in the one joined last"]);
    let first = ana.run(&["log", "--json", "--incident", "INC-1"]).done();
    assert!(first.out.contains("by option") && first.out.contains("by environment"));
    let list = ana.run(&["list", "--json"]).done().json();
    let titles: Vec<_> = list.as_array().expect("an array").iter().map(|it| it["title"].clone()).collect();
    assert_eq!(titles, ["First", "Second"]);
}

#[test]
fn the_operator_acts_through_the_running_server() {
    let mut world = World::new();
    let title = "Checkout is down";
    let plain = world.operator(&["declare", title, "--drill"]).done();
    assert!(plain.out.contains("DRILL INC-1") && plain.out.matches("warroom join wr1_").count() == 4, "{}", plain.out);
    let list = world.operator(&["list", "--json"]).done().json();
    assert_eq!((&list[0]["incident"], &list[0]["drill"]), (&json!("INC-1"), &json!(true)));
    let invite = world.operator(&["invite", "guest", "--json"]).done().json();
    assert_eq!(invite["seat"], "guest");
    assert!(invite["expires_at"].as_str().is_some_and(|at| at.ends_with('Z')));
    let gus = world.joined("gus", invite["invite"].as_str().expect("an invite"));
    world.declare("Another");
    world.operator(&["invite", "guest"]).ends(2).says("--incident");
    world.operator(&["invite", "guest", "--incident", "INC-9"]).ends(1).says("no such incident");
    let by_environment = gus.command(&["list", "--json"]).env("WARROOM_DATA", world.data()).output().expect("it runs");
    let by_environment: Value = serde_json::from_slice(&by_environment.stdout).expect("JSON");
    assert_eq!(by_environment.as_array().map(Vec::len), Some(2));
    world.stop();
    world.operator(&["list"]).ends(4).says("warroom serve --data");
}

#[test]
fn members_invite_up_to_their_own_seat() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let made = bo.run(&["invite", "observer", "--json"]).done().json();
    world.joined("cy", made["invite"].as_str().expect("an invite"));
    bo.run(&["invite", "coordinator"]).ends(3).says("operator");
}

#[test]
fn guests_read_and_do_not_write() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let gus = world.joined("gus", &declared.invite("guest"));
    gus.run(&["note", "may I?"]).ends(3).says("ask: coordinator, responder, observer");
    gus.run(&["ack"]).ends(3);
    gus.run(&["invite", "guest"]).ends(3);
    gus.run(&["hold", "raise", "stop"]).ends(3);
    gus.run(&["status"]).done();
    // One word lets several guests in.
    world.joined("gil", &declared.invite("guest"));
    gus.run(&["seat", "request", "observer", "I know this system"]).done();
}

#[test]
fn the_chair_is_handed_over_and_a_member_can_be_removed() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    ana.run(&["chair", "offer", "bo", "customers were told at 9:30"]).done();
    ana.run(&["chair", "accept"]).ends(3);
    assert_eq!(bo.run(&["status", "--json"]).done().json()["chair"], "ana");
    bo.run(&["chair", "accept"]).done();
    assert_eq!(bo.run(&["status", "--json"]).done().json()["chair"], "bo");
    bo.run(&["remove", "ana", "wrong room"]).done();
    ana.run(&["note", "am I in?"]).ends(3);
    ana.run(&["log"]).ends(3);
    ana.run(&["note", "still?", "--json"]).ends(3);
}

#[test]
fn files_with_credentials_are_for_their_owner_alone() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mode = |path: std::path::PathBuf| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(bo.data("memberships.json")), 0o600);
    assert_eq!(mode(bo.data("")), 0o700);
    assert_eq!(mode(world.data().join("operator.json")), 0o600);
    assert_eq!(mode(world.data()), 0o700);
    // Nothing of anybody's lies outside the directories that the platform names.
    let home: Vec<_> = std::fs::read_dir(bo.home()).expect("a directory").flatten().map(|it| it.file_name()).collect();
    assert_eq!(home, ["data"]);
}

#[test]
fn several_processes_of_one_person_lose_no_membership_and_no_note() {
    let world = World::new();
    let incidents: Vec<_> = (0..6).map(|n| world.declare(&format!("Incident {n}"))).collect();
    let ana = world.person("ana");
    std::thread::scope(|scope| {
        for declared in &incidents {
            let ana = &ana;
            scope.spawn(move || {
                ana.run(&["join", &declared.invite("responder"), "--as", "ana", "--no-screen"]).done();
                for n in 0..3 {
                    ana.run(&["note", &format!("note {n}"), "--incident", &declared.incident]).done();
                }
            });
        }
    });
    assert_eq!(ana.run(&["list", "--json"]).done().json().as_array().map(Vec::len), Some(6));
    for declared in &incidents {
        let log = ana.run(&["log", "--json", "--incident", &declared.incident]).done().lines();
        assert_eq!(log.iter().filter(|event| event["kind"] == "note").count(), 3);
    }
}
