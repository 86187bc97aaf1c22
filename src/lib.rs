//! The `warroom` program: command line and full-screen client.

pub mod app;
pub mod brief;
pub mod client;
pub mod replica;
pub mod runtime;
pub mod timeline;
pub mod view;
