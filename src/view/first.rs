//! Draws what comes before the first room.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Borders, Paragraph, Wrap};
use warroom_incident::{Seat, Summary};

use super::theme::Theme;
use super::{ascii, cut, line, spread};
use crate::app::first::{Facts, First, Joined, Known, Step};
use crate::app::keymap::Action;
use crate::app::layout::{inside, is_too_small};
use crate::app::model::Loud;
use crate::app::rows::wrap;
use crate::app::tone::{Piece, Tone, piece};
use crate::brief::age;
use crate::timeline::clean;

/// Draws one frame.
pub fn draw(frame: &mut Frame<'_>, first: &First) {
    let theme = Theme::of(first.look);
    if is_too_small(first.size) {
        let says = Paragraph::new("warroom: too small, make it larger").wrap(Wrap { trim: true });
        frame.render_widget(says, frame.area());
    } else {
        screen(frame, first, theme);
    }
    theme.paint(frame.buffer_mut());
    if first.look.ascii {
        ascii::flatten(frame.buffer_mut());
    }
}

fn screen(frame: &mut Frame<'_>, first: &First, theme: Theme) {
    let (width, height) = first.size;
    let at = |y: u16, height: u16| Rect { x: 0, y, width, height };
    let server = vec![piece(format!("{} ", word(&first.server)), Tone::Plain)];
    let head = spread(theme, vec![piece(" warroom join", Tone::Strong)], server, width);
    frame.render_widget(Paragraph::new(head), at(0, 1));
    let inner = usize::from(width.saturating_sub(4)).max(1);
    let room = fitting(theme, room(first), inner);
    let foot = foot(first, theme, width);
    let foot_lines = u16::try_from(foot.len()).unwrap_or(1).min(height.saturating_sub(4));
    let space = height - 1 - foot_lines;
    let room_height = u16::try_from(room.len() + 2).unwrap_or(u16::MAX).min(space);
    boxed(frame, theme, &title(first), BorderType::Thick, room, at(1, room_height));
    if let Some(facts) = &first.facts {
        let lines = fitting(theme, before(first, facts), inner);
        let left = space - room_height;
        let tall = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(left);
        // Half of a box helps nobody; what is good to know is in the help, too.
        if tall > 2 {
            boxed(frame, theme, "Before you go in", BorderType::Plain, lines, at(1 + room_height, tall));
        }
    }
    frame.render_widget(Paragraph::new(foot), at(height - foot_lines, foot_lines));
}

fn boxed(frame: &mut Frame<'_>, theme: Theme, title: &str, kind: BorderType, lines: Vec<Line<'static>>, area: Rect) {
    let style = theme.style(if kind == BorderType::Thick { Tone::Strong } else { Tone::Plain });
    let title = crate::app::rows::fit(title, usize::from(area.width.saturating_sub(4)));
    let block = Block::new()
        .borders(Borders::ALL)
        .border_type(kind)
        .border_style(style)
        .title(format!(" {} ", title.trim_end()));
    frame.render_widget(block, area);
    let body = inside(area);
    frame.render_widget(Paragraph::new(lines), Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body });
}

