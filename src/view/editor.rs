//! The text of one draft over the whole screen: the words, where the others stand in them, and what the leak check says.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Borders, Clear, Paragraph};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::theme::Theme;
use super::{cut, line, spread};
use crate::app::composer::wrapping::{self, Row, shown};
use crate::app::drafts;
use crate::app::editor::place::{self, byte, char_at, columns};
use crate::app::editor::words::{Spot, Weighs};
use crate::app::editor::{self, Editor, Hand, Marking, Shows, hands};
use crate::app::model::Model;
use crate::app::rows::{fit, wrap};
use crate::app::tone::{Piece, Tone, piece};
use crate::timeline::{clean, first_line};

/// What stands for the cursor of somebody else: a cell of its own, since a colour alone would not be seen by all.
const MARK: &str = "▏";

/// Channels whose limits are shown where there is room: the tightest ones.
const WIDE_CHANNELS: usize = 4;

/// The keys of the editor, and what they do.
const KEYS: [(&str, &str); 14] = [
    ("Esc, Ctrl-C", "back; what you typed is shared already"),
    ("Enter, Ctrl-J", "a new line"),
    ("Shift and arrows", "select; without shift after Alt-S. Alt-A takes all"),
    ("Ctrl-C Ctrl-X Ctrl-V", "copy, cut, put in again"),
    ("Alt-Z, Alt-Y", "undo what you did, never what others did; redo"),
    ("Ctrl-Left, Ctrl-Right", "by words; Ctrl-Home and Ctrl-End by all of it"),
    ("Ctrl-W Ctrl-U Ctrl-K", "remove a word, to the line's beginning, to its end"),
    ("Tab, Shift-Tab", "to the next finding of the leak check, and back"),
    ("Alt-E", "in $VISUAL or $EDITOR; what others write stays"),
    ("F2", "who wrote which row"),
    ("F4", "words of yours that were refused"),
    ("F1", "these keys"),
    (MARK, "somebody else's cursor; who, stands in the border"),
    ("underlined", "found by the leak check; what, stands below"),
];

pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, theme: Theme, editor: &Editor) {
    let parts = place::parts(model, editor);
    frame.render_widget(Clear, parts.whole);
    frame.render_widget(block(model, theme, editor, parts.whole), parts.whole);
    if editor.shows == Shows::Keys {
        let inner = crate::app::layout::inside(parts.whole);
        frame.render_widget(Paragraph::new(keys(theme, inner)), inner);
        return;
    }
    if let (Some(area), Some(warning)) = (parts.warning, editor::warning(model, editor.draft)) {
        let pieces = cut(vec![piece(format!(" {}", clean(&warning)), Tone::Alarm)], area.width.into());
        frame.render_widget(Paragraph::new(line(theme, pieces)), area);
    }
    if let Some(area) = parts.about {
        frame.render_widget(Paragraph::new(about(model, theme, editor, area.width)), area);
    }
    let text = editor::text(model, editor);
    let rows = wrapping::rows(text, columns(&parts));
    let first = place::first_row(text, &rows, editor);
    let seen = rows.iter().enumerate().skip(first).take(parts.text.height.into());
    let hands = hands(model, editor.draft);
    let drawing = Drawing::of(theme, text, editor, &hands);
    let lines: Vec<_> = seen.clone().map(|(nth, row)| drawing.row(*row, rows.get(nth + 1), columns(&parts))).collect();
    frame.render_widget(Paragraph::new(lines), parts.text);
    if let Some(area) = parts.names {
        let names = Names::of(model, editor, text);
        let lines = seen.map(|(_, row)| line(theme, [piece(names.of_row(*row), Tone::Name)]));
        frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), area);
    }
    if let Some(area) = parts.found {
        frame.render_widget(Paragraph::new(found(theme, editor, area)), area);
    }
}

fn block(model: &Model, theme: Theme, editor: &Editor, area: Rect) -> Block<'static> {
    let room = usize::from(area.width.saturating_sub(4));
    let title = fit_end(&format!("Draft {} — EXTERNAL, customers will read this", editor.draft), room);
    let shared = format!(" {} ", fit_end(&shared(model, editor, area.width), room));
    let left = usize::from(area.width).saturating_sub(shared.width() + 3);
    let here = writers(model, editor).into_iter().find(|here| here.width() <= left).unwrap_or_default();
    let style = theme.style(Tone::External).add_modifier(Modifier::BOLD);
    let block = Block::new()
        .borders(Borders::ALL)
        .border_type(BorderType::Double)
        .border_style(style)
        .title(format!(" {title} "));
    let block = block.title_bottom(Line::from(shared).right_aligned());
    if here.is_empty() { block } else { block.title_bottom(Line::from(here).left_aligned()) }
}

