//! The last lines: what stands now, keys that apply here or a sentence, and the mode's word.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;
use warroom_incident::Seat;

use super::theme::Theme;
use super::{cut, line, spread};
use crate::app::composer::Target;
use crate::app::connection::LinkState;
use crate::app::forms::Stage;
use crate::app::keymap::{Action, binding};
use crate::app::layout;
use crate::app::model::{Dialog, Loud, Model, Pane};
use crate::app::offline;
use crate::app::tone::{Piece, Tone, piece};
use crate::app::{actions, bridge};

pub(super) fn summary(frame: &mut Frame<'_>, model: &Model, theme: Theme, area: Rect) {
    let lines = layout::summary(model).into_iter().map(|(head, text)| {
        let loud = head == "RECOVER" || head == "KEPT";
        let pieces = vec![
            piece(if head.is_empty() { " ".into() } else { format!(" {head:<8}") }, Tone::Strong),
            piece(text, if loud { Tone::Uneasy } else { Tone::Plain }),
        ];
        line(theme, cut(pieces, area.width.into()))
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), area);
}

pub(super) fn hints(frame: &mut Frame<'_>, model: &Model, theme: Theme, area: Rect) {
    let pieces = match &model.said {
        Some((sentence, loud)) => {
            let tone = if *loud == Loud::Yes { Tone::Alarm } else { Tone::Strong };
            vec![piece(format!(" {}", crate::timeline::clean(sentence).replace('\n', " ")), tone)]
        }
        None => whole(keys(model), area.width.into()),
    };
    frame.render_widget(Paragraph::new(line(theme, cut(pieces, area.width.into()))), area);
}

/// As many hints as fit whole: half of one is worse than none.
fn whole(pieces: Vec<Piece>, width: usize) -> Vec<Piece> {
    use unicode_width::UnicodeWidthStr;
    let mut used = 0;
    let fits = |pair: &&[Piece]| {
        used += pair.iter().map(|(text, _)| text.trim_end().width() + 2).sum::<usize>();
        used <= width
    };
    pieces.chunks(2).take_while(fits).flatten().cloned().collect()
}

fn keys(model: &Model) -> Vec<Piece> {
    let fixed: &[(&str, &str)] = match &model.dialog {
        Some(Dialog::Help { .. }) => &[("j k", "scroll"), ("any other key", "closes")],
        Some(Dialog::Palette(_)) => &[("type", "to find"), ("Enter", "runs"), ("Esc", "closes")],
        Some(Dialog::Lines { title, .. }) if title == bridge::TITLE => &[("any key", "goes on")],
        Some(Dialog::Lines { .. }) => &[("any key", "goes on"), ("J", "shows it again"), ("?", "help")],
        Some(Dialog::Form(form)) => match form.stage {
            Stage::Choosing if form.choices.is_empty() => &[("q", "closes")],
            Stage::Choosing => &[("j k", "choose"), ("Enter", "goes on"), ("q", "closes")],
            Stage::Writing => &[("Enter", "goes on"), ("Esc", "back")],
            Stage::Confirming => &[("y", "yes"), ("n", "no")],
        },
        None if matches!(model.composer.target(), Some(Target::Correct(_))) => {
            &[("Enter", "posts"), ("Ctrl-J", "new line"), ("Esc", "stops, text is kept"), ("@9:10", "first: its time")]
        }
        None if matches!(model.composer.target(), Some(Target::Now)) => {
            &[("Enter", "posts"), ("Ctrl-J", "new line"), ("Esc", "stops, text is kept")]
        }
        None if model.composer.is_open() => &[
            ("Enter", "posts"),
            ("Ctrl-J", "new line"),
            ("Esc", "stops, text is kept"),
            ("/finding @9:10", "kinds, times"),
        ],
        None => return actions_here(model),
    };
    fixed.iter().flat_map(|(key, label)| hint(key, label)).collect()
}

fn hint(key: &str, label: &str) -> [Piece; 2] {
    let key = if key == "enter" { "Enter" } else { key };
    [piece(format!(" {key} "), Tone::Key), piece(format!("{label} "), Tone::Plain)]
}

