//! The terminal's manners, each shown in a pseudo-terminal. Where each of the thirty checks of the screen is tested:
//!
//! | no | what | where |
//! |---|---|---|
//! | 1, 2 | help and commands have every action, made from the keys in force | `src/app/tests/finding.rs` |
//! | 3 | no key that multiplexers take | `src/app/bindings.rs`: `no_key_of_the_table_is_one_that_does_not_arrive` |
//! | 4 | nothing hangs on Esc alone | `src/app/tests/ways_out.rs` |
//! | 5 | without colours the selection is seen | `looks.rs`, `terminal_drawing.rs` |
//! | 6 | without colours severities are told apart | `tests/screens/looks.rs` |
//! | 7 | 80x24 is complete, 40x10 draws | `tests/screens/states.rs`, `layout.rs`, `rooms.rs` |
//! | 8 | a storm of sizes leaves nothing behind | `terminal_drawing.rs` |
//! | 9, 10 | a paste sends nothing, bracketed or not | `terminal_drawing.rs`, `writing.rs`, `src/runtime/input.rs` |
//! | 11 | signals, a panic, a closed window: given back, within a second, no CPU | here |
//! | 12 | Ctrl-Z and fg | here |
//! | 13 | the editor gets every key | `writing.rs` |
//! | 14 | copying inside tmux makes a buffer of tmux | `reading.rs` |
//! | 15 | it rings once for each, and never on replay | `tests/screens/connection.rs`, `link.rs` |
//! | 16 | nothing moves under the reader | `src/app/list.rs`, `tests/screens/reading.rs` |
//! | 17 | unread clears at the end only | `tests/screens/brief.rs`, `reading.rs` |
//! | 18 | the server is killed | here, and `link.rs` |
//! | 19 | what waits is sent once and in order | `offline.rs`, `src/app/tests/outbox.rs` |
//! | 20 | nothing that needs the server is done without it | `src/app/tests.rs`: `orders_are_off_while_not_connected_and_entries_wait`; publishing: `reviewing.rs`, `src/app/tests/review.rs`: `nothing_is_published_offline_and_nothing_waits_to_be` |
//! | 21 | what changed since it was read is not published | `reviewing.rs`, `updates.rs`, `src/app/tests/review.rs`: `the_server_refuses_a_stale_revision_and_the_page_says_what_changed` |
//! | 22 | no single key and no paste publishes | `reviewing.rs`, `src/app/tests/review.rs`: `no_single_key_and_no_paste_publishes` |
//! | 23 | late replies of the terminal are no commands | `terminal_drawing.rs`, `writing.rs` |
//! | 24 | hidden and wide characters shift nothing | `terminal_drawing.rs` |
//! | 25 | title and escape sequences are made safe | `terminal_drawing.rs`, `rooms.rs` |
//! | 26 | no network but the server | here |
//! | 27 | the log is bounded and holds no secret | here, and `src/client/log_file.rs` |
//! | 28 | a mistake in the settings is named with its place | `looks.rs`, `src/settings/file.rs` |
//! | 29 | a guest cannot write, whatever the client | `joining.rs`: `guests_read_and_do_not_write` |
//! | 30 | the first screen waits for no answer | here |

use super::people::Person;
use super::terminal::Terminal;
use super::world::{DEADLINE, Declared, PROGRAM, World, eventually};
use nix::sys::signal::Signal;
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

pub(crate) fn room(seat: &str) -> (World, Declared, Person) {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite(seat));
    (world, declared, bo)
}

/// In the room, at the timeline, with everything there.
pub(crate) fn inside(person: &Person) -> Terminal {
    let mut terminal = Terminal::open(person, &["join"]);
    terminal.sees("LIVE").types("1").sees("1 Timeline —");
    terminal
}

/// State and processor time of a process, in ticks; also of one that has ended and was not waited for.
fn processor(pid: nix::unistd::Pid) -> (char, u64) {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("a process");
    let after: Vec<_> = stat.rsplit_once(')').expect("a name").1.split_whitespace().collect();
    let ticks = |at: usize| after[at].parse::<u64>().expect("a number");
    (after[0].chars().next().expect("a state"), ticks(11) + ticks(12))
}

/// Waits for the end; how long that took, and the processor time spent on it.
fn end_of(terminal: &Terminal, happens: impl FnOnce()) -> (Duration, u64) {
    let (_, before) = processor(terminal.pid());
    let began = Instant::now();
    happens();
    let after = eventually("the program ends", || {
        let (state, ticks) = processor(terminal.pid());
        (state == 'Z').then_some(ticks)
    });
    (began.elapsed(), after - before)
}

