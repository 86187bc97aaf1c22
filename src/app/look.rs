//! How a screen looks, as a choice: which theme, how many colours there are, which glyphs.

use serde::{Deserialize, Serialize};

/// A theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeName {
    /// The terminal's own sixteen colours.
    #[default]
    Terminal,
    /// No colours at all.
    Mono,
    /// Bright colours and no dimmed text.
    HighContrast,
    /// Colours that people with any kind of colour vision can tell apart.
    OkabeIto,
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
}

impl ThemeName {
    /// All themes.
    pub const ALL: [ThemeName; 6] = [
        ThemeName::Terminal,
        ThemeName::Mono,
        ThemeName::HighContrast,
        ThemeName::OkabeIto,
        ThemeName::Dark,
        ThemeName::Light,
    ];

    /// Its word in the settings and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ThemeName::Terminal => "terminal",
            ThemeName::Mono => "mono",
            ThemeName::HighContrast => "high-contrast",
            ThemeName::OkabeIto => "okabe-ito",
            ThemeName::Dark => "dark",
            ThemeName::Light => "light",
        }
    }

    /// The theme with a name.
    #[must_use]
    pub fn named(name: &str) -> Option<ThemeName> {
        ThemeName::ALL.into_iter().find(|theme| theme.as_str() == name)
    }
}

/// How many colours a terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colours {
    /// The sixteen that the person has chosen for it.
    #[default]
    Sixteen,
    /// The fixed table of 256.
    Table,
    /// Any.
    True,
}

/// How the terminal wants to be drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// Which theme.
    pub theme: ThemeName,
    /// How many colours there are.
    pub colours: Colours,
    /// Without anything beyond ASCII.
    pub ascii: bool,
}
