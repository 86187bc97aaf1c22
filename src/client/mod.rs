//! The client's half of the talk with a server, without any rules and without a screen: addresses, sockets, what is
//! kept on disk for one person, and how a failure ends the program.

pub mod address;
pub mod exit;
pub mod http;
pub mod kept;
pub mod link;
pub mod log_file;
pub mod membership;
pub mod order;
pub mod outbox;
pub mod places;
pub mod reading;
pub mod secrets;
pub mod seen;
pub mod socket;
pub mod when;
pub mod writings;
