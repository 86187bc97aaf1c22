//! Copying and reading at a real terminal.

use super::people::Person;
use super::terminal::Terminal;
use super::world::World;
use std::os::unix::fs::PermissionsExt;

/// Puts a `tmux` on somebody's path that keeps what it is given, or fails.
fn fake_tmux(person: &Person, script: &str) -> String {
    let bin = person.home().join("bin");
    std::fs::create_dir_all(&bin).expect("a directory");
    let tmux = bin.join("tmux");
    std::fs::write(&tmux, format!("#!/bin/sh\n{script}\n")).expect("a file");
    std::fs::set_permissions(&tmux, std::fs::Permissions::from_mode(0o755)).expect("it can be run");
    format!("{}:/usr/bin:/bin", bin.display())
}

fn a_room() -> (World, Person) {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    bo.posts(&["finding", "the pool is empty, see § 4.2"]);
    (world, bo)
}

#[test]
fn inside_tmux_copying_makes_a_buffer_of_tmux() {
    let (_world, bo) = a_room();
    let path = fake_tmux(&bo, "echo \"$@\" > \"$HOME/args\"; cat > \"$HOME/part\"; mv \"$HOME/part\" \"$HOME/buffer\"");
    let mut terminal = Terminal::open_with(&bo, &["join"], &[("TMUX", "/tmp/tmux-0/default,1,0"), ("PATH", &path)]);
    terminal.sees("Checkout is down").types("1").sees("the pool is empty").types("y").sees("characters, into tmux");
    let copied = std::fs::read_to_string(bo.home().join("buffer")).expect("tmux was given a text");
    assert!(copied.ends_with("bo (responder): FINDING: the pool is empty, see § 4.2\n"), "{copied}");
    assert!(terminal.screen().contains(&format!("{} characters", copied.chars().count())), "{}", terminal.screen());
    assert_eq!(std::fs::read_to_string(bo.home().join("args")).expect("they were kept"), "load-buffer -w -\n");
    assert!(!terminal.was_sent(b"\x1b]52;"), "one way is enough");
    assert_eq!(terminal.leaves(), 0);
}

#[test]
fn a_tmux_that_refuses_is_quoted_and_the_text_is_shown() {
    let (_world, bo) = a_room();
    let path = fake_tmux(&bo, "echo 'unknown flag -w' >&2; exit 1");
    let mut terminal = Terminal::open_with(&bo, &["join"], &[("TMUX", "/tmp/tmux-0/default,1,0"), ("PATH", &path)]);
    terminal.sees("Checkout is down").types("1").sees("the pool is empty").types("y");
    terminal.sees("not copied: tmux refused it: unknown flag -w").sees("bo (responder): FINDING: the pool is empty");
    terminal.types("q").sees("1 Timeline —");
    assert_eq!(terminal.leaves(), 0);
}

#[test]
fn a_tmux_that_hangs_does_not_stop_the_screen() {
    let (_world, bo) = a_room();
    let path = fake_tmux(&bo, "exec sleep 60");
    let mut terminal = Terminal::open_with(&bo, &["join"], &[("TMUX", "/tmp/tmux-0/default,1,0"), ("PATH", &path)]);
    terminal.sees("Checkout is down").types("1").sees("the pool is empty").types("y");
    terminal.writes("/finding still here").sees("FINDING still here");
    terminal.sees("tmux did not answer");
    terminal.types("q").sees("1 Timeline —");
    assert_eq!(terminal.leaves(), 0);
}

#[test]
fn outside_of_tmux_the_terminal_is_asked_to_take_the_text() {
    let (_world, bo) = a_room();
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").types("1").sees("the pool is empty").types("\r").sees("as number");
    terminal.types("y").sees("characters, to the terminal (OSC 52)");
    // The base64 of: the pool is empty, see § 4.2
    assert!(terminal.was_sent(b"\x1b]52;c;dGhlIHBvb2wgaXMgZW1wdHksIHNlZSDCpyA0LjI=\x07"));
    terminal.types("q").sees("1 Timeline —");
    assert_eq!(terminal.leaves(), 0);
}

#[test]
fn inside_screen_the_text_is_shown_to_be_marked() {
    let (_world, bo) = a_room();
    let mut terminal = Terminal::open_with(&bo, &["join"], &[("STY", "1.pts-0.host"), ("TERM", "screen")]);
    terminal.sees("Checkout is down").types("1").sees("the pool is empty").types("y");
    terminal.sees("not copied: screen hands no text on").sees("bo (responder): FINDING: the pool is empty");
    assert!(!terminal.was_sent(b"\x1b]52;"));
    terminal.types("q").sees("1 Timeline —");
    assert_eq!(terminal.leaves(), 0);
}
