//! The sync server of warroom: one order, on disk, to everyone.

pub mod policy_file;
