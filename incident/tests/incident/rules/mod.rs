//! Each rule once, as a sentence.

/// Makes tests of these functions and keeps a list of them, so that all refusals together can be looked at.
macro_rules! rules {
    ($(fn $name:ident() $body:block)+) => {
        $(#[test] fn $name() $body)+

        /// All tests of this file.
        pub(crate) const RULES: &[fn()] = &[$($name),+];
    };
}

mod approval;
mod brought_in;
mod clock;
mod deliveries;
mod drafts;
mod entries;
mod escalation;
pub(crate) mod every_rejection;
mod impact;
mod inbox;
mod leaks;
mod life;
mod order;
mod readers;
mod routes;
mod runbooks;
mod seats;
mod table;
mod tasks;
mod texts;
