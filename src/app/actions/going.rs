//! Going about: from pane to pane, back, and out.

use super::{forms, show};
use crate::app::message::Effect;
use crate::app::model::{ClockStyle, Model, Pane};
use crate::app::{catch_up, layout, search};

/// Whether going back from here would leave.
#[must_use]
pub fn is_at_top(model: &Model) -> bool {
    !(model.search.is_some() || model.whole_brief || model.focus == Pane::Brief || model.zoomed)
}

pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    if search::end(model) {
        model.say("the search is over");
        return Vec::new();
    }
    if model.whole_brief || model.focus == Pane::Brief {
        return focus(model, layout::ROOM);
    }
    if model.zoomed {
        model.zoomed = false;
    } else {
        // The word about having been away goes with any key; it is nothing to go back from.
        model.back = None;
        show(model, forms::leave(model));
    }
    Vec::new()
}

pub(super) fn cancel(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let twice = model.cancelled_at.is_some_and(|at| now - at < chrono::TimeDelta::seconds(2));
    model.cancelled_at = Some(now);
    if twice {
        return leave(model);
    }
    model.say(match model.replica.unsent() {
        0 => "Ctrl-C again leaves; the room keeps everything".to_owned(),
        unsent => {
            format!("Ctrl-C again leaves; {} here, unsent, until you come back", crate::app::outbox::wait(unsent))
        }
    });
    Vec::new()
}

/// Ends the program with everything kept.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    model.leaving = true;
    let (seq, head) = (model.replica.record().seq(), model.replica.record().head());
    let read = catch_up::tell_now(model);
    let mut effects = vec![
        Effect::SaveOutbox(model.replica.outbox()),
        Effect::SaveComposer(model.composer.to_keep()),
        Effect::SaveWritingsNow(model.papers.to_keep()),
        Effect::RememberHead { seq, head },
    ];
    effects.extend(read);
    effects.push(Effect::Quit);
    effects
}

pub(in crate::app) fn focus(model: &mut Model, pane: Pane) -> Vec<Effect> {
    catch_up::leave_brief(model);
    if model.focus == Pane::Questions || pane == Pane::Questions {
        model.selected.questions_seen = model.replica.record().seq();
    }
    if model.focus != pane && pane == Pane::Due {
        // What the top line speaks of stands there selected.
        model.dues.selected = None;
    }
    model.focus = pane;
    model.back = None;
    presence(model)
}

/// Tells the others where I am.
pub fn presence(model: &Model) -> Vec<Effect> {
    if !model.link.is_up() {
        return Vec::new();
    }
    vec![Effect::Send(warroom_incident::wire::ToServer::Presence(model.presence()))]
}

pub(super) fn next_pane(model: &mut Model, by: isize) -> Vec<Effect> {
    let order = layout::tab_order(model);
    let at = order.iter().position(|pane| *pane == model.focus).unwrap_or(0);
    let count = isize::try_from(order.len()).unwrap_or(1);
    let next = (isize::try_from(at).unwrap_or(0) + by).rem_euclid(count);
    let pane = order.get(usize::try_from(next).unwrap_or(0)).copied().unwrap_or(Pane::Timeline);
    focus(model, pane)
}

pub(super) fn turn_clock(model: &mut Model) {
    let next = match model.clock {
        ClockStyle::Utc => ClockStyle::Local,
        ClockStyle::Local => ClockStyle::Elapsed,
        ClockStyle::Elapsed => ClockStyle::Utc,
    };
    super::looking::show_times(model, next);
}
