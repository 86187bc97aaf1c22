//! The first lines: how bad, what, which phase, how long, what time; is my screen true, who am I, who has the chair.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use warroom_incident::state::Chair;
use warroom_incident::{Seat, Time};

use super::theme::Theme;
use super::{line, severity_word, spread};
use crate::app::connection::LinkState;
use crate::app::due::{Urgency, others_are_late};
use crate::app::keymap::Action;
use crate::app::layout;
use crate::app::model::{Model, Pane};
use crate::app::next_step::due;
use crate::app::rows::wrap;
use crate::app::tone::{Piece, Tone, piece};
use crate::app::{back, impact, offline};
use crate::brief::{is_unaccepted, lasted, running};
use crate::timeline::clean;

/// Columns by which a title is known again, the gaps around it included.
const TITLE_COLUMNS: usize = 11;

/// Columns of a title beside the incident's name, where there is too much to say.
const LEAST_TITLE_COLUMNS: usize = 4;

pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme, area: Rect) {
    let small = layout::is_small(model.size) && !model.link.is_up();
    let mut lines = vec![if small { away(model, theme, area.width) } else { first(model, theme, area.width) }];
    if let Some(sentence) = offline::refusal(model) {
        lines.extend(refused(&sentence, theme, area));
    } else if area.height > 1 {
        lines.push(second(model, theme, area.width));
    }
    frame.render_widget(Paragraph::new(lines), area);
}

/// The first line of a small screen whose content may be old: that comes before what the incident is.
fn away(model: &Model, theme: Theme, width: u16) -> Line<'static> {
    let mut pieces = vec![piece(super::not_connected(model), Tone::Shout)];
    if width >= 40 {
        pieces.insert(0, piece(format!(" {}  ", severity_word(model)), Tone::Strong));
        pieces.push(piece(format!("  {}", model.server_now().format("%H:%MZ")), Tone::Plain));
    }
    line(theme, super::cut(pieces, width.into()))
}

fn first(model: &Model, theme: Theme, width: u16) -> Line<'static> {
    let state = model.replica.state();
    let now = model.server_now();
    let rank = super::severity(model).and_then(|name| state.policy.severities.iter().position(|it| it.name == *name));
    let mut left = vec![piece(" ", Tone::Plain), piece(severity_word(model), Tone::Plain)];
    if let Some(says) = impact::doubt(model).filter(|_| width >= 60 && !model.is_reader()) {
        // Chosen and derived severity differ: the pane says why.
        let says = if width >= 100 { format!(" (estimate: {says})") } else { format!(" ({says}?)") };
        left.push(piece(says, Tone::Uneasy));
    }
    if state.drill {
        left.push(piece(" ", Tone::Plain));
        left.push(piece(" DRILL ", Tone::Strong));
    }
    // Also where something covers the line that says more of it.
    if width >= 60 && warroom_incident::escalation::continuity(state).is_some() {
        left.push(piece(" ", Tone::Plain));
        left.push(piece(" CONTINUITY ", Tone::Alarm));
    }
    if width >= 40 {
        left.push(piece(format!("  {}", model.incident), Tone::Strong));
    }
    let title = match (&state.title, state.is_declared()) {
        _ if model.is_reader() => String::new(),
        (Some(title), _) => clean(title),
        (None, true) => "[title removed]".into(),
        (None, false) => model.replica.snapshot().and_then(|snapshot| snapshot.title.clone()).unwrap_or_default(),
    };
    left.push(piece(format!("  {title}"), Tone::Plain));
    let mut right = Vec::new();
    let unaccepted = is_unaccepted(state) && !model.is_reader();
    match (unaccepted, state.phase) {
        (true, _) => {
            let waits = lasted(state.declared_at.unwrap_or(now), now);
            let word = if width < 45 { "NOT ACK" } else { "NOT ACKNOWLEDGED" };
            right.push(piece(format!(" {word} {waits} "), Tone::Shout));
        }
        (false, Some(phase)) if width >= 30 => right.push(piece(phase.as_str().to_uppercase(), Tone::Strong)),
        (false, _) => {}
    }
    // One clock without a name is enough: which of two is which, nobody knows.
    if let Some(lasts) = running(state, now).filter(|_| width >= 50 && !unaccepted) {
        right.push(piece(format!("  {lasts}"), Tone::Strong));
        if let Some(since) = state.since.filter(|_| width >= 160) {
            right.push(piece(format!(" from {}", since.format("%H:%MZ")), Tone::Plain));
        }
    }
    loss_and_time(model, width, &left, &mut right);
    let mut line = spread(theme, left, right, width);
    // The severity has looks of its own, by its rank.
    if let Some(span) = line.spans.get_mut(1) {
        span.style = theme.severity(rank);
    }
    line
}

