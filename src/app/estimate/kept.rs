//! What was typed into the form and not sent: it outlives Esc, a lost connection and this program.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fields::Field;

/// What was typed, by the names of the fields. A field that was emptied is kept as empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Unsent(BTreeMap<String, String>);

impl Unsent {
    /// What differs from what is in force.
    #[must_use]
    pub fn of(fields: &[Field]) -> Unsent {
        let changed = fields.iter().filter(|field| field.is_changed());
        Unsent(changed.map(|field| (field.what.name(), field.text.clone())).collect())
    }

    /// Puts it into fields again, as far as they are still there.
    pub fn over(&self, fields: &mut [Field]) {
        for field in fields {
            if let Some(text) = self.0.get(&field.what.name()) {
                field.text.clone_from(text);
            }
        }
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many fields.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}
