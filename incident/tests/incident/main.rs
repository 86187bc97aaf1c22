//! Tests of the rules and the wire types from outside: rules one by one, properties of replay, golden files.

mod golden;
mod replay;
mod rules;
mod samples;
mod world;
