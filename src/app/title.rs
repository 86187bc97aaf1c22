//! The window's name: what somebody with twenty windows has to know before they look at this one.

use super::connection::LinkState;
use super::model::Model;
use crate::timeline::clean;

/// Bytes of a name; windows show less, and some terminals take no more.
const TITLE_BYTES: usize = 200;

fn unread(model: &Model) -> usize {
    let counts = model.link.state == LinkState::Live && model.read > 0 && model.read < model.replica.record().seq();
    if counts { model.fact_rows(80).newer(model.read) } else { 0 }
}

/// The mark comes first, since windows cut their names at the end.
pub(super) fn title(model: &Model) -> String {
    let state = model.replica.state();
    let mark = if model.called.is_some() { "! " } else { "" };
    let link = match &model.link.state {
        LinkState::Lost { .. } | LinkState::Starting { .. } | LinkState::Refused { .. } => "[OFFLINE] ",
        LinkState::CatchingUp | LinkState::Live => "",
    };
    let drill = if state.drill { "DRILL " } else { "" };
    let severity = state.severity.as_deref().map(str::to_uppercase).unwrap_or_default();
    let unread = match unread(model) {
        0 => String::new(),
        new => format!(" +{new}"),
    };
    let about = state.title.as_deref().unwrap_or_default();
    let mut title = clean(format!("{mark}{link}{drill}{severity} {}{unread} {about}", model.incident).trim());
    title.retain(|c| !c.is_control());
    let mut end = TITLE_BYTES.min(title.len());
    while !title.is_char_boundary(end) {
        end -= 1;
    }
    title.truncate(end);
    title
}
