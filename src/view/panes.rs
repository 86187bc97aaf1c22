//! The panes. Every title says who can read what stands in it; only what leaves the room has a double border.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Borders, Clear, Paragraph};
use warroom_incident::bounds;
use warroom_incident::state::TaskState;

use super::theme::Theme;
use super::{cut, line};
use crate::app::actions;
use crate::app::composer::Target;
use crate::app::layout::inside;
use crate::app::list::{Cursor, Tall};
use crate::app::model::{Model, Pane};
use crate::app::rows::{Rows, fit, wrap};
use crate::app::tone::{Piece, Tone, piece};
use crate::brief::age;
use crate::timeline::{author, clean, first_line};

/// Draws a pane with its border.
pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme, pane: Pane, area: Rect) {
    let focused = pane == model.focus;
    let mut content = Content { theme, focused, foot: String::new() };
    let body = inside(area);
    let lines = match pane {
        Pane::Timeline => content.rows(&model.fact_rows(body.width.saturating_sub(1)), model.timeline, body.height),
        Pane::Notes => content.rows(&model.note_rows(body.width.saturating_sub(1)), model.notes, body.height),
        Pane::Brief => content.brief(model, body),
        Pane::People => content.people(model, body),
        Pane::Tasks => content.tasks(model, body),
        Pane::Needs => content.needs(model, body),
        Pane::Drafts => drafts(theme, body),
        Pane::Impact => impact(model, theme, body),
    };
    frame.render_widget(block(model, theme, pane, focused, &content.foot), area);
    frame.render_widget(Paragraph::new(lines), body);
}

fn block(model: &Model, theme: Theme, pane: Pane, focused: bool, foot: &str) -> Block<'static> {
    let external = pane == Pane::Drafts;
    let kind = match (external, focused) {
        (true, _) => BorderType::Double,
        (false, true) => BorderType::Thick,
        (false, false) => BorderType::Plain,
    };
    let who_reads = if external { "EXTERNAL, customers will read this" } else { "INTERNAL" };
    let as_of = match (model.link.is_up(), model.link.heard_at) {
        (false, Some(at)) => format!(", as of {}", at.format("%H:%M:%SZ")),
        _ => String::new(),
    };
    let title = format!(" {} {} — {who_reads}{as_of} ", pane.key(), pane.name());
    let mut style = if external { theme.style(Tone::External) } else { Style::default() };
    if focused {
        style = style.add_modifier(Modifier::BOLD);
    }
    let block = Block::new().borders(Borders::ALL).border_type(kind).border_style(style).title(title);
    if foot.is_empty() { block } else { block.title_bottom(Line::from(format!(" {foot} ")).right_aligned()) }
}

/// What is collected while a pane is filled.
struct Content {
    theme: Theme,
    focused: bool,
    foot: String,
}

impl Content {
    fn rows(&mut self, rows: &Rows<'_>, cursor: Cursor, height: u16) -> Vec<Line<'static>> {
        let Some(window) = cursor.window(rows, height) else {
            self.foot = "empty".into();
            return vec![line(self.theme, [piece(" nothing yet", Tone::Faint)])];
        };
        self.foot = match cursor.below(rows) {
            0 if cursor == Cursor::End => format!("{} · following", rows.len()),
            0 => format!("{} of {}", window.selected + 1, rows.len()),
            new => format!("{new} new below (G) · {} of {}", window.selected + 1, rows.len()),
        };
        let mut lines = Vec::new();
        let mut index = window.first;
        let mut cut = usize::from(window.cut);
        while lines.len() < usize::from(height) && index < rows.len() {
            let selected = self.focused && index == window.selected;
            lines.extend(rows.lines(index).into_iter().skip(cut).map(|pieces| self.row(pieces, selected)));
            (index, cut) = (index + 1, 0);
        }
        lines.truncate(height.into());
        lines
    }

    fn row(&self, pieces: Vec<Piece>, selected: bool) -> Line<'static> {
        let is_rule = pieces.first().is_some_and(|(text, _)| text.starts_with('─'));
        let marked = selected && !is_rule;
        let mut all = vec![piece(if marked { ">" } else { " " }, Tone::Plain)];
        all.extend(pieces);
        let mut line = line(self.theme, all);
        if marked {
            line = line.style(self.theme.style(Tone::Selected));
        }
        line
    }

