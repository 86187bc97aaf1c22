//! The server is killed while people write: what was acknowledged is there, once; what was not is there at most once.

use super::people::Person;
use super::wire::{Raw, note};
use super::world::World;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// Kills in one story; writers are busy the whole time.
const KILLS: usize = 6;
/// Acknowledged writes between two kills.
const BETWEEN: usize = 40;

#[derive(Default)]
struct Ledger {
    acknowledged: Mutex<BTreeMap<String, u64>>,
    count: AtomicUsize,
    over: AtomicBool,
}

impl Ledger {
    fn acknowledge(&self, text: String, seq: u64) {
        let before = self.acknowledged.lock().expect("no writer panics").insert(text, seq);
        assert!(before.is_none());
        self.count.fetch_add(1, Ordering::Release);
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed_under_load() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("responder"));
    let bo = world.joined("bo", &declared.invite("observer"));
    let ledger = Ledger::default();
    let address = Mutex::new(world.authority().to_owned());
    std::thread::scope(|scope| {
        for writer in 0..2 {
            let (ledger, ana) = (&ledger, &ana);
            scope.spawn(move || write_at_the_shell(ledger, ana, writer));
        }
        for writer in 0..2 {
            let (ledger, bo, address) = (&ledger, &bo, &address);
            scope.spawn(move || write_on_the_wire(ledger, bo, address, writer));
        }
        for kill in 1..=KILLS {
            super::world::eventually("writers write", || {
                (ledger.count.load(Ordering::Acquire) >= kill * BETWEEN).then_some(())
            });
            world.kill();
            world.restart();
        }
        ledger.over.store(true, Ordering::Release);
    });
    let log = ana.log();
    let mut found: BTreeMap<&str, u64> = BTreeMap::new();
    for (at, event) in log.iter().enumerate() {
        assert_eq!(event["seq"].as_u64(), Some(at as u64 + 1), "numbers without gaps");
        if event["kind"] == "note" {
            let text = event["text"].as_str().expect("a text");
            assert_eq!(found.insert(text, at as u64 + 1), None, "{text} is there twice");
        }
    }
    let acknowledged = ledger.acknowledged.into_inner().expect("no writer panicked");
    assert!(acknowledged.len() >= KILLS * BETWEEN);
    for (text, seq) in &acknowledged {
        assert_eq!(found.get(text.as_str()), Some(seq), "{text} was acknowledged");
    }
    ana.run(&["verify"]).done();
}

fn write_at_the_shell(ledger: &Ledger, person: &Person, writer: usize) {
    for n in 0.. {
        if ledger.is_over() {
            return;
        }
        let text = format!("shell {writer} note {n}");
        let outcome = person.run(&["note", &text, "--json"]);
        // The server is back within the ten seconds that a command waits.
        let seq = outcome.done().json()["seq"].as_u64().expect("a number");
        ledger.acknowledge(text, seq);
    }
}

fn write_on_the_wire(ledger: &Ledger, person: &Person, address: &Mutex<String>, writer: u8) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let address = format!("ws://{}", address.lock().expect("nobody panics"));
        let mut raw: Option<Raw> = None;
        for n in 0_u64.. {
            let text = format!("wire {writer} note {n}");
            let id = format!("{writer:02x}{n:030x}");
            loop {
                if ledger.is_over() {
                    return;
                }
                if raw.is_none() {
                    raw = Raw::try_of(&address, person).await;
                }
                let Some(open) = raw.as_mut() else {
                    // Nothing tells when a killed server listens again.
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    continue;
                };
                // Without an answer the same command is sent again, under the same id.
                match open.command(&id, note(&text)).await {
                    Some((name, answer)) if name == "accepted" => {
                        ledger.acknowledge(text, answer["seq"].as_u64().expect("a number"));
                        break;
                    }
                    Some((name, answer)) => panic!("{name} {answer}"),
                    None => raw = None,
                }
            }
        }
    });
}
