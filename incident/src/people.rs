//! People and the seats they take.

use crate::bounds;
use crate::prelude::*;
use crate::rejection::{Place, Rejection};
use crate::text;
use core::fmt;
use serde::{Deserialize, Serialize};

/// A person's name in one incident: one to 32 visible characters without spaces, unique among look-alikes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Person(String);

/// Names that the record uses for what is not a person.
const RESERVED: [&str; 9] =
    ["nobody", "operator", "server", "playback", "import", "system", "everyone", "status", "warroom"];

impl Person {
    /// Checks a name that somebody chose.
    ///
    /// # Errors
    /// [`Rejection::Empty`], [`Rejection::TooLong`], [`Rejection::NameNotAllowed`] with the reason.
    pub fn new(raw: &str) -> Result<Self, Rejection> {
        let name = raw.trim();
        if name.is_empty() {
            return Err(Rejection::Empty { place: Place::Name });
        }
        let chars = name.chars().count();
        if chars > bounds::NAME_CHARS {
            return Err(Rejection::TooLong { place: Place::Name, bytes: chars, most: bounds::NAME_CHARS });
        }
        let refuse = |reason: &str| Err(Rejection::NameNotAllowed { name: text::visible(name), reason: reason.into() });
        if name.chars().any(|c| text::is_hidden(c) || c == '\n' || c == '\t') {
            return refuse("it holds a control or hidden character");
        }
        if name.chars().any(char::is_whitespace) {
            return refuse("it holds a space; write ana-maria, so that @ana-maria finds you");
        }
        if name.starts_with('@') || !name.chars().any(char::is_alphanumeric) {
            return refuse("it needs at least one letter or digit and does not start with @");
        }
        if RESERVED.contains(&skeleton(name).as_str()) {
            return refuse("the record uses it for what is not a person");
        }
        Ok(Self(name.to_owned()))
    }

    /// A name read from a record, where it was checked when it was taken.
    pub(crate) fn recorded(name: String) -> Self {
        Self(name)
    }

    /// The name as it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the name looks like, after UTS #39: two names with one skeleton cannot be told apart on a screen.
    #[must_use]
    pub fn skeleton(&self) -> String {
        skeleton(&self.0)
    }
}

fn skeleton(name: &str) -> String {
    unicode_security::skeleton(&name.to_lowercase()).collect::<String>().to_lowercase()
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A seat: what somebody is here to do. The order is that of rights, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seat {
    /// Outside the room: sees what was published, phase and severity, and nothing else.
    Reader,
    /// Watches and may ask; writes nothing into the record.
    Guest,
    /// Second pair of eyes; writes down what happens; may raise HOLD.
    Observer,
    /// Finds and applies the fix.
    Responder,
    /// The chair: one voice to the outside; decides. Exactly one at a time.
    Coordinator,
}

impl Seat {
    /// All there are, the one with most rights first; a reader's is outside the room.
    pub const ALL: [Seat; 5] = [Seat::Coordinator, Seat::Responder, Seat::Observer, Seat::Guest, Seat::Reader];

    /// All seats of the room, the one with most rights first: the order in which a right is looked for.
    pub const BY_RIGHT: [Seat; 4] = [Seat::Coordinator, Seat::Responder, Seat::Observer, Seat::Guest];

    /// The seat's name as it is typed and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Seat::Coordinator => "coordinator",
            Seat::Responder => "responder",
            Seat::Observer => "observer",
            Seat::Guest => "guest",
            Seat::Reader => "reader",
        }
    }

    /// Reads a seat's name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Seat> {
        Seat::ALL.into_iter().find(|seat| seat.as_str().eq_ignore_ascii_case(word))
    }
}

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_share_a_skeleton() {
        let latin = Person::new("paypal").expect("a plain name");
        let cyrillic = Person::new("раураl").expect("letters all");
        assert_eq!(latin.skeleton(), cyrillic.skeleton());
        assert_eq!(Person::new("Ana").map(|p| p.skeleton()), Person::new("ana").map(|p| p.skeleton()));
    }

    #[test]
    fn names_that_would_deceive_are_refused() {
        for bad in ["", "  ", "a b", "a\u{200b}b", "a\u{1b}[2J", "@", "@ana", "...", "operator", "Server", "ореrаtоr"]
        {
            assert!(Person::new(bad).is_err(), "{bad:?} was taken");
        }
        assert!(Person::new(&"x".repeat(33)).is_err());
    }
}
