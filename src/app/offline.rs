//! What is said while nothing is connected: what works, what does not and why, and where the others are.

use super::bridge;
use super::connection::LinkState;
use super::model::Model;
use crate::timeline::clean;

/// Why something is off that only the server can do.
#[must_use]
pub fn why_not(label: &str) -> String {
    format!("not connected: {label} needs the server, and is never kept for later")
}

/// What works meanwhile, above the keys.
#[must_use]
pub fn lines(model: &Model) -> Vec<String> {
    match &model.link.state {
        LinkState::Lost { .. } => vec![
            "You can read and write. Entries wait here, in order, and are sent once.".into(),
            "Off until connected: severity, phase, hand over (they need the server).".into(),
        ],
        LinkState::Starting { .. } | LinkState::Refused { .. } | LinkState::CatchingUp | LinkState::Live => Vec::new(),
    }
}

/// The way to the others, shown while the server is away; shorter where there is less room.
#[must_use]
pub fn way_out(model: &Model) -> Option<[String; 2]> {
    if model.link.is_up() {
        return None;
    }
    let bridge = bridge::known(model)?;
    let first = bridge.first();
    Some([format!("Not helping? Use the bridge: {first}"), format!("bridge {first}")])
}

/// The refusal with what can still be done, as it is wrapped under the first line.
#[must_use]
pub fn refusal(model: &Model) -> Option<String> {
    let LinkState::Refused { sentence } = &model.link.state else { return None };
    let from = model.link.heard_at.map_or(String::new(), |at| {
        format!(" The screen is from {}: read and copy it.", model.on_server(at).format("%H:%M:%SZ"))
    });
    let unsent = match model.replica.unsent() {
        0 => String::new(),
        1 => " 1 entry of yours was never sent: it stays on this machine.".into(),
        unsent => format!(" {unsent} entries of yours were never sent: they stay on this machine."),
    };
    let sentence = clean(sentence);
    let sentence = sentence.trim_end_matches(['.', ' ']);
    Some(format!("REFUSED: {sentence}.{from}{unsent} R tries again."))
}