/// Whether all that I wrote is known to the server; in fewer words on a narrow screen.
fn shared(model: &Model, editor: &Editor, width: u16) -> String {
    let left = model.papers.of(editor.draft).map_or(0, |paper| paper.writing.unshared());
    if model.papers.stuck_of(editor.draft).is_some() {
        return "NOT SAVED, F4".into();
    }
    if width < 60 && left > 0 { format!("{left} NOT SHARED") } else { editor::shared(model, editor.draft) }
}

/// Cut where it has to be, without filling what is short.
fn fit_end(text: &str, room: usize) -> String {
    fit(text, room.max(1)).trim_end().to_owned()
}

/// Who else writes here, and in which row: two marks in the text are told apart by it.
/// In full, then in fewer words for where there is less room.
fn writers(model: &Model, editor: &Editor) -> Vec<String> {
    let text = editor::text(model, editor);
    let rows = place::rows(model, editor);
    let row = |hand: &Hand| wrapping::place(text, &rows, byte(text, hand.at)).0 + 1;
    let hands = hands(model, editor.draft);
    if hands.is_empty() {
        return Vec::new();
    }
    let each: Vec<_> = hands.iter().map(|hand| format!("{} (row {})", hand.name, row(hand))).collect();
    let verb = if each.len() == 1 { "writes here" } else { "write here" };
    let names: Vec<_> = hands.iter().map(|hand| hand.name.as_str()).collect();
    vec![
        format!(" {MARK} {} {verb} ", each.join(", ")),
        format!(" {MARK} {} ", names.join(", ")),
        format!(" {MARK} {} {verb} ", names.len()),
        format!(" {MARK} {} ", names.len()),
    ]
}

/// For whom, which phase, where it stands, how long it is.
fn about(model: &Model, theme: Theme, editor: &Editor, width: u16) -> Line<'static> {
    let state = model.replica.state();
    let Some(draft) = state.drafts.get(&editor.draft) else { return Line::default() };
    let (stage, tone) = drafts::stage(draft);
    let right = vec![length(model, editor, width)];
    if width < 60 {
        // What the check found has no line of its own there.
        let stops = editor.checked.spots.iter().filter(|spot| spot.weight <= Weighs::NeedsReason).count();
        let found = if stops > 0 { format!(" {stops} FOUND") } else { String::new() };
        return spread(theme, vec![piece(format!(" {stage}"), tone), piece(found, Tone::Alarm)], right, width);
    }
    let left = vec![
        piece(format!(" {stage}"), tone),
        piece(format!(" rev {} · for {} · tells {}", draft.revision, clean(&draft.audience), draft.phase), Tone::Plain),
    ];
    spread(theme, left, right, width)
}

/// How long the text is, and what its channels take: where there is room all of them, else the tightest.
fn length(model: &Model, editor: &Editor, width: u16) -> Piece {
    let chars = editor::text(model, editor).chars().count();
    let channels = editor::channels(model, editor.draft);
    let Some((tightest, least)) = channels.first() else {
        let words = if width < 60 { "NO CHANNEL" } else { "chars, goes to NO CHANNEL" };
        return piece(format!("{chars} {words} "), Tone::Uneasy);
    };
    let over = chars > *least;
    let tone = if over { Tone::Alarm } else { Tone::Plain };
    let says = match (width, over) {
        (..60, true) => format!("{chars}/{least} TOO LONG "),
        (..60, false) => format!("{chars}/{least} "),
        (60..100, true) => format!("{chars} chars, TOO LONG for {tightest}: {least} "),
        (60..100, false) => format!("{chars} of {least} chars ({tightest}) "),
        (100.., _) => {
            let each = channels.iter().take(WIDE_CHANNELS).map(|(name, most)| {
                let over = if chars > *most { "TOO LONG for " } else { "" };
                format!("{over}{name} {most}")
            });
            let more = if channels.len() > WIDE_CHANNELS { " …" } else { "" };
            format!("{chars} chars · {}{more} ", each.collect::<Vec<_>>().join(", "))
        }
    };
    piece(says, tone)
}

/// What is needed to draw a row.
struct Drawing<'a> {
    theme: Theme,
    text: &'a str,
    cursor: usize,
    selected: std::ops::Range<usize>,
    /// Bytes and names.
    hands: Vec<(usize, &'a str)>,
    /// Bytes of what was found.
    spots: Vec<(std::ops::Range<usize>, Weighs)>,
}

