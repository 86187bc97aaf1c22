//! Stand-ins for the client's connection and files, to be replaced.

pub mod exit;
pub mod kept;
pub mod link;
pub mod membership;
pub mod outbox;
