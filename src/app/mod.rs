//! The screen as data: a model, messages, one `update`, and effects for somebody else to carry out.
//!
//! Nothing here touches a terminal, a socket, a file or a clock; every input is a serialisable [`Message`] with the
//! moment it came at, so that a session can be recorded and played again.

pub mod actions;
pub mod arrangement;
pub mod attend;
pub mod back;
pub mod bindings;
pub mod bridge;
pub mod calls;
pub mod catch_up;
pub mod composer;
pub mod connection;
pub mod copy;
pub mod detail;
pub mod drafts;
pub mod due;
pub mod editor;
pub mod escalation;
pub mod estimate;
pub mod filter;
pub mod finding;
pub mod first;
pub mod forms;
pub mod freeze;
pub mod groups;
pub mod help;
pub mod impact;
pub mod keymap;
pub mod keys;
pub mod layout;
pub mod list;
pub mod lobby;
pub mod look;
pub mod message;
pub mod model;
pub mod mouse;
pub mod next_draft;
pub mod next_step;
pub mod offline;
pub mod outbox;
pub mod palette;
pub mod parse;
pub mod questions;
pub mod reference;
pub mod review;
pub mod rows;
pub mod search;
pub mod sheet;
pub mod sieve;
pub mod store;
pub mod tasks;
mod title;
pub mod told;
pub mod tone;
mod update;
mod writing;

pub use keys::{Code, Press};
pub use message::{Effect, Input, LinkNews, Message};
pub use model::{Model, Opening, Pane};
pub use update::update;

#[cfg(test)]
mod tests;
