//! What a person has chosen for their screen. Everything has a default; a file changes some of it, then the environment,
//! then the command line.

mod file;
mod look;

use serde::{Deserialize, Serialize};

use crate::app::bindings::Keymap;
use crate::app::look::ThemeName;
use crate::app::model::ClockStyle;

pub use file::{load, parse};
pub use look::look;

/// Everything that can be chosen.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How the screen looks and what it listens to.
    pub screen: Screen,
    /// How one is called.
    pub notify: Notify,
    /// The keys.
    pub keymap: Keymap,
}

/// `[screen]`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Screen {
    /// The theme; nothing where the file names none.
    pub theme: Option<ThemeName>,
    /// Only ASCII, or other glyphs, too; nothing where the locale decides.
    pub ascii: Option<bool>,
    /// The mouse chooses panes and lines, and the terminal's own selection needs Shift.
    pub mouse: bool,
    /// Frames are shown at once where the terminal can.
    pub sync_output: bool,
    /// How moments are shown.
    pub times: ClockStyle,
}

impl Default for Screen {
    fn default() -> Screen {
        Screen { theme: None, ascii: None, mouse: false, sync_output: true, times: ClockStyle::Utc }
    }
}

/// `[notify]`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
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

/// Whether colours are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// As the environment says.
    #[default]
    Auto,
    /// Whatever the environment says.
    Always,
    /// Not at all.
    Never,
}

/// What the command line says about looks; it goes before everything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Whether colours are wanted.
    pub colour: When,
    /// Only ASCII.
    pub ascii: bool,
    /// A theme.
    pub theme: Option<ThemeName>,
}
