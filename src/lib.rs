//! The `warroom` program: command line and full-screen client.

pub mod cli;
pub mod client;
pub mod demo;
pub mod serve;
