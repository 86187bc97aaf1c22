//! Draws the list of incidents: two or three lines for each, a sentence where there is none, and the keys.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Borders, Paragraph, Wrap};
use warroom_incident::Summary;

use super::theme::Theme;
use super::{ascii, cut, found, line, spread};
use crate::app::layout::{inside, is_too_small};
use crate::app::lobby::{Asked, Lobby, Row};
use crate::app::model::Loud;
use crate::app::rows::{fit, wrap};
use crate::app::search::Stage;
use crate::app::sieve::Needle;
use crate::app::tone::{Piece, Tone, piece};
use crate::brief::age;
use crate::timeline::clean;

const NONE: &[&str] = &[
    "You have joined no incident.",
    "",
    "Ask somebody who is in one for an invite, and run:",
    "  warroom join INVITE --as NAME",
    "",
    "To see what it is like, with nothing to prepare:",
    "  warroom demo",
];

const HELP: &str = "j k or the arrows choose · Home and End go to the first and the last · Enter opens the room and makes \
                    it the current one · / searches, n and N go on · r asks the servers again · Ctrl-L draws anew · Ctrl-Z goes back to the shell · \
                    q or Ctrl-C leaves · ? closes this";

/// Columns of an incident's id.
const ID: usize = 9;

/// Draws one frame.
pub fn draw(frame: &mut Frame<'_>, lobby: &Lobby) {
    let theme = Theme::of(lobby.look);
    if is_too_small(lobby.size) {
        let says = Paragraph::new("warroom: too small, make it larger").wrap(Wrap { trim: true });
        frame.render_widget(says, frame.area());
    } else {
        screen(frame, lobby, theme);
    }
    theme.paint(frame.buffer_mut());
    if lobby.look.ascii {
        ascii::flatten(frame.buffer_mut());
    }
}

fn screen(frame: &mut Frame<'_>, lobby: &Lobby, theme: Theme) {
    let (width, height) = lobby.size;
    let foot = foot(lobby, theme, width);
    let rows = u16::try_from(foot.len()).unwrap_or(1).min(height.saturating_sub(4));
    let head = Rect { x: 0, y: 0, width, height: 1 };
    let body = Rect { x: 0, y: 1, width, height: height - 1 - rows };
    let clock = vec![piece(format!("{} ", lobby.now.format("%H:%MZ")), Tone::Plain)];
    let name = vec![piece(" WARROOM", Tone::Strong)];
    frame.render_widget(Paragraph::new(spread(theme, name, clock, width)), head);
    list(frame, lobby, theme, body);
    frame.render_widget(Paragraph::new(foot), Rect { x: 0, y: height - rows, width, height: rows });
}

fn foot(lobby: &Lobby, theme: Theme, width: u16) -> Vec<Line<'static>> {
    let columns = usize::from(width);
    if let Some((typed, Stage::Typing)) = &lobby.search {
        let found = piece(format!("{} ", matches(lobby)), Tone::Plain);
        let prompt = vec![piece(format!(" SEARCH / {}_", word(typed)), Tone::Strong)];
        return vec![spread(theme, prompt, vec![found], width)];
    }
    if let Some((sentence, loud)) = &lobby.said {
        let tone = if *loud == Loud::Yes { Tone::Alarm } else { Tone::Strong };
        let wrapped = wrap(&word(sentence), columns.saturating_sub(1).max(1));
        return wrapped.into_iter().map(|text| line(theme, [piece(format!(" {text}"), tone)])).collect();
    }
    if lobby.help {
        let wrapped = wrap(HELP, columns.saturating_sub(1).max(1));
        return wrapped.into_iter().map(|text| line(theme, [piece(format!(" {text}"), Tone::Plain)])).collect();
    }
    let keys: &[(&str, &str)] = if lobby.rows.is_empty() {
        &[("?", "help"), ("q", "leaves")]
    } else {
        &[("Enter", "opens"), ("j k", "choose"), ("r", "asks again"), ("?", "help"), ("q", "leaves")]
    };
    let hint =
        |(key, label): &(&str, &str)| [piece(format!(" {key} "), Tone::Key), piece(format!("{label} "), Tone::Plain)];
    vec![line(theme, cut(keys.iter().flat_map(hint).collect(), columns))]
}

/// `2 of 5 match`.
fn matches(lobby: &Lobby) -> String {
    let found = lobby.found();
    match found.binary_search(&lobby.cursor) {
        Ok(at) => format!("match {} of {}", at + 1, found.len()),
        Err(_) if found.len() == 1 => "1 match".to_owned(),
        Err(_) => format!("{} matches", found.len()),
    }
}

