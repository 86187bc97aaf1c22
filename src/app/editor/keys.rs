//! Keys and pastes in a draft's text: those that people expect where text is edited, none of which a multiplexer needs.

use warroom_incident::draft::{Edit, Left, Step, Unit, entering};

use warroom_incident::text::is_hidden;

use super::place::{self, byte, char_at};
use super::{Editor, Marking, Shows, may_write, outside, paper, stuck, text};
use crate::app::composer::steps::{self, Run};
use crate::app::composer::wrapping;
use crate::app::keys::{Code, Press};
use crate::app::message::Effect;
use crate::app::model::{Dialog, Model};

/// What a key is to do.
enum Does {
    /// Nothing, or it is done.
    Nothing,
    /// The cursor goes to this byte.
    Goes(usize),
    /// The bytes from here to there become these words.
    Writes(std::ops::Range<usize>, String, Run),
    /// The same, and what stood there can be put in again.
    Cuts(std::ops::Range<usize>),
    /// Back to where one came from.
    Leaves,
}

/// Takes a key; the editor was taken off the model.
pub(in crate::app) fn pressed(model: &mut Model, mut editor: Box<Editor>, press: Press) -> Vec<Effect> {
    if editor.shows == Shows::Keys {
        editor.shows = Shows::Text;
        model.dialog = Some(Dialog::Editor(editor));
        return Vec::new();
    }
    let column = editor.column.take();
    let (plain, selects) = (press.unshifted(), matches!(press.code, Code::Shifted(_)));
    let selects = selects || editor.marking == Marking::On;
    let does = match rows_key(model, &mut editor, plain, column) {
        Some(at) => Does::Goes(at),
        None => key(model, &mut editor, plain, selects),
    };
    let mut effects = Vec::new();
    match does {
        Does::Nothing => {}
        Does::Goes(at) => go(model, &mut editor, at, selects),
        Does::Writes(range, words, run) => write(model, &mut editor, range, &words, run),
        Does::Cuts(range) => {
            let words = text(model, &editor).get(range.clone()).unwrap_or_default().to_owned();
            if !words.is_empty() {
                model.papers.cut = words;
                write(model, &mut editor, range, "", Run::None);
            }
        }
        Does::Leaves => {
            model.dialog = Some(Dialog::Editor(editor));
            return super::leave(model);
        }
    }
    match (plain.code, plain.ctrl, plain.alt) {
        (Code::Char('c'), true, _) => effects.extend(copied(model)),
        (Code::Char('e' | 'E'), _, true) => effects.extend(outside::lend(model, &mut editor)),
        (Code::F(4), ..) => {
            if let Some(id) = model.papers.stuck_of(editor.draft).map(|stuck| stuck.id) {
                model.dialog = Some(Dialog::Editor(editor));
                effects.extend(super::leave(model));
                stuck::open(model, id);
                return effects;
            }
            model.say("nothing of yours was refused here");
        }
        _ => {}
    }
    model.dialog = Some(Dialog::Editor(editor));
    effects
}

fn copied(model: &Model) -> Option<Effect> {
    let text = model.papers.cut.clone();
    (!text.is_empty()).then(|| Effect::Copy { what: "the selected words".into(), text })
}

/// Keys that go over rows, which have to know how the text is broken.
fn rows_key(model: &Model, editor: &mut Editor, press: Press, column: Option<usize>) -> Option<usize> {
    let page = usize::from(place::parts(model, editor).text.height).saturating_sub(1).max(1);
    let by = match (press.code, press.ctrl, press.alt) {
        (Code::Up, false, false) => -1,
        (Code::Down, false, false) => 1,
        (Code::PageUp, ..) => -isize::try_from(page).unwrap_or(1),
        (Code::PageDown, ..) => isize::try_from(page).unwrap_or(1),
        _ => return None,
    };
    let text = text(model, editor);
    let rows = place::rows(model, editor);
    let (row, here) = wrapping::place(text, &rows, byte(text, editor.head));
    let column = column.unwrap_or(here);
    editor.column = Some(column);
    let last = rows.len() - 1;
    let to = row.saturating_add_signed(by).min(last);
    Some(match (to == row, by > 0) {
        (true, true) => text.len(),
        (true, false) => 0,
        (false, _) => wrapping::byte_at(text, &rows, to, column),
    })
}

