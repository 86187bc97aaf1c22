//! The brief for people: made by the rules from a copy of the record, put on one screen, or written out as text.

pub mod fit;

use warroom_incident::brief::Source;
use warroom_incident::{Incident, Reaches, Record, Time};

use crate::timeline::{clean, plain};

pub use warroom_incident::brief::{
    BriefLine, Place, Reader, Section, age, is_unaccepted, lasted, moment, moment_within, running, since,
};

/// Lines of a brief that a server may send: one screen, several times over.
const MOST_LINES: usize = 128;
/// Characters of one of them.
const MOST_CHARS: usize = 400;

/// Makes the brief from what is here: a copy holds nothing beyond its person's reach.
#[must_use]
pub fn brief(state: &Incident, record: &Record, now: Time) -> Vec<BriefLine> {
    let text = |seq| record.text(seq).map(str::to_owned);
    safe(warroom_incident::brief::brief(&Source { state, reaches: Reaches::ALL, now, text: &text }))
}

/// Makes what changed since somebody left.
#[must_use]
pub fn changes(state: &Incident, record: &Record, now: Time, reader: Reader<'_>) -> Vec<BriefLine> {
    let text = |seq| record.text(seq).map(str::to_owned);
    safe(since(&Source { state, reaches: Reaches::ALL, now, text: &text }, reader))
}

/// Makes lines safe to draw, also those that a server made.
#[must_use]
pub fn safe(lines: Vec<BriefLine>) -> Vec<BriefLine> {
    let safe = |text: &str| clean(&text.chars().take(MOST_CHARS).collect::<String>()).replace('\n', " ");
    lines.into_iter().take(MOST_LINES).map(|line| BriefLine { text: safe(&line.text), ..line }).collect()
}

/// A line's words with their moment.
#[must_use]
pub fn told(line: &BriefLine, now: Time) -> String {
    match line.at {
        Some(at) => format!("{} {}", moment_within(at, now), line.text),
        None => line.text.clone(),
    }
}

/// The first line of a text for a chat: which incident, how bad, which phase, when.
#[must_use]
pub fn headline(incident: &str, state: &Incident, now: Time) -> String {
    let severity = state.severity.as_deref().map_or("SEV?".into(), str::to_uppercase);
    let phase = state.phase.map_or(String::new(), |phase| format!(" {}", plain(phase.as_str()).to_uppercase()));
    let title = state.title.as_deref().unwrap_or("[title removed]");
    let drill = if state.drill { "DRILL " } else { "" };
    let since = running(state, now).map_or(String::new(), |lasts| format!(", {lasts} in"));
    let at = now.format("%d %b %Y %H:%MZ");
    clean(&format!("{drill}{incident} {severity}{phase}: {title} ({at}{since})")).replace('\n', " ")
}

/// The brief as plain text for a chat: the section's word, then its lines.
#[must_use]
pub fn brief_text(headline: &str, lines: &[BriefLine], now: Time) -> String {
    let mut text = headline.to_owned();
    let mut before = None;
    for line in lines {
        let head = if before == Some(line.section) { "" } else { line.section.head() };
        before = Some(line.section);
        text.push_str(&format!("\n{head:<10}{}", told(line, now)));
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: u32) -> Time {
        format!("2026-11-21T03:{minute:02}:00Z").parse().expect("a moment")
    }

    fn line(section: Section, text: &str) -> BriefLine {
        BriefLine { section, at: None, text: text.into(), seq: None, place: Place::Nowhere, alarm: false, rank: 0 }
    }

    #[test]
    fn a_text_for_a_chat_names_each_section_once() {
        let lines = [
            line(Section::Now, "Rollback done."),
            line(Section::Now, "Ana restarts pods."),
            BriefLine { at: Some(at(12)), ..line(Section::Decided, "roll back 8812") },
        ];
        let text = brief_text("INC-7 SEV1", &lines, at(47));
        assert_eq!(
            text,
            "INC-7 SEV1\nNOW       Rollback done.\n          Ana restarts pods.\nDECIDED   03:12Z roll back 8812\n"
        );
    }

    #[test]
    fn what_a_server_made_cannot_steer_the_terminal_or_fill_it() {
        let evil = vec![line(Section::Now, &format!("\u{1b}[31m\u{202e}{}", "x".repeat(5_000))); 500];
        let safe = safe(evil);
        assert_eq!(safe.len(), MOST_LINES);
        assert!(safe.iter().all(|line| line.text.len() < 500 && !line.text.contains(['\u{1b}', '\u{202e}'])));
    }
}
