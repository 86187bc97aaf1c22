//! The last lines: what stands now, keys that apply here or a sentence, and the mode's word.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;
use warroom_incident::Seat;
use warroom_incident::draft::Draft;

use super::theme::Theme;
use super::{cut, line, spread};
use crate::app::bindings::shown;
use crate::app::composer::{self, Listed, Target};
use crate::app::connection::LinkState;
use crate::app::editor::reword::Step as RewordStep;
use crate::app::estimate::{self, Filling, Waits};
use crate::app::forms::Stage;
use crate::app::keymap::Action;
use crate::app::layout;
use crate::app::model::{Dialog, Loud, Model, Pane};
use crate::app::review::{self, offers};
use crate::app::rows::fit;
use crate::app::tone::{Piece, Tone, piece};
use crate::app::{actions, bridge, due, editor, offline, search};
use crate::replica::Fate;

pub(super) fn summary(frame: &mut Frame<'_>, model: &Model, theme: Theme, area: Rect) {
    let lines = layout::summary(model).into_iter().map(|(head, text)| {
        let loud = ["NEXT", "KEPT", "ASKS"].contains(&head);
        let pieces = vec![
            piece(if head.is_empty() { " ".into() } else { format!(" {head:<8}") }, Tone::Strong),
            piece(text, if loud { Tone::Uneasy } else { Tone::Plain }),
        ];
        line(theme, cut(pieces, area.width.into()))
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), area);
}

pub(super) fn hints(frame: &mut Frame<'_>, model: &Model, theme: Theme, area: Rect) {
    if let Some(search) = model.search.as_ref().filter(|search| search.stage == search::Stage::Typing) {
        let found = search::foot(model, search::scope(model)).unwrap_or_default();
        let typed = crate::timeline::clean(&search.typed);
        let left = vec![piece(format!(" / {typed}"), Tone::Strong), piece("_", Tone::Strong)];
        let right = vec![piece(format!("{found} "), Tone::Plain)];
        frame.render_widget(Paragraph::new(spread(theme, left, right, area.width)), area);
        return;
    }
    let pieces = match &model.said {
        Some((sentence, loud)) => {
            let tone = if *loud == Loud::Yes { Tone::Alarm } else { Tone::Strong };
            vec![piece(format!(" {}", crate::timeline::clean(sentence).replace('\n', " ")), tone)]
        }
        None => match flash(model, area.width.into()) {
            Some(says) => vec![piece(says, Tone::Shout)],
            None => whole(keys(model), area.width.into()),
        },
    };
    frame.render_widget(Paragraph::new(line(theme, cut(pieces, area.width.into()))), area);
}

