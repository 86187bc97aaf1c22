//! What a person has chosen for their screen. Everything has a default; a file changes some of it.

use crate::app::bindings::Keymap;
use crate::app::model::ClockStyle;

/// Everything that can be chosen.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How the screen looks and what it listens to.
    pub screen: Screen,
    /// How one is called.
    pub notify: Notify,
    /// The keys.
    pub keymap: Keymap,
}

/// `[screen]`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// How moments are shown.
    pub times: ClockStyle,
}

/// `[notify]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notify {
    /// Rings the terminal's bell.
    pub bell: bool,
    /// Sends a notice to the desktop where the terminal can.
    pub desktop: bool,
}

impl Default for Notify {
    fn default() -> Notify {
        Notify { bell: true, desktop: false }
    }
}
