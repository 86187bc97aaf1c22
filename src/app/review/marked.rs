//! The words of a draft, wrapped, with what the leak check found standing out.

use unicode_width::UnicodeWidthStr;
use warroom_incident::draft::Found;

use crate::app::tone::{Piece, Tone};
use crate::timeline::clean;

/// The text as lines of that width.
pub(super) fn lines(text: &str, found: &[Found<'_>], width: usize) -> Vec<Vec<Piece>> {
    let mut lines = Vec::new();
    let mut at = 0;
    for paragraph in text.split('\n') {
        let cells = paragraph.char_indices().map(|(offset, c)| (clean(&c.to_string()), tone(found, at + offset)));
        wrapped(&cells.collect::<Vec<_>>(), width.max(1), &mut lines);
        at += paragraph.len() + 1;
    }
    lines
}

fn tone(found: &[Found<'_>], at: usize) -> Tone {
    let here = found.iter().filter(|it| (it.finding.start..it.finding.end).contains(&at));
    match here.map(Found::stands_in_the_way).max() {
        Some(true) => Tone::Alarm,
        Some(false) => Tone::Uneasy,
        None => Tone::Plain,
    }
}

/// Breaks behind spaces, and within a word where it is longer than a line.
fn wrapped(cells: &[(String, Tone)], width: usize, lines: &mut Vec<Vec<Piece>>) {
    let mut rest = cells;
    loop {
        let mut used = 0;
        let fits = rest.iter().take_while(|(text, _)| {
            used += text.width();
            used <= width
        });
        let fits = fits.count();
        if fits == rest.len() {
            lines.push(joined(rest));
            return;
        }
        let space = rest[..=fits].iter().rposition(|(text, _)| text == " ");
        let (line, after) = match space {
            Some(space) if space > 0 => (&rest[..space], space + 1),
            _ => (&rest[..fits.max(1)], fits.max(1)),
        };
        lines.push(joined(line));
        rest = &rest[after..];
    }
}

fn joined(cells: &[(String, Tone)]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (text, tone) in cells {
        match pieces.last_mut() {
            Some((last, same)) if same == tone => last.push_str(text),
            _ => pieces.push((text.clone(), *tone)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use warroom_incident::leak::{Settings, check};

    #[test]
    fn words_break_behind_spaces_and_findings_stand_out_over_the_break() {
        let text = "See 10.42.7.19 now.\nAnd a\u{202e}verylongwordindeed";
        let found = check(text, &Settings::default(), &BTreeSet::new());
        let found: Vec<_> = found.into_iter().map(|finding| Found { finding, waived: None }).collect();
        let drawn = lines(text, &found, 16);
        let plain: Vec<String> =
            drawn.iter().map(|line| line.iter().map(|(text, _)| text.as_str()).collect()).collect();
        assert_eq!(plain[0], "See 10.42.7.19");
        assert_eq!(plain[1], "now.");
        assert!(plain.iter().all(|line| line.width() <= 16), "{plain:?}");
        assert!(plain.concat().contains("<U+202E>"), "{plain:?}");
        assert_eq!(drawn[0][1], ("10.42.7.19".to_owned(), Tone::Alarm));
        assert!(lines("", &[], 10).len() == 1);
    }
}
