//! The help: every action with its keys, in groups, made from the keys in force. Typing filters, arrows select, Enter
//! runs.

use super::finding::{PAGE, Search, moved, typed, why_off};
use super::groups::{Group, group};
use super::keys::{Code, Press};
use super::message::Effect;
use super::model::{Dialog, Model};
use super::palette::{Found, choose};

/// What was typed and which row is selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Help {
    /// What was typed.
    pub typed: String,
    /// The selected row, headings not counted.
    pub cursor: usize,
}

/// One row.
#[derive(Clone, Debug)]
pub enum Row {
    /// The name of what follows.
    Heading(&'static str),
    /// An action.
    Action(Box<Found>),
    /// Something to know that no key does.
    Text(&'static str, &'static str),
}

/// What is not an action, but has to be known.
const TEXTS: [(&str, &str); 10] = [
    ("while writing", "Enter posts · Ctrl-J or Alt-Enter new line · Esc stops and keeps the text"),
    ("kinds", "/finding /decision /hypothesis /action rollback /alert /note … first on the line"),
    ("times, names", "@9:10 or @-15m first: when it happened · @name rings there"),
    ("what fits", "/ and @ show what fits: Tab or Down chooses, Enter then takes it; Esc closes the list"),
    ("earlier entries", "Alt-Up, or Up where nothing is written, brings those of yours; Alt-Down goes back"),
    ("the editor", "Alt-E or Ctrl-X Ctrl-E: the text in $VISUAL or $EDITOR; leaving it sends nothing"),
    ("line editing", "Ctrl-A Ctrl-E Ctrl-W Ctrl-K Ctrl-U as in a shell, Alt-Z undoes, Alt-Y does it again"),
    ("in a draft", "F1 shows its keys: Shift-arrows select, Alt-Z undoes, Tab to the next finding, F2 who wrote it"),
    ("marks", "* key   @ names you   s a system   ~ waits to be sent   ! refused or not saved   resp* a script"),
    ("keys", "[keys] in config.toml changes them: zoom = [\"z\", \"f5\"]"),
];

impl Help {
    /// The rows that fit what was typed: in groups where nothing is typed, else the best first.
    #[must_use]
    pub fn rows(&self, model: &Model) -> Vec<Row> {
        let lines = model.settings.keymap.lines();
        let row = |line: &super::bindings::Line| {
            Row::Action(Box::new(Found { line: line.clone(), why_not: why_off(model, line.binding) }))
        };
        if let Some(mut search) = Search::of(&self.typed) {
            let mut found: Vec<_> = lines.iter().filter_map(|line| Some((search.rank(line)?, line))).collect();
            found.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
            let texts = TEXTS.iter().filter(|(head, text)| search.has_words(&format!("{head} {text}").to_lowercase()));
            let texts: Vec<_> = texts.map(|(head, text)| Row::Text(head, text)).collect();
            return found.into_iter().map(|(_, line)| row(line)).chain(texts).collect();
        }
        let groups = Group::ALL.into_iter().flat_map(|wanted| {
            let members = lines.iter().filter(move |line| group(line.binding.action) == wanted);
            std::iter::once(Row::Heading(wanted.name())).chain(members.map(row))
        });
        let texts = TEXTS.iter().map(|(head, text)| Row::Text(head, text));
        groups.chain([Row::Heading("Good to know")]).chain(texts).collect()
    }
}

/// A key while the help is open.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub(super) fn pressed(model: &mut Model, mut help: Help, press: Press, random: [u8; 16]) -> Vec<Effect> {
    let rows: Vec<_> = help.rows(model).into_iter().filter(|row| !matches!(row, Row::Heading(_))).collect();
    let last = rows.len().saturating_sub(1);
    match press.code {
        Code::Esc | Code::F(1) => return Vec::new(),
        // A way out that a multiplexer does not hold back, as in every list.
        Code::Char('q' | '?') if help.typed.is_empty() => return Vec::new(),
        Code::Enter => {
            return match rows.get(help.cursor) {
                Some(Row::Action(found)) => choose(model, found.line.binding.action, random),
                Some(Row::Text(..) | Row::Heading(_)) | None => {
                    model.dialog = Some(Dialog::Help(help));
                    Vec::new()
                }
            };
        }
        _ if moved(&mut help.cursor, last, press) => {}
        Code::Char(' ') if help.typed.is_empty() => help.cursor = (help.cursor + PAGE).min(last),
        _ if typed(&mut help.typed, press) => help.cursor = 0,
        _ => {}
    }
    model.dialog = Some(Dialog::Help(help));
    Vec::new()
}
