//! The measurements, each the same for the floor and for warroom, and how they are printed.

use crate::client::{Client, Dialect, numbers};
use crate::world::World;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::LocalSet;

/// A line of the table.
pub(crate) struct Row {
    figure: String,
    floor: String,
    ours: String,
    ratio: f64,
    aim: String,
}

impl Row {
    pub(crate) fn time(figure: &str, floor: f64, ours: f64, aim: &str) -> Row {
        let show = |seconds: f64| format!("{:.2} ms", seconds * 1_000.0);
        Row { figure: figure.into(), floor: show(floor), ours: show(ours), ratio: ours / floor, aim: aim.into() }
    }

    pub(crate) fn rate(figure: &str, floor: f64, ours: f64, aim: &str) -> Row {
        let show = |rate: f64| format!("{rate:.0}");
        Row { figure: figure.into(), floor: show(floor), ours: show(ours), ratio: ours / floor, aim: aim.into() }
    }

    pub(crate) fn memory(figure: &str, floor: f64, ours: f64, aim: &str) -> Row {
        let show = |bytes: f64| match bytes {
            large if large.abs() >= 1_048_576.0 => format!("{:.1} MiB", large / 1_048_576.0),
            small => format!("{:.1} KiB", small / 1_024.0),
        };
        Row { figure: figure.into(), floor: show(floor), ours: show(ours), ratio: ours / floor, aim: aim.into() }
    }

    pub(crate) fn share(figure: &str, floor: f64, ours: f64, aim: &str) -> Row {
        let show = |share: f64| format!("{:.2} %", share * 100.0);
        Row { figure: figure.into(), floor: show(floor), ours: show(ours), ratio: ours / floor, aim: aim.into() }
    }

    pub(crate) fn print(&self) {
        let ratio = if self.ratio.is_finite() { format!("{:.2}×", self.ratio) } else { "–".into() };
        println!("| {} | {} | {} | {ratio} | {} |", self.figure, self.floor, self.ours, self.aim);
    }
}

/// What became of notes written at a steady pace.
pub(crate) struct Notes {
    answer: Vec<f64>,
    last: Vec<f64>,
    /// Processor seconds of the server for 100,000 deliveries.
    cpu: f64,
    /// Notes that not everybody had half a minute after the last.
    missing: usize,
}

#[derive(Default)]
struct Tally {
    sent: Vec<Instant>,
    answered: Vec<Option<Duration>>,
    seen: Vec<usize>,
    last: Vec<Duration>,
}

fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = ((sorted.len().max(1) - 1) as f64 * share).round() as usize;
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

/// Writes notes at a steady pace and measures their answers and when the last receiver had them.
pub(crate) async fn notes(dialect: Dialect, receivers: usize, rate: u32, length: Duration) -> Notes {
    let world = World::start(dialect, 1, receivers, 0);
    let count = (f64::from(rate) * length.as_secs_f64()) as usize;
    let warm = count / 5;
    let tally = Rc::new(RefCell::new(Tally {
        sent: Vec::new(),
        answered: vec![None; warm + count],
        seen: vec![0; warm + count],
        last: vec![Duration::ZERO; warm + count],
    }));
    let local = LocalSet::new();
    let measured = local.run_until(async {
        let mut ready = Vec::new();
        for credential in &world.receivers {
            let mut client = Client::connect(dialect, world.port, credential).await;
            client.receive(0).await;
            let tally = Rc::clone(&tally);
            ready.push(tokio::task::spawn_local(async move {
                loop {
                    let message = client.next().await;
                    let mut tally = tally.borrow_mut();
                    for number in numbers(&message) {
                        let number = number as usize;
                        let took = tally.sent[number].elapsed();
                        tally.seen[number] += 1;
                        tally.last[number] = took;
                    }
                }
            }));
        }
        let mut writer = Client::connect(dialect, world.port, &world.writers[0]).await;
        let mut ticks = tokio::time::interval(Duration::from_secs(1) / rate);
        let mut cpu = 0.0;
        let mut number = 0;
        let all = warm + count;
        let deadline = |seconds| tokio::time::Instant::now() + Duration::from_secs(seconds);
        let mut end = deadline(3_600);
        loop {
            let done = {
                let tally = tally.borrow();
                number == all
                    && tally.answered.iter().all(Option::is_some)
                    && tally.seen.iter().all(|&seen| seen == receivers)
            };
            if done {
                break;
            }
            tokio::select! {
                _ = ticks.tick() => {
                    if number == warm {
                        cpu = world.cpu();
                    }
                    if number < all {
                        tally.borrow_mut().sent.push(Instant::now());
                        writer.write(u32::try_from(number).expect("few"), 7).await;
                        number += 1;
                        if number == all {
                            end = deadline(30);
                        }
                    }
                }
                message = writer.next() => {
                    if let Some(number) = writer.answered(&message) {
                        let mut tally = tally.borrow_mut();
                        let took = tally.sent[number as usize].elapsed();
                        tally.answered[number as usize] = Some(took);
                    }
                }
                () = tokio::time::sleep_until(end) => break,
            }
        }
        world.cpu() - cpu
    });
    let cpu = measured.await;
    let tally = tally.borrow();
    let seconds = |took: &Duration| took.as_secs_f64();
    Notes {
        answer: tally.answered[warm..].iter().flatten().map(seconds).collect(),
        last: tally.last[warm..].iter().map(seconds).collect(),
        cpu: cpu * 100_000.0 / (count * receivers) as f64,
        missing: tally.seen[warm..].iter().filter(|&&seen| seen < receivers).count(),
    }
}