/// Ticks of the processor, a hundredth of a second each, that an end may cost.
const CHEAP: u64 = 40;

/// The terminal is as the shell wants it.
#[track_caller]
fn given_back(terminal: &mut Terminal, fresh: [u32; 3]) {
    terminal.waits("the shell's screen", |screen| !screen.alternate_screen() && !screen.hide_cursor());
    assert!(!terminal.emulator(vt100::Screen::bracketed_paste));
    assert_eq!(terminal.discipline(), fresh, "the line discipline");
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    for (on, off) in [("\u{1b}[?1004h", "\u{1b}[?1004l"), ("\u{1b}[?2026h", "\u{1b}[?2026l")] {
        assert!(raw.rfind(on) < raw.rfind(off), "{off:?} is the last word");
    }
    assert!(raw.contains("\u{1b}[22;0t") && raw.contains("\u{1b}[23;0t"), "the title is put aside and taken back");
}

fn fresh(person: &Person) -> [u32; 3] {
    let mut terminal = Terminal::run(person, &["true"], &[]);
    terminal.ends_within(DEADLINE);
    terminal.discipline()
}

#[test]
fn a_signal_gives_the_terminal_back_within_a_second_and_keeps_what_was_typed() {
    let (_world, _, bo) = room("responder");
    let fresh = fresh(&bo);
    for signal in [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGINT] {
        let mut terminal = inside(&bo);
        let thought = format!("kept on {signal}");
        terminal.types("a").sees("WRITING").types(&thought).sees(&thought);
        let (took, ticks) = end_of(&terminal, || terminal.signal(signal));
        assert!(took < Duration::from_secs(1), "{signal}: {took:?}");
        assert!(ticks < CHEAP, "{signal}: {ticks} ticks");
        given_back(&mut terminal, fresh);
        let mut again = inside(&bo);
        again
            .types("a")
            .sees("WRITING")
            .sees(&thought)
            .types("\u{15}")
            .sees_no("kept on")
            .types("\u{1b}")
            .sees_no("WRITING");
        assert_eq!(again.leaves(), 0);
    }
}

#[test]
fn a_panic_gives_the_terminal_back_and_says_where_the_log_is() {
    let (_world, _, bo) = room("responder");
    let fresh = fresh(&bo);
    let mut terminal = Terminal::open_with(&bo, &["join"], &[("WARROOM_PANIC_ON_F12", "1")]);
    terminal.sees("LIVE").types("1").types("a").sees("WRITING").types("half a thought").sees("half a thought");
    let pid = terminal.pid();
    let began = Instant::now();
    terminal.types("\u{1b}[24~");
    eventually("it ends", || (processor(pid).0 == 'Z').then_some(()));
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    given_back(&mut terminal, fresh);
    terminal.sees("a bug ended the program").sees("warroom.log");
    assert!(!terminal.screen().contains("stack backtrace"), "one sentence: {}", terminal.screen());
    assert_eq!(terminal.ends_within(DEADLINE), 101);
    let log = std::fs::read_to_string(bo.home().join("state/warroom/warroom.log")).expect("a log");
    assert!(log.contains("panicked") && log.contains("last_words.rs"), "{log}");
    assert!(!log.contains("the environment"), "what a panic quotes may be somebody's words: {log}");
    inside(&bo).types("a").sees("half a thought");
}

#[test]
fn a_closed_window_ends_the_program_without_spending_the_processor() {
    let (_world, _, bo) = room("responder");
    let mut terminal = inside(&bo);
    let pid = terminal.pid();
    let (_, before) = processor(pid);
    let began = Instant::now();
    terminal.is_cut_off();
    eventually("it ends", || (processor(pid).0 == 'Z').then_some(()));
    // The reader of the test lets go of the terminal with the next frame, up to a second later.
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert!(processor(pid).1 - before < CHEAP, "{} ticks", processor(pid).1 - before);
    let log = std::fs::read_to_string(bo.home().join("state/warroom/warroom.log")).expect("a log");
    assert!(log.contains("a room is opened") && !log.contains("panicked"), "{log}");
}

/// A title ends with the same byte that a bell is.
fn titles(bytes: &[u8]) -> usize {
    count(bytes, b"\x1b]0;")
}

pub(crate) fn count(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).filter(|window| *window == part).count()
}

