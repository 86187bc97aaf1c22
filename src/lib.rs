//! The `warroom` program: command line and full-screen client.

pub mod app;
pub mod brief;
pub mod cli;
pub mod client;
pub mod demo;
pub mod doctor;
pub mod dues;
pub mod index;
pub mod kit;
pub mod places;
pub mod recording;
pub mod replica;
pub mod runtime;
pub mod serve;
pub mod settings;
pub mod timeline;
pub mod view;
