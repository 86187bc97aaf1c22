//! What the terminal shows, cell by cell: sizes, colours, odd characters, pastes and replies that come late.

use super::terminal::Terminal;
use super::terminal_checks::{count, inside, room};
use super::world::{DEADLINE, World, eventually};

#[test]
fn a_storm_of_sizes_leaves_no_stale_cell() {
    let (_world, _, bo) = room("responder");
    bo.posts(&["finding", &"the pool is empty and ".repeat(40)]);
    bo.posts(&["note", "部署 8812 で決済が失敗 部署 8812 で決済が失敗"]);
    let mut terminal = inside(&bo);
    let storm =
        [(1, 1), (500, 200), (2, 1), (1, 60), (200, 2), (19, 4), (20, 5), (333, 77), (40, 10), (59, 13), (120, 40)];
    for (columns, rows) in storm.into_iter().chain(storm.into_iter().rev()) {
        terminal.resize(columns, rows);
    }
    // Half way the storm is looked at, too.
    terminal.resize(160, 50).sees("NORMAL").sees("the pool is empty");
    for (columns, rows) in storm {
        terminal.resize(columns, rows);
    }
    let (columns, rows) = (100, 30);
    terminal.resize(columns, rows);
    let at_the_bottom = |screen: &vt100::Screen| screen.rows(0, columns).last().is_some_and(|it| it.contains("NORMAL"));
    terminal.waits("the last size", at_the_bottom).sees("LIVE").sees("the pool is empty");
    // The first two lines have clocks.
    let body = |screen: &vt100::Screen| screen.rows_formatted(0, columns).skip(2).collect::<Vec<_>>();
    eventually("what stands there is what a fresh drawing gives", || {
        let before = terminal.emulator(body);
        let clears = count(&terminal.raw(), b"\x1b[2J");
        terminal.types("\u{c}");
        eventually("it is cleared", || (count(&terminal.raw(), b"\x1b[2J") > clears).then_some(()));
        terminal.waits("all of it", at_the_bottom);
        (before == terminal.emulator(body)).then_some(())
    });
}

#[test]
fn a_key_at_the_moment_of_another_size_is_lost_as_little_as_the_size() {
    let (_world, _, bo) = room("responder");
    let mut terminal = inside(&bo);
    for nth in 0..30_u16 {
        let (columns, rows) = (110 + nth % 2 * 20, 30 + nth % 2 * 10);
        let (key, title) = if nth % 2 == 0 { ("2", "┏ 2 Notes —") } else { ("1", "┏ 1 Timeline —") };
        terminal.resize(columns, rows).types(key).sees(title);
        terminal.waits(&format!("{columns}x{rows}"), |screen| {
            screen.rows(0, columns).last().is_some_and(|line| line.contains("NORMAL") && line.contains("q leave"))
        });
    }
}

#[test]
fn at_80_by_24_everything_is_there_and_40_by_10_draws() {
    let (_world, _, bo) = room("responder");
    bo.posts(&["finding", "the pool is empty"]);
    let mut terminal = inside(&bo);
    terminal.resize(80, 24);
    for words in ["SEV2", "INC-1", "Checkout is down", "LIVE", "bo · responder", "1 Timeline —", "the pool is empty"]
    {
        terminal.sees(words);
    }
    terminal.sees("a write").sees("NORMAL").sees("? help").sees("q leave");
    terminal.resize(40, 10).sees("SEV2").sees("INC-1").sees("the pool is");
}

#[test]
fn without_colours_the_selection_is_reversed() {
    let (_world, _, bo) = room("responder");
    bo.posts(&["finding", "the pool is empty"]);
    let mut terminal = Terminal::open_with(&bo, &["join"], &[("NO_COLOR", "1")]);
    terminal.sees("LIVE").types("1").sees("the pool is empty").types("k");
    terminal.waits("a reversed line", |screen| {
        let cells = (0..40).filter_map(|row| screen.cell(row, 1).filter(|cell| cell.contents() == ">"));
        cells.into_iter().any(vt100::Cell::inverse)
    });
    let coloured = |screen: &vt100::Screen| {
        let cells = (0..40).flat_map(|row| (0..120).map(move |column| (row, column)));
        cells.filter_map(|(row, column)| screen.cell(row, column)).any(|it| it.fgcolor() != vt100::Color::Default)
    };
    assert!(!terminal.emulator(coloured));
}