fn key(model: &mut Model, editor: &mut Editor, press: Press, selects: bool) -> Does {
    let text = text(model, editor).to_owned();
    let at = byte(&text, editor.head);
    let selected = byte(&text, editor.selection().start)..byte(&text, editor.selection().end);
    let nothing_selected = selected.is_empty();
    match (press.code, press.ctrl, press.alt) {
        (Code::Esc, ..) if editor.marking == Marking::On => {
            (editor.marking, editor.anchor) = (Marking::Off, editor.head);
            Does::Nothing
        }
        (Code::Esc, ..) => Does::Leaves,
        (Code::Char('c'), true, _) if nothing_selected => Does::Leaves,
        (Code::Char('c'), true, _) => {
            text.get(selected).unwrap_or_default().clone_into(&mut model.papers.cut);
            (editor.marking, editor.anchor) = (Marking::Off, editor.head);
            Does::Nothing
        }
        (Code::Char('a'), true, _) => Does::Goes(steps::line_start(&text, at)),
        (Code::Char('e'), true, _) => Does::Goes(steps::line_end(&text, at)),
        (Code::Home, true, _) => Does::Goes(0),
        (Code::End, true, _) => Does::Goes(text.len()),
        (Code::Home, ..) => Does::Goes(steps::line_start(&text, at)),
        (Code::End, ..) => Does::Goes(steps::line_end(&text, at)),
        (Code::Left, true, _) | (Code::Left | Code::Char('b'), _, true) => Does::Goes(steps::word_left(&text, at)),
        (Code::Right, true, _) | (Code::Right | Code::Char('f'), _, true) => Does::Goes(steps::word_right(&text, at)),
        // Out of a selection at the end that one goes to.
        (Code::Left, ..) if !nothing_selected && !selects => Does::Goes(selected.start),
        (Code::Right, ..) if !nothing_selected && !selects => Does::Goes(selected.end),
        (Code::Left, ..) => Does::Goes(steps::before(&text, at)),
        (Code::Right, ..) => Does::Goes(steps::after(&text, at)),
        (Code::Char('a'), _, true) => {
            (editor.anchor, editor.head) = (0, text.chars().count());
            editor.moved += 1;
            Does::Nothing
        }
        (Code::Char('s'), _, true) => {
            editor.marking = if editor.marking == Marking::On { Marking::Off } else { Marking::On };
            model.say(if editor.marking == Marking::On {
                "MARKING: keys that move select; Alt-S ends it"
            } else {
                "marking is over"
            });
            Does::Nothing
        }
        (Code::Tab, ..) => find(model, editor, true),
        (Code::BackTab, ..) => find(model, editor, false),
        (Code::F(1), ..) => {
            editor.shows = Shows::Keys;
            Does::Nothing
        }
        (Code::F(2), ..) => {
            editor.shows = if editor.shows == Shows::Writers { Shows::Text } else { Shows::Writers };
            Does::Nothing
        }
        (Code::Char('z'), _, true) => undo(model, editor, true),
        (Code::Char('y'), _, true) => undo(model, editor, false),
        _ => change(model, press, &text, at, selected),
    }
}

/// Keys that change the text.
fn change(model: &Model, press: Press, text: &str, at: usize, selected: std::ops::Range<usize>) -> Does {
    let some = !selected.is_empty();
    match (press.code, press.ctrl, press.alt) {
        (Code::Char('x'), true, _) if some => Does::Cuts(selected),
        (Code::Char('v' | 'y'), true, _) => Does::Writes(selected, model.papers.cut.clone(), Run::None),
        (Code::Enter, ..) | (Code::Char('j'), true, _) => Does::Writes(selected, "\n".into(), Run::Space),
        (Code::Backspace | Code::Delete, ..) | (Code::Char('h' | 'w' | 'u' | 'k' | 'd'), true, _) if some => {
            Does::Writes(selected, String::new(), Run::None)
        }
        (Code::Char('w'), true, _) | (Code::Backspace, true, _) | (Code::Backspace, _, true) => {
            Does::Cuts(steps::shell_word(text, at)..at)
        }
        (Code::Delete, true, _) | (Code::Delete | Code::Char('d'), _, true) => {
            Does::Cuts(at..steps::word_right(text, at))
        }
        (Code::Char('u'), true, _) => Does::Cuts(steps::to_line_start(text, at)..at),
        (Code::Char('k'), true, _) => Does::Cuts(at..steps::to_line_end(text, at)),
        (Code::Backspace, ..) | (Code::Char('h'), true, _) => {
            Does::Writes(steps::before(text, at)..at, String::new(), Run::Erased)
        }
        (Code::Delete, ..) | (Code::Char('d'), true, _) => {
            Does::Writes(at..steps::after(text, at), String::new(), Run::None)
        }
        (Code::Char(c), false, false) => Does::Writes(selected, c.into(), Run::of(c)),
        _ => Does::Nothing,
    }
}

/// Puts the cursor before a byte.
fn go(model: &Model, editor: &mut Editor, at: usize, selects: bool) {
    let text = text(model, editor);
    editor.head = char_at(text, steps::boundary(text, at.min(text.len())));
    if !selects {
        editor.anchor = editor.head;
    }
    editor.run = Run::None;
    editor.moved += 1;
}

