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
    /// A key that moves, with shift held: where text is edited it selects.
    Shifted(Move),
}

/// What a key that moves is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
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
}

impl Move {
    /// The key without shift.
    #[must_use]
    pub fn key(self) -> Code {
        match self {
            Move::Up => Code::Up,
            Move::Down => Code::Down,
            Move::Left => Code::Left,
            Move::Right => Code::Right,
            Move::PageUp => Code::PageUp,
            Move::PageDown => Code::PageDown,
            Move::Home => Code::Home,
            Move::End => Code::End,
        }
    }

    /// What a key moves; nothing for a key that does not.
    #[must_use]
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these keys move")]
    pub fn of(code: Code) -> Option<Move> {
        Some(match code {
            Code::Up => Move::Up,
            Code::Down => Move::Down,
            Code::Left => Move::Left,
            Code::Right => Move::Right,
            Code::PageUp => Move::PageUp,
            Code::PageDown => Move::PageDown,
            Code::Home => Move::Home,
            Code::End => Move::End,
            _ => return None,
        })
    }
}

/// The keys that have a name of more than one letter.
pub const NAMED: [Code; 15] = [
    Code::Char(' '),
    Code::Enter,
    Code::Esc,
    Code::Tab,
    Code::BackTab,
    Code::Backspace,
    Code::Delete,
    Code::Up,
    Code::Down,
    Code::Left,
    Code::Right,
    Code::PageUp,
    Code::PageDown,
    Code::Home,
    Code::End,
];

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

    /// The same without shift, which means something only where text can be selected.
    #[must_use]
    pub fn unshifted(self) -> Press {
        if let Code::Shifted(moved) = self.code { Press { code: moved.key(), ..self } } else { self }
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

    /// The key that has this name, written in small or capital letters: `G`, `Ctrl-L`, `pgdn`, `f1`.
    #[must_use]
    pub fn named(name: &str) -> Option<Press> {
        let mut letters = name.chars();
        if let (Some(c), None) = (letters.next(), letters.next()) {
            return (!c.is_control() && c != ' ').then(|| Press::plain(Code::Char(c)));
        }
        let name = name.to_lowercase();
        if let Some(rest) = name.strip_prefix("ctrl-") {
            return Some(Press { ctrl: true, ..Press::named(rest).filter(|press| !press.ctrl && !press.alt)? });
        }
        if let Some(rest) = name.strip_prefix("alt-") {
            return Some(Press { alt: true, ..Press::named(rest).filter(|press| !press.ctrl && !press.alt)? });
        }
        let number = |rest: &str| rest.parse().ok().filter(|number| (1..=12).contains(number)).map(Code::F);
        let named = |code: &Code| Press::plain(*code).name() == name;
        let code = NAMED.iter().find(|code| named(code)).copied();
        code.or_else(|| name.strip_prefix('f').and_then(number)).map(Press::plain)
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
            Code::Shifted(moved) => format!("shift-{}", Press::plain(moved.key()).name()),
        };
        match (self.ctrl, self.alt) {
            (true, _) => format!("ctrl-{key}"),
            (false, true) => format!("alt-{key}"),
            (false, false) => key,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_key_that_has_it() {
        let plain = NAMED.into_iter().chain([Code::Char('G'), Code::Char('*'), Code::F(1), Code::F(12)]);
        let plain = plain.map(Press::plain);
        for press in plain.chain([Press::ctrl('l'), Press { alt: true, ..Press::plain(Code::Enter) }]) {
            assert_eq!(Press::named(&press.name()), Some(press));
        }
        assert_eq!(Press::named("Ctrl-L"), Some(Press::ctrl('l')));
        assert_eq!(Press::named("PgDn"), Some(Press::plain(Code::PageDown)));
        for none in ["", " ", "f0", "f13", "ctrl-", "ctrl-alt-x", "pagedown", "gg"] {
            assert_eq!(Press::named(none), None, "{none:?}");
        }
    }
}
