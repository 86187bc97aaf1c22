//! The rules of an incident and the types that travel between its server and its clients.
//!
//! [`decide`] is the only function that says yes or no to a command; [`apply`] is the only one that changes an
//! [`Incident`]. Server and client call the same two. What is *not* here: a clock, randomness, files, sockets
//! (the crate is `no_std`, so the compiler keeps them out). Time and ids come in as arguments.

#![no_std]

extern crate alloc;

pub mod apply;
pub mod bounds;
pub mod brief;
pub mod chain;
pub mod clock;
pub mod command;
pub mod decide;
pub mod draft;
pub mod escalation;
pub mod event;
pub mod impact;
pub mod import;
pub mod inbox;
pub mod leak;
pub mod people;
pub mod permission;
pub mod policy;
pub mod reader;
pub mod record;
pub mod rejection;
pub mod shifts;
pub mod state;
pub mod summary;
pub mod text;
pub mod ticks;
pub mod turns;
pub mod waiting;
pub mod wire;
pub mod words;

pub use apply::apply;
pub use command::{Actor, Command, CommandId, CommandKind};
pub use decide::{Decided, decide};
pub use event::{Author, Content, Event, Fact, Reach, Reaches};
pub use people::{Person, Seat};
pub use policy::Policy;
pub use record::{Line, Record, Sealed};
pub use rejection::Rejection;
pub use state::Incident;
pub use summary::Summary;

/// The number of an event: 1 for the first, without gaps.
pub type Seq = u64;

/// A moment, always UTC; the server's clock unless a name says otherwise.
pub type Time = chrono::DateTime<chrono::Utc>;

/// What most files of this crate need of `alloc`.
pub(crate) mod prelude {
    pub(crate) use alloc::borrow::ToOwned;
    pub(crate) use alloc::boxed::Box;
    pub(crate) use alloc::collections::{BTreeMap, BTreeSet};
    pub(crate) use alloc::format;
    pub(crate) use alloc::string::{String, ToString};
    pub(crate) use alloc::vec;
    pub(crate) use alloc::vec::Vec;
}
