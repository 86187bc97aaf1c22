//! Search: `/` and words, in whatever list is read; `n` and `N` go on, round the ends, until Esc.

mod going;
mod lists;

use warroom_incident::Seq;

use super::keys::{Code, Press};
use super::list::Cursor;
use super::model::{Dialog, Model, Pane, Selected};
use super::sieve::{Needle, Sieve};

use going::land;
pub use going::{foot, next};
use lists::{back_to, short, top};

/// Whether the words are still typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// At the prompt.
    Typing,
    /// Going from match to match.
    Going,
}

/// What is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The timeline or the notes.
    Rows(Pane),
    /// A short list.
    Short(Pane),
    /// The lines of a text that lies over the panes.
    Over,
    /// Nothing that can be searched.
    Nothing,
}

/// Where the matches are.
#[derive(Clone, Debug)]
pub enum Found {
    /// In a long list.
    Rows(Sieve),
    /// The numbers of lines or items.
    Lines(Vec<usize>),
}

/// Where the reader was when the search began.
#[derive(Clone, Copy, Debug)]
struct Origin {
    timeline: Cursor,
    notes: Cursor,
    selected: Selected,
    top: usize,
}

/// A search.
#[derive(Clone, Debug)]
pub struct Search {
    /// What was typed.
    pub typed: String,
    /// Whether it is still typed.
    pub stage: Stage,
    /// Where the matches are.
    pub found: Found,
    scope: Scope,
    origin: Origin,
    /// Whether the reader waits for the first match of a long list.
    landing: bool,
}

impl Search {
    /// What is looked for.
    #[must_use]
    pub fn needle(&self) -> Needle {
        Needle::new(&self.typed)
    }
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To what stands below.
    Down,
    /// To what stands above.
    Up,
}

/// What a search would go through here.
#[must_use]
pub fn scope(model: &Model) -> Scope {
    match (&model.dialog, model.focus) {
        (Some(Dialog::Detail(_) | Dialog::Sheet(_)), _) => Scope::Over,
        (_, pane @ (Pane::Timeline | Pane::Notes)) => Scope::Rows(pane),
        (_, pane @ (Pane::Brief | Pane::People | Pane::Tasks | Pane::Needs)) => Scope::Short(pane),
        (_, pane @ (Pane::Drafts | Pane::Questions | Pane::Told | Pane::Contacts | Pane::Due)) => Scope::Short(pane),
        (_, Pane::Impact) => Scope::Nothing,
    }
}

/// Whether the words are being typed.
#[must_use]
pub fn is_typing(model: &Model) -> bool {
    model.search.as_ref().is_some_and(|search| search.stage == Stage::Typing)
}

/// Opens the prompt.
pub fn open(model: &mut Model) {
    let scope = scope(model);
    if scope == Scope::Nothing {
        model.say(format!("{} has nothing to search yet", model.focus.name()));
        return;
    }
    let origin =
        Origin { timeline: model.timeline, notes: model.notes, selected: model.selected, top: top(model).unwrap_or(0) };
    let found = Found::Lines(Vec::new());
    model.search = Some(Search { typed: String::new(), stage: Stage::Typing, found, scope, origin, landing: false });
}

/// Ends the search; says whether there was one.
pub fn end(model: &mut Model) -> bool {
    model.search.take().is_some()
}

/// A key at the prompt.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub fn pressed(model: &mut Model, press: Press) {
    let Some(mut search) = model.search.take() else { return };
    match press.code {
        Code::Esc => {
            back_to(model, search.origin);
            return;
        }
        Code::Char('c') if press.ctrl => {
            back_to(model, search.origin);
            return;
        }
        Code::Enter if search.typed.is_empty() => return,
        Code::Enter => {
            search.stage = Stage::Going;
            let none = search.found.is_empty();
            model.search = Some(search);
            if none {
                nothing_found(model);
            }
            return;
        }
        _ => {
            if !crate::app::finding::typed(&mut search.typed, press) {
                model.search = Some(search);
                return;
            }
        }
    }
    let origin = search.origin;
    search.landing = true;
    model.search = Some(search);
    back_to(model, origin);
    look(model);
}

/// Text that was pasted at the prompt.
pub fn pasted(model: &mut Model, text: &str) {
    if let Some(search) = &mut model.search {
        search.typed.push_str(text);
        search.landing = true;
        look(model);
    }
}

impl Found {
    fn is_empty(&self) -> bool {
        match self {
            Found::Rows(sieve) => sieve.is_done() && sieve.fits().is_empty(),
            Found::Lines(lines) => lines.is_empty(),
        }
    }
}

fn nothing_found(model: &mut Model) {
    let typed = model.search.as_ref().map_or("", |search| search.typed.as_str());
    model.complain(format!("\"{typed}\" stands nowhere in this list"));
}

/// The list is another one, or shows other rows: looks through it anew, without going anywhere.
pub fn anew(model: &mut Model) {
    if let Some(search) = &mut model.search {
        search.landing = false;
        look(model);
    }
}

fn look(model: &mut Model) {
    let scope = scope(model);
    let Some(search) = &mut model.search else { return };
    search.scope = scope;
    search.found = match scope {
        Scope::Rows(_) if !search.typed.is_empty() => Found::Rows(Sieve::new()),
        Scope::Rows(_) | Scope::Short(_) | Scope::Over | Scope::Nothing => Found::Lines(Vec::new()),
    };
    step(model);
    short(model);
    land(model);
}

/// Looks at some more rows of a long list; says whether some are left.
pub fn step(model: &mut Model) -> bool {
    let Some(mut search) = model.search.take() else { return false };
    let mut going = false;
    if let (Found::Rows(sieve), Scope::Rows(pane)) = (&mut search.found, search.scope) {
        let (needle, was_done) = (Needle::new(&search.typed), sieve.is_done());
        let (replica, places) = (&model.replica, model.places(pane));
        sieve.step(places, |seq| needle.is_in_row(replica, seq));
        going = !sieve.is_done();
        if !was_done && search.landing {
            model.search = Some(search);
            land(model);
            return going;
        }
    }
    model.search = Some(search);
    going
}

/// These rows are new or read differently.
pub fn touched(model: &mut Model, seqs: &[Seq]) {
    let Some(mut search) = model.search.take() else { return };
    if let (Found::Rows(sieve), Scope::Rows(pane)) = (&mut search.found, search.scope) {
        let needle = Needle::new(&search.typed);
        let (replica, places) = (&model.replica, model.places(pane));
        seqs.iter().for_each(|&seq| sieve.touch(places, seq, |seq| needle.is_in_row(replica, seq)));
    }
    model.search = Some(search);
}

/// After every message: the list that is read may be another one, and short ones are looked through again.
pub fn keep_up(model: &mut Model) {
    let Some(search) = &model.search else { return };
    if search.scope == scope(model) {
        short(model);
    } else {
        anew(model);
    }
}
