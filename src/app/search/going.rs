//! From match to match, and what the foot of a list says about them.

use warroom_incident::Time;

use super::lists::{back_to, here, set_top};
use super::{Found, Scope, Search, Way, nothing_found, scope};
use crate::app::list::{Cursor, Tall};
use crate::app::model::{Model, Pane};
use crate::app::rows::{Rows, Stands};
use crate::app::sieve::Needle;
use crate::app::{actions, drafts, layout, questions};
use crate::places::Place;

/// The nearest match at or below the reader; above, where the end is followed: nothing stands below it.
pub(super) fn land(model: &mut Model) {
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
    let area = layout::inside_of(model, pane);
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
        Scope::Short(Pane::Told) => model.selected.told = to,
        Scope::Short(Pane::Contacts) => model.selected.reference = to,
        Scope::Short(Pane::Due) => crate::app::due::select(model, to),
        Scope::Short(Pane::Drafts) => model.selected.draft = drafts::shown(model).get(to).copied().unwrap_or(0),
        Scope::Short(Pane::Questions) => {
            model.selected.question = questions::order(model).get(to).copied().unwrap_or(0);
        }
        Scope::Short(_) => model.selected.task = actions::task_order(model).get(to).copied().unwrap_or(0),
        Scope::Over => set_top(model, to),
        Scope::Rows(_) | Scope::Nothing => {}
    }
    if round && from == Start::Beyond {
        went_round(model, way, to == here);
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