/// To the next thing that the leak check found, round the end; it is selected.
fn find(model: &mut Model, editor: &mut Editor, down: bool) -> Does {
    let (from, to) = (editor.selection().start, editor.selection().end);
    let spots = &editor.checked.spots;
    let next = if down {
        spots.iter().find(|spot| spot.start > from || (spot.start == from && spot.end > to)).or(spots.first())
    } else {
        spots.iter().rev().find(|spot| spot.start < from).or(spots.last())
    };
    match next.map(|spot| (spot.start, spot.end, spot.kind.clone(), spot.explanation.clone())) {
        Some((start, end, kind, explanation)) => {
            (editor.anchor, editor.head) = (start, end);
            editor.run = Run::None;
            editor.moved += 1;
            model.say(format!("{kind}: {explanation}"));
        }
        None => model.say("the leak check finds nothing here"),
    }
    Does::Nothing
}

/// Changes a part of the text.
fn write(model: &mut Model, editor: &mut Editor, range: std::ops::Range<usize>, words: &str, run: Run) {
    let (words, hidden) = seen(words);
    let left_out = match hidden {
        0 => None,
        1 => Some("left out 1 character that nobody can see".to_owned()),
        hidden => Some(format!("left out {hidden} characters that nobody can see")),
    };
    let text = text(model, editor);
    let chars = char_at(text, range.start)..char_at(text, range.end);
    if words.is_empty() && (chars.is_empty() || hidden > 0) {
        left_out.into_iter().for_each(|words| model.say(words));
        return;
    }
    let edit = Edit::replace(chars.clone(), &words);
    // What takes the place of something is undone alone.
    let goes_on = editor.run.goes_on(run) && (chars.is_empty() || run == Run::Erased);
    let unit = if goes_on { Unit::Joins } else { Unit::New };
    if put(model, editor, &edit, unit) {
        editor.run = run;
        left_out.into_iter().for_each(|words| model.say(words));
    }
}

/// The words that can be seen, and how many characters cannot: a text from a page or a chat often has some, and nobody
/// who pastes it can find them.
fn seen(words: &str) -> (String, usize) {
    let lines = words.replace("\r\n", "\n").replace('\r', "\n");
    let hidden = lines.chars().filter(|c| is_hidden(*c)).count();
    (lines.chars().filter(|c| !is_hidden(*c)).collect(), hidden)
}

/// Takes an edit of mine; says whether it was taken. The cursor stands behind what it put in.
pub(super) fn put(model: &mut Model, editor: &mut Editor, edit: &Edit, unit: Unit) -> bool {
    if let Err(why) = may_write(model, editor.draft) {
        model.complain(why);
        return false;
    }
    let Some(paper) = paper(model, editor.draft) else { return false };
    match paper.writing.typed(edit, unit) {
        Ok(()) => {
            follow(model, editor, edit);
            true
        }
        Err(why) => {
            model.complain(format!("not put in: {why}"));
            false
        }
    }
}

/// Cursor, scroll and findings after an edit of my own.
fn follow(model: &mut Model, editor: &mut Editor, edit: &Edit) {
    editor.head = landing(edit);
    let text = text(model, editor);
    // A mark that joins the letter before it leaves the cursor behind both.
    editor.head = char_at(text, steps::boundary(text, byte(text, editor.head)));
    editor.anchor = editor.head;
    editor.marking = Marking::Off;
    editor.top = edit.position(editor.top, Left::Carried);
    editor.checked.carry(edit);
    editor.changed += 1;
    editor.moved += 1;
    model.papers.touch();
}

/// Behind what an edit changed last.
fn landing(edit: &Edit) -> usize {
    let (mut after, mut last) = (0, 0);
    for step in edit.steps() {
        match step {
            Step::Retain(count) => after += count,
            Step::Insert(words) => {
                // What cannot be shown twice is dropped on entering.
                after += entering(words).map_or(0, |words| words.chars().count());
                last = after;
            }
            Step::Delete(_) => last = after,
        }
    }
    last
}

/// Takes back what I did last, and only that; or does it again.
fn undo(model: &mut Model, editor: &mut Editor, back: bool) -> Does {
    if let Err(why) = may_write(model, editor.draft) {
        model.complain(why);
        return Does::Nothing;
    }
    let edit =
        paper(model, editor.draft).and_then(|paper| if back { paper.writing.undo() } else { paper.writing.redo() });
    match edit {
        Some(edit) => {
            follow(model, editor, &edit);
            editor.run = Run::None;
        }
        None if back => model.say("nothing of yours is left to be undone"),
        None => model.say("nothing was undone"),
    }
    Does::Nothing
}

/// A paste is one edit, and one undoing takes it back.
pub(in crate::app) fn paste(model: &mut Model, words: &str) {
    let Some(Dialog::Editor(mut editor)) = model.dialog.take() else { return };
    editor.shows = if editor.shows == Shows::Keys { Shows::Text } else { editor.shows };
    let text = text(model, &editor);
    let selected = byte(text, editor.selection().start)..byte(text, editor.selection().end);
    write(model, &mut editor, selected, &words.replace('\t', "    "), Run::None);
    model.dialog = Some(Dialog::Editor(editor));
}