/// What has just come to be due, in a sentence: where no keys are asked for that somebody is about to press.
fn flash(model: &Model, width: usize) -> Option<String> {
    use unicode_width::UnicodeWidthStr;
    let busy = model.dialog.is_some() || model.composer.is_open();
    let flash = due::flashing(model).filter(|_| !busy)?;
    let shows = if layout::is_small(model.size) { "" } else { " shows it" };
    // The end of a long sentence goes before the key that leads there.
    let way = format!(" · {}{shows} ", model.key(Action::Due));
    let room = width.saturating_sub(way.width() + 1);
    let says = if flash.says.width() > room { fit(&flash.says, room) } else { flash.says.clone() };
    Some(format!(" {}{way}", says.trim_end()))
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
    let listed = model.dialog.is_none() && composer::offers::offers(model).is_some();
    let fixed: &[(&str, &str)] = match &model.dialog {
        None if listed && matches!(model.composer.list, Listed::Chosen(_)) => {
            &[("Enter", "takes it"), ("Tab", "next"), ("Esc", "closes the list")]
        }
        None if listed && model.composer.list == Listed::Shown => {
            &[("Tab", "chooses"), ("Enter", "posts as it is"), ("Esc", "closes the list")]
        }
        Some(Dialog::Detail(it)) if it.choices.is_empty() => {
            &[("q", "back"), ("j k", "scroll"), ("] [", "turn"), ("/", "search"), ("y", "copy"), ("V", "as text")]
        }
        Some(Dialog::Detail(_)) => {
            &[("1-9", "does it"), ("q", "back"), ("j k", "scroll"), ("] [", "turn"), ("/", "search"), ("y", "copy")]
        }
        Some(Dialog::Sheet(_)) => {
            &[("q", "back"), ("space", "next page"), ("j k", "scroll"), ("/", "search"), ("y", "copy")]
        }
        Some(Dialog::Draft(_)) => return on_draft(model),
        Some(Dialog::Fields(_)) => {
            &[("j k", "line"), ("h l", "value"), ("Enter", "does it"), ("0-9", "a time"), ("q", "closes")]
        }
        Some(Dialog::Reference(it)) if it.has_steps(model) => {
            &[("Enter", "ticks it off"), ("u", "takes back"), ("j k", "step"), ("y", "copy address"), ("q", "back")]
        }
        Some(Dialog::Reference(_)) => &[("y", "copy"), ("V", "as text"), ("q", "back")],
        Some(Dialog::Estimate(it)) if it.waits == Waits::Sent => &[("Esc", "closes")],
        Some(Dialog::Estimate(it)) => return on_estimate(model, it),
        Some(Dialog::Kit(_)) => &[("y", "copy it"), ("j k", "next text"), ("V", "over the full width"), ("q", "back")],
        Some(Dialog::Filter { typed: None }) => &[("a letter", "chooses"), ("/", "words"), ("Esc", "closes")],
        Some(Dialog::Filter { typed: Some(_) }) => &[("type", "words"), ("Enter", "filters"), ("Esc", "closes")],
        Some(Dialog::Help(help)) if help.typed.is_empty() => {
            &[("type", "to filter"), ("Enter", "runs"), ("q", "closes")]
        }
        Some(Dialog::Help(_)) => &[("Backspace", "takes a letter back"), ("Enter", "runs"), ("Ctrl-C", "closes")],
        Some(Dialog::Palette(_)) => &[("type", "to find"), ("Enter", "runs"), ("Esc or Ctrl-C", "closes")],
        Some(Dialog::Panes { .. }) => {
            &[("Enter", "shows, hides"), ("< >", "column"), ("- +", "up, down"), ("r", "as given"), ("q", "closes")]
        }
        Some(Dialog::Lines { title, .. }) if title == bridge::TITLE => &[("y", "copy"), ("any other", "goes on")],
        Some(Dialog::Lines { .. }) => &[("y", "copy"), ("any other", "goes on"), ("?", "help")],
        Some(Dialog::Outbox(_)) => &[("j k", "choose"), ("Enter", "what can be done"), ("q", "closes")],
        Some(Dialog::Form(form)) if form.held.as_ref().is_some_and(|held| held.void.is_some()) => &[("q", "back")],
        Some(Dialog::Editor(_)) => &[
            ("Esc", "back"),
            ("F1", "keys"),
            ("Tab", "next finding"),
            ("F2", "who wrote it"),
            ("Alt-Z", "undo"),
            ("Shift-arrows", "select"),
            ("Alt-E", "editor"),
        ],
        Some(Dialog::Reword(it)) => match it.step {
            RewordStep::Choosing(_) => &[("j k", "choose"), ("Enter", "goes on"), ("q", "closes")],
            RewordStep::Writing(_) => &[("Enter", "puts it in"), ("Ctrl-J", "new line"), ("Esc", "back, kept")],
        },
        Some(Dialog::Form(form)) => match form.stage {
            Stage::Choosing if form.choices.is_empty() => &[("q", "closes")],
            Stage::Choosing => &[("j k", "choose"), ("Enter", "goes on"), ("q", "closes")],
            Stage::Writing => &[("Enter", "goes on"), ("Esc", "back")],
            Stage::Confirming if review::reads_on(form) => &[("PgDn", "the rest, unseen"), ("n", "no")],
            Stage::Confirming => &[("y", "yes"), ("n", "no")],
            Stage::Typing(_) if review::reads_on(form) => &[("PgDn", "the rest, unseen"), ("Esc", "back")],
            Stage::Typing(_) if form.held.is_some() => {
                &[("Enter", "does it"), ("Esc", "back"), ("PgDn PgUp", "the draft")]
            }
            Stage::Typing(_) => &[("Enter", "does it"), ("Esc", "back")],
        },
        None if matches!(model.composer.target(), Some(Target::Correct(_))) => &[
            ("Enter", "posts"),
            ("Ctrl-J", "new line"),
            ("Esc", "stops, text is kept"),
            ("@9:10", "first: its time"),
            ("Alt-E", "editor"),
        ],
        None if matches!(model.composer.target(), Some(Target::Now)) => {
            &[("Enter", "posts"), ("Ctrl-J", "new line"), ("Esc", "stops, text is kept"), ("Alt-E", "editor")]
        }
        None if model.composer.is_open() => &[
            ("Enter", "posts"),
            ("Ctrl-J", "new line"),
            ("Esc", "stops, text is kept"),
            ("Alt-E", "editor"),
            ("/ @", "kinds, people, times"),
            ("Alt-Up", "earlier entries"),
        ],
        None => return actions_here(model),
    };
    fixed.iter().flat_map(|(key, label)| hint(key, label)).collect()
}

