//! The sync server of warroom: one order, on disk, to everyone.
//!
//! [`order`] decides and stores, [`deliver`] hands out, [`connection`] speaks with one client, [`http`] listens,
//! [`serving`] starts them all. The store is [`sqlite`] behind the trait in [`journal`].

pub mod bounds;
pub mod catch_up;
pub mod connection;
pub mod deliver;
pub mod frame;
pub mod http;
pub mod invite;
pub mod journal;
pub mod memory;
pub mod native;
pub mod operator;
pub mod order;
pub mod outbox;
pub mod outlet;
pub mod policy_file;
pub mod room;
pub mod secret;
pub mod serving;
pub mod sqlite;
pub mod toml_file;

pub use serving::{Config, ServeError, Server, StartError};