    /// Short lists: wrapped lines, the selected one kept in sight.
    fn list(&self, items: Vec<Vec<Vec<Piece>>>, selected: usize, height: u16) -> Vec<Line<'static>> {
        let until: usize = items.iter().take(selected + 1).map(Vec::len).sum();
        let skip = until.saturating_sub(height.into());
        let lines = items.into_iter().enumerate().flat_map(|(index, item)| {
            let selected = self.focused && index == selected;
            item.into_iter().map(move |pieces| (pieces, selected))
        });
        lines.skip(skip).take(height.into()).map(|(pieces, selected)| self.row(pieces, selected)).collect()
    }

    fn brief(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let width = usize::from(area.width.saturating_sub(1));
        let brief = actions::brief_lines(model);
        let head_width = if width < 30 { 6 } else { 10 };
        let items: Vec<_> = brief
            .iter()
            .map(|it| {
                let tone = if it.alarm { Tone::Alarm } else { Tone::Plain };
                let mut head = fit(it.head, head_width);
                if head_width > it.head.len() {
                    head = format!("{:<head_width$}", it.head);
                }
                let wrapped = wrap(&it.text, width.saturating_sub(head_width).max(8));
                let most = if width < 60 { 3 } else { 2 };
                let more = wrapped.len() > most;
                let indent = " ".repeat(head_width);
                let mut lines: Vec<Vec<Piece>> = wrapped
                    .into_iter()
                    .take(most)
                    .enumerate()
                    .map(|(at, text)| {
                        let head = if at == 0 { head.clone() } else { indent.clone() };
                        vec![piece(head, Tone::Strong), piece(text, tone)]
                    })
                    .collect();
                if more && let Some((text, _)) = lines.last_mut().and_then(|line| line.last_mut()) {
                    *text = and_more(text, width.saturating_sub(head_width));
                }
                lines
            })
            .collect();
        let all: usize = items.iter().map(Vec::len).sum();
        if all > usize::from(area.height) {
            self.foot = format!("{} of {} · j k", (model.selected.brief + 1).min(brief.len()), brief.len());
        } else {
            self.foot = "Enter leads to the place · q to the room".into();
        }
        self.list(items, model.selected.brief, area.height)
    }

    fn people(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let state = model.replica.state();
        let now = model.server_now();
        let width = usize::from(area.width.saturating_sub(1));
        let people = actions::people(model);
        let limit = i64::from(state.policy.seats.shift_limit_minutes);
        let items = people.iter().filter_map(|person| {
            let member = state.member(person)?;
            let present = model.present.iter().find(|present| present.name == *person);
            let (here, tone) = match present {
                Some(present) if present.lost_at.is_some() => {
                    let lost = present.lost_at.map_or(String::new(), |at| age(at, now));
                    (format!("dropped off {lost} ago"), Tone::Uneasy)
                }
                Some(present) if present.typing => ("writing".into(), Tone::Good),
                Some(present) => (format!("here, {}", present.pane), Tone::Good),
                None => ("not here".into(), Tone::Faint),
            };
            let scribe = if state.scribe.as_ref() == Some(person) { " +scribe" } else { "" };
            let long = (now - member.joined_at).num_minutes() > limit;
            let shift = format!("  on shift {}{}", age(member.joined_at, now), if long { ", TOO LONG" } else { "" });
            let seats = crate::app::forms::seat_words(model, person);
            let pieces = vec![
                piece(fit(&clean(person.as_str()), 12), Tone::Name),
                piece(format!(" {seats}{scribe}  "), Tone::Plain),
                piece(here, tone),
                piece(shift, if long { Tone::Alarm } else { Tone::Faint }),
            ];
            Some(vec![cut(pieces, width)])
        });
        self.foot = format!("{} in the room", people.len());
        self.list(items.collect(), model.selected.people, area.height)
    }

    fn tasks(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let state = model.replica.state();
        let width = usize::from(area.width.saturating_sub(1));
        let order = actions::task_order(model);
        let items: Vec<_> = order
            .iter()
            .filter_map(|seq| {
                let task = state.task(*seq)?;
                let (mark, tone) = match &task.state {
                    TaskState::Open => ("[ ] nobody".to_owned(), Tone::Plain),
                    TaskState::Claimed(by) => (format!("[~] {}", author(by, None)), Tone::Plain),
                    TaskState::Done => ("[x] done".into(), Tone::Faint),
                    TaskState::Dropped => ("[-] dropped".into(), Tone::Faint),
                };
                let kind = match (task.mitigation, task.when, task.debt_of) {
                    (true, ..) => "MITIGATE ",
                    (_, _, Some(_)) => "DEBT ",
                    (_, warroom_incident::event::TaskTime::Afterwards, _) => "afterwards: ",
                    (false, warroom_incident::event::TaskTime::Now, None) => "",
                };
                let words = clean(model.replica.record().text(*seq).unwrap_or("[words removed]"));
                let lead = 14;
                let wrapped = wrap(&format!("{kind}{words}"), width.saturating_sub(lead).max(8));
                let lines = wrapped.into_iter().enumerate().map(|(at, text)| {
                    let head = if at == 0 { fit(&mark, lead) } else { " ".repeat(lead) };
                    vec![piece(head, tone), piece(text, tone)]
                });
                Some(lines.collect::<Vec<_>>())
            })
            .collect();
        if items.is_empty() {
            return vec![line(self.theme, [piece(" no tasks; a adds one", Tone::Faint)])];
        }
        let open = state.tasks.iter().filter(|task| task.is_open()).count();
        self.foot = format!("{open} open");
        let at = order.iter().position(|seq| *seq == model.selected.task).unwrap_or(0);
        self.list(items, at, area.height)
    }

    fn needs(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let needs = actions::needs(model);
        if needs.is_empty() {
            return vec![line(self.theme, [piece(" nothing waits for you", Tone::Faint)])];
        }
        self.foot = format!("{} · n, then Enter", needs.len());
        let width = usize::from(area.width.saturating_sub(1));
        let items = needs.into_iter().map(|need| {
            let tone = if need.word == "ACCEPT" { Tone::Alarm } else { Tone::Strong };
            vec![cut(
                vec![piece(format!("{:<9}", format!("[{}]", need.word)), tone), piece(need.text, Tone::Plain)],
                width,
            )]
        });
        self.list(items.collect(), model.selected.needs, area.height)
    }
}