#[test]
fn suspending_gives_the_terminal_back_and_fg_draws_again() {
    let (_world, _, bo) = room("responder");
    // What is typed before it goes to the program that is about to stop.
    let prompt =
        |screen: &vt100::Screen| !screen.alternate_screen() && screen.contents().trim_end().ends_with("shell>");
    let mut terminal = Terminal::run(&bo, &["/bin/sh", "-i"], &[("PS1", "shell> "), ("ENV", "")]);
    terminal.sees("shell>").types(&format!("{PROGRAM} join\r")).sees("LIVE").types("1").sees("1 Timeline —");
    terminal.types("\u{1a}").waits("the shell's prompt", prompt);
    terminal.types("echo still \"\"here\r").sees("still here").resize(90, 28);
    bo.posts(&["finding", "while it slept"]);
    terminal.types("fg\r").waits("the full screen", vt100::Screen::alternate_screen).sees("while it slept");
    terminal.waits("the new size", |screen| screen.rows(0, 90).nth(27).is_some_and(|it| it.contains("NORMAL")));
    // The same again, with a window that stays as it is: everything is drawn anew.
    terminal.types("\u{1a}").waits("the shell's prompt", prompt);
    let clears = count(&terminal.raw(), b"\x1b[2J");
    terminal.types("fg\r").waits("the full screen", vt100::Screen::alternate_screen).sees("while it slept");
    assert!(count(&terminal.raw(), b"\x1b[2J") > clears);
    terminal.types("q").sees("Leave?").types("y").waits("the shell's prompt", prompt);
    terminal.types("echo $?\"\"-it-ended\r").sees("0-it-ended").types("exit\r");
    assert_eq!(terminal.ends_within(DEADLINE), 0);
}

#[test]
fn a_killed_server_is_said_within_five_seconds_and_typing_goes_on() {
    let (mut world, _, bo) = room("responder");
    let mut terminal = inside(&bo);
    let began = Instant::now();
    world.kill();
    terminal.sees("NOT CONNECTED");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    terminal.writes("/finding written into the silence").sees("written into the silence");
    assert_ne!(processor(terminal.pid()).0, 'Z');
}

#[test]
fn nothing_is_connected_to_but_the_server() {
    let (world, _, bo) = room("responder");
    let traces = bo.home().join("connections");
    let strace = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", traces.to_str().expect("plain")];
    let works = std::process::Command::new("strace").args(["-qq", "-e", "trace=connect", "true"]).output();
    if !works.is_ok_and(|output| output.status.success()) {
        return sockets_of_the_process_lead_to_the_server(&world, &bo);
    }
    let mut terminal = Terminal::run(&bo, &[&strace[..], &[PROGRAM, "join"]].concat(), &[]);
    terminal.sees("LIVE").types("1").writes("/finding the pool is empty").types("?").sees("All keys");
    terminal.types("tak").sees("takes the selected task").types("\u{1b}").sees_no("All keys");
    assert_eq!(terminal.leaves(), 0);
    only_the_server(&world, &traces);
    // Nor does the doctor ask anybody else.
    let doctor = Terminal::run(&bo, &[&strace[..], &[PROGRAM, "doctor"]].concat(), &[]).ends_within(DEADLINE);
    assert_eq!(doctor, 0);
    only_the_server(&world, &traces);
}

fn only_the_server(world: &World, traces: &Path) {
    let port = world.authority().rsplit_once(':').expect("a port").1;
    let traced = std::fs::read_to_string(traces).expect("what was traced");
    assert!(traced.lines().any(|line| line.contains("connect(")), "the server was connected to: {traced}");
    for line in traced.lines().filter(|line| line.contains("sa_family") || line.contains("sun_path")) {
        assert!(line.contains(&format!("htons({port})")) && line.contains("127.0.0.1"), "{line}");
    }
}

/// Where nothing can be traced: the sockets that are open, which shows less.
fn sockets_of_the_process_lead_to_the_server(world: &World, bo: &Person) {
    let terminal = inside(bo);
    let pid = terminal.pid();
    let port: u16 = world.authority().rsplit_once(':').expect("a port").1.parse().expect("a number");
    let links = std::fs::read_dir(format!("/proc/{pid}/fd")).expect("its files").flatten();
    let names = links.filter_map(|link| std::fs::read_link(link.path()).ok());
    let sockets: Vec<_> = names
        .filter_map(|name| name.to_str()?.strip_prefix("socket:[")?.strip_suffix(']').map(str::to_owned))
        .collect();
    let mut found = 0;
    for table in ["tcp", "tcp6", "udp", "udp6"] {
        let lines = std::fs::read_to_string(format!("/proc/{pid}/net/{table}")).unwrap_or_default();
        for line in lines.lines().skip(1) {
            let parts: Vec<_> = line.split_whitespace().collect();
            if sockets.iter().any(|inode| parts.get(9) == Some(&inode.as_str())) {
                assert_eq!(parts[2], format!("0100007F:{port:04X}"), "{line}");
                found += 1;
            }
        }
    }
    assert_eq!(found, 1, "one connection, to the server");
}

