//! Stories: the real program, a real server, real sockets and pseudo-terminals, told by the people in them.

mod briefs;
mod contract;
mod crash;
mod doctor;
mod joining;
mod leaks;
mod link;
mod looks;
mod offline;
mod people;
mod protocol;
mod questions;
mod reading;
mod recording;
mod records;
mod rooms;
mod serving;
mod terminal;
mod terminal_checks;
mod terminal_drawing;
mod together;
mod updates;
mod wire;
mod world;
mod writing;