/// A line that goes on out of sight: ends after a whole word, with `…`.
fn and_more(text: &str, room: usize) -> String {
    use unicode_width::UnicodeWidthStr;
    let mut kept = text.trim_end();
    while kept.width() + 1 > room {
        match kept.rfind(' ') {
            Some(at) => kept = kept[..at].trim_end(),
            None => return fit(text, room),
        }
    }
    format!("{kept}…")
}

fn plain_lines(theme: Theme, text: &[(&str, Tone)], area: Rect) -> Vec<Line<'static>> {
    let width = usize::from(area.width.saturating_sub(2)).max(1);
    let wrapped = text.iter().flat_map(|(text, tone)| wrap(text, width).into_iter().map(|text| (text, *tone)));
    let mut lines: Vec<_> = wrapped.collect();
    let more = lines.len() > usize::from(area.height);
    lines.truncate(area.height.into());
    if more && let Some((last, _)) = lines.last_mut() {
        *last = and_more(last, width);
    }
    lines.into_iter().map(|(text, tone)| line(theme, [piece(format!(" {text}"), tone)])).collect()
}

fn drafts(theme: Theme, area: Rect) -> Vec<Line<'static>> {
    let text = [
        ("No external updates yet: customers were told nothing from here.", Tone::Strong),
        ("Writing and approving drafts is not built yet. Until it is, use your status page.", Tone::Faint),
    ];
    plain_lines(theme, &text, area)
}

fn impact(model: &Model, theme: Theme, area: Rect) -> Vec<Line<'static>> {
    let state = model.replica.state();
    let level = state.severity.as_deref().map_or("Severity unknown".into(), str::to_uppercase);
    let since = state.severity_since.map_or(String::new(), |at| format!(" since {}", at.format("%H:%MZ")));
    let meaning = state.severity.as_deref().and_then(|name| state.policy.severity(name));
    let meaning = meaning.map_or(String::new(), |severity| format!(": {}", clean(&severity.meaning)));
    let first = format!("{level}{since}{meaning}");
    let text = [
        ("No estimate yet. Say in Notes who is affected and what it costs.", Tone::Strong),
        (first.as_str(), Tone::Plain),
    ];
    plain_lines(theme, &text, area)
}

/// Where text is written.
pub(super) fn composer(frame: &mut Frame<'_>, model: &Model, theme: Theme, area: Rect) {
    let Some(target) = model.composer.target() else { return };
    let what = match target {
        Target::Fact => "NEW ENTRY — INTERNAL, everyone in the room sees it".to_owned(),
        Target::Note => "NEW NOTE — INTERNAL, never leaves this room".into(),
        Target::Now => "THE NOW LINE — at most three lines, stands in everyone's brief".into(),
        Target::Correct(seq) => {
            let old = model.replica.record().text(seq).unwrap_or_default();
            format!("CORRECT ENTRY {seq} — it said: {}", clean(&first_line(old, 40)))
        }
    };
    let offline = if model.link.is_up() { "" } else { " · NOT CONNECTED, waits here" };
    let text = model.composer.text();
    let used = text.len();
    let bound = match target {
        Target::Now => {
            let (bytes, lines) = (bounds::NOW_BYTES, bounds::NOW_LINES);
            format!(" {used}/{bytes} · {}/{lines} lines ", text.lines().count())
        }
        Target::Fact | Target::Note | Target::Correct(_) => {
            format!(" {used}/{} ", model.replica.state().policy.limits.entry_bytes)
        }
    };
    let block = Block::new()
        .borders(Borders::ALL)
        .border_type(BorderType::Thick)
        .border_style(theme.style(Tone::Strong))
        .title(format!(" {what}{offline} "))
        .title_bottom(Line::from(bound).right_aligned());
    frame.render_widget(Clear, area);
    // A copy: drawing must leave no trace in the model.
    let mut text = model.composer.drawn();
    text.set_style(Style::default());
    text.set_cursor_line_style(Style::default());
    text.set_cursor_style(theme.style(Tone::Selected));
    text.set_block(block);
    frame.render_widget(&text, area);
}
