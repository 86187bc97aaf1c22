//! How it looks, for as long as the program runs, and what the policy names.

use warroom_incident::policy::{Contact, Runbook};

use crate::app::look::{Colours, ThemeName};
use crate::app::model::{ClockStyle, Dialog, Model};

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

pub(super) fn show_contacts(model: &mut Model) {
    let lines = model.replica.state().policy.contacts.iter().map(|Contact { name, role, reach }| {
        let role = if role.is_empty() { String::new() } else { format!(" ({role})") };
        format!("{name}{role}: {reach}")
    });
    let lines = lines.collect();
    show_lines(model, "Whom to call", lines, "the policy names nobody to call");
}

pub(super) fn show_runbooks(model: &mut Model) {
    let lines = model.replica.state().policy.runbooks.iter().map(|Runbook { title, url }| format!("{title}: {url}"));
    let lines = lines.collect();
    show_lines(model, "What to read", lines, "the policy names no runbooks");
}

fn show_lines(model: &mut Model, title: &str, lines: Vec<String>, none: &str) {
    if lines.is_empty() {
        model.say(none);
    } else {
        model.dialog = Some(Dialog::Lines { title: title.into(), lines });
    }
}
