//! Which look comes of the settings, the environment and the command line. Only what is set is asked: asking the
//! terminal itself would block where nothing answers.

use super::{Screen, When, Wishes};
use crate::app::look::{Colours, Look, ThemeName};

/// The look: the command line goes before the environment, the environment before the file. `variable` reads the
/// environment.
#[must_use]
pub fn look(screen: &Screen, wishes: &Wishes, variable: impl Fn(&str) -> Option<String>) -> Look {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let no_colour = match wishes.colour {
        When::Never => true,
        When::Always => false,
        When::Auto => wishes.theme.is_none() && set("NO_COLOR").is_some(),
    };
    let chosen = wishes.theme.or(screen.theme).unwrap_or_default();
    let theme = if no_colour { ThemeName::Mono } else { chosen };
    let term = set("TERM").unwrap_or_default();
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default().to_lowercase();
    let utf8 = locale.contains("utf-8") || locale.contains("utf8");
    let plain = !utf8 || term == "linux" || term == "dumb";
    let ascii = wishes.ascii || screen.ascii.unwrap_or(plain);
    Look { theme, colours: colours(&term, &set("COLORTERM").unwrap_or_default()), ascii }
}

fn colours(term: &str, colorterm: &str) -> Colours {
    if colorterm == "truecolor" || colorterm == "24bit" || term.ends_with("-direct") {
        Colours::True
    } else if term.contains("256color") {
        Colours::Table
    } else {
        Colours::Sixteen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(screen: Screen, wishes: Wishes, pairs: &[(&str, &str)]) -> Look {
        look(&screen, &wishes, |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    fn plain(pairs: &[(&str, &str)]) -> Look {
        of(Screen::default(), Wishes::default(), pairs)
    }

    #[test]
    fn colour_and_glyphs_follow_the_environment() {
        let look = plain(&[("LANG", "en_GB.UTF-8")]);
        assert_eq!(look, Look { theme: ThemeName::Terminal, colours: Colours::Sixteen, ascii: false });
        assert_eq!(plain(&[("NO_COLOR", "1")]).theme, ThemeName::Mono);
        assert_eq!(plain(&[("NO_COLOR", "")]).theme, ThemeName::Terminal);
        assert!(plain(&[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")]).ascii);
        assert!(plain(&[("LANG", "C.UTF-8"), ("TERM", "linux")]).ascii);
        assert_eq!(plain(&[("TERM", "tmux-256color")]).colours, Colours::Table);
        assert_eq!(plain(&[("TERM", "tmux-256color"), ("COLORTERM", "truecolor")]).colours, Colours::True);
    }

    #[test]
    fn the_environment_goes_before_the_file_and_the_command_line_before_both() {
        let file = Screen { theme: Some(ThemeName::Dark), ascii: Some(false), ..Screen::default() };
        let no_colour = [("NO_COLOR", "1"), ("LANG", "C")];
        assert_eq!(of(file, Wishes::default(), &no_colour).theme, ThemeName::Mono);
        assert!(!of(file, Wishes::default(), &no_colour).ascii, "a locale is no wish, the file is one");
        let always = Wishes { colour: When::Always, ..Wishes::default() };
        assert_eq!(of(file, always, &no_colour).theme, ThemeName::Dark);
        let named = Wishes { theme: Some(ThemeName::Light), ascii: true, ..Wishes::default() };
        assert_eq!(of(file, named, &no_colour).theme, ThemeName::Light);
        assert!(of(file, named, &no_colour).ascii);
        let never = Wishes { colour: When::Never, ..named };
        assert_eq!(of(file, never, &[]).theme, ThemeName::Mono);
    }
}
