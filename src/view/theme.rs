//! Looks for meanings: the only file that knows colours. Two themes: the terminal's own palette, and none.

use ratatui::style::{Color, Modifier, Style};

use crate::app::model::Look;
use crate::app::tone::Tone;

/// A way of drawing meanings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    mono: bool,
}

impl Theme {
    /// The theme for a terminal.
    #[must_use]
    pub fn of(look: Look) -> Theme {
        Theme { mono: look.mono }
    }

    /// The looks of a meaning. Colour never stands alone: the weight differs too, and words say the same.
    #[must_use]
    pub fn style(self, tone: Tone) -> Style {
        let style = Style::default();
        match tone {
            Tone::Plain => style,
            Tone::Strong => style.add_modifier(Modifier::BOLD),
            Tone::Faint => style.add_modifier(Modifier::DIM),
            Tone::Alarm => self.coloured(style.add_modifier(Modifier::BOLD), Color::Red),
            Tone::Shout => self.coloured(style.add_modifier(Modifier::BOLD | Modifier::REVERSED), Color::Red),
            Tone::Good => self.coloured(style, Color::Green),
            Tone::Uneasy => self.coloured(style.add_modifier(Modifier::BOLD), Color::Yellow),
            Tone::External => self.coloured(style.add_modifier(Modifier::BOLD), Color::Magenta),
            Tone::Moment => style,
            Tone::Name => self.coloured(style, Color::Cyan),
            Tone::Key => style.add_modifier(Modifier::BOLD),
            Tone::Mode => style.add_modifier(Modifier::BOLD),
            Tone::Selected => style.add_modifier(Modifier::REVERSED),
        }
    }

    fn coloured(self, style: Style, colour: Color) -> Style {
        if self.mono { style } else { style.fg(colour) }
    }

    /// The looks of a severity by its rank in the policy, the worst first.
    #[must_use]
    pub fn severity(self, rank: Option<usize>) -> Style {
        let reverse = Style::default().add_modifier(Modifier::BOLD | Modifier::REVERSED);
        match rank {
            Some(0) => self.coloured(reverse, Color::Red),
            Some(1) => self.coloured(reverse, Color::Yellow),
            Some(2) => self.coloured(Style::default().add_modifier(Modifier::BOLD), Color::Cyan),
            _ => Style::default(),
        }
    }
}
