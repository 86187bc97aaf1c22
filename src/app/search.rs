//! Search: `/` and words, in whatever list is read; `n` and `N` go on, round the ends, until Esc.

use warroom_incident::{Seq, Time};

use super::actions;
use super::detail;
use super::keys::{Code, Press};
use super::layout;
use super::list::{Cursor, Tall};
use super::model::{Dialog, Model, Pane, Selected};
use super::rows::{Rows, Stands};
use super::sheet;
use super::sieve::{Needle, Sieve};
use crate::places::Place;

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
        (_, Pane::Drafts | Pane::Impact) => Scope::Nothing,
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
            if !super::update::edit(&mut search.typed, press) {
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

/// Short lists are looked through whole.
fn short(model: &mut Model) {
    let Some(search) = &model.search else { return };
    let needle = search.needle();
    let texts = match search.scope {
        _ if needle.is_empty() => Vec::new(),
        Scope::Rows(_) => return,
        Scope::Short(pane) => texts(model, pane),
        Scope::Over => over(model),
        Scope::Nothing => Vec::new(),
    };
    let lines = texts.iter().enumerate().filter(|(_, text)| needle.is_in(text)).map(|(at, _)| at).collect();
    if let Some(search) = &mut model.search {
        search.found = Found::Lines(lines);
    }
}

fn texts(model: &Model, pane: Pane) -> Vec<String> {
    let record = model.replica.record();
    match pane {
        Pane::Brief => actions::brief_lines(model).iter().map(|it| format!("{} {}", it.head, it.text)).collect(),
        Pane::People => {
            let people = actions::people(model);
            people.iter().map(|it| format!("{it} {}", super::forms::seat_words(model, it))).collect()
        }
        Pane::Tasks => {
            let tasks = actions::task_order(model);
            tasks.iter().map(|seq| record.text(*seq).unwrap_or_default().to_owned()).collect()
        }
        Pane::Needs => actions::needs(model).iter().map(|it| format!("{} {}", it.word, it.text)).collect(),
        Pane::Timeline | Pane::Notes | Pane::Drafts | Pane::Impact => Vec::new(),
    }
}

fn over(model: &Model) -> Vec<String> {
    let flat = |lines: Vec<Vec<super::tone::Piece>>| {
        lines.into_iter().map(|line| line.into_iter().map(|(text, _)| text).collect()).collect()
    };
    match &model.dialog {
        Some(Dialog::Detail(it)) => flat(detail::lines(model, it, detail::width(model))),
        Some(Dialog::Sheet(it)) => sheet::lines(it, model.size.0),
        _ => Vec::new(),
    }
}

fn top(model: &Model) -> Option<usize> {
    match &model.dialog {
        Some(Dialog::Detail(it)) => Some(it.top),
        Some(Dialog::Sheet(it)) => Some(it.top),
        _ => None,
    }
}

fn set_top(model: &mut Model, to: usize) {
    match &mut model.dialog {
        Some(Dialog::Detail(it)) => it.top = to,
        Some(Dialog::Sheet(it)) => it.top = to,
        _ => {}
    }
}

fn back_to(model: &mut Model, origin: Origin) {
    (model.timeline, model.notes, model.selected) = (origin.timeline, origin.notes, origin.selected);
    set_top(model, origin.top);
}

/// The nearest match at or below the reader; above, where the end is followed: nothing stands below it.
fn land(model: &mut Model) {
    let Some(search) = &model.search else { return };
    if !search.landing || search.typed.is_empty() {
        return;
    }
    let done = match &search.found {
        Found::Rows(sieve) => sieve.is_done(),
        Found::Lines(_) => true,
    };
    let origin = search.origin;
    if let Some(search) = &mut model.search {
        search.landing = !done;
    }
    back_to(model, origin);
    let follows = match scope(model) {
        Scope::Rows(Pane::Notes) => origin.notes == Cursor::End,
        Scope::Rows(_) => origin.timeline == Cursor::End,
        Scope::Short(_) | Scope::Over | Scope::Nothing => false,
    };
    go(model, if follows { Way::Up } else { Way::Down }, Start::Here);
}

/// Whether where the reader is counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Here,
    Beyond,
}

/// To the next match.
pub fn next(model: &mut Model, way: Way) {
    if let Some(search) = &mut model.search {
        search.landing = false;
    }
    go(model, way, Start::Beyond);
}

fn go(model: &mut Model, way: Way, from: Start) {
    match model.search.as_ref().map(|search| (search.scope, search.found.is_empty())) {
        Some((_, true)) if from == Start::Beyond => nothing_found(model),
        Some((Scope::Rows(pane), false)) => go_in_rows(model, pane, way, from),
        Some((Scope::Short(_) | Scope::Over, false)) => go_in_lines(model, way, from),
        Some(_) | None => {}
    }
}

/// Which of these comes next, and whether that is round the end.
fn choose<T: Ord + Copy>(hits: &[T], here: T, way: Way, from: Start) -> Option<(T, bool)> {
    let stays = from == Start::Here;
    let next = match way {
        Way::Down => hits.get(hits.partition_point(|hit| if stays { *hit < here } else { *hit <= here })),
        Way::Up => {
            let after = hits.partition_point(|hit| if stays { *hit <= here } else { *hit < here });
            after.checked_sub(1).and_then(|at| hits.get(at))
        }
    };
    let round = match way {
        Way::Down => hits.first(),
        Way::Up => hits.last(),
    };
    next.map(|hit| (*hit, false)).or(round.map(|hit| (*hit, true)))
}