#[test]
fn hidden_and_wide_characters_shift_nothing_in_any_pane() {
    let world = World::new();
    let odd = "a\u{1b}[31mb \u{202e}turned\u{202c} z\u{200b}w\u{200d}j ❤\u{fe0f} ⚠\u{fe0f} 決済が失敗 🇩🇪 e\u{301} 👩‍👩‍👧 ";
    let declared = world.declare(&format!("{odd}title"));
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let long = odd.repeat(6);
    ana.run(&["finding", &long]).done();
    ana.run(&["note", &long]).done();
    ana.run(&["severity", "sev1", &long]).done();
    ana.run(&["task", "add", &long]).done();
    ana.run(&["hold", "raise", &long]).done();
    ana.run(&["link", "https://example.org/x", odd]).done();
    ana.run(&["now", odd]).done();
    let mut terminal = Terminal::open(&ana, &["join"]);
    terminal.sees("LIVE");
    for (key, name) in [("0", "0 Brief"), ("1", "1 Timeline"), ("2", "2 Notes"), ("T", "T Tasks"), ("w", "w People")] {
        terminal.types(key).types(if key == "0" { "" } else { "z" });
        terminal.waits(&format!("{name}, whole"), |screen| {
            let rows: Vec<_> = screen.rows(0, 120).collect();
            let top = rows.iter().position(|row| row.starts_with('┏') && row.contains(name) && row.ends_with('┓'));
            let bottom = rows.iter().rposition(|row| row.starts_with('┗') && row.ends_with('┛'));
            let side = |row: usize, column| screen.cell(row as u16, column).is_some_and(|cell| cell.contents() == "┃");
            top.zip(bottom).is_some_and(|(top, bottom)| {
                bottom > top + 5 && (top + 1..bottom).all(|row| side(row, 0) && side(row, 119))
            })
        });
        terminal.types(if key == "0" { "" } else { "z" });
    }
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    for hidden in ["\u{202e}", "\u{202c}", "\u{200b}", "\u{200d}", "\u{fe0f}", "a\u{1b}[31mb"] {
        assert!(!raw.contains(hidden), "{hidden:?}");
    }
    assert_eq!(terminal.types("1").sees("1 Timeline —").types("q").sees("Leave?").types("y").ends_within(DEADLINE), 0);
}

#[test]
fn the_windows_title_holds_nothing_that_steers() {
    let world = World::new();
    let declared = world.declare("Down \u{7}\u{1b}]52;c;b3duZWQ=\u{7}\u{9d}0;owned\u{9c} \u{202e}won");
    let bo = world.joined("bo", &declared.invite("responder"));
    bo.run(&["finding", "\u{1b}]0;owned\u{7}\u{1b}]8;;http://x\u{1b}\\"]).done();
    let mut terminal = inside(&bo);
    terminal.sees("owned");
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    let mut titles = 0;
    for sequence in raw.split("\u{1b}]").skip(1) {
        let (kind, rest) = sequence.split_once(';').expect("a kind");
        assert_eq!(kind, "0", "no sequence but a title: {sequence:?}");
        let title = rest.split_once(['\u{7}', '\u{1b}']).expect("an end").0;
        assert!(title.chars().all(|c| !c.is_control() && !('\u{200b}'..='\u{206f}').contains(&c)), "{title:?}");
        titles += usize::from(title.contains("INC-1 Down <U+0007><U+001B>]52"));
    }
    assert!(titles > 0, "{raw:?}");
    assert!(!raw.contains('\u{9d}') && !raw.contains('\u{9c}'));
}

#[test]
fn a_paste_of_three_lines_sends_nothing_with_brackets_or_without() {
    let (_world, _, bo) = room("responder");
    let mut terminal = inside(&bo);
    for paste in ["\u{1b}[200~one\rtwo\rs1\r\u{1b}[201~", "one\rtwo\rs1\r"] {
        terminal.types(paste).sees("WRITING").sees("nothing was run or sent");
        terminal.waits("three lines", |screen| {
            let rows: Vec<_> = screen.rows(0, 120).collect();
            rows.windows(3).any(|rows| rows.iter().zip(["┃one", "┃two", "┃s1"]).all(|(row, it)| row.starts_with(it)))
        });
        // Key by key, since a burst would be a paste as well.
        for key in ["\u{15}", "\u{8}", "\u{15}", "\u{8}", "\u{15}", "\u{8}", "\u{15}"] {
            terminal.types(key);
        }
        terminal.sees_no("┃one").types("\u{1b}").sees_no("WRITING");
    }
    assert!(bo.log().iter().all(|event| event["kind"] != "observation" && event["kind"] != "note"));
    assert_eq!(bo.run(&["status", "--json"]).done().json()["severity"], "sev2");
}

#[test]
fn late_replies_of_a_terminal_are_no_commands() {
    let (_world, _, bo) = room("responder");
    let mut terminal = inside(&bo);
    // Who it is, where its cursor is, which keys it can tell apart; the zoom at the end shows that they were read.
    terminal.types("\u{1b}[?1;2c").types("\u{1b}[12;40R").types("\u{1b}[?1u").types("\u{1b}[?62;22c");
    terminal.types("z").waits("the whole pane", |screen| {
        screen.rows(0, 120).any(|row| row.contains("1 Timeline —") && row.ends_with('┓') && !row.contains('┌'))
    });
    terminal.types("z").sees("┌ 2 Notes —").sees("┏ 1 Timeline —").sees("NORMAL");
    // A colour, which no parser of keys knows: it is nobody's text either. The zoom shows that it was read.
    terminal.types("\u{1b}]11;rgb:0000/1111/2222\u{7}").types("z").waits("the whole pane", |screen| {
        screen.rows(0, 120).any(|row| row.contains("1 Timeline —") && row.ends_with('┓') && !row.contains('┌'))
    });
    let screen = terminal.screen();
    assert!(!screen.contains("rgb") && !screen.contains("WRITING") && screen.contains("NORMAL"), "{screen}");
    assert!(bo.log().iter().all(|event| event["kind"] != "observation" && event["kind"] != "note"));
}
