//! Stories: the real program, a real server, real sockets and pseudo-terminals, told by the people in them.

mod contract;
mod crash;
mod joining;
mod offline;
mod people;
mod protocol;
mod records;
mod rooms;
mod serving;
mod terminal;
mod updates;
mod wire;
mod world;
