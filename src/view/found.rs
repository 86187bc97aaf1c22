//! Matches of a search: underlined and bold, so that they can be told without colours.

use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use crate::app::sieve::Needle;

/// Underlines what is looked for in a line.
pub(super) fn underlined(line: Line<'static>, needle: &Needle) -> Line<'static> {
    let text: String = line.spans.iter().map(|span| span.content.as_ref()).collect();
    let found = if needle.is_empty() { Vec::new() } else { needle.all_in(&text) };
    if found.is_empty() {
        return line;
    }
    let mut spans = Vec::new();
    let mut at = 0;
    for span in line.spans {
        let end = at + span.content.len();
        let mut from = at;
        for range in found.iter().filter(|range| range.start < end && range.end > at) {
            let (start, stop) = (range.start.max(at), range.end.min(end));
            if start > from {
                spans.push(Span::styled(span.content[from - at..start - at].to_owned(), span.style));
            }
            let style = span.style.add_modifier(Modifier::UNDERLINED | Modifier::BOLD);
            spans.push(Span::styled(span.content[start - at..stop - at].to_owned(), style));
            from = stop;
        }
        if from < end {
            spans.push(Span::styled(span.content[from - at..].to_owned(), span.style));
        }
        at = end;
    }
    Line { spans, ..line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_over_two_pieces_is_underlined_in_both() {
        let line = Line::from(vec![Span::raw("FINDING re"), Span::raw("dis is slow")]);
        let drawn = underlined(line, &Needle::new("redis"));
        let marked: String = drawn
            .spans
            .iter()
            .filter(|span| span.style.add_modifier.contains(Modifier::UNDERLINED))
            .map(|span| span.content.as_ref())
            .collect();
        assert_eq!(marked, "redis");
        assert_eq!(drawn.spans.iter().map(|span| span.content.as_ref()).collect::<String>(), "FINDING redis is slow");
    }
}
