//! Starts the `warroom` program.

fn main() {}
