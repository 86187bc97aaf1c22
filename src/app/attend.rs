//! What counts as read: a list is read when its end was in sight, and not because it was opened.

use warroom_incident::Seq;

use super::connection::LinkState;
use super::layout;
use super::list::Cursor;
use super::model::{Model, Pane};

/// How a list was in sight at the last message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sight {
    /// Not at all.
    #[default]
    Away,
    /// Just opened with something new that fits on the screen; the rule stays until the next key.
    Fresh(Seq),
    /// It is being read.
    Watched,
}

/// Whether a key came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// A key.
    Key,
    /// Anything else.
    Other,
}

/// After every message: moves on what was read, and keeps newly opened lists at what is new.
pub fn attend(model: &mut Model, came: Came) {
    // Nothing is read before the first screen, while it stands still, or under something that lies over it.
    if model.dialog.is_some() {
        model.sight = [Sight::Away; 2];
        return;
    }
    let coming = model.link.state == LinkState::CatchingUp;
    if model.back.is_some() || model.read == 0 || model.frozen.is_some() || coming {
        return;
    }
    let areas = layout::areas(model);
    for (nth, pane) in [Pane::Timeline, Pane::Notes].into_iter().enumerate() {
        let height = areas.panes.iter().find(|(it, _)| *it == pane).map(|(_, area)| layout::inside(*area));
        model.sight[nth] = match height {
            Some(area) => in_sight(model, pane, model.sight[nth], area.height, area.width, came),
            None => {
                if let Sight::Fresh(seen) = model.sight[nth] {
                    read_until(model, pane, seen);
                }
                Sight::Away
            }
        };
    }
}

fn in_sight(model: &mut Model, pane: Pane, before: Sight, height: u16, width: u16, came: Came) -> Sight {
    let seq = model.replica.record().seq();
    let (cursor, read) =
        if pane == Pane::Notes { (model.notes, model.read_notes) } else { (model.timeline, model.read) };
    // What a filter hides was not read.
    if cursor != Cursor::End || model.filters.of(pane).is_some() {
        return Sight::Watched;
    }
    match (before, came) {
        (Sight::Fresh(_), Came::Other) => Sight::Fresh(seq),
        (Sight::Watched, _) | (Sight::Fresh(_), Came::Key) => {
            read_until(model, pane, seq);
            Sight::Watched
        }
        (Sight::Away, _) => {
            let rows = model.rows(pane, width.saturating_sub(1));
            let Some(first) = rows.first_newer(read) else { return Sight::Watched };
            let window = Cursor::End.window(&rows, height);
            let fits = window.is_some_and(|it| first > it.first || (first == it.first && it.cut == 0));
            if fits {
                return Sight::Fresh(seq);
            }
            let mut cursor = cursor.to(&rows, first, height / 3);
            if let Cursor::At { known, .. } = &mut cursor {
                // All that is new and stands below is counted, not only what comes from now on.
                *known = read;
            }
            if pane == Pane::Notes {
                model.notes = cursor;
            } else {
                model.timeline = cursor;
            }
            Sight::Watched
        }
    }
}

fn read_until(model: &mut Model, pane: Pane, seq: Seq) {
    if pane == Pane::Notes {
        model.read_notes = seq;
    } else {
        model.read = seq;
    }
}