impl<'a> Drawing<'a> {
    fn of(theme: Theme, text: &'a str, editor: &Editor, hands: &'a [Hand]) -> Drawing<'a> {
        let selection = editor.selection();
        let range = |spot: &Spot| (byte(text, spot.start)..byte(text, spot.end), spot.weight);
        Drawing {
            theme,
            text,
            cursor: byte(text, editor.head),
            selected: byte(text, selection.start)..byte(text, selection.end),
            hands: hands.iter().map(|hand| (byte(text, hand.at), hand.name.as_str())).collect(),
            spots: editor.checked.spots.iter().map(range).collect(),
        }
    }

    /// A row; behind its last character the cursor, and the names of those who stand there.
    fn row(&self, row: Row, next: Option<&Row>, columns: usize) -> Line<'static> {
        let mut spans: Vec<Span<'static>> = Vec::new();
        let mut used = 0;
        for (at, character) in self.text[row.from..row.to].grapheme_indices(true) {
            let at = row.from + at;
            self.marks(at..at + character.len(), &mut spans);
            let (drawn, width) = shown(character);
            used += width;
            push(&mut spans, drawn, self.style(at));
        }
        // The place behind a row that goes on below is the first of the next one.
        let ends = next.is_none_or(|next| next.from != row.to);
        if ends {
            let here: Vec<_> = self.hands.iter().filter(|(at, _)| *at == row.to).map(|(_, name)| *name).collect();
            let behind = row.to;
            if !here.is_empty() {
                push(&mut spans, MARK.into(), self.theme.style(Tone::Name).add_modifier(Modifier::BOLD));
            }
            if self.cursor == behind {
                push(&mut spans, " ".into(), self.theme.style(Tone::Selected));
            } else if self.selected.contains(&behind) {
                // A line end that is selected can be seen.
                push(&mut spans, " ".into(), self.theme.style(Tone::Selected));
            }
            let names = here.join(",");
            if !names.is_empty() && used + names.chars().count() + 1 < columns {
                push(&mut spans, names, self.theme.style(Tone::Name));
            }
        }
        Line::from(spans)
    }

    /// The marks of those who stand before a character, or inside one.
    fn marks(&self, character: std::ops::Range<usize>, spans: &mut Vec<Span<'static>>) {
        if self.hands.iter().any(|(at, _)| character.contains(at)) {
            push(spans, MARK.into(), self.theme.style(Tone::Name).add_modifier(Modifier::BOLD));
        }
    }

    fn style(&self, at: usize) -> Style {
        if at == self.cursor || self.selected.contains(&at) {
            return self.theme.style(Tone::Selected);
        }
        match self.spots.iter().find(|(range, _)| range.contains(&at)) {
            Some((_, Weighs::Blocks | Weighs::NeedsReason)) => {
                self.theme.style(Tone::Alarm).add_modifier(Modifier::UNDERLINED)
            }
            Some((_, Weighs::Suggests | Weighs::Waived)) => {
                self.theme.style(Tone::Plain).add_modifier(Modifier::UNDERLINED)
            }
            None => Style::default(),
        }
    }
}

/// Adds to the last span where the looks are the same: a row is a few spans and not one for each letter.
fn push(spans: &mut Vec<Span<'static>>, drawn: String, style: Style) {
    match spans.last_mut() {
        Some(last) if last.style == style => last.content.to_mut().push_str(&drawn),
        _ => spans.push(Span::styled(drawn, style)),
    }
}

/// Who wrote which characters.
struct Names<'a> {
    text: &'a str,
    /// The first character of each part, and whose it is.
    parts: Vec<(usize, String)>,
}

