//! What the text in the composer will become, said while it is written.

use warroom_incident::bounds;

use super::Target;
use crate::app::model::{ClockStyle, Model};
use crate::app::parse;
use crate::timeline::{clean, first_line, plain};
use warroom_incident::event::EntryKind;
use warroom_incident::{Command, Time};

/// What is above the text: its kind, when it happened, for whom it rings, who will read it.
#[must_use]
pub fn title(model: &Model) -> String {
    let Some(target) = model.composer.target() else { return String::new() };
    let mut parts = match target {
        Target::Fact | Target::Note => entry(model, target),
        Target::Now => vec!["THE NOW LINE — at most three lines, stands in everyone's brief".to_owned()],
        Target::Correct(seq) => correction(model, seq),
    };
    if !model.link.is_up() {
        // What needs the server cannot wait here, and must not look as if it did.
        parts
            .push(if target.is_entry() { "NOT CONNECTED, waits here" } else { "NOT CONNECTED, cannot be sent" }.into());
    }
    clean(&parts.join(" · ")).replace('\n', " ")
}

fn entry(model: &Model, target: Target) -> Vec<String> {
    let now = model.server_now();
    let plain_kind = if target == Target::Note { EntryKind::Note } else { EntryKind::Observation };
    let command = match read(model, target) {
        Ok(command) => command,
        Err(why) => return vec![format!("{} — {why}", name(plain_kind, ""))],
    };
    let Command::Post { entry, happened_at, action, temporary, .. } = &command else { return Vec::new() };
    let mut course = action.map_or(String::new(), |action| format!(" {}", plain(action.kind.as_str())));
    if *temporary {
        course.push_str(", temporary: opens a debt");
    }
    let mut more = Vec::new();
    if let Some(at) = happened_at {
        more.push(parse::happened(*at, now, zone(model)));
    }
    let mut rings = model.replica.rings_for(&command, now);
    rings.retain(|name| name != model.me().as_str());
    if !rings.is_empty() {
        more.push(format!("rings for {}", rings.join(", ")));
    }
    // Where there is more to say, the line has no room for it.
    let who = match (entry, more.is_empty() && model.link.is_up()) {
        (_, false) => "INTERNAL",
        (EntryKind::Note, true) => "INTERNAL, never leaves this room",
        (_, true) => "INTERNAL, everyone in the room sees it",
    };
    let mut parts = vec![format!("{} — {who}", name(*entry, &course))];
    parts.extend(more);
    parts
}

fn name(kind: EntryKind, course: &str) -> String {
    if kind == EntryKind::Observation {
        return "NEW ENTRY".into();
    }
    format!("NEW {}{course}", kind.as_str().to_uppercase())
}

/// The text as a command. A last word that is still being typed is nothing to complain about.
fn read(model: &Model, target: Target) -> Result<Command, String> {
    let (text, now) = (model.composer.text(), model.server_now());
    parse::entry(&text, target, now, zone(model)).or_else(|why| {
        let last = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        match text[last..].is_empty() {
            true => Err(why),
            false => parse::entry(&text[..last], target, now, zone(model)),
        }
    })
}

fn correction(model: &Model, seq: u64) -> Vec<String> {
    let Some(entry) = model.replica.state().entry(seq) else { return vec![format!("CORRECT ENTRY {seq}")] };
    let old = model.replica.record().text(entry.text_at).unwrap_or_default();
    let now = model.server_now();
    let (_, at) = parse::correction(&model.composer.text(), old, entry.happened_at, now, zone(model));
    let said = format!("CORRECT ENTRY {seq} — it said: {}", first_line(old, 40));
    let moved = at.map(|at| parse::happened(at, now, zone(model)));
    [said].into_iter().chain(moved).collect()
}

/// How much of the bound is used: in the words of the rule that would refuse it.
#[must_use]
pub fn used(model: &Model) -> (String, bool) {
    let text = model.composer.text();
    let bytes = text.len();
    match model.composer.target() {
        Some(Target::Now) => {
            let (most, most_lines, lines) = (bounds::NOW_BYTES, bounds::NOW_LINES, text.lines().count());
            let over = bytes > most || lines > most_lines;
            let word = if over { " TOO LONG" } else { "" };
            (format!("{bytes}/{most} · {lines}/{most_lines} lines{word}"), over)
        }
        _ => {
            let most = model.replica.state().policy.limits.entry_bytes;
            let over = bytes > most;
            (format!("{bytes}/{most}{}", if over { " TOO LONG" } else { "" }), over)
        }
    }
}

/// The zone in which times of day are meant, minutes east.
#[must_use]
pub fn zone(model: &Model) -> i32 {
    if model.clock == ClockStyle::Local { model.zone_minutes } else { 0 }
}

/// What a moment that was named means.
#[must_use]
pub fn moment(model: &Model, word: &str) -> Option<(Time, String)> {
    let now = model.server_now();
    let at = parse::named_moment(word, now, zone(model))?;
    Some((at, parse::happened(at, now, zone(model))))
}