pub(crate) fn print_notes(receivers: usize, rate: u32, floor: &Notes, ours: &Notes) {
    let name = format!("{receivers} receivers, {rate} notes/s");
    let row = |what: &str, share: f64, pick: fn(&Notes) -> &Vec<f64>, aim: &str| {
        let figure = format!("{name}: {what}");
        Row::time(&figure, percentile(pick(floor), share), percentile(pick(ours), share), aim).print();
    };
    let (answer_aim, last_aim) = match (receivers, rate) {
        (3, _) => ("≤ 1.25×", ""),
        (100, _) => ("≤ 1.5×", "≤ 1.2×"),
        (_, 20) => ("≤ 1.5×", "≤ 1.15×"),
        _ => ("≤ 1.5×", "≤ 1.5×"),
    };
    row("acknowledged p50", 0.5, |notes| &notes.answer, answer_aim);
    row("last receiver p50", 0.5, |notes| &notes.last, last_aim);
    row("last receiver p99", 0.99, |notes| &notes.last, if receivers == 100 { last_aim } else { "" });
    if rate == 200 && receivers >= 100 {
        let figure = format!("{name}: server CPU per 100000 deliveries");
        Row::time(&figure, floor.cpu, ours.cpu, if receivers == 100 { "≤ 1.2×" } else { "" }).print();
    }
    for (who, notes) in [("floor", floor), ("warroom", ours)] {
        if notes.missing > 0 {
            println!("| {name}: {who} did not deliver {} notes in time | | | | keeps up |", notes.missing);
        }
    }
}

/// Durable commits a second with so many writers, each waiting for its answer.
pub(crate) async fn commits(dialect: Dialect, writers: usize, length: Duration) -> f64 {
    let world = World::start(dialect, writers, 0, 0);
    let local = LocalSet::new();
    let total = Rc::new(RefCell::new(0_u64));
    let elapsed = local
        .run_until(async {
            let mut clients = Vec::new();
            for credential in &world.writers {
                clients.push(Client::connect(dialect, world.port, credential).await);
            }
            let began = Instant::now();
            let running = clients.into_iter().enumerate().map(|(salt, mut client)| {
                let total = Rc::clone(&total);
                tokio::task::spawn_local(async move {
                    let mut number = 0;
                    while began.elapsed() < length {
                        client.write(number, salt as u64).await;
                        loop {
                            let message = client.next().await;
                            if client.answered(&message).is_some() {
                                break;
                            }
                        }
                        number += 1;
                        *total.borrow_mut() += 1;
                    }
                })
            });
            for task in running.collect::<Vec<_>>() {
                task.await.expect("a writer");
            }
            began.elapsed()
        })
        .await;
    let total = *total.borrow();
    total as f64 / elapsed.as_secs_f64()
}

/// How long one takes to join: the first after a start, and those after it.
pub(crate) struct Joined {
    pub(crate) first: f64,
    pub(crate) later: f64,
}

pub(crate) async fn join(dialect: Dialect, events: u64) -> Joined {
    let world = World::start(dialect, 0, 1, events);
    let mut times = Vec::new();
    for _ in 0..11 {
        let mut client = Client::connect(dialect, world.port, &world.receivers[0]).await;
        times.push(client.join(world.record_bytes()).await.as_secs_f64());
    }
    Joined { first: times[0], later: percentile(&times[1..], 0.5) }
}

/// What a crowd costs that joins at once.
pub(crate) struct Crowd {
    pub(crate) last: f64,
    pub(crate) cpu: f64,
    pub(crate) grown: f64,
}

pub(crate) async fn crowd(dialect: Dialect, people: usize, events: u64) -> Crowd {
    let world = World::start(dialect, 0, people, events);
    let mut clients = Vec::new();
    for credential in &world.receivers {
        clients.push(Client::connect(dialect, world.port, credential).await);
    }
    let (cpu, memory) = (world.cpu(), world.memory());
    let bytes = world.record_bytes();
    let began = Instant::now();
    let local = LocalSet::new();
    let joined = local.run_until(async {
        let tasks = clients.into_iter().map(|mut client| {
            tokio::task::spawn_local(async move {
                client.join(bytes).await;
                client
            })
        });
        let mut kept = Vec::new();
        for task in tasks.collect::<Vec<_>>() {
            kept.push(task.await.expect("a joiner"));
        }
        kept
    });
    let kept = joined.await;
    let last = began.elapsed().as_secs_f64();
    let crowd = Crowd { last, cpu: world.cpu() - cpu, grown: world.memory() - memory };
    drop(kept);
    crowd
}

/// What people cost who only sit there.
pub(crate) struct Idle {
    pub(crate) empty: f64,
    pub(crate) each: f64,
    pub(crate) cpu: f64,
}

pub(crate) async fn idle(dialect: Dialect, people: usize, length: Duration) -> Idle {
    let empty = World::start(dialect, 0, 0, 0).memory();
    let world = World::start(dialect, 0, people, 0);
    let before = world.memory();
    let mut clients = Vec::new();
    for credential in &world.receivers {
        let mut client = Client::connect(dialect, world.port, credential).await;
        client.receive(0).await;
        clients.push(client);
    }
    // Presence lists of the arrivals are over when nobody has got anything for a while.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let each = (world.memory() - before) / people as f64;
    let cpu = world.cpu();
    tokio::time::sleep(length).await;
    let used = world.cpu() - cpu;
    drop(clients);
    Idle { empty, each, cpu: used / length.as_secs_f64() }
}