fn list(frame: &mut Frame<'_>, lobby: &Lobby, theme: Theme, area: Rect) {
    let mut block = Block::new()
        .borders(Borders::ALL)
        .border_type(BorderType::Thick)
        .border_style(theme.style(Tone::Strong))
        .title(" Your incidents — joined or opened last comes first ");
    if !lobby.rows.is_empty() {
        let found = if lobby.search.is_some() { format!(" {} · n N Esc ·", matches(lobby)) } else { String::new() };
        let at = format!("{found} {} of {} ", lobby.cursor + 1, lobby.rows.len());
        block = block.title_bottom(Line::from(at).right_aligned());
    }
    let body = inside(area);
    let width = usize::from(body.width.saturating_sub(1)).max(1);
    let lines = if lobby.rows.is_empty() {
        let texts = NONE.iter().flat_map(|text| if text.is_empty() { vec![String::new()] } else { wrap(text, width) });
        texts.map(|text| line(theme, [piece(format!(" {text}"), Tone::Plain)])).take(body.height.into()).collect()
    } else {
        rows(lobby, theme, width, body.height.into())
    };
    frame.render_widget(block, area);
    frame.render_widget(Paragraph::new(lines), body);
}

fn rows(lobby: &Lobby, theme: Theme, width: usize, height: usize) -> Vec<Line<'static>> {
    let items: Vec<_> = lobby.rows.iter().map(|row| lines(row, lobby)).collect();
    let before: usize = items.iter().take(lobby.cursor).map(Vec::len).sum();
    let until = before + items.get(lobby.cursor).map_or(0, Vec::len);
    // Where not even one fits, its first line counts.
    let skip = until.saturating_sub(height).min(before);
    let needle = Needle::new(lobby.search.as_ref().map_or("", |(typed, _)| typed.as_str()));
    let needle = &needle;
    let all = items.into_iter().enumerate().flat_map(|(index, item)| {
        let selected = index == lobby.cursor;
        item.into_iter().enumerate().map(move |(nth, pieces)| {
            let mark = if selected && nth == 0 { ">" } else { " " };
            let mut all = vec![piece(mark, Tone::Plain)];
            all.extend(cut(pieces, width));
            let drawn = found::underlined(line(theme, all), needle);
            if selected { drawn.style(theme.style(Tone::Selected)) } else { drawn }
        })
    });
    all.skip(skip).take(height).collect()
}

/// An incident: how bad and what; where it stands and who one is there; why its server is silent.
fn lines(row: &Row, lobby: &Lobby) -> Vec<Vec<Piece>> {
    let summary = row.heard.as_ref().map(|(summary, _)| &**summary);
    let severity = summary.and_then(|summary| summary.severity.as_deref());
    let severity = severity.map_or("SEV?".into(), |severity| word(severity).to_uppercase());
    let reads = summary.is_some_and(|summary| summary.reader);
    let title = match row.title() {
        Some(title) => word(title),
        None if reads => format!("published updates of {}", word(&row.known.incident)),
        None => "(title redacted)".into(),
    };
    let mut first = vec![
        piece(fit(&word(&row.known.incident), ID - 1), Tone::Strong),
        piece(format!(" {severity:<6}"), Tone::Strong),
        piece(title, Tone::Plain),
    ];
    if summary.is_some_and(|summary| summary.drill) {
        first.insert(2, piece("DRILL ", Tone::Strong));
    }
    if summary.is_some_and(|summary| summary.hold) {
        first.insert(2, piece("HOLD ", Tone::Alarm));
    }
    let indent = || piece(" ".repeat(ID), Tone::Plain);
    let mut second = vec![indent()];
    if let Some(summary) = summary {
        second.extend(stands(summary));
    }
    let seats = row.seats().iter().map(|seat| format!(", {seat}")).collect::<String>();
    second.push(piece(format!("you are {}{seats}", word(row.known.me.as_str())), Tone::Plain));
    // Every server counts its incidents from 1.
    let twin = |other: &Row| other.known.incident == row.known.incident && other.known.server != row.known.server;
    if lobby.rows.iter().any(twin) {
        second.push(piece(format!(" · at {}", word(&row.known.server)), Tone::Plain));
    }
    let heard = row.heard.as_ref().map(|(_, at)| piece(format!(" · heard {} ago", age(*at, lobby.now)), Tone::Faint));
    second.extend(heard);
    let mut lines = vec![first, second];
    match &row.asked {
        Asked::No => push(&mut lines, " · not asked yet, r asks"),
        Asked::Waiting => push(&mut lines, " · asking"),
        Asked::Told => {}
        Asked::Silent(why) => lines.push(vec![indent(), piece(word(why), Tone::Uneasy)]),
    }
    lines
}

fn push(lines: &mut [Vec<Piece>], text: &str) {
    if let Some(last) = lines.last_mut() {
        last.push(piece(text, Tone::Faint));
    }
}

fn stands(summary: &Summary) -> [Piece; 2] {
    let phase = summary.phase.map_or("-".into(), |phase| phase.as_str().to_uppercase());
    let chair = match &summary.chair {
        // Who has the chair is not theirs to know.
        _ if summary.reader => piece(" · ", Tone::Plain),
        Some(chair) => piece(format!(" · chair {} · ", word(chair.as_str())), Tone::Plain),
        None => piece(" · NO CHAIR · ", Tone::Alarm),
    };
    [piece(phase, Tone::Strong), chair]
}

/// Somebody's words on one line.
fn word(text: &str) -> String {
    clean(text).replace('\n', " ")
}
