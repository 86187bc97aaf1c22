//! A contact, an owner or a runbook in full: the number is copied, steps are ticked off.

use warroom_incident::Command;
use warroom_incident::event::Mark;
use warroom_incident::policy::Runbook;

use super::{Entry, Item, find};
use crate::app::keymap::Action;
use crate::app::keys::{Code, Press};
use crate::app::message::Effect;
use crate::app::model::{Dialog, Model};
use crate::app::review::Review;
use crate::app::rows::{fit, wrap};
use crate::app::sheet::Sheet;
use crate::app::tone::{Piece, Tone, piece};
use crate::app::{actions, update};
use crate::timeline::clean;

/// What is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Which one.
    pub item: Item,
    /// The selected step, from 0.
    pub cursor: usize,
    /// The draft to go back to, where it was found over one.
    pub behind: Option<Box<Review>>,
}

impl Reading {
    /// Whether there are steps to be ticked off.
    #[must_use]
    pub fn has_steps(&self, model: &Model) -> bool {
        find(model, &self.item).and_then(Entry::runbook).is_some_and(|it| !it.steps.is_empty())
    }
}

/// Opens one of them; of a runbook at the first step that is not done.
pub fn open(model: &mut Model, item: Item) {
    let cursor = find(model, &item).and_then(Entry::runbook).and_then(|it| next_step(model, it)).unwrap_or(0);
    let behind = model.under.take();
    model.dialog = Some(Dialog::Reference(Box::new(Reading { item, cursor, behind })));
}

impl<'a> Entry<'a> {
    fn runbook(self) -> Option<&'a Runbook> {
        if let Entry::Runbook(it) = self { Some(it) } else { None }
    }
}

fn is_ticked(model: &Model, runbook: &Runbook, at: usize) -> bool {
    u32::try_from(at + 1).is_ok_and(|step| model.replica.state().tick(runbook, step).is_some())
}

fn next_step(model: &Model, runbook: &Runbook) -> Option<usize> {
    (0..runbook.steps.len()).find(|&at| !is_ticked(model, runbook, at))
}

/// A key while one is read.
pub fn pressed(model: &mut Model, mut reading: Reading, press: Press, random: [u8; 16]) -> Vec<Effect> {
    let Some(entry) = find(model, &reading.item) else {
        model.say("the policy does not name it any more");
        return close(model, reading);
    };
    let (title, address) = (entry.title(), warroom_incident::text::visible(entry.address()));
    let steps = entry.runbook().map_or(0, |it| it.steps.len());
    let last = steps.saturating_sub(1);
    let mut effects = Vec::new();
    match (press.code, press.ctrl) {
        (Code::Char(' '), false) if steps > 0 => effects = tick(model, &mut reading, Mark::On, random),
        (Code::Char('u'), false) if steps > 0 => effects = tick(model, &mut reading, Mark::Off, random),
        _ => match update::key(model, &press.name()) {
            Some(Action::Open) if steps > 0 => effects = tick(model, &mut reading, Mark::On, random),
            Some(Action::Down) => reading.cursor = (reading.cursor + 1).min(last),
            Some(Action::Up) => reading.cursor = reading.cursor.saturating_sub(1),
            Some(Action::PageDown) => reading.cursor = (reading.cursor + 10).min(last),
            Some(Action::PageUp) => reading.cursor = reading.cursor.saturating_sub(10),
            Some(Action::Top) => reading.cursor = 0,
            Some(Action::Bottom) => reading.cursor = last,
            Some(Action::Copy) => effects.push(Effect::Copy { what: format!("{address} ({title})"), text: address }),
            Some(Action::Text) => {
                let text: String = lines(model, &reading, 10_000).0.into_iter().map(whole).collect();
                model.dialog = Some(Dialog::Sheet(Sheet::new(title, &text)));
                return effects;
            }
            Some(Action::Back | Action::Open) => return close(model, reading),
            Some(_) => model.say(format!("{} closes this first", model.key(Action::Back))),
            None => {}
        },
    }
    model.dialog = Some(Dialog::Reference(Box::new(reading)));
    effects
}

fn whole(pieces: Vec<Piece>) -> String {
    let text: String = pieces.into_iter().map(|(text, _)| text).collect();
    format!("{}\n", text.trim_end())
}

fn close(model: &mut Model, reading: Reading) -> Vec<Effect> {
    model.dialog = reading.behind.map(Dialog::Draft);
    Vec::new()
}

