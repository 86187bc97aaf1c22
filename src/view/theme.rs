//! Looks for meanings: the only file that knows colours.
//!
//! Colour never stands alone: words say the same, and the weight differs, too. Reverse is for what is selected, for the
//! two worst severities, and for a screen that may be old; for nothing else.

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

use crate::app::look::{Colours, Look, ThemeName};
use crate::app::tone::Tone;

/// Red, green and blue.
type Rgb = (u8, u8, u8);

/// The colours of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tints {
    /// Something is wrong; the worst severity.
    alarm: Color,
    /// Not as it should be; the second severity.
    uneasy: Color,
    /// All is well.
    good: Color,
    /// What leaves the room.
    external: Color,
    /// The third severity.
    calm: Color,
    /// Names.
    name: Color,
}

/// Text and background, where a theme does not leave them to the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ground {
    text: Color,
    behind: Color,
    /// Text of less weight; a dimmed colour is too weak for some eyes and does not exist on some terminals.
    faint: Color,
}

/// A way of drawing meanings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    tints: Option<Tints>,
    ground: Option<Ground>,
}

impl Theme {
    /// The theme for a terminal. Where a terminal has only its own sixteen colours, these are used: what somebody has
    /// set them to can be read.
    #[must_use]
    pub fn of(look: Look) -> Theme {
        let colours = look.colours;
        let fixed = colours != Colours::Sixteen;
        match look.theme {
            ThemeName::Mono => Theme { tints: None, ground: None },
            ThemeName::HighContrast => high_contrast(colours),
            ThemeName::OkabeIto if fixed => okabe_ito(colours),
            ThemeName::Dark if fixed => dark(colours),
            ThemeName::Light if fixed => light(colours),
            ThemeName::Terminal | ThemeName::OkabeIto | ThemeName::Dark | ThemeName::Light => terminal(),
        }
    }

    /// The looks of a meaning.
    #[must_use]
    pub fn style(self, tone: Tone) -> Style {
        let style = Style::default();
        let bold = style.add_modifier(Modifier::BOLD);
        match tone {
            Tone::Plain | Tone::Moment => style,
            Tone::Strong | Tone::Key | Tone::Mode => bold,
            Tone::Faint => match self.ground {
                Some(ground) => style.fg(ground.faint),
                None => style.add_modifier(Modifier::DIM),
            },
            Tone::Alarm => self.tinted(bold, |tints| tints.alarm),
            Tone::Shout => self.tinted(bold.add_modifier(Modifier::REVERSED), |tints| tints.alarm),
            Tone::Good => self.tinted(style, |tints| tints.good),
            Tone::Uneasy => self.tinted(bold, |tints| tints.uneasy),
            Tone::External => self.tinted(bold, |tints| tints.external),
            Tone::Name => self.tinted(style, |tints| tints.name),
            Tone::Selected => style.add_modifier(Modifier::REVERSED),
        }
    }

    fn tinted(self, style: Style, tint: impl Fn(Tints) -> Color) -> Style {
        self.tints.map_or(style, |tints| style.fg(tint(tints)))
    }

    /// The looks of a severity by its rank in the policy, the worst first.
    #[must_use]
    pub fn severity(self, rank: Option<usize>) -> Style {
        let reverse = Style::default().add_modifier(Modifier::REVERSED);
        match rank {
            Some(0) => self.tinted(reverse.add_modifier(Modifier::BOLD), |tints| tints.alarm),
            Some(1) => self.tinted(reverse, |tints| tints.uneasy),
            Some(2) => self.tinted(Style::default().add_modifier(Modifier::BOLD), |tints| tints.calm),
            _ => Style::default(),
        }
    }

    /// Gives the theme's own text and background to all that has none.
    pub(super) fn paint(self, buffer: &mut Buffer) {
        let Some(ground) = self.ground else { return };
        for cell in &mut buffer.content {
            if cell.fg == Color::Reset {
                cell.fg = ground.text;
            }
            if cell.bg == Color::Reset {
                cell.bg = ground.behind;
            }
        }
    }
}

fn terminal() -> Theme {
    let tints = Tints {
        alarm: Color::Red,
        uneasy: Color::Yellow,
        good: Color::Green,
        external: Color::Magenta,
        calm: Color::Cyan,
        name: Color::Cyan,
    };
    Theme { tints: Some(tints), ground: None }
}