/// The loss so far and what time it is. Where there is little room the title gives way first, then the date and the
/// seconds, then how far the loss is known, and only then the loss.
fn loss_and_time(model: &Model, width: u16, left: &[Piece], right: &mut Vec<Piece>) {
    use unicode_width::UnicodeWidthStr;
    let now = model.server_now();
    let zone = chrono::TimeDelta::minutes(model.zone_minutes.into());
    let short = format!("{}{}", if width < 45 { " " } else { "  " }, now.format("%H:%MZ"));
    let time = match width {
        ..100 => short.clone(),
        160.. => format!("   {} ({} here)", now.format("%a %d %b %Y %H:%M:%SZ"), (now + zone).format("%H:%M")),
        _ if model.zone_minutes == 0 => format!("   {}", now.format("%a %d %b %H:%M:%SZ")),
        _ => format!("   {} ({} here)", now.format("%a %d %b %H:%M:%SZ"), (now + zone).format("%H:%M")),
    };
    let named = |lost: String| if width >= 100 { format!("  lost {lost}") } else { format!("  {lost}") };
    let (lost, few) = (impact::lost(model).map(named), impact::lost_likely(model).map(named));
    let of = |pieces: &[Piece]| pieces.iter().map(|(text, _)| text.width()).sum::<usize>();
    let title = left.last().map_or(0, |(text, _)| text.width());
    let fixed = of(left) - title + of(right);
    let fits = |lost: &str, time: &str, known: usize| {
        fixed + lost.width() + time.width() + title.min(known) <= usize::from(width)
    };
    let ways = [
        (lost.as_ref(), &time, TITLE_COLUMNS),
        (lost.as_ref(), &short, TITLE_COLUMNS),
        (few.as_ref(), &short, LEAST_TITLE_COLUMNS),
    ];
    let way =
        ways.into_iter().find_map(|(lost, time, known)| lost.filter(|lost| fits(lost, time, known)).zip(Some(time)));
    let (lost, time) = way.map_or((None, &time), |(lost, time)| (Some(lost), time));
    right.extend(lost.map(|lost| piece(lost.clone(), Tone::Strong)));
    right.push(piece(time.clone(), Tone::Plain));
}

/// Said before the connection: a frozen screen is not what is so now.
fn frozen(model: &Model) -> String {
    let Some(frozen) = &model.frozen else { return String::new() };
    let hold = if frozen.hold { ", HOLD WAS RAISED" } else { "" };
    let behind = frozen.behind(model.replica.record().seq());
    format!(" FROZEN {} · {behind} held back{hold} ", frozen.at.format("%H:%M:%SZ"))
}

fn second(model: &Model, theme: Theme, width: u16) -> Line<'static> {
    use unicode_width::UnicodeWidthStr;
    let frozen = frozen(model);
    let rest = width.saturating_sub(u16::try_from(frozen.width()).unwrap_or(width));
    let mut line = connection(model, theme, rest);
    if !frozen.is_empty() {
        line.spans.insert(0, Span::styled(frozen, theme.style(Tone::Shout)));
    }
    line
}