/// Ticks the selected step off, or takes that back. One key does not do both: somebody else may have ticked it in the
/// moment in which it is pressed.
fn tick(model: &mut Model, reading: &mut Reading, mark: Mark, random: [u8; 16]) -> Vec<Effect> {
    let Item::Runbook { title } = &reading.item else { return Vec::new() };
    let Ok(step) = u32::try_from(reading.cursor + 1) else { return Vec::new() };
    let effects = actions::order(model, Command::TickStep { runbook: title.clone(), step, mark }, random);
    if !effects.is_empty() && mark == Mark::On {
        // The next one is what is done next.
        let steps = find(model, &reading.item).and_then(Entry::runbook).map_or(0, |it| it.steps.len());
        reading.cursor = (reading.cursor + 1).min(steps.saturating_sub(1));
    }
    effects
}

/// Its lines, and the first and the last line of what is selected.
#[must_use]
pub fn lines(model: &Model, reading: &Reading, width: usize) -> (Vec<Vec<Piece>>, (usize, usize)) {
    let Some(entry) = find(model, &reading.item) else {
        return (vec![vec![piece(" the policy does not name it any more", Tone::Faint)]], (0, 0));
    };
    let mut lines = Vec::new();
    let mut text = |text: &str, tone: Tone| {
        let wrapped = wrap(&clean(text), width.saturating_sub(2).max(1));
        lines.extend(wrapped.into_iter().map(|line| vec![piece(format!(" {line}"), tone)]));
    };
    text(&entry.title(), Tone::Strong);
    text(entry.address(), Tone::Plain);
    if let Entry::Runbook(it) = entry
        && !it.owner.is_empty()
    {
        text(&format!("kept by {}", it.owner), Tone::Plain);
    }
    let checked = entry.checked(model);
    text(&checked.words(), if checked.is_doubtful() { Tone::Uneasy } else { Tone::Faint });
    let Entry::Runbook(runbook) = entry else { return (lines, (0, 0)) };
    lines.push(Vec::new());
    if runbook.steps.is_empty() {
        lines.push(vec![piece(" the policy lists no steps for it: they stand at its address", Tone::Faint)]);
        return (lines, (0, 0));
    }
    lines.push(vec![piece(format!(" {}", entry.aside(model)), Tone::Strong)]);
    let mut chosen = (0, 0);
    for at in 0..runbook.steps.len() {
        let from = lines.len();
        lines.extend(step(model, runbook, at, at == reading.cursor, width));
        if at == reading.cursor {
            chosen = (from, lines.len());
        }
    }
    (lines, chosen)
}

/// A step: whether it is done, what it says, and who did it when.
fn step(model: &Model, runbook: &Runbook, at: usize, chosen: bool, width: usize) -> Vec<Vec<Piece>> {
    const LEAD: usize = 9;
    let (state, clock) = (model.replica.state(), model.clock());
    let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
    let words = runbook.steps.get(at).map(String::as_str).unwrap_or_default();
    let tick = state.tick(runbook, number);
    let mark = if tick.is_some() { "[x]" } else { "[ ]" };
    let tone = match (chosen, tick.is_some()) {
        (true, _) => Tone::Selected,
        (false, true) => Tone::Faint,
        (false, false) => Tone::Plain,
    };
    let head = fit(&format!("{}{number:>3} {mark}", if chosen { ">" } else { " " }), LEAD);
    let wrapped = wrap(&clean(words), width.saturating_sub(LEAD + 1).max(8));
    let mut lines: Vec<_> = wrapped
        .into_iter()
        .enumerate()
        .map(|(nth, line)| {
            let head = if nth == 0 { head.clone() } else { " ".repeat(LEAD) };
            vec![piece(head, tone), piece(line, tone)]
        })
        .collect();
    let mut below = |text: String, tone: Tone| {
        for line in wrap(&clean(&text), width.saturating_sub(LEAD + 1).max(8)) {
            lines.push(vec![piece(format!("{}{line}", " ".repeat(LEAD)), tone)]);
        }
    };
    match (tick, state.tick_before(runbook, number)) {
        (Some(tick), _) => below(format!("done {} by {}", clock.short(tick.at).trim(), tick.by), Tone::Good),
        (None, Some(old)) => {
            let said = old.words.as_deref().unwrap_or("[words removed]");
            let (at, by) = (clock.short(old.at), &old.by);
            below(format!("rewritten since {by} did it at {}; it said: {said}", at.trim()), Tone::Uneasy);
        }
        (None, None) => {}
    }
    lines
}
