//! Looks: the first run, themes as attributes, and what is under the mouse.

use super::common::{Room, at, person};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use warroom::app::first::{Facts, First, Joined, Known, Step};
use warroom::app::look::{Colours, Look, ThemeName};
use warroom::app::model::{Opening, Pane};
use warroom::app::mouse::{Gesture, Pointer};
use warroom::app::{Code, Input, LinkNews, Message, Model, Press, update};
use warroom::view;
use warroom_incident::event::EntryKind;
use warroom_incident::{Command, Seat, Summary};

fn room(severity: &str) -> Room {
    let members =
        [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];
    let mut room = Room::declared("Checkout errors, EU", Some(severity), false, &members);
    room.says("ana", Command::Acknowledge { text: String::new() }, at(1, 0));
    for nth in 0..6 {
        room.says(
            "ana",
            Command::post(EntryKind::Finding, format!("finding {nth}, {}", "wordy ".repeat(20))),
            at(2, nth),
        );
        room.says("kim", Command::post(EntryKind::Note, format!("note {nth}")), at(3, nth));
    }
    room
}

fn model(room: &Room, name: &str, size: (u16, u16)) -> Model {
    let mut model = Model::new(Opening {
        incident: "INC-7".into(),
        server: "ws://127.0.0.1:7410".into(),
        ..Opening::fresh(person(name), size, at(5, 0))
    });
    gets(&mut model, Message::Link(LinkNews::Up));
    for message in room.catch_up(&person(name), 0) {
        gets(&mut model, Message::Link(LinkNews::Server(Box::new(message))));
    }
    gets(&mut model, Message::Press(Press::plain(Code::Char('1'))));
    model
}

fn gets(model: &mut Model, message: Message) {
    update(model, Input { at: at(5, 0), random: [7; 16], message });
}

fn drawn(size: (u16, u16), draw: impl FnOnce(&mut ratatui::Frame<'_>)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a screen of cells");
    terminal.draw(draw).expect("it draws");
    terminal.backend().buffer().clone()
}

fn row(buffer: &Buffer, y: u16) -> String {
    (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect()
}

#[test]
fn without_colours_severities_differ_in_word_shape_and_weight() {
    let mut seen = Vec::new();
    for severity in ["sev1", "sev2", "sev3", "sev4"] {
        let mut model = model(&room(severity), "ana", (80, 24));
        model.look.theme = ThemeName::Mono;
        let buffer = drawn((80, 24), |frame| view::draw(frame, &model));
        assert!(buffer.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
        let shape = row(&buffer, 0).split_whitespace().nth(1).unwrap_or_default().to_owned();
        seen.push((row(&buffer, 0)[1..5].to_owned(), shape, buffer[(1, 0)].modifier));
    }
    let looks = |word: &str, shape: &str, weight| (word.to_owned(), shape.to_owned(), weight);
    assert_eq!(
        seen,
        [
            looks("SEV1", "!!!", Modifier::BOLD | Modifier::REVERSED),
            looks("SEV2", "!!", Modifier::REVERSED),
            looks("SEV3", "!", Modifier::BOLD),
            looks("SEV4", "-", Modifier::empty()),
        ]
    );
}

#[test]
fn a_theme_with_a_ground_of_its_own_leaves_no_cell_to_the_terminal() {
    let mut model = model(&room("sev1"), "priya", (120, 40));
    gets(&mut model, Message::Press(Press::plain(Code::Char('?'))));
    for theme in [ThemeName::Dark, ThemeName::Light, ThemeName::HighContrast] {
        model.look = Look { theme, colours: Colours::True, ascii: false };
        let buffer = drawn((120, 40), |frame| view::draw(frame, &model));
        assert!(buffer.content.iter().all(|cell| cell.fg != Color::Reset && cell.bg != Color::Reset), "{theme:?}");
    }
}

#[test]
fn a_click_selects_the_line_that_is_drawn_under_it() {
    let mut clicked = 0;
    for (name, size) in [("priya", (160, 50)), ("ana", (120, 40)), ("kim", (200, 50)), ("ana", (80, 24))] {
        let fresh = model(&room("sev2"), name, size);
        for y in 0..size.1 {
            for x in (2..size.0).step_by(37) {
                let Some((pane, item)) = view::under(&fresh, x, y) else { continue };
                let mut model = fresh.clone();
                gets(&mut model, Message::Mouse(Pointer { gesture: Gesture::Click, pane, item }));
                assert_eq!(model.focus, pane);
                if item.is_none() || matches!(pane, Pane::Drafts | Pane::Impact) {
                    continue;
                }
                let buffer = drawn(size, |frame| view::draw(frame, &model));
                let areas = warroom::app::layout::areas(&model);
                let area = areas.panes.iter().find(|(it, _)| *it == pane).expect("it is in sight").1;
                let line: String = (area.x + 1..area.x + area.width).map(|x| buffer[(x, y)].symbol()).collect();
                // The day stands above its first line and is never drawn as selected.
                let is_rule = line.trim_start().starts_with('─');
                let reversed = buffer[(area.x + 2, y)].modifier.contains(Modifier::REVERSED);
                assert!(reversed || is_rule, "{name} {size:?} {pane:?} {item:?} at {x},{y}: {line}");
                clicked += 1;
            }
        }
    }
    assert!(clicked > 60, "{clicked}");
}

fn facts() -> Facts {
    Facts {
        copy: "tmux: uses \"tmux load-buffer -w\"".into(),
        bell: "on when you are called".into(),
        settings: "~/.config/warroom/config.toml".into(),
        data: "~/.local/share/warroom".into(),
    }
}

fn first(step: Step, known: Known, size: (u16, u16)) -> First {
    First {
        server: "ws://127.0.0.1:7410".into(),
        step,
        name: String::new(),
        offered: "kim".into(),
        known,
        ahead: Some(0),
        facts: Some(facts()),
        keymap: warroom::app::bindings::Keymap::default(),
        said: None,
        now: at(47, 0),
        size,
        look: Look::default(),
    }
}

fn text(first: &First) -> String {
    let buffer = drawn(first.size, |frame| view::first::draw(frame, first));
    (0..first.size.1).map(|y| row(&buffer, y).trim_end().to_owned() + "\n").collect()
}

fn seated() -> Step {
    Step::In(Joined {
        incident: "INC-7".into(),
        title: Some("Checkout errors, EU".into()),
        name: "kim".into(),
        seat: Seat::Guest,
    })
}

#[test]
fn the_first_run() {
    let room = room("sev1");
    let told = Known::Told(Box::new(Summary::of("INC-7", &room.state, room.record.head())));
    insta::assert_snapshot!("first_run_80x24", text(&first(seated(), told.clone(), (80, 24))));
    insta::assert_snapshot!("first_run_40x10", text(&first(seated(), told, (40, 10))));
    insta::assert_snapshot!("first_run_naming", text(&first(Step::Naming, Known::Waiting, (80, 24))));
    let silent = Known::Silent("ws://127.0.0.1:7410 did not answer".into());
    let mut unreachable = first(seated(), silent, (80, 24));
    unreachable.ahead = Some(41);
    insta::assert_snapshot!("first_run_unreachable", text(&unreachable));
    let mut hostile = first(Step::Naming, Known::Waiting, (60, 14));
    hostile.name = "a\u{1b}[2J\u{202e}b".into();
    assert!(!text(&hostile).contains(['\u{1b}', '\u{202e}']));
}