#[test]
fn the_log_is_turned_over_and_holds_neither_secrets_nor_words() {
    let (mut world, declared, _) = room("responder");
    let ana = world.person("ana");
    let log = ana.home().join("state/warroom/warroom.log");
    std::fs::create_dir_all(log.parent().expect("it has one")).expect("made");
    std::fs::write(&log, "x".repeat(2 * 1024 * 1024)).expect("written");
    let join = ["join", &declared.invite("coordinator"), "--as", "ana"];
    let mut terminal = Terminal::open_with(&ana, &join, &[("WARROOM_LOG", "trace")]);
    terminal.sees("LIVE").types("1").writes("/finding wr1_PlantedInvite the CEO is angry");
    terminal.types("I").sees("Invite").types("2").sees("warroom join wr1_").types(" ").sees_no("join wr1_");
    world.kill();
    terminal.sees("OFFLINE").writes("/finding nobody else knows");
    world.restart();
    terminal.sees("LIVE");
    assert_eq!(terminal.leaves(), 0);
    let mut all = String::new();
    for name in ["warroom.log", "warroom.log.1", "warroom.log.2"] {
        all.push_str(&std::fs::read_to_string(log.with_file_name(name)).unwrap_or_default());
    }
    let fresh = std::fs::read_to_string(&log).expect("a log");
    assert!(fresh.len() < 1024 * 1024 && log.with_file_name("warroom.log.1").exists(), "it was turned over");
    for known in ["a room is opened", "connected", "not connected", "INC-1"] {
        assert!(all.contains(known), "{known} in {fresh}");
    }
    let memberships = std::fs::read_to_string(ana.data("memberships.json")).expect("text");
    let credential = memberships.split("wrc_").nth(1).and_then(|it| it.split('"').next()).expect("a credential");
    for word in [credential, "Planted", "CEO", "nobody else", "Checkout", "wr1_", "wrc_"] {
        assert!(!all.contains(word), "{word}");
    }
}

#[test]
fn the_first_screen_waits_for_no_answer() {
    let (_world, _, bo) = room("responder");
    // It takes connections, and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("ws://{}", silent.local_addr().expect("an address"));
    let mut terminal = Terminal::open(&bo, &["join", "--server", &address]);
    terminal.waits("the full screen", vt100::Screen::alternate_screen).sees("INC-1");
    silent.set_nonblocking(true).expect("it is set");
    let (_client, _) = eventually("it connects", || silent.accept().ok());
    terminal.types("?").sees("All keys").types("tak").sees("takes the selected task");
    // Where nobody listens at all, the first screen is the same.
    drop(silent);
    let mut terminal = Terminal::open(&bo, &["join", "--server", "ws://127.0.0.1:1"]);
    terminal
        .waits("the full screen", vt100::Screen::alternate_screen)
        .sees("INC-1")
        .types("?")
        .sees("All keys")
        .types("tak")
        .sees("takes the selected task");
}

#[test]
fn a_screen_that_the_server_refuses_stays_readable_and_rests() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut terminal = inside(&bo);
    ana.run(&["remove", "bo", "wrong room"]).done();
    // Nothing is tried any more, so that nothing is left to do but the clock.
    terminal.sees("REFUSED").sees("ask the chair for a new invite").sees("R tries again");
    let (_, before) = processor(terminal.pid());
    let clock = |terminal: &Terminal| terminal.screen().lines().next().unwrap_or_default().to_owned();
    for _ in 0..4 {
        let shown = clock(&terminal);
        eventually("a second passes", || (clock(&terminal) != shown).then_some(()));
    }
    let (_, after) = processor(terminal.pid());
    assert!(after - before < CHEAP, "{} ticks in three seconds and a bit", after - before);
    let bells = count(&terminal.raw(), b"\x07") - titles(&terminal.raw());
    assert!(bells <= 2, "{bells} bells for a removal");
    terminal.types("?").sees("All keys").types("tak").sees("takes the selected task");
}
