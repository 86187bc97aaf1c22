//! Who is here, in which seat, for how long.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Content;
use crate::app::actions;
use crate::app::model::Model;
use crate::app::rows::fit;
use crate::app::tone::{Tone, piece};
use crate::brief::age;
use crate::timeline::clean;
use crate::view::cut;

impl Content {
    pub(super) fn people(&mut self, model: &Model, area: Rect) -> Vec<Line<'static>> {
        let state = model.replica.state();
        let now = model.shown_at();
        let width = usize::from(area.width.saturating_sub(1));
        let people = actions::people(model);
        let limit = i64::from(state.policy.seats.shift_limit_minutes);
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
            let long = (now - member.joined_at).num_minutes() > limit;
            let shift = format!("  on shift {}{}", age(member.joined_at, now), if long { ", TOO LONG" } else { "" });
            let seats = crate::app::forms::seat_words(model, person);
            let pieces = vec![
                piece(fit(&clean(person.as_str()), 12), Tone::Name),
                piece(format!(" {seats}{scribe}  "), Tone::Plain),
                piece(here, tone),
                piece(shift, if long { Tone::Alarm } else { Tone::Faint }),
            ];
            vec![cut(pieces, width)]
        };
        self.foot = format!("{} in the room", state.members().count());
        self.list(people.len(), item, model.selected.people, area.height)
    }
}
