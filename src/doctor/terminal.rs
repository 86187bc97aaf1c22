//! The terminal as the environment tells it; the terminal itself is not asked, since not every one answers.

use std::io::IsTerminal;

use super::report::Report;
use crate::app::look::ThemeName;
use crate::settings::{self, Screen, Wishes};

/// The least at which everything is shown.
const COMPLETE: (u16, u16) = (80, 24);

/// Somebody's settings and what the command line wishes.
type Chosen<'a> = (&'a Screen, &'a Wishes);

pub(super) fn look(report: &mut Report, screen: &Screen, wishes: &Wishes, variable: impl Fn(&str) -> Option<String>) {
    let is_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let size = crossterm::terminal::size().ok().filter(|_| is_terminal);
    judge(report, (screen, wishes), &variable, is_terminal, size);
}

fn judge(
    report: &mut Report,
    (screen, wishes): Chosen<'_>,
    variable: &impl Fn(&str) -> Option<String>,
    is_terminal: bool,
    size: Option<(u16, u16)>,
) {
    for name in ["TERM", "COLORTERM", "NO_COLOR", "LC_ALL", "LC_CTYPE", "LANG", "TERM_PROGRAM", "TERM_PROGRAM_VERSION"]
    {
        if let Some(value) = variable(name) {
            report.fact("terminal", name, value);
        }
    }
    report.fact("terminal", "is one", if is_terminal { "yes" } else { "no, it was started without one" });
    if let Some((width, height)) = size {
        report.fact("terminal", "size", format!("{width}x{height}"));
        if width < COMPLETE.0 || height < COMPLETE.1 {
            let (least_width, least_height) = COMPLETE;
            let what =
                format!("the window has {width}x{height}; from {least_width}x{least_height} on nothing is left out");
            report.hint(what, "make it larger, or its letters smaller");
        }
    }
    match variable("TERM").as_deref() {
        None => report.attention("TERM is not set: nothing can be drawn", "export TERM=xterm-256color, or what it is"),
        Some("dumb") => report.attention("TERM=dumb cannot draw a screen", "use another terminal, or the command line"),
        Some(_) => {}
    }
    let look = settings::look(screen, wishes, variable);
    let colours = if look.theme == ThemeName::Mono {
        "none; weight and words tell everything".to_owned()
    } else {
        format!("theme {}", look.theme.as_str())
    };
    report.fact("terminal", "colours", colours);
    report.fact("terminal", "glyphs", if look.ascii { "ASCII only" } else { "Unicode" });
    let is_chosen = wishes.ascii || screen.ascii.is_some();
    if look.ascii && !is_chosen && !matches!(variable("TERM").as_deref(), Some("linux" | "dumb")) {
        report.hint("the locale is not UTF-8, so frames are drawn in ASCII", "export LC_ALL=C.UTF-8");
    }
    let over = ["SSH_CONNECTION", "SSH_TTY"].into_iter().any(|name| variable(name).is_some());
    report.fact("terminal", "ssh", if over { "yes" } else { "no" });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)], size: (u16, u16)) -> Report {
        chosen(Screen::default(), pairs, size)
    }

    fn chosen(screen: Screen, pairs: &[(&str, &str)], size: (u16, u16)) -> Report {
        let mut report = Report::default();
        let variable = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        judge(&mut report, (&screen, &Wishes::default()), &variable, true, Some(size));
        report
    }

    #[test]
    fn what_hinders_is_said_with_what_to_do() {
        let good = of(&[("TERM", "xterm-256color"), ("LANG", "C.UTF-8")], (120, 40));
        assert!(good.is_fine() && !good.lines().join("\n").contains("could be better"));
        assert!(!of(&[("LANG", "C.UTF-8")], (120, 40)).is_fine());
        let poor = of(&[("TERM", "screen"), ("LANG", "C"), ("NO_COLOR", "1")], (60, 20)).lines().join("\n");
        for words in ["60x20", "make it larger", "LC_ALL=C.UTF-8", "ASCII only", "none; weight and words"] {
            assert!(poor.contains(words), "{words} in {poor}");
        }
    }

    #[test]
    fn what_somebody_has_chosen_is_what_is_told() {
        let screen = Screen { theme: Some(ThemeName::OkabeIto), ascii: Some(true), ..Screen::default() };
        let told = chosen(screen, &[("TERM", "xterm-256color"), ("LANG", "C")], (120, 40)).lines().join("\n");
        assert!(told.contains("theme okabe-ito") && told.contains("ASCII only"), "{told}");
        assert!(!told.contains("the locale is not UTF-8"), "nothing to mend: {told}");
    }
}