/// What is most likely wanted here, without what is off.
fn actions_here(model: &Model) -> Vec<Piece> {
    use Action as A;
    let state = model.replica.state();
    let mut wanted = Vec::new();
    if !model.link.is_up() {
        wanted.push(A::Retry);
    }
    if crate::brief::is_unaccepted(state) {
        wanted.push(A::Acknowledge);
    }
    if state.chair.holder().is_none() && model.seat() != Seat::Guest {
        wanted.push(A::HandOver);
    }
    wanted.extend(match model.focus {
        Pane::Timeline => vec![A::Write, A::Key, A::Open],
        Pane::Notes => vec![A::Write, A::Fact, A::Key, A::Open],
        Pane::Tasks => vec![A::Write, A::Claim, A::Finish, A::Open],
        Pane::Needs => vec![A::Open],
        Pane::Brief => vec![A::Open, A::Write],
        Pane::People => vec![A::Invite, A::Scribe],
        Pane::Drafts | Pane::Impact => vec![A::Write],
    });
    wanted.extend(match model.seat() {
        Seat::Coordinator => vec![A::Severity, A::Phase, A::Now, A::HandOver, A::Hold],
        Seat::Responder => vec![A::Severity, A::Phase, A::Tasks, A::Brief],
        Seat::Observer => vec![A::Hold, A::Now, A::Severity, A::Brief],
        Seat::Guest => vec![A::Brief, A::Timeline, A::Seat],
    });
    wanted.extend([A::Zoom, A::People, A::Unread, A::Clock]);
    let mut seen = Vec::new();
    for action in wanted {
        if !seen.contains(&action) && actions::why_not(model, action).is_none() {
            seen.push(action);
        }
    }
    seen.into_iter().map(binding).flat_map(|it| hint(it.keys.first().copied().unwrap_or(""), it.label)).collect()
}

pub(super) fn mode(frame: &mut Frame<'_>, model: &Model, theme: Theme, area: Rect) {
    let (word, says) = match &model.dialog {
        Some(Dialog::Palette(_)) => ("COMMAND", ""),
        Some(Dialog::Form(form)) if form.stage == Stage::Writing => ("WRITING", ""),
        Some(Dialog::Form(form)) if form.stage == Stage::Confirming => ("CONFIRM", "only y does it"),
        _ if model.composer.is_open() => ("WRITING", "single-key commands are off while you write"),
        _ => match &model.link.state {
            LinkState::Refused { .. } => ("READ ONLY", "the screen is kept: read and copy"),
            LinkState::Lost { .. } | LinkState::Starting { .. } => ("OFFLINE", "write on: it is sent once, later"),
            LinkState::Live | LinkState::CatchingUp
                if model.seat() == Seat::Guest && model.replica.state().is_declared() =>
            {
                ("READ ONLY", "")
            }
            LinkState::Live | LinkState::CatchingUp => ("NORMAL", ""),
        },
    };
    let mut left = vec![piece(format!(" {word}"), Tone::Mode)];
    let unsent = model.replica.unsent();
    if unsent > 0 {
        left.push(piece(format!("  {unsent} WAITING"), Tone::Uneasy));
    }
    let room = usize::from(area.width).saturating_sub(left.iter().map(|(text, _)| text.chars().count()).sum::<usize>());
    if let Some([long, short]) = offline::way_out(model).filter(|_| model.dialog.is_none()) {
        use unicode_width::UnicodeWidthStr;
        let way = if long.width() + 4 <= room { long } else { short };
        // Half of an address helps nobody.
        let way = if way.width() + 3 > room { "B shows the bridge".to_owned() } else { way };
        // The last thing that works is never cut: the words about the mode go first.
        let right = vec![piece(format!("{way} "), Tone::Strong)];
        frame.render_widget(Paragraph::new(spread(theme, left, right, area.width)), area);
        return;
    }
    if !says.is_empty() {
        left.push(piece(format!("   {says}"), Tone::Faint));
    }
    let right = if model.dialog.is_none() && !model.composer.is_open() {
        let keys: &[(&str, &str)] = &[("?", "help"), (":", "commands"), ("q", "back")];
        keys.iter().flat_map(|(key, label)| hint(key, label)).collect()
    } else {
        Vec::new()
    };
    frame.render_widget(Paragraph::new(spread(theme, left, right, area.width)), area);
}
