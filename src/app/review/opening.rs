//! New drafts and holding statements.

use super::fields;
use crate::app::model::{Dialog, Model};

/// Asks what a new draft shall be.
pub fn new_draft(model: &mut Model) {
    let fields = fields::new_draft(model);
    model.dialog = Some(Dialog::Fields(Box::new(fields)));
}

/// Asks which holding statement, and its slots.
pub fn holding_statement(model: &mut Model) {
    match fields::holding(model) {
        Some(fields) => model.dialog = Some(Dialog::Fields(Box::new(fields))),
        None => model.complain("the policy has no holding statement; see holding_statements in its example"),
    }
}
