//! How it looks, for as long as the program runs.

use crate::app::look::{Colours, ThemeName};
use crate::app::model::{ClockStyle, Model};

pub(super) fn show_times(model: &mut Model, style: ClockStyle) {
    model.clock = style;
    model.say(match style {
        ClockStyle::Utc => "times: UTC",
        ClockStyle::Local => "times: local time",
        ClockStyle::Elapsed => "times: since the incident began",
    });
}

pub(super) fn show_theme(model: &mut Model, theme: ThemeName) {
    model.look.theme = theme;
    let name = theme.as_str();
    let needs_more = matches!(theme, ThemeName::OkabeIto | ThemeName::Dark | ThemeName::Light);
    if needs_more && model.look.colours == Colours::Sixteen {
        model.say(format!("theme {name} needs 256 colours, which TERM and COLORTERM do not promise here"));
        return;
    }
    model.say(format!("theme: {name}; to keep it: theme = \"{name}\" under [screen] in config.toml"));
}
