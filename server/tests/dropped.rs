//! A server that nobody runs any more ends, however that came about: a test that fails beside one ends, too.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

#[expect(dead_code, reason = "other tests need the rest of it")]
mod common;

use common::{PATIENCE, start};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tokio::runtime::Builder;

/// The threads of servers in this process.
fn threads() -> BTreeSet<String> {
    let all = std::fs::read_dir("/proc/self/task").unwrap();
    let name = |thread: std::io::Result<std::fs::DirEntry>| {
        // One that ends meanwhile has no name any more.
        Some(std::fs::read_to_string(thread.ok()?.path().join("comm")).ok()?.trim().to_owned())
    };
    all.filter_map(name).filter(|name| ["order", "delivery", "outbox"].contains(&name.as_str())).collect()
}

fn none_is_left() {
    let since = Instant::now();
    while !threads().is_empty() {
        assert!(since.elapsed() < PATIENCE, "these are left: {:?}", threads());
        // Nothing tells when a thread has left the process's list.
        std::thread::sleep(Duration::from_millis(5));
    }
}

// One test, because it looks at the threads of the whole process.
#[test]
fn a_test_that_panics_beside_a_running_server_ends_and_leaves_no_thread_of_it() {
    for mut runtime in [Builder::new_current_thread(), Builder::new_multi_thread()] {
        let (ended, end) = mpsc::channel();
        std::thread::spawn(move || {
            let data = tempfile::tempdir().unwrap();
            let runtime = runtime.enable_all().build().unwrap();
            let panicked = catch_unwind(AssertUnwindSafe(|| {
                runtime.block_on(async {
                    let mut world = start(data.path()).await;
                    let incident = world.declare().await;
                    let ana = world.member(&incident, "responder", "ana").await;
                    let mut client = world.connect(&ana).await;
                    client.attach(0).await;
                    assert_eq!(threads().len(), 3, "the server's threads go by other names now");
                    // Not a panic, which would say something on the terminal.
                    std::panic::resume_unwind(Box::new("a failing test"));
                })
            }));
            assert!(panicked.is_err());
            drop(runtime);
            ended.send(()).unwrap();
        });
        end.recv_timeout(PATIENCE).expect("the test ends");
        none_is_left();
    }
    // The same while the rest of the program goes on and somebody is connected.
    let runtime = Builder::new_multi_thread().enable_all().build().unwrap();
    let data = tempfile::tempdir().unwrap();
    runtime.block_on(async {
        let mut world = start(data.path()).await;
        let incident = world.declare().await;
        let ana = world.member(&incident, "responder", "ana").await;
        let (mut attached, mut silent) = (world.connect(&ana).await, world.connect(&ana).await);
        attached.attach(0).await;
        silent.sees("welcome").await;
        world.serving.abort();
        while attached.next().await.is_some() {}
        while silent.next().await.is_some() {}
    });
    none_is_left();
}