fn connection(model: &Model, theme: Theme, width: u16) -> Line<'static> {
    let now = model.now;
    match &model.link.state {
        LinkState::Lost { since, retry_at, .. } => lost(model, theme, width, *since, *retry_at),
        LinkState::Starting { since } => whole(
            theme,
            &format!("▒ NOT CONNECTED {} ▒ connecting to {} ", lasted(*since, now), model.server),
            "▒",
            width,
        ),
        // Its sentence stands there instead.
        LinkState::Refused { .. } => Line::default(),
        LinkState::CatchingUp => {
            let after = model.link.replay_after;
            let of = model.replica.snapshot().map_or(0, |snapshot| snapshot.seq.saturating_sub(after));
            let come = model.replica.record().seq().saturating_sub(after);
            let text = format!(" ◐ CATCHING UP replaying {come} of {}", of.max(come));
            let left = vec![piece(text, Tone::Uneasy)];
            with_people(model, theme, left, width)
        }
        LinkState::Live if !model.store.works() && layout::is_small(model.size) => {
            let holds = model.replica.unsent();
            whole(theme, &format!(" SERVER CANNOT SAVE · outbox holds {holds} "), " ", width)
        }
        LinkState::Live => {
            let mut left = vec![match (model.link.slow_ms(now), model.link.round_trip_ms) {
                (Some(silent), _) => piece(format!(" ◐ SLOW {}.{}s", silent / 1000, silent % 1000 / 100), Tone::Uneasy),
                (None, Some(ms)) => piece(format!(" ● LIVE {ms}ms"), Tone::Good),
                (None, None) => piece(" ● LIVE", Tone::Good),
            }];
            if model.server_ahead_ms.abs() > 2_000 {
                let seconds = -model.server_ahead_ms as f64 / 1000.0;
                left.push(piece(format!("   clock {seconds:+.1}s").replace('-', "−"), Tone::Uneasy));
            }
            if let Some(line) = returned(model, theme, &left, width) {
                return line;
            }
            with_people(model, theme, left, width)
        }
    }
}

/// What came while the connection was away. Where something is late and mine it stands beside that, or not at all.
fn returned(model: &Model, theme: Theme, live: &[Piece], width: u16) -> Option<Line<'static>> {
    use unicode_width::UnicodeWidthStr;
    let words = back::words(model)?;
    let small = layout::is_small(model.size);
    let mut left = if small { vec![piece(" ●", Tone::Good)] } else { live.to_vec() };
    left.push(piece(format!("{}{words}", if small { " " } else { "   " }), Tone::Strong));
    let wide = |pieces: &[Piece]| pieces.iter().map(|(text, _)| text.width()).sum::<usize>();
    if matches!(due(model, 0), Some((_, Urgency::Late | Urgency::Now))) {
        let right = pressing(model, &left, width);
        return (wide(&left) + wide(&right) < usize::from(width)).then(|| spread(theme, left, right, width));
    }
    let brief = if crate::app::catch_up::has_news(model) {
        format!("{} what changed  ", model.key(Action::Brief))
    } else {
        String::new()
    };
    let hint = format!("{brief}{} first unread ", model.key(Action::Unread));
    // What became of my entries comes before a key that the help names, too.
    let fits = wide(&left) + hint.len() < usize::from(width);
    let right = if fits { vec![piece(hint, Tone::Strong)] } else { Vec::new() };
    Some(spread(theme, left, right, width))
}

/// For how long, what waits, how old the screen is, and when it is tried again; what does not fit goes from its middle.
fn lost(model: &Model, theme: Theme, width: u16, since: Time, retry_at: Time) -> Line<'static> {
    use unicode_width::UnicodeWidthStr;
    let gone = format!("▒ NOT CONNECTED {} ", lasted(since, model.now));
    let from = model.link.heard_at.map(|at| model.on_server(at).format("%H:%M:%SZ").to_string());
    let from = from.map_or_else(|| "▒ nothing was ever heard ".into(), |from| format!("▒ screen is from {from} "));
    let next = match (retry_at - model.now).num_milliseconds() {
        ..=0 => "▒ trying now ".to_owned(),
        left => format!("▒ next try in {}s, R now ", (left + 999) / 1000),
    };
    let waits = match model.replica.unsent() {
        0 => String::new(),
        unsent => format!("▒ {} ", super::wait(unsent)),
    };
    let all = [&gone, &waits, &from, &next].map(String::as_str);
    // A small screen says in its first line that nothing is connected, and what waits.
    let ago = lasted(since, model.now);
    let brief = next.replace("▒ next try", "▒ try").replace("R now", "R");
    let tight = format!("▒ {ago} {}{brief}", from.replace("screen is from", "from"));
    let least = format!("▒ {ago} {brief}");
    let shorter = if layout::is_small(model.size) {
        [tight, least, gone.clone(), String::new()]
    } else {
        [all.concat(), [gone.as_str(), &from, &next].concat(), [gone.as_str(), &next].concat(), gone.clone()]
    };
    let fits = |text: &&String| text.width() <= usize::from(width);
    whole(theme, shorter.iter().find(fits).unwrap_or(&gone), "▒", width)
}

