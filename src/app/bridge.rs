//! The call or chat in which the others are when the server is away: the one thing everybody looks for then.
//!
//! The newest link of the incident wins over what the policy names. What was known last is kept with the membership,
//! so that it is there when not even the first connection stands.

use serde::{Deserialize, Serialize};
use warroom_incident::event::LinkKind;
use warroom_incident::{Incident, Record};

use super::connection::LinkState;
use super::message::Effect;
use super::model::{Dialog, Model};
use crate::timeline::clean;

/// What stands above the way to the others.
pub const TITLE: &str = "The others are here, with or without this server";

/// How to reach the others without the server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bridge {
    /// A number or the address of a call.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub call: String,
    /// A chat.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub chat: String,
}

impl Bridge {
    /// Whether there is none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.call.is_empty() && self.chat.is_empty()
    }

    /// The one that is shown where only one has room: a voice is faster.
    #[must_use]
    pub fn first(&self) -> &str {
        if self.call.is_empty() { &self.chat } else { &self.call }
    }
}

/// Chooses from the record and the policy in force.
#[must_use]
pub fn pick(state: &Incident, record: &Record) -> Bridge {
    let newest = |kind: LinkKind| {
        let links = state.links.iter().rev().filter(|link| link.kind == kind);
        // A link whose words were removed leads nowhere.
        links.filter_map(|link| record.text(link.seq)).next().map(clean)
    };
    let named = &state.policy.bridge;
    Bridge {
        call: newest(LinkKind::Call).unwrap_or_else(|| clean(&named.phone)),
        chat: newest(LinkKind::Chat).unwrap_or_else(|| clean(&named.chat)),
    }
}

/// What is known now, or was known the last time.
#[must_use]
pub fn known(model: &Model) -> Option<Bridge> {
    let state = model.replica.state();
    let bridge = if state.is_declared() {
        pick(state, model.replica.record())
    } else {
        model.kept_bridge.clone().unwrap_or_default()
    };
    (!bridge.is_none()).then_some(bridge)
}

/// Keeps it when it is another one.
pub(super) fn changed(model: &mut Model) -> Option<Effect> {
    if model.link.state != LinkState::Live {
        return None;
    }
    let now = pick(model.replica.state(), model.replica.record());
    if model.kept_bridge.clone().unwrap_or_default() == now {
        return None;
    }
    model.kept_bridge = Some(now.clone());
    Some(Effect::RememberBridge(now))
}

/// All of it, to be read out or copied.
pub(super) fn dialog(model: &Model) -> Dialog {
    let lines = match known(model) {
        Some(bridge) => [("call", bridge.call), ("chat", bridge.chat)]
            .into_iter()
            .filter(|(_, how)| !how.is_empty())
            .map(|(what, how)| format!("{what}  {how}"))
            .collect(),
        None => vec![
            "None is known. Anyone who may write adds one:".into(),
            "warroom link https://… --kind call".into(),
            "A number for all incidents stands in the server's policy, under [bridge].".into(),
        ],
    };
    Dialog::Lines { title: TITLE.into(), lines }
}