/// A head and a text, wrapped under its own column.
fn fitting(theme: Theme, items: Vec<(&'static str, String, Tone)>, width: usize) -> Vec<Line<'static>> {
    const HEAD: usize = 10;
    let lines = items.into_iter().flat_map(|(head, text, tone)| {
        let wrapped = wrap(&text, width.saturating_sub(HEAD).max(8));
        wrapped.into_iter().enumerate().map(move |(nth, text)| {
            let head = if nth == 0 { head } else { "" };
            line(theme, [piece(format!("{head:<HEAD$}"), Tone::Strong), piece(text, tone)])
        })
    });
    lines.collect()
}

fn title(first: &First) -> String {
    let Step::In(joined) = &first.step else { return "An incident, by invite".into() };
    let severity = match &first.known {
        Known::Told(summary) => summary.severity.as_deref().map(|it| format!("  {}", word(it).to_uppercase())),
        Known::Waiting | Known::Silent(_) => None,
    };
    let drill = matches!(&first.known, Known::Told(summary) if summary.drill);
    let title = match (&joined.title, joined.seat) {
        (Some(title), _) => word(title),
        (None, Seat::Reader) => "you read what is published".into(),
        (None, _) => "(title redacted)".into(),
    };
    let drill = if drill { "  DRILL" } else { "" };
    format!("{}{}{drill}  {title}", word(&joined.incident), severity.unwrap_or_default())
}

fn room(first: &First) -> Vec<(&'static str, String, Tone)> {
    let mut lines = Vec::new();
    match (&first.step, &first.known) {
        (Step::In(_), Known::Told(summary)) => lines.extend(stands(summary, first)),
        (Step::In(_), Known::Waiting) => lines.push(("state", "asking the server where it stands".into(), Tone::Faint)),
        (Step::In(_), Known::Silent(why)) => {
            let why = word(why);
            let text = format!("NOT REACHABLE: {why}. You can go in all the same: it connects as soon as it can.");
            lines.push(("state", text, Tone::Alarm));
        }
        // Below the name, which is what is asked.
        (Step::Naming | Step::Asking, _) => {}
    }
    match &first.step {
        Step::In(Joined { name, seat, .. }) => {
            let reads = if *seat == Seat::Guest { " (read only)" } else { "" };
            lines.push(("seat", format!("{seat}{reads}"), Tone::Strong));
            lines.push(("name", word(name), Tone::Strong));
        }
        Step::Naming | Step::Asking => {
            let offer = match first.offered.as_str() {
                "" => "_     (type the name the others know you by)".to_owned(),
                known => format!("_     (Enter joins as {}; or type another)", word(known)),
            };
            let (name, tone) = match first.step {
                Step::Naming if first.name.is_empty() => (offer, Tone::Plain),
                Step::Naming => (format!("{}_", word(&first.name)), Tone::Strong),
                Step::Asking | Step::In(_) => (word(&first.name), Tone::Strong),
            };
            lines.push(("your name", name, tone));
            if first.step == Step::Asking {
                lines.push(("", format!("asking {}, for 10 s at most", word(&first.server)), Tone::Faint));
            }
            let text = "the server says which incident it is once you are in; the invite is used when you press Enter";
            lines.push(("state", text.into(), Tone::Plain));
        }
    }
    lines
}

fn stands(summary: &Summary, first: &First) -> Vec<(&'static str, String, Tone)> {
    let phase = summary.phase.map_or("-".into(), |phase| phase.as_str().to_uppercase());
    let began = summary.since.or(summary.declared_at);
    let began = began.map(|at| format!(" · began {}, {} ago", at.format("%H:%MZ"), age(at, first.now)));
    let chair = match &summary.chair {
        Some(chair) => (word(chair.as_str()), Tone::Plain),
        None => ("NO CHAIR".into(), Tone::Alarm),
    };
    let mut people: Vec<_> = summary.people.iter().take(6).map(|person| word(person.name.as_str())).collect();
    if summary.people.len() > 6 {
        people.push(format!("+{}", summary.people.len() - 6));
    }
    let hold = if summary.hold { " · HOLD is up" } else { "" };
    let state = ("state", format!("{phase}{}{hold}", began.unwrap_or_default()), Tone::Plain);
    if summary.reader {
        // Who is in there is not theirs to know.
        return vec![state];
    }
    vec![state, ("chair", chair.0, chair.1), ("people", people.join(" "), Tone::Plain)]
}

fn before(first: &First, facts: &Facts) -> Vec<(&'static str, String, Tone)> {
    let key = |action| first.keymap.reach(action);
    let keys = format!(
        "{} shows every key, {} finds any command, {} goes back",
        key(Action::Help),
        key(Action::Palette),
        key(Action::Back)
    );
    let colour = format!("theme {}; how bad it is is always written out, too", first.look.theme.as_str());
    let clock = match first.ahead {
        None => "the server's has not been heard yet".into(),
        Some(-2..=2) => "yours agrees with the server's".into(),
        Some(ahead) => {
            let word = if ahead > 0 { "behind" } else { "ahead of" };
            format!("yours is {} s {word} the server's; the screen shows the server's", ahead.abs())
        }
    };
    vec![
        ("Keys", keys, Tone::Plain),
        ("Colour", colour, Tone::Plain),
        ("Copy", facts.copy.clone(), Tone::Plain),
        ("Bell", facts.bell.clone(), Tone::Plain),
        ("Clock", clock, Tone::Plain),
        ("Settings", word(&facts.settings), Tone::Plain),
        ("Saved in", word(&facts.data), Tone::Plain),
    ]
}

fn foot(first: &First, theme: Theme, width: u16) -> Vec<Line<'static>> {
    let columns = usize::from(width);
    if let Some((sentence, loud)) = &first.said {
        let tone = if *loud == Loud::Yes { Tone::Alarm } else { Tone::Strong };
        let wrapped = wrap(&word(sentence), columns.saturating_sub(1).max(1));
        return wrapped.into_iter().map(|text| line(theme, [piece(format!(" {text}"), tone)])).collect();
    }
    let keys: &[(&str, &str)] = match first.step {
        Step::In(_) => &[("Enter", "goes in"), ("q", "leaves; warroom join opens it later")],
        Step::Naming => &[("Enter", "joins and goes in"), ("Ctrl-C", "leaves")],
        Step::Asking => &[("Ctrl-C", "leaves")],
    };
    let hint =
        |(key, label): &(&str, &str)| [piece(format!(" {key} "), Tone::Key), piece(format!("{label} "), Tone::Plain)];
    let hints: Vec<Piece> = keys.iter().flat_map(hint).collect();
    let mode = if first.facts.is_some() { " FIRST RUN" } else { " JOIN" };
    let once = if first.facts.is_some() && width >= 60 { "asked once; nothing else pops up " } else { "" };
    let mode = spread(theme, vec![piece(mode, Tone::Mode)], vec![piece(once, Tone::Faint)], width);
    vec![line(theme, cut(hints, columns)), mode]
}

/// Somebody's words on one line.
fn word(text: &str) -> String {
    clean(text).replace('\n', " ")
}
