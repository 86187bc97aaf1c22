//! The outbox against real servers on this machine: they are down, slow, refuse, redirect, hang and lie, and the server
//! ends in the middle. What was published arrives in order, once, or a person is told.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod endpoint;
mod faults;
mod guarded;
mod issue;
mod mail;
mod page;
mod pages;
mod redacted;
mod secrets;
mod tls;
mod turns;
mod webhook;
mod world;
