//! Whole screens as text and attributes: what somebody sees, and whether they know what to do next.

mod brief;
#[path = "../common/mod.rs"]
mod common;
mod connection;
mod drafts;
mod due;
mod editor;
mod escalation;
mod impact;
mod in_full;
mod layout;
#[path = "../common/long.rs"]
mod long;
mod looks;
mod questions;
mod reading;
mod reference;
mod returning;
mod review;
mod rooms;
mod screen;
mod states;
mod tall;
mod writing;
