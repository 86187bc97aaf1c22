//! Measures the hot paths of a real server in a process of its own, beside a bare floor in the same run.
//!
//! `cargo bench -p warroom-server --bench load` takes about three minutes on two cores. The floor is one thread that
//! appends a frame to a file, syncs it (what waits shares a sync), acknowledges, and writes the same bytes to every
//! socket; to join it sends a file. It does nothing else, so nothing is faster on the machine of the run; ratios to
//! it are what to compare, absolute figures drift. `-- --quick` takes a tenth of the time, for a look.

mod client;
mod floor;
mod measure;
mod world;

use client::Dialect;
use measure::Row;
use std::time::Duration;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["floor", data] => floor::serve(data.as_ref()),
        ["server", data] => world::serve(data.as_ref()),
        rest => {
            // Cargo passes `--bench`.
            let quick = rest.contains(&"--quick");
            let only = rest.iter().find(|word| !word.starts_with("--")).copied();
            run(quick, only);
        }
    }
}

fn run(quick: bool, only: Option<&str>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    world::raise_file_limit();
    let wanted = |name: &str| only.is_none_or(|only| name.contains(only));
    println!("| figure | floor | warroom | ratio | aim |");
    println!("|---|---:|---:|---:|---:|");
    let seconds = if quick { 1 } else { 5 };
    if wanted("notes") {
        for (receivers, rate) in [(3, 20), (3, 200), (100, 20), (100, 200), (1_000, 20), (1_000, 200)] {
            let length = Duration::from_secs(seconds);
            let floor = runtime.block_on(measure::notes(Dialect::Floor, receivers, rate, length));
            let ours = runtime.block_on(measure::notes(Dialect::Warroom, receivers, rate, length));
            measure::print_notes(receivers, rate, &floor, &ours);
        }
    }
    if wanted("commits") {
        for (writers, aim) in [(1, "≥ 0.70×"), (16, "≥ 0.55×"), (64, "≥ 0.50×")] {
            let length = Duration::from_secs(if quick { 1 } else { 3 });
            let floor = runtime.block_on(measure::commits(Dialect::Floor, writers, length));
            let ours = runtime.block_on(measure::commits(Dialect::Warroom, writers, length));
            Row::rate(&format!("durable commits/s, {writers} writers"), floor, ours, aim).print();
        }
    }
    if wanted("join") {
        let sizes: &[u64] = if quick { &[1_000, 10_000] } else { &[1_000, 10_000, 100_000] };
        for &events in sizes {
            let floor = runtime.block_on(measure::join(Dialect::Floor, events));
            let ours = runtime.block_on(measure::join(Dialect::Warroom, events));
            Row::time(&format!("one joins {events}, first after start"), floor.first, ours.first, "").print();
            Row::time(&format!("one joins {events}, median of later"), floor.later, ours.later, "≤ 3×").print();
        }
    }
    if wanted("crowd") {
        let floor = runtime.block_on(measure::crowd(Dialect::Floor, 200, 10_000));
        let ours = runtime.block_on(measure::crowd(Dialect::Warroom, 200, 10_000));
        Row::time("200 join 10000 at once: last one", floor.last, ours.last, "≤ 3×").print();
        Row::time("the same: server CPU", floor.cpu, ours.cpu, "≤ 10×").print();
        Row::memory("the same: memory afterwards", floor.grown, ours.grown, "≤ 30 MiB").print();
    }
    if wanted("idle") {
        let length = Duration::from_secs(if quick { 2 } else { 20 });
        let floor = runtime.block_on(measure::idle(Dialect::Floor, 1_000, length));
        let ours = runtime.block_on(measure::idle(Dialect::Warroom, 1_000, length));
        Row::memory("empty server", floor.empty, ours.empty, "≤ 12 MiB").print();
        Row::memory("memory per idle connection", floor.each, ours.each, "≤ 8 KiB").print();
        Row::share("idle CPU with 1000 connections", floor.cpu, ours.cpu, "0").print();
    }
}
