//! What is due when, for whom, and what to do about it; the most urgent first.

use ratatui::layout::Rect;
use ratatui::text::Line;
use warroom_incident::clock::{Due, Standing};

use super::{Content, plain_lines};
use crate::app::keymap::Action;
use crate::app::model::Model;
use crate::app::rows::{fit, wrap};
use crate::app::tone::{Piece, Tone, piece};
use crate::app::{actions, due, forms};
use crate::brief::age;
use crate::timeline::{clean, first_line};
use crate::view::line;

/// Columns of how long it is, before what it is.
const STANDS: usize = 20;
/// Rows below which there is room for one item.
const LOW: u16 = 8;
/// Columns from which all of an item's head stands on one line.
const WIDE: usize = 64;

impl Content {
    pub(super) fn due(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let shown = due::shown(model);
        let width = usize::from(area.width.saturating_sub(1)).max(1);
        // Where there is room for one item only, that comes first.
        let low = area.height < LOW && !shown.is_empty();
        let mut lines = if low { Vec::new() } else { self.above(model, area) };
        lines.truncate(area.height.saturating_sub(1).into());
        if shown.is_empty() {
            if self.filtered {
                lines.push(line(self.theme, [piece(" nothing fits; f shows all", Tone::Faint)]));
            }
            return lines;
        }
        let item = |at: usize| {
            let mut lines = shown.get(at).map(|it| item(model, it, width)).unwrap_or_default();
            // How it stands counts more than the end of what to do.
            lines.truncate(area.height.into());
            lines
        };
        let height = area.height - u16::try_from(lines.len()).unwrap_or(area.height);
        let above = lines.len();
        lines.extend(self.around(shown.len(), item, due::place(model), height, due::follows(model)));
        self.foot = foot(model, width, self.out_of_sight(item));
        // What stands above the list is none of its items.
        self.items.splice(0..0, std::iter::repeat_n(usize::MAX, above));
        lines
    }

    /// The list from its top, where the selected one is in sight then; else as far down as it needs. The most urgent of
    /// mine that is far down, below those of others, begins the list itself.
    fn around(
        &mut self,
        count: usize,
        item: impl Fn(usize) -> Vec<Vec<Piece>>,
        selected: usize,
        height: u16,
        follows: bool,
    ) -> Vec<Line<'static>> {
        let down_to_it: usize = (0..=selected).map(|at| item(at).len()).sum();
        let first = if follows && down_to_it > height.into() { selected } else { 0 };
        let lines = self.list(count.saturating_sub(first), |at| item(first + at), selected - first, height);
        for at in &mut self.items {
            *at += first;
        }
        lines
    }

    /// How many items stand above the upper edge, those that are cut there included.
    fn out_of_sight(&self, item: impl Fn(usize) -> Vec<Vec<Piece>>) -> usize {
        let Some(first) = self.items.first().copied() else { return 0 };
        let whole = self.items.iter().filter(|at| **at == first).count() == item(first).len();
        // One that is cut at the lower edge is the only one in sight.
        first + usize::from(!whole && self.items.last() != Some(&first))
    }

    /// That a vendor is waited for; and where nothing presses, what comes next.
    fn above(&self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let state = model.replica.state();
        let now = model.shown_at();
        let mut text = Vec::new();
        if let Some(waiting) = &state.clock.waiting {
            let words = first_line(model.replica.record().text(waiting.seq).unwrap_or("[words removed]"), 120);
            let since = age(waiting.at, now);
            let head = format!("WAITING FOR VENDOR for {since}, says {}: {words}", waiting.by);
            text.push((clean(&head), Tone::Uneasy));
            text.push((format!("Meanwhile updates are due {}.", forms::rarely(model)), Tone::Faint));
        }
        let all = model.dues.all();
        match all.first() {
            None if state.is_closed() => text.push(("Nothing is due: the incident is closed.".into(), Tone::Strong)),
            None => {
                text.push(("Nothing is due.".into(), Tone::Strong));
                let next = "Deadlines come with the phase and the policy: updates, seats, drafts, tasks, questions.";
                text.push((next.into(), Tone::Faint));
            }
            Some(first) if first.standing == Standing::Coming => {
                text.push((format!("Nothing is due now. Next: {}.", due::said(model, first, now)), Tone::Strong));
            }
            Some(_) => {}
        }
        let text: Vec<_> = text.iter().map(|(text, tone)| (text.as_str(), *tone)).collect();
        plain_lines(self.theme, &text, area)
    }
}

/// What is out of sight, how much is late, and what can be done; as much of it as fits.
fn foot(model: &Model, width: usize, above: usize) -> String {
    let late = model.dues.all().iter().filter(|it| it.standing == Standing::Overdue).count();
    let mut parts = vec![if late > 0 { format!("{late} overdue") } else { "none overdue".into() }];
    if actions::why_not(model, Action::Snooze).is_none() {
        parts.push(format!("{} snoozes", model.key(Action::Snooze)));
    }
    parts.push("Enter goes there".into());
    if above > 0 {
        parts.insert(0, format!("{above} more urgent above"));
    }
    while parts.len() > 1 && parts.join(" · ").chars().count() + 4 > width {
        parts.pop();
    }
    parts.join(" · ")
}

/// How it stands, what it is, whom it is for; what to do; whether it was snoozed.
fn item(model: &Model, it: &Due, width: usize) -> Vec<Vec<Piece>> {
    let now = model.shown_at();
    let mine = due::is_mine(model, it);
    let tone = match it.standing {
        Standing::Overdue if mine => Tone::Alarm,
        Standing::Soon if mine => Tone::Uneasy,
        Standing::Overdue => Tone::Strong,
        Standing::Snoozed { .. } => Tone::Faint,
        Standing::Soon | Standing::Coming => Tone::Plain,
    };
    let stands = due::stands(it, now);
    let whom = format!("for {}", due::whom(model, it));
    let at = due::moment(model, it);
    let what = due::what(model, it);
    let mut lines = Vec::new();
    let indent = if width >= WIDE {
        let room = width - STANDS;
        let aside = format!("  {at}  {whom}");
        let mut wrapped = wrap(&format!("{what}{aside}"), room).into_iter();
        let first = wrapped.next().unwrap_or_default();
        lines.push(vec![piece(fit(&stands, STANDS), tone), piece(first, Tone::Strong)]);
        lines.extend(wrapped.map(|text| vec![piece(" ".repeat(STANDS), Tone::Plain), piece(text, Tone::Strong)]));
        STANDS
    } else {
        let head = vec![piece(stands, tone), piece(format!("  {at}  {whom}"), Tone::Plain)];
        lines.push(crate::view::cut(head, width));
        lines.extend(
            wrap(&what, width.saturating_sub(2).max(1))
                .into_iter()
                .map(|text| vec![piece("  ", Tone::Plain), piece(text, Tone::Strong)]),
        );
        2
    };
    let mut add = |text: &str, tone: Tone| {
        let room = width.saturating_sub(indent).max(8);
        lines.extend(
            wrap(text, room).into_iter().map(|text| vec![piece(" ".repeat(indent), Tone::Plain), piece(text, tone)]),
        );
    };
    if let Some((by, until, why)) = due::snoozed(model, it) {
        let until = model.clock().short(until);
        let word = if matches!(it.standing, Standing::Snoozed { .. }) { "snoozed" } else { "was snoozed" };
        add(&format!("{word} until {} by {by}: {why}", until.trim()), Tone::Faint);
    }
    if !matches!(it.standing, Standing::Snoozed { .. }) {
        add(&due::todo(model, it), Tone::Plain);
    }
    lines
}