fn went_round(model: &mut Model, way: Way, stayed: bool) {
    model.say(match way {
        _ if stayed => "this is the only match",
        Way::Down => "went round the end, on from the first",
        Way::Up => "went round the beginning, on from the last",
    });
}

/// Matches among what waits to be sent: these rows are no events yet.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn waiting(rows: &Rows<'_>, needle: &Needle) -> Vec<Place> {
    let from = rows.len().saturating_sub(crate::replica::MOST_WAITING);
    let fits = |index: &usize| match rows.stands(*index) {
        Some(Stands::Waiting(it)) => match &it.pending.command {
            warroom_incident::Command::Post { text, .. } => needle.is_in(text),
            _ => false,
        },
        Some(Stands::Event(_)) | None => false,
    };
    (from..rows.len()).filter(fits).map(|index| rows.place(index)).collect()
}

fn go_in_rows(model: &mut Model, pane: Pane, way: Way, from: Start) {
    let Some(search) = &model.search else { return };
    let Found::Rows(sieve) = &search.found else { return };
    let area = layout::pane(model, pane);
    let cursor = if pane == Pane::Notes { model.notes } else { model.timeline };
    let rows = model.rows(pane, area.width.saturating_sub(1));
    let Some(here) = cursor.selected(&rows).map(|at| rows.place(at)) else { return };
    let waiting = waiting(&rows, &search.needle());
    let confirmed = sieve.fits().all();
    let all: Vec<Place>;
    let hits = if waiting.is_empty() {
        confirmed
    } else {
        all = confirmed.iter().copied().chain(waiting).collect();
        &all
    };
    let Some((place, round)) = choose(hits, here, way, from) else { return };
    let (to, stayed) = (rows.find(place), place == here);
    let cursor = brought(cursor, &rows, area.height, to);
    if pane == Pane::Notes {
        model.notes = cursor;
    } else {
        model.timeline = cursor;
    }
    if round && from == Start::Beyond {
        went_round(model, way, stayed);
    }
}

/// The cursor at a row: what is in sight already does not move for it.
fn brought(cursor: Cursor, rows: &Rows<'_>, height: u16, to: usize) -> Cursor {
    let Some(window) = cursor.window(rows, height) else { return cursor };
    let mut line = -i64::from(window.cut);
    for index in window.first..rows.len() {
        let next = line + i64::from(rows.height(index));
        if next > i64::from(height) {
            break;
        }
        if index == to && line >= 0 {
            return cursor.to(rows, to, u16::try_from(line).unwrap_or(0));
        }
        line = next;
    }
    cursor.to(rows, to, height / 3)
}

fn go_in_lines(model: &mut Model, way: Way, from: Start) {
    let Some(Search { found: Found::Lines(hits), scope, .. }) = &model.search else { return };
    let scope = *scope;
    let here = here(model, scope);
    let Some((to, round)) = choose(hits, here, way, from) else { return };
    match scope {
        Scope::Short(Pane::Brief) => model.selected.brief = to,
        Scope::Short(Pane::People) => model.selected.people = to,
        Scope::Short(Pane::Needs) => model.selected.needs = to,
        Scope::Short(_) => model.selected.task = actions::task_order(model).get(to).copied().unwrap_or(0),
        Scope::Over => set_top(model, to),
        Scope::Rows(_) | Scope::Nothing => {}
    }
    if round && from == Start::Beyond {
        went_round(model, way, to == here);
    }
}

fn here(model: &Model, scope: Scope) -> usize {
    match scope {
        Scope::Short(Pane::Brief) => model.selected.brief,
        Scope::Short(Pane::People) => model.selected.people,
        Scope::Short(Pane::Needs) => model.selected.needs,
        Scope::Short(_) => {
            let tasks = actions::task_order(model);
            tasks.iter().position(|seq| *seq == model.selected.task).unwrap_or(0)
        }
        Scope::Over => top(model).unwrap_or(0),
        Scope::Rows(_) | Scope::Nothing => 0,
    }
}

/// What the foot of a list says while it is searched: `3 of 17`.
#[must_use]
pub fn foot(model: &Model, of: Scope) -> Option<String> {
    let search = model.search.as_ref().filter(|search| search.scope == of && !search.typed.is_empty())?;
    let (at, all, so_far) = match (&search.found, of) {
        (Found::Rows(sieve), Scope::Rows(pane)) => {
            let cursor = if pane == Pane::Notes { model.notes } else { model.timeline };
            let rows = model.rows(pane, 80);
            let here = cursor.selected(&rows).map_or((Time::MAX_UTC, 0), |at| rows.place(at));
            let waiting = waiting(&rows, &search.needle());
            let hits = sieve.fits().all();
            let at = match (hits.binary_search(&here), waiting.binary_search(&here)) {
                (Ok(at), _) => Some(at + 1),
                (_, Ok(at)) => Some(hits.len() + at + 1),
                _ => None,
            };
            let so_far = if sieve.is_done() {
                String::new()
            } else {
                format!(", {} % searched", sieve.per_cent(model.places(pane)))
            };
            (at, hits.len() + waiting.len(), so_far)
        }
        (Found::Lines(hits), _) => {
            (hits.binary_search(&here(model, of)).ok().map(|at| at + 1), hits.len(), String::new())
        }
        (Found::Rows(_), _) => return None,
    };
    Some(match (at, all) {
        (_, 0) => format!("no match{so_far}"),
        (Some(at), all) => format!("match {at} of {all}{so_far}"),
        (None, all) => format!("{all} matches{so_far}"),
    })
}
