//! The server as a process: its one line, its signals, and what it refuses to start with.

use super::world::{World, clean};
use nix::sys::signal::Signal;
use std::process::Output;

fn serve(world: &World, args: &[&str]) -> Output {
    clean(world.path()).arg("serve").args(args).output().expect("the program runs")
}

fn refused(output: &Output, code: i32, words: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(words), "{said} lacks {words}");
    assert!(output.stdout.is_empty(), "nothing is promised on stdout");
}

#[test]
fn a_server_that_is_told_to_stop_stops_in_order() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    bo.posts(&["note", "before"]);
    assert!(world.stop().success());
    assert!(!world.data().join("operator.json").exists(), "nobody is sent to a server that is gone");
    world.restart();
    assert_eq!(bo.texts("note"), ["before"]);
    world.signal(Signal::SIGHUP);
    bo.posts(&["note", "after a reload"]);
    world.signal(Signal::SIGINT);
    assert!(world.stop().success());
}

#[test]
fn what_a_server_cannot_start_with_is_a_sentence() {
    let world = World::new();
    let data = world.data();
    let data = data.to_str().expect("a plain path");
    let other = world.path().join("other");
    let other = other.to_str().expect("a plain path");
    refused(&serve(&world, &["--data", data, "--listen", "127.0.0.1:0"]), 1, "in use");
    refused(&serve(&world, &["--data", other, "--listen", world.authority()]), 1, "cannot be listened on");
    refused(&serve(&world, &["--data", other, "--listen", "0.0.0.0:0"]), 1, "--allow-plain-text");
    refused(&serve(&world, &["--data", "/proc/nothing", "--listen", "127.0.0.1:0"]), 1, "/proc/nothing");
    refused(&serve(&world, &["--listen", "nowhere"]), 2, "nowhere");
}

#[test]
fn a_damaged_store_is_refused_and_left_alone() {
    let mut world = World::new();
    world.declare("Checkout is down");
    world.stop();
    let store = world.data().join("warroom.db");
    let rubbish = b"this is no database, and longer than a header of one would be, so that it cannot be mistaken";
    for file in std::fs::read_dir(world.data()).expect("a directory").flatten() {
        if file.file_name() != "warroom.db" {
            std::fs::remove_file(file.path()).expect("removed");
        }
    }
    std::fs::write(&store, rubbish).expect("written");
    let data = world.data();
    let output = serve(&world, &["--data", data.to_str().expect("a plain path"), "--listen", "127.0.0.1:0"]);
    refused(&output, 1, "");
    assert!(!output.stderr.is_empty());
    assert_eq!(std::fs::read(store).expect("a file"), rubbish);
}

#[test]
fn a_policy_is_checked_without_serving() {
    let world = World::new();
    let policy = world.path().join("policy.toml");
    let path = policy.to_str().expect("a plain path").to_owned();
    let check = || serve(&world, &["--check", "--policy", &path]);
    std::fs::write(&policy, "[seats]\nchair_absent_seconds = 300\n").expect("written");
    let fine = check();
    assert_eq!(fine.status.code(), Some(0), "{}", String::from_utf8_lossy(&fine.stderr));
    assert!(String::from_utf8_lossy(&fine.stdout).contains("valid"));
    for (wrong, word) in [
        ("[seats]\nchair_absent_seconds = 1\n", "chair_absent_seconds"),
        ("[seats]\nchair_absent_second = 300\n", "chair_absent_second"),
        ("[seats\n", "policy.toml:1:"),
    ] {
        std::fs::write(&policy, wrong).expect("written");
        refused(&check(), 2, word);
        refused(&serve(&world, &["--policy", &path, "--listen", "127.0.0.1:0"]), 2, word);
    }
    refused(&serve(&world, &["--check", "--policy", "/does/not/exist"]), 2, "/does/not/exist");
    assert_eq!(serve(&world, &["--check"]).status.code(), Some(0), "defaults need no file");
}

#[test]
fn no_credential_stands_in_the_log() {
    let world = World::new();
    let log = world.path().join("log");
    let data = world.path().join("logged");
    let mut server = clean(world.path())
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(&data)
        .env("WARROOM_LOG", "trace")
        .stdout(std::process::Stdio::piped())
        .stderr(std::fs::File::create(&log).expect("a file"))
        .spawn()
        .expect("it runs");
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(server.stdout.as_mut().expect("stdout")), &mut line)
        .expect("a line");
    let data = data.to_str().expect("a plain path");
    let declared = world.person("operator").run(&["declare", "Quiet", "--as", "rita", "--json", "--data", data]).done();
    let invite = declared.json()["invites"]["responder"].as_str().expect("an invite").to_owned();
    let bo = world.joined("bo", &invite);
    bo.posts(&["note", "nobody's words either"]);
    super::world::terminate(&server);
    assert!(super::world::ended(server).success());
    let log = std::fs::read_to_string(log).expect("text");
    assert!(!log.is_empty());
    for secret in ["wrc_", "wri_", "wro_", "wr1_", "nobody's words"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