impl<'a> Names<'a> {
    fn of(model: &Model, editor: &Editor, text: &'a str) -> Names<'a> {
        let mut at = 0;
        let parts = editor::written_here(model, editor.draft).into_iter().map(|part| {
            at += part.chars;
            (at - part.chars, crate::timeline::author(&part.by, None))
        });
        Names { text, parts: parts.collect() }
    }

    /// Everybody who wrote in a row, in the order in which their words stand.
    fn of_row(&self, row: Row) -> String {
        let (from, to) =
            (char_at(self.text, row.from), char_at(self.text, row.to).max(char_at(self.text, row.from) + 1));
        let mut names: Vec<&str> = Vec::new();
        for (nth, (start, name)) in self.parts.iter().enumerate() {
            let end = self.parts.get(nth + 1).map_or(usize::MAX, |(next, _)| *next);
            if *start < to && end > from && !names.contains(&name.as_str()) && row.from < row.to {
                names.push(name);
            }
        }
        let room = usize::from(place::NAMES) - 2;
        format!(" {}", fit(&names.join("+"), room))
    }
}

/// What was found, that nearest to the cursor first.
fn found(theme: Theme, editor: &Editor, area: Rect) -> Vec<Line<'static>> {
    let width = usize::from(area.width);
    let mut spots = editor.checked.nearest(editor.head);
    if spots.len() >= usize::from(area.height) {
        // Where not all of them fit, what must go is not hidden by a hint.
        spots.sort_by_key(|spot| spot.weight);
    }
    let count = |wanted: fn(Weighs) -> bool| spots.iter().filter(|spot| wanted(spot.weight)).count();
    let blocks = count(|it| it == Weighs::Blocks);
    let stops = count(|it| it == Weighs::NeedsReason);
    let hints = count(|it| it == Weighs::Suggests);
    let waived = count(|it| it == Weighs::Waived);
    let mut parts = Vec::new();
    if blocks > 0 {
        parts.push(format!("{blocks} must go"));
    }
    if stops > 0 {
        parts.push(format!("{stops} must go or be waived with a reason"));
    }
    if hints > 0 {
        parts.push(if hints == 1 { "1 hint".into() } else { format!("{hints} hints") });
    }
    if waived > 0 {
        parts.push(format!("{waived} waived"));
    }
    let says = if parts.is_empty() { "nothing found".into() } else { parts.join(", ") };
    let tone = if blocks + stops > 0 { Tone::Alarm } else { Tone::Strong };
    let marking = if editor.marking == Marking::On { " MARKING" } else { "" };
    let head = cut(vec![piece(format!(" LEAK CHECK  {says}"), tone), piece(marking, Tone::Strong)], width);
    if area.height == 1 {
        return match spots.first() {
            Some(spot) => vec![line(theme, cut(one(spot), width))],
            None => vec![line(theme, head)],
        };
    }
    let mut lines = vec![line(theme, head)];
    let room = usize::from(area.height) - 1;
    for (nth, spot) in spots.iter().enumerate() {
        let left = room - (lines.len() - 1);
        let behind = spots.len() - nth - 1;
        if left == 0 {
            break;
        }
        if left == 1 && behind > 0 && nth > 0 && spots.len() > room {
            lines.push(line(
                theme,
                cut(vec![piece(format!("  {} more; Tab goes to each", behind + 1), Tone::Strong)], width),
            ));
            break;
        }
        let text: String = one(spot).into_iter().map(|(text, _)| text).collect();
        let wrapped = wrap(text.trim_start(), width.saturating_sub(3).max(1));
        // The nearest one in full where there is room, the others on a line.
        let spare = if spots.len() > room { left.saturating_sub(1) } else { left.saturating_sub(behind) };
        let most = if nth == 0 { spare.clamp(1, 2) } else { 1 };
        let cut_off = wrapped.len() > most;
        for (at, part) in wrapped.into_iter().take(most).enumerate() {
            let ends = cut_off && at + 1 == most;
            let part = if ends { format!("{part} …") } else { part };
            let tone = if at == 0 && spot.weight <= Weighs::NeedsReason { Tone::Alarm } else { Tone::Plain };
            lines.push(line(theme, cut(vec![piece(format!("  {part}"), tone)], width)));
        }
    }
    lines
}

/// One finding: what it is, the words, why.
fn one(spot: &Spot) -> Vec<Piece> {
    let word = match spot.weight {
        Weighs::Blocks => "CANNOT LEAVE ",
        Weighs::NeedsReason => "",
        Weighs::Suggests => "hint: ",
        Weighs::Waived => "waived: ",
    };
    let words = first_line(&spot.words, 30);
    vec![piece(format!(" {word}{} \u{201c}{words}\u{201d}: {}", spot.kind, clean(&spot.explanation)), Tone::Plain)]
}

fn keys(theme: Theme, area: Rect) -> Vec<Line<'static>> {
    let width = usize::from(area.width);
    let head = line(theme, [piece(" Keys while you write in a draft; any key goes on writing", Tone::Strong)]);
    let each = KEYS.iter().map(|(key, does)| {
        line(theme, cut(vec![piece(format!(" {key:<22} "), Tone::Key), piece(*does, Tone::Plain)], width))
    });
    std::iter::once(head).chain(each).take(area.height.into()).collect()
}
