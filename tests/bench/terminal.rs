//! Measures what a person waits for at the terminal: the real program in pseudo-terminals of 120×40 with a real server,
//! beside bare programs that paint one cell, in the same run.
//!
//! `cargo bench -p warroom --bench terminal` takes about a minute, `-- --quick` a few seconds. Ratios to the floor are
//! what to compare; absolute figures drift from hour to hour. `-- --program FILE` measures the screens of another build.

mod bare;
mod pty;
mod world;

use pty::Terminal;
use std::path::Path;
use std::time::Duration;
use world::{PROGRAM, World, Writer};

/// Events of a long incident.
const LONG: usize = 10_000;
/// Between two keys of somebody who types fast.
const BETWEEN_KEYS: Duration = Duration::from_millis(40);
/// When nothing was painted for so long, the last thing has been dealt with.
const QUIET: Duration = Duration::from_millis(250);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["bare-keys"] => bare::keys(),
        ["bare-sends", to] => bare::sends(to),
        ["bare-receives"] => bare::receives(),
        // Cargo passes `--bench`.
        rest => {
            let other = rest.iter().position(|word| *word == "--program").and_then(|at| rest.get(at + 1));
            run(rest.contains(&"--quick"), Path::new(other.unwrap_or(&PROGRAM)));
        }
    }
}

fn run(quick: bool, program: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let myself = std::env::current_exe().expect("this program");
    let world = World::new();
    let (keys, entries, seconds) = if quick { (50, 30, 3) } else { (500, 300, 20) };
    println!("| figure | floor | warroom | ratio | aim |");
    println!("|---|---:|---:|---:|---:|");

    let floor = spread(&bare_keys(&myself, keys));
    let homes = world.incident("Checkout is down");
    let mut ana = room(program, &homes[0]);
    ana.types("a");
    ana.settles(QUIET);
    let typed = spread(&ana.each_key("x", keys));
    row("key to paint, writing, p50", floor.p50, typed.p50, "≤ 0.5 ms");
    row("key to paint, writing, p99", floor.p99, typed.p99, "");
    ana.types("\x1b");
    ana.settles(QUIET);

    let floor = spread(&bare_relay(&myself, entries));
    let mut bo = room(program, &homes[1]);
    let sent = spread(&enters(&mut ana, &mut bo, entries));
    row("Enter to the other's paint, p50", floor.p50, sent.p50, "≤ 2 ms");
    row("Enter to the other's paint, p99", floor.p99, sent.p99, "≤ 4 ms");

    for bytes in [60, 250] {
        bo.settles(QUIET);
        let mut writer = runtime.block_on(Writer::of(&homes[0]));
        let reading = std::thread::scope(|scope| {
            let reading =
                scope.spawn(|| bo.listens(Duration::from_millis(25) * u32::try_from(entries).unwrap_or(1) * 2));
            runtime.block_on(writer.writes(entries, bytes, Duration::from_millis(25)));
            reading.join().expect("it is read")
        });
        figure(&format!("bytes painted per event of {bytes} bytes"), reading as f64 / entries as f64, "≤ 400");
    }
    let before = bo.cpu();
    let clock = bo.listens(Duration::from_secs(seconds));
    let used = (bo.cpu() - before).as_secs_f64() / seconds as f64;
    figure("bytes painted per idle second", clock as f64 / seconds as f64, "");
    figure("idle CPU of a screen, %", used * 100.0, "");

    let homes = world.incident("A long one");
    runtime.block_on(async { Writer::of(&homes[0]).await.fills(LONG, 250).await });
    let (mut floors, mut firsts, mut usables) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..if quick { 3 } else { 15 } {
        let mut bare = Terminal::open(&myself, &["bare-keys"], &homes[0]);
        floors.push((bare.paints(1) - bare.started).as_secs_f64());
        let mut screen = Terminal::open(program, &["join"], &homes[0]);
        firsts.push((screen.paints(1) - screen.started).as_secs_f64());
        usables.push((screen.sees("LIVE") - screen.started).as_secs_f64());
    }
    let floor = spread(&floors).p50;
    row("start to the first paint", floor, spread(&firsts).p50, "");
    row(&format!("start to a usable screen of {LONG} events"), floor, spread(&usables).p50, "≤ 150 ms");
    let mut long = room(program, &homes[0]);
    let floor = spread(&bare_keys(&myself, keys));
    let scrolled = spread(&long.each_key("k", keys));
    row(&format!("key to paint, scrolling {LONG} events, p50"), floor.p50, scrolled.p50, "≤ 0.5 ms");
    row("the same, p99", floor.p99, scrolled.p99, "");
}

/// The program in its room, on the timeline, quiet.
fn room(program: &Path, home: &Path) -> Terminal {
    let mut screen = Terminal::open(program, &["join"], home);
    screen.sees("LIVE");
    screen.types("1");
    screen.settles(QUIET);
    screen
}

impl Terminal {
    /// Seconds from a key to its paint, so many times.
    fn each_key(&mut self, key: &str, times: usize) -> Vec<f64> {
        let once = |_| {
            let at = self.types(key);
            let painted = self.paints(1);
            self.settles(BETWEEN_KEYS);
            (painted - at).as_secs_f64()
        };
        (0..times).map(once).collect()
    }
}

fn bare_keys(myself: &Path, times: usize) -> Vec<f64> {
    let mut bare = Terminal::open(myself, &["bare-keys"], Path::new("/"));
    bare.paints(1);
    bare.each_key("x", times)
}

fn bare_relay(myself: &Path, times: usize) -> Vec<f64> {
    let mut to = Terminal::open(myself, &["bare-receives"], Path::new("/"));
    to.sees("127.0.0.1");
    let address = to.shows().trim().to_owned();
    let mut from = Terminal::open(myself, &["bare-sends", &address], Path::new("/"));
    from.paints(1);
    let once = |_| {
        let at = from.types("x");
        let painted = to.paints(1);
        to.settles(BETWEEN_KEYS);
        (painted - at).as_secs_f64()
    };
    (0..times).map(once).collect()
}

/// Seconds from Enter in one client to the entry in the other.
fn enters(from: &mut Terminal, to: &mut Terminal, times: usize) -> Vec<f64> {
    let once = |nth: usize| {
        let entry = format!("entry-{nth}-here");
        from.types("a");
        from.settles(BETWEEN_KEYS);
        from.types(&format!("/finding {entry}"));
        from.settles(BETWEEN_KEYS);
        // That somebody is writing is told to the others, at most ten times a second.
        to.settles(Duration::from_millis(120));
        let at = from.types("\r");
        let painted = to.paints(100);
        from.settles(BETWEEN_KEYS);
        to.settles(BETWEEN_KEYS);
        assert!(to.shows().contains(&entry), "no {entry} on\n{}", to.shows());
        (painted - at).as_secs_f64()
    };
    (0..times).map(once).collect()
}

struct Spread {
    p50: f64,
    p99: f64,
}

fn spread(values: &[f64]) -> Spread {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share).round() as usize];
    Spread { p50: at(0.5), p99: at(0.99) }
}

fn row(name: &str, floor: f64, ours: f64, aim: &str) {
    println!("| {name} | {:.2} ms | {:.2} ms | {:.2}× | {aim} |", floor * 1e3, ours * 1e3, ours / floor);
}

fn figure(name: &str, ours: f64, aim: &str) {
    println!("| {name} | – | {ours:.1} | – | {aim} |");
}
