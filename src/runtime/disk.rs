//! The person's files: what waits to be sent, what is being written, and the head that was seen last.

use std::io;

use warroom_incident::Seq;
use warroom_incident::chain::Hash;

use crate::app::bridge::Bridge;
use crate::client::kept;
use crate::client::membership::{Membership, Memberships};
use crate::client::outbox::{Outbox, Written};
use crate::client::writings::Writings;
use crate::replica::Pending;

/// The files of one membership.
#[derive(Debug)]
pub(super) struct Files {
    membership: Membership,
    outbox: Outbox,
    writings: Writings,
}

impl Files {
    pub(super) fn of(membership: &Membership) -> Result<Files, String> {
        let outbox = Outbox::of(membership).map_err(|failure| failure.sentence)?;
        let writings = Writings::of(membership)
            .map_err(|error| format!("there is no place to keep what is written in drafts: {error}"))?;
        Ok(Files { membership: membership.clone(), outbox, writings })
    }

    /// What an earlier screen wrote in drafts and did not share.
    pub(super) fn writings(&self) -> Result<String, String> {
        let [now, safe] =
            self.writings.load().map_err(|error| format!("what was written in drafts cannot be read: {error}"))?;
        Ok(crate::app::editor::later(now, safe))
    }

    pub(super) fn jot_writings(&self, text: &str) -> io::Result<()> {
        self.writings.jot(text)
    }

    pub(super) fn save_writings(&self, text: &str) -> io::Result<()> {
        self.writings.save(text)
    }

    pub(super) fn save_outbox(&mut self, waiting: &[Pending]) -> io::Result<Written> {
        self.outbox.save(waiting)
    }

    pub(super) fn save_text(&self, text: &str) -> io::Result<()> {
        kept::save_text(&self.membership, text)
    }

    /// How the others could be reached without the server, when that was known last.
    pub(super) fn bridge(&self) -> Option<Bridge> {
        let all = Memberships::load().ok()?;
        all.all().iter().rfind(|it| it.membership == self.membership)?.bridge.clone()
    }

    pub(super) fn remember_bridge(&self, bridge: &Bridge) -> Result<(), String> {
        let mut all = Memberships::load().map_err(|failure| failure.sentence)?;
        all.remember_bridge(&self.membership, bridge).map_err(|failure| failure.sentence)
    }

    /// Another process may have changed the file in between: it is read again each time.
    pub(super) fn remember_head(&self, seq: Seq, head: Hash) -> Result<(), String> {
        let mut all = Memberships::load().map_err(|failure| failure.sentence)?;
        all.remember_head(&self.membership, seq, head).map_err(|failure| failure.sentence)
    }
}
