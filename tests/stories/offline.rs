//! People who are cut off go on reading and writing; what they wrote arrives once.

use super::terminal::Terminal;
use super::world::World;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[test]
fn what_is_written_while_the_server_is_away_arrives_once() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").sees("LIVE").types("1").writes("/finding before");
    world.kill();
    terminal.sees("OFFLINE").writes("/finding while away").writes("/finding and again");
    terminal.sees("before").sees("while away");
    world.restart();
    terminal.sees("LIVE");
    let seen = || bo.texts("finding");
    super::world::eventually("everything is sent", || (seen().len() >= 3).then_some(()));
    terminal.writes("/finding after");
    super::world::eventually("the last one is sent", || (seen().len() >= 4).then_some(()));
    assert_eq!(seen(), ["before", "while away", "and again", "after"]);
    assert_eq!(terminal.leaves(), 0);
    // Nothing is left to be sent again.
    let mut again = Terminal::open(&bo, &["join"]);
    again.sees("LIVE");
    assert_eq!(again.leaves(), 0);
    assert_eq!(seen().len(), 4);
}

#[test]
fn what_waits_survives_a_killed_screen() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").sees("LIVE").types("1");
    world.kill();
    terminal.sees("OFFLINE").writes("/finding on disk here");
    super::world::eventually("it is on disk", || {
        let files = std::fs::read_dir(bo.data("outbox")).ok()?.flatten();
        files
            .filter_map(|file| std::fs::read_to_string(file.path()).ok())
            .any(|it| it.contains("on disk"))
            .then_some(())
    });
    terminal.dies();
    world.restart();
    let mut again = Terminal::open(&bo, &["join"]);
    again.sees("LIVE");
    super::world::eventually("it is sent", || (!bo.texts("finding").is_empty()).then_some(()));
    assert_eq!(bo.texts("finding"), ["on disk here"]);
}

#[test]
fn a_server_that_falls_silent_is_noticed_and_forgiven() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut terminal = Terminal::open(&bo, &["join"]);
    terminal.sees("Checkout is down").sees("LIVE").types("1");
    world.freeze(true);
    terminal.sees("OFFLINE").writes("/finding into the silence");
    world.freeze(false);
    terminal.sees("LIVE");
    super::world::eventually("it is sent", || (!bo.texts("finding").is_empty()).then_some(()));
    assert_eq!(bo.texts("finding"), ["into the silence"]);
}

#[test]
fn a_command_whose_answer_is_lost_takes_effect_once() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let swallower = Swallower::before(world.authority(), 2);
    let outcome = bo.run(&["note", "once", "--server", &swallower.address, "--json"]).done();
    assert_eq!(swallower.left.load(Ordering::Acquire), 0, "two answers were lost on the way");
    assert_eq!(bo.texts("note"), ["once"]);
    assert_eq!(bo.log().last().expect("an event")["seq"], outcome.json()["seq"]);
}

/// A bad line: breaks a connection whenever an acknowledgement comes over it, as often as it was told.
struct Swallower {
    address: String,
    left: Arc<AtomicUsize>,
}

impl Swallower {
    fn before(server: &str, times: usize) -> Swallower {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("ws://{}", listener.local_addr().expect("an address"));
        let left = Arc::new(AtomicUsize::new(times));
        let (server, remaining) = (server.to_owned(), Arc::clone(&left));
        // Ends with the test's process.
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(&server) else { return };
                let (from_client, to_server) = (client.try_clone(), server.try_clone());
                std::thread::spawn(move || std::io::copy(&mut from_client?, &mut to_server?));
                let remaining = Arc::clone(&remaining);
                std::thread::spawn(move || pass_back(server, client, &remaining));
            }
        });
        Swallower { address, left }
    }
}

fn pass_back(mut server: TcpStream, mut client: TcpStream, left: &AtomicUsize) {
    let mut bytes = [0; 64 * 1024];
    while let Ok(count @ 1..) = server.read(&mut bytes) {
        let acknowledges = bytes[..count].windows(10).any(|part| part == b"\"accepted\"");
        let swallow = |n: usize| n.checked_sub(1);
        if acknowledges && left.fetch_update(Ordering::AcqRel, Ordering::Acquire, swallow).is_ok() {
            break;
        }
        if client.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    // The other side may be closed already.
    let _ = server.shutdown(Shutdown::Both);
    let _ = client.shutdown(Shutdown::Both);
}
