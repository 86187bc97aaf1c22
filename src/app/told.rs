//! What was told to whom, beside what is believed: for everybody in the room per audience and group with a stake, and
//! for a reader of published text only the updates themselves. Pure.

use warroom_incident::Time;
use warroom_incident::draft::{Group, Promise, Told, Update, groups, told};
use warroom_incident::state::Incident;

use super::filter;
use super::keymap::Action;
use super::model::{Model, Pane};
use super::sheet::Sheet;
use super::tone::Tone;
use crate::brief::age;
use crate::timeline::{clean, first_line};

/// One item of the pane: its lines, the first the most important.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it says and how it is drawn.
    pub lines: Vec<(String, Tone)>,
}

fn item(lines: impl IntoIterator<Item = (String, Tone)>) -> Item {
    Item { lines: lines.into_iter().map(|(text, tone)| (clean(&text), tone)).collect() }
}

/// A reader has one pane and nothing over it.
pub fn only(model: &mut Model) {
    model.whole_brief = false;
    model.focus = Pane::Told;
}

/// What somebody can do who sees what was published and nothing of the room.
#[must_use]
pub fn is_for_readers(action: Action) -> bool {
    use Action as A;
    let moving = matches!(action, A::Down | A::Up | A::PageDown | A::PageUp | A::Top | A::Bottom | A::Told | A::Open);
    let looks = matches!(action, A::Clock | A::TimesUtc | A::TimesLocal | A::TimesElapsed | A::Copy | A::Text);
    let themes = [A::ThemeTerminal, A::ThemeMono, A::ThemeHighContrast, A::ThemeOkabeIto, A::ThemeDark, A::ThemeLight];
    let finding = [A::Search, A::NextMatch, A::PreviousMatch, A::Filter];
    let program = [A::Help, A::Palette, A::Back, A::Cancel, A::Suspend, A::Redraw, A::Retry];
    moving || looks || themes.contains(&action) || program.contains(&action) || finding.contains(&action)
}

impl Item {
    /// All that it says.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines.iter().map(|(text, _)| text.trim()).collect::<Vec<_>>().join(" ")
    }

    /// Whether something about it is late or not so.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        self.lines.iter().any(|(_, tone)| *tone == Tone::Alarm)
    }
}

/// What the pane shows as it is filtered; what is believed, or where it stands, always.
#[must_use]
pub fn items(model: &Model) -> Vec<Item> {
    let mut items = all(model);
    let head = items.remove(0);
    std::iter::once(head).chain(items.into_iter().filter(|it| filter::shows_told(model, it))).collect()
}

/// The same without a filter; never empty.
#[must_use]
pub fn all(model: &Model) -> Vec<Item> {
    let (state, now) = (model.replica.state(), model.shown_at());
    if model.is_reader() {
        return published(model, state, now);
    }
    let mut items = vec![item([(believed(state, now), Tone::Strong)])];
    items.extend(told(state, now).iter().map(|it| audience(it, now)));
    items.extend(groups(state, now).iter().map(|it| group(it, now)));
    items
}

/// What the room believes now.
fn believed(state: &Incident, now: Time) -> String {
    let severity = state.severity.as_deref().map_or("SEVERITY UNKNOWN".to_owned(), str::to_uppercase);
    let phase = state.phase.map_or_else(String::new, |phase| format!(", {}", phase.as_str().to_uppercase()));
    let since = state.phase_since.map_or_else(String::new, |at| format!(" for {}", age(at, now)));
    format!("We believe: {severity}{phase}{since}")
}

/// What became of a promise, in words; and whether it is late.
fn due(promise: Promise, now: Time) -> (String, bool) {
    match promise {
        Promise::None => (String::new(), false),
        Promise::Due { at } => (format!("next in {}, by {}", age(now, at), at.format("%H:%MZ")), false),
        Promise::RanOut { at } => (format!("NEXT IS {} LATE, was due {}", age(at, now), at.format("%H:%MZ")), true),
    }
}