/// The palette of Okabe and Ito, which does not hang on telling red from green. Names keep the terminal's own colour:
/// sky blue cannot be read on white.
fn okabe_ito(colours: Colours) -> Theme {
    let tints = Tints {
        alarm: fixed(colours, (213, 94, 0)),
        uneasy: fixed(colours, (230, 159, 0)),
        good: fixed(colours, (0, 158, 115)),
        external: fixed(colours, (204, 121, 167)),
        calm: fixed(colours, (86, 180, 233)),
        name: Color::Reset,
    };
    Theme { tints: Some(tints), ground: None }
}

fn high_contrast(colours: Colours) -> Theme {
    if colours == Colours::Sixteen {
        let tints = Tints {
            alarm: Color::LightRed,
            uneasy: Color::LightYellow,
            good: Color::LightGreen,
            external: Color::LightMagenta,
            calm: Color::LightCyan,
            name: Color::White,
        };
        let ground = Ground { text: Color::White, behind: Color::Black, faint: Color::White };
        return Theme { tints: Some(tints), ground: Some(ground) };
    }
    let white = fixed(colours, (255, 255, 255));
    let tints = Tints {
        alarm: fixed(colours, (255, 135, 95)),
        uneasy: fixed(colours, (255, 215, 0)),
        good: fixed(colours, (95, 255, 175)),
        external: fixed(colours, (255, 175, 255)),
        calm: fixed(colours, (95, 215, 255)),
        name: white,
    };
    let ground = Ground { text: white, behind: fixed(colours, (0, 0, 0)), faint: white };
    Theme { tints: Some(tints), ground: Some(ground) }
}

fn dark(colours: Colours) -> Theme {
    let tints = Tints {
        alarm: fixed(colours, (255, 135, 110)),
        uneasy: fixed(colours, (235, 190, 90)),
        good: fixed(colours, (110, 200, 165)),
        external: fixed(colours, (215, 160, 225)),
        calm: fixed(colours, (125, 190, 240)),
        name: fixed(colours, (125, 190, 240)),
    };
    let (text, behind) = (fixed(colours, (222, 222, 222)), fixed(colours, (24, 26, 30)));
    Theme { tints: Some(tints), ground: Some(Ground { text, behind, faint: fixed(colours, (165, 168, 175)) }) }
}

fn light(colours: Colours) -> Theme {
    let tints = Tints {
        alarm: fixed(colours, (175, 40, 0)),
        uneasy: fixed(colours, (125, 75, 0)),
        good: fixed(colours, (0, 95, 70)),
        external: fixed(colours, (130, 40, 110)),
        calm: fixed(colours, (0, 80, 145)),
        name: fixed(colours, (0, 80, 145)),
    };
    let (text, behind) = (fixed(colours, (35, 35, 38)), fixed(colours, (250, 250, 246)));
    Theme { tints: Some(tints), ground: Some(Ground { text, behind, faint: fixed(colours, (95, 95, 95)) }) }
}

/// A colour, or the nearest of the table of 256.
fn fixed(colours: Colours, (red, green, blue): Rgb) -> Color {
    if colours == Colours::True {
        return Color::Rgb(red, green, blue);
    }
    let nearest = (16..=255_u8).min_by_key(|index| distance(in_table(*index), (red, green, blue)));
    Color::Indexed(nearest.unwrap_or(15))
}

fn distance(a: Rgb, b: Rgb) -> u32 {
    let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    square(a.0, b.0) + square(a.1, b.1) + square(a.2, b.2)
}

