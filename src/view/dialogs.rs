//! What lies over the panes: help, palette, forms, and lines to be copied.

mod help;
mod palette;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Borders, Clear, Paragraph};

use super::theme::Theme;
use super::{cut, line, middle, over};
use crate::app::forms::{self, Form, Stage};
use crate::app::keymap::Action;
use crate::app::model::{Dialog, Model};
use crate::app::rows::wrap;
use crate::app::tone::{Tone, piece};
use crate::timeline::clean;

pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme, dialog: &Dialog) {
    let screen = frame.area();
    // The header and the hint line stay in sight.
    let room = Rect { y: 2, height: screen.height.saturating_sub(4), ..screen };
    match dialog {
        Dialog::Help(it) => help::draw(frame, model, theme, it, room),
        Dialog::Palette(it) => palette::draw(frame, model, theme, it, room),
        Dialog::Outbox(it) => super::outbox::draw(frame, model, theme, *it, room),
        Dialog::Detail(it) => over::detail(frame, model, theme, it),
        Dialog::Sheet(it) => over::sheet(frame, model, theme, it),
        Dialog::Editor(it) => super::editor::draw(frame, model, theme, it),
        Dialog::Reword(it) => super::reword::draw(frame, model, theme, it),
        Dialog::Filter { typed } => over::filters(frame, model, theme, typed.as_deref(), room),
        Dialog::Form(it) => match &it.held {
            Some(held) => super::review::question(frame, model, theme, it, held),
            None => form(frame, theme, it, room),
        },
        Dialog::Draft(it) => super::review::draw(frame, model, theme, it),
        Dialog::Fields(it) => super::review::fields(frame, model, theme, it, room),
        Dialog::Estimate(it) => super::estimate::draw(frame, model, theme, it, room),
        Dialog::Kit(it) => super::review::kit(frame, model, theme, it),
        Dialog::Reference(it) => super::reference::draw(frame, model, theme, it),
        Dialog::Panes { cursor } => super::pane_list::draw(frame, model, theme, *cursor, room),
        Dialog::Lines { title, lines } => whole_lines(frame, model, theme, title, lines, room),
    }
}

pub(super) fn framed(frame: &mut Frame<'_>, theme: Theme, title: &str, area: Rect) -> Rect {
    frame.render_widget(Clear, area);
    let block = Block::new()
        .borders(Borders::ALL)
        .border_type(BorderType::Thick)
        .border_style(theme.style(Tone::Strong))
        .title(format!(" {} ", clean(title)));
    let body = block.inner(area);
    frame.render_widget(block, area);
    Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body }
}

/// A word at the right end of a frame's lower edge.
pub(super) fn below(frame: &mut Frame<'_>, theme: Theme, area: Rect, text: &str) {
    let text = format!(" {text} ");
    let width = u16::try_from(text.chars().count()).unwrap_or(0);
    if area.width > width + 3 && area.height > 2 {
        let at = Rect { x: area.x + area.width - width - 2, y: area.y + area.height - 1, width, height: 1 };
        frame.render_widget(Paragraph::new(line(theme, [piece(text, Tone::Strong)])), at);
    }
}

fn form(frame: &mut Frame<'_>, theme: Theme, form: &Form, room: Rect) {
    let width = room.width.min(96);
    let inner = usize::from(width.saturating_sub(4)).max(1);
    let choices = choices(theme, form, inner);
    let steps = steps(theme, form, inner);
    let fixed = choices.len() + steps.len();
    let mut about: Vec<Line<'static>> = Vec::new();
    for text in &form.about {
        let wrapped = if text.is_empty() { vec![String::new()] } else { wrap(text, inner) };
        about.extend(wrapped.into_iter().map(|text| line(theme, [piece(text, Tone::Plain)])));
    }
    let most = usize::from(room.height).saturating_sub(fixed + 3).max(1);
    if about.len() > most {
        about.truncate(most.saturating_sub(1));
        about.push(line(theme, [piece("… more, in the record", Tone::Faint)]));
    }
    if !about.is_empty() && !choices.is_empty() {
        about.push(Line::default());
    }
    let lines: Vec<_> = about.into_iter().chain(choices).chain(steps).collect();
    let area = middle(room, width, u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2));
    let body = framed(frame, theme, &form.title, area);
    // What is asked for stands at the end: on a small screen the beginning gives way to it.
    let over = lines.len().saturating_sub(body.height.into());
    let skip = if form.stage == Stage::Choosing { 0 } else { over };
    frame.render_widget(Paragraph::new(lines.into_iter().skip(skip).collect::<Vec<_>>()), body);
}

pub(super) fn choices(theme: Theme, form: &Form, width: usize) -> Vec<Line<'static>> {
    if forms::choice_rows(form) == 0 {
        return Vec::new();
    }
    let each = form.choices.iter().enumerate().map(|(index, choice)| {
        let chosen = index == form.cursor;
        let mark = if chosen { ">" } else { " " };
        let number = if index < 9 { format!("{}", index + 1) } else { " ".into() };
        let drawn = line(theme, cut(vec![piece(format!("{mark} {number}  {}", choice.label), Tone::Plain)], width));
        if chosen { drawn.style(theme.style(Tone::Selected)) } else { drawn }
    });
    each.collect()
}

pub(super) fn steps(theme: Theme, form: &Form, width: usize) -> Vec<Line<'static>> {
    let lines = forms::steps(form, width).into_iter();
    lines.map(|pieces| if pieces.is_empty() { Line::default() } else { line(theme, cut(pieces, width)) }).collect()
}

/// Lines over the full width without a border at their sides, so that a mouse selection copies them cleanly. The
/// terminal sees each as one long run of cells: nothing is indented and nothing is broken at words.
fn whole_lines(frame: &mut Frame<'_>, model: &Model, theme: Theme, title: &str, texts: &[String], room: Rect) {
    frame.render_widget(Clear, room);
    let width = usize::from(room.width).max(1);
    let mut lines = vec![line(theme, [piece(format!("━━ {} ", clean(title)), Tone::Strong)]), Line::default()];
    for text in texts {
        for part in shell_lines(&clean(text).replace('\n', " "), width) {
            lines.push(line(theme, [piece(part, Tone::Plain)]));
        }
        lines.push(Line::default());
    }
    let again = match &model.banner {
        Some(banner) if banner == texts => format!(" {} shows this again.", model.key(Action::Join)),
        Some(_) | None => String::new(),
    };
    let copies = model.key(Action::Copy);
    lines.push(line(theme, [piece(format!("{copies} copies; any other key goes on.{again}"), Tone::Faint)]));
    frame.render_widget(Paragraph::new(lines), room);
}

/// A command as lines that fit, continued as a shell continues them, so that all of them can be copied and pasted.
fn shell_lines(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let room = width.saturating_sub(2);
    let fits = text.chars().count() <= width;
    for word in text.split(' ') {
        let last = lines.last_mut().expect("one line at least");
        if last.is_empty() {
            last.push_str(word);
        } else if fits || last.chars().count() + 1 + word.chars().count() <= room {
            last.push(' ');
            last.push_str(word);
        } else {
            last.push_str(" \\");
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_is_too_long_is_continued_as_a_shell_does() {
        assert_eq!(shell_lines("warroom join wr1_x --as ana", 80), ["warroom join wr1_x --as ana"]);
        assert_eq!(shell_lines("warroom join wr1_xxxxxx --as ana", 22), ["warroom join \\", "wr1_xxxxxx --as ana"]);
    }
}
