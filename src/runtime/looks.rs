//! What the environment says about the terminal and the zone.

use crate::app::calls::{Desktop, Notify};
use crate::app::model::Look;

/// How to draw, from the environment alone: asking the terminal would block where nothing answers.
pub(super) fn look(variable: impl Fn(&str) -> Option<String>) -> Look {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let term = set("TERM").unwrap_or_default();
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default().to_lowercase();
    let utf8 = locale.contains("utf-8") || locale.contains("utf8");
    Look { mono: set("NO_COLOR").is_some() || term == "dumb", ascii: !utf8 || term == "linux" || term == "dumb" }
}

/// How to call: what was chosen, without what a multiplexer would swallow.
pub(super) fn notify(chosen: Notify, variable: impl Fn(&str) -> Option<String>) -> Notify {
    let term = variable("TERM").unwrap_or_default();
    let inside = ["TMUX", "STY", "ZELLIJ"].into_iter().any(|name| variable(name).is_some_and(|it| !it.is_empty()))
        || term.starts_with("screen")
        || term.starts_with("tmux");
    Notify { desktop: if inside { Desktop::Never } else { chosen.desktop }, ..chosen }
}

/// This machine's zone, minutes east of Greenwich.
pub(super) fn zone_minutes() -> i32 {
    chrono::Local::now().offset().local_minus_utc() / 60
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Look {
        look(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_multiplexer_swallows_what_the_desktop_should_show() {
        let chosen = Notify { desktop: Desktop::Osc9, ..Notify::default() };
        let of = |name: &'static str, value: &'static str| {
            notify(chosen, move |asked| (asked == name).then(|| value.to_owned())).desktop
        };
        assert_eq!(of("TERM", "xterm-256color"), Desktop::Osc9);
        for (name, value) in [("TMUX", "/tmp/tmux-0/default,1,0"), ("STY", "1.pts"), ("TERM", "screen-256color")] {
            assert_eq!(of(name, value), Desktop::Never, "{name}");
        }
    }

    #[test]
    fn colour_and_glyphs_follow_the_environment() {
        assert_eq!(of(&[("LANG", "en_GB.UTF-8")]), Look { mono: false, ascii: false });
        assert_eq!(of(&[("LANG", "en_GB.UTF-8"), ("NO_COLOR", "1")]), Look { mono: true, ascii: false });
        assert_eq!(of(&[("LANG", "en_GB.UTF-8"), ("NO_COLOR", "")]), Look { mono: false, ascii: false });
        assert_eq!(of(&[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")]), Look { mono: false, ascii: true });
        assert_eq!(of(&[("LANG", "C.UTF-8"), ("TERM", "linux")]), Look { mono: false, ascii: true });
    }
}
