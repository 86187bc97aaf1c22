//! What the screen costs with a hundred entries and with a hundred thousand: a frame, a key with its frame, a live
//! event, a search. `cargo bench -p warroom --bench frames`

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/long.rs"]
mod long;

use std::hint::black_box;
use std::time::{Duration, Instant};

use common::{Room, at, person};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use warroom::app::model::Opening;
use warroom::app::{Code, Effect, Input, LinkNews, Message, Model, Press, update};
use warroom::view;
use warroom_incident::event::EntryKind;
use warroom_incident::wire::ToClient;
use warroom_incident::{Command, Seat};

const COUNTS: [usize; 2] = [100, 100_000];
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn gets(model: &mut Model, message: Message) -> Vec<Effect> {
    update(model, Input { at: at(59, 0), random: [7; 16], message })
}

fn key(model: &mut Model, c: char) -> Vec<Effect> {
    gets(model, Message::Press(Press::plain(Code::Char(c))))
}

/// A room of so many entries, and the screen of somebody in it.
fn screen(count: usize) -> (Room, Model) {
    let members = [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator)];
    let mut room = Room::declared("Checkout errors", Some("sev2"), false, &members);
    room.fill(count, at(1, 0));
    let mut model = Model::new(Opening {
        incident: "INC-7".into(),
        server: "ws://127.0.0.1:7410".into(),
        ..Opening::fresh(person("ana"), (80, 24), at(59, 0))
    });
    gets(&mut model, Message::Link(LinkNews::Up));
    for message in room.catch_up(&person("ana"), 0) {
        gets(&mut model, Message::Link(LinkNews::Server(Box::new(message))));
    }
    key(&mut model, 'q');
    (room, model)
}

fn frames(bench: &mut Criterion) {
    let mut screens = COUNTS.map(screen);
    for (width, height) in SIZES {
        let mut group = bench.benchmark_group(format!("{width}x{height}"));
        for (count, (_, model)) in COUNTS.iter().zip(&mut screens) {
            gets(model, Message::Resize { width, height });
            let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a screen of cells");
            group.bench_with_input(BenchmarkId::new("frame", count), &(), |bench, ()| {
                bench.iter(|| terminal.draw(|frame| view::draw(frame, black_box(model))).map(|_| ()));
            });
            // In the middle, where nothing is followed.
            (0..40).for_each(|_| drop(gets(model, Message::Press(Press::plain(Code::PageUp)))));
            let mut down = true;
            group.bench_with_input(BenchmarkId::new("scroll key and frame", count), &(), |bench, ()| {
                bench.iter(|| {
                    down = !down;
                    key(model, if down { 'j' } else { 'k' });
                    terminal.draw(|frame| view::draw(frame, black_box(model))).map(|_| ())
                });
            });
            key(model, 'G');
        }
        group.finish();
    }
}

fn events(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("one live event");
    for count in COUNTS {
        let (mut room, mut model) = screen(count);
        gets(&mut model, Message::Resize { width: 120, height: 40 });
        group.bench_with_input(BenchmarkId::from_parameter(count), &(), |bench, ()| {
            bench.iter_custom(|times| {
                let mut took = Duration::ZERO;
                for _ in 0..times {
                    room.says("kim", Command::post(EntryKind::Observation, "5xx falls"), at(59, 0));
                    let line = room.record.lines().last().cloned().expect("an event");
                    let message = Message::Link(LinkNews::Server(Box::new(ToClient::Events(vec![line]))));
                    let input = Input { at: at(59, 0), random: [7; 16], message };
                    let before = Instant::now();
                    black_box(update(&mut model, input));
                    took += before.elapsed();
                }
                took
            });
        });
    }
    group.finish();
}

/// A letter at the search prompt: until the screen can be drawn again, and until every row was looked at.
fn search(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("a letter of a search");
    for count in COUNTS {
        let (_, mut model) = screen(count);
        key(&mut model, '/');
        "entry ".chars().for_each(|c| drop(key(&mut model, c)));
        let type_again = |model: &mut Model| {
            gets(model, Message::Press(Press::plain(Code::Backspace)));
            while gets(model, Message::GoOn).contains(&Effect::GoOn) {}
        };
        for (what, whole) in [("to its frame", false), ("to the last row", true)] {
            group.bench_with_input(BenchmarkId::new(what, count), &(), |bench, ()| {
                bench.iter_custom(|times| {
                    let mut took = Duration::ZERO;
                    for _ in 0..times {
                        let before = Instant::now();
                        let mut effects = key(&mut model, '7');
                        while whole && effects.contains(&Effect::GoOn) {
                            effects = gets(&mut model, Message::GoOn);
                        }
                        took += before.elapsed();
                        type_again(&mut model);
                    }
                    took
                });
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = all;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = frames, events, search
}
criterion_main!(all);
