//! The `warroom` program: command line and full-screen client.

pub mod brief;
pub mod replica;
pub mod timeline;
