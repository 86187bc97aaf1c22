//! What `y`, `Y` and `V` take: the selected item or the whole brief as plain text that says whose and from when it is.

use warroom_incident::{Seq, text};

use super::message::Effect;
use super::model::{Dialog, Model, Pane};
use super::rows::Stands;
use super::sheet::Sheet;
use super::{actions, catch_up};
use crate::timeline;

/// A text with a name for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// What it is.
    pub what: String,
    /// The text, with hidden characters made visible.
    pub text: String,
}

fn copied(what: impl Into<String>, raw: &str) -> Copied {
    Copied { what: what.into(), text: text::visible(raw) }
}

/// Copies what is selected.
pub fn selected(model: &mut Model) -> Vec<Effect> {
    match chosen(model) {
        Some(it) => vec![Effect::Copy { what: it.what, text: it.text }],
        None => {
            model.complain("nothing is selected here that could be copied");
            Vec::new()
        }
    }
}

/// Copies the brief.
pub fn brief(model: &Model) -> Vec<Effect> {
    let it = whole_brief(model);
    vec![Effect::Copy { what: it.what, text: it.text }]
}

/// What is copied of lines that are shown: the commands among them, which are pasted into a shell, or else all.
pub fn of_lines(lines: &[String]) -> String {
    let commands: Vec<_> = lines.iter().filter(|line| line.contains("warroom join ")).map(String::as_str).collect();
    text::visible(&if commands.is_empty() { lines.join("\n") } else { commands.join("\n") })
}

/// Shows what is selected over the full width; in the brief all of it.
pub fn show(model: &mut Model) {
    let it =
        if model.focus == Pane::Brief && model.dialog.is_none() { Some(whole_brief(model)) } else { chosen(model) };
    match it {
        Some(it) => model.dialog = Some(Dialog::Sheet(Sheet::new(it.what, &it.text))),
        None => model.complain("nothing is selected here that could be shown"),
    }
}

/// What could not be copied is shown instead, with the reason.
pub fn failed(model: &mut Model, what: String, text: &str, why: &str) {
    if model.composer.is_open() || model.dialog.as_ref().is_some_and(|it| !matches!(it, Dialog::Detail(_))) {
        // Nobody is interrupted by it.
        model.complain(format!("{what} was not copied: {why}. V shows it"));
        return;
    }
    model.dialog = Some(Dialog::Sheet(Sheet::new(what, text)));
    model.complain(format!("not copied: {why}. Mark it with the mouse here"));
}

/// What is selected, as text.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn chosen(model: &Model) -> Option<Copied> {
    match &model.dialog {
        Some(Dialog::Sheet(sheet)) => return Some(copied(sheet.title.clone(), &sheet.text)),
        Some(Dialog::Detail(detail)) => {
            let (what, words) = words(model, detail.seq)?;
            return Some(copied(format!("the words of {what}"), &words));
        }
        Some(Dialog::Draft(review)) => return of_draft(model, review.seq),
        _ => {}
    }
    match model.focus {
        pane @ (Pane::Timeline | Pane::Notes) => {
            let rows = model.rows(pane, 80);
            let cursor = if pane == Pane::Notes { model.notes } else { model.timeline };
            match rows.stands(cursor.selected(&rows)?)? {
                Stands::Event(seq) => item(model, seq),
                Stands::Waiting(waiting) => match &waiting.pending.command {
                    warroom_incident::Command::Post { text, .. } => Some(copied("what waits to be sent", text)),
                    _ => None,
                },
            }
        }
        Pane::Brief => {
            let lines = actions::brief_lines(model);
            let line = lines.get(model.selected.brief).or(lines.last())?;
            Some(copied("the line of the brief", &crate::brief::told(line, model.shown_at())))
        }
        Pane::Tasks => item(model, actions::selected_task(model)?),
        Pane::People => {
            let people = actions::people(model);
            let person = people.get(model.selected.people)?;
            let seats = super::forms::seat_words(model, person);
            Some(copied("the name", &format!("{person}, {seats}")))
        }
        Pane::Needs => {
            let needs = actions::needs(model);
            let need = needs.get(model.selected.needs)?;
            Some(copied("what waits", &format!("{}: {}", need.word, need.text)))
        }
        Pane::Drafts => of_draft(model, super::drafts::selected(model)?),
        Pane::Questions => {
            let sheet = super::questions::in_full(model, super::questions::selected(model)?)?;
            Some(copied(sheet.title, &sheet.text))
        }
        Pane::Told => {
            let sheet = super::told::in_full(model)?;
            Some(copied(sheet.title, &sheet.text))
        }
        Pane::Contacts => {
            let entry = super::reference::selected(model)?;
            Some(copied(format!("{} ({})", entry.address(), entry.title()), entry.address()))
        }
        Pane::Impact => {
            let sheet = super::impact::in_full(model, super::impact::selected(model))?;
            Some(copied(sheet.title, &sheet.text))
        }
        Pane::Due => {
            let due = super::due::selected(model)?;
            Some(copied("what is due", &super::due::searched(model, due)))
        }
    }
}