/// A colour of the table from 16 on: a cube of six steps for each part, then greys.
fn in_table(index: u8) -> Rgb {
    let step = |nth: u8| if nth == 0 { 0 } else { 55 + 40 * nth };
    match index {
        232.. => {
            let grey = 8 + 10 * (index - 232);
            (grey, grey, grey)
        }
        _ => {
            let at = index.saturating_sub(16);
            (step(at / 36), step(at / 6 % 6), step(at % 6))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TONES: [Tone; 13] = [
        Tone::Plain,
        Tone::Strong,
        Tone::Faint,
        Tone::Alarm,
        Tone::Shout,
        Tone::Good,
        Tone::Uneasy,
        Tone::External,
        Tone::Moment,
        Tone::Name,
        Tone::Key,
        Tone::Mode,
        Tone::Selected,
    ];

    fn all() -> impl Iterator<Item = (ThemeName, Colours, Theme)> {
        let depths = [Colours::Sixteen, Colours::Table, Colours::True];
        ThemeName::ALL.into_iter().flat_map(move |theme| {
            depths.map(|colours| (theme, colours, Theme::of(Look { theme, colours, ascii: false })))
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the sixteen colours are whatever somebody has chosen")]
    fn parts(colour: Color) -> Option<Rgb> {
        match colour {
            Color::Rgb(red, green, blue) => Some((red, green, blue)),
            Color::Indexed(index) => Some(in_table(index)),
            _ => None,
        }
    }

    /// How far two colours stand apart for eyes, from 1 to 21 (WCAG 2).
    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let bright = |(red, green, blue): Rgb| 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
        let (a, b) = (bright(a) + 0.05, bright(b) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn without_colours_nothing_has_one_and_the_weights_stay() {
        let mono = Theme::of(Look { theme: ThemeName::Mono, colours: Colours::True, ascii: false });
        for style in TONES.map(|tone| mono.style(tone)).into_iter().chain((0..4).map(|rank| mono.severity(Some(rank))))
        {
            assert_eq!((style.fg, style.bg), (None, None));
        }
        assert!(mono.style(Tone::Selected).add_modifier.contains(Modifier::REVERSED));
        let weights: Vec<_> = (0..4).map(|rank| mono.severity(Some(rank)).add_modifier).collect();
        assert_eq!(
            weights,
            [Modifier::REVERSED | Modifier::BOLD, Modifier::REVERSED, Modifier::BOLD, Modifier::empty()]
        );
    }

    #[test]
    fn only_what_is_selected_worst_or_old_is_reversed() {
        for (name, _, theme) in all() {
            let reversed =
                TONES.into_iter().filter(|tone| theme.style(*tone).add_modifier.contains(Modifier::REVERSED));
            assert_eq!(reversed.collect::<Vec<_>>(), [Tone::Shout, Tone::Selected], "{name:?}");
        }
    }

    #[test]
    fn well_and_wrong_differ_in_weight_not_only_in_red_and_green() {
        for (name, _, theme) in all() {
            let weight = |tone| theme.style(tone).add_modifier;
            for wrong in [Tone::Alarm, Tone::Uneasy, Tone::Shout] {
                assert_ne!(weight(wrong), weight(Tone::Good), "{name:?}");
            }
        }
    }

    #[test]
    fn what_is_painted_can_be_read() {
        for (name, colours, theme) in all() {
            let Some(ground) = theme.ground else { continue };
            let Some(behind) = parts(ground.behind) else { continue };
            let least = if name == ThemeName::HighContrast { 7.0 } else { 4.5 };
            let severities = (0..3).map(|rank| theme.severity(Some(rank)));
            for style in TONES.map(|tone| theme.style(tone)).into_iter().chain(severities) {
                let text = parts(style.fg.unwrap_or(ground.text)).expect("a fixed colour on a fixed ground");
                let contrast = contrast(text, behind);
                assert!(contrast >= least, "{name:?} {colours:?} {text:?} on {behind:?}: {contrast:.1}");
            }
        }
    }

    #[test]
    fn a_terminal_of_sixteen_colours_gets_its_own() {
        let sixteen = |theme| Theme::of(Look { theme, colours: Colours::Sixteen, ascii: false });
        for name in [ThemeName::OkabeIto, ThemeName::Dark, ThemeName::Light] {
            assert_eq!(sixteen(name), sixteen(ThemeName::Terminal));
        }
    }

    #[test]
    fn the_table_of_256_is_met_exactly_where_it_can_be() {
        assert_eq!(fixed(Colours::Table, (255, 135, 95)), Color::Indexed(209));
        assert_eq!(in_table(209), (255, 135, 95));
        assert_eq!(in_table(255), (238, 238, 238));
        assert_eq!(fixed(Colours::True, (1, 2, 3)), Color::Rgb(1, 2, 3));
    }
}
