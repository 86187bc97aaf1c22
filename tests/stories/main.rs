//! Stories: the real program, a real server, real sockets and pseudo-terminals, told by the people in them.

mod briefs;
mod channels;
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
mod reading;
mod recording;
mod records;
mod reviewing;
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
