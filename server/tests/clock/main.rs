//! The clock over a simulated day: what is recorded as missed, with restarts, jumps of the clock and a full disk.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod story;
mod unloaded;
mod world;
