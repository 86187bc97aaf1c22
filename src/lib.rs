//! The `warroom` program: command line and full-screen client.

pub mod app;
pub mod brief;
pub mod replica;
pub mod timeline;
pub mod view;
