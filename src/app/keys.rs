//! A key press as plain data with one name, so that a binding is a word and a session can be written down.

use serde::{Deserialize, Serialize};

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Code {
    /// A character.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Home.
    Home,
    /// End.
    End,
    /// A function key.
    F(u8),
}

/// A key with what was held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Press {
    /// The key.
    pub code: Code,
    /// Control was held.
    pub ctrl: bool,
    /// Alt was held.
    pub alt: bool,
}

impl Press {
    /// A key alone.
    #[must_use]
    pub fn plain(code: Code) -> Press {
        Press { code, ctrl: false, alt: false }
    }

    /// A character with control held.
    #[must_use]
    pub fn ctrl(c: char) -> Press {
        Press { code: Code::Char(c), ctrl: true, alt: false }
    }

    /// The character that it writes, if it writes one.
    #[must_use]
    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    pub fn written(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// Its name in the table of keys: `a`, `G`, `ctrl-l`, `pgdn`.
    #[must_use]
    pub fn name(self) -> String {
        let key = match self.code {
            Code::Char(' ') => "space".into(),
            Code::Char(c) => c.to_string(),
            Code::Enter => "enter".into(),
            Code::Esc => "esc".into(),
            Code::Tab => "tab".into(),
            Code::BackTab => "shift-tab".into(),
            Code::Backspace => "backspace".into(),
            Code::Delete => "delete".into(),
            Code::Up => "up".into(),
            Code::Down => "down".into(),
            Code::Left => "left".into(),
            Code::Right => "right".into(),
            Code::PageUp => "pgup".into(),
            Code::PageDown => "pgdn".into(),
            Code::Home => "home".into(),
            Code::End => "end".into(),
            Code::F(number) => format!("f{number}"),
        };
        match (self.ctrl, self.alt) {
            (true, _) => format!("ctrl-{key}"),
            (false, true) => format!("alt-{key}"),
            (false, false) => key,
        }
    }
}
