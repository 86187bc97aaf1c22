//! What an incident does to people and what it costs: estimates with their ranges, and everything that follows from
//! them. Pure functions of the state and a moment, so that every screen shows the same.
//!
//! What is broken for whom is the room's to know. Money has a reach of its own: without it, figures are not sent, and
//! nothing here shows them.

mod journey;
mod loss;
pub mod money;
mod priority;
mod range;
mod revision;
mod words;

pub use crate::decide::{could_be_stated, foreseen};
pub use journey::{Journey, Users};
pub use loss::{Sample, chart, figures_in_force, loss_so_far, rate, ten_minutes};
pub(crate) use loss::{figures_without, void};
pub use money::Amount;
pub use priority::{Disagreement, Follows, disagreement, fitting, followed, rule_in_force};
pub use range::Range;
pub use revision::{Clear, Estimate, Figures, OneOff, Scope, Stated, StatedCost, source};