/// The sentence over as many lines as it takes, as far as there is room.
fn refused(sentence: &str, theme: Theme, area: Rect) -> Vec<Line<'static>> {
    let lines = wrap(sentence, usize::from(area.width).saturating_sub(2).max(1));
    let lines = lines.into_iter().take(usize::from(area.height.saturating_sub(1)));
    lines.map(|text| whole(theme, &format!(" {text}"), " ", area.width)).collect()
}

/// A whole line in reverse, filled to its end.
fn whole(theme: Theme, text: &str, fill: &str, width: u16) -> Line<'static> {
    use unicode_width::UnicodeWidthStr;
    let mut text = text.to_owned();
    if text.width() > usize::from(width) {
        text = crate::app::rows::fit(&text, width.into());
    }
    let rest = usize::from(width).saturating_sub(text.width());
    Line::from(Span::styled(format!("{text}{}", fill.repeat(rest)), theme.style(Tone::Shout)))
}

/// Who I am, who has the chair and how many are here, with what presses; how many goes before what others are late with.
fn with_people(model: &Model, theme: Theme, live: Vec<Piece>, width: u16) -> Line<'static> {
    let mut left = live;
    left.extend(who(model));
    let mut right = pressing(model, &left, width);
    if let Some(here) = here(model, width) {
        left.push(here);
        let beside = pressing(model, &left, width);
        if beside == right || !others_are_late(model) {
            right = beside;
        } else {
            left.pop();
        }
    }
    spread(theme, left, right, width)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn who(model: &Model) -> Vec<Piece> {
    let state = model.replica.state();
    if !state.is_declared() {
        return Vec::new();
    }
    let seat = match model.seat() {
        Seat::Coordinator => "COORDINATOR".to_owned(),
        Seat::Guest => "GUEST (read only)".to_owned(),
        Seat::Reader => "READER (what is published)".to_owned(),
        seat => seat.to_string(),
    };
    let scribe = if state.scribe.as_ref() == Some(model.me()) { " +scribe" } else { "" };
    let mut pieces = vec![piece(format!("   {} · {seat}{scribe}", clean(model.me().as_str())), Tone::Plain)];
    match &state.chair {
        Chair::Held { by, .. } if by == model.me() => {}
        Chair::Held { by, .. } => pieces.push(piece(format!("   chair {}", clean(by.as_str())), Tone::Plain)),
        // Said at the end of the line, as what is due.
        Chair::Empty { .. } => {}
    }
    pieces
}

/// How many are here, and who where there is room.
fn here(model: &Model, width: u16) -> Option<Piece> {
    let here: Vec<_> = model.present.iter().filter(|present| present.lost_at.is_none()).collect();
    if !model.replica.state().is_declared() || here.is_empty() {
        return None;
    }
    if width < 100 {
        return Some(piece(format!("   {} here", here.len()), Tone::Plain));
    }
    let names: Vec<_> = here.iter().take(5).map(|present| clean(present.name.as_str())).collect();
    let more = if here.len() > 5 { format!(" +{}", here.len() - 5) } else { String::new() };
    Some(piece(format!("   here: {}{more}", names.join(" ")), Tone::Plain))
}

