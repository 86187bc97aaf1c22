//! Who is here, in which seat, for how long.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Content;
use crate::app::actions;
use crate::app::escalation::{lines, on_shift};
use crate::app::model::Model;
use crate::app::rows::fit;
use crate::app::tone::{Tone, piece};
use crate::brief::age;
use crate::timeline::clean;
use crate::view::cut;
use warroom_incident::shifts::shifts;

/// Columns from which on all there is to say of somebody has room.
const WIDE: usize = 70;

impl Content {
    pub(super) fn people(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let state = model.replica.state();
        let now = model.shown_at();
        let width = usize::from(area.width.saturating_sub(1));
        let people = actions::people(model);
        let shifts = shifts(state);
        let item = |at: usize| {
            let Some((person, member)) = people.get(at).and_then(|it| Some((it, state.member(it)?))) else {
                return Vec::new();
            };
            let present = model.present.iter().find(|present| present.name == *person);
            let (here, tone) = match present {
                Some(present) if present.lost_at.is_some() => {
                    let lost = present.lost_at.map_or(String::new(), |at| age(at, now));
                    (format!("dropped off {lost} ago"), Tone::Uneasy)
                }
                Some(present) if present.typing => ("writing".into(), Tone::Good),
                Some(present) => (format!("here, {}", present.pane), Tone::Good),
                None => ("not here".into(), Tone::Faint),
            };
            let scribe = if state.scribe.as_ref() == Some(person) { " +scribe" } else { "" };
            let shift = shifts.iter().find(|shift| shift.person == person);
            let (shift, shift_tone) = match shift {
                Some(shift) => on_shift(shift, now, width >= WIDE),
                None => (format!("here for {}", age(member.joined_at, now)), Tone::Faint),
            };
            let seats = crate::app::forms::seat_words(model, person);
            let mut pieces = vec![
                piece(fit(&clean(person.as_str()), 12), Tone::Name),
                piece(format!(" {seats}{scribe}  "), Tone::Plain),
                piece(here, tone),
                piece("  ", Tone::Plain),
                piece(shift, shift_tone),
            ];
            if width < WIDE {
                // Where not all has room, who is to be relieved comes before what they look at.
                pieces.swap(2, 4);
            }
            vec![cut(pieces, width)]
        };
        self.foot = format!("{} in the room", state.members().count());
        // Under the people, so that none of them moves when somebody is called.
        let mut called = lines(model, now, width);
        called.truncate(usize::from(area.height / 2));
        let rows = area.height - u16::try_from(called.len()).unwrap_or(0);
        let mut all = self.list(people.len(), item, model.selected.people, rows);
        all.extend(called.into_iter().map(|pieces| self.row(pieces, false)));
        all
    }
}
