//! Tests of the rules and the wire types from outside: rules one by one, properties of replay, golden files.

/// Lists the variants of an enum and names them; the match does not compile while one is missing.
macro_rules! variants {
    ($of:ident: $($name:ident),+ $(,)?) => {
        /// All variants.
        pub(crate) const ALL: &[&str] = &[$(stringify!($name)),+];

        /// The variant's name.
        pub(crate) fn name(it: &$of) -> &'static str {
            match it { $($of::$name { .. } => stringify!($name)),+ }
        }
    };
}
use variants;

mod brief;
mod brief_of_impact;
mod golden;
mod impact;
mod interleaving;
mod leaks;
mod many_hands;
mod past_incidents;
mod replay;
mod rules;
mod samples;
mod world;
mod writing;