/// The phase and severity that an update told.
fn says(update: &Update) -> String {
    let severity = update.severity.as_deref().map_or_else(String::new, |name| format!(" {}", name.to_uppercase()));
    format!("{}{severity}", update.phase.as_str().to_uppercase())
}

fn audience(it: &Told<'_>, now: Time) -> Item {
    let Some(update) = it.last else {
        return item([(format!("{}: told nothing yet", it.audience), Tone::Faint)]);
    };
    let (next, late) = due(it.promise, now);
    let told = format!("{}: told {} {} ago", it.audience, says(update), age(update.at, now));
    let head = if next.is_empty() || late { told } else { format!("{told}, {next}") };
    let mut lines = vec![(head, Tone::Plain)];
    if late {
        lines.push((format!("  {next}"), Tone::Alarm));
    }
    lines.extend(it.contradictions.iter().map(|wrong| (format!("  NOT SO: {}", wrong.sentence()), Tone::Alarm)));
    let words = update.text.as_ref().map_or("[words removed]", |text| text.as_str());
    lines.push((format!("  \u{201c}{}\u{201d}", first_line(words, 160)), Tone::Faint));
    item(lines)
}

fn group(it: &Group<'_>, now: Time) -> Item {
    let group = it.group;
    let cadence = match group.cadence_minutes {
        0 => "on change".to_owned(),
        minutes => format!("every {minutes}m"),
    };
    let head = format!(
        "{}: {} (power {}, interest {})",
        group.name,
        group.treatment().to_uppercase(),
        group.power,
        group.interest
    );
    let channels = if it.channels.is_empty() { "NO CHANNEL".to_owned() } else { it.channels.join(", ") };
    let told = match it.last {
        Some(update) => format!("told {} {} ago", says(update), age(update.at, now)),
        None => "told nothing yet".into(),
    };
    let (next, late) = due(it.next, now);
    let comma = if next.is_empty() { "" } else { ", " };
    let stands = (format!("  {told}{comma}{next}"), if late { Tone::Alarm } else { Tone::Plain });
    let reads = (format!("  reads {} on {channels}, {cadence}", group.audience), Tone::Faint);
    item([(head, Tone::Strong), stands, reads])
}

/// What left the room, the newest first, under where it stands.
fn published(model: &Model, state: &Incident, now: Time) -> Vec<Item> {
    let severity = state.severity.as_deref().map_or("SEVERITY UNKNOWN".to_owned(), str::to_uppercase);
    let phase = state.phase.map_or("PHASE UNKNOWN".to_owned(), |phase| phase.as_str().to_uppercase());
    let mut head = vec![(format!("{phase}, {severity}"), Tone::Strong)];
    if state.drill {
        head.insert(0, ("DRILL: this is a practice".into(), Tone::Strong));
    }
    for it in told(state, now).iter().filter(|it| it.last.is_some()) {
        let (next, late) = due(it.promise, now);
        if !next.is_empty() {
            head.push((format!("{}: {next}", it.audience), if late { Tone::Alarm } else { Tone::Plain }));
        }
    }
    if state.updates.is_empty() {
        head.push(("Nothing was published yet. It will stand here when it is.".into(), Tone::Faint));
    }
    let clock = model.clock();
    let one = |update: &Update| {
        let title = format!("{} {}: {}", clock.short(update.at).trim(), update.audience, says(update));
        let words = update.text.as_ref().map_or("[words removed]", |text| text.as_str());
        let words = words.lines().map(|line| (format!("  {line}"), Tone::Plain));
        item(std::iter::once((title, Tone::Strong)).chain(words.collect::<Vec<_>>()))
    };
    std::iter::once(item(head)).chain(state.updates.iter().rev().map(one)).collect()
}

/// All of it as a text.
#[must_use]
pub fn in_full(model: &Model) -> Option<Sheet> {
    let lines: Vec<_> = all(model).into_iter().flat_map(|it| it.lines.into_iter().map(|(text, _)| text)).collect();
    (!lines.is_empty()).then(|| Sheet::to_read("What was told to whom", &lines.join("\n"), 2))
}