fn hint(key: &str, label: &str) -> [Piece; 2] {
    [piece(format!(" {key} "), Tone::Key), piece(format!("{label} "), Tone::Plain)]
}

/// How a form of an estimate is filled in.
fn on_estimate(model: &Model, filling: &Filling) -> Vec<Piece> {
    let sends = match (model.link.is_up(), estimate::sets(model)) {
        (false, _) => "when connected",
        (true, true) => "sets it",
        (true, false) => "proposes it",
    };
    let chosen = filling.field().is_some_and(|field| field.what.choices().is_some());
    let here = if chosen { ("letter", "chooses") } else { ("Ctrl-U", "empties") };
    let all = [("Enter", sends), ("Tab", "next"), here, ("Esc", "stops, kept"), ("Ctrl-R", "begins anew")];
    all.iter().flat_map(|(key, label)| hint(key, label)).collect()
}

/// What can be done about the draft that is read.
fn on_draft(model: &Model) -> Vec<Piece> {
    use unicode_width::UnicodeWidthStr;
    let keymap = &model.settings.keymap;
    let lines = offers::offers(model).into_iter().map(|action| keymap.line(action));
    let hints = lines.filter_map(|line| Some(hint(&shown(line.keys.first()?), line.binding.label)));
    let mut all: Vec<[Piece; 2]> = hints.collect();
    let back = hint(&model.key(Action::Back), "back");
    let width = |pieces: &[Piece; 2]| pieces.iter().map(|(text, _)| text.width()).sum::<usize>() + 1;
    let fits = all.iter().map(width).sum::<usize>() + width(&back) < usize::from(model.size.0);
    // What leads back is in sight also where not everything fits.
    all.insert(if fits { all.len() } else { all.len().min(3) }, back);
    all.into_iter().flatten().collect()
}

/// What is most likely wanted here, without what is off.
fn actions_here(model: &Model) -> Vec<Piece> {
    use Action as A;
    let state = model.replica.state();
    let mut wanted = Vec::new();
    if !model.link.is_up() {
        wanted.push(A::Retry);
    }
    if model.replica.waiting().next().is_some() && (!model.link.is_up() || has_trouble(model)) {
        wanted.push(A::Outbox);
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
        Pane::Tasks => vec![A::Write, A::Claim, A::Finish, A::TaskUp, A::TaskDown, A::TaskSaves, A::TaskDue, A::Open],
        Pane::Needs => vec![A::Open, A::AcceptProposal, A::DeclineProposal],
        Pane::Brief => vec![A::Open, A::Write],
        Pane::People => vec![A::Invite, A::Scribe],
        Pane::Drafts => {
            let mut here = vec![A::Open];
            here.extend(offers::offers(model).into_iter().take(2));
            if model.is_chair() && state.updates.is_empty() {
                here.push(A::Holding);
            }
            let open = review::in_view(model).and_then(|seq| state.drafts.get(&seq)).is_none_or(Draft::is_open);
            here.extend(if open { vec![A::EditDraft, A::NewDraft, A::WithdrawDraft] } else { vec![A::NewDraft] });
            here
        }
        Pane::Impact => {
            vec![A::AcceptProposal, A::DeclineProposal, A::Estimate, A::SeverityFollows, A::VoidCost, A::Open]
        }
        Pane::Questions => vec![A::Answer, A::Same, A::DeclineQuestion, A::Ask, A::Open],
        Pane::Told => vec![A::Open],
        Pane::Contacts => vec![A::Open, A::Copy, A::Search],
        Pane::Due => vec![A::Open, A::Snooze, A::Search, A::Copy],
    });
    // Nothing else on this screen would tell where they are.
    if !state.drafts.is_empty() && !layout::tab_order(model).contains(&Pane::Drafts) {
        wanted.push(A::Drafts);
    }
    wanted.extend(match model.seat() {
        Seat::Coordinator => vec![A::Severity, A::Phase, A::Now, A::HandOver, A::Hold],
        Seat::Responder => vec![A::Severity, A::Phase, A::Tasks, A::Brief],
        Seat::Observer => vec![A::Hold, A::Now, A::Severity, A::Brief],
        Seat::Guest => vec![A::Ask, A::Brief, A::Timeline, A::Seat],
        Seat::Reader => vec![A::Clock],
    });
    wanted.extend([A::Zoom, A::People, A::Unread, A::Clock]);
    if matches!(model.focus, Pane::Timeline | Pane::Notes) {
        wanted.extend([A::Correct, A::Editor]);
    }
    let mut seen = Vec::new();
    for action in wanted {
        // A key that does something else here is no way to it.
        let here = model.settings.keymap.line(action).keys.first().is_some_and(|key| {
            model.settings.keymap.bound(key, |binding| actions::applies(model, binding)) == Some(action)
        });
        if here && !seen.contains(&action) && actions::why_not(model, action).is_none() {
            seen.push(action);
        }
    }
    let bound = seen.into_iter().map(|action| model.settings.keymap.line(action));
    let hints = bound.filter_map(|line| Some(hint(&shown(line.keys.first()?), line.binding.label)));
    hints.flatten().collect()
}