/// The words of a draft, as they stand: whether they may leave is another question.
fn of_draft(model: &Model, seq: Seq) -> Option<Copied> {
    let draft = model.replica.state().drafts.get(&seq)?;
    let stage = draft.stage.as_str().replace('_', " ").to_uppercase();
    Some(copied(format!("the words of draft {seq} ({stage})"), draft.text().as_str()))
}

/// What an event is called, and its words in full.
fn words(model: &Model, seq: Seq) -> Option<(String, String)> {
    let replica = &model.replica;
    let what = if replica.state().task(seq).is_some() { format!("task {seq}") } else { format!("number {seq}") };
    let row = timeline::row(replica.state(), replica.record(), replica.index(), seq)?;
    Some((what, row.text))
}

/// An event with its time, author and number.
fn item(model: &Model, seq: Seq) -> Option<Copied> {
    let replica = &model.replica;
    let row = timeline::row(replica.state(), replica.record(), replica.index(), seq)?;
    let (what, words) = words(model, seq)?;
    let sealed = replica.record().line(seq)?.open()?;
    let seat = sealed.fact.seat.map_or(String::new(), |seat| format!(" ({seat})"));
    let word = if row.word.is_empty() { String::new() } else { format!("{}: ", row.word) };
    let aside = if row.aside.is_empty() { String::new() } else { format!(" ({})", row.aside) };
    let at = row.happened.format("%Y-%m-%d %H:%M:%SZ");
    let author = &sealed.fact.author;
    Some(copied(&what, &format!("{} #{seq} {at} {author}{seat}: {word}{words}{aside}\n", model.incident)))
}

/// The brief as plain text, with the moment it was true.
fn whole_brief(model: &Model) -> Copied {
    copied("the brief", &catch_up::as_text(model))
}

/// All links of the incident, newest first.
pub fn links(model: &mut Model) {
    let replica = &model.replica;
    let mut text = String::new();
    for link in replica.state().links.iter().rev() {
        let words = timeline::row(replica.state(), replica.record(), replica.index(), link.seq);
        let (at, words) = words.map_or(("       ".into(), "[words removed]".into()), |row| {
            (row.happened.format("%H:%MZ").to_string(), row.text)
        });
        let kind = timeline::plain(link.kind.as_str());
        text.push_str(&format!("{at} {kind}, by {}, number {}\n{words}\n\n", link.author, link.seq));
    }
    if text.is_empty() {
        model.say("no links yet: warroom link adds one");
        return;
    }
    let count = replica.state().links.len();
    model.dialog = Some(Dialog::Sheet(Sheet::new(format!("Links ({count}), newest first"), &text)));
}

/// What is said when a text was copied.
#[must_use]
pub fn told(what: &str, chars: usize, way: super::message::Way) -> String {
    match way {
        super::message::Way::Tmux => format!("copied {what}, {chars} characters, into tmux: prefix ] pastes it"),
        super::message::Way::Terminal => {
            format!(
                "copied {what}, {chars} characters, to the terminal (OSC 52); if it did not take them, V shows them"
            )
        }
    }
}