/// What is due, at the end of the line that is never given up.
fn pressing(model: &Model, left: &[Piece], width: u16) -> Vec<Piece> {
    use unicode_width::UnicodeWidthStr;
    let state = model.replica.state();
    let taken: usize = left.iter().map(|(text, _)| text.width()).sum();
    // One space before it and one after it, and what may stand beside it.
    let offer = state.offer.as_ref().filter(|offer| offer.to != *model.me());
    let offer = offer.map(|offer| format!("chair offered to {} ", clean(offer.to.as_str())));
    let beside = offer.as_ref().map_or(0, |text| text.width()) + if state.hold.is_some() { 7 } else { 0 };
    let room = usize::from(width).saturating_sub(taken + 2 + beside);
    let mut pieces = Vec::new();
    pieces.extend(offer.map(|text| piece(text, Tone::Strong)));
    if let Some((text, urgency)) = due(model, room) {
        let tone = match urgency {
            Urgency::Others | Urgency::Ahead => Tone::Plain,
            Urgency::Soon => Tone::Uneasy,
            Urgency::Late => Tone::Alarm,
            Urgency::Now => Tone::Shout,
        };
        if urgency == Urgency::Others && text.width() + 2 > room {
            // Nothing stands around it that needs an edge: where there is little room it goes without.
            pieces.push(piece(format!("{text} "), tone));
        } else {
            pieces.extend([piece(format!(" {text} "), tone), piece(" ", Tone::Plain)]);
        }
    }
    if state.hold.is_some() {
        pieces.push(piece(" HOLD ", Tone::Alarm));
    }
    pieces
}

/// The names of the panes, where only one is in sight.
pub(super) fn tabs(frame: &mut Frame<'_>, model: &Model, theme: Theme, area: Rect) {
    use unicode_width::UnicodeWidthStr;
    let mut names = Vec::new();
    let unread = crate::app::catch_up::unread(model);
    for pane in layout::tab_order(model) {
        let count = match pane {
            Pane::Timeline => count(unread.0),
            Pane::Notes => count(unread.1),
            Pane::Needs => format!(" {}", crate::app::actions::needs(model).len()),
            Pane::Questions => {
                let (waiting, new) = (crate::app::questions::waiting(model), crate::app::questions::unread(model));
                format!(" {waiting}{}", count(new))
            }
            Pane::Brief
            | Pane::Drafts
            | Pane::Impact
            | Pane::People
            | Pane::Tasks
            | Pane::Told
            | Pane::Contacts
            | Pane::Due => String::new(),
        };
        let name = if pane == Pane::Needs { "Needs" } else { pane.name() };
        names.push((pane, format!("{} {name}{count}", model.key(pane.action()))));
    }
    // Their keys lead there all the same, and the help names them. Who is here stands in the line above, too.
    let mut keys = String::new();
    for spare in [Pane::People, Pane::Tasks, Pane::Impact, Pane::Drafts, Pane::Brief] {
        let wide: usize = names.iter().map(|(_, name)| name.width() + 2).sum();
        if wide + keys.width() + 2 < usize::from(area.width) {
            break;
        }
        let before = names.len();
        names.retain(|(pane, _)| *pane != spare || spare == model.focus);
        if names.len() < before {
            // A pane whose name has no room keeps its key in sight.
            keys = format!(" {}{keys}", model.key(spare.action()));
        }
    }
    let mut pieces = vec![piece(" ", Tone::Plain)];
    for (pane, name) in names {
        if pane == model.focus {
            pieces.push(piece(format!("[{name}]"), Tone::Selected));
        } else {
            pieces.push(piece(format!(" {name} "), Tone::Plain));
        }
    }
    if !keys.is_empty() {
        pieces.push(piece(format!(" …{keys}"), Tone::Plain));
    }
    frame.render_widget(Paragraph::new(line(theme, pieces)), area);
}

fn count(new: usize) -> String {
    if new == 0 { String::new() } else { format!(" +{new}") }
}

/// Loud lines: an offer, HOLD, what is new.
pub(super) fn notices(frame: &mut Frame<'_>, model: &Model, theme: Theme, area: Rect) {
    let width = usize::from(area.width);
    let lines = layout::notices(model).into_iter().map(|text| {
        // As loud as a lost connection: what is on the screen is not kept.
        let tone = if text.starts_with("server cannot save") { Tone::Shout } else { Tone::Alarm };
        let first = wrap(&text, width.saturating_sub(2).max(1)).into_iter().next().unwrap_or_default();
        Line::from(Span::styled(crate::app::rows::fit(&format!(" {first}"), width), theme.style(tone)))
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), area);
}