/// Whether something in the outbox needs a person.
fn has_trouble(model: &Model) -> bool {
    let refused = model.replica.waiting().any(|it| matches!(it.fate, Fate::Refused(_) | Fate::NotSaved(_)));
    refused || model.replica.doubted(model.server_now()).is_some()
}

fn is_text(dialog: &Dialog) -> bool {
    matches!(dialog, Dialog::Detail(_) | Dialog::Sheet(_) | Dialog::Draft(_) | Dialog::Kit(_) | Dialog::Reference(_))
}

pub(super) fn mode(frame: &mut Frame<'_>, model: &Model, theme: Theme, area: Rect) {
    let (word, says) = match &model.dialog {
        _ if search::is_typing(model) => ("SEARCH", "Enter keeps it, Esc goes back"),
        _ if model.search.is_some() && model.dialog.as_ref().is_none_or(is_text) => {
            ("SEARCH", "n next  N before  Esc ends it")
        }
        Some(dialog) if is_text(dialog) => ("READING", ""),
        Some(Dialog::Filter { .. }) => ("FILTER", ""),
        Some(Dialog::Estimate(_)) if !model.link.is_up() => {
            ("FILLING IN", "NOT CONNECTED: kept here, sent by Enter later")
        }
        Some(Dialog::Estimate(_)) => ("FILLING IN", "nothing is sent before Enter"),
        Some(Dialog::Fields(_)) => ("CHOOSE", "nothing is told to anybody by this"),
        Some(Dialog::Form(form)) if form.held.as_ref().is_some_and(|held| held.void.is_some()) => {
            ("VOID", "nothing was done")
        }
        Some(Dialog::Palette(_)) => ("COMMAND", "the key beside it does the same next time"),
        Some(Dialog::Help(_)) => ("HELP", ""),
        Some(Dialog::Editor(it)) if editor::is_over(model, it.draft) => ("READ ONLY", "the text changes no more"),
        Some(Dialog::Editor(_)) if model.link.is_up() => ("WRITING", "everybody sees it as you type"),
        Some(Dialog::Editor(_)) => ("WRITING", "NOT CONNECTED: kept here, shared once you are back"),
        Some(Dialog::Reword(it)) if matches!(it.step, RewordStep::Writing(_)) => ("WRITING", ""),
        Some(Dialog::Form(form)) if form.stage == Stage::Writing => ("WRITING", ""),
        Some(Dialog::Form(form))
            if review::reads_on(form) && matches!(form.stage, Stage::Confirming | Stage::Typing(_)) =>
        {
            ("CONFIRM", "first read the rest: PgDn")
        }
        Some(Dialog::Form(form)) if form.stage == Stage::Confirming => ("CONFIRM", "only y does it"),
        Some(Dialog::Form(form)) if matches!(form.stage, Stage::Typing(_)) => {
            ("CONFIRM", "only the word, typed by hand, does it")
        }
        _ if model.composer.is_open() => ("WRITING", "single-key commands are off while you write"),
        _ if model.frozen.is_some() && model.link.is_up() => ("FROZEN", "nothing moves; F goes on"),
        _ => match &model.link.state {
            LinkState::Refused { .. } => ("READ ONLY", "the screen is kept: read and copy"),
            LinkState::Lost { .. } | LinkState::Starting { .. } => ("OFFLINE", "write on: it is sent once, later"),
            LinkState::Live | LinkState::CatchingUp
                if matches!(model.seat(), Seat::Guest | Seat::Reader) && model.replica.state().is_declared() =>
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
    let unshared: usize = model.papers.unshared().map(|(_, chars)| chars).sum();
    if unshared > 0 && !model.link.is_up() && !matches!(model.dialog, Some(Dialog::Editor(_))) {
        left.push(piece(format!("  {} NOT SHARED", editor::characters(unshared)), Tone::Uneasy));
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
        let back = if actions::is_at_top(model) { "leave" } else { "back" };
        let last = [(Action::Help, "help"), (Action::Palette, "commands"), (Action::Back, back)];
        last.into_iter().flat_map(|(action, label)| hint(&model.key(action), label)).collect()
    } else {
        Vec::new()
    };
    frame.render_widget(Paragraph::new(spread(theme, left, right, area.width)), area);
}
